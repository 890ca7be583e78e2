"""A note: something that can be read and may be a slip."""

from __future__ import annotations

from dataclasses import dataclass

from simdesk.scenario.language.accepted import NOTES
from simdesk.scenario.reading.nodes import Path


@dataclass(frozen=True)
class Note:
    """Something in a scenario that may be a slip. It is no error.

    Parameters
    ----------
    word : str
        The kind of note, a key of ``NOTES``; ``accept: [word]`` in the scenario silences it.
    path : tuple
        What it is about: ``("queues", "sales", "patience")``.
    text : str
        What was seen.
    hint : str
        What to write; may be empty.
    """

    word: str
    path: Path
    text: str
    hint: str = ""

    def __post_init__(self) -> None:
        assert self.word in NOTES, self.word

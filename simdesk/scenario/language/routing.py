"""The words for routing: ranks that open and close, levels of skill, choices of agents, trunk groups."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import Discriminator, Tag

from simdesk.rules.agent_choices import AGENT_CHOICES
from simdesk.scenario.language.quantities import HIDDEN, MOST_AGENTS, MOST_CONTACTS, Block, Duration, PositiveDuration, Quantity
from simdesk.scenario.language.words import Name, Word

HIGHEST_LEVEL = "highest_level"
"""The choice that ranks groups by their level of skill."""

AGENT_CHOICE_MEANINGS = {name: choice.meaning for name, choice in AGENT_CHOICES.items()} | {
    HIGHEST_LEVEL: "the one with the highest level of skill: groups rank by level, and within one the one idle longest is taken"
}
"""Which agent each choice takes, by the words of the language."""

AgentChoice = Annotated[str, Word(tuple(AGENT_CHOICE_MEANINGS), "agent choice", meanings=tuple(AGENT_CHOICE_MEANINGS.values()))]
SkillLevel = Annotated[int, Quantity("whole", at_least=1, at_most=100)]
Reserve = Annotated[int, Quantity("whole", at_least=0, at_most=MOST_AGENTS)]


def _level_shape(value: Any) -> str | None:
    if isinstance(value, tuple | list):
        return f"{HIDDEN}level"
    return f"{HIDDEN}name" if isinstance(value, str) else None


def _try_shape(value: Any) -> str | None:
    return f"{HIDDEN}rank" if isinstance(value, dict) else _level_shape(value)


_Name = Annotated[Name, Tag(f"{HIDDEN}name")]
_Names = Annotated[tuple[Name, ...], Tag(f"{HIDDEN}level")]

Levels = tuple[Annotated[_Name | _Names, Discriminator(_level_shape)], ...]
"""Names in order, best first; a list inside means the same level."""


class Rank(Block):
    """One rank of ``tries``: groups that may take the queue's contacts under conditions."""

    example: ClassVar[str] = "{groups: partner, after: 30 s}"

    groups: Annotated[_Name | _Names, Discriminator(_level_shape)]
    """An agent group, or a list of several."""
    after: Duration = 0.0
    """The groups take a contact only after this wait. Default: at once."""
    until: PositiveDuration | None = None
    """The groups take a contact only up to this wait. Default: no end."""
    when_waiting: (
        Annotated[int, Quantity("whole", above=1, at_most=MOST_CONTACTS, hint="1 is always so: leave it out")] | None
    ) = None
    """The groups take a contact only while at least this many wait in the queue, the contact itself included."""
    when_predicted: PositiveDuration | None = None
    """The groups take a contact only while the queue's ``predictor`` expects at least this wait for a new contact."""
    reserve: Reserve = 0
    """The groups take a contact only while more than this many of their agents are free. Default: 0."""


Tries = tuple[Annotated[_Name | _Names | Annotated[Rank, Tag(f"{HIDDEN}rank")], Discriminator(_try_shape)], ...]
"""Groups in order, best first; a list inside means the same rank, a mapping says also when the rank is open."""


class Requirement(Block):
    """A skill level that suffices once a contact has waited for some time."""

    example: ClassVar[str] = "{level: 5, after: 30 s}"

    level: SkillLevel
    """Groups of at least this level may take the contact."""
    after: Duration = 0.0
    """The wait from which the level suffices. Default: at once."""


class TrunkGroup(Block):
    """Trunk lines shared by some queues."""

    example: ClassVar[str] = "{lines: 40, queues: [sales, service]}"

    lines: Annotated[int, Quantity("whole", at_least=1, at_most=MOST_CONTACTS)]
    """Contacts of these queues that may wait or talk at the same time; further contacts are blocked (busy signal)."""
    queues: tuple[Name, ...]
    """The queues that use these lines."""


def _trunks_shape(value: Any) -> str:
    return f"{HIDDEN}groups" if isinstance(value, dict) else f"{HIDDEN}number"


Trunks = Annotated[
    Annotated[int, Quantity("whole", at_least=1, at_most=MOST_CONTACTS), Tag(f"{HIDDEN}number")]
    | Annotated[dict[Name, TrunkGroup], Tag(f"{HIDDEN}groups")],
    Discriminator(_trunks_shape),
]
"""A number of lines for all queues together, or trunk groups by name."""

"""Faults of many cells: those of one kind are told once, and what was told of a file is not told again."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from simdesk.scenario.reading.diagnostics import Place, Sources


@dataclass
class Faults:
    """What is wrong with one series.

    Parameters
    ----------
    sources : Sources
    told : set
        Places and messages of faults that were told for another series.
    file : str
        The file as the scenario names it, its sheet behind it, for lines to write.
    most : int
        So many faults of one kind are told one by one; of more, the first and how many there are.
    """

    sources: Sources
    told: set[tuple[Place, str]]
    most: int = 3
    file: str = ""
    _found: list[tuple[Place, str, str, str]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self._found)

    def add(self, place: Place, path: str, message: str, hint: str = "") -> None:
        """Note one fault."""
        self._found.append((place, path, message, hint))

    def tell(self) -> None:
        """Report all, of each kind the first where there are many."""
        kinds: dict[str, list[tuple[Place, str, str, str]]] = {}
        for one in self._found:
            kinds.setdefault(re.sub(r"'[^']*'|\d[\d.,:\-]*", "", one[2]), []).append(one)
        for alike in kinds.values():
            shown = alike if len(alike) <= self.most else alike[:1]
            for place, path, message, hint in shown:
                if (place, message) in self.told:
                    continue
                self.told.add((place, message))
                more = f" (and {len(alike) - 1} more like it)" if len(shown) < len(alike) else ""
                self.sources.report(place, path, f"{message}{more}", hint)

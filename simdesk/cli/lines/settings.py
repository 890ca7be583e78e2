"""Values of a scenario set on the command line by less than their whole path: ``headcount=12``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from simdesk.cli.lines.values import NUMBER
from simdesk.cli.lines.words import INPUT_WORDS, VOLUME_WORDS

if TYPE_CHECKING:
    from simdesk.scenario import Scenario
    from simdesk.scenario.reading.diagnostics import Diagnostic

_MORE = re.compile(r"([+-])\s*(\d+(?:\.\d+)?)\s*%")
_GROUP_WORDS = {"agent_groups", "agent_group", "groups", "group", "teams", "team"}
_OF_ONE = re.compile(r"\s*([A-Za-z_][\w-]*)\s*[=:]\s*(.+)")


class Known:
    """What the scenarios of one command line say; each is loaded once, and only when something is asked of it."""

    def __init__(self) -> None:
        self._loaded: dict[str, Scenario | None] = {}

    def scenario(self, file: str) -> Scenario | None:
        """The scenario of a file; None where it cannot be loaded, which the command itself will say."""
        from simdesk.scenario import InvalidScenario, load

        if file not in self._loaded:
            try:
                self._loaded[file] = load(Path(file))
            except InvalidScenario:
                self._loaded[file] = None
        return self._loaded[file]

    def queues(self, file: str) -> Sequence[str]:
        """The queues of a scenario; empty where it cannot be loaded."""
        scenario = self.scenario(file)
        return () if scenario is None else scenario.queues

    def groups(self, file: str) -> Sequence[str]:
        """The agent groups of a scenario; empty where it cannot be loaded."""
        scenario = self.scenario(file)
        return () if scenario is None else scenario.agent_groups

    def targets(self, file: str) -> list[str]:
        """The targets of a scenario as texts; empty where it cannot be loaded."""
        scenario = self.scenario(file)
        return [] if scenario is None else [target.text for target in scenario.targets]

    def is_variant(self, file: str, word: str) -> bool:
        """Whether a word names a variant of the scenario."""
        return bool(self.variant_named(file, word))

    def variant_named(self, file: str, word: str) -> str:
        """The variant that a word names, whatever its case, with blanks or hyphens for ``_``; empty where there is none."""
        scenario = self.scenario(file)
        if scenario is None:
            return ""
        if word in scenario.variants:
            return word
        named = {_folded(name): name for name in scenario.variants}
        parts = [part.strip() if part.strip() in scenario.variants else named.get(_folded(part), "") for part in word.split("+")]
        return "+".join(parts) if all(parts) else ""

    def part_named(self, file: str, word: str) -> tuple[str, str] | None:
        """The queue or agent group that a word names, with the section of the scenario that it stands in."""
        for section, names in (("queues", self.queues(file)), ("agent_groups", self.groups(file))):
            for name in names:
                if _folded(name) == _folded(word):
                    return section, name
        return None

    def names_of_parts(self, file: str) -> list[str]:
        """Names of the queues and agent groups; empty where the scenario cannot be loaded."""
        return [*self.queues(file), *self.groups(file)]

    def fault_of(self, file: str, changes: Mapping[str, str]) -> Diagnostic | None:
        """What is wrong with changes of the scenario; None where they can be made, or nothing is known of it."""
        from simdesk.scenario import InvalidScenario

        scenario = self.scenario(file)
        if scenario is None:
            return None
        try:
            scenario.with_changes(changes, source="--set")
        except InvalidScenario as error:
            return error.diagnostics[0]
        return None

    def of_each(self, file: str, settings: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
        """Settings, those of one queue or group (``--headcount desk=14``) with its name in front."""
        for key, value in settings:
            parts = [_OF_ONE.fullmatch(part) for part in value.split(",")]
            names = {*self.queues(file), *self.groups(file)}
            if key in _GROUP_WORDS and all(part is not None and part[1] in self.groups(file) for part in parts):
                key = "headcount"  # --groups desk=14
            if key in self.groups(file) and re.match(r"[+-]?\d", value):
                key = f"{key}.headcount"
            if all(part is not None and part[1] in names for part in parts):
                yield from ((f"{part[1]}.{key}", part[2].strip()) for part in parts if part is not None)
            elif (one := _OF_ONE.fullmatch(value)) and one[1] in names:
                yield f"{one[1]}.{key}", one[2].strip()
            else:
                yield key, value

    def is_of_all(self, key: str, value: str) -> bool:
        """Whether a share changes all that comes in, or all handle times: a path of its own."""
        return key in INPUT_WORDS and "%" in value and (_MORE.fullmatch(value) is not None or key in VOLUME_WORDS)

    def paths(self, file: str, key: str, value: str) -> list[str]:
        """The whole paths that a part of one may mean.

        Parameters
        ----------
        file : str
            The scenario.
        key : str
            ``headcount``, ``desk.headcount``, or a word of the trade for it.
        value : str
            What is set, for which the place must be fit.

        Returns
        -------
        list of str
            The key alone where it is a whole path, or nothing is known of it; several where it may mean several.
        """
        from simdesk.scenario.hints.paths import places_of

        owner, _, last = key.rpartition(".")
        if self.is_of_all(last, value) and not owner:
            return [key]
        if self.is_of_all(last, value) and owner.removeprefix("queues.") in self.queues(file):
            queue = owner.removeprefix("queues.")
            return [f"queues.{queue}.{'arrivals.scale' if last in VOLUME_WORDS else last}"]
        queue = owner.removeprefix("queues.")
        if last in VOLUME_WORDS - {"arrivals"} and queue in self.queues(file) and not self.is_of_all(last, value):
            key = f"{queue}.{last}"
        scenario = self.scenario(file)
        if scenario is None:
            return [key]
        for text in (value, *(f"{value}{unit}" for unit in (" s", "%", " per h") if NUMBER.fullmatch(value))):
            found = places_of(scenario, key, text)
            if found:
                return found
        section = "queues" if queue in scenario.queues else "agent_groups" if owner in scenario.agent_groups else ""
        mine = [path for path in self.paths(file, last, value) if path.startswith(f"{section}.{queue}.")] if section else []
        return mine or [key]

    def is_placed(self, file: str, path: str) -> bool:
        """Whether a path begins as one of the scenario does; also where nothing is known of the scenario."""
        from simdesk.scenario.language.model import ScenarioModel

        first = path.partition(".")[0]
        return self.scenario(file) is None or first in ScenarioModel.model_fields or first in INPUT_WORDS


def _folded(name: str) -> str:
    return re.sub(r"[\s_-]+", " ", name.strip().lower())

"""Targets on a command line: ``--sl 80/20``, ``--target``, ``--max-occupancy 85%``."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from simdesk.cli.lines.typed import Options, Typed
from simdesk.errors import UsageError

LEVEL = re.compile(r"(\d{1,3})\s*%?\s*(?:/|in)\s*(\d{1,4})\s*(?:s|sec|seconds)?|(\d{1,3})\s*%")
"""A service level: ``80/20``, ``80% in 20 s`` or ``80%``."""


@dataclass
class Targets:
    """What was typed of targets.

    Parameters
    ----------
    level : str
        A service level such as ``80/20``; empty for none.
    whole : list of str
        Whole targets.
    limits : list of (str, str)
        Bounds of one measure (the measure, and the target), which leave the scenario's other targets as they are.
    more : list of str
        Whole targets that join those of the scenario.
    asked : bool
        The level was not given, and is that of a line to type.
    """

    level: str = ""
    whole: list[str] = field(default_factory=list)
    limits: list[tuple[str, str]] = field(default_factory=list)
    more: list[str] = field(default_factory=list)
    asked: bool = False

    def __bool__(self) -> bool:
        return bool(self.level or self.whole or self.limits or self.more)

    def take_level(self, text: str) -> None:
        """A service level, or a whole target in its place; nothing asks for one."""
        self.asked = not text
        text = text or "80/20"
        if LEVEL.fullmatch(text.strip()):
            self.level = text
        else:
            self.whole.append(text)

    def take_limit(self, limit: str, bound: str) -> None:
        """A target that an option names: ``--max-occupancy 85%``."""
        if limit.startswith("service_level"):
            self.level = bound
            return
        if re.fullmatch(r"\d+(?:\.\d+)?", bound.strip()) and limit.startswith("mean_"):
            bound = f"{bound} s"
        if limit.startswith("cost") and (amount := re.search(r"\d[\d,.' ]*", bound)):
            bound = re.sub(r"[,' ](?=\d{3})", "", amount[0]).strip()
        self.limits.append((limit, f"{limit} {bound.strip().lstrip('<=> ')}"))

    def set_in(self, typed: Typed, options: Options, queues: Sequence[str], of_scenario: Sequence[str]) -> None:
        """Set the targets of the line: those given stand alone, and a limit joins those of the scenario.

        Parameters
        ----------
        typed : Typed
        options : Options
            Of its command.
        queues, of_scenario : sequence of str
            The scenario's queues and targets.

        Raises
        ------
        UsageError
            Where the command takes no targets.
        """
        wanted = list(self.whole)
        if self.level:
            match = LEVEL.fullmatch(self.level.strip())
            share = (match[1] or match[3]) if match is not None else "80"
            within = (match[2] if match is not None else None) or "20"
            subject = queues[0] if len(queues) == 1 else "all"
            level = f"service_level({subject}, {within} s) >= {share}%"
            others = wanted or [one for one in of_scenario if not one.startswith("service_level")]
            wanted = [level, *others]
            if self.asked or match is None or match[2] is None:
                typed.answers.append("a service level has its time, such as 80/20")
        if self.limits:
            wanted = wanted or list(of_scenario)
            for limit, text in self.limits:
                wanted = _bounded(wanted, limit, text)
        if self.more:
            wanted = [*(one for one in wanted or of_scenario if one not in self.more), *self.more]
        if "--set" not in options.values or typed.command == "sweep":
            lines = " and ".join(f"- {one}" for one in wanted)
            raise UsageError(f"{typed.command} takes the targets of the scenario", f"write under targets: {lines}")
        typed.said.append(f"the targets are {', '.join(wanted)}")
        typed.options += ["--set", f"targets={json.dumps(wanted, ensure_ascii=False)}"]


def _bounded(targets: Sequence[str], limit: str, text: str) -> list[str]:
    """Targets with another bound for those of a measure, or with the limit behind them where there is none of it.

    Parameters
    ----------
    targets : sequence of str
    limit : str
        Measure and comparison, such as ``occupancy(all) <=``.
    text : str
        The whole target.
    """
    from simdesk.measure.expression import ExpressionError, parse_target

    sign, bound = text.removeprefix(limit.rpartition(" ")[0]).split(maxsplit=1)
    found, changed = [], False
    for one in targets:
        try:
            target = parse_target(one)
        except ExpressionError:
            found.append(one)
            continue
        alike = target.expression.metric == limit.partition("(")[0] and target.comparison.startswith(sign[0])
        changed = changed or alike
        found.append(f"{target.expression.text} {target.comparison} {bound}" if alike else one)
    return found if changed else [*found, text]

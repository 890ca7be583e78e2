"""What is asked by a word of its own: the worst interval, the busiest one, one queue or measure alone."""

from __future__ import annotations

import re

from simdesk.cli.lines.elsewhere import option_of_another
from simdesk.cli.lines.line import Line
from simdesk.cli.lines.taking import take

_OF_INTERVALS = r"(?:-(?:interval|intervals|half-hour|hour|time|period|slot|sl|service-level))?"
_WORST = re.compile(rf"(?:worst|weakest|most-late|latest|problem){_OF_INTERVALS}")
_BUSIEST = re.compile(rf"(?:busiest|peak|peak-load|most-contacts|highest-volume){_OF_INTERVALS}")
_LONGEST = re.compile(
    r"(?:(?:worst|longest|slowest|max|maximum|unluckiest)-(?:contact|call|caller|customer|wait|waiting|waiting-time|chat))|longest"
)
_PARTS = frozenset({"group", "agent-group", "team", "queue", "skill"})
_ALONE_WORDS = "only only-queue filter show show-only just queue-only for only-metric only-kpi display view"
_ALONE = frozenset(_ALONE_WORDS.split())


def what_is_asked(line: Line, name: str, word: str, value: str, *, given: bool) -> bool:
    """Take an option that is a question in itself; False for others.

    Parameters
    ----------
    line : Line
    name, word : str
        As typed, and without dashes.
    value : str
    given : bool
        The value stood behind ``=``.
    """
    if line.command == "explain" and is_extreme(word):
        taken = take_extreme(line, word)
        line.typed.said.append(f"{name} is {taken}")
        ahead = line.ahead(value, given=given)
        part = line.known.part_named(line.scenario_file, ahead)
        if part is not None and part[0] == "queues":
            take(line, "--queue", value, given=given)
        return True
    if line.command == "sweep" and word in _PARTS and _part_swept(line, line.ahead(value, given=given), given=given):
        return True
    return word in _ALONE and not line.has(f"--{word}") and _alone(line, name, value, given=given)


def _part_swept(line: Line, named: str, *, given: bool) -> bool:
    """``--group front 10..12``, or ``--group front --from 10 --to 12``."""
    part = line.known.part_named(line.scenario_file, named)
    if part is None:
        return False
    behind = line.words[0 if given else 1 :]
    key = f"{part[1]}.{'volume' if part[0] == 'queues' else 'headcount'}"
    if behind and re.match(r"[+-]?\d", behind[0]):
        line.settings.append((key, behind[0]))
        del line.words[: 1 if given else 2]
        return True
    if {"--from", "--min", "--start"} & set(line.whole) and "--headcount" not in line.whole:
        line.ends["key"] = key
        del line.words[: 0 if given else 1]
        return True
    return False


def is_extreme(word: str) -> bool:
    """Whether a word means the worst or busiest interval, or the longest wait."""
    return any(one.fullmatch(word) for one in (_WORST, _BUSIEST, _LONGEST))


def take_extreme(line: Line, word: str) -> str:
    """Ask for the worst or busiest interval, or the longest wait; gives how that is told."""
    if _LONGEST.fullmatch(word):
        return "what explain tells without --interval: the longest wait"
    at = "busiest" if _BUSIEST.fullmatch(word) else "worst"
    line.typed.options += ["--interval", at]
    return (
        "--interval worst, the interval with the most late contacts" if at == "worst" else "the interval with the most contacts"
    )


def busiest(line: Line) -> None:
    """The time of the interval with the most contacts of the queue asked for, or of all."""
    options = line.typed.options
    places = [at for at, one in enumerate(options[:-1]) if one == "--interval"]
    word = re.sub(r"[\s_]+", "-", options[places[0] + 1].strip().lower()) if places else ""
    if not is_extreme(word):
        return
    at = places[0]
    if not _BUSIEST.fullmatch(word):
        options[at + 1] = "worst"
        return
    scenario = line.known.scenario(line.file)
    if scenario is None:
        return
    floor, demand = scenario.lay_out()
    queue = next((options[one + 1] for one, option in enumerate(options[:-1]) if option == "--queue"), "")
    mine = [q for q, one in enumerate(demand.queues) if queue in ("", one.name)] or list(range(len(demand.queues)))
    index = int(demand.expected[mine].sum(axis=0).argmax())
    options[at + 1] = floor.clock(demand.opening + index * demand.interval)
    line.typed.said.append(f"the most contacts are expected at {options[at + 1]}")


def _alone(line: Line, name: str, value: str, *, given: bool) -> bool:
    """One queue alone, or one measure."""
    from simdesk.measure.registry import METRICS
    from simdesk.measure.words import METRIC_OF

    ahead = line.ahead(value, given=given)
    part = line.known.part_named(line.scenario_file, ahead)
    if part is not None and part[0] == "queues":
        if line.has("--queue"):
            line.typed.said.append(f"{name} is --queue")
            take(line, "--queue", value, given=given)
            return True
        return option_of_another(line, name, "queue", value, given=given)
    measure = ahead.partition("(")[0].replace("-", "_")
    if line.has("--metric") and measure in {*METRICS, *METRIC_OF}:
        line.typed.said.append(f"{name} {ahead} is --metric {ahead}, beside all that is always shown")
        take(line, "--metric", value, given=given)
        return True
    if part is not None:
        line.leave_out(name, value if given else line.value_to_leave_out(), "tables have a row for each agent group")
        return True
    return False

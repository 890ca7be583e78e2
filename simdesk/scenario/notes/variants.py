"""What a variant changes, in the words of the trade: values before and after."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from simdesk.formats import format_clock
from simdesk.scenario.language.agents import AgentGroup
from simdesk.scenario.language.model import ScenarioModel
from simdesk.scenario.language.places import is_distribution
from simdesk.scenario.layout.plans import lay_out_whole
from simdesk.scenario.notes.centre_words import reductions_in_words
from simdesk.scenario.notes.events import event_in_words
from simdesk.scenario.notes.load import open_intervals
from simdesk.scenario.notes.roster import hours_scheduled
from simdesk.scenario.notes.skills import skills_of_group
from simdesk.scenario.notes.wording import distribution_words, spoken
from simdesk.scenario.reading.nodes import ListNode, MapNode, Node, Path, Scalar, follow, plain

if TYPE_CHECKING:
    from simdesk.scenario.scenario import Scenario

ARROW = "→"
_NAMES = {
    "handle_time": "talk time",
    "wrap_up": "wrap-up",
    "aht": "AHT",
    "day_to_day": "day-to-day variation",
    "first_day": "first day",
}
_ITEMS = {"shifts": "shift", "breaks": "break", "meetings": "meeting", "people": "people"}
_MOST_SHIFTS = 6
"""Shifts of which the times are told."""
_LONGEST = 60
"""Characters of a value that is shown whole."""


def changes_in_words(scenario: Scenario, name: str) -> list[str]:
    """What a variant changes: ``headcount of desk 10 → 7``.

    Parameters
    ----------
    scenario : Scenario
    name : str
        A variant, or several joined: ``campaign+one_more``.

    Returns
    -------
    list of str
    """
    return changed_in_words(scenario, scenario.variant(name))


def changed_in_words(before: Scenario, after: Scenario, changes: Sequence[tuple[Path, Node | None]] = ()) -> list[str]:
    """What changes made of a scenario, a line for each thing; ``changes`` are paths and values, or those of variants."""
    lines: dict[str, None] = {}
    made = changes or [(change.path, change.value) for change in after._changes]
    shares = {path: _words(value) for path, value in made if path[:1] == ("move_volume",)}
    paths = [_thing(path, before, after) for path, _ in made]
    for path in dict.fromkeys(paths):
        moved = [f"{shares[path]} of the contacts of {path[1]} move to {path[2]}"] if path in shares else None
        lines |= dict.fromkeys(_lines(path, before, after) if moved is None else moved)
    if any(path[:1] in (("move_volume",), ("hours",)) or path[2:3] in (("arrivals",), ("hours",)) for path in paths):
        lines |= dict.fromkeys(_volumes(before, after))
    told = {path[0] for path in paths}
    for key in ("events", "targets"):  # which other keys may mean too
        lines |= dict.fromkeys(_listed(key, before.model, after.model) if key not in told else [])
    if any("hours" in path[:3] for path in paths):
        lines |= dict.fromkeys(_longer_day(before, after))
    return list(lines) or ["nothing"]


def _thing(path: Path, before: Scenario, after: Scenario) -> Path:
    """The part of a path that is told as one thing."""
    if path[0] == "agent_groups" and path[2:3] in (("skills",), ("takes",)):
        return (*path[:2], "skills")
    if path[0] == "agent_groups" and path[2:3] in (("headcount",), ("shifts",)) and len(path) < 5:
        same = all("headcount" in _keys(one, path[:2]) for one in (before, after))
        return (*path[:2], "headcount") if same else (*path[:2], "shifts")
    if path[0] in ("events", "targets"):
        return path[:1]
    for depth in range(1, len(path) + 1):
        if is_distribution(path[:depth]):
            return path[:depth]
    return path


def _keys(scenario: Scenario, path: Path) -> set[str]:
    node = follow(scenario._tree, path)
    return set(node.entries) if isinstance(node, MapNode) else set()


def _lines(path: Path, before: Scenario, after: Scenario) -> list[str]:
    if path[0] in ("events", "targets"):
        return _listed(str(path[0]), before.model, after.model)
    if path == ("replications", "variance_reduction"):  # left out it may be used all the same
        words = [reductions_in_words(one.replications.variance_reduction) for one in (before, after)]
        return [] if words[0] == words[1] else [f"variance reduction {words[0]} {ARROW} {words[1]}"]
    if path[0] == "queues" and path[2:3] == ("arrivals",) and path[3:4] != ("day_to_day",):
        return []  # told as volumes
    if path[0] in ("queues", "agent_groups") and len(path) == 2:
        return [_whole(path, before, after)]
    if path[0] == "agent_groups" and len(path) == 3:
        name = str(path[1])
        there = [one.model.agent_groups.get(name) for one in (before, after)]
        if path[2] == "skills":
            words = [
                skills_of_group(name, group, one.model, brief=True) if group else ""
                for one, group in zip((before, after), there, strict=True)
            ]
            return [] if words[0] == words[1] else [f"{words[0]} {ARROW} {words[1].removeprefix(f'{name} takes ')}"]
        if path[2] == "shifts":
            words = [_staffing(group) for group in there]
            if words[0] == words[1] and there[0] != there[1]:
                words = [f"{word} ({_times(group)})" for word, group in zip(words, there, strict=True)]
            return [] if words[0] == words[1] else [f"staffing of {name} {words[0]} {ARROW} {words[1]}"]
    if path[0] == "queues" and path[2:] in (("handle_time",), ("aht",)):
        ways = [next((key for key in ("handle_time", "aht") if key in _keys(one, path[:2])), "") for one in (before, after)]
        if ways[0] != ways[1] and all(ways):
            told = [
                f"{_NAMES.get(way, way)} {_distribution(one, (*path[:2], way))}"
                for way, one in zip(ways, (before, after), strict=True)
            ]
            return [f"{path[1]}: {told[0]} {ARROW} {told[1]}"]
    if is_distribution(path):
        words = [_distribution(one, path) for one in (before, after)]
    else:
        words = [_words(follow(one._tree, path)) for one in (before, after)]
    if words[0] == words[1]:
        nodes = [follow(one._tree, path) for one in (before, after)]
        if _plain(nodes[0]) == _plain(nodes[1]):
            return []
        words[1] += f" (changed in {_differing(*nodes)})"
    return [f"{_label(path)} {words[0]} {ARROW} {words[1]}"]


def _listed(key: str, before: ScenarioModel, after: ScenarioModel) -> list[str]:
    """Events or targets that came and went."""
    word = key.removesuffix("s")
    told = [
        [event_in_words(one, model) for one in model.events] if key == "events" else [one.text for one in model.targets]
        for model in (before, after)
    ]
    gone = [f"{word} removed: {one}" for one in told[0] if one not in told[1]]
    return [*gone, *(f"{word} added: {one}" for one in told[1] if one not in told[0])]


def _whole(path: Path, before: Scenario, after: Scenario) -> str:
    word = "queue" if path[0] == "queues" else "agent group"
    names = before.queues if path[0] == "queues" else before.agent_groups
    if path[1] not in names:
        group = after.model.agent_groups.get(str(path[1]))
        told = "" if group is None else f" ({_staffing(group)}; {skills_of_group(str(path[1]), group, after.model, brief=True)})"
        return f"{word} {path[1]} added{told}"
    return f"{word} {path[1]} removed"


def _staffing(group: AgentGroup | None) -> str:
    if group is None:
        return "none"
    if group.shifts is None:
        return f"headcount {_numbers(_flat(group.headcount))}"
    agents = math.fsum(shift.agents for shift in group.shifts)
    return f"{len(group.shifts)} {'shift' if len(group.shifts) == 1 else 'shifts'} with {agents:g} agents"


def _times(group: AgentGroup | None) -> str:
    """When the shifts of a group are, and how many breaks they have."""
    told = []
    for shift in (group.shifts or ()) if group is not None else ():
        breaks = f" with {len(shift.breaks)} {'break' if len(shift.breaks) == 1 else 'breaks'}" if shift.breaks else ""
        told.append(f"{format_clock(shift.start)} to {format_clock(shift.start + shift.length)}: {shift.agents:g}{breaks}")
    return ", ".join(told[:_MOST_SHIFTS]) + (", …" if len(told) > _MOST_SHIFTS else "")


def _flat(value: Any) -> list[float]:
    if isinstance(value, dict):
        return [number for one in value.values() for number in _flat(one)]
    if isinstance(value, tuple | list):
        return [number for one in value for number in _flat(one)]
    return [float(value)] if isinstance(value, int | float) else []


def _numbers(values: Sequence[float]) -> str:
    if not values:
        return "none"
    low, high = min(values), max(values)
    return f"{low:.6g}" if low == high else f"{low:.6g} to {high:.6g}"


def _distribution(scenario: Scenario, path: Path) -> str:
    here: Any = scenario.model
    for step in path:
        if isinstance(here, dict):
            here = here.get(str(step))
        elif isinstance(here, tuple):
            here = here[int(step)] if int(step) < len(here) else None
        else:
            here = getattr(here, str(step), None)
        if here is None:
            return "none"
    return distribution_words(here)


def _words(node: Node | None) -> str:
    """A value as it is written, a long list as its range."""
    if node is None:
        return "none"
    if isinstance(node, ListNode):
        numbers = _flat(_plain(node))
        return _numbers(numbers) if numbers and len(numbers) == len(node.items) else _short(node)
    if isinstance(node, MapNode):
        numbers = _flat(_plain(node))
        by_day = bool(numbers) and not any(isinstance(entry.node, Scalar) for entry in node.entries.values())
        return _numbers(numbers) if by_day else _short(node)
    value = node.value
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.6g}" if isinstance(value, float) else "none" if value is None else str(value)


def _short(node: Node) -> str:
    match node:
        case MapNode():
            text = "{" + ", ".join(f"{key}: {_short(entry.node)}" for key, entry in node.entries.items()) + "}"
        case ListNode():
            text = "[" + ", ".join(map(_short, node.items)) + "]"
        case _:
            text = _words(node)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _plain(node: Node | None) -> Any:
    return None if node is None else plain(node)


def _differing(one: Node | None, other: Node | None) -> str:
    left, right = _flat(_plain(one)), _flat(_plain(other))
    if len(left) != len(right) or not left:
        return "its parts"
    count = sum(a != b for a, b in zip(left, right, strict=True))
    return f"{count} of {len(left)} values"


def _label(path: Path) -> str:
    """``share of redial of sales``: a path from its end, the section left out."""
    steps = list(path[1:] if path[0] in ("queues", "agent_groups") else path)
    words: list[str] = []
    for step in steps:
        if isinstance(step, int):
            words[-1] = f"{_ITEMS[words[-1]]} {step + 1}" if words[-1] in _ITEMS else f"item {step + 1} of {words[-1]}"
        elif not words and len(steps) < len(path):
            words.append(step)  # the name of a queue or a group
        else:
            words.append(_NAMES.get(step, step.replace("_", " ")) if len(words) < 2 else step.replace("_", " "))
    return " of ".join(reversed(words))


_WAYS = {
    "volumes": "for each interval",
    "per_day": "as a day's total",
    "rate": "as a rate",
    "times": "as a list of arrivals",
    "at_opening": "as those that wait at opening",
}
"""How each key gives the volume."""


def _longer_day(before: Scenario, after: Scenario) -> list[str]:
    """What other hours do: volumes spread over more or less time, and agents paid for it."""
    (old, planned), (new, changed) = (lay_out_whole(one.model) for one in (before, after))
    lines = []
    for q, (one, other) in enumerate(zip(planned.queues, changed.queues, strict=False)):
        was, now = float(planned.expected[q].sum()), float(changed.expected[q].sum())
        spread = [len(open_intervals(floor, q)) * floor.interval for floor in (old, new)]
        same = math.isclose(was, now, rel_tol=1e-9) and one.name == other.name
        if same and was > 0 and not math.isclose(*spread):
            word = "more" if spread[1] > spread[0] else "less"
            times = f" {ARROW} ".join(map(spoken, spread))
            lines.append(f"the same {_count(now)} contacts of {one.name} arrive in {word} time: {times}")
    former = {group.name: hours_scheduled(group, old.interval)[0] for group in old.groups}
    for group in new.groups:
        hours = hours_scheduled(group, new.interval)[0]
        if group.name in former and not math.isclose(former[group.name], hours):
            lines.append(f"agent hours scheduled of {group.name} {former[group.name]:,.1f} {ARROW} {hours:,.1f}")
    return lines


def _volumes(before: Scenario, after: Scenario) -> list[str]:
    """The expected contacts of each queue whose volume differs."""
    totals = [_totals(one) for one in (before, after)]
    days = after.model.hours.days or 1
    when = "a day" if days == 1 else f"in {days} days"
    lines = []
    for name, (now, way) in totals[1].items():
        was, former = totals[0].get(name, (0.0, ""))
        if math.isclose(was, now, rel_tol=1e-9, abs_tol=1e-9) and way == former:
            continue
        if was == now == 0:
            continue
        how = f", now given {_WAYS[way]} instead of {_WAYS[former]}" if way != former and way and former else ""
        arrivals = after.model.queues[name].arrivals
        if way == "per_day" and former == "volumes" and arrivals is not None and arrivals.profile is None:
            how += ", spread evenly over the day"
        lines.append(f"volume of {name} {_count(was)} {ARROW} {_count(now)} contacts {when}{how}")
    return lines


def _totals(scenario: Scenario) -> dict[str, tuple[float, str]]:
    """Expected contacts of each queue, and the key that says when they arrive."""
    _, demand = lay_out_whole(scenario.model)
    found = {}
    for queue, expected in zip(demand.queues, demand.expected, strict=True):
        arrivals = scenario.model.queues[queue.name].arrivals
        ways = () if arrivals is None else type(arrivals).one_of[0].keys
        way = next((key for key in ways if getattr(arrivals, key) is not None), "")
        found[queue.name] = float(expected.sum()), way
    return found


def _count(number: float) -> str:
    return f"{number:,.0f}" if math.isclose(number, round(number), abs_tol=1e-9) or number >= 100 else f"{number:,.1f}"

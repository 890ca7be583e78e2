"""What holds for the whole centre, in words: hours, days simulated, lines, definitions, channels, the sweep."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING

from simdesk.floor.plan import FloorPlan
from simdesk.measure.registry import SERVICE_LEVEL, SERVICE_LEVEL_DEFINITIONS
from simdesk.scenario.language.channels import Channel
from simdesk.scenario.language.model import ScenarioModel
from simdesk.scenario.language.series import iso_date
from simdesk.scenario.language.sweep import Sweep
from simdesk.scenario.layout.horizon import day_name
from simdesk.scenario.notes.load import open_intervals
from simdesk.scenario.notes.queue_words import AT_CLOSE, closed_words, opening_words, own_days
from simdesk.scenario.notes.wording import listing, percent, spoken
from simdesk.scenario.reading.nodes import MapNode, Node, follow, plain
from simdesk.scenario.spellings.weeks import is_assumed

if TYPE_CHECKING:
    from simdesk.scenario.scenario import Scenario

REDUCTIONS = {"control_variates": "control variates", "stratified_days": "stratified days"}


def day_line(scenario: Scenario, floor: FloorPlan) -> str:
    """The name, the hours, the intervals, and how many days are simulated."""
    first = iso_date(scenario.model.hours.first_day)
    several = floor.dates is not None
    date = f"{day_name(first, 0)}, " if first is not None and not several else ""
    hours = f"{date}{floor.clock(floor.opening)} to {floor.clock(floor.closing, end=True)}"
    return f"{scenario.name}: {hours}, {_intervals(floor)}; {_replications(scenario, floor)}, seed {scenario.seed}"


def reductions_in_words(names: Collection[str]) -> str:
    """Variance reductions by their names: ``control variates and stratified days``, or ``none``."""
    return listing(REDUCTIONS[one] for one in names) if names else "none"


def _intervals(floor: FloorPlan) -> str:
    length = spoken(floor.interval)
    if floor.dates is None:
        return f"{len(open_intervals(floor))} intervals of {length}"
    by_day = [0] * len(floor.dates.names)
    for k in open_intervals(floor):
        by_day[floor.dates.day(floor.opening + k * floor.interval)] += 1
    opened = [count for count in by_day if count]
    low, high = min(opened), max(opened)
    count = f"{low}" if low == high else f"{low} to {high}"
    days = "day" if len(opened) == len(by_day) else "open day"
    return f"{count} intervals of {length} each {days}"


def _replications(scenario: Scenario, floor: FloorPlan) -> str:
    plan = scenario.replications
    word = "days" if floor.dates is None else f"runs of {len(floor.dates.names)} days"
    more = f" with {reductions_in_words(plan.variance_reduction)}" if plan.variance_reduction else ""
    if plan.until is None:
        return f"{plan.number} {word} are simulated{more}"
    return f"{plan.at_least} to {plan.at_most} {word} are simulated{more}, until {plan.until.text}"


def centre_lines(scenario: Scenario, floor: FloorPlan) -> Iterator[str]:
    """What holds for all queues and groups, a line each."""
    model = scenario.model
    hours = model.hours
    usual = opening_words(hours, hours.open, hours.close)
    on_axis = (hours.open, hours.closing) == (floor.opening, floor.closing)
    if is_assumed(scenario.tree):
        yield _assumed(model)
    if not on_axis or own_days(hours) or closed_words(hours):
        yield f"open {usual}"
    if model.hours.zone is not None:
        yield f"by the clock of {model.hours.zone}"
    if model.warm_up:
        yield f"the first {spoken(model.warm_up)} after opening are simulated but not measured"
    if model.at_close != "finish":
        yield f"at closing, {AT_CLOSE[model.at_close]}"
    yield from _trunks(model)
    yield from _service_level(model)
    for name, channel in model.channels.items():
        yield f"channel {name}: {channel_words(channel)}"
    if model.sweep is not None:
        yield _sweep(model.sweep, scenario.tree)
    if model.accept:
        yield f"notes not given, as accepted: {', '.join(model.accept)}"


def _assumed(model: ScenarioModel) -> str:
    """Which days are simulated where weekdays are given and no date."""
    first, days = iso_date(model.hours.first_day), model.hours.days or 1
    told = "a week" if days == 7 else f"{days} days"
    what = (
        f"{day_name(first, 0)} is simulated"
        if days == 1
        else f"{told} from {day_name(first, 0)} {'is' if days == 7 else 'are'} simulated"
    )
    return f"no date is given: {what}"


def _trunks(model: ScenarioModel) -> Iterator[str]:
    full = "customers who find all of them taken get the busy signal; a waiting contact holds one too"
    if isinstance(model.trunks, int):
        yield f"{model.trunks} line{'s' if model.trunks > 1 else ''} for all queues: {full}"
    for name, group in (model.trunks or {}).items() if isinstance(model.trunks, Mapping) else ():
        yield f"{group.lines} line{'s' if group.lines > 1 else ''} ({name}) for {listing(group.queues)}: {full}"


def _service_level(model: ScenarioModel) -> Iterator[str]:
    """The definition in use, where a target or the scenario asks for one."""
    rule = model.service_level
    asked = any(one.expression.metric == SERVICE_LEVEL and one.expression.definition is None for one in model.targets)
    if not asked and not rule.model_fields_set:
        return
    switches = rule.genesys
    counted = [
        word
        for word, on in (
            ("abandons", switches.include_abandons),
            ("short abandons", switches.include_short_abandons),
            ("contacts turned away", switches.include_sent_away),
        )
        if on
    ]
    genesys = f" (with {listing(counted)})" if switches.model_fields_set else ""
    formula = SERVICE_LEVEL_DEFINITIONS[rule.definition]
    matters = "short" in formula or "short_abandon" in rule.model_fields_set or rule.definition == "genesys"
    short = f"; a short abandon waited at most {spoken(rule.short_abandon)}" if matters else ""
    yield f"service level: {formula} ({rule.definition}{genesys}){short}"


def channel_words(channel: Channel) -> str:
    """How agents work on the contacts of a channel."""
    parts = []
    if channel.at_once is not None:
        parts.append("one contact at a time" if channel.at_once == 1 else f"an agent has up to {channel.at_once} in progress")
    if channel.pace is not None:
        paces = [percent(pace) for pace in channel.pace]
        parts.append(f"each at a pace of {', '.join(paces)} with {', '.join(map(str, range(1, len(paces) + 1)))} in progress")
    if channel.beside is not None:
        parts.append(f"with {listing(channel.beside)} at the same time" if channel.beside else "with no other channel at a time")
    if channel.interrupted_by is not None:
        by = listing(channel.interrupted_by) if channel.interrupted_by else "nothing"
        parts.append(f"interrupted by {by}")
    return ", ".join(parts) or "one contact at a time"


def _sweep(sweep: Sweep, tree: MapNode) -> str:
    block = follow(tree, ("sweep", "set"))
    parts = [f"{path} {_values(value)}" for path, value in _leaves(block)] if isinstance(block, MapNode) else []
    said = [f"varies {listing(parts)}" if parts else "varies nothing"]
    if sweep.points is not None:
        said.append(f"at {sweep.points} points of a Latin hypercube")
    if sweep.target is not None:
        said.append(f"compares cost with {sweep.target.text}")
    if sweep.sensitivity is not None:
        by = "no input one at a time" if sweep.sensitivity == 0 else f"each input by {percent(sweep.sensitivity)}, one at a time"
        said.append(f"varies {by}")
    if sweep.forecast_error is not None:
        error = sweep.forecast_error
        each = listing(f"{name} {percent(one)}" for name, one in error.items()) if isinstance(error, Mapping) else percent(error)
        said.append(f"forecast errors with a standard deviation of {each}")
    if sweep.errors is not None:
        said.append(f"{sweep.errors} forecast errors drawn")
    return f"simdesk sweep {'; '.join(said)}"


_PARTS_OF_A_CHANGE = {"add", "times"}


def _leaves(block: MapNode, before: str = "") -> Iterator[tuple[str, Node]]:
    for key, entry in block.entries.items():
        path = f"{before}{key}"
        if isinstance(entry.node, MapNode) and not set(entry.node.entries) <= _PARTS_OF_A_CHANGE:
            yield from _leaves(entry.node, f"{path}.")
        else:
            yield path, entry.node


def _values(node: Node) -> str:
    value = plain(node)
    if isinstance(value, list | tuple):
        return f"({', '.join(map(str, value))})"
    if isinstance(value, dict):
        return " and ".join(f"{key} {one}" for key, one in value.items())
    return str(value)

"""An agent group in words: how many are scheduled and on duty, who differs, who is away, how a contact reaches them."""

from __future__ import annotations

from collections.abc import Iterator

from simdesk.floor.plan import FloorPlan
from simdesk.formats import format_clock
from simdesk.scenario.language.agents import AgentGroup
from simdesk.scenario.language.model import ScenarioModel
from simdesk.scenario.language.people import Meeting, People, Shrinkage
from simdesk.scenario.layout.people import REQUIRED, absence_of, pace_of, planned_shrinkage
from simdesk.scenario.notes.centre_words import channel_words
from simdesk.scenario.notes.load import Load
from simdesk.scenario.notes.over_day import by_time_of_day
from simdesk.scenario.notes.roster import hours_scheduled, roster_lines
from simdesk.scenario.notes.skills import pace_words
from simdesk.scenario.notes.wording import agents_word, listing, percent, spoken, time_words


def group_line(model: ScenarioModel, floor: FloorPlan, load: Load, g: int) -> str:
    """How many agents are scheduled, and on duty after what."""
    plan, group = floor.groups[g], model.agent_groups[floor.groups[g].name]
    hours, breaks = hours_scheduled(plan, floor.interval)
    days = "" if floor.dates is None else f" in {len(floor.dates.names)} days"
    on_breaks = f", of them {breaks:,.1f} on breaks" if breaks else ""
    open_heads = [load.heads[g][k] for k in load.open_intervals]
    low, high = min(open_heads), max(open_heads)
    span = f"{high:,.4g}" if high - low < 1e-9 else f"{low:,.4g} to {high:,.4g}"
    while_open = "" if floor.dates is None else " while open"
    currency = f" {model.currency}" if model.currency else ""
    cost = f", {group.cost * 3600:,.2f}{currency} an hour" if group.cost else ""
    heads = f"{_headcount(group, floor, load, g)}; " if group.headcount is not None else ""
    return (
        f"group {plan.name}: {heads}{hours:,.1f} agent hours scheduled{days}{on_breaks}, {span} on duty{while_open}"
        f"{_away(group)}{cost}"
    )


def _away(group: AgentGroup) -> str:
    planned = planned_shrinkage(group)
    parts = []
    if isinstance(group.shrinkage, Shrinkage) and group.shrinkage.unplanned:
        unplanned = group.shrinkage.unplanned
        each = f"{unplanned / (1.0 - planned) * 100:.2g}%"
        parts.append(
            f"{percent(planned)} planned and {percent(unplanned)} unplanned shrinkage "
            f"(of those there by plan each is off on {each} of days)"
        )
    elif planned:
        parts.append(f"{percent(planned)} shrinkage")
    if group.absence:
        parts.append(f"{percent(group.absence)} absence (each is away on that share of days)")
    return f" after {' and '.join(parts)}" if parts else ""


def group_lines(group: AgentGroup) -> Iterator[str]:
    """What else is written of a group, a line for each thing."""
    if group.zone is not None:
        yield f"its shifts, breaks and meetings are by the clock of {group.zone}"
    if group.shifts is not None:
        yield from roster_lines(group.shifts)
    for channel, one in group.channels.items():
        yield f"channel {channel} here: {channel_words(one)}"
    if group.capacity is not None:
        yield f"an agent has room for {group.capacity:g} units of contacts in progress"
    named = [shift.name for shift in group.shifts or () if shift.name]
    if named:
        yield f"shifts named {listing(named)}"
    for meeting in group.meetings:
        yield _meeting(meeting)
    alike = [people for people in group.people if _is_only_named(people)]
    if alike:
        yield f"by name: {listing([one.name or '' for one in alike])}"
    for people in group.people:
        if people not in alike:
            yield _people(people, group)
    if group.learning_curve is not None:
        yield _learning(group)
    yield from _reaching(group)
    if group.standby:
        yield f"{agents_word(group.standby)} on standby"


def _headcount(group: AgentGroup, floor: FloorPlan, load: Load, g: int) -> str:
    plan = floor.groups[g]
    scheduled = by_time_of_day(floor, plan.headcount, load.open_intervals, lambda heads: f"{heads:,.4g}")
    if group.headcount_is != REQUIRED:
        return f"headcount {scheduled}"
    there = (1.0 - planned_shrinkage(group)) * (1.0 - absence_of(group))
    required = by_time_of_day(floor, [one * there for one in plan.headcount], load.open_intervals, lambda heads: f"{heads:,.4g}")
    return f"headcount {required} required on duty, ÷ {percent(there)} who are there: {scheduled} scheduled"


def _meeting(one: Meeting) -> str:
    if one.people is not None:
        who = f"the {one.people} on duty" if one.agents is None else f"{one.agents} of the {one.people} on duty"
    else:
        who = (
            "all agents on duty"
            if one.agents is None
            else f"{agents_word(one.agents)} of those on duty (shrinkage is off already)"
        )
    called = f" ({one.name})" if one.name else ""
    return f"meeting{called} at {format_clock(one.at)} for {spoken(one.length)}: {who}"


def _is_only_named(one: People) -> bool:
    return one.name is not None and one.pace is None and one.tenure is None and one.skills is None and one.unresolved is None


def _people(one: People, group: AgentGroup) -> str:
    parts = []
    pace = pace_of(one, group)
    if one.tenure is not None:
        parts.append(f"{spoken_tenure(one.tenure)} in the job")
    if pace != 1.0:
        parts.append(pace_words(pace))
    if one.skills is not None:
        parts.append(f"only for {listing(one.skills)}")
    if one.unresolved is not None:
        parts.append(f"{percent(one.unresolved)} of contacts not resolved")
    name = f" ({one.name})" if one.name else ""
    return f"{agents_word(one.agents)}{name} after shrinkage differ: {', '.join(parts)}"


def spoken_tenure(seconds: float) -> str:
    """``12 weeks``, ``10 days``."""
    days = seconds / 86400.0
    return f"{days / 7:g} weeks" if days >= 7 and days % 7 == 0 else f"{days:.4g} days"


def _learning(group: AgentGroup) -> str:
    curve = group.learning_curve
    assert curve is not None
    end = (
        f"is full after {spoken_tenure(curve.full_after)}"
        if curve.full_after is not None
        else (f"has lost half of the extra handle time after {spoken_tenure(curve.half_after or 0.0)}")
    )
    return f"the pace of new agents begins at {percent(curve.start)} and {end}"


def _reaching(group: AgentGroup) -> Iterator[str]:
    if group.late is not None:
        yield f"{percent(group.late.share)} of the agents start their shift late, by {time_words(group.late.by)}"
    if group.ring_time is not None:
        yield f"a contact rings {time_words(group.ring_time)} until the agent answers"
    for one, what in ((group.missed, "missed"), (group.refused, "declined")):
        if one is not None:
            then = f"; the agent then gets none for {spoken(one.unavailable)}" if one.unavailable else ""
            yield f"{percent(one.share)} of the offers are {what}, after {spoken(one.after)}{then}"
    if group.wrap_up_ends_after is not None:
        yield f"wrap-up ends after {spoken(group.wrap_up_ends_after)} at most"
    if group.pause:
        yield f"{spoken(group.pause)} of pause after each contact"
    if group.rest_after is not None:
        yield f"after {group.rest_after.contacts} contacts without a break, {spoken(group.rest_after.pause)} of rest"

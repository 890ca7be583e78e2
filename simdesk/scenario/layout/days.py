"""Days that follow each other, in numbers: what is given by the local clock of a day, laid on the one axis of seconds."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from simdesk.demand.plan import ListedArrivals, RateArrivals
from simdesk.floor.parts import GroupPlan, QueuePlan, ShiftPlan
from simdesk.floor.plan import FloorPlan
from simdesk.scenario.language.series import OTHERS
from simdesk.scenario.layout.horizon import NOISE, Horizon, Opening, Slot, Span, closes_its_way, names
from simdesk.scenario.layout.shifts import parts_of
from simdesk.units import DAY

if TYPE_CHECKING:
    from simdesk.scenario.language.agents import AgentGroup, Shift
    from simdesk.scenario.language.days import Event
    from simdesk.scenario.language.model import ScenarioModel
    from simdesk.scenario.language.queues import Arrivals

LAST_CLOCK = 2 * DAY
"""Seconds: a time given by more has a date (see ``quantities.Moment``)."""


def value_of_day(series: Mapping[str, Any], day: int, horizon: Horizon) -> Any:
    """What a mapping by day says of a day: by its date, its weekday, or for the others; None when it says nothing."""
    if horizon.first is not None:
        for key in sorted(series, key=len, reverse=True):  # a date before a weekday
            if key != OTHERS and key[:1].isdigit() and names(key, day, horizon.first):
                return series[key]
        for key in series:
            if names(key, day, horizon.first):
                return series[key]
    return series.get(OTHERS)


def by_slot(series: Any, horizon: Horizon, opening: Opening) -> list[float]:
    """A series as one value for each interval in which the centre or queue is open.

    Parameters
    ----------
    series : float, tuple or mapping
        A number; one value for each interval of a usual day, or of all open days; or these by day.
    """
    if isinstance(series, int | float):
        return [float(series)] * len(opening.slots)
    if isinstance(series, tuple) and len(series) != opening.count(horizon.interval):
        return [float(value) for value in series]
    found = []
    of_day = _values_of_days(series, opening, horizon)
    for slot in opening.slots:
        values, since = series, opening.open
        if isinstance(series, Mapping):
            values = of_day[slot.span.day]
            since = first_clock(values, slot.span, horizon, opening)
        found.append(float(values[place_of(slot, since, horizon)] if isinstance(values, tuple) else values))
    return found


def _values_of_days(series: Any, opening: Opening, horizon: Horizon) -> dict[int, Any]:
    """What a mapping by day says of each day with open hours; of anything else nothing."""
    days = {span.day for span in opening.spans} if isinstance(series, Mapping) else ()
    return {day: value_of_day(series, day, horizon) for day in days}


def first_clock(values: Any, span: Span, horizon: Horizon, opening: Opening) -> float:
    """Where a list given for a day begins: as a usual day does, or, shorter, with the hours of that day."""
    usual = isinstance(values, tuple) and len(values) == opening.count(horizon.interval)
    return opening.open if usual else span.open


def place_of(slot: Slot, since: float, horizon: Horizon) -> int:
    """Which interval of its day a slot is, counted from the one at ``since``."""
    return round((slot.clock - since) / horizon.interval)


def on_axis(values: list[float], horizon: Horizon, opening: Opening, empty: float = 0.0) -> tuple[float, ...]:
    """Values of open intervals on the whole axis."""
    whole = [empty] * horizon.count
    for slot, value in zip(opening.slots, values, strict=True):
        whole[slot.interval] = value
    return tuple(whole)


def volumes_of(arrivals: Arrivals, horizon: Horizon, opening: Opening) -> list[float]:
    """Expected contacts in each open interval, scale included; of arrivals that are not listed."""
    scale = 1.0 if arrivals.scale is None else arrivals.scale
    if arrivals.rate is not None:
        return [arrivals.rate * horizon.interval * scale] * len(opening.slots)
    if arrivals.volumes is not None:
        return [value * scale for value in by_slot(arrivals.volumes, horizon, opening)]
    weights = [1.0] * len(opening.slots) if arrivals.profile is None else by_slot(arrivals.profile, horizon, opening)
    # A day's whole weight is that of its hours by the clock: in the doubled hour contacts come twice.
    whole: dict[int, dict[float, float]] = {}
    for slot, weight in zip(opening.slots, weights, strict=True):
        whole.setdefault(slot.span.day, {})[slot.clock] = weight
    for span in opening.spans:
        if arrivals.profile is not None and isinstance(arrivals.profile, tuple | Mapping):
            _add_missing(whole.setdefault(span.day, {}), arrivals.profile, span, horizon, opening)
        elif arrivals.profile is None:
            count = round((span.close - span.open) / horizon.interval)
            clocks = [span.open + k * horizon.interval for k in range(count)]
            whole[span.day] = {clock: 1.0 for clock in clocks if not opening.is_shut(clock)}
    total = {day: math.fsum(parts.values()) for day, parts in whole.items()}
    volumes = []
    of_day = _values_of_days(arrivals.per_day, opening, horizon)
    for slot, weight in zip(opening.slots, weights, strict=True):
        per_day = arrivals.per_day
        number = of_day[slot.span.day] if isinstance(per_day, Mapping) else per_day
        volumes.append((number or 0.0) * scale * weight / total[slot.span.day] if total[slot.span.day] > 0 else 0.0)
    return volumes


def _add_missing(known: dict[float, float], profile: Any, span: Span, horizon: Horizon, opening: Opening) -> None:
    """Weights of the hour that is missing on a day: what would have come then does not come."""
    values, since = profile, opening.open
    if isinstance(profile, Mapping):
        values = value_of_day(profile, span.day, horizon)
        since = first_clock(values, span, horizon, opening)
    elif len(profile) != opening.count(horizon.interval):
        return
    for k in range(round((span.close - span.open) / horizon.interval)):
        clock = span.open + k * horizon.interval
        if clock not in known and not opening.is_shut(clock) and not any(abs(clock - one) < NOISE for one in known):
            known[clock] = values[round((clock - since) / horizon.interval)] if isinstance(values, tuple) else values


def arrivals_over(arrivals: Arrivals | None, name: str, model: ScenarioModel, horizon: Horizon) -> RateArrivals | ListedArrivals:
    """When contacts of a queue arrive over all days, and how the forecast differs where events change it."""
    opening = horizon.of(name)
    if arrivals is None:
        return RateArrivals((0.0,) * horizon.count)
    if isinstance(arrivals.times, tuple):
        return ListedArrivals(tuple(sorted(moment for _, moment in listed_moments(arrivals.times, horizon, opening))))
    if arrivals.at_opening is not None:
        return ListedArrivals(tuple(span.begin for span in opening.spans[:1]) * arrivals.at_opening)
    volumes = volumes_of(arrivals, horizon, opening)
    planned = on_axis([volume / horizon.interval for volume in volumes], horizon, opening)
    coming = list(planned)
    for event in model.events:
        if event.extra is not None and name in queues_of(event, model):
            _add(coming, event, horizon, opening)
        elif event.what != "outage" and name in queues_of(event, model):
            times = 1.0 if event.times is None else event.times
            for begin, end in event_spans(event, horizon, opening):
                for slot in opening.slots:
                    at = horizon.opening + slot.interval * horizon.interval
                    if begin - NOISE <= at < end - NOISE:
                        coming[slot.interval] *= times
    rates = tuple(coming)
    return RateArrivals(rates, arrivals.day_to_day or 0.0, planned if rates != planned else ())


def _add(coming: list[float], event: Event, horizon: Horizon, opening: Opening) -> None:
    """The contacts that an event brings, evenly over its intervals of each day."""
    assert event.extra is not None
    for span in opening.spans:
        if not horizon.is_on(event.days, span.day):
            continue
        begin, end = event_span(event, horizon, span)
        mine = [
            slot.interval
            for slot in opening.slots
            if slot.span is span and begin - NOISE <= horizon.opening + slot.interval * horizon.interval < end - NOISE
        ]
        for interval in mine:
            coming[interval] += event.extra / len(mine) / horizon.interval


def listed_moments(times: tuple[float, ...], horizon: Horizon, opening: Opening) -> list[tuple[int, float]]:
    """Listed arrivals on the axis, each with its place in the list: those without a date on every day that is open then."""
    found = []
    for index, clock in enumerate(times):
        if clock > LAST_CLOCK:
            day = int(clock // DAY) - (horizon.first.toordinal() if horizon.first else 0)
            moments = [horizon.at(day, clock % DAY)]
        else:
            moments = [horizon.at(span.day, day_clock(clock, span)) for span in opening.spans]
        found += [(index, m) for m in moments if opening.is_open_at(m)]
    return found


def day_clock(clock: float, span: Span) -> float:
    """A time of day on the clock of a day: after midnight it counts on where the day opened the evening before."""
    return clock + DAY if clock < span.open and clock + DAY <= span.close else clock


def queues_of(event: Event, model: ScenarioModel) -> tuple[str, ...]:
    """The queues an event is about; all when it names none."""
    if event.queues:
        return event.queues
    return tuple(name for name, queue in model.queues.items() if not event.channels or queue.channel in event.channels)


def event_span(event: Event, horizon: Horizon, span: Span) -> tuple[float, float]:
    """From when to when an event lasts on one day."""
    begin = span.begin if event.start is None else horizon.at(span.day, day_clock(event.start, span))
    end = span.end
    if event.end is not None:
        after = span.open if event.start is None else day_clock(event.start, span)
        end = horizon.at(span.day, event.end if event.end > after else event.end + DAY)
    return begin, end


def event_spans(event: Event, horizon: Horizon, opening: Opening) -> tuple[tuple[float, float], ...]:
    """From when to when an event lasts, on each of its days; those that touch as one."""
    found: list[tuple[float, float]] = []
    for span in opening.spans:
        if not horizon.is_on(event.days, span.day):
            continue
        begin, end = event_span(event, horizon, span)
        if found and begin <= found[-1][1] + NOISE:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        elif end > begin:
            found.append((begin, end))
    return tuple(found)


def queue_over(plan: QueuePlan, name: str, model: ScenarioModel, horizon: Horizon) -> QueuePlan:
    """A queue with its hours, its way to close and its outages."""
    opening = horizon.of(name)
    own = opening.merged if name in horizon.queues else ()
    never = own == ((horizon.opening, horizon.closing),)
    way = closes_its_way(model.queues[name]) or ("carry" if never or model.at_close == "carry" else "")
    out = [
        (begin, end, event.waiting == "lost")
        for event in model.events
        if event.what == "outage" and not event.agent_groups and name in queues_of(event, model)
        for begin, end in event_spans(event, horizon, opening)
    ]
    return replace(plan, hours=own, at_close=way, outages=_apart(out))


def _apart(outages: list[tuple[float, float, bool]]) -> tuple[tuple[float, float, bool], ...]:
    """Outages in order; those that overlap or touch are one."""
    joined: list[tuple[float, float, bool]] = []
    for begin, end, lost in sorted(outages):
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end), joined[-1][2] or lost)
        else:
            joined.append((begin, end, lost))
    return tuple(joined)


def group_over(plan: GroupPlan, group: AgentGroup, model: ScenarioModel, horizon: Horizon) -> GroupPlan:
    """A group with its heads or shifts of all days, and its outages."""
    centre = horizon.centre
    out = [
        (begin, end, False)
        for event in model.events
        if event.what == "outage" and plan.name in event.agent_groups
        for begin, end in event_spans(event, horizon, centre)
    ]
    heads = () if group.headcount is None else on_axis(by_slot(group.headcount, horizon, centre), horizon, centre)
    shifts = tuple(
        part
        for span in centre.spans
        for number, shift in enumerate(group.shifts or ())
        if horizon.is_on(shift.days, span.day)
        for part in _shift_of(group, shift, number, span, horizon)
    )
    return replace(plan, headcount=heads, shifts=shifts, outages=tuple((begin, end) for begin, end, _ in _apart(out)))


def centre_clock(clock: float, zone: str | None, span: Span, horizon: Horizon) -> float:
    """A time of day in another time zone by the centre's clock on a day of the centre, from 0 to 24 h."""
    if zone is None or zone == horizon.zone:
        return clock
    return (clock + horizon.at(span.day, clock, zone) - horizon.at(span.day, clock)) % DAY


def in_centre(shift: Shift, zone: str | None, span: Span, horizon: Horizon) -> Shift:
    """A shift of another time zone by the centre's clock; the clocks count as they are when it starts."""
    if zone is None or zone == horizon.zone:
        return shift
    start = centre_clock(shift.start, zone, span, horizon)
    ahead = start - shift.start
    breaks = tuple(
        one.model_copy(
            update={
                "at": None if one.at is None else (one.at + ahead) % DAY,
                "between": None if one.between is None else tuple((clock + ahead) % DAY for clock in one.between),
            }
        )
        for one in shift.breaks
    )
    return shift.model_copy(update={"start": start, "breaks": breaks})


def fits(shift: Shift, span: Span, horizon: Horizon) -> bool:
    """Whether a shift by the centre's clock lies within the hours of a day, or goes on where the centre does not close."""
    start = day_clock(shift.start, span)
    end = start + shift.length
    return start >= span.open - NOISE and (end <= span.close + NOISE or _goes_on(horizon, span.day, end))


def _goes_on(horizon: Horizon, day: int, end: float) -> bool:
    """Whether a centre that does not close at night is open until a time after its day, or till the last day is over."""
    until = horizon.at(day, end)
    if horizon.centre.close - horizon.centre.open < DAY - NOISE:
        return False
    return any(
        begin <= horizon.at(day, horizon.centre.open) < last and (until <= last + NOISE or last >= horizon.closing - NOISE)
        for begin, last in horizon.centre.merged
    )


def parts_within(shift: Shift, span: Span) -> list[tuple[float, float, float]]:
    """The parts of a shift by the centre's clock that lie within the hours of a day: begin, end, and how much earlier it began.

    A shift of a site whose night is the centre's day may be there in the morning, since the evening before, and again in the
    evening.
    """
    start = day_clock(shift.start, span)
    found = [(max(start - back, span.open), min(start - back + shift.length, span.close), back) for back in (DAY, 0.0)]
    return [(begin, end, back) for begin, end, back in found if end > begin + NOISE]


def _shift_of(group: AgentGroup, shift: Shift, number: int, span: Span, horizon: Horizon) -> list[ShiftPlan]:
    """A shift on a day; of a site in another time zone the parts in which the centre is open."""
    here = in_centre(shift, group.zone, span, horizon)
    if here is shift or fits(here, span, horizon):
        return shift_on(here, number, span, horizon)
    start = day_clock(here.start, span)
    plans = []
    for begin, end, back in parts_within(here, span):
        first, last = horizon.at(span.day, begin), horizon.at(span.day, end)
        for part, (agents, breaks) in enumerate(parts_of(here, start, start + here.length)):
            placed = [(horizon.at(span.day, at - back), length) for at, length in breaks]
            cut = [(max(at, first), min(at + length, last)) for at, length in placed]
            inside = tuple(sorted((at, until - at) for at, until in cut if until > at + NOISE))
            plans.append(ShiftPlan(first, last, agents, inside, crew=number + part * _PARTS))
    return plans


_PARTS = 100_000
"""More than the parts of any shift: a shift has no more agents than a group may have."""


def shift_on(shift: Shift, number: int, span: Span, horizon: Horizon) -> list[ShiftPlan]:
    """A shift on one day, by the local clock: over a missing hour it is an hour shorter.

    ``number`` is its place in the group's list; the agents who take their breaks together are a crew of their own.
    """
    start = day_clock(shift.start, span)
    end = start + shift.length
    until = min(horizon.at(span.day, end), horizon.closing)
    plans = []
    for part, (agents, breaks) in enumerate(parts_of(shift, start, end)):
        placed = [(horizon.at(span.day, begin), length) for begin, length in breaks]
        inside = tuple(sorted((at, min(length, until - at)) for at, length in placed if at < until))
        plans.append(ShiftPlan(horizon.at(span.day, start), until, agents, inside, crew=number + part * _PARTS))
    return plans


def floor_over(floor: FloorPlan, model: ScenarioModel, horizon: Horizon) -> FloorPlan:
    """The floor with its opening hours, and names for its days where there are several."""
    hours = horizon.centre.merged
    return replace(
        floor,
        queues=tuple(queue_over(queue, queue.name, model, horizon) for queue in floor.queues),
        hours=() if hours == ((horizon.opening, horizon.closing),) else hours,
        dates=horizon.dates if horizon.days > 1 else None,
    )


def demand_days(horizon: Horizon) -> tuple[int, ...]:
    """The day of each interval, for levels by day; empty for one day."""
    return horizon.day_of if horizon.days > 1 else ()

"""What is given for days that are not simulated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from simdesk.scenario.language.days import MOST_DAYS, ByWeekday
from simdesk.scenario.language.model import ScenarioModel
from simdesk.scenario.language.series import OTHERS
from simdesk.scenario.layout.days import day_clock, fits, in_centre, parts_within
from simdesk.scenario.layout.horizon import Horizon, day_name, horizon_of, hours_words, names
from simdesk.scenario.notes.note import Note
from simdesk.scenario.notes.wording import listing
from simdesk.scenario.reading.nodes import Path
from simdesk.scenario.spellings.weeks import week_of
from simdesk.units import WEEKDAYS

_MOST_SHOWN = 3


def day_notes(model: ScenarioModel) -> list[Note]:
    """Notes on values and hours for days that are not simulated, or on which the centre or the queue is closed."""
    horizon = horizon_of(model)
    if horizon is None or horizon.first is None:
        return []
    return [*_values(model, horizon), *_hours(model, horizon), *_closed(model, horizon), *_cut(model, horizon)]


def _values(model: ScenarioModel, horizon: Horizon) -> Iterator[Note]:
    if model.hours.days == 1:
        return  # one day of several is asked for
    for path, series, queue in _series(model):
        open_days = {span.day for span in horizon.of(queue).spans}
        idle = [key for key in series if key != OTHERS and not any(names(key, day, horizon.first) for day in open_days)]
        if idle:
            text = f"{path[-1]} of {path[1]} has no effect for {listing(map(_told, idle))}: {_why(idle[0], horizon)}"
            yield Note("no_effect", path, text, _hint(idle, horizon))


def _series(model: ScenarioModel) -> Iterator[tuple[Path, Mapping[str, Any], str]]:
    for name, queue in model.queues.items():
        for key in ("volumes", "per_day", "profile") if queue.arrivals is not None else ():
            series = getattr(queue.arrivals, key)
            if isinstance(series, Mapping):
                yield ("queues", name, "arrivals", key), series, name
    for name, group in model.agent_groups.items():
        if isinstance(group.headcount, Mapping):
            yield ("agent_groups", name, "headcount"), group.headcount, ""


def _hours(model: ScenarioModel, horizon: Horizon) -> Iterator[Note]:
    """Hours of other weekdays where a single day is simulated and nobody has said that it shall be one."""
    if model.hours.days is not None:
        return
    parts: list[tuple[Path, ByWeekday]] = [(("hours",), model.hours)]
    parts += [(("queues", name, "hours"), queue.hours) for name, queue in model.queues.items() if queue.hours is not None]
    for path, hours in parts:
        words = [name for number, name in enumerate(WEEKDAYS) if hours.weekday(number) is not None]
        words += [word for word in hours.closed if isinstance(word, str) and word in WEEKDAYS]
        idle = [word for word in words if not names(word, 0, horizon.first)]
        if idle:
            text = f"only {day_name(horizon.first, 0)} is simulated, so the hours of {listing(map(_told, idle))} have no effect"
            yield Note(
                "no_effect", (*path, idle[0]) if idle[0] in hours.model_fields_set else path, text, "write days: 7 for a week"
            )
            return


def _closed(model: ScenarioModel, horizon: Horizon) -> Iterator[Note]:
    """Closed dates that are none of the days simulated."""
    parts: list[tuple[Path, ByWeekday]] = [(("hours",), model.hours)]
    parts += [(("queues", name, "hours"), queue.hours) for name, queue in model.queues.items() if queue.hours is not None]
    for path, hours in parts:
        dates = [word for word in hours.closed if isinstance(word, str) and word not in WEEKDAYS]
        idle = [word for word in dates if not any(names(word, day, horizon.first) for day in range(horizon.days))]
        if not idle:
            continue
        shown = listing(idle) if len(idle) <= _MOST_SHOWN else f"{idle[0]} and {len(idle) - 1} other closed days"
        text = f"{shown} {'has' if len(idle) == 1 else 'have'} no effect: {_why(idle[0], horizon)}"
        hint = "" if len(idle) < len(dates) else f"{week_of(date.fromisoformat(idle[0]))} for the week of {idle[0]}"
        yield Note("no_effect", (*path, "closed"), text, hint)


def _cut(model: ScenarioModel, horizon: Horizon) -> Iterator[Note]:
    """Shifts of a site in another time zone that reach beyond the opening hours, each told of the first day on which it does."""
    for name, group in model.agent_groups.items():
        for index, shift in enumerate(group.shifts or () if group.zone not in (None, horizon.zone) else ()):
            days = [span for span in horizon.centre.spans if horizon.is_on(shift.days, span.day)]
            here = [(span, in_centre(shift, group.zone, span, horizon)) for span in days]
            found = next(((span, one) for span, one in here if not fits(one, span, horizon)), None)
            if found is None:
                continue
            span, one = found
            start, end = day_clock(one.start, span), day_clock(one.start, span) + one.length
            played = [hours_words(begin, last) for begin, last, _ in parts_within(one, span)]
            there = hours_words(shift.start, shift.start + shift.length)
            opened = hours_words(span.open, span.close)
            on = "" if len(days) == 1 else f" on {day_name(horizon.first, span.day)}"
            likewise = "" if len(days) == 1 else ", and on other days what lies within their hours"
            text = (
                f"{name}'s shift {there} is {hours_words(start, end)} here; the centre is open {opened}"
                f"{on}: {f'{listing(played)} is simulated{likewise}' if played else 'nothing of it is simulated'}"
            )
            yield Note("outside_hours", ("agent_groups", name, "shifts", index), text)


def _told(word: str) -> str:
    return word.capitalize() if word in WEEKDAYS else word


def _why(word: str, horizon: Horizon) -> str:
    if any(names(word, day, horizon.first) for day in range(horizon.days)):
        return "nothing is open then"
    if horizon.days == 1:
        return f"only {day_name(horizon.first, 0)} is simulated"
    return f"the days simulated are {day_name(horizon.first, 0)} to {day_name(horizon.first, horizon.days - 1)}"


def _hint(words: list[str], horizon: Horizon) -> str:
    reached = [day for day in range(horizon.days, MOST_DAYS) if any(names(word, day, horizon.first) for word in words)]
    beyond = [word for word in words if not any(names(word, day, horizon.first) for day in range(horizon.days))]
    if not beyond or not reached:
        return ""
    last = max(next((day for day in reached if names(word, day, horizon.first)), 0) for word in beyond)
    return f"write days: {last + 1} under hours to simulate {'it' if len(beyond) == 1 else 'them'} too"

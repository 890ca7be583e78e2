"""Checks that need the day's hours and intervals: lengths of lists, times, shifts and breaks, distributions."""

from __future__ import annotations

import itertools
import math
import re
from typing import Any

from simdesk.errors import InputError
from simdesk.formats import format_clock, format_duration
from simdesk.scenario.checks.days import (
    check_arrivals_over,
    check_reading_dates,
    check_series_over,
    check_shift_days,
    check_words,
    day_at,
)
from simdesk.scenario.checks.draft import Draft, given
from simdesk.scenario.language.agents import Break, Shift
from simdesk.scenario.language.distributions import FAMILIES, DistributionForm
from simdesk.scenario.language.hours import Hours
from simdesk.scenario.language.quantities import MOST_CONTACTS, Block
from simdesk.scenario.language.queues import Arrivals
from simdesk.scenario.layout.distributions import mean_of
from simdesk.scenario.layout.shifts import break_start, shift_span, window_of
from simdesk.scenario.reading.nodes import Path, key_place, value_place, written
from simdesk.units import DAY, parse_clock

FLOAT_NOISE = 1e-6
"""Seconds: two clock readings closer than this are the same."""


def check_hours(draft: Draft) -> None:
    """The day is a whole number of intervals, and longer than the warm-up."""
    hours = given(draft.whole, "hours")
    if hours is None:
        return
    length = hours.closing - hours.open if draft.horizon is None else draft.horizon.closing - draft.horizon.opening
    if draft.day is None and _day_is_wrong(hours):
        if length > DAY:
            draft.report(
                ("hours", "close"), f"the day is longer than 24 h ({format_duration(length)})", "simulate one day at a time"
            )
        else:
            message = (
                f"a day of {format_duration(length)} is not a whole number of intervals of {format_duration(hours.interval)}"
            )
            draft.report(("hours", "interval"), message, "15 min, 30 min and 1 h are usual")
        return
    warm_up = given(draft.whole, "warm_up")
    if warm_up is None or draft.day is None:
        return
    if warm_up >= length:
        whole = "the day" if draft.horizon is None else "all days together,"
        draft.report(("warm_up",), f"must be shorter than {whole} of {format_duration(length)} (got {format_duration(warm_up)})")
    elif abs(warm_up - round(warm_up / hours.interval) * hours.interval) > FLOAT_NOISE:
        message = f"must be a whole number of intervals of {format_duration(hours.interval)} (got {format_duration(warm_up)})"
        draft.report(("warm_up",), message)


def _day_is_wrong(hours: Hours) -> bool:
    return hours.day() is None


def check_series_length(draft: Draft, path: Path, series: Any) -> bool:
    """One value for each interval; True when that is so and the values can be used."""
    check_reading_dates(draft, path, series)
    if draft.horizon is not None and series != ():
        return check_series_over(draft, path, series)
    if not isinstance(series, tuple):
        return False
    if not series:
        draft.report(path, "the list is empty", "write one value for each interval")
        return False
    if draft.day is None:
        return False
    if len(series) != draft.day.count:
        hours = f"{format_clock(draft.day.opening)} to {format_clock(draft.day.closing, end=True)}"
        message = f"needs {draft.day.count} values, one for each interval (got {len(series)})"
        one = path[-1] == "headcount" and len(series) == 1
        hint = f"write {series[0]:g}, without the brackets, for all intervals" if one else ""
        hint = hint or f"the day {hours} has {draft.day.count} intervals of {format_duration(draft.day.interval)}"
        draft.report(path, message, _split_by_comma(draft, path) or hint)
        return False
    return True


def _split_by_comma(draft: Draft, path: Path) -> str:
    """A hint for ``[20,5, 30]``: commas with and without a space behind them; empty when there is no such mixture."""
    place = value_place(draft.tree, path)
    text = draft.sources.line(place)[max(place.column - 1, 0) :].partition("]")[0]
    close = re.search(r"(?<![\d.,])(\d+),(\d+)(?=\s*(,\s|$))", text)
    if not text.startswith("[") or close is None or not re.search(r"\d,\s", text):
        return ""
    return f"a decimal comma? write {close.group(1)}.{close.group(2)} for {close.group()}"


def exactly_one(draft: Draft, path: Path, model: type[Block]) -> str | None:
    """The one of a block's rival keys that is given; None after reporting that none or two are."""
    keys, allowed, example = draft.keys(path), model.model_fields, model.example
    choices, what = model.one_of[0].keys, model.one_of[0].what
    found = [key for key in keys if key in choices]
    if len(found) == 1:
        return found[0]
    if not found:
        if any(key not in allowed for key in keys):
            return None  # an unknown key is most likely the misspelt one
        draft.report(path, f"{what} is missing: {', '.join(choices[:-1])} or {choices[-1]}", f"write {example}", key=True)
        return None
    places = [key_place(draft.tree, (*path, key)) for key in found[:2]]
    files = [place.file for place in places]
    hint = f"keep one of {' and '.join(found)}"
    if draft.prefix or not all(place.line for place in places):
        hint = f"set the whole of {written(path)} instead"
    elif files[0] != files[1]:
        hint = f"they come from two files; write {found[0]}: null in {files[1]} to drop that of {files[0]}"
    draft.report((*path, found[1]), f"cannot be combined with {found[0]}", hint, key=True)
    return None


def check_arrivals(draft: Draft, name: str) -> None:
    """One way of arriving, fitting the day, and not absurdly many."""
    path: Path = ("queues", name, "arrivals")
    keys = draft.keys(path)
    if not draft.is_mapping(path):
        return
    way = exactly_one(draft, path, Arrivals)
    if "profile" in keys and "per_day" not in keys:
        draft.report((*path, "profile"), "belongs to per_day", "volumes already say how contacts spread over the day", key=True)
    if way in ("times", "at_opening"):
        for key in ("scale", "day_to_day"):
            if key in keys:
                what = "arrivals that are replayed" if way == "times" else "contacts that wait at opening"
                draft.report((*path, key), f"cannot change {what}", "use volumes to scale or vary them", key=True)
    arrivals = given(draft.queues.get(name), "arrivals")
    if arrivals is None or way is None:
        return
    if draft.horizon is not None:
        check_arrivals_over(draft, name, arrivals, way)
        return
    total = 0.0
    if way == "volumes" and check_series_length(draft, (*path, "volumes"), arrivals.volumes):
        total = math.fsum(arrivals.volumes)
    elif way == "rate" and draft.day is not None:
        total = arrivals.rate * (draft.day.closing - draft.day.opening)
    elif way == "per_day":
        check_reading_dates(draft, (*path, "per_day"), arrivals.per_day)
        total = arrivals.per_day if isinstance(arrivals.per_day, float) else 0.0
        if check_series_length(draft, (*path, "profile"), arrivals.profile) and not math.fsum(arrivals.profile) > 0:
            draft.report((*path, "profile"), "the weights are all 0", "give weight to at least one interval")
    elif way == "times":
        _check_times(draft, (*path, "times"), arrivals.times)
    scale = 1.0 if arrivals.scale is None else arrivals.scale
    if total * scale > MOST_CONTACTS:
        message = f"more than {MOST_CONTACTS:,} contacts a day ({total * scale:,.0f})"
        draft.report((*path, way), message, "check the unit, and the scale")


def _check_times(draft: Draft, path: Path, times: Any) -> None:
    if not isinstance(times, tuple):
        return
    if not times:
        draft.report(path, "the list is empty", 'write times of day: ["08:00:12", "08:01:40"]')
    if draft.day is None:
        return
    day, wrong, told = draft.day, 0, set[float]()
    for index, clock in enumerate(times):
        if clock > 2 * DAY:
            draft.report((*path, index), "has a date, but the scenario has no dates", "write first_day under hours")
            return
        if not day.opening <= day.moment(clock) < day.closing and clock not in told:
            told.add(clock)
            wrong += 1
            if wrong <= 20:
                hours = f"{format_clock(day.opening)} to {format_clock(day.closing, end=True)}"
                draft.report((*path, index), f"{format_clock(clock)} lies outside the opening hours {hours}")


_PARTS = (
    ("redial", "after"),
    ("call_back", "after"),
    ("call_back", "retry_after"),
    ("repeat", "after"),
    ("misrouted", "recognised_after"),
)
"""Distributions inside parts of a queue."""


def check_durations(draft: Draft, name: str) -> None:
    """Every distribution of a queue: one family, sensible bounds, pieces and means that fit the day."""
    queue = draft.queues.get(name)
    for key in ("handle_time", "aht", "wrap_up", "patience"):
        _check_form(draft, ("queues", name, key), given(queue, key), key, top=True)
        for one, customers in (given(queue, "customers") or {}).items():
            _check_form(draft, ("queues", name, "customers", one, key), given(customers, key), key, top=True)
    for part, key in _PARTS:
        _check_form(draft, ("queues", name, part, key), given(given(queue, part), key), key, top=False)


def check_form(draft: Draft, path: Path, form: DistributionForm | None, key: str) -> None:
    """Check a distribution that may not change over the day."""
    _check_form(draft, path, form, key, top=False)


def _check_form(draft: Draft, path: Path, form: DistributionForm | None, key: str, *, top: bool) -> None:
    keys = draft.keys(path)
    if draft.is_mapping(path) and ("mean_by_interval" not in keys or set(keys) & set(FAMILIES)):
        exactly_one(draft, path, DistributionForm)
    for option in ("by_interval", "mean_by_interval"):
        if option in keys and not top:
            draft.report((*path, option), "does not belong here", "it belongs to handle_time, wrap_up or patience", key=True)
    if "by_interval" in keys:
        for option in ("at_least", "at_most", "mean_by_interval"):
            if option in keys:
                draft.report(
                    (*path, option), "cannot be combined with by_interval", "put it into each of the distributions", key=True
                )
        _check_pieces(draft, path, form, key)
    if form is None:
        return
    if form.unlimited and key != "patience":
        draft.report(path, "only patience can be unlimited", "write a duration, such as 4 min")
    if form.unlimited and form.mean_by_interval is not None:
        draft.report((*path, "mean_by_interval"), "unlimited patience has no mean", "name a distribution", key=True)
        return
    if form.empirical == ():
        draft.report((*path, "empirical"), "the list is empty", "write durations: [30 s, 40 s]")
        return
    if form.at_least is not None and form.at_most is not None and form.at_least > form.at_most:
        draft.report(
            (*path, "at_most"), f"is below at_least ({format_duration(form.at_most)} < {format_duration(form.at_least)})"
        )
    mean = mean_of(form)
    if mean == 0 and (key in ("handle_time", "aht", "recognised_after") or form.mean_by_interval is not None):
        draft.report(
            path,
            f"must be above 0 s{' on average' if form.empirical else ''}",
            "write a duration above 0 s, such as 4 min",
        )
    if check_series_length(draft, (*path, "mean_by_interval"), form.mean_by_interval):
        means = form.mean_by_interval
        for index, value in enumerate(means if isinstance(means, tuple) else ()):
            if value <= 0:
                draft.report((*path, "mean_by_interval", index), f"must be above 0 s (got {format_duration(value)})")


def _check_pieces(draft: Draft, path: Path, form: DistributionForm | None, key: str) -> None:
    below = (*path, "by_interval")
    pieces = draft.keys(below)
    if not pieces and form is not None:
        draft.report(below, "has no times", 'write {"08:00": 3 min, "12:00": 4 min}')
    starts: dict[float, str] = {}
    day = day_at(draft, path)
    for text in pieces:
        inner = None if form is None or form.by_interval is None else form.by_interval.get(text)
        _check_form(draft, (*below, text), inner, key, top=False)
        try:
            clock = parse_clock(text)
        except InputError as error:
            draft.report((*below, text), error.message, error.hint, key=True)
            continue
        if day is not None:
            clock = day.moment(clock)
            if clock >= day.closing:
                draft.report((*below, text), f"begins at or after closing at {format_clock(day.closing, end=True)}", key=True)
        if clock in starts:
            draft.report((*below, text), f"the same time as '{starts[clock]}'", "remove one of them", key=True)
        starts.setdefault(clock, text)
    if starts and day is not None and min(starts) > day.opening:
        first = starts[min(starts)]
        message = f"nothing is said for {format_clock(day.opening)} to {first}"
        draft.report((*below, first), message, "the first time must be at or before opening", key=True)


def check_shifts(draft: Draft, name: str) -> None:
    """Shifts lie within the opening hours, breaks within their shift, and no two breaks overlap."""
    path: Path = ("agent_groups", name, "shifts")
    shifts = given(draft.groups.get(name), "shifts")
    node_count = len(shifts) if shifts is not None else 0
    if given(draft.groups.get(name), "zone") is not None and not _has_zone(draft, name):
        return
    if shifts == ():
        draft.report(path, "the list is empty", f"write [{Shift.example}]")
    for index in range(node_count):
        shift: Shift = shifts[index]
        here = (*path, index)
        for at in range(len(shift.breaks)):
            exactly_one(draft, (*here, "breaks", at), Break)
        if draft.day is None:
            continue
        if draft.horizon is not None:
            placed = check_shift_days(draft, here, shift, given(draft.groups.get(name), "zone"))
            if placed is not None:
                _check_breaks(draft, here, *placed)
            continue
        check_words(draft, (*here, "days"), shift.days)
        start, end = shift_span(shift, draft.day)
        day = draft.day
        if start < day.opening - FLOAT_NOISE or start >= day.closing:
            when = (
                f"before opening at {format_clock(day.opening)}"
                if start < day.opening
                else f"not before closing at {format_clock(day.closing, end=True)}"
            )
            draft.report(
                (*here, "start"), f"the shift begins at {format_clock(start)}, {when}", "keep the shift within the opening hours"
            )
        elif end > day.closing + FLOAT_NOISE:
            message = f"the shift ends at {format_clock(end, end=True)}, after closing at {format_clock(day.closing, end=True)}"
            longest = format_duration(day.closing - start)
            draft.report(
                (*here, "length"),
                message,
                f"write at most {longest} from {format_clock(start)}; busy agents still finish their contact",
            )
        _check_breaks(draft, here, shift, start, end)


def _has_zone(draft: Draft, group: str) -> bool:
    """Whether a time zone of a group can be used."""
    path: Path = ("agent_groups", group, "zone")
    hours = given(draft.whole, "hours")
    if "shifts" not in draft.keys(path[:-1]):
        hint = "write shifts, or remove zone: a headcount is by the centre's intervals"
        draft.report(path, "belongs to shifts", hint, key=True)
    elif hours is not None and (hours.zone is None or hours.first_day is None):
        message = "a group's time zone needs the centre's time zone and the date of the first day"
        draft.report(path, message, "write zone and first_day under hours", key=True)
    else:
        return True
    return False


_SHORT = 1800.0
"""A shift below this (seconds) has no break: its length is wrong."""


def _check_breaks(draft: Draft, path: Path, shift: Shift, start: float, end: float) -> None:
    spans = []
    if end - start < _SHORT and any((begin := break_start(one, start, end)) is not None and begin >= end for one in shift.breaks):
        message = f"the shift ends after {format_duration(end - start)}, before its break begins"
        draft.report(
            (*path, "length"), message, f"write length: {(end - start):g} min" if end - start > 60 else "write length: 8 h"
        )
        return
    for index, one in enumerate(shift.breaks):
        begin, window = break_start(one, start, end), window_of(one, start, end)
        here = (*path, "breaks", index)
        if window is not None:
            _check_window(draft, (*here, "between"), window, one.length, (start, end))
            spans.append((*window, index))
            continue
        if begin is None:
            continue
        if begin < start - FLOAT_NOISE or begin + one.length > end + FLOAT_NOISE:
            message = f"the break {format_clock(begin)} to {format_clock(begin + one.length)} lies outside the shift"
            draft.report(here, message, f"the shift is {format_clock(start)} to {format_clock(end, end=True)}")
        spans.append((begin, begin + one.length, index))
    spans.sort()
    for (first, until, _), (begin, _, index) in itertools.pairwise(spans):
        if begin < until - FLOAT_NOISE:
            draft.report(
                (*path, "breaks", index), f"the break at {format_clock(begin)} overlaps the one at {format_clock(first)}"
            )


def _check_window(draft: Draft, path: Path, window: tuple[float, float], length: float, shift: tuple[float, float]) -> None:
    """A window of breaks lies within its shift, and a break fits into it."""
    words = f"{format_clock(window[0])} to {format_clock(window[1], end=True)}"
    if window[0] < shift[0] - FLOAT_NOISE or window[1] > shift[1] + FLOAT_NOISE:
        hint = f"the shift is {format_clock(shift[0])} to {format_clock(shift[1], end=True)}"
        draft.report(path, f"the window {words} lies outside the shift", hint)
    elif window[1] - window[0] < length - FLOAT_NOISE:
        draft.report(path, f"the window {words} is shorter than the break of {format_duration(length)}", "widen the window")

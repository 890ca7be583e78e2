"""Checks of several days: hours by date, what is given by day, shifts on their days."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from simdesk.formats import format_clock, format_duration
from simdesk.scenario.checks.draft import Draft, given
from simdesk.scenario.language.agents import Shift
from simdesk.scenario.language.channels import LATER
from simdesk.scenario.language.days import MOST_DAYS, ByWeekday
from simdesk.scenario.language.hours import Day, Hours
from simdesk.scenario.language.quantities import MOST_CONTACTS
from simdesk.scenario.language.queues import Arrivals
from simdesk.scenario.language.series import OTHERS
from simdesk.scenario.layout.days import day_clock, fits, in_centre, listed_moments, parts_within, value_of_day, volumes_of
from simdesk.scenario.layout.horizon import (
    MOST_INTERVALS,
    NOISE,
    Horizon,
    Opening,
    closing_clock,
    day_name,
    hours_words,
    lay_out_horizon,
    names,
)
from simdesk.scenario.reading.nodes import Path
from simdesk.scenario.spellings.weeks import line_for_dates
from simdesk.units import DAY, WEEKDAYS

_NEEDS_DATE = "a date of the first day"
"""What is reported once, of the first thing that needs it."""


def check_days(draft: Draft) -> None:
    """Lay out the days of a scenario that has several, or hours by queue; when that cannot be, no list is checked."""
    hours = given(draft.whole, "hours")
    own = {name: given(queue, "hours") for name, queue in draft.queues.items() if given(queue, "hours") is not None}
    if hours is None or draft.day is None:
        return
    before = len(draft.sources.found)
    undated = hours.first_day is None and _check_date(draft, hours, own)
    _check_hours(draft, ("hours",), hours, hours.open, hours.closing, hours)
    for name, one in own.items():
        _check_hours(draft, ("queues", name, "hours"), one, one.open, closing_clock(one.open, one.close), hours)
        if one.zone is not None and not undated and (hours.zone is None or hours.first_day is None):
            message = "a queue's time zone needs the centre's time zone and the date of the first day"
            draft.report(("queues", name, "hours", "zone"), message, "write zone and first_day under hours", key=True)
    if any("hours" in draft.keys(("queues", name)) and name not in own for name in draft.queues):
        draft.day = None
        return
    special = hours.dated or given(draft.whole, "events") or given(draft.whole, "at_close") == "carry"
    special = (
        special or own or any(given(queue, "at_close") or given(queue, "channel") in LATER for queue in draft.queues.values())
    )
    if len(draft.sources.found) > before:
        draft.day = None
    elif special:
        horizon = _laid_out(draft, hours, own)
        draft.horizon = horizon
        if horizon is None:
            draft.day = None


def _check_hours(draft: Draft, path: Path, hours: ByWeekday, opens: float, closes: float, centre: Hours) -> None:
    """Weekdays within the usual hours, everything on the borders of intervals."""
    interval = centre.interval
    length = closes - opens
    if path != ("hours",) and (length > DAY or not is_whole(length / interval)):
        what = "longer than 24 h" if length > DAY else f"not a whole number of intervals of {format_duration(interval)}"
        draft.report((*path, "close"), f"{hours_words(opens, closes)} is {what}", "change the hours, or hours.interval")
        return
    for index, (begin, end) in enumerate(hours.closed_between):
        start, last = (clock if clock >= opens else clock + DAY for clock in (begin, end))
        words = hours_words(begin, end)
        if not opens - NOISE < start < last < closes + NOISE or (start <= opens + NOISE or last >= closes - NOISE):
            message = f"{words} does not lie within {hours_words(opens, closes)}"
            draft.report((*path, "closed_between", index), message, "open before it and after it")
        elif not is_whole((start - opens) / interval) or not is_whole((last - opens) / interval):
            message = f"{words} is not on the borders of intervals of {format_duration(interval)}"
            draft.report((*path, "closed_between", index), message, f"intervals are counted from {format_clock(opens)}")
    for number, name in enumerate(WEEKDAYS):
        one = hours.weekday(number)
        if one is None:
            continue
        start, end = one.open, closing_clock(one.open, one.close)
        if start < opens and end + DAY <= closes:
            start, end = start + DAY, end + DAY
        if start < opens - NOISE or end > closes + NOISE:
            message = f"{hours_words(start, end)} does not lie within {hours_words(opens, closes)}"
            draft.report((*path, name), message, "widen hours.open and close, or shorten this day")
        elif not is_whole((start - opens) / interval) or not is_whole((end - opens) / interval):
            message = f"{hours_words(start, end)} is not on the borders of intervals of {format_duration(interval)}"
            draft.report((*path, name), message, f"intervals are counted from {format_clock(opens)}")


def _check_date(draft: Draft, centre: Hours, own: Mapping[str, ByWeekday]) -> bool:
    """What needs the date of the first day, where there is none; it is said once, of the first that needs it."""
    paths: list[tuple[Path, ByWeekday]] = [(("hours",), centre), *((("queues", name, "hours"), one) for name, one in own.items())]
    for path, hours in paths:
        for key in draft.keys(path):
            if key in WEEKDAYS and getattr(hours, key) is not None:
                draft.report((*path, key), "weekdays need the date of the first day", line_for_dates(draft.tree), key=True)
                return True
            if key == "zone" and hours is centre and centre.zone is not None:
                draft.report((*path, key), "a time zone needs the date of the first day", line_for_dates(draft.tree), key=True)
                return True
            named = [index for index, word in enumerate(hours.closed) if isinstance(word, str)] if key == "closed" else []
            if named:
                message = f"'{hours.closed[named[0]]}' needs the date of the first day"
                draft.report((*path, "closed", named[0]), message, line_for_dates(draft.tree))
                return True
    return False


def is_whole(number: float) -> bool:
    """Whether a number is whole, but for rounding."""
    return abs(number - round(number)) < NOISE


def _laid_out(draft: Draft, hours: Hours, own: dict[str, Any]) -> Horizon | None:
    try:
        horizon = lay_out_horizon(hours, own)
    except ValueError:
        draft.report(("hours", "closed"), "the centre is never open", "leave at least one day open", key=True)
        return None
    if not horizon.centre.spans:
        draft.report(("hours", "closed"), "the centre is never open", "leave at least one day open", key=True)
        return None
    if horizon.count > MOST_INTERVALS:
        message = f"{horizon.count:,} intervals of {format_duration(hours.interval)} in {horizon.days} days"
        draft.report(("hours", "days"), message, f"at most {MOST_INTERVALS:,}; write longer intervals")
        return None
    if any(not is_whole(ahead / hours.interval) for _, ahead in horizon.dates.clocks):
        message = f"clocks change by less than an interval of {format_duration(hours.interval)}"
        draft.report(("hours", "interval"), message, "30 min or 15 min fit all time zones")
        return None
    for path, opening in (
        (("hours",), horizon.centre),
        *((("queues", name, "hours"), one) for name, one in horizon.queues.items()),
    ):
        for span in opening.spans:
            if not all(is_whole((moment - horizon.opening) / hours.interval) for moment in (span.begin, span.end)):
                message = f"{hours_words(span.open, span.close)} on {day_name(horizon.first, span.day)} is not on the borders of "
                message += f"intervals of {format_duration(hours.interval)}"
                draft.report(path, message, f"intervals are counted from {format_clock(horizon.opening)} of the centre", key=True)
                return None
        if opening.spans and any(not is_whole((slot.clock - opening.open) / hours.interval) for slot in opening.slots):
            message = f"clocks change by less than an interval of {format_duration(hours.interval)}"
            draft.report(("hours", "interval"), message, "30 min or 15 min fit all time zones")
            return None
    return horizon


def opening_at(draft: Draft, path: Path) -> Opening:
    """The opening hours that a series at a path is for."""
    assert draft.horizon is not None
    return draft.horizon.of(str(path[1])) if path[0] == "queues" else draft.horizon.centre


def day_at(draft: Draft, path: Path) -> Day | None:
    """A usual day of what stands at a path."""
    if draft.horizon is None or draft.day is None:
        return draft.day
    opening = opening_at(draft, path)
    return Day(opening.open, opening.close, draft.day.interval, opening.count(draft.day.interval))


def check_series_over(draft: Draft, path: Path, series: Any) -> bool:
    """One value for each interval of a usual day, or of all days; or given by day. True when it can be used."""
    horizon = draft.horizon
    assert horizon is not None
    opening = opening_at(draft, path)
    if isinstance(series, Mapping):
        return _check_by_day(draft, path, series, horizon, opening)
    if isinstance(series, int | float):
        return True
    if not isinstance(series, tuple):
        return False
    usual, whole = opening.count(horizon.interval), len(opening.slots)
    if len(series) in (usual, whole) and series:
        return True
    either = f"{usual} values, one for each interval of a day" + (f", or {whole} for all open days" if whole != usual else "")
    hint = f"a day {hours_words(opening.open, opening.close)} has {usual} intervals of {format_duration(horizon.interval)}"
    draft.report(path, f"needs {either} (got {len(series)})", hint)
    return False


def _check_by_day(draft: Draft, path: Path, series: Mapping[str, Any], horizon: Horizon, opening: Opening) -> bool:
    right = True
    for key in series:
        if key != OTHERS and horizon.first is None:
            draft.report_once(
                _NEEDS_DATE, (*path, key), f"'{key}' needs the date of the first day", line_for_dates(draft.tree), key=True
            )
            right = False
    if not right:
        return False
    told: set[str] = set()
    for span in opening.spans:
        value = value_of_day(series, span.day, horizon)
        count = round((span.close - span.open) / horizon.interval)
        if value is None:
            message = f"has no entry for {day_name(horizon.first, span.day)}"
            draft.report_once(f"{day_name(horizon.first, span.day)} lacks", path, message, _lacking(series, span.day, horizon))
            return False
        key = next(name for name, one in series.items() if one is value)
        if isinstance(value, tuple) and len(value) not in (count, opening.count(horizon.interval)) and key not in told:
            told.add(key)
            hint = f"{day_name(horizon.first, span.day)} {hours_words(span.open, span.close)} has {count} intervals"
            draft.report((*path, key), f"needs {count} values, one for each interval (got {len(value)})", hint)
    return not told


def _lacking(series: Mapping[str, Any], day: int, horizon: Horizon) -> str:
    """What to write for a day that a value by day leaves out."""
    if horizon.first is None:
        return f"add {OTHERS}: for the days that are not named"
    weekday = WEEKDAYS[(horizon.first.weekday() + day) % 7]
    later = next((k for k in range(1, MOST_DAYS) if value_of_day(series, k, horizon) is not None), 0)
    if day == 0 and later:
        begins = (horizon.first + timedelta(days=later)).isoformat()
        return f"write first_day: {begins} to begin with the first day given, or give {weekday} a value here"
    return f"write closed: [{weekday}] under hours if it is closed then, or give {weekday} or {OTHERS} a value here"


def check_arrivals_over(draft: Draft, name: str, arrivals: Arrivals, way: str) -> None:
    """Arrivals fit the days, and are not absurdly many."""
    horizon = draft.horizon
    assert horizon is not None
    path: Path = ("queues", name, "arrivals")
    opening = horizon.of(name)
    if way == "times":
        if isinstance(arrivals.times, tuple):
            inside = {index for index, _ in listed_moments(arrivals.times, horizon, opening)}
            outside = [index for index in range(len(arrivals.times)) if index not in inside]
            first = {arrivals.times[index]: index for index in reversed(outside)}  # contacts that arrive together are told once
            for moment, index in list(reversed(first.items()))[:20]:
                draft.report((*path, "times", index), f"{format_clock(moment)} lies outside the opening hours of that day")
        return
    if way == "at_opening":
        return
    keys = {"volumes": ("volumes",), "per_day": ("per_day", "profile")}.get(way, ())
    given_series = [(key, series) for key in keys if (series := getattr(arrivals, key)) is not None]
    checked = [check_series_over(draft, (*path, key), series) for key, series in given_series]
    if not all(checked):
        return
    if way == "per_day" and arrivals.profile is not None:
        values = arrivals.profile.values() if isinstance(arrivals.profile, Mapping) else [arrivals.profile]
        if not all(math.fsum(one) > 0 for one in values if isinstance(one, tuple)):
            draft.report((*path, "profile"), "the weights are all 0", "give weight to at least one interval")
            return
    if any(isinstance(getattr(arrivals, key), str) for key in keys):
        return
    total = math.fsum(volumes_of(arrivals, horizon, opening))
    if total > MOST_CONTACTS:
        message = f"more than {MOST_CONTACTS:,} contacts in all days ({total:,.0f})"
        draft.report((*path, way), message, "check the unit, and the scale")


def check_shift_days(draft: Draft, path: Path, shift: Shift, zone: str | None) -> tuple[Shift, float, float] | None:
    """A shift fits each of its days: the shift, its start and its end by the centre's clock of one; None when it has none."""
    horizon = draft.horizon
    assert horizon is not None
    if not check_words(draft, (*path, "days"), shift.days):
        return None
    mine = [span for span in horizon.centre.spans if horizon.is_on(shift.days, span.day)]
    if not mine:
        draft.report((*path, "days"), "the shift is never worked: the centre is closed on all its days")
        return None
    by_span = [(span, in_centre(shift, zone, span, horizon)) for span in mine]
    away = zone is not None and zone != horizon.zone
    cut = away and any(parts_within(here, span) for span, here in by_span)  # the rest is told in a note
    misfit = next(((span, here) for span, here in by_span if not fits(here, span, horizon)), None)
    if misfit is not None and not cut:
        span, here = misfit
        start = day_clock(here.start, span)
        hours = f"{day_name(horizon.first, span.day)}, open {hours_words(span.open, span.close)}"
        hint = "keep the shift within the opening hours" + ("" if shift.days else ", or name its days: days: [monday, tuesday]")
        whose = " by the centre's clock" if away else ""
        if away:
            ahead = shift.start - here.start
            there = hours_words((span.open + ahead) % DAY, (span.close + ahead) % DAY)
            hint = f"by the clock of {zone} the centre is open {there}: write a shift that lies in it, in whole or in part"
        draft.report((*path, "start"), f"the shift {hours_words(start, start + shift.length)}{whose} does not fit {hours}", hint)
        return None
    shift = in_centre(shift, zone, mine[0], horizon)
    start = day_clock(shift.start, mine[0])
    return shift, start, start + shift.length


def check_words(draft: Draft, path: Path, words: tuple[str | int, ...]) -> bool:
    """Words for days that can mean one; True when they do."""
    horizon = draft.horizon
    if horizon is None:
        if words and draft.day is not None:
            named = any(isinstance(word, str) for word in words)
            hint = line_for_dates(draft.tree) if named else "write days: 7 under hours"
            draft.report(path, "the scenario is a single day", hint, key=True)
        return False
    right = True
    for index, word in enumerate(words):
        if isinstance(word, str) and horizon.first is None:
            draft.report_once(
                _NEEDS_DATE, (*path, index), f"'{word}' needs the date of the first day", line_for_dates(draft.tree)
            )
            right = False
        elif not any(horizon.is_on((word,), day) for day in range(horizon.days)):
            last = day_name(horizon.first, horizon.days - 1)
            message = f"'{word}' is not one of the days {day_name(horizon.first, 0)} to {last}"
            draft.report((*path, index), message, _reaching(word, horizon))
            right = False
    return right


def _reaching(word: str | int, horizon: Horizon) -> str:
    """How many days to simulate so that one of them is the day a word means."""
    reached = next((day for day in range(horizon.days, MOST_DAYS) if names(word, day, horizon.first)), None)
    return "" if reached is None else f"write days: {reached + 1} under hours"


def check_reading_dates(draft: Draft, path: Path, series: Any) -> None:
    """What is given by day needs days."""
    if isinstance(series, Mapping) and draft.horizon is None and draft.day is not None:
        message = "is given by day, but the scenario is a single day without a date"
        draft.report_once(_NEEDS_DATE, path, message, line_for_dates(draft.tree))

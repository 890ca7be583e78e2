"""The days of a scenario on one axis of seconds: opening hours by date, local clocks, the nights when clocks change."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from simdesk.floor.dates import Dates
from simdesk.formats import format_clock
from simdesk.scenario.language.channels import LATER
from simdesk.scenario.language.days import ByWeekday
from simdesk.scenario.language.series import iso_date
from simdesk.units import DAY, WEEKDAYS

if TYPE_CHECKING:
    from simdesk.scenario.language.hours import Hours
    from simdesk.scenario.language.model import ScenarioModel
    from simdesk.scenario.language.queues import Queue

NOISE = 1e-6
"""Seconds: two times closer than this are the same."""
MOST_INTERVALS = 20_000
"""Intervals of a horizon: a year of half hours."""


@dataclass(frozen=True)
class Span:
    """The hours of one day of the centre or a queue.

    Parameters
    ----------
    day : int
        Of the horizon, from 0.
    open, close : float
        By the local clock, seconds after the midnight that begins the day.
    begin, end : float
        The same on the axis.
    """

    day: int
    open: float
    close: float
    begin: float
    end: float


@dataclass(frozen=True)
class Slot:
    """An interval of the axis in which the centre or a queue is open: which one, and when it begins by the local clock."""

    interval: int
    span: Span
    clock: float


@dataclass(frozen=True)
class Opening:
    """When the centre or a queue is open.

    Parameters
    ----------
    open, close : float
        On a usual day, by the local clock; close is above open.
    spans : tuple of Span
        One for each day, from its opening to its closing.
    slots : tuple of Slot
        In order; those of the doubled hour come twice.
    closures : tuple of (float, float)
        Times within a day at which it is closed, by the local clock.
    gaps : tuple of (float, float)
        The same of all days on the axis, in order.
    """

    open: float
    close: float
    spans: tuple[Span, ...]
    slots: tuple[Slot, ...]
    closures: tuple[tuple[float, float], ...] = ()
    gaps: tuple[tuple[float, float], ...] = ()

    def is_shut(self, clock: float) -> bool:
        """Whether it is closed at a time within a day, by the local clock."""
        return any(begin - NOISE <= clock < end - NOISE for begin, end in self.closures)

    def is_open_at(self, moment: float) -> bool:
        """Whether it is open at a moment of the axis."""
        inside = any(span.begin <= moment < span.end for span in self.spans)
        return inside and not any(begin <= moment < end for begin, end in self.gaps)

    def count(self, interval: float) -> int:
        """Intervals of a usual day."""
        return round((self.close - self.open) / interval)

    @property
    def merged(self) -> tuple[tuple[float, float], ...]:
        """Its spans on the axis, those that touch as one."""
        joined: list[tuple[float, float]] = []
        for span in self.spans:
            if joined and span.begin <= joined[-1][1] + NOISE:
                joined[-1] = (joined[-1][0], max(joined[-1][1], span.end))
            else:
                joined.append((span.begin, span.end))
        for begin, end in self.gaps:
            joined = [
                part
                for first, last in joined
                for part in ((first, min(last, begin)), (max(first, end), last))
                if part[1] > part[0] + NOISE
            ]
        return tuple(joined)


@dataclass(frozen=True)
class Horizon:
    """All days of a scenario.

    Parameters
    ----------
    first : date or None
        None when days have no dates.
    days : int
    zone : str
        Empty: every day has 24 hours.
    opening, closing, interval : float
        The axis, seconds after the midnight that begins the first day.
    centre : Opening
    queues : dict of str to Opening
        Those with hours of their own.
    """

    first: date | None
    days: int
    zone: str
    opening: float
    closing: float
    interval: float
    centre: Opening
    queues: dict[str, Opening]

    @property
    def count(self) -> int:
        """Intervals of the axis."""
        return round((self.closing - self.opening) / self.interval)

    def of(self, queue: str) -> Opening:
        """When a queue is open."""
        return self.queues.get(queue, self.centre)

    def at(self, day: int, clock: float, zone: str | None = None) -> float:
        """A time of day by the local clock on the axis; one in the missing hour is when that hour would have begun."""
        return axis_time(self.first, day, clock, self.zone if zone is None else zone, self.zone)

    def is_on(self, words: tuple[str | int, ...], day: int) -> bool:
        """Whether a list of days names a day; an empty one names all."""
        return not words or any(names(word, day, self.first) for word in words)

    @cached_property
    def day_of(self) -> tuple[int, ...]:
        """The day of each interval: an interval after midnight of a centre that opened the evening before is of that day."""
        dates = self.dates
        mine = [dates.day(self.opening + k * self.interval) for k in range(self.count)]
        for slot in self.centre.slots:
            mine[slot.interval] = slot.span.day
        return tuple(mine)

    @cached_property
    def dates(self) -> Dates:
        """Names of the days, and what clocks on the wall show."""
        midnights = tuple(self.at(day, 0.0) for day in range(self.days))
        last = self.days + 1 if self.closing > self.at(self.days, 0.0) + NOISE else self.days
        if last > self.days:
            midnights = (*midnights, self.at(self.days, 0.0))
        return Dates(tuple(day_name(self.first, day) for day in range(last)), midnights, self._clocks(), self._begins(midnights))

    def _begins(self, midnights: tuple[float, ...]) -> tuple[float, ...]:
        if self.centre.close <= DAY:
            return midnights[: self.days]
        return tuple(self.at(day, self.centre.open) for day in range(self.days))

    def _clocks(self) -> tuple[tuple[float, float], ...]:
        if self.first is None or not self.zone:
            return ((0.0, 0.0),)
        return _changes_of_clocks(self.first, self.zone, int(self.closing // 3600) + 2)


@lru_cache(maxsize=16)
def _changes_of_clocks(first: date, of_zone: str, hours: int) -> tuple[tuple[float, float], ...]:
    """From when on a clock on the wall shows how many seconds more than the axis."""
    changes = [(0.0, 0.0)]
    zone = ZoneInfo(of_zone)
    epoch = datetime.combine(first, datetime.min.time(), zone).astimezone(UTC)
    usual = before = _offset(epoch, zone)
    for hour in range(hours):
        other = epoch + timedelta(hours=hour + 1)
        after = _offset(other, zone)
        if after != before:
            when = _change(epoch + timedelta(hours=hour), other, zone)
            changes.append(((when - epoch).total_seconds(), after - usual))
        before = after
    return tuple(changes)


def day_name(first: date | None, day: int) -> str:
    """``Mon 2026-03-23``, or ``day 1`` without dates."""
    if first is None:
        return f"day {day + 1}"
    at = first + timedelta(days=day)
    return f"{WEEKDAYS[at.weekday()][:3].capitalize()} {at.isoformat()}"


def names(word: str | int, day: int, first: date | None) -> bool:
    """Whether a weekday, a date or the number of a day means a day of the horizon."""
    if isinstance(word, int):
        return word == day + 1
    if first is None:
        return False
    at = first + timedelta(days=day)
    return word in (WEEKDAYS[at.weekday()], at.isoformat())


def _offset(moment: datetime, zone: ZoneInfo) -> float:
    offset = moment.astimezone(zone).utcoffset()
    assert offset is not None
    return offset.total_seconds()


def _change(low: datetime, high: datetime, zone: ZoneInfo) -> datetime:
    """When clocks change between two moments of UTC."""
    before = _offset(low, zone)
    seconds = range(int((high - low).total_seconds()) + 1)
    return low + timedelta(seconds=bisect_right(seconds, 0.5, key=lambda s: _offset(low + timedelta(seconds=s), zone) != before))


def axis_time(first: date | None, day: int, clock: float, zone: str, of_axis: str) -> float:
    """A local time of day as seconds that pass since the midnight that begins the first day.

    Of the two in a doubled hour it is the first; one in a missing hour is the moment when clocks change.
    """
    if first is None or not zone:
        return day * DAY + clock
    info = ZoneInfo(zone)
    epoch = datetime.combine(first, datetime.min.time(), ZoneInfo(of_axis or zone)).astimezone(UTC)
    naive = datetime.combine(first, datetime.min.time()) + timedelta(days=day, seconds=clock)
    moment = naive.replace(tzinfo=info).astimezone(UTC)
    if moment.astimezone(info).replace(tzinfo=None) != naive:
        moment = _change(moment - timedelta(hours=3), moment, info)
    return (moment - epoch).total_seconds()


def closing_clock(opens: float, closes: float) -> float:
    """Closing on the clock of the day that opened: at or before opening it is the next day's."""
    return closes if closes > opens else closes + DAY


def closes_its_way(queue: Queue) -> str | None:
    """How a queue closes whatever the scenario says: as it was written, or carried over where the work may be done later."""
    return queue.at_close or ("carry" if queue.channel in LATER else None)


def horizon_of(model: ScenarioModel) -> Horizon | None:
    """The days of a checked scenario; None for one that is one day and nothing else."""
    special = model.hours.dated or model.events or model.at_close == "carry"
    own = {name: queue.hours for name, queue in model.queues.items() if queue.hours is not None}
    if not special and not own and not any(closes_its_way(queue) for queue in model.queues.values()):
        return None
    return lay_out_horizon(model.hours, own)


def lay_out_horizon(hours: Hours, own: dict[str, Any]) -> Horizon:
    """The days of a scenario.

    Parameters
    ----------
    hours : Hours
    own : dict of str to QueueHours
        Of the queues that have some.
    """
    first, days, zone = iso_date(hours.first_day), hours.days or 1, hours.zone or ""
    centre = _spans(hours, hours.open, hours.closing, first, days, zone, zone, hours)
    spans = {
        name: _spans(one, one.open, closing_clock(one.open, one.close), first, days, one.zone or zone, zone, hours)
        for name, one in own.items()
    }
    every = [span for part in (centre, *spans.values()) for span in part]
    opening, closing = min(span.begin for span in every), max(span.end for span in every)
    if days > 1 and own:  # nights are played too: from midnight to midnight at least
        opening = min(opening, 0.0)
        closing = max(closing, axis_time(first, days, 0.0, zone, zone))
        closing = opening + -(-(closing - opening - NOISE) // hours.interval) * hours.interval
    grid = opening, closing, hours.interval
    return Horizon(
        first,
        days,
        zone,
        opening,
        closing,
        hours.interval,
        _opening(hours.open, hours.closing, centre, grid, first, (zone, zone), hours.closed_between),
        {
            name: _opening(
                one.open,
                closing_clock(one.open, one.close),
                spans[name],
                grid,
                first,
                (one.zone or zone, zone),
                one.closed_between,
            )
            for name, one in own.items()
        },
    )


def open_on(
    hours: ByWeekday, opens: float, closes: float, day: int, first: date | None, centre: Hours
) -> tuple[float, float] | None:
    """The local hours of a day; None when it is closed."""
    every_day = getattr(hours, "every_day", False)
    if any(names(word, day, first) for word in (*hours.closed, *(() if every_day else centre.closed))):
        return None
    if first is not None:
        own = hours.weekday((first.weekday() + day) % 7)
        if own is not None:
            return own.open, closing_clock(own.open, own.close)
    return opens, closes


def _spans(
    hours: ByWeekday, opens: float, closes: float, first: date | None, days: int, zone: str, of_axis: str, centre: Hours
) -> tuple[Span, ...]:
    spans = []
    for day in range(days):
        local = open_on(hours, opens, closes, day, first, centre)
        if local is not None:
            begin, end = (axis_time(first, day, clock, zone, of_axis) for clock in local)
            if end > begin:
                spans.append(Span(day, *local, begin, end))
    return tuple(spans)


@lru_cache(maxsize=8)
def _opening(
    opens: float,
    closes: float,
    spans: tuple[Span, ...],
    grid: tuple[float, float, float],
    first: date | None,
    zones: tuple[str, str],
    closed_between: tuple[tuple[float, float], ...] = (),
) -> Opening:
    """An opening with the intervals of the axis that lie in it; ``zones`` are its own and that of the axis."""
    opening, _, interval = grid
    closures = tuple(sorted(_on_the_day(begin, end, opens) for begin, end in closed_between))
    slots = []
    for span in spans:
        clock_since = _clock_within(span, interval, first, zones)
        for k in range(round((span.begin - opening) / interval), round((span.end - opening) / interval)):
            moved = clock_since(opening + k * interval)
            if not any(begin - NOISE <= span.open + moved < end - NOISE for begin, end in closures):
                slots.append(Slot(k, span, span.open + moved))
    gaps = tuple(
        (axis_time(first, span.day, begin, zones[0], zones[1]), axis_time(first, span.day, end, zones[0], zones[1]))
        for span in spans
        for begin, end in closures
    )
    return Opening(opens, closes, spans, tuple(slots), closures, gaps)


def _on_the_day(begin: float, end: float, opens: float) -> tuple[float, float]:
    """A closure on the clock of the day that opened."""
    begin = begin if begin >= opens else begin + DAY
    return begin, end if end > begin else end + DAY


def _clock_within(span: Span, interval: float, first: date | None, zones: tuple[str, str]) -> Callable[[float], float]:
    """How far a local clock moves from the begin of a span to a moment in it, or an interval before it."""
    if first is None or not zones[0]:
        return lambda moment: moment - span.begin
    info = ZoneInfo(zones[0])
    epoch = datetime.combine(first, datetime.min.time(), ZoneInfo(zones[1] or zones[0])).astimezone(UTC)
    before, *others = (_offset(epoch + timedelta(seconds=at), info) for at in (span.begin, span.begin - interval, span.end))
    if all(other == before for other in others):  # clocks do not change twice in a day
        return lambda moment: moment - span.begin + before - before
    return lambda moment: moment - span.begin + _offset(epoch + timedelta(seconds=moment), info) - before


def hours_words(opens: float, closes: float) -> str:
    """``08:00 to 20:00``."""
    return f"{format_clock(opens)} to {format_clock(closes, end=True)}"

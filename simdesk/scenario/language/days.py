"""What the planner wrote about several days: opening hours by weekday, closed days, hours of a queue, what happens unplanned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from simdesk.likeness import near, nearest
from simdesk.scenario.language.quantities import MOST_CONTACTS, Block, Clock, Quantity, wrong
from simdesk.scenario.language.series import DATE_LIKE, ISO_DATE, dates_meant, iso_date
from simdesk.scenario.language.spans import ClockSpan
from simdesk.scenario.language.words import Name, Title, Word
from simdesk.scenario.reading.diagnostics import did_you_mean, seen
from simdesk.units import DAY, WEEKDAYS

MOST_DAYS = 366


@dataclass(frozen=True)
class DayReader:
    """Reads a date, and with ``weekdays`` also the name of a weekday or the number of a day."""

    weekdays: bool = True

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.read)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        dated = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
        if not self.weekdays:
            return dated
        return {"anyOf": [{"type": "string", "enum": list(WEEKDAYS)}, dated, {"type": "integer", "minimum": 1}]}

    def read(self, value: Any) -> str | int:
        """The day.

        Raises
        ------
        PydanticCustomError
            When it is none.
        """
        hint = "write monday, a date such as 2026-04-06, or 1 for the first day" if self.weekdays else "write 2026-03-23"
        if self.weekdays and isinstance(value, int) and not isinstance(value, bool):
            if not 1 <= value <= MOST_DAYS:
                raise wrong(f"must be between 1 and {MOST_DAYS} (got {value})", "1 is the first day")
            return value
        if not isinstance(value, str):
            raise wrong(f"not a day (got {seen(value)})" if self.weekdays else f"not a date (got {seen(value)})", hint)
        text = value.strip()
        if iso_date(text) is not None or (self.weekdays and text in WEEKDAYS):
            return text
        if ISO_DATE.fullmatch(text):
            raise wrong(f"there is no such date (got {text})", "year, month and day")
        if DATE_LIKE.fullmatch(text):
            raise wrong(f"not a date (got {seen(value)})", f"write year, month and day: {dates_meant(text)}")
        if self.weekdays:
            raise wrong(
                f"not a day (got {seen(value)})",
                did_you_mean(text.lower(), WEEKDAYS) if nearest(text.lower(), WEEKDAYS) else hint,
            )
        if text.lower() in WEEKDAYS:
            monday = date(2026, 3, 23)
            day = monday + timedelta(days=WEEKDAYS.index(text.lower()))
            raise wrong(f"not a date (got {seen(value)})", f"write the date of a {text.capitalize()}: {day.isoformat()}")
        raise wrong(f"not a date (got {seen(value)})", hint)


DayWord = Annotated[str | int, DayReader()]
DateText = Annotated[str, DayReader(weekdays=False)]


class _ZoneReader:
    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.read)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "string", "examples": ["Europe/Berlin", "America/New_York"]}

    def read(self, value: Any) -> str:
        from zoneinfo import ZoneInfo, available_timezones

        hint = "write Europe/Berlin, for instance"
        if not isinstance(value, str):
            raise wrong(f"not a time zone (got {seen(value)})", hint)
        try:
            ZoneInfo(value)
        except (ValueError, OSError, LookupError):
            zones = sorted(available_timezones())
            city = value.strip().replace(" ", "_").lower()
            close = [zone for zone in zones if zone.lower().endswith(f"/{city}")] or near(value, zones)
            raise wrong(f"unknown time zone {seen(value)}", f"did you mean {close[0]}?" if close else hint) from None
        return value


Zone = Annotated[str, _ZoneReader()]
_Open = Annotated[float, Quantity("clock", below=DAY)]


class DayHours(Block):
    """The hours of one day of the week."""

    example: ClassVar[str] = '{open: "09:00", close: "14:00"}'

    open: _Open
    """Opening time."""
    close: Clock
    """Closing time. At or before ``open`` it means the next day."""


class ByWeekday(Block):
    """Hours that differ by day of the week."""

    closed: tuple[DayWord, ...] = ()
    """Closed days: names of weekdays, dates of holidays, or numbers of days (1 is the first)."""
    monday: DayHours | None = None
    """Monday's hours, within ``open`` and ``close``; likewise for each weekday. Default: ``open`` to ``close``."""
    tuesday: DayHours | None = None
    """Like ``monday``."""
    wednesday: DayHours | None = None
    """Like ``monday``."""
    thursday: DayHours | None = None
    """Like ``monday``."""
    friday: DayHours | None = None
    """Like ``monday``."""
    saturday: DayHours | None = None
    """Like ``monday``."""
    sunday: DayHours | None = None
    """Like ``monday``."""

    closed_between: tuple[ClockSpan, ...] = ()
    """Times within every day at which nothing is open, such as a midday closure: ``["12:00-14:00"]``. No contacts arrive, and
    agents are off duty, though their shifts are paid. Lists by interval may have a value for each open interval, or for all.
    Default: none."""

    def weekday(self, number: int) -> DayHours | None:
        """The hours of a weekday of its own, 0 is Monday."""
        found: DayHours | None = self.__dict__.get(WEEKDAYS[number])
        return found


ALWAYS = "always"


def _from_always(value: Any) -> Any:
    if isinstance(value, str) and value != ALWAYS:
        hint = f"did you mean {ALWAYS}?" if nearest(value, (ALWAYS,)) else f"write {ALWAYS}, or {QueueHours.example}"
        raise wrong(f"must be {ALWAYS} or a mapping of keys (got {seen(value)})", hint)
    return {"open": "00:00", "close": "24:00", "every_day": True} if value == ALWAYS else value


class _AlsoAlways:
    """The hours of a queue may be one word."""

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"anyOf": [{"type": "string", "const": ALWAYS}, handler(schema)]}


class QueueHours(ByWeekday):
    """Hours of a queue whose hours differ from the centre's."""

    example: ClassVar[str] = '{open: "07:00", close: "22:00"}'

    open: _Open
    """Opening time of the queue."""
    close: Clock
    """Closing time of the queue. At or before ``open`` it means the next day."""
    every_day: bool = False
    """The queue also opens on the centre's closed days. Default: no."""
    zone: Zone | None = None
    """Time zone of these hours and of the queue's volumes by interval. Default: the centre's time zone."""


QueueOpen = Annotated[QueueHours, BeforeValidator(_from_always), _AlsoAlways()]


class Event(Block):
    """An unplanned event."""

    example: ClassVar[str] = '{what: spike, queues: [sales], start: "10:00", end: "12:00", times: 180%}'

    what: Annotated[str, Word(("spike", "outage", "forecast_error"), "event")]
    """``spike``: more or fewer contacts arrive for a time. ``outage``: agent groups are off duty, or contacts of queues are
    blocked (busy signal). ``forecast_error``: a share of the planned contacts arrives."""
    name: Title | None = None
    """What the event is called, for the reader. Default: none."""
    queues: tuple[Name, ...] = ()
    """The queues concerned; an outage must name them. Default: all."""
    channels: tuple[str, ...] = ()
    """All queues of these channels, instead of ``queues``."""
    agent_groups: tuple[Name, ...] = ()
    """An outage of a site: these groups go off duty after their current contact, and return when the outage ends."""
    days: tuple[DayWord, ...] = ()
    """Days of the event: weekdays, dates or numbers of days. Default: every day."""
    start: Clock | None = None
    """Start of the event; a spike starts and ends on the border of two intervals. Default: opening."""
    end: Clock | None = None
    """End of the event; at or before ``start`` it means the next day. Default: closing."""
    times: Annotated[float, Quantity("share", at_least=0.0, at_most=100.0)] | None = None
    """Contacts that arrive, as a share of those planned: ``180%`` for a spike, ``90%`` for a forecast that was too high. The
    forecast itself stays as planned."""
    extra: Annotated[float, Quantity("number", above=0.0, at_most=MOST_CONTACTS)] | None = None
    """Contacts that a spike brings besides those planned, instead of ``times``: so many on each of its days, spread evenly over
    its intervals. It names one queue."""
    waiting: Annotated[str, Word(("stay", "lost"), "way to wait")] = "stay"
    """What happens to contacts waiting in a queue as its outage begins: they ``stay``, or are ``lost`` and may try again.
    Default: ``stay``."""

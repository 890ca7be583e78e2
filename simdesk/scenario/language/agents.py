"""An agent group: its skills, its headcount or shifts, and how its agents work."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, Field, GetJsonSchemaHandler
from pydantic_core import CoreSchema

from simdesk.scenario.language.channels import Channel, HandledChannel, Units
from simdesk.scenario.language.days import DayWord, Zone
from simdesk.scenario.language.distributions import DistributionForm
from simdesk.scenario.language.people import (
    Late,
    LearningCurve,
    Meeting,
    Missed,
    People,
    Refused,
    RestAfter,
    ShareBelowAll,
    ShrinkageOrShare,
)
from simdesk.scenario.language.quantities import (
    MOST_AGENTS,
    Block,
    Clock,
    Duration,
    Heads,
    OneOf,
    PlannedLength,
    PositiveDuration,
    Quantity,
    Share,
    Weight,
    wrong,
)
from simdesk.scenario.language.routing import Levels, Reserve, SkillLevel
from simdesk.scenario.language.series import HeadsSeries
from simdesk.scenario.language.spans import ClockSpan
from simdesk.scenario.language.words import Name, Title, Word
from simdesk.scenario.reading.diagnostics import seen
from simdesk.units import DAY


class Skill(Block):
    """How a group handles one queue's contacts."""

    example: ClassVar[str] = "{rank: 2, pace: 90%}"

    rank: Annotated[int, Quantity("whole", at_least=1, at_most=1000)] = 1
    """1 is best. The rank orders which agent a contact goes to, and which contact a freed agent takes."""
    pace: Annotated[float, Quantity("share", above=0.0, at_most=5.0)] = 1.0
    """Pace of work: at ``90%`` a contact takes 1/0.9 as long. Default: ``100%``."""
    level: SkillLevel | None = None
    """Skill level, 100 is best: for the queue's ``requires`` and for ``agent_choice: highest_level``."""
    after: Duration = 0.0
    """The group takes the queue's contacts only after this wait. Default: at once."""
    reserve: Reserve = 0
    """The group takes the queue's contacts only while more than this many of its agents are free. Default: 0."""
    weight: Weight | None = None
    """Like the queue's, for this group."""
    credit: Duration | None = None
    """Like the queue's, for this group."""
    unresolved: Share | None = None
    """Share of the queue's contacts, those transferred left out, that this group does not resolve, instead of the share in the
    queue's ``repeat``."""


def _skills_from_list(value: Any) -> Any:
    """``[sales, service]`` as a mapping of names to skills of rank 1."""
    if isinstance(value, str):
        raise wrong(f"must be a list (got {seen(value)})", f"write [{value.strip().strip('[]')}]")
    if not isinstance(value, tuple | list):
        return value
    named: dict[str, Any] = {}
    for index, name in enumerate(value):
        if not isinstance(name, str):
            raise wrong(f"must be the name of a queue (got {seen(name)})", "write [sales, service]", (index,))
        if name in named:
            raise wrong(f"'{name}' is used twice", "name each queue once", (index,))
        named[name] = {}
    return named


class _AlsoList:
    """Skills may be a list of names: every rank 1, every pace 100%."""

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"anyOf": [{"type": "array", "items": {"type": "string"}, "minItems": 1, "uniqueItems": True}, handler(schema)]}


class Break(Block):
    """A break in a shift: exactly one of ``after``, ``at`` and ``between``."""

    example: ClassVar[str] = "{after: 2 h, length: 15 min}"
    one_of: ClassVar[tuple[OneOf, ...]] = (OneOf(("after", "at", "between"), "the start of the break"),)

    after: Annotated[float, Quantity("duration", at_least=0.0, at_most=DAY, two_parts="h:mm")] | None = None
    """The break starts this long after the shift."""
    at: Clock | None = None
    """The break starts at this time of day."""
    between: ClockSpan | None = None
    """The agents of the shift take the break one after the other within this window, such as ``11:30-13:30``. The first agent's
    break starts with the window, the last one's ends with it; the others start at equal steps in between, on whole minutes."""
    length: PlannedLength
    """Length."""
    name: Title | None = None
    """What the break is called; it changes nothing. Default: none."""


class Shift(Block):
    """A number of agents who work the same hours."""

    example: ClassVar[str] = '{start: "08:00", length: 8 h, agents: 6}'

    start: Clock
    """Start time."""
    length: Annotated[float, Quantity("duration", above=0.0, at_most=DAY, two_parts="h:mm", units=("h",))]
    """Length, breaks included."""
    agents: Heads
    """Agents who work the shift, before shrinkage."""
    breaks: tuple[Break, ...] = ()
    """Breaks, in any order; they may not overlap."""
    days: tuple[DayWord, ...] = ()
    """Days of the shift: weekdays, dates or numbers of days. Default: every day on which the centre is open."""
    name: Title | None = None
    """What the shift is called; it changes nothing. Default: none."""


class RosterFile(Block):
    """A roster in a file, instead of a list of shifts: a row for each agent, for each agent and day, or for each activity.
    Columns are found by their names: ``agent``, ``start`` and ``end``, breaks such as ``lunch`` and ``break_1`` with times or
    spans, ``day`` (weekday or date), ``activity``, ``team``, ``skills``, ``pace``. Rows by activity (``Open``, ``Lunch``,
    ``Meeting``, ``Off``) make up a shift together: what is no work on contacts is a break of it."""

    example: ClassVar[str] = "{file: roster.csv, break_length: 15 min, lunch_length: 30 min}"

    file: str | None = None
    """Path of a CSV file or a workbook, relative to the folder of the scenario file."""
    csv: str | None = None
    """Another name for ``file``."""
    sheet: str | int | None = None
    """Sheet of a workbook. Default: the only sheet with anything in it."""
    break_length: PlannedLength | None = None
    """Length of breaks for which the file has only a time. Default: as the file says."""
    lunch_length: PlannedLength | None = None
    """Likewise of lunch and other meals."""
    work: tuple[Title, ...] = ()
    """Activities in which agents answer contacts, where their names do not say so. Default: those such as ``Open`` and
    ``On queue``, and those called like one of the group's queues."""
    away: tuple[Title, ...] = ()
    """Likewise activities in which they do not, and codes of days off such as ``[WFX]`` in columns of times. Default: those such
    as ``Lunch``, ``Training`` and ``Back office``."""
    codes: dict[Title, ClockSpan] = Field(default_factory=dict)
    """Codes that stand for shifts in the file, such as ``{E: "08:00-16:30", L: "11:30-20:00"}``. Codes such as ``OFF``,
    ``VAC``, ``WO`` and ``PL`` are known."""


class _AlsoRoster:
    """Shifts may be a file, which is a list by the time pydantic sees it (``simdesk.scenario.tables``)."""

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"anyOf": [handler(schema), {"type": "string"}, handler(RosterFile.__pydantic_core_schema__)]}


class AgentGroup(Block):
    """Agents who can do the same work. Give exactly one of ``headcount`` and ``shifts``."""

    example: ClassVar[str] = "{skills: [sales], headcount: 12}"
    one_of: ClassVar[tuple[OneOf, ...]] = (OneOf(("headcount", "shifts"), "the staffing", {"headcount_is": ("headcount",)}),)

    skills: Annotated[dict[Name, Skill], BeforeValidator(_skills_from_list), _AlsoList()]
    """The queues they answer: a list, or a mapping with rank and pace."""
    takes: Levels | None = None
    """Order in which a freed agent looks at queues, if it differs from the ranks. Name exactly the skills."""
    headcount: HeadsSeries | None = None
    """Scheduled agents: one number, a list with a number for each interval, a file (CSV or workbook), or a column of one. Clock
    times hold until the next: ``{"08:00": 12, "14:00": 9}``. Also by day: ``{others: 12, saturday: 5}``. Fractions are
    allowed."""
    shifts: Annotated[tuple[Shift, ...], _AlsoRoster()] | None = None
    """Shifts the agents work: a list, or a roster in a file, such as ``roster.csv``."""
    zone: Zone | None = None
    """Time zone of the group's shifts, breaks and meetings, such as a site's. Their ``days`` are the centre's. What of a shift
    lies outside the opening hours is not simulated, and noted. Needs the centre's ``zone``. Default: the centre's time zone."""
    channels: dict[HandledChannel, Channel] = Field(default_factory=dict)
    """How the group's agents work on the contacts of each channel, if that differs from the scenario's ``channels``."""
    capacity: Units | None = None
    """Units that all contacts in progress with one agent may take together (see ``units`` of a queue). Channels may then be
    mixed, unless their ``beside`` says less. Default: no such limit."""
    headcount_is: Annotated[str, Word(("scheduled", "required"), "kind of headcount")] = "scheduled"
    """``scheduled``: headcount is gross of shrinkage. ``required``: headcount is net of shrinkage; headcount ÷ (1 − shrinkage)
    agents are scheduled and paid, absence included. Default: ``scheduled``."""
    shrinkage: ShrinkageOrShare = 0.0
    """Share of scheduled agents who are not available (holiday, training, sickness), or by kind: ``{planned: 10%, unplanned:
    4%}``. A share alone is the same every day. Default: ``0%``."""
    absence: ShareBelowAll = 0.0
    """Probability that an agent is absent for the whole day, drawn for each agent and day. Absent agents are scheduled and
    paid. Default: ``0%``."""
    late: Late | None = None
    """Agents who start their shift late. Default: nobody."""
    meetings: tuple[Meeting, ...] = ()
    """Meetings, of shifts or of a headcount. Default: none."""
    people: tuple[People, ...] = ()
    """Agents of the group who differ from the others. Default: all agents are alike."""
    learning_curve: LearningCurve | None = None
    """Pace by tenure, for ``people`` whose ``tenure`` is given."""
    ring_time: DistributionForm | None = None
    """Time from the offer of a contact to the answer. The customer still waits and may hang up; the wait that service levels
    count ends with the answer. It is the same each time a contact is offered to the group. A plain duration is a constant.
    Default: none."""
    missed: Missed | None = None
    """Offers that agents miss. Default: none."""
    refused: Refused | None = None
    """Offers that agents decline. Default: none."""
    wrap_up_ends_after: PositiveDuration | None = None
    """Wrap-up ends automatically after this time. Default: never."""
    pause: Duration = 0.0
    """Time an agent is unavailable after each contact; it is neither handle time nor idle time. Default: none."""
    rest_after: RestAfter | None = None
    """A short rest after a number of contacts. Default: none."""
    cost: Annotated[float, Quantity("rate", at_least=0.0)] = 0.0
    """Cost of a scheduled agent, such as ``24 per h``. Default: 0."""
    standby: Annotated[int, Quantity("whole", at_least=0, at_most=MOST_AGENTS)] = 0
    """Agents on standby: an analyst's own process may call them in during the day. Default: 0."""

"""What the planner wrote, as frozen models. A field's docstring is its documentation, in the editor and on the reference page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field, GetJsonSchemaHandler, model_validator
from pydantic_core import CoreSchema

from simdesk.floor.plan import WAYS_TO_CLOSE
from simdesk.measure.registry import DEFAULT_DEFINITION, SERVICE_LEVEL_DEFINITIONS
from simdesk.scenario.language.channels import Bot, Campaign, Channel, ChannelName, Due, HandledChannel, Units
from simdesk.scenario.language.customers import Customers
from simdesk.scenario.language.days import MOST_DAYS, ByWeekday, DateText, DayWord, Event, QueueOpen, Zone
from simdesk.scenario.language.distributions import DistributionForm
from simdesk.scenario.language.journeys import (
    Announcement,
    Assistance,
    Balking,
    CallBack,
    Misrouted,
    Predictor,
    Redial,
    Repeat,
    Transfer,
)
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
    MOST_CONTACTS,
    Clock,
    ClockSeries,
    CountByDay,
    CountSeries,
    Duration,
    Heads,
    HeadsSeries,
    Name,
    Part,
    PositiveDuration,
    PrecisionText,
    Quantity,
    Share,
    TargetText,
    Title,
    Weight,
    Word,
    wrong,
)
from simdesk.scenario.language.routing import AgentChoice, Levels, Requirement, Reserve, SkillLevel, Tries, Trunks
from simdesk.scenario.language.sweep import Sweep
from simdesk.scenario.reading.diagnostics import seen
from simdesk.units import DAY

LANGUAGE = 1
"""Version of the scenario language."""


@dataclass(frozen=True)
class Day:
    """The opening hours in seconds after midnight.

    Parameters
    ----------
    opening, closing, interval : float
    count : int
        Intervals in the day.
    """

    opening: float
    closing: float
    interval: float
    count: int

    def moment(self, clock: float) -> float:
        """A time of day on this day's axis: after midnight counts on from 24 h when the day opened the evening before."""
        return clock + DAY if clock < self.opening and clock + DAY <= self.closing else clock


class Hours(ByWeekday):
    """Opening hours and the interval in which volumes, heads and results are counted; one day, or several that follow."""

    example: ClassVar[str] = '{open: "08:00", close: "20:00", interval: 30 min}'

    open: Annotated[float, Quantity("clock", below=DAY)]
    """When the doors open."""
    close: Clock
    """When they close. At or before ``open`` it means the next day: 20:00 to 04:00."""
    interval: Annotated[float, Quantity("duration", at_least=60.0, at_most=DAY)] = 1800.0
    """Length of an interval, default ``30 min``; the day is a whole number of them."""
    days: Annotated[int, Quantity("whole", at_least=1, at_most=MOST_DAYS)] | None = None
    """How many days are simulated one after the other, default 1. What waits, who tries again and who works late goes on from
    day to day; lists by interval hold for each open day, unless given by day or for all intervals of all open days."""
    first_day: DateText | None = None
    """Date of the first day, such as ``2026-03-23``; needed for weekdays, dates and time zones."""
    zone: Zone | None = None
    """Time zone, such as ``Europe/Berlin``: in the night when clocks go forward an hour is missing, in the other one comes
    twice. Default none: every day has 24 hours."""

    @property
    def dated(self) -> bool:
        """Whether there are several days, or one with a date."""
        return (self.days or 1) > 1 or self.first_day is not None

    @property
    def closing(self) -> float:
        """Closing in seconds after the midnight that begins the day."""
        return self.close if self.close > self.open else self.close + DAY

    def day(self) -> Day | None:
        """The day in numbers; None when it is longer than 24 h or no whole number of intervals."""
        length = self.closing - self.open
        count = round(length / self.interval)
        if length > DAY or count < 1 or abs(length - count * self.interval) > 1e-6:
            return None
        return Day(self.open, self.closing, self.interval, count)


class Arrivals(Part):
    """When contacts arrive: exactly one of ``volumes``, ``per_day``, ``rate`` and ``times``."""

    example: ClassVar[str] = "{volumes: volumes.csv}"

    volumes: CountSeries | None = None
    """Expected contacts in each interval: a list, a CSV file, or a column of one. Of several days it holds for each, unless it
    is as long as all of them, has dates, or is given by day: ``{others: [...], saturday: [...]}``."""
    per_day: CountByDay | None = None
    """Expected contacts in the day, spread by ``profile``; also by day: ``{others: 400, saturday: 150}``."""
    profile: CountSeries | None = None
    """Weight of each interval for ``per_day``; only their proportions count. Left out: all the same."""
    rate: Annotated[float, Quantity("rate", at_least=0.0, at_most=10_000.0)] | None = None
    """The same rate all day, such as ``120 per h``."""
    times: ClockSeries | None = None
    """Arrivals to replay, as times of day; every replication has the same. Of several days they come on each, unless they
    have dates: ``2026-03-23 08:00:12``."""
    scale: Annotated[float, Quantity("share", at_least=0.0, at_most=1000.0)] | None = None
    """Multiplies the volume, default ``100%``."""
    day_to_day: Annotated[float, Quantity("share", at_least=0.0, at_most=2.0, smallest=1e-4)] | None = None
    """How much the level of whole days varies, as a coefficient of variation (Gamma-Poisson); default ``0%``."""


class Queue(Part):
    """One type of contact and its line."""

    example: ClassVar[str] = "{arrivals: {rate: 60 per h}, handle_time: 4 min}"

    channel: ChannelName = "voice"
    """How customers come: ``voice`` (default), ``video``, ``chat``, ``message``, ``social``, ``email``, ``ticket``,
    ``back_office``; ``outbound`` for a campaign; ``bot`` or ``ivr`` for what stands in front. ``channels`` says how agents
    work on each."""
    arrivals: Arrivals | None = None
    """When contacts arrive. Left out for a queue to which only others lead: call-backs, transfers, help."""
    handle_time: DistributionForm
    """Time with the customer, talk and hold, without wrap-up."""
    wrap_up: DistributionForm | None = None
    """Work after the customer has gone, default none. The measured handle time is both together."""
    patience: DistributionForm | None = None
    """How long a customer waits before giving up; default ``unlimited``. Where the queue is carried over nights, only its
    opening hours count."""
    hours: QueueOpen | None = None
    """When it takes contacts, or ``always``; default when the centre is open. Its lists by interval are for these hours."""
    at_close: Annotated[str, Word(WAYS_TO_CLOSE, "way to close")] | None = None
    """As that of the scenario, for this queue; default that, and ``carry`` for a queue that never closes or whose work may be
    done later (messages, social, email, tickets, back office, outbound)."""
    balking: Balking = 0.0
    """Share of customers who leave at once when nobody is free, default ``0%``; or steps by the length of the line or the wait
    predicted."""
    announcement: Announcement | None = None
    """The wait told to those who have to wait; default nothing is told."""
    waiting_places: Annotated[int, Quantity("whole", at_least=0, at_most=MOST_CONTACTS)] | None = None
    """Contacts that may wait at the same time; more meet a busy signal. Default no limit."""
    customers: dict[Name, Customers] = Field(default_factory=dict)
    """Classes of its customers, such as ``{gold: {share: 10%, first: true}}``; default all are alike. In measures ``sales`` is
    all of them, ``sales.gold`` and ``sales.others`` are one class each."""
    redial: Redial | None = None
    """Who tries again; default nobody."""
    call_back: CallBack | None = None
    """A call-back offered instead of waiting; default none."""
    transfer: Transfer | None = None
    """Who goes on to another queue after the talk; default nobody."""
    misrouted: Misrouted | None = None
    """Who comes to another queue by mistake; default nobody."""
    assistance: Assistance | None = None
    """Which talks need a second agent; default none."""
    repeat: Repeat | None = None
    """Who comes again because the contact was not resolved; default nobody."""
    tries: Tries | None = None
    """Order in which a contact looks for a group, when it is not that of the skills' ranks: exactly the groups with the skill,
    best first; a list inside is one rank, a mapping one that is open only at times."""
    requires: tuple[Requirement, ...] | None = None
    """Which level of skill it takes, relaxed in timed steps, instead of ``tries``: ``[{level: 8}, {level: 5, after: 30 s}]``."""
    agent_choice: AgentChoice | None = None
    """Who of several free agents of a rank takes a contact; default that of the scenario."""
    weight: Weight | None = None
    """A freed agent takes, of the contacts of one rank, the one with the largest weight × wait + credit; default 1."""
    credit: Duration | None = None
    """Waiting time a contact is credited with when it comes, against others of the same rank; default none."""
    answer_within: PositiveDuration | None = None
    """A freed agent takes, of the contacts of one rank, the one whose time to be answered ends first, instead of the longest
    waiting. For all queues that share a rank, or none."""
    units: Units = 1.0
    """Units of the ``capacity`` of an agent's group that one of its contacts takes, default 1."""
    customer_time: DistributionForm | None = None
    """Time within the contact, besides the ``handle_time``, in which the customer reads, writes or is silent: it holds a place in
    the agent's hand, but none of her attention. Default none."""
    leaves_after: DistributionForm | None = None
    """How long after the answer a customer stays in a conversation that is not over, and then leaves; default to its end."""
    due: Due | None = None
    """Time in which the work is to be done, such as ``4 h``, or ``{open_hours: 8 h}``. ``done_in_time(mail)`` measures it; where
    all queues of one rank have such a time, a freed agent takes the contact that is due first."""
    bot: Bot | None = None
    """What the bot does with its contacts; with ``channel: bot`` or ``ivr``."""
    campaign: Campaign | None = None
    """The list of customers to call, instead of ``arrivals``; with ``channel: outbound``."""
    predictor: Predictor = "queue_length"
    """How the wait is predicted that announcements, ``when_predicted`` and ``by_predicted_wait`` look at: by the length of the
    line (default), the wait of the last contact answered, the wait so far of the one at the head of the line, or a running
    average of waits."""


class Skill(Part):
    """How well a group does one queue's work."""

    example: ClassVar[str] = "{rank: 2, pace: 90%}"

    rank: Annotated[int, Quantity("whole", at_least=1, at_most=1000)] = 1
    """1 is best. It orders which agent a contact takes and which contact a freed agent takes."""
    pace: Annotated[float, Quantity("share", above=0.0, at_most=5.0)] = 1.0
    """``90%`` takes 1/0.9 as long; default ``100%``."""
    level: SkillLevel | None = None
    """How good the group is at it, 100 best: for the queue's ``requires`` and for ``agent_choice: highest_level``."""
    after: Duration = 0.0
    """The group sees the queue's contacts only when they have waited so long; default at once."""
    reserve: Reserve = 0
    """The group takes the queue's contacts only while more than so many of its agents are free, default 0."""
    weight: Weight | None = None
    """As that of the queue, for this group."""
    credit: Duration | None = None
    """As that of the queue, for this group."""
    unresolved: Share | None = None
    """Share of the queue's contacts that this group does not resolve, instead of that of the queue's ``repeat``."""


def _skills_from_list(value: Any) -> Any:
    """``[sales, service]`` as a mapping of names to skills of rank 1."""
    if isinstance(value, str):
        raise wrong(f"must be a list (got {seen(value)})", f"write [{value}]")
    if not isinstance(value, tuple | list):
        return value
    named: dict[str, Any] = {}
    for index, name in enumerate(value):
        if not isinstance(name, str):
            raise wrong(f"must be the name of a queue (got {seen(name)})", "write [sales, service]", (index,))
        if name in named:
            raise wrong(f"'{name}' stands twice", "name each queue once", (index,))
        named[name] = {}
    return named


class _AlsoList:
    """Skills may be a list of names: every rank 1, every pace 100%."""

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"anyOf": [{"type": "array", "items": {"type": "string"}, "minItems": 1, "uniqueItems": True}, handler(schema)]}


class Break(Part):
    """A break in a shift: exactly one of ``after`` and ``at``."""

    example: ClassVar[str] = "{after: 2 h, length: 15 min}"

    after: Duration | None = None
    """Begins so long after the shift began."""
    at: Clock | None = None
    """Begins at this time of day."""
    length: PositiveDuration
    """How long it lasts."""


class Shift(Part):
    """Some agents who work the same hours."""

    example: ClassVar[str] = '{start: "08:00", length: 8 h, agents: 6}'

    start: Clock
    """When it begins."""
    length: Annotated[float, Quantity("duration", above=0.0, at_most=DAY)]
    """How long it lasts, breaks included."""
    agents: Heads
    """How many agents work it, before shrinkage."""
    breaks: tuple[Break, ...] = ()
    """Breaks, in any order; they may not overlap."""
    days: tuple[DayWord, ...] = ()
    """On which days: weekdays, dates or numbers of days; default every day on which the centre is open."""


class AgentGroup(Part):
    """Agents who can do the same work; exactly one of ``headcount`` and ``shifts``."""

    example: ClassVar[str] = "{skills: [sales], headcount: 12}"

    skills: Annotated[dict[Name, Skill], BeforeValidator(_skills_from_list), _AlsoList()]
    """The queues they answer: a list, or a mapping with rank and pace."""
    takes: Levels | None = None
    """Order in which a freed agent looks at queues, when it is not that of the ranks: exactly the skills."""
    headcount: HeadsSeries | None = None
    """Scheduled agents: one number, a list with one for each interval, a CSV file, or a column of one; also by day:
    ``{others: 12, saturday: 5}``. Fractions are allowed."""
    shifts: tuple[Shift, ...] | None = None
    """Shifts the agents work."""
    channels: dict[HandledChannel, Channel] = Field(default_factory=dict)
    """How its agents work on the contacts of each channel, where that differs from the scenario's ``channels``."""
    capacity: Units | None = None
    """Units that all contacts in an agent's hand may take together (see ``units`` of a queue); default no such limit. Channels
    may then be mixed, unless their ``beside`` says less."""
    headcount_is: Annotated[str, Word(("scheduled", "required"), "kind of headcount")] = "scheduled"
    """``required``: the heads written are those needed on the floor; scheduled and paid are heads ÷ (1 − shrinkage), absence
    included. Default ``scheduled``."""
    shrinkage: ShrinkageOrShare = 0.0
    """Share of scheduled agents who are not there (holiday, training, sickness), default ``0%``; or by kind:
    ``{planned: 10%, unplanned: 4%}``. A share alone is the same every day."""
    absence: ShareBelowAll = 0.0
    """The chance that an agent who should be there is away for the whole day, drawn for each agent and day; default ``0%``. Those
    away are scheduled and paid."""
    late: Late | None = None
    """Who comes late to a shift; default nobody."""
    meetings: tuple[Meeting, ...] = ()
    """Meetings, in shifts and of a headcount; default none."""
    people: tuple[People, ...] = ()
    """Agents of the group who differ from the others; the rest is as the group says. Default all are alike."""
    learning_curve: LearningCurve | None = None
    """The pace of those whose ``tenure`` is given."""
    ring_time: DistributionForm | None = None
    """Time from the offer of a contact to the answer, default none. The agent is called; the customer still waits and may hang
    up; the wait that service levels count ends with the answer. It is the same each time a contact is offered to the group."""
    missed: Missed | None = None
    """Offers that are not noticed; default none."""
    refused: Refused | None = None
    """Offers that are declined; default none."""
    wrap_up_ends_after: PositiveDuration | None = None
    """Wrap-up ends by itself after this time; default never."""
    pause: Duration = 0.0
    """Time an agent is unavailable after each contact, default none; it is neither handling nor idle time."""
    rest_after: RestAfter | None = None
    """A short rest every so many contacts; default none."""
    cost: Annotated[float, Quantity("rate", at_least=0.0)] = 0.0
    """Cost of a scheduled agent, such as ``24 per h``; default 0."""
    standby: Annotated[int, Quantity("whole", at_least=0, at_most=MOST_AGENTS)] = 0
    """Agents whom an analyst's own process may send for during the day, default 0."""


VARIANCE_REDUCTIONS = ("control_variates", "stratified_days")
NO_REDUCTION = "none"


def _reductions_from_word(value: Any) -> Any:
    """One word as a list of one."""
    if isinstance(value, str):
        return () if value == NO_REDUCTION else (value,)
    for index, word in enumerate(value if isinstance(value, tuple | list) else ()):
        if word in value[:index]:
            raise wrong(f"'{word}' stands twice", "name each once", (index,))
    return value


class WordOrList:
    """One word, or a list of them."""

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {
            "anyOf": [{"type": "string", "enum": [*VARIANCE_REDUCTIONS, NO_REDUCTION]}, {**handler(schema), "uniqueItems": True}]
        }


class Replications(Part):
    """How many days are simulated: a number, or as many as a precision needs."""

    example: ClassVar[str] = '{until: "service_level(sales, 20 s) ± 1%", at_most: 1000}'

    number: Annotated[int, Quantity("whole", at_least=1, at_most=1_000_000)] | None = None
    """A fixed number of days; ``50`` alone means this."""
    until: PrecisionText | None = None
    """Stop when the 95 % interval of a measure is this narrow."""
    at_most: Annotated[int, Quantity("whole", at_least=2, at_most=1_000_000)] = 1000
    """With ``until``: days at the most, default 1000."""
    at_least: Annotated[int, Quantity("whole", at_least=2, at_most=1_000_000)] = 10
    """With ``until``: days at the least, default 10."""
    variance_reduction: Annotated[
        tuple[Annotated[str, Word(VARIANCE_REDUCTIONS, "variance reduction")], ...],
        BeforeValidator(_reductions_from_word),
        WordOrList(),
    ] = ()
    """Narrower intervals from the same days: ``control_variates`` (felt from 30 days on), ``stratified_days`` (from 26),
    or a list of both; default ``none``."""

    @model_validator(mode="before")
    @classmethod
    def _from_number(cls, value: Any) -> Any:
        if isinstance(value, int | float | str):
            return {"number": value}
        return value

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        reference = handler(schema)
        written = handler.resolve_ref_schema(reference)
        mapping = dict(written)
        written.clear()
        number = {"type": "integer", "minimum": 1, "maximum": 1_000_000}
        written.update({"title": "Replications", "description": cls.__doc__, "anyOf": [number, mapping]})
        return reference


class Genesys(Part):
    """What the ``genesys`` definition of service level counts in its denominator."""

    example: ClassVar[str] = "{include_abandons: true}"

    include_abandons: bool = True
    """Count abandoned contacts, default true."""
    include_short_abandons: bool = False
    """Count also those who abandoned within ``short_abandon``, default false."""
    include_sent_away: bool = False
    """Count contacts sent away at closing, default false."""


class ServiceLevel(Part):
    """Which of the definitions of service level holds where a target names none."""

    example: ClassVar[str] = "{definition: of_offered}"

    definition: Annotated[str, Word(tuple(SERVICE_LEVEL_DEFINITIONS), "definition of service level")] = DEFAULT_DEFINITION
    """Name of the definition."""
    short_abandon: Duration = 5.0
    """Up to which wait an abandoned contact is a short one, default ``5 s``."""
    genesys: Genesys = Genesys()
    """Switches of the ``genesys`` definition."""


class _Version:
    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "integer", "const": LANGUAGE}


class ScenarioModel(Part):
    """A day in a contact centre."""

    example: ClassVar[str] = "simdesk: 1"

    simdesk: Annotated[Literal[1], _Version()]
    """Version of the scenario language: 1."""
    name: Title | None = None
    """Title for reports, one line; default the name of the file."""
    description: str | None = None
    """Free text."""
    extends: str | None = None
    """Another scenario file over which this one is laid: mappings merge, lists and values replace, ``null`` removes."""
    hours: Hours
    """Opening hours."""
    warm_up: Duration = 0.0
    """Time after opening that is simulated but not measured, default none; a whole number of intervals."""
    at_close: Annotated[str, Word(WAYS_TO_CLOSE, "way to close")] = "finish"
    """``finish``: agents on duty stay until nobody waits (default). ``send_away``: those still waiting are sent away.
    ``carry``: they stay in line until the next morning."""
    replications: Replications = Replications(number=50)
    """How many days are simulated, default 50."""
    seed: Annotated[int, Quantity("whole", at_least=0, at_most=2**63 - 1)] = 1
    """Root of all random numbers, default 1: the same seed gives the same days."""
    trunks: Trunks | None = None
    """Contacts that may wait or talk at the same time over all queues; more meet a busy signal. Default no limit. Several trunk
    groups: ``{main: {lines: 40, queues: [sales, service]}}``."""
    agent_choice: AgentChoice = "longest_idle"
    """Who of several free agents of a rank takes a contact: the one idle longest (default), a random one, the one with the
    fewest contacts so far, the least talk time, the smallest share of time busy, the next in turn, the first in the order
    written, the one with the most spare capacity or the fewest contacts in hand (where agents have several), or the one with the
    highest level of skill (groups rank by level, and within a level the one idle longest)."""
    service_level: ServiceLevel = ServiceLevel()
    """Which definition of service level holds."""
    channels: dict[HandledChannel, Channel] = Field(default_factory=dict)
    """How agents work on the contacts of each channel: how many at once, at which pace, beside which others.
    Default one at a time."""
    queues: dict[Name, Queue]
    """The queues by name."""
    agent_groups: dict[Name, AgentGroup]
    """The agent groups by name."""
    events: tuple[Event, ...] = ()
    """What was not planned for: spikes, outages, a forecast that is wrong."""
    targets: tuple[TargetText, ...] = ()
    """What should hold, such as ``service_level(sales, 20 s) >= 80%``."""
    variants: dict[Name, dict[str, Any]] = Field(default_factory=dict)
    """Named changes of this scenario: paths with dots and their new values; ``{add: 2}`` and ``{times: 110%}`` change numbers."""
    sweep: Sweep | None = None
    """What ``simdesk sweep`` goes through."""

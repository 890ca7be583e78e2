"""What the planner wrote, as frozen models. A field's docstring is its documentation, in the editor and on the reference page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field, GetJsonSchemaHandler, model_validator
from pydantic_core import CoreSchema

from simdesk.measure.registry import DEFAULT_DEFINITION, SERVICE_LEVEL_DEFINITIONS
from simdesk.rules.codes import WAYS_TO_CLOSE
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
    Block,
    Clock,
    ClockSeries,
    CountByDay,
    CountSeries,
    Duration,
    Heads,
    HeadsSeries,
    Name,
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
    """Opening hours, and the interval in which volumes, agents and results are counted: one day, or several in a row."""

    example: ClassVar[str] = '{open: "08:00", close: "20:00", interval: 30 min}'

    open: Annotated[float, Quantity("clock", below=DAY)]
    """Opening time."""
    close: Clock
    """Closing time. At or before ``open`` it means the next day: 20:00 to 04:00."""
    interval: Annotated[float, Quantity("duration", at_least=60.0, at_most=DAY)] = 1800.0
    """Length of an interval; the day must be a whole number of them. Default: ``30 min``."""
    days: Annotated[int, Quantity("whole", at_least=1, at_most=MOST_DAYS)] | None = None
    """Number of days simulated one after the other. Waiting contacts, redials and late shifts go on from day to day. Lists by
    interval apply to each open day, unless they are given by day or cover all intervals of all open days. Default: 1."""
    first_day: DateText | None = None
    """Date of the first day, such as ``2026-03-23``. Weekdays, dates and time zones need it."""
    zone: Zone | None = None
    """Time zone, such as ``Europe/Berlin``. When clocks go forward, that night is an hour shorter; when they go back, an hour
    longer. Default: none, every day has 24 hours."""

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


class Arrivals(Block):
    """When contacts arrive: exactly one of ``volumes``, ``per_day``, ``rate`` and ``times``."""

    example: ClassVar[str] = "{volumes: volumes.csv}"

    volumes: CountSeries | None = None
    """Expected contacts in each interval: a list, a CSV file, or a column of a CSV file. It applies to each day, unless it
    covers all days, has dates, or is given by day: ``{others: [...], saturday: [...]}``."""
    per_day: CountByDay | None = None
    """Expected contacts in the day, spread by ``profile``. Also by day: ``{others: 400, saturday: 150}``."""
    profile: CountSeries | None = None
    """Weight of each interval for ``per_day``; only proportions count. Default: all equal."""
    rate: Annotated[float, Quantity("rate", at_least=0.0, at_most=10_000.0)] | None = None
    """The same rate all day, such as ``120 per h``."""
    times: ClockSeries | None = None
    """Arrivals to replay, as times of day, the same in every replication. They repeat on each day, unless they have dates:
    ``2026-03-23 08:00:12``."""
    scale: Annotated[float, Quantity("share", at_least=0.0, at_most=1000.0)] | None = None
    """Factor for the volume. Default: ``100%``."""
    day_to_day: Annotated[float, Quantity("share", at_least=0.0, at_most=2.0, smallest=1e-4)] | None = None
    """Variation of volume from day to day, as a coefficient of variation (Gamma-Poisson). Default: ``0%``."""


class Queue(Block):
    """One type of contact, and the queue in which it waits."""

    example: ClassVar[str] = "{arrivals: {rate: 60 per h}, handle_time: 4 min}"

    channel: ChannelName = "voice"
    """The channel: ``voice``, ``video``, ``chat``, ``message``, ``social``, ``email``, ``ticket``, ``back_office``;
    ``outbound`` for a campaign; ``bot`` or ``ivr`` in front of other queues. ``channels`` says how agents work on each.
    Default: ``voice``."""
    arrivals: Arrivals | None = None
    """When contacts arrive. Leave it out for a queue that only receives call-backs, transfers or calls for help."""
    handle_time: DistributionForm
    """Talk time with the customer, hold included, wrap-up not included."""
    wrap_up: DistributionForm | None = None
    """Work after the customer has gone. The measured handle time is talk and wrap-up together. Default: none."""
    patience: DistributionForm | None = None
    """How long a customer waits before abandoning. If the queue is carried over nights, only its opening hours count. Default:
    ``unlimited``."""
    hours: QueueOpen | None = None
    """When the queue takes contacts, or ``always``. The queue's lists by interval are for these hours. Default: the centre's
    opening hours."""
    at_close: Annotated[str, Word(WAYS_TO_CLOSE, "way to close")] | None = None
    """Like the scenario's ``at_close``, for this queue. Default: ``carry`` for a queue that never closes or whose work may be
    done later (messages, social, email, tickets, back office, outbound); for others the scenario's ``at_close``."""
    balking: Balking = 0.0
    """Share of customers who leave at once if no agent is free; or steps by queue length or predicted wait. Default: ``0%``."""
    announcement: Announcement | None = None
    """The wait announced to customers who have to wait. Default: no announcement."""
    waiting_places: Annotated[int, Quantity("whole", at_least=0, at_most=MOST_CONTACTS)] | None = None
    """Contacts that may wait at the same time; further contacts are blocked (busy signal). Default: no limit."""
    customers: dict[Name, Customers] = Field(default_factory=dict)
    """Classes of the queue's customers, such as ``{gold: {share: 10%, first: true}}``. In measures, ``sales`` is all of them;
    ``sales.gold`` and ``sales.others`` are one class each. Default: all customers are alike."""
    redial: Redial | None = None
    """Redials: customers who try again. Default: nobody."""
    call_back: CallBack | None = None
    """A call-back offered instead of waiting. Default: none."""
    transfer: Transfer | None = None
    """Transfers to another queue after the talk. Default: none."""
    misrouted: Misrouted | None = None
    """Contacts that reach another queue by mistake. Default: none."""
    assistance: Assistance | None = None
    """Talks that need a second agent. Default: none."""
    repeat: Repeat | None = None
    """Repeat contacts, because the last contact was not resolved. Default: none."""
    tries: Tries | None = None
    """Order in which a contact tries agent groups, if it differs from the skills' ranks. Name exactly the groups with the
    skill, best first. A list inside is one rank; a mapping is a rank that is open only at times."""
    requires: tuple[Requirement, ...] | None = None
    """The skill level a contact needs, relaxed in timed steps, instead of ``tries``: ``[{level: 8}, {level: 5, after: 30
    s}]``."""
    agent_choice: AgentChoice | None = None
    """Which of several free agents of a rank takes a contact. Default: the scenario's ``agent_choice``."""
    weight: Weight | None = None
    """A freed agent takes, of the contacts of one rank, the one with the largest weight × wait + credit. Default: 1."""
    credit: Duration | None = None
    """Waiting time a contact is credited with on arrival, compared with others of the same rank. Default: none."""
    answer_within: PositiveDuration | None = None
    """Time within which a contact should be answered. A freed agent takes, of the contacts of one rank, the one whose time ends
    first, instead of the longest waiting. Give it for all queues that share a rank, or for none."""
    units: Units = 1.0
    """Units of the group's ``capacity`` that one contact of the queue takes. Default: 1."""
    customer_time: DistributionForm | None = None
    """Time within the contact, besides ``handle_time``, in which the customer reads, writes or is silent. It takes a place, but
    none of the agent's attention. Default: none."""
    leaves_after: DistributionForm | None = None
    """How long after the answer a customer stays in the conversation before leaving it. Nobody leaves while a second agent is
    asked for or helps. Default: to its end."""
    due: Due | None = None
    """Time within which the work should be done, such as ``4 h`` or ``{open_hours: 8 h}``. ``done_in_time(mail)`` measures it.
    If all queues of one rank have it, a freed agent takes the contact that is due first."""
    bot: Bot | None = None
    """What the bot does with its contacts. Needs ``channel: bot`` or ``ivr``."""
    campaign: Campaign | None = None
    """The call list, instead of ``arrivals``. Needs ``channel: outbound``."""
    predictor: Predictor = "queue_length"
    """How the wait is predicted for announcements, ``when_predicted`` and ``by_predicted_wait``: from the queue length, the
    wait of the last contact answered, the wait so far of the contact at the front of the queue, or a running average of waits.
    Default: ``queue_length``."""


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
        raise wrong(f"must be a list (got {seen(value)})", f"write [{value}]")
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
    """A break in a shift: exactly one of ``after`` and ``at``."""

    example: ClassVar[str] = "{after: 2 h, length: 15 min}"

    after: Duration | None = None
    """The break starts this long after the shift."""
    at: Clock | None = None
    """The break starts at this time of day."""
    length: PositiveDuration
    """Length."""


class Shift(Block):
    """A number of agents who work the same hours."""

    example: ClassVar[str] = '{start: "08:00", length: 8 h, agents: 6}'

    start: Clock
    """Start time."""
    length: Annotated[float, Quantity("duration", above=0.0, at_most=DAY)]
    """Length, breaks included."""
    agents: Heads
    """Agents who work the shift, before shrinkage."""
    breaks: tuple[Break, ...] = ()
    """Breaks, in any order; they may not overlap."""
    days: tuple[DayWord, ...] = ()
    """Days of the shift: weekdays, dates or numbers of days. Default: every day on which the centre is open."""


class AgentGroup(Block):
    """Agents who can do the same work. Give exactly one of ``headcount`` and ``shifts``."""

    example: ClassVar[str] = "{skills: [sales], headcount: 12}"

    skills: Annotated[dict[Name, Skill], BeforeValidator(_skills_from_list), _AlsoList()]
    """The queues they answer: a list, or a mapping with rank and pace."""
    takes: Levels | None = None
    """Order in which a freed agent looks at queues, if it differs from the ranks. Name exactly the skills."""
    headcount: HeadsSeries | None = None
    """Scheduled agents: one number, a list with a number for each interval, a CSV file, or a column of a CSV file. Also by day:
    ``{others: 12, saturday: 5}``. Fractions are allowed."""
    shifts: tuple[Shift, ...] | None = None
    """Shifts the agents work."""
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
    count ends with the answer. It is the same each time a contact is offered to the group. Default: none."""
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


VARIANCE_REDUCTIONS = ("control_variates", "stratified_days")
NO_REDUCTION = "none"


def _reductions_from_word(value: Any) -> Any:
    """One word as a list of one."""
    if isinstance(value, str):
        return () if value == NO_REDUCTION else (value,)
    for index, word in enumerate(value if isinstance(value, tuple | list) else ()):
        if word in value[:index]:
            raise wrong(f"'{word}' is used twice", "name each once", (index,))
    return value


class WordOrList:
    """One word, or a list of them."""

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {
            "anyOf": [{"type": "string", "enum": [*VARIANCE_REDUCTIONS, NO_REDUCTION]}, {**handler(schema), "uniqueItems": True}]
        }


class Replications(Block):
    """Number of days to simulate: a fixed number, or as many as a precision needs."""

    example: ClassVar[str] = '{until: "service_level(sales, 20 s) ± 1%", at_most: 1000}'

    number: Annotated[int, Quantity("whole", at_least=1, at_most=1_000_000)] | None = None
    """A fixed number of days; ``50`` alone means this."""
    until: PrecisionText | None = None
    """Stop when the 95% confidence interval of a measure is this narrow."""
    at_most: Annotated[int, Quantity("whole", at_least=2, at_most=1_000_000)] = 1000
    """With ``until``: at most this many days. Default: 1000."""
    at_least: Annotated[int, Quantity("whole", at_least=2, at_most=1_000_000)] = 10
    """With ``until``: at least this many days. Default: 10."""
    variance_reduction: Annotated[
        tuple[Annotated[str, Word(VARIANCE_REDUCTIONS, "variance reduction")], ...],
        BeforeValidator(_reductions_from_word),
        WordOrList(),
    ] = ()
    """Narrower confidence intervals from the same days: ``control_variates`` (needs 30 days), ``stratified_days`` (needs 26),
    or a list of both. Default: ``none``."""

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


class Genesys(Block):
    """What the ``genesys`` definition of service level counts in its denominator."""

    example: ClassVar[str] = "{include_abandons: true}"

    include_abandons: bool = True
    """Count abandoned contacts. Default: true."""
    include_short_abandons: bool = False
    """Also count contacts abandoned within ``short_abandon``. Default: false."""
    include_sent_away: bool = False
    """Count contacts turned away at closing: they are flow-outs, however short they waited. Default: false."""


class ServiceLevel(Block):
    """The definition of service level used if a target names none."""

    example: ClassVar[str] = "{definition: of_offered}"

    definition: Annotated[str, Word(tuple(SERVICE_LEVEL_DEFINITIONS), "definition of service level")] = DEFAULT_DEFINITION
    """Name of the definition."""
    short_abandon: Duration = 5.0
    """An abandoned contact that waited at most this long is a short abandon; so is one turned away at closing. Default:
    ``5 s``."""
    genesys: Genesys = Genesys()
    """Switches of the ``genesys`` definition."""


class _Version:
    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "integer", "const": LANGUAGE}


class ScenarioModel(Block):
    """A day in a contact centre."""

    example: ClassVar[str] = "simdesk: 1"

    simdesk: Annotated[Literal[1], _Version()]
    """Version of the scenario language: 1."""
    name: Title | None = None
    """Title for reports, one line. Default: the name of the file."""
    description: str | None = None
    """Free text."""
    extends: str | None = None
    """Another scenario file over which this one is laid: mappings merge, lists and values replace, ``null`` removes."""
    hours: Hours
    """Opening hours."""
    warm_up: Duration = 0.0
    """Time after opening that is simulated but not measured: a whole number of intervals. Default: none."""
    at_close: Annotated[str, Word(WAYS_TO_CLOSE, "way to close")] = "finish"
    """What happens to waiting contacts at closing. ``finish``: agents on duty stay until nobody waits. ``send_away``: they are
    turned away. ``carry``: they keep their place in the queue until the next morning. Default: ``finish``."""
    replications: Replications = Replications(number=50)
    """Number of days to simulate. Default: 50."""
    seed: Annotated[int, Quantity("whole", at_least=0, at_most=2**63 - 1)] = 1
    """Seed of all random numbers: the same seed gives the same days. Default: 1."""
    trunks: Trunks | None = None
    """Contacts that may wait or talk at the same time, over all queues; further contacts are blocked (busy signal). Several
    trunk groups: ``{main: {lines: 40, queues: [sales, service]}}``. Default: no limit."""
    agent_choice: AgentChoice = "longest_idle"
    """Which of several free agents of a rank takes a contact; among equal agents, the one idle longest. Default:
    ``longest_idle``."""
    service_level: ServiceLevel = ServiceLevel()
    """The definition of service level in use."""
    channels: dict[HandledChannel, Channel] = Field(default_factory=dict)
    """How agents work on the contacts of each channel: how many at once, at which pace, and with which other channels. Default:
    one contact at a time."""
    queues: dict[Name, Queue]
    """The queues by name."""
    agent_groups: dict[Name, AgentGroup]
    """The agent groups by name."""
    events: tuple[Event, ...] = ()
    """Unplanned events: spikes, outages, a wrong forecast."""
    targets: tuple[TargetText, ...] = ()
    """Targets to meet, such as ``service_level(sales, 20 s) >= 80%``."""
    variants: dict[Name, dict[str, Any]] = Field(default_factory=dict)
    """Named changes of this scenario: dotted paths and their new values. ``{add: 2}`` and ``{times: 110%}`` change numbers."""
    sweep: Sweep | None = None
    """Inputs that ``simdesk sweep`` varies, and what it reports."""

"""What the planner wrote, as frozen models. A field's docstring is its documentation, in the editor and on the reference page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Discriminator, Field, GetJsonSchemaHandler, Tag, model_validator
from pydantic_core import CoreSchema

from simdesk.measure.registry import DEFAULT_DEFINITION, SERVICE_LEVEL_DEFINITIONS
from simdesk.scenario.diagnostics import seen
from simdesk.scenario.distributions_model import DistributionForm
from simdesk.scenario.quantities import (
    HIDDEN,
    MOST_AGENTS,
    MOST_CONTACTS,
    Clock,
    ClockSeries,
    Count,
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
    Word,
    wrong,
)
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


class Hours(Part):
    """Opening hours and the interval in which volumes, heads and results are counted."""

    example: ClassVar[str] = '{open: "08:00", close: "20:00", interval: 30 min}'

    open: Annotated[float, Quantity("clock", below=DAY)]
    """When the doors open."""
    close: Clock
    """When they close. At or before ``open`` it means the next day: 20:00 to 04:00."""
    interval: Annotated[float, Quantity("duration", at_least=60.0, at_most=DAY)] = 1800.0
    """Length of an interval, default ``30 min``; the day is a whole number of them."""

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
    """Expected contacts in each interval: a list, a CSV file, or a column of one."""
    per_day: Count | None = None
    """Expected contacts in the day, spread by ``profile``."""
    profile: CountSeries | None = None
    """Weight of each interval for ``per_day``; only their proportions count. Left out: all the same."""
    rate: Annotated[float, Quantity("rate", at_least=0.0, at_most=10_000.0)] | None = None
    """The same rate all day, such as ``120 per h``."""
    times: ClockSeries | None = None
    """Arrivals to replay, as times of day; every replication has the same."""
    scale: Annotated[float, Quantity("share", at_least=0.0, at_most=1000.0)] | None = None
    """Multiplies the volume, default ``100%``."""
    day_to_day: Annotated[float, Quantity("share", at_least=0.0, at_most=2.0, smallest=1e-4)] | None = None
    """How much the level of whole days varies, as a coefficient of variation (Gamma-Poisson); default ``0%``."""


class Redial(Part):
    """Some of those who abandoned, balked or met a busy signal try again."""

    example: ClassVar[str] = "{share: 40%, after: 5 min}"

    share: Share
    """Share who try again, after each failed try."""
    after: DistributionForm
    """Time from giving up to the next try."""
    at_most: Annotated[int, Quantity("whole", at_least=1, at_most=100)] = 10
    """Further tries after the first, default 10."""


def _level_shape(value: Any) -> str | None:
    if isinstance(value, tuple | list):
        return f"{HIDDEN}level"
    return f"{HIDDEN}name" if isinstance(value, str) else None


Levels = tuple[
    Annotated[
        Annotated[Name, Tag(f"{HIDDEN}name")] | Annotated[tuple[Name, ...], Tag(f"{HIDDEN}level")], Discriminator(_level_shape)
    ],
    ...,
]
"""Names in order, best first; a list inside means the same level."""

_OTHER_CHANNELS = ("chat", "email", "e-mail", "mail", "messaging", "sms", "social", "callback", "video", "bot", "back_office")


class Queue(Part):
    """One type of contact and its line."""

    example: ClassVar[str] = "{arrivals: {rate: 60 per h}, handle_time: 4 min}"

    channel: Annotated[str, Word(("voice",), "channel", _OTHER_CHANNELS)] = "voice"
    """How customers come: ``voice``, the default and so far the only one."""
    arrivals: Arrivals
    """When contacts arrive."""
    handle_time: DistributionForm
    """Time with the customer, talk and hold, without wrap-up."""
    wrap_up: DistributionForm | None = None
    """Work after the customer has gone, default none. The measured handle time is both together."""
    patience: DistributionForm | None = None
    """How long a customer waits before giving up; default ``unlimited``."""
    balking: Share = 0.0
    """Share of customers who leave at once when nobody is free, default ``0%``."""
    waiting_places: Annotated[int, Quantity("whole", at_least=0, at_most=MOST_CONTACTS)] | None = None
    """Contacts that may wait at the same time; more meet a busy signal. Default no limit."""
    redial: Redial | None = None
    """Who tries again; default nobody."""
    tries: Levels | None = None
    """Order in which a contact looks for a group, when it is not that of the skills' ranks: exactly the groups with the skill."""


class Skill(Part):
    """How well a group does one queue's work."""

    example: ClassVar[str] = "{rank: 2, pace: 90%}"

    rank: Annotated[int, Quantity("whole", at_least=1, at_most=1000)] = 1
    """1 is best. It orders which agent a contact takes and which contact a freed agent takes."""
    pace: Annotated[float, Quantity("share", above=0.0, at_most=5.0)] = 1.0
    """``90%`` takes 1/0.9 as long; default ``100%``."""


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


class AgentGroup(Part):
    """Agents who can do the same work; exactly one of ``headcount`` and ``shifts``."""

    example: ClassVar[str] = "{skills: [sales], headcount: 12}"

    skills: Annotated[dict[Name, Skill], BeforeValidator(_skills_from_list), _AlsoList()]
    """The queues they answer: a list, or a mapping with rank and pace."""
    takes: Levels | None = None
    """Order in which a freed agent looks at queues, when it is not that of the ranks: exactly the skills."""
    headcount: HeadsSeries | None = None
    """Scheduled agents: one number, a list with one for each interval, a CSV file, or a column of one. Fractions are allowed."""
    shifts: tuple[Shift, ...] | None = None
    """Shifts the agents work."""
    shrinkage: Annotated[float, Quantity("share", at_least=0.0, below=1.0)] = 0.0
    """Share of scheduled agents who are not there (holiday, training, sickness), default ``0%``."""
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
    at_close: Annotated[str, Word(("finish", "send_away"), "way to close")] = "finish"
    """``finish``: agents on duty stay until nobody waits (default). ``send_away``: those still waiting are sent away."""
    replications: Replications = Replications(number=50)
    """How many days are simulated, default 50."""
    seed: Annotated[int, Quantity("whole", at_least=0, at_most=2**63 - 1)] = 1
    """Root of all random numbers, default 1: the same seed gives the same days."""
    trunks: Annotated[int, Quantity("whole", at_least=1, at_most=MOST_CONTACTS)] | None = None
    """Contacts that may wait or talk at the same time over all queues; more meet a busy signal. Default no limit."""
    agent_choice: Annotated[str, Word(("longest_idle", "random"), "agent choice")] = "longest_idle"
    """Who of several free agents takes a contact: the one idle longest (default), or a random one."""
    service_level: ServiceLevel = ServiceLevel()
    """Which definition of service level holds."""
    queues: dict[Name, Queue]
    """The queues by name."""
    agent_groups: dict[Name, AgentGroup]
    """The agent groups by name."""
    targets: tuple[TargetText, ...] = ()
    """What should hold, such as ``service_level(sales, 20 s) >= 80%``."""
    variants: dict[Name, dict[str, Any]] = Field(default_factory=dict)
    """Named changes of this scenario: paths with dots and their new values; ``{add: 2}`` and ``{times: 110%}`` change numbers."""

"""A queue: when contacts arrive, how long they take, how long they wait, who may take them."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from simdesk.rules.codes import WAYS_TO_CLOSE
from simdesk.scenario.language.channels import Bot, Campaign, ChannelName, Due, Units
from simdesk.scenario.language.customers import Customers
from simdesk.scenario.language.days import QueueOpen
from simdesk.scenario.language.distributions import DistributionForm, MeanForm
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
from simdesk.scenario.language.quantities import (
    MOST_CONTACTS,
    Block,
    Duration,
    OneOf,
    PositiveDuration,
    Quantity,
    Weight,
)
from simdesk.scenario.language.routing import AgentChoice, Requirement, Tries
from simdesk.scenario.language.series import ClockSeries, CountByDay, CountSeries
from simdesk.scenario.language.words import Name, Word


class Arrivals(Block):
    """When contacts arrive: exactly one of ``volumes``, ``per_day``, ``rate``, ``times`` and ``at_opening``."""

    example: ClassVar[str] = "{per_day: 400}"
    one_of: ClassVar[tuple[OneOf, ...]] = (
        OneOf(
            ("volumes", "per_day", "rate", "times", "at_opening"),
            "the source of arrivals",
            {"profile": ("per_day",), "scale": (), "day_to_day": ("volumes", "per_day", "rate")},
        ),
    )

    volumes: CountSeries | None = None
    """Expected contacts in each interval: a list, clock times ``{"08:00": 40, "08:30": 60, …}``, a file (CSV or workbook), or a
    column of a file. Values for parts of an interval are summed. It applies to each day, unless it covers all days, has dates,
    or is given by day: ``{others: [...], saturday: [...]}``."""
    per_day: CountByDay | None = None
    """Expected contacts in the day, spread by ``profile``. Also by day: ``{others: 400, saturday: 150}``."""
    profile: CountSeries | None = None
    """Weight of each interval for ``per_day``; only proportions count. Clock times hold until the next: ``{"08:00": 2, "12:00":
    3}``. Percentages are shares of the day, spread evenly up to the next: ``{"08:00": 60%, "14:00": 40%}``. Default: all
    equal."""
    rate: Annotated[float, Quantity("rate", at_least=0.0, at_most=10_000.0)] | None = None
    """The same rate all day, such as ``120 per h``."""
    times: ClockSeries | None = None
    """Arrivals to replay, as times of day, the same in every replication: a list, a file, or how many contacts arrive together at
    a time: ``{"08:30": 240}``. They repeat on each day, unless they have dates: ``2026-03-23 08:00:12``."""
    at_opening: Annotated[int, Quantity("whole", at_least=0, at_most=MOST_CONTACTS)] | None = None
    """Contacts that wait as the queue opens on the first day, such as work left from the day before. Their waits, and the time
    until they are due, count from then. Contacts that arrive later are a queue of their own."""
    scale: Annotated[float, Quantity("share", at_least=0.0, at_most=1000.0)] | None = None
    """Factor for the volume. Default: ``100%``."""
    day_to_day: Annotated[float, Quantity("share", at_least=0.0, at_most=2.0, smallest=1e-4)] | None = None
    """Variation of volume from day to day, as a coefficient of variation (Gamma-Poisson). Default: ``0%``."""


class Queue(Block):
    """One type of contact, and the queue in which it waits."""

    example: ClassVar[str] = "{arrivals: {rate: 60 per h}, handle_time: 4 min}"
    one_of: ClassVar[tuple[OneOf, ...]] = (
        OneOf(("arrivals", "campaign"), "where contacts come from", needed=False),
        OneOf(("handle_time", "aht"), "how long contacts take"),
        OneOf(("tries", "requires"), "the order of agent groups", needed=False),
    )

    channel: ChannelName = "voice"
    """The channel: ``voice``, ``video``, ``chat``, ``message``, ``social``, ``email``, ``ticket``, ``back_office``;
    ``outbound`` for a campaign; ``bot`` or ``ivr`` in front of other queues. ``channels`` says how agents work on each.
    Default: ``voice``."""
    arrivals: Arrivals | None = None
    """When contacts arrive. Leave it out for a queue that only receives call-backs, transfers or calls for help."""
    handle_time: MeanForm | None = None
    """Talk time with the customer, hold included, wrap-up not included. A plain duration, such as ``4 min``, is a mean: talk
    times are exponential, as in the Erlang formulas. A time that never varies is written ``{constant: 4 min}``. Exactly one of
    ``handle_time`` and ``aht``."""
    aht: MeanForm | None = None
    """Average handle time: talk, hold and wrap-up together, instead of ``handle_time``. With a ``wrap_up``, talk times are
    exponential with the mean of ``aht`` less that of ``wrap_up`` (constant, if both are constant). Without one it is all
    talk."""
    wrap_up: DistributionForm | None = None
    """Work after the customer has gone. The measured AHT is talk and wrap-up together. A plain duration is a constant. Default:
    none."""
    patience: MeanForm | None = None
    """How long a customer waits before abandoning. A plain duration, such as ``2 min``, is a mean: patience is exponential, as
    in Erlang A. ``{constant: 2 min}`` is the same for everybody. If the queue is carried over nights, only its opening hours
    count. Default: ``unlimited``, nobody ever abandons."""
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
    none of the agent's attention. A plain duration is a constant. Default: none."""
    leaves_after: DistributionForm | None = None
    """How long after the answer a customer stays in the conversation before leaving it. Nobody leaves while a second agent is
    asked for or helps. A plain duration is a constant. Default: to its end."""
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

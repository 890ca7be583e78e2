"""Small floors for tests: by the names of the trade, without YAML."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

import numpy as np

from simdesk.demand.distributions import Distribution, constant, unlimited
from simdesk.demand.journey_plans import Redial
from simdesk.demand.plan import DemandPlan, ListedArrivals, QueueDemand, RateArrivals, Varying, always
from simdesk.demand.workload import NO_TRY, Workload, draw_workload
from simdesk.engine.log import DayLog
from simdesk.engine.simpy_clock import play_day
from simdesk.equality import EqualByValue
from simdesk.floor.parts import ALWAYS, UNLIMITED, Access, Concurrency, GroupPlan, Offer, QueuePlan, Reaction, ShiftPlan
from simdesk.floor.plan import FloorPlan
from simdesk.rules.agent_choices import AGENT_CHOICES
from simdesk.rules.codes import ON_DUTY, OUTCOMES
from simdesk.rules.leg_codes import (
    ASSISTANCE,
    CALL_BACK,
    CALLS_AGAIN,
    FIRST_TRY,
    GOES_ON,
    MAY_REPEAT,
    NOTHING_FOLLOWS,
    PASSED_ON,
    REDIAL,
    REPEAT,
    RETURN,
    TRANSFER,
    TRANSFERS,
    TRANSFERS_WARM,
)

Duration = float | Distribution | Varying


def drawn_choice(random: Random) -> str:
    """A way to choose between idle agents.

    It costs one number however many ways there are (``random.choice`` costs more, the more there are): with another way the
    random floors are the same but for it.
    """
    return list(AGENT_CHOICES)[int(random.random() * len(AGENT_CHOICES))]


def varying(duration: Duration) -> Varying:
    if isinstance(duration, Varying):
        return duration
    if isinstance(duration, Distribution):
        return always(duration)
    return always(unlimited() if math.isinf(duration) else constant(float(duration)))


@dataclass(frozen=True)
class Queue:
    """A queue; ``arrivals`` are times, a plan, or a rate per second that holds all day; ``access`` is by group."""

    name: str
    arrivals: Sequence[float] | RateArrivals | ListedArrivals | float = ()
    handle_time: Duration = 60.0
    wrap_up: Duration = 0.0
    patience: Duration = math.inf
    balking: float = 0.0
    redial: Redial | None = None
    tries: Sequence[Sequence[str]] | None = None
    waiting_places: int = UNLIMITED
    access: Mapping[str, Access] = field(default_factory=dict)
    agent_choice: str | None = None
    predictor: str = "queue_length"
    mean_handle_time: float = 0.0
    reaction: Reaction | None = None
    call_back: Offer | None = None
    rushed: tuple[int, float] | None = None
    channel: str = "voice"
    units: float = 1.0
    customer_time: Duration | None = None
    leaves_after: Duration | None = None
    due: float = math.inf


@dataclass(frozen=True)
class Group:
    """An agent group; ``skills`` are queue names, or each with its rank, or with (rank, pace)."""

    name: str
    skills: Sequence[str] | Mapping[str, int | tuple[int, float]]
    headcount: float | Sequence[float] | None = None
    shifts: Sequence[ShiftPlan] = ()
    takes: Sequence[Sequence[str]] | None = None
    shrinkage: float = 0.0
    cost: float = 0.0
    standby: int = 0
    weight: Mapping[str, float] = field(default_factory=dict)
    bonus: Mapping[str, float] = field(default_factory=dict)
    unresolved: Mapping[str, float] = field(default_factory=dict)
    concurrency: Concurrency | None = None
    people: Mapping[str, Any] = field(default_factory=dict)
    """Further fields of the ``GroupPlan``: kinds, ringing, pauses, meetings, absence."""

    def ranks(self) -> dict[str, tuple[int, float]]:
        if not isinstance(self.skills, Mapping):
            return dict.fromkeys(self.skills, (1, 1.0))
        return {name: skill if isinstance(skill, tuple) else (skill, 1.0) for name, skill in self.skills.items()}


@dataclass(frozen=True)
class Centre:
    """A demand plan and a floor plan that belong together."""

    demand: DemandPlan
    floor: FloorPlan
    process: Any = field(default=None, compare=False)

    def workload(self, seed: int = 1, replication: int = 0) -> Workload:
        return draw_workload(self.demand, seed, replication, picks=self.floor.draws_agents)

    def play(self, seed: int = 1, replication: int = 0) -> DayLog:
        return play_day(self.floor, self.workload(seed, replication), self.process)


def _levels(ranked: Mapping[int, int]) -> tuple[tuple[int, ...], ...]:
    """Indices with their rank as levels, best rank first."""
    return tuple(tuple(i for i, rank in ranked.items() if rank == level) for level in sorted(set(ranked.values())))


def _intervals(value: float | Sequence[float], intervals: int) -> tuple[float, ...]:
    return (float(value),) * intervals if isinstance(value, int | float) else tuple(float(x) for x in value)


def centre(
    queues: Sequence[Queue],
    groups: Sequence[Group],
    *,
    opening: float = 0.0,
    closing: float = 3600.0,
    interval: float | None = None,
    warm_up: float = 0.0,
    trunks: int = UNLIMITED,
    finish_waiting: bool = True,
    random_agent: bool = False,
    process: Any = None,
) -> Centre:
    """Lay out a centre as the scenario would."""
    interval = closing - opening if interval is None else interval
    intervals = round((closing - opening) / interval)
    queue_at = {queue.name: q for q, queue in enumerate(queues)}
    group_at = {group.name: g for g, group in enumerate(groups)}
    ranks = [group.ranks() for group in groups]

    def arrivals(queue: Queue) -> RateArrivals | ListedArrivals:
        if isinstance(queue.arrivals, RateArrivals | ListedArrivals):
            return queue.arrivals
        if isinstance(queue.arrivals, float):
            return RateArrivals((queue.arrivals,) * intervals)
        return ListedArrivals(tuple(float(x) for x in queue.arrivals))

    def tries(queue: Queue) -> tuple[tuple[int, ...], ...]:
        if queue.tries is not None:
            return tuple(tuple(group_at[name] for name in level) for level in queue.tries)
        return _levels({g: ranks[g][queue.name][0] for g in range(len(groups)) if queue.name in ranks[g]})

    def takes(g: int, group: Group) -> tuple[tuple[int, ...], ...]:
        if group.takes is not None:
            return tuple(tuple(queue_at[name] for name in level) for level in group.takes)
        return _levels({queue_at[name]: rank for name, (rank, _) in ranks[g].items()})

    unresolved = any(group.unresolved for group in groups)
    demand = DemandPlan(
        opening,
        closing,
        interval,
        tuple(
            QueueDemand(
                queue.name,
                arrivals(queue),
                varying(queue.handle_time),
                varying(queue.wrap_up),
                varying(queue.patience),
                queue.balking,
                queue.redial,
                customer_time=None if queue.customer_time is None else varying(queue.customer_time),
                leaves_after=None if queue.leaves_after is None else varying(queue.leaves_after),
            )
            for queue in queues
        ),
        tuple(group.name for group in groups),
    )
    floor = FloorPlan(
        opening,
        closing,
        interval,
        warm_up,
        tuple(
            QueuePlan(
                queue.name,
                queue.channel,
                tries(queue),
                queue.waiting_places,
                access=tuple(queue.access.get(group.name, ALWAYS) for group in groups) if queue.access else (),
                agent_choice=queue.agent_choice or ("random" if random_agent else "longest_idle"),
                trunk=UNLIMITED if trunks < 0 else 0,
                predictor=queue.predictor,
                mean_handle_time=queue.mean_handle_time,
                reaction=queue.reaction,
                call_back=queue.call_back,
                rushed=queue.rushed,
                units=queue.units,
                bot=queue.channel in ("bot", "ivr"),
                due=queue.due,
            )
            for queue in queues
        ),
        tuple(
            GroupPlan(
                group.name,
                takes(g, group),
                tuple(ranks[g].get(queue.name, (1, 1.0))[1] for queue in queues),
                headcount=() if group.headcount is None else _intervals(group.headcount, intervals),
                shifts=tuple(group.shifts),
                shrinkage=group.shrinkage,
                cost=group.cost,
                standby=group.standby,
                weight=tuple(group.weight.get(queue.name, 1.0) for queue in queues) if group.weight else (),
                bonus=tuple(group.bonus.get(queue.name, 0.0) for queue in queues) if group.bonus else (),
                unresolved=tuple(group.unresolved.get(queue.name, 0.0) for queue in queues) if unresolved else (),
                concurrency=group.concurrency,
                **group.people,
            )
            for g, group in enumerate(groups)
        ),
        () if trunks < 0 else (trunks,),
        finish_waiting,
    )
    return Centre(demand, floor, process)


@dataclass(frozen=True, eq=False)
class Call(EqualByValue):
    """One contact written by hand, and what may follow it.

    ``again`` is the customer's next try, ``after`` seconds behind the failure; ``transfer`` or ``repeat`` (which comes ``later``
    seconds on, when ``resolution`` is below the share not resolved) follow when it was answered, and before that the agent
    may ask a ``helper``, ``asks`` seconds into the talk;
    ``call_back`` is due ``promised`` seconds after it was taken; a ``missed`` call is followed by ``calls_again``. In a bot it is
    ``passed_on``, or ends and ``returns`` in another queue ``later`` seconds after. ``silence`` and ``stays`` count where agents
    have several in hand.
    """

    at: float
    handle: float = 60.0
    queue: str = "a"
    patience: float = math.inf
    wrap: float = 0.0
    balks: int = 0
    pick: float = 0.0
    after: float = 0.0
    again: Call | None = None
    transfer: Call | None = None
    warm: bool = False
    helper: Call | None = None
    repeat: Call | None = None
    resolution: float = 0.0
    later: float = 0.0
    asks: float = math.inf
    call_back: Call | None = None
    promised: float = 0.0
    missed: bool = False
    calls_again: Call | None = None
    react: float = 0.0
    told: float = 0.0
    silence: float = 0.0
    stays: float = math.inf
    passed_on: Call | None = None
    returns: Call | None = None
    offer_draw: float = 1.0
    rings: float = 0.0

    def following(self) -> tuple[int, int, Call | None]:
        """What follows at the end of the talk, how its leg comes about, and that leg."""
        if self.transfer is not None:
            return TRANSFERS_WARM if self.warm else TRANSFERS, TRANSFER, self.transfer
        if self.repeat is not None:
            return MAY_REPEAT, REPEAT, self.repeat
        if self.passed_on is not None:
            return GOES_ON, PASSED_ON, self.passed_on
        if self.returns is not None:
            return NOTHING_FOLLOWS, RETURN, self.returns
        return CALLS_AGAIN if self.missed else NOTHING_FOLLOWS, CALL_BACK, self.calls_again


def hand_made(plan: FloorPlan, calls: Sequence[Call], attendance: float = 0.0) -> Workload:
    """A workload of hand-written contacts, in the order of ``calls`` (which must be in order of time)."""
    index = {queue.name: q for q, queue in enumerate(plan.queues)}
    rows: list[tuple[Call, int, int, int]] = [(call, 1, k, FIRST_TRY) for k, call in enumerate(calls)]
    links: dict[str, list[int]] = {"next_try": [], "follow": [], "help": [], "call_back": [], "follows": []}
    for call, attempt, customer, _ in rows:  # grows as it is read
        kind, reason, following = call.following()
        links["follows"].append(kind)
        for link, why, leg, number in (
            ("next_try", REDIAL, call.again, attempt + 1),
            ("follow", reason, following, attempt + 1 + (call.helper is not None)),
            ("help", ASSISTANCE, call.helper, attempt + 1),
            ("call_back", CALL_BACK, call.call_back, attempt + 1),
        ):
            links[link].append(NO_TRY if leg is None else len(rows))
            if leg is not None:
                rows.append((leg, number, customer, why))

    def floats(name: str) -> Any:
        return np.array([getattr(call, name) for call, *_ in rows], float)

    arrival = floats("at")
    arrival[len(calls) :] = np.nan
    simple = all(call.following()[0] == NOTHING_FOLLOWS for call, *_ in rows)
    simple = simple and all(call.helper is call.call_back is call.returns is None for call, *_ in rows)
    simple = simple and all(call.silence == 0.0 and call.stays == math.inf for call, *_ in rows)
    simple = simple and all(queue.reaction is None for queue in plan.queues)
    more = {
        "reason": np.array([reason for *_, reason in rows], np.int8),
        "journey": np.array([customer for _, _, customer, _ in rows], np.int32),
        "tries_again": np.array([3 * (link != NO_TRY) for link in links["next_try"]], np.int8),
        "follow": np.array(links["follow"], np.int32),
        "call_back": np.array(links["call_back"], np.int32),
        "follows": np.array(links["follows"], np.int8),
        "follow_after": floats("later"),
        "help": np.array(links["help"], np.int32),
        "help_after": floats("asks"),
        "call_back_after": floats("promised"),
        "resolution": floats("resolution"),
        "react": floats("react"),
        "told": floats("told"),
        "silence": floats("silence"),
        "stays": floats("stays"),
    }
    draws = {"offer_draw": floats("offer_draw")} if any(call.offer_draw < 1 for call, *_ in rows) else {}
    varying = [group.name for group in plan.groups if group.ringing is not None and group.ringing.varies]
    return Workload(
        arrivals=len(calls),
        queue=np.array([index[call.queue] for call, *_ in rows], np.int32),
        attempt=np.array([attempt for _, attempt, _, _ in rows], np.int32),
        customer=np.array([customer for _, _, customer, _ in rows], np.int32),
        next_try=np.array(links["next_try"], np.int32),
        arrival=arrival,
        patience=floats("patience"),
        handle_time=floats("handle"),
        wrap_up=floats("wrap"),
        redial_after=floats("after"),
        balks=np.array([call.balks for call, *_ in rows], np.int8),
        pick=floats("pick"),
        expected=np.zeros((len(plan.queues), plan.intervals)),
        attendance=np.full(len(plan.groups), attendance),
        more=draws if simple else more | draws,
        rings=np.concatenate([floats("rings") for _ in varying]) if varying else np.empty(0),
    )


def concurrency(
    slots: Mapping[str, int],
    mixes: Mapping[tuple[str, str], str] | None = None,
    paces: Mapping[str, Sequence[float]] | None = None,
    capacity: float = math.inf,
) -> Concurrency:
    """What an agent may have in hand, by channels in the order of the floor; ``mixes`` by (in hand, offered), else apart."""
    known, names = mixes or {}, list(slots)
    return Concurrency(
        tuple(slots.values()),
        tuple(tuple("together" if k == j else known.get((k, j), "apart") for j in names) for k in names),
        tuple(tuple((paces or {}).get(name, (1.0,))) for name in names),
        capacity,
    )


def play(where: Centre, calls: Sequence[Call], attendance: float = 0.0) -> DayLog:
    """Play hand-written contacts."""
    return play_day(where.floor, hand_made(where.floor, calls, attendance), where.process)


def outcomes(log: DayLog) -> list[str]:
    return [OUTCOMES[code] for code in log.contacts.outcome]


def duty(log: DayLog, activity: int = ON_DUTY) -> list[tuple[int, float, float]]:
    """(agent, begin, end) of the spans of one activity, in order of agent and time."""
    spans = log.spans[log.spans["activity"] == activity]
    return sorted((int(s["agent"]), float(s["begin"]), float(s["end"])) for s in spans)


Which = Callable[[DayLog], Sequence[int]]
"""Contacts of a day to look at."""


def every_contact(log: DayLog) -> Sequence[int]:
    return range(len(log.contacts))


def one_of_each_kind(log: DayLog) -> Sequence[int]:
    """The first two contacts of each queue, reason and outcome that were, or were not, answered at once."""
    c = log.contacts
    seen: dict[tuple[int, ...], list[int]] = {}
    for k, kind in enumerate(zip(c.queue.tolist(), c.reason.tolist(), c.outcome.tolist(), (c.wait > 0).tolist(), strict=True)):
        seen.setdefault(kind, []).append(k)
    return sorted(k for found in seen.values() for k in found[:2])


def same_log(one: DayLog, other: DayLog) -> bool:
    """Equal bit for bit."""
    fields = type(one.contacts).__dataclass_fields__
    return (
        all(_bits(getattr(one.contacts, name)) == _bits(getattr(other.contacts, name)) for name in fields)
        and all(_bits(one.spans[name]) == _bits(other.spans[name]) for name in one.spans.dtype.names)
        and all(_bits(getattr(one, name)) == _bits(getattr(other, name)) for name in ("queue_area", "longest_queue", "overtime"))
    )


def _bits(values: Any) -> tuple[str, bytes]:
    # One bit pattern for "not a number": Python and compiled code may make different ones.
    if values.dtype.kind == "f":
        values = np.where(np.isnan(values), np.nan, values)
    return values.dtype.str, np.ascontiguousarray(values).tobytes()

"""The workload of one day: every contact and its whole fate, drawn before the doors open."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from simdesk.demand.distributions import Distribution, draw
from simdesk.demand.plan import DemandPlan, ListedArrivals, QueueDemand, RateArrivals, Redial, Varying
from simdesk.demand.streams import Streams

if TYPE_CHECKING:
    from numpy.typing import NDArray

_NO_VARIATION = 1e-6
"""A coefficient of variation below which days have the same level: its Gamma shape would pass what floats hold."""
NO_TRY = -1
"""In ``next_try``: the customer does not try again."""


@dataclass(frozen=True, eq=False)
class Workload:
    """Everything the outside world does to the floor in one day.

    A row is one try of a customer. The first ``arrivals`` rows are first tries in order of arrival (at equal
    times in the scenario's order of queues); the rows behind them are further tries, which happen only when
    the try before fails.

    Parameters
    ----------
    arrivals : int
        Number of first tries.
    queue, attempt, customer, next_try : ndarray of int32, shape (tries,)
        Queue index; 1 for the first try; number of the customer within the queue, the same in every variant;
        row of the next try or ``NO_TRY``.
    arrival : ndarray of float, shape (tries,)
        Seconds after midnight; NaN for further tries, which come ``redial_after`` the failure before them.
    patience, handle_time, wrap_up, redial_after : ndarray of float, shape (tries,)
        Seconds. ``redial_after`` is the time from this try's failure to the next try.
    balks : ndarray of bool, shape (tries,)
        Leaves at once when nobody is free.
    pick : ndarray of float, shape (tries,)
        A uniform number for rules that choose by chance.
    expected : ndarray of float, shape (queues, intervals)
        Expected first tries by the plan (the list itself when arrivals are replayed).
    attendance : ndarray of float, shape (groups,)
        A uniform number for each agent group: it rounds fractional heads up or down for the day.
    """

    arrivals: int
    queue: NDArray[np.int32]
    attempt: NDArray[np.int32]
    customer: NDArray[np.int32]
    next_try: NDArray[np.int32]
    arrival: NDArray[np.float64]
    patience: NDArray[np.float64]
    handle_time: NDArray[np.float64]
    wrap_up: NDArray[np.float64]
    redial_after: NDArray[np.float64]
    balks: NDArray[np.bool_]
    pick: NDArray[np.float64]
    expected: NDArray[np.float64]
    attendance: NDArray[np.float64]


@dataclass(frozen=True)
class _Tries:
    """The k-th tries of one queue's customers, rows in order of first arrival."""

    row: NDArray[np.int64]
    customer: NDArray[np.int64]
    patience: NDArray[np.float64]
    handle_time: NDArray[np.float64]
    wrap_up: NDArray[np.float64]
    balks: NDArray[np.bool_]
    pick: NDArray[np.float64]


def draw_workload(plan: DemandPlan, seed: int, replication: int, *, picks: bool = False) -> Workload:
    """Draw one day.

    Parameters
    ----------
    plan : DemandPlan
    seed : int
        Root seed of the scenario.
    replication : int
        Which day, counted from 0.
    picks : bool
        Draw ``pick``; otherwise it is zero.

    Returns
    -------
    Workload
    """
    streams = Streams(seed, replication)
    customers: list[NDArray[np.int64]] = []
    times: list[NDArray[np.float64]] = []
    for queue in plan.queues:
        who, when = _arrivals(queue, plan, streams)
        customers.append(who)
        times.append(when)
    when = np.concatenate(times) if times else np.empty(0)
    order = np.argsort(when, kind="stable")
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))

    columns: dict[str, list[NDArray[Any]]] = {}
    begin, tries = 0, len(order)
    for index, queue in enumerate(plan.queues):
        end = begin + len(customers[index])
        rows = place[begin:end]
        tries = _queue_columns(columns, plan, streams, queue, index, rows, customers[index], times[index], tries, picks)
        begin = end
    row = _join(columns, "row", np.int64)
    back = np.empty(tries, np.int64)
    back[row] = np.arange(tries)
    arrival = np.full(tries, np.nan)
    arrival[: len(order)] = when[order]
    return Workload(
        arrivals=len(order),
        queue=_join(columns, "queue", np.int32)[back],
        attempt=_join(columns, "attempt", np.int32)[back],
        customer=_join(columns, "customer", np.int32)[back],
        next_try=_join(columns, "next_try", np.int32)[back],
        arrival=arrival,
        patience=_join(columns, "patience", np.float64)[back],
        handle_time=_join(columns, "handle_time", np.float64)[back],
        wrap_up=_join(columns, "wrap_up", np.float64)[back],
        redial_after=_join(columns, "redial_after", np.float64)[back],
        balks=_join(columns, "balks", np.bool_)[back],
        pick=_join(columns, "pick", np.float64)[back],
        expected=plan.expected,
        attendance=np.array([streams.at(f"group/{name}/attendance").random() for name in plan.groups]),
    )


def _join(columns: dict[str, list[NDArray[Any]]], name: str, kind: Any) -> NDArray[Any]:
    parts = columns.get(name)
    return np.concatenate(parts).astype(kind, copy=False) if parts else np.empty(0, kind)


def _queue_columns(
    columns: dict[str, list[NDArray[Any]]],
    plan: DemandPlan,
    streams: Streams,
    queue: QueueDemand,
    index: int,
    rows: NDArray[np.int64],
    customers: NDArray[np.int64],
    when: NDArray[np.float64],
    tries: int,
    picks: bool,
) -> int:
    """Append one queue's tries, first and further, to the columns; give back the number of rows so far."""
    attempt, place = 1, f"queue/{queue.name}"
    while len(customers):
        now = _fates(queue, plan, streams, place, rows, customers, when, picks)
        next_try = np.full(len(customers), NO_TRY, np.int64)
        redial_after = np.zeros(len(customers))
        again = np.empty(0, np.int64)
        if queue.redial is not None and attempt <= queue.redial.at_most:
            again, after = _redials(queue.redial, streams, place, customers)
            redial_after[again] = after
            next_try[again] = tries + np.arange(len(again))
        count = len(customers)
        for name, values in (
            ("row", now.row),
            ("queue", np.full(count, index)),
            ("attempt", np.full(count, attempt)),
            ("customer", now.customer),
            ("next_try", next_try),
            ("patience", now.patience),
            ("handle_time", now.handle_time),
            ("wrap_up", now.wrap_up),
            ("redial_after", redial_after),
            ("balks", now.balks),
            ("pick", now.pick),
        ):
            columns.setdefault(name, []).append(values)
        rows, customers, when = next_try[again], customers[again], when[again]
        tries += len(again)
        attempt += 1
        place = f"queue/{queue.name}/try{attempt}"
    return tries


def _fates(
    queue: QueueDemand,
    plan: DemandPlan,
    streams: Streams,
    place: str,
    rows: NDArray[np.int64],
    customers: NDArray[np.int64],
    when: NDArray[np.float64],
    picks: bool,
) -> _Tries:
    count = int(customers.max()) + 1
    flat = np.zeros(len(customers))
    return _Tries(
        rows,
        customers,
        _varying(queue.patience, plan, streams, f"{place}/patience", customers, when, count),
        _varying(queue.handle_time, plan, streams, f"{place}/handle_time", customers, when, count),
        _varying(queue.wrap_up, plan, streams, f"{place}/wrap_up", customers, when, count),
        streams.at(f"{place}/balking").random(count)[customers] < queue.balking if queue.balking > 0 else flat > 0,
        streams.at(f"{place}/pick").random(count)[customers] if picks else flat,
    )


def _redials(
    redial: Redial, streams: Streams, place: str, customers: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Which of the customers would try again, and after what time."""
    count = int(customers.max()) + 1
    again = np.flatnonzero(streams.at(f"{place}/redial").random(count)[customers] < redial.share)
    return again, _durations(redial.after, streams, f"{place}/redial_after", customers[again], count)


def _varying(
    varying: Varying,
    plan: DemandPlan,
    streams: Streams,
    place: str,
    customers: NDArray[np.int64],
    when: NDArray[np.float64],
    count: int,
) -> NDArray[np.float64]:
    """Durations of the customers, by the piece and factor in force when each of them first arrives."""
    pieces = varying.pieces
    if varying.factors:
        # The cut is of the duration as it happens, so it comes behind the change of the mean.
        (_, cut) = pieces[0]
        whole = replace(cut, at_least=0.0, at_most=np.inf)
        values = _durations(whole, streams, place, customers, count) * np.asarray(varying.factors)[_interval(when, plan)]
        return np.asarray(np.clip(values, cut.at_least, cut.at_most))
    if len(pieces) == 1:
        return _durations(pieces[0][1], streams, place, customers, count)
    piece = np.searchsorted([begin for begin, _ in pieces], when, side="right") - 1
    values = np.empty(len(customers))
    for k, (_, distribution) in enumerate(pieces):
        here = np.flatnonzero(piece == k)
        if len(here):
            values[here] = _durations(distribution, streams, place, customers[here], count)
    return values


def _durations(
    distribution: Distribution, streams: Streams, place: str, customers: NDArray[np.int64], count: int
) -> NDArray[np.float64]:
    if distribution.fixed is not None:
        return np.full(len(customers), distribution.fixed)
    return draw(distribution, streams.at(place), count)[customers]


def _interval(when: NDArray[np.float64], plan: DemandPlan) -> NDArray[np.int64]:
    return np.minimum(((when - plan.opening) / plan.interval).astype(np.int64), plan.intervals - 1)


def _arrivals(queue: QueueDemand, plan: DemandPlan, streams: Streams) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Numbers of the customers who come, and when, in order of time.

    Customers are the points of a Poisson process over the day × a level of demand: each has a time, even over
    the day, and a level, and comes when the rate at that time reaches the level (thinning; Lewis and Shedler
    1979). A higher volume adds customers above the old level and redraws nobody.
    """
    arrivals = queue.arrivals
    if isinstance(arrivals, ListedArrivals):
        return np.arange(len(arrivals.times)), np.asarray(arrivals.times, float)
    place = f"queue/{queue.name}"
    length = plan.closing - plan.opening
    rates = np.asarray(arrivals.rates) * (_day_level(arrivals, streams, place) * length)
    top = float(rates.max(initial=0.0))
    if top == 0.0:
        return np.empty(0, np.int64), np.empty(0)
    levels = _levels_up_to(top, streams.at(f"{place}/arrivals/level"))
    when = plan.opening + length * streams.at(f"{place}/arrivals/time").random(len(levels))
    customers = np.flatnonzero(levels <= rates[_interval(when, plan)])
    customers = customers[np.argsort(when[customers], kind="stable")]
    return customers, when[customers]


def _day_level(arrivals: RateArrivals, streams: Streams, place: str) -> float:
    if arrivals.day_to_day < _NO_VARIATION:
        return 1.0
    shape = 1.0 / arrivals.day_to_day**2
    return float(streams.at(f"{place}/arrivals/day").standard_gamma(shape)) / shape


def _levels_up_to(top: float, generator: np.random.Generator) -> NDArray[np.float64]:
    gaps = generator.standard_exponential(int(top + 6 * top**0.5) + 16)
    levels = np.cumsum(gaps)
    while levels[-1] <= top:
        gaps = np.concatenate([gaps, generator.standard_exponential(len(gaps))])
        levels = np.cumsum(gaps)
    return levels[: int(np.searchsorted(levels, top, side="right"))]

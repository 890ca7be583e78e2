"""The workload of one day: every contact and its whole fate, drawn before the doors open."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from simdesk.demand.day_level import day_level, day_uniform
from simdesk.demand.distributions import Distribution, draw
from simdesk.demand.plan import DemandPlan, ListedArrivals, QueueDemand, Redial, Varying
from simdesk.demand.streams import Streams

if TYPE_CHECKING:
    from numpy.typing import NDArray

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


# What a try is described by, besides its arrival, and what it is where nothing is drawn.
_COLUMNS: dict[str, tuple[type[np.generic], float]] = {
    "queue": (np.int32, 0),
    "attempt": (np.int32, 1),
    "customer": (np.int32, 0),
    "next_try": (np.int32, NO_TRY),
    "patience": (np.float64, 0.0),
    "handle_time": (np.float64, 0.0),
    "wrap_up": (np.float64, 0.0),
    "redial_after": (np.float64, 0.0),
    "balks": (np.bool_, False),
    "pick": (np.float64, 0.0),
}
_Block = dict[str, Any]
"""Columns of the k-th tries of one queue's customers, in order of first arrival; a number stands for an equal column."""


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
    coming = [_arrivals(queue, plan, streams) for queue in plan.queues]
    arrival, places = _in_one_line([when for _, when in coming])
    first: list[_Block] = []
    further: list[_Block] = []
    tries = len(arrival)
    for index, queue in enumerate(plan.queues):
        blocks = _queue_blocks(plan, streams, queue, index, *coming[index], tries, picks)
        first.append(blocks[0])
        further += blocks[1:]
        tries += sum(len(block["customer"]) for block in blocks[1:])
    columns = {name: _column(name, first, places, further) for name in _COLUMNS}
    return Workload(
        arrivals=len(arrival),
        arrival=np.concatenate([arrival, np.full(tries - len(arrival), np.nan)]) if further else arrival,
        expected=plan.expected,
        attendance=np.array([day_uniform(streams, f"group/{name}/attendance", plan.block) for name in plan.groups]),
        **columns,
    )


def _in_one_line(times: list[NDArray[np.float64]]) -> tuple[NDArray[np.float64], list[NDArray[np.int64]]]:
    """The queues' arrival times in one order, and for each queue where its contacts stand in it."""
    if len(times) == 1:
        return times[0], [np.arange(len(times[0]))]
    when = np.concatenate(times)
    order = np.argsort(when, kind="stable")
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    return when[order], np.split(place, np.cumsum([len(part) for part in times])[:-1])


def _column(name: str, first: list[_Block], places: list[NDArray[np.int64]], further: list[_Block]) -> NDArray[Any]:
    """One column of the workload: first tries in order of arrival, behind them the further ones block by block."""
    kind, usual = _COLUMNS[name]

    def whole(block: _Block) -> NDArray[Any]:
        value = block.get(name, usual)
        if isinstance(value, np.ndarray):
            return value.astype(kind, copy=False)
        return np.full(len(block["customer"]), value, kind)

    if len(first) == 1:
        column = whole(first[0])
    else:
        column = np.empty(sum(map(len, places)), kind)
        for block, rows in zip(first, places, strict=True):
            column[rows] = block.get(name, usual)
    return np.concatenate([column, *map(whole, further)]) if further else column


def _queue_blocks(
    plan: DemandPlan,
    streams: Streams,
    queue: QueueDemand,
    index: int,
    customers: NDArray[np.int64],
    when: NDArray[np.float64],
    tries: int,
    picks: bool,
) -> list[_Block]:
    """One queue's tries, first and further; the rows of the further ones begin with ``tries``."""
    blocks: list[_Block] = []
    place = f"queue/{queue.name}"
    while True:
        attempt = len(blocks) + 1
        block = _fates(queue, plan, streams, place, customers, when, picks)
        block |= {"queue": index, "attempt": attempt, "customer": customers}
        blocks.append(block)
        if queue.redial is None or attempt > queue.redial.at_most:
            return blocks
        again, after = _redials(queue.redial, streams, place, customers)
        if not len(again):
            return blocks
        block["next_try"] = np.full(len(customers), NO_TRY)
        block["redial_after"] = np.zeros(len(customers))
        block["next_try"][again] = tries + np.arange(len(again))
        block["redial_after"][again] = after
        tries += len(again)
        customers, when = customers[again], when[again]
        place = f"queue/{queue.name}/try{attempt + 1}"


def _fates(
    queue: QueueDemand,
    plan: DemandPlan,
    streams: Streams,
    place: str,
    customers: NDArray[np.int64],
    when: NDArray[np.float64],
    picks: bool,
) -> _Block:
    count = _numbers(customers)
    block: _Block = {
        name: _varying(getattr(queue, name), plan, streams, f"{place}/{name}", customers, when, count)
        for name in ("patience", "handle_time", "wrap_up")
    }
    if queue.balking > 0:
        block["balks"] = streams.at(f"{place}/balking").random(count)[customers] < queue.balking
    if picks:
        block["pick"] = streams.at(f"{place}/pick").random(count)[customers]
    return block


def _numbers(customers: NDArray[np.int64]) -> int:
    """How many numbers a stream has to give so that each of the customers has its own."""
    return int(customers.max(initial=-1)) + 1


def _redials(
    redial: Redial, streams: Streams, place: str, customers: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.float64] | float]:
    """Which of the customers would try again, and after what time."""
    count = _numbers(customers)
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
) -> NDArray[np.float64] | float:
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
) -> NDArray[np.float64] | float:
    if distribution.fixed is not None:
        return distribution.fixed
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
    rates = np.asarray(arrivals.rates) * (day_level(arrivals, streams, f"{place}/arrivals/day", plan.block) * length)
    top = float(rates.max(initial=0.0))
    if top == 0.0:
        return np.empty(0, np.int64), np.empty(0)
    levels = _levels_up_to(top, streams.at(f"{place}/arrivals/level"))
    when = plan.opening + length * streams.at(f"{place}/arrivals/time").random(len(levels))
    customers = np.flatnonzero(levels <= rates[_interval(when, plan)])
    when = when[customers]
    order = _by_time(when, plan)
    return customers[order], when[order]


def _by_time(when: NDArray[np.float64], plan: DemandPlan) -> NDArray[np.int64]:
    """The stable order of times of the day.

    Sorted first by 65,536ths of the day, which numpy does digit by digit, so that little is left to compare.
    """
    part = ((when - plan.opening) * (65535 / (plan.closing - plan.opening))).astype(np.uint16)
    rough = np.argsort(part, kind="stable")
    return rough[np.argsort(when[rough], kind="stable")]


def _levels_up_to(top: float, generator: np.random.Generator) -> NDArray[np.float64]:
    gaps = generator.standard_exponential(int(top + 6 * top**0.5) + 16)
    levels = np.cumsum(gaps)
    while levels[-1] <= top:
        gaps = np.concatenate([gaps, generator.standard_exponential(len(gaps))])
        levels = np.cumsum(gaps)
    return levels[: int(np.searchsorted(levels, top, side="right"))]

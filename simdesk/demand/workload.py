"""The workload of one day: everything random about every contact, drawn before opening."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from simdesk.demand.day_level import day_level, day_uniforms
from simdesk.demand.equal_legs import Block
from simdesk.demand.journey_tables import JourneyTables
from simdesk.demand.legs import Journeys
from simdesk.demand.people import draw_absent, draw_late
from simdesk.demand.plan import DemandPlan, ListedArrivals, QueueDemand, RateArrivals
from simdesk.demand.streams import ARRAYS, Draws, Rates, Streams
from simdesk.rules.leg_codes import FIRST_TRY, REDIAL
from simdesk.rules.rows import NOBODY

if TYPE_CHECKING:
    from numpy.typing import NDArray

NO_TRY = -1
"""In ``next_try``: the customer does not try again."""


@dataclass(frozen=True, eq=False)
class Workload:
    """Everything the outside world does to the floor in one day.

    A row is one leg of a customer's journey: one contact with one queue. The first ``arrivals`` rows are first tries in order
    of arrival (at equal times in the scenario's order of queues); the rows behind them are further legs, which happen only
    when the leg before leads to them. Columns are not to be changed: one whose numbers are all alike takes the room of one.

    Parameters
    ----------
    arrivals : int
        Number of first tries.
    queue, attempt, customer, next_try : ndarray of int32, shape (tries,)
        Queue index; number of the leg in its journey, from 1, calls for help counted; number of the customer within the queue
        (all its classes), the same in every variant; row of the next try or ``NO_TRY``.
    arrival : ndarray of float, shape (tries,)
        Seconds after midnight; NaN for further tries, which come ``redial_after`` the failure before them.
    patience, handle_time, wrap_up, redial_after : ndarray of float, shape (tries,)
        Seconds. ``redial_after`` is the time from this try's failure to the next try.
    balks : ndarray of int8, shape (tries,)
        1 leaves at once when nobody is free, 2 is lost on the way to the queue, 4 is called by the centre.
    pick : ndarray of float, shape (tries,)
        A uniform number for rules that choose by chance.
    expected : ndarray of float, shape (queues, intervals)
        Expected first tries by the plan (the list itself when arrivals are replayed).
    attendance : ndarray of float, shape (groups,)
        A uniform number for each agent group: it rounds a fractional headcount up or down for the day.
    more : dict of str to ndarray, shape (tries,)
        What only some scenarios need, where any leg has it: ``reason`` and ``journey`` (how a leg came about, and the row of
        the journey's first try), ``tries_again`` (bits: 1 after leaving, 2 after a busy signal), the uniform numbers
        ``react``, ``told`` and ``resolution``, the rows ``call_back`` and ``follow`` with ``call_back_after`` and
        ``follow_after`` (seconds), what ``follows`` at the end of the talk, and whether the customer is ``missed`` by a call;
        the row ``help`` of the call for help during the talk, ``help_after`` so many seconds of talk at pace 1;
        ``silence`` of the customer within the talk, and how long the customer ``stays`` after the answer at the most (seconds);
        ``offer_draw``, a uniform number that decides whether an agent misses the contact when it is offered.
    absent : dict of str to ndarray, shape (agents,)
        By agent group: a uniform number for each agent, below the chance of absence for those who are away all day.
    late : dict of str to ndarray, shape (agents,)
        By agent group: how late each agent comes, seconds.
    rings : ndarray of float, shape (groups whose ring time varies × tries,)
        How long each contact rings until an agent of the group answers, seconds, group by group.
    journeys_drawn_by : JourneyTables, optional
        What draws the legs that follow, where the floor leads there; ``more`` has their ``key`` and the rest of ``LegRow``, and
        links are ``UNDRAWN``. None where the rows hold whatever may follow.
    day : int
        The replication.
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
    balks: NDArray[np.int8]
    pick: NDArray[np.float64]
    expected: NDArray[np.float64]
    attendance: NDArray[np.float64]
    more: dict[str, NDArray[Any]] = field(default_factory=dict)
    absent: dict[str, NDArray[np.float64]] = field(default_factory=dict)
    late: dict[str, NDArray[np.float64]] = field(default_factory=dict)
    rings: NDArray[np.float64] = field(default_factory=lambda: np.empty(0))
    journeys_drawn_by: JourneyTables | None = None
    day: int = 0

    @property
    def arrays(self) -> list[NDArray[Any]]:
        """All arrays of the day."""
        of_fields = [value for value in vars(self).values() if isinstance(value, np.ndarray)]
        return [*of_fields, *self.more.values(), *self.absent.values(), *self.late.values()]

    @property
    def bytes(self) -> int:
        """Bytes of its arrays, without those of the plan."""
        return sum(array.itemsize if array.strides == (0,) else array.nbytes for array in self.arrays) - self.expected.nbytes

    @property
    def reasons(self) -> NDArray[np.int32]:
        """How each leg comes about, one of ``simdesk.rules.leg_codes.REASONS``; shape (tries,)."""
        reason = self.more.get("reason")
        if reason is None and len(self.attempt) and self.attempt.strides == (0,):
            return _alike(np.int32, REDIAL if self.attempt[0] > 1 else FIRST_TRY, len(self.attempt))
        return np.where(self.attempt > 1, REDIAL, FIRST_TRY).astype(np.int32) if reason is None else reason.astype(np.int32)

    @property
    def journeys(self) -> NDArray[np.int32]:
        """The row of each journey's first leg; shape (tries,)."""
        return self.more.get("journey", np.arange(len(self.queue), dtype=np.int32))


# What a leg is described by, besides its arrival, and what it is where nothing is drawn.
_COLUMNS: dict[str, tuple[type[np.generic], float]] = {
    "queue": (np.int32, 0),
    "attempt": (np.int32, 1),
    "customer": (np.int32, 0),
    "next_try": (np.int32, NO_TRY),
    "patience": (np.float64, 0.0),
    "handle_time": (np.float64, 0.0),
    "wrap_up": (np.float64, 0.0),
    "redial_after": (np.float64, 0.0),
    "balks": (np.int8, 0),
    "pick": (np.float64, 0.0),
}
_MORE: dict[str, tuple[type[np.generic], float]] = {
    "reason": (np.int8, FIRST_TRY),
    "journey": (np.int32, 0),
    "tries_again": (np.int8, 0),
    "react": (np.float64, 0.0),
    "told": (np.float64, 0.0),
    "resolution": (np.float64, 0.0),
    "call_back": (np.int32, NO_TRY),
    "call_back_after": (np.float64, 0.0),
    "follow": (np.int32, NO_TRY),
    "follow_after": (np.float64, 0.0),
    "follows": (np.int8, 0),
    "help": (np.int32, NO_TRY),
    "help_after": (np.float64, 0.0),
    "missed": (np.int8, 0),
    "silence": (np.float64, 0.0),
    "stays": (np.float64, np.inf),
    "offer_draw": (np.float64, 1.0),
}
_LEGS: dict[str, tuple[type[np.generic], float]] = {
    "key": (np.int64, 0),
    "back_key": (np.int64, 0),
    "meant": (np.int16, 0),
    "called_by": (np.int16, NOBODY),
}
"""What a rule needs to draw what follows."""


def draw_workload(
    plan: DemandPlan, seed: int, replication: int, *, picks: bool = False, draws: Draws = ARRAYS, ahead: bool = True
) -> Workload:
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
    draws : Draws, optional
        What computes the numbers; it cannot change one.
    ahead : bool
        Draw whatever may follow beforehand, as rows of its own: whole trees, of which a day plays little. Otherwise the rules
        draw it when the floor leads there, with the same numbers.

    Returns
    -------
    Workload
        Its arrays are read-only: it may be played again.
    """
    streams = Streams(seed, replication, draws)
    alone = ahead or len(plan.queues) == 1  # else they are put in order when they are all together
    coming = [_of_class(queue, *_arrivals(queue, plan, streams, ordered=alone), streams) for queue in plan.queues]
    arrival, places = _in_one_line([when for _, when in coming], plan, draws)
    tables = None if ahead else plan.journeys
    journeys = Journeys(plan, streams, len(arrival), picks, tables is None)
    first = [block for q, (customers, when) in enumerate(coming) for block in journeys.first(q, customers, places[q], when)]
    places = [block["journey"] for block in first]
    further = journeys.further
    columns = {name: _column(name, _COLUMNS[name], first, places, further) for name in _COLUMNS}
    asked = bool(further) or plan.asks_more or tables is not None
    used = {name for block in (*first, *further) for name in block} & set(_MORE) if asked else set()
    rings = [_column(f"rings/{name}", (np.float64, 0.0), first, places, further) for name, _ in plan.ring_times]
    more = {name: _column(name, _MORE[name], first, places, further) for name in _MORE if name in used}
    if tables is not None:
        more |= {name: _column(name, kind, first, places, further) for name, kind in _LEGS.items()}
    workload = Workload(
        arrivals=len(arrival),
        arrival=np.concatenate([arrival, np.full(journeys.rows - len(arrival), np.nan)]) if further else arrival,
        expected=plan.expected,
        attendance=day_uniforms(streams, [f"group/{name}/attendance" for name in plan.groups], plan.block),
        more=more,
        absent=draw_absent(plan, streams),
        late=draw_late(plan, streams),
        rings=np.concatenate(rings) if rings else np.empty(0),
        journeys_drawn_by=tables,
        day=replication,
        **columns,
    )
    for array in workload.arrays:
        array.flags.writeable = False
    return workload


def _in_one_line(
    times: list[NDArray[np.float64]], plan: DemandPlan, draws: Draws
) -> tuple[NDArray[np.float64], list[NDArray[np.int64]]]:
    """The queues' arrival times in one order, and for each queue where its contacts stand in it."""
    if len(times) == 1:
        return times[0].copy(), [np.arange(len(times[0]))]  # a copy, as it may be a part of a much longer array
    together = np.concatenate(times)
    listed = any(isinstance(queue.arrivals, ListedArrivals) for queue in plan.queues)  # which may all come at once
    order, when = (ARRAYS if listed else draws).in_order(together, plan.opening, plan.interval, plan.intervals)
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    ends = list(accumulate(map(len, times), initial=0))
    return when, [place[begin:end] for begin, end in pairwise(ends)]


def _column(
    name: str, about: tuple[type[np.generic], float], first: list[Block], places: list[NDArray[np.int64]], further: list[Block]
) -> NDArray[Any]:
    """One column of the workload: first tries in order of arrival, behind them the further legs block by block."""
    kind, usual = about
    if not further and not any(name in block for block in first):
        return _alike(kind, usual, sum(map(len, places)))

    def whole(block: Block) -> NDArray[Any]:
        value = block.get(name, usual)
        if isinstance(value, np.ndarray):
            return value.astype(kind, copy=False)
        return _alike(kind, value, len(block["customer"]))

    if len(first) == 1:
        column = whole(first[0])
    else:
        values = [block.get(name, usual) for block in first]
        if any(isinstance(value, np.ndarray) for value in values) or len(set(values)) > 1:
            column = np.empty(sum(map(len, places)), kind)
            for value, rows in zip(values, places, strict=True):
                column[rows] = value
        else:
            column = _alike(kind, values[0], sum(map(len, places)))
    return np.concatenate([column, *map(whole, further)]) if further else column


def _alike(kind: type[np.generic], value: Any, count: int) -> NDArray[Any]:
    """A column whose numbers are all alike, which takes the room of one."""
    column: NDArray[Any] = np.ndarray(count, kind, np.array(value, kind), strides=(0,))  # broadcast_to takes ten times as long
    column.flags.writeable = False
    return column


def _arrivals(
    queue: QueueDemand, plan: DemandPlan, streams: Streams, *, ordered: bool
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Numbers of the customers who come, and when."""
    arrivals, place = queue.arrivals, queue.place
    if isinstance(arrivals, ListedArrivals):
        return np.arange(len(arrivals.times)), np.asarray(arrivals.times, float)
    length = plan.closing - plan.opening
    levels = _levels_of_days(arrivals, streams, f"{place}/arrivals/day", plan)
    rates = Rates(np.asarray(arrivals.rates) * (levels * length), plan.opening, length, plan.interval)
    if not rates.whole_day.any():
        return np.empty(0, np.int64), np.empty(0)
    level, time = (streams.at(f"{place}/arrivals/{what}") for what in ("level", "time"))
    return level.draws.arrivals(level.key, time.key, level.day, rates, ordered=ordered)


def _levels_of_days(arrivals: RateArrivals, streams: Streams, place: str, plan: DemandPlan) -> NDArray[np.float64] | float:
    """The day's level; of several days that of each interval's, the first as if it were alone."""
    first = day_level(arrivals, streams, place, plan.block)
    if not plan.days:
        return first
    further = [day_level(arrivals, streams, f"{place}/{day + 1}", plan.block) for day in range(1, max(plan.days) + 1)]
    return np.array([first, *further])[list(plan.days)]


def _of_class(
    queue: QueueDemand, customers: NDArray[np.int64], when: NDArray[np.float64], streams: Streams
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Those of the customers who belong to the queue's class of customers."""
    if queue.customers is None:
        return customers, when
    uniform = streams.at(f"{queue.place}/customers").uniform(customers)
    mine = np.flatnonzero((queue.customers.low <= uniform) & (uniform < queue.customers.high))
    return customers[mine], when[mine]

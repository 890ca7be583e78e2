"""Where the search begins: the load each queue brings, what Erlang C and A ask for it, and the cheapest groups for that."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from simdesk.measure.expression import Target
from simdesk.measure.loads import work_at_once, work_by_plan
from simdesk.measure.registry import EVERYTHING
from simdesk.planning.estimate.estimate import Formula, formulas, situations
from simdesk.planning.estimate.reasons import Situation
from simdesk.planning.staffing.judge import Judge
from simdesk.planning.staffing.problem import Problem

if TYPE_CHECKING:
    from numpy.typing import NDArray

_OF_FORMULA = {
    "service_level": lambda formula: formula.service_level,
    "abandon_rate": lambda formula: formula.abandon_rate,
    "mean_speed_of_answer": lambda formula: formula.speed_of_answer,
    "mean_wait": lambda formula: formula.speed_of_answer,
}
_CONTACTS, _DAYS = 100_000, (12, 100)
"""Contacts that the loads are measured on, and the fewest and most days: formulas are steep, and a load may not go by chance."""


@dataclass(frozen=True)
class Formulas:
    """What formulas ask for, queue by queue, as if each had agents of its own.

    Parameters
    ----------
    queues : tuple of str
    load : ndarray of float, shape (queues, intervals)
        Erlangs offered, with what other queues pass on.
    erlang_c, erlang_a : ndarray of float, shape (queues, intervals)
        Agents on the floor that meet the queue's targets; NaN where a formula has no answer.
    """

    queues: tuple[str, ...]
    load: NDArray[np.float64]
    erlang_c: NDArray[np.float64]
    erlang_a: NDArray[np.float64]


def plenty(problem: Problem) -> NDArray[np.float64]:
    """So many heads that hardly anybody waits, or the limits."""
    loads = work_by_plan(problem.floor, problem.demand)[:, -problem.intervals :]
    heads = problem.low.copy()
    for g in problem.free:
        group = problem.floor.groups[g]
        mine = sorted({q for level in group.takes for q in level})
        pace = min((group.pace[q] for q in mine), default=1.0)
        busiest = loads[mine].sum(axis=0).max(initial=0.0) / pace
        there = (1.0 - group.shrinkage) * (1.0 - group.absence) * problem.scheduled[g]
        most = math.ceil((1.5 * busiest + 10.0) / there / problem.step) * problem.step
        heads[g] = np.clip(most, problem.low[g], problem.high[g])
    return heads


def ask_formulas(problem: Problem, judge: Judge) -> Formulas:
    """The loads, measured where nobody waits, and the agents that formulas ask for."""
    found = situations(problem.scenario)
    days = int(np.clip(_CONTACTS / max(float(problem.demand.expected.sum()), 1.0), *_DAYS))
    tallies = judge.tallies(plenty(problem), range(days))
    handle = np.mean([tally.counts["handle"] for tally in tallies], axis=0) / problem.floor.interval
    families = problem.floor.whole_queues
    load = np.array([handle[family.first : family.end].sum(axis=0) for family in families])
    c, a = np.full(load.shape, math.nan), np.full(load.shape, math.nan)
    for q, (situation, family) in enumerate(zip(found, families, strict=True)):
        about = (family.name, EVERYTHING, *(problem.floor.queues[row].name for row in range(family.first, family.end)))
        targets = [t for t in problem.targets if t.expression.metric in _OF_FORMULA and t.expression.subject in about]
        for i in range(problem.intervals):
            c[q, i], a[q, i] = _agents(situation, i + situation.skip, load[q, i], targets)
    return Formulas(tuple(family.name for family in families), load, c, a)


def _agents(s: Situation, i: int, load: float, targets: list[Target]) -> tuple[float, float]:
    if s.several or not targets:
        return math.nan, math.nan
    if load <= 0:
        return 0.0, 0.0
    handle = float(s.handle_time[i])
    if not handle > 0:
        return 0.0, 0.0
    queue, plan = s.demand.queues[s.queue], s.floor.queues[s.queue]
    places = math.inf if plan.waiting_places < 0 else float(plan.waiting_places)

    def least(which: int, target: Target) -> float:
        """The fewest agents, looked for from the load outwards in strides that double."""
        high, stride = max(round(load), 1), 1
        if _kept(target, ask(high, target)[which]):
            while high - stride > 0 and _kept(target, ask(high - stride, target)[which]):
                high, stride = high - stride, 2 * stride
            low = max(high - stride, 0)
        else:
            low = high
            while not _kept(target, ask(high := low + stride, target)[which]):
                low, stride = high, 2 * stride
                if high > 100_000:
                    return math.nan
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if _kept(target, ask(middle, target)[which]) else (middle, high)
        return float(high)

    @cache  # the two formulas are looked through around the same load
    def ask(agents: int, target: Target) -> tuple[Formula, Formula]:
        args = load / handle, handle, float(agents), float(s.patience[i]), queue.balking, places
        return formulas(*args, target.expression, s.rule)

    return max(least(0, target) for target in targets), max(least(1, target) for target in targets)


def _kept(target: Target, formula: Formula) -> bool:
    value = _OF_FORMULA[target.expression.metric](formula)
    return bool(value >= target.bound if target.comparison.startswith(">") else value <= target.bound)


def _when_open(need: NDArray[np.float64], here: NDArray[np.bool_]) -> NDArray[np.float64]:
    """What is to be done, shape (queues, intervals), where the centre is open: what comes by night is done over the next day."""
    found, waiting = np.zeros_like(need), np.zeros(len(need))
    edges = np.flatnonzero(np.diff(here, prepend=not here[0], append=not here[-1]))
    for first, end in pairwise(edges.tolist()):
        if here[first]:
            found[:, first:end] = need[:, first:end] + (waiting / (end - first))[:, None]
            waiting = np.zeros(len(need))
        else:
            waiting += need[:, first:end].sum(axis=1)
    return found


def begin_with(problem: Problem, asked: Formulas) -> NDArray[np.float64]:
    """The cheapest heads whose agents can take what Erlang A asks for each queue, interval by interval (a linear program)."""
    from scipy.optimize import linprog
    from scipy.sparse import csr_array, eye_array, kron

    floor, families = problem.floor, problem.floor.whole_queues
    need = np.where(np.isnan(asked.erlang_a), asked.load, asked.erlang_a)
    # Customers who are called from a list wait for nobody; who calls them is found where a target asks for it.
    lists = [problem.demand.queues[family.first].campaign is not None for family in families]
    need[lists] = 0.0
    need = _when_open(need, problem.open)
    pairs = [
        (q, g)
        for q, family in enumerate(families)
        for g, group in enumerate(floor.groups)
        if any(row in level for level in group.takes for row in range(family.first, family.end))
    ]
    groups, queues = len(floor.groups), len(families)
    there = np.array([(1.0 - group.shrinkage) * (1.0 - group.absence) for group in floor.groups]) * problem.scheduled
    at_once = [work_at_once(group, range(len(floor.channels))) for group in floor.groups]
    # Columns: heads by group, agents by pair, what is left without agents by queue.
    cost = np.concatenate(
        [np.maximum(problem.cost, 1e-9), np.zeros(len(pairs)), np.full(queues, 1e3 * problem.cost.max(initial=1.0))]
    )
    rows, heads = np.zeros((queues + groups, len(cost))), problem.low.copy()
    for k, (q, g) in enumerate(pairs):
        pace = max(floor.groups[g].pace[row] for row in range(families[q].first, families[q].end))
        rows[q, groups + k] = -at_once[g] * (pace if pace > 0 else 1.0)
        rows[queues + g, groups + k] = 1.0
    for q in range(queues):
        rows[q, groups + len(pairs) + q] = -1.0
    for g in range(groups):
        rows[queues + g, g] = -there[g]
    # One program for all intervals at once: they have nothing to do with each other.
    n, none = problem.intervals, np.zeros(len(pairs) + queues)
    low = np.concatenate([np.concatenate([problem.low[:, i], none]) for i in range(n)])
    high = np.concatenate([np.concatenate([problem.high[:, i], none + np.inf]) for i in range(n)])
    found = linprog(
        np.tile(cost, n),
        A_ub=kron(eye_array(n), csr_array(rows), "csr"),  # type: ignore[call-overload]
        b_ub=np.concatenate([np.concatenate([-need[:, i], np.zeros(groups)]) for i in range(n)]),
        bounds=np.stack([low, high], axis=1),
    )
    if found.x is not None:
        wanted = found.x.reshape(n, -1)[:, :groups].T
        up = np.ceil(wanted / problem.step - 1e-6) * problem.step
        heads = np.clip(up, problem.low, problem.high) + 0.0  # no -0
    return heads

"""Start of the search: the load of each queue, the agents Erlang C and A require for it, and the cheapest groups for these."""

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
from simdesk.planning.estimate.estimate import formula_inputs, formulas
from simdesk.planning.estimate.reasons import FormulaInput
from simdesk.planning.estimate.result import Formula
from simdesk.planning.staffing import tuning
from simdesk.planning.staffing.judge import Judge
from simdesk.planning.staffing.problem import Problem

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True)
class FormulaAgents:
    """Agents that formulas require, queue by queue, as if each queue had agents of its own.

    Parameters
    ----------
    queues : tuple of str
    load : ndarray of float, shape (queues, intervals)
        Offered load in erlangs, transfers from other queues included.
    erlang_c, erlang_a : ndarray of float, shape (queues, intervals)
        Agents on duty that meet the queue's targets; NaN if a formula has no answer.
    """

    queues: tuple[str, ...]
    load: NDArray[np.float64]
    erlang_c: NDArray[np.float64]
    erlang_a: NDArray[np.float64]


def ample_headcount(problem: Problem) -> NDArray[np.float64]:
    """Headcount at which hardly anybody waits, cut to the limits; shape (groups, intervals)."""
    loads = work_by_plan(problem.floor, problem.demand)[:, -problem.intervals :]
    headcount = problem.low.copy()
    for g in problem.free:
        group = problem.floor.groups[g]
        mine = sorted({q for level in group.takes for q in level})
        pace = min((group.pace[q] for q in mine), default=1.0)
        busiest = loads[mine].sum(axis=0).max(initial=0.0) / pace
        wanted = tuning.AMPLE_LOAD_FACTOR * busiest + tuning.AMPLE_EXTRA_AGENTS
        most = math.ceil(wanted / problem.on_duty_per_agent[g] / problem.step) * problem.step
        headcount[g] = np.clip(most, problem.low[g], problem.high[g])
    return headcount


def formula_agents(problem: Problem, judge: Judge) -> FormulaAgents:
    """The loads, measured with so many agents that nobody waits, and the agents that formulas require for them."""
    found = formula_inputs(problem.scenario)
    days = int(np.clip(tuning.LOAD_CONTACTS / max(float(problem.demand.expected.sum()), 1.0), *tuning.LOAD_DAYS))
    tallies = judge.tallies(ample_headcount(problem), range(days))
    handle = np.mean([tally.counts["handle"] for tally in tallies], axis=0) / problem.floor.interval
    families = problem.floor.whole_queues
    load = np.array([handle[family.first : family.end].sum(axis=0) for family in families])
    c, a = np.full(load.shape, math.nan), np.full(load.shape, math.nan)
    for q, (inputs, family) in enumerate(zip(found, families, strict=True)):
        about = (family.name, EVERYTHING, *(problem.floor.queues[row].name for row in range(family.first, family.end)))
        targets = [t for t in problem.targets if t.expression.about.erlang and t.expression.subject in about]
        for i in range(problem.intervals):
            c[q, i], a[q, i] = _agents(inputs, i + inputs.skip, load[q, i], targets)
    return FormulaAgents(tuple(family.name for family in families), load, c, a)


def _agents(s: FormulaInput, i: int, load: float, targets: list[Target]) -> tuple[float, float]:
    if s.concurrent_groups or not targets:
        return math.nan, math.nan
    if load <= 0:
        return 0.0, 0.0
    handle = float(s.aht[i])
    if not handle > 0:
        return 0.0, 0.0
    queue, plan = s.demand.queues[s.queue], s.floor.queues[s.queue]
    places = math.inf if plan.waiting_places < 0 else float(plan.waiting_places)

    def least(which: int, target: Target) -> float:
        """The fewest agents that meet the target, searched from the load outwards in strides that double."""
        high, stride = max(round(load), 1), 1
        if _meets(target, by_formulas(high, target)[which]):
            while high - stride > 0 and _meets(target, by_formulas(high - stride, target)[which]):
                high, stride = high - stride, 2 * stride
            low = max(high - stride, 0)
        else:
            low = high
            while not _meets(target, by_formulas(high := low + stride, target)[which]):
                low, stride = high, 2 * stride
                if high > tuning.FORMULA_MOST_AGENTS:
                    return math.nan
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if _meets(target, by_formulas(middle, target)[which]) else (middle, high)
        return float(high)

    @cache  # both formulas are searched around the same load
    def by_formulas(agents: int, target: Target) -> tuple[Formula, Formula]:
        args = load / handle, handle, float(agents), float(s.patience[i]), queue.balking, places
        return formulas(*args, target.expression, s.rule)

    return max(least(0, target) for target in targets), max(least(1, target) for target in targets)


def _meets(target: Target, formula: Formula) -> bool:
    value: float = getattr(formula, target.expression.about.erlang)
    return bool(value >= target.bound if target.comparison.startswith(">") else value <= target.bound)


def _in_open_hours(need: NDArray[np.float64], is_open: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Work to do, shape (queues, intervals), in open intervals only: work that arrives at night is spread over the next day."""
    found, waiting = np.zeros_like(need), np.zeros(len(need))
    edges = np.flatnonzero(np.diff(is_open, prepend=not is_open[0], append=not is_open[-1]))
    for first, end in pairwise(edges.tolist()):
        if is_open[first]:
            found[:, first:end] = need[:, first:end] + (waiting / (end - first))[:, None]
            waiting = np.zeros(len(need))
        else:
            waiting += need[:, first:end].sum(axis=1)
    return found


def starting_headcount(problem: Problem, formulas: FormulaAgents) -> NDArray[np.float64]:
    """The cheapest headcount that provides the agents Erlang A requires for each queue, by interval (a linear program)."""
    from scipy.optimize import linprog
    from scipy.sparse import csr_array, eye_array, kron

    floor, families = problem.floor, problem.floor.whole_queues
    need = np.where(np.isnan(formulas.erlang_a), formulas.load, formulas.erlang_a)
    # Customers on a call list do not wait. Their agents are added later, if a target requires them.
    lists = [problem.demand.queues[family.first].campaign is not None for family in families]
    need[lists] = 0.0
    need = _in_open_hours(need, problem.open)
    pairs = [
        (q, g)
        for q, family in enumerate(families)
        for g, group in enumerate(floor.groups)
        if any(row in level for level in group.takes for row in range(family.first, family.end))
    ]
    groups, queues = len(floor.groups), len(families)
    concurrency = [work_at_once(group, range(len(floor.channels))) for group in floor.groups]
    # Columns: headcount by group, agents on duty by pair, agents still missing by queue.
    cost = np.concatenate(
        [
            np.maximum(problem.cost, 1e-9),
            np.zeros(len(pairs)),
            np.full(queues, tuning.UNCOVERED_WORK_PRICE * problem.cost.max(initial=1.0)),
        ]
    )
    rows, headcount = np.zeros((queues + groups, len(cost))), problem.low.copy()
    for k, (q, g) in enumerate(pairs):
        pace = max(floor.groups[g].pace[row] for row in range(families[q].first, families[q].end))
        rows[q, groups + k] = -concurrency[g] * (pace if pace > 0 else 1.0)
        rows[queues + g, groups + k] = 1.0
    for q in range(queues):
        rows[q, groups + len(pairs) + q] = -1.0
    for g in range(groups):
        rows[queues + g, g] = -problem.on_duty_per_agent[g]
    # One program for all intervals, which are independent of each other.
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
        headcount = np.clip(up, problem.low, problem.high) + 0.0  # no -0
    return headcount

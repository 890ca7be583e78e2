"""How many agents it takes: for every group and interval the heads of least cost that meet every target.

The simulation is the judge, so whatever the scenario has counts: skills, priorities, redials, chats, deadlines. The search
begins with what Erlang A asks for the loads the queues bring, moves by what single heads are seen to do (``staffing.effects``,
``staffing.steps``), takes out every head that no target needs (``staffing.proof``), and is verified on days it never saw.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from simdesk.planning.estimate import beside
from simdesk.planning.staffing.aims import OutOfReach, out_of_reach, reachable
from simdesk.planning.staffing.judge import Judge, fresh_margins
from simdesk.planning.staffing.problem import Limit, Problem, pose
from simdesk.planning.staffing.proof import Without, spare
from simdesk.planning.staffing.search import Search, Step
from simdesk.planning.staffing.start import Formulas, ask_formulas, begin_with
from simdesk.results.results import Results
from simdesk.results.run import run
from simdesk.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go
    from numpy.typing import NDArray

_DAYS = ((120_000, (12, 30)), (400_000, (40, 100)), (1_500_000, (100, 150)), (2_500_000, (150, 250)))
"""Contacts that are played of one plan, and the fewest and most days: while the search moves far, near its end, to see how much
the days searched on flatter, and to verify."""
_ROUNDS = 4
_SHORT = 8
_CHECK_SEED = 1_000_000
_BEYOND_DOUBT = 2.0
_SAFE = 1.0
"""Standard errors by which days beyond those searched on are not trusted either."""


@dataclass(frozen=True, eq=False, repr=False)
class Staffing:
    """The heads found.

    Parameters
    ----------
    problem : Problem
    heads : ndarray of float, shape (groups, intervals)
        As the planner writes them, of the measured intervals.
    results : Results
        Of the scenario with these heads, on days the search never saw.
    formulas : Formulas
        What Erlang C and Erlang A ask for.
    without : tuple of Without
        What happens with a head less in each cell.
    path : tuple of Step
    out_of_reach : tuple of OutOfReach
    evaluations : int
        Plans played.
    days_played : int
    seconds : float
        Wall-clock time, verification included.
    stopped : bool
        The search was interrupted, so there may be cheaper heads.
    """

    problem: Problem
    heads: NDArray[np.float64]
    results: Results
    formulas: Formulas
    without: tuple[Without, ...]
    path: tuple[Step, ...]
    out_of_reach: tuple[OutOfReach, ...]
    evaluations: int
    days_played: int
    seconds: float
    stopped: bool = False

    @cached_property
    def scenario(self) -> Scenario:
        """The scenario with these heads."""
        return self.problem.scenario_with(self.heads)

    @property
    def agent_hours(self) -> float:
        """Scheduled agent hours of the measured intervals, those of fixed groups included."""
        return self.problem.agent_hours(self.heads)

    @property
    def cost(self) -> float:
        """What they cost; 0 where no group has a cost."""
        return self.problem.money(self.heads)

    @property
    def on_the_floor(self) -> NDArray[np.float64]:
        """Heads after shrinkage and absence, shape (groups, intervals)."""
        there = [(1.0 - group.shrinkage) * (1.0 - group.absence) for group in self.problem.floor.groups]
        return np.asarray(self.heads * (self.problem.scheduled * np.array(there))[:, None])

    @cached_property
    def needed(self) -> NDArray[np.str_]:
        """For each cell ``needed``, ``cannot tell`` or (nothing to take out) an empty text; shape (groups, intervals).

        A head is needed when without it a target is broken on the fresh days, beyond the 95 % interval of what is known of
        those days and of the difference it makes.
        """
        found = np.full(self.heads.shape, "", "U11")
        mean, error = fresh_margins(self.problem, self.results.measures)
        for one in self.without:
            both = np.sqrt(error**2 + np.nan_to_num(one.error) ** 2)
            breaks = (mean + one.change + _BEYOND_DOUBT * both < 0).any()
            found[one.group, one.interval] = "needed" if breaks else "cannot tell"
        return found

    @property
    def one_head_less(self) -> dict[str, int]:
        """In how many cells a head less was tried, broke a target on the days searched on, and surely does on fresh ones.

        Where it was tried and is not among those that broke one, it is likely to: from a part of the days.
        """
        broke, sure = sum(one.clear for one in self.without), int((self.needed == "needed").sum())
        return {"tried": len(self.without), "broke_a_target": broke, "beyond_doubt_on_fresh_days": sure}

    @property
    def requirement(self) -> pd.DataFrame:
        """One row per agent group and measured interval.

        Columns
        -------
        group, start : str; heads : as written; on_the_floor : after shrinkage and absence
        without_one : what happens with a head less: ``needed`` (a target breaks), ``cannot tell``, or empty at the least heads
        """
        import pandas as pd

        measures = self.results.measures
        return pd.DataFrame(
            [
                {
                    "group": group.name,
                    "start": measures.interval_label(i),
                    "heads": self.heads[g, i],
                    "on_the_floor": self.on_the_floor[g, i],
                    "without_one": str(self.needed[g, i]),
                }
                for g, group in enumerate(self.problem.floor.groups)
                for i in range(self.problem.intervals)
            ]
        )

    @property
    def erlang(self) -> pd.DataFrame:
        """One row per queue and measured interval.

        Columns
        -------
        queue, start : str; load : erlangs; erlang_c, erlang_a : agents on the floor, as if the queue had its own; NaN where a
        formula has no answer
        """
        import pandas as pd

        asked, measures = self.formulas, self.results.measures
        return pd.DataFrame(
            [
                {
                    "queue": queue,
                    "start": measures.interval_label(i),
                    "load": asked.load[q, i],
                    "erlang_c": asked.erlang_c[q, i],
                    "erlang_a": asked.erlang_a[q, i],
                }
                for q, queue in enumerate(asked.queues)
                for i in range(self.problem.intervals)
            ]
        )

    @property
    def hours_on_the_floor(self) -> tuple[float, float, float]:
        """Agent hours on the floor: found, by Erlang C, by Erlang A; NaN where a formula has no answer."""
        asked, hours = self.formulas, self.problem.hours
        return float(self.on_the_floor.sum() * hours), float(asked.erlang_c.sum() * hours), float(asked.erlang_a.sum() * hours)

    @property
    def targets(self) -> pd.DataFrame:
        """The verdicts on fresh days, as ``Results.targets``."""
        return self.results.targets

    @property
    def missed(self) -> bool:
        """Whether a target is missed on the fresh days."""
        return self.results.targets_missed

    @property
    def notes(self) -> tuple[str, ...]:
        """What a planner should know before using these heads."""
        from simdesk.planning.staffing.words import notes

        return tuple(notes(self))

    @property
    def search(self) -> pd.DataFrame:
        """The path of the search: phase, evaluations, agent_hours, cost, kept, days."""
        import pandas as pd

        return pd.DataFrame([vars(step) for step in self.path])

    def figure(self) -> go.Figure:
        """Agents on the floor by interval and group, beside the sum of what Erlang C and Erlang A ask for (plotly)."""
        from simdesk.figures.requirement import requirement_figure
        from simdesk.figures.series import day_axis

        floor, asked = self.problem.floor, self.formulas
        groups = {group.name: heads for group, heads in zip(floor.groups, self.on_the_floor, strict=True)}
        formulas = {"Erlang C": asked.erlang_c.sum(axis=0), "Erlang A": asked.erlang_a.sum(axis=0)}
        return requirement_figure(day_axis(self.results.measures), groups, formulas)

    @property
    def why_formulas_differ(self) -> dict[str, tuple[str, ...]]:
        """By queue: sentences on what of the scenario the formulas do not know, the weightiest first."""
        return {queue.queue: queue.reasons for queue in beside(self.results).queues}

    def __repr__(self) -> str:
        return f"<Staffing of {self.problem.scenario.name!r}: {self.agent_hours:g} agent hours>"

    def _repr_html_(self) -> str:
        table = self.requirement.pivot(index="start", columns="group", values="heads")
        return str(table.to_html(float_format=lambda value: f"{value:g}"))


def staff(
    scenario: Scenario,
    *,
    hold: str = "day",
    step: float = 1.0,
    at_least: Mapping[str, Limit] | None = None,
    at_most: Mapping[str, Limit] | None = None,
    fixed: Sequence[str] = (),
    verify: int | None = None,
    progress: Callable[[Step], None] = lambda step: None,
) -> Staffing:
    """Find the heads of least cost that meet every target of a scenario.

    Parameters
    ----------
    scenario : Scenario
        Of one day. Its own heads are a second point to begin from, and stay in groups that are fixed.
    hold : {"day", "interval"}
        Targets hold over the day, or in each interval.
    step : float
        Heads are whole multiples of it: 1 for whole heads.
    at_least, at_most : dict of str to float or sequence of float
        Limits of a group's heads: one number, or one for each measured interval.
    fixed : sequence of str
        Groups that stay as they are.
    verify : int, optional
        Fresh days; None takes 150 to 250, by their contacts.
    progress : callable, optional
        Called with each ``Step``.

    Returns
    -------
    Staffing
        The best so far after Ctrl-C, once a plan was found that keeps the targets.

    Raises
    ------
    UsageError
        When there is nothing to find, or a limit does not fit.
    """
    from simdesk.engine.compiled_clock import compile_rules

    problem = pose(scenario, hold=hold, step=step, at_least=at_least, at_most=at_most, fixed=fixed)
    compile_rules()
    began, judge = time.perf_counter(), Judge(problem)
    asked = ask_formulas(problem, judge)
    search = Search(problem, judge, progress)
    search.aims = reachable(problem, judge)
    contacts = max(float(problem.demand.expected.sum()), 1.0)
    few, many, checked, fresh = (int(np.clip(size / contacts, *bounds)) for size, bounds in _DAYS)
    fresh = verify or fresh
    without: list[Without] = []
    stopped = False
    try:
        heads = search.lifted(search.descend(begin_with(problem, asked), few), few)
        own = problem.own_heads
        if own is not None and problem.total(own) < problem.total(heads) and search.look_at(own, few, "the file's own"):
            heads = own
        search.hold_back(_missing(search, heads, many, checked))
        heads = search.lifted(search.descend(heads, many, rounds=_SHORT), many)
        heads, without = spare(search, heads, many)
    except KeyboardInterrupt:
        stopped = True
        so_far = search.before if search.best is None else search.best
        if so_far is None:
            raise
        heads = so_far
    for attempt in range(_ROUNDS):
        results = _played(problem, heads, fresh, scenario.seed + attempt)
        kept, doubt = fresh_margins(problem, results.measures)
        if stopped or attempt == _ROUNDS - 1 or not _broken(search, kept, doubt):
            break
        try:
            search.hold_back(np.maximum(search.raw(heads, many).mean(axis=0) - kept, search.in_hand))
            lifted = search.lifted(heads, many)
            # More is asked than before, so heads that were needed still are.
            lifted, again = spare(search, lifted, many, only=lifted > heads)
            told = {(one.group, one.interval): one for one in (*without, *again)}
            heads, without = lifted, list(told.values())
        except KeyboardInterrupt:
            stopped = True
    return Staffing(
        problem=problem,
        heads=heads,
        results=results,
        formulas=asked,
        without=tuple(without),
        path=tuple(search.path),
        out_of_reach=tuple(out_of_reach(problem, search.aims, results)),
        evaluations=judge.evaluations,
        days_played=judge.played,
        seconds=time.perf_counter() - began,
        stopped=stopped,
    )


def _missing(search: Search, heads: NDArray[np.float64], days: int, fresh: int) -> NDArray[np.float64]:
    """By how much the days searched on flatter these heads, a day: told by other days, which then count as searched on too."""
    problem = search.problem
    results = _played(problem, heads, fresh, problem.scenario.seed + _CHECK_SEED)
    search.judge.played += fresh
    kept, doubt = fresh_margins(problem, results.measures)
    return np.asarray(search.raw(heads, days).mean(axis=0) - kept + (0.0 if problem.each else _SAFE * doubt))


def _played(problem: Problem, heads: NDArray[np.float64], days: int, seed: int) -> Results:
    """The scenario with these heads on days the search never saw."""
    changed = problem.scenario_with(heads)
    return run(changed, days, seed=seed, engine="compiled", variance_reduction="control_variates", cores=1)


def _broken(search: Search, kept: NDArray[np.float64], doubt: NDArray[np.float64]) -> bool:
    """Whether a target that can be met is not, on fresh days: over the day at all, of many intervals one beyond doubt."""
    short = kept + (_BEYOND_DOUBT * doubt if search.problem.each else 0.0)
    return bool((short < -1e-9)[search.aims.reachable].any())

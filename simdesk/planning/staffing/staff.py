"""How many agents it takes: for every group and interval the heads of least cost that meet every target.

The simulation is the judge, so whatever the scenario has counts: skills, priorities, redials, chats, deadlines. The search
begins with what Erlang A asks for the loads the queues bring, moves by what single heads are seen to do (``staffing.effects``,
``staffing.steps``), takes out every head that no target needs (``staffing.proof``), exchanges some (``staffing.exchange``), and
is verified on days it never saw (``staffing.find``).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from simdesk.measure.verdict import Verdict
from simdesk.planning.estimate.estimate import beside
from simdesk.planning.staffing.attainable import OutOfReach, out_of_reach, reachable
from simdesk.planning.staffing.find import Days, Finder
from simdesk.planning.staffing.interval_verdicts import Held, held_in_each
from simdesk.planning.staffing.judge import CHECK_DAYS_FROM, Judge, fresh_margins
from simdesk.planning.staffing.problem import Limit, Problem, pose
from simdesk.planning.staffing.removal import Without
from simdesk.planning.staffing.search import Search, Step
from simdesk.planning.staffing.start import Formulas, ask_formulas
from simdesk.planning.staffing.words import left_out, notes
from simdesk.results.results import Results
from simdesk.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go
    from numpy.typing import NDArray

_BEYOND_DOUBT = 2.0


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
        """One row per agent group and measured interval in which the centre is open.

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
                for i in np.flatnonzero(self.problem.open).tolist()
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

    @cached_property
    def in_each_interval(self) -> tuple[Held, ...]:
        """How targets hold in each interval on the fresh days; empty where they are to hold over the day."""
        return held_in_each(self.problem, self.results.measures)

    @property
    def missed(self) -> bool:
        """Whether a target is missed on the fresh days, or cannot be met in an interval.

        One that is about a group left out of these heads has nothing to be missed by.
        """
        judged = (one for one in self.results.judgements if not left_out(self, one.target))
        return bool(self.out_of_reach) or any(one.verdict in (Verdict.MISSED, Verdict.NO_DATA) for one in judged)

    @property
    def notes(self) -> tuple[str, ...]:
        """What a planner should know before using these heads."""
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
        rows = self.requirement
        table = rows.pivot(index="start", columns="group", values="heads").reindex(rows["start"].unique())
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
        Its own heads are a second point to begin from, and stay in groups that are fixed.
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
    began, judge, other = time.perf_counter(), Judge(problem), Judge(problem, CHECK_DAYS_FROM)
    asked = ask_formulas(problem, judge)
    search = Search(problem, judge, progress, aims=reachable(problem, judge))
    finder = Finder(search, other, Days.of(problem, verify))
    try:
        finder.find(asked)
    except KeyboardInterrupt:
        best = search.before if search.best is None else search.best
        if best is None:
            raise
        finder.take(best)
    results = finder.verify()
    return Staffing(
        problem=problem,
        heads=finder.heads,
        results=results,
        formulas=asked,
        without=tuple(finder.without),
        path=tuple(search.path),
        out_of_reach=tuple(out_of_reach(problem, judge, search.aims, results)),
        evaluations=judge.evaluations + other.evaluations,
        days_played=judge.played + other.played,
        seconds=time.perf_counter() - began,
        stopped=finder.stopped,
    )

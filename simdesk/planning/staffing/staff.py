"""How many agents are needed: the cheapest headcount by group and interval that meets every target.

The simulation judges every plan, so whatever the scenario contains counts: skills, priorities, redials, chats, deadlines. The
search starts from what Erlang A requires for the measured loads (``start``). It moves by the measured effects of single agents
(``effects``, ``steps``, ``search``), removes every agent that no target needs (``removal``, ``batched_removal``), swaps some
(``swaps``), and verifies the plan on days it never used (``find``). Its constants are in ``tuning``.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from simdesk.engine.clocks import COMPILED, prepare
from simdesk.measure.verdict import Verdict
from simdesk.planning.estimate.estimate import estimates_of
from simdesk.planning.staffing import tuning
from simdesk.planning.staffing.attainable import OutOfReach, attainable_targets, out_of_reach
from simdesk.planning.staffing.find import Days, Finder
from simdesk.planning.staffing.interval_verdicts import IntervalVerdicts, interval_verdicts
from simdesk.planning.staffing.judge import Judge, estimated_margins
from simdesk.planning.staffing.problem import Limit, Problem, pose
from simdesk.planning.staffing.removal import Removal
from simdesk.planning.staffing.search import Search, Step
from simdesk.planning.staffing.start import FormulaAgents, formula_agents
from simdesk.planning.staffing.words import left_out, notes
from simdesk.results.results import Results
from simdesk.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go
    from numpy.typing import NDArray


@dataclass(frozen=True, eq=False, repr=False)
class Staffing:
    """The plan found.

    Parameters
    ----------
    problem : Problem
    headcount : ndarray of float, shape (groups, intervals)
        Agents in the measured intervals, as the planner writes them.
    results : Results
        The scenario with this headcount, simulated on days the search never used.
    formulas : FormulaAgents
        What Erlang C and Erlang A require.
    removals : tuple of Removal
        What one agent fewer does in each cell.
    path : tuple of Step
    out_of_reach : tuple of OutOfReach
    evaluations : int
        Plans simulated.
    days_played : int
        Days simulated during the search.
    seconds : float
        Wall-clock time, verification included.
    stopped : bool
        The search was interrupted, so there may be a cheaper plan.
    """

    problem: Problem
    headcount: NDArray[np.float64]
    results: Results
    formulas: FormulaAgents
    removals: tuple[Removal, ...]
    path: tuple[Step, ...]
    out_of_reach: tuple[OutOfReach, ...]
    evaluations: int
    days_played: int
    seconds: float
    stopped: bool = False

    @cached_property
    def scenario(self) -> Scenario:
        """The scenario with this headcount."""
        return self.problem.scenario_with(self.headcount)

    @property
    def agent_hours(self) -> float:
        """Scheduled agent hours of the measured intervals, fixed groups included."""
        return self.problem.agent_hours(self.headcount)

    @property
    def cost(self) -> float:
        """Cost of the scheduled agents; 0 if no group has a cost."""
        return self.problem.money(self.headcount)

    @property
    def on_duty(self) -> NDArray[np.float64]:
        """Agents after shrinkage and absence, shape (groups, intervals)."""
        return np.asarray(self.headcount * self.problem.on_duty_per_agent[:, None])

    @cached_property
    def needed(self) -> NDArray[np.str_]:
        """For each cell ``needed``, ``cannot tell`` or (at its lower limit) an empty text; shape (groups, intervals).

        An agent is needed if a target is clearly missed without them on the verification days. Clearly means by more than
        ``tuning.CLEAR_ON_VERIFICATION_ERRORS`` standard errors of both the margin and the difference the agent makes.
        """
        found = np.full(self.headcount.shape, "", "U11")
        mean, error = estimated_margins(self.problem, self.results.measures)
        for one in self.removals:
            both = np.sqrt(error**2 + np.nan_to_num(one.error) ** 2)
            missed = (mean + one.change + tuning.CLEAR_ON_VERIFICATION_ERRORS * both < 0).any()
            found[one.group, one.interval] = "needed" if missed else "cannot tell"
        return found

    @property
    def one_agent_fewer(self) -> dict[str, int]:
        """Number of cells in which one agent fewer was tested, and how often a target was then missed.

        Returns
        -------
        dict of str to int
            ``tested``: cells tested. ``missed_on_search_days``: a target was clearly missed on the search days. In the other
            cells it is likely missed, judged by a part of these days. ``clear_on_verification_days``: it is clearly missed on
            the verification days as well.
        """
        clear = int((self.needed == "needed").sum())
        missed = sum(one.clear for one in self.removals)
        return {"tested": len(self.removals), "missed_on_search_days": missed, "clear_on_verification_days": clear}

    @property
    def requirement(self) -> pd.DataFrame:
        """One row per agent group and measured interval in which the centre is open.

        Columns
        -------
        group, start : str; heads : agents as written; on_the_floor : agents after shrinkage and absence
        without_one : what one agent fewer does: ``needed`` (a target is missed), ``cannot tell``, or empty at the lower limit
        """
        import pandas as pd

        measures = self.results.measures
        return pd.DataFrame(
            [
                {
                    "group": group.name,
                    "start": measures.interval_label(i),
                    "heads": self.headcount[g, i],
                    "on_the_floor": self.on_duty[g, i],
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
        queue, start : str; load : erlangs; erlang_c, erlang_a : agents on duty, as if the queue had its own; NaN if a formula has
        no answer
        """
        import pandas as pd

        formulas, measures = self.formulas, self.results.measures
        return pd.DataFrame(
            [
                {
                    "queue": queue,
                    "start": measures.interval_label(i),
                    "load": formulas.load[q, i],
                    "erlang_c": formulas.erlang_c[q, i],
                    "erlang_a": formulas.erlang_a[q, i],
                }
                for q, queue in enumerate(formulas.queues)
                for i in range(self.problem.intervals)
            ]
        )

    @property
    def hours_on_duty(self) -> tuple[float, float, float]:
        """Agent hours after shrinkage: of the plan, by Erlang C, by Erlang A; NaN if a formula has no answer."""
        formulas, hours = self.formulas, self.problem.hours
        return float(self.on_duty.sum() * hours), float(formulas.erlang_c.sum() * hours), float(formulas.erlang_a.sum() * hours)

    @property
    def targets(self) -> pd.DataFrame:
        """The verdicts on the verification days, as ``Results.targets``."""
        return self.results.targets

    @cached_property
    def in_each_interval(self) -> tuple[IntervalVerdicts, ...]:
        """Verdicts by interval on the verification days; empty if targets are over the day."""
        return interval_verdicts(self.problem, self.results.measures)

    @property
    def missed(self) -> bool:
        """Whether a target is missed on the verification days, or cannot be met in an interval.

        A target about a group of which the plan uses no agents cannot be missed.
        """
        judged = (one for one in self.results.judgements if not left_out(self, one.target))
        return bool(self.out_of_reach) or any(
            one.verdict in (Verdict.MISSED, Verdict.NO_DATA, Verdict.UNFINISHED) for one in judged
        )

    @property
    def notes(self) -> tuple[str, ...]:
        """What a planner should know before using the plan."""
        return tuple(notes(self))

    @property
    def search(self) -> pd.DataFrame:
        """The path of the search, one row per plan: phase, evaluations, agent_hours, cost, kept (targets met), days."""
        import pandas as pd

        return pd.DataFrame([vars(step) for step in self.path]).rename(columns={"met": "kept"})

    def figure(self) -> go.Figure:
        """Agents on duty by interval and group, with the sum of what Erlang C and Erlang A require (plotly)."""
        from simdesk.figures.requirement import requirement_figure
        from simdesk.figures.series import day_axis

        floor, formulas = self.problem.floor, self.formulas
        groups = {group.name: agents for group, agents in zip(floor.groups, self.on_duty, strict=True)}
        required = {"Erlang C": formulas.erlang_c.sum(axis=0), "Erlang A": formulas.erlang_a.sum(axis=0)}
        return requirement_figure(day_axis(self.results.measures), groups, required)

    @property
    def why_formulas_differ(self) -> dict[str, tuple[str, ...]]:
        """By queue: sentences on parts of the scenario that formulas leave out, the most important first."""
        return {queue.queue: queue.reasons for queue in estimates_of(self.results).queues}

    @property
    def heads(self) -> NDArray[np.float64]:
        """Former name of ``headcount``."""
        return self.headcount

    @property
    def on_the_floor(self) -> NDArray[np.float64]:
        """Former name of ``on_duty``."""
        return self.on_duty

    @property
    def hours_on_the_floor(self) -> tuple[float, float, float]:
        """Former name of ``hours_on_duty``."""
        return self.hours_on_duty

    @property
    def without(self) -> tuple[Removal, ...]:
        """Former name of ``removals``."""
        return self.removals

    @property
    def one_head_less(self) -> dict[str, int]:
        """Former name of ``one_agent_fewer``, with its former keys."""
        return dict(zip(("tried", "broke_a_target", "beyond_doubt_on_fresh_days"), self.one_agent_fewer.values(), strict=True))

    def __repr__(self) -> str:
        return f"<Staffing of {self.problem.scenario.name!r}: {self.agent_hours:g} agent hours>"

    def _repr_html_(self) -> str:
        rows = self.requirement
        table = rows.pivot(index="start", columns="group", values="heads").reindex(rows["start"].unique())
        return str(table.to_html(float_format=lambda value: f"{value:g}"))


def staff(
    scenario: Scenario,
    *,
    targets_per: str = "day",
    step: float = 1.0,
    at_least: Mapping[str, Limit] | None = None,
    at_most: Mapping[str, Limit] | None = None,
    fixed: Sequence[str] = (),
    verify: int | None = None,
    progress: Callable[[Step], None] = lambda step: None,
    hold: str | None = None,
) -> Staffing:
    """Find the cheapest headcount that meets every target of a scenario.

    Parameters
    ----------
    scenario : Scenario
        Its own headcount is a second starting point. Fixed groups keep it.
    targets_per : {"day", "interval"}
        Meet targets over the day, or in each interval.
    step : float
        Headcount is a multiple of it: 1 for whole agents, 0.5 for an agent every other day.
    at_least, at_most : dict of str to float or sequence of float
        Fewest and most agents of a group: one number, or one for each measured interval.
    fixed : sequence of str
        Groups whose headcount stays as it is.
    verify : int, optional
        Verification days; None takes 150 to 250, by volume.
    progress : callable, optional
        Called with each ``Step``.
    hold : {"day", "interval"}, optional
        Former name of ``targets_per``.

    Returns
    -------
    Staffing
        After Ctrl-C, the best plan so far, if one was found that meets the targets.

    Raises
    ------
    UsageError
        If there is nothing to find, or a limit does not fit.
    """
    span = targets_per if hold is None else hold
    problem = pose(scenario, targets_per=span, step=step, at_least=at_least, at_most=at_most, fixed=fixed)
    prepare(COMPILED)
    began, judge, check = time.perf_counter(), Judge(problem), Judge(problem, tuning.CHECK_DAYS_FROM)
    formulas = formula_agents(problem, judge)
    search = Search(problem, judge, progress, attainable=attainable_targets(problem, judge))
    finder = Finder(search, check, Days.of(problem, verify))
    try:
        finder.find(formulas)
    except KeyboardInterrupt:
        best = search.previous_best if search.best is None else search.best
        if best is None:
            raise
        finder.stop_with(best)
    results = finder.verify()
    return Staffing(
        problem=problem,
        headcount=finder.headcount,
        results=results,
        formulas=formulas,
        removals=tuple(finder.removals),
        path=tuple(search.path),
        out_of_reach=tuple(out_of_reach(problem, judge, search.attainable, results)),
        evaluations=judge.evaluations + check.evaluations,
        days_played=judge.played + check.played,
        seconds=time.perf_counter() - began,
        stopped=finder.stopped,
    )

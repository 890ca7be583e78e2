"""The search from start to end: start, descend, measure the optimism of the search days, remove, swap, verify."""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from simdesk.planning.staffing import tuning
from simdesk.planning.staffing.attainable import with_the_others
from simdesk.planning.staffing.batched_removal import remove_surplus, remove_unneeded
from simdesk.planning.staffing.judge import Judge, estimated_margins
from simdesk.planning.staffing.problem import Problem
from simdesk.planning.staffing.removal import Removal
from simdesk.planning.staffing.search import Search
from simdesk.planning.staffing.start import FormulaAgents, starting_headcount
from simdesk.planning.staffing.swaps import swap_agents
from simdesk.results.results import Results
from simdesk.results.run import run

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Days:
    """On how many days a plan is simulated.

    Parameters
    ----------
    few, many : int
        Search days while the search moves far, and near its end.
    check : int
        Days that measure the optimism of the search days.
    verification : int
        Days on which the plan is verified.
    """

    few: int
    many: int
    check: int
    verification: int

    @classmethod
    def of(cls, problem: Problem, verification: int | None) -> Days:
        """Days by the contacts of a day and the number of cells."""
        contacts = max(float(problem.demand.expected.sum()), 1.0)
        more = tuning.SMALL_PROBLEM_MORE_DAYS if problem.low.size <= tuning.SMALL_PROBLEM_CELLS else 1.0

        def days_for(wanted: int, bounds: tuple[int, int], more: float = 1.0) -> int:
            return int(np.clip(wanted / contacts, bounds[0], bounds[1] * more))

        return cls(
            few=days_for(tuning.FEW_DAYS_CONTACTS, tuning.FEW_DAYS, more),
            many=days_for(tuning.MANY_DAYS_CONTACTS, tuning.MANY_DAYS, more),
            check=days_for(tuning.CHECK_DAYS_CONTACTS, tuning.CHECK_DAYS),
            verification=verification or days_for(tuning.VERIFICATION_DAYS_CONTACTS, tuning.VERIFICATION_DAYS),
        )


@dataclass(eq=False)
class Finder:
    """Finds the plan, and what one agent fewer in each cell would do to it.

    Parameters
    ----------
    search : Search
    check : Judge
        Simulates days that the search does not use. They measure the optimism of the search days.
    days : Days
    headcount : ndarray of float, shape (groups, intervals)
    removals : list of Removal
    stopped : bool
        The search was interrupted.
    """

    search: Search
    check: Judge
    days: Days
    headcount: NDArray[np.float64] = field(init=False)
    removals: list[Removal] = field(init=False, default_factory=list)
    stopped: bool = False

    def find(self, formulas: FormulaAgents) -> None:
        """Search for the cheapest plan that meets every target on the check days as well."""
        search, days, problem = self.search, self.days, self.search.problem
        in_file = problem.headcount_in_file
        plan = search.raised(search.descend(starting_headcount(problem, formulas), days.few), days.few)
        if in_file is not None:
            plan = self._or_from_file(plan, in_file)
        plan = self._meeting_the_others(plan, in_file)
        margins, error = self.check.estimate(plan, days.check)
        search.set_safety_margin(self._optimism(plan, margins, error))
        self.headcount = search.raised(search.descend(plan, days.many, rounds=tuning.FINAL_ROUNDS), days.many)
        if problem.per_interval:
            self.headcount = remove_surplus(search, self.headcount, days.many)
            self._raise_until_met(test_again=False)
        self.headcount, self.removals = remove_unneeded(search, self.headcount, days.many)
        self._raise_until_met()
        for _ in range(tuning.SWAP_ROUNDS):
            before = self.headcount
            self.headcount, self.removals = swap_agents(search, self.headcount, self.removals, days.many)
            if self.headcount is before:
                break
            self._raise_until_met()

    def stop_with(self, headcount: NDArray[np.float64]) -> None:
        """End the search with this plan, whose removals were not tested."""
        self.headcount, self.removals, self.stopped = headcount, [], True

    def verify(self) -> Results:
        """Simulate the plan on days never used before. If a target is missed, raise headcount and verify on other days."""
        problem = self.search.problem
        for attempt in range(tuning.RAISE_ATTEMPTS):
            results = run(
                problem.scenario_with(self.headcount),
                self.days.verification,
                seed=problem.scenario.seed + attempt,
                engine="compiled",
                variance_reduction="control_variates",
                cores=1,
            )
            margins, error = estimated_margins(problem, results.measures)
            if self.stopped or attempt == tuning.RAISE_ATTEMPTS - 1 or not self._missed(margins, error):
                break
            try:
                self._raise_headcount(self._optimism(self.headcount, margins, error))
            except KeyboardInterrupt:
                self.stopped = True
                break
        return results

    def _or_from_file(self, plan: NDArray[np.float64], in_file: NDArray[np.float64]) -> NDArray[np.float64]:
        """This plan, or a cheaper one from the file's own headcount, tried if that is cheaper or uses a group left out here."""
        search, days, total = self.search, self.days.few, self.search.problem.total
        if not (plan.sum(axis=1) < tuning.NEARLY_UNUSED_SHARE * in_file.sum(axis=1)).any():
            cheaper = total(in_file) < total(plan) and search.evaluate(in_file, days, "the file's own")
            return in_file if cheaper else plan
        search.require(search.attainable)
        other = self._searched_from(in_file, tuning.ALTERNATIVE_COST_FACTOR * total(plan))
        if search.meets(other, days) and total(other) < total(plan):
            return other
        search.require(search.attainable)
        search.evaluate(plan, days, "as before")
        return plan

    def _meeting_the_others(self, plan: NDArray[np.float64], in_file: NDArray[np.float64] | None) -> NDArray[np.float64]:
        """A plan that also meets the targets that depend on which agents answer; without one, they are no longer required."""
        search, days = self.search, self.days.few
        plain, every = search.attainable, with_the_others(search.problem, search.judge, search.attainable)
        others = every.required != plain.required
        if not others.any():
            return plan
        search.require(every)
        if search.evaluate(plan, days, "with the other targets"):
            return plan
        met_in_file = in_file is not None and (search.margins(in_file, days).mean(axis=0)[others] >= 0).all()
        begin = in_file if in_file is not None and met_in_file else plan
        most = tuning.ALTERNATIVE_COST_FACTOR * max(search.problem.total(one) for one in (plan, begin))
        found = self._searched_from(begin, most)
        if search.meets(found, days) and search.problem.total(found) <= most:
            return found
        search.require(plain)
        search.evaluate(plan, days, "as before")
        return plan

    def _searched_from(self, begin: NDArray[np.float64], most: float) -> NDArray[np.float64]:
        """The best plan found from this start, for at most this cost."""
        search, days = self.search, self.days.few
        return search.raised(search.descend(search.raised(begin, days, most), days), days, most)

    def _optimism(
        self, headcount: NDArray[np.float64], margins: NDArray[np.float64], error: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """By how much the search days overstate the margins, a day, compared with margins of other days and their errors."""
        seen = self.search.raw_margins(headcount, self.days.many).mean(axis=0)
        # Over the day a standard error is added. Over so many intervals that would be too large a margin.
        return np.asarray(seen - margins + (0.0 if self.search.problem.per_interval else tuning.SAFETY_ERRORS) * error)

    def _raise_until_met(self, test_again: bool = True) -> None:
        """Raise headcount until every attainable target is met on the check days as well."""
        for _ in range(tuning.RAISE_ATTEMPTS):
            margins, error = self.check.estimate(self.headcount, self.days.check)
            # Per interval some targets are missed by random variation, so an error is allowed. Over the day one is required.
            allowed = (tuning.SAFETY_ERRORS if self.search.problem.per_interval else -tuning.SAFETY_ERRORS) * error
            if not (margins + allowed < -tuning.ROUNDING)[self.search.attainable.possible].any():
                break
            self._raise_headcount(self._optimism(self.headcount, margins, error), test_again)

    def _raise_headcount(self, safety_margin: NDArray[np.float64], test_again: bool = True) -> None:
        """Raise headcount for a larger safety margin, and remove those of the added agents that are not needed."""
        search, days = self.search, self.days.many
        search.set_safety_margin(np.maximum(safety_margin, search.safety_margin))
        raised = search.raised(self.headcount, days)
        if not test_again:
            self.headcount = raised
            return
        # The requirement grew, so agents that were needed before still are.
        found, again = remove_unneeded(search, raised, days, only=raised > self.headcount)
        removals = {(one.group, one.interval): one for one in (*self.removals, *again)}
        self.headcount, self.removals = found, list(removals.values())

    def _missed(self, margins: NDArray[np.float64], error: NDArray[np.float64]) -> bool:
        """Whether an attainable target is missed: by any amount over the day, significantly per interval.

        With many intervals some are missed by random variation alone. So the test allows one false alarm in forty plans that meet
        all of them (Bonferroni).
        """
        within = self.search.attainable.possible
        if not self.search.problem.per_interval:
            return bool((margins < -tuning.ROUNDING)[within].any())
        errors = NormalDist().inv_cdf(1.0 - tuning.VERIFICATION_FALSE_ALARM / max(int(within.sum()), 1))
        return bool((margins + errors * error < -tuning.ROUNDING)[within].any())

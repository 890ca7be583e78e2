"""The search from beginning to end: begin, descend, tell the flattery of the days searched on, spare, exchange, verify."""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from simdesk.planning.staffing.attainable import with_the_rest
from simdesk.planning.staffing.batched_removal import spared, thinned
from simdesk.planning.staffing.judge import Judge, fresh_margins
from simdesk.planning.staffing.problem import Problem
from simdesk.planning.staffing.removal import Without
from simdesk.planning.staffing.search import Search
from simdesk.planning.staffing.start import Formulas, begin_with
from simdesk.planning.staffing.swaps import exchange
from simdesk.results.results import Results
from simdesk.results.run import run

if TYPE_CHECKING:
    from numpy.typing import NDArray

_FEW_CELLS, _MORE_DAYS = 12, 5 / 3
"""Of so few cells one plan is played on more days while the search goes on: there are few plans."""
_ROUNDS = 4
_SHORT = 8
_EXCHANGES = 2
_LEFT_OUT = 0.1
"""Share of its own heads below which a group is as good as left out."""
_WORTH_TRYING = 1.5
"""Times the cost of the heads found that others may cost before they are given up."""
_SAFE = 1.0
"""Standard errors by which days beyond those searched on are not trusted either."""
_BY_CHANCE = 0.025


@dataclass(frozen=True)
class Days:
    """On how many days a plan is played.

    Parameters
    ----------
    few, many : int
        While the search moves far, and near its end.
    checked : int
        To see how much the days searched on flatter.
    fresh : int
        To verify.
    """

    few: int
    many: int
    checked: int
    fresh: int

    @classmethod
    def of(cls, problem: Problem, fresh: int | None) -> Days:
        """By the contacts of a day, and the cells there are."""
        contacts = max(float(problem.demand.expected.sum()), 1.0)
        more = _MORE_DAYS if problem.low.size <= _FEW_CELLS else 1.0

        def holding(wanted: int, least: float, most: float) -> int:
            return int(np.clip(wanted / contacts, least, most))

        return cls(
            few=holding(120_000, 12, 20 * more),
            many=holding(400_000, 30, 60 * more),
            checked=holding(1_500_000, 100, 120),
            fresh=fresh or holding(2_000_000, 150, 250),
        )


@dataclass(eq=False)
class Finder:
    """Finds heads, and knows what happens without one of them.

    Parameters
    ----------
    search : Search
    other : Judge
        Of days the search does not move on: they say by how much those it moves on flatter.
    days : Days
    heads : ndarray of float, shape (groups, intervals)
    without : list of Without
    stopped : bool
        The search was interrupted.
    """

    search: Search
    other: Judge
    days: Days
    heads: NDArray[np.float64] = field(init=False)
    without: list[Without] = field(init=False, default_factory=list)
    stopped: bool = False

    def find(self, asked: Formulas) -> None:
        """Look for the cheapest heads that keep every target on other days as well."""
        search, days, problem = self.search, self.days, self.search.problem
        own = problem.own_heads
        heads = search.lifted(search.descend(begin_with(problem, asked), days.few), days.few)
        if own is not None:
            heads = self._or_from_own(heads, own)
        heads = self._with_the_rest(heads, own)
        kept, doubt = self.other.estimate(heads, days.checked)
        search.hold_back(self._flattered(heads, kept, doubt))
        self.heads = search.lifted(search.descend(heads, days.many, rounds=_SHORT), days.many)
        if problem.each:
            self.heads = thinned(search, self.heads, days.many)
            self._settle(prove=False)
        self.heads, self.without = spared(search, self.heads, days.many)
        self._settle()
        for _ in range(_EXCHANGES):
            before = self.heads
            self.heads, self.without = exchange(search, self.heads, self.without, days.many)
            if self.heads is before:
                break
            self._settle()

    def take(self, heads: NDArray[np.float64]) -> None:
        """Take these heads instead, of which no more is known; the search is over."""
        self.heads, self.without, self.stopped = heads, [], True

    def verify(self) -> Results:
        """The scenario with the heads found on days never searched on; where a target breaks on them, more heads on others."""
        problem = self.search.problem
        for attempt in range(_ROUNDS):
            results = run(
                problem.scenario_with(self.heads),
                self.days.fresh,
                seed=problem.scenario.seed + attempt,
                engine="compiled",
                variance_reduction="control_variates",
                cores=1,
            )
            kept, doubt = fresh_margins(problem, results.measures)
            if self.stopped or attempt == _ROUNDS - 1 or not self._broken(kept, doubt):
                break
            try:
                self._raise(self._flattered(self.heads, kept, doubt))
            except KeyboardInterrupt:
                self.stopped = True
                break
        return results

    def _or_from_own(self, heads: NDArray[np.float64], own: NDArray[np.float64]) -> NDArray[np.float64]:
        """These heads, or cheaper ones by way of the file's own, where those are cheaper or have a group left out here."""
        search, days, total = self.search, self.days.few, self.search.problem.total
        if not (heads.sum(axis=1) < _LEFT_OUT * own.sum(axis=1)).any():
            return own if total(own) < total(heads) and search.look_at(own, days, "the file's own") else heads
        search.ask(search.aims)
        other = self._from(own, _WORTH_TRYING * total(heads))
        if search.keeps(other, days) and total(other) < total(heads):
            return other
        search.ask(search.aims)
        search.look_at(heads, days, "as before")
        return heads

    def _with_the_rest(self, heads: NDArray[np.float64], own: NDArray[np.float64] | None) -> NDArray[np.float64]:
        """Heads that also keep the targets that go by who answers, where such are found; else they are asked for no more."""
        search, days = self.search, self.days.few
        plain, every = search.aims, with_the_rest(search.problem, search.judge, search.aims)
        rest = every.ask != plain.ask
        if not rest.any():
            return heads
        search.ask(every)
        if search.look_at(heads, days, "with the rest"):
            return heads
        by_own = own is not None and (search.margins(own, days).mean(axis=0)[rest] >= 0).all()
        begin = own if own is not None and by_own else heads
        most = _WORTH_TRYING * max(search.problem.total(one) for one in (heads, begin))
        found = self._from(begin, most)
        if search.keeps(found, days) and search.problem.total(found) <= most:
            return found
        search.ask(plain)
        search.look_at(heads, days, "as before")
        return heads

    def _from(self, begin: NDArray[np.float64], most: float) -> NDArray[np.float64]:
        """The best by way of some heads, for no more than a cost."""
        search, days = self.search, self.days.few
        return search.lifted(search.descend(search.lifted(begin, days, most), days), days, most)

    def _flattered(
        self, heads: NDArray[np.float64], kept: NDArray[np.float64], doubt: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """By how much the days searched on flatter heads, a day, as other days tell."""
        seen = self.search.raw(heads, self.days.many).mean(axis=0)
        # Over the day the other days are not trusted either; held in each interval, so much in hand would be too much.
        return np.asarray(seen - kept + (0.0 if self.search.problem.each else _SAFE) * doubt)

    def _settle(self, prove: bool = True) -> None:
        """Put heads in until every target is kept on other days as well."""
        for _ in range(_ROUNDS):
            kept, doubt = self.other.estimate(self.heads, self.days.checked)
            # Held in each interval some are short by chance; over the day a target is safe a standard error beyond its bound.
            safe = kept + (_SAFE if self.search.problem.each else -_SAFE) * doubt
            if not (safe < -1e-9)[self.search.aims.reachable].any():
                break
            self._raise(self._flattered(self.heads, kept, doubt), prove)

    def _raise(self, in_hand: NDArray[np.float64], prove: bool = True) -> None:
        """Put heads in until more is in hand, and take those of them out again that are not needed."""
        search, days = self.search, self.days.many
        search.hold_back(np.maximum(in_hand, search.in_hand))
        lifted = search.lifted(self.heads, days)
        if not prove:
            self.heads = lifted
            return
        # More is asked than before, so heads that were needed still are.
        found, again = spared(search, lifted, days, only=lifted > self.heads)
        told = {(one.group, one.interval): one for one in (*self.without, *again)}
        self.heads, self.without = found, list(told.values())

    def _broken(self, kept: NDArray[np.float64], doubt: NDArray[np.float64]) -> bool:
        """Whether a target that can be met is not, on fresh days: over the day at all, of many intervals one beyond doubt.

        With many intervals some are short by chance alone. Beyond doubt is what happens by chance to one plan in forty that keeps
        all of them (Bonferroni).
        """
        within = self.search.aims.reachable
        if not self.search.problem.each:
            return bool((kept < -1e-9)[within].any())
        surely = NormalDist().inv_cdf(1.0 - _BY_CHANCE / max(int(within.sum()), 1))
        return bool((kept + surely * doubt < -1e-9)[within].any())

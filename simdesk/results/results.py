"""The results of one run: measures over its days, verdicts, and the tables analysts work with."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from simdesk.engine.log import DayLog
from simdesk.errors import RunError, UsageError
from simdesk.figures.bound import Figures
from simdesk.measure.confidence import Estimate
from simdesk.measure.expression import Expression
from simdesk.measure.measures import Measures
from simdesk.measure.partial import PartialMeasures
from simdesk.measure.registry import EVERYTHING, SERVICE_LEVEL
from simdesk.measure.verdict import Judgement, Verdict, judge
from simdesk.results.shown.headline import Headline, estimates
from simdesk.results.shown.words import facts_line
from simdesk.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

    from simdesk.explain.story import Story
    from simdesk.results.running.rerun import Rerun


@dataclass(frozen=True)
class RunFacts:
    """How the run was made.

    Parameters
    ----------
    replications : int
        Days simulated.
    seed : int
    engine : str
        The clock that played them.
    contacts : int
        Tries simulated over all days, warm-up included.
    seconds : float
        Wall-clock time.
    version : str
        Of simdesk.
    libraries : dict of str to str
        Versions of what the numbers depend on.
    stopped : str
        Why no more days were simulated, in words.
    cores : int
        How many played days at the same time, here or on a cluster.
    variance_reduction : tuple of str
        How intervals were narrowed: ``control_variates``, ``stratified_days``, both or neither.
    days : int
        Of the scenario; with several a replication, elsewhere called a day, is a run of all of them.
    sources : str
        A digest of the sources of simdesk that draw, play and count a day.
    reduced_by_itself : bool
        Nobody chose the variance reduction: the precision used it by itself.
    engine_reason : str
        Why the SimPy clock played them where the compiled one was to: numba is missing, or not one that it is tested with.
    """

    replications: int
    seed: int
    engine: str
    contacts: int
    seconds: float
    version: str
    libraries: dict[str, str] = field(default_factory=dict)
    stopped: str = ""
    cores: int = 1
    variance_reduction: tuple[str, ...] = ()
    days: int = 1
    sources: str = ""
    reduced_by_itself: bool = False
    engine_reason: str = ""


@dataclass(frozen=True, eq=False, repr=False)
class Results:
    """What a run found.

    Data frames: ``contacts``, ``agents``, ``intervals``, ``by_day``, ``staffing``, ``days``, ``summary``, ``targets``;
    charts: ``figures``. Times of day in frames are seconds after midnight unless a column says otherwise;
    shares are fractions.
    """

    scenario: Scenario
    measures: Measures
    headline: Headline
    facts: RunFacts
    asked: tuple[Expression, ...] = ()
    kept_logs: Sequence[DayLog] | None = field(default=None, repr=False)
    rerun: Rerun | None = field(default=None, repr=False)

    @cached_property
    def judgements(self) -> tuple[Judgement, ...]:
        """The targets, judged, in the order of the scenario."""
        return tuple(judge(target, self.measures) for target in self.scenario.targets)

    @property
    def targets_missed(self) -> bool:
        """Whether any target is missed, or has no data to be met by; an uncertain one is not missed."""
        return any(judgement.verdict in (Verdict.MISSED, Verdict.NO_DATA, Verdict.UNFINISHED) for judgement in self.judgements)

    def measure(self, text: str) -> Estimate:
        """A measure by its expression, such as ``wait_percentile(sales, 90)``.

        Raises
        ------
        ExpressionError
            When it cannot be read or is of nothing in the scenario.
        UsageError
            When its threshold or percentile was not counted: name it in ``run(..., metrics=[...])``.
        """
        return self.estimate(self.scenario.measure(text))

    def estimate(self, expression: Expression) -> Estimate:
        """A measure already parsed; see ``measure``."""
        if isinstance(self.measures, PartialMeasures) and not self.measures.has_counted(expression):
            raise UsageError(
                f"{expression.text} was not counted when simdesk {self.facts.version} wrote this run", "run the scenario again"
            )
        try:
            return self.measures.estimate(expression)
        except KeyError:
            raise UsageError(
                f"{expression.text} was not counted in this run", f"name it: run(scenario, metrics=['{expression.text}'])"
            ) from None

    def queue_estimates(self, queue: str) -> dict[str, Estimate]:
        """The headline measures of a queue, a class of its customers or ``all``."""
        return estimates(self.measures, self.headline.of_queue(queue))

    def group_estimates(self, group: str) -> dict[str, Estimate]:
        """The headline measures of an agent group, or ``all``."""
        return estimates(self.measures, self.headline.of_group(group))

    def in_time(self, queue: str) -> Expression | None:
        """The measure that says whether a queue's contacts were served in time, as shown everywhere; None where none does."""
        return self.headline.in_time_measure(queue)

    def weakest_intervals(self, count: int) -> list[tuple[str, int]]:
        """The (queue, interval) pairs with the lowest service level, the lowest first.

        Intervals with less than one contact on the average day are left out: their service level says nothing.
        """
        found = []
        for queue in self.headline.judged:
            columns = self.headline.of_queue(queue)
            levels = self.measures.estimates(columns[SERVICE_LEVEL]).mean.tolist()
            offered = self.measures.estimates(columns["offered"]).mean.tolist()
            for interval, level in enumerate(levels):
                if offered[interval] >= 1.0 and not math.isnan(level):
                    found.append((level, interval, queue))
        return [(queue, interval) for _, interval, queue in sorted(found)[:count]]

    @cached_property
    def queues(self) -> tuple[str, ...]:
        """Names of the queues, each followed by the classes of its customers; then ``all`` when there are several queues."""
        names = self.scenario.queues_and_classes
        return (*names, EVERYTHING) if len(self.scenario.queues) > 1 else names

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """Names of the agent groups, then ``all`` when there are several."""
        names = tuple(self.scenario.agent_groups)
        return (*names, EVERYTHING) if len(names) > 1 else names

    @property
    def logs(self) -> Sequence[DayLog]:
        """The full log of every day.

        When it was not kept (runs of over a million contacts, or on several cores) the days are simulated again, to
        the same bit; an analyst's process must then do the same again too, and so keep nothing from one day to the next.
        """
        if self.kept_logs is not None:
            return self.kept_logs
        logs = list(self.each_log())
        object.__setattr__(self, "kept_logs", logs)
        return logs

    def each_log(self) -> Iterator[DayLog]:
        """The full log of one day after the other, in order, none of them kept here; see ``logs``."""
        if self.kept_logs is not None:
            yield from self.kept_logs
            return
        if self.rerun is None:
            raise UsageError("this run's contact log is not here", "run the scenario again")
        contacts = 0
        for log in self.rerun.each():
            contacts += len(log.contacts)
            yield log
        if contacts != self.facts.contacts:
            raise RunError("the days came out differently when they were simulated again", "does the process keep state?")

    @cached_property
    def contacts(self) -> pd.DataFrame:
        """One row per try of a customer, warm-up included.

        Columns
        -------
        replication : int, from 0
        customer : int, the same customer in every variant; attempt : int, number of the leg in its journey, from 1
        queue, channel, agent_group, outcome : category (agent_group empty without answer)
        customers : category, the class of the queue's customers, empty in a queue without; only where some queue has classes
        arrival, answered, ended : float, seconds after midnight; NaN where it did not happen
        wait, talk, wrap_up : float, seconds; talk and wrap-up NaN without answer
        could_answer : float, seconds after midnight when an agent would have taken a contact that had left
        agent : int, -1 without answer
        unfinished : bool, still waiting when the day could not go on
        warm_up : bool, arrived in the warm-up and is not measured
        reason : category, how the leg came about: first_try, redial, transfer, repeat, call_back, assistance
        journey : int, the same for all legs of one customer's journey on a day
        """
        from simdesk.results.shown.frames import contacts

        return contacts(self)

    @cached_property
    def agents(self) -> pd.DataFrame:
        """One row per span of an agent's day, in order of agent and time.

        Columns
        -------
        replication, agent : int
        agent_group : category
        activity : category: handling, wrap_up, idle, break. Who has several contacts in hand has a row for each, at the
        same time, with all the time from its answer on; idle is the time on duty with nothing in hand
        begin, end : float, seconds after midnight; seconds : float
        queue : category, of the contact in hand
        """
        from simdesk.results.shown.frames import agents

        return agents(self)

    @cached_property
    def intervals(self) -> pd.DataFrame:
        """One row per measured interval and queue, class of its customers, and ``all`` (several queues), means over the days.

        Columns
        -------
        start : str, HH:MM; queue : str, ``sales.gold`` for a class of customers
        one column per metric of queues that this floor and an interval have (see ``simdesk.measure.definitions``): seconds,
        contacts or shares as fractions; NaN without data
        service_level_low, service_level_high : float, the 95% confidence interval
        in_time_by : str, the column that says whether the queue's contacts were served in time; empty where none does
        """
        from simdesk.results.shown.frames import intervals

        return intervals(self)

    @cached_property
    def staffing(self) -> pd.DataFrame:
        """One row per measured interval and agent group, means over the days.

        Columns
        -------
        start : str, HH:MM; agent_group : str
        one column per metric of groups that this floor and an interval have: agents, shares as fractions, hours, cost
        """
        from simdesk.results.shown.frames import staffing

        return staffing(self)

    @cached_property
    def days(self) -> pd.DataFrame:
        """One row per replication and queue, class of its customers, and ``all`` (when there are several queues).

        Columns
        -------
        replication : int; queue : str
        one column per headline metric of queues, that day's value; NaN without data
        """
        from simdesk.results.shown.frames import days

        return days(self)

    @cached_property
    def by_day(self) -> pd.DataFrame:
        """One row per day of a scenario of several days and queue, class of its customers, and ``all``, means over the runs.

        Columns
        -------
        day : str, such as ``Mon 2026-03-23``; queue : str
        the columns of ``intervals``
        """
        from simdesk.results.shown.frames import by_day

        return by_day(self)

    @cached_property
    def summary(self) -> pd.DataFrame:
        """One row per headline measure.

        Columns
        -------
        scope : "queue" or "agent_group"; subject : str; metric : str; unit : str
        mean, low, high : float, estimate and 95% confidence interval; p10, p90 : float, percentiles of the days
        times_fewer_days : float, what variance reduction is worth (see ``Estimate``); NaN without
        expression : str, the measure as it can be asked for
        """
        from simdesk.results.shown.frames import summary

        return summary(self)

    @cached_property
    def targets(self) -> pd.DataFrame:
        """One row per target.

        Columns
        -------
        target : str; verdict : met, missed, uncertain or no data
        mean, low, high : float, the measure and its 95% confidence interval; days_met : share of days that met the target
        p10, p90 : float, percentiles of the days; bound : float; unit : str
        times_fewer_days : float, what variance reduction is worth (see ``Estimate``); NaN without
        """
        from simdesk.results.shown.frames import targets

        return targets(self)

    @cached_property
    def figures(self) -> Figures:
        """The charts, as plotly figures."""
        return Figures(self.measures, self.headline.service_levels, tuple(self.scenario.targets))

    def explain(
        self,
        contact: int | None = None,
        day: int | None = None,
        *,
        interval: str | float | None = None,
        queue: str | None = None,
    ) -> Story:
        """Why a contact waited, or why an interval missed its service level, in plain sentences.

        Days and contacts count from 0: each day is one replication, each contact one row of its day in ``contacts``.

        Parameters
        ----------
        contact : int, optional
            Without it and without an interval: the longest waiting of the day, or of ``queue``.
        day : int, optional
            For a contact None is day 0; for an interval all days, or as many as have some 100,000 contacts.
        interval : str or float, optional
            A time of day in it, such as ``10:30``, or seconds after midnight: its causes of lateness, the largest first. Of
            several days with the day in front: ``2026-03-24 10:30``, ``tuesday 10:30``, ``day 2 10:30``.
        queue : str, optional
            For an interval, None takes the queue with the most late contacts there.

        Returns
        -------
        Story
            ``print`` it, or read its ``lines`` and ``document()``.

        Raises
        ------
        UsageError
            When there is no such contact, day, interval or queue.
        """
        from simdesk.explain.ask import Run, explain_contact, explain_interval

        if self.rerun is None:
            raise UsageError("the days of this run are not here", "run the scenario again")
        rerun, facts = self.rerun, self.facts
        rerun.check_explainable()
        asked = Run(
            floor=rerun.work.floor,
            demand=rerun.work.demand,
            days=facts.replications,
            played=rerun.day,
            service_levels=self.headline.service_levels,
            rule=self.scenario.service_level,
            targets=self.scenario.targets,
            process=rerun.process,
            engine=rerun.work.engine,
        )
        if interval is None:
            return explain_contact(asked, contact, day, queue)
        if contact is not None:
            raise UsageError("a contact or an interval, not both")
        return explain_interval(asked, interval, queue, day)

    def __repr__(self) -> str:
        verdicts = ", ".join(f"{j.target.text}: {j.verdict}" for j in self.judgements)
        return f"<Results of {self.scenario.name!r}: {facts_line(self.facts)}; {verdicts or 'no targets'}>"

    def _repr_html_(self) -> str:
        from simdesk.results.shown.notebook import verdict_table

        return verdict_table(self)

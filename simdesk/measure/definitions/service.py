"""What service customers got: answered in time, done in time, or lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simdesk.measure.confidence import LeftOver, Sample
from simdesk.measure.definitions.floors import with_due_work
from simdesk.measure.metric import Metric, Place
from simdesk.measure.undone import BY_DUE
from simdesk.measure.view import EachInterval, View

if TYPE_CHECKING:
    from numpy.typing import NDArray


class _Counted:
    """What a service level is made of, each of shape (days,)."""

    def __init__(self, view: View) -> None:
        self.view = view

    @property
    def answered(self) -> NDArray[np.float64]:
        return self.view.count("answered")

    @property
    def gave_up(self) -> NDArray[np.float64]:
        """Abandoned or balked."""
        return self.view.count("abandoned") + self.view.count("balked")

    @property
    def sent_away(self) -> NDArray[np.float64]:
        return self.view.count("sent_away")

    @property
    def lost(self) -> NDArray[np.float64]:
        return self.gave_up + self.sent_away

    @property
    def short(self) -> NDArray[np.float64]:
        """Abandoned or balked within the short-abandon time."""
        return self.view.total(self.view.data.short[self.view.short_abandon])

    @property
    def lost_short(self) -> NDArray[np.float64]:
        """Abandoned, balked or turned away at closing within the short-abandon time."""
        return self.view.total(self.view.data.lost_in_time[self.view.short_abandon])

    @property
    def in_time(self) -> NDArray[np.float64]:
        """Answered within the threshold."""
        return self.view.total(self.view.data.in_time[self._threshold])

    @property
    def lost_in_time(self) -> NDArray[np.float64]:
        return self.view.total(self.view.data.lost_in_time[self._threshold])

    @property
    def virtual(self) -> Sample:
        """Those whose wait would have been in time, of those of whom that is known."""
        data = self.view.data
        return Sample(
            self.view.total(data.virtual_in_time[self._threshold]), self.view.total(data.virtual_known[self._threshold])
        )

    @property
    def _threshold(self) -> float:
        return 0.0 if self.view.threshold is None else self.view.threshold


def _genesys(c: _Counted) -> Sample:
    rule, counted = c.view.rule, c.answered.copy()
    if rule.genesys_include_abandons:
        counted += c.gave_up if rule.genesys_include_short_abandons else c.gave_up - c.short
    if rule.genesys_include_sent_away:
        counted += c.sent_away
    return Sample(c.in_time, counted)


@dataclass(frozen=True)
class ServiceLevelDefinition:
    """One way of counting a service level.

    Parameters
    ----------
    formula : str
        In words.
    computed : callable
    """

    formula: str
    computed: Callable[[_Counted], Sample]


DEFINITIONS = {
    "of_answered": ServiceLevelDefinition("answered in time ÷ answered", lambda c: Sample(c.in_time, c.answered)),
    "of_offered": ServiceLevelDefinition(
        "answered in time ÷ (answered + abandoned)", lambda c: Sample(c.in_time, c.answered + c.lost)
    ),
    "abandoned_in_time_good": ServiceLevelDefinition(
        "(answered in time + abandoned in time) ÷ (answered + abandoned)",
        lambda c: Sample(c.in_time + c.lost_in_time, c.answered + c.lost),
    ),
    "abandoned_in_time_removed": ServiceLevelDefinition(
        "answered in time ÷ (answered + abandoned late)",
        lambda c: Sample(c.in_time, c.answered + c.lost - c.lost_in_time),
    ),
    "short_abandons_credited": ServiceLevelDefinition(
        "(answered in time + short abandons) ÷ (answered + abandoned)",
        lambda c: Sample(c.in_time + c.lost_short, c.answered + c.lost),
    ),
    "short_abandons_removed": ServiceLevelDefinition(
        "answered in time ÷ (answered + abandoned − short abandons)",
        lambda c: Sample(c.in_time, c.answered + c.lost - c.lost_short),
    ),
    "virtual": ServiceLevelDefinition(
        "contacts whose wait would have been in time had they stayed ÷ all who could have waited", lambda c: c.virtual
    ),
    "of_expected": ServiceLevelDefinition(
        "answered in time ÷ contacts expected by the plan, blocked ones included",
        lambda c: Sample(c.in_time, c.view.count("expected")),
    ),
    "genesys": ServiceLevelDefinition(
        "(answered − answered late) ÷ (answered + abandoned [+ sent away] [− short abandons] [− abandons])", _genesys
    ),
}
"""The definitions of service level by name."""


def _done_in_time(view: View) -> Sample:
    threshold = BY_DUE if view.threshold is None else view.threshold
    return Sample(view.total(view.data.done_in_time[threshold]), view.total(view.data.done_known[threshold]))


def _left_over(measured: Sample, waiting: NDArray[np.float64], *, counted_already: bool = False) -> LeftOver:
    more = 0.0 if counted_already else waiting
    denominator = measured.denominator + more
    return LeftOver(waiting, Sample(measured.numerator, denominator), Sample(measured.numerator + waiting, denominator))


def _left_over_service(view: View) -> LeftOver:
    """Of ``of_expected`` the denominator is the plan, which has the contacts that wait."""
    measured = DEFINITIONS[view.definition].computed(_Counted(view))
    return _left_over(measured, view.count("unfinished"), counted_already=view.definition == "of_expected")


def _left_over_work(view: View) -> LeftOver:
    """Of the contacts that wait, those whose time is over count as late already; without a time of its own, a queue has none."""
    measured = _done_in_time(view)
    timed = np.array([view.threshold is not None or queue.due < np.inf for queue in view.plan.queues], float)[:, np.newaxis]

    def count(name: str) -> NDArray[np.float64]:
        return view.total(view.data.counts[name] * timed)

    finished = count("answered") + count("abandoned") + count("balked") + count("sent_away")
    late = np.maximum(measured.denominator - finished, 0.0)
    return _left_over(measured, np.maximum(count("unfinished") - late, 0.0))


def _answered(view: View) -> Sample:
    """Of the contacts that ended, those that an agent took. Those of bots, and those that chose a call-back, are in neither."""
    answered = view.count("answered")
    return Sample(answered, answered + sum(view.count(name) for name in ("abandoned", "balked", "blocked", "sent_away")))


def _intervals_met(view: View) -> Sample:
    """Of the intervals of a day in which contacts count, those with a service level that reaches the goal."""
    level = DEFINITIONS[view.definition].computed(_Counted(EachInterval.of(view)))
    counted = level.denominator > 0
    # Counts are whole: what 80% of 5 contacts lacks by rounding is no contact.
    met = counted & (level.numerator >= (view.goal or 0.0) * level.denominator - 1e-9)
    return Sample(*(each.reshape(view.days, -1).sum(axis=1).astype(float) for each in (met, counted)))


METRICS = (
    Metric(
        name="service_level",
        also=(
            "sl",
            "sla",
            "tsf",
            "service_factor",
            "telephone_service_factor",
        ),
        subject="queue",
        unit="share",
        better=+1,
        heading="Service level",
        formula="by the definition named; balked contacts, and those turned away at closing, count as abandoned after their wait "
        "(for ``genesys`` those turned away are flow-outs, however short they waited)",
        computed=lambda view: DEFINITIONS[view.definition].computed(_Counted(view)),
        places=Place.RUN | Place.EACH_DAY,
        arguments=("threshold", "definition", "short_abandon"),
        words_given="service level within {threshold}",
        waits=True,
        in_time=True,
        left_over=_left_over_service,
        adds_up=True,
        more_agents=+1,
        served_only=True,
        erlang="service_level",
        needs=frozenset({"in_time"}),
    ),
    Metric(
        name="intervals_met",
        also=("intervals_in_target", "intervals_in_service_level", "interval_service_level", "intervals_in_sla"),
        subject="queue",
        unit="share",
        better=+1,
        heading="Intervals met",
        formula="intervals of a day whose service level is at least the goal ÷ intervals of that day in which contacts count; no "
        "data without such contacts; in tables the goal is that of a target on it, else 80%",
        computed=_intervals_met,
        places=Place.NONE,
        arguments=("threshold", "goal", "definition", "short_abandon"),
        words="share of intervals met",
        words_given="share of intervals with a service level of {goal} within {threshold}",
        day_only=True,
        waits=True,
        more_agents=+1,
        served_only=True,
        needs=frozenset({"in_time"}),
    ),
    Metric(
        name="done_in_time",
        also=("on_time", "done_on_time", "in_due_time", "done_within_due", "due_met"),
        subject="queue",
        unit="share",
        better=+1,
        heading="Done in time",
        formula="contacts whose talk or reply ended within the time after they came (or by the queue's due), not those whose "
        "customer left within ÷ those answered or lost, and those still waiting whose time was over at closing; no data without "
        "any",
        computed=_done_in_time,
        places=Place.RUN | Place.EACH_DAY,
        arguments=("threshold",),
        by_due=True,
        words="share done in time",
        words_given="share done within {threshold}",
        on_floor=with_due_work,
        in_time=True,
        left_over=_left_over_work,
        adds_up=True,
        more_agents=+1,
        felt_later=True,
        needs=frozenset({"done_in_time"}),
    ),
    Metric(
        name="abandon_rate",
        also=(
            "abandon",
            "abandonment",
            "abandonment_rate",
            "aban",
            "abn",
            "abandoned_rate",
            "abandoned",
            "abandon_percentage",
        ),
        subject="queue",
        unit="share",
        better=-1,
        heading="Abandon rate",
        formula="(abandoned + balked) ÷ offered; no data without offered contacts",
        computed=lambda view: view.ratio(("abandoned", "balked"), "offered"),
        places=Place.RUN | Place.EACH_DAY | Place.COMPARED | Place.COMPARED_BY_INTERVAL,
        short="abandoned",
        adds_up=True,
        more_agents=-1,
        served_only=True,
        erlang="abandon_rate",
    ),
    Metric(
        name="answer_rate",
        also=(
            "answered",
            "answered_share",
            "answered_rate",
            "share_answered",
            "percent_answered",
            "percentage_answered",
            "answered_percentage",
            "answered_percent",
            "answer_percentage",
            "handled_rate",
            "reachability",
        ),
        subject="queue",
        unit="share",
        better=+1,
        heading="Answer rate",
        formula="answered ÷ (answered + abandoned + balked + blocked + sent away); no data without any",
        computed=_answered,
        places=Place.NONE,
        words="share answered",
        adds_up=True,
        more_agents=+1,
        served_only=True,
    ),
)

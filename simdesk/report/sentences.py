"""What a verdict means, in plain sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from simdesk.figures.wording import format_bound, format_estimate, measure_phrase
from simdesk.formats import format_measure
from simdesk.measure.expression import Expression, Target
from simdesk.measure.measures import Measures
from simdesk.measure.registry import EVERYTHING
from simdesk.measure.verdict import Judgement, Verdict
from simdesk.results.shown.words import undecided_words


def subject_of(expression: Expression) -> str:
    """What is measured, of whom: ``the service level within 20 s of sales``."""
    words = measure_phrase(expression)
    if expression.subject == EVERYTHING:
        return f"the {words} over all {'queues' if expression.about.subject == 'queue' else 'agent groups'}"
    return f"the {words} of {expression.subject}"


def sentence(judgement: Judgement, measures: Measures) -> str:
    """A verdict in one or two sentences.

    Parameters
    ----------
    judgement : Judgement
    measures : Measures
        The run that was judged: it knows how many of its days have data.
    """
    target, found = judgement.target, judgement.estimate
    subject = subject_of(target.expression)
    unit, bound = target.expression.about.unit, format_bound(target)
    days = int(np.sum(~np.isnan(measures.sample(target.expression).days)))
    if judgement.verdict is Verdict.NO_DATA:
        return f"No data: there was nothing to measure for {subject} on any day."
    estimate = format_estimate(found, unit)
    keep = f"{_days(judgement, days)} {_verb(target, judgement, days)}"
    if judgement.verdict is Verdict.MET:
        return f"Met: {subject} is {estimate}, and {keep} {bound}."
    if judgement.verdict is Verdict.MISSED:
        side = "below the" if target.comparison in (">=", ">") else "above the"
        asked = "asked for" if target.comparison in (">=", ">") else "allowed"
        return f"Missed: {subject} is {estimate}, {side} {bound} {asked}; {keep} it."
    if judgement.verdict is Verdict.UNFINISHED and judgement.undecided is not None:
        rest = undecided_words(judgement, measures.per_run)
        return f"Unfinished: {subject} is {estimate}, of the contacts that were finished; {rest}"
    if days < 2:
        return (
            f"Uncertain: {subject} is {format_measure(found.mean, unit)} on the only day with data, "
            f"and one day cannot show how much is random; simulate more days."
        )
    return f"Uncertain: {subject} is {estimate}, and {bound} lies within that range; more days would tell. So far {keep} {bound}."


def _met(judgement: Judgement, days: int) -> int:
    return round(judgement.days_met * days)


def _days(judgement: Judgement, days: int) -> str:
    met = _met(judgement, days)
    if met == 0:
        return f"none of the {days} days"
    if met == days:
        return "both days" if days == 2 else f"all {days} days"
    return f"{met} of {days} days"


def _verb(target: Target, judgement: Judgement, days: int) -> str:
    one = _met(judgement, days) < 2
    if target.comparison in (">=", ">"):
        return "reaches" if one else "reach"
    return "keeps within" if one else "keep within"


def tally_of_verdicts(judgements: Sequence[Judgement]) -> str:
    """All verdicts in one line: ``2 of 4 targets met, 1 missed, 1 uncertain``."""
    if not judgements:
        return "The scenario names no targets."
    counts = Counter(judgement.verdict for judgement in judgements)
    noun = "target" if len(judgements) == 1 else "targets"
    parts = [f"{counts[Verdict.MET]} of {len(judgements)} {noun} met"]
    words = {
        Verdict.MISSED: "missed",
        Verdict.UNCERTAIN: "uncertain",
        Verdict.UNFINISHED: "with unfinished work",
        Verdict.NO_DATA: "without data",
    }
    parts += [f"{counts[verdict]} {word}" for verdict, word in words.items() if counts[verdict]]
    return ", ".join(parts)

"""What a planner should know before using the plan, in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from simdesk.formats import format_measure
from simdesk.measure.expression import Target
from simdesk.measure.verdict import Verdict

if TYPE_CHECKING:
    from simdesk.planning.staffing.staff import Staffing

_NAMED = 3
"""Intervals listed by name; of further ones only their number is given."""


def notes(found: Staffing) -> Iterator[str]:
    """Sentences, the most important first."""
    problem, floor = found.problem, found.problem.floor
    if found.stopped:
        yield "The search was interrupted: there may be a cheaper plan."
    for one in found.out_of_reach:
        unit = one.target.expression.about.unit
        where, nearest = "", "Nearest"
        if one.intervals:
            where, nearest = f" in {_intervals(found, one.intervals)}", "At worst"
        yield f"{one.target.text} is out of reach{where}: {one.why}. {nearest}: {format_measure(one.nearest, unit)}."
    if not problem.costs_given and any(group.cost > 0 for group in floor.groups):
        free = ", ".join(floor.groups[g].name for g in problem.free if floor.groups[g].cost == 0)
        yield f"The scenario gives no cost for {free}, so the plan has the fewest agent hours, not the lowest cost."
    unused = [floor.groups[g].name for g in problem.free if (found.headcount[g] == 0).all()]
    if unused:
        names = ", ".join(unused)
        yield f"The plan uses no agents of {names}. If they are rostered anyway, use --fixed or --at-least and compare the cost."
    shifts = [floor.groups[g].name for g in problem.free if floor.groups[g].shifts]
    if shifts:
        verb = "work" if len(shifts) > 1 else "works"
        names = ", ".join(shifts)
        yield f"{names} {verb} shifts in the scenario. The plan gives agents by interval, without breaks: shifts must cover them."
    if not problem.per_interval:
        empty = (found.on_duty.sum(axis=0) == 0) & problem.open
        arrived = found.results.measures.tallies.data.counts["offered"].sum(axis=1).mean(axis=0) > 0
        if (empty & arrived).any():
            when = _intervals(found, tuple(np.flatnonzero(empty & arrived).tolist()))
            yield (
                f"Over the day the targets are met with nobody scheduled in {when}, when contacts arrive. To avoid that, use "
                "--targets-per interval or --at-least."
            )
    for judgement in found.results.judgements:
        if judgement.verdict is Verdict.NO_DATA and left_out(found, judgement.target):
            group = judgement.target.expression.subject
            yield f"{judgement.target.text} has no data: the plan uses no agents of {group}. It does not count as missed."


def left_out(found: Staffing, target: Target) -> bool:
    """Whether a target is about a group of which the plan uses no agents."""
    groups = found.problem.floor.groups
    return any(groups[g].name == target.expression.subject and (found.headcount[g] == 0).all() for g in found.problem.free)


def _intervals(found: Staffing, which: tuple[int, ...]) -> str:
    """How many intervals, and the first of them."""
    label = found.results.measures.interval_label
    if len(which) == 1:
        return f"the interval at {label(which[0])}"
    first = ", ".join(label(i) for i in which[:_NAMED])
    return f"{len(which)} intervals ({first}{' and more' if len(which) > _NAMED else ''})"

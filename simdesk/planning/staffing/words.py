"""What a planner should know before using the heads found, in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from simdesk.measure.expression import Target
from simdesk.measure.verdict import Verdict
from simdesk.units import format_measure

if TYPE_CHECKING:
    from simdesk.planning.staffing.staff import Staffing

_NAMED = 3
"""Intervals that are named; of more, how many they are."""


def notes(found: Staffing) -> Iterator[str]:
    """Sentences, the weightiest first."""
    problem, floor = found.problem, found.problem.floor
    if found.stopped:
        yield "The search was interrupted: there may be cheaper heads."
    for one in found.out_of_reach:
        unit = one.target.expression.about.unit
        where, nearest = "", "Nearest"
        if one.intervals:
            where, nearest = f" in {_intervals(found, one.intervals)}", "At worst"
        yield f"{one.target.text} is out of reach{where}: {one.why}. {nearest}: {format_measure(one.nearest, unit)}."
    if not problem.costs_given and any(group.cost > 0 for group in floor.groups):
        free = ", ".join(floor.groups[g].name for g in problem.free if floor.groups[g].cost == 0)
        yield f"No cost is given for {free}, so agent hours were made as few as possible, not cost."
    unused = [floor.groups[g].name for g in problem.free if (found.heads[g] == 0).all()]
    if unused:
        nobody = f"Nobody of {', '.join(unused)} is in these heads"
        yield f"{nobody}. Where they work anyway, fix them or set their least heads, and compare the cost."
    shifts = [floor.groups[g].name for g in problem.free if floor.groups[g].shifts]
    if shifts:
        verb = "work" if len(shifts) > 1 else "works"
        names = ", ".join(shifts)
        yield f"{names} {verb} shifts in the scenario. Found are heads by interval, without breaks: what shifts must cover."
    if not problem.each:
        empty = (found.on_the_floor.sum(axis=0) == 0) & problem.open
        came = found.results.measures.tallies.data.counts["offered"].sum(axis=1).mean(axis=0) > 0
        if (empty & came).any():
            when = _intervals(found, tuple(np.flatnonzero(empty & came).tolist()))
            yield (
                f"Over the day the targets hold with nobody there in {when}, though contacts come. Where that will not do, hold "
                "them in each interval, or set the least heads."
            )
    for judgement in found.results.judgements:
        if judgement.verdict is Verdict.NO_DATA and left_out(found, judgement.target):
            group = judgement.target.expression.subject
            yield f"{judgement.target.text} says nothing, as nobody of {group} is in these heads; it is not counted as missed."


def left_out(found: Staffing, target: Target) -> bool:
    """Whether a target is about a group of which the heads found have nobody."""
    groups = found.problem.floor.groups
    return any(groups[g].name == target.expression.subject and (found.heads[g] == 0).all() for g in found.problem.free)


def _intervals(found: Staffing, which: tuple[int, ...]) -> str:
    """How many intervals, and the first of them."""
    label = found.results.measures.interval_label
    if len(which) == 1:
        return f"the interval at {label(which[0])}"
    first = ", ".join(label(i) for i in which[:_NAMED])
    return f"{len(which)} intervals ({first}{' and more' if len(which) > _NAMED else ''})"

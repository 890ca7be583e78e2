"""What a planner should know before using the heads found, in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from simdesk.units import format_measure

if TYPE_CHECKING:
    from simdesk.planning.staff import Staffing


def notes(found: Staffing) -> Iterator[str]:
    """Sentences, the weightiest first."""
    problem, floor = found.problem, found.problem.floor
    if found.stopped:
        yield "The search was interrupted: there may be cheaper heads."
    for one in found.out_of_reach:
        unit = one.target.expression.about.unit
        yield f"{one.target.text} is out of reach: {one.why}. Nearest: {format_measure(one.nearest, unit)}."
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
        empty = found.on_the_floor.sum(axis=0) == 0
        came = found.results.measures.tallies.data.counts["offered"].sum(axis=1).mean(axis=0) > 0
        if (empty & came).any():
            when = [found.results.measures.interval_label(int(i)) for i in np.flatnonzero(empty & came)]
            yield (
                f"Over the day the targets hold with nobody there in {len(when)} intervals in which contacts come (the first at "
                f"{when[0]}). Where that will not do, hold them in each interval, or set the least heads."
            )

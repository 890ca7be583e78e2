"""Which single change would have met the threshold: the same day simulated again with that change."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from simdesk.demand.workload import Workload
from simdesk.engine.log import DayLog
from simdesk.explain.case import Case, Line
from simdesk.explain.changes import (
    has_breaks,
    has_outages,
    queue_first,
    takes_others,
    with_agents,
    without_breaks,
    without_outages,
)
from simdesk.explain.ending import late_or_not
from simdesk.explain.journeys import rows_before, workload_rows
from simdesk.explain.lateness import judged
from simdesk.explain.words import clock, count, duration, listed, ordinal
from simdesk.floor.dates import Dates
from simdesk.floor.plan import FloorPlan
from simdesk.rules.codes import ANSWERED, LEFT_WITHIN

Play = Callable[[FloorPlan, Workload], DayLog]

MOST_AGENTS_ADDED = 10
"""So many more agents are tried before the search ends."""


def remedy_lines(case: Case, play: Play) -> Iterator[Line]:
    """What would have made a late contact in time, each thing by itself, all else the same and the same customers.

    Parameters
    ----------
    case : Case
    play : callable
        Plays a day: ``play(plan, workload)``.
    """
    counted, in_time = late_or_not(case)
    if not counted or in_time or not case.groups:  # more agents, fewer breaks: of nobody who may take it
        return
    helped, tried = [], []
    for words, key, plan in _single_things(case):
        found = _with(case, play(plan, case.workload))
        tried.append(key)
        if found is not None:
            helped.append((words, key, found))
    if helped:
        parts = [f"{words} ({_answer_words(found, case.plan.dates)})" for words, _, found in helped]
        text = f"It would have been in time with {listed(parts, 'or')}."
        facts = {"tried": tried, "helps": [{"change": key, **found} for _, key, found in helped]}
        yield Line("remedy", None, text, facts)
        return
    yield _more_agents(case, play, tried)


def _single_things(case: Case) -> Iterator[tuple[str, str, FloorPlan]]:
    """Single changes of the floor: words, a key, and the changed plan."""
    plan = case.plan
    for g in case.groups:
        more = with_agents(plan, g, 1, plan.opening, plan.closing)
        yield f"one more agent in {case.group_name(g)} all day", f"one_more:{case.group_name(g)}", more
    begin, end = plan.opening, case.arrival if math.isnan(case.left) else case.left
    if has_breaks(plan, case.groups, begin, end):
        names = listed([case.group_name(g) for g in case.groups])
        yield f"no breaks in {names} up to then", "no_breaks", without_breaks(plan, case.groups, begin, end)
    if has_outages(plan, case.groups, end):
        names = listed([case.group_name(g) for g in case.groups if has_outages(plan, [g], end)])
        yield f"no outage of {names} up to then", "no_outage", without_outages(plan, case.groups, end)
    others = takes_others(plan, case.queue)
    if others:
        names = listed([case.group_name(g) for g in others])
        yield f"{case.queue_name} before all other queues in {names} all day", "queue_first", queue_first(plan, case.queue)


def _with(case: Case, log: DayLog) -> dict[str, Any] | None:
    """Its answer in a day played otherwise, if it is in time there; an earlier try's when that one sufficed."""
    c = log.contacts
    rows = workload_rows(log, case.workload)
    k, number = -1, 0
    chain = (case.row, *rows_before(case.workload, case.row))
    for legs_earlier, row in enumerate(chain):
        made = np.flatnonzero(rows == row)
        if len(made):
            k, number = int(made[0]), len(chain) - legs_earlier
            break
    counted, in_time = judged(c, case.measure, case.rule, case.plan)
    if k < 0 or not (counted[k] and in_time[k]) or c.outcome[k] not in (ANSWERED, LEFT_WITHIN):
        return None
    earlier = number < len(chain)
    return {"answered": float(c.answered[k]), "wait": float(c.wait[k]), "attempt": number, "earlier_try": earlier}


def _answer_words(found: dict[str, Any], dates: Dates | None) -> str:
    which = f"its customer's {ordinal(found['attempt'])} contact " if found["earlier_try"] else ""
    when = f"{which}answered at {clock(found['answered'], dates)}"
    return f"{when} at once" if found["wait"] == 0 else f"{when}, after {duration(found['wait'])}"


def _more_agents(case: Case, play: Play, tried: list[str]) -> Line:
    """How many more agents of the first choice it takes when no single thing suffices."""
    plan, g = case.plan, case.groups[0]
    nothing = "No single change tried would have met the threshold: not one more agent in any of its groups"
    nothing += ", nor no breaks" if "no_breaks" in tried else ""
    nothing += ", nor no outage" if "no_outage" in tried else ""
    nothing += ", nor its queue before all others" if "queue_first" in tried else ""
    for number in range(2, MOST_AGENTS_ADDED + 1):
        found = _with(case, play(with_agents(plan, g, number, plan.opening, plan.closing), case.workload))
        if found is not None:
            answered = _answer_words(found, case.plan.dates)
            text = f"{nothing}. It takes {count(number, 'more agent')} in {case.group_name(g)} all day ({answered})."
            return Line("remedy", None, text, {"tried": tried, "helps": [], "agents": number, **found})
    text = f"{nothing}, nor {count(MOST_AGENTS_ADDED, 'more agent')} in {case.group_name(g)} all day."
    return Line("remedy", None, text, {"tried": tried, "helps": [], "agents": None})

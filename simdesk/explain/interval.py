"""Why an interval missed its service level, told in sentences: its contacts, its agents and the largest causes."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from simdesk.demand.workload import Workload
from simdesk.engine.log import DayLog
from simdesk.explain.attribution import MOST_AGENTS_ADDED, STAFF, Attribution, Causes
from simdesk.explain.case import OUTBOUND, Line
from simdesk.explain.changes import time_out
from simdesk.explain.counterfactual import QueueInterval
from simdesk.explain.lateness import judged
from simdesk.explain.story import Story
from simdesk.explain.words import count, listed
from simdesk.formats import format_share
from simdesk.measure.loads import planned_heads, work_by_plan
from simdesk.measure.timeline import time_in_intervals
from simdesk.rules.codes import (
    ANSWERED,
    BREAK,
    CONTAINED,
    LEFT_WITHIN,
    MEETING,
    MISSED,
    ON_DUTY,
    PASSED_ON,
    PAUSED,
    RANG,
    REFUSED,
)

if TYPE_CHECKING:
    pass

SHOWN = 5
"""Causes told, the largest first."""


def tell_interval(causes: Causes, days: Sequence[tuple[Workload, DayLog]], which: str, subject: dict[str, Any]) -> Story:
    """The causes as a story.

    Parameters
    ----------
    causes : Causes
    days : sequence of (Workload, DayLog)
        The days they were measured on.
    which : str
        The days in words: ``day 3``, ``100 days``.
    subject : dict
        What the story is of.
    """
    where, name = causes.where, causes.where.plan.queues[causes.where.queue].name
    span = f"{where.plan.clock(where.begin)} to {where.plan.clock(where.end, end=True)}"
    level = "no contacts that count" if math.isnan(causes.service_level) else f"{format_share(causes.service_level)} in time"
    title = f"{name} from {span}, {which}: {level}"
    facts: dict[str, Any] = {
        "service_level": causes.service_level,
        "target": causes.level.target,
        "late": float(causes.late.mean()),
    }
    facts["measure"] = causes.level.measure.text
    return Story(title, tuple(_lines(causes, days)), subject | {"queue": name, "interval": where.begin} | facts, where.plan.dates)


def _lines(causes: Causes, days: Sequence[tuple[Workload, DayLog]]) -> Iterator[Line]:
    yield _demand_line(causes, days)
    if not causes.where.groups:
        return  # a bot
    yield _staff_line(causes, days)
    late, one = float(causes.late.mean()), len(days) == 1
    if late == 0:
        yield Line("causes", None, "No contact was late, so there is nothing to explain.", {"late": 0.0})
        return
    per_day = "" if one else " a day"
    yield Line(
        "causes",
        None,
        f"Of {_number(late, one)} late contacts{per_day}, in time without this cause alone:",
        {"late": late},
    )
    shown = [cause for cause in causes.found if cause.fewer > 0][:SHOWN]
    for rank, cause in enumerate(shown, 1):
        yield _cause_line(causes, cause, rank, one)
    no_part = [cause.name for cause in causes.found if cause.fewer <= 0]
    if no_part:
        yield Line("no_part", None, f"No part in it: {listed(no_part)}.", {"causes": no_part})
    left = float(causes.together.late_without.mean())
    text = (
        f"With every cause but staffing removed, {_number(left, one)} would still be late: customers and "
        "long contacts do not come evenly. The causes overlap, so they do not add up."
    )
    yield Line("together", None, text, {"left": left, "fewer": causes.together.fewer, "share": causes.together.share})


def _number(value: float, whole: bool) -> str:
    return f"{value:.0f}" if whole else f"{value:,.1f}"


def _cause_line(causes: Causes, cause: Attribution, rank: int, one: bool) -> Line:
    spread = "" if one or math.isnan(cause.half_width) else f" ± {cause.half_width:.1f}"
    if cause.name == STAFF:
        what = _staff_words(causes)
    else:
        what = cause.figure_of.format(figure=f"{_number(cause.figure, one)}", a_day="" if one else " a day")
    text = f"{rank}. {cause.name}: {_number(cause.fewer, one)}{spread} ({cause.share:.0%}); {what}."
    facts = {
        "cause": cause.name,
        "fewer": cause.fewer,
        "half_width": cause.half_width,
        "share": cause.share,
        "figure": cause.figure,
    }
    return Line("cause", None, text, facts)


def _staff_words(causes: Causes) -> str:
    group = causes.where.plan.groups[causes.where.groups[0]].name
    target = f"the target of {causes.level.target:.0%}"
    if not causes.level.from_scenario:
        target = f"{causes.level.target:.0%} (the scenario has no target for it)"
    if causes.agents is None:
        level = format_share(causes.level_with_agents)
        return f"not even {MOST_AGENTS_ADDED} more agents of {group} in this interval reach {target}: {level}"
    agents = count(causes.agents, "more agent")
    verb = "reaches" if causes.agents == 1 else "reach"
    return f"{agents} of {group} in this interval {verb} {target}: {format_share(causes.level_with_agents)}"


def _demand_line(causes: Causes, days: Sequence[tuple[Workload, DayLog]]) -> Line:
    """Contacts against forecast, late ones and how those ended."""
    where, one = causes.where, len(days) == 1
    offered, again, lost = [], [], []
    for _, log in days:
        c = log.contacts
        mine = (c.queue == where.queue) & (c.arrival >= where.begin) & (c.arrival < where.end)
        counted, in_time = judged(c, causes.level.measure, causes.level.rule, where.plan)
        offered.append(int(mine.sum()))
        again.append(int((mine & (c.attempt > 1)).sum()))
        lost.append(int((mine & counted & ~in_time & ~np.isin(c.outcome, [ANSWERED, LEFT_WITHIN])).sum()))
    forecast = float(days[0][0].expected[where.queue, where.interval])
    own = bool(days[0][0].expected[where.queue].any())  # else its contacts come from other queues
    facts = {
        "offered": float(np.mean(offered)),
        "further_tries": float(np.mean(again)),
        "forecast": forecast,
        "counted": float(causes.counted.mean()),
        "late": float(causes.late.mean()),
        "late_not_answered": float(np.mean(lost)),
    }
    tries = f", {_number(facts['further_tries'], one)} of them further attempts" if facts["further_tries"] else ""
    came = f"{_number(facts['offered'], one)} contacts arrived{'' if one else ' a day'}"
    queue = where.plan.queues[where.queue]
    if queue.bot:
        return Line("demand", None, _bot_words(where, days, came, forecast, facts), facts)
    if queue.channel == OUTBOUND:
        once_more = f", {_number(facts['further_tries'], one)} of them again" if facts["further_tries"] else ""
        came = f"{_number(facts['offered'], one)} customers were due to be called{'' if one else ' a day'}{once_more}"
    elif own:
        came = f"{came}{tries}; the forecast was {forecast:,.1f}"
    else:
        came += ", from other queues, so that there is no forecast"
    text = (
        f"{came}. "
        f"{_number(facts['late'], one)} of {_number(facts['counted'], one)} that count were late, "
        f"{_number(facts['late_not_answered'], one)} of them never answered."
    )
    return Line("demand", None, text, facts)


def _bot_words(
    where: QueueInterval, days: Sequence[tuple[Workload, DayLog]], came: str, forecast: float, facts: dict[str, Any]
) -> str:
    """What became of a bot's contacts."""
    ended, led = 0, 0
    for _, log in days:
        c = log.contacts
        mine = (c.queue == where.queue) & (c.arrival >= where.begin) & (c.arrival < where.end)
        ended += int((mine & (c.outcome == CONTAINED)).sum())
        led += int((mine & (c.outcome == PASSED_ON)).sum())
    facts |= {"contained": ended / len(days), "passed_on": led / len(days)}
    one = len(days) == 1
    what = f"{_number(facts['contained'], one)} ended in the bot and {_number(facts['passed_on'], one)} were passed on"
    return f"{came}; the forecast was {forecast:,.1f}. {what}. Nobody waits for a bot, so nobody was late."


def _staff_line(causes: Causes, days: Sequence[tuple[Workload, DayLog]]) -> Line:
    """Offered load against heads: by plan, on duty and on break, of the groups that may take the queue."""
    where = causes.where
    plan, i = where.plan, where.interval
    load = float(work_by_plan(plan, where.demand)[where.queue, i])
    heads = planned_heads(plan)
    present = {activity: _mean_agents(where, days, activity) for activity in (ON_DUTY, BREAK, MEETING)}
    not_ready = np.sum([_mean_agents(where, days, activity) for activity in (RANG, MISSED, REFUSED, PAUSED)], axis=0)
    parts, groups = [], []
    for g in where.groups:
        name = plan.groups[g].name
        others = sorted({plan.queues[p].name for level in plan.groups[g].takes for p in level if p != where.queue})
        also = f", also for {listed(others)}" if others else ""
        on_break = f", {present[BREAK][g]:.1f} on break" if present[BREAK][g] > 0 else ""
        on_break += f", {present[MEETING][g]:.1f} in meetings" if present[MEETING][g] > 0 else ""
        out = heads[g, i] * time_out(plan, g, where.begin, where.end) / plan.interval
        on_break += f", {out:.1f} of them out" if out > 0 else ""
        ready = f", {not_ready[g]:.1f} of them called or pausing" if not_ready[g] >= 0.05 else ""
        parts.append(f"{name} {present[ON_DUTY][g]:.1f}{ready} (plan {heads[g, i]:.1f}{on_break}{also})")
        groups.append(
            {
                "group": name,
                "planned": float(heads[g, i]),
                "on_duty": present[ON_DUTY][g],
                "on_break": present[BREAK][g],
                "in_meetings": present[MEETING][g],
                "not_ready": float(not_ready[g]),
                "out": float(out),
                "also": others,
            }
        )
    several = any(plan.groups[g].concurrency is not None for g in where.groups)
    work = "contacts in progress at full pace (agents may have several)" if several else "erlangs"
    by_plan = f"Planned load: {load:.1f} {work}. " if load > 0 or days[0][0].expected[where.queue].any() else ""
    text = f"{by_plan}On duty were {'; '.join(parts)}."
    return Line("staff", None, text, {"load": load, "groups": groups})


def _mean_agents(where: QueueInterval, days: Sequence[tuple[Workload, DayLog]], activity: int) -> list[float]:
    """Mean agents of each group in the interval who were on duty, or on break."""
    total = np.zeros(len(where.plan.groups))
    for _, log in days:
        spans = log.spans[log.spans["activity"] == activity]
        rows = spans["group"].astype(np.int64)
        total += time_in_intervals(spans["begin"], spans["end"], rows, len(total), where.begin, where.plan.interval, 1)[:, 0]
    return [float(mean) for mean in total / (len(days) * where.plan.interval)]

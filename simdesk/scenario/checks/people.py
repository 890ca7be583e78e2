"""Checks of agents as people: names that must exist, parts that exclude or need each other, numbers that must fit the group."""

from __future__ import annotations

import math
from typing import Any

from simdesk.formats import format_clock, format_share
from simdesk.scenario.checks.day import check_form, exactly_one
from simdesk.scenario.checks.draft import Draft, given
from simdesk.scenario.checks.routing import skills_of
from simdesk.scenario.language.agents import AgentGroup
from simdesk.scenario.language.people import LearningCurve, Meeting, People, Shrinkage
from simdesk.scenario.reading.diagnostics import did_you_mean
from simdesk.scenario.reading.nodes import Path, Scalar, flow, follow, is_number
from simdesk.scenario.spellings.clocks import is_clock, length_between

NOISE = 1e-9


def check_people(draft: Draft, group: str) -> None:
    """Make every check of one agent group."""
    path: Path = ("agent_groups", group)
    made = draft.groups.get(group)
    if draft.is_mapping((*path, "learning_curve")):
        exactly_one(draft, (*path, "learning_curve"), LearningCurve)
    for key in ("ring_time",):
        check_form(draft, (*path, key), given(made, key), key)
    check_form(draft, (*path, "late", "by"), given(given(made, "late"), "by"), "by")
    _check_shares(draft, path, made)
    _check_several_days(draft, path, made)
    _check_staffing(draft, path, made)
    _check_differences(draft, group, path, given(made, "people") or ())
    _check_meetings(draft, path, made)


def _check_several_days(draft: Draft, path: Path, group: AgentGroup | None) -> None:
    """Who is away is drawn once for a run."""
    hours, shrinkage = given(draft.whole, "hours"), given(group, "shrinkage")
    if hours is None or (hours.days or 1) == 1:
        return
    keys: list[Path] = [(key,) for key in ("absence", "late") if key in draft.keys(path)]
    if isinstance(shrinkage, Shrinkage) and shrinkage.unplanned > 0:
        keys.append(("shrinkage", "unplanned"))
    for key in keys:
        message = "is not supported for several days in one run: an absent agent would be absent on all of them"
        draft.report((*path, *key), message, "give the mean as shrinkage, or simulate one day", key=True)


def _check_shares(draft: Draft, path: Path, group: AgentGroup | None) -> None:
    shrinkage, missed, refused = (given(group, key) for key in ("shrinkage", "missed", "refused"))
    if isinstance(shrinkage, Shrinkage) and shrinkage.planned + shrinkage.unplanned >= 1.0 - NOISE:
        total = format_share(shrinkage.planned + shrinkage.unplanned)
        draft.report((*path, "shrinkage"), f"planned and unplanned add up to {total}", "together they must be below 100%")
    if missed is not None and refused is not None and missed.share + refused.share >= 1.0 - NOISE:
        total = format_share(missed.share + refused.share)
        draft.report((*path, "refused", "share"), f"missed and refused add up to {total}", "some offers must be answered")


def _check_staffing(draft: Draft, path: Path, group: AgentGroup | None) -> None:
    keys = draft.keys(path)
    if "shifts" in keys or "headcount" not in keys:
        if "headcount_is" in keys and "shifts" in keys:
            hint = "shifts are scheduled agents; raise agents to allow for shrinkage"
            draft.report((*path, "headcount_is"), "belongs to headcount", hint, key=True)
        return
    if "late" in keys:
        hint = "give the group shifts: a headcount has no start time for each agent"
        heads, ends = follow(draft.tree, (*path, "headcount")), [follow(draft.tree, ("hours", one)) for one in ("open", "close")]
        start, end = (one if isinstance(one, Scalar) and is_clock(str(one.value)) else None for one in ends)
        if heads is not None and is_number(heads) and start is not None and end is not None:
            length, agents = length_between(start, end).value, flow(heads)
            shift = f"{{start: {flow(start)}, length: {length}, agents: {agents}}}"
            hint = f"a headcount has no start time for each agent: in place of headcount write shifts: [{shift}]"
        draft.report((*path, "late"), "belongs to shifts", hint, key=True)


def _most_agents(group: AgentGroup | None) -> float | None:
    """The most agents a group has by plan; None when that is not known."""
    headcount, shifts = given(group, "headcount"), given(group, "shifts")
    if shifts is not None:
        return math.fsum(shift.agents for shift in shifts)
    if isinstance(headcount, tuple):
        return max(headcount, default=None)
    return float(headcount) if isinstance(headcount, float | int) else None


def _check_differences(draft: Draft, group: str, path: Path, people: tuple[People, ...]) -> None:
    skills = skills_of(draft, group)
    most = _most_agents(draft.groups.get(group))
    names: set[str] = set()
    for index, one in enumerate(people):
        here: Path = (*path, "people", index)
        keys = draft.keys(here)
        if not {"pace", "tenure", "unresolved", "skills", "name"} & set(keys):
            draft.report(
                here,
                "these agents are like the rest of the group",
                f"write {People.example}, or give a tenure, unresolved or skills",
            )
        if "pace" in keys and "tenure" in keys:
            hint = "keep one of pace and tenure: the learning curve gives the pace for a tenure"
            draft.report((*here, "tenure"), "cannot be combined with pace", hint, key=True)
        elif "tenure" in keys and "learning_curve" not in draft.keys(path):
            hint = f"add learning_curve: {LearningCurve.example} to {group}"
            draft.report((*here, "tenure"), "has no effect without a learning curve", hint, key=True)
        if one.name is not None and one.name in names:
            draft.report((*here, "name"), f"the name '{one.name}' is used twice", "choose another name")
        names.add(one.name or "")
        if one.skills is not None and skills is not None:
            _check_skills(draft, here, one.skills, skills)
        taken = one.skills if one.skills is not None else tuple(skills or ())
        if one.unresolved is not None and not any("repeat" in draft.keys(("queues", queue)) for queue in taken):
            hint = "add repeat: {unresolved: 20%, after: 1 h} to a queue they take"
            draft.report((*here, "unresolved"), "has no effect: no queue they take has repeat", hint, key=True)
    total = sum(one.agents for one in people)
    if people and most is not None and total > math.ceil(most - NOISE):
        message = f"{total} agents are listed, but the group has at most {most:g}"
        draft.report((*path, "people"), message, "name fewer, or schedule more", key=True)


def _check_skills(draft: Draft, here: Path, taken: tuple[str, ...], skills: dict[str, Any]) -> None:
    path = (*here, "skills")
    if not taken:
        draft.report(path, "they take nothing", "name at least one of the group's skills")
    for index, name in enumerate(taken):
        if name not in skills:
            message = f"'{name}' is not a skill of the group"
            draft.report((*path, index), message, did_you_mean(name, skills, "skills"))
        elif name in taken[:index]:
            draft.report((*path, index), f"'{name}' is used twice", "name each queue once")


def _check_meetings(draft: Draft, path: Path, group: AgentGroup | None) -> None:
    meetings: tuple[Meeting, ...] = given(group, "meetings") or ()
    people = given(group, "people")
    most = _most_agents(group)
    for index, meeting in enumerate(meetings):
        here: Path = (*path, "meetings", index)
        if meeting.agents is not None and meeting.people is not None:
            hint = "keep one of agents and people"
            draft.report((*here, "people"), "cannot be combined with agents", hint, key=True)
        elif meeting.people is not None and people is not None:
            names = [one.name for one in people if one.name is not None]
            if meeting.people not in names:
                hint = did_you_mean(meeting.people, names, "people") if names else "give some of the group's people this name"
                draft.report((*here, "people"), f"no people of the group are called '{meeting.people}'", hint)
        elif meeting.agents is not None and most is not None and meeting.agents > math.ceil(most - NOISE):
            message = f"{meeting.agents} agents meet, but the group has at most {most:g}"
            draft.report((*here, "agents"), message, "leave it out for a meeting of all")
        if draft.day is not None:
            at = draft.day.moment(meeting.at)
            if not draft.day.opening <= at < draft.day.closing:
                hours = f"{format_clock(draft.day.opening)} to {format_clock(draft.day.closing, end=True)}"
                draft.report((*here, "at"), f"{format_clock(meeting.at)} lies outside the opening hours {hours}")

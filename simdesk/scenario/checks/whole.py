"""What no single value can tell: names that must exist, and parts that exclude or need each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from simdesk.errors import InputError
from simdesk.measure.expression import Expression, ExpressionError, check_subject, parse_precision, parse_target
from simdesk.scenario.checks.channels import check_channels, may_be_bot
from simdesk.scenario.checks.customers import check_customers
from simdesk.scenario.checks.day import (
    check_arrivals,
    check_durations,
    check_hours,
    check_series_length,
    check_shifts,
    exactly_one,
)
from simdesk.scenario.checks.days import check_days
from simdesk.scenario.checks.draft import Draft, given
from simdesk.scenario.checks.events import check_events
from simdesk.scenario.checks.journeys import check_journeys
from simdesk.scenario.checks.people import check_people
from simdesk.scenario.checks.routing import check_routing, skills_of
from simdesk.scenario.checks.talk import check_talk
from simdesk.scenario.language.agents import AgentGroup
from simdesk.scenario.language.customers import classes_of
from simdesk.scenario.language.people import Shrinkage
from simdesk.scenario.language.replications import Replications
from simdesk.scenario.language.words import is_name
from simdesk.scenario.reading.diagnostics import did_you_mean
from simdesk.scenario.reading.nodes import ListNode, MapNode, Path, Scalar, follow


def check_all(draft: Draft) -> None:
    """Make every check that what is right so far allows."""
    check_days(draft)
    check_hours(draft)
    check_events(draft)
    _check_names(draft)
    for name in draft.queues:
        check_arrivals(draft, name)
        check_durations(draft, name)
        check_talk(draft, name)
        check_customers(draft, name)
    for name in draft.groups:
        _check_skills(draft, name)
        _check_staff(draft, name)
        check_shifts(draft, name)
        check_people(draft, name)
    check_routing(draft)
    check_channels(draft)
    _check_answered(draft)
    _check_replications(draft)
    _check_stratified(draft)
    _check_sweep(draft)
    for path, expression in _expressions(draft):
        if not draft.keys(("queues",) if expression.about.subject == "queue" else ("agent_groups",)):
            continue  # there are none, and that has been said
        try:
            check_subject(expression, _queues_and_classes(draft), list(draft.keys(("agent_groups",))))
        except ExpressionError as error:
            draft.report(path, error.message, error.hint, offset=_offset_as_written(draft, path, expression, error.offset))
            continue
        queue = expression.subject.partition(".")[0]
        by_due = expression.about.by_due and expression.threshold is None and queue in draft.queues
        if by_due and "due" not in draft.keys(("queues", queue)):
            hint = f"write {expression.metric}({queue}, 4 h), or give the queue due: 4 h"
            draft.report(path, f"{queue} has no due time", hint)
    check_journeys(draft)


def _queues_and_classes(draft: Draft) -> list[str]:
    """What measures of queues can be of."""
    queues = draft.keys(("queues",))
    return [one for name in queues for one in (name, *classes_of(name, draft.keys(("queues", name, "customers"))))]


def _check_names(draft: Draft) -> None:
    for section, word in (("queues", "queue"), ("agent_groups", "agent group")):
        node = follow(draft.tree, (section,))
        if isinstance(node, MapNode) and not node.entries:
            draft.report((section,), f"needs at least one {word}", key=True)
    if "baseline" in draft.keys(("variants",)):
        hint = "choose another name"
        draft.report(("variants", "baseline"), "comparisons call the scenario itself baseline", hint, key=True)
    for name in draft.keys(("agent_groups",)):
        if name in draft.keys(("queues",)):
            message = f"the name '{name}' is already the name of a queue"
            draft.report(("agent_groups", name), message, "choose another name: targets and tables use names", key=True)


def _check_skills(draft: Draft, group: str) -> None:
    skills = skills_of(draft, group)
    if skills is None:
        return
    queues = draft.keys(("queues",))
    if not skills:
        draft.report(("agent_groups", group, "skills"), "the group has no skill", "name at least one queue: [sales]")
    for name, path in skills.items():
        if name not in queues and queues:
            draft.report(path, f"unknown queue '{name}'", did_you_mean(name, queues, "queues"), key=True)


def _check_staff(draft: Draft, group: str) -> None:
    path: Path = ("agent_groups", group)
    if draft.is_mapping(path):
        exactly_one(draft, path, AgentGroup)
    headcount = given(draft.groups.get(group), "headcount")
    if isinstance(headcount, tuple | dict):
        check_series_length(draft, (*path, "headcount"), headcount)


def _check_sweep(draft: Draft) -> None:
    queues = draft.keys(("queues",))
    for name in draft.keys(("sweep", "forecast_error")):
        if name not in queues and queues:
            hint = did_you_mean(name, queues, "queues")
            draft.report(("sweep", "forecast_error", name), f"unknown queue '{name}'", hint, key=True)
    settings = draft.keys(("sweep",))
    if "errors" in settings and "forecast_error" not in settings:
        draft.report(("sweep", "errors"), "errors needs forecast_error", "add forecast_error: 8%", key=True)
    node, targets = follow(draft.tree, ("sweep", "target")), given(draft.whole, "targets")
    if not isinstance(node, Scalar) or not isinstance(node.value, str) or targets is None:
        return
    with suppress(InputError):  # reported already
        if parse_target(node.value) not in targets:
            hint = did_you_mean(node.value, [target.text for target in targets], "targets")
            draft.report(("sweep", "target"), "is not a target of the scenario", hint or "name it under targets: too")


def _check_answered(draft: Draft) -> None:
    groups = draft.keys(("agent_groups",))
    skills = [skills_of(draft, name) for name in groups]
    if not groups or any(one is None for one in skills):
        return
    named = {name for one in skills if one for name in one}
    for queue in draft.keys(("queues",)):
        if queue not in named and is_name(queue) and not may_be_bot(draft, queue):
            hint = (
                f"add {queue} to the skills of a group"
                if len(groups) > 1
                else f"add {queue} to the skills of {next(iter(groups))}"
            )
            draft.report(("queues", queue), "no agent group answers this queue", hint, key=True)


def _check_replications(draft: Draft) -> None:
    path: Path = ("replications",)
    keys = draft.keys(path)
    if not draft.is_mapping(path):
        return
    way = exactly_one(draft, path, Replications)
    if way == "number":
        for key in ("at_most", "at_least"):
            if key in keys:
                draft.report((*path, key), "belongs to until", "at_least and at_most belong with until", key=True)
    replications = given(draft.whole, "replications")
    if way == "until" and replications is not None and replications.at_least > replications.at_most:
        key = "at_most" if "at_most" in keys else "at_least"
        draft.report(
            (*path, key),
            f"at_least is above at_most ({replications.at_least} > {replications.at_most})",
            "at_least is 10 unless given",
        )


def _check_stratified(draft: Draft) -> None:
    """Stratified days need something that makes one day as a whole unlike another."""
    chosen = given(given(draft.whole, "replications"), "variance_reduction") or ()
    if "stratified_days" not in chosen:
        return
    for name in draft.queues:
        arrivals = given(draft.queues[name], "arrivals")
        if arrivals is None or (arrivals.day_to_day or 0.0) > 0:
            return
    for group in draft.groups.values():
        headcount, shifts, shrinkage = (given(group, key) for key in ("headcount", "shifts", "shrinkage"))
        if isinstance(shrinkage, Shrinkage):
            shrinkage = shrinkage.planned
        heads = [shift.agents for shift in shifts or ()]
        heads += _flat(headcount)
        if shrinkage is None or isinstance(headcount, str) or any((head * (1 - shrinkage)) % 1 for head in heads):
            return
    path: Path = ("replications", "variance_reduction")
    if isinstance(follow(draft.tree, path), ListNode):
        path = (*path, chosen.index("stratified_days"))
    message = "stratified_days has no effect: every day has the same volume level and the same agents"
    draft.report(path, message, "give a queue day_to_day: 8%, or use control_variates")


def _flat(heads: Any) -> list[float]:
    """All numbers of a headcount in whatever form."""
    if isinstance(heads, dict):
        return [one for part in heads.values() for one in _flat(part)]
    return list(heads) if isinstance(heads, tuple) else [heads or 0.0]


def _offset_as_written(draft: Draft, path: Path, expression: Expression, offset: int) -> int:
    """Where the subject stands in the text of the file, which may name the measure in other words."""
    node = follow(draft.tree, path)
    text = str(node.value) if isinstance(node, Scalar) else expression.text
    found = re.search(rf"\b{re.escape(expression.subject)}\b", text)
    return offset if expression.text in text or found is None else found.start()


def _expressions(draft: Draft) -> Iterator[tuple[Path, Expression]]:
    """Every measure that can be read, and where it stands."""
    targets = follow(draft.tree, ("targets",))
    for index, item in enumerate(targets.items if isinstance(targets, ListNode) else ()):
        if isinstance(item, Scalar) and isinstance(item.value, str):
            try:
                yield ("targets", index), parse_target(item.value).expression
            except InputError:
                continue  # reported by the model
    until = follow(draft.tree, ("replications", "until"))
    if isinstance(until, Scalar) and isinstance(until.value, str):
        try:
            yield ("replications", "until"), parse_precision(until.value).expression
        except InputError:
            return

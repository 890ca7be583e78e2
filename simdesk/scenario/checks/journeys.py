"""Checks of customers who react: queues that lead to others, shares that add up, steps that rise, journeys that end."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from simdesk.formats import format_duration, format_share
from simdesk.likeness import nearest
from simdesk.scenario.checks.channels import bot_leads, is_bot
from simdesk.scenario.checks.day import exactly_one
from simdesk.scenario.checks.draft import Draft, given
from simdesk.scenario.language.channels import OUTBOUND
from simdesk.scenario.language.journeys import BalkingSteps, Transfer
from simdesk.scenario.language.queues import Arrivals, Queue
from simdesk.scenario.language.words import is_name
from simdesk.scenario.reading.diagnostics import did_you_mean
from simdesk.scenario.reading.nodes import Path, Scalar, follow

NOISE = 1e-9
_TO_ITSELF = {
    "redial": "leave it out: they try the same queue again",
    "call_back": "leave it out: then call-backs keep their place in this queue",
    "repeat": "leave it out: they come to the same queue",
    "transfer": "name another queue",
    "misrouted": "name the queue they come to by mistake",
    "assistance": "name another queue for the helpers: agents who wait for help cannot give it",
}
_WHERE = {
    "redial": "to",
    "call_back": "queue",
    "repeat": "to",
    "misrouted": "to",
    "assistance": "queue",
}
"""Where each way from queue to queue names its target; ``transfer`` names several."""
_AFTER_A_CONTACT = ("redial", "call_back", "transfer", "assistance", "repeat")
"""Words for what may follow a contact."""


def check_journeys(draft: Draft) -> None:
    """Make every check of customers who react."""
    led_to, queues = defaultdict[str, set[str]](set), draft.keys(("queues",))
    for queue in draft.queues:
        _check_balking(draft, queue)
        _check_announcement(draft, queue)
        for kind, target, path in _leads(draft, queue):
            led_to[target if target in queues else nearest(target, queues)].add(kind)
            _check_target(draft, queue, kind, target, path)
        for target, _ in bot_leads(draft, queue):
            led_to[target if target in queues else nearest(target, queues)].add("bot")
        _check_transfer(draft, queue)
        _check_repeat(draft, queue)
        _check_unresolved(draft, queue)
    unfinished = any(draft.is_mapping(at) and "passes_to" not in draft.keys(at) for at in (("queues", q, "bot") for q in queues))
    for queue in draft.queues:
        _check_arrivals(draft, queue, set(led_to), may_be_led_to=unfinished)
        if led_to.get(queue) == {"assistance"} and not unfinished:
            _check_only_helps(draft, queue)
    _check_endless(draft)


def _leads(draft: Draft, queue: str) -> Iterator[tuple[str, str, Path]]:
    """Every way from a queue to another: of which kind, to which, and where it is written."""
    for kind, key in _WHERE.items():
        path: Path = ("queues", queue, kind, key)
        node = follow(draft.tree, path)
        if isinstance(node, Scalar) and isinstance(node.value, str) and is_name(node.value):
            yield kind, node.value, path
    path = ("queues", queue, "transfer", "to")
    for target in draft.keys(path):
        yield "transfer", target, (*path, target)


def _check_target(draft: Draft, queue: str, kind: str, target: str, path: Path) -> None:
    queues = draft.keys(("queues",))
    if target not in queues:
        if is_name(target):
            hint = did_you_mean(target, queues, "queues")
            if kind == "transfer" and target in draft.groups:
                hint = f"{target} is an agent group: write a queue without arrivals, and give {target} the skill"
            draft.report(path, f"unknown queue '{target}'", hint, key=kind == "transfer")
    elif target == queue:
        draft.report(path, f"'{queue}' is the queue itself", _TO_ITSELF[kind], key=kind == "transfer")
    elif is_bot(draft, target):
        draft.report(path, f"'{target}' is a bot", "name a queue that agents answer", key=kind == "transfer")


def _check_arrivals(draft: Draft, queue: str, led_to: set[str], *, may_be_led_to: bool) -> None:
    path: Path = ("queues", queue)
    keys = draft.keys(path)
    channel = given(draft.queues.get(queue), "channel")
    if not draft.is_mapping(path) or "arrivals" in keys or channel in (OUTBOUND, None) or "campaign" in keys:
        return  # a channel that is wrong may be meant for a list's
    if "misrouted" in keys:
        message = "needs arrivals: it is a share of the queue's first attempts"
        draft.report((*path, "misrouted"), message, f"write arrivals: {Arrivals.example}", key=True)
    elif (
        not may_be_led_to and queue not in led_to and all(key in Queue.model_fields for key in keys)
    ):  # else one of them may be misspelt
        hint = f"write arrivals: {Arrivals.example}, unless another queue leads here"
        draft.report((*path, "arrivals"), "is missing", hint, key=True)


def _check_balking(draft: Draft, queue: str) -> None:
    path: Path = ("queues", queue, "balking")
    if not draft.is_mapping(path):
        return
    way = exactly_one(draft, path, BalkingSteps)
    balking = given(draft.queues.get(queue), "balking")
    if way is None or not isinstance(balking, BalkingSteps):
        return
    steps = balking.by_predicted_wait if way == "by_predicted_wait" else balking.by_queue_length
    written_as = draft.keys((*path, way))
    if not written_as:
        draft.report((*path, way), "has no steps", f"write {BalkingSteps.example}")
        return
    # Two texts for one step, such as 60 s and 1 min, have become one.
    values = [_value(way, text) for text in written_as] if steps is not None else []
    for (before, one), text in zip(pairwise(values), list(written_as)[1:], strict=True):
        if one <= before:
            shown = format_duration(before) if way == "by_predicted_wait" else f"{before:g}"
            draft.report((*path, way, text), f"must be above the step before, which is {shown}", "steps rise", key=True)


def _value(way: str, text: str) -> float:
    from simdesk.units import parse_duration

    return parse_duration(text) if way == "by_predicted_wait" else float(text)


def _check_announcement(draft: Draft, queue: str) -> None:
    told = given(draft.queues.get(queue), "announcement")
    own = given(draft.queues.get(queue), "predictor")
    if told is None or told.predictor is None or "predictor" not in draft.keys(("queues", queue)) or own is None:
        return
    if told.predictor != own:
        message = f"the queue's predictor is {own} (got {told.predictor})"
        draft.report(("queues", queue, "announcement", "predictor"), message, "a queue has one predictor: keep one of the two")


def _check_transfer(draft: Draft, queue: str) -> None:
    path: Path = ("queues", queue, "transfer", "to")
    transfer: Transfer | None = given(draft.queues.get(queue), "transfer")
    if transfer is None:
        return
    if not transfer.to:
        draft.report(path, "names no queue", f"write {Transfer.example.removeprefix('{to: ').removesuffix('}')}")
    total = math.fsum(transfer.to.values())
    if total > 1.0 + NOISE:
        draft.report(
            path,
            f"the shares add up to {format_share(total)}",
            "keep the sum at or below 100%; the other contacts are not transferred",
        )


def _check_repeat(draft: Draft, queue: str) -> None:
    """Only a contact that ends in its queue can be unresolved there."""
    transfer: Transfer | None = given(draft.queues.get(queue), "transfer")
    if transfer is None or "repeat" not in draft.keys(("queues", queue)):
        return
    total = math.fsum(transfer.to.values())
    if 1.0 - NOISE <= total <= 1.0 + NOISE:
        to = " and ".join(target for target, share in transfer.to.items() if share > 0)
        hint = f"write repeat in {to}, or shares of transfer that add up to less than 100%"
        draft.report(("queues", queue, "repeat"), f"decides nothing: all contacts of {queue} are transferred", hint, key=True)


def _check_only_helps(draft: Draft, queue: str) -> None:
    """Nothing follows a call for help, so a queue to which nothing else comes says nothing of what follows."""
    keys = draft.keys(("queues", queue))
    if "arrivals" in keys or "campaign" in keys:
        return
    for key in _AFTER_A_CONTACT:
        if key in keys:
            message = f"decides nothing: only calls for help come to {queue}, and nothing follows them"
            hint = f"write it in the queue whose agents ask for help, or give {queue} arrivals"
            draft.report(("queues", queue, key), message, hint, key=True)


def _check_unresolved(draft: Draft, queue: str) -> None:
    if "repeat" in draft.keys(("queues", queue)):
        return
    for name in draft.keys(("agent_groups",)):
        path: Path = ("agent_groups", name, "skills", queue, "unresolved")
        if follow(draft.tree, path) is not None:
            hint = f"add repeat: {{unresolved: 20%, after: 1 h}} to {queue}"
            draft.report(path, f"has no effect: {queue} has no repeat", hint, key=True)


def _check_endless(draft: Draft) -> None:
    """A contact that is transferred must be able to end: not every way may lead on to a queue that transfers all."""
    on: dict[str, set[str]] = {}
    for queue in draft.queues:
        transfer: Transfer | None = given(draft.queues.get(queue), "transfer")
        all_of_them = transfer is not None and math.fsum(transfer.to.values()) >= 1.0 - NOISE and transfer.lost == 0
        if transfer is not None and all_of_them:
            on[queue] = {target for target, share in transfer.to.items() if share > 0}
    endless = set(on)
    while True:
        ending = {queue for queue in endless if on[queue] - endless}
        if not ending:
            break
        endless -= ending
    for queue in draft.queues:
        if queue in endless and queue not in on[queue]:
            round_trip = _round_trip(queue, on)
            message = f"contacts are transferred in a circle: {' → '.join(round_trip)}"
            draft.report(("queues", queue, "transfer", "to"), message, "lower one of the shares, so that some contacts end")
            return


def _round_trip(queue: str, on: dict[str, set[str]]) -> list[str]:
    """From a queue along the transfers until one comes again."""
    way = [queue]
    while way.count(way[-1]) < 2:
        way.append(min(on[way[-1]]))
    return way

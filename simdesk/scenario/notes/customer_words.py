"""What the customers of a queue do besides wait: who they are, when they leave, and how they come back."""

from __future__ import annotations

import math
from collections.abc import Iterator

from simdesk.measure.registry import OTHERS
from simdesk.scenario.language.channels import Bot, Campaign
from simdesk.scenario.language.customers import Customers
from simdesk.scenario.language.journeys import (
    Announcement,
    Assistance,
    Balking,
    BalkingSteps,
    CallBack,
    Misrouted,
    Redial,
    Repeat,
    Transfer,
)
from simdesk.scenario.language.queues import Queue
from simdesk.scenario.notes.wording import listing, percent, spoken, time_words

PREDICTORS = {
    "queue_length": "from the queue length",
    "last_answered": "as the wait of the last contact answered",
    "head_of_line": "as the wait so far of the contact at the front of the queue",
    "average": "as a running average of waits",
}
"""How each predictor finds a wait."""


def customer_lines(name: str, queue: Queue) -> Iterator[str]:
    """One line for each thing that customers do.

    Parameters
    ----------
    name : str
        Of the queue.
    queue : Queue

    Yields
    ------
    str
    """
    for key, one in queue.customers.items():
        yield _class(key, one)
    if queue.customers:
        rest = 1.0 - math.fsum(one.share for one in queue.customers.values())
        yield f"{percent(rest)} are the others, {name}.{OTHERS} in targets and tables"
    if queue.balking:
        yield from _balking(queue.balking)
    if queue.announcement is not None:
        yield _announcement(queue.announcement)
    if _predicts(queue):
        predictor = (queue.announcement.predictor if queue.announcement is not None else None) or queue.predictor
        yield f"the wait is predicted {PREDICTORS[predictor]}"
    if queue.redial is not None:
        yield _redial(queue.redial, name)
    if queue.call_back is not None:
        yield _call_back(queue.call_back, name)
    if queue.misrouted is not None:
        yield _misrouted(queue.misrouted)
    if queue.transfer is not None:
        yield _transfer(queue.transfer)
    if queue.assistance is not None:
        yield _assistance(queue.assistance)
    if queue.repeat is not None:
        yield _repeat(queue.repeat, name)
    if queue.customer_time is not None:
        yield (
            f"the customer reads, writes or is silent for {time_words(queue.customer_time)} in all of a contact, besides the "
            "agent's work"
        )
    if queue.leaves_after is not None:
        yield f"customers leave a conversation {time_words(queue.leaves_after)} after the answer if it is not over"
    if queue.bot is not None:
        yield from _bot(queue.bot)
    if queue.campaign is not None:
        yield _campaign(queue.campaign)


def _predicts(queue: Queue) -> bool:
    steps = isinstance(queue.balking, BalkingSteps) and queue.balking.by_predicted_wait is not None
    offered = queue.call_back is not None and queue.call_back.when_predicted is not None
    tried = any(getattr(rank, "when_predicted", None) is not None for rank in queue.tries or ())
    written = queue.predictor != "queue_length"
    return queue.announcement is not None or steps or offered or tried or written


def _class(name: str, one: Customers) -> str:
    goes = ", taken before all others of the same rank" if one.first else ""
    credit = f", credited with {spoken(one.credit)} of waiting" if one.credit else ""
    return f"{percent(one.share)} of the customers are {name}{goes}{credit}"


def _balking(balking: Balking) -> Iterator[str]:
    if not isinstance(balking, BalkingSteps):
        yield f"{percent(balking)} of the customers leave at once if no agent is free"
        return
    if balking.by_queue_length:
        steps = [f"{percent(share)} if {waiting} or more wait" for waiting, share in sorted(balking.by_queue_length.items())]
    else:
        by_wait = balking.by_predicted_wait or {}
        steps = [f"{percent(share)} at a predicted wait of {spoken(wait)} or more" for wait, share in sorted(by_wait.items())]
    yield f"of the customers who would have to wait, some leave at once: {', '.join(steps)}"


def _announcement(one: Announcement) -> str:
    parts = ["customers who have to wait hear the predicted wait"]
    if one.leave_if_longer:
        parts.append(f"of those whose patience is shorter, {percent(one.leave_if_longer)} leave at once")
    if one.patience != 1.0:
        parts.append(f"the patience of those who stay is {percent(one.patience)} of the usual")
    return "; ".join(parts)


def _redial(one: Redial, queue: str) -> str:
    who = f"{percent(one.share)} of those who gave up"
    if one.after_blocked is None:
        who += ", or got the busy signal,"
    elif one.after_blocked != one.share:
        who += f", and {percent(one.after_blocked)} of those who got the busy signal,"
    else:
        who += " or got the busy signal"
    times = "once" if one.at_most == 1 else f"{one.at_most} times"
    further = "" if one.further == 1.0 else f"; after each further try {percent(one.further)} of the share before"
    return f"{who} try again{_to(one.to, queue)} after {time_words(one.after)}, at most {times}{further}"


def _call_back(one: CallBack, queue: str) -> str:
    when = []
    if one.when_waiting:
        when.append(f"{one.when_waiting} contact{'s wait' if one.when_waiting > 1 else ' waits'}")
    if one.when_predicted is not None:
        when.append(f"the predicted wait is {spoken(one.when_predicted)} or more")
    offered = f"a call-back is offered when {' and '.join(when) or 'a customer has to wait'}; {percent(one.accepted)} accept"
    place = " and keep their place in the queue" if one.queue is None else f" and wait in {one.queue}"
    due = "" if one.after.constant == 0 else f"; it is due after {time_words(one.after)}"
    if one.reached == 1.0:
        return f"{offered}{place}{due}"
    calls = "once" if one.at_most == 1 else f"up to {one.at_most} times"
    again = "" if one.at_most == 1 else f", {time_words(one.retry_after)} apart"
    reached = f"{percent(one.reached)} of the calls reach the customer; the others cost {spoken(one.dialling)} of dialling"
    return f"{offered}{place}{due}; {reached}; each is called {calls}{again}"


def _misrouted(one: Misrouted) -> str:
    return (
        f"{percent(one.share)} of first attempts reach {one.to} by mistake; the agent there sees it after "
        f"{time_words(one.recognised_after)} and passes them on {_passing(warm=one.warm, lost=one.lost)}"
    )


def _transfer(one: Transfer) -> str:
    parts = listing(f"{percent(share)} to {name}" for name, share in one.to.items())
    return f"after the talk contacts are transferred, {parts} {_passing(warm=one.warm, lost=one.lost)}"


def _passing(*, warm: bool, lost: float) -> str:
    way = "warm: the agent stays until the next one answers" if warm else "blind"
    return f"({way}){f'; {percent(lost)} of them are lost on the way' if lost else ''}"


def _assistance(one: Assistance) -> str:
    when = "at its end" if one.after is None else f"{time_words(one.after)} into it"
    return f"in {percent(one.share)} of the talks the agent needs help from {one.queue}, {when}, and stays with the customer"


def _repeat(one: Repeat, queue: str) -> str:
    times = "once" if one.at_most == 1 else f"{one.at_most} times"
    rushed = ""
    if one.rushed is not None:
        rushed = f"; if {one.rushed.when_waiting} or more wait, {percent(one.rushed.unresolved)} are not resolved"
    return (
        f"{percent(one.unresolved)} of the answered contacts are not resolved: their customers come again{_to(one.to, queue)} "
        f"after {time_words(one.after)}, at most {times} in a row{rushed}"
    )


def _bot(one: Bot) -> Iterator[str]:
    factor = "" if one.handle_time == 1.0 else f", with {percent(one.handle_time)} of its handle time"
    others = f"hands over the others to {one.passes_to} at once{factor}"
    yield f"the bot resolves {percent(one.contained)} of the contacts and {others}"
    if one.failed is not None:
        yield (
            f"{percent(one.failed.share)} of those whose contact ended with the bot come to {one.failed.to} after "
            f"{time_words(one.failed.after)}"
        )


def _campaign(one: Campaign) -> str:
    preview = f", after {spoken(one.preview)} of preview" if one.preview else ""
    calls = (
        "each is called once"
        if one.retry_after is None
        else (f"those not reached are called again after {time_words(one.retry_after)}, at most {one.at_most} calls each")
    )
    return f"{percent(one.reached)} of the calls reach the customer, dialling takes {spoken(one.dialling)}{preview}; {calls}"


def _to(name: str | None, queue: str) -> str:
    return "" if name is None or name == queue else f" in {name}"

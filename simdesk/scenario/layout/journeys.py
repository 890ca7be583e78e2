"""Customers who react, in numbers: what may follow a contact, and how customers take the line they meet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from simdesk.demand import journey_plans
from simdesk.demand.plan import DemandPlan
from simdesk.floor.parts import Offer, Reaction
from simdesk.rules.leg_codes import ASSISTANCE, CALL_BACK, FIRST_TRY, MOST_LEGS, PASSED_ON, REDIAL, REPEAT, RETURN, TRANSFER
from simdesk.scenario.language.agents import AgentGroup
from simdesk.scenario.language.journeys import BalkingSteps
from simdesk.scenario.language.model import ScenarioModel
from simdesk.scenario.language.queues import Queue
from simdesk.scenario.layout.distributions import distribution_of


def predictor_of(queue: Queue) -> str:
    """The queue's predictor, wherever it was written."""
    told = queue.announcement
    return queue.predictor if told is None or told.predictor is None else told.predictor


def customers_predict(queue: Queue) -> bool:
    """Whether customers are told the predicted wait, balk by it, or are offered a call-back by it."""
    steps = queue.balking.by_predicted_wait if isinstance(queue.balking, BalkingSteps) else None
    offered = queue.call_back is not None and queue.call_back.when_predicted is not None
    return queue.announcement is not None or steps is not None or offered


def reaction_of(queue: Queue) -> Reaction | None:
    """How customers take the line or an announcement; None where they do neither."""
    steps: dict[int, float] | dict[float, float] | None = None
    by_wait = False
    if isinstance(queue.balking, BalkingSteps):
        by_wait = queue.balking.by_predicted_wait is not None
        steps = queue.balking.by_predicted_wait if by_wait else queue.balking.by_queue_length
    told = queue.announcement
    if steps is None and told is None:
        return None
    return Reaction(
        balking=tuple(sorted((float(start), share) for start, share in (steps or {}).items())),
        by_wait=by_wait,
        announced=told is not None,
        leaves_if_longer=0.0 if told is None else told.leave_if_longer,
        patience_factor=1.0 if told is None else told.patience,
    )


def offer_of(queue: Queue) -> Offer | None:
    """When a call-back is offered."""
    offer = queue.call_back
    return None if offer is None else Offer(offer.when_waiting, offer.when_predicted or 0.0)


def rushed_of(queue: Queue) -> tuple[int, float] | None:
    """From which line on which share is not resolved whatever the group."""
    rushed = None if queue.repeat is None else queue.repeat.rushed
    return None if rushed is None else (rushed.when_waiting, rushed.unresolved)


def unresolved_of(group: AgentGroup, model: ScenarioModel) -> tuple[float, ...]:
    """The share of each queue's contacts that a group does not resolve; empty where nobody comes again."""
    if all(queue.repeat is None for queue in model.queues.values()):
        return ()
    return tuple(_unresolved(name, queue, group) for name, queue in model.queues.items())


def _unresolved(name: str, queue: Queue, group: AgentGroup) -> float:
    if queue.repeat is None or name not in group.skills:
        return 0.0
    own = group.skills[name].unresolved
    return queue.repeat.unresolved if own is None else own


def journeys_of(name: str, queue: Queue, model: ScenarioModel) -> dict[str, Any]:
    """What may follow a contact of the queue: the fields of ``demand.plan.QueueDemand`` of that name."""
    order = list(model.queues)

    def index(target: str | None) -> int | None:
        return None if target is None else order.index(target)

    redial, transfer, help_, repeat = queue.redial, queue.transfer, queue.assistance, queue.repeat
    made: dict[str, Any] = {"balking": 0.0 if isinstance(queue.balking, BalkingSteps) else queue.balking}
    if redial is not None:
        made["redial"] = journey_plans.Redial(
            redial.share, distribution_of(redial.after), redial.at_most, redial.after_blocked, redial.further, index(redial.to)
        )
    if transfer is not None:
        shares = tuple((order.index(target), share) for target, share in transfer.to.items() if share > 0)
        made["transfer"] = journey_plans.Transfer(shares, transfer.lost, transfer.warm)
    if help_ is not None:
        after = None if help_.after is None else distribution_of(help_.after)
        made["assistance"] = journey_plans.Assistance(order.index(help_.queue), help_.share, after)
    if repeat is not None:
        shares_left = [_unresolved(name, queue, group) for group in model.agent_groups.values() if name in group.skills]
        people = [one for group in model.agent_groups.values() if name in group.skills for one in group.people]
        shares_left += [one.unresolved for one in people if one.unresolved is not None]
        most = max([*shares_left, 0.0 if repeat.rushed is None else repeat.rushed.unresolved])
        made["repeat"] = journey_plans.Repeat(most, distribution_of(repeat.after), repeat.at_most, index(repeat.to))
    made["call_back"] = _call_back(name, queue, order)
    if queue.misrouted is not None:
        wrong = queue.misrouted
        made["misrouted"] = journey_plans.Misrouted(
            wrong.share, order.index(wrong.to), distribution_of(wrong.recognised_after), wrong.lost, wrong.warm
        )
    made["reacts"] = reaction_of(queue) is not None
    return made


def _call_back(name: str, queue: Queue, order: Sequence[str]) -> journey_plans.CallBack | None:
    offer = queue.call_back
    if offer is None:
        return None
    return journey_plans.CallBack(
        accepted=offer.accepted,
        queue=order.index(offer.queue or name),
        after=distribution_of(offer.after),
        reached=offer.reached,
        dialling=offer.dialling,
        retry_after=distribution_of(offer.retry_after),
        at_most=offer.at_most,
    )


_State = tuple[int, int, int, int, int, int, int]
"""Queue, reason, attempt, tries, repeats, calls, and for a call-back the queue that offered it."""


def legs_drawn(plan: DemandPlan, q: int, most: float) -> tuple[float, float]:
    """How many legs are drawn for a customer of a queue, played or not, and how many of them meet the bound on legs.

    Parameters
    ----------
    plan : DemandPlan
    q : int
    most : float
        Counting stops above it.

    Returns
    -------
    (float, float)
        Mean over customers, the first try included.
    """
    level: dict[_State, float] = {(q, FIRST_TRY, 1, 1, 0, 0, q): 1.0}
    total, cut = 1.0, 0.0
    wrong = plan.queues[q].misrouted
    if wrong is not None:
        level = {(q, FIRST_TRY, 1, 1, 0, 0, q): 1.0 - wrong.share, (q, TRANSFER, 2, 1, 0, 0, q): wrong.share}
        again = _try_again(plan, (q, FIRST_TRY, 1, 1, 0, 0, q))
        level |= {following: wrong.share * share for share, following in again}
        total += sum(level.values()) - 1.0 + wrong.share
    while level and total <= most:
        further: dict[_State, float] = defaultdict(float)
        for state, weight in level.items():
            if state[2] >= MOST_LEGS and state[1] != REDIAL:
                cut += weight
                continue
            for share, following in _following(plan, state):
                if share * weight > 1e-12:
                    further[following] += share * weight
        total += sum(further.values())
        level = further
    return total, cut


def _following(plan: DemandPlan, state: _State) -> list[tuple[float, _State]]:
    """The legs drawn behind one, with their shares, as ``demand.legs`` draws them."""
    q, reason, attempt, tries, repeats, calls, offered = state
    queue, found, left = plan.queues[q], list[tuple[float, _State]](), 1.0
    if queue.bot is not None:
        found.append((1.0 - queue.bot.contained, (queue.bot.queue, PASSED_ON, attempt + 1, 1, repeats, calls, q)))
        failed = queue.bot.contained * queue.bot.failed
        return [*found, (failed, (queue.bot.failed_queue, RETURN, attempt + 1, 1, repeats, calls, q))]
    campaign = queue.campaign if reason in (FIRST_TRY, CALL_BACK) and plan.queues[offered].call_back is None else None
    if campaign is not None:
        left = campaign.reached
        if max(calls, 1) < campaign.at_most:
            found.append((1.0 - campaign.reached, (q, CALL_BACK, attempt + 1, tries, repeats, max(calls, 1) + 1, q)))
    back = plan.queues[offered].call_back if reason == CALL_BACK else None
    if back is not None:
        left = back.reached
        if calls < back.at_most:
            found.append((1.0 - back.reached, (q, CALL_BACK, attempt + 1, tries, repeats, calls + 1, offered)))
    elif queue.call_back is not None and reason != ASSISTANCE:
        there = queue.call_back.queue
        found.append((queue.call_back.accepted, (there, CALL_BACK, attempt + 1, tries, repeats, 1, q)))
    found += _try_again(plan, state)
    if reason == ASSISTANCE:
        return found
    if queue.assistance is not None:
        helper = (queue.assistance.queue, ASSISTANCE, attempt + 1, 1, repeats, calls, q)
        found.append((left * queue.assistance.share, helper))
    for target, share in queue.transfer.shares if queue.transfer is not None else ():
        found.append((left * share, (target, TRANSFER, attempt + 1, 1, repeats, calls, q)))
    left *= 1.0 - sum(share for _, share in (queue.transfer.shares if queue.transfer is not None else ()))
    if queue.repeat is not None and repeats < queue.repeat.at_most:
        target = q if queue.repeat.queue is None else queue.repeat.queue
        found.append((left * queue.repeat.most, (target, REPEAT, attempt + 1, 1, repeats + 1, calls, q)))
    return found


def _try_again(plan: DemandPlan, state: _State) -> list[tuple[float, _State]]:
    """The further tries drawn behind a leg, with their shares."""
    q, reason, attempt, tries, repeats, calls, _ = state
    redial = plan.queues[q].redial
    if redial is None or tries > redial.at_most or reason in (CALL_BACK, ASSISTANCE):
        return []
    share = max(redial.share, redial.after_blocked or 0.0) * (redial.further if tries > 1 else 1.0)
    target = q if redial.queue is None else redial.queue
    return [(share, (target, REDIAL, attempt + 1, tries + 1, repeats, calls, q))]

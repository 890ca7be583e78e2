"""The rows of queues and groups, and what belongs to them, as they are on every morning of a floor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from simdesk.floor.people import people_rows
from simdesk.rules.agent_choices import AGENT_CHOICES
from simdesk.rules.codes import (
    BY_NIGHT,
    BY_PREDICTION,
    CARRY_OVER,
    FINISH_WAITING,
    IS_BOT,
    MIXES,
    OPEN,
    SHUT,
    TURN_AWAY_WAITING,
    WAYS_TO_CLOSE,
)
from simdesk.rules.predicted_wait import PREDICTORS
from simdesk.rules.rows import CAPACITY, CENTRE, GROUP, HOURS, NOBODY, QUEUE, STEP, TRUNK

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simdesk.floor.plan import FloorPlan


class Standing(NamedTuple):
    """Rows that are the same on every morning.

    Parameters
    ----------
    queues : ndarray of QUEUE
    groups : ndarray of GROUP
    hours : ndarray of HOURS
    trunks : ndarray of TRUNK
    reactions : ndarray of STEP
    paces, unresolved : ndarray of float
        See ``people_rows``.
    centre : ndarray of CENTRE
        A single row.
    capacities : ndarray of CAPACITY
    mixes : ndarray of int32
    shared_paces : ndarray of float
        See ``Floor``; empty where no agent may have several contacts in progress.
    """

    queues: NDArray[Any]
    groups: NDArray[Any]
    hours: NDArray[Any]
    trunks: NDArray[Any]
    reactions: NDArray[Any]
    paces: NDArray[np.float64]
    unresolved: NDArray[np.float64]
    centre: NDArray[Any]
    capacities: NDArray[Any]
    mixes: NDArray[np.int32]
    shared_paces: NDArray[np.float64]


def lay_out_standing(plan: FloorPlan) -> Standing:
    """What of a floor does not depend on the day."""
    queues, groups = _queues_and_groups(plan)
    paces, unresolved = people_rows(plan.groups)
    return Standing(
        queues,
        groups,
        _hours(plan, queues),
        np.array([(lines, 0) for lines in plan.trunks], TRUNK),
        np.array([step for q in plan.queues if q.reaction for step in q.reaction.balking], STEP),
        paces,
        unresolved,
        _centre(plan),
        *_concurrency(plan),
    )


def _centre(plan: FloorPlan) -> NDArray[Any]:
    centre = np.zeros(1, CENTRE)
    centre["closing"] = plan.closing
    centre["finish_waiting"] = plan.finish_waiting
    centre["keeps_score"] = any(AGENT_CHOICES[queue.agent_choice].keeps_score for queue in plan.queues)
    centre["predicts"] = BY_PREDICTION in plan.places.queues["overflows"]
    centre["offers"] = any(group.offers for group in plan.groups)
    centre["pauses"] = any(group.pauses for group in plan.groups)
    centre["nights"] = plan.has_nights
    centre["spans"] = len(plan.spans)
    centre["closed"] = plan.spans[0][0] > plan.opening
    centre["opening"], centre["interval"], centre["intervals"] = plan.opening, plan.interval, plan.intervals
    centre["link_columns"] = plan.places.waiting_lines["slot"].max(initial=0)
    centre["picks"] = plan.draws_agents
    return centre


def _concurrency(plan: FloorPlan) -> tuple[NDArray[Any], NDArray[np.int32], NDArray[np.float64]]:
    """Slots and paces of groups whose agents may have several contacts in progress, and what may be mixed."""
    if all(group.concurrency is None for group in plan.groups):
        return np.empty(0, CAPACITY), np.empty(0, np.int32), np.empty(0)
    channels = len(plan.channels)
    capacities = np.zeros((len(plan.groups), channels), CAPACITY)
    mixes = np.zeros((len(plan.groups), channels, channels), np.int32)
    paces: list[float] = []
    for g, group in enumerate(plan.groups):
        if group.concurrency is None:
            continue
        for k, here in enumerate(group.concurrency.paces):
            capacities[g, k] = group.concurrency.slots[k], len(paces), len(paces) + len(here)
            paces += here
            mixes[g, k] = [MIXES.index("together" if j == k else mix) for j, mix in enumerate(group.concurrency.mixes[k])]
    return capacities.ravel(), mixes.ravel(), np.array(paces)


def _hours(plan: FloorPlan, queues: NDArray[Any]) -> NDArray[Any]:
    """When queues are open, as rows of HOURS; the queues' fields about it are filled."""
    hours = list(plan.spans)
    closed = plan.spans[0][0] > plan.opening
    usual = FINISH_WAITING if plan.finish_waiting else TURN_AWAY_WAITING
    queues["hours_to"] = len(hours)
    queues["carried_over_first"] = queues["carried_over_last"] = NOBODY
    for q, queue in enumerate(plan.queues):
        way = WAYS_TO_CLOSE.index(queue.at_close) if queue.at_close else usual
        queues["at_close"][q] = way
        if queue.hours:
            queues["hours_from"][q], queues["hours_to"][q] = len(hours), len(hours) + len(queue.hours)
            hours += queue.hours
        if queue.bot:
            continue  # always there
        inside = way == CARRY_OVER or (queue.hours or plan.spans)[0][0] <= plan.opening
        if closed:
            queues["closed"][q] = BY_NIGHT if inside else OPEN
        elif not inside:
            queues["closed"][q] = SHUT
    return np.array(hours, HOURS)


def _queues_and_groups(plan: FloorPlan) -> tuple[NDArray[Any], NDArray[Any]]:
    queues = np.zeros(len(plan.queues), QUEUE)
    queues["since"] = plan.opening
    queues["waiting_places"] = [queue.waiting_places for queue in plan.queues]
    queues["family_from"] = np.arange(len(queues))
    queues["family_to"] = queues["family_from"] + 1
    for family in plan.families:
        queues["family_from"][family.first : family.end] = family.first
        queues["family_to"][family.first : family.end] = family.end
    queues["trunk"] = [queue.trunk for queue in plan.queues]
    choices, predictors = list(AGENT_CHOICES), list(PREDICTORS)
    queues["choice"] = [choices.index(queue.agent_choice) for queue in plan.queues]
    queues["predictor"] = [predictors.index(queue.predictor) for queue in plan.queues]
    queues["mean_handle_time"] = [queue.mean_handle_time for queue in plan.queues]
    queues["last_agent"] = NOBODY
    queues["offer_waiting"] = NOBODY
    queues["patience_factor"] = 1.0
    steps = 0
    for q, queue in enumerate(plan.queues):
        row = queues[q : q + 1]
        row["reacts"] = queue.reaction is not None or queue.call_back is not None
        row["balks_from"] = steps
        if queue.reaction is not None:
            steps += len(queue.reaction.balking)
            row["balks_by_wait"] = queue.reaction.by_wait
            row["announces"] = queue.reaction.announced
            row["leaves_if_longer"] = queue.reaction.leaves_if_longer
            row["patience_factor"] = queue.reaction.patience_factor
        row["balks_to"] = steps
        if queue.call_back is not None:
            row["offer_waiting"], row["offer_predicted"] = queue.call_back.waiting_from, queue.call_back.predicted_from
        if queue.rushed is not None:
            row["rushed_from"], row["rushed_unresolved"] = queue.rushed
    for name, values in plan.places.queues.items():
        queues[name] = values
    queues["closed"] = [IS_BOT if queue.bot else OPEN for queue in plan.queues]
    queues["bot"] = [queue.bot for queue in plan.queues]
    queues["units"] = [queue.units for queue in plan.queues]
    queues["channel"] = [plan.channels.index(queue.channel) for queue in plan.queues]
    groups = np.zeros(len(plan.groups), GROUP)
    groups["works_shifts"] = [bool(group.shifts) for group in plan.groups]
    groups["paces_from"] = np.arange(len(plan.groups)) * len(plan.queues)
    for name, values in plan.places.groups.items():
        groups[name] = values
    groups["several"] = [group.concurrency is not None for group in plan.groups]
    groups["capacity"] = [np.inf if group.concurrency is None else group.concurrency.capacity for group in plan.groups]
    for g, group in enumerate(plan.groups):
        row = groups[g : g + 1]
        row["partial"] = group.partial
        row["ring_column"] = NOBODY
        for name in ("wrap_up_limit", "pause", "rest", "rest_after"):
            row[name] = getattr(group, name)
        if group.ringing is not None:
            row["ring_time"] = group.ringing.time
            for name in ("missed", "missed_after", "missed_pause", "refused", "refused_after", "refused_pause"):
                row[name] = getattr(group.ringing, name)
            if group.ringing.varies:
                row["ring_column"] = sum(one.ringing is not None and one.ringing.varies for one in plan.groups[:g])
    return queues, groups

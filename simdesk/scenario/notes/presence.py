"""Who is on duty by plan, to the minute: between any two moments at which a shift, a break, a meeting or an interval begins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simdesk.floor.parts import GroupPlan
from simdesk.floor.plan import FloorPlan
from simdesk.measure.loads import share_there, shift_spans

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Presence:
    """Agents on duty by plan in pieces of the day in which their number does not change.

    Parameters
    ----------
    edges : ndarray of float, shape (pieces + 1,)
        Seconds after midnight, rising.
    agents : ndarray of float, shape (groups, pieces)
        After shrinkage and absence, without those on a break or all in a meeting.
    """

    edges: NDArray[np.float64]
    agents: NDArray[np.float64]


def presence_of(floor: FloorPlan) -> Presence:
    """The agents on duty of every group.

    Returns
    -------
    Presence
    """
    borders = [floor.opening + index * floor.interval for index in range(floor.intervals + 1)]
    moments = {*borders}
    for group in floor.groups:
        moments |= {edge for begin, end, _ in shift_spans(group) for edge in (begin, end)}
        moments |= {edge for meeting in group.meetings for edge in (meeting.start, meeting.start + meeting.length)}
    edges = np.array(sorted(moment for moment in moments if borders[0] <= moment <= borders[-1]))
    middles = (edges[:-1] + edges[1:]) / 2
    agents = np.array([_of_group(group, floor, middles) for group in floor.groups]).reshape(len(floor.groups), len(middles))
    return Presence(edges, agents)


def _of_group(group: GroupPlan, floor: FloorPlan, at: NDArray[np.float64]) -> NDArray[np.float64]:
    there = np.zeros(len(at))
    if group.headcount:
        interval = np.minimum(((at - floor.opening) // floor.interval).astype(int), floor.intervals - 1)
        there += np.array(group.headcount)[interval]
    for begin, end, agents in shift_spans(group):
        there += agents * ((begin <= at) & (at < end))
    for meeting in group.meetings:
        if not meeting.agents and not meeting.kind:
            there[(meeting.start <= at) & (at < meeting.start + meeting.length)] = 0.0
    return there * share_there(group) + (group.extra if group.extra else 0.0)


def uncovered(
    floor: FloorPlan, presence: Presence, queue: int, rates: NDArray[np.float64]
) -> Iterator[tuple[float, float, float]]:
    """When contacts arrive in a queue and none of its agents is on duty.

    Parameters
    ----------
    floor : FloorPlan
        Without classes of customers: a row for each queue.
    presence : Presence
    queue : int
    rates : ndarray of float, shape (intervals,)
        Contacts expected in each interval.

    Yields
    ------
    begin, end, contacts : float
        Seconds after midnight; contacts expected meanwhile.
    """
    groups = sorted({g for level in floor.queues[queue].tries for g in level})
    begins, ends = presence.edges[:-1], presence.edges[1:]
    interval = np.minimum(((begins - floor.opening) // floor.interval + 1e-9).astype(int), floor.intervals - 1)
    contacts = rates[interval] * (ends - begins) / floor.interval
    bare = (presence.agents[groups].sum(axis=0) < 1e-9) & (contacts > 0)
    begin = None
    total = 0.0
    for k in range(len(bare) + 1):
        on = k < len(bare) and bool(bare[k])
        if on:
            begin = float(begins[k]) if begin is None else begin
            total += float(contacts[k])
        elif begin is not None:
            yield begin, float(ends[k - 1]), total
            begin, total = None, 0.0

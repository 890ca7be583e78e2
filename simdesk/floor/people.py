"""Agents as people: who of a group differs from the others, who is there today."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from simdesk.floor.parts import GroupPlan

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simdesk.demand.workload import Workload


def first_kinds(groups: Sequence[GroupPlan]) -> list[int]:
    """For each group the number of its first kind of agents: kinds count from 1 over all groups, 0 is as the group."""
    kinds = [len(group.kinds) for group in groups]
    return [1 + sum(kinds[:g]) for g in range(len(kinds))]


def people_rows(groups: Sequence[GroupPlan]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Paces and shares not resolved, flat by kind of agents, group and queue.

    An agent of one group's kind who is moved to another works there at their own fraction of that group's pace.

    Returns
    -------
    (ndarray of float, ndarray of float)
        A pace of 0 for a queue the agent does not take; the second is empty where nobody comes again.
    """
    paces = [pace for group in groups for pace in group.pace]
    unresolved = [share for group in groups for share in group.unresolved]
    for home in groups:
        for kind in home.kinds:
            for group in groups:
                takes = kind.takes if group is home and kind.takes else (True,) * len(group.pace)
                paces += [pace * kind.pace if mine else 0.0 for pace, mine in zip(group.pace, takes, strict=True)]
                unresolved += [share if math.isnan(kind.unresolved) else kind.unresolved for share in group.unresolved]
    return np.array(paces, float), np.array(unresolved, float)


def kinds_in(group: GroupPlan, agents: int) -> NDArray[np.int64]:
    """The kind of each of the first ``agents`` of a group, counted from 1 within it; 0 is as the group. Shape (agents,)."""
    kinds = np.zeros(agents, np.int64)
    upto = 0
    for k, kind in enumerate(group.kinds, 1):
        kinds[upto : upto + kind.agents] = k
        upto += kind.agents
    return kinds


def present_of(group: GroupPlan, workload: Workload, agents: int) -> NDArray[np.bool_]:
    """Which of a group's agents, in their order, are not absent today; shape (agents,)."""
    there = np.ones(agents, np.bool_)
    drawn = workload.absent.get(group.name, np.empty(0))[:agents]
    there[: len(drawn)] = drawn >= group.absence
    return there

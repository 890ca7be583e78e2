"""Who of the agents is absent and who comes late, drawn before the day begins, by agent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simdesk.demand.distributions import draw

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simdesk.demand.plan import DemandPlan
    from simdesk.demand.streams import Streams


def draw_absent(plan: DemandPlan, streams: Streams) -> dict[str, NDArray[np.float64]]:
    """By group the day's uniform numbers of its agents: ``absent`` of ``Workload``.

    Agents have their numbers in the group's order, so one more agent changes nobody else's day.
    """
    return {one.name: streams.at(f"group/{one.name}/absence").uniform(np.arange(one.agents)) for one in plan.staff if one.absent}


def draw_late(plan: DemandPlan, streams: Streams) -> dict[str, NDArray[np.float64]]:
    """By group how late each of its agents comes, in seconds: ``late`` of ``Workload``."""
    late: dict[str, NDArray[np.float64]] = {}
    for one in plan.staff:
        if one.late_by is not None:
            comes_late = streams.at(f"group/{one.name}/late").uniform(np.arange(one.agents)) < one.late
            by = draw(one.late_by, streams.at(f"group/{one.name}/late_by"), np.arange(one.agents))
            late[one.name] = np.where(comes_late, by, 0.0)
    return late

"""The works in Ciw (https://ciw.readthedocs.io), on the very customers that simdesk drew.

W1 and W2 are said in Ciw's own language. What differs: at a change of shift Ciw takes every agent off duty and adds a
whole new shift, and a busy agent of the old one finishes the contact in hand beside it, so in W2 more heads than planned
are there for a while. W3 is not in the language: its servers are alike and its customers stand in one line, so which
group takes whom is a subclass of its node.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import accumulate
from typing import Any

import ciw
import numpy as np
from agreements import Outcomes

from simdesk.demand.workload import Workload
from simdesk.floor.plan import FloorPlan

AFTERWARDS = 6 * 3600.0
"""Seconds after the last arrival until which everybody has been served."""


class OfContact(ciw.dists.Distribution):
    """What simdesk drew for each contact, in order of arrival."""

    def __init__(self, values: Any) -> None:
        self.values = values.tolist()

    def sample(self, t: Any = None, ind: Any = None) -> float:
        return self.values[ind.id_number - 1]


class Arrivals(ciw.dists.Distribution):
    """Times between the arrivals of one queue, and nobody after the last."""

    def __init__(self, times: Any) -> None:
        self.gaps = iter([*np.diff(times, prepend=0.0).tolist(), float("inf")])

    def __deepcopy__(self, memo: Any) -> Arrivals:  # an iterator of floats; Ciw copies each distribution once
        return self

    def sample(self, t: Any = None, ind: Any = None) -> float:
        return next(self.gaps, float("inf"))


def ranked_node(plan: FloorPlan) -> type[ciw.Node]:
    """A node whose servers belong to groups, with the routing of the plan."""
    ends = list(accumulate(int(group.headcount[0]) for group in plan.groups))
    group_of = {s + 1: next(g for g, end in enumerate(ends) if s < end) for s in range(ends[-1])}
    names = [queue.name for queue in plan.queues]
    tries = {queue.name: [g for level in queue.tries for g in level] for queue in plan.queues}
    takes = [[{names[q] for q in level} for level in group.takes] for group in plan.groups]

    class Ranked(ciw.Node):
        def begin_service_if_possible_accept(self, next_individual: Any) -> None:
            self.whom = lambda: next_individual
            super().begin_service_if_possible_accept(next_individual)

        def begin_service_if_possible_release(self, next_individual: Any, newly_free_server: Any) -> None:
            self.whom = lambda: self.longest_waiting(group_of[newly_free_server.id_number])
            super().begin_service_if_possible_release(next_individual, newly_free_server)

        def choose_next_customer(self) -> Any:
            return self.whom()

        def longest_waiting(self, group: int) -> Any:
            waiting = [ind for ind in self.individuals[0] if not ind.server]
            return next((ind for level in takes[group] for ind in waiting if ind.customer_class in level), None)

        def find_free_server(self, ind: Any) -> Any:
            free = {}
            for server in self.servers:
                if not server.busy:
                    free.setdefault(group_of[server.id_number], server)
            return next((free[g] for g in tries[ind.customer_class] if g in free), None)

    return Ranked


def in_ciw(
    plan: FloorPlan, workload: Workload, hours: float | None = None
) -> tuple[int, Callable[[], None], Callable[[], Outcomes]]:
    """One day in Ciw, or its first hours.

    Returns
    -------
    (int, callable, callable)
        The number of contacts, what plays them, and what tells afterwards what became of each.
    """
    count = workload.arrivals
    if hours is not None:
        count = int(np.searchsorted(workload.arrival[:count], plan.opening + hours * 3600.0))
    arrival, queue = workload.arrival[:count] - plan.opening, workload.queue[:count]
    names = [one.name for one in plan.queues]
    heads = [[int(h) for h in group.headcount] for group in plan.groups]
    changing = any(len(set(one)) > 1 for one in heads)
    shifts = [(i + 1) * plan.interval for i in range(plan.intervals)]
    servers = ciw.Schedule(numbers_of_servers=heads[0], shift_end_dates=shifts) if changing else sum(one[0] for one in heads)
    handle_time, patience = OfContact(workload.handle_time), OfContact(workload.patience)
    network = ciw.create_network(
        arrival_distributions={name: [Arrivals(arrival[queue == q])] for q, name in enumerate(names)},
        service_distributions={name: [handle_time] for name in names},
        reneging_time_distributions={name: [patience] for name in names},
        routing={name: [[0.0]] for name in names},
        number_of_servers=[servers],
    )
    simulation = ciw.Simulation(network, node_class=ranked_node(plan) if len(names) > 1 else None)
    end = float(arrival[-1]) + AFTERWARDS
    return (
        count,
        lambda: simulation.simulate_until_max_time(end),
        lambda: _outcomes(simulation, count),
    )


def _outcomes(simulation: ciw.Simulation, count: int) -> Outcomes:
    """What Ciw noted of each customer; they are numbered in order of arrival, from 1."""
    answered, waits = np.zeros(count, bool), np.full(count, np.nan)
    for record in simulation.get_all_records(only=["service", "renege"]):
        answered[record.id_number - 1] = record.record_type == "service"
        waits[record.id_number - 1] = record.waiting_time
    return Outcomes(answered, waits)

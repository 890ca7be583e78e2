"""The log of one day: what happened to every contact, and every span of an agent's day."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from simdesk.demand.workload import Workload
from simdesk.errors import RunError
from simdesk.floor.plan import FloorPlan
from simdesk.rules.codes import ANSWERED, CONTAINED, LEFT_WITHIN, NOT_MADE, NOT_REACHED, RINGING, WAITING

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class ContactLog:
    """One row for every leg of a customer's journey: each contact with a queue, in order of arrival.

    Parameters
    ----------
    queue, attempt, customer, outcome, agent, group : ndarray of int32, shape (contacts,)
        Indices; ``attempt`` counts the legs of the journey from 1; ``outcome`` is one of ``simdesk.rules.codes.OUTCOMES``;
        agent and group are -1 without answer.
    reason : ndarray of int32, shape (contacts,)
        How the leg came about, one of ``simdesk.rules.leg_codes.REASONS``.
    journey : ndarray of int32, shape (contacts,)
        The same number for all legs of one customer's journey.
    arrival, answered, ended, released : ndarray of float, shape (contacts,)
        Seconds after midnight. ``ended``: the talk ended or the customer left; ``released``: the agent's wrap-up
        ended. NaN where it did not happen.
    could_answer : ndarray of float, shape (contacts,)
        For contacts that left the queue: when an agent would have taken them had they stayed; NaN when the day
        ended first or they never joined the queue.
    """

    queue: NDArray[np.int32]
    attempt: NDArray[np.int32]
    customer: NDArray[np.int32]
    reason: NDArray[np.int32]
    journey: NDArray[np.int32]
    outcome: NDArray[np.int32]
    agent: NDArray[np.int32]
    group: NDArray[np.int32]
    arrival: NDArray[np.float64]
    answered: NDArray[np.float64]
    ended: NDArray[np.float64]
    released: NDArray[np.float64]
    could_answer: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.arrival)

    def those(self, which: NDArray[np.bool_]) -> ContactLog:
        """Some of the contacts."""
        return ContactLog(*(getattr(self, field.name)[which] for field in fields(self)))

    @cached_property
    def left(self) -> NDArray[np.float64]:
        """When the contact left the queue, by an answer or otherwise; NaN while it waits at the end; at a bot nobody queues."""
        left = np.where(self.agent >= 0, self.answered, self.ended)
        met_bot = self.outcome >= CONTAINED
        return np.where(met_bot, self.arrival, left) if met_bot.any() else left

    @cached_property
    def wait(self) -> NDArray[np.float64]:
        """Seconds until the answer or until the customer left; NaN for a contact still waiting at the end."""
        return self.left - self.arrival


@dataclass(frozen=True, eq=False)
class DayLog:
    """Everything one replication leaves behind.

    Parameters
    ----------
    contacts : ContactLog
    spans : ndarray of SPAN
        Spans on duty, on break and in meetings, in the order they ended; and within time on duty each time an agent was called
        for a contact (``RANG``, or in vain: ``MISSED``, ``REFUSED``) and each pause between contacts (``PAUSED``).
    queue_area : ndarray of float, shape (queues,)
        Integral of the number waiting, counted by the engine while it ran (contact seconds).
    longest_queue : ndarray of int, shape (queues,)
    overtime : ndarray of float, shape (groups,)
        Agent seconds after the shift ended or the centre closed.
    standby : ndarray of bool, shape (agents,)
        Agents who are on duty only when they are sent for.
    """

    contacts: ContactLog
    spans: NDArray[Any]
    queue_area: NDArray[np.float64]
    longest_queue: NDArray[np.int64]
    overtime: NDArray[np.float64]
    standby: NDArray[np.bool_]


LOGGED = ("arrival", "taken", "ended", "wrap_up", "queue", "outcome", "agent", "group")
"""The fields of a contact's row that the log is gathered from."""
LEGS_LOGGED = ("attempt", "helps", "customer", "reason", "journey")
"""The same of a leg's, where those that follow were drawn while the day ran."""

SERVED = (ANSWERED, NOT_REACHED, LEFT_WITHIN)
"""Outcomes of contacts that an agent took."""
IS_SERVED = np.isin(np.arange(16), SERVED)


def gather_contacts(contacts: Any, legs: Any, taken: int, workload: Workload) -> ContactLog:
    """The contact log from the first ``taken`` rows of a played floor: tries that were made, in order of arrival.

    Parameters
    ----------
    contacts, legs : ndarray, or dict of str to ndarray
        Rows of a floor by columns: ``LOGGED`` and ``LEGS_LOGGED``.
    taken : int
        Rows of contacts that there are.
    workload : Workload
    """
    outcome = contacts["outcome"][:taken]
    made = outcome != NOT_MADE
    missing = workload.arrivals - int(np.count_nonzero(made[: workload.arrivals]))
    if missing:
        raise contacts_lost(missing, workload.arrivals)
    which: Any = slice(workload.arrivals)
    if made[workload.arrivals :].any():
        which = np.flatnonzero(made)
        which = which[np.argsort(contacts["arrival"][which], kind="stable")]
    field = {name: np.ascontiguousarray(contacts[name][which]) for name in LOGGED}
    still_rings = field["outcome"] == RINGING
    if still_rings.any():
        field["outcome"][still_rings] = WAITING
    served = IS_SERVED[field["outcome"]]
    if workload.journeys_drawn_by is None:
        known = known_before(workload, which)
    else:
        known = {name: legs[name][which].astype(np.int32) for name in ("customer", "reason", "journey")}
        known["attempt"] = (legs["attempt"][which] + legs["helps"][which]).astype(np.int32)
    return ContactLog(
        **known,
        queue=field["queue"].astype(np.int32),
        outcome=field["outcome"].astype(np.int32),
        agent=field["agent"],
        group=field["group"].astype(np.int32),
        arrival=field["arrival"],
        answered=np.where(served, field["taken"], np.nan),
        ended=field["ended"],
        released=np.where(served, field["ended"] + field["wrap_up"], np.nan),
        could_answer=np.where(served, np.nan, field["taken"]),
    )


def contacts_lost(missing: int, arrivals: int) -> RunError:
    """The error of a day on which first tries were never made."""
    return RunError(f"contacts are lost: {missing} of {arrivals} never reached their queue", "a fault of simdesk")


def known_before(workload: Workload, which: Any) -> dict[str, NDArray[np.int32]]:
    """What is known of some rows of a workload that holds whatever may follow."""
    known = {name: getattr(workload, name)[which] for name in ("attempt", "customer")}
    return known | {"reason": workload.reasons[which], "journey": workload.journeys[which]}


def follows_law(waits: NDArray[np.float64], endless: NDArray[np.int64], area: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether Little's law holds in each queue: its waits, of which some may have no end, are its integral of those waiting."""
    return np.asarray((np.abs(waits - area) <= 1e-5 + 1e-9 * np.abs(area)) | (endless > 0))


def check_laws(log: DayLog, plan: FloorPlan) -> None:
    """What must hold whatever the numbers: conservation of contacts, and Little's law for every queue.

    Little (1961): the integral of the number waiting, counted while the day ran, equals the sum of the waits
    in the contact log (but for a queue where somebody still waits at the end, whose wait has no end).

    Raises
    ------
    RunError
        When a law is broken: a fault of the rules, never of the scenario.
    """
    c = log.contacts
    answered, waiting = IS_SERVED[c.outcome], c.outcome == WAITING
    if np.any(answered != (c.agent >= 0)) or np.any(answered == np.isnan(c.released)):
        raise RunError("contacts are lost: answered and handled ones are not the same", "a fault of simdesk")
    if np.any(np.isnan(c.ended) != waiting):
        raise RunError("contacts are lost: some left the queue at no time", "a fault of simdesk")
    waits = np.bincount(c.queue, weights=np.where(waiting, 0.0, c.wait), minlength=len(plan.queues))
    wrong = ~follows_law(np.asarray(waits, float), np.bincount(c.queue[waiting], minlength=len(plan.queues)), log.queue_area)
    if wrong.any():
        queue = int(np.argmax(wrong))
        raise RunError(
            f"Little's law is broken in queue '{plan.queues[queue].name}': waits {waits[queue]:.6f} s, "
            f"queue integral {log.queue_area[queue]:.6f} s",
            "a fault of simdesk",
        )

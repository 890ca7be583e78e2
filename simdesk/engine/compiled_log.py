"""The log of a day on the compiled clock: what ``log.gather_contacts`` and ``log.check_laws`` do, in two compiled passes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numba import types

from simdesk.demand.workload import Workload
from simdesk.engine.log import IS_SERVED, ContactLog, DayLog, check_laws, contacts_lost, follows_law, known_before
from simdesk.engine.rule_cache import kept_compiled
from simdesk.engine.rule_compiler import ENTRY
from simdesk.engine.tables import AddressList, tables_at
from simdesk.floor.plan import FloorPlan
from simdesk.interrupts import interruptible
from simdesk.rules.codes import CONTAINED, NOT_MADE, RINGING, WAITING
from simdesk.rules.leg_rows import LEG
from simdesk.rules.rows import CONTACT

if TYPE_CHECKING:
    from numpy.typing import NDArray


_rows_at = tables_at(("contacts", "legs"), (CONTACT, LEG))
_SUSPECT, _MISSING, _FURTHER = range(3)


def _made(address: Any, arrivals: Any, taken: Any, further: Any, when: Any, found: Any) -> None:
    """Find the further tries that were made, and how many first tries were not."""
    contacts = _rows_at(address).contacts
    missing = made = 0
    for c in range(arrivals):
        missing += contacts[c].outcome == NOT_MADE
    for c in range(arrivals, taken):
        if contacts[c].outcome != NOT_MADE:
            further[made] = c
            when[made] = contacts[c].arrival
            made += 1
    found[_MISSING] = missing
    found[_FURTHER] = made


def _gather(
    address: Any,
    arrivals: Any,
    further: Any,
    is_served: Any,
    row: Any,
    queue: Any,
    outcome: Any,
    agent: Any,
    group: Any,
    customer: Any,
    reason: Any,
    journey: Any,
    attempt: Any,
    arrival: Any,
    answered: Any,
    ended: Any,
    released: Any,
    could_answer: Any,
    waits: Any,
    endless: Any,
    found: Any,
) -> None:
    """Put tries in order of arrival, at equal times in that of their rows, and add up their waits by queue."""
    tables = _rows_at(address)
    contacts, legs = tables.contacts, tables.legs
    has_legs = len(legs) > 0
    first = behind = suspect = 0
    for i in range(arrivals + len(further)):
        c = first
        if behind < len(further) and (first == arrivals or contacts[further[behind]].arrival < contacts[first].arrival):
            c = further[behind]
            behind += 1
        else:
            first += 1
        contact = contacts[c]
        what = contact.outcome
        if what == RINGING:
            what = WAITING
        served = is_served[what]
        if len(row) > 0:
            row[i] = c
        queue[i] = contact.queue
        outcome[i] = what
        agent[i] = contact.agent
        group[i] = contact.group
        arrival[i] = contact.arrival
        ended[i] = contact.ended
        answered[i] = contact.taken if served else np.nan
        released[i] = contact.ended + contact.wrap_up if served else np.nan
        could_answer[i] = np.nan if served else contact.taken
        if has_legs:
            leg = legs[c]
            customer[i] = leg.customer
            reason[i] = leg.reason
            journey[i] = leg.journey
            attempt[i] = leg.attempt + leg.helps
        if what == WAITING:
            endless[contact.queue] += 1
        elif what < CONTAINED:
            waits[contact.queue] += (contact.taken if contact.agent >= 0 else contact.ended) - contact.arrival
        suspect += served != (contact.agent >= 0) or served == np.isnan(released[i])
        suspect += np.isnan(contact.ended) != (what == WAITING)
    found[_SUSPECT] = suspect


_i4, _i8, _f8, _b1 = types.int32[::1], types.int64[::1], types.float64[::1], types.boolean[::1]
_whole = types.int64
_MADE = (_whole, _whole, _whole, _i8, _f8, _i8)
_GATHER = (_whole, _whole, _i8, _b1, _i8, *(_i4,) * 8, *(_f8,) * 5, _f8, _i8, _i8)
_NONE = np.empty(0, np.int64)
_NO_LEGS = np.empty((4, 0), np.int32)


class LogOfRows:
    """Gathers the log of days played on the compiled clock."""

    def __init__(self) -> None:
        with interruptible():
            self._made = kept_compiled(_made, _MADE, ENTRY)
            self._gather = kept_compiled(_gather, _GATHER, ENTRY)

    def gather(self, floor: Any, spans: NDArray[Any], workload: Workload, plan: FloorPlan) -> DayLog:
        """The log of a day, which keeps the laws of ``log.check_laws``.

        Raises
        ------
        RunError
            When a law is broken.
        """
        rows, arrivals, taken = AddressList.of((floor.contacts, floor.legs)), workload.arrivals, int(floor.centre[0]["rows"])
        found = np.zeros(3, np.int64)
        further, when = np.empty(taken - arrivals, np.int64), np.empty(taken - arrivals)
        self._made(rows.address, arrivals, taken, further, when, found)
        if found[_MISSING]:
            raise contacts_lost(int(found[_MISSING]), arrivals)
        further = further[np.argsort(when[: found[_FURTHER]], kind="stable")] if found[_FURTHER] else _NONE
        count, queues = arrivals + len(further), len(plan.queues)
        row = np.empty(count if len(further) else 0, np.int64)
        queue, outcome, agent, group = np.empty((4, count), np.int32)
        legs = np.empty((4, count), np.int32) if len(floor.legs) else _NO_LEGS
        times, waits, endless = np.empty((5, count)), np.zeros(queues), np.zeros(queues, np.int64)
        by_contact = (row, queue, outcome, agent, group, *legs, *times)
        self._gather(rows.address, arrivals, further, IS_SERVED, *by_contact, waits, endless, found)
        if len(floor.legs):
            known = dict(zip(("customer", "reason", "journey", "attempt"), legs, strict=True))
        else:
            known = known_before(workload, row if len(further) else slice(arrivals))
        arrival, answered, ended, released, could_answer = times
        log = DayLog(
            contacts=ContactLog(
                **known,
                queue=queue,
                outcome=outcome,
                agent=agent,
                group=group,
                arrival=arrival,
                answered=answered,
                ended=ended,
                released=released,
                could_answer=could_answer,
            ),
            spans=spans,
            queue_area=floor.queues["area"].copy(),
            longest_queue=floor.queues["longest"].astype(np.int64),
            overtime=floor.groups["overtime"].copy(),
            standby=floor.agents["standby"].astype(np.bool_),
        )
        if found[_SUSPECT] or not follows_law(waits, endless, log.queue_area).all():
            check_laws(log, plan)  # says which
        return log

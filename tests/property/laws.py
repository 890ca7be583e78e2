"""What must hold of every day's log, whatever the numbers. Nothing here uses the rules' own code."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from floors import Call
from strategies import Small

from simdesk.engine.log import DayLog
from simdesk.floor.plan import FloorPlan
from simdesk.rules.codes import ABANDONED, ANSWERED, BALKED, BLOCKED, BREAK, ON_DUTY, SENT_AWAY, WAITING

Span = tuple[float, float]


def cover(spans: Sequence[Span], at: float) -> int:
    """How many spans hold a moment strictly inside."""
    return sum(begin < at < end for begin, end in spans)


def length(spans: Sequence[Span]) -> float:
    return sum(end - begin for begin, end in spans)


def without(span: Span, holes: Sequence[Span]) -> list[Span]:
    """A span less disjoint holes in order."""
    left, begin = [], span[0]
    for low, high in holes:
        if high <= span[0] or low >= span[1]:
            continue
        if low > begin:
            left.append((begin, low))
        begin = max(begin, high)
    if begin < span[1]:
        left.append((begin, span[1]))
    return left


class Played:
    """A day's log with what the laws ask of it."""

    def __init__(self, small: Small, log: DayLog) -> None:
        self.plan: FloorPlan = small.where.floor
        self.log = log
        self.contacts = log.contacts
        self.calls = self._calls(small)
        self.agents = sorted({int(a) for a in log.spans["agent"]} | {int(a) for a in self.contacts.agent if a >= 0})
        of = {"duty": ON_DUTY, "break": BREAK}
        self.spans = {
            kind: {
                a: sorted(
                    (float(s["begin"]), float(s["end"]), int(s["group"]))
                    for s in log.spans
                    if s["agent"] == a and s["activity"] == code
                )
                for a in self.agents
            }
            for kind, code in of.items()
        }
        self.work = {
            a: sorted(
                (float(self.contacts.answered[k]), float(self.contacts.released[k]))
                for k in np.flatnonzero(self.contacts.agent == a)
            )
            for a in self.agents
        }
        self.idle = {
            a: [(*piece, g) for begin, end, g in self.spans["duty"][a] for piece in without((begin, end), self.work[a])]
            for a in self.agents
        }

    def _calls(self, small: Small) -> list[Call]:
        """The hand-written call behind each row of the log."""
        found = []
        for attempt, customer in zip(self.contacts.attempt, self.contacts.customer, strict=True):
            call = small.calls[customer]
            for _ in range(attempt - 1):
                assert call.again is not None
                call = call.again
            found.append(call)
        return found

    def left(self, k: int) -> float:
        """When a contact left the line."""
        contacts = self.contacts
        if contacts.outcome[k] == WAITING:
            return np.inf
        return float(contacts.answered[k] if contacts.outcome[k] == ANSWERED else contacts.ended[k])

    def moments(self) -> np.ndarray:
        """Midpoints between all moments at which anything happens."""
        contacts, spans = self.contacts, self.log.spans
        plan = self.plan
        edges = [contacts.arrival, contacts.answered, contacts.ended, contacts.released, spans["begin"], spans["end"]]
        edges += [plan.opening + np.arange(plan.intervals + 1) * plan.interval]
        edges += [np.array([edge for group in plan.groups for shift in group.shifts for edge in (shift.start, shift.end)])]
        every = np.unique(np.concatenate(edges))
        every = every[np.isfinite(every)]
        return (every[1:] + every[:-1])[every[1:] - every[:-1] > 1e-6] / 2

    def level(self, order: tuple[tuple[int, ...], ...], which: int) -> int | None:
        return next((k for k, members in enumerate(order) if which in members), None)


def contacts_are_conserved(day: Played, small: Small) -> None:
    contacts, closing = day.contacts, day.plan.closing
    rows = {(int(c), int(a)): k for k, (c, a) in enumerate(zip(contacts.customer, contacts.attempt, strict=True))}
    assert len(rows) == len(contacts)
    for customer, call in enumerate(small.calls):
        k = rows.pop((customer, 1))
        assert contacts.arrival[k] == call.at
        attempt = 1
        while True:
            lost = contacts.outcome[k] in (ABANDONED, BALKED, BLOCKED)
            again = float(contacts.ended[k]) + call.after
            if call.again is None or not lost or not again < closing:
                break
            call, attempt = call.again, attempt + 1
            k = rows.pop((customer, attempt))
            assert contacts.arrival[k] == again
    assert not rows
    assert (np.diff(contacts.arrival) >= 0).all()


def fates_are_kept(day: Played) -> None:
    contacts, plan = day.contacts, day.plan
    for k, call in enumerate(day.calls):
        outcome, arrival = contacts.outcome[k], float(contacts.arrival[k])
        if outcome == ANSWERED:
            pace = plan.groups[contacts.group[k]].pace[contacts.queue[k]]
            assert arrival <= contacts.answered[k] <= arrival + call.patience
            assert contacts.ended[k] == contacts.answered[k] + call.handle / pace
            assert contacts.released[k] == contacts.ended[k] + call.wrap / pace
            assert contacts.agent[k] >= 0
            assert day.level(plan.queues[contacts.queue[k]].tries, int(contacts.group[k])) is not None
        else:
            assert contacts.agent[k] == contacts.group[k] == -1
            assert np.isnan(contacts.answered[k])
            assert np.isnan(contacts.released[k])
        if outcome == ABANDONED:
            assert contacts.ended[k] == arrival + call.patience
        if outcome in (BALKED, BLOCKED):
            assert contacts.ended[k] == arrival
        if outcome == BALKED:
            assert call.balks
        if outcome == SENT_AWAY:
            assert not plan.finish_waiting
            assert contacts.ended[k] == plan.closing
        if outcome == WAITING:
            assert np.isnan(contacts.ended[k])
        if not np.isnan(contacts.could_answer[k]):
            assert outcome in (ABANDONED, BALKED)
            assert contacts.could_answer[k] >= contacts.ended[k]


def lines_are_first_come_first_served(day: Played) -> None:
    contacts = day.contacts
    for q in range(len(day.plan.queues)):
        mine = contacts.queue == q
        turn = np.where(contacts.outcome == ANSWERED, contacts.answered, contacts.could_answer)[mine]
        known = ~np.isnan(turn)
        # Redials due at the same moment come in the order in which they were scheduled, which the log does not know.
        turn = turn[known][np.lexsort((turn[known], contacts.arrival[mine][known]))]
        assert (np.diff(turn) >= 0).all()


def little_holds(day: Played) -> None:
    contacts = day.contacts
    for q in range(len(day.plan.queues)):
        mine = (contacts.queue == q) & (contacts.outcome != WAITING)
        if not (contacts.outcome[contacts.queue == q] == WAITING).any():
            assert abs(contacts.wait[mine].sum() - day.log.queue_area[q]) < 1e-6


def agents_do_one_thing_at_a_time(day: Played) -> None:
    for a in day.agents:
        spans = sorted(span[:2] for kind in day.spans.values() for span in kind[a])
        assert all(begin <= end for begin, end in spans)
        assert all(one[1] <= other[0] for one, other in pairwise(spans))
        assert all(one[1] <= other[0] for one, other in pairwise(day.work[a]))
        for begin, end in day.work[a]:
            # One span on duty holds the whole contact: it began on duty, and was finished before leaving.
            assert any(low <= begin and end <= high for low, high, _ in day.spans["duty"][a]), (a, begin, end)


def nobody_waits_while_an_agent_could_serve(day: Played) -> None:
    contacts = day.contacts
    for k in range(len(contacts)):
        arrival, left = float(contacts.arrival[k]), day.left(k)
        if not left > arrival:
            continue
        for level in day.plan.queues[contacts.queue[k]].tries:
            for a in day.agents:
                for begin, end, g in day.idle[a]:
                    assert g not in level or min(end, left) - max(begin, arrival) <= 0, (k, a, begin, end)


def arrivals_take_the_better_rank_and_the_longest_idle(day: Played) -> None:
    contacts = day.contacts
    for k in np.flatnonzero((contacts.outcome == ANSWERED) & (contacts.answered == contacts.arrival)):
        at, taken = float(contacts.arrival[k]), int(contacts.agent[k])
        tries = day.plan.queues[contacts.queue[k]].tries
        chosen = day.level(tries, int(contacts.group[k]))
        since = [begin for begin, end, _ in day.idle[taken] if end == at]
        for a in day.agents:
            for begin, end, g in day.idle[a]:
                level = day.level(tries, g)
                if a == taken or level is None or not begin < at < end:
                    continue
                assert chosen <= level, (k, a)
                # Who took it from the line at the very moment it came was not idle before.
                if chosen == level and since and not day.plan.draws_agents:
                    assert since[-1] <= begin, (k, a)


def freed_agents_take_the_better_rank_and_the_longest_waiting(day: Played) -> None:
    contacts = day.contacts
    for k in np.flatnonzero((contacts.outcome == ANSWERED) & (contacts.answered > contacts.arrival)):
        at = float(contacts.answered[k])
        takes = day.plan.groups[contacts.group[k]].takes
        chosen = day.level(takes, int(contacts.queue[k]))
        for other in range(len(contacts)):
            level = day.level(takes, int(contacts.queue[other]))
            if level is None or not contacts.arrival[other] < at < day.left(other):
                continue
            assert chosen <= level, (k, other)
            assert chosen < level or contacts.arrival[k] <= contacts.arrival[other], (k, other)


def limits_are_kept(day: Played) -> None:
    contacts, plan = day.contacts, day.plan
    held = [(float(contacts.arrival[k]), float(contacts.ended[k])) for k in range(len(contacts))]
    held = [(begin, end if np.isfinite(end) else np.inf) for begin, end in held]
    waits = [(float(contacts.arrival[k]), day.left(k)) for k in range(len(contacts))]
    for at in day.moments():
        if plan.trunks:
            assert cover(held, at) <= plan.trunks[0]
        for q, queue in enumerate(plan.queues):
            if queue.waiting_places >= 0:
                assert cover([w for k, w in enumerate(waits) if contacts.queue[k] == q], at) <= queue.waiting_places
    for k in np.flatnonzero(contacts.outcome == BLOCKED):
        q, at = int(contacts.queue[k]), float(contacts.arrival[k])
        # At the very moment some may just have left, so that the borders count.
        lines = sum(begin <= at <= end for begin, end in held)
        line = sum(begin <= at <= end for j, (begin, end) in enumerate(waits) if contacts.queue[j] == q and j != k)
        places = plan.queues[q].waiting_places
        assert (plan.trunks and plan.trunks[0] <= lines) or 0 <= places <= line


def staff_is_as_planned(day: Played, small: Small) -> None:
    """A busy agent is never an extra head, and overtime is exactly the time on duty beyond the plan."""
    plan = day.plan
    first, over = 0, np.zeros(len(plan.groups))
    moments = day.moments()
    for g, group in enumerate(plan.groups):
        present = 1 - group.shrinkage
        duty = [span for a in day.agents for span in day.spans["duty"][a] if span[2] == g]
        if group.headcount:
            heads = [int(np.floor(h * present + small.attendance + 1e-9)) for h in group.headcount]
            for at in moments[(moments > plan.opening) & (moments < plan.closing)]:
                here = [a for a in day.agents for begin, end, _ in day.spans["duty"][a] if begin < at < end and _ == g]
                planned = heads[int((at - plan.opening) // plan.interval)]
                assert len(here) >= planned
                assert len(here) == planned or all(cover(day.work[a], at) for a in here)
            for i, planned in enumerate(heads):
                low, high = plan.opening + i * plan.interval, plan.opening + (i + 1) * plan.interval
                over[g] += sum(max(min(end, high) - max(begin, low), 0.0) for begin, end, _ in duty) - planned * plan.interval
            over[g] += sum(max(end - max(begin, plan.closing), 0.0) for begin, end, _ in duty)
            first += max(heads)
            continue
        upto = np.floor(np.cumsum([shift.agents * present for shift in group.shifts]) + small.attendance + 1e-9)
        upto -= np.floor(small.attendance + 1e-9)
        for shift, people in zip(group.shifts, np.diff(upto, prepend=0).astype(int), strict=True):
            if shift.start >= plan.closing or shift.end <= plan.opening:
                continue
            start, end = max(shift.start, plan.opening), min(shift.end, plan.closing)
            planned_breaks = sum(minutes for _, minutes in shift.breaks)
            for a in range(first, first + people):
                spans = day.spans["duty"][a] + day.spans["break"][a]
                assert min(begin for begin, _, _ in spans) == start
                # There from the beginning to the end of the shift, on duty or on break, without a gap.
                assert abs(sum(max(min(e, end) - max(b, start), 0.0) for b, e, _ in spans) - (end - start)) < 1e-6
                breaks = [(b, e) for b, e, _ in day.spans["break"][a]]
                assert length(breaks) <= planned_breaks + 1e-9
                assert all(e <= end + 1e-9 for _, e in breaks)
                late = [(max(b, end), e) for b, e, _ in day.spans["duty"][a] if e > end]
                assert abs(length(late) - sum(max(e - max(b, end), 0.0) for b, e in day.work[a])) < 1e-6
                over[g] += length(late)
            first += people
    assert np.abs(over - day.log.overtime).max(initial=0.0) < 1e-6


def every_law(small: Small, log: DayLog) -> None:
    """All of them."""
    day = laws_of_the_line(small, log)
    staff_is_as_planned(day, small)


def laws_of_the_line(small: Small, log: DayLog) -> Played:
    """All but those of planned staff, which an analyst's process may overrule."""
    day = Played(small, log)
    contacts_are_conserved(day, small)
    fates_are_kept(day)
    lines_are_first_come_first_served(day)
    little_holds(day)
    agents_do_one_thing_at_a_time(day)
    nobody_waits_while_an_agent_could_serve(day)
    arrivals_take_the_better_rank_and_the_longest_idle(day)
    freed_agents_take_the_better_rank_and_the_longest_waiting(day)
    limits_are_kept(day)
    return day

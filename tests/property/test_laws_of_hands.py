"""Random small floors with several contacts in hand keep every law. Nothing here uses the rules' own code."""

from __future__ import annotations

import math
from collections import Counter as Counted
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from floors import Call, outcomes
from hypothesis import given, settings
from several import CLOSING, Several, floors_of_several, several

from simdesk.engine.log import DayLog
from simdesk.engine.simpy_clock import play_day
from simdesk.floor.parts import Concurrency, KindPlan
from simdesk.floor.plan import FloorPlan
from simdesk.rules.codes import ANSWERED, AT_WORK, LEFT_WITHIN, NOT_REACHED, ON_DUTY, TOOK_CALL_BACK
from simdesk.rules.leg_codes import ASSISTANCE, CALL_BACK, REDIAL

TALK, SILENCE, HELD, AFTER_HELP, WRAP_UP = "talk", "silence", "held", "after help", "wrap-up"
NEAR = 1e-6
"""Seconds that sums along different ways may differ by."""


@dataclass
class Work:
    """One contact in hand, replayed: what is left of its phase, and what was seen."""

    row: int
    channel: int
    left: float
    call: Call
    pace: float
    phase: str = TALK
    worked: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    held: list[tuple[float, float]] = field(default_factory=list)
    helped: bool = False
    ended: float = math.nan
    released: float = math.nan


class Played:
    """A day's log with what the laws ask of it."""

    def __init__(self, floor: Several) -> None:
        self.floor = floor
        self.plan: FloorPlan = floor.where.floor
        self.log: DayLog = play_day(self.plan, floor.workload, floor.where.process)
        self.contacts = self.log.contacts
        self.channel = [self.plan.channels.index(queue.channel) for queue in self.plan.queues]
        self.calls, self.next_leg, self.help_leg = self._journeys()
        c = self.contacts
        self.served = [int(k) for k in np.flatnonzero(c.agent >= 0)]
        self.several = [k for k in self.served if self.plan.groups[c.group[k]].concurrency is not None]
        self.kind_of = self._kinds()
        self.agents = sorted({int(a) for a in self.log.spans["agent"]} | {int(c.agent[k]) for k in self.served})
        self.work = {w.row: w for a in self.agents for w in self._replay(a)}
        # Who waits to the end of the day for one whom nobody ever answers, or with whom nobody is ever done.
        ends = {k for k in self.served if self.until(k) < math.inf}
        held = {k for k in self.served if {leg for leg, _ in self.stays_for(k)} & (set(self.served) - ends)}
        self.endless = {int(self.contacts.agent[k]) for k in (set(self.served) - ends) | held}

    def _kinds(self) -> dict[int, KindPlan]:
        """Agents who differ from their group: the first of those planned, kind by kind, by their number."""
        kinds, first = {}, 0
        for group in self.plan.groups:
            if group.headcount:
                planned = int(np.floor(np.array(group.headcount) + self.floor.attendance + 1e-9).max())
            else:
                here = [s for s in group.shifts if s.start < self.plan.closing and s.end > self.plan.opening]
                upto = np.floor(np.cumsum([0.0, *(s.agents for s in group.shifts)]) + self.floor.attendance + 1e-9)
                planned = sum(int(n) for n, s in zip(np.diff(upto), group.shifts, strict=True) if s in here)
            a = first
            for kind in group.kinds:
                kinds |= dict.fromkeys(range(a, min(a + kind.agents, first + planned)), kind)
                a += kind.agents
            first += planned + group.standby
        return kinds

    def pace_of(self, k: int) -> float:
        """The pace of the agent who answered row ``k``, alone in hand."""
        kind = self.kind_of.get(int(self.contacts.agent[k]))
        return self.plan.groups[self.contacts.group[k]].pace[self.contacts.queue[k]] * (1.0 if kind is None else kind.pace)

    def spans(self, a: int, activity: int) -> list[tuple[float, float]]:
        spans = self.log.spans
        mine = spans[(spans["agent"] == a) & (spans["activity"] == activity)]
        return sorted((float(s["begin"]), float(s["end"])) for s in mine)

    def _journeys(self) -> tuple[list[Call], dict[int, int], dict[int, int]]:
        """The hand-written call behind each row of the log, the row that followed it, and that of a call for help in it."""
        c = self.contacts
        rows = {(int(c.journey[k]), int(c.attempt[k])): k for k in range(len(c))}
        assert len(rows) == len(c)
        calls: list[Call | None] = [None] * len(c)
        following, helping = {}, {}
        for first, call in enumerate(self.floor.calls):
            k, attempt, leg = rows.pop((first, 1)), 1, call
            assert c.arrival[k] == call.at
            calls[k] = leg
            while (nxt := rows.pop((first, attempt + 1), None)) is not None:
                if c.reason[nxt] == ASSISTANCE:
                    assert leg.helper is not None
                    assert k not in helping
                    helping[k], calls[nxt], attempt = nxt, leg.helper, attempt + 1
                    continue
                if c.reason[nxt] == REDIAL:
                    after = leg.again
                elif c.reason[nxt] == CALL_BACK and c.outcome[k] == TOOK_CALL_BACK:
                    after = leg.call_back
                else:
                    after = leg.following()[2]
                assert after is not None
                following[k] = nxt
                k, attempt, leg = nxt, attempt + 1, after
                calls[k] = leg
        assert not rows, "a contact that nothing led to"
        return [call for call in calls if call is not None], following, helping

    def held_until(self, leg: int, warm: bool) -> float:
        """When the agent who waits with a customer for the agent of row ``leg``, to help or to take over, may go on."""
        c = self.contacts
        until = float(c.answered[leg] if warm and c.agent[leg] >= 0 else c.ended[leg])
        return math.inf if math.isnan(until) else until

    def _replay(self, a: int) -> list[Work]:
        """Work on what agent ``a`` was given, at the moments the log says, and see when each is done."""
        c = self.contacts
        rows = sorted((k for k in self.several if c.agent[k] == a), key=lambda k: float(c.answered[k]))
        done: list[Work] = []
        hand: list[Work] = []
        now = -math.inf
        while rows or hand:
            paces = self._paces(hand)
            dues = [now if w.left <= 0.0 else now + w.left / p if p > 0 else math.inf for w, p in zip(hand, paces, strict=True)]
            leaves = [self._leaves(w) for w in hand]
            begins = float(c.answered[rows[0]]) if rows else math.inf
            when = min([begins, *dues, *leaves])
            if when == math.inf:
                break
            for w, p in zip(hand, paces, strict=True):
                if p > 0 and when > now:
                    w.left -= (when - now) * p
                    w.worked[w.phase] += (when - now) * p
            now = when
            for w, due, leave in zip(list(hand), dues, leaves, strict=True):
                if due <= now or leave <= now:
                    self._end_phase(w, now, leave <= now)
                if w.phase == WRAP_UP and w.left <= 0.0:
                    w.released = now
                    hand.remove(w)
                    done.append(w)
            if begins <= now:
                k = rows.pop(0)
                call, pace = self.calls[k], self.pace_of(k)
                talk = call.handle if call.helper is None else min(call.handle, call.asks)
                hand.append(Work(k, self.channel[c.queue[k]], talk / pace, call, pace))
        return done + hand

    def _leaves(self, w: Work) -> float:
        leaves = self.contacts.outcome[w.row] == LEFT_WITHIN and w.phase in (TALK, SILENCE, AFTER_HELP)
        return float(self.contacts.ended[w.row]) if leaves else math.inf

    def _paces(self, hand: list[Work]) -> list[float]:
        """The pace of each contact in hand: of the rests, none; of the others by how many are worked on."""
        if not hand:
            return []
        kept = self.concurrency_of(hand[0].row)
        rests = [any(kept.mixes[w.channel][other.channel] == "rests" for other in hand) for w in hand]
        active = sum(not r and w.phase != SILENCE for w, r in zip(hand, rests, strict=True))
        paces = []
        for w, r in zip(hand, rests, strict=True):
            shared = kept.paces[w.channel]
            paces.append(1.0 if w.phase in (SILENCE, HELD) else 0.0 if r else shared[min(active, len(shared)) - 1])
        return paces

    def concurrency_of(self, k: int) -> Concurrency:
        kept = self.plan.groups[self.contacts.group[k]].concurrency
        assert kept is not None
        return kept

    def _end_phase(self, w: Work, now: float, left: bool) -> None:
        call, c = w.call, self.contacts
        left = left or (c.outcome[w.row] == LEFT_WITHIN and w.phase != WRAP_UP and abs(now - c.ended[w.row]) < NEAR)
        help_due = call.helper is not None and not w.helped
        if w.phase == WRAP_UP:
            w.left = 0.0
            return
        if not left and w.phase == HELD and help_due:
            w.phase, w.left, w.helped = AFTER_HELP, max(call.handle - call.asks, 0.0) / w.pace, True
            return
        if not left and w.phase in (TALK, AFTER_HELP) and call.silence > 0 and not help_due:
            w.phase, w.left = SILENCE, call.silence
            return
        if not left and w.phase != HELD and (help_due or call.warm):
            leg = (self.help_leg if help_due else self.next_leg).get(w.row)  # none where the help before it never ended
            w.phase, w.left = HELD, math.inf if leg is None else self.held_until(leg, warm=not help_due) - now
            w.held.append((now, now + w.left))
            return
        w.phase = WRAP_UP
        w.ended = now
        w.left = call.wrap / w.pace

    def in_hand(self, a: int, at: float) -> list[int]:
        """Rows agent ``a`` has in hand at a moment at which nothing happens."""
        c = self.contacts
        return [k for k in self.several if c.agent[k] == a and c.answered[k] < at < self.until(k)]

    def until(self, k: int) -> float:
        """When a contact was put down; never, when its agent waits for another to the end of the day."""
        if k in self.work:
            held = math.isnan(self.work[k].released)
        else:
            held = any(self.held_until(*leg) == math.inf for leg in self.stays_for(k))
        return math.inf if held else float(self.contacts.released[k])

    def stays_for(self, k: int) -> list[tuple[int, bool]]:
        """The legs for whose agents the agent of row ``k`` stayed with the customer; of each whether the transfer was warm."""
        call, served = self.calls[k], self.contacts.outcome[k] in (ANSWERED, NOT_REACHED)
        helped = [(self.help_leg[k], False)] if k in self.help_leg else []
        return helped + ([(self.next_leg[k], True)] if served and call.warm and k in self.next_leg else [])

    def moments(self, *more: float) -> list[float]:
        """Midpoints between all moments at which anything happens to agents with several in hand."""
        c = self.contacts
        edges = {float(x) for k in self.several for x in (c.answered[k], c.ended[k], c.released[k])} | set(more)
        edges |= {float(x) for x in (*c.arrival, *c.ended) if math.isfinite(x)}
        return [(one + other) / 2 for one, other in pairwise(sorted(edges)) if other - one > NEAR]


def work_is_conserved(day: Played) -> None:
    """Replayed at the paces of what else was in hand, each contact ends and is put down when the log says."""
    c = day.contacts
    for k, w in day.work.items():
        if c.agent[k] in day.endless:
            continue
        assert abs(w.ended - c.ended[k]) < NEAR, (k, w)
        assert abs(w.released - c.released[k]) < NEAR, (k, w)
        talked = w.worked[TALK] + w.worked[AFTER_HELP]
        if c.outcome[k] == LEFT_WITHIN:
            assert talked <= w.call.handle / w.pace + NEAR
            # At the end of the help, where the time was over while it went on.
            over = c.answered[k] + w.call.stays
            helped = w.held[0] if w.held else (math.inf, math.inf)
            assert abs(c.ended[k] - over) < NEAR or (
                helped[0] < over + NEAR and abs(c.ended[k] - helped[1]) < NEAR < c.ended[k] - over
            )
        else:
            assert abs(talked - w.call.handle / w.pace) < NEAR
            assert abs(w.worked[SILENCE] - w.call.silence) < NEAR
            over = w.held[-1][0] if w.call.warm and w.held else c.ended[k]
            at_the_end = w.call.helper is not None and w.call.handle <= w.call.asks and w.call.silence == 0.0
            assert at_the_end or over <= c.answered[k] + w.call.stays + NEAR
        assert abs(w.worked[WRAP_UP] - w.call.wrap / w.pace) < NEAR


def nobody_has_too_much_in_hand(day: Played) -> None:
    """No slot and no units over capacity, and no two channels together that are apart."""
    c = day.contacts
    for at in day.moments():
        for a in day.agents:
            rows = day.in_hand(a, at)
            if not rows:
                continue
            kept = day.concurrency_of(rows[0])
            assert len({int(c.group[k]) for k in rows}) == 1
            channels = Counted(day.channel[c.queue[k]] for k in rows)
            assert all(count <= kept.slots[channel] for channel, count in channels.items())
            assert sum(day.plan.queues[c.queue[k]].units for k in rows) <= kept.capacity + NEAR
            order = sorted(rows, key=lambda k: float(c.answered[k]))
            for j, k in enumerate(order):
                for before in order[:j]:
                    if c.answered[before] < c.answered[k]:
                        assert kept.mixes[day.channel[c.queue[before]]][day.channel[c.queue[k]]] != "apart", (before, k)


def nobody_is_given_what_they_do_not_take(day: Played) -> None:
    if day.floor.where.process is not None:
        return  # who was moved to another group takes what that one takes
    for k in day.served:
        kind = day.kind_of.get(int(day.contacts.agent[k]))
        assert kind is None or not kind.takes or kind.takes[day.contacts.queue[k]], k


def nothing_is_given_off_shift(day: Played) -> None:
    """Contacts are given within a span on duty, and before the shift ends; they may end after."""
    c, plan = day.contacts, day.plan
    for k in day.served:
        a, at = int(c.agent[k]), float(c.answered[k])
        finite = at if a in day.endless else day.until(k)
        assert any(begin <= at and finite <= end + NEAR for begin, end in day.spans(a, ON_DUTY)), (k, a)
    if day.floor.where.process is not None:
        return  # who was moved to another group has its hours
    first = 0
    for group in plan.groups:
        if group.headcount:
            heads = np.floor(np.array(group.headcount) + day.floor.attendance + 1e-9)
            first += int(heads.max()) + group.standby
            continue
        upto = np.floor(np.cumsum([shift.agents for shift in group.shifts]) + day.floor.attendance + 1e-9)
        upto -= math.floor(day.floor.attendance + 1e-9)
        for shift, people in zip(group.shifts, np.diff(upto, prepend=0).astype(int), strict=True):
            if shift.start >= plan.closing or shift.end <= plan.opening:
                continue
            for a in range(first, first + people):
                mine = [float(c.answered[k]) for k in day.served if c.agent[k] == a]
                assert all(shift.start <= at for at in mine)
                assert shift.end >= plan.closing or all(at < shift.end for at in mine), (a, shift)
            first += people
        first += group.standby


def at_work_is_having_something_in_hand(day: Played) -> None:
    for a in set(day.agents) - day.endless:
        merged: list[list[float]] = []
        c = day.contacts
        for k in sorted((k for k in day.several if c.agent[k] == a), key=lambda k: float(c.answered[k])):
            begin, end = float(c.answered[k]), day.until(k)
            if merged and begin <= merged[-1][1] + NEAR:
                merged[-1][1] = max(merged[-1][1], end)
            else:
                merged.append([begin, end])
        spans: list[list[float]] = []
        for begin, end in day.spans(a, AT_WORK):
            if spans and begin <= spans[-1][1] + NEAR:
                spans[-1][1] = end
            else:
                spans.append([begin, end])
        assert len(spans) == len(merged), (a, spans, merged)
        for one, other in zip(spans, merged, strict=True):
            assert abs(one[0] - other[0]) < NEAR
            assert abs(one[1] - other[1]) < NEAR


def nobody_waits_while_an_agent_has_room(day: Played) -> None:
    c, plan = day.contacts, day.plan
    waits = [(k, float(c.arrival[k]), math.inf if math.isnan(c.left[k]) else float(c.left[k])) for k in range(len(c))]
    waits = [(k, begin, end) for k, begin, end in waits if end > begin]
    duty = {a: day.log.spans[(day.log.spans["agent"] == a) & (day.log.spans["activity"] == ON_DUTY)] for a in day.agents}
    plain = {
        a: [(float(c.answered[k]), day.until(k)) for k in day.served if c.agent[k] == a and k not in day.work] for a in day.agents
    }
    for at in day.moments(*(float(c.released[k]) for k in day.served)):
        waiting = {int(c.queue[k]) for k, begin, end in waits if begin < at < end}
        for a in set(day.agents) - day.endless if waiting else ():
            here = [int(s["group"]) for s in duty[a] if s["begin"] < at < s["end"]]
            if not here:
                continue
            for q in waiting:
                if any(here[0] in level for level in plan.queues[q].tries):
                    assert not room(day, a, here[0], q, at, plain[a]), (a, q, at)


def room(day: Played, a: int, g: int, q: int, at: float, plain: list[tuple[float, float]]) -> bool:
    """Whether agent ``a`` could take a contact of queue ``q`` beside what is in hand."""
    kept, queue = day.plan.groups[g].concurrency, day.plan.queues[q]
    if kept is None:
        return not any(begin < at < end for begin, end in plain)
    rows = day.in_hand(a, at)
    if any(begin < at < end for k in rows for begin, end in day.work[k].held):
        return False
    channels = [day.channel[day.contacts.queue[k]] for k in rows]
    units = sum(day.plan.queues[day.contacts.queue[k]].units for k in rows)
    offered = day.channel[q]
    return (
        channels.count(offered) < kept.slots[offered]
        and units + queue.units <= kept.capacity + 1e-12
        and all(kept.mixes[channel][offered] != "apart" for channel in channels)
    )


def every_law(floor: Several) -> None:
    day = Played(floor)
    work_is_conserved(day)
    nobody_has_too_much_in_hand(day)
    nobody_is_given_what_they_do_not_take(day)
    nothing_is_given_off_shift(day)
    at_work_is_having_something_in_hand(day)
    if floor.plain:
        nobody_waits_while_an_agent_has_room(day)


@settings(max_examples=120)
@given(floors_of_several())
def test_every_law_holds(floor: Several) -> None:
    every_law(floor)


@settings(max_examples=120)
@given(floors_of_several(plain=True))
def test_nobody_waits_while_an_agent_has_room(floor: Several) -> None:
    every_law(floor)


@pytest.mark.slow
@settings(max_examples=800)
@given(floors_of_several())
def test_every_law_holds_at_length(floor: Several) -> None:
    every_law(floor)


@pytest.mark.slow
@settings(max_examples=800)
@given(floors_of_several(plain=True))
def test_nobody_waits_while_an_agent_has_room_at_length(floor: Several) -> None:
    every_law(floor)


@pytest.mark.slow
def test_the_floors_are_busy_enough_to_tell() -> None:
    """Laws kept by empty hands would prove nothing."""
    seen: Counted[Any] = Counted()
    for number in range(150):
        for plain in (False, True):
            day = Played(several(number, plain))
            seen.update(outcomes(day.log))
            seen["late"] += sum(bool(day.until(k) > CLOSING) for k in day.several)
            for w in day.work.values():
                seen.update(phase for phase, worked in w.worked.items() if worked > 0)
                alone = w.call.handle / w.pace + w.call.silence
                differs = int(day.contacts.agent[w.row]) in day.kind_of
                seen["by one who differs"] += differs
                seen["after help, by one who differs"] += differs and w.worked[AFTER_HELP] > 0
                seen["slower"] += bool(w.ended - day.contacts.answered[w.row] > alone + 1.0 and not w.held)
                seen["helped, then warm"] += len(w.held) == 2
                seen["helped, then blind or again"] += bool(w.helped and w.row in day.next_leg and not w.call.warm)
                seen["left as the help ended"] += bool(
                    day.contacts.outcome[w.row] == LEFT_WITHIN
                    and w.held
                    and w.ended > w.call.stays + day.contacts.answered[w.row]
                )
    least = {"answered": 3000, "left_within": 300, "not_reached": 200, "abandoned": 300, "slower": 700, "late": 100}
    least |= {TALK: 3000, SILENCE: 500, HELD: 50, AFTER_HELP: 15, WRAP_UP: 1000}
    least |= {"helped, then warm": 30, "helped, then blind or again": 30, "left as the help ended": 10}
    least |= {"by one who differs": 150, "after help, by one who differs": 3}
    assert all(seen[what] >= count for what, count in least.items()), seen

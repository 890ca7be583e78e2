"""Opening and closing: of the centre and its queues, on days that follow each other; what waits is carried over; outages."""

from __future__ import annotations

from simdesk.rules.calendar import Calendar, note
from simdesk.rules.carry_over import next_off_shelf, open_until, put_on_shelf
from simdesk.rules.codes import (
    BUSY,
    BY_NIGHT,
    CARRY_OVER,
    IDLE,
    IS_BOT,
    LEAVE_FLOOR,
    NOTHING,
    OFF,
    ON_BREAK,
    OPEN,
    SEND_WAITING_AWAY,
    SENT_AWAY,
    SHUT,
    STEP_OUT,
    UNAVAILABLE,
    WAITING,
)
from simdesk.rules.concurrency import stand_up
from simdesk.rules.duty import end_pause, go_off, learn_paces, let_idle_go, may_be_needed
from simdesk.rules.floor import Floor
from simdesk.rules.free_agents import take_more
from simdesk.rules.idle_agents import rise
from simdesk.rules.leaving import leave_unanswered, lose
from simdesk.rules.leg_codes import IS_HELD
from simdesk.rules.preference_index import mark
from simdesk.rules.routing import plan_step
from simdesk.rules.rows import NOBODY, QueueRow
from simdesk.rules.trunks import seize_trunk
from simdesk.rules.waiting_lines import behind_in, count_waiting, head_of, put_behind, stand_in_line, take_head
from simdesk.rules.warm_transfers import let_go

STAYS, SHELVED, SENT = range(3)
"""What becomes of those who stand in a line."""


def close_doors(floor: Floor, calendar: Calendar, now: float) -> None:
    """Closing time: those waiting are sent away or still served; agents leave as soon as they are free."""
    centre = floor.centre[0]
    centre.closed = 1
    if centre.nights == 1:
        close_queues(floor, calendar, now)
    else:
        centre.over = 1
        if centre.finish_waiting == 0:
            send_away(floor, calendar, now)
    for a in range(len(floor.agents)):
        agent = floor.agents[a]
        if agent.state == IDLE:
            if may_be_needed(floor, a):
                floor.groups[agent.group].overtime -= now
                centre.staying += 1
            else:
                rise(floor, a)
                go_off(floor, calendar, a, now)
        elif agent.state == UNAVAILABLE:
            if may_be_needed(floor, a):
                floor.groups[agent.group].overtime -= now
                centre.staying += 1
            else:
                end_pause(floor, calendar, a, now)
                go_off(floor, calendar, a, now)
        elif agent.state == ON_BREAK:
            note(calendar, a, agent.group, agent.away_as, agent.on_since, now)
            agent.state = OFF
        elif agent.state == BUSY and agent.due < LEAVE_FLOOR:
            agent.due = NOTHING
            floor.groups[agent.group].overtime -= now
            if floor.groups[agent.group].several == 1:
                take_more(floor, calendar, a, now)
    for g in range(len(floor.groups)):
        # Those already late were counted from when they were due.
        floor.groups[g].overtime += floor.groups[g].to_leave * now


def send_away(floor: Floor, calendar: Calendar, now: float) -> None:
    """All contacts that wait are sent away."""
    for k in range(len(floor.lines)):
        line = floor.lines[k]
        while head_of(floor, line) != NOBODY:
            c = int(line.first)
            take_head(floor, line)
            if floor.contacts[c].outcome == WAITING:
                leave_unanswered(floor, calendar, c, now)


def fate_at_closing(floor: Floor, queue: QueueRow, now: float) -> int:
    """What becomes of a queue's line when the centre closes: a queue that stays open waits for the next opening."""
    if queue.at_close == CARRY_OVER or open_until(floor, queue, now) > now:
        return SHELVED
    if queue.at_close == SEND_WAITING_AWAY:
        return SENT
    return STAYS


def close_queues(floor: Floor, calendar: Calendar, now: float) -> None:
    """The centre closes: line by line those waiting stay for the agents still there, wait for the morning, or are sent away."""
    for k in range(len(floor.lines)):
        clear_line(floor, calendar, k, NOBODY, now)
    for q in range(len(floor.queues)):
        queue = floor.queues[q]
        if queue.closed == OPEN and fate_at_closing(floor, queue, now) == SHELVED:
            queue.closed = BY_NIGHT


def clear_line(floor: Floor, calendar: Calendar, k: int, q: int, now: float) -> None:
    """Take out of line ``k`` whoever goes at the closing of queue ``q``, or of the centre (nobody)."""
    line = floor.lines[k]
    before = NOBODY
    c = line.first
    while c != NOBODY:
        behind = behind_in(floor, line, c)
        contact = floor.contacts[c]
        queue = floor.queues[contact.queue]
        fate = fate_at_closing(floor, queue, now) if q == NOBODY else STAYS
        if contact.queue == q:
            fate = SENT
        if contact.taken == contact.taken or (fate == SENT and contact.outcome != WAITING and contact.outcome != SENT_AWAY):
            fate = SENT  # taken from another line, or a shadow nobody will ever take
        elif fate == SHELVED:
            if queue.line == k:
                if contact.tries_again >= IS_HELD:
                    let_go(floor, calendar, c, now, now)  # nobody holds the line over night
                put_on_shelf(floor, queue, c)
        elif fate == SENT and contact.outcome == WAITING:
            leave_unanswered(floor, calendar, c, now)
        if fate == STAYS:
            before = c
        elif before == NOBODY:
            line.first = behind
        else:
            put_behind(floor, line, before, behind)
        c = behind
    if line.last != NOBODY:
        line.last = before
        if before == NOBODY:
            mark(floor, line, -1)


def open_doors(floor: Floor, calendar: Calendar, now: float) -> None:
    """A new day: agents still there from before go when free unless they are planned; lines are as they were."""
    centre = floor.centre[0]
    centre.closed = 0
    centre.staying = 0
    for g in range(len(floor.groups)):
        group = floor.groups[g]
        group.to_leave = 0
        group.standby = NOBODY
        if group.works_shifts == 0:
            group.off = NOBODY
    for i in range(len(floor.agents)):
        begin_day(floor, calendar, len(floor.agents) - 1 - i, now)
    for k in range(len(floor.lines)):
        drop_shadows(floor, k)
    for q in range(len(floor.queues)):
        queue = floor.queues[q]
        queue.last_agent = NOBODY
        queue.last_wait = 0.0
        queue.mean_wait = 0.0
        if queue.closed == BY_NIGHT:
            queue.closed = OPEN
        if (
            queue.hours_from > 0
            and queue.closed != IS_BOT
            and queue.at_close != CARRY_OVER
            and open_until(floor, queue, now) <= now
        ):
            queue.closed = SHUT  # those of the centre come first
    c = next_off_shelf(floor)
    while c != NOBODY:
        queue = floor.queues[floor.contacts[c].queue]
        stand_in_line(floor, c, queue)
        if queue.special == 1:
            plan_step(floor, calendar, c, now)
        c = next_off_shelf(floor)


def begin_day(floor: Floor, calendar: Calendar, a: int, now: float) -> None:
    """Agent ``a`` as the doors open: at home in the group they belong to, nothing done yet, unless still busy."""
    agent = floor.agents[a]
    if agent.state == IDLE or agent.state == UNAVAILABLE:
        floor.groups[agent.group].overtime += now
        if agent.state == IDLE:
            rise(floor, a)
        else:
            end_pause(floor, calendar, a, now)
        go_off(floor, calendar, a, now)
        group = floor.groups[agent.group]
        if agent.standby == 1:
            group.standby = agent.behind
        else:
            group.off = agent.behind
    if agent.state == OFF:
        agent.group = agent.home
        learn_paces(floor, a)
        agent.since_rest = 0
        agent.due = NOTHING
        agent.break_length = 0.0
        agent.on_duty = 0.0
        agent.busy = 0.0
        agent.talk = 0.0
        agent.handled = 0
        group = floor.groups[agent.group]
        if agent.standby == 1:
            agent.behind = group.standby
            group.standby = a
        elif group.works_shifts == 0:
            agent.behind = group.off
            group.off = a
    elif agent.state == BUSY and agent.due < LEAVE_FLOOR:
        group = floor.groups[agent.group]
        if group.works_shifts == 1 or agent.standby == 1:
            agent.due = LEAVE_FLOOR
            stand_up(floor, a)
        elif group.several == 1:
            agent.due = STEP_OUT
            stand_up(floor, a)
        else:
            group.to_leave += 1


def drop_shadows(floor: Floor, k: int) -> None:
    """Those who left line ``k`` yesterday are forgotten."""
    line = floor.lines[k]
    before = NOBODY
    c = line.first
    while c != NOBODY:
        behind = behind_in(floor, line, c)
        if floor.contacts[c].outcome == WAITING:
            before = c
        elif before == NOBODY:
            line.first = behind
        else:
            put_behind(floor, line, before, behind)
        c = behind
    if line.last != NOBODY:
        line.last = before
        if before == NOBODY:
            mark(floor, line, -1)


def close_queue(floor: Floor, calendar: Calendar, q: int, now: float) -> None:
    """Queue ``q`` closes, at another time than the centre."""
    queue = floor.queues[q]
    if queue.at_close == CARRY_OVER or queue.bot == 1:
        return
    queue.closed = SHUT
    if queue.at_close == SEND_WAITING_AWAY:
        for k in range(len(floor.lines)):
            clear_line(floor, calendar, k, q, now)
        c = queue.shelf_first
        while c != NOBODY:
            if floor.contacts[c].outcome == WAITING:
                leave_unanswered(floor, calendar, c, now)
            c = floor.shelf[c]
        queue.shelf_first = NOBODY
        queue.shelf_last = NOBODY


def open_queue(floor: Floor, q: int) -> None:
    """Queue ``q`` opens, at another time than the centre."""
    queue = floor.queues[q]
    if queue.out == 0 and queue.bot == 0:
        queue.closed = BY_NIGHT if floor.centre[0].closed == 1 else OPEN


def begin_outage(floor: Floor, calendar: Calendar, q: int, lost: int, now: float) -> None:
    """Queue ``q`` fails: who comes meets a busy signal; those waiting are lost (1) or stay (0)."""
    queue = floor.queues[q]
    queue.closed = SHUT
    queue.out = 1
    if lost == 0:
        return
    for c in range(len(floor.contacts)):
        contact = floor.contacts[c]
        if contact.queue == q and contact.outcome == WAITING:
            count_waiting(queue, -1, now)
            seize_trunk(floor, queue, -1)
            lose(floor, calendar, c, SENT_AWAY, now)
    if floor.centre[0].staying > 0:
        let_idle_go(floor, calendar, now)


def end_outage(floor: Floor, q: int, now: float) -> None:
    """Queue ``q`` works again."""
    queue = floor.queues[q]
    queue.out = 0
    if queue.bot == 1:
        queue.closed = IS_BOT
        return
    inside = queue.at_close == CARRY_OVER or open_until(floor, queue, now) > now
    if inside:
        queue.closed = BY_NIGHT if floor.centre[0].closed == 1 else OPEN
    else:
        queue.closed = SHUT if queue.hours_from > 0 else OPEN


def end_horizon(floor: Floor) -> None:
    """The last day is over: what waits for another morning is unfinished."""
    floor.centre[0].over = 1
    for q in range(len(floor.queues)):
        c = floor.queues[q].shelf_first
        while c != NOBODY:
            if floor.contacts[c].outcome == WAITING:
                floor.centre[0].present -= 1
            c = floor.shelf[c]

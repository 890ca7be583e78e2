"""Opening and closing: of the centre and its queues, on days that follow each other; what waits is carried over; outages."""

from __future__ import annotations

from simdesk.rules.calendar import Calendar, note
from simdesk.rules.carry_over import carry_over, next_carried_over, open_until
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
    SENT_AWAY,
    SHUT,
    STEP_OUT,
    TURN_AWAY_WAITING,
    UNAVAILABLE,
    WAITING,
)
from simdesk.rules.concurrency import close_to_more
from simdesk.rules.duty import end_pause, go_off, learn_paces, let_idle_go, may_be_needed
from simdesk.rules.floor import Floor
from simdesk.rules.free_agents import take_more
from simdesk.rules.idle_agents import end_idle
from simdesk.rules.leaving import lose, turn_away
from simdesk.rules.leg_codes import TIES_UP_AGENT
from simdesk.rules.preference_index import mark
from simdesk.rules.reached import forget_looks
from simdesk.rules.routing import plan_step
from simdesk.rules.rows import NOBODY, QueueRow
from simdesk.rules.trunks import seize_trunk
from simdesk.rules.waiting_lines import behind_in, count_waiting, front_of, join_queue, put_behind, take_front
from simdesk.rules.warm_transfers import release_agent

STAYS, CARRIED, TURNED_AWAY = range(3)
"""What becomes of contacts in a waiting line at closing."""


def close_centre(floor: Floor, calendar: Calendar, now: float) -> None:
    """Closing time: waiting contacts are turned away or still answered; agents leave as soon as they are free."""
    centre = floor.centre[0]
    centre.closed = 1
    if centre.nights == 1:
        close_queues(floor, calendar, now)
    else:
        centre.over = 1
        if centre.finish_waiting == 0:
            turn_away_waiting(floor, calendar, now)
    for a in range(len(floor.agents)):
        agent = floor.agents[a]
        if agent.state == IDLE:
            if may_be_needed(floor, a):
                floor.groups[agent.group].overtime -= now
                centre.staying += 1
            else:
                end_idle(floor, a)
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


def turn_away_waiting(floor: Floor, calendar: Calendar, now: float) -> None:
    """All contacts that wait are turned away."""
    for k in range(len(floor.waiting_lines)):
        line = floor.waiting_lines[k]
        while front_of(floor, line) != NOBODY:
            c = int(line.first)
            take_front(floor, line)
            if floor.contacts[c].outcome == WAITING:
                turn_away(floor, calendar, c, now)


def becomes_at_closing(floor: Floor, queue: QueueRow, now: float) -> int:
    """What becomes of a queue's contacts when the centre closes: in a queue that stays open they wait for the next opening."""
    if queue.at_close == CARRY_OVER or open_until(floor, queue, now) > now:
        return CARRIED
    if queue.at_close == TURN_AWAY_WAITING:
        return TURNED_AWAY
    return STAYS


def close_queues(floor: Floor, calendar: Calendar, now: float) -> None:
    """The centre closes: waiting contacts stay for the agents still there, are carried over, or are turned away."""
    for k in range(len(floor.waiting_lines)):
        if floor.waiting_lines[k].stays == 1 and floor.centre[0].tied == 0:
            keep_line(floor, k)
        else:
            clear_line(floor, calendar, k, NOBODY, now)
    forget_looks(floor)
    for q in range(len(floor.queues)):
        queue = floor.queues[q]
        if queue.closed == OPEN and becomes_at_closing(floor, queue, now) == CARRIED:
            queue.closed = BY_NIGHT


def keep_line(floor: Floor, k: int) -> None:
    """All contacts of waiting line ``k`` are carried over: they are set apart as they stand, however many they are."""
    line = floor.waiting_lines[k]
    line.kept_first = line.first
    line.kept_last = line.last
    if line.last != NOBODY:
        line.first = NOBODY
        line.last = NOBODY
        mark(floor, line, -1)


def bring_back_line(floor: Floor, k: int) -> None:
    """The contacts of waiting line ``k`` that were set apart stand there again, behind one who came back from an agent."""
    line = floor.waiting_lines[k]
    if line.kept_first == NOBODY:
        return
    if line.last == NOBODY:
        line.first = line.kept_first
        mark(floor, line, 1)
    else:
        put_behind(floor, line, line.last, line.kept_first)
    line.last = line.kept_last
    line.kept_first = NOBODY
    line.kept_last = NOBODY


def clear_line(floor: Floor, calendar: Calendar, k: int, q: int, now: float) -> None:
    """Take out of waiting line ``k`` the contacts that go at the closing of queue ``q``, or of the centre (NOBODY)."""
    line = floor.waiting_lines[k]
    before = NOBODY
    c = line.first
    while c != NOBODY:
        behind = behind_in(floor, line, c)
        contact = floor.contacts[c]
        queue = floor.queues[contact.queue]
        becomes = becomes_at_closing(floor, queue, now) if q == NOBODY else STAYS
        if contact.queue == q:
            becomes = TURNED_AWAY
        if contact.taken == contact.taken or (
            becomes == TURNED_AWAY and contact.outcome != WAITING and contact.outcome != SENT_AWAY
        ):
            becomes = TURNED_AWAY  # taken from another line, or abandoned and never to be taken
        elif becomes == CARRIED:
            if queue.waiting_line == k:
                if contact.tries_again >= TIES_UP_AGENT:
                    release_agent(floor, calendar, c, now, now)  # no agent is tied up overnight
                carry_over(floor, queue, c)
        elif becomes == TURNED_AWAY and contact.outcome == WAITING:
            turn_away(floor, calendar, c, now)
        if becomes == STAYS:
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


def open_centre(floor: Floor, calendar: Calendar, now: float) -> None:
    """A new day: agents still there from before leave when free unless they are planned; queues are as they were."""
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
    for k in range(len(floor.waiting_lines)):
        forget_abandoned(floor, k)
        bring_back_line(floor, k)
    forget_looks(floor)
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
            queue.closed = SHUT  # the centre opens its queues first
    c = next_carried_over(floor)
    while c != NOBODY:
        queue = floor.queues[floor.contacts[c].queue]
        join_queue(floor, c, queue)
        if queue.special == 1:
            plan_step(floor, calendar, c, now)
        c = next_carried_over(floor)


def begin_day(floor: Floor, calendar: Calendar, a: int, now: float) -> None:
    """Agent ``a`` at opening: back in the group they belong to, nothing done yet, unless still busy."""
    agent = floor.agents[a]
    if agent.state == IDLE or agent.state == UNAVAILABLE:
        floor.groups[agent.group].overtime += now
        if agent.state == IDLE:
            end_idle(floor, a)
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
            close_to_more(floor, a)
        elif group.several == 1:
            agent.due = STEP_OUT
            close_to_more(floor, a)
        else:
            group.to_leave += 1


def forget_abandoned(floor: Floor, k: int) -> None:
    """Contacts that left waiting line ``k`` yesterday are taken out."""
    line = floor.waiting_lines[k]
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
    if queue.at_close == TURN_AWAY_WAITING:
        for k in range(len(floor.waiting_lines)):
            clear_line(floor, calendar, k, q, now)
        forget_looks(floor)
        c = queue.carried_over_first
        while c != NOBODY:
            if floor.contacts[c].outcome == WAITING:
                turn_away(floor, calendar, c, now)
            c = floor.carried_over[c]
        queue.carried_over_first = NOBODY
        queue.carried_over_last = NOBODY


def open_queue(floor: Floor, q: int) -> None:
    """Queue ``q`` opens, at another time than the centre."""
    queue = floor.queues[q]
    if queue.out == 0 and queue.bot == 0:
        queue.closed = BY_NIGHT if floor.centre[0].closed == 1 else OPEN


def begin_outage(floor: Floor, calendar: Calendar, q: int, lost: int, now: float) -> None:
    """Queue ``q`` fails: arriving contacts are blocked; those waiting are lost (1) or stay (0)."""
    queue = floor.queues[q]
    queue.closed = SHUT
    queue.out = 1
    if lost == 0:
        return
    for c in range(len(floor.contacts)):
        if queue.waiting == 0:
            break
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
        c = floor.queues[q].carried_over_first
        while c != NOBODY:
            if floor.contacts[c].outcome == WAITING:
                floor.centre[0].present -= 1
            c = floor.carried_over[c]
    for k in range(len(floor.waiting_lines)):
        line = floor.waiting_lines[k]
        c = line.kept_first
        while c != NOBODY:
            if floor.contacts[c].outcome == WAITING:
                floor.centre[0].present -= 1
            c = behind_in(floor, line, c)

"""An agent's way: come on duty, take what waits, rest, go on break, leave."""

from __future__ import annotations

from simdesk.rules.calendar import BACK_FROM_BREAK, Calendar, note, schedule
from simdesk.rules.concurrency import find_seat, room_for_any, stand_up
from simdesk.rules.duty import end_pause, go_off, learn_paces, let_idle_go, may_be_needed, stand_by
from simdesk.rules.floor import Floor
from simdesk.rules.idle_agents import first_idle, rest, rise
from simdesk.rules.leg_codes import IS_HELD
from simdesk.rules.open_and_close import close_queues
from simdesk.rules.pauses import paused_agent, pauses_now
from simdesk.rules.routing import choose_contact
from simdesk.rules.rows import (
    BREAK,
    BUSY,
    IDLE,
    LEAVE_FLOOR,
    MEETING,
    NOBODY,
    NOTHING,
    OFF,
    ON_BREAK,
    ON_DUTY,
    SENT_AWAY,
    STEP_OUT,
    TAKE_BREAK,
    UNAVAILABLE,
    WAITING,
)
from simdesk.rules.service import begin_service, let_go, offer_lines, seize_trunk
from simdesk.rules.waiting_lines import count_waiting, head_of, next_contact, take_head


def finish(floor: Floor, calendar: Calendar, a: int, now: float) -> None:
    """Agent ``a`` has finished contact and wrap-up."""
    floor.centre[0].present -= 1
    if floor.centre[0].pauses == 1 and pauses_now(floor, calendar, a, now):
        return
    free(floor, calendar, a, now)
    if floor.centre[0].predicts == 1:
        offer_lines(floor, calendar, now)


def free(floor: Floor, calendar: Calendar, a: int, now: float) -> None:
    """Agent ``a`` has nothing in hand: leave or break if it is time, else the next contact, else the bench."""
    agent = floor.agents[a]
    if agent.next_group != NOBODY and agent.due < LEAVE_FLOOR:
        change_group(floor, calendar, a, now)
    group = floor.groups[agent.group]
    if agent.due >= LEAVE_FLOOR or group.to_leave > 0:
        leave_late(floor, calendar, a, now)
    elif agent.due == TAKE_BREAK:
        begin_break(floor, calendar, a, now)
    else:
        c = choose_contact(floor, a, now) if group.special == 1 else next_contact(floor, group, agent.group, now)
        if c != NOBODY:
            begin_service(floor, calendar, c, a, now)
            if group.several == 1:
                take_more(floor, calendar, a, now)
            if floor.centre[0].staying > 0:
                let_idle_go(floor, calendar, now)
        elif floor.centre[0].closed == 0:
            rest(floor, a, now)
        elif may_be_needed(floor, a):
            rest(floor, a, now)
            floor.centre[0].staying += 1
        else:
            group.overtime += now
            go_off(floor, calendar, a, now)


def take_more(floor: Floor, calendar: Calendar, a: int, now: float) -> None:
    """Agent ``a``, with something in hand, takes what waits and she has room for, and then waits for more."""
    agent = floor.agents[a]
    while agent.due == NOTHING and agent.next_group == NOBODY and room_for_any(floor, a):
        c = choose_contact(floor, a, now)
        if c == NOBODY:
            break
        begin_service(floor, calendar, c, a, now)
    find_seat(floor, a, now)


def come_on(floor: Floor, calendar: Calendar, a: int, now: float) -> None:
    """Agent ``a`` comes on duty."""
    agent = floor.agents[a]
    agent.on_since = now
    agent.due = NOTHING
    floor.groups[agent.group].on_duty += 1
    free(floor, calendar, a, now)


def start_shift(floor: Floor, calendar: Calendar, a: int, now: float) -> None:
    """Agent ``a``'s shift begins; whoever is still busy with the contact of an earlier one stays."""
    agent = floor.agents[a]
    if agent.state == OFF:
        come_on(floor, calendar, a, now)
    elif agent.state == BUSY and agent.due == LEAVE_FLOOR:
        agent.due = NOTHING
        floor.groups[agent.group].overtime += now


def leave_late(floor: Floor, calendar: Calendar, a: int, now: float) -> None:
    """Agent ``a`` was due to leave while busy, and leaves now."""
    agent = floor.agents[a]
    group = floor.groups[agent.group]
    if agent.due < LEAVE_FLOOR:
        group.to_leave -= 1
    group.overtime += now
    go_off(floor, calendar, a, now)


def change_group(floor: Floor, calendar: Calendar, a: int, now: float) -> None:
    """Agent ``a``, off the bench, goes over to the group they were sent to."""
    agent = floor.agents[a]
    note(calendar, a, agent.group, ON_DUTY, agent.on_since, now)
    agent.on_duty += now - agent.on_since
    floor.groups[agent.group].on_duty -= 1
    if floor.centre[0].closed == 1:
        floor.groups[agent.group].overtime += now
        floor.groups[agent.next_group].overtime -= now
    agent.group = agent.next_group
    agent.next_group = NOBODY
    learn_paces(floor, a)
    agent.on_since = now
    floor.groups[agent.group].on_duty += 1


def change_staff(floor: Floor, calendar: Calendar, g: int, heads: int, now: float) -> None:
    """The headcount of group ``g`` rises or falls by ``heads``.

    It is the same people all day: idle agents leave first, then whoever finishes first, and a rise takes
    back those still to leave before it brings anyone. So a busy agent is never an extra head.
    """
    group = floor.groups[g]
    if group.several == 1 and heads > 0:
        heads = step_back(floor, calendar, g, heads, now)
    while heads > 0 and group.to_leave > 0:
        group.to_leave -= 1
        group.overtime += now
        heads -= 1
    while heads > 0 and group.off != NOBODY:
        a = group.off
        group.off = floor.agents[a].behind
        come_on(floor, calendar, a, now)
        heads -= 1
    while heads < 0 and group.idle > 0:
        a = first_idle(floor, g)
        rise(floor, a)
        go_off(floor, calendar, a, now)
        heads += 1
    while heads < 0 and paused_agent(floor, g) != NOBODY:
        a = paused_agent(floor, g)
        end_pause(floor, calendar, a, now)
        go_off(floor, calendar, a, now)
        heads += 1
    if heads < 0:
        heads += leave_meeting(floor, calendar, g, -heads, now)
    if heads < 0 and group.several == 1:
        step_out(floor, g, heads, now)
    elif heads < 0:
        # Agents sent home or away before can no longer be those who leave.
        heads = max(heads, group.to_leave - staying(floor, g))
        group.to_leave -= heads
        group.overtime += heads * now


def step_out(floor: Floor, g: int, heads: int, now: float) -> None:
    """So many busy agents (below 0) of group ``g`` get nothing more and then leave: those with the least in hand."""
    while heads < 0:
        chosen = NOBODY
        for a in range(len(floor.agents)):
            agent = floor.agents[a]
            mine = agent.group == g and agent.state == BUSY and agent.due < LEAVE_FLOOR and agent.next_group == NOBODY
            if mine and (chosen == NOBODY or agent.in_hand < floor.agents[chosen].in_hand):
                chosen = a
        if chosen == NOBODY:
            return
        stand_up(floor, chosen)
        floor.agents[chosen].due = STEP_OUT
        floor.groups[g].overtime -= now
        heads += 1


def step_back(floor: Floor, calendar: Calendar, g: int, heads: int, now: float) -> int:
    """Of so many agents who are wanted in group ``g`` those come first who were about to leave; gives back how many more."""
    for a in range(len(floor.agents)):
        agent = floor.agents[a]
        if heads > 0 and agent.group == g and agent.due == STEP_OUT:
            agent.due = NOTHING
            floor.groups[g].overtime += now
            take_more(floor, calendar, a, now)
            heads -= 1
    return heads


def shift_over(floor: Floor, calendar: Calendar, a: int, now: float) -> None:
    """Agent ``a``'s shift ends: at once when idle or on break, after the contact in hand when busy."""
    agent = floor.agents[a]
    group = floor.groups[agent.group]
    if agent.state == IDLE:
        rise(floor, a)
        go_off(floor, calendar, a, now)
    elif agent.state == UNAVAILABLE:
        end_pause(floor, calendar, a, now)
        go_off(floor, calendar, a, now)
    elif agent.state == ON_BREAK:
        note(calendar, a, agent.group, agent.away_as, agent.on_since, now)
        agent.state = OFF
    elif agent.state == BUSY and agent.due == STEP_OUT:
        agent.due = LEAVE_FLOOR
    elif agent.state == BUSY and agent.due != LEAVE_FLOOR:
        agent.due = LEAVE_FLOOR
        stand_up(floor, a)
        if group.to_leave > 0 and group.to_leave > staying(floor, agent.group):
            group.to_leave -= 1  # was to leave already, and late since then
        else:
            group.overtime -= now


def break_due(floor: Floor, calendar: Calendar, a: int, length: float, now: float) -> None:
    """A break of agent ``a`` begins; a busy agent finishes the contact in hand first."""
    call_away(floor, calendar, a, BREAK, length, now)


def meeting_due(floor: Floor, calendar: Calendar, g: int, agents: int, kind: int, length: float, now: float) -> None:
    """A meeting begins for the first so many agents of group ``g`` on duty (0: all), or for those of one kind (0: any)."""
    for a in range(len(floor.agents)):
        agent = floor.agents[a]
        there = agent.state == IDLE or agent.state == UNAVAILABLE or (agent.state == BUSY and agent.due != LEAVE_FLOOR)
        if there and agent.group == g and (kind == 0 or agent.kind == kind):
            call_away(floor, calendar, a, MEETING, length, now)
            agents -= 1
            if agents == 0:
                return


def leave_meeting(floor: Floor, calendar: Calendar, g: int, heads: int, now: float) -> int:
    """So many agents of group ``g`` go off duty from a meeting; gives back how many there were."""
    gone = 0
    for a in range(len(floor.agents)):
        agent = floor.agents[a]
        if gone < heads and agent.group == g and agent.state == ON_BREAK:
            note(calendar, a, g, agent.away_as, agent.on_since, now)
            agent.break_length = 0.0
            stand_by(floor, a)
            gone += 1
    return gone


def call_away(floor: Floor, calendar: Calendar, a: int, away_as: int, length: float, now: float) -> None:
    """Agent ``a`` goes on a break or to a meeting; a busy agent finishes the contact in hand first."""
    agent = floor.agents[a]
    if agent.state == IDLE or agent.state == UNAVAILABLE:
        if agent.state == IDLE:
            rise(floor, a)
        else:
            end_pause(floor, calendar, a, now)
        agent.away_as = away_as
        agent.break_length += length
        begin_break(floor, calendar, a, now)
    elif agent.state == BUSY and agent.due < LEAVE_FLOOR:
        if agent.break_length <= 0.0:
            agent.away_as = away_as
        agent.break_length += length
        agent.due = TAKE_BREAK
        stand_up(floor, a)
    elif agent.state == ON_BREAK:
        agent.break_length += length


def begin_break(floor: Floor, calendar: Calendar, a: int, now: float) -> None:
    """Agent ``a``, off the bench, goes on break for the time owed."""
    agent = floor.agents[a]
    note(calendar, a, agent.group, ON_DUTY, agent.on_since, now)
    agent.on_duty += now - agent.on_since
    floor.groups[agent.group].on_duty -= 1
    agent.state = ON_BREAK
    agent.due = NOTHING
    agent.on_since = now
    agent.since_rest = 0
    agent.ready_at = now + agent.break_length
    schedule(calendar, agent.ready_at, BACK_FROM_BREAK, a)
    agent.break_length = 0.0


def back_from_break(floor: Floor, calendar: Calendar, a: int, now: float) -> None:
    """Agent ``a`` comes back, unless the shift ended meanwhile or another break is owed."""
    agent = floor.agents[a]
    if agent.state == ON_BREAK and now >= agent.ready_at:
        if agent.break_length > 0.0:
            agent.ready_at = now + agent.break_length
            schedule(calendar, agent.ready_at, BACK_FROM_BREAK, a)
            agent.break_length = 0.0
        else:
            note(calendar, a, agent.group, agent.away_as, agent.on_since, now)
            come_on(floor, calendar, a, now)
            if floor.centre[0].predicts == 1:
                offer_lines(floor, calendar, now)


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
            contact = floor.contacts[c]
            take_head(floor, line)
            if contact.outcome == WAITING:
                queue = floor.queues[contact.queue]
                count_waiting(queue, -1, now)
                seize_trunk(floor, queue, -1)
                contact.outcome = SENT_AWAY
                contact.ended = now
                if contact.tries_again >= IS_HELD:
                    let_go(floor, calendar, c, now, now)
                floor.centre[0].present -= 1


def staying(floor: Floor, g: int) -> int:
    """Number of busy agents of group ``g`` who were not told to leave or change after the contact in hand."""
    count = 0
    for a in range(len(floor.agents)):
        agent = floor.agents[a]
        if agent.group == g and agent.state == BUSY and agent.due < LEAVE_FLOOR and agent.next_group == NOBODY:
            count += 1
    return count


def busy_agent(floor: Floor, g: int) -> int:
    """The first busy agent of group ``g`` who has nothing else to do after the contact in hand, or nobody."""
    if staying(floor, g) <= floor.groups[g].to_leave:
        return NOBODY
    for a in range(len(floor.agents)):
        agent = floor.agents[a]
        if agent.group == g and agent.state == BUSY and agent.due == NOTHING and agent.next_group == NOBODY:
            return a
    return NOBODY


def move_agent(floor: Floor, calendar: Calendar, g: int, to_group: int, now: float) -> int:
    """Move one agent of group ``g``: an idle one at once, else a busy one after the contact in hand; 1 if there was one."""
    a = first_idle(floor, g)
    if a != NOBODY:
        rise(floor, a)
        floor.agents[a].next_group = to_group
        free(floor, calendar, a, now)
        if floor.centre[0].predicts == 1:
            offer_lines(floor, calendar, now)
        return 1
    a = paused_agent(floor, g)
    if a == NOBODY:
        a = busy_agent(floor, g)
    if a == NOBODY:
        return 0
    stand_up(floor, a)
    floor.agents[a].next_group = to_group
    return 1


def send_for_agent(floor: Floor, calendar: Calendar, g: int, now: float) -> int:
    """One agent of group ``g`` on standby comes on duty; 1 if there was one and the doors are open."""
    group = floor.groups[g]
    a = group.standby
    if a == NOBODY or floor.centre[0].closed == 1:
        return 0
    group.standby = floor.agents[a].behind
    come_on(floor, calendar, a, now)
    if floor.centre[0].predicts == 1:
        offer_lines(floor, calendar, now)
    return 1


def send_home_agent(floor: Floor, calendar: Calendar, g: int, now: float) -> int:
    """One agent of group ``g`` goes off duty: an idle one at once, else a busy one after the contact in hand."""
    group = floor.groups[g]
    a = first_idle(floor, g)
    if a == NOBODY:
        a = paused_agent(floor, g)
    if a != NOBODY:
        if floor.agents[a].state == IDLE:
            rise(floor, a)
        else:
            end_pause(floor, calendar, a, now)
        if floor.centre[0].closed == 1:
            group.overtime += now
            floor.centre[0].staying -= 1
        go_off(floor, calendar, a, now)
        if floor.centre[0].predicts == 1:
            offer_lines(floor, calendar, now)
        return 1
    a = busy_agent(floor, g)
    if a == NOBODY:
        return 0
    stand_up(floor, a)
    floor.agents[a].due = LEAVE_FLOOR
    if floor.centre[0].closed == 0:
        group.overtime -= now
    return 1

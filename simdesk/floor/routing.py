"""Routing by more than rank and longest wait: timed steps, overflow, reserves, weights, and other choices of an agent.

Played only on floors where a queue or a group asks for it (``special``); the others keep to ``lines`` and ``benches``.
"""

from __future__ import annotations

from typing import Any

from simdesk.floor.calendar import OPEN_STEP, schedule
from simdesk.floor.lines import behind_in, count_waiting, family_waiting, head_of, take_head
from simdesk.floor.predict import predicted_wait
from simdesk.floor.ring_times import would_answer
from simdesk.floor.rows import (
    FEWEST_CONTACTS,
    LEAST_BUSY,
    LEAST_TALK_TIME,
    LONGEST_IDLE,
    NOBODY,
    RANDOM,
    ROUND_ROBIN,
    SENT_AWAY,
    WAITING,
)

Rows = Any


def group_may(floor: Rows, queue: Rows, term: Rows, idle: int, now: float) -> bool:
    """Whether a group with so many idle agents may take contacts of the queue at all just now."""
    if idle <= term.reserve or (term.waiting_from > 1 and family_waiting(floor, queue) < term.waiting_from):
        return False
    return bool(term.predicted_from <= 0.0 or predicted_wait(floor, queue, now) >= term.predicted_from)


def takes(floor: Rows, a: int, q: int) -> bool:
    """Whether agent ``a`` takes contacts of queue ``q`` at all, which the group does."""
    return bool(floor.paces[floor.agents[a].paces_from + q] > 0.0)


def idle_who_take(floor: Rows, g: int, q: int) -> int:
    """How many agents of group ``g`` are idle who take contacts of queue ``q``."""
    group = floor.groups[g]
    if group.partial == 0:
        return int(group.idle)
    idle = 0
    a = floor.benches[g].first
    while a != NOBODY:
        if takes(floor, a, q):
            idle += 1
        a = floor.agents[a].behind
    return idle


def first_who_takes(floor: Rows, a: int, q: int) -> int:
    """Agent ``a`` on a group's bench, or the first behind, who takes contacts of queue ``q``; or nobody."""
    while a != NOBODY and not takes(floor, a, q):
        a = int(floor.agents[a].behind)
    return a


def idle_open_to(floor: Rows, c: int, queue: Rows, i: int, now: float) -> int:
    """How many agents of the ``i``-th group of the orders are idle and may take contact ``c``."""
    idle = idle_who_take(floor, floor.orders[i].whom, floor.contacts[c].queue)
    term = floor.terms[i]
    arrival = floor.contacts[c].arrival
    if idle > 0 and arrival + term.after <= now < arrival + term.until and group_may(floor, queue, term, idle, now):
        return int(idle)
    return 0


def choose_agent(floor: Rows, c: int, queue: Rows, now: float) -> int:
    """The agent contact ``c`` takes: of the first rank with anyone who may, by the queue's choice; or nobody."""
    orders = floor.orders
    start = queue.tries_from
    while start < queue.tries_to:
        end = start
        while end < queue.tries_to and orders[end].level == orders[start].level:
            end += 1
        if queue.choice == RANDOM:
            a = random_in_rank(floor, c, queue, start, end, now)
        else:
            a = best_in_rank(floor, c, queue, start, end, now)
        if a != NOBODY:
            return a
        start = end
    return NOBODY


def random_in_rank(floor: Rows, c: int, queue: Rows, start: int, end: int, now: float) -> int:
    """An agent of a rank by chance: a group in proportion to its idle agents, and there the longest idle."""
    idle = 0
    for i in range(start, end):
        idle += idle_open_to(floor, c, queue, i, now)
    chosen = int(floor.fates[c].pick * idle)
    for i in range(start, end):
        here = idle_open_to(floor, c, queue, i, now)
        if chosen < here:
            return first_who_takes(floor, int(floor.benches[floor.orders[i].whom].first), floor.contacts[c].queue)
        chosen -= here
    return NOBODY


def best_in_rank(floor: Rows, c: int, queue: Rows, start: int, end: int, now: float) -> int:
    """The agent of a rank with the smallest key, and of equals the longest idle."""
    best = NOBODY
    best_key = 0.0
    for i in range(start, end):
        if idle_open_to(floor, c, queue, i, now) > 0:
            a = first_who_takes(floor, int(floor.benches[floor.orders[i].whom].first), floor.contacts[c].queue)
            while a != NOBODY:
                key = agent_key(floor, queue, a, now)
                agent = floor.agents[a]
                if best == NOBODY or key < best_key or (key == best_key and agent.idle_since < floor.agents[best].idle_since):
                    best = a
                    best_key = key
                a = NOBODY if queue.choice == LONGEST_IDLE else first_who_takes(floor, int(agent.behind), floor.contacts[c].queue)
    return best


def agent_key(floor: Rows, queue: Rows, a: int, now: float) -> float:
    """What the queue's choice compares idle agents by; the smallest is taken."""
    agent = floor.agents[a]
    if queue.choice == FEWEST_CONTACTS:
        return float(agent.handled)
    if queue.choice == LEAST_TALK_TIME:
        return float(agent.talk)
    if queue.choice == LEAST_BUSY:
        return float(agent.busy / (now - agent.first_on)) if now > agent.first_on else 0.0
    if queue.choice == ROUND_ROBIN:
        # The next in the order of agents, behind whom this queue called last.
        return float(a if a > queue.last_agent else a + len(floor.agents))
    if queue.choice == LONGEST_IDLE:
        return 0.0
    return float(a)


def keep_score(floor: Rows, c: int, a: int) -> None:
    """Remember what choices of agents look at: agent ``a`` has taken contact ``c``."""
    contact = floor.contacts[c]
    agent = floor.agents[a]
    agent.handled += 1
    agent.talk += contact.ended - contact.taken
    agent.busy += contact.ended + contact.wrap_up - contact.taken
    queue = floor.queues[contact.queue]
    for q in range(queue.family_from, queue.family_to):
        floor.queues[q].last_agent = a


def first_open(floor: Rows, line: Rows, term: Rows, now: float) -> int:
    """The first contact of a line that is open to a group by its wait, shadows included, or nobody."""
    c = head_of(floor, line)
    while c != NOBODY:
        contact = floor.contacts[c]
        if now < contact.arrival + term.after:
            return NOBODY  # those behind have waited less
        if contact.taken != contact.taken and now < contact.arrival + term.until:
            return int(c)
        c = behind_in(floor, line, c)
    return NOBODY


def choose_contact(floor: Rows, group: Rows, a: int, now: float) -> int:
    """The contact freed agent ``a`` of ``group`` takes, out of its line.

    Of the best rank with anyone open to the group, the largest weight × wait + bonus; the longest wait among equals.
    """
    orders = floor.orders
    while True:
        best = NOBODY
        best_line = NOBODY
        best_score = 0.0
        level = 0
        for i in range(group.takes_from, group.takes_to):
            if best != NOBODY and orders[i].level != level:
                break
            term = floor.terms[i]
            c = first_open(floor, floor.lines[orders[i].whom], term, now)
            if c != NOBODY:
                contact = floor.contacts[c]
                idle = idle_who_take(floor, floor.agents[a].group, contact.queue) + 1
                if takes(floor, a, contact.queue) and group_may(floor, floor.queues[contact.queue], term, idle, now):
                    score = term.weight * (now - contact.arrival) + term.bonus
                    if best == NOBODY or score > best_score:
                        best = c
                        best_line = orders[i].whom
                        best_score = score
                        level = orders[i].level
                    elif score == best_score and contact.arrival < floor.contacts[best].arrival:
                        best = c
                        best_line = orders[i].whom
        if best == NOBODY:
            return NOBODY
        contact = floor.contacts[best]
        line = floor.lines[best_line]
        if line.first == best:
            take_head(floor, line)
        if contact.outcome == WAITING:
            count_waiting(floor.queues[contact.queue], -1, now)
            return int(best)
        contact.taken = would_answer(floor, best, floor.agents[a].group, now)


def anyone_idle(floor: Rows, queue: Rows) -> bool:
    """Whether any group the queue tries has an idle agent."""
    idle = 0
    for i in range(queue.tries_from, queue.tries_to):
        idle += floor.groups[floor.orders[i].whom].idle
    return idle > 0


def first_offered(floor: Rows, queue: Rows, now: float) -> int:
    """Whose turn it is of a queue's waiting contacts, of all classes, that an idle agent may take; or nobody.

    Of each class the one who has waited longest; between them as the agent who would take it compares them.
    """
    if not anyone_idle(floor, queue):
        return NOBODY
    best = NOBODY
    best_score = 0.0
    for q in range(queue.family_from, queue.family_to):
        member = floor.queues[q]
        line = floor.lines[member.line]
        c = head_of(floor, line)
        a = NOBODY
        while c != NOBODY:
            if still_in_line(floor.contacts[c]):
                a = choose_agent(floor, c, member, now)
                if a != NOBODY:
                    break
            c = behind_in(floor, line, c)
        if a != NOBODY:
            contact = floor.contacts[c]
            score = score_for(floor, member, floor.agents[a].group, now - contact.arrival)
            if best == NOBODY or score > best_score or (score == best_score and contact.arrival < floor.contacts[best].arrival):
                best = c
                best_score = score
    return best


def score_for(floor: Rows, queue: Rows, g: int, wait: float) -> float:
    """What group ``g`` compares contacts of a queue by that have waited so long."""
    for i in range(queue.tries_from, queue.tries_to):
        if floor.orders[i].whom == g:
            return float(floor.terms[i].weight * wait + floor.terms[i].bonus)
    return wait


def plan_step(floor: Rows, calendar: Rows, c: int, now: float) -> None:
    """Let the next step of contact ``c``'s queue open when it has waited so long."""
    contact = floor.contacts[c]
    queue = floor.queues[contact.queue]
    for i in range(queue.steps_from, queue.steps_to):
        when = contact.arrival + floor.steps[i]
        if when > now:
            schedule(calendar, when, OPEN_STEP, c)
            return


def still_in_line(contact: Rows) -> bool:
    """Whether an agent may still take a contact or its shadow."""
    return bool(contact.taken != contact.taken and contact.outcome != SENT_AWAY)

"""Routing by more than rank and longest wait: timed steps, overflow, reserves, weights, and other choices of an agent.

Played only on floors where a queue or a group asks for it (``special``); others play ``waiting_lines`` and ``idle_agents``.
"""

from __future__ import annotations

from simdesk.rules.agent_choices import LONGEST_IDLE, RANDOM, agent_key
from simdesk.rules.calendar import OPEN_STEP, Calendar, schedule
from simdesk.rules.carry_over import after_hours
from simdesk.rules.codes import SENT_AWAY, WAITING
from simdesk.rules.concurrency import interrupts, room_for, with_room
from simdesk.rules.floor import Floor
from simdesk.rules.predicted_wait import predicted_wait
from simdesk.rules.reached import look_from, look_on
from simdesk.rules.ring_times import would_answer
from simdesk.rules.rows import NOBODY, ContactRow, QueueRow, TermRow
from simdesk.rules.waiting_lines import count_waiting, family_waiting, front_of, take_front


def group_may(floor: Floor, queue: QueueRow, term: TermRow, idle: int, now: float) -> bool:
    """Whether a group with ``idle`` idle agents may take contacts of the queue at all just now."""
    if (term.reserve > 0 and idle <= term.reserve) or (
        term.waiting_from > 1 and family_waiting(floor, queue) < term.waiting_from
    ):
        return False
    return bool(term.predicted_from <= 0.0 or predicted_wait(floor, queue, now) >= term.predicted_from)


def takes(floor: Floor, a: int, q: int) -> bool:
    """Whether agent ``a`` takes contacts of queue ``q`` at all, which the group does."""
    return bool(floor.paces[floor.agents[a].paces_from + q] > 0.0)


def idle_who_take(floor: Floor, g: int, q: int, most: int) -> int:
    """How many agents of group ``g`` are idle who take contacts of queue ``q``; where some do not, counted up to ``most``."""
    group = floor.groups[g]
    if group.partial == 0:
        return int(group.idle)
    idle = 0
    a = floor.idle_lists[g].first
    while a != NOBODY and idle < most:
        if takes(floor, a, q):
            idle += 1
        a = floor.agents[a].behind
    return idle


def first_who_takes(floor: Floor, a: int, q: int) -> int:
    """Agent ``a`` on a group's idle list, or the first behind, who takes contacts of queue ``q``; or nobody."""
    while a != NOBODY and not takes(floor, a, q):
        a = int(floor.agents[a].behind)
    return a


def idle_open_to(floor: Floor, c: int, queue: QueueRow, i: int, now: float) -> int:
    """How many agents of the ``i``-th group of the orders are idle, or have room for more, and may take contact ``c``."""
    g, q = floor.orders[i].whom, floor.contacts[c].queue
    group = floor.groups[g]
    term = floor.terms[i]
    arrival = floor.contacts[c].arrival
    if not arrival + term.after <= now < arrival + term.until:
        return 0
    enough = term.reserve + 1 if group.several == 0 else 1
    most = len(floor.agents) if queue.choice == RANDOM else enough
    able = idle_who_take(floor, g, q, most) if group.several == 0 else with_room(floor, g, q, most)
    return int(able) if able > 0 and group_may(floor, queue, term, able if group.several == 0 else group.idle, now) else 0


def choose_agent(floor: Floor, c: int, queue: QueueRow, now: float) -> int:
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


def random_in_rank(floor: Floor, c: int, queue: QueueRow, start: int, end: int, now: float) -> int:
    """An agent of a rank by chance: a group in proportion to its idle agents, and there the longest idle."""
    idle = 0
    for i in range(start, end):
        idle += idle_open_to(floor, c, queue, i, now)
    chosen = int(floor.drawn[c].pick * idle)
    for i in range(start, end):
        here = idle_open_to(floor, c, queue, i, now)
        if chosen < here:
            return longest_idle_for(floor, floor.contacts[c].queue, floor.orders[i].whom)
        chosen -= here
    return NOBODY


def longest_idle_for(floor: Floor, q: int, g: int) -> int:
    """The longest idle agent of group ``g`` who may take a contact of queue ``q``, or nobody.

    Where agents may have several in progress: of those with room the one who took or finished a contact the longest time ago,
    and first those whom it does not interrupt.
    """
    a = int(floor.idle_lists[g].first)
    if floor.groups[g].several == 0:
        return first_who_takes(floor, a, q)
    interrupted = NOBODY
    while a != NOBODY:
        if room_for(floor, a, q):
            if not interrupts(floor, a, floor.queues[q]):
                return a
            if interrupted == NOBODY:
                interrupted = a
        a = int(floor.agents[a].behind)
    return interrupted


def best_in_rank(floor: Floor, c: int, queue: QueueRow, start: int, end: int, now: float) -> int:
    """The agent of a rank with the smallest key, and of equals the longest idle; those it would interrupt come last."""
    best = NOBODY
    best_key = 0.0
    best_late = False
    q = floor.contacts[c].queue
    for i in range(start, end):
        g = floor.orders[i].whom
        if idle_open_to(floor, c, queue, i, now) > 0:
            several = floor.groups[g].several == 1
            a = longest_idle_for(floor, q, g) if queue.choice == LONGEST_IDLE else int(floor.idle_lists[g].first)
            while a != NOBODY:
                agent = floor.agents[a]
                if room_for(floor, a, q) if several else takes(floor, a, q):
                    key = agent_key(floor, queue, a, now)
                    late = several and interrupts(floor, a, queue)
                    sooner = key < best_key or (key == best_key and agent.idle_since < floor.agents[best].idle_since)
                    if best == NOBODY or (best_late and not late) or (late == best_late and sooner):
                        best = a
                        best_key = key
                        best_late = late
                a = NOBODY if queue.choice == LONGEST_IDLE else int(agent.behind)
    return best


def keep_score(floor: Floor, c: int, a: int) -> None:
    """Remember what choices of agents look at: agent ``a`` has taken contact ``c``."""
    contact = floor.contacts[c]
    agent = floor.agents[a]
    agent.handled += 1
    agent.talk += contact.ended - contact.taken
    agent.busy += contact.ended + contact.wrap_up - contact.taken
    queue = floor.queues[contact.queue]
    for q in range(queue.family_from, queue.family_to):
        floor.queues[q].last_agent = a


def first_open(floor: Floor, i: int, now: float) -> int:
    """Of waiting line ``i`` of the orders the first contact that is open to the group, abandoned ones included, or nobody."""
    line = floor.waiting_lines[floor.orders[i].whom]
    term = floor.terms[i]
    if front_of(floor, line) == NOBODY:
        return NOBODY
    c = look_from(line, floor.reached[i])
    while c != NOBODY:
        floor.reached[i] = c
        contact = floor.contacts[c]
        if contact.taken != contact.taken and now < contact.arrival + term.until:
            return int(c) if now >= contact.arrival + term.after else NOBODY  # those behind have waited less
        c = look_on(floor, line, c)
    return NOBODY


def choose_contact(floor: Floor, a: int, now: float) -> int:
    """The contact that agent ``a``, freed or with room for more, takes, out of its waiting line.

    Of the best rank with anyone open to the group, the largest weight × wait + bonus; the longest wait among equals.
    """
    orders = floor.orders
    group = floor.groups[floor.agents[a].group]
    several = group.several == 1
    while True:
        best = NOBODY
        best_line = NOBODY
        best_score = 0.0
        level = 0
        for i in range(group.takes_from, group.takes_to):
            if best != NOBODY and orders[i].level != level:
                break
            term = floor.terms[i]
            c = first_open(floor, i, now)
            if c != NOBODY:
                contact = floor.contacts[c]
                q = contact.queue
                # An agent with nothing in progress is on no idle list just now, and counts as idle all the same.
                others = group.idle if several else idle_who_take(floor, floor.agents[a].group, q, term.reserve + 1)
                idle = others if several and floor.agents[a].in_progress > 0 else others + 1
                able = room_for(floor, a, q) if several else takes(floor, a, q)
                if able and group_may(floor, floor.queues[q], term, idle, now):
                    score = score_of(floor, term, contact.arrival, now)
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
        line = floor.waiting_lines[best_line]
        if line.first == best:
            take_front(floor, line)
        if contact.outcome == WAITING:
            count_waiting(floor.queues[contact.queue], -1, now)
            return int(best)
        contact.taken = would_answer(floor, best, floor.agents[a].group, now)


def anyone_idle(floor: Floor, queue: QueueRow) -> bool:
    """Whether any group the queue tries has an agent who is idle or has room for more."""
    anyone = False
    for i in range(queue.tries_from, queue.tries_to):
        anyone = anyone or floor.idle_lists[floor.orders[i].whom].first != NOBODY
    return anyone


def first_offered(floor: Floor, queue: QueueRow, now: float) -> int:
    """Whose turn it is of a queue's waiting contacts, of all classes, that an idle agent may take; or nobody.

    Of each class the one who has waited longest; between them as the agent who would take it compares them.
    """
    if not anyone_idle(floor, queue):
        return NOBODY
    best = NOBODY
    best_score = 0.0
    for q in range(queue.family_from, queue.family_to):
        member = floor.queues[q]
        c = longest_offered(floor, q, now)
        if c != NOBODY:
            contact = floor.contacts[c]
            a = choose_agent(floor, c, member, now)
            score = score_for(floor, member, floor.agents[a].group, contact.arrival, now)
            if best == NOBODY or score > best_score or (score == best_score and contact.arrival < floor.contacts[best].arrival):
                best = c
                best_score = score
    return best


def longest_offered(floor: Floor, q: int, now: float) -> int:
    """Of the contacts of queue ``q`` that an idle agent may take the one who has waited longest, or nobody.

    Whether a group may take a contact depends on its wait alone, and if not the first who is still tried then nobody.
    """
    queue = floor.queues[q]
    front_of(floor, floor.waiting_lines[queue.waiting_line])
    best = NOBODY
    for i in range(queue.tries_from, queue.tries_to):
        if floor.idle_lists[floor.orders[i].whom].first != NOBODY:
            c = first_tried(floor, q, i, now)
            older = c != NOBODY and (best == NOBODY or floor.contacts[c].arrival < floor.contacts[best].arrival)
            if older and idle_open_to(floor, c, queue, i, now) > 0:
                best = c
    return best


def first_tried(floor: Floor, q: int, i: int, now: float) -> int:
    """The first contact of queue ``q`` that has not waited too long for the group at place ``i`` of the orders, or nobody."""
    queue = floor.queues[q]
    line = floor.waiting_lines[queue.waiting_line]
    k = queue.reached_from + i - queue.tries_from
    c = look_from(line, floor.reached[k])
    while c != NOBODY:
        floor.reached[k] = c
        contact = floor.contacts[c]
        # A waiting line may be shared with other queues.
        if contact.queue == q and still_queued(contact) and now < contact.arrival + floor.terms[i].until:
            return int(c)
        c = look_on(floor, line, c)
    return NOBODY


def goes_before(floor: Floor, c: int, a: int, older: int, now: float) -> bool:
    """Whether contact ``c`` is of a class of customers that agent ``a`` takes before ``older``, who waits already."""
    queue = floor.queues[floor.contacts[c].queue]
    if a == NOBODY or queue.family_to - queue.family_from < 2:
        return False
    member = floor.queues[floor.contacts[older].queue]
    g = floor.agents[choose_agent(floor, older, member, now)].group
    waited = score_for(floor, member, g, floor.contacts[older].arrival, now)
    return bool(score_for(floor, queue, floor.agents[a].group, now, now) > waited)


def score_for(floor: Floor, queue: QueueRow, g: int, arrival: float, now: float) -> float:
    """What group ``g`` compares contacts of a queue by that have come at ``arrival``."""
    for i in range(queue.tries_from, queue.tries_to):
        if floor.orders[i].whom == g:
            return score_of(floor, floor.terms[i], arrival, now)
    return now - arrival


def score_of(floor: Floor, term: TermRow, arrival: float, now: float) -> float:
    """What contacts of a rank are compared by: weight × wait + bonus, or how long ago work was due in opening hours."""
    if term.open_due > 0.0:
        return now - after_hours(floor, 0, floor.centre[0].spans, arrival, term.open_due, True)
    return float(term.weight * (now - arrival) + term.bonus)


def plan_step(floor: Floor, calendar: Calendar, c: int, now: float) -> None:
    """Let the next step of contact ``c``'s queue open when it has waited so long."""
    contact = floor.contacts[c]
    queue = floor.queues[contact.queue]
    for i in range(queue.steps_from, queue.steps_to):
        when = contact.arrival + floor.steps[i]
        if when > now:
            schedule(calendar, when, OPEN_STEP, c)
            return


def still_queued(contact: ContactRow) -> bool:
    """Whether an agent may still take a contact, or would have taken it had it not abandoned."""
    return bool(contact.taken != contact.taken and contact.outcome != SENT_AWAY)

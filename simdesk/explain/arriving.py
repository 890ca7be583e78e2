"""What a contact met when it came: its customer, the groups that may take it, its place in the queue."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from simdesk.equality import EqualByValue
from simdesk.explain.case import OUTBOUND, Case, Line
from simdesk.explain.concurrency import at_rest, by_queue, in_hand_of
from simdesk.explain.journeys import rows_before
from simdesk.explain.sight import CALLED, Sight
from simdesk.explain.words import clock, count, duration, listed, ordinal
from simdesk.floor.parts import ALWAYS
from simdesk.rules.codes import BUSY, IDLE, NOT_REACHED, OFF, ON_BREAK, OUTCOMES, UNAVAILABLE
from simdesk.rules.leg_codes import REASONS
from simdesk.rules.rows import NOBODY

AWAY = (OFF, ON_BREAK)
"""States of agents who are not on duty."""

WHAT_BECAME = {
    "answered": "was answered",
    "abandoned": "hung up",
    "balked": "left at once",
    "blocked": "was blocked",
    "sent_away": "was turned away",
    "took_call_back": "took a call-back",
    "not_reached": "was called and did not answer",
    "contained": "ended in the bot",
    "passed_on": "was passed on by the bot",
    "left_within": "was answered and left before it was over",
    "waiting": "still waited at the end",
}

SPOKEN = ("voice", "video")
"""Channels whose customers hang up; the others just leave."""


def became_of(case: Case, j: int) -> str:
    """What became of a contact, in words."""
    what = OUTCOMES[int(case.contacts.outcome[j])]
    channel = case.plan.queues[int(case.contacts.queue[j])].channel
    if what == "waiting" and channel == OUTBOUND:
        return "was still on the list at the end"
    return "gave up waiting" if what == "abandoned" and channel not in SPOKEN else WHAT_BECAME[what]


# How a leg came about that is not the first of its journey.
_LEADS = {
    "redial": "a redial of the customer who as {before} {{became}} at {ended}",
    "transfer": "transferred from {before} at {ended}",
    "repeat": "the customer of {before}, who was not helped by {ended} and comes again",
    "call_back": "a call-back to the customer of {before}, who hung up at {ended}",
    "assistance": "a colleague who needs help with {before}",
    "passed_on": "passed on by the bot from {before} at {ended}",
    "return": "the customer of {before}, whom the bot had not helped by {ended} and who now comes here",
    "called_again": "another call to the customer who in {before} had not answered by {ended}",
}


def arriving(case: Case) -> Iterator[Line]:
    """The story up to the moment it joined the queue or was taken."""
    yield came(case)
    for g in case.groups:
        yield crew_line(case, g)


def came(case: Case) -> Line:
    """When it came, to which queue, and which try of which customer it is."""
    c, k = case.contacts, case.contact
    attempt, customer = int(c.attempt[k]), int(c.customer[k])
    plan = case.plan
    interval = plan.opening + math.floor((case.arrival - plan.opening) / plan.interval) * plan.interval
    facts = _facts(queue=case.queue_name, customer=customer, attempt=attempt, interval=interval)
    text = f"arrived in {case.queue_name} in the interval from {plan.clock(interval)}, "
    if case.by_bot:
        text = text.replace("arrived in", "reached the bot", 1)
    elif case.called:
        text = text.replace("arrived in", "was on the list of" if attempt == 1 else "was due again on the list of", 1)
    if attempt == 1:
        text += f"the first {'call to' if case.called else 'attempt of'} customer {customer}"
    else:
        before = case.log_row(rows_before(case.workload, case.row)[0])
        reason = REASONS[int(c.reason[k])]
        ended = float(c.ended[before])
        facts |= {"reason": reason, "before": before, "before_ended": ended}
        lead = _LEADS["called_again" if int(c.outcome[before]) == NOT_REACHED else reason]
        text += lead.format(before=f"contact {before} ({case.name_of_queue(before)})", ended=clock(ended, plan.dates))
        if reason == "redial":
            text = text.format(became=became_of(case, before))
    if case.arrival < case.plan.opening + case.plan.warm_up:
        text += ". It belongs to the warm-up, which is not measured"
    return Line("arrival", case.arrival, f"It {text}.", facts)


@dataclass(frozen=True, eq=False)
class Crew(EqualByValue):
    """A group at a moment.

    Parameters
    ----------
    on_duty, idle, busy, on_break, called, unavailable : int
        Agents; those on break or in a meeting are not on duty, those called for a contact are not busy.
    hands : dict of (str, str) to int
        Busy agents by queue of the contact in hand and ``with`` (the customer) or ``wrap_up``; of several in hand each counts.
    room : int
        Busy agents, of a group with several in hand, who have room for the contact.
    next_finish : float
        When the first of the busy will have finished, seconds after midnight; NaN without any.
    resting : dict of int to list of int
        Contacts in hand that rest, and those each rests for.
    """

    on_duty: int
    idle: int
    busy: int
    on_break: int
    called: int
    unavailable: int
    hands: dict[tuple[str, str], int]
    next_finish: float
    room: int = 0
    resting: dict[int, list[int]] = field(default_factory=dict)


def crew(case: Case, sight: Sight, g: int) -> Crew:
    """How a group stands at a moment."""
    c = case.contacts
    mine = [agent for agent in sight.agents if agent.group == g]
    busy = [agent for agent in mine if agent.state == BUSY]
    idle, called, unavailable = (sum(agent.state == state for agent in mine) for state in (IDLE, CALLED, UNAVAILABLE))
    in_hand = [j for agent in busy for j in in_hand_of(agent)]
    hands = Counter((case.name_of_queue(j), "wrap_up" if c.ended[j] < sight.when <= c.released[j] else "with") for j in in_hand)
    return Crew(
        on_duty=idle + len(busy) + called + unavailable,
        idle=idle,
        busy=len(busy),
        on_break=sum(agent.state == ON_BREAK for agent in mine),
        called=called,
        unavailable=unavailable,
        hands=dict(sorted(hands.items())),
        next_finish=min((float(c.released[j]) for j in in_hand if c.released[j] >= sight.when), default=math.nan),
        room=sum(agent.room for agent in busy),
        resting={j: those for agent in busy for j, those in at_rest(case, g, in_hand_of(agent)).items()},
    )


def crew_line(case: Case, g: int) -> Line:
    """How many of a group were on duty, busy with what, idle and on break when it came."""
    seen = crew(case, case.watched.came, g)
    rank, ranks = case.tried_rank(g), len(case.plan.queues[case.queue].tries)
    which = f" (its {ordinal(rank)} choice)" if rank is not None and ranks > 1 else ""
    which = " (takes it only from the queue)" if rank is None else which
    if seen.on_duty == 0:
        text = "nobody on duty"
    elif seen.idle == seen.on_duty:
        text = f"{seen.on_duty} on duty, all idle"
    elif seen.busy == 0:
        text = f"{seen.on_duty} on duty, nobody busy" + (f"; {seen.idle} idle" if seen.idle else "")
    else:
        hands = [f"{number} {_at_work(*what)}" for what, number in seen.hands.items()]
        number = "all busy" if seen.busy == seen.on_duty else f"{seen.busy} busy"
        if sum(seen.hands.values()) > seen.busy:
            hands = [f"{number} {'of' if doing == 'with' else 'in wrap-up of'} {q}" for (q, doing), number in seen.hands.items()]
            number += f" with {count(sum(seen.hands.values()), 'contact')} in progress"
        text = f"{seen.on_duty} on duty, {number}: {listed(hands)}"
        if seen.resting:
            whom = sorted({case.name_of_queue(i) for those in seen.resting.values() for i in those})
            text += f"; {by_queue(case, list(seen.resting))} interrupted for {listed(whom)}"
        text += f"; {seen.idle} idle" if seen.idle else ""
        if seen.room or (case.several(g) and not seen.idle):
            text += f"; {seen.room or 'none'} of the busy {'has' if seen.room == 1 else 'have'} room for it"
    text += "".join(
        f" (out until {clock(back, case.plan.dates)})" for out, back in case.plan.groups[g].outages if out <= case.arrival < back
    )
    text += f"; {seen.called} called for another contact" if seen.called else ""
    text += f"; {seen.unavailable} unavailable between contacts" if seen.unavailable else ""
    away = "on break or in a meeting" if case.plan.groups[g].meetings else "on break"
    text += f"; {seen.on_break} {away}" if seen.on_break else ""
    others = sum(not case.takes(a.number, case.queue) for a in case.watched.came.agents if a.group == g and a.state not in AWAY)
    text += f"; {others} of those on duty {'does' if others == 1 else 'do'} not take {case.queue_name}" if others else ""
    if seen.on_duty and seen.idle == 0 and seen.room == 0 and not math.isnan(seen.next_finish):
        text += f"; the next to finish at {clock(seen.next_finish, case.plan.dates)}"
    rule = access_words(case, g)
    text += f". It takes {case.queue_name} only {rule}" if rule else ""
    facts = {
        "group": case.group_name(g),
        "rank": rank,
        "on_duty": seen.on_duty,
        "busy": seen.busy,
        "idle": seen.idle,
        "room": seen.room,
        "on_break": seen.on_break,
        "called": seen.called,
        "unavailable": seen.unavailable,
        "do_not_take_it": others,
        "hands": [{"queue": queue, "doing": doing, "agents": number} for (queue, doing), number in seen.hands.items()],
        "resting": sorted(seen.resting),
        "next_finish": seen.next_finish,
    }
    return Line("floor", case.arrival, f"{case.group_name(g)}{which}: {text}.", facts)


def _at_work(queue: str, doing: str) -> str:
    return f"with {queue}" if doing == "with" else f"in wrap-up of {queue}"


def access_words(case: Case, g: int) -> str:
    """When a group may take the contact, in words; empty where it always may."""
    access = case.access(g)
    if access == ALWAYS:
        return ""
    parts = []
    if access.after > 0:
        parts.append(f"from {duration(access.after)} of waiting on")
    if math.isfinite(access.until):
        parts.append(f"up to {duration(access.until)} of waiting")
    if access.waiting_from > 1:
        parts.append(f"while at least {access.waiting_from} wait")
    if access.predicted_from > 0:
        parts.append(f"while the predicted wait is {duration(access.predicted_from)} or more")
    if access.reserve > 0:
        parts.append(f"while more than {count(access.reserve, 'of its agents', 'of its agents')} are idle")
    return listed(parts)


def ahead_in_line(case: Case, sight: Sight) -> list[int]:
    """The contacts of its queue who wait and came before it, in order of arrival."""
    before = set(case.watched.came.waiting)
    return [j for j in sight.waiting if j in before and int(case.contacts.queue[j]) == case.queue]


def competing(case: Case, sight: Sight) -> list[int]:
    """The contacts of other queues who wait and whom a group that takes it from the line takes too, in order of arrival."""
    takers = [g for g in case.groups if case.taken_rank(g, case.queue) is not None]
    others = {p for g in takers for level in case.plan.groups[g].takes for p in level} - {case.queue}
    return [j for j in sight.waiting if int(case.contacts.queue[j]) in others]


def place_line(case: Case) -> Line:
    """Its place when it joined the queue, and who else waited for the same agents."""
    sight, c = case.watched.came, case.contacts
    ahead, others = ahead_in_line(case, sight), competing(case, sight)
    idle = [g for g in case.groups if crew(case, sight, g).idle]
    room = [g for g in case.groups if g not in idle and crew(case, sight, g).room]
    joined = "it stayed on the list" if case.called else "it joined the queue"
    if idle or room:
        names = listed([case.group_name(g) for g in idle or room])
        start = f"{names} had somebody {'idle' if idle else 'with room'} who was not open to it, so {joined}"
    elif any(case.several(g) for g in case.groups):
        start = f"Nobody who may take it was idle or had room for it, so {joined}"
    else:
        start = f"Nobody who may take it was idle, so {joined}"
    facts = {"place": len(ahead) + 1, "ahead": ahead, "competing": others}
    if ahead and float(c.arrival[ahead[0]]) == case.arrival and case.called:
        text = f"{start} in {ordinal(len(ahead) + 1)} place"
    elif ahead:
        longest = duration(case.arrival - float(c.arrival[ahead[0]]))
        text = f"{start} in {ordinal(len(ahead) + 1)} place; the first there had waited {longest}"
    else:
        text = f"{start} in first place"
    if others:
        by_queue = Counter(case.name_of_queue(j) for j in others)
        both = listed([f"{number} of {name}" for name, number in sorted(by_queue.items())])
        text += f". {both} waited too, for agents who take both"
    return Line("place", case.arrival, f"{text}.", facts)


def trunks_held(case: Case, sight: Sight) -> int:
    """Contacts on the trunk lines of its queue."""
    return sight.trunks_in_use[case.plan.queues[case.queue].trunk]


def waiting_in_queue(case: Case, sight: Sight) -> int:
    """Contacts of its queue who wait."""
    return sum(int(case.contacts.queue[j]) == case.queue for j in sight.waiting)


def refused_line(case: Case) -> Line:
    """Why it was blocked."""
    sight, plan = case.watched.came, case.plan
    queue = plan.queues[case.queue]
    if sight.closed[case.queue]:
        text, facts = f"{case.queue_name} was closed", _facts(reason="closed")
    elif queue.trunk != NOBODY and trunks_held(case, sight) >= plan.trunks[queue.trunk]:
        lines = plan.trunks[queue.trunk]
        text, facts = f"all {count(lines, 'trunk line')} were in use", _facts(reason="trunks", trunks=lines)
    else:
        waiting = waiting_in_queue(case, sight)
        text = f"nobody who may take it was free, and {waiting} waited already where {count(queue.waiting_places, 'place')} "
        text += "is" if queue.waiting_places == 1 else "are"
        facts = _facts(reason="places", waiting=waiting, places=queue.waiting_places)
    return Line("blocked", case.arrival, f"It was blocked (busy signal): {text}.", facts)


def _facts(**facts: Any) -> dict[str, Any]:
    return facts

"""What an agent with several contacts in progress has room for, and how the work on one of them went on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from simdesk.explain.case import Case
from simdesk.explain.sight import AgentSeen, Stretch
from simdesk.explain.words import count, duration, listed
from simdesk.floor.parts import Concurrency
from simdesk.rules.codes import SILENCE, TALK, TIED_UP, WRAP_UP
from simdesk.rules.concurrency import TINY
from simdesk.rules.rows import NOBODY


def in_hand_of(agent: AgentSeen) -> list[int]:
    """What an agent has in hand, as rows of the contact log."""
    return [j for j in (agent.contact, *agent.besides) if j != NOBODY]


def in_hand_at(case: Case, agent: int, when: float, but: Iterable[int] = ()) -> list[int]:
    """What an agent has in hand at a moment and keeps, by the log: taken before it and not put down by then."""
    c = case.contacts
    mine = (c.agent == agent) & (c.answered <= when) & (c.released > when)
    mine[list(but)] = False
    return [int(j) for j in np.flatnonzero(mine)]


def has_room(case: Case, g: int, in_hand: Sequence[int], q: int) -> bool:
    """Whether an agent of a group with some contacts in progress may get one more of queue ``q``."""
    plan = case.plan
    hands = plan.groups[g].concurrency
    if hands is None:
        return not in_hand
    k = plan.channels.index(plan.queues[q].channel)
    channels = [plan.channels.index(plan.queues[int(case.contacts.queue[j])].channel) for j in in_hand]
    units = sum(plan.queues[int(case.contacts.queue[j])].units for j in in_hand) + plan.queues[q].units
    return channels.count(k) < hands.slots[k] and units <= hands.capacity + TINY and not _apart(hands, channels, k)


def _apart(hands: Concurrency, channels: Sequence[int], offered: int) -> bool:
    return any(hands.mixes[k][offered] == "apart" for k in channels)


def would_rest(case: Case, g: int, in_hand: Sequence[int], q: int) -> list[int]:
    """Those in the hand of an agent of a group that rest while the agent has one of queue ``q``."""
    plan = case.plan
    hands = plan.groups[g].concurrency
    if hands is None:
        return []
    k = plan.channels.index(plan.queues[q].channel)
    return [
        j for j in in_hand if hands.mixes[plan.channels.index(plan.queues[int(case.contacts.queue[j])].channel)][k] == "rests"
    ]


def at_rest(case: Case, g: int, in_hand: Sequence[int]) -> dict[int, list[int]]:
    """Those in the hand of an agent of a group that rest, each with those it rests for."""
    found: dict[int, list[int]] = {j: [] for j in in_hand}
    for i in in_hand:
        for j in would_rest(case, g, [j for j in in_hand if j != i], int(case.contacts.queue[i])):
            found[j].append(i)
    return {j: those for j, those in found.items() if those}


def by_queue(case: Case, contacts: Sequence[int]) -> str:
    """``2 of chats and 1 of mail``."""
    found = Counter(case.name_of_queue(j) for j in contacts)
    return listed([f"{number} of {name}" for name, number in sorted(found.items())])


@dataclass(frozen=True)
class Work:
    """How the work on a contact went on, in seconds.

    Parameters
    ----------
    silence : float
        In which it held its place and none of the agent's attention.
    held : float
        In which it waited for another agent.
    rested, wrap_up_rested : float
        At rest while the agent had others in hand that go first.
    slowed : float
        Talk and wrap-up longer than alone because the agent worked on others too; below zero when they were quicker.
    others : int
        Most others in hand meanwhile.
    for_whom : tuple of int
        Queues of the contacts for which it rested.
    """

    silence: float
    held: float
    rested: float
    wrap_up_rested: float
    slowed: float
    others: int
    for_whom: tuple[int, ...]


def work_on(case: Case) -> Work:
    """How the work went on."""
    plan, g = case.plan, int(case.contacts.group[case.contact])
    hands = plan.groups[g].concurrency
    found = case.watched.stretches
    if hands is None or not found:
        return Work(0.0, 0.0, 0.0, 0.0, 0.0, 0, ())
    alone = hands.paces[plan.channels.index(plan.queues[case.queue].channel)][0]

    def time(phase: int, resting: bool | None = None) -> float:
        return sum(one.length for one in found if one.phase == phase and resting in (None, one.pace == 0.0))

    worked = [one for one in found if one.phase in (TALK, WRAP_UP) and one.pace > 0.0]
    slowed = sum(one.length * (1.0 - one.pace / alone) for one in worked)
    besides = max((len(one.others) for one in worked if one.pace != alone), default=0)
    resting = [one for one in found if one.phase in (TALK, WRAP_UP) and one.pace == 0.0]
    whom = {int(case.contacts.queue[j]) for one in resting for j in _goes_first(case, g, one)}
    return Work(time(SILENCE), time(TIED_UP), time(TALK, True), time(WRAP_UP, True), slowed, besides, tuple(sorted(whom)))


def _goes_first(case: Case, g: int, one: Stretch) -> list[int]:
    """The others in hand for which it rested."""
    return [j for j in one.others if would_rest(case, g, [case.contact], int(case.contacts.queue[j]))]


def work_words(case: Case, work: Work) -> tuple[list[str], str, dict[str, Any]]:
    """What of the time of a talk went elsewhere, what of the wrap-up did, and the facts."""
    parts = []
    names = listed([case.plan.queues[q].name for q in work.for_whom])
    if work.silence > 0:
        parts.append(f"for {duration(work.silence)} the customer read, wrote or was silent")
    if work.held > 0:
        parts.append(f"for {duration(work.held)} the agent stayed for a colleague")
    if work.rested > 0:
        parts.append(f"for {duration(work.rested)} it was paused while the agent was on {names}")
    if abs(work.slowed) >= 0.05:
        which = "more" if work.slowed > 0 else "less"
        parts.append(f"{duration(abs(work.slowed))} {which} than alone, with up to {count(work.others, 'other')} in progress")
    rest = (
        f" (for {duration(work.wrap_up_rested)} it was paused while the agent was on {names})" if work.wrap_up_rested > 0 else ""
    )
    facts = {
        "silence": work.silence,
        "held": work.held,
        "rested": work.rested + work.wrap_up_rested,
        "slowed": work.slowed,
        "for": [case.plan.queues[q].name for q in work.for_whom],
    }
    return parts, rest, facts

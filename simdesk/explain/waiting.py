"""What happened while a contact waited: who went before it and why, who came, who left, which steps opened."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from simdesk.explain.arriving import SPOKEN, access_words, ahead_in_line
from simdesk.explain.case import Case, Line
from simdesk.explain.concurrency import has_room, in_hand_at
from simdesk.explain.sight import Happening
from simdesk.explain.words import clocks, count, duration, listed
from simdesk.measure.undone import due_by
from simdesk.rules.codes import ABANDONED, IDLE

_STAFF = {
    "came": ("came on duty", "came on duty"),
    "back": ("came back from break", "came back from break"),
    "left": ("left", "left"),
    "break": ("went on break", "went on break"),
    "meeting": ("went to a meeting", "went to a meeting"),
    "back_from_meeting": ("came back from a meeting", "came back from a meeting"),
    "moved": ("moved in from another group", "moved in from another group"),
}


def while_waiting(case: Case) -> Iterator[Line]:
    """The story from joining the line to its end, by kind of happening."""
    yield from ahead_lines(case)
    yield from passed_over_lines(case)
    yield from missed_lines(case)
    yield from staff_lines(case)
    yield from step_lines(case)


def ahead_lines(case: Case) -> Iterator[Line]:
    """What became of those ahead of it in its own line."""
    ahead = ahead_in_line(case, case.watched.came)
    if not ahead:
        return
    taken = [h for h in case.watched.happenings if h.kind == "took" and h.contact in ahead]
    lost = [h for h in case.watched.happenings if h.kind == "lost" and h.contact in ahead]
    gave_up = [h for h in lost if int(case.contacts.outcome[h.contact]) == ABANDONED]
    sent = [h for h in lost if h not in gave_up]
    parts = []
    if taken:
        parts.append(f"{len(taken)} went to an agent ({clocks([h.when for h in taken], case.plan.dates)})")
    if gave_up:
        does = "hung up" if case.plan.queues[case.queue].channel in SPOKEN else "left"
        parts.append(f"{len(gave_up)} {does} ({clocks([h.when for h in gave_up], case.plan.dates)})")
    if sent:
        parts.append(f"{len(sent)} {_was(sent)} turned away ({clocks([h.when for h in sent], case.plan.dates)})")
    left = len(ahead) - len(taken) - len(lost)
    if left:
        parts.append(f"{left} still waited when its own wait ended")
    facts = {"ahead": len(ahead), "answered": len(taken), "hung_up": len(gave_up), "sent_away": len(sent), "left": left}
    who = f"Of the {len(ahead)} ahead of it in the queue, {listed(parts)}."
    if len(ahead) == 1:
        who = f"The one ahead of it in the queue {parts[0].removeprefix('1 ')}."
    yield Line("ahead", None, who, facts)


def _was(happenings: list[Happening]) -> str:
    return "was" if len(happenings) == 1 else "were"


def passed_over_lines(case: Case) -> Iterator[Line]:
    """Contacts that agents who may take it took meanwhile, other than those ahead in its line: by queue and reason."""
    found: dict[tuple[str, str, str], list[Happening]] = defaultdict(list)
    ahead = set(ahead_in_line(case, case.watched.came))
    for h in case.watched.happenings:
        if h.kind != "took" or h.contact in ahead or h.group not in case.groups or h.itself_called:
            continue
        reason, why = passed_over(case, h)
        found[case.name_of_queue(h.contact), reason, why].append(h)
    for (queue, reason, why), took in sorted(found.items(), key=lambda item: -len(item[1])):
        agents = listed(sorted({case.group_name(h.group) for h in took}))
        when = clocks([h.when for h in took], case.plan.dates)
        text = f"{count(len(took), 'contact')} of {queue} went to {agents} meanwhile ({when}): {why}."
        facts = {
            "queue": queue,
            "reason": reason,
            "contacts": [h.contact for h in took],
            "times": [h.when for h in took],
            "groups": sorted({case.group_name(h.group) for h in took}),
        }
        yield Line("passed_over", None, text, facts)


def missed_lines(case: Case) -> Iterator[Line]:
    """Its own offers that rang in vain."""
    for h in case.watched.missed:
        text = f"Agent {h.agent} of {case.group_name(h.group)} was called for it in vain."
        yield Line("missed", h.when, text, {"agent": h.agent, "group": case.group_name(h.group)})


def passed_over(case: Case, h: Happening) -> tuple[str, str]:
    """Why an agent took another contact and not this one, which waited: a key and words."""
    g, other, mine = h.group, int(case.contacts.queue[h.contact]), case.queue
    group, name = case.plan.groups[g], case.plan.queues[mine].name
    my_rank, other_rank = case.taken_rank(g, mine), case.taken_rank(g, other)
    if my_rank is None:
        return "only_on_arrival", f"{group.name} takes {name} only as it arrives, never from the queue"
    if not case.takes(h.agent, mine):
        return "skill", f"by agents of {group.name} who do not take {name}"
    in_hand = in_hand_before(case, h) if case.several(g) else []
    if in_hand and not has_room(case, g, in_hand, mine):
        queues = listed(sorted({case.name_of_queue(j) for j in in_hand}))
        return "no_room", f"{group.name} had no room for {name} next to the {queues} in progress"
    not_open = f"{group.name} takes {name} only {access_words(case, g) or 'as an agent becomes free'}"
    if not case.open_by_wait(g, h.when) or (h.was == IDLE and case.tried_rank(g) is None):
        return "not_open", not_open
    if other_rank is None:
        return "only_on_arrival", f"{group.name} was idle and not open to it"
    if other_rank < my_rank:
        return "rank", f"of rank {other_rank} in {group.name}, where {name} has rank {my_rank}"
    if other_rank == my_rank and other != mine:
        if scored(case, g, my_rank):
            if score(case, g, h.contact, h.when) >= score(case, g, case.contact, h.when):
                if due_decides(case, g, my_rank):
                    return "score", f"the same rank in {group.name}, and due earlier{closed_counted(case, g, my_rank)}"
                return "score", f"the same rank in {group.name} and a larger weight × wait + bonus"
        elif case.contacts.arrival[h.contact] <= case.arrival:
            return "longer_wait", "of the same rank, and had waited longer"
    return "not_open", not_open


def in_hand_before(case: Case, h: Happening) -> list[int]:
    """What the agent had in hand who took another contact, and kept."""
    later = {o.contact for o in case.watched.happenings if o.kind == "took" and o.when == h.when and o.agent == h.agent}
    before = set[int]()
    for o in case.watched.happenings:  # in the order played
        if o is h:
            break
        before.add(o.contact)
    return in_hand_at(case, h.agent, h.when, {*(later - before), h.contact, case.contact})


def scored(case: Case, g: int, rank: int | None) -> bool:
    """Whether anything but the longest wait decides in a group between the queues of a rank."""
    group = case.plan.groups[g]
    levels = group.takes[rank - 1] if rank is not None else ()
    ones, nothing = (1.0,) * len(case.plan.queues), (0.0,) * len(case.plan.queues)
    weight, bonus, due = group.weight or ones, group.bonus or nothing, group.open_due or nothing
    return len({(weight[q], bonus[q], due[q]) for q in levels}) > 1


def due_decides(case: Case, g: int, rank: int | None) -> bool:
    """Whether a group takes those of a rank first that are due first."""
    group = case.plan.groups[g]
    return rank is not None and bool(group.bonus) and all(group.bonus[q] < 0.0 for q in group.takes[rank - 1])


def closed_counted(case: Case, g: int, rank: int | None) -> str:
    """Words where work of a rank is due in opening hours."""
    levels = case.plan.groups[g].takes[rank - 1] if rank is not None else ()
    return ", by opening hours" if any(case.plan.queues[q].due_open for q in levels) else ""


def score(case: Case, g: int, j: int, now: float) -> float:
    """What a freed agent of a group compares contacts of one rank by: weight × wait + bonus, seconds."""
    group, q = case.plan.groups[g], int(case.contacts.queue[j])
    arrival = float(case.contacts.arrival[j])
    if group.open_due and group.open_due[q] > 0.0:
        return now - float(due_by(np.array([arrival]), group.open_due[q], True, case.plan.spans)[0])
    weight = group.weight[q] if group.weight else 1.0
    bonus = group.bonus[q] if group.bonus else 0.0
    return weight * (now - arrival) + bonus


def staff_lines(case: Case) -> Iterator[Line]:
    """Agents of the groups that may take it who came and went."""
    found: dict[tuple[int, str], list[Happening]] = defaultdict(list)
    for h in case.watched.happenings:
        if h.kind in _STAFF and h.group in case.groups:
            found[h.group, h.kind].append(h)
    for (g, kind), happened in sorted(found.items(), key=lambda item: item[1][0].when):
        times = [h.when for h in happened]
        text = f"{count(len(happened), 'agent')} of {case.group_name(g)} {_STAFF[kind][0]} ({clocks(times, case.plan.dates)})."
        facts = {"group": case.group_name(g), "change": kind, "agents": [h.agent for h in happened], "times": times}
        yield Line("staff", None, text, facts)


def step_lines(case: Case) -> Iterator[Line]:
    """Groups that opened or closed to it because of how long it had waited."""
    end = case.left if not math.isnan(case.left) else math.inf
    for g in case.groups:
        access = case.access(g)
        for limit, opens in ((access.after, True), (access.until, False)):
            when = case.arrival + limit
            if not 0 < limit < math.inf or when >= end:
                continue
            does = "opened" if opens else "closed"
            text = f"It had waited {duration(limit)}: {case.group_name(g)} {does} to it."
            yield Line("step", when, text, {"group": case.group_name(g), "wait": limit, "opens": opens})

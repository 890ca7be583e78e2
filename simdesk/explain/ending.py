"""How a contact's wait ended, by which rule, and how the service level counts it."""

from __future__ import annotations

import math
from collections.abc import Iterator

from simdesk.explain.arriving import SPOKEN, ahead_in_line, refused_line
from simdesk.explain.case import Case, Line
from simdesk.explain.concurrency import by_queue, has_room, in_hand_at, in_hand_of, work_on, work_words, would_rest
from simdesk.explain.journeys import rows_after
from simdesk.explain.lateness import judged
from simdesk.explain.sight import CALLED, AgentSeen, Happening
from simdesk.explain.waiting import closed_counted, due_decides, score, scored
from simdesk.explain.words import clock, duration, listed, ordinal
from simdesk.measure.registry import SERVICE_LEVEL_DEFINITIONS
from simdesk.measure.undone import LIVE_CHANNELS, due_by
from simdesk.rules.agent_choices import AGENT_CHOICES
from simdesk.rules.codes import (
    ABANDONED,
    ANSWERED,
    BALKED,
    BLOCKED,
    BUSY,
    CONTAINED,
    IDLE,
    LEFT_WITHIN,
    NOT_REACHED,
    OFF,
    ON_BREAK,
    PASSED_ON,
    SENT_AWAY,
    TOOK_CALL_BACK,
    UNAVAILABLE,
)
from simdesk.rules.leg_codes import IS_LOST, REASONS
from simdesk.rules.rows import NOBODY

AGENT_STATES = {OFF: "off", IDLE: "idle", BUSY: "busy", ON_BREAK: "on_break", UNAVAILABLE: "unavailable", CALLED: "called"}
"""What an agent is doing."""


def ending(case: Case) -> Iterator[Line]:
    """The end of the story."""
    again = list(again_lines(case))
    if case.outcome in (ANSWERED, NOT_REACHED, LEFT_WITHIN):
        yield answered_line(case)
        yield from (line for line in again if line.facts["reason"] == "assistance")
        yield served_line(case)
        yield from due_lines(case)
    elif case.by_bot:
        yield bot_line(case)
    elif case.outcome == BLOCKED:
        yield refused_line(case)
    elif case.outcome == TOOK_CALL_BACK:
        yield Line("end", case.left, "It would have had to wait, was offered a call-back and took it.", {})
    elif case.outcome == BALKED:
        lost = bool(int(case.workload.balks[case.row]) & IS_LOST)
        text = "It was lost on the way to the queue." if lost else "Nobody was free, and it would not wait: it left at once."
        yield Line("end", case.left, text, {"wait": 0.0, "lost": lost})
        yield could_line(case)
    elif case.outcome == ABANDONED:
        yield hung_up_line(case)
        yield could_line(case)
    elif case.outcome == SENT_AWAY:
        wait = case.left - case.arrival
        text = f"It was closing time while it waited: it was turned away after {duration(wait)}."
        yield Line("end", case.left, text, {"wait": wait, "place": _place_left(case)})
    else:
        yield Line("end", None, f"Nobody took it: it {_still(case)} when the day was over.", {})
        yield from due_lines(case)
    yield from (line for line in again if line.facts["reason"] != "assistance")


def _still(case: Case) -> str:
    return "was still on the list" if case.called else "still waited"


def answered_line(case: Case) -> Line:
    """Who took it, and by which rule."""
    k, c = case.contact, case.contacts
    agent, group = int(c.agent[k]), int(c.group[k])
    wait, rang = case.left - case.arrival, case.left - case.chosen
    taker = next(a for a in case.watched.ended.agents if a.number == agent)
    facts = {"agent": agent, "group": case.group_name(group), "wait": wait, "was": AGENT_STATES[case.watched.taker_was]}
    who = f"Agent {agent} of {case.group_name(group)}"
    took = "took it" if rang == 0 else "was called for it"
    answered = ""
    if rang > 0:
        facts |= {"called": case.chosen, "rang": rang}
        answered = f" It rang for {duration(rang)}, and was answered after {duration(wait)}."
        wait -= rang
    after = "at once" if wait == 0 else f"after {duration(wait)}"
    if case.watched.taker_was == IDLE:
        rule, why = chosen_agent(case, taker)
        facts |= {"rule": rule, "idle_since": taker.idle_since}
        after += _opened(case, group) if wait > 0 else ""
        text = f"{who}, idle since {clock(taker.idle_since, case.plan.dates)}, {took} {after}: {why}.{answered}"
    elif taker.room:
        rule, why = chosen_agent(case, taker)
        in_hand = in_hand_of(taker)
        facts |= {"rule": rule, "in_hand": len(in_hand)}
        after += _opened(case, group) if wait > 0 else ""
        text = f"{who}, with {by_queue(case, in_hand)} in progress and room for it, {took} {after}: {why}.{answered}"
        text += _put_to_rest(case, group, in_hand)
    else:
        rule, why = chosen_contact(case, group)
        in_hand = in_hand_at(case, agent, case.chosen, [k]) if case.several(group) else []
        facts |= {"rule": rule} | ({"in_hand": len(in_hand)} if case.several(group) else {})
        text = f"{who}, {taker_words(case, taker, in_hand)}, {took} {after}: {why}.{answered}"
        text += _put_to_rest(case, group, in_hand)
    return Line("answer", case.left, text, facts)


def taker_words(case: Case, taker: AgentSeen, in_hand: list[int]) -> str:
    """What the agent who took it from the line had done before: finished a contact, come on duty, come back from break."""
    was, c = case.watched.taker_was, case.contacts
    if was != BUSY:
        away = (
            "just back from a break or a meeting" if any(group.meetings for group in case.plan.groups) else "just back from break"
        )
        return {OFF: "just come on duty", ON_BREAK: away, UNAVAILABLE: "just ready again after a pause"}.get(
            was, "freed just then"
        )
    done = taker.contact
    if case.several(taker.group):
        done = next((j for j in in_hand_of(taker) if c.released[j] == case.chosen), NOBODY)
    still = f"with {by_queue(case, in_hand)} still in progress" if in_hand else ""
    if done == NOBODY:
        return still or "freed just then"
    return f"just finished with contact {done} ({case.name_of_queue(done)})" + (f" and {still}" if still else "")


def _put_to_rest(case: Case, g: int, in_hand: list[int]) -> str:
    """What rests while the agent is on it."""
    rests = would_rest(case, g, in_hand, case.queue)
    return f" Meanwhile {by_queue(case, rests)} {'is' if len(rests) == 1 else 'are'} paused." if rests else ""


def _opened(case: Case, g: int) -> str:
    """What let an agent who was idle or had room take it from the line."""
    access = case.access(g)
    if any(h.when == case.chosen for h in case.watched.missed):
        return ", when another agent had not answered"
    if access.after > 0 and case.chosen == case.arrival + access.after:
        return f", when {case.group_name(g)} opened to it"
    return f", when {case.group_name(g)} could take it"


def chosen_agent(case: Case, taker: AgentSeen) -> tuple[str, str]:
    """The rule by which it took this agent of those idle: a key and words."""
    queue, sight = case.plan.queues[case.queue], case.watched.ended
    rank = case.tried_rank(taker.group)
    level = queue.tries[rank - 1] if rank is not None else (taker.group,)
    open_to = [g for g in level if case.open_by_wait(g, case.chosen)]
    gone = {h.agent for h in _in_the_same_moment(case)} - {taker.number}
    idle = [a for a in sight.agents if a.state == IDLE and a.group in open_to and a.number not in gone]
    idle = [a for a in idle if case.takes(a.number, case.queue)]
    names = listed([case.group_name(g) for g in open_to])
    where = names if len(queue.tries) == 1 else f"{names} ({ordinal(rank or 1)} choice)"
    room = [a for a in sight.agents if a.room and a.group in open_to]
    if room:
        return _chosen_with_room(case, taker, [*idle, *room], where)
    if len(idle) == 1:
        return "only", f"the only one idle in {where}"
    return queue.agent_choice, f"of {len(idle)} idle in {where} this one {AGENT_CHOICES[queue.agent_choice].explained}"


def _chosen_with_room(case: Case, taker: AgentSeen, able: list[AgentSeen], where: str) -> tuple[str, str]:
    """The rule where some have others in progress and room for it: those whose work it interrupts come last."""
    choice = AGENT_CHOICES[case.plan.queues[case.queue].agent_choice]
    calm = [a for a in able if not a.interrupted]
    if len(able) == 1:
        return "only", f"the only one idle or with room for it in {where}"
    of = f"of {len(able)} idle or with room for it in {where}"
    if calm and len(calm) < len(able) and not taker.interrupted and not choice.draws:
        if len(calm) == 1:
            return "not_interrupted", f"{of} the only one whose work it does not interrupt"
        of = f"of {len(able)} idle or with room for it in {where}, and of the {len(calm)} whose work it does not interrupt,"
    return choice.name, f"{of} this one {choice.explained_with_room or choice.explained}"


def chosen_contact(case: Case, g: int) -> tuple[str, str]:
    """The rule by which a freed agent of a group took this contact of those waiting: a key and words."""
    sight, c, group = case.watched.ended, case.contacts, case.plan.groups[g]
    gone = {case.contact, *(h.contact for h in _in_the_same_moment(case))}
    waiting = [j for j in sight.waiting if case.takes(int(c.agent[case.contact]), int(c.queue[j]))]
    ranks = {j: case.taken_rank(g, int(c.queue[j])) for j in waiting if j not in gone}
    others = [j for j, its in ranks.items() if its is not None and case.open_by_wait(g, sight.when, j)]
    in_hand = in_hand_at(case, int(c.agent[case.contact]), case.chosen, [case.contact]) if case.several(g) else []
    full = [j for j in others if case.several(g) and not has_room(case, g, in_hand, int(c.queue[j]))]
    others = [j for j in others if j not in full]
    no_room = (
        f"; there was no room for {listed(sorted({case.name_of_queue(j) for j in full}))} with what is in progress"
        if full
        else ""
    )
    if not others:
        return "only", f"nobody else waited whom {group.name} could take{no_room}"
    if case.called and all(int(c.queue[j]) == case.queue for j in others):
        return "longest_wait", f"the next of {len(others) + 1} on the list{no_room}"
    key, why = _of_those(case, g, others)
    return key, why + no_room


def _of_those(case: Case, g: int, others: list[int]) -> tuple[str, str]:
    """The rule by which an agent of a group took it and none of some others."""
    sight, c = case.watched.ended, case.contacts
    group, rank = case.plan.groups[g], case.taken_rank(g, case.queue)
    ranks = {j: case.taken_rank(g, int(c.queue[j])) for j in others}
    same = [j for j in others if ranks[j] == rank]
    longer = [j for j in others if c.arrival[j] < case.arrival]
    closed = [j for j in others if ranks[j] < rank or (j in longer and ranks[j] == rank)]  # type: ignore[operator]
    if same and scored(case, g, rank):
        mine = score(case, g, case.contact, sight.when)
        closed = [j for j in others if ranks[j] < rank or (ranks[j] == rank and score(case, g, j, sight.when) > mine)]  # type: ignore[operator]
        next_best = max((score(case, g, j, sight.when) for j in same if j not in closed), default=math.nan)
        key, why = "score", f"of rank {rank} in {group.name} it had the largest weight × wait + bonus"
        if due_decides(case, g, rank):
            why = f"of rank {rank} in {group.name} it was due first{closed_counted(case, g, rank)}, at "
            why += clock(sight.when - mine, case.plan.dates)
            why += "" if math.isnan(next_best) else f" (the next at {clock(sight.when - next_best, case.plan.dates)})"
        elif math.isfinite(mine) and math.isfinite(next_best):
            why += f" ({mine:.1f} s, the next {next_best:.1f} s)"
    elif not longer:
        return "longest_wait", f"of {len(others) + 1} waiting whom {group.name} could take it had waited longest"
    else:
        behind = sorted({case.name_of_queue(j) for j in longer if ranks[j] > rank})  # type: ignore[operator]
        key, why = "rank", f"of rank {rank} in {group.name} it had waited longest"
        why += f" ({listed(behind)}, of a later rank, had waited longer)" if behind else ""
    if closed:
        names = sorted({case.name_of_queue(j) for j in closed})
        why += f"; {listed(names)} was not open to {group.name} just then"
    return key, why


def _in_the_same_moment(case: Case) -> list[Happening]:
    """Contacts taken at the very time it was: one happening, such as a rise of heads, may bring several agents."""
    return [h for h in case.watched.happenings if h.kind == "took" and h.when == case.chosen]


def served_line(case: Case) -> Line:
    """How long the agent worked on it."""
    c, k = case.contacts, case.contact
    talk, wrap = float(c.ended[k] - c.answered[k]), float(c.released[k] - c.ended[k])
    text = "They talked" if case.plan.queues[case.queue].channel in LIVE_CHANNELS else "It was in progress for"
    text = "The customer answered; dialling and talk took" if case.called else text
    text = "The customer did not answer; the attempt took" if case.outcome == NOT_REACHED else text
    facts = {"talk": talk, "wrap_up": wrap, "released": float(c.released[k])}
    text += f" {duration(talk)}, until {clock(c.ended[k], case.plan.dates)}"
    text += " when the customer left, before it was over" if case.outcome == LEFT_WITHIN else ""
    rest = ""
    if case.several(int(c.group[k])):
        parts, rest, more = work_words(case, work_on(case))
        facts |= more
        text += f" ({', '.join(parts)})" if parts else ""
    text += f"; wrap-up took {duration(wrap)}{rest}, until {clock(c.released[k], case.plan.dates)}." if wrap > 0 else "."
    return Line("service", float(c.ended[k]), text, facts)


def due_lines(case: Case) -> Iterator[Line]:
    """Whether its work was done by the time it was due."""
    queue, ended = case.plan.queues[case.queue], float(case.contacts.ended[case.contact])
    if math.isinf(queue.due):
        return
    due = float(due_by(case.contacts.arrival[[case.contact]], queue.due, queue.due_open, case.plan.spans)[0])
    if math.isinf(due):  # after the last closing
        return
    text = f"It was due at {clock(due, case.plan.dates)}, {duration(queue.due)}{' of opening hours' if queue.due_open else ''}"
    text, facts = f"{text} after it came", {"due": due, "done": ended}
    if math.isnan(ended):
        yield Line("due", None, f"{text}, and was not done.", facts)
    elif case.outcome == ANSWERED:
        when = f"{duration(abs(due - ended))} {'before that' if ended <= due else 'late'}"
        yield Line("due", None, f"{text}, and was done {when}.", facts)


def bot_line(case: Case) -> Line:
    """How long it was with the bot, and whether it ended there."""
    ended = float(case.contacts.ended[case.contact])
    inside, led = ended - case.arrival, [case.log_row(row) for row in rows_after(case.workload, case.row)]
    text = f"It was with the bot for {duration(inside)}"
    facts = {"in_bot": inside, "contained": case.outcome == CONTAINED}
    if case.outcome == PASSED_ON and NOBODY in led:
        text += f", until {clock(ended, case.plan.dates)}. The bot would have passed it on, but the day was over"
    elif case.outcome == PASSED_ON:
        text += ", which could not end it"
    else:
        text += " and ended there"
        text += ". The customer was not helped, but the day was over before the next attempt" if NOBODY in led else ""
    return Line("end", ended, f"{text}.", facts)


def _place_left(case: Case) -> int:
    return len(ahead_in_line(case, case.watched.ended)) + 1


def hung_up_line(case: Case) -> Line:
    """That its patience ended, and where it stood then."""
    wait, place = case.left - case.arrival, _place_left(case)
    left = "hung up" if case.plan.queues[case.queue].channel in SPOKEN else "left"
    text = f"It {left}: its patience of {duration(wait)} was over. It was in {ordinal(place)} place."
    called = case.watched.called
    if called != NOBODY:
        text = f"It {left} while agent {called} was called for it: its patience of {duration(wait)} was over."
        return Line("end", case.left, text, {"wait": wait, "place": place, "called": called})
    return Line("end", case.left, text, {"wait": wait, "place": place})


def could_line(case: Case) -> Line:
    """When an agent would have taken it had it stayed."""
    could = float(case.contacts.could_answer[case.contact])
    if math.isnan(could):
        return Line("could_answer", None, "No agent would have taken it before the day ended.", {"could_answer": None})
    more = could - case.left
    text = f"Had it stayed, an agent would have taken it at {clock(could, case.plan.dates)}, {duration(more)} later"
    text += f" and {duration(could - case.arrival)} after it came." if case.outcome == ABANDONED else "."
    return Line("could_answer", could, text, {"could_answer": could, "later": more})


# What a contact led to, by how the next leg came about.
_NEXT = {
    "redial": "Its customer tried again {after} later",
    "transfer": "It was transferred to {queue}",
    "repeat": "It was not resolved: the customer came again {after} later",
    "call_back": "The call came {after} later",
    "assistance": "{into} into the talk the agent asked {queue} for help",
    "passed_on": "The bot passed it on to {queue}",
    "return": "The bot had not helped: its customer came to {queue} {after} later",
    "called_again": "The next call to its customer was due {after} later",
}


def again_lines(case: Case) -> Iterator[Line]:
    """What it led to: another try, a transfer, a repeat contact, a call-back, a call for help."""
    c = case.contacts
    for row in rows_after(case.workload, case.row):
        j = case.log_row(row)
        if j == NOBODY:
            continue
        reason, after = REASONS[int(c.reason[j])], float(c.arrival[j] - c.ended[case.contact])
        words = _NEXT["called_again" if case.outcome == NOT_REACHED else reason]
        text = words.format(after=duration(after), queue=case.name_of_queue(j), into=_into(case, j))
        facts = {"reason": reason, "next": j, "after": after}
        yield Line("again", float(c.arrival[j]), f"{text}, as contact {j}.", facts)


def _into(case: Case, j: int) -> str:
    """How long the talk had lasted when another leg came; nothing when there was none."""
    into = float(case.contacts.arrival[j] - case.contacts.answered[case.contact])
    return "" if math.isnan(into) else duration(into)


def verdict_line(case: Case) -> Line:
    """How the service level of its queue counts it."""
    counted, in_time = late_or_not(case)
    threshold = duration(case.measure.threshold or 0.0)
    definition = case.measure.definition or case.rule.definition
    how = f"{definition}: {SERVICE_LEVEL_DEFINITIONS[definition]}"
    level = f"the service level of {case.queue_name}, within {threshold}"
    if case.by_bot and not counted:
        text = "No service level counts it: nobody waits for a bot."
    elif case.called and not counted:
        text = "No service level counts it: nobody waited for the call."
    elif not counted:
        text = f"It does not count for {level} ({how})."
    elif in_time:
        text = f"It is in time for {level} ({how})."
    else:
        text = f"It is late for {level} ({how})."
    return Line("verdict", None, text, {"counted": counted, "in_time": in_time, "measure": case.measure.text})


def late_or_not(case: Case) -> tuple[bool, bool]:
    """Whether the service level counts it, and whether it is in time."""
    counted, in_time = judged(case.contacts, case.measure, case.rule, case.plan)
    return bool(counted[case.contact]), bool(counted[case.contact] and in_time[case.contact])

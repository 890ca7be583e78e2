"""Random small floors whose agents may have several contacts in hand: every rule of a hand mixed with every other.

A floor is made from one drawn number, as in ``property/strategies.py``.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from floors import Call, Centre, Group, Queue, centre, concurrency, drawn_choice, hand_made
from hypothesis import strategies as st

from simdesk.demand.workload import Workload
from simdesk.floor.parts import UNLIMITED, Access, Concurrency, KindPlan, MeetingPlan, Offer, Reaction, ShiftPlan
from simdesk.rules.codes import MIXES

CLOSING = 600.0
INTERVAL = 60.0
CHANNELS = ("voice", "chat", "email")
CALLED = 4


@dataclass(frozen=True)
class Several:
    """A floor, who contacts it, and whether only the rules of a hand decide who is given what (``plain``)."""

    number: int
    where: Centre
    calls: tuple[Call, ...]
    attendance: float
    plain: bool

    def __repr__(self) -> str:
        return f"several({self.number}, plain={self.plain})"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """How hypothesis tells of it, which else writes out the whole floor."""
        printer.text(repr(self))

    @property
    def workload(self) -> Workload:
        return hand_made(self.where.floor, self.calls, self.attendance)


def hand(random: Random, channels: list[str], units: float) -> Concurrency:
    """What agents of a group may have in hand; nothing rests while something rests for it."""
    mixes = {(one, other): random.choice(("apart", "together")) for one in channels for other in channels if one != other}
    for one in channels:
        for other in channels:
            if one != other and random.random() < 0.35 and mixes.get((other, one)) != MIXES[2]:
                mixes[one, other] = MIXES[2]
    paces = {name: random.choice(((1.0,), (1.0, 0.5), (1.0, 0.8, 2 / 3), (0.9, 0.7, 0.5, 0.45), (1.2, 0.6))) for name in channels}
    slots = {name: random.choice((1, 1, 2, 3, 4)) for name in channels}
    return concurrency(slots, mixes, paces, units)


def shift(random: Random) -> ShiftPlan:
    start = random.randint(-100, 300)
    end = start + random.randint(120, 600)
    starts = sorted(random.sample(range(start, end), random.choice((0, 1, 2))))
    breaks = tuple((float(begin), float(min(random.randint(1, 60), end - begin))) for begin in starts)
    return ShiftPlan(float(start), float(end), float(random.choice((1, 1, 2, 1.5))), breaks)


def people(random: Random, taken: list[str], queues: list[str]) -> dict[str, Any]:
    """Some of a group's agents are slower or quicker, resolve less, or take only some of its queues; some meet."""
    made: dict[str, Any] = {}
    if random.random() < 0.4:
        left_out = random.choice((None, *taken)) if len(taken) > 1 else None
        takes = tuple(queue != left_out for queue in queues) if left_out is not None else ()
        made["kinds"] = (KindPlan("new", 1, random.choice((0.5, 0.8, 1.0, 1.4)), random.choice((math.nan, 0.9)), takes),)
    if random.random() < 0.2:
        made["meetings"] = (MeetingPlan(random.uniform(0, CLOSING), 45.0, random.choice((0, 1))),)
    return made


def group(random: Random, name: str, queues: list[str], channels: list[str], units: bool, plain: bool) -> Group:
    skills = random.sample(queues, random.randint(1, len(queues)))
    ranks = {queue: (random.choice((1, 1, 2)), random.choice((1.0, 1.0, 0.5, 1.3))) for queue in skills}
    several = random.random() < 0.8 or name == "g0"
    capacity = random.choice((1.0, 1.5, 2.0)) if units else math.inf
    kept = hand(random, channels, capacity) if several else None
    more: dict[str, Any] = {"concurrency": kept, "unresolved": dict.fromkeys(queues, 0.5)}
    if plain:
        return Group(name, ranks, float(random.randint(1, 2)), **more)
    more |= {"people": people(random, skills, queues), "standby": 1}
    if random.random() < 0.4:
        return Group(name, ranks, shifts=[shift(random) for _ in range(random.randint(1, 3))], **more)
    heads = [random.choice((0.0, 1.0, 2.0, 3.0, 2.5)) for _ in range(10)]
    return Group(name, ranks, heads, **more)


def call(random: Random, queues: list[str], whole: bool, depth: int = 0) -> Call:
    def seconds(most: float) -> float:
        return float(random.randint(0, int(most))) if whole else random.uniform(0, most)

    def some(chance: float) -> bool:
        return random.random() < chance

    made: dict[str, Any] = {}
    if depth < 3 and some(0.3):
        made |= {"after": seconds(120), "again": call(random, queues, whole, depth + 1)}
    follows = random.choice(("transfer", "warm", "repeat", "missed")) if some(0.4) and depth < 3 else ""
    if follows != "missed" and some(0.2) and depth < 3:
        made |= {"helper": call(random, queues, whole, 3), "asks": random.choice((math.inf, seconds(60)))}
    if follows:
        leg = call(random, queues, whole, depth + 1)
        if follows in ("transfer", "warm"):
            made |= {"transfer": leg, "warm": follows == "warm"}
        elif follows == "repeat":
            made |= {"repeat": leg, "resolution": random.random(), "later": seconds(60)}
        else:
            made |= {"missed": True, "calls_again": leg, "later": seconds(60)}
    if some(0.3) and depth < 2:
        made |= {"call_back": Call(math.nan, seconds(90), random.choice(queues), balks=CALLED), "promised": seconds(60)}
    return Call(
        math.nan if depth else seconds(CLOSING - 1),
        1.0 + seconds(119),  # what takes no time at all may rest all the same
        random.choice(queues),
        math.inf if random.random() < 0.5 else seconds(120),
        seconds(40) if some(0.4) else 0.0,
        balks=random.choice((0, 0, 0, 0, 0, 1)),
        pick=random.random(),
        react=random.random(),
        told=random.random(),
        silence=seconds(60) if some(0.3) else 0.0,
        stays=seconds(150) if some(0.2) else math.inf,
        **made,
    )


def queue(random: Random, name: str, channel: str, groups: list[str], units: bool, plain: bool) -> Queue:
    weigh = random.choice((0.3, 0.5, 1.0)) if units else 1.0
    if plain:
        return Queue(name, channel=channel, units=weigh, agent_choice=drawn_choice(random))
    access = {}
    for g in groups:
        if random.random() < 0.25:
            access[g] = random.choice((Access(after=20.0), Access(until=90.0), Access(waiting_from=2), Access(reserve=1)))
    by_wait = random.random() < 0.3
    return Queue(
        name,
        channel=channel,
        units=weigh,
        agent_choice=drawn_choice(random),
        access=access,
        waiting_places=random.choice((UNLIMITED, UNLIMITED, 3)),
        predictor=random.choice(("queue_length", "last_answered", "head_of_line", "average")),
        mean_handle_time=60.0,
        reaction=Reaction(((1.0, 0.2), (4.0, 0.6)), by_wait=by_wait) if random.random() < 0.2 else None,
        call_back=Offer(random.choice((0, 2))) if random.random() < 0.3 else None,
        rushed=(2, 0.6) if random.random() < 0.2 else None,
    )


def several(number: int, plain: bool = False) -> Several:
    """The floor of a number. Whole seconds make ties; others make none."""
    random = Random(number)
    names = [f"q{k}" for k in range(random.randint(1, 4))]
    channels = {name: random.choice(CHANNELS) for name in names}
    order = list(dict.fromkeys(channels.values()))
    whole, units = random.random() < 0.5, random.random() < 0.3
    groups = [f"g{k}" for k in range(random.randint(1, 3))]
    desks = [group(random, g, names, order, units, plain) for g in groups]
    lines = [queue(random, name, channels[name], groups, units, plain) for name in names]
    calls = [call(random, names, whole) for _ in range(random.randint(1, 40))]
    where = centre(
        lines,
        desks,
        closing=CLOSING,
        interval=INTERVAL,
        trunks=random.choice((UNLIMITED, UNLIMITED, 8)),
        finish_waiting=random.random() < 0.6,
        process=None if plain or random.random() < 0.5 else busy_desk(number),
    )
    return Several(number, where, tuple(sorted(calls, key=lambda c: c.at)), random.random(), plain)


def busy_desk(number: int) -> Callable[..., Any]:
    """A process that moves, sends for and sends home agents every minute or so, until closing."""

    def process(environment: Any, desk: Any) -> Any:
        random = Random(number)
        while (pause := random.choice((7.0, 30.0, 60.0, random.uniform(1, 90)))) < CLOSING - environment.now:
            yield environment.timeout(pause)
            one, other = random.choice(desk.agent_groups), random.choice(desk.agent_groups)
            deed = random.choice(("move", "send for", "send home"))
            if deed == "move" and one != other:
                desk.move_agents(one, other, random.randint(1, 2))
            elif deed == "send for":
                desk.send_for(one, 1)
            else:
                desk.send_home(one, 1)

    return process


def floors_of_several(plain: bool = False) -> st.SearchStrategy[Several]:
    """Random small floors; ``plain`` ones have constant heads and no rule that keeps an agent from a contact."""
    return st.integers(0, 2**32 - 1).map(lambda number: several(number, plain))

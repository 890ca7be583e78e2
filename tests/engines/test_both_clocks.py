"""The two clocks play the same day, bit for bit."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from floors import Call, Centre, Group, Queue, centre, hand_made, outcomes, same_log
from several import several
from test_legs_drawn_as_played import varied

from simdesk.demand.distributions import Distribution, constant, exponential, lognormal
from simdesk.demand.journey_plans import Redial
from simdesk.demand.plan import RateArrivals
from simdesk.engine.compiled_day import play_day as play_compiled
from simdesk.engine.simpy_clock import play_day
from simdesk.floor.parts import Access, ShiftPlan
from simdesk.scenario import load_text

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.slow  # compiling takes ten seconds or so


def w3(days: float = 1.0) -> Centre:
    """Three queues and four groups with ranks, twelve hours (the work W3 of the design)."""
    queues = [
        Queue(name, rate / 60, exponential(mean), 0.0, exponential(180), tries=tries)
        for name, rate, mean, tries in (
            ("a", 6.0, 240, (("g1",), ("g3",), ("g4",))),
            ("b", 5.0, 300, (("g2",), ("g4",))),
            ("c", 3.0, 360, (("g3",), ("g4",))),
        )
    ]
    groups = [
        Group("g1", ["a"], 15),
        Group("g2", ["b"], 16),
        Group("g3", ["a", "c"], 18),
        Group("g4", {"b": 1, "c": 1, "a": 2}, 18),
    ]
    return centre(queues, groups, closing=43200.0 * days, interval=1800.0)


def everything(**more) -> Centre:
    """Every feature at once: ranks, pace, wrap-up, shifts, breaks, headcounts, standby, redial, trunks, balking."""
    rates = tuple(0.06 * (1 + 0.5 * np.sin(k / 3)) for k in range(24))
    queues = [
        Queue(
            "a",
            RateArrivals(rates, 0.1),
            lognormal(300, 300),
            exponential(30),
            exponential(120),
            0.1,
            Redial(0.5, exponential(600), 3),
        ),
        Queue(
            "b",
            RateArrivals(rates),
            Distribution("exponential", (240.0,), 0.0, 600.0),
            constant(15),
            Distribution("exponential", (90.0,), 0.0, 120.0),
            0.05,
            Redial(0.75, constant(1200), 2),
            waiting_places=6,
        ),
        Queue("c", RateArrivals(rates), exponential(200)),
    ]
    groups = [
        Group(
            "desk", {"a": (1, 1.0), "b": (2, 0.8)}, tuple(8.4 + 4 * (k % 5 == 2) - 3 * (k % 7 == 3) for k in range(24)), standby=3
        ),
        Group(
            "shifts",
            {"b": 1, "a": 2, "c": 3},
            shifts=[
                ShiftPlan(0, 21600, 9, ((7200, 900), (14400, 1800))),
                ShiftPlan(10800, 32400, 8.5, ((18000, 900), (18600, 1800))),
                ShiftPlan(21600, 50000, 9, ((30000, 1800), (43000, 900))),
                ShiftPlan(-3600, 30600, 4, ((-100, 900), (30000, 700))),
            ],
            shrinkage=0.1,
        ),
        Group("c_only", ["c"], 9.5),
    ]
    settings = {"trunks": 45, **more}
    return centre(queues, groups, closing=43200.0, interval=1800.0, **settings)


def both(where: Centre, seed: int, replication: int):
    workload = where.workload(seed, replication)
    return play_day(where.floor, workload), play_compiled(where.floor, workload)


@pytest.mark.parametrize("replication", range(3))
def test_a_floor_of_skills_and_ranks(replication):
    interpreted, compiled = both(w3(), 1, replication)
    assert len(interpreted.contacts) > 9000
    assert same_log(interpreted, compiled)


@pytest.mark.parametrize("replication", range(4))
@pytest.mark.parametrize(
    "more", [{}, {"finish_waiting": False}, {"random_agent": True}, {"trunks": -1}, {"trunks": 20, "warm_up": 3600.0}]
)
def test_a_floor_with_everything(more, replication):
    interpreted, compiled = both(everything(**more), 7, replication)
    assert len(interpreted.contacts) > 6000
    assert interpreted.contacts.attempt.max() > 1
    assert same_log(interpreted, compiled)
    if not more:
        assert set(outcomes(interpreted)) >= {"answered", "abandoned", "balked", "blocked"}


def test_hand_made_ties():
    # Whole seconds everywhere: arrivals, ends, patience and staff changes meet at the same moments.
    rng = np.random.default_rng(3)
    for _ in range(30):
        calls = [
            Call(
                float(at),
                float(rng.integers(1, 12)),
                "ab"[rng.integers(2)],
                float(rng.integers(0, 10)),
                float(rng.integers(0, 3)),
                bool(rng.random() < 0.1),
                after=float(rng.integers(1, 20)),
                again=Call(np.nan, 5.0, patience=4.0),
            )
            for at in np.sort(rng.integers(0, 300, 150))
        ]
        where = centre(
            [Queue("a", waiting_places=3), Queue("b")],
            [
                Group("g", {"a": 1, "b": 1}, tuple(float(x) for x in rng.integers(0, 5, 30))),
                Group(
                    "h",
                    {"b": 1, "a": 2},
                    shifts=[ShiftPlan(20, 120, 2, ((50, 10),)), ShiftPlan(100, 280, 2, ((110, 10), (112, 5)))],
                ),
            ],
            closing=300.0,
            interval=10.0,
            trunks=8,
        )
        workload = hand_made(where.floor, calls)
        assert same_log(play_day(where.floor, workload), play_compiled(where.floor, workload))


MOVE, SEND_FOR, SEND_HOME, CLOSE_QUEUE, OPEN_QUEUE = range(5)


@pytest.mark.parametrize("replication", range(3))
def test_a_planner_who_acts(replication):
    where = everything()
    orders = [
        (t, what, group, to)
        for t in range(5400, 40000, 5400)
        for what, group, to in (
            (MOVE, 0, 1),
            (MOVE, 0, 1),
            (MOVE, 1, 0),
            (SEND_FOR, 0, 0),
            (SEND_FOR, 0, 0),
            (SEND_HOME, 2, 0),
            (MOVE, 1, 2),
            (CLOSE_QUEUE if t % 10800 else OPEN_QUEUE, 2, 0),
        )
    ]
    groups = [group.name for group in where.floor.groups]
    queues = [queue.name for queue in where.floor.queues]

    def manager(seen):
        def act(environment, desk):
            for when, what, group, to in orders:
                if when > environment.now:
                    yield environment.timeout(when - environment.now)
                    seen.append([desk.queue_length(q) for q in queues] + [desk.idle_agents(g) for g in groups])
                    seen.append([desk.service_level(q, 20.0) for q in queues] + [desk.longest_wait(q) for q in queues])
                    seen.append([tuple(desk.counts(q).values()) for q in queues] + [desk.standby(g) for g in groups])
                if what == MOVE:
                    desk.move_agents(groups[group], groups[to], 1)
                elif what == SEND_FOR:
                    desk.send_for(groups[group], 1)
                elif what == SEND_HOME:
                    desk.send_home(groups[group], 1)
                elif what == CLOSE_QUEUE:
                    desk.close_queue(queues[group])
                else:
                    desk.open_queue(queues[group])

        return act

    workload = where.workload(7, replication)
    looks = ([], [])
    interpreted = play_day(where.floor, workload, manager(looks[0]))
    assert same_log(interpreted, play_compiled(where.floor, workload, manager(looks[1])))
    assert len(looks[0]) > 15
    assert repr(looks[0]) == repr(looks[1])
    assert not same_log(interpreted, play_day(where.floor, workload))


def test_a_process_that_never_ends_does_not_keep_the_day_open():
    def watcher(environment, desk):
        while True:
            yield environment.timeout(60)

    where = everything()
    workload = where.workload(7, 0)
    assert same_log(play_day(where.floor, workload, watcher), play_compiled(where.floor, workload, watcher))


def test_every_rule_is_played_by_these_floors():
    """A rule that no floor here reaches would be proved by nothing."""
    import inspect
    import sys

    import simdesk as sd
    from simdesk.demand.workload import draw_workload
    from simdesk.engine.rule_code import rule_modules
    from simdesk.rules import floor, rows
    from simdesk.rules.agent_choices import AGENT_CHOICES
    from simdesk.rules.predicted_wait import PREDICTORS

    seen: set[str] = set()
    no_rules = {"schedule", "note", "dispatch", "play_scheduled"}  # the SimPy clock looks the rule up itself
    no_rules |= {"signed"}  # makes keys, before any day
    no_rules |= {name for name, choice in AGENT_CHOICES.items() if choice.draws}
    modules = [module for module in rule_modules() if module not in (rows, floor)]
    rules = [rule for module in modules for _, rule in inspect.getmembers(module, inspect.isfunction)]
    wanted = {
        rule.__code__: rule.__name__
        for rule in rules
        if rule.__module__.startswith("simdesk.rules") and rule.__name__ not in no_rules | {"laid_out"}
    }

    def watch(frame, event, _):
        if event == "call" and frame.f_code in wanted:
            seen.add(wanted[frame.f_code])

    def manager(environment, desk):
        yield environment.timeout(5400)
        desk.move_agents("desk", "shifts", 20)
        desk.send_for("desk", 2)
        desk.send_home("c_only", 20)

    where = everything()
    workload = where.workload(7, 0)
    names = [f"q{k}" for k in range(10)]
    queues = [Queue(name, 0.002) for name in names]
    skills = [{name: k + 1 for k, name in enumerate(names)}, dict.fromkeys(names, 1), dict.fromkeys(names[:5], 1)]
    wide = centre(queues, [Group(f"g{k}", skills[k % 3], 1) for k in range(15)])
    chosen = [Queue("a", agent_choice="least_busy"), Queue("b", access={"h": Access(after=20.0, reserve=1)})]
    late = centre(chosen, [Group("g", ["a"], 1), Group("h", ["a", "b"], 2)], closing=100.0)
    stay = hand_made(late.floor, [Call(70, 60), Call(80, 60), Call(90, 20, "b"), Call(95, 200, "b")])
    never = centre([Queue("a", access={"g": Access(reserve=1)})], [Group("g", ["a"], 1)], closing=100.0)
    longer = [
        centre(
            [Queue("a", mean_handle_time=60.0, access={"h": Access(predicted_from=60.0)}, predictor=predictor)],
            [Group("g", ["a"], 1), Group("h", ["a"], 1)],
        )
        for predictor in PREDICTORS
    ]
    overflow = {"queues.reservations.tries": ["reservations_desk", {"groups": "all_rounders", "when_waiting": 3}]}
    classes = sd.load(ROOT / "scenarios" / "vip.yaml").with_changes(overflow).lay_out()
    down = {"what": "outage", "queues": ["calls"], "days": ["tuesday"], "start": "10:00", "end": "12:00"}
    earlier = {"queues.calls.hours": {"open": "08:00", "close": "17:00"}, "queues.calls.arrivals.profile": [1] * 18}
    outage = sd.load(ROOT / "scenarios" / "week.yaml").with_changes({"events": [down]} | earlier).lay_out()
    journeys = [load_text(json.dumps(varied(number))).lay_out() for number in range(30)]  # every law of a leg
    shipped = [classes, outage, *journeys] + [sd.load(path).lay_out() for path in sorted((ROOT / "scenarios").glob("*.yaml"))]
    sys.setprofile(watch)
    try:
        play_day(where.floor, workload, manager)
        play_day(everything(finish_waiting=False).floor, workload)
        play_day(everything(random_agent=True).floor, workload)
        play_day(wide.floor, wide.workload(7, 0))
        play_day(late.floor, stay)
        play_day(never.floor, hand_made(never.floor, [Call(50)]))
        for each in longer:
            play_day(each.floor, hand_made(each.floor, [Call(10.0 * k) for k in range(9)]))
        for number in range(40):
            mixture = several(number)
            play_day(mixture.where.floor, mixture.workload, mixture.where.process)
        for plan, demand in shipped:
            play_day(plan, draw_workload(demand, 1, 0, picks=plan.draws_agents, ahead=False))
    finally:
        sys.setprofile(None)
    assert set(wanted.values()) - seen == set()

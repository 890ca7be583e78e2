"""The works are the ones they are said to be, and the hand-written C loop plays them to the same bit as simdesk."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from floors import Centre, Group, Queue, centre

from simdesk.benchmark.c_loop import CDay, CLoop, build_c_loop
from simdesk.benchmark.measuring import Work, medians, works
from simdesk.demand.distributions import exponential, lognormal
from simdesk.demand.plan import RateArrivals
from simdesk.demand.workload import draw_workload
from simdesk.engine.simpy_clock import play_day
from simdesk.rules.codes import ANSWERED

VOLUMES = (90, 160, 235, 300, 340, 360, 350, 320, 290, 270, 270, 285, 305, 320, 320, 310, 290, 260, 225, 195, 165, 135, 110, 95)
AGENTS = (18, 29, 42, 52, 59, 62, 60, 56, 51, 47, 47, 50, 53, 56, 56, 54, 51, 46, 40, 35, 30, 25, 21, 19)
WORKS = {work.name: work for work in works()}


def w1() -> Centre:
    queue = Queue("service", 100 / 60, exponential(240), patience=exponential(120))
    return centre([queue], [Group("service_desk", ["service"], 400)], closing=86400.0, interval=1800.0)


def w2() -> Centre:
    rates = RateArrivals(tuple(volume / 1800 for volume in VOLUMES))
    queue = Queue("service", rates, lognormal(300, 300), patience=exponential(180))
    group = Group("service_desk", ["service"], AGENTS)
    return centre([queue], [group], opening=28800.0, closing=72000.0, interval=1800.0)


def w3() -> Centre:
    queues = [
        Queue(name, rate / 60, exponential(mean), patience=exponential(180), tries=tries)
        for name, rate, mean, tries in (
            ("sales", 6.0, 240, (("sales_desk",), ("sales_and_orders",), ("all_rounders",))),
            ("service", 5.0, 300, (("service_desk",), ("all_rounders",))),
            ("orders", 3.0, 360, (("sales_and_orders",), ("all_rounders",))),
        )
    ]
    groups = [
        Group("sales_desk", ["sales"], 15),
        Group("service_desk", ["service"], 16),
        Group("sales_and_orders", ["sales", "orders"], 18),
        Group("all_rounders", {"service": 1, "orders": 1, "sales": 2}, 18),
    ]
    return centre(queues, groups, opening=28800.0, closing=72000.0, interval=1800.0)


@pytest.mark.parametrize("name", ["W1", "W2", "W3"])
def test_the_works_lay_out_as_they_are_described(name: str) -> None:
    where = {"W1": w1, "W2": w2, "W3": w3}[name]()
    floor, demand = WORKS[name].scenario.lay_out()
    assert floor == where.floor
    drawn, described = draw_workload(demand, 1, 3), where.workload(1, 3)
    for column in ("queue", "arrival", "patience", "handle_time", "wrap_up", "expected"):
        assert np.array_equal(getattr(drawn, column), getattr(described, column)), column


@pytest.fixture(scope="module")
def loop() -> CLoop:
    built = build_c_loop()
    if built is None:
        message = "no C compiler (cc, gcc or clang) builds simdesk/benchmark/c_loop.c"
        if os.environ.get("CI"):
            pytest.fail(f"{message}; .ci/run installs gcc and libc6-dev where there is no cc")
        pytest.skip(message)
    return built


def same_as_simdesk(loop: CLoop, work: Work, day: int) -> None:
    floor, demand = work.scenario.lay_out()
    workload = draw_workload(demand, work.scenario.seed, day)
    played = CDay(loop, floor, workload)
    answered = played.run()
    contacts = play_day(floor, workload).contacts
    assert answered == (contacts.outcome == ANSWERED).sum()
    assert np.array_equal(played.outcome, contacts.outcome)
    wait = played.wait_ended - workload.arrival
    assert np.array_equal(wait, contacts.wait)
    assert wait.sum() == contacts.wait.sum() > 0.0


@pytest.mark.slow
@pytest.mark.parametrize("name", ["W2", "W3"])
def test_the_c_loop_answers_the_same_contacts_at_the_same_times(loop: CLoop, name: str) -> None:
    for day in range(4):
        same_as_simdesk(loop, WORKS[name], day)


@pytest.mark.slow
def test_the_c_loop_on_a_large_pool(loop: CLoop) -> None:
    same_as_simdesk(loop, WORKS["W1"], 0)


@pytest.mark.parametrize("share", [0.3, 0.8, 1.1])
def test_the_c_loop_with_other_staff(loop: CLoop, share: float) -> None:
    # With too few, who leave while the line is full; and with some idle, who leave first.
    heads = [round(agents * share) for agents in AGENTS]
    scenario = WORKS["W2"].scenario.with_changes({"agent_groups.service_desk.headcount": heads})
    same_as_simdesk(loop, replace(WORKS["W2"], scenario=scenario), 0)


def test_without_a_compiler_there_is_no_loop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert build_c_loop(("no-such-compiler",)) is None
    broken = tmp_path / "broken-cc"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    assert build_c_loop(("broken-cc",)) is None


def test_medians_leave_out_what_could_not_be_measured() -> None:
    rounds = [{"simpy": 3.0, "c_loop": None}, {"simpy": 1.0, "c_loop": None}, {"simpy": 2.0, "c_loop": None}]
    assert medians(rounds) == {"simpy": 2.0, "c_loop": None}

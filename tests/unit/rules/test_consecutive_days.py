"""Days that follow each other, by hand: what waits over night, patience and redials that count opening hours, outages."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from floors import Call, Group, Queue, centre, duty, hand_made, outcomes

from simdesk.engine.log import DayLog
from simdesk.engine.simpy_clock import play_day
from simdesk.floor.parts import ShiftPlan
from simdesk.floor.plan import FloorPlan
from simdesk.measure.counter import Counter
from simdesk.measure.tally import Wanted

DAY = 1000.0
NIGHTS = ((0.0, 600.0), (1000.0, 1600.0), (2000.0, 2600.0))


def days(
    queues: dict[str, dict[str, object]], *, heads: float = 1.0, closing: float = 3000.0, finish: bool = True, **group: object
) -> FloorPlan:
    """Three days of 600 s with nights of 400 s; one agent in a group that takes all queues, in order of rank."""
    one = centre(
        [Queue(name) for name in queues],
        [Group("desk", {name: rank for rank, name in enumerate(queues, 1)}, None if "shifts" in group else heads)],
        closing=closing,
        interval=100.0,
        finish_waiting=finish,
    ).floor
    inside = tuple(heads if any(a <= k * 100.0 < b for a, b in NIGHTS) else 0.0 for k in range(int(closing / 100)))
    desk = replace(one.groups[0], headcount=() if "shifts" in group else inside, **group)  # type: ignore[arg-type]
    mine = tuple(replace(queue, **queues[queue.name]) for queue in one.queues)  # type: ignore[arg-type]
    return replace(one, queues=mine, groups=(desk,), hours=NIGHTS)


def play(plan: FloorPlan, calls: list[Call]) -> DayLog:
    return play_day(plan, hand_made(plan, calls))


def test_who_waits_is_carried_over_the_night() -> None:
    plan = days({"a": {"at_close": "carry"}})
    log = play(plan, [Call(500, 200), Call(550, 100), Call(560, 100), Call(1010, 10)])
    # The agent finishes the first at 700 and goes; the others wait for the morning, in their order.
    assert log.contacts.answered.tolist() == [500, 1000, 1100, 1200]
    assert duty(log)[:2] == [(0, 0, 700), (0, 1000, 1600)]
    assert log.overtime.tolist() == [100]


def test_a_queue_that_never_closes_takes_contacts_by_night() -> None:
    plan = days({"a": {"hours": ((0.0, 3000.0),), "at_close": "carry"}})
    log = play(plan, [Call(700, 50), Call(900, 50), Call(1000, 50), Call(2700, 50)])
    assert log.contacts.answered.tolist()[:3] == [1000, 1050, 1100]
    assert outcomes(log) == ["answered"] * 3 + ["waiting"]  # after the last closing: unfinished
    assert log.longest_queue.tolist() == [2]


def test_patience_of_a_carried_queue_counts_opening_hours() -> None:
    plan = days({"a": {"at_close": "carry"}}, heads=0.0)
    log = play(plan, [Call(500, patience=99), Call(500, patience=250), Call(500, patience=750), Call(2590, patience=20)])
    # 100 s are left on the first evening, 600 s on the second day.
    assert log.contacts.ended.tolist()[:3] == [599, 1150, 2050]
    assert outcomes(log) == ["abandoned"] * 3 + ["waiting"]


def test_a_call_centre_that_sends_away_at_night() -> None:
    plan = days({"a": {}}, finish=False)
    log = play(plan, [Call(590, 100), Call(595, 100), Call(1590, 100), Call(1595, 100)])
    assert outcomes(log) == ["answered", "sent_away", "answered", "sent_away"]
    assert log.contacts.ended.tolist() == [690, 600, 1690, 1600]


def test_agents_stay_for_calls_and_leave_the_mail() -> None:
    plan = days({"calls": {"at_close": "finish"}, "mail": {"at_close": "carry"}})
    log = play(plan, [Call(500, 150, "mail"), Call(510, 100, "mail"), Call(590, 100, "calls")])
    assert log.contacts.answered.tolist() == [500, 1000, 650]
    assert duty(log)[0] == (0, 0, 750)
    assert log.overtime.tolist() == [150]


def test_a_redial_over_the_night_counts_opening_hours() -> None:
    plan = days({"a": {}}, heads=0.0)
    again = Call(math.nan, patience=1)
    log = play(
        plan,
        [
            Call(100, patience=1, after=300, again=again),
            Call(500, patience=1, after=300, again=again),  # 99 s before closing, 201 s after opening
            Call(501, patience=1, after=900, again=again),  # over two nights
            Call(502, patience=1, after=1400, again=again),  # after the last closing: dropped
        ],
    )
    c = log.contacts
    assert c.arrival[c.attempt == 2].tolist() == [401, 1201, 2202]


def test_who_gives_up_after_closing_counts_from_the_opening() -> None:
    plan = days({"a": {}})
    log = play(plan, [Call(500, 300), Call(590, patience=50, after=70, again=Call(math.nan, 10))])
    assert log.contacts.ended.tolist()[:2] == [800, 640]
    assert log.contacts.arrival[2] == 1070


def test_an_agent_still_busy_in_the_morning_is_no_second_head() -> None:
    plan = days({"a": {}})
    log = play(plan, [Call(590, 500), Call(1000, 10)])
    assert log.contacts.answered.tolist() == [590, 1090]
    assert log.contacts.agent.tolist() == [0, 0]
    assert log.overtime.tolist() == [400]  # till the next day's heads count


def test_a_shift_still_busy_at_its_next_start_goes_on() -> None:
    shifts = tuple(ShiftPlan(k * DAY, k * DAY + 600, 1.0, crew=0) for k in range(3))
    log = play(days({"a": {}}, shifts=shifts), [Call(590, 500), Call(1000, 10)])
    assert log.contacts.answered.tolist() == [590, 1090]
    assert duty(log) == [(0, 0, 1600), (0, 2000, 2600)]
    late = tuple(ShiftPlan(k * DAY + (100 if k else 0), k * DAY + 600, 1.0, crew=0) for k in range(3))
    log = play(days({"a": {}}, shifts=late), [Call(590, 450), Call(1000, 10)])
    assert duty(log) == [(0, 0, 1040), (0, 1100, 1600), (0, 2100, 2600)]
    assert log.overtime.tolist() == [440]


def test_a_queue_that_closes_before_the_centre() -> None:
    early = ((0.0, 300.0), (1100.0, 1300.0))
    finish = play(days({"a": {"hours": early}}), [Call(250, 100), Call(260, 50), Call(320, 50), Call(1050, 5), Call(1100, 5)])
    assert outcomes(finish) == ["answered", "answered", "blocked", "blocked", "answered"]
    away = play(days({"a": {"hours": early, "at_close": "send_away"}}), [Call(250, 100), Call(260, 50), Call(320, 50)])
    assert outcomes(away) == ["answered", "sent_away", "blocked"]
    assert away.contacts.ended[1] == 300


def test_a_queue_that_opens_before_the_centre_waits_for_it() -> None:
    plan = days({"a": {"hours": ((0.0, 600.0), (900.0, 1600.0), (1900.0, 2600.0))}})
    log = play(plan, [Call(700, 10), Call(950, 10), Call(960, 10, patience=20), Call(1950, 10)])
    assert outcomes(log) == ["blocked", "answered", "abandoned", "answered"]
    assert log.contacts.answered[[1, 3]].tolist() == [1000, 2000]
    assert log.contacts.ended[2] == 980


def test_a_horizon_that_begins_at_night() -> None:
    plan = replace(days({"a": {"hours": ((0.0, 3000.0),), "at_close": "carry"}}), hours=NIGHTS[1:])
    plan = replace(plan, groups=(replace(plan.groups[0], headcount=(0.0,) * 10 + plan.groups[0].headcount[10:]),))
    log = play(plan, [Call(10, 5), Call(20, 5)])
    assert log.contacts.answered.tolist() == [1000, 1005]


@pytest.mark.parametrize(("lost", "became"), [(False, "answered"), (True, "sent_away")])
def test_an_outage_of_a_queue(lost: bool, became: str) -> None:
    plan = days({"a": {"outages": ((200.0, 300.0, lost),)}})
    log = play(plan, [Call(150, 100), Call(160, 30), Call(250, 30), Call(300, 30)])
    assert outcomes(log) == ["answered", became, "blocked", "answered"]
    assert log.contacts.answered[3] == 300


def test_an_outage_of_a_site() -> None:
    plan = days({"a": {}}, outages=((200.0, 350.0),))
    log = play(plan, [Call(150, 100), Call(160, 30), Call(400, 30)])
    assert log.contacts.answered.tolist() == [150, 350, 400]  # the contact in hand is finished at 250
    assert duty(log)[:2] == [(0, 0, 250), (0, 350, 600)]
    shifts = tuple(
        ShiftPlan(k * DAY, k * DAY + 600, 1.0, ((k * DAY + 250, 50.0), (k * DAY + 400, 50.0)), crew=0) for k in range(3)
    )
    log = play(days({"a": {}}, outages=((200.0, 350.0),), shifts=shifts), [Call(150, 100), Call(160, 30), Call(450, 30)])
    assert log.contacts.answered.tolist() == [150, 350, 450]
    assert duty(log)[:4] == [(0, 0, 250), (0, 350, 400), (0, 450, 600), (0, 1000, 1250)]


def test_the_backlog_is_conserved() -> None:
    """Every evening: what came so far is what was answered, lost, or waits; and all of it is worked on in the end."""
    rng = np.random.default_rng(4)
    times = np.sort(rng.integers(0, 2100, 70)).astype(float)
    plan = days({"a": {"hours": ((0.0, 3000.0),), "at_close": "carry"}}, heads=2.0)
    calls = [Call(float(at), float(handle)) for at, handle in zip(times, rng.integers(30, 60, 70), strict=True)]
    log = play(plan, calls)
    c = log.contacts
    assert outcomes(log) == ["answered"] * 70
    assert np.all(np.diff(c.answered) >= 0)  # first come, first served, over both nights
    for closing, opening in ((600, 1000), (1600, 2000)):
        waits = (c.arrival < opening) & (c.answered > closing)
        assert waits.any()
        assert np.all(c.answered[waits] >= opening)
        worked = (c.answered > closing) & (c.answered < opening)
        assert not worked.any()
    assert (c.released - c.answered).sum() == sum(call.handle for call in calls)


def test_what_is_known_late_ends_with_its_own_day() -> None:
    plan = days({"a": {}}, heads=0.0)
    workload = hand_made(plan, [Call(100, patience=10), Call(595, patience=1), Call(1100, patience=10)])
    log = play_day(plan, workload)
    tally = Counter(plan, Wanted(thresholds=(20.0,)), workload.expected).count(log)
    # Nobody would have answered: late for the two with 20 s before closing, unknown for the one at 595.
    assert tally.virtual_known[20.0].sum() == 2

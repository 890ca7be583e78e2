"""Breaks within a window are staggered over the agents of a shift: by hand, on both clocks, on one day and on several."""

import numpy as np
import pytest

import simdesk as sd
from simdesk.scenario.reading.diagnostics import InvalidScenario

DAY = """
simdesk: 1
hours: {{open: "08:00", close: "16:00", interval: 30 min{hours}}}
replications: 2
queues:
  sales: {{arrivals: {{rate: 2 per h}}, handle_time: {{constant: 1 s}}}}
agent_groups:
  desk:
    skills: [sales]
    cost: 10 per h
    shifts:
      - {{start: "08:00", length: 8 h, agents: {agents}, breaks: [{breaks}]}}
"""
LUNCH = '{between: "11:30-13:30", length: 30 min}'


def _day(agents: float = 4, breaks: str = LUNCH, hours: str = "") -> sd.Scenario:
    return sd.load_text(DAY.format(agents=agents, breaks=breaks, hours=hours))


def test_the_first_break_begins_and_the_last_ends_with_the_window() -> None:
    # Four agents, 90 minutes from the first start to the last: every 30 minutes.
    (group,) = _day().lay_out()[0].groups
    assert [shift.agents for shift in group.shifts] == [1, 1, 1, 1]
    assert [shift.breaks for shift in group.shifts] == [((at * 3600.0, 1800.0),) for at in (11.5, 12, 12.5, 13)]
    assert {(shift.start, shift.end) for shift in group.shifts} == {(8 * 3600.0, 16 * 3600.0)}


def test_starts_are_on_whole_minutes_and_those_of_one_minute_are_together() -> None:
    # 90 minutes over 7 steps are 12 min 51 s each.
    (group,) = _day(agents=8).lay_out()[0].groups
    minutes = [(shift.breaks[0][0] - 11.5 * 3600) / 60 for shift in group.shifts]
    assert minutes == [0, 12, 25, 38, 51, 64, 77, 90]
    (many,) = _day(agents=400).lay_out()[0].groups
    assert len(many.shifts) == 91
    assert sum(shift.agents for shift in many.shifts) == 400


def test_a_part_of_an_agent_is_the_last_and_one_agent_begins_with_the_window() -> None:
    (group,) = _day(agents=2.5).lay_out()[0].groups
    assert [shift.agents for shift in group.shifts] == [1, 1, 0.5]
    (alone,) = _day(agents=1).lay_out()[0].groups
    assert [shift.breaks for shift in alone.shifts] == [((11.5 * 3600.0, 1800.0),)]


@pytest.mark.parametrize("engine", ["simpy", "compiled"])
@pytest.mark.parametrize("hours", ["", ", days: 2"])
def test_agents_on_duty_and_paid_hours_are_those_by_hand(engine: str, hours: str) -> None:
    results = sd.run(_day(hours=hours), engine=engine)
    staffing = results.staffing
    on_duty = staffing["agents_on_duty"].to_numpy()
    # In each half hour from 11:30 to 13:30 one of four is on a break.
    expected = np.array([4.0] * 7 + [3.0] * 4 + [4.0] * 5)
    on_duty = on_duty[on_duty > 0]  # the night between two days has nobody
    assert on_duty.reshape(-1, 16) == pytest.approx(np.tile(expected, (len(on_duty) // 16, 1)))
    assert results.measure("cost(desk)").mean == pytest.approx(4 * 8 * 10 * (2 if hours else 1))


def test_both_clocks_give_the_same_log() -> None:
    day = _day(agents=5.5, breaks=f'{LUNCH}, {{between: "14:00-15:00", length: 10 min}}, {{at: "10:00", length: 5 min}}')
    one, other = (sd.run(day, engine=engine).contacts for engine in ("simpy", "compiled"))
    assert one.equals(other)


def test_a_window_may_lie_after_midnight() -> None:
    text = DAY.replace('open: "08:00", close: "16:00"', 'open: "20:00", close: "04:00"').replace(
        'start: "08:00"', 'start: "20:00"'
    )
    night = sd.load_text(text.format(agents=3, breaks='{between: "23:30-01:00", length: 30 min}', hours=""))
    (group,) = night.lay_out()[0].groups
    assert [shift.breaks[0][0] / 3600 for shift in group.shifts] == [23.5, 24.0, 24.5]


@pytest.mark.parametrize(
    ("breaks", "message"),
    [
        ('{between: "07:00-09:00", length: 30 min}', "the window 07:00 to 09:00 lies outside the shift"),
        ('{between: "12:00-12:20", length: 30 min}', "the window 12:00 to 12:20 is shorter than the break of 30 min"),
        ('{between: "noon", length: 30 min}', "not from one time of day to another (got 'noon')"),
        (f'{LUNCH}, {{at: "13:15", length: 15 min}}', "the break at 13:15 overlaps the one at 11:30"),
        ('{between: "11:30-13:30", at: "12:00", length: 15 min}', "cannot be combined with between"),
    ],
)
def test_windows_that_cannot_be(breaks: str, message: str) -> None:
    with pytest.raises(InvalidScenario) as failed:
        _day(breaks=breaks)
    assert [one.message for one in failed.value.diagnostics] == [message]

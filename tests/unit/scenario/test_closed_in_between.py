"""Two openings a day: closed in between, by hand and on both clocks."""

import numpy as np
import pytest

import simdesk as sd
from simdesk.scenario.reading.diagnostics import InvalidScenario

DAY = """
simdesk: 1
hours: {hours}
replications: 200
queues:
  sales: {{arrivals: {arrivals}, handle_time: {{constant: 1 min}}}}
agent_groups:
  desk: {{skills: [sales], {staff}}}
"""
CLOSED = '{open: "08:00", close: "18:00", interval: 1 h, closed_between: ["12:00-14:00"]}'


def _day(hours: str = CLOSED, arrivals: str = "{per_day: 80}", staff: str = "headcount: 3") -> sd.Scenario:
    return sd.load_text(DAY.format(hours=hours, arrivals=arrivals, staff=staff))


@pytest.mark.parametrize(
    "hours", ['["08:00-12:00", "14:00-18:00"]', '{open: ["08:00-12:00", "14:00-18:00"]}', "08:00-12:00, 14:00-18:00"]
)
def test_two_windows_are_a_closure_in_between(hours: str) -> None:
    plain = CLOSED.replace(", interval: 1 h", "")
    assert _day(hours).model == _day(plain).model


def test_a_days_contacts_come_in_the_open_hours() -> None:
    demand = _day().lay_out()[1]
    rates = np.array(demand.queues[0].arrivals.rates) * 3600  # type: ignore[union-attr]
    assert rates == pytest.approx([10] * 4 + [0] * 2 + [10] * 4)


@pytest.mark.parametrize("arrivals", ["{volumes: [10, 20, 30, 40, 7, 7, 1, 2, 3, 4]}", "{volumes: [10, 20, 30, 40, 1, 2, 3, 4]}"])
def test_lists_have_a_value_for_each_interval_or_each_open_one(arrivals: str) -> None:
    demand = _day(arrivals=arrivals).lay_out()[1]
    rates = np.array(demand.queues[0].arrivals.rates) * 3600  # type: ignore[union-attr]
    assert rates == pytest.approx([10, 20, 30, 40, 0, 0, 1, 2, 3, 4])


def test_a_profile_of_closed_hours_has_no_weight() -> None:
    demand = _day(arrivals="{per_day: 80, profile: [1, 1, 1, 1, 9, 9, 1, 1, 1, 1]}").lay_out()[1]
    rates = np.array(demand.queues[0].arrivals.rates) * 3600  # type: ignore[union-attr]
    assert rates == pytest.approx([10] * 4 + [0] * 2 + [10] * 4)


@pytest.mark.parametrize("staff", ["headcount: 3", 'shifts: [{start: "08:00", length: 10 h, agents: 3}]'])
@pytest.mark.parametrize("engine", ["simpy", "compiled"])
def test_nobody_arrives_or_works_while_it_is_closed(engine: str, staff: str) -> None:
    results = sd.run(_day(staff=staff), engine=engine, replications=40)
    arrived = results.contacts["arrival"] / 3600
    assert len(arrived) / 40 == pytest.approx(80, abs=4 * (80 / 40) ** 0.5)
    assert not ((arrived >= 12) & (arrived < 14)).any()
    on_duty = results.staffing["agents_on_duty"].to_numpy()
    assert on_duty == pytest.approx([3] * 4 + [0] * 2 + [3] * 4, abs=0.01)


def test_both_clocks_give_the_same_log() -> None:
    one, other = (sd.run(_day(), engine=engine, replications=5).contacts for engine in ("simpy", "compiled"))
    assert one.equals(other)


def test_of_several_days_each_is_closed_in_between() -> None:
    week = CLOSED.replace("}", ", days: 3, first_day: 2026-03-23}")
    floor, _ = _day(week).lay_out()
    hours = [(begin / 3600 % 24, end / 3600 % 24) for begin, end in floor.spans]
    assert hours == [(8, 12), (14, 18)] * 3


@pytest.mark.parametrize(
    ("closed", "message"),
    [
        ("17:00-19:00", "17:00 to 19:00 does not lie within 08:00 to 18:00"),
        ("12:30-14:00", "12:30 to 14:00 is not on the borders of intervals of 1 h"),
        ("noon", "not from one time of day to another (got 'noon')"),
    ],
)
def test_what_cannot_be(closed: str, message: str) -> None:
    with pytest.raises(InvalidScenario) as failed:
        _day(CLOSED.replace("12:00-14:00", closed))
    assert [one.message for one in failed.value.diagnostics] == [message]

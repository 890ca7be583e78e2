"""Events that bring a number of contacts besides those planned."""

import pytest

import simdesk as sd
from simdesk.demand.plan import RateArrivals

WEEK = """
simdesk: 1
hours: {open: "08:00", close: "12:00", interval: 30 min, first_day: 2026-03-23, days: 2%s}
queues:
  sales: {arrivals: {per_day: 80, scale: 50%%}, handle_time: 4 min}
  service: {arrivals: {per_day: 80}, handle_time: 4 min}
agent_groups: {desk: {skills: [sales, service], headcount: 5}}
events: [{what: spike, name: TV spot, queues: [sales], start: "09:00", end: "10:30", extra: 120%s}]
"""


def contacts(text: str, queue: int = 0) -> list[float]:
    floor, demand = sd.load_text(text).lay_out()
    arrivals = demand.queues[queue].arrivals
    assert isinstance(arrivals, RateArrivals)
    return [rate * floor.interval for rate in arrivals.rates]


@pytest.mark.parametrize(("days", "expected"), [("", 2), (", days: [tuesday]", 1), (", days: [2]", 1)])
def test_so_many_contacts_come_on_each_day_of_the_event(days: str, expected: int) -> None:
    assert sum(contacts(WEEK % ("", days))) == pytest.approx(80.0 + 120.0 * expected)


def test_they_are_spread_evenly_over_the_intervals_and_are_not_scaled() -> None:
    counts = contacts(WEEK % ("", ""))
    usual = 40.0 / 8
    assert counts[:8] == pytest.approx([usual, usual, *[usual + 40.0] * 3, usual, usual, usual])
    assert contacts(WEEK % ("", ""), 1) == pytest.approx(contacts((WEEK % ("", "")).replace("120", "1"), 1))


def test_only_open_intervals_count() -> None:
    counts = contacts(WEEK % (', closed_between: ["09:30-10:00"]', ", days: [1]"))
    usual = 40.0 / 7
    assert counts[:8] == pytest.approx([usual, usual, usual + 60.0, 0.0, usual + 60.0, usual, usual, usual])


def test_the_forecast_stays_as_planned() -> None:
    _, demand = sd.load_text(WEEK % ("", "")).lay_out()
    arrivals = demand.queues[0].arrivals
    assert isinstance(arrivals, RateArrivals)
    assert sum(arrivals.planned) * 1800 == pytest.approx(80.0)


def test_a_name_changes_no_digest() -> None:
    named, bare = WEEK % ("", ""), (WEEK % ("", "")).replace("name: TV spot, ", "")
    assert sd.load_text(named).digest == sd.load_text(bare).digest
    (line,) = [line for line in sd.load_text(named).understood if line.startswith("event:")]
    assert "spike 'TV spot' of sales" in line
    assert "120 contacts more than planned arrive" in line


def test_both_clocks_play_the_same_day() -> None:
    text = (WEEK % ("", "")).replace("headcount: 5}", "headcount: 9}")
    runs = [
        sd.run(sd.load_text(text), replications=2, cores=1, engine=engine, metrics=["offered(sales)"])
        for engine in ("simpy", "compiled")
    ]
    first, second = (run.measure("offered(sales)").mean for run in runs)
    assert first == second

"""Days of a scenario on one axis: opening hours by date, the two nights when clocks change, what is given by day, events."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from floors import same_log

import simdesk
from simdesk.demand.plan import ListedArrivals, RateArrivals
from simdesk.demand.workload import draw_workload
from simdesk.engine.simpy_clock import play_day
from simdesk.results.shown.document import document
from simdesk.scenario import load_text
from simdesk.scenario.layout.horizon import axis_time, horizon_of
from simdesk.units import DAY

H = 3600.0
ONE_DAY = """
simdesk: 1
hours: {open: "08:00", close: "20:00"}
seed: 5
replications: 3
queues:
  sales: {arrivals: {day_to_day: 10%,
                     volumes: [6, 8, 9, 12, 14, 16, 15, 14, 13, 12, 12, 11, 10, 9, 9, 8, 8, 7, 6, 5, 4, 3, 2, 1]},
          handle_time: {exponential: {mean: 5 min}}, patience: {exponential: {mean: 3 min}}, redial: {share: 50%, after: 10 min}}
agent_groups:
  desk: {skills: [sales], shifts: [{start: "08:00", length: 8 h, agents: 2.5}, {start: "12:00", length: 8 h, agents: 2,
         breaks: [{after: 2 h, length: 30 min}]}]}
"""
WEEKEND = """
simdesk: 1
hours: {{open: "00:00", close: "24:00", days: 3, first_day: {first}, zone: Europe/Berlin}}
queues:
  calls: {{arrivals: {{volumes: {volumes}}}, handle_time: 4 min}}
agent_groups:
  desk: {{skills: [calls], shifts: [{{start: "23:00", length: 8 h, agents: 1, days: [saturday]}}]}}
"""
NIGHT = """
simdesk: 1
hours: {{open: "23:00", close: "07:00", days: {days}, first_day: {first}, zone: Europe/Berlin}}
queues:
  calls: {{arrivals: {{rate: 10 per h}}, handle_time: {{constant: 4 min, mean_by_interval: [{means}]}}}}
agent_groups:
  desk: {{skills: [calls], shifts: [{{start: "23:00", length: 8 h, agents: 1, breaks: [{{at: "02:30", length: 15 min}}]}}]}}
"""
MEANS = ", ".join(f"{minute} min" for minute in range(1, 17))


def test_one_day_without_dates_is_what_it_was() -> None:
    plain, written = load_text(ONE_DAY), load_text(ONE_DAY.replace('close: "20:00"', 'close: "20:00", days: 1'))
    assert plain.lay_out() == written.lay_out()
    assert horizon_of(plain.model) is None
    floor, demand = plain.lay_out()
    assert not floor.hours
    assert floor.dates is None
    assert not demand.days
    assert not floor.has_nights


def test_one_day_with_a_date_plays_the_same_contacts() -> None:
    plain = load_text(ONE_DAY)
    dated = load_text(ONE_DAY.replace('close: "20:00"', 'close: "20:00", first_day: 2026-03-23, zone: Europe/Berlin'))
    (floor, demand), (other, demanded) = plain.lay_out(), dated.lay_out()
    assert other.dates is None
    one, two = play_day(floor, draw_workload(demand, 5, 0)), play_day(other, draw_workload(demanded, 5, 0))
    assert same_log(one, two)


def test_two_days_when_nothing_closes_are_one_long_run() -> None:
    text = (
        ONE_DAY.replace('open: "08:00", close: "20:00"', 'open: "00:00", close: "24:00", days: 2')
        .replace("[6, 8", "[1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 3, 4, 5, 6, 8")
        .replace("3, 2, 1]", "3, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]")
        .replace("day_to_day: 10%", "day_to_day: 0%")
    )
    floor, demand = load_text(text).lay_out()
    one, of_one = load_text(text.replace("days: 2", "days: 1")).lay_out()
    assert not floor.has_nights
    assert floor.dates is not None
    # The long run by hand: the plan of one day, twice as long.
    (queue,) = of_one.queues
    assert isinstance(queue.arrivals, RateArrivals)
    twice = replace(queue, arrivals=replace(queue.arrivals, rates=queue.arrivals.rates * 2))
    shifts = one.groups[0].shifts
    tomorrow = tuple(
        replace(shift, start=shift.start + DAY, end=shift.end + DAY, breaks=tuple((at + DAY, n) for at, n in shift.breaks))
        for shift in shifts
    )
    long = replace(one, closing=2 * DAY, groups=(replace(one.groups[0], shifts=(*shifts, *tomorrow)),))
    longs = replace(of_one, closing=2 * DAY, queues=(twice,))
    for replication in range(3):
        mine, other = draw_workload(demand, 5, replication), draw_workload(longs, 5, replication)
        assert same_log(play_day(floor, mine), play_day(long, other))


@pytest.mark.parametrize(("first", "hours", "night"), [("2026-03-27", 71, 7), ("2026-10-23", 73, 9), ("2026-05-01", 72, 8)])
def test_the_missing_and_the_doubled_hour(first: str, hours: int, night: int) -> None:
    volumes = [10 * hour + half for hour in range(24) for half in (1, 2)]
    floor, demand = load_text(WEEKEND.format(first=first, volumes=volumes)).lay_out()
    assert floor.intervals == 2 * hours
    assert floor.closing == hours * H
    assert not floor.has_nights
    expected = demand.expected[0]
    assert expected[:96].tolist() == pytest.approx(volumes * 2)
    sunday = expected[96:].tolist()
    if hours == 71:  # 02:00 and 02:30 do not exist
        assert sunday == pytest.approx(volumes[:4] + volumes[6:])
    elif hours == 73:  # they come twice, each with its full value
        assert sunday == pytest.approx(volumes[:4] + volumes[4:6] * 2 + volumes[6:])
    (shift,) = floor.groups[0].shifts
    assert shift.start == 47 * H
    assert shift.end - shift.start == night * H


def test_names_of_times_in_those_nights() -> None:
    dates = load_text(WEEKEND.format(first="2026-10-23", volumes=[1] * 48)).lay_out()[0].dates
    assert dates is not None
    names = [dates.clock(48 * H + k * H / 2) for k in range(8)]
    clocks = ["00:00", "00:30", "01:00", "01:30", "02:00", "02:30", "02:00 again", "02:30 again"]
    assert names == [f"Sun 2026-10-25 {clock}" for clock in clocks]
    assert dates.clock(73 * H, end=True) == "Sun 2026-10-25 24:00"
    assert dates.find(2 * H, 2) == 50 * H
    assert dates.find(3 * H, 2) == 52 * H
    spring = load_text(WEEKEND.format(first="2026-03-27", volumes=[1] * 48)).lay_out()[0].dates
    assert spring is not None
    assert spring.clock(50 * H) == "Sun 2026-03-29 03:00"
    assert spring.clock(50 * H - 1800) == "Sun 2026-03-29 01:30"
    assert spring.find(2.5 * H, 2) is None


@pytest.mark.parametrize(("first", "length"), [("2026-03-28", 7), ("2026-10-24", 9)])
def test_a_night_shift_over_the_change(first: str, length: int) -> None:
    floor, demand = load_text(NIGHT.format(first=first, days=1, means=MEANS)).lay_out()
    assert floor.closing - floor.opening == length * H == floor.intervals * 1800
    (shift,) = floor.groups[0].shifts
    assert (shift.start, shift.end) == (floor.opening, floor.closing)
    # 02:30 is three and a half hours on; in spring it does not exist and the break begins as clocks change.
    assert shift.breaks == ((floor.opening + (3.0 if length == 7 else 3.5) * H, 900.0),)
    factors = np.array(demand.queues[0].handle_time.factors) * 4
    minutes = list(range(1, 17))
    twice = [*minutes[:6], *minutes[8:]] if length == 7 else [*minutes[:8], *minutes[6:]]
    assert factors.tolist() == pytest.approx(twice)


def test_every_hour_of_a_year_of_zones() -> None:
    """Local midnights are a day apart but for the days on which clocks change."""
    from datetime import date

    for zone, forward, back in (
        ("Europe/Berlin", "2026-03-29", "2026-10-25"),
        ("America/New_York", "2026-03-08", "2026-11-01"),
        ("Australia/Sydney", "2026-10-04", "2026-04-05"),
    ):
        first = date(2026, 1, 1)
        midnights = [axis_time(first, day, 0.0, zone, zone) for day in range(366)]
        lengths = np.diff(midnights) / H
        odd = {
            (date.fromordinal(first.toordinal() + int(day))).isoformat(): lengths[day] for day in np.flatnonzero(lengths != 24)
        }
        assert odd == {forward: 23.0, back: 25.0}


WEEK = """
simdesk: 1
hours: {open: "08:00", close: "20:00", interval: 1 h, days: 7, first_day: 2026-03-23, closed: [sunday, 2026-03-25],
        saturday: {open: "09:00", close: "14:00"}}
queues:
  calls: {arrivals: {per_day: {others: 240, saturday: 50, 2026-03-24: 120}}, handle_time: 4 min}
  mail: {arrivals: {volumes: {monday: MONDAY, others: MAIL}}, handle_time: 4 min, hours: always}
  late: {arrivals: {rate: 6 per h}, handle_time: 1 min, hours: {open: "06:00", close: "22:00", closed: [tuesday]}}
agent_groups:
  desk: {skills: [calls, mail, late], headcount: {saturday: 3, friday: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], others: 5}}
"""
WEEK = WEEK.replace("MONDAY", str([2] * 24)).replace("MAIL", str(list(range(24))))


def test_what_is_given_by_day() -> None:
    floor, demand = load_text(WEEK).lay_out()
    assert (floor.opening, floor.closing, floor.intervals) == (0.0, 7 * DAY, 168)
    assert floor.hours == (*tuple((d * DAY + 8 * H, d * DAY + 20 * H) for d in (0, 1, 3, 4)), (5 * DAY + 9 * H, 5 * DAY + 14 * H))
    calls, mail, late = demand.expected.reshape(3, 7, 24)
    assert calls.sum(axis=1).tolist() == pytest.approx([240, 120, 0, 240, 240, 50, 0])
    assert calls[0, 8:20].tolist() == pytest.approx([20.0] * 12)
    assert calls[5, 9:14].tolist() == pytest.approx([10.0] * 5)
    assert mail.tolist() == [[2.0] * 24] + [list(map(float, range(24)))] * 6
    assert floor.queues[1].hours == ((0.0, 7 * DAY),)
    assert floor.queues[1].at_close == "carry"
    assert (late.sum(axis=1) / 6).tolist() == pytest.approx(
        [16, 0, 0, 16, 16, 16, 0]
    )  # closed days of the centre are its own too
    heads = np.array(floor.groups[0].headcount).reshape(7, 24)
    assert heads[4, 8:20].tolist() == list(range(1, 13))
    assert heads[5, 9:14].tolist() == [3.0] * 5
    assert heads[0, 8:20].tolist() == [5.0] * 12
    assert not heads[2].any()
    assert not heads[0, :8].any()


def test_a_usual_list_holds_by_the_clock_on_a_shorter_day() -> None:
    by_clock = load_text(
        WEEK.replace("{saturday: 3, friday: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], others: 5}", str(list(range(12))))
    ).lay_out()[0]
    heads = np.array(by_clock.groups[0].headcount).reshape(7, 24)
    assert heads[5, 9:14].tolist() == [1.0, 2.0, 3.0, 4.0, 5.0]
    assert heads[1, 8:20].tolist() == list(range(12))
    whole = list(range(4 * 12 + 5))
    all_days = load_text(
        WEEK.replace("{saturday: 3, friday: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], others: 5}", str(whole))
    ).lay_out()[0]
    assert [head for head in all_days.groups[0].headcount if head] == whole[1:]


def test_rows_with_dates(tmp_path: Path) -> None:
    rows = [f"2026-03-{day} {hour:02d}:00,{day}{hour:02d}" for day in (28, 29) for hour in range(24) if (day, hour) != (29, 2)]
    (tmp_path / "v.csv").write_text("start,calls\n" + "\n".join(rows) + "\n", encoding="utf-8")
    text = """
simdesk: 1
hours: {open: "00:00", close: "24:00", interval: 1 h, days: 2, first_day: 2026-03-28, zone: Europe/Berlin}
queues: {calls: {arrivals: {volumes: v.csv}, handle_time: 1 min}}
agent_groups: {desk: {skills: [calls], headcount: 2}}
"""
    demand = load_text(text, tmp_path / "s.yaml").lay_out()[1]
    assert demand.expected[0].tolist() == pytest.approx([float(row.partition(",")[2]) for row in rows])
    (tmp_path / "t.csv").write_text("time\n28.03.2026 10:00:05\n2026-03-29 03:00:07\n", encoding="utf-8")
    listed = load_text(text.replace("volumes: v.csv", "times: t.csv"), tmp_path / "s.yaml").lay_out()[1].queues[0].arrivals
    assert listed == ListedArrivals((10 * H + 5, 26 * H + 7))


def test_a_queue_of_another_time_zone() -> None:
    text = """
simdesk: 1
hours: {open: "08:00", close: "20:00", interval: 1 h, days: 14, first_day: 2026-03-20, zone: Europe/Berlin}
queues:
  here: {arrivals: {rate: 6 per h}, handle_time: 1 min}
  there: {arrivals: {rate: 6 per h}, handle_time: 1 min, hours: {open: "09:00", close: "12:00", zone: America/New_York}}
agent_groups: {desk: {skills: [here, there], headcount: 2}}
"""
    floor, _ = load_text(text).lay_out()
    assert floor.dates is not None
    begins = [floor.dates.clock(begin)[-5:] for begin, _ in floor.queues[1].hours]
    # New York changed on 8 March: for three weeks it is five hours behind Berlin, from 29 March on six.
    assert begins == ["14:00"] * 9 + ["15:00"] * 5


@pytest.mark.slow
def test_a_level_for_each_day() -> None:
    text = ONE_DAY.replace('close: "20:00"', 'close: "20:00", days: 3').replace("day_to_day: 10%", "day_to_day: 60%")
    one, three = load_text(text.replace("days: 3", "days: 1")).lay_out()[1], load_text(text).lay_out()[1]
    counts = []
    for replication in range(150):
        first = draw_workload(one, 5, replication)
        work = draw_workload(three, 5, replication)
        days = ((work.arrival[: work.arrivals] - 8 * H) // DAY).astype(int)
        counts.append([first.arrivals, *np.bincount(days, minlength=3)[:3]])
    correlation = np.corrcoef(np.array(counts, float).T)
    # The first day has the level of the day alone. False alarm: 150 pairs, 0.35 is beyond four standard errors of 0.
    assert correlation[0, 1] > 0.9
    assert np.all(np.abs(correlation[1:, 1:][np.triu_indices(3, 1)]) < 0.35)


EVENTS = WEEK + "events: [{event}]\n"


def test_a_spike_and_a_wrong_forecast_leave_the_forecast_as_it_was() -> None:
    plain = load_text(WEEK).lay_out()[1]
    spike = load_text(
        EVENTS.replace("{event}", '{what: spike, queues: [calls], days: [thursday], start: "10:00", end: "12:00", times: 180%}')
    ).lay_out()[1]
    np.testing.assert_array_equal(spike.expected, plain.expected)
    more = (spike.coming - plain.expected).reshape(3, 7, 24)
    assert more[0, 3, 10:12].tolist() == pytest.approx([16.0, 16.0])
    assert more.sum() == pytest.approx(32.0)
    wrong = load_text(EVENTS.replace("{event}", "{what: forecast_error, times: 90%}")).lay_out()[1]
    np.testing.assert_array_equal(wrong.expected, plain.expected)
    np.testing.assert_allclose(wrong.coming, 0.9 * plain.expected)
    # Fewer come, and nobody else: the customers of the smaller volume are among those of the larger.
    few, many = draw_workload(wrong, 1, 0), draw_workload(plain, 1, 0)
    assert set(few.arrival.tolist()) < set(many.arrival.tolist())


@pytest.mark.slow
def test_measures_see_a_wrong_forecast() -> None:
    results = simdesk.run(
        load_text(EVENTS.replace("{event}", "{what: forecast_error, queues: [calls], times: 150%}") + "seed: 3\n"),
        replications=20,
        metrics=["service_level(calls, 60 s, of_expected)", "service_level(calls, 60 s, of_offered)"],
    )
    of_expected = results.measure("service_level(calls, 60 s, of_expected)").mean
    of_offered = results.measure("service_level(calls, 60 s, of_offered)").mean
    # The same contacts in time, over those expected and over the half as many more who came.
    assert of_expected / of_offered == pytest.approx(1.5, rel=0.05)
    by_day = results.by_day
    assert list(by_day["day"].unique()) == [
        f"{d} 2026-03-{n}" for d, n in zip(("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), range(23, 30), strict=True)
    ]
    total = results.measure("offered(calls)").mean
    assert by_day[by_day["queue"] == "calls"]["offered"].sum() == pytest.approx(total)
    days = document(results)["days"]
    assert [(one["day"], one["queue"]) for one in days[:4]] == [
        ("Mon 2026-03-23", "calls"),
        ("Mon 2026-03-23", "mail"),
        ("Mon 2026-03-23", "late"),
        ("Tue 2026-03-24", "calls"),
    ]


def test_outages_are_laid_out() -> None:
    site = load_text(
        EVENTS.replace("{event}", '{what: outage, agent_groups: [desk], days: [2026-03-24], start: "10:20", end: "11:40"}')
    ).lay_out()[0]
    assert site.groups[0].outages == ((DAY + 10 * H + 1200, DAY + 11 * H + 2400),)
    lost = load_text(
        EVENTS.replace("{event}", "{what: outage, queues: [late], days: [thursday, friday], waiting: lost}")
    ).lay_out()[0]
    assert lost.queues[2].outages == ((3 * DAY + 6 * H, 3 * DAY + 22 * H, True), (4 * DAY + 6 * H, 4 * DAY + 22 * H, True))
    channel = load_text(
        EVENTS.replace("{event}", '{what: outage, channels: [voice], days: [1], start: "09:00", end: "09:30"}')
    ).lay_out()[0]
    assert all(queue.outages == ((9 * H, 9.5 * H, False),) for queue in channel.queues)


def test_events_in_variants_and_numbers_by_day() -> None:
    scenario = load_text(
        WEEK
        + """
variants:
  bad_monday: {events: [{what: spike, days: [monday], times: 200%}]}
  more: {agent_groups.desk.headcount: {add: 1}, queues.calls.arrivals.per_day: {times: 110%}}
"""
    )
    assert scenario.variant("bad_monday").lay_out()[1].coming.sum() > scenario.lay_out()[1].coming.sum()
    floor, demand = scenario.variant("more").lay_out()
    assert demand.expected[0].sum() == pytest.approx(1.1 * 890)
    heads = np.array(floor.groups[0].headcount).reshape(7, 24)
    assert heads[5, 9] == 4.0
    assert heads[4, 8] == 2.0
    assert heads[0, 8] == 6.0
    assert scenario.digest != scenario.variant("bad_monday").digest


def test_warm_up_of_a_day() -> None:
    text = WEEK + "warm_up: 24 h\nreplications: 4\n"
    results = simdesk.run(load_text(text))
    assert results.measures.intervals == 144
    assert results.measures.interval_label(0) == "Tue 2026-03-24 00:00"
    assert next(name for name, _ in results.measures.days_in_order) == "Tue 2026-03-24"

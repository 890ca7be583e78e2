from __future__ import annotations

import math
import re

import pytest

from simdesk.demand.distributions import Distribution
from simdesk.demand.journey_plans import Redial
from simdesk.demand.plan import ListedArrivals, RateArrivals
from simdesk.floor.parts import UNLIMITED, ShiftPlan
from simdesk.scenario import InvalidScenario, Scenario, load_text
from simdesk.scenario.checks.draft import partial
from simdesk.scenario.language.agents import AgentGroup
from simdesk.scenario.language.hours import Hours
from simdesk.scenario.language.queues import Queue

DAY = """\
simdesk: 1
hours: {open: "08:00", close: "12:00", interval: 1 h}
queues:
  sales: {arrivals: {rate: 20 per h}, handle_time: 4 min}
agent_groups:
  desk: {skills: [sales], headcount: 2}
"""


def day_with(**parts: str) -> Scenario:
    """The small day with some parts written otherwise."""
    text = DAY
    replaced = {
        "hours": r"\{open.*\}",
        "arrivals": r"\{rate: 20 per h\}",
        "handle_time": r"4 min(?=\})",
        "group": r"\{skills.*\}",
        "queues": r"  sales: .*\n",
        "groups": r"  desk: .*\n",
    }
    for name, value in parts.items():
        if name == "queue":
            text = text.replace("handle_time: 4 min}", f"handle_time: 4 min, {value}}}")
        elif name == "top":
            text += value
        else:
            text = re.sub(replaced[name], value.replace("\\", r"\\"), text, count=1)
    return load_text(text)


def faults_of(**parts: str) -> list[str]:
    with pytest.raises(InvalidScenario) as caught:
        day_with(**parts)
    return [f"{one.path}: {one.message}" for one in caught.value.diagnostics]


def handle_time(written: str) -> Distribution:
    ((_, distribution),) = day_with(handle_time=written).lay_out()[1].queues[0].handle_time.pieces
    return distribution


@pytest.mark.parametrize(
    ("written", "family", "parameters"),
    [
        ("3 min", "exponential", (180.0,)),
        ("{constant: 90 s}", "constant", (90.0,)),
        ("{exponential: {mean: 4 min}}", "exponential", (240.0,)),
        ("{lognormal: {mean: 4 min, sd: 2 min}}", "lognormal", (240.0, 120.0)),
        ("{gamma: {mean: 4 min, sd: 2 min}}", "gamma", (240.0, 120.0)),
        ("{erlang: {mean: 4 min, phases: 4}}", "gamma", (240.0, 120.0)),
        ("{weibull: {mean: 3 min, shape: 1.8}}", "weibull", (180.0, 1.8)),
        ("{uniform: {low: 1 min, high: 3 min}}", "uniform", (60.0, 180.0)),
        ("{triangular: {low: 1 min, mode: 1 min, high: 3 min}}", "triangular", (60.0, 60.0, 180.0)),
        ("{hyperexponential: {means: [1 min, 9 min], shares: [80%, 20%]}}", "hyperexponential", (60.0, 540.0, 0.8, 0.2)),
        ("{empirical: [30 s, 1 min]}", "empirical", (30.0, 60.0)),
    ],
)
def test_every_distribution(written: str, family: str, parameters: tuple[float, ...]) -> None:
    assert handle_time(written) == Distribution(family, parameters)


def test_bounds_of_a_distribution() -> None:
    assert handle_time("{exponential: {mean: 4 min}, at_least: 10 s, at_most: 1 h}") == Distribution(
        "exponential", (240.0,), 10.0, 3600.0
    )


def test_defaults_of_a_queue() -> None:
    floor, demand = day_with().lay_out()
    queue = demand.queues[0]
    assert queue.wrap_up.pieces == ((0.0, Distribution("constant", (0.0,))),)
    assert queue.patience.pieces == ((0.0, Distribution("unlimited")),)
    assert (queue.balking, queue.redial) == (0.0, None)
    assert (floor.queues[0].waiting_places, floor.trunks) == (UNLIMITED, ())
    assert (floor.warm_up, floor.finish_waiting, floor.queues[0].agent_choice) == (0.0, True, "longest_idle")
    assert floor.queues[0].channel == "voice"
    assert demand.groups == ("desk",)


def test_the_rest_of_a_queue_and_the_floor() -> None:
    rest = "waiting_places: 0, balking: 10%, patience: unlimited, redial: {share: 40%, after: 5 min}"
    floor, demand = day_with(queue=rest, top="warm_up: 1 h\nat_close: send_away\ntrunks: 9\nagent_choice: random\n").lay_out()
    assert floor.queues[0].waiting_places == 0
    assert demand.queues[0].balking == 0.1
    assert demand.queues[0].redial == Redial(0.4, Distribution("constant", (300.0,)), 10)
    assert (floor.warm_up, floor.finish_waiting, floor.trunks, floor.queues[0].agent_choice) == (3600.0, False, (9,), "random")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("{rate: 20 per h}", (20.0, 20.0, 20.0, 20.0)),
        ("{rate: 1 per min, scale: 50%}", (30.0, 30.0, 30.0, 30.0)),
        ("{volumes: [10, 20, 0, 7.5]}", (10.0, 20.0, 0.0, 7.5)),
        ("{volumes: [0, 0, 0, 0]}", (0.0, 0.0, 0.0, 0.0)),
        ("{per_day: 100}", (25.0, 25.0, 25.0, 25.0)),
        ("{per_day: 100, profile: [1, 2, 0, 1], scale: 200%}", (50.0, 100.0, 0.0, 50.0)),
    ],
)
def test_expected_contacts(written: str, expected: tuple[float, ...]) -> None:
    arrivals = day_with(arrivals=written).lay_out()[1].queues[0].arrivals
    assert isinstance(arrivals, RateArrivals)
    assert [rate * 3600 for rate in arrivals.rates] == pytest.approx(expected, rel=1e-12)


def test_replayed_arrivals_are_sorted_and_pass_midnight() -> None:
    night = '{open: "22:00", close: "02:00", interval: 1 h}'
    arrivals = day_with(hours=night, arrivals='{times: ["01:30", "22:00:05"]}').lay_out()[1].queues[0].arrivals
    assert arrivals == ListedArrivals((22 * 3600 + 5.0, 25.5 * 3600))


@pytest.mark.parametrize(
    ("hours", "opening", "closing"),
    [
        ('{open: "00:00", close: "24:00"}', 0.0, 86400.0),
        ('{open: "20:00", close: "04:00"}', 72000.0, 100800.0),
        ('{open: "08:00", close: "08:00"}', 28800.0, 115200.0),
        ('{open: "22:00", close: "26:00"}', 79200.0, 93600.0),
    ],
)
def test_hours(hours: str, opening: float, closing: float) -> None:
    floor, _ = day_with(hours=hours).lay_out()
    assert (floor.opening, floor.closing, floor.interval) == (opening, closing, 1800.0)


def test_distributions_over_the_day() -> None:
    night = '{open: "22:00", close: "02:00", interval: 1 h}'
    written = '{by_interval: {"00:30": {constant: 5 min}, "22:00": {exponential: {mean: 2 min}}}}'
    varying = day_with(hours=night, handle_time=written).lay_out()[1].queues[0].handle_time
    assert varying.pieces == (
        (22 * 3600.0, Distribution("exponential", (120.0,))),
        (24.5 * 3600.0, Distribution("constant", (300.0,))),
    )


def test_means_by_interval_become_factors() -> None:
    written = "{lognormal: {mean: 4 min, sd: 4 min}, mean_by_interval: [2 min, 4 min, 4 min, 6 min]}"
    varying = day_with(handle_time=written).lay_out()[1].queues[0].handle_time
    assert varying.factors == (0.5, 1.0, 1.0, 1.5)


def test_ranks_become_levels() -> None:
    queues = "".join(f"  {name}: {{arrivals: {{rate: 1 per h}}, handle_time: 1 min}}\n" for name in "abc")
    groups = (
        "  one: {skills: [a], headcount: 1}\n"
        "  two: {skills: {a: {rank: 2}, b: {rank: 1, pace: 90%}, c: {rank: 1}}, headcount: [1, 2, 3, 4.5]}\n"
        "  three: {skills: {c: {}, a: {rank: 2}}, headcount: 0}\n"
    )
    floor, _ = day_with(queues=queues, groups=groups).lay_out()
    assert [queue.tries for queue in floor.queues] == [((0,), (1, 2)), ((1,),), ((1, 2),)]
    assert [group.takes for group in floor.groups] == [((0,),), ((1, 2), (0,)), ((2,), (0,))]
    assert floor.groups[1].pace == (1.0, 0.9, 1.0)
    assert floor.groups[1].headcount == (1.0, 2.0, 3.0, 4.5)
    assert floor.groups[0].headcount == (1.0, 1.0, 1.0, 1.0)


def test_own_orders_go_before_ranks() -> None:
    queues = (
        "  a: {arrivals: {rate: 1 per h}, handle_time: 1 min, tries: [two, one]}\n"
        "  b: {arrivals: {rate: 1 per h}, handle_time: 1 min}\n"
    )
    groups = "  one: {skills: [a], headcount: 1}\n  two: {skills: [a, b], takes: [[b, a]], headcount: 1}\n"
    floor, _ = day_with(queues=queues, groups=groups).lay_out()
    assert floor.queues[0].tries == ((1,), (0,))
    assert floor.groups[1].takes == ((1, 0),)


def test_shifts() -> None:
    shifts = (
        '{start: "08:00", length: 4 h, agents: 2.5, breaks: [{at: "10:00", length: 20 min}, {after: 1 h, length: 15 min}]}, '
        '{start: "09:30", length: 90 min, agents: 1}'
    )
    floor, _ = day_with(group=f"{{skills: [sales], shifts: [{shifts}], shrinkage: 12%, cost: 36 per h, standby: 3}}").lay_out()
    group = floor.groups[0]
    assert group.shifts == (
        ShiftPlan(28800.0, 43200.0, 2.5, ((32400.0, 900.0), (36000.0, 1200.0))),
        ShiftPlan(34200.0, 39600.0, 1.0),
    )
    assert (group.headcount, group.shrinkage, group.cost, group.standby) == ((), 0.12, 0.01, 3)


def test_a_night_shift_counts_on_after_midnight() -> None:
    early = '{start: "23:00", length: 2 h, agents: 1, breaks: [{at: "00:15", length: 15 min}]}'
    shifts = f'[{early}, {{start: "00:00", length: 2 h, agents: 1}}]'
    night = '{open: "22:00", close: "02:00", interval: 1 h}'
    floor, _ = day_with(hours=night, group=f"{{skills: [sales], shifts: {shifts}}}").lay_out()
    assert floor.groups[0].shifts == (
        ShiftPlan(82800.0, 90000.0, 1.0, ((87300.0, 900.0),)),
        ShiftPlan(86400.0, 93600.0, 1.0),
    )


def test_breaks_may_touch() -> None:
    shifts = '[{start: "08:00", length: 4 h, agents: 1, breaks: [{after: 1 h, length: 15 min}, {at: "09:15", length: 15 min}]}]'
    assert day_with(group=f"{{skills: [sales], shifts: {shifts}}}").lay_out()[0].groups[0].shifts[0].breaks[1][0] == 33300.0


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"queue": "balking: yes"}, ["queues.sales.balking: not a share (got 'yes')"]),
        ({"queue": "waiting_places: true"}, ["queues.sales.waiting_places: must be a whole number (got true)"]),
        ({"queue": "waiting_places: 1.5"}, ["queues.sales.waiting_places: must be a whole number (got 1.5)"]),
        ({"queue": "patience: {}"}, ["queues.sales.patience: the distribution is missing: " + ", ".join(
            ("constant", "exponential", "lognormal", "gamma", "erlang", "weibull", "uniform", "triangular", "hyperexponential",
             "empirical")) + " or by_interval"]),
        ({"queue": "redial: {share: 40%, after: unlimited}"}, ["queues.sales.redial.after: only patience can be unlimited"]),
        ({"queue": 'patience: {by_interval: {"08:00": {by_interval: {"08:00": 1 min}}}}'},
         ["queues.sales.patience.by_interval.08:00.by_interval: does not belong here"]),
        ({"queue": 'patience: {by_interval: {"8:00": 1 min, "08:00": 2 min}}'},
         ["queues.sales.patience.by_interval.08:00: the same time as '8:00'"]),
        ({"queue": 'patience: {by_interval: {"08:00": 1 min, "12:00": 2 min}}'},
         ["queues.sales.patience.by_interval.12:00: begins at or after closing at 12:00"]),
        ({"queue": 'patience: {by_interval: {"08:00": 1 min}, at_most: 1 min}'},
         ["queues.sales.patience.at_most: cannot be combined with by_interval"]),
        ({"queue": "patience: {lognormal: {mean: 1 s, sd: 1 h}}"},
         ["queues.sales.patience.lognormal.sd: the sd is more than 100 times the mean"]),
        ({"queue": "patience: {hyperexponential: {means: [1 min], shares: [50%, 50%]}}"},
         ["queues.sales.patience.hyperexponential.shares: needs one share for each mean (1 means, 2 shares)"]),
        ({"queue": "tries: []"}, ["queues.sales.tries: lacks desk"]),
        ({"queue": "tries: [desk, [desk]]"}, ["queues.sales.tries[1][0]: 'desk' is used twice"]),
        ({"arrivals": "{rate: 20000 per s}"}, ["queues.sales.arrivals.rate: must be at most 3.6e+07 per h (got 20000 per s)"]),
        ({"arrivals": "{rate: 9000 per s}"}, ["queues.sales.arrivals.rate: more than 10,000,000 contacts a day (129,600,000)"]),
        ({"arrivals": "{volumes: 20}"}, ["queues.sales.arrivals.volumes: must be a list or a CSV file (got 20)"]),
        ({"group": "{skills: 3, headcount: []}"},
         ["agent_groups.desk.skills: must be a mapping of keys (got 3)", "agent_groups.desk.headcount: the list is empty"]),
        ({"group": "{skills: [sales], shifts: []}"}, ["agent_groups.desk.shifts: the list is empty"]),
        ({"group": "{skills: [sales], headcount: 2, shrinkage: 100%}"},
         ["agent_groups.desk.shrinkage: must be below 100% (got 100%)"]),
        ({"top": "replications: 0\n"}, ["replications: must be at least 1 (got 0)"]),
        ({"top": "replications: {at_most: 5}\n"}, ["replications: the number of days is missing: number or until"]),
        ({"top": "replications: {number: 5, at_most: 5}\n"}, ["replications.at_most: belongs to until"]),
        ({"top": "interval: 15 min\n"}, ["interval: 'interval' and 'hours.interval' (line 2) say the same"]),
        ({"top": "targets: [3]\n"}, ["targets[0]: must be a text (got 3)"]),
        ({"queue": "redial: {}"}, ["queues.sales.redial.share: is missing", "queues.sales.redial.after: is missing"]),
        (
            {"arrivals": "{}"},
            ["queues.sales.arrivals: the source of arrivals is missing: volumes, per_day, rate, times or at_opening"],
        ),
        ({"top": "replications: {}\n"}, ["replications: the number of days is missing: number or until"]),
        ({"top": "service_level: {}\ntargets: {}\n"}, ["targets: must be a list (got a mapping)"]),
        ({"top": 'name: ""\n'}, ["name: is empty"]),
        ({"top": "name: 2024\n"}, ["name: must be a text (got 2024)"]),
        ({"top": "name: |\n  a\n  b\n"}, ["name: must be one line of text"]),
    ],
)  # fmt: skip
def test_faults(parts: dict[str, str], expected: list[str]) -> None:
    assert faults_of(**parts) == expected


def test_one_fault_does_not_hide_another_in_the_same_queue() -> None:
    found = faults_of(queue="balking: 3, tries: [dsk], patience: {exponential: {mean: 1}}, redial: {share: 4}")
    assert len(found) == 5


def test_a_partial_model_keeps_what_is_right() -> None:
    queue = partial(Queue, {"handle_time": "4", "balking": "10%", "arrivals": {"rate": "1 per h"}})
    assert "handle_time" not in queue.__dict__
    assert queue.balking == 0.1
    assert partial(AgentGroup, "no mapping at all").__dict__ == {}
    group = partial(AgentGroup, {"skills": ("a", 3), "headcount": 4})
    assert "skills" not in group.__dict__
    assert group.headcount == 4.0


def test_models_are_frozen() -> None:
    scenario = day_with()
    with pytest.raises(Exception, match="frozen"):
        scenario.model.seed = 5


def test_a_day_that_does_not_divide_is_no_day() -> None:
    assert Hours.model_validate({"open": "08:00", "close": "12:00", "interval": "35 min"}).day() is None
    day = Hours.model_validate({"open": "08:00", "close": "12:00"}).day()
    assert day is not None
    assert day.count == 8
    assert math.isclose(day.closing - day.opening, day.count * day.interval)

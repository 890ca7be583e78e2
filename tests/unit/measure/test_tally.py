"""Counting a day: every metric on a log written by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from floors import Call, Centre, Group, Queue, centre, hand_made, outcomes, play
from numpy.testing import assert_allclose, assert_array_equal

from simdesk.engine.log import ContactLog, DayLog
from simdesk.explain.lateness import judged
from simdesk.floor.parts import ShiftPlan
from simdesk.floor.plan import FloorPlan
from simdesk.measure.counter import Counter, scheduled_time
from simdesk.measure.expression import parse_expression
from simdesk.measure.measures import Measures, stack, wanted_by
from simdesk.measure.registry import METRICS, SERVICE_LEVEL_DEFINITIONS
from simdesk.measure.rules import ServiceLevelRule
from simdesk.measure.tally import Wanted
from simdesk.rules.calendar import SPAN
from simdesk.rules.codes import ABANDONED, ANSWERED, BALKED, BLOCKED, SENT_AWAY, WAITING

ONE = centre([Queue("a")], [Group("g", ["a"], 1)])


def log_of(rows: list[tuple[int, float, float]], could: dict[int, float] | None = None, closing: float = 3600.0) -> DayLog:
    """A log of (outcome, arrival, wait) in one queue."""
    outcome = np.array([row[0] for row in rows], np.int32)
    arrival, wait = (np.array([row[k] for row in rows], float) for k in (1, 2))
    answered = np.where(outcome == ANSWERED, arrival + wait, np.nan)
    ended = np.where(outcome == ANSWERED, arrival + wait + 60, np.where(outcome == WAITING, np.nan, arrival + wait))
    could_answer = np.full(len(rows), np.nan)
    for k, when in (could or {}).items():
        could_answer[k] = when
    nobody = np.where(outcome == ANSWERED, 0, -1).astype(np.int32)
    contacts = ContactLog(
        queue=np.zeros(len(rows), np.int32),
        attempt=np.ones(len(rows), np.int32),
        customer=np.arange(len(rows), dtype=np.int32),
        reason=np.zeros(len(rows), np.int32),
        journey=np.arange(len(rows), dtype=np.int32),
        outcome=outcome,
        agent=nobody,
        group=nobody,
        arrival=arrival,
        answered=answered,
        ended=ended,
        released=np.where(outcome == ANSWERED, ended, np.nan),
        could_answer=could_answer,
    )
    return DayLog(contacts, np.zeros(0, SPAN), np.zeros(1), np.zeros(1, np.int64), np.zeros(1), np.zeros(0, bool))


def measures(
    days: DayLog | list[DayLog],
    *texts: str,
    rule: ServiceLevelRule | None = None,
    plan: FloorPlan = ONE.floor,
    expected: float | np.ndarray = 0.0,
) -> Measures:
    rule = rule or ServiceLevelRule()
    table = expected if isinstance(expected, np.ndarray) else np.full((len(plan.queues), plan.intervals), float(expected))
    counter = Counter(plan, wanted_by([parse_expression(text) for text in texts], rule), table)
    return Measures(plan, rule, stack([counter.count(day) for day in (days if isinstance(days, list) else [days])]))


def value(found: Measures, text: str, interval: int | None = None) -> float:
    return found.sample(parse_expression(text), interval).ratio


def level(log: DayLog, definition: str, threshold: str = "20 s", **more) -> float:
    text = f"service_level(a, {threshold}, {definition})"
    return value(measures(log, text, **more), text)


# The worked examples people publish


def many(answered_early: int, answered_late: int, abandoned: list[tuple[int, float]], threshold: float) -> DayLog:
    rows = [(ANSWERED, 0.0, threshold / 2)] * answered_early + [(ANSWERED, 0.0, threshold + 5)] * answered_late
    return log_of(rows + [row for count, wait in abandoned for row in [(ABANDONED, 0.0, wait)] * count])


@pytest.mark.parametrize(
    ("definition", "exact"),
    [
        ("abandoned_in_time_good", 880 / 1060),
        ("of_answered", 860 / 1000),
        ("of_offered", 860 / 1060),
        ("abandoned_in_time_removed", 860 / 1040),
        ("short_abandons_credited", 870 / 1060),
    ],
)
def test_five_formulas_of_icmi(definition, exact):
    """ICMI QueueTips, "Service Level Calculations", 1 July 2002; Call Centre Helper, "Service Level Threshold Calculations".

    1000 answered, 860 of them in time; 60 abandoned: 10 within 5 s, 10 more in time, 40 later. Published 83, 86, 81, 83 %.
    """
    assert_allclose(level(many(860, 140, [(10, 3), (10, 15), (40, 30)], 20), definition), exact, rtol=1e-15)


def test_service_factor_of_ccpulse():
    """Genesys CCPulse ServiceFactor on sggu.com: 400 calls, 200 in 20 s, 100 later, 50 + 50 abandoned about 10 s: 57.14 %."""
    log = many(200, 100, [(50, 8), (50, 15)], 20)
    text = "service_level(a, 20 s, short_abandons_removed, 10 s)"
    assert_allclose(value(measures(log, text), text), 0.5714, atol=5e-5)


def test_cisco():
    """Cisco ICM 4.5 manual, page 143: 50 answered within 30 s, 80 later: 38 %."""
    assert_allclose(level(many(50, 80, [], 30), "of_answered", "30 s"), 0.38, atol=0.005)


def test_genesys_cloud_switches():
    """Genesys Cloud, "Configure the service level calculation": what the three switches take in and out."""
    rows = [(ANSWERED, 0.0, 10.0)] * 60 + [(ANSWERED, 0.0, 30.0)] * 20
    log = log_of(rows + [(ABANDONED, 0.0, 3.0)] * 4 + [(ABANDONED, 0.0, 40.0)] * 6 + [(SENT_AWAY, 0.0, 50.0)] * 10)

    def of(abandons: bool, short: bool, sent_away: bool) -> float:
        rule = ServiceLevelRule("genesys", 5.0, abandons, short, sent_away)
        return level(log, "genesys", rule=rule)

    assert of(True, False, False) == 60 / (80 + 6)
    assert of(True, True, False) == 60 / (80 + 10)
    assert of(False, False, False) == 60 / 80
    assert of(True, True, True) == 60 / (80 + 10 + 10)


# The nine definitions on one small log

SMALL = [
    (ANSWERED, 0.0, 0.0),
    (ANSWERED, 1.0, 20.0),
    (ANSWERED, 2.0, 21.0),
    (ABANDONED, 3.0, 5.0),
    (ABANDONED, 4.0, 20.0),
    (ABANDONED, 5.0, 60.0),
    (BALKED, 6.0, 0.0),
    (SENT_AWAY, 3590.0, 10.0),
    (SENT_AWAY, 3500.0, 100.0),
    (BLOCKED, 9.0, 0.0),
    (WAITING, 10.0, math.nan),
]
COULD = {3: 9.0, 4: 30.0, 5: 70.0, 6: 26.0}


@pytest.mark.parametrize(
    ("definition", "exact"),
    [
        ("of_answered", 2 / 3),
        ("of_offered", 2 / 9),
        # In time besides: abandoned after 5 s and 20 s, balked, sent away after 10 s.
        ("abandoned_in_time_good", 6 / 9),
        ("abandoned_in_time_removed", 2 / 5),
        # Short: abandoned after 5 s, and balked.
        ("short_abandons_credited", 4 / 9),
        ("short_abandons_removed", 2 / 7),
        # Would have waited 0, 20, 21 | 6, 26, 65, 20 s; sent away after 100 s is late, after 10 s nobody knows.
        ("virtual", 4 / 8),
        ("of_expected", 2 / 16),
        ("genesys", 2 / 5),
    ],
)
def test_nine_definitions(definition, exact):
    assert level(log_of(SMALL, COULD), definition, expected=16.0) == exact


def test_there_are_nine_definitions_and_an_unnamed_one_is_the_scenarios():
    assert len(SERVICE_LEVEL_DEFINITIONS) == 9
    log = log_of(SMALL, COULD)
    for definition in SERVICE_LEVEL_DEFINITIONS:
        text = "service_level(a, 20 s)"
        found = measures(log, text, rule=ServiceLevelRule(definition), expected=16.0)
        assert value(found, text) == level(log, definition, expected=16.0)


def test_a_wait_of_exactly_the_threshold_is_in_time_whatever_the_hour():
    """28800.1 + 20.2 − 28800.1 is not 20.2: what is compared are times, as the clock reckons them."""
    arrivals = np.arange(100) * 0.1 + 28800.1
    rows = [(outcome, float(at), 20.2) for at in arrivals for outcome in (ANSWERED, ABANDONED)]
    log = log_of(rows)
    assert (log.contacts.wait > 20.2).any()
    assert level(log, "of_answered", "20.2 s") == 1.0
    assert level(log, "abandoned_in_time_good", "20.2 s") == 1.0
    text = "service_level(a, 60 s, short_abandons_removed, 20.2 s)"
    assert value(measures(log, text), text) == 1.0


def test_blocked_contacts_count_for_nothing_but_of_expected():
    rows = [(ANSWERED, 0.0, 1.0), (BLOCKED, 1.0, 0.0)]
    for definition in SERVICE_LEVEL_DEFINITIONS:
        assert level(log_of(rows), definition, expected=2.0) == (0.5 if definition == "of_expected" else 1.0)


def test_no_contacts_is_no_data():
    log = log_of([(BLOCKED, 1.0, 0.0)])
    for definition in SERVICE_LEVEL_DEFINITIONS:
        assert math.isnan(level(log, definition))
    for name in ("abandon_rate", "mean_speed_of_answer", "mean_wait", "longest_wait"):
        text = f"{name}(a)"
        empty = log_of([])
        assert math.isnan(value(measures(empty, text), text))


# Sent away at closing: one is answered at once, the other is sent away after 3 s (short), 10 s (in time) or 30 s (late).

SENT_AWAY_LEVELS = {
    "of_answered": (1.0, 1.0, 1.0),
    "of_offered": (0.5, 0.5, 0.5),
    "abandoned_in_time_good": (1.0, 1.0, 0.5),
    "abandoned_in_time_removed": (1.0, 1.0, 0.5),
    "short_abandons_credited": (1.0, 0.5, 0.5),
    "short_abandons_removed": (1.0, 0.5, 0.5),
    # Whether the second would have been answered within 20 s is known only if those are over at closing.
    "virtual": (1.0, 1.0, 0.5),
    "of_expected": (0.5, 0.5, 0.5),
    "genesys": (1.0, 1.0, 1.0),
    # A flow-out is no abandon: it counts however short its wait was.
    "genesys with flow-outs": (0.5, 0.5, 0.5),
}


def test_every_definition_says_how_it_counts_contacts_sent_away():
    assert set(SENT_AWAY_LEVELS) == {*SERVICE_LEVEL_DEFINITIONS, "genesys with flow-outs"}


@pytest.mark.parametrize("name", SENT_AWAY_LEVELS)
def test_contacts_sent_away_by_hand(name):
    definition = name.split()[0]
    rule = ServiceLevelRule(definition, 5.0, genesys_include_sent_away=name != definition)
    where = centre([Queue("a")], [Group("g", ["a"], 1)], closing=100.0, finish_waiting=False)
    found = []
    for wait in (3.0, 10.0, 30.0):
        log = play(where, [Call(0, 200), Call(100 - wait, 10)])
        assert outcomes(log) == ["answered", "sent_away"]
        asked = parse_expression("service_level(a, 20 s)")
        level = measures(log, asked.text, rule=rule, plan=where.floor, expected=2.0).sample(asked).ratio
        counted, in_time = judged(log.contacts, asked, rule, where.floor)
        assert level == (counted & in_time).sum() / counted.sum()
        found.append(level)
    assert tuple(found) == SENT_AWAY_LEVELS[name]


# Rates, waits and counts


def test_counts_rates_and_waits():
    found = measures(log_of(SMALL, COULD))
    assert {
        n: value(found, f"{n}(a)") for n in ("offered", "answered", "abandoned", "balked", "blocked", "sent_away", "unfinished")
    } == {
        "offered": 11,
        "answered": 3,
        "abandoned": 3,
        "balked": 1,
        "blocked": 1,
        "sent_away": 2,
        "unfinished": 1,
    }
    assert value(found, "abandon_rate(a)") == 4 / 11
    assert value(found, "answer_rate(a)") == 3 / (3 + 3 + 1 + 1 + 2), "the one that still waits is in neither"
    assert_allclose(value(found, "mean_speed_of_answer(a)"), 41 / 3)
    assert_allclose(value(found, "mean_wait(a)"), (41 + 85 + 110) / 9)
    assert value(found, "longest_wait(a)") == 100
    assert_allclose(value(found, "handle_time(a)"), 60)


def test_wait_percentile_is_that_of_the_day():
    rows = [(ANSWERED, float(k), float(k)) for k in range(101)]
    text = "wait_percentile(a, 90)"
    assert_allclose(value(measures(log_of(rows), text), text), 90.0)


def test_intervals_met_by_hand():
    """Six intervals of 10 min: 4 of 5 in time (80%), 1 of 2, none came, one abandoned within 20 s, all of 3, one of them late."""
    where = centre([Queue("a")], [Group("g", ["a"], 1)], interval=600.0)
    first = [(ANSWERED, 1.0, 5.0)] * 4 + [(ANSWERED, 1.0, 30.0)]
    second = [(ANSWERED, 601.0, 5.0), (ABANDONED, 601.0, 30.0)]
    fourth = [(ABANDONED, 1801.0, 10.0)]
    fifth, sixth = [(ANSWERED, 2401.0, 20.0)] * 3, [(ANSWERED, 3001.0, 21.0)]
    days = [log_of([*first, *second, *fourth, *fifth, *sixth]), log_of(second)]
    met, of_offered = "intervals_met(a, 20 s, 80%)", "intervals_met(a, 20 s, 80%, of_offered)"
    found = measures(days, met, of_offered, "intervals_met(all, 20 s, 50%)", plan=where.floor)
    # An abandon in time is not counted by the usual definition, so the fourth interval has no contacts; of_offered counts it.
    assert_array_equal(found.sample(parse_expression(met)).numerator, [2, 0])
    assert_array_equal(found.sample(parse_expression(met)).denominator, [4, 1])
    assert value(found, of_offered) == 2 / 6
    assert value(found, "intervals_met(all, 20 s, 50%)") == 4 / 5
    assert math.isnan(value(found, met, 0))


@pytest.mark.parametrize("definition", SERVICE_LEVEL_DEFINITIONS)
def test_intervals_met_counts_the_intervals_of_each_definition(definition: str):
    """Asked of every interval of every day by itself, each definition of service level finds the same intervals."""
    where = centre([Queue("a", 0.02, 60.0), Queue("b", 0.01, 30.0)], [Group("g", ["a", "b"], 2)], interval=600.0)
    days = [where.play(seed=5, replication=day) for day in range(4)]
    level, met = f"service_level(all, 20 s, {definition})", f"intervals_met(all, 20 s, 70%, {definition})"
    found = measures(days, level, met, plan=where.floor, expected=7.0)
    each = [found.sample(parse_expression(level), k) for k in range(where.floor.intervals)]
    counted = np.array([one.denominator > 0 for one in each])
    reached = np.array([one.numerator >= 0.7 * one.denominator - 1e-9 for one in each]) & counted
    assert 0 < reached.sum() < counted.sum()
    sample = found.sample(parse_expression(met))
    assert_array_equal(sample.numerator, reached.sum(axis=0))
    assert_array_equal(sample.denominator, counted.sum(axis=0))


def test_queue_length_holds_whom_nobody_ever_answered():
    log = log_of([(ANSWERED, 0.0, 360.0), (ABANDONED, 100.0, 180.0), (WAITING, 3000.0, math.nan)])
    assert_allclose(value(measures(log), "queue_length(a)"), (360 + 180 + 600) / 3600)


def day(*rows: tuple[int, float, float]) -> DayLog:
    return log_of(list(rows))


def test_days_are_weighted_by_contacts():
    days = [day((ANSWERED, 0.0, 0.0)), day(*[(ANSWERED, 0.0, 100.0)] * 3)]
    text = "service_level(a, 20 s)"
    assert value(measures(days, text), text) == 0.25


def test_a_contact_belongs_to_its_interval_of_arrival():
    where = centre([Queue("a")], [Group("g", ["a"], 1)], interval=600.0)
    log = play(where, [Call(590, 60), Call(595, 30)])
    text = "service_level(a, 20 s)"
    found = measures(log, text, plan=where.floor)
    assert value(found, "offered(a)", 0) == 2
    assert value(found, "offered(a)", 1) == 0
    assert value(found, text, 0) == 0.5
    assert math.isnan(value(found, text, 1))
    # The line is counted by the clock: the second contact waits from 595 to 650.
    assert_allclose(value(found, "queue_length(a)", 0), 5 / 600)
    assert_allclose(value(found, "queue_length(a)", 1), 50 / 600)
    assert value(found, "longest_wait(a)", 0) == 55
    assert math.isnan(value(found, "wait_percentile(a, 90)", 0))


def test_the_warm_up_is_played_and_not_measured():
    where = centre([Queue("a")], [Group("g", ["a"], 1)], interval=600.0, warm_up=600.0)
    log = play(where, [Call(0, 650), Call(590, 20), Call(600, 10), Call(900, 60)])
    text = "service_level(a, 20 s)"
    found = measures(log, text, plan=where.floor)
    assert found.intervals == 5
    assert found.interval_start(0) == 600
    assert value(found, "offered(a)") == 2
    # Answered after 70 s and at once.
    assert value(found, text) == 0.5
    assert_allclose(value(found, "mean_speed_of_answer(a)"), 35)
    # From 600 to 680 busy, and from 900 to 960; the line: 590 waits until 650, 600 until 670.
    assert_allclose(value(found, "occupancy(g)"), (80 + 60) / 3000)
    assert_allclose(value(found, "queue_length(a)"), (50 + 70) / 3000)
    assert value(found, "contacts_handled(g)") == 3


def test_the_longest_queue_of_the_measured_time():
    """Three wait before the warm-up ends, one of them beyond it; two together after it."""
    where = centre([Queue("a")], [Group("g", ["a"], 1)], interval=600.0, warm_up=600.0)
    calls = [Call(0, 650), Call(10, patience=50), Call(20, patience=50), Call(590, 200), Call(700, 60), Call(710, 60)]
    log = play(where, calls)
    assert log.longest_queue[0] == 2
    assert value(measures(log, plan=where.floor), "longest_queue(a)") == 2
    assert value(measures(play(where, calls[:4]), plan=where.floor), "longest_queue(a)") == 1


def test_the_longest_wait_of_an_interval_without_contacts_is_no_data():
    where = centre([Queue("a"), Queue("b")], [Group("g", ["a", "b"], 1)], interval=600.0)
    found = measures(play(where, [Call(0, 60), Call(30, queue="b")]), plan=where.floor)
    assert value(found, "longest_wait(all)", 0) == 30
    assert math.isnan(value(found, "longest_wait(a)", 1))
    assert math.isnan(value(found, "longest_wait(all)", 1))


# Agents


def test_occupancy_to_the_second():
    where = centre([Queue("a")], [Group("g", ["a"], 2)])
    log = play(where, [Call(0, 600, wrap=300), Call(100, 1200), Call(3000, 1200)])
    found = measures(log, plan=where.floor)
    # Until closing: 900 + 1200 + 600 s of work of 7200 s; 600 s more behind it.
    assert_allclose(value(found, "occupancy(g)"), 2700 / 7200)
    assert_allclose(value(found, "agents_busy(g)"), 2700 / 3600)
    assert_allclose(value(found, "agents_on_duty(g)"), 2)
    assert_allclose(value(found, "overtime(g)"), 600 / 3600)
    assert_allclose(value(found, "agent_hours(g)"), 2)
    assert value(found, "contacts_handled(g)") == 3
    assert_allclose(value(found, "handle_time(a)"), (900 + 1200 + 1200) / 3)


def test_a_break_is_no_time_on_duty_but_scheduled():
    plan = ShiftPlan(0, 3600, 1, ((600, 900),))
    where = centre([Queue("a")], [Group("g", ["a"], shifts=[plan], cost=20 / 3600)])
    log = play(where, [Call(0, 540), Call(1700, 810)])
    found = measures(log, plan=where.floor)
    assert_allclose(value(found, "occupancy(g)"), 1350 / 2700)
    assert_allclose(value(found, "utilisation(g)"), 1350 / 3600)
    assert_allclose(value(found, "agent_hours(g)"), 1)
    assert_allclose(value(found, "cost(g)"), 20)


def test_scheduled_time_counts_heads_before_shrinkage_and_hours_outside_opening():
    groups = [
        Group("heads", ["a"], (2.5, 4), shrinkage=0.2, cost=0.01),
        Group("people", ["a"], shifts=[ShiftPlan(-600, 1200, 2), ShiftPlan(1800, 5400, 1.5)]),
    ]
    where = centre([Queue("a")], groups, closing=3600.0, interval=1800.0)
    # People: 1200 s inside the first interval and 600 s before it; 1800 s in the second and 1800 s behind it.
    assert_allclose(scheduled_time(where.floor), [[2.5 * 1800, 4 * 1800], [2 * 1800, 1.5 * 3600]])
    found = measures(play(where, []), plan=where.floor)
    assert_allclose(value(found, "cost(heads)"), 0.01 * 6.5 * 1800)
    assert_allclose(value(found, "cost(all)"), 0.01 * 6.5 * 1800)


def test_spans_are_cut_at_intervals_and_groups():
    groups = [Group("g", ["a"], (1, 2, 0)), Group("h", ["a"], (0, 1, 1))]
    where = centre([Queue("a", tries=[["g"], ["h"]])], groups, closing=1800.0, interval=600.0)
    log = play(where, [Call(500, 200), Call(1150, 100)])
    found = measures(log, plan=where.floor)
    # The agent of g is busy 500–700 and 1150–1250: 50 s longer on duty than the headcount has them.
    assert_allclose([value(found, "agents_busy(g)", i) for i in range(3)], [100 / 600, 150 / 600, 50 / 600])
    assert_allclose([value(found, "agents_on_duty(g)", i) for i in range(3)], [1, 2, 50 / 600])
    assert_allclose([value(found, "agents_on_duty(h)", i) for i in range(3)], [0, 1, 1])
    assert_allclose(value(found, "overtime(g)"), 50 / 3600)
    assert_allclose(value(found, "agents_on_duty(all)"), (600 + 1200 + 50 + 1200) / 1800)


def test_all_queues_together():
    where = centre([Queue("a"), Queue("b")], [Group("g", ["a", "b"], 1)])
    log = play(where, [Call(0, 100), Call(10, queue="b"), Call(20, patience=5), Call(30, queue="b", patience=200)])
    text = "service_level(all, 20 s)"
    found = measures(log, text, plan=where.floor)
    assert value(found, "offered(all)") == 4
    assert value(found, text) == 1 / 3
    assert value(found, "longest_wait(all)") == 130
    assert value(found, "longest_queue(all)") == 2
    assert_allclose(value(found, "queue_length(all)"), (90 + 5 + 130) / 3600)


def test_every_metric_can_be_asked_of_its_subject_of_all_and_of_an_interval():
    where = centre([Queue("a", 0.02, 60.0)], [Group("g", ["a"], 2)], interval=600.0)
    extra = {"threshold": ", 20 s", "goal": ", 80%", "percentile": ", 90"}
    texts = [
        f"{name}({subject}{''.join(extra[one] for one in metric.needed_arguments or metric.arguments[:1])})"
        for name, metric in METRICS.items()
        for subject in ("a" if metric.subject == "queue" else "g", "all")
    ]
    found = measures(where.play(), *texts, plan=where.floor)
    for one, every in zip(texts[::2], texts[1::2], strict=True):
        assert value(found, one) == value(found, every)
        assert math.isfinite(value(found, one))
        found.estimate(parse_expression(one), 3)


def test_the_histogram_counts_every_wait_once():
    where = centre([Queue("a", 0.05, 60.0, patience=30.0)], [Group("g", ["a"], 2)])
    log = where.play()
    edges = (0.0, 5.0, 10.0, 30.0)
    tally = Counter(where.floor, Wanted(wait_edges=edges), np.zeros((1, 1))).count(log)
    waits = log.contacts.wait
    answered = log.contacts.outcome == ANSWERED
    assert_array_equal(tally.histogram[0, 0], np.histogram(waits[answered], [*edges, 1e9])[0])
    assert tally.histogram[1, 0].sum() == (~answered).sum()


@pytest.mark.parametrize("seed", range(3))
def test_intervals_add_up_to_the_day(seed):
    where = Centre(*_busy())
    workload = where.workload(seed)
    found = measures(where.play(seed), "service_level(a, 20 s)", plan=where.floor, expected=workload.expected)
    data = found.tallies.data
    assert data.counts["offered"].sum() == len(where.play(seed).contacts)
    for name in ("queue_length(a)", "agents_busy(g)", "agents_on_duty(g)"):
        parts = [value(found, name, i) for i in range(found.intervals)]
        assert_allclose(np.mean(parts), value(found, name), rtol=1e-12)


def _busy():
    where = centre([Queue("a", 0.05, 60.0, patience=90.0)], [Group("g", ["a"], (3, 2, 4, 3))], interval=900.0)
    return where.demand, where.floor


def test_hand_made_expected_is_what_the_plan_says():
    assert hand_made(ONE.floor, [Call(0)]).expected.sum() == 0


def test_agents_sent_for_are_scheduled_while_they_are_there():
    """Two on standby; one comes from 600 to closing and finishes after it: paid until then by opening hours."""

    def process(environment, desk):
        yield environment.timeout(600)
        desk.send_for("g", 1)

    where = centre([Queue("a")], [Group("g", ["a"], 1, standby=2, cost=0.01)], closing=1800.0, interval=600.0, process=process)
    log = play(where, [Call(0, 300), Call(700, 400), Call(710, 400)])
    found = measures(log, plan=where.floor)
    assert_allclose([value(found, "agents_on_duty(g)", i) for i in range(3)], [1, 2, 2])
    assert_allclose(value(found, "agent_hours(g)"), (1800 + 1200) / 3600)
    assert_allclose(value(found, "cost(g)"), 0.01 * 3000)
    assert_allclose(value(found, "occupancy(g)"), 1100 / 3000)

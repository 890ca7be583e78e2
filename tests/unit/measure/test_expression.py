"""The language of measures and targets."""

from __future__ import annotations

import pickle

import pytest

from simdesk.errors import ExitCode
from simdesk.measure.expression import ExpressionError, check_subject, parse_expression, parse_precision, parse_target
from simdesk.measure.registry import METRICS, SERVICE_LEVEL_DEFINITIONS
from simdesk.measure.spellings import ALSO


def test_a_measure_in_full():
    found = parse_expression(" service_level(sales, 20 s, short_abandons_removed, 5 s) ")
    assert (found.metric, found.subject, found.threshold, found.definition, found.short_abandon) == (
        "service_level",
        "sales",
        20.0,
        "short_abandons_removed",
        5.0,
    )
    assert found.text == "service_level(sales, 20 s, short_abandons_removed, 5 s)"
    assert found.about is METRICS["service_level"]


@pytest.mark.parametrize("text", ["occupancy", "occupancy()", "occupancy(all)", "occupancy( all )"])
def test_without_a_subject_everything_is_meant(text):
    assert parse_expression(text).subject == "all"


def test_a_percentile():
    assert parse_expression("wait_percentile(all, 97.5)").percentile == 97.5


@pytest.mark.parametrize("definition", SERVICE_LEVEL_DEFINITIONS)
def test_every_definition_can_be_named(definition):
    assert parse_expression(f"service_level(a, 1 min, {definition})").definition == definition


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("", "not a measure", "abandon_rate(sales)"),
        ("20 s", "not a measure", ""),
        ("servce_level(a, 20 s)", "unknown metric 'servce_level'", "did you mean service_level?"),
        ("service_level(a)", "threshold is missing", "write service_level(a, 20 s)"),
        ("service_level", "threshold is missing", "write service_level(all, 20 s)"),
        ("wait_percentile(a)", "percentile is missing", "write wait_percentile(a, 90)"),
        ("service_level(a, 20)", "a duration needs a unit", "20 s"),
        ("service_level(a, -5 s)", "must not be negative", ""),
        ("service_level(a, 20 s, of_answred)", "unknown definition 'of_answred'", "did you mean of_answered?"),
        ("service_level(a, 20 s, of_answered, 5 s, 7)", "too many arguments", ""),
        ("abandon_rate(a, 20 s)", "too many arguments", "abandon_rate takes queue"),
        ("wait_percentile(a, 100)", "between 0 and 100", "write 90"),
        ("wait_percentile(a, ninety)", "between 0 and 100", ""),
        ("occupancy(, 3)", "queue or group is missing", ""),
        ("occupancy((a))", "not a measure", ""),
    ],
)
def test_what_is_no_measure(text, message, hint):
    with pytest.raises(ExpressionError) as caught:
        parse_expression(text)
    assert message in caught.value.message
    assert hint in caught.value.hint
    assert caught.value.exit_code is ExitCode.INVALID_INPUT


@pytest.mark.parametrize(
    ("text", "comparison", "bound"),
    [
        ("service_level(sales, 20 s) >= 80%", ">=", 0.8),
        ("service_level(sales,20 s)≥80 %", ">=", 0.8),
        ("abandon_rate(sales) <= 5%", "<=", 0.05),
        ("mean_speed_of_answer(all) < 30 s", "<", 30.0),
        ("wait_percentile(all, 90) ≤ 1.5 min", "<=", 90.0),
        ("longest_queue(all) <= 10", "<=", 10.0),
        ("cost(all) > 1000.5", ">", 1000.5),
    ],
)
def test_targets(text, comparison, bound):
    found = parse_target(text)
    assert (found.comparison, found.bound) == (comparison, pytest.approx(bound))
    assert found.text == text


@pytest.mark.parametrize(
    ("spelling", "documented"),
    [
        *(
            (text, "service_level(all, 20 s) >= 80%")
            for text in ("80/20", "80 / 20 s", "80%/20s", "80% in 20 s", "80% within 20 seconds", "SL: 80/20", "tsf 80/20")
        ),
        ("80% of calls answered within 0:20", "service_level(all, 20 s) >= 80%"),
        ("80/120", "service_level(all, 2 min) >= 80%"),
        ("80/20 for sales", "service_level(sales, 20 s) >= 80%"),
        ("5% abandonment", "abandon_rate(all) <= 5%"),
        ("abandon_rate: 5%", "abandon_rate(all) <= 5%"),
        ("max 5% abandon", "abandon_rate(all) <= 5%"),
        *(
            (text, "service_level(sales, 20 s) >= 80%")
            for text in (
                "sales: 80/20",
                "service_level(sales): 80/20",
                "sla(sales, 20 s) => 80%",
                "service_level(sales) >= 80/20",
            )
        ),
        ("Service Level(sales, 20 s) at least 80%", "service_level(sales, 20 s) >= 80%"),
        ("service_level(sales) >= 80% in 20 s", "service_level(sales, 20 s) >= 80%"),
        ("ASA <= 30 s", "mean_speed_of_answer(all) <= 30 s"),
        ("asa: 30 s", "mean_speed_of_answer(all) <= 30 s"),
        ("sales.asa below 30 s", "mean_speed_of_answer(sales) < 30 s"),
        ("abandon < 5%", "abandon_rate(all) < 5%"),
        ("abandoned < 5%", "abandon_rate(all) < 5%"),
        ("no more than 5% abandoned", "abandon_rate(all) <= 5%"),
        ("abandonment rate of sales at most 5%", "abandon_rate(sales) <= 5%"),
        ("occ(desk) <= 88%", "occupancy(desk) <= 88%"),
        ("desk occupancy ≤ 85%", "occupancy(desk) <= 85%"),
        ("AHT(sales) <= 5 min", "aht(sales) <= 5 min"),
    ],
)
def test_targets_as_the_trade_says_them(spelling, documented):
    assert parse_target(spelling) == parse_target(documented)


@pytest.mark.parametrize("also", ALSO)
def test_a_metric_by_its_other_names(also):
    metric = METRICS[ALSO[also]]
    values = {"percentile": "90", "goal": "80%"}
    rest = "".join(f", {values.get(one, '20 s')}" for one in metric.needed_arguments or metric.arguments[:1])
    if also not in METRICS:
        assert parse_expression(f"{also.upper().replace('_', ' ')}(a{rest})") == parse_expression(f"{metric.name}(a{rest})")


def test_no_other_name_is_that_of_two_metrics():
    names = [also for metric in METRICS.values() for also in metric.also]
    assert len(names) == len(set(names))
    assert {also for also in names if also in METRICS} == {"abandoned", "answered"}


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("answered >= 95%", "answer_rate(all) >= 95%"),
        ("answered >= 900", "answered >= 900"),
        ("95% of calls answered", "answer_rate(all) >= 95%"),
        ("answer at least 95% of calls", "answer_rate(all) >= 95%"),
        ("answered: 80% in 20 s", "service_level(all, 20 s) >= 80%"),
        ("service level of a at least 80% within 20 seconds", "service_level(a, 20 s) >= 80%"),
        ("SL(20 s) >= 80%", "service_level(all, 20 s) >= 80%"),
        ("backlog(a) at close <= 20", "backlog(a) <= 20"),
        ("cost <= 4500 per day", "cost <= 4500"),
        ("oldest at closing <= 8 h", "age_of_oldest(all) <= 8 h"),
        ("p90 wait <= 60 s", "wait_percentile(all, 90) <= 60 s"),
        ("p95(a) <= 2 min", "wait_percentile(a, 95) <= 2 min"),
        ("80th percentile of waiting time for a <= 1 min", "wait_percentile(a, 80) <= 1 min"),
        ("median wait <= 20 s", "wait_percentile(all, 50) <= 20 s"),
        ("a past due <= 5%", "done_in_time(a) >= 95%"),
        ("at most 5% late", "done_in_time(all) >= 95%"),
        ("overdue(a): 5%", "done_in_time(a) >= 95%"),
        ("95% of a done on time", "done_in_time(a) >= 95%"),
        ("nobody waits more than 5 min", "longest_wait(all) <= 5 min"),
    ],
)
def test_targets_in_phrases(said, meant):
    assert parse_target(said).text == meant


@pytest.mark.parametrize(
    ("said", "message", "hint"),
    [
        ("abandon_rate(a) <= 8% between 10:00 and 12:00", "not 'between 10:00 and 12:00'", "write abandon_rate(a) <= 8% for"),
        ("abandonment 10 am to 12 pm <= 8%", "not '10 am to 12 pm'", "write abandon_rate(all) <= 8% for"),
        ("abandonment <= 5% in 90% of intervals", "not 'in 90% of intervals'", "staff --targets-per interval"),
        ("80/20 in each interval", "not 'in each interval'", "write intervals_met(all, 20 s, 80%) >= 90%"),
        ("80/20 in every half hour", "not 'in every half hour'", "staff --targets-per interval"),
        ("80% in 20 s on 9 of 10 days", "not 'on 9 of 10 days'", "days met"),
        ("occupancy <= 85% at all times", "not 'at all times'", "write occupancy <= 85% for the whole day"),
        ("occupancy between 75% and 85%", "a target has one bound", "write two: occupancy >= 75% and occupancy <= 85%"),
        ("cost per contact <= 4.20", "is not measured", "4.20 times the contacts of a day"),
    ],
)
def test_targets_that_no_target_says(said, message, hint):
    with pytest.raises(ExpressionError) as caught:
        parse_target(said)
    assert message in caught.value.message
    assert hint in caught.value.hint


def test_a_target_without_threshold_is_told_the_whole_line():
    with pytest.raises(ExpressionError) as caught:
        parse_target("SL >= 80%")
    assert caught.value.hint == "write service_level(all, 20 s) >= 80%"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("service_level(a, 20 s)", "not a target"),
        ("service_level(a, 20 s) = 80%", "needs >= or <="),
        ("service_level(a, 20 s) == 80%", "needs >= or <="),
        ("service_level(a, 20 s) >=", "bound is missing"),
        ("service_level(a, 20 s) >= 80", "needs a percent sign"),
        ("20/80", "would be 20 % within 80 s"),
        ("occupancy: 85%", "no better side"),
        ("0.8/20", "a share of 0.8 %"),
        ("age_of_oldest(mail) <= 4:00", "may be 4 min or 4 h"),
        ("80% in 90% of the intervals", "a target holds for the whole day"),
        ("service_level(a, 20 s) >= 120%", "between 0% and 100%"),
        ("service_level(a, 20 s) >= 20 s", "not a share"),
        ("mean_wait(a) <= 20", "a duration needs a unit"),
        ("mean_wait(a) <= 5%", "not a duration"),
        ("longest_queue(a) <= 5%", "must be a number"),
        (">= 80%", "not a measure"),
    ],
)
def test_what_is_no_target(text, message):
    with pytest.raises(ExpressionError, match=message.replace("(", r"\(")):
        parse_target(text)


def test_an_error_points_at_the_place():
    def offset(text: str) -> int:
        with pytest.raises(ExpressionError) as caught:
            parse_target(text)
        return caught.value.offset

    assert offset("service_level(a, 20) >= 80%") == 17
    assert offset("service_level(a, 20 s) >= 80") == 26
    assert offset("  servce_level(a, 20 s) >= 80%") == 2
    assert offset("service_level(a, 20 s) == 80%") == 23


@pytest.mark.parametrize("sign", ["±", "+/-", "+-"])
def test_precisions(sign):
    found = parse_precision(f"service_level(sales, 20 s) {sign} 1%")
    assert found.half_width == 0.01
    assert found.expression.subject == "sales"


@pytest.mark.parametrize(
    "text", ["service_level(a, 20 s)", "service_level(a, 20 s) ± 0%", "service_level(a, 20 s) ± 1", "± 1%", "mean_wait(a) ± -1 s"]
)
def test_what_is_no_precision(text):
    with pytest.raises(ExpressionError):
        parse_precision(text)


def test_subjects_are_checked():
    queues, groups = ["sales", "service"], ["desk"]
    check_subject(parse_expression("abandon_rate(sales)"), queues, groups)
    check_subject(parse_expression("abandon_rate(all)"), queues, groups)
    check_subject(parse_expression("occupancy(desk)"), queues, groups)
    with pytest.raises(ExpressionError, match="unknown queue 'sals'") as caught:
        check_subject(parse_expression("abandon_rate(sals)"), queues, groups)
    assert caught.value.hint == "did you mean sales?"
    assert caught.value.offset == 13
    with pytest.raises(ExpressionError, match="'desk' is an agent group"):
        check_subject(parse_expression("abandon_rate(desk)"), queues, groups)
    with pytest.raises(ExpressionError, match="'sales' is a queue"):
        check_subject(parse_expression("occupancy(sales)"), queues, groups)


def test_an_error_survives_the_way_back_from_a_worker():
    error = ExpressionError("what", "hint", 7)
    back = pickle.loads(pickle.dumps(error))
    assert (back.message, back.hint, back.offset, str(back)) == ("what", "hint", 7, "what (hint)")


@pytest.mark.parametrize(("sign", "right"), [("=>", ">="), ("=<", "<=")])
def test_a_comparison_turned_around(sign: str, right: str) -> None:
    assert parse_target(f"service_level(sales, 20 s) {sign} 80%") == parse_target(f"service_level(sales, 20 s) {right} 80%")


def test_no_list_of_known_names_when_there_are_none() -> None:
    with pytest.raises(ExpressionError) as caught:
        check_subject(parse_expression("service_level(sales, 20 s)"), [], ["desk"])
    assert caught.value.hint == ""


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("80/20 in 90% of intervals", "intervals_met(all, 20 s, 80%) >= 90%"),
        ("a 80/20 in 9 of 10 half hours", "intervals_met(a, 20 s, 80%) >= 90%"),
        ("90% of half-hours meet 80/20", "intervals_met(all, 20 s, 80%) >= 90%"),
        (
            "service_level(a, 20 s, of_offered) >= 75% in at least 85% of the intervals",
            "intervals_met(a, 20 s, 75%, of_offered) >= 85%",
        ),
    ],
)
def test_a_service_level_in_a_share_of_the_intervals(said: str, meant: str):
    assert parse_target(said) == parse_target(meant)
    assert parse_target(said).expression.goal == parse_target(meant).expression.goal
    assert parse_target(said).text == meant


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("intervals_met(a)", "the threshold is missing", "write intervals_met(a, 20 s, 80%)"),
        ("intervals_met(a, 30 s)", "the goal is missing", "write intervals_met(a, 30 s, 80%)"),
        ("intervals_met(a, 30 s, 80)", "a share needs a percent sign", "write 80%"),
        ("intervals_met(a, 30 s, 120%)", "between 0% and 100%", "write 80%"),
    ],
)
def test_what_intervals_met_needs(text: str, message: str, hint: str):
    with pytest.raises(ExpressionError) as caught:
        parse_expression(text)
    assert message in caught.value.message
    assert hint in caught.value.hint


def test_answered_within_a_time_with_the_queue_in_brackets():
    assert parse_target("answered within 20 s (a) >= 80%") == parse_target("service_level(a, 20 s) >= 80%")
    assert parse_target("done within 4 h (a) >= 95%") == parse_target("done_in_time(a, 4 h) >= 95%")

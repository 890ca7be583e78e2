"""What a planner's word is said to be here: the trade's words first, then other levels, then slips of the pen."""

from __future__ import annotations

import pytest

from simdesk.likeness import distance, near
from simdesk.measure.registry import METRICS
from simdesk.measure.words import METRIC_OF, likely_metrics
from simdesk.scenario import InvalidScenario, load_text
from simdesk.scenario.changes.at_the_top import TIME_WORDS
from simdesk.scenario.hints.places import ITEM, NAME, documented, models_at, pattern_of
from simdesk.scenario.hints.words import MEANT, SAID_OF
from simdesk.scenario.reading.diagnostics import Diagnostic, Fix, fix_of
from simdesk.units import WEEKDAYS

DAY = """\
simdesk: 1
hours: {open: "08:00", close: "20:00"}
queues:
  sales:
    arrivals: {per_day: 500}
    handle_time: {lognormal: {mean: 4 min, sd: 3 min}}
agent_groups:
  desk: {skills: [sales], headcount: 12}
targets:
  - service_level(sales, 20 s) >= 80%
"""


def faults(*changes: tuple[str, str], text: str = DAY) -> tuple[Diagnostic, ...]:
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    with pytest.raises(InvalidScenario) as caught:
        load_text(text)
    return caught.value.diagnostics


@pytest.mark.parametrize(
    ("word", "known", "meant"),
    [
        ("frist_day", ["first_day", "days"], ["first_day"]),
        ("agents", ["targets", "events"], []),
        ("friday", ["per_day", "rate"], []),
        ("holidays", ["days", "closed"], []),
        ("sites", ["simdesk", "seed"], []),
        ("at", ["what", "start"], []),
        ("strike", ["spike", "outage"], []),
        ("slaes", ["sales", "service"], ["sales"]),
        ("Handle-Time", ["handle_time"], ["handle_time"]),
        ("carry_over", ["carry", "finish"], ["carry"]),
        ("by_length", ["by_queue_length", "by_predicted_wait"], ["by_queue_length"]),
        ("abandonment", ["offered", "abandoned", "answered"], []),
        ("ab", ["ac", "ad"], []),
    ],
)
def test_only_slips_are_taken_for_misspellings(word: str, known: list[str], meant: list[str]) -> None:
    assert near(word, known) == meant


def test_a_swap_of_neighbours_is_one_slip() -> None:
    assert distance("tow_more", "two_more", 3) == 1
    assert distance("kitten", "sitting", 3) == 3
    assert distance("kitten", "sitting", 2) == 3


def test_the_table_names_places_of_the_language() -> None:
    for word, places in MEANT.items():
        for place in map(pattern_of, places):
            by_day = place[-1] in WEEKDAYS
            block = place[:-2] if by_day and place[-2] not in {"hours"} else place[:-1]
            key = place[len(block)]
            assert any(key in model.model_fields for model in models_at(block)), (word, place)
            assert not any(step in {NAME, ITEM} for step in place[-1:])


def test_no_word_is_a_key_of_the_block_for_which_it_stands() -> None:
    for word, places in MEANT.items():
        for place in map(pattern_of, places):
            assert place[-1] == word or not any(word in model.model_fields for model in models_at(place[:-1])), (word, place)
    assert all(" " not in word for word in (*MEANT, *SAID_OF))


def test_words_for_measures_are_of_measures() -> None:
    assert set(METRIC_OF.values()) <= set(METRICS)
    assert not set(METRIC_OF) & set(METRICS) - {"queue_length"}


@pytest.mark.parametrize(
    ("word", "metric"),
    [
        ("asa", "mean_speed_of_answer"),
        ("sla", "service_level"),
        ("tsf", "service_level"),
        ("handling_time", "aht"),
        ("fte", "agent_hours"),
        ("abandonment", "abandon_rate"),
        ("avg_wait", "mean_wait"),
        ("average_handle_time", "aht"),
        ("p95", "wait_percentile"),
        ("servce_level", "service_level"),
        ("abandonmnet", "abandon_rate"),
    ],
)
def test_measures_by_the_names_of_the_trade(word: str, metric: str) -> None:
    assert likely_metrics(word) == [metric]


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("sla(sales) >= 80%", "write service_level(sales, 20 s) >= 80%"),
        ("fte(desk) <= 20", "did you mean agent_hours?"),
        ("occupancy(sales) <= 85%", "did you mean desk?"),
    ],
)
def test_targets_in_the_words_of_the_trade(written: str, hint: str) -> None:
    (one,) = faults(("service_level(sales, 20 s) >= 80%", written))
    assert one.hint == hint
    assert one.fix is not None


_Q = "arrivals: {per_day: 500}"
_G = "headcount: 12}"
_H = 'close: "20:00"}'


@pytest.mark.parametrize(
    ("old", "new", "path", "hint"),
    [
        ("agent_groups:", "agent_grups:", "agent_grups", "did you mean agent_groups?"),
        ("queues:", "quues:", "quues", "did you mean queues?"),
        (_Q, f"shrinkage: 30%\n    {_Q}", "queues.sales.shrinkage", "it belongs under agent_groups.desk: shrinkage: 30%"),
        (_Q, f"seed: 3\n    {_Q}", "queues.sales.seed", "it belongs at the top of the file: seed: 3"),
        ("targets:", "patience: 2 min\ntargets:", "patience", "it belongs under queues.sales: patience: 2 min"),
        ("targets:", "shrinkage: 30%\ntargets:", "shrinkage", "it belongs under agent_groups.desk: shrinkage: 30%"),
        ("sd: 3 min", "stdev: 3 min", "queues.sales.handle_time.lognormal.stdev", "did you mean sd?"),
        ("lognormal:", "normal:", "queues.sales.handle_time.normal", "did you mean lognormal?"),
    ],
)  # fmt: skip
def test_one_word_is_one_fault_with_its_place(old: str, new: str, path: str, hint: str) -> None:
    found = faults((old, new))
    assert [(one.path, one.hint) for one in found] == [(path, hint)]


def test_consequences_of_an_unknown_key_are_not_told_and_other_mistakes_are() -> None:
    found = faults(("agent_groups:", "agentgroups_of_ours:"), ("per_day: 500", "per_day: many"))
    assert [one.path for one in found][:1] == ["queues.sales.arrivals.per_day"]
    assert not [one for one in found if "missing" in one.message]
    found = faults(("agent_groups:", "agent_grups:"), ("headcount: 12", "headcount: twelve"))
    assert [(one.path, one.hint) for one in found] == [
        ("agent_grups", "did you mean agent_groups?"),
        ("agent_grups.desk.headcount", "a file is named with its ending: volumes.csv"),
    ]


def test_queues_that_are_not_indented_are_one_fault() -> None:
    text = (
        'simdesk: 1\nhours: {open: "08:00", close: "20:00"}\nqueues:\nsales:\n  arrivals: {per_day: 500}\n  handle_time: 4 min\n'
        "service:\n  arrivals: {per_day: 30}\n  handle_time: 4 min\n"
        "agent_groups:\n  desk: {skills: [sales, service], headcount: 12}\n"
    )
    (one,) = faults(text=text)
    assert (one.line, one.message, one.hint) == (4, "unknown keys 'sales' and 'service'", "they belong under queues")


def test_a_forgotten_name_is_said_with_the_line() -> None:
    text = (
        'simdesk: 1\nhours: {open: "08:00", close: "20:00"}\nqueues:\n  arrivals: {per_day: 500}\n  handle_time: 4 min\n'
        "agent_groups: {desk: {skills: [help], headcount: 12}}\n"
    )
    (one,) = faults(text=text)
    assert one.message == "the name of the queue is missing"
    assert one.hint == "write help: {arrivals: {per_day: 500}, handle_time: 4 min}"


def test_a_group_among_the_queues_and_a_key_among_the_names() -> None:
    (one,) = faults(("agent_groups:\n", ""))
    assert (one.path, one.hint) == ("queues.desk", "it belongs under agent_groups")
    (one,) = faults((", headcount: 12}", "}\n  headcount: 12"))
    assert (one.path, one.hint) == ("agent_groups.headcount", "it belongs under agent_groups.desk: headcount: 12")


def test_a_queue_misspelt_where_it_is_defined_is_one_fault() -> None:
    (one,) = faults(("  sales:\n", "  slaes:\n"))
    assert one.message == "the queue 'slaes' is called 'sales' elsewhere"
    assert one.fix == Fix("rename", "queues.slaes", ("sales",))
    (one,) = faults(("skills: [sales]", "skills: [slaes]"))
    assert (one.path, one.hint) == ("agent_groups.desk.skills[0]", "did you mean sales?")


@pytest.mark.parametrize(
    ("key", "hint"),
    [
        ("zzz", "nothing in a queue is like it; all keys: docs/scenario-reference.md and simdesk schema"),
        (
            "hold_music",
            "keys of a queue about waiting: patience, balking, announcement, waiting_places, call_back, at_close; "
            "all keys: docs/scenario-reference.md and simdesk schema",
        ),
    ],
)
def test_the_keys_of_a_large_block_are_told_by_subject(key: str, hint: str) -> None:
    (one,) = faults((_Q, f"{key}: 1\n    {_Q}"))
    assert one.hint == hint


@pytest.mark.parametrize(
    ("number", "hint"),
    [("1.2", "write 120%"), ("2", "write 200%"), ("0.8", "write 80%"), ("80", "write 80%"), ("115", "write 115%")],
)
def test_a_factor_without_its_sign(number: str, hint: str) -> None:
    (one,) = faults(("per_day: 500", f"per_day: 500, scale: {number}"))
    assert one.hint == hint


@pytest.mark.parametrize(
    ("hint", "fix"),
    [
        ("write 4 s, 4 min or 4 h", Fix("write", "a", ("4 s", "4 min", "4 h"))),
        ("write 4.5 min, with a decimal point", Fix("write", "a", ("4.5 min",))),
        ("write 1200, or 1.200 with a decimal point", Fix("write", "a", ("1200", "1.200"))),
        ("write first_day: 2026-03-23 under hours", Fix("line", "hours", ("first_day: 2026-03-23",))),
        ("write due: 4 h, or due: {open_hours: 8 h}", Fix("line", "a", ("due: 4 h", "due: {open_hours: 8 h}"))),
        ("write {main: {lines: 40, queues: [sales]}}, or a number", Fix("write", "a", ("{main: {lines: 40, queues: [sales]}}",))),
        ("did you mean sales or service?", Fix("rename", "a", ("sales", "service"))),
        ("write it in a text editor and save it as UTF-8", None),
        ("keep one of them", None),
    ],
)
def test_hints_are_read_for_programs(hint: str, fix: Fix | None) -> None:
    assert fix_of(hint, "a") == fix


def test_many_faults_of_one_kind_in_a_list_are_one() -> None:
    volumes = ", ".join(["x"] * 24)
    (one,) = faults(("per_day: 500", f"volumes: [{volumes}]"))
    assert one.path == "queues.sales.arrivals.volumes[0]"
    assert one.message == "must be a number (got 'x'), and 23 more such values"


def test_twenty_faults_are_told_and_the_rest_counted() -> None:
    more = "".join(f"  q{number}: {{arrivals: {{per_day: x{number}}}, handle_time: 4 min}}\n" for number in range(25))
    with pytest.raises(InvalidScenario) as caught:
        load_text(
            DAY.replace("agent_groups:", f"{more}agent_groups:").replace(
                "[sales]", f"[sales, {', '.join(f'q{k}' for k in range(25))}]"
            )
        )
    assert len(caught.value.diagnostics) == 25
    assert str(caught.value).splitlines()[-1] == "and 5 more (simdesk validate --json lists all)"
    assert str(caught.value).count("hint") <= 20


def test_a_word_of_the_trade_means_what_its_spelling_means():
    """The table for hints and command lines, and the spellings that files are read by, agree on each word.

    A volume is a day's total or a list, by its value.
    """
    understood = {
        (word, place[-1], documented((*place[:-1], word))[-1])
        for word, places in MEANT.items()
        for place in map(pattern_of, places)
    }
    differ = {(word, meant, key) for word, meant, key in understood if key not in (word, meant)}
    assert {(meant, key) for _, meant, key in differ} <= {("per_day", "volumes")}, differ
    assert len([one for one in understood if one[1] == one[2]]) > 250


def test_a_time_at_the_top_of_a_variant_is_the_same_in_a_queue():
    assert {word: documented(("queues", "*", word))[-1] for word in TIME_WORDS} == TIME_WORDS

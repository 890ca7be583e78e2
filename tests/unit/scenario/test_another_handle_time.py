"""A change of the average handle time keeps the shape of the talk time and the wrap-up."""

import pytest

import simdesk as sd
from simdesk.scenario.reading.diagnostics import InvalidScenario

WHOLE = """
simdesk: 1
hours: {open: "08:00", close: "20:00"}
queues:
  sales:
    arrivals: {per_day: 300}
    handle_time: %s
    wrap_up: 30 s
    patience: {exponential: {mean: 2 min}}
agent_groups: {desk: {skills: [sales], headcount: 10}}
"""
LOGNORMAL = "{lognormal: {mean: 4.5 min, sd: 4 min}}"


@pytest.mark.parametrize(
    "change",
    [
        {"aht": 330},
        {"aht": "330 s"},
        {"aht": "5:30"},
        {"queues.sales.aht": "5.5 min"},
        {"queues": {"sales": {"average_handle_time": "330 s"}}},
        {"sales.aht": "330 s"},
        {"queues.sales.aht": "340 s", "queues.sales.wrap_up": "40 s"},
    ],
)
def test_the_shape_stays(change: dict[str, object]) -> None:
    changed = sd.load_text(WHOLE % LOGNORMAL).with_changes(change)
    expected = sd.load_text(WHOLE % "{lognormal: {mean: 300 s, sd: 266.6666667 s}}")
    if "queues.sales.wrap_up" in change:
        expected = expected.with_changes({"queues.sales.wrap_up": "40 s"})
    assert changed.lay_out() == expected.lay_out()
    assert any("lognormal, mean 4.5 min, sd 4 min → lognormal, mean 5 min" in line for line in changed.changed)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("{constant: 4.5 min}", "{constant: 300 s}"),
        ("{gamma: {mean: 4.5 min, sd: 3 min}}", "{gamma: {mean: 300 s, sd: 200 s}}"),
        ("{uniform: {low: 3 min, high: 6 min}}", "{uniform: {low: 200 s, high: 400 s}}"),
        ("{empirical: [3 min, 6 min]}", "{empirical: [200 s, 400 s]}"),
    ],
)
def test_other_shapes(before: str, after: str) -> None:
    assert sd.load_text(WHOLE % before).with_changes({"aht": "330 s"}).lay_out() == sd.load_text(WHOLE % after).lay_out()


def test_in_a_variant() -> None:
    text = WHOLE % LOGNORMAL + "variants: {slower: {aht: 330}}\n"
    plain = WHOLE % "{lognormal: {mean: 300 s, sd: 266.6666667 s}}"
    assert sd.load_text(text).variant("slower").lay_out() == sd.load_text(plain).lay_out()


def test_a_distribution_replaces() -> None:
    changed = sd.load_text(WHOLE % LOGNORMAL).with_changes({"queues.sales.aht": {"exponential": {"mean": "330 s"}}})
    assert changed.model.queues["sales"].handle_time is None


def test_a_bare_mean_stays_exponential() -> None:
    changed = sd.load_text(WHOLE % "4.5 min").with_changes({"aht": "330 s"})
    assert changed.lay_out() == sd.load_text((WHOLE % "4.5 min").replace("handle_time: 4.5 min", "aht: 330 s")).lay_out()


def test_no_talk_time_is_left() -> None:
    with pytest.raises(InvalidScenario) as failed:
        sd.load_text(WHOLE % LOGNORMAL).with_changes({"aht": "25 s"})
    (one,) = failed.value.diagnostics
    assert one.message == "an AHT of 25 s leaves no talk time: the wrap-up is 30 s of it"


@pytest.mark.parametrize("change", [{"talk_time": 300}, {"handle_time": "5 min"}, {"queues.sales.handle_time": "300 s"}])
def test_a_talk_time_keeps_its_shape_too(change: dict[str, object]) -> None:
    expected = sd.load_text(WHOLE % "{lognormal: {mean: 300 s, sd: 266.6666667 s}}")
    assert sd.load_text(WHOLE % LOGNORMAL).with_changes(change).lay_out() == expected.lay_out()


def test_a_wrap_up_without_a_unit_counts() -> None:
    changed = sd.load_text(WHOLE % LOGNORMAL).with_changes({"aht": 345, "wrap_up": 45})
    expected = sd.load_text(WHOLE % "{lognormal: {mean: 300 s, sd: 266.6666667 s}}").with_changes({"wrap_up": "45 s"})
    assert changed.lay_out() == expected.lay_out()

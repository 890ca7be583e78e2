"""Comparisons: common random numbers, pairs, and what is compared."""

from __future__ import annotations

from pathlib import Path

import pytest

import simdesk as sd
from simdesk.errors import UsageError

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def day() -> sd.Scenario:
    return sd.load(ROOT / "scenarios" / "first_day.yaml")


def test_the_same_scenario_does_not_differ(day: sd.Scenario) -> None:
    table = sd.compare({"one": day, "the same": day}, 4).table
    assert (table["change"] == 0).all()
    assert not table["clear"].any()


def test_one_more_agent_is_told_apart_on_the_same_days(day: sd.Scenario) -> None:
    more = day.with_changes({"agent_groups.desk.headcount": {"add": 1}})
    comparison = sd.compare({"as planned": day, "one more": more}, 12)
    row = comparison.table.set_index("measure").loc["service_level(service, 20 s)"]
    assert row["low"] > 0
    assert row["change"] == pytest.approx(row["value"] - row["baseline"])
    # Pairs cancel most of the noise that the two runs share.
    alone = comparison.results["as planned"].measure("service_level(service, 20 s)")
    assert row["high"] - row["low"] < alone.high - alone.low
    same = [comparison.results[name].contacts.query("attempt == 1")[["customer", "arrival"]] for name in comparison.results]
    assert same[0].reset_index(drop=True).equals(same[1].reset_index(drop=True))


def test_variants_are_compared_with_their_scenario() -> None:
    comparison = sd.compare(sd.load(ROOT / "scenarios" / "variants.yaml"), 2)
    assert comparison.baseline == "baseline"
    assert "campaign" in comparison.results
    assert "<table" in comparison._repr_html_()


def test_others_take_the_days_the_baseline_needed(day: sd.Scenario) -> None:
    until = day.with_changes({"replications": {"until": "service_level(service, 20 s) ± 3%", "at_most": 60}})
    comparison = sd.compare([until, day])
    days = {results.facts.replications for results in comparison.results.values()}
    assert len(days) == 1
    assert days.pop() < 60


def test_only_shared_measures(day: sd.Scenario) -> None:
    other = sd.load(ROOT / "scenarios" / "multi_skill.yaml")
    table = sd.compare([day, other], 2).table
    assert "abandon_rate(all)" in set(table["measure"])
    assert not any("sales" in measure for measure in table["measure"])


def test_nothing_to_compare(day: sd.Scenario) -> None:
    with pytest.raises(UsageError, match="no variants"):
        sd.compare(day)
    with pytest.raises(UsageError, match="two scenarios"):
        sd.compare([day])


def test_definitions_are_not_mixed(day: sd.Scenario) -> None:
    other = day.with_changes({"service_level.definition": "of_answered"})
    table = sd.compare({"one": day, "other": other}, 3).table
    levels = table[table["measure"].str.startswith("service_level")]
    assert (levels["change"] == 0).all()
    assert levels["measure"].str.contains("abandoned_in_time_removed").all()
    # The baseline's definition is not what the other's target means, so it has no verdict there.
    assert levels["verdict"].eq("").all()
    swapped = sd.compare({"other": other, "one": other.with_changes({"agent_groups.desk.headcount": {"add": 1}})}, 3).table
    assert swapped[swapped["measure"].str.startswith("service_level")]["verdict"].ne("").all()


def test_a_measure_asked_for_must_be_in_every_scenario(day: sd.Scenario) -> None:
    from simdesk.measure.expression import ExpressionError

    other = sd.load(ROOT / "scenarios" / "multi_skill.yaml")
    with pytest.raises(ExpressionError, match="unknown queue 'sales'"):
        sd.compare([other, day], 2, metrics=["mean_wait(sales)"])


def test_targets_that_not_all_have_are_named(day: sd.Scenario) -> None:
    comparison = sd.compare([day, sd.load(ROOT / "scenarios" / "multi_skill.yaml")], 2)
    assert any("sales" in text for text in comparison.not_compared)
    assert comparison.table["verdict"].ne("").any()


def test_a_variant_is_named_after_itself() -> None:
    variants = sd.load(ROOT / "scenarios" / "variants.yaml")
    comparison = sd.compare([variants, variants.variant("one_more")], 2)
    assert list(comparison.results) == ["A first day, what if", "A first day, what if: one_more"]
    assert len(repr(comparison)) < 200

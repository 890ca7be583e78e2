"""Comparisons: common random numbers, pairs, and what is compared."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

import simdesk as sd
from simdesk.errors import UsageError
from simdesk.figures.several import short_names
from simdesk.measure.confidence import Sample
from simdesk.measure.expression import parse_target
from simdesk.measure.pairs import Flips, flips

ROOT = Path(__file__).parents[3]


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


@pytest.mark.slow
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


def test_files_of_one_title_are_told_apart_and_so_are_their_definitions(tmp_path: Path) -> None:
    from simdesk.planning.compare.words import cheapest_words, rules_words

    text = (ROOT / "scenarios" / "first_day.yaml").read_text(encoding="utf-8")
    other = f"{text}service_level: {{definition: of_offered}}\n"
    for name, written in (("a.yaml", text), ("b.yaml", other)):
        (tmp_path / name).write_text(written, encoding="utf-8")
    comparison = sd.compare(
        [sd.load(tmp_path / "a.yaml"), sd.load(tmp_path / "b.yaml").with_changes({"targets": ["asa: 9 s"]})], 4
    )
    assert list(comparison.results) == ["A first day (a.yaml)", "A first day (b.yaml)"]
    assert rules_words(comparison) == (
        "service levels are compared by the definition of A first day (a.yaml), abandoned_in_time_removed; "
        "A first day (b.yaml) has of_offered, by which its own targets are judged"
    )
    assert "every target of its own" in cheapest_words(comparison)
    assert rules_words(sd.compare([sd.load(tmp_path / "a.yaml")] * 2, 2)) == ""


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


def test_flips_by_hand() -> None:
    target = parse_target("service_level(sales, 20 s) >= 80%")
    here = Sample(np.array([8.0, 7.0, 9.0, 5.0, 0.0]), np.array([10.0, 10.0, 10.0, 10.0, 0.0]))
    there = Sample(np.array([7.9, 8.0, 9.5, 5.0, 9.0]), np.array([10.0, 10.0, 10.0, 10.0, 10.0]))
    # Days: won, lost, met in both, missed in both, and one without data here.
    assert flips(target, here, there) == Flips(4, 1, 1, 1, 1)
    assert flips(target, here, there).share(1) == 0.25
    nothing = flips(target, Sample(np.zeros(2), np.zeros(2)), Sample(np.ones(2), np.ones(2)))
    assert nothing.days == 0
    assert math.isnan(nothing.share(nothing.won))


@pytest.fixture(scope="module")
def busy() -> sd.Comparison:
    scenario = sd.load(ROOT / "tests" / "golden" / "busy_morning.yaml")
    return sd.compare(scenario, variants=["second_agent", "short_calls", "second_agent + dearer"])


def test_differences_by_hand(busy: sd.Comparison) -> None:
    # One agent answers one of three calls in each half hour, two answer two; each lost caller waits for 2 min.
    rows = busy.table.set_index(["measure", "scenario"])
    level = rows.loc[("service_level(service, 20 s)", "second_agent")]
    assert (level["baseline"], level["value"], level["change"]) == pytest.approx((2 / 6, 4 / 6, 2 / 6))
    assert (level["flips_up"], level["flips_down"]) == (1, 0)
    wait = rows.loc[("mean_wait(all)", "short_calls")]
    assert (wait["baseline"], wait["value"], wait["change"]) == pytest.approx((80, 0, -80))
    cost = rows.loc[("cost(all)", "second_agent+dearer")]
    assert (cost["baseline"], cost["value"], cost["change"]) == pytest.approx((20, 60, 40))
    assert rows["paired"].all()


def test_ranking_flips_and_costs_by_hand(busy: sd.Comparison) -> None:
    ranking = busy.ranking.set_index(["target", "scenario"])
    by_level = ranking.loc["service_level(service, 20 s) >= 60%"]
    assert list(by_level.index) == ["short_calls", "second_agent", "second_agent+dearer", "baseline"]
    assert list(by_level["place"]) == [1, 2, 2, 4]
    assert list(by_level["group"]) == ["a", "b", "b", "c"]
    assert list(by_level["among_best"]) == [True, False, False, False]
    together = ranking.loc["all targets"]
    assert list(together["value"]) == [1, 1, 1, 0]
    assert together["low"].iloc[0] == pytest.approx(0.4385, abs=1e-4)  # Wilson: 3 of 3 days
    both = busy.flips.set_index(["target", "scenario"]).loc[("all targets", "second_agent")]
    assert (both["days"], both["won"], both["lost"], both["both_met"]) == (3, 1, 0, 0)
    costs = busy.costs.set_index("scenario")
    assert list(costs["cost"]) == [20, 40, 20, 60]
    assert list(costs["cost_change"]) == [0, 20, 0, 40]
    assert list(costs["meets_all"]) == [False, True, True, True]
    assert set(costs["paid_in"]) == {"cost"}
    assert busy.cheapest == ("short_calls", "second_agent", "second_agent+dearer")


def test_intervals_by_hand(busy: sd.Comparison) -> None:
    rows = busy.intervals.set_index(["measure", "scenario", "start"])
    assert rows.loc[("mean_wait(service)", "second_agent", "08:30"), "value"] == 40
    assert rows.loc[("mean_wait(service)", "second_agent", "08:30"), "change"] == -40
    assert math.isnan(rows.loc[("mean_wait(service)", "baseline", "08:30"), "change"])
    assert rows.loc[("agents_on_duty(desk)", "second_agent", "08:00"), "change"] == 1


def test_charts_and_notebook_table(busy: sd.Comparison) -> None:
    figures = busy.figures
    assert figures.queues == ("service",)
    assert figures.groups == ("desk",)
    lines = figures.service_level()
    assert [trace.name for trace in lines.data] == [*busy.results, "Target ≥ 60%"]
    assert figures.changes("cost(all)").data[0].x is not None
    assert len(figures.costs().data) == 4
    assert len(figures.days().data) == 4
    with pytest.raises(UsageError, match="unknown queue 'sales'"):
        figures.waits("sales")
    html = busy._repr_html_()
    assert "second_agent+dearer" in html
    assert "paired day by day" in html


def test_colours_are_the_same_in_every_chart(busy: sd.Comparison) -> None:
    figures = busy.figures
    first = {trace.name: trace.line.color for trace in figures.service_level().data if trace.name in busy.results}
    again = {trace.name: trace.line.color for trace in figures.staffing().data}
    assert first == again
    assert first == {point.name: point.marker.color for point in figures.costs().data}
    assert len(set(first.values())) == len(first)


def test_other_opening_hours_have_no_pairs_of_intervals(day: sd.Scenario) -> None:
    later = sd.load(ROOT / "tests" / "golden" / "quiet_morning.yaml")
    comparison = sd.compare({"one": day, "later": later}, 3)
    assert comparison.intervals["change"].isna().all()
    assert not comparison.table["change"].isna().any()
    assert len(comparison.figures.service_level().data) == 3


@pytest.mark.slow
def test_a_result_as_baseline(day: sd.Scenario) -> None:
    results = sd.run(day, 5, cores=1)
    more = day.with_changes({"agent_groups.desk.headcount": {"add": 1}})
    comparison = sd.compare(more, baseline=results)
    assert list(comparison.results) == ["A first day (stored)", "A first day"]
    assert comparison.paired
    fresh = sd.compare({"day": day, "more": more}, 5)
    assert list(comparison.table["change"]) == list(fresh.table["change"])
    # The run itself beside its variants would say nothing; alone it is compared all the same.
    variants = sd.load(ROOT / "scenarios" / "variants.yaml")
    again = sd.compare(variants, baseline=sd.run(variants, 2, cores=1))
    assert list(again.results)[1:] == list(variants.variants)
    same = sd.compare(day, baseline=results)
    assert (same.table["change"] == 0).all()


def test_unpaired_days_say_why(day: sd.Scenario) -> None:
    results = sd.run(day, 5, cores=1)
    more = day.with_changes({"agent_groups.desk.headcount": {"add": 1}})
    comparison = sd.compare([day, more], 6, baseline=results, seed=4, variance_reduction="stratified_days")
    assert comparison.unpaired == (
        "seed 2026 in the baseline and 4 here",
        "days 5 in the baseline and 6 here",
        "variance reduction none in the baseline and stratified_days here",
    )
    assert not comparison.table["paired"].any()
    assert comparison.flips.empty
    assert "NOT paired" in comparison._repr_html_()
    # The other two have the same days, and their pair in the ranking stays paired.
    assert comparison.rankings


def test_variants_go_with_one_scenario(day: sd.Scenario) -> None:
    with pytest.raises(UsageError, match="variants belong to one scenario"):
        sd.compare([day, day], variants=["one_more"])
    with pytest.raises(sd.InvalidScenario, match="also set by"):
        sd.compare(sd.load(ROOT / "scenarios" / "variants.yaml"), variants="campaign+quiet_summer")


@pytest.mark.slow
def test_names_in_the_report_and_workbook_do_no_harm(day: sd.Scenario, tmp_path: Path) -> None:
    import openpyxl

    from simdesk.report import render_comparison

    name = "=1+1<script>alert(1)</script>"
    comparison = sd.compare({"plan": day, name: day}, 2)
    page = render_comparison(comparison)
    assert "<script>alert(1)" not in page
    folder = comparison.save(tmp_path / "saved", excel=True)
    cell = openpyxl.load_workbook(folder / "comparison.xlsx")["differences"]["B2"]
    assert (cell.value, cell.data_type) == (name, "s")


def test_names_that_begin_alike_stay_apart_in_charts(day: sd.Scenario) -> None:
    names = ["a plan with a very long name that ends in one", "a plan with a very long name that ends in two"]
    more = [day.with_changes({"agent_groups.desk.headcount": {"add": k}}) for k in (1, 2)]
    figures = sd.compare({"plan": day, **dict(zip(names, more, strict=True))}, 3).figures
    places = [place for trace in figures.changes().data for place in trace.y]
    assert len(set(places)) == 2
    assert len({trace.name for trace in figures.waits().data}) == 3
    same = short_names(["x" * 40, "x" * 41, "x" * 42, "y"])
    assert len(set(same.values())) == 4
    assert max(map(len, same.values())) <= 28


def test_a_baseline_that_is_none(day: sd.Scenario) -> None:
    with pytest.raises(UsageError, match="a baseline is a run folder or results"):
        sd.compare(day, baseline=3)  # type: ignore[arg-type]

"""What a run says of its variants: as much as is read at a glance."""

from __future__ import annotations

from pathlib import Path

from simdesk.cli.screens.echo import in_short, variant_lines, variants_in_short
from simdesk.scenario import load

ROOT = Path(__file__).parents[3]


def test_a_few_changes_are_told_in_full() -> None:
    assert in_short(["headcount of desk 10 → 12", "shrinkage of desk 8% → 15%"]) == (
        "headcount of desk 10 → 12; shrinkage of desk 8% → 15%"
    )


def test_many_changes_are_counted_by_kind() -> None:
    times = [f"talk time of queue_{n} lognormal, mean 4 min, sd 3 min → lognormal, mean 5 min, sd 3 min" for n in range(9)]
    told = in_short([*times, "headcount of desk 10 → 12", "event added: outage of sales", "desk takes sales → mail"])
    assert told.startswith("; ".join(times[:2]))
    assert told.endswith("; and 10 more: talk time (7), headcount (1), event added (1), skills (1)")


def test_one_long_change_is_cut() -> None:
    assert len(in_short(["x" * 1000])) < 250


def test_what_is_left_out_is_shown_by_validate() -> None:
    bank = load(ROOT / "scenarios" / "anonymous_bank.yaml")
    short = variants_in_short(bank)
    assert max(map(len, short)) < 400 < max(map(len, variant_lines(bank)))
    assert short[-1].strip() == f"simdesk validate {bank.path} shows every change of every variant"


def test_a_scenario_with_few_changes_is_told_as_by_validate() -> None:
    variants = load(ROOT / "scenarios" / "variants.yaml")
    assert variants_in_short(variants) == variant_lines(variants)

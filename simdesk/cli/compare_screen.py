"""What ``simdesk compare`` prints."""

from __future__ import annotations

import math

from rich.console import Console
from rich.text import Text

from simdesk.cli.console import print_table, verdict_text
from simdesk.planning.compare import Comparison, Difference
from simdesk.results.words import days_met_words, reduction_words, title
from simdesk.units import format_measure, format_range


def print_comparison(comparison: Comparison, out: Console) -> None:
    """Print a comparison: a block for each measure, a row for each scenario."""
    base = comparison.results[comparison.baseline]
    out.print(Text(f"{title(base.scenario)}: against {comparison.baseline}, paired day by day", style="bold"))
    out.print()
    shown: dict[str, list[Difference]] = {}
    for difference in comparison.differences:
        shown.setdefault(difference.expression.text, []).append(difference)
    for measure, differences in shown.items():
        _print_measure(measure, differences, comparison.baseline, out)
    facts = base.facts
    out.print(
        f"{facts.replications:,} days each, in which queues of the same name meet the same customers, engine {facts.engine}, "
        f"seed {facts.seed}, simdesk {facts.version}",
        style="dim",
    )
    first = next(iter(shown.values()), [])
    if reduced := reduction_words(facts, {f"{d.expression.text} of {d.name}": d.change for d in first}):
        out.print(reduced, style="dim")
    out.print(
        "days won, lost: share of the days that meet the target here and not in the baseline, and the other way", style="dim"
    )
    for target in comparison.not_compared:
        out.print(f"not compared, as not all of them have it: {target}", style="dim")


def _print_measure(measure: str, differences: list[Difference], base: str, out: Console) -> None:
    unit = differences[0].expression.about.unit
    baseline = format_measure(differences[0].baseline.mean, unit)
    if all(d.change.low == d.change.high == 0 for d in differences):
        out.print(f"{measure}: {baseline} in all of them", style="dim")
        out.print()
        return
    points = "points" if unit == "share" else unit
    judged = any(d.judgement is not None for d in differences)
    columns = ["scenario", "here", "change", "95% interval", *(["target", "days won", "days lost"] if judged else [])]
    rows: list[list[str | Text]] = []
    for d in differences:
        row: list[str | Text] = [
            d.name,
            format_measure(d.value.mean, unit),
            _change(d, points),
            format_range(d.change.low, d.change.high, points, d.change.mean if d.clear else math.nan),
        ]
        if judged:
            verdict = Text("") if d.judgement is None else verdict_text(d.judgement.verdict)
            row += [verdict, *("" if d.judgement is None else days_met_words(flips) for flips in (d.flips_up, d.flips_down))]
        rows.append(row)
    print_table(out, f"{measure}: {base} {baseline}", columns, rows, left=(0, 4), spare=("days lost", "days won"))


def _change(d: Difference, unit: str) -> Text:
    if math.isnan(d.change.mean):
        return Text("–", style="dim")
    if not d.clear:
        return Text("no change" if d.change.mean == 0 else "no clear change", style="dim")
    better = d.expression.about.better * d.change.mean
    colour = "green" if better > 0 else "red" if better < 0 else "default"
    return Text(("+" if d.change.mean > 0 else "") + format_measure(d.change.mean, unit), style=f"bold {colour}")

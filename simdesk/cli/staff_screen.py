"""What ``simdesk staff`` prints."""

from __future__ import annotations

import math

import numpy as np
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from simdesk.cli.console import print_table, verdict_text
from simdesk.measure.verdict import judge
from simdesk.planning.staff import Staffing
from simdesk.units import format_measure, format_range

_REASONS = 3


def print_staffing(found: Staffing, out: Console) -> None:
    """Print the verdicts on fresh days, the heads by interval, and how they compare with formulas."""
    problem, results = found.problem, found.results
    out.print(Text(problem.scenario.name, style="bold"))
    hold = "in each interval" if problem.each else "over the day"
    _print_targets(found, f"Targets, to hold {hold}; seen on {results.facts.replications} fresh days", out)
    _print_heads(found, out)
    _print_sums(found, out)
    for queue, reasons in found.why_formulas_differ.items():
        out.print(Text(f"Why formulas differ for {queue}", style="bold"))
        for reason in reasons[:_REASONS]:
            out.print(Padding(f"• {reason}", (0, 0, 0, 2)))
    for note in found.notes:
        out.print(Padding(Text(f"Note: {note}", style="yellow"), (0, 0)))
    out.print(
        f"{found.evaluations} plans, {found.days_played:,} days played in {found.seconds:.1f} s; seed {results.facts.seed}, "
        f"simdesk {results.facts.version}",
        style="dim",
    )


def _print_targets(found: Staffing, title: str, out: Console) -> None:
    rows: list[list[str | Text]] = []
    for target in found.problem.targets:
        judgement = judge(target, found.results.measures)
        estimate, unit = judgement.estimate, target.expression.about.unit
        rows.append(
            [
                target.text,
                verdict_text(judgement.verdict),
                format_measure(estimate.mean, unit),
                format_range(estimate.low, estimate.high, unit),
                format_measure(judgement.days_met, "share"),
            ]
        )
    print_table(out, title, ["target", "verdict", "mean", "95% interval", "days met"], rows, left=(0, 1))


def _heads(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}".rstrip("0")


def _print_heads(found: Staffing, out: Console) -> None:
    problem, asked = found.problem, found.formulas
    floor = found.on_the_floor.sum(axis=0)
    rows = [
        [
            found.results.measures.interval_label(i),
            *(_heads(value) for value in found.heads[:, i]),
            f"{floor[i]:,.1f}",
            f"{asked.load[:, i].sum():,.1f}",
            *(_heads(float(table[:, i].sum())) for table in (asked.erlang_c, asked.erlang_a)),
        ]
        for i in range(problem.intervals)
    ]
    hours = [f"{value:,.1f}" for value in (found.heads.sum(axis=1) * problem.hours).tolist()]
    here, by_c, by_a = (_hours(value) for value in found.hours_on_the_floor)
    rows.append(["hours", *hours, here, f"{asked.load.sum() * problem.hours:,.1f}", by_c, by_a])
    names = [group.name for group in problem.floor.groups]
    columns = ["from", *names, "on the floor", "load", "Erlang C", "Erlang A"]
    kind = "headcount to schedule" if np.any(found.on_the_floor != found.heads) else "headcount"
    print_table(out, f"Agents by interval: {kind} of each group", columns, rows, spare=("load", "Erlang C"))


def _hours(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:,.1f}"


def _print_sums(found: Staffing, out: Console) -> None:
    here, by_c, by_a = found.hours_on_the_floor
    cost = f", cost {found.cost:,.0f}" if found.cost > 0 else ""
    out.print(f"{found.agent_hours:,.1f} agent hours scheduled{cost}; {here:,.1f} on the floor", style="bold")
    for name, hours in (("Erlang C", by_c), ("Erlang A", by_a)):
        if math.isfinite(hours) and hours > 0:
            more = "more" if here > hours else "less"
            out.print(f"  {name} asks for {hours:,.1f} on the floor: this is {abs(here / hours - 1):.0%} {more}")
    tried = found.one_head_less
    if tried["tried"]:
        out.print(
            f"  One head less was tried in {tried['tried']} cells: on the days searched on each breaks a target; on the fresh "
            f"days {tried['beyond_doubt_on_fresh_days']} do beyond doubt, of the others these days cannot tell."
        )
    out.print()

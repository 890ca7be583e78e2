"""What ``simdesk estimate`` prints."""

from __future__ import annotations

import math

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from simdesk.cli.console import print_table
from simdesk.floor.plan import FloorPlan
from simdesk.formats import format_measure, format_range
from simdesk.planning.estimate.result import Estimates, Formula, QueueEstimate
from simdesk.results.shown.words import facts_line


def print_estimate(found: Estimates, out: Console) -> None:
    """Print the formulas next to the simulation, queue by queue, and why they differ."""
    facts = found.results.facts
    out.print(Text(found.results.scenario.name, style="bold"))
    if changed := found.results.scenario.changed:
        out.print(Text(f"changed: {'; '.join(changed)}", style="dim"))
    for queue in found.queues:
        _print_queue(queue, found.results.measures.plan, out)
    known = {queue.queue for queue in found.queues}
    if others := [name for name in found.results.scenario.queues if name not in known]:
        out.print(f"no formulas for {', '.join(others)}: no contact waits for an agent there", style="dim")
    out.print(facts_line(facts), style="dim")


def _seconds(value: float) -> str:
    return "∞" if math.isinf(value) else format_measure(value, "s")


def _formula(formula: Formula) -> tuple[str, str]:
    return format_measure(formula.service_level, "share"), _seconds(formula.speed_of_answer)


def _print_queue(queue: QueueEstimate, plan: FloorPlan, out: Console) -> None:
    rows: list[list[str | Text]] = [
        [
            plan.clock(row.start),
            f"{row.contacts:,.0f}",
            f"{row.load:,.1f}",
            f"{row.agents:,.1f}",
            *_formula(row.erlang_c),
            *_formula(row.erlang_a),
            format_measure(row.simulated.mean, "share"),
            format_range(row.simulated.low, row.simulated.high, "share"),
            _seconds(row.simulated_speed_of_answer),
        ]
        for row in queue.intervals
        if plan.dates is None or row.contacts > 0 or row.agents > 0
    ]
    day = [
        "day",
        f"{sum(row.contacts for row in queue.intervals):,.0f}",
        "",
        "",
        *_formula(queue.erlang_c),
        *_formula(queue.erlang_a),
        format_measure(queue.simulated.mean, "share"),
        format_range(queue.simulated.low, queue.simulated.high, "share"),
        _seconds(queue.simulated_speed_of_answer),
    ]
    rows.append([Text(cell, style="bold") for cell in day])
    columns = ["from", "contacts", "load", "agents", "Erlang C", "ASA C", "Erlang A", "ASA A", "simulated"]
    columns += ["95% confidence", "ASA"]
    print_table(out, f"{queue.queue}: {queue.measure.text}", columns, rows, spare=("contacts", "ASA C"))
    out.print("Why the formulas and the simulation differ", style="bold")
    for reason in queue.reasons:
        out.print(Padding(f"• {reason}", (0, 0, 0, 2)))
    out.print()

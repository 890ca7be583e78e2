"""What ``simdesk estimate`` prints."""

from __future__ import annotations

import math

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from simdesk.cli.console import plain_table
from simdesk.planning.estimate import Estimates, Formula, QueueEstimate
from simdesk.units import format_clock, format_measure, format_range


def print_estimate(found: Estimates, out: Console) -> None:
    """Print the formulas beside the simulation, queue by queue, and why they differ."""
    facts = found.results.facts
    out.print(Text(found.results.scenario.name, style="bold"))
    for queue in found.queues:
        _print_queue(queue, out)
    out.print(f"simulated: {facts.replications:,} days, engine {facts.engine}, seed {facts.seed}", style="dim")


def _seconds(value: float) -> str:
    return "∞" if math.isinf(value) else format_measure(value, "s")


def _formula(formula: Formula) -> tuple[str, str]:
    return format_measure(formula.service_level, "share"), _seconds(formula.speed_of_answer)


def _print_queue(queue: QueueEstimate, out: Console) -> None:
    table = plain_table(
        f"{queue.queue}: {queue.measure.text}",
        "from",
        "contacts",
        "handle time",
        "load",
        "agents",
        "Erlang C",
        "answer",
        "Erlang A",
        "answer",
        "simulated",
        "95 % interval",
        "answer",
    )
    for row in queue.intervals:
        table.add_row(
            format_clock(row.start),
            f"{row.contacts:,.0f}",
            _seconds(row.handle_time),
            f"{row.load:,.1f}",
            f"{row.agents:,.1f}",
            *_formula(row.erlang_c),
            *_formula(row.erlang_a),
            format_measure(row.simulated.mean, "share"),
            format_range(row.simulated.low, row.simulated.high, "share"),
            _seconds(row.simulated_speed_of_answer),
        )
    table.add_section()
    table.add_row(
        "day",
        f"{sum(row.contacts for row in queue.intervals):,.0f}",
        "",
        "",
        "",
        *_formula(queue.erlang_c),
        *_formula(queue.erlang_a),
        format_measure(queue.simulated.mean, "share"),
        format_range(queue.simulated.low, queue.simulated.high, "share"),
        _seconds(queue.simulated_speed_of_answer),
        style="bold",
    )
    out.print(table)
    out.print()
    out.print("Why they differ", style="bold")
    for reason in queue.reasons:
        out.print(Padding(f"• {reason}", (0, 0, 0, 2)))
    out.print()

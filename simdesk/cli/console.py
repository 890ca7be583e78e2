"""What the commands print: one screen, targets first."""

from __future__ import annotations

import math
import time
from types import TracebackType
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from simdesk.measure.registry import SERVICE_LEVEL_DEFINITIONS
from simdesk.units import format_clock, format_measure, format_range, format_share

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from simdesk.measure.confidence import Estimate
    from simdesk.measure.expression import Expression
    from simdesk.planning.compare import Comparison, Difference
    from simdesk.results.results import Results

SIGNS = {"met": ("✓", "green"), "missed": ("✗", "red"), "uncertain": ("?", "yellow"), "no data": ("–", "dim")}
WEAKEST = 4


def console() -> Console:
    """The console on standard output; wide enough for the tables when it is no terminal."""
    out = Console(highlight=False, soft_wrap=False)
    return out if out.is_terminal else Console(highlight=False, width=max(out.width, 130))


class ProgressBar:
    """A progress bar on standard error that shows only for work over a second."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._began = time.perf_counter()
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    def __call__(self, done: int, of: int) -> None:
        """Show how far the work is."""
        if self._bar is None:
            if time.perf_counter() - self._began < 1.0 or done >= of:
                return
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

            self._bar = Progress(
                TextColumn("{task.description}"),
                BarColumn(),
                MofNCompleteColumn(),
                TextColumn("days"),
                TimeRemainingColumn(),
                console=Console(stderr=True),
                transient=True,
            )
            self._bar.start()
            self._task = self._bar.add_task(self._what, total=of)
        if self._task is not None:
            self._bar.update(self._task, completed=done, total=of)

    def __enter__(self) -> ProgressBar:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._bar is not None:
            self._bar.stop()


def plain_table(title: str, *columns: str) -> Table:
    """A table without lines: the first column to the left, the others to the right."""
    table = Table(
        title=Text(title, no_wrap=True, overflow="ignore"),
        title_justify="left",
        title_style="bold",
        box=None,
        padding=(0, 2, 0, 0),
        pad_edge=False,
    )
    for k, column in enumerate(columns):
        table.add_column(column, justify="left" if k == 0 else "right", header_style="dim", no_wrap=True)
    return table


def _value(found: Estimate, expression: Expression) -> str:
    return format_measure(found.mean, expression.about.unit)


def verdict_text(verdict: str) -> Text:
    """A verdict as sign and word, coloured."""
    sign, style = SIGNS[verdict]
    return Text(f"{sign} {verdict}", style=style)


def print_run(results: Results, out: Console) -> None:
    """Print a run on one screen."""
    facts, scenario = results.facts, results.scenario
    out.print(Text(scenario.name, style="bold"))
    _print_targets(results, out)
    _print_asked(results, out)
    _print_queues(results, out)
    _print_groups(results, out)
    _print_weakest(results, out)
    rate = facts.contacts / facts.seconds if facts.seconds > 0 else math.nan
    stopped = f" ({facts.stopped})" if facts.stopped else ""
    days = "1 day" if facts.replications == 1 else f"{facts.replications:,} days"
    out.print(
        f"{days}{stopped}, {facts.contacts:,} contacts in {facts.seconds:.1f} s ({rate:,.0f} a second), "
        f"engine {facts.engine}, seed {facts.seed}, simdesk {facts.version}",
        style="dim",
    )


def _print_targets(results: Results, out: Console) -> None:
    if not results.judgements:
        out.print("No targets: add a targets: block, such as - service_level(all, 20 s) >= 80%", style="dim")
        out.print()
        return
    table = plain_table("Targets", "verdict", "target", "estimate", "95 % interval", "days met", "10th–90th pct. day")
    table.columns[1].justify = "left"
    for j in results.judgements:
        unit = j.target.expression.about.unit
        table.add_row(
            verdict_text(str(j.verdict)),
            j.target.text,
            format_measure(j.estimate.mean, unit),
            format_range(j.estimate.low, j.estimate.high, unit),
            format_measure(j.days_met, "share").replace(".0%", "%"),
            format_range(j.estimate.p10, j.estimate.p90, unit),
        )
    out.print(table)
    if results.facts.replications == 1:
        out.print("One day has no interval: simulate more to judge the targets (--replications 50).", style="dim")
    out.print()


def _print_asked(results: Results, out: Console) -> None:
    if results.asked:
        table = plain_table("Measures asked for", "measure", "estimate", "95 % interval", "10th–90th pct. day")
        for expression in results.asked:
            found, unit = results.estimate(expression), expression.about.unit
            table.add_row(
                expression.text,
                format_measure(found.mean, unit),
                format_range(found.low, found.high, unit),
                format_range(found.p10, found.p90, unit),
            )
        out.print(table)
        out.print()


def _print_queues(results: Results, out: Console) -> None:
    always = [
        "offered",
        "service_level",
        "abandon_rate",
        "mean_speed_of_answer",
        "mean_wait",
        "wait_percentile_90",
        "longest_wait",
    ]
    names = {
        "offered": "offered",
        "service_level": "service level",
        "abandon_rate": "abandoned",
        "mean_speed_of_answer": "speed of answer",
        "mean_wait": "mean wait",
        "wait_percentile_90": "90th pct.",
        "longest_wait": "longest",
        "handle_time": "handle time",
        "blocked": "blocked",
        "sent_away": "sent away",
        "unfinished": "unfinished",
    }
    found = {queue: results.queue_estimates(queue) for queue in results.queues}
    rare = [name for name in ("blocked", "sent_away", "unfinished") if any(found[q][name].mean > 0 for q in results.queues)]
    columns = [*always, "handle_time", *rare]
    table = plain_table("Queues, per day", "queue", *(names[column] for column in columns))
    for queue in results.queues:
        expressions = results.headline.of_queue(queue)
        table.add_row(queue, *(_value(found[queue][column], expressions[column]) for column in columns))
    out.print(table)
    used = {(e.threshold, e.definition) for e in results.headline.service_levels.values()}
    for threshold, definition in sorted(used, key=str):
        out.print(
            f"service level within {threshold or 0:g} s, {definition}: {SERVICE_LEVEL_DEFINITIONS[definition or '']}", style="dim"
        )
    out.print()


def _print_groups(results: Results, out: Console) -> None:
    columns = ["agents_on_duty", "agents_busy", "occupancy", "utilisation", "contacts_handled", "agent_hours", "overtime"]
    names = ["on duty", "busy", "occupancy", "utilisation", "handled", "hours", "overtime"]
    found = {group: results.group_estimates(group) for group in results.groups}
    if any(found[group]["cost"].mean > 0 for group in results.groups):
        columns.append("cost")
        names.append("cost")
    table = plain_table("Agent groups, per day", "group", *names)
    for group in results.groups:
        expressions = results.headline.of_group(group)
        table.add_row(group, *(_value(found[group][column], expressions[column]) for column in columns))
    out.print(table)
    out.print()


def _print_weakest(results: Results, out: Console) -> None:
    measures, headline = results.measures, results.headline
    rows = []
    for queue in results.scenario.queues:
        columns = headline.of_queue(queue)
        for interval in range(measures.intervals):
            level = measures.estimate(columns["service_level"], interval)
            if not math.isnan(level.mean):
                rows.append((level.mean, interval, queue, level))
    rows.sort(key=lambda row: row[:2])
    if not rows or measures.intervals < 2:
        return
    table = plain_table(
        "Weakest intervals", "from", "queue", "service level", "95 % interval", "offered", "mean wait", "abandoned"
    )
    table.columns[1].justify = "left"
    for _, interval, queue, level in rows[:WEAKEST]:
        columns = headline.of_queue(queue)
        table.add_row(
            format_clock(measures.interval_start(interval)),
            queue,
            format_share(level.mean),
            format_range(level.low, level.high, "share"),
            *(_value(measures.estimate(columns[n], interval), columns[n]) for n in ("offered", "mean_wait", "abandon_rate")),
        )
    out.print(table)
    out.print()


def print_comparison(comparison: Comparison, out: Console) -> None:
    """Print a comparison: a block for each measure, a row for each scenario."""
    base = comparison.results[comparison.baseline]
    out.print(Text(f"{base.scenario.name}: against {comparison.baseline}, paired day by day", style="bold"))
    out.print()
    shown: dict[str, list[Difference]] = {}
    for d in comparison.differences:
        shown.setdefault(d.expression.text, []).append(d)
    for measure, rows in shown.items():
        unit = rows[0].expression.about.unit
        baseline = format_measure(rows[0].baseline.mean, unit)
        if all(d.change.low == d.change.high == 0 for d in rows):
            out.print(f"{measure}: {baseline} in all of them", style="dim")
            out.print()
            continue
        judged = any(d.judgement is not None for d in rows)
        columns = ["here", "change", "95 % interval", *(["target", "days won", "days lost"] if judged else [])]
        table = plain_table(f"{measure}: {comparison.baseline} {baseline}", "scenario", *columns)
        for d in rows:
            change = ("+" if d.change.mean > 0 else "") + format_measure(d.change.mean, unit)
            table.add_row(
                d.name,
                format_measure(d.value.mean, unit),
                Text(change, style="bold")
                if d.clear
                else Text("no change" if d.change.mean == 0 else "no clear change", style="dim"),
                format_range(d.change.low, d.change.high, unit),
                *([] if d.judgement is None else [verdict_text(str(d.judgement.verdict))]),
                *([] if d.judgement is None else [_days(d.flips_up), _days(d.flips_down)]),
            )
        out.print(table)
        out.print()
    facts = base.facts
    out.print(
        f"{facts.replications:,} days each, the same customers in all of them, engine {facts.engine}, seed {facts.seed}, "
        f"simdesk {facts.version}",
        style="dim",
    )


def _days(share: float) -> str:
    return format_share(share).replace(".0%", "%")

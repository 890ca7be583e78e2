"""What ``simdesk run`` prints: one screen, targets first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.text import Text

from simdesk.cli.console import print_table, verdict_text
from simdesk.cli.screens.echo import print_notes, print_understood
from simdesk.formats import format_duration, format_measure, format_range
from simdesk.measure.confidence import Estimate
from simdesk.measure.expression import Expression
from simdesk.measure.metric import Place
from simdesk.measure.registry import DONE_IN_TIME, METRICS, SERVICE_LEVEL, SERVICE_LEVEL_DEFINITIONS
from simdesk.results.results import Results
from simdesk.results.shown.columns import MOST_RARE, Column, columns_at, says, shown
from simdesk.results.shown.words import (
    cost_words,
    days_met_words,
    facts_line,
    matters,
    row_name,
    title,
    undecided_words,
    variance_words,
)

WEAKEST = 4
NO_VALUE = "–"
_SPREAD = "10th–90th pct. day"


def print_run(results: Results, out: Console) -> None:
    """Print a run on one screen."""
    out.print(Text(title(results.scenario), style="bold"))
    if results.scenario.description:
        out.print(Text(results.scenario.description, style="dim"))
    out.print()
    _print_targets(results, out)
    print_notes(results.scenario, out)
    _print_asked(results, out)
    _print_queues(results, out)
    _print_groups(results, out)
    _print_by_day(results, out)
    _print_weakest(results, out)
    print_understood(results.scenario, out)
    if reduced := variance_words(results):
        out.print(reduced, style="dim")
    out.print(facts_line(results.facts), style="dim")


def _value(found: Estimate, expression: Expression) -> str:
    return format_measure(found.mean, expression.about.unit)


def _ranges(found: Estimate, unit: str) -> tuple[str, str]:
    return format_range(found.low, found.high, unit, found.mean), format_range(found.p10, found.p90, unit, found.mean)


def _print_targets(results: Results, out: Console) -> None:
    if not results.judgements:
        out.print("No targets: add a targets: block, such as - service_level(all, 20 s) >= 80%", style="dim")
        out.print()
        return
    rows: list[list[str | Text]] = []
    for j in results.judgements:
        unit = j.target.expression.about.unit
        interval, spread = _ranges(j.estimate, unit)
        met = days_met_words(j.days_met)
        rows.append([verdict_text(j.verdict), j.target.text, format_measure(j.estimate.mean, unit), interval, met, spread])
    met_of = "days met" if results.measures.per_run == "day" else "runs met"
    columns = ["verdict", "target", "estimate", "95% confidence", met_of, _SPREAD]
    print_table(out, "Targets", columns, rows, left=(0, 1), spare=(_SPREAD,))
    for j in results.judgements:
        if j.undecided is not None and matters(j):
            out.print(f"{j.target.text}: {undecided_words(j, results.measures.per_run)}", style="dim")
    if any(j.undecided is not None and matters(j) for j in results.judgements):
        out.print()
    if results.facts.replications == 1:
        run = "One day" if results.measures.per_run == "day" else f"One run of {results.measures.per_run}"
        out.print(f"{run} has no confidence interval: simulate more to judge the targets (--replications 50).", style="dim")
        out.print()


def _print_asked(results: Results, out: Console) -> None:
    if results.asked:
        rows = [
            [e.text, _value(found, e), *_ranges(found, e.about.unit)] for e in results.asked for found in (results.estimate(e),)
        ]
        print_table(out, "Measures asked for", ["measure", "estimate", "95% confidence", _SPREAD], rows, spare=(_SPREAD,))
        costless = not any(group.cost for group in results.scenario.model.agent_groups.values())
        if costless and any(e.metric == "cost" for e in results.asked):
            out.print("cost is 0, since no agent group has one: in each write cost: 24 per h, what an agent costs", style="dim")
            out.print()


def _time(threshold: float) -> str:
    return f"{threshold:g} s" if threshold < 600.0 else format_duration(threshold)


def _print_queues(results: Results, out: Console) -> None:
    found = {queue: results.queue_estimates(queue) for queue in results.queues}
    columns = columns_at(results, "queue", Place.SCREEN)
    usual, rare = shown(results, columns, {queue: [row] for queue, row in found.items()})
    together = len(rare) <= MOST_RARE

    def print_columns(name: str, queues: Sequence[str], columns: list[Column]) -> None:
        rows = [[row_name(queue), *(_cell(results, queue, found[queue], column) for column in columns)] for queue in queues]
        print_table(out, f"{name}, per {results.measures.per_run}", _heads("queue", columns), rows, spare=_spare(columns))

    print_columns("Queues", results.queues, usual + rare if together else usual)
    if not together:
        some = [queue for queue in results.queues if any(found[queue][column.name].mean > 0 for column in rare)]
        print_columns("What else happened", some, rare)
    used: dict[tuple[float, str], list[str]] = {}
    for queue in results.queues:
        if not results.headline.says(queue, SERVICE_LEVEL):
            continue
        e = results.headline.service_levels[queue]
        mine = used.setdefault((e.threshold or 0.0, e.definition or ""), [])
        if queue.partition(".")[0] not in mine:  # a class of customers is named where it differs from its queue
            mine.append(queue)
    for (threshold, definition), queues in used.items():
        whose = f" of {', '.join(queues)}" if len(used) > 1 else ""
        out.print(
            f"service level{whose} within {_time(threshold)}, {definition}: {SERVICE_LEVEL_DEFINITIONS[definition]}", style="dim"
        )
    bots = [name for name, queue in results.scenario.model.queues.items() if queue.bot is not None and queue.bot.passes_to]
    if bots and "all" in results.queues:
        out.print(f"all counts a contact of {' and '.join(bots)} again in the queue it is passed on to", style="dim")
    out.print()


def _print_groups(results: Results, out: Console) -> None:
    found = {group: results.group_estimates(group) for group in results.groups}
    usual, rare = shown(results, columns_at(results, "group", Place.SCREEN), {group: [row] for group, row in found.items()})
    columns = usual + rare
    rows = [[group, *(_cell(results, group, found[group], column) for column in columns)] for group in results.groups]
    heads = ["group", *(cost_words(column.short, column.metric.unit, results.scenario) for column in columns)]
    print_table(out, f"Agent groups, per {results.measures.per_run}", heads, rows, spare=_spare(columns))
    if said := _without_nights(results, {group: row for group, row in found.items() if group in results.scenario.agent_groups}):
        out.print(Text(said, style="dim"))
        out.print()


def _without_nights(results: Results, found: Mapping[str, Mapping[str, Estimate]]) -> str:
    """Agents on duty and busy over the hours in which the centre is open or the group works; empty where nights are none."""
    from simdesk.measure.loads import planned_heads
    from simdesk.measure.tally import warm_up_intervals
    from simdesk.scenario.notes.load import working_intervals

    floor, _ = results.scenario.lay_out()
    measured = range(warm_up_intervals(floor), floor.intervals)
    parts = []
    for g, heads in enumerate(planned_heads(floor)):
        name = floor.groups[g].name
        at_work = [k for k in working_intervals(floor, heads.tolist()) if k in measured]
        if name in found and at_work and len(at_work) < len(measured) and floor.dates is not None and len(floor.dates.names) > 1:
            times = len(measured) / len(at_work)
            duty, busy = (found[name][metric].mean * times for metric in ("agents_on_duty", "agents_busy"))
            parts.append(f"{name} {duty:.1f} on duty, {busy:.1f} busy")
    if not parts:
        return ""
    return f"on duty and busy above are means over nights too; over the hours open or staffed: {'; '.join(parts)}"


def _heads(first: str, columns: Sequence[Column]) -> list[str]:
    return [first, *(column.short for column in columns)]


def _spare(columns: Sequence[Column]) -> list[str]:
    """Headings of the columns to leave out on a narrow screen, in this order."""
    return [column.short for column in sorted(columns, key=lambda column: column.metric.spare) if column.metric.spare]


def _cell(results: Results, name: str, found: Mapping[str, Estimate], column: Column) -> str:
    return format_measure(found[column.name].mean, column.metric.unit) if says(results, name, column) else NO_VALUE


MOST_DAYS = 14
"""Days shown on the screen; all of them are in the report and the tables."""


def _print_by_day(results: Results, out: Console) -> None:
    """Each day of a scenario of several: all queues together, and of each whether its contacts were served in time."""
    measures, whole = results.measures, results.queues[-1]
    days = measures.days_in_order
    if not days:
        return
    columns = [column for column in columns_at(results, "queue", Place.BRIEF) if says(results, whole, column)]
    each = {name: level for name in results.scenario.queues if name != whole and (level := results.in_time(name)) is not None}
    rows = []
    for name, those in days[:MOST_DAYS]:
        shown_here = [results.headline.of_queue(whole)[column.name] for column in columns]
        rows.append([name, *(_value(measures.estimate(e, those), e) for e in (*shown_here, *each.values()))])
    done = [name for name in each if results.headline.in_time(name) != SERVICE_LEVEL]
    heading = "By day, and the service level of each queue" if each else "By day"
    heading += f" ({METRICS[DONE_IN_TIME].short} of {', '.join(done)})" if done else ""
    print_table(out, heading, [*_heads("day", columns), *each], rows, left=(0,), spare=(*reversed(each),))
    if len(days) > MOST_DAYS:
        out.print(f"{len(days) - MOST_DAYS} more days: in the report, --json and the tables.", style="dim")


def _print_weakest(results: Results, out: Console) -> None:
    measures = results.measures
    if measures.intervals < 2:
        return
    columns = [column for column in columns_at(results, "queue", Place.BRIEF) if not column.metric.in_time]
    level = METRICS[SERVICE_LEVEL]
    rows = []
    for queue, interval in results.weakest_intervals(WEAKEST):
        expressions = results.headline.of_queue(queue)
        worst, *others = (
            measures.estimate(expressions[name], interval) for name in (level.name, *(column.name for column in columns))
        )
        words = [format_measure(found.mean, column.metric.unit) for found, column in zip(others, columns, strict=True)]
        start = measures.interval_label(interval)
        rows.append([start, queue, format_measure(worst.mean, level.unit), _ranges(worst, level.unit)[0], *words])
    if rows:
        heads = ["from", "queue", level.short, "95% confidence", *(column.short for column in columns)]
        print_table(out, "Weakest intervals", heads, rows, left=(0, 1))

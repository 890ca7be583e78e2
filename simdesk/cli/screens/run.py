"""What ``simdesk run`` prints: one screen, targets first."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from simdesk.cli.console import print_table, verdict_text
from simdesk.measure.confidence import Estimate
from simdesk.measure.expression import Expression
from simdesk.measure.registry import SERVICE_LEVEL_DEFINITIONS
from simdesk.results.results import Results
from simdesk.results.shown.words import days_met_words, facts_line, row_name, title, variance_words
from simdesk.units import format_duration, format_measure, format_range

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
    _print_asked(results, out)
    _print_queues(results, out)
    _print_groups(results, out)
    _print_by_day(results, out)
    _print_weakest(results, out)
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
    columns = ["verdict", "target", "estimate", "95% interval", "days met", _SPREAD]
    print_table(out, "Targets", columns, rows, left=(0, 1), spare=(_SPREAD,))
    if results.facts.replications == 1:
        out.print("One day has no interval: simulate more to judge the targets (--replications 50).", style="dim")
        out.print()


def _print_asked(results: Results, out: Console) -> None:
    if results.asked:
        rows = [
            [e.text, _value(found, e), *_ranges(found, e.about.unit)] for e in results.asked for found in (results.estimate(e),)
        ]
        print_table(out, "Measures asked for", ["measure", "estimate", "95% interval", _SPREAD], rows, spare=(_SPREAD,))


_QUEUE_COLUMNS = {
    "offered": "offered",
    "service_level": "service level",
    "abandon_rate": "abandoned",
    "mean_speed_of_answer": "speed\u00a0of answer",
    "mean_wait": "mean wait",
    "wait_percentile_90": "90th pct.",
    "longest_wait": "longest wait",
    "handle_time": "handle time",
}
_MOST_RARE = 3
"""More columns than this of what few floors have stand in a table of their own."""
_IF_ANY = {
    "blocked": "blocked",
    "sent_away": "sent away",
    "unfinished": "unfinished",
    "took_call_back": "took call-back",
    "not_reached": "not reached",
    "transferred_in": "transferred in",
    "repeats": "repeats",
    "contained": "contained",
    "passed_on": "passed on",
    "left_within": "left within",
    "done_in_time": "done in time",
    "backlog": "backlog",
    "age_of_oldest": "oldest",
}


def _time(threshold: float) -> str:
    return f"{threshold:g} s" if threshold < 600.0 else format_duration(threshold)


def _print_queues(results: Results, out: Console) -> None:
    found = {queue: results.queue_estimates(queue) for queue in results.queues}
    there = {name: word for name, word in _IF_ANY.items() if all(name in found[queue] for queue in results.queues)}
    rare = {name: word for name, word in there.items() if any(found[queue][name].mean > 0 for queue in results.queues)}
    together = len(rare) <= _MOST_RARE
    columns = _QUEUE_COLUMNS | (rare if together else {})

    def row(queue: str, columns: dict[str, str]) -> list[str]:
        expressions = results.headline.of_queue(queue)
        says = results.headline.says
        cells = (_value(found[queue][name], expressions[name]) if says(queue, name) else NO_VALUE for name in columns)
        return [row_name(queue), *cells]

    rows = [row(queue, columns) for queue in results.queues]
    print_table(
        out,
        f"Queues, per {results.measures.per_run}",
        ["queue", *columns.values()],
        rows,
        spare=("longest wait", "mean wait", "handle time"),
    )
    if not together:
        some = [queue for queue in results.queues if any(found[queue][name].mean > 0 for name in rare)]
        print_table(
            out,
            f"What else happened, per {results.measures.per_run}",
            ["queue", *rare.values()],
            [row(queue, rare) for queue in some],
        )
    used: dict[tuple[float, str], list[str]] = {}
    for queue in results.queues:
        if not results.headline.says(queue, "service_level"):
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
    out.print()


_GROUP_COLUMNS = {
    "agents_on_duty": "on duty",
    "agents_busy": "busy",
    "occupancy": "occupancy",
    "utilisation": "utilisation",
    "contacts_handled": "handled",
    "agent_hours": "hours",
    "overtime": "overtime",
}


def _print_groups(results: Results, out: Console) -> None:
    found = {group: results.group_estimates(group) for group in results.groups}
    costs = any(found[group]["cost"].mean > 0 for group in results.groups)
    several = {"contacts_in_hand": "in hand", "contacts_per_busy_agent": "at once"}
    shown = several if all(name in found[group] for group in results.groups for name in several) else {}
    missed = {"missed_offers": "missed"} if any(found[group]["missed_offers"].mean > 0 for group in results.groups) else {}
    columns = _GROUP_COLUMNS | shown | missed | ({"cost": "cost"} if costs else {})
    rows = []
    for group in results.groups:
        expressions = results.headline.of_group(group)
        rows.append([group, *(_value(found[group][column], expressions[column]) for column in columns)])
    print_table(
        out, f"Agent groups, per {results.measures.per_run}", ["group", *columns.values()], rows, spare=("overtime", "handled")
    )


MOST_DAYS = 14
"""Days shown on the screen; all of them are in the report and the tables."""
_DAY_COLUMNS = {"offered": "offered", "service_level": "service level", "abandon_rate": "abandoned", "mean_wait": "mean wait"}


def _print_by_day(results: Results, out: Console) -> None:
    """Each day of a scenario of several: all queues together, and the service level of each, or what was done in time."""
    measures, queue = results.measures, results.queues[-1]
    days, columns = measures.days_in_order, results.headline.of_queue(queue)
    if not days:
        return
    shown = {column: head for column, head in _DAY_COLUMNS.items() if results.headline.says(queue, column)}
    levels = _levels(results, queue)
    rows = []
    for name, those in days[:MOST_DAYS]:
        words = [_value(measures.estimate(columns[column], those), columns[column]) for column in shown]
        rows.append([name, *words, *(_value(measures.estimate(level, those), level) for level in levels.values())])
    done = [name for name, level in levels.items() if level.metric == "done_in_time"]
    heading = "By day, and the service level of each queue" if levels else "By day"
    heading += f" (done in time of {', '.join(done)})" if done else ""
    print_table(out, heading, ["day", *shown.values(), *levels], rows, left=(0,), spare=(*reversed(levels),))
    if len(days) > MOST_DAYS:
        out.print(f"{len(days) - MOST_DAYS} more days: in the report, --json and the tables.", style="dim")


def _levels(results: Results, but: str) -> dict[str, Expression]:
    """What says of each queue whether its contacts were in time: the service level, or for work with a due time what was done."""
    found = {}
    for name, queue in results.scenario.model.queues.items():
        if name == but or not results.headline.says(name, "service_level"):
            continue
        later = queue.due is not None and name not in results.headline.judged
        columns = results.headline.of_queue(name)
        found[name] = columns["done_in_time" if later else "service_level"]
    return found


def _print_weakest(results: Results, out: Console) -> None:
    measures = results.measures
    if measures.intervals < 2:
        return
    rows = []
    for queue, interval in results.weakest_intervals(WEAKEST):
        columns = results.headline.of_queue(queue)
        level, *others = (
            measures.estimate(columns[name], interval) for name in ("service_level", "offered", "mean_wait", "abandon_rate")
        )
        words = [
            _value(other, columns[name]) for other, name in zip(others, ("offered", "mean_wait", "abandon_rate"), strict=True)
        ]
        start = measures.interval_label(interval)
        rows.append([start, queue, _value(level, columns["service_level"]), _ranges(level, "share")[0], *words])
    if rows:
        heads = ["from", "queue", "service level", "95% interval", "offered", "mean wait", "abandoned"]
        print_table(out, "Weakest intervals", heads, rows, left=(0, 1))

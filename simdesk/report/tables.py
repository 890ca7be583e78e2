"""The tables of the report, as rows of text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simdesk.figures.wording import NO_VALUE, interval_label, service_level_words, subject_words
from simdesk.measure.expression import Expression
from simdesk.measure.registry import DEFAULT_DEFINITION, METRICS, SERVICE_LEVEL_DEFINITIONS
from simdesk.units import format_duration, format_measure, format_range

if TYPE_CHECKING:
    from simdesk.results.results import Results

WEAKEST = 8
"""Intervals shown among the weakest."""

_QUEUE_HEADS = {
    "offered": "Offered",
    "answered": "Answered",
    "service_level": "Service level",
    "abandon_rate": "Abandon rate",
    "mean_speed_of_answer": "Speed of answer",
    "mean_wait": "Mean wait",
    "wait_percentile_90": "90th percentile of wait",
    "longest_wait": "Longest wait",
    "handle_time": "Handle time",
    "blocked": "Blocked",
    "sent_away": "Sent away",
    "unfinished": "Unfinished",
}
_JOURNEY_HEADS = {
    "contained": "Contained",
    "passed_on": "Passed on",
    "left_within": "Left within",
    "done_in_time": "Done in time",
    "backlog": "Backlog",
    "age_of_oldest": "Age of oldest",
    "took_call_back": "Took a call-back",
    "not_reached": "Not reached",
    "redials": "Redials",
    "transferred_in": "Transferred in",
    "repeats": "Repeat contacts",
}
_GROUP_HEADS = {
    "agents_on_duty": "On duty",
    "agents_busy": "Busy",
    "contacts_in_hand": "Contacts in hand",
    "contacts_per_busy_agent": "At once",
    "occupancy": "Occupancy",
    "utilisation": "Utilisation",
    "contacts_handled": "Handled",
    "agents_not_ready": "Not ready",
    "missed_offers": "Missed offers",
    "refused_offers": "Refused offers",
    "agent_hours": "Hours",
    "overtime": "Overtime",
    "cost": "Cost",
}
_ONLY_IF_ANY = (
    "blocked",
    "sent_away",
    "unfinished",
    "left_within",
    "took_call_back",
    "not_reached",
    "redials",
    "transferred_in",
    "repeats",
    "contained",
    "passed_on",
    "backlog",
    "age_of_oldest",
    "agents_not_ready",
    "missed_offers",
    "refused_offers",
    "cost",
)
_INTERVAL_HEADS = (
    "offered",
    "answered",
    "abandoned",
    "service_level",
    "abandon_rate",
    "mean_speed_of_answer",
    "mean_wait",
    "longest_wait",
    "blocked",
    "sent_away",
    "left_within",
    "backlog",
    "age_of_oldest",
)
_STAFFING_HEADS = (
    "agents_on_duty",
    "agents_busy",
    "contacts_in_hand",
    "contacts_per_busy_agent",
    "occupancy",
    "contacts_handled",
    "agent_hours",
)


@dataclass(frozen=True)
class Cell:
    """One number of a table.

    Parameters
    ----------
    text : str
        The number with its unit.
    below : str
        Its 95 % interval, or empty.
    """

    text: str
    below: str = ""


@dataclass(frozen=True)
class Table:
    """A table: the first column names the row, the others are numbers.

    Parameters
    ----------
    name : str
        What it is about; a caption.
    heads : tuple of str
    rows : tuple of (str, tuple of Cell)
    words : int
        How many of the columns are words, set to the left.
    """

    name: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]
    words: int = 1


def _cell(results: Results, expression: Expression, interval: int | range | None = None, *, below: bool = True) -> Cell:
    found, unit = results.measures.estimate(expression, interval), expression.about.unit
    between = format_range(found.low, found.high, unit, found.mean)
    return Cell(format_measure(found.mean, unit), between if below and between != NO_VALUE else "")


def _shown(results: Results, expressions: list[dict[str, Expression]], heads: dict[str, str]) -> list[str]:
    """The columns that this floor has, without those that are zero everywhere and say nothing then."""

    def some(column: str) -> bool:
        return any(results.measures.estimate(each[column]).mean > 0 for each in expressions)

    there = [column for column in heads if all(column in each for each in expressions)]
    return [column for column in there if column not in _ONLY_IF_ANY or some(column)]


def queue_table(results: Results) -> Table:
    """The queues, per day."""
    return _by_queue(results, "Queues, mean of the days", _QUEUE_HEADS)


def journey_table(results: Results) -> Table | None:
    """What only some queues have: bots, work done later, call-backs, redials, transfers; None where there is none."""
    table = _by_queue(results, "What else happened, mean of the days", _JOURNEY_HEADS)
    return table if len(table.heads) > 1 else None


def _by_queue(results: Results, name: str, heads: dict[str, str]) -> Table:
    by_queue = {queue: results.headline.of_queue(queue) for queue in results.queues}
    columns = _shown(results, list(by_queue.values()), heads)
    rows = tuple(
        (
            subject_words(queue),
            tuple(
                _cell(results, expressions[column]) if results.headline.says(queue, column) else Cell(NO_VALUE)
                for column in columns
            ),
        )
        for queue, expressions in by_queue.items()
    )
    return Table(name, ("Queue", *(heads[column] for column in columns)), rows)


def group_table(results: Results) -> Table:
    """The agent groups, per day."""
    by_group = {group: results.headline.of_group(group) for group in results.groups}
    columns = _shown(results, list(by_group.values()), _GROUP_HEADS)
    rows = tuple(
        (subject_words(group, "group"), tuple(_cell(results, expressions[column]) for column in columns))
        for group, expressions in by_group.items()
    )
    return Table("Agent groups, mean of the days", ("Agent group", *(_GROUP_HEADS[column] for column in columns)), rows)


def asked_table(results: Results) -> Table | None:
    """The measures asked for beside the targets, if any."""
    if not results.asked:
        return None
    rows = []
    for expression in results.asked:
        found, unit = results.estimate(expression), expression.about.unit
        cells = (
            format_measure(found.mean, unit),
            format_range(found.low, found.high, unit, found.mean),
            format_range(found.p10, found.p90, unit, found.mean),
        )
        rows.append((expression.text, tuple(Cell(text) for text in cells)))
    return Table("Measures asked for", ("Measure", "Estimate", "95% interval", "10th–90th percentile day"), tuple(rows))


def _interval_name(results: Results, interval: int) -> str:
    plan = results.measures.plan
    return interval_label(results.measures.interval_start(interval), plan.interval, plan.dates)


def weakest_table(results: Results) -> Table | None:
    """The intervals with the lowest service level, with what they had to carry; None without any contact."""
    weakest = results.weakest_intervals(WEAKEST)
    if len(weakest) < 2:
        return None
    columns = ("service_level", "offered", "abandon_rate", "mean_wait", "longest_wait")
    rows = []
    for queue, interval in weakest:
        expressions = results.headline.of_queue(queue)
        cells = tuple(_cell(results, expressions[column], interval, below=column == "service_level") for column in columns)
        rows.append((_interval_name(results, interval), (Cell(queue), *cells)))
    heads = ("Interval", "Queue", *(_QUEUE_HEADS[column] for column in columns))
    return Table("Intervals with the lowest service level, mean of the days", heads, tuple(rows), words=2)


def day_table(results: Results) -> Table | None:
    """Each day of a scenario of several, queue by queue; None for one day."""
    columns = ("offered", "service_level", "abandon_rate", "mean_wait", "longest_wait", "unfinished")
    rows = []
    for name, those in results.measures.days_in_order:
        for queue in results.queues:
            expressions = results.headline.of_queue(queue)
            cells = tuple(
                _cell(results, expressions[column], those, below=column == "service_level")
                if results.headline.says(queue, column)
                else Cell(NO_VALUE)
                for column in columns
            )
            rows.append((name, (Cell(subject_words(queue)), *cells)))
    heads = ("Day", "Queue", *(_QUEUE_HEADS[column] for column in columns))
    return Table("Each day, by day of arrival, mean of the runs", heads, tuple(rows), words=2) if rows else None


def interval_tables(results: Results) -> list[Table]:
    """Every interval of every queue, then of every agent group."""
    tables = []
    names = _QUEUE_HEADS | _JOURNEY_HEADS | {"abandoned": "Abandoned"}
    measures = results.measures
    counts = measures.tallies.data.counts
    for queue in results.queues:
        expressions = results.headline.of_queue(queue)
        there = [column for column in _INTERVAL_HEADS if column in expressions]
        columns = [column for column in there if column not in _ONLY_IF_ANY or column not in counts or counts[column].any()]
        columns = [column for column in columns if results.headline.says(queue, column)]
        rows = tuple(
            (
                _interval_name(results, interval),
                tuple(_cell(results, expressions[column], interval, below=column == "service_level") for column in columns),
            )
            for interval in range(measures.intervals)
        )
        tables.append(Table(f"Queue: {subject_words(queue)}", ("Interval", *(names[column] for column in columns)), rows))
    for group in results.groups:
        expressions = results.headline.of_group(group)
        columns = [column for column in _STAFFING_HEADS if column in expressions]
        rows = tuple(
            (
                _interval_name(results, interval),
                tuple(_cell(results, expressions[column], interval, below=False) for column in columns),
            )
            for interval in range(measures.intervals)
        )
        heads = ("Interval", *(_GROUP_HEADS[column] for column in columns))
        tables.append(Table(f"Agent group: {subject_words(group, 'group')}", heads, rows))
    return tables


def definitions_in_use(results: Results) -> list[tuple[str, str, str]]:
    """How the service level of each queue is counted: (queues, the rule in words, the definition's name)."""
    queues: dict[tuple[str, str], list[str]] = {}
    for queue in results.queues:
        if not results.headline.says(queue, "service_level"):
            continue
        expression = results.headline.service_levels[queue]
        words = service_level_words(expression, results.measures.rule)
        mine = queues.setdefault((words, expression.definition or DEFAULT_DEFINITION), [])
        if queue.partition(".")[0] not in mine:  # a class of customers is named where it differs from its queue
            mine.append(subject_words(queue))
    return [(", ".join(names), words, definition) for (words, definition), names in queues.items()]


def glossary() -> list[tuple[str, str, str]]:
    """Every metric: name, unit, how it is counted."""
    units = {"share": "%", "s": "seconds", "h": "hours", "cost": "cost", "contacts": "contacts", "agents": "agents"}
    return [(name.replace("_", " "), units[metric.unit], metric.formula) for name, metric in METRICS.items()]


def service_level_glossary() -> list[tuple[str, str]]:
    """Every definition of service level: name and formula."""
    return list(SERVICE_LEVEL_DEFINITIONS.items())


def rule_words(results: Results) -> str:
    """What a short abandon is in this scenario, and how ``genesys`` counts where it is in use."""
    rule = results.measures.rule
    words = f"A short abandon is one up to {format_duration(rule.short_abandon)}."
    if all(definition != "genesys" for _, _, definition in definitions_in_use(results)):
        return words
    switches = (
        ("abandoned contacts", rule.genesys_include_abandons),
        ("short abandons", rule.genesys_include_short_abandons),
        ("contacts sent away", rule.genesys_include_sent_away),
    )
    counted = ", ".join(f"{name} {'counted' if on else 'not counted'}" for name, on in switches)
    return f"{words} In the genesys definition here: {counted}."

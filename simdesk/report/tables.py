"""The tables of the report, as rows of text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simdesk.figures.wording import NO_VALUE, interval_label, service_level_words, subject_words
from simdesk.formats import format_duration, format_measure, format_range
from simdesk.measure.confidence import Estimate
from simdesk.measure.expression import Expression
from simdesk.measure.metric import UNITS, Place, Subject
from simdesk.measure.registry import DEFAULT_DEFINITION, METRICS, SERVICE_LEVEL, SERVICE_LEVEL_DEFINITIONS
from simdesk.report.extent import Extent, extent
from simdesk.results.shown.columns import MOST_RARE, Column, columns_at, says, shown
from simdesk.results.shown.headline import estimates, estimates_of_each
from simdesk.results.shown.words import cost_words

if TYPE_CHECKING:
    from simdesk.results.results import Results

WEAKEST = 8
"""Intervals shown among the weakest."""


@dataclass(frozen=True)
class Cell:
    """One number of a table.

    Parameters
    ----------
    text : str
        The number with its unit.
    below : str
        Its 95% confidence interval, or empty.
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


def _cell(found: Estimate, unit: str, *, below: bool = True) -> Cell:
    between = format_range(found.low, found.high, unit, found.mean)
    return Cell(format_measure(found.mean, unit), between if below and between != NO_VALUE else "")


Found = dict[str, Estimate]
"""Estimates by the name of their column."""


def _found(results: Results, name: str, columns: Sequence[Column], interval: int | range | None = None) -> Found:
    """The columns of a queue or group, of the day or of some intervals; those that say nothing are left out."""
    subject = columns[0].metric.subject
    expressions = results.headline.of_queue(name) if subject == "queue" else results.headline.of_group(name)
    mine = {column.name: expressions[column.name] for column in columns if says(results, name, column)}
    return estimates(results.measures, mine, interval)


def _found_each(results: Results, name: str, columns: Sequence[Column], stretches: Sequence[range] | None = None) -> list[Found]:
    """The same in each of some stretches of intervals, or in every interval."""
    subject = columns[0].metric.subject
    expressions = results.headline.of_queue(name) if subject == "queue" else results.headline.of_group(name)
    mine = {column.name: expressions[column.name] for column in columns if says(results, name, column)}
    found = estimates_of_each(results.measures, mine, stretches)
    return [dict(zip(found, row, strict=True)) for row in zip(*found.values(), strict=True)]


def _cells(found: Found, columns: Sequence[Column], *, below: bool = False) -> tuple[Cell, ...]:
    """A row; with ``below`` every figure has its interval, otherwise only those that say whether contacts were in time."""
    return tuple(
        _cell(found[column.name], column.metric.unit, below=below or column.metric.in_time)
        if column.name in found
        else Cell(NO_VALUE)
        for column in columns
    )


def queue_tables(results: Results) -> tuple[Table, Table | None]:
    """The queues, per day; and apart from them what only some floors have, such as redials and bots, where that is much."""
    columns = columns_at(results, "queue", Place.REPORT)
    found = {queue: _found(results, queue, columns) for queue in results.queues}
    usual, rare = shown(results, columns, {queue: [row] for queue, row in found.items()})
    together = len(rare) <= MOST_RARE

    def table(name: str, queues: Sequence[str], columns: list[Column]) -> Table:
        rows = tuple((subject_words(queue), _cells(found[queue], columns, below=True)) for queue in queues)
        return Table(name, ("Queue", *(column.heading for column in columns)), rows)

    whole = table("Queues, mean of the days", results.queues, usual + rare if together else usual)
    some = [queue for queue, row in found.items() if any(row[column.name].mean > 0 for column in rare if column.name in row)]
    return whole, None if together else table("What else happened, mean of the days", some, rare)


def group_table(results: Results) -> Table:
    """The agent groups, per day."""
    columns = columns_at(results, "group", Place.REPORT)
    found = {group: _found(results, group, columns) for group in results.groups}
    usual, rare = shown(results, columns, {group: [row] for group, row in found.items()})
    columns = usual + rare
    rows = tuple((subject_words(group, "group"), _cells(row, columns, below=True)) for group, row in found.items())
    heads = (cost_words(column.heading, column.metric.unit, results.scenario) for column in columns)
    return Table("Agent groups, mean of the days", ("Agent group", *heads), rows)


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
    return Table(
        "Measures asked for", ("Measure", "Estimate", "95% confidence interval", "10th–90th percentile day"), tuple(rows)
    )


def _interval_name(results: Results, interval: int) -> str:
    plan = results.measures.plan
    return interval_label(results.measures.interval_start(interval), plan.interval, plan.dates)


def weakest_table(results: Results) -> Table | None:
    """The intervals with the lowest service level, with what they had to carry; None without any contact."""
    weakest = results.weakest_intervals(WEAKEST)
    if len(weakest) < 2:
        return None
    columns = sorted(columns_at(results, "queue", Place.DAYS), key=lambda column: column.name != SERVICE_LEVEL)
    found = [(queue, interval, _found(results, queue, columns, interval)) for queue, interval in weakest]
    kept = _kept(results, columns, [(queue, row) for queue, _, row in found])
    rows = tuple((_interval_name(results, interval), (Cell(queue), *_cells(row, kept))) for queue, interval, row in found)
    heads = ("Interval", "Queue", *(column.heading for column in kept))
    return Table("Intervals with the lowest service level, mean of the days", heads, rows, words=2)


def day_table(results: Results, queues: Sequence[str] | None = None) -> Table | None:
    """Each day of a scenario of several, queue by queue, of all queues or of some; None for one day."""
    queues = results.queues if queues is None else queues
    columns = columns_at(results, "queue", Place.DAYS)
    days = results.measures.days_in_order
    each = [_found_each(results, queue, columns, [those for _, those in days]) for queue in queues]
    found = [(name, queue, mine[k]) for k, (name, _) in enumerate(days) for queue, mine in zip(queues, each, strict=True)]
    kept = _kept(results, columns, [(queue, row) for _, queue, row in found])
    rows = tuple((name, (Cell(subject_words(queue)), *_cells(row, kept))) for name, queue, row in found)
    heads = ("Day", "Queue", *(column.heading for column in kept))
    return Table("Each day, by day of arrival, mean of the runs", heads, rows, words=2) if rows else None


def _kept(results: Results, columns: Sequence[Column], rows: Iterable[tuple[str, Found]]) -> list[Column]:
    """The columns that say something in a table with several rows of a queue or group."""
    by_name: dict[str, list[Found]] = {}
    for name, row in rows:
        by_name.setdefault(name, []).append(row)
    usual, rare = shown(results, columns, by_name)
    return usual + rare


def _ever(results: Results, name: str, column: Column) -> bool:
    """Whether a column may be above 0 in an interval: what a whole day has none of, no interval has, but for a backlog."""
    if not column.metric.if_any or "backlog" in column.metric.needs:
        return True
    return bool(results.measures.sample(Expression.plain(column.metric.name, name)).numerator.any())


def interval_tables(results: Results, shown: Extent | None = None) -> list[Table]:
    """Every interval of every queue, then of every agent group, as far as the report shows them."""
    of = extent(results) if shown is None else shown
    stretches = [range(interval, interval + 1) for interval in of.intervals]
    every = None if len(stretches) == results.measures.intervals else stretches
    kinds: tuple[tuple[Subject, str, tuple[str, ...]], ...] = (
        ("queue", "Queue", of.queues),
        ("group", "Agent group", of.groups),
    )
    tables = []
    for subject, kind, names in kinds:
        columns = [column for column in columns_at(results, subject, Place.INTERVALS) if not column.metric.day_only]
        for name in names:
            there = [column for column in columns if _ever(results, name, column)]
            found = _found_each(results, name, there, every)
            kept = _kept(results, there, [(name, row) for row in found])
            rows = tuple(
                (_interval_name(results, interval), _cells(row, kept)) for interval, row in zip(of.intervals, found, strict=True)
            )
            heads = ("Interval", *(column.heading for column in kept))
            tables.append(Table(f"{kind}: {subject_words(name, subject)}", heads, rows))
    return tables


def definitions_in_use(results: Results) -> list[tuple[str, str, str]]:
    """How the service level of each queue is counted: (queues, the rule in words, the definition's name)."""
    queues: dict[tuple[str, str], list[str]] = {}
    for queue in results.queues:
        if not results.headline.says(queue, SERVICE_LEVEL):
            continue
        expression = results.headline.service_levels[queue]
        words = service_level_words(expression, results.measures.rule)
        mine = queues.setdefault((words, expression.definition or DEFAULT_DEFINITION), [])
        if queue.partition(".")[0] not in mine:  # a class of customers is named where it differs from its queue
            mine.append(subject_words(queue))
    return [(", ".join(names), words, definition) for (words, definition), names in queues.items()]


def glossary() -> list[tuple[str, str, str]]:
    """Every metric: name, unit, how it is counted."""
    return [(name.replace("_", " "), UNITS[metric.unit], metric.formula) for name, metric in METRICS.items()]


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

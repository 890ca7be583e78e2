"""Which columns of which files a scenario uses, what was made of their rows, and what was left out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from simdesk.formats import format_duration
from simdesk.scenario.notes.note import Note
from simdesk.scenario.reading.used import ColumnUsed
from simdesk.scenario.tables.handle_times import own_columns
from simdesk.scenario.tables.naming import is_handle_time

if TYPE_CHECKING:
    from simdesk.scenario.scenario import Scenario

_MOST = 8
"""So many ignored columns are named."""


def columns_in_words(scenario: Scenario) -> list[str]:
    """One line for each series that comes from a file, or whose values were summed or spread.

    Parameters
    ----------
    scenario : Scenario

    Returns
    -------
    list of str
        Such as ``volumes of sales: column calls of volumes.csv by the times in column start, 24 rows; not used: AHT``.
    """
    interval = format_duration(scenario.day.interval)
    ignored = _unused(scenario.columns_used)
    lines, told = [], set[tuple[str, str]]()
    several = scenario.model.hours.days if (scenario.model.hours.days or 1) > 1 else 0
    rows_of_all = 2 * scenario.day.count if several else 0
    for one in scenario.columns_used:
        if one.given:
            continue
        where = (one.file, one.sheet)
        parts = [_source(one)] if one.file else []
        if one.encoding and where not in told:
            parts.append(f"the file is read as {one.encoding}")
        if one.lacks:
            parts.append(f"it has no column of {one.lacks}")
        parts += one.remarks
        if one.unit:
            parts.append(f"no unit, taken as {one.unit}")
        if one.repeated:
            parts.append(f"the same on each of the {one.repeated} days, though the file has other days")
        elif one.file and several and not one.dated and not one.days and not one.columns and _by_interval(one.path):
            parts.append(f"the same on each of the {several} days" if one.rows < rows_of_all else "all days in a row")
        if one.way == "summed":
            parts.append(f"values for each {format_duration(one.step)} summed to {interval}")
        elif one.way == "held":
            parts.append("each row holds until the next" if one.file else "each value holds until the next")
        elif one.way == "spread":
            parts.append("each share spread evenly over its intervals")
        if one.outside:
            count = "1 row" if one.outside == 1 else f"{one.outside} rows"
            parts.append(f"{count} outside the opening hours left out, all 0")
        if one.totals and where not in told:
            lines_of = ", ".join(map(str, one.totals))
            parts.append(f"{'totals' if len(one.totals) > 1 else 'a total'} in line {lines_of} left out")
        if ignored.get(where) and where not in told:
            named = ignored[where]
            rest = f" and {len(named) - _MOST} more" if len(named) > _MOST else ""
            parts.append(f"not used: {', '.join(named[:_MOST])}{rest}")
        told.add(where)
        day = f" on {one.days}" if one.days else ""
        lines.append(f"{_series(_path(one))}{day}: {'; '.join(parts)}")
    return lines


def bare_numbers_in_words(scenario: Scenario) -> list[str]:
    """One line for each time of the scenario that has no unit: ``aht of sales: 330, no unit: taken as seconds``."""
    return [f"{_series(one.path)}: {one.given}, no unit: taken as {one.unit}" for one in scenario.columns_used if one.given]


def unused_handle_times(scenario: Scenario) -> Iterator[Note]:
    """Handle times by interval in the file of a queue's volumes, where the queue has others."""
    unused = _unused(scenario.columns_used)
    for one in scenario.columns_used:
        section, *name, inner, last = one.path.split(".") if one.path.count(".") == 3 else ("", "", "")
        if section != "queues" or (inner, last) != ("arrivals", "volumes") or not one.file:
            continue
        queue = name[0]
        columns = [column for column in unused.get((one.file, one.sheet), ()) if is_handle_time(column)]
        mine = own_columns(columns, queue, tuple(scenario.queues))
        keys = [key for key in ("handle_time", "aht", "wrap_up") if key in scenario.model.queues[queue].model_fields_set]
        if len(mine) != 1 or not keys or keys == ["wrap_up"]:
            continue
        text = f"the column {mine[0]} of {one.file} is not used: {queue} has {' and '.join(keys)} of its own"
        hint = f"remove {' and '.join(keys)} to take the AHT of the file by interval"
        yield Note("unused_handle_time", ("queues", queue, keys[0]), text, hint)


def _unused(used: tuple[ColumnUsed, ...]) -> dict[tuple[str, str], list[str]]:
    """Columns of each file that no series uses."""
    taken: dict[tuple[str, str], set[str]] = {}
    found: dict[tuple[str, str], dict[str, None]] = {}
    for one in used:
        taken.setdefault((one.file, one.sheet), set()).update((one.column, *one.columns))
        found.setdefault((one.file, one.sheet), {}).update(dict.fromkeys(one.ignored))
    return {where: [name for name in names if name not in taken[where]] for where, names in found.items()}


def _source(one: ColumnUsed) -> str:
    sheet = f", sheet {one.sheet}" if one.sheet else ""
    rows = f"{one.rows} {'row' if one.rows == 1 else 'rows'}{f' of {one.owner}' if one.owner else ''}"
    when = f" by the times in column {one.times}" if one.times else ""
    order = " in their order" if not (one.times or one.several) and _by_interval(one.path) else ""
    if one.columns:
        named = ", ".join(one.columns) if len(one.columns) <= _MOST else f"{one.columns[0]} to {one.columns[-1]}"
        return f"columns {named} of {one.file}{sheet}{when}, one for each day, {rows}{order}"
    word = "columns" if one.several else "column"
    return f"{word} {one.column} of {one.file}{sheet}{when}, {rows}{order}"


def _path(one: ColumnUsed) -> str:
    """The path of what was read; a roster makes shifts, wherever it is named."""
    return f"{one.path.rpartition('.')[0]}.shifts" if one.several else one.path


def _by_interval(path: str) -> bool:
    """Whether a series has a value for each interval."""
    return path.rpartition(".")[2] in ("volumes", "profile", "headcount", "mean_by_interval")


def _series(path: str) -> str:
    """``queues.sales.arrivals.volumes`` as ``volumes of sales``."""
    steps = path.split(".")
    if len(steps) < 3 or steps[0] not in ("queues", "agent_groups"):
        return path
    inner = [step.replace("_", " ") for step in steps[2:] if step not in ("arrivals", "empirical", "mean_by_interval")]
    also = {"empirical": "observed ", "mean_by_interval": "mean "}.get(steps[-1], "")
    return f"{also}{' '.join(inner)} of {steps[1]}"

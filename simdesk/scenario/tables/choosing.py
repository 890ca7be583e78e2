"""Which column of a table is meant, and which holds the clock times."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from simdesk.errors import InputError
from simdesk.scenario.reading.diagnostics import Sources, did_you_mean
from simdesk.scenario.reading.nodes import Path, Scalar
from simdesk.scenario.tables.apart import told_apart
from simdesk.scenario.tables.csv_cells import holds_clocks, read_moment
from simdesk.scenario.tables.csv_table import NUMBER, Table
from simdesk.scenario.tables.kinds import Kind, folded, start_named
from simdesk.scenario.tables.naming import is_handle_time, is_required, is_staffed, is_weight, words_of
from simdesk.scenario.tables.rows import one_date, owner_column, with_dates_joined, without_totals

_MOSTLY = 0.5
"""A column of clock times may have a few cells that are none, which are then told."""


@dataclass(frozen=True)
class Chosen:
    """The columns that are meant.

    Parameters
    ----------
    table : Table
        With the rows that are meant.
    start : int or None
        The column of clock times.
    value : int
    owner : str
        In long form: whose rows they are.
    ignored : tuple of str
        Columns that are not used.
    totals : tuple of int
        Lines that were left out because they hold totals.
    date : str
        The one date of all rows with the name of its column, in words; empty where there is none or are several.
    """

    table: Table
    start: int | None
    value: int
    owner: str
    ignored: tuple[str, ...]
    totals: tuple[int, ...]
    date: str = ""


def choose(
    table: Table,
    kind: Kind,
    column: Scalar | None,
    path: Path,
    shown: str,
    sources: Sources,
    at: str,
    named: str,
    clock: Scalar | None = None,
    rows: Scalar | None = None,
) -> Chosen | None:
    """Find rows and columns; None after reporting what cannot be told.

    Parameters
    ----------
    table : Table
    kind : Kind
        What is looked for.
    column : Scalar or None
        The column as named in the scenario.
    path : tuple
        Of the series; its second step is the queue or group.
    shown : str
        The file as the user named it.
    sources : Sources
    at : str
        The path in words.
    named : str
        The file as the scenario names it.
    clock : Scalar, optional
        The column of the intervals' starts as named in the scenario.
    rows : Scalar, optional
        What the rows of the table have been chosen by.
    """
    owner = str(path[1])
    cleaned = without_totals(table)
    joined = with_dates_joined(cleaned.table)
    table = joined.table
    wanted = None if column is None else str(column.value).strip()
    names = [folded(name) for name in table.names]
    of, said = None, "" if rows is None else str(rows.value).strip()
    if rows is None and folded(owner) not in names and not (wanted is not None and folded(wanted) == folded(owner)):
        of = owner_column(table, owner)
    if of is not None:
        mine = [row for row in table.rows if folded(row[of].text) == folded(owner)]
        if not mine:
            known = list(dict.fromkeys(table.column(of)))
            hint = did_you_mean(owner, known, f"{table.names[of]} holds")
            sources.report(table.header[of].place, at, f"no row of {shown} is of {owner}", hint)
            return None
        table, said = table.with_rows(mine), owner
    given = None
    if clock is not None:
        given = _named(table, str(clock.value).strip(), shown, clock, f"{at}.start", sources)
        if given is None:
            return None
    found = _columns(
        table, kind, wanted, column, path, (shown, named), sources, at, joined.used | ({of} if of is not None else set()), given
    )
    if found is None:
        return None
    start, value = found
    apart = told_apart(table, start, value, named) if start is not None and kind.by_interval else None
    if start is not None and apart is not None:
        sources.report(table.header[start].place, at, *apart)
        return None
    weights = (
        [name for index, name in enumerate(table.names) if index != value and is_weight(name)] if path[-1] == "empirical" else []
    )
    if weights:
        hint = "give each duration as many rows as its share, or remove the column; all rows are equally likely"
        message = f"the column {weights[0]} would be left out, and it seems to say how often each duration occurs"
        sources.report(table.header[table.names.index(weights[0])].place, at, message, hint)
        return None
    used = {start, value, of, *joined.used}
    ignored = tuple(name for index, name in enumerate(table.names) if index not in used and name)
    date = "" if start is None or not kind.by_interval else one_date(table, start, joined.used)
    return Chosen(table, start, value, said, ignored, cleaned.totals, date)


def _columns(
    table: Table,
    kind: Kind,
    wanted: str | None,
    column: Scalar | None,
    path: Path,
    files: tuple[str, str],
    sources: Sources,
    at: str,
    taken: frozenset[int] | set[int],
    given: int | None,
) -> tuple[int | None, int] | None:
    """Index of the column of clock times (None without one) and of the value column; ``files`` is as shown and as named."""
    shown, named = files
    names = [folded(name) for name in table.names]
    start, clocks = start_column(table, names, wanted, kind)
    if given is not None and kind.by_interval:
        start, clocks = given, [*clocks, given]
    if start is None and len(clocks) > 1:
        message = f"several columns hold clock times: {', '.join(table.names[index] for index in clocks)}"
        sources.report(table.header[clocks[0]].place, at, message, "name the one with the starts of the intervals start")
        return None
    if wanted is not None and column is not None:
        value = _named(table, wanted, shown, column, f"{at}.column", sources)
        return None if value is None else (start, value)
    choices = [index for index in range(len(names)) if index not in clocks and index not in taken]
    owner = folded(str(path[1]))
    if kind.named and owner in names and names.index(owner) in choices:
        return start, names.index(owner)
    likely = [names.index(name) for name in kind.columns if name in names and names.index(name) in choices]
    if not likely and kind.like is not None:
        likely = of_owner([index for index in choices if kind.like(table.names[index]) and table.column(index)], table, owner)
    if path[-1] == "headcount":
        likely = _on_the_floor(likely, choices, table, owner)
    inside = table.header[0].place.file.removeprefix(f"{shown} [").removesuffix("]")
    file = named + ("" if inside == shown else f", sheet: {inside}")
    if len(likely) > 1 and kind.by_interval:
        both = " and ".join(table.names[index] for index in likely[:2])
        lines = (f"{{file: {file}, column: {table.names[index]}}}" for index in likely[:3])
        hint = f"name one: {' or '.join(lines)}"
        sources.report(table.header[likely[1]].place, at, f"the columns {both} may both be meant for {path[1]}", hint)
        return None
    if likely:
        return start, likely[0]
    numbers = [index for index in choices if _mostly(table.column(index), lambda text: bool(NUMBER.match(text)))]
    if len(choices) == 1 or len(numbers) == 1:
        return start, choices[0] if len(choices) == 1 else numbers[0]
    meant = next((table.names[one] for one in choices if path[-1] == "headcount" and is_required(table.names[one])), "…")
    hint = f"name one: {{file: {file}, column: {meant}}}; columns: {', '.join(table.names)}"
    message = "has no column of values" if not choices else f"cannot tell which column of the file is meant for {path[1]}"
    sources.report(table.header[0].place, at, message, hint)
    return None


def _on_the_floor(likely: list[int], choices: list[int], table: Table, owner: str) -> list[int]:
    """Of columns of agents those of who is there: what is required, missing or too many stands beside them to compare."""
    numbers = [index for index in choices if _mostly(table.column(index), lambda text: bool(NUMBER.match(text)))]
    staffed = of_owner([index for index in numbers if is_staffed(table.names[index])], table, owner)
    likely = of_owner(list(dict.fromkeys([*likely, *staffed])), table, owner)
    return [index for index in likely if not is_required(table.names[index])] or likely


def _named(table: Table, wanted: str, shown: str, node: Scalar, at: str, sources: Sources) -> int | None:
    """The index of a column by its name; None after reporting that there is none."""
    names = [folded(name) for name in table.names]
    if wanted in table.names or folded(wanted) in names:
        return table.names.index(wanted) if wanted in table.names else names.index(folded(wanted))
    hint = _by_letter(wanted, table) or did_you_mean(wanted, table.names, "columns")
    sources.report(node.place, at, f"{shown} has no column '{wanted}'", hint)
    return None


def of_owner(found: list[int], table: Table, owner: str) -> list[int]:
    """Of several columns those whose names hold that of the queue or group too: ``Sales AHT``."""
    mine = [index for index in found if set(owner.split("_")) <= words_of(table.names[index])]
    return mine or found


def _by_letter(wanted: str, table: Table) -> str:
    """What heads the column of a letter, as a spreadsheet counts them; empty for other names."""
    if not re.fullmatch("[A-Za-z]{1,2}", wanted):
        return ""
    index = 0
    for letter in wanted.upper():
        index = index * 26 + ord(letter) - ord("A") + 1
    if index > len(table.header) or not table.header[index - 1].text:
        return ""
    header = table.header[index - 1].text
    return f"column {wanted.upper()} is headed {header}; write column: {header}"


def start_column(table: Table, names: list[str], wanted: str | None, kind: Kind) -> tuple[int | None, list[int]]:
    """The column of the intervals' starts, by its name or because no other holds clock times; and all that hold some."""
    if not kind.by_interval:
        return None, []
    mine = None if wanted is None else folded(wanted)
    clocks = [
        index
        for index, name in enumerate(names)
        if name != mine and not is_handle_time(name) and _holds_clocks(table.column(index))
    ]
    named = start_named(["" if name == mine else name for name in names], clocks)
    if kind.quantity == "duration":  # 4:45 looks like a time of day
        clocks = clocks[:1] if named is None else []
    if named is not None:
        return named, [*clocks, named]
    return (clocks[0] if len(clocks) == 1 else None), clocks


def _holds_clocks(texts: list[str]) -> bool:
    return holds_clocks(texts) or _mostly(texts, lambda text: not NUMBER.fullmatch(text) and _is_clock(text))


def _is_clock(text: str) -> bool:
    try:
        read_moment(text)
    except InputError:
        return False
    return True


def _mostly(texts: list[str], holds: Callable[[str], bool]) -> bool:
    return bool(texts) and sum(map(holds, texts)) > _MOSTLY * len(texts)

"""Rows of several queues or days in one file: which of them are meant, and what tells them apart."""

from __future__ import annotations

from collections import Counter

from simdesk.scenario.language.series import DATE_LIKE, dates_meant, iso_date
from simdesk.scenario.reading.diagnostics import Sources, did_you_mean
from simdesk.scenario.reading.nodes import Scalar
from simdesk.scenario.tables.csv_table import NUMBER, Table
from simdesk.scenario.tables.kinds import folded

_MOST_NAMES = 4
_MOST_GROUPS = 400


def rows_named(table: Table, wanted: Scalar, shown: str, sources: Sources, at: str) -> Table | None:
    """The rows that have a text in one of their columns, without that column; None after reporting that none has it.

    Parameters
    ----------
    table : Table
    wanted : Scalar
        The text.
    shown : str
        The file as the user named it.
    sources : Sources
    at : str
        The path in words.
    """
    text = str(wanted.value).strip()
    names = {text, *_as_date(text)}
    for index in range(len(table.header)):
        mine = [row for row in table.rows if row[index].text.strip() in names or folded(row[index].text) == folded(text)]
        if not mine or all(NUMBER.fullmatch(row[index].text.strip()) for row in mine):
            continue
        keep = [one for one in range(len(table.header)) if one != index]
        header = tuple(table.header[one] for one in keep)
        return Table(table.delimiter, header, tuple(tuple(row[one] for one in keep) for row in mine))
    known = [name for index in range(len(table.header)) if (few := _few(table, index)) for name in few]
    sources.report(wanted.place, f"{at}.rows", f"no row of {shown} has '{text}' in a column", did_you_mean(text, known, "texts"))
    return None


def _as_date(text: str) -> set[str]:
    return set(dates_meant(text).split(" or ")) if DATE_LIKE.fullmatch(text) else set()


def _few(table: Table, index: int) -> list[str]:
    """The texts of a column that has a few of them, none a number."""
    texts = list(dict.fromkeys(table.column(index)))
    return texts if 1 < len(texts) <= _MOST_NAMES and not any(map(NUMBER.fullmatch, texts)) else []


def told_apart(table: Table, start: int, value: int, file: str) -> tuple[str, str] | None:
    """Message and hint for clock times that come in several rows, where another column tells these apart; else None.

    Parameters
    ----------
    table : Table
    start, value : int
        The columns of clock times and of values.
    file : str
        The file as the scenario names it, its sheet behind it.
    """
    clocks = [row[start].text.strip() for row in table.rows]
    counted = Counter(clocks)
    if not clocks or max(counted.values()) < 2:
        return None
    clock = next(text for text, number in counted.items() if number > 1)
    for index in range(len(table.header)):
        texts = [row[index].text.strip() for row in table.rows]
        groups = list(dict.fromkeys(texts))
        apart = max(Counter(zip(clocks, texts, strict=True)).values()) < 2
        if index in (start, value) or not apart or not 1 < len(groups) <= _MOST_GROUPS or any(map(NUMBER.fullmatch, groups)):
            continue
        name = table.names[index]
        named = ", ".join(groups[:_MOST_NAMES]) + (f" and {len(groups) - _MOST_NAMES} more" if len(groups) > _MOST_NAMES else "")
        message = f"{clock} is in {counted[clock]} rows, which the column {name} tells apart ({named})"
        first = f"{{file: {file}, rows: {groups[0]}}}"
        if all(DATE_LIKE.fullmatch(text) or iso_date(text) for text in groups):
            day = dates_meant(groups[0])
            hint = f"for all days write first_day: {day} and days: {len(groups)} under hours; for one day write {first}"
        else:
            hint = f"write {first}, or the rows that are meant; other queues may have rows: {groups[1]}"
        return message, hint
    return None

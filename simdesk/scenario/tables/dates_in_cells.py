"""Dates in the cells of a file as ``2026-03-23``: in which order day and month stand is told from the whole column."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date

from simdesk.scenario.language.series import iso_date
from simdesk.scenario.spellings.clocks import weekdays_of
from simdesk.scenario.spellings.dates import date_in_words
from simdesk.scenario.spellings.spelling import UnclearError
from simdesk.scenario.tables.csv_table import Cell, Table

_NUMBERS = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})")
_TIME = re.compile(
    r"(?P<day>.*?\d.*?)(?:[ T]+|,\s*)(?P<time>\d{1,2}(?::\d{2}){1,2}(?:\.\d+)?(?:\s*[AaPp]\.?[Mm]\.?)?(?:\s*-.*)?)"
)
_SHORT_YEAR = re.compile(r"([^\W\d_]\.?[-/, ]+)(\d{2})$")
_WEEKDAY = re.compile(r"([^\W\d_]+)\.?,?\s+(?=\d)")
_FEWEST_IN_A_ROW = 3
"""So many dates close together tell the order, where they lie a month apart in the other."""

Reading = Callable[[re.Match[str]], date | None]


def with_iso_dates(table: Table, first: date | None, days: int) -> Table:
    """The table with the dates of each column of them in the documented form, clock times behind them kept.

    Where every number of a column may be a month, the days of the scenario tell which are meant, or that most of the dates follow
    one another in one order alone; what cannot be told stays as it is.

    Parameters
    ----------
    table : Table
    first : date or None
        The first day of the scenario.
    days : int
        How many there are.
    """
    columns = (
        (index, _texts([row[index].text.strip() for row in table.rows], first, days)) for index in range(len(table.header))
    )
    made = {index: texts for index, texts in columns if texts is not None}
    rows = [
        tuple(Cell(made[index][number], cell.place) if index in made else cell for index, cell in enumerate(row))
        for number, row in enumerate(table.rows)
    ]
    heads = [index for index, name in enumerate(table.names) if is_date_like(name)]
    named = dict(zip(heads, _texts([table.names[index] for index in heads], first, days) or (), strict=False))
    header = tuple(Cell(named.get(index, cell.text), cell.place) for index, cell in enumerate(table.header))
    return Table(table.delimiter, header, tuple(rows)) if made or named else table


def is_date_like(text: str) -> bool:
    """Whether a text is a day, a month and a year in numbers, in whichever order."""
    return _NUMBERS.fullmatch(_apart(text)[0]) is not None


def days_meant(text: str) -> tuple[date, ...]:
    """The dates that a text may be: two where either number may be the month."""
    match = _NUMBERS.fullmatch(_apart(text)[0])
    ways = (_month_first, _day_first) if match is not None else ()
    return tuple(dict.fromkeys(found for way in ways if match is not None and (found := way(match)) is not None))


def date_fault(text: str) -> tuple[str, str]:
    """Message and hint for a date in a file that cannot be read."""
    ways = days_meant(text)
    if len(ways) == 2:
        either = " or ".join(day.isoformat() for day in ways)
        return f"{_apart(text)[0]} may be {either}", f"write first_day: {either} under hours, and the file is read by it"
    if ways:
        message = f"{_apart(text)[0]} is {ways[0].isoformat()}, and other dates of the column have day and month the other way"
        return message, "write all dates alike, such as 2026-03-23"
    return f"no date that can be read (got '{text}')", "write dates such as 2026-03-23"


def dates_fault(texts: Sequence[str]) -> tuple[str, str]:
    """Message and hint for a column of dates of which it cannot be told which number is the month."""
    ways = [
        sorted(day for text in texts if len(meant := days_meant(text)) > index for day in (meant[index],)) for index in (0, 1)
    ]
    if len(texts) < 2 or not all(ways):
        return date_fault(texts[0])
    lines = [f"first_day: {one[0].isoformat()} and days: {(one[-1] - one[0]).days + 1}" for one in ways]
    message = f"{_apart(texts[0])[0]} may be {' or '.join(day.isoformat() for day in days_meant(texts[0]))}"
    return message, f"write {lines[0]} under hours, or {lines[1]}: the file is read by it"


def _apart(text: str) -> tuple[str, str]:
    """A date, without the weekday in front of it, and the clock time behind it."""
    text = text.strip()
    match = _TIME.fullmatch(text)
    day, time = (match["day"].strip(" ,"), match["time"]) if match else (text, "")
    named = _WEEKDAY.match(day)
    return (day[named.end() :] if named and weekdays_of(named[1]) else day), time


def _texts(texts: Sequence[str], first: date | None, days: int) -> list[str] | None:
    """The texts of a column of dates in the documented form; None where it is none, or needs no change."""
    sample = next((text for text in texts if text), "")
    if not _is_date(_apart(sample)[0]):
        return None
    apart = {text: found for text in dict.fromkeys(texts) if text and _is_date((found := _apart(text))[0])}
    if all(iso_date(day) is not None for day, _ in apart.values()):
        return None
    numbers = {day for day, _ in apart.values() if _NUMBERS.fullmatch(day)}
    orders: list[Reading] = [_month_first, _day_first]
    ways = [way for way in orders if all(_read(day, way) is not None for day in numbers)]
    if len(ways) > 1:
        ways = _meant(numbers, first, days)
    if len(ways) != 1:
        return None
    read = {text: f"{at.isoformat()} {time}".strip() for text, (day, time) in apart.items() if (at := _read(day, ways[0]))}
    return [read.get(text, text) for text in texts]


def _is_date(day: str) -> bool:
    return bool(day) and any(_read(day, way) is not None for way in (_month_first, _day_first))


def _read(day: str, way: Reading) -> date | None:
    match = _NUMBERS.fullmatch(day)
    if match is not None:
        return way(match)
    with suppress(UnclearError):
        in_words = _SHORT_YEAR.sub(r"\g<1>20\g<2>", day).replace("-", " ").replace("/", " ")
        return iso_date(day) or (date_in_words(in_words) if any(map(str.isalpha, day)) else None)
    return None


def _meant(texts: set[str], first: date | None, days: int) -> list[Reading]:
    """Which orders of day and month the dates of a column are in: one, or both where nothing tells."""
    orders: tuple[Reading, ...] = (_month_first, _day_first)
    found = {way: {day for text in texts if (day := _read(text, way)) is not None} for way in orders}
    if found[_month_first] == found[_day_first]:
        return [_month_first]
    if first is not None:
        inside = [way for way, known in found.items() if any(0 <= (day - first).days < days for day in known)]
        if len(inside) == 1:
            return inside
    close = [way for way, known in found.items() if (max(known) - min(known)).days < 2 * len(known)]
    return close if len(close) == 1 and len(texts) >= _FEWEST_IN_A_ROW else [*found]


def _month_first(match: re.Match[str]) -> date | None:
    return None if match[2] == "." else _date(match[4], match[1], match[3])


def _day_first(match: re.Match[str]) -> date | None:
    return _date(match[4], match[3], match[1])


def _date(year: str, month: str, day: str) -> date | None:
    with suppress(ValueError):
        return date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
    return None

"""Dates and spans of weekdays in words, and the days that they mean."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, timedelta

from simdesk.scenario.language.series import iso_date
from simdesk.scenario.reading.nodes import Entry, ListNode, MapNode, Node, Scalar
from simdesk.scenario.spellings.calendar_words import MONTH_OF
from simdesk.scenario.spellings.clocks import ENDS, STARTS, in_one_language, weekdays_of
from simdesk.scenario.spellings.spelling import Rewrite, UnclearError, folded, items_of, replaced, text_of
from simdesk.units import WEEKDAYS

_WORD = r"[^\W\d_]+\.?"
_FRONT = re.compile(rf"(?:le\s+|el\s+)?(?P<weekday>{_WORD})(?:\s*,)?\s*\b(?:(?:the|der|den|dem|le|el|de)\s+)?(?P<rest>.*\d.*)")
_NTH = r"(?:st|nd|rd|th|er|º|e)?\.?"
_OF = r"(?:(?:of|de)\s+)?"
_WAYS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?P<d>\d{{1,2}}){_NTH}[\s-]*{_OF}(?P<m>{_WORD})\s*[,-]?\s*{_OF}(?P<y>\d{{4}})",
        rf"(?P<m>{_WORD})\s*(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s*,?\s+(?P<y>\d{{4}})",
        r"(?P<d>\d{1,2})\.\s*(?P<m>\d{1,2})\.\s*(?P<y>\d{4})",
        r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})",
    )
)
_SLASHES = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_WEEK = re.compile(
    r"(?P<y>\d{4})[ -]*w(?P<w>\d{1,2})"
    r"|(?:cw|kw|week|w|calendar week|woche|kalenderwoche|semaine|semana)\s*(?P<w2>\d{1,2})\s*(?:/|,|of|in)?\s*(?P<y2>\d{4})"
)
_NO_YEAR = re.compile(rf"\d{{1,2}}{_NTH}\s*{_OF}(?P<m>{_WORD})|(?P<m2>{_WORD})\s*\d{{1,2}}(?:st|nd|rd|th)?")
A_MONDAY = date(2026, 3, 23)
"""In examples a week begins on this day."""


def date_in_words(text: str) -> date | None:
    """``Monday 28 April 2025``, ``April 28, 2025``, ``28.04.2025`` or ``2025-W18`` as a date; None for anything else.

    Raises
    ------
    UnclearError
        When the date is not one of the weekday in front of it, or a month and a day have no year.
    """
    shown, text = text.strip(), text.strip().lower()
    named = None if any(way.fullmatch(text) for way in _WAYS) else _FRONT.fullmatch(text)  # March and mardi are both mar
    weekday = weekdays_of(named["weekday"].rstrip(".")) if named else ()
    rest = named["rest"] if named and len(weekday) == 1 else text
    week = _WEEK.fullmatch(rest)
    if week is not None:
        try:
            return date.fromisocalendar(int(week["y"] or week["y2"]), int(week["w"] or week["w2"]), 1)
        except ValueError:
            return None
    for way in _WAYS:
        match = way.fullmatch(rest)
        found = _date(match) if match is not None else None
        if found is not None:
            if weekday and named is not None and len(weekday) == 1 and weekday[0] != WEEKDAYS[found.weekday()]:
                right = next(
                    found + timedelta(days=n) for n in range(-3, 4) if weekday_of(found + timedelta(days=n)) == weekday[0]
                )
                raise UnclearError(
                    f"{found.isoformat()} is a {WEEKDAYS[found.weekday()].capitalize()}, not a {weekday[0].capitalize()}",
                    f"write {found.isoformat()}, or {right.isoformat()} for the {weekday[0].capitalize()}",
                )
            return found
    slashes = _SLASHES.fullmatch(rest)
    if slashes is not None:
        return _the_only(*map(int, slashes.groups()))
    short = _NO_YEAR.fullmatch(rest)
    if short is not None and (short["m"] or short["m2"]).rstrip(".") in MONTH_OF:
        raise UnclearError(f"the date {shown} has no year", f"write {shown} {A_MONDAY.year}, with the year that is meant")
    return None


def _the_only(one: int, other: int, year: int) -> date | None:
    """The date of ``25/12/2026``; None where either number may be the month."""
    ways = set()
    for day, month in ((one, other), (other, one)):
        with suppress(ValueError):
            ways.add(date(year, month, day))
    return ways.pop() if len(ways) == 1 else None


def _date(match: re.Match[str]) -> date | None:
    month = match["m"].rstrip(".")
    try:
        return date(int(match["y"]), int(month) if month.isdigit() else MONTH_OF.get(month, 0), int(match["d"]))
    except ValueError:
        return None


def weekday_of(day: date) -> str:
    """The name of a date's weekday."""
    return WEEKDAYS[day.weekday()]


def is_date_in_words(node: Node) -> bool:
    """Whether a date is written otherwise than as ``2026-03-23``, right or wrong."""
    text = text_of(node)
    if not text or iso_date(text) is not None:
        return False
    try:
        return date_in_words(text) is not None
    except UnclearError:
        return True


def first_day(ours: str) -> Rewrite:
    """The date at a key in the documented form."""

    def rewrite(block: MapNode, key: str) -> MapNode:
        entry = block.entries[key]
        return replaced(block, key, {ours: Entry(entry.key, _as_iso(entry.node))})

    return rewrite


def _as_iso(node: Node) -> Node:
    try:
        found = date_in_words(text_of(node))
    except UnclearError as error:
        raise UnclearError(error.message, error.hint, node.place) from None
    return node if found is None else Scalar(found.isoformat(), node.place)


def with_dates(node: ListNode) -> ListNode:
    """A list of days with the dates among them in the documented form."""
    return ListNode(tuple(_as_iso(item) if is_date_in_words(item) else item for item in node.items), node.place)


def has_dates_in_words(node: Node) -> bool:
    """Whether one of several days is a date in words."""
    return isinstance(node, ListNode) and any(map(is_date_in_words, node.items))


def date_of(node: Node) -> date | None:
    """A date in any of its ways; None for anything else."""
    try:
        return iso_date(text_of(node)) or date_in_words(text_of(node))
    except UnclearError:
        return None


_BETWEEN = re.compile(r"(?:from\s+)?(.+?)\s*(?:\bto\b|\buntil\b|\btill\b|\s-\s|–|—|\.\.+)\s*(.+)", re.IGNORECASE)


def dates_between(node: Node) -> tuple[date, date] | None:
    """The two dates of ``2026-03-23 to 2026-03-28`` or ``{from: …, to: …}``; None for anything else."""
    if isinstance(node, MapNode) and len(node.entries) == 2:
        keys = {folded(key): entry.node for key, entry in node.entries.items()}
        ends = [next((keys[word] for word in words if word in keys), None) for words in (STARTS, ENDS)]
        parts: list[Node] = [end for end in ends if end is not None]
    elif isinstance(node, ListNode) and len(node.items) == 2:
        parts = list(node.items)
    else:
        match = _BETWEEN.fullmatch(text_of(node))
        parts = [Scalar(part, node.place) for part in match.groups()] if match is not None else []
    found = [day for part in parts if (day := date_of(part)) is not None]
    return (found[0], found[1]) if len(found) == 2 and found[0] <= found[1] else None


def begins_with_date(block: MapNode, words: tuple[str, ...]) -> bool:
    """Whether a date stands at one of some keys."""
    return any(
        folded(key) in words
        and isinstance(one.node, Scalar)
        and (iso_date(text_of(one.node)) is not None or is_date_in_words(one.node))
        for key, one in block.entries.items()
    )


def names_weekdays(node: Node) -> bool:
    """Whether days are given as weekdays, ``Mon-Sat`` or ``[Mon, Tue]``, rather than as a number."""
    items = items_of(node)
    return bool(items) and all(weekdays_of(text_of(item)) for item in items)


def days_from_weekdays(block: MapNode, key: str) -> MapNode:
    """``days: Mon-Sat`` under hours as their number, where the first day is one of the first of them."""
    entry = block.entries[key]
    in_one_language(map(text_of, items_of(entry.node)), entry.node.place)
    named = list(dict.fromkeys(day for item in items_of(entry.node) for day in weekdays_of(text_of(item))))
    shown = text_of(entry.node) or ", ".join(text_of(item) for item in items_of(entry.node))
    first = next(
        (found for name, one in block.entries.items() if name == "first_day" and (found := iso_date(text_of(one.node)))), None
    )
    begins = named[0]
    if first is None:
        day = A_MONDAY + timedelta(days=WEEKDAYS.index(begins))
        hint = f"write first_day: {day.isoformat()} under hours, with the date of the {begins.capitalize()} that is meant"
        count = max((WEEKDAYS.index(one) - WEEKDAYS.index(begins)) % 7 for one in named) + 1
        stands_in = {"first_day": day.isoformat(), "days": count}
        raise UnclearError(f"{shown} are days of a week, and it is not said of which", hint, entry.node.place, stands_in)
    ahead = [(WEEKDAYS.index(day) - first.weekday()) % 7 for day in named]
    count = max(ahead) + 1
    idle = [WEEKDAYS[(first.weekday() + n) % 7] for n in range(count) if n not in ahead]
    if ahead[0]:
        later = first + timedelta(days=ahead[0])
        message = f"{shown} do not begin on the first day, {first.isoformat()}, which is a {weekday_of(first).capitalize()}"
        raise UnclearError(message, f"write first_day: {later.isoformat()}, the next {begins.capitalize()}", entry.node.place)
    shut = {text_of(item) for item in items_of(block.entries["closed"].node)} if "closed" in block.entries else set()
    if set(idle) - shut:
        hint = f"write days: {count} and closed: [{', '.join(idle)}] under hours"
        raise UnclearError(f"{shown} leave out {', '.join(map(str.capitalize, idle))}", hint, entry.node.place)
    return replaced(block, key, {"days": Entry(entry.key, Scalar(count, entry.node.place))})


def knows_its_first_day(block: MapNode) -> bool:
    """Whether no other word for the first day is left to be read: days go by it."""
    others = ("date", "start_date", "first_date", "from_date", "starting", "start_day")
    there = block.entries.get("first_day")
    return not any(folded(key) in others for key in block.entries) and (there is None or not is_date_in_words(there.node))


def named_date(day: date) -> str:
    """``Mon 2026-03-16``."""
    return f"{WEEKDAYS[day.weekday()][:3].capitalize()} {day.isoformat()}"

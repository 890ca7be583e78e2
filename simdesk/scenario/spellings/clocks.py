"""Times of day and days as people write them: from one time to another, and several days at once."""

from __future__ import annotations

import re
from collections.abc import Iterable

from simdesk.errors import InputError
from simdesk.scenario.reading.diagnostics import Place
from simdesk.scenario.reading.nodes import Entry, ListNode, MapNode, Node, Scalar
from simdesk.scenario.spellings.calendar_words import AND, FROM, LANGUAGES_OF_DAY, OTHER_DAYS, UP_TO, WEEKDAY_OF, WEEKDAYS_OF
from simdesk.scenario.spellings.spelling import UnclearError, folded, items_of, text_of
from simdesk.units import DAY, WEEKDAYS, parse_clock

_SPAN = re.compile(r"(?:from\s+)?(\S.*?)\s*(?:-|–|—|\bto\b|\buntil\b|\btill\b)\s*(\S.*)", re.IGNORECASE)
_CLOCK = re.compile(r"\d{1,2}([:.h]\d{2}){0,2}\s*([ap]\.?m\.?|hrs|h|uhr|o'clock)?|noon|midday|midnight", re.IGNORECASE)
STARTS = ("start", "from", "begin", "begins", "starts", "start_time", "start_at", "starts_at", "begin_at")
ENDS = ("end", "to", "until", "till", "ends", "end_time", "finish", "finishes", "ends_at", "end_at", "stop")


def span_of(node: Node | None) -> tuple[Scalar, Scalar] | None:
    """The two ends of ``08:00-16:30``, ``08:00 to 16:30``, ``[08:00, 16:30]`` or ``{from: 08:00, to: 16:30}``; else None."""
    if isinstance(node, ListNode) and len(node.items) == 2 and all(is_clock(text_of(item)) for item in node.items):
        first, last = node.items
        assert isinstance(first, Scalar)
        assert isinstance(last, Scalar)
        return first, last
    if isinstance(node, MapNode) and len(node.entries) == 2:
        keys = {folded(key): entry.node for key, entry in node.entries.items()}
        start = next((keys[key] for key in (*STARTS, "open", "opens", "opening", "earliest") if key in keys), None)
        end = next((keys[key] for key in (*ENDS, "close", "closes", "closing", "latest") if key in keys), None)
        return (start, end) if isinstance(start, Scalar) and isinstance(end, Scalar) else None
    match = _SPAN.fullmatch(text_of(node))
    if match is None or not all(map(is_clock, match.groups())):
        return None
    assert isinstance(node, Scalar)
    return Scalar(match[1], node.place), Scalar(match[2], node.place)


def is_clock(text: str) -> bool:
    """Whether a text looks like a time of day, right or wrong."""
    return _CLOCK.fullmatch(text.strip()) is not None


def seconds_at(node: Node) -> float:
    """A time of day in seconds after midnight.

    Raises
    ------
    UnclearError
        When it cannot be read.
    """
    try:
        return parse_clock(node.value if isinstance(node, Scalar) else None)
    except InputError as error:
        raise UnclearError(error.message, error.hint, node.place) from None


def length_between(start: Node, end: Node) -> Scalar:
    """The duration between two times of day; an end at or before the start is the next day's."""
    seconds = seconds_at(end) - seconds_at(start)
    return duration(seconds if seconds > 0 else seconds + DAY, end)


def duration(seconds: float, node: Node) -> Scalar:
    """Seconds as a planner writes them: ``8 h 30 min``."""
    hours, rest = divmod(seconds, 3600.0)
    minutes, rest = divmod(rest, 60.0)
    parts = [f"{amount:g} {unit}" for amount, unit in ((hours, "h"), (minutes, "min"), (rest, "s")) if amount]
    return Scalar(" ".join(parts) or "0 s", node.place)


_DAYS = re.compile(rf"(?:(?:{FROM})\s+)?([^\W\d_]+)[\s-]*(?:{UP_TO})[\s-]*([^\W\d_]+)")
_JOINED = re.compile(rf"\s*(?:{AND})\s*")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_POINT = re.compile(r"(?<=[^\W\d_])\.")


def weekdays_of(text: str) -> tuple[str, ...]:
    """The weekdays that ``mon``, ``Mo.-Fr.``, ``lundi à vendredi``, ``weekdays`` or ``sat, sun`` mean; empty if none."""
    word = _POINT.sub("", text.strip().lower())
    if word in WEEKDAY_OF:
        return (WEEKDAY_OF[word],)
    if folded(word) in WEEKDAYS_OF:
        return WEEKDAYS_OF[folded(word)]
    match = _DAYS.fullmatch(word)
    if match is not None and match[1] in WEEKDAY_OF and match[2] in WEEKDAY_OF:
        first, last = (WEEKDAYS.index(WEEKDAY_OF[part]) for part in match.groups())
        return tuple(WEEKDAYS[at % 7] for at in range(first, last + 1 if last >= first else last + 8))
    texts = _JOINED.split(word)
    parts = [weekdays_of(part) for part in texts] if len(texts) > 1 and all(texts) else []
    return tuple(day for part in parts for day in part) if all(parts) else ()


_LETTERS = re.compile(r"[^\W\d_]+")
_OF_ONE_LANGUAGE = {"t/m": "Dutch", "tot": "Dutch", "bis": "German", "und": "German", "à": "French", "et": "French"}
"""Words between days that only one language has."""


def unclear_day(names: Iterable[str]) -> tuple[str, UnclearError] | None:
    """The first of the names of days in a week that is of another day in another language; None where their language is clear.

    ``di`` is Tuesday beside ``mo``, and not known beside ``lundi`` or alone.
    """
    texts = {name: name.lower() for name in names}
    found = {
        word: LANGUAGES_OF_DAY[word] for text in texts.values() for word in _LETTERS.findall(text) if word in LANGUAGES_OF_DAY
    }
    languages = [set(meant) for word, meant in found.items()]
    languages += [{one} for word, one in _OF_ONE_LANGUAGE.items() if any(word in text.split() for text in texts.values())]
    common = set.intersection(*languages) if languages else set()
    for name, text in texts.items():
        for word in _LETTERS.findall(text):
            meant = found.get(word, {})
            if len(set(meant.values())) > 1 and {meant[one] for one in common} != {WEEKDAY_OF[word]}:
                days = {day: " and ".join(one for one in meant if meant[one] == day) for day in dict.fromkeys(meant.values())}
                told = ", and ".join(f"{day.capitalize()} in {those}" for day, those in days.items())
                hint = f"write the days in full: {' or '.join(days)} for {word}"
                return name, UnclearError(f"'{word}' is {told}", hint)
    return None


def in_one_language(names: Iterable[str], place: Place) -> None:
    """Refuse the names of days in a week of which one may be another day in another language.

    Raises
    ------
    UnclearError
    """
    found = unclear_day(names)
    if found is not None:
        found[1].place = place
        raise found[1]


def values_in_one_language(block: MapNode, key: str) -> None:
    """Refuse the day among those of a mapping of values by day that may be another in another language.

    Raises
    ------
    UnclearError
        The value stands for all other days, so that none is called missing.
    """
    days = block.entries[key].node
    found = unclear_day(days.entries) if isinstance(days, MapNode) else None
    if found is not None and isinstance(days, MapNode):
        name, error = found
        error.place = days.entries[name].key
        rest = {one: entry for one, entry in days.entries.items() if one != name}
        error.instead = {key: MapNode({"others": days.entries[name], **rest}, days.place)}
        raise error


def days_of(node: Node) -> ListNode:
    """A list of days in which names of several are written out; what is no day stays as it is."""
    items: list[Node] = []
    named = [entry.node for entry in node.entries.values()] if isinstance(node, MapNode) else items_of(node)
    in_one_language([text_of(item) for item in named], node.place)
    for item in named:
        days = weekdays_of(text_of(item))
        items += [Scalar(day, item.place) for day in days] or [item]
    return ListNode(tuple(items), node.place)


def is_loose(node: Node) -> bool:
    """Whether days are written otherwise than as a list of documented words."""
    if not isinstance(node, ListNode):
        return isinstance(node, MapNode) or (isinstance(node, Scalar) and node.value is not None)
    return any(text_of(item) not in WEEKDAYS and bool(weekdays_of(text_of(item))) for item in node.items)


def are_loose_weekdays(node: Node) -> bool:
    """Whether a mapping has values by weekday, some of them called otherwise than as documented."""
    return isinstance(node, MapNode) and any(_is_loose_day(key) for key in node.entries) and any(map(_is_day, node.entries))


def _is_loose_day(key: str) -> bool:
    return key not in (*WEEKDAYS, "others") and (bool(weekdays_of(_spaced(key))) or folded(key) in OTHER_DAYS)


def _is_day(key: str) -> bool:
    return bool(weekdays_of(_spaced(key))) or _DATE.match(key) is not None


def weekdays_written_out(block: MapNode, key: str) -> MapNode:
    """The block with ``{mon-fri: 5, sat: 3}`` at a key as five weekdays and ``saturday``."""
    entry = block.entries[key]
    node = entry.node
    assert isinstance(node, MapNode)
    values_in_one_language(block, key)
    days: dict[str, Entry] = {}
    for name, one in node.entries.items():
        for day in weekdays_of(_spaced(name)) or (("others",) if folded(name) in OTHER_DAYS else (name,)):
            if day in days:
                raise UnclearError(f"{day} is given twice", "give each day once; write others for all other days", one.key)
            days[day] = one
    return MapNode({**block.entries, key: Entry(entry.key, MapNode(days, node.place))}, block.place)


def _spaced(key: str) -> str:
    return key.replace("_", "-")

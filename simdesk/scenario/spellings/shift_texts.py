"""A shift in one sentence: ``08:00-16:30, 6 agents, lunch 30 min between 11:30 and 13:30``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from simdesk.errors import InputError
from simdesk.scenario.language.quantities import NUMBERS
from simdesk.scenario.reading.diagnostics import Place
from simdesk.scenario.reading.nodes import Entry, ListNode, MapNode, Node, Scalar
from simdesk.scenario.spellings.clocks import duration, in_one_language, span_of, weekdays_of
from simdesk.scenario.spellings.spelling import UnclearError, text_of
from simdesk.units import DAY, parse_clock, parse_duration

_CLOCK = r"\d{1,2}(?:[:.h]\d{2})?\s*(?:[ap]\.?m\.?|uhr)?"
_RANGE = rf"(?P<from>{_CLOCK})\s*(?:-|–|—|to|until|till|and|&)\s*(?P<to>{_CLOCK})"
_AGENTS = re.compile(
    r"(?:for\s+)?(?P<number>\d+(?:\.\d+)?)\s*(?:x|×)?\s*(?:agents?|people|heads?|ftes?|staff|persons?|advisors?|operators?|colleagues|employees)"
    r"|(?:agents?|heads?|staff|headcount)\s*:?\s*(?P<other>\d+(?:\.\d+)?)|(?P<times>\d+)\s*[x×]|[x×]\s*(?P<by>\d+)",
    re.I,
)
_PARTS = re.compile(r"\s*(?:[,;()|]|/(?!m\b)|\bwith\b|\bplus\b|\bincluding\b|\bincl\.?|\+)\s*", re.I)
_REST = r"(?:lunch(?:es)?|meals?|breaks?|pauses?|coffees?|teas?|rests?|dinner|supper)"
_IS_BREAK = re.compile(rf"\b{_REST}\b|^\d+\s*[x×]\s*\d+\s*(?:min|m)\b", re.I)
_WHEN = (
    ("between", re.compile(rf"\b(?:any ?time )?(?:between|within|in the window|window)\s*(?:from\s*)?{_RANGE}", re.I)),
    ("range", re.compile(rf"\b(?:from\s+)?{_RANGE}", re.I)),
    ("at", re.compile(rf"\bat\s+(?P<from>{_CLOCK})", re.I)),
    (
        "after",
        re.compile(r"\bafter\s+(?P<time>\d+(?:\.\d+)?\s*(?:h(?:ours?)?|min(?:utes?)?|m)(?:\s*\d+\s*min(?:utes?)?)?)", re.I),
    ),
    ("at", re.compile(r"(?P<from>\d{1,2}[:.]\d{2})(?!\s*(?:h|min|m)\b)", re.I)),
)
_LENGTH = re.compile(
    r"\b(?:of\s+|for\s+)?(?P<length>\d+(?:\.\d+)?\s*-?\s*(?:h(?:ours?|rs?)?|min(?:ute)?s?|m)\b\.?)(?:\s+each)?", re.I
)
_COUNT = re.compile(rf"\b(?P<count>\d+|{'|'.join(NUMBERS)}|an?)\s*[x×]?\s*", re.I)
_FILLING = re.compile(rf"{_REST}|short|long|paid|of|each|a|an|the|time|at|on|mins?|staggered|per agent|every agent", re.I)


@dataclass
class _Break:
    """One clause about breaks: how many, how long, and when in words of the language; nothing where no time is said."""

    text: str
    count: int
    length: float
    when: dict[str, str] = field(default_factory=dict)
    window: tuple[float, float] | None = None


def is_shift_text(node: Node) -> bool:
    """Whether a text tells a shift's hours and more besides."""
    text = text_of(node)
    return bool(text) and span_of(node) is None and _hours_of(_clauses(text)) is not None


def _clauses(text: str) -> list[str]:
    return [part for part in (one.strip(" .") for one in _PARTS.split(text)) if part]


def _hours_of(parts: list[str]) -> tuple[int, str, Scalar, Scalar, str] | None:
    """Which clause holds the hours, what stands before them, both ends, and what stands behind."""
    for index, part in enumerate(parts):
        if _IS_BREAK.search(part):
            continue
        match = re.fullmatch(
            rf"(?P<before>(?:.*?[^\d\s.:][\s:]+)?)(?P<from>{_CLOCK})\s*(?:-|–|—|\bto\b|\buntil\b|\btill\b)\s*(?P<to>{_CLOCK})(?P<behind>(?:[\s:].*)?)",
            part,
            re.I,
        )
        if match is None:
            continue
        place = Place("")
        ends = span_of(Scalar(f"{match['from']}-{match['to']}", place))
        if ends is not None:
            return index, match["before"].strip(" :"), *ends, match["behind"].strip(" :")
    return None


def shift_of_text(node: Scalar, name: str = "") -> MapNode:
    """The shift as a block of its hours, agents, days and breaks.

    Raises
    ------
    UnclearError
        When a clause is not understood, or breaks have no time: with the whole line to write.
    """
    found = _hours_of(_clauses(str(node.value)))
    assert found is not None
    try:
        return _read(node, name)
    except UnclearError as error:
        agents = next((match for part in _clauses(str(node.value)) if (match := _AGENTS.fullmatch(part))), None)
        number = float(next(one for one in agents.groups() if one)) if agents is not None else 1.0
        start, end = found[2].value, found[3].value
        error.instead = {"start": start, "end": end, "agents": int(number) if number.is_integer() else number}
        raise


def _read(node: Scalar, name: str) -> MapNode:
    parts = _clauses(str(node.value))
    found = _hours_of(parts)
    assert found is not None
    index, before, first, last, behind = found
    rest = [*(part for at, part in enumerate(parts) if at != index), *(one for one in (before, behind) if one)]
    place = node.place
    start, length = _times(first, last, place)
    agents, days = "", tuple[str, ...]()
    breaks: list[_Break] = []
    for part in rest:
        match = _AGENTS.fullmatch(part)
        if match is not None and not agents:
            agents = next(one for one in match.groups() if one)
        elif part == behind and part.isdecimal() and not agents:
            agents = part
        elif weekdays_of(part) and not days:
            in_one_language([part], place)
            days = weekdays_of(part)
        elif part == before and not name and re.fullmatch(r"[A-Za-z][\w -]*", part):
            name = part
        elif part == before and name and part.lower() == name.lower():
            continue
        elif _IS_BREAK.search(part):
            breaks.append(_break(part, place))
        elif re.fullmatch(r"shifts?|daily|every day", part, re.I):
            continue
        else:
            hint = _line(name, first, last, agents, days, breaks, start, length)
            raise UnclearError(f"'{part}' of a shift is not understood", f"write {hint}", place)
    if any(not one.when for one in breaks):
        untimed = " and ".join(f"'{one.text}'" for one in breaks if not one.when)
        line = _line(name, first, last, agents, days, breaks, start, length)
        raise UnclearError(f"{untimed}: when is not said", f"write {line}, with your own times", place)
    entries: dict[str, Node] = {"start": Scalar(first.value, place), "end": Scalar(last.value, place)}
    if name:
        entries = {"name": Scalar(name, place), **entries}
    if agents:
        number = float(agents)
        entries["agents"] = Scalar(int(number) if number.is_integer() else number, place)
    if days:
        entries["days"] = ListNode(tuple(Scalar(day, place) for day in days), place)
    if breaks:
        made = tuple(one for each in breaks for one in _blocks(each, place))
        entries["breaks"] = ListNode(made, place)
    return MapNode({key: Entry(place, value) for key, value in entries.items()}, place)


def _times(first: Scalar, last: Scalar, place: Place) -> tuple[float, float]:
    try:
        start, end = parse_clock(first.value), parse_clock(last.value)
    except InputError as error:
        raise UnclearError(error.message, error.hint, place) from None
    return start, (end - start) % DAY or DAY


def _break(text: str, place: Place) -> _Break:
    rest, when, window = text, {}, None
    said = ""
    for kind, pattern in _WHEN:
        match = pattern.search(rest)
        if match is None:
            continue
        said = kind
        if kind == "after":
            when = {"after": match["time"]}
        elif kind == "at":
            when = {"at": match["from"].strip()}
        else:
            try:
                window = (parse_clock(match["from"].strip()), parse_clock(match["to"].strip()))
            except InputError as error:
                raise UnclearError(error.message, error.hint, place) from None
            when = {"between": f"{match['from'].strip()}-{match['to'].strip()}"}
        rest = f"{rest[: match.start()]} {rest[match.end() :]}"
        break
    found = _LENGTH.search(rest)
    length = 0.0
    if found is not None:
        length = parse_duration(re.sub(r"\s*-\s*", " ", found["length"]).rstrip("."))
        rest = f"{rest[: found.start()]} {rest[found.end() :]}"
    elif window is not None and said == "range":
        length = (window[1] - window[0]) % DAY
    number = _COUNT.search(rest)
    count = 1
    if number is not None:
        word = number["count"].lower()
        count = NUMBERS[word] if word in NUMBERS else int(word) if word.isdecimal() else 1
        rest = f"{rest[: number.start()]} {rest[number.end() :]}"
    if _FILLING.sub("", rest).strip(" .:-x×") or not length or not 1 <= count <= 9:
        message = f"'{text}' of a shift is not understood" if length else f"'{text}': how long is not said"
        raise UnclearError(message, 'write "lunch 30 min between 11:30 and 13:30", or breaks: ["12:00-12:30"]', place)
    if window is not None and abs((window[1] - window[0]) % DAY - length) < 1:
        when = {"at": when["between"].partition("-")[0]}
    if count > 1 and when:
        message = f"'{text}' says one time for {count} breaks"
        raise UnclearError(message, "write each break with its own time", place)
    return _Break(text, count, length, when, window)


def _blocks(each: _Break, place: Place) -> Iterator[MapNode]:
    lasting = duration(each.length, Scalar(None, place))
    entries = {key: Entry(place, Scalar(value, place)) for key, value in each.when.items()}
    yield MapNode({**entries, "length": Entry(place, lasting)}, place)


def _line(
    name: str, first: Scalar, last: Scalar, agents: str, days: tuple[str, ...], breaks: list[_Break], start: float, length: float
) -> str:
    """The whole shift as a line to write; breaks without a time are spread over it, outside the windows of others."""
    taken = [_span(one, start) for one in breaks if one.when]
    shown = []
    for one in breaks:
        lasting = duration(one.length, Scalar(None, Place(""))).value
        if one.when:
            (key, value), *_ = one.when.items()
            shown.append(f"{{{key}: {value if key == 'after' else chr(34) + value + chr(34)}, length: {lasting}}}")
            continue
        for number in range(one.count):
            at = _free(length * (number + 1) / (one.count + 1), one.length, length, taken)
            taken.append((at, at + one.length))
            shown.append(f"{{after: {duration(at, Scalar(None, Place(''))).value}, length: {lasting}}}")
    parts = [f"name: {name}"] if name else []
    parts += [f'hours: "{first.value}-{last.value}"', f"agents: {agents or 6}"]
    parts += [f"days: [{', '.join(days)}]"] if days else []
    parts += [f"breaks: [{', '.join(shown)}]"] if shown else []
    return f"{{{', '.join(parts)}}}"


def _span(one: _Break, start: float) -> tuple[float, float]:
    """When a break may be, in seconds after the start of the shift."""
    if one.window is not None:
        return (one.window[0] - start) % DAY, (one.window[1] - start) % DAY
    if "after" in one.when:
        after = parse_duration(one.when["after"])
        return after, after + one.length
    at = (parse_clock(one.when["at"]) - start) % DAY
    return at, at + one.length


_STEP = 15 * 60.0


def _free(wanted: float, lasting: float, length: float, taken: list[tuple[float, float]]) -> float:
    """The time nearest to the wanted one, on quarters of an hour, at which no other break may be."""
    near = round(wanted / _STEP) * _STEP
    steps = sorted(range(-60, 61), key=lambda step: (abs(step), step))
    for step in steps:
        at = near + step * _STEP
        if at > 0 and at + lasting < length and all(at + lasting <= first or at >= last for first, last in taken):
            return at
    return near

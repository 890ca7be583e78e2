"""Values in bands of the day, ``{from: "08:00", to: "11:00", seconds: 240}``, put at their clock times."""

from __future__ import annotations

from simdesk.scenario.language.distributions import DistributionForm
from simdesk.scenario.language.queues import Arrivals, Queue
from simdesk.scenario.language.series import iso_date, names_clocks
from simdesk.scenario.reading.nodes import Entry, ListNode, MapNode, Node, Scalar, flow, is_number
from simdesk.scenario.spellings.calendar_words import OTHER_DAYS
from simdesk.scenario.spellings.clocks import (
    ENDS,
    STARTS,
    are_loose_weekdays,
    is_clock,
    span_of,
    values_in_one_language,
    weekdays_of,
    weekdays_written_out,
)
from simdesk.scenario.spellings.columns import FILES, ROWS_OF_FILES, SHEETS, STARTS_OF_FILES
from simdesk.scenario.spellings.spelling import Spelling, UnclearError, folded, mapping, replaced, text_of

_AT = ("interval", "time", "at", "hour", "hours", "between", "period", "window", "slot", "band")
_UNITS = {"seconds": "s", "sec": "s", "secs": "s", "s": "s", "minutes": "min", "min": "min", "mins": "min"}
_DURATIONS = ("handle_time", "aht", "talk_time", "talk", "service_time", "average_handle_time", "handling_time", "patience")
_WRAP_UPS = ("wrap_up", "acw", "after_call_work", "wrap_up_time", "wrapup")
_FAMILIES = ("lognormal", "gamma", "exponential", "erlang", "weibull", "uniform", "triangular", "hyperexponential", "empirical")


def _span_in(row: MapNode) -> tuple[str, tuple[str, ...]] | None:
    """The clock time or span of a row as one text, and the keys that say it."""
    starts = [key for key in row.entries if folded(key) in STARTS and is_clock(_text(row, key))]
    ends = [key for key in row.entries if folded(key) in ENDS and is_clock(_text(row, key))]
    if len(starts) == 1:
        text = _text(row, starts[0])
        return (f"{text}-{_text(row, ends[0])}", (starts[0], ends[0])) if len(ends) == 1 else (text, (starts[0],))
    for key in row.entries:
        whole = _text(row, key)
        ends_of = span_of(row.entries[key].node)
        if folded(key) in _AT and (is_clock(whole) or ends_of is not None):
            return (whole if ends_of is None else f"{ends_of[0].value}-{ends_of[1].value}"), (key,)
    return None


def _text(row: MapNode, key: str) -> str:
    return text_of(row.entries[key].node)


def are_bands(node: Node) -> bool:
    """Whether a list has values each with its time of day."""
    return (
        isinstance(node, ListNode)
        and len(node.items) > 0
        and all(isinstance(item, MapNode) and _span_in(item) for item in node.items)
    )


def by_clock(node: ListNode) -> MapNode:
    """Such a list as a mapping from clock times or spans to values.

    Raises
    ------
    UnclearError
        When a row has no value or several.
    """
    entries: dict[str, Entry] = {}
    for row in node.items:
        found = _span_in(row) if isinstance(row, MapNode) else None
        assert isinstance(row, MapNode)
        assert found is not None
        text, keys = found
        rest = {key: entry for key, entry in row.entries.items() if key not in keys}
        if len(rest) != 1:
            hint = (
                f'write "{text}": and its value'
                if not rest
                else f"keep one of {', '.join(rest)}, and give the others in lists of their own"
            )
            raise UnclearError("a band of the day needs one value", hint, row.place)
        if text in entries:
            raise UnclearError(f"{text} is given twice", "keep one of them", row.place)
        key, entry = next(iter(rest.items()))
        unit = _UNITS.get(folded(key))
        value = entry.node
        if unit is not None and isinstance(value, Scalar) and is_number(value):
            value = Scalar(f"{value.value:.15g} {unit}", value.place)
        elif folded(key) in _FAMILIES:
            value = mapping(value.place, **{folded(key): value})
        entries[text] = Entry(row.place, value)
    return MapNode(entries, node.place)


def _is_by_clock(node: Node) -> bool:
    """Whether durations are given by time of day, where a distribution is written."""
    return are_bands(node) or (
        isinstance(node, MapNode) and bool(node.entries) and all(names_clocks([key]) for key in node.entries)
    )


def _spans_as_starts(node: MapNode) -> MapNode:
    """Distributions hold from each time until the next: spans that follow one another become their starts."""
    entries: dict[str, Entry] = {}
    until = ""
    for key, entry in node.entries.items():
        ends = span_of(Scalar(key, entry.key))
        start = key if ends is None else str(ends[0].value)
        if until and until != start:
            raise UnclearError(
                f"nothing is said for {until} to {start}", "let each band begin where the one before ends", entry.key
            )
        until = "" if ends is None else str(ends[1].value)
        entries[start] = entry
    return MapNode(entries, node.place)


def _means(block: MapNode, key: str) -> MapNode:
    """Durations by time of day: means by interval, or a distribution for each band."""
    entry = block.entries[key]
    node = by_clock(entry.node) if isinstance(entry.node, ListNode) else entry.node
    assert isinstance(node, MapNode)
    plain = all(isinstance(one.node, Scalar) for one in node.entries.values())
    made = mapping(node.place, mean_by_interval=node) if plain else mapping(node.place, by_interval=_spans_as_starts(node))
    return MapNode({**block.entries, key: Entry(entry.key, made)}, block.place)


def _listed(block: MapNode, key: str) -> MapNode:
    entry = block.entries[key]
    assert isinstance(entry.node, ListNode)
    try:
        rows = by_clock(entry.node)
    except UnclearError as error:
        error.instead = {} if "per_day" in block.entries else {"per_day": 1}
        raise
    return MapNode({**block.entries, key: Entry(entry.key, rows)}, block.place)


_FILE = ("file", "csv", "sheet", "column", "rows", *FILES, *SHEETS, *STARTS_OF_FILES, *ROWS_OF_FILES)


def _is_file(block: MapNode) -> bool:
    return any(folded(key) in _FILE[:2] for key in block.entries) and "volumes" not in block.entries


def _volumes_of_file(block: MapNode, key: str) -> MapNode:
    """``arrivals: {file: …, sheet: …}`` as the file of the volumes."""
    inside = {name: one for name, one in block.entries.items() if folded(name) in (*_FILE, "columns")}
    rest = {name: one for name, one in block.entries.items() if name not in inside}
    return MapNode({"volumes": Entry(block.entries[key].key, MapNode(inside, block.place)), **rest}, block.place)


def _has_columns(node: Node) -> bool:
    return isinstance(node, MapNode) and any(folded(key) == "columns" for key in node.entries)


def _of_columns(block: MapNode, key: str) -> MapNode:
    node = block.entries[key].node
    assert isinstance(node, MapNode)
    named = next(one for one in node.entries if folded(one) == "columns")
    columns = node.entries[named].node
    first = text_of(columns.items[0]) if isinstance(columns, ListNode) and columns.items else text_of(columns)
    hint = f"leave columns out where each is headed by a day, for they are read by day; or write column: {first}"
    error = UnclearError("a series is one column, or one for each day", hint, node.entries[named].key, {"per_day": 1})
    raise error


_PARTS_OF_DAY = ("morning", "lunch", "midday", "afternoon", "evening", "night", "day", "peak", "off_peak")


def _are_parts_of_days(node: Node) -> bool:
    return isinstance(node, MapNode) and len(node.entries) > 1 and all(folded(key) in _PARTS_OF_DAY for key in node.entries)


def _of_parts(block: MapNode, key: str) -> MapNode:
    """Durations by a part of the day without its hours."""
    node = block.entries[key].node
    assert isinstance(node, MapNode)
    values = [flow(one.node) for one in node.entries.values()]
    times = ", ".join(f'"{clock}": {value}' for clock, value in zip(("08:00", "12:00", "16:00", "20:00"), values, strict=False))
    hint = f"write {key}: {{{times}}}, each from its time on"
    raise UnclearError(f"{', '.join(node.entries)} are no times of day", hint, instead=_instead(key))


def _instead(key: str) -> dict[str, object]:
    return {} if key in ("patience", *_WRAP_UPS) else {"handle_time": "4 min"}


def _are_days(node: Node) -> bool:
    """Whether durations are given by weekday or date."""
    return (
        isinstance(node, MapNode)
        and bool(node.entries)
        and all(weekdays_of(key.replace("_", "-")) or iso_date(key) or folded(key) in OTHER_DAYS for key in node.entries)
    )


def _of_days(block: MapNode, key: str) -> MapNode:
    """Durations by day, each a mean: the means of the intervals of that day."""
    entry = block.entries[key]
    days = entry.node
    assert isinstance(days, MapNode)
    values_in_one_language(block, key)
    odd = next(
        (one for one in days.entries.values() if isinstance(one.node, MapNode) and not names_clocks(one.node.entries)), None
    )
    if odd is not None and not _names_a_file(odd.node):
        hint = f"write {key}: {{lognormal: {{mean: 5 min, sd: 4 min}}, mean_by_interval: {{monday: 6 min, others: 5 min}}}}"
        message = "the mean may differ from day to day, and the shape of a distribution not"
        raise UnclearError(message, hint, odd.key, instead=_instead(key))
    made = mapping(entry.key, mean_by_interval=days)
    return MapNode({**block.entries, key: Entry(entry.key, made)}, block.place)


def _names_a_file(node: Node) -> bool:
    return isinstance(node, MapNode) and any(folded(key) in _FILE for key in node.entries)


_BY_DAY = (
    *("by_weekday", "by_day", "per_weekday", "per_day", "weekday", "by_day_of_week", "mean_by_weekday", "mean_by_day"),
    *("means_by_day", "means_by_weekday", "weekdays", "days"),
)


def _mean_by_day(block: MapNode, key: str) -> MapNode:
    return replaced(block, key, {"mean_by_interval": block.entries[key]})


def _duration_by_day(block: MapNode, key: str) -> MapNode:
    """``aht_by_weekday`` as ``aht``."""
    word = next(folded(key).removesuffix(f"_{by}") for by in _BY_DAY if folded(key).endswith(f"_{by}"))
    return replaced(block, key, {word: block.entries[key]})


_BAND = '{from: "08:00", to: "12:00", %s}, {from: "12:00", to: "20:00", %s}'

BANDS: tuple[Spelling, ...] = (
    Spelling(
        Queue,
        (*_DURATIONS, *_WRAP_UPS),
        _means,
        f"aht: [{_BAND % ('seconds: 240', 'seconds: 270')}]",
        'aht: {mean_by_interval: {"08:00-12:00": 240 s, "12:00-20:00": 270 s}}',
        _is_by_clock,
    ),
    Spelling(Queue, (*_DURATIONS, *_WRAP_UPS), _of_parts, "aht: {morning: 240 s, afternoon: 270 s}", "", _are_parts_of_days),
    Spelling(
        Queue,
        (*_DURATIONS, *_WRAP_UPS),
        _of_days,
        "aht: {mon: 5 min, others: 4 min}",
        "aht: {mean_by_interval: {monday: 5 min, others: 4 min}}",
        _are_days,
    ),
    Spelling(
        DistributionForm,
        ("mean", *_BY_DAY),
        _mean_by_day,
        "mean: {mon: 5 min, others: 4 min}",
        "mean_by_interval: {monday: 5 min, others: 4 min}",
        _are_days,
    ),
    Spelling(
        Queue,
        tuple(f"{word}_{by}" for word in (*_DURATIONS, *_WRAP_UPS) for by in _BY_DAY[:6]),
        _duration_by_day,
        "aht_by_weekday: {mon: 5 min, others: 4 min}",
        "aht: {mean_by_interval: {monday: 5 min, others: 4 min}}",
    ),
    Spelling(
        DistributionForm,
        ("mean_by_interval",),
        weekdays_written_out,
        "mean_by_interval: {mon-thu: 5 min, fri: 6 min}",
        "mean_by_interval: {monday: 5 min, tuesday: 5 min, wednesday: 5 min, thursday: 5 min, friday: 6 min}",
        are_loose_weekdays,
    ),
    Spelling(
        Arrivals,
        ("volumes", "profile", "weights", "distribution", "arrival_pattern", "intraday_profile", "pattern", "curve"),
        _listed,
        f"per_day: 900, profile: [{_BAND % ('share: 40%', 'share: 60%')}]",
        'per_day: 900, profile: {"08:00-12:00": 40%, "12:00-20:00": 60%}',
        are_bands,
    ),
    Spelling(
        Arrivals,
        ("file", "csv"),
        _volumes_of_file,
        "file: scenarios/data/multi_skill_volumes.csv, column: sales",
        "volumes: {file: scenarios/data/multi_skill_volumes.csv, column: sales}",
        within=_is_file,
    ),
    Spelling(Arrivals, ("volumes",), _of_columns, "volumes: {file: plan.xlsx, columns: [Mon, Tue]}", "", _has_columns),
)
"""Values by band of the day, and files named where their numbers belong."""

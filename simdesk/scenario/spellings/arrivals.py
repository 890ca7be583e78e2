"""Other spellings of arrivals: how many contacts, by day, hour or interval."""

from __future__ import annotations

import re
from typing import Any

from simdesk.scenario.language.queues import Arrivals, Queue
from simdesk.scenario.language.series import OTHERS, iso_date, names_clocks, names_days
from simdesk.scenario.reading.nodes import Entry, ListNode, MapNode, Node, Scalar, is_number, without
from simdesk.scenario.spellings.clocks import are_loose_weekdays, weekdays_of, weekdays_written_out
from simdesk.scenario.spellings.growth import GROWTH
from simdesk.scenario.spellings.periods import PERIODS, RATES, as_rate, is_series
from simdesk.scenario.spellings.spelling import Rewrite, Spelling, UnclearError, folded, mapping, renamed, replaced, text_of

_PER_DAY = (
    *("calls_per_day", "contacts_per_day", "volume_per_day", "daily_volume", "daily_calls", "daily_contacts", "daily_total"),
    *("calls_a_day", "contacts_a_day", "day_total", "total_per_day", "chats_per_day", "mails_per_day", "emails_per_day", "daily"),
    *("per_weekday", "by_weekday", "weekday_volumes", "weekday_volume", "volume_by_weekday", "volumes_by_weekday", "by_day"),
    *("calls_by_weekday", "calls_per_weekday", "contacts_per_weekday", "weekly_pattern", "per_day_of_week"),
    *("daily_volumes", "volumes_per_day", "volumes_by_day", "volume_by_day", "calls_by_day", "by_day_of_week", "per_date"),
    *("by_date", "day_volumes"),
)
_PER_HOUR = (
    *("calls_per_hour", "contacts_per_hour", "per_hour", "hourly_volume", "hourly_calls", "volume_per_hour", "rate_per_hour"),
    *("arrivals_per_hour", "calls_an_hour", "hourly", "chats_per_hour", "hourly_rate"),
)
_PER_INTERVAL = (
    *("volumes", "calls_per_interval", "contacts_per_interval", "volume_by_interval", "volume_per_interval", "interval_volumes"),
    *("by_interval", "per_interval", "intraday_volumes", "intervals", "calls_by_interval", "interval_calls", "interval_data"),
)
_VOLUMES = (
    *("volume", "calls", "contacts", "forecast", "offered", "calls_offered", "contacts_offered", "call_volume", "traffic"),
    *("number_of_calls", "demand", "incoming", "inbound_volume", "inbound_calls", "incoming_calls", "chats", "emails", "mails"),
)
_RATES = ("arrival_rate", "call_rate", "rate_of_arrivals", "intensity")
_PROFILES = (
    *("distribution", "shape", "curve", "pattern", "intraday", "intraday_profile", "intraday_pattern", "intraday_distribution"),
    *("daily_profile", "day_profile", "arrival_pattern", "arrival_profile", "weights"),
)
_POISSON = {"poisson", "exponential", "random", "markov"}
_TWICE = re.compile(r"([\d.]+)\s*(?:calls|contacts|chats|emails|mails)?\s*(?:per|/|a)\s*day", re.IGNORECASE)


def _per_hour(node: Node) -> Node:
    return Scalar(f"{node.value:.15g} per h", node.place) if isinstance(node, Scalar) and is_number(node) else node


def _are_totals_by_day(node: Node) -> bool:
    """Whether days have one number each: a day's total, and no list by interval."""
    return isinstance(node, MapNode) and names_days(node.entries) and all(is_number(one.node) for one in node.entries.values())


def _are_series_by_day(node: Node) -> bool:
    """Whether days have a list each, of their intervals."""
    parts = [one.node for one in node.entries.values()] if isinstance(node, MapNode) else [node]
    return any(isinstance(part, ListNode | MapNode) for part in parts)


def _is_single(node: Node) -> bool:
    return isinstance(node, Scalar) and not is_series("per_hour", node)


def _source(key: str, node: Node) -> tuple[str, Node]:
    """The documented key and value of a number of contacts, or of a series of them.

    Raises
    ------
    UnclearError
        For a bare number that may be a day's or an interval's.
    """
    word = folded(key)
    text = text_of(node)
    if is_series(key, node):
        return word, node  # see periods.with_periods
    if word in _PER_HOUR:
        return "rate", _per_hour(node)
    if (rate := as_rate(key, node)) is not None:
        return "rate", rate
    if word in _PER_DAY or word == "per_day" or _are_totals_by_day(node):
        return ("volumes" if _are_series_by_day(node) else "per_day"), node
    if word in ("rate", *_RATES):
        return "rate", node
    if word not in _PER_INTERVAL and is_number(node):
        assert isinstance(node, Scalar)
        raise UnclearError(
            f"'{key}: {node.value}' does not say of which time",
            f"write arrivals: {{per_day: {node.value}}}; for an hour arrivals: {{rate: {node.value} per h}}",
            node.place,
            {"arrivals": {"per_day": 1}},
        )
    match = _TWICE.fullmatch(text)
    if match is not None:
        number = float(match[1])
        return "per_day", Scalar(int(number) if number.is_integer() else number, node.place)
    if re.search(r"\d\s*([a-z]+\s*)?(per|/|an?)\s*[a-z]+$", text, re.IGNORECASE):
        return "rate", node
    return "volumes", node


def _in_arrivals(block: MapNode, key: str) -> MapNode:
    entry = block.entries[key]
    if is_number(entry.node) and any(folded(one) in ("profile", *_PROFILES) for one in block.entries):
        return replaced(block, key, {"per_day": entry})  # what a profile spreads is a day's
    try:
        ours, node = _source(key, entry.node)
    except UnclearError as error:
        error.hint = error.hint.replace("arrivals: {", "").replace("}", "")
        error.instead = {} if {"per_day", "rate", "volumes", "times"} & set(block.entries) else {"per_day": 1}
        raise
    return replaced(block, key, {ours: Entry(entry.key, node)})


def _into_arrivals(block: MapNode, key: str) -> MapNode:
    """A key of the arrivals that stands in the queue itself."""
    entry = block.entries[key]
    present = block.entries.get("arrivals")
    source = (
        next((one for one in present.node.entries if one in _OF_THE_DAY), "")
        if present and isinstance(present.node, MapNode)
        else ""
    )
    if source and folded(key) not in ("profile", "scale", "day_to_day") and is_number(entry.node):
        raise UnclearError(f"'{key}' and 'arrivals.{source}' say the same", "keep one of them")
    ours, node = (folded(key), entry.node) if folded(key) in _BESIDE else _source(key, entry.node)
    if isinstance(node, MapNode) and ours == "volumes" and set(map(folded, node.entries)) & _WORDS_OF_ARRIVALS:
        return replaced(block, key, {"arrivals": entry})
    before = block.entries.get("arrivals")
    if before is None:
        return replaced(block, key, {"arrivals": Entry(entry.key, mapping(entry.key, **{ours: node}))})
    if not isinstance(before.node, MapNode):
        raise UnclearError(f"'{key}' and 'arrivals' say the same", "keep one of them")
    rivals = set(_OF_THE_DAY)
    there = [one for one in before.node.entries if one == ours or (one in rivals and ours in rivals)]
    if there:
        raise UnclearError(f"'{key}' and 'arrivals.{there[0]}' say the same", "keep one of them")
    arrivals = MapNode({**before.node.entries, ours: Entry(entry.key, node)}, before.node.place)
    return MapNode({**without(block, key).entries, "arrivals": Entry(before.key, arrivals)}, block.place)


_WORDS_OF_ARRIVALS = {*Arrivals.model_fields, *_PER_DAY, *_PER_HOUR, *_PER_INTERVAL, *_RATES, *_PROFILES, *PERIODS}
_OF_THE_DAY = ("per_day", "rate", "volumes", "times")
"""Sources of arrivals of which two say the same; those that wait at opening are others."""
_SOURCES = (*_OF_THE_DAY, "at_opening")
_BESIDE = ("profile", "scale", "day_to_day", "per_day", "rate", "volumes")


def _bare(block: MapNode, key: str) -> MapNode:
    """Arrivals as a number, a text or a list."""
    entry = block.entries[key]
    ours, node = _source(key, entry.node)
    return replaced(block, key, {"arrivals": Entry(entry.key, mapping(entry.node.place, **{ours: node}))})


def is_amount_or_series(node: Node) -> bool:
    """Whether a value is a number of contacts or a series of them, and no change of what is there, as in a variant."""
    if isinstance(node, MapNode):
        return not set(node.entries) <= {"add", "times"}
    text = text_of(node)
    changes = text.endswith("%") or text[:1] in ("+", "-") or ".." in text or (isinstance(node, Scalar) and node.plus)
    return not changes and not (isinstance(node, Scalar) and node.value is None)


def are_times_or_days(node: Node) -> bool:
    """Whether a mapping has clock times, weekdays or dates and nothing else."""
    if not isinstance(node, MapNode) or not node.entries:
        return False
    keys = list(node.entries)
    return all(names_clocks([key]) and not iso_date(key) for key in keys) or all(
        iso_date(key) or weekdays_of(key.replace("_", "-")) or key == OTHERS for key in keys
    )


def _by_times_or_days(block: MapNode, key: str) -> MapNode:
    """Volumes by clock time, or by day, where the arrivals are written."""
    entry = block.entries[key]
    assert isinstance(entry.node, MapNode)
    totals = not all(names_clocks([one]) and not iso_date(one) for one in entry.node.entries) and not _are_series_by_day(
        entry.node
    )
    made = mapping(entry.node.place, **{"per_day" if totals else "volumes": entry.node})
    return replaced(block, key, {"arrivals": Entry(entry.key, made)})


_WITH_SPREAD = re.compile(r"(\d+(?:\.\d+)?)\s*(?:\+\s*/?\s*-|±)\s*(\d+(?:\.\d+)?)\s*(%?)")


def _has_spread(node: Node) -> bool:
    keys = {folded(key) for key in node.entries} if isinstance(node, MapNode) else set()
    return _WITH_SPREAD.fullmatch(text_of(node)) is not None or bool(keys & {"mean", "average"} and keys & _SPREADS)


_SPREADS = {"sd", "std", "stdev", "cv", "standard_deviation"}


def _spread(block: MapNode, key: str) -> MapNode:
    """A day's volume with how much it varies."""
    node = block.entries[key].node
    match = _WITH_SPREAD.fullmatch(text_of(node))
    mean, sd, percent = 900.0, 8.0, "%"
    if match is not None:
        mean, sd, percent = float(match[1]), float(match[2]), match[3]
    elif isinstance(node, MapNode):
        by_word = {folded(name): one.node for name, one in node.entries.items()}
        mean = _number(by_word.get("mean", by_word.get("average")))
        sd = _number(next((by_word[one] for one in _SPREADS if one in by_word), None))
        percent = "%" if "cv" in by_word else ""
        sd = 100 * sd if percent and sd < 1 else sd
    share = sd if percent else 100 * sd / mean if mean else 0.0
    hint = f"write per_day: {mean:.6g} and day_to_day: {share:.4g}%, its standard deviation as a share"
    raise UnclearError("a day's volume and how much it varies are two keys", hint, instead={"per_day": 1})


def _mean_and_spread(block: MapNode, key: str) -> MapNode:
    """A mean, with a standard deviation or without, of volumes."""
    spread = next((name for name in block.entries if folded(name) in _SPREADS), None)
    mean = _number(block.entries[key].node)
    share = 100 * _number(block.entries[spread].node) / mean if spread and mean else 0.0
    beside = f" and day_to_day: {share:.4g}%" if share else ""
    hint = f"write per_day: {mean:.6g}{beside}; for an hour rate: {mean:.6g} per h"
    error = UnclearError(f"'{key}: {mean:.6g}' does not say of which time", hint, instead={"per_day": 1})
    error.drop = [(key,), *([(spread,)] if spread else [])]
    raise error


def _number(node: Node | None) -> float:
    found = re.match(r"\d+(?:\.\d+)?", str(node.value)) if isinstance(node, Scalar) else None
    return float(found[0]) if found else 0.0


def _is_bare(node: Node) -> bool:
    return not isinstance(node, MapNode) and is_amount_or_series(node)


def _profile(block: MapNode, key: str) -> MapNode:
    """A profile, unless it names the process that arrivals always have."""
    entry = block.entries[key]
    if folded(text_of(entry.node)) in _POISSON:
        return without(block, key)
    return replaced(block, key, {"profile": entry})


def _process(block: MapNode, key: str) -> MapNode:
    word = folded(text_of(block.entries[key].node))
    if word in _POISSON:
        return without(block, key)
    raise UnclearError(
        f"'{key}: {word}' is not known", "arrivals are Poisson; write day_to_day: 8% for more variation from day to day"
    )


_LONGER = {"week": (7, 5), "weekly": (7, 5), "month": (30, 21), "monthly": (30, 21), "year": (365, 250), "yearly": (365, 250)}
_OF_MANY = tuple(
    word
    for one in _LONGER
    for word in (
        *((f"per_{one}", f"calls_per_{one}", f"contacts_per_{one}") if not one.endswith("ly") else (one,)),
        f"{one}_volume",
    )
)


def _short(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")


def _of_many_days(block: MapNode, key: str) -> MapNode:
    """A number for a week or a month: which days it is spread over is asked."""
    node = block.entries[key].node
    word = next(one for one in _LONGER if one in folded(key))
    whole, work = _LONGER[word]
    number = node.value if isinstance(node, Scalar) and is_number(node) else 5000
    assert isinstance(number, int | float)
    hint = (
        f"write per_day: {_short(number / whole)} for {whole} equal days, per_day: {_short(number / work)} for {work}, "
        "or per_day by weekday: {monday: 1200, others: 900}"
    )
    instead: dict[str, Any] = {} if "arrivals" in block.entries or set(_SOURCES) & set(block.entries) else {"per_day": 1}
    if "handle_time" in block.entries or "aht" in block.entries:
        instead = {"arrivals": instead} if instead else {}
    raise UnclearError(f"'{key}' does not say how the contacts are spread over its days", hint, instead=instead)


def _moved(*keys: str, example: str, plain: str) -> Spelling:
    rewrite: Rewrite = _into_arrivals
    return Spelling(Queue, keys, rewrite, example, plain, is_amount_or_series)


ARRIVALS: tuple[Spelling, ...] = (
    Spelling(
        Arrivals,
        ("per_day",),
        weekdays_written_out,
        "per_day: {mon-thu: 300, Fri: 280, weekend: 0}",
        "per_day: {monday: 300, tuesday: 300, wednesday: 300, thursday: 300, friday: 280, saturday: 0, sunday: 0}",
        are_loose_weekdays,
    ),
    Spelling(
        Arrivals,
        ("volumes", "profile"),
        weekdays_written_out,
        f"volumes: {{others: {[20] * 24}, sat: {[9] * 24}}}",
        f"volumes: {{others: {[20] * 24}, saturday: {[9] * 24}}}",
        are_loose_weekdays,
    ),
    renamed(Queue, "arrivals", "arrival", "arrival_process", example="{per_day: 1100}"),
    Spelling(
        Queue,
        ("arrivals", "volume", "calls", "contacts", "forecast"),
        _by_times_or_days,
        "arrivals: {others: 400}",
        "arrivals: {per_day: {others: 400}}",
        are_times_or_days,
    ),
    Spelling(Arrivals, ("mean", "average"), _mean_and_spread, "mean: 900, sd: 80", ""),
    Spelling(Arrivals, ("per_day",), _spread, "per_day: 900 +- 8%", "", _has_spread),
    Spelling(Queue, ("arrivals",), _bare, "arrivals: 60 per h", "arrivals: {rate: 60 per h}", _is_bare),
    _moved("per_day", *_PER_DAY, example="calls_per_day: 1100", plain="arrivals: {per_day: 1100}"),
    _moved("rate", *_PER_HOUR, *_RATES, example="calls_per_hour: 90", plain="arrivals: {rate: 90 per h}"),
    _moved(
        *(word for word in PERIODS if word not in _PER_HOUR),
        example=f"per_half_hour: {[20] * 24}",
        plain=f"arrivals: {{volumes: {[20] * 24}}}",
    ),
    _moved(*_PER_INTERVAL, example=f"volumes: {[20] * 24}", plain=f"arrivals: {{volumes: {[20] * 24}}}"),
    _moved(*_VOLUMES, example="volume: 1100 per day", plain="arrivals: {per_day: 1100}"),
    Spelling(
        Queue,
        ("profile", "scale", "day_to_day"),
        _into_arrivals,
        "scale: 110%, arrivals: {per_day: 9}",
        "arrivals: {per_day: 9, scale: 110%}",
    ),
    Spelling(Queue, _OF_MANY, _of_many_days, "per_week: 5000", ""),
    Spelling(Arrivals, _OF_MANY, _of_many_days, "per_week: 5000", ""),
    *GROWTH,
    Spelling(Arrivals, _PER_DAY, _in_arrivals, "daily_volume: 1100", "per_day: 1100"),
    Spelling(Arrivals, (*_PER_HOUR, *_RATES), _in_arrivals, "calls_per_hour: 90", "rate: 90 per h", _is_single),
    *RATES,
    Spelling(Arrivals, ("volumes",), _in_arrivals, "volumes: {others: 400}", "per_day: {others: 400}", _are_totals_by_day),
    Spelling(Arrivals, (*_VOLUMES, *_PER_INTERVAL[1:]), _in_arrivals, f"calls: {[20] * 24}", f"volumes: {[20] * 24}"),
    Spelling(Arrivals, _PROFILES, _profile, f"curve: {[1] * 24}, per_day: 9", f"per_day: 9, profile: {[1] * 24}"),
    Spelling(Arrivals, ("process", "type", "model", "kind"), _process, "process: poisson, per_day: 9", "per_day: 9"),
    renamed(Arrivals, "scale", "factor", "multiplier", "growth_factor", "scale_factor", "scaling", example="110%, per_day: 9"),
    renamed(
        Arrivals,
        "day_to_day",
        *("variation", "variability", "cv", "day_to_day_variation", "variation_day_to_day", "daily_variation", "uncertainty"),
        example="8%, per_day: 9",
    ),
)

"""Volumes of a usual day or of a week, and beside them what part of it each weekday has."""

from __future__ import annotations

import math

from simdesk.errors import InputError
from simdesk.scenario.language.queues import Arrivals
from simdesk.scenario.reading.nodes import Entry, MapNode, Node, Scalar, is_number, names_in
from simdesk.scenario.spellings.clocks import in_one_language, weekdays_of
from simdesk.scenario.spellings.spelling import Spelling, UnclearError, folded, text_of
from simdesk.units import parse_share

_PATTERNS = (
    *("weekly_pattern", "weekday_pattern", "by_weekday", "weekdays", "weekday_factors", "weekday_factor", "weekday_index"),
    *("weekday_indices", "weekday_shares", "weekday_share", "weekly_profile", "weekday_profile", "day_of_week", "by_day_of_week"),
    *("dow", "day_of_week_factors", "weekday_distribution", "weekly_distribution", "week_profile", "week_pattern"),
    *("weekday_weights", "day_of_week_pattern", "day_weights", "day_factors", "intraweek", "intra_week"),
)
_OF_A_DAY = ("per_day", "daily", "calls_per_day", "contacts_per_day", "daily_volume")
_OF_A_WEEK = ("per_week", "calls_per_week", "contacts_per_week", "weekly", "week_volume", "weekly_volume")
_ROUNDING = 0.015


def _parts(node: Node) -> dict[str, float] | None:
    """The share or factor of each weekday; None where a value is neither, or a key no weekday."""
    found: dict[str, float] = {}
    for name, entry in node.entries.items() if isinstance(node, MapNode) else ():
        value, days = entry.node, weekdays_of(name.replace("_", "-"))
        try:
            if isinstance(value, Scalar) and is_number(value) and not value.plus and 0 <= float(value.value) < 5:  # type: ignore[arg-type]
                share = float(value.value)  # type: ignore[arg-type]
            elif text_of(value).endswith("%"):
                share = parse_share(text_of(value).lstrip("+-"))
                share = 1 + share if text_of(value)[0] == "+" else 1 - share if text_of(value)[0] == "-" else share
            else:
                return None
        except InputError:
            return None
        if not days:
            return None
        found |= dict.fromkeys(days, share)
    return found or None


def _beside(block: MapNode, words: tuple[str, ...]) -> str:
    """The key of a number among some words; empty where there is none."""
    return next((key for key, entry in block.entries.items() if folded(key) in words and is_number(entry.node)), "")


def _pattern_in(block: MapNode) -> str:
    """The key of the shares or factors of weekdays; empty where there is none."""
    return next((key for key, entry in block.entries.items() if folded(key) in _PATTERNS and _parts(entry.node)), "")


def _has_both(block: MapNode) -> bool:
    return bool(_pattern_in(block) and (_beside(block, _OF_A_DAY) or _beside(block, _OF_A_WEEK)))


def _by_weekday(block: MapNode, key: str) -> MapNode:
    """``per_day: 1100`` with factors of weekdays, or ``per_week: 5500`` with their shares, as volumes by weekday."""
    key = _pattern_in(block)
    entry = block.entries[key]
    parts = _parts(entry.node)
    assert parts is not None
    in_one_language(names_in(block, key), entry.key)
    daily = _beside(block, _OF_A_DAY)
    number = daily or _beside(block, _OF_A_WEEK)
    total = float(block.entries[number].node.value)  # type: ignore[union-attr, arg-type]
    are_shares = len(parts) > 1 and abs(math.fsum(parts.values()) - 1.0) < _ROUNDING
    if bool(daily) == are_shares:
        week, day = (_line({name: total * scale * part for name, part in parts.items()}) for scale in _scales(parts, total))
        whole = f"{total:,.6g}".replace(",", "")
        if daily:
            message = f"the shares of the weekdays add up to 100%, and {whole} is said to be of a day, not of a week"
            hint = f"write per_day: {week} if {whole} is of the week, or per_day: {day} if it is of a usual day"
        else:
            message = f"the shares of the weekdays add up to {100 * math.fsum(parts.values()):.4g}%, not to 100% of the week"
            hint = f"write per_day: {day} for {whole} in the week"
        error = UnclearError(message, hint, entry.key)
        error.drop = [(key,)] if daily else [(key,), (number,)]
        error.instead = {} if daily else {"per_day": total}
        raise error
    days = {name: Entry(entry.key, Scalar(_short(total * part), entry.node.place)) for name, part in parts.items()}
    volumes = Entry(block.entries[number].key, MapNode(days, entry.node.place))
    return MapNode(
        {
            ("per_day" if one == number else one): (volumes if one == number else old)
            for one, old in block.entries.items()
            if one != key
        },
        block.place,
    )


def _scales(parts: dict[str, float], total: float) -> tuple[float, float]:
    """What shares of a week are multiplied by: nothing, or so that they are of a mean day or add up to the week."""
    whole = math.fsum(parts.values()) or 1.0
    return 1.0, len(parts) if abs(whole - 1.0) < _ROUNDING else 1.0 / whole


def _short(value: float) -> int | float:
    return round(value) if abs(value - round(value)) < 1e-6 else round(value, 2)


def _line(volumes: dict[str, float]) -> str:
    return "{" + ", ".join(f"{name}: {_short(value):g}" for name, value in volumes.items()) + "}"


WEEKDAY_PATTERNS: tuple[Spelling, ...] = (
    Spelling(
        Arrivals,
        (*_PATTERNS, *_OF_A_WEEK),
        _by_weekday,
        "per_day: 1000, weekly_pattern: {mon: 120%, tue-fri: 95%}",
        "per_day: {monday: 1200, tuesday: 950, wednesday: 950, thursday: 950, friday: 950}",
        within=_has_both,
    ),
    Spelling(
        Arrivals,
        (*_PATTERNS, *_OF_A_WEEK),
        _by_weekday,
        "per_week: 5000, weekday_shares: {mon: 24%, tue-fri: 19%}",
        "per_day: {monday: 1200, tuesday: 950, wednesday: 950, thursday: 950, friday: 950}",
        within=_has_both,
    ),
)

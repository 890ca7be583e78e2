"""Other spellings of how many contacts an event brings: a share of those planned, a change, a number."""

from __future__ import annotations

import re

from simdesk.errors import InputError
from simdesk.scenario.reading.nodes import Entry, MapNode, Node, Scalar
from simdesk.scenario.spellings.spelling import UnclearError, replaced, text_of
from simdesk.units import parse_share

EXTRA = (
    *("extra_calls", "extra_contacts", "additional_calls", "additional_contacts", "additional", "more_calls", "more_contacts"),
    *("extra_volume", "additional_volume", "plus_calls", "added_calls", "extra_chats", "extra_mails", "extra_emails"),
)
FACTORS = ("factor", "multiplier", "volume", "contacts", "calls", "multiply", "times_planned")
MORE = ("increase", "more", "plus", "rise", "uplift")
SIZES = ("times", "extra", *FACTORS, *MORE, *EXTRA)
UNCLEAR = ("percent", "percentage", "share", "by", "change", "size")
_ANY = {"times": "100%"}
"""Stands in for a share that cannot be told, where that is said."""
_LARGEST_FACTOR = 10.0
"""A bare number above this may be a percentage or a number of contacts."""


_AMOUNT = re.compile(r"(\d+(?:\.\d+)?)\s*(?:more\s+|extra\s+)?(?:calls|contacts|chats|emails|mails)?", re.IGNORECASE)


def extra(block: MapNode, key: str) -> MapNode:
    """Contacts that come besides those planned: a number of them, or a share."""
    entry = block.entries[key]
    value = entry.node.value if isinstance(entry.node, Scalar) else None
    text = text_of(entry.node).lstrip("+")
    if text.endswith("%"):
        return more(block, key)
    match = _AMOUNT.fullmatch(text)
    number = float(match[1]) if match is not None else value
    return replaced(block, key, {"extra": Entry(entry.key, Scalar(number, entry.node.place))})


def is_share(node: Node) -> bool:
    """Whether a value is a percentage, or a number with what it counts behind it."""
    return text_of(node).endswith("%") or _AMOUNT.fullmatch(text_of(node).lstrip("+")) is not None


def is_factor(node: Node) -> bool:
    """Whether a share of the planned contacts is written otherwise than ``180%``."""
    if not isinstance(node, Scalar) or isinstance(node.value, bool):
        return False
    return isinstance(node.value, int | float) or text_of(node)[:1] in ("+", "-", "x", "×")


def factor(block: MapNode, key: str) -> MapNode:
    """A share of the planned contacts as ``times``."""
    entry = block.entries[key]
    return replaced(block, key, {"times": Entry(entry.key, Scalar(_percent(entry.node, key), entry.node.place))})


def _percent(node: Node, key: str) -> str:
    """``1.8``, ``x 1.8``, ``+80%`` and ``180%`` as ``180%``."""
    value = node.value if isinstance(node, Scalar) else None
    text = text_of(node)
    if isinstance(node, Scalar) and node.plus:
        text = f"+{value}"
    if text[:1] in ("+", "-"):
        try:
            return f"{100 + parse_share(text) * 100:.12g}%"
        except InputError:
            raise UnclearError(
                f"'{key}' must be a share of the planned contacts", "write times: 180%", node.place, _ANY
            ) from None
    if text[:1] in ("x", "×"):
        try:
            value = float(text[1:])
        except ValueError:
            value = None
    elif text:
        return text  # read, or refused, as a share
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= _LARGEST_FACTOR:
        shown = f"{value:g}" if isinstance(value, int | float) else "180"
        hint = f"write times: {shown}% for {shown}% of the planned contacts, or extra: {shown} for {shown} contacts more"
        raise UnclearError(f"'{key}' must be a share of the planned contacts (got {shown})", hint, node.place, _ANY)
    return f"{value * 100:.12g}%"


def more(block: MapNode, key: str) -> MapNode:
    """By how much the contacts grow, as ``times``."""
    entry = block.entries[key]
    text = text_of(entry.node).removeprefix("+")
    amount = entry.node.value if isinstance(entry.node, Scalar) and not text else None
    match = _AMOUNT.fullmatch(text)
    if match is not None and not text.replace(".", "").isdigit():  # 120 calls
        return extra(block, key)
    try:
        share = parse_share(text)
    except InputError:
        hint = "write times: 180% for 80% more"
        if isinstance(amount, int | float):
            hint = f"write extra: {amount:g} for {amount:g} contacts more, times: {100 + amount:g}% for {amount:g}% more"
        raise UnclearError(f"'{key}' must be a share", hint, entry.node.place, _ANY) from None
    return replaced(block, key, {"times": Entry(entry.key, Scalar(f"{100 + share * 100:.12g}%", entry.node.place))})


def either(block: MapNode, key: str) -> MapNode:
    """``percent: 180%`` may be the share of the planned contacts, or how many more arrive."""
    node = block.entries[key].node
    text = text_of(node)
    if text[:1] in ("+", "-") or (isinstance(node, Scalar) and node.plus):
        return factor(block, key)
    try:
        share = parse_share(text or (f"{node.value}%" if isinstance(node, Scalar) else None)) * 100
    except InputError:
        share = 80.0
    hint = f"write times: {share:g}% for {share:g}% of the planned contacts, or times: {100 + share:g}% for {share:g}% more"
    raise UnclearError(f"'{key}' can mean two things", hint, node.place, _ANY)

"""The ends of a duration that varies: other names of ``low`` and ``high``, and times within which something comes."""

from __future__ import annotations

import re

from simdesk.scenario.language.distributions import DistributionForm, Triangular, Uniform
from simdesk.scenario.language.journeys import Redial, Repeat
from simdesk.scenario.reading.nodes import Entry, ListNode, MapNode, Node, Scalar, flow
from simdesk.scenario.spellings.spelling import Spelling, UnclearError, mapping, renamed, replaced, text_of

_LOWEST = ("min", "minimum", "from", "lower", "lowest", "least", "shortest", "start", "a")
_HIGHEST = ("max", "maximum", "to", "upper", "highest", "most", "longest", "end", "b")
_USUAL = ("likely", "most_likely", "peak", "usual", "middle", "most_frequent", "c")
_LATEST = (
    "within",
    "up_to",
    "latest",
    "no_later_than",
    "in_at_most",
    "window",
    "within_time",
    "come_back_within",
    "redial_within",
)
_ENDS = re.compile(r"(?P<low>\d[\d.]*\s*[a-z]*)\s*(?:-|–|to|and|\.\.)\s*(?P<high>\d[\d.]*\s*(?P<unit>[a-z]+))", re.IGNORECASE)


def _two_ends(node: Node) -> tuple[Node, Node] | None:
    """The ends of ``[0 s, 2 h]`` and ``0-2 h``."""
    if isinstance(node, ListNode):
        return (node.items[0], node.items[1]) if len(node.items) == 2 else None
    match = _ENDS.fullmatch(text_of(node))
    if match is None:
        return None
    low = match["low"].strip()
    low = f"{low} {match['unit']}" if low.replace(".", "").isdigit() else low
    return Scalar(low, node.place), Scalar(match["high"], node.place)


def _uniform(block: MapNode, key: str) -> MapNode:
    entry = block.entries[key]
    ends = _two_ends(entry.node)
    assert ends is not None
    return replaced(block, key, {"uniform": Entry(entry.key, mapping(entry.node.place, low=ends[0], high=ends[1]))})


def _between(block: MapNode, key: str) -> MapNode:
    """``between: [0 s, 2 h]``: it may be of any shape."""
    ends = _two_ends(block.entries[key].node)
    low, high = map(flow, ends) if ends is not None else ("2 min", "6 min")
    hint = f"write {{uniform: {{low: {low}, high: {high}}}}} if all durations between them are equally likely"
    raise UnclearError(f"'{key}' does not say which distribution it is", hint, instead={"constant": "4 min"})


def _latest(block: MapNode, key: str) -> MapNode:
    """The time within which customers come again: any until then, or exactly then."""
    latest = flow(block.entries[key].node)
    after = block.entries.get("after")
    if after is not None:
        earliest = text_of(after.node)
        hint = f"in place of both write after: {{uniform: {{low: {earliest}, high: {latest}}}}}"
        hint = hint if earliest else f"remove {key}, or write at_most: {latest} within after to cut longer times to it"
        raise UnclearError(f"'{key}' and 'after' both say when customers come again", hint)
    hint = (
        f"write after: {{uniform: {{low: 0 s, high: {latest}}}}} if they come at any time within {latest}, or after: {latest} if "
        "they come after exactly that time"
    )
    raise UnclearError(f"'{key}' does not say when within {latest} customers come again", hint, instead={"after": "1 h"})


RANGES: tuple[Spelling, ...] = (
    renamed(Uniform, "low", *_LOWEST, example="0 s, high: 2 h"),
    renamed(Uniform, "high", *_HIGHEST, example="2 h, low: 0 s"),
    renamed(Triangular, "low", *_LOWEST, example="1 min, mode: 2 min, high: 4 min"),
    renamed(Triangular, "high", *_HIGHEST, example="4 min, low: 1 min, mode: 2 min"),
    renamed(Triangular, "mode", *_USUAL, example="2 min, low: 1 min, high: 4 min"),
    Spelling(
        DistributionForm,
        ("uniform",),
        _uniform,
        "uniform: [0 s, 2 h]",
        "uniform: {low: 0 s, high: 2 h}",
        lambda node: _two_ends(node) is not None,
    ),
    Spelling(
        DistributionForm,
        ("uniform",),
        _uniform,
        "uniform: 1-2 h",
        "uniform: {low: 1 h, high: 2 h}",
        lambda node: _two_ends(node) is not None,
    ),
    Spelling(DistributionForm, ("between", "range"), _between, "between: [0 s, 2 h]", "", of_whole=True),
    Spelling(Repeat, _LATEST, _latest, "within: 2 h, unresolved: 12%", ""),
    Spelling(Redial, _LATEST, _latest, "within: 5 min, share: 40%", ""),
)

"""Other spellings of repeat contacts: customers who come back after an answer."""

from __future__ import annotations

from simdesk.errors import InputError
from simdesk.scenario.language.journeys import Repeat
from simdesk.scenario.language.queues import Queue
from simdesk.scenario.reading.nodes import Entry, MapNode, Scalar
from simdesk.scenario.spellings.spelling import Spelling, UnclearError, renamed, replaced
from simdesk.units import parse_share

_REPEATS = (
    *("repeat_contacts", "repeat_contact", "repeats", "repeat_calls", "repeat_call", "recontact", "recontacts", "repeat_callers"),
    *("callers_again", "contact_again", "contacts_again", "come_back", "comes_back", "repeat_tickets", "reopens", "reopened"),
)
_SHARES = (
    *("rate", "share", "probability", "percent", "percentage", "proportion", "of_answered", "of_handled", "repeat_rate"),
    *("share_of_answered", "share_of_handled", "not_resolved", "recontact_rate", "unsolved"),
)
_RESOLVED = ("resolved", "fcr", "first_call_resolution", "first_contact_resolution", "resolution", "resolution_rate", "solved")


def _resolved(block: MapNode, key: str) -> MapNode:
    """A share that is resolved as the one that is not."""
    entry = block.entries[key]
    try:
        share = 100.0 * (1.0 - parse_share(entry.node.value if isinstance(entry.node, Scalar) else None))
    except InputError as error:
        raise UnclearError(
            error.message, error.hint or "write unresolved: 20%", entry.node.place, {"unresolved": "20%"}
        ) from None
    return replaced(block, key, {"unresolved": Entry(entry.key, Scalar(f"{share:.10g}%", entry.node.place))})


REPEATS: tuple[Spelling, ...] = (
    renamed(Queue, "repeat", *_REPEATS, example="{unresolved: 12%, after: 2 h}"),
    renamed(Repeat, "unresolved", *_SHARES, example="12%, after: 2 h"),
    renamed(Repeat, "after", "delay", "wait", "later", "after_time", "comes_after", example="2 h, unresolved: 12%"),
    renamed(
        Repeat, "at_most", "max", "max_times", "max_repeats", "times", "repeats_at_most", example="2, unresolved: 12%, after: 2 h"
    ),
    Spelling(Repeat, _RESOLVED, _resolved, "fcr: 88%, after: 2 h", "unresolved: 12%, after: 2 h"),
)
"""Customers who come back."""

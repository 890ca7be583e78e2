"""The rows of a day's contacts on the compiled clock: what ``floor.build.enter_contacts`` does, in one loop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numba import types

from simdesk.demand.workload import Workload
from simdesk.engine.rule_cache import kept_compiled
from simdesk.engine.rule_compiler import ENTRY
from simdesk.engine.tables import AddressList, tables_at
from simdesk.interrupts import interruptible
from simdesk.rules.floor import BLANKS
from simdesk.rules.rows import CONTACT

if TYPE_CHECKING:
    from numpy.typing import NDArray

_rows_at = tables_at(("contacts", "blank"), (CONTACT, CONTACT))
_BLANK = BLANKS[0].copy()


def _enter(address: Any, here: Any, arrival: Any, patience: Any, handle_time: Any, wrap_up: Any, queue: Any) -> None:
    tables = _rows_at(address)
    contacts, blank = tables.contacts, tables.blank[0]
    for c in range(len(contacts)):
        contact = contacts[c]
        contact.taken = blank.taken
        contact.ended = blank.ended
        contact.agent = blank.agent
        contact.behind = blank.behind
        contact.group = blank.group
        contact.outcome = blank.outcome
        contact.balks = blank.balks
        contact.tries_again = blank.tries_again
        contact.follows = blank.follows
        if c < here:
            contact.arrival = arrival[c]
            contact.patience = patience[c]
            contact.handle_time = handle_time[c]
            contact.wrap_up = wrap_up[c]
            contact.queue = queue[c]
        else:
            contact.arrival = blank.arrival
            contact.patience = blank.patience
            contact.handle_time = blank.handle_time
            contact.wrap_up = blank.wrap_up
            contact.queue = blank.queue


_reals, _wholes = (types.Array(kind, 1, "A", readonly=True) for kind in (types.float64, types.int32))  # alike: no steps between
_ENTER = (types.int64, types.int64, _reals, _reals, _reals, _reals, _wholes)


class RowsOfContacts:
    """Enters the customers of a workload into rows of contacts; an ``EnterContacts``."""

    def __init__(self) -> None:
        with interruptible():
            self._enter = kept_compiled(_enter, _ENTER, ENTRY)

    def __call__(self, contacts: NDArray[Any], workload: Workload) -> None:
        """Enter them; the other rows and fields are blank."""
        w, rows = workload, AddressList.of((contacts, _BLANK))
        self._enter(rows.address, len(w.queue), w.arrival, w.patience, w.handle_time, w.wrap_up, w.queue)

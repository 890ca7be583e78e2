"""The legs of a customer's journey: which row of the workload a contact of the log is, and what came before and after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simdesk.demand.legs import NO_ROW
from simdesk.demand.workload import Workload
from simdesk.engine.log import DayLog
from simdesk.rules.codes import TOOK_CALL_BACK
from simdesk.rules.leg_codes import ASSISTANCE, CALL_BACK, REDIAL

if TYPE_CHECKING:
    from numpy.typing import NDArray

LINKS = ("next_try", "follow", "help", "call_back")


def links(workload: Workload, name: str) -> NDArray[np.int32]:
    """Rows that may follow each row by one of ``LINKS``, or ``NO_ROW``; shape (tries,)."""
    if name == "next_try":
        return workload.next_try
    return workload.more.get(name, np.full(len(workload.queue), NO_ROW, np.int32))


def workload_rows(log: DayLog, workload: Workload) -> NDArray[np.int64]:
    """The row of the workload behind each row of the contact log, shape (contacts,)."""
    c = log.contacts
    rows = c.journey.astype(np.int64)
    if "journey" not in workload.more:
        return rows  # every row is named by its own number
    next_try, follow, help_, call_back = (links(workload, name) for name in LINKS)
    last: dict[int, int] = {}
    first = c.attempt == 1
    became = dict(zip(c.journey[first].tolist(), c.outcome[first].tolist(), strict=True))  # of the last leg so far
    later = np.flatnonzero(c.attempt > 1)
    for j in later[np.argsort(c.attempt[later], kind="stable")].tolist():
        journey, reason = int(c.journey[j]), int(c.reason[j])
        before = last.get(journey, journey)
        if reason == REDIAL:
            rows[j] = next_try[before]
        elif reason == ASSISTANCE:
            rows[j] = help_[before]
            continue  # nothing follows a call for help
        elif reason == CALL_BACK and became[journey] == TOOK_CALL_BACK:
            rows[j] = call_back[before]
        else:
            rows[j] = follow[before]
        last[journey], became[journey] = int(rows[j]), int(c.outcome[j])
    return rows


def rows_before(workload: Workload, row: int) -> list[int]:
    """The rows that lead to a row, the nearest first."""
    found: list[int] = []
    while row >= workload.arrivals:
        leads = [np.flatnonzero(links(workload, name) == row) for name in LINKS]
        row = int(np.concatenate(leads)[0])
        found.append(row)
    return found


def rows_after(workload: Workload, row: int) -> list[int]:
    """The rows that may follow a row."""
    return [int(then) for name in LINKS if (then := links(workload, name)[row]) != NO_ROW]

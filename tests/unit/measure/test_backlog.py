"""What waits at the ends of intervals, against a count of each contact at each moment."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
from numpy.testing import assert_array_equal

from simdesk.engine.log import ContactLog
from simdesk.measure.undone import backlog
from simdesk.rules.codes import ABANDONED, ANSWERED, WAITING


def log_of(rng: np.random.Generator, contacts: int, queues: int) -> ContactLog:
    """Contacts in no order, with equal times among them; some still wait in the end."""
    arrival = rng.integers(0, 60, contacts).astype(float)
    outcome = rng.choice([WAITING, ANSWERED, ABANDONED], contacts).astype(np.int32)
    wait = np.where(outcome == WAITING, np.nan, rng.choice([0.0, 1.0, 5.0, 20.0, 100.0], contacts))
    answered = outcome == ANSWERED
    columns = {
        field.name: np.full(contacts, -1, np.int32) if "int32" in str(field.type) else np.full(contacts, np.nan)
        for field in fields(ContactLog)
    }
    columns |= {"arrival": arrival, "outcome": outcome, "queue": rng.integers(0, queues, contacts).astype(np.int32)}
    columns |= {"agent": np.where(answered, 0, -1).astype(np.int32), "answered": arrival + wait, "ended": arrival + wait}
    return ContactLog(**columns)


def test_backlog_is_that_of_each_contact_at_each_moment() -> None:
    rng = np.random.default_rng(3)
    for _ in range(300):
        queues = int(rng.integers(1, 4))
        log = log_of(rng, int(rng.integers(0, 40)), queues)
        ends = np.unique(rng.integers(1, 80, int(rng.integers(1, 12)))).astype(float)
        waiting, oldest = np.zeros((queues, len(ends))), np.zeros((queues, len(ends)))
        for c in range(len(log.arrival)):
            until = np.inf if log.outcome[c] == WAITING else log.left[c]
            for k, end in enumerate(ends):
                if log.arrival[c] < end <= until and until > log.arrival[c]:
                    waiting[log.queue[c], k] += 1
                    oldest[log.queue[c], k] = max(oldest[log.queue[c], k], end - log.arrival[c])
        found = backlog(log, queues, ends)
        assert_array_equal(found[0], waiting)
        assert_array_equal(found[1], oldest)

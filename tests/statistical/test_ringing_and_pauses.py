"""One agent who is called, and pauses after each contact, against Pollaczek and Khinchine's M/G/1.

To the line, ringing, work and pause are one service; the wait until the answer is that of the line and the ringing.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from floors import Group, Queue, centre
from scipy.stats import t

from simdesk.demand.distributions import exponential
from simdesk.floor.plan import Ringing

pytestmark = pytest.mark.statistical

RATE, WORK, RING, PAUSE = 0.01, 40.0, 5.0, 10.0


def test_waits_are_those_of_the_theory() -> None:
    """Mean wait over 120 days; with this interval a false alarm in 10,000 runs. The seed is fixed."""
    people = {"ringing": Ringing(RING), "pause": PAUSE}
    where = centre([Queue("a", RATE, exponential(WORK))], [Group("desk", ["a"], 1, people=people)], closing=86400.0)
    days = []
    for replication in range(120):
        contacts = where.play(11, replication).contacts
        settled = contacts.arrival > 7200.0  # the day begins with an empty line
        days.append(float(contacts.wait[settled].mean()))
    service = RING + WORK + PAUSE
    square = WORK**2 + service**2
    exact = RATE * square / (2 * (1 - RATE * service)) + RING
    mean, error = float(np.mean(days)), float(np.std(days, ddof=1)) / math.sqrt(len(days))
    assert abs(mean - exact) < t.ppf(1 - 0.5e-4, len(days) - 1) * error
    assert error < 0.02 * exact

"""One agent who is called, and pauses after each contact, against Pollaczek and Khinchine's M/G/1.

To the line, ringing, work and pause are one service; the wait until the answer is that of the line and the ringing.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from evidence import Case, away, record
from floors import Group, Queue, centre
from scipy.stats import t

from simdesk.demand.distributions import exponential
from simdesk.floor.parts import Ringing

pytestmark = [pytest.mark.statistical, pytest.mark.slow]

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
    case = Case(
        "One agent with ring time and a pause after each contact",
        "closed form: Pollaczek (1930), Khinchine (1932)",
        {"rate": RATE, "handle time": WORK, "ring time": RING, "pause": PAUSE},
    )
    record(case, [away("mean wait, s", exact, mean, error)], 1e-4, len(days))
    assert abs(mean - exact) < t.ppf(1 - 0.5e-4, len(days) - 1) * error
    assert error < 0.02 * exact

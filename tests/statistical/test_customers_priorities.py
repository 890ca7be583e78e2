"""Customers who go first, from a YAML scenario, against the closed form of a non-pre-emptive priority queue."""

from __future__ import annotations

from pathlib import Path

import pytest
from evidence import Case
from judging import ALPHA, Figure, judge

from simdesk.measure.expression import parse_expression
from simdesk.results.run import run
from simdesk.scenario import load

pytestmark = pytest.mark.statistical

SCENARIO = Path(__file__).parents[1] / "data" / "scenarios" / "two_priorities.yaml"
MINUTE = 60.0
SOURCE = "closed forms: Cobham (1954) for the mean waits; Davis (1966), Kella and Yechiali (1985) for the share in time"
P_WAIT = 0.4091801508
WAIT_GOLD, WAIT_OTHERS, WAIT_OF_ALL = 0.0681966918 * MINUTE, 0.340983459 * MINUTE, 0.2045900754 * MINUTE
GOLD_IN_TIME = 0.9796281199
"""M/M/10 with unit mean service, two classes at rate 4 each, the first with non-pre-emptive priority: the probability of a wait
(Erlang C), the mean waits (Cobham 1954) and the share of the first class that waits up to 0.5 (Davis 1966; Kella and Yechiali
1985). The mean over all is that of first come, first served."""


@pytest.mark.slow
def test_the_first_class_waits_as_the_closed_form_says():
    """9 comparisons; false alarm 1e-4 over all. Standard errors are below 3 %."""
    assert ALPHA == 1e-4
    known = {
        "service_level(a.gold, 0 s, of_answered)": 1 - P_WAIT,
        "service_level(a.others, 0 s, of_answered)": 1 - P_WAIT,
        "service_level(a.gold, 30 s, of_answered)": GOLD_IN_TIME,
        "mean_wait(a.gold)": WAIT_GOLD,
        "mean_wait(a.others)": WAIT_OTHERS,
        "mean_wait(a)": WAIT_OF_ALL,
        "queue_length(a.gold)": 4 * WAIT_GOLD / MINUTE,
        "queue_length(a.others)": 4 * WAIT_OTHERS / MINUTE,
        "occupancy(g)": 0.8,
    }
    results = run(load(SCENARIO), metrics=list(known))
    judge(
        {name: (results.measures.sample(parse_expression(name)), Figure(value)) for name, value in known.items()},
        sharp=0.03,
        case=Case("Two classes of customers, the first with priority", SOURCE, {"lambda": (4, 4), "mu": 1, "n": 10}),
    )

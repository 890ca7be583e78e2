"""A run that ends at a precision uses control variates by itself: its intervals cover the truth as often as they should.

The run looks at its interval again and again and ends when it is narrow enough, so it ends sooner where the interval happens
to be too narrow. The truth is exact: M(t)/M/n(t)+M averaged over the level of the day and over the heads that come to work.
"""

from __future__ import annotations

import numpy as np
import pytest
from evidence import Case, Finding, away, record
from judging import ALPHA
from scipy import stats
from test_variance_reduction import HANDLE, HEADS, PATIENCE, VARIATION, VOLUMES, truth

import simdesk as sd

pytestmark = pytest.mark.statistical

RUNS = 250
ASKED = (("service_level(a, 20 s, of_offered)", "2%", 0), ("abandon_rate(a)", "1.5%", 1))
"""Measure, half-width, and which of the exact figures it is."""
LEAST = 0.92
"""Share of intervals that must cover at least: 95% less what looking again and again costs, which a plain run pays as well."""


def scenario(measure: str, half_width: str) -> sd.Scenario:
    return sd.load_text(f"""\
simdesk: 1
hours: {{open: "00:00", close: "01:30", interval: 30 min}}
replications: {{until: "{measure} ± {half_width}", at_most: 2000}}
queues:
  a:
    arrivals: {{volumes: {list(VOLUMES)}, day_to_day: {VARIATION:.0%}}}
    handle_time: {{exponential: {{mean: {HANDLE:g} s}}}}
    patience: {{exponential: {{mean: {PATIENCE:g} s}}}}
agent_groups:
  g: {{skills: [a], headcount: {list(HEADS)}}}
""")


@pytest.mark.slow
@pytest.mark.parametrize(("measure", "half_width", "which"), ASKED, ids=["service_level", "abandon_rate"])
def test_the_interval_covers_where_the_run_chose_when_to_end(measure: str, half_width: str, which: int) -> None:
    """250 runs with seeds of their own; false alarm 1e-4 for the coverage and 1e-4 for the mean of the runs.

    At least as many intervals cover as a share of 92% lets. The mean of the runs lies within Student's t of the truth. The
    runs end with fewer days than plain ones need.
    """
    centre, exact = scenario(measure, half_width), truth()[which]
    found = []
    for run in range(RUNS):
        results = sd.run(centre, seed=run, engine="compiled", cores=1)
        assert results.facts.reduced_by_itself
        estimate = results.measure(measure)
        found.append((estimate.mean, estimate.low <= exact <= estimate.high, results.facts.replications))
    means, covers, days = np.array(found, float).T
    error = means.std(ddof=1) / np.sqrt(RUNS)
    case = Case(
        f"Precision reached with control variates: {measure} ± {half_width}",
        "exact: M(t)/M/n(t)+M averaged over the Gamma level of the day and over rounded headcounts (simdesk.theory.transient)",
        {"contacts per half hour": VOLUMES, "agents": HEADS, "variation of days": VARIATION},
    )
    findings = [away(measure, exact, float(means.mean()), float(error)), Finding("coverage", 0.95, float(covers.mean()))]
    record(case, findings, 2 * ALPHA, int(days.sum()))
    assert covers.sum() >= stats.binom.ppf(ALPHA, RUNS, LEAST)
    assert abs(means.mean() - exact) < stats.t.ppf(1 - ALPHA / 2, RUNS - 1) * error
    plain = [
        sd.run(centre, seed=run, engine="compiled", cores=1, variance_reduction="none").facts.replications for run in range(20)
    ]
    assert days.mean() < 0.75 * np.mean(plain)

"""Days from YAML whose rates and staff change, against published runs and exact figures by interval.

The scenarios stand in ``reference_05/``.
"""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from evidence import Finding, record
from floors import Centre
from judging import Figure, Played, case_of, from_yaml, judge, play_day, published, reference, simulate
from scipy import stats

from simdesk.measure.confidence import Sample
from simdesk.measure.expression import parse_expression

pytestmark = pytest.mark.statistical
CASES = reference("time_varying.json")
HERE = Path(__file__).parent / "reference_05"


def of_interval(played: Played, text: str, interval: int) -> Sample:
    return played.measures.sample(parse_expression(text), interval)


def by_interval(played: Played, case: dict, threshold: str) -> dict[str, tuple[Sample, Figure]]:
    """Everything the exact figures say of each interval and of the day."""
    exact = case["exact"].get(threshold, case["exact"])
    found: dict[str, tuple[Sample, Figure]] = {}
    level = f"service_level(calls, {threshold} s"
    for i, row in enumerate(exact["intervals"]):
        known = {
            "service_level(calls, 0 s, of_offered)": 1 - row["p_wait"],
            f"{level}, of_offered)": row["answered_in_T"] / row["offered"],
            f"{level}, abandoned_in_time_removed)": row["answered_in_T"] / (row["offered"] - row["abandoned_in_T"]),
            "queue_length(calls)": row["mean_queue"],
            "agents_busy(desk)": row["mean_busy"],
        }
        found |= {f"{text} in interval {i}": (of_interval(played, text, i), Figure(value)) for text, value in known.items()}
    total = exact["total"]
    found[f"{level}, of_offered)"] = (played.sample(f"{level}, of_offered)"), Figure(total["answered_in_T/offered"]))
    found["abandon_rate(calls)"] = (played.sample("abandon_rate(calls)"), Figure(total["p_ab"]))
    return found


def names(threshold: str) -> list[str]:
    level = f"service_level(calls, {threshold} s"
    return ["service_level(calls, 0 s, of_offered)", f"{level}, of_offered)", f"{level}, abandoned_in_time_removed)"]


def play_hourly(days: int) -> Played:
    where, seed = from_yaml(HERE / "thirteen_hours.yaml")
    return simulate(where, days, names("20") + names("30"), seed)


def check_hourly(played: Played, sharp: float) -> None:
    case = CASES["contactcenters_singleQueue_13h"]
    for threshold in ("20", "30"):
        judge(by_interval(played, case, threshold), sharp, case=case_of(case, f"Exact, {threshold} s"))
        text = f"service_level(calls, {threshold} s)"
        levels = [tuple(share / 100 for share in row) for row in case["published"][f"SL{threshold}"]]
        compared = {f"hour {i}": (of_interval(played, text, i), published(*row, digits=3)) for i, row in enumerate(levels[:-1])}
        compared["day"] = (played.sample(text), published(*levels[-1], digits=3))
        judge(compared, case=case_of(case, f"Published, {threshold} s"))


def test_thirteen_hours_with_balking_and_changing_staff():
    """Exact by hour (67 comparisons) and the published intervals (14), at 20 and 30 s; false alarm 4e-4."""
    check_hourly(play_hourly(60), sharp=0.35)


@pytest.mark.slow
def test_thirteen_hours_at_length():
    """The same with ten times the days: standard errors below 10 %; false alarm 4e-4."""
    check_hourly(play_hourly(600), sharp=0.1)


EIGHT_HOURS = pytest.mark.parametrize(
    ("name", "variant"), [("contactcenters_MMC_8h", None), ("contactcenters_MMCAb_8h", "impatient")]
)
PUBLISHED = {
    "service_level answered_in_T/answered": "service_level(calls, 20 s, of_answered)",
    "service_level answered_in_T/(answered+abandoned_after_T)": "service_level(calls, 20 s)",
    "abandoned": "abandoned(calls)",
    "speed_of_answer_min": "mean_speed_of_answer(calls)",
    "occupancy": "occupancy(desk)",
}


def check_eight_hours(name: str, variant: str | None, days: int, sharp: float) -> None:
    case = CASES[name]
    where, seed = from_yaml(HERE / "eight_hours.yaml", variant)
    texts = ["service_level(calls, 20 s)", "service_level(calls, 20 s, of_answered)", "service_level(calls, 20 s, of_offered)"]
    played = simulate(where, days, [*texts, *names("20")], seed)
    judge(by_interval(played, case, "20"), sharp, case=case_of(case, "Exact, 20 s"))
    compared = {}
    for key, row in case["published"].items():
        if key == "contacts_in_target":
            level = played.sample("service_level(calls, 20 s, of_offered)")
            compared[key] = (Sample(level.numerator, np.ones(days)), published(*row))
        else:
            unit = 60.0 if key.endswith("_min") else 1.0
            sample = played.sample(PUBLISHED[key])
            compared[key] = (Sample(sample.numerator / unit, sample.denominator), published(*row, digits=3))
    judge(compared, case=case_of(case, "Published"))


@EIGHT_HOURS
def test_eight_hours(name, variant):
    """7 exact comparisons and 4 or 6 published ones a case; false alarm 2e-4 a case."""
    check_eight_hours(name, variant, 50, sharp=0.1)


@pytest.mark.slow
@EIGHT_HOURS
def test_eight_hours_at_length(name, variant):
    """The same with eight times the days; false alarm 2e-4 a case."""
    check_eight_hours(name, variant, 400, sharp=0.04)


def check_half_hours(days: int, sharp: float) -> None:
    case = CASES["exact_day12_exhaustive"]
    where, seed = from_yaml(HERE / "half_hours.yaml")
    played = simulate(where, days, names("20"), seed)
    judge(by_interval(played, case, "20"), sharp, case=case_of(case, "Exact, 20 s"))


def test_half_hours_with_staff_that_falls():
    """62 exact comparisons; false alarm 1e-4."""
    check_half_hours(60, sharp=0.2)


@pytest.mark.slow
def test_half_hours_at_length():
    """The same with ten times the days: standard errors below 6 %; false alarm 1e-4."""
    check_half_hours(500, sharp=0.06)


PERIOD = 4 * 3600.0
DAYS = 40


def number_present(where: Centre, seed: int, day: int, times: np.ndarray) -> np.ndarray:
    """Contacts waiting or in service at each of the times."""
    contacts = play_day(where, where.workload(seed, day), on_both=day == 0).contacts
    gone = np.where(np.isnan(contacts.released), contacts.ended, contacts.released)
    return np.searchsorted(np.sort(contacts.arrival), times, "right") - np.searchsorted(np.sort(gone), times, "right")


@pytest.mark.parametrize("agents", [90, 100, 110, 120])
def test_a_rate_like_a_sine_with_patience_as_long_as_handle_times(agents):
    """P(wait) and E[N] at 7 times of a period; 14 tests at 1e-5 each, false alarm 1.4e-4 a case.

    The last three of a day's five periods are looked at. Samples lie one period apart, where the autocorrelation exp(-2π) of the
    number present is 0.002. The rate is cut into 48 pieces a period, which moves m(t) by less than 0.05: a twentieth of the
    standard error.
    """
    where, seed = from_yaml(HERE / "sine.yaml", changes={"agent_groups.desk.headcount": agents})
    rows = CASES["exact_sin_theta_eq_mu"]["expected"]
    part = np.array([row["t"] % (2 * math.pi) / (2 * math.pi) for row in rows])
    times = PERIOD * (part[:, None] + np.arange(2, 5))
    days = [number_present(where, seed, day, times.ravel()).reshape(times.shape) for day in range(DAYS)]
    findings = []
    for row, count in zip(rows, np.concatenate(days, axis=1), strict=True):
        total, m = int(count.sum()), len(count) * row["m"]
        chance = 2 * min(stats.poisson.cdf(total, m), stats.poisson.sf(total - 1, m))
        findings.append(
            Finding(f"E[N] at t={row['t']:.3g}", row["m"], total / len(count), math.sqrt(row["m"] / len(count)), p_value=chance)
        )
        assert chance > 1e-5, (row["t"], total / len(count), row["m"])
        full = stats.binomtest(int((count >= agents).sum()), len(count), row[f"P(wait)|s={agents}"])
        expected = row[f"P(wait)|s={agents}"]
        error = math.sqrt(expected * (1 - expected) / len(count))
        findings.append(Finding(f"P(wait) at t={row['t']:.3g}", expected, full.statistic, error, p_value=full.pvalue))
        assert full.pvalue > 1e-5, (row["t"], full)
    sine = CASES["exact_sin_theta_eq_mu"]
    case = case_of(sine | {"inputs": sine["inputs"] | {"agents": agents}}, f"Sine-shaped rate, {agents} agents")
    record(case, findings, 1.4e-4, DAYS)

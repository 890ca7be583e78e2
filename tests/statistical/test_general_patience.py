"""The simulation with patience and handle times that are not exponential: exact M/M/n+G and published M/G/n+G."""

from __future__ import annotations

import math

import pytest
from floors import Centre, Group, Queue, centre
from judging import Figure, Played, case_of, judge, reference, simulate, wait_moments

from simdesk.demand.distributions import Distribution, constant, erlang, exponential, lognormal, weibull
from simdesk.floor.parts import UNLIMITED
from simdesk.measure.confidence import Sample

pytestmark = pytest.mark.statistical
CASES = reference("general_patience_simulated.json")
RATIOS = {
    "answered_in_T/offered": "of_offered",
    "answered_in_T/answered": "of_answered",
    "(answered_in_T+abandoned_in_T)/offered": "abandoned_in_time_good",
    "answered_in_T/(answered+abandoned_after_T)": "abandoned_in_time_removed",
}


def distribution(spec: dict) -> Distribution:
    match spec["dist"]:
        case "exponential":
            return exponential(spec["mean"])
        case "erlang":
            return erlang(spec["mean"], spec["k"])
        case "deterministic":
            return constant(spec["mean"])
        case "lognormal":
            return lognormal(spec["mean"], spec["mean"] * math.sqrt(spec["scv"]))
        case _:
            return weibull(spec["scale"] * math.gamma(1 + 1 / spec["shape"]), spec["shape"])


def model(inputs: dict, contacts: float) -> Centre:
    """The floor of a case over a day of so many contacts, behind a warm-up of 40 handle times or patiences."""
    rate = inputs.get("lam", inputs.get("lam_per_s"))
    handle, patience = distribution(inputs["service"]), distribution(inputs["patience"])
    queue = Queue("a", float(rate), handle, patience=patience, waiting_places=inputs.get("extra_places", UNLIMITED))
    warm_up = 40.0 * max(handle.mean, patience.mean)
    closing = warm_up * (1 + max(round(contacts / rate / warm_up), 1))
    return centre([queue], [Group("g", ["a"], inputs["n"])], closing=closing, interval=warm_up, warm_up=warm_up)


def run(case: dict, days: int, contacts: float, names: list[str]) -> Played:
    return simulate(
        model(case["inputs"], contacts / days), days, names, seed=9 + list(CASES).index(case["id"]), count=wait_moments
    )


def check_exact(name: str, days: int, contacts: float, sharp: float) -> None:
    case = CASES[name]
    expected, threshold = case["expected"], case["inputs"]["T"]
    known = {
        "service_level(a, 0 s, of_offered)": 1 - expected["p_wait"],
        "abandon_rate(a)": expected["p_ab"],
        "mean_wait(a)": expected["e_wait"],
        "mean_speed_of_answer(a)": expected["e_wait_served"],
        "queue_length(a)": expected["e_q"],
        "occupancy(g)": expected["occupancy"],
        "wait_squared_answered": expected["var_wait_served"] + expected["e_wait_served"] ** 2,
        "wait_abandoned": expected["e_wait_ab"],
    }
    known |= {f"service_level(a, {threshold} s, {RATIOS[ratio]})": value for ratio, value in expected["variants"].items()}
    played = run(case, days, contacts, [text for text in known if "(" in text])
    samples = {text: (played.sample(text), Figure(value)) for text, value in known.items()}
    judge(samples, sharp, case=case_of(case, "M/M/n+G"))


@pytest.mark.parametrize("name", ["exactG_det", "exactG_weib"])
def test_exact_patience_of_any_shape(name):
    """12 comparisons a case; false alarm 1e-4 a case. Constant patience: all who abandon wait exactly so long."""
    check_exact(name, 25, 100_000, sharp=0.06)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["exactG_det", "exactG_weib"])
def test_exact_patience_at_length(name):
    """The same with four times the contacts; false alarm 1e-4 a case."""
    check_exact(name, 25, 400_000, sharp=0.03)


def check_published(name: str, days: int, contacts: float, sharp: float) -> None:
    case = CASES[name]
    expected, inputs = case["expected"], case["inputs"]
    early, late = inputs.get("T1_s", 0.1), inputs.get("T2_s", 0.2)
    texts = [
        f"service_level(a, {t} s, {d})" for t in (0, early, late) for d in ("of_offered", "of_answered", "abandoned_in_time_good")
    ]
    played = run(case, days, contacts, texts)
    squared, mean = played.sample("wait_squared_answered"), played.sample("mean_speed_of_answer(a)")
    known = {
        "P(W=0)": played.sample("service_level(a, 0 s, of_offered)"),
        "P(A)": played.sample("abandon_rate(a)"),
        "E[Q]": played.sample("queue_length(a)"),
        "E[W|S]": mean,
        "E[W|A]": played.sample("wait_abandoned"),
        "Var(W|S)": variance(squared, mean.ratio),
        "Var(W|A)": variance(played.sample("wait_squared_abandoned"), played.sample("wait_abandoned").ratio),
    }
    for t, one, other in ((early, "P(W<=0.1|S)", "P(W<=T1|S)"), (late, "P(W<=0.2|S)", "P(W<=T2|S)")):
        known[one if one in expected else other] = played.sample(f"service_level(a, {t} s, of_answered)")
        level = played.sample(f"service_level(a, {t} s, abandoned_in_time_good)")
        answered = played.sample(f"service_level(a, {t} s, of_offered)")
        abandoned = played.sample("abandon_rate(a)").numerator
        known[(one if one in expected else other).replace("|S", "|A")] = Sample(level.numerator - answered.numerator, abandoned)

    def figure(key: str) -> Figure:
        printed = expected[key]
        # Whitt prints as many digits as his half-width has; half a unit of the last one is rounding.
        digits = len(f"{printed['value']:.10f}".rstrip("0").split(".")[1])
        return Figure(printed["value"], printed["half_width95"] / 1.96, 0.5 * 10.0**-digits)

    judge({key: (sample, figure(key)) for key, sample in known.items()}, sharp, case=case_of(case, "M/G/n+G"))


def variance(squared: Sample, mean: float) -> Sample:
    """E[(W − mean)²] as a ratio; the mean's own error counts only in second order."""
    return Sample(squared.numerator - mean**2 * squared.denominator, squared.denominator)


def test_lognormal_handle_times():
    """11 comparisons with an independent simulation of 100 million arrivals; false alarm 1e-4."""
    check_published("cc_100per30_aht180LN15_pat120exp_n10", 25, 100_000, sharp=0.08)


@pytest.mark.slow
def test_lognormal_handle_times_at_length():
    """The same with eight times the contacts; false alarm 1e-4."""
    check_published("cc_100per30_aht180LN15_pat120exp_n10", 25, 800_000, sharp=0.03)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["whitt_T1_M_M", "whitt_T2_M_E2"])
def test_a_hundred_agents_as_whitt_simulated_them(name):
    """11 comparisons a case with published intervals; false alarm 1e-4 a case."""
    check_published(name, 20, 1_000_000, sharp=0.1)

"""The simulation against M/M/n+M: finite lines, balking, every service-level ratio, virtual waits."""

from __future__ import annotations

import numpy as np
import pytest
from evidence import Case
from floors import Centre, Group, Queue, centre
from judging import Figure, Played, case_of, judge, reference, simulate, wait_moments
from scipy import special

from simdesk.demand.distributions import exponential
from simdesk.floor.parts import UNLIMITED

pytestmark = pytest.mark.statistical
CASES = reference("erlang_a_simulated.json")
RATIOS = {
    "answered_in_T/offered": "of_offered",
    "answered_in_T/answered": "of_answered",
    "(answered_in_T+abandoned_in_T)/offered": "abandoned_in_time_good",
    "answered_in_T/(answered+abandoned_after_T)": "abandoned_in_time_removed",
}


def model(inputs: dict, contacts: float, trunks: bool = False) -> Centre:
    """The floor of a case over a day of so many contacts, behind a warm-up of ten handle times or patiences."""
    if "lam" in inputs:
        rate, handle, patience, agents = inputs["lam"], 1.0 / inputs["mu"], 1.0 / inputs["theta"], inputs["n"]
        places = inputs["extra_places"]
    else:
        rate, handle, patience = inputs["calls_per_1800s"] / 1800, inputs["aht_s"], inputs["mean_patience_s"]
        agents = inputs["agents"]
        places = inputs["lines_total"] - agents if "lines_total" in inputs else UNLIMITED
    queue = Queue(
        "a",
        float(rate),
        exponential(handle),
        patience=exponential(patience),
        balking=inputs.get("p_balk_if_all_busy", 0.0),
        waiting_places=UNLIMITED if trunks else places,
    )
    warm_up = 10.0 * max(handle, patience)
    return centre(
        [queue],
        [Group("g", ["a"], agents)],
        closing=warm_up * (1 + max(round(contacts / rate / warm_up), 1)),
        interval=warm_up,
        warm_up=warm_up,
        trunks=inputs["lines_total"] if trunks else UNLIMITED,
    )


def figures(case: dict) -> dict[str, Figure]:
    expected = case["expected"]
    found = {
        "service_level(a, 0 s, of_offered)": None,
        "abandon_rate(a)": expected["p_ab_offered"],
        "mean_wait(a)": expected["e_wait"],
        "mean_speed_of_answer(a)": expected["e_wait_served"],
        "queue_length(a)": expected["e_q"],
        "occupancy(g)": expected["occupancy"],
        "wait_squared_answered": expected["var_wait_served"] + expected["e_wait_served"] ** 2,
        "wait_abandoned": expected["e_wait_ab"],
    }
    found["service_level(a, 0 s, of_offered)"] = 1 - expected["p_wait_arrival"]
    if expected["p_block"] > 1e-6:
        # Of the contacts that were not blocked.
        del found["service_level(a, 0 s, of_offered)"]
        found["blocked_share"] = expected["p_block"]
    for threshold, ratios in expected["service_levels"].items():
        for name, definition in RATIOS.items():
            found[f"service_level(a, {threshold} s, {definition})"] = ratios[name]
    return {name: Figure(value) for name, value in found.items()}


def check(case: dict, played: Played, sharp: float, model: str = "Erlang A") -> None:
    samples = {}
    for name, figure in figures(case).items():
        if name == "blocked_share":
            blocked, offered = played.sample("blocked(a)"), played.sample("offered(a)")
            sample = type(blocked)(blocked.numerator, offered.numerator)
        else:
            sample = played.sample(name)
        samples[name] = (sample, figure)
    judge(samples, sharp, case=case_of(case, model))


def run(case: dict, contacts: float, days: int = 25, trunks: bool = False) -> Played:
    names = [name for name in figures(case) if "(" in name]
    return simulate(model(case["inputs"], contacts / days, trunks), days, names, seed=2, count=wait_moments)


@pytest.mark.parametrize("name", [name for name in CASES if not name.startswith("whitt")])
def test_erlang_a(name):
    """Up to 24 comparisons a case; false alarm 1e-4 a case. Standard errors are below 8 %."""
    check(CASES[name], run(CASES[name], 80_000), sharp=0.08)


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_erlang_a_at_length(name):
    """The same with many more contacts: standard errors below 5 %; false alarm 1e-4 a case.

    Whitt's hundred busy agents remember long, so they need twice as many, and their own patience.
    """
    contacts = 1_000_000 if name.startswith("whitt") else 500_000
    check(CASES[name], run(CASES[name], contacts, days=25), sharp=0.05)


def test_trunks_are_lines_in_total():
    """M/M/n/K+M with K trunks instead of K − n waiting places; 13 comparisons, false alarm 1e-4."""
    case = CASES["exact_AK_01_n10_K14"]
    check(case, run(case, 80_000, trunks=True), sharp=0.08, model="Erlang A with trunks for waiting places")


def virtual_in_time(rate: float, mu: float, theta: float, agents: int, threshold: float) -> float:
    """P(offered wait <= T) in M/M/n+M.

    Someone without end of patience who finds j waiting has j + 1 departures before them, at rates nμ + iθ: a sum of
    exponentials whose exp(−θ ·) is Beta(nμ/θ, j + 1) (products of betas; Jambunathan 1954).
    """
    states = agents + 400
    leaving = np.array([min(k, agents) * mu + max(k - agents, 0) * theta for k in range(1, states)])
    weights = np.exp(np.concatenate([[0.0], np.cumsum(np.log(rate / leaving))]))
    share = weights / weights.sum()
    ahead = np.arange(states - agents)
    late = special.betainc(agents * mu / theta, ahead + 1, np.exp(-theta * threshold))
    return 1.0 - float((share[agents:] * late).sum())


@pytest.mark.parametrize("name", ["exact_A_02_100x180_pat120_n10", "exact_A_05_100x300_pat90_n16", "exact_Abalk_01"])
def test_virtual_waits_are_those_of_someone_who_stays(name):
    """Shadows in line against the offered wait in closed form; 4 comparisons, false alarm 1e-4 a case."""
    inputs = CASES[name]["inputs"]
    rate, balking = inputs["calls_per_1800s"] / 1800, inputs.get("p_balk_if_all_busy", 0.0)
    mu, theta, agents = 1 / inputs["aht_s"], 1 / inputs["mean_patience_s"], inputs["agents"]
    where = model(inputs, 10_000)
    thresholds = (0, 10, 20, 60)
    names = [f"service_level(a, {t} s, virtual)" for t in thresholds]
    played = simulate(where, 12, names, seed=3)
    if balking:
        # Arrivals that join thin out while all are busy, and nobody else does.
        def known(t):
            return virtual_with_balking(rate, balking, mu, theta, agents, t)
    else:

        def known(t):
            return virtual_in_time(rate, mu, theta, agents, t)

    source = "closed form: a sum of exponentials whose transform is Beta (products of betas; Jambunathan 1954)"
    judge(
        {n: (played.sample(n), Figure(known(t))) for n, t in zip(names, thresholds, strict=True)},
        sharp=0.02,
        case=Case(f"Virtual waits: {name}", source, inputs),
    )


def virtual_with_balking(rate: float, balking: float, mu: float, theta: float, agents: int, threshold: float) -> float:
    """The same when a share balks on finding all agents busy."""
    states = agents + 400
    leaving = np.array([min(k, agents) * mu + max(k - agents, 0) * theta for k in range(1, states)])
    joining = np.array([rate if k < agents else rate * (1 - balking) for k in range(states - 1)])
    weights = np.exp(np.concatenate([[0.0], np.cumsum(np.log(joining / leaving))]))
    share = weights / weights.sum()
    late = special.betainc(agents * mu / theta, np.arange(states - agents) + 1, np.exp(-theta * threshold))
    return 1.0 - float((share[agents:] * late).sum())

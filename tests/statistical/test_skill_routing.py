"""The simulation against exact Markov chains of two queues and two groups: ranks, tries, takes, pace."""

from __future__ import annotations

import pytest
from floors import Centre, Group, Queue, centre
from judging import Figure, Played, judge, reference, simulate

from simdesk.demand.distributions import exponential
from simdesk.engine.log import DayLog
from simdesk.floor.rows import ANSWERED
from simdesk.measure.confidence import Sample

pytestmark = pytest.mark.statistical
CASES = reference("skill_routing.json")
RATIOS = {
    "answered_in_T/offered": "of_offered",
    "answered_in_T/answered": "of_answered",
    "(answered_in_T+abandoned_in_T)/offered": "abandoned_in_time_good",
    "answered_in_T/(answered+abandoned_after_T)": "abandoned_in_time_removed",
}


def model(inputs: dict, length: float) -> Centre:
    """The unit of time is 1 s: handle times are 1 s where the fastest skill has rate 1."""
    types, groups = range(len(inputs["lam"])), range(len(inputs["n"]))
    fastest = [max(inputs["mu"][t]) for t in types]
    queues = [
        Queue(
            f"q{t}",
            float(inputs["lam"][t]),
            exponential(1 / fastest[t]),
            patience=exponential(1 / inputs["theta"][t]),
            tries=[[f"g{g}"] for g in inputs["route"][t]],
        )
        for t in types
    ]
    desks = [
        Group(
            f"g{g}",
            {f"q{t}": (1, inputs["mu"][t][g] / fastest[t]) for t in types if inputs["mu"][t][g]},
            inputs["n"][g],
            takes=None if inputs.get("fifo") else [[f"q{t}"] for t in inputs["pick"][g]],
        )
        for g in groups
    ]
    return centre(queues, desks, closing=length, interval=40.0, warm_up=40.0)


def work_shares(log: DayLog, begin: float, inputs: dict, length: float) -> dict[str, tuple[float, float]]:
    """Share of each group's time spent on each type, by contacts that arrived after the warm-up."""
    contacts = log.contacts
    late = (contacts.arrival >= begin) & (contacts.outcome == ANSWERED)
    found = {}
    for g, agents in enumerate(inputs["n"]):
        for t in range(len(inputs["lam"])):
            mine = late & (contacts.group == g) & (contacts.queue == t)
            work = (contacts.released - contacts.answered)[mine].sum()
            found[f"share of g{g} on q{t}"] = (float(work), agents * (length - begin))
    return found


def run(case: dict, days: int, length: float) -> dict[str, tuple[Sample, Figure]]:
    inputs, expected = case["inputs"], case["expected"]
    known: dict[str, float] = {}
    for t, figures in enumerate(expected["types"]):
        known[f"service_level(q{t}, 0 s, of_offered)"] = 1 - figures["p_wait"]
        known[f"abandon_rate(q{t})"] = figures["p_ab"]
        known[f"mean_wait(q{t})"] = figures["e_wait"]
        known[f"queue_length(q{t})"] = figures["e_q"]
        for name, definition in RATIOS.items():
            known[f"service_level(q{t}, {figures['T']} s, {definition})"] = figures["variants"][name]
    for g, figures in enumerate(expected["groups"]):
        known[f"occupancy(g{g})"] = figures["occupancy"]
        for t, share in enumerate(figures["share_by_type"]):
            known[f"share of g{g} on q{t}"] = share
    where = model(inputs, length)
    names = [name for name in known if "(" in name]
    played: Played = simulate(where, days, names, seed=4, count=lambda log, begin: work_shares(log, begin, inputs, length))
    return {name: (played.sample(name), Figure(value)) for name, value in known.items()}


@pytest.mark.parametrize("name", CASES)
def test_skill_routing(name):
    """18 to 24 comparisons a case; false alarm 1e-4 a case. Standard errors are below 4 %."""
    judge(run(CASES[name], 20, 1000.0), sharp=0.04)


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_skill_routing_at_length(name):
    """The same with six times the contacts: standard errors below 1.5 %; false alarm 1e-4 a case."""
    judge(run(CASES[name], 30, 4000.0), sharp=0.015)

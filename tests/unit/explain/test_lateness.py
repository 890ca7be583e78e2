"""How each contact counts for a service level: over a run the contacts add up to the measure, for all definitions."""

from __future__ import annotations

from pathlib import Path

import pytest

import simdesk as sd
from simdesk.explain.lateness import judged
from simdesk.measure.expression import Expression
from simdesk.measure.registry import SERVICE_LEVEL_DEFINITIONS
from simdesk.measure.rules import ServiceLevelRule

SCENARIOS = Path(__file__).parents[3] / "scenarios"


@pytest.fixture(scope="module")
def bank() -> sd.Results:
    scenario = sd.load(SCENARIOS / "anonymous_bank.yaml").with_changes({"at_close": "send_away", "queues.regular.balking": "20%"})
    wanted = [f"service_level(regular, 20 s, {definition})" for definition in SERVICE_LEVEL_DEFINITIONS]
    return sd.run(scenario, 4, metrics=wanted)


@pytest.mark.parametrize("definition", SERVICE_LEVEL_DEFINITIONS)
def test_contacts_add_up_to_the_measure(bank: sd.Results, definition: str) -> None:
    measure = bank.scenario.measure(f"service_level(regular, 20 s, {definition})")
    sample, floor = bank.measures.sample(measure), bank.measures.plan
    q = bank.scenario.queues.index("regular")
    for day, log in enumerate(bank.logs):
        counted, in_time = judged(log.contacts, measure, bank.scenario.service_level, floor)
        mine = log.contacts.queue == q
        assert (mine & counted & in_time).sum() == sample.numerator[day]
        if definition != "of_expected":
            assert (mine & counted).sum() == sample.denominator[day]
            assert not (in_time & ~counted)[mine].any() or definition == "short_abandons_removed"


@pytest.mark.parametrize("abandons", [False, True])
@pytest.mark.parametrize("short", [False, True])
@pytest.mark.parametrize("sent_away", [False, True])
def test_the_switches_of_genesys(bank: sd.Results, abandons: bool, short: bool, sent_away: bool) -> None:
    from dataclasses import replace

    rule = ServiceLevelRule("genesys", 5.0, abandons, short, sent_away)
    measure = Expression("", "service_level", "regular", 20.0)
    q = bank.scenario.queues.index("regular")
    sample = replace(bank.measures, rule=rule).sample(measure)
    for day, log in enumerate(bank.logs):
        counted, in_time = judged(log.contacts, measure, rule, bank.measures.plan)
        mine = log.contacts.queue == q
        assert (mine & counted).sum() == sample.denominator[day]
        assert (mine & in_time).sum() == sample.numerator[day]

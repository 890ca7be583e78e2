"""Every registered choice of agents is drawn by the random floors, plays alike on both clocks, is explained and documented.

Nothing here names a choice: one that is added is tested by being there.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from floors import Call, Centre, Group, Queue, centre, concurrency, hand_made, same_log
from several import several

from simdesk.engine import compiled_day, simpy_clock
from simdesk.explain.story import tell
from simdesk.floor.parts import KindPlan
from simdesk.measure.expression import parse_expression
from simdesk.measure.rules import ServiceLevelRule
from simdesk.rules.agent_choices import AGENT_CHOICES, AgentChoice, agent_key
from simdesk.rules.codes import ANSWERED, IDLE, NOT_MADE
from simdesk.scenario import load_text
from simdesk.scenario.language.schema import schema
from simdesk.scenario.reference import reference

CHOICES = list(AGENT_CHOICES.values())


def name_of(choice: AgentChoice) -> str:
    return choice.name


def floor_with(choice: str, several_at_once: bool) -> Centre:
    """Two queues and two groups of agents who differ."""
    kept = concurrency({"chat": 3}, paces={"chat": (1.0, 0.7, 0.5)}) if several_at_once else None
    queues = [Queue(name, channel="chat", agent_choice=choice) for name in ("a", "b")]
    kinds = (KindPlan("new", 1, 0.6), KindPlan("quick", 1, 1.3, takes=(True, False)))
    desk = Group("desk", ["a", "b"], 4, concurrency=kept, people={"kinds": kinds})
    return centre(queues, [desk, Group("other", {"b": 1, "a": 1}, 2)], closing=900.0)


def calls(number: int) -> list[Call]:
    """Contacts on whole seconds, so that agents are equal often."""
    random = Random(number)
    times = sorted(float(random.randint(0, 800)) for _ in range(45))
    return [
        Call(at, float(random.randint(20, 90)), random.choice("ab"), 120.0, float(random.randint(0, 20)), pick=random.random())
        for at in times
    ]


def test_the_random_floors_draw_every_choice() -> None:
    drawn = Counter(queue.agent_choice for number in range(150) for queue in several(number).where.floor.queues)
    assert all(drawn[name] >= 10 for name in AGENT_CHOICES), drawn


def test_another_choice_changes_nothing_else_of_the_random_floors(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else a new choice would give every test with random floors other floors, and some of them others to fail on."""

    def without_choices(number: int) -> list[Any]:
        one = several(number)
        queues = tuple(replace(queue, agent_choice="longest_idle") for queue in one.where.floor.queues)
        return [replace(one.where.floor, queues=queues), one.calls, one.attendance, one.plain]

    before = [without_choices(number) for number in range(20)]
    for more in (1, 8):
        monkeypatch.setattr("floors.AGENT_CHOICES", [*AGENT_CHOICES, *(f"another_{k}" for k in range(more))])
        assert [without_choices(number) for number in range(20)] == before


@pytest.mark.parametrize("several_at_once", [False, True], ids=["one at a time", "several"])
@pytest.mark.parametrize("choice", CHOICES, ids=name_of)
def test_a_choice_plays_the_same_on_both_clocks(choice: AgentChoice, several_at_once: bool) -> None:
    where = floor_with(choice.name, several_at_once)
    for number in range(4):
        workload = hand_made(where.floor, calls(number))
        log = simpy_clock.play_day(where.floor, workload)
        assert len(set(log.contacts.agent) - {-1}) > 3  # more than one agent to choose from
        assert same_log(log, compiled_day.play_day(where.floor, workload))


@pytest.mark.parametrize("choice", CHOICES, ids=name_of)
def test_the_agent_with_the_smallest_key_is_taken(choice: AgentChoice) -> None:
    """As the contact arrives, by the key the rule gives each idle agent then; of equals the one idle longest."""
    if choice.draws:
        pytest.skip("drawn, not compared")
    where = floor_with(choice.name, several_at_once=False)
    workload = hand_made(where.floor, calls(7))
    day = simpy_clock.SimpyDay(where.floor, workload)
    compared = 0
    while day.floor.centre[0].over == 0:
        before = [contact.outcome for contact in day.floor.contacts]
        idle = [a for a, agent in enumerate(day.floor.agents) if agent.state == IDLE]
        now = day.environment.peek()
        keys = {
            q: {
                a: (choice.key(day.floor, queue, a, now), agent.idle_since)
                for a, agent in enumerate(day.floor.agents)
                if a in idle and day.floor.paces[agent.paces_from + q] > 0
            }
            for q, queue in enumerate(day.floor.queues)
        }
        assert all(key == agent_key(day.floor, day.floor.queues[q], a, now) for q in keys for a, (key, _) in keys[q].items())
        day.environment.step()
        for contact, was in zip(day.floor.contacts, before, strict=True):
            if was == NOT_MADE and contact.outcome == ANSWERED:  # answered as it arrived
                offered = keys[contact.queue]
                assert offered[contact.agent] == min(offered.values())
                compared += len(offered) > 1
    assert compared >= 10


@pytest.mark.parametrize("choice", CHOICES, ids=name_of)
def test_a_choice_is_explained(choice: AgentChoice) -> None:
    measure, rule = parse_expression("service_level(a, 20 s)"), ServiceLevelRule()
    for several_at_once, words in ((False, choice.explained), (True, choice.explained_with_room or choice.explained)):
        where = floor_with(choice.name, several_at_once)
        workload = hand_made(where.floor, calls(3))
        log = simpy_clock.play_day(where.floor, workload)
        told = [tell(where.floor, workload, log, k, measure, rule) for k in range(12)]
        assert any(f"this one {words}" in story.text for story in told)


@pytest.mark.parametrize("choice", CHOICES, ids=name_of)
def test_a_choice_is_documented_and_understood(choice: AgentChoice) -> None:
    assert f"| `{choice.name}` | {choice.meaning} |" in reference()
    word = schema()["definitions"]["Scenario"]["properties"]["agent_choice"]
    assert word["enumDescriptions"][word["enum"].index(choice.name)] == choice.meaning
    day = "simdesk: 1\nname: day\nhours: {open: '08:00', close: '09:00', interval: 30 min}\nqueues:\n  a:\n"
    day += f"    arrivals: {{rate: 20 per h}}\n    handle_time: {{constant: 4 min}}\n    agent_choice: {choice.name}\n"
    day += "agent_groups:\n  desk: {skills: [a], headcount: 2}\n"
    assert load_text(day).lay_out()[0].queues[0].agent_choice == choice.name


def test_the_words_of_a_choice_can_stand_in_their_sentences() -> None:
    for choice in CHOICES:
        assert choice.meaning.startswith(("the ", "one ")), choice.name
        for words in (choice.meaning, choice.explained, choice.explained_with_room):
            assert not words.endswith("."), choice.name
        assert choice.explained, choice.name

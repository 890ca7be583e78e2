"""Every kind of claim that a story of a contact can make comes up at least ten times on random days.

The claims are read from ``simdesk.explain`` itself, so that a new one joins by itself. What they say is checked by
``test_explain_claims.py`` and, by hand, by the tests in ``unit/explain``.
"""

from __future__ import annotations

import ast
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from floors import hand_made, one_of_each_kind
from several import several
from strategies import Small, small_floor
from test_explain_claims import special
from test_journeys_on_both_clocks import scenario as with_journeys
from test_people_on_both_clocks import scenario as with_people

import simdesk.explain
from simdesk.demand.workload import Workload, draw_workload
from simdesk.engine import compiled_day, simpy_clock
from simdesk.engine.log import DayLog
from simdesk.explain.story import Story, tell
from simdesk.explain.waiting import _STAFF
from simdesk.floor.plan import AGENT_CHOICES, FloorPlan
from simdesk.measure.expression import parse_expression
from simdesk.measure.rules import ServiceLevelRule
from simdesk.rules.codes import OUTCOMES
from simdesk.rules.leg_codes import REASONS
from simdesk.scenario import Scenario, load, load_text

AT_LEAST = 10
SHIPPED = Path(__file__).parents[2] / "scenarios"
Day = tuple[FloorPlan, Workload, DayLog, Any]


def claims_of(story: Story) -> Iterator[tuple[str, str]]:
    """What a story claims: kinds of sentences, each with the rule, the reason or the change it names."""
    for line in story.lines:
        named = [line.facts[key] for key in ("rule", "reason", "change", "was") if isinstance(line.facts.get(key), str)]
        yield from ((line.kind, name) for name in named)
        yield line.kind, ""
        yield from ((line.kind, part) for part in ("answered", "hung_up", "sent_away", "left") if line.facts.get(part))
        if line.kind == "remedy":
            yield from ((line.kind, helps["change"].partition(":")[0]) for helps in line.facts["helps"])
    yield "end", story.subject["outcome"]


def claims_written() -> set[tuple[str, str]]:
    """What the stories' code can say: its kinds of sentences, and the keys of the rules and reasons it returns."""
    found: set[tuple[str, str]] = set()
    trees = {
        path.stem: ast.parse(path.read_text(encoding="utf-8")) for path in Path(simdesk.explain.__file__).parent.glob("*.py")
    }
    del trees["interval"]
    for tree in trees.values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Line":
                found.add((ast.literal_eval(node.args[0]), ""))
    kinds = {"chosen_agent": "answer", "_chosen_with_room": "answer", "chosen_contact": "answer", "_of_those": "answer"}
    kinds |= {"passed_over": "passed_over"}
    for tree in trees.values():
        for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name in kinds):
            for node in ast.walk(function):
                pair = node.value if isinstance(node, ast.Return | ast.Assign) else None
                if isinstance(pair, ast.Tuple) and isinstance(pair.elts[0], ast.Constant) and isinstance(pair.elts[0].value, str):
                    found.add((kinds[function.name], pair.elts[0].value))
    return found


def test_the_claims_are_read_from_the_code() -> None:
    assert claims_written() >= {("answer", "not_interrupted"), ("answer", "score"), ("passed_over", "skill"), ("remedy", "")}


def expected() -> set[tuple[str, str]]:
    found = claims_written() | {("answer", choice) for choice in AGENT_CHOICES} | {("staff", change) for change in _STAFF}
    found |= {("arrival", reason) for reason in REASONS[1:]} | {("again", reason) for reason in REASONS[1:]}
    found |= {("end", outcome) for outcome in OUTCOMES if outcome != "not_made"}
    found |= {("blocked", reason) for reason in ("closed", "trunks", "places")}
    found |= {("ahead", part) for part in ("answered", "hung_up", "sent_away", "left")}
    found |= {("answer", was) for was in ("idle", "busy", "on_break", "off", "unavailable")}
    found |= {("remedy", change) for change in ("one_more", "no_breaks", "no_outage", "queue_first")}
    return found


def special_floor(number: int) -> Small:
    return special(small_floor(number))


def floor_of_arrivals(number: int) -> Small:
    """A floor whose groups take the last queue of their first rank only as a contact arrives, where they have another."""
    small = small_floor(number)
    groups = tuple(
        replace(group, takes=(group.takes[0][:-1], *group.takes[1:])) if len(group.takes[0]) > 1 else group
        for group in small.where.floor.groups
    )
    return replace(small, where=replace(small.where, floor=replace(small.where.floor, groups=groups)))


def random_days() -> Iterator[Day]:
    """Floors of every mixture that the tests draw."""
    for number in range(540):
        made = (small_floor, special_floor, floor_of_arrivals, floor_of_arrivals, floor_of_arrivals)[number % 5]
        small = made(number)
        plan, workload = small.where.floor, hand_made(small.where.floor, small.calls, small.attendance)
        yield plan, workload, simpy_clock.play_day(plan, workload), None
    for number in range(200):
        one = several(number)
        plan, workload, process = one.where.floor, one.workload, one.where.process
        yield plan, workload, simpy_clock.play_day(plan, workload, process), process
    for number in range(12):
        for scenario in (with_journeys(number), with_people(number)):
            yield drawn(load_text(json.dumps(scenario)), number)


OUTAGE = {"what": "outage", "agent_groups": ["own_site", "partner_site"], "start": "10:00", "end": "11:30"}
DAYS = 5
SHIPPED_DAYS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("bot_in_front", {}),
    ("mail_and_tickets", {}),
    ("new_hires", {}),
    ("partner_site", {}),
    ("partner_site", {"events": [OUTAGE]}),
)
"""What the random floors do not have: bots, work that is due, outages, and many who wait for agents who are people."""


def shipped_days() -> Iterator[Day]:
    for name, changes in SHIPPED_DAYS:
        scenario = load(SHIPPED / f"{name}.yaml").with_changes(changes)
        yield from (drawn(scenario, replication) for replication in range(DAYS))


def drawn(scenario: Scenario, replication: int) -> Day:
    plan, demand = scenario.lay_out()
    workload = draw_workload(demand, 5, replication, picks=plan.draws_agents)
    return plan, workload, simpy_clock.play_day(plan, workload), None


def to_tell_of(log: DayLog) -> list[int]:
    """The first of each kind, some who waited, and some that led to another leg, so that the common hide no rare claim."""
    c = log.contacts
    waited = np.flatnonzero(c.wait > 0).tolist()
    at = {(journey, attempt): k for k, (journey, attempt) in enumerate(zip(c.journey.tolist(), c.attempt.tolist(), strict=True))}
    some = waited[:: max(len(waited) // 20, 1)]
    for reason in np.unique(c.reason[c.attempt > 1]):
        legs = np.flatnonzero((c.attempt > 1) & (c.reason == reason))[:14].tolist()
        some += [at[c.journey[k], c.attempt[k] - 1] for k in legs if (c.journey[k], c.attempt[k] - 1) in at]
    return sorted({*one_of_each_kind(log), *some})


def stories() -> Iterator[Story]:
    for number, (plan, workload, log, process) in enumerate(chain(shipped_days(), random_days())):
        # What would have helped plays the day many times: on random days it is looked for on every third.
        looked_for = number < DAYS * len(SHIPPED_DAYS) or number % 3 == 0
        play = partial(compiled_day.play_day, process=process) if looked_for else None
        for k in to_tell_of(log):
            measure = parse_expression(f"service_level({plan.queues[log.contacts.queue[k]].name}, 20 s)")
            yield tell(plan, workload, log, k, measure, ServiceLevelRule(), process=process, play=play)


@pytest.mark.slow
def test_every_claim_comes_up_ten_times() -> None:
    seen = Counter(claim for story in stories() for claim in set(claims_of(story)))
    assert {claim: seen[claim] for claim in sorted(expected()) if seen[claim] < AT_LEAST} == {}

"""What each feature of the floor costs a contact. ``python -m tests.performance.features``.

Simulation only, on the compiled clock: W2 or W3 with one feature turned on, beside the work itself, in turns. Some features
change what happens (contacts come again, agents are chosen otherwise), so a leg is the unit, not a customer. Nothing here is a
test: speed is measured, never asserted.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from typing import Any

from ruamel.yaml import YAML

from simdesk.benchmark.measuring import works
from simdesk.demand.workload import draw_workload
from simdesk.engine.compiled_day import CompiledDay
from simdesk.rules.agent_choices import AGENT_CHOICES
from simdesk.scenario import Scenario, load_text

SALES_FIRST = {"tries": ["sales_desk", {"groups": "sales_and_orders", "after": "20 s"}, "all_rounders"]}
CALL_BACKS = {"handle_time": {"exponential": {"mean": "5 min"}}}
FEATURES: dict[str, tuple[str, dict[str, Any]]] = {
    "timed steps": ("W3", {f"queues.sales.{key}": value for key, value in SALES_FIRST.items()}),
    "overflow by length": (
        "W3",
        {"queues.sales.tries": ["sales_desk", {"groups": "sales_and_orders", "when_waiting": 3}, "all_rounders"]},
    ),
    "a reserve": (
        "W3",
        {"queues.orders.tries": ["sales_and_orders", {"groups": "all_rounders", "reserve": 1}]},
    ),
    "weights": ("W3", {"queues.sales.weight": 2}),
    "waiting credit": ("W3", {"queues.orders.credit": "60 s"}),
    **{
        f"choice: {choice.replace('_', ' ')}": ("W2", {"agent_choice": choice})
        for choice, rule in AGENT_CHOICES.items()
        if choice != "longest_idle" and not rule.by_contents
    },
    "trunks": ("W2", {"trunks": 500}),
    "a class of customers": ("W2", {"queues.service.customers": {"gold": {"share": "10%", "credit": "60 s"}}}),
    "balking by length": ("W2", {"queues.service.balking": {"by_queue_length": {5: "10%"}}}),
    "announcement": ("W2", {"queues.service.announcement": {"predictor": "last_answered", "leave_if_longer": "20%"}}),
    "redial": ("W2", {"queues.service.redial": {"share": "40%", "after": {"exponential": {"mean": "5 min"}}}}),
    "repeat contacts": ("W2", {"queues.service.repeat": {"unresolved": "10%", "after": {"exponential": {"mean": "1 h"}}}}),
    "transfers": ("W3", {"queues.sales.transfer": {"to": {"orders": "10%"}}}),
    "warm transfers": ("W3", {"queues.sales.transfer": {"to": {"orders": "10%"}, "warm": True}}),
    "call-backs": ("W2", {"queues.service.call_back": {"when_waiting": 3, "accepted": "40%"}}),
}
CHAT = {"queues.service.channel": "chat", "channels": {"chat": {"at_once": 3, "pace": ["100%", "80%", "67%"]}}}
MAIL = {"channel": "email", "arrivals": {"per_day": 1000}, "handle_time": {"exponential": {"mean": "5 min"}}}
RANKS = {"agent_groups.service_desk.skills": {"service": {"rank": 1}, "mail": {"rank": 2}}}
BOT = {
    "channel": "bot",
    "arrivals": {"per_day": 7000},
    "handle_time": {"exponential": {"mean": "1 min"}},
    "bot": {"contained": "80%", "passes_to": "service"},
}
CAMPAIGN = {
    "channel": "outbound",
    "campaign": {"records": 2000, "reached": "35%", "dialling": "25 s"},
    "handle_time": {"exponential": {"mean": "3 min"}},
}
FEATURES |= {
    "three chats at once": ("W2", CHAT),
    "mail interrupted by calls": (
        "W2",
        {"channels": {"email": {"interrupted_by": ["voice"]}}, "queues.mail": MAIL, **RANKS},
    ),
    "a bot": ("W2", {"queues.assistant": BOT}),
    "a campaign": (
        "W2",
        {
            "queues.winback": CAMPAIGN,
            "agent_groups.service_desk.skills": {"service": {"rank": 1}, "winback": {"rank": 2, "reserve": 1}},
        },
    ),
}
DESK = "agent_groups.service_desk."
FEATURES |= {
    "agents who differ": ("W2", {DESK + "people": [{"name": "new_hires", "agents": 10, "pace": "70%"}]}),
    "absence": ("W2", {DESK + "absence": "5%"}),
    "a ring time": ("W2", {DESK + "ring_time": "4 s"}),
    "missed offers": (
        "W2",
        {DESK + "ring_time": "4 s", DESK + "missed": {"share": "3%", "after": "15 s", "unavailable": "1 min"}},
    ),
    "a pause after each contact": ("W2", {DESK + "pause": "10 s"}),
    "wrap-up that ends by itself": ("W2", {DESK + "wrap_up_ends_after": "1 min"}),
    "a meeting": ("W2", {DESK + "meetings": [{"at": "14:00", "length": "30 min", "agents": 5}]}),
    "three days in one run": ("W2", {"hours.days": 3, "hours.first_day": "2026-03-23", "at_close": "carry"}),
}
ROUNDS = 15
_SCENARIOS = {work.name: work.scenario for work in works()}


def changed(work: str, changes: dict[str, Any]) -> Scenario:
    """A work with changes; they may name queues that it has not."""
    scenario = _SCENARIOS[work]
    if all(name in scenario.queues for name in (path.split(".")[1] for path in changes if path.startswith("queues."))):
        return scenario.with_changes(changes)
    document = YAML(typ="safe").load(scenario.resolved_yaml())
    for path, change in changes.items():
        *way, last = path.split(".")
        place = document
        for name in way:
            place = place[name]
        place[last] = change
    return load_text(json.dumps(document))


def nanoseconds(changes: dict[str, Any], work: str, rounds: int) -> float:
    """Per leg: the median over the days of this work with the changes."""
    scenario = changed(work, changes) if changes else _SCENARIOS[work]
    floor, demand = scenario.lay_out()
    found = []
    for replication in range(rounds):
        day = CompiledDay(floor, draw_workload(demand, 1, replication, picks=floor.draws_agents))
        began = time.process_time()
        day.run()
        spent = time.process_time() - began
        found.append(spent / len(day.log().contacts) * 1e9)
    return statistics.median(found)


def main() -> None:
    """Measure every feature beside its work, and print the ratios."""
    out = sys.stdout.write
    out(f"{'feature':34}{'on':>4}{'ns a leg':>10}{'without':>9}{'ratio':>7}\n")
    for name, (work, changes) in FEATURES.items():
        plain = nanoseconds({}, work, ROUNDS)
        with_it = nanoseconds(changes, work, ROUNDS)
        plain = min(plain, nanoseconds({}, work, ROUNDS))
        out(f"{name:34}{work:>4}{with_it:10.0f}{plain:9.0f}{with_it / plain:7.2f}\n")


if __name__ == "__main__":
    main()

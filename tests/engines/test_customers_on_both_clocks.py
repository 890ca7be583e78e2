"""Classes of customers together with other features, from YAML, on both clocks."""

from __future__ import annotations

import random

import pytest
from floors import same_log

from simdesk.demand.workload import draw_workload
from simdesk.engine.compiled_day import play_day as play_compiled
from simdesk.engine.simpy_clock import play_day
from simdesk.scenario import load_text

pytestmark = pytest.mark.slow  # compiling takes ten seconds or so

BASE = """\
simdesk: 1
hours: {open: "08:00", close: "12:00", interval: 30 min}
queues:
  sales:
    arrivals: {rate: 200 per h, day_to_day: 20%}
    handle_time: {exponential: {mean: 4 min}}
    wrap_up: 20 s
    patience: {exponential: {mean: 3 min}}
    customers:
      gold: {share: 20%, first: true, patience: {weibull: {mean: 5 min, shape: 1.5}}}
      silver: {share: 30%, credit: 45 s, handle_time: {constant: 3 min}}
  service: {arrivals: {rate: 80 per h}, handle_time: {lognormal: {mean: 3 min, sd: 2 min}}, patience: {constant: 2 min}}
agent_groups:
  desk: {skills: {sales: {level: 8}, service: {level: 3}}, headcount: 10}
  help: {skills: {sales: {level: 5, pace: 90%}, service: {rank: 2, level: 9}}, headcount: 4}
  third: {skills: {service: {level: 9}, sales: {rank: 2, level: 2}}, headcount: 3}
"""
FEATURES = [
    {"queues.sales.waiting_places": 6},
    {"queues.sales.tries": ["desk", {"groups": ["help", "third"], "when_waiting": 4, "reserve": 1}]},
    {
        "queues.sales.tries": [
            "desk",
            {"groups": "help", "after": "20 s", "until": "90 s"},
            {"groups": "third", "when_waiting": 3},
        ]
    },
    {"queues.sales.tries": ["desk", "third", {"groups": "help", "when_predicted": "60 s"}]},
    {"queues.sales.requires": [{"level": 8}, {"level": 4, "after": "15 s"}, {"level": 1, "after": "40 s"}]},
    {"queues.sales.balking": {"by_queue_length": {"3": "20%", "8": "60%"}}},
    {"queues.sales.balking": {"by_predicted_wait": {"30 s": "20%", "2 min": "60%"}}},
    {"queues.sales.announcement": {"leave_if_longer": "50%", "patience": "150%"}},
    {"queues.sales.call_back": {"accepted": "60%", "when_waiting": 2, "reached": "70%", "retry_after": "5 min"}},
    {"queues.sales.redial": {"share": "50%", "after": "4 min"}},
    {"queues.sales.repeat": {"unresolved": "15%", "after": "20 min", "rushed": {"when_waiting": 5, "unresolved": "40%"}}},
    {"queues.service.transfer": {"to": {"sales": "20%"}, "warm": True}},
    {
        "queues.service.customers": {"gold": {"share": "30%", "credit": "2 min"}},
        "queues.sales.transfer": {"to": {"service": "20%"}},
    },
    {"queues.sales.weight": 2, "queues.sales.credit": "20 s"},
    {"queues.sales.answer_within": "30 s", "queues.service.answer_within": "90 s"},
    {"trunks": 25},
    {"at_close": "send_away"},
    *({"queues.sales.agent_choice": choice} for choice in ("random", "round_robin", "fewest_contacts", "least_busy")),
    *({"queues.sales.predictor": predictor} for predictor in ("last_answered", "head_of_line", "average")),
]


@pytest.mark.parametrize("seed", range(30))
def test_features_drawn_together_play_the_same(seed):
    drawn = random.Random(seed)
    chosen: dict[str, object] = {}
    for changes in drawn.sample(FEATURES, 6):
        exclusive = {"queues.sales.tries", "queues.sales.requires"}
        weighed = {"queues.sales.answer_within", "queues.sales.weight"}
        for group in (exclusive, weighed):
            if group & set(changes) and group & set(chosen):
                break
        else:
            if not set(changes) & set(chosen):
                chosen |= changes
    floor, demand = load_text(BASE).with_changes(chosen).lay_out()
    workload = draw_workload(demand, seed, 0, picks=floor.draws_agents)
    interpreted = play_day(floor, workload)
    assert floor.families
    assert len(interpreted.contacts) > 500
    assert same_log(interpreted, play_compiled(floor, workload))

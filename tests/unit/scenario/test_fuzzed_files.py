"""Whatever is done to a scenario file, loading it gives a scenario or diagnostics, never another exception."""

from __future__ import annotations

import contextlib
import random
from pathlib import Path

import pytest

from simdesk.errors import ExitCode
from simdesk.scenario import InvalidScenario, Scenario, load_text
from simdesk.scenario.language.messages import TEXTS

RICH = """\
simdesk: 1
name: Everything
hours: {open: "20:00", close: "02:00", interval: 1 h}
warm_up: 1 h
at_close: send_away
replications: {until: "service_level(sales, 20 s) ± 1%", at_most: 100, at_least: 10}
seed: 7
trunks: {main: {lines: 40, queues: [sales, night]}, second: {lines: 9, queues: [service]}}
agent_choice: least_busy
service_level: {definition: genesys, short_abandon: 5 s, genesys: {include_abandons: true}}
queues:
  sales:
    channel: voice
    arrivals: {volumes: [10, 20, 30, 20, 10, 5.5], scale: 110%, day_to_day: 8%}
    handle_time: {lognormal: {mean: 4.5 min, sd: 4 min}, mean_by_interval: [4 min, 4 min, 5 min, 4 min, 4 min, 3 min]}
    wrap_up: {exponential: {mean: 30 s}}
    patience: {by_interval: {"20:00": {weibull: {mean: 2 min, shape: 1.8}}, "00:00": unlimited}}
    balking: 10%
    waiting_places: 20
    redial:
      share: 40%
      after: {triangular: {low: 1 min, mode: 5 min, high: 9 min}}
      at_most: 3
      after_blocked: 70%
      further: 80%
      to: night
    call_back: {when_waiting: 3, when_predicted: 2 min, accepted: 60%, queue: backs, after: 5 min, reached: 85%, dialling: 40 s}
    transfer: {to: {service: 10%, night: 5%}, warm: true, lost: 3%}
    misrouted: {share: 8%, to: service, recognised_after: {exponential: {mean: 45 s}}, lost: 1%}
    assistance: {queue: backs, share: 5%}
    repeat: {unresolved: 20%, after: 10 min, at_most: 3, rushed: {when_waiting: 10, unresolved: 35%}, to: service}
    tries: [desk, {groups: [all_rounders], after: 20 s, when_waiting: 3, when_predicted: 1 min, reserve: 1}]
    predictor: head_of_line
    weight: 2
    credit: 1 min
  service:
    arrivals: {per_day: 500, profile: [1, 2, 3, 3, 2, 1]}
    handle_time: {hyperexponential: {means: [1 min, 9 min], shares: [80%, 20%]}}
    wrap_up: {empirical: [10 s, 20 s, 1 min]}
    requires: [{level: 7}, {level: 2, after: 30 s}]
    agent_choice: highest_level
    answer_within: 1 min
    balking: {by_queue_length: {5: 10%, 10: 50%}}
    announcement: {predictor: average, leave_if_longer: 60%, patience: 150%}
  night:
    arrivals: {times: ["20:00:12", "23:59", "00:10"]}
    handle_time: {uniform: {low: 1 min, high: 2 min}}
    balking: {by_predicted_wait: {1 min: 10%, 3 min: 40%}}
  backs: {handle_time: 2 min}
agent_groups:
  desk: {skills: [sales], headcount: [2, 3, 4, 3, 2, 1.5], shrinkage: 5%, cost: 24 per h}
  all_rounders:
    skills: {sales: {rank: 2, unresolved: 30%}, service: {pace: 90%, level: 5, after: 5 s}, night: {weight: 3}, backs: {}}
    takes: [service, [sales, night], backs]
    shifts:
      - {start: "20:00", length: 4 h, agents: 3, breaks: [{after: 1 h, length: 15 min}, {at: "22:30", length: 20 min}]}
      - {start: "00:00", length: 2 h, agents: 2}
    standby: 3
targets:
  - service_level(sales, 20 s) >= 80%
  - occupancy(all_rounders) <= 88%
variants:
  more: {agent_groups.desk.headcount: {add: 1}, queues.sales.arrivals.scale: 120%}
  fewer: {agent_groups.all_rounders.headcount: {times: 80%}}
"""
JUNK = (
    "",
    "~",
    "-3",
    "0",
    "1e99",
    ".nan",
    "true",
    "[]",
    "{}",
    "[1, [2, {a: 3}]]",
    "{add: 2}",
    "{csv: nowhere.csv}",
    "{mean: 3 min}",
    "-3 s",
    "0 s",
    "5%",
    "500%",
    "nowhere.csv",
    "sales",
    "all",
    "unlimited",
    '"08:00"',
    '"',
    "'",
    "*a",
    "&a b",
    "!!python/name:os.system x",
    "é§\u2028",
    "\t",
    "9" * 5000,
    "\x00",
    ".",
    "..",
    "/",
    "null",
    "2024-01-01",
    "<<",
    "? x",
    "%",
    "@",
)
WORDS = (
    "mean",
    "sd",
    "queues",
    "sales",
    "headcount",
    "shifts",
    "by_interval",
    "empirical",
    "csv",
    "number",
    "until",
    "skills",
    "x.y",
    "8",
)


def mutated(text: str, generator: random.Random) -> str:
    """The text with one to three things done to it that fingers do."""
    for _ in range(generator.randint(1, 3)):
        lines = text.split("\n")
        at = generator.randrange(len(lines))
        match generator.randrange(8):
            case 0:
                del lines[at]
            case 1:
                lines.insert(at, generator.choice(lines))
            case 2:
                lines[at] = "  " + lines[at]
            case 3:
                lines[at] = lines[at][2:]
            case 4:
                head, colon, _ = lines[at].partition(":")
                lines[at] = f"{head}{colon} {generator.choice(JUNK)}"
            case 5:
                pieces = lines[at].split(" ")
                pieces[generator.randrange(len(pieces))] = generator.choice(JUNK)
                lines[at] = " ".join(pieces)
            case 6:
                pieces = lines[at].split(":")
                pieces[0] = pieces[0][: len(pieces[0]) - len(pieces[0].lstrip())] + generator.choice(WORDS)
                lines[at] = ":".join(pieces)
            case _:
                if lines[at]:
                    cut = generator.randrange(len(lines[at]))
                    lines[at] = lines[at][:cut] + generator.choice('{}[],:"#%-x0 ') + lines[at][cut + 1 :]
        text = "\n".join(lines) or " "
    return text


def survives(text: str) -> bool:
    """Whether the text is valid; fails on any exception but ours, and on a diagnostic that helps nobody."""
    try:
        scenario = load_text(text, "fuzz.yaml")
    except InvalidScenario as error:
        invalid = error
    else:
        scenario.lay_out()
        assert load_text(scenario.resolved_yaml(), "fuzz.yaml").digest == scenario.digest
        return True
    assert invalid.exit_code is ExitCode.INVALID_INPUT
    assert invalid.diagnostics
    for one in invalid.diagnostics:
        assert one.message
        assert one.message != "is not valid"
        assert "\n" not in one.message
        assert one.file.endswith((".yaml", ".csv"))
    assert str(invalid)
    return False


def test_the_rich_scenario_is_valid() -> None:
    assert survives(RICH)


@pytest.mark.parametrize("block", [pytest.param(block, marks=pytest.mark.slow if block else ()) for block in range(8)])
def test_mutations_give_a_scenario_or_diagnostics(block: int) -> None:
    generator = random.Random(f"mutations {block}")
    outcomes = [survives(mutated(RICH, generator)) for _ in range(25)]
    assert not all(outcomes)


@pytest.mark.slow
@pytest.mark.parametrize("block", range(4))
def test_many_more_mutations(block: int) -> None:
    """With those above 1200: a fault that one mutation of 300 meets is found with 98%."""
    generator = random.Random(f"many more mutations {block}")
    shipped = Path(__file__).parents[3] / "scenarios" / "first_day.yaml"
    texts = (RICH, shipped.read_text(encoding="utf-8"))
    outcomes = [survives(mutated(generator.choice(texts), generator)) for _ in range(250)]
    assert not all(outcomes)


@pytest.fixture(scope="module")
def rich() -> Scenario:
    return load_text(RICH)


@pytest.mark.parametrize("value", JUNK)
@pytest.mark.parametrize("path", ["queues.sales", "queues.sales.arrivals.volumes", "agent_groups.desk.headcount", "hours"])
def test_junk_through_with_changes(path: str, value: str, rich: Scenario) -> None:
    with contextlib.suppress(InvalidScenario):
        rich.with_changes({path: value})


def test_every_pydantic_type_has_our_words() -> None:
    # The fuzz above fails on "is not valid"; this names the types for whoever reads the table.
    assert {"missing", "extra_forbidden", "tuple_type", "model_type", "dict_type"} <= set(TEXTS)

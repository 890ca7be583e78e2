"""What every metric of the registry must keep. A new metric is checked by being there.

The floor of ``data/scenarios/every_measure.yaml`` has two days, every channel, and every way in which contacts come and are lost,
so that every metric stands in its tables and has something to say.
"""

from __future__ import annotations

import ast
import json
import re
from dataclasses import fields, replace
from io import StringIO
from itertools import pairwise
from pathlib import Path
from string import Formatter
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from rich.console import Console

import simdesk as sd
from simdesk.cli.screens.run import print_run
from simdesk.figures.wording import filled, measure_words
from simdesk.measure.counter import Counter
from simdesk.measure.expression import Expression, parse_expression
from simdesk.measure.measures import Measures, stack, wanted_by
from simdesk.measure.metric import COUNTED_ON_DEMAND, UNITS, Metric, Place
from simdesk.measure.registry import METRICS
from simdesk.planning.estimate.result import Formula
from simdesk.report.sentences import subject_of
from simdesk.report.tables import Table, day_table, glossary, group_table, interval_tables, queue_tables, weakest_table
from simdesk.results.results import Results
from simdesk.results.shown.document import document
from simdesk.results.shown.headline import SHOWN_PERCENTILE
from simdesk.rules.codes import OUTCOMES
from simdesk.scenario import load_text
from simdesk.scenario.reference import reference

ROOT = Path(__file__).parents[3]
EVERY = ROOT / "tests" / "data" / "scenarios" / "every_measure.yaml"
ARGUMENTS = {"threshold": "20 s", "goal": "80%", "percentile": f"{SHOWN_PERCENTILE:g}"}

every_metric = pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS)


@pytest.fixture(scope="module")
def results() -> Results:
    return sd.run(sd.load(EVERY), cores=1)


@pytest.fixture(scope="module")
def found(results: Results) -> dict[str, Any]:
    return document(results)


@pytest.fixture(scope="module")
def screen(results: Results) -> str:
    out = StringIO()
    print_run(results, Console(file=out, width=400))
    return out.getvalue()


@pytest.fixture(scope="module")
def report(results: Results) -> dict[str, list[Table | None]]:
    return {
        "queue": [*queue_tables(results)],
        "group": [group_table(results)],
        "intervals": list(interval_tables(results)),
        "days": [day_table(results), weakest_table(results)],
    }


def asked(metric: Metric, subject: str = "all") -> Expression:
    """The metric with an example of the argument it needs."""
    return parse_expression(f"{metric.name}({', '.join([subject, *(ARGUMENTS[kind] for kind in metric.needed_arguments)])})")


def column_of(metric: Metric) -> str:
    return f"{metric.name}_{SHOWN_PERCENTILE:g}" if "percentile" in metric.arguments else metric.name


# Facts


@every_metric
def test_its_facts_are_whole(metric: Metric):
    assert metric.name.isidentifier()
    assert metric.name == metric.name.lower()
    assert metric.subject in ("queue", "group")
    assert metric.unit in UNITS
    assert metric.better in (-1, 0, 1)
    assert metric.more_agents in (-1, 0, 1)
    assert metric.heading
    assert metric.heading == metric.heading.strip()
    assert len(metric.formula) > 10
    assert metric.needs <= set(COUNTED_ON_DEMAND)
    assert metric.erlang in ("", *(field.name for field in fields(Formula)))
    assert set(metric.arguments) <= {field.name for field in fields(Expression)}
    # A measure in no table is one to ask for: the table of queues must fit on paper.
    assert metric.stands(Place.REPORT) or metric.places is Place.NONE, "the report is complete"
    assert not metric.by_due or metric.arguments[:1] == ("threshold",)
    texts = (metric.heading, metric.short, metric.words, metric.words_given, metric.phrase)
    named = {name for text in texts for _, name, _, _ in Formatter().parse(text) if name}
    assert named <= set(metric.arguments)
    assert {name for _, name, _, _ in Formatter().parse(metric.beyond_erlang) if name} <= {"share"}


def test_headings_tell_metrics_apart():
    for subject in ("queue", "group"):
        mine = [metric for metric in METRICS.values() if metric.subject == subject]
        for text in ("heading", "short"):
            texts = [getattr(metric, text) for metric in mine]
            assert len(set(texts)) == len(texts), texts


@every_metric
def test_it_is_documented(metric: Metric):
    inside = ", ".join((metric.subject, *metric.arguments))
    row = f"| `{metric.name}({inside})` | {metric.subject} | {metric.unit} |"
    assert row in reference()
    assert row in (ROOT / "docs" / "scenario-reference.md").read_text(encoding="utf-8")
    assert any(metric.formula == formula for _, _, formula in glossary())


@every_metric
def test_it_can_be_a_target(metric: Metric):
    bound = {"share": "50%", "s": "30 s"}.get(metric.unit, "3")
    day = sd.load(EVERY).with_changes({"targets": [f"{asked(metric).text} >= {bound}"], "replications": 1})
    assert day.targets[0].expression.about is metric
    words = subject_of(day.targets[0].expression)
    assert words.startswith("the ")
    assert "{" not in words + measure_words(asked(metric))


# Figures


@every_metric
def test_it_is_computed(metric: Metric, results: Results):
    mean = results.estimate(asked(metric)).mean
    assert mean > 0, "the floor of every measure has some of it"
    assert metric.unit != "share" or mean <= 1
    per_interval = [results.measures.sample(asked(metric), i) for i in range(results.measures.intervals)]
    known = [sample.known.any() for sample in per_interval]
    assert not any(known) if metric.day_only else any(known)
    for subject in results.queues if metric.subject == "queue" else results.groups:
        assert results.measures.sample(asked(metric, subject)).numerator.shape == (results.facts.replications,)


@every_metric
def test_it_adds_up_as_it_says(metric: Metric, results: Results):
    whole, parts = (
        results.measures.sample(asked(metric)),
        [results.measures.sample(asked(metric), i) for i in range(results.measures.intervals)],
    )
    adds_up = all(
        np.allclose(sum(getattr(part, name) for part in parts), getattr(whole, name)) for name in ("numerator", "denominator")
    )
    assert adds_up == metric.adds_up


def test_it_needs_what_it_says():
    """Counted with nothing but what it needs, a metric is as it is with everything counted."""
    day = sd.load(EVERY).with_changes({"replications": 2})
    floor, demand = day.lay_out()
    rule, logs = day.service_level, sd.run(day, cores=1).logs
    expressions = [asked(metric) for metric in METRICS.values()]
    everything = Measures(
        floor, rule, stack([Counter(floor, wanted_by(expressions, rule), demand.expected).count(log) for log in logs])
    )
    for expression in expressions:
        needs = expression.about.needs
        wanted = replace(wanted_by([expression], rule), times="times" in needs, waits="waits" in needs)
        counter = Counter(floor, wanted, demand.expected)
        alone = Measures(floor, rule, stack([counter.count(log) for log in logs]))
        for interval in (None, 1):
            here, there = (each.sample(expression, interval) for each in (alone, everything))
            assert_array_equal(here.numerator, there.numerator, err_msg=expression.text)
            assert_array_equal(here.denominator, there.denominator, err_msg=expression.text)


# What more agents do


_PLAIN = """
simdesk: 1
name: Too few agents
hours: {open: "08:00", close: "12:00", interval: 30 min}
at_close: send_away
replications: 20
seed: 3
"""
FLOORS = {
    "calls": """
queues:
  calls:
    arrivals: {rate: 60 per h}
    handle_time: {exponential: {mean: 5 min}}
    patience: {exponential: {mean: 8 min}}
    balking: 10%
    waiting_places: 6
    redial: {share: 40%, after: {exponential: {mean: 10 min}}, at_most: 2}
agent_groups: {desk: {skills: [calls], headcount: 4, cost: 20 per h}}
""",
    "chats": """
channels: {chat: {at_once: 3, pace: [100%, 60%, 45%]}}
queues:
  chats:
    channel: chat
    arrivals: {rate: 40 per h}
    handle_time: {exponential: {mean: 6 min}}
    leaves_after: {exponential: {mean: 30 min}}
agent_groups: {desk: {skills: [chats], headcount: 4, cost: 20 per h}}
""",
    "mail": """
queues:
  mail: {channel: email, arrivals: {rate: 40 per h}, handle_time: {exponential: {mean: 8 min}}, due: 1 h, at_close: carry}
agent_groups: {desk: {skills: [mail], headcount: 4, cost: 20 per h}}
""",
}


@pytest.fixture(scope="module")
def with_more_agents() -> dict[str, tuple[Results, Results]]:
    """Each floor, and the same customers with half as many agents again."""
    wanted = [asked(metric) for metric in METRICS.values()]
    found = {}
    for name, text in FLOORS.items():
        day = load_text(_PLAIN + text)
        more = day.with_changes({"agent_groups.desk.headcount": 6})
        here = [e for e in wanted if not e.about.by_due or name == "mail"]
        found[name] = (sd.run(day, metrics=here, cores=1), sd.run(more, metrics=here, cores=1))
    return found


@every_metric
def test_more_agents_do_to_it_what_it_says(metric: Metric, with_more_agents: dict[str, tuple[Results, Results]]):
    changes = []
    for few, more in with_more_agents.values():
        if metric.name in few.headline.metrics:
            changes.append(more.estimate(asked(metric)).mean - few.estimate(asked(metric)).mean)
    if metric.more_agents:
        assert any(change * metric.more_agents > 0 for change in changes)
        assert not any(change * metric.more_agents < -1e-9 for change in changes)


# Where it stands


@every_metric
def test_it_stands_in_frames_and_document(metric: Metric, results: Results, found: dict[str, Any]):
    column = column_of(metric)
    if metric.subject == "queue":
        assert column in results.days.columns
        assert all((column in frame.columns) == (not metric.day_only) for frame in (results.intervals, results.by_day))
        assert all(column in entry for entry in found["queues"].values())
        assert all((column in entry) == (not metric.day_only) for entry in (*found["intervals"], *found["days"]))
        mine = results.summary.query("scope == 'queue'")
    else:
        assert (column in results.staffing.columns) == (not metric.day_only)
        assert all(column in entry for entry in found["agent_groups"].values())
        mine = results.summary.query("scope == 'agent_group'")
    row = mine[(mine["subject"] == "all") & (mine["metric"] == column)].iloc[0]
    assert row["unit"] == metric.unit
    # The threshold in the tables is the scenario's.
    expression = results.headline.service_levels["all"] if metric.name == "service_level" else asked(metric)
    assert row["mean"] == results.estimate(expression).mean


def test_the_document_is_json(found: dict[str, Any]):
    assert json.loads(json.dumps(found, allow_nan=False)) == found


def blocks(screen: str) -> dict[str, list[str]]:
    """The headings of each table on the screen, by its title."""
    return {title: re.split(r"  +", heads) for title, heads in pairwise(screen.splitlines()) if title and title[0].isupper()}


@every_metric
def test_it_stands_on_the_screen(metric: Metric, screen: str):
    heads = blocks(screen)
    runs = ("Queues", "What else") if metric.subject == "queue" else ("Agent groups",)
    mine = [head for title, columns in heads.items() if title.startswith(runs) for head in columns]
    short = filled(metric.short, asked(metric))
    assert (short in mine) == metric.stands(Place.SCREEN)
    (brief,) = (columns for title, columns in heads.items() if title.startswith("Weakest"))
    if not metric.in_time:
        assert (short in brief) == metric.stands(Place.BRIEF)


@every_metric
def test_it_stands_in_the_report(metric: Metric, report: dict[str, list[Table | None]]):
    heading = filled(metric.heading, asked(metric))

    def stands(name: str) -> bool:
        return any(heading in table.heads for table in report[name] if table is not None)

    assert stands(metric.subject) == metric.stands(Place.REPORT)
    words = "Queue: " if metric.subject == "queue" else "Agent group: "
    mine = [table for table in report["intervals"] if table is not None and table.name.startswith(words)]
    assert any(heading in table.heads for table in mine) == (metric.stands(Place.INTERVALS) and not metric.day_only)
    assert stands("days") == (metric.subject == "queue" and metric.stands(Place.DAYS))


# No parallel lists

_OUTCOMES_AND_CAUSES = {*OUTCOMES, "offered", "aht"}
"""Words that are names of metrics by chance: how a contact ended, what a scenario says of a queue."""


def lists_of_metrics(tree: ast.AST) -> list[tuple[int, list[str]]]:
    """Collections of a source that name three metrics or more: facts that belong to the metrics themselves."""
    found = []
    for node in ast.walk(tree):
        parts: list[ast.expr | None] = []
        if isinstance(node, ast.Tuple | ast.List | ast.Set):
            parts = list(node.elts)
        elif isinstance(node, ast.Dict):
            parts = list(node.keys)
        names = [part.value for part in parts if isinstance(part, ast.Constant) and part.value in METRICS]
        if len(set(names) - _OUTCOMES_AND_CAUSES) > 2:
            found.append((node.lineno, names))
    return found


def test_no_module_keeps_a_list_of_metrics():
    """The counter of tallies has the names of their columns, which some metrics share."""
    found = {}
    for path in sorted((ROOT / "simdesk").rglob("*.py")):
        lists = lists_of_metrics(ast.parse(path.read_text(encoding="utf-8")))
        if lists and path.parent.name != "definitions" and path.name != "counter.py":
            found[str(path.relative_to(ROOT))] = lists
    assert found == {}, "what is known of a metric stands in simdesk/measure/definitions"


def test_such_a_list_would_be_found():
    text = 'A = ("mean_wait", "occupancy", "cost")\nB = {"redials": 1, "repeats": 2, "answered": 3}'
    assert lists_of_metrics(ast.parse(text)) == [(1, ["mean_wait", "occupancy", "cost"])]


def test_a_share_of_all_is_that_of_its_queues(results: Results, found: dict[str, Any]):
    """One figure by hand from the document: abandoned and balked ÷ offered."""
    queues = found["queues"].values()
    lost, offered = (
        sum(entry[name]["mean"] for entry in queues for name in names) for names in (("abandoned", "balked"), ("offered",))
    )
    assert_allclose(results.measure("abandon_rate(all)").mean, lost / offered)


def test_a_bound_on_overtime_is_not_harder_with_more_agents():
    """Agents who are too few stay on for those who wait at closing: 12 have less overtime than 4, all of them together."""
    queue = "{arrivals: {rate: 120 per h}, handle_time: {exponential: {mean: 5 min}}, patience: {exponential: {mean: 20 min}}}"
    group = "{skills: [calls], headcount: 4}"
    day = load_text(f"{_PLAIN}queues: {{calls: {queue}}}\nagent_groups: {{desk: {group}}}\n").with_changes({"at_close": "finish"})
    few, enough = (
        sd.run(day.with_changes({"agent_groups.desk.headcount": agents}), cores=1).measure("overtime(desk)") for agents in (4, 12)
    )
    assert enough.high < few.low
    assert not METRICS["overtime"].harms("<=")

"""Variance reduction of every measure there is, where there are mail, chats, a bot and a list of customers to call."""

from __future__ import annotations

import math
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
from judging import ALPHA
from scipy import stats

import simdesk as sd
from simdesk.measure.expression import Expression, parse_expression
from simdesk.measure.measures import Measures, Tallies
from simdesk.measure.registry import METRICS
from simdesk.measure.tally import Tally

EVERYTHING = Path(__file__).parents[2] / "data" / "scenarios" / "two_hours_of_everything.yaml"
RUNS, DAYS = 6, 36
ARGUMENTS = {"threshold": "20 s", "goal": "80%", "percentile": "90"}
VIEWS: tuple[int | range | None, ...] = (None, 1, range(1, 3))
"""The whole day, one interval, and two together."""


def texts() -> list[str]:
    """Each measure of the registry, for a class of customers, for mail, and for all; or for a group and for all."""
    found = []
    for name, metric in METRICS.items():
        more = "".join(f", {ARGUMENTS[argument]}" for argument in metric.needed_arguments or metric.arguments[:1])
        subjects = ("calls.gold", "mail", "all") if metric.subject == "queue" else ("phone", "all")
        found += [f"{name}({subject}{more})" for subject in subjects]
    return found


def played(reduction: str, days: int) -> sd.Results:
    return sd.run(sd.load(EVERYTHING), days, metrics=texts(), variance_reduction=reduction, cores=1)


def part(measures: Measures, run: int, *, plain: bool = False) -> Measures:
    def cut(value: object) -> object:
        here = slice(run * DAYS, (run + 1) * DAYS)
        return {key: each[here] for key, each in value.items()} if isinstance(value, dict) else value[here]

    data = measures.tallies.data
    tallies = Tallies(DAYS, Tally(**{f.name: cut(getattr(data, f.name)) for f in fields(Tally)}))
    controls, block = (None, 1) if plain else (measures.controls, measures.block)
    return Measures(measures.plan, measures.rule, tallies, controls, block)


def asked() -> list[tuple[Expression, int | range | None]]:
    return [(parse_expression(text), view) for text in texts() for view in VIEWS]


@pytest.mark.slow
def test_reduced_means_are_plain_means_but_for_chance() -> None:
    """Six runs of 36 days: reduced means differ from plain ones of the same days by nothing but chance.

    Coefficients come from other days, so the difference of each run has mean zero; all together false alarm 1e-4.
    """
    measures = played("control_variates", RUNS * DAYS).measures
    runs = [(part(measures, run), part(measures, run, plain=True)) for run in range(RUNS)]
    off: dict[str, float] = {}
    views = asked()
    for expression, view in views:
        found = np.array(
            [reduced.sample(expression, view).ratio - plain.sample(expression, view).ratio for reduced, plain in runs]
        )
        if not np.isnan(found).any() and found.std() > 0:
            off[f"{expression.text} {view}"] = abs(found.mean()) / (found.std(ddof=1) / math.sqrt(RUNS))
    limit = stats.t.ppf(1 - ALPHA / 2 / len(views), RUNS - 1)
    assert {name: t for name, t in off.items() if t > limit} == {}
    assert len(off) > 0.5 * len(views)


def test_every_measure_and_table_comes_with_variance_reduction() -> None:
    from simdesk.results.files.store import RUN_FOLDER
    from simdesk.results.shown.document import document

    for reduction in ("control_variates", "stratified_days"):
        results = played(reduction, 30)
        for expression, view in asked():
            sample = results.measures.sample(expression, view)
            assert sample.numerator.shape == sample.denominator.shape == (results.facts.replications,), (expression.text, view)
            results.measures.estimate(expression, view)
        assert all(len(getattr(results, name)) for name in (*RUN_FOLDER.tables, "by_day"))
        assert {"backlog", "age_of_oldest"} <= set(document(results)["intervals"][0])

"""What ``simdesk sweep`` prints: one screen."""

from __future__ import annotations

import math

from rich.console import Console
from rich.text import Text

from simdesk.cli.console import print_table, verdict_text
from simdesk.formats import format_measure, format_range
from simdesk.planning.sweep.result import Point, Sweep
from simdesk.planning.sweep.sensitivity import Effect, Side
from simdesk.planning.sweep.words import facts_line
from simdesk.results.shown.words import cost_words, title
from simdesk.scenario.changes.inputs import INPUTS

MOST_ROWS = 16
"""Most rows of points on the screen."""


def print_sweep(sweep: Sweep, out: Console) -> None:
    """Print a sweep: answers, points, and which input changes the target most."""
    out.print(Text(f"{title(sweep.scenario)}: sweep", style="bold"))
    for sentence in sweep.sentences:
        out.print(sentence)
    out.print()
    if sweep.points:
        _print_points(sweep, out)
    if sweep.effects:
        _print_effects(sweep, out)
    for words in sweep.facts.left_out:
        out.print(f"left out: {words}", style="dim")
    out.print(facts_line(sweep), style="dim")


def shown_points(sweep: Sweep) -> list[Point]:
    """All points if they fit; otherwise the planned one, the cheapest that meet all targets, and some of the frontier."""
    if len(sweep.points) <= MOST_ROWS:
        return list(sweep.points)
    chosen = {point.number for point in sweep.points if point.planned}
    chosen |= {point.number for point in sweep.cheapest.values() if point is not None}
    chosen = set(sorted(chosen)[:MOST_ROWS])
    rest = [point.number for point in sweep.points if point.efficient and point.number not in chosen]
    room = MOST_ROWS - len(chosen)
    step = max(math.ceil(len(rest) / room), 1) if room else 1
    chosen |= set(rest[::step][:room])
    return [point for point in sweep.points if point.number in chosen]


def _print_points(sweep: Sweep, out: Console) -> None:
    shown = shown_points(sweep)
    unit = sweep.value.about.unit
    targets = sweep.scenario.targets
    columns = [
        *(axis.words for axis in sweep.axes),
        cost_words(sweep.cost.about.words, sweep.cost.about.unit, sweep.scenario),
        sweep.occupancy.about.words,
        sweep.value.text,
        "95% confidence",
    ]
    columns += [*(["target"] if sweep.target else []), *(["all targets"] if targets else []), "frontier"]
    rows: list[list[str | Text]] = []
    for point in shown:
        value = point[sweep.value.text]
        row: list[str | Text] = [each.label for each in point.values]
        row += [
            format_measure(point[sweep.cost.text].mean, sweep.cost.about.unit),
            format_measure(point[sweep.occupancy.text].mean, "share"),
            format_measure(value.mean, unit),
            format_range(value.low, value.high, unit),
        ]
        for judgement in point.judgements:
            if judgement.target == sweep.target:
                row.append(verdict_text(judgement.verdict))
                break
        if targets:
            row.append(Text("met", style="green") if point.meets_all else _others(point))
        rows.append([*row, "yes" if point.efficient else ""])
    count = len(sweep.points)
    name = "Points" if len(shown) == count else f"Points: {len(shown)} of {count:,}, the frontier and the plan (report: all)"
    print_table(out, name, columns, rows, left=(len(columns) - 2, len(columns) - 3), spare=("frontier", "95% confidence"))


def _others(point: Point) -> Text:
    """Number of targets met."""
    met = sum(str(judgement.verdict) == "met" for judgement in point.judgements)
    return Text(f"{met} of {len(point.judgements)}", style="default")


def _print_effects(sweep: Sweep, out: Console) -> None:
    effects = [effect for effect in sweep.effects if effect.expression.text == sweep.value.text]
    unit = sweep.value.about.unit
    columns = ["input", "set to", "change", "95% confidence", "or to", "change ", "95% confidence "]
    rows = [[effect.input, *_side(effect.low, effect, unit), *_side(effect.high, effect, unit)] for effect in effects]
    planned = format_measure(sweep.planned.estimates[sweep.value.text].mean, unit)
    name = f"Effect on {sweep.value.text} (as planned {planned}), one input at a time"
    print_table(out, name, columns, rows, spare=("95% confidence ", "95% confidence"))


def _side(side: Side, effect: Effect, unit: str) -> list[str | Text]:
    change = side.change
    confidence = format_range(change.low, change.high, unit)
    label = side.label
    if effect.input in INPUTS:  # of what there is, beside inputs that are set
        label = f"{label[1:]} {'less' if label.startswith('-') else 'more'}"
    if math.isnan(change.mean):
        return [label, Text("–", style="dim"), confidence]
    if not side.clear:
        return [label, Text("no change" if change.mean == 0 else "no clear change", style="dim"), confidence]
    better = effect.expression.about.better * change.mean
    colour = "green" if better > 0 else "red" if better < 0 else "default"
    points = "points" if unit == "share" else unit
    return [label, Text(("+" if change.mean > 0 else "") + format_measure(change.mean, points), style=colour), confidence]

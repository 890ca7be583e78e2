"""Numbers, times and measures in words, as charts and reports write them."""

from __future__ import annotations

from simdesk.floor.dates import Dates
from simdesk.formats import format_clock, format_duration, format_measure, format_range
from simdesk.measure.confidence import Estimate
from simdesk.measure.expression import Expression, Target, definition_of
from simdesk.measure.registry import EVERYTHING, SERVICE_LEVEL_DEFINITIONS
from simdesk.measure.rules import ServiceLevelRule

NO_VALUE = "–"
"""Stands where there is no data, as in ``formats.format_measure``."""


def interval_label(start: float, length: float, dates: Dates | None = None) -> str:
    """An interval such as ``08:00–08:30``, of several days with its day in front."""
    if dates is not None:
        until = dates.clock(start + length, end=True).removesuffix(" again").rpartition(" ")[2]
        return f"{dates.clock(start)}–{until}"
    return f"{format_clock(start)}–{format_clock(start + length, end=True)}"


def format_estimate(estimate: Estimate, unit: str) -> str:
    """A figure with its 95% confidence interval behind it: ``83.1% (82.0 to 84.2%)``; without the interval when there is none."""
    mean = format_measure(estimate.mean, unit)
    between = format_range(estimate.low, estimate.high, unit, estimate.mean)
    return mean if between == NO_VALUE else f"{mean} ({between})"


def change_range(change: Estimate, unit: str) -> str:
    """The interval of a change, in the unit the change is written in: of shares in points."""
    unit = "points" if unit == "share" else unit
    return format_range(change.low, change.high, unit, change.mean)


def subject_words(name: str, kind: str = "queue") -> str:
    """A queue or group in a table or heading: its name, ``all queues`` or ``all groups``."""
    return name if name != EVERYTHING else f"all {kind}s"


def shortened(name: str, most: int = 20) -> str:
    """A name that fits into a legend or a title, cut with an ellipsis when it is longer than ``most`` characters."""
    return name if len(name) <= most else f"{name[: most - 1]}…"


def filled(text: str, expression: Expression) -> str:
    """A text of a metric with the arguments of a measure in it; see ``Metric``."""
    threshold, percentile = expression.threshold, expression.percentile
    return text.format(
        threshold="" if threshold is None else format_duration(threshold),
        percentile="" if percentile is None else ordinal(percentile),
        goal="" if expression.goal is None else f"{expression.goal * 100:.6g}%",
    )


def measure_words(expression: Expression) -> str:
    """A measure in words: ``service level within 20 s``, ``90th percentile of wait``, ``share done within 4 h``."""
    about = expression.about
    return filled(about.words if expression.threshold is None else about.words_given, expression)


def measure_phrase(expression: Expression) -> str:
    """A measure behind "the" in a sentence: ``service level within 20 s``, ``number of redials``."""
    about = expression.about
    return measure_words(expression) if about.phrase == about.words else about.phrase


def ordinal(number: float) -> str:
    """``90th``, ``1st``, ``99.5th``."""
    if number != int(number):
        return f"{number:g}th"
    ending = "th" if 10 <= int(number) % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(int(number) % 10, "th")
    return f"{int(number)}{ending}"


def service_level_words(expression: Expression, rule: ServiceLevelRule) -> str:
    """How a service level is counted: ``within 20 s: answered in time ÷ (answered + abandoned late)``."""
    definition = definition_of(expression, rule.definition)
    words = SERVICE_LEVEL_DEFINITIONS[definition]
    threshold = 0.0 if expression.threshold is None else expression.threshold
    short = ""
    if "short" in words:
        limit = rule.short_abandon if expression.short_abandon is None else expression.short_abandon
        short = f", short is up to {format_duration(limit)}"
    return f"within {format_duration(threshold)}: {words}{short}"


def bound_words(target: Target) -> str:
    """The bound of a target for a legend: ``Target ≥ 80%``."""
    sign = {">=": "≥", "<=": "≤"}.get(target.comparison, target.comparison)
    return f"Target {sign} {format_bound(target)}"


def format_bound(target: Target) -> str:
    """The bound of a target as it is written: ``80%``, ``30 s``, ``12``."""
    unit = target.expression.about.unit
    if unit == "share":
        return f"{target.bound * 100:.6g}%"
    return format_duration(target.bound) if unit == "s" else f"{target.bound:g}"

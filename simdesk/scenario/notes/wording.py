"""Small words for lines about a scenario."""

from __future__ import annotations

import math
from collections.abc import Iterable

from simdesk.formats import format_duration
from simdesk.scenario.language.distributions import FAMILIES, DistributionForm
from simdesk.scenario.language.quantities import Block
from simdesk.units import WEEKDAYS


def listing(words: Iterable[object]) -> str:
    """``a``, ``a and b``, ``a, b and c``; ``none`` for nothing."""
    listed = [str(word) for word in words]
    if not listed:
        return "none"
    return listed[0] if len(listed) == 1 else f"{', '.join(listed[:-1])} and {listed[-1]}"


def distribution_words(form: DistributionForm) -> str:
    """``lognormal, mean 4 min, sd 3 min``."""
    family = next((name for name in FAMILIES if getattr(form, name) is not None), "none")
    value = getattr(form, family, None)
    more = [
        f"{key.replace('_', ' ')} {format_duration(bound)}" for key in ("at_least", "at_most") if (bound := getattr(form, key))
    ]
    if form.mean_by_interval is not None:
        more.append("mean by interval")
    if family == "constant":
        parts = [format_duration(value) if value is not None else ""]
        return ", ".join(["unlimited" if form.unlimited else f"constant {parts[0]}", *more])
    if family == "by_interval":
        return ", ".join([*(f"from {start} {distribution_words(one)}" for start, one in (value or {}).items()), *more])
    if family == "empirical":
        return ", ".join([f"{len(value or ()):,} observed durations", *more])
    if not isinstance(value, Block):
        return "none"
    fields = type(value).model_fields
    parts = [f"{name} {_words(getattr(value, name), name)}" for name in fields]
    return ", ".join([family, *parts, *more])


def _words(value: object, name: str) -> str:
    if isinstance(value, tuple):
        return " and ".join(_words(one, name) for one in value)
    assert isinstance(value, int | float)
    if name == "shares":
        return f"{value * 100:.6g}%"
    return f"{value:g}" if name in ("shape", "phases") else format_duration(value)


def percent(share: float) -> str:
    """A share that was written, with no more digits than it has: ``8%``, ``12.5%``."""
    return f"{share * 100:.4g}%"


def spoken(seconds: float) -> str:
    """A duration as people say it: ``4 min``, ``4.5 min``, ``5 min 10 s``, ``2 h``; never 310 s."""
    if not math.isfinite(seconds) or seconds < 60.0:
        return format_duration(seconds if seconds < 1 else round(seconds, 1))
    whole = round(seconds)
    if whole % 3600 == 0 or (whole >= 3600 and whole % 360 == 0):
        return f"{whole / 3600:g} h"
    if whole % 30 == 0 and whole < 3600:
        return f"{whole / 60:g} min"
    hours, rest = divmod(whole, 3600)
    minutes, second = divmod(rest, 60)
    parts = [(hours, "h"), (minutes, "min"), (second, "s")]
    return " ".join(f"{number} {unit}" for number, unit in parts if number)


def time_words(form: DistributionForm) -> str:
    """``5 min`` where it never varies, else ``5 min on average (lognormal, sd 3 min)``."""
    if form.by_interval is not None:
        return f"{', '.join(f'{time_words(one)} from {start}' for start, one in form.by_interval.items())}{_bounds_after(form)}"
    shape = shape_words(form)
    if form.mean_by_interval is not None:
        return f"a time that changes over the day{f' ({shape})' if shape else ''}"
    if form.constant is not None:
        return f"{spoken(form.constant)}{f' ({shape})' if shape else ''}"
    from simdesk.measure.loads import mean_of
    from simdesk.scenario.layout.distributions import distribution_of

    return f"{spoken(mean_of(distribution_of(form)))} on average ({shape})"


def _bounds_after(form: DistributionForm) -> str:
    bounds = _bounds(form)
    return f" ({', '.join(bounds)})" if bounds else ""


def _bounds(form: DistributionForm) -> list[str]:
    return [f"{key.replace('_', ' ')} {spoken(bound)}" for key in ("at_least", "at_most") if (bound := getattr(form, key))]


def shape_words(form: DistributionForm) -> str:
    """The family of a duration without its mean, and what it is cut to: ``lognormal, sd 3 min, at most 10 min``."""
    bounds = _bounds(form)
    if form.exponential is not None:
        return ", ".join(["exponential", *bounds])
    if form.lognormal is not None or form.gamma is not None:
        one = form.lognormal or form.gamma
        assert one is not None
        return ", ".join([f"{'lognormal' if form.lognormal else 'gamma'}, sd {spoken(one.sd)}", *bounds])
    if form.erlang is not None:
        return ", ".join([f"erlang, {form.erlang.phases} phases", *bounds])
    if form.weibull is not None:
        return ", ".join([f"weibull, shape {form.weibull.shape:g}", *bounds])
    if form.uniform is not None:
        return ", ".join([f"uniform, {spoken(form.uniform.low)} to {spoken(form.uniform.high)}", *bounds])
    if form.triangular is not None:
        three = form.triangular
        ends = f"{spoken(three.low)} to {spoken(three.high)}"
        return ", ".join([f"triangular, {ends}, most often {spoken(three.mode)}", *bounds])
    if form.hyperexponential is not None:
        two = form.hyperexponential
        kinds = [f"{percent(share)} {spoken(mean)}" for mean, share in zip(two.means, two.shares, strict=True)]
        return ", ".join([f"hyperexponential, {listing(kinds)}", *bounds])
    if form.empirical is not None:
        count = len(form.empirical) if isinstance(form.empirical, tuple) else 0
        return ", ".join([f"{count:,} observed durations", *bounds])
    return ", ".join(bounds)


def agents_word(number: float) -> str:
    """``1 agent``, ``12 agents``."""
    return f"{number:,.6g} agent{'' if number == 1 else 's'}"


def day_word(word: str | int) -> str:
    """``Sunday``, ``2026-12-25``, ``day 3``."""
    if isinstance(word, int):
        return f"day {word}"
    return word.capitalize() if word in WEEKDAYS else word

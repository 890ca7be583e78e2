"""Small words for lines about a scenario."""

from __future__ import annotations

from collections.abc import Iterable

from simdesk.scenario.language.distributions import FAMILIES, DistributionForm
from simdesk.scenario.language.quantities import Block
from simdesk.units import format_duration


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

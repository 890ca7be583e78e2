"""Distributions as the planner wrote them, turned into those the engine's side draws from."""

from __future__ import annotations

import math

from simdesk.demand import distributions
from simdesk.demand.distributions import Distribution
from simdesk.scenario.language.distributions import DistributionForm


def distribution_of(form: DistributionForm) -> Distribution:
    """A form without ``by_interval`` as a distribution; with means by interval alone, one of a mean of 1 s."""
    made = _family(form)
    return Distribution(made.family, made.parameters, form.at_least or 0.0, math.inf if form.at_most is None else form.at_most)


def _family(form: DistributionForm) -> Distribution:
    if form.constant is not None:
        return distributions.unlimited() if math.isinf(form.constant) else distributions.constant(form.constant)
    if form.exponential is not None:
        return distributions.exponential(form.exponential.mean)
    if form.lognormal is not None:
        return distributions.lognormal(form.lognormal.mean, form.lognormal.sd)
    if form.gamma is not None:
        return distributions.gamma(form.gamma.mean, form.gamma.sd)
    if form.erlang is not None:
        return distributions.erlang(form.erlang.mean, form.erlang.phases)
    if form.weibull is not None:
        return distributions.weibull(form.weibull.mean, form.weibull.shape)
    if form.uniform is not None:
        return distributions.uniform(form.uniform.low, form.uniform.high)
    if form.triangular is not None:
        return distributions.triangular(form.triangular.low, form.triangular.mode, form.triangular.high)
    if form.hyperexponential is not None:
        return distributions.hyperexponential(form.hyperexponential.means, form.hyperexponential.shares)
    if isinstance(form.empirical, tuple):
        return distributions.empirical(form.empirical)
    if form.by_interval is None and isinstance(form.mean_by_interval, tuple):
        return distributions.exponential(1.0) if form.plain == "exponential" else distributions.constant(1.0)
    raise ValueError("a distribution without a family")


def mean_of(form: DistributionForm) -> float | None:
    """Mean in seconds before bounds; None when there is no single family, or its file could not be read."""
    try:
        return _family(form).mean
    except (ValueError, ArithmeticError):
        return None

"""Distributions that change over the day, or over the days of a horizon."""

from __future__ import annotations

from simdesk.demand.plan import Varying, always
from simdesk.scenario.language.distributions import DistributionForm
from simdesk.scenario.language.hours import Day
from simdesk.scenario.layout.days import by_slot, on_axis
from simdesk.scenario.layout.distributions import distribution_of
from simdesk.scenario.layout.horizon import Horizon, Opening
from simdesk.units import DAY, parse_clock


def varying_of(form: DistributionForm, day: Day | Horizon, queue: str = "") -> Varying:
    """A form as a distribution that may change over the day, or over the days on which ``queue`` is open."""
    if not isinstance(day, Day):
        return _over_days(form, day, day.of(queue))
    if form.by_interval is not None:
        pieces = sorted((day.moment(parse_clock(text)), distribution_of(piece)) for text, piece in form.by_interval.items())
        return Varying(tuple(pieces))
    made = distribution_of(form)
    if not isinstance(form.mean_by_interval, tuple):
        return always(made)
    return Varying(((0.0, made),), tuple(mean / made.mean for mean in form.mean_by_interval))


def _over_days(form: DistributionForm, horizon: Horizon, opening: Opening) -> Varying:
    """A distribution that changes by the local clock, over all days."""
    if form.by_interval is not None:
        clocks = sorted((_in_day(parse_clock(text), opening), distribution_of(piece)) for text, piece in form.by_interval.items())
        pieces = {horizon.at(span.day, clock): made for span in opening.spans for clock, made in clocks if clock < span.close}
        first = min(pieces)
        return Varying(((min(first, horizon.opening) - DAY, pieces[first]), *sorted(pieces.items(), key=lambda piece: piece[0])))
    made = distribution_of(form)
    if not isinstance(form.mean_by_interval, tuple):
        return always(made)
    means = by_slot(form.mean_by_interval, horizon, opening)
    return Varying(((0.0, made),), on_axis([mean / made.mean for mean in means], horizon, opening, 1.0))


def _in_day(clock: float, opening: Opening) -> float:
    return clock + DAY if clock < opening.open and clock + DAY <= opening.close else clock

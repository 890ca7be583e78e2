"""Durations that change over the day, drawn for given customers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from simdesk.demand.distributions import Distribution, draw
from simdesk.demand.plan import DemandPlan, Varying
from simdesk.demand.streams import Stream

if TYPE_CHECKING:
    from numpy.typing import NDArray


def draw_varying(
    varying: Varying,
    plan: DemandPlan,
    stream: Stream,
    customers: NDArray[np.int64],
    when: NDArray[np.float64],
) -> NDArray[np.float64] | float:
    """Durations of the customers, by the piece and factor in force when each of them first arrives."""
    pieces = varying.pieces
    if varying.factors:
        # The cut is of the duration as it happens, so it comes behind the change of the mean.
        (_, cut) = pieces[0]
        whole = replace(cut, at_least=0.0, at_most=np.inf)
        values = _durations(whole, stream, customers) * np.asarray(varying.factors)[interval_of(when, plan)]
        return np.asarray(np.clip(values, cut.at_least, cut.at_most))
    if len(pieces) == 1:
        return _durations(pieces[0][1], stream, customers)
    piece = np.searchsorted([begin for begin, _ in pieces], when, side="right") - 1
    values = np.empty(len(customers))
    for k, (_, distribution) in enumerate(pieces):
        here = np.flatnonzero(piece == k)
        if len(here):
            values[here] = _durations(distribution, stream, customers[here])
    return values


def _durations(distribution: Distribution, stream: Stream, customers: NDArray[np.int64]) -> NDArray[np.float64] | float:
    return draw(distribution, stream, customers) if distribution.fixed is None else distribution.fixed


def interval_of(when: NDArray[np.float64], plan: DemandPlan) -> NDArray[np.int64]:
    """The interval of the day each time lies in."""
    return np.minimum(((when - plan.opening) / plan.interval).astype(np.int64), plan.intervals - 1)

"""M/M/n+G: exponential handle times, patience of any form; exact by quadrature."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from simdesk.errors import InputError
from simdesk.theory.erlang_a import erlang_a
from simdesk.theory.erlang_b import erlang_b
from simdesk.theory.erlang_c import check_agents, check_flow
from simdesk.theory.steady_state import InTime, SteadyState, check_balking, check_threshold, ratio
from simdesk.theory.survival import DistributionLike, Survival, SurvivalFunction, survival

if TYPE_CHECKING:
    from numpy.typing import NDArray

NODES = 16
"""Gauss-Legendre nodes in each panel of the quadrature."""
MOST_PANELS = 200_000
DEEPEST = 100.0
"""The offered wait's density is followed until it is exp(-100) of its greatest value."""


@dataclass(frozen=True)
class _Rule:
    """Gauss-Legendre on [0, 1] with the matrix that integrates from 0 to each node.

    Parameters
    ----------
    nodes, weights : ndarray of float, shape (NODES,)
    running : ndarray of float, shape (NODES, NODES)
        ``running @ values`` is the integral from 0 to each node.
    roughness : ndarray of float, shape (5, NODES)
        ``roughness @ values``: the last three Legendre coefficients of the interpolating polynomial, and its values at 0
        and at 1.
    """

    nodes: NDArray[np.float64]
    weights: NDArray[np.float64]
    running: NDArray[np.float64]
    roughness: NDArray[np.float64]


@cache
def _make_rule() -> _Rule:
    from numpy.polynomial import legendre

    x, w = legendre.leggauss(NODES)
    values = legendre.legvander(x, NODES)
    degree = np.arange(NODES)
    coefficients = ((2 * degree + 1) / 2)[:, None] * values[:, :NODES].T * w[None, :]
    # The integral of P_k from -1 is (P_{k+1} - P_{k-1}) / (2k + 1), and 1 + x for k = 0.
    integrals = np.empty((NODES, NODES))
    integrals[:, 0] = 1.0 + x
    for k in range(1, NODES):
        integrals[:, k] = (values[:, k + 1] - values[:, k - 1]) / (2 * k + 1)
    signs = (-1.0) ** degree
    roughness = np.vstack([coefficients[-3:], signs @ coefficients, coefficients.sum(axis=0)])
    return _Rule((x + 1) / 2, w / 2, integrals @ coefficients / 2, roughness)


@dataclass(frozen=True)
class _Panel:
    """One stretch of the offered wait x: values at its nodes, and running integrals at its right end.

    Parameters
    ----------
    x, weight, alive : ndarray of float, shape (NODES,)
        Nodes, quadrature weights, share still waiting.
    patience, moment : ndarray of float, shape (NODES,)
        ``H(x) = E[min(x, patience)]`` and ``E[min(x, patience)^2] / 2``.
    right, patience_right, moment_right : float
    roughness : float
        How far the polynomial through the nodes may be from the survival function.
    """

    x: NDArray[np.float64]
    weight: NDArray[np.float64]
    alive: NDArray[np.float64]
    patience: NDArray[np.float64]
    moment: NDArray[np.float64]
    right: float
    patience_right: float
    moment_right: float
    roughness: float


@dataclass(frozen=True)
class _OfferedWait:
    """The density of the offered wait on x > 0, ``scale * exp(joining * H(x) - drain * x)``, in panels.

    Parameters
    ----------
    alive : callable
        Survival function of patience.
    joining, drain : float
        Rate of contacts that join when all are busy, rate at which all agents together finish contacts.
    peak, scale : float
        Greatest exponent, and the constant in front of ``exp(exponent - peak)``.
    left : ndarray of float, shape (panels,)
        Left ends; ``patience_left`` and ``moment_left`` are the running integrals there.
    patience_left, moment_left : ndarray of float, shape (panels,)
    totals : ndarray of float, shape (panels + 1, 3)
        From 0 to each left end (and the end): density, density × survival, density × (1 - survival).
    end : float
        Right end of the last panel; beyond it the density is negligible.
    """

    alive: SurvivalFunction
    joining: float
    drain: float
    peak: float
    scale: float
    left: NDArray[np.float64]
    patience_left: NDArray[np.float64]
    moment_left: NDArray[np.float64]
    totals: NDArray[np.float64]
    end: float

    def until(self, threshold: float) -> NDArray[np.float64]:
        """Integrals from 0 to ``threshold`` of the density, density × survival, density × (1 - survival)."""
        k = int(np.searchsorted(self.left, threshold, side="right")) - 1
        if k < 0 or threshold <= 0.0:
            return np.zeros(3)
        if threshold >= self.end:
            return np.asarray(self.totals[-1])
        panel = _panel(self.alive, _make_rule(), self.left[k], threshold, self.patience_left[k], self.moment_left[k])
        part = _density_parts(panel, self.joining, self.drain, self.peak) * self.scale
        return np.asarray(np.minimum(self.totals[k] + part, self.totals[-1]))


@dataclass(frozen=True, kw_only=True, eq=False)
class GeneralPatience(SteadyState):
    """What M/M/n+G says of a queue in equilibrium; see `SteadyState` for the figures.

    Parameters
    ----------
    e_offered_wait : float
        Mean wait a contact of endless patience would have, over all contacts.
    """

    e_offered_wait: float
    _offered: _OfferedWait = field(repr=False, compare=False)

    def in_time(self, threshold: float) -> InTime:
        """Shares of all offered contacts done within ``threshold``."""
        check_threshold(threshold)
        at_once = 1.0 - self.p_all_busy
        stays = 1.0 - self.balking
        offered, answered, given_up = self._offered.until(threshold)
        later = max(float(self._offered.totals[-1][0]) - float(offered), 0.0)
        gone = 1.0 - float(self._offered.alive(np.array([threshold]))[0])
        return InTime(
            at_once + stays * float(answered), self.p_balk + stays * (float(given_up) + gone * later), at_once + float(offered)
        )


def general_patience(
    rate: float,
    handle_time: float,
    agents: int,
    patience: DistributionLike | SurvivalFunction,
    balking: float = 0.0,
) -> SteadyState:
    """M/M/n+G: Poisson arrivals, exponential handle times, patience of any form, no limit to the line.

    Parameters
    ----------
    rate : float
        Contacts per unit of time.
    handle_time : float
        Mean handle time in that unit.
    agents : int
        Whole number of agents, at least 1.
    patience : simdesk.demand.distributions.Distribution or callable
        A distribution, or a survival function: from an array of durations to the share of customers whose
        patience is longer. An attribute ``breaks`` (rising durations where it jumps) saves work.
    balking : float
        Share of contacts that leave at once when every agent is busy.

    Returns
    -------
    SteadyState
        `GeneralPatience`, or `simdesk.theory.ErlangA` where patience is unlimited.

    References
    ----------
    F. Baccelli, G. Hebuterne, "On queues with impatient customers" (1981); S. Zeltyn, A. Mandelbaum, "Call centers
    with impatient customers: many-server asymptotics of the M/M/n+G queue", Queueing Systems 51 (2005) 361-402.
    The number waiting, given an offered wait x, is Poisson with mean ``λ H(x)``: A. Brandt, M. Brandt, "On the
    M(n)/M(n)/s queue with impatient calls", Performance Evaluation 35 (1999) 1-18.
    """
    check_flow(rate, handle_time)
    agents = check_agents(agents)
    check_balking(balking)
    if agents == 0:
        raise InputError("patience of any form needs at least 1 agent")
    alive = patience if callable(patience) else survival(patience)
    if isinstance(alive, Survival) and alive.family == "unlimited" and math.isinf(alive.at_most):
        return erlang_a(rate, handle_time, agents, math.inf, math.inf, balking)
    joining, drain = rate * (1.0 - balking), agents / handle_time
    if joining * float(alive(np.array([1e250]))[0]) >= drain:
        raise InputError("too many customers never give up: the line has no equilibrium", "more agents")
    panels = _panels(alive, joining, drain)
    x = np.concatenate([p.x for p in panels])
    patience_h = np.concatenate([p.patience for p in panels])
    peak = max(float((joining * patience_h - drain * x).max()), 0.0)

    parts = np.array([_density_parts(p, joining, drain, peak) for p in panels])
    mass = float(parts[:, 0].sum())
    # Weight of the states with an agent free against those with all busy, by Erlang B with one agent fewer.
    lost = erlang_b(rate * handle_time, agents - 1)
    p_busy = _share_busy(rate * lost, mass, peak)
    scale = p_busy / mass
    totals = np.concatenate([np.zeros((1, 3)), np.cumsum(parts, axis=0)]) * scale

    stays = 1.0 - balking
    alive_x = np.concatenate([p.alive for p in panels])
    moment = np.concatenate([p.moment for p in panels])
    density = np.concatenate([p.weight for p in panels]) * np.exp(joining * patience_h - drain * x - peak) * scale
    p_balk = balking * p_busy
    p_answered = 1.0 - p_busy + stays * float(totals[-1, 1])
    p_abandon = p_balk + stays * float(totals[-1, 2])
    answered = density * alive_x * stays
    answered_1, answered_2 = float(answered @ x), float(answered @ x**2)
    gone_1 = stays * float(density @ np.maximum(patience_h - x * alive_x, 0.0))
    gone_2 = stays * float(density @ np.maximum(2.0 * moment - x**2 * alive_x, 0.0))
    mean_wait, mean_answer, mean_gone = (
        answered_1 + gone_1,
        ratio(answered_1, p_answered),
        ratio(gone_1, p_abandon),
    )
    queue = joining * patience_h
    e_queue = float(density @ queue)
    var_queue = e_queue + float(density @ (queue - e_queue) ** 2) + (1.0 - p_busy) * e_queue**2
    return GeneralPatience(
        rate=rate,
        handle_time=handle_time,
        agents=agents,
        balking=balking,
        waiting_places=math.inf,
        stable=True,
        p_block=0.0,
        p_all_busy=p_busy,
        p_wait=p_busy,
        p_balk=p_balk,
        p_abandon=p_abandon,
        p_answered=p_answered,
        e_queue=e_queue,
        var_queue=var_queue,
        e_busy=rate * handle_time * p_answered,
        mean_wait=mean_wait,
        var_wait=max(answered_2 + gone_2 - mean_wait**2, 0.0),
        mean_speed_of_answer=mean_answer,
        var_speed_of_answer=max(ratio(answered_2, p_answered) - mean_answer**2, 0.0),
        e_wait_abandoned=mean_gone,
        var_wait_abandoned=max(ratio(gone_2, p_abandon) - mean_gone**2, 0.0) if p_abandon > 0.0 else math.nan,
        e_offered_wait=float(density @ x),
        _offered=_OfferedWait(
            alive=alive,
            joining=joining,
            drain=drain,
            peak=peak,
            scale=scale,
            left=np.concatenate([np.zeros(1), np.array([p.right for p in panels[:-1]])]),
            patience_left=np.concatenate([np.zeros(1), np.array([p.patience_right for p in panels[:-1]])]),
            moment_left=np.concatenate([np.zeros(1), np.array([p.moment_right for p in panels[:-1]])]),
            totals=totals,
            end=panels[-1].right,
        ),
    )


def _share_busy(lost_rate: float, mass: float, peak: float) -> float:
    # P = λJ / (1/B + λJ) with J = mass × exp(peak), in logarithms because exp(peak) may overflow.
    if lost_rate == 0.0:
        return 0.0
    log_odds = math.log(lost_rate) + math.log(mass) + peak
    return 1.0 / (1.0 + math.exp(-log_odds)) if log_odds > -700.0 else math.exp(log_odds)


def _density_parts(panel: _Panel, joining: float, drain: float, peak: float) -> NDArray[np.float64]:
    density = panel.weight * np.exp(joining * panel.patience - drain * panel.x - peak)
    return np.array([density.sum(), density @ panel.alive, density @ (1.0 - panel.alive)])


def _panel(alive: SurvivalFunction, rule: _Rule, left: float, right: float, patience: float, moment: float) -> _Panel:
    width = right - left
    x = left + width * rule.nodes
    values = np.asarray(alive(x), dtype=np.float64)
    # What happens between an end and the node next to it shows at the ends only: a jump, or a patience much shorter.
    ends = np.asarray(alive(np.array([left, math.nextafter(right, left)])), dtype=np.float64)
    seen = rule.roughness @ values
    seen[3:] -= ends
    return _Panel(
        x=x,
        weight=width * rule.weights,
        alive=values,
        patience=patience + width * (rule.running @ values),
        moment=moment + width * (rule.running @ (x * values)),
        right=right,
        patience_right=patience + width * float(rule.weights @ values),
        moment_right=moment + width * float(rule.weights @ (x * values)),
        roughness=float(np.abs(seen).sum()),
    )


def _panels(alive: SurvivalFunction, joining: float, drain: float) -> list[_Panel]:
    """March from 0 until the density is negligible, with panels as wide as the functions are smooth."""
    rule = _make_rule()
    breaks = [float(b) for b in getattr(alive, "breaks", ())]
    panels: list[_Panel] = []
    left = patience = moment = peak = 0.0
    width = 1.0 / (joining + drain)
    while len(panels) < MOST_PANELS:
        while breaks and breaks[0] <= left:
            breaks.pop(0)
        stop = breaks[0] if breaks else math.inf
        right = min(left + width, stop)
        panel = _panel(alive, rule, left, right, patience, moment)
        slope = float(np.abs(joining * panel.alive - drain).max())
        length = right - left
        # An error of the survival function over the panel moves the density's exponent by error × joining × length.
        rough = panel.roughness * joining * length > 1e-13 and length > 1e-15 * right
        if rough or slope * length > 8.0:
            width = 0.5 * length
            continue
        panels.append(panel)
        exponent = joining * panel.patience_right - drain * right
        peak = max(peak, exponent)
        if exponent < peak - DEEPEST and joining * panel.alive[-1] < drain:
            return panels
        left, patience, moment = right, panel.patience_right, panel.moment_right
        width = max(2.0 * length, width) if right < stop else width
    raise InputError("the survival function of patience is too rough to integrate", "give its jumps as attribute 'breaks'")

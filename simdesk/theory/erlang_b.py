"""Erlang B: contacts that cannot wait are lost when every agent (or line) is busy."""

from __future__ import annotations

import math

from simdesk.errors import InputError


def erlang_b(load: float, agents: float) -> float:
    """Share of contacts that find every agent (or line) busy and are lost.

    The recursion ``B(k) = a B(k-1) / (k + a B(k-1))`` has positive terms only, so it neither overflows nor
    loses digits at loads of many thousands. The result does not depend on the form of the handle time's
    distribution, only on its mean.

    Parameters
    ----------
    load : float
        Offered load in erlangs: rate × mean handle time.
    agents : float
        Agents or lines. A fraction is allowed: the continuation of the formula to real numbers,
        ``1/B(x) = ∫ exp(-t) (1 + t/a)^x dt`` over t > 0, is used to start the recursion.

    Returns
    -------
    float
        Share between 0 and 1.

    References
    ----------
    A. K. Erlang (1917); D. L. Jagerman, "Some properties of the Erlang loss function", Bell System
    Technical Journal 53 (1974) 525-551.
    """
    if not (math.isfinite(load) and load >= 0.0):
        raise InputError(f"offered load must be 0 or more and finite (got {load!r})")
    if not (math.isfinite(agents) and agents >= 0.0):
        raise InputError(f"agents must be 0 or more and finite (got {agents!r})")
    whole = math.floor(agents)
    fraction = agents - whole
    if load == 0.0:
        return 1.0 if agents == 0 else 0.0
    lost = _fractional_start(load, fraction) if fraction > 0.0 else 1.0
    for k in range(1, whole + 1):
        lost *= load
        lost /= k + fraction + lost
        if lost == 0.0:
            break
    return lost


def _fractional_start(load: float, fraction: float) -> float:
    # B at 0 < x < 1, by its integral.
    from scipy.integrate import quad

    value, _ = quad(lambda t: math.exp(-t) * (1.0 + t / load) ** fraction, 0.0, math.inf, epsabs=0.0, epsrel=1e-13, limit=200)
    return min(1.0 / float(value), 1.0)


def lines_needed(load: float, blocking: float) -> int:
    """Fewest agents (or lines) that lose at most a given share of contacts.

    Parameters
    ----------
    load : float
        Offered load in erlangs.
    blocking : float
        Largest share lost, above 0 and at most 1.

    Returns
    -------
    int
        Agents or lines.
    """
    if not (math.isfinite(load) and load >= 0.0):
        raise InputError(f"offered load must be 0 or more and finite (got {load!r})")
    if not 0.0 < blocking <= 1.0:
        raise InputError(f"blocking must be above 0% and at most 100% (got {blocking!r})")
    lines, lost = 0, 1.0
    while lost > blocking:
        lines += 1
        lost *= load
        lost /= lines + lost
    return lines

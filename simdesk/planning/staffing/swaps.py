"""Exchange heads where none can be spared alone: two for one, or a dear one for a cheap one.

What each head keeps up is known by then, cell by cell. By that all exchanges are foreseen; the most promising are played, on few
days first, until one keeps every target for less.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from simdesk.planning.staffing.batched_removal import spared
from simdesk.planning.staffing.effects import APART
from simdesk.planning.staffing.removal import LOOKS, Without, breaks, paired, sure_to_break
from simdesk.planning.staffing.search import Search

if TYPE_CHECKING:
    from numpy.typing import NDArray

_AGAIN = 1.3
"""What a second head taken out of a cell costs in service, as a multiple of the first."""
_IN = 0.8
"""What a head put in does, as a multiple of what the last one there does."""
_LOOKED_AT = 40
"""Heads to take out, and heads to put in, that are considered: those that promise most."""
_FEW = 12
"""Cells of a single group up to which two heads for one are tried: with more of them the linear programs have seen to that."""
_HOPE = 0.5
"""How much, of what one head does, a target may be foreseen to be short: effects do not quite add up."""
_SPENT = 3
"""Times the days searched on that may be played for exchanges; of few cells, for which a play is nothing, more."""
_WORTH_IT = 1e-3
"""Share of all cost below which a saving is not looked for: fresh days could not tell the plans apart."""
_TRUSTED = 0.5
"""How far single cells are from what was fitted to all, as a share of that."""


def exchange(
    search: Search, heads: NDArray[np.float64], without: list[Without], days: int
) -> tuple[NDArray[np.float64], list[Without]]:
    """Exchange heads for cheaper ones as long as every target is kept.

    Parameters
    ----------
    search : Search
    heads : ndarray of float, shape (groups, intervals)
        They keep every target over these days.
    without : list of Without
        What happens with a head less in each cell.
    days : int

    Returns
    -------
    heads : ndarray of float, shape (groups, intervals)
    without : list of Without
        Told anew where heads were exchanged.
    """
    if len(search.problem.free) == 1 and heads.size > _FEW:
        return heads, without
    before, left_to_play = heads, (_SPENT + 24 // heads.size) * days
    tried: set[bytes] = set()
    found = True
    while found and left_to_play > 0:
        found = False
        for other in _promising(search, heads, without, days):
            if other.tobytes() in tried:
                continue
            tried.add(other.tobytes())
            found, played = _holds(search, heads, other, days)
            left_to_play -= played
            if found:
                heads = other
            if found or left_to_play <= 0:
                break
    return (heads, without) if heads is before else _told_anew(search, before, heads, without, days)


def _holds(search: Search, heads: NDArray[np.float64], other: NDArray[np.float64], days: int) -> tuple[bool, int]:
    """Whether other heads keep every target, and how many days were played to see it."""
    base = search.margins(heads, days)
    for part in LOOKS:
        many = max(days // part, 4)
        if many < days and sure_to_break(base.mean(axis=0), *paired(search, base, other, many)).any():
            return False, many
    return search.look_at(other, days, "exchange"), days


def _promising(search: Search, heads: NDArray[np.float64], without: list[Without], days: int) -> Iterator[NDArray[np.float64]]:
    """Cheaper heads by an exchange: those foreseen to keep the targets first, the cheapest of them; then those nearest to it."""
    problem = search.problem
    effects, left = _seen(search, heads, without, days), search.margins(heads, days).mean(axis=0)
    scale = np.maximum(effects.max(axis=(0, 1)), 1e-12)
    price = np.broadcast_to(problem.cost[:, None], heads.shape)
    worth = (effects / np.maximum(np.maximum(left, 0.0) + effects.mean(axis=(0, 1)), 1e-12)).max(axis=2) / price
    free = np.isin(np.arange(len(heads)), problem.free)[:, None]
    out = _first(np.where(free & (heads - problem.step >= problem.low - 1e-9), worth, np.inf))
    into = _first(np.where(free & (heads + problem.step <= problem.high + 1e-9), -worth, np.inf))
    keeps, cost = (effects / scale).reshape(heads.size, -1), price.ravel()
    twice = (heads - 2 * problem.step >= problem.low - 1e-9).ravel()
    found: list[tuple[float, float, tuple[int, ...]]] = []
    for k, a in enumerate(out):
        # With a head less in a, and with one less in b as well: foreseen for all heads put in at once.
        pairs = [(a,), *((a, b) for b in out[k:] if b != a or twice[a])]
        for gone in pairs:
            taken = keeps[a] + (0.0 if len(gone) == 1 else keeps[gone[1]] * (_AGAIN if gone[1] == a else 1.0))
            short = ((left / scale - taken)[None] + _IN * keeps[into]).min(axis=1)
            saved = cost[list(gone)].sum() - cost[into]
            for c in np.flatnonzero((saved > _WORTH_IT * problem.total(heads)) & (short > -_HOPE)):
                put = into[c]
                if put not in gone:
                    found.append((min(float(short[c]), 0.0), float(saved[c]), (*gone, put)))
    found.sort(key=lambda one: (-one[0], -one[1], one[2]))
    for _, _, places in found:
        other = heads.ravel().copy()
        np.subtract.at(other, list(places[:-1]), problem.step)
        other[places[-1]] += problem.step
        yield np.clip(other.reshape(heads.shape), problem.low, problem.high) + 0.0  # no -0


def _first(ranks: NDArray[np.float64]) -> list[int]:
    """The cells of lowest rank, as places in the flat array; infinite ones are left out."""
    order = np.argsort(ranks, axis=None, kind="stable")[:_LOOKED_AT]
    return [int(place) for place in order if np.isfinite(ranks.ravel()[place])]


def _seen(search: Search, heads: NDArray[np.float64], without: list[Without], days: int) -> NDArray[np.float64]:
    """What a head of each cell keeps up, shape (groups, intervals, constraints): as fitted, or as seen, the surer that is."""
    fitted = search.effects_at(heads, days)
    effects = fitted.copy()
    for one in without:
        here = fitted[one.group, one.interval]
        spread = (_TRUSTED * here) ** 2
        trust = spread / np.maximum(spread + np.nan_to_num(one.error, posinf=1e9) ** 2, 1e-30)
        effects[one.group, one.interval] = np.maximum(here + trust * (-one.change - here), 0.0)
    return effects


def _told_anew(
    search: Search, before: NDArray[np.float64], heads: NDArray[np.float64], without: list[Without], days: int
) -> tuple[NDArray[np.float64], list[Without]]:
    """After exchanges: cells near them are looked at again, and those whose head may no longer be needed."""
    problem, left = search.problem, search.margins(heads, days).mean(axis=0)
    near = np.convolve((before != heads).any(axis=0), np.ones(2 * APART - 1), "full")[APART - 1 :][: problem.intervals] > 0
    stay = {
        (one.group, one.interval): one
        for one in without
        if not near[one.interval] and heads[one.group, one.interval] > problem.low[one.group, one.interval] and breaks(one, left)
    }
    again = np.ones(heads.shape, bool)
    for cell in stay:
        again[cell] = False
    heads, told = spared(search, heads, days, only=again)
    return heads, [*stay.values(), *told]

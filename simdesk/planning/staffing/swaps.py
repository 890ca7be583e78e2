"""Swap agents where none can be removed alone: two for one, or an expensive one for a cheap one.

By then the effect of one agent fewer is known cell by cell, so the outcome of every swap can be predicted. The most promising
swaps are simulated, on few days first, until one meets every target at a lower cost.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from simdesk.planning.staffing import tuning
from simdesk.planning.staffing.batched_removal import remove_unneeded
from simdesk.planning.staffing.removal import Removal, clearly_missed, misses_target, paired_change
from simdesk.planning.staffing.search import Search

if TYPE_CHECKING:
    from numpy.typing import NDArray


def swap_agents(
    search: Search, headcount: NDArray[np.float64], removals: list[Removal], days: int
) -> tuple[NDArray[np.float64], list[Removal]]:
    """Swap agents for cheaper ones as long as every target is met.

    Parameters
    ----------
    search : Search
    headcount : ndarray of float, shape (groups, intervals)
        A plan that meets every target over these days.
    removals : list of Removal
        What one agent fewer does in each cell.
    days : int

    Returns
    -------
    headcount : ndarray of float, shape (groups, intervals)
    removals : list of Removal
        Tested again near the cells that were swapped.
    """
    if len(search.problem.free) == 1 and headcount.size > tuning.SWAP_SINGLE_GROUP_CELLS:
        return headcount, removals
    before, budget = headcount, (tuning.SWAP_BUDGET + tuning.SWAP_BUDGET_CELLS // headcount.size) * days
    tried: set[bytes] = set()
    found = True
    while found and budget > 0:
        found = False
        for other in _candidate_swaps(search, headcount, removals, days):
            if other.tobytes() in tried:
                continue
            tried.add(other.tobytes())
            found, played = _meets_targets(search, headcount, other, days)
            budget -= played
            if found:
                headcount = other
            if found or budget <= 0:
                break
    return (headcount, removals) if headcount is before else _tested_again(search, before, headcount, removals, days)


def _meets_targets(search: Search, headcount: NDArray[np.float64], other: NDArray[np.float64], days: int) -> tuple[bool, int]:
    """Whether another plan meets every target, and how many days it took to find out."""
    base = search.margins(headcount, days)
    for part in tuning.REMOVAL_LOOKS:
        many = max(days // part, tuning.REMOVAL_LEAST_DAYS)
        if many < days and clearly_missed(base.mean(axis=0), *paired_change(search, base, other, many)).any():
            return False, many
    return search.evaluate(other, days, "swap"), days


def _candidate_swaps(
    search: Search, headcount: NDArray[np.float64], removals: list[Removal], days: int
) -> Iterator[NDArray[np.float64]]:
    """Cheaper plans by one swap: those predicted to meet the targets, cheapest first; then those predicted to come close."""
    problem = search.problem
    effects, left = _combined_effects(search, headcount, removals, days), search.margins(headcount, days).mean(axis=0)
    scale = np.maximum(effects.max(axis=(0, 1)), 1e-12)
    price = np.broadcast_to(problem.cost[:, None], headcount.shape)
    worth = (effects / np.maximum(np.maximum(left, 0.0) + effects.mean(axis=(0, 1)), 1e-12)).max(axis=2) / price
    free = np.isin(np.arange(len(headcount)), problem.free)[:, None]
    out = _lowest_ranked(np.where(free & (headcount - problem.step >= problem.low - 1e-9), worth, np.inf))
    into = _lowest_ranked(np.where(free & (headcount + problem.step <= problem.high + 1e-9), -worth, np.inf))
    scaled, cost = (effects / scale).reshape(headcount.size, -1), price.ravel()
    twice = (headcount - 2 * problem.step >= problem.low - 1e-9).ravel()
    found: list[tuple[float, float, tuple[int, ...]]] = []
    for k, a in enumerate(out):
        # One agent fewer in a, or in a and b: predicted for every cell that could get an agent at once.
        pairs = [(a,), *((a, b) for b in out[k:] if b != a or twice[a])]
        for removed in pairs:
            second = tuning.SWAP_SECOND_REMOVAL if removed[-1] == a else 1.0
            lost = scaled[a] + (0.0 if len(removed) == 1 else scaled[removed[1]] * second)
            margin = ((left / scale - lost)[None] + tuning.SWAP_ADDITION * scaled[into]).min(axis=1)
            saved = cost[list(removed)].sum() - cost[into]
            worthwhile = saved > tuning.SWAP_LEAST_SAVING * problem.total(headcount)
            for c in np.flatnonzero(worthwhile & (margin > -tuning.SWAP_SHORTFALL)):
                added = into[c]
                if added not in removed:
                    found.append((min(float(margin[c]), 0.0), float(saved[c]), (*removed, added)))
    found.sort(key=lambda one: (-one[0], -one[1], one[2]))
    for _, _, places in found:
        other = headcount.ravel().copy()
        np.subtract.at(other, list(places[:-1]), problem.step)
        other[places[-1]] += problem.step
        yield np.clip(other.reshape(headcount.shape), problem.low, problem.high) + 0.0  # no -0


def _lowest_ranked(ranks: NDArray[np.float64]) -> list[int]:
    """The cells of lowest rank, as places in the flat array; infinite ranks are left out."""
    order = np.argsort(ranks, axis=None, kind="stable")[: tuning.SWAP_CANDIDATES]
    return [int(place) for place in order if np.isfinite(ranks.ravel()[place])]


def _combined_effects(search: Search, headcount: NDArray[np.float64], removals: list[Removal], days: int) -> NDArray[np.float64]:
    """Effect of one agent in each cell, shape (groups, intervals, constraints): fitted and seen, weighted by their precision."""
    fitted = search.effects_at(headcount, days)
    effects = fitted.copy()
    for one in removals:
        here = fitted[one.group, one.interval]
        spread = (tuning.SWAP_EFFECT_SPREAD * here) ** 2
        weight = spread / np.maximum(spread + np.nan_to_num(one.error, posinf=1e9) ** 2, 1e-30)
        effects[one.group, one.interval] = np.maximum(here + weight * (-one.change - here), 0.0)
    return effects


def _tested_again(
    search: Search, before: NDArray[np.float64], headcount: NDArray[np.float64], removals: list[Removal], days: int
) -> tuple[NDArray[np.float64], list[Removal]]:
    """After swaps: test again the cells near them, and those whose agent may no longer be needed."""
    problem, left, spacing = search.problem, search.margins(headcount, days).mean(axis=0), tuning.BATCH_SPACING
    near = (
        np.convolve((before != headcount).any(axis=0), np.ones(2 * spacing - 1), "full")[spacing - 1 :][: problem.intervals] > 0
    )
    stay = {
        (one.group, one.interval): one
        for one in removals
        if not near[one.interval]
        and headcount[one.group, one.interval] > problem.low[one.group, one.interval]
        and misses_target(one, left)
    }
    again = np.ones(headcount.shape, bool)
    for cell in stay:
        again[cell] = False
    headcount, needed = remove_unneeded(search, headcount, days, only=again)
    return headcount, [*stay.values(), *needed]

"""Which of several figures can be told apart, when all pairs of them are looked at together.

Every pair has a difference with an error; looking at many pairs finds some apart by chance. Holm's step-down procedure (A
simple sequentially rejective multiple test procedure, Scandinavian Journal of Statistics 6, 1979) keeps the chance of one
such mistake or more among all pairs at 5 %, whatever depends on what, and never finds less than Bonferroni's. The letters are
those of Piepho (An algorithm for a letter-based representation of all-pairwise comparisons, Journal of Computational
and Graphical Statistics 13, 2004).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from simdesk.measure.confidence import LEVEL, Estimate, student_t

if TYPE_CHECKING:
    from numpy.typing import NDArray


def p_value(change: Estimate) -> float:
    """How often chance alone would make a difference at least so large, two-sided; NaN when that cannot be told."""
    from scipy.special import stdtr

    if math.isnan(change.half_width) or math.isnan(change.degrees):
        return math.nan
    if change.half_width == 0:
        return 1.0 if change.mean == 0 else 0.0
    error = change.half_width / student_t(change.degrees)
    return float(2 * stdtr(change.degrees, -abs(change.mean) / error))


def holm(p_values: NDArray[np.float64]) -> NDArray[np.float64]:
    """P-values adjusted by Holm: those at most 5 % are clear together.

    Parameters
    ----------
    p_values : ndarray of float, shape (pairs,)
        NaN where it cannot be told: it counts as a pair, and stays unknown.

    Returns
    -------
    ndarray of float, shape (pairs,)
    """
    order = np.argsort(p_values, kind="stable")  # NaN comes last
    steps = np.arange(len(p_values), 0, -1)
    adjusted = np.empty(len(p_values))
    adjusted[order] = np.minimum(np.maximum.accumulate(p_values[order] * steps), 1.0)
    return adjusted


def told_apart(changes: list[list[Estimate]]) -> NDArray[np.bool_]:
    """Which pairs can be told apart, all of them looked at together.

    Parameters
    ----------
    changes : list of list of Estimate
        ``changes[i][j]`` for ``j < i``: figure i less figure j.

    Returns
    -------
    ndarray of bool, shape (figures, figures)
        Symmetric.
    """
    apart = np.zeros((len(changes), len(changes)), bool)
    pairs = [(i, j) for i in range(len(changes)) for j in range(i)]
    if pairs:
        clear = holm(np.array([p_value(changes[i][j]) for i, j in pairs])) <= 1 - LEVEL
        for (i, j), yes in zip(pairs, clear, strict=True):
            apart[i, j] = apart[j, i] = yes
    return apart


def letters(apart: NDArray[np.bool_]) -> list[str]:
    """Letters by which figures share one when, and only when, they cannot be told apart.

    Parameters
    ----------
    apart : ndarray of bool, shape (figures, figures)
        Symmetric; the figures in their order, the best first.

    Returns
    -------
    list of str
        ``a`` is the group of the best. One figure may be in several groups: ``ab``.
    """
    count = len(apart)
    groups = [frozenset(range(count))] if count else []
    for i in range(count):
        for j in range(i + 1, count):
            if apart[i, j]:
                split = [part for g in groups for part in ((g - {i}, g - {j}) if {i, j} <= g else (g,))]
                distinct = list(dict.fromkeys(split))
                groups = [g for g in distinct if not any(g < other for other in distinct)]
    ordered = sorted(groups, key=sorted)
    return ["".join(_letter(k) for k, group in enumerate(ordered) if i in group) for i in range(count)]


def _letter(number: int) -> str:
    """``a`` to ``z``, then ``(27)`` and so on."""
    return chr(ord("a") + number) if number < 26 else f"({number + 1})"

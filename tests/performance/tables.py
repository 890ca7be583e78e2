"""Tables of measured figures in Markdown, and how a figure is written in them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence


def markdown(heads: Sequence[str], rows: Iterable[Sequence[str]], texts: int = 1) -> list[str]:
    """A table: its head, its rule, its rows.

    Parameters
    ----------
    heads : sequence of str
    rows : iterable of sequence of str
    texts : int
        Columns from the left that are no figures.
    """
    sides = ["---"] * texts + ["---:"] * (len(heads) - texts)
    return [f"| {' | '.join(heads)} |", f"|{'|'.join(sides)}|", *(f"| {' | '.join(cells)} |" for cells in rows)]


def thousands(speed: float | None) -> str:
    """Contacts per second in thousands, ``1,234 k``; a dash where nothing was measured."""
    return "–" if speed is None else f"{speed / 1e3:,.0f} k"


def times(value: float) -> str:
    """A ratio with two or three digits that mean something; a dash for NaN, ``exact`` without end."""
    if math.isnan(value):
        return "–"
    if math.isinf(value):
        return "exact"
    return f"{value:,.0f}" if value >= 20 else f"{value:.1f}" if value >= 2 else f"{value:.2f}"

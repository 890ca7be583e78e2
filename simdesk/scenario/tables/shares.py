"""Shares of the day and volumes by clock time, one as the other."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

from simdesk.errors import InputError
from simdesk.scenario.language.hours import Day
from simdesk.scenario.reading.diagnostics import Sources
from simdesk.scenario.reading.nodes import ListNode, MapNode, Node, Scalar
from simdesk.scenario.tables.csv_cells import read_moment
from simdesk.scenario.tables.csv_table import Cell
from simdesk.scenario.tables.faults import Faults
from simdesk.scenario.tables.kinds import Kind
from simdesk.scenario.tables.values import check_scalars, is_percent

_OFF_BY = 1.0
"""Percent points by which the shares of a profile may miss 100 %, for they are rounded."""


def as_profile(node: MapNode, values: Sequence[Scalar]) -> str:
    """Volumes by clock time as a number for the day and its shares, which are spread evenly."""
    amounts = [float(value.value or 0.0) for value in values]
    total = math.fsum(amounts)
    if total <= 0:
        return ""
    shares = ", ".join(f'"{key}": {100 * amount / total:.7g}%' for key, amount in zip(node.entries, amounts, strict=True))
    return f"per_day: {total:.9g} and profile: {{{shares}}} instead of volumes"


def check_whole(values: Sequence[Scalar], at: str, faults: Faults) -> None:
    """Shares of the day are 100 % together, but for their rounding."""
    total = math.fsum(float(value.value or 0.0) for value in values)
    if not faults and abs(total - 100.0) > _OFF_BY:
        message = f"the shares of the day must sum to 100% (they sum to {total:.4g}%)"
        faults.add(values[0].place, at, message, "write numbers without % for weights of which only proportions count")


def is_finer(cells: Sequence[Cell], day: Day) -> bool:
    """Whether any two clock times are less than an interval apart."""
    clocks = []
    for cell in cells:
        try:
            clocks.append(read_moment(cell.text).clock)
        except InputError:
            return False
    ordered = sorted(set(clocks))
    return any(later - earlier < day.interval - 1e-6 for earlier, later in itertools.pairwise(ordered))


def as_numbers(node: ListNode, kind: Kind, at: str, sources: Sources) -> Node:
    """A list of shares of the day as numbers; any other list as it is, and a text after reporting what is wrong.

    Parameters
    ----------
    node : ListNode
    kind : Kind
    at : str
        Its path in words.
    sources : Sources
    """
    scalars = [one for one in node.items if isinstance(one, Scalar)]
    if not scalars or len(scalars) < len(node.items) or not all(map(is_percent, scalars)):
        return node
    faults = Faults(sources, set(), 1)
    values = check_scalars([(one, f"{at}[{index}]") for index, one in enumerate(scalars)], kind, faults)
    if not faults:
        check_whole(values, at, faults)
    faults.tell()
    return Scalar("percentages", node.place) if faults else ListNode(values, node.place)

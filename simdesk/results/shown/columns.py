"""Which columns the tables of a run have, on the screen and in the report alike; ``Metric`` says where each metric stands."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simdesk.figures.wording import filled
from simdesk.measure.metric import Metric, Place, Subject
from simdesk.measure.registry import EVERYTHING
from simdesk.results.shown.headline import SHOWN_PERCENTILE

if TYPE_CHECKING:
    from simdesk.measure.confidence import Estimate
    from simdesk.results.results import Results

MOST_RARE = 3
"""More columns than this of what few floors have stand in a table of their own."""


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Parameters
    ----------
    name : str
        As in the data frames: ``wait_percentile_90``.
    metric : Metric
    heading, short : str
        In the report, and on the screen.
    """

    name: str
    metric: Metric
    heading: str
    short: str


def columns_at(results: Results, subject: Subject, place: Place) -> list[Column]:
    """The columns of a table of queues or of groups, those that stand only in some runs behind the others."""
    headline = results.headline
    found = headline.of_queue(EVERYTHING) if subject == "queue" else headline.of_group(EVERYTHING)
    there = [
        Column(name, e.about, filled(e.about.heading, e), filled(e.about.short, e))
        for name, e in found.items()
        if e.about.stands(place) and e.percentile in (None, SHOWN_PERCENTILE)
    ]
    return sorted(there, key=lambda column: column.metric.if_any)


def shown(
    results: Results, columns: Iterable[Column], rows: Mapping[str, Sequence[Mapping[str, Estimate]]]
) -> tuple[list[Column], list[Column]]:
    """The columns that say something in a table, apart those of what only some floors have.

    Parameters
    ----------
    results : Results
    columns : iterable of Column
    rows : dict of str to sequence of dict
        Of every queue or group the estimates of its rows, by the names of columns.

    Returns
    -------
    usual, rare : list of Column
        Columns without any value, or ``if_any`` and 0 throughout, are left out.
    """
    usual: list[Column] = []
    rare: list[Column] = []
    for column in columns:
        mine = [row[column.name].mean for name, each in rows.items() if says(results, name, column) for row in each]
        if column.metric.if_any and any(mean > 0 for mean in mine):
            rare.append(column)
        elif not column.metric.if_any and mine and (column.metric.on_floor is None or not all(map(math.isnan, mine))):
            usual.append(column)
    return usual, rare


def says(results: Results, name: str, column: Column) -> bool:
    """Whether a column says something of a queue or group."""
    return column.metric.subject == "group" or results.headline.says(name, column.name)

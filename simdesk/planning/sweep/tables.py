"""The tables of a sweep."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from simdesk.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd

    from simdesk.planning.sweep.result import Point, Sweep


def point_table(sweep: Sweep) -> pd.DataFrame:
    """One row per point; see ``Sweep.table``."""
    import pandas as pd

    return pd.DataFrame([_row(sweep, point) for point in sweep.points])


def _row(sweep: Sweep, point: Point) -> dict[str, Any]:
    row: dict[str, Any] = {"point": point.number}
    for axis, value in zip(sweep.axes, point.values, strict=True):
        row[axis.name] = value.number if axis.numeric else value.label
    for judgement in point.judgements:
        text, found = judgement.target.text, judgement.estimate
        row |= {
            text: found.mean,
            f"{text} low": found.low,
            f"{text} high": found.high,
            f"{text} verdict": str(judgement.verdict),
            f"{text} days_met": judgement.days_met,
        }
    row[sweep.cost.metric] = point[sweep.cost.text].mean
    row[sweep.occupancy.metric] = point[sweep.occupancy.text].mean
    if sweep.service_level is not None:
        row[sweep.service_level.metric] = point[sweep.service_level.text].mean
    row |= {expression.text: point[expression.text].mean for expression in sweep.asked}
    if point.judgements:
        row["meets_all"] = point.meets_all
    return row | {"efficient": point.efficient, "planned": point.planned}


def frontier_table(sweep: Sweep) -> pd.DataFrame:
    """The efficient points; see ``Sweep.frontier``."""
    table = sweep.table
    if table.empty:
        return table
    circumstances = [sweep.axes[k].name for k in sweep.circumstances]
    return table[table["efficient"]].sort_values([*circumstances, sweep.cost.metric]).reset_index(drop=True)


def sensitivity_table(sweep: Sweep) -> pd.DataFrame:
    """Inputs varied one at a time; see ``Sweep.sensitivity``."""
    import pandas as pd

    return pd.DataFrame(
        [
            {
                "measure": e.expression.text,
                "input": e.input,
                "planned": e.planned.mean,
                "low_input": e.low.label,
                "low_value": e.low.value.mean,
                "low_change": e.low.change.mean,
                "low_change_low": e.low.change.low,
                "low_change_high": e.low.change.high,
                "high_input": e.high.label,
                "high_value": e.high.value.mean,
                "high_change": e.high.change.mean,
                "high_change_low": e.high.change.low,
                "high_change_high": e.high.change.high,
                "clear": e.low.clear or e.high.clear,
                "unit": e.expression.about.unit,
            }
            for e in sweep.effects
        ]
    )


def needed_table(sweep: Sweep) -> pd.DataFrame:
    """Agents needed; see ``Sweep.agents_needed``."""
    import pandas as pd

    needed = sweep.needed
    if needed is None:
        raise UsageError("this sweep has no forecast error", "add it: sweep(scenario, forecast_error='8%')")
    count = len(needed.axis.values)
    shares = np.bincount(needed.needed, minlength=count + 1) / needed.errors
    numbers = [*(value.number for value in needed.axis.values), math.nan]
    labels = [*(value.label for value in needed.axis.values), "none of them"]
    return pd.DataFrame(
        {
            needed.axis.name: numbers,
            "label": labels,
            "needed_in": shares,
            "enough_in": [*needed.enough, math.nan],
            "needed_without_error": [k == needed.without_error for k in range(count + 1)],
        }
    )


def tables(sweep: Sweep) -> dict[str, pd.DataFrame]:
    """The tables by name, without empty ones."""
    found = {"points": sweep.table, "frontier": sweep.frontier, "sensitivity": sweep.sensitivity}
    if sweep.needed is not None:
        found["agents_needed"] = sweep.agents_needed
    return {name: table for name, table in found.items() if not table.empty}

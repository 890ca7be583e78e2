"""The tables of a comparison as data frames; their columns and units are documented at ``Comparison``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simdesk.measure.pairs import Flips, flipped
from simdesk.planning.compare.by_interval import interval_differences
from simdesk.planning.compare.ranking import ALL_TARGETS, days_meeting_all, shared_targets

if TYPE_CHECKING:
    import pandas as pd

    from simdesk.planning.compare.result import Comparison

TABLES = ("table", "flips", "ranking", "costs", "intervals")


def table(comparison: Comparison) -> pd.DataFrame:
    """The table ``Comparison.table``."""
    import pandas as pd

    return pd.DataFrame(
        [
            {
                "measure": d.expression.text,
                "scenario": d.name,
                "baseline": d.baseline.mean,
                "value": d.value.mean,
                "change": d.change.mean,
                "low": d.change.low,
                "high": d.change.high,
                "clear": d.clear,
                "paired": comparison.paired,
                "times_fewer_days": d.change.times_fewer_days,
                "unit": d.expression.about.unit,
                "verdict": "" if d.judgement is None else str(d.judgement.verdict),
                "flips_up": d.flips_up,
                "flips_down": d.flips_down,
            }
            for d in comparison.differences
        ]
    )


def all_flips(comparison: Comparison) -> list[tuple[str, str, Flips]]:
    """Every flip as (target, scenario, days): by target, and with several targets for all together."""
    found = [
        (d.judgement.target.text, d.name, d.flips)
        for d in comparison.differences
        if d.judgement is not None and d.flips is not None
    ]
    bound = shared_targets(comparison.results, comparison.shared)
    if len(bound) < 2 or not comparison.paired:
        return found
    base = days_meeting_all(bound, comparison.results[comparison.baseline])
    for name, results in comparison.results.items():
        if name != comparison.baseline:
            here = days_meeting_all(bound, results)
            known = here.known & base.known
            found.append((ALL_TARGETS, name, flipped(here.numerator[known] > 0, base.numerator[known] > 0)))
    return found


def flips(comparison: Comparison) -> pd.DataFrame:
    """The table ``Comparison.flips``."""
    import pandas as pd

    rows = []
    for target, name, days in all_flips(comparison):
        (won_low, won_high), (lost_low, lost_high) = days.interval(days.won), days.interval(days.lost)
        rows.append(
            {
                "target": target,
                "scenario": name,
                "days": days.days,
                "won": days.share(days.won),
                "won_low": won_low,
                "won_high": won_high,
                "lost": days.share(days.lost),
                "lost_low": lost_low,
                "lost_high": lost_high,
                "both_met": days.share(days.both_met),
                "both_missed": days.share(days.both_missed),
            }
        )
    shares = ("won", "won_low", "won_high", "lost", "lost_low", "lost_high", "both_met", "both_missed")
    return pd.DataFrame(rows, columns=["target", "scenario", "days", *shares])


def ranking(comparison: Comparison) -> pd.DataFrame:
    """The table ``Comparison.ranking``."""
    import pandas as pd

    columns = ("target", "place", "scenario", "value", "low", "high", "group", "among_best", "verdict", "unit")
    return pd.DataFrame(
        [
            (
                each.text,
                s.place,
                s.name,
                s.value.mean,
                s.value.low,
                s.value.high,
                s.group,
                s.among_best,
                "" if s.verdict is None else str(s.verdict),
                each.unit,
            )
            for each in comparison.rankings
            for s in each.standings
        ],
        columns=list(columns),
    )


def costs(comparison: Comparison) -> pd.DataFrame:
    """The table ``Comparison.costs``."""
    import pandas as pd

    names = ("level", "cost")
    ends = ("", "_low", "_high", "_change", "_change_low", "_change_high")
    first = ["measure", "scenario", *(f"level{end}" for end in ends), "verdict", "paid_in"]
    rows = []
    meeting = comparison.cheapest
    for price in comparison.prices:
        row: dict[str, object] = {"measure": price.level.expression.text, "scenario": price.name}
        for name, d in zip(names, (price.level, price.cost), strict=True):
            both = (d.value.mean, d.value.low, d.value.high, d.change.mean, d.change.low, d.change.high)
            row |= {f"{name}{end}": number for end, number in zip(ends, both, strict=True)}
        judgement = price.level.judgement
        row["verdict"] = "" if judgement is None else str(judgement.verdict)
        row["paid_in"] = price.cost.expression.metric
        row["meets_all"] = price.name in meeting
        rows.append(row)
    return pd.DataFrame(rows, columns=[*first, *(f"cost{end}" for end in ends), "meets_all"])


def intervals(comparison: Comparison) -> pd.DataFrame:
    """The table ``Comparison.intervals``."""
    import pandas as pd

    columns = ("measure", "scenario", "start", "value", "low", "high", "change", "change_low", "change_high", "unit")
    rows = [
        (
            d.expression.text,
            d.name,
            d.start,
            d.value.mean,
            d.value.low,
            d.value.high,
            d.change.mean,
            d.change.low,
            d.change.high,
            d.expression.about.unit,
        )
        for d in interval_differences(comparison.results, comparison.service_levels, comparison.paired)
    ]
    return pd.DataFrame(rows, columns=list(columns))

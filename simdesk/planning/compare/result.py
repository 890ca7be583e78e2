"""What a comparison found."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from simdesk.figures.bound_compared import ComparedFigures
from simdesk.measure.expression import Expression
from simdesk.measure.pairs import Difference, Price
from simdesk.measure.registry import EVERYTHING
from simdesk.planning.compare.costs import cheapest, prices
from simdesk.planning.compare.pairs import differences
from simdesk.planning.compare.ranking import Ranking, rankings
from simdesk.results.results import Results

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False, repr=False)
class Comparison:
    """What a comparison found.

    Data frames: ``table``, ``ranking``, ``flips``, ``costs``, ``intervals``; charts: ``figures``; ``save`` writes the tables.

    Parameters
    ----------
    results : dict of str to Results
        Results by name; the first is the baseline.
    shared : tuple of Expression
        The measures compared.
    service_levels : dict of str to Expression
        Service levels of the queues that all scenarios have; compared by interval, and drawn.
    unpaired : tuple of str
        Why the baseline's days differ from the others', in words; empty if they are the same and differences are paired.
    not_compared : tuple of str
        Targets left out, each with the reason.
    """

    results: dict[str, Results]
    shared: tuple[Expression, ...]
    service_levels: dict[str, Expression] = field(default_factory=dict)
    unpaired: tuple[str, ...] = ()
    not_compared: tuple[str, ...] = ()

    @property
    def baseline(self) -> str:
        """Name of the baseline."""
        return next(iter(self.results))

    @property
    def paired(self) -> bool:
        """Whether the baseline and the others have the same days, so that differences are paired."""
        return not self.unpaired

    @property
    def targets_missed(self) -> bool:
        """Whether any scenario misses a target."""
        return any(results.targets_missed for results in self.results.values())

    @cached_property
    def differences(self) -> tuple[Difference, ...]:
        """Differences by measure, then by scenario."""
        return differences(self.results, self.shared, self.paired)

    @cached_property
    def rankings(self) -> tuple[Ranking, ...]:
        """By each target compared; with several targets, last by the share of days that meet all."""
        return rankings(self.results, self.shared, self.paired)

    @cached_property
    def prices(self) -> tuple[Price, ...]:
        """Cost against each service level: by service level, then by scenario."""
        return prices(self.results, self.shared, self.differences)

    @property
    def cheapest(self) -> tuple[str, ...]:
        """Scenarios that meet every target of their own, the cheapest first."""
        return cheapest(self.results, self.prices)

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row per measure and scenario compared.

        Columns
        -------
        measure, scenario, unit : str
        baseline, value, change, low, high : float, in the measure's unit; low and high bound the change (95% confidence)
        times_fewer_days : float, what variance reduction is worth to the change; NaN without
        clear : bool, the confidence interval excludes zero
        paired : bool, the change is of the same days
        verdict : str, of the target in the scenario compared; flips_up, flips_down : share of days, as in ``flips``
        """
        from simdesk.planning.compare.tables import table

        return table(self)

    @cached_property
    def flips(self) -> pd.DataFrame:
        """One row per target and scenario compared, and with several targets for all together; empty with unpaired days.

        Columns
        -------
        target, scenario : str
        days : int, with data in both
        won : share of days that meet the target here and miss it in the baseline, won_low, won_high : its 95% confidence interval
        lost : share of days that do the reverse; lost_low, lost_high
        both_met, both_missed : share of days
        """
        from simdesk.planning.compare.tables import flips

        return flips(self)

    @cached_property
    def ranking(self) -> pd.DataFrame:
        """One row per target and scenario, the best first; with several targets, last by the share of days that meet all.

        Columns
        -------
        target, scenario, unit : str
        place : int, 0 without data
        value, low, high : float, the measure and its 95% confidence interval
        group : str, letters: scenarios that share a letter do not differ significantly (95% for all pairs together)
        among_best : bool, does not differ significantly from the first
        verdict : str
        """
        from simdesk.planning.compare.tables import ranking

        return ranking(self)

    @cached_property
    def costs(self) -> pd.DataFrame:
        """One row per service level and scenario, the baseline included.

        Columns
        -------
        measure, scenario : str
        level, level_low, level_high : float, the service level and its 95% confidence interval
        level_change, level_change_low, level_change_high : float, against the baseline
        verdict : str
        paid_in : str, cost, or agent_hours if no group has a cost
        cost, cost_low, cost_high, cost_change, cost_change_low, cost_change_high : float, a day
        meets_all : bool, meets every target of its own
        """
        from simdesk.planning.compare.tables import costs

        return costs(self)

    @cached_property
    def intervals(self) -> pd.DataFrame:
        """One row per measure, scenario and interval of the day.

        Columns
        -------
        measure, scenario, start, unit : str
        value, low, high : float, the mean of the days and its 95% confidence interval
        change, change_low, change_high : float, against the baseline; NaN for the baseline, and if its intervals differ
        """
        from simdesk.planning.compare.tables import intervals

        return intervals(self)

    @cached_property
    def figures(self) -> ComparedFigures:
        """The charts, as plotly figures, all scenarios in each."""
        return ComparedFigures(
            {name: results.measures for name, results in self.results.items()},
            self.service_levels,
            self.results[self.baseline].scenario.targets,
            self.differences,
            self.prices,
            self.results[self.baseline].scenario.model.currency or "",
        )

    def save(self, folder: str | os.PathLike[str], *, csv: bool = False, excel: bool = False) -> Path:
        """Write the tables into a folder, as ``simdesk compare`` does next to its report.

        Parameters
        ----------
        folder : path
            An earlier comparison there is replaced.
        csv, excel : bool
            Also as CSV files, and as one workbook.

        Returns
        -------
        Path
            The folder.

        Raises
        ------
        UsageError
            If something else is in its place.
        RunError
            If it cannot be written.
        """
        from simdesk.planning.compare.store import save

        return save(self, Path(folder), csv=csv, excel=excel)

    def __repr__(self) -> str:
        return f"<Comparison of {', '.join(map(repr, self.results))}>"

    def _repr_html_(self) -> str:
        from simdesk.planning.compare.notebook import comparison_html

        return comparison_html(self)


def left_out(results: Mapping[str, Results], uncounted: Sequence[Expression]) -> tuple[str, ...]:
    """Targets and measures that are not compared, each with the reason."""
    subjects = [(*r.scenario.queues_and_classes, *r.scenario.agent_groups, EVERYTHING) for r in results.values()]
    targets = dict.fromkeys(t for r in results.values() for t in r.scenario.targets)
    missing = [t.text for t in targets if not all(t.expression.subject in s for s in subjects)]
    return (
        *(f"{text}: not all scenarios have it" for text in missing),
        *(f"{text}: the stored run did not count it" for text in dict.fromkeys(e.text for e in uncounted)),
    )

"""The tables of a comparison's report, as rows of text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simdesk.figures.wording import NO_VALUE, measure_words, subject_words
from simdesk.formats import format_measure, format_range
from simdesk.measure.confidence import Estimate
from simdesk.measure.pairs import Difference, Price
from simdesk.measure.verdict import Judgement
from simdesk.planning.compare.by_interval import IntervalDifference, interval_differences
from simdesk.planning.compare.ranking import ALL_TARGETS
from simdesk.planning.compare.words import best_words, change_words
from simdesk.report.tables import Cell, Table
from simdesk.results.shown.words import cost_words, days_met_words

if TYPE_CHECKING:
    from simdesk.planning.compare.result import Comparison


@dataclass(frozen=True)
class Verdicts:
    """Verdicts: targets across, scenarios down.

    Parameters
    ----------
    targets : tuple of str
    rows : tuple of (str, tuple of Judgement or None)
        None if a scenario lacks the target.
    """

    targets: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Judgement | None, ...]], ...]


def verdicts(comparison: Comparison) -> Verdicts:
    """The verdict of every scenario on every target of any scenario."""
    by_name = {name: {j.target.text: j for j in results.judgements} for name, results in comparison.results.items()}
    targets = tuple(dict.fromkeys(text for judged in by_name.values() for text in judged))
    rows = tuple((name, tuple(judged.get(text) for text in targets)) for name, judged in by_name.items())
    return Verdicts(targets, rows if targets else ())


def same_everywhere(comparison: Comparison) -> list[str]:
    """Measures that are equal in all scenarios."""
    return [text for text, found in _by_measure(comparison).items() if all(d.change.low == d.change.high == 0 for d in found)]


def difference_tables(comparison: Comparison) -> list[Table]:
    """A table for each measure that changes: a row for each scenario, the baseline first."""
    same = same_everywhere(comparison)
    return [_difference_table(text, found, comparison) for text, found in _by_measure(comparison).items() if text not in same]


def _difference_table(text: str, found: list[Difference], comparison: Comparison) -> Table:
    unit = found[0].expression.about.unit
    flipped = any(d.flips is not None for d in found)
    columns = ("Scenario", "Value", "Change", *(("Days won", "Days lost") if flipped else ()))
    blank = (Cell(""),) * (2 if flipped else 0)
    rows = [(comparison.baseline, (_figure(found[0].baseline, unit), Cell(""), *blank))]
    for d in found:
        cells = [_figure(d.value, unit), Cell(change_words(d), _confidence(d.change, unit))]
        if flipped and d.flips is None:
            cells += blank
        elif flipped and d.flips is not None:
            for share, count in ((d.flips_up, d.flips.won), (d.flips_down, d.flips.lost)):
                cells.append(Cell(days_met_words(share), format_range(*d.flips.interval(count), "share")))
        rows.append((d.name, tuple(cells)))
    return Table(text, columns, tuple(rows))


def ranking_tables(comparison: Comparison) -> list[tuple[Table, str]]:
    """A table for each ranking, all targets together first, with the best scenario in words; none for two scenarios."""
    if len(comparison.results) < 3:
        return []
    found = []
    for ranking in reversed(comparison.rankings):
        name = "Share of days that meet all targets" if ranking.measure == ALL_TARGETS else ranking.text
        judged = any(s.verdict is not None for s in ranking.standings)
        rows = []
        for s in ranking.standings:
            cells = [Cell(s.name), _figure(s.value, ranking.unit), Cell(s.group)]
            cells += [Cell("" if s.verdict is None else str(s.verdict))] if judged else []
            rows.append((str(s.place) if s.place else NO_VALUE, tuple(cells)))
        columns = ("Place", "Scenario", "Value", "Letters", *(("Verdict",) if judged else ()))
        found.append((Table(name, columns, tuple(rows), words=2), best_words(ranking)))
    return found


def cost_table(comparison: Comparison) -> Table | None:
    """Cost against every service level, a row for each scenario; None without service levels."""
    by_level: dict[str, dict[str, Price]] = {}
    for price in comparison.prices:
        by_level.setdefault(price.level.expression.text, {})[price.name] = price
    if not by_level:
        return None
    expression = comparison.prices[0].cost.expression
    unit = expression.about.unit
    paid = cost_words(expression.about.words.capitalize(), unit, comparison.results[comparison.baseline].scenario)
    rows = []
    for name in comparison.results:
        mine = [prices[name] for prices in by_level.values()]
        cost = mine[0].cost
        base = name == comparison.baseline
        change = Cell("") if base else Cell(change_words(cost), _confidence(cost.change, unit))
        rows.append((name, (_figure(cost.value, unit), change, *(_figure(price.level.value, "share") for price in mine))))
    return Table(f"{paid} against service level", ("Scenario", f"{paid} a day", "Change", *by_level), tuple(rows))


def interval_tables(comparison: Comparison) -> list[Table]:
    """A table for each measure of each queue and group: a row for each interval, a column for each scenario."""
    found: dict[tuple[str, str], dict[str, dict[str, IntervalDifference]]] = {}
    for d in interval_differences(comparison.results, comparison.service_levels, comparison.paired):
        kind = "queue" if d.expression.about.subject == "queue" else "group"
        words = measure_words(d.expression)
        name = f"{words[:1].upper()}{words[1:]}: {subject_words(d.expression.subject, kind)}"
        found.setdefault((name, d.expression.text), {}).setdefault(d.start, {})[d.name] = d
    tables = []
    for (name, _), by_start in found.items():
        rows = tuple(
            (start, tuple(_in_interval(by_name.get(scenario)) for scenario in comparison.results))
            for start, by_name in by_start.items()
        )
        tables.append(Table(name, ("From", *comparison.results), rows))
    return tables


def scenario_table(comparison: Comparison) -> Table:
    """The scenarios compared: file, variants, days, seed and digest of each."""
    rows = tuple(
        (
            name,
            (
                Cell(str(results.scenario.path)),
                Cell(" + ".join(results.scenario.applied) or NO_VALUE),
                Cell(results.scenario.digest[:12]),
                Cell(f"{results.facts.replications:,}"),
                Cell(str(results.facts.seed)),
            ),
        )
        for name, results in comparison.results.items()
    )
    return Table("What was compared", ("Scenario", "File", "Variants", "Digest", "Days", "Seed"), rows, words=4)


def _by_measure(comparison: Comparison) -> dict[str, list[Difference]]:
    found: dict[str, list[Difference]] = {}
    for difference in comparison.differences:
        found.setdefault(difference.expression.text, []).append(difference)
    return found


def _in_interval(d: IntervalDifference | None) -> Cell:
    if d is None:
        return Cell(NO_VALUE)
    unit = d.expression.about.unit
    return Cell(format_measure(d.value.mean, unit), _confidence(d.value, unit))


def _figure(estimate: Estimate, unit: str) -> Cell:
    return Cell(format_measure(estimate.mean, unit), _confidence(estimate, unit))


def _confidence(estimate: Estimate, unit: str) -> str:
    words = format_range(estimate.low, estimate.high, unit)
    return "" if words == NO_VALUE else words

"""What ``simdesk compare`` prints."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from simdesk.cli.console import print_table, verdict_text
from simdesk.figures.wording import change_range
from simdesk.formats import format_measure, format_range
from simdesk.measure.pairs import Difference, Price
from simdesk.planning.compare.ranking import ALL_TARGETS, RankedScenario
from simdesk.planning.compare.result import Comparison
from simdesk.planning.compare.words import change_words, cheapest_words, days_words, pairing_words, rules_words, variant_words
from simdesk.results.shown.words import cost_words, days_met_words, reduction_words, title


def print_comparison(comparison: Comparison, out: Console) -> None:
    """Print a comparison: a table for each measure, a row for each scenario; then rankings, and cost against service level."""
    base = comparison.results[comparison.baseline]
    name = title(base.scenario)
    same = comparison.baseline.startswith(name)
    out.print(
        Text(f"Compared with {comparison.baseline}" if same else f"{name}: compared with {comparison.baseline}", style="bold")
    )
    out.print(Text(pairing_words(comparison), style="dim" if comparison.paired else "bold yellow"))
    if rules := rules_words(comparison):
        out.print(Text(f"{rules[:1].upper()}{rules[1:]}.", style="yellow"))
    for name, lines in variant_words(comparison).items():
        out.print(Text(f"{name}: {'; '.join(lines)}"))
    out.print()
    shown: dict[str, list[Difference]] = {}
    for difference in comparison.differences:
        shown.setdefault(difference.expression.text, []).append(difference)
    for measure, differences in shown.items():
        _print_measure(measure, differences, comparison.baseline, out)
    _print_rankings(comparison, out)
    _print_prices(comparison, out)
    if words := cheapest_words(comparison):
        out.print(Text(words[:1].upper() + words[1:] + "."))
        out.print()
    out.print(days_words(comparison), style="dim")
    first = next(iter(shown.values()), [])
    if reduced := reduction_words(base.facts, {f"{d.expression.text} of {d.name}": d.change for d in first}):
        out.print(reduced, style="dim")
    if any(d.flips is not None for d in comparison.differences):
        out.print("days won, lost: share of days that meet the target here but not in the baseline, and the reverse", style="dim")
    for target in comparison.not_compared:
        out.print(Text(f"not compared: {target}", style="dim"))


def _print_measure(measure: str, differences: list[Difference], base: str, out: Console) -> None:
    unit = differences[0].expression.about.unit
    baseline = format_measure(differences[0].baseline.mean, unit)
    if all(d.change.low == d.change.high == 0 for d in differences):
        out.print(f"{measure}: {baseline} in all scenarios", style="dim")
        out.print()
        return
    judged = any(d.judgement is not None for d in differences)
    flipped = any(d.flips is not None for d in differences)
    columns = ["scenario", "value", "change", "95% confidence"]
    columns += ["target", *(["days won", "days lost"] if flipped else [])] if judged else []
    rows: list[list[str | Text]] = []
    for d in differences:
        row: list[str | Text] = [d.name, format_measure(d.value.mean, unit), _change(d), _confidence(d)]
        if judged:
            row.append(Text("") if d.judgement is None else verdict_text(d.judgement.verdict))
        if judged and flipped:
            row += ["" if d.flips is None else days_met_words(flips) for flips in (d.flips_up, d.flips_down)]
        rows.append(row)
    print_table(out, f"{measure}: {base} {baseline}", columns, rows, left=(0, 4), spare=("days lost", "days won"))


def _confidence(d: Difference) -> str:
    return change_range(d.change, d.expression.about.unit)


def _change(d: Difference) -> Text:
    words = change_words(d)
    if not d.clear:
        return Text(words, style="dim")
    better = d.expression.about.better * d.change.mean
    colour = "green" if better > 0 else "red" if better < 0 else "default"
    return Text(words, style=f"bold {colour}")


def _print_rankings(comparison: Comparison, out: Console) -> None:
    """A line for each target: the scenarios in order, each with its value and letters."""
    if len(comparison.results) < 3 or not comparison.rankings:
        return
    out.print(Text("Ranking, best first", style="bold"))
    names = {r.text: "days that meet all targets" if r.measure == ALL_TARGETS else r.text for r in comparison.rankings}
    side = max(map(len, names.values())) + 2
    for ranking in reversed(comparison.rankings):
        standings = [_standing(s, ranking.unit) for s in ranking.standings]
        for k, line in enumerate(_lines(standings, max(out.width - side, 30))):
            out.print(Text(names[ranking.text].ljust(side) if k == 0 else " " * side, style="dim") + line)
    out.print(
        Text(
            "scenarios that share a letter do not differ significantly (95% for all pairs of a line together, Holm)", style="dim"
        )
    )
    out.print()


def _standing(standing: RankedScenario, unit: str) -> Text:
    text = Text(f"{standing.name} {format_measure(standing.value.mean, unit)}", style="" if standing.place else "dim")
    return text.append(f" {standing.group}", style="bold cyan") if standing.group else text


def _lines(standings: list[Text], width: int) -> list[Text]:
    """Standings in as many lines as they need."""
    lines: list[Text] = []
    for text in standings:
        if lines and len(lines[-1]) + 3 + len(text) <= width:
            lines[-1] = lines[-1] + Text("   ") + text
        else:
            lines.append(text)
    return lines


def _print_prices(comparison: Comparison, out: Console) -> None:
    """Cost against every service level."""
    by_level: dict[str, list[Price]] = {}
    for price in comparison.prices:
        by_level.setdefault(price.level.expression.text, []).append(price)
    if not by_level:
        return
    cost = comparison.prices[0].cost.expression
    unit = cost.about.unit
    paid = cost_words(cost.about.words, unit, comparison.results[comparison.baseline].scenario)
    columns = ["scenario", f"{paid} a day", f"change in {paid}", "95% confidence", *by_level]
    rows: list[list[str | Text]] = []
    for name in comparison.results:
        mine = [next(price for price in prices if price.name == name) for prices in by_level.values()]
        d = mine[0].cost
        changes = ["", ""] if name == comparison.baseline else [_change(d), _confidence(d)]
        levels = [price.level.value for price in mine]
        row: list[str | Text] = [name, format_measure(d.value.mean, unit), *changes]
        rows.append(row + [f"{format_measure(e.mean, 'share')} ({format_range(e.low, e.high, 'share')})" for e in levels])
    print_table(out, f"{paid[:1].upper()}{paid[1:]} against service level", columns, rows, spare=("95% confidence",))

"""What ``simdesk staff`` prints."""

from __future__ import annotations

import math

import numpy as np
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from simdesk.cli.console import print_table, verdict_text
from simdesk.measure.verdict import Verdict, judge
from simdesk.planning.staffing.staff import Staffing
from simdesk.units import DAY, format_clock, format_measure, format_range

_REASONS = 3
_WEEK = 7


def print_staffing(found: Staffing, out: Console) -> None:
    """Print the verdicts on fresh days, the heads by interval, and how they compare with formulas."""
    problem, results = found.problem, found.results
    out.print(Text(problem.scenario.name, style="bold"))
    hold = "in each interval" if problem.each else "over the day"
    _print_targets(found, f"Targets, to hold {hold}; seen on {results.facts.replications} fresh days", out)
    _print_intervals(found, out)
    if found.problem.days:
        _print_days(found, out)
    else:
        _print_heads(found, out)
    _print_sums(found, out)
    _print_reasons(found, out)
    for note in found.notes:
        out.print(Text(f"Note: {note}", style="yellow"))
    out.print(
        f"{found.evaluations} plans, {found.days_played:,} days played in {found.seconds:.1f} s; seed {results.facts.seed}, "
        f"simdesk {results.facts.version}",
        style="dim",
    )


def _print_targets(found: Staffing, title: str, out: Console) -> None:
    rows: list[list[str | Text]] = []
    for target in found.problem.targets:
        judgement = judge(target, found.results.measures)
        estimate, unit = judgement.estimate, target.expression.about.unit
        rows.append(
            [
                target.text,
                verdict_text(judgement.verdict),
                format_measure(estimate.mean, unit),
                format_range(estimate.low, estimate.high, unit),
                format_measure(judgement.days_met, "share"),
            ]
        )
    print_table(out, title, ["target", "verdict", "mean", "95% interval", "days met"], rows, left=(0, 1))


def _print_intervals(found: Staffing, out: Console) -> None:
    """Where targets are held in each interval: in how many they are, and where one is weakest."""
    label, rows = found.results.measures.interval_label, []
    for held in found.in_each_interval:
        weakest, unit = held.weakest, held.target.expression.about.unit
        if weakest is not None:
            missed = sum(verdict is Verdict.MISSED for verdict in held.verdicts)
            mean = format_measure(float(held.means[weakest]), unit)
            rows.append([held.target.text, f"{held.kept} of {held.intervals}", str(missed), label(weakest), mean])
    if rows:
        columns = ["target", "intervals met", "missed beyond chance", "weakest", "there"]
        print_table(out, "In each interval, by the mean of the fresh days", columns, rows, left=(0, 3))


def _heads(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}".rstrip("0")


def _print_heads(found: Staffing, out: Console) -> None:
    problem, asked = found.problem, found.formulas
    floor = found.on_the_floor.sum(axis=0)
    rows = [
        [
            found.results.measures.interval_label(i),
            *(_heads(value) for value in found.heads[:, i]),
            f"{floor[i]:,.1f}",
            f"{asked.load[:, i].sum():,.1f}",
            *(_heads(float(table[:, i].sum())) for table in (asked.erlang_c, asked.erlang_a)),
        ]
        for i in range(problem.intervals)
    ]
    hours = [f"{value:,.1f}" for value in (found.heads.sum(axis=1) * problem.hours).tolist()]
    here, by_c, by_a = (_hours(value) for value in found.hours_on_the_floor)
    rows.append(["hours", *hours, here, f"{asked.load.sum() * problem.hours:,.1f}", by_c, by_a])
    names = [group.name for group in problem.floor.groups]
    columns = ["from", *names, "on the floor", "load", "Erlang C", "Erlang A"]
    if np.isnan(asked.erlang_a).any(axis=0).all():
        columns, rows = columns[:-2], [row[:-2] for row in rows]
    kind = "headcount to schedule" if np.any(found.on_the_floor != found.heads) else "headcount"
    print_table(out, f"Agents by interval: {kind} of each group", columns, rows, spare=("load", "Erlang C"))


def _print_days(found: Staffing, out: Console) -> None:
    """A table for each group: days side by side, a week at a time."""
    problem, measures = found.problem, found.results.measures
    days: dict[str, list[tuple[int, tuple[float, str]]]] = {}
    for interval, day, clock in problem.slots:
        again = " again" if measures.interval_label(interval).endswith("again") else ""
        days.setdefault(problem.days[day], []).append((interval, (clock, f"{format_clock(clock % DAY)}{again}")))
    names = list(days)
    for g, group in enumerate(problem.floor.groups):
        kind = "headcount to schedule" if np.any(found.on_the_floor[g] != found.heads[g]) else "headcount"
        for week in (names[k : k + _WEEK] for k in range(0, len(names), _WEEK)):
            rows: dict[tuple[float, str], list[str]] = {}
            for column, name in enumerate(week):
                for interval, row in days[name]:
                    rows.setdefault(row, [""] * len(week))[column] = _heads(found.heads[g, interval])
            hours = [found.heads[g, [interval for interval, _ in days[name]]].sum() * problem.hours for name in week]
            lines = [[label, *rows[clock, label]] for clock, label in sorted(rows)]
            lines.append(["hours", *(f"{value:,.1f}" for value in hours)])
            columns = ["from", *(" ".join(word[-5:] for word in name.split()) for name in week)]
            print_table(out, f"{group.name}: {kind} by interval", columns, lines)


def _hours(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:,.1f}"


def _print_sums(found: Staffing, out: Console) -> None:
    here, by_c, by_a = found.hours_on_the_floor
    cost = f", cost {found.cost:,.0f}" if found.cost > 0 else ""
    out.print(f"{found.agent_hours:,.1f} agent hours scheduled{cost}; {here:,.1f} on the floor", style="bold")
    for name, hours in (("Erlang C", by_c), ("Erlang A", by_a)):
        if math.isfinite(hours) and hours > 0:
            more = "more" if here > hours else "less"
            _print_indented(f"{name} asks for {hours:,.1f} on the floor: this is {abs(here / hours - 1):.0%} {more}", out)
    silent = [
        queue for queue, agents in zip(found.formulas.queues, found.formulas.erlang_a, strict=True) if np.isnan(agents).all()
    ]
    if silent:
        why = "no target of theirs that formulas know, or several contacts in hand"
        _print_indented(f"Formulas have no answer for {', '.join(silent)}: {why}", out)
    _print_one_head_less(found, out)
    out.print()


def _print_one_head_less(found: Staffing, out: Console) -> None:
    tried, sure = found.one_head_less["tried"], found.one_head_less["beyond_doubt_on_fresh_days"]
    if not tried:
        return
    if sure == tried:
        fresh = "On fresh days it does so beyond doubt every time"
    elif not sure:
        fresh = "On fresh days none of them is beyond doubt: these days are too few to tell"
    else:
        fresh = f"On fresh days it does so beyond doubt {sure} times; of the others these days are too few to tell"
    broke = found.one_head_less["broke_a_target"]
    searched = "every time" if broke == tried else f"{broke} times, and a part of them says that it would the other times"
    _print_indented(f"One head less was tried {tried} times. On the days searched on it broke a target {searched}. {fresh}.", out)


def _print_reasons(found: Staffing, out: Console) -> None:
    """Why formulas differ: what holds for the same queues together, and each sentence once."""
    about: dict[str, list[str]] = {}
    for queue, reasons in found.why_formulas_differ.items():
        for reason in reasons[:_REASONS]:
            about.setdefault(reason, []).append(queue)
    together: dict[tuple[str, ...], list[str]] = {}
    for reason, queues in about.items():
        together.setdefault(tuple(queues), []).append(reason)
    for names, reasons_of in sorted(together.items(), key=lambda pair: -len(pair[0])):
        out.print(Text(f"Why formulas differ for {', '.join(names)}", style="bold"))
        for reason in reasons_of:
            _print_indented(f"• {reason}", out)


def _print_indented(text: str, out: Console) -> None:
    out.print(Padding(Text(text), (0, 0, 0, 2), expand=False))

"""What ``simdesk staff`` prints."""

from __future__ import annotations

import math

import numpy as np
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from simdesk.cli.console import print_table, verdict_text
from simdesk.formats import format_clock, format_measure, format_range
from simdesk.measure.verdict import Verdict, judge
from simdesk.planning.staffing.staff import Staffing
from simdesk.units import DAY

_REASONS = 3
_WEEK = 7


def print_staffing(found: Staffing, out: Console) -> None:
    """Print the verdicts on the verification days, the headcount by interval, and how it compares with formulas."""
    problem, results = found.problem, found.results
    out.print(Text(problem.scenario.name, style="bold"))
    span = "per interval" if problem.per_interval else "over the day"
    _print_targets(found, f"Targets {span}, verified on {results.facts.replications} new days", out)
    _print_intervals(found, out)
    if found.problem.days:
        _print_days(found, out)
    else:
        _print_headcount(found, out)
    _print_sums(found, out)
    _print_reasons(found, out)
    for note in found.notes:
        out.print(Text(f"Note: {note}", style="yellow"))
    out.print(
        f"{found.evaluations} plans and {found.days_played:,} days simulated in {found.seconds:.1f} s; "
        f"seed {results.facts.seed}, simdesk {results.facts.version}",
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
    print_table(out, title, ["target", "verdict", "mean", "95% confidence", "days met"], rows, left=(0, 1))


def _print_intervals(found: Staffing, out: Console) -> None:
    """With targets per interval: how many intervals meet them, and the weakest interval."""
    label, rows = found.results.measures.interval_label, []
    for one in found.in_each_interval:
        weakest, unit = one.weakest, one.target.expression.about.unit
        if weakest is not None:
            missed = sum(verdict is Verdict.MISSED for verdict in one.verdicts)
            mean = format_measure(float(one.means[weakest]), unit)
            rows.append([one.target.text, f"{one.met} of {one.intervals}", str(missed), label(weakest), mean])
    if rows:
        columns = ["target", "intervals met", "clearly missed", "weakest at", "its mean"]
        print_table(out, "Targets by interval, mean of the verification days", columns, rows, left=(0, 3))


def _agents(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}".rstrip("0")


def _print_headcount(found: Staffing, out: Console) -> None:
    problem, formulas = found.problem, found.formulas
    on_duty = found.on_duty.sum(axis=0)
    rows = [
        [
            found.results.measures.interval_label(i),
            *(_agents(value) for value in found.headcount[:, i]),
            f"{on_duty[i]:,.1f}",
            f"{formulas.load[:, i].sum():,.1f}",
            *(_agents(float(table[:, i].sum())) for table in (formulas.erlang_c, formulas.erlang_a)),
        ]
        for i in range(problem.intervals)
    ]
    hours = [f"{value:,.1f}" for value in (found.headcount.sum(axis=1) * problem.hours).tolist()]
    planned, by_c, by_a = (_hours(value) for value in found.hours_on_duty)
    rows.append(["hours", *hours, planned, f"{formulas.load.sum() * problem.hours:,.1f}", by_c, by_a])
    names = [group.name for group in problem.floor.groups]
    columns = ["from", *names, "on duty", "load", "Erlang C", "Erlang A"]
    if np.isnan(formulas.erlang_a).any(axis=0).all():
        columns, rows = columns[:-2], [row[:-2] for row in rows]
    kind = "headcount to schedule" if np.any(found.on_duty != found.headcount) else "headcount"
    print_table(out, f"Agents by interval: {kind} of each group", columns, rows, spare=("load", "Erlang C"))


def _print_days(found: Staffing, out: Console) -> None:
    """A table for each group: days as columns, a week at a time."""
    problem, measures = found.problem, found.results.measures
    days: dict[str, list[tuple[int, tuple[float, str]]]] = {}
    for interval, day, clock in problem.slots:
        again = " again" if measures.interval_label(interval).endswith("again") else ""
        days.setdefault(problem.days[day], []).append((interval, (clock, f"{format_clock(clock % DAY)}{again}")))
    names = list(days)
    for g, group in enumerate(problem.floor.groups):
        kind = "headcount to schedule" if np.any(found.on_duty[g] != found.headcount[g]) else "headcount"
        for week in (names[k : k + _WEEK] for k in range(0, len(names), _WEEK)):
            rows: dict[tuple[float, str], list[str]] = {}
            for column, name in enumerate(week):
                for interval, row in days[name]:
                    rows.setdefault(row, [""] * len(week))[column] = _agents(found.headcount[g, interval])
            hours = [found.headcount[g, [interval for interval, _ in days[name]]].sum() * problem.hours for name in week]
            lines = [[label, *rows[clock, label]] for clock, label in sorted(rows)]
            lines.append(["hours", *(f"{value:,.1f}" for value in hours)])
            columns = ["from", *(" ".join(word[-5:] for word in name.split()) for name in week)]
            print_table(out, f"{group.name}: {kind} by interval", columns, lines)


def _hours(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:,.1f}"


def _print_sums(found: Staffing, out: Console) -> None:
    planned, by_c, by_a = found.hours_on_duty
    currency = found.results.scenario.model.currency
    cost = f", cost {found.cost:,.0f}{f' {currency}' if currency else ''}" if found.cost > 0 else ""
    out.print(f"{found.agent_hours:,.1f} agent hours scheduled{cost}; {planned:,.1f} after shrinkage", style="bold")
    for name, hours in (("Erlang C", by_c), ("Erlang A", by_a)):
        if math.isfinite(hours) and hours > 0:
            more = "more" if planned > hours else "fewer"
            difference = f"{abs(planned / hours - 1):.0%} {more}"
            _print_indented(f"{name} requires {hours:,.1f} agent hours after shrinkage; this plan has {difference}", out)
    unanswered = [
        queue for queue, agents in zip(found.formulas.queues, found.formulas.erlang_a, strict=True) if np.isnan(agents).all()
    ]
    if unanswered:
        why = "their targets are unknown to formulas, or agents have several contacts in progress at once"
        _print_indented(f"Formulas have no answer for {', '.join(unanswered)}: {why}", out)
    _print_one_agent_fewer(found, out)
    out.print()


def _print_one_agent_fewer(found: Staffing, out: Console) -> None:
    tested, missed, clear = found.one_agent_fewer.values()
    if not tested:
        return
    if missed == tested:
        searched = "On the search days a target was then missed in each of them"
    else:
        searched = (
            f"On the search days a target was then missed in {missed}, and probably would be in the others (fewer days tested)"
        )
    if clear == tested:
        verified = "The verification days show it clearly in each"
    elif not clear:
        verified = "The verification days are too few to show it clearly"
    else:
        verified = f"The verification days show it clearly in {clear} and are too few to tell for the others"
    cells = "cell (agent group and interval)" if tested == 1 else "cells (agent group and interval)"
    _print_indented(f"One agent fewer was tested in {tested} {cells}. {searched}. {verified}.", out)


def _print_reasons(found: Staffing, out: Console) -> None:
    """Why formulas differ: each sentence once, under the queues it applies to."""
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

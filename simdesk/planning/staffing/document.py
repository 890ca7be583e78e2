"""The plan as a JSON document. Its shape is versioned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simdesk.results.shown.document import SCHEMA_VERSION, document, number

if TYPE_CHECKING:
    from simdesk.planning.staffing.staff import Staffing


def staffing_document(found: Staffing) -> dict[str, Any]:
    """Headcount by group and interval, cost, the verdicts on the verification days, and what formulas require.

    Keys that were renamed stand under their former name as well: ``hold`` (now ``targets_per``), ``on_the_floor`` (``on_duty``),
    ``hours_on_the_floor`` (``hours_on_duty``), ``one_head_less`` (``one_agent_fewer``) and ``kept`` (``met``).
    """
    whole, problem, formulas = document(found.results), found.problem, found.formulas
    groups = problem.floor.groups
    planned, by_c, by_a = found.hours_on_duty
    span = "interval" if problem.per_interval else "day"
    on_duty = {group.name: agents.tolist() for group, agents in zip(groups, found.on_duty, strict=True)}
    hours = {"found": planned, "erlang_c": number(by_c), "erlang_a": number(by_a)}
    return {
        "schema_version": SCHEMA_VERSION,
        "scenario": whole["scenario"],
        "run": whole["run"],
        "targets_per": span,
        "hold": span,
        "starts": [found.results.measures.interval_label(i) for i in range(problem.intervals)],
        "requirement": {group.name: agents.tolist() for group, agents in zip(groups, found.headcount, strict=True)},
        "on_duty": on_duty,
        "on_the_floor": on_duty,
        "agent_hours": found.agent_hours,
        "cost": found.cost,
        "targets": whole["targets"],
        "out_of_reach": [
            {"target": one.target.text, "nearest": number(one.nearest), "why": one.why, "intervals": list(one.intervals)}
            for one in found.out_of_reach
        ],
        "in_each_interval": [
            {
                "target": one.target.text,
                "met": one.met,
                "kept": one.met,
                "of": one.intervals,
                "means": [number(mean) for mean in one.means.tolist()],
                "verdicts": [str(verdict) for verdict in one.verdicts],
            }
            for one in found.in_each_interval
        ],
        "one_agent_fewer": found.one_agent_fewer,
        "one_head_less": found.one_head_less,
        "erlang": {
            queue: {
                "load": formulas.load[q].tolist(),
                "erlang_c": [number(value) for value in formulas.erlang_c[q].tolist()],
                "erlang_a": [number(value) for value in formulas.erlang_a[q].tolist()],
            }
            for q, queue in enumerate(formulas.queues)
        },
        "hours_on_duty": hours,
        "hours_on_the_floor": hours,
        "why_formulas_differ": {queue: list(reasons) for queue, reasons in found.why_formulas_differ.items()},
        "notes": list(found.notes),
        "evaluations": found.evaluations,
        "days_played": found.days_played,
        "seconds": found.seconds,
        "interrupted": found.stopped,
    }

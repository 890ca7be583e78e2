"""The heads found as a JSON document. Its shape is versioned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simdesk.results.shown.document import SCHEMA_VERSION, document, number

if TYPE_CHECKING:
    from simdesk.planning.staffing.staff import Staffing


def staffing_document(found: Staffing) -> dict[str, Any]:
    """Heads by group and interval, what they cost, the verdicts on fresh days, and what formulas ask for."""
    whole, problem, asked = document(found.results), found.problem, found.formulas
    groups = problem.floor.groups
    here, by_c, by_a = found.hours_on_the_floor
    return {
        "schema_version": SCHEMA_VERSION,
        "scenario": whole["scenario"],
        "run": whole["run"],
        "hold": "interval" if problem.each else "day",
        "starts": [found.results.measures.interval_label(i) for i in range(problem.intervals)],
        "requirement": {group.name: heads.tolist() for group, heads in zip(groups, found.heads, strict=True)},
        "on_the_floor": {group.name: heads.tolist() for group, heads in zip(groups, found.on_the_floor, strict=True)},
        "agent_hours": found.agent_hours,
        "cost": found.cost,
        "targets": whole["targets"],
        "out_of_reach": [
            {"target": one.target.text, "nearest": number(one.nearest), "why": one.why, "intervals": list(one.intervals)}
            for one in found.out_of_reach
        ],
        "in_each_interval": [
            {
                "target": held.target.text,
                "kept": held.kept,
                "of": held.intervals,
                "means": [number(mean) for mean in held.means.tolist()],
                "verdicts": [str(verdict) for verdict in held.verdicts],
            }
            for held in found.in_each_interval
        ],
        "one_head_less": found.one_head_less,
        "erlang": {
            queue: {
                "load": asked.load[q].tolist(),
                "erlang_c": [number(value) for value in asked.erlang_c[q].tolist()],
                "erlang_a": [number(value) for value in asked.erlang_a[q].tolist()],
            }
            for q, queue in enumerate(asked.queues)
        },
        "hours_on_the_floor": {"found": here, "erlang_c": number(by_c), "erlang_a": number(by_a)},
        "why_formulas_differ": {queue: list(reasons) for queue, reasons in found.why_formulas_differ.items()},
        "notes": list(found.notes),
        "evaluations": found.evaluations,
        "days_played": found.days_played,
        "seconds": found.seconds,
        "interrupted": found.stopped,
    }

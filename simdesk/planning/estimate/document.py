"""An estimate as a JSON document. Its shape is versioned."""

from __future__ import annotations

from typing import Any

from simdesk.planning.estimate.result import Estimates, Formula
from simdesk.results.shown.document import SCHEMA_VERSION, document, entry, number


def _formula(formula: Formula) -> dict[str, float | None]:
    return {
        "service_level": number(formula.service_level),
        "speed_of_answer": number(formula.speed_of_answer),
        "abandon_rate": number(formula.abandon_rate),
    }


def estimate_document(found: Estimates) -> dict[str, Any]:
    """Formulas next to the simulation as a document."""
    results = found.results
    whole = document(results)
    return {
        "schema_version": SCHEMA_VERSION,
        "scenario": whole["scenario"],
        "run": whole["run"],
        "queues": {
            queue.queue: {
                "measure": queue.measure.text,
                "erlang_c": _formula(queue.erlang_c),
                "erlang_a": _formula(queue.erlang_a),
                "simulated": entry(queue.simulated, queue.measure)
                | {
                    "speed_of_answer": number(queue.simulated_speed_of_answer),
                    "abandon_rate": number(queue.simulated_abandon_rate),
                },
                "reasons": list(queue.reasons),
                "intervals": [
                    {
                        "start": results.measures.plan.clock(row.start),
                        "contacts": row.contacts,
                        "aht": row.aht,
                        "load": row.load,
                        "agents": row.agents,
                        "erlang_c": _formula(row.erlang_c),
                        "erlang_a": _formula(row.erlang_a),
                        "simulated": number(row.simulated.mean),
                        "simulated_low": number(row.simulated.low),
                        "simulated_high": number(row.simulated.high),
                    }
                    for row in queue.intervals
                ],
            }
            for queue in found.queues
        },
    }

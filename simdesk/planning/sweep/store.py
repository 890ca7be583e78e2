"""A sweep as a JSON document and as a folder: a manifest, tables, a report."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simdesk.planning.sweep.forecast import PROBABILITY, Needed
from simdesk.planning.sweep.sensitivity import Side
from simdesk.planning.sweep.tables import tables
from simdesk.planning.sweep.words import sentences
from simdesk.results.files.folder import Extra, FolderKind, named_folder
from simdesk.results.files.outputs import Outputs
from simdesk.results.shown.document import SCHEMA_VERSION, entry, number

if TYPE_CHECKING:
    import pandas as pd

    from simdesk.measure.confidence import Estimate
    from simdesk.planning.sweep.result import Point, Sweep

SWEEP_FOLDER = FolderKind("sweep.xlsx", ("points", "frontier", "sensitivity", "agents_needed"))


def sweep_folder(sweep: Sweep, parent: Path) -> Path:
    """Folder of a sweep: named after the scenario and a digest of everything swept."""
    needed = sweep.needed
    what = [
        sweep.scenario.digest,
        [[axis.name, axis.operation, [value.label for value in axis.values]] for axis in sweep.axes],
        [[value.label for value in point.values] for point in sweep.points],
        [sweep.facts.sensitivity, None if needed is None else [needed.spread, needed.errors]],
        [expression.text for expression in (sweep.value, *sweep.asked)],
    ]
    digest = sha256(json.dumps(what).encode()).hexdigest()
    return named_folder(parent, "sweep-", sweep.scenario.name, digest)


def sweep_document(sweep: Sweep) -> dict[str, Any]:
    """A sweep as a document.

    Returns
    -------
    dict
        ``schema_version``, ``scenario``, ``run``, ``sentences``, ``inputs``, ``target``, ``planned``, ``points``, ``sensitivity``
        and, with a forecast error, ``agents_needed``. Shares are fractions, durations seconds; None where there is no data.
    """
    scenario, facts = sweep.scenario, sweep.facts
    found: dict[str, Any] = {
        "schema_version": SCHEMA_VERSION,
        "scenario": {"name": scenario.name, "path": str(scenario.path), "digest": scenario.digest},
        "run": {
            "replications": facts.replications,
            "seed": facts.seed,
            "engine": facts.engine,
            **({"engine_reason": facts.engine_reason} if facts.engine_reason else {}),
            "contacts": facts.contacts,
            "scenarios": facts.plays,
            "seconds": round(facts.seconds, 3),
            "version": facts.version,
            "libraries": facts.libraries,
            "design": facts.design,
            "variance_reduction": list(facts.variance_reduction),
        },
        "sentences": sentences(sweep),
        "inputs": [
            {"path": axis.name, "operation": axis.operation or "set", "values": [value.label for value in axis.values]}
            for axis in sweep.axes
        ],
        "target": None if sweep.target is None else sweep.target.text,
        "planned": {e.text: entry(sweep.planned.estimates[e.text], e) for e in sweep.measures},
        "points": [_point(sweep, point) for point in sweep.points],
        "sensitivity": [
            {
                "measure": effect.expression.text,
                "unit": effect.expression.about.unit,
                "input": effect.input,
                "low": _side(effect.low),
                "high": _side(effect.high),
            }
            for effect in sweep.effects
        ],
    }
    return found | ({} if sweep.needed is None else {"agents_needed": _needed(sweep.needed)})


def _point(sweep: Sweep, point: Point) -> dict[str, Any]:
    pairs = zip(sweep.axes, point.values, strict=True)
    return {
        "point": point.number,
        "inputs": {axis.name: number(value.number) if axis.numeric else value.label for axis, value in pairs},
        "targets": [
            {"target": j.target.text, "verdict": str(j.verdict), "days_met": number(j.days_met)} | _estimate(j.estimate)
            for j in point.judgements
        ],
        "measures": {e.text: _estimate(point[e.text]) for e in sweep.measures},
        "meets_all": point.meets_all if point.judgements else None,
        "efficient": point.efficient,
        "planned": point.planned,
    }


def _estimate(estimate: Estimate) -> dict[str, Any]:
    return {"mean": number(estimate.mean), "low": number(estimate.low), "high": number(estimate.high)}


def _side(side: Side) -> dict[str, Any]:
    return {"input": side.label, "value": number(side.value.mean), "change": _estimate(side.change)}


def _needed(needed: Needed) -> dict[str, Any]:
    labels = [value.label for value in needed.axis.values]

    def label(k: int) -> str | None:
        return labels[k] if k < len(labels) else None

    return {
        "path": needed.axis.name,
        "forecast_error": needed.spread,
        "errors": needed.errors,
        "probability": PROBABILITY,
        "low": label(needed.low),
        "median": label(needed.median),
        "high": label(needed.high),
        "without_error": label(needed.without_error),
        "unattainable": needed.unattainable,
        "enough_in": dict(zip(labels, needed.enough.tolist(), strict=True)),
    }


def save(sweep: Sweep, folder: Path, *, csv: bool = False, excel: bool = False, extra: Extra | None = None) -> Path:
    """Write the folder of a sweep; it appears whole or not at all.

    Parameters
    ----------
    sweep : Sweep
    folder : Path
        An earlier sweep there is replaced; files that are not simdesk's stay.
    csv, excel : bool
        Also as CSV files, and as one workbook.
    extra : callable, optional
        Called with the folder being written, to add files to it.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    UsageError
        When something else stands in its place.
    RunError
        When it cannot be written, or another process is writing it.
    OutputError
        When an output could not be made; the others are written.
    """

    def frames(outputs: Outputs) -> Mapping[str, pd.DataFrame]:
        with outputs.making("the tables"):
            return tables(sweep)
        return {}

    def manifest(outputs: Outputs) -> dict[str, Any]:
        content = {"schema_version": SCHEMA_VERSION}
        with outputs.making("the document of the sweep"):
            content = sweep_document(sweep)
        return content | {"scenario_text": sweep.scenario.text}

    return SWEEP_FOLDER.save(folder, frames, manifest, csv=csv, excel=excel, extra=extra)

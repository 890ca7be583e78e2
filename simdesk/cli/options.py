"""The options that several commands have, each stated once, and what is read from them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simdesk.errors import UsageError

if TYPE_CHECKING:
    from simdesk.scenario import Scenario

ScenarioFile = Annotated[Path, typer.Argument(help="The scenario file (YAML).", metavar="SCENARIO", show_default=False)]
ScenarioFiles = Annotated[
    list[Path],
    typer.Argument(
        help="One scenario with variants, or several scenarios, the first being the baseline.",
        metavar="SCENARIO...",
        show_default=False,
    ),
]
Replications = Annotated[int | None, typer.Option("--replications", "-n", help="Days to simulate. Default: the scenario's.")]
Seed = Annotated[int | None, typer.Option(help="Root seed. Default: the scenario's.")]
Variant = Annotated[str | None, typer.Option(help="Run this variant of the scenario; a+b combines two.", metavar="NAME")]
Variants = Annotated[
    list[str] | None,
    typer.Option("--variant", help="Compare this variant; a+b combines two. Repeatable. Default: all.", metavar="NAME"),
]
Baseline = Annotated[
    Path | None,
    typer.Option(help="The baseline: a folder written by simdesk run, not simulated again.", metavar="RUN", show_default=False),
]
Change = Annotated[
    list[str] | None,
    typer.Option("--set", help="Change a value: queues.sales.arrivals.scale=120%. Repeatable.", metavar="PATH=VALUE"),
]
Metric = Annotated[
    list[str] | None,
    typer.Option(help="Add a measure: 'service_level(sales, 20 s, of_offered)'. Repeatable.", metavar="EXPRESSION"),
]
Engine = Annotated[str, typer.Option(metavar="auto|simpy|compiled", help="Which clock simulates: affects speed, never results.")]
Cores = Annotated[
    int | None,
    typer.Option(
        metavar="N",
        help="Worker processes on this machine; never affects results. Default: all cores for large runs.",
    ),
]
Cluster = Annotated[
    str | None,
    typer.Option(metavar="ADDRESS", help="A Dask scheduler for the work, such as tcp://host:8786; never affects results."),
]
VarianceReduction = Annotated[
    list[str] | None,
    typer.Option(metavar="none|stratified_days|control_variates", help="Narrower confidence intervals. Repeatable."),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document instead of tables.")]
Check = Annotated[
    bool,
    typer.Option("--check", help="Exit with code 4 if a target is missed, unfinished or has no data; uncertain targets pass."),
]
Csv = Annotated[bool, typer.Option("--csv", help="Also write the tables as CSV.")]
Excel = Annotated[bool, typer.Option("--excel", help="Also write the tables as an Excel workbook.")]
Output = Annotated[Path, typer.Option("--output", "-o", metavar="FOLDER", help="Folder that holds the run folders.")]


def load_scenario(path: Path, variant: str | None = None, changes: list[str] | None = None) -> Scenario:
    """Read a scenario and apply ``--variant`` and ``--set``."""
    from simdesk.scenario import load

    scenario = load(path)
    if variant is not None:
        scenario = scenario.variant(variant)
    settings: dict[str, str] = {}
    for change in changes or []:
        key, sign, value = change.partition("=")
        if not sign or not key.strip():
            raise UsageError(f"--set takes PATH=VALUE (got '{change}')", "--set queues.sales.arrivals.scale=120%")
        if key.strip() in settings:
            raise UsageError(f"--set names {key.strip()} twice", "give each key once")
        settings[key.strip()] = value.strip()
    return scenario.with_changes(settings, source="--set") if settings else scenario


def check_metrics(metrics: list[str] | None, *scenarios: Scenario) -> None:
    """Refuse a ``--metric`` that a scenario cannot measure."""
    from simdesk.measure.expression import ExpressionError

    for text in metrics or ():
        for scenario in scenarios:
            try:
                scenario.measure(text)
            except ExpressionError as error:
                raise UsageError(f"--metric '{text}': {error.message}", error.hint) from None

"""The command ``simdesk run``."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simdesk.cli.options import (
    Change,
    Check,
    Cluster,
    Cores,
    Csv,
    Engine,
    Excel,
    Json,
    Metric,
    Output,
    Replications,
    ScenarioFile,
    Seed,
    VarianceReduction,
    Variant,
    check_metrics,
    load_scenario,
)
from simdesk.cli.telling import print_json, say_what_is_compiled
from simdesk.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from simdesk.results.results import Results


def run(
    scenario: ScenarioFile,
    replications: Replications = None,
    seed: Seed = None,
    variant: Variant = None,
    change: Change = None,
    metric: Metric = None,
    engine: Engine = "auto",
    variance_reduction: VarianceReduction = None,
    cores: Cores = None,
    cluster: Cluster = None,
    as_json: Json = False,
    check: Check = False,
    output: Output = Path("runs"),
    save: Annotated[bool, typer.Option(help="Write the run folder and the report.")] = True,
    contacts: Annotated[bool, typer.Option("--contacts", help="Also write every contact and the agent activity log.")] = False,
    csv: Csv = False,
    excel: Excel = False,
    resume: Annotated[
        bool, typer.Option("--resume", help="Continue from the days already finished when the same run was stopped.")
    ] = False,
) -> None:
    """Simulate a scenario and judge its targets; writes a run folder with report.html."""
    from simdesk.cli.console import ProgressBar, console
    from simdesk.cli.keeping import kept_days_told, kept_results_told, unfinished_run, written
    from simdesk.cli.screens.run import print_run
    from simdesk.results.files.folder import hold_folder
    from simdesk.results.files.store import run_folder
    from simdesk.results.run import as_run, choose_engine
    from simdesk.results.run import run as simulate
    from simdesk.results.running.workers import checked_cores

    if not save and (contacts or csv or excel or resume):
        raise UsageError("--no-save writes nothing, so --contacts, --csv, --excel and --resume do not go with it")
    cores = checked_cores(cores, cluster)
    chosen = as_run(load_scenario(scenario, variant, change), replications, seed, variance_reduction)
    folder = run_folder(chosen, output)
    clock = choose_engine(engine, chosen)
    check_metrics(metric, chosen)
    with hold_folder(folder) if save else nullcontext():
        unfinished = unfinished_run(chosen, folder, resume) if save else None
        if cluster is None:
            say_what_is_compiled(clock, engine, chosen)
        with kept_days_told(unfinished):
            with ProgressBar("simulating") as progress:
                results = simulate(
                    chosen,
                    metrics=metric or (),
                    engine=clock,
                    cores=cores,
                    cluster=cluster,
                    keep_in=unfinished,
                    progress=progress,
                )
            if save:
                _save(results, folder, contacts=contacts, csv=csv, excel=excel)
        if unfinished is not None:
            unfinished.remove()
    with kept_results_told(folder if save else None):
        if as_json:
            from simdesk.results.shown.document import document

            print_json(document(results))
        else:
            out = console()
            print_run(results, out)
            if save:
                out.print("\n".join(written(folder)), style="dim")
    if check and results.targets_missed:
        raise typer.Exit(ExitCode.TARGETS_MISSED)


def _save(results: Results, folder: Path, *, contacts: bool, csv: bool, excel: bool) -> None:
    from simdesk.cli.console import ProgressBar
    from simdesk.report import write_report
    from simdesk.results.files.store import save

    def add_report(place: Path) -> None:
        write_report(results, place / "report.html")

    with ProgressBar("writing contacts") as progress:
        save(results, folder, contacts=contacts, csv=csv, excel=excel, extra=add_report, progress=progress)

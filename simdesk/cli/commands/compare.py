"""The command ``simdesk compare``."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simdesk.cli.options import (
    Baseline,
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
    ScenarioFiles,
    Seed,
    VarianceReduction,
    Variants,
    check_metrics,
    load_scenario,
)
from simdesk.cli.telling import print_json, say_what_is_compiled
from simdesk.errors import ExitCode, OutputError, UsageError

if TYPE_CHECKING:
    from simdesk.planning.compare.result import Comparison
    from simdesk.scenario import Scenario


_SHARED = frozenset({"targets", "replications", "seed", "service_level", "accept", "name", "description"})
"""What is the same in a scenario and its change when both are compared."""


def compare(
    scenarios: ScenarioFiles,
    replications: Replications = None,
    seed: Seed = None,
    variant: Variants = None,
    baseline: Baseline = None,
    change: Change = None,
    metric: Metric = None,
    engine: Engine = "auto",
    variance_reduction: VarianceReduction = None,
    cores: Cores = None,
    cluster: Cluster = None,
    as_json: Json = False,
    check: Check = False,
    output: Output = Path("runs"),
    save: Annotated[bool, typer.Option(help="Write the folder of the comparison with its report.")] = True,
    csv: Csv = False,
    excel: Excel = False,
) -> None:
    """Compare a scenario with its variants, several scenarios, or a stored run, all with the same customers."""
    from simdesk.cli.console import ProgressBar, console
    from simdesk.cli.keeping import kept_results_told, written
    from simdesk.cli.screens.compare import print_comparison
    from simdesk.planning.compare.compare import compare as compare_scenarios
    from simdesk.results.files.folder import check_parent
    from simdesk.results.files.stored import load_run
    from simdesk.results.run import as_run, choose_engine
    from simdesk.results.running.workers import checked_cores

    if not save and (csv or excel):
        raise UsageError("--no-save writes nothing, so --csv and --excel have no effect", "leave out --no-save")
    if variant and len(scenarios) > 1:
        raise UsageError("--variant needs a single scenario file", "compare the variants of one file, or several files")
    cores = checked_cores(cores, cluster)
    if save:
        check_parent(output)
    stored = None if baseline is None else load_run(baseline, say=lambda text: typer.echo(text, err=True))
    loaded, named = _loaded(scenarios, change, alone=variant is None and stored is None)
    check_metrics(metric, *loaded, *([] if stored is None else [stored.scenario]))
    if cluster is None:
        days = replications if replications is not None or stored is None else stored.facts.replications
        first = as_run(loaded[0], days, seed, variance_reduction)
        say_what_is_compiled(choose_engine(engine, first), engine, first)
    with ProgressBar("comparing") as progress:
        comparison = compare_scenarios(
            named or (loaded[0] if len(loaded) == 1 else loaded),
            replications,
            variants=variant or None,
            baseline=stored,
            seed=seed,
            metrics=metric or (),
            engine=engine,
            variance_reduction=variance_reduction,
            cores=cores,
            cluster=cluster,
            progress=progress,
        )
    folder = _save_comparison(comparison, output, csv=csv, excel=excel) if save else None
    with kept_results_told(folder):
        if as_json:
            from simdesk.planning.compare.document import comparison_document

            print_json(comparison_document(comparison))
        else:
            out = console()
            print_comparison(comparison, out)
            if folder is not None:
                out.print("\n".join(written(folder)), style="dim")
    if check and comparison.targets_missed:
        raise typer.Exit(ExitCode.TARGETS_MISSED)


def _loaded(files: list[Path], change: list[str] | None, *, alone: bool) -> tuple[list[Scenario], dict[str, Scenario]]:
    """The scenarios with the changes of ``--set``, and by name where one without variants is compared with itself so changed.

    Changes of what both must share, such as the targets, are then made in both.
    """
    if not (alone and change and len(files) == 1) or load_scenario(files[0]).variants:
        return [load_scenario(path, None, change) for path in files], {}
    shared = [one for one in change if re.split(r"[.=\[]", one.strip())[0] in _SHARED]
    base = load_scenario(files[0], None, shared)
    if len(shared) == len(change):
        return [base], {}
    changed = load_scenario(files[0], None, change)
    name = ", ".join(_in_short(one) for one in change if one not in shared)
    return [base, changed], {"baseline": base, name: changed}


def _in_short(change: str) -> str:
    """``agent_groups.desk.headcount=+2`` as ``headcount +2``."""
    path, _, value = change.partition("=")
    return f"{path.strip().rpartition('.')[2]} {value.strip()}"


def _save_comparison(comparison: Comparison, output: Path, *, csv: bool, excel: bool) -> Path:
    from simdesk.planning.compare.store import comparison_folder, save
    from simdesk.report import write_comparison
    from simdesk.results.files.folder import REPORT

    def add_report(place: Path) -> None:
        write_comparison(comparison, place / REPORT)

    try:
        return save(comparison, comparison_folder(comparison, output), csv=csv, excel=excel, extra=add_report)
    except OutputError as error:
        _save_runs(comparison, output)
        raise OutputError(error.message, f"{error.hint}, and each run in {output}") from error.__cause__


def _save_runs(comparison: Comparison, output: Path) -> None:
    """Keep each run of a comparison in a folder of its own, unless it is there."""
    from simdesk.results.files.store import run_folder
    from simdesk.results.files.store import save as save_run

    for results in comparison.results.values():
        folder = run_folder(results.scenario, output)
        if not folder.exists():
            with suppress(OutputError):
                save_run(results, folder)

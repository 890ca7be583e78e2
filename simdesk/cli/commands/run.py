"""The commands that simulate: run, compare, estimate."""

from __future__ import annotations

import json
import sys
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from simdesk.errors import ExitCode, OutputError, UsageError

if TYPE_CHECKING:
    from simdesk.planning.compare.result import Comparison
    from simdesk.results.results import Results
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
    typer.Option(metavar="none|stratified_days|control_variates", help="Narrower intervals from the same days. Repeatable."),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document instead of tables.")]
Check = Annotated[
    bool, typer.Option("--check", help="Exit with code 4 if a target is missed or has no data; uncertain targets pass.")
]
Csv = Annotated[bool, typer.Option("--csv", help="Also write the tables as CSV.")]
Excel = Annotated[bool, typer.Option("--excel", help="Also write the tables as an Excel workbook.")]
Output = Annotated[Path, typer.Option("--output", "-o", metavar="FOLDER", help="Folder that holds the run folders.")]


def _load(path: Path, variant: str | None = None, changes: list[str] | None = None) -> Scenario:
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


def _print_json(content: Any) -> None:
    sys.stdout.write(json.dumps(content, indent=1, ensure_ascii=False) + "\n")


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
    from simdesk.cli.keeping import kept_days_told, kept_results_told, unfinished_run
    from simdesk.cli.screens.run import print_run
    from simdesk.results.files.folder import hold_folder
    from simdesk.results.files.store import run_folder
    from simdesk.results.run import as_run, choose_engine
    from simdesk.results.run import run as simulate
    from simdesk.results.running.workers import checked_cores

    if not save and (contacts or csv or excel or resume):
        raise UsageError("--no-save writes nothing, so --contacts, --csv, --excel and --resume do not go with it")
    cores = checked_cores(cores, cluster)
    chosen = as_run(_load(scenario, variant, change), replications, seed, variance_reduction)
    folder = run_folder(chosen, output)
    clock = choose_engine(engine, chosen)
    _check_metrics(metric, chosen)
    with hold_folder(folder) if save else nullcontext():
        unfinished = unfinished_run(chosen, folder, resume) if save else None
        if cluster is None:
            _say_if_compiling(clock)
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

            _print_json(document(results))
        else:
            out = console()
            print_run(results, out)
            if save:
                out.print(f"report: {folder / 'report.html'}", style="dim")
    if check and results.targets_missed:
        raise typer.Exit(ExitCode.TARGETS_MISSED)


def _check_metrics(metrics: list[str] | None, *scenarios: Scenario) -> None:
    from simdesk.measure.expression import ExpressionError

    for text in metrics or ():
        for scenario in scenarios:
            try:
                scenario.measure(text)
            except ExpressionError as error:
                raise UsageError(f"--metric '{text}': {error.message}", error.hint) from None


def _say_if_compiling(clock: str) -> None:
    """Say that the rules are compiled, or why they are not, before the run begins."""
    if clock == "compiled":
        from simdesk.engine.clocks import playable
        from simdesk.engine.rule_cache import is_warm, why_not_kept

        if reason := playable(clock)[1]:
            typer.echo(f"{reason}: the SimPy clock simulates, with the same results and more slowly", err=True)
        elif not is_warm():
            how_often = "once" if not (reason := why_not_kept()) else f"in every run, as {reason}"
            typer.echo(f"compiling the rules of the floor: fifteen seconds or so, {how_often}", err=True)


def _save(results: Results, folder: Path, *, contacts: bool, csv: bool, excel: bool) -> None:
    from simdesk.cli.console import ProgressBar
    from simdesk.report import write_report
    from simdesk.results.files.store import save

    def add_report(place: Path) -> None:
        write_report(results, place / "report.html")

    with ProgressBar("writing contacts") as progress:
        save(results, folder, contacts=contacts, csv=csv, excel=excel, extra=add_report, progress=progress)


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
    from simdesk.cli.keeping import kept_results_told
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
    loaded = [_load(path, None, change) for path in scenarios]
    _check_metrics(metric, *loaded, *([] if stored is None else [stored.scenario]))
    if cluster is None:
        days = replications if replications is not None or stored is None else stored.facts.replications
        _say_if_compiling(choose_engine(engine, as_run(loaded[0], days, seed, variance_reduction)))
    with ProgressBar("comparing") as progress:
        comparison = compare_scenarios(
            loaded[0] if len(loaded) == 1 else loaded,
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

            _print_json(comparison_document(comparison))
        else:
            out = console()
            print_comparison(comparison, out)
            if folder is not None:
                out.print(f"report: {folder / 'report.html'}", style="dim")
    if check and comparison.targets_missed:
        raise typer.Exit(ExitCode.TARGETS_MISSED)


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


def estimate(
    scenario: ScenarioFile,
    replications: Replications = None,
    seed: Seed = None,
    variant: Variant = None,
    change: Change = None,
    as_json: Json = False,
) -> None:
    """Compare Erlang C and Erlang A with the simulation in each interval, and say why they differ."""
    from simdesk.cli.console import ProgressBar, console
    from simdesk.cli.screens.estimate import print_estimate
    from simdesk.planning.estimate.estimate import estimate as compare_with_formulas

    chosen = _load(scenario, variant, change)
    with ProgressBar("simulating") as progress:
        found = compare_with_formulas(chosen, replications, seed=seed, progress=progress)
    if as_json:
        from simdesk.planning.estimate.document import estimate_document

        _print_json(estimate_document(found))
    else:
        print_estimate(found, console())

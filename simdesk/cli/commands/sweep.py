"""The command ``simdesk sweep``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simdesk.cli.keeping import InterruptedRunError, kept_results_told, written
from simdesk.cli.lines.swept import swept_and_fixed
from simdesk.cli.options import (
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
from simdesk.cli.telling import print_json, say_if_perhaps_compiling
from simdesk.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from simdesk.cli.console import ProgressBar
    from simdesk.planning.sweep.result import Sweep

Through = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        help="An input and its values: agent_groups.desk.headcount=10..20, "
        "queues.chat.arrivals.scale=80%..120%/10%, PATH=a,b,c, PATH={add: -1..3}. Repeatable. "
        "Default: the scenario's sweep block.",
        metavar="PATH=VALUES",
    ),
]
Points = Annotated[
    int | None, typer.Option(metavar="N", help="Simulate a Latin hypercube of this many points. Default: every combination.")
]
TargetOption = Annotated[
    str | None,
    typer.Option(
        "--target", help="Compare this target of the scenario with cost. Default: the first on a service level.", metavar="TARGET"
    ),
]
Sensitivity = Annotated[
    str | None,
    typer.Option(
        help="Vary volumes, handle times, patience and shrinkage by this share, one at a time; 0% for none. Default: 10%.",
        metavar="PERCENT",
    ),
]
ForecastError = Annotated[
    str | None,
    typer.Option(
        help="Standard deviation of the forecast error: 8%, or 'sales: 10%, service: 6%'. Gives a range of agents needed.",
        metavar="PERCENT",
    ),
]
Errors = Annotated[int | None, typer.Option(metavar="N", help="Number of forecast errors drawn. Default: 100.")]


def sweep(
    scenario: ScenarioFile,
    through: Through = None,
    points: Points = None,
    target: TargetOption = None,
    sensitivity: Sensitivity = None,
    forecast_error: ForecastError = None,
    errors: Errors = None,
    replications: Replications = None,
    seed: Seed = None,
    variant: Variant = None,
    metric: Metric = None,
    engine: Engine = "auto",
    variance_reduction: VarianceReduction = None,
    cores: Cores = None,
    cluster: Cluster = None,
    as_json: Json = False,
    check: Annotated[bool, typer.Option("--check", help="Exit with code 4 if no point meets every target.")] = False,
    output: Output = Path("runs"),
    save: Annotated[bool, typer.Option(help="Write the folder of the sweep with its report.")] = True,
    csv: Csv = False,
    excel: Excel = False,
) -> None:
    """Sweep inputs of a scenario: what each point costs, which targets it meets, the range of agents needed."""
    from simdesk.cli.console import ProgressBar, console
    from simdesk.cli.screens.sweep import print_sweep
    from simdesk.planning.sweep.sweep import sweep as run_sweep

    if not save and (csv or excel):
        raise UsageError("--no-save writes nothing, so --csv and --excel have no effect", "leave out --no-save")
    settings, fixed = _settings(through)
    chosen = load_scenario(scenario, variant)
    if fixed:
        chosen = chosen.with_changes(fixed, source="--set")
    check_metrics(metric, chosen)
    if engine != "simpy" and cluster is None:
        say_if_perhaps_compiling()
    with ProgressBar("sweeping") as bar, _reporting_interruption(bar) as progress:
        found = run_sweep(
            chosen,
            settings,
            points=points,
            target=target,
            sensitivity=sensitivity,
            forecast_error=_by_queue(forecast_error),
            errors=errors,
            replications=replications,
            seed=seed,
            metrics=metric or (),
            engine=engine,
            variance_reduction=variance_reduction,
            cores=cores,
            cluster=cluster,
            progress=progress,
            source="--set",
        )
    folder = _save(found, output, csv=csv, excel=excel) if save else None
    with kept_results_told(folder):
        if as_json:
            from simdesk.planning.sweep.store import sweep_document

            print_json(sweep_document(found))
        else:
            out = console()
            if fixed:
                out.print(f"in all points: {'; '.join(chosen.changed)}", style="dim")
            print_sweep(found, out)
            if folder is not None:
                out.print("\n".join(written(folder)), style="dim")
    if check and found.targets_missed:
        raise typer.Exit(ExitCode.TARGETS_MISSED)


def _settings(through: list[str] | None) -> tuple[dict[str, str] | None, dict[str, str]]:
    """The inputs of ``--set`` with their values, and those of a single value, which all points have where others have several."""
    if not through:
        return None, {}
    settings: dict[str, str] = {}
    for each in through:
        path, sign, values = each.partition("=")
        if not sign or not path.strip() or not values.strip():
            raise UsageError(f"--set takes PATH=VALUES (got '{each}')", "write --set agent_groups.desk.headcount=10..20")
        if path.strip() in settings:
            raise UsageError(f"--set names {path.strip()} twice", "give each input once")
        settings[path.strip()] = values.strip()
    return swept_and_fixed(settings)


def _by_queue(text: str | None) -> str | dict[str, float | str] | None:
    """``8%``, or ``sales: 10%, service: 6%``."""
    if text is None or ":" not in text:
        return text
    found: dict[str, float | str] = {}
    for part in text.strip().removeprefix("{").removesuffix("}").split(","):
        name, sign, share = part.partition(":")
        if not sign or not name.strip() or name.strip() in found:
            raise UsageError(
                f"--forecast-error takes a share, or one for each queue (got '{text}')", "write 'sales: 10%, service: 6%'"
            )
        found[name.strip()] = share.strip()
    return found


class _Progress:
    """Passes progress on to the bar and remembers it."""

    def __init__(self, bar: ProgressBar) -> None:
        self._bar = bar
        self.done = self.of = 0

    def __call__(self, done: int, of: int) -> None:
        self.done, self.of = done, of
        self._bar(done, of)


@contextmanager
def _reporting_interruption(bar: ProgressBar) -> Iterator[_Progress]:
    """Turn Ctrl-C into a message with the days done so far; nothing has been written then."""
    progress = _Progress(bar)
    try:
        yield progress
    except KeyboardInterrupt:
        if not progress.done:
            raise
        raise InterruptedRunError(
            f"interrupted: {progress.done:,} of about {progress.of:,} days were simulated; nothing is written",
            "a sweep starts from the beginning; fewer points or fewer days (-n) make it shorter",
        ) from None


def _save(found: Sweep, output: Path, *, csv: bool, excel: bool) -> Path:
    from simdesk.planning.sweep.store import save, sweep_folder
    from simdesk.report import write_sweep
    from simdesk.results.files.folder import REPORT

    def add_report(place: Path) -> None:
        write_sweep(found, place / REPORT)

    return save(found, sweep_folder(found, output), csv=csv, excel=excel, extra=add_report)

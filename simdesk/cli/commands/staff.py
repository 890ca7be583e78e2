"""The command ``simdesk staff``, which finds the cheapest headcount."""

from __future__ import annotations

import itertools
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simdesk.cli.options import Change, Check, Json, ScenarioFile, Seed, Variant, load_scenario
from simdesk.cli.telling import print_json, say_if_compiling
from simdesk.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from simdesk.planning.staffing.search import Step

AtLeast = Annotated[
    list[str] | None,
    typer.Option(
        metavar="GROUP=AGENTS", help="Fewest agents: desk=4, or one number for each interval, desk=4,4,6,8. Repeatable."
    ),
]
AtMost = Annotated[
    list[str] | None,
    typer.Option(metavar="GROUP=AGENTS", help="Most agents: desk=4, or one number for each interval, desk=4,4,6,8. Repeatable."),
]


def _limits(option: str, given: list[str] | None) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}
    for text in given or ():
        name, sign, agents = text.partition("=")
        try:
            values = [float(number) for number in agents.split(",")]
        except ValueError:
            values = []
        if not sign or not name.strip() or not values:
            raise UsageError(f"{option} takes GROUP=AGENTS (got '{text}')", f"write {option} desk=4, or {option} desk=4,4,6,8")
        if name.strip() in found:
            raise UsageError(f"{option} names {name.strip()} twice", "give each group once")
        found[name.strip()] = values
    return found


def staff(
    scenario: ScenarioFile,
    targets_per: Annotated[
        str,
        typer.Option("--targets-per", "--hold", metavar="day|interval", help="Meet targets over the day, or in each interval."),
    ] = "day",
    step: Annotated[float, typer.Option(help="Headcount step: 1, or 0.5 for an agent every other day.")] = 1.0,
    at_least: AtLeast = None,
    at_most: AtMost = None,
    fixed: Annotated[
        list[str] | None, typer.Option("--fixed", metavar="GROUP", help="Keep the headcount of this group. Repeatable.")
    ] = None,
    verify: Annotated[int | None, typer.Option(min=2, help="Days to verify the plan. Default: 150 to 250, by volume.")] = None,
    seed: Seed = None,
    variant: Variant = None,
    change: Change = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write the scenario with the headcount found.")
    ] = None,
    as_json: Json = False,
    check: Check = False,
) -> None:
    """Find the cheapest headcount that meets every target, for each agent group and interval."""
    from simdesk.cli.console import console
    from simdesk.cli.keeping import kept_results_told
    from simdesk.cli.screens.staff import print_staffing
    from simdesk.planning.staffing.document import staffing_document
    from simdesk.planning.staffing.staff import staff as find
    from simdesk.results.run import as_run

    chosen = as_run(load_scenario(scenario, variant, change), None, seed)
    if output is not None and output.resolve() == scenario.resolve():
        raise UsageError(f"-o {output} would overwrite the scenario itself", "name another file")
    if output is not None and not output.resolve().parent.is_dir():
        raise UsageError(f"-o {output}: there is no folder {output.parent}", "create it first, or name another file")
    say_if_compiling("compiled")
    with _Progress() as progress:
        found = find(
            chosen,
            targets_per=targets_per,
            step=step,
            at_least=_limits("--at-least", at_least),
            at_most=_limits("--at-most", at_most),
            fixed=fixed or (),
            verify=verify,
            progress=progress,
        )
    if output is not None:
        _write(found.scenario.resolved_yaml(), output)
    with kept_results_told(output, lambda: _write_beside(found.scenario.resolved_yaml(), scenario)):
        if as_json:
            print_json(staffing_document(found))
        else:
            out = console()
            print_staffing(found, out)
            if output is not None:
                out.print(f"scenario with this headcount: {output}", style="dim")
    if check and found.missed:
        raise typer.Exit(ExitCode.TARGETS_MISSED)


class _Progress:
    """Progress of the search, on standard error if it is a terminal."""

    def __init__(self) -> None:
        from rich.console import Console

        self._status = Console(stderr=True).status("measuring the workload …") if sys.stderr.isatty() else None
        self._best: Step | None = None

    def __call__(self, step: Step) -> None:
        if step.met and (self._best is None or step.days > self._best.days or step.agent_hours < self._best.agent_hours):
            self._best = step
        best = "none yet" if self._best is None else f"{self._best.agent_hours:,.1f} agent hours"
        if self._status is not None:
            latest = f"{step.agent_hours:,.1f} agent hours, targets {'met' if step.met else 'missed'}"
            plans = f"{step.evaluations} plans simulated"
            self._status.update(f"{step.phase}: {plans}; best {best}; latest {latest}. Ctrl-C keeps the best")

    def __enter__(self) -> _Progress:
        if self._status is not None:
            self._status.start()
        return self

    def __exit__(self, *error: object) -> None:
        if self._status is not None:
            self._status.stop()


def _write(text: str, place: Path) -> None:
    """Write the whole file or nothing."""
    new = place.with_name(place.name + ".new")
    try:
        new.write_text(text, encoding="utf-8")
        new.replace(place)
    except OSError as error:
        new.unlink(missing_ok=True)
        raise UsageError(f"-o {place} cannot be written: {error.strerror}") from None


def _write_beside(text: str, scenario: Path) -> Path:
    """Write a scenario that nothing was to be written to into the current folder, under a name that is free."""
    ends = itertools.chain([""], (f"-{k}" for k in itertools.count(2)))
    names = (Path(f"{scenario.stem}.staffed{end}.yaml") for end in ends)
    place = next(name for name in names if not name.exists())
    _write(text, place)
    return place

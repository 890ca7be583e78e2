"""What the command line says and does about runs that were not finished, and about results that could not be printed."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from simdesk.errors import ExitCode, OutputError, RunError, SimdeskError, UsageError

if TYPE_CHECKING:
    from simdesk.results.running.unfinished import Unfinished
    from simdesk.scenario import Scenario


class InterruptedRunError(SimdeskError):
    """The user stopped a run of which something is kept."""

    exit_code = ExitCode.INTERRUPTED


def unfinished_run(scenario: Scenario, folder: Path, resume: bool) -> Unfinished:
    """Where a run keeps its finished days; says what is there of an earlier one before anything is simulated.

    Parameters
    ----------
    scenario : Scenario
        As it is run.
    folder : Path
        The run folder, beside which the unfinished run stands.
    resume : bool
        Go on from it; otherwise it is replaced once the new run has something to keep.

    Raises
    ------
    UsageError
        When there is an unfinished run to resume, and it is another one.
    """
    from simdesk.results.run import scenario_identity
    from simdesk.results.running.unfinished import SUFFIX, Unfinished, differences, siblings

    def say(text: str) -> None:
        typer.echo(text, err=True)

    unfinished = Unfinished(folder.with_name(folder.name + SUFFIX), say, anew=not resume)
    if resume and not unfinished.exists():
        here = scenario_identity(scenario)
        others = [f"{other.folder} ({differences(other.identity() or {}, here)})" for other in siblings(unfinished.folder)]
        if others:
            raise UsageError(
                f"the unfinished run is another one: {', '.join(others)}", "run it as it was begun, or leave out --resume"
            )
        say(f"no unfinished run of this scenario in {folder.parent}: starting from the first day")
    elif resume:
        say(f"going on from {_days(unfinished.count())} in {unfinished.folder}")
    elif unfinished.exists():
        say(f"an unfinished run of {_days(unfinished.count())} is replaced (--resume would go on from it): {unfinished.folder}")
    return unfinished


@contextmanager
def kept_days_told(unfinished: Unfinished | None) -> Iterator[None]:
    """When a run stops early, say which of its days are kept and how to go on from them."""
    try:
        yield
    except KeyboardInterrupt:
        if unfinished is None or not unfinished.days:
            raise
        raise InterruptedRunError(
            f"interrupted: {_days(unfinished.days)} kept in {unfinished.folder}",
            "the same command with --resume goes on from them",
        ) from None
    except RunError as error:
        if unfinished is None or not unfinished.days:
            raise
        also = f"{_days(unfinished.days)} kept in {unfinished.folder}: the same command with --resume goes on from them"
        raise RunError(error.message, f"{error.hint}; {also}" if error.hint else also) from None


def written(folder: Path) -> list[str]:
    """Where the report lies that was written, and the workbook and the CSV tables where there are any, a line each."""
    tables = sorted(folder.glob("*.csv"))
    return [
        f"report: {folder / 'report.html'}",
        *(f"workbook: {book}" for book in sorted(folder.glob("*.xlsx"))),
        *([f"tables: {', '.join(one.name for one in tables)} in {folder}"] if tables else []),
    ]


@contextmanager
def kept_results_told(kept: Path | None, save_now: Callable[[], Path] | None = None) -> Iterator[None]:
    """When printing fails, say where the results are.

    Parameters
    ----------
    kept : Path, optional
        Where they were saved; None where nothing was.
    save_now : callable, optional
        Saves them after all, where nothing was saved, and gives the place.

    Raises
    ------
    RunError
        When standard output cannot be written.
    OutputError
        When simdesk has a fault; the fault is its cause.
    """

    def place() -> str:
        where = save_now() if kept is None and save_now is not None else kept
        return "nothing was saved" if where is None else f"everything that was computed is in {where}"

    try:
        yield
        sys.stdout.flush()
    except (SimdeskError, BrokenPipeError):
        raise
    except OSError as error:
        if not print_no_more():
            raise
        raise output_not_writable(error, place()) from None
    except Exception as error:
        raise OutputError(f"the results could not be printed ({type(error).__name__}: {error})", place()) from error


def print_no_more() -> bool:
    """Whether standard output cannot be written; what is written to it from then on is dropped without another error."""
    try:
        sys.stdout.write("\n")
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return True
    return False


def output_not_writable(error: OSError, hint: str = "") -> RunError:
    """The error of a standard output that cannot be written."""
    return RunError(f"standard output cannot be written ({(error.strerror or str(error)).lower()})", hint)


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count:,} days"

"""The ``simdesk`` command: its commands, and what becomes of an error."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from contextlib import ExitStack, redirect_stdout
from functools import cache
from io import TextIOWrapper
from typing import Annotated, Any

import typer

from simdesk.cli.commands import benchmark, compare, estimate, explain, run, scenario, staff, sweep
from simdesk.cli.keeping import output_not_writable, print_no_more
from simdesk.cli.lines.reading import understood
from simdesk.errors import ExitCode, SimdeskError

app = typer.Typer(
    name="simdesk",
    help="A contact-centre simulator: does the service level hold, how certain is that, and what would fix it?",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (
    run.run,
    compare.compare,
    sweep.sweep,
    estimate.estimate,
    staff.staff,
    explain.explain,
    scenario.validate,
    scenario.new,
    scenario.schema,
    benchmark.benchmark,
):
    app.command()(command)
app.command("format")(scenario.format_scenario)


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"simdesk {version('simdesk')}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


@cache
def _commands() -> Any:
    """The commands as the parser of command lines has them: they are many, and making them takes a while."""
    return typer.main.get_command(app)


def _run(arguments: list[str]) -> Any:
    """Play a command line, after other names of commands and options in it have been understood."""
    group = _commands()
    commands = dict(getattr(group, "commands", {}))
    typed = understood(arguments, commands)
    for line in typed.said if typed is not None else ():
        typer.echo(line, err=True)
    given = arguments if typed is None else typed.arguments()
    with ExitStack() as stack:
        if typed is not None and typed.hidden:
            stack.enter_context(redirect_stdout(stack.enter_context(open(os.devnull, "w", encoding="utf-8"))))
        return group(given, prog_name="simdesk", standalone_mode=False)


def _fault_of_the_line(error: Any, arguments: Sequence[str]) -> str:
    """What the parser of the command line says, in one plain sentence, with where to look."""
    words = [word for word in arguments if not word.startswith("-")]
    about = (
        f" {words[0]}" if words and words[0] in {one.callback.__name__ for one in app.registered_commands if one.callback} else ""
    )
    message = str(error.format_message()).strip().rstrip(".")
    return f"simdesk: {message[:1].lower()}{message[1:]}\nhint: write simdesk{about} --help"


def execute(arguments: list[str] | None = None) -> int:
    """Run a command line and give back its exit code."""
    try:
        code = _run(list(sys.argv[1:] if arguments is None else arguments))
        sys.stdout.flush()
        if code == ExitCode.INTERRUPTED:  # typer has caught it
            raise KeyboardInterrupt
    except SimdeskError as error:
        if error.exit_code == ExitCode.BUG and error.__cause__ is not None:
            traceback.print_exception(error.__cause__)
        typer.echo(error.described(), err=True)
        return int(error.exit_code)
    except (KeyboardInterrupt, typer.Abort):
        typer.echo("interrupted: nothing half-written was left behind", err=True)
        return int(ExitCode.INTERRUPTED)
    except (BrokenPipeError, SystemExit):  # typer turns a broken pipe into an exit
        print_no_more()  # whoever read it has gone
        return int(ExitCode.DONE)
    except OSError as error:
        if not print_no_more():
            raise
        typer.echo(output_not_writable(error).described(), err=True)
        return int(ExitCode.RUN_FAILED)
    except Exception as error:
        if not hasattr(error, "show") or not hasattr(error, "exit_code"):
            raise
        typer.echo(_fault_of_the_line(error, sys.argv[1:] if arguments is None else arguments), err=True)
        return int(error.exit_code)
    return int(code or ExitCode.DONE)


def main() -> None:
    """Entry point of the ``simdesk`` command."""
    if sys.stdout is None:  # closed by the caller (>&-)
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a Windows console or file may not know every sign
    code = execute()
    # Python ends by the signal, and not with this code, when an interrupt came while it ran a text (a new dataclass, say).
    # Another text makes it forget that.
    exec("")
    sys.exit(code)

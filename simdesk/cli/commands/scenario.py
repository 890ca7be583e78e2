"""The commands about scenario files: validate, new, schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from simdesk.errors import ExitCode, UsageError
from simdesk.files import written_whole


def validate(
    paths: Annotated[list[Path], typer.Argument(help="Scenario files (YAML).", metavar="SCENARIO...", show_default=False)],
    as_json: Annotated[bool, typer.Option("--json", help="Print all diagnostics as one JSON list.")] = False,
) -> None:
    """Check scenario files and say what was understood; everything wrong is listed with file, line and column."""
    from simdesk.cli.screens.echo import note_lines, threshold_lines, variant_lines
    from simdesk.scenario import InvalidScenario, load

    wrong = []
    for path in paths:
        try:
            scenario = load(path)
        except InvalidScenario as error:
            wrong += list(error.diagnostics)
            if not as_json:
                typer.echo(str(error), err=True)
            continue
        if not as_json:
            typer.echo(f"{path}: valid")
            for line in (*scenario.understood, *threshold_lines(scenario), *variant_lines(scenario), *note_lines(scenario)):
                typer.echo(f"  {line}")
    if as_json:
        typer.echo(json.dumps([diagnostic.as_dict() for diagnostic in wrong], indent=1, ensure_ascii=False))
    elif wrong:
        typer.echo(f"{len(wrong)} {'fault' if len(wrong) == 1 else 'faults'} found", err=True)
    if wrong:
        raise typer.Exit(ExitCode.INVALID_INPUT)


def new(
    path: Annotated[Path, typer.Argument(help="The file to write.", metavar="FILE", show_default=False)],
    template: Annotated[str, typer.Option(metavar="first_day|multi_skill", help="Which scenario to begin with.")] = "first_day",
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file when it is there.")] = False,
) -> None:
    """Write a commented scenario that runs."""
    from simdesk.scenario import templates
    from simdesk.scenario.reading.diagnostics import did_you_mean

    if template not in templates.names():
        raise UsageError(f"unknown template '{template}'", did_you_mean(template, templates.names(), "templates"))
    if path.is_dir():
        raise UsageError(f"{path} is a folder", f"name a file: {path / (template + '.yaml')}")
    if path.exists() and not force:
        raise UsageError(f"{path} is already there", "choose another name, or --force to overwrite it")
    _write(path, templates.text_for(template, path))
    typer.echo(f"{path} written; next: simdesk run {path}")


def format_scenario(
    path: Annotated[Path, typer.Argument(help="Scenario file (YAML).", metavar="SCENARIO", show_default=False)],
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing: print what would change; exit code 4 if anything would.")
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Write to this file instead of the scenario itself.", show_default=False
        ),
    ] = None,
) -> None:
    """Rewrite a scenario file in the documented form: comments, order and layout stay. A file that it extends is left alone."""
    from simdesk.scenario.formatting import format_file

    if check and output is not None:
        raise UsageError("--check writes nothing, so --output has no use", "leave one of them out")
    found = format_file(path)
    if check:
        typer.echo(found.diff if found.changed else f"{path}: in the documented form", nl=not found.changed)
        if found.changed:
            raise typer.Exit(ExitCode.TARGETS_MISSED)
        return
    if output is None and not found.changed:
        typer.echo(f"{path}: in the documented form already")
        return
    with written_whole(output or path) as temporary:
        temporary.write_bytes(found.after)
    typer.echo(f"{output or path} written")


def schema(
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write it to this file.", show_default=False)
    ] = None,
) -> None:
    """Print the JSON Schema of the scenario language, for an editor."""
    from simdesk.scenario.language.schema import SCHEMA_FILE

    text = SCHEMA_FILE.read_text(encoding="utf-8")
    if output is None:
        typer.echo(text, nl=False)
    else:
        _write(output, text)
        typer.echo(f"{output} written")


def _write(path: Path, text: str) -> None:
    with written_whole(path) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")

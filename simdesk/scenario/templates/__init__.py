"""Scenarios to begin with; ``simdesk new`` copies one."""

from __future__ import annotations

import os
from pathlib import Path

_SCHEMA_LINE = "# yaml-language-server: $schema="
_NO_SCHEMA = f"""\
# An editor completes and checks this file while you type once it knows the language:
#   simdesk schema -o schema.json
# and, as the first line here:
#   {_SCHEMA_LINE}schema.json"""


def names() -> tuple[str, ...]:
    """Names of the templates, the first one to begin with first."""
    found = sorted(path.stem for path in Path(__file__).parent.glob("*.yaml"))
    return tuple(sorted(found, key=lambda name: name != "first_day"))


def text(name: str) -> str:
    """The text of a template."""
    return (Path(__file__).parent / f"{name}.yaml").read_text(encoding="utf-8")


def text_for(name: str, path: Path) -> str:
    """A template's text as it stands at a path.

    The line that leads an editor to the schema names a path that still holds when the folder is sent to somebody else:
    a ``schema.json`` beside the file, or the package's own inside its source tree. Where there is neither, the file says
    how to get one.
    """
    first, rest = text(name).split("\n", 1)
    assert first.startswith(_SCHEMA_LINE)
    return f"{_schema_comment(path)}\n{rest.replace(f'{name}.yaml', path.name)}"


def _schema_comment(path: Path) -> str:
    from simdesk.scenario.language.schema import SCHEMA_FILE

    folder = path.parent.resolve()
    if (folder / "schema.json").is_file():
        return f"{_SCHEMA_LINE}schema.json"
    project = SCHEMA_FILE.resolve().parents[2]
    if (project / "pyproject.toml").is_file() and folder.is_relative_to(project):
        return f"{_SCHEMA_LINE}{Path(os.path.relpath(SCHEMA_FILE.resolve(), folder)).as_posix()}"
    return _NO_SCHEMA

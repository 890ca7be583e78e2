"""Scenarios to begin with; ``simdesk new`` copies one."""

from __future__ import annotations

from pathlib import Path

SCHEMA_LINE = "../simdesk/scenario/schema.json"
"""Where the templates say the schema is, seen from the folder of the shipped scenarios."""


def names() -> tuple[str, ...]:
    """Names of the templates, the first one to begin with first."""
    found = sorted(path.stem for path in Path(__file__).parent.glob("*.yaml"))
    return tuple(sorted(found, key=lambda name: name != "first_day"))


def text(name: str) -> str:
    """The text of a template."""
    return (Path(__file__).parent / f"{name}.yaml").read_text(encoding="utf-8")

"""What commands print around their tables: JSON documents, and that rules are compiled first."""

from __future__ import annotations

import json
import sys
from typing import Any

import typer


def print_json(content: Any) -> None:
    """Print plain data as one JSON document."""
    sys.stdout.write(json.dumps(content, indent=1, ensure_ascii=False) + "\n")


def say_if_compiling(clock: str) -> None:
    """Say that the rules are compiled, or why they are not, before the run begins."""
    if clock == "compiled":
        from simdesk.engine.clocks import playable
        from simdesk.engine.rule_cache import is_warm, why_not_kept

        if reason := playable(clock)[1]:
            typer.echo(f"{reason}: the SimPy clock simulates, with the same results and more slowly", err=True)
        elif not is_warm():
            how_often = "once" if not (reason := why_not_kept()) else f"in every run, as {reason}"
            typer.echo(f"compiling the rules of the floor: fifteen seconds or so, {how_often}", err=True)


def say_if_perhaps_compiling() -> None:
    """Say what is known of compiling before it is known whether the sweep is large enough for it."""
    from simdesk.engine.clocks import why_not_this_numba
    from simdesk.engine.rule_cache import is_warm

    if reason := why_not_this_numba():
        typer.echo(f"{reason}: the SimPy clock simulates, with the same results and more slowly", err=True)
    elif not is_warm():
        typer.echo("a large sweep first compiles the rules of the floor, once, for about fifteen seconds", err=True)

"""What commands print around their tables: JSON documents, and that rules are compiled first, or beside the run."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from simdesk.scenario import Scenario


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
            typer.echo(f"compiling the rules of the floor: ten seconds or so, {how_often}", err=True)


def say_what_is_compiled(clock: str, asked: str, scenario: Scenario) -> None:
    """Say that the rules are compiled for a run on this clock, or beside it for the next runs, which is begun then."""
    from simdesk.results.run import faster_next_time

    say_if_compiling(clock)
    if asked == "auto" and clock == "simpy" and faster_next_time(scenario):
        from simdesk.results.running.compile_beside import SETTING, Beside, compile_beside

        how = {
            Beside.STARTED: f"a process of its own compiles them for the next runs ({SETTING}=0 turns this off)",
            Beside.RUNNING: "another process is compiling them for the next runs",
        }.get(compile_beside())
        if how is not None:
            typer.echo(f"the SimPy clock simulates, as this run is shorter than compiling the rules; {how}", err=True)


def say_if_perhaps_compiling() -> None:
    """Say what is known of compiling before it is known whether the sweep is large enough for it."""
    from simdesk.engine.clocks import why_not_this_numba
    from simdesk.engine.rule_cache import is_warm

    if reason := why_not_this_numba():
        typer.echo(f"{reason}: the SimPy clock simulates, with the same results and more slowly", err=True)
    elif not is_warm():
        typer.echo("a large sweep first compiles the rules of the floor, once, for about ten seconds", err=True)

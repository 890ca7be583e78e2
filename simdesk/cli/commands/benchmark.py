"""The command that measures speed: benchmark."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from simdesk.cli.options import Json
from simdesk.cli.telling import print_json, say_if_compiling

if TYPE_CHECKING:
    from rich.console import Console

    from simdesk.benchmark.measuring import Benchmark

_COLUMNS = {
    "simpy": "SimPy clock",
    "compiled": "compiled clock",
    "end_to_end": "end to end",
    "c_loop": "C loop",
}
_WHAT = {
    "W1": "one queue, 400 agents, 24 h",
    "W2": "one queue, agents changing by the half hour, 12 h",
    "W3": "three queues, four groups with ranks, 12 h",
}
_LEGEND = (
    "SimPy clock, compiled clock, C loop (written by hand for each work alone): simulation only. End to end: many days "
    "drawn, simulated on the compiled clock, counted and summed up with intervals."
)


def benchmark(
    rounds: Annotated[int, typer.Option(min=1, help="Measurements of everything; the medians are shown.")] = 5,
    as_json: Json = False,
    share: Annotated[float, typer.Option(min=0.0, max=1.0, hidden=True, help="Of the days of a whole run.")] = 1.0,
) -> None:
    """Measure simdesk's speed on this machine: contacts per CPU-second on three works, one core."""
    from simdesk.benchmark.measuring import benchmark as measured
    from simdesk.cli.console import console

    say_if_compiling("compiled")
    typer.echo(f"measuring {rounds} {'round' if rounds == 1 else 'rounds'}, some five seconds each", err=True)
    found = measured(rounds, share=share)
    if as_json:
        print_json(found.document())
    else:
        print_benchmark(found, console())


def print_benchmark(found: Benchmark, out: Console) -> None:
    """Print the measured table and the machine it was measured on."""
    from rich.text import Text

    from simdesk.cli.console import print_table

    rows: list[list[str | Text]] = []
    for name, speeds in found.works.items():
        compiled, c_loop = speeds["compiled"], speeds["c_loop"]
        ratio = f"{compiled / c_loop:.2f}" if compiled is not None and c_loop is not None else "–"
        figures = ["–" if speed is None else f"{speed:,.0f}" for speed in (speeds[column] for column in _COLUMNS)]
        rows.append([name, _WHAT[name], *figures, ratio])
    rounds = "one round" if found.rounds == 1 else f"median of {found.rounds} rounds"
    title = f"Contacts per CPU-second, one core, {rounds}"
    print_table(out, title, ["", "work", *_COLUMNS.values(), "compiled / C loop"], rows, left=(0, 1), spare=("work",))
    out.print(_LEGEND, style="dim")
    m = found.machine
    compiler = f"C compiler {m['c_compiler']}" if m["c_compiler"] else "no C compiler, so no C loop"
    out.print(
        f"simdesk {m['simdesk']}, Python {m['python']}, numpy {m['numpy']}, numba {m['numba']}, SimPy {m['simpy']}; "
        f"{m['processor']}; {compiler}",
        style="dim",
    )

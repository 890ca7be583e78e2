"""What the first use costs, and how much memory runs take: ``python -m tests.performance.first_use``.

Each command is run in a new process; its CPU time includes the start of Python. Rules are compiled into a folder that is new
and removed. Nothing here is a test.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parent))

from memory import Taken, taken
from tables import markdown

from simdesk.benchmark.measuring import works

SCENARIOS = Path(__file__).parents[2] / "scenarios"
HEADS = ("in a new process", "CPU-seconds", "memory at the peak")
CACHE = "XDG_CACHE_HOME"
"""Where compiled rules are kept, on Linux."""
MANY_DAYS, MANY_CONTACTS = 100_000, 9_000_000


def _first_day(folder: Path, days: int, engine: str, *more: str) -> tuple[str, ...]:
    place = ("run", str(SCENARIOS / "first_day.yaml"), "-n", str(days), "--engine", engine, "--cores", "1")
    return (*place, "-o", str(folder / "runs"), *more)


def _large_day(folder: Path) -> tuple[str, ...]:
    """One day of W1 with as many more contacts and agents as it takes."""
    one = next(work for work in works() if work.name == "W1").scenario
    times = MANY_CONTACTS / float(one.lay_out()[1].expected.sum())
    heads = round(400 * times)
    scaled = one.with_changes({"queues.service.arrivals.scale": f"{times:.0%}", "agent_groups.service_desk.headcount": heads})
    path = folder / "large.yaml"
    path.write_text(scaled.resolved_yaml(), encoding="utf-8")
    return ("run", str(path), "-n", "1", "--engine", "compiled", "--cores", "1", "--no-save")


ROWS: dict[str, Callable[[Path], tuple[str, ...]]] = {
    "1 day of `first_day.yaml`, SimPy clock": lambda folder: _first_day(folder, 1, "simpy", "--no-save"),
    "the same, compiled clock, no rules compiled yet": lambda folder: _first_day(folder, 1, "compiled", "--no-save"),
    "the same, rules compiled before": lambda folder: _first_day(folder, 1, "compiled", "--no-save"),
    "1,000 days of `multi_skill.yaml`, saved with report": lambda folder: (
        *("run", str(SCENARIOS / "multi_skill.yaml"), "-n", "1000", "--engine", "compiled", "--cores", "1"),
        *("-o", str(folder / "runs")),
    ),
    f"{MANY_DAYS:,} days of `first_day.yaml`": lambda folder: _first_day(folder, MANY_DAYS, "compiled", "--no-save"),
    f"1 day of {MANY_CONTACTS:,} contacts": _large_day,
}
"""What is run, in this order: all but the first use the rules that the second compiles."""


def table(rows: int = len(ROWS)) -> list[str]:
    """CPU time and memory of the first so many rows."""
    found: dict[str, Taken] = {}
    with TemporaryDirectory(prefix="simdesk-first-use-") as name:
        folder = Path(name)
        for words, command in list(ROWS.items())[:rows]:
            found[words] = taken(*command(folder), environment={CACHE: str(folder / "cache")})
    return markdown(
        HEADS,
        [(words, f"{each.seconds:.1f} s", f"{max(each.own, each.workers) / 1e6:,.0f} MB") for words, each in found.items()],
    )


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=len(ROWS), help="only so many, in order")
    sys.stdout.write("\n".join(table(parser.parse_args().rows)) + "\n")


if __name__ == "__main__":
    main()

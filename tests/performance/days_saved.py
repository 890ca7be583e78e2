"""How many days control variates save on each shipped scenario: ``python -m tests.performance.days_saved``.

How many times as many days a plain run needs for an interval as narrow, by the days of each of several runs; the median of
them. Nothing here is a test.
"""

from __future__ import annotations

import argparse
import math
import statistics
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from tables import markdown, times

import simdesk as sd
from simdesk.measure.expression import Expression

SHIPPED = Path(__file__).parents[2] / "scenarios"
HEADS = ("scenario", "first queue", "service level", "share abandoned", "speed of answer", "mean wait", "occupancy")
DAYS = 200
SEED = 4000


def measures(results: sd.Results) -> list[Expression | None]:
    """The main measures of the first queue and the first group; the first is how its service is judged."""
    queue, group = results.queues[0], results.groups[0]
    plain = [Expression.plain(name, queue) for name in ("abandon_rate", "mean_speed_of_answer", "mean_wait")]
    return [results.in_time(queue), *plain, Expression.plain("occupancy", group)]


def saved(scenario: sd.Scenario, runs: int) -> list[float]:
    """For each measure, how many times the days a plain run needs; NaN where there is no such measure or nothing varies."""
    found = []
    for run in range(runs):
        results = sd.run(scenario, DAYS, seed=SEED + run, variance_reduction="control_variates", cores=1)
        found.append([math.nan if one is None else results.estimate(one).times_fewer_days for one in measures(results)])
    return [_median([one for one in column if not math.isnan(one)]) for column in zip(*found, strict=True)]


def _median(values: list[float]) -> float:
    return statistics.median(values) if values else math.nan


def table(runs: int = 5) -> list[str]:
    """A row for each shipped scenario."""
    rows = []
    for path in sorted(SHIPPED.glob("*.yaml")):
        scenario = sd.load(path)
        rows.append((path.stem, scenario.queues[0], *(times(one) for one in saved(scenario, runs))))
    return markdown(HEADS, rows, texts=2)


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help=f"runs of {DAYS} days each (default 5)")
    sys.stdout.write("\n".join(table(parser.parse_args().runs)) + "\n")


if __name__ == "__main__":
    main()

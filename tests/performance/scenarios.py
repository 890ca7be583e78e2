"""How speed depends on what is in a scenario: ``python -m tests.performance.scenarios``.

Whole runs on the compiled clock: days drawn, played, counted and summed up with confidence intervals, one core. Every shipped
scenario with more than 1,000 contacts a day, and a centre of 50 queues and 200 agent groups. Nothing here is a test.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from tables import markdown, thousands

from simdesk.benchmark.measuring import warm_up, works
from simdesk.results.run import begin, play_begun
from simdesk.results.shown.document import document
from simdesk.scenario import Scenario, load, load_text

SHIPPED = Path(__file__).parents[2] / "scenarios"
HEADS = ("scenario", "queues", "agent groups", "contacts a day", "contacts per CPU-second")
LEAST_CONTACTS = 1_000
"""A day; below it a run is over before anybody asks how fast it was."""
LARGE = "50 queues, 200 groups"
_QUEUES, _GROUPS = 50, 200


def large_centre() -> Scenario:
    """A centre of 50 queues and 200 agent groups, four for each queue; every other group takes a second queue as well."""
    lines = ["simdesk: 1", f"name: {LARGE}", 'hours: {open: "08:00", close: "20:00", interval: 30 min}', "queues:"]
    each = "{arrivals: {rate: 40 per h}, handle_time: {exponential: {mean: 5 min}}, patience: {exponential: {mean: 3 min}}}"
    lines += [f"  q{q}: {each}" for q in range(_QUEUES)]
    lines.append("agent_groups:")
    for g in range(_GROUPS):
        first = g % _QUEUES
        second = f", q{(first + 7) % _QUEUES}: {{rank: 2}}" if g % 2 else ""
        lines.append(f"  g{g}: {{skills: {{q{first}: {{rank: 1}}{second}}}, headcount: 1}}")
    return load_text("\n".join([*lines, "targets:", '  - "service_level(all, 20 s) >= 80%"', "replications: 10"]))


def all_scenarios() -> dict[str, Scenario]:
    """Every shipped scenario by its name, and the large centre."""
    return {path.stem: load(path) for path in sorted(SHIPPED.glob("*.yaml"))} | {LARGE: large_centre()}


def busy_scenarios() -> Iterator[tuple[str, Scenario, float]]:
    """Those with more than 1,000 contacts a day: name, scenario and contacts a day, counted on five days."""
    for name, scenario in all_scenarios().items():
        facts = play_begun([begin(scenario, 5, engine="compiled", variance_reduction="none")], cores=1)[0].facts
        contacts = facts.contacts / facts.replications / facts.days
        if contacts > LEAST_CONTACTS:
            yield name, scenario, contacts


def speed(scenario: Scenario, days: int) -> float:
    """Contacts per CPU-second of a whole run on one core that keeps no contact log."""
    began = time.process_time()
    begun = begin(scenario, days, engine="compiled", variance_reduction="none")
    begun.job.logs = None
    results = play_begun([begun], cores=1)[0]
    document(results)
    return results.facts.contacts / (time.process_time() - began)


def table(rounds: int = 3, contacts: int = 1_000_000) -> list[str]:
    """Medians over the rounds, every round measuring each scenario once on about so many contacts."""
    warm_up(works())
    found = list(busy_scenarios())
    speeds: dict[str, list[float]] = {name: [] for name, *_ in found}
    for _ in range(rounds):
        for name, scenario, a_day in found:
            days = len(dates.names) if (dates := scenario.lay_out()[0].dates) else 1
            speeds[name].append(speed(scenario, max(2, round(contacts / a_day / days))))
    return markdown(
        HEADS,
        [
            (
                name,
                str(len(scenario.queues)),
                str(len(scenario.agent_groups)),
                f"{a_day:,.0f}",
                thousands(statistics.median(speeds[name])),
            )
            for name, scenario, a_day in sorted(found, key=lambda each: -statistics.median(speeds[each[0]]))
        ],
    )


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="measurements of everything (default 3)")
    sys.stdout.write("\n".join(table(parser.parse_args().rounds)) + "\n")


if __name__ == "__main__":
    main()

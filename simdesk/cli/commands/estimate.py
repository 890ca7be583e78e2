"""The command ``simdesk estimate``."""

from __future__ import annotations

from simdesk.cli.options import Change, Cores, Json, Replications, ScenarioFile, Seed, Variant, load_scenario
from simdesk.cli.telling import print_json


def estimate(
    scenario: ScenarioFile,
    replications: Replications = None,
    seed: Seed = None,
    variant: Variant = None,
    change: Change = None,
    cores: Cores = None,
    as_json: Json = False,
) -> None:
    """Compare Erlang C and Erlang A with the simulation in each interval, and say why they differ."""
    from simdesk.cli.console import ProgressBar, console
    from simdesk.cli.screens.estimate import print_estimate
    from simdesk.planning.estimate.estimate import estimate as compare_with_formulas
    from simdesk.results.running.workers import checked_cores

    cores = checked_cores(cores)
    chosen = load_scenario(scenario, variant, change)
    with ProgressBar("simulating") as progress:
        found = compare_with_formulas(chosen, replications, seed=seed, cores=cores, progress=progress)
    if as_json:
        from simdesk.planning.estimate.document import estimate_document

        print_json(estimate_document(found))
    else:
        print_estimate(found, console())

"""The command ``simdesk explain``: why a contact waited, or why an interval missed its service level."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from simdesk.cli.options import Change, Json, Replications, ScenarioFile, Seed, Variant, load_scenario
from simdesk.cli.telling import print_json
from simdesk.errors import UsageError

if TYPE_CHECKING:
    from rich.console import Console

    from simdesk.explain.ask import Run
    from simdesk.explain.story import Story
    from simdesk.scenario import Scenario

_COUNTED = "Days and contacts count from 0: each day is one replication, each contact one row of its day in contacts.parquet."


def explain(
    scenario: ScenarioFile,
    contact: Annotated[
        int | None, typer.Option(help="Contact number, from 0 in order of arrival. Default: the longest wait.")
    ] = None,
    day: Annotated[
        int | None,
        typer.Option(help="Simulated day (or run of several days), from 0. Default: 0 for a contact, all days for an interval."),
    ] = None,
    interval: Annotated[
        str | None,
        typer.Option(
            help="Explain the interval at this time: 10:30. With several days: "
            "'2026-03-24 10:30', 'tuesday 10:30' or 'day 2 10:30'. worst is the one with the most late contacts.",
            metavar="TIME",
        ),
    ] = None,
    queue: Annotated[
        str | None, typer.Option("--queue", metavar="QUEUE", help="Explain the longest wait of this queue, or its interval.")
    ] = None,
    replications: Replications = None,
    seed: Seed = None,
    variant: Variant = None,
    change: Change = None,
    as_json: Json = False,
) -> None:
    """Explain why one contact waited, or why an interval missed its service level."""
    from simdesk.cli.console import ProgressBar, console
    from simdesk.explain.ask import explain_contact, explain_interval
    from simdesk.results.run import as_run

    if contact is not None and interval is not None:
        raise UsageError("--contact or --interval, not both")
    chosen = as_run(load_scenario(scenario, variant, change), replications, seed)
    run = _run_of(chosen)
    if interval is None:
        story = explain_contact(run, contact, day, queue)
    else:
        with ProgressBar("removing causes one by one") as progress:
            story = explain_interval(run, interval, queue, day, progress)
    if as_json:
        name = {"name": chosen.name, "path": str(chosen.path), "digest": chosen.digest}
        print_json({"scenario": name, "seed": chosen.seed, **story.document()})
    else:
        print_story(chosen, story, console())


def _run_of(scenario: Scenario) -> Run:
    """What a run of the scenario would be, none of its days played yet."""
    from simdesk.explain.ask import Run
    from simdesk.measure.tally import Wanted
    from simdesk.results.running.rerun import Rerun
    from simdesk.results.running.work import Work, made_here
    from simdesk.results.shown.headline import choose_headline

    floor, demand = scenario.lay_out()
    plan = scenario.replications
    days = plan.number if plan.number is not None else plan.at_least
    headline = choose_headline(
        scenario.queues_and_classes, [target.expression for target in scenario.targets], scenario.service_level, floor
    )
    again = Rerun(Work(floor, demand, scenario.seed, "simpy", Wanted(), made_here()), days)
    again.check_explainable()
    return Run(
        floor=floor,
        demand=demand,
        days=days,
        played=again.day,
        service_levels=headline.service_levels,
        rule=scenario.service_level,
        targets=scenario.targets,
    )


def print_story(scenario: Scenario, story: Story, out: Console) -> None:
    """Print a story: its title, then its sentences with their times in front."""
    from rich.table import Table
    from rich.text import Text

    from simdesk.results.shown.words import title

    out.print(Text(title(scenario), style="bold"))
    out.print(Text(story.title, style="bold"))
    table = Table.grid(padding=(0, 2, 0, 0))
    if story.timed:
        table.add_column(no_wrap=True, style="dim")
    table.add_column(overflow="fold")
    for line, (when, text) in zip(story.lines, story.shown, strict=True):
        words = Text(text, style="bold" if line.kind in ("verdict", "causes") else "")
        table.add_row(*([when] if story.timed else []), words)
    out.print(table)
    out.print(Text(f"{_COUNTED} Seed {scenario.seed}.", style="dim"))

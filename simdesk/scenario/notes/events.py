"""What each event of a scenario does and what is counted of it, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simdesk.floor.plan import FloorPlan
from simdesk.formats import format_clock, format_duration
from simdesk.measure.registry import EVERYTHING, SERVICE_LEVEL
from simdesk.scenario.language.days import Event
from simdesk.scenario.language.model import ScenarioModel
from simdesk.scenario.layout.days import event_spans, queues_of
from simdesk.scenario.layout.horizon import horizon_of
from simdesk.scenario.notes.note import Note
from simdesk.scenario.notes.wording import day_word, listing

if TYPE_CHECKING:
    from simdesk.scenario.scenario import Scenario

COUNTS_BLOCKED = "of_expected"
"""The definition of service level in which blocked contacts count."""


def events_in_words(scenario: Scenario) -> list[str]:
    """One line for each event: what it is, whom it concerns, when, what happens, and what is counted.

    Parameters
    ----------
    scenario : Scenario

    Returns
    -------
    list of str
    """
    return [event_in_words(event, scenario.model) for event in scenario.model.events]


def event_in_words(event: Event, model: ScenarioModel) -> str:
    """One line for an event."""
    concerned = listing(event.agent_groups or queues_of(event, model))
    if not (event.queues or event.channels or event.agent_groups) and len(model.queues) > 1:
        concerned = "all queues"
    named = f" '{event.name}'" if event.name else ""
    head = f"{event.what.replace('_', ' ')}{named} of {concerned}, {_when(event, model)}: "
    if event.extra is not None:
        return f"{head}{event.extra:,.6g} contacts more than planned arrive, spread evenly; the forecast stays as planned"
    if event.what != "outage":
        times = 1.0 if event.times is None else event.times
        return f"{head}{times * 100:.6g}% of the planned contacts arrive; the forecast stays as planned"
    if event.agent_groups:
        return (
            f"{head}its agents go off duty after their current contact and are paid; contacts wait for other agents or for "
            "the end, and count as usual"
        )
    waiting = "lost" if event.waiting == "lost" else "kept in the queue"
    measures = listing(f"blocked({name})" for name in queues_of(event, model))
    return (
        f"{head}new contacts are blocked (busy signal); they count in {measures}, and not in the service level; those already "
        f"waiting are {waiting}"
    )


def events_at(model: ScenarioModel, moment: float, floor: FloorPlan) -> list[str]:
    """The events that are on at a moment, apart from forecast errors: ``spike of sales``."""
    if not any(event.what != "forecast_error" for event in model.events):
        return []
    horizon = horizon_of(model)
    if horizon is None:
        return []
    found = []
    for event in model.events:
        names = event.agent_groups or queues_of(event, model)
        openings = [horizon.centre] if event.agent_groups else [horizon.of(name) for name in names]
        spans = [span for opening in openings for span in event_spans(event, horizon, opening)]
        if event.what != "forecast_error" and any(begin < moment + floor.interval and moment < end for begin, end in spans):
            found.append(f"{event.what.replace('_', ' ')} of {listing(names)}")
    return found


def event_notes(model: ScenarioModel) -> list[Note]:
    """Notes on targets that do not see the contacts an outage blocks."""
    out = [
        name for event in model.events if event.what == "outage" and not event.agent_groups for name in queues_of(event, model)
    ]
    notes = []
    for index, target in enumerate(model.targets):
        about = target.expression
        if about.metric != SERVICE_LEVEL or (about.definition or model.service_level.definition) == COUNTS_BLOCKED:
            continue
        subject = about.subject.partition(".")[0]
        mine = [name for name in dict.fromkeys(out) if subject in (EVERYTHING, name)]
        if mine:
            threshold = "" if about.threshold is None else f"{format_duration(about.threshold)}, "
            whole = f"service_level({about.subject}, {threshold}{COUNTS_BLOCKED})"
            text = f"{target.text} does not count the contacts blocked in the outage of {listing(mine)}"
            hint = f"{whole} counts them, and {listing(f'blocked({name})' for name in mine)} shows how many they are"
            notes.append(Note("outage", ("targets", index), text, hint))
    return notes


def _when(event: Event, model: ScenarioModel) -> str:
    if event.start is None and event.end is None:
        clock = "all day"
    elif event.start is None:
        clock = f"from opening to {format_clock(event.end or 0.0, end=True)}"
    elif event.end is None:
        clock = f"{format_clock(event.start)} to closing"
    else:
        clock = f"{format_clock(event.start)} to {format_clock(event.end, end=True)}"
    if event.days:
        return f"{clock}, on {listing(map(day_word, event.days))}"
    return f"{clock}, every day" if (model.hours.days or 1) > 1 else clock

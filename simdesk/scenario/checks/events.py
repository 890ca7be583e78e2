"""Checks of events: what they name is there, and they lie in opening hours."""

from __future__ import annotations

import math
from collections.abc import Mapping

from simdesk.formats import format_clock, format_duration
from simdesk.scenario.checks.days import check_words, is_whole
from simdesk.scenario.checks.draft import Draft, given
from simdesk.scenario.language.days import Event
from simdesk.scenario.layout.days import event_spans
from simdesk.scenario.layout.horizon import Horizon, Opening
from simdesk.scenario.reading.diagnostics import did_you_mean
from simdesk.scenario.reading.nodes import Path


def check_events(draft: Draft) -> None:
    """Events name what there is, and lie in opening hours."""
    for index, event in enumerate(given(draft.whole, "events") or ()):
        _check_event(draft, ("events", index), event)


def _check_event(draft: Draft, path: Path, event: Event) -> None:
    found = len(draft.sources.found)
    queues, groups = list(draft.keys(("queues",))), list(draft.keys(("agent_groups",)))
    for key, words, known, what in (
        ("queues", event.queues, queues, "queue"),
        ("agent_groups", event.agent_groups, groups, "agent group"),
        ("channels", event.channels, sorted({str(given(q, "channel") or "") for q in draft.queues.values()}), "channel"),
    ):
        for at, name in enumerate(words):
            if name not in known:
                draft.report((*path, key, at), f"unknown {what} '{name}'", did_you_mean(name, known))
    whom = [key for key in ("queues", "channels", "agent_groups") if getattr(event, key)]
    if event.what == "outage":
        if len(whom) != 1:
            if whom:
                message = f"an outage is of {whom[0].replace('_', ' ')}, or of {whom[-1].replace('_', ' ')}"
                draft.report((*path, whom[-1]), message, "write two events, one for each")
            else:
                hint = "write queues: [sales] if nobody can come in (busy signal), or agent_groups: [desk] if agents cannot work"
                draft.report(path, "an outage needs queues, channels or agent groups", hint)
        for key, value in (
            ("times", event.times),
            ("extra", event.extra),
            ("waiting", event.agent_groups and "waiting" in draft.keys(path)),
        ):
            if value:
                hint = (
                    "write what: spike for more or fewer contacts"
                    if key in ("times", "extra")
                    else "contacts wait in their queues"
                )
                draft.report((*path, key), f"does not belong in an outage of {whom[0] if whom else 'queues'}", hint, key=True)
    else:
        _check_how_many(draft, path, event, queues)
        for key in ("agent_groups", "waiting"):
            if key in draft.keys(path):
                draft.report((*path, key), "belongs to an outage", key=True)
        if len(whom) > 1:
            draft.report((*path, whom[-1]), "queues or channels, not both", key=True)
    if not check_words(draft, (*path, "days"), event.days) or len(draft.sources.found) > found or draft.horizon is None:
        return
    _check_event_times(draft, path, event, draft.horizon)


def _check_how_many(draft: Draft, path: Path, event: Event, queues: list[str]) -> None:
    """An event that is no outage says how many contacts arrive."""
    if event.extra is None:
        if event.times is None:
            more = ", or extra: 120 for 120 contacts more" if event.what == "spike" else ""
            draft.report(path, f"a {event.what} needs times{' or extra' if more else ''}", f"write times: 180%{more}")
    elif event.times is not None:
        draft.report((*path, "extra"), "times or extra, not both", "write two events for both", key=True)
    elif event.what == "forecast_error":
        draft.report((*path, "extra"), "belongs to a spike", "write what: spike", key=True)
    elif event.channels or len(event.queues or queues) != 1:
        hint = f"write queues: [{(event.queues or tuple(queues) or ('sales',))[0]}], and an event for each queue"
        draft.report((*path, "extra"), "extra contacts are those of one queue", hint, key=True)


def _check_event_times(draft: Draft, path: Path, event: Event, horizon: Horizon) -> None:
    whole = [name for name, queue in draft.queues.items() if not event.channels or given(queue, "channel") in event.channels]
    mine = list(event.queues) or whole
    openings = [horizon.centre] if event.agent_groups else [horizon.of(name) for name in mine]
    if not any(_meets(event_spans(event, horizon, opening), opening) for opening in openings):
        draft.report(path, "never happens: nothing is open at that time", "check days, start and end")
        return
    if event.what == "outage":
        return
    for name in mine:
        arrivals = given(draft.queues.get(name), "arrivals")
        if arrivals is not None and given(arrivals, "times") is not None:
            draft.report(path, f"cannot change the arrivals of {name}, which are replayed", "use volumes")
    finer = _finer(draft, event, openings[0], horizon)
    for key in ("start", "end"):
        clock = getattr(event, key)
        if clock is not None and not any(is_whole((clock - opening.open) / horizon.interval) for opening in openings):
            message = f"{format_clock(clock)} is not on the border of two intervals of {format_duration(horizon.interval)}"
            below = openings[0].open + math.floor((clock - openings[0].open) / horizon.interval) * horizon.interval
            hint = f'write "{format_clock(below)}" or "{format_clock(below + horizon.interval)}"{finer}'
            draft.report((*path, key), message, hint)


def _finer(draft: Draft, event: Event, opening: Opening, horizon: Horizon) -> str:
    """A shorter interval on whose borders an event starts and ends, where nothing is listed by interval."""
    listed = [
        given(arrivals, key)
        for queue in draft.queues.values()
        if (arrivals := given(queue, "arrivals")) is not None
        for key in _BY_INTERVAL
    ]
    listed += [given(group, "headcount") for group in draft.groups.values()]
    if any(isinstance(series, tuple | Mapping) for series in listed):
        return ""
    clocks = [clock for clock in (event.start, event.end) if clock is not None]
    for minutes in (15, 10, 5, 1):
        step = minutes * 60.0
        if step < horizon.interval and all(is_whole((one - opening.open) / step) for one in (*clocks, opening.close)):
            return f", or interval: {minutes} min under hours"
    return ""


_BY_INTERVAL = ("volumes", "profile")


def _meets(spans: tuple[tuple[float, float], ...], opening: Opening) -> bool:
    return any(begin < span.end and span.begin < end for begin, end in spans for span in opening.spans)

"""Events in the words planners use, and what an outage does to a service level."""

from __future__ import annotations

import pytest

import simdesk as sd
from simdesk.scenario import InvalidScenario, Scenario, load_text

TEXT = """\
simdesk: 1
hours: {open: "08:00", close: "16:00", interval: 30 min}
replications: 20
queues:
  sales: {arrivals: {per_day: 300}, handle_time: 4 min, patience: 2 min}
  chat: {channel: chat, arrivals: {per_day: 100}, handle_time: 4 min, patience: 5 min}
agent_groups: {desk: {skills: [sales, chat], headcount: 8}}
targets: ["service_level(sales, 20 s) >= 80%"]
"""
OUTAGE = '{what: outage, queues: [sales], start: "10:00", end: "11:00"}'
SPIKE = '{what: spike, queues: [sales], start: "10:00", end: "11:00", times: 150%}'


def load(events: str) -> Scenario:
    return load_text(f"{TEXT}{events}\n")


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ('events: [{type: outage, queue: sales, from: "10:00", to: "11:00"}]', OUTAGE),
        ('events: {kind: Outage, queues: sales, at: "10:00", duration: 1 h}', OUTAGE),
        ("events: [{name: outage, queue: sales, time: 10:00-11:00}]", OUTAGE),
        ('events: [{outage: {queue: sales, begin: "10:00", until: "11:00"}}]', OUTAGE),
        ('outages: [{queue: sales, from: "10:00", to: "11:00"}]', OUTAGE),
        ('events: {phones_down: {type: failure, queue: sales, from: "10:00", to: "11:00"}}', OUTAGE),
        ('events: [{what: spike, queue: sales, time: "10:00 to 11:00", factor: 1.5}]', SPIKE),
        ('events: [{what: spike, queue: sales, start: "10:00", end: "11:00", times: +50%}]', SPIKE),
        ('events: [{what: peak, queue: sales, start: "10:00", end: "11:00", volume: +50%}]', SPIKE),
        ('events: [{what: spike, queue: sales, start: "10:00", end: "11:00", increase: 50%}]', SPIKE),
        ('events: [{what: spike, queue: sales, start: "10:00", length: 60 min, times: x1.5}]', SPIKE),
        ("events: [{what: forecast error, queues: all, times: -10%}]", "{what: forecast_error, times: 90%}"),
        ("events: [{what: outage, team: desk}]", "{what: outage, agent_groups: [desk]}"),
    ],
)
def test_events_are_understood(written: str, plain: str) -> None:
    assert load(written).model == load(f"events: [{plain}]").model


def test_variants_understand_them_too() -> None:
    scenario = load('variants: {cut: {outage: {queue: sales, from: "10:00", to: "11:00"}}}')
    assert scenario.variant("cut").digest == load(f"events: [{OUTAGE}]").digest


@pytest.mark.parametrize(
    ("event", "hint"),
    [
        (
            '{what: outage, start: "10:00", end: "11:00"}',
            "write queues: [sales] if nobody can come in (busy signal), or agent_groups: [desk] if agents cannot work",
        ),
        ("{what: outage, queues: [sales], agent_groups: [desk]}", "write two events, one for each"),
        ("{what: outage, queues: [sales], times: 50%}", "write what: spike for more or fewer contacts"),
        (
            '{what: spike, queues: [sales], start: "10:00", end: "11:00", percent: 50}',
            "write times: 50% for 50% of the planned contacts, or times: 150% for 50% more",
        ),
        (
            '{what: spike, queues: [sales], start: "10:00", end: "11:00", factor: 150}',
            "write times: 150% for 150% of the planned contacts, or extra: 150 for 150 contacts more",
        ),
        (
            '{what: spike, queues: [sales], start: "10:10", end: "11:00", times: 150%}',
            'write "10:00" or "10:30", or interval: 10 min under hours',
        ),
        ('{what: outage, queues: [sales], start: "18:00", end: "19:00"}', "check days, start and end"),
    ],
)
def test_what_is_unclear_in_an_event_is_asked_once(event: str, hint: str) -> None:
    with pytest.raises(InvalidScenario) as caught:
        load(f"events: [{event}]")
    (one,) = caught.value.diagnostics
    assert one.hint == hint


def test_the_measures_that_the_note_names_see_the_outage() -> None:
    """A busy signal of an hour hardly moves the service level; the share of all expected contacts falls by about an eighth."""
    measures = ["service_level(sales, 20 s)", "service_level(sales, 20 s, of_expected)", "blocked(sales)"]
    plain, cut = (sd.run(load(events), metrics=measures) for events in ("", f"events: [{OUTAGE}]"))
    before, after = ([results.measure(measure).mean for measure in measures] for results in (plain, cut))
    assert abs(after[0] - before[0]) < 0.03
    assert after[1] < before[1] - 0.08
    assert (before[2], after[2]) == (0.0, pytest.approx(300 / 8, rel=0.15))

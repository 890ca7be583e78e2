"""Notes on what can be read and may be a slip: each is given where it should be, with its place, and is silenced by its word."""

import json
from typing import Any

import pytest

import simdesk as sd
from simdesk.scenario.language.accepted import NOTES
from simdesk.scenario.reading.diagnostics import InvalidScenario

DAY = {
    "simdesk": 1,
    "hours": {"open": "08:00", "close": "12:00", "interval": "1 h"},
    "queues": {
        "sales": {
            "arrivals": {"rate": "60 per h"},
            "handle_time": {"lognormal": {"mean": "4 min", "sd": "3 min"}},
            "patience": {"exponential": {"mean": "3 min"}},
        }
    },
    "agent_groups": {"desk": {"skills": ["sales"], "headcount": 6}},
    "targets": ["service_level(sales, 20 s) >= 80%"],
}
SHIFT = {"start": "08:00", "length": "4 h", "agents": 6}


def day(**changes: Any) -> sd.Scenario:
    """The quiet day with changes, each key a path with ``__`` for dots."""
    return sd.load_text(json.dumps(DAY)).with_changes({key.replace("__", "."): value for key, value in changes.items()})


def kinds(scenario: sd.Scenario) -> list[str]:
    return [note.word for note in scenario.notes]


def test_a_sound_day_has_no_notes() -> None:
    assert day().notes == ()


BREAK = {"at": "10:10", "length": "20 min"}
SLIPS: dict[str, tuple[str, dict[str, Any], str]] = {
    "an email queue without a channel": (
        "voice_by_default",
        {
            "queues__email_de": {"arrivals": {"rate": "1 per h"}, "handle_time": "4 min", "patience": "3 min"},
            "agent_groups__desk__skills": ["sales", "email_de"],
        },
        "queue email_de is voice, since it has no channel",
    ),
    "work with a due time without a channel": (
        "voice_by_default",
        {"targets": ["done_in_time(sales, 1 h) >= 90%"]},
        "queue sales is voice, since it has no channel",
    ),
    "a spike that nobody can serve": (
        "overload",
        {"events": [{"what": "spike", "start": "09:00", "end": "10:00", "times": "300%"}]},
        "load exceeds agents in 1 interval, first at 09:00 (spike of sales)",
    ),
    "a site that fails": (
        "overload",
        {"events": [{"what": "outage", "agent_groups": ["desk"], "start": "09:30", "end": "10:00"}]},
        "load exceeds agents in 1 interval, first at 09:00 (outage of desk)",
    ),
    "gone home": (
        "uncovered",
        {"agent_groups__desk__headcount": [6, 6, 6, 0]},
        "no agent who answers sales is on duty from 11:00 to 12:00, when 60 contacts arrive",
    ),
    "all on the same break": (
        "uncovered",
        {"agent_groups__desk__headcount": None, "agent_groups__desk__shifts": [{**SHIFT, "breaks": [BREAK]}]},
        "no agent who answers sales is on duty from 10:10 to 10:30, when 20 contacts arrive",
    ),
    "no patience": ("no_patience", {"queues__sales__patience": None}, "nobody of sales ever gives up: it has no patience"),
    "more work than agents": (
        "overload",
        {"agent_groups__desk__headcount": 3},
        "more work than agents: 16.0 hours of work arrive for 12.0 hours of agents on duty",
    ),
    "more work than agents for an hour": (
        "overload",
        {"agent_groups__desk__headcount": [6, 3, 6, 6]},
        "load exceeds agents in 1 interval, first at 09:00",
    ),
    "too busy": (
        "high_occupancy",
        {"agent_groups__desk__headcount": 4.2},
        "agents would be busy 95% of the day: few people keep up more than 85 to 90%",
    ),
    "minutes as seconds": (
        "implausible",
        {"queues__sales__handle_time": {"exponential": {"mean": "4 s"}}},
        "handle time of sales is 4 s with wrap-up: are these minutes?",
    ),
    "hours of talk": (
        "implausible",
        {"queues__sales__handle_time": {"exponential": {"mean": "2 h"}}, "agent_groups__desk__headcount": 140},
        "handle time of sales is 2 h with wrap-up",
    ),
    "patience of seconds": (
        "implausible",
        {"queues__sales__patience": {"exponential": {"mean": "2 s"}}},
        "customers of sales give up after 2 s on average",
    ),
    "the day's volume in every row": (
        "implausible",
        {"queues__sales__arrivals": {"volumes": [1100] * 4}},
        "every interval of sales has 1,100 contacts, 4,400 in all: is this a day's volume?",
    ),
    "a tenth of the volume": (
        "implausible",
        {"queues__sales__arrivals__scale": "10%"},
        "the scale of sales is 10%: that is the share of the volume that arrives",
    ),
    "a shift of minutes": (
        "implausible",
        {"agent_groups__desk__headcount": None, "agent_groups__desk__shifts": [SHIFT, {**SHIFT, "length": "8 min"}]},
        "a shift of desk is 8 min long",
    ),
    "a target on the wrong side": (
        "wrong_side",
        {"targets": ["service_level(sales, 20 s) <= 80%"]},
        "service_level(sales, 20 s) <= 80% is met more easily by worse service",
    ),
    "breaks twice": (
        "breaks_in_shrinkage",
        {
            "agent_groups__desk__headcount": None,
            "agent_groups__desk__shrinkage": "25%",
            "agent_groups__desk__shifts": [
                {**SHIFT, "agents": 8},
                {**SHIFT, "agents": 2, "breaks": [BREAK]},
            ],
        },
        "desk has 25% shrinkage and breaks in its shifts: shrinkage that holds breaks counts them twice",
    ),
    "nobody there at all": ("idle_group", {"agent_groups__desk__headcount": 0}, "desk is never on duty"),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_noted_and_its_word_silences_it(slip: str) -> None:
    word, changes, text = SLIPS[slip]
    scenario = day(**changes)
    assert text in [note.text for note in scenario.notes if note.word == word]
    assert word not in kinds(scenario.with_changes({"accept": [word]}))
    assert scenario.with_changes({"accept": [word]}).digest == scenario.digest


def test_a_variant_with_a_tenth_of_the_volume_is_noted() -> None:
    text = json.dumps({**DAY, "variants": {"growth": {"queues.sales.arrivals.scale": "10%"}}})
    assert [(note.word, note.text) for note in sd.load_text(text).notes] == [
        ("implausible", "variant growth has 24 contacts instead of 240")
    ]


def test_work_that_may_wait_needs_nobody_at_once() -> None:
    email = {"queues__sales__channel": "email", "queues__sales__patience": None, "targets": None}
    assert kinds(day(**email, agent_groups__desk__headcount=[0, 6, 6, 6])) == []
    assert kinds(day(**email, agent_groups__desk__headcount=[0, 0, 0, 0])) == ["idle_group", "uncovered"]


def test_a_patience_that_is_meant_to_be_unlimited_is_no_slip() -> None:
    assert day(queues__sales__patience="unlimited").notes == ()


def test_every_note_shows_its_place() -> None:
    text = json.dumps(DAY, indent=1).replace('"headcount": 6', '"headcount": 0')
    (first, *_) = [note for note in sd.load_text(text, "day.yaml").notes if note.word == "idle_group"]
    line = next(number for number, row in enumerate(text.splitlines(), 1) if '"desk"' in row)
    assert sd.load_text(text, "day.yaml").place_of(first.path) == f"day.yaml:{line}:3: agent_groups.desk"


def test_every_kind_of_note_is_explained_on_its_page() -> None:
    from pathlib import Path

    import simdesk

    page = (Path(simdesk.__file__).parents[1] / "docs" / "notes.md").read_text(encoding="utf-8")
    assert [word for word in NOTES if f"`{word}`" not in page] == []


def test_the_same_note_of_many_shifts_is_told_once() -> None:
    shifts = [{"start": "08:00", "length": "30 min", "agents": 1}] * 5
    text = json.dumps({**DAY, "agent_groups": {"desk": {"skills": ["sales"], "shifts": shifts}}})
    told = [note.text for note in sd.load_text(text).notes if "30 min long" in note.text]
    assert told == ["a shift of desk is 30 min long (and 4 more like it)"]


def test_the_same_fault_of_many_shifts_is_told_once() -> None:
    shifts = [{"start": f"06:{minute:02d}", "length": "8 h", "agents": 1} for minute in range(5)]
    text = json.dumps({**DAY, "agent_groups": {"desk": {"skills": ["sales"], "shifts": shifts}}})
    with pytest.raises(InvalidScenario) as failed:
        sd.load_text(text)
    (one,) = failed.value.diagnostics
    assert "and 4 more such values" in one.message

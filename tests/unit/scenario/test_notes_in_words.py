"""What a variant changes, what an event does and what agents take, in words."""

from __future__ import annotations

import pytest

from simdesk.scenario import Scenario, load_text
from simdesk.scenario.notes.events import event_notes, events_in_words
from simdesk.scenario.notes.skills import skills_in_words
from simdesk.scenario.notes.variants import changes_in_words

TEXT = """\
simdesk: 1
hours: {open: "08:00", close: "12:00", interval: 1 h}
queues:
  phone:
    arrivals: {volumes: [10, 20, 30, 20]}
    handle_time: {lognormal: {mean: 4 min, sd: 2 min}}
    redial: {share: 30%, after: {exponential: {mean: 5 min}}}
  chat: {arrivals: {per_day: 100}, handle_time: {constant: 5 min}}
agent_groups:
  desk: {skills: [phone, chat], headcount: [2, 3, 4, 3], shrinkage: 30%}
  night: {skills: {phone: {rank: 2}, chat: {}}, shifts: [{start: "08:00", length: 2 h, agents: 4}]}
targets: ["service_level(phone, 20 s) >= 80%"]
"""


def load(more: str = "") -> Scenario:
    return load_text(TEXT + more, "day.yaml")


@pytest.mark.parametrize(
    ("variant", "lines"),
    [
        ("{desk: {headcount: 7}}", ["headcount of desk 2 to 4 → 7"]),
        ("{desk: {headcount: +1}}", ["headcount of desk 2 to 4 → 3 to 5"]),
        ("{desk: {headcount: [2, 4, 4, 2]}}", ["headcount of desk 2 to 4 → 2 to 4 (changed in 2 of 4 values)"]),
        ("{desk: {shrinkage: null}}", ["shrinkage of desk 30% → none"]),
        ("{night: {headcount: +1}}", ["staffing of night 1 shift with 4 agents → 1 shift with 5 agents"]),
        ("{night: {headcount: 6}}", ["staffing of night 1 shift with 4 agents → headcount 6"]),
        ("{night: {shifts: {0: {length: 3 h}}}}", ["length of shift 1 of night 2 h → 3 h"]),
        ("{volume: +10%}", ["volume of phone 80 → 88 contacts a day", "volume of chat 100 → 110 contacts a day"]),
        (
            "{phone: {arrivals: {per_day: 80}}}",
            [
                "volume of phone 80 → 80 contacts a day, now given as a day's total instead of for each interval, spread "
                "evenly over the day"
            ],
        ),
        (
            "{move_volume: {from: phone, to: chat, share: 20%}}",
            [
                "20% of the contacts of phone move to chat",
                "volume of phone 80 → 64 contacts a day",
                "volume of chat 100 → 116 contacts a day, now given for each interval instead of as a day's total",
            ],
        ),
        (
            "{phone: {handle_time: {exponential: {mean: 3 min}}}}",
            ["talk time of phone lognormal, mean 4 min, sd 2 min → exponential, mean 3 min"],
        ),
        ("{phone: {patience: {exponential: {mean: 90 s}}}}", ["patience of phone none → exponential, mean 1.5 min"]),
        ("{phone: {redial: {share: 40%}}}", ["share of redial of phone 30% → 40%"]),
        ("{hours: {close: '12:00'}}", ["nothing"]),
        (
            "{hours: {close: '10:00'}, phone: {arrivals: {per_day: 80}}, desk: {headcount: 3}}",
            [
                "close of hours 12:00 → 10:00",
                "headcount of desk 2 to 4 → 3",
                "volume of phone 80 → 80 contacts a day, now given as a day's total instead of for each interval, spread "
                "evenly over the day",
                "the same 80 contacts of phone arrive in less time: 4 h → 2 h",
                "the same 100 contacts of chat arrive in less time: 4 h → 2 h",
                "agent hours scheduled of desk 12.0 → 6.0",
            ],
        ),
        ("{agent_groups.night: null}", ["agent group night removed"]),
        (
            "{agent_groups: {late: {skills: [chat], headcount: 2}}}",
            ["agent group late added (headcount 2; late takes chat)"],
        ),
        (
            "{agent_groups.desk.skills: {phone: {}, chat: {rank: 2}}}",
            ["desk takes phone and chat alike → phone first, then chat"],
        ),
        (
            "{targets: ['service_level(phone, 20 s) >= 90%']}",
            ["target removed: service_level(phone, 20 s) >= 80%", "target added: service_level(phone, 20 s) >= 90%"],
        ),
        (
            "{events: [{what: spike, queues: [phone], start: '09:00', end: '10:00', times: 200%}]}",
            ["event added: spike of phone, 09:00 to 10:00: 200% of the planned contacts arrive; the forecast stays as planned"],
        ),
    ],
)
def test_variants_in_words(variant: str, lines: list[str]) -> None:
    assert changes_in_words(load(f"variants: {{changed: {variant}}}\n"), "changed") == lines


def test_combined_variants_in_words() -> None:
    scenario = load("variants: {fewer: {desk: {headcount: -1}}, busy: {phone.volume: +10%}}\n")
    lines = ["headcount of desk 2 to 4 → 1 to 3", "volume of phone 80 → 88 contacts a day"]
    assert changes_in_words(scenario, "fewer+busy") == lines


def test_events_in_words() -> None:
    events = """events:
  - {what: outage, queues: [phone], start: "09:00", end: "10:00"}
  - {what: outage, agent_groups: [desk], end: "10:00"}
  - {what: forecast_error, times: 90%}
"""
    assert events_in_words(load(events)) == [
        "outage of phone, 09:00 to 10:00: new contacts are blocked (busy signal); they count in blocked(phone), and not in the "
        "service level; those already waiting are kept in the queue",
        "outage of desk, from opening to 10:00: its agents go off duty after their current contact and are paid; contacts wait "
        "for other agents or for the end, and count as usual",
        "forecast error of all queues, all day: 90% of the planned contacts arrive; the forecast stays as planned",
    ]


def test_a_target_that_does_not_see_what_an_outage_blocks_is_noted() -> None:
    outage = 'events: [{what: outage, queues: [phone], start: "09:00", end: "10:00"}]\n'
    (note,) = event_notes(load(outage).model)
    assert note.text == "service_level(phone, 20 s) >= 80% does not count the contacts blocked in the outage of phone"
    assert note.hint == "service_level(phone, 20 s, of_expected) counts them, and blocked(phone) shows how many they are"
    assert note in load(outage).notes
    assert note not in load(outage + "accept: [outage]\n").notes
    seen = TEXT.replace("20 s)", "20 s, of_expected)") + outage
    assert event_notes(load_text(seen).model) == []
    assert event_notes(load(outage.replace("queues: [phone]", "agent_groups: [desk]")).model) == []


def test_skills_in_words() -> None:
    assert skills_in_words(load()) == [
        "desk takes phone and chat alike (the longest waiting first); "
        "for an order write skills: {phone: {rank: 1}, chat: {rank: 2}}",
        "night takes chat first, then phone",
    ]


def test_the_order_that_the_line_on_skills_offers_is_one() -> None:
    (line, *_) = skills_in_words(load())
    skills = line.rpartition("write ")[2]
    ordered = load_text(TEXT.replace("skills: [phone, chat]", skills))
    assert skills_in_words(ordered)[0] == "desk takes phone first, then chat"


def test_what_was_applied_is_told_against_the_scenario_before_it() -> None:
    scenario = load("variants: {fewer: {desk: {headcount: -1}}}\n")
    assert scenario.changed == ()
    assert scenario.variant("fewer").changed == ("headcount of desk 2 to 4 → 1 to 3",)
    twice = scenario.variant("fewer").with_changes({"queues.chat.arrivals.per_day": 120})
    assert twice.changed == ("headcount of desk 2 to 4 → 1 to 3", "volume of chat 100 → 120 contacts a day")


def test_the_hours_of_one_day_in_a_variant_leave_the_other_days_open() -> None:
    week = TEXT.replace(
        "interval: 1 h", 'interval: 1 h, days: 7, first_day: 2026-03-23, saturday: {open: "08:00", close: "10:00"}'
    )
    variants = 'variants: {longer: {hours: {saturday: {open: "08:00", close: "11:00"}}}}\n'
    lines = changes_in_words(load_text(week.replace("volumes: [10, 20, 30, 20]", "per_day: 80") + variants), "longer")
    assert lines[0] == "close of saturday of hours 10:00 → 11:00"
    assert not any("closed" in line for line in lines)

"""Which days are simulated where hours.days is left out, what is asked, and what has no effect."""

from __future__ import annotations

import pytest

from simdesk.scenario import InvalidScenario, Scenario, load_text

WORKING = "monday: 100, tuesday: 110, wednesday: 90, thursday: 90, friday: 120"


def load(hours: str, per_day: str, staff: str = "headcount: 8") -> Scenario:
    return load_text(f"""\
simdesk: 1
hours: {{open: "08:00", close: "12:00", interval: 1 h{hours}}}
queues: {{sales: {{arrivals: {{per_day: {per_day}}}, handle_time: 4 min, patience: 2 min}}}}
agent_groups: {{desk: {{skills: [sales], {staff}}}}}
""")


@pytest.mark.parametrize(
    ("hours", "per_day", "days", "contacts"),
    [
        (", first_day: 2026-03-23", f"{{{WORKING}}}", 5, 510),
        (", first_day: 2026-03-23", f"{{{WORKING}, saturday: 40}}", 6, 550),
        (", first_day: 2026-03-23, closed: [wednesday]", "{monday: 100, tuesday: 110, thursday: 90}", 4, 300),
        (", first_day: 2026-03-24", "{tuesday: 110, wednesday: 90}", 2, 200),
        (", first_day: 2026-03-23, days: 1", f"{{{WORKING}}}", 1, 100),
        (", first_day: 2026-03-23", "{monday: 100}", 1, 100),
        ("", "{2026-03-24: 100, 2026-03-25: 80}", 2, 180),
    ],
)
def test_the_days_given_are_simulated(hours: str, per_day: str, days: int, contacts: float) -> None:
    scenario = load(hours, per_day)
    assert (scenario.model.hours.days or 1) == days
    assert scenario.lay_out()[1].expected.sum() == pytest.approx(contacts)
    if days > 1:
        spelt = f"{hours}, days: {days}" if "first_day" in hours else f", first_day: 2026-03-24, days: {days}"
        assert load(spelt, per_day).digest == scenario.digest


def test_days_of_shifts_count_too() -> None:
    shifts = 'shifts: [{start: "08:00", length: 4 h, agents: 5, days: [monday, tuesday]}]'
    assert load(", first_day: 2026-03-23", "100", shifts).model.hours.days == 2


@pytest.mark.parametrize(
    ("hours", "per_day", "hint"),
    [
        (
            ", first_day: 2026-03-23",
            "{others: 400, saturday: 150}",
            "write days: 7 under hours for Mon 2026-03-23 to Sun 2026-03-29, or days: 1 for Mon 2026-03-23 alone",
        ),
        (
            ", first_day: 2026-03-25",
            f"{{{WORKING}}}",
            "write days: 7 and closed: [saturday, sunday] under hours for Wed 2026-03-25 to Tue 2026-03-31, "
            "or days: 1 for Wed 2026-03-25 alone",
        ),
        (
            ", first_day: 2026-03-23, days: 7",
            f"{{{WORKING}, saturday: 40}}",
            "write closed: [sunday] under hours if it is closed then, or give sunday or others a value here",
        ),
        (
            ", first_day: 2026-03-22",
            f"{{{WORKING}}}",
            "write first_day: 2026-03-23 to begin with the first day given, or give sunday a value here",
        ),
        (
            ", zone: Europe/Berlin",
            f"{{{WORKING}}}",
            "write first_day: 2026-03-16 under hours, with the date of the day that is meant",
        ),
        (", closed: [2026-12-25]", "100", "under hours write first_day: 2026-12-21 and days: 7, the week of Fri 2026-12-25"),
        (
            ", closed: [2026-12-25, 2027-01-01]",
            "100",
            "under hours write first_day: 2026-12-21 and days: 14, from the Monday before Fri 2026-12-25",
        ),
        (
            ", closed: [2026-01-01, 2026-12-25]",
            "100",
            "under hours write first_day: 2025-12-29 and days: 7, the week of Thu 2026-01-01; the Monday of another week "
            "simulates that one",
        ),
        (", closed: [2026-12-25], days: 9", "100", "write first_day: 2026-12-21 under hours, the week of Fri 2026-12-25"),
        (", first_day: tuesday", "100", "write the date of a Tuesday: 2026-03-24"),
    ],
)
def test_what_cannot_be_told_is_asked_once(hours: str, per_day: str, hint: str) -> None:
    with pytest.raises(InvalidScenario) as caught:
        load(hours, per_day)
    (one,) = caught.value.diagnostics
    assert one.hint == hint


@pytest.mark.parametrize(
    ("hours", "per_day", "first", "days"),
    [
        (', saturday: {open: "09:00", close: "11:00"}', "100", "2026-03-16", 7),
        (", closed: [sunday]", "100", "2026-03-16", 7),
        (", closed: [sunday], days: 14", "100", "2026-03-16", 14),
        ("", f"{{{WORKING}}}", "2026-03-16", 5),
        ("", "{saturday: 40, others: 100}", "2026-03-16", 7),
        ("", "{tuesday: 100, wednesday: 90, thursday: 80, friday: 90, saturday: 40}", "2026-03-17", 5),
        ("", "{sunday: 40, monday: 100, tuesday: 90}", "2026-03-15", 3),
        (", days: 5", f"{{{WORKING}}}", "2026-03-16", 5),
    ],
)
def test_weekdays_without_a_date_are_a_week(hours: str, per_day: str, first: str, days: int) -> None:
    scenario = load(hours, per_day)
    assert (scenario.model.hours.first_day, scenario.model.hours.days) == (first, days)
    assert any(line.strip().startswith("no date is given: ") for line in scenario.understood)
    spelt = f"{hours}, first_day: {first}{'' if 'days' in hours else f', days: {days}'}"
    written = load(spelt, per_day)
    assert written.digest == scenario.digest
    assert not any("no date is given" in line for line in written.understood)


def test_closed_dates_outside_the_days_are_noted() -> None:
    (note,) = [one for one in load(", first_day: 2026-03-23, closed: [2026-12-25]", "100").notes if one.word == "no_effect"]
    assert note.text == "2026-12-25 has no effect: only Mon 2026-03-23 is simulated"
    assert note.hint == "under hours write first_day: 2026-12-21 and days: 7 for the week of 2026-12-25"


def test_the_lines_of_the_hints_work() -> None:
    closed = load(", first_day: 2026-03-25, days: 7, closed: [saturday, sunday]", f"{{{WORKING}}}")
    assert closed.lay_out()[1].expected.sum() == pytest.approx(510)
    assert load(", first_day: 2026-03-23, days: 7, closed: [sunday]", f"{{{WORKING}, saturday: 40}}").model.hours.days == 7


@pytest.mark.parametrize(
    ("hours", "per_day", "note"),
    [
        (
            ", first_day: 2026-03-23, days: 5",
            f"{{{WORKING}, saturday: 40}}",
            "per_day of sales has no effect for Saturday: the days simulated are Mon 2026-03-23 to Fri 2026-03-27",
        ),
        (
            ", first_day: 2026-03-23, days: 7, closed: [saturday, sunday]",
            f"{{{WORKING}, saturday: 40}}",
            "per_day of sales has no effect for Saturday: nothing is open then",
        ),
        (
            ', first_day: 2026-03-23, saturday: {open: "09:00", close: "11:00"}',
            "100",
            "only Mon 2026-03-23 is simulated, so the hours of Saturday have no effect",
        ),
    ],
)
def test_what_is_given_for_other_days_is_noted(hours: str, per_day: str, note: str) -> None:
    assert note in [one.text for one in load(hours, per_day).notes]


def test_one_day_of_several_may_be_asked_for() -> None:
    assert not [note for note in load(", first_day: 2026-03-23, days: 1", f"{{{WORKING}}}").notes if note.word == "no_effect"]


def test_a_single_day_with_a_date_says_which() -> None:
    assert "Mon 2026-03-23, 08:00 to 12:00" in load(", first_day: 2026-03-23", "100").understood[0]

"""Shifts written by the clock of another site: by hand, over the night when only one of the two changes its clocks."""

import pytest

import simdesk as sd
from simdesk.scenario.reading.diagnostics import InvalidScenario

CENTRE = """
simdesk: 1
hours: {{open: "08:00", close: "20:00", first_day: {first}, days: {days}, zone: Europe/Berlin}}
queues:
  sales: {{arrivals: {{rate: 20 per h}}, handle_time: {{constant: 4 min}}}}
agent_groups:
  desk: {{skills: [sales], headcount: 3}}
  site: {{skills: [sales], zone: {zone}, {staff}}}
"""
SHIFT = 'shifts: [{start: "08:00", length: 8 h, agents: 2, breaks: [{at: "12:00", length: 30 min}]}]'
HOUR = 3600.0


def _site(zone: str, first: str = "2026-03-23", days: int = 1, staff: str = SHIFT) -> sd.Scenario:
    return sd.load_text(CENTRE.format(first=first, days=days, zone=zone, staff=staff))


def test_london_is_an_hour_behind_berlin() -> None:
    (shift,) = _site("Europe/London").lay_out()[0].groups[1].shifts
    assert (shift.start, shift.end) == (9 * HOUR, 17 * HOUR)
    assert shift.breaks == ((13 * HOUR, 1800.0),)


def test_the_centres_own_zone_changes_nothing() -> None:
    own, without = (
        _site("Europe/Berlin"),
        CENTRE.format(first="2026-03-23", days=1, zone="x", staff=SHIFT).replace("zone: x, ", ""),
    )
    assert own.lay_out() == sd.load_text(without).lay_out()


def test_the_centres_evening_is_the_next_morning_in_manila() -> None:
    # Berlin 18:00 is 01:00 in Manila in winter.
    late = 'shifts: [{start: "01:00", length: 2 h, agents: 2, breaks: [{between: "01:30-02:30", length: 15 min}]}]'
    first, second = _site("Asia/Manila", staff=late).lay_out()[0].groups[1].shifts
    assert (first.start, first.end) == (18 * HOUR, 20 * HOUR)
    assert first.breaks == ((18.5 * HOUR, 900.0),)
    assert second.breaks == ((19.25 * HOUR, 900.0),)


def test_what_lies_outside_the_hours_is_left_out_and_noted() -> None:
    early = (
        'shifts: [{start: "08:00", length: 8 h, agents: 2, breaks: [{at: "12:00", length: 1 h}, {at: "15:45", length: 30 min}]}]'
    )
    scenario = _site("Asia/Manila", days=2, staff=early.replace("length: 8 h", "length: 9 h"))
    first, second = scenario.lay_out()[0].groups[1].shifts
    assert (first.start, first.end, first.breaks) == (8 * HOUR, 10 * HOUR, ((8.75 * HOUR, 1800.0),))
    assert (second.start, second.end) == (32 * HOUR, 34 * HOUR)
    (note,) = [note for note in scenario.notes if note.word == "outside_hours"]
    assert "site's shift 08:00 to 17:00 is 01:00 to 10:00 here" in note.text
    assert "08:00 to 10:00 is simulated" in note.text


def test_a_shift_may_be_there_in_the_morning_and_again_in_the_evening() -> None:
    # 02:00 to 17:00 in Manila is 19:00 to 10:00 in Berlin.
    night = 'shifts: [{start: "02:00", length: 15 h, agents: 2, breaks: [{after: 14 h, length: 15 min}]}]'
    morning, evening = _site("Asia/Manila", staff=night).lay_out()[0].groups[1].shifts
    assert (morning.start, morning.end, morning.breaks) == (8 * HOUR, 10 * HOUR, ((9 * HOUR, 900.0),))
    assert (evening.start, evening.end, evening.breaks) == (19 * HOUR, 20 * HOUR, ())


def test_a_night_when_only_one_of_them_changes_its_clocks() -> None:
    # New York changes on 8 March 2026, Berlin on 29 March: 09:00 there is 15:00 here before, 14:00 between.
    staff = 'shifts: [{start: "09:00", length: 4 h, agents: 2}]'
    before, after = _site("America/New_York", first="2026-03-07", days=2, staff=staff).lay_out()[0].groups[1].shifts
    assert before.start == 15 * HOUR
    assert after.start == 24 * HOUR + 14 * HOUR


def test_a_meeting_is_by_the_groups_clock() -> None:
    staff = SHIFT + ', meetings: [{at: "10:00", length: 30 min}]'
    (meeting,) = _site("Europe/London", staff=staff).lay_out()[0].groups[1].meetings
    assert meeting.start == 11 * HOUR


def test_both_clocks_give_the_same_log() -> None:
    one, other = (sd.run(_site("Europe/London"), engine=e, replications=2).contacts for e in ("simpy", "compiled"))
    assert one.equals(other)


@pytest.mark.parametrize(
    ("zone", "staff", "message"),
    [
        ("Europe/London", "headcount: 3", "belongs to shifts"),
        (
            "Pacific/Auckland",
            SHIFT,
            "the shift 20:00 to 04:00 by the centre's clock does not fit Mon 2026-03-23, open 08:00 to 20:00",
        ),
        ("Nowhere", SHIFT, "unknown time zone 'Nowhere'"),
    ],
)
def test_what_cannot_be(zone: str, staff: str, message: str) -> None:
    with pytest.raises(InvalidScenario) as failed:
        _site(zone, staff=staff)
    assert [one.message for one in failed.value.diagnostics] == [message]


def test_a_zone_needs_that_of_the_centre() -> None:
    with pytest.raises(InvalidScenario) as failed:
        sd.load_text(
            CENTRE.format(first="2026-03-23", days=1, zone="Europe/London", staff=SHIFT).replace(", zone: Europe/Berlin", "")
        )
    (one,) = failed.value.diagnostics
    assert one.hint == "write zone and first_day under hours"

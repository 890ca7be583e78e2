"""Units: what people write, and seconds."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest

from simdesk.errors import InputError
from simdesk.formats import format_clock, format_duration, format_measure, format_range, format_share
from simdesk.units import comma_hint, parse_clock, parse_duration, parse_rate, parse_share


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("20 s", 20),
        ("20s", 20),
        ("4.5 min", 270),
        ("1 h 30 min", 5400),
        ("1h30min", 5400),
        ("500 ms", 0.5),
        ("2 days", 172800),
        (" 1 hour ", 3600),
        ("90 sec", 90),
        ("1e3 s", 1000),
        (".5 min", 30),
        ("-3 s", -3),
        ("-1 h 30 min", -5400),
        ("0 s", 0),
        ("4m45s", 285),
        ("285sec", 285),
        ("5 mins", 300),
        ("1.5 hrs", 5400),
        ("4 Min.", 240),
        ("1 h and 30 min", 5400),
        ("1 h, 30 min", 5400),
        ("1h30", 5400),
        ("0:04:45", 285),
        ("00:03:00", 180),
        ("0:00:30.5", 30.5),
        ("4:45", 285),
        ("4:45 min", 285),
        ("8:30 h", 30600),
        ("-0:30", -30),
        ("72:00", 4320),
        ("2 wks", 14 * 86400),
    ],
)
def test_durations(text, seconds):
    assert parse_duration(text) == seconds


@pytest.mark.parametrize(
    "value",
    [
        20,
        20.0,
        "20",
        " 20 ",
        "",
        " ",
        "s",
        "20 fortnights",
        "4:60",
        "4:45:10 min",
        "4:45 days",
        "1:2",
        "1,5 min",
        "20 s please",
        "1e999 s",
        True,
        None,
        [20],
        "nan s",
        "inf s",
    ],
)
def test_no_durations(value):
    with pytest.raises(InputError) as caught:
        parse_duration(value)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("text", "two_parts", "seconds"),
    [
        ("8:00", "h:mm", 8 * 3600),
        ("24:00", "h:mm", 24 * 3600),
        ("0:30", "short h:mm", 1800),
        ("3:00", "short h:mm", 3 * 3600),
        ("0:00:30", "ask", 30),
        ("8:00 h", "ask", 8 * 3600),
        ("15:00 min", "short h:mm", 900),
    ],
)
def test_hours_and_minutes_where_durations_are_planned(text, two_parts, seconds):
    assert parse_duration(text, two_parts) == seconds


@pytest.mark.parametrize(("text", "two_parts"), [("15:00", "short h:mm"), ("4:00", "ask")])
def test_two_parts_that_may_be_either_are_asked(text, two_parts):
    with pytest.raises(InputError) as caught:
        parse_duration(text, two_parts)
    number = text.partition(":")[0]
    assert caught.value.message == f"{text} may be {number} min or {number} h"
    assert caught.value.hint == f"write {number} min or {number} h"


def test_a_bare_number_is_told_its_units():
    with pytest.raises(InputError, match=r"needs a unit \(got 20\) \(write 20 s, 20 min or 20 h\)"):
        parse_duration(20)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("08:00", 28800),
        ("8:30", 30600),
        ("00:00", 0),
        ("24:00", 86400),
        ("26:15", 94500),
        ("08:00:12", 28812),
        ("48:00", 172800),
        ("8 am", 28800),
        ("8:30 pm", 73800),
        ("12 am", 0),
        ("12:15 PM", 44100),
        ("8:30 a.m.", 30600),
        ("noon", 43200),
        ("Midnight", 0),
        ("0830", 30600),
        ("830", 30600),
        ("2400", 86400),
        (800, 28800),
        (8, 28800),
        ("8", 28800),
        (20.0, 72000),
        ("8.30", 30600),
        ("8h30", 30600),
        ("8 Uhr", 28800),
        ("08:30 h", 30600),
        ("9 o'clock", 32400),
    ],
)
def test_clock(text, seconds):
    assert parse_clock(text) == seconds


@pytest.mark.parametrize(
    "value", ["25", "8:5", "08:60", "08:00:60", "48:01", "-1:00", "13 pm", 25, 480, 8.5, -8, 2401, None, True, ""]
)
def test_no_clock(value):
    with pytest.raises(InputError):
        parse_clock(value)


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        (8.5, 'write "08:50" or "08:30", with a colon and in quotes'),
        (8.3, 'write "08:30" or "08:18", with a colon and in quotes'),
        ("13 pm", 'am and pm go with hours from 1 to 12: write "13:00"'),
    ],
)
def test_what_is_nearly_a_time_of_day_is_told_the_times_it_may_be(value, hint):
    with pytest.raises(InputError) as caught:
        parse_clock(value)
    assert caught.value.hint == hint


@pytest.mark.parametrize(
    ("text", "share"), [("80%", 0.8), ("80 percent", 0.8), ("80 %", 0.8), ("0%", 0.0), ("112.5%", 1.125), ("-5%", -0.05)]
)
def test_shares(text, share):
    assert parse_share(text) == pytest.approx(share, rel=1e-15)


@pytest.mark.parametrize("value", [0.8, 80, "80", "eighty%", "", None, True, math.nan, "nan%"])
def test_no_shares(value):
    with pytest.raises(InputError):
        parse_share(value)


@pytest.mark.parametrize(
    ("value", "factor", "hint"),
    [(0.8, False, "80%"), ("0.8", False, "80%"), (12, False, "12%"), (1.2, True, "120%"), (120, True, "120%")],
)
def test_a_share_without_percent_sign_is_told_the_share_that_is_likely_meant(value, factor, hint):
    with pytest.raises(InputError) as caught:
        parse_share(value, factor=factor)
    assert caught.value.hint == f"write {hint}"


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("120 per hour", 120 / 3600),
        ("120 calls per hour", 120 / 3600),
        ("120 calls/h", 120 / 3600),
        ("120 an hour", 120 / 3600),
        ("40 per 30 min", 40 / 1800),
        ("40 per half hour", 40 / 1800),
        ("60 contacts per 15 minutes", 60 / 900),
        ("120 per h", 120 / 3600),
        ("2 per min", 2 / 60),
        ("1 / s", 1.0),
        ("24/h", 24 / 3600),
        ("10 per day", 10 / 86400),
    ],
)
def test_rates(text, rate):
    assert parse_rate(text) == rate


@pytest.mark.parametrize("value", [120, "120", "120 h", "120 per week", "per h", None, ""])
def test_no_rates(value):
    with pytest.raises(InputError):
        parse_rate(value)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (20, "20 s"),
        (270, "4.5 min"),
        (3600, "1 h"),
        (5400, "1.5 h"),
        (0, "0 s"),
        (0.5, "0.5 s"),
        (100, "100 s"),
        (math.inf, "unlimited"),
    ],
)
def test_durations_are_printed_as_people_write_them(seconds, text):
    assert format_duration(seconds) == text


@pytest.mark.parametrize("seconds", [1.0, 20.0, 90.0, 270.0, 3600.0, 5400.0, 86400.0, 1234.0])
def test_printed_durations_read_back(seconds):
    assert parse_duration(format_duration(seconds)) == pytest.approx(seconds, rel=1e-12)


def test_clock_and_share_are_printed():
    assert format_clock(28800) == "08:00"
    assert format_clock(94512) == "02:15:12"
    assert format_clock(86400) == "00:00"
    assert format_clock(86400, end=True) == "24:00"
    assert format_share(0.8) == "80.0%"


@pytest.mark.parametrize("text", ["1 h -30 min", "-1 h -30 min", "1 h +30 min", "+1 h +1 min"])
def test_a_sign_stands_only_in_front_of_a_duration(text: str) -> None:
    with pytest.raises(InputError, match="a sign inside a duration"):
        parse_duration(text)


def test_a_sign_in_front_holds_for_all_of_a_duration() -> None:
    assert parse_duration("-1 h 30 min") == -5400.0
    assert parse_duration("+1 h 30 min") == 5400.0


@pytest.mark.parametrize("read", [parse_duration, parse_share, parse_rate])
@pytest.mark.parametrize("number", [10**400, -(10**400), 10**5000, 10**308], ids=["400", "-400", "5000", "308"])
def test_endless_numbers_are_an_input_error(read: Callable[[object], float], number: int) -> None:
    with pytest.raises(InputError):
        read(number)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("4,5 min", "write 4.5 min, with a decimal point"),
        ("12,5%", "write 12.5%, with a decimal point"),
        ("1,200 per h", "write 1200 per h, or 1.2 per h with a decimal point"),
        ("0,125", "write 0.125, with a decimal point"),
        ("1,2,3", ""),
        ("4.5 min", ""),
    ],
)
def test_what_to_write_for_a_decimal_comma(text: str, hint: str) -> None:
    assert comma_hint(text) == hint


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.04, "0.0 s"),
        (299.9, "299.9 s"),
        (300, "5.0 min"),
        (10799, "180.0 min"),
        (10800, "3.0 h"),
        (86400, "24.0 h"),
        (-7200, "-120.0 min"),
    ],
)
def test_measured_durations_are_read_in_seconds_minutes_or_hours(seconds, text):
    assert format_measure(seconds, "s") == text


def test_both_ends_of_a_range_have_the_unit_of_the_larger():
    assert format_range(20, 90, "s") == "20.0–90.0 s"
    assert format_range(240, 420, "s") == "4.0–7.0 min"
    assert format_range(9000, 12600, "s") == "2.5–3.5 h"
    assert format_range(-14400, 60, "s") == "-4.0 to 0.0 h"


def test_a_range_has_the_unit_of_the_estimate_beside_it():
    for mean in (252.1, 320.0, 20000.0, -310.0):
        number, unit = format_measure(mean, "s").split(" ")
        assert format_range(mean - 60, mean + 60, "s", mean).endswith(f" {unit}"), number
    assert format_range(192, 312, "s", 252.1) == "192.0–312.0 s"
    assert format_range(192, 450, "s", 320.0) == "3.2–7.5 min"
    assert format_range(0.5, 0.75, "share", 0.6) == "50.0–75.0%"

"""A date in a scenario of one day: the line that is asked for makes that day, not a week."""

import pytest

import simdesk as sd
from simdesk.scenario.reading.diagnostics import InvalidScenario

WHOLE = """
simdesk: 1
hours: {open: "08:00", close: "20:00"%s}
queues: {sales: {arrivals: {per_day: 300}, handle_time: {constant: 4 min}, patience: {constant: 2 min}}}
agent_groups: {desk: {skills: [sales], headcount: 5}}
holidays: {Christmas Eve: {date: 12/24/2025, volume: 60%%}}
"""


def test_the_day_alone_comes_first() -> None:
    with pytest.raises(InvalidScenario) as failed:
        sd.load_text(WHOLE % "")
    (one,) = failed.value.diagnostics
    assert one.hint == (
        "write first_day: 2025-12-24 under hours for Wed 2025-12-24 alone; for its week first_day: 2025-12-22 and days: 7"
    )
    assert one.fix is not None
    assert one.fix.to[0] == "first_day: 2025-12-24"
    obeyed = sd.load_text(WHOLE % ", first_day: 2025-12-24")
    assert obeyed.model.hours.days in (None, 1)


def test_a_closed_date_needs_its_week() -> None:
    with pytest.raises(InvalidScenario) as failed:
        sd.load_text(WHOLE.replace("{date: 12/24/2025, volume: 60%%}", "12/24/2025") % "")
    (one,) = failed.value.diagnostics
    assert one.hint == "under hours write first_day: 2025-12-22 and days: 7, the week of Wed 2025-12-24"


def test_the_volume_of_a_holiday_is_told() -> None:
    lines = sd.load_text(WHOLE % ", first_day: 2025-12-24").understood
    at = next(index for index, line in enumerate(lines) if line.startswith("queue sales"))
    assert lines[at + 1] == "  with the events 180 contacts a day arrive"
    assert not any("with the events" in line for line in sd.load_text(WHOLE.split("holidays")[0] % "").understood)

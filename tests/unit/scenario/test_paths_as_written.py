"""A fault names the place as the file has it, whatever it was put into."""

import pytest

import simdesk as sd
from simdesk.scenario.reading.diagnostics import InvalidScenario

WHOLE = """
simdesk: 1
hours: {open: "08:00", close: "20:00"}
queues: {sales: {arrivals: {per_day: 300}, handle_time: {constant: 4 min}, patience: {constant: 2 min}}}
agent_groups: {desk: {skills: [sales], %s}}
%s
"""


def _paths(group: str, top: str = "") -> list[str]:
    with pytest.raises(InvalidScenario) as failed:
        sd.load_text(WHOLE % (group, top))
    return [one.path for one in failed.value.diagnostics]


@pytest.mark.parametrize(
    ("group", "top", "path"),
    [
        ("headcount: 5", "holidays: {Columbus Day: {date: 10/13/2025, volume: 60%}}", "holidays.Columbus Day"),
        ("headcount: 5", "holidays: [2025-12-25]", "holidays[0]"),
        ('shifts: [{start: "08:00", end: "16:00", agents: 5, lunch: "17:00-17:30"}]', "", "agent_groups.desk.shifts[0].lunch"),
        ('shifts: {early: {start: "06:00", end: "14:00", agents: 5}}', "", "agent_groups.desk.shifts.early.start"),
        ("headcount: 5, concurrency: {chat: 3}", "", "agent_groups.desk.concurrency.chat"),
        ("headcount: 5.5.5", "", "agent_groups.desk.headcount"),
        ("headcount: 5, shrinkage: 8", "", "agent_groups.desk.shrinkage"),
    ],
)
def test_paths_are_those_of_the_file(group: str, top: str, path: str) -> None:
    assert _paths(group, top) == [path]

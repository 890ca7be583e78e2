"""Rosters of people who use the shifts of their group by name."""

import simdesk as sd

GROUP = """
simdesk: 1
hours: {{open: "08:00", close: "20:00"}}
queues: {{sales: {{arrivals: {{rate: 20 per h}}, handle_time: {{constant: 4 min}}}}}}
agent_groups: {{desk: {{skills: [sales], {staff}}}}}
"""


def _desk(staff: str) -> sd.Scenario:
    return sd.load_text(GROUP.format(staff=staff))


def test_shifts_are_used_by_name() -> None:
    by_name = 'shifts: {early: {start: "08:00", end: "16:00", lunch: "12:00-12:30"}, late: "12:00-20:00"}, '
    people = "people: [{name: anna, shift: early}, {name: ben, shift: late, pace: 80%}, {name: carla, shift: early}]"
    early = '{start: "08:00", length: 8 h, agents: 1, breaks: [{at: "12:00", length: 30 min}]}'
    plain = f'shifts: [{early}, {{start: "12:00", length: 8 h, agents: 1}}, {early}], '
    who = "people: [{agents: 1, name: anna}, {agents: 1, name: ben, pace: 80%}, {agents: 1, name: carla}]"
    assert _desk(by_name + people).model == _desk(plain + who).model


def test_names_alone_make_nobody_differ() -> None:
    named = 'shrinkage: 8%, agents: {anna: "08:00-16:00", ben: "12:00-20:00"}'
    plain = 'shrinkage: 8%, shifts: [{start: "08:00", length: 8 h, agents: 1}, {start: "12:00", length: 8 h, agents: 1}]'
    assert _desk(named).model == _desk(plain).model

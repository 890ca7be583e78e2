"""Of the contacts of one rank the one that is due first is taken first, also where due counts opening hours only."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from floors import same_log

import simdesk as sd
from simdesk.demand.workload import draw_workload
from simdesk.engine import simpy_clock
from simdesk.engine.log import DayLog

TEXT = """
simdesk: 1
hours: {{open: "08:00", close: "18:00", interval: 1 h, days: 3, first_day: 2026-03-23}}
queues:
  calls: {{arrivals: {{times: ["2026-03-23 08:00:00"]}}, handle_time: {{constant: 1 h}}}}
  cases: {{channel: back_office, due: {cases}, arrivals: {{times: ["2026-03-23 08:10:00"]}}, handle_time: {{constant: 10 min}}}}
  mail: {{channel: email, due: {mail}, arrivals: {{times: ["2026-03-23 08:20:00"]}}, handle_time: {{constant: 10 min}}}}
agent_groups:
  desk: {{skills: {{calls: {{rank: 1}}, cases: {{rank: 2}}, mail: {{rank: 2}}}}, headcount: 1}}
"""


def turns(tmp_path: Path, cases: str, mail: str) -> list[str]:
    """The queues in the order in which the only agent takes them."""
    path = tmp_path / "desk.yaml"
    path.write_text(TEXT.format(cases=cases, mail=mail), encoding="utf-8")
    floor, demand = sd.load(path).lay_out()
    log: DayLog = simpy_clock.play_day(floor, draw_workload(demand, 1, 0))
    from simdesk.engine.compiled_day import play_day

    assert same_log(log, play_day(floor, draw_workload(demand, 1, 0)))
    return [floor.queues[q].name for q in log.contacts.queue[np.argsort(log.contacts.answered)]]


def test_opening_hours_decide_whose_turn_it_is(tmp_path: Path) -> None:
    # Cases: 9 h 50 min are left on Monday, so 12 open hours end on Tuesday at 10:10. Mail by the clock: Monday at 22:20.
    assert turns(tmp_path, "{open_hours: 12 h}", "14 h") == ["calls", "mail", "cases"]
    # By the clock the cases would be due at 20:10.
    assert turns(tmp_path, "12 h", "14 h") == ["calls", "cases", "mail"]


def test_due_at_the_very_closing_is_due_then(tmp_path: Path) -> None:
    # 9 h 50 min from 08:10 end at 18:00 on Monday, not on Tuesday morning.
    assert turns(tmp_path, "{open_hours: 590 min}", "14 h") == ["calls", "cases", "mail"]


def test_two_that_count_opening_hours(tmp_path: Path) -> None:
    assert turns(tmp_path, "{open_hours: 12 h}", "{open_hours: 11 h}") == ["calls", "mail", "cases"]
    assert turns(tmp_path, "{open_hours: 12 h}", "{open_hours: 13 h}") == ["calls", "cases", "mail"]


def test_beyond_the_last_closing_the_longest_wait_goes_first(tmp_path: Path) -> None:
    assert turns(tmp_path, "{open_hours: 40 h}", "{open_hours: 39 h}") == ["calls", "cases", "mail"]

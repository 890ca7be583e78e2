"""Work that waits at opening, written beside what arrives later in whatever way: refused with the queue to write for it."""

from __future__ import annotations

from pathlib import Path

import pytest

import simdesk as sd

WHOLE = """simdesk: 1
hours: {{open: "08:00", close: "10:00", interval: 1 h}}
queues:
  mail: {{channel: email, aht: 6 min, {queue}}}
agent_groups: {{desk: {{skills: [mail], headcount: 5}}}}
"""


@pytest.mark.parametrize(
    "queue",
    [
        "backlog: 20, arrivals: {per_day: 30}",
        "arrivals: {per_day: 30}, backlog: 20",
        "backlog: 20, mails_per_day: 30",
        "mails_per_day: 30, backlog: 20",
        'backlog: 20, arrivals: {"08:00": 20, "09:00": 10}',
        'arrivals: {"08:00": 20, inbox: 20, "09:00": 10}',
        "inbox: 20 mails, arrivals: {hourly: [20, 10]}",
        "backlog: 20, volumes: [20, 10]",
        "arrivals: {rate: 15 per h, at_opening: 20}",
    ],
)
def test_it_is_a_queue_of_its_own(queue: str) -> None:
    with pytest.raises(sd.InvalidScenario) as refused:
        sd.load_text(WHOLE.format(queue=queue))
    (only,) = refused.value.diagnostics
    assert only.path in ("queues.mail.backlog", "queues.mail.arrivals.at_opening")
    assert only.line == 4
    assert "write under queues mail_backlog: {channel: email, aht: 6 min, backlog: 20}, and add" in only.hint


def test_the_line_to_write_names_the_files_of_the_queue(tmp_path: Path) -> None:
    table = tmp_path / "mails.csv"
    table.write_text("time,mails,aht\n08:00,20,300\n09:00,10,320\n", encoding="utf-8")
    queue = "arrivals: {file: mails.csv, column: mails}, backlog: 20, handle_time: {file: mails.csv, column: aht, unit: s}"
    with pytest.raises(sd.InvalidScenario) as refused:
        sd.load_text(WHOLE.format(queue=queue).replace("aht: 6 min, ", ""), tmp_path / "day.yaml")
    (only,) = refused.value.diagnostics
    assert "handle_time: {mean_by_interval: {file: mails.csv, column: aht, unit: s}}, backlog: 20}" in only.hint

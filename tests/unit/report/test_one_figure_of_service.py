"""Screen, report, frames and document show the same figure of service for each queue, and no column is forgotten."""

from __future__ import annotations

import re
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

import simdesk as sd
from simdesk.cli.screens.run import print_run
from simdesk.formats import format_share
from simdesk.measure.registry import METRICS
from simdesk.report.charts import chart_sections
from simdesk.report.tables import Table, day_table, definitions_in_use, interval_tables
from simdesk.results.results import Results
from simdesk.results.shown.document import document
from simdesk.scenario import load_text

METRICS_SHOWN = ("service_level", "done_in_time")
SCENARIOS = Path(__file__).parents[3] / "scenarios"
THURSDAY = "Thu 2026-03-26"  # a holiday: tickets come, and nobody works on them before Friday


@pytest.fixture(scope="module")
def week() -> Results:
    return sd.run(sd.load(SCENARIOS / "week.yaml"), 2, cores=1)


def screen_of(results: Results) -> str:
    out = StringIO()
    print_run(results, Console(file=out, width=250))
    return out.getvalue()


def block(screen: str, title: str) -> list[list[str]]:
    """A table of the screen as rows of cells, its heading first."""
    lines = screen.splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith(title))
    rows = lines[at + 1 : lines.index("", at)]
    return [re.split(r"  +", row.strip()) for row in rows]


def cell(table: Table, row: str, queue: str, heading: str) -> str:
    cells = next(cells for name, cells in table.rows if name == row and cells[0].text == queue)
    return cells[table.heads.index(heading) - 1].text


@pytest.mark.slow
def test_tickets_on_thursday(week: Results):
    """All of Thursday's tickets are done within their twelve hours of opening; next to none is answered within twelve hours."""
    figures = {
        metric: week.by_day.query(f"day == '{THURSDAY}' and queue == 'tickets'")[metric].item() for metric in METRICS_SHOWN
    }
    assert figures["done_in_time"] == 1.0
    assert figures["service_level"] < 0.05
    heads, *rows = block(screen_of(week), "By day")
    on_screen = next(row for row in rows if row[0] == THURSDAY)[heads.index("tickets")]
    table = day_table(week)
    assert table is not None
    assert on_screen == cell(table, THURSDAY, "tickets", "Done in time") == "100.0%"
    assert cell(table, THURSDAY, "tickets", "Service level") == "–"
    assert cell(table, THURSDAY, "calls", "Done in time") == "–"


def test_every_place_agrees_on_the_figure_of_each_queue(week: Results):
    found, frame, table, screen = document(week), week.by_day, day_table(week), screen_of(week)
    assert table is not None
    shown_by = {"calls": "service_level", "tickets": "done_in_time"}
    assert all(entry["in_time_by"] == shown_by[entry["queue"]] for entry in (*found["days"], *found["intervals"]))
    assert dict(zip(frame["queue"], frame["in_time_by"], strict=True)) == shown_by | {"all": ""}
    assert set(zip(week.intervals["queue"], week.intervals["in_time_by"], strict=True)) == set(
        zip(frame["queue"], frame["in_time_by"], strict=True)
    )
    assert "(done in time of tickets)" in screen
    heads, *days = block(screen, "By day")
    for entry in found["days"]:
        column = shown_by[entry["queue"]]
        value = entry[column]
        here = frame.query(f"day == '{entry['day']}' and queue == '{entry['queue']}'").iloc[0]
        assert here[column] == value or value is None
        words = "–" if value is None else format_share(value)
        assert next(row for row in days if row[0] == entry["day"])[heads.index(entry["queue"])] == words
        for metric in METRICS_SHOWN:
            shown = cell(table, entry["day"], entry["queue"], METRICS[metric].heading)
            assert shown == (words if metric == column else "–")
    heads, *queues = block(screen, "Queues")
    by_queue = {row[0]: row for row in queues}
    for queue, column in shown_by.items():
        for metric in METRICS_SHOWN:
            assert (by_queue[queue][heads.index(METRICS[metric].short)] != "–") == (metric == column)
    assert by_queue["all"][heads.index("done in time")] == by_queue["all"][heads.index("service level")] == "–"
    assert [names for names, _, _ in definitions_in_use(week)] == ["calls"]
    over_day = chart_sections(week)[0]
    assert ["Done in time" in group.charts[0].json for group in over_day.groups if group.heading] == [False, True]


WRITTEN = """
simdesk: 1
name: Written work alone
hours: {open: "08:00", close: "12:00", interval: 1 h}
replications: 1
queues:
  mail: {channel: email, arrivals: {rate: 10 per h}, handle_time: {constant: 5 min}, due: 2 h}
  letters: {channel: back_office, arrivals: {rate: 5 per h}, handle_time: {constant: 5 min}, due: 3 h}
agent_groups: {desk: {skills: [mail, letters], headcount: 2}}
"""


@pytest.mark.parametrize(
    ("targets", "shown"),
    [
        ([], {"mail": "done_in_time", "letters": "done_in_time", "all": "done_in_time"}),
        (["service_level(all, 1 h) >= 80%"], dict.fromkeys(("mail", "letters", "all"), "service_level")),
        (["service_level(mail, 1 h) >= 80%"], {"mail": "service_level", "letters": "done_in_time", "all": ""}),
    ],
)
def test_work_with_a_due_time_is_judged_by_what_was_done(targets: list[str], shown: dict[str, str]):
    results = sd.run(load_text(WRITTEN).with_changes({"targets": targets} if targets else {}))
    assert {queue: results.headline.in_time(queue) for queue in results.queues} == shown


@pytest.mark.slow
def test_what_was_done_in_time_stands_in_the_intervals(week: Results):
    tables: dict[str, Table] = {table.name: table for table in interval_tables(week)}
    assert "Done in time" in tables["Queue: tickets"].heads
    assert "Service level" not in tables["Queue: tickets"].heads
    assert "Done in time" not in tables["Queue: calls"].heads


def test_redials_stand_on_the_screen():
    results = sd.run(sd.load(SCENARIOS / "redials.yaml"), 2, cores=1)
    mean = results.summary.query("metric == 'redials' and subject == 'tickets'")["mean"].item()
    assert mean > 0
    screen = screen_of(results)
    title = "What else happened" if "What else happened" in screen else "Queues"
    heads, *rows = block(screen, title)
    assert float(next(row for row in rows if row[0] == "tickets")[heads.index("redials")]) == pytest.approx(mean, abs=0.05)


@pytest.mark.parametrize(
    ("within", "targets", "shown"),
    [
        ((24, 24), [], {"mail": 24, "letters": 24, "all": 24}),
        ((24, None), [], {"mail": 24, "letters": 4, "all": 20 / 3600}),
        ((24, None), ["service_level(letters, 8 h) >= 80%"], {"mail": 24, "letters": 8, "all": 8}),
        ((24, 24), ["service_level(all, 2 h) >= 80%"], {"mail": 2, "letters": 2, "all": 2}),
        ((24, 12), ["service_level(mail, 1 h) >= 80%"], {"mail": 1, "letters": 12, "all": 1}),
    ],
)
def test_a_queue_is_counted_by_the_time_it_is_to_be_answered_within(
    within: tuple[int | None, int | None], targets: list[str], shown: dict[str, float]
):
    text = WRITTEN.replace("[mail, letters]", "{mail: {rank: 1}, letters: {rank: 2}}")
    for due, hours in zip((2, 3), within, strict=True):
        text = text.replace(f", due: {due} h", f", answer_within: {hours} h" if hours else "")
    results = sd.run(load_text(text).with_changes({"targets": targets} if targets else {}))
    assert {queue: level.threshold for queue, level in results.headline.service_levels.items()} == {
        queue: pytest.approx(hours * 3600.0) for queue, hours in shown.items()
    }


@pytest.mark.slow
def test_a_comparison_shows_the_same_figure():
    day = sd.load(SCENARIOS / "week.yaml")
    both = sd.compare({"one": day, "two": day.variant("patch_day")}, 1)
    assert {queue: e.metric for queue, e in both.service_levels.items()} == {"calls": "service_level", "tickets": "done_in_time"}
    live = day.with_changes({"queues.tickets.due": None, "targets": ["service_level(calls, 60 s) >= 80%"]})
    other = sd.compare({"one": day, "two": live}, 1)
    assert {e.metric for e in other.service_levels.values()} == {"service_level"}

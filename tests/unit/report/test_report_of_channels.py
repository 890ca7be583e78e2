"""Tables and charts of floors where calls stand beside bots, lists and work that may wait."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

import simdesk as sd
from simdesk.cli.screens.compare import print_comparison
from simdesk.cli.screens.estimate import print_estimate
from simdesk.cli.screens.run import print_run
from simdesk.figures.style import wait_unit
from simdesk.report.charts import chart_sections
from simdesk.report.tables import definitions_in_use, queue_tables
from simdesk.results.results import Results

SCENARIOS = Path(__file__).parents[3] / "scenarios"


@pytest.fixture(scope="module")
def omnichannel() -> Results:
    return sd.run(sd.load(SCENARIOS / "omnichannel.yaml"), 2)


@pytest.mark.parametrize(
    ("name", "silent"),
    [
        ("omnichannel", ("assistant", "winback", "all")),  # calls, chats and mail together have no one service level
        ("bot_in_front", ("assistant", "menu")),  # calls and chats both wait for seconds
        ("mail_and_tickets", ("all",)),
        ("multi_skill", ()),
    ],
)
def test_which_queues_have_no_service_level_to_show(name: str, silent: tuple[str, ...]):
    headline = sd.run(sd.load(SCENARIOS / f"{name}.yaml"), 1).headline
    assert headline.silent == silent
    assert headline.says("calls", "service_level")
    assert all(headline.says(queue, "offered") for queue in silent)
    assert not any(headline.says(queue, metric) for queue in silent for metric in ("service_level", "wait_percentile_90"))


def test_a_target_on_all_makes_it_shown():
    day = sd.load(SCENARIOS / "mail_and_tickets.yaml").with_changes({"targets": ["service_level(all, 1 h) >= 80%"]})
    assert sd.run(day, 1).headline.silent == ()


def test_the_screen_and_the_report_leave_out_what_says_nothing(omnichannel: Results):
    out = StringIO()
    print_run(omnichannel, Console(file=out, width=160))
    row = next(line.split() for line in out.getvalue().splitlines() if line.startswith("winback"))
    assert row[2:8] == ["–", "–", "0.0%", "–", "–", "–"]
    assert "service level of calls within 20 s" in out.getvalue()
    table, more = queue_tables(omnichannel)
    rows = dict(table.rows)
    assert rows["all queues"][table.heads.index("Service level") - 1].text == "–"
    assert more is not None
    assert "Contained" in more.heads
    assert [names for names, _, _ in definitions_in_use(omnichannel)] == ["calls", "chats"]


@pytest.mark.slow
def test_work_that_is_due_has_a_chart_of_what_was_done_in_time(omnichannel: Results):
    over_day = chart_sections(omnichannel)[0]
    assert [group.heading for group in over_day.groups] == ["calls", "chats", "mail", ""]
    assert ["Done in time by interval: mail" in group.charts[0].json for group in over_day.groups] == [False, False, True, False]
    figure = omnichannel.figures.days_done_in_time("mail")
    assert "≥ 95%" in str(figure)


@pytest.mark.slow
def test_a_comparison_leaves_out_waits_of_all_unless_asked():
    day = sd.load(SCENARIOS / "mail_and_tickets.yaml")
    days = {"one": day, "two": day.variant("one_less")}
    assert not any("_wait(all)" in text or "level(all" in text for text in sd.compare(days, 1).table["measure"])
    asked = sd.compare(days, 2, metrics=["mean_wait(all)"])
    assert "mean_wait(all)" in set(asked.table["measure"])


def test_a_change_without_data_is_a_dash():
    day = sd.load(SCENARIOS / "channel_mix.yaml")
    out = StringIO()
    print_comparison(sd.compare({"phone": day, "chat": day.variant("chat")}, 2), Console(file=out, width=160))
    lines = out.getvalue().splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith("service_level(chats, 60 s)"))
    assert lines[at + 2].split()[2:4] == ["–", "–"]


def test_units_of_an_axis_of_waits():
    assert [wait_unit(top)[1] for top in (600, 601, 10800, 10801)] == ["s", "min", "min", "h"]


def test_no_formula_for_bots_and_lists():
    found = sd.estimate(sd.load(SCENARIOS / "omnichannel.yaml"), 1)
    assert [queue.queue for queue in found.queues] == ["calls", "chats", "mail"]
    out = StringIO()
    print_estimate(found, Console(file=out, width=160))
    assert "no formulas for assistant, winback" in out.getvalue()

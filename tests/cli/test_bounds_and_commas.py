"""Lines with a bound behind a measure, with a decimal comma, and with options that change no number."""

import shlex
from pathlib import Path

import pytest
import typer

from simdesk.cli.lines.reading import understood
from simdesk.cli.main import app, execute
from simdesk.errors import ExitCode

COMMANDS = dict(typer.main.get_command(app).commands)  # type: ignore[attr-defined]
DAY = """\
simdesk: 1
hours: {open: "08:00", close: "10:00", interval: 1 h}
replications: 2
queues:
  sales: {arrivals: {per_day: 20}, handle_time: 4 min, patience: 2 min}
agent_groups:
  desk: {skills: [sales], headcount: 2, shrinkage: 8%}
targets:
  - service_level(sales, 20 s) >= 5%
"""


@pytest.fixture(autouse=True)
def _in_a_folder_with_a_scenario(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("day.yaml").write_text(DAY, encoding="utf-8")


TARGETS = '\'targets=["service_level(sales, 20 s) >= 5%", "{}"]\''
TAKEN = {
    "run day.yaml --set agent_groups.desk.shrinkage=12,5%": "run day.yaml --set agent_groups.desk.shrinkage=12.5%",
    "run day.yaml --shrinkage 12,5%": "run day.yaml --set agent_groups.desk.shrinkage=12.5%",
    "run day.yaml --set 'queues.sales.handle_time=4,5 min'": "run day.yaml --set 'queues.sales.handle_time=4.5 min'",
    "run day.yaml --metric 'abandonment_rate(sales) <= 5%'": "run day.yaml --set "
    + TARGETS.format("abandon_rate(sales) <= 5%")
    + " --metric 'abandon_rate(sales)'",
    "run day.yaml --metric 'first_reply_time(sales, 2 min) >= 90%'": "run day.yaml --set "
    + TARGETS.format("service_level(sales, 2 min) >= 90%")
    + " --metric 'service_level(sales, 2 min)'",
    "staff day.yaml --cores 2": "staff day.yaml",
    "explain day.yaml -c 1": "explain day.yaml",
    "run day.yaml -c 2": "run day.yaml --cores 2",
}


@pytest.mark.parametrize("line", TAKEN)
def test_a_line_with_one_meaning_is_understood(line: str) -> None:
    typed = understood(shlex.split(line), COMMANDS)
    assert typed is not None
    assert [one for one in typed.arguments() if one] == shlex.split(TAKEN[line])


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("sweep day.yaml --set agent_groups.desk.shrinkage=12,5%", "shrinkage=12%,5%"),
        ("run day.yaml --metric 'asa(sales) <= 20'", "write 20 s"),
        ("run day.yaml --metric 'frt(sales) <= 2 min'", "mean_speed_of_answer(sales) <= 2 min"),
        ("run day.yaml --metric cost_per_contact", "cost(all)"),
    ],
)
def test_another_line_is_answered_with_what_to_write(line: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert execute(shlex.split(line)) == ExitCode.USAGE
    assert said in capsys.readouterr().err


def test_the_workbook_and_the_cost_that_nothing_has_are_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert execute(shlex.split("run day.yaml --excel --csv --metric cost -o out")) == ExitCode.DONE
    output = capsys.readouterr().out
    assert "results.xlsx" in output
    assert "tables: " in output
    assert "cost is 0, since no agent group has one" in " ".join(output.split())


def test_one_run_of_several_days_is_called_so(capsys: pytest.CaptureFixture[str]) -> None:
    week = DAY.replace("interval: 1 h}", "interval: 1 h, first_day: 2026-03-23, days: 2}")
    Path("week.yaml").write_text(week, encoding="utf-8")
    assert execute(shlex.split("run week.yaml -n 1 --no-save")) == ExitCode.DONE
    output = capsys.readouterr().out
    assert "One run of 2 days has no confidence interval" in output
    assert "runs met" in output


def test_the_time_of_the_tables_is_said_where_no_target_says_it(capsys: pytest.CaptureFixture[str]) -> None:
    more = DAY.replace("agent_groups:", "  chat: {channel: chat, arrivals: {per_day: 9}, handle_time: 4 min}\nagent_groups:")
    Path("more.yaml").write_text(more.replace("[sales]", "[sales, chat]"), encoding="utf-8")
    assert execute(["validate", "more.yaml"]) == ExitCode.DONE
    assert "the tables have the service level of chat within 1 min" in capsys.readouterr().out


def test_what_was_changed_is_said_by_estimate(capsys: pytest.CaptureFixture[str]) -> None:
    assert execute(shlex.split("estimate day.yaml -n 2 --set queues.sales.handle_time='5 min'")) == ExitCode.DONE
    assert "changed: " in capsys.readouterr().out

"""What people type: understood, or answered with a line that works."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import typer

from simdesk.cli.lines.reading import understood
from simdesk.cli.lines.words import COMMAND_OF, OPTION_OF
from simdesk.cli.main import app, execute
from simdesk.errors import ExitCode, UsageError

TINY = """\
simdesk: 1
hours: {open: "08:00", close: "10:00", interval: 1 h}
replications: 2
queues:
  sales:
    arrivals: {per_day: 20}
    handle_time: {lognormal: {mean: 4 min, sd: 3 min}}
agent_groups:
  desk: {skills: [sales], headcount: 2, cost: 20 per h}
targets:
  - service_level(sales, 20 s) >= 5%
variants:
  more: {agent_groups.desk.headcount: 3}
  fewer: {agent_groups.desk.headcount: 1}
"""
TWO = TINY.replace("agent_groups:\n", "agent_groups:\n  back: {skills: [sales], headcount: 1}\n")
CHANNELS = TINY.replace("agent_groups:\n", "  chat: {channel: chat, arrivals: {per_day: 9}, handle_time: 4 min}\nagent_groups:\n")
CHANNELS = CHANNELS.replace("skills: [sales]", "skills: [sales, chat]")
GROUP = typer.main.get_command(app)
COMMANDS = dict(GROUP.commands)  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def _in_a_folder_with_scenarios(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("day.yaml").write_text(TINY, encoding="utf-8")
    Path("two.yaml").write_text(TWO, encoding="utf-8")
    Path("channels.yaml").write_text(CHANNELS, encoding="utf-8")
    Path("volumes.csv").write_text("start,sales\n08:00,10\n09:00,12\n", encoding="utf-8")


TAKEN = {
    "staff day.yaml --sl 80/20": "staff day.yaml --set 'targets=[\"service_level(sales, 20 s) >= 80%\"]'",
    "staff day.yaml 70/30": "staff day.yaml --set 'targets=[\"service_level(sales, 30 s) >= 70%\"]'",
    "staff day.yaml --target 80/30 -n 60": "staff day.yaml --verify 60 --set 'targets=[\"service_level(sales, 30 s) >= 80%\"]'",
    "explain day.yaml --interval '10:00 AM - 10:30 AM'": "explain day.yaml --interval '10:00 AM'",
    "simulate day.yaml": "run day.yaml",
    "run day.yaml --cost 28.50": "run day.yaml --set 'agent_groups.desk.cost=28.50 per h'",
    "run day.yaml --cost-per-hour 30": "run day.yaml --set 'agent_groups.desk.cost=30 per h'",
    "staff day.yaml --cost 28.50": "staff day.yaml --set 'agent_groups.desk.cost=28.50 per h'",
    "compare day.yaml --headcount 3 --cost 28.50": (
        "compare day.yaml --set agent_groups.desk.headcount=3 --set 'agent_groups.desk.cost=28.50 per h'"
    ),
    "sweep day.yaml --set agent_groups.desk.headcount=1-3 --cost 28.50": (
        "sweep day.yaml --set agent_groups.desk.headcount=1..3 --set 'agent_groups.desk.cost=28.50 per h'"
    ),
    "sweep day.yaml --headcount 1..3 --shrinkage 10%": (
        "sweep day.yaml --set agent_groups.desk.headcount=1..3 --set agent_groups.desk.shrinkage=10%"
    ),
    "play day.yaml -n 3": "run day.yaml -n 3",
    "check day.yaml": "validate day.yaml",
    "lint day.yaml two.yaml": "validate day.yaml two.yaml",
    "optimize day.yaml": "staff day.yaml",
    "erlang day.yaml": "estimate day.yaml",
    "what-if day.yaml": "compare day.yaml",
    "day.yaml": "run day.yaml",
    "day.yaml -n 3": "run day.yaml -n 3",
    "-n 3 day.yaml": "run day.yaml -n 3",
    "--days 3 day.yaml": "run day.yaml --replications 3",
    "run day": "run day.yaml",
    "help": "--help",
    "help run": "run --help",
    "help simulate": "run --help",
    "run help": "run --help",
    "run day.yaml -h": "run day.yaml -h",
    "validate --help": "validate --help",
    "compare -?": "compare --help",
    "version": "--version",
    "run --version": "--version",
    "-V": "--version",
    "run day.yaml --days 100": "run day.yaml --replications 100",
    "run day.yaml --runs=100": "run day.yaml --replications 100",
    "run day.yaml -n 1,000": "run day.yaml -n 1000",
    "run day.yaml -n '100 days'": "run day.yaml -n 100",
    "staff day.yaml -n 50": "staff day.yaml --verify 50",
    "benchmark -n 3": "benchmark --rounds 3",
    "run day.yaml -seed 3": "run day.yaml --seed 3",
    "run day.yaml --variance_reduction none": "run day.yaml --variance-reduction none",
    "run --file day.yaml": "run day.yaml",
    "run -f day.yaml": "run day.yaml",
    "run day.yaml --out results": "run day.yaml --output results",
    "run day.yaml --xlsx": "run day.yaml --excel",
    "run day.yaml -j 2": "run day.yaml --cores 2",
    "run day.yaml --jobs 2": "run day.yaml --cores 2",
    "run day.yaml --html": "run day.yaml",
    "run day.yaml -v": "run day.yaml",
    "run day.yaml --quiet": "run day.yaml",
    "run day.yaml --json=true": "run day.yaml --json",
    "run day.yaml --agents 12": "run day.yaml --set agent_groups.desk.headcount=12",
    "run day.yaml --set headcount=12": "run day.yaml --set agent_groups.desk.headcount=12",
    "run day.yaml --set desk.headcount=12": "run day.yaml --set agent_groups.desk.headcount=12",
    "run two.yaml --set desk.headcount=12": "run two.yaml --set agent_groups.desk.headcount=12",
    "run day.yaml --set headcount 12": "run day.yaml --set agent_groups.desk.headcount=12",
    "run day.yaml --set 'headcount: 12'": "run day.yaml --set agent_groups.desk.headcount=12",
    "run day.yaml headcount=12": "run day.yaml --set agent_groups.desk.headcount=12",
    "run day.yaml --set seed=4": "run day.yaml --set seed=4",
    "run day.yaml --shrinkage 30%": "run day.yaml --set agent_groups.desk.shrinkage=30%",
    "run day.yaml --patience '2 min'": "run day.yaml --set 'queues.sales.patience=2 min'",
    "run day.yaml --volume +10%": "run day.yaml --set volume=+10%",
    "run day.yaml --volume 500": "run day.yaml --set queues.sales.arrivals.per_day=500",
    "run day.yaml --metric asa": "run day.yaml --metric 'mean_speed_of_answer(all)'",
    "run day.yaml --metric 'asa(sales)'": "run day.yaml --metric 'mean_speed_of_answer(sales)'",
    "run day.yaml --kpi occupancy": "run day.yaml --metric occupancy",
    "run day.yaml 'mean_wait(sales)'": "run day.yaml --metric 'mean_wait(sales)'",
    "run day.yaml more": "run day.yaml --variant more",
    "sweep day.yaml headcount 10..12": "sweep day.yaml --set agent_groups.desk.headcount=10..12",
    "sweep day.yaml headcount=10..12": "sweep day.yaml --set agent_groups.desk.headcount=10..12",
    "sweep day.yaml --headcount 10..12": "sweep day.yaml --set agent_groups.desk.headcount=10..12",
    "run two.yaml --agents desk=12 --volume +10%": "run two.yaml --set agent_groups.desk.headcount=12 --set volume=+10%",
    "run two.yaml --headcount desk=3,back=2": "run two.yaml "
    "--set agent_groups.desk.headcount=3 "
    "--set agent_groups.back.headcount=2",
    "what-if channels.yaml --calls +10%": "compare channels.yaml --set calls=+10%",
    "run channels.yaml --volume chat=+10%": "run channels.yaml --set queues.chat.arrivals.scale=+10%",
    "run two.yaml --headcount desk 3": "run two.yaml --set agent_groups.desk.headcount=3",
    "run two.yaml desk=3": "run two.yaml --set agent_groups.desk.headcount=3",
    "sweep two.yaml --agents desk 1..3": "sweep two.yaml --set agent_groups.desk.headcount=1..3",
    "sweep two.yaml --headcount desk=1..3": "sweep two.yaml --set agent_groups.desk.headcount=1..3",
    "compare day.yaml more": "compare day.yaml --variant more",
    "compare day.yaml more fewer": "compare day.yaml --variant more --variant fewer",
    "compare day.yaml more,fewer": "compare day.yaml --variant more --variant fewer",
    "compare day.yaml --variant more,fewer": "compare day.yaml --variant more --variant fewer",
    "compare day.yaml two.yaml": "compare day.yaml two.yaml",
    "run day.yaml --scenario more": "run day.yaml --variant more",
    "run --scenario more day.yaml": "run day.yaml --variant more",
    "staff day.yaml --target 'abandonment(sales) < 5%'": "staff day.yaml --set 'targets=[\"abandonment(sales) < 5%\"]'",
    "staff day.yaml --max-occupancy 85%": "staff day.yaml --set "
    '\'targets=["service_level(sales, 20 s) >= 5%", "occupancy(all) <= 85%"]\'',
    "staff day.yaml --asa 20 --target 'occupancy(all) <= 85%'": "staff day.yaml --set "
    '\'targets=["occupancy(all) <= 85%", "mean_speed_of_answer(all) <= 20 s"]\'',
    "explain day.yaml --worst-interval": "explain day.yaml --interval worst",
    "explain day.yaml --worst sales": "explain day.yaml --interval worst --queue sales",
    "explain day.yaml --interval 'worst interval'": "explain day.yaml --interval worst",
    "explain day.yaml worst": "explain day.yaml --interval worst",
    "explain day.yaml --interval peak": "explain day.yaml --interval 08:00",
    "explain day.yaml --longest-wait": "explain day.yaml",
    "explain day.yaml --interval 08:00 --sales": "explain day.yaml --interval 08:00 --queue sales",
    "sweep two.yaml --desk 1..3": "sweep two.yaml --set agent_groups.desk.headcount=1..3",
    "sweep two.yaml --desk 1 2 3": "sweep two.yaml --set agent_groups.desk.headcount=1,2,3",
    "sweep two.yaml --desk +-1": "sweep two.yaml --set 'agent_groups.desk.headcount={add: -1..1}'",
    "sweep two.yaml --desk.headcount 1..3": "sweep two.yaml --set agent_groups.desk.headcount=1..3",
    "sweep two.yaml --group desk 1..3": "sweep two.yaml --set agent_groups.desk.headcount=1..3",
    "sweep two.yaml --group desk --from 1 --to 3": "sweep two.yaml --set agent_groups.desk.headcount=1..3",
    "sweep two.yaml --vary desk=1..3": "sweep two.yaml --set agent_groups.desk.headcount=1..3",
    "sweep two.yaml --range desk=1..3": "sweep two.yaml --set agent_groups.desk.headcount=1..3",
    "sweep day.yaml --sales -10%..+10%": "sweep day.yaml --set queues.sales.arrivals.scale=90%..110%/10%",
    "run day.yaml --add-agents desk=2": "run day.yaml --set agent_groups.desk.headcount=+2",
    "run day.yaml --hire 2": "run day.yaml --set agent_groups.desk.headcount=+2",
    "run day.yaml --what-if 'desk 3'": "run day.yaml --set agent_groups.desk.headcount=3",
    "run day.yaml --set cost='25 EUR per h'": "run day.yaml --set 'agent_groups.desk.cost=25 EUR per h'",
    "run day.yaml -n 3 -s 4": "run day.yaml -n 3 --seed 4",
    "run day.yaml --summary-only": "run day.yaml",
    "run day.yaml --open-report": "run day.yaml",
    "run day.yaml --fail-if-missed": "run day.yaml --check",
    "run day.yaml --max-cost '2,000 EUR'": "run day.yaml --set "
    '\'targets=["service_level(sales, 20 s) >= 5%", "cost(all) <= 2000"]\'',
    "staff day.yaml --cheapest": "staff day.yaml",
    "compare day.yaml --with two.yaml": "compare day.yaml two.yaml",
    "compare day.yaml,two.yaml": "compare day.yaml two.yaml",
    "versions": "--version",
    "explain day.yaml 08:30": "explain day.yaml --interval 08:30",
    "explain day.yaml 08:30 sales": "explain day.yaml --interval 08:30 --queue sales",
}


@pytest.mark.parametrize("line", TAKEN)
def test_a_line_with_one_meaning_is_understood(line: str) -> None:
    typed = understood(shlex.split(line), COMMANDS)
    assert typed is not None
    assert [one for one in typed.arguments() if one] == shlex.split(TAKEN[line])


ANSWERED = {
    "run day.yaml --cost '25 EUR'": "run day.yaml --set 'agent_groups.desk.cost=25 EUR per h'",
    "compare two.yaml --desk 2 --desk 3": "sweep two.yaml --set agent_groups.desk.headcount=2,3",
    "sweep two.yaml --dsk 1..3": "sweep two.yaml --set agent_groups.desk.headcount=1..3",
    "explain day.yaml --why": "explain day.yaml --interval worst",
    "list variants day.yaml": "validate day.yaml",
    "open report day.yaml": "run day.yaml",
    "cost day.yaml": "run day.yaml",
    "plot day.yaml": "run day.yaml",
    "worst day.yaml": "explain day.yaml --interval worst",
    "export day.yaml plan.xlsx": "run day.yaml --excel --output plan",
    "run day.yaml plan.csv": "run day.yaml --output plan --csv",
    "run day.yaml --only sales": "run day.yaml",
    "run day.yaml --from monday --to friday": "run day.yaml",
    "report day.yaml": "run day.yaml",
    "report": "run channels.yaml",
    "export day.yaml": "run day.yaml --excel",
    "plan day.yaml": "staff day.yaml",
    "runn day.yaml": "run day.yaml",
    "vaildate day.yaml": "validate day.yaml",
    "run day.yaml two.yaml": "compare day.yaml two.yaml",
    "run day.yaml two.yaml -n 2 --no-save": "compare day.yaml two.yaml -n 2 --no-save",
    "run": "run channels.yaml",
    "validate": "validate channels.yaml",
    "compare": "compare channels.yaml",
    "new": "new day.yaml",
    "run two.yaml --set headcount=3": "run two.yaml --set agent_groups.back.headcount=3",
    "run two.yaml --agents 3": "run two.yaml --set agent_groups.back.headcount=3",
    "sweep two.yaml headcount 1..3": "sweep two.yaml --set agent_groups.back.headcount=1..3",
    "run day.yaml --csv out.csv": "run day.yaml --csv --output out",
    "run day.yaml --csv volumes.csv": "run day.yaml --set queues.sales.arrivals.volumes=volumes.csv",
    "run day.yaml --excel out/tables.xlsx": "run day.yaml --excel --output out",
    "run day.yaml --json out.json --no-save": "run day.yaml --json --no-save",
    "run day.yaml --output day.xlsx -n 2": "run day.yaml --excel --output day -n 2",
    "run day.yaml -o day.csv": "run day.yaml --csv -o day",
    "run day.yaml --excel --out day.html": "run day.yaml --excel --output day",
    "staff day.yaml -o plan.xlsx": "staff day.yaml -o plan.yaml",
    "run day.yaml more fewer -n 2": "compare day.yaml -n 2 --variant more --variant fewer",
    "run day.yaml --seed 3 --seed 4": "run day.yaml --seed 3",
    "run two.yaml --agents 3 --aht +5% --json": "run two.yaml --json --set agent_groups.back.headcount=3 --set aht=+5%",
    "run --variant more -n 2": "run channels.yaml --variant more -n 2",
    "run day.yaml --html out.html": "run day.yaml --output out",
    "run day.yaml --metric sla": "run day.yaml --metric 'service_level(all, 20 s)'",
    "staff day.yaml --sla": "staff day.yaml --set 'targets=[\"service_level(sales, 20 s) >= 80%\"]'",
    "staff day.yaml --sl 70%": "staff day.yaml --set 'targets=[\"service_level(sales, 20 s) >= 70%\"]'",
    "run day.yaml --export results.xlsx": "run day.yaml --excel --output results",
    "run day.yaml --csv --delimiter ';'": "run day.yaml --csv",
    "staff day.yaml --service-level 80%": "staff day.yaml --set 'targets=[\"service_level(sales, 20 s) >= 80%\"]'",
    "run day.yaml 3": "run day.yaml -n 3",
    "run day.yaml -n": "run day.yaml -n 100",
    "run day.yaml -n three": "run day.yaml -n 3",
    "run day.yaml -n many": "run day.yaml -n 100",
    "run day.yaml --sed 3": "run day.yaml --seed 3",
    "run day.yaml --sensitivity 10%": "sweep day.yaml --sensitivity 10%",
    "validate day.yaml -n 3": "validate day.yaml",
    "run day.yaml --frobnicate": "run day.yaml",
    "run day.yaml nonsense": "run day.yaml",
}


@pytest.mark.parametrize("line", ANSWERED)
def test_another_line_is_answered_with_the_line_to_type(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert execute(shlex.split(line)) == ExitCode.USAGE
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "Traceback" not in captured.err
    assert not re.search("[╭│─]", captured.err)
    answered = re.findall(r"^(?:hint: write| ) simdesk (.*)$", captured.err, re.MULTILINE)
    assert answered[0] == ANSWERED[line]


LONG = [line for line in sorted(set(ANSWERED.values())) if line.startswith(("staff", "compare channels"))]
"""Lines that take seconds; one of them is played with the others."""


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(line, marks=pytest.mark.slow if line in LONG[1:] else ())
        for line in sorted(set(ANSWERED.values()) - {"new day.yaml"})
    ],
)
def test_each_answered_line_runs(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    code = execute(shlex.split(line))
    captured = capsys.readouterr()
    assert code == ExitCode.DONE, captured.err


def test_all_lines_that_may_be_meant_are_shown() -> None:
    with pytest.raises(UsageError) as caught:
        understood(["run", "two.yaml", "--set", "headcount=3"], COMMANDS)
    assert caught.value.hint.splitlines() == [
        "write one of",
        "  simdesk run two.yaml --set agent_groups.back.headcount=3",
        "  simdesk run two.yaml --set agent_groups.desk.headcount=3",
    ]


def test_words_for_commands_and_options_hide_none() -> None:
    assert not set(COMMAND_OF) & set(COMMANDS)
    for command in COMMANDS.values():
        options = {one.lstrip("-") for param in command.params for one in param.opts if one.startswith("--")}
        assert not {word for word in options & set(OPTION_OF) if OPTION_OF[word] in {f"--{one}" for one in options}}


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("run dya.yaml", ExitCode.INVALID_INPUT, "did you mean day.yaml?"),
        ("validate nothing.yaml", ExitCode.INVALID_INPUT, "files there: channels.yaml, day.yaml, two.yaml"),
        ("run volumes.yaml", ExitCode.INVALID_INPUT, "files there"),
        ("schema day.yaml", ExitCode.USAGE, "write simdesk schema --help"),
        ("erlang --calls 60 --aht 300 --target 80/20", ExitCode.USAGE, "arrivals: {rate: 60 per h} and handle_time: 300 s"),
        ("sweep day.yaml --max-occupancy 85%", ExitCode.USAGE, "- occupancy(all) <= 85%"),
        ("staff day.yaml --target 'nonsense(sales) < 5%'", ExitCode.INVALID_INPUT, "nonsense"),
        ("fly day.yaml", ExitCode.USAGE, "commands: run, compare"),
    ],
)
def test_what_cannot_be_answered_is_said_plainly(line: str, code: int, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert execute(shlex.split(line)) == code
    captured = capsys.readouterr().err
    assert said in captured
    assert not re.search("[╭│─]", captured)


def test_quiet_prints_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert execute(["run", "day.yaml", "--quiet", "--no-save"]) == ExitCode.DONE
    assert capsys.readouterr().out == ""

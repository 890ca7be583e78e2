"""``simdesk format``: the documented form says the same, keeps every comment, and is not changed again."""

import shutil
from collections import Counter
from pathlib import Path

import pytest
from test_spellings import SPELLINGS, _whole_with, write_files_named

import simdesk as sd
from simdesk.cli.main import execute
from simdesk.errors import ExitCode, UsageError
from simdesk.scenario.formatting import format_file
from simdesk.scenario.formatting.source import SourceText
from simdesk.scenario.formatting.values import documented_value
from simdesk.scenario.reading.diagnostics import Place
from simdesk.scenario.reading.nodes import Scalar
from simdesk.scenario.spellings.spelling import Spelling

ROOT = next(parent for parent in Path(__file__).parents if (parent / "pyproject.toml").exists())
SHIPPED = sorted((ROOT / "scenarios").glob("*.yaml"))
GUESSED = sorted((ROOT / "tests" / "data" / "guesses").glob("*.yaml"))


def comments(text: str) -> Counter[str]:
    source = SourceText(text)
    return Counter(text[start:end] for start, end in source.comments)


def formatted(path: Path) -> str:
    """The documented form of a file, in its folder, after what must be true of any."""
    found = format_file(path)
    before, after = found.before.decode("utf-8-sig"), found.after.decode("utf-8-sig")
    then, now = sd.load(path), sd.load_text(after, path)
    assert now.lay_out() == then.lay_out()
    assert now.digest == then.digest
    for name in then.variants:
        assert now.variant(name).lay_out() == then.variant(name).lay_out()
    assert comments(after) == comments(before)
    return after


def again(text: str, folder: Path) -> str:
    path = folder / "again.yaml"
    path.write_bytes(text.encode())
    return format_file(path).after.decode()


@pytest.mark.parametrize(
    "path",
    [pytest.param(path, marks=() if number % 3 == 0 else pytest.mark.slow, id=path.stem) for number, path in enumerate(SHIPPED)],
)
def test_shipped_scenarios_are_in_the_documented_form(path: Path) -> None:
    assert not format_file(path).changed


@pytest.mark.parametrize("path", GUESSED, ids=lambda path: path.stem)
def test_guesses_are_put_into_it(path: Path, tmp_path: Path) -> None:
    for table in path.parent.glob("*.csv"):
        shutil.copy(table, tmp_path)
    assert again(formatted(path), tmp_path) == formatted(path)


READ = [spelling for spelling in SPELLINGS if spelling.plain]
"""The others are answered with what to write."""


@pytest.mark.parametrize(
    "spelling",
    [
        pytest.param(one, marks=() if number % 6 == 0 else pytest.mark.slow, id=f"{one.model.__name__}: {one.example}")
        for number, one in enumerate(READ)
    ],
)
def test_every_spelling_is_put_into_it(spelling: Spelling, tmp_path: Path) -> None:
    path = tmp_path / "guess.yaml"
    write_files_named(tmp_path)
    (tmp_path / "scenarios").symlink_to(ROOT / "scenarios")  # for files that are named
    path.write_text(_whole_with(spelling.model, spelling.example, spelling.plain), encoding="utf-8")
    after = format_file(path).after.decode()  # loaded to an equal model, or refused
    assert again(after, tmp_path) == after
    assert after != path.read_text(encoding="utf-8")


GUESS = """\
# A scenario as people write it.
simdesk: 1
hours: {open: "08:00", close: "12:00", interval: 1 h}   # the day
Queues:
  # The sales queue.
  sales:
    arrivals: {rate: 30 per h}
    Talk Time: 4 min        # talk only
    acw: 30 s

    # how long they wait
    patience: 2 minutes
  b: {arrivals: {rate: "60/h"}, talk_time: 3 min, ACW: 20 sec}
agent_groups:
  desk: {skills: [sales, b], headcount: 7, cost_per_hour: 24}  # paid
  night:
    skills: [b]
    staff: 2     # few
    hourly_cost: 30
variants:
  # All at once.
  longer: {queues.sales.talk_time: 5 minutes, agent_groups.desk.hourly_cost: 26}
  busier: {volume: +10%, desk.agents: +1}
  more:
    agent_groups.night.staff: {add: 1}   # one more
    queues:
      b: {ACW: 40 sec}
sweep:
  set: {agent_groups.night.staff: 2..3}
"""
DOCUMENTED = """\
# A scenario as people write it.
simdesk: 1
hours: {open: "08:00", close: "12:00", interval: 1 h}   # the day
queues:
  # The sales queue.
  sales:
    arrivals: {rate: 30 per h}
    handle_time: 4 min        # talk only
    wrap_up: 30 s

    # how long they wait
    patience: 2 min
  b: {arrivals: {rate: "60/h"}, handle_time: 3 min, wrap_up: 20 s}
agent_groups:
  desk: {skills: [sales, b], headcount: 7, cost: 24 per h}  # paid
  night:
    skills: [b]
    headcount: 2     # few
    cost: 30 per h
variants:
  # All at once.
  longer: {queues.sales.handle_time: 5 min, agent_groups.desk.cost: 26 per h}
  busier: {volume: +10%, desk.headcount: +1}
  more:
    agent_groups.night.headcount: {add: 1}   # one more
    queues:
      b: {wrap_up: 40 s}
sweep:
  set: {agent_groups.night.headcount: 2..3}
"""


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_only_what_another_spelling_wrote_changes(newline: str, mark: bytes, tmp_path: Path) -> None:
    path = tmp_path / "guess.yaml"
    path.write_bytes(mark + GUESS.replace("\n", newline).encode())
    found = format_file(path)
    assert found.after == mark + DOCUMENTED.replace("\n", newline).encode()
    assert "-    Talk Time: 4 min" in found.diff
    assert path.read_bytes() == found.before


def test_an_alias_is_rewritten_once(tmp_path: Path) -> None:
    path = tmp_path / "guess.yaml"
    path.write_text(GUESS.replace("patience: 2 minutes", "patience: &long 2 minutes").replace("ACW: 20 sec", "patience: *long"))
    assert "patience: &long 2 min\n" in formatted(path)


@pytest.mark.parametrize(
    ("path", "value", "documented"),
    [
        ("queues.sales.handle_time", "4 minutes", "4 min"),
        ("queues.sales.handle_time", "1 hour 30 minutes", "1 h 30 min"),
        ("queues.sales.handle_time", "4.5 min", None),
        ("queues.sales.patience", "unlimited", None),
        ("queues.sales.customers.gold.patience.lognormal.sd", "90 sec", "1 min 30 s"),
        ("queues.sales.handle_time.by_interval.08:00", "0.5 hours", "30 min"),
        ("queues.sales.handle_time", "+30 sec", None),
        ("queues.sales.handle_time", "many sec", None),
        ("queues.sales.arrivals.rate", "2 per minute", "120 per h"),
        ("queues.sales.arrivals.rate", "120 per h", None),
        ("queues.sales.arrivals.per_day", 100, None),
        ("agent_groups.desk.shifts.0.start", "8:00", None),
        ("agent_groups.desk.shrinkage", "10 %", None),
        ("name", "4 minutes", None),
        ("nothing.at.all", "4 minutes", None),
    ],
)
def test_values(path: str, value: str | int, documented: str | None) -> None:
    assert documented_value(Scalar(value, Place("")), tuple(path.split("."))) == documented


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, other = tmp_path / "guess.yaml", tmp_path / "other.yaml"
    path.write_text(GUESS)
    assert execute(["format", str(path), "--check"]) == ExitCode.TARGETS_MISSED
    assert "+    handle_time: 4 min        # talk only" in capsys.readouterr().out
    assert execute(["format", str(path), "-o", str(other)]) == 0
    assert (path.read_text(), other.read_text()) == (GUESS, DOCUMENTED)
    assert execute(["format", str(path)]) == 0
    assert path.read_text() == DOCUMENTED
    capsys.readouterr()
    assert execute(["format", str(path)]) == execute(["format", str(path), "--check"]) == 0
    assert capsys.readouterr().out.count("in the documented form") == 2
    assert execute(["format", str(path), "--check", "-o", str(other)]) == ExitCode.USAGE


def test_a_wrong_scenario_is_not_touched(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text(GUESS.replace("4 min ", "4 mn "))
    before = path.read_bytes()
    assert execute(["format", str(path)]) == ExitCode.INVALID_INPUT
    assert "unknown unit of time 'mn'" in capsys.readouterr().err
    assert path.read_bytes() == before


def test_one_file_at_a_time(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text(GUESS)
    over = tmp_path / "over.yaml"
    over.write_text("extends: base.yaml\nqueues: {sales: {ACW: 1 min}}\n")
    assert formatted(over) == "extends: base.yaml\nqueues: {sales: {wrap_up: 1 min}}\n"
    assert (tmp_path / "base.yaml").read_text() == GUESS


def test_what_would_say_something_else_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simdesk.scenario.formatting.file.rewritten", lambda text, old, new: text.replace("4 min", "5 min"))
    path = tmp_path / "guess.yaml"
    path.write_text(GUESS)
    with pytest.raises(UsageError, match="cannot be rewritten without changing what it says"):
        format_file(path)


@pytest.mark.parametrize("path", GUESSED, ids=lambda path: path.stem)
def test_comments_between_and_behind_all_lines_stay(path: Path, tmp_path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    for beside in path.parent.glob("*.csv"):
        (tmp_path / beside.name).write_bytes(beside.read_bytes())
    full = []
    for number, line in enumerate(lines):
        indent = line[: len(line) - len(line.lstrip())]
        full += [f"{indent}# above {number}", f"{line}  # behind {number}" if line.strip() else line]
    copy = tmp_path / "commented.yaml"
    copy.write_text("\n".join(full) + "\n", encoding="utf-8")
    after = formatted(copy)
    assert again(after, tmp_path) == after

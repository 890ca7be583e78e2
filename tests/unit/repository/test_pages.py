"""Every block of code of README, CONTRIBUTING and the pages in ``docs/`` is run or checked, and every link leads somewhere."""

from __future__ import annotations

import importlib.util
import re
import runpy
import shlex
from functools import cache
from pathlib import Path

import numpy as np
import pages
import pytest
import typer.main
from floors import same_log
from pages import ROOT, Block

import simdesk as sd
from simdesk.cli.main import app
from simdesk.scenario.notes.summary import summary

YAML = pages.blocks("yaml")
PYTHON = sorted({block.page for block in pages.blocks("python")})
COMMANDS = pages.blocks("sh")
PAGES = pages.pages()
PROGRAMS = {"python3", "pip", "git", "cd", "dask", "nox", "pre-commit", "source", "pytest", "python"}
"""Programs besides ``simdesk`` that the pages tell people to use."""


def test_blocks_name_their_language() -> None:
    assert [f"{block}: {block.language or 'nothing'}" for block in pages.blocks() if block.language not in pages.LANGUAGES] == []


@pytest.mark.parametrize("block", YAML, ids=str)
def test_a_scenario_plays_on_both_clocks(block: Block) -> None:
    """Nothing in it is without effect; of a piece all groups have answered somebody."""
    day = pages.scenario(block)
    slips = ("has no effect", "have no effect", "never takes", "by due time", "never reached")
    assert not [line for line in summary(day) if any(slip in line for slip in slips)]
    logs = [sd.run(day, 1, engine=engine).logs[0] for engine in ("simpy", "compiled")]
    assert same_log(*logs)
    answered = np.isfinite(logs[0].contacts.answered)
    assert set(logs[0].contacts.group[answered].tolist()) == set(range(len(day.agent_groups)))
    for variant in day.variants:
        day.variant(variant)


@pytest.mark.slow
@pytest.mark.parametrize("page", PYTHON)
def test_the_python_runs(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The blocks of a page one after the other, with three days instead of many."""
    (tmp_path / "scenarios").symlink_to(ROOT / "scenarios")
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for block in pages.blocks("python", page):
        code = compile(re.sub(r"replications=\d+", "replications=3", block.text), str(block), "exec")
        if not block.is_piece:
            exec(code, names)


def commands(text: str) -> list[list[str]]:
    """The words of each command of a block, without comments."""
    lines = text.replace("\\\n", " ").splitlines()
    single = [command for line in lines for command in re.split(r"&&|;", line)]
    return [words for command in single if (words := shlex.split(command, comments=True))]


def check(words: list[str], *, whole: bool) -> None:
    """Fail when the command line does not understand the words; ``whole`` if nothing may be missing."""
    group = typer.main.get_command(app)
    context = group.make_context("simdesk", [words[0]], resilient_parsing=True)
    command = group.get_command(context, words[0])
    assert command is not None, f"no command {words[0]}"
    if whole:
        command.make_context(words[0], list(words[1:]), parent=context)
    known = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in words[1:] if re.match(r"--?[a-z]", word)} <= known


@pytest.mark.parametrize("block", COMMANDS, ids=str)
def test_the_command_line_understands(block: Block) -> None:
    for words in commands(block.text):
        program = Path(words[0]).name
        if program == "simdesk":
            check(words[1:], whole=True)
            continue
        assert program in PROGRAMS, words
        if program.startswith("python") and words[1] == "-m" and words[2].startswith(("simdesk", "tests")):
            assert importlib.util.find_spec(words[2]), words
        if program == "nox" and "-s" in words and (sessions := ROOT / "noxfile.py").exists():
            assert f"def {words[words.index('-s') + 1]}(" in sessions.read_text(encoding="utf-8"), words
        for word in words[1:]:
            assert not word.startswith(("tests/", "tools/", "docs/")) or (ROOT / word).exists(), word


@pytest.mark.parametrize("page", PAGES, ids=pages.name)
def test_commands_in_sentences_are_there(page: Path) -> None:
    sentences = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for written in re.findall(r"`simdesk ([a-z][^`]*)`", sentences):
        check(shlex.split(written.replace("…", "")), whole=False)


@pytest.mark.parametrize("page", PAGES, ids=pages.name)
def test_links_and_pictures_are_there(page: Path) -> None:
    text = re.sub(r"```.*?```|`[^`]*`", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text):
        if not re.match(r"[a-z]+:", target):
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=pages.name)
def test_files_named_are_there(page: Path) -> None:
    """A module or folder that a sentence names, by the end of its path; the changelog speaks of the past."""
    if page.name == "CHANGELOG.md":
        return
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    named = {word.split("::")[0].rstrip("/") for word in re.findall(r"`([\w./-]+(?:\.py|/)(?:::[^`]*)?)`", text)}
    assert [name for name in sorted(named) if not any(path.endswith(f"/{name}") for path in project_paths())] == []


@cache
def project_paths() -> tuple[str, ...]:
    folders = ("simdesk", "tests", "scenarios", "docs", "tools", "notebooks")
    paths = [ROOT / folder for folder in folders]
    paths += [path for folder in paths for path in folder.rglob("*") if "__pycache__" not in path.parts]
    return tuple(f"/{path.relative_to(ROOT).as_posix()}" for path in paths)


def test_start_holds_two_lines() -> None:
    """CI takes them from README and runs them."""
    (block,) = (one for one in pages.blocks("sh", "README.md") if one.heading == "Start")
    lines = block.text.splitlines()
    assert len(lines) == 2
    assert all(line.startswith("python3 -m venv .venv && ") for line in lines)
    assert "simdesk run scenarios/anonymous_bank.yaml" in lines[0]
    assert "pytest" in lines[1]


def test_the_navigation_has_every_page() -> None:
    """But those of the scenarios, which README lists."""
    names = runpy.run_path(str(ROOT / "tools" / "site.py"))
    made = {target for target in names["sources"]().values() if target.endswith(".md") and not target.startswith("scenarios/")}
    navigation = re.findall(r"([\w/.-]+\.md)\s*$", (ROOT / "mkdocs.yml").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(navigation) == sorted(made)

"""``.ci/run`` leaves the contributor's folder alone, in whatever way it ends: it works in a clone of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
STUB = '#!/bin/sh\necho "$0 $*"\n'

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A repository with the script, a README of two lines, and what a contributor keeps there."""
    house = tmp_path / "house"
    (house / ".ci").mkdir(parents=True)
    shutil.copy(ROOT / ".ci" / "run", house / ".ci" / "run")
    (house / "stub").write_text(STUB)
    (house / "stub").chmod(0o755)
    first = "mkdir -p .venv/bin runs && cp stub .venv/bin/pip && touch runs/of_ci && echo first line"
    second = "mkdir -p .venv/bin && cp stub .venv/bin/pip && cp stub .venv/bin/nox && echo '7 passed in 0.10s'"
    (house / "README.md").write_text(f"# House\n\n## Start\n\n```sh\n{first}\n{second}\n```\n")
    for command in (["init", "-q"], ["add", "-A"], ["-c", "user.name=a", "-c", "user.email=a@b.example", "commit", "-qm", "a"]):
        subprocess.run(["git", *command], cwd=house, check=True)
    for mine in (".venv", "runs"):
        (house / mine).mkdir()
        (house / mine / "mine").write_text("mine")
    return house


def ci(house: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    commands, temporary = house.parent / "commands", house.parent / "temporary"
    for place in (commands, temporary):
        place.mkdir()
    for name in ("chromium", "cc"):
        shutil.copy(house / "stub", commands / name)
    path = os.pathsep.join((str(commands), os.environ["PATH"]))
    done = subprocess.run(
        ["bash", str(house / ".ci" / "run")],
        env={**os.environ, "PATH": path, "TMPDIR": str(temporary), **environment},
        cwd=house.parent,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert list(temporary.iterdir()) == [], "the clone is removed at the end"
    for mine in (".venv", "runs"):
        assert [path.name for path in (house / mine).iterdir()] == ["mine"]
    return done


def test_the_lines_of_readme_are_run_in_a_clone_and_every_check_after_them(house: Path) -> None:
    done = ci(house, SIMDESK_SEED="42")
    assert done.returncode == 0, done.stderr
    said = done.stdout
    assert "hypothesis seed 42" in said
    order = [
        said.index(text)
        for text in (
            "\nfirst line",
            "\n7 passed in 0.10s",
            "\n.venv/bin/nox --tags ci",
            "\n.venv/bin/nox --no-error-on-missing-interpreters --tags more",
            "== done",
        )
    ]
    assert order == sorted(order)


@pytest.mark.parametrize("check", ["--tags ci", "--tags more"])
def test_a_check_that_fails_ends_it_and_leaves_nothing(house: Path, check: str) -> None:
    (house / "stub").write_text(f'{STUB}case "$0 $*" in *nox*"{check}") exit 3;; esac\n')
    subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b.example", "commit", "-qam", "b"], cwd=house, check=True)
    done = ci(house)
    assert done.returncode == 3
    assert "== done" not in done.stdout


def test_what_is_not_committed_is_said_to_be_left_out(house: Path) -> None:
    (house / "README.md").write_text("# House without a start\n")
    done = ci(house)
    assert done.returncode == 0, done.stderr
    assert "not committed are left out" in done.stdout

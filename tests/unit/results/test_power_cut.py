"""When the power goes, at whatever moment, no finished day and no finished run is lost."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from power import PowerCuts, lay_out

from simdesk import files
from simdesk.errors import InputError, UsageError
from simdesk.results.files.checksums import CheckedFolder
from simdesk.results.files.folder import FolderKind, hold_folder
from simdesk.results.running.gathered import Gathered, Part
from simdesk.results.running.unfinished import Unfinished

DAYS = 8
RUN = {"scenario": "a day", "seed": 5, "counted": [20.0]}
OTHER = {"scenario": "a day", "seed": 5, "counted": [30.0]}
KIND = FolderKind("book.xlsx", ("days", "summary"))


@pytest.fixture
def gathered() -> Gathered:
    found = Gathered(DAYS)
    arrays = {("counts", "offered"): np.arange(DAYS * 2.0).reshape(DAYS, 2)}
    found.put_part(Part(0, DAYS, arrays, np.arange(DAYS)))
    return found


def days_of(folder: Path, identity: dict[str, Any]) -> set[int]:
    """The days of a run that can be taken up, each with the numbers it had."""
    said: list[str] = []
    found = set()
    for part in Unfinished(folder, said.append).begin(identity, DAYS):
        for day in range(part.first, part.last):
            assert part.arrays["counts", "offered"][day - part.first].tolist() == [2.0 * day, 2.0 * day + 1]
            found.add(day)
    return found


def save(folder: Path, what: str) -> None:
    tables = {name: pd.DataFrame({name: [what] * 3}) for name in KIND.tables}
    KIND.save(folder, lambda _: tables, lambda _: {"what": what}, csv=True)


def whole(folder: Path) -> str | None:
    """Which results are in a folder; None where there are none, or they are damaged."""
    with suppress(InputError, OSError):
        found = CheckedFolder(folder)
        found.check()
        tables = [name for name in found.names if name.endswith((".csv", ".parquet"))]
        if found.verified and len(tables) == 4 and (folder / "manifest.json").exists():
            return "new" if b'"new"' in found.read("manifest.json") else "old"
    return None


def lost(states: list[tuple[Any, Any]], place: Path, kept: Callable[[Path, Any], bool]) -> list[int]:
    """The states in which something is lost that was promised."""
    numbers = itertools.count()
    return [k for k, (promised, tree) in enumerate(states) if not kept(lay_out(tree, place / str(next(numbers))), promised)]


def kept_part_by_part(root: Path, gathered: Gathered) -> PowerCuts:
    promised: list[int] = []
    with PowerCuts(root, lambda: tuple(promised)) as cuts:
        unfinished = Unfinished(root / "runs" / "day.unfinished")
        unfinished.begin(RUN, DAYS)
        for first, last in ((0, 2), (2, 3), (3, 8)):
            unfinished.keep(gathered.part(first, last), cores=first + 1)
            promised.extend(range(first, last))
    return cuts


def all_promised(root: Path, promised: tuple[int, ...]) -> bool:
    return set(promised) <= days_of(root / "runs" / "day.unfinished", RUN)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "disk"
    root.mkdir()
    return root


def test_no_finished_day_is_lost(gathered: Gathered, root: Path, tmp_path: Path) -> None:
    cuts = kept_part_by_part(root, gathered)
    assert len(cuts.states) > 12
    assert {len(promised) for promised, _ in cuts.states} == {0, 2, 3}
    assert lost(cuts.states, tmp_path, all_promised) == []
    assert days_of(root / "runs" / "day.unfinished", RUN) == set(range(DAYS))


@pytest.mark.parametrize("left_out", ["sync_file", "sync_folder"])
def test_the_states_show_what_is_not_forced_to_the_disk(
    left_out: str, gathered: Gathered, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, left_out, lambda path: None)
    assert lost(kept_part_by_part(root, gathered).states, tmp_path, all_promised)


@pytest.mark.parametrize("identity", [RUN, OTHER], ids=["the same run", "another"])
def test_an_unfinished_run_is_replaced_once_there_is_something_better(
    identity: dict[str, Any], gathered: Gathered, root: Path, tmp_path: Path
) -> None:
    folder = root / "day.unfinished"
    old = Unfinished(folder)
    old.begin(RUN, DAYS)
    old.keep(gathered.part(0, 5))
    promised: list[int] = []
    with PowerCuts(root, lambda: tuple(promised)) as cuts:
        new = Unfinished(folder, anew=True)
        new.begin(identity, DAYS)
        new.keep(gathered.part(0, 3))
        promised.extend(range(3))

    def kept(state: Path, promised: tuple[int, ...]) -> bool:
        there = state / "day.unfinished"
        try:
            if not promised and days_of(there, RUN) >= set(range(5)):
                return True
        except UsageError:
            pass
        return days_of(there, identity) >= set(range(3))

    assert lost(cuts.states, tmp_path, kept) == []
    assert days_of(folder, identity) == {0, 1, 2}
    assert len(list(folder.iterdir())) == 2


def test_days_stay_until_the_results_are_on_the_disk(gathered: Gathered, root: Path, tmp_path: Path) -> None:
    unfinished = Unfinished(root / "day.unfinished")
    unfinished.begin(RUN, DAYS)
    unfinished.keep(gathered.part(0, 5))
    unfinished.keep(gathered.part(5, 8))
    with PowerCuts(root, lambda: None) as cuts, hold_folder(root / "day"):
        save(root / "day", "new")
        unfinished.remove()

    def kept(state: Path, _: None) -> bool:
        with hold_folder(state / "day"):
            pass
        return whole(state / "day") == "new" or len(days_of(state / "day.unfinished", RUN)) == DAYS

    assert lost(cuts.states, tmp_path, kept) == []
    assert [path.name for path in root.iterdir()] == ["day"]


def test_results_are_replaced_whole(root: Path, tmp_path: Path) -> None:
    save(root / "day", "old")
    (root / "day" / "notes.txt").write_text("mine")
    assert whole(root / "day") == "old"
    with PowerCuts(root, lambda: None) as cuts:
        save(root / "day", "new")
    seen = set()

    def kept(state: Path, _: None) -> bool:
        with hold_folder(state / "day"):
            pass
        found = whole(state / "day")
        seen.add(found)
        notes = state / "day" / "notes.txt"
        assert [path.name for path in state.iterdir()] == ["day"]
        return found is not None and notes.exists() and notes.read_text() == "mine"

    assert lost(cuts.states, tmp_path, kept) == []
    assert seen == {"old", "new"}
    assert whole(root / "day") == "new"


def test_a_file_that_is_written_whole(root: Path, tmp_path: Path) -> None:
    path = root / "page.html"
    path.write_text("old")
    with PowerCuts(root, lambda: None) as cuts:
        files.write_whole(path, b"new")
        done = len(cuts.states)
    contents = [tree["page.html"] for _, tree in cuts.states[:done]]
    assert set(contents) == {b"old", b"new"}
    assert contents[-1] == b"new"
    assert os.listdir(root) == ["page.html"]

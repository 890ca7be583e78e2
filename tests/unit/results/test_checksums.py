"""A file of a folder of results that has changed is never read as if it had not."""

from __future__ import annotations

import random
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import simdesk as sd
from simdesk.errors import InputError, UsageError
from simdesk.results.files.checksums import CHECKSUMS
from simdesk.results.files.store import save

ROOT = Path(__file__).parents[3]
VARIANTS = ROOT / "scenarios" / "variants.yaml"
FLIPS = 12
"""Bits flipped in each file, one at a time."""
TABLES = {
    "run": {"targets", "summary", "intervals", "staffing", "days", "contacts", "agents"},
    "comparison": {"targets", "differences", "flips", "ranking", "costs", "intervals"},
    "sweep": {"points", "sensitivity"},
}


def made(kind: str, folder: Path) -> Path:
    scenario = sd.load(VARIANTS)
    if kind == "run":
        return save(sd.run(scenario, 3, cores=1), folder, contacts=True, csv=True, excel=True, extra=add_report)
    if kind == "comparison":
        return sd.compare(scenario, 3, variants=["one_more"], cores=1).save(folder, csv=True, excel=True)
    from simdesk.planning.sweep.store import save as save_sweep

    swept = sd.sweep(scenario, {"queues.service.wrap_up": "20 s,30 s"}, replications=3, sensitivity="10%", cores=1)
    return save_sweep(swept, folder, csv=True, excel=True, extra=add_report)


def add_report(place: Path) -> None:
    (place / "report.html").write_text("<html>" + "a report " * 100)


@pytest.fixture(scope="module", params=list(TABLES))
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(request.param, tmp_path_factory.mktemp("kinds") / request.param)


def reader(folder: Path) -> Callable[[Path], object]:
    return sd.load_run if folder.name == "run" else sd.load_tables


@pytest.mark.slow
def test_a_folder_as_it_was_written_reads_without_a_word(folder: Path) -> None:
    tables = sd.load_tables(folder)
    assert set(tables) == TABLES[folder.name]
    assert all(len(tables[name]) == len(pd.read_parquet(folder / f"{name}.parquet")) for name in tables)
    reader(folder)(folder)


def test_the_usual_tool_checks_it_too(folder: Path) -> None:
    tool = shutil.which("sha256sum")
    if tool is None:
        pytest.skip("no sha256sum here")
    done = subprocess.run([tool, "--check", "--strict", CHECKSUMS], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    checked = {line.removesuffix(": OK") for line in done.stdout.splitlines()}
    assert checked == {path.name for path in folder.iterdir()} - {CHECKSUMS}


def test_flipped_bits_are_always_found(folder: Path, tmp_path: Path) -> None:
    chance = random.Random(20261129)
    copy = Path(shutil.copytree(folder, tmp_path / folder.name))
    files = sorted(copy.iterdir())
    assert len(files) >= 8
    for path in files:
        content = path.read_bytes()
        for _ in range(FLIPS):
            at, bit = chance.randrange(len(content)), chance.randrange(8)
            flipped = bytearray(content)
            flipped[at] ^= 1 << bit
            path.write_bytes(bytes(flipped))
            for read in (reader(folder), sd.load_tables):
                with pytest.raises(InputError) as caught:
                    read(copy)
                assert str(path) in caught.value.message
        path.write_bytes(content)
    reader(folder)(copy)


def test_a_file_cut_short_or_swapped_is_found(folder: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(folder, tmp_path / folder.name))
    one, other, *_ = sorted(copy.glob("*.parquet"))
    content = one.read_bytes()
    for changed in (b"", content[:-1], content + b"\0", other.read_bytes()):
        one.write_bytes(changed)
        with pytest.raises(InputError, match=f"{one.name}: not the file that was written"):
            reader(folder)(copy)


def test_without_the_list_of_checksums_it_does_not_pass_for_an_older_folder(folder: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(folder, tmp_path / folder.name))
    (copy / CHECKSUMS).unlink()
    with pytest.raises(InputError, match=f"{CHECKSUMS} is missing"):
        reader(folder)(copy)


def test_what_the_user_adds_and_removes(folder: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(folder, tmp_path / folder.name))
    (copy / "notes.txt").write_text("mine")
    for path in (*copy.glob("*.csv"), *copy.glob("*.xlsx"), *copy.glob("*.html")):
        path.unlink()
    reader(folder)(copy)
    table = next(copy.glob("*.parquet"))
    shutil.copy(table, copy / "more.parquet")
    assert "more" not in sd.load_tables(copy)


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "what"), [("comparison", "a comparison"), ("sweep", "a sweep")])
def test_a_run_is_asked_for(kind: str, what: str, tmp_path: Path) -> None:
    folder = made(kind, tmp_path / kind)
    with pytest.raises(UsageError, match=f"is {what}, and no run"):
        sd.load_run(folder)
    with pytest.raises(UsageError, match="no such"):
        sd.load_tables(tmp_path / "nothing")

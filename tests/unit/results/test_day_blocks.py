"""What was counted on many days: the same to the bit whether it is in memory or in a file, and whatever kind it is kept in."""

from __future__ import annotations

import pickle
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import simdesk as sd
from simdesk.results.files.store import save
from simdesk.results.run import begin, play_begun
from simdesk.results.running import day_blocks, gathered
from simdesk.results.running.day_blocks import DayBlocks

FIRST_DAY = Path(__file__).parents[3] / "scenarios" / "first_day.yaml"
DAYS = 60
ROWS: dict[Any, Any] = {
    ("counts", "few"): np.arange(DAYS * 3.0).reshape(DAYS, 3) % 5,
    ("counts", "many"): np.arange(DAYS * 3.0).reshape(DAYS, 3) * 1e6,
    ("counts", "never"): np.zeros((DAYS, 3)),
    ("counts", "seconds"): np.random.default_rng(1).random((DAYS, 3)),
    ("counts", "minus zero"): np.full((DAYS, 3), -0.0),
    ("interval_longest_wait", None): np.where(np.arange(DAYS * 2).reshape(DAYS, 2) % 3 == 0, np.nan, 2.0),
    ("histogram", None): np.arange(DAYS * 4).reshape(DAYS, 2, 2) * 3,
    ("controls", None): np.zeros((DAYS, 0, 0)),
}


def filled(small: bool) -> DayBlocks:
    blocks = DayBlocks(small)
    for first in range(0, DAYS, 7):
        for place, rows in ROWS.items():
            blocks.put(place, first, rows[first : first + 7])
    return blocks


def check_all_there(blocks: DayBlocks) -> None:
    assert blocks.places == list(ROWS)
    for place, rows in ROWS.items():
        for first, last in ((0, DAYS), (0, 1), (5, 23), (14, 21), (15, 17)):
            found = blocks.read(place, first, last)
            assert found.dtype == rows.dtype
            assert found.tobytes() == rows[first:last].tobytes()  # NaN and -0.0 too
        shape, kind, pieces = blocks.in_pieces(place, 40)
        assert (shape, kind) == (rows[:40].shape, rows.dtype)
        assert b"".join(piece.tobytes() for piece in pieces) == rows[:40].tobytes()


@pytest.mark.parametrize("held", [0, 1000, 1e9], ids=["all in a file", "some in a file", "in memory"])
@pytest.mark.parametrize("small", [True, False])
def test_what_was_put_is_read(small: bool, held: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(day_blocks, "HELD", held)
    monkeypatch.setattr(day_blocks, "AT_ONCE", 300.0)
    blocks = filled(small)
    check_all_there(blocks)
    check_all_there(pickle.loads(pickle.dumps(blocks)))
    blocks.join()
    check_all_there(blocks)


def test_without_room_for_a_file_days_stay_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any, **__: Any) -> Any:
        raise OSError("no space left on device")

    monkeypatch.setattr(day_blocks, "HELD", 0)
    monkeypatch.setattr(tempfile, "TemporaryFile", full)
    check_all_there(filled(True))


def test_days_beside_others_with_more_arrays() -> None:
    blocks = filled(True)
    beside = blocks.only([("counts", "few"), ("histogram", None)])
    beside.put(("counts", "new"), 0, np.full((DAYS, 3), np.nan))
    assert len(beside.places) == 3
    assert np.isnan(beside.read(("counts", "new"), 3, 9)).all()
    assert blocks.places == list(ROWS)


def test_a_run_kept_in_a_file_is_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its tables, its counts in the run folder and its folder opened again are the same to the byte; so is it after pickling."""
    scenario = sd.load(FIRST_DAY)
    plain = sd.run(scenario, 40, cores=1)
    save(plain, tmp_path / "plain")
    for name in ("MANY", "AT_HAND"):
        monkeypatch.setattr(gathered, name, 1.0)
    monkeypatch.setattr("simdesk.results.files.stored.MANY", 1.0)
    monkeypatch.setattr(day_blocks, "HELD", 1.0)
    (filed,) = play_begun([begin(scenario, 40)], cores=1)
    assert isinstance(filed.measures.tallies.data, gathered.ManyDays)
    save(filed, tmp_path / "filed")
    with np.load(tmp_path / "plain" / "counts.npz") as one, np.load(tmp_path / "filed" / "counts.npz") as other:
        assert one.files == other.files
        for name in one.files:
            assert one[name].dtype == other[name].dtype
            assert one[name].tobytes() == other[name].tobytes()
    for found in (filed, sd.load_run(tmp_path / "filed"), sd.load_run(tmp_path / "plain")):
        for table in ("summary", "intervals", "staffing", "days", "targets"):
            assert getattr(found, table).equals(getattr(plain, table)), table
        assert (found.measures.tallies.data.histogram == plain.measures.tallies.data.histogram).all()


def test_tallies_of_many_days_have_the_fields_of_a_tally(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathered, "MANY", 1.0)
    found = gathered.tallies_of(filled(True), 30).data
    assert dict(found.counts).keys() == {"few", "many", "never", "seconds", "minus zero"}
    assert found.interval_longest_wait.shape == (30, 2)
    assert len(found.groups) == 0
    with pytest.raises(KeyError):
        found.counts["unknown"]
    with pytest.raises(AttributeError):
        getattr(found, "unknown")  # noqa: B009  (mypy knows that there is none)

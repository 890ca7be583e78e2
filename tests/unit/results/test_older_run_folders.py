"""Run folders of every format open, with what was counted then; what was not is said, and never a wrong number or a crash."""

from __future__ import annotations

import io
import json
import math
import shutil
from collections.abc import Collection, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from rich.console import Console

import simdesk as sd
from simdesk.cli.main import execute
from simdesk.cli.screens.run import print_run
from simdesk.errors import InputError, UsageError
from simdesk.measure.verdict import Verdict
from simdesk.report.run_page import render
from simdesk.results.shown.document import document

KEPT = Path(__file__).parents[2] / "data" / "run_folders"
CHANNELS = KEPT / "channels.yaml"
OPEN = ("first_counts", "before_checksums", "without_some_counts", "with_checksums")
LATER = {
    "left_within": "left_within(chats)",
    "passed_on": "passed_on(assistant)",
    "missed_offers": "missed_offers(desk)",
    "contacts_in_hand": "contacts_in_hand(chat_desk)",
    "contacts_per_busy_agent": "contacts_per_busy_agent(all)",
    "done_in_time": "done_in_time(mail)",
    "backlog": "backlog(mail)",
    "age_of_oldest": "age_of_oldest(all)",
}
"""What ``without_some_counts`` lacks, each with a measure that asks for it."""
Captured = pytest.CaptureFixture[str]


SLOW = pytest.mark.slow


def mostly_slow(names: Sequence[str], fast: Collection[str]) -> list[Any]:
    """All names, and those that are not in ``fast`` in the slow set only."""
    return [pytest.param(name, marks=() if name in fast else SLOW) for name in names]


@cache
def opened(name: str) -> tuple[sd.Results, list[str]]:
    said: list[str] = []
    return sd.load_run(KEPT / name, say=said.append), said


def test_all_kept_folders_are_tested() -> None:
    assert {path.name for path in KEPT.iterdir() if path.is_dir()} == {*OPEN, "without_counts"}


@pytest.mark.slow
@pytest.mark.parametrize("name", OPEN)
def test_it_opens_to_the_figures_that_were_written(name: str) -> None:
    results, said = opened(name)
    assert ("unverified" in " ".join(said)) == (name != "with_checksums")
    written = sd.load_tables(KEPT / name, say=lambda text: None)
    assert set(written) == {"targets", "summary", "intervals", "staffing", "days"}
    lacks = LATER if name == "without_some_counts" else {}
    for table in ("days", "staffing"):
        mine = getattr(results, table)
        for column in set(mine) & set(written[table]):
            if column in lacks:
                assert mine[column].isna().all()
            else:
                pd.testing.assert_series_equal(mine[column], written[table][column], rtol=1e-12)
    manifest = json.loads((KEPT / name / "manifest.json").read_text(encoding="utf-8"))
    for judgement, then in zip(results.judgements, manifest["targets"], strict=True):
        if judgement.target.expression.metric in lacks:
            assert judgement.verdict is Verdict.NO_DATA
        else:
            assert judgement.verdict == then["verdict"]
            assert judgement.estimate.mean == pytest.approx(then["mean"], rel=1e-12)
    assert document(results)["run"]["contacts"] == manifest["run"]["contacts"]


@pytest.mark.parametrize("name", mostly_slow(OPEN, ["without_some_counts"]))
def test_screen_report_and_charts(name: str) -> None:
    results, _ = opened(name)
    screen = io.StringIO()
    print_run(results, Console(file=screen, width=160))
    assert results.scenario.name in screen.getvalue()
    assert results.scenario.name in render(results)


@pytest.mark.parametrize(("metric", "measure"), LATER.items())
def test_what_was_not_counted_is_said(metric: str, measure: str) -> None:
    results, said = opened("without_some_counts")
    assert said[1].startswith(f"{KEPT / 'without_some_counts'}: simdesk 0.1.0 wrote this run, and did not count ")
    assert metric in said[1].rpartition("did not count ")[2].split(", ")
    with pytest.raises(UsageError) as caught:
        results.measure(measure)
    assert caught.value.message == f"{measure} was not counted when simdesk 0.1.0 wrote this run"
    assert not np.isnan(results.measure("abandon_rate(calls)").mean)


def test_by_default_it_is_a_warning() -> None:
    with (
        pytest.warns(RuntimeWarning, match="its files are unverified"),
        pytest.warns(RuntimeWarning, match="did not count talk_time, wrap_up_time"),
    ):
        sd.load_run(KEPT / "before_checksums")


@pytest.mark.parametrize("name", mostly_slow(OPEN[1:], ["without_some_counts"]))
def test_as_a_baseline(name: str, capsys: Captured, tmp_path: Path) -> None:
    command = ["compare", str(CHANNELS), "--baseline", str(KEPT / name), "--set", "agent_groups.desk.headcount=3"]
    assert execute([*command, "--metric", "occupancy(desk)", "-o", str(tmp_path)]) == 0
    told = capsys.readouterr()
    assert ("unverified" in told.err) == (name != "with_checksums")
    assert "did not count" in told.err  # talk_time and wrap_up_time, of all runs from before these were counted
    assert "occupancy(desk)" in told.out
    assert ("done_in_time(mail, 1 h): the stored run did not count it" in " ".join(told.out.split())) == (
        name == "without_some_counts"
    )
    (folder,) = tmp_path.iterdir()
    assert (folder / "report.html").stat().st_size > 1_000_000
    if name == "without_some_counts":
        assert execute([*command, "--metric", "left_within(chats)", "--no-save"]) == 2
        assert "did not count left_within(chats)" in capsys.readouterr().err


def test_a_run_without_counts_is_refused_and_its_tables_open() -> None:
    with pytest.raises(InputError, match="an earlier simdesk wrote this run, without what was counted on each day"):
        sd.load_run(KEPT / "without_counts")
    with pytest.warns(RuntimeWarning, match="unverified"):
        assert len(sd.load_tables(KEPT / "without_counts")) == 5


def leave_out(names: Collection[str], folder: Path) -> None:
    """The kept run without some arrays, as if they had never been counted."""
    shutil.copytree(KEPT / "before_checksums", folder)
    with np.load(folder / "counts.npz") as file:
        arrays = dict(file)
    np.savez(folder / "counts.npz", **{name: array for name, array in arrays.items() if name not in names})
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["counts"]["sha256"] = sha256((folder / "counts.npz").read_bytes()).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


with np.load(KEPT / "before_checksums" / "counts.npz") as _counts:
    NAMES = _counts.files


@pytest.mark.parametrize("name", mostly_slow(NAMES, NAMES[::12]))
def test_any_count_may_be_missing(name: str, tmp_path: Path) -> None:
    """Whatever is not there: a measure has the figure it had, or none."""
    leave_out([name], tmp_path / "run")
    said: list[str] = []
    if name == "counts|'offered'":
        with pytest.raises(InputError, match="how many contacts there were is missing"):
            sd.load_run(tmp_path / "run", say=said.append)
        return
    results = sd.load_run(tmp_path / "run", say=said.append)
    then, now = opened("before_checksums")[0].summary, results.summary
    left_out = (now["mean"].isna() & then["mean"].notna()).to_numpy()
    pd.testing.assert_frame_equal(now[~left_out], then[~left_out], check_exact=True)
    for expression, is_out in zip(now["expression"], left_out, strict=True):
        if is_out:
            with pytest.raises(UsageError, match="was not counted when simdesk"):
                results.measure(expression)
    assert (len(said) == 2) >= bool(left_out.any())
    print_run(results, Console(file=io.StringIO(), width=160))
    document(results)


TOGETHER = 6
"""Counts that are left out of one report: each measure's own counts stand beside one another and are never left out together."""
REPORTS = math.ceil(len(NAMES) / TOGETHER)


@SLOW
@pytest.mark.parametrize("first", range(REPORTS))
def test_any_count_may_be_missing_in_the_report(first: int, tmp_path: Path) -> None:
    leave_out([name for name in NAMES[first::REPORTS] if name != "counts|'offered'"], tmp_path / "run")
    assert "Kept channels" in render(sd.load_run(tmp_path / "run", say=lambda text: None))

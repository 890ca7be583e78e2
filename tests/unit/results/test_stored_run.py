"""A run folder read again gives the same figures, or is refused with a reason."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import simdesk as sd
from simdesk.errors import InputError, UsageError
from simdesk.results.files.checksums import write_checksums
from simdesk.results.files.store import run_folder, save
from simdesk.results.files.stored import load_run

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def results() -> sd.Results:
    scenario = sd.load(ROOT / "scenarios" / "variants.yaml").variant("one_more")
    return sd.run(scenario, 6, seed=11, metrics=["service_level(service, 45 s, of_offered)"], cores=1)


@pytest.fixture
def folder(results: sd.Results, tmp_path: Path) -> Path:
    return save(results, run_folder(results.scenario, tmp_path))


@pytest.mark.parametrize("table", ["targets", "summary", "intervals", "staffing", "days"])
def test_the_same_tables(table: str, results: sd.Results, folder: Path) -> None:
    pd.testing.assert_frame_equal(getattr(load_run(folder), table), getattr(results, table), check_exact=True)


def test_the_same_facts_and_charts(results: sd.Results, folder: Path) -> None:
    again = load_run(folder)
    assert again.facts.sources == results.facts.sources
    assert (again.facts.seed, again.facts.replications, again.facts.days) == (11, 6, 1)
    assert again.scenario.applied == ("one_more",)
    assert again.scenario.digest == results.scenario.digest
    assert again.measure("service_level(service, 45 s, of_offered)") == results.measure(
        "service_level(service, 45 s, of_offered)"
    )
    assert again.figures.service_level() == results.figures.service_level()
    with pytest.raises(UsageError, match="log is not here"):
        again.contacts  # noqa: B018


@pytest.mark.parametrize(
    "name", [pytest.param("week", marks=pytest.mark.slow), "omnichannel", "vip", "multi_skill", "anonymous_bank"]
)
def test_every_kind_of_floor(name: str, tmp_path: Path) -> None:
    results = sd.run(sd.load(ROOT / "scenarios" / f"{name}.yaml"), 2, cores=1)
    again = load_run(save(results, tmp_path / name))
    pd.testing.assert_frame_equal(again.summary, results.summary, check_exact=True)
    assert again.facts.days == results.facts.days


@pytest.mark.slow
def test_variance_reduction_is_kept(tmp_path: Path) -> None:
    scenario = sd.load(ROOT / "scenarios" / "first_day.yaml")
    results = sd.run(scenario, 40, variance_reduction=["control_variates", "stratified_days"], cores=1)
    again = load_run(save(results, tmp_path / "run"))
    assert again.facts.variance_reduction == ("control_variates", "stratified_days")
    pd.testing.assert_frame_equal(again.summary, results.summary, check_exact=True)


def test_a_run_that_stopped_by_precision(tmp_path: Path) -> None:
    until = {"replications": {"until": "service_level(service, 20 s) ± 3%", "at_most": 60}}
    results = sd.run(sd.load(ROOT / "scenarios" / "first_day.yaml").with_changes(until), cores=1)
    again = load_run(save(results, tmp_path / "run"))
    assert again.facts.stopped == results.facts.stopped != ""
    assert again.scenario.digest == results.scenario.digest
    pd.testing.assert_frame_equal(again.summary, results.summary, check_exact=True)


def _rewritten(folder: Path, **changes: object) -> None:
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    for key, value in changes.items():
        if value is None:
            del manifest[key]
        else:
            manifest[key] = value
    path.write_text(json.dumps(manifest), encoding="utf-8")
    write_checksums(folder)


def test_another_schema_is_refused(folder: Path) -> None:
    _rewritten(folder, schema_version=2)
    with pytest.raises(InputError, match=r"is of schema 2, and this simdesk reads schema 1 \(run the scenario again"):
        load_run(folder)


def test_another_format_of_the_counts_is_refused(folder: Path) -> None:
    _rewritten(folder, counts={"format": 9, "file": "counts.npz", "sha256": ""})
    with pytest.raises(InputError, match="format 9, and this simdesk reads format 1"):
        load_run(folder)


def test_a_run_of_before_is_refused(folder: Path) -> None:
    _rewritten(folder, counts=None)
    with pytest.raises(InputError, match="without what was counted"):
        load_run(folder)


@pytest.mark.parametrize("key", ["schema_version", "run", "scenario", "metrics", "scenario_as_run"])
def test_a_manifest_with_a_gap_is_refused(folder: Path, key: str) -> None:
    _rewritten(folder, **{key: None})
    with pytest.raises(InputError, match=r"the run folder is broken \(manifest\.json"):
        load_run(folder)


def test_no_manifest_no_folder_no_json(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such run folder"):
        load_run(tmp_path / "nothing")
    (folder / "manifest.json").write_text("{", encoding="utf-8")
    write_checksums(folder)
    with pytest.raises(InputError, match="broken"):
        load_run(folder)
    (folder / "manifest.json").unlink()
    with pytest.raises(UsageError, match="is no run"):
        load_run(folder)


def test_damaged_or_foreign_counts_are_refused(folder: Path) -> None:
    path = folder / "counts.npz"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))
    with pytest.raises(InputError, match=r"counts\.npz: not the file that was written"):
        load_run(folder)
    write_checksums(folder)
    with pytest.raises(InputError, match=r"counts\.npz is not the file that was written"):
        load_run(folder)
    path.unlink()
    with pytest.raises(InputError, match=r"counts\.npz: this file is missing"):
        load_run(folder)


def test_a_changed_scenario_is_refused(folder: Path) -> None:
    text = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["scenario_as_run"]
    manifest = folder / "manifest.json"
    manifest.write_text(manifest.read_text(encoding="utf-8").replace("seed: 11", "seed: 12"), encoding="utf-8")
    with pytest.raises(InputError, match=r"manifest\.json: not the file that was written"):
        load_run(folder)
    # As an earlier simdesk wrote it, without checksums.
    _rewritten(folder, scenario_as_run=text.replace("seed: 11", "seed: 12"), checksums=None)
    (folder / "checksums.sha256").unlink()
    with pytest.raises(InputError, match="not the one that was run"):
        load_run(folder)


def test_a_scenario_that_cannot_be_read_any_more(folder: Path) -> None:
    _rewritten(folder, scenario_as_run="simdesk: 1\nnonsense: 3\n")
    with pytest.raises(InputError, match="the scenario in it cannot be read here"):
        load_run(folder)


def test_counts_of_other_days_are_refused(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    _rewritten(folder, run=manifest["run"] | {"replications": 7})
    with pytest.raises(InputError, match=r"broken"):
        load_run(folder)


def test_the_folder_may_move(results: sd.Results, folder: Path, tmp_path: Path) -> None:
    moved = Path(shutil.move(folder, tmp_path / "locked"))
    np.testing.assert_array_equal(load_run(moved).days["service_level"], results.days["service_level"])

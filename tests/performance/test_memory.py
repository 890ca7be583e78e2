"""How much memory a run takes at its peak. Memory is no matter of a busy machine, so it is asserted."""

from __future__ import annotations

from pathlib import Path

import pytest
from memory import taken

VOLUMES = [90, 160, 235, 300, 340, 360, 350, 320, 290, 270, 270, 285, 305, 320, 320, 310, 290, 260, 225, 195, 165, 135, 110, 95]
W2 = f"""
simdesk: 1
name: W2
hours: {{open: "08:00", close: "20:00", interval: 30 min}}
seed: 1
queues:
  a:
    arrivals: {{volumes: {VOLUMES}}}
    handle_time: {{lognormal: {{mean: 5 min, sd: 5 min}}}}
    patience: {{exponential: {{mean: 3 min}}}}
agent_groups:
  g:
    skills: [a]
    headcount: [18, 29, 42, 52, 59, 62, 60, 56, 51, 47, 47, 50, 53, 56, 56, 54, 51, 46, 40, 35, 30, 25, 21, 19]
targets:
  - service_level(a, 20 s) >= 80%
"""

PEAK = 600e6
"""Bytes."""


@pytest.mark.slow
@pytest.mark.parametrize("cores", ["1", "2"])
@pytest.mark.parametrize("more", [[], ["--contacts"]], ids=["tables", "contacts"])
def test_a_thousand_days_of_w2(more: list[str], cores: str, tmp_path: Path) -> None:
    scenario = tmp_path / "w2.yaml"
    scenario.write_text(W2, encoding="utf-8")
    own, workers, _ = taken("run", str(scenario), "-n", "1000", "--cores", cores, "-o", str(tmp_path / "runs"), *more)
    print(f"peak {own / 1e6:.0f} MB, of a worker {workers / 1e6:.0f} MB")  # noqa: T201
    assert own < PEAK
    assert workers < PEAK
    if more:
        from pyarrow import parquet

        (folder,) = (tmp_path / "runs").iterdir()
        assert parquet.ParquetFile(folder / "contacts.parquet").metadata.num_rows > 5_500_000


def test_logs_written_day_by_day_are_the_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import pandas as pd

    import simdesk as sd
    from simdesk.results import run as running
    from simdesk.results.files import log_tables

    monkeypatch.setattr(log_tables, "ROWS", 2500)
    monkeypatch.setattr(running, "KEPT_CONTACTS", 100)
    for name in ("first_day", "multi_skill"):
        found = sd.run(sd.load(Path(__file__).parents[2] / "scenarios" / f"{name}.yaml"), 5, cores=1)
        assert found.kept_logs is None
        log_tables.write_logs(found, tmp_path, csv=True)
        for table in ("contacts", "agents"):
            frame, back = getattr(found, table), pd.read_parquet(tmp_path / f"{table}.parquet")
            assert list(back.columns) == list(frame.columns)
            assert (back.dtypes == frame.dtypes).all()
            assert back.equals(frame)
            frame.to_csv(tmp_path / "whole.csv", index=False)
            assert (tmp_path / f"{table}.csv").read_bytes() == (tmp_path / "whole.csv").read_bytes()

"""The contact and agent logs of a run written day by day, however many days there are."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simdesk.results.shown.frames import agents_of_day, contacts_of_day

if TYPE_CHECKING:
    import pandas as pd

    from simdesk.results.results import Results

CONTACT_TABLES = ("contacts", "agents")
ROWS = 200_000
"""Rows that are gathered before they are written as one row group of a parquet file."""


class _Table:
    """One table on its way to its files."""

    def __init__(self, path: Path, csv: bool, files: ExitStack) -> None:
        self._path, self._files = path, files
        self._waiting: list[pd.DataFrame] = []
        self._rows = 0
        self._parquet: Any = None
        self._csv = files.enter_context(path.with_suffix(".csv").open("w", encoding="utf-8", newline="")) if csv else None

    def add(self, frame: pd.DataFrame) -> None:
        self._waiting.append(frame)
        self._rows += len(frame)
        if self._rows >= ROWS:
            self.write()

    def write(self) -> None:
        """Write what waits; the first time also where there is nothing, so that the file has its columns."""
        import pandas as pd
        import pyarrow as pa
        from pyarrow import parquet

        if not self._waiting:
            return
        frame = pd.concat(self._waiting, ignore_index=True)
        self._waiting, self._rows = [], 0
        table = pa.Table.from_pandas(frame, preserve_index=False)
        first = self._parquet is None
        if first:
            file = self._files.enter_context(self._path.with_suffix(".parquet").open("wb"))
            self._parquet = self._files.enter_context(parquet.ParquetWriter(file, table.schema))
        self._parquet.write_table(table)
        if self._csv is not None:
            frame.to_csv(self._csv, header=first, index=False)


def write_logs(results: Results, folder: Path, *, csv: bool = False, progress: Callable[[int, int], None] | None = None) -> None:
    """Write the tables ``Results.contacts`` and ``Results.agents`` without holding more than some days of them.

    Days whose log was not kept are simulated again, to the same bit.

    Parameters
    ----------
    results : Results
    folder : Path
        Takes ``contacts.parquet`` and ``agents.parquet``.
    csv : bool
        Also as CSV files.
    progress : callable, optional
        Called with (days written, days) after every day.

    Raises
    ------
    OSError
        When they cannot be written.
    RunError
        When the days come out differently when they are simulated again.
    """
    plan, days = results.measures.plan, results.facts.replications
    with ExitStack() as files:
        contacts, agents = (_Table(folder / name, csv, files) for name in CONTACT_TABLES)
        for day, log in enumerate(results.each_log()):
            contacts.add(contacts_of_day(plan, day, log))
            agents.add(agents_of_day(plan, day, log))
            if progress is not None:
                progress(day + 1, days)
        contacts.write()
        agents.write()

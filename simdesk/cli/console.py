"""The screen: its width, its tables, its progress bar."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from types import TracebackType
from typing import TYPE_CHECKING

from rich.console import Console
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from simdesk.measure.verdict import Verdict
from simdesk.results.shown.words import SIGNS

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


_COLOURS = {"met": "green", "missed": "red", "uncertain": "yellow", "unfinished": "yellow", "no data": "dim"}


def console() -> Console:
    """The console on standard output; wide enough for the tables when it is no terminal."""
    out = Console(highlight=False, soft_wrap=False)
    return out if out.is_terminal else Console(highlight=False, width=max(out.width, 130))


class ProgressBar:
    """A progress bar on standard error that shows only for work over a second."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._began = time.perf_counter()
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    def __call__(self, done: int, of: int) -> None:
        """Show how far the work is."""
        if self._bar is None:
            if time.perf_counter() - self._began < 1.0 or done >= of:
                return
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

            self._bar = Progress(
                TextColumn("{task.description}"),
                BarColumn(),
                MofNCompleteColumn(),
                TextColumn("days"),
                TimeRemainingColumn(),
                console=Console(stderr=True),
                transient=True,
            )
            self._bar.start()
            self._task = self._bar.add_task(self._what, total=of)
        if self._task is not None:
            self._bar.update(self._task, completed=done, total=of)

    def __enter__(self) -> ProgressBar:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._bar is not None:
            self._bar.stop()


def print_table(
    out: Console,
    title: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[str | Text]],
    *,
    left: Sequence[int] = (0,),
    spare: Sequence[str] = (),
) -> None:
    """Print a table without lines, as wide as the screen allows.

    Parameters
    ----------
    out : Console
    title : str
    columns : sequence of str
        Their headings, which break into lines where the screen is narrow.
    rows : sequence of sequences
    left : sequence of int
        Columns aligned to the left; the others are figures.
    spare : sequence of str
        Columns that are left out, in this order, where the screen is still too narrow.
    """
    out.print(Text(title, style="bold"))
    unbounded = out.options.update(max_width=10_000)
    for dropped in range(-1, len(spare) + 1):
        leave_out = set(spare[: max(dropped, 0)])
        compact = dropped >= 0
        table = Table(box=None, padding=(0, 1 if compact else 2, 0, 0), pad_edge=False)
        keep = [k for k, column in enumerate(columns) if column not in leave_out]
        for k in keep:
            heading = Text(columns[k].replace(" ", "\n") if compact else columns[k], style="dim")
            table.add_column(heading, justify="left" if k in left else "right", no_wrap=dropped < len(spare), overflow="fold")
        for row in rows:
            table.add_row(*(row[k] for k in keep))
        if Measurement.get(out, unbounded, table).maximum <= out.width:
            break
    out.print(table)
    out.print()


def verdict_text(verdict: Verdict) -> Text:
    """A verdict as sign and word, coloured; the word alone where the output cannot write the sign."""
    try:
        SIGNS[verdict].symbol.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        return Text(str(verdict), style=_COLOURS[verdict])
    return Text(f"{SIGNS[verdict].symbol} {verdict}", style=_COLOURS[verdict])

"""Which column of which file a series was taken from, and what was made of it: for the echo of what was understood."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ColumnUsed:
    """One series and where its numbers come from.

    Parameters
    ----------
    path : str
        The series: ``queues.sales.arrivals.volumes``.
    file : str
        As the user named it; empty where the numbers stand in the scenario itself.
    sheet, column : str
        Empty where there is none.
    rows : int
        Those that were used.
    way : str
        How the rows became intervals: ``summed``, ``held`` or ``spread``; empty for one row each.
    step : float
        Seconds between two rows, where they are not one interval each.
    owner : str
        In long form: the queue or group whose rows they are.
    ignored : tuple of str
        Columns that nothing in the scenario uses.
    totals : tuple of int
        Lines that hold totals and were left out.
    outside : int
        Rows outside the opening hours that were left out, all of them 0.
    times : str
        The column that says when: of clock times, or of dates and clock times; empty where the rows are taken in order.
    dated : bool
        Whether each row is of a date, so that days may differ.
    days : str
        The key of a mapping by day under which the series stands: ``monday``.
    several : bool
        Several columns were used, which ``column`` lists.
    unit : str
        The unit that durations were taken in, where the file has none.
    columns : tuple of str
        Those of the days, where each day has one.
    repeated : int
        In a file with a column for each day: on how many days the rows of one of them are repeated.
    encoding : str
        Of the file, where it is not UTF-8.
    given : str
        A number of the scenario itself that has no unit.
    lacks : str
        What such a file often has and this one has not, so that nothing is planned of it: ``breaks``.
    remarks : tuple of str
        What else was made of its rows, in words.
    """

    path: str
    file: str = ""
    sheet: str = ""
    column: str = ""
    rows: int = 0
    way: str = ""
    step: float = 0.0
    owner: str = ""
    ignored: tuple[str, ...] = ()
    totals: tuple[int, ...] = ()
    outside: int = 0
    times: str = ""
    dated: bool = False
    days: str = ""
    several: bool = False
    unit: str = ""
    columns: tuple[str, ...] = ()
    repeated: int = 0
    encoding: str = ""
    given: str = ""
    lacks: str = ""
    remarks: tuple[str, ...] = ()

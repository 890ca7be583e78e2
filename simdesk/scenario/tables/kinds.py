"""The keys that take a series, and which columns of a file are meant for each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from simdesk.scenario.tables.column_words import END_WORDS, START_WORDS, STARTS
from simdesk.scenario.tables.naming import is_handle_time, is_headcount, is_volume, words_of


@dataclass(frozen=True)
class Kind:
    """What the values of a series are.

    Parameters
    ----------
    quantity : {"number", "clock", "duration"}
    by_interval : bool
        One value for each interval of the day.
    columns : tuple of str
        Names of the value column to look for, best first, behind that of the queue or group.
    named : bool
        Look first for a column named like the queue or group.
    finer : {"summed", "refused"}
        What becomes of several values within one interval.
    longer : {"held", "refused"}
        What becomes of a value for several intervals: it holds for each, or is refused. A share of the day is spread.
    like : callable, optional
        Whether a column's name says that it is meant, where none has one of the names.
    """

    quantity: str
    by_interval: bool
    columns: tuple[str, ...]
    named: bool = False
    finer: Literal["summed", "refused"] = "refused"
    longer: Literal["held", "refused"] = "refused"
    like: Callable[[str], bool] | None = None


_VOLUMES = ("volume", "volumes", "calls", "offered", "contacts", "calls_offered", "contacts_offered", "forecast")

KINDS = {
    "volumes": Kind("number", True, _VOLUMES, named=True, finer="summed", like=is_volume),
    "profile": Kind("number", True, ("profile", "share", "weight"), named=True, finer="summed", longer="held"),
    "headcount": Kind("number", True, ("agents", "headcount"), named=True, longer="held", like=is_headcount),
    "mean_by_interval": Kind(
        "duration",
        True,
        ("mean", "mean_s", "seconds", "aht", "aht_s", "handle_time", "handle_time_s"),
        longer="held",
        like=is_handle_time,
    ),
    "empirical": Kind("duration", False, ("seconds", "duration", "duration_s")),
    "times": Kind("clock", False, ("time", "times", "arrival", "start")),
}
"""The keys that take a list, a file or a column of one."""


def folded(name: str) -> str:
    """``Sales Desk`` is ``sales_desk``."""
    return "_".join(name.strip().lower().replace("-", " ").replace("_", " ").split())


def start_named(names: Sequence[str], clocks: Sequence[int]) -> int | None:
    """The column of the intervals' starts by its name, or since the others are of their ends; None where neither tells.

    Parameters
    ----------
    names : sequence of str
        Folded.
    clocks : sequence of int
        The columns that hold clock times.
    """
    found = [names.index(name) for name in STARTS if name in names]
    if found:
        return next((index for index in found if index in clocks), found[0])
    words = {index: words_of(names[index].replace("_", " ")) for index in clocks}
    rest = [index for index in clocks if not words[index] & END_WORDS]
    likely = [index for index in rest if words[index] & START_WORDS]
    for few in (rest, likely):
        if len(few) == 1 and len(clocks) > 1:
            return few[0]
    return None

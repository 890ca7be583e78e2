"""Runs that an earlier simdesk counted: what it did not count is left out, and said, and the rest is as it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from simdesk.engine.log import ContactLog, DayLog
from simdesk.measure.counter import Counter
from simdesk.measure.measures import Measures, Tallies
from simdesk.measure.partial import PartialMeasures
from simdesk.measure.registry import EVERYTHING
from simdesk.measure.tally import Tally
from simdesk.results.running.day_blocks import DayBlocks, Place
from simdesk.results.running.gathered import arrays_of, tallies_of
from simdesk.rules.calendar import SPAN

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simdesk.results.running.work import Work
    from simdesk.results.shown.headline import Headline

_CONTROLS: Place = ("controls", None)


def complete(found: DayBlocks, work: Work, days: int) -> tuple[Tallies, Tallies | None]:
    """The tallies of a run, with arrays of NaN in the place of what was not counted then.

    Parameters
    ----------
    found : DayBlocks
        What was counted.
    work : Work
        The run as it would be counted today.
    days : int

    Returns
    -------
    Tallies
    Tallies or None
        The same with ones in the place of what is missing; None where nothing is missing.

    Raises
    ------
    ValueError
        When the number of contacts is missing, or the controls of its variance reduction.
    """
    places = found.places
    if ("counts", "offered") not in places:
        raise ValueError("how many contacts there were is missing")
    if work.wanted.controls and _CONTROLS not in places:
        raise ValueError("the controls of its variance reduction are missing")
    today = _counted_today(work)
    known = {field.name for field in fields(Tally)}
    kept = [place for place in places if place[0] in known and _fits(found.shape(place), today.get(place))]
    missing = [place for place in today if place not in kept]
    if not missing:
        return tallies_of(found.only(kept), days), None

    def filled(value: float) -> Tallies:
        whole = found.only(kept)
        for place in missing:
            whole.put(place, 0, np.full((days, *today[place].shape), value))
        return tallies_of(whole, days)

    return filled(np.nan), filled(1.0)


def _fits(shape: tuple[int, ...], today: NDArray[Any] | None) -> bool:
    return today is None or shape == today.shape


def _counted_today(work: Work) -> dict[Place, NDArray[Any]]:
    """What is counted of a day, by the counts of an empty one; controls apart, without which no interval would be right."""
    counter = Counter(work.floor, replace(work.wanted, controls=False), work.demand.expected)
    today = arrays_of(counter.count(_empty_day(work)))
    if work.wanted.controls:
        del today[_CONTROLS]
    return today


def _empty_day(work: Work) -> DayLog:
    floor = work.floor
    contacts: dict[str, Any] = {
        field.name: np.zeros(0, np.int32 if "int32" in str(field.type) else np.float64) for field in fields(ContactLog)
    }
    return DayLog(
        ContactLog(**contacts),
        np.zeros(0, SPAN),
        np.zeros(len(floor.queues)),
        np.zeros(len(floor.queues), np.int64),
        np.zeros(len(floor.groups)),
        np.zeros(0, bool),
    )


def not_counted(measures: Measures, headline: Headline, queues: Sequence[str], groups: Sequence[str]) -> list[str]:
    """What of a run's tables was not counted in it: a metric, or with its queue or group where it is missing there alone.

    Parameters
    ----------
    measures : Measures
    headline : Headline
    queues, groups : sequence of str
        Names; ``all`` is looked at besides.
    """
    if not isinstance(measures, PartialMeasures):
        return []
    found: list[str] = []
    for names, columns_of in ((queues, headline.of_queue), (groups, headline.of_group)):
        nowhere: set[str] = set()
        for subject in (EVERYTHING, *names):
            missing = [name for name, e in columns_of(subject).items() if not measures.has_counted(e) and name not in nowhere]
            if subject == EVERYTHING:
                nowhere.update(missing)
            found += [name if subject == EVERYTHING else f"{name}({subject})" for name in missing]
    return found

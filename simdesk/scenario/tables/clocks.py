"""Values with clock times laid on the intervals of a day: one each, summed, or held until the next."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from simdesk.errors import InputError
from simdesk.formats import format_clock, format_duration
from simdesk.scenario.language.hours import Day
from simdesk.scenario.tables.csv_cells import Moment, read_moment
from simdesk.scenario.tables.csv_table import Cell
from simdesk.scenario.tables.kinds import Kind
from simdesk.units import DAY

NOISE = 1e-6

LONGEST_INTERVAL = 3600.0
"""Longer intervals are seldom what a planner wants."""

_MOST_PILES = 3
"""More values than these are no contacts that arrive together."""

Fault = Callable[[Cell, str, str], None]


@dataclass(frozen=True)
class Groups:
    """Which values are those of each interval.

    Parameters
    ----------
    of : tuple of tuple of int
        For each interval the indices of its values.
    way : {"", "summed", "held"}
    step : float
        Seconds between two values, where it is not an interval.
    outside : int
        Values outside the opening hours, all 0.
    """

    of: tuple[tuple[int, ...], ...]
    way: str = ""
    step: float = 0.0
    outside: int = 0


@dataclass
class Clocks:
    """The clock times of one day.

    Parameters
    ----------
    day : Day
    kind : Kind
    fault : callable
        Takes a cell, a message and a hint.
    steps : bool
        Each value that may hold does so until the next; else a time that lacks between others is missed.
    word : str
        What stands for each interval: ``row`` or ``value``.
    evenly, at_once : str
        How values for longer times are written where they are spread evenly, and few values where they arrive together.
    header : Cell
        Where it is told that times are missing.
    """

    day: Day
    kind: Kind
    fault: Fault
    header: Cell
    steps: bool = False
    word: str = "row"
    wrong: bool = False
    evenly: str = ""
    at_once: str = ""

    def groups(self, cells: Sequence[Cell], zero: Callable[[int], bool]) -> Groups | None:
        """Lay the values on the intervals; None after reporting what is wrong.

        Parameters
        ----------
        cells : sequence of Cell
            With the clock times.
        zero : callable
            Whether the value of an index is 0: such a one may lie outside the hours.
        """
        found = self._inside(cells, zero)
        moments, outside = found
        step = self._step(moments)
        if self.wrong and abs(step - self.day.interval) > NOISE:
            return None
        if self.kind.longer == "held" and (self.steps or step > self.day.interval + NOISE):
            made = self._held(cells, moments)
            return None if made is None else Groups(made, "held", step, outside)
        if step > self.day.interval + NOISE:
            self._too_long(cells, moments, step)
            return None
        if step < self.day.interval - NOISE and self.kind.finer == "refused":
            short = format_duration(step)
            odd = next(index for index, one in moments.items() if not self._at_border(one.clock))
            message = f"the {self.word}s are {short} apart, the intervals are {format_duration(self.day.interval)}"
            self._report(cells[odd], message, f"write interval: {short} under hours, or one {self.word} for each interval")
            return None
        made = self._each(cells, moments, step)
        whole = abs(step - self.day.interval) < NOISE
        return None if made is None else Groups(made, "" if whole else "summed", 0.0 if whole else step, outside)

    def _report(self, cell: Cell, message: str, hint: str) -> None:
        self.wrong = True
        self.fault(cell, message, hint)

    def _inside(self, cells: Sequence[Cell], zero: Callable[[int], bool]) -> tuple[dict[int, Moment], int]:
        """The moments within the day by index, each on the day's axis, and how many zeros lie outside."""
        dates: dict[tuple[str, bool], list[int]] = {}
        inside: dict[int, Moment] = {}
        outside: list[int] = []
        for index, cell in enumerate(cells):
            text = cell.text.strip()
            if not text:
                self._report(cell, "the cell is empty", "remove the row")
                continue
            try:
                moment = read_moment(text)
            except InputError as error:
                self._report(cell, error.message, error.hint)
                continue
            clock = self.day.moment(moment.clock)
            before = self.steps and self.kind.longer == "held" and clock < self.day.opening
            if not before and not self.day.opening - NOISE <= clock < self.day.closing - NOISE:
                outside.append(index)
                continue
            inside[index] = Moment(clock, moment.end, moment.date)
            if moment.date:
                dates.setdefault((moment.date, clock >= DAY), []).append(index)
        self._one_date(cells, dates)
        told = [index for index in outside if not zero(index)]
        for index in told:
            hours = f"{format_clock(self.day.opening)} to {format_clock(self.day.closing, end=True)}"
            message = f"{cells[index].text.strip()} lies outside the opening hours {hours}"
            self._report(cells[index], message, f"remove the {self.word}, or change the hours")
        if len(outside) == 1 and not told and self._closes(cells[outside[0]]):
            outside = []  # it ends the day
        return inside, len(outside) - len(told)

    def _closes(self, cell: Cell) -> bool:
        return abs(self.day.moment(read_moment(cell.text).clock) - self.day.closing) < NOISE

    def _one_date(self, cells: Sequence[Cell], dates: dict[tuple[str, bool], list[int]]) -> None:
        """Blame the moments whose date is not that of most; after midnight the date is another one."""
        for after in (False, True):
            mine = {date: indices for (date, late), indices in dates.items() if late is after}
            if len(mine) < 2:
                continue
            most = max(mine, key=lambda date: len(mine[date]))
            line = cells[mine[most][0]].place.line
            for date, indices in mine.items():
                for index in indices if date != most else ():
                    message = f"another date than in line {line} ({date}, {most})"
                    self._report(cells[index], message, "a scenario is one day; keep the rows of one, or write days under hours")

    def _step(self, moments: dict[int, Moment]) -> float:
        """The time from one value to the next: that of most of them, an interval where most do not agree."""
        starts = sorted({moment.clock for moment in moments.values()})
        apart = [round(later - earlier, 6) for earlier, later in itertools.pairwise(starts)]
        ends = [round((one.end - one.clock) % DAY or DAY, 6) for one in moments.values() if one.end is not None]
        counted = Counter(ends if len(ends) == len(moments) else apart)
        if not counted:
            return self.day.interval
        usual, number = counted.most_common(1)[0]
        interval = self.day.interval
        if number * 2 <= sum(counted.values()) and not all(one > interval + NOISE for one in counted):
            return interval
        ratio = interval / usual if usual < interval else usual / interval
        if all(one > interval + NOISE for one in counted):
            usual = min(counted)
            covered = abs(starts[0] - self.day.opening) < NOISE and abs(starts[-1] + usual - self.day.closing) < NOISE
            return usual if covered else interval  # else rows are missing
        return usual if abs(ratio - round(ratio)) < NOISE else interval

    def _at_border(self, clock: float) -> bool:
        index = (clock - self.day.opening) / self.day.interval
        return abs(index - round(index)) < NOISE

    def _too_long(self, cells: Sequence[Cell], moments: dict[int, Moment], step: float) -> None:
        first = min(moments, key=lambda index: moments[index].clock)
        long, short = format_duration(step), format_duration(self.day.interval)
        ratio = (self.day.closing - self.day.opening) / step
        starts = sorted(moment.clock for moment in moments.values())
        even = all(abs(later - earlier - step) < NOISE for earlier, later in itertools.pairwise(starts))
        each = f"give one {self.word} for each {short}"
        if even and abs(ratio - round(ratio)) < NOISE and step <= LONGEST_INTERVAL:
            each = f"write interval: {long} under hours, or {each}"
        evenly = f"if they are spread evenly, write {self.evenly}" if self.evenly else "write per_day and a profile"
        hint = f"{each}; {evenly}" if self.evenly else f"{each}, or {evenly}"
        self._report(cells[first], f"the {self.word}s are {long} apart, the intervals are {short}", hint)

    def _each(self, cells: Sequence[Cell], moments: dict[int, Moment], step: float) -> tuple[tuple[int, ...], ...] | None:
        """Exactly one value for each step of the day, as those of each interval."""
        day = self.day
        slots: dict[int, int] = {}
        for index, moment in moments.items():
            cell, text = cells[index], cells[index].text.strip()
            number = round((moment.clock - day.opening) / step)
            if abs(day.opening + number * step - moment.clock) > NOISE:
                near = format_clock(day.opening + (moment.clock - day.opening) // step * step)
                self._report(cell, f"{text} is not the start of an interval", f"the one it lies in starts at {near}")
            elif moment.end is not None and abs((moment.end - moment.clock - step) % DAY) > NOISE:
                length = format_duration((moment.end - moment.clock) % DAY)
                message = f"{text} is {length} long, the intervals are {format_duration(day.interval)}"
                self._report(cell, message, "write the start of the interval, or change hours.interval")
            elif number in slots:
                where = f" (first in line {cells[slots[number]].place.line})" if cell.place.line else ""
                self._report(cell, f"{text} is used twice{where}", f"keep one {self.word} for each interval")
            else:
                slots[number] = index
        count = round(day.count * day.interval / step)
        missing = [format_clock(day.opening + number * step) for number in range(count) if number not in slots]
        if missing and not self.wrong:
            shown = ", ".join(missing[:4]) + (f" and {len(missing) - 4} more" if len(missing) > 4 else "")
            hours = f"{format_clock(day.opening)} to {format_clock(day.closing, end=True)}"
            hint = f"one {self.word} for each of the {count} intervals from {hours}"
            if self.at_once and len(slots) <= _MOST_PILES:
                hint += f"; where they arrive together, write arrivals: {{{self.at_once}}}"
            self._report(self.header, f"no {self.word} for {shown}", hint)
        if self.wrong:
            return None
        each = round(day.interval / step)
        return tuple(tuple(slots[k * each + part] for part in range(each)) for k in range(day.count))

    def _held(self, cells: Sequence[Cell], moments: dict[int, Moment]) -> tuple[tuple[int, ...], ...] | None:
        """Each value until the next."""
        day = self.day
        order = sorted(moments, key=lambda index: moments[index].clock)
        for index in order:
            if not self._at_border(moments[index].clock) and moments[index].clock > day.opening:
                near = format_clock(day.opening + (moments[index].clock - day.opening) // day.interval * day.interval)
                message = f"{cells[index].text.strip()} is not the start of an interval"
                self._report(cells[index], message, f"the one it lies in starts at {near}; see hours.interval")
        for one, other in itertools.pairwise(order):
            if abs(moments[one].clock - moments[other].clock) < NOISE:
                same = f"{cells[other].text.strip()} is the same time as {cells[one].text.strip()}"
                self._report(cells[other], same, "keep one of them")
        if order and moments[order[0]].clock > day.opening + NOISE:
            message = f"nothing is said for {format_clock(day.opening)} to {format_clock(moments[order[0]].clock)}"
            hint = (
                "the first time must be at or before opening, and each value holds until the next; write 0 where there is nothing"
            )
            self._report(cells[order[0]], message, hint)
        for index, until in zip(order, [*(moments[one].clock for one in order[1:]), day.closing], strict=True):
            end = moments[index].end
            if end is not None and day.moment(end) < until - NOISE and end != moments[index].clock:
                end = day.moment(end)
                message = f"nothing is said for {format_clock(end)} to {format_clock(until, end=True)}"
                self._report(cells[index], message, f'write "{format_clock(end)}": 0 if there is nothing')
        if self.wrong or not order:
            return None
        made = []
        for k in range(day.count):
            start = day.opening + k * day.interval
            made.append((max((i for i in order if moments[i].clock <= start + NOISE), key=lambda i: moments[i].clock),))
        return tuple(made)

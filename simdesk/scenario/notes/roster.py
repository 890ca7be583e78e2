"""The shifts of a group in words: each of a few, or a summary that can be checked against the roster."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence

from simdesk.floor.parts import GroupPlan
from simdesk.formats import format_clock
from simdesk.scenario.language.agents import Break, Shift
from simdesk.scenario.layout.shifts import parts_of
from simdesk.scenario.notes.wording import agents_word, day_word, listing, spoken
from simdesk.units import DAY, WEEKDAYS

MOST_SHIFTS = 6
"""More shifts than these are summed up."""
MOST_PATTERNS = 8


def hours_scheduled(group: GroupPlan, interval: float) -> tuple[float, float]:
    """Agent hours scheduled, and those of them on breaks."""
    whole = math.fsum(group.headcount) * interval
    whole += math.fsum(shift.agents * (shift.end - shift.start) for shift in group.shifts)
    breaks = math.fsum(shift.agents * length for shift in group.shifts for _, length in shift.breaks)
    return whole / 3600.0, breaks / 3600.0


def roster_lines(shifts: Sequence[Shift]) -> Iterator[str]:
    """One line for each of a few shifts; for more of them how many start when, and how long they work with which breaks."""
    alike = _alike(shifts)
    if len(alike) <= MOST_SHIFTS:
        yield from (f"{agents_word(agents)} {_times(one)}{_breaks(one, agents)}{_days(one)}" for one, agents in alike)
        return
    agents = math.fsum(shift.agents for shift in shifts)
    first = min(shift.start for shift in shifts)
    last = max(shift.start + shift.length for shift in shifts)
    yield (
        f"{agents_word(agents)} in {len(shifts)} shifts, first start {format_clock(first)}, last end "
        f"{format_clock(last, end=True)}{'' if last <= DAY else ' the next day'}"
    )
    starts: Counter[float] = Counter()
    for shift in shifts:
        starts[shift.start] += shift.agents  # type: ignore[assignment]
    yield f"starts: {', '.join(f'{format_clock(start)} {count:g}' for start, count in sorted(starts.items()))}"
    patterns: Counter[str] = Counter()
    for shift in shifts:
        lengths = f"{spoken(shift.length)}{_lengths(shift.breaks)}{_days(shift)}"
        patterns[lengths] += shift.agents  # type: ignore[assignment]
    for words, count in patterns.most_common(MOST_PATTERNS):
        yield f"{agents_word(count)} of {words}"
    if len(patterns) > MOST_PATTERNS:
        rest = math.fsum(count for _, count in patterns.most_common()[MOST_PATTERNS:])
        yield f"{agents_word(rest)} of {len(patterns) - MOST_PATTERNS} other lengths, breaks or days"


def _alike(shifts: Sequence[Shift]) -> list[tuple[Shift, float]]:
    """Shifts that are the same as one, with the agents of all."""
    found: list[tuple[Shift, float]] = []
    for shift in shifts:
        for index, (other, agents) in enumerate(found):
            if (other.start, other.length, other.breaks, other.days) == (shift.start, shift.length, shift.breaks, shift.days):
                found[index] = (other, agents + shift.agents)
                break
        else:
            found.append((shift, shift.agents))
    return found


def _times(shift: Shift) -> str:
    end = format_clock((shift.start + shift.length) % DAY or DAY, end=True)
    return f"{format_clock(shift.start)} to {end} ({spoken(shift.length)})"


def _breaks(shift: Shift, agents: float) -> str:
    breaks = shift.breaks
    told = []
    for one in breaks:
        called = f" ({one.name})" if one.name else ""
        if one.between is not None:
            begin, end = one.between
            most = _most_at_once(shift, one, agents)
            window = f"{format_clock(begin)} to {format_clock(end, end=True)}"
            told.append(f"{spoken(one.length)}{called} in turn within {window}, at most {most:g} of {agents:g} at a time")
        elif one.at is not None:
            told.append(f"{spoken(one.length)}{called} at {format_clock(one.at)}")
        else:
            told.append(f"{spoken(one.length)}{called} after {spoken(one.after or 0.0)}")
    return f", {'breaks' if len(told) > 1 else 'break'} of {listing(told)}" if told else ", no break"


def _most_at_once(shift: Shift, one: Break, agents: float) -> float:
    """Most agents of a shift who are on a break of a window at the same time."""
    alone = shift.model_copy(update={"breaks": (one,), "agents": agents})
    parts = parts_of(alone, shift.start, shift.start + shift.length)
    starts = [(breaks[0][0], count) for count, breaks in parts if breaks]
    return max((sum(count for at, count in starts if begin - one.length < at <= begin) for begin, _ in starts), default=0.0)


def _lengths(breaks: Sequence[Break]) -> str:
    if not breaks:
        return " without a break"
    lengths = Counter(one.length for one in breaks)
    told = [f"{spoken(length)}" if count == 1 else f"{count} × {spoken(length)}" for length, count in lengths.items()]
    return f" with {listing(told)} of break"


def _days(shift: Shift) -> str:
    if not shift.days:
        return ""
    numbers = [WEEKDAYS.index(day) for day in shift.days if day in WEEKDAYS]
    if len(numbers) == len(shift.days) > 2 and numbers == list(range(numbers[0], numbers[0] + len(numbers))):
        return f", {day_word(shift.days[0])} to {day_word(shift.days[-1])}"
    return f", on {listing(map(day_word, shift.days))}"

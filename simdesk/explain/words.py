"""Numbers, times and lists as a sentence says them."""

from __future__ import annotations

from collections.abc import Sequence

from simdesk.floor.dates import Dates
from simdesk.units import DAY

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def clock(when: float, dates: Dates | None = None) -> str:
    """A time of day (seconds after midnight) as a clock shows it: ``10:31:05``, the second begun; with its day, of several."""
    whole = int((when if dates is None else dates.wall(when)) + 1e-6) % int(DAY)
    time = f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}"
    return time if dates is None else f"{dates.names[dates.day(when)]} {time}{' again' if dates.is_second(when) else ''}"


def duration(seconds: float) -> str:
    """Seconds as ``38.2 s``, ``5 min 18 s`` or ``2 h 3 min``."""
    if round(seconds, 1) < 120:
        return f"{seconds:.1f} s".replace(".0 s", " s")
    if seconds < 3600 - 0.5:
        minutes, rest = divmod(round(seconds), 60)
        return f"{minutes} min {rest} s" if rest else f"{minutes} min"
    hours, rest = divmod(round(seconds / 60), 60)
    return f"{hours} h {rest} min" if rest else f"{hours} h"


def count(number: int, one: str, many: str = "") -> str:
    """``1 agent``, ``3 agents``, ``no agent``."""
    return f"no {one}" if number == 0 else f"{number:,} {one if number == 1 else many or one + 's'}"


def ordinal(number: int) -> str:
    """``first`` to ``tenth``, then ``11th``."""
    if 1 <= number <= len(_ORDINALS):
        return _ORDINALS[number - 1]
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def listed(parts: Sequence[str], last: str = "and") -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {last} {parts[-1]}" if parts else ""


def clocks(times: Sequence[float], dates: Dates | None = None) -> str:
    """Up to three times of day, and how many more."""
    shown = [clock(when, dates) for when in times[:3]]
    return listed([*shown, f"{len(times) - 3} more"] if len(times) > 3 else shown)

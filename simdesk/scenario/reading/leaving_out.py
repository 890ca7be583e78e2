"""Lines of YAML of which the slip is not found: the block of their key is left out, and the rest is read."""

from __future__ import annotations

import re
from collections.abc import Callable

from simdesk.scenario.reading.nodes import Path
from simdesk.scenario.reading.slips import LINES_BACK

_KEY = re.compile(r"(\s*)(?:- )?[\"']?([A-Za-z_][\w -]*?)[\"']?\s*:(?:\s|$)")
_FEWEST_STEPS = 3
"""Steps of a path below which too much would be left out: a whole section, a queue or a group."""
_LEAD_ON = frozenset({"skills", "takes", "tries", "groups", "queues"})
"""Keys whose loss makes faults elsewhere."""


def left_out(lines: list[str], stopped: tuple[int, int], stop: Callable[[str], tuple[int, int] | None]) -> Path | None:
    """Empty the lines of a block without which the text is read on; the block's path, None where there is none.

    Parameters
    ----------
    lines : list of str
        The text, in which lines become empty.
    stopped : (int, int)
        The line and column at which a parser stopped, from 1.
    stop : callable
        The line and column at which a text cannot be read on.
    """
    for number in range(min(stopped[0], len(lines)), max(stopped[0] - LINES_BACK - 1, 0), -1):
        path, end = _block(lines, number)
        if len(path) < _FEWEST_STEPS or _LEAD_ON & set(map(str, path[2:])) or path[0] not in ("queues", "agent_groups"):
            continue
        changed = [*lines[: number - 1], *([""] * (end - number + 1)), *lines[end:]]
        reached = stop("\n".join(changed) + "\n")
        if reached is None or reached[0] > max(end, stopped[0]):
            lines[:] = changed
            return path
    return None


def _block(lines: list[str], number: int) -> tuple[Path, int]:
    """The path of the key in a line, and the last line of its block; no path where the line has no key."""
    match = _KEY.match(lines[number - 1])
    if match is None:
        return (), number
    indent, steps = len(match[1]), [match[2]]
    end = number
    while end < len(lines) and (not lines[end].strip() or len(lines[end]) - len(lines[end].lstrip()) > indent):
        end += 1
    for line in reversed(lines[: number - 1]):
        above = _KEY.match(line)
        if above is not None and len(above[1]) < indent and not line.lstrip().startswith("#"):
            indent = len(above[1])
            steps.append(above[2])
    return (tuple(reversed(steps)), end) if indent == 0 else ((), end)

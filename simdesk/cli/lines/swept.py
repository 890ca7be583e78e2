"""Values that a sweep goes through, by a share or number more or less."""

from __future__ import annotations

import re
from decimal import Decimal

from simdesk.cli.lines.line import Line
from simdesk.cli.lines.words import VOLUME_WORDS
from simdesk.errors import SimdeskError

_END = r"([+-]?\d+(?:\.\d+)?)\s*(%?)"
_RANGE = re.compile(rf"\s*{_END}\s*(?:\.\.\.?|to|bis|…)\s*{_END}\s*(?:(?:/|\.\.|:|step|by)\s*(\d+(?:\.\d+)?)\s*%?\s*)?")
_DASHED = re.compile(r"\s*(\d+(?:\.\d+)?)(%?)\s*[-–:]\s*(\d+(?:\.\d+)?)(%?)\s*")
_AROUND = re.compile(r"\s*(?:\+-|\+/-|±)\s*(\d+(?:\.\d+)?\s*%?)\s*")
_LISTED = re.compile(r"\s*[+-]?\d+(?:\.\d+)?\s*%?\s*")
SEVERAL = re.compile(r"[^=\[{]*\d[^=\[{]*\.\.[^=\[{]*|[^=,\[\]{}]+(?:,[^=,\[\]{}]+)+")
"""Several values to go through."""
_GONE_THROUGH = re.compile(r"\.\.|,|^\s*\[")


def swept(path: str, value: str) -> str:
    """Values as a sweep takes them: what is signed is a factor of, or an addition to, what is there.

    Parameters
    ----------
    path : str
        The whole path.
    value : str
        ``-10%..+20%``, ``-1,0,+1``, ``10-14``.

    Returns
    -------
    str
        ``{times: 90%..120%/10%}``, of a volume without ``times``, as its scale is a factor already; else the value.
    """
    around = _AROUND.fullmatch(value)
    if around is not None:
        value = f"-{around[1]}..+{around[1]}"
    match = _DASHED.fullmatch(value)
    if match is not None and (":" not in value or path.endswith("headcount")):
        value = f"{match[1]}{match[2] or match[4]}..{match[3]}{match[4]}"
    match = _RANGE.fullmatch(value)
    if match is not None:
        signed = any(end[0] in "+-" for end in (match[1], match[3]))
        if not signed:
            return f"{match[1]}{match[2]}..{match[3]}{match[4]}" + (f"/{match[5]}{match[4]}" if match[5] else "")
        low, high = Decimal(match[1]), Decimal(match[3])
        if not match[4]:
            return f"{{add: {low}..{high}}}"
        by = match[5] or _step(high - low)
        return _factors(path, f"{100 + low}%..{100 + high}%" + (f"/{by}%" if by else ""))
    parts = [part.strip() for part in value.split(",")]
    if len(parts) > 1 and all(map(_LISTED.fullmatch, parts)) and any(part[0] in "+-" for part in parts):
        numbers = [Decimal(part.rstrip("% ")) for part in parts]
        if all(part.endswith("%") or not number for part, number in zip(parts, numbers, strict=True)):
            return _factors(path, ",".join(f"{100 + number}%" for number in numbers))
        if not any(part.endswith("%") for part in parts):
            return f"{{add: [{', '.join(map(str, numbers))}]}}"
    return value


def swept_and_fixed(settings: dict[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Inputs that a sweep goes through, and those of a single value, which all its points have where another has several."""
    fixed = {path: values for path, values in settings.items() if not _GONE_THROUGH.search(values)}
    if len(fixed) == len(settings):
        return settings, {}
    return {path: values for path, values in settings.items() if path not in fixed}, fixed


def in_one_input(line: Line, path: str, values: str) -> list[tuple[str, str]]:
    """Values of a sweep that go through one input, where a path stands for several: those would be combined.

    Parameters
    ----------
    line : Line
    path, values : str
        As the sweep would take them.

    Returns
    -------
    list of (str, str)
        The volume of each queue; of a handle time its mean alone, which is answered; else what was given.
    """
    scenario = line.known.scenario(line.file)
    if scenario is None:
        return [(path, values)]
    if path in VOLUME_WORDS and "%" in values:
        first, *others = [(f"queues.{queue}.arrivals.scale", values) for queue in scenario.queues]
        line.typed.options += [word for one, its in others for word in ("--set", f"{one}={its}")]
        return [first]
    beside = sum(1 for _, value in line.settings if ".." in value or "," in value)
    if path.endswith("headcount") and re.fullmatch(r"\d+", values) and not beside:
        about = max(int(values) - 2, 0), int(values) + 2
        line.typed.answers.append(f"a sweep goes through several values (got {values})")
        return [(path, f"{about[0]}..{about[1]}")]
    try:
        axes = scenario.axes({path: values}, source="--set")
    except SimdeskError:
        return [(path, values)]
    if len(axes) < 2:
        return [(path, values)]
    mean = next((axis.name for axis in axes if axis.name.endswith(".mean")), axes[0].name)
    parts = ", ".join(axis.words for axis in axes)
    line.typed.answers.append(f"{path} by a share would go through {parts} in every combination; the first alone is one input")
    return [(mean, values)]


def _factors(path: str, values: str) -> str:
    if path.endswith(".scale") or path in {"volume", "volumes"}:
        return values
    return f"{{times: {values}}}" if ".." in values else f"{{times: [{values}]}}"


def _step(width: Decimal) -> str:
    """Steps that reach the end of a range, not too many: tens, fives, or as the sweep has them."""
    return next((str(by) for by in (10, 5) if width % by == 0 and width > by), "")

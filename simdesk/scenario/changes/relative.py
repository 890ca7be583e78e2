"""Changes of what is there: ``{add: 2}``, ``{times: 110%}``, ``+1``, ``-10%``, ``+2 points``."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import cast

from pydantic import ValidationError

from simdesk.errors import InputError
from simdesk.formats import format_clock, format_duration
from simdesk.scenario.language.distributions import DistributionForm
from simdesk.scenario.language.places import is_distribution, model_at, quantity_at
from simdesk.scenario.language.quantities import Quantity
from simdesk.scenario.language.queues import Arrivals
from simdesk.scenario.language.series import names_days
from simdesk.scenario.layout.distributions import mean_of
from simdesk.scenario.reading.diagnostics import Place, seen
from simdesk.scenario.reading.nodes import Entry, ListNode, MapNode, Node, Path, Scalar, plain, written
from simdesk.scenario.tables.kinds import KINDS
from simdesk.units import TwoParts, parse_clock, parse_duration, parse_rate, parse_share

_QUANTITY = re.compile(
    r"\s*([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)(\s*(?:%|(?:per\s+|/\s*)?[A-Za-z]+(?:\s+per\s+[A-Za-z]+)?)\s*)"
)
_SIGNED = re.compile(r"\s*([+-])\s*((?:\d|\.\d).*?)\s*")
_POINTS = re.compile(r"([\d.]+)\s*(?:percentage |%-?\s*|percent )?(?:points?|pp|ppt|pts?)", re.IGNORECASE)
_TIMES = re.compile(r"(\d{1,2}:\d{2})\s*(?:-|–|to)\s*(\d{1,2}:\d{2})")
_COUNTED = re.compile(r"(\d+(?:\.\d+)?)\s*(?:ftes?|agents?|heads?|people|staff|calls?|contacts?)", re.IGNORECASE)
_TEXTS = {"name", "description", "targets"}


class UnfitError(Exception):
    """A change that cannot be made.

    Parameters
    ----------
    message, hint : str
    on_key : bool
        It is the path that is wrong, and not the value.
    """

    def __init__(self, message: str, hint: str = "", *, on_key: bool = True) -> None:
        super().__init__(message, hint)
        self.message, self.hint, self.on_key = message, hint, on_key


@dataclass(frozen=True)
class Operation:
    """What is done to the present value.

    Parameters
    ----------
    name : str
        ``add`` or ``times``.
    amount : Scalar
    place : Place
    """

    name: str
    amount: Scalar
    place: Place

    @property
    def text(self) -> str:
        """As it is documented."""
        return f"{{{self.name}: {plain(self.amount)}}}"

    def number(self) -> float | int:
        """The amount as a number (a factor for ``times``)."""
        value = self.amount.value
        if isinstance(value, int | float) and not isinstance(value, bool):
            return value
        if self.name == "times":
            if isinstance(value, str) and value.lstrip().startswith("+"):
                hint = f"write {_percent_more('+', value.strip()[1:].lstrip())}"
                raise UnfitError(f"times: {value} would multiply by less than 1", hint, on_key=False)
            try:
                return parse_share(value)
            except InputError as error:
                raise UnfitError(f"times: {error.message}", "write {times: 110%}", on_key=False) from None
        raise UnfitError(f"add: must be a number (got {seen(value)})", "write {add: 2}", on_key=False)


def _percent_more(sign: str, amount: str) -> str:
    try:
        return f"{{times: {100 + parse_share(f'{sign}{amount}') * 100:g}%}}"
    except InputError:
        return "{times: 110%}"


def operation_of(value: Node, path: Path) -> Operation | None:
    """The operation written as a mapping of ``add`` or ``times``; None for a new value.

    Raises
    ------
    UnfitError
        When the mapping has other keys, or the amount is no single value.
    """
    if not isinstance(value, MapNode) or not set(value.entries) & {"add", "times"} or _replays(value, path):
        return None
    if len(value.entries) != 1:
        raise UnfitError("add and times stand alone", "write {add: 2} or {times: 110%}", on_key=False)
    name, entry = next(iter(value.entries.items()))
    if not isinstance(entry.node, Scalar):
        raise UnfitError(f"{name}: must be a number", "write {add: 2} or {times: 110%}", on_key=False)
    return Operation(name, entry.node, entry.node.place)


def is_operation(value: Node, path: Path) -> bool:
    """Whether a value changes what is there instead of replacing it."""
    return isinstance(value, MapNode) and bool(set(value.entries) & {"add", "times"}) and not _replays(value, path)


def _replays(value: MapNode, path: Path) -> bool:
    """Whether ``times`` is the key of arrivals that lists them, or of an event for how many come, and not the operation."""
    if path[:1] == ("events",) and len(path) <= 2:
        return True
    if model_at(path) is not Arrivals or "times" not in value.entries:
        return False
    node = value.entries["times"].node
    if not isinstance(node, Scalar):
        return True
    return isinstance(node.value, str) and _QUANTITY.fullmatch(node.value) is None


def signed_text(value: Node, path: Path) -> tuple[str, str] | None:
    """Sign and amount of a value written with a sign, such as ``+1`` or ``-5%``; None for others.

    YAML reads ``+1`` as 1, so the sign is kept beside the number. No quantity of the language may be negative, so a minus
    sign in a file always means less. A negative number from Python is taken for a mistake.
    """
    if not isinstance(value, Scalar) or _TEXTS & set(path) or isinstance(value.value, bool):
        return None
    match = _SIGNED.fullmatch(f"{'+' if value.plus else ''}{plain(value)}")
    if match is None or (isinstance(value.value, int | float) and not value.plus and not value.place.line):
        return None
    return match.group(1), match.group(2)


def signed_operation(value: Node, path: Path, old: Node | None) -> Operation | None:
    """The operation that a value with a sign means for what is there; None for a value without one.

    ``+10%`` multiplies. Of a share it could also be 10 points more: that is refused with both, unless both come to the same.

    Parameters
    ----------
    value : Node
    path : tuple
    old : Node or None
        What is there.

    Raises
    ------
    UnfitError
        When it can mean two things, or none.
    """
    signed = signed_text(value, path)
    if signed is None:
        if isinstance(value, Scalar) and isinstance(value.value, int | float) and value.value < 0:
            message = f"{seen(value.value)} would be the new value, not {seen(-value.value)} less"
            raise UnfitError(message, f"write {{add: {seen(value.value)}}}", on_key=False)
        return None
    sign, amount = signed
    place = value.place
    counted = _COUNTED.fullmatch(amount)
    if counted is not None and isinstance(old, Scalar) and isinstance(old.value, int | float):
        amount = counted.group(1)
    points = _POINTS.fullmatch(amount)
    if points is not None:
        return Operation("add", Scalar(f"{sign}{points.group(1)}%".removeprefix("+"), place), place)
    share = _reads(parse_share, f"{sign}{amount}")
    if share is not None:
        shares = _shares(old)
        times, add = f"{(1 + share) * 100:.12g}%", f"{share * 100:.12g}%"
        if shares and any(abs(one * (1 + share) - (one + share)) > 1e-12 for one in shares):
            message = f"{sign}{amount} of a share can mean two things"
            first = shares[0]
            hint = (
                f"write {{add: {add}}} for {_percent(first + share)}, or {{times: {times}}} for {_percent(first * (1 + share))}"
            )
            raise UnfitError(message, hint, on_key=False)
        return Operation("times", Scalar(times, place), place)
    number = _reads(float, amount)
    if number is not None:
        less = -number if sign == "-" else number
        if _shares(old):
            hint = f"write {{add: {less:g}%}} for {abs(number):g} points, or {{times: {100 + less:g}%}}"
            raise UnfitError(f"{sign}{amount} has no unit, and this is a share", hint, on_key=False)
        return Operation("add", Scalar(int(less) if less.is_integer() else less, place), place)
    if _reads(parse_duration, amount) is not None or _reads(parse_rate, amount) is not None:
        return Operation("add", Scalar(f"{sign}{amount}".removeprefix("+"), place), place)
    raise UnfitError(f"cannot tell how much {sign}{amount} is", "write +1, +10%, +30 s, or the new value itself", on_key=False)


def check_no_signs_inside(value: Node, path: Path) -> None:
    """Refuse a sign inside a list or a new block: there is nothing there that it could change.

    Raises
    ------
    UnfitError
    """
    inside = [*value.items] if isinstance(value, ListNode) else []
    steps = [path] * len(inside)
    if isinstance(value, MapNode):
        inside, steps = [entry.node for entry in value.entries.values()], [(*path, key) for key in value.entries]
    for node, at in zip(inside, steps, strict=True):
        check_no_signs_inside(node, at)
        signed = signed_text(node, at)
        if signed is not None and signed[0] == "+":
            sign, amount = signed
            message = f"{sign}{amount} would be the new value, not {amount} more"
            hint = f"write {amount}, or change what is there from outside the list: {{add: {amount}}}"
            if isinstance(value, MapNode):
                hint = "write the new values themselves, all of the day"
                event = _event_meant(value, path)
                hint += f", or an event: add_event: {event}" if event else ""
            raise UnfitError(message, hint, on_key=False)


def _event_meant(value: MapNode, path: Path) -> str:
    """A share more in a part of the day as an event; empty for other values."""
    for span, entry in value.entries.items() if "arrivals" in path else ():
        times, signed = _TIMES.fullmatch(span.strip()), signed_text(entry.node, path)
        share = _reads(parse_share, "".join(signed)) if signed is not None else None
        if times is not None and share is not None:
            return f'{{what: spike, queues: [{path[1]}], start: "{times[1]}", end: "{times[2]}", times: {_percent(1 + share)}}}'
    return ""


def _percent(share: float) -> str:
    return f"{share * 100:.6g}%"


def _reads(reader: Callable[[str], float], text: str) -> float | None:
    try:
        return reader(text)
    except (InputError, ValueError):
        return None


def _shares(node: Node | None) -> list[float]:
    """The values of a share, or of a list of them; empty for what is no share."""
    if isinstance(node, ListNode):
        found = [_shares(item) for item in node.items]
        return [one for part in found for one in part] if all(found) else []
    if isinstance(node, Scalar) and isinstance(node.value, str):
        share = _reads(parse_share, node.value)
        return [] if share is None else [share]
    return []


def operate(old: Node, operation: Operation, path: Path) -> Node:
    """What is there, changed: numbers, lists, values by day, texts with a unit, and distributions with their shape kept.

    Raises
    ------
    UnfitError
        When it cannot be changed so.
    """
    if isinstance(old, MapNode) and names_days(old.entries):
        return _each(old, operation, path)
    if isinstance(old, MapNode) and is_distribution(path):
        return _distribution(old, operation, path)
    if isinstance(old, MapNode) and path[-1] == "shrinkage" and operation.name == "times":
        return _each(old, operation, path)
    if isinstance(old, ListNode):
        items = (operate(item, operation, (*path, index)) for index, item in enumerate(old.items))
        return ListNode(tuple(items), operation.place)
    if isinstance(old, Scalar) and isinstance(old.value, int | float) and not isinstance(old.value, bool):
        amount = operation.number()
        return Scalar(old.value + amount if operation.name == "add" else old.value * amount, operation.place)
    if isinstance(old, Scalar) and isinstance(old.value, str):
        if path[-1] in KINDS:
            return old  # a file that could not be read, reported already
        return Scalar(_text(old.value, operation, quantity_at(path)), operation.place)
    hint = "write the new value itself"
    if model_at(path) is Arrivals:
        hint = f"change a part of it: {written((*path, 'scale'))}: {{times: 110%}}"
    elif path[-1] == "shifts" or "shifts" in path[-2:]:
        hint = f"write {written((*path[:2], 'headcount'))}: {operation.text} for every shift, or change the agents of one"
    elif isinstance(old, MapNode) and old.entries:
        hint = f"change a part of it: {written((*path, next(iter(old.entries))))}: {operation.text}"
    raise UnfitError("add and times change numbers, and this is none", hint, on_key=False)


def _each(old: MapNode, operation: Operation, path: Path) -> MapNode:
    return MapNode({key: Entry(entry.key, operate(entry.node, operation, path)) for key, entry in old.entries.items()}, old.place)


def _distribution(old: MapNode, operation: Operation, path: Path) -> Node:
    """All durations in a distribution by the same factor, so that it keeps its shape."""
    if operation.name == "times":
        factor = float(operation.number())
    elif "by_interval" in old.entries or "mean_by_interval" in old.entries:
        hint = f"change a part of it, or write {written(path)}: {{times: 110%}}"
        raise UnfitError("cannot add to a distribution that changes over the day", hint, on_key=False)
    else:
        try:
            model = model_at(path) or DistributionForm
            mean = mean_of(cast("DistributionForm", model.model_validate(plain(old))))
            more = parse_duration(operation.amount.value)
        except (InputError, ValidationError):
            message = f"cannot add {seen(operation.amount.value)} to a distribution"
            value = operation.amount.value
            bare = f"{value:.12g} s" if isinstance(value, int | float) else "30 s"
            raise UnfitError(message, f"write {{add: {bare}}} or {{times: 110%}}", on_key=False) from None
        if mean is None or not math.isfinite(mean) or mean <= 0 or mean + more <= 0:
            left = "" if mean is None else f" of {format_duration(mean)}"
            message = f"cannot add {format_duration(more)} to a mean{left}"
            raise UnfitError(message, "write the new distribution itself", on_key=False)
        factor = (mean + more) / mean
    return _scaled(old, Operation("times", Scalar(factor, operation.place), operation.place))


def _scaled(node: Node, operation: Operation) -> Node:
    if isinstance(node, MapNode):
        return MapNode({key: Entry(entry.key, _scaled(entry.node, operation)) for key, entry in node.entries.items()}, node.place)
    if isinstance(node, ListNode):
        return ListNode(tuple(_scaled(item, operation) for item in node.items), node.place)
    if isinstance(node.value, str) and _reads(parse_duration, node.value) is not None:
        return Scalar(_text(node.value, operation, Quantity("duration")), operation.place)
    return node


def _text(text: str, operation: Operation, quantity: Quantity | None) -> str:
    """``4 min`` times 110% is ``4.4 min``; ``4 min`` plus ``30 s`` is ``270 s``; ``30%`` plus ``2%`` is ``32%``."""
    if operation.name == "add":
        return _added(text, operation.amount.value, quantity)
    match = _QUANTITY.fullmatch(text)
    if match is None:
        with suppress(InputError):
            return f"{parse_duration(text) * operation.number()!r} s"  # 1 h 30 min
        raise UnfitError(f"cannot multiply {seen(text)}", "write the new value itself", on_key=False)
    return f"{float(match.group(1)) * operation.number():.12g}{match.group(2)}"


def _added(text: str, amount: object, quantity: Quantity | None) -> str:
    more = str(amount)
    share, rate = _reads(parse_share, text), _reads(parse_rate, text)
    clock = _reads(parse_clock, text) if quantity is None or quantity.kind == "clock" else None
    two_parts: TwoParts = "h:mm" if quantity is None or quantity.kind == "clock" else quantity.two_parts
    if share is not None and (points := _reads(parse_share, more)) is not None:
        return f"{(share + points) * 100:.12g}%"
    if rate is not None and (faster := _reads(parse_rate, more)) is not None:
        return f"{(rate + faster) * 3600:.12g} per h"
    later = _reads(lambda one: parse_duration(one, two_parts), more)
    if later is not None and clock is not None and clock + later >= 0:
        return format_clock(clock + later, end=True)
    duration = _reads(parse_duration, text)
    if later is not None and duration is not None:
        return f"{duration + later!r} s"
    raise UnfitError(f"cannot add {seen(amount)} to {seen(text)}", _with_its_unit(text, amount), on_key=False)


def _with_its_unit(text: str, amount: object) -> str:
    """What to write for a number without a unit that is added to a rate or a duration."""
    if isinstance(amount, bool) or not isinstance(amount, int | float):
        return "write the new value itself"
    more = f"{amount:+.12g}"
    unit = re.search(r"(?:\bper\b|/)\s*.*$", text)
    if _reads(parse_rate, text) is not None and unit is not None:
        return f"write {more} {unit.group().replace('/', 'per ')}"
    duration = _reads(parse_duration, text)
    if duration is None:
        return "write the new value itself"
    fit = [
        name
        for name, size in (("s", 1.0), ("min", 60.0), ("h", 3600.0))
        if duration + amount * size > 0 and size <= max(duration, 60.0)
    ]
    return f"write {' or '.join(f'{more} {name}' for name in fit)}" if fit else "write the new value itself"


def relative_change(value: Node, path: Path) -> Node | None:
    """A change by a share: ``+10%``, ``110%``, ``{times: 110%}``, or ``{times: 90%..110%}`` of a sweep; None for others."""
    if is_operation(value, path):
        return value if isinstance(value, MapNode) and "times" in value.entries else None
    signed = signed_text(value, path)
    try:
        if signed is not None:
            factor = 1 + parse_share("".join(signed))
            return _times_of(Scalar(f"{factor * 100:.12g}%", value.place))
        if isinstance(value, Scalar) and isinstance(value.value, str):
            if ".." not in value.value:
                parse_share(value.value)
            return _times_of(value) if "%" in value.value else None
    except InputError:
        pass
    return None


def _times_of(amount: Scalar) -> MapNode:
    return MapNode({"times": Entry(amount.place, amount)}, amount.place)

"""A share of the volume of one queue moved to another: ``move_volume: {from: phone, to: chat, share: 20%}``."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError

from simdesk.errors import InputError
from simdesk.formats import format_clock
from simdesk.scenario.changes.relative import UnfitError
from simdesk.scenario.language.days import QueueOpen
from simdesk.scenario.language.hours import Hours
from simdesk.scenario.language.queues import Arrivals
from simdesk.scenario.layout.days import volumes_of
from simdesk.scenario.layout.horizon import Horizon, lay_out_horizon
from simdesk.scenario.reading.diagnostics import Place, did_you_mean, seen
from simdesk.scenario.reading.nodes import ListNode, MapNode, Node, Path, Scalar, follow, from_python, plain, put
from simdesk.units import parse_share

if TYPE_CHECKING:
    from simdesk.scenario.changes.change import Change

MOVES = "move_volume"
"""Begins the path of a move: ``move_volume.phone.chat`` is the share that moves from phone to chat."""
MOVE_WORDS = (MOVES, "move_volumes", "move")
_IN_WORDS = re.compile(
    r"(?P<share>\d+(?:\.\d+)?\s*%)\s*(?:of\s+|from\s+)?(?:all\s+|the\s+)*(?P<one>[A-Za-z_]\w*)\s*(?:to|into|in|->|→)\s*(?P<other>[A-Za-z_]\w*)"
    r"|(?P<from>[A-Za-z_]\w*)\s*(?:to|into|->|→)\s*(?P<to>[A-Za-z_]\w*)\s*[:=]?\s*(?P<part>\d+(?:\.\d+)?\s*%)",
    re.IGNORECASE,
)
_KEYS = {
    **dict.fromkeys(("from", "source", "from_queue"), "from"),
    **dict.fromkeys(("to", "target", "to_queue", "into"), "to"),
    **dict.fromkeys(("share", "percent", "percentage", "part", "amount", "proportion"), "share"),
}

Report = Callable[[Place, Path, str, str], None]


def moves_of(value: Node, report: Report, queues: Sequence[str] = ()) -> list[tuple[Path, Node]]:
    """The moves written in a variant, each as a path and its share; what cannot be read is reported.

    Parameters
    ----------
    value : Node
        One move, a list of moves, or shares by queue: ``{phone: {chat: 20%}}``.
    report : callable
        Takes place, path, message and hint.
    queues : sequence of str
        Those of the scenario, for hints.
    """
    source, target = (*queues, "phone", "chat")[:2] if len(queues) > 1 else ("phone", "chat")
    example = f"write {MOVES}: {{from: {source}, to: {target}, share: 20%}}"
    said = _IN_WORDS.fullmatch(value.value.strip()) if isinstance(value, Scalar) and isinstance(value.value, str) else None
    if said is not None:
        pair = (said["one"] or said["from"], said["other"] or said["to"])
        return [((MOVES, *pair), Scalar(said["share"] or said["part"], value.place))]
    if isinstance(value, ListNode):
        return [move for item in value.items for move in moves_of(item, report, queues)]
    if not isinstance(value, MapNode):
        report(value.place, (MOVES,), f"must be a mapping of from, to and share (got {seen(plain(value))})", example)
        return []
    if not any(_KEYS.get(key) in ("from", "to") for key in value.entries):
        found: list[tuple[Path, Node]] = [
            ((MOVES, source, target), entry.node)
            for source, targets in value.entries.items()
            if isinstance(targets.node, MapNode)
            for target, entry in targets.node.entries.items()
        ]
        if not found:
            report(value.place, (MOVES,), "must be a mapping of from, to and share", example)
        return found
    named: dict[str, Node] = {}
    for key, entry in value.entries.items():
        if key not in _KEYS:
            report(entry.key, (MOVES, key), f"unknown key '{key}'", did_you_mean(key, ("from", "to", "share")))
            return []
        named[_KEYS[key]] = entry.node
    for key in ("from", "to", "share"):
        if key not in named:
            report(value.place, (MOVES, key), "is missing", example)
            return []
    ends = [named[key] for key in ("from", "to")]
    names = [node.value for node in ends if isinstance(node, Scalar) and isinstance(node.value, str)]
    if len(names) < len(ends):
        wrong = next(node for node in ends if not isinstance(node, Scalar) or not isinstance(node.value, str))
        report(wrong.place, (MOVES,), f"must be the name of one queue (got {seen(plain(wrong))})", "list one move for each pair")
        return []
    return [((MOVES, names[0], names[1]), named["share"])]


def moved(tree: MapNode, moves: Sequence[Change]) -> MapNode:
    """The tree with contacts moved between queues, all shares taken of what the queues have before any move.

    The queue that gives keeps its volume in the way it is written, times what stays. The queue that takes gets a volume for
    each interval: its own and what comes. No contact is lost: both queues must be open when contacts move.

    Parameters
    ----------
    tree : MapNode
        All other changes made, its files read.
    moves : sequence of Change

    Raises
    ------
    MoveError
        When a move cannot be made.
    """
    if not moves:
        return tree
    horizon = _horizon(tree)
    if horizon is None:
        return tree  # the hours are wrong, and reported as such
    before: dict[str, dict[int, float]] = {}
    leaving: dict[str, float] = {}
    after: dict[str, dict[int, float]] = {}
    for move in moves:
        source, target = (str(step) for step in move.path[1:3])
        try:
            share = _share(move, source, target)
            leaving[source] = leaving.get(source, 0.0) + share
            if leaving[source] > 1 + 1e-9:
                raise UnfitError(f"more than 100% of {source} would move away", "make the shares smaller", on_key=False)
            for name in (source, target):
                if name not in before:
                    before[name] = _volumes(tree, name, horizon, gives=name == source)
            _check_open(before[source], (source, target), horizon)
        except UnfitError as unfit:
            raise MoveError(move, unfit) from None
        into = after.setdefault(target, dict(before[target]))
        for interval, contacts in before[source].items():
            if contacts > 0:
                into[interval] += share * contacts
    for source, share in leaving.items():
        if source in after:
            for interval, contacts in before[source].items():
                after[source][interval] -= share * contacts
        else:
            tree = _scaled(tree, source, 1.0 - share, moves[0].key)
    for target, volumes in after.items():
        try:
            tree = _with_volumes(tree, target, volumes, horizon, moves[0].key)
        except UnfitError as unfit:
            raise MoveError(next(move for move in moves if move.path[2] == target), unfit) from None
    return tree


class MoveError(Exception):
    """A move that cannot be made.

    Parameters
    ----------
    move : Change
    unfit : UnfitError
    """

    def __init__(self, move: Change, unfit: UnfitError) -> None:
        super().__init__(unfit.message)
        self.move, self.unfit = move, unfit


def _horizon(tree: MapNode) -> Horizon | None:
    hours, queues = follow(tree, ("hours",)), follow(tree, ("queues",))
    if hours is None or not isinstance(queues, MapNode):
        return None
    try:
        own = {name: follow(entry.node, ("hours",)) for name, entry in queues.entries.items()}
        reader = TypeAdapter(QueueOpen)
        there = {name: reader.validate_python(plain(node)) for name, node in own.items() if node is not None}
        whole = Hours.model_validate(plain(hours))
        return None if whole.day() is None else lay_out_horizon(whole, there)
    except ValueError:  # a ValidationError is one
        return None


def _share(move: Change, source: str, target: str) -> float:
    node = move.value
    if source == target:
        raise UnfitError("the contacts would stay where they are", "name two queues")
    try:
        share = parse_share(plain(node))
    except InputError as error:
        raise UnfitError(error.message, error.hint, on_key=False) from None
    if not 0 <= share <= 1:
        raise UnfitError(f"must be between 0% and 100% (got {seen(plain(node))})", "write 20%", on_key=False)
    return share


def _volumes(tree: MapNode, name: str, horizon: Horizon, *, gives: bool) -> dict[int, float]:
    """Expected contacts of a queue in each interval of the axis in which it is open."""
    queues = follow(tree, ("queues",))
    names = list(queues.entries) if isinstance(queues, MapNode) else []
    if name not in names:
        raise UnfitError(f"unknown queue '{name}'", did_you_mean(name, names, "queues"))
    if follow(tree, ("queues", name, "campaign")) is not None:
        raise UnfitError(f"{name} has a call list and no volume", "name a queue with arrivals")
    opening, node = horizon.of(name), follow(tree, ("queues", name, "arrivals"))
    if node is None:
        if gives:
            raise UnfitError(f"{name} has no arrivals of its own", "name the queue in which its contacts arrive first")
        return {slot.interval: 0.0 for slot in opening.slots}
    try:
        arrivals = Arrivals.model_validate(plain(node))
    except ValidationError:
        raise UnfitError(f"the arrivals of {name} cannot be read", "mend them first") from None
    if arrivals.times is not None:
        raise UnfitError(
            f"the arrivals of {name} are replayed, so that no share of them can move", "use volumes instead of times"
        )
    if arrivals.at_opening is not None:
        raise UnfitError(
            f"the contacts of {name} wait at opening, so that no share of them can move", "name a queue with volumes"
        )
    volumes = volumes_of(arrivals, horizon, opening)
    return {slot.interval: contacts for slot, contacts in zip(opening.slots, volumes, strict=True)}


def _check_open(given: dict[int, float], ends: tuple[str, str], horizon: Horizon) -> None:
    source, target = ends
    taking = {slot.interval for slot in horizon.of(target).slots}
    lost = [interval for interval, contacts in given.items() if contacts > 0 and interval not in taking]
    if lost:
        moment = horizon.opening + lost[0] * horizon.interval
        at = horizon.dates.clock(moment) if horizon.days > 1 else format_clock(moment)
        raise UnfitError(f"{target} is closed at {at}, when contacts of {source} arrive", f"give {target} the hours of {source}")


def _scaled(tree: MapNode, name: str, factor: float, key: Place) -> MapNode:
    path: Path = ("queues", name, "arrivals", "scale")
    old = follow(tree, path)
    present = parse_share(old.value) if isinstance(old, Scalar) else 1.0
    return _put(tree, path, f"{present * factor * 100:.15g}%", key)


def _with_volumes(tree: MapNode, name: str, volumes: dict[int, float], horizon: Horizon, key: Place) -> MapNode:
    """A queue with one volume for each interval of all its open days, and what else its arrivals had that still holds."""
    path: Path = ("queues", name, "arrivals")
    opening = horizon.of(name)
    if len(opening.spans) > 1 and len(opening.slots) == opening.count(horizon.interval):
        message = f"the days of {name} have together as many intervals as its longest day"
        raise UnfitError(message, "shift volumes by hand: queues.NAME.arrivals.volumes by day")
    node = follow(tree, path)
    values = [max(volumes[slot.interval], 0.0) for slot in opening.slots]
    kept = {"day_to_day": plain(node)["day_to_day"]} if node is not None and "day_to_day" in plain(node) else {}
    return _put(tree, path, {"volumes": values, **kept}, key)


def _put(tree: MapNode, path: Path, value: object, key: Place) -> MapNode:
    made = put(tree, path, from_python(value, key), key)
    assert isinstance(made, MapNode)
    return made

"""Of the places that a word may mean, the one at which its value works and that lies nearest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from simdesk.scenario.hints.places import ITEM, NAME, Pattern, blocks, documented, filled, fits, is_of_make, models_at
from simdesk.scenario.hints.trying import in_a_list, moved, works, works_in_list
from simdesk.scenario.hints.words import GENERIC, MEANT
from simdesk.scenario.reading.nodes import ListNode, MapNode, Node, Path, Scalar, existing, follow, plain
from simdesk.scenario.spellings.spelling import folded

MOST_TRIED = 6
"""Places of one word that are tried, the likeliest first."""


@dataclass(frozen=True)
class Candidate:
    """A place that may be meant: whether one of several names was taken, whether the value fits, whether the key is there."""

    place: Path
    several: bool
    fit: bool
    taken: bool


def best(patterns: Iterable[Pattern], path: Path, tree: Node, value: Node | None, *, only_here: bool = False) -> Candidate | None:
    """Of several places the one that fits the value and lies nearest to the block; blocks that are not there come last."""
    block = path[:-1]
    ranked: list[tuple[tuple[object, ...], Candidate]] = []
    for order, pattern in enumerate(dict.fromkeys(patterns)):
        places = filled(pattern, block, tree)
        free = [place for place in places if value is None or not has(tree, (*place[:-1], documented(pattern)[-1]))]
        place = (free or places)[0]
        above = follow(tree, existing(tree, place[:-1]))
        blocked = isinstance(above, Scalar) and above.value is not None
        if _is_far_fetched(place, block, tree) or place == path[: len(place)] or not _is_of_its_block(path, place, tree):
            continue
        elsewhere = not free and place[: len(block)] != block and not isinstance(follow(tree, place), ListNode)
        if place == path or blocked or elsewhere or (only_here and (place[:-1] != block or not free)):
            continue
        fit = 2 if value is None or not models_at(pattern[:-1]) else fits(pattern, value)
        if only_here and not fit and not _is_of_its_make(place, value):
            continue
        common = 0
        while common < min(len(block), len(place) - 1) and block[common] == place[common]:
            common += 1
        absent = len(place) - 1 - len(existing(tree, place[:-1]))
        hole = isinstance(above, Scalar) or (isinstance(above, MapNode) and not above.entries)
        away = len(block) - common + len(place) - 1 - common
        rank = (-fit, not hole, absent > 1, away > 0, absent, len(block) - common, away, len(free) > 1, order)
        there = follow(tree, place)
        taken = not free and there is not None  # where another spelling of it is there, trying tells
        if taken and place[:-1] != block and folded(str(path[-1])) in GENERIC:
            continue
        if taken and isinstance(there, ListNode) and value is not None and not works_in_list(tree, path, place):
            continue
        ranked.append((rank, Candidate(place, len(free or places) > 1, fit > 0, taken)))
    ranked.sort(key=lambda one: one[0])
    for _, one in ranked[:MOST_TRIED]:
        if one.taken or works(tree, path, one.place) or (only_here and _is_of_its_make(one.place, value)):
            return one if one.taken else replace(one, place=_as_documented(one.place, path, tree))
    return None


def _as_documented(place: Path, path: Path, tree: Node) -> Path:
    """The place of the documented key, where the value means the same there; the place itself otherwise."""
    plainly = (*place[:-1], documented(pattern_in(place))[-1])
    value = follow(tree, path)
    if plainly == place or value is None:
        return place
    if in_a_list(place, tree):  # the item needs more, and cannot be read yet
        return plainly if fits(pattern_in(plainly), value) == 2 else place
    try:
        return plainly if plain(moved(tree, path, plainly)) == plain(moved(tree, path, place)) else place
    except LookupError:
        return place


def _is_of_its_make(place: Path, value: Node | None) -> bool:
    """Whether a mapping or a list stands where one belongs, so that what is wrong inside it can be told there."""
    if folded(str(place[-1])) in GENERIC and place[:-1]:
        return False
    return value is not None and not isinstance(value, Scalar) and is_of_make(pattern_in(place), value)


def pattern_in(place: Path) -> Pattern:
    """A path of a scenario as the pattern of its place."""
    steps = tuple(ITEM if isinstance(step, int) else step for step in place)
    return next((known for known in blocks() if _is_of(steps[:-1], known)), steps[:-1]) + steps[-1:]


def _is_of(path: Pattern, pattern: Pattern) -> bool:
    return len(path) == len(pattern) and all(there in (NAME, step) for step, there in zip(path, pattern, strict=True))


def _is_of_a_campaign(path: Path, tree: Node) -> bool:
    """Whether a word of outbound calls stands in a queue that has others of them: it is none of calls that come in."""
    queue = follow(tree, path[:2])
    if path[:1] != ("queues",) or not isinstance(queue, MapNode):
        return False

    def is_outbound(key: str) -> bool:
        return any(place.startswith("queues.*.campaign") for place in MEANT.get(folded(key), ()))

    channel = follow(queue, ("channel",))
    others = [key for key in queue.entries if key != path[-1]]
    outbound = isinstance(channel, Scalar) and channel.value == "outbound"
    return is_outbound(str(path[-1])) and (outbound or "campaign" in others or any(map(is_outbound, others)))


def _is_of_its_block(path: Path, place: Path, tree: Node) -> bool:
    """Whether a word that may be of anything stays in its block, or in one below or above it that is there.

    Words that say what they mean may stand anywhere.
    """
    block, above = path[:-1], place[:-1]
    if above != block and "campaign" not in place and _is_of_a_campaign(path, tree):
        return False
    if folded(str(path[-1])) not in GENERIC or above == block:
        return True
    if not above or (not block and above[0] != "hours"):
        return False
    if above[: len(block)] == block:
        return follow(tree, above) is not None or (in_a_list(place, tree) > 0 and "shifts" in above)
    return block[: len(above)] == above


def _is_far_fetched(place: Path, block: Path, tree: Node) -> bool:
    """Whether a place is in a shift that is not there, and the key stands outside of the group or would be in a break."""
    if place[:1] != ("agent_groups",):
        return False
    made = sum(isinstance(step, int) for step in place[len(existing(tree, place)) :])
    return made > 1 or (made == 1 and (not block or place[: len(block)] != block))


def has(tree: Node, place: Path) -> bool:
    """Whether something stands at a path, and not nothing."""
    there = follow(tree, place)
    return there is not None and not (isinstance(there, Scalar) and there.value is None)

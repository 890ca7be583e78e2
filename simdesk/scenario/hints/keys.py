"""What a key that the language lacks at its place is likely meant for: the trade's words first, then other levels, then slips."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from simdesk.likeness import near
from simdesk.scenario.hints.bounds import as_bound, as_target, metric_of
from simdesk.scenario.hints.factors import of_handle_time
from simdesk.scenario.hints.places import (
    ITEM,
    NAME,
    Pattern,
    all_keys,
    blocks,
    documented,
    filled,
    fits,
    is_of_make,
    models_at,
    pattern_of,
    patterns_of,
)
from simdesk.scenario.hints.slips import is_slip_elsewhere, slips
from simdesk.scenario.hints.subjects import nearest_keys
from simdesk.scenario.hints.trying import in_a_list, works, works_in_list
from simdesk.scenario.hints.unsimulated import unsimulated
from simdesk.scenario.hints.words import GENERIC, MEANT, SAID_OF
from simdesk.scenario.language.distributions import FAMILIES, DistributionForm
from simdesk.scenario.language.places import model_at
from simdesk.scenario.language.quantities import Block
from simdesk.scenario.language.series import CsvColumn
from simdesk.scenario.reading.diagnostics import Fix
from simdesk.scenario.reading.nodes import ListNode, MapNode, Node, Path, Scalar, existing, flow, follow, written
from simdesk.scenario.spellings.spelling import folded

LONGEST_VALUE = 60
MOST_TRIED = 6
"""Places of one word that are tried, the likeliest first."""
_CHANGES = {"add", "times"}


@dataclass(frozen=True)
class Guess:
    """What to say of an unknown key, and what to do about it.

    Parameters
    ----------
    message, hint : str
    fix : Fix, optional
        For programs.
    to : tuple, optional
        Where the value is taken to stand, so that what else is wrong with it can be told; None when that is not clear.
    likely : bool
        Whether anything likely was found.
    """

    message: str
    hint: str
    fix: Fix | None = None
    to: Path | None = None
    likely: bool = True


def guess(path: Path, model: type[Block], tree: Node, value: Node | None) -> Guess:
    """What an unknown key is likely meant for.

    Parameters
    ----------
    path : tuple
        The key's, from the top of the scenario.
    model : type of Block
        Of the block in which it stands.
    tree : Node
        The scenario.
    value : Node, optional
        The key's value; None where only the path is known.

    Returns
    -------
    Guess
    """
    block, key = path[:-1], str(path[-1])
    message = f"unknown key '{key}'"
    if ":" in key and key.split(":", 1)[0].strip().isidentifier():
        name, rest = (part.strip() for part in key.split(":", 1))
        line = f"{name}: {rest}"
        return Guess(message, f"put a space behind the colon: {line}", Fix("line", written(path), (line,)))
    factor = of_handle_time(key, model, block, tree, value)
    if factor is not None:
        return Guess(*factor)
    special = _special(key, model, block, tree)
    if special is not None:
        return special
    other = unsimulated(key, model, block, tree, value)
    if other is not None:
        return Guess(*other)
    word = folded(key)
    found = _best(_of_value(key, value), path, tree, value)
    if found is not None and not found.taken:
        return _placed(message, path, found, tree, value)
    meant = [pattern_of(place) for place in MEANT.get(word, ())]
    found = _best((place for place in meant if place[-1] in model.model_fields), path, tree, value, only_here=True)
    if found is not None:
        return _placed(message, path, found, tree, value)
    if word in SAID_OF:
        return Guess(message, SAID_OF[word])
    return (
        _elsewhere(path, tree, value, message)
        or _slip(path, model, tree, message)
        or _meant(path, model, tree, value, message)
        or Guess(message, nearest_keys(key, model), likely=False)
    )


def _elsewhere(path: Path, tree: Node, value: Node | None, message: str) -> Guess | None:
    """The guess for a key of the language that stands in another block than its own."""
    block, word = path[:-1], folded(str(path[-1]))
    exact = _of_this_subject(patterns_of(word), block, tree)
    meant = [pattern_of(place) for place in MEANT.get(word, ())]
    found = _best((*meant, *exact), path, tree, value) if exact else None
    sure = found is not None and (found.fit or not metric_of(word))
    return _placed(message, path, found, tree, value) if found is not None and sure else None


def _slip(path: Path, model: type[Block], tree: Node, message: str) -> Guess | None:
    """The guess for a key whose letters are nearly those of one of its block."""
    block, value = path[:-1], follow(tree, path)
    close = slips(str(path[-1]), list(model.model_fields))
    there = [name for name in close if _has(tree, (*block, name))]
    if len(close) == 1 and there and value is not None:
        return Guess(message, f"it is {written((*block, close[0]))}, which is there already: keep one of them")
    fitting = [name for name in close if value is None or (name not in there and _may_be(path, (*block, name), tree, value))]
    if not fitting:
        return None
    fix = Fix("rename", written(path), tuple(fitting))
    new = (*block, fitting[0])
    return Guess(message, fix.text, fix, None if follow(tree, new) is not None or len(fitting) > 1 else new)


def _may_be(path: Path, to: Path, tree: Node, value: Node) -> bool:
    """Whether a value is of the make of a key of the same block of which its own is a slip; what is wrong inside it is told."""
    pattern = _pattern(to)
    if not isinstance(value, Scalar):
        return is_of_make(pattern, value)
    if folded(str(path[-1])) in GENERIC:
        return fits(pattern, value) == 2
    return fits(pattern, value) > 0 or works(tree, path, to)


def _meant(path: Path, model: type[Block], tree: Node, value: Node | None, message: str) -> Guess | None:
    """The guess for a word of the trade, for a measure, and for a slip of a word or of a key of another block."""
    block, key = path[:-1], str(path[-1])
    word = folded(key)
    found = _best((pattern_of(place) for place in MEANT.get(word, ())), path, tree, value)
    if found is not None and (found.fit or not metric_of(word)):
        return _placed(message, path, found, tree, value)
    bound = as_bound(key, model, block, value)
    if bound is not None:
        return Guess(*bound)
    alike = [name for name in all_keys() if name == word or is_slip_elsewhere(word, name)]
    misspelt = [place for name in alike for place in patterns_of(name)]
    misspelt += [pattern_of(place) for name in MEANT if is_slip_elsewhere(word, name) for place in MEANT[name]]
    found = _best(misspelt, path, tree, value)
    return _placed(message, path, found, tree, value) if found is not None else None


def _of_this_subject(patterns: Iterable[Pattern], block: Path, tree: Node) -> list[Pattern]:
    """Of the places of a key those whose block is there, or alone in the block where the key stands.

    A ``start`` at the top is not that of a learning curve because a learning curve has a ``start``.
    """
    of_shifts = [pattern for pattern in patterns if pattern[:-1] == ("agent_groups", NAME, "shifts", ITEM)]
    if of_shifts and len(block) == 2 and block[0] == "agent_groups":  # a group's hours are its shifts'
        return of_shifts
    there: list[Pattern] = []
    absent: list[Pattern] = []
    for pattern in patterns:
        above = [place[:-1] for place in filled(pattern, block, tree)]
        if any(existing(tree, path) == path and all(isinstance(step, str) for step in path[len(block) :]) for path in above):
            there.append(pattern)
        elif any(block and path[:-1] == block for path in above):
            absent.append(pattern)
    return there or (absent if len(absent) == 1 else [])


def _special(key: str, model: type[Block], block: Path, tree: Node) -> Guess | None:
    """Keys whose meaning hangs on their block alone."""
    if issubclass(model, DistributionForm):
        for family in FAMILIES:
            here, inner = follow(tree, (*block, family)), model_at((*block, family))
            lacks = inner is not None and key in inner.model_fields and follow(tree, (*block, family, key)) is None
            if lacks and isinstance(here, MapNode):
                to = (*block, family, key)
                fix = Fix("move", written((*block, key)), (written(to),))
                return Guess(f"unknown key '{key}'", f"it belongs under {written(to[:-1])}", fix, to)
            stands = inner is not None and key in inner.model_fields and isinstance(here, MapNode)
            value = follow(tree, (*block, key))
            if stands and isinstance(value, Scalar):  # a file laid over another
                shown = f"{{{family}: {{{key}: {value.value}}}}}"
                return Guess(f"the {key} of the {family} distribution is another one", f"write {block[-1]}: {shown} to change it")
        if folded(key) not in MEANT and not near(key, list(model.model_fields)):
            return Guess(f"unknown distribution '{key}'", f"known: {', '.join(FAMILIES)}")
        if near(key, FAMILIES):
            fix = Fix("rename", written((*block, key)), tuple(near(key, FAMILIES)))
            return Guess(f"unknown distribution '{key}'", fix.text, fix, (*block, near(key, FAMILIES)[0]))
    if model is CsvColumn and key in _CHANGES:
        return Guess(
            f"'{key}' changes a value, and there is none yet", "write the number here; add and times belong in a variant"
        )
    return None


def _of_value(key: str, value: Node | None) -> list[Pattern]:
    """Where a mapping belongs whose keys are those of a named block, or whose parts are such blocks: a queue at the top, say."""
    if not isinstance(value, MapNode) or not value.entries:
        return []
    inner = [entry.node for entry in value.entries.values()]
    for section in ("queues", "agent_groups"):
        for model in models_at((section, NAME)):
            if is_like(value, model):
                return [(section, key)]
            if all(is_like(one, model) for one in inner):
                return [(section,)]
    return []


def is_like(node: Node, model: type[Block]) -> bool:
    """Whether most keys of a mapping are those of a model."""
    if not isinstance(node, MapNode) or not node.entries:
        return False
    keys = {folded(key) for key in node.entries}
    return len(keys & set(model.model_fields)) * 2 > len(keys)


@dataclass(frozen=True)
class _Candidate:
    """A place that may be meant: whether one of several names was taken, whether the value fits, whether the key is there."""

    place: Path
    several: bool
    fit: bool
    taken: bool


def _best(
    patterns: Iterable[Pattern], path: Path, tree: Node, value: Node | None, *, only_here: bool = False
) -> _Candidate | None:
    """Of several places the one that fits the value and lies nearest to the block; blocks that are not there come last."""
    block = path[:-1]
    ranked: list[tuple[tuple[object, ...], _Candidate]] = []
    for order, pattern in enumerate(dict.fromkeys(patterns)):
        places = filled(pattern, block, tree)
        free = [place for place in places if value is None or not _has(tree, (*place[:-1], documented(pattern)[-1]))]
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
        ranked.append((rank, _Candidate(place, len(free or places) > 1, fit > 0, taken)))
    ranked.sort(key=lambda one: one[0])
    for _, one in ranked[:MOST_TRIED]:
        if one.taken or works(tree, path, one.place) or (only_here and _is_of_its_make(one.place, value)):
            return one
    return None


def _is_of_its_make(place: Path, value: Node | None) -> bool:
    """Whether a mapping or a list stands where one belongs, so that what is wrong inside it can be told there."""
    if folded(str(place[-1])) in GENERIC and place[:-1]:
        return False
    return value is not None and not isinstance(value, Scalar) and is_of_make(_pattern(place), value)


def _pattern(place: Path) -> Pattern:
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


def _has(tree: Node, place: Path) -> bool:
    there = follow(tree, place)
    return there is not None and not (isinstance(there, Scalar) and there.value is None)


_SINGULAR = {"queues": "queue", "agent_groups": "agent group", "events": "event"}


def _placed(message: str, path: Path, found: _Candidate, tree: Node, value: Node | None) -> Guess:
    """The guess of a place: another key of the same block, or the same value elsewhere."""
    place, block = found.place, path[:-1]
    there = follow(tree, place)
    if found.taken and isinstance(there, ListNode):
        item = as_target(value, path, _shown(value)) if place == ("targets",) else _shown(value)
        return Guess(message, f"it belongs under {written(place)}: - {item}")
    if found.taken:
        at = f"{written(place[:-1])} has it" if place[-1] == path[-1] else f"it is {written(place)}, which is there"
        every = f"every {_SINGULAR.get(str(place[0]), 'part')} has it" if found.several else at
        return Guess(message, f"{every} already: keep one of them")
    if place[:-1] == block:
        fix = Fix("rename", written(path), (str(place[-1]),))
        return Guess(message, fix.text, fix, place)
    listed = in_a_list(place, tree)
    if listed:
        line = f"{place[listed - 1]}: [{{{place[-1]}: {_shown(value)}}}]"
        above = written(place[: listed - 1])
        where = f"it belongs under {above}" if above else "it belongs at the top of the file"
        return Guess(message, f"{where}: {line}", Fix("move", written(path), (written(place),)), place)
    under = written(place[:-1])
    where = f"it belongs under {under}" if under else "it belongs at the top of the file"
    if found.several:
        where = f"it belongs under each {_SINGULAR.get(str(place[0]), 'part')} that it is for, such as {under}"
    return Guess(message, f"{where}: {place[-1]}: {_shown(value)}", Fix("move", written(path), (written(place),)), place)


def _shown(value: Node | None) -> str:
    """A value as it would be written on one line, cut short."""
    text = "…" if value is None else flow(value)
    return text if len(text) <= LONGEST_VALUE else "…"

"""What a key that the language lacks at its place is likely meant for: the trade's words first, then other levels, then slips."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from simdesk.likeness import near
from simdesk.scenario.hints.bounds import as_bound, as_target, metric_of
from simdesk.scenario.hints.candidates import Candidate, best, has, pattern_in
from simdesk.scenario.hints.factors import of_handle_time
from simdesk.scenario.hints.places import (
    ITEM,
    NAME,
    Pattern,
    all_keys,
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
from simdesk.scenario.hints.trying import in_a_list, works
from simdesk.scenario.hints.unsimulated import unsimulated
from simdesk.scenario.hints.words import GENERIC, MEANT, SAID_OF, bare
from simdesk.scenario.language.distributions import FAMILIES, DistributionForm
from simdesk.scenario.language.places import model_at
from simdesk.scenario.language.quantities import Block
from simdesk.scenario.language.series import CsvColumn
from simdesk.scenario.reading.diagnostics import Fix
from simdesk.scenario.reading.nodes import ListNode, MapNode, Node, Path, Scalar, existing, flow, follow, written
from simdesk.scenario.spellings.spelling import folded

LONGEST_VALUE = 60
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
    other = unsimulated(key, model, value)
    if other is not None:
        return Guess(*other)
    word = folded(key)
    found = best(_of_value(key, value), path, tree, value)
    if found is not None and not found.taken:
        return _placed(message, path, found, tree, value)
    meant = _places_meant(word)
    found = best((place for place in meant if place[-1] in model.model_fields), path, tree, value, only_here=True)
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


def _places_meant(word: str) -> list[Pattern]:
    """The places that a word of the trade may mean, where it is no key."""
    alone = bare(word)
    spelt = [documented(place) for place in patterns_of(alone)] if alone != word else []
    return [*map(pattern_of, MEANT.get(alone, ())), *spelt]


def _elsewhere(path: Path, tree: Node, value: Node | None, message: str) -> Guess | None:
    """The guess for a key of the language that stands in another block than its own."""
    block, word = path[:-1], folded(str(path[-1]))
    exact = _of_this_subject(patterns_of(word), block, tree)
    meant = _places_meant(word)
    found = best((*meant, *exact), path, tree, value) if exact else None
    sure = found is not None and (found.fit or not metric_of(word))
    return _placed(message, path, found, tree, value) if found is not None and sure else None


def _slip(path: Path, model: type[Block], tree: Node, message: str) -> Guess | None:
    """The guess for a key whose letters are nearly those of one of its block."""
    block, value = path[:-1], follow(tree, path)
    close = slips(str(path[-1]), list(model.model_fields))
    there = [name for name in close if has(tree, (*block, name))]
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
    pattern = pattern_in(to)
    if not isinstance(value, Scalar):
        return is_of_make(pattern, value)
    if folded(str(path[-1])) in GENERIC:
        return fits(pattern, value) == 2
    return fits(pattern, value) > 0 or works(tree, path, to)


def _meant(path: Path, model: type[Block], tree: Node, value: Node | None, message: str) -> Guess | None:
    """The guess for a word of the trade, for a measure, and for a slip of a word or of a key of another block."""
    block, key = path[:-1], str(path[-1])
    word = folded(key)
    found = best(_places_meant(word), path, tree, value)
    if found is not None and (found.fit or not metric_of(word)):
        return _placed(message, path, found, tree, value)
    bound = as_bound(key, model, block, value)
    if bound is not None:
        return Guess(*bound)
    alike = [name for name in all_keys() if name == word or is_slip_elsewhere(word, name)]
    misspelt = [place for name in alike for place in patterns_of(name)]
    misspelt += [pattern_of(place) for name in MEANT if is_slip_elsewhere(word, name) for place in MEANT[name]]
    found = best(misspelt, path, tree, value)
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


_SINGULAR = {"queues": "queue", "agent_groups": "agent group", "events": "event"}


def _placed(message: str, path: Path, found: Candidate, tree: Node, value: Node | None) -> Guess:
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

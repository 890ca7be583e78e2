"""What a key that the language lacks at its place is likely meant for: the trade's words first, then other levels, then slips."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from simdesk.likeness import near
from simdesk.measure.registry import METRICS
from simdesk.measure.words import METRIC_OF, example_of
from simdesk.scenario.hints.factors import of_handle_time
from simdesk.scenario.hints.places import (
    ITEM,
    NAME,
    Pattern,
    all_keys,
    documented,
    filled,
    fits,
    models_at,
    pattern_of,
    patterns_of,
)
from simdesk.scenario.hints.words import MEANT, SAID_OF
from simdesk.scenario.language.distributions import FAMILIES, DistributionForm
from simdesk.scenario.language.places import model_at
from simdesk.scenario.language.quantities import Block
from simdesk.scenario.language.series import CsvColumn
from simdesk.scenario.reading.diagnostics import Fix
from simdesk.scenario.reading.nodes import ListNode, MapNode, Node, Path, Scalar, existing, flow, follow, written
from simdesk.scenario.spellings.spelling import folded

LONGEST_VALUE = 60
SHORTEST_TAIL = 5
"""Letters of the end of a word that says something alone: "time" says nothing."""
_SAYING_NOTHING = frozenset(
    (
        *("factor", "multiplier", "growth", "increase", "number", "volume", "percent", "percentage", "duration", "length"),
        *("interval", "weight", "threshold", "minutes", "seconds", "average", "maximum", "minimum", "within", "default"),
        *("enabled", "channel"),
    )
)
"""Ends of words that may be of anything: a ``handle_time_factor`` is no factor of volumes."""
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
    """

    message: str
    hint: str
    fix: Fix | None = None
    to: Path | None = None


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
    known, word = list(model.model_fields), folded(key)
    shaped = _best(_of_value(key, value), path, tree, value)
    if shaped is not None and not shaped.taken:
        return _placed(message, path, shaped, tree, value)
    meant = [pattern_of(place) for place in MEANT.get(word, ())]
    here = _best((place for place in meant if place[-1] in model.model_fields), path, tree, value, only_here=True)
    if here is not None:
        return _placed(message, path, here, tree, value)
    if word in SAID_OF:
        return Guess(message, SAID_OF[word])
    exact = _of_this_subject(patterns_of(word), block, tree)
    found = _best((*meant, *exact), path, tree, value) if exact else None
    measure = word in METRICS or word in METRIC_OF
    if found is not None and (found.fit or not measure):
        return _placed(message, path, found, tree, value)
    slips = near(key, known)
    if slips:
        new = (*block, slips[0])
        fix = Fix("rename", written(path), tuple(slips))
        if len(slips) == 1 and _has(tree, path) and _has(tree, new):
            return Guess(message, f"it is {written(new)}, which is there already: keep one of them")
        return Guess(message, fix.text, fix, None if follow(tree, new) is not None or len(slips) > 1 else new)
    found = _best(meant, path, tree, value)
    if found is not None and (found.fit or not measure):
        return _placed(message, path, found, tree, value)
    if measure:
        subject = str(block[1]) if len(block) > 1 else "all"
        metric = word if word in METRICS else METRIC_OF[word]
        return Guess(message, f"it is a measure: write it under targets, such as - {_target(metric, subject)}")
    misspelt = [place for name in near(key, all_keys(), strictly=True) for place in patterns_of(name)]
    misspelt += [pattern_of(place) for name in near(word, MEANT, strictly=True) for place in MEANT[name]]
    for tail in _tails(word):
        misspelt += [*map(pattern_of, MEANT.get(tail, ())), *patterns_of(tail)]
    found = _best(misspelt, path, tree, value)
    if found is not None:
        return _placed(message, path, found, tree, value)
    return Guess(message, f"known: {', '.join(known)}")


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


def _tails(word: str) -> list[str]:
    """``call_handling_time`` without its first words: ``handling_time``."""
    parts = word.split("_")
    tails = ["_".join(parts[n:]) for n in range(1, len(parts))]
    return [tail for tail in tails if len(tail) > SHORTEST_TAIL and tail not in _SAYING_NOTHING]


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


def _target(metric: str, subject: str) -> str:
    about = METRICS[metric]
    if metric in {"service_level", "done_in_time"}:
        return f"{example_of(metric, subject)} >= 80%"
    bound = {"share": "5%" if metric == "abandon_rate" else "85%", "s": "30 s"}.get(about.unit, "100")
    return f"{example_of(metric, subject)} <= {bound}"


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
        if _is_far_fetched(place, block, tree):
            continue
        elsewhere = not free and place[: len(block)] != block and not isinstance(follow(tree, place), ListNode)
        if place == path or blocked or elsewhere or (only_here and (place[:-1] != block or not free)):
            continue
        fit = 2 if value is None or not models_at(pattern[:-1]) else fits(pattern, value)
        if only_here and not fit:
            continue
        common = 0
        while common < min(len(block), len(place) - 1) and block[common] == place[common]:
            common += 1
        absent = len(place) - 1 - len(existing(tree, place[:-1]))
        hole = isinstance(above, Scalar) or (isinstance(above, MapNode) and not above.entries)
        away = len(block) - common + len(place) - 1 - common
        rank = (-fit, not hole, absent > 1, away > 0, absent, len(block) - common, away, len(free) > 1, order)
        ranked.append((rank, _Candidate(place, len(free or places) > 1, fit > 0, not free)))
    return min(ranked, key=lambda one: one[0])[1] if ranked else None


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
_ONE_EIGHTY_TWENTY = re.compile(r"\s*(\d{1,3})\s*%?\s*(?:/|in|within)\s*(\d{1,4})\s*s?\s*")


def _placed(message: str, path: Path, found: _Candidate, tree: Node, value: Node | None) -> Guess:
    """The guess of a place: another key of the same block, or the same value elsewhere."""
    place, block = found.place, path[:-1]
    there = follow(tree, place)
    if found.taken and isinstance(there, ListNode):
        item = _as_target(value, path) if place == ("targets",) else _shown(value)
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
        return Guess(
            message,
            f"it belongs under {written(place[: listed - 1])}: {line}",
            Fix("move", written(path), (written(place),)),
            place,
        )
    under = written(place[:-1])
    where = f"it belongs under {under}" if under else "it belongs at the top of the file"
    if found.several:
        where = f"it belongs under each {_SINGULAR.get(str(place[0]), 'part')} that it is for, such as {under}"
    return Guess(message, f"{where}: {place[-1]}: {_shown(value)}", Fix("move", written(path), (written(place),)), place)


def in_a_list(place: Path, tree: Node) -> int:
    """How many steps of a place lead to a list that is not there, in which it would be the first item; 0 when none does."""
    return next((n for n, step in enumerate(place) if isinstance(step, int) and follow(tree, place[:n]) is None), 0)


def _as_target(value: Node | None, path: Path) -> str:
    """A target of a queue as it is written under targets; ``80/20`` is a service level."""
    if isinstance(value, ListNode) and len(value.items) == 1:
        value = value.items[0]
    text = _shown(value)
    short = _ONE_EIGHTY_TWENTY.fullmatch(text.strip('"'))
    subject = str(path[1]) if len(path) > 2 else "all"
    return f"service_level({subject}, {short[2]} s) >= {short[1]}%" if short else text.strip('"')


def _shown(value: Node | None) -> str:
    """A value as it would be written on one line, cut short."""
    text = "…" if value is None else flow(value)
    return text if len(text) <= LONGEST_VALUE else "…"

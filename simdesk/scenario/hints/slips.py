"""Slips of the pen, word by word: two words joined by ``_`` that share their endings alone are no slip of each other."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

from simdesk.likeness import distance, near
from simdesk.scenario.spellings.spelling import folded

SHORTEST_ELSEWHERE = 6
"""Letters of a word whose slip is looked for in other blocks: ``list`` is no ``lost`` there."""
_SAYING_NOTHING = frozenset(
    (
        *("a", "an", "the", "of", "per", "by", "in", "on", "for", "our", "my", "this", "each", "every", "over", "total"),
        *("average", "avg", "mean", "typical", "expected", "usual", "number", "nr", "no", "count", "value", "values", "setting"),
        *("settings", "rule", "rules", "list", "table", "data", "interval", "intervals", "call", "calls", "contact", "contacts"),
        *("plan", "planned", "day", "half", "hour", "is", "are", "and"),
    )
)
"""Words around the one that says what is meant: ``headcount_per_interval``, ``average_patience``."""


def slips(word: str, known: Collection[str]) -> list[str]:
    """The known words of which a word is a slip of letters, or which it names among words that say nothing.

    Parameters
    ----------
    word : str
    known : collection of str

    Returns
    -------
    list of str
        Likeliest first; those of one distance all.
    """
    by_letters = [name for name in near(word, known, strictly=True) if is_slip(word, name)]
    if by_letters:
        return by_letters
    words = [part for part in folded(word).split("_") if part]
    if len(words) < 2:
        return []
    saying = {part for part in words if part not in _SAYING_NOTHING}
    named = [name for name in map(str, known) if saying and saying == set(name.split("_")) - _SAYING_NOTHING]
    named = [name for name in named if saying == set(name.split("_"))] or named
    if len(named) == 1:
        return named
    longer = [name for name in map(str, known) if set(words) < set(name.split("_"))]
    return longer if len(longer) == 1 else []


def is_slip(word: str, name: str) -> bool:
    """Whether each word of a name is there, spelt nearly so, or the names differ by one letter and by signs between words."""
    ours, its = folded(word).split("_"), folded(name).split("_")
    if distance("".join(ours), "".join(its), 1) <= 1:
        return True
    return len(ours) == len(its) and all(
        one == other or distance(one, other, 2) <= _most(one, other) for one, other in zip(ours, its, strict=True)
    )


def is_slip_elsewhere(word: str, name: str) -> bool:
    """Whether two words differ by one slip in all, so that one may be meant for the other in another block."""
    ours, its = _known_folded(word), _known_folded(name)
    if min(len(ours), len(its)) < SHORTEST_ELSEWHERE:
        return False
    ours, its = ours.replace("_", ""), its.replace("_", "")
    return abs(len(ours) - len(its)) <= 1 and distance(ours, its, 1) <= 1


_known_folded = lru_cache(maxsize=4096)(folded)
"""A word is held against every key of the language."""


def _most(one: str, other: str) -> int:
    letters = min(len(one), len(other))
    return 0 if letters < 3 else 1 if letters <= 6 else 2

"""Which known word a misspelt one is: by the letters that were left out, doubled, changed or swapped, never by mere likeness."""

from __future__ import annotations

from collections.abc import Collection

_SEPARATORS = str.maketrans("", "", "_- .")


def near(word: str, known: Collection[str], *, strictly: bool = False) -> list[str]:
    """The known words that a word is a misspelling of, likeliest first; those of one distance all.

    Up to six letters may have one slip, up to nine two, longer words three. Case, hyphens, blanks and ``_`` do not count.

    Parameters
    ----------
    word : str
    known : collection of str
    strictly : bool
        Slips of letters only, not a word that was left out or added: ``carry_over`` for ``carry``.

    Returns
    -------
    list of str
        Empty when the word is no misspelling of any.
    """
    folded = _folded(word)
    most = _slips(len(folded))
    found: list[tuple[int, bool, str]] = []
    for name in map(str, known):
        other = _folded(name)
        if abs(len(other) - len(folded)) <= most:
            slips = distance(folded, other, most)
            short = len(other) == 3 and slips == 1 and folded[:1] == other[:1]
            if slips <= min(most, _slips(len(other))) and (slips < len(other) // 2 or not slips or short):
                found.append((slips, folded[:1] != other[:1], name))
    if found:
        best = min(one[:2] for one in found)
        return [name for *rank, name in found if tuple(rank) == best]
    return [] if strictly else _of_the_same_words(word, known)


def nearest(word: str, known: Collection[str]) -> str:
    """The known word that a word is most likely a misspelling of; empty when it is none."""
    return next(iter(near(word, known)), "")


def distance(one: str, other: str, most: int) -> int:
    """Letters left out, added, changed or swapped with their neighbour; ``most + 1`` when there are more than ``most``."""
    earlier: list[int] = []
    before = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        now = [i]
        for j, its in enumerate(other, 1):
            cost = min(before[j] + 1, now[j - 1] + 1, before[j - 1] + (letter != its))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == its:
                cost = min(cost, earlier[j - 2] + 1)
            now.append(cost)
        if min(now) > most:
            return most + 1
        earlier, before = before, now
    return min(before[-1], most + 1)


def _folded(word: str) -> str:
    return word.strip().lower().translate(_SEPARATORS)


def _slips(letters: int) -> int:
    return 0 if letters < 3 else 1 if letters <= 6 else 2 if letters <= 9 else 3


def _of_the_same_words(word: str, known: Collection[str]) -> list[str]:
    """``carry_over`` is ``carry``, ``by_length`` is ``by_queue_length``: where only one has all its words, or all but one."""
    words = _words(word)
    if len(words) > 1:
        longer = [str(name) for name in known if words < _words(str(name))]
        if len(longer) == 1:
            return longer
    parts = [part for part in words if len(part) >= 5]
    shorter = [str(name) for name in known if str(name).lower() in parts]
    return shorter if len(shorter) == 1 and len(words) > 1 else []


def _words(name: str) -> set[str]:
    return set(name.strip().lower().replace("-", "_").replace(" ", "_").replace(".", "_").split("_"))

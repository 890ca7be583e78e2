"""Random numbers that a rule asks for while the day runs: by the key of a leg and a place within it, the day, and the customer.

These few functions are played here as plain Python, and compiled by ``simdesk.engine.compiled_draws``; the numbers are the same.
Keys are whole numbers of 64 bits, whatever their sign.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b

import numpy as np

from simdesk.rules.random_numbers import two_uniforms

WORD = (1 << 64) - 1


@lru_cache(maxsize=4096)
def place_key(place: str) -> int:
    """A 64-bit key of a place, the same in every process and on every machine."""
    return int.from_bytes(blake2b(place.encode(), digest_size=8).digest(), "little")


def signed(key: int) -> int:
    """A key as a whole number with a sign, as tables hold it."""
    return key - (1 << 64) if key >= 1 << 63 else key


def key_within(key: int, part: int) -> int:
    """The key of a place within another (the finaliser of splitmix64; Steele, Lea and Flood 2014)."""
    x = (key ^ part) & WORD
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & WORD
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & WORD
    return x ^ (x >> 31)


def two_at(key: int, day: int, whose: int, attempt: int) -> tuple[float, float]:
    """Two uniform numbers, above 0 and below 1."""
    return two_uniforms(np.uint64(key & WORD), np.uint64(day), np.uint64(whose), np.uint64(attempt))


def uniform_at(key: int, day: int, whose: int, attempt: int) -> float:
    """A uniform number, above 0 and below 1."""
    return two_at(key, day, whose, attempt)[0]

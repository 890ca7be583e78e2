"""Random streams by place: one generator for each purpose, whatever else the scenario holds.

A stream is keyed by the root seed, the replication and the name of its place, such as
``queue/sales/patience``. Adding a queue, an agent or a variant never moves another stream.
"""

from __future__ import annotations

from hashlib import blake2b

import numpy as np


def place_key(place: str) -> int:
    """A 64-bit key of a place, the same in every process and on every machine."""
    return int.from_bytes(blake2b(place.encode(), digest_size=8).digest(), "little")


class Streams:
    """The random streams of one replication.

    Parameters
    ----------
    seed : int
        The scenario's root seed, 0 or more.
    replication : int
        Counted from 0.
    """

    def __init__(self, seed: int, replication: int) -> None:
        self._seed = seed
        self._replication = replication

    def at(self, place: str) -> np.random.Generator:
        """A fresh generator at the beginning of the stream of ``place``."""
        sequence = np.random.SeedSequence(self._seed, spawn_key=(self._replication, place_key(place)))
        return np.random.Generator(np.random.PCG64(sequence))

    def of_block(self, days: int) -> tuple[Streams, int]:
        """The streams of the block of consecutive replications this one lies in, and its position in it, from 0."""
        return Streams(self._seed, self._replication // days), self._replication % days

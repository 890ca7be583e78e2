"""Random streams: by place, and by nothing else."""

from __future__ import annotations

import numpy as np
from numpy.testing import assert_array_equal

from simdesk.demand.streams import Streams, place_key


def test_the_key_of_a_place_does_not_depend_on_the_process():
    # blake2b("queue/sales/patience", digest_size=8), little endian.
    assert place_key("queue/sales/patience") == 0x2A3029F9FCDE6A11


def first(streams: Streams, place: str = "x") -> float:
    return streams.at(place).number()


def test_the_same_place_gives_the_same_numbers():
    assert_array_equal(Streams(1, 0).at("x").uniform(np.arange(5)), Streams(1, 0).at("x").uniform(np.arange(5)))


def test_place_seed_and_replication_each_give_other_numbers():
    draws = [first(Streams(1, 0)), first(Streams(1, 0), "y"), first(Streams(2, 0)), first(Streams(1, 1)), first(Streams(0, 2))]
    assert len(set(draws)) == len(draws)


def test_a_place_within_another_is_not_the_place_of_both_names():
    streams = Streams(1, 0)
    inside = streams.at("x").at("y")
    assert len({inside.key, streams.at("y").at("x").key, streams.at("x/y").key, streams.at("x").key}) == 4


def test_streams_of_neighbouring_seeds_and_days_do_not_collide():
    # Added seeds would make day 1 of seed 1 the same as day 0 of seed 2.
    firsts = [first(Streams(seed, day)) for seed in range(20) for day in range(20)]
    assert len(set(firsts)) == 400


def test_a_seed_of_any_size_has_a_stream_of_its_own():
    assert len({first(Streams(seed, 0)) for seed in (1, 2**32 + 1, 2**64 + 1, 2**200)}) == 4


def test_who_asks_first_changes_nothing():
    streams = Streams(7, 3)
    before = streams.at("x").uniform(np.arange(3))
    streams.at("y").uniform(np.arange(100))
    assert_array_equal(streams.at("x").uniform(np.array([2, 0, 1])), before[[2, 0, 1]])


def test_streams_leave_the_global_generator_alone():
    np.random.seed(0)
    before = np.random.get_state()[1].copy()
    Streams(1, 0).at("x").uniform(np.arange(10))
    assert_array_equal(np.random.get_state()[1], before)

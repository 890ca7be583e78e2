"""Random streams: by place, and by nothing else."""

from __future__ import annotations

import numpy as np
from numpy.testing import assert_array_equal

from simdesk.demand.streams import Streams, place_key


def test_the_key_of_a_place_does_not_depend_on_the_process():
    # blake2b("queue/sales/patience", digest_size=8), little endian.
    assert place_key("queue/sales/patience") == 0x2A3029F9FCDE6A11


def test_the_same_place_gives_the_same_numbers():
    assert_array_equal(Streams(1, 0).at("x").random(5), Streams(1, 0).at("x").random(5))


def test_place_seed_and_replication_each_give_other_numbers():
    draws = [
        Streams(1, 0).at("x").random(),
        Streams(1, 0).at("y").random(),
        Streams(2, 0).at("x").random(),
        Streams(1, 1).at("x").random(),
        Streams(0, 2).at("x").random(),
    ]
    assert len(set(draws)) == len(draws)


def test_streams_of_neighbouring_seeds_and_days_do_not_collide():
    # Added seeds would make day 1 of seed 1 the same as day 0 of seed 2.
    firsts = [Streams(seed, day).at("x").random() for seed in range(20) for day in range(20)]
    assert len(set(firsts)) == 400


def test_reading_a_stream_twice_starts_at_its_beginning():
    streams = Streams(7, 3)
    first = streams.at("x").random(3)
    streams.at("y").random(100)
    assert_array_equal(streams.at("x").random(3), first)


def test_streams_leave_the_global_generator_alone():
    np.random.seed(0)
    before = np.random.get_state()[1].copy()
    Streams(1, 0).at("x").random(10)
    assert_array_equal(np.random.get_state()[1], before)

"""The desk of an analyst's process and classes of customers: a queue is all of them together."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import simdesk as sd

CLASSES = [f"reservations.{name}" for name in ("gold", "silver", "others")]


def test_the_desk_sees_a_queue_as_all_its_classes() -> None:
    seen: list[tuple[int, float]] = []

    def look(environment: Any, desk: Any) -> Iterator[Any]:
        assert desk.queues == ("reservations", "changes")
        for k in range(40):
            yield environment.timeout(900)
            assert desk.queue_length("reservations") == sum(map(desk.queue_length, CLASSES))
            assert desk.longest_wait("reservations") == max(map(desk.longest_wait, CLASSES))
            assert desk.counts("reservations")["answered"] == sum(desk.counts(name)["answered"] for name in CLASSES)
            seen.append((desk.queue_length("reservations"), desk.service_level("reservations", 20.0)))
            if k == 20:
                desk.close_queue("reservations")
            if k == 22:
                desk.open_queue("reservations")

    scenario = sd.load(Path(__file__).parents[3] / "scenarios" / "vip.yaml")
    found = sd.run(scenario, 1, process=look, engine="simpy")
    assert len(seen) == 40
    assert all(found.measure(f"blocked({name})").mean > 0 for name in CLASSES)

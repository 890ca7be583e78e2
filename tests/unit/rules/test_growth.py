"""What a rule looks at does not grow with the contacts that wait: counted, on floors with thousands of them."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from floors import Centre, Group, Queue, centre

from simdesk.demand.distributions import exponential
from simdesk.engine import simpy_clock
from simdesk.floor.parts import Access, Reaction, Ringing
from simdesk.rules import carry_over, duty, predicted_wait, reached, routing

HALF_HOUR = 1800.0
LOOKS = (
    (reached, "behind_in"),
    (routing, "look_on"),
    (routing, "idle_open_to"),
    (predicted_wait, "look_on"),
    (duty, "may_be_needed"),
    (carry_over, "after_hours"),
)
"""Where rules look at one contact after the other, or at one agent."""


def overloaded(contacts: int, access: dict[str, Access], patience: float = math.inf, **more: Any) -> Centre:
    """So many contacts in half an hour, for ten times fewer agents."""
    people = {"ringing": more.pop("ringing")} if "ringing" in more else {}
    each = exponential(patience) if patience < math.inf else math.inf
    queues = [
        Queue(name, contacts / 2 / HALF_HOUR, exponential(120.0), 0.0, each, access=access, mean_handle_time=120.0, **more)
        for name in "ab"
    ]
    groups = [Group(f"g{g}", ["a", "b"], 4.0, people=people) for g in range(3)]
    return centre(queues, groups, closing=HALF_HOUR, interval=HALF_HOUR, finish_waiting=False)


FLOORS: dict[str, Callable[[int], Centre]] = {
    "steps that close again": lambda n: overloaded(n, {"g0": Access(until=60.0), "g1": Access(20.0, 200.0)}),
    "a length never reached": lambda n: overloaded(n, {"g1": Access(waiting_from=10**6), "g2": Access(waiting_from=5)}),
    "lengths and steps": lambda n: overloaded(n, {"g1": Access(until=30.0, waiting_from=5), "g2": Access(20.0, waiting_from=50)}),
    "a wait never predicted": lambda n: overloaded(n, {"g1": Access(predicted_from=1e9)}),
    "offers missed": lambda n: overloaded(
        n, {"g0": Access(until=60.0), "g1": Access(20.0)}, ringing=Ringing(3.0, False, 0.2, 9.0, 30.0)
    ),
    "told how long the first has waited": lambda n: overloaded(
        n, {}, 60.0, predictor="head_of_line", reaction=Reaction(((1e9, 0.1),), by_wait=True)
    ),
    "agents who stay": lambda n: replaced_closing(overloaded(n, {"g1": Access(after=1e5), "g2": Access(reserve=2)}, 900.0)),
}


def replaced_closing(where: Centre) -> Centre:
    """The same, and those waiting at closing are answered."""
    return replace(where, floor=replace(where.floor, finish_waiting=True))


def looks(where: Centre, monkeypatch: pytest.MonkeyPatch) -> float:
    """How often rules look at a contact or an agent, for each contact."""
    count = 0

    def counting(rule: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*arguments: Any) -> Any:
            nonlocal count
            count += 1
            return rule(*arguments)

        return counted

    with monkeypatch.context() as patched:
        for module, name in LOOKS:
            patched.setattr(module, name, counting(getattr(module, name)))
        log = simpy_clock.play_day(where.floor, where.workload())
    return count / len(log.contacts)


@pytest.mark.parametrize("floor", FLOORS)
def test_looks_at_contacts_do_not_grow_with_those_who_wait(floor: str, monkeypatch: pytest.MonkeyPatch) -> None:
    few, many = (looks(FLOORS[floor](contacts), monkeypatch) for contacts in (600, 2400))
    assert many < 1.5 * few + 2.0

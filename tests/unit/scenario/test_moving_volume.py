"""Volume moved from one queue to another: no contact is lost, none is made, interval by interval."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simdesk.scenario import InvalidScenario, Scenario, load_text

ARRIVALS = (
    "volumes: [10, 20, 30, 20]",
    "per_day: 120",
    "per_day: 120, profile: [1, 2, 3, 1], scale: 150%",
    "rate: 33 per h, day_to_day: 10%",
    "volumes: [5, 0, 0, 1], scale: 80%",
)


def written(phone: str, chat: str, mail: str, moves: str, hours: str = "") -> str:
    return f"""\
simdesk: 1
hours: {{open: "08:00", close: "12:00", interval: 1 h{hours}}}
queues:
  phone: {{arrivals: {{{phone}}}, handle_time: 4 min}}
  chat: {{arrivals: {{{chat}}}, handle_time: 5 min}}
  mail: {{arrivals: {{{mail}}}, handle_time: 6 min, transfer: {{to: {{back: 0%}}}}}}
  back: {{handle_time: 6 min}}
agent_groups: {{desk: {{skills: [phone, chat, mail, back], headcount: 40}}}}
variants: {{moved: {{move_volume: {moves}}}, busy: {{volume: +50%}}, later: {{queues.phone.arrivals.per_day: 10}}}}
"""


def volumes(scenario: Scenario) -> np.ndarray:
    return np.asarray(scenario.lay_out()[1].expected)


shares = st.integers(0, 50)


@pytest.mark.slow
@given(
    st.tuples(*[st.sampled_from(ARRIVALS)] * 3), shares, shares, shares, st.sampled_from(["", ", days: 3, first_day: 2026-03-23"])
)
@settings(max_examples=40, deadline=None)
def test_contacts_are_conserved(arrivals: tuple[str, str, str], one: int, two: int, three: int, hours: str) -> None:
    moves = f"[{{from: phone, to: chat, share: {one}%}}, {{from: phone, to: mail, share: {two}%}}, "
    moves += f"{{from: chat, to: phone, share: {three}%}}]"
    scenario = load_text(written(*arrivals, moves, hours))
    before, after = volumes(scenario), volumes(scenario.variant("moved"))
    np.testing.assert_allclose(after.sum(axis=0), before.sum(axis=0), rtol=1e-12, atol=1e-12)
    phone, chat, mail = before[:3]
    np.testing.assert_allclose(after[0], phone * (1 - (one + two) / 100) + chat * three / 100, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(after[1], chat * (1 - three / 100) + phone * one / 100, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(after[2], mail + phone * two / 100, rtol=1e-12, atol=1e-12)


def test_by_hand() -> None:
    scenario = load_text(written(ARRIVALS[0], "per_day: 40", "rate: 1 per h", "{from: phone, to: chat, share: 20%}"))
    moved = scenario.variant("moved")
    assert volumes(moved)[:2].tolist() == [[8, 16, 24, 16], [12, 14, 16, 14]]
    assert moved.model.queues["phone"].arrivals.volumes == (10, 20, 30, 20)
    assert moved.model.queues["phone"].arrivals.scale == 0.8


def test_to_a_queue_without_arrivals_of_its_own() -> None:
    text = written(ARRIVALS[0], "per_day: 40", "rate: 1 per h", "{from: phone, to: back, share: 50%}")
    assert volumes(load_text(text).variant("moved"))[3].tolist() == [5, 10, 15, 10]


def test_moves_come_after_all_other_changes() -> None:
    scenario = load_text(written(ARRIVALS[0], "per_day: 40", "rate: 1 per h", "{from: phone, to: chat, share: 20%}"))
    both = scenario.variant("busy+moved")
    np.testing.assert_allclose(volumes(both), 1.5 * volumes(scenario.variant("moved")), rtol=1e-12)
    assert scenario.variant("busy").variant("moved").digest == both.digest
    with pytest.raises(InvalidScenario, match="changes a volume of which a share has moved"):
        scenario.variant("moved+busy")


def test_other_ways_to_write_it() -> None:
    scenario = load_text(written(ARRIVALS[0], "per_day: 40", "rate: 1 per h", "{from: phone, to: chat, share: 20%}"))
    moved = scenario.variant("moved").digest
    for changes in (
        {"move_volume.phone.chat": "20%"},
        {"move_volume": {"phone": {"chat": "20%"}}},
        {"move": [{"from": "phone", "to": "chat", "percent": "20%"}]},
    ):
        assert scenario.with_changes(changes).digest == moved


def test_in_a_sweep() -> None:
    scenario = load_text(written(ARRIVALS[0], "per_day: 40", "rate: 1 per h", "{from: phone, to: chat, share: 20%}"))
    (axis,) = scenario.axes({"move_volume.phone.chat": "10%..20%/10%"})
    last = scenario.with_changes({axis.name: axis.values[-1].change})
    assert last.digest == scenario.variant("moved").digest


def test_a_file_of_volumes_may_be_new_in_the_same_variant(tmp_path: object) -> None:
    from pathlib import Path

    folder = Path(str(tmp_path))
    (folder / "v.csv").write_text("volumes\n100\n100\n100\n100\n", encoding="utf-8")
    text = written(
        ARRIVALS[0], "per_day: 40", "rate: 1 per h", "{from: phone, to: chat, share: 20%}, phone: {arrivals: {volumes: v.csv}}"
    )
    assert volumes(load_text(text, folder / "day.yaml").variant("moved"))[:2].tolist() == [[80] * 4, [30] * 4]

"""``simdesk estimate`` names the rules of routing that no formula knows."""

from __future__ import annotations

import pytest

import simdesk as sd

DAY = """
simdesk: 1
hours: {open: "08:00", close: "10:00", interval: 1 h}
%s
queues:
  sales: {arrivals: {rate: 60 per h}, handle_time: {exponential: {mean: 3 min}}, patience: 2 min%s}
  service: {arrivals: {rate: 20 per h}, handle_time: {exponential: {mean: 3 min}}}
agent_groups:
  desk: {skills: {sales: {%s}, service: {}}, headcount: 4}
  partner: {skills: {sales: {pace: 80%%}}, headcount: 1}
"""


def reasons(top: str = "", queue: str = "", skill: str = "") -> str:
    queue = f", {queue}" if queue else ""
    return "\n".join(sd.estimate(sd.load_text(DAY % (top, queue, skill)), 2).queues[0].reasons)


def test_nothing_is_said_of_rules_that_are_not_there() -> None:
    said = reasons()
    assert "only under conditions" not in said
    assert "Within a rank" not in said
    assert "trunk" not in said
    assert "idle agents" not in said


@pytest.mark.parametrize(
    ("rank", "words"),
    [
        ("after: 30 s", "partner after some wait"),
        ("until: 30 s", "partner up to some wait"),
        ("when_waiting: 3", "partner while the queue is long"),
        ("when_predicted: 1 min", "partner while the queue is long"),
        ("reserve: 1", "partner while enough agents stay free for other queues"),
    ],
)
def test_ranks_that_are_open_at_times(rank: str, words: str) -> None:
    said = reasons(queue=f"tries: [desk, {{groups: partner, {rank}}}]")
    assert f"Some groups answer these contacts only under conditions: {words}. The formulas leave these out." in said


def test_several_times_in_one_sentence() -> None:
    said = reasons(queue="tries: [desk, {groups: partner, after: 30 s}]", skill="reserve: 1")
    assert "partner after some wait; desk while enough agents stay free for other queues." in said


def test_weights_and_choices() -> None:
    assert "Within a rank contacts are answered by weight, credit or due time" in reasons(skill="weight: 2")
    assert "choice among idle agents (least talk time)" in reasons(queue="agent_choice: least_talk_time")


def test_trunks_and_who_shares_them() -> None:
    assert "on 9 trunk lines (shared with service). The formulas" in reasons(top="trunks: 9")
    assert "on 7 trunk lines. The formulas" in reasons(top="trunks: {main: {lines: 7, queues: [sales]}}")
    assert "trunk" not in reasons(top="trunks: {main: {lines: 7, queues: [service]}}")

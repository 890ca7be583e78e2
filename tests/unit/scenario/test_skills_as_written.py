"""Ranks and levels of skills in the forms planners write, and what is never guessed of them."""

from __future__ import annotations

import pytest

from simdesk.scenario import InvalidScenario, Scenario, load_text

TEXT = """\
simdesk: 1
hours: {{open: "08:00", close: "16:00", interval: 30 min}}
queues:
  vip: {{arrivals: {{per_day: 100}}, handle_time: 4 min, patience: 2 min}}
  sales: {{arrivals: {{per_day: 100}}, handle_time: 4 min, patience: 2 min}}
agent_groups: {{desk: {{{skills}, headcount: 8}}}}
"""


def load(skills: str) -> Scenario:
    return load_text(TEXT.format(skills=skills))


@pytest.mark.parametrize(
    "written",
    [
        "skills: {vip: 1, sales: 2}",
        "primary: [vip], backup: [sales]",
        "primary: vip, secondary_skills: sales",
        "skills: {primary: [vip], backup: [sales]}",
        "skills: [vip, sales], primary: vip, backup: sales",
        "skills: {vip: primary, sales: backup}",
        "skills: [{vip: 1}, {sales: 2}]",
        "skills: [{queue: vip, rank: 1}, {queue: sales, rank: 2}]",
        "skills: {1: vip, 2: sales}",
        "skills: {vip: {rank: 1}, sales: {rank: 2}}",
    ],
)
def test_an_order_is_read_as_ranks(written: str) -> None:
    plain = load("skills: {vip: {}, sales: {rank: 2}}")
    assert load(written).model == plain.model
    assert load(written).lay_out() == plain.lay_out()


@pytest.mark.parametrize(
    "written", ["skills: {vip: 1, sales: 1}", "skills: {vip: true, sales: yes}", "skills: {vip: {}, sales: {}}"]
)
def test_no_order_is_read_as_equal_ranks(written: str) -> None:
    assert load(written).model == load("skills: [vip, sales]").model


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        (
            "skills: {vip: 5, sales: 3}",
            "write skills: {vip: {rank: 1}, sales: {rank: 2}} if these agents take vip first, "
            "or skills: {vip: {level: 5}, sales: {level: 3}} "
            "if contacts go to the best free agent (at the top of the file agent_choice: highest_level)",
        ),
        ("skills: {vip: 90%, sales: {}}", "write vip: {pace: 90%} if its contacts take longer, or skills: [vip, sales]"),
        ("skills: [[vip], [sales]]", "write skills: {vip: {rank: 1}, sales: {rank: 2}}, or skills: [vip, sales]"),
        (
            "skills: {vip: {proficiency: 5}, sales: {}}",
            "write level: 5 (100 is best; the queue's requires and agent_choice: highest_level go by it), or pace: 90%",
        ),
        (
            "skills: {vip: {priority: 1}, sales: {}}",
            "write rank: 1; of ranks 1 is best, and those of the same rank are taken alike",
        ),
    ],
)
def test_a_number_that_may_be_a_rank_or_a_level_is_asked_for(written: str, hint: str) -> None:
    with pytest.raises(InvalidScenario) as caught:
        load(written)
    (one,) = caught.value.diagnostics
    assert one.hint == hint


def test_either_line_of_the_hint_works() -> None:
    with pytest.raises(InvalidScenario) as caught:
        load("skills: {vip: 5, sales: 3}")
    by_rank, by_level = caught.value.diagnostics[0].hint.removeprefix("write ").split(", or ")
    ranks = load(by_rank.partition(" if ")[0]).model.agent_groups["desk"].skills
    levels = load(by_level.partition(" if ")[0]).model.agent_groups["desk"].skills
    assert {name: skill.rank for name, skill in ranks.items()} == {"vip": 1, "sales": 2}
    assert {name: skill.level for name, skill in levels.items()} == {"vip": 5, "sales": 3}

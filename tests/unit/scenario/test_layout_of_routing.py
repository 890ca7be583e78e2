"""Each word for routing gives the plan that the rules know."""

from __future__ import annotations

import math

import pytest

from simdesk.demand.distributions import constant
from simdesk.floor.parts import ALWAYS, UNLIMITED, Access
from simdesk.floor.plan import FloorPlan
from simdesk.rules.agent_choices import AGENT_CHOICES
from simdesk.rules.predicted_wait import PREDICTORS
from simdesk.scenario import InvalidScenario, Scenario, load_text

QUEUE = "arrivals: {rate: 20 per h}, handle_time: {constant: 4 min}"


def scenario(queues: dict[str, str], groups: dict[str, str], top: str = "") -> Scenario:
    """A small day; of each queue the words beside its arrivals, of each group its skills and what follows them."""
    text = 'simdesk: 1\nhours: {open: "08:00", close: "12:00", interval: 1 h}\n' + top + "queues:\n"
    text += "".join(f"  {name}: {{{QUEUE}{', ' if more else ''}{more}}}\n" for name, more in queues.items())
    text += "agent_groups:\n"
    text += "".join(f"  {name}: {{headcount: 4, skills: {more}}}\n" for name, more in groups.items())
    return load_text(text)


def plan(queues: dict[str, str], groups: dict[str, str], top: str = "") -> FloorPlan:
    return scenario(queues, groups, top).lay_out()[0]


def sales(words: str, desk: str = "{}", partner: str = "{}", top: str = "") -> FloorPlan:
    """One queue with some words, two groups with a skill each."""
    return plan({"sales": words}, {"desk": f"{{sales: {desk}}}", "partner": f"{{sales: {partner}}}"}, top)


USUAL = ("no_patience", "overload", "high_occupancy")
"""Kinds of notes that these small floors give without being about them."""


def notes(*arguments: dict[str, str], top: str = "") -> list[str]:
    return [f"note: {note.text}" for note in scenario(*arguments, top=top).notes if note.word not in USUAL]


def test_nothing_said_is_nothing_special() -> None:
    floor = sales("")
    assert floor.queues[0].access == ()
    assert (floor.queues[0].agent_choice, floor.queues[0].predictor) == ("longest_idle", "queue_length")
    assert (floor.queues[0].trunk, floor.queues[0].mean_handle_time) == (UNLIMITED, 0.0)
    assert all((group.weight, group.bonus) == ((), ()) for group in floor.groups)
    assert floor.trunks == ()


RANKS = {
    "{groups: partner, after: 30 s}": Access(after=30.0),
    "{groups: partner, after: 30 s, until: 90 s}": Access(after=30.0, until=90.0),
    "{groups: partner, until: 1.5 min}": Access(until=90.0),
    "{groups: partner, when_waiting: 5}": Access(waiting_from=5),
    "{groups: [partner], when_predicted: 2 min, reserve: 1}": Access(predicted_from=120.0, reserve=1),
    "{groups: partner, reserve: 2}": Access(reserve=2),
}


@pytest.mark.parametrize(("rank", "access"), RANKS.items())
def test_a_rank_with_terms(rank: str, access: Access) -> None:
    queue = sales(f"tries: [desk, {rank}]").queues[0]
    assert queue.tries == ((0,), (1,))
    assert queue.access == (ALWAYS, access)


def test_a_rank_without_terms_is_a_plain_one() -> None:
    queue = sales("tries: [{groups: [partner, desk]}]").queues[0]
    assert (queue.tries, queue.access) == (((1, 0),), ())


def test_terms_hold_for_every_group_of_the_rank_and_only_there() -> None:
    groups = dict.fromkeys(("a", "b", "c"), "[sales, other]")
    floor = plan({"sales": "tries: [c, {groups: [b, a], after: 1 min}]", "other": ""}, groups)
    assert floor.queues[0].tries == ((2,), (1, 0))
    assert floor.queues[0].access == (Access(after=60.0), Access(after=60.0), ALWAYS)
    assert floor.queues[1].access == ()


def test_a_skill_that_comes_later_and_keeps_a_reserve() -> None:
    queue = sales("", partner="{after: 30 s, reserve: 2}").queues[0]
    assert queue.tries == ((0, 1),)
    assert queue.access == (ALWAYS, Access(after=30.0, reserve=2))


def test_what_skill_and_rank_say_must_both_hold() -> None:
    rank = "{groups: partner, after: 20 s, until: 2 min, reserve: 3}"
    queue = sales(f"tries: [desk, {rank}]", partner="{after: 30 s, reserve: 1}").queues[0]
    assert queue.access[1] == Access(after=30.0, until=120.0, reserve=3)


def test_a_group_without_the_skill_has_no_terms() -> None:
    floor = plan({"a": "", "b": ""}, {"x": "{a: {after: 5 s}, b: {}}", "y": "[b]"})
    assert floor.queues[0].access == (Access(after=5.0), ALWAYS)
    assert floor.queues[0].tries == ((0,),)


def test_levels_required_open_groups_in_steps() -> None:
    steps = "requires: [{level: 8}, {level: 5, after: 30 s}, {level: 1, after: 60 s}]"
    levels = {"master": 9, "just": 8, "skilled": 5, "learner": 4}
    queue = plan({"sales": steps}, {name: f"{{sales: {{level: {level}}}}}" for name, level in levels.items()}).queues[0]
    assert queue.tries == ((0, 1, 2, 3),)
    assert [access.after for access in queue.access] == [0.0, 0.0, 30.0, 60.0]
    assert all(math.isinf(access.until) for access in queue.access)


def test_levels_required_keep_the_ranks_of_the_skills() -> None:
    queue = sales("requires: [{level: 5}, {level: 1, after: 1 min}]", "{level: 3, rank: 1}", "{level: 5, rank: 2, after: 5 s}")
    assert queue.queues[0].tries == ((0,), (1,))
    assert [access.after for access in queue.queues[0].access] == [60.0, 5.0]


@pytest.mark.parametrize("choice", AGENT_CHOICES)
def test_choices_of_an_agent(choice: str) -> None:
    assert sales(f"agent_choice: {choice}").queues[0].agent_choice == choice
    assert sales("", top=f"agent_choice: {choice}\n").queues[0].agent_choice == choice
    assert sales("agent_choice: longest_idle", top=f"agent_choice: {choice}\n").queues[0].agent_choice == "longest_idle"


@pytest.mark.parametrize("where", ["queue", "scenario"])
def test_the_highest_level_ranks_groups(where: str) -> None:
    queue, top = ("agent_choice: highest_level", "") if where == "queue" else ("", "agent_choice: highest_level\n")
    levels = {"a": 3, "b": 7, "c": 3}
    floor = plan({"sales": queue}, {name: f"{{sales: {{level: {level}, rank: 1}}}}" for name, level in levels.items()}, top)
    assert floor.queues[0].tries == ((1,), (0, 2))
    assert floor.queues[0].agent_choice == "longest_idle"


def test_the_highest_level_leaves_the_order_of_contacts_to_the_ranks() -> None:
    skills = "{sales: {level: 1, rank: 2}, service: {level: 9, rank: 1}}"
    floor = plan({"sales": "agent_choice: highest_level", "service": "agent_choice: highest_level"}, {"desk": skills})
    assert floor.groups[0].takes == ((1,), (0,))


def test_weights_and_credits_of_queues() -> None:
    queues = {"a": "weight: 2", "b": "credit: 2 min", "c": ""}
    group = plan(queues, {"desk": "[a, b, c]"}).groups[0]
    assert group.weight == (2.0, 1.0, 1.0)
    assert group.bonus == (0.0, 120.0, 0.0)


def test_weights_and_credits_of_a_skill_stand_over_those_of_the_queue() -> None:
    queues = {"a": "weight: 2, credit: 1 min", "b": ""}
    floor = plan(queues, {"desk": "{a: {weight: 1, credit: 0 s}, b: {credit: 5 s}}", "other": "[a, b]"})
    assert (floor.groups[0].weight, floor.groups[0].bonus) == ((1.0, 1.0), (0.0, 5.0))
    assert (floor.groups[1].weight, floor.groups[1].bonus) == ((2.0, 1.0), (60.0, 0.0))


def test_a_time_to_be_answered_within_is_a_negative_bonus() -> None:
    group = plan({"a": "answer_within: 30 s", "b": "answer_within: 1 min"}, {"desk": "[a, b]"}).groups[0]
    assert (group.weight, group.bonus) == ((1.0, 1.0), (-30.0, -60.0))


def test_what_decides_nothing_costs_nothing() -> None:
    # Alone in its rank, or the same for all of the rank: the longest wait goes first as ever.
    queues = {"a": "weight: 2, credit: 1 min", "b": "weight: 2, credit: 1 min", "c": "weight: 5"}
    floor = plan(queues, {"desk": "{a: {}, b: {}, c: {rank: 2}}", "other": "[a], takes: [[a]]"})
    assert all((group.weight, group.bonus) == ((), ()) for group in floor.groups)


def test_takes_decides_which_ranks_are_shared() -> None:
    queues = {"a": "weight: 2", "b": ""}
    floor = plan(queues, {"apart": "[a, b], takes: [a, b]", "together": "{a: {}, b: {rank: 2}}, takes: [[b, a]]"})
    assert floor.groups[0].weight == ()
    assert floor.groups[1].weight == (2.0, 1.0)


def test_trunks_for_all_and_by_group() -> None:
    queues, groups = {"a": "", "b": "", "c": ""}, {"desk": "[a, b, c]"}
    floor = plan(queues, groups, "trunks: 40\n")
    assert (floor.trunks, [queue.trunk for queue in floor.queues]) == ((40,), [0, 0, 0])
    floor = plan(queues, groups, "trunks: {main: {lines: 40, queues: [a, c]}}\n")
    assert (floor.trunks, [queue.trunk for queue in floor.queues]) == ((40,), [0, UNLIMITED, 0])
    floor = plan(queues, groups, "trunks: {one: {lines: 4, queues: [c]}, two: {lines: 5, queues: [b, a]}}\n")
    assert (floor.trunks, [queue.trunk for queue in floor.queues]) == ((4, 5), [1, 1, 0])


@pytest.mark.parametrize("predictor", PREDICTORS)
def test_predictors(predictor: str) -> None:
    queue = sales(f"predictor: {predictor}, tries: [desk, {{groups: partner, when_predicted: 1 min}}]").queues[0]
    assert queue.predictor == predictor
    assert queue.mean_handle_time == 240.0


def test_the_mean_handle_time_goes_by_expected_contacts() -> None:
    words = (
        "arrivals: {volumes: [30, 10, 0, 0]}, wrap_up: {exponential: {mean: 30 s}}, "
        'handle_time: {by_interval: {"08:00": 2 min, "09:00": {lognormal: {mean: 4 min, sd: 1 min}}, "10:00": 10 min}}'
    )
    text = (
        'simdesk: 1\nhours: {open: "08:00", close: "12:00", interval: 1 h}\n'
        f"queues:\n  a: {{{words}, tries: [{{groups: y, when_predicted: 1 min}}, x]}}\n"
        "agent_groups:\n  x: {headcount: 1, skills: {a: {pace: 50%}}}\n  y: {headcount: 1, skills: [a]}\n"
    )
    assert load_text(text).lay_out()[0].queues[0].mean_handle_time == pytest.approx((30 * 120 + 10 * 240) / 40 + 30)
    nobody = load_text(text.replace("[30, 10, 0, 0]", "[0, 0, 0, 0]")).lay_out()[0].queues[0]
    assert nobody.mean_handle_time == pytest.approx((120 + 240 + 600 + 600) / 4 + 30)


def test_variants_change_routing() -> None:
    day = scenario(
        {"sales": "tries: [desk, {groups: partner, after: 30 s}]", "other": "requires: [{level: 2}, {level: 1, after: 1 min}]"},
        {"desk": "{sales: {}, other: {level: 2}}", "partner": "{sales: {}, other: {level: 1}}"},
        "trunks: {main: {lines: 10, queues: [sales]}}\n",
    )
    changed = day.with_changes(
        {
            "queues.sales.tries[1].after": {"add": "15 s"},
            "queues.other.requires[1].after": "2 min",
            "trunks.main.lines": {"add": 2},
            "agent_groups.desk.skills.sales.reserve": 1,
        }
    ).lay_out()[0]
    assert changed.queues[0].access == (Access(reserve=1), Access(after=45.0))
    assert [access.after for access in changed.queues[1].access] == [0.0, 120.0]
    assert changed.trunks == (12,)
    assert changed.queues[0].mean_handle_time == 0.0
    assert day.lay_out()[1].queues[0].handle_time.pieces == ((0.0, constant(240.0)),)


def test_a_rank_may_be_changed_to_one_that_is_wrong() -> None:
    day = scenario({"sales": "tries: [desk, {groups: partner, after: 30 s}]"}, {"desk": "[sales]", "partner": "[sales]"})
    with pytest.raises(InvalidScenario, match="must be above after, which is 30 s"):
        day.with_changes({"queues.sales.tries[1].until": "10 s"})
    with pytest.raises(InvalidScenario, match="unknown key 'untl'"):
        day.with_changes({"queues.sales.tries[1].untl": "50 s"})


TWO = {"desk": "[sales]", "partner": "[sales]"}


def test_notes_on_contacts_that_nobody_takes_at_first() -> None:
    found = notes({"sales": "tries: [{groups: desk, after: 20 s}, {groups: partner, after: 10 s}]"}, TWO)
    assert found == ["note: no agent takes a contact of sales before it has waited 10 s, even if all are free"]
    assert notes({"sales": "tries: [{groups: desk, after: 20 s}, partner]"}, TWO) == []
    assert len(notes({"sales": "requires: [{level: 2, after: 10 s}]"}, {"desk": "{sales: {level: 3}}"})) == 1


def test_notes_on_a_reserve_that_is_never_passed() -> None:
    found = notes({"sales": "tries: [desk, {groups: partner, reserve: 4}]"}, TWO)
    assert found == ["note: partner never takes sales: it keeps 4 agents free, and has at most 4 on duty"]
    assert notes({"sales": "tries: [desk, {groups: partner, reserve: 3}]"}, TWO) == []
    (found,) = notes({"sales": ""}, {"desk": "{sales: {reserve: 4}}, standby: 1", "partner": "[sales]"})
    assert found.startswith("note: 1 agent of desk on standby comes only when an analyst's process in Python sends for them")


def test_notes_on_words_that_decide_nothing() -> None:
    found = notes({"sales": "weight: 2, predictor: average"}, {"desk": "{sales: {level: 3}}"}, top="agent_choice: random\n")
    assert found == [
        "note: levels have no effect for sales: it has neither requires nor agent_choice highest_level",
        "note: weight has no effect for sales: no group has another queue at the same rank",
        "note: the predictor of sales has no effect: no rank of its tries has when_predicted, and customers hear of no wait",
    ]
    assert notes({"a": "weight: 2", "b": ""}, {"desk": "[a, b]"}) == []
    assert notes({"a": "credit: 2 min", "b": ""}, {"desk": "{a: {}, b: {rank: 2}}"}) == [
        "note: credit has no effect for a: no group has another queue at the same rank"
    ]


def test_notes_on_queues_without_a_trunk_group() -> None:
    found = notes({"a": "", "b": ""}, {"desk": "[a, b]"}, top="trunks: {main: {lines: 4, queues: [a]}}\n")
    assert found == ["note: b is in no trunk group: there is no limit of lines"]

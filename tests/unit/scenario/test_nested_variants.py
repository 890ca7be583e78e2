"""Nested changes are their dotted leaves, rivals replace one another, and signs change what is there."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simdesk.scenario import InvalidScenario, Scenario, load_text

TEXT = """\
simdesk: 1
hours: {open: "08:00", close: "12:00", interval: 1 h}
queues:
  phone:
    arrivals: {volumes: [10, 20, 30, 20], scale: 50%, day_to_day: 8%}
    handle_time: {lognormal: {mean: 4 min, sd: 2 min}, at_most: 30 min}
    wrap_up: {exponential: {mean: 20 s}}
    patience: {exponential: {mean: 2 min}}
    redial: {share: 30%, after: 5 min, at_most: 2}
  chat: {channel: chat, arrivals: {per_day: 100, profile: [1, 2, 2, 1]}, handle_time: {constant: 5 min}}
agent_groups:
  desk:
    skills: {phone: {rank: 1, pace: 90%}, chat: {rank: 2}}
    headcount: 12
    headcount_is: required
    shrinkage: 30%
    cost: 24 per h
  night: {skills: [phone], shifts: [{start: "08:00", length: 2 h, agents: 4}, {start: "10:00", length: 2 h, agents: 5}]}
"""


def load(variant: str) -> Scenario:
    return load_text(f"{TEXT}variants:\n  changed: {variant}\n", "day.yaml").variant("changed")


def same(one: str, other: str) -> bool:
    return load(one).digest == load(other).digest


LEAVES: dict[str, Any] = {
    "agent_groups.desk.headcount": 7,
    "agent_groups.desk.shrinkage": "25%",
    "agent_groups.desk.skills.phone.rank": 2,
    "agent_groups.desk.skills.chat.pace": "80%",
    "agent_groups.night.shifts": [{"start": "08:00", "length": "4 h", "agents": 3}],
    "queues.phone.arrivals.per_day": 300,
    "queues.phone.arrivals.profile": [1, 1, 2, 3],
    "queues.phone.handle_time.gamma": {"mean": "3 min", "sd": "1 min"},
    "queues.phone.wrap_up": {"constant": "30 s"},
    "queues.phone.patience.weibull": {"mean": "2 min", "shape": 1.5},
    "queues.phone.redial.share": "+5 points",
    "queues.chat.arrivals.scale": "+10%",
    "queues.chat.handle_time": "+30 s",
    "hours.interval": "1 h",
    "at_close": "send_away",
}


def nested(leaves: dict[str, Any]) -> dict[str, Any]:
    whole: dict[str, Any] = {}
    for path, value in leaves.items():
        *steps, last = path.split(".")
        here = whole
        for step in steps:
            here = here.setdefault(step, {})
        here[last] = value
    return whole


@pytest.mark.slow
@given(st.sets(st.sampled_from(sorted(LEAVES)), min_size=1), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_a_nested_change_is_its_dotted_leaves_in_any_order(chosen: set[str], order: Any) -> None:
    scenario = load_text(TEXT)
    names = sorted(chosen)
    order.shuffle(names)
    if "queues.phone.arrivals.profile" in chosen:
        names = [*dict.fromkeys([*names, "queues.phone.arrivals.per_day"])]
    leaves = {name: LEAVES[name] for name in names}
    dotted = scenario.with_changes(leaves)
    assert scenario.with_changes(nested(leaves)).digest == dotted.digest
    half = dict(list(leaves.items())[: len(leaves) // 2])
    mixed = {**half, **nested({name: value for name, value in leaves.items() if name not in half})}
    assert scenario.with_changes(mixed).digest == dotted.digest


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("{agent_groups: {desk: {headcount: 7}}}", "{agent_groups.desk.headcount: 7}"),
        ("{agent_groups.desk: {headcount: 7}}", "{agent_groups.desk.headcount: 7}"),
        ("{agent_groups: {desk: {agents: 7}}}", "{agent_groups.desk.headcount: 7}"),
        ("{agent_groups.desk.agents: +1}", "{agent_groups.desk.headcount: {add: 1}}"),
        ("{desk: {headcount: -1}}", "{agent_groups.desk.headcount: {add: -1}}"),
        ("{desk.Headcount: +25%}", "{agent_groups.desk.headcount: 15}"),
        ("{night: {headcount: +1}}", '{"agent_groups.night.shifts[0].agents": 5, "agent_groups.night.shifts[1].agents": 6}'),
        ("{agent_groups: {night: {shifts: {0: {agents: 9}}}}}", '{"agent_groups.night.shifts[0].agents": 9}'),
        ("{volume: +20%}", "{queues.phone.arrivals.scale: 60%, queues.chat.arrivals.scale: 120%}"),
        ("{calls: {times: 120%}}", "{queues.phone.arrivals.scale: 60%, queues.chat.arrivals.scale: 120%}"),
        ("{queues: {phone: {volume: -20%}}}", "{queues.phone.arrivals.scale: 40%}"),
        ("{chat.volume: 110%}", "{queues.chat.arrivals.scale: 110%}"),
        ("{queues.chat.arrivals: +10%}", "{queues.chat.arrivals.scale: 110%}"),
        ("{queues: {chat: {arrivals: {volumes: +10%}}}}", "{queues.chat.arrivals.scale: 110%}"),
        ("{queues: {chat: {arrivals: {per_day: +50}}}}", "{queues.chat.arrivals.per_day: 150}"),
        ("{phone: {patience: +50%}}", "{queues.phone.patience.exponential.mean: 3 min}"),
        ("{phone: {patience: +30 s}}", "{queues.phone.patience.exponential.mean: 150 s}"),
        (
            "{phone: {handle_time: -60 s}}",
            "{queues.phone.handle_time: {lognormal: {mean: 3 min, sd: 1.5 min}, at_most: 22.5 min}}",
        ),
        ("{phone: {acw: {times: 200%}}}", "{queues.phone.wrap_up.exponential.mean: 40 s}"),
        ("{shrinkage: +2 points}", "{agent_groups.desk.shrinkage: 32%}"),
        ("{agent_groups: {desk: {shrinkage: +2pp}}}", "{agent_groups.desk.shrinkage: {add: 2%}}"),
        ("{agent_groups: {desk: {cost: -4 per h}}}", "{agent_groups.desk.cost: 20 per h}"),
        ("{phone: {handle_time: {mean: 3 min}}}", "{queues.phone.handle_time.lognormal.mean: 3 min}"),
        ("{phone.patience.mean: +30 s}", "{queues.phone.patience.exponential.mean: 150 s}"),
        ("{phone: {aht: -50%}}", "{queues.phone.handle_time: -50%, queues.phone.wrap_up: -50%}"),
        ("{hours: {close: +0 min}}", '{hours.close: "12:00"}'),
    ],
)
def test_ways_to_write_a_change(written: str, plain: str) -> None:
    assert same(written, plain)


def test_nothing_else_of_a_group_is_lost() -> None:
    before, after = (
        load_text(TEXT).model.agent_groups["desk"],
        load("{agent_groups: {desk: {headcount: 7}}}").model.agent_groups["desk"],
    )
    assert after == before.model_copy(update={"headcount": 7.0})


def test_another_source_of_arrivals_takes_the_place_of_the_first_and_of_its_scale() -> None:
    arrivals = load("{queues: {phone: {arrivals: {per_day: 500}}}}").model.queues["phone"].arrivals
    assert (arrivals.volumes, arrivals.per_day, arrivals.scale, arrivals.day_to_day) == (None, 500.0, None, 0.08)
    listed = load('{queues: {chat: {arrivals: {times: ["08:00:12"]}}}}').model.queues["chat"].arrivals
    assert (listed.per_day, listed.profile, listed.times) == (None, None, (28812.0,))
    own = load("{queues: {phone: {arrivals: {scale: 120%, per_day: 500}}}}").model.queues["phone"].arrivals
    assert own.scale == 1.2


@pytest.mark.parametrize("path", ["queues.phone.handle_time: {V}", "queues: {phone: {handle_time: {V}}}"])
def test_no_parameter_of_another_distribution_survives(path: str) -> None:
    form = load("{" + path.replace("{V}", "{exponential: {mean: 3 min}}") + "}").model.queues["phone"].handle_time
    assert (form.lognormal, form.at_most, form.exponential.mean) == (None, None, 180.0)


def test_parameters_of_the_same_distribution_merge() -> None:
    form = load("{queues: {phone: {handle_time: {lognormal: {mean: 3 min}}}}}").model.queues["phone"].handle_time
    assert (form.lognormal.mean, form.lognormal.sd, form.at_most) == (180.0, 120.0, 1800.0)


def test_shifts_and_headcount_replace_one_another() -> None:
    desk = load('{agent_groups: {desk: {shifts: [{start: "08:00", length: 4 h, agents: 3}]}}}').model.agent_groups["desk"]
    assert (desk.headcount, len(desk.shifts), desk.headcount_is) == (None, 1, "scheduled")
    night = load("{agent_groups: {night: {headcount: 6}}}").model.agent_groups["night"]
    assert (night.headcount, night.shifts) == (6.0, None)


def test_a_dotted_path_to_a_mapping_sets_all_of_it() -> None:
    skills = load("{agent_groups.desk.skills: {phone: {}, chat: {}}}").model.agent_groups["desk"].skills
    assert {name: (skill.rank, skill.pace) for name, skill in skills.items()} == {"phone": (1, 1.0), "chat": (1, 1.0)}
    nested_skills = load("{agent_groups: {desk: {skills: {phone: {rank: 3}}}}}").model.agent_groups["desk"].skills
    assert {name: (skill.rank, skill.pace) for name, skill in nested_skills.items()} == {"phone": (3, 0.9), "chat": (2, 1.0)}


def test_extends_goes_by_the_same_rivals(tmp_path: Any) -> None:
    (tmp_path / "base.yaml").write_text(TEXT, encoding="utf-8")
    phone = "{phone: {arrivals: {per_day: 500}, patience: {gamma: {mean: 1 min, sd: 1 min}}}}"
    over = f"simdesk: 1\nextends: base.yaml\nqueues: {phone}\n"
    laid = load_text(over, tmp_path / "day.yaml")
    changed = load(f"{{queues: {phone}}}")
    assert laid.digest == changed.digest


@pytest.mark.parametrize(
    ("variant", "hint"),
    [
        ("{agent_groups: {desk: {shrinkage: +2%}}}", "write {add: 2%} for 32%, or {times: 102%} for 30.6%"),
        ("{shrinkage: -5%}", "write {add: -5%} for 25%, or {times: 95%} for 28.5%"),
        ("{agent_groups: {desk: {shrinkage: +2}}}", "write {add: 2%} for 2 points, or {times: 102%}"),
        ("{headcount: +1}", "write desk.headcount: +1 or night.headcount: +1"),
        ("{volume: +50}", "write volume: +10% for a share more"),
        ("{phone.volume: 1.1}", "write volume: 110%"),
        ("{Desk: {headcount: 7}}", "did you mean desk?"),
        ("{night: {shifts: +1}}", "write agent_groups.night.headcount: {add: 1} for every shift, or change the agents of one"),
        ("{volume: 500}", "write volume: +10% for a share more, or arrivals: {per_day: 500} for this many a day"),
        (
            "{agent_groups: {night: {skills: {chat: {rank: 2}}}}}",
            "write skills: {phone: {}, chat: {rank: 2}} to keep all, "
            "or agent_groups.night.skills: {chat: {rank: 2}} to replace them",
        ),
    ],
)
def test_what_can_mean_two_things_is_refused_with_both(variant: str, hint: str) -> None:
    with pytest.raises(InvalidScenario) as caught:
        load(variant)
    (one,) = caught.value.diagnostics
    assert one.hint == hint


def test_of_two_rivals_in_combined_variants_none_is_silently_the_last() -> None:
    text = TEXT + "variants:\n  a: {queues: {phone: {arrivals: {per_day: 5}}}}\n  b: {queues.phone.arrivals.rate: 5 per h}\n"
    with pytest.raises(InvalidScenario, match=r"cannot be combined with variants\.a\.queues\.phone\.arrivals\.per_day"):
        load_text(text).variant("a+b")


def test_a_sweep_may_be_nested_too() -> None:
    scenario = load_text(TEXT)
    axes = scenario.axes({"agent_groups": {"desk": {"headcount": "10..12"}}, "phone.volume": "90%..110%/10%"})
    assert [(axis.name, [value.label for value in axis.values]) for axis in axes] == [
        ("agent_groups.desk.headcount", ["10", "11", "12"]),
        ("queues.phone.arrivals.scale", ["90%", "100%", "110%"]),
    ]
    assert axes[1].operation == "times"
    with pytest.raises(InvalidScenario, match=r"-1\.\.3 would be the new value, not a change"):
        scenario.axes({"desk.headcount": "-1..3"})

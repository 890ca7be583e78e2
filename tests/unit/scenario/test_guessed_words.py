"""Words that a newcomer guessed: what is understood, and the hints of the others."""

import pytest

import simdesk as sd
from simdesk.scenario.language.people import Shrinkage
from simdesk.scenario.reading.diagnostics import InvalidScenario

FILE = """
simdesk: 1
hours: {{open: "08:00", close: "20:00"{hours}}}
queues:
  sales: {{arrivals: {{per_day: 300{arrivals}}}, handle_time: 5 min, patience: 2 min{queue}}}
  mail: {{channel: email, arrivals: {{per_day: 40}}, handle_time: 6 min{mail}}}
agent_groups:
  vienna: {{skills: [sales, mail], {staff}{group}}}
{top}
"""


def _text(**parts: str) -> str:
    empty = {"hours": "", "arrivals": "", "queue": "", "mail": "", "group": "", "top": "", "staff": "headcount: 9"}
    return FILE.format(**{**empty, **parts})


def _hints(**parts: str) -> list[str]:
    with pytest.raises(InvalidScenario) as caught:
        sd.load_text(_text(**parts))
    return [one.hint for one in caught.value.diagnostics]


@pytest.mark.parametrize("key", ["aht_factor: 1.1", "handle_time_factor: 1.1", "talk_time_multiplier: +10%"])
def test_a_factor_of_handle_time_is_the_reverse_of_the_pace(key: str) -> None:
    (hint,) = _hints(group=f", {key}")
    assert hint.startswith("write skills: {sales: {pace: 90.9%}, mail: {pace: 90.9%}}")


@pytest.mark.parametrize("key", ["aht_factor: 110%", "aht: +10%", "aht: 10% longer", "aht: x1.1"])
def test_a_relative_handle_time_of_a_group_is_the_pace_of_its_skills(key: str) -> None:
    skills = sd.load_text(_text(group=f", {key}")).model.agent_groups["vienna"].skills
    assert [one.pace for one in skills.values()] == [pytest.approx(1 / 1.1)] * 2


@pytest.mark.parametrize(
    ("written", "scale"),
    [("growth: 10%", 1.1), ("growth: +10%", 1.1), ("volume_growth: 5%", 1.05), ("uplift: 35%", 1.35), ("decline: 20%", 0.8)],
)
def test_a_growth_of_volumes_is_their_scale(written: str, scale: float) -> None:
    arrivals = sd.load_text(_text(arrivals=f", {written}")).model.queues["sales"].arrivals
    assert arrivals is not None
    assert arrivals.scale == pytest.approx(scale)
    moved = sd.load_text(_text(queue=f", {written}")).model.queues["sales"].arrivals
    assert moved == arrivals


def test_a_growth_that_may_be_the_new_volume_is_asked_for() -> None:
    (hint,) = _hints(top="variants: {more: {growth: 10%}}")
    assert hint.startswith("in a variant write volume: +10%")
    (hint,) = _hints(arrivals=", growth: 110%")
    assert hint == "write scale: 110% for 110% of the volumes, scale: 210% for 110% more"
    (hint,) = _hints(arrivals=", growth: 0.05")
    assert hint == "write scale: 105%; in a variant volume: +5%"


@pytest.mark.parametrize("written", ["peak_uplift: 35%", "campaign_uplift: +35%", "holiday_uplift: 135%", "peak_increase: 0.35"])
def test_a_peak_is_of_the_day_or_of_some_hours(written: str) -> None:
    (hint,) = _hints(arrivals=f", {written}")
    assert hint.startswith("write scale: 135% for the whole day, or at the top of the file events: [{what: spike, start: ")


def test_minutes_are_no_number_of_contacts() -> None:
    (hint,) = _hints(queue=", call_back: {accepted: 60%, when_waiting: 3 min}")
    assert hint.endswith("write when_predicted: 3 min")


@pytest.mark.parametrize("word", ["off", "none", "no", "false", "Off"])
def test_nothing_in_words_is_nothing(word: str) -> None:
    scenario = sd.load_text(_text(queue=f", call_back: {word}, redial: {word}", group=f", meetings: {word}"))
    assert scenario.model == sd.load_text(_text()).model
    scenario = sd.load_text(
        _text(queue=", call_back: {accepted: 60%}", top=f"variants: {{without: {{queues: {{sales: {{call_back: {word}}}}}}}}}")
    )
    assert scenario.variant("without").model.queues == sd.load_text(_text()).model.queues


def test_kinds_of_shrinkage_are_added_up() -> None:
    group = sd.load_text(_text(group=", shrinkage: {holidays: 10%, sick: 6%, training: 3%}")).model.agent_groups["vienna"]
    assert group.shrinkage == Shrinkage.model_validate({"planned": "13%", "unplanned": "6%"})
    (hint,) = _hints(group=", shrinkage: {holidays: 10%, sick: 6%, other: 3%}")
    assert hint.startswith("write shrinkage: {planned: 13%, unplanned: 6%} if planned, or ")


@pytest.mark.parametrize("text", ["occupancy(vienna) between 75% and 85%", "75% <= occupancy(vienna) <= 85%"])
def test_a_range_is_two_targets(text: str) -> None:
    (hint,) = _hints(top=f'targets: ["{text}"]')
    assert hint == "write two: occupancy(vienna) >= 75% and occupancy(vienna) <= 85%"


def test_a_largest_occupancy_keeps_its_bound() -> None:
    scenario = sd.load_text(_text(top='targets: ["max_occupancy <= 90%"]'))
    (target,) = scenario.model.targets
    assert (target.expression.metric, target.comparison, target.bound) == ("occupancy", "<=", 0.9)


def test_work_within_a_day_may_be_begun_or_done() -> None:
    (hint,) = _hints(top='targets: ["95% of mail within 24 h"]')
    assert "done_in_time(mail, 24 h) >= 95%" in hint
    assert "service_level(mail, 24 h) >= 95%" in hint


@pytest.mark.parametrize("staff", ['agents: 5, shift: "09:00-17:00"', 'from: "09:00", to: "17:00", agents: 5'])
def test_a_headcount_with_hours_is_a_shift(staff: str) -> None:
    plain = _text(staff='shifts: [{start: "09:00", length: 8 h, agents: 5}]')
    assert sd.load_text(_text(staff=staff)).model == sd.load_text(plain).model


def test_a_date_at_the_top_is_the_first_day() -> None:
    assert sd.load_text(_text(top="start: 2026-12-07")).model.hours.first_day is not None


@pytest.mark.parametrize("key", ['start: "08:00"', "lost: 5%", "length: 5 min"])
def test_a_key_of_another_subject_is_not_offered(key: str) -> None:
    for place in ("top", "queue"):
        (hint,) = _hints(**{place: key if place == "top" else f", {key}"})
        assert "learning_curve" not in hint
        assert "transfer" not in hint
        assert "shifts" not in hint


def test_nothing_is_said_to_be_there_twice_that_is_not() -> None:
    for hint in _hints(group=', meetings: [{nam: team, from: "10:00", to: "10:30", agents: 2}]'):
        assert "keep one of them" not in hint

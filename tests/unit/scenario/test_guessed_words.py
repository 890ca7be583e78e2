"""Words that a newcomer guessed: what is understood, and the hints of the others."""

import pytest

import simdesk as sd
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


@pytest.mark.parametrize("key", ["aht_factor: 110%", "handle_time_factor: 1.1", "talk_time_multiplier: +10%", "aht: 110%"])
def test_a_factor_of_handle_time_is_the_reverse_of_the_pace(key: str) -> None:
    (hint,) = _hints(group=f", {key}")
    assert hint.startswith("write skills: {sales: {pace: 90.9%}, mail: {pace: 90.9%}}")


def test_a_growth_of_volumes_is_no_scale() -> None:
    assert _hints(arrivals=", growth: 10%") == ["write scale: 110%; in a variant volume: +10%"]
    (hint,) = _hints(top="variants: {more: {growth: 10%}}")
    assert hint.startswith("in a variant write volume: +10%")
    (hint,) = _hints(arrivals=", growth: 110%")
    assert hint == "write scale: 110% for 110% of the volumes, scale: 210% for 110% more"


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
    assert scenario.with_variant("without").model.queues == sd.load_text(_text()).model.queues

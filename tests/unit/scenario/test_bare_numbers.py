"""Times without a unit that can only be seconds."""

import pytest

from simdesk.scenario import InvalidScenario, load_text

BARE = """\
simdesk: 1
hours: {open: "08:00", close: "12:00", interval: 1 h}
queues: {sales: {channel: %s, arrivals: {per_day: 100}, %s}}
agent_groups: {desk: {skills: [sales], headcount: 5}}
"""


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("aht: 330, patience: 120", "aht: 330 s, patience: 120 s"),
        ("talk_time: 210, acw: 30, patience: unlimited", "talk_time: 210 s, acw: 30 s, patience: unlimited"),
        ("handle_time: {lognormal: {mean: 270, sd: 240}}", "handle_time: {lognormal: {mean: 270 s, sd: 240 s}}"),
        ("handle_time: {uniform: {low: 90, high: 300}}", "handle_time: {uniform: {low: 90 s, high: 300 s}}"),
        ("aht: 4 min, patience: {weibull: {mean: 90, shape: 2}}", "aht: 4 min, patience: {weibull: {mean: 90 s, shape: 2}}"),
        ("aht: {mean_by_interval: [300, 310, 320, 290]}", "aht: {mean_by_interval: [300 s, 310 s, 320 s, 290 s]}"),
    ],
)
def test_numbers_that_can_only_be_seconds_are_taken_as_such_and_said(written: str, plain: str) -> None:
    scenario = load_text(BARE % ("voice", written))
    assert scenario.model == load_text(BARE % ("voice", plain)).model
    assert any("no unit: taken as seconds" in line for line in scenario.understood)


@pytest.mark.parametrize(
    ("channel", "written"),
    [
        ("voice", "handle_time: 4"),
        ("voice", "aht: 45"),
        ("voice", "aht: 4 min, wrap_up: 5"),
        ("voice", "aht: 4 min, patience: 2"),
        ("voice", "handle_time: {lognormal: {mean: 270, sd: 4}}"),
        ("email", "handle_time: 300"),
    ],
)
def test_numbers_that_may_be_minutes_are_asked_about(channel: str, written: str) -> None:
    with pytest.raises(InvalidScenario, match="a duration needs a unit"):
        load_text(BARE % (channel, written))


def test_the_time_in_an_ivr_is_seconds() -> None:
    text = BARE.replace(
        "}}\nagent",
        "}, menu: {channel: ivr, arrivals: {per_day: 100}, handle_time: %s, bot: {contained: 25%%, passes_to: sales}}}\nagent",
    )
    read, plain = (load_text(text % ("voice", "aht: 330", time)) for time in ("45", "45 s"))
    assert read.model == plain.model
    with pytest.raises(InvalidScenario, match="a duration needs a unit"):
        load_text(text % ("voice", "aht: 330", "2"))


@pytest.mark.parametrize(("time", "written"), [("time: 60", "60 s"), ("minutes: 2", "2 min"), ("duration: 2", "2 min")])
def test_the_line_for_an_ivr_has_a_time_with_a_unit(time: str, written: str) -> None:
    with pytest.raises(InvalidScenario) as failed:
        load_text(BARE % ("voice", f"aht: 330, ivr: {{{time}, containment: 25%}}"))
    (one,) = failed.value.diagnostics
    assert f"handle_time: {written}, bot: {{contained: 25%" in one.hint


def test_a_changed_number_is_said_and_no_longer_the_one_it_replaces() -> None:
    scenario = load_text(BARE % ("voice", "aht: 330")).with_changes({"queues.sales.aht": 300})
    assert [line for line in scenario.understood if "no unit" in line] == ["aht of sales: 300, no unit: taken as seconds"]

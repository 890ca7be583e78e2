"""``aht`` is talk and wrap-up together: what is left of it beside the wrap-up is the talk, everywhere."""

import pytest

import simdesk as sd
from simdesk.demand.distributions import Distribution
from simdesk.scenario.changes.inputs import changes_of_input

DAY = """
simdesk: 1
hours: {{open: "08:00", close: "12:00", interval: 1 h}}
queues:
  sales: {{arrivals: {{rate: 30 per h}}, {times}}}
agent_groups: {{desk: {{skills: [sales], headcount: 3}}}}
"""


def day(times: str) -> sd.Scenario:
    return sd.load_text(DAY.format(times=times))


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("aht: 5 min, wrap_up: 30 s", "handle_time: 4.5 min, wrap_up: 30 s"),
        ("aht: 5 min", "handle_time: 5 min"),
        (
            "aht: {exponential: {mean: 5 min}}, wrap_up: {exponential: {mean: 1 min}}",
            "handle_time: 4 min, wrap_up: {exponential: {mean: 1 min}}",
        ),
        ("aht: {constant: 5 min}, wrap_up: 30 s", "handle_time: {constant: 4.5 min}, wrap_up: 30 s"),
        ("aht: {lognormal: {mean: 5 min, sd: 4 min}}", "handle_time: {lognormal: {mean: 5 min, sd: 4 min}}"),
        (
            "aht: {mean_by_interval: [3 min, 4 min, 5 min, 4 min]}, wrap_up: 30 s",
            "handle_time: {mean_by_interval: [150 s, 210 s, 270 s, 210 s]}, wrap_up: 30 s",
        ),
        (
            "aht: 4 min, wrap_up: {mean_by_interval: [30 s, 1 min, 30 s, 30 s]}",
            "handle_time: {mean_by_interval: [210 s, 3 min, 210 s, 210 s]}, "
            "wrap_up: {mean_by_interval: [30 s, 1 min, 30 s, 30 s]}",
        ),
        (
            'aht: {by_interval: {"08:00": 4 min, "10:00": {constant: 5 min}}}, wrap_up: 30 s',
            'handle_time: {by_interval: {"08:00": 210 s, "10:00": {constant: 270 s}}}, wrap_up: 30 s',
        ),
        (
            'aht: 4 min, wrap_up: {by_interval: {"08:00": 30 s, "10:00": 1 min}}',
            'handle_time: {by_interval: {"08:00": 210 s, "10:00": 3 min}}, '
            'wrap_up: {by_interval: {"08:00": 30 s, "10:00": 1 min}}',
        ),
        (
            "aht: 5 min, wrap_up: 30 s, customers: {gold: {share: 10%, aht: 6 min}, late: {share: 10%, aht: 6 min, "
            "wrap_up: 1 min}}",
            "handle_time: 270 s, wrap_up: 30 s, customers: {gold: {share: 10%, handle_time: 330 s}, "
            "late: {share: 10%, handle_time: 5 min, wrap_up: 1 min}}",
        ),
    ],
)
def test_the_talk_is_what_the_wrap_up_leaves(written: str, same: str) -> None:
    assert day(written).lay_out() == day(same).lay_out()


def test_a_wrap_up_with_bounds_counts_with_its_mean() -> None:
    # An exponential of mean 60 s cut at 60 s has the mean 60 (1 - 1/e) s.
    demand = day("aht: 5 min, wrap_up: {exponential: {mean: 1 min}, at_most: 1 min}").lay_out()[1].queues[0]
    ((_, talk),) = demand.handle_time.pieces
    assert talk.family == "exponential"
    assert talk.mean == pytest.approx(300 - 60 * (1 - 2.718281828459045**-1), abs=1e-4)


def test_changes_and_sweeps_know_it() -> None:
    scenario = day("aht: 5 min, wrap_up: 30 s")
    changed = scenario.with_changes({"queues.sales.aht": {"times": "110%"}})
    assert changed.lay_out()[1].queues[0].handle_time.pieces[0][1] == Distribution("exponential", (300.0,))
    assert len(scenario.axes({"queues.sales.aht": "4 min..6 min/1 min"})[0].values) == 3
    longer = changes_of_input(scenario, "handle time", 1.1)
    assert set(longer) == {"queues.sales.aht", "queues.sales.wrap_up"}
    both = scenario.with_changes(longer).lay_out()[1].queues[0]
    assert both.handle_time.pieces[0][1].mean == pytest.approx(270 * 1.1)
    assert both.wrap_up.pieces[0][1].mean == pytest.approx(33)
    talked = scenario.with_changes({"queues.sales.handle_time": "5 min"})  # which takes its place
    assert talked.lay_out() == day("handle_time: 5 min, wrap_up: 30 s").lay_out()


def test_a_bot_a_campaign_and_work_for_later_take_it_too() -> None:
    whole = DAY.replace(
        "sales: ",
        "bot: {{channel: bot, arrivals: {{rate: 9 per h}}, {bot}, bot: {{contained: 50%, passes_to: sales}}}}\n  sales: ",
    )
    assert (
        sd.load_text(whole.format(bot="aht: 75 s", times="aht: 4 min, channel: email, due: 4 h")).lay_out()
        == sd.load_text(whole.format(bot="handle_time: 75 s", times="handle_time: 4 min, channel: email, due: 4 h")).lay_out()
    )


def test_scenarios_without_it_keep_their_digest() -> None:
    from simdesk.scenario.digest import canonical

    assert "aht" not in str(canonical(day("handle_time: 4 min").model))

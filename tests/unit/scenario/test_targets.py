"""Targets in other shapes than a list of texts: the same model as the documented list."""

import pytest

import simdesk as sd
from simdesk.scenario.reading.diagnostics import InvalidScenario
from simdesk.scenario.spellings.target_blocks import definition_meant

WHOLE = """
simdesk: 1
hours: {{open: "08:00", close: "20:00"}}
queues:
  sales: {{arrivals: {{rate: 60 per h}}, handle_time: 4 min{queue}}}
  service: {{arrivals: {{rate: 30 per h}}, handle_time: 3 min}}
agent_groups: {{desk: {{skills: [sales, service], headcount: 8{group}}}}}
{top}
"""
SALES = "service_level(sales, 20 s) >= 80%"


def _whole(top: str = "", queue: str = "", group: str = "") -> str:
    return WHOLE.format(top=top, queue=f", {queue}" if queue else "", group=f", {group}" if group else "")


def _plain(*targets: str) -> sd.Scenario:
    return sd.load_text(_whole("targets: [" + ", ".join(f'"{one}"' for one in targets) + "]"))


@pytest.mark.parametrize(
    ("top", "targets"),
    [
        ("targets: 80/20", ["service_level(all, 20 s) >= 80%"]),
        ("target: 80/20", ["service_level(all, 20 s) >= 80%"]),
        ("service_level: 80/20", ["service_level(all, 20 s) >= 80%"]),
        ("service_level: {target: 80%, threshold: 20 s}", ["service_level(all, 20 s) >= 80%"]),
        ("service_level: {sales: 80/20}", [SALES]),
        ("sla: 80/20", ["service_level(all, 20 s) >= 80%"]),
        ("targets: {service_level: 80%, answer_within: 20 s}", ["service_level(all, 20 s) >= 80%"]),
        ("targets: {sales: 80/20}", [SALES]),
        ("targets: {sales: 80/20, service: 90/10}", [SALES, "service_level(service, 10 s) >= 90%"]),
        ("targets: {service_level: {sales: 80/20}}", [SALES]),
        ("targets: {sales: {service_level: 80/20, asa: 30 s}}", [SALES, "mean_speed_of_answer(sales) <= 30 s"]),
        ("targets: {sales: {service_level: 80%, within: 20 s}}", [SALES]),
        ("targets: {sales: [80/20, abandon < 5%]}", [SALES, "abandon_rate(sales) < 5%"]),
        ("targets: {asa: 30 s, abandonment: 5%}", ["mean_speed_of_answer(all) <= 30 s", "abandon_rate(all) <= 5%"]),
        ("targets: {occupancy: {at_most: 85%}}", ["occupancy(all) <= 85%"]),
        ("targets:\n- service_level(sales): 80/20", [SALES]),
        ("targets:\n- sales: 80/20\n- asa: 30 s", [SALES, "mean_speed_of_answer(all) <= 30 s"]),
        ("targets:\n- {queue: sales, service_level: 80%, within: 20 s}", [SALES]),
        ("targets:\n- {measure: sla, queue: sales, threshold: 20, target: 80%}", [SALES]),
        ("targets:\n- {kpi: occupancy, team: desk, max: 85}", ["occupancy(desk) <= 85%"]),
        ("targets:\n- {metric: abandonment, queue: sales, goal: max 8%}", ["abandon_rate(sales) <= 8%"]),
        ("targets: {sales: {p90 wait: 60 s}}", ["wait_percentile(sales, 90) <= 60 s"]),
        ("targets: [80% of sales in 20 s]", [SALES]),
        ("targets: [service_level(sales, 20 s) >= 80%, 80/20]", [SALES, "service_level(all, 20 s) >= 80%"]),
    ],
)
def test_other_shapes(top: str, targets: list[str]) -> None:
    assert sd.load_text(_whole(top)).model == _plain(*targets).model


@pytest.mark.parametrize(
    "queue", ["target: 80/20", "targets: [80/20]", "service_level: 80/20", "sla: {target: 80%, within: 20 s}"]
)
def test_under_its_queue(queue: str) -> None:
    assert sd.load_text(_whole(queue=queue)).model == _plain(SALES).model


def test_a_definition_and_a_target_in_one_block() -> None:
    found = sd.load_text(_whole("service_level: {definition: of_offered, target: 80%, threshold: 20 s}"))
    assert found.service_level.definition == "of_offered"
    assert [target.text for target in found.targets] == ["service_level(all, 20 s) >= 80%"]


@pytest.mark.parametrize(
    ("formula", "definition"),
    [
        ("answered within threshold / (offered - short abandons)", "short_abandons_removed"),
        ("answered within threshold / (offered - abandoned within threshold)", "abandoned_in_time_removed"),
        ("(answered in time + abandoned in time) / offered", "abandoned_in_time_good"),
        ("(answered in time + short abandons) / offered", "short_abandons_credited"),
        ("answered in time / offered", "of_offered"),
        ("answered in time / answered", "of_answered"),
        ("answered in time divided by all", "of_offered"),
        ("by the moon", "by the moon"),
    ],
)
def test_formulas_are_definitions(formula: str, definition: str) -> None:
    assert definition_meant(formula) == definition


@pytest.mark.parametrize(
    ("target", "meant"),
    [
        ("90% of calls within 60 s", "service_level(all, 1 min) >= 90%"),
        ("90% of chats within 60 s", "service_level(live_chat, 1 min) >= 90%"),
        ("90% of mails within 10 min", "service_level(orders, 10 min) >= 90%"),
        ("90% of tickets within 10 min", None),
    ],
)
def test_a_word_for_a_channel_is_its_queue(target: str, meant: str | None) -> None:
    text = f"""
simdesk: 1
hours: {{open: "08:00", close: "20:00"}}
queues:
  sales: {{arrivals: {{rate: 60 per h}}, handle_time: 4 min}}
  live_chat: {{channel: chat, arrivals: {{rate: 30 per h}}, handle_time: 3 min}}
  orders: {{channel: email, arrivals: {{rate: 30 per h}}, handle_time: 3 min}}
agent_groups: {{desk: {{skills: [sales, live_chat, orders], headcount: 8}}}}
targets: ["{target}"]
"""
    if meant is None:
        with pytest.raises(InvalidScenario, match="unknown queue 'tickets'"):
            sd.load_text(text)
    else:
        assert sd.load_text(text).targets[0].text == meant


def test_under_a_queue_and_at_the_top_together() -> None:
    found = sd.load_text(_whole("targets: [80/20]", "target: 80/20", "target: occupancy <= 85%"))
    assert found.model == _plain("service_level(all, 20 s) >= 80%", SALES, "occupancy(desk) <= 85%").model


def test_changes_take_the_same() -> None:
    changed = sd.load_text(_whole()).with_changes({"targets": {"sales": "80/20"}})
    assert changed.model == _plain(SALES).model
    assert sd.load_text(_whole()).with_changes({"targets": "sales: 80/20"}).model == changed.model


@pytest.mark.parametrize(
    ("top", "queue", "path", "hint"),
    [
        ("", "service_level: 80%", "queues.sales.service_level", "write service_level(sales, 20 s) >= 80%"),
        ("targets: {occupancy: 85%}", "", "targets.occupancy", "write occupancy(all) <= 85%, or occupancy(all) >= 85%"),
        ("targets: {slaes: 80/20}", "", "targets.slaes", "did you mean sales?"),
        ("targets: 20/80", "", "targets[0]", "write 80/20, or service_level(all, 80 s) >= 20%"),
    ],
)
def test_what_is_unclear_is_told_once(top: str, queue: str, path: str, hint: str) -> None:
    with pytest.raises(InvalidScenario) as failed:
        sd.load_text(_whole(top, queue))
    (one,) = failed.value.diagnostics
    assert (one.path, one.hint) == (path, hint)

"""Calls and chats of the same agents: which queue is of chats, and what several contacts at once are worth."""

import pytest

import simdesk as sd
from simdesk.scenario.reading.diagnostics import InvalidScenario

WHOLE = """
simdesk: 1
hours: {open: "08:00", close: "20:00"}
queues:
  sales: {arrivals: {per_day: 1100}, handle_time: {constant: 5 min}, patience: {constant: 2 min}}
  %s
agent_groups:
  desk: {skills: [sales, %s], %s headcount: 10, shrinkage: 8%%}
%s
"""
BODY = "arrivals: {per_day: 240}, handle_time: {constant: 10 min}, patience: {constant: 4 min}"
PLAIN = WHOLE % (f"chat: {{channel: chat, {BODY}}}", "chat", "channels: {chat: {at_once: 3}},", "")


@pytest.mark.parametrize(
    ("name", "group", "top"),
    [
        ("chat", "concurrency: {chat: 3},", ""),
        ("chat", "channels: {chat: {at_once: 3}},", ""),
        ("web_chat", "concurrency: {chat: 3},", ""),
        ("chats", "max_concurrent: {chat: 3},", ""),
    ],
)
def test_a_queue_called_chat_with_slots_for_chats_is_of_chats(name: str, group: str, top: str) -> None:
    read = sd.load_text(WHOLE % (f"{name}: {{{BODY}}}", name, group, top))
    plain = sd.load_text(PLAIN.replace("chat: {channel", f"{name}: {{channel").replace("[sales, chat]", f"[sales, {name}]"))
    assert read.lay_out() == plain.lay_out()
    assert any(line.strip().startswith(f"queue {name} (chat)") for line in read.understood)


def test_slots_at_the_top_tell_as_well() -> None:
    read = sd.load_text(WHOLE % (f"chat: {{{BODY}}}", "chat", "", "concurrency: {chat: 3}"))
    plain = sd.load_text(WHOLE % (f"chat: {{channel: chat, {BODY}}}", "chat", "", "channels: {chat: {at_once: 3}}"))
    assert read.lay_out() == plain.lay_out()


def test_a_queue_called_otherwise_is_asked_for() -> None:
    with pytest.raises(InvalidScenario) as failed:
        sd.load_text(WHOLE % (f"service: {{channel: voice, {BODY}}}", "service", "concurrency: {chat: 3},", ""))
    (one,) = failed.value.diagnostics
    assert one.hint == "in sales write channel: chat if its contacts are of chat, or leave chat out here"
    with pytest.raises(InvalidScenario) as failed:
        sd.load_text(
            PLAIN.replace("at_once: 3}", "at_once: 3}, email: {at_once: 4}").replace("sales: {", "sales: {channel: voice, ")
        )
    (one,) = failed.value.diagnostics
    assert one.hint == "its channels: chat, voice"


def test_slots_for_chats_do_not_count_for_calls() -> None:
    """7.6 erlangs of calls and 3.3 of chats, three at once: 8.7 of 9.2 agents are busy."""
    (line,) = [one for one in sd.load_text(PLAIN).understood if one.strip().startswith("tightest")]
    assert line.strip() == (
        "tightest at 08:00: 11.0 erlangs for 9.2 on duty, who can do 11.5 of such work with several contacts at once (95% busy)"
    )


def test_channels_beside_each_other_are_worth_the_best_of_them() -> None:
    beside = PLAIN.replace("{chat: {at_once: 3}}", "{chat: {at_once: 3, beside: [voice]}, voice: {beside: [chat]}}")
    (line,) = [one for one in sd.load_text(beside).understood if one.strip().startswith("tightest")]
    assert "who can do 27.6 of such work" in line


@pytest.mark.parametrize(
    ("group", "plain"),
    [
        ("max_chats: 3,", "{at_once: 3}"),
        ("concurrency: 3,", "{at_once: 3}"),
        ("concurrency: {chat: {max: 3}},", "{at_once: 3}"),
        ("concurrency: 3, concurrency_pace: [100%, 85%, 70%],", "{at_once: 3, pace: [100%, 85%, 70%]}"),
        ("max_chats: 3, chat_efficiency: {2: 85%, 3: 70%},", "{at_once: 3, pace: [100%, 85%, 70%]}"),
    ],
)
def test_slots_of_a_group_in_other_words(group: str, plain: str) -> None:
    read = sd.load_text(WHOLE % (f"chat: {{{BODY}}}", "chat", group, ""))
    assert read.lay_out() == sd.load_text(PLAIN.replace("{at_once: 3}", plain)).lay_out()

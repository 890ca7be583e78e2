"""What the summary says of bots, campaigns and several contacts in hand, and its notes on words that have no effect."""

from __future__ import annotations

import json
from typing import Any

import pytest

import simdesk as sd
from simdesk.scenario.notes.summary import load_of, summary

HOURS = {"open": "08:00", "close": "12:00", "interval": "1 h"}
CHATS = {"channel": "chat"}
MAIL = {"channel": "email", "due": "2 h"}


def scenario(queues: dict[str, dict[str, Any]], groups: dict[str, dict[str, Any]] | None = None, **top: Any) -> sd.Scenario:
    """A small day of 60 contacts an hour and 4 min for each queue, and 8 agents in each group."""
    usual = {"arrivals": {"rate": "60 per h"}, "handle_time": {"constant": "4 min"}}
    whole = {name: {key: value for key, value in {**usual, **more}.items() if value is not None} for name, more in queues.items()}
    agents = {name: {"headcount": 8, **one} for name, one in (groups or {"desk": {"skills": list(queues)}}).items()}
    return sd.load_text(json.dumps({"simdesk": 1, "hours": HOURS, "queues": whole, "agent_groups": agents, **top}))


def notes(*args: Any, **top: Any) -> list[str]:
    return [
        line.removeprefix("note: ")
        for line in summary(scenario(*args, **top))
        if line.startswith("note: ") and any(word in line for word in ("effect", "never reached", "due", "dials", "at once"))
    ]


BOT = {"channel": "bot", "bot": {"contained": "40%", "passes_to": "chats", "handle_time": "150%"}}
LIST = {"channel": "outbound", "arrivals": None, "campaign": {"records": 1200, "reached": "30%", "retry_after": "1 h"}}


def test_where_contacts_come_from() -> None:
    queues = {"bot": BOT, "chats": {**CHATS, "arrivals": None}, "calls": {}, "winback": LIST}
    lines = scenario(queues, {"desk": {"skills": ["chats", "calls", "winback"]}}).understood
    said = [line.partition("): ")[2].partition(";")[0] for line in lines if line.startswith("queue ")]
    assert said == [
        "240 contacts a day",
        "144 passed on by bot, which take 150% of the talk",
        "240 contacts a day",
        "a list of 1,200 customers to call",
    ]
    # 60 calls of 4 min are 4 erlangs; of 60 in the bot 36 go on and take 6 min: 3.6; a list fills what time there is.
    assert lines[-2:] == ("tightest at 08:00: 7.6 erlangs for 8.0 on duty (95% busy)", "  not counted: the calls of campaigns")
    bot, calls = (next(line for line in lines if word in line) for word in ("the bot resolves", "of the calls reach"))
    assert (
        bot == "  the bot resolves 40% of the contacts and hands over the others to chats at once, with 150% of its handle time"
    )
    assert calls == (
        "  30% of the calls reach the customer, dialling takes 20 s; those not reached are called again after 1 "
        "h, at most 3 calls each"
    )


def test_who_comes_both_ways_and_who_comes_back() -> None:
    bot = {**BOT, "bot": {**BOT["bot"], "failed": {"share": "25%", "to": "calls", "after": "10 min"}}}
    groups = {"desk": {"skills": ["chats", "calls"], "headcount": 20}}
    lines = scenario({"bot": bot, "chats": CHATS, "calls": {"leaves_after": "1 h"}}, groups).understood
    (chats,) = [line for line in lines if line.startswith("queue chats")]
    assert chats.startswith("queue chats (chat): 240 contacts a day;")
    assert "; 144 passed on by bot, which take 150% of the talk; load at most " in chats
    # 4 and 3.6 of chats, 4 of calls, and 60 × 40% × 25% calls of those who come back: 0.4.
    assert "12.0 erlangs for 20.0 on duty" in lines[-1]
    assert "  25% of those whose contact ended with the bot come to calls after 10 min" in lines
    assert "  customers leave a conversation 1 h after the answer if it is not over" in lines


def test_agents_with_several_in_hand_do_more_at_once() -> None:
    chat = {"at_once": 3, "pace": ["100%", "80%", "70%"]}
    day = scenario({"a": CHATS}, {"desk": {"skills": ["a"], "headcount": 3}}, channels={"chat": chat})
    assert load_of(*day.lay_out()).able == pytest.approx((6.3,) * 4)
    lines = summary(day)
    assert any(
        "4.0 erlangs for 3.0 on duty, who can do 6.3 of such work with several contacts at once (63% busy)" in line
        for line in lines
    )
    assert not any("more work than agents" in line for line in lines)
    one = scenario({"a": CHATS}, {"desk": {"skills": ["a"], "headcount": 3}})
    told = "note: more work than agents: 16.0 hours of work arrive for 12.0 hours of agents on duty"
    assert told in summary(one)
    by_units = scenario({"a": {**CHATS, "units": 2}}, {"desk": {"skills": ["a"], "headcount": 3, "capacity": 5}})
    assert load_of(*by_units.lay_out()).able == pytest.approx((6.0,) * 4)


def test_a_channel_that_no_queue_has() -> None:
    assert notes({"a": {}}, channels={"chat": {"at_once": 3}}) == ["channel chat has no effect: no queue has it"]


def test_units_without_capacity() -> None:
    told = "units have no effect for a: no group that answers it has a capacity"
    assert notes({"a": {"units": 2}}) == [told]
    assert notes({"a": {"units": 2}}, {"desk": {"skills": ["a"], "capacity": 4}}) == []


def test_more_at_once_than_the_capacity_allows() -> None:
    groups = {"desk": {"skills": ["a"], "capacity": 5}}
    told = "at_once 3 of chat is never reached in desk: its capacity of 5 has room for 2"
    assert notes({"a": {**CHATS, "units": 2}}, groups, channels={"chat": {"at_once": 3}}) == [told]
    assert notes({"a": {**CHATS, "units": 2}}, groups, channels={"chat": {"at_once": 2}}) == []


@pytest.mark.parametrize("choice", ["most_spare_capacity", "fewest_in_hand"])
def test_a_choice_by_what_is_in_hand_where_nobody_has_several(choice: str) -> None:
    told = f"agent_choice {choice} has no effect for a: free agents have no contact in progress"
    told += ", and among equals the one idle longest is chosen"
    assert notes({"a": {**CHATS, "agent_choice": choice}}) == [told]
    assert notes({"a": CHATS}, agent_choice=choice) == [told]
    assert notes({"a": {**CHATS, "agent_choice": choice}}, channels={"chat": {"at_once": 2}}) == []


def test_a_due_that_orders_nothing() -> None:
    told = "desk does not take mail by due time: a has the same rank and no due time, "
    told += "so the contact that has waited longest goes first"
    assert notes({"mail": MAIL, "a": {}}) == [told]
    assert notes({"mail": MAIL, "a": {"answer_within": "1 min"}}) == []
    assert notes({"mail": MAIL, "a": {"channel": "ticket", "due": "1 h"}}) == []
    assert notes({"mail": MAIL, "a": {}}, {"desk": {"skills": {"mail": {"rank": 2}, "a": {}}}}) == []


def test_a_pace_that_rises_is_noted() -> None:
    chats = {"chats": CHATS}
    rising = {"chat": {"at_once": 3, "pace": ["100%", "80%", "120%"]}}
    lines = summary(scenario(chats, channels=rising))
    assert lines[-1] == (
        "note: pace of chat rises from 80% with 2 in progress to 120% with 3: "
        "pace is per contact and seldom rises as contacts are added"
    )
    own = {"desk": {"skills": ["chats"], "channels": {"chat": {"pace": ["90%", "95.5%"]}}}}
    lines = summary(scenario(chats, own, channels={"chat": {"at_once": 3, "pace": ["100%", "80%", "80%"]}}))
    assert "note: pace of chat in desk rises from 90% with 1 in progress to 95.5% with 2" in lines[-1]
    assert not any("rises" in line for line in summary(scenario(chats, channels={"chat": {"pace": ["100%", "100%"]}})))


def test_hints_for_queues_where_channels_are_meant() -> None:
    words = {"email": {"interrupted_by": ["calls", "live", "helper"]}, "live": {"at_once": 2}}
    with pytest.raises(sd.InvalidScenario) as error:
        scenario({"calls": {}, "live": CHATS, "mail": MAIL, "helper": BOT | {"bot": BOT["bot"] | {"passes_to": "live"}}},
                 {"desk": {"skills": ["calls", "live", "mail"]}}, channels=words)  # fmt: skip
    hints = [one.hint for one in error.value.diagnostics]
    assert hints[:2] == ["did you mean voice, the channel of calls?", "did you mean chat, the channel of live?"]
    assert hints[2].startswith("known: voice")  # a bot interrupts nobody
    assert hints[3] == "did you mean chat, the channel of live?"


def test_a_bot_without_its_channel_is_told_to_write_it() -> None:
    with pytest.raises(sd.InvalidScenario) as error:
        scenario({"first": {"bot": BOT["bot"]}, "chats": CHATS}, {"desk": {"skills": ["chats"]}})
    assert [(one.path, one.hint) for one in error.value.diagnostics] == [("queues.first.bot", "write channel: bot")]


def faults(queues: dict[str, dict[str, Any]], **top: Any) -> list[tuple[str, str, str]]:
    with pytest.raises(sd.InvalidScenario) as error:
        scenario(queues, {"desk": {"skills": [name for name in queues if name != "bot"]}}, **top)
    return [(one.path, one.message, one.hint) for one in error.value.diagnostics]


def test_a_bot_half_written_is_one_fault_with_an_example() -> None:
    example = "such as {contained: 45%, passes_to: chats}"
    chats = {**CHATS, "arrivals": None}
    assert faults({"bot": {**BOT, "bot": {"contained": "40%"}}, "chats": chats}) == [
        ("queues.bot.bot.passes_to", "is missing", example)
    ]
    assert faults({"bot": {**BOT, "bot": {"passes_to": "chats"}}, "chats": chats}) == [
        ("queues.bot.bot.contained", "is missing", example)
    ]


def test_hours_of_a_queue_in_one_word() -> None:
    assert faults({"mail": {**MAIL, "hours": "allways"}}) == [
        ("queues.mail.hours", "must be always or a mapping of keys (got 'allways')", "did you mean always?")
    ]
    assert faults({"mail": {**MAIL, "hours": "weekdays"}})[0][2].startswith('write always, or {open: "07:00"')


def test_a_list_beside_callers_of_the_same_rank_is_dialled_first() -> None:
    outbound = {"channel": "outbound", "campaign": {"records": 40, "reached": "30%"}, "handle_time": "4 min", "arrivals": None}
    told = (
        "desk dials winback before a: both have the same rank, so the longest waiting goes first, and the list waits from opening"
    )
    queues = {"a": {}, "winback": outbound}
    assert notes(queues) == [told]
    assert notes(queues, {"desk": {"skills": {"a": {"rank": 1}, "winback": {"rank": 2}}}}) == []
    assert notes({"a": {"weight": 5}, "winback": outbound}) == []


def test_calls_of_voice_at_once() -> None:
    told = "an agent in desk speaks to 3 customers on voice at once, which nobody does"
    groups = {"desk": {"skills": ["a"], "channels": {"voice": {"at_once": 3}}}}
    assert notes({"a": {}}, groups) == [told]

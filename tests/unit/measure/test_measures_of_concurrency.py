"""Measures of agents with several contacts in hand, and of work that may be done later, by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from floors import Centre, Group, Queue, centre, outcomes
from numpy.testing import assert_allclose, assert_array_equal
from rich.console import Console

import simdesk as sd
from simdesk.demand.distributions import exponential
from simdesk.engine.log import DayLog
from simdesk.explain.story import tell
from simdesk.figures.staffing import staffing_data
from simdesk.floor.parts import Concurrency, Family
from simdesk.measure.counter import Counter
from simdesk.measure.expression import parse_expression, parse_target
from simdesk.measure.measures import Measures, stack, wanted_by
from simdesk.measure.registry import METRICS
from simdesk.measure.rules import ServiceLevelRule
from simdesk.measure.tally import Wanted
from simdesk.planning.common_measures import _key
from simdesk.results.shown.frames import agents_of_day
from simdesk.results.shown.headline import choose_headline, metrics_on
from simdesk.rules.codes import AT_WORK, LEFT_WITHIN
from simdesk.scenario import Scenario

RULE = ServiceLevelRule()
TWO = Concurrency(slots=(2,), mixes=(("together",),), paces=((1.0, 0.5),))
ONE = Concurrency(slots=(1,), mixes=(("together",),), paces=((1.0,),))


def counted(where: Centre, logs: DayLog | list[DayLog], *texts: str) -> Measures:
    plan = where.floor
    counter = Counter(plan, wanted_by([parse_expression(text) for text in texts], RULE), where.demand.expected)
    return Measures(plan, RULE, stack([counter.count(log) for log in (logs if isinstance(logs, list) else [logs])]))


def value(found: Measures, text: str, interval: int | range | None = None) -> float:
    return found.sample(parse_expression(text), interval).ratio


def chats(leaves_after: float | None = None, concurrency: Concurrency | None = TWO) -> Centre:
    queue = Queue("chat", [0.0, 60.0, 70.0], 120.0, channel="chat", agent_choice="in_order", leaves_after=leaves_after)
    return centre([queue], [Group("desk", ["chat"], 1, concurrency=concurrency)], closing=480.0, interval=120.0)


# Two chats at half pace each


def test_two_chats_at_once_by_hand():
    """Chat 1 is alone from 0 to 60 and half done; then each goes at half pace, so it ends at 60 + 60 ÷ 0.5 = 180.

    Chat 2 has 60 of 120 s left then, shares with chat 3 (which came at 70) and ends at 300; chat 3 is half done by then, and
    alone until 360. In hand are 180 + 240 + 180 = 600 contact seconds, over 360 s in which the agent has any.
    """
    where = chats()
    log = where.play()
    assert_array_equal(log.contacts.answered, [0, 60, 180])
    assert_array_equal(log.contacts.released, [180, 300, 360])
    texts = ["done_in_time(chat, 240 s)", "backlog(chat)", "age_of_oldest(chat)"]
    found = counted(where, log, *texts)
    assert value(found, "occupancy(desk)") == value(found, "utilisation(desk)") == 360 / 480
    assert value(found, "agents_busy(desk)") == 360 / 480
    assert value(found, "contacts_in_hand(desk)") == 600 / 480
    assert value(found, "contacts_per_busy_agent(desk)") == 600 / 360
    assert value(found, "handle_time(chat)") == 200
    assert value(found, "contacts_handled(desk)") == 3
    # Chats 1 and 2 end 180 s and (exactly) 240 s after they came, chat 3 290 s.
    assert value(found, "done_in_time(chat, 240 s)") == 2 / 3
    assert value(found, "left_within(chat)") == 0
    by_interval = [
        [value(found, f"{name}(desk)", i) for i in range(4)]
        for name in ("agents_busy", "contacts_in_hand", "contacts_per_busy_agent")
    ]
    assert_allclose(by_interval, [[1, 1, 1, 0], [1.5, 2, 1.5, 0], [1.5, 2, 1.5, math.nan]], equal_nan=True)
    # Only at 120 anybody waits: chat 3, for 50 s.
    assert [value(found, "backlog(chat)", i) for i in range(4)] == [1, 0, 0, 0]
    assert [value(found, "age_of_oldest(chat)", i) for i in range(4)] == [50, 0, 0, 0]
    assert value(found, "backlog(chat)") == value(found, "age_of_oldest(chat)") == 0
    data = staffing_data(found, "desk")
    assert_array_equal(data.busy, [1, 1, 1, 0])
    assert_array_equal(data.occupancy, [1, 1, 1, 0])


def test_who_leaves_within_was_answered():
    """With 160 s of patience for the talk chat 1 leaves at 160, chat 2 at 220; chat 3, taken at 160, is alone from 220 on.

    It has 90 of 120 s left then and ends at 310, before its own 160 s are over. In hand: 160 + 160 + 150 = 470 s in 310 s.
    """
    where = chats(160.0)
    log = where.play()
    assert outcomes(log) == ["left_within", "left_within", "answered"]
    found = counted(where, log, "done_in_time(chat, 240 s)", "service_level(chat, 20 s)")
    counts = {name: value(found, f"{name}(chat)") for name in ("offered", "answered", "left_within", "abandoned", "unfinished")}
    assert counts == {"offered": 3, "answered": 3, "left_within": 2, "abandoned": 0, "unfinished": 0}
    assert value(found, "contacts_in_hand(desk)") == 470 / 480
    assert value(found, "contacts_per_busy_agent(desk)") == 470 / 310
    assert_allclose(value(found, "handle_time(chat)"), 470 / 3)
    assert value(found, "done_in_time(chat, 240 s)") == 1 / 3
    for definition in ("of_answered", "of_offered", "abandoned_in_time_removed", "virtual"):
        found = counted(where, log, text := f"service_level(chat, 20 s, {definition})")
        assert value(found, text) == 2 / 3


def test_waits_of_those_who_leave_within():
    """With 100 s all three leave: at 100, at 160, and chat 3, taken at 100 after 30 s, at 200."""
    where = chats(100.0)
    log = where.play()
    assert outcomes(log) == ["left_within"] * 3
    found = counted(where, log, "service_level(chat, 20 s)")
    assert value(found, "mean_speed_of_answer(chat)") == value(found, "mean_wait(chat)") == 10
    assert_allclose(value(found, "wait_percentile(chat, 90)"), 24)
    assert value(found, "longest_wait(chat)") == 30
    assert value(found, "abandon_rate(chat)") == 0
    edges = (0.0, 10.0, 20.0, 30.0)
    tally = Counter(where.floor, Wanted(wait_edges=edges), where.demand.expected).count(log)
    assert_array_equal(tally.histogram[:, 0], [[2, 0, 0, 1], [0, 0, 0, 0]])


def test_idle_is_what_is_left_when_nothing_is_in_hand():
    where = chats()
    table = agents_of_day(where.floor, 0, where.play())
    rows = [(activity, begin, end) for activity, begin, end in zip(table["activity"], table["begin"], table["end"], strict=True)]
    assert rows == [("handling", 0, 180), ("handling", 60, 300), ("handling", 180, 360), ("idle", 360, 480)]


# Laws and limits


def busy_floor(concurrency: Concurrency | None, heads: float | list[float] = 3, **more) -> Centre:
    queue = Queue(
        "chat", 0.04, exponential(100.0), wrap_up=exponential(10.0), patience=exponential(200.0), channel="chat", **more
    )
    return centre([queue], [Group("desk", ["chat"], heads, concurrency=concurrency)], closing=7200.0, interval=1800.0)


def many_channels() -> Centre:
    """Calls make mail rest and go alone beside chats; some leave their chat."""
    concurrency = Concurrency(
        slots=(1, 3, 2),
        mixes=(("together", "apart", "apart"), ("apart", "together", "together"), ("rests", "rests", "together")),
        paces=((1.0,), (1.0, 0.6, 0.45), (1.0, 0.5)),
    )
    chat = Queue("chat", 0.03, exponential(200.0), exponential(20.0), exponential(120.0), channel="chat", agent_choice="in_order")
    queues = [
        Queue("call", 0.02, exponential(120.0), patience=exponential(90.0), agent_choice="fewest_in_hand"),
        replace(chat, leaves_after=exponential(500.0), customer_time=exponential(60.0)),
        Queue("mail", 0.01, exponential(150.0), channel="email", agent_choice="most_spare_capacity"),
    ]
    groups = [
        Group("desk", {"call": 1, "chat": 1, "mail": 2}, [3, 2, 4, 3], concurrency=concurrency),
        Group("phone", ["call"], 1),
    ]
    return centre(queues, groups, closing=7200.0, interval=1800.0)


@pytest.mark.parametrize("floor", ["two chats", "two chats, some left", "many channels"])
def test_the_integral_of_contacts_in_hand_is_the_sum_of_their_spans(floor):
    """Little's law in hand; and busy is the union of an agent's spans."""
    where = many_channels()
    if floor != "many channels":
        leaves_after = None if floor == "two chats" else exponential(300.0)
        where = busy_floor(TWO, [3, 4, 2, 3], leaves_after=leaves_after, customer_time=exponential(20.0))
    log = where.play()
    c = log.contacts
    taken = np.flatnonzero(c.agent >= 0)
    assert len(taken) > 150
    assert (floor != "two chats") == bool((c.outcome == LEFT_WITHIN).any())
    begin, end = (np.minimum(when[taken], 7200.0) for when in (c.answered, c.released))
    busy = 0.0
    for agent in np.unique(c.agent[taken]):
        mine = np.flatnonzero(c.agent[taken] == agent)
        reached = 0.0
        for k in mine[np.argsort(begin[mine])]:
            busy += max(end[k] - max(begin[k], reached), 0.0)
            reached = max(reached, end[k])
    found = counted(where, log)
    assert_allclose(found.tallies.data.groups["in_hand"].sum(), (end - begin).sum())
    assert_allclose(found.tallies.data.groups["busy"].sum(), busy)
    assert 1.2 < value(found, "contacts_per_busy_agent(desk)") < (5 if floor == "many channels" else 2)
    assert value(found, "occupancy(desk)") <= 1
    table = agents_of_day(where.floor, 0, log)
    idle = table[table["activity"] == "idle"]
    on_duty = found.tallies.data.groups["on_duty"].sum()
    assert_allclose(np.clip(idle["end"], 0, 7200).sum() - np.clip(idle["begin"], 0, 7200).sum(), on_duty - busy, atol=1e-6)


@pytest.mark.slow
def test_every_contact_of_many_channels_has_its_story():
    where = many_channels()
    log, workload = where.play(), where.workload()
    rules = set()
    for k in range(len(log.contacts)):
        queue = where.floor.queues[log.contacts.queue[k]].name
        story = tell(where.floor, workload, log, k, parse_expression(f"service_level({queue}, 20 s)"), RULE)
        rules |= {line.facts["rule"] for line in story.lines if line.kind == "answer"}
    assert rules >= {"longest_wait", "only", "in_order", "most_spare_capacity", "not_interrupted"}


ARGUMENTS = {"percentile": ", 90", "goal": ", 80%", "threshold": ", 60 s"}
TEXTS = [
    f"{name}({subject}{''.join(ARGUMENTS[one] for one in metric.needed_arguments or metric.arguments[:1])})"
    for name, metric in METRICS.items()
    for subject in ("chat" if metric.subject == "queue" else "desk", "all")
]


def test_one_slot_measures_as_a_plain_group():
    """With the same heads all day: where heads fall, other agents of a group with several in hand leave."""
    plain, one = busy_floor(None), busy_floor(ONE, agent_choice="longest_idle")
    days = [[where.play(replication=day) for day in range(3)] for where in (plain, one)]
    assert [log.spans[log.spans["activity"] == AT_WORK].size > 0 for log in (days[0][0], days[1][0])] == [False, True]
    found = [counted(where, logs, *TEXTS) for where, logs in zip((plain, one), days, strict=True)]
    for text in TEXTS:
        for interval in (None, 0, 3):
            both = [value(each, text, interval) for each in found]
            assert_allclose(both[1], both[0], rtol=1e-12, equal_nan=True, err_msg=text)


def test_a_plain_group_has_as_many_contacts_in_hand_as_agents_busy():
    where = busy_floor(None)
    found = counted(where, where.play())
    assert "in_hand" not in found.tallies.data.groups
    assert value(found, "contacts_in_hand(desk)") == value(found, "agents_busy(desk)") > 1
    assert value(found, "contacts_per_busy_agent(desk)") == 1


def test_groups_beside_each_other_count_each_their_own_way():
    """Group "one" works as in the first test; a plain agent beside it has one call from 100 to 400: together 900 s in 660 s."""
    chat = Queue("chat", [0.0, 60.0, 70.0], 120.0, channel="chat", agent_choice="in_order")
    call = Queue("call", [100.0], 300.0)
    concurrency = Concurrency(slots=(2, 1), mixes=(("together", "apart"), ("apart", "together")), paces=((1.0, 0.5), (1.0,)))
    where = centre([chat, call], [Group("one", ["chat"], 1, concurrency=concurrency), Group("two", ["call"], 1)], closing=480.0)
    found = counted(where, where.play())
    assert [value(found, f"agents_busy({name})") for name in ("one", "two", "all")] == [360 / 480, 300 / 480, 660 / 480]
    assert [value(found, f"contacts_in_hand({name})") for name in ("one", "two", "all")] == [600 / 480, 300 / 480, 900 / 480]
    assert value(found, "contacts_per_busy_agent(all)") == 900 / 660


# Work that may be done later


def mails(heads: float | list[float] = 1, *, finish_waiting: bool = False, warm_up: float = 0.0) -> Centre:
    queue = Queue("mail", [0.0, 10.0, 20.0, 30.0], 100.0, channel="email")
    return centre(
        [queue],
        [Group("desk", ["mail"], heads)],
        closing=240.0,
        interval=60.0,
        finish_waiting=finish_waiting,
        warm_up=warm_up,
    )


MAIL = ("done_in_time(mail, 150 s)", "done_in_time(mail, 300 s)", "backlog(mail)", "age_of_oldest(mail)")


def test_backlog_and_what_is_done_in_time_by_hand():
    """One agent, 100 s each: taken at 0, 100 and 200 (done at 300, after closing at 240); the fourth is sent away at closing.

    Waiting just before 60: three, the oldest since 10; before 120 and 180: two, since 20; at closing: one, since 30.
    """
    where = mails()
    log = where.play()
    assert outcomes(log) == ["answered"] * 3 + ["sent_away"]
    found = counted(where, log, *MAIL)
    assert [value(found, "backlog(mail)", i) for i in range(4)] == [3, 2, 2, 1]
    assert [value(found, "age_of_oldest(mail)", i) for i in range(4)] == [50, 100, 160, 210]
    assert (value(found, "backlog(mail)"), value(found, "age_of_oldest(mail)")) == (1, 210)
    # Of several intervals together: at the end of the last.
    spans = (range(0, 1), range(0, 2), range(1, 3), range(0, 4))
    assert [value(found, "backlog(mail)", span) for span in spans] == [3, 2, 2, 1]
    assert [value(found, "age_of_oldest(mail)", span) for span in spans] == [50, 100, 160, 210]
    # Done after 100, 190 and 280 s; the fourth never, and that is known.
    assert value(found, "done_in_time(mail, 150 s)") == 1 / 4
    assert value(found, "done_in_time(mail, 300 s)") == 3 / 4
    assert math.isnan(value(found, "done_in_time(mail, 300 s)", 2))


def test_who_waits_at_the_end_counts_once_the_time_is_over():
    """The agent leaves at 200, after the second; the last two still wait when nothing can happen any more.

    Their 150 s were over at 170 and 180, before closing at 240; their 300 s would be at 320 and 330, so nobody knows.
    """
    where = mails([1, 1, 1, 0], finish_waiting=True)
    log = where.play()
    assert outcomes(log) == ["answered", "answered", "waiting", "waiting"]
    found = counted(where, log, *MAIL)
    assert value(found, "done_in_time(mail, 150 s)") == 1 / 4
    assert value(found, "done_in_time(mail, 300 s)") == 1
    assert (value(found, "backlog(mail)"), value(found, "age_of_oldest(mail)")) == (2, 220)


def test_the_backlog_knows_who_came_in_the_warm_up():
    where = mails(warm_up=60.0)
    found = counted(where, where.play(), *MAIL)
    assert [value(found, "backlog(mail)", i) for i in range(3)] == [2, 2, 1]
    assert math.isnan(value(found, "done_in_time(mail, 150 s)"))


def test_nobody_is_no_backlog_and_no_data_in_time():
    where = centre([Queue("mail", channel="email")], [Group("desk", ["mail"], 1)])
    found = counted(where, where.play(), *MAIL)
    assert value(found, "backlog(mail)") == value(found, "age_of_oldest(mail)") == 0
    assert math.isnan(value(found, "done_in_time(mail, 150 s)"))


def test_backlogs_add_up_and_the_oldest_is_the_oldest_of_all():
    queues = [Queue("mail.a", [0.0, 20.0], 400.0), Queue("mail.b", [5.0, 10.0], 400.0), Queue("other", [7.0], 400.0)]
    where = centre(queues, [Group("desk", ["mail.a", "mail.b", "other"], 1)], closing=240.0, finish_waiting=False)
    where = replace(where, floor=replace(where.floor, families=(Family("mail", 0, 2),)))
    found = counted(where, where.play(), *MAIL)
    assert [value(found, f"backlog({name})") for name in ("mail.a", "mail.b", "mail", "other", "all")] == [1, 2, 3, 1, 4]
    ages = [value(found, f"age_of_oldest({name})") for name in ("mail.a", "mail.b", "mail", "other", "all")]
    assert ages == [220, 235, 235, 233, 235]


def test_the_backlog_against_counting_one_by_one():
    where = busy_floor(None)
    log = where.play()
    found = counted(where, log, "backlog(chat)", "age_of_oldest(chat)")
    c = log.contacts
    for i, end in enumerate((1800.0, 3600.0, 5400.0, 7200.0)):
        since = [a for a, left in zip(c.arrival, c.left, strict=True) if a < end <= left]
        assert value(found, "backlog(chat)", i) == len(since)
        assert value(found, "age_of_oldest(chat)", i) == max((end - a for a in since), default=0)


# Only where wanted


def test_they_are_counted_only_where_wanted():
    assert wanted_by([parse_expression("service_level(a, 20 s)")], RULE) == Wanted()
    wanted = wanted_by([parse_expression("done_in_time(a, 4 h)"), parse_expression("age_of_oldest(a)")], RULE)
    assert (wanted.thresholds, wanted.done_within, wanted.backlog) == ((20.0,), (14400.0,), True)
    where = mails()
    tally = Counter(where.floor, Wanted(), where.demand.expected).count(where.play())
    assert (tally.done_in_time, tally.done_known, tally.at_end) == ({}, {}, {})


def test_two_times_are_two_measures():
    one, other = (parse_expression(f"done_in_time(mail, {hours} h)") for hours in (4, 8))
    assert _key(one, RULE) != _key(other, RULE)
    assert parse_target("done_in_time(mail, 4 h) >= 90%").bound == 0.9
    assert parse_expression("done_in_time(mail)").threshold is None  # by when the queue says it is due


def test_tables_have_what_their_floor_has():
    everywhere = {name for name, metric in METRICS.items() if metric.on_floor is None}
    columns = []
    for where in (mails(), chats(), busy_floor(None)):
        headline = choose_headline(["x"], [], RULE, where.floor)
        columns.append(set(metrics_on(where.floor)) - everywhere)
        assert [name in headline.of_queue("x") for name in ("left_within", "backlog")] == [where == chats(), where == mails()]
        assert ("contacts_in_hand" in headline.of_group("x")) == (where == chats())
    assert columns == [
        {"backlog", "age_of_oldest"},
        {"left_within", "contacts_in_hand", "contacts_per_busy_agent"},
        set(),
    ]


# What is said of them

DAY = """
simdesk: 1
name: Chats
hours: {open: "08:00", close: "10:00", interval: 1 h}
replications: 4
queues:
  chat: {arrivals: {rate: 60 per h}, handle_time: {exponential: {mean: 4 min}}, patience: {exponential: {mean: 3 min}}}
  calls: {arrivals: {rate: 20 per h}, handle_time: {constant: 3 min}}
agent_groups:
  desk: {skills: [chat], headcount: 3}
  phone: {skills: [calls], headcount: 2}
targets: [contacts_per_busy_agent(desk) <= 2, left_within(chat) <= 20]
"""


@pytest.fixture
def several(monkeypatch) -> Scenario:
    """A scenario whose group "desk" may have two contacts in hand, which customers of "chat" leave after 6 min."""
    import simdesk.planning.estimate.estimate as estimate
    from simdesk.demand.distributions import constant
    from simdesk.demand.plan import always
    from simdesk.scenario.layout.plans import lay_out_whole

    def changed(laid_out):
        floor, demand = laid_out
        desk, phone = floor.groups
        chat, calls = demand.queues
        floor = replace(floor, groups=(replace(desk, concurrency=TWO), phone))
        return floor, replace(demand, queues=(replace(chat, leaves_after=always(constant(360.0))), calls))

    plain = Scenario.lay_out
    monkeypatch.setattr(Scenario, "lay_out", lambda self: changed(plain(self)))
    monkeypatch.setattr(estimate, "lay_out_whole", lambda model: changed(lay_out_whole(model)))
    return sd.load_text(DAY)


def test_formulas_have_no_answer_where_agents_have_several_in_hand(several):
    from simdesk.planning.estimate.estimate import estimate

    chat, calls = estimate(several).queues
    assert all(math.isnan(row.erlang_c.service_level) and math.isnan(row.erlang_a.abandon_rate) for row in chat.intervals)
    assert math.isnan(chat.erlang_a.service_level)
    assert len(chat.reasons) == 1
    assert "'desk' may have several contacts in progress at once" in chat.reasons[0]
    assert not math.isnan(calls.erlang_a.service_level)


@pytest.mark.slow
def test_the_screen_and_the_report_show_them(several):
    from simdesk.cli.screens.run import print_run
    from simdesk.report.run_page import render

    results = sd.run(several)
    out = Console(record=True, width=200)
    print_run(results, out)
    text = out.export_text()
    assert "in progress" in text
    assert "at once" in text
    assert "left within" in text
    html = render(results)
    assert "Left within" in html
    assert "At once" in html
    assert "number of contacts in progress of a busy agent of desk" in html
    at_once = results.staffing.set_index("agent_group")["contacts_per_busy_agent"]
    assert at_once["desk"].between(1.2, 2).all()
    assert (at_once["phone"] == 1).all()
    contacts, summary = results.contacts, results.summary
    left = summary.query("subject == 'chat' and metric == 'left_within'")["mean"].item()
    assert left == (contacts["outcome"] == "left_within").sum() / 4 > 0


def test_the_story_of_who_left_within_and_of_who_had_room():
    where = chats(160.0)
    log = where.play()
    workload = where.workload()
    told = [
        tell(where.floor, workload, log, k, parse_expression("service_level(chat, 20 s)"), RULE, day=0).text for k in range(3)
    ]
    assert "was answered at once, and left before it was over" in told[0]
    assert "with 1 of chat in progress and room for it, took it at once" in told[1]
    assert "when the customer left, before it was over" in told[1]
    assert "1 on duty, all busy with 2 contacts in progress: 2 of chat" in told[2]
    assert "just finished with contact 0 (chat) and with 1 of chat still in progress, took it after 90 s" in told[2]
    assert "in time" in told[1]


def test_the_causes_of_a_late_interval_where_agents_have_several_in_hand(several):
    told = sd.run(several).explain(interval="08:30", queue="chat").text
    assert "contacts in progress at full pace (agents may have several)" in told
    assert "of them never answered" in told

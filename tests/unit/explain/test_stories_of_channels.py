"""Stories of bots, campaigns and agents with several contacts in progress, on floors played by hand: every sentence."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from floors import Call, Centre, Group, Queue, Which, centre, every_contact, hand_made, one_of_each_kind
from numpy.testing import assert_array_equal

from simdesk.demand.distributions import constant, exponential
from simdesk.demand.journey_plans import Bot, Campaign
from simdesk.demand.plan import ListedArrivals
from simdesk.demand.workload import Workload
from simdesk.engine.log import DayLog
from simdesk.engine.simpy_clock import SimpyDay, play_day
from simdesk.explain.attribution import Level, attribute
from simdesk.explain.causes import CAUSES, without
from simdesk.explain.counterfactual import QueueInterval
from simdesk.explain.interval import tell_interval
from simdesk.explain.journeys import workload_rows
from simdesk.explain.story import Story, tell
from simdesk.floor.parts import Access, Concurrency
from simdesk.measure.expression import parse_expression
from simdesk.measure.rules import ServiceLevelRule
from simdesk.rules.codes import NOT_MADE, OUTCOMES
from simdesk.rules.leg_codes import IS_CALLED, REASONS

MEASURE = parse_expression("service_level(a, 20 s)")
LATER = math.nan


def story(where: Centre, calls: list[Call], contact: int) -> Story:
    workload = hand_made(where.floor, calls)
    return tell(where.floor, workload, play_day(where.floor, workload), contact, MEASURE, ServiceLevelRule())


def texts(found: Story, *kinds: str) -> list[str]:
    return [line.text for line in found.lines if line.kind in kinds]


# Bots

FRONT = centre(
    [Queue("bot", channel="bot"), Queue("chat", channel="chat"), Queue("a")],
    [Group("desk", ["chat"], 1), Group("phone", ["a"], 1)],
    closing=600,
)


def test_the_bot_passes_a_chat_on() -> None:
    calls = [Call(60, 80, "bot", passed_on=Call(LATER, 100, "chat"))]
    assert story(FRONT, calls, 0).text.splitlines() == [
        "Contact 0 of day 0, bot: was passed on by the bot after 80 s",
        "00:01:00  It reached the bot bot in the interval from 00:00, the first attempt of customer 0.",
        "00:02:20  It was with the bot for 80 s, which could not end it.",
        "          The bot passed it on to chat, as contact 1.",
        "          No service level counts it: nobody waits for a bot.",
    ]
    assert texts(story(FRONT, calls, 1), "arrival", "answer") == [
        "It arrived in chat in the interval from 00:00, passed on by the bot from contact 0 (bot) at 00:02:20.",
        "Agent 0 of desk, idle since 00:00:00, took it at once: the only one idle in desk.",
    ]
    late = [Call(550, 80, "bot", passed_on=Call(LATER, 100, "chat"))]
    assert texts(story(FRONT, late, 0), "end") == [
        "It was with the bot for 80 s, until 00:10:30. The bot would have passed it on, but the day was over."
    ]


def test_a_chat_ends_in_the_bot_and_the_customer_calls_later() -> None:
    calls = [Call(60, 80, "bot", returns=Call(LATER, 100, "a"), later=200), Call(90, 10, "bot")]
    found = story(FRONT, calls, 0)
    assert found.title == "Contact 0 of day 0, bot: ended in the bot after 80 s"
    assert texts(found, "end", "again") == [
        "It was with the bot for 80 s and ended there.",
        "The bot had not helped: its customer came to a 3 min 20 s later, as contact 2.",
    ]
    assert texts(story(FRONT, calls, 1), "end", "again") == ["It was with the bot for 10 s and ended there."]
    assert texts(story(FRONT, calls, 2), "arrival") == [
        "It arrived in a in the interval from 00:00, the customer of contact 0 (bot), whom the bot had not helped by 00:02:20 "
        "and who now comes here."
    ]
    late = [Call(60, 80, "bot", returns=Call(LATER, 100, "a"), later=2000)]
    assert texts(story(FRONT, late, 0), "end") == [
        "It was with the bot for 80 s and ended there. The customer was not helped, but the day was over before the next attempt."
    ]


# Campaigns


def test_the_centre_calls_a_list() -> None:
    where = centre([Queue("list", channel="outbound")], [Group("g", ["list"], 1)])
    calls = [
        Call(0, 100, "list", wrap=10, balks=IS_CALLED),
        Call(0, 30, "list", balks=IS_CALLED, missed=True, later=600, calls_again=Call(LATER, 90, "list", balks=IS_CALLED)),
        Call(0, 40, "list", balks=IS_CALLED),
    ]
    reached, missed, again = (story(where, calls, k) for k in (0, 1, 3))
    assert reached.title == "Contact 0 of day 0, list: the customer was called as soon as due and answered"
    assert texts(reached, "arrival", "service") == [
        "It was on the list of list in the interval from 00:00, the first call to customer 0.",
        "The customer answered; dialling and talk took 100 s, until 00:01:40; wrap-up took 10 s, until 00:01:50.",
    ]
    assert missed.title == "Contact 1 of day 0, list: the customer was called 110 s after it was due and did not answer"
    assert texts(missed, "place", "answer", "service", "again", "verdict") == [
        "Nobody who may take it was idle, so it stayed on the list in first place.",
        "Agent 0 of g, just finished with contact 0 (list), took it after 110 s: the next of 2 on the list.",
        "The customer did not answer; the attempt took 30 s, until 00:02:20.",
        "The next call to its customer was due 10 min later, as contact 3.",
        "No service level counts it: nobody waited for the call.",
    ]
    assert texts(again, "arrival") == [
        "It was due again on the list of list in the interval from 00:00, another call to the customer who in contact 1 (list) "
        "had not answered by 00:02:20."
    ]
    nobody = story(centre([Queue("list", channel="outbound")], [Group("g", ["list"], 0)]), calls, 0)
    assert nobody.title == "Contact 0 of day 0, list: was still on the list at the end"
    assert texts(nobody, "end") == ["Nobody took it: it was still on the list when the day was over."]


def test_a_call_back_that_nobody_answers() -> None:
    where = centre([Queue("a")], [Group("g", ["a"], 1)])
    again = Call(LATER, 20, balks=IS_CALLED)
    calls = [Call(0, 40, balks=IS_CALLED), Call(30, 20, balks=IS_CALLED, missed=True, later=60, calls_again=again)]
    assert story(where, calls, 1).title == "Contact 1 of day 0, a: the customer was called back after 10 s and did not answer"


# Several in hand


CHAT_AND_MAIL = centre(
    [Queue("a"), Queue("chat", channel="chat"), Queue("mail", channel="email")],
    [
        Group(
            "g",
            {"a": 1, "chat": 1, "mail": 2},
            1,
            concurrency=Concurrency(
                slots=(1, 2, 1),
                mixes=(("apart", "apart", "apart"), ("apart", "together", "apart"), ("rests", "rests", "apart")),
                paces=((1.0,), (1.0, 0.5), (1.0,)),
            ),
        )
    ],
)


def test_a_mail_rests_while_its_agent_is_on_a_call() -> None:
    # 40 of 100 s are done when the call comes; it takes 60 s and 10 s of wrap-up; the mail goes on from 110 to 170.
    calls = [Call(0, 100, "mail"), Call(40, 60, wrap=10), Call(50, 10, "mail")]
    assert texts(story(CHAT_AND_MAIL, calls, 0), "service") == [
        "It was in progress for 2 min 50 s, until 00:02:50 (for 70 s it was paused while the agent was on a)."
    ]
    found = story(CHAT_AND_MAIL, calls, 1)
    assert texts(found, "floor", "answer") == [
        "g: 1 on duty, all busy: 1 with mail; 1 of the busy has room for it.",
        "Agent 0 of g, with 1 of mail in progress and room for it, took it at once: the only one idle or with room for it in g. "
        "Meanwhile 1 of mail is paused.",
    ]
    other = story(CHAT_AND_MAIL, calls, 2)
    assert texts(other, "floor", "place", "answer") == [
        "g: 1 on duty, all busy with 2 contacts in progress: 1 of a and 1 of mail; 1 of mail interrupted for a; none of the busy "
        "have room for it; the next to finish at 00:01:50.",
        "Nobody who may take it was idle or had room for it, so it joined the queue in first place.",
        "Agent 0 of g, just finished with contact 0 (mail), took it after 2 min: nobody else waited whom g could take.",
    ]


def test_a_wrap_up_rests_too() -> None:
    calls = [Call(0, 30, "mail", wrap=20), Call(40, 60)]
    assert texts(story(CHAT_AND_MAIL, calls, 0), "service") == [
        "It was in progress for 30 s, until 00:00:30; wrap-up took 80 s (for 60 s it was paused while the agent was on a), until "
        "00:01:50."
    ]


def test_a_chat_is_slowed_by_another_in_hand() -> None:
    # Alone to 60, then two at half pace: the first ends at 60 + 60 / 0.5 = 180 and the customer is silent to 210.
    calls = [Call(0, 120, "chat", silence=30), Call(60, 200, "chat")]
    found = story(CHAT_AND_MAIL, calls, 0)
    assert texts(found, "service") == [
        "They talked 3 min 30 s, until 00:03:30 (for 30 s the customer read, wrote or was silent, 60 s more than alone, with up "
        "to 1 other in progress)."
    ]
    facts = next(line.facts for line in found.lines if line.kind == "service")
    assert {name: facts[name] for name in ("silence", "rested", "slowed", "held")} == {
        "silence": 30.0,
        "rested": 0.0,
        "slowed": 60.0,
        "held": 0.0,
    }


def test_who_leaves_within() -> None:
    found = story(CHAT_AND_MAIL, [Call(0, 120, "chat", stays=100.0), Call(60, 200, "chat")], 0)
    assert found.title == "Contact 0 of day 0, chat: was answered at once, and left before it was over"
    assert texts(found, "service") == [
        "They talked 100 s, until 00:01:40 when the customer left, before it was over (20 s more than alone, with up to 1 other "
        "in progress)."
    ]


def test_no_room_for_what_may_not_be_mixed() -> None:
    # The chats keep the call away: a chat that comes later is taken beside the one in hand.
    calls = [Call(0, 100, "chat"), Call(10, 50), Call(20, 40, "chat"), Call(25, 10, "mail")]
    found = story(CHAT_AND_MAIL, calls, 1)
    assert texts(found, "place", "passed_over", "answer") == [
        "Nobody who may take it was idle or had room for it, so it joined the queue in first place.",
        "1 contact of chat went to g meanwhile (00:00:20): g had no room for a next to the chat in progress.",
        "Agent 0 of g, just finished with contact 0 (chat), took it after 2 min 10 s: of 2 waiting whom g could take it had "
        "waited longest.",
    ]
    # When the shorter chat ends the call still has no room; the next chat is taken beside the longer one.
    calls = [Call(0, 100, "chat"), Call(5, 20, "chat"), Call(10, 50), Call(20, 40, "chat")]
    assert texts(story(CHAT_AND_MAIL, calls, 3), "answer") == [
        "Agent 0 of g, just finished with contact 1 (chat) and with 1 of chat still in progress, took it after 25 s: nobody else "
        "waited whom g could take; there was no room for a with what is in progress."
    ]


def test_whom_it_would_interrupt_comes_last() -> None:
    two = replace(CHAT_AND_MAIL.floor.groups[0], headcount=(2.0,))
    where = replace(CHAT_AND_MAIL, floor=replace(CHAT_AND_MAIL.floor, groups=(two,)))
    calls = [Call(0, 100, "mail"), Call(10, 50)]
    assert texts(story(where, calls, 1), "answer") == [
        "Agent 1 of g, idle since 00:00:00, took it at once: of 2 idle or with room for it in g the only one whose work it does "
        "not interrupt."
    ]


def chats(choice: str) -> Centre:
    concurrency = Concurrency(slots=(3,), mixes=(("together",),), paces=((1.0,),))
    return centre([Queue("chat", channel="chat", agent_choice=choice)], [Group("g", ["chat"], 2, concurrency=concurrency)])


@pytest.mark.parametrize(
    ("choice", "why"),
    [
        ("longest_idle", "this one had taken or finished a contact the longest time ago"),
        ("most_spare_capacity", "this one had the most room left"),
        ("fewest_in_hand", "this one had the fewest contacts in progress"),
        ("in_order", "this one is the first in order"),
    ],
)
def test_the_choice_among_those_with_room(choice: str, why: str) -> None:
    calls = [Call(at, 300, "chat") for at in (0, 10, 20)]
    third = texts(story(chats(choice), calls, 2), "answer")[0]
    in_hand = 2 if choice == "in_order" else 1
    assert third == (
        f"Agent 0 of g, with {in_hand} of chat in progress and room for it, took it at once: of 2 idle or with room for it in g "
        f"{why}."
    )


def test_drawn_by_chance_among_those_with_room() -> None:
    calls = [Call(at, 300, "chat", pick=0.9) for at in (0, 10, 20)]
    assert texts(story(chats("random"), calls, 2), "answer")[0].endswith(
        "took it at once: of 2 idle or with room for it in g this one was drawn at random."
    )


def test_a_line_that_opens_to_an_agent_with_room() -> None:
    concurrency = Concurrency(slots=(3,), mixes=(("together",),), paces=((1.0,),))
    queues = [Queue("chat", channel="chat", access={"g": Access(after=30.0)})]
    where = centre(queues, [Group("g", ["chat"], 1, concurrency=concurrency)])
    found = story(where, [Call(0, 300, "chat"), Call(40, 100, "chat")], 1)
    assert texts(found, "place", "answer") == [
        "g had somebody with room who was not open to it, so it joined the queue in first place.",
        "Agent 0 of g, with 1 of chat in progress and room for it, took it after 30 s, when g opened to it: the only one idle "
        "or with room for it in g.",
    ]


def test_who_is_due_first() -> None:
    queues = [Queue("a"), Queue("mail", channel="email")]
    where = centre(queues, [Group("g", ["a", "mail"], 1, bonus={"a": -600.0, "mail": -60.0})])
    calls = [Call(0, 100), Call(10, 30), Call(20, 30, "mail")]
    assert texts(story(where, calls, 2), "answer") == [
        "Agent 0 of g, just finished with contact 0 (a), took it after 80 s: of rank 1 in g it was due first, at 00:01:20 (the "
        "next at 00:10:10)."
    ]
    assert texts(story(where, calls, 1), "passed_over") == [
        "1 contact of mail went to g meanwhile (00:01:40): the same rank in g, and due earlier."
    ]
    open_hours = replace(where.floor, queues=(where.floor.queues[0], replace(where.floor.queues[1], due=60.0, due_open=True)))
    by_opening = replace(where, floor=open_hours)
    assert "it was due first, by opening hours, at 00:01:20" in texts(story(by_opening, calls, 2), "answer")[0]
    assert texts(story(by_opening, calls, 1), "passed_over")[0].endswith("and due earlier, by opening hours.")


def test_ranks_without_weights_go_by_the_wait_whatever_other_ranks_do() -> None:
    queues = [Queue("a"), Queue("b"), Queue("mail", channel="email"), Queue("tickets", channel="ticket")]
    skills = {"a": 1, "b": 1, "mail": 2, "tickets": 2}
    where = centre(queues, [Group("g", skills, 1, bonus={"mail": -600.0, "tickets": -60.0})])
    calls = [Call(0, 100), Call(10, 30), Call(20, 30, "b"), Call(30, 10)]
    assert texts(story(where, calls, 1), "answer") == [
        "Agent 0 of g, just finished with contact 0 (a), took it after 90 s: of 3 waiting whom g could take it had "
        "waited longest."
    ]
    assert texts(story(where, calls, 2), "passed_over") == [
        "1 contact of a went to g meanwhile (00:01:40): of the same rank, and had waited longer."
    ]


def test_whether_it_was_done_when_it_was_due() -> None:
    where = centre([Queue("mail", channel="email", due=90.0)], [Group("g", ["mail"], 1)])
    calls = [Call(0, 60, "mail"), Call(10, 60, "mail")]
    assert [texts(story(where, calls, k), "due") for k in (0, 1)] == [
        ["It was due at 00:01:30, 90 s after it came, and was done 30 s before that."],
        ["It was due at 00:01:40, 90 s after it came, and was done 20 s late."],
    ]
    nobody = centre([Queue("mail", channel="email", due=90.0)], [Group("g", ["mail"], 0)])
    assert texts(story(nobody, calls, 0), "due") == ["It was due at 00:01:30, 90 s after it came, and was not done."]


def test_who_does_not_talk_does_not_hang_up() -> None:
    where = centre([Queue("chat", channel="chat")], [Group("g", ["chat"], 1)])
    found = story(where, [Call(0, 100, "chat"), Call(10, 10, "chat", patience=30)], 1)
    assert found.title == "Contact 1 of day 0, chat: gave up waiting after 30 s"
    assert texts(found, "end") == ["It left: its patience of 30 s was over. It was in first place."]


# A whole centre


@pytest.fixture(scope="module")
def floor() -> Centre:
    minute = exponential(60.0)
    concurrency = Concurrency(
        slots=(1, 1, 2, 1, 1),
        mixes=(
            ("apart",) * 5,
            ("apart",) * 5,
            ("apart", "apart", "together", "apart", "apart"),
            ("rests", "apart", "rests", "apart", "apart"),
            ("apart",) * 5,
        ),
        paces=((1.0,), (1.0,), (1.0, 0.6), (1.0,), (1.0,)),
    )
    queues = [
        Queue("a", 0.03, minute, 5.0, minute),
        Queue("bot", 0.06, exponential(30.0), channel="bot"),
        Queue(
            "chat", (), exponential(90.0), patience=minute, channel="chat", customer_time=minute, leaves_after=exponential(400.0)
        ),
        Queue("mail", 0.01, exponential(120.0), 10.0, channel="email"),
        Queue("list", (), minute, channel="outbound"),
    ]
    ranks = {"a": 1, "chat": 1, "mail": 2, "list": 3}
    where = centre(
        queues, [Group("g", ranks, 4, concurrency=concurrency), Group("h", {"a": 1}, 1)], closing=3600.0, interval=600.0
    )
    a, bot, chat, mail, calls = where.demand.queues
    bot = replace(bot, bot=Bot(0.5, 2, 1.2, 0.3, 0, exponential(300.0)))
    campaign = Campaign(0.4, 20.0, constant(500.0), 3)
    calls = replace(calls, arrivals=ListedArrivals((0.0,) * 12), campaign=campaign)
    return Centre(replace(where.demand, queues=(a, bot, chat, mail, calls)), where.floor)


@pytest.fixture(scope="module")
def days(floor: Centre) -> list[tuple[Workload, DayLog]]:
    drawn = [floor.workload(3, replication) for replication in range(2)]
    return [(workload, play_day(floor.floor, workload)) for workload in drawn]


def test_which_row_is_which(floor: Centre, days: list[tuple[Workload, DayLog]]) -> None:
    for workload, log in days:
        day = SimpyDay(floor.floor, workload)
        day.run()
        made = np.array([k for k, row in enumerate(day.floor.contacts) if row.outcome != NOT_MADE])
        arrival = np.array([day.floor.contacts[k].arrival for k in made])
        assert_array_equal(workload_rows(log, workload), made[np.argsort(arrival, kind="stable")])


@pytest.mark.parametrize("which", [pytest.param(every_contact, marks=pytest.mark.slow), one_of_each_kind])
def test_every_contact_has_a_story(floor: Centre, days: list[tuple[Workload, DayLog]], which: Which) -> None:
    """Reasons and outcomes that only channels bring all come up, and what a story says of its work adds up."""
    reasons, ended = set(), set()
    for workload, log in days:
        c, rows = log.contacts, workload_rows(log, workload)
        for k in which(log):
            found = tell(floor.floor, workload, log, k, MEASURE, ServiceLevelRule())
            ended.add(found.subject["outcome"])
            if c.attempt[k] > 1:
                reason = found.lines[0].facts["reason"]
                assert reason == REASONS[c.reason[k]]
                reasons.add(reason)
            served = [line.facts for line in found.lines if line.kind == "service"]
            if served and "rested" in served[0] and c.outcome[k] == OUTCOMES.index("answered"):
                facts = served[0]
                work = workload.handle_time[rows[k]] + workload.wrap_up[rows[k]]
                more = facts["silence"] + facts["rested"] + facts["slowed"] + facts["held"]
                assert facts["talk"] + facts["wrap_up"] == pytest.approx(work + more, abs=1e-6)
                assert facts["silence"] == pytest.approx(workload.more["silence"][rows[k]], abs=1e-6)
    assert reasons >= {"passed_on", "return", "call_back"}
    assert ended >= {"contained", "passed_on", "left_within", "not_reached", "answered", "abandoned"}


def test_causes_taken_away_leave_what_was_before(floor: Centre, days: list[tuple[Workload, DayLog]]) -> None:
    found = set()
    for q in (0, 2, 3):
        where = QueueInterval(floor.floor, floor.demand, q, 2)
        assert where.bots == (1,)
        for workload, log in days:
            for cause in set(CAUSES) - {"priority given to others"}:
                changed = without(cause, where, workload, log)
                if changed is None:
                    continue
                found.add(cause)
                other = play_day(changed[0].plan, changed[0].workload).contacts
                was = log.contacts.answered[log.contacts.answered < where.begin]
                assert_array_equal(other.answered[other.answered < where.begin], was)
                assert changed[1] > 0
    assert found >= {"volume above forecast", "long handle times", "backlog from before", "agents finishing late"}


def interval(floor: Centre, days: list[tuple[Workload, DayLog]], q: int, i: int) -> str:
    measure = parse_expression(f"service_level({floor.floor.queues[q].name}, 20 s)")
    level = Level(measure, ServiceLevelRule(), 0.8, False)
    causes = attribute(QueueInterval(floor.floor, floor.demand, q, i), level, days, play_day)
    return tell_interval(causes, days, "2 days", {}).text


@pytest.mark.slow
def test_intervals_of_bots_of_campaigns_and_of_queues_behind_a_bot(floor: Centre, days: list[tuple[Workload, DayLog]]) -> None:
    bot = interval(floor, days, 1, 1).splitlines()
    assert len(bot) == 2
    assert bot[1].endswith("were passed on. Nobody waits for a bot, so nobody was late.")
    assert "contacts arrived a day, from other queues, so that there is no forecast." in interval(floor, days, 2, 1)
    assert "customers were due to be called a day, " in interval(floor, days, 4, 1)
    assert "contacts arrived a day; the forecast was 6.0." in interval(floor, days, 3, 1)

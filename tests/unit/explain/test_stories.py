"""Stories of contacts on floors played by hand: every sentence as it must read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from floors import Call, Centre, Group, Queue, centre, hand_made

import simdesk as sd
from simdesk.engine.simpy_clock import play_day
from simdesk.errors import UsageError
from simdesk.explain.story import Story, tell
from simdesk.explain.words import clock, clocks, count, duration, listed, ordinal
from simdesk.floor.parts import Access, ShiftPlan
from simdesk.measure.expression import parse_expression
from simdesk.measure.rules import ServiceLevelRule

MEASURE = parse_expression("service_level(a, 20 s)")
QUIET = Path(__file__).parents[2] / "golden" / "quiet_morning.yaml"


def story(where: Centre, calls: list[Call], contact: int, *, remedies: bool = False, process: Any = None) -> Story:
    workload = hand_made(where.floor, calls)
    log = play_day(where.floor, workload, process)
    play = play_day if remedies else None
    return tell(where.floor, workload, log, contact, MEASURE, ServiceLevelRule(), process=process, play=play)


def texts(found: Story, *kinds: str) -> list[str]:
    return [line.text for line in found.lines if line.kind in kinds]


ONE = centre([Queue("a")], [Group("g", ["a"], 1)])


def test_who_is_answered_at_once() -> None:
    found = story(ONE, [Call(60, 100, wrap=20)], 0)
    assert found.text.splitlines() == [
        "Contact 0 of day 0, a: was answered at once",
        "00:01:00  It arrived in a in the interval from 00:00, the first attempt of customer 0.",
        "          g: 1 on duty, all idle.",
        "          Agent 0 of g, idle since 00:00:00, took it at once: the only one idle in g.",
        "00:02:40  They talked 100 s, until 00:02:40; wrap-up took 20 s, until 00:03:00.",
        "          It is in time for the service level of a, within 20 s (abandoned_in_time_removed: answered in time ÷ "
        "(answered + abandoned late)).",
    ]


def test_who_waits_behind_two() -> None:
    found = story(ONE, [Call(0, 100), Call(10, 50), Call(20, 50, patience=30), Call(40, 10)], 3)
    assert texts(found, "floor", "place", "ahead", "answer") == [
        "g: 1 on duty, all busy: 1 with a; the next to finish at 00:01:40.",
        "Nobody who may take it was idle, so it joined the queue in third place; the first there had waited 30 s.",
        "Of the 2 ahead of it in the queue, 1 went to an agent (00:01:40) and 1 hung up (00:00:50).",
        "Agent 0 of g, just finished with contact 1 (a), took it after 110 s: nobody else waited whom g could take.",
    ]
    assert texts(found, "verdict")[0].startswith("It is late for the service level of a, within 20 s")


def test_who_hangs_up_and_tries_again() -> None:
    calls = [Call(0, 100), Call(10, 50), Call(20, 50, patience=30, after=40, again=Call(float("nan"), 10))]
    found = story(ONE, calls, 2)
    assert texts(found, "end", "could_answer", "again") == [
        "It hung up: its patience of 30 s was over. It was in second place.",
        "Had it stayed, an agent would have taken it at 00:02:30, 100 s later and 2 min 10 s after it came.",
        "Its customer tried again 40 s later, as contact 3.",
    ]
    assert texts(story(ONE, calls, 3), "arrival") == [
        "It arrived in a in the interval from 00:00, a redial of the customer who as contact 2 (a) hung up at 00:00:50."
    ]


def test_who_needs_help_in_the_middle_of_the_talk() -> None:
    where = centre([Queue("a"), Queue("help")], [Group("x", ["a"], 1), Group("lead", ["help"], 1)])
    calls = [Call(0, 30, wrap=5, asks=10, helper=Call(float("nan"), 40, "help")), Call(5, 10)]
    assert story(where, calls, 0).text.splitlines()[4:6] == [
        "00:00:10  10 s into the talk the agent asked help for help, as contact 2.",
        "00:01:10  They talked 70 s, until 00:01:10; wrap-up took 5 s, until 00:01:15.",
    ]
    assert texts(story(where, calls, 2), "arrival") == [
        "It arrived in help in the interval from 00:00, a colleague who needs help with contact 0 (a)."
    ]


def test_a_call_at_the_moment_the_doors_open_finds_the_agents_there() -> None:
    found = story(ONE, [Call(0, 100), Call(0, 100)], 0)
    assert texts(found, "floor") == ["g: 1 on duty, all idle."]
    assert texts(story(ONE, [Call(0, 100), Call(0, 100)], 1), "floor", "place") == [
        "g: 1 on duty, all busy: 1 with a; the next to finish at 00:01:40.",
        "Nobody who may take it was idle, so it joined the queue in first place.",
    ]


def test_whose_turn_it_is_between_queues() -> None:
    ranked = centre([Queue("a"), Queue("b")], [Group("g", {"a": 2, "b": 1}, 1)])
    calls = [Call(0, 100), Call(10, 50), Call(20, 60, "b")]
    found = story(ranked, calls, 1)
    assert texts(found, "passed_over", "answer") == [
        "1 contact of b went to g meanwhile (00:01:40): of rank 1 in g, where a has rank 2.",
        "Agent 0 of g, just finished with contact 2 (b), took it after 2 min 30 s: nobody else waited whom g could take.",
    ]
    other = story(ranked, calls, 2)
    assert texts(other, "place", "answer") == [
        "Nobody who may take it was idle, so it joined the queue in first place. 1 of a waited too, for agents who take both.",
        "Agent 0 of g, just finished with contact 0 (a), took it after 80 s: of rank 1 in g it had waited longest (a, of a later "
        "rank, had waited longer).",
    ]
    level = centre([Queue("a"), Queue("b")], [Group("g", ["a", "b"], 1)])
    assert texts(story(level, [Call(0, 100), Call(10, 50, "b"), Call(20, 60)], 2), "passed_over") == [
        "1 contact of b went to g meanwhile (00:01:40): of the same rank, and had waited longer."
    ]
    weighted = centre([Queue("a"), Queue("b")], [Group("g", ["a", "b"], 1, weight={"b": 3.0})])
    assert texts(story(weighted, [Call(0, 100), Call(50, 10), Call(70, 10, "b")], 1), "passed_over") == [
        "1 contact of b went to g meanwhile (00:01:40): the same rank in g and a larger weight × wait + bonus."
    ]
    assert texts(story(weighted, [Call(0, 100), Call(50, 10), Call(70, 10, "b")], 2), "answer") == [
        "Agent 0 of g, just finished with contact 0 (a), took it after 30 s: of rank 1 in g it had the largest weight × wait "
        "+ bonus (90.0 s, the next 50.0 s)."
    ]


def test_who_comes_while_the_site_is_out() -> None:
    where = centre([Queue("a")], [Group("g", ["a"], 1, people={"outages": ((90.0, 220.0),)})])
    found = story(where, [Call(120, 30)], 0, remedies=True)
    assert texts(found, "floor", "remedy") == [
        "g: nobody on duty (out until 00:03:40).",
        "It would have been in time with no outage of g up to then (answered at 00:02:00 at once).",
    ]


def test_a_step_that_opens() -> None:
    where = centre(
        [Queue("a", tries=[["near"], ["far"]], access={"far": Access(after=30.0)})],
        [Group("near", ["a"], 1), Group("far", ["a"], 1)],
    )
    found = story(where, [Call(0, 100), Call(10, 100)], 1)
    late = story(where, [Call(0, 100), Call(5, 100), Call(40, 100)], 2)
    assert texts(late, "floor", "step") == [
        "near (its first choice): 1 on duty, all busy: 1 with a; the next to finish at 00:01:40.",
        "far (its second choice): 1 on duty, all busy: 1 with a; the next to finish at 00:02:15. It takes a only from 30 s of "
        "waiting on.",
        "It had waited 30 s: far opened to it.",
    ]
    assert texts(found, "floor", "place", "answer") == [
        "near (its first choice): 1 on duty, all busy: 1 with a; the next to finish at 00:01:40.",
        "far (its second choice): 1 on duty, all idle. It takes a only from 30 s of waiting on.",
        "far had somebody idle who was not open to it, so it joined the queue in first place.",
        "Agent 1 of far, idle since 00:00:00, took it after 30 s, when far opened to it: the only one idle in far (second "
        "choice).",
    ]


def test_a_reserve_that_is_kept() -> None:
    where = centre([Queue("a", access={"g": Access(reserve=1)}), Queue("b")], [Group("g", ["a", "b"], 2)])
    found = story(where, [Call(0, 50), Call(10, 50), Call(20, 100, "b")], 1)
    assert texts(found, "floor", "place", "passed_over") == [
        "g: 2 on duty, 1 busy: 1 with a; 1 idle. It takes a only while more than 1 of its agents are idle.",
        "g had somebody idle who was not open to it, so it joined the queue in first place.",
        "1 contact of b went to g meanwhile (00:00:20): g takes a only while more than 1 of its agents are idle.",
    ]


def test_staff_that_comes_and_goes() -> None:
    shifts = [ShiftPlan(0, 3600, 1, ((40.0, 60.0),)), ShiftPlan(80, 3600, 1)]
    found = story(centre([Queue("a")], [Group("g", ["a"], shifts=shifts)]), [Call(0, 30), Call(35, 10), Call(45, 50)], 2)
    # The break is due at 40, while the agent talks, and begins at 45, just before the call or just behind: the call comes first.
    assert texts(found, "floor", "staff", "answer") == [
        "g: 1 on duty, all busy: 1 with a; the next to finish at 00:00:45.",
        "1 agent of g went on break (00:00:45).",
        "1 agent of g came on duty (00:01:20).",
        "Agent 1 of g, just come on duty, took it after 35 s: nobody else waited whom g could take.",
    ]


def test_why_somebody_is_refused() -> None:
    full = centre([Queue("a", waiting_places=1)], [Group("g", ["a"], 1)])
    calls = [Call(0, 100), Call(10, 50), Call(20, 60)]
    assert texts(story(full, calls, 2), "blocked") == [
        "It was blocked (busy signal): nobody who may take it was free, and 1 waited already where 1 place is."
    ]
    assert texts(story(centre([Queue("a")], [Group("g", ["a"], 1)], trunks=2), calls, 2), "blocked") == [
        "It was blocked (busy signal): all 2 trunk lines were in use."
    ]

    def shut(environment: Any, desk: Any) -> Any:
        yield environment.timeout(15)
        desk.close_queue("a")

    assert texts(story(ONE, calls, 2, process=shut), "blocked") == ["It was blocked (busy signal): a was closed."]
    assert texts(story(ONE, [Call(0, 100), Call(10, 50, balks=1)], 1), "end", "could_answer") == [
        "Nobody was free, and it would not wait: it left at once.",
        "Had it stayed, an agent would have taken it at 00:01:40, 90 s later.",
    ]


def test_the_ends_of_the_day() -> None:
    shut = centre([Queue("a")], [Group("g", ["a"], 1)], closing=100, finish_waiting=False)
    assert texts(story(shut, [Call(0, 200), Call(10, 50)], 1), "end") == [
        "It was closing time while it waited: it was turned away after 90 s."
    ]
    nobody = centre([Queue("a")], [Group("g", ["a"], 0)], closing=100)
    found = story(nobody, [Call(10, 50)], 0)
    assert texts(found, "floor", "end") == [
        "g: nobody on duty.",
        "Nobody took it: it still waited when the day was over.",
    ]


def test_what_would_have_made_it_in_time() -> None:
    calls = [Call(0, 100), Call(10, 50)]
    assert texts(story(ONE, calls, 1, remedies=True), "remedy") == [
        "It would have been in time with one more agent in g all day (answered at 00:00:10 at once)."
    ]
    calls = [Call(0, 100), Call(1, 100), Call(2, 100), Call(10, 50)]
    assert texts(story(ONE, calls, 3, remedies=True), "remedy") == [
        "No single change tried would have met the threshold: not one more agent in any of its groups. It takes 3 more agents in "
        "g all day (answered at 00:00:10 at once)."
    ]
    ranked = centre([Queue("a"), Queue("b")], [Group("g", {"a": 2, "b": 1}, shifts=[ShiftPlan(0, 3600, 1, ((0.0, 90.0),))])])
    calls = [Call(80, 10), Call(85, 50, "b"), Call(86, 50, "b")]
    found = story(ranked, calls, 0, remedies=True)
    assert texts(found, "remedy") == [
        "It would have been in time with one more agent in g all day (answered at 00:01:20 at once), no breaks in g up to then "
        "(answered at 00:01:20 at once) or a before all other queues in g all day (answered at 00:01:30, after 10 s)."
    ]
    assert not texts(story(ONE, calls[:1], 0, remedies=True), "remedy")


def test_legs_of_a_journey() -> None:
    where = centre([Queue("a"), Queue("b")], [Group("g", ["a"], 1), Group("h", ["b"], 1)])
    calls = [Call(0, 30, transfer=Call(float("nan"), 20, "b"))]
    assert texts(story(where, calls, 0), "again") == ["It was transferred to b, as contact 1."]
    found = story(where, calls, 1)
    assert texts(found, "arrival") == ["It arrived in b in the interval from 00:00, transferred from contact 0 (a) at 00:00:30."]


def test_a_story_as_data_and_as_html() -> None:
    found = story(ONE, [Call(0, 100), Call(10, 50)], 1)
    document = found.document()
    assert document["contact"] == 1
    assert document["wait"] == 90.0
    answer = next(line for line in document["lines"] if line["kind"] == "answer")
    assert answer["facts"] == {"agent": 0, "group": "g", "wait": 90.0, "was": "busy", "rule": "only"}
    assert answer["when"] == 100.0
    assert "<li>" in found._repr_html_()
    assert str(found) == found.text


def test_results_explain() -> None:
    results = sd.run(sd.load(QUIET))
    longest = results.explain()
    assert longest.subject["contact"] == int(results.contacts.query("replication == 0")["wait"].argmax())
    again = results.explain(contact=1, day=0)
    assert again.subject["outcome"] == "abandoned"
    assert again.subject["wait"] == 180.0
    for wrong in (
        {"contact": 6},
        {"contact": -1},
        {"contact": True},
        {"day": 3},
        {"queue": "slaes"},
        {"contact": 0, "interval": "08:00"},
    ):
        with pytest.raises(UsageError):
            results.explain(**wrong)  # type: ignore[arg-type]


def test_words() -> None:
    assert [clock(x) for x in (0, 59.99, 36065.2, 86400, 90000)] == ["00:00:00", "00:00:59", "10:01:05", "00:00:00", "01:00:00"]
    assert [duration(x) for x in (0.0, 20.0, 38.24, 119.97, 180, 318, 3599.7, 7380)] == [
        "0 s",
        "20 s",
        "38.2 s",
        "2 min",
        "3 min",
        "5 min 18 s",
        "1 h",
        "2 h 3 min",
    ]
    assert [count(n, "agent") for n in (0, 1, 1200)] == ["no agent", "1 agent", "1,200 agents"]
    assert [ordinal(n) for n in (1, 10, 11, 22, 103, 112)] == ["first", "tenth", "11th", "22nd", "103rd", "112th"]
    assert [listed(parts) for parts in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["", "a", "a and b", "a, b and c"]
    assert clocks([0, 60, 120]) == "00:00:00, 00:01:00 and 00:02:00"
    assert clocks([0, 60, 120, 180]) == "00:00:00, 00:01:00, 00:02:00 and 1 more"

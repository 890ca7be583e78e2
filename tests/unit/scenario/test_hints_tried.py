"""Hints are tried before they are given: obeying them works, holds what was typed, and sends nothing to another subject."""

from __future__ import annotations

import re

import pytest

from simdesk.likeness import distance
from simdesk.scenario import InvalidScenario, load_text
from simdesk.scenario.hints.slips import is_slip, slips
from simdesk.scenario.hints.subjects import _SUBJECTS
from simdesk.scenario.hints.unsimulated import _CONCEPTS
from simdesk.scenario.hints.words import GENERIC
from simdesk.scenario.reading.diagnostics import Diagnostic
from tests.obeying import obeyed, read, write

DAY = """\
simdesk: 1
hours: {{open: "08:00", close: "18:00"}}
{top}
queues:
  phone:
    arrivals: {{per_day: 500}}
    handle_time: 4 min
    {queue}
  mail: {{channel: email, arrivals: {{per_day: 50}}, handle_time: 4 min}}
agent_groups:
  front: {{skills: [phone, mail], headcount: 9{group}}}
  back: {{skills: [phone, mail], headcount: 9}}
"""


def text(queue: str = "", group: str = "", top: str = "") -> str:
    return DAY.format(queue=queue, group=f", {group}" if group else "", top=top)


def faults(day: str) -> tuple[Diagnostic, ...]:
    try:
        load_text(day)
    except InvalidScenario as error:
        return error.diagnostics
    return ()


@pytest.mark.parametrize(
    ("part", "line", "hint"),
    [
        ("queue", "tries: {order: [front, back]}", "write [front, back]"),
        ("queue", "tries: 3", "such as tries: [front, back]"),
        ("queue", "waiting_places: about 20 lines", "write 20"),
        ("queue", "patience: about 2 min", "write 2 min"),
        ("queue", "repeat: 12% within 3 days", "write {unresolved: 12%, after: 3 days}"),
        ("queue", "misrouted: 5%", "write {share: 5%, to: mail, recognised_after: 45 s}"),
        ("queue", "redial: {share: 40%, after: 5 min, at_most: three times}", "write 3"),
        ("group", "absence: {zzz: 5%}", "write 5%"),
        (
            "queue",
            "redial: 45% after 10 min up to 3 times",
            "such as redial: {share: 40%, after: 5 min}, with the numbers meant",
        ),
        ("queue", "weight: high", "such as weight: 2"),
        ("group", "takes: {phone: 2, mail: 1}", "write [mail, phone]"),
        ("group", "takes: [phone before all of the others]", "a name belongs here: phone, mail"),
        ("top", "sweep: headcount", "write {set: {agent_groups.front.headcount: 10..20}}"),
        ("group", "missed: 5%", "write {share: 5%, after: 15 s, unavailable: 1 min}"),
    ],
)
def test_a_value_of_the_wrong_make_is_told_with_a_line_of_its_own_numbers(part: str, line: str, hint: str) -> None:
    day = text(**{part: line})
    one = next(one for one in faults(day) if one.hint == hint)
    if one.fix is None:
        return
    new = obeyed(read(day), one)
    assert not [after for after in faults(write(new)) if after.path.startswith(one.path)]
    if line != "takes: {phone: 2, mail: 1}":  # their order says the same
        assert set(re.findall(r"\d+", day)) <= {*re.findall(r"\d+", write(new)), "00"}


@pytest.mark.parametrize(
    ("part", "line"),
    [
        ("queue", "time: Interval"),
        ("queue", "list: 300 records"),
        ("queue", "start: '08:00'"),
        ("queue", "count: 4"),
        ("group", "name: Early team"),
        ("group", "priority: 2"),
        ("group", "rate: 20"),
        ("group", "vacation_days: 10%"),
        ("top", "wait_music: jazz"),
        ("top", "abandonment: 5%"),
        ("queue", "customer_answer_time: 3 min"),
        ("group", "answer_order: earliest_due_date"),
    ],
)
def test_no_word_is_sent_to_another_subject_by_likeness(part: str, line: str) -> None:
    (one,) = faults(text(**{part: line}))
    assert not re.search(r"belongs under|did you mean|there already", one.hint), one.render()
    assert one.hint.count(",") < 12


@pytest.mark.parametrize(
    ("part", "line", "words"),
    [
        ("queue", "cost_per_abandoned: 12.50", "no price on contacts that wait or abandon"),
        ("queue", "split: {front: 70%, back: 30%}", "in front skills: [phone_front], in back skills: [phone_back]"),
        ("top", "language: de", "in English"),
        ("top", "replications: {number: 50, confidence: 90%}", "write confidence: 95%, or leave it out"),
        ("queue", "bot: {contained: 20%, passes_to: mail, hang_up: 4%}", "contained: 24%"),
        (
            "top",
            'events: [{what: outage, queues: [phone], start: "10:30", end: "11:00", handle_time: +50%}]',
            'in phone write handle_time: {by_interval: {"08:00": 4 min, "10:30": 6 min, "11:00": 4 min}}',
        ),
        ("queue", "patience: {10 s: 20%, 30 s: 60%, 60 s: 100%}", "or patience: 27 s, an exponential of the same mean"),
        ("group", "label: Early team", "# Early team"),
        ("queue", "average_wait: 15 s", "- mean_wait(phone) <= 15 s"),
    ],
)
def test_what_is_not_simulated_is_said_with_what_to_do(part: str, line: str, words: str) -> None:
    found = [one for one in faults(text(**{part: line})) if words in f"{one.message} {one.hint}"]
    assert len(found) == 1, faults(text(**{part: line}))


def test_a_day_in_which_contacts_take_longer_can_be_typed() -> None:
    longer = 'handle_time: {by_interval: {"08:00": 4 min, "10:30": 6 min, "11:00": 4 min}}'
    assert not faults(text().replace("handle_time: 4 min\n", f"{longer}\n", 1))


@pytest.mark.parametrize(
    ("word", "known", "meant"),
    [
        ("customer_response_time", ["answer_within", "customer_time"], []),
        ("hang_up", ["passes_to", "hand_to"], []),
        ("list", ["lots", "last_in"], []),
        ("headcount_per_interval", ["headcount", "headcount_is"], ["headcount"]),
        ("day_ot_day", ["day_to_day", "per_day"], ["day_to_day"]),
        ("cost_per_abandoned", ["abandoned", "cost"], []),
    ],
)
def test_compound_words_are_compared_word_by_word(word: str, known: list[str], meant: list[str]) -> None:
    assert slips(word, known) == meant


def test_slips_are_of_letters() -> None:
    assert is_slip("handletime", "handle_time")
    assert not is_slip("part_time", "start_time")
    assert distance("parttime", "starttime", 3) == 2


def test_the_tables_name_keys_of_the_language() -> None:
    for model, subjects in _SUBJECTS.items():
        for _, keys, _ in subjects:
            assert set(keys.split()) <= set(model.model_fields), (model, keys)
    for concept in _CONCEPTS:
        for block in concept.blocks:
            assert not set(concept.words.split()) & set(block.model_fields), (concept, block)
    assert all(word == word.lower() for word in GENERIC)

"""Every word of the floor that has a code has the code of its name, and a rule."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

import simdesk.rules
from simdesk.results.shown.frames import ACTIVITIES
from simdesk.rules import agent_choices, calendar, codes, happenings, leg_codes, predicted_wait, rows
from simdesk.rules.dispatch import dispatch
from simdesk.rules.floor import FLOOR_KINDS, Floor

RULES = sorted(Path(simdesk.rules.__file__).parent.glob("*.py"))


@pytest.mark.parametrize(
    ("module", "words"),
    [(codes, "OUTCOMES"), (codes, "MIXES"), (calendar, "PLANNED"), (calendar, "SCHEDULED"), (leg_codes, "REASONS")],
)
def test_the_code_of_a_word_has_its_name(module: object, words: str) -> None:
    for code, word in enumerate(getattr(module, words)):
        assert getattr(module, word.upper()) == code, word


def test_ways_to_close_and_choices_have_the_place_of_their_names() -> None:
    ways = (codes.FINISH_WAITING, codes.TURN_AWAY_WAITING, codes.CARRY_OVER)
    assert ways == tuple(range(len(codes.WAYS_TO_CLOSE)))
    for code in ("LONGEST_IDLE", "RANDOM"):
        assert list(agent_choices.AGENT_CHOICES)[getattr(agent_choices, code)] == code.lower()


def codes_of(module: object) -> set[str]:
    """Names of the codes that a module declares together, as ``A, B = range(...)`` or ``A = WORDS.index("a")``."""
    tree = ast.parse(Path(module.__file__).read_bytes())  # type: ignore[attr-defined]
    found: set[str] = set()
    for line in tree.body:
        if isinstance(line, ast.Assign) and isinstance(line.value, ast.Call):
            target = line.targets[0]
            if isinstance(target, ast.Tuple):
                found |= {name.id for name in target.elts if isinstance(name, ast.Name)}
            elif isinstance(target, ast.Name) and isinstance(line.value.func, ast.Attribute) and line.value.func.attr == "index":
                found.add(target.id)
    return found


FALLS_THROUGH = {"NOT_MADE", "FINISH_WAITING", "TOGETHER", "OFF", "NOTHING", "OPEN"}
"""Codes of 0, or what is left when no other code fits: rules need not name them."""


@pytest.mark.parametrize("module", [codes, calendar])
def test_every_code_is_named_by_a_rule(module: object) -> None:
    """A code that no rule names would quietly be played as another."""
    used = {
        node.id
        for path in RULES
        if path.name not in ("codes.py", "calendar.py")
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.Name)
    }
    declared = codes_of(module)
    assert len(declared) >= 20
    assert declared - used <= FALLS_THROUGH


def test_every_happening_has_a_rule_and_every_choice_a_key() -> None:
    assert sorted(happenings.SCHEDULED_RULES) == list(range(len(calendar.SCHEDULED)))
    assert sorted(happenings.PLANNED_RULES) == list(range(len(calendar.PLANNED)))
    assert len({choice.key for choice in agent_choices.AGENT_CHOICES.values()}) == len(agent_choices.AGENT_CHOICES)
    assert len(set(predicted_wait.PREDICTORS.values())) == len(predicted_wait.PREDICTORS)


def chosen(rules: Mapping[int, str], words: Sequence[str]) -> list[str]:
    function = dispatch("f", "code, x", "code", {k: (lambda x, k=k: rules[k] + x, "x") for k in rules}, words)
    return [function(code, "!") for code in range(len(words))]


def test_a_code_plays_its_rule() -> None:
    assert chosen({2: "c", 0: "a", 1: "b"}, ("x", "y", "z")) == ["a!", "b!", "c!"]
    assert chosen({0: "a"}, ("x",)) == ["a!"]


def test_a_word_without_a_rule_is_an_error() -> None:
    with pytest.raises(ValueError, match="f: no rule for y"):
        chosen({0: "a", 2: "c"}, ("x", "y", "z"))
    with pytest.raises(ValueError, match="a rule for a code without a word"):
        chosen({0: "a", 1: "b"}, ("x",))


def test_every_span_of_an_agents_day_is_an_activity() -> None:
    spans = codes_of(codes) & {"ON_DUTY", "BREAK", "AT_WORK", "MEETING", "RANG", "MISSED", "REFUSED", "PAUSED"}
    assert len(spans) == 8
    # Handling, wrap-up and idle come from the contacts, time on duty and time at work; the others from spans.
    assert len(ACTIVITIES) - 3 == len(spans) - 2


def test_the_floor_is_declared_once() -> None:
    assert len(FLOOR_KINDS) == len(Floor._fields)
    contact = FLOOR_KINDS[Floor._fields.index("contacts")]
    assert contact == rows.CONTACT
    assert contact.itemsize == 64  # what a processor fetches at once
    assert list(contact.names or ()) == list(rows.ContactRow.__annotations__)

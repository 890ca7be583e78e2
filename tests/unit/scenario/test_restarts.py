"""A slip of YAML is tried on the lines that matter: the parser stops where it stops in the whole text."""

from __future__ import annotations

from pathlib import Path

import pytest

from simdesk.scenario.reading.restarts import without_what_is_read
from simdesk.scenario.reading.yaml_tree import _stop

SHIPPED = Path(__file__).parents[3] / "scenarios" / "omnichannel.yaml"
LINES = SHIPPED.read_text(encoding="utf-8").splitlines()
FIRST = 20


@pytest.mark.parametrize("wrong", ['"', " ] ", "a: b: c", "\tx", "   - y"])
@pytest.mark.parametrize("number", range(FIRST, len(LINES), 8))
def test_the_parser_stops_at_the_same_place(number: int, wrong: str) -> None:
    changed = [*LINES[:number], LINES[number] + wrong if wrong != "\tx" else wrong, *LINES[number + 1 :]]
    shorter = without_what_is_read(LINES, number)
    shorter[number] = changed[number]
    assert _stop("\n".join(shorter)) == _stop("\n".join(changed))


def test_only_the_keys_above_are_left() -> None:
    lines = ["a: 1", "b:", "  c: [1,", "    2]", "  d:", "    e: 1", "    f: 2", "    g: 3"]
    assert without_what_is_read(lines, 7) == ["", "b:", "", "", "  d:", "", "    f: 2", "    g: 3"]
    assert without_what_is_read(lines, 5) == ["", "b:", "", "", "  d:", "    e: 1", "    f: 2", "    g: 3"]
    assert without_what_is_read(lines, 3) == ["", "b:", "  c: [1,", "    2]", "  d:", "    e: 1", "    f: 2", "    g: 3"]
    assert without_what_is_read(lines, 0) == lines


def test_what_an_alias_needs_is_left() -> None:
    lines = ["a: &one 1", "b: 2", "c: *one", "d: 3"]
    assert without_what_is_read(lines, 3) == lines


def test_a_text_inside_a_text_is_no_key() -> None:
    lines = ["a: |", "  b: 1", "  c: 2", "d: 3", "- : {"]
    assert without_what_is_read(lines, 2)[0] == "a: |"
    assert without_what_is_read(lines, 4) == ["", "", "", "d: 3", "- : {"]

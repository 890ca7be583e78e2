"""The page about channels has every word for them, and its arithmetic is right; its blocks are run by ``test_pages``."""

from __future__ import annotations

import re

import pages
import pytest
from floors import Group, Queue, centre
from pages import ROOT

from simdesk.floor.parts import Concurrency
from simdesk.measure.loads import work_at_once
from simdesk.units import parse_duration

PAGE = (ROOT / "docs" / "channels.md").read_text(encoding="utf-8")


def test_the_page_has_every_word_for_channels() -> None:
    from simdesk.scenario.language.channels import Bot, Campaign, Channel, Failed

    written = " ".join(block.text for block in pages.blocks("yaml", "docs/channels.md"))
    for part in (Channel, Bot, Campaign, Failed):
        assert [word for word in part.model_fields if f"{word}:" not in written] == []
    for word in ("capacity", "units", "customer_time", "leaves_after", "due"):
        assert f"{word}:" in written


def test_the_arithmetic_of_a_shared_pace() -> None:
    rows = re.findall(r"^\| (\d) \| (\d+)% \| ([\d.]+) \| ([^|]+?) \|$", PAGE, re.MULTILINE)
    assert [int(number) for number, *_ in rows] == [1, 2, 3]
    paces = tuple(int(pace) / 100 for _, pace, *_ in rows)
    for number, pace, work, takes in rows:
        n, concurrency = int(number), Concurrency((int(number),), (("together",),), (paces,))
        assert float(work) == round(n * int(pace) / 100, 1)
        where = centre([Queue("chat", [0.0] * n, 360.0, channel="chat")], [Group("desk", ["chat"], 1, concurrency=concurrency)])
        ended = where.play().contacts.ended
        assert ended == pytest.approx(parse_duration(takes), abs=0.5)
        assert work_at_once(where.floor.groups[0], {0}) == pytest.approx(n * int(pace) / 100)
    # Alone for 3 min, then another beside it: 3 min 45 s more.
    concurrency = Concurrency((2,), (("together",),), (paces,))
    log = centre(
        [Queue("chat", [0.0, 180.0], 360.0, channel="chat")], [Group("desk", ["chat"], 1, concurrency=concurrency)]
    ).play()
    assert log.contacts.ended[0] == pytest.approx(180 + parse_duration("3 min 45 s"))

"""Every piece of YAML on the page about channels plays the same day on both clocks, and its numbers are so."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from floors import Group, Queue, centre, same_log
from ruamel.yaml import YAML

import simdesk as sd
from simdesk.floor.plan import Hands
from simdesk.measure.loads import work_at_once
from simdesk.scenario.notes.summary import summary
from simdesk.units import parse_duration

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "channels.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
HEADS = 3
USUAL = {"handle_time": {"exponential": {"mean": "4 min"}}, "arrivals": {"rate": "30 per h"}}
PATIENCE = {"exponential": {"mean": "3 min"}}


def scenario(text: str) -> sd.Scenario:
    """A piece of the page over a small day."""
    piece: dict[str, Any] = YAML(typ="safe", pure=True).load(text)
    passed_to = {queue["bot"]["passes_to"] for queue in piece["queues"].values() if "bot" in queue}
    queues = {}
    for name, queue in piece["queues"].items():
        whole = {**USUAL, **queue}
        if queue.get("channel", "voice") in ("voice", "chat"):
            whole["patience"] = PATIENCE
        if name in passed_to or "campaign" in queue:
            del whole["arrivals"]
        queues[name] = whole
    hours = {"open": "08:00", "close": "11:00", "interval": "30 min"}
    groups = {name: {"headcount": HEADS, **group} for name, group in piece["agent_groups"].items()}
    targets = ["abandon_rate(all) <= 50%"]
    day = {"simdesk": 1, "hours": hours, "targets": targets, **piece, "queues": queues, "agent_groups": groups}
    return sd.load_text(json.dumps(day))


@pytest.mark.parametrize("text", BLOCKS, ids=range(len(BLOCKS)))
def test_a_piece_plays_on_both_clocks(text: str) -> None:
    day = scenario(text)
    slips = ("decides nothing", "decide nothing", "never takes", "orders nothing", "never reached")
    assert not [line for line in summary(day) if any(slip in line for slip in slips)]
    logs = [sd.run(day, 1, engine=engine).logs[0] for engine in ("simpy", "compiled")]
    assert same_log(*logs)
    answered = np.isfinite(logs[0].contacts.answered)
    assert set(logs[0].contacts.group[answered].tolist()) == set(range(len(day.agent_groups)))


def test_the_page_has_every_word_for_channels() -> None:
    from simdesk.scenario.language.channels import Bot, Campaign, Channel, Failed

    written = " ".join(BLOCKS)
    for part in (Channel, Bot, Campaign, Failed):
        assert [word for word in part.model_fields if f"{word}:" not in written] == []
    for word in ("capacity", "units", "customer_time", "leaves_after", "due"):
        assert f"{word}:" in written


def test_the_arithmetic_of_a_shared_pace() -> None:
    rows = re.findall(r"^\| (\d) \| (\d+)% \| ([\d.]+) \| ([^|]+?) \|$", PAGE, re.MULTILINE)
    assert [int(number) for number, *_ in rows] == [1, 2, 3]
    paces = tuple(int(pace) / 100 for _, pace, *_ in rows)
    for number, pace, work, takes in rows:
        n, hands = int(number), Hands((int(number),), (("together",),), (paces,))
        assert float(work) == round(n * int(pace) / 100, 1)
        where = centre([Queue("chat", [0.0] * n, 360.0, channel="chat")], [Group("desk", ["chat"], 1, hands=hands)])
        ended = where.play().contacts.ended
        assert ended == pytest.approx(parse_duration(takes), abs=0.5)
        assert work_at_once(where.floor.groups[0], {0}) == pytest.approx(n * int(pace) / 100)
    # Alone for 3 min, then another beside it: 3 min 45 s more.
    hands = Hands((2,), (("together",),), (paces,))
    log = centre([Queue("chat", [0.0, 180.0], 360.0, channel="chat")], [Group("desk", ["chat"], 1, hands=hands)]).play()
    assert log.contacts.ended[0] == pytest.approx(180 + parse_duration("3 min 45 s"))


def test_links_lead_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", PAGE):
        assert (ROOT / "docs" / target).exists(), target

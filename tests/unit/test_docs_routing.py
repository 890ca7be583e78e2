"""Every piece of YAML on the page about routing is valid, decides something, and plays the same day on both clocks."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from floors import same_log
from ruamel.yaml import YAML

import simdesk as sd
from simdesk.scenario.notes.summary import summary

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "routing.md").read_text(encoding="utf-8")
PLATFORMS = ("Amazon", "Genesys", "Cisco", "Asterisk", "FreeSWITCH", "Salesforce", "Zendesk", "ServiceNow", "Twilio")

DAY = {
    "simdesk": 1,
    "hours": {"open": "08:00", "close": "11:00", "interval": "30 min"},
    "targets": ["abandon_rate(all) <= 50%"],
}
QUEUE = {
    "handle_time": {"exponential": {"mean": "4 min"}},
    "patience": {"exponential": {"mean": "3 min"}},
}
GROUP = {"headcount": 3}


def blocks() -> list[tuple[str, str]]:
    """The heading above each piece of YAML, and the piece."""
    found, heading = [], ""
    for match in re.finditer(r"^## ([^\n]*)$|^```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL):
        heading = match.group(1) or heading
        if match.group(2):
            found.append((heading, match.group(2)))
    return found


BLOCKS = blocks()


def scenario(text: str) -> sd.Scenario:
    """A piece of the page over a small day."""
    piece: dict[str, Any] = YAML(typ="safe", pure=True).load(text)
    whole = {**DAY, **piece}
    # A little more work than agents, so that lines form and the last ranks open.
    rate = 1.15 * 15 * GROUP["headcount"] * len(piece["agent_groups"]) / len(piece["queues"])
    arrivals = {"arrivals": {"rate": f"{rate:g} per h"}}
    whole["queues"] = {name: {**QUEUE, **arrivals, **queue} for name, queue in piece["queues"].items()}
    whole["agent_groups"] = {name: {**GROUP, **group} for name, group in piece["agent_groups"].items()}
    return sd.load_text(json.dumps(whole))


def test_every_platform_has_a_piece() -> None:
    found = [heading.split()[0].rstrip(":") for heading, _ in BLOCKS if heading != "The ideas"]
    assert list(dict.fromkeys(found)) == list(PLATFORMS)


def test_what_platforms_say_of_capacity_is_written() -> None:
    with_channels = {heading.split()[0].rstrip(":") for heading, text in BLOCKS if "channel:" in text}
    assert with_channels == {"Amazon", "Genesys", "Salesforce", "Zendesk", "ServiceNow"}
    assert "with channels" not in PAGE  # nothing is put off any more


@pytest.mark.parametrize(("heading", "text"), BLOCKS, ids=[f"{k}_{heading.split()[0]}" for k, (heading, _) in enumerate(BLOCKS)])
def test_a_piece_plays_on_both_clocks(heading: str, text: str) -> None:
    day = scenario(text)
    slips = ("decides nothing", "decide nothing", "never takes", "orders nothing", "never reached")
    assert not [line for line in summary(day) if any(slip in line for slip in slips)]
    logs = [sd.run(day, 1, engine=engine).logs[0] for engine in ("simpy", "compiled")]
    assert same_log(*logs)
    answered = np.isfinite(logs[0].contacts.answered)
    groups = set(logs[0].contacts.group[answered].tolist())
    assert groups == set(range(len(day.agent_groups))), "a group that never takes a contact shows nothing"


def plain(text: str) -> str:
    """The piece with its groups and queues, and no rule of routing."""
    piece = YAML(typ="safe", pure=True).load(text)
    groups = {name: {"skills": list(group["skills"])} for name, group in piece["agent_groups"].items()}
    return json.dumps({"queues": {name: {} for name in piece["queues"]}, "agent_groups": groups})


@pytest.mark.parametrize(("heading", "text"), BLOCKS, ids=[f"{k}_{heading.split()[0]}" for k, (heading, _) in enumerate(BLOCKS)])
def test_the_rules_of_a_piece_change_the_day(heading: str, text: str) -> None:
    with_rules, without = (sd.run(scenario(one), 1, engine="simpy").logs[0] for one in (text, plain(text)))
    assert not same_log(with_rules, without)


def test_links_lead_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", PAGE):
        assert (ROOT / "docs" / target).exists(), target

"""The page about routing has every platform, and each of its pieces decides something; they are run by ``test_pages``."""

from __future__ import annotations

import json
from dataclasses import replace

import pages
import pytest
from floors import same_log
from pages import ROOT, Block
from ruamel.yaml import YAML

import simdesk as sd

PAGE = (ROOT / "docs" / "routing.md").read_text(encoding="utf-8")
PLATFORMS = ("Amazon", "Genesys", "Cisco", "Asterisk", "FreeSWITCH", "Salesforce", "Zendesk", "ServiceNow", "Twilio")

BLOCKS = pages.blocks("yaml", "docs/routing.md")


def platform(block: Block) -> str:
    return block.heading.split()[0].rstrip(":")


def test_every_platform_has_a_piece() -> None:
    found = [platform(block) for block in BLOCKS if block.heading != "The ideas"]
    assert list(dict.fromkeys(found)) == list(PLATFORMS)


def test_what_platforms_say_of_capacity_is_written() -> None:
    with_channels = {platform(block) for block in BLOCKS if "channel:" in block.text}
    assert with_channels == {"Amazon", "Genesys", "Salesforce", "Zendesk", "ServiceNow"}
    assert "with channels" not in PAGE  # nothing is put off any more


def plain(text: str) -> str:
    """The piece with its groups and queues, and no rule of routing."""
    piece = YAML(typ="safe", pure=True).load(text)
    groups = {name: {"skills": list(group["skills"])} for name, group in piece["agent_groups"].items()}
    return json.dumps({"queues": {name: {} for name in piece["queues"]}, "agent_groups": groups})


@pytest.mark.parametrize("block", BLOCKS, ids=str)
def test_the_rules_of_a_piece_change_the_day(block: Block) -> None:
    days = (pages.scenario(one) for one in (block, replace(block, text=plain(block.text))))
    with_rules, without = (sd.run(day, 1, engine="simpy").logs[0] for day in days)
    assert not same_log(with_rules, without)

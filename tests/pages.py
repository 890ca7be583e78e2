"""The pages that people read, their blocks of code, and how a piece of a scenario is made whole.

A page is README, CONTRIBUTING or CHANGELOG, or stands in ``docs/``. Each of its blocks is run or checked by
``tests/unit/repository/test_pages.py``, by its language:

- ``yaml`` is a scenario: it is read and a day of it is simulated. A block that shows only part of a scenario is marked
  ``<!-- example: piece -->`` on the line above (or its page ``<!-- examples: pieces -->``): what is missing is filled in.
- ``python`` is run, the blocks of a page one after the other. A marked piece is only compiled.
- ``sh`` is a list of commands, which the command line must understand.
- ``text`` is not run.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import simdesk as sd

ROOT = Path(__file__).parents[1]
LANGUAGES = ("yaml", "python", "sh", "text", "bibtex")
_BLOCK = re.compile(r"^(?P<above>[^\n]*)\n```(?P<language>[^\n]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A block of code: its page (from the root of the project), line, the heading above, language and text."""

    page: str
    line: int
    heading: str
    language: str
    text: str
    is_piece: bool

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


@cache
def pages() -> tuple[Path, ...]:
    top = (ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md"))
    return (*(path for path in top if path.exists()), *sorted((ROOT / "docs").rglob("*.md")))


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@cache
def blocks(language: str | None = None, page: str | None = None) -> tuple[Block, ...]:
    """Every block of every page, or those of one language or page."""
    found = []
    for path in pages():
        text = path.read_text(encoding="utf-8")
        pieces = "<!-- examples: pieces -->" in text
        for match in _BLOCK.finditer(text):
            headings = ["", *re.findall(r"^## (.*)$", text[: match.start("text")], re.MULTILINE)]
            line = text.count("\n", 0, match.start("text"))
            marked = pieces or match["above"].strip() == "<!-- example: piece -->"
            found.append(Block(name(path), line, headings[-1], match["language"], match["text"], marked))
    return tuple(block for block in found if language in (None, block.language) and page in (None, block.page))


HOURS = {"open": "08:00", "close": "11:00", "interval": "30 min"}
HEADCOUNT = 3
QUEUES = {"sales": {"handle_time": {"lognormal": {"mean": "4 min", "sd": "3 min"}}}}
GROUPS = {
    "sales_desk": {"skills": ["sales"]},
    "night": {"skills": ["sales"], "shifts": [{"start": "09:00", "length": "2 h", "agents": 1}]},
}
"""What a piece without queues or without groups speaks of."""


def whole(text: str) -> dict[str, Any]:
    """A piece of a scenario over a small day: with hours, arrivals, handle time, patience and headcount where it has none.

    A little more work arrives than the agents can do, so that contacts queue and the last ranks open.
    """
    from ruamel.yaml import YAML

    piece: dict[str, Any] = YAML(typ="safe", pure=True).load(text)
    groups, given = piece.get("agent_groups", GROUPS), piece.get("queues", QUEUES)
    passed_to = {queue["bot"]["passes_to"] for queue in given.values() if "bot" in queue}
    rate = 1.15 * 15 * HEADCOUNT * len(groups) / len(given)
    queues = {}
    for key, queue in given.items():
        queues[key] = {"handle_time": {"exponential": {"mean": "4 min"}}, "arrivals": {"rate": f"{rate:g} per h"}, **queue}
        if queue.get("channel", "voice") in ("voice", "chat"):
            queues[key].setdefault("patience", {"exponential": {"mean": "3 min"}})
        if key in passed_to or "campaign" in queue:
            del queues[key]["arrivals"]
    heads = {key: group if "shifts" in group else {"headcount": HEADCOUNT, **group} for key, group in groups.items()}
    day = {"simdesk": 1, "hours": HOURS, "targets": ["abandon_rate(all) <= 50%"]}
    return {**day, **piece, "queues": queues, "agent_groups": heads}


def scenario(block: Block) -> sd.Scenario:
    """The scenario of a block of YAML."""
    return sd.load_text(json.dumps(whole(block.text), default=str) if block.is_piece else block.text)

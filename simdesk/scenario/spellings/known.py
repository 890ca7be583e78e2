"""All spellings that are understood besides the documented ones."""

from __future__ import annotations

from simdesk.scenario.spellings.agents import AGENTS
from simdesk.scenario.spellings.queues import QUEUES
from simdesk.scenario.spellings.spelling import Spelling
from simdesk.scenario.spellings.targets import TARGETS

SPELLINGS: tuple[Spelling, ...] = (*QUEUES, *AGENTS, *TARGETS)

"""Other spellings of agent groups, their skills and their shifts."""

from __future__ import annotations

from simdesk.scenario.language.agents import AgentGroup
from simdesk.scenario.reading.nodes import Entry, MapNode, Scalar
from simdesk.scenario.spellings.spelling import Spelling, renamed, replaced


def _cost_per_hour(block: MapNode, key: str) -> MapNode:
    entry = block.entries[key]
    node = entry.node
    if isinstance(node, Scalar) and isinstance(node.value, int | float):
        node = Scalar(f"{node.value:.15g} per h", node.place)
    return replaced(block, key, {"cost": Entry(entry.key, node)})


AGENTS: tuple[Spelling, ...] = (
    renamed(AgentGroup, "headcount", "agents", "staff", "heads", example="12"),
    Spelling(AgentGroup, ("cost_per_hour", "hourly_cost"), _cost_per_hour, "cost_per_hour: 24", "cost: 24 per h"),
)

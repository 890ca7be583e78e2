"""Costs with a currency among changes: ``cost: 24 EUR/h``."""

from __future__ import annotations

from simdesk.scenario.reading.nodes import MapNode, Node, Path, Scalar, follow
from simdesk.scenario.spellings.agents import COSTS
from simdesk.scenario.spellings.spelling import folded, text_of
from simdesk.scenario.spellings.whole import checked_money, money_of


def cost_meant(tree: MapNode, path: Path, key: str, node: Node) -> dict[Path, Scalar]:
    """What a group's cost with a currency sets: the cost, and the currency where the scenario has none; empty for others.

    Parameters
    ----------
    tree : MapNode
        The scenario.
    path : tuple
        Of the block that the key stands in.
    key : str
    node : Node

    Raises
    ------
    UnclearError
        When the scenario has another currency, or the amount is not said to be for an hour.
    """
    if path[:1] != ("agent_groups",) or len(path) != 2 or folded(key) not in ("cost", *COSTS):
        return {}
    money = money_of(text_of(node), key)
    if money is None:
        return {}
    amount, currency, _ = money
    there = text_of(follow(tree, ("currency",)) or Scalar(None, node.place))
    checked_money(money, there)
    made: dict[Path, Scalar] = {(*path, "cost"): Scalar(f"{amount} per h", node.place)}
    if not there:
        made["currency",] = Scalar(currency, node.place)
    return made

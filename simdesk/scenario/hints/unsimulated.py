"""Words of the trade for what simdesk does not simulate: said in a sentence, with what to do instead."""

from __future__ import annotations

from dataclasses import dataclass

from simdesk.errors import InputError
from simdesk.scenario.language.agents import AgentGroup
from simdesk.scenario.language.channels import Bot
from simdesk.scenario.language.customers import Customers
from simdesk.scenario.language.days import Event
from simdesk.scenario.language.model import ScenarioModel
from simdesk.scenario.language.quantities import Block
from simdesk.scenario.language.queues import Arrivals, Queue
from simdesk.scenario.language.replications import Replications
from simdesk.scenario.reading.nodes import MapNode, Node, Path, Scalar, flow, follow
from simdesk.scenario.spellings.spelling import folded
from simdesk.units import parse_share


@dataclass(frozen=True)
class _Concept:
    """What is not simulated: where its words stand (anywhere, where no block is named), and the sentences that say so."""

    words: str
    message: str
    hint: str
    blocks: tuple[type[Block], ...] = ()


_CONCEPTS = (
    _Concept(
        "cost_per_contact cost_per_call cost_per_chat cost_per_email cost_per_message cost_per_minute price_per_call "
        "telephony_cost telecom_cost line_cost toll_cost cost_per_line",
        "simdesk counts the cost of agents, not of contacts",
        "the results give cost and contacts answered: divide one by the other; remove the key",
    ),
    _Concept(
        "cost_per_abandoned cost_per_abandon cost_of_abandonment abandon_cost abandonment_cost cost_per_lost_call "
        "cost_per_lost lost_sale_cost cost_of_waiting waiting_cost penalty penalties penalty_cost sla_penalty malus bonus",
        "simdesk puts no price on contacts that wait or abandon",
        "multiply the abandoned contacts of the results by that price; remove the key",
    ),
    _Concept(
        "revenue revenue_per_call revenue_per_contact sales_per_call conversion conversion_rate order_value profit margin",
        "simdesk simulates waiting and work, not revenue",
        "multiply the contacts answered of the results by it; remove the key",
    ),
    _Concept(
        "language lang locale report_language output_language ui_language",
        "reports and messages are in English",
        "there is no other language; remove the key",
        (ScenarioModel,),
    ),
    _Concept(
        "confidence confidence_level level_of_confidence significance significance_level alpha ci ci_level",
        "the confidence level is 95% throughout, and cannot be chosen",
        "remove the key",
        (Replications, ScenarioModel),
    ),
    _Concept(
        "hang_up hang_ups hang_up_rate hangup hangups abandon abandons abandoned abandonment abandon_rate drop_out "
        "drop_outs dropout drop_off drop_offs leave leaves gives_up give_up lost disconnect disconnects",
        "customers who leave inside the bot are not simulated apart from those it resolves",
        "both end there: write their sum as contained",
        (Bot,),
    ),
    _Concept(
        "allocation allocations split percentage_allocation percent_allocation allocation_rule distribution_of_calls "
        "share_per_group split_by_group group_shares partner_share outsourcing_share outsourced inhouse inhouse_share "
        "outsourcer_share volume_split call_split",
        "calls are not divided between groups by percentage: an idle agent who has the skill answers",
        "to keep the shares apart write one queue for each, with its share of the arrivals and a group of its own",
        (Queue, Arrivals, ScenarioModel),
    ),
    _Concept(
        "site location country city vendor supplier employer contractor partner_name outsourcer bpo office room floor",
        "an agent group has no site of its own to be described",
        "agents of one site are one agent group: name the group after the site, and remove the key",
        (AgentGroup,),
    ),
    _Concept(
        "seasonality seasonal seasonal_factor seasonal_factors seasonal_index month_factor month_factors monthly_factor "
        "monthly_index seasonal_indices trend yearly_growth growth_per_year",
        "simdesk simulates the days of the file, not the course of a year",
        "write the volume of that month; or its factor, as scale: 125%, where per_day is that of an average month",
        (Arrivals, Queue, ScenarioModel),
    ),
    _Concept(
        "attrition turnover churn fluctuation staff_turnover recruiting hiring hiring_plan recruitment",
        "simdesk simulates the days of the file, not agents who leave or are hired over months",
        "write the agents that are there on these days as headcount, and other numbers as variants; remove the key",
    ),
    _Concept(
        "fatigue tiredness burnout stress motivation morale",
        "simdesk does not simulate how agents tire",
        "what is known of an hour can be written as a handle time that changes over the day; remove the key",
    ),
    _Concept(
        "age gender region income sentiment mood lifetime_value clv",
        "simdesk does not simulate who customers are",
        "what differs between them is a class of customers: customers: {gold: {share: 10%, first: true}}",
        (Queue, Customers),
    ),
)
_OF_EVENTS = {"pace", "efficiency", "productivity", "speed", "longer_calls"}


_REMARKS = {"name", "label", "title", "description", "comment", "comments", "note", "notes", "remark", "remarks", "reason"}
_REMARKS |= {"info", "text", "caption", "owner", "author", "id", "memo", "why"}


def _remark(key: str, model: type[Block], value: Node | None) -> tuple[str, str] | None:
    """What only describes a block, and has no key there: a comment says it. A slip of a key is none."""
    if not isinstance(value, Scalar) or value.value is None:
        return None
    named = "; its name is the key at which it stands" if model in (Queue, AgentGroup) and folded(key) in _NAMES else ""
    return (
        f"unknown key '{key}': nothing here takes a description{named}",
        f"remove the key, or make it a comment: # {value.value}",
    )


_NAMES = {"name", "label", "title", "id"}


def unsimulated(key: str, model: type[Block], block: Path, tree: Node, value: Node | None) -> tuple[str, str] | None:
    """Message and hint for a word of the trade that means what simdesk does not simulate; None for another key.

    Parameters
    ----------
    key : str
    model : type of Block
        Of the block in which it stands.
    block : tuple
        That block's path.
    tree : Node
    value : Node, optional
    """
    word = folded(key)
    if model is Event and word in _OF_EVENTS:
        message = f"unknown key '{key}': an event changes contacts and agents on duty, not how long contacts take"
        return message, 'remove the key; in the queue a handle time may change over the day: {by_interval: {"08:00": 4 min}}'
    found = next((one for one in _CONCEPTS if word in one.words.split() and (not one.blocks or model in one.blocks)), None)
    if found is None:
        return _remark(key, model, value) if word in _REMARKS else None
    hint = found.hint
    if model is Bot:
        hint = _with_sum(block, tree, value) or hint
    elif isinstance(value, MapNode) and word in found.words.split() and "one queue for each" in hint:
        queue = str(block[1]) if len(block) > 1 else "sales"
        parts = " and ".join(
            f"{queue}_{folded(name)} with {flow(entry.node)}"
            for name, entry in value.entries.items()
            if isinstance(entry.node, Scalar)
        )
        hint = f"to keep the shares apart write a queue for each group: {parts} of the arrivals" if parts else hint
    return f"unknown key '{key}': {found.message}", hint


def _with_sum(block: Path, tree: Node, value: Node | None) -> str:
    """The line for a bot in which those who leave it count as contained."""
    contained = follow(tree, (*block, "contained"))
    try:
        assert isinstance(value, Scalar)
        assert isinstance(contained, Scalar)
        both = parse_share(contained.value) + parse_share(value.value)
    except (AssertionError, InputError):
        return ""
    return f"both end there: remove the key, and write their sum, contained: {both * 100:.6g}%" if both <= 1 else ""

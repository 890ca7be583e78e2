"""Words of the trade for what simdesk does not simulate: said in a sentence, with what to do instead."""

from __future__ import annotations

from dataclasses import dataclass

from simdesk.scenario.language.agents import AgentGroup
from simdesk.scenario.language.customers import Customers
from simdesk.scenario.language.days import Event
from simdesk.scenario.language.quantities import Block
from simdesk.scenario.language.queues import Queue
from simdesk.scenario.reading.nodes import Node, Scalar
from simdesk.scenario.spellings.spelling import folded


@dataclass(frozen=True)
class _Concept:
    """What is not simulated: where its words stand (anywhere, where no block is named), and the sentences that say so."""

    words: str
    message: str
    hint: str
    blocks: tuple[type[Block], ...] = ()


_CONCEPTS = (
    _Concept(
        "telephony_cost telecom_cost line_cost toll_cost cost_per_line costs prices cost_model cost_of_service",
        "simdesk counts the cost of agents, not of contacts",
        "the results give cost and contacts answered: divide one by the other; remove the key",
    ),
    _Concept(
        "cost_per_abandoned cost_per_abandon cost_of_abandonment abandon_cost abandonment_cost cost_per_lost_call "
        "cost_per_lost cost_per_lost_contact cost_per_abandonment cost_of_abandoned lost_sale_cost lost_revenue "
        "cost_of_waiting waiting_cost penalty penalties penalty_cost sla_penalty malus bonus",
        "simdesk puts no price on contacts that wait or abandon",
        "multiply the abandoned contacts of the results by that price; remove the key",
    ),
    _Concept(
        "revenue revenue_per_call revenue_per_contact value_per_contact "
        "sales_per_call conversion conversion_rate order_value profit margin billing billing_rate billable invoice invoicing "
        "price_per_minute price_per_call price_per_contact charge_per_minute charge_per_call revenue_per_minute",
        "simdesk simulates waiting and work, not revenue",
        "multiply the contacts answered of the results by it, or their minutes; remove the key",
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


def unsimulated(key: str, model: type[Block], value: Node | None) -> tuple[str, str] | None:
    """Message and hint for a word of the trade that means what simdesk does not simulate; None for another key.

    Parameters
    ----------
    key : str
    model : type of Block
        Of the block in which it stands.
    value : Node, optional
    """
    word = folded(key)
    if model is Event and word in _OF_EVENTS:
        message = f"unknown key '{key}': an event changes contacts and agents on duty, not how long contacts take"
        return message, 'remove the key; in the queue a handle time may change over the day: {by_interval: {"08:00": 4 min}}'
    found = next((one for one in _CONCEPTS if word in one.words.split() and (not one.blocks or model in one.blocks)), None)
    if found is None:
        return _remark(key, model, value) if word in _REMARKS else None
    return f"unknown key '{key}': {found.message}", found.hint

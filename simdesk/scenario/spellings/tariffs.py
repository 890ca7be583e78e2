"""Prices of contacts and of minutes, such as a partner's tariff: not simulated, with the figure that they multiply."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from simdesk.scenario.language.model import ScenarioModel
from simdesk.scenario.reading.nodes import Entry, MapNode, Path, Scalar, flow
from simdesk.scenario.spellings.agents import COSTS
from simdesk.scenario.spellings.sections import blocks_with, left_out
from simdesk.scenario.spellings.spelling import Spelling, UnclearError, folded, text_of

_PRICES = ("cost", "price", "fee", "tariff", "rate", "charge", "pay", "paid")
_CONTACTS = (
    *("contact", "call", "chat", "email", "mail", "ticket", "message", "case", "handled_contact", "handled_call", "transaction"),
    *("answered_call", "interaction", "item", "resolution", "conversation", "letter", "order", "piece"),
)
_MINUTES = ("minute", "talk_minute", "handled_minute", "handling_minute", "minute_of_talk", "productive_minute")
_TARIFFS = (
    *("tariff", "tariffs", "partner_tariff", "fee", "fees", "partner_fee", "unit_cost", "unit_price", "piece_rate"),
    *("partner_rate", "outsourcing_rate", "outsourcer_rate", "commission", "pay_per_call", "pay_per_contact", "price"),
)
TARIFFS_BY_CONTACT = tuple(f"{price}_per_{one}" for price, one in itertools.product(_PRICES, _CONTACTS))
TARIFFS_BY_MINUTE = tuple(f"{price}_per_{one}" for price, one in itertools.product(_PRICES, _MINUTES))
_WORDS = (*_TARIFFS, *TARIFFS_BY_CONTACT, *TARIFFS_BY_MINUTE)
_PER_CONTACT = re.compile(
    rf".*(?:\bper|/|\ban?|\beach)\s*(?:{'|'.join(one.replace('_', ' ') for one in _CONTACTS)})s?", re.IGNORECASE
)
_PER_MINUTE = re.compile(r".*(?:\bper|/|\ba)\s*(?:talk |handled |handling )?min(?:ute)?s?", re.IGNORECASE)
_PER_HOUR = re.compile(r".*(?:\bper|/|\ban)\s*(?:agent )?(?:h|hr|hour)s?", re.IGNORECASE)
_AMOUNT = re.compile(r"\d+(?:[.,]\d+)?")


def _found(block: MapNode) -> Iterator[tuple[Path, str, Entry, str]]:
    """Each tariff: the block's path, the key, what stands there, and the figure that it multiplies."""
    for key, entry in block.entries.items():
        if folded(key) in _WORDS:
            yield (), key, entry, "contacts_handled(all)"
    for section, measure in (("agent_groups", "contacts_handled"), ("queues", "answered")):
        for path, key, entry in blocks_with(block, section, (*_WORDS, "cost", *COSTS)):
            if folded(key) in _WORDS or _PER_CONTACT.fullmatch(text_of(entry.node)):
                yield path, key, entry, f"{measure}({path[1]})"


def _refused(block: MapNode, _: str) -> MapNode:
    path, key, entry, figure = next(_found(block))
    text = flow(entry.node) if isinstance(entry.node, Scalar) else ""
    amount = _AMOUNT.search(text)
    price = amount[0].replace(",", ".") if amount is not None else "its price"
    shown = f"write --metric '{figure}' behind simdesk run"
    if path[:1] == ("agent_groups",) and _PER_HOUR.fullmatch(text):
        unclear = UnclearError("what an agent costs is cost", f"write cost: {price} per h", entry.key)
    elif folded(key) in TARIFFS_BY_MINUTE or _PER_MINUTE.fullmatch(text):
        message = "simdesk counts the cost of agents by the hour, and no price of the minutes that they talk"
        hint = f"remove {key}, {shown}, and multiply the figure by the AHT in minutes and by {price}"
        unclear = UnclearError(message, hint, entry.key)
    else:
        message = "simdesk counts the cost of agents by the hour, and no price of a contact"
        hint = f"remove {key}, {shown}, and multiply the figure by {price}"
        hint += (
            "; if it is the price of an agent's hour, write " + f"cost: {price} per h"
            if folded(key) in _TARIFFS and not _PER_CONTACT.fullmatch(text) and path[:1] == ("agent_groups",)
            else ""
        )
        unclear = UnclearError(message, hint, entry.key)
    raise left_out(unclear, path, key)


TARIFFS: tuple[Spelling, ...] = (
    Spelling(
        ScenarioModel,
        ("agent_groups", "queues", *_WORDS),
        _refused,
        "agent_groups: {desk: {skills: [sales], headcount: 5, cost_per_contact: 2.80}}",
        "",
        within=lambda block: next(_found(block), None) is not None,
    ),
)
"""What contacts and minutes cost."""

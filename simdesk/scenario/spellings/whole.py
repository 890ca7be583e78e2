"""Other spellings of what stands at the top of a file, and of what one part of a file says of another."""

from __future__ import annotations

import re
from collections.abc import Iterator

from simdesk.scenario.language.model import ScenarioModel
from simdesk.scenario.reading.nodes import Entry, ListNode, MapNode, Node, Path, Scalar, follow, put, remove
from simdesk.scenario.spellings.agents import COSTS
from simdesk.scenario.spellings.calendar import FIRST_DAYS, STARTS_OF_DAYS
from simdesk.scenario.spellings.dates import begins_with_date
from simdesk.scenario.spellings.sections import blocks_with, left_out
from simdesk.scenario.spellings.spelling import Spelling, UnclearError, folded, items_of, refused, renamed, replaced, text_of

_GROUPS = ("groups", "agent_group", "teams", "team", "group", "agent_pools", "pools", "skill_groups", "desks", "sites")
_REPLICATIONS = (
    *("runs", "iterations", "repetitions", "number_of_runs", "simulations", "simulation_runs", "n_runs", "nr_of_runs"),
    *("number_of_replications", "replication", "simulated_days", "days_to_simulate"),
)
_NAMES = ("name", "id", "queue", "group", "team", "label")


def _blocks_by_name(node: Node) -> bool:
    return (
        isinstance(node, MapNode) and bool(node.entries) and all(isinstance(one.node, MapNode) for one in node.entries.values())
    )


def _blocks_in_a_list(node: Node) -> bool:
    return isinstance(node, ListNode) and any(
        isinstance(item, MapNode) and (_name_key(item) or _only_name(item)) for item in node.items
    )


def _only_name(node: MapNode) -> str:
    """The name of ``- sales: {…}``, and of ``- sales:`` with its lines beside it; empty for another block."""
    first, entry = next(iter(node.entries.items()), ("", None))
    if entry is None:
        return ""
    if len(node.entries) == 1:
        return first if isinstance(entry.node, MapNode) else ""
    return first if isinstance(entry.node, Scalar) and entry.node.value is None else ""


def _name_key(node: MapNode) -> str:
    return next((key for word in _NAMES for key in node.entries if folded(key) == word), "")


def _by_name(block: MapNode, key: str) -> MapNode:
    """A list of queues or groups, each with its name, as a mapping by name."""
    entry = block.entries[key]
    named: dict[str, Entry] = {}
    for item in items_of(entry.node):
        name_key = _name_key(item) if isinstance(item, MapNode) else ""
        only = _only_name(item) if isinstance(item, MapNode) and not name_key else ""
        if only and isinstance(item, MapNode):
            below = item.entries[only].node
            rest = MapNode({one: value for one, value in item.entries.items() if one != only}, item.place)
            if only in named:
                raise UnclearError(f"the name '{only}' is used twice", "choose another name", item.entries[only].key)
            named[only] = Entry(item.entries[only].key, below if isinstance(below, MapNode) else rest)
            continue
        if not isinstance(item, MapNode) or not name_key:
            raise UnclearError("has no name, and others have one", "write name: sales", item.place)
        name = text_of(item.entries[name_key].node)
        if name in named:
            raise UnclearError(f"the name '{name}' is used twice", "choose another name", item.entries[name_key].node.place)
        inside = MapNode({one: value for one, value in item.entries.items() if one != name_key}, item.place)
        named[name] = Entry(item.entries[name_key].node.place, inside)
    return replaced(block, key, {key: Entry(entry.key, MapNode(named, entry.node.place))})


def _agents(block: MapNode, key: str) -> MapNode:
    """A number of agents at the top: of which group is not said."""
    entry = block.entries[key]
    queues = block.entries["queues"].node if "queues" in block.entries else None
    skills = f"[{', '.join(queues.entries)}]" if isinstance(queues, MapNode) else "[sales]"
    number = entry.node.value if isinstance(entry.node, Scalar) else len(items_of(entry.node))
    hint = f"write agent_groups: {{desk: {{skills: {skills}, headcount: {number}}}}}"
    raise UnclearError(f"'{key}' without a group and its skills", hint, instead=_a_group(block))


def _a_group(block: MapNode) -> dict[str, object]:
    queues = block.entries["queues"].node if "queues" in block.entries else None
    names = tuple(queues.entries) if isinstance(queues, MapNode) else ("sales",)
    return {} if "agent_groups" in block.entries else {"agent_groups": {"desk": {"skills": names, "headcount": 1}}}


def _days(block: MapNode, key: str) -> MapNode:
    node = block.entries[key].node
    number = node.value if isinstance(node, Scalar) else 5
    hours = block.entries.get("hours")
    words = ("first_day", *FIRST_DAYS, *STARTS_OF_DAYS)
    dated = begins_with_date(block, words) or (
        hours is not None and isinstance(hours.node, MapNode) and begins_with_date(hours.node, words)
    )
    if isinstance(number, int) and hours is not None and ("replications" in block.entries or dated):
        if isinstance(hours.node, MapNode) and "days" in hours.node.entries:
            line = hours.node.entries["days"].key.line
            where = f" (line {line})" if line else ""
            raise UnclearError(f"'{key}' and 'hours.days'{where} say the same", "write days once, under hours")
        return put_in(block, ("hours", "days"), node, key)
    raise UnclearError(
        f"'{key}' may be days simulated one after the other, or days simulated apart for precision",
        f"write replications: {number}; for a week or a month days: {number} under hours",
    )


def put_in(block: MapNode, path: Path, node: Node, key: str) -> MapNode:
    """The block with a key moved to another place."""
    made = put(remove(block, (key,)), path, node, block.entries[key].key)
    assert isinstance(made, MapNode)
    return made


_MONEY = re.compile(
    r"(?P<before>[^\W\d_]{1,4}|[$€£¥₹₽₺₩])?\s*(?P<amount>\d+(?:\.\d+)?)\s*(?P<behind>[^\W\d_]{1,4}|[$€£¥₹₽₺₩])?"
    r"\s*(?:/|per|an)\s*(?:h|hr|hour)",
    re.IGNORECASE,
)
"""An amount of money for an hour; the currency is a word or a sign."""
_NO_MONEY = {"per", "an", "a", "h", "hr", "hour", "min", "s", "day", "per h"}


def money_of(text: str, key: str) -> tuple[str, str, bool] | None:
    """Amount and currency of a cost such as ``24 EUR/h``, and whether it is for an hour; None for other texts.

    Parameters
    ----------
    text : str
    key : str
        ``cost``, or a word for it that says that it is for an hour.
    """
    text = " ".join(text.split())
    match = _MONEY.fullmatch(text) or (_MONEY.fullmatch(f"{text}/h") if folded(key) in COSTS else None)
    known = match or _MONEY.fullmatch(f"{text}/h")
    currency = _currency_of(known)
    return (known["amount"], currency, match is not None) if known is not None and currency else None


def checked_money(money: tuple[str, str, bool], there: str) -> None:
    """Refuse money in another currency than the scenario's, or for no time.

    Raises
    ------
    UnclearError
    """
    amount, currency, hourly = money
    if there and there != currency:
        raise UnclearError(f"two currencies: {there} and {currency}", f"write all costs in {there}")
    if not hourly:
        raise UnclearError(f"the cost of an agent is per hour (got '{amount} {currency}')", f"write {amount} {currency} per h")


def _currency_of(match: re.Match[str] | None) -> str:
    currency = (match["before"] or match["behind"] or "") if match is not None else ""
    return "" if currency.lower() in _NO_MONEY else currency


def _costs(block: MapNode) -> Iterator[tuple[Path, tuple[str, str, bool]]]:
    """Costs with a currency: the cost's path, and what was written there."""
    for path, key, entry in blocks_with(block, "agent_groups", ("cost", *COSTS)):
        money = money_of(text_of(entry.node), key)
        if money is not None:
            yield (*path, key), money


def _have_currencies(block: MapNode) -> bool:
    return next(_costs(block), None) is not None


def _currency(block: MapNode, key: str) -> MapNode:
    """The currency of costs, moved to the top."""
    path, money = next(_costs(block))
    amount, currency, _ = money
    node = follow(block, path)
    assert node is not None
    there = block.entries.get("currency")
    try:
        checked_money(money, "" if there is None else text_of(there.node))
    except UnclearError as unclear:
        unclear.place = node.place
        raise left_out(unclear, path[:-1], str(path[-1])) from None
    made = put(block, path, Scalar(f"{amount} per h", node.place), node.place)
    assert isinstance(made, MapNode)
    if there is None:
        made = MapNode({**made.entries, "currency": Entry(node.place, Scalar(currency, node.place))}, made.place)
    return made


WHOLE: tuple[Spelling, ...] = (
    Spelling(
        ScenarioModel,
        ("queues",),
        _by_name,
        "queues: [{name: sales, arrivals: 2 per h, handle_time: {constant: 4 min}}]",
        "queues: {sales: {arrivals: 2 per h, handle_time: {constant: 4 min}}}",
        _blocks_in_a_list,
    ),
    Spelling(
        ScenarioModel,
        ("agent_groups", *_GROUPS),
        _by_name,
        "teams: [{name: desk, skills: [sales], headcount: 5}]",
        "agent_groups: {desk: {skills: [sales], headcount: 5}}",
        _blocks_in_a_list,
    ),
    renamed(ScenarioModel, "agent_groups", *_GROUPS, example="{desk: {skills: [sales], headcount: 5}}"),
    Spelling(
        ScenarioModel,
        ("agents", "staff", "staffing", "resources"),
        lambda block, key: replaced(block, key, {"agent_groups": block.entries[key]}),
        "staff: {desk: {skills: [sales], headcount: 5}}",
        "agent_groups: {desk: {skills: [sales], headcount: 5}}",
        _blocks_by_name,
    ),
    Spelling(ScenarioModel, ("agents", "staff", "headcount", "heads", "fte", "number_of_agents"), _agents, "agents: 12", ""),
    renamed(
        ScenarioModel,
        "queues",
        "queue",
        "lines_of_work",
        "work_types",
        "call_types",
        "contact_types",
        example="{sales: {arrivals: 2 per h, handle_time: {constant: 4 min}}}",
    ),
    renamed(ScenarioModel, "replications", *_REPLICATIONS, example="20"),
    renamed(ScenarioModel, "seed", "random_seed", "rng_seed", "random_state", example="7"),
    renamed(ScenarioModel, "name", "title", "label", "scenario_name", example="Monday"),
    renamed(ScenarioModel, "description", "notes", "note", "comment", "comments", "remark", example="A plain day"),
    renamed(ScenarioModel, "warm_up", "warmup", "warm_up_time", "warmup_time", example="30 min"),
    Spelling(ScenarioModel, ("days", "number_of_days"), _days, "days: 20", ""),
    refused(
        ScenarioModel,
        *("version", "language_version", "schema_version"),
        message="the version of the language is called simdesk",
        hint="write simdesk: 1",
        example="version: 1",
        instead={"simdesk": 1},
    ),
    renamed(ScenarioModel, "currency", "currency_code", "money", example="EUR"),
    Spelling(
        ScenarioModel,
        ("agent_groups",),
        _currency,
        "agent_groups: {desk: {skills: [sales], headcount: 5, cost: 24 EUR/h}}",
        "agent_groups: {desk: {skills: [sales], headcount: 5, cost: 24 per h}}, currency: EUR",
        within=_have_currencies,
    ),
)

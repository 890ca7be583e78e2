"""The parts of a handle time in one mapping: ``aht: {talk: 225 s, hold: 20 s, acw: 55 s}``."""

from __future__ import annotations

from simdesk.scenario.language.customers import Customers
from simdesk.scenario.language.queues import Queue
from simdesk.scenario.reading.nodes import Entry, MapNode, Node, flow, is_number
from simdesk.scenario.spellings.distributions import hold_added, plain_or_constant, with_longer_mean
from simdesk.scenario.spellings.spelling import Spelling, UnclearError, folded, replaced

AVERAGES = (
    *("aht", "average_handle_time", "average_handling_time", "avg_handle_time", "mean_handle_time", "handling_time"),
    *("average_aht", "mean_aht"),
)
_WHOLES = (
    *AVERAGES,
    *("handle_time", "handling", "handle", "handle_times", "aht_parts", "handle_time_parts", "durations", "times"),
)
_PARTS = {
    "talk_time": "talk talk_time att talking average_talk_time conversation conversation_time speaking call on_call service",
    "hold_time": "hold hold_time on_hold holding average_hold_time time_on_hold",
    "wrap_up": "acw wrap wrap_up wrapup wrap_up_time after_call after_call_work post_call clerical not_ready wrap_time acw_time",
    "aht": "total overall mean average avg whole sum",
}
_PART_OF = {word: part for part, words in _PARTS.items() for word in words.split()}


def _parts_of(node: Node) -> set[str | None]:
    return {_PART_OF.get(folded(key)) for key in node.entries} if isinstance(node, MapNode) else set()


def _are_parts(node: Node) -> bool:
    """Whether a mapping has parts of a handle time, one of which is no parameter of a distribution, and nothing else."""
    parts = _parts_of(node)
    return bool(parts - {"aht"}) and None not in parts and not {"talk_time", "aht"} <= parts


def _is_average(key: str) -> bool:
    return folded(key) in AVERAGES


def _apart(block: MapNode, key: str) -> MapNode:
    try:
        return _each_apart(block, key)
    except UnclearError as error:
        error.instead = {} if {"handle_time", "aht"} & (block.entries.keys() - {key}) else {"handle_time": "4 min"}
        error.drop = [(key,)]
        raise


def _each_apart(block: MapNode, key: str) -> MapNode:
    entry = block.entries[key]
    assert isinstance(entry.node, MapNode)
    if any(is_number(one.node) for one in entry.node.entries.values()):
        shown = ", ".join(
            f"{word}: {flow(one.node)}{' s' if is_number(one.node) else ''}" for word, one in entry.node.entries.items()
        )
        raise UnclearError("the parts of a handle time need a unit", f"write {key}: {{{shown}}}", entry.node.place)
    new: dict[str, Entry] = {}
    for word, one in entry.node.entries.items():
        part = _PART_OF[folded(word)]
        if part in new:
            raise UnclearError(f"'{word}' is a part that is there twice", "keep one of them", one.key)
        new[part] = one
    wrap_up = f", acw: {flow(new['wrap_up'].node)}" if "wrap_up" in new else ""
    if "aht" in new:
        whole = flow(new["aht"].node)
        if not _is_average(key) or "hold_time" in new:
            with_it, without = (f"{{{part}: {whole}{wrap_up}}}" if wrap_up else whole for part in ("mean", "talk"))
            hint = f"write aht: {with_it} if wrap-up is in it, or handle_time: {without}"
            raise UnclearError(f"'{key}' of {whole} does not say whether wrap-up is in it", hint)
        return replaced(block, key, new)
    if "talk_time" not in new:
        rest = flow(entry.node).strip("{}")
        raise UnclearError(f"'{key}' without the time of the talk", f"write {key}: {{talk: 4 min, {rest}}}, with the time meant")
    made = replaced(block, key, new)
    if "hold_time" not in new:
        return replaced(made, "talk_time", {"handle_time": new["talk_time"]})
    try:
        return hold_added(made, "hold_time")
    except UnclearError:
        talk, hold = (new[part].node for part in ("talk_time", "hold_time"))
        both = with_longer_mean(talk, plain_or_constant(hold))
        if both and wrap_up:
            both = f"{{talk: {both}{wrap_up}}}"
        hint = f"write handle_time: {both}" if both else "write both as means, or as one distribution of both together"
        raise UnclearError("talk and hold are one time, and have one distribution", hint) from None


PARTS_OF_AHT: tuple[Spelling, ...] = tuple(
    Spelling(
        model,
        _WHOLES,
        _apart,
        f"{key}: {{talk: 225 s, hold: 20 s, acw: 55 s}}",
        "handle_time: 245 s, wrap_up: 55 s",
        _are_parts,
    )
    for model, key in ((Queue, "aht"), (Queue, "handle_time"), (Customers, "aht"))
)
"""Talk, hold and wrap-up, read before any of them has another name."""

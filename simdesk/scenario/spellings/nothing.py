"""``call_back: off``, ``breaks: none``: words that say of an optional part that there is none."""

from __future__ import annotations

from simdesk.scenario.language.agents import AgentGroup, Shift
from simdesk.scenario.language.model import ScenarioModel
from simdesk.scenario.language.quantities import Block
from simdesk.scenario.language.queues import Arrivals, Queue
from simdesk.scenario.reading.nodes import Entry, MapNode, Node, Scalar, without
from simdesk.scenario.spellings.spelling import Spelling, folded, text_of

_WORDS = {"off", "none", "no", "false", "nothing", "disabled", "never"}
_OPTIONAL: dict[type[Block], tuple[str, str]] = {
    Queue: (
        "call_back redial announcement repeat transfer misrouted assistance balking wrap_up",
        "callback callbacks call_backs virtual_queue retry retries redials acw after_call_work wrap_up_time wrapup",
    ),
    Arrivals: ("day_to_day", ""),
    AgentGroup: (
        "late meetings missed refused people learning_curve ring_time pause rest_after wrap_up_ends_after shrinkage absence cost",
        "breaks break lunch pauses lunch_break cost_per_hour",
    ),
    Shift: ("breaks", "lunch break pause lunch_break"),
    ScenarioModel: ("events targets warm_up", "warmup"),
}
"""Keys of which nothing is what their absence says, and other names of them. Patience, waiting places, hours and trunks are not
among them: none of these may be zero or no limit."""


_BESIDE: dict[type[Block], str] = {
    Queue: "waiting_places: 20",
    Arrivals: "per_day: 9",
    AgentGroup: "standby: 1",
    Shift: 'start: "08:00", length: 8 h, agents: 6',
    ScenarioModel: "seed: 7",
}
"""What stands beside such a key in the examples."""


def is_nothing_in_words(node: Node) -> bool:
    """Whether a value is ``off``, ``none``, ``no`` or ``false``."""
    return isinstance(node, Scalar) and (node.value is False or folded(text_of(node)) in _WORDS)


def _removed(block: MapNode, key: str) -> MapNode:
    return without(block, key)


def _null(block: MapNode, key: str) -> MapNode:
    """In a change nothing (null) removes what is there."""
    entry = block.entries[key]
    return MapNode({**block.entries, key: Entry(entry.key, Scalar(None, entry.node.place))}, block.place)


def _spellings() -> tuple[Spelling, ...]:
    found: list[Spelling] = []
    for model, (ours, theirs) in _OPTIONAL.items():
        keys = (*ours.split(), *theirs.split())
        example, read = f"{keys[0]}: none, {_BESIDE[model]}", is_nothing_in_words
        found.append(Spelling(model, keys, _removed, example, _BESIDE[model], read, of_whole=True))
        found.append(Spelling(model, keys, _null, example.replace("none", "off"), _BESIDE[model], read))
    return tuple(found)


NOTHING: tuple[Spelling, ...] = _spellings()

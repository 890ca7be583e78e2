"""Which free agent takes a contact, and what else is called routing, by the names that platforms and planners give it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from simdesk.scenario.language.model import ScenarioModel
from simdesk.scenario.language.queues import Queue
from simdesk.scenario.language.routing import AGENT_CHOICE_MEANINGS, HIGHEST_LEVEL
from simdesk.scenario.reading.nodes import Entry, ListNode, MapNode, Node, Path, Scalar, follow, names_in, put, remove
from simdesk.scenario.spellings.sections import blocks_with, having, left_out, skills_of
from simdesk.scenario.spellings.spelling import Spelling, UnclearError, folded, replaced, text_of

_CHOICES = {
    "longest_idle": (
        "most idle, longest available, longest free, idle longest, available longest, longest waiting, longest wait, "
        "longest idle time, longest idle first, mia, lia, laa, lwt, lait, ucd, ucd mia, uniform, uniform call distribution, "
        "uniform distribution, next available, idle time, by idle time"
    ),
    "least_busy": (
        "least occupied, least utilised, least utilized, lowest occupancy, lowest utilisation, lowest utilization, loa, ucd loa, "
        "least occupancy, by occupancy, occupancy, least loaded, least used"
    ),
    "fewest_contacts": (
        "fewest calls, least calls, fewest contacts, least contacts, fewest answered, least handled, fewest handled, "
        "least calls taken, fewest calls taken, lowest number of calls"
    ),
    "least_talk_time": "least talk time, least talking, shortest talk time, lowest talk time, with least talk time",
    "round_robin": (
        "round robin, circular, cyclic, cyclical, rotary, rotating, rotation, rotate, rrmemory, rrordered, in turn, "
        "circular hunting, circular hunt"
    ),
    "in_order": (
        "linear, top down, sequential, sequentially, hunt, linear hunting, linear hunt, fixed order, terminal, ddc, regular, "
        "direct department calling, in sequence, order, by order, sequentially by agent order, list order"
    ),
    "random": "randomly, at random, wrandom, random order",
    "most_spare_capacity": "most available capacity, most capacity, highest spare capacity, spare capacity, most available",
    "fewest_in_hand": "least active, fewest open, fewest open items, fewest active, fewest chats, least chats",
    HIGHEST_LEVEL: (
        "highest skill, highest skill level, highest level, best skill, best skilled, best available skills, "
        "best available skill, most skilled, highest skilled, highest proficiency, most proficient, expert, ead, ead mia, "
        "expert agent distribution, expert agents, skill level, by skill level, best agent, best qualified, most qualified, "
        "highest rating"
    ),
}
"""What the trade calls each choice, without ``agent`` and ``first``."""

_WORDS = {word.replace(" ", "_"): choice for choice, words in _CHOICES.items() for word in words.split(", ")}
_WORDS |= {choice: choice for choice in AGENT_CHOICE_MEANINGS}
_FILLING = {
    "agent",
    "agents",
    "first",
    "the",
    "to",
    "with",
    "choose",
    "pick",
    "call",
    "calls",
    "goes",
    "go",
    "who",
    "is",
    "one",
    "rule",
}
_FILLING |= {"routing", "selection", "strategy", "method", "always", "by", "algorithm", "hunting", "free", "advisor", "advisors"}

CHOICE_KEYS = (
    *("agent_selection", "agent_selection_method", "agent_selection_rule", "selection", "selection_method", "agent_routing"),
    *("call_distribution", "distribution_method", "distribution_strategy", "acd_method", "routing_method", "routing_strategy"),
    *("strategy", "hunting", "hunt_type", "hunt_strategy", "ring_strategy", "agent_order", "which_agent", "evaluation_method"),
    *("routing_algorithm", "agent_selection_strategy", "agent_picking", "idle_agent", "agent_preference"),
)
"""Keys of which the value is a choice of agents."""
_LOOSE_KEYS = ("routing", "distribution", "acd", "routing_rule", "routing_rules", "call_routing", "skill_based_routing", "method")
"""Keys of which the value may be a choice, an order of groups, or a sentence."""
_ALL_AT_ONCE = {
    "ring_all",
    "ringall",
    "all",
    "broadcast",
    "simultaneous",
    "ring_all_agents",
    "all_at_once",
    "everybody",
    "parallel",
}
_EAD_LOA = {"ead_loa"}
_BY_SKILL = {"skill_based", "skills_based", "skill", "skills", "by_skill", "by_skills", "sbr", "skill_group"}
_OLDEST = {
    "fifo",
    "first_in_first_out",
    "first_come_first_served",
    "longest_waiting_call",
    "oldest_call",
    "longest_waiting_calls",
}


_ORDERS = ("route_to", "routing_order", "routing_rules", "group_order", "order_of_groups")
"""Keys of a queue of which the value is an order of groups."""
_SWITCHES = (*(one for one in AGENT_CHOICE_MEANINGS if one != "random"), "least_occupied", "most_idle", "circular")


def choice_of(text: str) -> str | None:
    """The agent choice that a name or a short sentence means; None where it means none for sure.

    A tie is always broken by the longest idle, so ``then longest idle`` behind another choice says nothing more.
    """
    parts = [part for part in re.split(r"\s*(?:[,;]|\bthen\b|\band then\b)\s*", text.strip().lower()) if part]
    found = [_one_of(part) for part in parts]
    if not found or None in found or len(found) > 2 or (len(found) == 2 and found[1] != "longest_idle"):
        return None
    return found[0]


def _one_of(text: str) -> str | None:
    word = folded(text.strip(" ."))
    if word in _WORDS:
        return _WORDS[word]
    kept = "_".join(one for one in word.split("_") if one not in _FILLING)
    return _WORDS.get(kept) or _WORDS.get("_".join(one for one in kept.split("_") if one not in ("idle", "available")))


def _is_choice(node: Node) -> bool:
    return choice_of(text_of(node)) is not None


def _loose_choice(node: Node) -> bool:
    return text_of(node) not in AGENT_CHOICE_MEANINGS and (_is_choice(node) or folded(text_of(node)) in _ALL_AT_ONCE | _EAD_LOA)


def _choice(block: MapNode, key: str) -> MapNode:
    """A choice of agents by another name."""
    entry = block.entries[key]
    return replaced(block, key, {"agent_choice": Entry(entry.key, _read_choice(key, entry.node))})


def _read_choice(key: str, node: Node, block: MapNode | None = None) -> Scalar:
    text = text_of(node)
    word = folded(text)
    if word in _ALL_AT_ONCE:
        message = "a contact is offered to one agent at a time here, never to all at once"
        raise UnclearError(message, "write agent_choice: random, as if all are equally quick to pick up", node.place)
    if word in _EAD_LOA:
        message = "of several agents with the highest level the one idle longest is taken here, not the least occupied"
        hint = "write agent_choice: highest_level; or give the levels as ranks of the skills, and write agent_choice: least_busy"
        raise UnclearError(message, hint, node.place)
    if word.removesuffix("_routing") in _BY_SKILL:
        message = "a contact goes only to agents with its skill anyway"
        hint = f"remove {key}; for the best agents first write agent_choice: highest_level, and the level of each skill"
        raise UnclearError(message, hint, node.place)
    if word in _OLDEST:
        message = "the longest waiting contact goes first anyway among those of one rank"
        raise UnclearError(message, f"remove {key}", node.place)
    choice = choice_of(text)
    if choice is None:
        raise _no_choice(key, node, block)
    return Scalar(choice, node.place)


def _no_choice(key: str, node: Node, block: MapNode | None = None) -> UnclearError:
    """It is neither a known choice nor an order: both lines, with the queues and groups of the file where they are known."""
    shown = f"{key}: {text_of(node)}" if text_of(node) else key
    message = f"'{shown}' may be which agent is chosen, or in which order agent groups are tried"
    queues = names_in(block, "queues") if block is not None else ()
    groups = names_in(block, "agent_groups") if block is not None else ()
    orders = {queue: [group for group in groups if queue in skills_of(block, group)] for queue in queues} if block else {}
    queue = max(orders, key=lambda one: len(orders[one]), default="")
    order = ", ".join(orders.get(queue) or ("desk", "{groups: partner, after: 30 s}"))
    hint = (
        f"for the choice write agent_choice, one of {', '.join(AGENT_CHOICE_MEANINGS)}; "
        f"for the order write in {queue or 'the queue'} tries: [{order}]"
    )
    return UnclearError(message, hint, node.place)


def _have_levels(block: MapNode) -> tuple[bool, bool]:
    """Whether any group gives its skills levels, and whether any gives them an order."""
    inside = [
        skill
        for group in names_in(block, "agent_groups")
        for name, skill in skills_of(block, group).items()
        if text_of(skill) != name
    ]
    levels = any(isinstance(one, MapNode) and "level" in map(folded, one.entries) for one in inside)
    ranks = any((isinstance(one, MapNode) and "rank" in one.entries) or _tells_order(one) for one in inside)
    return levels, ranks


def _no_levels(block: MapNode, entry: Entry) -> UnclearError:
    group = next(iter(names_in(block, "agent_groups")), "desk")
    skills = ", ".join(f"{queue}: {{level: 5}}" for queue in skills_of(block, group)) or "sales: {level: 5}"
    message = "the agents of the highest level are chosen by the levels of the skills, and there are none"
    return UnclearError(message, f"in each group write levels, 100 is best, such as skills: {{{skills}}} in {group}", entry.key)


def _tells_order(node: Node) -> bool:
    """Whether a skill is a number or a text that tells an order, or will be asked about."""
    return bool(text_of(node)) or (isinstance(node, Scalar) and isinstance(node.value, int) and not isinstance(node.value, bool))


def _at_top(block: MapNode, key: str) -> MapNode:
    """What is said of routing at the top: a choice of agents, or of each queue its order of groups."""
    entry = block.entries[key]
    queues = names_in(block, "queues")
    made: Node = remove(block, (key,))
    for path, node in _parts(entry.node, queues, key, block):
        if path[-1] == "agent_choice":
            choice = _read_choice(key, node, block)
            levels, ranks = _have_levels(block)
            if choice.value == HIGHEST_LEVEL and ranks and not levels:
                choice = Scalar("longest_idle", node.place)  # the ranks of the skills are that order
            elif choice.value == HIGHEST_LEVEL and not levels:
                raise _no_levels(block, entry)
            node = choice
        there = follow(made, path)
        if isinstance(there, Scalar | ListNode) and text_of(there) != text_of(node):
            raise UnclearError(f"'{key}' and '{path[-1]}' say the same", "keep one of them", entry.key)
        made = put(made, path, node, entry.key)
    assert isinstance(made, MapNode)
    return made


def _parts(node: Node, queues: tuple[str, ...], key: str, block: MapNode) -> Iterator[tuple[Path, Node]]:
    """Where each part of what is said of routing belongs."""
    if text_of(node):
        yield ("agent_choice",), node
        return
    if not isinstance(node, MapNode) or not node.entries:
        raise _no_choice(key, node, block)
    for name, entry in node.entries.items():
        word = folded(name)
        if name in queues and text_of(entry.node) and choice_of(text_of(entry.node)) is None:
            yield ("queues", name, "tries"), ListNode((entry.node,), entry.node.place)
        elif name in queues and isinstance(entry.node, ListNode):
            yield ("queues", name, "tries"), entry.node
        elif name in queues and isinstance(entry.node, MapNode):
            for inner, one in entry.node.entries.items():
                yield ("queues", name, inner), one.node
        elif name in queues:
            yield ("queues", name, "agent_choice"), _read_choice(name, entry.node)
        elif word in (*CHOICE_KEYS, *_LOOSE_KEYS, "agent_choice", "type", "rule", "agents", "agent") and text_of(entry.node):
            yield ("agent_choice",), entry.node
        else:
            raise _no_choice(key, MapNode({}, entry.key), block)


def _of_queue(block: MapNode, key: str) -> MapNode:
    """What is said of routing in a queue: a choice of agents, or an order of groups."""
    entry = block.entries[key]
    node = entry.node
    if isinstance(node, ListNode):
        return replaced(block, key, {"tries": entry})
    if folded(key) in _ORDERS and text_of(node) and choice_of(text_of(node)) is None:
        return replaced(block, key, {"tries": Entry(entry.key, ListNode((node,), node.place))})
    if isinstance(node, MapNode):
        made = remove(block, (key,))
        assert isinstance(made, MapNode)
        for name, one in node.entries.items():
            ours = "agent_choice" if folded(name) in (*CHOICE_KEYS, "agent_choice", "method") else name
            if ours in made.entries:
                raise UnclearError(f"'{key}' and '{ours}' say the same", "keep one of them")
            made = MapNode({**made.entries, ours: one}, made.place)
        return made
    return _choice(block, key)


def _is_on(node: Node) -> bool:
    return isinstance(node, Scalar) and (node.value is True or folded(text_of(node)) in ("yes", "on"))


def _switched_on(block: MapNode, key: str) -> MapNode:
    """``least_occupied: true``."""
    entry = block.entries[key]
    return replaced(block, key, {"agent_choice": Entry(entry.key, Scalar(_WORDS[folded(key)], entry.node.place))})


def _of_groups(block: MapNode, key: str) -> MapNode:
    """A choice of agents said of the groups: that of the queues which only groups of one choice take."""
    words = (*CHOICE_KEYS, "agent_choice", *_LOOSE_KEYS)
    found = list(blocks_with(block, "agent_groups", words))
    choices: dict[str, str] = {}
    for path, name, entry in found:
        try:
            choices[str(path[1])] = str(_read_choice(name, entry.node).value)
        except UnclearError as error:
            raise left_out(error, path, name) from None
    made: Node = block
    for path, name, _ in found:
        made = remove(made, (*path, name))
    path, name, first = found[0]
    place = first.node.place
    groups = names_in(block, "agent_groups")
    if len(set(choices.values())) == 1 and len(choices) == len(groups) and "agent_choice" not in block.entries:
        made = put(made, ("agent_choice",), Scalar(next(iter(choices.values())), place), first.key)
        assert isinstance(made, MapNode)
        return made
    for queue in names_in(block, "queues"):
        mine = [group for group in groups if queue in skills_of(block, group)]
        said = {choices.get(group) for group in mine}
        if said == {None} or not mine:
            continue
        if len(said) > 1 or follow(block, ("queues", queue, "agent_choice")) is not None:
            message = f"agents are chosen for a queue, and {queue} has groups of which '{name}' says different things"
            hint = f"in {queue} write agent_choice: {next(iter(choices.values()))}; an order of groups is tries"
            raise left_out(UnclearError(message, hint, first.key), path, name)
        choice = said.pop()
        made = put(made, ("queues", queue, "agent_choice"), Scalar(choice, place), first.key)
    assert isinstance(made, MapNode)
    return made


_QUEUE = "queues: {sales: {arrivals: 2 per h, handle_time: {constant: 4 min}%s}}"
_GROUP = "agent_groups: {desk: {skills: [sales], headcount: 5%s}}"
CHOICES: tuple[Spelling, ...] = (
    Spelling(
        ScenarioModel,
        ("agent_groups",),
        _of_groups,
        f"{_QUEUE % ''}, {_GROUP % ', agent_selection: least occupied agent'}",
        f"{_QUEUE % ''}, {_GROUP % ''}, agent_choice: least_busy",
        within=having("agent_groups", *CHOICE_KEYS, "agent_choice", *_LOOSE_KEYS),
        of_whole=True,
    ),
    Spelling(
        ScenarioModel,
        (*CHOICE_KEYS, *_LOOSE_KEYS),
        _at_top,
        f"agent_selection: least occupied agent, {_QUEUE % ''}, {_GROUP % ''}",
        f"agent_choice: least_busy, {_QUEUE % ''}, {_GROUP % ''}",
    ),
    Spelling(
        ScenarioModel, ("agent_choice",), _choice, "agent_choice: most idle agent", "agent_choice: longest_idle", _loose_choice
    ),
    Spelling(Queue, ("agent_choice",), _choice, "agent_choice: circular", "agent_choice: round_robin", _loose_choice),
    Spelling(Queue, CHOICE_KEYS, _of_queue, "selection: fewest calls", "agent_choice: fewest_contacts"),
    Spelling(
        Queue,
        ("routing", "call_routing", *_ORDERS),
        _of_queue,
        "routing: [desk]",
        "tries: [desk]",
    ),
    Spelling(ScenarioModel, _SWITCHES, _switched_on, "least_busy: true", "agent_choice: least_busy", _is_on),
    Spelling(Queue, _SWITCHES, _switched_on, "least_busy: true", "agent_choice: least_busy", _is_on),
    Spelling(Queue, ("distribution",), _of_queue, "distribution: uniform", "agent_choice: longest_idle", _is_choice),
)

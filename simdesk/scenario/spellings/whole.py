"""Other spellings of what stands at the top of a file, and of what one part of a file says of another."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from simdesk.scenario.language.model import ScenarioModel
from simdesk.scenario.reading.diagnostics import Place
from simdesk.scenario.reading.nodes import Entry, ListNode, MapNode, Node, Path, Scalar, follow, plain, put, remove
from simdesk.scenario.spellings.agents import COSTS
from simdesk.scenario.spellings.queues import CHANNEL_OF
from simdesk.scenario.spellings.spelling import Spelling, UnclearError, folded, items_of, refused, renamed, replaced, text_of

_GROUPS = ("groups", "agent_group", "teams", "team", "group", "agent_pools", "pools", "skill_groups", "desks", "sites")
_REPLICATIONS = (
    *("runs", "iterations", "repetitions", "number_of_runs", "simulations", "simulation_runs", "n_runs", "nr_of_runs"),
    *("number_of_replications", "replication", "simulated_days", "days_to_simulate"),
)
_NAMES = ("name", "id", "queue", "group", "team", "label")
_PRIORITIES = {
    "highest": 1,
    "urgent": 1,
    "top": 2,
    "high": 2,
    "normal": 3,
    "medium": 3,
    "standard": 3,
    "default": 3,
    "low": 4,
    "lowest": 5,
}
_OVERFLOWS = ("overflow", "overflow_to", "spillover", "spill_to", "backup", "backup_group", "fallback", "secondary")
_CONCURRENCIES = (
    *("concurrency", "max_concurrency", "max_concurrent", "concurrent", "simultaneous", "parallel", "at_once", "multitasking"),
    *("concurrent_chats", "chats_at_once", "max_chats", "chats_per_agent", "simultaneous_chats"),
)


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
    if isinstance(number, int) and hours is not None and "replications" in block.entries:
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


def _named(block: MapNode, section: str, words: tuple[str, ...]) -> Iterator[tuple[Path, str, Entry]]:
    """The keys of these words in the blocks of a section: the block's path, the key, and what stands there."""
    node = block.entries[section].node if section in block.entries else None
    for name, entry in node.entries.items() if isinstance(node, MapNode) else ():
        for key, one in entry.node.entries.items() if isinstance(entry.node, MapNode) else ():
            if folded(key) in words:
                yield (section, name), key, one


def _having(section: str, *words: str) -> Callable[[MapNode], bool]:
    return lambda block: next(_named(block, section, words), None) is not None


def _skills(block: MapNode, group: str) -> dict[str, Node]:
    """The skills of a group by queue; those of a list say no more."""
    node = follow(block, ("agent_groups", group, "skills"))
    if node is None:
        group_node = follow(block, ("agent_groups", group))
        node = next(
            (
                entry.node
                for key, entry in (group_node.entries.items() if isinstance(group_node, MapNode) else ())
                if folded(key) in ("skill", "queues", "queue", "skills")
            ),
            None,
        )
    if isinstance(node, MapNode):
        return {name: entry.node for name, entry in node.entries.items()}
    return {text_of(item): item for item in items_of(node) if text_of(item)} if node is not None else {}


def _groups(block: MapNode) -> tuple[str, ...]:
    node = block.entries["agent_groups"].node if "agent_groups" in block.entries else None
    return tuple(node.entries) if isinstance(node, MapNode) else ()


def _priority(block: MapNode, key: str) -> MapNode:
    """Priorities of queues in words, as the ranks that all groups give them."""
    found = {str(path[1]): (name, entry) for path, name, entry in _named(block, "queues", ("priority", "prio"))}
    queues = block.entries["queues"].node
    assert isinstance(queues, MapNode)
    ranks: dict[str, int] = {}
    first = next(one for _, _, one in _named(block, "queues", ("priority", "prio")))
    for queue in queues.entries:
        word = folded(text_of(found[queue][1].node)) if queue in found else "normal"
        if word not in _PRIORITIES:
            raise _rank_by_hand(block, found, first)
        ranks[queue] = _PRIORITIES[word]
    order = sorted(set(ranks.values()))
    ranks = {queue: order.index(rank) + 1 for queue, rank in ranks.items()}
    groups = _groups(block)
    if not groups or any(
        "rank" in one.entries for group in groups for one in _skills(block, group).values() if isinstance(one, MapNode)
    ):
        raise _rank_by_hand(block, found, first)
    made: Node = block
    for queue, (name, _) in found.items():
        made = remove(made, ("queues", queue, name))
    for group in groups:
        place = first.node.place
        skills: dict[str, Entry] = {}
        for queue, skill in _skills(block, group).items():
            inside = skill.entries if isinstance(skill, MapNode) else {}
            rank = {"rank": Entry(place, Scalar(ranks[queue], place))} if queue in ranks else {}
            skills[queue] = Entry(skill.place, MapNode({**rank, **inside}, skill.place))
        if skills and any(ranks.get(queue, 1) != 1 for queue in skills):
            node = follow(block, ("agent_groups", group))
            assert isinstance(node, MapNode)
            known = next(one for one in node.entries if folded(one) in ("skills", "skill", "queues", "queue"))
            made = put(made, ("agent_groups", group, known), MapNode(skills, place), node.entries[known].key)
    assert isinstance(made, MapNode)
    return made


def _rank_by_hand(block: MapNode, found: dict[str, tuple[str, Entry]], first: Entry) -> UnclearError:
    """What to write for priorities that do not say which way they count."""
    queues = block.entries["queues"].node
    assert isinstance(queues, MapNode)
    words = {queue: folded(text_of(found[queue][1].node)) if queue in found else "normal" for queue in queues.entries}
    numbers = {
        queue: float(node.value) if isinstance(node := one.node, Scalar) and isinstance(node.value, int | float) else 99.0
        for queue, (_, one) in found.items()
    }
    order = sorted({numbers.get(queue, _PRIORITIES.get(words[queue], 99)) for queue in queues.entries})
    ranks = {queue: order.index(numbers.get(queue, _PRIORITIES.get(words[queue], 99))) + 1 for queue in queues.entries}
    lines = [
        f"{'' if one else 'in '}{group or 'the agent group'} write skills: {{{_ranked(own, ranks)}}}"
        for one, (group, own) in enumerate(_with_several(block, ranks))
    ]
    error = UnclearError(
        "the priority of a queue is the rank that the agent groups give it",
        f"{', and in '.join(lines)}; 1 goes first" if lines else "remove it: no agent group has two queues to choose from",
        first.key,
    )
    error.drop = [("queues", queue, name) for queue, (name, _) in found.items()]
    return error


def _with_several(block: MapNode, ranks: dict[str, int]) -> list[tuple[str, dict[str, Node]]]:
    """Groups that have several of the queues, with their skills; a group without a name where none is known."""
    groups = {group: _skills(block, group) for group in _groups(block)}
    if not any(groups.values()):
        return [("", {queue: Scalar(None, block.place) for queue in ranks})]
    return [(group, skills) for group, skills in groups.items() if len(skills) > 1]


def _ranked(skills: dict[str, Node], ranks: dict[str, int]) -> str:
    """The skills of a group with ranks, and what else is said of each."""
    parts = []
    for queue, node in skills.items():
        inside = plain(node) if isinstance(node, MapNode) else {}
        more = "".join(f", {key}: {value}" for key, value in inside.items() if key != "rank") if isinstance(inside, dict) else ""
        parts.append(f"{queue}: {{rank: {ranks.get(queue, 1)}{more}}}")
    return ", ".join(parts)


def _overflow(block: MapNode, key: str) -> MapNode:
    """The groups that take a queue's contacts after a wait: skills of theirs, and the order in which the queue tries."""
    path, name, entry = next(_named(block, "queues", _OVERFLOWS))
    queue = str(path[1])
    node = entry.node
    whole = follow(block, path)
    assert isinstance(whole, MapNode)
    after = next((one for one in whole.entries if folded(one) == "overflow_after"), "")
    wait: Node | None = whole.entries[after].node if after else None
    to: tuple[Node, ...] = ()
    rest: dict[str, Entry] = {}
    if isinstance(node, MapNode):
        for one, value in node.entries.items():
            word = folded(one)
            if word in ("to", "group", "groups", "agent_group", "agent_groups", "team", "target"):
                to = items_of(value.node)
            elif word in ("after", "wait", "delay", "threshold", "after_wait", "seconds"):
                wait = value.node
            else:
                rest[one] = value
    else:
        to = items_of(node)
    names = [text_of(one) for one in to]
    groups = _groups(block)
    before = [group for group in groups if queue in _skills(block, group) and group not in names]
    strange = [one for one, text in zip(to, names, strict=True) if text not in groups]
    line = f"write tries: [{', '.join(before) or 'desk'}, {{groups: {names[0] if names else 'partner'}, after: 30 s}}]"
    if not names or "tries" in whole.entries or not before:
        raise _gone(UnclearError("an overflow is an order in which the queue tries agent groups", line, entry.key), path, name)
    if strange:
        what = "a queue" if text_of(strange[0]) in _names_of(block, "queues") else "no agent group of this file"
        message = f"'{text_of(strange[0])}' is {what}, and an overflow goes to an agent group"
        raise _gone(UnclearError(message, f"known: {', '.join(groups)}", strange[0].place), path, name)
    place = entry.node.place
    last = {"groups": Entry(place, to[0] if len(to) == 1 else ListNode(to, place))}
    step: Node = MapNode({**last, **({"after": Entry(wait.place, wait)} if wait is not None else {}), **rest}, place)
    if wait is None and not rest:
        step = to[0] if len(to) == 1 else ListNode(to, place)
    level: Node = Scalar(before[0], place) if len(before) == 1 else ListNode(tuple(Scalar(one, place) for one in before), place)
    made = remove(block, (*path, name))
    if after:
        made = remove(made, (*path, after))
    made = put(made, (*path, "tries"), ListNode((level, step), place), entry.key)
    for group in names:
        if queue not in _skills(block, group):
            made = _with_skill(made, group, queue, place)
    assert isinstance(made, MapNode)
    return made


def _names_of(block: MapNode, section: str) -> tuple[str, ...]:
    node = follow(block, (section,))
    return tuple(node.entries) if isinstance(node, MapNode) else ()


def _with_skill(block: Node, group: str, queue: str, place: Place) -> Node:
    node = follow(block, ("agent_groups", group))
    assert isinstance(node, MapNode)
    known = next((one for one in node.entries if folded(one) in ("skills", "skill", "queues", "queue")), "skills")
    skills = node.entries[known].node if known in node.entries else ListNode((), place)
    if isinstance(skills, MapNode):
        return put(block, ("agent_groups", group, known, queue), MapNode({}, place), place)
    return put(block, ("agent_groups", group, known), ListNode((*items_of(skills), Scalar(queue, place)), skills.place), place)


def _gone(error: UnclearError, path: Path, key: str) -> UnclearError:
    """The error, and the key that is left out for whatever follows."""
    error.drop = [(*path, key)]
    return error


def _concurrency(block: MapNode, key: str) -> MapNode:
    """How many contacts an agent has at once, given by queue or group: of the channel that it has."""
    found = next(_named(block, "queues", _CONCURRENCIES), None) or next(_named(block, "agent_groups", _CONCURRENCIES))
    path, name, entry = found
    if path[0] == "agent_groups" and isinstance(entry.node, MapNode):
        by_channel: Node = remove(block, (*path, name))
        for word, one in entry.node.entries.items():
            where = (*path, "channels", CHANNEL_OF.get(folded(word), folded(word)), "at_once")
            if follow(by_channel, where) is not None:
                message = f"'{name}' and '{'.'.join(map(str, where[2:]))}' say the same"
                raise _gone(UnclearError(message, "keep one of them", one.key), path, name)
            by_channel = put(by_channel, where, one.node, one.key)
        assert isinstance(by_channel, MapNode)
        return by_channel
    mine = [str(path[1])] if path[0] == "queues" else list(_skills(block, str(path[1])))
    channels = {_channel_of(block, queue) for queue in mine} - {"voice"}
    if len(channels) != 1:
        line = "in the agent group write channels: {chat: {at_once: 3}}"
        message = f"'{name}' of {'voice' if not channels else 'several channels'} does not say of which channel"
        raise _gone(UnclearError(message, line, entry.key), path, name)
    (channel,) = channels
    at: Path = ("channels", channel, "at_once") if path[0] == "queues" else (*path, "channels", channel, "at_once")
    there = follow(block, at)
    if there is not None and plain(there) != plain(entry.node):
        raise _gone(
            UnclearError(f"'{name}' and '{'.'.join(map(str, at))}' say the same", "keep one of them", entry.key), path, name
        )
    made = put(remove(block, (*path, name)), at, entry.node, entry.key)
    assert isinstance(made, MapNode)
    return made


def _concurrency_by_channel(block: MapNode, key: str) -> MapNode:
    entry = block.entries[key]
    if not isinstance(entry.node, MapNode):
        raise UnclearError(f"'{key}' does not say of which channel", "write channels: {chat: {at_once: 3}}")
    made: Node = MapNode({name: one for name, one in block.entries.items() if name != key}, block.place)
    for word, one in entry.node.entries.items():
        at = ("channels", CHANNEL_OF.get(folded(word), word), "at_once")
        if follow(made, at) is not None:
            raise UnclearError(f"'{key}' and '{'.'.join(at)}' say the same", "keep one of them", one.key)
        made = put(made, at, one.node, one.key)
    assert isinstance(made, MapNode)
    return made


_MONEY = re.compile(
    r"(?P<before>[^\W\d_]{1,4}|[$€£¥₹₽₺₩])?\s*(?P<amount>\d+(?:\.\d+)?)\s*(?P<behind>[^\W\d_]{1,4}|[$€£¥₹₽₺₩])?"
    r"\s*(?:/|per|an)\s*(?:h|hr|hour)",
    re.IGNORECASE,
)
"""An amount of money for an hour; the currency is a word or a sign."""
_NO_MONEY = {"per", "an", "a"}


def _costs(block: MapNode) -> Iterator[tuple[Path, str, str]]:
    """Costs with a currency: the cost's path, the amount, the currency."""
    for path, key, entry in _named(block, "agent_groups", ("cost", *COSTS)):
        text = text_of(entry.node)
        match = _MONEY.fullmatch(text) or (_MONEY.fullmatch(f"{text}/h") if folded(key) in COSTS else None)
        currency = match and (match["before"] or match["behind"])
        if match is not None and currency and currency.lower() not in _NO_MONEY:
            yield (*path, key), match["amount"], currency


def _have_currencies(block: MapNode) -> bool:
    return next(_costs(block), None) is not None


def _currency(block: MapNode, key: str) -> MapNode:
    """The currency of costs, moved to the top."""
    path, amount, currency = next(_costs(block))
    node = follow(block, path)
    assert node is not None
    there = block.entries.get("currency")
    if there is not None and text_of(there.node) != currency:
        unclear = UnclearError(f"two currencies: {text_of(there.node)} and {currency}", "write all costs in one", node.place)
        raise _gone(unclear, path[:-1], str(path[-1]))
    made = put(block, path, Scalar(f"{amount} per h", node.place), node.place)
    assert isinstance(made, MapNode)
    if there is None:
        made = MapNode({**made.entries, "currency": Entry(node.place, Scalar(currency, node.place))}, made.place)
    return made


def _channel_of(block: MapNode, queue: str) -> str:
    node = follow(block, ("queues", queue))
    for key, entry in node.entries.items() if isinstance(node, MapNode) else ():
        if folded(key) in ("channel", "media", "medium", "type"):
            word = folded(text_of(entry.node))
            return CHANNEL_OF.get(word, word)
    return "voice"


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
        *("skills", "skill"),
        message="a skill is a queue that an agent group answers",
        hint="in each agent group write skills: [sales]",
        example="skills: [sales]",
    ),
    refused(
        ScenarioModel,
        *("version", "language_version", "schema_version"),
        message="the version of the language is called simdesk",
        hint="write simdesk: 1",
        example="version: 1",
        instead={"simdesk": 1},
    ),
    Spelling(  # before priorities, which rank the skills that it adds
        ScenarioModel,
        ("queues",),
        _overflow,
        "queues: {sales: {arrivals: 2 per h, handle_time: {constant: 4 min}, overflow: {to: partner, after: 30 s}}}, "
        "agent_groups: {desk: {skills: [sales], headcount: 5}, partner: {skills: [sales], headcount: 2}}",
        "queues: {sales: {arrivals: 2 per h, handle_time: {constant: 4 min}, tries: [desk, {groups: partner, after: 30 s}]}}, "
        "agent_groups: {desk: {skills: [sales], headcount: 5}, partner: {skills: [sales], headcount: 2}}",
        within=_having("queues", *_OVERFLOWS),
    ),
    Spelling(
        ScenarioModel,
        ("queues",),
        _priority,
        "queues: {sales: {arrivals: 2 per h, handle_time: {constant: 4 min}}, "
        "vip: {arrivals: 2 per h, handle_time: {constant: 4 min}, priority: high}}, "
        "agent_groups: {desk: {skills: [sales, vip], headcount: 5}}",
        "queues: {sales: {arrivals: 2 per h, handle_time: {constant: 4 min}}, "
        "vip: {arrivals: 2 per h, handle_time: {constant: 4 min}}}, "
        "agent_groups: {desk: {skills: {sales: {rank: 2}, vip: {rank: 1}}, headcount: 5}}",
        within=_having("queues", "priority", "prio"),
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
    Spelling(
        ScenarioModel,
        ("queues",),
        _concurrency,
        "queues: {sales: {channel: chat, arrivals: 2 per h, handle_time: {constant: 4 min}, concurrency: 3}}",
        "queues: {sales: {channel: chat, arrivals: 2 per h, handle_time: {constant: 4 min}}}, channels: {chat: {at_once: 3}}",
        within=_having("queues", *_CONCURRENCIES),
    ),
    Spelling(
        ScenarioModel,
        _CONCURRENCIES,
        _concurrency_by_channel,
        "concurrency: {chat: 3}",
        "channels: {chat: {at_once: 3}}",
    ),
    Spelling(
        ScenarioModel,
        ("agent_groups",),
        _concurrency,
        "queues: {sales: {channel: chat, arrivals: 2 per h, handle_time: {constant: 4 min}}}, "
        "agent_groups: {desk: {skills: [sales], headcount: 5, concurrency: 3}}",
        "queues: {sales: {channel: chat, arrivals: 2 per h, handle_time: {constant: 4 min}}}, "
        "agent_groups: {desk: {skills: [sales], headcount: 5, channels: {chat: {at_once: 3}}}}",
        within=_having("agent_groups", *_CONCURRENCIES),
    ),
    Spelling(
        ScenarioModel,
        ("agent_groups",),
        _concurrency,
        "queues: {sales: {channel: chat, arrivals: 2 per h, handle_time: {constant: 4 min}}, "
        "notes: {channel: message, arrivals: 2 per h, handle_time: {constant: 4 min}}}, "
        "agent_groups: {desk: {skills: [sales, notes], headcount: 5, concurrency: {chat: 3, whatsapp: 5}}}",
        "queues: {sales: {channel: chat, arrivals: 2 per h, handle_time: {constant: 4 min}}, "
        "notes: {channel: message, arrivals: 2 per h, handle_time: {constant: 4 min}}}, "
        "agent_groups: {desk: {skills: [sales, notes], headcount: 5, channels: {chat: {at_once: 3}, message: {at_once: 5}}}}",
        within=_having("agent_groups", *_CONCURRENCIES),
    ),
)

"""Other spellings of skills: ranks as numbers, primary and backup skills, and numbers that may be ranks or levels."""

from __future__ import annotations

import re

from simdesk.scenario.language.agents import AgentGroup, Skill
from simdesk.scenario.reading.diagnostics import Place, seen
from simdesk.scenario.reading.nodes import Entry, ListNode, MapNode, Node, Scalar, plain, without
from simdesk.scenario.spellings.roster_files import names_a_file
from simdesk.scenario.spellings.spelling import (
    Rewrite,
    Spelling,
    UnclearError,
    folded,
    items_of,
    refused,
    renamed,
    replaced,
    text_of,
)

WHEN_IDLE = (
    *("when_idle", "idle", "idle_work", "idle_time", "in_idle_time", "between_calls", "background", "filler", "filler_work"),
    *("fill_in", "fill_in_work", "spare_time", "deferred", "only_when_idle", "idle_only", "if_idle", "only_if_idle"),
    *("when_free", "only_when_free", "when_quiet", "only_when_quiet", "background_work", "between_contacts", "backfill"),
    *("when_no_calls", "only_when_no_calls", "when_no_calls_wait", "when_nobody_waits", "when_no_call_waits", "idle_filler"),
)
"""Said of work that agents take when nothing else waits."""
_FIRST = ("primary", "primary_skills", "primary_skill", "primary_queues", "main", "main_skill", "main_skills", "first_skill")
_SECOND = (
    "secondary",
    "secondary_skills",
    "secondary_skill",
    "backup",
    "back_up",
    "backup_skills",
    "backup_skill",
    "overflow_skills",
    *("idle_skills", "background_skills", "filler_skills", "low_priority_skills", "idle_queues", "second_skills"),
    *WHEN_IDLE,
)
_THIRD = ("tertiary", "third", "tertiary_skills", "last_resort")
_RANKS = {word: rank for rank, words in enumerate((_FIRST, _SECOND, _THIRD), 1) for word in words}
_PRIORITIES = {"highest": 1, "high": 1, "top": 1, "first": 1, "medium": 2, "normal": 2, "low": 3, "lowest": 3}
_LARGEST_LEVEL = 100
_ANY = {"rank": 1}


def _skill(place: Place, rank: int | None = None) -> MapNode:
    entries = {} if rank is None else {"rank": Entry(place, Scalar(rank, place))}
    return MapNode(entries, place)


def _is_switch(node: Node) -> bool:
    return isinstance(node, Scalar) and (isinstance(node.value, bool) or folded(text_of(node)) in ("yes", "no"))


def _when_idle(block: MapNode, key: str) -> MapNode:
    """A skill for work that is taken when nothing else waits, as the second rank."""
    entry = block.entries[key]
    if plain(entry.node) is False or folded(text_of(entry.node)) == "no":
        return without(block, key)
    return replaced(block, key, {"rank": Entry(entry.key, Scalar(2, entry.node.place))})


def _is_loose(node: Node) -> bool:
    """Whether skills are neither a list of names nor a block for each queue."""
    if isinstance(node, ListNode):
        return any(isinstance(item, MapNode | ListNode) for item in node.items)
    if names_a_file(node):
        return False
    return isinstance(node, MapNode) and any(
        not isinstance(entry.node, MapNode) and not (isinstance(entry.node, Scalar) and entry.node.value is None)
        for entry in node.entries.values()
    )


def _skills(block: MapNode, key: str) -> MapNode:
    entry = _as_mapping(block.entries[key])
    assert isinstance(entry.node, MapNode)
    numbers = {name: plain(one.node) for name, one in entry.node.entries.items() if _is_number(one.node)}
    ranks = _as_ranks(numbers, entry) | _ranks_in_words(entry.node)
    _ask_levels(entry.node)
    _ask_high_and_low(entry.node)
    made: dict[str, Entry] = {}
    for name, one in entry.node.entries.items():
        node = one.node
        word = folded(name)
        if word in _RANKS and (isinstance(node, ListNode) or text_of(node)):
            for item in items_of(node):
                made[text_of(item)] = Entry(item.place, _skill(item.place, _RANKS[word]))
        elif name in ranks:
            made[name] = Entry(one.key, _skill(node.place, ranks[name]))
        elif folded(text_of(node)) in _RANKS:
            made[name] = Entry(one.key, _skill(node.place, _RANKS[folded(text_of(node))]))
        elif isinstance(node, Scalar) and (node.value is True or folded(text_of(node)) in ("yes", "x")):
            made[name] = Entry(one.key, _skill(node.place))
        elif text_of(node).endswith("%"):
            share, names = text_of(node), ", ".join(entry.node.entries)
            hint = f"write {name}: {{pace: {share}}} if its contacts take longer, or skills: [{names}]"
            raise UnclearError(f"'{name}: {share}' does not say what the share is of", hint, node.place, _instead(entry.node))
        elif isinstance(node, Scalar) and node.value is not None:
            hint = f"write {name}: {{rank: 1}} for an order (1 is best), or {name}: {{level: 5}} for how good they are"
            raise UnclearError(f"cannot tell what '{name}: {plain(node)}' is", hint, node.place, _instead(entry.node))
        else:
            made[name] = one
    skills = Entry(entry.key, MapNode(made, entry.node.place))
    return MapNode({**block.entries, key: skills}, block.place)


_LEVEL = re.compile(r"(?:skill[ _-]?)?(?:level|lvl|l|grade|proficiency)[ :_-]*(\d+)", re.IGNORECASE)
_RANK = re.compile(
    r"(?:rank|priority|prio|preference|choice|order)[ :_-]*(\d+)|(\d+)(?:st|nd|rd|th)(?: choice| priority| skill)?", re.I
)
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4}


def _ranks_in_words(node: MapNode) -> dict[str, int]:
    """``priority 1``, ``2nd`` and ``second choice`` as ranks, where they count from 1 without a gap."""
    found: dict[str, int] = {}
    for name, one in node.entries.items():
        text = text_of(one.node)
        match = _RANK.fullmatch(text)
        word = folded(text).removesuffix("_choice").removesuffix("_priority").removesuffix("_skill")
        if match is not None:
            found[name] = int(match[1] or match[2])
        elif word in _ORDINALS and word != folded(text):
            found[name] = _ORDINALS[word]
    return found if sorted(set(found.values())) == list(range(1, len(set(found.values())) + 1)) else {}


def _ask_levels(node: MapNode) -> None:
    """``level 1`` may be the best or the least: both lines, the whole of the skills in each."""
    found = {name: match[1] for name, one in node.entries.items() if (match := _LEVEL.fullmatch(text_of(one.node)))}
    if not found:
        return
    lines = [
        f"skills: {{{', '.join(f'{name}: {_flow({key: found[name]} if name in found else {})}' for name in node.entries)}}}"
        for key in ("rank", "level")
    ]
    first = next(iter(found))
    message = f"'{first}: {text_of(node.entries[first].node)}' does not say whether 1 is the best or the least"
    hint = f"write {lines[0]} if 1 is best, or {lines[1]} if the largest is best"
    raise UnclearError(message, hint, node.entries[first].node.place, _instead(node))


def _ask_high_and_low(node: MapNode) -> None:
    """``high`` and ``low`` may be how urgent a queue is, or how good the agents are: both lines."""
    words = {name: folded(text_of(one.node)) for name, one in node.entries.items()}
    if not words or not set(words.values()) <= {"high", "highest", "medium", "normal", "low", "lowest", "top"}:
        return
    order = sorted({_PRIORITIES[word] for word in words.values()})
    ranks = {name: order.index(_PRIORITIES[word]) + 1 for name, word in words.items()}
    by_rank = ", ".join(f"{name}: {{rank: {rank}}}" for name, rank in ranks.items())
    by_level = ", ".join(f"{name}: {{level: {len(order) + 1 - rank}}}" for name, rank in ranks.items())
    first, text = next((name, text_of(one.node)) for name, one in node.entries.items())
    message = f"'{first}: {text}' may be which queue goes first, or how good the agents are"
    hint = f"write skills: {{{by_rank}}} if {text} goes first, or skills: {{{by_level}}} if {text} is the best skill"
    raise UnclearError(message, hint, node.entries[first].node.place, _instead(node))


def _as_mapping(entry: Entry) -> Entry:
    """A list of small mappings, or names behind the numbers of ranks, as a mapping of names."""
    node = entry.node
    named: dict[str, Entry] = {}
    if isinstance(node, MapNode) and all(name.isdecimal() for name in node.entries):
        for rank, one in node.entries.items():
            for item in items_of(one.node):
                named[text_of(item)] = Entry(item.place, Scalar(int(rank), item.place))
        return Entry(entry.key, MapNode(named, node.place))
    for item in node.items if isinstance(node, ListNode) else ():
        if isinstance(item, ListNode):
            ranked = [(text_of(name), rank) for rank, part in enumerate(items_of(node), 1) for name in items_of(part)]
            order = ", ".join(f"{name}: {{rank: {rank}}}" for name, rank in ranked)
            names = [name for name, _ in ranked]
            message = "a list inside the list may mean an order, and skills in a list have none"
            raise UnclearError(
                message, f"write skills: {{{order}}}, or skills: [{', '.join(names)}]", item.place, {"skills": names}
            )
        if isinstance(item, MapNode):
            key = next((key for key in item.entries if folded(key) in ("queue", "name", "skill")), None)
            if key is not None:
                named[text_of(item.entries[key].node)] = Entry(item.place, without(item, key))
            else:
                named |= item.entries
        else:
            named[text_of(item)] = Entry(item.place, _skill(item.place))
    return Entry(entry.key, MapNode(named, node.place)) if named else entry


def _is_number(node: Node) -> bool:
    return isinstance(node, Scalar) and isinstance(node.value, int) and not isinstance(node.value, bool)


def _as_ranks(numbers: dict[str, object], entry: Entry) -> dict[str, int]:
    """Numbers that count from 1 without a gap, as ranks; other numbers may as well be levels, of which the largest is best."""
    values = {name: value for name, value in numbers.items() if isinstance(value, int)}
    order = sorted(set(values.values()))
    if order == list(range(1, len(order) + 1)):
        return values
    assert isinstance(entry.node, MapNode)
    first, where = next((name, one.node.place) for name, one in entry.node.entries.items() if name in values)
    others = {name: plain(one.node) or {} for name, one in entry.node.entries.items() if name not in values}
    said = {key for other in others.values() if isinstance(other, dict) for key in other}

    def skills(key: str) -> str:
        """All skills, the numbers as ranks or levels."""
        ours = {name: f"{key}: {ranks[name] if key == 'rank' else value}" for name, value in values.items()}
        parts = [f"{name}: {{{ours[name]}}}" if name in ours else f"{name}: {_flow(others[name])}" for name in entry_names]
        return f"skills: {{{', '.join(parts)}}}"

    turned = not others and len(order) > 1 and order[0] > 1  # such as 10 and 5, of which no rank is 1: more is better
    counted = not others and order[0] < 1  # as ranks they begin at 1
    steps = order[::-1] if turned else order
    ranks = {name: steps.index(value) + 1 if turned or counted else value for name, value in values.items()}
    first_taken = f"if these agents take {min(ranks, key=lambda name: ranks[name])} first"
    first_taken = first_taken if len(ranks) > 1 else "if it is the order in which these agents take contacts"
    entry_names = list(entry.node.entries)
    levels = all(1 <= value <= _LARGEST_LEVEL for value in values.values())
    ways = [f"{skills('rank')} {first_taken}"] if "level" not in said or not levels else []
    ways += (
        [f"{skills('level')} if contacts go to the best free agent (at the top of the file agent_choice: highest_level)"]
        if levels and "rank" not in said
        else []
    )
    message = f"'{first}: {values[first]}' may be a rank, which contacts an agent takes first, or a level, which agent is chosen"
    if len(ways) == 1:
        ways, message = [ways[0].partition(" if ")[0]], f"'{first}: {values[first]}' does not say what it is"
    key = "level" if "level" in said and levels else "rank"
    stands_in = {name: others.get(name, {key: values.get(name, 1)}) for name in entry_names if folded(name) not in _RANKS}
    raise UnclearError(message, f"write {', or '.join(ways)}", where, {"skills": stands_in})


def _flow(value: object) -> str:
    """A small block in YAML's short form."""
    return f"{{{', '.join(f'{key}: {one}' for key, one in value.items())}}}" if isinstance(value, dict) else "{}"


def _instead(node: MapNode) -> dict[str, object]:
    names = [name for name in node.entries if folded(name) not in _RANKS]
    return {"skills": names} if names else {}


def _ranked(rank: int) -> Rewrite:
    def rewrite(block: MapNode, key: str) -> MapNode:
        entry = block.entries[key]
        old = block.entries.get("skills")
        entries: dict[str, Entry] = {}
        if old is not None and isinstance(old.node, MapNode):
            entries = dict(old.node.entries)
        elif old is not None:
            entries = {text_of(item): Entry(item.place, _skill(item.place)) for item in items_of(old.node) if text_of(item)}
        for item in items_of(entry.node):
            name = text_of(item)
            if not name:
                hint = "write primary: [sales], backup: [service]"
                raise UnclearError(
                    f"must be the name of a queue (got {seen(plain(item))})", hint, item.place, {"skills": ["all"]}
                )
            present = entries.get(name)
            more = present.node.entries if present is not None and isinstance(present.node, MapNode) else {}
            entries[name] = Entry(item.place, MapNode({**more, **_skill(item.place, rank).entries}, item.place))
        skills = Entry(entry.key if old is None else old.key, MapNode(entries, entry.node.place))
        rest = without(block, key)
        return MapNode({**rest.entries, "skills": skills}, block.place)

    return rewrite


def _priority(block: MapNode, key: str) -> MapNode:
    entry = block.entries[key]
    word = folded(text_of(entry.node))
    rank = _PRIORITIES.get(word) or _RANKS.get(word)
    if rank is None:
        number = plain(entry.node) if _is_number(entry.node) else 1
        hint = f"write rank: {number}; of ranks 1 is best, and those of the same rank are taken alike"
        raise UnclearError(f"'{key}' does not say whether 1 is the best or the worst", hint, instead=_ANY)
    if "rank" in block.entries:
        raise UnclearError(f"'{key}' and 'rank' say the same", "keep one of them")
    rest = without(block, key)
    return MapNode({**rest.entries, "rank": Entry(entry.key, Scalar(rank, entry.node.place))}, block.place)


def _order(block: MapNode, key: str) -> MapNode:
    """A list of queues in the order in which a free agent takes them."""
    return replaced(block, key, {"takes": block.entries[key]})


def _is_word(node: Node) -> bool:
    word = folded(text_of(node))
    return word in _RANKS or word in ("first", "third")


def _word(block: MapNode, key: str) -> MapNode:
    """``level: primary`` is a rank."""
    entry = block.entries[key]
    rank = _RANKS.get(folded(text_of(entry.node)), 1)
    return replaced(block, key, {"rank": Entry(entry.key, Scalar(rank, entry.node.place))})


_TAIL = "headcount: 5"


def _plain(rank: int) -> str:
    return f"skills: {{sales: {{rank: {rank}}}}}, {_TAIL}"


SKILLS: tuple[Spelling, ...] = (
    Spelling(AgentGroup, ("skills",), _skills, f"skills: {{sales: 1}}, {_TAIL}", _plain(1), _is_loose),
    Spelling(AgentGroup, _FIRST, _ranked(1), f"primary: [sales], {_TAIL}", _plain(1)),
    Spelling(
        Skill, tuple(word for word in WHEN_IDLE if word != "idle"), _when_idle, "only_when_idle: true", "rank: 2", _is_switch
    ),
    Spelling(AgentGroup, _SECOND, _ranked(2), f"backup: sales, {_TAIL}", _plain(2)),
    Spelling(
        AgentGroup,
        ("priority", "priorities", "order", "queue_order", "queue_priority", "queue_priorities", "preference", "sequence"),
        _order,
        "priority: [sales], skills: [sales], headcount: 5",
        "takes: [sales], skills: [sales], headcount: 5",
        lambda node: isinstance(node, ListNode) and all(text_of(item) for item in node.items),
    ),
    Spelling(AgentGroup, _THIRD, _ranked(3), f"tertiary: sales, {_TAIL}", _plain(3)),
    Spelling(Skill, ("priority", "order", "preference", "prio"), _priority, "priority: high", "rank: 1"),
    Spelling(Skill, ("level", "rank", "skill_level"), _word, "level: primary", "rank: 1", _is_word),
    renamed(Skill, "pace", "speed", "efficiency", "productivity", example="90%"),
    refused(
        Skill,
        *("proficiency", "skill_level", "competence", "experience", "quality"),
        message="'{key}' may be how good the agents are, or how fast",
        hint="write level: 5 (100 is best; the queue's requires and agent_choice: highest_level go by it), or pace: 90%",
        example="proficiency: 5",
        instead=_ANY,
    ),
)

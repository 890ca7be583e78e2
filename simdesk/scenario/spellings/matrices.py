"""Skills said elsewhere than in each group: a skill matrix, and a pace, a handle time or a reserve of a whole group."""

from __future__ import annotations

from simdesk.scenario.language.agents import AgentGroup
from simdesk.scenario.language.model import ScenarioModel
from simdesk.scenario.reading.nodes import Entry, ListNode, MapNode, Node, Scalar, flow, is_number, names_in, put, remove
from simdesk.scenario.spellings.hires import factor_of, paced
from simdesk.scenario.spellings.roster_files import names_a_file
from simdesk.scenario.spellings.sections import skills_of
from simdesk.scenario.spellings.spelling import Spelling, UnclearError, folded, items_of, mapping, text_of

_MATRICES = (
    *("skill_matrix", "skills_matrix", "skills", "skill", "skillset", "skill_assignment", "competences"),
    *("qualifications", "matrix"),
)
_SKILLS = ("skills", "skill", "queues", "queue")
_PACES = ("pace", "speed", "efficiency", "productivity", "performance")
_TIMES = ("aht", "handle_time", "aht_factor", "handle_time_factor")
_NO = {"", "-", "no", "none", "0", "false"}


def _matrix(block: MapNode, key: str) -> MapNode:
    """Skills by group, or by queue, at the top of the file: those of each group."""
    entry = block.entries[key]
    groups, queues = names_in(block, "agent_groups"), names_in(block, "queues")
    node = entry.node
    if names_a_file(node) and groups:
        made: Node = remove(block, (key,))
        for group in groups:
            if not skills_of(block, group):
                made = put(made, ("agent_groups", group, "skills"), node, entry.key)
        assert isinstance(made, MapNode)
        return made
    if not isinstance(node, MapNode) or not groups:
        names = ", ".join(queues) or "sales"
        raise UnclearError("a skill is a queue that an agent group answers", f"in each agent group write skills: [{names}]")
    by_group: dict[str, dict[str, Entry]] = {}
    is_of_queues = bool(set(node.entries) & set(queues)) and not set(node.entries) & set(groups)
    for name, one in node.entries.items():
        if is_of_queues:
            for group, value in _skills_in(one).items():
                by_group.setdefault(group, {})[name] = value
        else:
            by_group[name] = dict(_skills_in(one))
    strange = next((group for group in by_group if group not in groups), None)
    if strange is not None:
        place = node.entries[strange].key if strange in node.entries else entry.key
        error = UnclearError(f"'{strange}' of '{key}' is no agent group", f"known: {', '.join(groups)}", place)
        error.drop = [(key, strange)] if strange in node.entries else [(key,)]
        raise error
    made = remove(block, (key,))
    for group, skills in by_group.items():
        if skills_of(block, group):
            raise UnclearError(f"'{key}' and the skills of {group} say the same", "keep one of them", entry.key)
        if all(value.node == Scalar(None, value.node.place) for value in skills.values()):
            listed: Node = ListNode(tuple(Scalar(name, value.key) for name, value in skills.items()), entry.node.place)
        else:
            listed = MapNode(skills, entry.node.place)
        made = put(made, ("agent_groups", group, "skills"), listed, entry.key)
    assert isinstance(made, MapNode)
    return made


def _matrix_key(block: MapNode) -> str | None:
    return next((key for key in block.entries if folded(key) in _MATRICES), None)


def _matrix_first(block: MapNode, key: str) -> MapNode:
    """The matrix before whatever else looks at the skills of groups."""
    matrix = _matrix_key(block)
    assert matrix is not None
    try:
        return _matrix(block, matrix)
    except UnclearError as error:
        error.drop, error.place = error.drop or [(matrix,)], error.place or block.entries[matrix].key
        raise


def _skills_in(entry: Entry) -> dict[str, Entry]:
    """The names in one row of a matrix, with what is said of each; those that say no are left out."""
    if isinstance(entry.node, MapNode):
        return {
            name: one
            for name, one in entry.node.entries.items()
            if not (isinstance(one.node, Scalar) and str(one.node.value).strip().lower() in _NO)
        }
    return {text_of(item): Entry(item.place, Scalar(None, item.place)) for item in items_of(entry.node) if text_of(item)}


def _own(block: MapNode) -> dict[str, Node]:
    """The skills of a group in its own block."""
    node = next((entry.node for key, entry in block.entries.items() if folded(key) in _SKILLS), None)
    if isinstance(node, MapNode):
        return {name: entry.node for name, entry in node.entries.items()}
    return {text_of(item): item for item in items_of(node) if text_of(item)} if node is not None else {}


def _has_skills(block: MapNode) -> bool:
    return bool(_own(block)) and "people" not in block.entries


def _with(block: MapNode, key: str, said: dict[str, Entry], word: str) -> MapNode:
    """The group without a key, and what it says in its skills."""
    entry = block.entries[key]
    skills: dict[str, Entry] = {}
    for name, node in _own(block).items():
        inside: dict[str, Entry] = dict(node.entries) if isinstance(node, MapNode) else {}
        inside = {"rank": Entry(node.place, node)} if is_number(node) else inside
        if name in said:
            if word in inside:
                raise UnclearError(f"'{key}' and the {word} of {name} say the same", "keep one of them")
            inside[word] = said[name]
        skills[name] = Entry(node.place, MapNode(inside, node.place))
    known = next(one for one in block.entries if folded(one) in _SKILLS)
    listed = Entry(block.entries[known].key, MapNode(skills, block.entries[known].node.place))
    kept = {one: (listed if one == known else value) for one, value in block.entries.items() if one != key}
    assert entry is not None
    return MapNode(kept, block.place)


def _pace(block: MapNode, key: str) -> MapNode:
    """A pace of the whole group is that of each of its skills."""
    return _with(block, key, dict.fromkeys(_own(block), block.entries[key]), "pace")


def _is_relative(node: Node) -> bool:
    return factor_of(node) is not None


def _time(block: MapNode, key: str) -> MapNode:
    """A handle time beside others' is a pace."""
    entry = block.entries[key]
    factor = factor_of(entry.node)
    assert factor is not None
    assert isinstance(entry.node, Scalar)
    return _with(block, key, dict.fromkeys(_own(block), Entry(entry.key, paced(entry.node, factor))), "pace")


def _reserve(block: MapNode, key: str) -> MapNode:
    """Agents kept free, by queue."""
    entry = block.entries[key]
    own = _own(block)
    if isinstance(entry.node, MapNode) and set(entry.node.entries) <= set(own):
        return _with(block, key, dict(entry.node.entries), "reserve")
    each = {"reserve": entry.node}
    lines = []
    for name in own:
        parts = {one: mapping(entry.key, **(each if one == name else {})) for one in own}
        lines.append(f"skills: {flow(mapping(entry.key, **parts))}")
    message = f"'{key}' does not say for which queue agents stay free"
    raise UnclearError(message, f"write {', or '.join(lines)}; that queue is taken only while more are free")


MATRICES: tuple[Spelling, ...] = (
    Spelling(
        ScenarioModel,
        ("queues", "agent_groups"),
        _matrix_first,
        "agent_groups: {desk: {headcount: 5}}, skill_matrix: {desk: [sales]}",
        "agent_groups: {desk: {skills: [sales], headcount: 5}}",
        within=lambda block: _matrix_key(block) is not None and "agent_groups" in block.entries,
    ),
    Spelling(
        ScenarioModel,
        _MATRICES,
        _matrix,
        "skill_matrix: {desk: {sales: 1}}, agent_groups: {desk: {headcount: 5}}",
        "agent_groups: {desk: {skills: {sales: {rank: 1}}, headcount: 5}}",
    ),
    Spelling(AgentGroup, _PACES, _pace, "pace: 80%, skills: [sales]", "skills: {sales: {pace: 80%}}", within=_has_skills),
    Spelling(AgentGroup, _TIMES, _time, "aht: +25%, skills: [sales]", "skills: {sales: {pace: 80%}}", _is_relative, _has_skills),
    Spelling(
        AgentGroup,
        ("reserve",),
        _reserve,
        "reserve: {sales: 2}, skills: [sales]",
        "skills: {sales: {reserve: 2}}",
        within=_has_skills,
    ),
)

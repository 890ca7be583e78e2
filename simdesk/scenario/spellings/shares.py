"""Agents kept free for inbound, shares of a queue's contacts by group, and where a group sits."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones

from simdesk.errors import InputError
from simdesk.scenario.language.model import ScenarioModel
from simdesk.scenario.reading.nodes import Entry, MapNode, Node, Scalar, flow, follow, is_number, names_in, put, remove
from simdesk.scenario.spellings.conditions import condition_of, reserve_of
from simdesk.scenario.spellings.queues import CHANNEL_OF
from simdesk.scenario.spellings.sections import blocks_with, having, left_out, skills_of
from simdesk.scenario.spellings.spelling import Spelling, UnclearError, folded, text_of
from simdesk.units import parse_share

_BLENDING = (
    *("blending", "blend", "blended", "call_blending", "outbound_blending", "outbound_rule", "outbound_when", "outbound"),
)
_SPLITS = (
    *("split", "allocation", "percent_allocation", "percentage_allocation", "shares", "routing_shares", "volume_split"),
    *("divide", "allocations", "allocation_rule", "distribution_of_calls", "share_per_group", "split_by_group", "group_shares"),
    *("call_split", "partner_share", "outsourcing_share", "inhouse_share"),
)
_HOMES = ("home_office", "remote", "work_from_home", "wfh", "hybrid")
_SITES = (
    *("site", "location", "city", "country", "office", "centre", "center", "building"),
    *_HOMES,
)


def _outbound(block: MapNode, group: str) -> list[str]:
    """The queues of a group that are called from a list."""
    found = []
    for queue in skills_of(block, group):
        node = follow(block, ("queues", queue))
        keys = {folded(key): entry.node for key, entry in node.entries.items()} if isinstance(node, MapNode) else {}
        word = folded(text_of(keys.get("channel")))
        if CHANNEL_OF.get(word, word) == "outbound" or "campaign" in keys:
            found.append(queue)
    return found


def _blended(block: MapNode, key: str) -> MapNode:
    """How many agents stay free for inbound, as the reserve of the group's outbound skills."""
    path, name, entry = next(blocks_with(block, "agent_groups", _BLENDING))
    group = str(path[1])
    node: Node = entry.node
    queues, kept = _outbound(block, group), ""
    if isinstance(node, MapNode) and len(node.entries) == 1:
        word, one = next(iter(node.entries.items()))
        named = [queue for queue in queues if queue == word]
        if named or folded(word) in ("outbound", "when", "only_when", "condition", "rule", "reserve", "keep_free", "min_idle"):
            queues, node = named or queues, one.node
            kept = folded(word)
    number: object = _reserve(text_of(node), queues)
    if isinstance(node, Scalar) and is_number(node) and kept in ("reserve", "keep_free", "min_idle"):
        number = node.value if kept != "min_idle" else _reserve(f"at least {node.value} agents idle", queues)
    if not queues or not isinstance(number, int) or isinstance(number, bool):
        skill = queues[0] if queues else next(iter(skills_of(block, group)), "renewals")
        message = f"'{name}' does not say how many agents stay free" if queues else f"{group} has no queue with channel: outbound"
        hint = f"in its skills write {skill}: {{reserve: 2}}: it is taken only while more than 2 agents of {group} are free"
        raise left_out(UnclearError(message, hint, entry.key), path, name)
    made = remove(block, (*path, name))
    whole = follow(made, path)
    assert isinstance(whole, MapNode)
    place = entry.node.place
    skills: dict[str, Entry] = {}
    own = skills_of(block, group)
    plainly = not any(is_number(skill) or (isinstance(skill, MapNode) and "rank" in skill.entries) for skill in own.values())
    for queue, said in own.items():
        inside: dict[str, Entry] = dict(said.entries) if isinstance(said, MapNode) else {}
        if plainly and len(queues) < len(own):  # inbound goes first
            inside = {"rank": Entry(place, Scalar(2 if queue in queues else 1, place)), **inside}
        inside = {"rank": Entry(place, said), **inside} if is_number(said) else inside
        if queue in queues and "reserve" in inside:
            raise left_out(
                UnclearError(f"'{name}' and the reserve of {queue} say the same", "keep one of them", entry.key), path, name
            )
        more = {"reserve": Entry(place, Scalar(number, place))} if queue in queues else {}
        skills[queue] = Entry(said.place, MapNode({**inside, **more}, said.place))
    known = next(one for one in whole.entries if folded(one) in ("skills", "skill", "queues", "queue"))
    made = put(made, (*path, known), MapNode(skills, place), whole.entries[known].key)
    assert isinstance(made, MapNode)
    return made


def _reserve(text: str, queues: list[str]) -> int | None:
    """The reserve in ``outbound only when at least 2 agents are idle``."""
    words = text.split()
    while words and folded(words[0]) in (
        *queues,
        "outbound",
        "calls",
        "dial",
        "dialling",
        "dialing",
        "call",
        "only",
        "campaign",
        "list",
    ):
        words = words[1:]
    rest = " ".join(words)
    found = condition_of(rest)
    kept = reserve_of(rest)
    return kept if kept is not None else int(found[0].get("reserve", 0)) if found is not None and "reserve" in found[0] else None


def _split(block: MapNode, key: str) -> MapNode:
    """Fixed shares of a queue's contacts for groups: refused, with the queues that do the same."""
    path, name, entry = next(blocks_with(block, "queues", _SPLITS))
    queue = str(path[1])
    shares: dict[str, float] = {}
    for group, one in entry.node.entries.items() if isinstance(entry.node, MapNode) else ():
        try:
            shares[group] = parse_share(one.node.value if isinstance(one.node, Scalar) else None)
        except InputError:
            continue
    message = "contacts are not shared out by percent: any free agent with the skill may take one"
    if not shares:
        hint = f"write a queue for each share, with arrivals of its own, such as {queue}_a and {queue}_b"
        raise left_out(UnclearError(message, hint, entry.key), path, name)
    arrivals = follow(block, (*path, "arrivals"))
    queues, groups = [], []
    for group, share in shares.items():
        queues.append(f"{queue}_{group} with arrivals: {_scaled(arrivals, share)}")
        groups.append(f"in {group} skills: [{queue}_{group}]")
    known = all(group in names_in(block, "agent_groups") for group in shares)
    own = f", and {', '.join(groups)}" if known else ""
    hint = f"write a queue for each share, otherwise like {queue}: {', '.join(queues)}{own}"
    raise left_out(UnclearError(message, hint, entry.key), path, name)


def _scaled(arrivals: Node | None, share: float) -> str:
    """Arrivals of which a queue has a share."""
    if not isinstance(arrivals, MapNode):
        return f"{{…, scale: {share * 100:.6g}%}}"
    number = arrivals.entries["per_day"].node if "per_day" in arrivals.entries else None
    if isinstance(number, Scalar) and isinstance(number.value, int | float) and "scale" not in arrivals.entries:
        value = Scalar(f"{number.value * share:.10g}", number.place)
        whole = MapNode({**arrivals.entries, "per_day": Entry(arrivals.place, value)}, arrivals.place)
        return flow(whole)
    scale = arrivals.entries["scale"].node if "scale" in arrivals.entries else None
    try:
        before = parse_share(scale.value) if isinstance(scale, Scalar) else 1.0
    except InputError:
        before = 1.0
    scaled = f"{share * before * 100:.6g}%"
    whole = MapNode({**arrivals.entries, "scale": Entry(arrivals.place, Scalar(scaled, arrivals.place))}, arrivals.place)
    return flow(whole)


@cache
def _zones() -> dict[str, str]:
    """Time zones by the city they are named after."""
    return {
        folded(zone.rpartition("/")[2]): zone
        for zone in sorted(available_timezones(), reverse=True)
        if "/" in zone and "Etc" not in zone
    }


def _site(block: MapNode, key: str) -> MapNode:
    """Where a group sits says nothing but its time zone, which has a word of its own."""
    path, name, entry = next(blocks_with(block, "agent_groups", _SITES))
    text = text_of(entry.node)
    if folded(name) in _HOMES:
        raise left_out(UnclearError("where agents sit changes nothing here", f"remove {name}", entry.key), path, name)
    zone = _zones().get(folded(text))
    message = f"the place of a group changes nothing here{f' ({text})' if text else ''}, but for its time zone"
    hint = f"remove {name}; "
    hint += f"if its shifts are in its own time write zone: {zone or 'Europe/London'}, and under hours the centre's zone"
    raise left_out(UnclearError(message, hint, entry.key), path, name)


def _sites_besides(block: MapNode) -> bool:
    return "agent_groups" in block.entries


def _sites(block: MapNode, key: str) -> MapNode:
    """Sites beside agent groups: a group of each site's own is what they are."""
    node = block.entries[key].node
    names = list(node.entries) if isinstance(node, MapNode) else []
    groups = names_in(block, "agent_groups")
    hint = f"write a group for each site, such as {groups[0] if groups else 'desk'}_{folded(names[0]) if names else 'manila'}"
    zones = [zone for name in names if (zone := _zones().get(folded(name)))]
    hint += f", with zone: {zones[0] if zones else 'Asia/Manila'} in it if its shifts are in its own time; then remove {key}"
    raise UnclearError("a site is an agent group of its own", hint)


_SALES = "queues: {sales: {arrivals: {per_day: 9}, handle_time: {constant: 4 min}%s}"
_LIST = "renewals: {channel: outbound, campaign: {records: 50, reached: 30%%, dialling: 25 s}, handle_time: {constant: 4 min}}"
_DESK = "agent_groups: {desk: {skills: %s, headcount: 5%s}}"
SHARES: tuple[Spelling, ...] = (
    Spelling(
        ScenarioModel,
        ("agent_groups",),
        _blended,
        f"{_SALES % ''}, {_LIST.replace('%%', '%')}}}, "
        + _DESK % ("[sales, renewals]", ", blending: outbound only when at least 3 agents are idle"),
        f"{_SALES % ''}, {_LIST.replace('%%', '%')}}}, " + _DESK % ("{sales: {rank: 1}, renewals: {rank: 2, reserve: 2}}", ""),
        within=having("agent_groups", *_BLENDING),
        of_whole=True,
    ),
    Spelling(
        ScenarioModel,
        ("queues",),
        _split,
        f"{_SALES % ', split: {desk: 70%, partner: 30%}'}}}",
        "",
        within=having("queues", *_SPLITS),
    ),
    Spelling(
        ScenarioModel, ("agent_groups",), _site, _DESK % ("[sales]", ", site: Manila"), "", within=having("agent_groups", *_SITES)
    ),
    Spelling(
        ScenarioModel,
        ("sites", "locations"),
        _sites,
        f"sites: {{manila: {{}}}}, {_DESK % ('[sales]', '')}",
        "",
        None,
        _sites_besides,
    ),
)

"""Checks of channels: what agents may have in hand, bots and campaigns."""

from __future__ import annotations

from collections.abc import Iterator

from simdesk.scenario.checks.draft import Draft, given
from simdesk.scenario.language.channels import BOTS, OUTBOUND, Channel
from simdesk.scenario.language.words import is_name
from simdesk.scenario.reading.diagnostics import did_you_mean
from simdesk.scenario.reading.nodes import Path, Scalar, follow

_NOT_IN_A_BOT = (
    "patience",
    "wrap_up",
    "balking",
    "announcement",
    "waiting_places",
    "customers",
    "redial",
    "call_back",
    "transfer",
    "misrouted",
    "assistance",
    "repeat",
    "tries",
    "requires",
    "agent_choice",
    "weight",
    "credit",
    "answer_within",
    "units",
    "customer_time",
    "leaves_after",
    "due",
    "campaign",
)
_NOT_IN_A_CAMPAIGN = ("arrivals", "patience", "balking", "announcement", "redial", "call_back", "misrouted", "waiting_places")


def check_channels(draft: Draft) -> None:
    """Make every check of channels."""
    _check_words(draft, ("channels",), given(draft.whole, "channels"))
    for name in draft.queues:
        _check_bot(draft, name)
        _check_campaign(draft, name)
    for name in draft.groups:
        path: Path = ("agent_groups", name, "channels")
        _check_words(draft, path, given(draft.groups.get(name), "channels"))
        _check_own(draft, name)
        _check_capacity(draft, name)
        _check_one_at_a_time(draft, name)


def bot_leads(draft: Draft, queue: str) -> Iterator[tuple[str, Path]]:
    """The queues a bot leads to, and where each is written."""
    for key in (("passes_to",), ("failed", "to")):
        path: Path = ("queues", queue, "bot", *key)
        node = follow(draft.tree, path)
        if isinstance(node, Scalar) and isinstance(node.value, str) and is_name(node.value):
            yield node.value, path


def is_bot(draft: Draft, queue: str) -> bool:
    """Whether a queue's contacts meet no agent."""
    return given(draft.queues.get(queue), "channel") in BOTS


def may_be_bot(draft: Draft, queue: str) -> bool:
    """Whether a queue is a bot, or is meant for one: its channel cannot be read, or it says what a bot does."""
    made = draft.queues.get(queue)
    return is_bot(draft, queue) or "bot" in draft.keys(("queues", queue)) or (made is not None and given(made, "channel") is None)


def _check_words(draft: Draft, path: Path, channels: dict[str, Channel] | None) -> None:
    for name, channel in (channels or {}).items():
        beside, interrupted = given(channel, "beside") or (), given(channel, "interrupted_by") or ()
        if given(channel, "pace") == ():
            draft.report(
                (*path, name, "pace"), "the list is empty", "write the pace with 1, 2, … contacts in progress: [100%, 80%]"
            )
        for index, other in enumerate(interrupted):
            if other == name:
                draft.report((*path, name, "interrupted_by", index), f"{name} cannot interrupt itself", "use at_once for several")
            elif other in beside:
                draft.report((*path, name, "interrupted_by", index), f"'{other}' is also in beside", "keep one of the two")
        for index, other in enumerate(beside):
            if other == name:
                message = f"'{name}' is the channel itself"
                draft.report((*path, name, "beside", index), message, "at_once sets how many of them an agent handles at once")


def _check_own(draft: Draft, group: str) -> None:
    """A group's own words are about channels it answers."""
    skills = given(draft.groups.get(group), "skills")
    if skills is None:
        return
    answered = {given(draft.queues.get(queue), "channel") for queue in skills}
    for name in draft.keys(("agent_groups", group, "channels")):
        if None not in answered and name not in answered:
            bare = [queue for queue in skills if queue in draft.queues and "channel" not in draft.keys(("queues", queue))]
            message = f"{group} answers no queue of channel {name}"
            hint = f"its channels: {', '.join(sorted(answered))}"
            if bare:
                hint = f"in {' or '.join(bare)} write channel: {name} if its contacts are of {name}, or leave {name} out here"
            draft.report(("agent_groups", group, "channels", name), message, hint, key=True)


def _check_one_at_a_time(draft: Draft, group: str) -> None:
    """What rings and pauses mean with something else in hand is not built."""
    path: Path = ("agent_groups", group)
    keys = [key for key in ("ring_time", "missed", "refused", "pause", "rest_after") if key in draft.keys(path)]
    made = draft.groups.get(group)
    if not keys or made is None or given(draft.whole, "channels") is None or given(made, "skills") is None:
        return
    from simdesk.scenario.layout.channels import has_several

    queues = {name: draft.queues[name] for name in made.skills if name in draft.queues}
    if any("channel" not in queue.__dict__ for queue in queues.values()) or "channels" not in made.__dict__:
        return
    if has_several(made, queues, draft.whole.channels):
        for key in keys:
            message = f"is not supported with a concurrency above 1, as in {group}"
            draft.report((*path, key), message, "leave it out, or let each agent have one contact at a time", key=True)


def _check_capacity(draft: Draft, group: str) -> None:
    capacity, skills = given(draft.groups.get(group), "capacity"), given(draft.groups.get(group), "skills")
    for queue in skills or () if capacity is not None else ():
        units = given(draft.queues.get(queue), "units")
        if units is not None and units > capacity + 1e-9:
            message = f"{group} can never take {queue}, which needs {units:g} units (got {capacity:g})"
            draft.report(("agent_groups", group, "capacity"), message, "raise the capacity, or lower the units of the queue")


def _check_bot(draft: Draft, queue: str) -> None:
    path: Path = ("queues", queue)
    keys, channel = draft.keys(path), given(draft.queues.get(queue), "channel")
    if channel is None or not draft.is_mapping(path):
        return
    if channel not in BOTS:
        if "bot" in keys:
            hint = "give the bot a queue of its own" if "channel" in keys else "write channel: bot"
            draft.report((*path, "bot"), f"belongs to channel bot or ivr, not {channel}", hint, key=True)
        return
    if "bot" not in keys:
        draft.report(path, f"needs bot, as its channel is {channel}", "bot: {contained: 45%, passes_to: service_chat}", key=True)
    for key in _NOT_IN_A_BOT:
        if key in keys:
            draft.report(
                (*path, key),
                "no agent answers here, so nobody waits",
                "write it for the queue the bot passes contacts to",
                key=True,
            )
    for group, members in draft.groups.items():
        for name in given(members, "skills") or ():
            if name == queue:
                message = f"'{queue}' is a bot: agents cannot answer it"
                others = ", ".join(one for one in given(members, "skills") or () if one != queue)
                hint = f"leave it out: write skills: [{others}]" if others else "name the queue it passes contacts to"
                draft.report(("agent_groups", group, "skills"), message, hint)
    known = draft.keys(("queues",))
    for target, at in bot_leads(draft, queue):
        if target not in known:
            draft.report(at, f"unknown queue '{target}'", did_you_mean(target, known, "queues"))
        elif is_bot(draft, target):
            draft.report(at, f"'{target}' is a bot too", "name a queue that agents answer")


def _check_campaign(draft: Draft, queue: str) -> None:
    path: Path = ("queues", queue)
    keys, channel = draft.keys(path), given(draft.queues.get(queue), "channel")
    if channel is None or not draft.is_mapping(path):
        return
    if channel != OUTBOUND:
        if "campaign" in keys:
            draft.report((*path, "campaign"), f"belongs to channel outbound, not {channel}", "write channel: outbound", key=True)
        return
    if "campaign" not in keys:
        hint = "campaign: {records: 400, reached: 30%, dialling: 25 s}"
        draft.report(path, "needs campaign, as its channel is outbound", hint, key=True)
    for key in _NOT_IN_A_CAMPAIGN:
        if key in keys:
            draft.report((*path, key), "nobody calls in here, so nobody waits", "leave it out", key=True)
    campaign = given(draft.queues.get(queue), "campaign")
    if campaign is not None and given(campaign, "retry_after") is None and "at_most" in draft.keys((*path, "campaign")):
        draft.report(
            (*path, "campaign", "at_most"),
            "belongs to retry_after",
            "write when customers who were not reached are called again",
            key=True,
        )

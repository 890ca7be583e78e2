"""What of a scenario's channels is allowed but may be a slip."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from simdesk.floor.plan import FloorPlan
from simdesk.rules.agent_choices import AGENT_CHOICES
from simdesk.scenario.language.agents import AgentGroup, Skill
from simdesk.scenario.language.channels import Channel
from simdesk.scenario.language.model import ScenarioModel
from simdesk.scenario.language.queues import Queue
from simdesk.scenario.layout.channels import channel_of
from simdesk.scenario.layout.routing import agent_choice_of, deadline_of
from simdesk.scenario.notes.note import Note
from simdesk.scenario.notes.skills import levels_of, ranked_line
from simdesk.scenario.notes.wording import listing
from simdesk.scenario.reading.nodes import Path


def channel_notes(model: ScenarioModel, floor: FloorPlan) -> list[Note]:
    """Notes on words for channels that have no effect."""
    return [
        *_unused_channels(model),
        *_calls_at_once(model),
        *_paces(model),
        *_units(model),
        *_more_than_fits(model),
        *_choices(model, floor),
        *_dues(model, floor),
        *_dialled(model),
    ]


def _unused_channels(model: ScenarioModel) -> Iterator[Note]:
    used = {queue.channel for queue in model.queues.values()}
    for name in model.channels:
        if name not in used:
            yield Note("no_effect", ("channels", name), f"channel {name} has no effect: no queue has it")


def _calls_at_once(model: ScenarioModel) -> Iterator[Note]:
    """Nobody speaks to two callers at the same time."""
    whose: list[tuple[str, Path, dict[str, Channel]]] = [("", (), model.channels)]
    whose += [(f" in {name}", ("agent_groups", name), group.channels) for name, group in model.agent_groups.items()]
    for where, path, channels in whose:
        for name, channel in channels.items():
            if name in ("voice", "video", "outbound") and (channel.at_once or 1) > 1 and not channel.interrupted_by:
                text = f"an agent{where} speaks to {channel.at_once} customers on {name} at once, which nobody does"
                hint = "give the queue of chats channel: chat, and write at_once for chat"
                yield Note("implausible", (*path, "channels", name, "at_once"), text, hint)


def _paces(model: ScenarioModel) -> Iterator[Note]:
    """Who does several things at once is hardly quicker at each of them."""
    whose: list[tuple[str, Path, dict[str, Channel]]] = [("", (), model.channels)]
    whose += [(f" in {name}", ("agent_groups", name), group.channels) for name, group in model.agent_groups.items()]
    for where, path, channels in whose:
        for name, channel in channels.items():
            for number, (before, pace) in enumerate(pairwise(channel.pace or ()), 2):
                if pace > before:
                    change = f"{100 * before:g}% with {number - 1} in progress to {100 * pace:g}% with {number}"
                    text = (
                        f"pace of {name}{where} rises from {change}: pace is per contact and seldom rises as contacts are added"
                    )
                    yield Note("implausible", (*path, "channels", name, "pace"), text)
                    break


def _units(model: ScenarioModel) -> Iterator[Note]:
    for name, queue in model.queues.items():
        groups = [group for group in model.agent_groups.values() if name in group.skills]
        if "units" in queue.model_fields_set and all(group.capacity is None for group in groups):
            text = f"units have no effect for {name}: no group that answers it has a capacity"
            yield Note("no_effect", ("queues", name, "units"), text)


def _more_than_fits(model: ScenarioModel) -> Iterator[Note]:
    for group, members in model.agent_groups.items():
        if members.capacity is None:
            continue
        for channel in dict.fromkeys(queue.channel for queue in _queues(members, model).values()):
            at_once = channel_of(channel, members, model.channels).at_once
            least = min(queue.units for queue in _queues(members, model).values() if queue.channel == channel)
            fit = int(members.capacity / least + 1e-9)
            if at_once is not None and at_once > fit:
                room = f"its capacity of {members.capacity:g} has room for {fit}"
                text = f"at_once {at_once} of {channel} is never reached in {group}: {room}"
                yield Note("no_effect", ("agent_groups", group, "capacity"), text)


def _choices(model: ScenarioModel, floor: FloorPlan) -> Iterator[Note]:
    several = {name for name, group in zip(model.agent_groups, floor.groups, strict=True) if group.concurrency is not None}
    for name, queue in model.queues.items():
        choice = agent_choice_of(queue, model)
        groups = {group for group, members in model.agent_groups.items() if name in members.skills}
        if choice in AGENT_CHOICES and AGENT_CHOICES[choice].by_contents and groups and not groups & several:
            text = (
                f"agent_choice {choice} has no effect for {name}: free agents have no contact in progress, and among "
                "equals the one idle longest is chosen"
            )
            yield Note("no_effect", ("queues", name, "agent_choice"), text)


def _dues(model: ScenarioModel, floor: FloorPlan) -> Iterator[Note]:
    """A due time orders the contacts of a rank where all its queues have one; else the longest waiting go first."""
    rows = {name: [q for q, queue in enumerate(floor.queues) if queue.name.partition(".")[0] == name] for name in model.queues}
    name_of = {q: name for name, members in rows.items() for q in members}
    for name, queue in model.queues.items():
        if queue.due is None:
            continue
        for members, group in zip(model.agent_groups, floor.groups, strict=True):
            level = next((level for level in group.takes if set(rows[name]) & set(level)), ())
            without = [other for other in dict.fromkeys(name_of[q] for q in level) if deadline_of(model.queues[other]) is None]
            if without:
                others = f"{listing(without)} {'has' if len(without) == 1 else 'have'} the same rank and no due time"
                text = f"{members} does not take {name} by due time: {others}, so the contact that has waited longest goes first"
                line = ranked_line(members, model.agent_groups[members], without)
                none = f"no {without[0]}" if len(without) == 1 else f"none of {listing(without)}"
                hint = f"{line}: then {name} is taken when {none} waits"
                yield Note("no_effect", ("queues", name, "due"), text, hint)


def _dialled(model: ScenarioModel) -> Iterator[Note]:
    """The whole list waits from opening, so it goes before later callers where nothing else orders them."""
    for name, group in model.agent_groups.items():
        for level in levels_of(group):
            lists = [queue for queue in level if model.queues[queue].campaign is not None]
            callers = [queue for queue in level if queue not in lists]
            if not lists or not callers or any(_is_ordered(model.queues[queue], group.skills[queue]) for queue in level):
                continue
            text = (
                f"{name} dials {listing(lists)} before {listing(callers)}: both have the same rank, so the longest waiting goes "
                "first, and the list waits from opening"
            )
            path: Path = ("agent_groups", name, "skills")
            hint = f"for waiting customers first {ranked_line(name, group, callers)}"
            yield Note("list_first", path, text, hint)
            break


def _is_ordered(queue: Queue, skill: Skill) -> bool:
    """Whether a weight, a credit or a due time orders the contacts of a queue within its rank."""
    words = (queue.weight, queue.credit, queue.answer_within, queue.due, skill.weight, skill.credit)
    return any(one is not None for one in words)


def _queues(group: AgentGroup, model: ScenarioModel) -> dict[str, Queue]:
    return {name: queue for name, queue in model.queues.items() if name in group.skills}

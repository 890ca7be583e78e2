"""What a variant or a call changes: nested or dotted as it is written, taken apart into single paths and their values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from simdesk.scenario.changes.at_the_top import (
    TIME_WORDS,
    VOLUME_WORDS,
    WhichError,
    adds_time,
    as_share,
    in_its_place,
    means_of,
    of_its_usual_key,
)
from simdesk.scenario.changes.handle_times import keeping_shapes
from simdesk.scenario.changes.inputs import changeable_volumes, paths_of_input
from simdesk.scenario.changes.lists import list_meant, with_events
from simdesk.scenario.changes.money import cost_meant
from simdesk.scenario.changes.moving import MOVE_WORDS, moves_of
from simdesk.scenario.changes.relative import is_operation, relative_change, signed_text
from simdesk.scenario.changes.texts import shown, steps_of
from simdesk.scenario.changes.through_the_whole import through_the_whole
from simdesk.scenario.language.distributions import MeanForm
from simdesk.scenario.language.model import ScenarioModel
from simdesk.scenario.language.places import is_distribution, model_at
from simdesk.scenario.language.queues import Arrivals
from simdesk.scenario.language.rivals import is_complete
from simdesk.scenario.language.series import names_days
from simdesk.scenario.reading.diagnostics import Place, Sources
from simdesk.scenario.reading.nodes import (
    Entry,
    ListNode,
    MapNode,
    Node,
    Path,
    Scalar,
    follow,
    from_python,
    is_nothing,
    names_in,
    written,
)
from simdesk.scenario.reading.yaml_tree import parse_value
from simdesk.scenario.spellings.concurrency import group_concurrency
from simdesk.scenario.spellings.spelling import UnclearError, folded
from simdesk.scenario.spellings.understand import block_understood, set_understood

PYTHON = "with_changes"
"""Stands for the file of a change made in Python."""

_TIMES_OF = {"handle_time": "talk time", "aht": "handle time", "wrap_up": "wrap-up", "patience": "patience"}
_INPUT_WORDS = {
    **dict.fromkeys(VOLUME_WORDS, "volume"),
    **{word: _TIMES_OF[ours] for word, ours in TIME_WORDS.items()},
    "handle_time": "handle time",
    "shrinkage": "shrinkage",
}
"""What may be changed by a share for all queues or groups at once, at the top of a variant."""

_LARGEST_FACTOR = 10
"""A volume of up to this many is no number of contacts but a factor."""
_OTHER_TIME = {"aht": "handle_time", "handle_time": "aht"}
"""A queue has one of both: the time with the wrap-up, or without it."""
_AHT_WORDS = ("aht", "average_handle_time", "handling_time")

_NOT_TEXT = re.compile(r"\s*(?:[\[{]|(?:\"[^\"]*\"|'[^']*')\s*$|[.\d]+(?:[eE][+-]?\d+)?\s*$|(?:true|false|null|~)\s*$)")
"""Texts that YAML does not read as text, or as the text within the quotes. A number with a sign keeps it by staying a text."""
SET_ONCE = "a key can be set once; remove one"


@dataclass(frozen=True)
class Change:
    """One path set to a new value.

    Parameters
    ----------
    path : tuple
    value : Node
        The value; ``{add: n}``, ``{times: share}`` or a value with a sign changes what is there; nothing (null) removes the key.
    key : Place
        Where the path is written.
    source : tuple
        In front of the path in diagnostics: ``variants.NAME``.
    """

    path: Path
    value: Node
    key: Place
    source: Path = ()


def changes_of_variant(tree: MapNode, name: str, sources: Sources) -> list[Change]:
    """The changes a variant of the scenario makes; empty when it is no mapping."""
    return changes_at(tree, ("variants", name), sources)


def changes_at(tree: MapNode, path: Path, sources: Sources) -> list[Change]:
    """The changes written in a mapping of the scenario: a variant, or what a sweep goes through."""
    node = follow(tree, path)
    return _Meaning(tree, sources, path).changes(node) if isinstance(node, MapNode) else []


def changes_from_python(tree: MapNode, changes: Mapping[str, Any], sources: Sources, source: str = PYTHON) -> list[Change]:
    """Changes given as a dict of paths, dotted or nested, to Python values; ``source`` stands for their file."""
    place = Place(source)
    return _Meaning(tree, sources, ()).changes(_mapping(changes, place))


def _mapping(changes: Mapping[str, Any], place: Place) -> MapNode:
    return MapNode({str(path): Entry(place, _read(value, place)) for path, value in changes.items()}, place)


def _read(value: Any, place: Place) -> Node:
    """A value given in Python; a text is read as it would be in the file (``"5"``, ``"{add: 2}"``)."""
    if isinstance(value, Mapping):
        return _mapping(value, place)
    if isinstance(value, str) and _NOT_TEXT.match(value):
        node = parse_value(value, place)
        if node is not None:
            return node
    return from_python(value, place)


class _Meaning:
    """Takes a mapping of changes apart, other spellings put into the documented form."""

    def __init__(self, tree: MapNode, sources: Sources, source: Path) -> None:
        self.tree, self.sources, self.source = tree, sources, source

    def changes(self, node: MapNode) -> list[Change]:
        """Single paths with what they are set to, in the order written."""
        return list(keeping_shapes(self.tree, list(self._block(node, (), 0)), self._report))

    def _block(self, node: MapNode, path: Path, deep: int) -> Iterator[Change]:
        """The changes of a mapping that stands at a path; down to depth ``deep`` it is a dotted path in other words."""
        plain_keys: dict[str, Entry] = {}
        turns: dict[str, int] = {}
        apart = Sources()
        before = node
        node, through = through_the_whole(self.tree, node, path, apart)
        if deep and "shifts" in node.entries and "shifts" not in before.entries:
            deep += 2  # breaks of the group are those of its shifts
        self._take(apart)
        found = [(-1, [Change(at, value, entry.key, self.source) for at, value, entry in through])]
        for turn, (key, entry) in enumerate(self._with_lists(node, path).items()):
            steps = self._from_the_top(steps_of(key)) if not path else self._in_family(steps_of(key), path)
            special = self._special(str(steps[0]), entry, path) if len(steps) == 1 and "" not in steps else None
            meant = self._in_its_place(key, entry) if not path and special is None else None
            if "" in steps:  # no path: reported when the change is made
                found.append((turn, [Change((*path, *steps), entry.node, entry.key, self.source)]))
            elif meant is not None:
                found.append((turn, list(self._block(meant, path, 0))))
            elif len(steps) > 1:
                nest = _nest(steps, entry)
                found.append((turn, list(self._block(nest, path, max(deep, len(path) + len(steps))))))
            elif special is not None:
                found.append((turn, special))
            elif self._leads_on((*path, str(steps[0])), entry.node, deep):
                found.append((turn, list(self._entry((*path, _index(str(steps[0]), follow(self.tree, path))), entry, deep))))
            else:
                plain_keys[str(steps[0])], turns[str(steps[0])] = entry, turn
        turn = 0
        for key, entry in self._understood(MapNode(plain_keys, node.place), path, block_understood).entries.items():
            if key == "events" and not path and "events" not in plain_keys:
                entry = with_events(self.tree, entry)
            turn = turns.get(key, turn)  # one that was spelt otherwise stands where the one before it stands
            found.append((turn, list(self._entry((*path, _index(key, follow(self.tree, path))), entry, deep))))
        for _, changes in sorted(found, key=lambda one: one[0]):
            yield from changes

    def _with_lists(self, node: MapNode, path: Path) -> dict[str, Entry]:
        """The keys of a block, those that add to a list or change one item of it as they are documented."""
        entries: dict[str, Entry] = {}
        for key, entry in node.entries.items():
            try:
                entry = of_its_usual_key(self.tree, path, key, as_share(self.tree, path, key, entry))
                name, meant = list_meant(self.tree, path, key, entry) or (key, entry)
            except UnclearError as unclear:
                self._report(unclear.place or entry.key, (*path, key), unclear.message, unclear.hint)
                continue
            if name in entries:
                self._report(entry.key, (*path, key), f"also set by {name}", SET_ONCE)
                continue
            entries[name] = meant
        return entries

    def _leads_on(self, path: Path, value: Node, deep: int) -> bool:
        """Whether a key of the language only leads on: a step of a dotted path, the items of a list, or a change of a number."""
        model = model_at(path[:-1])
        known = model is not None and str(path[-1]) in model.model_fields
        if known and (is_operation(value, path) or signed_text(value, path) is not None):
            return True  # a change of what is there, and no value in another spelling
        if not isinstance(value, MapNode) or (model is not None and str(path[-1]) not in model.model_fields):
            return False
        items = isinstance(follow(self.tree, path), ListNode) and bool(value.entries)
        return len(path) < deep or (items and all(key.isdecimal() for key in value.entries))

    def _entry(self, path: Path, entry: Entry, deep: int) -> Iterator[Change]:
        value, there = entry.node, follow(self.tree, path)
        if isinstance(value, MapNode) and not is_operation(value, path) and not (len(path) == deep and _sets(path, value)):
            if len(path) < deep or (isinstance(there, MapNode) and value.entries):
                yield from self._block(value, path, deep)
                return
            if isinstance(there, ListNode) and value.entries and all(key.isdecimal() for key in value.entries):
                yield from self._block(value, path, deep)
                return
            if self._unclear(path, value, there):
                return
        written_out = MapNode({str(path[-1]): entry}, entry.key)
        if not is_operation(value, path) and signed_text(value, path) is None:
            written_out = self._understood(written_out, path[:-1], set_understood)
        for key, one in written_out.entries.items():
            yield Change((*path[:-1], _index(key, follow(self.tree, path[:-1]))), one.node, one.key, self.source)

    def _unclear(self, path: Path, value: MapNode, there: Node | None) -> bool:
        """Report a nested mapping that may mean to add to what is there, or to replace it."""
        if isinstance(there, MapNode):
            hint = "write null to remove what is there, or what shall change in it"
            self._report(value.place, path, "an empty mapping changes nothing", hint)
            return True
        if path[-1] != "skills" or not isinstance(there, ListNode):
            return False
        lost = [str(item.value) for item in there.items if isinstance(item, Scalar) and item.value not in value.entries]
        if lost:
            added = [f"{name}: {shown(entry.node)}" for name, entry in value.entries.items()]
            message = f"it is unclear whether {' and '.join(lost)} {'stays' if len(lost) == 1 else 'stay'} among the skills"
            hint = f"write skills: {{{', '.join([*(f'{name}: {{}}' for name in lost), *added])}}} to keep all, "
            hint += f"or {written(path)}: {{{', '.join(added)}}} to replace them"
            self._report(value.place, path, message, hint)
        return bool(lost)

    def _from_the_top(self, steps: Path) -> Path:
        """A path that begins with the name of a queue or a group, from the top of the scenario."""
        first = str(steps[0])
        if folded(first) in (*ScenarioModel.model_fields, *_INPUT_WORDS, *MOVE_WORDS):
            return steps
        for section in ("queues", "agent_groups"):
            if follow(self.tree, (section, first)) is not None:
                return (section, *steps)
        return steps

    def _in_family(self, steps: Path, path: Path) -> Path:
        """The mean or another parameter of a distribution, below the family that is there."""
        model, there = model_at(path), follow(self.tree, path)
        if not is_distribution(path) or model is None or not isinstance(there, MapNode) or steps[0] in model.model_fields:
            return steps
        for family in there.entries:
            inner = model_at((*path, family))
            if inner is not None and str(steps[0]) in inner.model_fields and not is_distribution((*path, family)):
                return (family, *steps)
        return steps

    def _is_plain_mean(self, path: Path) -> bool:
        """Whether a plain duration stands at a path and is the mean of an exponential distribution."""
        model, there = model_at(path), follow(self.tree, path)
        return model is not None and issubclass(model, MeanForm) and isinstance(there, Scalar)

    def _special(self, key: str, entry: Entry, path: Path) -> list[Change] | None:
        """The changes meant by a word that only changes have; None for the keys of the language."""
        word, value = folded(key), entry.node
        if not path and word in MOVE_WORDS:
            return [
                Change(step, share, entry.key, self.source)
                for step, share in moves_of(value, self._report, names_in(self.tree, "queues"))
            ]
        if self._is_plain_mean(path):
            inner = value.entries.get("mean") if isinstance(value, MapNode) and len(value.entries) == 1 else None
            if word == "mean" or (word == "exponential" and inner is not None):
                return [Change(path, value if inner is None else inner.node, entry.key, self.source)]
        at_once = group_concurrency(self.tree, str(path[1]), key) if path[:1] == ("agent_groups",) and len(path) == 2 else ()
        if at_once and isinstance(value, Scalar):
            return [Change(at_once, value, entry.key, self.source)]
        try:
            costs = cost_meant(self.tree, path, key, value)
        except UnclearError as unclear:
            self._report(value.place, (*path, key), unclear.message, unclear.hint)
            return []
        if costs:
            return [Change(step, one, entry.key, self.source) for step, one in costs.items()]
        time_of = TIME_WORDS.get(word, "")
        if path[:1] == ("queues",) and len(path) == 2 and time_of in _OTHER_TIME and adds_time(value, (*path, word)):
            other = _OTHER_TIME[time_of]  # the wrap-up stays, so that both become longer by the same
            there = follow(self.tree, (*path, other))
            if follow(self.tree, (*path, time_of)) is None and there is not None:
                return [Change((*path, other, *end), value, entry.key, self.source) for end in means_of(there) or [()]]
        by = relative_change(value, (*path, word))
        if not path and word == "shrinkage":
            if not signed_text(value, path) and not is_operation(value, path):
                return None  # the shrinkage of all groups, and no share of what there is
            by = value  # +2% may also be points
        if by is None:
            return self._no_share(word, entry, path)
        queues = names_in(self.tree, "queues")
        if not path and key in queues and len(queues) > 1:
            return None  # of the queue of this name, and not of all
        if not path and word in _INPUT_WORDS:
            at = [steps_of(one) for one in paths_of_input(self.tree, _INPUT_WORDS[word])]
            if not at:
                self._nothing_there(word, entry)
            return [Change(one, by, entry.key, self.source) for one in at]
        if path[:1] == ("queues",) and len(path) == 2 and word in _AHT_WORDS and follow(self.tree, (*path, "aht")) is None:
            at = [steps_of(one) for one in paths_of_input(self.tree, "handle time")]
            return [Change(one, by, entry.key, self.source) for one in at if one[:2] == path]
        if path[:1] == ("queues",) and len(path) == 2 and word in VOLUME_WORDS:
            return [Change((*path, "arrivals", "scale"), by, entry.key, self.source)]
        elsewhere = model_at(path) is Arrivals and word in Arrivals.one_of[0].keys and follow(self.tree, (*path, word)) is None
        if elsewhere and path[1] in changeable_volumes(self.tree):  # the volume is written in another way
            return [Change((*path, "scale"), by, entry.key, self.source)]
        return None

    def _in_its_place(self, key: str, entry: Entry) -> MapNode | None:
        """A key of queues, groups or hours at the top of the changes, as the block that it means; None for other keys."""
        try:
            return in_its_place(self.tree, key, entry, shown)
        except WhichError as which:
            self._report(entry.key, (key,), which.message, which.hint)
            return MapNode({}, entry.key)

    def _nothing_there(self, word: str, entry: Entry) -> None:
        """Refuse a share of an input that the scenario lacks: it would change nothing."""
        section, key = ("agent_groups", word) if word == "shrinkage" else ("queues", word)
        names = names_in(self.tree, section)
        amount = f"{shown(entry.node).lstrip('+').rstrip('%')}%" if key == "shrinkage" else "2 min"
        hint = f"write {section}.{names[0]}.{key}: {amount}" if names and key in {"shrinkage", "patience"} else ""
        self._report(entry.key, (word,), f"the scenario has no {word} that could be changed", hint)

    def _no_share(self, word: str, entry: Entry, path: Path) -> list[Change] | None:
        """Refuse a volume that is no share of the present one; None for all else."""
        whose = path[:1] == ("queues",) and len(path) == 2 and word != "arrivals"
        value = entry.node
        if word not in VOLUME_WORDS or not (whose or not path) or is_nothing(value):
            return None
        changes = is_operation(value, path) or signed_text(value, path) is not None
        if not changes and (not isinstance(value, Scalar) or isinstance(value.value, str)):
            return None  # a list, or a file
        amount = shown(value)
        hint = f"write {word}: +10% for a share more"
        number = value.value if isinstance(value, Scalar) and isinstance(value.value, int | float) else 0
        if not changes and 0 < number <= _LARGEST_FACTOR:
            hint = f"write {word}: {number * 100:g}%"
        elif not changes:
            hint += f", or arrivals: {{per_day: {amount}}} for this many a day"
        self._report(value.place, (*path, word), f"changes a volume by a share (got {amount})", hint)
        return []

    def _understood(self, block: MapNode, path: Path, reader: Callable[[MapNode, Sources, Path], MapNode]) -> MapNode:
        apart = Sources()
        apart.lines = self.sources.lines
        block = reader(block, apart, path)
        self._take(apart)
        return block

    def _take(self, apart: Sources) -> None:
        """Reports of a part of the changes, of which the paths begin with where the changes stand."""
        self.sources.found += [replace(one, path=written((*self.source, one.path))) for one in apart.found]

    def _report(self, place: Place, path: Path, message: str, hint: str) -> None:
        self.sources.report(place, written((*self.source, *path)), message, hint)


def _nest(steps: Path, entry: Entry) -> MapNode:
    for step in reversed(steps):
        entry = Entry(entry.key, MapNode({str(step): entry}, entry.key))
    assert isinstance(entry.node, MapNode)
    return entry.node


def _sets(path: Path, value: MapNode) -> bool:
    """Whether a mapping behind a dotted path is the new whole of what the path names, and not a part of it.

    A queue or a group is only ever changed, so that none of its settings is lost unseen.
    """
    if len(path) == 2 and path[0] in ("queues", "agent_groups"):
        return False
    return names_days(value.entries) or is_complete(path, value.entries)


def _index(key: str, there: Node | None) -> str | int:
    return int(key) if isinstance(there, ListNode) and key.isdecimal() else key

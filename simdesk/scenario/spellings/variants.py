"""Variants as people list them: with names in a list, with blanks in the names, one made of others."""

from __future__ import annotations

import re
from collections.abc import Iterator

from simdesk.scenario.language.model import ScenarioModel
from simdesk.scenario.language.words import is_name
from simdesk.scenario.reading.diagnostics import did_you_mean
from simdesk.scenario.reading.nodes import Entry, ListNode, MapNode, Node, Scalar, without
from simdesk.scenario.spellings.spelling import Spelling, UnclearError, folded, items_of, renamed, replaced, text_of

_VARIANTS = (
    *("scenarios", "scenario", "what_if", "what_ifs", "whatif", "alternatives", "cases", "options", "experiments", "variations"),
    *("variant", "case", "alternative", "what_if_scenarios", "sensitivities"),
)
_NAMES = ("name", "id", "label", "title", "variant", "scenario", "case")
_CHANGES = ("changes", "change", "set", "with", "overrides", "override", "values", "settings", "apply")
_COMBINED = (
    *("combine", "combines", "combined", "combination", "of", "both", "together", "all_of", "made_of", "consists_of", "variants"),
    *(
        "combination_of",
        "merge",
        "join",
        "extends",
        "based_on",
        "inherits",
        "on_top_of",
        "builds_on",
        "starts_from",
        "from_variant",
    ),
)


def _in_a_list(node: Node) -> bool:
    return isinstance(node, ListNode) and bool(node.items) and all(isinstance(item, MapNode) for item in node.items)


def _by_name(block: MapNode, key: str) -> MapNode:
    """A list of variants, each with its name or below it, by name."""
    entry = block.entries[key]
    named: dict[str, Entry] = {}
    for item in items_of(entry.node):
        assert isinstance(item, MapNode)
        word = next((name for name in item.entries if folded(name) in _NAMES and text_of(item.entries[name].node)), None)
        if word is not None:
            name, at, inside = text_of(item.entries[word].node), item.entries[word].node.place, without(item, word)
        elif len(item.entries) == 1:
            name, one = next(iter(item.entries.items()))
            at, inside = one.key, one.node  # type: ignore[assignment]
        else:
            raise UnclearError("a variant without a name", "write name: Busy", item.place)
        if name in named:
            raise UnclearError(f"the name '{name}' is used twice", "choose another name", at)
        named[name] = Entry(at, inside)
    return replaced(block, key, {"variants": Entry(entry.key, MapNode(named, entry.node.place))})


def _variants(block: MapNode) -> dict[str, Entry]:
    node = block.entries["variants"].node if "variants" in block.entries else None
    return node.entries if isinstance(node, MapNode) else {}


def _fits(name: str) -> str:
    """A name of letters, digits and ``_``; empty when it cannot be made one."""
    made = re.sub(r"\W+", "_", name.strip()).strip("_")
    return made if is_name(made) else ""


def _unfit(block: MapNode) -> Iterator[tuple[str, str]]:
    names = _variants(block)
    for name in names:
        made = _fits(name)
        if made and made != name and made not in names:
            yield name, made


def _renamed(block: MapNode, key: str) -> MapNode:
    """Names of variants with ``_`` in the place of blanks and signs."""
    changed = dict(_unfit(block))
    if len(set(changed.values())) < len(changed):
        changed = dict(list(changed.items())[:1])
    entry = block.entries[key]
    named = {changed.get(name, name): one for name, one in _variants(block).items()}
    return replaced(block, key, {key: Entry(entry.key, MapNode(named, entry.node.place))})


def _wrapped(block: MapNode) -> Iterator[tuple[str, str]]:
    for name, entry in _variants(block).items():
        for word, one in entry.node.entries.items() if isinstance(entry.node, MapNode) else ():
            if folded(word) in _CHANGES and isinstance(one.node, MapNode):
                yield name, word


def _unwrapped(block: MapNode, key: str) -> MapNode:
    """What a variant changes, without a word around it."""
    name, word = next(_wrapped(block))
    variants = _variants(block)
    node = variants[name].node
    assert isinstance(node, MapNode)
    inner = node.entries[word].node
    assert isinstance(inner, MapNode)
    made = MapNode({**without(node, word).entries, **inner.entries}, node.place)
    return _with(block, key, name, made)


_SAID = re.compile(
    r"(?P<key>[A-Za-z_]\w*(?:\.\w+)*)\s*(?:=|:|\s)\s*(?P<value>[+-]?\d\S*)|(?P<first>[+-]\d\S*)\s+(?P<of>[A-Za-z_]\w*)"
)
"""A change written as a text: ``volume +10%``, ``+2 front``."""


def _told(block: MapNode) -> Iterator[tuple[str, str, str]]:
    """Variants that are one change in a text, with its key and value."""
    for name, entry in _variants(block).items():
        match = _SAID.fullmatch(text_of(entry.node).strip())
        if match is not None:
            yield name, match["key"] or match["of"], match["value"] or match["first"]


def _taken_apart(block: MapNode, key: str) -> MapNode:
    """A variant that is one change in a text as the change."""
    name, what, value = next(_told(block))
    place = _variants(block)[name].node.place
    return _with(block, key, name, MapNode({what: Entry(place, Scalar(value, place))}, place))


def _combining(block: MapNode) -> Iterator[tuple[str, str]]:
    """Variants that are made of others, and the word that says so, empty where the value itself does."""
    variants = _variants(block)
    fitted = {_fits(name) for name in variants}
    for name, entry in variants.items():
        if isinstance(entry.node, MapNode):
            for word, one in entry.node.entries.items():
                if folded(word) in _COMBINED and _named(one.node):
                    yield name, word
        elif _named(entry.node) and (isinstance(entry.node, ListNode) or {_fits(one) for one in _named(entry.node)} <= fitted):
            yield name, ""


def _named(node: Node) -> list[str]:
    """The names in a list, or in a text such as ``Outage + Flu_wave``; empty for anything else."""
    if isinstance(node, ListNode):
        names = [text_of(item) for item in node.items]
        return names if all(names) else []
    return [name.strip() for name in re.split(r"\+|,|&|\band\b", text_of(node)) if name.strip()]


def _combined(block: MapNode, key: str) -> MapNode:
    """A variant made of others, with the changes of all of them."""
    name, word = next(_combining(block))
    variants = _variants(block)
    node = variants[name].node
    own = without(node, word) if isinstance(node, MapNode) else MapNode({}, node.place)
    source = node.entries[word].node if isinstance(node, MapNode) else node
    known = {_fits(one) or one: one for one in variants if one != name}
    merged = own
    for part in _named(source):
        there = known.get(_fits(part) or part)
        changes = variants[there].node if there is not None else None
        if not isinstance(changes, MapNode):
            hint = did_you_mean(part, list(known), "variants") or "write the name of another variant"
            raise _without_variant(UnclearError(f"unknown variant '{part}' in {name}", hint, source.place), name)
        try:
            merged = _merged(merged, changes, ())
        except LookupError as twice:
            line = "+".join(_fits(one) or one for one in _named(source))
            message = f"'{name}' cannot be made of variants that change the same: {twice.args[0]}"
            hint = f"write in {name} what it changes, instead of {line}"
            raise _without_variant(UnclearError(message, hint, source.place), name) from None
    return _with(block, key, name, merged)


def _merged(one: MapNode, other: MapNode, path: tuple[str, ...]) -> MapNode:
    entries = dict(one.entries)
    for key, entry in other.entries.items():
        there = entries.get(key)
        if there is None:
            entries[key] = entry
        elif isinstance(there.node, MapNode) and isinstance(entry.node, MapNode):
            entries[key] = Entry(there.key, _merged(there.node, entry.node, (*path, key)))
        else:
            raise LookupError(".".join((*path, key)))
    return MapNode(entries, one.place)


def _with(block: MapNode, key: str, name: str, variant: Node) -> MapNode:
    entry = block.entries[key]
    variants = _variants(block)
    made = MapNode({**variants, name: Entry(variants[name].key, variant)}, entry.node.place)
    return replaced(block, key, {key: Entry(entry.key, made)})


def _without_variant(error: UnclearError, name: str) -> UnclearError:
    error.drop = [("variants", name)]
    return error


_BUSY = "variants: {busy: {volume: +10%}, flu: {agent_groups: {desk: {absence: 25%}}}"
VARIANTS: tuple[Spelling, ...] = (
    Spelling(
        ScenarioModel,
        ("variants", *_VARIANTS),
        _by_name,
        "what_if: [{name: busy, volume: +10%}]",
        "variants: {busy: {volume: +10%}}",
        _in_a_list,
    ),
    renamed(ScenarioModel, "variants", *_VARIANTS, example="{busy: {volume: +10%}}"),
    Spelling(
        ScenarioModel,
        ("variants",),
        _renamed,
        "variants: {Flu wave: {volume: +10%}}",
        "variants: {Flu_wave: {volume: +10%}}",
        within=lambda block: next(_unfit(block), None) is not None,
    ),
    Spelling(
        ScenarioModel,
        ("variants",),
        _unwrapped,
        "variants: {busy: {changes: {volume: +10%}}}",
        "variants: {busy: {volume: +10%}}",
        within=lambda block: next(_wrapped(block), None) is not None,
    ),
    Spelling(
        ScenarioModel,
        ("variants",),
        _taken_apart,
        "variants: {busy: volume +10%}",
        "variants: {busy: {volume: +10%}}",
        within=lambda block: next(_told(block), None) is not None,
    ),
    Spelling(
        ScenarioModel,
        ("variants",),
        _combined,
        f"{_BUSY}, worst: {{combine: [busy, flu]}}}}",
        f"{_BUSY}, worst: {{volume: +10%, agent_groups: {{desk: {{absence: 25%}}}}}}}}",
        within=lambda block: next(_combining(block), None) is not None,
    ),
)

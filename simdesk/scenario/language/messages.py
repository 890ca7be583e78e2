"""From pydantic's errors to ours: keyed on their ``type``, which is stable, never on their English texts."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Any

from pydantic_core import ErrorDetails

from simdesk.scenario.language.agents import Shift
from simdesk.scenario.language.channels import HANDLED
from simdesk.scenario.language.lines import holds_numbers_of, own_line, own_names, usual_line
from simdesk.scenario.language.places import annotation_at, model_at, model_of
from simdesk.scenario.language.quantities import DURATION_PATTERN, HIDDEN, OURS
from simdesk.scenario.reading.diagnostics import Place, Sources, did_you_mean, seen
from simdesk.scenario.reading.nodes import (
    ListNode,
    MapNode,
    Node,
    Path,
    Scalar,
    existing,
    follow,
    key_place,
    value_place,
    written,
)

MOST_WORDS_OF_A_NAME = 3
"""Words of a text that may be meant for a name; a longer one is a sentence."""
TEXTS = {
    "missing": "is missing",
    "extra_forbidden": "unknown key",
    "string_type": "must be a text",
    "bool_type": "must be true or false",
    "int_type": "must be a whole number",
    "float_type": "must be a number",
    "dict_type": "must be a mapping of keys",
    "model_type": "must be a mapping of keys",
    "model_attributes_type": "must be a mapping of keys",
    "tuple_type": "must be a list",
    "literal_error": "is not one of the known values",
    "union_tag_not_found": "must be a list or a CSV file",
}
"""Our words for pydantic's error types; a test sees that no other type can come up."""


def report_all(
    errors: Iterable[ErrorDetails], tree: MapNode, sources: Sources, prefix: Path = (), told: Collection[Path] = ()
) -> None:
    """Report pydantic's errors in our words, each where it stands.

    Parameters
    ----------
    errors : iterable of ErrorDetails
    tree : MapNode
        What was validated.
    sources : Sources
    prefix : tuple
        Steps in front of every path (a variant).
    told : collection of tuple
        Paths of unknown keys that have been reported, with what their blocks lack.
    """
    blocks = {path[:-1] for path in told}
    for error in errors:
        steps = tuple(step for step in error["loc"] if not str(step).startswith(HIDDEN))
        if (error["type"] == "extra_forbidden" and steps in told) or (error["type"] == "missing" and steps[:-1] in blocks):
            continue
        context = error.get("ctx", {})
        ours = error["type"] == OURS
        raw = (*error["loc"], *(context.get("at", ()) if ours else ()))
        path: Path = tuple(step for step in raw if not str(step).startswith(HIDDEN))
        on_key = path[-1:] == ("[key]",) or error["type"] == "extra_forbidden" or (ours and bool(context.get("key")))
        if path[-1:] == ("[key]",):
            path = path[:-1]
        if error["type"] == "missing":
            place = key_place(tree, path[:-1]) if len(path) > 1 else Place(tree.place.file, tree.place.line, tree.place.column)
        else:
            path = existing(tree, path)
            place = key_place(tree, path) if on_key else value_place(tree, path)
        node = follow(tree, path)
        if isinstance(node, Scalar) and node.value is None and error["type"] != "extra_forbidden":
            continue  # reported as having no value
        if ours:
            message, hint = str(context["message"]), str(context["hint"])
            hint = _channel_meant(tree, path, path[-1] if on_key else getattr(node, "value", None)) or hint
            place = shifted(place, int(context["offset"]), node, sources)
        else:
            message, hint = _words(error, path)
        if isinstance(node, Scalar) and isinstance(node.value, str) and not on_key:
            hint = hint if "must be a list" in message else _tidied(node.value, path) or hint
        if isinstance(node, Scalar) and path[-1:] == ("when_waiting",) and re.fullmatch(DURATION_PATTERN, str(node.value)):
            hint = _time_that_waits(path, str(node.value))
        named = message.startswith("not a name") and error["loc"][-1:] != ("[key]",)
        if node is not None and (not on_key or named):
            hint = _of_what_is_seen(path, node, tree, error["type"], message, hint)
        if isinstance(node, ListNode) and len(node.items) == 1 and not on_key and "(got" in message:
            alone = node.items[0]
            value = alone.value if isinstance(alone, Scalar) else None
            quoted = f'"{value}"' if re.fullmatch(r"\d{1,2}:\d{2}(:\d{2})?", str(value)) else value
            hint = hint if value is None else f"write {quoted}, without the brackets"
        sources.report(place, written((*prefix, *path)), message, fitted(hint, path, tree))


_OF_THE_WRONG_MAKE = {
    "dict_type",
    "model_type",
    "model_attributes_type",
    "tuple_type",
    "int_type",
    "float_type",
    "union_tag_not_found",
}


def _of_what_is_seen(path: Path, node: Node, tree: MapNode, kind: str, message: str, hint: str) -> str:
    """The hint with a line made of the value seen, where one can be read there; else with names of the scenario, or the hint."""
    if path[:1] == ("agent_groups",) and "contacts spread" in hint:
        hint = ""  # it is of rates of arrivals
    if kind in _OF_THE_WRONG_MAKE or (not hint and message.startswith(("must be a ", "must be one "))):
        line = own_line(path, tree)
        if line:
            return f"write {line}"
        if hint.startswith("write {") and kind != "dict_type" and isinstance(path[-1], str) and not holds_numbers_of(hint, node):
            return f"such as {path[-1]}: {hint.removeprefix('write ')}, with the numbers meant"
        if not hint or (kind == "tuple_type" and hint.startswith("write [") and path[:1] != ("targets",)):
            usual = usual_line(path, tree)
            return f"such as {path[-1]}: {usual}" if usual and isinstance(path[-1], str) else hint
    elif message.startswith("not a name") and isinstance(node, Scalar):
        text = str(node.value)
        names = own_names(path if isinstance(path[-1], str) else path[:-1], tree)
        if names and (len(text.split()) > MOST_WORDS_OF_A_NAME or text[:1].isdigit()):
            return f"a name belongs here: {names}"
    elif message.startswith("not a ") and hint.startswith("write a "):
        line = own_line(path, tree)
        return f"write {line}" if line else hint
    return hint


def _time_that_waits(path: Path, value: str) -> str:
    """A hint for a time where the number of contacts that wait is meant."""
    model = model_at(path[:-1])
    if model is not None and "when_predicted" in model.model_fields:
        return f"it counts contacts that wait; for a predicted wait write when_predicted: {value}"
    return "it counts contacts that wait: write when_waiting: 10"


def _channel_meant(tree: MapNode, path: Path, word: object) -> str:
    """A hint for who names a queue where a channel belongs; empty for others."""
    queue = follow(tree, ("queues", word)) if "channels" in path and isinstance(word, str) else None
    if not isinstance(queue, MapNode):
        return ""
    node = follow(queue, ("channel",))
    channel = node.value if isinstance(node, Scalar) else "voice"
    return f"did you mean {channel}, the channel of {word}?" if channel in HANDLED else ""


def _words(error: ErrorDetails, path: Path) -> tuple[str, str]:
    kind = error["type"]
    text = TEXTS.get(kind, "is not valid")
    if kind == "extra_forbidden":
        model = model_at(path[:-1])
        return f"unknown key '{path[-1]}'", did_you_mean(str(path[-1]), list(model.model_fields) if model is not None else [])
    if kind == "missing":
        key = str(path[-1])
        length = "8 h" if key == "length" and model_at(path[:-1]) is Shift else ""
        example = length or _EXAMPLES_BY_KEY.get(key) or _example(annotation_at(path))
        if example:
            return text, f"write {path[-1]}: {example}"
        whole = _example(annotation_at(path[:-1]))
        return text, f"such as {whole}" if whole else ""
    if kind == "literal_error" and path == ("simdesk",):
        return f"this simdesk reads version 1 of the language (got {seen(error['input'])})", "write simdesk: 1"
    if kind == "union_tag_not_found":
        names = {"tries": "must be a name, a list of names, or a mapping with groups"}
        text = (
            names.get(str(path[-2]), "must be a name or a list of names")
            if {"tries", "takes"} & set(path)
            else "must be a number, a list or a CSV file"
            if "headcount" in path
            else text
        )
    if kind == "union_tag_not_found" and "takes" in path and isinstance(error["input"], dict):
        return f"{text} (got a mapping)", "times belong to the skill: skills: {service: {after: 30 s}}"
    if kind == "tuple_type" and path[:1] == ("targets",) and isinstance(error["input"], str):
        start = "put a space behind each -" if error["input"].startswith("-") else "begin a line with each target"
        return (
            f"{text} (got {seen(error['input'])})",
            f"{start}: - {re.split(r' -(?=[a-z])', error['input'].removeprefix('-'))[0].strip()}",
        )
    if kind == "bool_type":
        return f"{text} (got {seen(error['input'])})", _truth(error["input"])
    if kind == "tuple_type" and isinstance(error["input"], str):
        return f"{text} (got {seen(error['input'])})", f"write [{error['input'].strip().strip('[]')}]"
    example = _example(annotation_at(path)) or (_EXAMPLES_BY_KEY.get(str(path[-1]), "") if kind == "dict_type" and path else "")
    example = _inside(example, path)
    duration = isinstance(error["input"], str) and re.match(r"\d[\d.]*\s*[a-z]+$", error["input"].strip())
    if kind == "model_type" and duration and "{mean: 4 min}" in example:
        example = example.replace("4 min", error["input"].strip())
    return f"{text} (got {seen(error['input'])})", f"write {example}" if example else ""


_EXAMPLE_NAMES = (
    ("queues", ("sales", "service", "billing", "technical", "service_chat", "service_calls", "leads")),
    ("agent_groups", ("desk", "partner")),
)


_IN_A_VALUE = r"(?:(?<=[\[({])|(?<=[:,] ))"


def fitted(hint: str, path: Path, tree: MapNode) -> str:
    """A hint whose example stands at a path: without the key that stands there, and with the scenario's own names."""
    if hint.startswith("write {"):
        example, comma, rest = hint.removeprefix("write ").partition("}, ")
        hint = f"write {_inside(example + ('}' if comma else ''), path)}{', ' if comma else ''}{rest}"
    return _with_names(hint, tree, path)


def _with_names(hint: str, tree: MapNode, path: Path) -> str:
    """An example with the names of the scenario's own queues and groups in the place of those of the examples."""
    for section, examples in _EXAMPLE_NAMES:
        block = follow(tree, (section,))
        names = list(block.entries) if isinstance(block, MapNode) else []
        if not names or not hint:
            continue
        found = [one for one in dict.fromkeys(re.findall(rf"{_IN_A_VALUE}(\w+)\b", hint)) if one in examples]
        used = [one for one in found if one not in names]
        if names and section in hint:  # in a path
            hint = re.sub(rf"\b{section}\.(?:{'|'.join(examples)})\b", f"{section}.{names[0]}".replace("\\", ""), hint)
        free = [name for name in names if name not in path and not re.search(rf"\b{re.escape(name)}\b", hint)]
        for index, one in enumerate(used):
            if index < len(free):
                hint = re.sub(rf"{_IN_A_VALUE}{one}\b", free[index].replace("\\", ""), hint)
            elif index or len(found) > len(used):
                hint = re.sub(rf", {one}\b(?:: [^,{{}}\[\]]+)?(?=[,}}\])]|$)", "", hint)
    return hint


def _inside(example: str, path: Path) -> str:
    """An example of a block that repeats the key at which it stands, without it: ``{mean: 4 min}`` for ``exponential``."""
    start = f"{{{path[-1]}: " if path else ""
    return example[len(start) : -1] if start and example.startswith(start) and example.endswith("}}") else example


_STRAY = ",;'\"]}"


def _tidied(text: str, path: Path) -> str:
    """A hint for a text with a stray sign at its end, or with a colon that no blank follows; empty for others."""
    colon = re.fullmatch(r"([a-z_]+):([^\s/].*)", text.strip())
    if colon is not None and not {"name", "description", "targets"} & set(path):
        return f"write {{{colon[1]}: {colon[2]}}}, with a space behind the colon"
    clean = text.strip().rstrip(_STRAY).rstrip()
    stray = text.strip()[len(clean) :]
    if not stray or len(stray) > 2 or not re.fullmatch(r"[\w.%: -]+", clean) or path[:1] == ("targets",):
        return ""
    quoted = f'"{clean}"' if re.fullmatch(r"\d{1,2}:\d{2}(:\d{2})?", clean) else clean
    return f"write {quoted}, without {stray}"


def _truth(value: object) -> str:
    word = str(value).strip().lower()
    if word in {"yes", "y", "on", "1", "true", "x", "high"}:
        return "write true"
    return "write false" if word in {"no", "n", "off", "0", "false", "none"} else "write true or false"


def shifted(place: Place, offset: int, node: Any, sources: Sources) -> Place:
    """A place inside a text that stands on one line as it is, in quotes or without."""
    if offset < 0 or not isinstance(node, Scalar) or not isinstance(node.value, str):
        return place
    rest = sources.line(place)[place.column - 1 :]
    quote = 1 if rest[:1] in {'"', "'"} else 0
    if rest[quote:].startswith(node.value):
        return Place(place.file, place.line, place.column + quote + min(offset, max(len(node.value) - 1, 0)))
    return place


_EXAMPLES_BY_KEY = {
    "variants": "{more: {volume: +10%}}",
    "channels": "{chat: {at_once: 3}}",
    "customers": "{gold: {share: 10%, first: true}}",
    "simdesk": "1",
    "queues": "{sales: {arrivals: {rate: 60 per h}, handle_time: 4 min}}",
    "agent_groups": "{desk: {skills: [sales], headcount: 5}}",
    "open": '"08:00"',
    "close": '"20:00"',
    "start": '"08:00"',
    "mean": "4 min",
    "sd": "4 min",
    "low": "1 min",
    "mode": "3 min",
    "high": "10 min",
    "length": "15 min",
    "skills": "[sales]",
    "share": "40%",
    "agents": "6",
    "csv": "volumes.csv",
    "phases": "2",
    "shape": "1.8",
}


def _example(annotation: Any) -> str:
    model = model_of(annotation)
    return model.example if model is not None else ""

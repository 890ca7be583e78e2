"""From pydantic's errors to ours: keyed on their ``type``, which is stable, never on their English texts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic_core import ErrorDetails

from simdesk.scenario.language.agents import Shift
from simdesk.scenario.language.channels import HANDLED
from simdesk.scenario.language.distributions import FAMILIES, DistributionForm
from simdesk.scenario.language.model import ScenarioModel
from simdesk.scenario.language.places import annotation_at, model_at, model_of
from simdesk.scenario.language.quantities import HIDDEN, OURS, Block
from simdesk.scenario.language.series import CsvColumn
from simdesk.scenario.reading.diagnostics import Place, Sources, did_you_mean, nearest, seen
from simdesk.scenario.reading.nodes import MapNode, Path, Scalar, existing, follow, key_place, value_place, written

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

_FAMILY_WORDS = {"mean", "sd", "shape", "low", "high", "mode", "phases", "means", "shares"}
_RENAMED = {
    "acw": "wrap_up",
    "after_call_work": "wrap_up",
    "talk_time": "handle_time",
    "service_time": "handle_time",
    "calls": "volumes",
    "volume": "volumes",
    "agents": "headcount",
    "staff": "headcount",
    "capacity": "waiting_places",
    "open_at": "open",
    "std": "sd",
    "stdev": "sd",
    "sigma": "sd",
    "min": "low",
    "max": "high",
    "groups": "agent_groups",
    "agent_group": "agent_groups",
    "cv": "day_to_day",
}
"""Words from other tools, and ours for them."""


def report_all(errors: Iterable[ErrorDetails], tree: MapNode, sources: Sources, prefix: Path = ()) -> None:
    """Report pydantic's errors in our words, each where it stands.

    Parameters
    ----------
    errors : iterable of ErrorDetails
    tree : MapNode
        What was validated.
    sources : Sources
    prefix : tuple
        Steps in front of every path (a variant).
    """
    errors = list(errors)
    meant = _meant(errors)
    for error in errors:
        if error["type"] == "missing" and error["loc"] in meant:
            continue  # it is there, misspelt, and said so
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
        sources.report(place, written((*prefix, *path)), message, hint)


def _channel_meant(tree: MapNode, path: Path, word: object) -> str:
    """A hint for who names a queue where a channel belongs; empty for others."""
    queue = follow(tree, ("queues", word)) if "channels" in path and isinstance(word, str) else None
    if not isinstance(queue, MapNode):
        return ""
    node = follow(queue, ("channel",))
    channel = node.value if isinstance(node, Scalar) else "voice"
    return f"did you mean {channel}, the channel of {word}?" if channel in HANDLED else ""


def _meant(errors: list[ErrorDetails]) -> set[tuple[int | str, ...]]:
    """Where keys should stand that unknown keys are most likely meant for."""
    meant: set[tuple[int | str, ...]] = set()
    for error in errors:
        if error["type"] == "extra_forbidden":
            path = tuple(step for step in error["loc"] if not str(step).startswith(HIDDEN))
            model = model_at(path[:-1])
            if model is CsvColumn:
                meant.add((*error["loc"][:-1], "file"))
            elif model is not None:
                meant.add((*error["loc"][:-1], nearest_key(str(path[-1]), model)))
    return meant


def nearest_key(key: str, model: type[Block]) -> str:
    """The known key that is most likely meant; empty when none is near."""
    renamed = _RENAMED.get(key.lower(), "")
    if renamed in model.model_fields:
        return renamed
    return nearest(key, list(model.model_fields))


def _words(error: ErrorDetails, path: Path) -> tuple[str, str]:
    kind = error["type"]
    text = TEXTS.get(kind, "is not valid")
    if kind == "extra_forbidden":
        return unknown_key(path)
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
        start = "put a space behind the -" if error["input"].startswith("-") else "begin a line with each target"
        return f"{text} (got {seen(error['input'])})", f"{start}: - {error['input'].removeprefix('-').strip()}"
    example = _example(annotation_at(path)) or (_EXAMPLES_BY_KEY.get(str(path[-1]), "") if kind == "dict_type" and path else "")
    return f"{text} (got {seen(error['input'])})", f"write {example}" if example else ""


def unknown_key(path: Path) -> tuple[str, str]:
    """Message and hint for a path whose last key is none of its model's."""
    key = str(path[-1])
    model = model_at(path[:-1])
    if model is None:
        return "unknown key", ""
    known = list(model.model_fields)
    if issubclass(model, DistributionForm):
        if key in _FAMILY_WORDS:
            return f"unknown key '{key}'", "name the distribution first, such as {lognormal: {mean: 4 min, sd: 4 min}}"
        if key not in known:
            return f"unknown distribution '{key}'", did_you_mean(key, FAMILIES)
    if model is CsvColumn and key in {"add", "times"}:
        return f"'{key}' changes a value, and there is none yet", "write the number here; add and times belong in a variant"
    if _RENAMED.get(key.lower()) in known:
        return f"unknown key '{key}'", f"did you mean {_RENAMED[key.lower()]}?"
    for name, field in ScenarioModel.model_fields.items():
        inner = model_of(field.annotation)
        if model is ScenarioModel and inner is not None and key in inner.model_fields:
            return f"unknown key '{key}'", f"it belongs under {name}"
    return f"unknown key '{key}'", did_you_mean(key, known)


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

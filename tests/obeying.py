"""A reader who does what each hint says, and knows nothing else."""

from __future__ import annotations

import contextlib
import copy
import io
import itertools
import json
import re
from collections.abc import Iterator
from typing import Any

from ruamel.yaml import YAML

from simdesk.scenario.language.places import model_at
from simdesk.scenario.reading.diagnostics import Diagnostic

Steps = tuple[str | int, ...]
MOST_VALUES = 2000


def read(text: str) -> Any:
    """YAML as dicts, lists and scalars."""
    return YAML(typ="safe", pure=True).load(text)


def write(data: Any) -> str:
    """Dicts, lists and scalars as YAML; as JSON, which is YAML too and written faster, where aliases do not make it endless."""
    if sum(1 for _ in itertools.islice(_values(data), MOST_VALUES)) < MOST_VALUES:
        with contextlib.suppress(TypeError):  # a key that is a list
            return json.dumps(data, indent=1, ensure_ascii=False, default=str)
    stream = io.StringIO()
    yaml = YAML(typ="safe", pure=True)
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    yaml.dump(data, stream)
    return stream.getvalue()


def _values(data: Any) -> Iterator[Any]:
    waiting = [data]
    while waiting:
        one = waiting.pop()
        yield one
        waiting += one.values() if isinstance(one, dict) else one if isinstance(one, list) else ()


def steps(data: Any, path: str) -> Steps:
    """A dotted path as steps; names with dots are found in the data."""
    found: list[str | int] = []
    here, rest = data, path
    while rest:
        index = re.match(r"\[(\d+)\]\.?", rest)
        if index is not None:
            found.append(int(index[1]))
            rest = rest[index.end() :]
        else:
            keys = [str(key) for key in here] if isinstance(here, dict) else []
            fitting = [key for key in keys if rest == key or rest.startswith((f"{key}.", f"{key}["))]
            step = max(fitting, key=len) if fitting else re.split(r"[.\[]", rest)[0]
            found.append(step)
            rest = rest[len(step) :].removeprefix(".")
        try:
            here = here[found[-1]]
        except (LookupError, TypeError):
            here = None
    return tuple(found)


def get(data: Any, path: Steps) -> Any:
    """What stands at a path; None when nothing does."""
    for step in path:
        try:
            data = data[step]
        except (LookupError, TypeError):
            return None
    return data


def put(data: Any, path: Steps, value: Any) -> None:
    """Set a value; blocks and lists on the way are made."""
    for step, after in itertools.pairwise(path):
        if get(data, (step,)) is None:
            new: Any = [] if isinstance(after, int) else {}
            if isinstance(data, list):
                data.append(new)
            else:
                data[step] = new
        data = data[step]
    if isinstance(data, list) and isinstance(path[-1], int) and path[-1] >= len(data):
        data.append(value)
    else:
        data[path[-1]] = value


def obeyed(data: Any, diagnostic: Diagnostic, choice: int = 0) -> Any:
    """A copy of the data in which one hint has been obeyed; the data itself where the hint has no fix."""
    fix = diagnostic.fix
    if fix is None:
        return data
    new = copy.deepcopy(data)
    path, to = steps(new, fix.path), fix.to[choice]
    quoted = re.findall(r"'([^']*)'", diagnostic.message)
    if fix.kind == "rename":
        _rename(new, path, to, quoted)
    elif fix.kind == "move":
        for one in (fix, *fix.also):
            source = steps(new, one.path)
            moved = get(new, source)
            del get(new, source[:-1])[source[-1]]
            put(new, steps(new, one.to[0]), moved)
    elif fix.kind == "line":
        key, _, value = to.partition(":")
        _line(new, path, key, read(value), quoted)
    else:
        _write(new, path, to, diagnostic.message, quoted)
    return new


def _rename(data: Any, path: Steps, to: str, quoted: list[str]) -> None:
    block, value = get(data, path[:-1]), get(data, path)
    dotted = [one for one in quoted if isinstance(block, dict) and one in str(path[-1]).split(".")]
    if dotted and path[-1] not in quoted:  # a dotted path in a variant
        to = ".".join(to if step == dotted[0] else step for step in str(path[-1]).split("."))
        quoted = [str(path[-1])]
    if isinstance(block, dict) and str(path[-1]) in quoted and path[-1] in block:
        items = [(to if key == path[-1] else key, each) for key, each in block.items()]
        block.clear()
        block.update(items)
    elif isinstance(value, str) and quoted and quoted[-1] in value:
        word = next(one for one in reversed(quoted) if one in value)
        whole = next(
            (one for one in re.findall(r"[\w.]+", value) if word in one.split(".") and ("." in to or to in one.split("."))), word
        )
        put(data, path, value.replace(whole, to, 1))
    elif isinstance(value, str) and not quoted:
        put(data, path, to)
    elif isinstance(value, list) and quoted:
        put(data, path, [to if one in quoted else one for one in value])


def _line(data: Any, path: Steps, key: str, value: Any, quoted: list[str]) -> None:
    if path and str(path[-1]).split(".")[-1] == key:
        put(data, path, value)
        return
    if path and str(path[-1]).startswith(f"{key}:"):  # a colon without a blank
        parent = get(data, path[:-1])
        del parent[path[-1]]
        parent[key] = value
        return
    if isinstance(get(data, path[:-1]), dict) and isinstance(get(data, path), str | int | float):
        del get(data, path[:-1])[path[-1]]  # the line stands in the place of the key
    inside = model_at(path)
    if path and quoted == [path[-1]] and isinstance(get(data, path), dict) and key not in getattr(inside, "model_fields", ()):
        block = get(data, path[:-1])  # the key itself is at fault, and the line belongs beside it
        del block[path[-1]]
        block[key] = value
        return
    for depth in range(len(path), -1, -1):
        model = model_at(path[:depth])
        if isinstance(get(data, path[:depth]), dict) and (model is None or key in model.model_fields):
            put(data, (*path[:depth], key), value)
            return


def _write(data: Any, path: Steps, to: str, message: str, quoted: list[str]) -> None:
    value, block = get(data, path), get(data, path[:-1])
    if isinstance(block, dict) and quoted == [str(path[-1])] and value is not None:  # the key itself is a wrong value
        items = [(to if key == path[-1] else key, each) for key, each in block.items()]
        block.clear()
        block.update(items)
        return
    if isinstance(value, str) and (path[:1] == ("targets",) or path[-1:] == ("until",)):
        got = re.search(r"\(got '?(.*?)'?\)$", message)
        unknown = re.search(r"unknown metric '(\w+)'", message)
        if (re.search(r"[<>]=?", to) and "(" in to) or re.fullmatch(r"\d+/\d+", to):
            put(data, path, to)
        elif unknown is not None:
            put(data, path, re.sub(rf"{unknown[1]}\s*(\([^()]*\))?", to, value, count=1))
        elif (call := re.match(r"(\w+)\(", to)) is not None and f"{call[1]}(" in value:
            put(data, path, re.sub(rf"{call[1]}\([^()]*\)", to, value, count=1))
        elif got is not None and got[1] in value:
            before, _, after = value.rpartition(got[1])
            put(data, path, before + to + after)
        return
    put(data, path, read(to))

"""Unknown keys: each reported once, and taken for what it is likely meant for, so that its consequences are not reported too."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from simdesk.scenario.hints.at_opening import apart_at_opening
from simdesk.scenario.hints.candidates import pattern_in
from simdesk.scenario.hints.keys import Guess, guess
from simdesk.scenario.hints.names import named_alike
from simdesk.scenario.hints.places import fits
from simdesk.scenario.hints.points import of_points, tables_of_points
from simdesk.scenario.hints.sections import indented, named, sorted_by_section
from simdesk.scenario.hints.trying import in_a_list, missing_keys, moved
from simdesk.scenario.language.distributions import FAMILIES, DistributionForm
from simdesk.scenario.language.model import ScenarioModel
from simdesk.scenario.language.places import model_at
from simdesk.scenario.language.quantities import HIDDEN, Block
from simdesk.scenario.language.series import CsvColumn, names_days
from simdesk.scenario.reading.diagnostics import Fix, Sources
from simdesk.scenario.reading.nodes import (
    Entry,
    ListNode,
    MapNode,
    Node,
    Path,
    Scalar,
    flow,
    follow,
    key_place,
    plain,
    put,
    written,
)

MOST_ROUNDS = 5


@dataclass
class Mended:
    """A tree in which unknown keys stand where they are likely meant to.

    Parameters
    ----------
    tree : MapNode
    unexplained : set of tuple
        Paths of unknown keys that stay, for which nothing likely was found.
    """

    tree: MapNode
    unexplained: set[Path] = field(default_factory=set)


def mended(tree: MapNode, sources: Sources, prefix: Path = ()) -> Mended:
    """Report each unknown key, and put its value where it is likely meant to stand.

    Parameters
    ----------
    tree : MapNode
        A scenario in the documented form.
    sources : Sources
        Takes the reports.
    prefix : tuple
        In front of every path reported.

    Returns
    -------
    Mended
    """
    for step in (indented, named, sorted_by_section, _distributed):
        tree = step(tree, sources, prefix)
    done = Mended(tree)
    for table in tables_of_points(tree):
        node = follow(tree, table)
        assert isinstance(node, MapNode)
        sources.report(key_place(tree, table), written((*prefix, *table)), *of_points(str(table[-1]), node))
        done.unexplained |= {(*table, key) for key in node.entries}
    for _ in range(MOST_ROUNDS):
        unknown = [path for path in _unknown(done.tree) if path not in done.unexplained]
        if not unknown:
            break
        _mend(done, unknown, sources, prefix)
    done.tree = apart_at_opening(named_alike(done.tree, sources, prefix), sources, prefix)
    return done


def _unknown(tree: MapNode) -> list[Path]:
    """Paths of all unknown keys; pydantic is asked only where a key looks unknown."""
    if not _looks_unknown(tree, ()):
        return []
    try:
        ScenarioModel.model_validate(plain(tree))
    except ValidationError as error:
        found = [_path(one) for one in error.errors(include_url=False) if one["type"] == "extra_forbidden"]
        return [path for path in dict.fromkeys(found) if follow(tree, path) is not None]
    return []


def _path(error: ErrorDetails) -> Path:
    return tuple(step for step in error["loc"] if not str(step).startswith(HIDDEN))


def _looks_unknown(node: Node, path: Path) -> bool:
    if isinstance(node, ListNode):
        return any(_looks_unknown(item, (*path, index)) for index, item in enumerate(node.items) if not isinstance(item, Scalar))
    if not isinstance(node, MapNode) or (path[:1] in {("variants",), ("sweep",)} and len(path) > 1):
        return False
    model = model_at(path)
    if (
        model is not None
        and not (model is CsvColumn and names_days(node.entries))
        and set(node.entries) - set(model.model_fields)
    ):
        return True
    return any(_looks_unknown(entry.node, (*path, key)) for key, entry in node.entries.items())


def _mend(done: Mended, unknown: list[Path], sources: Sources, prefix: Path) -> None:
    together: dict[tuple[Path, Path], list[Path]] = defaultdict(list)
    guesses: dict[Path, Guess] = {}
    for path in unknown:
        model = model_at(path[:-1]) or _model_of(done.tree, path[:-1])
        if model is None:
            done.unexplained.add(path)
            continue
        guesses[path] = guess(path, model, done.tree, follow(done.tree, path))
        to = guesses[path].to
        elsewhere = to is not None and to[:-1] != path[:-1]
        alike = (guesses[path].hint,) if not guesses[path].likely and not _lacking(done.tree, path) else path
        together[(path[:-1], to[:-1] if elsewhere and to is not None else alike)].append(path)
    for (_, there), paths in together.items():
        first = guesses[paths[0]]
        message, hint, fix = first.message, first.hint, first.fix
        if len(paths) > 1:
            names = [f"'{path[-1]}'" for path in paths]
            message = f"unknown keys {', '.join(names[:-1])} and {names[-1]}"
            if first.likely:
                hint = _together(done.tree, {path: guesses[path].to or path for path in paths}, there)
            moves = [Fix("move", written(path), (written(to),)) for path in paths if (to := guesses[path].to) is not None]
            in_shifts = in_a_list((*there, ""), done.tree)
            fix = None if in_shifts or not moves else Fix("move", moves[0].path, moves[0].to, tuple(moves[1:]))
        if not first.likely:
            meant = _lacking(done.tree, paths[0])
            if meant:
                fix = Fix("rename", written(paths[0]), (meant,))
                hint = fix.text
                guesses[paths[0]] = Guess(message, hint, fix, (*paths[0][:-1], meant))
            else:
                hint = _with_what_is_missing(done.tree, paths[0], hint)
        place = key_place(done.tree, paths[0])
        sources.report(place, written((*prefix, *paths[0])), message, hint, fix)
        for path in paths:
            _put(done, path, guesses[path].to)


def _lacking(tree: Node, path: Path) -> str:
    """The one key that the block of an unknown key lacks, where the value can be read there; empty otherwise."""
    missing = missing_keys(tree, path[:-1])
    value = follow(tree, path)
    if len(missing) != 1 or value is None:
        return ""
    return missing[0] if fits(pattern_in((*path[:-1], missing[0])), value) == 2 else ""


def _together(tree: Node, places: dict[Path, Path], there: Path) -> str:
    """Where several keys belong, and the line to write where it is a list that is not there yet."""
    listed = in_a_list((*there, ""), tree)
    if not listed:
        where = f"they belong under {written(there)}" if there else "they belong at the top of the file"
        lines = [f"{to[-1]}: {flow(node)}" for path, to in places.items() if (node := follow(tree, path)) is not None]
        return where if all(path[-1] == to[-1] for path, to in places.items()) else f"{where}: {', '.join(lines)}"
    inside = ", ".join(f"{to[-1]}: {flow(node)}" for path, to in places.items() if (node := follow(tree, path)) is not None)
    agents = follow(tree, (*next(iter(places))[:-1], "headcount"))
    if there[listed - 1] == "shifts" and isinstance(agents, Scalar):
        inside += f", agents: {flow(agents)}"  # a group has shifts or a headcount
    above = written(there[: listed - 1])
    return f"they belong under {above}: {there[listed - 1]}: [{{{inside}}}]"


def _put(done: Mended, path: Path, to: Path | None) -> None:
    """Take the value at a path for that of another; where that is not known, it stays unexplained."""
    node = follow(done.tree, path)
    if node is None:
        return
    if to is None:
        done.unexplained.add(path)
        return
    try:
        done.tree = moved(done.tree, path, to)
    except LookupError:
        done.unexplained.add(path)


def _model_of(tree: Node, path: Path) -> type[Block] | None:
    return ScenarioModel if not path else None


def _with_what_is_missing(tree: Node, path: Path, hint: str) -> str:
    """The keys that the block needs and lacks stand in the hint, and not in faults of their own."""
    missing = missing_keys(tree, path[:-1])
    return f"{hint}; {' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing" if missing else hint


_FAMILY = (
    ({"mean", "sd"}, "lognormal"),
    ({"mean", "shape"}, "weibull"),
    ({"mean", "phases"}, "erlang"),
    ({"low", "mode", "high"}, "triangular"),
    ({"low", "high"}, "uniform"),
    ({"means", "shares"}, "hyperexponential"),
    ({"mean"}, "exponential"),
)
"""Parameters that say which distribution is meant."""


def _distributed(tree: MapNode, sources: Sources, prefix: Path) -> MapNode:
    """Distributions whose name is missing: ``{mean: 4 min, sd: 3 min}``."""
    for path in _distributions(tree, ()):
        block = follow(tree, path)
        assert isinstance(block, MapNode)
        keys = set(block.entries) - set(DistributionForm.model_fields)
        family = next((name for parameters, name in _FAMILY if keys == parameters), "")
        if not family or set(block.entries) & set(FAMILIES):
            continue
        inside = MapNode({key: entry for key, entry in block.entries.items() if key in keys}, block.place)
        rest = {key: entry for key, entry in block.entries.items() if key not in keys}
        first = next(iter(inside.entries.values())).key
        new = MapNode({family: Entry(first, inside), **rest}, block.place)
        sources.report(first, written((*prefix, *path)), "the name of the distribution is missing", f"write {flow(new)}")
        changed = put(tree, path, new, key_place(tree, path))
        assert isinstance(changed, MapNode)
        tree = changed
    return tree


def _distributions(node: Node, path: Path) -> list[Path]:
    if not isinstance(node, MapNode) or path[:1] in {("variants",), ("sweep",)}:
        return []
    model = model_at(path) if path else None
    if model is not None and issubclass(model, DistributionForm) and not names_days(node.entries):
        return [path]
    return [found for key, entry in node.entries.items() for found in _distributions(entry.node, (*path, key))]

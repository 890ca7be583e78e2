"""Everything that is wrong with a scenario: its files read, its values, what fits what, and each of its variants."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import TypeAdapter, ValidationError

from simdesk.scenario.changes.change import Change, changes_of_variant
from simdesk.scenario.changes.conflicts import report_conflicts
from simdesk.scenario.changes.moving import MOVES, MoveError, moved
from simdesk.scenario.changes.variants import apply
from simdesk.scenario.checks.draft import validate
from simdesk.scenario.checks.whole import check_all
from simdesk.scenario.hints.consequences import without_consequences
from simdesk.scenario.hints.mending import mended
from simdesk.scenario.language.days import QueueOpen
from simdesk.scenario.language.hours import Day, Hours
from simdesk.scenario.language.model import LANGUAGE, ScenarioModel
from simdesk.scenario.layout.horizon import Horizon, lay_out_horizon
from simdesk.scenario.reading.diagnostics import Diagnostic, Sources, seen
from simdesk.scenario.reading.nodes import MapNode, Scalar, follow, plain, without, written
from simdesk.scenario.reading.source import Reading
from simdesk.scenario.spellings.days import with_days
from simdesk.scenario.spellings.durations import with_units
from simdesk.scenario.spellings.special_days import with_special_days
from simdesk.scenario.spellings.targets import with_targets
from simdesk.scenario.tables.columns import inline
from simdesk.scenario.tables.skill_files import with_skill_files
from simdesk.scenario.tables.thousands import ask_thousands


def examine(
    tree: MapNode, reading: Reading, prefix: tuple[str | int, ...] = (), *, changes: Sequence[Change] = ()
) -> tuple[MapNode, ScenarioModel | None]:
    """Read the CSV files of a tree and check everything; faults are reported.

    Parameters
    ----------
    tree : MapNode
    reading : Reading
    prefix : tuple
        In front of every path reported.
    changes : sequence of Change
        Those already made in the tree. The moves of volume among them are made here, when all volumes are known.

    Returns
    -------
    (MapNode, ScenarioModel or None)
        The tree with its numbers, and the model when it could be made.
    """
    version = follow(tree, ("simdesk",))
    if isinstance(version, Scalar) and isinstance(version.value, int) and version.value not in {LANGUAGE, True}:
        message = f"this simdesk reads version {LANGUAGE} of the language (got {seen(version.value)})"
        reading.sources.report(
            version.place, "simdesk", message, "a newer simdesk may read it" if version.value > LANGUAGE else ""
        )
        return tree, None
    tree = with_special_days(tree, reading.sources, prefix)
    tree = with_skill_files(tree, reading, prefix)
    keys = mended(with_targets(tree, reading.sources), reading.sources, prefix)
    tree = with_units(keys.tree, reading.used)
    tree = with_days(tree, reading.sources, prefix)
    ask_thousands(tree, reading, prefix)
    tree = inline(tree, reading, _day_of(tree), prefix, _horizon_of(tree))
    moves = [change for change in changes if change.path[0] == MOVES]
    try:
        tree = moved(tree, moves)
    except MoveError as error:
        change, unfit = error.move, error.unfit
        place = change.key if unfit.on_key else change.value.place
        reading.sources.report(place, written((*change.source, *change.path)), unfit.message, unfit.hint)
        return tree, None
    found = reading.sources.found
    known = len(found)
    unexplained = [*keys.unexplained, *reading.sources.left_out]
    model, draft = validate(tree, reading.sources, prefix, unexplained)
    check_all(draft)
    found[known:] = without_consequences(found[known:], tree, unexplained, prefix)
    return tree, model


def examine_variants(tree: MapNode, reading: Reading) -> None:
    """Report what is wrong with a variant and not with the scenario itself."""
    node = follow(tree, ("variants",))
    if not isinstance(node, MapNode):
        return
    of_base = [one.path for one in reading.sources.found if one.path]
    known = {one.essence for one in reading.sources.found} | {_kind(one) for one in reading.sources.found}
    for name in node.entries:
        apart = Reading(Sources(), reading.folders)
        apart.sources.lines, apart.sources.left_out = reading.sources.lines, reading.sources.left_out
        changes = changes_of_variant(tree, name, apart.sources)
        report_conflicts(changes, apart.sources)
        changed = tree if apart.sources.found else apply(tree, changes, apart.sources)
        if not apart.sources.found:
            examine(without(changed, "variants", "sweep"), apart, ("variants", name), changes=changes)
        start = f"variants.{name}."
        changed_in = [written(change.path) for change in changes if isinstance(change.value, MapNode)]
        for one in apart.sources.found:
            path = one.path.removeprefix(start)
            again = _kind(one, start) in known and any(path == at or path.startswith((f"{at}.", f"{at}[")) for at in changed_in)
            again = again or _follows(path, of_base, [written(change.path) for change in changes])
            if one.essence not in known and not again:
                reading.sources.found.append(one)
        known |= {one.essence for one in apart.sources.found if one.line}


def _follows(path: str, of_base: Sequence[str], changed: Sequence[str]) -> bool:
    """Whether a fault of a variant stands where the scenario has one and the variant changes nothing."""
    return any(_meet(path, one) for one in of_base) and not any(_meet(path, one) for one in changed)


def _meet(path: str, other: str) -> bool:
    """Whether one of two paths is the other or leads to it."""
    short, long = sorted((path, other), key=len)
    return long == short or long.startswith((f"{short}.", f"{short}["))


def _kind(diagnostic: Diagnostic, start: str = "") -> tuple[object, ...]:
    """The path and what is wrong there, whatever value is seen: a fault of the base is not told of each variant."""
    return diagnostic.path.removeprefix(start), diagnostic.message.partition(" (got ")[0]


def _day_of(tree: MapNode) -> Day | None:
    hours = follow(tree, ("hours",))
    if not isinstance(hours, MapNode):
        return None
    try:
        return Hours.model_validate(plain(hours)).day()
    except ValidationError:
        return None


def _horizon_of(tree: MapNode) -> Horizon | None:
    """The days, as far as they can be told before everything is checked."""
    hours, queues = follow(tree, ("hours",)), follow(tree, ("queues",))
    if not isinstance(hours, MapNode):
        return None
    try:
        whole = Hours.model_validate(plain(hours))
        own = {}
        for name in queues.entries if isinstance(queues, MapNode) else ():
            node = follow(tree, ("queues", name, "hours"))
            if node is not None:
                own[name] = TypeAdapter(QueueOpen).validate_python(plain(node))
        return lay_out_horizon(whole, own) if whole.day() is not None and (whole.dated or own) else None
    except ValueError:  # a ValidationError is one
        return None

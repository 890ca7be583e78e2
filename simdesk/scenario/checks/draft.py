"""A scenario under inspection: the tree, and as much of the model as is right, so that one fault does not hide another."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import ValidationError

from simdesk.scenario.language.agents import AgentGroup
from simdesk.scenario.language.hours import Day
from simdesk.scenario.language.messages import fitted, report_all, shifted
from simdesk.scenario.language.model import ScenarioModel
from simdesk.scenario.language.quantities import Block
from simdesk.scenario.language.queues import Queue
from simdesk.scenario.layout.horizon import Horizon
from simdesk.scenario.reading.diagnostics import Place, Sources
from simdesk.scenario.reading.nodes import MapNode, Node, Path, Scalar, follow, key_place, plain, value_place, written

P = TypeVar("P", bound=Block)

_STAND_INS: dict[type[Block], dict[str, Any]] = {
    Queue: {"arrivals": {"rate": "1 per h"}},
    AgentGroup: {"skills": ("stand_in",)},
    ScenarioModel: {
        "simdesk": 1,
        "hours": {"open": "00:00", "close": "24:00"},
        "queues": {"stand_in": {"arrivals": {"rate": "1 per h"}, "handle_time": "1 min"}},
        "agent_groups": {"stand_in_group": {"skills": ("stand_in",)}},
    },
}


@dataclass
class Draft:
    """What is known of a scenario while it is checked.

    Parameters
    ----------
    tree : MapNode
    sources : Sources
    whole : ScenarioModel
        The top level; fields that are wrong are absent (see ``given``), queues and groups stand in the next two.
    queues, groups : dict
        By name, wrong fields absent; a queue of which nothing is right has no fields at all.
    day : Day or None
        None when the hours are wrong.
    prefix : tuple
        In front of every path reported.
    horizon : Horizon or None
        The days, where there are several or queues have hours of their own; set by ``checks_days``.
    told : set of str
        Causes that ``report_once`` has reported.
    """

    tree: MapNode
    sources: Sources
    whole: ScenarioModel
    queues: dict[str, Queue]
    groups: dict[str, AgentGroup]
    day: Day | None = None
    prefix: Path = field(default=())
    horizon: Horizon | None = None
    told: set[str] = field(default_factory=set)

    def report_once(self, what: str, path: Path, message: str, hint: str = "", *, key: bool = False) -> None:
        """Note a fault that has one cause in many places: at the first of them only."""
        if what not in self.told:
            self.told.add(what)
            self.report(path, message, hint, key=key)

    def report(self, path: Path, message: str, hint: str = "", *, key: bool = False, offset: int = -1) -> None:
        """Note a fault at a path: at its value, or at its key."""
        place = key_place(self.tree, path) if key else value_place(self.tree, path)
        if offset >= 0:
            place = shifted(place, offset, follow(self.tree, path), self.sources)
        self.sources.report(place, written((*self.prefix, *path)), message, fitted(hint, path, self.tree))

    def is_mapping(self, path: Path) -> bool:
        """Whether a mapping is written at a path."""
        return isinstance(follow(self.tree, path), MapNode)

    def keys(self, path: Path) -> dict[str, Node]:
        """The keys and values written at a path; empty when there is no mapping."""
        node = follow(self.tree, path)
        return {key: entry.node for key, entry in node.entries.items()} if isinstance(node, MapNode) else {}


def given(part: Block | None, name: str) -> Any:
    """A field's value; None when it is absent because it is wrong."""
    return None if part is None else part.__dict__.get(name)


def validate(
    tree: MapNode, sources: Sources, prefix: Path = (), told: Collection[Path] = ()
) -> tuple[ScenarioModel | None, Draft]:
    """Validate a tree, reporting what is wrong; unknown keys at the paths ``told`` have been reported.

    Returns
    -------
    (ScenarioModel or None, Draft)
        The model when pydantic found nothing wrong, and what the cross checks work on.
    """
    data = plain(tree)
    nothing = [(path, place) for path, place in _nothings(tree, ()) if path not in told]
    for path, place in nothing:
        sources.report(place, written((*prefix, *path)), "has no value", "write one, or remove the key")
    try:
        model = ScenarioModel.model_validate(data)
    except ValidationError as error:
        report_all(error.errors(include_url=False), tree, sources, prefix, told)
    else:
        if not nothing:
            return model, Draft(tree, sources, model, dict(model.queues), dict(model.agent_groups), model.hours.day(), prefix)
    return None, _draft(data, tree, sources, prefix)


def _draft(data: dict[str, Any], tree: MapNode, sources: Sources, prefix: Path) -> Draft:
    stand_in = _STAND_INS[ScenarioModel]
    whole = partial(ScenarioModel, {**data, "queues": stand_in["queues"], "agent_groups": stand_in["agent_groups"]})
    queues, groups = data.get("queues"), data.get("agent_groups")
    hours = given(whole, "hours")
    return Draft(
        tree,
        sources,
        whole,
        {name: partial(Queue, value) for name, value in queues.items()} if isinstance(queues, dict) else {},
        {name: partial(AgentGroup, value) for name, value in groups.items()} if isinstance(groups, dict) else {},
        None if hours is None else hours.day(),
        prefix,
    )


def partial(kind: type[P], data: Any) -> P:
    """A model of those fields that are right; the others are absent."""
    if not isinstance(data, dict):
        return _bare(kind)
    stand_ins = _STAND_INS.get(kind, {})
    wrong = {name for name, value in data.items() if value is None}
    for _ in range(3):
        kept = {name: value for name, value in data.items() if name not in wrong}
        try:
            model = kind.model_validate({**stand_ins, **kept})
        except ValidationError as error:
            for one in error.errors(include_url=False):
                steps = (*one["loc"], *one.get("ctx", {}).get("at", ()))
                wrong.update(str(step) for step in steps[:1])
            continue
        for name in (wrong | (set(stand_ins) - set(kept))) & set(kind.model_fields):
            model.__dict__.pop(name, None)
        return model
    return _bare(kind)


def _bare(kind: type[P]) -> P:
    """A model with no fields at all, defaults included."""
    empty = kind.model_construct(set())
    empty.__dict__.clear()
    return empty


def _nothings(node: Node, path: Path) -> list[tuple[Path, Place]]:
    """Paths of all values that are nothing (null), outside variants."""
    if isinstance(node, Scalar):
        return [(path, node.place)] if node.value is None else []
    found: list[tuple[Path, Place]] = []
    if isinstance(node, MapNode):
        for key, entry in node.entries.items():
            if (*path, key)[:1] == ("variants",) and isinstance(entry.node, MapNode) and path:
                continue  # in a variant, nothing removes a key
            found += _nothings(entry.node, (*path, key))
    else:
        for index, item in enumerate(node.items):
            found += _nothings(item, (*path, index))
    return found

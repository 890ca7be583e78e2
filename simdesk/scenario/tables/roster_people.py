"""The agents of a roster, as the shifts of a group and, where they differ, its people."""

from __future__ import annotations

from dataclasses import dataclass, field

from simdesk.scenario.language.words import as_name
from simdesk.scenario.reading.diagnostics import Place
from simdesk.scenario.reading.nodes import Entry, ListNode, MapNode, Node, Scalar, from_python, plain
from simdesk.scenario.tables.csv_table import Cell
from simdesk.scenario.tables.faults import Faults
from simdesk.scenario.tables.kinds import folded


@dataclass
class Person:
    """One agent of a roster."""

    cell: Cell
    name: str
    shifts: list[MapNode] = field(default_factory=list)
    times: list[tuple[tuple[str, ...], float, float, int]] = field(default_factory=list)
    skills: tuple[str, ...] | None = None
    pace: Scalar | None = None
    agents: int | float = 1


def group_of(group: MapNode, key: str, people: list[Person], faults: Faults, at: str, owner: str) -> MapNode | None:
    """The group with the shifts of its agents, and those who differ as people; None after noting what does not fit.

    Parameters
    ----------
    group : MapNode
    key : str
        Where the file is named.
    people : list of Person
    faults : Faults
    at : str
        The path of the key in words.
    owner : str
        The group's name.
    """
    place = group.entries[key].key
    entries = {name: one for name, one in group.entries.items() if name != key}
    shifts = tuple(shift for person in people for shift in person.shifts)
    entries["shifts"] = Entry(place, ListNode(shifts, place))
    differ = _skills(entries, people, place, faults, at, owner)
    differ = differ or any(one.pace is not None for one in people)
    if differ and "shrinkage" in entries:
        shrinkage = plain(entries["shrinkage"].node)
        message = "agents who differ have shifts of their own, and shrinkage does not say who of them is away"
        hint = f"write absence: {shrinkage if isinstance(shrinkage, str) else '8%'} instead of shrinkage"
        faults.add(entries["shrinkage"].key, at.rpartition(".")[0] + ".shrinkage", message, hint)
        return None
    for index, one in enumerate(people):
        one.name = as_name(one.name)
        if one.name in [before.name for before in people[:index]]:
            one.name = f"{one.name}_{index + 1}"
    named = all(one.name for one in people) and "people" not in entries and "shrinkage" not in entries
    if named and all(isinstance(one.agents, int) for one in people):
        entries["people"] = Entry(place, ListNode(tuple(_who(one) for one in people), place))
    return MapNode(entries, group.place)


def _skills(entries: dict[str, Entry], people: list[Person], place: Place, faults: Faults, at: str, owner: str) -> bool:
    """Whether agents have different skills; the group's own are theirs where it has none."""
    said = [one.skills for one in people if one.skills]
    if not said:
        return False
    written_out = entries["skills"].node if "skills" in entries else None
    known = [str(name) for name in plain(written_out)] if written_out is not None else list(dict.fromkeys(sum(said, ())))
    if written_out is None:
        entries["skills"] = Entry(place, from_python(known, place))
    for one in people:
        found = {folded(name): name for name in known}
        strange = [name for name in one.skills or () if folded(name) not in found]
        if strange:
            hint = f"give the group this skill, or remove it here; skills of {owner}: {', '.join(known)}"
            faults.add(one.cell.place, at, f"'{strange[0]}' of {one.name} is no skill of {owner}", hint)
        one.skills = (
            None
            if not one.skills or len(one.skills) == len(known)
            else tuple(found.get(folded(name), name) for name in one.skills)
        )
    return any(one.skills is not None for one in people)


def _who(one: Person) -> MapNode:
    place = one.cell.place
    number = sum(int(plain(shift)["agents"]) for shift in one.shifts)
    entries: dict[str, Node] = {"agents": Scalar(number, place), "name": Scalar(one.name, place)}
    if one.skills is not None:
        entries["skills"] = ListNode(tuple(Scalar(skill, place) for skill in one.skills), place)
    if one.pace is not None:
        entries["pace"] = one.pace
    return MapNode({key: Entry(place, node) for key, node in entries.items()}, place)

"""From the floor plan and the day's workload to the rows the rules play on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from simdesk.demand.journey_tables import JourneyTables
from simdesk.demand.workload import Workload
from simdesk.floor.crews import Crews
from simdesk.floor.plan import FloorPlan
from simdesk.floor.room import Room, fill_blank
from simdesk.rules.floor import BLANK_IN_PROGRESS, BLANKS, Floor
from simdesk.rules.leg_codes import AFTER_BLOCKED, AFTER_LEAVING, NEEDS_HELP
from simdesk.rules.leg_rows import LEG
from simdesk.rules.rows import CONTACT, DRAWN, IDLE_PLACE, NOBODY

if TYPE_CHECKING:
    from numpy.typing import NDArray


EVER = AFTER_LEAVING | AFTER_BLOCKED


@dataclass(frozen=True, eq=False)
class Day:
    """One day, ready to be played.

    Parameters
    ----------
    floor : Floor
        Its tables are structured arrays here: columns are found by name. Rules see a floor row by row.
    arrivals : int
        The first rows of ``floor.contacts`` arrive by themselves, in this order; the others are further tries.
    staff_changes : ndarray of STAFF_CHANGE
        Planned happenings in the order they are played: closing, shifts, headcounts, breaks.
    """

    floor: Any
    arrivals: int
    staff_changes: NDArray[Any]


class EnterContacts(Protocol):
    """Enters the customers of a workload into the first rows of contacts."""

    def __call__(self, contacts: NDArray[Any], workload: Workload) -> None:
        """Arrival, patience, handle time, wrap-up and queue; the other rows and fields are blank."""


def enter_contacts(contacts: NDArray[Any], workload: Workload) -> None:
    """Enter the customers of a workload into the first rows of contacts, column by column."""
    fill_blank(contacts, BLANKS[0])
    for name in ("arrival", "patience", "handle_time", "wrap_up", "queue"):
        contacts[name][: len(workload.queue)] = getattr(workload, name)


def build_day(
    plan: FloorPlan,
    workload: Workload,
    spare: int = 0,
    room: Room | None = None,
    crews: Crews | None = None,
    enter: EnterContacts = enter_contacts,
) -> Day:
    """Lay one day out in rows.

    Parameters
    ----------
    plan : FloorPlan
    workload : Workload
    spare : int
        Rows of contacts kept free for legs that are drawn while the day runs.
    room : Room, optional
        The memory of an earlier day that is over, which this one is laid out in.
    crews : Crews, optional
        The plan's agents, where several days of it are laid out.
    enter : callable, optional
        Enters customers; compiled code does the same in one loop.

    Returns
    -------
    Day
    """
    room = room or Room()
    staffing, standing, places = (crews or Crews(plan)).of(workload), plan.standing, plan.places
    agents = room.copied("agents", staffing.rows)
    groups = room.copied("groups", standing.groups)
    groups["off"], groups["standby"] = staffing.off, staffing.standby
    centre = room.copied("centre", standing.centre)
    centre["day"], centre["rows"] = workload.day, len(workload.queue)
    links = int(centre["link_columns"][0])
    centre["ring_columns"] = columns = len(workload.rings) // max(len(workload.queue), 1)
    centre["misses"] = "offer_draw" in workload.more
    count, tables = len(workload.queue) + spare, workload.journeys_drawn_by or JourneyTables.none()
    concurrent = len(standing.capacities) > 0
    floor = Floor(
        contacts=_contacts(workload, room.table("contacts", count, CONTACT), enter),
        drawn=_drawn(workload, plan.needs_drawn, count, room),
        queues=room.copied("queues", standing.queues),
        waiting_lines=room.copied("waiting_lines", places.waiting_lines),
        links=room.table("links", links * count, np.int32),
        agents=agents,
        groups=groups,
        idle_lists=room.copied("idle_lists", places.idle_lists),
        idle_places=room.table("idle_places", int(places.idle_lists["slot"].max(initial=0)) * len(agents), IDLE_PLACE),
        centre=centre,
        orders=places.orders,
        terms=places.terms,
        reached=room.filled("reached", places.reached, NOBODY, np.int32),
        steps=places.steps,
        trunks=room.copied("trunks", standing.trunks),
        reactions=room.copied("reactions", standing.reactions),
        unresolved=room.copied("unresolved", standing.unresolved),
        paces=room.copied("paces", standing.paces),
        in_progress=_in_progress(workload, count if concurrent else 0, room),
        counts=room.filled("counts", len(agents) * len(plan.channels) if concurrent else 0, 0, np.int32),
        capacities=standing.capacities,
        mixes=standing.mixes,
        shared_paces=standing.shared_paces,
        more=places.more,
        indices=places.indices,
        leaves=places.leaves,
        marks=room.filled("marks", places.marks, 0, np.int32),
        rings=_rings(workload, columns, count, room),
        hours=room.copied("hours", standing.hours),
        carried_over=room.table("carried_over", count if plan.has_nights else 0, np.int32),
        legs=_legs(workload, count, room),
        **tables._asdict(),
    )
    return Day(floor, workload.arrivals, staffing.changes)


def with_room(day: Day, contacts: int) -> Day:
    """The same day with room for more contacts, which nothing has happened to."""
    floor, here = day.floor, len(day.floor.contacts)
    more, centre = contacts - here, floor.centre[0]

    def longer(rows: NDArray[Any], blank: Any, each: int = 1) -> NDArray[Any]:
        return np.concatenate([rows, np.repeat(blank, more * each).astype(rows.dtype)]) if len(rows) else rows

    rows = Room().table("contacts", contacts, CONTACT)
    rows[:here], rows[here:] = floor.contacts, BLANKS[0]
    changed = {
        "contacts": rows,
        "drawn": longer(floor.drawn, BLANKS[1]),
        "legs": longer(floor.legs, BLANKS[2]),
        "in_progress": longer(floor.in_progress, BLANK_IN_PROGRESS),
        "carried_over": longer(floor.carried_over, NOBODY),
        "links": longer(floor.links, NOBODY, int(centre["link_columns"])),
        "rings": longer(floor.rings, 0.0, int(centre["ring_columns"])),
    }
    return Day(floor._replace(**changed), day.arrivals, day.staff_changes)


def _in_progress(workload: Workload, count: int, room: Room) -> NDArray[Any]:
    in_progress = room.filled("in_progress", count, BLANK_IN_PROGRESS)
    for name in ("silence", "stays") if count else ():
        if name in workload.more:
            in_progress[name][: len(workload.queue)] = workload.more[name]
    return in_progress


def _contacts(workload: Workload, contacts: NDArray[Any], enter: EnterContacts) -> NDArray[Any]:
    here, more = len(workload.queue), workload.more
    enter(contacts, workload)
    if workload.balks.any():
        contacts["balks"][:here] = workload.balks
    if here > workload.arrivals or more.keys() & {"follows", "tries_again", "help"}:
        contacts["tries_again"][:here] = more.get("tries_again", (workload.next_try != NOBODY) * EVER)
        contacts["follows"][:here] = more.get("follows", 0)
        if "help" in more:
            contacts["follows"][:here] += np.where(more["help"] != NOBODY, np.int8(NEEDS_HELP), np.int8(0))
    return contacts


def _drawn(workload: Workload, asked: bool, count: int, room: Room) -> NDArray[Any]:
    here = len(workload.queue)
    if not asked and not workload.more and here == workload.arrivals:
        return room.table("drawn", 0, DRAWN)
    drawn = room.filled("drawn", count, BLANKS[1])
    for name in ("redial_after", "pick", "next_try"):
        drawn[name][:here] = getattr(workload, name)
    for name in DRAWN.names or ():
        if name in workload.more:
            drawn[name][:here] = workload.more[name]
    return drawn


def _rings(workload: Workload, columns: int, count: int, room: Room) -> NDArray[np.float64]:
    rings = room.filled("rings", count * columns, 0.0, np.float64)
    if columns:
        rings[: len(workload.rings)] = workload.rings.reshape(columns, -1).T.ravel()
    return rings


def _legs(workload: Workload, count: int, room: Room) -> NDArray[Any]:
    here = len(workload.queue)
    if workload.journeys_drawn_by is None:
        return room.table("legs", 0, LEG)
    legs = room.filled("legs", count, BLANKS[2])
    legs["when"][:here], legs["journey"][:here] = workload.arrival, np.arange(here)
    for name in ("customer", "attempt"):
        legs[name][:here] = getattr(workload, name)
    for name in ("key", "back_key", "meant", "called_by"):
        legs[name][:here] = workload.more[name]
    legs["tries"] = 1
    return legs

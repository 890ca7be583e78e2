"""The rows of the floor: contacts, queues, agents, groups and the centre, with their fields.

Each kind of row is declared once, as a numpy structured type. The SimPy clock plays the rules on objects
with the same fields (``as_objects``), the compiled clock on the arrays themselves. Rows point at each other
by index; ``NOBODY`` points nowhere and is tested before it indexes anything. Times are seconds after midnight.
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

NOBODY = -1

# What became of a contact.
NOT_MADE, WAITING, ANSWERED, ABANDONED, BALKED, BLOCKED, SENT_AWAY, TOOK_CALL_BACK, NOT_REACHED = range(9)
OUTCOMES = (
    "not_made",
    "waiting",
    "answered",
    "abandoned",
    "balked",
    "blocked",
    "sent_away",
    "took_call_back",
    "not_reached",
)

# What an agent is doing.
OFF, IDLE, BUSY, ON_BREAK = range(4)

# What a busy agent has to do after the contact in hand.
NOTHING, TAKE_BREAK, LEAVE_FLOOR = range(3)

# Which of several idle agents takes a contact, in the order of ``plan.AGENT_CHOICES``.
LONGEST_IDLE, RANDOM, FEWEST_CONTACTS, LEAST_TALK_TIME, LEAST_BUSY, ROUND_ROBIN, IN_ORDER = range(7)

# How a wait is predicted, in the order of ``plan.PREDICTORS``.
BY_QUEUE_LENGTH, BY_LAST_ANSWERED, BY_HEAD_OF_LINE, BY_AVERAGE = range(4)

# What becomes of those who wait when a queue closes, in the order of ``plan.WAYS_TO_CLOSE``.
FINISH_WAITING, SEND_WAITING_AWAY, CARRY_OVER = range(3)

# Whether a queue takes contacts: at work, with a busy signal, or to be answered when the centre opens.
AT_WORK, SHUT, BY_NIGHT = range(3)

# Spans of an agent's day, as logged.
ON_DUTY, BREAK = range(2)

# What every contact needs, in the 64 bytes that a processor fetches at once; what few need stands in FATE.
CONTACT = np.dtype(
    [
        ("arrival", "f8"),
        ("patience", "f8"),
        ("handle_time", "f8"),
        ("wrap_up", "f8"),  # once answered: as worked at the group's pace
        ("taken", "f8"),  # when an agent took it, or would have taken it had it not left the line; NaN until then
        ("ended", "f8"),  # the talk ended, or the customer left
        ("agent", "i4"),
        ("behind", "i4"),
        ("queue", "i2"),
        ("group", "i2"),
        ("outcome", "i1"),
        ("balks", "i1"),  # see ``demand.legs``
        ("tries_again", "i1"),  # bits, see there
        ("follows", "i1"),  # at the end of the talk
    ],
    align=True,
)
FATE = np.dtype(
    [
        ("redial_after", "f8"),
        ("pick", "f8"),
        ("react", "f8"),
        ("told", "f8"),
        ("resolution", "f8"),
        ("call_back_after", "f8"),
        ("follow_after", "f8"),
        ("next_try", "i4"),
        ("call_back", "i4"),
        ("follow", "i4"),
        ("holder", "i4"),  # the contact whose agent stays with the customer until this leg is served
    ],
    align=True,
)
IS_HELD = 4
"""Bit of a contact's ``tries_again``: an agent holds the line for it."""
QUEUE = np.dtype(
    [
        ("area", "f8"),  # integral of the number waiting over time
        ("since", "f8"),  # time of the last change of the number waiting
        ("line", "i4"),
        ("more_lines_from", "i4"),
        ("more_lines_to", "i4"),
        ("waiting", "i4"),
        ("longest", "i4"),
        ("waiting_places", "i4"),
        ("family_from", "i4"),  # rows of the classes of one queue's customers: what limits a queue counts them together
        ("family_to", "i4"),
        ("tries_from", "i4"),
        ("tries_to", "i4"),
        ("sight", "i4"),
        ("closed", "i4"),
        ("trunk", "i4"),
        ("special", "i4"),  # 1 when an agent is chosen by the rules of ``routing``
        ("choice", "i4"),
        ("predictor", "i4"),
        ("steps_from", "i4"),
        ("steps_to", "i4"),
        ("overflows", "i4"),  # 1 when another contact in the line can open it to more groups
        ("last_agent", "i4"),
        ("last_wait", "f8"),
        ("mean_wait", "f8"),
        ("mean_handle_time", "f8"),
        ("reacts", "i4"),  # 1 when customers react to the line by the rules of ``reactions``
        ("balks_from", "i4"),
        ("balks_to", "i4"),
        ("balks_by_wait", "i4"),
        ("announces", "i4"),
        ("offer_waiting", "i4"),  # NOBODY: no call-back is offered
        ("rushed_from", "i4"),
        ("leaves_if_longer", "f8"),
        ("patience_factor", "f8"),
        ("offer_predicted", "f8"),
        ("rushed_unresolved", "f8"),
        ("hours_from", "i4"),
        ("hours_to", "i4"),
        ("at_close", "i4"),
        ("out", "i4"),  # 1 during an outage
        ("shelf_first", "i4"),  # who waits for the centre to open, linked through ``Floor.shelf``
        ("shelf_last", "i4"),
    ],
    align=True,
)
# A waiting line of one queue, or of several that are taken at the same rank.
LINE = np.dtype([("first", "i4"), ("last", "i4"), ("slot", "i4"), ("seen_from", "i4"), ("seen_to", "i4")], align=True)
AGENT = np.dtype(
    [
        ("idle_since", "f8"),
        ("on_since", "f8"),
        ("break_length", "f8"),  # owed, seconds
        ("first_on", "f8"),  # NaN before the first time on duty
        ("busy", "f8"),  # seconds, kept only where a rule asks for it; so are the next two
        ("talk", "f8"),
        ("handled", "i4"),
        ("group", "i4"),
        ("next_group", "i4"),
        ("state", "i4"),
        ("due", "i4"),
        ("standby", "i4"),
        ("ahead", "i4"),
        ("behind", "i4"),
        ("home", "i4"),  # the group they begin a day in
    ],
    align=True,
)
GROUP = np.dtype(
    [
        ("overtime", "f8"),  # agent seconds
        ("more_benches_from", "i4"),
        ("more_benches_to", "i4"),
        ("idle", "i4"),
        ("on_duty", "i4"),
        ("to_leave", "i4"),  # agents who leave as soon as they finish, whoever finishes first
        ("off", "i4"),  # stack of agents who can come on duty
        ("standby", "i4"),  # stack of agents who can be sent for
        ("takes_from", "i4"),
        ("takes_to", "i4"),
        ("sight", "i4"),
        ("special", "i4"),  # 1 when a contact is chosen by the rules of ``routing``
        ("paces_from", "i4"),
        ("works_shifts", "i4"),
    ],
    align=True,
)
# Idle agents, longest idle first: one bench for each group, in their order, and more for groups that are tried together.
BENCH = np.dtype([("first", "i4"), ("last", "i4"), ("slot", "i4"), ("seen_from", "i4"), ("seen_to", "i4")], align=True)
SEAT = np.dtype([("ahead", "i4"), ("behind", "i4")], align=True)
CENTRE = np.dtype(
    [
        ("closing", "f8"),
        ("last", "f8"),  # when the compiled clock stopped last
        ("closed", "i4"),
        ("present", "i4"),  # contacts waiting, in service or about to try again
        ("finish_waiting", "i4"),
        ("staying", "i4"),  # idle agents who stay after closing
        ("keeps_score", "i4"),  # 1 when a rule asks what agents have done so far
        ("nights", "i4"),  # 1 when the rules of ``nights`` are played: hours by queue, several days
        ("over", "i4"),  # the last closing is past
    ],
    align=True,
)
TRUNK = np.dtype([("lines", "i4"), ("in_use", "i4")], align=True)
ORDER = np.dtype([("whom", "i4"), ("level", "i4")], align=True)
# When a group may take a queue's contacts, and how it compares them: in step with ORDER where any rule needs it.
TERM = np.dtype(
    [
        ("after", "f8"),
        ("until", "f8"),
        ("predicted_from", "f8"),
        ("weight", "f8"),
        ("bonus", "f8"),
        ("waiting_from", "i4"),
        ("reserve", "i4"),
    ],
    align=True,
)
STEP = np.dtype([("start", "f8"), ("share", "f8")], align=True)
SIGHT = np.dtype([("marks", "i4"), ("leaves", "i4")], align=True)
HOURS = np.dtype([("open", "f8"), ("close", "f8")], align=True)
SEEN = np.dtype([("sight", "i4"), ("leaf", "i4")], align=True)
STAFF_CHANGE = np.dtype([("when", "f8"), ("length", "f8"), ("what", "i4"), ("who", "i4"), ("heads", "i4")], align=True)


class Floor(NamedTuple):
    """One day's floor, as rows: structured arrays, or lists of objects with the same fields.

    Parameters
    ----------
    contacts, queues, lines, agents, groups, benches, centre : rows
        ``benches`` begins with one for each group; ``centre`` is a single row.
    fates : rows of FATE
        In step with ``contacts`` where customers try again or a rule chooses by chance, and else empty.
    orders : rows of ORDER
        The preferences of all queues (for benches) and groups (for lines), cut by their ``tries_`` and ``takes_`` fields.
    terms : rows of TERM
        In step with ``orders`` where a group or a queue is special, and else empty.
    steps : numbers
        Waits (seconds) at which a queue's contacts are open to more groups, cut by its ``steps_`` fields.
    trunks : rows of TRUNK
    reactions : rows of STEP
        From which length of the line or predicted wait on which share balks, cut by the queues' ``balks_`` fields.
    paces : numbers
        Flat by group and queue; so is ``unresolved``, the share of contacts that is not resolved, or empty.
    more : numbers
        Further lines of queues and benches of groups, cut by their ``more_`` fields.
    links : numbers; seats : rows of SEAT
        Who stands behind whom in a line, and who sits beside whom on a bench, of slot 1 and above, slot by slot.
    sights : rows of SIGHT; seen : rows of SEEN; marks : numbers
        For long lists of preferences: where in them anybody is. See ``simdesk.floor.sights``.
    hours : rows of HOURS
        When queues are open, cut by their ``hours_`` fields.
    shelf : numbers
        Who waits behind whom for the centre to open; empty where nobody does.
    """

    contacts: Any
    fates: Any
    queues: Any
    lines: Any
    links: Any
    agents: Any
    groups: Any
    benches: Any
    seats: Any
    centre: Any
    orders: Any
    terms: Any
    steps: Any
    trunks: Any
    reactions: Any
    paces: Any
    unresolved: Any
    more: Any
    sights: Any
    seen: Any
    marks: Any
    hours: Any
    shelf: Any


_INDEX = np.dtype("i4")
FLOOR_KINDS = (
    CONTACT,
    FATE,
    QUEUE,
    LINE,
    _INDEX,
    AGENT,
    GROUP,
    BENCH,
    SEAT,
    CENTRE,
    ORDER,
    TERM,
    np.dtype("f8"),
    TRUNK,
    STEP,
    np.dtype("f8"),
    np.dtype("f8"),
    _INDEX,
    SIGHT,
    SEEN,
    _INDEX,
    HOURS,
    _INDEX,
)
"""The types of the rows of a ``Floor``, in its order."""


def row_class(kind: np.dtype[Any]) -> type:
    """A class with slots named as the fields of a structured type."""
    names = kind.names or ()
    arguments = ", ".join(names)
    body = "\n".join(f"    self.{name} = {name}" for name in names)
    space: dict[str, Any] = {}
    exec(f"def __init__(self, {arguments}):\n{body}", space)
    return type("Row", (), {"__slots__": names, "__init__": space["__init__"]})


_ROW_CLASSES = {kind: row_class(kind) for kind in {*FLOOR_KINDS, STAFF_CHANGE} if kind.names}


def as_objects(rows: NDArray[Any]) -> list[Any]:
    """The rows as a list: objects with the fields as attributes, or plain numbers."""
    if rows.dtype.names is None:
        return list(rows.tolist())
    names = rows.dtype.names
    return list(map(_ROW_CLASSES[rows.dtype], *(rows[name].tolist() for name in names)))


def floor_of_objects(floor: Floor) -> Floor:
    """The floor of structured arrays as a floor of objects, for the SimPy clock."""
    return Floor(*(as_objects(rows) for rows in floor))


def column(rows: list[Any], name: str, kind: str | np.dtype[Any]) -> NDArray[Any]:
    """One field of a list of row objects as an array."""
    return np.fromiter(map(attrgetter(name), rows), kind, len(rows))

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
NOT_MADE, WAITING, ANSWERED, ABANDONED, BALKED, BLOCKED, SENT_AWAY, TOOK_CALL_BACK, NOT_REACHED, LEFT_WITHIN = range(10)
CONTAINED, PASSED_ON = 10, 11  # by a bot
RINGING = 12
"""Waiting, and an agent is called: no outcome of a log."""
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
    "left_within",
    "contained",
    "passed_on",
)

# What an agent is doing.
OFF, IDLE, BUSY, ON_BREAK, UNAVAILABLE = range(5)

# What a busy agent has to do after the contacts in hand; who steps out may be called back when heads rise again.
NOTHING, TAKE_BREAK, LEAVE_FLOOR, STEP_OUT = range(4)

# Which of several idle agents takes a contact, in the order of ``plan.AGENT_CHOICES``.
LONGEST_IDLE, RANDOM, FEWEST_CONTACTS, LEAST_TALK_TIME, LEAST_BUSY, ROUND_ROBIN, IN_ORDER, SPARE_CAPACITY, FEWEST_IN_HAND = range(
    9
)

# How a wait is predicted, in the order of ``plan.PREDICTORS``.
BY_QUEUE_LENGTH, BY_LAST_ANSWERED, BY_HEAD_OF_LINE, BY_AVERAGE = range(4)

# How a line itself opens to more groups, if it does: by its length, or by the wait predicted.
BY_LENGTH, BY_PREDICTION = 1, 2

# Spans of an agent's day, as logged; at work only where an agent may have several contacts in hand. Those behind ``MEETING`` lie
# within time on duty, and so does time at work.
ON_DUTY, BREAK, AT_WORK, MEETING, RANG, MISSED, REFUSED, PAUSED = range(8)

# How an offer will end.
TAKEN, IN_VAIN, DECLINED = range(3)

# What becomes of those who wait when a queue closes, in the order of ``plan.WAYS_TO_CLOSE``.
FINISH_WAITING, SEND_WAITING_AWAY, CARRY_OVER = range(3)

# Whether a queue takes contacts: at once, with a busy signal, or to be answered when the centre opens; or is a bot, always there.
OPEN, SHUT, BY_NIGHT, IS_BOT = range(4)

# Whether an agent with a contact of one channel in hand may get one of another, in the order of ``plan.MIXES``.
APART, TOGETHER, RESTS = range(3)

# Where a contact in hand is: not there, talk, silence of the customer, waiting for another agent, wrap-up.
NOT_IN_HAND, TALK, SILENCE, HELD, WRAP_UP = range(5)

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
        ("follow_after", "f8"),  # the end of the talk; of help, its beginning, in seconds of talk at pace 1
        ("next_try", "i4"),
        ("call_back", "i4"),
        ("follow", "i4"),
        ("holder", "i4"),  # the contact whose agent stays with the customer until this leg is served
        ("luck", "f8"),  # below a group's share of offers missed, this one is; uniform again after each that was
        ("offered", "f8"),  # since when an agent is called
        ("called", "i4"),  # the agent who is called, or NOBODY
        ("offer", "i4"),  # how that will end
        ("misses", "i4"),  # offers that rang in vain
    ],
    align=True,
)
# A contact in hand of an agent who may have several.
HAND = np.dtype(
    [
        ("left", "f8"),  # of its talk, silence or wrap-up: seconds at full pace
        ("pace", "f8"),  # 0 while it rests
        ("due", "f8"),
        ("silence", "f8"),  # seconds in which the customer reads, writes or is away
        ("stays", "f8"),  # seconds after the answer until the customer leaves, if not done by then
        ("next", "i4"),
        ("phase", "i4"),
    ],
    align=True,
)
# How many contacts of a channel an agent of a group may have in hand, and at which pace each is worked on.
CAPACITY = np.dtype([("slots", "i4"), ("paces_from", "i4"), ("paces_to", "i4")], align=True)
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
        ("overflows", "i4"),  # how the line itself opens to more groups
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
        ("units", "f8"),
        ("channel", "i4"),
        ("bot", "i4"),
        ("ringing", "i4"),  # contacts agents are called for: out of the line, and still waiting
        ("ringing_since", "f8"),
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
LINE = np.dtype(
    [("first", "i4"), ("last", "i4"), ("slot", "i4"), ("seen_from", "i4"), ("seen_to", "i4"), ("queue", "i4")], align=True
)
AGENT = np.dtype(
    [
        ("idle_since", "f8"),  # or unavailable since then
        ("on_since", "f8"),
        ("break_length", "f8"),  # owed, seconds
        ("on_duty", "f8"),  # seconds up to ``on_since``, breaks left out
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
        # Where she may have several contacts in hand.
        ("units", "f8"),
        ("settled", "f8"),  # until when work done is taken off what is left
        ("next_due", "f8"),
        ("at_work_since", "f8"),
        ("first_in_hand", "i4"),
        ("in_hand", "i4"),
        ("holding", "i4"),  # of them wait for another agent
        ("seated", "i4"),  # 1 while on the bench with something in hand
        ("paces_from", "i4"),  # where the paces of the agent's kind in the agent's group begin
        ("calls", "i4"),  # the contact the agent is called for, or NOBODY
        ("since_rest", "i4"),  # contacts since the last rest
        ("kind", "i2"),  # 0: as the group
        ("away_as", "i2"),  # BREAK or MEETING
        ("ready_at", "f8"),  # when a break or a pause ends
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
        ("several", "i4"),  # 1 when its agents may have several contacts in hand
        ("capacity", "f8"),
        ("partial", "i4"),  # 1 when some of its agents take only some of its queues
        ("ring_column", "i4"),  # of ``rings``, or NOBODY where the time is always the same
        ("ring_time", "f8"),
        ("missed", "f8"),
        ("missed_after", "f8"),
        ("missed_pause", "f8"),
        ("refused", "f8"),
        ("refused_after", "f8"),
        ("refused_pause", "f8"),
        ("wrap_up_limit", "f8"),
        ("pause", "f8"),
        ("rest", "f8"),
        ("rest_after", "i4"),  # contacts; 0: no rest
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
        ("predicts", "i4"),  # 1 when a line opens to more groups by the wait predicted
        ("offers", "i4"),  # 1 when contacts are offered before they are answered, by the rules of ``offers``
        ("pauses", "i4"),  # 1 when agents pause between contacts, by the rules of ``pauses``
        ("nights", "i4"),  # 1 when the rules of ``nights`` are played: hours by queue, several days
        ("over", "i4"),  # the last closing is past
        ("spans", "i4"),  # its opening hours are so many, the first of ``hours``
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
        ("open_due", "f8"),  # opening hours of the centre in which the work is due, seconds; 0: by the clock, as a bonus
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
        Flat by kind of agents, group and queue, 0 for a queue an agent does not take; so is ``unresolved``, the share of
        contacts that is not resolved, or empty.
    hands : rows of HAND
        In step with ``contacts`` where agents may have several in hand, and else empty; so are the next four.
    counts : numbers
        Contacts in hand, flat by agent and channel.
    capacities : rows of CAPACITY
        Flat by group and channel.
    mixes : numbers
        Flat by group, channel in hand and channel offered.
    shared_paces : numbers
        The pace of each contact with 1, 2, … being worked on, cut by the capacities' ``paces_`` fields.
    more : numbers
        Further lines of queues and benches of groups, cut by their ``more_`` fields.
    links : numbers; seats : rows of SEAT
        Who stands behind whom in a line, and who sits beside whom on a bench, of slot 1 and above, slot by slot.
    sights : rows of SIGHT; seen : rows of SEEN; marks : numbers
        For long lists of preferences: where in them anybody is. See ``simdesk.rules.preference_index``.
    rings : numbers
        How long a contact rings until it is answered, contact by contact for each group where that varies; or empty.
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
    hands: Any
    counts: Any
    capacities: Any
    mixes: Any
    shared_paces: Any
    more: Any
    sights: Any
    seen: Any
    marks: Any
    rings: Any
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
    HAND,
    _INDEX,
    CAPACITY,
    _INDEX,
    np.dtype("f8"),
    _INDEX,
    SIGHT,
    SEEN,
    _INDEX,
    np.dtype("f8"),
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

"""The floor as rules see it: tables of rows, the same on both clocks.

``Floor`` names the tables and says what stands in each. The SimPy clock plays the rules on lists of objects
(``floor_of_objects``), the compiled clock on structured arrays. Both are made from this declaration and those in
``simdesk.rules.rows``, so that what readers and mypy see is what is played.
"""

from __future__ import annotations

from collections.abc import Iterator
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeVar, get_args, get_type_hints

import numpy as np

from simdesk.rules.leg_rows import LEG, CallsRow, JourneyRow, LawRow, LeadRow, LegRow, PieceRow, VaryingRow
from simdesk.rules.rows import (
    CONTACT,
    DRAWN,
    IN_PROGRESS,
    NOBODY,
    STAFF_CHANGE,
    AgentRow,
    CapacityRow,
    CentreRow,
    ContactRow,
    DrawnRow,
    GroupRow,
    HoursRow,
    IdleListRow,
    IdlePlaceRow,
    IndexRow,
    InProgressRow,
    LeafRow,
    Long,
    OrderRow,
    QueueRow,
    Real,
    StepRow,
    TermRow,
    TrunkRow,
    WaitingLineRow,
    Whole,
    laid_out,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

_Row = TypeVar("_Row", covariant=True)
_Number = TypeVar("_Number", int, float)


class Table(Protocol[_Row]):
    """Rows of one kind. A row is found by its index, and changed by its fields."""

    def __len__(self) -> int: ...

    def __getitem__(self, index: int, /) -> _Row: ...

    def __iter__(self) -> Iterator[_Row]: ...


class Numbers(Protocol[_Number]):
    """Plain numbers by index."""

    def __len__(self) -> int: ...

    def __getitem__(self, index: int, /) -> _Number: ...

    def __setitem__(self, index: int, number: _Number, /) -> None: ...


class Floor(NamedTuple):
    """One day's floor.

    Parameters
    ----------
    contacts, queues, waiting_lines, agents, groups, idle_lists, centre : rows
        ``idle_lists`` begins with one for each group; ``centre`` is a single row.
    drawn : rows of DrawnRow
        Drawn outcomes, in step with ``contacts`` where customers try again or a rule chooses by chance, and else empty.
    links, idle_places
        Who is behind whom in further waiting lines and on further idle lists.
    orders : rows of OrderRow
        The preferences of all queues (idle lists) and groups (waiting lines), cut by their ``tries_`` and ``takes_`` fields.
    terms : rows of TermRow
        In step with ``orders`` where a group or a queue is special, and else empty.
    reached : numbers
        Up to which contact waiting lines were looked through: in step with ``orders`` for groups, and behind those for each queue
        as many as it tries; empty with ``terms``. See ``simdesk.rules.reached``.
    steps : numbers
        Waits (seconds) at which a queue's contacts are open to more groups, cut by its ``steps_`` fields.
    trunks : rows of TrunkRow
    reactions : rows of StepRow
        From which queue length or predicted wait on which share balks, cut by the queues' ``balks_`` fields.
    paces : numbers
        Flat by kind of agents, group and queue, 0 for a queue an agent does not take; so is ``unresolved``, the share of
        contacts that is not resolved, or empty.
    in_progress : rows of InProgressRow
        In step with ``contacts`` where agents may have several in progress, and else empty; so are the next four.
    counts : numbers
        Contacts in progress, flat by agent and channel.
    capacities : rows of CapacityRow
        Flat by group and channel.
    mixes : numbers
        Codes of ``MIXES``, flat by group, channel in progress and channel offered.
    shared_paces : numbers
        The pace of each of several contacts, cut by the fields of ``capacities``.
    more : numbers
        Further waiting lines of queues and further idle lists of groups, cut by their ``more_`` fields.
    indices, leaves, marks
        The indices of long lists of preferences; see ``simdesk.rules.preference_index``.
    rings : numbers
        How long a contact rings until it is answered, contact by contact for each group where that varies; or empty.
    hours : rows of HoursRow
        When queues are open, cut by their ``hours_`` fields.
    carried_over : numbers
        Who waits behind whom for the centre to open; empty where nobody does.
    legs : rows of LegRow
        In step with ``contacts`` where what may follow is drawn when the floor leads there, and else empty; so are the next.
    journeys : rows of JourneyRow
        In step with ``queues``.
    calls, leads, laws, pieces, varying, numbers
        Calls by the centre, transfers, distributions and durations, cut by the fields of ``journeys`` and of each other;
        ``varying`` is flat by queue and kind of duration (``further_legs.DURATIONS``).
    ring_keys : numbers
        For each group whose ring time varies the key of its place, and the row of ``laws`` it follows, in turn.
    """

    contacts: Table[ContactRow]
    drawn: Table[DrawnRow]
    queues: Table[QueueRow]
    waiting_lines: Table[WaitingLineRow]
    links: Numbers[Whole]
    agents: Table[AgentRow]
    groups: Table[GroupRow]
    idle_lists: Table[IdleListRow]
    idle_places: Table[IdlePlaceRow]
    centre: Table[CentreRow]
    orders: Table[OrderRow]
    terms: Table[TermRow]
    reached: Numbers[Whole]
    steps: Numbers[Real]
    trunks: Table[TrunkRow]
    reactions: Table[StepRow]
    paces: Numbers[Real]
    unresolved: Numbers[Real]
    in_progress: Table[InProgressRow]
    counts: Numbers[Whole]
    capacities: Table[CapacityRow]
    mixes: Numbers[Whole]
    shared_paces: Numbers[Real]
    more: Numbers[Whole]
    indices: Table[IndexRow]
    leaves: Table[LeafRow]
    marks: Numbers[Whole]
    rings: Numbers[Real]
    hours: Table[HoursRow]
    carried_over: Numbers[Whole]
    legs: Table[LegRow]
    journeys: Table[JourneyRow]
    calls: Table[CallsRow]
    leads: Table[LeadRow]
    laws: Table[LawRow]
    pieces: Table[PieceRow]
    varying: Table[VaryingRow]
    numbers: Numbers[Real]
    ring_keys: Numbers[Long]


def _kind(table: Any) -> np.dtype[Any]:
    """The numpy type of what stands in a table."""
    (what,) = get_args(table)
    return what.__metadata__[0] if hasattr(what, "__metadata__") else laid_out(what)


FLOOR_KINDS = tuple(_kind(table) for table in get_type_hints(Floor, include_extras=True).values())
"""The numpy types of the tables of a ``Floor``, in its order."""


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


def floor_of_objects(floor: Any) -> Floor:
    """The floor of structured arrays as a floor of objects, for the SimPy clock."""
    return Floor(*(as_objects(rows) for rows in floor))


def add_contact(floor: Floor) -> int:
    """Take the next row of all that is in step with contacts; the compiled clock has made room for it."""
    centre = floor.centre[0]
    c = centre.rows
    centre.rows = c + 1
    if c == len(floor.contacts):
        for rows, blank in zip((floor.contacts, floor.drawn, floor.legs), BLANKS, strict=True):
            rows.extend(as_objects(blank))  # type: ignore[attr-defined]
        if len(floor.in_progress) > 0:
            floor.in_progress.extend(as_objects(BLANK_IN_PROGRESS))  # type: ignore[attr-defined]
        floor.links.extend([NOBODY] * centre.link_columns)  # type: ignore[attr-defined]
        floor.rings.extend([0.0] * centre.ring_columns)  # type: ignore[attr-defined]
        if centre.nights == 1:
            floor.carried_over.append(NOBODY)  # type: ignore[attr-defined]
    return c


def _blank(kind: np.dtype[Any], **fields: Any) -> NDArray[Any]:
    """A row that nothing has happened to."""
    row = np.zeros(1, kind)
    for name, value in fields.items():
        row[name] = value
    return row


BLANK_IN_PROGRESS = _blank(IN_PROGRESS, next=NOBODY, stays=np.inf)
BLANKS = (
    _blank(CONTACT, taken=np.nan, ended=np.nan, agent=NOBODY, group=NOBODY),
    _blank(DRAWN, offer_draw=1.0, **dict.fromkeys(("next_try", "call_back", "follow", "help", "ties_up", "called"), NOBODY)),
    np.zeros(1, LEG),
)
"""Rows of contacts, drawn outcomes and legs to which nothing has happened."""


def column(rows: Any, name: str, kind: str | np.dtype[Any]) -> NDArray[Any]:
    """One field of a list of row objects as an array."""
    return np.fromiter(map(attrgetter(name), rows), kind, len(rows))

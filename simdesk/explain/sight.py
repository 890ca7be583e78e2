"""The floor as seen at a moment, and what happened while a contact waited."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from simdesk.equality import EqualByValue
from simdesk.rules.codes import OFF
from simdesk.rules.rows import NOBODY

Kind = Literal["took", "lost", "joined", "missed", "came", "back", "left", "break", "meeting", "back_from_meeting", "moved"]
CALLED = 9
"""What an agent is doing who is called for a contact; to the rules they are busy."""


@dataclass(frozen=True)
class AgentSeen:
    """An agent at a moment.

    Parameters
    ----------
    number, group : int
    state : int
        Of ``simdesk.rules.codes``: OFF, IDLE, BUSY, ON_BREAK or UNAVAILABLE; or CALLED.
    idle_since : float
        Seconds after midnight.
    contact : int
        In hand, as a row of the contact log, or NOBODY; the last taken of several.
    besides : tuple of int
        The others, where an agent may have several in hand.
    room, interrupted : bool
        Busy and with room for the contact watched; and whether something in hand would rest meanwhile.
    handled : int
    talk, busy, on_duty : float
        What choices of agents compare, seconds so far; the first two kept only where a rule asks for it.
    """

    number: int
    group: int
    state: int
    idle_since: float
    contact: int
    handled: int
    talk: float
    busy: float
    on_duty: float
    besides: tuple[int, ...] = ()
    room: bool = False
    interrupted: bool = False


@dataclass(frozen=True)
class Sight:
    """The floor at a moment, after all that was played before it.

    Parameters
    ----------
    when : float
        Seconds after midnight.
    agents : tuple of AgentSeen
    waiting : tuple of int
        Rows of the contact log in order of arrival.
    trunks_in_use : tuple of int
    closed : tuple of bool
        By queue: doors closed or the queue closed by an analyst's process.
    last_agent : tuple of int
        By queue: whom round robin called last.
    """

    when: float
    agents: tuple[AgentSeen, ...]
    waiting: tuple[int, ...]
    trunks_in_use: tuple[int, ...]
    closed: tuple[bool, ...]
    last_agent: tuple[int, ...]


@dataclass(frozen=True)
class Happening:
    """Something that happened while the contact waited. A contact that rings took its agent when it began to.

    Parameters
    ----------
    when : float
        Seconds after midnight.
    kind : str
        A contact ``took`` an agent, was ``lost``, ``joined`` a line, or was ``missed`` by the agent called for it; an agent
        ``came`` on duty, was ``back`` from a break or a meeting, ``left``, went on ``break``, to a ``meeting`` or ``moved`` to
        another group.
    contact, agent, group : int
        NOBODY where it has none; the group an agent has afterwards.
    was : int
        What the agent was doing before.
    itself_called : bool
        An agent was called for the contact itself just then.
    """

    when: float
    kind: Kind
    contact: int = NOBODY
    agent: int = NOBODY
    group: int = NOBODY
    was: int = OFF
    itself_called: bool = False


@dataclass(frozen=True)
class Stretch:
    """A time in which nothing changed in the hand of the agent who took the contact.

    Parameters
    ----------
    begin, end : float
        Seconds after midnight.
    phase : int
        TALK, SILENCE, TIED_UP or WRAP_UP of ``simdesk.rules.codes``.
    pace : float
        At which it was worked on; 0 while it rested.
    others : tuple of int
        What else was in hand, as rows of the contact log.
    """

    begin: float
    end: float
    phase: int
    pace: float
    others: tuple[int, ...]

    @property
    def length(self) -> float:
        """Seconds."""
        return self.end - self.begin


@dataclass(frozen=True, eq=False)
class Watched(EqualByValue):
    """What was seen of one contact.

    Parameters
    ----------
    came : Sight
        Just before it came.
    happenings : tuple of Happening
        From its arrival to its end, in the order played, its own end left out.
    ended : Sight
        Just before its wait ended, or before the agent who answered it was called.
    taker_was : int
        What the agent who took it was doing just before, OFF without answer.
    stretches : tuple of Stretch
        From the answer until it was put down, where the agent may have several in hand.
    chosen : float
        When the agent who answered it was chosen: with the answer, or when it began to ring. NaN without answer.
    called : int
        The agent who was called for it when its customer hung up, or NOBODY.
    missed : tuple of Happening
        Its own offers that rang in vain.
    not_taken : frozenset of (int, int)
        Agents and the queues of their group that they do not take.
    called_at_once : bool
        An agent was called for it as it came, so that it joined no line then.
    """

    came: Sight
    happenings: tuple[Happening, ...]
    ended: Sight
    taker_was: int
    stretches: tuple[Stretch, ...] = ()
    chosen: float = math.nan
    called: int = NOBODY
    missed: tuple[Happening, ...] = ()
    not_taken: frozenset[tuple[int, int]] = frozenset()
    called_at_once: bool = False

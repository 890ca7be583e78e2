"""The parts of a floor plan: queues and what may happen in them, agent groups, shifts. Plain numbers, indices and names."""

from __future__ import annotations

import math
from dataclasses import dataclass

from simdesk.equality import EqualByValue

UNLIMITED = -1
"""In place of a count: no limit."""


@dataclass(frozen=True)
class Access:
    """When an agent group may take a queue's contacts.

    Parameters
    ----------
    after, until : float
        From which wait (seconds) on, and up to which.
    waiting_from : int
        Only while at least this many contacts wait in the queue, the one in question included.
    predicted_from : float
        Only while the wait predicted for a contact that joins the queue is at least so long (seconds).
    reserve : int
        Only while more than this many agents of the group are idle, the one in question included.
    """

    after: float = 0.0
    until: float = math.inf
    waiting_from: int = 0
    predicted_from: float = 0.0
    reserve: int = 0


ALWAYS = Access()


@dataclass(frozen=True)
class Reaction:
    """How customers react to the queue length, or to the wait they are told.

    Parameters
    ----------
    balking : tuple of (float, float)
        From which number waiting (or predicted wait, seconds) on which share leaves at once, rising.
    by_wait : bool
        The steps are predicted waits.
    announced : bool
        The predicted wait is told to customers who have to wait.
    leaves_if_longer : float
        Share of those whose patience is shorter than the wait told who leave at once.
    patience_factor : float
        The patience of those who were told and stay is multiplied by it.
    """

    balking: tuple[tuple[float, float], ...] = ()
    by_wait: bool = False
    announced: bool = False
    leaves_if_longer: float = 0.0
    patience_factor: float = 1.0


@dataclass(frozen=True)
class Offer:
    """When a call-back is offered to a customer who has to wait.

    Parameters
    ----------
    waiting_from : int
        When at least this many wait already.
    predicted_from : float
        And the predicted wait is at least so long (seconds).
    """

    waiting_from: int = 0
    predicted_from: float = 0.0


@dataclass(frozen=True)
class Concurrency:
    """What an agent of a group may have in progress at once. All by channel, in the order of ``FloorPlan.channels``.

    Parameters
    ----------
    slots : tuple of int
        At most this many contacts of each channel.
    mixes : tuple of tuple of str
        For a channel in progress and a channel offered one of ``simdesk.rules.codes.MIXES``. Contacts of one channel are always
        together.
    paces : tuple of tuple of float
        For each channel the pace of each of its contacts with 1, 2, … being worked on; the last holds for more.
    capacity : float
        All contacts in progress have at most this many units (``QueuePlan.units``).
    """

    slots: tuple[int, ...]
    mixes: tuple[tuple[str, ...], ...]
    paces: tuple[tuple[float, ...], ...]
    capacity: float = math.inf


@dataclass(frozen=True)
class QueuePlan:
    """One queue.

    Parameters
    ----------
    name : str
    channel : str
    tries : tuple of tuple of int
        Levels of agent groups an arriving contact looks for, best first; within a level the agent who has
        been idle longest takes it.
    waiting_places : int
        Contacts that may wait at the same time; ``UNLIMITED`` or a count.
    access : tuple of Access
        For each group of the floor; empty when every group may always take its contacts.
    agent_choice : str
        Which of several idle agents of a rank takes a contact; one of ``simdesk.rules.agent_choices.AGENT_CHOICES``.
    trunk : int
        Index of the trunk group its contacts arrive by; ``UNLIMITED`` for none.
    predictor : str
        How the wait of a contact that joins is predicted; one of ``simdesk.rules.predicted_wait.PREDICTORS``.
    mean_handle_time : float
        Seconds with wrap-up, by plan, for predictors.
    reaction : Reaction, optional
    call_back : Offer, optional
    rushed : tuple of (int, float), optional
        When this many wait as a conversation ends, this share of the contacts is not resolved whatever the group.
    units : float
        Of the capacity of an agent that one of its contacts takes.
    bot : bool
        Its contacts meet a bot and no agent.
    due : float
        Seconds in which the work is to be done; for measures, no rule looks at it.
    due_open : bool
        Only the centre's opening hours count for it.
    answer_within : float
        Seconds in which a contact should be answered; for measures: groups have it in their ``bonus``.
    hours : tuple of (float, float)
        When contacts can arrive, in order; empty: the hours of the centre.
    at_close : str
        One of ``simdesk.rules.codes.WAYS_TO_CLOSE``; empty: that of the centre.
    outages : tuple of (float, float, bool)
        From when to when contacts meet a busy signal, in order, not touching; whether those waiting as it begins are lost.
    """

    name: str
    channel: str
    tries: tuple[tuple[int, ...], ...]
    waiting_places: int = UNLIMITED
    access: tuple[Access, ...] = ()
    agent_choice: str = "longest_idle"
    trunk: int = UNLIMITED
    predictor: str = "queue_length"
    mean_handle_time: float = 0.0
    reaction: Reaction | None = None
    call_back: Offer | None = None
    rushed: tuple[int, float] | None = None
    units: float = 1.0
    bot: bool = False
    due: float = math.inf
    due_open: bool = False
    answer_within: float = math.inf
    hours: tuple[tuple[float, float], ...] = ()
    at_close: str = ""
    outages: tuple[tuple[float, float, bool], ...] = ()


@dataclass(frozen=True)
class Family:
    """A queue whose customers are of several classes: each class has a row of queues to itself, next to each other.

    What limits the queue counts the contacts of all of them: waiting places, overflow, balking, predicted waits.

    Parameters
    ----------
    name : str
        Of the queue as a whole.
    first, end : int
        Its rows are ``first`` to ``end - 1``.
    """

    name: str
    first: int
    end: int


@dataclass(frozen=True)
class ShiftPlan:
    """Some agents who work the same hours.

    Parameters
    ----------
    start, end : float
        Seconds after midnight.
    agents : float
        How many, before shrinkage; may be a fraction.
    breaks : tuple of (float, float)
        Start (seconds after midnight) and length (seconds) of each break, in order, inside the shift.
    certain : bool
        None of them is ever absent or late.
    crew : int
        Shifts of one group with the same number, on different days, are worked by the same people; -1: by nobody else's.
    """

    start: float
    end: float
    agents: float
    breaks: tuple[tuple[float, float], ...] = ()
    certain: bool = False
    crew: int = -1


@dataclass(frozen=True)
class MeetingPlan:
    """Some agents of a group meet; a busy agent joins after the contact in progress.

    Parameters
    ----------
    start, length : float
        Seconds after midnight, seconds.
    agents : int
        How many of those on duty, in the order of agents; 0 for all.
    kind : int
        Only agents of this kind of the group, counted from 1; 0 for any.
    """

    start: float
    length: float
    agents: int = 0
    kind: int = 0


@dataclass(frozen=True, eq=False)
class KindPlan(EqualByValue):
    """Some agents of a group who differ from the others: the first of its agents, kind by kind.

    Parameters
    ----------
    name : str
    agents : int
    pace : float
        Times the pace of the group they work in.
    unresolved : float
        Share of the contacts they do not resolve; NaN: as the group.
    takes : tuple of bool
        For each queue of the floor whether they take it in this group; empty: as the group.
    """

    name: str
    agents: int
    pace: float = 1.0
    unresolved: float = math.nan
    takes: tuple[bool, ...] = ()


@dataclass(frozen=True)
class Ringing:
    """What happens between the offer of a contact to an agent and its answer.

    Parameters
    ----------
    time : float
        Seconds from the offer to the answer, where it is always the same.
    varies : bool
        It is drawn for each contact instead (``DemandPlan.ring_times``).
    missed, missed_after, missed_pause : float
        Share of offers the agent does not notice; seconds until the contact goes back to its queue; seconds the agent is
        unavailable then.
    refused, refused_after, refused_pause : float
        The same for offers the agent declines.
    """

    time: float = 0.0
    varies: bool = False
    missed: float = 0.0
    missed_after: float = 0.0
    missed_pause: float = 0.0
    refused: float = 0.0
    refused_after: float = 0.0
    refused_pause: float = 0.0

    @property
    def in_vain(self) -> bool:
        """Whether some offers are not answered."""
        return self.missed + self.refused > 0


@dataclass(frozen=True)
class GroupPlan:
    """One group of agents who can do the same work.

    Parameters
    ----------
    name : str
    takes : tuple of tuple of int
        Levels of queues a freed agent looks at, best first; within a level the contact that has waited
        longest is taken.
    pace : tuple of float
        For each queue of the floor (all of them): 1 is normal, 0.9 takes 1/0.9 as long. 1 where unskilled.
    headcount : tuple of float
        Scheduled agents in each interval before shrinkage; empty when the group works shifts.
    shifts : tuple of ShiftPlan
        Empty when the group is given by headcount.
    shrinkage : float
        Share of scheduled agents who are not there: on duty is scheduled × (1 − shrinkage).
    cost : float
        Per scheduled agent and second.
    standby : int
        Agents who may be sent for during the day by an analyst's process.
    weight, bonus : tuple of float
        For each queue of the floor: within a rank a freed agent takes the contact with the largest weight × wait + bonus
        (seconds). Empty: weight 1 and no bonus, which is the longest wait. An infinite bonus goes before all others.
    open_due : tuple of float
        For each queue of the floor: where contacts of a rank are compared by when they are due, the centre's opening hours
        (seconds) in which they are; 0 where that is by the clock, in ``bonus``. Empty: nowhere.
    unresolved : tuple of float
        For each queue of the floor the share of contacts the group does not resolve; empty where nobody comes again.
    concurrency : Concurrency, optional
        None: one contact at a time.
    absence : float
        The chance that one of the agents who are left by the shrinkage is away for the whole day.
    extra : tuple of float
        Agents in each interval beyond the headcount who are there for certain; empty for none.
    meetings : tuple of MeetingPlan
    kinds : tuple of KindPlan
        Agents who differ; the rest is as the group says.
    ringing : Ringing, optional
        None: whoever is offered a contact answers it at once.
    wrap_up_limit : float
        Wrap-up ends by itself after this many seconds.
    pause : float
        Seconds an agent is unavailable after each contact.
    rest_after : int
        After this many contacts without a break the pause is longer by ``rest`` seconds; 0 for never.
    rest : float
    outages : tuple of (float, float)
        From when to when all its agents are off, paid as planned; in order, not touching.
    """

    name: str
    takes: tuple[tuple[int, ...], ...]
    pace: tuple[float, ...]
    headcount: tuple[float, ...] = ()
    shifts: tuple[ShiftPlan, ...] = ()
    shrinkage: float = 0.0
    cost: float = 0.0
    standby: int = 0
    weight: tuple[float, ...] = ()
    bonus: tuple[float, ...] = ()
    open_due: tuple[float, ...] = ()
    unresolved: tuple[float, ...] = ()
    concurrency: Concurrency | None = None
    absence: float = 0.0
    extra: tuple[float, ...] = ()
    meetings: tuple[MeetingPlan, ...] = ()
    kinds: tuple[KindPlan, ...] = ()
    ringing: Ringing | None = None
    wrap_up_limit: float = math.inf
    pause: float = 0.0
    rest_after: int = 0
    rest: float = 0.0
    outages: tuple[tuple[float, float], ...] = ()

    @property
    def partial(self) -> bool:
        """Whether some of its agents take only some of its queues."""
        return any(kind.takes for kind in self.kinds)

    @property
    def offers(self) -> bool:
        """Whether anything happens to a contact between its offer and its service, or ends its wrap-up."""
        return self.ringing is not None or self.wrap_up_limit < math.inf

    @property
    def pauses(self) -> bool:
        """Whether its agents are unavailable at times."""
        return self.pause > 0 or self.rest_after > 0

"""The words for agents as people: who differs, who is away, who meets, how a contact reaches them, when they rest."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import Discriminator, Tag

from simdesk.scenario.language.distributions import DistributionForm
from simdesk.scenario.language.quantities import (
    HIDDEN,
    LONGEST_DURATION,
    MOST_AGENTS,
    MOST_CONTACTS,
    Block,
    Clock,
    Duration,
    OneOf,
    PlannedLength,
    PositiveDuration,
    Quantity,
    Share,
)
from simdesk.scenario.language.words import Name, Title

ShareBelowAll = Annotated[float, Quantity("share", at_least=0.0, below=1.0)]


_Tenure = Annotated[float, Quantity("duration", above=0.0, at_most=LONGEST_DURATION, units=("days", "weeks"))]


class LearningCurve(Block):
    """How the pace of new agents grows with tenure: exactly one of ``full_after`` and ``half_after``. With ``full_after``,
    handle time falls in a straight line to the usual one (speed to proficiency). With ``half_after``, the excess over the usual
    handle time halves again and again (AHT glidepath)."""

    example: ClassVar[str] = "{start: 60%, full_after: 12 weeks}"
    one_of: ClassVar[tuple[OneOf, ...]] = (OneOf(("full_after", "half_after"), "the learning time"),)

    start: Annotated[float, Quantity("share", above=0.0, at_most=1.0)]
    """Pace on the first day: at ``60%`` a contact takes 1/0.6 as long."""
    full_after: _Tenure | None = None
    """Tenure at which the pace is full. At a shorter tenure t the pace is 1 ÷ (1/start − (1/start − 1) × t ÷ full_after)."""
    half_after: _Tenure | None = None
    """Tenure at which half of the extra handle time is gone. At tenure t the pace is 1 ÷ (1 + (1/start − 1) × ½^(t ÷
    half_after))."""

    def pace(self, tenure: float) -> float:
        """The pace at a tenure in seconds."""
        extra = 1.0 / self.start - 1.0
        if self.half_after is not None:
            return float(1.0 / (1.0 + extra * 0.5 ** (tenure / self.half_after)))
        if self.full_after is None or tenure >= self.full_after:
            return 1.0
        return 1.0 / (1.0 + extra * (1.0 - tenure / self.full_after))


class People(Block):
    """Agents of the group who differ from the others. They are the group's first agents: of a headcount those who start first,
    of shifts those of the first shift written."""

    example: ClassVar[str] = "{agents: 4, pace: 75%}"

    agents: Annotated[int, Quantity("whole", at_least=1, at_most=MOST_AGENTS)]
    """Number of agents, after planned shrinkage."""
    name: Name | None = None
    """A name for ``meetings`` to use. Default: none."""
    pace: Annotated[float, Quantity("share", above=0.0, at_most=5.0)] | None = None
    """Their pace as a share of the group's, in every queue. Default: ``100%``."""
    tenure: Duration | None = None
    """How long they have been in the job; their pace follows from the group's ``learning_curve``."""
    unresolved: Share | None = None
    """Share of contacts they do not resolve, in every queue with ``repeat``. Default: like the group."""
    skills: tuple[Name, ...] | None = None
    """The group's queues that they take. Default: all."""


class Shrinkage(Block):
    """Shares of scheduled agents who are not available, by kind. Both are shares of scheduled time, so they add up."""

    example: ClassVar[str] = "{planned: 10%, unplanned: 4%}"

    planned: ShareBelowAll = 0.0
    """Known to the planner and the same every day (holiday, training). Default: ``0%``."""
    unplanned: ShareBelowAll = 0.0
    """Average share, with other agents absent each day (sickness): each agent left by the planned share is absent with
    probability unplanned ÷ (1 − planned). Default: ``0%``."""


def _shrinkage_shape(value: Any) -> str:
    return f"{HIDDEN}kinds" if isinstance(value, dict) else f"{HIDDEN}share"


ShrinkageOrShare = Annotated[
    Annotated[ShareBelowAll, Tag(f"{HIDDEN}share")] | Annotated[Shrinkage, Tag(f"{HIDDEN}kinds")],
    Discriminator(_shrinkage_shape),
]


class Late(Block):
    """Agents who start their shift late. A break that ends or starts before they arrive is lost."""

    example: ClassVar[str] = "{share: 10%, by: {exponential: {mean: 8 min}}}"

    share: Share
    """Share of agents, drawn anew each day."""
    by: DistributionForm
    """How late they are. An agent who is later than the shift is long does not work it. A plain duration is a constant."""


class Meeting(Block):
    """A meeting. A busy agent joins after the current contact and stays for the whole length. Breaks that fall due during the
    meeting are taken after it."""

    example: ClassVar[str] = '{at: "10:00", length: 30 min, agents: 4}'

    at: Clock
    """Start time."""
    length: PlannedLength
    """Length."""
    agents: Annotated[int, Quantity("whole", at_least=1, at_most=MOST_AGENTS)] | None = None
    """Agents who meet: the first of the group's agents on duty. Default: all."""
    people: Name | None = None
    """Only the agents of this name in the group's ``people``."""
    name: Title | None = None
    """What the meeting is called; it changes nothing. Default: none."""


class Missed(Block):
    """Offers that an agent misses: the contact returns to its place in the queue and keeps its wait. After five missed offers,
    the next agent called answers."""

    example: ClassVar[str] = "{share: 3%, after: 15 s, unavailable: 1 min}"

    share: ShareBelowAll
    """Share of offers."""
    after: PositiveDuration = 15.0
    """How long the contact rings. Default: ``15 s``."""
    unavailable: Duration = 60.0
    """How long the agent then gets no offers. Default: ``1 min``."""


class Refused(Block):
    """Offers that an agent declines; otherwise like ``missed``."""

    example: ClassVar[str] = "{share: 2%, after: 4 s}"

    share: ShareBelowAll
    """Share of offers."""
    after: Duration = 4.0
    """How long the contact rings. Default: ``4 s``."""
    unavailable: Duration = 0.0
    """How long the agent then gets no offers. Default: not at all."""


class RestAfter(Block):
    """A short rest after a number of contacts, in addition to breaks. A break or a meeting counts as a rest."""

    example: ClassVar[str] = "{contacts: 10, pause: 1 min}"

    contacts: Annotated[int, Quantity("whole", at_least=1, at_most=MOST_CONTACTS)]
    """Contacts since the last rest, break or meeting."""
    pause: PositiveDuration
    """Length of the rest, in addition to the group's ``pause``."""

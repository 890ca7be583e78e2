"""The words for agents as people: who differs, who is away, who meets, how a contact reaches them, when they rest."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import Discriminator, Tag

from simdesk.scenario.language.distributions import DistributionForm
from simdesk.scenario.language.quantities import (
    HIDDEN,
    MOST_AGENTS,
    MOST_CONTACTS,
    Clock,
    Duration,
    Name,
    Part,
    PositiveDuration,
    Quantity,
    Share,
)

ShareBelowAll = Annotated[float, Quantity("share", at_least=0.0, below=1.0)]


class LearningCurve(Part):
    """How the pace of new agents grows with their tenure: exactly one of ``full_after`` and ``half_after``.

    With ``full_after`` the handle time falls in a straight line from that of the first day to the usual one (the speed to
    proficiency curve); with ``half_after`` what it is above the usual one halves again and again (the AHT glidepath)."""

    example: ClassVar[str] = "{start: 60%, full_after: 12 weeks}"

    start: Annotated[float, Quantity("share", above=0.0, at_most=1.0)]
    """The pace on the first day: ``60%`` takes 1/0.6 as long."""
    full_after: PositiveDuration | None = None
    """Tenure from which on the pace is full. At tenure t before: 1 ÷ (1/start − (1/start − 1) × t ÷ full_after)."""
    half_after: PositiveDuration | None = None
    """Tenure at which half of the extra handle time is gone. At tenure t: 1 ÷ (1 + (1/start − 1) × ½^(t ÷ half_after))."""

    def pace(self, tenure: float) -> float:
        """The pace at a tenure in seconds."""
        extra = 1.0 / self.start - 1.0
        if self.half_after is not None:
            return float(1.0 / (1.0 + extra * 0.5 ** (tenure / self.half_after)))
        if self.full_after is None or tenure >= self.full_after:
            return 1.0
        return 1.0 / (1.0 + extra * (1.0 - tenure / self.full_after))


class People(Part):
    """Some agents of the group who differ from the others. They are the first of its agents: of a headcount those who come
    first, of shifts those of the first shift written."""

    example: ClassVar[str] = "{agents: 4, pace: 75%}"

    agents: Annotated[int, Quantity("whole", at_least=1, at_most=MOST_AGENTS)]
    """How many, of those left by planned shrinkage."""
    name: Name | None = None
    """What they are called, for ``meetings``; default nothing."""
    pace: Annotated[float, Quantity("share", above=0.0, at_most=5.0)] | None = None
    """Their pace as a share of the group's, whatever the queue; default ``100%``."""
    tenure: Duration | None = None
    """How long they have been there; the pace follows from the group's ``learning_curve``."""
    unresolved: Share | None = None
    """Share of contacts they do not resolve, of every queue with ``repeat``; default as the group."""
    skills: tuple[Name, ...] | None = None
    """Which of the group's queues they take; default all."""


class Shrinkage(Part):
    """Shares of scheduled agents who are not there, by kind; they add up, as both are shares of the scheduled time."""

    example: ClassVar[str] = "{planned: 10%, unplanned: 4%}"

    planned: ShareBelowAll = 0.0
    """Always so many (holiday, training): known to the planner. Default ``0%``."""
    unplanned: ShareBelowAll = 0.0
    """So many on average (sickness), and other agents each day: every agent left by the planned share is away for the day with
    the chance unplanned ÷ (1 − planned). Default ``0%``."""


def _shrinkage_shape(value: Any) -> str:
    return f"{HIDDEN}kinds" if isinstance(value, dict) else f"{HIDDEN}share"


ShrinkageOrShare = Annotated[
    Annotated[ShareBelowAll, Tag(f"{HIDDEN}share")] | Annotated[Shrinkage, Tag(f"{HIDDEN}kinds")],
    Discriminator(_shrinkage_shape),
]


class Late(Part):
    """Agents who come late to their shift; a break that is over or begins before they come is lost."""

    example: ClassVar[str] = "{share: 10%, by: {exponential: {mean: 8 min}}}"

    share: Share
    """Share of agents, drawn anew each day."""
    by: DistributionForm
    """How late they are. Who is later than the shift is long does not come."""


class Meeting(Part):
    """A meeting; who is busy comes after the contact in hand, and stays for the whole length. Breaks that fall due in it are had
    after it."""

    example: ClassVar[str] = '{at: "10:00", length: 30 min, agents: 4}'

    at: Clock
    """When it begins."""
    length: PositiveDuration
    """How long it lasts."""
    agents: Annotated[int, Quantity("whole", at_least=1, at_most=MOST_AGENTS)] | None = None
    """How many meet: the first of the group's agents who are on duty. Default all."""
    people: Name | None = None
    """Only those of this name in the group's ``people``."""


class Missed(Part):
    """Offers that an agent does not notice: the contact goes back to its place in line, with the wait it has had. After five
    such offers a contact is answered whoever is called."""

    example: ClassVar[str] = "{share: 3%, after: 15 s, unavailable: 1 min}"

    share: ShareBelowAll
    """Share of offers."""
    after: PositiveDuration = 15.0
    """How long it rings, default ``15 s``."""
    unavailable: Duration = 60.0
    """How long the agent gets no offers then, default ``1 min``."""


class Refused(Part):
    """Offers that an agent declines; otherwise as ``missed``."""

    example: ClassVar[str] = "{share: 2%, after: 4 s}"

    share: ShareBelowAll
    """Share of offers."""
    after: Duration = 4.0
    """How long it rings, default ``4 s``."""
    unavailable: Duration = 0.0
    """How long the agent gets no offers then, default not at all."""


class RestAfter(Part):
    """A short rest every so many contacts, besides breaks; a break or a meeting counts as one."""

    example: ClassVar[str] = "{contacts: 10, pause: 1 min}"

    contacts: Annotated[int, Quantity("whole", at_least=1, at_most=MOST_CONTACTS)]
    """After so many contacts since the last rest, break or meeting."""
    pause: PositiveDuration
    """How long, besides the group's ``pause``."""

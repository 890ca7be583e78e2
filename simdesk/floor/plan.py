"""The floor of one day, laid out in numbers: queues, agent groups, shifts. Names end here."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from simdesk.floor.dates import Dates
from simdesk.floor.parts import Family, GroupPlan, QueuePlan
from simdesk.floor.preferences import Places, lay_out_places
from simdesk.floor.standing import Standing, lay_out_standing
from simdesk.formats import format_clock
from simdesk.rules.agent_choices import AGENT_CHOICES


@dataclass(frozen=True)
class FloorPlan:
    """The whole floor.

    Parameters
    ----------
    opening, closing, interval : float
        Seconds after midnight, and the length of an interval in seconds.
    warm_up : float
        Seconds after opening that are simulated but not measured; a whole number of intervals.
    queues : tuple of QueuePlan
    groups : tuple of GroupPlan
    trunks : tuple of int
        Lines of each trunk group: contacts of its queues that may be waiting or talking at the same time.
    finish_waiting : bool
        At closing: True, the agents on duty stay until nobody waits; False, those waiting are turned away.
    families : tuple of Family
        Queues with classes of customers; a queue that is in none is a queue by itself.
    hours : tuple of (float, float)
        When the centre is open, in order, with time between them, on borders of intervals; empty: from opening to closing.
    dates : Dates, optional
        The days of a horizon of several; None for one day, and then times are times of day.
    """

    opening: float
    closing: float
    interval: float
    warm_up: float
    queues: tuple[QueuePlan, ...]
    groups: tuple[GroupPlan, ...]
    trunks: tuple[int, ...] = ()
    finish_waiting: bool = True
    families: tuple[Family, ...] = ()
    hours: tuple[tuple[float, float], ...] = ()
    dates: Dates | None = None

    @property
    def spans(self) -> tuple[tuple[float, float], ...]:
        """When the centre is open."""
        return self.hours or ((self.opening, self.closing),)

    @cached_property
    def has_nights(self) -> bool:
        """Whether the centre or a queue closes at a time of its own, carries contacts over, or fails."""
        return (
            len(self.spans) > 1
            or self.spans[0] != (self.opening, self.closing)
            or any(queue.hours or queue.at_close or queue.outages for queue in self.queues)
        )

    def clock(self, moment: float, *, end: bool = False) -> str:
        """A moment as people read it: ``08:30``, or ``Mon 2026-03-23 08:30`` where there are several days."""
        return format_clock(moment, end=end) if self.dates is None else self.dates.clock(moment, end=end)

    @cached_property
    def places(self) -> Places:
        """Its waiting lines and idle lists, empty."""
        return lay_out_places(self.queues, self.groups)

    @cached_property
    def standing(self) -> Standing:
        """Its rows that are the same on every morning."""
        return lay_out_standing(self)

    @property
    def whole_queues(self) -> tuple[Family, ...]:
        """The queues in their order, each with the rows of all its classes of customers; one without classes has one row."""
        families = {family.first: family for family in self.families}
        whole: list[Family] = []
        while not whole or whole[-1].end < len(self.queues):
            q = whole[-1].end if whole else 0
            whole.append(families.get(q) or Family(self.queues[q].name, q, q + 1))
        return tuple(whole)

    @cached_property
    def channels(self) -> tuple[str, ...]:
        """The channels of its queues, in their order."""
        return tuple(dict.fromkeys(queue.channel for queue in self.queues))

    @cached_property
    def draws_agents(self) -> bool:
        """Whether a rule chooses an agent by chance."""
        return any(AGENT_CHOICES[queue.agent_choice].draws for queue in self.queues)

    @cached_property
    def needs_drawn(self) -> bool:
        """Whether a rule looks at the drawn outcomes of a contact even on a day on which nothing could follow any."""
        reacts = any(queue.reaction is not None or queue.call_back is not None for queue in self.queues)
        return self.draws_agents or reacts or any(group.offers for group in self.groups)

    @cached_property
    def intervals(self) -> int:
        """Number of intervals in the day."""
        return round((self.closing - self.opening) / self.interval)

"""Days that were drawn, kept to be played again with other agents: the same customers, whoever answers them."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simdesk.demand.plan import DemandPlan
    from simdesk.demand.streams import Draws
    from simdesk.demand.workload import Workload

MOST_BYTES = 64e6
"""Some 200 days of a centre of 5,000 contacts."""
BYTES_A_CONTACT = 100.0
"""The most that a contact usually takes: 28 bytes on a plain floor, and 60 to 100 where customers come again."""


@dataclass(eq=False)
class _Kept:
    """Days of one plan, seed and way of drawing."""

    plan: DemandPlan
    seed: int
    picks: bool
    days: dict[int, Workload] = field(default_factory=dict)
    bytes: int = 0

    def is_of(self, plan: DemandPlan, seed: int, picks: bool) -> bool:
        """Whether these are days of that plan; plans are equal that say the same, however they were made."""
        if self.seed != seed or self.picks != picks or (self.plan is not plan and self.plan != plan):
            return False
        self.plan = plan  # it comes again with the next day, and then need not be compared
        return True


class DrawnDays:
    """Draws days, and keeps what was drawn within a bound.

    A day is a function of its demand plan, the seed, its number and whether numbers for choices by chance are drawn (picks). Only
    when all of these are the same is a kept day given again, so what is kept cannot change a number. Days are read-only.

    It belongs to whoever asks several times for the same days: a scenario and its changed copies share one, and a search for
    agents has its own. A copy of it, in this process or in another, begins empty.

    Parameters
    ----------
    most : float
        Bytes that are kept. When there is no room, days of the plan asked for the longest time ago are forgotten; those of the
        plan at hand stay, and further ones are not kept.
    """

    def __init__(self, most: float = MOST_BYTES) -> None:
        self.most = most
        self.asked = 0
        """Days that finished runs have asked for, kept or not: about as many may be asked for again."""
        self._kept: list[_Kept] = []
        self._lock = Lock()

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.most,)

    @property
    def bytes(self) -> int:
        """Bytes of the days that are kept."""
        return sum(kept.bytes for kept in self._kept)

    def has_room_for(self, plan: DemandPlan, days: int) -> bool:
        """Whether so many days of a plan can be kept, about; where they cannot, keeping some would save little."""
        return days * BYTES_A_CONTACT * float(plan.expected.sum()) <= self.most

    def day(self, plan: DemandPlan, seed: int, replication: int, *, picks: bool, draws: Draws) -> Workload:
        """One day, with what may follow a contact left to the rules; see ``draw_workload``."""
        from simdesk.demand.workload import draw_workload

        with self._lock:
            kept = self._of(plan, seed, picks)
            found = kept.days.get(replication)
        if found is None:
            found = draw_workload(plan, seed, replication, picks=picks, draws=draws, ahead=False)
            with self._lock:
                self._keep(kept, replication, found)
        return found

    def _of(self, plan: DemandPlan, seed: int, picks: bool) -> _Kept:
        """The days of a plan, moved to the end: those asked for last."""
        place = next((k for k, kept in enumerate(self._kept) if kept.is_of(plan, seed, picks)), None)
        self._kept.append(_Kept(plan, seed, picks) if place is None else self._kept.pop(place))
        return self._kept[-1]

    def _keep(self, kept: _Kept, replication: int, day: Workload) -> None:
        size = day.bytes
        while self.bytes + size > self.most and self._kept and self._kept[0] is not kept:
            del self._kept[0]
        if self.bytes + size <= self.most and replication not in kept.days:
            kept.days[replication] = day
            kept.bytes += size

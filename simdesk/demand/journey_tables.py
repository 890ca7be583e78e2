"""What may follow contacts, as rows for the rules: the plan of the demand in the numbers that ``rules.further_legs`` draws by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from simdesk.demand.distributions import Distribution
from simdesk.demand.journey_plans import CallBack, Campaign
from simdesk.rules import laws
from simdesk.rules.draws import place_key, signed
from simdesk.rules.further_legs import DURATIONS
from simdesk.rules.leg_rows import CALLS, JOURNEY, LAW, LEAD, PIECE, VARYING
from simdesk.rules.rows import NOBODY

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simdesk.demand.plan import DemandPlan, QueueDemand, Varying


class JourneyTables(NamedTuple):
    """Tables of a ``Floor``, by their names there."""

    journeys: NDArray[Any]
    calls: NDArray[Any]
    leads: NDArray[Any]
    laws: NDArray[Any]
    pieces: NDArray[Any]
    varying: NDArray[Any]
    numbers: NDArray[np.float64]
    ring_keys: NDArray[np.int64]

    @classmethod
    def of(cls, plan: DemandPlan) -> JourneyTables:
        """The tables of a plan."""
        made = _Tables()
        for queue in plan.queues:
            made.add_durations(queue)
        journeys = np.zeros(len(plan.queues), JOURNEY)
        for q, queue in enumerate(plan.queues):
            for name, value in made.journey(plan, q, queue).items():
                journeys[q][name] = value
        calls = [made.calls(queue.call_back) for queue in plan.queues] + [made.calls(queue.campaign) for queue in plan.queues]
        rings = [
            number
            for name, ring_time in plan.ring_times
            for number in (signed(place_key(f"ring_time/{name}")), made.law(ring_time))
        ]
        return cls(
            journeys,
            np.array(calls, CALLS),
            np.array(made.leads, LEAD),
            np.array(made.laws, LAW),
            np.array(made.pieces, PIECE),
            np.array(made.varying, VARYING),
            np.array(made.numbers, float),
            np.array(rings, np.int64),
        )

    @classmethod
    def none(cls) -> JourneyTables:
        """Empty tables, where nothing is drawn while the day runs."""
        return cls(*(np.empty(0, kind) for kind in (JOURNEY, CALLS, LEAD, LAW, PIECE, VARYING, np.float64, np.int64)))


class _Tables:
    def __init__(self) -> None:
        self.leads: list[tuple[int, float]] = []
        self.laws: list[tuple[Any, ...]] = []
        self.pieces: list[tuple[float, int]] = []
        self.varying: list[tuple[int, int, int, int]] = []
        self.numbers: list[float] = []

    def law(self, distribution: Distribution | None) -> int:
        """The row of a distribution's law, or nobody."""
        if distribution is None:
            return NOBODY
        first = len(self.numbers)
        family, (a, b, c), numbers = distribution.law
        self.numbers += numbers
        bounds = distribution.at_least, distribution.at_most
        self.laws.append((a, b, c, *bounds, first, len(self.numbers), laws.FAMILIES.index(family)))
        return len(self.laws) - 1

    def add_durations(self, queue: QueueDemand) -> None:
        """The durations of a queue's contacts."""
        for name in DURATIONS:
            self._add_varying(queue.place_of(name), getattr(queue, name))

    def _add_varying(self, place: str, varying: Varying | None) -> None:
        first, factors = len(self.pieces), NOBODY
        if varying is not None:
            self.pieces += [(begin, self.law(distribution)) for begin, distribution in varying.pieces]
            if varying.factors:
                factors = len(self.numbers)
                self.numbers += varying.factors
        self.varying.append((signed(place_key(place)), first, len(self.pieces), factors))

    def calls(self, offer: CallBack | Campaign | None) -> tuple[float, float, float, int, int]:
        """How customers are called."""
        if offer is None:
            return (1.0, 0.0, 0.0, NOBODY, 0)
        more = offer.dialling if isinstance(offer, Campaign) else 0.0
        return (offer.reached, offer.dialling, more, self.law(offer.retry_after), offer.at_most)

    def journey(self, plan: DemandPlan, q: int, queue: QueueDemand) -> dict[str, Any]:
        """A queue's row."""
        found: dict[str, Any] = {
            "whole": signed(place_key(queue.whole)),
            "balking": queue.balking,
            "reacts": queue.reacts,
            "bot_factor": 1.0,
            "leads_from": len(self.leads),
            "leads_to": len(self.leads),
        }
        found |= dict.fromkeys(_NONE, NOBODY)
        if queue.redial is not None:
            redial = queue.redial
            found |= {
                "redials": 1,
                "redial_share": redial.share,
                "redial_blocked": redial.share if redial.after_blocked is None else redial.after_blocked,
                "redial_further": redial.further,
                "redial_at_most": min(redial.at_most, np.iinfo(np.int16).max),
                "redial_law": self.law(redial.after),
                "redial_queue": NOBODY if redial.queue is None else redial.queue,
            }
        if queue.misrouted is not None:
            found["misrouted_lost"] = queue.misrouted.lost
        if queue.transfer is not None:
            self.leads += queue.transfer.shares
            found |= {"leads_to": len(self.leads), "transfer_lost": queue.transfer.lost, "warm": queue.transfer.warm}
        if queue.assistance is not None:
            asks = queue.assistance
            found |= {"help_queue": asks.queue, "help_share": asks.share, "help_law": self.law(asks.after)}
        if queue.repeat is not None:
            repeat = queue.repeat
            found |= {
                "repeat_queue": q if repeat.queue is None else repeat.queue,
                "repeat_most": repeat.most,
                "repeat_law": self.law(repeat.after),
                "repeat_at_most": min(repeat.at_most, np.iinfo(np.int16).max),
            }
        if queue.call_back is not None:
            offer = queue.call_back
            found |= {"call_back_queue": offer.queue, "accepted": offer.accepted, "call_back_law": self.law(offer.after)}
        if queue.bot is not None:
            bot = queue.bot
            found |= {
                "bot_queue": bot.queue,
                "bot_contained": bot.contained,
                "bot_factor": bot.handle_time,
                "bot_failed": bot.failed,
                "failed_queue": bot.failed_queue,
                "failed_law": self.law(bot.failed_after),
            }
        return found


_NONE = (
    *("redial_law", "help_law", "repeat_law", "call_back_law", "failed_law"),
    *("redial_queue", "help_queue", "repeat_queue", "call_back_queue", "bot_queue", "failed_queue"),
)

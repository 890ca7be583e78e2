"""The legs of customers' journeys: first tries, and whatever may follow each of them.

A leg is one contact with one queue. What follows it when it is lost (another try) or answered (a transfer, help from a
second agent, a repeat contact), or the call-back in its place, is drawn with it, as a row of its own that is played only
when the floor leads there. So a journey is a tree, drawn from the places of its streams down.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from simdesk.demand.distributions import Distribution, draw
from simdesk.demand.equal_legs import Block, Legs, Made
from simdesk.demand.journey_plans import Bot, CallBack, Campaign, Misrouted, Redial
from simdesk.demand.plan import DemandPlan, QueueDemand
from simdesk.demand.streams import Streams
from simdesk.demand.varying import draw_varying
from simdesk.rules.draws import signed
from simdesk.rules.leg_codes import (
    AFTER_BLOCKED,
    AFTER_LEAVING,
    ASSISTANCE,
    BALKS,
    CALL_BACK,
    CALLS_AGAIN,
    FIRST_TRY,
    GOES_ON,
    IS_CALLED,
    IS_LOST,
    MAY_REPEAT,
    MOST_LEGS,
    NEEDS_HELP,
    NOTHING_FOLLOWS,
    PASSED_ON,
    REASONS,
    REDIAL,
    REPEAT,
    RETURN,
    TRANSFER,
    TRANSFERS,
    TRANSFERS_WARM,
)
from simdesk.rules.leg_rows import UNDRAWN
from simdesk.rules.rows import NOBODY

if TYPE_CHECKING:
    from numpy.typing import NDArray

NO_ROW = NOBODY
"""In place of a row: nothing follows."""

NEVER = 1.0
"""In place of a uniform number: below no share."""


class Journeys:
    """Draws legs and what follows them.

    Parameters
    ----------
    plan : DemandPlan
    streams : Streams
    rows : int
        Rows taken by first tries.
    picks : bool
        Draw the uniform number for rules that choose by chance.
    ahead : bool
        Draw what may follow beforehand, journey by journey to the end; otherwise only that something may, and the rules draw
        it when the floor leads there.
    """

    def __init__(self, plan: DemandPlan, streams: Streams, rows: int, picks: bool, ahead: bool) -> None:
        self._plan = plan
        self._ahead = ahead
        self._streams = streams
        self._picks = picks
        self.rows = rows
        self.further: list[Block] = []

    def first(
        self, queue: int, customers: NDArray[np.int64], journeys: NDArray[np.int64], when: NDArray[np.float64]
    ) -> list[Block]:
        """The first tries of one queue's customers, those misrouted apart; what may follow is drawn behind all rows so far."""
        waiting: list[Made] = []
        legs = Legs(queue, self._streams.at(self._plan.queues[queue].place), customers, journeys, when)
        first: list[Block] = []
        misrouted = self._plan.queues[queue].misrouted
        if misrouted is not None:
            wrong = self._uniform(legs, "misrouted") < misrouted.share
            block, waiting = self._misroute(misrouted, legs.those(np.flatnonzero(wrong)))
            first.append(block)
            self.further += [made for made, _ in waiting]
            legs = legs.those(np.flatnonzero(~wrong))
        block = self._draw(legs)
        first.append(block)
        waiting.append((block, legs))
        while waiting:
            done, made = waiting.pop(0)
            for next_block, next_legs in self._follow(done, made):
                self.further.append(next_block)
                waiting.append((next_block, next_legs))
        return first

    def _misroute(self, misrouted: Misrouted, legs: Legs) -> tuple[Block, list[Made]]:
        """First tries in the wrong queue, and the transfer from there: the same leg as if they had come right."""
        meant = self._plan.queues[legs.queue]
        wrong = replace(legs, queue=misrouted.queue, stream=legs.stream.at("misrouted"))
        block = self._draw(wrong)
        block["patience"] = draw_varying(meant.patience, self._plan, wrong.stream.at("patience"), legs.customers, legs.when)
        block["handle_time"] = self._duration(wrong, "recognised_after", misrouted.recognised_after)
        block["wrap_up"] = 0.0
        block |= {"meant": legs.queue, "back_key": signed(legs.stream.key)}
        made: list[Made] = []
        if meant.redial is not None:
            target = legs.queue if meant.redial.queue is None else meant.redial.queue
            made += self._redial(replace(meant.redial, queue=target), block, wrong)
        everyone = np.arange(len(legs.customers))
        block["follows"] = np.full(len(everyone), TRANSFERS_WARM if misrouted.warm else TRANSFERS)
        made += self._add(block, "follow", everyone, legs.of(everyone, reason=TRANSFER), self._losing(misrouted.lost))
        return block, made

    def _uniform(self, legs: Legs, purpose: str) -> NDArray[np.float64]:
        return legs.stream.at(purpose).uniform(legs.customers)

    def _duration(self, legs: Legs, purpose: str, distribution: Distribution) -> NDArray[np.float64] | float:
        if distribution.fixed is not None:
            return distribution.fixed
        return draw(distribution, legs.stream.at(purpose), legs.customers)

    def _draw(self, legs: Legs) -> Block:
        queue = self._plan.queues[legs.queue]
        block: Block = {
            name: draw_varying(getattr(queue, name), self._plan, legs.stream.at(queue.place_of(name)), legs.customers, legs.when)
            for name in ("patience", "handle_time", "wrap_up")
        }
        for name, column in (("customer_time", "silence"), ("leaves_after", "stays")):
            varying = getattr(queue, name)
            if varying is not None:
                block[column] = draw_varying(varying, self._plan, legs.stream.at(name), legs.customers, legs.when)
        if queue.balking > 0 and legs.reason != CALL_BACK:
            block["balks"] = np.where(self._uniform(legs, "balking") < queue.balking, BALKS, 0)
        if self._picks:
            block["pick"] = self._uniform(legs, "pick")
        if self._plan.misses_offers:
            block["offer_draw"] = self._uniform(legs, "offer_draw")
        for name, ring_time in self._plan.ring_times:
            block[f"rings/{name}"] = self._duration(legs, f"ring_time/{name}", ring_time)
        if queue.reacts:
            # A customer who waits for a call-back meets no queue and hears no announcement.
            calm = legs.reason == CALL_BACK
            block["react"] = NEVER if calm else self._uniform(legs, "reaction")
            block["told"] = NEVER if calm else self._uniform(legs, "announcement")
        if queue.campaign is not None and legs.reason == FIRST_TRY:
            self._called(queue.campaign, block, legs)
        return block | {
            "queue": legs.queue,
            "attempt": legs.attempt + legs.helps,
            "reason": legs.reason,
            "customer": legs.customers,
            "journey": legs.journeys,
            "key": signed(legs.stream.key),
            "meant": legs.queue,
        }

    def _add(
        self,
        block: Block,
        link: str,
        chosen: NDArray[np.int64],
        legs: Legs,
        finish: Callable[[Block, Legs], None] = lambda block, legs: None,
    ) -> list[Made]:
        """Draw the next legs of some rows, finish them, and let those rows point at them; or only say that they may follow."""
        if not isinstance(block.get(link), np.ndarray):
            block[link] = np.full(len(block["customer"]), NO_ROW)
        if not self._ahead:
            block[link][chosen] = UNDRAWN
            return []
        block[link][chosen] = self.rows + np.arange(len(chosen))
        self.rows += len(chosen)
        made = self._draw(legs)
        finish(made, legs)
        return [(made, legs)]

    def _put(self, block: Block, name: str, chosen: NDArray[np.int64], values: Any) -> None:
        if not isinstance(block.get(name), np.ndarray):
            block[name] = np.zeros(len(block["customer"]))
        block[name][chosen] = values

    def _follow(self, block: Block, legs: Legs) -> list[Made]:
        """What may follow the legs of a block, kind by kind."""
        if legs.attempt >= MOST_LEGS and legs.reason != REDIAL:
            return []
        queue = self._plan.queues[legs.queue]
        made: list[Made] = []
        if queue.bot is not None:
            return self._leave_bot(queue.bot, block, legs)
        offer = block.get("offer")
        dialling = offer.dialling if isinstance(offer, Campaign) else 0.0
        if "offer" in block:
            made += self._calls_again(block, legs)
        elif queue.call_back is not None and legs.reason != ASSISTANCE:
            made += self._call_back(queue.call_back, block, legs)
        if queue.redial is not None and legs.tries <= queue.redial.at_most and legs.reason not in (CALL_BACK, ASSISTANCE):
            made += self._redial(queue.redial, block, legs)
        if legs.reason != ASSISTANCE:
            made += self._after_answer(queue, block, legs, dialling)
        return made

    def _redial(self, redial: Redial, block: Block, legs: Legs) -> list[Made]:
        share = redial.share * (redial.further if legs.tries > 1 else 1.0)
        blocked = redial.share if redial.after_blocked is None else redial.after_blocked
        blocked *= redial.further if legs.tries > 1 else 1.0
        uniform = self._uniform(legs, "redial")
        again = np.flatnonzero(uniform < max(share, blocked))
        if not len(again):
            return []
        bits = np.where(uniform < share, AFTER_LEAVING, 0) | np.where(uniform < blocked, AFTER_BLOCKED, 0)
        block["tries_again"] = bits
        chosen = legs.of(again)
        self._put(block, "redial_after", again, self._duration(chosen, "redial_after", redial.after))
        target = legs.queue if redial.queue is None else redial.queue
        nxt = replace(chosen, queue=target, stream=legs.stream.at("redial"), reason=REDIAL, tries=legs.tries + 1)
        return self._add(block, "next_try", again, nxt)

    def _after_answer(self, queue: QueueDemand, block: Block, legs: Legs, dialling: float) -> list[Made]:
        """Help from a second agent during the talk, and at its end a transfer or, of those not transferred, a repeat contact."""
        made: list[Made] = []
        ends_here = np.ones(len(legs.customers), np.bool_)
        if "missed" in block:
            ends_here = block["follows"] == NOTHING_FOLLOWS  # the others were not reached
        helped = np.zeros(len(legs.customers), np.bool_)
        kinds: list[tuple[str, NDArray[np.bool_], int, Callable[[Legs], Legs]]] = []
        if queue.transfer is not None:
            uniform, low = self._uniform(legs, "transfer"), 0.0
            kind = TRANSFERS_WARM if queue.transfer.warm else TRANSFERS
            for target, share in queue.transfer.shares:
                kinds.append(("transfer", (low <= uniform) & (uniform < low + share), kind, _to(target, TRANSFER)))
                low += share
        if queue.assistance is not None:
            helped = ends_here & (self._uniform(legs, "assistance") < queue.assistance.share)
            kinds.append(("assistance", helped, NEEDS_HELP, _to(queue.assistance.queue, ASSISTANCE)))
        if queue.repeat is not None and legs.repeats < queue.repeat.at_most:
            uniform = self._uniform(legs, "resolution")
            block["resolution"] = uniform
            target = legs.queue if queue.repeat.queue is None else queue.repeat.queue
            kinds.append(("repeat", uniform < queue.repeat.most, MAY_REPEAT, _to(target, REPEAT)))
        helps = legs.helps + helped.astype(np.int64) if helped.any() else legs.helps
        for name, wanted, kind, lead in kinds:
            chosen = np.flatnonzero(wanted if kind == NEEDS_HELP else wanted & ends_here)
            if not len(chosen):
                continue
            nxt = lead(legs.of(chosen))
            nxt = replace(nxt, stream=legs.stream.at(name).at(self._plan.queues[nxt.queue].whole), tries=1)
            if kind == NEEDS_HELP and queue.assistance is not None:
                asks = queue.assistance.after
                after = np.inf if asks is None else dialling + self._duration(legs.of(chosen), "help_after", asks)
                self._put(block, "help_after", chosen, after)
                made += self._add(block, "help", chosen, nxt)
                continue
            ends_here[chosen] = False
            nxt = replace(nxt, helps=helps if isinstance(helps, int) else helps[chosen])
            if kind == MAY_REPEAT and queue.repeat is not None:
                nxt = replace(nxt, repeats=legs.repeats + 1)
                self._put(block, "follow_after", chosen, self._duration(legs.of(chosen), "repeat_after", queue.repeat.after))
            if not isinstance(block.get("follows"), np.ndarray):
                block["follows"] = np.zeros(len(legs.customers), np.int64)
            block["follows"][chosen] = kind
            transfers = queue.transfer is not None and kind in (TRANSFERS, TRANSFERS_WARM)
            lost = queue.transfer.lost if queue.transfer is not None and transfers else 0.0
            made += self._add(block, "follow", chosen, nxt, self._losing(lost))
        return made

    def _losing(self, share: float) -> Callable[[Block, Legs], None]:
        """Some of the legs are lost on the way to their queue."""

        def lose(block: Block, legs: Legs) -> None:
            if share > 0:
                block["balks"] = np.where(self._uniform(legs, "lost") < share, IS_LOST, block.get("balks", 0))

        return lose

    def _call_back(self, offer: CallBack, block: Block, legs: Legs) -> list[Made]:
        """The call-back in place of waiting, for those who would accept it."""
        accepts = np.flatnonzero(self._uniform(legs, "call_back") < offer.accepted)
        if not len(accepts):
            return []
        nxt = legs.of(accepts, queue=offer.queue, stream=legs.stream.at("call_back"), reason=CALL_BACK, calls=1)
        self._put(block, "call_back_after", accepts, self._duration(nxt, "after", offer.after))
        return self._add(block, "call_back", accepts, nxt, self._calling(offer))

    def _calling(self, offer: CallBack | Campaign) -> Callable[[Block, Legs], None]:
        """The centre calls the customers, of whom some do not answer."""

        def call(block: Block, legs: Legs) -> None:
            block["patience"] = np.inf  # the customer is not on the line
            if isinstance(offer, Campaign):
                self._called(offer, block, legs)
                return
            block["balks"] = IS_CALLED
            if offer.reached < 1.0:
                self._miss(block, legs, offer.reached, offer.dialling)
            block["offer"] = offer

        return call

    def _miss(self, block: Block, legs: Legs, reached: float, dialling: float) -> None:
        missed = self._uniform(legs, "reached") >= reached
        block["missed"] = missed
        block["handle_time"] = np.where(missed, dialling, block["handle_time"])
        block["wrap_up"] = np.where(missed, 0.0, block["wrap_up"])
        block["follows"] = np.where(missed, CALLS_AGAIN, NOTHING_FOLLOWS)

    def _called(self, campaign: Campaign, block: Block, legs: Legs) -> None:
        """Customers the centre calls, of whom some do not answer."""
        block["balks"] = IS_CALLED
        block["called_by"] = len(self._plan.queues) + legs.queue
        block["handle_time"] = block["handle_time"] + campaign.dialling
        if campaign.reached < 1.0:
            self._miss(block, legs, campaign.reached, campaign.dialling)
        block["offer"] = campaign

    def _leave_bot(self, bot: Bot, block: Block, legs: Legs) -> list[Made]:
        """Where contacts go on from the bot, or come back to."""
        uniform = self._uniform(legs, "bot")
        on = np.flatnonzero(uniform >= bot.contained)
        back = np.flatnonzero(uniform < bot.contained * bot.failed)
        block["follows"] = np.zeros(len(uniform), np.int64)
        block["follows"][on] = GOES_ON
        made: list[Made] = []
        for chosen, target, reason in ((on, bot.queue, PASSED_ON), (back, bot.failed_queue, RETURN)):
            if not len(chosen):
                continue
            stream = legs.stream.at(REASONS[reason]).at(self._plan.queues[target].whole)
            nxt = legs.of(chosen, queue=target, stream=stream, reason=reason)
            if reason == RETURN and bot.failed_after is not None:
                self._put(block, "follow_after", chosen, self._duration(nxt, "after", bot.failed_after))
            made += self._add(block, "follow", chosen, nxt, _longer(bot.handle_time if reason == PASSED_ON else 1.0))
        return made

    def _calls_again(self, block: Block, legs: Legs) -> list[Made]:
        offer = block.pop("offer")
        missed = np.flatnonzero(block["missed"]) if "missed" in block else np.empty(0, np.int64)
        calls = max(legs.calls, 1)
        if calls >= offer.at_most or not len(missed):
            return []
        nxt = legs.of(missed, stream=legs.stream.at("call"), calls=calls + 1, reason=CALL_BACK)
        self._put(block, "follow_after", missed, self._duration(nxt, "after", offer.retry_after))
        return self._add(block, "follow", missed, nxt, self._calling(offer))


def _longer(factor: float) -> Callable[[Block, Legs], None]:
    """Handle times become longer, or shorter, by a factor."""

    def lengthen(block: Block, legs: Legs) -> None:
        if factor != 1.0:
            block["handle_time"] = block["handle_time"] * factor

    return lengthen


def _to(queue: int, reason: int) -> Callable[[Legs], Legs]:
    return lambda legs: replace(legs, queue=queue, reason=reason)

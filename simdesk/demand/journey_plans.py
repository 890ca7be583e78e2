"""What may follow a contact, or come in its place: redials, transfers, help, repeat contacts, call-backs, bots, campaigns."""

from __future__ import annotations

from dataclasses import dataclass

from simdesk.demand.distributions import Distribution


@dataclass(frozen=True)
class Redial:
    """What customers do who gave up: some try again, each time with patience and handle time drawn anew.

    Parameters
    ----------
    share : float
        Share of those who abandoned or balked who try again, after each failed try.
    after : Distribution
        Time from giving up to the next try, in seconds.
    at_most : int
        Further tries after the first at the most.
    after_blocked : float, optional
        The share of those who met a busy signal; None: the same.
    further : float, optional
        The shares after the second and later tries are multiplied by it.
    queue : int, optional
        Index of the queue they try next (another channel); None: the same.
    """

    share: float
    after: Distribution
    at_most: int
    after_blocked: float | None = None
    further: float = 1.0
    queue: int | None = None


@dataclass(frozen=True)
class Transfer:
    """After service some contacts go on to another queue.

    Parameters
    ----------
    shares : tuple of (int, float)
        Queue index and share of those answered; the rest are not transferred.
    lost : float
        Share of transfers lost on the way: they count as having left the next queue at once.
    warm : bool
        The agent stays with the customer until the next one answers.
    """

    shares: tuple[tuple[int, float], ...]
    lost: float = 0.0
    warm: bool = False


@dataclass(frozen=True)
class Assistance:
    """In some conversations the agent needs a second one, stays with the customer until that one is done, and then goes on.

    Parameters
    ----------
    queue : int
        Index of the queue of those who help; its handle time is the time both work.
    share : float
        Share of the contacts answered.
    after : Distribution, optional
        Seconds of talk until the agent asks, at pace 1, and never later than the end of the talk; None: at its end.
    """

    queue: int
    share: float
    after: Distribution | None = None


@dataclass(frozen=True)
class Repeat:
    """Customers whose contact was not resolved come again.

    Parameters
    ----------
    most : float
        The largest share not resolved of any group that takes the queue: who would come again is drawn up to it, and the
        agent's group decides (``FloorPlan.unresolved``).
    after : Distribution
        Time from the end of the talk to the next contact, in seconds.
    at_most : int
        Repeat contacts in a row at the most.
    queue : int, optional
        Index of the queue they come to; None: the same.
    """

    most: float
    after: Distribution
    at_most: int
    queue: int | None = None


@dataclass(frozen=True)
class Misrouted:
    """Some first tries come to another queue by mistake; an agent there sees it and transfers them.

    Until then the customer has the patience of the queue that was meant, meets the queue of the other, is offered no
    call-back, and if lost tries again by the redial of the queue that was meant, and there.

    Parameters
    ----------
    share : float
        Share of the first tries.
    queue : int
        Index of the queue they come to by mistake.
    recognised_after : Distribution
        Seconds with the agent there, at that agent's pace; without wrap-up.
    lost : float
        Share of these transfers lost on the way.
    warm : bool
        That agent stays with the customer until the next one answers.
    """

    share: float
    queue: int
    recognised_after: Distribution
    lost: float = 0.0
    warm: bool = False


@dataclass(frozen=True)
class CallBack:
    """Customers who are offered a call-back instead of waiting; see ``floor.parts.Offer`` for when.

    Parameters
    ----------
    accepted : float
        Share of those offered who accept.
    queue : int
        Index of the queue that holds the call-backs; its handle time holds.
    after : Distribution
        Time from the offer until the call-back is due, in seconds: zero keeps the place.
    reached : float
        Share of the calls that reach the customer.
    dialling : float
        Seconds an agent spends on a call that does not.
    retry_after : Distribution
        Time until the next call, in seconds.
    at_most : int
        Calls at the most.
    """

    accepted: float
    queue: int
    after: Distribution
    reached: float
    dialling: float
    retry_after: Distribution
    at_most: int


@dataclass(frozen=True)
class Bot:
    """A queue whose contacts meet a bot and no agent.

    Parameters
    ----------
    contained : float
        Share of the contacts that end in the bot.
    queue : int
        Index of the queue where the others go on.
    handle_time : float
        The handle time of those who go on is multiplied by it.
    failed : float
        Share of those who ended in the bot who come back another way.
    failed_queue : int
        Index of the queue they come to.
    failed_after : Distribution, optional
        Time from the end in the bot, in seconds.
    """

    contained: float
    queue: int
    handle_time: float = 1.0
    failed: float = 0.0
    failed_queue: int = 0
    failed_after: Distribution | None = None


@dataclass(frozen=True)
class Campaign:
    """Contacts that the centre calls.

    Parameters
    ----------
    reached : float
        Share of the calls that reach the customer.
    dialling : float
        Seconds an agent spends on each call before the talk, or in vain.
    retry_after : Distribution, optional
        Time until a customer not reached is called again, in seconds.
    at_most : int
        Calls to one customer at the most.
    """

    reached: float
    dialling: float
    retry_after: Distribution | None
    at_most: int

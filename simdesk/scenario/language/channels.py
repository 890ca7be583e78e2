"""The words for channels: how many contacts an agent has in hand at once, bots in front, campaigns of outbound calls."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import GetJsonSchemaHandler, model_validator
from pydantic_core import CoreSchema

from simdesk.measure.undone import LIVE_CHANNELS
from simdesk.scenario.language.distributions import DistributionForm
from simdesk.scenario.language.quantities import (
    MOST_CONTACTS,
    Duration,
    Name,
    Part,
    PositiveDuration,
    Quantity,
    Share,
    Word,
    wrong,
)

BOTS = ("bot", "ivr")
"""Channels without agents."""
OUTBOUND = "outbound"
CHANNELS = ("voice", "video", "chat", "message", "social", "email", "ticket", "back_office", OUTBOUND, *BOTS)
HANDLED = tuple(channel for channel in CHANNELS if channel not in BOTS)
"""Channels whose contacts agents have in hand."""

LATER = tuple(channel for channel in HANDLED if channel not in LIVE_CHANNELS)
"""Channels of work that may be done later: what waits at closing is carried over."""

ChannelName = Annotated[str, Word(CHANNELS, "channel")]
HandledChannel = Annotated[str, Word(HANDLED, "channel of agents")]
Units = Annotated[float, Quantity("number", above=0.0, at_most=1_000_000.0)]


class Channel(Part):
    """How agents work on the contacts of one channel. In a group: what is left out holds as in the scenario."""

    example: ClassVar[str] = "{at_once: 3, pace: [100%, 80%, 67%]}"

    at_once: Annotated[int, Quantity("whole", at_least=1, at_most=1000)] | None = None
    """Contacts of this channel an agent may have in hand at once, wrap-up included; default 1, or as many as the group's
    ``capacity`` has room for."""
    pace: tuple[Annotated[float, Quantity("share", above=0.0, at_most=5.0)], ...] | None = None
    """Pace of each of them while the agent works on 1, 2, 3 … contacts of any channel, such as ``[100%, 80%, 67%]``: three at 67%
    are 2.0 contacts' worth of work. The last holds for more; those that rest or whose customer is silent do not count. Default
    ``[100%]``: others in hand do not slow it."""
    beside: tuple[HandledChannel, ...] | None = None
    """Channels an agent who has one of these in hand may be given as well; she works on all of them. Default none; in a group
    with a ``capacity`` all."""
    interrupted_by: tuple[HandledChannel, ...] | None = None
    """Channels an agent who has one of these in hand may be given at any time: until they are done this one rests, and then goes
    on where it stood. Agents whose work would not be interrupted are taken first."""


class Failed(Part):
    """Customers whom a bot did not help although the contact ended there."""

    example: ClassVar[str] = "{share: 20%, to: service_calls, after: 30 min}"

    share: Share
    """Share of those whose contact ended in the bot."""
    to: Name
    """The queue they come to."""
    after: DistributionForm
    """Time from the end of the contact with the bot."""


class Due(Part):
    """Time in which work is to be done: a duration by the clock, or of opening hours; exactly one."""

    example: ClassVar[str] = "{open_hours: 8 h}"

    clock: PositiveDuration | None = None
    """By the clock, nights included; ``due: 4 h`` alone means this."""
    open_hours: PositiveDuration | None = None
    """Only the centre's opening hours count."""

    @property
    def time(self) -> float:
        """Seconds, whichever count."""
        return self.clock or self.open_hours or 0.0

    @model_validator(mode="before")
    @classmethod
    def _from_duration(cls, value: Any) -> Any:
        if isinstance(value, int | float | str):
            return {"clock": value}
        if isinstance(value, dict) and len(value) != 1:
            raise wrong("must be one of clock and open_hours", "write due: 4 h, or due: {open_hours: 8 h}")
        return value

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        reference = handler(schema)
        written = handler.resolve_ref_schema(reference)
        mapping = dict(written)
        duration = mapping["properties"]["clock"]["anyOf"][0]
        written.clear()
        written.update({"title": "Due", "description": cls.__doc__, "anyOf": [duration, mapping]})
        return reference


class Bot(Part):
    """What a bot does with its contacts; the time each spends there is the queue's ``handle_time``."""

    example: ClassVar[str] = "{contained: 45%, passes_to: service_chat}"

    contained: Share
    """Share of the contacts that end in the bot; they are neither answered nor lost."""
    passes_to: Name
    """The queue where the others go on, at once."""
    handle_time: Annotated[float, Quantity("share", above=0.0, at_most=10.0)] = 1.0
    """How long those who go on take, of the usual handle time of their queue, such as ``115%`` because the easy ones have
    ended in the bot; default ``100%``."""
    failed: Failed | None = None
    """Who of those who ended in the bot was not helped and comes back another way; default nobody."""


class Campaign(Part):
    """Calls the centre makes: a list of customers, each called when an agent is free for it."""

    example: ClassVar[str] = "{records: 400, reached: 30%, dialling: 25 s}"

    records: Annotated[int, Quantity("whole", at_least=1, at_most=MOST_CONTACTS)]
    """Customers on the list. All are in line for the agents from opening on."""
    reached: Share
    """Share of the calls that reach the customer, and are then a talk of the queue's ``handle_time``."""
    dialling: Duration = 20.0
    """Time until the customer answers or the call is given up, in which the agent does nothing else; default ``20 s``."""
    preview: Duration = 0.0
    """Time the agent looks at the record before dialling; default none: a progressive dialler dials by itself."""
    retry_after: DistributionForm | None = None
    """Time until a customer not reached is called again; default never."""
    at_most: Annotated[int, Quantity("whole", at_least=1, at_most=20)] = 3
    """Calls to one customer at the most, default 3."""

"""The words for channels: how many contacts an agent has in hand at once, bots in front, campaigns of outbound calls."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import GetJsonSchemaHandler, model_validator
from pydantic_core import CoreSchema

from simdesk.measure.undone import LIVE_CHANNELS
from simdesk.scenario.language.distributions import DistributionForm
from simdesk.scenario.language.quantities import LONGEST_DURATION, MOST_CONTACTS, Block, Duration, OneOf, Quantity, Share, wrong
from simdesk.scenario.language.words import Name, Word

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


class Channel(Block):
    """How agents work on the contacts of one channel. In a group, what is left out is taken from the scenario."""

    example: ClassVar[str] = "{at_once: 3, pace: [100%, 80%, 67%]}"

    at_once: Annotated[int, Quantity("whole", at_least=1, at_most=1000)] | None = None
    """Maximum concurrency: contacts of this channel an agent may have in progress, wrap-up included. Default: 1, or as many as
    the group's ``capacity`` allows."""
    pace: tuple[Annotated[float, Quantity("share", above=0.0, at_most=5.0)], ...] | None = None
    """Pace of each contact while the agent works on 1, 2, 3 … contacts of any channel, such as ``[100%, 80%, 67%]``: three at
    67% are 2.0 contacts' worth of work. The last value holds for more. Interrupted contacts and silent customers do not count.
    Default: ``[100%]``, no slowing."""
    beside: tuple[HandledChannel, ...] | None = None
    """Other channels that an agent with a contact of this channel in progress may also be given; the agent works on all of
    them. Default: none; with a ``capacity``, all."""
    interrupted_by: tuple[HandledChannel, ...] | None = None
    """Channels that may interrupt a contact of this channel: it is paused until they are done, and then resumes. Agents whose
    work would not be interrupted are taken first."""


class Failed(Block):
    """Customers whom a bot did not help although the contact ended there."""

    example: ClassVar[str] = "{share: 20%, to: service_calls, after: 30 min}"

    share: Share
    """Share of contacts that ended with the bot."""
    to: Name
    """The queue they contact next."""
    after: DistributionForm
    """Time from the end of the contact with the bot. A plain duration is a constant."""


_DueTime = Annotated[float, Quantity("duration", above=0.0, at_most=LONGEST_DURATION, two_parts="ask")]


class Due(Block):
    """Time within which work should be done: by the clock, or of opening hours; exactly one."""

    example: ClassVar[str] = "{open_hours: 8 h}"
    one_of: ClassVar[tuple[OneOf, ...]] = (OneOf(("clock", "open_hours"), "the time"),)

    clock: _DueTime | None = None
    """By the clock, nights included; ``due: 4 h`` alone means this."""
    open_hours: _DueTime | None = None
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


class Bot(Block):
    """What a bot does with its contacts. The time each spends with the bot is the queue's ``handle_time``."""

    example: ClassVar[str] = "{contained: 45%, passes_to: service_chat}"

    contained: Share
    """Share of contacts resolved by the bot; they count as neither answered nor lost."""
    passes_to: Name
    """The queue to which the bot hands over the other contacts, at once."""
    handle_time: Annotated[float, Quantity("share", above=0.0, at_most=10.0)] = 1.0
    """Factor for the handle time of contacts handed over, such as ``115%`` because the bot resolves the easy ones. Default:
    ``100%``."""
    failed: Failed | None = None
    """Customers the bot did not help although their contact ended there, and who contact the centre again. Default: nobody."""


class Campaign(Block):
    """Outbound calls: a call list, each customer called when an agent is free."""

    example: ClassVar[str] = "{records: 400, reached: 30%, dialling: 25 s}"

    records: Annotated[int, Quantity("whole", at_least=1, at_most=MOST_CONTACTS)]
    """Customers on the call list. All of them queue from opening."""
    reached: Share
    """Share of calls that reach the customer; their talk takes the queue's ``handle_time``."""
    dialling: Duration = 20.0
    """Time until the customer answers or the call is given up; the agent does nothing else meanwhile. Default: ``20 s``."""
    preview: Duration = 0.0
    """Time the agent looks at the record before dialling. Default: none, a progressive dialler dials automatically."""
    retry_after: DistributionForm | None = None
    """Time until a customer who was not reached is called again. A plain duration is a constant. Default: never."""
    at_most: Annotated[int, Quantity("whole", at_least=1, at_most=20)] = 3
    """At most this many calls to one customer. Default: 3."""

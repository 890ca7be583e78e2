"""The words for customers who react: to the line, to an announcement, to a busy signal, to how their contact went."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from pydantic import Discriminator, GetCoreSchemaHandler, GetJsonSchemaHandler, Tag
from pydantic_core import CoreSchema, core_schema

from simdesk.rules.predicted_wait import PREDICTORS
from simdesk.scenario.language.distributions import DistributionForm
from simdesk.scenario.language.quantities import (
    DURATION_PATTERN,
    HIDDEN,
    MOST_CONTACTS,
    Block,
    Duration,
    OneOf,
    PositiveDuration,
    Quantity,
    Share,
)
from simdesk.scenario.language.words import Name, Word

Predictor = Annotated[str, Word(tuple(PREDICTORS), "predictor")]


@dataclass(frozen=True)
class _Step:
    """Reads the key of a step: YAML's keys are texts."""

    quantity: Quantity
    pattern: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.read)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "string", "pattern": self.pattern}

    def read(self, value: Any) -> float | int:
        text = str(value)
        if self.quantity.kind == "whole" and re.fullmatch(r"\s*[+-]?\d+(\.\d*)?\s*", text):
            return self.quantity.read(float(text) if "." in text else int(text))
        return self.quantity.read(value)


LineStep = Annotated[int, _Step(Quantity("whole", at_least=0, at_most=MOST_CONTACTS), r"^\s*\d+\s*$")]
WaitStep = Annotated[float, _Step(Quantity("duration", at_least=0.0, at_most=86400.0), DURATION_PATTERN)]


class BalkingSteps(Block):
    """Balking by queue length or predicted wait: exactly one of the two, in rising steps."""

    example: ClassVar[str] = "{by_queue_length: {5: 10%, 10: 50%}}"
    one_of: ClassVar[tuple[OneOf, ...]] = (OneOf(("by_queue_length", "by_predicted_wait"), "the kind of balking"),)

    by_queue_length: dict[LineStep, Share] | None = None
    """If at least this many contacts wait, this share of those who would have to wait leaves at once: ``{5: 10%, 10: 50%}``."""
    by_predicted_wait: dict[WaitStep, Share] | None = None
    """The same by the predicted wait: ``{1 min: 10%, 3 min: 40%}``."""


def _balking_shape(value: Any) -> str:
    return f"{HIDDEN}steps" if isinstance(value, dict) else f"{HIDDEN}share"


Balking = Annotated[
    Annotated[Share, Tag(f"{HIDDEN}share")] | Annotated[BalkingSteps, Tag(f"{HIDDEN}steps")],
    Discriminator(_balking_shape),
]


class Announcement(Block):
    """The predicted wait is announced to customers who have to wait."""

    example: ClassVar[str] = "{leave_if_longer: 60%, patience: 150%}"

    predictor: Predictor | None = None
    """How the wait is predicted, if the queue has no ``predictor`` of its own."""
    leave_if_longer: Share = 0.0
    """Of customers whose patience is shorter than the announced wait, the share who leave at once. Default: ``0%``."""
    patience: Annotated[float, Quantity("share", above=0.0, at_most=100.0)] = 1.0
    """Factor for the patience of customers who stay. Default: ``100%``."""


class Redial(Block):
    """Some customers who abandoned, balked or were blocked try again."""

    example: ClassVar[str] = "{share: 40%, after: 5 min}"

    share: Share
    """Share of customers who try again, after each failed try."""
    after: DistributionForm
    """Time from the failed try to the next one. A plain duration is a constant."""
    at_most: Annotated[int, Quantity("whole", at_least=1, at_most=100)] = 10
    """At most this many tries after the first. Default: 10."""
    after_blocked: Share | None = None
    """Share of blocked customers who try again. Default: like ``share``."""
    further: Annotated[float, Quantity("share", at_least=0.0, at_most=1.0)] = 1.0
    """Factor for the shares after the second and later tries. Default: ``100%``."""
    to: Name | None = None
    """The queue they try next, for instance on another channel. Default: the same queue."""


class CallBack(Block):
    """A call-back offered to customers who would have to wait. To reserve agents for incoming calls or for call-backs, use
    ``reserve`` in the skills of a group."""

    example: ClassVar[str] = "{when_waiting: 3, accepted: 60%}"

    accepted: Share
    """Share of customers who accept the offer and hang up."""
    when_waiting: Annotated[int, Quantity("whole", at_least=0, at_most=MOST_CONTACTS)] = 0
    """Offered only if at least this many contacts wait already. Default: 0."""
    when_predicted: PositiveDuration | None = None
    """Offered only if the queue's ``predictor`` expects at least this wait."""
    queue: Name | None = None
    """The queue that holds the call-backs, with its own handle time and groups. Default: the same queue, where they keep their
    place."""
    after: DistributionForm = DistributionForm.model_validate("0 s")
    """Time from the offer until the call-back is due. A plain duration is a constant. Default: at once."""
    reached: Annotated[float, Quantity("share", above=0.0, at_most=1.0)] = 1.0
    """Share of calls that reach the customer. Default: ``100%``."""
    dialling: Duration = 30.0
    """Time an agent spends on a call that does not reach the customer. Default: ``30 s``."""
    retry_after: DistributionForm = DistributionForm.model_validate("15 min")
    """Time from a call that did not reach the customer to the next. A plain duration is a constant. Default: ``15 min``."""
    at_most: Annotated[int, Quantity("whole", at_least=1, at_most=20)] = 3
    """At most this many calls. Default: 3."""


class Rushed(Block):
    """Agents resolve fewer contacts if they see a long queue."""

    example: ClassVar[str] = "{when_waiting: 10, unresolved: 35%}"

    when_waiting: Annotated[int, Quantity("whole", at_least=1, at_most=MOST_CONTACTS)]
    """Applies if at least this many contacts wait in the queue as the talk ends."""
    unresolved: Share
    """Share of contacts not resolved, whatever the group."""


class Repeat(Block):
    """Customers whose contact was not resolved contact the centre again. A contact that is transferred does not end in this
    queue: whether it is resolved is decided where it ends."""

    example: ClassVar[str] = "{unresolved: 20%, after: 1 h}"

    unresolved: Share
    """Share of the contacts whose talk ended with this queue's agents, transferred ones left out, whose customers come again. A
    group's skill may have its own. Help from a second agent changes nothing in it."""
    after: DistributionForm
    """Time from the end of the talk to the next contact. One that would come after closing does not come; of several days only
    opening hours count. A plain duration is a constant."""
    at_most: Annotated[int, Quantity("whole", at_least=1, at_most=20)] = 3
    """At most this many repeat contacts in a row. Default: 3."""
    rushed: Rushed | None = None
    """Fewer contacts are resolved if the queue is long. Default: no difference."""
    to: Name | None = None
    """The queue they contact. Default: the same queue."""


class Transfer(Block):
    """After the talk, some contacts are transferred to other queues, where they queue like others. To give them priority,
    transfer them to a queue of their own at a better rank."""

    example: ClassVar[str] = "{to: {billing: 10%, technical: 5%}}"

    to: dict[Name, Share]
    """Share of the contacts answered that go on to each queue, helped or not; together at most ``100%``. Customers who left
    within the talk (``leaves_after``) are not counted."""
    warm: bool = False
    """Warm transfer: the agent stays with the customer until the next agent answers. Default: false, a blind transfer."""
    lost: Share = 0.0
    """Share of transfers lost on the way; they count as balked in the next queue. Default: ``0%``."""


class Misrouted(Block):
    """Some first attempts meant for this queue reach another by mistake, and an agent there transfers them here. Until then
    they wait in the other queue with the patience of this queue's customers, and are offered no call-back. Customers lost there
    try again here. The other queue's own shares of help, transfers and repeat contacts leave these contacts out."""

    example: ClassVar[str] = "{share: 8%, to: sales, recognised_after: 45 s}"

    share: Share
    """Share of first attempts."""
    to: Name
    """The queue they reach by mistake."""
    recognised_after: DistributionForm
    """How long the agent there needs to recognise the mistake; no wrap-up follows. A plain duration is a constant."""
    warm: bool = False
    """Warm transfer: that agent stays with the customer until this queue answers. Default: false, a blind transfer."""
    lost: Share = 0.0
    """Share of these transfers lost on the way. Default: ``0%``."""


class Assistance(Block):
    """In some talks the agent needs a second one, stays with the customer until that one is done, and then talks to the end. A
    transfer or a repeat contact may follow such a talk as any other. Nothing follows the call for help itself."""

    example: ClassVar[str] = "{queue: leads, share: 5%, after: 2 min}"

    queue: Name
    """The queue of those who help: its handle time is the time both work, its patience how long the agent waits for help."""
    share: Share
    """Share of the contacts answered, whether they are transferred or not. Customers who leave within the talk (``leaves_after``)
    before the agent asks are not helped."""
    after: DistributionForm | None = None
    """How long into the talk the agent asks, at the agent's pace and never later than the end of the talk. A plain duration is
    a constant. Default: at its end."""

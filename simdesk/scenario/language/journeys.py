"""The words for customers who react: to the line, to an announcement, to a busy signal, to how their contact went."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from pydantic import Discriminator, GetCoreSchemaHandler, GetJsonSchemaHandler, Tag
from pydantic_core import CoreSchema, core_schema

from simdesk.floor.plan import PREDICTORS
from simdesk.scenario.language.distributions import DistributionForm
from simdesk.scenario.language.quantities import (
    HIDDEN,
    MOST_CONTACTS,
    Duration,
    Name,
    Part,
    PositiveDuration,
    Quantity,
    Share,
    Word,
)

Predictor = Annotated[str, Word(PREDICTORS, "predictor")]


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
WaitStep = Annotated[float, _Step(Quantity("duration", at_least=0.0, at_most=86400.0), r"^\s*[\d.]+\s*[a-z]+")]


class BalkingSteps(Part):
    """Who leaves at once, by the line they meet: exactly one of the two, with rising steps."""

    example: ClassVar[str] = "{by_queue_length: {5: 10%, 10: 50%}}"

    by_queue_length: dict[LineStep, Share] | None = None
    """From so many waiting already on, this share of those who would have to wait leaves at once: ``{5: 10%, 10: 50%}``."""
    by_predicted_wait: dict[WaitStep, Share] | None = None
    """The same by the predicted wait: ``{1 min: 10%, 3 min: 40%}``."""


def _balking_shape(value: Any) -> str:
    return f"{HIDDEN}steps" if isinstance(value, dict) else f"{HIDDEN}share"


Balking = Annotated[
    Annotated[Share, Tag(f"{HIDDEN}share")] | Annotated[BalkingSteps, Tag(f"{HIDDEN}steps")],
    Discriminator(_balking_shape),
]


class Announcement(Part):
    """The predicted wait is told to customers who have to wait."""

    example: ClassVar[str] = "{leave_if_longer: 60%, patience: 150%}"

    predictor: Predictor | None = None
    """How the wait is predicted, when the queue's own ``predictor`` does not say so."""
    leave_if_longer: Share = 0.0
    """Share of those whose patience is shorter than the wait told who leave at once, default ``0%``."""
    patience: Annotated[float, Quantity("share", above=0.0, at_most=100.0)] = 1.0
    """The patience of those who stay is multiplied by this, default ``100%``."""


class Redial(Part):
    """Some of those who abandoned, balked or met a busy signal try again."""

    example: ClassVar[str] = "{share: 40%, after: 5 min}"

    share: Share
    """Share who try again, after each failed try."""
    after: DistributionForm
    """Time from giving up to the next try."""
    at_most: Annotated[int, Quantity("whole", at_least=1, at_most=100)] = 10
    """Further tries after the first, default 10."""
    after_blocked: Share | None = None
    """The share of those who met a busy signal; default as ``share``."""
    further: Annotated[float, Quantity("share", at_least=0.0, at_most=1.0)] = 1.0
    """After the second and later tries the shares are multiplied by this, default ``100%``."""
    to: Name | None = None
    """The queue they try next, as another channel; default the same."""


class CallBack(Part):
    """A call-back offered to customers who would have to wait. To keep agents free for those who call in, or for call-backs, use
    ``reserve`` in the skills of a group."""

    example: ClassVar[str] = "{when_waiting: 3, accepted: 60%}"

    accepted: Share
    """Share of those offered who accept, and hang up."""
    when_waiting: Annotated[int, Quantity("whole", at_least=0, at_most=MOST_CONTACTS)] = 0
    """Offered only when at least so many wait already, default 0."""
    when_predicted: PositiveDuration | None = None
    """And only when a wait at least so long is predicted, by the queue's ``predictor``."""
    queue: Name | None = None
    """The queue that holds the call-backs, with its own handle time and groups; default the same queue, where they keep their
    place."""
    after: DistributionForm = DistributionForm.model_validate("0 s")
    """Time from the offer until the call-back is due; default at once."""
    reached: Annotated[float, Quantity("share", above=0.0, at_most=1.0)] = 1.0
    """Share of the calls that reach the customer, default ``100%``."""
    dialling: Duration = 30.0
    """Time an agent spends on a call that does not, default ``30 s``."""
    retry_after: DistributionForm = DistributionForm.model_validate("15 min")
    """Time from such a call to the next, default ``15 min``."""
    at_most: Annotated[int, Quantity("whole", at_least=1, at_most=20)] = 3
    """Calls at the most, default 3."""


class Rushed(Part):
    """Agents who see a long line resolve less."""

    example: ClassVar[str] = "{when_waiting: 10, unresolved: 35%}"

    when_waiting: Annotated[int, Quantity("whole", at_least=1, at_most=MOST_CONTACTS)]
    """When at least so many wait in the queue as the talk ends."""
    unresolved: Share
    """This share is not resolved, whatever the group."""


class Repeat(Part):
    """Customers whose contact was not resolved come again."""

    example: ClassVar[str] = "{unresolved: 20%, after: 1 h}"

    unresolved: Share
    """Share of the contacts answered that are not resolved; a group's skill may have its own."""
    after: DistributionForm
    """Time from the end of the talk to the next contact."""
    at_most: Annotated[int, Quantity("whole", at_least=1, at_most=20)] = 3
    """Repeat contacts in a row, default 3."""
    rushed: Rushed | None = None
    """More is left unresolved when the line is long; default no difference."""
    to: Name | None = None
    """The queue they come to; default the same."""


class Transfer(Part):
    """After the talk some contacts go on to other queues, where they stand in line as others do and are taken by the routing
    there; to give them priority, lead them to a queue of their own at a better rank."""

    example: ClassVar[str] = "{to: {billing: 10%, technical: 5%}}"

    to: dict[Name, Share]
    """Share of the contacts answered that go on to each queue; together at most ``100%``."""
    warm: bool = False
    """The agent stays with the customer until the next one answers, default false: blind."""
    lost: Share = 0.0
    """Share of transfers lost on the way, default ``0%``; they count as having balked in the next queue."""


class Misrouted(Part):
    """Some first tries meant for this queue come to another by mistake, are recognised there and transferred here. Until then
    they wait in the other line with the patience of this queue's customers, and are offered no call-back; those lost try again
    here."""

    example: ClassVar[str] = "{share: 8%, to: sales, recognised_after: 45 s}"

    share: Share
    """Share of the first tries."""
    to: Name
    """The queue they come to by mistake."""
    recognised_after: DistributionForm
    """How long the agent there needs to see it; without wrap-up."""
    warm: bool = False
    """That agent stays with the customer until this queue answers, default false: blind."""
    lost: Share = 0.0
    """Share of these transfers lost on the way, default ``0%``."""


class Assistance(Part):
    """In some talks the agent needs a second one, stays with the customer until that one is done, and then talks to the end."""

    example: ClassVar[str] = "{queue: leads, share: 5%, after: 2 min}"

    queue: Name
    """The queue of those who help: its handle time is the time both work, its patience how long the agent waits for help."""
    share: Share
    """Share of the contacts answered."""
    after: DistributionForm | None = None
    """How long into the talk the agent asks, at the pace of the group and never later than the end of the talk; default at its
    end."""

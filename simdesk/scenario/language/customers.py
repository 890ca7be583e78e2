"""The words for classes of customers within a queue."""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated, ClassVar

from simdesk.measure.registry import OTHERS
from simdesk.scenario.language.distributions import DistributionForm, MeanForm
from simdesk.scenario.language.quantities import Block, Duration, OneOf, Quantity


def classes_of(queue: str, named: Collection[str]) -> tuple[str, ...]:
    """What measures call the classes of a queue's customers: ``sales.gold``, ``sales.others``; empty when none is named."""
    return tuple(f"{queue}.{name}" for name in (*named, OTHERS)) if named else ()


class Customers(Block):
    """A class of a queue's customers, such as those with a contract for priority service."""

    example: ClassVar[str] = "{share: 10%, first: true}"
    one_of: ClassVar[tuple[OneOf, ...]] = (OneOf(("handle_time", "aht"), "how long contacts take", needed=False),)

    share: Annotated[float, Quantity("share", above=0.0, below=1.0)]
    """Share of the queue's customers in this class. Customers of no class are the ``others``, so the shares add up to less than
    100%."""
    first: bool = False
    """A freed agent takes them before all other contacts of the same rank, however long those have waited. Default: false."""
    credit: Duration | None = None
    """Waiting time they are credited with on arrival, compared with the other contacts of the rank. Default: none."""
    patience: MeanForm | None = None
    """How long they wait before abandoning. A plain duration is a mean, as for the queue. Default: the queue's ``patience``."""
    handle_time: MeanForm | None = None
    """Talk time with them. A plain duration is a mean, as for the queue. Default: the queue's."""
    aht: MeanForm | None = None
    """Average handle time of their contacts, talk and wrap-up together, instead of ``handle_time``."""
    wrap_up: DistributionForm | None = None
    """Work after they have gone. A plain duration is a constant. Default: the queue's ``wrap_up``."""

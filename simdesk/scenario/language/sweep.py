"""How a sweep is written in the scenario."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import Discriminator, Field, Tag

from simdesk.scenario.language.measures import TargetText
from simdesk.scenario.language.quantities import HIDDEN, Block, Quantity
from simdesk.scenario.language.words import Name

MOST_POINTS = 2000
"""Points of a sweep at the most."""
MOST_ERRORS = 10_000

Spread = Annotated[float, Quantity("share", at_least=0.0, at_most=1.0)]
SpreadOrByQueue = Annotated[
    Annotated[Spread, Tag(f"{HIDDEN}share")] | Annotated[dict[Name, Spread], Tag(f"{HIDDEN}queues")],
    Discriminator(lambda value: f"{HIDDEN}{'queues' if isinstance(value, dict) else 'share'}"),
]


class Sweep(Block):
    """Inputs that ``simdesk sweep`` varies, and what it reports."""

    example: ClassVar[str] = "{set: {agent_groups.desk.headcount: 10..20}}"

    set: dict[str, Any] = Field(default_factory=dict)
    """Paths, dotted or nested as in ``variants``, and the values of each: a range ``10..20``, ``80%..120%/10%`` or ``2 min..4
    min``, a list, or ``{add: -1..3}`` and ``{times: 90%..110%/5%}`` of the present value. The step of a range is 1 for
    headcount, else a tenth of the range, unless given."""
    points: Annotated[int, Quantity("whole", at_least=2, at_most=MOST_POINTS)] | None = None
    """Number of points of a Latin hypercube, instead of every combination."""
    target: TargetText | None = None
    """The target to compare with cost. Default: the first on a service level, else the first."""
    sensitivity: Annotated[float, Quantity("share", at_least=0.0, below=1.0)] | None = None
    """By how much volumes, handle times, patience and shrinkage are varied, one at a time; ``0%`` leaves it out. Default:
    ``10%``."""
    forecast_error: SpreadOrByQueue | None = None
    """Standard deviation of the forecast error, of all volumes together or by queue: ``8%``, ``{sales: 10%, service: 6%}``. The
    agents needed are then given as a range; needs exactly one swept headcount. Default: no forecast error."""
    errors: Annotated[int, Quantity("whole", at_least=20, at_most=MOST_ERRORS)] | None = None
    """Number of forecast errors drawn. Default: 100."""

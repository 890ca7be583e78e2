"""How a sweep is written in the scenario."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import Discriminator, Field, Tag

from simdesk.scenario.language.quantities import HIDDEN, Name, Part, Quantity, TargetText

MOST_POINTS = 2000
"""Points of a sweep at the most."""
MOST_ERRORS = 10_000

Spread = Annotated[float, Quantity("share", at_least=0.0, at_most=1.0)]
SpreadOrByQueue = Annotated[
    Annotated[Spread, Tag(f"{HIDDEN}share")] | Annotated[dict[Name, Spread], Tag(f"{HIDDEN}queues")],
    Discriminator(lambda value: f"{HIDDEN}{'queues' if isinstance(value, dict) else 'share'}"),
]


class Sweep(Part):
    """What ``simdesk sweep`` goes through."""

    example: ClassVar[str] = "{set: {agent_groups.desk.headcount: 10..20}}"

    set: dict[str, Any] = Field(default_factory=dict)
    """Dotted paths, as in ``variants``, and the values each goes through: a range ``10..20``, ``80%..120%/10%`` or
    ``2 min..4 min``, a list, or ``{add: -1..3}`` and ``{times: 90%..110%/5%}`` of what is there. A range without a step goes by 1
    for heads, else by a tenth of it."""
    points: Annotated[int, Quantity("whole", at_least=2, at_most=MOST_POINTS)] | None = None
    """So many points of a Latin hypercube, instead of every combination."""
    target: TargetText | None = None
    """The target of the scenario that is weighed against cost; default the first on a service level, else the first."""
    sensitivity: Annotated[float, Quantity("share", at_least=0.0, below=1.0)] | None = None
    """By how much volumes, handle times, patience and shrinkage are varied, one at a time; default ``10%``, and ``0%`` leaves it
    out."""
    forecast_error: SpreadOrByQueue | None = None
    """Standard deviation of the forecast's error, of all volumes together or by queue: ``8%``, ``{sales: 10%, service: 6%}``.
    The agents needed become a range then; it takes one swept headcount. Default the forecast is right."""
    errors: Annotated[int, Quantity("whole", at_least=20, at_most=MOST_ERRORS)] | None = None
    """How many errors of the forecast are drawn, default 100."""

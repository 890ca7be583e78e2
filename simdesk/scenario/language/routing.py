"""The words for routing: ranks that open and close, levels of skill, choices of agents, trunk groups."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import Discriminator, Tag

from simdesk.floor.plan import AGENT_CHOICES
from simdesk.scenario.language.quantities import (
    HIDDEN,
    MOST_AGENTS,
    MOST_CONTACTS,
    Duration,
    Name,
    Part,
    PositiveDuration,
    Quantity,
    Word,
)

HIGHEST_LEVEL = "highest_level"
"""The choice that ranks groups by their level of skill."""

AgentChoice = Annotated[
    str,
    Word((*AGENT_CHOICES, HIGHEST_LEVEL), "agent choice"),
]
SkillLevel = Annotated[int, Quantity("whole", at_least=1, at_most=100)]
Reserve = Annotated[int, Quantity("whole", at_least=0, at_most=MOST_AGENTS)]


def _level_shape(value: Any) -> str | None:
    if isinstance(value, tuple | list):
        return f"{HIDDEN}level"
    return f"{HIDDEN}name" if isinstance(value, str) else None


def _try_shape(value: Any) -> str | None:
    return f"{HIDDEN}rank" if isinstance(value, dict) else _level_shape(value)


_Name = Annotated[Name, Tag(f"{HIDDEN}name")]
_Names = Annotated[tuple[Name, ...], Tag(f"{HIDDEN}level")]

Levels = tuple[Annotated[_Name | _Names, Discriminator(_level_shape)], ...]
"""Names in order, best first; a list inside means the same level."""


class Rank(Part):
    """One rank of ``tries``: groups that may take the queue's contacts at times."""

    example: ClassVar[str] = "{groups: partner, after: 30 s}"

    groups: Annotated[_Name | _Names, Discriminator(_level_shape)]
    """An agent group, or a list of several."""
    after: Duration = 0.0
    """They take a contact only when it has waited so long; default at once."""
    until: PositiveDuration | None = None
    """And only until it has waited so long; default without end."""
    when_waiting: (
        Annotated[int, Quantity("whole", above=1, at_most=MOST_CONTACTS, hint="1 is always so: leave it out")] | None
    ) = None
    """Only while at least so many contacts wait in the queue, the one in question included."""
    when_predicted: PositiveDuration | None = None
    """Only while a contact that joined the queue now would have to wait so long, as its ``predictor`` sees it."""
    reserve: Reserve = 0
    """Only while more than so many agents of the group are free, default 0."""


Tries = tuple[Annotated[_Name | _Names | Annotated[Rank, Tag(f"{HIDDEN}rank")], Discriminator(_try_shape)], ...]
"""Groups in order, best first; a list inside means the same rank, a mapping says also when the rank is open."""


class Requirement(Part):
    """A level of skill that suffices once a contact has waited for some time."""

    example: ClassVar[str] = "{level: 5, after: 30 s}"

    level: SkillLevel
    """Groups of at least this level may take it."""
    after: Duration = 0.0
    """From which wait on; default at once."""


class TrunkGroup(Part):
    """Lines that some queues share."""

    example: ClassVar[str] = "{lines: 40, queues: [sales, service]}"

    lines: Annotated[int, Quantity("whole", at_least=1, at_most=MOST_CONTACTS)]
    """Contacts of these queues that may wait or talk at the same time; more meet a busy signal."""
    queues: tuple[Name, ...]
    """The queues that come in by these lines."""


def _trunks_shape(value: Any) -> str:
    return f"{HIDDEN}groups" if isinstance(value, dict) else f"{HIDDEN}number"


Trunks = Annotated[
    Annotated[int, Quantity("whole", at_least=1, at_most=MOST_CONTACTS), Tag(f"{HIDDEN}number")]
    | Annotated[dict[Name, TrunkGroup], Tag(f"{HIDDEN}groups")],
    Discriminator(_trunks_shape),
]
"""A number of lines for all queues together, or trunk groups by name."""

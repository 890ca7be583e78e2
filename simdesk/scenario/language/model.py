"""What the planner wrote, as frozen models. A field's docstring is its documentation, in the editor and on the reference page."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, GetJsonSchemaHandler
from pydantic_core import CoreSchema

from simdesk.measure.registry import DEFAULT_DEFINITION, SERVICE_LEVEL_DEFINITIONS
from simdesk.rules.codes import WAYS_TO_CLOSE
from simdesk.scenario.language.accepted import AcceptedNote
from simdesk.scenario.language.agents import AgentGroup
from simdesk.scenario.language.channels import Channel, HandledChannel
from simdesk.scenario.language.days import Event
from simdesk.scenario.language.hours import Hours
from simdesk.scenario.language.measures import Targets
from simdesk.scenario.language.quantities import (
    LONGEST_DURATION,
    Block,
    Duration,
    Quantity,
)
from simdesk.scenario.language.queues import Queue
from simdesk.scenario.language.replications import Replications
from simdesk.scenario.language.routing import AgentChoice, Trunks
from simdesk.scenario.language.sweep import Sweep
from simdesk.scenario.language.words import CurrencyReader, Name, Title, Word

LANGUAGE = 1
"""Version of the scenario language."""


class Genesys(Block):
    """What the ``genesys`` definition of service level counts in its denominator."""

    example: ClassVar[str] = "{include_abandons: true}"

    include_abandons: bool = True
    """Count abandoned contacts. Default: true."""
    include_short_abandons: bool = False
    """Also count contacts abandoned within ``short_abandon``. Default: false."""
    include_sent_away: bool = False
    """Count contacts turned away at closing: they are flow-outs, however short they waited. Default: false."""


class ServiceLevel(Block):
    """The definition of service level used if a target names none."""

    example: ClassVar[str] = "{definition: of_offered}"

    definition: Annotated[str, Word(tuple(SERVICE_LEVEL_DEFINITIONS), "definition of service level")] = DEFAULT_DEFINITION
    """Name of the definition."""
    short_abandon: Duration = 5.0
    """An abandoned contact that waited at most this long is a short abandon; so is one turned away at closing. Default:
    ``5 s``."""
    genesys: Genesys = Genesys()
    """Switches of the ``genesys`` definition."""


class _Version:
    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "integer", "const": LANGUAGE}


class ScenarioModel(Block):
    """A day in a contact centre."""

    example: ClassVar[str] = "simdesk: 1"

    simdesk: Annotated[Literal[1], _Version()]
    """Version of the scenario language: 1."""
    name: Title | None = None
    """Title for reports, one line. Default: the name of the file."""
    description: str | None = None
    """Free text."""
    extends: str | None = None
    """Another scenario file over which this one is laid: mappings merge, lists and values replace, ``null`` removes."""
    currency: Annotated[str, CurrencyReader()] | None = None
    """Currency of all costs, such as ``EUR``: named wherever costs are shown. Default: none."""
    hours: Hours
    """Opening hours."""
    warm_up: Annotated[float, Quantity("duration", at_least=0.0, at_most=LONGEST_DURATION, two_parts="short h:mm")] = 0.0
    """Time after opening that is simulated but not measured: a whole number of intervals. Default: none."""
    at_close: Annotated[str, Word(WAYS_TO_CLOSE, "way to close")] = "finish"
    """What happens to waiting contacts at closing. ``finish``: agents on duty stay until nobody waits. ``send_away``: they are
    turned away. ``carry``: they keep their place in the queue until the next morning. Default: ``finish``."""
    replications: Replications = Replications(number=50)
    """Number of days to simulate. Default: 50."""
    seed: Annotated[int, Quantity("whole", at_least=0, at_most=2**63 - 1)] = 1
    """Seed of all random numbers: the same seed gives the same days. Default: 1."""
    trunks: Trunks | None = None
    """Contacts that may wait or talk at the same time, over all queues; further contacts are blocked (busy signal). Several
    trunk groups: ``{main: {lines: 40, queues: [sales, service]}}``. Default: no limit."""
    agent_choice: AgentChoice = "longest_idle"
    """Which of several free agents of a rank takes a contact; among equal agents, the one idle longest. Default:
    ``longest_idle``."""
    service_level: ServiceLevel = ServiceLevel()
    """The definition of service level in use."""
    channels: dict[HandledChannel, Channel] = Field(default_factory=dict)
    """How agents work on the contacts of each channel: how many at once, at which pace, and with which other channels. Default:
    one contact at a time."""
    queues: dict[Name, Queue]
    """The queues by name."""
    agent_groups: dict[Name, AgentGroup]
    """The agent groups by name."""
    events: tuple[Event, ...] = ()
    """Unplanned events: spikes, outages, a wrong forecast."""
    targets: Targets = ()
    """Targets to meet, such as ``service_level(sales, 20 s) >= 80%``. ``80/20`` is 80% within 20 s of all queues together,
    ``sales: 80/20`` of one queue, and ``asa: 30 s`` is at most 30 s."""
    accept: tuple[AcceptedNote, ...] = ()
    """Kinds of notes that you have read and accept; ``validate`` and ``run`` no longer give them. Default: none."""
    variants: dict[Name, dict[str, Any]] = Field(default_factory=dict)
    """Named changes of this scenario, nested or as dotted paths: ``{fewer: {agent_groups: {desk: {headcount: 7}}}}``. ``+2``,
    ``+10%``, ``{add: 2}`` and ``{times: 110%}`` change what is there."""
    sweep: Sweep | None = None
    """Inputs that ``simdesk sweep`` varies, and what it reports."""

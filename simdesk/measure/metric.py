"""What a metric is: everything that is known of it, in one place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Flag, auto
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from simdesk.floor.plan import FloorPlan
    from simdesk.measure.confidence import LeftOver, Sample
    from simdesk.measure.view import View

Subject = Literal["queue", "group"]

UNITS = {"share": "%", "s": "seconds", "contacts": "contacts", "agents": "agents", "h": "hours", "cost": "cost"}
"""The units of metrics, each with its word. A share is kept as a fraction, a duration in seconds."""

COUNTED_ON_DEMAND = ("times", "waits", "in_time", "done_in_time", "backlog")
"""What a metric may need beyond the counts of contacts; see ``Metric.needs``."""


class Place(Flag):
    """The tables a metric stands in. Every metric stands in the data frames and the JSON document."""

    NONE = 0
    """In no table for people: a measure to ask for, where the table of queues would be too wide for paper."""
    SCREEN = auto()
    """The table of queues or of groups on the screen."""
    REPORT = auto()
    """The table of queues or of groups in the report."""
    INTERVALS = auto()
    """The report's tables of every interval."""
    DAYS = auto()
    """The report's tables of each day and of the weakest intervals."""
    BRIEF = auto()
    """The same tables on the screen, where only a few columns have room."""
    COMPARED = auto()
    """Comparisons show it for all queues or groups, whatever the targets are."""
    COMPARED_BY_INTERVAL = auto()
    """Comparisons show it in each interval of each queue or group."""
    RUN = SCREEN | REPORT | INTERVALS
    """All tables of a run but those of single days."""
    EACH_DAY = DAYS | BRIEF


@dataclass(frozen=True)
class Metric:
    """What is known of a metric.

    Texts that name an argument hold ``{threshold}``, ``{percentile}`` or ``{goal}``.

    Parameters
    ----------
    name : str
        In expressions, data frames and JSON.
    subject : {"queue", "group"}
        Of what it can be asked; every metric can also be asked of ``all``.
    unit : str
        A key of ``UNITS``.
    better : int
        +1 more is better, -1 less is better, 0 neither.
    heading : str
        At the head of a column or an axis, such as ``Abandon rate``.
    formula : str
        Numerator and denominator in words, and what "no data" means.
    computed : callable
        Makes the sample from a ``View`` of the tallies.
    places : Place
    arguments : tuple of str
        What stands behind the subject: ``threshold``, ``goal``, ``definition``, ``short_abandon``, ``percentile``. The first is
        needed, and a goal always.
    by_due : bool
        The threshold may be left out: then each queue's ``due`` stands for it.
    short : str
        Heading on the screen; default the heading in small letters.
    words : str
        The measure within a sentence, such as ``share done in time``; default its name.
    words_given : str
        The same when the threshold is given; default ``words``.
    phrase : str
        The measure behind "the" in a sentence on a target; default ``words``. For counts, such as ``number of redials``.
    on_floor : callable, optional
        Whether a floor has it in its tables; None means every floor.
    if_any : bool
        Its column is left out where it is 0 throughout.
    spare : int
        On a narrow screen, columns above 0 are left out, the smallest first.
    day_only : bool
        A whole day has it, an interval does not.
    waits : bool
        It says nothing of queues where nobody waits for an agent to become free, such as bots.
    in_time : bool
        It says whether contacts were served in time. Each queue is judged by one such metric; see ``Headline.in_time``.
    left_over : callable, optional
        For such a metric: what contacts that still wait at the end may make of it.
    paid : bool
        What the agents cost, in money or in hours.
    adds_up : bool
        The day's numerator and denominator are the sums of those of its intervals.
    more_agents : int
        What more agents do to it: +1 it rises, -1 it falls, 0 it may do either.
    served_only : bool
        It has no data where contacts came and none was served. Staffing counts that as missed.
    felt_later : bool
        Fewer agents may be felt hours later.
    erlang : {"service_level", "speed_of_answer", "abandon_rate", ""}
        The figure of Erlang C and Erlang A that estimates it.
    beyond_erlang : str
        Why formulas differ where it is above 0, with ``{share}`` for its share of the contacts offered.
    also : tuple of str
        What the trade also calls it, in small letters with ``_`` between words: ``asa``. A name that another metric has is
        meant where the bound fits this one: ``abandoned < 5%``.
    formerly : str
        The name it had before, which is still understood.
    needs : frozenset of str
        What has to be counted besides contacts, of ``COUNTED_ON_DEMAND``: agents' and contacts' ``times``, ``waits`` in their
        order, contacts ``in_time`` and ``done_in_time`` by threshold, ``backlog``.
    """

    name: str
    subject: Subject
    unit: str
    better: int
    heading: str
    formula: str
    computed: Callable[[View], Sample]
    places: Place = Place.RUN
    arguments: tuple[str, ...] = ()
    by_due: bool = False
    short: str = ""
    words: str = ""
    words_given: str = ""
    phrase: str = ""
    on_floor: Callable[[FloorPlan], bool] | None = None
    if_any: bool = False
    spare: int = 0
    day_only: bool = False
    waits: bool = False
    in_time: bool = False
    left_over: Callable[[View], LeftOver] | None = None
    paid: bool = False
    adds_up: bool = False
    more_agents: int = 0
    served_only: bool = False
    felt_later: bool = False
    erlang: Literal["service_level", "speed_of_answer", "abandon_rate", ""] = ""
    beyond_erlang: str = ""
    also: tuple[str, ...] = ()
    formerly: str = ""
    needs: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        words = self.words or self.name.replace("_", " ")
        object.__setattr__(self, "short", self.short or self.heading[:1].lower() + self.heading[1:])
        object.__setattr__(self, "words", words)
        object.__setattr__(self, "words_given", self.words_given or words)
        object.__setattr__(self, "phrase", self.phrase or words)

    @property
    def needed_arguments(self) -> tuple[str, ...]:
        """Those that cannot be left out."""
        return tuple(one for n, one in enumerate(self.arguments) if (n == 0 and not self.by_due) or one == "goal")

    def stands(self, place: Place) -> bool:
        """Whether it stands in the tables of a place."""
        return bool(self.places & place)

    def helps(self, comparison: str) -> bool:
        """Whether more agents bring it nearer to a bound with this comparison; False also where they may do either."""
        return self.more_agents == (1 if comparison.startswith(">") else -1)

    def harms(self, comparison: str) -> bool:
        """Whether more agents take it further from a bound with this comparison."""
        return self.more_agents == (-1 if comparison.startswith(">") else 1)

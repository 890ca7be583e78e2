"""What agents of a group did with their time, and what that costs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from simdesk.measure.confidence import Sample
from simdesk.measure.definitions.floors import with_several_contacts_each
from simdesk.measure.metric import Metric, Place

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simdesk.measure.view import View

_HOUR = 3600.0


def _mean(name: str) -> Callable[[View], Sample]:
    """The time average of agents."""
    return lambda view: view.each_day(view.group(name) / view.duration)


def _number(name: str) -> Callable[[View], Sample]:
    return lambda view: view.each_day(view.group(name))


def _in_hand(view: View) -> NDArray[np.float64]:
    """Contact seconds in agents' hands: agent seconds where nobody has several at once."""
    return view.group("in_hand" if "in_hand" in view.data.groups else "busy")


def _cost(view: View) -> Sample:
    rates = np.array([group.cost for group in view.plan.groups])
    return view.each_day(view.total(view.data.groups["scheduled"] * rates[:, None]))


def _group(
    name: str, unit: str, better: int, heading: str, formula: str, computed: Callable[[View], Sample], **facts: Any
) -> Metric:
    """A metric of a group that is counted over agents' time."""
    defaults: dict[str, Any] = {"subject": "group", "needs": frozenset({"times"})}
    given = {"name": name, "unit": unit, "better": better, "heading": heading, "formula": formula, "computed": computed}
    return Metric(**defaults | given | facts)


METRICS = (
    _group(
        "agents_on_duty",
        "agents",
        0,
        "On duty",
        "time-average agents on duty between opening and closing",
        _mean("on_duty"),
        places=Place.RUN | Place.COMPARED_BY_INTERVAL,
        phrase="number of agents on duty",
        more_agents=+1,
    ),
    _group(
        "agents_busy",
        "agents",
        0,
        "Busy",
        "time-average agents with a contact in progress between opening and closing",
        _mean("busy"),
        phrase="number of agents busy",
        more_agents=+1,
    ),
    _group(
        "contacts_in_hand",
        "contacts",
        0,
        "Contacts in progress",
        "time-average contacts in agents' hands, wrap-up included, between opening and closing",
        lambda view: view.each_day(_in_hand(view) / view.duration),
        short="in progress",
        phrase="number of contacts in progress",
        on_floor=with_several_contacts_each,
    ),
    _group(
        "contacts_per_busy_agent",
        "contacts",
        0,
        "At once",
        "contacts in progress ÷ agents with a contact in progress, over time; no data when nobody was busy",
        lambda view: Sample(_in_hand(view), view.group("busy")),
        phrase="number of contacts in progress of a busy agent",
        on_floor=with_several_contacts_each,
        adds_up=True,
        more_agents=-1,
    ),
    _group(
        "occupancy",
        "share",
        0,
        "Occupancy",
        "time with a contact in progress ÷ time on duty, within opening hours; several contacts at once count once; the time an "
        "agent is called for a contact, and pauses between contacts, are not counted",
        lambda view: Sample(view.group("busy"), view.group("on_duty") - view.group("not_ready")),
        places=Place.RUN | Place.COMPARED | Place.COMPARED_BY_INTERVAL,
        adds_up=True,
        more_agents=-1,
        also=(
            "occ",
            "occupancy_rate",
        ),
    ),
    _group(
        "utilisation",
        "share",
        0,
        "Utilisation",
        "time with a contact in progress ÷ scheduled time, shrinkage and breaks included, within opening hours; agents sent for "
        "count while there",
        lambda view: Sample(view.group("busy"), view.group("scheduled")),
        places=Place.SCREEN | Place.REPORT,
        adds_up=True,
        more_agents=-1,
        also=(
            "utilization",
            "utilisation_rate",
            "utilization_rate",
        ),
    ),
    _group(
        "contacts_handled",
        "contacts",
        0,
        "Handled",
        "contacts the group's agents took",
        _number("contacts_handled"),
        phrase="number of contacts handled",
        spare=2,
    ),
    _group(
        "agents_not_ready",
        "agents",
        0,
        "Not ready",
        "time-average agents on duty who are called for a contact or pause between contacts, between opening and closing",
        _mean("not_ready"),
        places=Place.REPORT | Place.INTERVALS,
        phrase="number of agents not ready",
        if_any=True,
    ),
    _group(
        "missed_offers",
        "contacts",
        -1,
        "Missed offers",
        "offers of a contact that an agent did not notice; one contact may have several",
        _number("missed_offers"),
        short="missed",
        if_any=True,
    ),
    _group(
        "refused_offers",
        "contacts",
        0,
        "Refused offers",
        "offers of a contact that an agent declined; one contact may have several",
        _number("refused_offers"),
        short="refused",
        if_any=True,
    ),
    _group(
        "agent_hours",
        "h",
        -1,
        "Hours",
        "scheduled agent hours, shrinkage and breaks included",
        lambda view: view.each_day(view.group("scheduled") / _HOUR),
        places=Place.RUN | Place.COMPARED,
        paid=True,
        more_agents=+1,
        also=(
            "paid_hours",
            "scheduled_hours",
        ),
    ),
    _group(
        "overtime",
        "h",
        -1,
        "Overtime",
        "agent hours on duty after the shift ended or the doors closed, warm-up included",
        lambda view: view.each_day(view.mine(view.data.overtime / _HOUR).sum(axis=1)),
        places=Place.SCREEN | Place.REPORT,
        spare=1,
        day_only=True,
        needs=frozenset(),
    ),
    _group(
        "cost",
        "cost",
        -1,
        "Cost",
        "scheduled hours × the group's cost",
        _cost,
        places=Place.SCREEN | Place.REPORT | Place.COMPARED,
        if_any=True,
        paid=True,
        more_agents=+1,
        also=(
            "costs",
            "total_cost",
        ),
    ),
)

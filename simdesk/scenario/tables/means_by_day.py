"""Means that differ from day to day, such as handle times by weekday, as one list over all days."""

from __future__ import annotations

from collections.abc import Callable

from simdesk.scenario.language.series import OTHERS
from simdesk.scenario.layout.days import by_slot, value_of_day
from simdesk.scenario.layout.horizon import Horizon, Opening, day_name
from simdesk.scenario.reading.diagnostics import Place
from simdesk.scenario.reading.nodes import ListNode, MapNode, Node, Scalar


def over_all_days(
    series: MapNode, horizon: Horizon, opening: Opening, report: Callable[[Place, str, str], None]
) -> ListNode | None:
    """Values by day as one for each open interval of all days; None after reporting what is wrong.

    Parameters
    ----------
    series : MapNode
        By date, weekday or ``others``: a value for the whole day, or a list by interval.
    horizon, opening : Horizon, Opening
    report : callable
        Reports a place, a message and a hint.
    """
    known: list[Node] = []
    numbered: dict[str, float | tuple[float, ...]] = {}
    for key, entry in series.entries.items():
        items = entry.node.items if isinstance(entry.node, ListNode) else (entry.node,)
        numbers = tuple(float(len(known) + k) for k in range(len(items)))
        known += items
        numbered[key] = numbers if isinstance(entry.node, ListNode) else numbers[0]
    for span in opening.spans:
        name = day_name(horizon.first, span.day)
        value = value_of_day(numbered, span.day, horizon)
        if value is None:
            report(series.place, f"has no entry for {name}", f"give it a value, or {OTHERS}: for all days that are not named")
            return None
        count, usual = round((span.close - span.open) / horizon.interval), opening.count(horizon.interval)
        if isinstance(value, tuple) and len(value) not in (count, usual):
            place = next(entry.node.place for key, entry in series.entries.items() if numbered[key] is value)
            report(place, f"needs {count} values, one for each interval of {name} (got {len(value)})", "")
            return None
    laid = by_slot(numbered, horizon, opening)
    if len(opening.spans) > 1 and len(laid) == opening.count(horizon.interval):
        message = "the days have together as many intervals as one from open to close, so a list of all days reads as one day's"
        report(series.place, message, "widen open and close under hours, and give each weekday its hours")
        return None
    return ListNode(tuple(known[int(number)] for number in laid), series.place)


def is_by_day(node: MapNode) -> bool:
    """Whether days differ: lists that are the same on each are that of a usual day."""
    lists = [one.node.items for one in node.entries.values() if isinstance(one.node, ListNode)]
    told = {tuple(item.value for item in items if isinstance(item, Scalar)) for items in lists}
    return len(told) != 1 or len(lists) < len(node.entries)

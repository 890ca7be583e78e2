"""Why a formula and the simulation differ: what the formula leaves out, with figures."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simdesk.demand.distributions import Distribution
from simdesk.demand.plan import DemandPlan, ListedArrivals, RateArrivals
from simdesk.floor.parts import ALWAYS, UNLIMITED, GroupPlan
from simdesk.floor.plan import FloorPlan
from simdesk.formats import format_share
from simdesk.measure.expression import Expression
from simdesk.measure.measures import Measures
from simdesk.measure.registry import METRICS
from simdesk.measure.rules import ServiceLevelRule
from simdesk.planning.estimate.result import QueueEstimate

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_AGENTS_FOLLOWED = 150
LEAST_PATIENCE_FOLLOWED = 10.0
"""With more agents, or a shorter patience (seconds), the exact solutions are skipped: they take longer than the simulation."""


@dataclass(frozen=True)
class FormulaInput:
    """A queue as the formulas see it.

    Parameters
    ----------
    floor : FloorPlan
    demand : DemandPlan
    queue : int
    rule : ServiceLevelRule
    agents, aht, patience, contacts : ndarray of float, shape (intervals,)
    skip : int
        Intervals of warm-up.
    classes : tuple of (str, float)
        Customer classes and their shares; empty if there are none.
    """

    floor: FloorPlan
    demand: DemandPlan
    queue: int
    rule: ServiceLevelRule
    agents: NDArray[np.float64]
    aht: NDArray[np.float64]
    patience: NDArray[np.float64]
    contacts: NDArray[np.float64]
    skip: int
    classes: tuple[tuple[str, float], ...] = ()

    @property
    def concurrent_groups(self) -> tuple[str, ...]:
        """Groups that serve the queue with several contacts in progress at once. No formula covers such agents."""
        groups = self.floor.groups
        serving = {g for level in self.floor.queues[self.queue].tries for g in level}
        serving |= {g for g, group in enumerate(groups) if any(self.queue in level for level in group.takes)}
        return tuple(groups[g].name for g in sorted(serving) if groups[g].concurrency is not None)


def reasons(found: QueueEstimate, s: FormulaInput, measures: Measures) -> Iterator[str]:
    """Why the formulas and the simulation of one queue differ, the most important reason first."""
    if s.contacts[s.skip :].sum() == 0:
        counts = measures.tallies.data.counts["offered"][:, measures.rows_of(found.queue)]
        transfers = "All contacts of this queue come from other queues. The formulas do not cover queues that feed each other."
        yield transfers if counts.sum() > 0 else "No contacts are expected in this queue, so there is nothing to compare."
        return
    if s.concurrent_groups:
        names = " and ".join(f"'{name}'" for name in s.concurrent_groups)
        yield (
            f"Agents of {names} may have several contacts in progress at once. Erlang C and Erlang A assume one at a time, so "
            "only the simulation has an answer."
        )
        return
    yield from _agreement(found, measures)
    yield from _overload(found, s)
    yield from _patience(found, s)
    yield from _carried_over(found, s)
    yield from _sharing(s)
    yield from _routing(s)
    yield from _classes(s)
    yield from _shape_of_handle_time(s)
    yield from _days(s)
    yield from _customers(s, measures)
    yield from _journeys(s, measures)
    yield from _staff(s)


def _agreement(found: QueueEstimate, measures: Measures) -> Iterator[str]:
    simulated, a = found.simulated, found.erlang_a.service_level
    if not math.isnan(simulated.low) and simulated.low <= a <= simulated.high:
        yield (
            f"Over the day Erlang A ({format_share(a)}) lies inside the simulation's 95% confidence interval "
            f"(±{simulated.half_width * 100:.1f} points): {measures.tallies.days} days are too few to tell them apart."
        )


def _overload(found: QueueEstimate, s: FormulaInput) -> Iterator[str]:
    over = [row for row in found.intervals if row.contacts > 0 and row.load >= row.agents and row.erlang_c.service_level == 0]
    if not over:
        return
    where = ", ".join(s.floor.clock(row.start) for row in over[:4]) + (" and more" if len(over) > 4 else "")
    leave = np.isfinite(s.patience).any() or s.floor.queues[s.queue].waiting_places != UNLIMITED
    passes = over[-1] is not found.intervals[-1]
    ways = [*(["customers leave"] if leave else []), *(["the peak passes"] if passes else [])]
    truth = f". In the simulation {' and '.join(ways)}" if ways else ". In the simulation the queue grows all day as well"
    yield (
        f"In {len(over)} of {len(found.intervals)} intervals ({where}) the load is at or above the number of agents. Erlang C "
        f"has no answer there, because its queue grows without limit, so it counts 0%{truth}."
    )


def _patience(found: QueueEstimate, s: FormulaInput) -> Iterator[str]:
    finite = np.isfinite(s.patience)
    if finite.any() and found.simulated_abandon_rate > 0:
        yield (
            f"{format_share(found.simulated_abandon_rate)} of the contacts abandon in the simulation. In Erlang C nobody "
            "abandons, so its queues are too long."
        )
    queue = s.demand.queues[s.queue]
    kinds = {_kind(distribution) for _, distribution in queue.patience.pieces if distribution.family != "unlimited"}
    if finite.any() and kinds - {"exponential"} and len(queue.patience.pieces) == 1:
        level = _with_general_patience(found, s, queue.patience.pieces[0][1])
        exact = f" With the actual distribution (M/M/n+G) the formula gives {format_share(level)}." if level is not None else ""
        yield f"Patience is {' and '.join(sorted(kinds))}. Erlang A assumes an exponential one with the same mean.{exact}"


def _kind(distribution: Distribution) -> str:
    cut = distribution.at_least > 0 or math.isfinite(distribution.at_most)
    return f"{distribution.family} (cut)" if cut else distribution.family


def _with_general_patience(found: QueueEstimate, s: FormulaInput, patience: Distribution) -> float | None:
    from simdesk.theory import general_patience

    queue = s.demand.queues[s.queue]
    limited = s.floor.queues[s.queue].waiting_places != UNLIMITED
    if queue.patience.factors or limited or s.classes or s.patience.min() < LEAST_PATIENCE_FOLLOWED:
        return None
    total = weight = 0.0
    for i in range(s.skip, len(s.contacts)):
        agents = math.floor(s.agents[i] + 0.5)
        if s.contacts[i] == 0 or s.aht[i] == 0:
            continue
        if agents < 1:
            return None
        model = general_patience(s.contacts[i] / s.demand.interval, s.aht[i], agents, patience, queue.balking)
        level = model.service_level(
            found.measure.threshold or 0.0,
            found.measure.definition or s.rule.definition,
            s.rule.short_abandon if found.measure.short_abandon is None else found.measure.short_abandon,
            include_abandons=s.rule.genesys_include_abandons,
            include_short_abandons=s.rule.genesys_include_short_abandons,
        )
        total += s.contacts[i] * level
        weight += s.contacts[i]
    return total / weight if weight > 0 else None


def _carried_over(found: QueueEstimate, s: FormulaInput) -> Iterator[str]:
    steady = np.ptp(s.contacts) < 1e-9 and np.ptp(s.agents) < 1e-9 and s.skip > 0
    if steady or len(s.contacts) < 2:
        return
    level = _transient_level(found, s)
    exact = f" Erlang A solved exactly through the day gives {format_share(level)}." if level is not None else ""
    yield (
        "The formulas assume a steady state in every interval: they ignore the empty queue at opening and the queue that one "
        f"interval leaves to the next.{exact}"
    )


def _transient_level(found: QueueEstimate, s: FormulaInput) -> float | None:
    from simdesk.theory import transient

    definition = found.measure.definition or s.rule.definition
    plain = definition in ("of_answered", "of_offered", "abandoned_in_time_good", "abandoned_in_time_removed")
    queue = s.demand.queues[s.queue]
    alone = all(not any(s.queue in level for level in group.takes) or sum(map(len, group.takes)) == 1 for group in s.floor.groups)
    same = np.ptp(s.aht) < 1e-9 and (np.ptp(s.patience) < 1e-9 if np.isfinite(s.patience).all() else False)
    limited = s.floor.queues[s.queue].waiting_places != UNLIMITED
    small = s.agents.max() <= MOST_AGENTS_FOLLOWED and s.patience.min() >= LEAST_PATIENCE_FOLLOWED
    if not (plain and alone and same and small) or limited or s.skip:
        return None
    day = transient(
        (s.contacts / s.demand.interval).tolist(),
        float(s.aht[0]),
        [math.floor(agents + 0.5) for agents in s.agents],
        s.demand.interval,
        float(s.patience[0]),
        queue.balking,
        found.measure.threshold or 0.0,
    )
    level = day.service_level_of_day(definition)
    return None if math.isnan(level) else level


def _sharing(s: FormulaInput) -> Iterator[str]:
    names = [queue.name for queue in s.floor.queues]
    for group in s.floor.groups:
        takes = [q for level in group.takes for q in level]
        others = [names[q] for q in takes if q != s.queue]
        if s.queue in takes and others:
            yield (
                f"'{group.name}' also serves {', '.join(others)}. A formula covers one queue, so each group was split among its "
                "queues by load, the first-ranked queues first. Priorities and help between queues are left out."
            )


def _shape_of_handle_time(s: FormulaInput) -> Iterator[str]:
    queue = s.demand.queues[s.queue]
    parts = [varying.pieces[0][1] for varying in (queue.handle_time, queue.wrap_up)]
    plain = all(len(varying.pieces) == 1 and not varying.factors for varying in (queue.handle_time, queue.wrap_up))
    mean = sum(part.mean for part in parts)
    if not plain or any(part.at_least > 0 or math.isfinite(part.at_most) for part in parts) or mean == 0:
        return
    squared = sum(part.sd**2 for part in parts) / mean**2
    if abs(squared - 1) > 0.05:
        word = "less" if squared < 1 else "more"
        yield (
            f"Handle times vary {word} than the formulas' exponential ones (squared coefficient of variation {squared:.2f} "
            "instead of 1)."
        )


def _days(s: FormulaInput) -> Iterator[str]:
    arrivals = s.demand.queues[s.queue].arrivals
    if isinstance(arrivals, ListedArrivals):
        yield "Arrivals are replayed from a list, the same every day. The formulas assume random (Poisson) arrivals."
    elif isinstance(arrivals, RateArrivals) and arrivals.day_to_day > 0:
        yield (
            f"Volumes vary by {format_share(arrivals.day_to_day)} from day to day (coefficient of variation). Busy days lose "
            "more than quiet days gain, and a formula covers only the average day."
        )


def _customers(s: FormulaInput, measures: Measures) -> Iterator[str]:
    queue = s.demand.queues[s.queue]
    if queue.redial is not None:
        counts = measures.tallies.data.counts
        again, offered = (float(counts[name][:, measures.rows_of(queue.name)].sum()) for name in ("tried_again", "offered"))
        if again > 0:
            share = format_share(again / offered)
            yield f"{share} of the contacts are redials, which the formulas leave out."
    trunk = s.floor.queues[s.queue].trunk
    if trunk != UNLIMITED:
        others = [queue.name for q, queue in enumerate(s.floor.queues) if queue.trunk == trunk and q != s.queue]
        shared = f" (shared with {', '.join(others)})" if others else ""
        yield f"Contacts arrive on {s.floor.trunks[trunk]} trunk lines{shared}. The formulas assume enough lines."


def _journeys(s: FormulaInput, measures: Measures) -> Iterator[str]:
    queue, reaction = s.demand.queues[s.queue], s.floor.queues[s.queue].reaction
    if reaction is not None and reaction.balking:
        yield "The longer the queue, the more customers balk. In the formulas that share does not depend on the queue."
    if reaction is not None and reaction.announced:
        yield "Customers hear the predicted wait, which changes their patience. The formulas ignore the announcement."
    counts = measures.tallies.data.counts
    offered = float(counts["offered"][:, measures.rows_of(queue.name)].sum())
    if offered == 0:
        return
    for metric in METRICS.values():
        number = (
            float(measures.sample(Expression.plain(metric.name, queue.name)).numerator.sum()) if metric.beyond_erlang else 0.0
        )
        if number > 0:
            yield metric.beyond_erlang.format(share=format_share(number / offered))
    if queue.misrouted is not None:
        wrong = s.demand.queues[queue.misrouted.queue].name
        share = format_share(queue.misrouted.share)
        yield f"{share} of these customers are misrouted to {wrong} first. In the formulas all arrive here directly."
    guests = [one for one in s.demand.queues if one.misrouted is not None and one.misrouted.queue == s.queue]
    for one in guests:
        yield f"Some contacts for {one.name} are misrouted here and take agents' time. The formulas leave them out."
    if queue.transfer is not None and queue.transfer.warm:
        yield "Transfers are warm: the agent is tied up until the next agent answers. In the formulas the agent is free before."
    if queue.assistance is not None:
        helpers = s.demand.queues[queue.assistance.queue].name
        yield f"Agents who need help from {helpers} are tied up until it ends. The formulas count the handle time alone."


def _classes(s: FormulaInput) -> Iterator[str]:
    if s.classes:
        shares = ", ".join(f"{name} {format_share(share)}" for name, share in s.classes)
        yield (
            f"Its customers are of several classes ({shares}). The formulas use the mean of their times and leave out priorities."
        )


def _routing(s: FormulaInput) -> Iterator[str]:
    queue, groups = s.floor.queues[s.queue], s.floor.groups
    mine = [(g, queue.access[g] if queue.access else ALWAYS) for level in queue.tries for g in level]
    rules = {
        "after some wait": [g for g, access in mine if access.after > 0],
        "up to some wait": [g for g, access in mine if math.isfinite(access.until)],
        "while the queue is long": [g for g, access in mine if access.waiting_from > 1 or access.predicted_from > 0],
        "while enough agents stay free for other queues": [g for g, access in mine if access.reserve > 0],
    }
    conditions = [f"{', '.join(groups[g].name for g in found)} {words}" for words, found in rules.items() if found]
    if conditions:
        yield f"Some groups answer these contacts only under conditions: {'; '.join(conditions)}. The formulas leave these out."
    if any(s.queue in level and (group.weight or group.bonus) for group in groups for level in group.takes):
        yield (
            "Within a rank contacts are answered by weight, credit or due time, not by the longest wait. The formulas leave out "
            "priorities."
        )
    if queue.agent_choice != "longest_idle" and len({groups[g].pace[s.queue] for g, _ in mine}) > 1:
        choice = queue.agent_choice.replace("_", " ")
        yield f"The choice among idle agents ({choice}) decides how much the faster agents do. The formulas leave it out."


def _people(groups: list[GroupPlan]) -> Iterator[str]:
    if any(group.kinds for group in groups):
        yield (
            "Agents of a group differ in pace or skills. The formulas use their mean, as if every agent answered all of the "
            "group's contacts."
        )
    if any(group.ringing is not None for group in groups):
        yield (
            "Contacts ring before they are answered, and some offers are missed. Ringing adds to waits and takes agents' time, "
            "which the formulas leave out."
        )
    if any(group.pauses for group in groups):
        yield "Agents pause between contacts. In the formulas they are ready at once."
    if any(group.absence > 0 for group in groups):
        yield "Absence varies by day. Days with few agents lose more service than days with many agents gain."


def _staff(s: FormulaInput) -> Iterator[str]:
    mine = [group for group in s.floor.groups if any(s.queue in level for level in group.takes)]
    if np.any(np.abs(s.agents - np.round(s.agents)) > 1e-9):
        yield "Headcount is fractional in some intervals. The simulation has whole agents each day; the formulas interpolate."
    if any(shift.breaks for group in mine for shift in group.shifts):
        yield "Breaks fall within intervals and begin after the contact in progress. The formulas use the interval's mean."
    yield from _people(mine)
    if len({group.pace[s.queue] for group in mine}) > 1:
        yield "Groups work at different paces. The formulas use their mean."

"""Why a formula and the simulation differ: what of the scenario the formula does not know, with figures."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simdesk.demand.distributions import Distribution
from simdesk.demand.plan import DemandPlan, ListedArrivals, RateArrivals
from simdesk.floor.plan import ALWAYS, UNLIMITED, FloorPlan, GroupPlan
from simdesk.measure.metrics import Measures
from simdesk.measure.rules import ServiceLevelRule
from simdesk.units import format_share

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simdesk.planning.estimate.estimate import QueueEstimate

MOST_AGENTS_FOLLOWED = 150
LEAST_PATIENCE_FOLLOWED = 10.0
"""The exact solutions are left out for larger floors, and for patience (seconds) so short that their steps become
too many: they would take longer than the simulation."""


@dataclass(frozen=True)
class Situation:
    """What a queue looks like to a formula.

    Parameters
    ----------
    floor : FloorPlan
    demand : DemandPlan
    queue : int
    rule : ServiceLevelRule
    agents, handle_time, patience, contacts : ndarray of float, shape (intervals,)
    skip : int
        Intervals of warm-up.
    classes : tuple of (str, float)
        Classes of its customers and their shares; empty where all are alike.
    """

    floor: FloorPlan
    demand: DemandPlan
    queue: int
    rule: ServiceLevelRule
    agents: NDArray[np.float64]
    handle_time: NDArray[np.float64]
    patience: NDArray[np.float64]
    contacts: NDArray[np.float64]
    skip: int
    classes: tuple[tuple[str, float], ...] = ()

    @property
    def several(self) -> tuple[str, ...]:
        """Groups that take the queue and whose agents may have several contacts in hand: no formula knows such agents."""
        groups = self.floor.groups
        takers = {g for level in self.floor.queues[self.queue].tries for g in level}
        takers |= {g for g, group in enumerate(groups) if any(self.queue in level for level in group.takes)}
        return tuple(groups[g].name for g in sorted(takers) if groups[g].hands is not None)


def reasons(found: QueueEstimate, s: Situation, measures: Measures) -> Iterator[str]:
    """Sentences that say why the formulas and the simulation of one queue differ, the weightiest first."""
    if s.contacts[s.skip :].sum() == 0:
        counts = measures.tallies.data.counts["offered"][:, measures.rows_of(found.queue)]
        came = "Its contacts come from other queues alone, and a formula knows no queue that leads to another."
        yield came if counts.sum() > 0 else "No contacts are expected here, so there is nothing to compare."
        return
    if s.several:
        names = " and ".join(f"'{name}'" for name in s.several)
        yield (
            f"Agents of {names} may have several contacts in hand, and their pace goes by how many. Erlang C and Erlang A know "
            "agents with one contact at a time, so they have no answer here; the simulation alone does."
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
            f"Over the day Erlang A ({format_share(a)}) lies inside the simulation's interval: "
            f"these {measures.tallies.days} days cannot tell the two apart, to within {simulated.half_width * 100:.1f} points."
        )


def _overload(found: QueueEstimate, s: Situation) -> Iterator[str]:
    over = [row for row in found.intervals if row.contacts > 0 and row.load >= row.agents and row.erlang_c.service_level == 0]
    if not over:
        return
    where = ", ".join(s.floor.clock(row.start) for row in over[:4]) + (" and more" if len(over) > 4 else "")
    leave = np.isfinite(s.patience).any() or s.floor.queues[s.queue].waiting_places != UNLIMITED
    passes = over[-1] is not found.intervals[-1]
    ways = [*(["callers leave"] if leave else []), *(["the peak passes"] if passes else [])]
    truth = f"; in truth {' and '.join(ways)}" if ways else ", and it does grow all day"
    yield (
        f"In {len(over)} of {len(found.intervals)} intervals ({where}) the offered load is not below the agents. Erlang C "
        f"has no answer there, as its line grows without end, and counts 0%{truth}."
    )


def _patience(found: QueueEstimate, s: Situation) -> Iterator[str]:
    finite = np.isfinite(s.patience)
    if finite.any() and found.simulated_abandon_rate > 0:
        yield (
            f"Callers give up: {format_share(found.simulated_abandon_rate)} in the simulation. Erlang C lets everyone wait for "
            "ever, so its lines are longer than they can be."
        )
    queue = s.demand.queues[s.queue]
    kinds = {_kind(distribution) for _, distribution in queue.patience.pieces if distribution.family != "unlimited"}
    if finite.any() and kinds - {"exponential"} and len(queue.patience.pieces) == 1:
        level = _with_general_patience(found, s, queue.patience.pieces[0][1])
        said = f" With the patience as it is (M/M/n+G) the formula gives {format_share(level)}." if level is not None else ""
        yield f"Patience is {' and '.join(sorted(kinds))}; Erlang A takes it as exponential with the same mean.{said}"


def _kind(distribution: Distribution) -> str:
    cut = distribution.at_least > 0 or math.isfinite(distribution.at_most)
    return f"{distribution.family} (cut)" if cut else distribution.family


def _with_general_patience(found: QueueEstimate, s: Situation, patience: Distribution) -> float | None:
    from simdesk.theory import general_patience

    queue = s.demand.queues[s.queue]
    limited = s.floor.queues[s.queue].waiting_places != UNLIMITED
    if queue.patience.factors or limited or s.classes or s.patience.min() < LEAST_PATIENCE_FOLLOWED:
        return None
    total = weight = 0.0
    for i in range(s.skip, len(s.contacts)):
        agents = math.floor(s.agents[i] + 0.5)
        if s.contacts[i] == 0 or s.handle_time[i] == 0:
            continue
        if agents < 1:
            return None
        model = general_patience(s.contacts[i] / s.demand.interval, s.handle_time[i], agents, patience, queue.balking)
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


def _carried_over(found: QueueEstimate, s: Situation) -> Iterator[str]:
    steady = np.ptp(s.contacts) < 1e-9 and np.ptp(s.agents) < 1e-9 and s.skip > 0
    if steady or len(s.contacts) < 2:
        return
    level = _transient_level(found, s)
    said = f" Followed exactly through the day, the same Erlang A gives {format_share(level)}." if level is not None else ""
    yield (
        "The formulas take every interval by itself, as if it had lasted for ever: they know neither the empty floor at opening "
        f"nor the line an interval leaves to the next.{said}"
    )


def _transient_level(found: QueueEstimate, s: Situation) -> float | None:
    from simdesk.theory import transient

    definition = found.measure.definition or s.rule.definition
    plain = definition in ("of_answered", "of_offered", "abandoned_in_time_good", "abandoned_in_time_removed")
    queue = s.demand.queues[s.queue]
    alone = all(not any(s.queue in level for level in group.takes) or sum(map(len, group.takes)) == 1 for group in s.floor.groups)
    same = np.ptp(s.handle_time) < 1e-9 and (np.ptp(s.patience) < 1e-9 if np.isfinite(s.patience).all() else False)
    limited = s.floor.queues[s.queue].waiting_places != UNLIMITED
    small = s.agents.max() <= MOST_AGENTS_FOLLOWED and s.patience.min() >= LEAST_PATIENCE_FOLLOWED
    if not (plain and alone and same and small) or limited or s.skip:
        return None
    day = transient(
        (s.contacts / s.demand.interval).tolist(),
        float(s.handle_time[0]),
        [math.floor(agents + 0.5) for agents in s.agents],
        s.demand.interval,
        float(s.patience[0]),
        queue.balking,
        found.measure.threshold or 0.0,
    )
    level = day.service_level_of_day(definition)
    return None if math.isnan(level) else level


def _sharing(s: Situation) -> Iterator[str]:
    names = [queue.name for queue in s.floor.queues]
    for group in s.floor.groups:
        takes = [q for level in group.takes for q in level]
        others = [names[q] for q in takes if q != s.queue]
        if s.queue in takes and others:
            yield (
                f"'{group.name}' also serves {', '.join(others)}. A formula knows one queue: each group was split among its "
                "queues by load, those of best rank first. It cannot see who helps whom when, or whose contacts go first."
            )


def _shape_of_handle_time(s: Situation) -> Iterator[str]:
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
            f"Handle times vary {word} than the exponential ones of the formulas (squared coefficient of variation "
            f"{squared:.2f} instead of 1)."
        )


def _days(s: Situation) -> Iterator[str]:
    arrivals = s.demand.queues[s.queue].arrivals
    if isinstance(arrivals, ListedArrivals):
        yield "The arrivals are replayed from a list, the same every day; the formulas take them as random (Poisson)."
    elif isinstance(arrivals, RateArrivals) and arrivals.day_to_day > 0:
        yield (
            f"Days differ by {format_share(arrivals.day_to_day)} (coefficient of variation): busy days lose more than quiet days "
            "win, and a formula sees only the average day."
        )


def _customers(s: Situation, measures: Measures) -> Iterator[str]:
    queue = s.demand.queues[s.queue]
    if queue.redial is not None:
        counts = measures.tallies.data.counts
        again, offered = (float(counts[name][:, measures.rows_of(queue.name)].sum()) for name in ("tried_again", "offered"))
        if again > 0:
            share = format_share(again / offered)
            yield f"Customers who fail try again: {share} of the contacts are further tries, which no formula knows."
    trunk = s.floor.queues[s.queue].trunk
    if trunk != UNLIMITED:
        others = [queue.name for q, queue in enumerate(s.floor.queues) if queue.trunk == trunk and q != s.queue]
        shared = f" (shared with {', '.join(others)})" if others else ""
        yield f"Contacts come in by {s.floor.trunks[trunk]} trunk lines{shared}; the formulas take no account of them."


def _journeys(s: Situation, measures: Measures) -> Iterator[str]:
    queue, reaction = s.demand.queues[s.queue], s.floor.queues[s.queue].reaction
    if reaction is not None and reaction.balking:
        yield "The longer the line the more customers leave at once; the formulas let all of them join it."
    if reaction is not None and reaction.announced:
        yield "Customers hear the predicted wait, and leave or wait by it; the formulas know the patience without it."
    counts = measures.tallies.data.counts
    number = {name: float(counts[name][:, measures.rows_of(queue.name)].sum()) for name in _JOURNEYS}
    if number["offered"] == 0:
        return
    for name, words in _JOURNEYS.items():
        if name != "offered" and number[name] > 0:
            yield words.format(share=format_share(number[name] / number["offered"]))
    if queue.misrouted is not None:
        wrong = s.demand.queues[queue.misrouted.queue].name
        share = format_share(queue.misrouted.share)
        yield f"{share} of these customers come to {wrong} first, and later here; the formulas let all come here at once."
    guests = [one for one in s.demand.queues if one.misrouted is not None and one.misrouted.queue == s.queue]
    for one in guests:
        yield f"Some contacts meant for {one.name} come here by mistake and take agents' time; the formulas know nothing of them."
    if queue.transfer is not None and queue.transfer.warm:
        yield "The agent stays with a customer who is transferred until the next one answers; the formulas free the agent before."
    if queue.assistance is not None:
        helpers = s.demand.queues[queue.assistance.queue].name
        yield f"Some agents stay until {helpers} has come and helped; the formulas take the handle time alone."


_JOURNEYS = {
    "offered": "",
    "took_call_back": "{share} of the contacts take a call-back instead of waiting; the formulas let them wait.",
    "not_reached": "{share} of the contacts are calls that reach nobody and still take time; the formulas know none.",
    "transferred_in": "{share} of the contacts come by transfer; the formulas know only those who come by themselves.",
    "repeats": "{share} of the contacts are of customers whose last one was not resolved, which no formula knows.",
}


def _classes(s: Situation) -> Iterator[str]:
    if s.classes:
        shares = ", ".join(f"{name} {format_share(share)}" for name, share in s.classes)
        yield (
            f"Its customers are of several classes ({shares}). The formulas take them as one, with the mean of their times, and "
            "do not know who goes first."
        )


def _routing(s: Situation) -> Iterator[str]:
    queue, groups = s.floor.queues[s.queue], s.floor.groups
    mine = [(g, queue.access[g] if queue.access else ALWAYS) for level in queue.tries for g in level]
    rules = {
        "after some wait": [g for g, access in mine if access.after > 0],
        "up to some wait": [g for g, access in mine if math.isfinite(access.until)],
        "while the line is long": [g for g, access in mine if access.waiting_from > 1 or access.predicted_from > 0],
        "while enough agents stay free for others": [g for g, access in mine if access.reserve > 0],
    }
    said = [f"{', '.join(groups[g].name for g in found)} {words}" for words, found in rules.items() if found]
    if said:
        yield f"Some take these contacts only at times: {'; '.join(said)}. The formulas know no such times."
    if any(s.queue in level and (group.weight or group.bonus) for group in groups for level in group.takes):
        yield (
            "Within a rank contacts go by weight, credit or due time, not by the longest wait; the formulas do not know whose "
            "contacts go first."
        )
    if queue.agent_choice != "longest_idle" and len({groups[g].pace[s.queue] for g, _ in mine}) > 1:
        choice = queue.agent_choice.replace("_", " ")
        yield f"Who of several free agents takes a contact ({choice}) decides how much the faster ones do; no formula sees it."


def _people(groups: list[GroupPlan]) -> Iterator[str]:
    if any(group.kinds for group in groups):
        yield (
            "Agents of a group differ, in pace or in what they take; the formulas take their mean, as if all took all of the "
            "group's contacts."
        )
    if any(group.ringing is not None for group in groups):
        yield (
            "Contacts ring before they are answered, and some in vain: that is part of the wait and takes agents' time; the "
            "formulas know neither."
        )
    if any(group.pauses for group in groups):
        yield "Agents pause between contacts; the formulas take them to be ready at once."
    if any(group.absence > 0 for group in groups):
        yield "Absence varies by day: days with few agents are worse than the mean number of agents makes them."


def _staff(s: Situation) -> Iterator[str]:
    mine = [group for group in s.floor.groups if any(s.queue in level for level in group.takes)]
    if np.any(np.abs(s.agents - np.round(s.agents)) > 1e-9):
        yield "Heads are fractions in some intervals: the simulation has whole ones each day, the formulas were read in between."
    if any(shift.breaks for group in mine for shift in group.shifts):
        yield "Breaks fall within intervals and wait for the contact in hand; the formulas take the interval's mean."
    yield from _people(mine)
    if len({group.pace[s.queue] for group in mine}) > 1:
        yield "Groups work at different paces; the formulas take their mean."

"""What the load by plan leaves out and can be told beforehand: contacts transferred, and agents who help only at times."""

from __future__ import annotations

from simdesk.demand.plan import DemandPlan
from simdesk.floor.parts import ALWAYS
from simdesk.floor.plan import FloorPlan
from simdesk.measure.loads import mean_by_interval
from simdesk.scenario.language.model import ScenarioModel
from simdesk.scenario.notes.load import Load, Pool
from simdesk.scenario.notes.wording import listing


def transferred(model: ScenarioModel, floor: FloorPlan, demand: DemandPlan, load: Load) -> dict[str, str]:
    """Of each queue that contacts are transferred to, how many come from the arrivals of others, and their load.

    Parameters
    ----------
    model : ScenarioModel
    floor, demand : FloorPlan, DemandPlan
        Laid out without classes of customers.
    load : Load

    Returns
    -------
    dict of str to str
        By queue, such as ``up to 132 a day transferred from sales, if all are answered (1.3 erlangs at most)``.
    """
    names = list(model.queues)
    found = {}
    for q, name in enumerate(names):
        sources = [
            (other, one.transfer.to[name])
            for other, one in model.queues.items()
            if one.transfer is not None and name in one.transfer.to
        ]
        counts = [sum(load.contacts[names.index(other)][k] * share for other, share in sources) for k in range(floor.intervals)]
        if sum(counts) <= 0:
            continue
        laid_out = demand.queues[q]
        times = mean_by_interval(laid_out.handle_time, demand) + mean_by_interval(laid_out.wrap_up, demand)
        most = max(count * float(time) / floor.interval for count, time in zip(counts, times, strict=True))
        days = "a day" if floor.dates is None else f"in {len(floor.dates.names)} days"
        found[name] = (
            f"up to {sum(counts):,.0f} {days} transferred from {listing(other for other, _ in sources)}, if all are answered "
            f"({most:,.1f} erlangs at most)"
        )
    return found


def helping_later(floor: FloorPlan, pool: Pool, heads: list[float]) -> str:
    """Agents of a pool on duty who take no contact at once, but only under a condition; empty where there are none.

    Parameters
    ----------
    floor : FloorPlan
    pool : Pool
    heads : list of float
        On duty of each group.
    """
    later = []
    for g in pool.groups:
        queues = [q for level in floor.groups[g].takes for q in level]
        gates = [floor.queues[q].access[g] for q in queues if floor.queues[q].access]
        if gates and len(gates) == len(queues) and all(gate != ALWAYS for gate in gates) and heads[g] > 0:
            later.append((floor.groups[g].name, heads[g]))
    if not later:
        return ""
    return f"; of these, {listing(f'{number:.3g} of {name}' for name, number in later)} help only when their rank opens"

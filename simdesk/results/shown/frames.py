"""The tables of a run as data frames; their columns and units are documented at ``Results``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from simdesk.measure.registry import SERVICE_LEVEL
from simdesk.results.shown.headline import estimates_of_each, of_intervals
from simdesk.rules.codes import AT_WORK, BREAK, MEETING, MISSED, ON_DUTY, OUTCOMES, PAUSED, RANG, REFUSED, WAITING
from simdesk.rules.leg_codes import REASONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from simdesk.engine.log import DayLog
    from simdesk.floor.plan import FloorPlan
    from simdesk.results.results import Results


def contacts(results: Results) -> pd.DataFrame:
    """The table ``Results.contacts``, whose columns are documented there."""
    import pandas as pd

    plan = results.measures.plan
    return pd.concat([contacts_of_day(plan, day, log) for day, log in enumerate(results.logs)], ignore_index=True)


def contacts_of_day(plan: FloorPlan, replication: int, log: DayLog) -> pd.DataFrame:
    """One day of the table ``Results.contacts``; every day has the same columns, types and categories."""
    import pandas as pd

    c = log.contacts
    channels = list(dict.fromkeys(queue.channel for queue in plan.queues))
    channel = np.array([channels.index(queue.channel) for queue in plan.queues], np.int64)
    return pd.DataFrame(
        {
            "replication": np.full(len(c), replication),
            "customer": c.customer,
            "attempt": c.attempt,
            "queue": _queue_names(plan, c.queue),
            "channel": _named(channel[c.queue], channels),
            **({"customers": _class_names(plan, c.queue)} if plan.families else {}),
            "arrival": c.arrival,
            "answered": c.answered,
            "ended": c.ended,
            "wait": c.wait,
            "talk": c.ended - c.answered,
            "wrap_up": c.released - c.ended,
            "could_answer": c.could_answer,
            "agent": c.agent,
            "agent_group": _named(c.group, [group.name for group in plan.groups]),
            "outcome": _named(c.outcome, list(OUTCOMES)),
            "unfinished": c.outcome == WAITING,
            "warm_up": c.arrival < plan.opening + plan.warm_up,
            "reason": _named(c.reason, list(REASONS)),
            "journey": c.journey,
        }
    )


def _queue_names(plan: FloorPlan, rows: NDArray[Any]) -> Any:
    """Rows of queues as names of the queues; -1 is none."""
    whole = plan.whole_queues
    code = np.array([*(k for k, queue in enumerate(whole) for _ in range(queue.first, queue.end)), -1], np.int64)
    return _named(code[rows], [queue.name for queue in whole])


def _class_names(plan: FloorPlan, rows: NDArray[Any]) -> Any:
    """Rows of queues as names of the classes of customers; none where a queue has none."""
    of_class = ["" for _ in plan.queues]
    for family in plan.families:
        for q in range(family.first, family.end):
            of_class[q] = plan.queues[q].name.removeprefix(f"{family.name}.")
    names = list(dict.fromkeys(name for name in of_class if name))
    code = np.array([names.index(name) if name else -1 for name in of_class], np.int64)
    return _named(code[rows], names)


def _named(codes: Any, names: list[str]) -> Any:
    import pandas as pd

    return pd.Categorical.from_codes(codes, dtype=pd.CategoricalDtype(names))


def agents(results: Results) -> pd.DataFrame:
    """The table ``Results.agents``, whose columns are documented there."""
    import pandas as pd

    plan = results.measures.plan
    return pd.concat([agents_of_day(plan, day, log) for day, log in enumerate(results.logs)], ignore_index=True)


def agents_of_day(plan: FloorPlan, replication: int, log: DayLog) -> pd.DataFrame:
    """One day of the table ``Results.agents``; every day has the same columns, types and categories."""
    import pandas as pd

    spans = _agent_spans(log)
    return pd.DataFrame(
        {
            "replication": np.full(len(spans["agent"]), replication),
            "agent": spans["agent"],
            "agent_group": _named(spans["agent_group"], [group.name for group in plan.groups]),
            "activity": _named(spans["activity"], list(ACTIVITIES)),
            "begin": spans["begin"],
            "end": spans["end"],
            "seconds": spans["end"] - spans["begin"],
            "queue": _queue_names(plan, spans["queue"]),
        }
    )


ACTIVITIES = ("handling", "wrap_up", "idle", "break", "meeting", "ringing", "missed_offer", "refused_offer", "pause")
_NOTED = np.zeros(8, np.int64)
"""Activities of the log's spans, by their code."""
_NOTED[[BREAK, MEETING, RANG, MISSED, REFUSED, PAUSED]] = range(3, 9)


def _agent_spans(log: DayLog) -> dict[str, Any]:
    """Handling and wrap-up from the contacts, breaks and the like from the spans, idle what is left of the time on duty."""
    c = log.contacts
    taken = np.flatnonzero(c.agent >= 0)
    wrapped = taken[c.released[taken] > c.ended[taken]]
    rest = log.spans[(log.spans["activity"] != ON_DUTY) & (log.spans["activity"] != AT_WORK)]
    within = rest[rest["activity"] >= RANG]
    duty = log.spans[log.spans["activity"] == ON_DUTY]
    idle_begin, idle_end, idle_agent, idle_group = _idle(
        duty,
        np.concatenate([c.agent[taken], within["agent"]]),
        np.concatenate([c.answered[taken], within["begin"]]),
        np.concatenate([c.released[taken], within["end"]]),
    )
    table = {
        "agent": np.concatenate([c.agent[taken], c.agent[wrapped], idle_agent, rest["agent"]]),
        "agent_group": np.concatenate([c.group[taken], c.group[wrapped], idle_group, rest["group"]]),
        "activity": np.concatenate(
            [
                np.repeat([0, 1, 2], [len(taken), len(wrapped), len(idle_agent)]),
                _NOTED[rest["activity"]],
            ]
        ),
        "begin": np.concatenate([c.answered[taken], c.ended[wrapped], idle_begin, rest["begin"]]),
        "end": np.concatenate([c.ended[taken], c.released[wrapped], idle_end, rest["end"]]),
        "queue": np.concatenate([c.queue[taken], c.queue[wrapped], np.full(len(idle_agent) + len(rest), -1)]),
    }
    order = np.lexsort((table["activity"], table["begin"], table["agent"]))
    return {name: values[order] for name, values in table.items()}


def _idle(duty: Any, agent: Any, begin: Any, end: Any) -> tuple[Any, Any, Any, Any]:
    """The gaps between contacts within each span on duty."""
    # Events along each agent's time: +1 where a span on duty or a contact begins, -1 where it ends.
    kinds = np.concatenate([np.full(len(duty), 1), np.full(len(duty), -1), np.full(len(agent), -1), np.full(len(agent), 1)])
    who = np.concatenate([duty["agent"], duty["agent"], agent, agent])
    when = np.concatenate([duty["begin"], duty["end"], begin, end])
    group = np.concatenate([duty["group"], duty["group"], np.full(2 * len(agent), -1)])
    order = np.lexsort((kinds, when, who))
    kinds, who, when, group = kinds[order], who[order], when[order], group[order]
    level = np.cumsum(kinds)
    last_group = np.maximum.accumulate(np.where(group >= 0, np.arange(len(group)), 0)) if len(group) else group
    gaps = np.flatnonzero((level[:-1] == 1) & (who[:-1] == who[1:]) & (when[1:] > when[:-1])) if len(level) else level
    return when[gaps], when[gaps + 1], who[gaps], group[last_group[gaps]] if len(gaps) else who[gaps]


def intervals(results: Results) -> pd.DataFrame:
    """The table ``Results.intervals``, whose columns are documented there."""
    import pandas as pd

    measures = results.measures
    starts = [measures.interval_label(interval) for interval in range(measures.intervals)]
    return pd.DataFrame(_of_queues(results, "start", starts))


def _of_queues(results: Results, key: str, labels: Sequence[str], stretches: Sequence[range] | None = None) -> dict[str, Any]:
    """The queues' measures in each of some stretches, and which of them says whether contacts were served in time."""
    found = [
        estimates_of_each(results.measures, of_intervals(results.headline.of_queue(queue)), stretches) for queue in results.queues
    ]
    level = [each[SERVICE_LEVEL] for each in found]
    in_time = [results.headline.in_time(queue) for queue in results.queues]
    return {
        key: [label for label in labels for _ in found],
        "queue": list(results.queues) * len(labels),
        **{name: _in_turn([each[name].mean for each in found]) for name in found[0]},
        f"{SERVICE_LEVEL}_low": _in_turn([each.low for each in level]),
        f"{SERVICE_LEVEL}_high": _in_turn([each.high for each in level]),
        "in_time_by": in_time * len(labels),
    }


def _in_turn(columns: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
    """Values of queues or groups by stretch as one column: all of the first stretch, then all of the next."""
    return np.array(columns).T.ravel()


def staffing(results: Results) -> pd.DataFrame:
    """The table ``Results.staffing``, whose columns are documented there."""
    import pandas as pd

    measures = results.measures
    found = [estimates_of_each(measures, of_intervals(results.headline.of_group(group))) for group in results.groups]
    starts = [measures.interval_label(interval) for interval in range(measures.intervals)]
    columns: dict[str, Any] = {
        "start": [start for start in starts for _ in found],
        "agent_group": list(results.groups) * len(starts),
    }
    return pd.DataFrame(columns | {name: _in_turn([each[name].mean for each in found]) for name in found[0]})


def days(results: Results) -> pd.DataFrame:
    """The table ``Results.days``, whose columns are documented there."""
    import pandas as pd

    frames = []
    for queue in results.queues:
        columns = {
            name: results.measures.sample(expression).days for name, expression in results.headline.of_queue(queue).items()
        }
        frame = pd.DataFrame(columns)
        frame.insert(0, "queue", queue)
        frame.insert(0, "replication", np.arange(len(frame)))
        frames.append(frame)
    return pd.concat(frames, ignore_index=True)


def by_day(results: Results) -> pd.DataFrame:
    """The table ``Results.by_day``, whose columns are documented there."""
    import pandas as pd

    days = results.measures.days_in_order or (("", range(results.measures.intervals)),)
    return pd.DataFrame(_of_queues(results, "day", [name for name, _ in days], [those for _, those in days]))


def summary(results: Results) -> pd.DataFrame:
    """The table ``Results.summary``, whose columns are documented there."""
    import pandas as pd

    rows = []
    for scope, names, columns in (
        ("queue", results.queues, results.headline.of_queue),
        ("agent_group", results.groups, results.headline.of_group),
    ):
        for name in names:
            for metric, expression in columns(name).items():
                found = results.measures.estimate(expression)
                rows.append(
                    {
                        "scope": scope,
                        "subject": name,
                        "metric": metric,
                        "mean": found.mean,
                        "low": found.low,
                        "high": found.high,
                        "p10": found.p10,
                        "p90": found.p90,
                        "unit": expression.about.unit,
                        "times_fewer_days": found.times_fewer_days,
                        "expression": expression.text,
                    }
                )
    return pd.DataFrame(rows)


def targets(results: Results) -> pd.DataFrame:
    """The table ``Results.targets``, whose columns are documented there."""
    import pandas as pd

    columns = ["target", "verdict", "mean", "low", "high", "days_met", "p10", "p90", "bound", "unit", "times_fewer_days"]
    return pd.DataFrame(
        [
            [
                j.target.text,
                str(j.verdict),
                j.estimate.mean,
                j.estimate.low,
                j.estimate.high,
                j.days_met,
                j.estimate.p10,
                j.estimate.p90,
                j.target.bound,
                j.target.expression.about.unit,
                j.estimate.times_fewer_days,
            ]
            for j in results.judgements
        ],
        columns=columns,
    )

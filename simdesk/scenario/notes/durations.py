"""How long contacts take and customers wait, in words: what was understood of each queue's durations."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from simdesk.demand.distributions import Distribution
from simdesk.demand.plan import Varying
from simdesk.measure.loads import mean_by_interval, mean_of
from simdesk.scenario.language.channels import BOTS
from simdesk.scenario.layout.distributions import distribution_of
from simdesk.scenario.layout.plans import lay_out_whole
from simdesk.scenario.layout.talk import talk_of_class
from simdesk.units import format_duration

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simdesk.demand.plan import DemandPlan, QueueDemand
    from simdesk.scenario.language.customers import Customers
    from simdesk.scenario.language.distributions import DistributionForm
    from simdesk.scenario.language.queues import Queue
    from simdesk.scenario.scenario import Scenario

_TALKED = ("voice", "video", "outbound")
_OBSERVED = {"empirical": "observed durations"}


def durations_in_words(scenario: Scenario) -> dict[str, str]:
    """For each queue, how its handle time and its patience are taken.

    Parameters
    ----------
    scenario : Scenario

    Returns
    -------
    dict of str to str
        By queue, such as "talk 4 min on average (exponential), wrap-up 30 s each, AHT 4.5 min; customers abandon after 2 min on
        average (exponential)".
    """
    _, demand = lay_out_whole(scenario.model)
    return {one.name: _of_queue(one, scenario.model.queues[one.name], demand) for one in demand.queues}


def _of_queue(laid_out: QueueDemand, queue: Queue, demand: DemandPlan) -> str:
    talk, wrap_up = laid_out.handle_time, laid_out.wrap_up
    parts = [f"{_work_word(queue)} {_varying(talk, demand)}"]
    if queue.channel not in BOTS:
        if queue.wrap_up is not None:
            parts.append(f"wrap-up {_varying(wrap_up, demand)}")
        elif queue.aht is None:
            parts.append("no wrap-up")
        aht = f"AHT {_span(mean_by_interval(talk, demand) + mean_by_interval(wrap_up, demand))}"
        parts.append(aht if queue.aht is None or queue.wrap_up is not None else f"{aht}, all of it talk: no wrap_up is given")
    said = [", ".join(parts), *_patience(laid_out, queue, demand)]
    return "; ".join([*said, *(line for name, one in queue.customers.items() for line in _of_class(name, one, queue))])


def _work_word(queue: Queue) -> str:
    if queue.channel in BOTS:
        return "time with the bot"
    return "talk" if queue.channel in _TALKED else "work"


def _patience(laid_out: QueueDemand, queue: Queue, demand: DemandPlan) -> list[str]:
    if queue.channel in BOTS or queue.campaign is not None:
        return []
    if queue.patience is None:
        return ["nobody ever gives up (no patience)"]
    if queue.patience.unlimited:
        return ["nobody ever gives up (patience: unlimited)"]
    return [f"customers abandon after {_varying(laid_out.patience, demand)}"]


def _of_class(name: str, customers: Customers, queue: Queue) -> list[str]:
    """What a class of customers has of its own."""
    parts = []
    talk = talk_of_class(customers, queue)
    if talk is not None:
        parts.append(f"{_work_word(queue)} {_form(talk)}")
    if customers.wrap_up is not None:
        parts.append(f"wrap-up {_form(customers.wrap_up)}")
    if customers.patience is not None:
        never = customers.patience.unlimited
        parts.append("they never give up" if never else f"they abandon after {_form(customers.patience)}")
    return [f"{name}: {', '.join(parts)}"] if parts else []


def _form(form: DistributionForm) -> str:
    if form.by_interval is not None or isinstance(form.mean_by_interval, tuple):
        return "a time that changes over the day"
    return _distribution(distribution_of(form))


def _varying(varying: Varying, demand: DemandPlan) -> str:
    """A distribution, or the span of its means and the shapes it takes over the day."""
    made = list(dict.fromkeys(distribution for _, distribution in varying.pieces))
    if len(made) == 1 and not varying.factors:
        return _distribution(made[0])
    kinds = list(dict.fromkeys(_kind(distribution) for distribution in made))
    each = kinds == ["constant"]
    shapes = "" if each else f" ({', '.join(kinds)})"
    return f"{_span(mean_by_interval(varying, demand))} {'each' if each else 'on average'}, by time of day{shapes}"


def _span(means: NDArray[np.float64]) -> str:
    low, high = format_duration(_rounded(float(means.min()))), format_duration(_rounded(float(means.max())))
    return low if low == high else f"{low} to {high}"


def _distribution(distribution: Distribution) -> str:
    if distribution.fixed is not None:
        return f"{format_duration(distribution.fixed)} each"
    return f"{format_duration(_rounded(mean_of(distribution)))} on average ({_kind(distribution)})"


def _kind(distribution: Distribution) -> str:
    """The family, and what its durations are cut to."""
    bounds = [f"at least {format_duration(distribution.at_least)}"] if distribution.at_least > 0 else []
    bounds += [f"at most {format_duration(distribution.at_most)}"] if math.isfinite(distribution.at_most) else []
    return ", ".join([_OBSERVED.get(distribution.family, distribution.family), *bounds])


def _rounded(seconds: float) -> float:
    """To the second from a minute on, to a tenth of one below."""
    return round(seconds, 0 if seconds >= 60 else 1) if seconds >= 1 else seconds

"""How long contacts take and customers wait, in words: what was understood of each queue's durations."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simdesk.measure.loads import mean_by_interval, mean_of
from simdesk.scenario.language.channels import BOTS
from simdesk.scenario.language.distributions import FAMILIES
from simdesk.scenario.layout.plans import lay_out_whole
from simdesk.scenario.layout.talk import talk_of_class, talk_of_queue
from simdesk.scenario.notes.load import open_intervals
from simdesk.scenario.notes.over_day import by_time_of_day
from simdesk.scenario.notes.wording import shape_words, spoken, time_words
from simdesk.scenario.reading.nodes import MapNode, Path, Scalar, follow

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simdesk.demand.plan import DemandPlan, QueueDemand, Varying
    from simdesk.floor.plan import FloorPlan
    from simdesk.scenario.language.customers import Customers
    from simdesk.scenario.language.distributions import DistributionForm
    from simdesk.scenario.language.queues import Queue
    from simdesk.scenario.scenario import Scenario

_TALKED = ("voice", "video", "outbound")
ONLY_A_MEAN = "exponential, since only a mean is given"
"""What is said of a plain duration whose shape simdesk assumes."""


def durations_in_words(scenario: Scenario) -> dict[str, str]:
    """For each queue, how its handle time and its patience are taken.

    Parameters
    ----------
    scenario : Scenario

    Returns
    -------
    dict of str to str
        By queue, such as "talk 4 min on average (exponential, since only a mean is given), wrap-up 30 s each, AHT 4.5 min;
        customers abandon after 2 min on average (exponential, since only a mean is given)".
    """
    floor, demand = lay_out_whole(scenario.model)
    return {
        one.name: _OfQueue(scenario, floor, demand, q).words()
        for q, one in enumerate(demand.queues)
        if one.name in scenario.queues
    }


class _OfQueue:
    """The durations of one queue."""

    def __init__(self, scenario: Scenario, floor: FloorPlan, demand: DemandPlan, q: int) -> None:
        self.scenario, self.floor, self.demand = scenario, floor, demand
        self.laid_out: QueueDemand = demand.queues[q]
        self.name = self.laid_out.name
        self.queue: Queue = scenario.model.queues[self.name]
        self.open = open_intervals(floor, q)

    def words(self) -> str:
        queue = self.queue
        talk, wrap_up = self.laid_out.handle_time, self.laid_out.wrap_up
        parts = [f"{self._work_word} {self._varying(talk, talk_of_queue(queue), 'handle_time' if queue.aht is None else 'aht')}"]
        if queue.channel not in BOTS:
            if queue.wrap_up is not None:
                parts.append(f"wrap-up {self._varying(wrap_up, queue.wrap_up, 'wrap_up')}")
            elif queue.aht is None:
                parts.append("no wrap-up")
            means = mean_by_interval(talk, self.demand) + mean_by_interval(wrap_up, self.demand)
            aht = f"AHT {self._over_day(means)}"
            if queue.wrap_up is None and "until" in aht:
                aht = "AHT the same"
            all_talk = queue.aht is not None and queue.wrap_up is None
            parts.append(f"{aht}, all of it {self._work_word}: no wrap_up is given" if all_talk else aht)
        said = [", ".join(parts), *self._patience()]
        return "; ".join([*said, *(line for name, one in queue.customers.items() for line in self._of_class(name, one))])

    @property
    def _work_word(self) -> str:
        if self.queue.channel in BOTS:
            return "time with the bot"
        return "talk" if self.queue.channel in _TALKED else "work"

    def _patience(self) -> list[str]:
        queue = self.queue
        if queue.channel in BOTS or queue.campaign is not None:
            return []
        if queue.patience is None:
            return ["nobody ever gives up (no patience)"]
        if queue.patience.unlimited:
            return ["nobody ever gives up (patience: unlimited)"]
        return [f"customers abandon after {self._varying(self.laid_out.patience, queue.patience, 'patience')}"]

    def _of_class(self, name: str, customers: Customers) -> list[str]:
        """What a class of customers has of its own."""
        parts = []
        at: Path = ("customers", name)
        talk = talk_of_class(customers, self.queue)
        if talk is not None:
            key = "handle_time" if customers.aht is None else "aht"
            parts.append(f"{self._work_word} {self._form(talk, *at, key)}")
        if customers.wrap_up is not None:
            parts.append(f"wrap-up {self._form(customers.wrap_up, *at, 'wrap_up')}")
        if customers.patience is not None:
            never = customers.patience.unlimited
            how = self._form(customers.patience, *at, "patience")
            parts.append("they never give up" if never else f"they abandon after {how}")
        return [f"{name}: {', '.join(parts)}"] if parts else []

    def _form(self, form: DistributionForm, *at: str | int) -> str:
        if form.constant is not None:
            return f"{time_words(form)} each"
        words = time_words(form)
        return words.replace("(exponential)", f"({ONLY_A_MEAN})") if self._is_plain(at) else words

    def _varying(self, varying: Varying, form: DistributionForm, key: str) -> str:
        """A distribution, or its means over the day and the shapes it takes."""
        alone = form.mean_by_interval is not None and not any(getattr(form, name) is not None for name in FAMILIES)
        each = (
            form.constant is not None
            or (alone and form.plain == "constant")
            or (form.by_interval is not None and all(one.constant is not None for one in form.by_interval.values()))
        )
        shapes = "" if each else f" ({self._shape(form, key)})"
        often = "each" if each else "on average"
        changes = len({distribution for _, distribution in varying.pieces}) > 1 or bool(varying.factors)
        if changes:
            return f"{self._over_day(mean_by_interval(varying, self.demand))} {often}{shapes}"
        mean = varying.pieces[0][1]
        bounds = f" ({shape_words(form)})" if each and shape_words(form) else shapes
        return f"{spoken(mean.fixed if mean.fixed is not None else mean_of(mean))} {often}{bounds}"

    def _shape(self, form: DistributionForm, key: str) -> str:
        pieces = [form] if form.by_interval is None else list(form.by_interval.values())
        shapes = list(dict.fromkeys(shape_words(one) or "exponential" for one in pieces))
        if shapes == ["exponential"] and self._is_plain((key,)):
            return ONLY_A_MEAN
        if form.mean_by_interval is not None and "exponential" in shapes[0]:
            return shapes[0]
        return ", ".join(shapes) if form.mean_by_interval is None else f"{', '.join(shapes)} at the mean given with it"

    def _is_plain(self, at: Path) -> bool:
        """Whether a duration is written as a mean alone, which leaves the shape to simdesk."""
        node = follow(self.scenario.tree, ("queues", self.name, *at))
        if isinstance(node, MapNode) and "by_interval" in node.entries:
            pieces = node.entries["by_interval"].node
            return isinstance(pieces, MapNode) and all(isinstance(one.node, Scalar) for one in pieces.entries.values())
        return isinstance(node, Scalar) or (isinstance(node, MapNode) and not set(node.entries) & set(FAMILIES))

    def _over_day(self, means: NDArray[np.float64]) -> str:
        return by_time_of_day(self.floor, means.tolist(), self.open, spoken).replace("; ", ", ")

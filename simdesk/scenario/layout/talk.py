"""The talk of a queue: written as such, or as what its average handle time leaves beside the wrap-up."""

from __future__ import annotations

from simdesk.formats import format_duration
from simdesk.measure.loads import mean_of
from simdesk.scenario.language.customers import Customers
from simdesk.scenario.language.distributions import FAMILIES, DistributionForm, Exponential, MeanForm
from simdesk.scenario.language.queues import Queue
from simdesk.scenario.layout.distributions import distribution_of

_SEPARATE = "write the talk alone as handle_time"


class TalkError(Exception):
    """An average handle time from which no talk can be told.

    Parameters
    ----------
    message, hint : str
    """

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message, hint)
        self.message, self.hint = message, hint


def talk_of(handle_time: MeanForm | None, aht: MeanForm | None, wrap_up: DistributionForm | None) -> MeanForm | None:
    """How long customers and agents talk.

    Parameters
    ----------
    handle_time, aht, wrap_up : DistributionForm, optional
        As a queue or a class of its customers has them. ``aht`` is talk and wrap-up together.

    Returns
    -------
    MeanForm or None
        ``handle_time`` where it is given. Else exponential, with the mean of ``aht`` less that of ``wrap_up``; without a wrap-up
        ``aht`` is all talk, of any distribution. A constant less a constant is a constant.

    Raises
    ------
    TalkError
        When ``aht`` is not above the wrap-up, or cannot be taken apart.
    """
    if handle_time is not None or aht is None:
        return handle_time
    return aht if wrap_up is None else _less(aht, wrap_up)


def talk_of_queue(queue: Queue) -> MeanForm:
    """The talk of a queue that has been checked."""
    talk = talk_of(queue.handle_time, queue.aht, queue.wrap_up)
    assert talk is not None
    return talk


def talk_of_class(customers: Customers, queue: Queue) -> MeanForm | None:
    """The talk with a class of a queue's customers; None where it is the queue's."""
    wrap_up = queue.wrap_up if customers.wrap_up is None else customers.wrap_up
    return talk_of(customers.handle_time, customers.aht, wrap_up)


def _less(aht: MeanForm, wrap_up: DistributionForm) -> MeanForm:
    if aht.by_interval is not None or wrap_up.by_interval is not None:
        return MeanForm.model_construct(by_interval=_less_by_clock(aht, wrap_up))
    _check_parts(aht, wrap_up)
    wraps = wrap_up.mean_by_interval if isinstance(wrap_up.mean_by_interval, tuple) else None
    if wraps is not None and (wrap_up.at_least is not None or wrap_up.at_most is not None):
        raise TalkError("the wrap_up changes over the day and has bounds, so its mean is not known", _SEPARATE)
    means = aht.mean_by_interval if isinstance(aht.mean_by_interval, tuple) else None
    if means is None and wraps is None:
        whole, wrap = distribution_of(aht), mean_of(distribution_of(wrap_up))
        mean = _above(whole.mean, wrap)
        if aht.constant is not None:
            if wrap_up.constant is None:
                message = "aht is constant and wrap_up is not, so the talk would have to make up for it"
                raise TalkError(message, f"write the talk alone: handle_time: {{constant: {format_duration(mean)}}}")
            return MeanForm.model_construct(constant=mean)
        return MeanForm.model_construct(exponential=Exponential.model_construct(mean=mean))
    count = len(means if means is not None else wraps or ())
    each = means if means is not None else (distribution_of(aht).mean,) * count
    less = wraps if wraps is not None else (mean_of(distribution_of(wrap_up)),) * count
    if aht.constant is not None:
        raise TalkError("a constant aht that changes over the day cannot be taken apart", _SEPARATE)
    if len(each) != len(less):
        raise TalkError("aht and wrap_up have lists of different lengths", _SEPARATE)
    return MeanForm.model_construct(
        mean_by_interval=tuple(_above(*pair, f"{_SEPARATE}, by interval") for pair in zip(each, less, strict=True))
    )


def _less_by_clock(aht: MeanForm, wrap_up: DistributionForm) -> dict[str, MeanForm]:
    longer, shorter = aht.by_interval, wrap_up.by_interval
    if isinstance(aht.mean_by_interval, tuple) or isinstance(wrap_up.mean_by_interval, tuple):
        raise TalkError("one of aht and wrap_up changes by a list, the other by times of day", _SEPARATE)
    if longer is not None and shorter is not None and set(longer) != set(shorter):
        raise TalkError("aht and wrap_up change at different times of day", f"give both the same times, or {_SEPARATE}")
    clocks = longer or shorter or {}
    return {
        clock: _less(aht if longer is None else longer[clock], wrap_up if shorter is None else shorter[clock]) for clock in clocks
    }


def _check_parts(aht: MeanForm, wrap_up: DistributionForm) -> None:
    """Refuse an ``aht`` of a shape that says nothing of the talk alone."""
    if aht.at_least is not None or aht.at_most is not None:
        raise TalkError("at_least and at_most of an aht say nothing of the talk alone", f"{_SEPARATE}, with its own bounds")
    if aht.constant is not None or aht.exponential is not None or not any(getattr(aht, name) is not None for name in FAMILIES):
        return
    family = next(name for name in FAMILIES if getattr(aht, name) is not None)
    hint = _SEPARATE
    parameters = getattr(aht, family)
    if hasattr(parameters, "mean") and not isinstance(wrap_up.mean_by_interval, tuple):
        mean = _above(parameters.mean, mean_of(distribution_of(wrap_up)))
        more = f", sd: {format_duration(parameters.sd)}" if hasattr(parameters, "sd") else ""
        more += "".join(f", {name}: {getattr(parameters, name):g}" for name in ("phases", "shape") if hasattr(parameters, name))
        hint = f"write the talk alone: handle_time: {{{family}: {{mean: {format_duration(mean)}{more}}}}}"
    raise TalkError(f"the {family} distribution of talk and wrap_up together says nothing of the talk alone", hint)


def _above(whole: float, wrap: float, hint: str = "") -> float:
    if whole > wrap:
        return whole - wrap
    raise TalkError(
        f"aht ({format_duration(whole)}) is not above the mean of wrap_up ({format_duration(wrap)}), which is part of it",
        hint or f"if it is the talk alone, write handle_time: {format_duration(whole)}",
    )

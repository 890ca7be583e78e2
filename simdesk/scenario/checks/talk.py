"""Checks of how long contacts take: the talk written, or an average handle time from which it can be told."""

from __future__ import annotations

from simdesk.scenario.checks.draft import Draft, given
from simdesk.scenario.language.queues import Queue
from simdesk.scenario.layout.talk import TalkError, talk_of
from simdesk.scenario.reading.nodes import Path, key_place, written

_WAYS = next(one.keys for one in Queue.one_of if "aht" in one.keys)


def check_talk(draft: Draft, name: str) -> None:
    """One of handle time and AHT, for the queue and at most one for each class; an AHT above the wrap-up that is part of it."""
    path: Path = ("queues", name)
    queue = draft.queues.get(name)
    if not draft.is_mapping(path):
        return
    keys = draft.keys(path)
    if not set(_WAYS) & set(keys):
        if all(key in Queue.model_fields for key in keys):  # else an unknown key is most likely meant for it
            hint = "write handle_time: 4 min (talk and hold), or aht: 5 min (talk, hold and wrap-up)"
            place = key_place(draft.tree, path)
            draft.sources.report(place, written((*draft.prefix, *path, "handle_time")), "is missing", hint)
        return
    way = _one_way(draft, path)
    if way == "handle_time" or (way == "aht" and _fits(draft, path, queue, given(queue, "wrap_up"), "wrap_up" in keys)):
        _check_classes(draft, path, queue)


def _check_classes(draft: Draft, path: Path, queue: Queue | None) -> None:
    for one, customers in (given(queue, "customers") or {}).items():
        below: Path = (*path, "customers", one)
        keys = draft.keys(below)
        if set(_WAYS) <= set(keys):
            _one_way(draft, below)
        elif "aht" in keys:
            own = "wrap_up" in keys
            wrap_up = given(customers, "wrap_up") if own else given(queue, "wrap_up")
            _fits(draft, below, customers, wrap_up, own or "wrap_up" in draft.keys(path))
        elif "wrap_up" in keys and "handle_time" not in keys and "aht" in draft.keys(path):
            message = f"the aht of {path[1]} holds its own wrap_up, so the talk with {one} is not known"
            draft.report((*below, "wrap_up"), message, f"give {one} an aht or a handle_time too", key=True)


def _one_way(draft: Draft, path: Path) -> str | None:
    """Which of the two is given; None after reporting that both are."""
    first, *second = [key for key in draft.keys(path) if key in _WAYS]
    if not second:
        return first
    draft.report((*path, second[0]), f"cannot be combined with {first}", f"keep one of {first} and {second[0]}", key=True)
    return None


def _fits(draft: Draft, path: Path, block: object, wrap_up: object, wraps: bool) -> bool:
    """Whether the talk can be told; a fault is reported at the ``aht``."""
    aht = given(block, "aht")  # type: ignore[arg-type]
    if aht is None or (wraps and wrap_up is None):
        return False  # what is wrong with them has been said
    try:
        talk_of(None, aht, wrap_up)  # type: ignore[arg-type]
    except TalkError as error:
        draft.report((*path, "aht"), error.message, error.hint)
        return False
    except (ValueError, ArithmeticError):
        return False  # a distribution that is wrong by itself, which has been said
    return True

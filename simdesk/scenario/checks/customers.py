"""Checks of classes of customers: their shares, and words that exclude each other."""

from __future__ import annotations

import math

from simdesk.formats import format_share
from simdesk.measure.registry import OTHERS
from simdesk.scenario.checks.draft import Draft, given
from simdesk.scenario.language.customers import Customers
from simdesk.scenario.reading.nodes import Path


def check_customers(draft: Draft, queue: str) -> None:
    """Classes have names of their own and leave somebody over, and each goes before others in one way at most."""
    path: Path = ("queues", queue, "customers")
    keys = draft.keys(path)
    if draft.is_mapping(path) and not keys:
        draft.report(path, "there is no class of customers", f"write {{gold: {Customers.example}}}, or remove the key")
    for name in keys:
        if name == OTHERS:
            hint = "a class needs another name"
            draft.report((*path, name), f"'{OTHERS}' are the customers of no class", hint, key=True)
        below = draft.keys((*path, name))
        if "credit" in below and str(getattr(below.get("first"), "value", "")).lower() == "true":
            hint = "customers who go first need no credit; keep one of first and credit"
            draft.report((*path, name, "credit"), "cannot be combined with first", hint, key=True)
    _check_shares(draft, path, given(draft.queues.get(queue), "customers") or {})


def _check_shares(draft: Draft, path: Path, classes: dict[str, Customers]) -> None:
    shares = [given(one, "share") for one in classes.values()]
    if any(share is None for share in shares):
        return
    total = math.fsum(shares)
    if total > 1.0 - 1e-9:
        last = list(classes)[-1]
        message = f"the shares of the classes add up to {format_share(total)}"
        hint = f"keep the sum below 100%: remove one class; its customers become the {OTHERS}"
        draft.report((*path, last, "share"), message, hint)

"""Measures that stand where inputs do: a bound is written under targets; an input by the same name is said to be none."""

from __future__ import annotations

import re

from simdesk.measure.definitions.called import GIVEN
from simdesk.measure.expression import ExpressionError, parse_target
from simdesk.measure.registry import METRICS
from simdesk.measure.words import METRIC_OF, example_of
from simdesk.scenario.language.agents import AgentGroup
from simdesk.scenario.language.model import ScenarioModel
from simdesk.scenario.language.quantities import Block
from simdesk.scenario.language.queues import Queue
from simdesk.scenario.reading.nodes import ListNode, Node, Path, Scalar, flow
from simdesk.scenario.spellings.spelling import folded

_ONE_EIGHTY_TWENTY = re.compile(r"\s*(\d{1,3})\s*%?\s*(?:/|in|within)\s*(\d{1,4})\s*s?\s*")
_BOUND = re.compile(r"\s*(<=|>=|<|>|≤|≥|under|below|at most|max|up to|over|above|at least|min)\s*(.+)")
_ABOVE = {">=", ">", "≥", "over", "above", "at least", "min"}


def metric_of(key: str) -> str:
    """The measure that a key is a name of; empty for others."""
    word = re.sub(r"^(?:max|maximum|min|minimum|target|goal)_", "", folded(key))
    return word if word in METRICS else METRIC_OF.get(word, "")


def as_bound(key: str, model: type[Block], block: Path, value: Node | None) -> tuple[str, str] | None:
    """Message and hint for a key that is a measure, where one may stand; None elsewhere.

    Parameters
    ----------
    key : str
    model : type of Block
        Of the block in which it stands.
    block : tuple
        That block's path.
    value : Node, optional
    """
    metric = metric_of(key)
    if not metric or model not in (ScenarioModel, Queue, AgentGroup):
        return None
    of_group = METRICS[metric].subject != "queue"
    named = len(block) > 1 and of_group == (model is AgentGroup)
    subject = str(block[1]) if named else "all"
    text = value.value if isinstance(value, Scalar) else flow(value) if isinstance(value, ListNode) else value
    text = "" if text is None else str(text).strip() if not isinstance(value, ListNode) else str(text).strip("[] ")
    bound = _BOUND.fullmatch(text)
    line = _line(metric, subject, text)
    unknown = f"unknown key '{key}'"
    if metric in GIVEN and bound is None:
        bounded = f"as a bound write under targets - {line}" if line else f"a bound of {example_of(metric, subject)} is a target"
        number = text if re.fullmatch(r"\d+", text) else "400"
        given = GIVEN[metric].replace("400", number) or "if it is not a bound, remove the key"
        return f"'{key}' is a measure of the results here, and not given", f"{bounded}; {given}"
    return unknown, f"it is a measure: write it under targets, such as - {line or _example(metric, subject)}"


def _line(metric: str, subject: str, text: str) -> str:
    """The target with the value that was written; empty when it makes none."""
    short = _ONE_EIGHTY_TWENTY.fullmatch(text.strip('"'))
    if short and metric == "service_level":
        return f"service_level({subject}, {short[2]} s) >= {short[1]}%"
    bound = _BOUND.fullmatch(text)
    sign = (">=" if bound[1] in _ABOVE else "<=") if bound else ">=" if METRICS[metric].better > 0 else "<="
    amount = re.match(r"[\d.,]+\s*(?:%|s|min|h)?(?= per day|$)", (bound[2] if bound else text).strip())
    line = f"{example_of(metric, subject)} {sign} {re.sub(r'(?<=[0-9]),(?=[0-9]{3})', '', amount[0])}" if amount else ""
    try:
        parse_target(line)
    except ExpressionError:
        return ""
    return line


def _example(metric: str, subject: str) -> str:
    about = METRICS[metric]
    if metric in {"service_level", "done_in_time"}:
        return f"{example_of(metric, subject)} >= 80%"
    bound = {"share": "5%" if metric == "abandon_rate" else "85%", "s": "30 s"}.get(about.unit, "100")
    return f"{example_of(metric, subject)} <= {bound}"


def as_target(value: Node | None, path: Path, shown: str) -> str:
    """A target of a queue as it is written under targets; ``80/20`` is a service level."""
    text = shown
    if isinstance(value, ListNode) and len(value.items) == 1:
        text = flow(value.items[0])
    short = _ONE_EIGHTY_TWENTY.fullmatch(text.strip('"'))
    subject = str(path[1]) if len(path) > 2 else "all"
    return f"service_level({subject}, {short[2]} s) >= {short[1]}%" if short else text.strip('"')

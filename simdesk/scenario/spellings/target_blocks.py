"""A target written as a block: ``{measure: service_level, queue: sales, within: 20 s, at_least: 80%}`` as its text."""

from __future__ import annotations

import re

from simdesk.errors import InputError
from simdesk.formats import format_duration
from simdesk.measure.expression import ExpressionError, parse_target
from simdesk.measure.registry import EVERYTHING, METRICS, SERVICE_LEVEL, SERVICE_LEVEL_DEFINITIONS
from simdesk.measure.replies import REPLIES, RESOLUTIONS, measured_reply
from simdesk.measure.spellings import metric_called
from simdesk.scenario.reading.nodes import ListNode, MapNode, Node, Scalar
from simdesk.scenario.spellings.spelling import UnclearError, folded
from simdesk.units import parse_duration

_SUBJECT = ("queue", "group", "agent_group", "of", "queues", "team", "groups", "skill", "subject", "for")
_METRIC = ("measure", "metric", "kpi", "indicator", "what", "measurement")
_WITHIN = (
    "within",
    "threshold",
    "in",
    "seconds",
    "answer_within",
    "answered_within",
    "time",
    "answer_time",
    "target_time",
    "sec",
)
_WITHIN_ALSO = ("within_seconds", "threshold_seconds", "threshold_in_seconds", "acceptable_wait", "answer_in", "wait_limit")
_SIGNS = {
    **dict.fromkeys(("at_least", "min", "minimum", "no_less_than", "not_below", "lower_bound", ">="), ">="),
    **dict.fromkeys(("at_most", "max", "maximum", "no_more_than", "not_above", "upper_bound", "<=", "up_to"), "<="),
    **dict.fromkeys(("below", "under", "less_than", "<"), "<"),
    **dict.fromkeys(("above", "over", "more_than", "greater_than", ">"), ">"),
}
_BOUND = ("target", "value", "bound", "goal", "share", "percent", "percentage", "aim", "objective", "level", "limit", "required")
_OPERATOR = ("operator", "comparison", "op", "sign", "direction", "condition")
_PERCENTILE = ("percentile", "quantile", "pct")
_DEFINITION = ("definition", "formula", "method", "calculation", "rule")
SHORTS = ("short_abandon", "short_abandons", "short_abandon_threshold", "exclude_abandons_within", "ignore_abandons_within")
_PER = ("per", "every", "each", "by", "basis", "granularity", "interval", "period", "measured_per", "measured")
_PARTS_OF_DAY = ("between", "hours", "window", "time_window", "during", "times")
_FROM, _TO = ("from", "start", "begin"), ("to", "until", "end")
_OF_INTERVALS = ("share_of_intervals", "intervals", "of_intervals", "percent_of_intervals", "in_intervals", "intervals_met")
_OF_DAYS = ("share_of_days", "days", "of_days", "percent_of_days", "on_days", "days_met", "on")
_KEYS = {
    *(*_SUBJECT, *_METRIC, *_WITHIN, *_WITHIN_ALSO, *_SIGNS, *_BOUND, *_OPERATOR, *_PERCENTILE, *_DEFINITION, *SHORTS),
    *(*_PER, *_PARTS_OF_DAY, *_FROM, *_TO, *_OF_INTERVALS, *_OF_DAYS),
}
_NOTES = {"name", "label", "title", "comment", "note", "description"}
_BOUNDS = {"share": "80%", "s": "30 s"}
_SHARE_ANSWERED = ("answered", "answer_rate")
_BEHIND = re.compile(r"(?P<sign>>=|<=|=>|=<|>|<|≥|≤|[A-Za-z][A-Za-z ]*?)\s*(?P<bound>\d.*)")


def described(node: MapNode, of: str) -> Scalar | None:
    """A target of a block; None for a block that is none.

    Parameters
    ----------
    node : MapNode
    of : str
        What it is of, as words in front of it: ``service_level sales``; may be empty.

    Raises
    ------
    UnclearError
        When it is one and cannot be read.
    """
    texts = {_folded(key): _text(entry.node) for key, entry in node.entries.items()}
    if "" in texts.values() or len(texts) < len(node.entries):
        return None
    reply = _reply(texts, of, node)
    if reply is not None:
        return reply
    measures = [key for key in texts if metric_called(key) and key not in _SIGNS and key not in _BOUND]
    unknown = [key for key in texts if key not in _KEYS and key not in measures and key not in _NOTES]
    named = _first(texts, _METRIC)
    bounds = [key for key in texts if key in _SIGNS or key in _BOUND]
    if unknown and not named:
        return None
    if not any(key in _KEYS for key in texts):
        return None
    if unknown:
        key = next(one for one in node.entries if _folded(one) == unknown[0])
        raise UnclearError(f"unknown key '{key}' of a target", _without(unknown, texts, of), node.entries[key].key)
    if len(measures) + len(bounds) != 1:
        return None if not named else _raise_bounds(node, [*measures, *bounds], texts, of)
    text = _written(texts, of, measures)
    return None if text is None else Scalar(target_text(text) or text, node.place)


def _reply(texts: dict[str, str], of: str, node: MapNode) -> Scalar | None:
    """``{first_response: 1 h, share: 90%}`` as a target; None for another block."""
    key = next((one for one in texts if one in REPLIES | RESOLUTIONS and one not in _WITHIN), None)
    share = next((texts[one] for one in texts if one in _BOUND and "%" in texts[one]), None)
    if key is None or share is None or "%" in texts[key]:
        return None
    subject = _first(texts, _SUBJECT) or next(iter(of.split()), EVERYTHING)
    try:
        text = measured_reply(key, f"{subject}, {texts[key]}", f">= {share}")
    except InputError as error:
        raise UnclearError(error.message, error.hint, node.place) from None
    return Scalar(text, node.place)


def _raise_bounds(node: MapNode, bounds: list[str], texts: dict[str, str], of: str) -> Scalar:
    if not bounds:
        unit = METRICS[metric].unit if (metric := metric_called(_first(texts, _METRIC))) in METRICS else "share"
        raise UnclearError("a target without a bound", f"write goal: {_BOUNDS.get(unit, '20')}", node.place)
    lines = [_written({key: value for key, value in texts.items() if key not in bounds or key == one}, of, []) for one in bounds]
    said = " and ".join(line for line in lines if line)
    raise UnclearError("a target has one bound", f"under targets write {said}", node.place)


def _without(unknown: list[str], texts: dict[str, str], of: str) -> str:
    rest = {key: value for key, value in texts.items() if key not in unknown}
    line = _written(rest, of, [key for key in rest if metric_called(key) and key not in _KEYS])
    return f"write {line}" if line and target_text(line) else "write a line such as service_level(sales, 20 s) >= 80%"


def _written(texts: dict[str, str], of: str, measures: list[str]) -> str | None:
    """The text of a target of these parts; None when its measure is not said."""
    subject, named = _first(texts, _SUBJECT), _first(texts, _METRIC)
    within = _first(texts, (*_WITHIN, *_WITHIN_ALSO))
    metric = metric_called(named) or folded(named) if named else SERVICE_LEVEL if within and not measures else ""
    for word in of.split():
        metric = metric or metric_called(word)
        subject = subject or ("" if metric_called(word) else word)
    bound = next((key for key in texts if key in _SIGNS or key in _BOUND), measures[0] if measures else "")
    if bound in measures:
        metric = metric_called(bound)
    if metric in _SHARE_ANSWERED and within:
        metric = SERVICE_LEVEL
    if metric == "answered" and "%" in texts.get(bound, ""):
        metric = "answer_rate"
    if not bound or not metric or (metric not in METRICS and not named):
        return None
    arguments = [subject or EVERYTHING, *([_with_unit(within)] if within else [])]
    percentile = _first(texts, _PERCENTILE).rstrip("th%pP ").lstrip("pP")
    arguments += [percentile] if percentile else []
    short = _first(texts, SHORTS)
    definition = _definition(_first(texts, _DEFINITION), short)
    if metric == SERVICE_LEVEL:
        arguments += [definition] if definition else []
        arguments += [_with_unit(short)] if short and definition else []
    sign, value = _sign_and_value(metric, _SIGNS.get(bound, ""), texts[bound], _first(texts, _OPERATOR))
    return f"{metric}({', '.join(arguments)}){f' {sign}' if sign != ':' else ':'} {value}{_condition(texts)}"


def _sign_and_value(metric: str, sign: str, value: str, operator: str) -> tuple[str, str]:
    better = METRICS[metric].better if metric in METRICS else 0
    behind = _BEHIND.fullmatch(value.strip())
    if behind is not None and not sign:
        sign, value = _SIGNS.get(folded(behind["sign"]), behind["sign"].strip()), behind["bound"]
    sign = sign or _SIGNS.get(folded(operator), operator.strip()) or {1: ">=", -1: "<="}.get(better, ":")
    is_share = metric in METRICS and METRICS[metric].unit == "share"
    return sign, f"{value}%" if is_share and re.fullmatch(r"\d+(\.\d+)?", value) and 1 < float(value) <= 100 else value


def _definition(said: str, short: str) -> str:
    """The definition of service level of a formula in words; without one, named short abandons are removed."""
    if not said:
        return "short_abandons_removed" if short else ""
    return definition_meant(said)


def definition_meant(said: str) -> str:
    """The definition of service level of a formula in words; as written when it is not known.

    Examples
    --------
    >>> definition_meant("answered in time / (offered - short abandons)")
    'short_abandons_removed'
    """
    word = folded(said)
    if word in SERVICE_LEVEL_DEFINITIONS:
        return word
    top, slash, below = re.sub(r"[()]", "", said.lower().replace("÷", "/").replace("divided by", "/")).partition("/")
    top, below = " ".join(top.split()), " ".join(below.split())
    if not slash:
        return said
    abandons = r"abandon|lost|hang"
    removed = re.search(rf"(?:-|−|–|minus|without|excluding|less)\s*(?P<what>.*(?:{abandons}).*)", below)
    if removed is not None and not re.search(abandons, top):
        return "short_abandons_removed" if re.search(r"short|quick|early", removed["what"]) else "abandoned_in_time_removed"
    if removed is not None:
        return said
    if re.search(abandons, top):
        return "short_abandons_credited" if re.search(r"short|quick|early", top) else "abandoned_in_time_good"
    if re.search(rf"offered|all|{abandons}|received|total", below):
        return "of_offered"
    return "of_answered" if re.search(r"answered|handled", below) else said


def _condition(texts: dict[str, str]) -> str:
    """What a target says of hours, intervals and days, behind its bound: the language of targets answers it."""
    said = []
    of_intervals, of_days, per = _first(texts, _OF_INTERVALS), _first(texts, _OF_DAYS), _first(texts, _PER)
    if of_intervals:
        said.append(f"in {of_intervals} of the intervals")
    elif per and not re.fullmatch(r"(?:whole\s+)?day|daily", per.strip(), re.IGNORECASE):
        said.append(f"per {per.strip()}")
    if of_days:
        said.append(f"on {of_days} of the days" if re.search(r"\d", of_days) and "day" not in of_days else f"on {of_days}")
    ends = (_first(texts, _FROM), _first(texts, _TO))
    window = _first(texts, _PARTS_OF_DAY) or " and ".join(one for one in ends if one)
    if window:
        said.append(f"between {window}")
    return "".join(f" {one}" for one in said)


def _with_unit(time: str) -> str:
    if not re.fullmatch(r"\d+(\.\d+)?", time):
        return time
    try:
        return format_duration(parse_duration(f"{time} s"))
    except InputError:
        return f"{time} s"


def _folded(key: str) -> str:
    return folded(key) if re.search(r"\w", key) else key.strip()


def _text(node: Node) -> str:
    """A value as text, a list of two ends as ``10:00 and 12:00``; empty for a block."""
    if isinstance(node, Scalar) and node.value is not None:
        return str(node.value).strip()
    if isinstance(node, ListNode) and node.items and all(isinstance(item, Scalar) for item in node.items):
        return " and ".join(str(item.value) for item in node.items if isinstance(item, Scalar))
    return ""


def _first(texts: dict[str, str], keys: tuple[str, ...]) -> str:
    return next((texts[key] for key in keys if key in texts), "")


def target_text(text: str) -> str:
    """The documented text of a target; empty when it cannot be read."""
    try:
        return parse_target(text).text
    except ExpressionError:
        return ""

"""The small language of measures and targets: ``service_level(sales, 20 s) >= 80%``.

What the trade says instead, such as ``80/20`` or ``ASA <= 30 s``, is put into it first (``simdesk.measure.spellings``).

Grammar::

    target     := expression comparison bound
    expression := metric "(" [subject] {"," argument} ")" | metric
    comparison := ">=" | "<=" | ">" | "<"
    bound      := share | duration | number
    precision  := expression ("±" | "+/-") bound
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from simdesk.errors import InputError
from simdesk.likeness import near
from simdesk.measure.registry import DEFAULT_DEFINITION, EVERYTHING, FORMER_NAMES, METRICS, SERVICE_LEVEL_DEFINITIONS, Metric
from simdesk.measure.spellings import COMPARED, documented_measure, documented_target
from simdesk.measure.unmeasured import unmeasured
from simdesk.measure.words import METRIC_OF, example_of, likely_metrics
from simdesk.units import TwoParts, parse_duration, parse_share


class ExpressionError(InputError):
    """A measure or target that cannot be read.

    Parameters
    ----------
    message, hint : str
    offset : int
        Where in the text, counted from 0.
    """

    def __init__(self, message: str, hint: str = "", offset: int = 0) -> None:
        super().__init__(message, hint)
        self.args = (message, hint, offset)

    @property
    def offset(self) -> int:
        """Where in the text the fault lies, counted from 0."""
        return int(self.args[2])


@dataclass(frozen=True)
class Expression:
    """One measure of one subject.

    Parameters
    ----------
    text : str
        As the person wrote it.
    metric : str
        A key of ``registry.METRICS``.
    subject : str
        A queue, a class of its customers (``sales.gold``, ``sales.others``), an agent group, or ``all``.
    threshold : float, optional
        Service level: the time to answer; done in time: the time to the end of the contact. Seconds.
    definition : str, optional
        Service level: a key of ``SERVICE_LEVEL_DEFINITIONS``; None takes the scenario's.
    short_abandon : float, optional
        Service level: up to which wait (seconds) an abandon is short; None takes the scenario's.
    percentile : float, optional
        Percentile of wait, 0 to 100.
    goal : float, optional
        Intervals met: the service level of an interval that counts as met, as a fraction.
    """

    text: str
    metric: str
    subject: str = EVERYTHING
    threshold: float | None = None
    definition: str | None = None
    short_abandon: float | None = None
    percentile: float | None = None
    goal: float | None = None

    @property
    def about(self) -> Metric:
        """The metric's entry in the registry."""
        return METRICS[self.metric]

    @classmethod
    def plain(cls, metric: str, subject: str = EVERYTHING) -> Expression:
        """A measure without arguments, such as ``mean_wait(sales)``."""
        return cls(f"{metric}({subject})", metric, subject)


@dataclass(frozen=True)
class Target:
    """A measure and the bound it has to keep.

    Parameters
    ----------
    text : str
        As the person wrote it.
    expression : Expression
    comparison : {">=", "<=", ">", "<"}
    bound : float
        In the metric's unit (a share as a fraction, a duration in seconds).
    """

    text: str
    expression: Expression
    comparison: str
    bound: float


@dataclass(frozen=True)
class Precision:
    """A measure and the half-width its 95% confidence interval has to reach.

    Parameters
    ----------
    text : str
    expression : Expression
    half_width : float
        In the metric's unit.
    """

    text: str
    expression: Expression
    half_width: float


_EXPRESSION = re.compile(r"\s*([A-Za-z_]\w*)\s*(?:\(([^()]*)\))?\s*")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


def _nearest(word: str, known: Collection[str]) -> str:
    close = near(word, known)
    if close:
        return f"did you mean {' or '.join(close[:2])}?"
    return f"known: {', '.join(known)}" if known else ""


def _metric_meant(word: str, inside: str) -> str:
    """A hint for an unknown metric: the one it is likely meant for, its arguments kept or shown."""
    subject, *rest = [part.strip() for part in inside.split(",")]
    found = likely_metrics(word)
    if (said := unmeasured(word, subject)) and word.lower() not in METRIC_OF:
        return said
    if not found:
        return f"known: {', '.join(METRICS)}"
    percentile = next(iter(re.findall(r"\d+", word)), "90")
    needs = METRICS[found[0]].needed_arguments
    if len(found) > 1 or (not needs and not rest and subject) or (needs and rest):
        return f"did you mean {' or '.join(found[:2])}?"
    return f"write {example_of(found[0], subject or EVERYTHING, percentile)}"


def parse_expression(text: str) -> Expression:
    """Read a measure such as ``service_level(sales, 20 s, of_offered)``.

    Raises
    ------
    ExpressionError
        When the text is no measure, the metric is unknown, or an argument does not fit.
    """
    try:
        text = documented_measure(text)
    except InputError as error:
        raise ExpressionError(error.message, error.hint) from None
    match = _EXPRESSION.fullmatch(text)
    if match is None:
        raise ExpressionError(
            f"not a measure (got '{text}')", "write a metric and its queue or group, such as abandon_rate(sales)"
        )
    name = FORMER_NAMES.get(match.group(1), match.group(1))
    if name not in METRICS:
        raise ExpressionError(f"unknown metric '{name}'", _metric_meant(name, match.group(2) or ""), match.start(1))
    metric = METRICS[name]
    inside, start = match.group(2) or "", match.start(2)
    arguments = _split(inside, max(start, 0))
    subject = EVERYTHING
    if arguments:
        subject = arguments[0][0]
        if not subject:
            raise ExpressionError(f"{name}: the queue or group is missing", f"write {name}(all) or name one", arguments[0][1])
    rest = arguments[1:]
    if len(rest) > len(metric.arguments):
        raise ExpressionError(
            f"{name}: too many arguments (got '{rest[len(metric.arguments)][0]}')",
            f"{name} takes {', '.join((metric.subject, *metric.arguments))}",
            rest[len(metric.arguments)][1],
        )
    missing = metric.needed_arguments[len(rest) :]
    if missing:
        given = [word for word, _ in rest]
        raise ExpressionError(
            f"{name}: the {missing[0]} is missing (got '{text.strip()}')",
            f"write {example_of(name, subject, given=given)}",
            match.start(1),
        )
    values: dict[str, float | str] = {}
    for kind, (word, at) in zip(metric.arguments, rest, strict=False):
        values[kind] = _argument(name, kind, word, at)
    return Expression(text.strip(), name, subject, **values)  # type: ignore[arg-type]


def _split(inside: str, start: int) -> list[tuple[str, int]]:
    if not inside.strip():
        return []
    parts: list[tuple[str, int]] = []
    at = start
    for piece in inside.split(","):
        parts.append((piece.strip(), at + len(piece) - len(piece.lstrip())))
        at += len(piece) + 1
    return parts


def _argument(metric: str, kind: str, word: str, at: int) -> float | str:
    if kind == "definition":
        if word not in SERVICE_LEVEL_DEFINITIONS:
            raise ExpressionError(f"{metric}: unknown definition '{word}'", _nearest(word, SERVICE_LEVEL_DEFINITIONS), at)
        return word
    if kind == "percentile":
        if _NUMBER.fullmatch(word) is None or not 0 < float(word) < 100:
            raise ExpressionError(f"{metric}: the percentile must lie between 0 and 100 (got '{word}')", "write 90", at)
        return float(word)
    if kind == "goal":
        try:
            goal = parse_share(word)
        except InputError as error:
            raise ExpressionError(f"{metric}: the goal: {error.message}", error.hint, at) from None
        if not 0.0 < goal <= 1.0:
            raise ExpressionError(f"{metric}: the goal must lie between 0% and 100% (got '{word}')", "write 80%", at)
        return goal
    try:
        seconds = parse_duration(word, _two_parts(METRICS[metric]))
    except InputError as error:
        raise ExpressionError(f"{metric}: {kind}: {error.message}", error.hint, at) from None
    if seconds < 0:
        raise ExpressionError(f"{metric}: {kind} must not be negative (got '{word}')", "write 20 s", at)
    return seconds


def _two_parts(metric: Metric) -> TwoParts:
    """What ``4:00`` means: minutes and seconds, but for work that may wait for hours."""
    return "m:ss" if metric.on_floor is None else "ask"


_MONEY = re.compile(
    r"(?:[^\W\d_]{1,4}|[$€£¥₹₽₺₩])?\s*(?P<amount>\d{1,3}(?:[,' ]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s*(?:[A-Z]{3}|kr|[$€£¥₹₽₺₩])?"
    r"(?:\s*(?:/|per|a)\s*day)?"
)


def _bound(metric: Metric, word: str, at: int) -> float:
    try:
        if metric.unit == "share":
            bound = parse_share(word)
            if not 0.0 <= bound <= 1.0:
                raise ExpressionError(f"{metric.name}: the bound must lie between 0% and 100% (got '{word}')", "", at)
            return bound
        if metric.unit == "s":
            return parse_duration(word, _two_parts(metric))
    except ExpressionError:
        raise
    except InputError as error:
        raise ExpressionError(f"{metric.name}: {error.message}", error.hint, at) from None
    if metric.unit == "cost" and (money := _MONEY.fullmatch(word)):
        word = re.sub("[,' ]", "", money["amount"])  # the currency is the scenario's, and not counted in
    if _NUMBER.fullmatch(word) is None:
        raise ExpressionError(
            f"{metric.name}: the bound must be a number (got '{word}')", f"{metric.name} is counted in {metric.unit}", at
        )
    return float(word)


def parse_target(text: str) -> Target:
    """Read a target such as ``abandon_rate(sales) <= 5%``.

    Raises
    ------
    ExpressionError
        When the measure, the comparison or the bound cannot be read.
    """
    try:
        text = documented_target(text)
    except InputError as error:
        raise ExpressionError(error.message, error.hint) from None
    found = COMPARED.search(text)
    if found is None:
        raise ExpressionError(
            f"not a target (got '{text}')",
            "write 80/20 for 80 % within 20 s, or a measure, >= or <=, and a bound: abandon_rate(sales) <= 5%",
        )
    sign = {"≥": ">=", "≤": "<="}.get(found.group(), found.group())
    if sign in {"=", "=="}:
        raise ExpressionError(
            f"a target needs >= or <= (got '{sign}')", "a simulated figure never equals a bound exactly", found.start()
        )
    expression = _of_bound(text[: found.start()], text[found.start() :].strip())
    word = text[found.end() :].strip()
    at = len(text) - len(text[found.end() :].lstrip())
    if not word:
        raise ExpressionError("the bound is missing", "write it behind the comparison, such as >= 80%", found.end())
    return Target(text.strip(), expression, sign, _bound(expression.about, word, at))


def _of_bound(measure: str, behind: str) -> Expression:
    """The measure of a target or a precision; what stands behind it is kept in a hint that writes the measure anew.

    Raises
    ------
    ExpressionError
    """
    try:
        return parse_expression(measure)
    except ExpressionError as error:
        if error.hint.startswith("write ") and "is missing" in error.message:
            raise ExpressionError(error.message, f"{error.hint} {behind}", error.offset) from None
        raise


def parse_precision(text: str) -> Precision:
    """Read a precision such as ``service_level(sales, 20 s) ± 1%``.

    Raises
    ------
    ExpressionError
        When the measure, the sign or the half-width cannot be read, or the half-width is not above 0.
    """
    for sign in ("±", "+/-", "+-"):
        head, found, tail = text.partition(sign)
        if found:
            expression = _of_bound(head, f"{sign} {tail.strip()}")
            at = len(head) + len(sign) + len(tail) - len(tail.lstrip())
            half_width = _bound(expression.about, tail.strip(), at)
            if half_width <= 0:
                raise ExpressionError(f"the precision must be above 0 (got '{tail.strip()}')", "write ± 1%", at)
            text = text if documented_measure(head) == head else f"{expression.text} {sign} {tail.strip()}"
            return Precision(text.strip(), expression, half_width)
    raise ExpressionError(
        f"not a precision (got '{text}')", "write a measure, ± and a half-width: service_level(sales, 20 s) ± 1%"
    )


def check_subject(expression: Expression, queues: Collection[str], groups: Collection[str]) -> None:
    """Refuse a measure of a queue, class of customers or group that the scenario does not have.

    Raises
    ------
    ExpressionError
        When the subject is unknown, or of the wrong kind for the metric.
    """
    if expression.subject == EVERYTHING:
        return
    kind = expression.about.subject
    right, wrong = (queues, groups) if kind == "queue" else (groups, queues)
    word = "queue" if kind == "queue" else "agent group"
    if expression.subject in right:
        return
    at = max(expression.text.find(expression.subject, expression.text.find("(")), 0)
    if expression.subject in wrong:
        other = "an agent group" if kind == "queue" else "a queue"
        message = f"{expression.metric} is a measure of {word}s, and '{expression.subject}' is {other}"
        raise ExpressionError(message, f"did you mean {next(iter(right))}?" if len(right) == 1 else _nearest("", right), at)
    whole, dot, name = expression.subject.partition(".")
    if dot and whole in right:
        classes = [one for one in right if one.startswith(f"{whole}.")]
        hint = _nearest(expression.subject, classes) if classes else f"did you mean {whole}? It has no classes of customers"
        raise ExpressionError(f"{whole} has no customers called '{name}'", hint, at)
    classes = [one for one in right if one.endswith(f".{expression.subject}")]
    hint = f"did you mean {classes[0]}?" if len(classes) == 1 else _nearest(expression.subject, right)
    raise ExpressionError(f"unknown {word} '{expression.subject}'", hint, at)


def definition_of(expression: Expression, default: str = DEFAULT_DEFINITION) -> str:
    """The service-level definition an expression uses: its own, or the scenario's."""
    return expression.definition or default

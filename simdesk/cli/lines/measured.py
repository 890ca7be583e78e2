"""Measures on a command line, by the words of the trade and for what they are asked of."""

from __future__ import annotations

import re
from collections.abc import Collection

from simdesk.cli.lines.targets import Targets
from simdesk.cli.lines.typed import Typed
from simdesk.errors import UsageError

_MEASURE = re.compile(r"\s*([\w -]+?)\s*(?:\(([^()]*)\))?\s*")


def measures_named(typed: Typed, text: str, queues: Collection[str], groups: Collection[str]) -> list[str]:
    """A measure as simdesk calls it; several where it is asked of a queue and is one of groups, or the other way round.

    Parameters
    ----------
    typed : Typed
        Where it is noted how the measure was understood, or why it cannot be taken.
    text : str
        As typed.
    queues, groups : collection of str
        Of the scenario; empty where they are not known.

    Returns
    -------
    list of str
        The text itself where nothing is to be said of it.
    """
    from simdesk.measure.registry import METRICS
    from simdesk.measure.words import METRIC_OF, example_of, likely_metrics

    name = _MEASURE.fullmatch(text)
    if name is None:
        return [text]
    subject, *rest = [part.strip() for part in (name[2] or "all").split(",")]
    kind = "group" if subject in groups and subject not in queues else "queue" if subject in queues else ""
    found = [name[1]] if name[1] in METRICS else likely_metrics(name[1])
    if len(found) != 1:
        return [text]
    about = METRICS[found[0]]
    if kind and about.subject != kind:
        return _of_the_other_kind(typed, text, [found[0], subject, *rest], queues, groups)
    needs = len(about.needed_arguments) > len(rest)
    if name[1] in METRICS and not needs:
        return [text]
    percentile = next(iter(re.findall(r"\d+", name[1])), "90")
    whole = f"{found[0]}({', '.join([subject, *rest])})" if rest else example_of(found[0], subject, percentile)
    words = "_".join(re.findall(r"\w+", name[1].lower().replace("-", " ").replace("_", " ")))
    surely = any(words.removeprefix(one) in {*METRIC_OF, *METRICS} for one in ("", "average_", "avg_", "mean_"))
    if needs and not re.search(r"\d", name[1]):
        typed.answers.append(f"'{text}' needs its {about.needed_arguments[len(rest)]}")
    elif not surely:
        typed.answers.append(f"there is no measure {name[1]}")
    else:
        typed.said.append(f"{text} is {whole}")
    return [whole]


def without_bound(typed: Typed, targets: Targets, text: str) -> str:
    """A measure without a bound that stands behind it, which is taken as a target besides those of the scenario.

    Parameters
    ----------
    typed : Typed
    targets : Targets
        Takes the bound.
    text : str
        Such as ``abandon_rate(sales) <= 5%``.

    Raises
    ------
    UsageError
    """
    from simdesk.measure.expression import ExpressionError, parse_target
    from simdesk.measure.spellings import COMPARED

    found = COMPARED.search(text)
    if found is None:
        return text
    try:
        target = parse_target(text)
    except ExpressionError as error:
        raise UsageError(f"--metric '{text}': {error.message}", error.hint) from None
    typed.said.append(f"the bound of {text.strip()} is a target, besides those of the file")
    targets.more.append(target.text)
    return target.expression.text


def _of_the_other_kind(typed: Typed, text: str, parts: list[str], queues: Collection[str], groups: Collection[str]) -> list[str]:
    """The measure of what it can be asked of; of a group its contacts where those are asked for."""
    from simdesk.measure.registry import METRICS
    from simdesk.measure.words import example_of

    metric, subject, *rest = parts
    if METRICS[metric].subject == "group":
        typed.answers.append(f"'{text}': {metric} is a measure of agent groups, and {subject} is a queue")
        return [f"{metric}({', '.join([group, *rest])})" for group in groups]
    known = ", ".join(one for one, about in METRICS.items() if about.subject == "group")
    typed.answers.append(
        f"'{text}': {metric} is a measure of queues, and {subject} is an agent group; of these there are {known}"
    )
    if metric in {"answered", "offered"}:
        return [f"contacts_handled({subject})", "contacts_handled(all)"]
    return [f"{metric}({', '.join([queue, *rest])})" if rest else example_of(metric, queue) for queue in queues]

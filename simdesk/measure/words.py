"""Which metric a word of the trade means, and how a measure of it is written."""

from __future__ import annotations

from collections.abc import Sequence

from simdesk.likeness import near
from simdesk.measure.definitions.called import CALLED
from simdesk.measure.registry import METRICS

METRIC_OF: dict[str, str] = {word: metric for metric, words in CALLED.items() for word in words.split()}


def likely_metrics(word: str) -> list[str]:
    """The metrics that a word is likely meant for: what the trade calls so, else the metrics it is a misspelling of.

    Parameters
    ----------
    word : str

    Returns
    -------
    list of str
        Empty when there is none.
    """
    folded = "_".join(word.strip().lower().replace("-", " ").replace("_", " ").split())
    for prefix in ("", "average_", "avg_", "mean_"):
        if prefix and not folded.startswith(prefix):
            continue
        named = METRIC_OF.get(folded.removeprefix(prefix)) or (folded.removeprefix(prefix) if prefix else "")
        if named in METRICS:
            return [named]
    found = near(word, METRICS)
    return found or list(dict.fromkeys(METRIC_OF[one] for one in near(word, METRIC_OF)))


def example_of(metric: str, subject: str, percentile: str = "90", given: Sequence[str] = ()) -> str:
    """How a measure is written: ``service_level(sales, 20 s)``; arguments that are given stand first."""
    examples = {"percentile": percentile, "goal": "80%"}
    needed = METRICS[metric].needed_arguments
    values = [*given, *(examples.get(one, "20 s") for one in needed[len(given) :])]
    return f"{metric}({', '.join([subject, *values])})"

"""Values on a command line: whole numbers and measures as people write them."""

from __future__ import annotations

import re

from simdesk.cli.lines.typed import Typed

EXAMPLES = {
    "--replications": "100",
    "-n": "100",
    "--seed": "7",
    "--cores": "2",
    "--verify": "200",
    "--rounds": "5",
    "--output": "out",
    "-o": "out",
}
"""Values of options, for lines to type."""


def whole_number(typed: Typed, name: str, value: str) -> str:
    """A whole number: ``1,000`` and ``100 days`` have one meaning."""
    text = re.sub(r"(?<=\d)[,_' ](?=\d{3}\b)", "", value.strip())
    match = re.fullmatch(r"(-?\d+)(?:\.0+)?\s*(?:days?|runs?|replications?)?", text)
    if match is not None:
        return match[1]
    from simdesk.scenario.language.quantities import NUMBERS

    typed.answers.append(f"{name} takes a whole number (got '{value}')")
    return str(NUMBERS.get(text.lower(), EXAMPLES.get(name, "100")))


def measure_named(typed: Typed, text: str) -> str:
    """A measure by one of its other names, as simdesk calls it."""
    from simdesk.measure.registry import METRICS
    from simdesk.measure.words import example_of, likely_metrics

    name = re.fullmatch(r"\s*([\w -]+?)\s*(?:\(([^()]*)\))?\s*", text)
    if name is None or name[1] in METRICS:
        return text
    found = likely_metrics(name[1])
    if len(found) != 1:
        return text
    subject, *rest = [part.strip() for part in (name[2] or "all").split(",")]
    percentile = next(iter(re.findall(r"\d+", name[1])), "90")
    whole = f"{found[0]}({', '.join([subject, *rest])})" if rest else example_of(found[0], subject, percentile)
    if METRICS[found[0]].arguments and not rest and not re.search(r"\d", name[1]):
        typed.answers.append(f"'{text}' needs its {METRICS[found[0]].arguments[0]}")
    else:
        typed.said.append(f"{text} is {whole}")
    return whole

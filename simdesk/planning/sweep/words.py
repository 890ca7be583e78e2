"""The answers of a sweep in sentences, for the screen, notebooks and the report."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from simdesk.formats import format_measure
from simdesk.planning.sweep.forecast import PROBABILITY, Needed
from simdesk.results.shown.words import cost_words, engine_words
from simdesk.scenario.notes.centre_words import reductions_in_words

if TYPE_CHECKING:
    from simdesk.planning.sweep.result import Point, Sweep

MOST_CIRCUMSTANCES = 6
"""Most circumstances with a sentence of their own."""


def values_words(sweep: Sweep, point: Point, *, only: bool = False) -> str:
    """A point in words: ``headcount of desk 14, arrivals.scale of chat 110%``; ``only`` the planner's choices."""
    omitted = sweep.circumstances if only else ()
    pairs = zip(sweep.axes, point.values, strict=True)
    return ", ".join(f"{axis.words} {value.label}" for k, (axis, value) in enumerate(pairs) if k not in omitted)


def circumstance_words(sweep: Sweep, kind: tuple[str, ...]) -> str:
    """Circumstances in words: ``with arrivals.scale of chat 110%``."""
    return "with " + ", ".join(f"{sweep.axes[k].words} {label}" for k, label in zip(sweep.circumstances, kind, strict=True))


def sentences(sweep: Sweep) -> list[str]:
    """The cheapest point that meets all targets, and the agents needed if the forecast may be wrong."""
    found = [] if sweep.needed is None else needed_sentences(sweep.needed)
    for kind, point in list(sweep.cheapest.items())[:MOST_CIRCUMSTANCES]:
        where = f"{circumstance_words(sweep, kind)} " if kind else ""
        if point is None:
            text = f"{where}no point swept meets every target."
        else:
            chosen = values_words(sweep, point, only=True)
            cost = format_measure(point[sweep.cost.text].mean, sweep.cost.about.unit)
            what = cost_words(sweep.cost.about.words, sweep.cost.about.unit, sweep.scenario)
            text = f"{where}the cheapest point that meets every target is {chosen or 'that'} ({what} {cost})."
        found.append(text[0].upper() + text[1:])
    more = len(sweep.cheapest) - MOST_CIRCUMSTANCES
    return [*found, f"The table has {more} more circumstances."] if more > 0 else found


def needed_sentences(needed: Needed) -> list[str]:
    """The range of agents, its basis and its limits."""
    return [_range_sentence(needed), _basis_sentence(needed), *_bounds(needed)]


def _range_sentence(needed: Needed) -> str:
    last = len(needed.axis.values)
    low, high = needed.low, needed.high
    probability, one_sided = f"{PROBABILITY * 100:.0f}%", f"{(1 + PROBABILITY) / 2 * 100:.0f}%"
    of = f" ({needed.axis.words})"
    if low == last:
        return f"With {one_sided} probability it takes more than {_agents(needed, last - 1)}{of}: no swept headcount is enough."
    if high == last and low == 0:
        return f"The swept range is too narrow to say how many agents it takes{of}."
    if high == last:
        least = f"With {one_sided} probability it takes at least {_agents(needed, low)}{of}"
        return f"{least}; the upper limit is beyond the swept range."
    if low == 0:
        most = f"With {one_sided} probability it takes at most {_agents(needed, high)}{of}"
        return f"{most}; the lower limit is below the swept range."
    if low == high:
        return f"With {probability} probability it takes {_agents(needed, low)}{of}."
    return f"With {probability} probability it takes between {_bare(needed, low)} and {_agents(needed, high)}{of}."


def _basis_sentence(needed: Needed) -> str:
    spread = ", ".join(f"{share * 100:g}%" + ("" if name == "all" else f" for {name}") for name, share in needed.spread.items())
    right = needed.without_error
    plan = "more than the swept range" if right == len(needed.axis.values) else _agents(needed, right)
    return (
        f"This assumes a forecast error of {spread} (standard deviation): {needed.errors} errors were drawn, each with the "
        f"fewest agents that meet every target. If the forecast is right, it takes {plan}."
    )


def _bounds(needed: Needed) -> list[str]:
    last = len(needed.axis.values)
    found = []
    at_first = float((needed.needed == 0).mean())
    beyond = int((needed.needed == last).sum()) - needed.unattainable
    if at_first > 0:
        found.append(
            f"In {_percent(at_first)} of the errors the lowest headcount swept ({_agents(needed, 0)}) is enough; fewer may be."
        )
    if beyond:
        found.append(
            f"In {_percent(beyond / needed.errors)} of the errors the highest headcount swept ({_agents(needed, last - 1)}) is "
            "not enough: sweep further."
        )
    if needed.unattainable:
        share = _percent(needed.unattainable / needed.errors)
        found.append(
            f"In {share} of the errors more agents miss another target, such as a limit on cost: no headcount meets all."
        )
    return found


def _percent(share: float) -> str:
    return f"{share * 100:.3g}%"


def _bare(needed: Needed, k: int) -> str:
    value = needed.axis.values[k]
    if needed.axis.operation == "add":
        return "as planned" if value.number == 0 else f"{abs(value.number):g} {'more' if value.number > 0 else 'fewer'}"
    return value.label


def _agents(needed: Needed, k: int) -> str:
    """A headcount: ``46 agents``, ``3 more agents than planned``, ``105% of the agents planned``."""
    value = needed.axis.values[k]
    if needed.axis.operation == "times":
        return f"{value.label} of the agents planned"
    if needed.axis.operation == "add":
        if value.number == 0:
            return "the agents planned"
        noun = "agent" if abs(value.number) == 1 else "agents"
        return f"{abs(value.number):g} {'more' if value.number > 0 else 'fewer'} {noun} than planned"
    return f"{value.label} {'agent' if value.number == 1 else 'agents'}"


def facts_line(sweep: Sweep) -> str:
    """How the sweep was made, in one line."""
    facts = sweep.facts
    points = f"{len(sweep.points):,} points"
    if facts.design == "hypercube":
        asked = facts.asked or 0
        alike = f" ({asked} drawn, duplicates removed)" if asked > len(sweep.points) else ""
        points = f"{points} of a Latin hypercube{alike}"
    engine = engine_words(facts.engine, facts.engine_reason)
    reduced = f" with {reductions_in_words(facts.variance_reduction)}" if facts.variance_reduction else ""
    return (
        f"{points}, {facts.plays:,} scenarios of {facts.replications:,} days each on the same days{reduced}, "
        f"{facts.contacts:,} contacts simulated in {facts.seconds:.1f} s, {engine}, seed {facts.seed}, simdesk {facts.version}"
    )


def html(sweep: Sweep) -> str:
    """The sweep in a notebook: its sentences and how it was made."""
    lines = "".join(f'<p style="margin:4px 0">{escape(text)}</p>' for text in sentences(sweep))
    return (
        '<div style="font-family:system-ui,sans-serif;font-size:13px;line-height:1.45">'
        f'<strong style="font-size:15px">{escape(sweep.scenario.name)}</strong>{lines}'
        f'<span style="opacity:0.75">{escape(facts_line(sweep))}</span></div>'
    )

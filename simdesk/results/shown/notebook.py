"""How a run shows itself in a notebook: its verdicts in a small table."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from simdesk.formats import format_measure, format_range
from simdesk.results.shown.words import SIGNS, days_met_words, facts_line

if TYPE_CHECKING:
    from simdesk.results.results import Results


_CELL = "padding:4px 12px 4px 0;border-bottom:1px solid #e4e8ec;text-align:"
_HEADS = ("Verdict", "Target", "Estimate", "95% confidence interval", "Days met", "10th–90th percentile day")


def verdict_table(results: Results) -> str:
    """The targets of a run with their verdicts, as HTML with its styles in it.

    Parameters
    ----------
    results : Results

    Returns
    -------
    str
        One ``div``; all text is escaped.
    """
    rows = "".join(_row(results, index) for index in range(len(results.judgements)))
    if rows:
        heads = "".join(f'<th scope="col" style="{_CELL}{_side(k)};font-weight:600">{name}</th>' for k, name in enumerate(_HEADS))
        style = "border-collapse:collapse;margin:6px 0;font-size:13px"
        table = f'<table style="{style}"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'
    else:
        table = '<p style="margin:6px 0">No targets: add a <code>targets:</code> block to the scenario.</p>'
    return (
        '<div style="font-family:system-ui,sans-serif;font-size:13px;line-height:1.45">'
        f'<strong style="font-size:15px">{escape(results.scenario.name)}</strong>{table}'
        f'<span style="opacity:0.75">{escape(facts_line(results.facts))}</span></div>'
    )


def _row(results: Results, index: int) -> str:
    judgement = results.judgements[index]
    unit, found = judgement.target.expression.about.unit, judgement.estimate
    sign = SIGNS[judgement.verdict]
    badge = (
        f'<span style="background:{sign.paper};color:{sign.ink};padding:1px 8px;border-radius:9px;'
        'font-weight:600;white-space:nowrap">'
        f"{sign.symbol} {judgement.verdict}</span>"
    )
    cells = (
        badge,
        f'<code style="white-space:nowrap">{escape(judgement.target.text)}</code>',
        format_measure(found.mean, unit),
        format_range(found.low, found.high, unit, found.mean),
        days_met_words(judgement.days_met),
        format_range(found.p10, found.p90, unit, found.mean),
    )
    return "<tr>" + "".join(f'<td style="{_CELL}{_side(k)}">{cell}</td>' for k, cell in enumerate(cells)) + "</tr>"


def _side(column: int) -> str:
    return "left" if column < 2 else "right"

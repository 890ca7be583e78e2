"""A comparison in a notebook: a table of its differences."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from simdesk.figures.wording import change_range
from simdesk.formats import format_measure
from simdesk.planning.compare.words import change_words, days_words, pairing_words, rules_words
from simdesk.results.shown.words import SIGNS, days_met_words

if TYPE_CHECKING:
    from simdesk.measure.pairs import Difference
    from simdesk.planning.compare.result import Comparison

_CELL = "padding:4px 12px 4px 0;border-bottom:1px solid #e4e8ec;text-align:"
_COLUMNS = ("Measure", "Scenario", "Baseline", "Value", "Change", "95% confidence interval", "Target", "Days won", "Days lost")


def comparison_html(comparison: Comparison) -> str:
    """The differences as HTML with inline styles; all text is escaped."""
    headings = "".join(
        f'<th scope="col" style="{_CELL}{_side(k)};font-weight:600">{name}</th>' for k, name in enumerate(_COLUMNS)
    )
    rows = "".join(_row(difference) for difference in comparison.differences)
    style = "border-collapse:collapse;margin:6px 0;font-size:13px"
    summary = "; ".join(filter(None, (pairing_words(comparison), rules_words(comparison), days_words(comparison))))
    return (
        '<div style="font-family:system-ui,sans-serif;font-size:13px;line-height:1.45">'
        f'<strong style="font-size:15px">Against {escape(comparison.baseline)}</strong>'
        f'<table style="{style}"><thead><tr>{headings}</tr></thead><tbody>{rows}</tbody></table>'
        f'<span style="opacity:0.75">{escape(summary)}</span></div>'
    )


def _row(d: Difference) -> str:
    unit = d.expression.about.unit
    verdict = ""
    if d.judgement is not None:
        sign = SIGNS[d.judgement.verdict]
        verdict = f'<span style="color:{sign.ink};white-space:nowrap">{sign.symbol} {d.judgement.verdict}</span>'
    cells = (
        f'<code style="white-space:nowrap">{escape(d.expression.text)}</code>',
        escape(d.name),
        format_measure(d.baseline.mean, unit),
        format_measure(d.value.mean, unit),
        f"<b>{change_words(d)}</b>" if d.clear else change_words(d),
        change_range(d.change, unit),
        verdict,
        "" if d.flips is None else days_met_words(d.flips_up),
        "" if d.flips is None else days_met_words(d.flips_down),
    )
    return "<tr>" + "".join(f'<td style="{_CELL}{_side(k)}">{cell}</td>' for k, cell in enumerate(cells)) + "</tr>"


def _side(column: int) -> str:
    return "left" if column < 2 else "right"

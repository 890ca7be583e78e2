"""A currency is named wherever costs are shown."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from rich.console import Console

import simdesk as sd
from simdesk.cli.screens.compare import print_comparison
from simdesk.cli.screens.run import print_run
from simdesk.cli.screens.sweep import print_sweep
from simdesk.scenario.reading.diagnostics import InvalidScenario

DAY = """
simdesk: 1
currency: {currency}
hours: {{open: "08:00", close: "12:00"}}
replications: 10
queues:
  sales: {{arrivals: {{rate: 20 per h}}, handle_time: {{constant: 4 min}}}}
agent_groups:
  desk: {{skills: [sales], headcount: 4, cost_per_hour: 24}}
targets: ["service_level(sales, 20 s) >= 80%"]
variants: {{more: {{agent_groups.desk.headcount: 5}}}}
"""


def _day(currency: str = "EUR") -> sd.Scenario:
    return sd.load_text(DAY.format(currency=currency))


def _printed(show: Callable[[Any, Console], None], what: object) -> str:
    out = io.StringIO()
    show(what, Console(file=out, width=160))
    return out.getvalue()


@pytest.mark.slow
def test_screens_figures_and_sentences_name_it() -> None:
    day = _day()
    assert "(EUR)" in _printed(print_run, sd.run(day))
    compared = sd.compare({"as planned": day, "more": day.variant("more")})
    assert "cost (EUR) a day" in _printed(print_comparison, compared)
    assert "Cost a day (EUR)" in str(compared.figures.costs().to_dict())
    swept = sd.sweep(day, {"agent_groups.desk.headcount": "3..5"})
    assert "cost (EUR)" in _printed(print_sweep, swept)
    assert "cost of the day (EUR)" in str(swept.figures.trade_off().to_dict()).lower().replace("eur", "EUR")


def test_without_one_nothing_changes() -> None:
    day = sd.load_text(DAY.format(currency="EUR").replace("currency: EUR\n", ""))
    assert day.lay_out() == _day().lay_out()
    assert day.model.currency is None


@pytest.mark.parametrize("currency", ["12", "Euro of 2026", '""'])
def test_what_is_no_currency(currency: str) -> None:
    with pytest.raises(InvalidScenario) as failed:
        _day(currency)
    (one,) = failed.value.diagnostics
    assert one.hint == "write EUR"


@pytest.mark.parametrize("cost", ["24 EUR/h", "24 EUR per hour", "EUR 24 per h", "24EUR/h"])
def test_a_currency_in_a_cost_is_that_of_all(cost: str) -> None:
    text = DAY.format(currency="EUR").replace("currency: EUR\n", "")
    assert sd.load_text(text.replace("cost_per_hour: 24", f"cost: {cost}")).model == _day().model


def test_two_currencies_are_refused() -> None:
    with pytest.raises(InvalidScenario, match="two currencies: EUR and USD"):
        sd.load_text(DAY.format(currency="EUR").replace("cost_per_hour: 24", "cost: 24 USD/h"))

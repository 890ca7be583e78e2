"""The report of a sweep opened in Chromium: every chart is drawn, nothing is fetched, words do not collide."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser.test_report_in_browser import COLLISIONS, MISPLACED, Opened
from browser.test_report_in_browser import browser as browser

import simdesk as sd
from simdesk.report import write_sweep

pytestmark = pytest.mark.browser

DAY = """
simdesk: 1
name: "Swept <b>day</b>"
description: "<script>console.error('a description ran')</script>"
hours: {open: "08:00", close: "11:00", interval: 30 min}
replications: 6
queues:
  sales: {arrivals: {rate: 60 per h}, handle_time: {exponential: {mean: 5 min}}, patience: {exponential: {mean: 2 min}}}
agent_groups:
  desk: {skills: [sales], headcount: 6, shrinkage: 5%, cost: 20 per h}
targets: ["service_level(sales, 20 s) >= 80%", "abandon_rate(sales) <= 5%", "occupancy(desk) <= 88%"]
"""
HEADS = "agent_groups.desk.headcount"
SWEEPS = {
    # Agents needed, trade-off, a heat map and a tornado for each of three targets.
    "two_inputs": ({HEADS: "4..9", "queues.sales.arrivals.scale": "80%..120%/20%"}, {"forecast_error": "8%", "errors": 20}, 8),
    "one_input": ({HEADS: {"add": "-2..2"}}, {"sensitivity": "0%"}, 1),
    "hypercube": ({HEADS: "4..9", "queues.sales.arrivals.scale": "80%..120%"}, {"points": 9}, 4),
    "sensitivity": (None, {"sensitivity": "20%"}, 3),
}


@pytest.fixture(params=SWEEPS)
def opened(request: pytest.FixtureRequest, browser: object, tmp_path: Path) -> Iterator[Opened]:
    settings, more, charts = SWEEPS[request.param]
    report = write_sweep(sd.sweep(sd.load_text(DAY), settings, **more), tmp_path / "report.html")
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    opened = Opened(page, report.as_uri(), charts)
    page.on("console", lambda message: opened.complaints.append(message.text))
    page.on("pageerror", lambda error: opened.complaints.append(str(error)))
    page.on("request", lambda asked: opened.requests.append(asked.url))
    page.goto(opened.address)
    yield opened
    context.close()


def test_the_report_of_a_sweep(opened: Opened) -> None:
    page = opened.page
    assert page.evaluate("document.documentElement.dataset.charts") == str(opened.charts)
    assert page.locator(".js-plotly-plot").count() == opened.charts
    drawn = page.evaluate(
        """() => [...document.querySelectorAll('.js-plotly-plot')].map(plot => ({
            name: plot.getAttribute('aria-label'),
            marks: plot.querySelectorAll('.main-svg :is(path.point, .point path, path.js-line, .hm image)').length,
        }))"""
    )
    assert all(chart["marks"] >= 1 for chart in drawn), drawn
    page.wait_for_timeout(300)
    assert opened.complaints == []
    assert [url for url in opened.requests if not url.startswith(("data:", "blob:"))] == [opened.address]
    assert page.evaluate(COLLISIONS) == []
    for width in (1280, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(300)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(MISPLACED) == 0
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.wait_for_timeout(300)
    assert page.evaluate(COLLISIONS) == []

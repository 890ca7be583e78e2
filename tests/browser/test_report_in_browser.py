"""The report opened in Chromium: it draws every chart, asks nobody for anything, fits the window, and prints."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from simdesk.planning.compare.compare import compare
from simdesk.report import write_comparison, write_report
from simdesk.results.run import run
from simdesk.scenario import load_text

pytestmark = pytest.mark.browser

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
ONE_QUEUE = """
simdesk: 1
name: One queue
hours: {open: "08:00", close: "18:00", interval: 30 min}
replications: 10
queues:
  sales: {arrivals: {rate: 60 per h}, handle_time: {exponential: {mean: 5 min}}, patience: {exponential: {mean: 2 min}}}
agent_groups:
  desk: {skills: [sales], headcount: 6, shrinkage: 5%}
targets: ["service_level(sales, 20 s) >= 80%", "abandon_rate(sales) <= 5%"]
"""
SEVERAL_QUEUES = """
simdesk: 1
name: Three queues through the night
description: "<script>console.error('a description ran')</script>"
hours: {open: "20:00", close: "04:00", interval: 30 min}
warm_up: 30 min
replications: 10
queues:
  claims: {arrivals: {rate: 60 per h, day_to_day: 10%}, handle_time: {exponential: {mean: 5 min}}, waiting_places: 5}
  policies: {arrivals: {rate: 20 per h}, handle_time: {exponential: {mean: 5 min}}, patience: {exponential: {mean: 2 min}}}
  a_line_nobody_has_ever_called_in_all_these_years: {arrivals: {rate: 0 per h}, handle_time: {constant: 1 min}}
agent_groups:
  claims_desk: {skills: [claims], headcount: 5, cost: 20 per h}
  all_rounders: {skills: {claims: {rank: 2}, policies: {}, a_line_nobody_has_ever_called_in_all_these_years: {}}, headcount: 3}
targets:
  - service_level(claims, 30 s) >= 80%
  - service_level(policies, 20 s, short_abandons_credited) >= 80%
  - service_level(a_line_nobody_has_ever_called_in_all_these_years, 20 s) >= 80%
"""
ONE_DAY = ONE_QUEUE.replace("replications: 10", "replications: 1").replace("rate: 60", "rate: 6")
SCENARIOS = {"one_queue": (ONE_QUEUE, 7), "several_queues": (SEVERAL_QUEUES, 4 * 5 + 1 + 3), "one_day": (ONE_DAY, 7)}
VARIANTS = """
variants:
  a_second_team_for_the_claims_that_nobody_takes: {agent_groups.claims_desk.headcount: {add: 4}}
  fewer: {agent_groups.claims_desk.headcount: {add: -1}}
  busy: {queues.claims.arrivals.scale: 120%}
  quiet: {queues.claims.arrivals.scale: 90%}
  dear: {agent_groups.claims_desk.cost: 25 per h}
  patient: {queues.policies.patience.exponential.mean: 4 min}
  impatient: {queues.policies.patience.exponential.mean: 1 min}
  longer: {queues.claims.handle_time.exponential.mean: 6 min}
  shorter: {queues.claims.handle_time.exponential.mean: 4 min}
"""
COMPARED = {"two_runs": 5 + 1 + 4 + 2 + 1, "ten_scenarios": 0}
"""Charts of each comparison; 0 where they are too many to count by hand."""


@dataclass
class Opened:
    """A report in the browser and what the browser said of it."""

    page: object
    address: str
    charts: int
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    if CHROMIUM is None:
        if os.environ.get("CI", "").lower() in ("true", "1"):
            pytest.fail("Chromium is missing: in CI it must be there, or nobody would see a broken report")
        pytest.skip("Chromium is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("reports")
    return {name: write_report(run(load_text(text)), folder / f"{name}.html") for name, (text, _) in SCENARIOS.items()}


@pytest.fixture(scope="module")
def comparisons(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("comparisons")
    one = load_text(ONE_QUEUE)
    two = compare(one.with_changes({"agent_groups.desk.headcount": 7}), baseline=run(one), seed=5)
    ten = compare(load_text(SEVERAL_QUEUES + VARIANTS))
    return {
        "two_runs": write_comparison(two, folder / "two.html"),
        "ten_scenarios": write_comparison(ten, folder / "ten.html"),
    }


@pytest.fixture(params=SCENARIOS)
def opened(request: pytest.FixtureRequest, browser: object, reports: dict[str, Path]) -> Iterator[Opened]:
    yield from _open(browser, reports[request.param], SCENARIOS[request.param][1])


@pytest.fixture(params=COMPARED)
def compared(request: pytest.FixtureRequest, browser: object, comparisons: dict[str, Path]) -> Iterator[Opened]:
    yield from _open(browser, comparisons[request.param], COMPARED[request.param])


def _open(browser: object, path: Path, charts: int) -> Iterator[Opened]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    opened = Opened(page, path.as_uri(), charts)
    page.on("console", lambda message: opened.complaints.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: opened.complaints.append(str(error)))
    page.on("request", lambda asked: opened.requests.append(asked.url))
    page.goto(opened.address)
    yield opened
    context.close()


def test_every_chart_is_drawn_and_nothing_is_asked_for(opened: Opened):
    page = opened.page
    assert page.evaluate("document.documentElement.dataset.charts") == str(opened.charts)
    assert page.locator(".js-plotly-plot").count() == opened.charts
    drawn = page.evaluate(
        """() => [...document.querySelectorAll('.js-plotly-plot')].map(plot => ({
            name: plot.getAttribute('aria-label'),
            traces: plot.data.length,
            marks: plot.querySelectorAll('.main-svg :is(path.point, .point path, path.js-line, .js-fill)').length,
            words: plot.querySelectorAll('.main-svg .annotation').length,
            width: plot.querySelector('.main-svg').getBoundingClientRect().width,
        }))"""
    )
    for chart in drawn:
        assert chart["marks"] >= chart["traces"] if chart["traces"] else chart["words"] == 1, chart
        assert chart["width"] > 300, chart
    assert sum(chart["traces"] > 0 for chart in drawn) >= 7
    page.wait_for_timeout(300)
    assert opened.complaints == []
    assert [url for url in opened.requests if not url.startswith(("data:", "blob:"))] == [opened.address]


def test_it_fits_the_window(opened: Opened):
    page = opened.page
    page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
    for width in (1280, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(300)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(MISPLACED) == 0


# Charts that stand outside the text, or lie over another.
MISPLACED = """() => {
    const svgs = [...document.querySelectorAll('.js-plotly-plot .main-svg:first-child')];
    const boxes = svgs.map(svg => svg.getBoundingClientRect());
    const page = document.querySelector('main').getBoundingClientRect();
    const beside = (a, b) => a.left >= b.right - 1 || b.left >= a.right - 1;
    const apart = (a, b) => beside(a, b) || a.top >= b.bottom - 1 || b.top >= a.bottom - 1;
    const outside = boxes.filter(box => box.left < page.left - 1 || box.right > page.right + 1);
    return outside.length + boxes.filter((a, i) => boxes.some((b, k) => k > i && !apart(a, b))).length;
}"""
# Words of a chart that lie over each other; slanted ones are left out, their boxes say nothing.
COLLISIONS = """() => {
    const names = ['.xtick text', '.ytick text', '.x2tick text', '.y2tick text', '.xtitle', '.ytitle', '.x2title', '.y2title',
        '.legendtext', '.gtitle', '.gtitle-subtitle'];
    const slanted = text => /rotate\\(-[1-8]/.test(text.getAttribute('transform') || '');
    const found = [];
    for (const plot of document.querySelectorAll('.js-plotly-plot')) {
        const boxes = [...plot.querySelectorAll(names)]
            .map(text => [text, text.getBoundingClientRect()])
            .filter(([text, box]) => text.textContent && box.width && !slanted(text));
        boxes.forEach(([text, a], i) => boxes.slice(i + 1).forEach(([other, b]) => {
            if (a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 2 && b.top < a.bottom - 2)
                found.push([plot.getAttribute('aria-label').slice(0, 40), text.textContent, other.textContent]);
        }));
    }
    return found;
}"""


def test_text_in_charts_does_not_collide(opened: Opened):
    assert opened.page.evaluate(COLLISIONS) == []


def test_the_look_for_collisions_sees_one(opened: Opened):
    """A legend pushed into the axis title is found: the test before can fail."""
    opened.page.evaluate("Plotly.relayout('chart-3', {'legend.y': 0.12})")
    assert opened.page.evaluate(COLLISIONS) != []


def test_it_says_what_a_chart_shows_on_hover(opened: Opened):
    page = opened.page
    plot = page.locator(".js-plotly-plot").first
    plot.scroll_into_view_if_needed()
    box = plot.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_selector(".hoverlayer .hovertext", timeout=5000)
    assert "Service level" in page.locator(".hoverlayer .hovertext").first.text_content()
    assert page.locator(".modebar-btn--logo").count() == 0


def test_it_prints(opened: Opened, tmp_path: Path):
    page = opened.page
    paper = page.pdf(path=tmp_path / "report.pdf", prefer_css_page_size=True, print_background=True)
    assert paper.startswith(b"%PDF")
    assert paper.count(b"/Type /Page\n") + paper.count(b"/Type /Page ") >= 4
    assert opened.complaints == []


def test_on_paper_charts_are_as_wide_as_the_paper_and_what_is_closed_is_left_out(opened: Opened):
    page = opened.page
    page.locator("#intervals summary").first.click()
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.wait_for_timeout(300)
    svgs = "[...document.querySelectorAll('.js-plotly-plot .main-svg:first-child')]"
    assert set(page.evaluate(f"{svgs}.map(svg => svg.clientWidth)")) == {686}
    assert page.evaluate(COLLISIONS) == []
    assert page.locator("#intervals details:visible").count() == 1
    assert page.locator("#scenario:visible, nav:visible").count() == 0
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    page.wait_for_timeout(300)
    assert page.evaluate("document.querySelector('.wide .main-svg').clientWidth") > 1000


def test_a_comparison_is_drawn_whole_and_asks_for_nothing(compared: Opened):
    page = compared.page
    drawn = page.locator(".js-plotly-plot").count()
    assert page.evaluate("document.documentElement.dataset.charts") == str(drawn)
    assert drawn == (compared.charts or drawn) >= 10
    filled = "plot => plot.data.length || plot._fullLayout.annotations.length"
    assert page.evaluate(f"[...document.querySelectorAll('.js-plotly-plot')].every({filled})")
    page.wait_for_timeout(300)
    assert compared.complaints == []
    assert [url for url in compared.requests if not url.startswith(("data:", "blob:"))] == [compared.address]


def test_a_comparison_fits_the_window_and_the_paper(compared: Opened):
    page = compared.page
    page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
    for width in (1280, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(300)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(MISPLACED) == 0
        assert page.evaluate(COLLISIONS) == []
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.wait_for_timeout(300)
    svgs = "[...document.querySelectorAll('.js-plotly-plot .main-svg:first-child')]"
    assert set(page.evaluate(f"{svgs}.map(svg => svg.clientWidth)")) == {686}
    assert page.evaluate(COLLISIONS) == []


def test_a_comparison_says_when_it_is_not_paired(browser: object, comparisons: dict[str, Path]):
    page = browser.new_page()
    page.goto(comparisons["two_runs"].as_uri())
    assert "NOT paired" in page.locator(".warning").inner_text()
    page.goto(comparisons["ten_scenarios"].as_uri())
    assert page.locator(".warning").count() == 0
    page.close()


def test_every_scenario_is_in_the_same_chart(browser: object, comparisons: dict[str, Path]):
    page = browser.new_page()
    page.goto(comparisons["ten_scenarios"].as_uri())
    lines = page.locator("#over-the-day .js-plotly-plot").first.evaluate("plot => plot.data.map(trace => trace.name)")
    assert len(lines) == 10 + 1
    assert lines[0] == "baseline"
    page.close()

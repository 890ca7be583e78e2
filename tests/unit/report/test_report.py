"""The report as text: complete, escaped, self-contained, written whole; what it looks like is for tests/browser."""

from __future__ import annotations

import json
import os
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from simdesk.errors import RunError
from simdesk.measure.verdict import Verdict
from simdesk.report import render, rendering, write_report
from simdesk.report.sentences import sentence, tally_of_verdicts
from simdesk.report.tables import WEAKEST, interval_tables, queue_tables, weakest_table
from simdesk.results.results import Results
from simdesk.results.run import run
from simdesk.results.shown.notebook import verdict_table
from simdesk.scenario import load_text

SCENARIO = """
simdesk: 1
name: "Monday <i>&</i> more"
description: "One <script>alert(1)</script> line"
hours: {open: "08:00", close: "12:00", interval: 30 min}
replications: 8
seed: 5
queues:
  claims: {arrivals: {rate: 60 per h}, handle_time: {exponential: {mean: 5 min}}, patience: {exponential: {mean: 2 min}}}
  policies: {arrivals: {rate: 20 per h}, handle_time: {exponential: {mean: 5 min}}, waiting_places: 2}
agent_groups:
  claims_desk: {skills: [claims], headcount: 5, cost: 20 per h}
  all_rounders: {skills: {claims: {rank: 2}, policies: {}}, headcount: 3}
targets:
  - service_level(claims, 30 s) >= 10%
  - abandon_rate(claims) <= 0.1%
  - occupancy(all_rounders) <= 100%
"""
VOID = {"meta", "link", "br", "input", "img", "hr"}


class Outline(HTMLParser):
    """Every element in order, and whether all of them are closed."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] not in ("script", "style"):
            self.words.append(data)

    def with_tag(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture(scope="module")
def results() -> Results:
    return run(load_text(SCENARIO))


@pytest.fixture(scope="module")
def page(results: Results) -> str:
    return render(results)


@pytest.fixture(scope="module")
def outline(page: str) -> Outline:
    return Outline(page)


def test_the_page_is_whole(outline: Outline):
    assert outline.open == []
    assert outline.with_tag("html")[0]["lang"] == "en"
    ids = [attributes["id"] for _, attributes in outline.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    for link in outline.with_tag("a"):
        assert (link["href"] or "").removeprefix("#") in ids


def test_sections_in_order(outline: Outline):
    sections = [attributes["id"] for attributes in outline.with_tag("section")]
    assert sections == [
        "targets",
        "queues",
        "agent-groups",
        "weakest",
        "over-the-day",
        "agents-over-the-day",
        "waits",
        "days",
        "intervals",
        "scenario",
        "counting",
    ]


def test_nothing_is_fetched(page: str, outline: Outline):
    for name, attributes in outline.elements:
        for attribute in ("src", "href", "srcset", "action", "data"):
            value = attributes.get(attribute) or "#"
            assert value.startswith(("#", "data:")), f"{name} {attribute}={value}"
    style = "".join(re.findall(r"<style>(.*?)</style>", page, re.DOTALL))
    assert "url(" not in style
    assert "@import" not in style
    (policy,) = [a["content"] for a in outline.with_tag("meta") if a.get("http-equiv") == "Content-Security-Policy"]
    assert "default-src 'none'" in (policy or "")


def test_plotly_stands_in_it_once(page: str):
    assert page.count("plotly.js v") == 1
    assert 3_000_000 < len(page.encode()) < 8_000_000


def test_what_a_person_wrote_is_escaped(page: str, outline: Outline):
    assert "<script>alert(1)</script>" not in page
    assert "<i>&</i>" not in page
    assert "Monday <i>&</i> more" in outline.words
    assert "One <script>alert(1)</script> line" in outline.words


def test_charts_are_there_and_described(page: str, outline: Outline):
    plots = [a for a in outline.with_tag("div") if a.get("class") == "plot"]
    # Three queues (two and all) with service level, waits, abandonment, distribution, days; arrivals; three groups.
    assert len(plots) == 3 * 5 + 1 + 3
    assert all(plot["role"] == "img" and plot["aria-label"] for plot in plots)
    sources = re.findall(r'<script type="application/json" data-chart="(.*?)">(.*?)</script>', page, re.DOTALL)
    assert [name for name, _ in sources] == [plot["id"] for plot in plots]
    for _, text in sources:
        figure = json.loads(text)
        assert figure["data"]
        assert figure["layout"]["title"]["text"]


def test_tables_can_be_listened_to(outline: Outline):
    assert len(outline.with_tag("caption")) == len(outline.with_tag("table"))
    assert all(head.get("scope") in ("col", "row") for head in outline.with_tag("th"))


def test_run_facts_are_there(results: Results, outline: Outline):
    text = " ".join(" ".join(outline.words).split())
    for words in (
        f"Days 8 Contacts simulated {results.facts.contacts:,}",
        "Engine simpy Seed 5",
        results.scenario.digest[:12],
        "abandoned_in_time_removed",
        "(answered + abandoned late)",
        "within 30 s",
    ):
        assert words in text


def test_verdicts_have_word_and_symbol(results: Results, outline: Outline):
    assert [j.verdict for j in results.judgements] == [Verdict.MET, Verdict.MISSED, Verdict.MET]
    text = " ".join(" ".join(outline.words).split())
    assert "✓ met" in text
    assert "✗ missed" in text
    assert "2 of 3 targets met, 1 missed" in text
    assert "all 8 days reach 10%" in text


def test_the_scenario_is_shown_as_it_ran(results: Results, outline: Outline):
    assert results.scenario.resolved_yaml() in outline.words


@pytest.mark.slow
def test_a_long_scenario_is_shown_as_written(results: Results, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(rendering, "MOST_YAML", 100)
    words = Outline(render(results)).words
    assert SCENARIO in words
    assert "The scenario as its file was written" in words


@pytest.mark.slow
def test_the_report_is_the_same_each_time(results: Results, page: str):
    assert render(results) == page


@pytest.mark.slow
def test_no_targets():
    results = run(load_text(SCENARIO).with_changes({"targets": None, "replications": 2}))
    assert "The scenario names no targets." in render(results)
    assert "No targets" in verdict_table(results)


@pytest.mark.slow
def test_a_genesys_level_says_what_it_counts(page: str):
    assert "genesys definition here" not in page
    changes = {"service_level": {"definition": "genesys", "genesys": {"include_sent_away": True}}, "replications": 2}
    text = render(run(load_text(SCENARIO).with_changes(changes)))
    assert "abandoned contacts counted, short abandons not counted, contacts sent away counted" in text


# Tables


def test_queue_table_shows_rare_columns_only_when_they_say_something(results: Results):
    table, more = queue_tables(results)
    assert more is None
    assert "Blocked" in table.heads
    assert "Sent away" not in table.heads
    assert [name for name, _ in table.rows] == ["claims", "policies", "all queues"]
    assert all(len(cells) == len(table.heads) - 1 for _, cells in table.rows)


def test_the_weakest_intervals_come_first(results: Results):
    table = weakest_table(results)
    assert table is not None
    levels = [float(cells[1].text.removesuffix("%")) for _, cells in table.rows]
    assert len(levels) == WEAKEST
    assert levels == sorted(levels)
    lowest = min(
        results.measures.estimate(results.headline.service_levels[queue], interval).mean
        for queue in ("claims", "policies")
        for interval in range(8)
    )
    assert levels[0] == pytest.approx(lowest * 100, abs=0.05)


def test_every_interval_has_its_row(results: Results):
    tables = interval_tables(results)
    assert [table.name for table in tables] == [
        "Queue: claims",
        "Queue: policies",
        "Queue: all queues",
        "Agent group: claims_desk",
        "Agent group: all_rounders",
        "Agent group: all groups",
    ]
    for table in tables:
        assert len(table.rows) == 8
        assert table.rows[0][0] == "08:00–08:30"


# Sentences


def said(**changes: object) -> list[str]:
    results = run(load_text(SCENARIO).with_changes(changes))
    return [sentence(judgement, results.measures) for judgement in results.judgements]


def test_sentences(results: Results):
    met, missed, within = (sentence(judgement, results.measures) for judgement in results.judgements)
    assert re.fullmatch(r"Met: the service level within 30 s of claims is \S+% \(.*%\), and all 8 days reach 10%\.", met)
    assert re.fullmatch(
        r"Missed: the abandon rate of claims is .*, above the 0\.1% allowed; none of the 8 days keeps within it\.", missed
    )
    assert within.endswith("and all 8 days keep within 100%.")


def test_one_day_is_uncertain():
    assert "one day cannot show" in said(replications=1)[0]


def test_a_bound_inside_the_interval_is_uncertain(results: Results):
    found = results.judgements[0].estimate
    text = said(targets=[f"service_level(claims, 30 s) >= {found.mean * 100:.4f}%"])[0]
    assert text.startswith("Uncertain: ")
    assert "lies within that range; more days would tell" in text


def test_nothing_to_measure_is_no_data():
    text = said(**{"queues.claims.arrivals": {"rate": "0 per h"}})[0]
    assert text == "No data: there was nothing to measure for the service level within 30 s of claims on any day."


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("sent_away(claims) <= 5", "the number of contacts sent away of claims"),
        ("contacts_handled(claims_desk) <= 5", "the number of contacts handled of claims_desk"),
        ("agents_busy(all) <= 50", "the number of agents busy over all agent groups"),
        ("wait_percentile(policies, 90) <= 5 min", "the 90th percentile of wait of policies"),
    ],
)
def test_other_measures_read_well(target: str, words: str):
    assert words in said(targets=[target], replications=2)[0]


def test_the_tally_of_verdicts(results: Results):
    assert tally_of_verdicts(results.judgements[:1]) == "1 of 1 target met"
    assert tally_of_verdicts(results.judgements) == "2 of 3 targets met, 1 missed"


# Writing


@pytest.mark.slow
def test_it_is_written_whole_or_not_at_all(results: Results, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    place = tmp_path / "report.html"
    assert write_report(results, place) == place
    first = place.read_text(encoding="utf-8")
    assert first.startswith("<!DOCTYPE html>")
    assert list(tmp_path.iterdir()) == [place]

    def full_disk(*_: object, **__: object) -> int:
        raise OSError("no space left on device")

    monkeypatch.setattr(os, "fsync", full_disk)
    with pytest.raises(RunError, match="no space"):
        write_report(results, place)
    monkeypatch.undo()
    assert place.read_text(encoding="utf-8") == first
    assert list(tmp_path.iterdir()) == [place]


# The notebook


def test_the_notebook_table(results: Results):
    outline = Outline(results._repr_html_())
    assert outline.open == []
    assert not outline.with_tag("script")
    text = " ".join(outline.words)
    assert "Monday <i>&</i> more" in text
    assert "✓ met" in text
    assert "✗ missed" in text
    assert f"8 days, {results.facts.contacts:,} contacts" in text

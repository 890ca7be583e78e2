"""``simdesk explain`` as its users call it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import simdesk as sd
from simdesk.cli.main import execute

ROOT = Path(__file__).parents[2]
QUIET = str(ROOT / "tests" / "golden" / "quiet_morning.yaml")
MULTI = str(ROOT / "scenarios" / "multi_skill.yaml")

Captured = pytest.CaptureFixture[str]


def explain(capsys: Captured, *arguments: str) -> str:
    assert execute(["explain", *arguments]) == 0
    return capsys.readouterr().out


def test_the_story_of_a_contact(capsys: Captured) -> None:
    lines = [line.rstrip() for line in explain(capsys, QUIET, "--contact", "1").splitlines()]
    assert lines[1].startswith("Contact 1 of day 0, ")
    assert lines[1].endswith(": hung up after 3 min")
    assert lines[2].startswith("08:01:00  It arrived in ")
    assert any(line.startswith("08:05:00  Had it stayed, an agent would have taken it at 08:05:00, 60 s later") for line in lines)
    assert "Days and contacts count from 0" in lines[-1]


@pytest.mark.slow
def test_without_a_number_it_is_the_longest_waiting(capsys: Captured) -> None:
    document = json.loads(explain(capsys, MULTI, "--queue", "technical", "--day", "4", "--json"))
    assert document["schema_version"] == 1
    assert document["seed"] == 2026
    assert document["queue"] == "technical"
    assert document["day"] == 4
    assert {line["kind"] for line in document["lines"]} >= {"arrival", "floor", "place", "ahead", "answer", "verdict", "remedy"}
    again = json.loads(explain(capsys, MULTI, "--contact", str(document["contact"]), "--day", "4", "--json"))
    assert again == document


def test_the_day_is_that_of_the_run(capsys: Captured) -> None:
    import simdesk as sd

    results = sd.run(sd.load(MULTI), 2)
    story = results.explain(contact=700, day=1)
    told = json.loads(explain(capsys, MULTI, "--contact", "700", "--day", "1", "--json"))
    assert told["lines"] == json.loads(json.dumps(story.document()["lines"]))
    row = results.contacts.query("replication == 1").iloc[700]
    assert told["arrival"] == row["arrival"]
    assert told["queue"] == row["queue"]


@pytest.mark.slow
def test_an_interval(capsys: Captured) -> None:
    out = explain(capsys, MULTI, "--interval", "10:30", "--queue", "sales", "-n", "3")
    assert "sales from 10:30 to 11:00, 3 days: " in out
    assert "The causes overlap" in " ".join(out.split())
    document = json.loads(explain(capsys, MULTI, "--interval", "10:30", "--day", "1", "--json"))
    causes = [line["facts"] for line in document["lines"] if line["kind"] == "cause"]
    assert 1 <= len(causes) <= 5
    assert [cause["fewer"] for cause in causes] == sorted((cause["fewer"] for cause in causes), reverse=True)
    assert all(cause["share"] == pytest.approx(cause["fewer"] / document["late"]) for cause in causes)


@pytest.mark.slow
def test_the_worst_interval_is_the_one_with_the_most_late_contacts(capsys: Captured) -> None:
    told = json.loads(explain(capsys, MULTI, "--interval", "worst", "--queue", "sales", "-n", "2", "--json"))
    results = sd.run(sd.load(MULTI), replications=2, engine="simpy")
    contacts = results.contacts.query("queue == 'sales'")
    late = contacts[(contacts.wait > 20) | contacts.wait.isna()]
    by_interval = (late.arrival // 1800).astype(int).value_counts()
    begin = int(by_interval.index[by_interval == by_interval.max()].min()) * 1800
    assert f"from {begin // 3600:02}:{begin % 3600 // 60:02}" in json.dumps(told)


@pytest.mark.slow
def test_variants_and_changes_are_explained_too(capsys: Captured) -> None:
    plain = explain(capsys, MULTI, "--interval", "10:30", "--queue", "sales", "--day", "1")
    more = explain(capsys, MULTI, "--interval", "10:30", "--queue", "sales", "--day", "1", "--variant", "two_more")
    assert "two_more" in more
    assert plain != more
    other = explain(capsys, MULTI, "--contact", "5", "--set", "queues.sales.arrivals.scale=150%", "--seed", "3")
    assert "Seed 3." in other


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--contact", "6"], "no contact 6 on day 0\nhint: day 0 has contacts 0 to 5, in order of arrival"),
        (["--day", "3"], "no day 3\nhint: the run has days 0 to 2"),
        (["--day", "-1"], "no day -1"),
        (["--interval", "07:00"], "no interval at 07:00\nhint: measured intervals begin at 08:00"),
        (["--interval", "soon"], "interval: not a time of day (got 'soon')"),
        (["--queue", "sale"], "unknown queue 'sale'"),
        (["--contact", "1", "--interval", "08:00"], "--contact or --interval, not both"),
    ],
)
def test_questions_that_have_no_answer(capsys: Captured, arguments: list[str], said: str) -> None:
    assert execute(["explain", QUIET, *arguments]) == 2
    captured = capsys.readouterr()
    assert said in captured.err
    assert captured.out == ""

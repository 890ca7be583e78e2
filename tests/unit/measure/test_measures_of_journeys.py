"""The measures of customers who react agree with the contacts they were counted from."""

from __future__ import annotations

import json

import numpy as np
import pytest

import simdesk as sd
from simdesk.cli.main import execute
from simdesk.errors import ExitCode
from simdesk.results.results import Results
from simdesk.rules.codes import OUTCOMES
from simdesk.rules.leg_codes import REASONS

DAY = {
    "simdesk": 1,
    "name": "Reactions",
    "hours": {"open": "08:00", "close": "12:00", "interval": "1 h"},
    "warm_up": "1 h",
    "replications": 6,
    "queues": {
        "sales": {
            "arrivals": {"rate": "60 per h"},
            "handle_time": {"exponential": {"mean": "4 min"}},
            "patience": {"exponential": {"mean": "2 min"}},
            "balking": {"by_queue_length": {"3": "20%"}},
            "redial": {"share": "50%", "after": "3 min"},
            "call_back": {"when_waiting": 1, "accepted": "60%", "queue": "call_backs", "reached": "60%", "retry_after": "5 min"},
            "transfer": {"to": {"service": "15%"}, "lost": "10%"},
        },
        "service": {
            "arrivals": {"rate": "30 per h"},
            "handle_time": {"constant": "5 min"},
            "repeat": {"unresolved": "25%", "after": "10 min"},
            "misrouted": {"share": "10%", "to": "sales", "recognised_after": "45 s"},
            "announcement": {"leave_if_longer": "50%"},
        },
        "call_backs": {"handle_time": {"constant": "4 min"}},
    },
    "agent_groups": {
        "desk": {"skills": {"sales": {}, "call_backs": {"rank": 2}}, "headcount": 5},
        "pros": {"skills": ["service"], "headcount": 4},
    },
    "targets": ["service_level(all, 30 s) >= 50%", "repeats(service) <= 50", "not_reached(call_backs) <= 20"],
}
QUEUES = ("sales", "service", "call_backs")


@pytest.fixture(scope="module")
def results() -> Results:
    return sd.run(sd.load_text(json.dumps(DAY)))


def test_counts_by_reason_and_outcome(results: Results) -> None:
    contacts = results.contacts[~results.contacts["warm_up"]]
    for queue in (*QUEUES, "all"):
        mine = contacts if queue == "all" else contacts[contacts["queue"] == queue]
        for metric, column, value in (
            ("took_call_back", "outcome", "took_call_back"),
            ("not_reached", "outcome", "not_reached"),
            ("redials", "reason", "redial"),
            ("transferred_in", "reason", "transfer"),
            ("repeats", "reason", "repeat"),
        ):
            assert results.measure(f"{metric}({queue})").mean == pytest.approx((mine[column] == value).sum() / 6)
        assert results.measure(f"offered({queue})").mean == pytest.approx(len(mine) / 6)
    for expression in ("took_call_back(sales)", "not_reached(call_backs)", "redials(sales)", "repeats(service)"):
        assert results.measure(expression).mean > 1


def test_every_contact_has_one_outcome(results: Results) -> None:
    parts = ("answered", "abandoned", "balked", "blocked", "sent_away", "unfinished", "took_call_back", "not_reached")
    for queue in QUEUES:
        total = sum(results.measure(f"{part}({queue})").mean for part in parts)
        assert total == pytest.approx(results.measure(f"offered({queue})").mean)


def test_calls_that_reach_nobody_are_in_no_wait_and_no_service_level(results: Results) -> None:
    contacts = results.contacts[~results.contacts["warm_up"]]
    mine = contacts[(contacts["queue"] == "call_backs") & (contacts["outcome"] == "answered")]
    assert ((contacts["outcome"] == "not_reached") & (contacts["wait"] > 0)).any()
    assert results.measure("mean_wait(call_backs)").mean == pytest.approx(mine["wait"].mean())
    days = [float(np.percentile(day["wait"], 90)) for _, day in mine.groupby("replication")]
    assert results.measure("wait_percentile(call_backs, 90)").mean == pytest.approx(np.mean(days))
    in_time = (mine["wait"] <= 30).mean()
    assert results.estimate(results.headline.service_levels["call_backs"]).mean == pytest.approx(in_time)
    assert results.measure("handle_time(call_backs)").mean == pytest.approx(240.0)


def test_the_columns_of_the_contacts(results: Results) -> None:
    contacts = results.contacts
    assert list(contacts["reason"].cat.categories) == list(REASONS)
    assert list(contacts["outcome"].cat.categories) == list(OUTCOMES)
    first = contacts[contacts["attempt"] == 1]
    assert (first["reason"] == "first_try").all()
    assert not first.duplicated(["replication", "journey"]).any()
    assert len(first) == contacts.groupby("replication")["journey"].nunique().sum()
    assert not contacts.duplicated(["replication", "journey", "attempt"]).any()


@pytest.mark.slow
def test_the_screen_the_report_and_the_formulas_know_them(
    tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path_factory.mktemp("journeys")
    file = folder / "reactions.yaml"
    file.write_text(json.dumps(DAY), encoding="utf-8")
    assert execute(["run", str(file), "-o", str(folder), "--csv", "--contacts"]) == ExitCode.DONE
    out = capsys.readouterr().out
    screen = " ".join(out.split())
    assert all(word in screen for word in ("call-back", "reached", "transferred", "repeats"))
    (report,) = folder.glob("*/report.html")
    text = report.read_text(encoding="utf-8")
    assert all(word in text for word in ("Took a call-back", "Not reached", "Redials", "Transferred in", "Repeat contacts"))
    assert "number of calls that did not reach the customer" in text
    assert execute(["estimate", str(file)]) == ExitCode.DONE
    said = " ".join(capsys.readouterr().out.split())
    for sentence in (
        "take a call-back instead of waiting",
        "are transfers, which the formulas leave out",
        "are repeats after an unresolved contact",
        "All contacts of this queue come from other queues",
        "Customers hear the predicted wait",
        "The longer the queue, the more customers balk",
        "are misrouted to sales first",
        "Some contacts for service are misrouted here",
    ):
        assert sentence in said

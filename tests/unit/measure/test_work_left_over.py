"""Contacts that still wait at the end have no outcome: a verdict that depends on them is withheld."""

import json
from typing import Any

import pytest

import simdesk as sd
from simdesk.measure.verdict import Verdict


def one_agent(*targets: str, minutes: int = 30, **more: Any) -> sd.Results:
    """One agent for an hour, and four emails at its start: two are answered, at once and after 30 minutes, and two still wait."""
    return sd.run(
        sd.load_text(
            json.dumps(
                {
                    "simdesk": 1,
                    "hours": {"open": "08:00", "close": "09:00", "interval": "1 h"},
                    "replications": 2,
                    "queues": {
                        "email": {
                            "channel": "email",
                            "arrivals": {"times": ["08:00:00", "08:00:01", "08:00:02", "08:00:03"]},
                            "handle_time": {"constant": f"{minutes} min"},
                            **more,
                        }
                    },
                    "agent_groups": {"desk": {"skills": ["email"], "headcount": 1}},
                    "targets": list(targets),
                }
            )
        )
    )


def test_a_verdict_that_depends_on_what_is_left_is_withheld() -> None:
    # Two of two in time; of four it may be two or four.
    (one,) = one_agent("service_level(email, 4 h) >= 80%").judgements
    assert (one.estimate.mean, one.verdict) == (1.0, Verdict.UNFINISHED)
    assert one.undecided is not None
    assert (one.undecided.contacts, one.undecided.if_late.mean, one.undecided.if_in_time.mean) == (2.0, 0.5, 1.0)


@pytest.mark.parametrize(
    ("target", "verdict"),
    [
        ("service_level(email, 4 h) >= 50%", Verdict.MET),  # even if both are late
        ("service_level(email, 4 h) <= 40%", Verdict.MISSED),
        ("service_level(email, 10 min) >= 80%", Verdict.MISSED),  # one of four, or three
        ("service_level(email, 10 min) >= 60%", Verdict.UNFINISHED),  # one of two is missed, three of four would be met
    ],
)
def test_a_verdict_that_does_not_depend_on_it_holds(target: str, verdict: Verdict) -> None:
    (one,) = one_agent(target).judgements
    assert one.verdict is verdict


def test_work_whose_time_is_over_counts_as_late_once() -> None:
    # Within 40 min: one done, one late, two late by 08:41, before closing. All four are known.
    (one,) = one_agent("done_in_time(email, 40 min) >= 80%").judgements
    assert (one.estimate.mean, one.verdict, one.undecided) == (0.25, Verdict.MISSED, None)
    (one,) = one_agent("done_in_time(email, 2 h) >= 80%").judgements
    assert one.undecided is not None
    assert (one.undecided.contacts, one.undecided.if_late.mean, one.undecided.if_in_time.mean) == (2.0, 0.5, 1.0)


def test_a_plan_that_leaves_nothing_is_judged_as_it_is() -> None:
    (one,) = one_agent("service_level(email, 4 h) >= 80%", minutes=10).judgements
    assert (one.verdict, one.undecided) == (Verdict.MET, None)


def test_the_check_fails_and_the_document_says_why() -> None:
    from simdesk.results.shown.document import document

    results = one_agent("service_level(email, 4 h) >= 80%")
    assert results.targets_missed
    (target,) = document(results)["targets"]
    assert target["verdict"] == "unfinished"
    assert target["unfinished"] == {"contacts": 2.0, "if_late": 0.5, "if_in_time": 1.0}


def test_of_expected_has_them_in_its_denominator() -> None:
    results = one_agent("service_level(email, 4 h, of_expected) >= 80%")
    (one,) = results.judgements
    assert one.undecided is not None
    assert one.undecided.if_late.mean == one.estimate.mean


def test_a_queue_without_a_due_time_decides_nothing() -> None:
    # One email of the two with a due time waits, and both letters, of which nobody says when they are due.
    text = {
        "simdesk": 1,
        "hours": {"open": "08:00", "close": "09:00", "interval": "1 h"},
        "replications": 2,
        "queues": {
            "email": {"channel": "email", "arrivals": {"times": ["08:00:00", "08:00:01"]}, "handle_time": {"constant": "1 h"}},
            "letters": {"channel": "back_office", "arrivals": {"times": ["08:00:02", "08:00:03"]}, "handle_time": "1 h"},
        },
        "agent_groups": {"desk": {"skills": {"email": {"rank": 1}, "letters": {"rank": 2}}, "headcount": 1}},
        "targets": ["done_in_time(all) >= 90%"],
    }
    text["queues"]["email"]["due"] = "4 h"  # type: ignore[index]
    (one,) = sd.run(sd.load_text(json.dumps(text))).judgements
    assert one.undecided is not None
    assert (one.undecided.contacts, one.undecided.if_late.mean, one.undecided.if_in_time.mean) == (1.0, 0.5, 1.0)

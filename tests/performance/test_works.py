"""The benchmark compares like with like: every way of playing the works answers the same customers."""

from __future__ import annotations

import pytest
from works import tutorial

from simdesk.benchmark.measuring import Work, works
from simdesk.engine.simpy_clock import play_day
from simdesk.rules.codes import ANSWERED


def answered(work: Work, contacts: int | None = None) -> int:
    floor, workload = work.days(0)[0]
    return int((play_day(floor, workload).contacts.outcome[:contacts] == ANSWERED).sum())


@pytest.mark.parametrize("work", works()[1:], ids=lambda work: work.name)
def test_the_tutorials_way_answers_about_as_many(work: Work) -> None:
    # Not the same to the last contact: how staff changes and ties are played differs.
    assert tutorial(*work.days(0)[0]) == pytest.approx(answered(work), rel=0.01)


@pytest.mark.slow  # only because Ciw is not in the extra for the fast tests
@pytest.mark.parametrize(
    ("name", "hours", "share_more"),
    [
        ("W1", 0.5, 0.0),
        ("W2", None, 0.03),  # its schedules leave more heads than planned for a while
        ("W3", None, 0.0),
    ],
)
def test_ciw_answers_as_many(name: str, hours: float | None, share_more: float) -> None:
    pytest.importorskip("ciw", reason="Ciw is in the extra 'performance'")
    from ciw_works import in_ciw

    work = next(work for work in works() if work.name == name)
    count, play, served = in_ciw(*work.days(0)[0], hours)
    play()
    expected = answered(work, count)
    assert expected <= served() <= expected * (1 + share_more)

"""The benchmark compares like with like: every simulator does the same to every customer of the works."""

from __future__ import annotations

import numpy as np
import pytest
from agreements import Agreement, Outcomes, agreement
from tutorial_works import in_tutorial
from works import agreement_table, disagreements, in_simdesk, pairs_of

from simdesk.benchmark.measuring import works

WORKS = {work.name: work for work in works()}


@pytest.mark.parametrize("name", [pytest.param("W1", marks=pytest.mark.slow), "W2", "W3"])
def test_the_tutorials_way_does_the_same_to_every_customer(name: str) -> None:
    day = WORKS[name].days(0)[0]
    assert agreement(in_tutorial(*day), in_simdesk(*day)).otherwise == 0


@pytest.mark.slow  # only because Ciw is not in the extra for the fast tests
@pytest.mark.parametrize(("name", "hours"), [("W1", 0.5), ("W2", None), ("W3", None)])
def test_ciw_does_the_same_to_every_customer(name: str, hours: float | None) -> None:
    pytest.importorskip("ciw", reason="Ciw is in the extra 'performance'")
    found = {name: pairs_of(WORKS[name], hours)}
    assert disagreements(found) == []
    assert [pair.one for pair in found[name]] == ["SimPy as tutorials write it", "Ciw"]


def test_a_customer_treated_otherwise_is_told() -> None:
    ours = Outcomes(np.array([True, True, False, True]), np.array([0.0, 10.0, 60.0, 5.0]))
    other = Outcomes(np.array([True, True, True]), np.array([0.0, 10.0 + 1e-9, 60.0]))
    found = agreement(other, ours)
    assert found == Agreement(3, (3, 2), (0.0, pytest.approx(1 / 3)), (pytest.approx(70 / 3), pytest.approx(70 / 3)), 1)
    later = agreement(Outcomes(ours.answered, ours.wait + np.array([0.0, 0.1, 0.0, 0.0])), ours)
    assert later.otherwise == 1
    # A customer of whom the other simulator notes nothing is no agreement.
    assert agreement(Outcomes(ours.answered, np.array([np.nan, 10.0, 60.0, 5.0])), ours).otherwise == 1
    from works import Pair

    assert disagreements({"W9": [Pair("A", "B", found)]}) == ["W9: A and B differ on 1 of 3 customers"]
    assert agreement_table({"W9": [Pair("A", "B", later)]})[2] == "| W9 | A; B | 4 | 3 | 25.000% | 18.7750 s; 18.7500 s | 1 |"

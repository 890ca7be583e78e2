"""Values without data equal themselves, whatever the Python: NaN equals NaN in the value types that may hold one."""

from __future__ import annotations

import importlib
import inspect
import math
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, fields, is_dataclass

import pytest

import simdesk
from simdesk.equality import EqualByValue
from simdesk.floor.parts import KindPlan
from simdesk.measure.confidence import Estimate
from simdesk.measure.expression import parse_target
from simdesk.measure.verdict import Judgement, Verdict
from simdesk.scenario.changes.sweep_values import AxisValue
from simdesk.theory.erlang_a import erlang_a
from simdesk.theory.erlang_c import erlang_c


def nan() -> float:
    """A NaN of its own: not the object ``math.nan``."""
    return float("nan")


def without_data() -> Estimate:
    return Estimate(nan(), nan(), nan())


def not_judged() -> Judgement:
    return Judgement(parse_target("service_level(sales, 20 s) >= 80%"), Verdict.NO_DATA, without_data(), nan())


MADE = {
    "Estimate": without_data,
    "Judgement": not_judged,
    "ErlangA": lambda: erlang_a(1.0, 5.0, 0),
    "ErlangC": lambda: erlang_c(1.0, 5.0, 0),
    "KindPlan": lambda: KindPlan("new", 2, unresolved=nan()),
    "AxisValue": lambda: AxisValue("longest_idle", "longest_idle", nan()),
}


@pytest.mark.parametrize("name", MADE)
def test_a_value_with_nan_equals_the_same_made_again(name: str) -> None:
    one, other = MADE[name](), MADE[name]()
    assert any(isinstance(value, float) and math.isnan(value) for value in (getattr(one, f.name) for f in fields(one)))
    assert one is not other
    assert one == other
    assert hash(one) == hash(other)
    assert {one: 1}[other] == 1


def test_values_that_differ_are_unequal() -> None:
    assert Estimate(1.0, 0.5, 1.5) == Estimate(1.0, 0.5, 1.5)
    assert Estimate(1.0, 0.5, 1.5) != Estimate(1.0, 0.5, 1.6)
    assert Estimate(1.0, nan(), nan()) != without_data()
    assert without_data() != Estimate(nan(), nan(), nan(), degrees=3.0)
    assert without_data() != not_judged()
    assert without_data() != math.nan


@dataclass(frozen=True, eq=False)
class Shares(EqualByValue):
    of: tuple[float, ...]
    seen: int = field(default=0, compare=False)


def test_tuples_are_compared_number_by_number_and_fields_left_out_stay_out() -> None:
    assert Shares((1.0, nan())) == Shares((1.0, nan()), seen=5)
    assert hash(Shares((1.0, nan()))) == hash(Shares((1.0, nan()), seen=5))
    assert Shares((1.0, nan())) != Shares((nan(), 1.0))


def value_types() -> Iterator[type]:
    """Every dataclass of simdesk that compares by value."""
    for module in pkgutil.walk_packages(simdesk.__path__, "simdesk."):
        if module.name.endswith("__main__"):
            continue
        for found in vars(importlib.import_module(module.name)).values():
            is_own = isinstance(found, type) and is_dataclass(found) and found.__module__ == module.name
            if is_own and found.__eq__ is not object.__eq__:
                yield found


def may_hold_nan(of: type) -> bool:
    """Whether the docstring says of a number, or of a tuple of numbers, that it may be NaN."""
    documented = re.findall(r"^(\w[\w, ]*) : (.*)\n((?:^    .*(?:\n|\Z)|^\n)*)", inspect.getdoc(of) or "", re.MULTILINE)
    return any(
        re.match(r"(tuple of )?float", kind) and re.search(r"\bnan\b", said, re.IGNORECASE) for _, kind, said in documented
    )


def test_every_value_type_that_may_hold_nan_says_that_nan_equals_nan() -> None:
    """Left out are those that hold arrays, which no equality of values compares."""
    may = [of for of in value_types() if may_hold_nan(of) and not any("NDArray" in str(f.type) for f in fields(of))]
    assert {Estimate, Judgement, KindPlan} <= set(may)
    assert [of.__qualname__ for of in may if not issubclass(of, EqualByValue)] == []
    inherit = [of for of in value_types() if issubclass(of, EqualByValue)]
    assert [of.__qualname__ for of in inherit if (of.__eq__, of.__hash__) != (EqualByValue.__eq__, EqualByValue.__hash__)] == []

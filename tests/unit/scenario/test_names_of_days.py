"""Short names of days that are other days in other languages: read where the days beside them say which language it is."""

from __future__ import annotations

import pytest

from simdesk.scenario.spellings.clocks import unclear_day, weekdays_of
from simdesk.units import WEEKDAYS


@pytest.mark.parametrize(
    "week", ["mo di mi do fr sa so", "ma di wo do vr za zo", "mon tue wed thu fri sat sun", "Montag Di Mi Do Fr Sa So"]
)
def test_a_week_of_one_language_is_read(week: str) -> None:
    assert unclear_day(week.split()) is None
    assert [weekdays_of(name) for name in week.split()] == [(day,) for day in WEEKDAYS]


@pytest.mark.parametrize("names", [["di-do"], ["ma t/m do"], ["Mo.-Mi.", "Do."], ["lundi", "fri"], ["mar", "mie"], ["sa", "so"]])
def test_days_are_clear(names: list[str]) -> None:
    assert unclear_day(names) is None


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (["di"], "'di' is Tuesday in German and Dutch, and Sunday in French"),
        (["lundi", "di"], "'di' is Tuesday"),
        (["lu-ve", "sa-di"], "'di' is Tuesday"),
        (["lu", "ma", "me", "je", "ve"], "'ma' is Monday in Dutch, and Tuesday in French and Spanish"),
        (["mon", "tue", "do"], "'do' is Thursday in German and Dutch, and Sunday in Spanish"),
    ],
)
def test_days_are_unclear(names: list[str], told: str) -> None:
    found = unclear_day(names)
    assert found is not None
    assert found[1].message.startswith(told)

"""A short target of hours does not say whether work is to be begun or done in time: it is asked about, in every spelling."""

import pytest

from simdesk.errors import InputError
from simdesk.measure.spellings import documented_target


@pytest.mark.parametrize("text", ["mail: 95% in 24 h", "95% of mail within 24 h", "mail 95/24h", "mail 95% in 1 day"])
def test_hours_are_asked_about(text: str) -> None:
    with pytest.raises(InputError) as asked:
        documented_target(text)
    assert asked.value.hint == "write done_in_time(mail, 24 h) >= 95%; for its begin service_level(mail, 24 h) >= 95%"


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("mail: 80% in 30 min", "service_level(mail, 30 min) >= 80%"),
        ("service level mail: 90% in 4 h", "service_level(mail, 4 h) >= 90%"),
        ("service_level(mail): 90% in 4 h", "service_level(mail, 4 h) >= 90%"),
    ],
)
def test_minutes_and_named_service_levels_are_not(text: str, target: str) -> None:
    assert documented_target(text) == target

"""Values as people write them: the reader, and the schema of the editor, take the same."""

import re

import pytest

import simdesk as sd
from simdesk.errors import InputError
from simdesk.scenario.language.quantities import CLOCK_PATTERN, DURATION_PATTERN, Quantity
from simdesk.units import parse_clock, parse_duration, parse_rate, parse_share

SPELLINGS = {
    "duration": [
        "20 s",
        "4.5 min",
        "1 h 30 min",
        "4m45s",
        "285sec",
        "5 mins",
        "1.5 Hrs",
        "0:04:45",
        "4:45",
        "4:45 min",
        "1h30",
        "1 h and 30 min",
        "2 weeks",
        "4 min.",
        "72:00",
        "0:00:30.5",
    ],
    "clock": ["08:00", "8:30", "8am", "8:30 pm", "8:30 a.m.", "0830", "8", "noon", "Midnight", "24:00", "8.30", "8h30", "8 Uhr"],
    "share": ["80%", "80 %", "80 percent", "12.5 pct", "80 per cent"],
    "rate": ["120 per h", "120/h", "120 calls per hour", "24 / hr", "40 per 30 min", "40 per half hour", "120 an hour"],
}
READERS = {"duration": parse_duration, "clock": parse_clock, "share": parse_share, "rate": parse_rate}
NO_VALUES = {
    "duration": ["20", "4,5 min", "4:60", "20 fortnights", "min", "4:45:10 min"],
    "clock": ["8:5", "08:60", "8 bells", "half past eight"],
    "share": ["80", "0.8", "eighty%"],
    "rate": ["120", "120 h", "120 per week", "120 bananas per hour"],
}


def _pattern(kind: str) -> str:
    return {"duration": DURATION_PATTERN, "clock": CLOCK_PATTERN}.get(kind) or str(
        Quantity(kind).__get_pydantic_json_schema__(None, None)["pattern"]  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in SPELLINGS.items() for text in texts])
def test_the_schema_takes_what_the_reader_takes(kind: str, text: str) -> None:
    READERS[kind](text)
    assert re.search(_pattern(kind), text)


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in NO_VALUES.items() for text in texts])
def test_the_schema_refuses_what_the_reader_refuses(kind: str, text: str) -> None:
    with pytest.raises(InputError):
        READERS[kind](text)
    assert not re.search(_pattern(kind), text)


TEXT = """
simdesk: 1
hours: {open: "08:00", close: "18:00"}
queues: {sales: {arrivals: {rate: 60 per h}, handle_time: {constant: "4:45"}}}
agent_groups: {desk: {skills: [sales], shifts: [{start: "08:00", length: "8:00", agents: 8}]}}
"""


@pytest.mark.parametrize(
    ("change", "length", "handle_time"),
    [
        ({"queues.sales.handle_time.constant": {"add": "0:30"}}, 8 * 3600, 315),
        ({"queues.sales.handle_time.constant": {"times": "200%"}}, 8 * 3600, 570),
        ({"agent_groups.desk.shifts[0].length": {"add": "0:30"}}, 8.5 * 3600, 285),
        ({"agent_groups.desk.shifts[0].length": {"add": "30 min"}}, 8.5 * 3600, 285),
        ({"agent_groups.desk.shifts[0].length": {"times": "50%"}}, 4 * 3600, 285),
        ({"agent_groups.desk.shifts[0].length": "9:30"}, 9.5 * 3600, 285),
    ],
)
def test_changes_of_durations_with_colons_mean_what_the_place_means(
    change: dict[str, object], length: float, handle_time: float
) -> None:
    model = sd.load_text(TEXT).with_changes(change).model
    shifts = model.agent_groups["desk"].shifts
    assert shifts is not None
    assert shifts[0].length == length
    form = model.queues["sales"].handle_time
    assert form is not None
    assert form.constant == handle_time

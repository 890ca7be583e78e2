"""Values by clock time: the same model as the list of one value for each interval, or one message for the block."""

from collections.abc import Iterable

import pytest

import simdesk as sd
from simdesk.scenario.notes.files import columns_in_words
from simdesk.scenario.reading.diagnostics import Diagnostic, InvalidScenario

HALVES = [f"{8 + k // 2:02d}:{30 * (k % 2):02d}" for k in range(8)]
"""The intervals of the day below."""
QUARTERS = [f"{8 + k // 4:02d}:{15 * (k % 4):02d}" for k in range(16)]


def _text(arrivals: str = "rate: 60 per h", headcount: str = "6", handle_time: str = "4 min", hours: str = "") -> str:
    return f"""
simdesk: 1
hours: {{open: "08:00", close: "12:00", interval: 30 min{hours}}}
queues: {{sales: {{arrivals: {{{arrivals}}}, handle_time: {handle_time}}}}}
agent_groups: {{desk: {{skills: [sales], headcount: {headcount}}}}}
"""


def _map(keys: Iterable[str], values: Iterable[object]) -> str:
    return "{" + ", ".join(f'"{key}": {value}' for key, value in zip(keys, values, strict=True)) + "}"


def _faults(text: str) -> tuple[Diagnostic, ...]:
    with pytest.raises(InvalidScenario) as failed:
        sd.load_text(text)
    return failed.value.diagnostics


@pytest.mark.parametrize(
    ("arrivals", "plain"),
    [
        (f"volumes: {_map(HALVES, range(8))}", "volumes: [0, 1, 2, 3, 4, 5, 6, 7]"),
        (f"volumes: {_map(reversed(HALVES), range(8))}", "volumes: [7, 6, 5, 4, 3, 2, 1, 0]"),
        (f"volumes: {_map(QUARTERS, range(16))}", "volumes: [1, 5, 9, 13, 17, 21, 25, 29]"),
        (f"volumes: {_map([*HALVES, '12:00'], [*range(8), 0])}", "volumes: [0, 1, 2, 3, 4, 5, 6, 7]"),
        (
            "volumes: {8:00-8:30: 1, 8:30 - 9:00: 2, 9am: 3, 9:30 AM: 4, 1000: 5, 10:30-11:00 AM: 6, 11:00: 7, 11.30 h: 8}",
            "volumes: [1, 2, 3, 4, 5, 6, 7, 8]",
        ),
        ("per_day: 80, profile: {8:00: 1, 10:00: 3}", "per_day: 80, profile: [1, 1, 1, 1, 3, 3, 3, 3]"),
        (
            "per_day: 80, profile: {8:00: 50%, 10:00: 30%, 11:00: 20%}",
            "per_day: 80, profile: [12.5, 12.5, 12.5, 12.5, 15, 15, 10, 10]",
        ),
        (
            "per_day: 80, profile: [5%, 5%, 10%, 10%, 20%, 20%, 15%, 15%]",
            "per_day: 80, profile: [5, 5, 10, 10, 20, 20, 15, 15]",
        ),
    ],
)
def test_arrivals_by_clock_time(arrivals: str, plain: str) -> None:
    read, listed = sd.load_text(_text(arrivals)), sd.load_text(_text(plain))
    assert read.model == listed.model
    assert read.lay_out() == listed.lay_out()


@pytest.mark.parametrize(
    ("headcount", "plain"),
    [
        ("{8:00: 12, 10:00: 9}", "[12, 12, 12, 12, 9, 9, 9, 9]"),
        ("{8:00-10:00: 12, 10:00-12:00: 9}", "[12, 12, 12, 12, 9, 9, 9, 9]"),
        ("{7:00: 12, 11:30: 9, 12:00: 0}", "[12, 12, 12, 12, 12, 12, 12, 9]"),
        (_map(HALVES, range(1, 9)), "[1, 2, 3, 4, 5, 6, 7, 8]"),
    ],
)
def test_agents_by_clock_time_hold_until_the_next(headcount: str, plain: str) -> None:
    read, listed = sd.load_text(_text(headcount=headcount)), sd.load_text(_text(headcount=plain))
    assert read.model == listed.model
    assert read.lay_out() == listed.lay_out()


def test_means_by_clock_time() -> None:
    form = "{{exponential: {{mean: 4 min}}, mean_by_interval: {}}}"
    read = sd.load_text(_text(handle_time=form.format("{8:00: 3:00, 10:00: 5 min}")))
    listed = sd.load_text(_text(handle_time=form.format(f"[{', '.join(['3 min'] * 4 + ['5 min'] * 4)}]")))
    assert read.lay_out() == listed.lay_out()


def test_by_day_each_has_its_own_hours() -> None:
    hours = ", days: 7, first_day: 2026-03-23, closed: [sunday], saturday: {open: 9:00, close: 11:00}"
    others, saturday = _map(HALVES, range(8)), _map(HALVES[2:6], range(4))
    heads = "{others: {8:00: 6, 10:00: 4}, saturday: {9:00: 3}}"
    read = sd.load_text(_text(f"volumes: {{others: {others}, saturday: {saturday}}}", heads, hours=hours))
    listed = sd.load_text(
        _text(
            "volumes: {others: [0, 1, 2, 3, 4, 5, 6, 7], saturday: [0, 1, 2, 3]}",
            "{others: [6, 6, 6, 6, 4, 4, 4, 4], saturday: [3, 3, 3, 3]}",
            hours=hours,
        )
    )
    assert read.lay_out() == listed.lay_out()


def test_after_midnight() -> None:
    text = """
simdesk: 1
hours: {open: 20:00, close: 02:00, interval: 1 h}
queues: {sales: {arrivals: {volumes: {20:00: 1, 21:00: 2, 22:00: 3, 23:00: 4, 0:00: 5, 1:00: 6}}, handle_time: 4 min}}
agent_groups: {desk: {skills: [sales], headcount: {20:00: 5, 0:00: 3}}}
"""
    model = sd.load_text(text).model
    assert model.queues["sales"].arrivals is not None
    assert model.queues["sales"].arrivals.volumes == (1, 2, 3, 4, 5, 6)
    assert model.agent_groups["desk"].headcount == (5, 5, 5, 5, 3, 3)


def test_changes_and_variants_take_the_same() -> None:
    plain = sd.load_text(_text())
    changed = plain.with_changes({"agent_groups.desk.headcount": {"08:00": 12, "10:00": 9}})
    assert changed.model.agent_groups["desk"].headcount == (12, 12, 12, 12, 9, 9, 9, 9)
    varied = sd.load_text(_text() + "variants: {v: {agent_groups.desk.headcount: {8:00: 12, 10:00: 9}}}").variant("v")
    assert varied.model == changed.model.model_copy(update={"variants": varied.model.variants})


@pytest.mark.parametrize(
    ("values", "message", "hint"),
    [
        ({"arrivals": f"volumes: {_map(HALVES[:-1], range(7))}"}, "no value for 11:30", "one value for each of the 8 intervals"),
        (
            {"arrivals": f"volumes: {_map(HALVES[::2], range(4))}"},
            "the values are 1 h apart, the intervals are 30 min",
            "write interval: 1 h under hours, or give one value for each 30 min",
        ),
        ({"arrivals": "volumes: {8:00: 1, 10:00: 2, 11:00: 3}"}, "the values are 1 h apart", "give one value for each 30 min"),
        (
            {"arrivals": f"volumes: {_map(HALVES, [f'{k} calls' for k in range(8)])}"},
            "must be a number (got '0 calls') (and 7 more like it)",
            "",
        ),
        ({"arrivals": f"volumes: {_map(HALVES, [0, 1, 2, 'x', 4, 5, 6, 7])}"}, "must be a number (got 'x')", ""),
        ({"arrivals": f"volumes: {_map([*HALVES, '12:00'], range(8 + 1))}"}, "12:00 lies outside the opening hours", "remove"),
        ({"arrivals": f"volumes: {_map([*HALVES, 'total'], range(9))}"}, "not a time of day (got 'total')", ""),
        ({"arrivals": f"volumes: {_map([*HALVES, '8:00'], range(9))}"}, "8:00 is used twice", "keep one value"),
        ({"arrivals": f"volumes: {_map(HALVES, ['5%'] * 8)}"}, "must be a number (got '5%') (and 7 more", "write per_day: 400"),
        ({"arrivals": "per_day: 80, profile: {8:00: 50%, 10:00: 40%}"}, "must sum to 100% (they sum to 90%)", "weights"),
        ({"headcount": "{9:00: 12}"}, "nothing is said for 08:00 to 09:00", "at or before opening"),
        ({"headcount": "{8:00-10:00: 12, 10:30-12:00: 9}"}, "nothing is said for 10:00 to 10:30", 'write "10:00": 0'),
        ({"headcount": "{8:00: 12, 9:15: 5}"}, "9:15 is not the start of an interval", "09:00"),
        ({"headcount": "{8:00: 12, 10:00: many}"}, "must be a number (got 'many')", ""),
    ],
)
def test_what_is_wrong_is_told_once(values: dict[str, str], message: str, hint: str) -> None:
    (one,) = _faults(_text(**values))
    assert message in one.message
    assert hint in one.hint


@pytest.mark.parametrize(
    ("values", "hint"),
    [
        ({"arrivals": "per_day: 1.100"}, "write 1100 or 1.1"),
        ({"headcount": "1.200"}, "write 1200 or 1.2"),
        ({"arrivals": "volumes: [1.125, 1, 1, 1, 1, 1, 1, 1]"}, "write 1125 or 1.1250"),
        ({"arrivals": f"volumes: {_map(HALVES, ['1.100', *range(7)])}"}, "write 1100 or 1.1"),
    ],
)
def test_three_digits_behind_a_point_are_asked_and_both_answers_work(values: dict[str, str], hint: str) -> None:
    (one,) = _faults(_text(**values))
    assert one.hint == hint
    ((key, text),) = values.items()
    for answer in hint.removeprefix("write ").split(" or "):
        sd.load_text(_text(**{key: next(text.replace(o, answer, 1) for o in ("1.100", "1.200", "1.125") if o in text)}))


def test_three_digits_are_decimals_where_another_number_shows_it() -> None:
    volumes = sd.load_text(_text("volumes: [1.125, 2.5, 950, 1, 1, 1, 1, 1]")).model.queues["sales"].arrivals
    assert volumes is not None
    assert volumes.volumes == (1.125, 2.5, 950, 1, 1, 1, 1, 1)
    assert (
        sd.load_text(_text()).with_changes({"agent_groups.desk.headcount": 1.125}).model.agent_groups["desk"].headcount == 1.125
    )


def test_what_was_summed_or_spread_is_said() -> None:
    assert columns_in_words(sd.load_text(_text(f"volumes: {_map(QUARTERS, range(16))}"))) == [
        "volumes of sales: values for each 15 min summed to 30 min"
    ]
    assert columns_in_words(sd.load_text(_text("per_day: 80, profile: {8:00: 50%, 10:00: 50%}"))) == [
        "profile of sales: each share spread evenly over its intervals"
    ]
    assert columns_in_words(sd.load_text(_text(headcount="{8:00: 3, 10:00: 4}"))) == []


def test_rows_of_all_intervals_are_volumes_and_few_in_words_arrive_together() -> None:
    rows = ", ".join(f'{{time: "{8 + half // 2:02d}:{30 * (half % 2):02d}", calls: {20 + half}}}' for half in range(8))
    text = """
simdesk: 1
hours: {open: "08:00", close: "12:00"}
queues: {sales: {arrivals: %s, handle_time: {constant: 4 min}}}
agent_groups: {desk: {skills: [sales], headcount: 5}}
"""
    read = sd.load_text(text % f"[{rows}]").model.queues["sales"].arrivals
    assert read.volumes == tuple(float(20 + half) for half in range(8))
    piles = sd.load_text(text % '["20 at 08:30", "5 at 10:00"]').model.queues["sales"].arrivals
    assert piles.times == (8.5 * 3600.0,) * 20 + (10 * 3600.0,) * 5
    said = sd.load_text(text % '["20 at 08:30", "5 at 10:00"]').understood
    assert any("20 together at 08:30 and 5 together at 10:00, the same every day" in line for line in said)

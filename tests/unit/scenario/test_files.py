"""Files as planning tools write them: sheets of workbooks, long form, totals, dates and times apart; what was used is said."""

from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import simdesk as sd
from simdesk.scenario.notes.files import columns_in_words
from simdesk.scenario.reading.diagnostics import Diagnostic, InvalidScenario

HOURS = 'open: "08:00", close: "12:00", interval: 1 h'
DAYS = f"{HOURS}, days: 2, first_day: 2026-03-23"
STARTS = [time(8 + k) for k in range(4)]


def _load(
    folder: Path, arrivals: str = "rate: 20 per h", headcount: str = "4", handle_time: str = "4 min", hours: str = HOURS
) -> sd.Scenario:
    text = f"""
simdesk: 1
hours: {{{hours}}}
queues: {{sales: {{arrivals: {{{arrivals}}}, handle_time: {handle_time}}}}}
agent_groups: {{desk: {{skills: [sales], headcount: {headcount}}}}}
"""
    (folder / "day.yaml").write_text(text, encoding="utf-8")
    return sd.load(folder / "day.yaml")


def _volumes(scenario: sd.Scenario) -> Any:
    arrivals = scenario.model.queues["sales"].arrivals
    assert arrivals is not None
    return arrivals.volumes


def _fault(folder: Path, **values: str) -> Diagnostic:
    with pytest.raises(InvalidScenario) as failed:
        _load(folder, **values)
    (one,) = failed.value.diagnostics
    return one


def _csv(folder: Path, text: str) -> str:
    (folder / "v.csv").write_text(text, encoding="utf-8")
    return "volumes: v.csv"


def _book(folder: Path, **sheets: list[list[Any]]) -> None:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(folder / "plan.xlsx")


def _said(scenario: sd.Scenario, folder: Path) -> list[str]:
    return [line.replace(f"{folder.as_posix()}/", "") for line in columns_in_words(scenario)]


VOLUMES = [
    ["Week 13"],
    [],
    ["Time", "Monday", "Tuesday", "AHT"],
    *([at, 10 + k, 20.5, time(0, 4, 45)] for k, at in enumerate(STARTS)),
]


def test_a_sheet_of_a_workbook(tmp_path: Path) -> None:
    _book(tmp_path, Volumes=[*VOLUMES, ["Total", 46, 82, None]], Heads=[["start", "desk"], *([at, 5] for at in STARTS)])
    read = _load(
        tmp_path, "volumes: {file: plan.xlsx, sheet: Volumes, column: Monday}", "{csv: plan.xlsx, sheet: heads, column: desk}"
    )
    assert _volumes(read) == (10, 11, 12, 13)
    assert read.model.agent_groups["desk"].headcount == (5, 5, 5, 5)
    assert read.lay_out() == _load(tmp_path, "volumes: [10, 11, 12, 13]", "[5, 5, 5, 5]").lay_out()


def test_what_is_used_of_a_workbook_is_said(tmp_path: Path) -> None:
    _book(tmp_path, Volumes=[*VOLUMES, ["Total", 46, 82, None]])
    read = _load(tmp_path, "volumes: {file: plan.xlsx, column: Monday}")
    assert _said(read, tmp_path) == [
        "volumes of sales: column Monday of plan.xlsx, sheet Volumes by the times in column Time, 4 rows; a total "
        "in line 8 left out; not used: Tuesday, AHT"
    ]
    assert columns_in_words(read.with_changes({"agent_groups.desk.headcount": 6})) == columns_in_words(read)
    assert read.digest == _load(tmp_path, "volumes: [10, 11, 12, 13]").digest


def test_the_only_sheet_needs_no_name(tmp_path: Path) -> None:
    _book(tmp_path, Plan=[["start", "calls"], *([at, 7] for at in STARTS)], Empty=[])
    assert _volumes(_load(tmp_path, "volumes: plan.xlsx")) == (7, 7, 7, 7)


@pytest.mark.parametrize(
    "starts",
    [
        STARTS,
        [0.333, 0.375, 0.4167, 0.4583333333],
        ["08:00", "9:00", "10:00 AM", "11:00-12:00"],
        [timedelta(hours=8 + k) for k in range(4)],
        [date(2026, 3, 23).toordinal() - date(1899, 12, 30).toordinal() + (8 + k) / 24 for k in range(4)],
    ],
    ids=["times", "parts of a day", "texts", "durations", "days since 1899"],
)
def test_times_of_a_workbook(starts: list[Any], tmp_path: Path) -> None:
    _book(tmp_path, Plan=[["start", "calls"], *([at, k] for k, at in enumerate(starts))])
    assert _volumes(_load(tmp_path, "volumes: plan.xlsx")) == (0, 1, 2, 3)


def test_durations_of_a_workbook(tmp_path: Path) -> None:
    _book(tmp_path, Plan=[["start", "AHT"], *([at, time(0, 4, 45)] for at in STARTS)])
    form = "{exponential: {mean: 4 min}, mean_by_interval: plan.xlsx}"
    assert _load(tmp_path, handle_time=form).model.queues["sales"].handle_time.mean_by_interval == (285.0,) * 4


def test_minutes_and_seconds_that_a_spreadsheet_took_for_hours_are_asked(tmp_path: Path) -> None:
    _book(tmp_path, Plan=[["start", "AHT"], *([at, time(4, 45)] for at in STARTS)])
    one = _fault(tmp_path, handle_time="{exponential: {mean: 4 min}, mean_by_interval: plan.xlsx}")
    assert one.message == "04:45:00 is 4 h 45 min"
    assert one.hint == "type 0:04:45 for 4 min 45 s; for hours write 4 h 45 min"


@pytest.mark.parametrize(
    ("volumes", "message", "hint"),
    [
        ("plan.xlsx", "plan.xlsx has 2 sheets", "sheets: Volumes, Heads"),
        ("{file: plan.xlsx, sheet: Volume}", "has no sheet 'Volume'", "did you mean Volumes?"),
        ("{file: plan.xlsx, sheet: Volumes, column: Mondy}", "has no column 'Mondy'", "did you mean Monday?"),
        (
            "{file: plan.xlsx, sheet: Volumes}",
            "has a column for each of 2 days",
            "{file: plan.xlsx, sheet: Volumes, column: Monday}",
        ),
        ("{file: v.csv, sheet: Volumes}", "is a CSV file, which has no sheets", "remove sheet"),
        ("{file: v.csv, csv: v.csv}", "file and csv are two names for one thing", "write {file"),
        ("{sheet: Volumes, column: Monday}", "names no file", "write {file"),
    ],
)
def test_what_cannot_be_found_names_what_there_is(volumes: str, message: str, hint: str, tmp_path: Path) -> None:
    _book(tmp_path, Volumes=VOLUMES, Heads=[["start", "desk"], *([at, 5] for at in STARTS)])
    _csv(tmp_path, "start,sales\n08:00,1\n09:00,1\n10:00,1\n11:00,1\n")
    one = _fault(tmp_path, arrivals=f"volumes: {volumes}")
    assert message in one.message
    assert hint in one.hint


FORMS = {
    "total": ("Interval;Calls;AHT\n08:00;1;285\n09:00;2;285\n10:00;3;285\n11:00;4;285\nTotal;10;285\n", "not used: AHT"),
    "long": (
        "queue,interval,offered\n"
        + "".join(f"{q},{8 + k:02d}:00,{k + n}\n" for n, q in ((1, "Sales"), (5, "X")) for k in range(4)),
        "4 rows of sales",
    ),
    "date apart": ("Date;Time;Calls\n" + "".join(f"23.03.2026;{8 + k:02d}:00;{k + 1}\n" for k in range(4)), "4 rows"),
    "all day": (
        "start,sales\n" + "".join(f"{k:02d}:00,{k - 7 if 8 <= k < 12 else 0}\n" for k in range(24)),
        "20 rows outside the opening hours left out, all 0",
    ),
    "quarters": (
        "start,sales\n" + "".join(f"{8 + k // 4:02d}:{15 * (k % 4):02d},{(k // 4 + 1) / 4}\n" for k in range(16)),
        "values for each 15 min summed to 1 h",
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_forms_of_exports(form: str, tmp_path: Path) -> None:
    text, said = FORMS[form]
    read = _load(tmp_path, _csv(tmp_path, text))
    assert _volumes(read) == (1, 2, 3, 4)
    assert read.lay_out() == _load(tmp_path, "volumes: [1, 2, 3, 4]").lay_out()
    (line,) = _said(read, tmp_path)
    assert said in line


@pytest.mark.parametrize("finer", [False, True])
def test_dates_and_times_apart_over_several_days(finer: bool, tmp_path: Path) -> None:
    rows = [(day, k // 2 if finer else k) for day in (23, 24) for k in range(8 if finer else 4)]
    times = [f"{8 + k // 2:02d}:{30 * (k % 2):02d}" for k in range(8)] if finer else [f"{8 + k:02d}:00" for k in range(4)]
    text = "".join(f"{day}.03.2026;{at};{k}\n" for (day, k), at in zip(rows, times * 2, strict=True))
    twice = 2 if finer else 1
    day = tuple(float(twice * k) for k in range(4))
    read = _load(tmp_path, _csv(tmp_path, f"Date;Time;Calls\n{text}"), hours=DAYS)
    assert _volumes(read) == {"2026-03-23": day, "2026-03-24": day}


def test_agents_for_longer_than_an_interval_hold(tmp_path: Path) -> None:
    _csv(tmp_path, "start,desk\n08:00,5\n09:00,6\n10:00,7\n11:00,6\n")
    read = _load(tmp_path, headcount="v.csv", hours=HOURS.replace("1 h", "30 min"))
    assert read.model.agent_groups["desk"].headcount == (5, 5, 6, 6, 7, 7, 6, 6)
    assert _said(read, tmp_path) == [
        "headcount of desk: column desk of v.csv by the times in column start, 4 rows; each row holds until the next"
    ]


@pytest.mark.parametrize(
    ("text", "line", "message", "hint"),
    [
        (
            "time,calls,contacts\n08:00,1,2\n09:00,1,2\n10:00,1,2\n11:00,1,2\n",
            1,
            "calls and contacts may both be",
            "column: calls",
        ),
        ("queue,start,n\nSale,08:00,1\nX,08:00,1\n", 1, "no row of", "did you mean Sale?"),
        ("start,sales\n08:00,1.100\n09:00,950\n10:00,20\n11:00,4\n", 2, "1.100 could be 1100 or 1.1", "write 1100 or 1.1"),
        ("start;sales\n08:00;1.5\n09:00;2,5\n10:00;3,5\n11:00;4,5\n", 2, "mixes decimal points and commas (got '1.5'", "same"),
        ("Zeit;sales\n08:00;1\n9 o;2\n10:00;3\n11:00;4\n", 3, "not a time of day (got '9 o')", "08:30"),
        ("start,sales\n08:00,1\n09:00,-\n10:00,3\n11:00,4\n", 3, "must be a number (got '-')", ""),
        (
            "start,sales\n2026-03-23 08:00,1\n2026-03-24 09:00,1\n2026-03-24 10:00,1\n2026-03-24 11:00,1\n",
            2,
            "another date than in line 3",
            "keep the rows of one",
        ),
        (
            "start,sales\n" + "".join(f"{k:02d}:00,{k}\n" for k in range(24)),
            3,
            "01:00 lies outside the opening hours 08:00 to 12:00 (and 18 more like it)",
            "remove the row",
        ),
    ],
)
def test_one_bad_cell_blames_itself(text: str, line: int, message: str, hint: str, tmp_path: Path) -> None:
    one = _fault(tmp_path, arrivals=_csv(tmp_path, text))
    assert (Path(one.file).name, one.line) == ("v.csv", line)
    assert message in one.message
    assert hint in one.hint


def test_rows_longer_than_an_interval_are_asked(tmp_path: Path) -> None:
    text = _csv(tmp_path, "start,sales\n08:00,1\n09:00,2\n10:00,3\n11:00,4\n")
    one = _fault(tmp_path, arrivals=text, hours=HOURS.replace("1 h", "30 min"))
    assert one.message == "the rows are 1 h apart, the intervals are 30 min"
    assert one.hint.startswith("write interval: 1 h under hours, or give one row for each 30 min")


def test_a_column_of_durations_without_units_is_told_once(tmp_path: Path) -> None:
    _csv(tmp_path, "start,mean\n08:00,240\n09:00,250\n10:00,250\n11:00,250\n")
    one = _fault(tmp_path, handle_time="{exponential: {mean: 4 min}, mean_by_interval: v.csv}")
    assert (one.line, one.message) == (1, "the durations in the column 'mean' have no unit (got 240)")


def test_a_fault_of_a_file_that_several_queues_use_is_told_once(tmp_path: Path) -> None:
    _csv(tmp_path, "start,calls\n08:00,1\n09:00,x\n10:00,1\n11:00,1\n")
    text = f"""
simdesk: 1
hours: {{{HOURS}}}
queues:
  a: {{arrivals: {{volumes: v.csv}}, handle_time: 4 min}}
  b: {{arrivals: {{volumes: v.csv}}, handle_time: 4 min}}
agent_groups: {{desk: {{skills: [a, b], headcount: 5}}}}
variants: {{more: {{agent_groups.desk.headcount: 6}}}}
"""
    (tmp_path / "day.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InvalidScenario) as failed:
        sd.load(tmp_path / "day.yaml")
    assert len(failed.value.diagnostics) == 1


@pytest.mark.parametrize("name", ["week.csv", "week.xlsx"])
def test_a_file_of_figures_is_no_scenario_and_is_named_by_one(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"PK\0\0" if name.endswith("xlsx") else b"start;contacts\n08:00;12\n")
    with pytest.raises(InvalidScenario) as caught:
        sd.load(tmp_path / name)
    (found,) = caught.value.diagnostics
    assert found.message == "this is a file of figures, not a scenario"
    assert found.hint.endswith(f"arrivals: {{volumes: {{file: {tmp_path / name}}}}}")

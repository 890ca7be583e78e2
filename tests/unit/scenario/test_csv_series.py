from __future__ import annotations

from pathlib import Path

import pytest

from simdesk.scenario import InvalidScenario, Scenario, load

DAY = """\
simdesk: 1
hours: {open: "%s", close: "%s", interval: 1 h}
queues: {sales: {arrivals: {%s}, handle_time: %s}}
agent_groups: {desk: {skills: [sales], headcount: %s}}
"""


def scenario_with(
    folder: Path,
    files: dict[str, str | bytes],
    arrivals: str = "rate: 20 per h",
    handle_time: str = "4 min",
    headcount: str = "2",
    hours: tuple[str, str] = ("08:00", "12:00"),
) -> Scenario:
    for name, text in files.items():
        (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    (folder / "day.yaml").write_text(DAY % (*hours, arrivals, handle_time, headcount), encoding="utf-8")
    return load(folder / "day.yaml")


def volumes(
    folder: Path, text: str | bytes, arrivals: str = "volumes: v.csv", hours: tuple[str, str] = ("08:00", "12:00")
) -> object:
    return scenario_with(folder, {"v.csv": text}, arrivals, hours=hours).model.queues["sales"].arrivals.volumes


@pytest.mark.parametrize(
    "text",
    [
        "start,sales\n08:00,10\n09:00,20.5\n10:00,30\n11:00,0\n",
        "start;sales\n08:00;10\n09:00;20,5\n10:00;30\n11:00;0\n",
        "start\tsales\n08:00\t10\n09:00\t20,5\n10:00\t30\n11:00\t0\n",
        "\ufeffstart,sales\r\n8:00,10\r\n09:00:00,20.5\r\n10:00,30\r\n11:00,0\r\n",
        "sales,start\n0,11:00\n20.5,09:00\n30,10:00\n10,08:00\n",
        "service,sales\n1,10\n1,20.5\n1,30\n1,0\n",
        "Calls\n10\n20.5\n30\n0\n",
        "contacts,something\n10,x\n20.5,y\n30,z\n0,w\n",
        'interval,"the only other"\n08:00,10\n"09:00","20.5"\n10:00,30\n11:00,0\n',
        "start,sales\n08:00,10\n\n09:00,20.5\n10:00,30\n11:00,0\n\n",
        " start , sales \n08:00, 10\n09:00, 20.5\n10:00, 30\n11:00, 0\n",
        "Uhrzeit;Anrufe\n09:00;20,5\n08:00;10\n10:00;30\n11:00;0\n",
        "sep=;\nZeit;Anrufe;\n08:00;10;\n;;\n09:00;20,5;\n10:00;30;\n11:00;0;\n;;\n",
        "\nstart;sales\n08:00;10\n09:00;20,5\n10:00;30\n11:00;0\n",
        "time,calls\n8:00 AM,10\n9:00 am,20.5\n10:00 a.m.,30\n11 AM,0\n",
        "time,calls\n08:00-09:00,10\n09:00 \u2013 10:00,20.5\n10:00 to 11:00,30\n11:00 - 12:00,0\n",
        "time,calls\n2024-01-08 08:00,10\n2024-01-08 09:00:00,20.5\n2024-01-08T10:00,30\n2024-01-08 11:00,0\n",
        "start,until,Anrufe\n08:00,09:00,10\n09:00,10:00,20.5\n10:00,11:00,30\n11:00,12:00,0\n",
        "start;sales\n08:00;10\n09:00;20,500\n10:00;30,0\n11:00;0,000\n",
    ],
)
def test_forms_of_a_file(text: str, tmp_path: Path) -> None:
    assert volumes(tmp_path, text) == (10.0, 20.5, 30.0, 0.0)


def test_after_midnight_the_day_goes_on(tmp_path: Path) -> None:
    text = "start,sales\n22:00,1\n23:00,2\n00:00,3\n01:00,4\n"
    assert volumes(tmp_path, text, hours=("22:00", "02:00")) == (1.0, 2.0, 3.0, 4.0)


def test_after_midnight_the_date_is_the_next(tmp_path: Path) -> None:
    text = "time;calls\n2024-01-08 22:00;1\n2024-01-08 23:00;2\n2024-01-09 00:00;3\n2024-01-09 01:00;4\n"
    assert volumes(tmp_path, text, hours=("22:00", "02:00")) == (1.0, 2.0, 3.0, 4.0)


def test_spans_across_noon_and_midnight(tmp_path: Path) -> None:
    noon = "time,calls\n10:00 AM - 11:00 AM,1\n11:00 AM - 12:00 PM,2\n12:00 PM - 1:00 PM,3\n1:00 PM - 2:00 PM,4\n"
    assert volumes(tmp_path, noon, hours=("10:00", "14:00")) == (1.0, 2.0, 3.0, 4.0)
    night = "time,calls\n22:00-23:00,1\n23:00-00:00,2\n00:00-01:00,3\n01:00-02:00,4\n"
    assert volumes(tmp_path, night, hours=("22:00", "02:00")) == (1.0, 2.0, 3.0, 4.0)


def test_a_named_column(tmp_path: Path) -> None:
    text = "start,monday,tuesday\n08:00,1,5\n09:00,2,6\n10:00,3,7\n11:00,4,8\n"
    assert volumes(tmp_path, text, "volumes: {csv: v.csv, column: tuesday}") == (5.0, 6.0, 7.0, 8.0)


def test_headcount_takes_the_column_of_its_group(tmp_path: Path) -> None:
    scenario = scenario_with(tmp_path, {"h.csv": "desk,other\n1,9\n2,9\n3.5,9\n4,9\n"}, headcount="h.csv")
    assert scenario.model.agent_groups["desk"].headcount == (1.0, 2.0, 3.5, 4.0)


def test_times_are_read_and_sorted_in_the_plan(tmp_path: Path) -> None:
    scenario = scenario_with(tmp_path, {"t.csv": "time\n09:00:30\n08:00:12\n"}, "times: t.csv")
    _, demand = scenario.lay_out()
    assert demand.queues[0].arrivals.times == (8 * 3600 + 12.0, 9 * 3600 + 30.0)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("seconds\n30\n45.5\n", (30.0, 45.5)),
        ("talk_s\n30\n2 min\n", (30.0, 120.0)),
        ("duration\n30 s\n1 min 30 s\n", (30.0, 90.0)),
    ],
)
def test_observed_durations(text: str, expected: tuple[float, ...], tmp_path: Path) -> None:
    scenario = scenario_with(tmp_path, {"e.csv": text}, handle_time="{empirical: e.csv}")
    assert scenario.model.queues["sales"].handle_time.empirical == expected


def test_means_by_interval_from_a_file(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"m.csv": "start,mean_s\n08:00,120\n09:00,240\n10:00,240\n11:00,480\n"}
    scenario = scenario_with(tmp_path, files, handle_time="{exponential: {mean: 4 min}, mean_by_interval: m.csv}")
    assert scenario.lay_out()[1].queues[0].handle_time.factors == (0.5, 1.0, 1.0, 2.0)


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("start,sales\n08:00,10\n09:00,x\n10:00,30\n11:00,0\n", 3, 7, "must be a number"),
        ('start,sales\n"08:00","1,5"\n09:00,1\n10:00,30\n11:00,0\n', 2, 9, "a decimal comma"),
        ("start,sales\n08:00,10\n09:00,1e999\n10:00,30\n11:00,0\n", 3, 7, "must be a finite number"),
        ("start,sales\n08:00,10\n09:00,\n10:00,30\n11:00,0\n", 3, 7, "the cell is empty"),
        ("start,sales\n08:00,10\n09:00,-1\n10:00,30\n11:00,0\n", 3, 7, "must not be negative"),
        ("start,sales\n08:00,10\n09:00,1\n10:00,30\n13:00,5\n", 5, 1, "outside the opening hours"),
        ("sales\n1\n2\n3\n", 1, 1, "needs 4 values"),
        ("a\x00,b\n", 0, 0, "not a text file"),
        ("start\n08:00\n09:00\n10:00\n11:00\n", 1, 1, "has no column of values"),
        ("start;sales\n08:00;10\n09:00;1.200\n10:00;30\n11:00;0\n", 3, 7, "1.200 could be 1200 or 1.2"),
        ("start\tsales\n08:00\t10\n09:00\t1,200\n10:00\t30\n11:00\t0\n", 3, 7, "1,200 could be 1200 or 1.2"),
        ("start;sales\n08:00;20.5\n09:00;30,5\n10:00;30\n11:00;0\n", 3, 7, "mixes decimal points and commas"),
        ("sep=;\nstart;sales\n08:00;10\n09:00;x\n10:00;30\n11:00;0\n", 4, 7, "must be a number"),
        ("Uhrzeit;Anrufe\n08:00;10\n09:00;1\n10:00;30\n10:00;0\n", 5, 1, "10:00 is used twice (first in line 4)"),
        ("Uhrzeit;Anrufe\n08:00;10\n09:00;1\n10:00;30\n", 1, 1, "no row for 11:00"),
        ("time,sales\n08:00,1\n09:00-09:30,1\n10:00,3\n11:00,0\n", 3, 1, "is 30 min long, the intervals are 1 h"),
        ("time,sales\n2024-01-08 08:00,1\n2024-01-09 09:00,1\n10:00,3\n11:00,0\n", 3, 1, "another date than in line 2"),
        ("time,sales\n13:00 PM,1\n09:00,1\n10:00,3\n11:00,0\n", 2, 1, "not a time of day"),
    ],
)
def test_faults_are_placed_in_the_file(text: str, line: int, column: int, message: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidScenario) as caught:
        volumes(tmp_path, text)
    (one,) = caught.value.diagnostics
    assert Path(one.file).name == "v.csv"
    assert (one.line, one.column) == (line, column)
    assert message in one.message


def test_a_wrong_column_is_not_reported_row_by_row_for_ever(tmp_path: Path) -> None:
    with pytest.raises(InvalidScenario) as caught:
        scenario_with(tmp_path, {"t.csv": "seconds\n" + "x\n" * 5000}, handle_time="{empirical: t.csv}")
    (one,) = caught.value.diagnostics
    assert (one.line, one.message) == (2, "not a duration (got 'x') (and 4999 more like it)")


def test_the_same_file_is_read_once_and_its_faults_told_once(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"v.csv": b"\xff\xff"}
    with pytest.raises(InvalidScenario) as caught:
        scenario_with(tmp_path, files, "volumes: v.csv", "{empirical: v.csv}", "v.csv")
    assert len(caught.value.diagnostics) == 1


@pytest.mark.parametrize("name", ["v.xlsx", "v.xls", "v.XLSX", "v.csv"])
def test_a_workbook_that_cannot_be_read(name: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidScenario) as caught:
        scenario_with(tmp_path, {name: b"PK\x03\x04\x14"}, f"volumes: {name}")
    (one,) = caught.value.diagnostics
    assert (Path(one.file).name, one.line) == ("day.yaml", 3)
    assert "is no workbook that can be read" in one.message
    assert one.hint == "save it anew as .xlsx, or as CSV UTF-8"


def test_arrivals_outside_the_hours_and_unreadable_ones_are_told_together(tmp_path: Path) -> None:
    with pytest.raises(InvalidScenario) as caught:
        scenario_with(tmp_path, {"t.csv": "time\n08:00:12\n07:00\nsoon\n"}, "times: t.csv")
    assert [one.line for one in caught.value.diagnostics] == [3, 4]
    assert all("quotes" not in one.hint for one in caught.value.diagnostics)


def test_durations_may_have_a_decimal_comma_where_numbers_may(tmp_path: Path) -> None:
    scenario = scenario_with(tmp_path, {"e.csv": "duration;call\n30,5 s;1\n1,5 min;2\n"}, handle_time="{empirical: e.csv}")
    assert scenario.model.queues["sales"].handle_time.empirical == (30.5, 90.0)
    with pytest.raises(InvalidScenario, match=r"1\.200 s could be 1200 or 1\.2"):
        scenario_with(tmp_path, {"e.csv": "duration;call\n1.200 s;1\n"}, handle_time="{empirical: e.csv}")


def test_a_large_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simdesk.scenario.tables.table_files.LARGEST_CSV", 10)
    with pytest.raises(InvalidScenario, match="too large"):
        volumes(tmp_path, "sales\n1\n2\n3\n4\n")


def test_a_cell_of_a_million_characters_is_a_diagnostic(tmp_path: Path) -> None:
    with pytest.raises(InvalidScenario, match="not valid CSV"):
        volumes(tmp_path, "sales\n" + "1" * 1_000_000 + "\n")

"""Rosters in files: what columns are called, what is told of odd rows, and that names change no result."""

from pathlib import Path

import openpyxl
import pytest

import simdesk as sd
from simdesk.scenario.notes.summary import summary
from simdesk.scenario.reading.diagnostics import Diagnostic, InvalidScenario

WHOLE = """
simdesk: 1
hours: {open: "08:00", close: "20:00"%s}
replications: 3
queues: {sales: {arrivals: {rate: 20 per h}, handle_time: {constant: 4 min}, patience: {constant: 2 min}}}
agent_groups: {desk: {skills: [sales], %s}}
"""
EARLY = '{start: "08:00", length: 8 h 30 min, agents: 1, breaks: [{at: "12:00", length: 30 min}]}'
LATE = '{start: "11:30", length: 8 h 30 min, agents: 1, breaks: [{at: "15:30", length: 30 min}]}'
PEOPLE = "people: [{agents: 1, name: Anna}, {agents: 1, name: Ben}]"


def _load(folder: Path, rows: str, staff: str = "shifts: roster.csv", hours: str = "") -> sd.Scenario:
    (folder / "roster.csv").write_text(rows, encoding="utf-8")
    (folder / "day.yaml").write_text(WHOLE % (hours, staff), encoding="utf-8")
    return sd.load(folder / "day.yaml")


def _told(folder: Path, rows: str, staff: str = "shifts: roster.csv") -> tuple[Diagnostic, ...]:
    with pytest.raises(InvalidScenario) as failed:
        _load(folder, rows, staff)
    return tuple(failed.value.diagnostics)


@pytest.mark.parametrize(
    ("rows", "staff"),
    [
        (
            "agent,shift_start,shift_end,lunch\nAnna,08:00,16:30,12:00\nBen,11:30,20:00,15:30\n",
            "roster: roster.csv, lunch_length: 30 min",
        ),
        ("Name;From;To;Lunch;Lunch length\nAnna;8:00;16:30;12:00;30 min\nBen;11:30;20:00;15:30;30\n", "shifts: roster.csv"),
        ("employee,shift,meal\nAnna,08:00-16:30,12:00-12:30\nBen,11:30 - 20:00,15:30-16:00\n", "agents: roster.csv"),
        (
            "name,start,end,lunch_start,lunch_end\nAnna,8 AM,4:30 PM,12:00,12:30\nBen,11:30 AM,8 PM,3:30 PM,4 PM\n",
            "headcount: roster.csv",
        ),
        ("agent,start,length,lunch\nAnna,08:00,8.5,12:00\nBen,11:30,8:30,15:30\n", "people: {csv: roster.csv, lunch: 30 min}"),
        (
            "agent,team,start,end,lunch\nCarl,other,08:00,12:00,\nAnna,desk,08:00,16:30,12:00\nBen,Desk,11:30,20:00,15:30\n",
            "rota: roster.csv, lunch_minutes: 30",
        ),
    ],
)
def test_columns_are_found_by_their_names(rows: str, staff: str, tmp_path: Path) -> None:
    read = _load(tmp_path, rows, staff)
    documented = sd.load_text(WHOLE % ("", f"shifts: [{EARLY}, {LATE}], {PEOPLE}"))
    assert read.lay_out() == documented.lay_out()


def test_a_sheet_of_a_workbook(tmp_path: Path) -> None:
    from datetime import time

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Roster"
    for row in (
        ["Agent", "Start", "End", "Lunch"],
        ["Anna", time(8), time(16, 30), time(12)],
        ["Ben", time(11, 30), time(20), time(15, 30)],
    ):
        sheet.append(row)
    book.save(tmp_path / "plan.xlsx")
    read = _load(tmp_path, "", "roster: {file: plan.xlsx, sheet: Roster, lunch: 30 min}")
    assert read.lay_out() == sd.load_text(WHOLE % ("", f"shifts: [{EARLY}, {LATE}], {PEOPLE}")).lay_out()


def test_names_change_no_result(tmp_path: Path) -> None:
    rows = "agent,start,end\nAnna,08:00,16:30\nBen,11:30,20:00\n"
    named = sd.run(_load(tmp_path, rows))
    plain = sd.run(_load(tmp_path, rows.replace("agent", "nobody")))
    assert named.summary.equals(plain.summary)


def test_days_of_the_week_and_dates(tmp_path: Path) -> None:
    anna = "Anna,Mon,08:00,16:00\nAnna,Tuesday,08:00,16:00\nAnna,2026-03-25,12:00,20:00"
    rows = f"agent,day,start,end\n{anna}\nBen,Mon-Wed,08:00,20:00\n"
    week = ", first_day: 2026-03-23, days: 3"
    shifts = (
        'shifts: [{start: "08:00", length: 8 h, agents: 1, days: [monday, tuesday]}, '
        '{start: "12:00", length: 8 h, agents: 1, days: [2026-03-25]}, '
        '{start: "08:00", length: 12 h, agents: 1, days: [monday, tuesday, wednesday]}], '
        "people: [{agents: 2, name: Anna}, {agents: 1, name: Ben}]"
    )
    assert _load(tmp_path, rows, hours=week).lay_out() == sd.load_text(WHOLE % (week, shifts)).lay_out()


def test_one_date_alone_is_the_day_simulated(tmp_path: Path) -> None:
    dated = _load(tmp_path, "agent,date,start,end\nAnna,2026-03-23,08:00,16:00\n")
    assert dated.lay_out() == _load(tmp_path, "agent,start,end\nAnna,08:00,16:00\n").lay_out()


def test_skills_of_each_agent(tmp_path: Path) -> None:
    rows = "agent,start,end,skills\nAnna,08:00,20:00,sales\nBen,08:00,20:00,sales\n"
    assert _load(tmp_path, rows).model.agent_groups["desk"].people[0].skills is None
    (one,) = _told(tmp_path, rows.replace("Ben,08:00,20:00,sales", "Ben,08:00,20:00,billing"))
    assert (one.line, one.message) == (3, "'billing' of Ben is no skill of desk")


def test_what_is_not_used_is_said(tmp_path: Path) -> None:
    read = _load(tmp_path, "agent,start,end,phone\nAnna,08:00,20:00,123\n")
    (used,) = read.columns_used
    assert (used.column, used.ignored) == ("agent, start, end", ("phone",))


@pytest.mark.parametrize(
    ("rows", "line", "message"),
    [
        ("agent,start,end\nAnna,08:00,16:00\nAnna,08:00,16:00\n", 3, "Anna works at this time already (line 2)"),
        ("agent,start,end\nAnna,8 o clock,16:00\n", 2, "not a time of day (got '8 o clock')"),
        ("agent,start,end\n,08:00,16:00\n", 2, "the row names no agent"),
        ("agent,start\nAnna,08:00\n", 1, "roster.csv has no column with the ends of shifts"),
        ("agent,start,end,lunch\nAnna,08:00,16:00,12:00\n", 1, "how long lunch is, is not said"),
        ("agent,start,end,break_1\nAnna,08:00,16:00,17:00-17:15\n", 2, "the break at 17:00-17:15 lies outside the shift"),
        ("agent,team,start,end\nAnna,a,08:00,16:00\nBen,b,08:00,16:00\n", 1, "no row of roster.csv is of desk"),
        ("agent,day,start,end\nAnna,someday,08:00,16:00\n", 2, "not a day (got 'someday')"),
    ],
)
def test_odd_rows_are_told_with_their_line(rows: str, line: int, message: str, tmp_path: Path) -> None:
    (one,) = _told(tmp_path, rows)
    assert (one.line, one.message.replace(f"{tmp_path}/", "")) == (line, message)
    assert one.file.endswith("roster.csv")


def test_an_unknown_word_beside_the_file(tmp_path: Path) -> None:
    (one,) = _told(tmp_path, "agent,start,end\nAnna,08:00,16:00\n", "shifts: {file: roster.csv, pauses: 3}")
    assert one.message == "unknown key 'pauses' of a roster"


@pytest.mark.parametrize(
    "header",
    [
        "PersNr;Beginn;Ende;Pause von;Pause bis",
        "AgentID;ShiftStart;ShiftEnd;Break Start;Break End",
        "Agent;Von;Bis;Pausenbeginn;Pausenende",
        "Matricule;Début;Fin;Pause de;Pause à",
        "Empleado;Inicio;Fin;Descanso inicio;Descanso fin",
        "Agent Name;Shift Start;Shift End;Lunch In;Lunch Out",
    ],
)
def test_breaks_from_and_to_in_two_columns(tmp_path: Path, header: str) -> None:
    scenario = _load(tmp_path, f"{header}\n4711;08:00;16:30;12:00;12:30\n4712;11:30;20:00;15:30;16:00\n")
    shifts = scenario.model.agent_groups["desk"].shifts or ()
    assert [[(one.at, one.length) for one in shift.breaks] for shift in shifts] == [[(43200.0, 1800.0)], [(55800.0, 1800.0)]]


def test_out_to_lunch_and_in_again(tmp_path: Path) -> None:
    scenario = _load(tmp_path, "agent,start,end,lunch out,lunch in\nAnna,08:00,16:30,12:00,12:30\n")
    (shift,) = scenario.model.agent_groups["desk"].shifts or ()
    assert [(one.at, one.length) for one in shift.breaks] == [(43200.0, 1800.0)]


@pytest.mark.parametrize(
    ("column", "said"),
    [
        ("Break Plan", "Break Plan looks like a column of breaks, and its name does not say what it holds"),
        ("Pause min", "Pause min does not say when the break begins"),
        ("Break End", "Break End does not say when the break begins"),
    ],
)
def test_a_column_of_breaks_that_cannot_be_read_is_refused(tmp_path: Path, column: str, said: str) -> None:
    (one,) = _told(tmp_path, f"agent,start,end,{column}\nAnna,08:00,16:30,12:30\n")
    assert one.message == said


@pytest.mark.parametrize("staff", ["schedule: roster.csv", "dienstplan: roster.csv", "agents: roster.csv"])
def test_a_file_without_breaks_is_said_to_have_none(tmp_path: Path, staff: str) -> None:
    scenario = _load(tmp_path, "agent,start,end\nAnna,08:00,16:30\nBen,11:30,20:00\n", staff)
    assert [shift.length for shift in scenario.model.agent_groups["desk"].shifts or ()] == [30600.0, 30600.0]
    assert any("it has no column of breaks" in line for line in scenario.understood)


def test_codes_of_days_off(tmp_path: Path) -> None:
    plainly = "agent,start,end,lunch\nAnna,08:00,16:30,12:00-12:30\n"
    rows = f"{plainly}Ben,WO,WO,\nCara,W/O,,\nDan,NCNS,-,\nEve,Comp Off,Comp Off,\nFay,PL,PL,\n"
    day = _load(tmp_path, rows)
    assert any("5 off (WO 1, W/O 1, NCNS 1, Comp Off 1, PL 1)" in line for line in summary(day))
    assert day.lay_out() == _load(tmp_path, plainly).lay_out()
    unknown = f"{plainly}Ben,QX,QX,\nCara,E/1,,\nDan,D,D,\n"
    (one, *_) = _told(tmp_path, unknown.replace("E/1", "E"))
    assert one.message.startswith("'QX' and 'E' and 'D' of ")
    assert "away: [QX, E, D]} if they are off" in one.hint
    told = _load(
        tmp_path, f"{plainly}Ben,QX,QX,\nCara,D,D,\n", 'shifts: {file: roster.csv, away: [qx], codes: {D: "11:30-20:00"}}'
    )
    assert told.lay_out() == _load(tmp_path, f"{plainly}Cara,11:30,20:00,\n").lay_out()

"""Schedules as tools of workforce management export them: a row for each activity, a column for each day, codes for shifts."""

from pathlib import Path

import pytest

import simdesk as sd
from simdesk.scenario.reading.diagnostics import Diagnostic, InvalidScenario
from simdesk.scenario.tables.activity_words import meaning_of

WHOLE = """
simdesk: 1
hours: {open: "08:00", close: "20:00"%s}
replications: 3
queues: {sales: {arrivals: {rate: 20 per h}, handle_time: {constant: 4 min}, patience: {constant: 2 min}}}
agent_groups: {desk: {skills: [sales], %s}}
"""
LUNCH = '{at: "12:00", length: 30 min}'
EARLY = f'{{start: "08:00", length: 8 h 30 min, agents: 1, breaks: [{LUNCH}]}}'
LATE = '{start: "11:30", length: 8 h 30 min, agents: 1, breaks: [{at: "15:30", length: 30 min}]}'
TWO = f"shifts: [{EARLY}, {LATE}], people: [{{agents: 1, name: Anna}}, {{agents: 1, name: Ben}}]"


def _load(folder: Path, rows: str, staff: str = "schedule: iex.csv", hours: str = "") -> sd.Scenario:
    (folder / "iex.csv").write_text(rows, encoding="utf-8")
    (folder / "day.yaml").write_text(WHOLE % (hours, staff), encoding="utf-8")
    return sd.load(folder / "day.yaml")


def _told(folder: Path, rows: str, staff: str = "schedule: iex.csv", hours: str = "") -> tuple[Diagnostic, ...]:
    with pytest.raises(InvalidScenario) as failed:
        _load(folder, rows, staff, hours)
    return tuple(failed.value.diagnostics)


def _plain(staff: str, hours: str = "") -> sd.Scenario:
    return sd.load_text(WHOLE % (hours, staff))


SIDE_BY_SIDE = """Agent ID,Agent Name,Date,Activity,Start,Stop
1,Anna,10/13/2025,Open,8:00 AM,12:00 PM
1,Anna,10/13/2025,Lunch,12:00 PM,12:30 PM
1,Anna,10/13/2025,Open,12:30 PM,4:30 PM
2,Ben,10/13/2025,Open,11:30 AM,3:30 PM
2,Ben,10/13/2025,Lunch,3:30 PM,4:00 PM
2,Ben,10/13/2025,Open,4:00 PM,8:00 PM
3,Carl,10/13/2025,Off,,
"""


@pytest.mark.parametrize(
    "rows",
    [
        SIDE_BY_SIDE,
        "Employee,Activity,Start Time,End Time,Duration\nAnna,Shift,8:00 AM,4:30 PM,8:30\nAnna,Lunch,12:00 PM,12:30 PM,0:30\n"
        "Ben,Shift,11:30 AM,8:00 PM,8:30\nBen,Lunch,3:30 PM,4:00 PM,0:30\nCarl,PTO,12:00 AM,12:00 AM,24:00\n",
        "Agent Name,Activity Code,Start,Length (minutes)\n"
        "Anna,On Queue Work,2025-10-13 08:00,240\nAnna,Meal,2025-10-13 12:00,30\n"
        "Anna,On Queue Work,2025-10-13 12:30,240\nBen,On Queue Work,2025-10-13 11:30,240\nBen,Meal,2025-10-13 15:30,30\n"
        "Ben,On Queue Work,2025-10-13 16:00,240\n",
        "Mitarbeiter;Datum;Aktivität;Von;Bis\nAnna;13.10.2025;Telefonie;08:00;12:00\nAnna;13.10.2025;Mittagspause;12:00;12:30\n"
        "Anna;13.10.2025;Telefonie;12:30;16:30\nBen;13.10.2025;Telefonie;11:30;15:30\nBen;13.10.2025;Telefonie;16:00;20:00\n",
        "Agent,SegCode,SegStart,SegStop\nAnna,REG,08:00,16:30\nAnna,LUNCH,12:00,12:30\nBen,REG,11:30,20:00\nBen,BRK,15:30,16:00\n",
        "agent,event_type,start_time,end_time\nAnna,sales,2025-10-13T08:00:00,2025-10-13T12:00:00\n"
        "Anna,lunch,2025-10-13T12:00:00,2025-10-13T12:30:00\nAnna,sales,2025-10-13T12:30:00,2025-10-13T16:30:00\n"
        "Ben,sales,2025-10-13T11:30:00,2025-10-13T20:00:00\nBen,team meeting,2025-10-13T15:30:00,2025-10-13T16:00:00\n",
    ],
)
def test_activities_make_up_shifts(rows: str, tmp_path: Path) -> None:
    assert _load(tmp_path, rows).lay_out() == _plain(TWO).lay_out()


@pytest.mark.parametrize(
    "rows",
    [
        "Agent ID,Agent Name,Date,Shift Start,Shift Stop,Lunch Start,Lunch Stop\n"
        "1,Anna,10/13/2025,8:00 AM,4:30 PM,12:00 PM,12:30 PM\n"
        "2,Ben,10/13/2025,11:30 AM,8:00 PM,3:30 PM,4:00 PM\n3,Carl,10/13/2025,OFF,OFF,,\n",
        "Emp ID,First Name,Last Name,Sched Start,Sched End,Meal Start,Meal End\n1,,Anna,0800,1630,1200,1230\n"
        "2,,Ben,1130,2000,1530,1600\n",
        "Agent,Date,Shift,Lunch\nAnna,10/13/2025,08:00-16:30,12:00-12:30\nBen,10/13/2025,11:30-20:00,15:30-16:00\nCarl,10/13/2025,VAC,\n",
    ],
)
def test_a_row_for_each_agent_and_day(rows: str, tmp_path: Path) -> None:
    assert _load(tmp_path, rows).lay_out() == _plain(TWO).lay_out()


def test_what_was_made_of_activities_is_said(tmp_path: Path) -> None:
    (used,) = _load(tmp_path, SIDE_BY_SIDE).columns_used
    assert used.remarks == ("Open: work on contacts", "Lunch: no work on contacts", "Off: not at work")
    rows = "Agent,Activity,Start,Stop\nAnna,Training,08:00,16:00\nBen,Open,08:00,16:00\n"
    (used,) = _load(tmp_path, rows).columns_used
    assert used.remarks[-1] == "Training without any work on contacts that day: left out"


def test_an_activity_that_may_be_either_is_asked_for(tmp_path: Path) -> None:
    rows = (
        "Agent,Activity,Start,Stop\nAnna,Open,08:00,11:00\nAnna,SME,11:00,12:00\nAnna,Lunch,12:00,12:30\nAnna,Open,12:30,16:30\n"
    )
    (one,) = _told(tmp_path, rows)
    assert one.message.endswith("iex.csv may be work on contacts or other work")
    assert one.hint == "in desk write shifts: {file: iex.csv, work: [SME]} if contacts are answered then, else away: [SME]"
    early = f"shifts: [{EARLY}], people: [{{agents: 1, name: Anna}}]"
    assert _load(tmp_path, rows, "shifts: {file: iex.csv, work: [SME]}").lay_out() == _plain(early).lay_out()
    away = early.replace("breaks: [", 'breaks: [{at: "11:00", length: 1 h}, ')
    assert _load(tmp_path, rows, "shifts: {file: iex.csv, away: [SME]}").lay_out() == _plain(away).lay_out()


def test_split_shifts_and_nights(tmp_path: Path) -> None:
    rows = "Agent,Activity,Start,Stop\nAnna,Open,08:00,12:00\nAnna,Open,16:00,20:00\n"
    split = (
        'shifts: [{start: "08:00", length: 4 h, agents: 1}, {start: "16:00", length: 4 h, agents: 1}], '
        "people: [{agents: 2, name: Anna}]"
    )
    assert _load(tmp_path, rows).lay_out() == _plain(split).lay_out()
    night = "Agent,Date,Activity,Start,Stop\nAnna,10/13/2025,Open,22:00,00:00\nAnna,10/13/2025,Lunch,00:00,00:30\n"
    night += "Anna,10/13/2025,Open,00:30,06:00\n"
    text = WHOLE.replace('"08:00", close: "20:00"', '"22:00", close: "06:00"')
    (tmp_path / "iex.csv").write_text(night, encoding="utf-8")
    (tmp_path / "night.yaml").write_text(text % ("", "schedule: iex.csv"), encoding="utf-8")
    plain = 'shifts: [{start: "22:00", length: 8 h, agents: 1, breaks: [{at: "00:00", length: 30 min}]}]'
    assert (
        sd.load(tmp_path / "night.yaml").lay_out()[0].groups[0].shifts
        == sd.load_text(text % ("", plain)).lay_out()[0].groups[0].shifts
    )


def test_a_column_for_each_day(tmp_path: Path) -> None:
    week = ", first_day: 2025-10-13, days: 3"
    rows = "Agent,Mon,Tue,Wed\nAnna,08:00-16:30,OFF,08:00-16:30\nBen,,11:30-20:00,Vacation\n"
    shifts = (
        'shifts: [{start: "08:00", length: 8 h 30 min, agents: 1, days: [monday, wednesday]}, '
        '{start: "11:30", length: 8 h 30 min, agents: 1, days: [tuesday]}], '
        "people: [{agents: 1, name: Anna}, {agents: 1, name: Ben}]"
    )
    assert _load(tmp_path, rows, hours=week).lay_out() == _plain(shifts, week).lay_out()
    dated = rows.replace("Mon,Tue,Wed", "10/13/2025,10/14/2025,10/15/2025")
    assert _load(tmp_path, dated, hours=week).lay_out() == _plain(shifts, week).lay_out()
    coded = rows.replace("08:00-16:30", "E").replace("11:30-20:00", "L")
    (one,) = _told(tmp_path, coded, hours=week)
    assert one.message.startswith("'E' and 'L' of ")
    assert one.message.endswith("are codes, and it is not said whether agents work then, and from when to when")
    staff = 'shifts: {file: iex.csv, codes: {E: "08:00-16:30", L: "11:30-20:00"}}'
    assert _load(tmp_path, coded, staff, week).lay_out() == _plain(shifts, week).lay_out()


DAYS = "Agent,Date,Start,End\nAnna,{},8:00 AM,4:30 PM\nAnna,{},8:00 AM,4:30 PM\n"


def test_the_days_of_a_file(tmp_path: Path) -> None:
    several = DAYS.format("10/13/2025", "10/14/2025")
    (one,) = _told(tmp_path, several)
    assert one.hint == "write first_day: 2025-10-13 and days: 2 under hours, or days: 1 for the first alone"
    (one,) = _told(tmp_path, several, hours=", first_day: 2025-10-13")
    assert one.hint == "write days: 2 under hours, or days: 1 for 2025-10-13 alone"
    (used,) = _load(tmp_path, several, hours=", first_day: 2025-10-13, days: 1").columns_used
    assert used.remarks == ("1 row of other days left out",)
    (one,) = _told(tmp_path, several, hours=", first_day: 2025-11-03, days: 5")
    assert one.hint == "write first_day: 2025-10-13 under hours"
    (one,) = _told(tmp_path, several.replace("10/13/2025", "Mon").replace("10/14/2025", "Tue"))
    assert one.message.endswith("has shifts by weekday, and the days of the scenario have no dates")


def test_the_order_of_day_and_month(tmp_path: Path) -> None:
    unclear = DAYS.format("10/11/2025", "10/12/2025")
    (one,) = _told(tmp_path, unclear)
    assert one.message == "10/11/2025 may be 2025-10-11 or 2025-11-10"
    assert one.hint == (
        "write first_day: 2025-10-11 and days: 2 under hours, or first_day: 2025-11-10 and days: 31: the file is read by it"
    )
    october = _load(tmp_path, unclear, hours=", first_day: 2025-10-11, days: 2")
    assert october.model.agent_groups["desk"].shifts[0].days == ("2025-10-11", "2025-10-12")
    one_day = DAYS.format("10/11/2025", "10/11/2025").replace(
        "Anna,10/11/2025,8:00 AM,4:30 PM\nAnna", "Anna,10/11/2025,8:00 AM,4:30 PM\nBen"
    )
    assert _load(tmp_path, one_day).lay_out() == _load(tmp_path, one_day.replace("10/11/2025", "2025-10-11")).lay_out()


def test_volumes_by_american_dates(tmp_path: Path) -> None:
    text = """
simdesk: 1
hours: {open: "08:00", close: "09:00", first_day: 2025-10-11, days: 2}
queues: {sales: {arrivals: {volumes: volumes.csv}, handle_time: {constant: 4 min}, patience: {constant: 2 min}}}
agent_groups: {desk: {skills: [sales], headcount: 3}}
"""
    rows = "Date,Time,Calls\n{0},8:00 AM,3\n{0},8:30 AM,4\n{1},8:00 AM,5\n{1},8:30 AM,6\n"
    loaded = []
    for first, second in (
        ("10/11/2025", "10/12/2025"),
        ("2025-10-11", "2025-10-12"),
        ("11/10/2025", "12/10/2025"),
        ("11-Oct-25", "12-Oct-25"),
    ):
        (tmp_path / "volumes.csv").write_text(rows.format(first, second), encoding="utf-8")
        (tmp_path / "day.yaml").write_text(text, encoding="utf-8")
        loaded.append(sd.load(tmp_path / "day.yaml").lay_out())
    assert all(one == loaded[0] for one in loaded)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("Open", "work"),
        ("On Queue", "work"),
        ("Phones", "work"),
        ("Inbound Calls", "work"),
        ("Overtime", "work"),
        ("Sales", "work"),
        ("Unpaid Lunch", "away"),
        ("Off Phone", "away"),
        ("Off-queue work", "away"),
        ("1:1 with manager", "away"),
        ("E-Learning", "away"),
        ("Team Meeting", "away"),
        ("Phone training", "away"),
        ("Vacation", "off"),
        ("Day Off", "off"),
        ("Sick Leave", "off"),
        ("Paid time off", "off"),
        ("Urlaub", "off"),
        ("SME", ""),
        ("Email", ""),
    ],
)
def test_what_activities_mean(text: str, meaning: str) -> None:
    assert meaning_of(text, queues=["sales"]) == meaning


def test_a_column_for_each_interval(tmp_path: Path) -> None:
    times = ",".join(f"{hour:02d}:{minute:02d}" for hour in range(8, 20) for minute in (0, 30))
    anna = ["Open"] * 8 + ["Lunch"] + ["Open"] * 8 + [""] * 7
    ben = [""] * 7 + ["Open"] * 8 + ["Lunch"] + ["Open"] * 8
    rows = f"Agent,{times}\nAnna,{','.join(anna)}\nBen,{','.join(ben)}\n"
    loaded = _load(tmp_path, rows)
    assert loaded.lay_out() == _plain(TWO).lay_out()
    (used,) = loaded.columns_used
    assert used.column == "Agent and 24 with shifts or activities"
    counted = rows.replace("Open", "1").replace("Lunch", "0")
    assert _load(tmp_path, counted).lay_out() == loaded.lay_out()


def test_odd_schedules_are_told_with_what_to_do(tmp_path: Path) -> None:
    (one,) = _told(tmp_path, "Agent,Exception,Start,Stop\nAnna,Lunch,12:00,12:30\nBen,Meeting,09:00,10:00\n")
    assert one.message.endswith("tells of Lunch and Meeting, and of no work")
    (one,) = _told(tmp_path, DAYS.format("10/13/2025", "13/10/2025"))
    assert one.message == "10/13/2025 is 2025-10-13, and other dates of the column have day and month the other way"


def test_two_agents_of_one_name_and_times_with_a_letter(tmp_path: Path) -> None:
    rows = (
        "Agent ID,Agent Name,Start,Stop,Lunch Start,Lunch Stop\n1,Smith,8:00a,4:30p,12:00p,12:30p\n2,Smith,11:30a,8p,3:30p,4p\n"
    )
    plain = TWO.replace("Anna", "Smith").replace("Ben", "Smith_2")
    assert _load(tmp_path, rows).lay_out() == _plain(plain).lay_out()

"""Files as planning tools and spreadsheets export them: titles, encodings, columns in other languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from simdesk.scenario import InvalidScenario, Scenario, load

DAY = """\
simdesk: 1
hours: {open: "08:00", close: "10:00", interval: 1 h}
queues: {sales: {arrivals: {file: export.csv}, %s}}
agent_groups: {desk: {skills: [sales], headcount: 5}}
"""


def loaded(folder: Path, raw: bytes, rest: str = "handle_time: 4 min") -> Scenario:
    (folder / "export.csv").write_bytes(raw)
    (folder / "day.yaml").write_text(DAY % rest, encoding="utf-8")
    return load(folder / "day.yaml")


def volumes(scenario: Scenario) -> object:
    arrivals = scenario.model.queues["sales"].arrivals
    return None if arrivals is None else arrivals.volumes


GERMAN = (
    "Datum;Von;Bis;Anrufe;Ø Bearbeitungszeit (Sek.)\r\n01.12.2026;08:00;09:00;22,0;300,0\r\n01.12.2026;09:00;10:00;31,5;301,5\r\n"
)


@pytest.mark.parametrize(("encoding", "said"), [("cp1252", "Windows-1252"), ("utf-16", "UTF-16"), ("utf-8", "")])
def test_the_encodings_of_spreadsheets_are_read_and_said(tmp_path: Path, encoding: str, said: str) -> None:
    scenario = loaded(tmp_path, GERMAN.encode(encoding))
    assert volumes(scenario) == (22.0, 31.5)
    line = next(one for one in scenario.understood if "export.csv" in one)
    assert ("the file is read as" in line) == bool(said)
    assert said in line
    assert "column Anrufe" in line
    assert "column Von" in line


@pytest.mark.parametrize("raw", [b"start,verk\xe4ufe\x81\n08:00,1\n", "start,münzen\n".encode() + b"08:00,1\xe4\n", b"a\0b"])
def test_what_is_neither_is_refused(tmp_path: Path, raw: bytes) -> None:
    with pytest.raises(InvalidScenario) as error:
        loaded(tmp_path, raw)
    assert "not UTF-8" in str(error.value) or "not a text file" in str(error.value)


@pytest.mark.parametrize(
    "text",
    [
        "Begin,End,Calls\n08:00,09:00,22\n09:00,10:00,31.5\n",
        "Date,From,To,Offered\n1/12/2026,8:00 AM,9:00 AM,22\n1/12/2026,9:00 AM,10:00 AM,31.5\n",
        "Interval Start Time,Interval End Time,Offered\n08:00,09:00,22\n09:00,10:00,31.5\n",
        "Beginn;Ende;Kontakte\n08:00;09:00;22\n09:00;10:00;31,5\n",
        "Heure;Fin;Appels\n08h00;09h00;22\n09h00;10h00;31,5\n",
        "Desde;Hasta;Llamadas\n08:00;09:00;22\n09:00;10:00;31,5\n",
        "Forecast: sales, week 49\nCreated 30.11.2026\n\nUhrzeit;Anrufe;Agenten\n08:00;22;3\n09:00;31,5;4\nGesamt;53,5;\n",
        "Report,,\nInterval,Calls Offered,AHT (s)\n08:00,22,300\n09:00,31.5,310\n",
        "Week 49\nTime;Calls\n08:00;22\n09:00;31,5\n",
    ],
)
def test_columns_of_exports(tmp_path: Path, text: str) -> None:
    assert volumes(loaded(tmp_path, text.encode())) == (22.0, 31.5)


WITH_AHT = b"Time,Calls,Fcst AHT\n08:00,22,300\n09:00,31.5,310\n"


def test_handle_times_of_the_file_that_are_not_used_are_noted(tmp_path: Path) -> None:
    (note,) = (one for one in loaded(tmp_path, WITH_AHT, "aht: 4 min, patience: 2 min").notes if "AHT" in one.text)
    assert note.word == "unused_handle_time"
    assert note.hint == "remove aht to take the AHT of the file by interval"
    scenario = loaded(tmp_path, WITH_AHT, "handle_time: 4 min, wrap_up: 20 s, patience: 2 min}}\naccept: [unused_handle_time]\n#")
    assert not [one for one in scenario.notes if "AHT" in one.text]


@pytest.mark.parametrize(
    "rest", ["aht: export.csv", "aht: {file: export.csv}", "handle_time: {file: export.csv, column: Fcst AHT}", "patience: 2 min"]
)
def test_handle_times_by_interval_from_a_file(tmp_path: Path, rest: str) -> None:
    scenario = loaded(tmp_path, WITH_AHT, rest)
    queue = scenario.model.queues["sales"]
    times = queue.aht or queue.handle_time
    assert times is not None
    assert times.mean_by_interval == (300.0, 310.0)
    assert not [one for one in scenario.notes if "AHT" in one.text]

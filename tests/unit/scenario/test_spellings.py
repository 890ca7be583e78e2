"""Every other spelling makes the same model as the documented form beside it."""

import io
from datetime import time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from ruamel.yaml import YAML

import simdesk as sd
from simdesk.scenario.language.agents import AgentGroup, Break, Shift, Skill
from simdesk.scenario.language.channels import Bot, Campaign, Channel
from simdesk.scenario.language.customers import Customers
from simdesk.scenario.language.days import ByWeekday, DayHours, Event, QueueHours
from simdesk.scenario.language.distributions import DistributionForm, Gamma, Lognormal, MeanForm, Triangular, Uniform
from simdesk.scenario.language.hours import Hours
from simdesk.scenario.language.journeys import Assistance, CallBack, Redial, Repeat, Transfer
from simdesk.scenario.language.model import ScenarioModel, ServiceLevel
from simdesk.scenario.language.people import Late, Meeting, People
from simdesk.scenario.language.queues import Arrivals, Queue
from simdesk.scenario.language.replications import Replications
from simdesk.scenario.language.routing import Rank
from simdesk.scenario.language.series import CsvColumn
from simdesk.scenario.reading.diagnostics import InvalidScenario
from simdesk.scenario.spellings.known import SPELLINGS
from simdesk.scenario.spellings.spelling import Spelling

WHOLE = """
simdesk: 1
hours: {open: "08:00", close: "20:00", first_day: 2026-03-23, days: 1}
queues: {sales: {arrivals: {per_day: 100}, handle_time: {lognormal: {mean: 4 min, sd: 3 min}}, customers: {gold: {share: 10%}}}}
agent_groups: {desk: {skills: {sales: {rank: 1}}, headcount: 5}}
"""
PLACES: dict[type, tuple[Any, ...]] = {
    ScenarioModel: (),
    Hours: ("hours",),
    ByWeekday: ("hours",),
    DayHours: ("hours", "saturday"),
    QueueHours: ("queues", "sales", "hours"),
    Event: ("events", 0),
    Queue: ("queues", "sales"),
    Arrivals: ("queues", "sales", "arrivals"),
    Customers: ("queues", "sales", "customers", "gold"),
    MeanForm: ("queues", "sales", "patience"),
    DistributionForm: ("queues", "sales", "wrap_up"),
    AgentGroup: ("agent_groups", "desk"),
    People: ("agent_groups", "desk", "people", 0),
    Redial: ("queues", "sales", "redial"),
    Repeat: ("queues", "sales", "repeat"),
    CallBack: ("queues", "sales", "call_back"),
    Skill: ("agent_groups", "desk", "skills", "sales"),
    Late: ("agent_groups", "desk", "late"),
    Meeting: ("agent_groups", "desk", "meetings", 0),
    Assistance: ("queues", "sales", "assistance"),
    Channel: ("channels", "chat"),
    Replications: ("replications",),
    ServiceLevel: ("service_level",),
    Bot: ("queues", "assistant", "bot"),
    Campaign: ("queues", "renewals", "campaign"),
    Lognormal: ("queues", "sales", "wrap_up", "lognormal"),
    Gamma: ("queues", "sales", "wrap_up", "gamma"),
    Uniform: ("queues", "sales", "wrap_up", "uniform"),
    Triangular: ("queues", "sales", "wrap_up", "triangular"),
    Shift: ("agent_groups", "desk", "shifts"),
    Break: ("agent_groups", "desk", "shifts", "breaks"),
    Rank: ("queues", "sales", "tries", 1),
    Transfer: ("queues", "sales", "transfer"),
    CsvColumn: ("agent_groups", "desk", "headcount"),
}
"""Where a block of each model stands in the scenario above."""
ONE_OF = {
    Arrivals: ("per_day", "volumes", "rate", "times", "at_opening"),
    AgentGroup: ("headcount", "shifts"),
    Queue: ("handle_time", "aht"),
}
"""Keys of which exactly one is given: what a block says takes the place of what stands there."""


def _yaml(text: str) -> Any:
    return YAML(typ="safe", pure=True).load(text)


def _whole_with(model: type, inside: str, plain: str) -> str:
    """The scenario with one block, in which the keys of the documented form are left to the block given."""
    whole, block, documented = _yaml(WHOLE), _yaml(f"{{{inside}}}"), _yaml(f"{{{plain}}}")
    place = PLACES[model]
    if model in {Shift, Break}:
        del whole["agent_groups"]["desk"]["headcount"]
        shift = block if model is Shift else {"start": "08:00", "length": "8 h", "agents": 5, "breaks": [block]}
        whole["agent_groups"]["desk"]["shifts"] = [shift]
        if "days" in documented:
            whole["hours"]["days"] = 2
    else:
        here = whole
        if model is Event:
            block = {**({} if "what" in documented or not plain else {"what": "outage", "agent_groups": ["desk"]}), **block}
            whole["events"], whole["hours"]["first_day"], whole["hours"]["days"] = [{}], "2026-03-28", 2
        if model is People:
            whole["agent_groups"]["desk"]["people"] = [{}]
        if model is Late:
            whole["agent_groups"]["desk"]["late"] = {}
        if "late" in documented or model is Late:
            del whole["agent_groups"]["desk"]["headcount"]
            whole["agent_groups"]["desk"]["shifts"] = [{"start": "08:00", "length": "8 h", "agents": 5}]
        if model is Meeting:
            whole["agent_groups"]["desk"]["meetings"] = [{}]
        if "partner" in inside and model is not ScenarioModel:
            whole["agent_groups"]["partner"] = {"skills": ["sales"], "headcount": 1}
        if "second_line" in (inside if model is Transfer else plain) and model is not ScenarioModel:
            whole["queues"]["second_line"] = {"handle_time": "3 min"}
            whole["agent_groups"]["experts"] = {"skills": ["second_line"], "headcount": 1}
        if model is Rank:
            whole["queues"]["sales"]["tries"] = ["desk", {}]
        if model is CsvColumn:
            whole["agent_groups"]["desk"]["headcount"] = {}
        if model is Assistance:
            whole["queues"]["leads"] = {"handle_time": "3 min"}
            whole["agent_groups"]["helpers"] = {"skills": ["leads"], "headcount": 1}
        if model is DayHours:
            whole["hours"]["first_day"] = "2026-03-28"
        if "saturday" in plain and model in {Arrivals, AgentGroup}:
            whole["hours"] |= {"first_day": "2026-03-23", "days": 7}
        if "zone" in documented:
            whole["hours"] |= {"first_day": "2026-03-23", "zone": "Europe/Berlin"}
        _with_bots_and_campaigns(whole, model, documented)
        for step in place:
            here = here.setdefault(step, {}) if isinstance(here, dict) else here[step]
        rivals = {key for key in ONE_OF.get(model, ()) if set(documented) & set(ONE_OF[model])}
        for key in {*documented, *rivals} & set(here):
            del here[key]
        here.update(block)
    stream = io.StringIO()
    YAML(typ="safe", pure=True).dump(whole, stream)
    return stream.getvalue()


def write_files_named(folder: Path) -> None:
    """The files that examples name: agents by half hour in a sheet called Plan and for two teams, and a roster."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Plan"
    sheet.append(["Interval", "Open positions"])
    for half in range(24):
        sheet.append([time(8 + half // 2, 30 * (half % 2)), 5 + half % 3])
    book.save(folder / "plan.xlsx")
    long = [
        f"{8 + half // 2:02d}:{30 * (half % 2):02d},{name},{5 + half % 3}" for name in ("Front", "Back") for half in range(24)
    ]
    (folder / "long.csv").write_text("\n".join(["Interval,Team,Agents", *long]), encoding="utf-8")
    (folder / "roster.csv").write_text("agent,start,end,lunch,break\nAnna,08:00,16:30,12:00,10:00\n", encoding="utf-8")


def _with_bots_and_campaigns(whole: Any, model: type, documented: Any) -> None:
    """A queue of chats behind a bot, a list of customers to call, where a block is of such."""
    queues, desk = whole["queues"], whole["agent_groups"]["desk"]
    if model is Bot or "bot" in documented:
        queues["chats"] = {"channel": "chat", "handle_time": "3 min"}
        desk["skills"]["chats"] = {"rank": 1}
    if model is Bot:
        queues["assistant"] = {"channel": "bot", "arrivals": {"per_day": 100}, "handle_time": "1 min"}
    if model is Campaign:
        queues["renewals"] = {"channel": "outbound", "handle_time": "3 min"}
        desk["skills"]["renewals"] = {"rank": 1}
    if model is Queue and {"bot", "campaign"} & set(documented):
        del queues["sales"]["customers"]
    if model is Queue and "bot" in documented:
        del desk["skills"]["sales"]
    if model is Queue and "campaign" in documented:
        del queues["sales"]["arrivals"]


REFUSED = [spelling for spelling in SPELLINGS if not spelling.plain]


@pytest.mark.parametrize("spelling", REFUSED, ids=lambda spelling: f"{spelling.model.__name__}: {spelling.example}")
def test_a_refused_spelling_is_told_once_with_what_to_write(spelling: Spelling) -> None:
    with pytest.raises(InvalidScenario) as failed:
        sd.load_text(_whole_with(spelling.model, spelling.example, ""))
    (one,) = failed.value.diagnostics
    assert "write" in one.hint


@pytest.mark.parametrize(
    "spelling",
    [spelling for spelling in SPELLINGS if spelling.plain],
    ids=lambda spelling: f"{spelling.model.__name__}: {spelling.example}",
)
def test_a_spelling_says_what_its_documented_form_says(
    spelling: Spelling, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if any(file in spelling.plain for file in ("roster.csv", "plan.xlsx", "long.csv")):
        monkeypatch.chdir(tmp_path)
        write_files_named(tmp_path)
    read = sd.load_text(_whole_with(spelling.model, spelling.example, spelling.plain))
    documented = sd.load_text(_whole_with(spelling.model, spelling.plain, spelling.plain))
    assert read.model == documented.model
    assert read.lay_out() == documented.lay_out()


@pytest.mark.parametrize("spelling", SPELLINGS, ids=lambda spelling: f"{spelling.model.__name__}: {spelling.keys[0]}")
def test_no_spelling_hides_a_key_of_the_language(spelling: Spelling) -> None:
    assert spelling.shape or spelling.within or not set(spelling.keys) & set(spelling.model.model_fields)


def test_no_key_is_spelt_for_two() -> None:
    found = [
        (spelling.model, key) for spelling in SPELLINGS if not spelling.shape and not spelling.within for key in spelling.keys
    ]
    assert len(found) == len(set(found))


@pytest.mark.parametrize("written", ["Handle Time", "handle-time", "HANDLE_TIME", "handle time"])
def test_case_hyphens_and_blanks_do_not_matter_in_keys(written: str) -> None:
    assert sd.load_text(WHOLE.replace("handle_time", written)).model == sd.load_text(WHOLE).model


def test_a_key_and_its_other_spelling_together_are_refused_where_they_stand() -> None:
    with pytest.raises(InvalidScenario) as failed:
        sd.load_text(WHOLE.replace("handle_time:", "talk_time: 3 min, handle_time:"))
    (one,) = failed.value.diagnostics
    assert one.path == "queues.sales.talk_time"
    assert one.message == "'talk_time' and 'handle_time' (line 4) say the same"
    assert one.hint == "keep one of them"

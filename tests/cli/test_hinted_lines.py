"""Every line that is hinted can be typed: it is parsed, its values fit, and nothing of the first line is lost unnamed."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import typer

from simdesk.cli.lines.reading import understood
from simdesk.cli.main import app
from simdesk.errors import UsageError
from simdesk.scenario import load

ONE = """\
simdesk: 1
hours: {open: "08:00", close: "12:00", interval: 30 min}
replications: 4
currency: CHF
queues:
  sales:
    arrivals: {per_day: 60}
    handle_time: {lognormal: {mean: 4 min, sd: 3 min}}
    wrap_up: 30 s
    patience: {exponential: {mean: 2 min}}
agent_groups:
  desk: {skills: [sales], headcount: 2, cost: 20 CHF per h}
targets:
  - service_level(sales, 20 s) >= 5%
  - occupancy(desk) <= 95%
variants:
  two_more: {agent_groups.desk.headcount: +2}
  Busy: {volume: +10%}
"""
TWO = ONE.replace("agent_groups:\n", "agent_groups:\n  back: {skills: [sales, mail], headcount: 1}\n")
TWO = TWO.replace(
    "agent_groups:\n", "  mail: {arrivals: {per_day: 10}, handle_time: 5 min, agent_choice: longest_idle}\nagent_groups:\n", 1
)
COMMANDS = dict(typer.main.get_command(app).commands)  # type: ignore[attr-defined]

REFUSED = {
    # the line without what has no place in it
    "run one.yaml -n 5 --cores 1 --day Monday": "run one.yaml -n 5 --cores 1",
    "run one.yaml -n 5 --cores 1 --from 2025-04-28 --to 2025-05-02": "run one.yaml -n 5 --cores 1",
    "run one.yaml --date 28.04.2025 --json": "run one.yaml --json",
    "run one.yaml --weeks 4": "run one.yaml",
    "run one.yaml --days mon-fri -n 5": "run one.yaml -n 5",
    "run one.yaml --monday": "run one.yaml",
    "run one.yaml --interval 10:30 -n 5": "run one.yaml -n 5",
    "run one.yaml --queue sales -n 5 --cores 1": "run one.yaml -n 5 --cores 1",
    "run one.yaml --language en --title 'Monday plan' -n 5": "run one.yaml -n 5 --set 'name=Monday plan'",
    "run one.yaml --currency EUR -n 5": "run one.yaml -n 5",
    "run one.yaml --set currency=EUR": "run one.yaml",
    "run one.yaml --force": "run one.yaml",
    "run one.yaml --template multi_skill -n 2": "run one.yaml -n 2",
    "run one.yaml --confidence 99%": "run one.yaml",
    "run one.yaml --holiday 2025-05-01": "run one.yaml",
    "run one.yaml --ndays 5": "run one.yaml --replications 5",
    "run one.yaml --cor 1": "run one.yaml --cores 1",
    "staff one.yaml --excel plan.xlsx": "staff one.yaml",
    "staff one.yaml --metric asa --seed 3": "staff one.yaml --seed 3",
    "estimate one.yaml --erlang-a --interval 11:00": "estimate one.yaml",
    "explain one.yaml --day Monday --interval 10:30": "explain one.yaml --interval 10:30",
    "validate one.yaml -n 3": "validate one.yaml",
    "validate one.yaml --variant Busy": "validate one.yaml",
    "new plan.yaml --forecast week.xlsx": "new plan.yaml",
    "new plan.yaml --agents 12": "new plan.yaml",
    "compare one.yaml --baseline two_more": "compare one.yaml",
    # another command where the option makes the question
    "run one.yaml --contact 12 --seed 3": "explain one.yaml --contact 12 --seed 3",
    "run one.yaml --sensitivity 10% --cores 1": "sweep one.yaml --sensitivity 10% --cores 1",
    "run one.yaml --at-most 14": "staff one.yaml --at-most desk=14",
    "run one.yaml --agents 10..14 -n 5 --metric asa": "sweep one.yaml -n 5 --metric 'mean_speed_of_answer(all)' "
    "--set agent_groups.desk.headcount=10..14",
    "run one.yaml --agents 10 12 14": "sweep one.yaml --set agent_groups.desk.headcount=10,12,14",
    "compare one.yaml --set agent_selection=longest_idle,least_occupied -n 5": "sweep one.yaml -n 5 "
    "--set agent_choice=longest_idle,least_busy",
    "compare two.yaml --set agent_selection=longest_idle,least_occupied": "sweep two.yaml "
    "--set queues.mail.agent_choice=longest_idle,least_busy",
    "run one.yaml --variants -n 3": "compare one.yaml -n 3",
    "run one.yaml --compare two_more": "compare one.yaml --variant two_more",
    "validate one.yaml --set headcount=3": "run one.yaml --set agent_groups.desk.headcount=3",
    # values
    "run one.yaml --aht 5": "run one.yaml --set 'queues.sales.aht=5 min'",
    "run one.yaml --warmup 30": "run one.yaml --set 'warm_up=30 min'",
    "run one.yaml --shrinkage 30": "run one.yaml --set agent_groups.desk.shrinkage=30%",
    "run one.yaml --headcount +1 --shrinkage +2": "run one.yaml --set agent_groups.desk.headcount=+1 "
    "--set agent_groups.desk.shrinkage=2%",
    "run one.yaml --interval 15": "run one.yaml --set 'hours.interval=15 min'",
    "run one.yaml --volume 1.1": "run one.yaml --set volume=+10%",
    "run one.yaml --volume 10%": "run one.yaml --set volume=+10%",
    "run one.yaml --seed 99 --precision 2% -n 5": "run one.yaml --seed 99 --set "
    "'replications={until: \"service_level(sales, 20 s) ± 2%\"}'",
    "sweep one.yaml --headcount 12": "sweep one.yaml --set agent_groups.desk.headcount=10..14",
    "sweep one.yaml --aht -10%..+10%": "sweep one.yaml --set 'queues.sales.handle_time.lognormal.mean={times: 90%..110%/10%}'",
    # measures
    "run one.yaml --metric 'share_handled_by(desk)' -n 5": "run one.yaml -n 5 --metric 'contacts_handled(desk)' "
    "--metric 'contacts_handled(all)'",
    "run one.yaml --metric 'occupancy(sales)'": "run one.yaml --metric 'occupancy(desk)'",
    "run one.yaml --metric 'service_level(desk, 20 s)'": "run one.yaml --metric 'service_level(sales, 20 s)'",
    "run one.yaml --metric 'service_level(sales)'": "run one.yaml --metric 'service_level(sales, 20 s)'",
    "explain one.yaml --interval 10:00-12:00": "explain one.yaml --interval 10:00",
}
TAKEN = {
    "run one.yaml --set queues.sales.aht=300": "run one.yaml --set queues.sales.aht=300",
    "sweep one.yaml --set queues.sales.volume=-10%..+20%": "sweep one.yaml --set queues.sales.arrivals.scale=90%..120%/10%",
    "sweep one.yaml --volume -10%,0%,+10%": "sweep one.yaml --set queues.sales.arrivals.scale=90%,100%,110%",
    "sweep one.yaml --headcount -1..+2": "sweep one.yaml --set 'agent_groups.desk.headcount={add: -1..2}'",
    "sweep one.yaml --vary headcount --from 8 --to 14 --step 2": "sweep one.yaml --set agent_groups.desk.headcount=8..14/2",
    "sweep one.yaml --agents 10-14": "sweep one.yaml --set agent_groups.desk.headcount=10..14",
    "explain one.yaml --interval 10:00-10:30": "explain one.yaml --interval 10:00",
    "explain one.yaml --from 10:00 --to 10:30": "explain one.yaml --interval 10:00",
    "explain one.yaml --interval 1030": "explain one.yaml --interval 10:30",
    "estimate one.yaml --erlang-a": "estimate one.yaml",
    "estimate one.yaml --cores 1": "estimate one.yaml --cores 1",
    "run two.yaml --without back": "run two.yaml --set agent_groups.back.headcount=0",
    "run one.yaml --precision 2%": "run one.yaml --set 'replications={until: \"service_level(sales, 20 s) ± 2%\"}'",
    "run one.yaml --what-if Busy": "run one.yaml --variant Busy",
    "run one.yaml --what-if 'headcount +2'": "run one.yaml --set agent_groups.desk.headcount=+2",
    "run one.yaml --variant 'two more'": "run one.yaml --variant two_more",
    "run one.yaml --busy": "run one.yaml --variant Busy",
    "run one.yaml --growth 10%": "run one.yaml --set volume=+10%",
    "run one.yaml --hours 8-13": "run one.yaml --set hours.open=08:00 --set hours.close=13:00",
    "run one.yaml --export excel": "run one.yaml --excel",
    "run two.yaml --mail 20 --desk 3": "run two.yaml --set queues.mail.arrivals.per_day=20 --set agent_groups.desk.headcount=3",
    "run two.yaml --queue mail --volume 20": "run two.yaml --set queues.mail.arrivals.per_day=20",
    "run one.yaml --metrics asa,occupancy": "run one.yaml --metric 'mean_speed_of_answer(all)' --metric occupancy",
    "staff one.yaml --max-occupancy 85%": "staff one.yaml --set "
    '\'targets=["service_level(sales, 20 s) >= 5%", "occupancy(desk) <= 85%"]\'',
    "staff one.yaml --min-agents 2": "staff one.yaml --at-least desk=2",
    "staff one.yaml --save plan.yaml": "staff one.yaml --output plan.yaml",
    "run one.yaml --start 08:00 --end 13:00": "run one.yaml --set hours.open=08:00 --set hours.close=13:00",
    "run one.yaml --asa": "run one.yaml --metric 'mean_speed_of_answer(all)'",
    "estimate one.yaml --formula erlang-a": "estimate one.yaml",
    "explain one.yaml at 10.30": "explain one.yaml --interval 10:30",
    "compare one.yaml variants": "compare one.yaml",
    "sweep one.yaml --agents 10:14": "sweep one.yaml --set agent_groups.desk.headcount=10..14",
    "staff one.yaml --per-interval": "staff one.yaml --targets-per interval",
    "staff one.yaml --no-save": "staff one.yaml",
    "compare one.yaml base two_more": "compare one.yaml --variant two_more",
    "compare one.yaml --variant all": "compare one.yaml",
    "format one.yaml --dry-run": "format one.yaml --check",
}
SENTENCES = {
    "explain one.yaml --agent Ann --day 1": "simdesk tells of contacts and intervals, and not of one agent",
    "explain two.yaml --day": "the value of --day is missing",
    "run one.yaml two.yaml --variant Busy": "compare takes the variants of one file, or several files",
    "sweep one.yaml -n 3 --frob": "there is nothing to sweep",
    "sweep one.yaml --from 8 --to 14": "a sweep names an input and its values",
}


@pytest.fixture(autouse=True)
def _in_a_folder_with_scenarios(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("one.yaml").write_text(ONE, encoding="utf-8")
    Path("two.yaml").write_text(TWO, encoding="utf-8")


def _refused(line: str) -> UsageError:
    with pytest.raises(UsageError) as caught:
        understood(shlex.split(line), COMMANDS)
    return caught.value


def _lines(error: UsageError) -> list[str]:
    return re.findall(r"^(?:write| ) simdesk (.*)$", error.hint, re.MULTILINE)


def _check_works(line: str) -> None:
    """Parse a line and make its changes, as its command would."""
    words = shlex.split(line)
    assert "--help" not in words
    typed = understood(words, COMMANDS)
    assert typed is None or typed.arguments() == words
    given = COMMANDS[words[0]].make_context(words[0], words[1:]).params
    if words[0] == "new":
        return
    scenario = load(given.get("scenario") or (given.get("scenarios") or given["paths"])[0])
    for name in [given["variant"]] if isinstance(given.get("variant"), str) else given.get("variant") or []:
        scenario.variant(name)
    settings = dict(one.split("=", 1) for one in given.get("change") or ())
    if settings:
        scenario = scenario.with_changes(settings)
    if given.get("through"):
        assert scenario.axes(dict(one.split("=", 1) for one in given["through"]))
    for measure in given.get("metric") or ():
        scenario.measure(measure)


@pytest.mark.parametrize("line", REFUSED)
def test_the_line_to_type_answers_the_same_question(line: str) -> None:
    assert _lines(_refused(line))[0] == REFUSED[line]


@pytest.mark.parametrize("line", REFUSED)
def test_each_hinted_line_works(line: str) -> None:
    for hinted in _lines(_refused(line)):
        _check_works(hinted)


@pytest.mark.parametrize("line", [line for line in REFUSED if line.startswith(("run ", "compare ", "sweep "))])
def test_valid_options_stay_in_a_hinted_line(line: str) -> None:
    error = _refused(f"{line} --engine simpy --no-save")
    hinted = shlex.split(_lines(error)[0])
    assert "--engine" in hinted or "--engine simpy" in error.message
    assert "--no-save" in hinted or hinted[0] in {"explain", "staff"}


@pytest.mark.parametrize("line", TAKEN)
def test_a_line_with_one_meaning_is_taken_and_works(line: str) -> None:
    typed = understood(shlex.split(line), COMMANDS)
    assert typed is not None
    assert typed.arguments() == shlex.split(TAKEN[line])
    if not line.startswith("format"):
        _check_works(TAKEN[line])


@pytest.mark.parametrize("line", SENTENCES)
def test_no_line_is_hinted_where_none_answers_the_question(line: str) -> None:
    error = _refused(line)
    assert SENTENCES[line] in f"{error.message} {error.hint}"
    assert not _lines(error) or "--day" in line or "--frob" in line


def test_what_goes_is_named_as_it_was_typed() -> None:
    error = _refused("run one.yaml -n 5 --from 2025-04-28 --to 2025-05-02")
    assert error.message.startswith("--from 2025-04-28 and --to 2025-05-02: ")
    assert "hours: {first_day: 2025-04-28, days: 5}" in error.message
    assert "--template" not in error.message
    assert "--output" not in error.message


def test_another_name_of_an_option_is_said() -> None:
    typed = understood(["run", "one.yaml", "--what-if", "Busy"], COMMANDS)
    assert typed is not None
    assert "--what-if is --variant" in typed.said


def test_a_currency_is_said_to_change_the_sign_alone() -> None:
    Path("none.yaml").write_text(ONE.replace("currency: CHF\n", "").replace(" CHF", ""), encoding="utf-8")
    typed = understood(["run", "none.yaml", "--currency", "EUR"], COMMANDS)
    assert typed is not None
    assert typed.said == ["currency EUR is the sign of amounts, which stay as they are"]
    assert "are in CHF, and are not converted" in _refused("run one.yaml --currency EUR").message

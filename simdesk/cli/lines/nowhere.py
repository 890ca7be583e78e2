"""Options that no command has: what can be taken for them, and what is answered."""

from __future__ import annotations

import re
from datetime import date

from simdesk.cli.lines.asked import what_is_asked
from simdesk.cli.lines.line import TABLE, YAML, Line
from simdesk.cli.lines.loose import with_ending
from simdesk.cli.lines.mended import FIGURES
from simdesk.cli.lines.outputs import file_ending, file_of_a_flag, flag_of
from simdesk.cli.lines.taking import take
from simdesk.cli.lines.values import DATE
from simdesk.units import WEEKDAYS

_DATES = (
    "from to start end start-date end-date since until date dates day period week weeks month months year first-day last-day "
    "date-from date-to horizon weekday weekdays from-date to-date start-day end-day"
)
DATES = frozenset({*_DATES.split(), *WEEKDAYS})
_ALL_DAYS = "the days are those that the file gives under hours, all of them"
_IN_ENGLISH = "screens and reports are in English only"
_SAID = {
    "language lang locale": _IN_ENGLISH,
    "time-zone timezone tz zone": (
        "times are local times of the scenario; its time zone is hours: {zone: Europe/Berlin} in the file"
    ),
    "all-intervals every-interval intervals": "explain tells of one interval; run shows all of them",
    "by by-interval breakdown group-by granularity split-by": (
        "figures by interval are in report.html of the run folder, and in the files of run --csv and run --excel"
    ),
    "agent agent-name person employee": (
        "simdesk tells of contacts and intervals, and not of one agent; run --contacts writes what each agent did"
    ),
    "confidence confidence-level alpha": "confidence intervals are of 95%",
    "format output-format": "the screen has tables, --json one JSON document, and the run folder report.html",
    "delimiter separator sep csv-separator csv-delimiter decimal decimal-separator decimal-comma": (
        "--csv writes commas between columns and decimal points; --excel writes a workbook, which any Excel opens as it is"
    ),
    "encoding": "--csv writes UTF-8; --excel writes a workbook, which any Excel opens as it is",
    "email mail-to send": "simdesk sends nothing; the run folder has report.html",
    "group agent-group team": "tables have a row for each agent group",
    "theme color colour no-color width": "the screen goes by the terminal",
    "email-report notify": "simdesk sends nothing",
    "user password api-key token": "simdesk needs no account",
    "optimize optimise optimizer": "the cheapest headcount is found by simdesk staff",
}
_SAID_OF = {word: sentence for words, sentence in _SAID.items() for word in words.split()}
_ANYWAY = {
    "staff": "staff finds the cheapest headcount that meets the targets",
    "run": "costs are among what run shows; what an agent costs is cost: 20 per h in the group",
    "validate": "validate shows what it has understood",
    "compare": "compare shows cost and differences with their confidence intervals",
}
_DOES_ANYWAY = {
    command: frozenset(words.split())
    for command, words in {
        "staff": "requirements requirement required fte show-fte headcounts heads-needed cheapest cheap minimize minimise "
        "minimize-cost minimise-cost min-cost lowest-cost optimal best fewest",
        "run": "show-cost show-costs costs with-cost with-costs include-cost cost-report",
        "validate": "explain-reading echo show list show-all understood",
        "compare": "show-diff diff differences side-by-side significance significant show-cost costs paired",
    }.items()
}
"""Options without a value that ask for what a command does anyway."""
_FAST = {"fast", "quick", "speed", "multicore", "multithreaded", "all-cores", "faster", "rough"}
_SECOND_FILE = {"with", "to", "against", "vs", "versus", "other", "second", "and", "file2", "scenario2"}
_ERLANG = {"erlang", "erlang-a", "erlang-c", "erlanga", "erlangc"}
_FIGURES = {"forecast", "volumes-file", "volume-file", "forecast-file", "data", "arrivals-file", "calls-file", "import"}
_WITHOUT = {"without", "exclude", "remove", "drop", "no-group", "without-group", "skip"}
_MORE = "add-agent add-agents add hire more-agents extra-agents extra add-headcount plus"
_FEWER = "remove-agent remove-agents fire fewer-agents less-agents minus remove-headcount"
_SIGN_OF = {**dict.fromkeys(_MORE.split(), "+"), **dict.fromkeys(_FEWER.split(), "-")}
"""Options that change a headcount by a number, one where none is given."""
_MORE_OF = re.compile(r"\+?(?P<alone>\d+)|(?P<group>[A-Za-z_]\w*)(?:\s*[=:+]\s*(?P<number>\d+))?")
_PRECISION = {"precision", "accuracy", "half-width", "tolerance", "margin"}
_KINDS = {"csv": "--csv", "excel": "--excel", "xlsx": "--excel", "json": "--json"}
_EXPORTS = {
    "export",
    "format",
    "output-format",
    "write",
    "export-to",
    "export-as",
    "write-to",
    "save-as",
    "results",
    "result-file",
}
_ENDS = {
    word: end
    for end, words in {
        "from": "from start min lower low",
        "to": "to end max upper high until",
        "step": "step by steps increment",
        "key": "vary over param parameter input variable path",
    }.items()
    for word in words.split()
}
_OPEN_HOURS = {"hours", "opening-hours", "business-hours", "open-hours", "working-hours"}
_SPAN = re.compile(r"(\d{1,2}(?::\d{2})?)\s*(?:-|–|to)\s*(\d{1,2}(?::\d{2})?)")
_SHARE = re.compile(r"(?:[+-]|±)?\s*\d[\d.]*\s*%?")
_GROWTH = {"growth", "increase", "uplift", "more-calls", "volume-increase", "volume-growth", "growth-rate"}
_CLOCK = re.compile(r"\d{1,2}:\d{2}")


def not_an_option(line: Line, name: str, word: str, value: str, *, given: bool) -> bool:
    """Take what only stands where an option would stand; False where it is none of these.

    Parameters
    ----------
    line : Line
    name, word : str
        As typed, and without dashes.
    value : str
    given : bool
        The value stood behind ``=``.
    """
    ahead = line.ahead(value, given=given)
    if word in _ERLANG and not line.has(f"--{word}"):
        return _formulas(line, name)
    if word in {"formula", "method", "model"} and ahead.lower() in _ERLANG and not given:
        line.next_value()
        return _formulas(line, f"{name} {ahead}")
    if what_is_asked(line, name, word, value, given=given):
        return True
    if word in _FIGURES and not line.has(f"--{word}"):
        return _figures(line, name, value, given=given)
    if _of_the_command(line, name, word, ahead):
        return True
    if any(part(line, name, word, ahead) for part in (_kind_of_table, _open_hours, _change, _ends_of_a_sweep, _interval)):
        if not given:
            line.next_value()
        return True
    if word in DATES and not line.has(f"--{word}"):
        if _CLOCK.match(ahead) or (word in WEEKDAYS and re.match(r"\d", ahead)):
            return False
        line.dates.append((name, value if given else line.value_to_leave_out()))
        return True
    return word in _SAID_OF and _said(line, name, word, value, given=given)


def _of_the_command(line: Line, name: str, word: str, ahead: str) -> bool:
    """Options without a value, by which a command does what it does anyway or has another option for."""
    if line.command == "format" and word in {"dry-run", "diff", "preview", "show"}:
        line.typed.options.append("--check")
        line.typed.said.append(f"{name} is --check: nothing is written")
    elif line.command == "format" and word in {"in-place", "inplace", "write", "fix"}:
        line.typed.said.append(f"{name} changes nothing: format writes the file itself")
    elif word in _DOES_ANYWAY.get(line.command, ()):
        line.typed.said.append(f"{name} changes nothing: {_ANYWAY[line.command]}")
    elif line.command in {"run", "compare", "sweep"} and word in _FAST and not ahead.isdecimal():
        line.typed.said.append(f"{name} changes nothing: all cores are used; fewer days, -n 50, are faster and less certain")
    elif line.command == "compare" and word in _SECOND_FILE and YAML.fullmatch(with_ending(ahead)):
        line.later.append(line.words.pop(0) if line.words and line.words[0] == ahead else ahead)
        line.typed.said.append(f"{name} {ahead} is the second scenario")
    elif line.command == "staff" and word in {"save", "save-as", "write"} and ahead:
        take(line, "--output", "", given=False)
        line.typed.said.append(f"{name} is --output")
    elif line.command == "staff" and word in {"per-interval", "by-interval", "each-interval", "intervals"}:
        line.typed.options += ["--targets-per", "interval"]
        line.typed.said.append(f"{name} is --targets-per interval")
    else:
        return False
    return True


def _kind_of_table(line: Line, name: str, word: str, ahead: str) -> bool:
    """``--export excel``, or ``--export results.xlsx``."""
    ending = file_ending(ahead)
    kind = _KINDS.get(ahead.lower(), "") or flag_of(ahead)
    if word not in _EXPORTS or not line.has(kind):
        return False
    line.typed.options.append(kind)
    if ending:
        line.settings += file_of_a_flag(line.typed, line.options, kind, ahead)
        return True
    line.typed.said.append(f"{name} {ahead} is {kind}")
    return True


def _open_hours(line: Line, name: str, word: str, ahead: str) -> bool:
    """``--hours 8-18``."""
    span = _SPAN.fullmatch(ahead)
    if span is None or word not in _OPEN_HOURS or not line.has("--set") or line.command == "sweep":
        return False
    line.settings += [("hours.open", _clock(span[1])), ("hours.close", _clock(span[2]))]
    line.typed.said.append(f"{name} {ahead} is hours.open and hours.close")
    return True


def _change(line: Line, name: str, word: str, ahead: str) -> bool:
    """What changes the scenario by a word of its own: a group left out, a precision, so much more volume."""
    if not ahead or not line.has("--set") or line.command == "sweep":
        return False
    if word in _SIGN_OF and (amount := _MORE_OF.fullmatch(ahead)):
        sign, number = _SIGN_OF[word], amount["number"] or amount["alone"] or "1"
        line.settings.append((f"{amount['group']}.headcount" if amount["group"] else "headcount", f"{sign}{number}"))
        line.typed.said.append(f"{name} {ahead} changes the headcount by {sign}{number}")
    elif word in _WITHOUT:
        line.settings.append(("without", ahead))
    elif word in _PRECISION and _SHARE.fullmatch(ahead):
        line.settings.append(("precision", ahead))
    elif word in _GROWTH and _SHARE.fullmatch(ahead):
        more = ahead if ahead[0] in "+-" else f"+{ahead}"
        line.settings.append(("volume", more if more.endswith("%") else f"{more}%"))
        line.typed.said.append(f"{name} {ahead} changes the volume")
    else:
        return False
    return True


def _ends_of_a_sweep(line: Line, name: str, word: str, ahead: str) -> bool:
    """``--vary headcount --from 8 --to 14 --step 2``."""
    if line.command != "sweep" or word not in _ENDS or not (_SHARE.fullmatch(ahead) or (_ENDS[word] == "key" and ahead)):
        return False
    key, sign, values = ahead.partition("=")
    if sign and _ENDS[word] == "key":
        line.settings.append((key, values))
    else:
        line.ends[_ENDS[word]] = ahead
    return True


def _interval(line: Line, name: str, word: str, ahead: str) -> bool:
    """``--from 10:00 --to 10:30`` of an interval to explain, and of the opening hours elsewhere."""
    first, last = word in {"from", "start", "begin"}, word in {"to", "until", "end"}
    if not (first or last) or not _CLOCK.match(ahead):
        return False
    if line.command != "explain":
        if not line.has("--set") or line.command == "sweep":
            return False
        line.settings.append((f"hours.{'open' if first else 'close'}", ahead))
        line.typed.said.append(f"{name} {ahead} is {line.settings[-1][0]}")
        return True
    before = line.typed.options[-1:] if line.typed.options[-2:-1] == ["--interval"] else []
    if last and before:
        del line.typed.options[-2:]
        take(line, "--interval", f"{before[0]}-{ahead}", given=True)
    else:
        take(line, "--interval", ahead, given=True)
    return True


def _said(line: Line, name: str, word: str, value: str, *, given: bool) -> bool:
    """What is answered by a sentence."""
    ahead = line.ahead(value, given=given)
    of_people = word in {"agent", "agent-name", "person", "employee"}
    of_groups = word in {"group", "agent-group", "team"}
    if (of_people or of_groups) and (re.match(r"[+-]?\d", ahead) or "=" in ahead):
        return False
    text = value if given else line.value_to_leave_out()
    line.leave_out(name, text, _SAID_OF[word])
    if of_groups:
        line.subject = text
    if of_people and line.command == "explain":
        line.where.append("simdesk explain --help says what can be asked")
    return True


def _clock(text: str) -> str:
    return text if ":" in text else f"{int(text):02}:00"


def _formulas(line: Line, name: str) -> bool:
    """Erlang formulas, which estimate shows."""
    if line.command == "estimate":
        line.typed.said.append(f"{name}: estimate shows Erlang C and Erlang A of every interval")
    else:
        line.leave_out(name, "", "simdesk estimate compares Erlang C and Erlang A with the simulation")
    return True


def _figures(line: Line, name: str, value: str, *, given: bool) -> bool:
    """A file of volumes, which a scenario names."""
    text = value if given else line.next_value()
    if text is None:
        line.typed.answers.append(f"the value of {name} is missing")
    elif line.has("--set") and line.command != "sweep" and TABLE.fullmatch(text):
        line.settings.append((FIGURES, text))
        line.typed.said.append(f"{name} {text} gives the volumes")
    else:
        shown = text if TABLE.fullmatch(text) else "volumes.csv"
        line.leave_out(name, text, f"a queue of the scenario names its file of volumes, arrivals: {{volumes: {{file: {shown}}}}}")
    return True


def say_dates(line: Line) -> None:
    """Say that the days are in the file, with what to write there."""
    if not line.dates:
        return
    days = [date.fromisoformat(text) for _, text in line.dates if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) and _is_a_date(text)]
    weeks = next((int(text) for name, text in line.dates if "week" in name and re.fullmatch(r"\d{1,2}", text)), 0)
    names = [name.lstrip("-") for name, _ in line.dates]
    sentence = _ALL_DAYS
    if len(days) > 1 and max(days) > min(days):
        sentence += f"; for these, write hours: {{first_day: {min(days)}, days: {(max(days) - min(days)).days + 1}}} there"
    elif weeks and names[0] != "week":
        sentence += f"; for {weeks} {'week' if weeks == 1 else 'weeks'}, write hours: {{days: {7 * weeks}}} there"
    elif days:
        sentence += f"; for this one, write hours: {{first_day: {days[0]}}} there"
    elif any(DATE.fullmatch(text) for _, text in line.dates):
        sentence += "; a date is written 2025-04-28 there"
    elif line.command == "run":
        sentence += ", and run shows each"
    for name, text in line.dates:
        line.leave_out(name, text, sentence)


def _is_a_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True

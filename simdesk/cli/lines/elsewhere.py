"""Options that a command lacks and another one has."""

from __future__ import annotations

from simdesk.cli.lines.line import Line
from simdesk.cli.lines.outputs import file_ending
from simdesk.cli.lines.taking import take
from simdesk.cli.lines.typed import Options
from simdesk.cli.lines.values import fits
from simdesk.cli.lines.words import ONE_FILE, OPTION_OF

SUBJECT = {
    "--sensitivity": "sweep",
    "--points": "sweep",
    "--forecast-error": "sweep",
    "--errors": "sweep",
    "--baseline": "compare",
    "--contact": "explain",
    "--contacts": "run",
    "--resume": "run",
    "--at-least": "staff",
    "--at-most": "staff",
    "--fixed": "staff",
    "--targets-per": "staff",
    "--verify": "staff",
}
"""Options that make the question, and the command that answers it. For all others the command stays as it was typed."""

SPEED = {"--cores", "--cluster", "--engine"}
"""Options that change no number."""
_COUNTS = {"--replications", "-n", "--seed", "--verify", "--rounds", "--variance-reduction"}
_WRITES = {"--output", "-o", "--csv", "--excel", "--contacts", "--resume", "--save"}
_SIMULATES_NOTHING = {"validate", "format", "new", "schema"}


def option_of_another(line: Line, name: str, word: str, value: str, *, given: bool) -> bool:
    """An option that only other commands have: the command changes where the option makes the question, and else it goes."""
    exact = f"--{word}"
    option = exact if any(exact in Options.of(one).values for one in line.commands.values()) else OPTION_OF.get(word, "")
    owners = [one for one, command in line.commands.items() if option and option in Options.of(command).values]
    if not owners:
        return False
    takes = Options.of(line.commands[owners[0]]).values[option]
    ahead = line.ahead(value, given=given)
    to = SUBJECT.get(exact, "")
    if line.command == "validate" and exact == "--set":
        to = "run"
    may = line.command in ONE_FILE or to == "run" or (line.command == "compare" and to == "sweep")
    if to and may and not line.elsewhere and (not takes or ahead):
        line.typed.answers.append(f"{line.command} has no option {name}: it belongs to {to}")
        to_command(line, to)
        take(line, option, value, given=given)
        return True
    text = value if given else line.value_to_leave_out() if takes or file_ending(ahead) else ""
    if option == "--interval" and text and not fits(option, text) and line.has("--set"):
        line.settings.append(("hours.interval", text))
        line.typed.said.append(f"{name} {text} is the length of an interval, hours.interval")
        return True
    if option == "--queue":
        line.subject = text
    if option == "--no-save" and line.command in {"estimate", "explain", "validate", "staff", "schema"}:
        line.typed.said.append(f"{line.command} writes no run folder: {name} changes nothing")
    elif option in SPEED and line.command not in _SIMULATES_NOTHING and not line.elsewhere:
        line.typed.said.append(f"{name} {text} changes nothing: it is about the speed, which {line.command} chooses itself")
    elif option == "--check" and line.command == "validate":
        line.typed.said.append(f"{name} changes nothing: a file with a fault always ends validate with exit code 3")
    else:
        line.leave_out(name, text, _why_not(line.command, option, owners))
    return True


def to_command(line: Line, to: str) -> None:
    """Go on with another command, and without the options that it lacks."""
    command = line.command
    before = line.change_command(to)
    line.elsewhere = True
    kept: list[str] = []
    words = iter(line.typed.options)
    for word in words:
        behind = [next(words)] if before.get(word) else []
        if line.has(word):
            kept += [word, *behind]
        else:
            line.leave_out(word, " ".join(behind), _why_not(to, word, [command]))
    line.typed.options = kept


def _why_not(command: str, option: str, owners: list[str]) -> str:
    """Why a command lacks an option."""
    if command in _SIMULATES_NOTHING and option in {*SPEED, *_COUNTS, "--metric", "--interval", "--day"}:
        return f"{command} simulates nothing"
    if option in SPEED:
        return f"{command} has no such option, and it would only change the speed"
    if option in _WRITES:
        where = {"staff": "staff writes a scenario (--output FILE), and no tables", "format": "format writes the scenario alone"}
        return where.get(command, f"{command} writes no files")
    if option == "--no-save":
        return f"{command} always writes its file"
    if option == "--metric":
        return f"{command} takes no further measures; run does"
    if option == "--check":
        return f"{command} judges no targets"
    if option in {"--day", "--interval", "--queue"}:
        every = {"--day": "all days", "--interval": "all intervals", "--queue": "all queues"}[option]
        return f"{command} tells of {every}; one alone is asked of explain"
    if option == "--variant" and command == "validate":
        return "validate checks every variant of the file"
    if option == "--json":
        return f"{command} prints no JSON"
    if option == "--set":
        return f"{command} takes the file as it is"
    return f"{command} has no such option, it belongs to {' and '.join(owners[:3])}"

"""What of a command line depends on its scenario: whole paths of settings, targets, measures, names of variants."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from itertools import islice, product
from pathlib import Path

from simdesk.cli.lines.asked import busiest
from simdesk.cli.lines.elsewhere import to_command
from simdesk.cli.lines.line import Line
from simdesk.cli.lines.measured import measures_named, without_bound
from simdesk.cli.lines.mended import CHOICES, FIGURES, choice_of_agents, mended, of_currency, of_precision, of_volume, without
from simdesk.cli.lines.swept import SEVERAL, in_one_input, swept
from simdesk.cli.lines.typed import Options
from simdesk.cli.lines.values import NUMBER
from simdesk.cli.lines.words import VOLUME_WORDS
from simdesk.formats import format_clock, format_duration
from simdesk.units import DAY, parse_clock

_CHANGE = re.compile(r"([A-Za-z_][\w.]*)\s*(=.+|[+-]\s*\d.*|\s\d.*)")
_CLOCK_BEHIND = re.compile(r"(.*?)(\d{1,2}:\d{2}(?:\s*[ap]m)?)", re.IGNORECASE)
_BARE_VALUES = re.compile(rf"{NUMBER.pattern}(?:\.\.{NUMBER.pattern}(?:/{NUMBER.pattern})?|(?:,\s*{NUMBER.pattern})*)")
_DEEP = 4
"""Steps of a path that a word on the command line hardly means."""
_OF_RUN_ALONE = {"--contacts", "--resume"}


def complete(line: Line) -> None:
    """Complete a line whose words are sorted."""
    _variants(line)
    _limits(line)
    line.metrics = [without_bound(line.typed, line.targets, text) for text in line.metrics]
    if line.targets:
        line.targets.set_in(line.typed, line.options, line.known.queues(line.file), line.known.targets(line.file))
    for text in line.metrics:
        for named in measures_named(line.typed, text, line.known.queues(line.file), line.known.groups(line.file)):
            line.typed.options += ["--metric", named]
    busiest(line)
    _day_named(line)
    _settings(line)
    _span(line)
    _twice(line)


def _variants(line: Line) -> None:
    options = line.typed.options
    kept: list[str] = []
    words = iter(options)
    for one in words:
        behind = [next(words)] if line.options.values.get(one) else []
        if one == "--variant" and behind[0].lower() in {"all", "*"} and not line.known.variant_named(line.file, behind[0]):
            if line.command == "compare":
                line.typed.said.append("compare takes all variants where none is named")
            else:
                line.typed.answers.append(f"{line.command} plays one variant, and compare all of them")
                line.every_variant = True
            continue
        change = _CHANGE.fullmatch(behind[0]) if one == "--variant" and behind and line.has("--set") else None
        if change is not None and not line.known.variant_named(line.file, behind[0]):
            line.settings.append((change[1], change[2].lstrip("= ")))
            line.typed.said.append(f"{behind[0]} is no variant, and a change of the scenario")
        elif one == "--baseline" and line.known.variant_named(line.file, behind[0]) and not Path(behind[0]).exists():
            line.leave_out(one, behind[0], "the baseline is the scenario itself, or the folder of a stored run")
        else:
            kept += [one, *behind]
    options[:] = kept
    if line.every_variant:
        to_command(line, "compare")
    for at, one in enumerate(options[:-1]):
        named = line.known.variant_named(line.file, options[at + 1]) if one == "--variant" and line.file else ""
        if named and named != options[at + 1]:
            line.typed.said.append(f"{options[at + 1]} is the variant {named}")
            options[at + 1] = named


def _limits(line: Line) -> None:
    """Fewest or most agents without a group, where there is one."""
    options = line.typed.options
    for at, one in enumerate(options[:-1]):
        if one in {"--at-least", "--at-most"} and re.fullmatch(r"\d[\d.,]*", options[at + 1]):
            groups = line.known.groups(line.file)
            if len(groups) == 1:
                options[at + 1] = f"{groups[0]}={options[at + 1]}"
            elif groups:
                line.typed.answers.append(f"{one} {options[at + 1]}: of which group? There are {', '.join(groups)}")
                options[at + 1] = f"{groups[0]}={options[at + 1]}"


def _day_named(line: Line) -> None:
    """A weekday or date, which explain takes in front of the time."""
    if not line.day_named:
        return
    options = line.typed.options
    scenario = line.known.scenario(line.file)
    if scenario is not None and not scenario.model.hours.dated:
        line.leave_out("--day", line.day_named, f"{line.file} has one day")
    elif "--interval" in options:
        at = options.index("--interval") + 1
        options[at] = f"{line.day_named.lower()} {options[at]}"
        line.typed.said.append(f"--day {line.day_named} is --interval '{options[at]}'")
    else:
        line.typed.answers.append(f"--day takes the number of a simulated day, from 0 (got {line.day_named})")
        line.where.append(f"an interval of that day is asked with its time: --interval '{line.day_named.lower()} 10:30'")


def _span(line: Line) -> None:
    """An interval by both its ends: the one at its start, or a line for each where it holds several."""
    if line.span is None or line.typed.lines or "--interval" not in line.typed.options:
        return
    text, first, last = line.span
    scenario = line.known.scenario(line.file)
    step = 1800.0 if scenario is None else scenario.day.interval
    day, start = _CLOCK_BEHIND.fullmatch(first.strip()).groups()  # type: ignore[union-attr]
    begin, end = parse_clock(start), parse_clock(last.strip())
    end += DAY if end <= begin else 0.0
    begin = begin // step * step
    number = math.ceil((end - begin) / step - 1e-9)
    if number <= 1:
        line.typed.said.append(f"{text} is the interval at {start}")
        return
    of_each = f"{format_duration(step)}" if scenario is not None else "an interval"
    line.typed.answers.append(f"{text} holds {number} intervals of {of_each}, and explain tells of one at a time")
    before = line.typed.arguments()
    at = before.index("--interval") + 1
    clocks = [format_clock(begin + index * step) for index in range(number)]
    line.typed.lines = [[*before[:at], f"{day}{clock}", *before[at + 1 :]] for clock in clocks]


def _settings(line: Line) -> None:
    """Settings with their whole paths."""
    _ends(line)
    choices: list[list[list[str]]] = []
    for key, value in _several_of_one(line.known.of_each(line.file, line.settings)):
        choice = _choice(line, key, value)
        if choice:
            _say_seconds(line, *choice[0])
            choices.append([["--set", f"{path}={shown}"] for path, shown in choice[:6]])
    if any(len(choice) > 1 for choice in choices):
        before = line.typed.arguments()
        line.typed.lines = [[*before, *(word for words in chosen for word in words)] for chosen in islice(product(*choices), 6)]
    else:
        behind = [word for choice in choices for word in choice[0]]
        if line.either is not None:
            line.typed.lines = [[line.command, *line.typed.files, *options, *behind] for options in line.either]
        line.typed.options += behind


def _several_of_one(settings: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Settings in which numbers of one key given one by one are a list: ``--front 10 --front 12``."""
    listed = list(settings)
    values: dict[str, list[str]] = {}
    for key, value in listed:
        values.setdefault(key, []).append(value)
    joined = {
        key: ",".join(dict.fromkeys(its))
        for key, its in values.items()
        if len(set(its)) > 1 and all(re.fullmatch(r"[+-]?\d+(?:\.\d+)?%?", one) for one in its)
    }
    first = {key: at for at, (key, _) in reversed(list(enumerate(listed)))}
    return [(key, joined.get(key, value)) for at, (key, value) in enumerate(listed) if key not in joined or first[key] == at]


def _say_seconds(line: Line, path: str, value: str) -> None:
    """Say of times without a unit that they are taken as seconds, since not every command shows what it simulates."""
    from simdesk.scenario.language.bare import USUAL, are_seconds

    usual = USUAL.get(path.rpartition(".")[2])
    numbers = [float(one) for one in re.split(r"\.\.|,|/", value)[:2] if NUMBER.fullmatch(one.strip())]
    if usual is not None and _BARE_VALUES.fullmatch(value) and are_seconds(numbers, usual):
        line.typed.said.append(f"{value}, no unit: taken as seconds")


def _ends(line: Line) -> None:
    """A range whose ends or step are options: ``--vary headcount --from 8 --to 14 --step 2``."""
    if not line.ends or line.command != "sweep":
        return
    step = f"/{line.ends['step']}" if "step" in line.ends else ""
    if "key" in line.ends and {"from", "to"} <= set(line.ends):
        line.settings.append((line.ends["key"], f"{line.ends['from']}..{line.ends['to']}{step}"))
    elif "key" not in line.ends and line.settings and ".." in line.settings[-1][1] and set(line.ends) == {"step"}:
        key, value = line.settings[-1]
        line.settings[-1] = (key, f"{value}{step}")
    else:
        line.typed.answers.append("a sweep names an input and its values, from..to/step")
        line.where.append("write --set agent_groups.desk.headcount=8..14/2, with the path of the input")


def _choice(line: Line, key: str, value: str) -> list[tuple[str, str]]:
    """The whole paths that a setting may mean, each with its value; empty where it has no place."""
    from simdesk.scenario.hints.words import MEANT

    typed = line.typed
    if key in {"without", "precision"} and line.known.scenario(line.file) is not None:
        return without(line, value) if key == "without" else of_precision(line, value)
    if key == "currency":
        return of_currency(line, value)
    if line.command != "sweep":
        value = of_volume(line, key, value)
    several = SEVERAL.fullmatch(value) is not None
    first = re.split(r"\.\.|,", value)[0] if several and line.command != "sweep" else value
    paths = line.known.paths(line.file, key, value if "%" in value else first)
    if key == FIGURES:
        paths = [f"queues.{queue}.arrivals.volumes" for queue in line.known.queues(line.file)] or ["volumes"]
    if key in CHOICES:
        paths = choice_of_agents(line)
    subject = line.subject or key
    if len(paths) > 1 and (mine := [path for path in paths if f".{subject}." in path]):
        paths = mine
        typed.said.append(f"{key} is that of {subject}")
        for names in line.left_out.values():
            names[:] = [name for name in names if not name.endswith(f" {subject}")]
    option = line.by_option.get(key, "")
    if option and paths == [key] and not line.known.is_placed(line.file, key):
        meant = [one for one in MEANT.get(key, ()) if "[]" not in one and one.count(".") < _DEEP and len(key) > 2]
        places = " or ".join(meant[:2])
        line.leave_out(
            option, value, f"that is a part of the scenario, {places}" if places else f"{line.command} has no such option"
        )
        return []
    if len(paths) > 1:
        typed.answers.append(f"{key} may mean {' or '.join(paths[:6])}")
    elif line.known.is_of_all(key, value) and len(line.known.queues(line.file)) > 1:
        if line.command == "sweep":
            typed.said.append(f"{key} {value} goes through its values in each queue, in every combination")
        else:
            typed.said.append(f"{key} {value} changes that of all {'groups' if key == 'shrinkage' else 'queues'}")
    elif paths[0] != key:
        typed.said.append(f"{key} is {paths[0]}")
    if (pointed := _with_point(line, paths[0], value)) and line.command == "sweep":
        typed.answers.append(f"each value of a sweep has its unit ({pointed} alone is no sweep)")
        return [(path, _each_with_unit(value)) for path in paths]
    if pointed:
        typed.said.append(f"{value} is {pointed}, with a decimal point")
        return [(path, pointed) for path in paths]
    if line.command != "sweep" and several and _goes_through(line, paths[0], value):
        line = _to_sweep(line, key, value)
    if line.command != "sweep":
        return mended(line, paths, value)
    found = [(_scaled(path, value), swept(_scaled(path, value), value)) for path, value in mended(line, paths, value)]
    if len(found) == 1:
        found = in_one_input(line, *found[0])
    if found[0] != (paths[0], value) and "%" in value:
        typed.said.append(f"{value} of what is there: {found[0][0]}={found[0][1]}")
    return found


_DECIMAL_COMMA = re.compile(r"([+-]?\d+),(\d{1,2})(\s*(?:%|[A-Za-z][A-Za-z ]*))")
"""A number with a comma and a unit: as a list its first number would lack one."""


def _with_point(line: Line, path: str, value: str) -> str:
    """``12,5%`` as ``12.5%`` where the setting takes that and not the two values; empty for anything else."""
    if _DECIMAL_COMMA.fullmatch(value.strip()) is None or line.known.scenario(line.file) is None:
        return ""
    pointed = value.strip().replace(",", ".")
    fits = line.known.fault_of(line.file, {path: pointed}) is None
    return pointed if fits and line.known.fault_of(line.file, {path: value}) is not None else ""


def _each_with_unit(value: str) -> str:
    match = _DECIMAL_COMMA.fullmatch(value.strip())
    assert match is not None
    return f"{match[1]}{match[3]},{match[2]}{match[3]}"


def _scaled(path: str, value: str) -> str:
    """The scale of a volume, where a share of it is meant: ``queues.sales.volume`` by ``-10%..+20%``."""
    owner, _, last = path.rpartition(".")
    if "%" in value and owner.startswith("queues.") and owner.count(".") == 1 and last in VOLUME_WORDS:
        return f"{owner}.arrivals.scale"
    if "%" in value and re.fullmatch(r"queues\.\w+\.arrivals\.(?:per_day|rate|volumes)", path):
        return f"{owner}.scale"
    return path


def _goes_through(line: Line, path: str, value: str) -> bool:
    """Whether several values are meant, and not one list."""
    return line.known.scenario(line.file) is not None and line.known.fault_of(line.file, {path: value}) is not None


def _to_sweep(line: Line, key: str, value: str) -> Line:
    """Several values for a command that takes one: sweep goes through them."""
    line.typed.answers.append(f"{line.command} takes one value of {key}, and sweep several (got {value})")
    to_command(line, "sweep")
    return line


def _twice(line: Line) -> None:
    """Several variants for a command that plays one, and other options that may be given once."""
    typed = line.typed
    given = [(one, typed.options[at + 1]) for at, one in enumerate(typed.options[:-1]) if one in line.options.once]
    for name in dict.fromkeys(one for one, _ in given):
        values = list(dict.fromkeys(value for one, value in given if one == name))
        if len(values) < 2:
            continue
        if name == "--variant" and line.command == "run" and not _OF_RUN_ALONE & set(typed.options):
            typed.answers.append(f"run plays one variant, and compare several (got {' and '.join(values)})")
            typed.command, line.options = "compare", Options.of(line.commands["compare"])
        else:
            typed.answers.append(f"{name} is given twice: {' and '.join(values)}")
            before = typed.arguments()
            places = [at for at, one in enumerate(before[:-1]) if one == name]
            rest = [one for at, one in enumerate(before) if at not in places and at - 1 not in places]
            typed.lines = [[*rest, name, value] for value in values]
        return

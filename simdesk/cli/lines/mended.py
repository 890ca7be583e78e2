"""Values of a scenario on a command line: what is read where a value has no unit, or says less than a whole change."""

from __future__ import annotations

import re

from simdesk.cli.lines.line import Line
from simdesk.cli.lines.values import NUMBER
from simdesk.cli.lines.words import VOLUME_WORDS
from simdesk.likeness import near

_UNITS = (" s", " min", " h", "%", " per h")
_SMALL_PART = 50
"""Percent of the volume: what is smaller is meant as so much more."""
_FEWEST_SECONDS = 30
"""A duration of fewer may also be minutes."""
_CALLED = {
    "longest_idle": "longest_idle_agent longest_available most_idle lia",
    "least_busy": "least_occupied least_occupied_agent lowest_occupancy least_utilised least_utilized occupancy",
    "fewest_contacts": "fewest_calls least_calls fewest_handled least_contacts",
    "round_robin": "circular rotation rotate",
    "in_order": "linear top_down fixed_order sequential",
    "highest_level": "best_skill most_skilled skill highest_skill best",
    "random": "any",
}
FIGURES = "volumes of a file"
"""Stands for the path of a file of volumes, which each queue may have."""
_CHOICES = (
    "agent_choice agent_selection selection agent_order distribution routing_strategy routing_method routing_rule agent_routing"
)
CHOICES = frozenset(_CHOICES.split())
"""What people call the choice among idle agents."""
_CHOICE_OF = {word: choice for choice, words in _CALLED.items() for word in words.split()}


def mended(line: Line, paths: list[str], value: str) -> list[tuple[str, str]]:
    """A value at each of its places, with the unit that is asked for where it has none."""
    text = ",".join(_CHOICE_OF.get(one.strip(), one) for one in value.split(",")) if paths[0].endswith("agent_choice") else value
    if paths == ["shrinkage"] and (fault := line.known.fault_of(line.file, {paths[0]: text})) is not None:
        line.typed.answers.append(fault.message)
        share = f"{text.lstrip('+').rstrip('%')}%"
        return [(f"agent_groups.{group}.shrinkage", share) for group in line.known.groups(line.file)]
    if NUMBER.fullmatch(text) and all(path.endswith(".cost") for path in paths):
        line.typed.said.append(f"cost {value} is taken per hour of an agent")
        return [(path, f"{text} per h") for path in paths]
    if paths[0].endswith(".cost") and (fault := line.known.fault_of(line.file, {paths[0]: text})) is not None:
        hourly = f"{text} per h"
        if line.known.fault_of(line.file, dict.fromkeys(paths, hourly)) is None:
            line.typed.answers.append(f"{paths[0]}: {fault.message}")
            return [(path, hourly) for path in paths]
    if NUMBER.fullmatch(text) is None:
        return [(path, text) for path in paths]
    found = []
    for path in paths:
        fault = line.known.fault_of(line.file, {path: text})
        if fault is None or not any(word in fault.message for word in ("unit", "percent", "rate")):
            found.append((path, text))
            continue
        units = [unit for unit in _UNITS if line.known.fault_of(line.file, {path: f"{text}{unit}"}) is None]
        if " s" in units and float(text) >= _FEWEST_SECONDS:
            units = [" s"]
        if units:
            line.typed.answers.append(f"{path}: {fault.message}")
        found += [(path, f"{text}{unit}") for unit in units[:2]] or [(path, text)]
    return found


def of_volume(line: Line, key: str, value: str) -> str:
    """A factor of the volume where a number of contacts stands: ``--volume 1.1``."""
    last = key.rpartition(".")[2]
    part = re.fullmatch(r"(\d+(?:\.\d+)?)\s*%", value)
    if last in VOLUME_WORDS and part is not None and float(part[1]) <= _SMALL_PART:
        line.typed.answers.append(f"{key} {value} would be {value} of what there is; {value} more is +{value}")
        return f"+{value}"
    if last not in VOLUME_WORDS or not NUMBER.fullmatch(value) or not 0 < float(value) <= 3 or float(value) == 1:
        return value
    more = f"{(float(value) - 1) * 100:+.4g}%"
    line.typed.answers.append(f"{key} {value} would be {value} contacts; a factor of {value} is {more}")
    return more


def of_currency(line: Line, value: str) -> list[tuple[str, str]]:
    """The sign in front of amounts, which stay as they are."""
    scenario = line.known.scenario(line.file)
    before = None if scenario is None else scenario.model.currency
    if before is not None and before != value:
        line.leave_out("--currency", value, f"the amounts of {line.file} are in {before}, and are not converted")
        return []
    if before is None:
        line.typed.said.append(f"currency {value} is the sign of amounts, which stay as they are")
    return [("currency", value)]


def without(line: Line, names: str) -> list[tuple[str, str]]:
    """Agent groups that have nobody."""
    groups = line.known.groups(line.file)
    found = []
    for name in (one.strip() for one in re.split(r",|\+", names)):
        known = name.removeprefix("agent_groups.")
        if known not in groups:
            close = near(known, groups)
            what = (
                f"{name} is a queue, and an agent group" if known in line.known.queues(line.file) else f"{name} is no agent group"
            )
            line.leave_out("--without", name, f"{what} can have nobody: there are {', '.join(groups)}")
            if close:
                line.where.append(f"did you mean {close[0]}?")
            continue
        path = f"agent_groups.{known}.headcount"
        value = next((one for one in ("0", "{times: 0%}") if line.known.fault_of(line.file, {path: one}) is None), "")
        if value:
            line.typed.said.append(f"without {known}: nobody is in it, {path}={value}")
            found.append((path, value))
        else:
            line.leave_out("--without", name, f"{known} works shifts: copy the file and leave {known} out there")
    if len(found) > 1:
        line.typed.options += [word for path, value in found[1:] for word in ("--set", f"{path}={value}")]
    return found[:1]


def of_precision(line: Line, value: str) -> list[tuple[str, str]]:
    """A half-width at which the run ends, of the file's measure or the first target of a service level."""
    scenario = line.known.scenario(line.file)
    assert scenario is not None
    width = f"{value.strip().removeprefix('±').strip()}"
    width = width if width.endswith("%") else f"{float(width) * 100:g}%" if re.fullmatch(r"0?\.\d+", width) else f"{width}%"
    until = scenario.replications.until
    levels = [one.expression.text for one in scenario.targets if one.expression.metric == "service_level"]
    measure = until.expression.text if until is not None else next(iter(levels), "")
    if not measure:
        line.leave_out("--precision", value, 'in the file, write replications: {until: "service_level(all, 20 s) ± 2%"}')
        return []
    text = f"{measure} ± {width}"
    path = "replications.until"
    if line.known.fault_of(line.file, {path: text}) is not None:
        path, text = "replications", f'{{until: "{text}"}}'
    at = next((at for at, one in enumerate(line.typed.options) if one in {"--replications", "-n"}), None)
    if at is not None:
        number, rest = line.typed.options[at : at + 2], line.typed.options
        line.typed.answers.append(f"{' '.join(number)} fixes the days, and precision {value} lets them end when it is reached")
        line.either = ([*rest[:at], *rest[at + 2 :], "--set", f"{path}={text}"], list(rest))
        return []
    line.typed.said.append(f"precision {value}: the run ends when {measure} is known to ± {width}")
    return [(path, text)]


def choice_of_agents(line: Line) -> list[str]:
    """Where the choice among idle agents stands: in the queues that have their own, else at the top."""
    scenario = line.known.scenario(line.file)
    own = [] if scenario is None else [name for name, queue in scenario.model.queues.items() if queue.agent_choice is not None]
    return [f"queues.{name}.agent_choice" for name in own] or ["agent_choice"]

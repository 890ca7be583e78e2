"""Whether a line that is to be shown works: a hint that does not is none."""

from __future__ import annotations

from typing import Any

from simdesk.cli.lines.line import Line
from simdesk.cli.lines.settings import Known
from simdesk.cli.lines.swept import swept_and_fixed
from simdesk.cli.lines.typed import shown
from simdesk.errors import SimdeskError, UsageError


def refusal(line: Line) -> UsageError:
    """The error that answers a line: one sentence for all that cannot be taken, and the lines to type that work."""
    sentences = [*line.typed.answers, *(f"{' and '.join(names)}: {why}" for why, names in line.left_out.items() if names)]
    faults: list[tuple[str, str]] = []
    works = []
    for one in line.typed.lines or [line.typed.arguments()]:
        fault = fault_of(one, line.commands, line.known)
        if fault is None:
            works.append(f"simdesk {shown(one)}")
        else:
            faults.append(fault)
    if line.where:
        return UsageError("; ".join(dict.fromkeys(sentences)), "; ".join(dict.fromkeys(line.where)))
    if not works:
        message, hint = faults[0]
        return UsageError("; ".join(dict.fromkeys([*sentences, message])), hint or f"write simdesk {line.command} --help")
    works = works[:6]
    hint = f"write {works[0]}" if len(works) == 1 else "write one of\n  " + "\n  ".join(works)
    return UsageError("; ".join(dict.fromkeys(sentences)), hint)


def fault_of(arguments: list[str], commands: dict[str, Any], known: Known) -> tuple[str, str] | None:
    """What is wrong with a line and what to write instead; None where it works.

    Parameters
    ----------
    arguments : list of str
        Without ``simdesk``.
    commands : dict of str to click command
    known : Known
    """
    try:
        given = dict(commands[arguments[0]].make_context(arguments[0], list(arguments[1:]), resilient_parsing=False).params)
    except Exception as error:  # the parser's own errors, which come from a copy of click inside typer
        if hasattr(error, "format_message"):
            return str(error.format_message()).strip().rstrip("."), ""
        if type(error).__name__ == "Exit":  # --help
            return None
        raise
    from simdesk.scenario import InvalidScenario

    file = str(given.get("scenario") or next(iter(given.get("scenarios") or ()), ""))
    scenario = known.scenario(file) if file else None
    if given.get("variant") and len(given.get("scenarios") or ()) > 1:
        return "compare takes the variants of one file, or several files", "leave out --variant, or all files but the first"
    if scenario is None:
        return None
    try:
        named = given.get("variant") or ()
        for one in (named,) if isinstance(named, str) else named:
            scenario.variant(one)
        if given.get("change"):
            scenario.with_changes(_settings(given["change"]), source="--set")
        if given.get("through"):
            through, fixed = swept_and_fixed(_settings(given["through"]))
            scenario.with_changes(fixed, source="--set").axes(through, source="--set")
        if (
            arguments[0] == "sweep"
            and not given.get("through")
            and given.get("sensitivity") is None
            and scenario.model.sweep is None
        ):
            example = f"agent_groups.{scenario.agent_groups[0]}.headcount=10..20"
            return "there is nothing to sweep", f"write simdesk sweep {file} --set {example}"
        for text in given.get("metric") or ():
            scenario.measure(text)
        queue = given.get("queue")
        if queue is not None and queue not in scenario.queues_and_classes:
            return f"there is no queue {queue}", f"queues: {', '.join(scenario.queues)}"
    except InvalidScenario as error:
        return error.diagnostics[0].message, error.diagnostics[0].hint
    except SimdeskError as error:
        return error.message, error.hint
    return None


def _settings(texts: list[str]) -> dict[str, str]:
    return {key.strip(): value.strip() for key, _, value in (text.partition("=") for text in texts)}

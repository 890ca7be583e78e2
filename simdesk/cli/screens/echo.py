"""What was understood of a scenario, and what of it may be a slip."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from simdesk.scenario import Scenario
from simdesk.scenario.notes.variants import ARROW, changes_in_words
from simdesk.scenario.notes.wording import listing, spoken

_MOST_VARIANTS = 12
_LONGEST = 240
"""Characters of the changes of a variant that are shown in full."""
_SHORT = 30


def note_lines(scenario: Scenario) -> list[str]:
    """The notes on a scenario, each with its place and hint, and how to accept them; empty without notes."""
    lines = []
    for note in scenario.notes:
        lines.append(f"note: {scenario.place_of(note.path)}: {note.text}")
        if note.hint:
            lines.append(f"  hint: {note.hint}")
    if lines:
        words = ", ".join(dict.fromkeys([*scenario.model.accept, *(note.word for note in scenario.notes)]))
        several = "these notes are" if len(scenario.notes) > 1 else "this note is"
        lines.append(f"  to say that {several} known, write in the scenario: accept: [{words}]")
    return lines


def variant_lines(scenario: Scenario) -> list[str]:
    """What each variant changes, a line for each: ``variant fewer: headcount of desk 10 → 7``."""
    return [f"variant {name}: {'; '.join(changes_in_words(scenario, name))}" for name in scenario.variants]


def threshold_lines(scenario: Scenario) -> list[str]:
    """Within which time queues are to be answered in the tables of a run, where no target of theirs says it."""
    from simdesk.measure.registry import EVERYTHING, SERVICE_LEVEL
    from simdesk.planning.common_measures import headline_of

    headline = headline_of(scenario)
    named = [target.expression.subject for target in scenario.targets if target.expression.metric == SERVICE_LEVEL]
    said = {subject.partition(".")[0] for subject in named}
    found: dict[str, list[str]] = {}
    for queue in scenario.queues:
        if headline.says(queue, SERVICE_LEVEL) and not said & {queue, EVERYTHING}:
            found.setdefault(spoken(headline.service_levels[queue].threshold or 0.0), []).append(queue)
    if not found:
        return []
    times = "; ".join(f"{listing(queues)} within {time}" for time, queues in found.items())
    first = next(iter(found.values()))[0]
    return [f"the tables have the service level of {times}, since no target says another: service_level({first}, …)"]


def variants_in_short(scenario: Scenario) -> list[str]:
    """What each variant changes, as much of it as is read at a glance; all of it is shown by ``simdesk validate``."""
    names = list(scenario.variants)
    lines = [f"variant {name}: {in_short(changes_in_words(scenario, name))}" for name in names[:_MOST_VARIANTS]]
    if len(names) > _MOST_VARIANTS:
        lines.append(f"and {len(names) - _MOST_VARIANTS} more variants: {', '.join(names[_MOST_VARIANTS:])}")
    if lines != variant_lines(scenario):
        lines.append(f"  simdesk validate {scenario.path} shows every change of every variant")
    return lines


def in_short(changes: Sequence[str]) -> str:
    """Changes one behind the other: the first ones in full, the others counted by kind."""
    shown = 0
    while shown < len(changes) and (shown == 0 or sum(map(len, changes[: shown + 1])) <= _LONGEST):
        shown += 1
    rest = Counter(_kind(one) for one in changes[shown:])
    more = f"and {rest.total()} more: {', '.join(f'{kind} ({count})' for kind, count in rest.items())}"
    first = changes[0] if len(changes[0]) <= _LONGEST else f"{changes[0][: _LONGEST - 1]}…"
    return "; ".join([first, *changes[1:shown], *([more] if rest else [])])


def _kind(change: str) -> str:
    """What is changed, without whose it is: ``talk time``, ``event added``."""
    if " takes " in change and ARROW in change:
        return "skills"
    for pattern in (r"(\w+ (?:added|removed))\b", r"the (same) ", r"([\w -]+?)(?: \d+)? of "):
        if (match := re.match(pattern, change)) is not None:
            return "time in which contacts arrive" if match[1] == "same" else match[1]
    return change.partition(f" {ARROW} ")[0][:_SHORT]


def print_notes(scenario: Scenario, out: Console) -> None:
    """Print the notes, if there are any."""
    lines = note_lines(scenario)
    for line in lines:
        out.print(Text(line, style="yellow" if line.startswith("note: ") else "dim"))
    if lines:
        out.print()


def print_understood(scenario: Scenario, out: Console) -> None:
    """Print what was understood."""
    out.print(Text("What was simulated", style="bold"))
    applied = f"with {' and '.join(scenario.applied)}" if scenario.applied else "changed"
    changes = in_short(scenario.changed) if scenario.applied else "; ".join(scenario.changed)
    changed = [f"{applied}: {changes}"] if scenario.changed else []
    variants = [] if scenario.changed else variants_in_short(scenario)
    for line in (*changed, *scenario.understood, *variants):
        depth = 2 if line.startswith("  ") else 0
        out.print(Padding(Text(line.strip(), style="dim"), (0, 0, 0, depth), expand=False))
    out.print()

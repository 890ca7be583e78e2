"""The story of one contact, put together."""

from __future__ import annotations

import html
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from simdesk.demand.workload import Workload
from simdesk.engine.log import DayLog
from simdesk.explain.arriving import WHAT_BECAME, arriving, became_of, place_line
from simdesk.explain.case import Case, Line
from simdesk.explain.ending import ending, verdict_line
from simdesk.explain.journeys import workload_rows
from simdesk.explain.remedies import Play, remedy_lines
from simdesk.explain.waiting import while_waiting
from simdesk.explain.watch import watch
from simdesk.explain.words import clock, duration
from simdesk.floor.dates import Dates
from simdesk.floor.plan import FloorPlan
from simdesk.measure.expression import Expression
from simdesk.measure.rules import ServiceLevelRule
from simdesk.rules.codes import ANSWERED, BALKED, BLOCKED, LEFT_WITHIN, NOT_REACHED, OUTCOMES, TOOK_CALL_BACK

if TYPE_CHECKING:
    from simdesk.engine.control import Process

SCHEMA_VERSION = 1
NEVER_IN_LINE = (BALKED, BLOCKED, TOOK_CALL_BACK)


@dataclass(frozen=True)
class Story:
    """A story in lines.

    Parameters
    ----------
    title : str
    lines : tuple of Line
    subject : dict
        What it is of: day, contact or interval, queue; and the figures of its title.
    dates : Dates, optional
        Of a scenario of several days.
    """

    title: str
    lines: tuple[Line, ...]
    subject: dict[str, Any] = field(default_factory=dict)
    dates: Dates | None = field(default=None, repr=False)

    @property
    def text(self) -> str:
        """The story as plain text, a line for each sentence."""
        return "\n".join([self.title, *(f"{when:8}  {text}" if self.timed else text for when, text in self.shown)])

    @property
    def timed(self) -> bool:
        """Whether any line has a time."""
        return any(line.when is not None for line in self.lines)

    @property
    def shown(self) -> list[tuple[str, str]]:
        """The lines with their times of day, each time once."""
        found: list[tuple[str, str]] = []
        last = ""
        for line in self.lines:
            when = clock(line.when, self.dates) if line.when is not None else ""
            found.append(("" if when == last else when, line.text))
            last = when or last
        return found

    def document(self) -> dict[str, Any]:
        """The story as plain data: the sentences, and every number they claim."""
        return {
            "schema_version": SCHEMA_VERSION,
            **_plain(self.subject),
            "title": self.title,
            "lines": [{"kind": n.kind, "when": n.when, "text": n.text, "facts": _plain(n.facts)} for n in self.lines],
        }

    def __str__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        rows = "".join(f"<li>{html.escape(f'{when} {text}'.strip())}</li>" for when, text in self.shown)
        return f"<p><b>{html.escape(self.title)}</b></p><ul style='list-style:none;padding-left:0'>{rows}</ul>"


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, float | np.floating):
        return None if math.isnan(value) or math.isinf(value) else float(value)
    if isinstance(value, np.bool_ | bool):
        return bool(value)
    return int(value) if isinstance(value, np.integer) else value


def tell(
    plan: FloorPlan,
    workload: Workload,
    log: DayLog,
    contact: int,
    measure: Expression,
    rule: ServiceLevelRule,
    *,
    day: int = 0,
    process: Process | None = None,
    play: Play | None = None,
) -> Story:
    """Tell the story of one contact.

    Parameters
    ----------
    plan : FloorPlan
    workload : Workload
    log : DayLog
        Of the same day.
    contact : int
        Row of the contact log, from 0.
    measure : Expression
        The service level that says what is late.
    rule : ServiceLevelRule
    day : int
        Its number, from 0, for the title.
    process : callable, optional
        The analyst's process the day was played with.
    play : callable, optional
        Plays a changed day, to find what would have made it in time; without it that is left out.

    Returns
    -------
    Story
    """
    watched = watch(plan, workload, log, contact, process)
    rows = workload_rows(log, workload)
    case = Case(plan, workload, log, day, contact, rows, watched, measure, rule)
    return Story(_title(case), tuple(_lines(case, play)), _subject(case), plan.dates)


def _lines(case: Case, play: Play | None) -> Iterator[Line]:
    yield from arriving(case)
    if case.outcome not in NEVER_IN_LINE and case.left != case.arrival:
        if not case.watched.called_at_once:
            yield place_line(case)
        yield from while_waiting(case)
    yield from ending(case)
    yield verdict_line(case)
    if play is not None:
        yield from remedy_lines(case, play)


def _title(case: Case) -> str:
    became = WHAT_BECAME["answered"] if case.outcome == LEFT_WITHIN else became_of(case, case.contact)
    wait = case.left - case.arrival
    when = "at once" if wait == 0 or math.isnan(wait) else f"after {duration(wait)}"
    if case.by_bot:
        became += f" after {duration(float(case.contacts.ended[case.contact]) - case.arrival)}"
    elif case.outcome == NOT_REACHED or (case.called and case.outcome == ANSWERED):
        became = _called_words(case, wait)
    elif not math.isnan(wait) and case.outcome not in NEVER_IN_LINE:
        became += f" {when}"
    if case.outcome == LEFT_WITHIN:
        became += ", and left before it was over"
    return f"Contact {case.contact} of day {case.day}, {case.queue_name}: {became}"


def _called_words(case: Case, wait: float) -> str:
    """When its customer was called, and who was there."""
    answered = "did not answer" if case.outcome == NOT_REACHED else "answered"
    if not case.called:
        return f"the customer was called back {'at once' if wait == 0 else f'after {duration(wait)}'} and {answered}"
    return f"the customer was called {'as soon as due' if wait == 0 else f'{duration(wait)} after it was due'} and {answered}"


def _subject(case: Case) -> dict[str, Any]:
    return {
        "day": case.day,
        "contact": case.contact,
        "queue": case.queue_name,
        "arrival": case.arrival,
        "outcome": OUTCOMES[case.outcome],
        "wait": case.left - case.arrival,
    }

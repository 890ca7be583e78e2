"""The page of other spellings, made from the table that reads them."""

from __future__ import annotations

from simdesk.scenario.language.days import ByWeekday
from simdesk.scenario.language.quantities import Block
from simdesk.scenario.spellings.known import SPELLINGS
from simdesk.scenario.spellings.spelling import Spelling

MOST_KEYS = 12
"""Words of one spelling that the page lists."""

_HEAD = """\
# Other words that are understood

Made from the table in `simdesk/scenario/spellings/` by `simdesk.scenario.reference`; do not edit.

[The scenario language](scenario-reference.md) has one way to write each thing, and that is the documented one. Planners write
many things otherwise, and what has only one meaning is read. `simdesk validate` and `simdesk run` then say what was understood.
Case, hyphens and blanks in keys do not matter: `Handle-Time` is `handle_time`.

Where a word has two meanings, or none in a simulation, it is refused with the line to write. These are marked *refused*.

What people ask most:

- **Part-timers** are shifts of other lengths: `{start: "08:00", end: "12:00", agents: 4}`.
- **Breaks one after the other:** `{between: "11:30-13:30", length: 30 min}` in the `breaks` of a shift. The first agent goes as
  the window begins, the last one is back as it ends, and the others start at equal steps in between, on whole minutes.
- **A roster of people:** `agents: {anna: "08:00-16:30", ben: {start: "09:00", end: "17:00", pace: 80%}}` in a group. Shifts
  of the group may be named once (`shifts: {early: "07:00-15:00"}`) and used by name (`shift: early`). A person who differs
  needs `absence` instead of `shrinkage`, so that it is known who is away.
- **A roster in a file:** `roster: roster.csv` in a group, a row for each agent: `agent, start, end, lunch, break_1`, and where it
  helps `team`, `day`, `skills`. Lengths of breaks that have only a time stand beside it: `break_length: 15 min` and
  `lunch_length: 30 min`.
- **A schedule from a planning tool:** `schedule: export.csv` is read likewise, a row for each agent and day, a column for each
  day, or a row for each activity (`Open`, `Lunch`, `Training`, `Off`). Activities whose names do not tell are asked for:
  `shifts: {file: export.csv, work: [Chat], away: [Project]}`; so are codes of shifts: `codes: {E: "08:00-16:30"}`.
- **A skill matrix in a file:** `skills: skills.csv` in a group, or `skill_matrix: skills.csv` at the top. A row for each group,
  or for each agent (with a column `Team` where several groups name the file), and a column for each queue: x, yes or 1 is the
  skill, nothing or no is none. Numbers need the word for what they are, in the heading of the first column or of the queue's
  (`Agent priority`, `phone level`) or beside the file: `{file: skills.csv, numbers: rank}`, `level`, or `pace` for percentages.
- **A shift in a sentence:** `- early: 08:00-16:30, 6 agents, lunch 30 min between 11:30 and 13:30` in `shifts`.
- **New hires:** `new_hires: {count: 4, aht: +30%}` in a group are `people` at a pace of 1/1.3.
- **Days:** `mon-fri: "08:00-20:00"`, `sat: "09:00-14:00"`, `sunday: closed`. Where hours are given by weekday alone, a weekday
  that is not named is closed.
- **Two openings a day:** `hours: ["08:00-12:00", "14:00-18:00"]` is `closed_between: ["12:00-14:00"]`. No contacts arrive in
  between, and agents are off duty; their shifts are paid.
- **Days and months in other languages:** `Montag`, `Mo.-Fr.`, `lundi à vendredi`, `sábado`, `ma t/m vr`, `23. März 2026`. A short
  name that is another day in another language (`di`, `do`, `ma`) is refused unless the days beside it say which language it is.
- **Times by day:** `handle_time: {monday: 6 min, others: 5 min}`, or a file with a column for each weekday; so with `aht`,
  `wrap_up` and `patience`.
- **Work left from before:** `backlog: 240` in a queue that nothing else arrives in is `arrivals: {at_opening: 240}`. Beside a
  queue with arrivals it is a queue of its own with the same skills: `mail_backlog: {channel: email, aht: 6 min, backlog: 240}`.
- **A site in another time zone:** `zone: Europe/London` in the agent group; its shifts, breaks and meetings are by that clock.
  What of a shift lies outside the opening hours is left out, and noted.
- **Adherence** of 92% is a shrinkage of 8%. Beside `shrinkage` it is refused, so that nothing is counted twice.
- **Priorities** in words (`priority: high` in a queue) become the ranks that all agent groups give the queues: highest, high,
  normal, low, lowest. Numbers are refused, because some systems count up and others down.
- **Overflow:** `overflow: {to: partner, after: 30 s}` in a queue is `tries: [desk, {groups: partner, after: 30 s}]`; the partner
  gets the skill if it lacks it. So is `overflow: to partner after 30 s`, and a group's `only_when: more than 5 calls waiting in
  sales` is `{groups: partner, when_waiting: 6}`.
- **Rings:** `bullseye: [{groups: [experts], timeout: 10 s}, {groups: [others], timeout: 20 s}, {groups: [all_else]}]` are `tries`
  whose `after` counts from the arrival: 10 s, then 30 s.
- **Which agent:** `agent_selection: least occupied` at the top, in a queue or in all groups is `agent_choice: least_busy`; so are
  the vendors' names, such as most idle, circular, linear, UCD or EAD.
"""


def spellings_page(titles: dict[type[Block], str]) -> str:
    """The whole page, Markdown.

    Parameters
    ----------
    titles : dict
        What the reference page calls each block.
    """
    parts = [_HEAD]
    for model in dict.fromkeys(spelling.model for spelling in SPELLINGS):
        title = "hours, also of a queue" if model is ByWeekday else titles.get(model, model.__name__)
        parts += [f"## {title}", "", "| words | for example | is |", "|---|---|---|"]
        parts += [_row(spelling) for spelling in SPELLINGS if spelling.model is model]
        parts.append("")
    return "\n".join(parts)


def _row(spelling: Spelling) -> str:
    words = ", ".join(f"`{key}`" for key in spelling.keys[:MOST_KEYS])
    more = " …" if len(spelling.keys) > MOST_KEYS else ""
    plain = f"`{_cell(spelling.plain)}`" if spelling.plain else "*refused*, with what to write"
    return f"| {words}{more} | `{_cell(spelling.example)}` | {plain} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")

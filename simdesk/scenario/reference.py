"""The reference page of the scenario language, made from the models' docstrings."""

from __future__ import annotations

import types
import typing
from typing import Any

from simdesk.measure.registry import METRICS, SERVICE_LEVEL_DEFINITIONS
from simdesk.scenario.language import (
    agents,
    channels,
    customers,
    days,
    distributions,
    hours,
    journeys,
    model,
    people,
    queues,
    replications,
    routing,
    sweep,
)
from simdesk.scenario.language.quantities import Block, Quantity
from simdesk.scenario.language.series import CsvColumn
from simdesk.scenario.language.words import Word
from simdesk.scenario.tables.column_words import STARTS
from simdesk.scenario.tables.kinds import KINDS

PAGES: tuple[tuple[str, type[Block]], ...] = (
    ("The file", model.ScenarioModel),
    ("hours", hours.Hours),
    ("hours: one day of the week", days.DayHours),
    ("hours of a queue", days.QueueHours),
    ("queues: each queue", queues.Queue),
    ("arrivals", queues.Arrivals),
    ("balking: by the line", journeys.BalkingSteps),
    ("announcement", journeys.Announcement),
    ("customers: each class", customers.Customers),
    ("redial", journeys.Redial),
    ("call_back", journeys.CallBack),
    ("transfer", journeys.Transfer),
    ("misrouted", journeys.Misrouted),
    ("assistance", journeys.Assistance),
    ("repeat", journeys.Repeat),
    ("rushed", journeys.Rushed),
    ("tries: a rank that is open at times", routing.Rank),
    ("requires: each step", routing.Requirement),
    ("agent_groups: each group", agents.AgentGroup),
    ("skills: each skill", agents.Skill),
    ("shifts: each shift", agents.Shift),
    ("breaks: each break", agents.Break),
    ("shrinkage: by kind", people.Shrinkage),
    ("late", people.Late),
    ("meetings: each meeting", people.Meeting),
    ("people: some agents", people.People),
    ("learning_curve", people.LearningCurve),
    ("missed", people.Missed),
    ("refused", people.Refused),
    ("rest_after", people.RestAfter),
    ("channels: each channel", channels.Channel),
    ("due", channels.Due),
    ("bot", channels.Bot),
    ("failed", channels.Failed),
    ("campaign", channels.Campaign),
    ("Distributions", distributions.DistributionForm),
    ("exponential", distributions.Exponential),
    ("lognormal", distributions.Lognormal),
    ("gamma", distributions.Gamma),
    ("erlang", distributions.Erlang),
    ("weibull", distributions.Weibull),
    ("uniform", distributions.Uniform),
    ("triangular", distributions.Triangular),
    ("hyperexponential", distributions.Hyperexponential),
    ("trunks: each trunk group", routing.TrunkGroup),
    ("events: each event", days.Event),
    ("replications", replications.Replications),
    ("sweep", sweep.Sweep),
    ("service_level", model.ServiceLevel),
    ("genesys", model.Genesys),
    ("A roster in a file", agents.RosterFile),
    ("A column of a file", CsvColumn),
)
"""Title and model of each section, in the order of the page."""

_HEAD = """\
# The scenario language

Made from the docstrings in `simdesk/scenario/` by `simdesk.scenario.reference`; do not edit.

A scenario is a YAML 1.2 file. Every number that has a unit is written with it:

| what | how | units |
|---|---|---|
| duration | `20 s`, `4.5 min`, `1 h 30 min`, also `0:04:45`, `4m45s` | ms, s, min, h, days, weeks |
| time of day | `"08:00"`, `"20:30"`, also `8:30 pm`, `0830`, `noon` | hours and minutes; 24:00 is the end of the day |
| share | `80%`, `12.5%` | percent |
| rate | `120 per h`, also `120/h`, `120 calls per hour`, `40 per 30 min` | per s, min, h, day |

Units have their usual other spellings: `5 mins`, `1.5 hrs`, `30 sec`. A duration with two colons is hours, minutes and seconds.
With one colon it is minutes and seconds, so `4:45` is 4 min 45 s. What a planner writes into a roster is hours and minutes: the
`length` of a shift, and `after` of a break; `8:30` is 8 h 30 min. So are the `length` of a break or a meeting, `interval` and
`warm_up` up to 3 h; from there on, and for `due`, `4:00` is refused and both lines are told, as it may be 4 min or 4 h.

Names of queues and agent groups are letters, digits and `_`, not beginning with a digit, not `all`. Relative paths count
from the folder of the file they are written in. `simdesk validate` reports everything that is wrong, with file, line and
column. `simdesk schema -o schema.json` writes a JSON Schema, and an editor that knows YAML completes and checks while you
type when the first line of a scenario is `# yaml-language-server: $schema=schema.json`.

Numbers have a decimal point in YAML (`4.5 min`, `12.5%`); a decimal comma is refused, for inside `{ }` and `[ ]` YAML
takes the comma for the end of the value.

This page is the documented form. Other spellings are understood too, such as `acw` for `wrap_up` or `cost_per_hour: 24` for
`cost: 24 per h`. `simdesk format my_day.yaml` rewrites a file in the documented form, its variants included, and keeps comments,
order and layout. It rewrites one file at a time, and leaves those alone that the file `extends`.
"""

_TAIL_CSV = """\
## CSV files and workbooks

A CSV file has a comma, semicolon or tab between columns, is UTF-8, and its first line names the columns; a line `sep=;` above
it, rows and columns that are empty throughout are passed over. A decimal comma is understood when the columns are separated by
semicolons or tabs. A number such as `1.200` is refused where it may be 1200 or 1.2: where no other number of the column shows
which mark is the decimal one. So is a column with both marks, and a count such as `per_day: 1.100` in the scenario.

A workbook (`.xlsx`, `.xls`, `.ods`) may stand wherever a CSV file may: `{{file: plan.xlsx, sheet: Volumes, column: Monday}}`. The
sheet may be left out when only one holds anything. Rows above the names of the columns, such as a title, are passed over. Times
and dates may be formatted as such, texts, or plain numbers (0.333 is 08:00). `04:45:00` in a column of handle times is 4 h 45
min for a spreadsheet; it is asked, and `0:04:45` is typed for minutes and seconds.

A file for the intervals of the day may have a column of clock times, called {starts}
or by any name when no other column holds clock times: then each interval has exactly one row, in any order. `08:00`,
`8:00 AM`, `2024-01-08 08:00` (all of one day) and `08:00-08:30` (as long as an interval) are understood; the date may stand in a
column `date` of its own. Without a column of clock times the rows are the intervals in order. Rows for parts of an interval are
summed, of agents and means they are refused. Rows for several intervals hold for each of them, of volumes they are refused, and
both ways out are told. Rows outside the opening hours are left out when they are 0.

A file may have the rows of several queues or groups one below the other, with a column `queue`, `skill` or `group` that says
whose each row is. Rows that call themselves a total, a sum or an average are left out. `validate` says which columns are used,
which are not, and what became of the rows. The column of values is the one named in `column`, else:

| for | the column named | else |
|---|---|---|
{rows}

Two such columns, as `calls` and `contacts`, are asked. Durations in cells have a unit (`4.5 min`) or colons (`0:04:30`), or are
seconds when the column is called `seconds` or its name ends in `_s`.

## Values by clock time

Wherever a list by interval may stand, a mapping of clock times may: `volumes: {{"08:00": 40, "08:30": 60}}`, also inside a
mapping by day. The keys are times, or spans such as `08:00-08:30`. Volumes need each interval, or each equal part of one,
and parts are summed. Agents, means and weights hold until the next time; the first is at or before opening. Percentages of
a profile are shares of the day and sum to 100%.

## Changes: variants and `with_changes`

A variant says what it changes, nested as in the scenario or as dotted paths, or both:

<!-- example: piece -->
```yaml
variants:
  fewer:
    agent_groups:
      sales_desk: {{headcount: 7}}          # skills, shrinkage and all else stay
  two_more:
    agent_groups.sales_desk.headcount: +2
  busier:
    volume: +10%                          # of all queues
    queues.sales.handle_time: -5%         # its shape stays
    agent_groups.night.shifts[0].agents: 8
```

Mappings merge, as with `extends`: a list or a value replaces what is there, `null` removes it. A key replaces its rivals:
`patience: {{exponential: {{mean: 1 min}}}}` takes the place of a lognormal distribution and all its parameters, `per_day` that of
`volumes` with their `scale`, `shifts` that of `headcount`. In a dotted path, list items count from 0. A mapping behind a dotted
path is merged where it is a part (`queues.sales.arrivals: {{scale: 120%}}`); where it is complete by itself, it is the new
whole of what the path names (`queues.sales.arrivals: {{per_day: 500}}`, `agent_groups.desk.skills: {{sales: {{}}}}`).
Queues and groups themselves are always merged. A path may begin with the name of a queue or a group: `sales_desk.headcount: 7`.

Changes of what is there:

| of | more or less | as share |
|---|---|---|
| headcount and other numbers | `+2`, `-1`, or `{{add: 2}}` | `+10%`, or `{{times: 110%}}` |
| volume of a queue (`volume`) | | `+10%`, or `{{times: 110%}}` |
| durations and distributions | `+30 s`, or `{{add: 30 s}}` | `+10%`, or `{{times: 110%}}` |
| rates and costs | `+5 per h`, or `{{add: 5 per h}}` | `+10%`, or `{{times: 110%}}` |
| shares | `+2 points`, or `{{add: 2%}}` | `{{times: 110%}}` |

`+2%` of a share, such as shrinkage, may be 2 points or a factor of 102%: it is refused with both. A list, values by day and
a column of a CSV file are changed value by value. A distribution is scaled as a whole, so that it keeps its shape: `+30 s`
moves its mean by 30 s. For a group that works shifts, `headcount: +2` changes the agents of every shift. `volume`,
`handle_time` (with wrap-up), `patience` and `shrinkage` at the top of a variant change all queues or groups; queues whose
arrivals are replayed keep them. A range in a sweep needs `{{add: -1..3}}`, for `-1..3` would be values.

`move_volume: {{from: phone, to: chat, share: 20%}}` moves a share of the expected contacts of each interval to another queue;
a list makes several moves. All other changes are made first, and all shares are taken of the volumes before any move. No
contact is lost: the other queue must be open when contacts arrive. The moved contacts take the handle time, patience and
`day_to_day` of their new queue. Replayed arrivals cannot be moved. In a sweep: `move_volume.phone.chat: 10%..30%/10%`.

On the command line, `--set sales_desk.headcount=+2` does the same, and in Python
`with_changes({{"sales_desk": {{"headcount": "+2"}}}})`. `simdesk validate` and `simdesk compare` say what each variant changes,
with the values before and after.

A queue or a group that is not there yet is added when all of it is written:
`agent_groups: {{mail_desk: {{skills: [mail], headcount: 2}}}}`.

A variant may not be called `baseline`: comparisons call the scenario itself so. `seed` and `replications` in a variant hold
when it is run alone; `simdesk compare` leaves them aside, for all variants meet the same days. `--variant two_more+busier`
applies two together; they may not set the same key, nor one a key above the other's, nor rival keys.

## extends

`extends: other.yaml` lays a file over another: mappings merge key by key, lists and values replace, `null` removes a key.
A key replaces its rivals, as in variants: `handle_time: {{exponential: {{mean: 4 min}}}}` takes the place of a lognormal
distribution, and `per_day` that of `volumes`.
"""


_CLASSES = """\
Where a queue has classes of `customers`, `sales` is all of them together, `sales.gold` one class, and `sales.others` those who
belong to no class that is named: `service_level(sales.gold, 10 s) >= 90%`."""

_SPOKEN = """\
What the trade says instead is understood: `80/20` is `service_level(all, 20 s) >= 80%`, and so is `80% in 20 s`; `sales: 80/20`
is that of one queue. The time of `80/20` is seconds, or has a unit: `90/10 min`. `ASA <= 30 s`, `abandonment of sales < 5%` and
`occupancy at most 85%` take the other names of the table below, in large or small letters. A bound alone, as in `asa: 30 s`,
means the better side; a measure that has none, such as occupancy, needs the comparison. Targets may also be a mapping of queues,
groups or measures, and may stand as `target` under their queue or group."""

_TAIL = """\
The threshold shown for a queue that has no target on its service level is that of the target on `all`, else the queue's
`answer_within`, else that of the first target on a queue of its channel, else the usual one of its channel: 20 s, a chat 60 s,
other work its `due` or 4 h. A class of customers takes that of its own first target, else that of its queue; a
queue whose classes alone have targets takes that of the others.

## Variance reduction

Both give the same expected figures with narrower intervals, and every run with them prints, for each target, how many times as
many days would have been needed without. Days, verdicts by day and percentiles of days are those simulated, unchanged.

`control_variates`: how much work came and how many agents were there is known of each simulated day, and so are their means
over all days: from the expected contacts, `day_to_day`, the distributions of handle time and wrap-up, and fractional heads. What
a measure owes to them is fitted on the other days and taken away. A fixed list of such controls is used, from one at 30 days to
all of them at a few hundred; days are never chosen, and nothing is tuned to the measure.

With `until`, control variates are used by themselves if the measure is a share or an average of contacts or of agents' time. A
test shows that such confidence intervals still cover the truth when days are added until they are narrow enough. The run
says that it uses them, and `variance_reduction: none` turns them off. A fixed number of days is plain unless you choose
otherwise. How many days they save: [Speed](performance.md#days-that-control-variates-save).

`stratified_days`: the levels of days that `day_to_day` varies, and which way fractional heads are rounded, are spread evenly over
every five days in a row. It simulates other days than a run without; intervals are judged by blocks of five days.

## How agents' time is counted

Shifts lie within the opening hours. Occupancy and utilisation count time within the opening hours. An agent who finishes a
contact after the end of the shift counts as busy and on duty, but not as scheduled, so utilisation may exceed occupancy.
`standby` agents who are sent for count in agent hours, cost and utilisation from when they come until they leave.

Agents who are absent or late are scheduled and paid, and not on duty. Meetings count as breaks do. The time from an offer to its
answer (or until it is missed) and pauses between contacts are time on duty, but neither handling nor idle: they count in
`agents_on_duty`, not in `agents_busy`, and not in occupancy. A customer who is called out of the line waits until the answer, in
every measure; for what depends on the length of the line (balking, waiting places, overflow) only those in line count.

A headcount is the same people all day: those of `people` come first, and when heads fall those idle leave first, whoever they
are. An agent whom an analyst's process moves to another group works there at her own share of that group's pace, and takes all of
its queues.

## Bounds and means that change over the day

`at_least` and `at_most` hold also with `mean_by_interval`: a duration is scaled to the mean of its interval first, then cut.
The mean of what is drawn is then that of the cut distribution.
"""


def reference() -> str:
    """The whole page, Markdown."""
    parts = [_HEAD]
    parts += [_section(title, part) for title, part in PAGES]
    rows = []
    for key, kind in KINDS.items():
        columns = ", ".join([*(["like the queue or group"] if kind.named else []), *(f"`{name}`" for name in kind.columns)])
        rows.append(f"| `{key}` | {columns} | the only other column |")
    parts.append(_TAIL_CSV.format(starts=", ".join(f"`{name}`" for name in STARTS), rows="\n".join(rows)))
    parts.append(_agent_choices())
    parts.append(_measures())
    parts.append(_TAIL)
    return "\n".join(parts)


def other_words() -> str:
    """The page of other spellings, Markdown."""
    from simdesk.scenario.spellings.page import spellings_page

    return spellings_page({part: title for title, part in PAGES})


def _section(title: str, part: type[Block]) -> str:
    lines = [f"## {title}", "", _markdown(part.__doc__ or ""), ""]
    if part.example and part is not model.ScenarioModel:
        lines += [f"Example: `{part.example}`", ""]
    lines += ["| key | | what it is |", "|---|---|---|"]
    own = {name: field for name, field in part.model_fields.items() if name in part.__annotations__}
    for name, field in (own | part.model_fields).items():
        needed = "required" if field.is_required() else ""
        kind = _kind(field.annotation, field.metadata)
        text = _markdown(field.description or "")
        lines.append(f"| `{name}` | {', '.join(word for word in (kind, needed) if word)} | {text} |")
    return "\n".join([*lines, ""])


def _markdown(text: str) -> str:
    return " ".join(text.replace("``", "`").split()).replace("|", "\\|")


def _kind(annotation: Any, metadata: list[Any]) -> str:
    """What kind of value a field takes, in one or two words."""
    for mark in metadata:
        if isinstance(mark, Quantity):
            return {"clock": "time of day", "whole": "whole number"}.get(mark.kind, mark.kind)
        if isinstance(mark, replications.WordOrList):
            return "word or list"
        if isinstance(mark, Word):
            return "one of " + ", ".join(f"`{word}`" for word in mark.known)
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        return _kind(arguments[0], list(arguments[1:]))
    if origin in {typing.Union, types.UnionType}:
        kinds = [_kind(option, metadata) for option in arguments if option is not type(None)]
        series = "number" in kinds or "" in kinds
        return "list, clock times or file" if series and len(kinds) > 1 else " or ".join(kinds)
    if origin is dict:
        return "mapping"
    if origin is tuple:
        return "list"
    if isinstance(annotation, type) and issubclass(annotation, distributions.DistributionForm):
        return "distribution"
    if annotation is journeys.BalkingSteps:
        return "mapping"
    return {str: "text", bool: "true or false"}.get(annotation, "")


def _agent_choices() -> str:
    lines = [
        "## agent_choice",
        "",
        "Which of several free agents of a rank takes a contact:",
        "",
        "| choice | takes |",
        "|---|---|",
    ]
    lines += [f"| `{name}` | {_markdown(meaning)} |" for name, meaning in routing.AGENT_CHOICE_MEANINGS.items()]
    return "\n".join([*lines, ""])


def _measures() -> str:
    lines = ["## Targets", "", "A target is a measure, a comparison and a bound: `service_level(sales, 20 s) >= 80%`.", ""]
    lines += [_SPOKEN, "", "| measure | of | unit | what it is | also called |", "|---|---|---|---|---|"]
    for metric in METRICS.values():
        inside = ", ".join((metric.subject, *metric.arguments))
        also = ", ".join(f"`{name}`" for name in metric.also)
        row = f"| `{metric.name}({inside})` | {metric.subject} | {metric.unit} | {_markdown(metric.formula)} | {also} |"
        lines.append(row)
    lines += ["", _CLASSES, "", "Definitions of service level:", "", "| name | formula |", "|---|---|"]
    for name, formula in SERVICE_LEVEL_DEFINITIONS.items():
        shown = formula.replace("[", "\\[").replace("]", "\\]")  # no link
        lines.append(f"| `{name}` | {shown} |")
    return "\n".join([*lines, ""])


def main() -> None:
    """Write ``docs/scenario-reference.md``, ``docs/other-words.md`` and ``schema.json`` anew."""
    from pathlib import Path

    from simdesk.scenario.language.schema import SCHEMA_FILE, schema_text

    SCHEMA_FILE.write_text(schema_text(), encoding="utf-8")
    page = Path(__file__).parents[2] / "docs" / "scenario-reference.md"
    page.write_text(reference(), encoding="utf-8")
    (page.parent / "other-words.md").write_text(other_words(), encoding="utf-8")


if __name__ == "__main__":
    main()

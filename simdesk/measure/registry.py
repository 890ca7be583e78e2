"""The metrics: name, unit, what is better, what they are of. The only list of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Subject = Literal["queue", "group"]


@dataclass(frozen=True)
class Metric:
    """What a metric is.

    Parameters
    ----------
    name : str
    subject : {"queue", "group"}
        Of what it can be asked; every metric can also be asked of ``all``.
    unit : str
        ``share``, ``s``, ``contacts``, ``agents``, ``h`` or ``cost``.
    better : int
        +1 more is better, -1 less is better, 0 neither.
    formula : str
        Numerator and denominator in words, and what "no data" means.
    arguments : tuple of str
        What stands behind the subject: ``threshold``, ``definition``, ``short_abandon``, ``percentile``.
    """

    name: str
    subject: Subject
    unit: str
    better: int
    formula: str
    arguments: tuple[str, ...] = ()


SERVICE_LEVEL_DEFINITIONS: dict[str, str] = {
    "of_answered": "answered in time ÷ answered",
    "of_offered": "answered in time ÷ (answered + abandoned)",
    "abandoned_in_time_good": "(answered in time + abandoned in time) ÷ (answered + abandoned)",
    "abandoned_in_time_removed": "answered in time ÷ (answered + abandoned late)",
    "short_abandons_credited": "(answered in time + short abandons) ÷ (answered + abandoned)",
    "short_abandons_removed": "answered in time ÷ (answered + abandoned − short abandons)",
    "virtual": "contacts whose wait would have been in time had they stayed ÷ all who could have waited",
    "of_expected": "answered in time ÷ contacts expected by the plan, blocked ones included",
    "genesys": "(answered − answered late) ÷ (answered + abandoned [+ sent away] [− short abandons] [− abandons])",
}
DEFAULT_DEFINITION = "abandoned_in_time_removed"

_ALL = (
    Metric(
        "offered",
        "queue",
        "contacts",
        0,
        "every contact with the queue: first tries, redials, transfers, repeat contacts, call-backs, calls for help",
    ),
    Metric("answered", "queue", "contacts", +1, "contacts an agent took, those whose customer left within included"),
    Metric("abandoned", "queue", "contacts", -1, "contacts that gave up after joining the line"),
    Metric("balked", "queue", "contacts", -1, "contacts that left at once because they would have had to wait"),
    Metric("blocked", "queue", "contacts", -1, "contacts that met a busy signal: no trunk, no waiting place, queue closed"),
    Metric("sent_away", "queue", "contacts", -1, "contacts still waiting at closing and sent away"),
    Metric("unfinished", "queue", "contacts", -1, "contacts still waiting when the day could not go on"),
    Metric(
        "took_call_back",
        "queue",
        "contacts",
        0,
        "contacts that took a call-back instead of waiting: counted as offered, and neither as answered nor as lost",
    ),
    Metric(
        "not_reached",
        "queue",
        "contacts",
        -1,
        "calls back that did not reach the customer: agents' time, but no answer; in no service level and no mean wait",
    ),
    Metric(
        "left_within",
        "queue",
        "contacts",
        -1,
        "of the answered contacts those whose customer left the conversation before it was over",
    ),
    Metric("contained", "queue", "contacts", +1, "contacts that ended in the bot: neither answered nor lost"),
    Metric("passed_on", "queue", "contacts", 0, "contacts that the bot passed on to a queue of agents, where they count again"),
    Metric("redials", "queue", "contacts", 0, "further tries of customers who were lost before, among the offered"),
    Metric(
        "transferred_in", "queue", "contacts", 0, "contacts that came by a transfer, misrouted ones included, among the offered"
    ),
    Metric("repeats", "queue", "contacts", -1, "contacts of customers whose last one was not resolved, among the offered"),
    Metric("abandon_rate", "queue", "share", -1, "(abandoned + balked) ÷ offered; no data without offered contacts"),
    Metric(
        "service_level",
        "queue",
        "share",
        +1,
        "by the definition named; balked contacts, and those turned away at closing, count as abandoned after their wait "
        "(for ``genesys`` those turned away are flow-outs, however short they waited)",
        ("threshold", "definition", "short_abandon"),
    ),
    Metric("mean_speed_of_answer", "queue", "s", -1, "wait of answered contacts ÷ answered; no data without answers"),
    Metric(
        "mean_wait", "queue", "s", -1, "wait of all but blocked contacts ÷ their number: answered, abandoned, balked, sent away"
    ),
    Metric("wait_percentile", "queue", "s", -1, "the day's percentile of wait over the same contacts", ("percentile",)),
    Metric("longest_wait", "queue", "s", -1, "the day's longest wait over the same contacts"),
    Metric("queue_length", "queue", "contacts", -1, "time-average number waiting between opening and closing"),
    Metric(
        "longest_queue", "queue", "contacts", -1, "most contacts waiting at the same time in the day; of all: in any one queue"
    ),
    Metric(
        "handle_time",
        "queue",
        "s",
        0,
        "time in an agent's hand, from the answer to the end of wrap-up, of answered contacts ÷ answered",
    ),
    Metric(
        "done_in_time",
        "queue",
        "share",
        +1,
        "contacts whose talk or reply ended within the time after they came (or by the queue's due), not those whose "
        "customer left within ÷ those answered or lost, and those still waiting whose time was over at closing; no data without "
        "any",
        ("threshold",),
    ),
    Metric(
        "backlog",
        "queue",
        "contacts",
        -1,
        "contacts waiting, not yet taken, at closing (before any are sent away); of an interval: at its end",
    ),
    Metric(
        "age_of_oldest",
        "queue",
        "s",
        -1,
        "how long the longest waiting of the backlog has waited at closing, or at an interval's end; 0 when nobody waits",
    ),
    Metric(
        "occupancy",
        "group",
        "share",
        0,
        "time with anything in hand ÷ time on duty, within opening hours; several contacts at once count once; the time an "
        "agent is called for a contact, and pauses between contacts, are not counted",
    ),
    Metric(
        "utilisation",
        "group",
        "share",
        0,
        "time with anything in hand ÷ scheduled time, shrinkage and breaks included, within opening hours; agents sent for count "
        "while there",
    ),
    Metric("contacts_handled", "group", "contacts", 0, "contacts the group's agents took"),
    Metric("agents_on_duty", "group", "agents", 0, "time-average agents on duty between opening and closing"),
    Metric("agents_busy", "group", "agents", 0, "time-average agents with anything in hand between opening and closing"),
    Metric(
        "contacts_in_hand",
        "group",
        "contacts",
        0,
        "time-average contacts in agents' hands, wrap-up included, between opening and closing",
    ),
    Metric(
        "contacts_per_busy_agent",
        "group",
        "contacts",
        0,
        "contacts in hand ÷ agents with anything in hand, over time; no data when nobody was busy",
    ),
    Metric(
        "agents_not_ready",
        "group",
        "agents",
        0,
        "time-average agents on duty who are called for a contact or pause between contacts, between opening and closing",
    ),
    Metric(
        "missed_offers", "group", "contacts", -1, "offers of a contact that an agent did not notice; one contact may have several"
    ),
    Metric("refused_offers", "group", "contacts", 0, "offers of a contact that an agent declined; one contact may have several"),
    Metric("agent_hours", "group", "h", -1, "scheduled agent hours, shrinkage and breaks included"),
    Metric("overtime", "group", "h", -1, "agent hours on duty after the shift ended or the doors closed, warm-up included"),
    Metric("cost", "group", "cost", -1, "scheduled hours × the group's cost"),
)
METRICS: dict[str, Metric] = {metric.name: metric for metric in _ALL}
EVERYTHING = "all"
"""The subject that means all queues, or all groups."""
OTHERS = "others"
"""What measures call the customers of a queue who belong to no class that is named: ``sales.others``."""

"""Counts of contacts: how they came, and how they ended."""

from __future__ import annotations

from typing import Any

from simdesk.measure.definitions.floors import with_bots, with_several_contacts_each
from simdesk.measure.metric import Metric, Place


def _count(name: str, better: int, formula: str, *, counted: str = "", heading: str = "", **facts: Any) -> Metric:
    """A count of contacts a day, from the tally's count of the same name unless another is given."""
    of = counted or name
    words = name.replace("_", " ")
    return Metric(
        name=name,
        subject="queue",
        unit="contacts",
        better=better,
        heading=heading or words.capitalize(),
        formula=formula,
        computed=lambda view: view.counted(of),
        **{"phrase": f"number of contacts {words}"} | facts,
    )


METRICS = (
    _count(
        "offered",
        0,
        "every contact with the queue: first tries, redials, transfers, repeat contacts, call-backs, calls for help",
        places=Place.RUN | Place.EACH_DAY | Place.COMPARED_BY_INTERVAL,
    ),
    _count(
        "answered",
        +1,
        "contacts an agent took, those whose customer left within included",
        places=Place.REPORT | Place.INTERVALS,
        more_agents=+1,
    ),
    _count(
        "abandoned",
        -1,
        "contacts that gave up in the queue",
        places=Place.REPORT | Place.INTERVALS,
        short="abandoned contacts",
        more_agents=-1,
    ),
    _count(
        "balked",
        -1,
        "contacts that left at once because they would have had to wait",
        if_any=True,
        more_agents=-1,
    ),
    _count(
        "blocked",
        -1,
        "blocked contacts (busy signal): no trunk, no waiting place, queue closed",
        if_any=True,
        more_agents=-1,
    ),
    _count("sent_away", -1, "contacts still waiting at closing and sent away", if_any=True, more_agents=-1),
    _count(
        "unfinished",
        -1,
        "contacts still waiting when the day could not go on",
        places=Place.RUN | Place.DAYS,
        if_any=True,
        more_agents=-1,
    ),
    _count(
        "took_call_back",
        0,
        "contacts that took a call-back instead of waiting: counted as offered, and neither as answered nor as lost",
        heading="Took a call-back",
        short="took call-back",
        phrase="number of contacts that took a call-back",
        if_any=True,
        beyond_erlang="{share} of the contacts take a call-back instead of waiting. In the formulas they wait.",
    ),
    _count(
        "not_reached",
        -1,
        "calls back that did not reach the customer: agents' time, but no answer; in no service level and no mean wait",
        phrase="number of calls that did not reach the customer",
        if_any=True,
        beyond_erlang="{share} of the contacts are outbound calls without an answer. They take time that the formulas leave out.",
    ),
    _count(
        "redials",
        0,
        "further attempts of customers who were lost before, among the offered",
        counted="tried_again",
        phrase="number of redials",
        if_any=True,
        more_agents=-1,
    ),
    _count(
        "transferred_in",
        0,
        "contacts that came by a transfer, misrouted ones included, among the offered",
        if_any=True,
        beyond_erlang="{share} of the contacts are transfers, which the formulas leave out.",
    ),
    _count(
        "repeats",
        -1,
        "contacts of customers whose last one was not resolved, among the offered",
        heading="Repeat contacts",
        short="repeats",
        phrase="number of repeat contacts",
        if_any=True,
        beyond_erlang="{share} of the contacts are repeats after an unresolved contact, which the formulas leave out.",
    ),
    _count(
        "contained",
        +1,
        "contacts that ended in the bot: neither answered nor lost",
        phrase="number of contacts that ended in the bot",
        on_floor=with_bots,
        if_any=True,
    ),
    _count(
        "passed_on",
        0,
        "contacts that the bot passed on to a queue of agents, where they count again",
        phrase="number of contacts the bot passed on",
        on_floor=with_bots,
        if_any=True,
    ),
    _count(
        "left_within",
        -1,
        "of the answered contacts those whose customer left the conversation before it was over",
        phrase="number of contacts whose customer left before they were over",
        on_floor=with_several_contacts_each,
        if_any=True,
        more_agents=-1,
    ),
)

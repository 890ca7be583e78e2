"""How a queue is answered, in words: who tries it, in which order, what it may hold, when it is open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from simdesk.floor.parts import UNLIMITED
from simdesk.floor.plan import FloorPlan
from simdesk.formats import format_clock
from simdesk.scenario.language.days import ByWeekday
from simdesk.scenario.language.model import ScenarioModel
from simdesk.scenario.language.queues import Queue
from simdesk.scenario.language.routing import AGENT_CHOICE_MEANINGS, Rank
from simdesk.scenario.layout.horizon import closes_its_way, closing_clock, hours_words
from simdesk.scenario.layout.routing import agent_choice_of
from simdesk.scenario.notes.wording import day_word, listing, percent, spoken
from simdesk.units import DAY, WEEKDAYS

AT_CLOSE = {
    "finish": "agents on duty stay until nobody waits",
    "send_away": "contacts that still wait are turned away",
    "carry": "contacts that still wait keep their place until the next opening",
}
"""What becomes of waiting contacts at closing."""


def answering_lines(name: str, queue: Queue, model: ScenarioModel, floor: FloorPlan, q: int) -> Iterator[str]:
    """Who answers a queue, and what decides who goes first."""
    if queue.hours is not None:
        yield f"open {opening_words(queue.hours, queue.hours.open, queue.hours.close)}"
        if queue.hours.every_day:
            yield "open on the centre's closed days too"
        if queue.hours.zone is not None:
            yield f"its hours and volumes are by the clock of {queue.hours.zone}"
    way = closes_its_way(queue)
    if way is not None and queue.bot is None:
        yield f"at closing, {AT_CLOSE[way]}"
    if queue.bot is None:
        yield _answered_by(queue, floor, q)
        choice = agent_choice_of(queue, model)
        if choice != "longest_idle":
            yield f"of several free agents of a rank, {choice.replace('_', ' ')}: {AGENT_CHOICE_MEANINGS[choice]}"
    places = floor.queues[q].waiting_places
    if places != UNLIMITED:
        yield f"at most {places} contacts wait; further ones are blocked (busy signal)"
    if queue.weight is not None or queue.credit:
        parts = [f"weight {queue.weight:g}"] if queue.weight is not None else []
        parts += [f"{spoken(queue.credit)} of waiting credited on arrival"] if queue.credit else []
        yield f"compared with contacts of the same rank: {', '.join(parts)}"
    if queue.answer_within is not None:
        yield f"to be answered within {spoken(queue.answer_within)}; of the contacts of a rank, the one due first is taken first"
    if queue.due is not None:
        which = "of opening hours" if queue.due.open_hours is not None else "by the clock, nights included"
        yield f"to be done within {spoken(queue.due.time)} {which}"
    if queue.units != 1.0:
        yield f"a contact takes {queue.units:g} units of an agent's capacity"


def opening_words(hours: ByWeekday, opens: float, closes: float) -> str:
    """``08:00 to 20:00, Saturday 09:00 to 14:00; closed on Sunday and 2026-12-25``."""
    usual = hours_words(opens, closing_clock(opens, closes))
    own = {name for number, name in enumerate(WEEKDAYS) if hours.weekday(number) is not None}
    every = own | {word for word in hours.closed if isinstance(word, str)} >= set(WEEKDAYS)
    parts = own_days(hours) if own and every else [usual, *own_days(hours)]
    closed = closed_words(hours)
    return "; ".join([", ".join(parts), *closed])


def own_days(hours: ByWeekday) -> list[str]:
    """The weekdays with hours of their own, equal ones together: ``Mon to Fri 08:00 to 20:00``, ``Saturday 09:00 to 14:00``."""
    spans: list[tuple[list[str], str]] = []
    for number, name in enumerate(WEEKDAYS):
        one = hours.weekday(number)
        if one is None or name in hours.closed:
            spans.append(([], ""))
            continue
        words = hours_words(one.open, closing_clock(one.open, one.close))
        if spans and spans[-1][1] == words:
            spans[-1][0].append(name)
        else:
            spans.append(([name], words))
    return [f"{_several(names)} {words}" for names, words in spans if names]


def _several(names: list[str]) -> str:
    """``Saturday``, ``Sat and Sun``, ``Mon to Fri``."""
    if len(names) == 1:
        return names[0].capitalize()
    first, last = (name[:3].capitalize() for name in (names[0], names[-1]))
    return f"{first} {'and' if len(names) == 2 else 'to'} {last}"


def closed_words(hours: ByWeekday) -> list[str]:
    """When it is closed: on some days, and in between."""
    said = []
    if hours.closed:
        said.append(f"closed on {listing(map(day_word, hours.closed))}")
    if hours.closed_between:
        spans = [f"{format_clock(begin)} to {format_clock(end, end=True)}" for begin, end in hours.closed_between]
        said.append(f"closed every day from {listing(spans)}")
    return said


def _answered_by(queue: Queue, floor: FloorPlan, q: int) -> str:
    ranks = [" and ".join(floor.groups[g].name for g in level) for level in floor.queues[q].tries]
    if not ranks:
        return "nobody answers it"
    if queue.tries is not None and any(isinstance(rank, Rank) for rank in queue.tries):
        ranks = [_rank(rank) for rank in queue.tries]
    first, *others = ranks
    line = f"answered by {first}{''.join(f', then {rank}' for rank in others)}"
    if queue.requires is not None:
        needs = [f"level {one.level}{f' after {spoken(one.after)}' if one.after else ''}" for one in queue.requires]
        line += f"; needs skill {', or '.join(needs)}"
    return line


def _rank(rank: str | tuple[str, ...] | Rank) -> str:
    if not isinstance(rank, Rank):
        return rank if isinstance(rank, str) else " and ".join(rank)
    when = []
    if rank.after:
        when.append(f"from {spoken(rank.after)} of waiting on")
    if rank.until is not None:
        when.append(f"up to {spoken(rank.until)} of waiting")
    if rank.when_waiting is not None:
        when.append(f"while {rank.when_waiting} or more wait")
    if rank.when_predicted is not None:
        when.append(f"while the predicted wait is {spoken(rank.when_predicted)} or more")
    if rank.reserve:
        when.append(f"while more than {rank.reserve} {'of them is' if rank.reserve == 1 else 'of them are'} free")
    names = rank.groups if isinstance(rank.groups, str) else " and ".join(rank.groups)
    return f"{names} ({', '.join(when)})" if when else names


def scale_words(scale: float | None) -> str:
    """What a factor does to a volume; empty without one."""
    return "" if scale is None or scale == 1.0 else f", {percent(scale)} of the volume written"


_MOST_PILES = 4
"""Times of arrival that are told one by one."""


def come_together(queue: Queue) -> dict[float, int]:
    """How many contacts arrive at each time of day; empty where the times are many, or no two arrive together."""
    times = () if queue.arrivals is None else queue.arrivals.times
    found = Counter(times if isinstance(times, tuple) else ())
    piles = 0 < len(found) <= _MOST_PILES and max(found.values()) > 1 and max(found) < 2 * DAY
    return dict(found) if piles else {}


def arrivals_way(queue: Queue) -> str:
    """How the volume is given, where that is not by interval."""
    arrivals = queue.arrivals
    if arrivals is None:
        return ""
    if arrivals.times is not None:
        told = [
            f"{number} {'together ' if number > 1 else ''}at {format_clock(clock)}"
            for clock, number in sorted(come_together(queue).items())
        ]
        if told:
            return f"{listing(told)}, the same every day"
        return "arrivals replayed from a list, the same every day"
    if arrivals.at_opening is not None:
        return "all of them wait as the queue opens on the first day, and their waits count from then"
    if arrivals.rate is not None:
        return f"{arrivals.rate * 3600:,.6g} per hour all day"
    if arrivals.per_day is not None and arrivals.profile is not None:
        return "spread by a profile" + (" by day" if isinstance(arrivals.profile, Mapping) else "")
    return ""

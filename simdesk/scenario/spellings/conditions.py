"""When a group helps, in words: ``more than 5 calls waiting``, ``after 45 s``, ``at least 2 agents idle``."""

from __future__ import annotations

import re

from simdesk.errors import InputError
from simdesk.formats import format_duration
from simdesk.scenario.language.quantities import NUMBERS
from simdesk.units import parse_duration

_NUMBER = rf"(?P<number>\d+|{'|'.join(NUMBERS)})"
_MORE = r"more than|over|above|greater than|exceeds?|longer than|larger than|>(?!=)"
_LEAST = r"at least|>=|≥|from|reaches|minimum|min\.?|no fewer than|not less than"
_ABOVE = rf"(?:(?P<more>{_MORE})|(?P<least>{_LEAST}))"
_THINGS = r"(?:calls?|contacts?|customers?|callers?|chats?|e-?mails?|people|persons?|interactions?|tickets?)"
_WAITING = r"(?:(?:are |is )?(?:waiting|in (?:the )?queue|queued|queueing|queuing|on hold))"
_QUEUE = r"(?:\s*(?:in|of|for|on)\s+(?:the\s+)?(?:queue\s+)?(?P<queue>[A-Za-z_]\w*)(?:\s+queue)?)?"
_LENGTH = rf"(?:queue(?: length| size)?|waiting(?: {_THINGS})?|{_THINGS} {_WAITING}|{_THINGS} in queue|line)"
_PLAIN_COUNTS = (
    re.compile(
        rf"(?:{_ABOVE}\s*)?{_NUMBER}(?P<plus>\s*(?:\+|or more|and more|or above))?\s*(?:{_THINGS}\s*)?{_WAITING}{_QUEUE}", re.I
    ),
    re.compile(rf"(?:the\s+)?{_LENGTH}{_QUEUE}\s*(?:is\s+)?{_ABOVE}\s*{_NUMBER}(?:\s*{_THINGS})?(?:\s*{_WAITING})?", re.I),
    re.compile(
        rf"(?P<name>[A-Za-z_]\w*?)(?:'s)?\s+queue(?: length| size)?\s*(?:is\s+)?{_ABOVE}\s*{_NUMBER}(?:\s*{_THINGS})?", re.I
    ),
)
_COUNTS = (
    *_PLAIN_COUNTS,
    re.compile(
        rf"(?:{_ABOVE}\s*)?{_NUMBER}(?P<plus>\s*(?:\+|or more))?\s*(?:{_THINGS}\s*)?(?:are )?in (?:the )?(?P<queue>\w+) queue",
        re.I,
    ),
    re.compile(rf"(?P<queue>[A-Za-z_]\w*) has\s+{_ABOVE}\s*{_NUMBER}(?:\s*{_THINGS})?\s*{_WAITING}", re.I),
)
_TIME = r"(?P<time>\d[\d.:]*\s*(?:s|secs?|seconds?|m|mins?|minutes?|h)?)"
_WAITS = (
    re.compile(rf"after\s+(?:a wait of\s+|waiting\s+)?{_TIME}(?:\s+(?:of\s+)?(?:wait(?:ing)?|in (?:the )?queue))?{_QUEUE}", re.I),
    re.compile(
        rf"(?:the\s+)?(?:longest|max(?:imum)?|oldest|current)?\s*(?:wait(?:ing)?(?: ?time)?"
        rf"|{_THINGS}(?: has| have)? wait(?:s|ed|ing)?)"
        rf"(?:\s*(?:is|has)\s*)?{_QUEUE}\s*(?:{_MORE}|{_LEAST}|for)\s*{_TIME}{_QUEUE.replace('queue>', 'other>')}",
        re.I,
    ),
    re.compile(rf"{_TIME}\s+(?:of\s+)?wait(?:ing)?{_QUEUE}", re.I),
    re.compile(rf"{_THINGS}\s+wait(?:s|ing)?\s+(?:{_MORE}|{_LEAST}|for)?\s*{_TIME}{_QUEUE}", re.I),
)
_PREDICTED = re.compile(
    rf"(?:ewt|(?:the\s+)?(?:expected|estimated|predicted) wait(?:ing)?(?: ?time)?){_QUEUE}"
    rf"\s*(?:is\s+)?(?:{_MORE}|{_LEAST})\s*{_TIME}",
    re.I,
)
_AGENTS = r"(?:agents?|people|heads?|colleagues|advisors?|operators?)"
_FREE = r"(?:are |is )?(?:idle|free|available|ready|unoccupied|waiting for (?:a )?calls?)"
_IDLE = (
    re.compile(rf"(?:{_ABOVE}\s*)?{_NUMBER}(?P<plus>\s*(?:\+|or more))?\s*(?:{_AGENTS}\s*)?{_FREE}(?:\s+{_AGENTS})?", re.I),
    re.compile(rf"(?:{_ABOVE}\s*)?{_NUMBER}(?P<plus>\s*(?:\+|or more))?\s*(?:idle|free|available)\s+{_AGENTS}", re.I),
    re.compile(rf"(?:idle|free|available)(?:\s+{_AGENTS})?\s*{_ABOVE}\s*{_NUMBER}", re.I),
)
_KEPT = re.compile(
    rf"(?:keeps?|with|reserve|always|hold(?: back)?)?\s*{_NUMBER}\s*(?:{_AGENTS}\s*)?"
    r"(?:kept |held )?(?:in reserve|reserved?|back|kept free|free for inbound)",
    re.I,
)
_OF_QUEUE = re.compile(r"(?P<what>[A-Za-z_]+)\s*\(\s*(?P<queue>\w+)\s*\)(?P<rest>.*)")
_IN_QUEUE = re.compile(r"(?P<queue>\w+)\.(?P<what>[A-Za-z_]+)(?P<rest>.*)")
_UNDERSCORED = re.compile(r"(?P<what>[A-Za-z]+(?:_[A-Za-z]+)+)(?P<rest>\W.*)")
_QUANTITIES = {
    **dict.fromkeys(("queue", "queue_length", "queue_size", "length", "waiting", "queued", "in_queue", "calls_waiting"), "queue"),
    **dict.fromkeys(("calls_in_queue", "contacts_waiting", "contacts_in_queue", "line", "backlog", "number_waiting"), "queue"),
    **dict.fromkeys(("calls", "contacts", "chats", "customers_waiting", "size", "chats_waiting"), "queue"),
    **dict.fromkeys(("wait", "longest_wait", "longest_waiting", "max_wait", "oldest", "oldest_wait", "wait_time"), "wait"),
    **dict.fromkeys(("waiting_time", "longest_wait_time", "current_wait", "queue_time"), "wait"),
    **dict.fromkeys(
        ("ewt", "expected_wait", "estimated_wait", "predicted_wait", "estimated_wait_time", "expected_wait_time"), "ewt"
    ),
}
"""What formulas call the length of a queue, its longest wait and the predicted one."""
_LEAD = re.compile(r"^(?:only\s+)?(?:when|if|while|once|as soon as|where)?\s*(?:there are\s+|there is\s+)?", re.I)


def condition_of(text: str) -> tuple[dict[str, int | str], str] | None:
    """What a condition in words is as keys of a rank, and of which queue it speaks.

    Parameters
    ----------
    text : str
        Such as ``more than 5 calls waiting in sales``.

    Returns
    -------
    (dict, str) or None
        Such as ``({"when_waiting": 6}, "sales")``; the queue is empty where none is named. None for what is not read for sure.
    """
    said = _formula(_LEAD.sub("", text.strip().rstrip("."), count=1).strip())
    for pattern in _COUNTS:
        match = pattern.fullmatch(said)
        if match is not None and (named := match.groupdict()):
            most = _number(named["number"]) + (1 if named.get("more") else 0)
            if not (named.get("more") or named.get("least") or named.get("plus")):
                return None  # exactly 5, or at least 5
            queue = named.get("queue") or named.get("name") or ""
            return ({"when_waiting": most} if most > 1 else {}), "" if queue.lower() in ("the", "a", "waiting") else queue
    match = _PREDICTED.fullmatch(said)
    if match is not None:
        return _timed("when_predicted", match)
    for pattern in _WAITS:
        match = pattern.fullmatch(said)
        if match is not None:
            return _timed("after", match)
    found = reserve_of(said)
    return None if found is None else (({"reserve": found} if found else {}), "")


def _formula(said: str) -> str:
    """``queue(sales) > 5``, ``sales.waiting > 5`` and ``queue_length > 5`` in words; other texts as they are."""
    for pattern in (_OF_QUEUE, _IN_QUEUE, _UNDERSCORED):
        match = pattern.fullmatch(said)
        what = _QUANTITIES.get(match["what"].lower()) if match is not None else None
        if match is not None and what is not None:
            queue = match.groupdict().get("queue")
            return f"{what} in {queue} {match['rest'].strip()}" if queue else f"{what} {match['rest'].strip()}"
    return said


def reserve_of(text: str) -> int | None:
    """The reserve that ``at least 2 agents are idle`` (1: more than that are free) or ``2 in reserve`` means; None for others."""
    said = _LEAD.sub("", text.strip().rstrip("."), count=1).strip()
    match = _KEPT.fullmatch(said)
    if match is not None:
        return _number(match["number"])
    for pattern in _IDLE:
        match = pattern.fullmatch(said)
        if match is not None:
            named = match.groupdict()
            number = _number(named["number"])
            if named.get("more"):
                return number
            return max(number - 1, 0) if named.get("least") or named.get("plus") else None
    return None


def _timed(key: str, match: re.Match[str]) -> tuple[dict[str, int | str], str] | None:
    named = match.groupdict()
    text = str(named["time"]).strip()
    if text.replace(".", "").isdigit():
        return None  # of which unit?
    try:
        written = format_duration(parse_duration(text))
    except InputError:
        return None
    return {key: written}, named.get("queue") or named.get("other") or ""


def _number(text: str) -> int:
    return NUMBERS[text.lower()] if text.lower() in NUMBERS else int(text)

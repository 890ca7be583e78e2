"""First replies and resolutions as help desks measure them: ``first_reply_time(chat, 2 min) >= 90%``, ``90% solved in 8 h``."""

from __future__ import annotations

import re

from simdesk.errors import InputError
from simdesk.units import parse_duration

_WORDS_OF_REPLIES = (
    "first_reply first_reply_time first_response first_response_time frt response_time reply_time answered_within replied_within "
    "responded_within answer_within response_within reply_within first_answer first_answer_time time_to_first_response "
    "time_to_first_reply time_to_reply time_to_respond time_to_response response_sla first_response_sla reply_sla answered_in "
    "answered_in_time picked_up_within first_response_within first_reply_within time_to_first_answer first_touch_time"
)
_WORDS_OF_RESOLUTIONS = (
    "resolution resolution_time time_to_resolution ttr mttr resolved_within solved_within full_resolution_time handled_within "
    "resolution_sla completed_within closed_within time_to_resolve time_to_solve time_to_close done_within finished_within "
    "resolution_within processed_within cycle_time lead_time mean_time_to_resolution mean_time_to_resolve resolved_in_time"
)
REPLIES = frozenset(_WORDS_OF_REPLIES.split())
RESOLUTIONS = frozenset(_WORDS_OF_RESOLUTIONS.split())
_SHARE = r"(?P<share>\d+(?:\.\d+)?\s*%)"
_TIME = r"(?P<time>[\d.:]+\s*(?:business\s+|working\s+)?[A-Za-z]*)"
_QUEUE = r"(?P<queue>[A-Za-z_]\w*)"
_REPLY = r"(?:an?\s+|the\s+)?(?:first\s+)?(?:repl(?:y|ies)|responses?|answers?)(?:\s+time)?"
_DONE = r"(?:solved|resolved|closed|completed|finished)"
_PHRASES = (
    (rf"{_SHARE}\s+of\s+(?:all\s+|the\s+)*{_QUEUE}\s+(?:are\s+|to\s+be\s+|must\s+be\s+)?{_DONE}\s+(?:in|within)\s+{_TIME}", True),
    (rf"{_SHARE}\s+of\s+(?:all\s+|the\s+)*{_QUEUE}\s+(?:get\s+|have\s+|with\s+)?{_REPLY}\s+(?:in|within)\s+{_TIME}", False),
    (rf"{_SHARE}\s+of\s+(?:all\s+|the\s+)*{_QUEUE}\s+(?:replied(?:\s+to)?|responded(?:\s+to)?)\s+(?:in|within)\s+{_TIME}", False),
    (rf"{_REPLY}\s+(?:in|within)\s+{_TIME}\s+(?:for|in|to)\s+{_SHARE}(?:\s+of\s+(?:all\s+|the\s+)*{_QUEUE})?", False),
    (rf"{_SHARE}\s+{_REPLY}\s+(?:in|within)\s+{_TIME}(?:\s+(?:for|in|of)\s+{_QUEUE})?", False),
)
_COMPILED = tuple((re.compile(phrase, re.IGNORECASE), is_done) for phrase, is_done in _PHRASES)
_ANYTHING = {"calls", "contacts", "all", "customers", "callers"}
_LONG = 3600.0
"""Seconds: from here on a reply is work of its own, which may be begun in time and not be done."""


def _folded(name: str) -> str:
    return "_".join(re.split(r"[\s_-]+", name.strip().lower()))


def reply_in_phrase(text: str) -> str:
    """``first reply within 2 min for 90% of chats`` as a target; any other text as it is.

    Raises
    ------
    InputError
        Where a reply that is begun in time may not be sent in time.
    """
    for phrase, is_done in _COMPILED:
        found = phrase.fullmatch(text.strip())
        if found is None:
            continue
        queue = found["queue"] or "all"
        subject = "all" if queue.lower() in _ANYTHING else queue
        return _target(subject, found["time"].strip(), f">= {found['share']}", is_done=is_done)
    return text


def _target(subject: str, time: str, bound: str, *, is_done: bool) -> str:
    time = f"{time} s" if re.fullmatch(r"\d+(?:\.\d+)?", time) else time
    begun, done = f"service_level({subject}, {time}) {bound}".rstrip(), f"done_in_time({subject}, {time}) {bound}".rstrip()
    if is_done:
        return done
    if parse_duration(time) >= _LONG:
        raise InputError("a reply that is begun in time may not be sent in time", f"write {done}; for its begin {begun}")
    return begun


def measured_reply(name: str, inside: str, bound: str = "") -> str:
    """``first_reply_time(sales, 2 min)`` and ``resolution_time(tickets, 8 h)`` as simdesk measures them; else empty.

    Parameters
    ----------
    name, inside : str
        What stands in front of the brackets, and in them.
    bound : str
        Comparison and bound of a target, such as ``>= 90%``; empty for a measure alone.

    Raises
    ------
    InputError
        Where it may mean two things.
    """
    word = _folded(name)
    if word not in REPLIES | RESOLUTIONS:
        return ""
    parts = [part.strip() for part in inside.split(",")] if inside.strip() else ["all"]
    if parts[0][:1].isdecimal():
        parts = ["all", *parts]
    subject, *rest = parts
    if rest:
        made = _target(subject, rest[0], bound, is_done=word in RESOLUTIONS)
        return made if len(rest) < 2 else ""
    time = re.search(r"\d[\d.:]*\s*[A-Za-z]*", bound)
    said = time[0].strip() if time is not None and "%" not in bound else "8 h" if word in RESOLUTIONS else "2 min"
    if word in RESOLUTIONS:
        raise InputError(
            f"{name} is measured as the share of contacts that are done in time",
            f"write done_in_time({subject}, {said}) >= 90%" if bound else f"write done_in_time({subject}, {said})",
        )
    mean = f"mean_speed_of_answer({subject})"
    if not bound:
        return "" if word.endswith("within") or "sla" in word or word == "answered_in" else mean
    level = f"service_level({subject}, {said}) >= 90%"
    if "%" in bound:
        share = re.search(r"\d+(?:\.\d+)?\s*%", bound)
        level = f"service_level({subject}, {said}) >= {share[0] if share is not None else '90%'}"
        raise InputError(f"{name} does not say within which time", f"write {level}")
    raise InputError(f"{name} may be a mean, or the time for most contacts", f"write {mean} <= {said}, or {level}")

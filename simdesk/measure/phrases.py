"""Measures and targets said in a phrase: ``p90 wait of sales``, ``tickets past due <= 5%``, ``nobody waits more than 5 min``."""

from __future__ import annotations

import re

from simdesk.errors import InputError
from simdesk.units import parse_share

_PERCENTILE = re.compile(
    r"(?:wait(?:ing_time)?_)?p_?(?P<p>\d{2}(?:\.\d+)?)(?:_?(?:of_)?waits?(?:_time|ing_time)?)?"
    r"|(?P<q>\d{2}(?:\.\d+)?)(?:th|st|nd|rd)?(?:_?(?:percentile|pctl?|perc)\.?)?",
    re.IGNORECASE,
)
_OF_WAITS = {"wait", "waits", "waiting", "time", "times", "waiting_time", "wait_time", "percentile", "pct", "pctl", "perc"}
_FILLERS = {"of", "the", "for", "in", "on", "queue", "all", "calls", "contacts", "is", "must", "be"}
_NAME = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)?")
_LATE = re.compile(
    r"\b(?:past\s+(?:their\s+|its\s+)?due(?:\s+(?:date|time))?|over\s*due|too\s+late|late|beyond\s+(?:the\s+)?due(?:\s+(?:date|time))?"
    r"|after\s+(?:the\s+)?due(?:\s+(?:date|time))?|not\s+(?:done\s+)?(?:in|on)\s+time|(?:past|missed|after)\s+(?:the\s+)?deadline)\b",
    re.IGNORECASE,
)
_DONE = {
    "done",
    "finished",
    "completed",
    "share",
    "percent",
    "percentage",
    "rate",
    "contacts",
    "work",
    "items",
    "tasks",
    "are",
    "be",
}
_NOBODY = re.compile(
    r"(?:nobody|no\s*one|no\s+(?:caller|customer|contact|call)s?)\s+(?:should\s+|must\s+|may\s+)?waits?\s+"
    r"(?:for\s+)?(?:more|longer)\s+than\s+(?P<time>[\d.:]+\s*[A-Za-z]*)(?:\s+(?:in|for)\s+(?P<queue>[A-Za-z_]\w*))?",
    re.IGNORECASE,
)
_ANSWER = re.compile(
    r"(?:answer|handle|serve|pick\s+up)\s+(?:at\s+least\s+|>=\s*)?(?P<share>\d+(?:\.\d+)?\s*%)\s+of\s+"
    r"(?:all\s+|the\s+)*(?P<queue>[A-Za-z_]\w*)",
    re.IGNORECASE,
)
_PER_CONTACT = re.compile(
    r"(?:the\s+)?(?:costs?|price|spend)[\s_]*(?:per|a|an|for\s+each|/)[\s_]*(?:answered[\s_]+|handled[\s_]+|abandoned[\s_]+|lost[\s_]+)?"
    r"(?:contact|call|chat|customer|case|ticket|mail|email|transaction|minute)s?\b|\bcpc\b",
    re.IGNORECASE,
)
_ANYTHING = {"calls", "contacts", "callers", "customers", "all", "everything"}


def percentile_of_waits(text: str) -> str:
    """``p90 wait``, ``90th percentile of waiting time`` and ``median wait`` as ``wait_percentile(all, 90)``; else empty."""
    words = [word for word in re.split(r"[\s:(),]+", text.strip()) if word]
    if any(word.lower() == "median" for word in words):
        words = ["p50" if word.lower() == "median" else word for word in words]
    said = [(word, match) for word in words if (match := _PERCENTILE.fullmatch(word))]
    if len(said) != 1:
        return ""
    word, match = said[0]
    others = [one for one in words if one is not word and one.lower() not in _FILLERS]
    about_waits = [one for one in others if one.lower() in _OF_WAITS]
    subjects = [one for one in others if one.lower() not in _OF_WAITS]
    named = match["p"] or (word.lower().rstrip(".").endswith(("percentile", "pct", "perc", "pctl")) or about_waits)
    if not named or len(subjects) > 1 or any(not _NAME.fullmatch(one) for one in subjects):
        return ""
    return f"wait_percentile({subjects[0] if subjects else 'all'}, {match['p'] or match['q']})"


def in_other_words(text: str) -> str:
    """``nobody waits more than 5 min`` and ``answer 95% of calls`` with a measure; any other text as it is."""
    nobody = _NOBODY.fullmatch(text.strip())
    if nobody is not None:
        return f"longest_wait({nobody['queue'] or 'all'}) <= {nobody['time'].strip()}"
    answer = _ANSWER.fullmatch(text.strip())
    if answer is not None:
        queue = answer["queue"]
        return f"answer_rate({'all' if queue.lower() in _ANYTHING else queue}) >= {answer['share']}"
    return text


def late_at_most(head: str, sign: str, bound: str) -> str:
    """``tickets past due <= 5%`` as ``done_in_time(tickets) >= 95%``; empty for another target.

    Parameters
    ----------
    head, sign, bound : str
        Measure, comparison and bound.
    """
    late = _LATE.search(head)
    if late is None or sign not in ("<=", "=<", "<", "≤", "", ":"):
        return ""
    try:
        share = parse_share(bound)
    except InputError:
        return ""
    around = f"{head[: late.start()]} {head[late.end() :]}"
    within = re.search(r"\(([^()]*)\)", around)
    rest = re.split(r"[\s:(),]+", around.strip())
    subjects = [word for word in rest if word and word.lower() not in _FILLERS | _DONE]
    subjects = [within[1].strip()] if within is not None and within[1].strip() else subjects
    if len(subjects) > 1 or "%" not in bound or not 0 <= share < 1:
        return ""
    return f"done_in_time({subjects[0] if subjects else 'all'}) {'>' if sign == '<' else '>='} {100 - share * 100:.10g}%"


def check_is_measured(text: str) -> None:
    """Refuse what is not measured.

    Raises
    ------
    InputError
    """
    found = _PER_CONTACT.search(text)
    if found is not None and "(" not in text[: found.start()]:
        said = " ".join(found.group().replace("_", " ").split())
        amount = re.search(r"\d[\d.,]*", text[found.end() :])
        of = f"{amount.group().rstrip('.,')} times" if amount else "its bound times"
        raise InputError(
            f"'{said}' is not measured: simdesk knows what agents cost, and not yet what a contact costs",
            f"cost(all) is the cost of a day: its bound is {of} the contacts of a day",
        )

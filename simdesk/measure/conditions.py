"""What a target says besides its measure and its bound: between which hours, in which intervals, on how many days."""

from __future__ import annotations

import re
from dataclasses import dataclass

_CLOCK = r"\d{1,2}(?::\d{2}(?:\s*[ap]\.?m\.?)?|\s*[ap]\.?m\.?|\s*o'clock)"
_HOUR = r"(?:[01]?\d|2[0-4])"
_QUANTITY = (
    r"(?:(?:at\s+least|at\s+most|more\s+than|over|about)\s+)?(?:\d+(?:\.\d+)?\s*%|\d+(?:\s*/\s*|\s+(?:of|out\s+of|in)\s+)\d+)"
    r"(?:\s*of)?(?:\s+(?:all|the))*"
)
_EACH = r"(?:each|every|any|all|single|the)(?:\s+(?:single|the|one|of|business|working))*"
_INTERVALS = (
    r"(?:(?:\d+[\s-]*(?:min(?:ute)?s?)[\s-]*|half[\s_-]*|quarter[\s_-]*(?:of\s+an\s+)?)?"
    r"(?:intervals?|hours?|hourly|periods?|slots?|blocks?|buckets?)|\d+[\s-]*min(?:ute)?s?|half\s+an\s+hour)"
)
_DAYNAMES = r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?"
_DAYS = rf"(?:days?|weekdays?|workdays?|working\s+days?|weeks?|months?|replications?|runs?|{_DAYNAMES})"
_TO_CLOSE = (
    r"(?:(?:at|by|on|before|until)\s+)(?:the\s+)?(?:close|closing(?:\s+time)?|end(?:\s+of\s+(?:the\s+)?(?:day|shift))?|day\s*end)"
)
_WHOLE_DAY = (
    r"(?:per|a|an|over\s+the|over\s+a|for\s+the|in\s+the|of\s+the|across\s+the|during\s+the)\s+(?:whole\s+|full\s+|entire\s+)?day"
    r"|(?:all\s+)?daily|overall|on\s+average|in\s+total|per\s+date|all\s+day(?:\s+long)?"
)

_OF_HOURS = re.compile(
    rf"(?:^|(?<=[\s,;]))(?:(?:between|from|in|during|for)\s+)?{_CLOCK}\s*(?:and|to|until|till|-|–)\s*{_CLOCK}"
    rf"|(?:^|(?<=[\s,;]))(?:before|after|until|till|since|at|by|from)\s+{_CLOCK}"
    rf"|(?:^|(?<=[\s,;]))(?:between|from)\s+{_HOUR}\s*(?:and|to|until|till|-|–)\s*{_HOUR}(?:\s*(?:h|hrs?|hours))?(?![\s]*%|[\w.:])",
    re.IGNORECASE,
)
_OF_INTERVALS = re.compile(
    rf"(?:^|(?<=[\s,;]))(?:(?:in|for|of|at|on|during)\s+)?(?:{_QUANTITY}|{_EACH}|per|by|at\s+all)\s*{_INTERVALS}(?![\w.(])"
    r"|(?:^|(?<=[\s,;]))(?:at\s+all\s+times|at\s+any\s+time|always|hourly|at\s+the\s+peak|at\s+peak(?:\s+(?:time|hours?))?"
    r"|in\s+the\s+(?:busy|peak)\s+hour)(?!\w)",
    re.IGNORECASE,
)
_OF_DAYS = re.compile(
    rf"(?:^|(?<=[\s,;]))(?:(?:in|for|of|at|on|during)\s+)?(?:{_QUANTITY}|{_EACH}|per|by)\s*{_DAYS}(?![\w.(])"
    rf"|(?:^|(?<=[\s,;]))on\s+(?:an?\s+)?{_DAYNAMES}(?!\w)",
    re.IGNORECASE,
)
_AT_CLOSE = re.compile(rf"(?:^|(?<=[\s,;])){_TO_CLOSE}(?!\w)", re.IGNORECASE)
_OF_WHOLE_DAY = re.compile(rf"(?:^|(?<=[\s,;]))(?:{_WHOLE_DAY})(?![\w.(])", re.IGNORECASE)
_COUNTED_AT_CLOSE = re.compile(
    r"backlog|age[_ ]of[_ ]oldest|unfinished|oldest|left[_ ]?overs?|open[_ ]work|waiting|queued|outstanding", re.IGNORECASE
)
_PERCENT, _PART = re.compile(r"(\d+(?:\.\d+)?)\s*%"), re.compile(r"(\d+)\s*(?:/|of|out\s+of|in)\s*(\d+)")
_IN_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")

_EACH_INTERVAL = "the report shows each interval, and 'simdesk staff --targets-per interval' plans for every one"
_INSTEAD = (
    (_OF_HOURS, "the whole day", _EACH_INTERVAL),
    (_OF_INTERVALS, "the whole day", _EACH_INTERVAL),
    (_OF_DAYS, "all days together", "run shows beside each target on which share of the days it was met ('days met')"),
)


@dataclass(frozen=True)
class Condition:
    """What a target says of when it holds.

    Parameters
    ----------
    said : str
        Such as ``between 10:00 and 12:00``.
    rest : str
        The target without it.
    holds : str
        When a target holds instead.
    instead : str
        What there is instead of such a target.
    """

    said: str
    rest: str
    holds: str
    instead: str


def condition_of(text: str) -> Condition | None:
    """The hours, intervals or days for which alone a target shall hold, which no target says; None for one of the whole day."""
    outside = _outside_brackets(text)
    for pattern, holds, instead in _INSTEAD:
        found = pattern.search(outside)
        if found is not None and not _OF_WHOLE_DAY.fullmatch(found.group().strip()):
            rest = _cut(text, found)
            if re.search(r"\d", rest):  # a range is the bound itself
                return Condition(" ".join(text[found.start() : found.end()].split()), rest, holds, instead)
    return None


def share_of_intervals(condition: Condition) -> str:
    """The share in ``in 90% of the intervals`` or ``in 9 of 10 half hours``; empty for all of them and for other conditions."""
    if _OF_INTERVALS.fullmatch(condition.said) is None:
        return ""
    percent, part = _PERCENT.search(condition.said), _PART.search(condition.said)
    if percent is not None:
        return f"{percent[1]}%"
    return f"{100 * int(part[1]) / int(part[2]):.6g}%" if part is not None and 0 < int(part[1]) <= int(part[2]) else ""


def for_the_whole_day(text: str) -> str:
    """A target without the words for what holds anyway: ``per day``, and ``at close`` of a backlog."""
    found = _AT_CLOSE.search(_outside_brackets(text))
    if found is not None and _COUNTED_AT_CLOSE.search(text):
        text = _cut(text, found)
    found = _OF_WHOLE_DAY.search(_outside_brackets(text))
    return _cut(text, found) if found is not None else text


def _outside_brackets(text: str) -> str:
    return _IN_BRACKETS.sub(lambda match: "#" * len(match.group()), text)


def _cut(text: str, found: re.Match[str]) -> str:
    return f"{text[: found.start()].rstrip(' ,;')} {text[found.end() :].lstrip(' ,;')}".strip()

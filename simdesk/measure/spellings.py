"""Measures and targets as the trade says them (``80/20``, ``ASA <= 30 s``), put into the language of measures."""

from __future__ import annotations

import re
from contextlib import suppress

from simdesk.errors import InputError
from simdesk.formats import format_duration
from simdesk.measure.conditions import condition_of, for_the_whole_day, share_of_intervals
from simdesk.measure.phrases import check_is_measured, in_other_words, late_at_most, percentile_of_waits
from simdesk.measure.registry import EVERYTHING, FORMER_NAMES, METRICS, SERVICE_LEVEL, Metric
from simdesk.measure.replies import measured_reply, reply_in_phrase
from simdesk.units import parse_duration

ALSO: dict[str, str] = {also: metric.name for metric in METRICS.values() for also in metric.also} | FORMER_NAMES
"""Other names of the metrics, in small letters with ``_`` between words, and ours for them."""

_CALLED = re.compile(r"\s*([A-Za-z_][\w .-]*?)\s*\(([^()]*)\)\s*")
_SUBJECT = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)?")
_FILLERS = {"of", "for", "in", "on", "the", "queue", "group", "calls"}
_NUMBER = r"\d+(?:\.\d+)?"
_IN_TIME = re.compile(
    rf"(.*?)(?:^|(?<=[\s:(=>≥,]))({_NUMBER})\s*(%?)\s*"
    rf"(/|(?:of\s+(?:all\s+)?(?:the\s+)?(?:calls|contacts)\s+)?(?:answered\s+|picked up\s+)?(?:in|within)\s+)\s*"
    r"([\d.:]+\s*[A-Za-z]*\.?)(?:\s+(?:for|of|on|in)\s+([A-Za-z_][\w.]*))?",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"([A-Za-z_]\w*)\s*(?:\(([^()]*)\)|\[([^\[\]]*)\]|\{([^{}]*)\})")
_NO_COMMA = re.compile(r"\s*([A-Za-z_][\w.]*)\s+(\d.*)")
_SIGNS = {"=>": ">=", "=<": "<=", "≥": ">=", "≤": "<="}
COMPARED = re.compile(r">=|<=|=>|=<|>|<|==|=|≥|≤")
_IN_WORDS = (
    (r"at least|minimum|min\.?|no less than|not less than|not below", ">="),
    (r"at most|maximum|max\.?|no more than|not more than|not above|up to", "<="),
    (r"below|under|less than", "<"),
    (r"above|over|more than", ">"),
)
_BOUND = re.compile(rf"(.*?)[\s:]+({_NUMBER}\s*%?(?:\s*[A-Za-z]+\.?)?|{_NUMBER}:[0-5]\d)")

_BETWEEN = re.compile(
    rf"(?P<measure>.+?)\s*(?:between|from|:|\s)\s*(?P<low>{_NUMBER}\s*%)\s*(?:and|to|-|–)\s*(?P<high>{_NUMBER}\s*%)",
    re.IGNORECASE,
)
_RANGE = re.compile(rf"(?P<low>{_NUMBER}\s*%)\s*<=?\s*(?P<measure>.+?)\s*<=?\s*(?P<high>{_NUMBER}\s*%)")
_SHARE_OF = re.compile(
    rf"({_NUMBER}\s*%)\s*of\s+([A-Za-z_]\w*)\s+(?:answered\s+|done\s+|handled\s+)?(?:in|within)\s+([\d.:]+\s*[A-Za-z]*)",
    re.IGNORECASE,
)
_SERVICE_LEVEL = re.compile(rf"service_level\(([^,()]+), ([^,()]+)((?:, [^,()]+)*)\) >=? ({_NUMBER}\s*%)")
_VERB = re.compile(r"(?:at|with|have|has|meet(?:s|ing)?|reach(?:es|ing)?|achiev(?:e|es|ing)|above|over)\s+", re.IGNORECASE)
_ANSWERED_WITHIN = re.compile(
    rf"(answered|done|handled)\s+(?:in|within)\s+([\d.:]+\s*[A-Za-z]+)\s*\(\s*([A-Za-z_]\w*)\s*\)\s*(?:>=?|≥)\s*({_NUMBER}\s*%)",
    re.IGNORECASE,
)
_LONG = 3600.0
"""Seconds: from here on ``95% in 4 h`` may mean that work is begun, or that it is done."""
_NO_SUBJECTS = {"calls", "contacts", "all", "the"}
_LARGEST = re.compile(
    rf"(max|min|maximum|minimum)[_ ]([A-Za-z_]+)(\([^()]*\))?\s*(?:<=|>=|:|\s)\s*({_NUMBER}\s*%?)", re.IGNORECASE
)
"""``max_occupancy <= 90%``"""

_BOUND_FIRST = re.compile(rf"({_NUMBER}\s*(?:%|[A-Za-z]+\b)?)\s+(.*)")


def metric_called(name: str) -> str:
    """The metric of a name as people write it, such as ``ASA`` or ``Service level``; empty when there is none."""
    folded = "_".join(re.split(r"[\s_-]+", name.strip().lower()))
    return folded if folded in METRICS else ALSO.get(folded, "")


def in_round_brackets(text: str) -> str:
    """``service_level[sales; 20 s]`` with round brackets and commas; any other text as it is."""

    def made(match: re.Match[str]) -> str:
        name, *insides = match.groups()
        inside = next(one for one in insides if one is not None)
        if not metric_called(name) and name not in METRICS:
            return match.group()
        comma = inside.replace(";", ",")
        apart = _NO_COMMA.fullmatch(comma) if "," not in comma else None
        comma = f"{apart[1]}, {apart[2]}" if apart is not None else comma
        return match.group() if comma == inside and insides[0] is not None else f"{name}({comma})"

    return _BRACKETED.sub(made, text, count=1)


def documented_measure(text: str) -> str:
    """``asa(sales)``, ``ASA of sales`` or ``sales abandonment`` in the language of measures; what is not known as it is."""
    text = in_round_brackets(text)
    called = _CALLED.fullmatch(text)
    if called is not None:
        metric = metric_called(called.group(1))
        reply = "" if metric else measured_reply(called.group(1), called.group(2))
        if reply:
            return reply
        percentile = percentile_of_waits(text) if not metric else ""
        if percentile:
            return percentile
        if called.group(1) in FORMER_NAMES:
            return text
        if metric and METRICS[metric].arguments and called.group(2).strip()[:1].isdecimal():
            return f"{metric}({EVERYTHING}, {called.group(2).strip()})"
        return text if metric in ("", called.group(1)) else f"{metric}({called.group(2).strip() or EVERYTHING})"
    if text.strip() in METRICS or text.strip() in FORMER_NAMES:
        return text
    percentile = percentile_of_waits(text)
    if percentile:
        return percentile
    metric, subject = _in_words(text)
    return f"{metric}({subject})" if metric else text


def documented_target(text: str) -> str:
    """A target as the trade says it in the language of measures; what is not known as it is.

    ``80/20`` is ``service_level(all, 20 s) >= 80%``: the time without a unit is seconds. A measure and a bound without a
    comparison, such as ``asa: 30 s``, mean the better side.

    Raises
    ------
    InputError
        When it may mean two things.
    """
    of_intervals = _of_intervals(text)
    if of_intervals:
        return of_intervals
    _check_whole_day(text)
    text = reply_in_phrase(in_other_words(for_the_whole_day(text)))
    check_is_measured(text)
    _check_one_bound(text)
    in_brackets = _ANSWERED_WITHIN.fullmatch(text.strip())
    if in_brackets is not None:  # answered within 24 h (email) >= 90%
        done, time, subject, share = in_brackets.groups()
        if done.lower() == "done":
            return f"done_in_time({subject}, {time}) >= {share}"
        text = f"{share} of {subject} {done} within {time}"
    of_words = _SHARE_OF.fullmatch(text.strip())
    if of_words is not None and of_words[2].lower() not in _NO_SUBJECTS:
        share, subject, time = of_words.groups()
        text = f"{subject}: {share} in {time}"
    largest = _LARGEST.fullmatch(text.strip())
    if largest is not None and metric_called(largest[2]):
        text = f"{largest[2]}{largest[3] or ''} {'<=' if largest[1].lower().startswith('max') else '>='} {largest[4]}"
    text = in_round_brackets(text)
    spoken = _IN_TIME.fullmatch(text.strip())
    if spoken is not None:
        found = _answered_in_time(*spoken.groups())
        if found:
            return found
    head, sign, bound = _compared(text)
    alone = None if sign else _BOUND.fullmatch(text.strip())
    late = late_at_most(head, sign, bound) if alone is None else late_at_most(alone[1], "", alone[2])
    if late:
        return late
    if not sign:
        return _with_comparison(text) or text
    replied = _CALLED.fullmatch(head) or _CALLED.fullmatch(f"{head}(all)")
    reply = "" if replied is None else measured_reply(replied.group(1), replied.group(2), f"{_SIGNS.get(sign, sign)} {bound}")
    if reply:
        return reply
    measure = documented_measure(head)
    counted = METRICS.get(measure.partition("(")[0].strip())
    if counted is not None and counted.unit == "contacts" and bound.endswith("%") and counted.name in ALSO:
        measure = f"{ALSO[counted.name]}({measure.partition('(')[2].strip(' )') or EVERYTHING})"
    known = _SIGNS.get(sign, sign)
    return text if (measure, known) == (head, sign) or (sign in "≥≤" and measure == head) else f"{measure} {known} {bound}"


def _of_intervals(text: str) -> str:
    """``80% in 20 s in 90% of the intervals`` as a target on the intervals met; empty for another target."""
    condition = condition_of(text)
    share = share_of_intervals(condition) if condition is not None else ""
    if condition is None or not share:
        return ""
    return _intervals_met(documented_target(_VERB.sub("", condition.rest, count=1)), share)


def _intervals_met(target: str, share: str) -> str:
    """A target on a service level as one on the share of intervals that meet it; empty for another target."""
    level = _SERVICE_LEVEL.fullmatch(target)
    if level is None:
        return ""
    subject, threshold, more, goal = level.groups()
    return f"intervals_met({subject}, {threshold}, {goal}{more}) >= {share}"


def _check_whole_day(text: str) -> None:
    """Refuse a target of some hours, intervals or days.

    Raises
    ------
    InputError
    """
    condition = condition_of(text)
    if condition is None:
        return
    rest = condition.rest
    with suppress(InputError):
        rest = documented_target(rest)
    whole = f"write {rest} for {condition.holds}; " if COMPARED.search(rest) else ""
    share = _intervals_met(rest, "90%")
    some = f"; for a share of the intervals write {share}" if share and "interval" in condition.instead else ""
    raise InputError(f"a target holds for {condition.holds}, and not '{condition.said}'", f"{whole}{condition.instead}{some}")


def _check_one_bound(text: str) -> None:
    """Refuse a range: a target has one bound.

    Raises
    ------
    InputError
    """
    ranged = _RANGE.fullmatch(text.strip()) or _BETWEEN.fullmatch(text.strip())
    if ranged is not None:
        part = ranged.groupdict()
        measure = documented_measure(part["measure"].strip().rstrip(":").strip())
        raise InputError(
            "a target has one bound, and this is a range",
            f"write two: {measure} >= {part['low']} and {measure} <= {part['high']}",
        )


def _in_words(text: str) -> tuple[str, str]:
    """The metric and the subject of ``abandon rate of sales``; empty where the words do not say one of each."""
    words = [part for part in re.split(r"[\s:]+", text.strip()) if part]
    split = [part for word in words for part in _apart(word)]
    for length in range(len(split), 0, -1):
        for start in range(len(split) - length + 1):
            metric = metric_called(" ".join(split[start : start + length]))
            rest = [word for word in (*split[:start], *split[start + length :]) if word.lower() not in _FILLERS]
            if metric and len(rest) <= 1:
                if rest and not _SUBJECT.fullmatch(rest[0]):
                    continue
                return metric, rest[0] if rest else EVERYTHING
    return "", ""


def _apart(word: str) -> tuple[str, ...]:
    """``sales.asa`` as two words; ``sales.gold``, a class of customers, as one."""
    subject, dot, last = word.rpartition(".")
    return (subject, last) if dot and metric_called(last) else (word,)


def _answered_in_time(head: str, share: str, percent: str, between: str, time: str, of: str | None) -> str:
    """``sales 80/20`` and ``80% of calls in 20 s`` as a target; empty when the words in front say something else."""
    head, sign, rest = _compared(head)
    at_least = re.fullmatch(rf"(.*?)(?:^|\s)(?:is\s+|must be\s+)?(?:{_IN_WORDS[0][0]})", head.strip(), re.IGNORECASE)
    if at_least is not None and not sign:
        head, sign = at_least[1], ">="
    head = head.strip().rstrip(":").strip()
    if rest.strip() or sign not in ("", ">=", "=>", ">", "≥"):
        return ""
    if of and head and not metric_called(head):
        return ""
    subject = of or EVERYTHING
    called = _CALLED.fullmatch(head)
    if called is not None:
        if metric_called(called.group(1)) != SERVICE_LEVEL or "," in called.group(2):
            return ""
        subject = called.group(2).strip() or EVERYTHING
    elif head:
        metric, subject = _in_words(head)
        metric = SERVICE_LEVEL if metric in ("answered", "answer_rate") else metric
        subject = of or subject
        if not metric and _SUBJECT.fullmatch(head):
            metric, subject = SERVICE_LEVEL, head
        if metric != SERVICE_LEVEL:
            return ""
    number = float(share)
    seconds = f"{time.strip()} s" if re.fullmatch(_NUMBER, time.strip()) else time.strip()
    if between == "/" and not percent and re.fullmatch(_NUMBER, time.strip()) and number < 50 <= float(time):
        said = f"service_level({subject}, {seconds}) >= {share}%"
        raise InputError(f"{share}/{time} would be {share} % within {seconds}", f"write {time}/{share}, or {said}")
    if not 1 <= number <= 100:
        raise InputError(f"a share of {share} % (got '{share}{percent}{between}{time}')", "write 80/20: 80 % within 20 s")
    within = parse_duration(seconds)
    seconds = format_duration(within)
    if within >= _LONG and called is None and (not head or head == subject):
        begun, done = f"service_level({subject}, {seconds}) >= {share}%", f"done_in_time({subject}, {seconds}) >= {share}%"
        raise InputError("work that is begun in time may not be done in time", f"write {done}; for its begin {begun}")
    return f"service_level({subject}, {seconds}) {'>' if sign == '>' else '>='} {share}%"


def _compared(text: str) -> tuple[str, str, str]:
    """Measure, comparison and bound; the comparison is empty when there is none."""
    found = COMPARED.search(text)
    if found is not None:
        return text[: found.start()].strip(), found.group(), text[found.end() :].strip()
    for words, sign in _IN_WORDS:
        match = re.fullmatch(rf"(.*?[\s:)])(?:is\s+|be\s+|must be\s+)?(?:{words})\s+(.*)", text.strip(), re.IGNORECASE)
        if match is not None:
            return match.group(1).strip(), sign, match.group(2).strip()
        match = re.fullmatch(rf"(?:{words})\s+({_NUMBER}\s*(?:%|[A-Za-z]+\b)?)\s+(.*)", text.strip(), re.IGNORECASE)
        if match is not None:
            return match.group(2).strip(), sign, match.group(1).strip()
    return text, "", ""


def _with_comparison(text: str) -> str:
    """``asa: 30 s`` with the comparison that is meant; empty when it is no such target.

    Raises
    ------
    InputError
        When neither side is the better one.
    """
    match = _BOUND.fullmatch(text.strip())
    first = _BOUND_FIRST.fullmatch(text.strip())
    if match is not None:
        measure, bound = documented_measure(match.group(1).strip()), match.group(2).strip()
    elif first is not None:
        measure, bound = documented_measure(first.group(2).strip()), first.group(1).strip()
    else:
        return ""
    metric: Metric | None = METRICS.get(measure.partition("(")[0].strip())
    if metric is None:
        return ""
    measure = measure if "(" in measure else f"{measure}({EVERYTHING})"
    counted = ALSO.get(metric.name) if bound.endswith("%") and metric.unit == "contacts" else None
    if counted is not None:
        measure, metric = f"{counted}({measure.partition('(')[2].strip(' )') or EVERYTHING})", METRICS[counted]
    if metric.better == 0:
        raise InputError(
            f"{metric.name} has no better side (got '{text.strip()}')", f"write {measure} <= {bound}, or {measure} >= {bound}"
        )
    return f"{measure} {'>=' if metric.better > 0 else '<='} {bound}"

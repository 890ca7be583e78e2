"""What the name of a column says of its values: ``Fcst Contacts`` are volumes, ``Fcst AHT`` is a handle time."""

from __future__ import annotations

import re

_CONTACTS = (
    "contacts contact calls call volume volumes vol offered forecast forecasts fcst arrivals chats emails mails tickets cases "
    "interactions nco anrufe kontakte"
)
_NO_CONTACTS = (
    "aht att acw asa handle handling handled talk wait waiting time times duration seconds secs sec min mins minutes answered "
    "abandoned abandons abandon lost missed blocked rate share percent pct level sl agents agent heads headcount fte ftes staff "
    "required occupancy shrinkage target cost id name type error deviation accuracy mape variance sd"
)
_WEIGHTS = (
    "share shares probability probabilities prob weight weights count counts frequency freq percent percentage pct cumulative "
    "cum cdf proportion n anzahl"
)
_AGENTS = "agents agent heads headcount fte ftes staff staffed advisors"
_NO_AGENTS = "calls contacts volume aht time cost rate name id occupancy skill group"


def words_of(name: str) -> frozenset[str]:
    """The words of a column's name, in small letters."""
    return frozenset(re.split(r"[^a-zäöüß0-9%]+", name.lower())) - {""}


def _any(words: frozenset[str], known: str) -> bool:
    return not words.isdisjoint(known.split())


def is_volume(name: str) -> bool:
    """Whether a column is of contacts that arrive or are expected."""
    words = words_of(name)
    return _any(words, _CONTACTS) and not _any(words, _NO_CONTACTS) and "%" not in name


def is_handle_time(name: str) -> bool:
    """Whether a column is of average handle times: talk, hold and wrap-up together."""
    words = words_of(name.replace("_", " "))
    named = "aht" in words or ("time" in words and bool(words & {"handle", "handling"})) or "handletime" in words
    return named and not words & {"target", "total", "sum", "sd", "deviation", "stdev", "variance"}


def is_headcount(name: str) -> bool:
    """Whether a column is of agents."""
    words = words_of(name)
    return _any(words, _AGENTS) and not _any(words, _NO_AGENTS) and "%" not in name


def is_weight(name: str) -> bool:
    """Whether a column says how often the duration beside it occurs."""
    return "%" in name or _any(words_of(name), _WEIGHTS)

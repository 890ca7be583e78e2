"""What the name of a column says of its values: ``Fcst Contacts`` are volumes, ``Fcst AHT`` is a handle time."""

from __future__ import annotations

import re

from simdesk.scenario.tables.column_words import (
    AGENTS,
    CONTACTS,
    DIFFERENCES,
    HANDLE_TIMES,
    NO_AGENTS,
    NO_CONTACTS,
    NO_HANDLE_TIMES,
    NO_STAFFED,
    PARTS_OF_HANDLE_TIMES,
    REQUIRED,
    STAFFED,
    WEIGHTS,
)


def words_of(name: str) -> frozenset[str]:
    """The words of a column's name, in small letters."""
    apart = re.sub(r"(?<=[a-zà-öø-ÿ])(?=[A-Z])", " ", name)  # AverageHandleTime
    return frozenset(re.split(r"[^a-zà-öø-ÿ0-9%]+", apart.lower())) - {""}


def is_volume(name: str) -> bool:
    """Whether a column is of contacts that arrive or are expected."""
    words = words_of(name)
    return bool(words & CONTACTS) and not words & NO_CONTACTS and "%" not in name


def is_handle_time(name: str) -> bool:
    """Whether a column is of average handle times: talk, hold and wrap-up together."""
    words = words_of(name.replace("_", " "))
    named = bool(words & HANDLE_TIMES) or ("time" in words and bool(words & {"handle", "handling"}))
    return named and not words & NO_HANDLE_TIMES


def is_time_of_contact(name: str) -> bool:
    """Whether a column is of handle times or of a part of them."""
    words = words_of(name.replace("_", " "))
    return is_handle_time(name) or bool(words & PARTS_OF_HANDLE_TIMES and not words & NO_HANDLE_TIMES)


def is_headcount(name: str) -> bool:
    """Whether a column is of agents."""
    words = words_of(name)
    return bool(words & AGENTS) and not words & NO_AGENTS and "%" not in name


def is_staffed(name: str) -> bool:
    """Whether a column without a word for agents is of those on the floor: ``Scheduled``."""
    words = words_of(name)
    return bool(words & STAFFED) and not words & (NO_AGENTS | CONTACTS | NO_STAFFED) and "%" not in name


def is_required(name: str) -> bool:
    """Whether a column is of agents that are needed, or of those missing or too many."""
    return bool(words_of(name) & (REQUIRED | DIFFERENCES))


def is_weight(name: str) -> bool:
    """Whether a column says how often the duration beside it occurs."""
    return "%" in name or bool(words_of(name) & WEIGHTS)

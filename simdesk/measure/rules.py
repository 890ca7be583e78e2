"""How service level is counted where a scenario may choose."""

from __future__ import annotations

from dataclasses import dataclass

DEFAULT_DEFINITION = "abandoned_in_time_removed"
"""The definition of service level where neither a measure nor the scenario names one."""


@dataclass(frozen=True)
class ServiceLevelRule:
    """The scenario's choices.

    Parameters
    ----------
    definition : str
        A key of ``registry.SERVICE_LEVEL_DEFINITIONS``, for measures that name none.
    short_abandon : float
        Up to which wait (seconds) an abandon is short.
    genesys_include_abandons, genesys_include_short_abandons, genesys_include_sent_away : bool
        The three switches of the ``genesys`` definition; contacts sent away are its flow-outs.
    """

    definition: str = DEFAULT_DEFINITION
    short_abandon: float = 5.0
    genesys_include_abandons: bool = True
    genesys_include_short_abandons: bool = False
    genesys_include_sent_away: bool = False

"""Values of a scenario set on the command line by less than their whole path: ``headcount=12``."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simdesk.scenario import Scenario


@cache
def loaded(file: str) -> Scenario | None:
    """The scenario of a file; None where it cannot be loaded, which the command itself will say."""
    from simdesk.scenario import InvalidScenario, load

    try:
        return load(Path(file))
    except InvalidScenario:
        return None


def whole_paths(file: str, key: str, value: str) -> list[str]:
    """The whole paths that a part of one may mean.

    Parameters
    ----------
    file : str
        The scenario.
    key : str
        ``headcount``, ``desk.headcount``, or a word of the trade for it.
    value : str
        What is set, for which the place must be fit.

    Returns
    -------
    list of str
        The key alone where it is a whole path, or nothing is known of it; several where it may mean several.
    """
    from simdesk.scenario.hints.paths import places_of

    scenario = loaded(file)
    return [key] if scenario is None else places_of(scenario, key, value) or [key]


def named_as_variant(file: str, word: str) -> bool:
    """Whether a word names a variant of the scenario."""
    scenario = loaded(file)
    return scenario is not None and all(part in scenario.variants for part in word.split("+"))


def queues_of(file: str) -> Sequence[str]:
    """The queues of a scenario; empty where it cannot be loaded."""
    scenario = loaded(file)
    return () if scenario is None else scenario.queues


def groups_of(file: str) -> Sequence[str]:
    """The agent groups of a scenario; empty where it cannot be loaded."""
    scenario = loaded(file)
    return () if scenario is None else scenario.agent_groups


def targets_of(file: str) -> list[str]:
    """The targets of a scenario as texts; empty where it cannot be loaded."""
    scenario = loaded(file)
    return [] if scenario is None else [target.text for target in scenario.targets]

"""How a service level counts each contact by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simdesk.engine.log import ContactLog
from simdesk.floor.plan import FloorPlan
from simdesk.measure.expression import Expression, definition_of
from simdesk.measure.rules import ServiceLevelRule
from simdesk.rules.codes import ABANDONED, ANSWERED, BALKED, LEFT_WITHIN, SENT_AWAY

if TYPE_CHECKING:
    from numpy.typing import NDArray


def judged(
    contacts: ContactLog, measure: Expression, rule: ServiceLevelRule, plan: FloorPlan
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which contacts count for a service level, and which of all are in time.

    A service level is the second's number over the first's, but for ``of_expected``, which divides by the contacts of the
    plan: there every contact counts.

    Parameters
    ----------
    contacts : ContactLog
    measure : Expression
        A service level; its threshold and short-abandon time are seconds.
    rule : ServiceLevelRule
    plan : FloorPlan

    Returns
    -------
    counted, in_time : ndarray of bool, shape (contacts,)
    """
    limit = contacts.arrival + (measure.threshold or 0.0)
    short_limit = contacts.arrival + (rule.short_abandon if measure.short_abandon is None else measure.short_abandon)
    answered = np.isin(contacts.outcome, [ANSWERED, LEFT_WITHIN])
    gave_up = np.isin(contacts.outcome, [ABANDONED, BALKED])
    sent_away = contacts.outcome == SENT_AWAY
    lost = gave_up | sent_away
    with np.errstate(invalid="ignore"):
        early, short = contacts.left <= limit, lost & (contacts.left <= short_limit)
        stayed_in_time = contacts.could_answer <= limit
    in_time = answered & early
    match definition_of(measure, rule.definition):
        case "of_answered":
            return answered, in_time
        case "of_offered":
            return answered | lost, in_time
        case "abandoned_in_time_good":
            return answered | lost, in_time | (lost & early)
        case "short_abandons_credited":
            return answered | lost, in_time | short
        case "short_abandons_removed":
            return answered | (lost & ~short), in_time
        case "virtual":
            known = lost & (~np.isnan(contacts.could_answer) | (plan.closing > limit))
            return answered | known, in_time | (lost & stayed_in_time)
        case "of_expected":
            return np.ones(len(contacts), bool), in_time
        case "genesys":
            counted = answered.copy()
            if rule.genesys_include_abandons:
                counted |= gave_up if rule.genesys_include_short_abandons else gave_up & ~short
            if rule.genesys_include_sent_away:
                counted |= sent_away
            return counted, in_time
        case _:
            return answered | (lost & ~early), in_time

"""The codes of a leg, one contact of a customer's journey: how it came about, how it begins, and what follows it.

A leg is drawn with its codes before the day begins (``simdesk.demand``), and the rules act on them. Where a code has a name
outside the rules, the code is the place of the name in its list.
"""

from __future__ import annotations

REASONS = ("first_try", "redial", "transfer", "repeat", "call_back", "assistance", "passed_on", "return")
"""How a leg came about."""
FIRST_TRY, REDIAL, TRANSFER, REPEAT, CALL_BACK, ASSISTANCE, PASSED_ON, RETURN = range(len(REASONS))

BALKS, IS_LOST, IS_CALLED = 1, 2, 4
"""``balks``: the customer balks when nobody is free, is lost before reaching the queue, or is called by the centre."""

NOTHING_FOLLOWS, TRANSFERS, TRANSFERS_WARM, MAY_REPEAT, CALLS_AGAIN, GOES_ON = range(6)
"""``follows``: what follows an answered leg at the end of the talk."""
NEEDS_HELP = 8
"""Bit of ``follows``: before that the agent asks a second one for help."""

AFTER_LEAVING, AFTER_BLOCKED = 1, 2
"""Bits of ``tries_again``: the customer redials after leaving, or after a busy signal."""
TIES_UP_AGENT = 4
"""Bit of ``tries_again``: an agent is tied up until this leg is answered, or has helped."""

MOST_LEGS = 40
"""A journey has so many legs at the most, whatever the shares say; redials have a limit of their own."""

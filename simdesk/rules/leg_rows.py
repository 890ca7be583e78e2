"""The rows from which legs are drawn while the day runs: where a contact stands in its journey, and what may follow."""

from __future__ import annotations

from simdesk.rules.rows import Long, Real, Short, Small, Whole, laid_out

UNDRAWN = -2
"""In place of a row that may follow: there is one, and it is drawn when the floor leads there."""


class LegRow:
    """Where a contact stands in its journey, from which what may follow it is drawn; in step with contacts, or empty."""

    key: Long  # of what is drawn for it
    back_key: Long  # of a contact in the wrong queue: that of the leg in the right one
    when: Real  # when the customer first came
    customer: Whole
    journey: Whole  # the contact it began with
    attempt: Short  # legs of the journey so far, without calls for help
    helps: Short  # calls for help so far
    tries: Short  # tries lost in a row
    repeats: Short  # repeat contacts in a row
    calls: Short  # calls by the centre in a row
    meant: Short  # the queue that the customer wants, whose redials hold
    called_by: Short  # the row of ``calls`` by whose rules the customer is called, or NOBODY
    reason: Small


LEG = laid_out(LegRow)


class JourneyRow:
    """What may follow the contacts of a queue, and what else is drawn for them: one row for each queue, or none at all."""

    whole: Long  # key of its name, with all its classes of customers
    balking: Real
    redial_share: Real
    redial_blocked: Real
    redial_further: Real
    transfer_lost: Real
    misrouted_lost: Real
    help_share: Real
    repeat_most: Real
    accepted: Real  # a call-back
    bot_contained: Real
    bot_factor: Real
    bot_failed: Real
    leads_from: Whole  # transfers: rows of ``leads``
    leads_to: Whole
    redial_law: Whole  # rows of ``laws``, or NOBODY
    help_law: Whole
    repeat_law: Whole
    call_back_law: Whole
    failed_law: Whole
    redial_at_most: Short
    repeat_at_most: Short
    redials: Small
    redial_queue: Short  # NOBODY: that which the customer wants
    help_queue: Short  # NOBODY where there is none; so are the next three
    repeat_queue: Short
    call_back_queue: Short
    bot_queue: Short
    failed_queue: Short
    warm: Small
    reacts: Small


JOURNEY = laid_out(JourneyRow)


class CallsRow:
    """Calls by the centre: for each queue the calls back to its customers, and behind all those the calls of its campaign."""

    reached: Real
    dialling: Real
    more_dialling: Real  # of those who are reached
    retry_law: Whole
    at_most: Short


CALLS = laid_out(CallsRow)


class LeadRow:
    """One of the queues to which a queue's contacts are transferred."""

    queue: Whole
    share: Real


LEAD = laid_out(LeadRow)


class LawRow:
    """A distribution: what ``family`` needs, and the bounds into which every value is moved."""

    a: Real
    b: Real
    c: Real
    at_least: Real
    at_most: Real
    first: Whole  # of ``numbers``
    end: Whole
    family: Whole


LAW = laid_out(LawRow)


class PieceRow:
    """From which time on which law holds."""

    begin: Real
    law: Whole


PIECE = laid_out(PieceRow)


class VaryingRow:
    """A duration of a queue's contacts: its pieces, and where in ``numbers`` the factors by interval begin, or NOBODY."""

    key: Long
    pieces_from: Whole
    pieces_to: Whole
    factors: Whole


VARYING = laid_out(VaryingRow)

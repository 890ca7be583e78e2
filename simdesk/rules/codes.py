"""The codes of the floor: outcomes of contacts, states of agents, spans of their day, ways to close.

Where a code has a name outside the rules, the code is the place of the name in its list.
"""

from __future__ import annotations

OUTCOMES = (
    "not_made",
    "waiting",
    "answered",
    "abandoned",
    "balked",
    "blocked",
    "sent_away",
    "took_call_back",
    "not_reached",
    "left_within",
    "contained",
    "passed_on",
)
"""What became of a contact; the last two by a bot."""
(
    NOT_MADE,
    WAITING,
    ANSWERED,
    ABANDONED,
    BALKED,
    BLOCKED,
    SENT_AWAY,
    TOOK_CALL_BACK,
    NOT_REACHED,
    LEFT_WITHIN,
    CONTAINED,
    PASSED_ON,
) = range(len(OUTCOMES))
RINGING = len(OUTCOMES)
"""Waiting, and an agent is called: no outcome of a log."""

WAYS_TO_CLOSE = ("finish", "send_away", "carry")
"""What becomes of contacts that wait at closing: answered by the agents still there, turned away, or carried over."""
FINISH_WAITING = WAYS_TO_CLOSE.index("finish")
TURN_AWAY_WAITING = WAYS_TO_CLOSE.index("send_away")
CARRY_OVER = WAYS_TO_CLOSE.index("carry")

MIXES = ("apart", "together", "rests")
"""Whether an agent with a contact of one channel in progress may get one of another: no, or beside it, or while it is paused."""
APART, TOGETHER, RESTS = range(len(MIXES))

# What an agent is doing.
OFF, IDLE, BUSY, ON_BREAK, UNAVAILABLE = range(5)

# What a busy agent has to do after the contacts in progress; who steps out may be called back when the headcount rises again.
NOTHING, TAKE_BREAK, LEAVE_FLOOR, STEP_OUT = range(4)

# How a queue opens to more groups, if it does: by its length, or by the wait predicted.
BY_LENGTH, BY_PREDICTION = 1, 2

# Spans of an agent's day, as logged; at work only where an agent may have several contacts in progress. Those behind ``MEETING``
# lie within time on duty, and so does time at work.
ON_DUTY, BREAK, AT_WORK, MEETING, RANG, MISSED, REFUSED, PAUSED = range(8)

# How an offer will end.
TAKEN, IN_VAIN, DECLINED = range(3)

# Whether a queue takes contacts: at once, with a busy signal, or to be answered when the centre opens; or is a bot, always there.
OPEN, SHUT, BY_NIGHT, IS_BOT = range(4)

# Where a contact in progress is: not there, talk, silence of the customer, waiting for another agent, wrap-up, talk after help.
NOT_IN_PROGRESS, TALK, SILENCE, TIED_UP, WRAP_UP, AFTER_HELP = range(6)

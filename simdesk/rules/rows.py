"""The rows of the floor (contacts, queues, agents, groups and the centre) with their fields.

Each kind of row is declared once, as a class, and ``laid_out`` makes the structured type of it that both clocks play on (see
``simdesk.rules.floor``). Rows point at each other by index; ``NOBODY`` points nowhere and is tested before it indexes anything.
Times are seconds after midnight. More rows are in ``leg_rows``, and the codes in them in ``codes`` and ``leg_codes``.
"""

from __future__ import annotations

from typing import Annotated, Any, get_type_hints

import numpy as np

NOBODY = -1

Real = Annotated[float, np.dtype("f8")]
Whole = Annotated[int, np.dtype("i4")]
Short = Annotated[int, np.dtype("i2")]
Small = Annotated[int, np.dtype("i1")]
Long = Annotated[int, np.dtype("i8")]


def laid_out(row: type) -> np.dtype[Any]:
    """The structured type of rows with the fields of a class, in their order."""
    hints = get_type_hints(row, include_extras=True)
    return np.dtype([(name, hint.__metadata__[0]) for name, hint in hints.items()], align=True)


class ContactRow:
    """What every contact needs, in the 64 bytes that a processor fetches at once; what few need is in ``DrawnRow``."""

    arrival: Real
    patience: Real
    handle_time: Real
    wrap_up: Real  # once answered: as worked at the group's pace
    taken: Real  # when an agent took it, or would have taken it had it not left the queue; NaN until then
    ended: Real  # the talk ended, or the customer left
    agent: Whole
    behind: Whole
    queue: Short
    group: Short
    outcome: Small
    balks: Small  # see ``leg_codes``
    tries_again: Small  # bits, see there
    follows: Small  # at the end of the talk, and whether help is asked for before that; see ``leg_codes``


CONTACT = laid_out(ContactRow)


class DrawnRow:
    """What may become of a contact and follow it, drawn before it arrives; in step with contacts, where a rule needs it."""

    redial_after: Real
    pick: Real
    react: Real
    told: Real
    resolution: Real
    call_back_after: Real
    follow_after: Real  # the end of the talk
    help_after: Real  # the beginning of the talk, in seconds of talk at pace 1
    next_try: Whole
    call_back: Whole
    follow: Whole
    help: Whole
    ties_up: Whole  # the contact whose agent stays with the customer until this leg is answered, or has helped
    offer_draw: Real  # the offer is missed if it is below the group's share; uniform again after each missed offer
    offered: Real  # since when an agent is called
    called: Whole  # the agent who is called, or NOBODY
    offer: Whole  # how that will end
    misses: Whole  # offers missed or refused


DRAWN = laid_out(DrawnRow)


class InProgressRow:
    """A contact in progress of an agent who may have several."""

    left: Real  # of its talk, silence or wrap-up: seconds at full pace
    pace: Real  # 0 while it rests
    due: Real
    silence: Real  # seconds in which the customer reads, writes or is away
    stays: Real  # seconds after the answer until the customer leaves, if not done by then
    next: Whole
    phase: Whole


IN_PROGRESS = laid_out(InProgressRow)


class CapacityRow:
    """How many contacts of a channel an agent of a group may have in progress, and the pace at which each is worked on."""

    slots: Whole
    paces_from: Whole
    paces_to: Whole


CAPACITY = laid_out(CapacityRow)


class QueueRow:
    """A queue, or one class of its customers."""

    area: Real  # integral of the number waiting over time
    since: Real  # time of the last change of the number waiting
    waiting_line: Whole
    more_waiting_lines_from: Whole
    more_waiting_lines_to: Whole
    waiting: Whole
    longest: Whole
    waiting_places: Whole
    family_from: Whole  # rows of the classes of one queue's customers: what limits a queue counts them together
    family_to: Whole
    tries_from: Whole
    tries_to: Whole
    index: Whole
    closed: Whole
    trunk: Whole
    special: Whole  # 1 when an agent is chosen by the rules of ``routing``
    choice: Whole
    predictor: Whole
    steps_from: Whole
    steps_to: Whole
    overflows: Whole  # by what the queue opens to more groups: its length or the wait predicted
    last_agent: Whole
    last_wait: Real
    mean_wait: Real
    mean_handle_time: Real
    reacts: Whole  # 1 when customers react to the queue by the rules of ``reactions``
    balks_from: Whole
    balks_to: Whole
    balks_by_wait: Whole
    announces: Whole
    offer_waiting: Whole  # NOBODY: no call-back is offered
    rushed_from: Whole
    leaves_if_longer: Real
    patience_factor: Real
    offer_predicted: Real
    rushed_unresolved: Real
    units: Real
    channel: Whole
    bot: Whole
    ringing: Whole  # contacts that ring at an agent: in no waiting line, and still waiting
    ringing_since: Real
    hours_from: Whole
    hours_to: Whole
    at_close: Whole
    out: Whole  # 1 during an outage
    carried_over_first: Whole  # contacts that wait for the centre to open, linked through ``Floor.carried_over``
    carried_over_last: Whole
    reached: Whole  # who is behind this contact may be the first that waits; see ``reached``
    reached_from: Whole  # of ``Floor.reached``, in step with those the queue tries


QUEUE = laid_out(QueueRow)


class WaitingLineRow:
    """A waiting line of one queue, or of several that are taken at the same rank."""

    first: Whole
    last: Whole
    slot: Whole
    leaves_from: Whole
    leaves_to: Whole
    queue: Whole
    stays: Whole  # 1 when all its contacts are carried over together, as they stand
    kept_first: Whole  # those that stand there until the centre opens, linked as in the line
    kept_last: Whole


WAITING_LINE = laid_out(WaitingLineRow)


class AgentRow:
    """An agent."""

    idle_since: Real  # or unavailable since then
    on_since: Real
    break_length: Real  # owed, seconds
    on_duty: Real  # seconds up to ``on_since``, breaks left out
    busy: Real  # seconds, kept only where a rule asks for it; so are the next two
    talk: Real
    handled: Whole
    group: Whole
    next_group: Whole
    state: Whole
    due: Whole
    standby: Whole
    ahead: Whole
    behind: Whole
    # Where they may have several contacts in progress.
    units: Real
    settled: Real  # until when work done is taken off what is left
    next_due: Real
    at_work_since: Real
    first_in_progress: Whole
    in_progress: Whole
    tied_up: Whole  # how many of them wait for another agent
    has_room: Whole  # 1 while on the idle list with a contact in progress
    paces_from: Whole  # where the paces of the agent's kind in the agent's group begin
    calls: Whole  # the contact the agent is called for, or NOBODY
    since_rest: Whole  # contacts since the last rest
    kind: Short  # 0: as the group
    away_as: Short  # BREAK or MEETING
    ready_at: Real  # when a break or a pause ends
    home: Whole  # the group they begin a day in


AGENT = laid_out(AgentRow)


class GroupRow:
    """An agent group."""

    overtime: Real  # agent seconds
    more_idle_lists_from: Whole
    more_idle_lists_to: Whole
    idle: Whole
    on_duty: Whole
    to_leave: Whole  # agents who leave as soon as they finish, whoever finishes first
    off: Whole  # stack of agents who can come on duty
    standby: Whole  # stack of agents who can be sent for
    takes_from: Whole
    takes_to: Whole
    index: Whole
    special: Whole  # 1 when a contact is chosen by the rules of ``routing``
    paces_from: Whole
    several: Whole  # 1 when its agents may have several contacts in progress
    capacity: Real
    partial: Whole  # 1 when some of its agents take only some of its queues
    ring_column: Whole  # of ``rings``, or NOBODY where the time is always the same
    ring_time: Real
    missed: Real
    missed_after: Real
    missed_pause: Real
    refused: Real
    refused_after: Real
    refused_pause: Real
    wrap_up_limit: Real
    pause: Real
    rest: Real
    rest_after: Whole  # contacts; 0: no rest
    works_shifts: Whole


GROUP = laid_out(GroupRow)


class IdleListRow:
    """Idle agents, longest idle first: a list for each group, in their order, and further ones for groups tried together."""

    first: Whole
    last: Whole
    slot: Whole
    leaves_from: Whole
    leaves_to: Whole


IDLE_LIST = laid_out(IdleListRow)


class IdlePlaceRow:
    """An agent's place on a further idle list."""

    ahead: Whole
    behind: Whole


IDLE_PLACE = laid_out(IdlePlaceRow)


class CentreRow:
    """The centre as a whole: a single row."""

    closing: Real
    opening: Real
    interval: Real
    last: Real  # when the compiled clock stopped last
    day: Long  # which one, for what is drawn while it runs
    closed: Whole
    present: Whole  # contacts waiting, in service or about to try again
    finish_waiting: Whole
    staying: Whole  # idle agents who stay after closing
    keeps_score: Whole  # 1 when a rule asks what agents have done so far
    predicts: Whole  # 1 when a queue opens to more groups by the wait predicted
    offers: Whole  # 1 when contacts are offered before they are answered, by the rules of ``offers``
    pauses: Whole  # 1 when agents pause between contacts, by the rules of ``pauses``
    nights: Whole  # 1 when ``open_and_close`` plays hours by queue, several days or outages
    over: Whole  # the last closing is past
    tied: Whole  # 1 once a contact in a waiting line may have tied up an agent
    spans: Whole  # how many opening hours it has: the first of ``hours``
    intervals: Whole
    rows: Whole  # of ``contacts`` that are taken
    link_columns: Whole  # of ``links`` and ``rings``, for each contact
    ring_columns: Whole
    picks: Small  # 1 when a uniform number is drawn for rules that choose by chance, and whether an agent misses an offer
    misses: Small


CENTRE = laid_out(CentreRow)


class TrunkRow:
    """A trunk group."""

    lines: Whole
    in_use: Whole


TRUNK = laid_out(TrunkRow)


class OrderRow:
    """An entry of a list of preferences: an idle list that a queue tries, or a waiting line a group takes from, and its rank."""

    whom: Whole
    level: Whole


ORDER = laid_out(OrderRow)


class TermRow:
    """When a group may take a queue's contacts, and how it compares them: in step with the orders where any rule needs it."""

    after: Real
    until: Real
    predicted_from: Real
    weight: Real
    bonus: Real
    open_due: Real  # opening hours of the centre in which the work is due, seconds; 0: by the clock, as a bonus
    waiting_from: Whole
    reserve: Whole


TERM = laid_out(TermRow)


class StepRow:
    """From which queue length or predicted wait on which share balks."""

    start: Real
    share: Real


STEP = laid_out(StepRow)


class IndexRow:
    """The index of a long list of preferences: a tree of marks."""

    marks: Whole
    leaves: Whole


INDEX = laid_out(IndexRow)


class HoursRow:
    """A span of opening hours."""

    open: Real
    close: Real


HOURS = laid_out(HoursRow)


class LeafRow:
    """Where a waiting line or an idle list is marked in an index."""

    index: Whole
    leaf: Whole


LEAF = laid_out(LeafRow)


class StaffChangeRow:
    """A planned happening of the day."""

    when: Real
    length: Real
    what: Whole
    who: Whole
    agents: Whole


STAFF_CHANGE = laid_out(StaffChangeRow)

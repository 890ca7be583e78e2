"""Legs that follow a contact, drawn when the floor leads to them: a redial, a transfer, help, a repeat contact, a call back.

What a leg brings (its patience, its handle time and the rest), and what may follow it, is a function of its key: that of the leg
before and the way from there. So a customer has the same journey in every variant that leads there, and what is not played is
never drawn. First tries are drawn by columns beforehand, by the same laws (``simdesk.demand.legs``).
"""

from __future__ import annotations

import math

from simdesk.rules.draws import key_within, place_key, signed, uniform_at
from simdesk.rules.floor import Floor, add_contact
from simdesk.rules.laws import drawn_from, duration
from simdesk.rules.leg_codes import (
    AFTER_BLOCKED,
    AFTER_LEAVING,
    ASSISTANCE,
    BALKS,
    CALL_BACK,
    CALLS_AGAIN,
    GOES_ON,
    IS_CALLED,
    IS_LOST,
    MAY_REPEAT,
    MOST_LEGS,
    NEEDS_HELP,
    NOTHING_FOLLOWS,
    PASSED_ON,
    REDIAL,
    REPEAT,
    RETURN,
    TRANSFER,
    TRANSFERS,
    TRANSFERS_WARM,
)
from simdesk.rules.leg_rows import UNDRAWN, JourneyRow
from simdesk.rules.rows import NOBODY

DURATIONS = ("patience", "handle_time", "wrap_up", "customer_time", "leaves_after")
"""The durations of a queue's contacts, in the order of ``varying``."""
PATIENCE, HANDLE_TIME, WRAP_UP, SILENCE, STAYS = range(len(DURATIONS))

NEVER = 1.0
"""In place of a uniform number: below no share."""

_REDIAL, _REDIAL_AFTER, _CALL_BACK, _CALL, _AFTER = (
    signed(place_key(place)) for place in ("redial", "redial_after", "call_back", "call", "after")
)
_TRANSFER, _ASSISTANCE, _REPEAT, _PASSED_ON, _RETURN = (
    signed(place_key(place)) for place in ("transfer", "assistance", "repeat", "passed_on", "return")
)
_BALKING, _PICK, _OFFER_DRAW, _REACTION, _ANNOUNCEMENT, _LOST, _REACHED, _BOT = (
    signed(place_key(place)) for place in ("balking", "pick", "offer_draw", "reaction", "announcement", "lost", "reached", "bot")
)
_RESOLUTION, _REPEAT_AFTER, _HELP_AFTER = (signed(place_key(place)) for place in ("resolution", "repeat_after", "help_after"))


def next_try_of(floor: Floor, c: int) -> int:
    """The leg in which the customer of contact ``c``, who was lost, tries again."""
    drawn = floor.drawn[c]
    if drawn.next_try == UNDRAWN:
        leg = floor.legs[c]
        target = floor.journeys[leg.meant].redial_queue
        child = begin_leg(floor, c, leg.meant if target == NOBODY else target, key_within(leg.key, _REDIAL), REDIAL)
        floor.legs[child].tries = leg.tries + 1
        draw_leg(floor, child)
        drawn.next_try = child
    return int(drawn.next_try)


def call_back_of(floor: Floor, c: int) -> int:
    """The call back to the customer of contact ``c``."""
    drawn = floor.drawn[c]
    if drawn.call_back == UNDRAWN:
        q = floor.contacts[c].queue
        child = begin_leg(floor, c, floor.journeys[q].call_back_queue, key_within(floor.legs[c].key, _CALL_BACK), CALL_BACK)
        floor.legs[child].called_by = q
        floor.legs[child].calls = 1
        draw_leg(floor, child)
        drawn.call_back = child
    return int(drawn.call_back)


def help_for(floor: Floor, c: int) -> int:
    """The call of contact ``c``'s agent for a second one."""
    drawn = floor.drawn[c]
    if drawn.help == UNDRAWN:
        target = floor.journeys[floor.contacts[c].queue].help_queue
        child = begin_leg(floor, c, target, place_of(floor, c, _ASSISTANCE, target), ASSISTANCE)
        floor.legs[child].tries = 1
        draw_leg(floor, child)
        drawn.help = child
    return int(drawn.help)


def following_of(floor: Floor, c: int, kind: int) -> int:
    """The leg that follows the talk of contact ``c``, one of ``leg_codes``' kinds; nobody where none does."""
    drawn = floor.drawn[c]
    if drawn.follow == UNDRAWN:
        drawn.follow = draw_following(floor, c, kind)
    return int(drawn.follow)


def draw_following(floor: Floor, c: int, kind: int) -> int:
    """Draw that leg."""
    contact, leg = floor.contacts[c], floor.legs[c]
    rules = floor.journeys[contact.queue]
    if kind == CALLS_AGAIN:
        child = begin_leg(floor, c, contact.queue, key_within(leg.key, _CALL), CALL_BACK)
        floor.legs[child].called_by = leg.called_by
        floor.legs[child].calls = max(leg.calls, 1) + 1
    elif kind in (TRANSFERS, TRANSFERS_WARM):
        if leg.meant != contact.queue:
            child = begin_leg(floor, c, leg.meant, leg.back_key, TRANSFER)
        else:
            child = begin_leg(floor, c, transfers_to(floor, c), 0, TRANSFER)
            floor.legs[child].key = place_of(floor, c, _TRANSFER, floor.contacts[child].queue)
            floor.legs[child].tries = 1
            floor.legs[child].helps += helped(floor, c)
    elif kind == MAY_REPEAT:
        child = begin_leg(floor, c, rules.repeat_queue, place_of(floor, c, _REPEAT, rules.repeat_queue), REPEAT)
        floor.legs[child].tries = 1
        floor.legs[child].helps += helped(floor, c)
        floor.legs[child].repeats = leg.repeats + 1
    elif kind == GOES_ON:
        child = begin_leg(floor, c, rules.bot_queue, place_of(floor, c, _PASSED_ON, rules.bot_queue), PASSED_ON)
    else:
        child = begin_leg(floor, c, rules.failed_queue, place_of(floor, c, _RETURN, rules.failed_queue), RETURN)
    draw_leg(floor, child)
    if kind in (TRANSFERS, TRANSFERS_WARM):
        lost = rules.transfer_lost if leg.meant == contact.queue else floor.journeys[leg.meant].misrouted_lost
        if lost > 0 and uniform_at(key_within(floor.legs[child].key, _LOST), floor.centre[0].day, leg.customer, 0) < lost:
            floor.contacts[child].balks = IS_LOST
    elif kind == GOES_ON and rules.bot_factor != 1.0:
        floor.contacts[child].handle_time *= rules.bot_factor
    return child


def place_of(floor: Floor, c: int, way: int, target: int) -> int:
    """The key of the leg to which a way leads from contact ``c``, in another queue."""
    return key_within(key_within(floor.legs[c].key, way), floor.journeys[target].whole)


def helped(floor: Floor, c: int) -> int:
    """Whether contact ``c`` called for help, as a number."""
    return 0 if floor.drawn[c].help == NOBODY else 1


def transfers_to(floor: Floor, c: int) -> int:
    """The queue to which contact ``c`` is transferred; nobody where it is not."""
    leg = floor.legs[c]
    rules = floor.journeys[floor.contacts[c].queue]
    uniform, low = uniform_at(key_within(leg.key, _TRANSFER), floor.centre[0].day, leg.customer, 0), 0.0
    for k in range(rules.leads_from, rules.leads_to):
        if low <= uniform < low + floor.leads[k].share:
            return int(floor.leads[k].queue)
        low += floor.leads[k].share
    return NOBODY


def begin_leg(floor: Floor, c: int, queue: int, key: int, reason: int) -> int:
    """A new contact, the next leg after contact ``c``: where it stands in the journey."""
    child = add_contact(floor)
    before, leg = floor.legs[c], floor.legs[child]
    floor.contacts[child].queue = queue
    leg.key = key
    leg.when = before.when
    leg.customer = before.customer
    leg.journey = before.journey
    leg.attempt = before.attempt + 1
    leg.helps = before.helps
    leg.tries = before.tries
    leg.repeats = before.repeats
    leg.calls = before.calls
    leg.meant = queue
    leg.called_by = NOBODY
    leg.reason = reason
    return child


def draw_leg(floor: Floor, c: int) -> None:
    """Draw what contact ``c``, a further leg, brings with it, and what may follow it."""
    contact, drawn, leg = floor.contacts[c], floor.drawn[c], floor.legs[c]
    centre, rules = floor.centre[0], floor.journeys[contact.queue]
    first, key, day, whose, when = contact.queue * len(DURATIONS), leg.key, centre.day, leg.customer, leg.when
    contact.patience = duration(floor, first + PATIENCE, key, when, whose)
    contact.handle_time = duration(floor, first + HANDLE_TIME, key, when, whose)
    contact.wrap_up = duration(floor, first + WRAP_UP, key, when, whose)
    if len(floor.in_progress) > 0:
        if floor.varying[first + SILENCE].pieces_to > floor.varying[first + SILENCE].pieces_from:
            floor.in_progress[c].silence = duration(floor, first + SILENCE, key, when, whose)
        if floor.varying[first + STAYS].pieces_to > floor.varying[first + STAYS].pieces_from:
            floor.in_progress[c].stays = duration(floor, first + STAYS, key, when, whose)
    called = leg.reason == CALL_BACK
    if rules.balking > 0 and not called and uniform_at(key_within(key, _BALKING), day, whose, 0) < rules.balking:
        contact.balks = BALKS
    if centre.picks == 1:
        drawn.pick = uniform_at(key_within(key, _PICK), day, whose, 0)
    if centre.misses == 1:
        drawn.offer_draw = uniform_at(key_within(key, _OFFER_DRAW), day, whose, 0)
    for k in range(centre.ring_columns):
        ring_key = key_within(key, floor.ring_keys[2 * k])
        floor.rings[c * centre.ring_columns + k] = drawn_from(floor, floor.ring_keys[2 * k + 1], ring_key, whose)
    if rules.reacts == 1:
        # A customer who waits for a call-back meets no queue and hears no announcement.
        drawn.react = NEVER if called else uniform_at(key_within(key, _REACTION), day, whose, 0)
        drawn.told = NEVER if called else uniform_at(key_within(key, _ANNOUNCEMENT), day, whose, 0)
    if called:
        be_called(floor, c)
    if leg.attempt < MOST_LEGS or leg.reason == REDIAL:
        what_follows(floor, c, rules)


def be_called(floor: Floor, c: int) -> None:
    """Contact ``c`` is a call by the centre, which the customer may not answer."""
    contact, leg = floor.contacts[c], floor.legs[c]
    calls = floor.calls[leg.called_by]
    contact.patience = math.inf  # the customer is not on the line
    contact.balks = IS_CALLED
    contact.handle_time += calls.more_dialling
    if calls.reached < 1.0 and uniform_at(key_within(leg.key, _REACHED), floor.centre[0].day, leg.customer, 0) >= calls.reached:
        contact.handle_time = calls.dialling
        contact.wrap_up = 0.0
        contact.follows = CALLS_AGAIN


def what_follows(floor: Floor, c: int, rules: JourneyRow) -> None:
    """What may follow contact ``c``, kind by kind."""
    contact, drawn, leg = floor.contacts[c], floor.drawn[c], floor.legs[c]
    key, day, whose = leg.key, floor.centre[0].day, leg.customer
    if rules.bot_queue != NOBODY:
        uniform = uniform_at(key_within(key, _BOT), day, whose, 0)
        if uniform >= rules.bot_contained:
            contact.follows = GOES_ON
            drawn.follow = UNDRAWN
        elif uniform < rules.bot_contained * rules.bot_failed:
            drawn.follow = UNDRAWN
            if rules.failed_law != NOBODY:
                after = key_within(place_of(floor, c, _RETURN, rules.failed_queue), _AFTER)
                drawn.follow_after = drawn_from(floor, rules.failed_law, after, whose)
        return
    if leg.called_by != NOBODY:
        calls = floor.calls[leg.called_by]
        if contact.follows == CALLS_AGAIN and max(leg.calls, 1) < calls.at_most:
            drawn.follow = UNDRAWN
            drawn.follow_after = drawn_from(floor, calls.retry_law, key_within(key_within(key, _CALL), _AFTER), whose)
    elif rules.call_back_queue != NOBODY and leg.reason != ASSISTANCE:
        may_take_call_back(floor, c, rules)
    if leg.reason == ASSISTANCE:
        return
    if leg.reason != CALL_BACK and rules.redials == 1 and leg.tries <= rules.redial_at_most:
        may_redial(floor, c, rules)
    after_answer(floor, c, rules)


def may_take_call_back(floor: Floor, c: int, rules: JourneyRow) -> None:
    """Whether the customer of contact ``c`` accepts a call back when one is offered."""
    drawn, leg = floor.drawn[c], floor.legs[c]
    if uniform_at(key_within(leg.key, _CALL_BACK), floor.centre[0].day, leg.customer, 0) < rules.accepted:
        drawn.call_back = UNDRAWN
        after = key_within(key_within(leg.key, _CALL_BACK), _AFTER)
        drawn.call_back_after = drawn_from(floor, rules.call_back_law, after, leg.customer)


def may_redial(floor: Floor, c: int, rules: JourneyRow) -> None:
    """Whether the customer of contact ``c`` tries again when it is lost."""
    contact, drawn, leg = floor.contacts[c], floor.drawn[c], floor.legs[c]
    further = rules.redial_further if leg.tries > 1 else 1.0
    uniform = uniform_at(key_within(leg.key, _REDIAL), floor.centre[0].day, leg.customer, 0)
    if uniform < rules.redial_share * further:
        contact.tries_again += AFTER_LEAVING
    if uniform < rules.redial_blocked * further:
        contact.tries_again += AFTER_BLOCKED
    if contact.tries_again > 0:
        drawn.next_try = UNDRAWN
        drawn.redial_after = drawn_from(floor, rules.redial_law, key_within(leg.key, _REDIAL_AFTER), leg.customer)


def after_answer(floor: Floor, c: int, rules: JourneyRow) -> None:
    """Help from a second agent during the talk, and at its end a transfer or, of those not transferred, a repeat contact."""
    contact, drawn, leg = floor.contacts[c], floor.drawn[c], floor.legs[c]
    key, day, whose = leg.key, floor.centre[0].day, leg.customer
    if rules.repeat_queue != NOBODY and leg.repeats < rules.repeat_at_most:
        drawn.resolution = uniform_at(key_within(key, _RESOLUTION), day, whose, 0)
    if contact.follows != NOTHING_FOLLOWS:
        return  # the customer was not reached
    if rules.leads_to > rules.leads_from and transfers_to(floor, c) != NOBODY:
        contact.follows = TRANSFERS_WARM if rules.warm == 1 else TRANSFERS
        drawn.follow = UNDRAWN
    elif rules.repeat_queue != NOBODY and leg.repeats < rules.repeat_at_most and drawn.resolution < rules.repeat_most:
        contact.follows = MAY_REPEAT
        drawn.follow = UNDRAWN
        drawn.follow_after = drawn_from(floor, rules.repeat_law, key_within(key, _REPEAT_AFTER), whose)
    if rules.help_queue != NOBODY and uniform_at(key_within(key, _ASSISTANCE), day, whose, 0) < rules.help_share:
        contact.follows += NEEDS_HELP
        drawn.help = UNDRAWN
        drawn.help_after = math.inf
        if rules.help_law != NOBODY:
            dialling = 0.0 if leg.called_by == NOBODY else floor.calls[leg.called_by].more_dialling
            drawn.help_after = dialling + drawn_from(floor, rules.help_law, key_within(key, _HELP_AFTER), whose)

"""First replies, resolutions and figures of the trade that no measure has."""

import pytest

from simdesk.measure.expression import ExpressionError, parse_expression, parse_target


@pytest.mark.parametrize(
    ("text", "documented"),
    [
        ("first_reply_time(chat, 2 min) >= 90%", "service_level(chat, 2 min) >= 90%"),
        ("FRT(chat, 90 s) >= 90%", "service_level(chat, 90 s) >= 90%"),
        ("answered_within(sales, 20) >= 80%", "service_level(sales, 20 s) >= 80%"),
        ("response_time(2 min) >= 90%", "service_level(all, 2 min) >= 90%"),
        ("first reply within 2 min for 90% of chat", "service_level(chat, 2 min) >= 90%"),
        ("90% first response within 2 min", "service_level(all, 2 min) >= 90%"),
        ("90% of chat replied within 2 min", "service_level(chat, 2 min) >= 90%"),
        ("resolution_time(tickets, 8 h) >= 95%", "done_in_time(tickets, 8 h) >= 95%"),
        ("95% of tickets solved in 8 h", "done_in_time(tickets, 8 h) >= 95%"),
        ("95% of all tickets are resolved within 8 h", "done_in_time(tickets, 8 h) >= 95%"),
    ],
)
def test_a_target_of_a_help_desk_is_read(text: str, documented: str) -> None:
    assert parse_target(text).text == documented


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("first_response_time(sales) <= 2 min", "mean_speed_of_answer(sales) <= 2 min, or service_level(sales, 2 min) >= 90%"),
        ("first_reply_time(tickets, 4 h) >= 90%", "done_in_time(tickets, 4 h) >= 90%; for its begin service_level(tickets, 4 h)"),
        ("ttr(tickets) <= 8 h", "done_in_time(tickets, 8 h) >= 90%"),
        ("frt(sales) >= 90%", "service_level(sales, 2 min) >= 90%"),
        ("contacts_per_hour(desk) >= 8", "contacts_handled(desk) and agent_hours(desk)"),
        ("idle_time(desk) <= 15%", "occupancy(desk)"),
        ("fcr(sales) >= 75%", "repeats(sales)"),
    ],
)
def test_what_has_two_readings_or_no_measure_is_answered_with_lines(text: str, line: str) -> None:
    with pytest.raises(ExpressionError) as failed:
        parse_target(text)
    assert line in failed.value.hint


def test_a_first_reply_alone_is_the_mean_speed_of_answer() -> None:
    found = parse_expression("first_response_time(sales)")
    assert (found.metric, found.subject) == ("mean_speed_of_answer", "sales")
    assert parse_expression("first_reply_time(sales, 2 min)").metric == "service_level"


def test_a_cost_of_contacts_is_answered_by_name() -> None:
    with pytest.raises(ExpressionError) as failed:
        parse_expression("cost_per_contact(desk)")
    assert "cost(all)" in failed.value.hint

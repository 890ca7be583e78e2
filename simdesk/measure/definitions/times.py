"""How long contacts wait, how many wait, and how long they take."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simdesk.measure.confidence import Sample
from simdesk.measure.definitions.floors import with_work_for_later
from simdesk.measure.metric import Metric, Place

if TYPE_CHECKING:
    from simdesk.measure.view import View


def _longest_wait(view: View) -> Sample:
    if view.intervals is None:
        return view.day_value(view.data.longest_wait)
    table = view.data.interval_longest_wait[:, :, view.intervals.start : view.intervals.stop]
    return view.each_day(np.fmax.reduce(view.mine(table), axis=(1, 2)))


def _talk_time(view: View) -> Sample:
    return Sample(view.count("handle") - view.count("wrap_up"), view.count("answered"))


METRICS = (
    Metric(
        name="mean_speed_of_answer",
        also=(
            "asa",
            "average_speed_of_answer",
            "average_speed_to_answer",
            "speed_of_answer",
        ),
        subject="queue",
        unit="s",
        better=-1,
        heading="Speed of answer",
        formula="wait of answered contacts ÷ answered; no data without answers",
        computed=lambda view: view.ratio(("wait_answered",), "answered"),
        short="speed\u00a0of answer",
        waits=True,
        adds_up=True,
        more_agents=-1,
        served_only=True,
        erlang="speed_of_answer",
    ),
    Metric(
        name="mean_wait",
        also=(
            "average_wait",
            "average_wait_time",
            "average_waiting_time",
            "mean_wait_time",
            "mean_waiting_time",
        ),
        subject="queue",
        unit="s",
        better=-1,
        heading="Mean wait",
        formula="wait of all but blocked contacts ÷ their number: answered, abandoned, balked, sent away",
        computed=lambda view: view.ratio(("wait_waited",), "waited"),
        places=Place.RUN | Place.EACH_DAY | Place.COMPARED | Place.COMPARED_BY_INTERVAL,
        spare=2,
        waits=True,
        adds_up=True,
        more_agents=-1,
        served_only=True,
        erlang="speed_of_answer",
    ),
    Metric(
        name="wait_percentile",
        subject="queue",
        unit="s",
        better=-1,
        heading="{percentile} percentile of wait",
        formula="the day's percentile of wait over the same contacts",
        computed=lambda view: view.day_value(view.data.percentile[view.percentile or 0.0]),
        places=Place.SCREEN | Place.REPORT,
        arguments=("percentile",),
        short="{percentile} pct.",
        words="{percentile} percentile of wait",
        day_only=True,
        waits=True,
        more_agents=-1,
        needs=frozenset({"waits"}),
    ),
    Metric(
        name="longest_wait",
        also=(
            "max_wait",
            "maximum_wait",
            "max_wait_time",
            "maximum_wait_time",
            "longest_wait_time",
            "longest_waiting_time",
        ),
        subject="queue",
        unit="s",
        better=-1,
        heading="Longest wait",
        formula="the day's longest wait over the same contacts",
        computed=_longest_wait,
        places=Place.RUN | Place.DAYS,
        spare=1,
        waits=True,
        more_agents=-1,
        needs=frozenset({"waits"}),
    ),
    Metric(
        name="queue_length",
        also=(
            "average_queue_length",
            "mean_queue_length",
        ),
        subject="queue",
        unit="contacts",
        better=-1,
        heading="Queue length",
        formula="time-average number waiting between opening and closing",
        computed=lambda view: view.each_day(view.count("queue_area") / view.duration),
        places=Place.REPORT | Place.INTERVALS,
        more_agents=-1,
        needs=frozenset({"times"}),
    ),
    Metric(
        name="longest_queue",
        also=(
            "max_queue",
            "maximum_queue_length",
            "max_queue_length",
        ),
        subject="queue",
        unit="contacts",
        better=-1,
        heading="Longest queue",
        formula="most contacts waiting at the same time in the day; of all: in any one queue",
        computed=lambda view: view.day_value(view.data.longest_queue),
        places=Place.REPORT,
        day_only=True,
        more_agents=-1,
        needs=frozenset({"waits"}),
    ),
    Metric(
        name="talk_time",
        also=("average_talk_time", "att", "mean_talk_time"),
        subject="queue",
        unit="s",
        better=0,
        heading="Talk time",
        formula="time from the answer to the end of the contact, hold included, of answered contacts ÷ answered",
        computed=_talk_time,
        places=Place.SCREEN | Place.REPORT,
        short="talk",
        spare=1,
        adds_up=True,
    ),
    Metric(
        name="wrap_up_time",
        subject="queue",
        unit="s",
        better=0,
        heading="Wrap-up time",
        formula="time from the end of the contact to the end of its wrap-up, of answered contacts ÷ answered",
        computed=lambda view: view.ratio(("wrap_up",), "answered"),
        places=Place.SCREEN | Place.REPORT,
        short="wrap-up",
        words="wrap-up time",
        spare=2,
        adds_up=True,
    ),
    Metric(
        name="aht",
        also=("average_handle_time", "average_handling_time", "mean_handle_time", "handling_time"),
        subject="queue",
        unit="s",
        better=0,
        heading="AHT",
        formula="talk and wrap-up together, from the answer to the end of wrap-up, of answered contacts ÷ answered",
        computed=lambda view: view.ratio(("handle",), "answered"),
        places=Place.SCREEN | Place.REPORT,
        short="AHT",
        words="AHT",
        spare=3,
        adds_up=True,
        formerly="handle_time",
    ),
    Metric(
        name="backlog",
        also=("left_over", "leftovers", "open_work", "remaining", "left_at_close"),
        subject="queue",
        unit="contacts",
        better=-1,
        heading="Backlog",
        formula="contacts waiting, not yet taken, at closing (before any are sent away); of an interval: at its end",
        computed=lambda view: view.each_day(view.at_end("waiting").sum(axis=1)),
        on_floor=with_work_for_later,
        if_any=True,
        more_agents=-1,
        needs=frozenset({"backlog"}),
    ),
    Metric(
        name="age_of_oldest",
        also=("oldest", "oldest_contact", "oldest_waiting", "oldest_age", "oldest_item"),
        subject="queue",
        unit="s",
        better=-1,
        heading="Age of oldest",
        formula="how long the longest waiting of the backlog has waited at closing, or at an interval's end; 0 when nobody waits",
        computed=lambda view: view.each_day(view.at_end("oldest").max(axis=1)),
        short="oldest",
        on_floor=with_work_for_later,
        if_any=True,
        more_agents=-1,
        needs=frozenset({"backlog"}),
    ),
)

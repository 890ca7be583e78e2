"""Figures of the trade that no measure has: said in a sentence, with what comes near."""

from __future__ import annotations

import re

_SAID: tuple[tuple[str, str], ...] = (
    (
        "cost_per_contact cost_per_call cost_per_chat cost_per_ticket cost_per_mail cost_per_email cost_per_case cpc unit_cost "
        "cost_per_answered cost_per_handled cost_per_answered_call cost_per_handled_contact cost_per_resolution cost_per_minute",
        "it is no measure: ask for cost(all) and contacts_handled(all), and divide one by the other",
    ),
    (
        "csat nps customer_satisfaction satisfaction net_promoter_score quality quality_score ces customer_effort sentiment",
        "simdesk measures waiting and work, not satisfaction: leave it out",
    ),
    (
        "fcr first_call_resolution first_contact_resolution resolution_rate one_touch_resolution one_and_done fcr_rate",
        "resolution is given, as repeat: {unresolved: 20%, after: 1 h} in the queue; measured is repeats({queue}), who come back",
    ),
    (
        "reopen_rate reopens reopened reopened_tickets repeat_rate repeat_call_rate recontact_rate repeat_contact_rate",
        "measured is repeats({queue}), the repeat contacts of a day",
    ),
    (
        "deflection deflection_rate deflected_share containment_rate self_service_rate bot_resolution_rate containment_share",
        "the share is given, as bot: {contained: 30%} in the bot's queue; measured is contained({queue}), how many a day",
    ),
    (
        "adherence conformance schedule_adherence absenteeism attendance shrinkage shrinkage_rate",
        "what agents miss is given, as shrinkage: 8% in the agent group; measured is agents_on_duty({group})",
    ),
    (
        "idle idle_time available_time availability idle_rate idle_share free_time waiting_for_calls avail_time",
        "what is not occupancy is idle: write occupancy({group}), 85% for 15% idle",
    ),
    (
        "hold_time hold holds average_hold_time on_hold",
        "hold is a part of the talk: write talk_time({queue})",
    ),
    (
        "tickets_per_agent calls_per_agent contacts_per_agent calls_per_hour contacts_per_hour calls_per_agent_hour throughput "
        "tickets_per_hour contacts_per_agent_hour cph output_per_agent tickets_per_day cases_per_agent chats_per_agent_per_hour",
        "ask for contacts_handled({group}) and agent_hours({group}), and divide one by the other",
    ),
    (
        "open_tickets open_cases open_items open_mails tickets_open work_in_progress wip queue_at_close unresolved",
        "measured are backlog({queue}), open over the day, and unfinished({queue}), open at its end",
    ),
    (
        "age ticket_age average_age age_of_backlog backlog_age oldest_ticket oldest_mail oldest_email",
        "measured is age_of_oldest({queue})",
    ),
    (
        "revenue sales conversion conversion_rate profit margin roi",
        "simdesk measures waiting and work, not revenue: leave it out",
    ),
    (
        "transfer_rate transfers transfer_share escalation_rate escalations",
        "measured is transferred_in({queue}), of the queue that they reach",
    ),
)
_SENTENCES = {word: sentence for words, sentence in _SAID for word in words.split()}


def unmeasured(name: str, subject: str) -> str:
    """What to write where a figure is asked for that no measure has; empty for other words.

    Parameters
    ----------
    name, subject : str
    """
    word = "_".join(re.split(r"[\s_-]+", name.strip().lower()))
    sentence = _SENTENCES.get(word, "") or _SENTENCES.get(re.sub(r"^(?:average|avg|mean)_|_rate$", "", word), "")
    whose = subject or "all"
    return sentence.replace("{queue}", whose).replace("{group}", whose)

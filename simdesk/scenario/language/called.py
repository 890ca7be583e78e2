"""What the trade calls the values that are words here, for hints."""

from __future__ import annotations

from collections.abc import Collection

_CALLED: dict[str, str] = {
    "outage": "strike failure system_failure downtime power_cut power_failure it_outage breakdown system_down disruption closure",
    "spike": "peak surge burst campaign mailing rush wave promotion",
    "forecast_error": "forecast wrong_forecast forecast_deviation misforecast",
    "voice": "phone telephone call calls inbound telephony inbound_voice phone_call hotline",
    "email": "mail e_mail emails mails e_mails",
    "chat": "webchat web_chat live_chat livechat chats",
    "message": "whatsapp sms messaging messenger messages text texts async",
    "social": "facebook twitter instagram social_media",
    "ticket": "tickets case cases",
    "back_office": "backoffice fax letter letters post paper documents admin back_office_work",
    "outbound": "dialler dialer outgoing outbound_voice",
    "bot": "chatbot voicebot chat_bot voice_bot",
    "carry": "carry_over carried_over keep hold next_day overnight",
    "send_away": "drop hang_up abandon turn_away turned_away disconnect lose",
    "finish": "complete work_off serve stay empty clear drain",
    "scheduled": "gross rostered planned",
    "required": "net needed present",
    "stay": "wait keep waiting hold",
    "lost": "drop dropped lose disconnected",
    "longest_idle": "longest_available most_idle longest_waiting idle_longest fifo longest_idle_agent lia",
    "random": "any randomly",
    "of_offered": "offered all of_all total of_total",
    "of_answered": "answered of_handled handled",
    "queue_length": "length queue",
    "average": "mean moving_average running_average",
}


def called(word: str, known: Collection[str]) -> str:
    """The known word that the trade's word stands for; empty when there is none."""
    folded = "_".join(word.strip().lower().replace("-", " ").replace("_", " ").split())
    found = [ours for ours, words in _CALLED.items() if ours in known and folded in words.split()]
    return found[0] if found else ""

"""Other spellings of queues: their channel, their times, what customers do who do not get through."""

from __future__ import annotations

from simdesk.scenario.language.customers import Customers
from simdesk.scenario.language.journeys import CallBack, Redial
from simdesk.scenario.language.queues import Queue
from simdesk.scenario.reading.nodes import Entry, MapNode, Node, Scalar, flow
from simdesk.scenario.spellings.conditions import condition_of
from simdesk.scenario.spellings.spelling import Spelling, UnclearError, folded, refused, renamed, replaced, text_of

CHANNELS = {
    "voice": "phone phones call calls telephone telephony inbound inbound_call inbound_calls inbound_voice voice_call hotline",
    "email": "e_mail mail mails emails e_mails",
    "chat": "webchat web_chat live_chat livechat chats",
    "message": "messages messaging messenger whatsapp sms text async_chat",
    "social": "social_media facebook instagram",
    "ticket": "tickets case cases",
    "back_office": "backoffice clerical admin",
    "outbound": "outbound_call outbound_calls dialler dialer",
    "video": "video_call video_chat",
    "bot": "chatbot chat_bot voicebot voice_bot virtual_agent virtual_assistant",
    "ivr": "voice_menu phone_menu interactive_voice_response",
}
"""What the trade calls the channels."""
CHANNEL_OF = {word: channel for channel, words in CHANNELS.items() for word in words.split()}
_MEDIA = ("media", "medium", "media_type", "channel_type", "type", "contact_type")


def _loose_channel(node: Node) -> bool:
    return folded(text_of(node)) in CHANNEL_OF


def _channel(block: MapNode, key: str) -> MapNode:
    entry = block.entries[key]
    word = folded(text_of(entry.node))
    return replaced(block, key, {"channel": Entry(entry.key, Scalar(CHANNEL_OF.get(word, word), entry.node.place))})


def _longest_wait(block: MapNode, key: str) -> MapNode:
    value = text_of(block.entries[key].node) or "3 min"
    raise UnclearError(
        f"'{key}' may be how long customers wait, or a target",
        f"write patience: {value}; as a target write longest_wait(all) <= {value}",
    )


def _first(block: MapNode, key: str) -> MapNode:
    """A class of customers with a high priority is served first."""
    entry = block.entries[key]
    word = folded(text_of(entry.node))
    if word in ("high", "highest", "urgent", "first") or (isinstance(entry.node, Scalar) and entry.node.value is True):
        return replaced(block, key, {"first": Entry(entry.key, Scalar(True, entry.node.place))})
    value = entry.node.value if isinstance(entry.node, Scalar) else None
    if value == 1 and not isinstance(value, bool):
        return replaced(block, key, {"first": Entry(entry.key, Scalar(True, entry.node.place))})
    hint = f"write first: true for those who go first; for those who do not, leave {key} out"
    raise UnclearError("a class of customers goes first, or like the others", hint)


def _one_class(block: MapNode, key: str) -> MapNode:
    """A class of customers, or its share, as a key of the queue."""
    name = folded(key).partition("_")[0]
    node = block.entries[key].node
    share = (
        next((one.node for word, one in node.entries.items() if "%" in flow(one.node)), None)
        if isinstance(node, MapNode)
        else node
    )
    said = flow(share) if share is not None and "%" in flow(share) else "6%"
    raise UnclearError(
        f"'{key}' is a class of the queue's customers",
        f"write customers: {{{name}: {{share: {said}, first: true}}}}, without first if they wait like the others",
    )


def _when_offered(block: MapNode, key: str) -> MapNode:
    """When a call-back is offered, in words."""
    entry = block.entries[key]
    found = condition_of(text_of(entry.node))
    condition = found[0] if found is not None else {}
    if len(condition) != 1 or not set(condition) <= {"when_waiting", "when_predicted"}:
        message = f"'{text_of(entry.node)}' cannot be read: a call-back is offered by the queue's length or the predicted wait"
        raise UnclearError(message, "write when_waiting: 5, or when_predicted: 3 min", entry.node.place)
    value = condition.get("when_waiting")
    if isinstance(value, int):  # those that wait already, without the contact itself
        return replaced(block, key, {"when_waiting": Entry(entry.key, Scalar(value, entry.node.place))})
    return replaced(block, key, {"when_predicted": Entry(entry.key, Scalar(condition["when_predicted"], entry.node.place))})


def _own_hours(block: MapNode, key: str) -> MapNode:
    """``open`` and ``close`` of a queue."""
    there = {name: one for name, one in block.entries.items() if folded(name) in ("open", "close")}
    rest = {name: one for name, one in block.entries.items() if name not in there}
    if "hours" in rest:
        raise UnclearError(f"'{key}' and 'hours' say the same", "keep hours")
    hours = MapNode({folded(name): one for name, one in there.items()}, block.entries[key].key)
    return MapNode({**rest, "hours": Entry(block.entries[key].key, hours)}, block.place)


CALL_BACKS = (
    *("callback", "callbacks", "call_backs", "virtual_queue", "virtual_hold", "virtual_holding", "virtual_queuing"),
    *("virtual_queueing", "queue_callback", "queue_call_back", "courtesy_callback", "callback_offer", "callback_assist"),
    *("in_queue_callback", "callback_in_queue", "voice_callback", "call_me_back"),
)
_WHEN = (
    *("", "when_", "if_", "offer_when_", "offer_if_", "offer_at_", "offer_from_", "offered_when_", "offered_if_"),
    *("min_", "minimum_"),
)
_OVER = ("", "_over", "_above", "_exceeds", "_threshold", "_at_least", "_longer_than", "_greater_than")
_EXPECTED = (
    *(f"{word}_wait{time}" for word in ("estimated", "expected", "predicted") for time in ("", "_time")),
    *("ewt", "pwt"),
)
_LENGTHS = (
    *("queue_length", "queue_position", "position", "position_in_queue", "queue_size", "queue_depth"),
    *("calls_waiting", "in_queue"),
)

QUEUES: tuple[Spelling, ...] = (
    renamed(Queue, "handle_time", "talk_time", "service_time", "talk", "average_talk_time", "att", example="4 min"),
    renamed(
        Queue,
        "aht",
        "average_handle_time",
        "average_handling_time",
        "avg_handle_time",
        "mean_handle_time",
        "handling_time",
        example="4 min",
    ),
    renamed(Customers, "handle_time", "talk_time", "service_time", "talk", example="4 min"),
    renamed(Customers, "aht", "average_handle_time", "average_handling_time", "handling_time", example="4 min"),
    renamed(Customers, "wrap_up", "acw", "after_call_work", "wrap_up_time", "wrapup", example="30 s"),
    renamed(Queue, "wrap_up", "acw", "after_call_work", "wrap_up_time", "wrapup", example="30 s"),
    renamed(
        Queue,
        "patience",
        *("average_patience", "mean_patience", "patience_time", "time_to_abandon", "abandonment_time", "willingness_to_wait"),
        example="{exponential: {mean: 2 min}}",
    ),
    Spelling(Customers, ("priority", "prio"), _first, "priority: high, share: 10%", "first: true, share: 10%"),
    Spelling(Queue, ("open", "close"), _own_hours, 'open: "09:00", close: "17:00"', 'hours: {open: "09:00", close: "17:00"}'),
    Spelling(Queue, ("channel",), _channel, "channel: phone", "channel: voice", _loose_channel),
    Spelling(Queue, _MEDIA, _channel, "media: mail", "channel: email"),
    renamed(
        Queue,
        "waiting_places",
        *("max_queue", "queue_size", "queue_limit", "max_queue_length", "queue_capacity", "capacity", "max_waiting"),
        *("queue_places", "buffer", "maximum_queue", "max_queue_size"),
        example="20",
    ),
    renamed(Queue, "redial", "retry", "retries", "redials", "retrial", "retrials", example="{share: 40%, after: 5 min}"),
    renamed(Queue, "call_back", *CALL_BACKS, example="{accepted: 60%}"),
    renamed(Redial, "share", "probability", "rate", "percent", "percentage", "proportion", example="40%, after: 5 min"),
    renamed(
        Redial,
        "share",
        *("of_abandoned", "share_of_abandoned", "abandoned", "of_abandoners", "abandoners", "of_abandons"),
        *("share_of_abandoners", "of_lost", "of_those_who_abandon"),
        example="45%, after: 10 min",
    ),
    renamed(
        Redial,
        "after_blocked",
        *("of_blocked", "share_of_blocked", "blocked", "after_busy", "of_busy", "busy"),
        example="60%, share: 40%, after: 5 min",
    ),
    renamed(Redial, "after", "delay", "wait", "pause", example="5 min, share: 40%"),
    renamed(
        Redial, "at_most", "attempts", "max_attempts", "max_retries", "max", "max_tries", example="3, share: 40%, after: 5 min"
    ),
    renamed(CallBack, "accepted", "share", "acceptance", "accept", "probability", "percent", "take_up", example="60%"),
    renamed(
        CallBack,
        "when_predicted",
        *("min_wait", "if_wait_over", "wait_over", "threshold", "offer_when_wait_over", "offer_if_wait_over", "wait_threshold"),
        *(f"{before}{wait}{behind}" for wait in _EXPECTED for before in _WHEN for behind in _OVER),
        example="3 min, accepted: 60%",
    ),
    renamed(
        CallBack,
        "when_waiting",
        *(f"{before}{length}{behind}" for length in _LENGTHS for before in _WHEN for behind in ("", "_at_least", "_threshold")),
        example="5, accepted: 60%",
    ),
    Spelling(
        CallBack,
        ("when", "if", "condition", "offered_when", "only_when"),
        _when_offered,
        "when: expected wait > 3 min, accepted: 60%",
        "when_predicted: 3 min, accepted: 60%",
        lambda node: bool(text_of(node)),
    ),
    refused(
        CallBack,
        *("handled_by", "group", "agent_group", "groups", "agents", "team", "by"),
        message="call-backs are a queue's: those of the same queue keep their place, others have a queue of their own",
        hint="write queue: call_backs, a queue without arrivals, and give the group the skill call_backs",
        example="handled_by: second_line, accepted: 60%",
    ),
    Spelling(
        Queue,
        (
            "max_wait",
            "maximum_wait",
            "max_waiting_time",
            "abandon_after",
            "abandons_after",
            "give_up_after",
            "hang_up_after",
            "timeout",
        ),
        _longest_wait,
        "max_wait: 3 min",
        "",
    ),
    refused(
        Queue,
        *("abandonment", "abandon_rate", "abandonment_rate", "abandons", "abandoned"),
        message="'{key}' is a result, and not given",
        hint="write patience: 2 min; as a target write abandon_rate(all) <= 5%",
        example="abandonment: 5%",
    ),
    Spelling(
        Queue,
        ("vip", "vip_share", "vips", "premium", "premium_share", "priority_share", "gold_share", "vip_customers"),
        _one_class,
        "vip: 6%",
        "",
    ),
    refused(
        Queue,
        *("voicemail", "voice_mail", "answering_machine"),
        message="a voicemail is a call-back here: the customer leaves, and an agent calls",
        hint="write call_back: {accepted: 30%, when_predicted: 3 min}",
        example="voicemail: true",
    ),
    refused(
        Queue,
        *("language", "languages"),
        message="a language is a queue of its own, and a skill of the agents who speak it",
        hint="write queues such as sales_de and sales_fr, and skills: [sales_de, sales_fr] in the agent group",
        example="language: de",
    ),
)

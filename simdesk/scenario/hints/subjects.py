"""The keys of a large block by subject: for an unknown key those of its subject are named, and never all of them."""

from __future__ import annotations

import difflib

from simdesk.scenario.language.agents import AgentGroup
from simdesk.scenario.language.hours import Hours
from simdesk.scenario.language.model import ScenarioModel
from simdesk.scenario.language.quantities import Block
from simdesk.scenario.language.queues import Queue
from simdesk.scenario.spellings.spelling import folded

MOST_LISTED = 10
"""Keys of a block that are listed whole."""

_SUBJECTS: dict[type[Block], tuple[tuple[str, str, str], ...]] = {
    Queue: (
        (
            "who contacts it",
            "channel arrivals customers campaign hours",
            "arrival volume forecast demand traffic inbound outbound direction dial dialer list record records customer "
            "segment media type kind day night growth party open opening campaign backlog peak profile language",
        ),
        (
            "waiting",
            "patience balking announcement waiting_places call_back at_close",
            "wait waiting patience patient abandon hang hangup queue queued music hold announce ewt capacity full close closing "
            "callback back limit timeout busy position ring",
        ),
        (
            "handling",
            "handle_time aht wrap_up units customer_time leaves_after assistance",
            "handle handling talk talking work working wrap after acw duration message messages conversation session reply "
            "write writes typing hold response documentation minutes seconds long length help supervisor consult",
        ),
        (
            "customers who come again",
            "redial repeat call_back",
            "redial retry retries again repeat attempt attempts recontact resolve resolution resolved fcr first",
        ),
        (
            "which agents answer",
            "tries requires agent_choice transfer misrouted bot",
            "route routing routed transfer transferred overflow spill escalate escalation group groups agent agents skill skills "
            "level bullseye ring rings step steps expand bot ivr hand pass passes forward select selection best partner",
        ),
        (
            "order and due times",
            "weight credit answer_within due predictor",
            "priority prio order first due deadline weight urgent urgency sla service target answer oldest age sort credit",
        ),
    ),
    AgentGroup: (
        (
            "how many agents there are",
            "headcount shifts zone headcount_is",
            "agent agents head heads count staff staffing shift roster rota schedule hours fte start end number open positions "
            "plan work day days timezone part full",
        ),
        (
            "time off the phone",
            "shrinkage absence late meetings pause rest_after shifts",
            "break breaks lunch pause rest off shrink absence absent sick holiday vacation leave meeting training coaching late "
            "utilisation adherence offline aux",
        ),
        (
            "what they answer",
            "skills takes channels capacity standby",
            "skill skills queue queues answer chat chats concurrent concurrency session sessions parallel blend blending only "
            "when order priority first reserve standby waiting task capacity channel inbound outbound",
        ),
        (
            "single agents and how fast they are",
            "people learning_curve skills",
            "new hire hires trainee experience experienced tenure pace speed efficiency performance learning junior senior "
            "people name names fast slow productivity productive",
        ),
        (
            "offers and wrap-up",
            "ring_time missed refused wrap_up_ends_after pause",
            "ring rings ringing missed refuse refused decline answer delay wrap acw ready after idle",
        ),
        ("cost", "cost", "cost costs wage pay price rate salary euro overtime budget paid"),
    ),
    ScenarioModel: (
        ("what is simulated", "hours queues agent_groups channels trunks events", ""),
        (
            "the day",
            "hours events warm_up at_close trunks",
            "day days date hour hours open close start end week month calendar interval event holiday line lines trunk outage",
        ),
        (
            "how much is simulated",
            "replications seed warm_up",
            "run runs replication iterations seed random simulation simulate simulations precision confidence accuracy repeat",
        ),
        (
            "what should hold",
            "targets service_level",
            "target goal kpi sla service level bound objective minimum maximum budget constraint limit answer",
        ),
        (
            "what is tried out",
            "variants sweep",
            "variant scenario what if change option alternative test experiment compare case plan sweep vary try",
        ),
        (
            "who answers",
            "agent_groups agent_choice channels",
            "agent agents group team staff people routing route skill skills headcount shift roster channel chat choice",
        ),
        ("who contacts", "queues channels trunks", "queue call calls chat mail email contact contacts volume arrivals demand"),
        ("titles", "name description currency", "name title author comment note notes description currency money version owner"),
    ),
    Hours: (
        ("the day", "open close closed_between interval zone", "open close time start end interval lunch break slot zone"),
        ("the days", "days first_day closed monday tuesday", "day days date week month holiday closed weekend calendar first"),
    ),
}
_NAMED = {Queue: "a queue", AgentGroup: "an agent group", ScenarioModel: "the file", Hours: "hours"}
REFERENCE = "all keys: docs/scenario-reference.md and simdesk schema"


def nearest_keys(key: str, model: type[Block]) -> str:
    """A hint for a key of which nothing likely was found: the keys of its subject, or all of a small block.

    Parameters
    ----------
    key : str
    model : type of Block
        Of the block in which it stands.
    """
    known = list(model.model_fields)
    if model not in _SUBJECTS:
        return f"known: {', '.join(known)}" if len(known) <= MOST_LISTED else _likest(key, known)
    words = {_stem(word) for word in folded(key).split("_") if word}
    ranked = [(len(words & set(map(_stem, said.split()))), -order) for order, (_, _, said) in enumerate(_SUBJECTS[model])]
    most, order = max(ranked)
    if not most:
        return f"nothing in {_NAMED[model]} is like it; {REFERENCE}"
    subject, keys, _ = _SUBJECTS[model][-order]
    return f"keys of {_NAMED[model]} about {subject}: {', '.join(keys.split())}; {REFERENCE}"


def _likest(key: str, known: list[str]) -> str:
    words = set(folded(key).split("_"))
    alike = [one for one in known if words & set(one.split("_"))]
    alike += [one for one in difflib.get_close_matches(folded(key), known, n=MOST_LISTED, cutoff=0.5) if one not in alike]
    rest = [one for one in known if one not in alike]
    return f"known: {', '.join((*alike, *rest)[:MOST_LISTED])}; {REFERENCE}"


def _stem(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") else word

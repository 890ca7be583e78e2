"""What is said of a scenario that can be read and may be a slip: the word for each kind of note, with which it is accepted."""

from __future__ import annotations

from typing import Annotated

from simdesk.scenario.language.words import Word

NOTES = {
    "uncovered": "contacts arrive in a queue while none of its agents is on duty",
    "overload": "more work than the agents on duty can do",
    "high_occupancy": "agents would be busier than people can be all day",
    "no_patience": "customers of a live channel never give up",
    "implausible": "a time or volume far from what is usual",
    "wrong_side": "a target that worse service meets more easily",
    "breaks_in_shrinkage": "breaks that the shrinkage may count again",
    "no_effect": "a word that changes nothing where it stands",
    "outside_hours": "a part of a shift of another time zone for which the centre is closed, and which is not simulated",
    "idle_group": "an agent group that never works, or never takes a queue it has the skill for",
    "late_start": "a queue that no agent takes at first, even if all are free",
    "locked": "agents who may all wait for each other",
    "many_missed": "offers of which many are missed or declined",
    "long_journeys": "journeys with more contacts than are simulated, or days that are slow to simulate",
    "voice_by_default": "a queue that is voice because it has no channel, though its name or targets say otherwise",
    "unused_handle_time": "a file of volumes with handle times by interval that are not used",
    "list_first": "a call list that agents dial before they take waiting customers of the same rank",
    "outage": "a target on a queue with an outage, whose lost contacts it may not count",
}
"""Each kind of note by its word, and when it is given."""

AcceptedNote = Annotated[str, Word(tuple(NOTES), "kind of note", meanings=tuple(NOTES.values()))]

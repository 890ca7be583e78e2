"""What validate and run say was understood speaks of every key of the language: with its numbers, and once."""

from __future__ import annotations

import typing
from typing import Any

import pytest
from pydantic import BaseModel
from ruamel.yaml import YAML

import simdesk as sd
from simdesk.scenario.language.model import ScenarioModel

BASE = """\
simdesk: 1
name: A day
hours: {open: "08:00", close: "12:00", interval: 1 h}
queues:
  calls: {arrivals: {rate: 60 per h}, handle_time: 4 min, patience: 2 min}
  other: {arrivals: {rate: 30 per h}, handle_time: 4 min, patience: 2 min}
agent_groups:
  desk: {skills: {calls: {}, other: {}}, headcount: 8}
  back: {skills: {calls: {}}, headcount: 2}
"""

NOT_SAID = {
    "ScenarioModel.simdesk": "the version is the same in every file",
    "ScenarioModel.description": "it is free text, and stands above the results of run",
    "ScenarioModel.extends": "what lies below is merged with what lies above, and said as one scenario",
    "ScenarioModel.variants": "each variant has a line of its own, of what it changes",
    "CsvColumn.file": "said of files, in test_files",
    "CsvColumn.csv": "another name for file",
    "CsvColumn.sheet": "said of files, in test_files",
    "CsvColumn.column": "said of files, in test_files",
    "CsvColumn.start": "said of files, in test_files",
    "CsvColumn.rows": "said of files, in test_rows_of_several_queues",
    "CsvColumn.unit": "the durations themselves are said, in test_columns_with_units",
    "Event.name": "said with the event, in test_extra_contacts",
    "Event.extra": "said with the event, in test_extra_contacts",
}
"""Keys without words in the echo, each with the reason."""

CALLS, DESK = "{queues: {calls: {%s}}}", "{agent_groups: {desk: {%s}}}"
SHIFT = 'start: "08:00", length: 3 h, agents: 6'
SAID: list[tuple[str, str, str | tuple[str, ...]]] = [
    ("ScenarioModel: name, queues, agent_groups", "{name: Other}", ("Other: 08:00", "queue calls", "group desk")),
    (
        "ScenarioModel: hours; Hours: open, close, interval",
        '{hours: {open: "07:00", close: "13:00", interval: 30 min}}',
        "07:00 to 13:00, 12 intervals of 30 min",
    ),
    (
        "Hours: days, first_day, closed, saturday, zone; DayHours: open, close",
        "{hours: {open: '08:00', close: '12:00', days: 7, first_day: 2026-03-23, closed: [sunday], saturday: "
        "{open: '09:00', close: "
        "'11:00'}, zone: Europe/Paris}}",
        (
            "open 08:00 to 12:00, Saturday 09:00 to 11:00; closed on Sunday",
            "by the clock of Europe/Paris",
            "runs of 7 days",
            "Mon 2026-03-23 08:00",
            "by day: Mon 240, Tue 240, Wed 240, Thu 240, Fri 240, Sat 120, Sun 0",
        ),
    ),
    *(
        (
            f"Hours: {day}; QueueHours: {day}",
            f"{{hours: {{open: '08:00', close: '12:00', days: 7, first_day: 2026-03-23, {day}: {{open: '09:00', "
            f"close: '11:00'}}}}, "
            f"queues: {{other: {{hours: {{open: '08:00', close: '12:00', {day}: {{open: '10:00', close: '11:00'}}}}}}}}}}",
            (f"{day.capitalize()} 09:00 to 11:00", f"{day.capitalize()} 10:00 to 11:00"),
        )
        for day in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    ),
    ("Hours: closed_between", '{hours: {closed_between: ["10:00-11:00"]}}', "closed every day from 10:00 to 11:00"),
    (
        "Queue: hours; QueueHours: open, close, closed, every_day, zone, closed_between",
        "{hours: {first_day: 2026-03-23, zone: Europe/Paris}, queues: {calls: {hours: {open: '08:00', close: '11:00', closed: "
        "[sunday], every_day: true, zone: Europe/Berlin, closed_between: ['09:00-10:00']}}}}",
        (
            "open 08:00 to 11:00; closed on Sunday; closed every day from 09:00 to 10:00",
            "open on the centre's closed days too",
            "its hours and volumes are by the clock of Europe/Berlin",
        ),
    ),
    ("ScenarioModel: currency; AgentGroup: cost", "{currency: EUR, agent_groups: {desk: {cost: 24 per h}}}", "24.00 EUR an hour"),
    ("ScenarioModel: warm_up", "{warm_up: 1 h}", "the first 1 h after opening are simulated but not measured"),
    ("ScenarioModel: at_close", "{at_close: send_away}", "at closing, contacts that still wait are turned away"),
    ("ScenarioModel: seed, replications; Replications: number", "{seed: 7, replications: 20}", "20 days are simulated, seed 7"),
    (
        "Replications: until, at_least, at_most, variance_reduction",
        '{replications: {until: "abandon_rate(all) ± 1%", at_least: 50, at_most: 400, variance_reduction: control_variates}}',
        "50 to 400 days are simulated with control variates, until abandon_rate(all) ± 1%",
    ),
    (
        "ScenarioModel: trunks",
        "{trunks: 18}",
        "18 lines for all queues: customers who find all of them taken get the busy signal",
    ),
    (
        "TrunkGroup: lines, queues",
        "{trunks: {main: {lines: 40, queues: [calls]}}}",
        "40 lines (main) for calls: customers who find all of them taken get the busy signal",
    ),
    ("ScenarioModel: agent_choice", "{agent_choice: least_busy}", "least busy: the one busy for the smallest share"),
    ("Queue: agent_choice", CALLS % "agent_choice: random", "of several free agents of a rank, random"),
    (
        "ScenarioModel: service_level, targets; ServiceLevel: definition, short_abandon",
        '{service_level: {definition: of_offered, short_abandon: 10 s}, targets: ["service_level(all, 20 s) >= 80%"]}',
        ("target: service_level(all, 20 s) >= 80%", "(of_offered); a short abandon waited at most 10 s"),
    ),
    (
        "ServiceLevel: genesys; Genesys: include_abandons, include_short_abandons, include_sent_away",
        "{service_level: {definition: genesys, genesys: {include_abandons: true, include_short_abandons: true, "
        "include_sent_away: "
        "true}}}",
        "(genesys (with abandons, short abandons and contacts turned away))",
    ),
    (
        "ScenarioModel: channels; Channel: at_once, pace, beside, interrupted_by; Queue: channel",
        "{channels: {chat: {at_once: 3, pace: [100%, 80%, 67%], beside: [email], interrupted_by: [voice]}}, "
        "queues: {calls: {channel: "
        "chat}}}",
        (
            "channel chat: an agent has up to 3 in progress, each at a pace of 100%, 80%, 67% with 1, 2, 3 in "
            "progress, with email at "
            "the same time, interrupted by voice",
            "queue calls (chat)",
        ),
    ),
    ("AgentGroup: channels", DESK % "channels: {voice: {at_once: 2}}", "channel voice here: an agent has up to 2 in progress"),
    ("ScenarioModel: accept", "{accept: [overload]}", "notes not given, as accepted: overload"),
    (
        "ScenarioModel: sweep; Sweep: set, points, target, sensitivity, forecast_error, errors",
        "{sweep: {set: {agent_groups.desk.headcount: 8..12}, points: 4, target: 'abandon_rate(calls) <= 5%', sensitivity: 5%, "
        "forecast_error: 8%, errors: 50}}",
        (
            "varies agent_groups.desk.headcount 8..12; at 4 points of a Latin hypercube; compares cost with "
            "abandon_rate(calls) <= 5%;",
            "varies each input by 5%, one at a time; forecast errors with a standard deviation of 8%; 50 forecast errors drawn",
        ),
    ),
    (
        "ScenarioModel: events; Event: what, queues, start, end, times",
        '{events: [{what: spike, queues: [calls], start: "09:00", end: "10:00", times: 300%}]}',
        (
            "spike of calls, 09:00 to 10:00: 300% of the planned",
            "tightest at 09:00 (spike of calls): 14.0 erlangs for 10.0 on duty",
        ),
    ),
    (
        "Event: channels, waiting",
        "{events: [{what: outage, channels: [voice], waiting: lost}]}",
        "those already waiting are lost",
    ),
    ("Event: agent_groups", "{events: [{what: outage, agent_groups: [back]}]}", "outage of back, all day"),
    ("Event: days", "{hours: {days: 2}, events: [{what: forecast_error, times: 90%, days: [2]}]}", "all day, on day 2"),
    (
        "Queue: arrivals; Arrivals: volumes",
        CALLS % "arrivals: {volumes: [9, 20, 9, 9]}",
        "47 contacts a day; most at 09:00: 20.0 in 1 h",
    ),
    (
        "Arrivals: per_day, profile, scale, day_to_day",
        CALLS % "arrivals: {per_day: 100, profile: [1, 3, 1, 1], scale: 120%, day_to_day: 9%}",
        "120 contacts a day, 120% of the volume written, varying by 9% from day to day; spread by a profile; most at 09:00",
    ),
    ("Arrivals: rate", CALLS % "arrivals: {rate: 45 per h}", "180 contacts a day; 45 per hour all day"),
    ("Arrivals: times", CALLS % 'arrivals: {times: ["08:10", "09:00"]}', "2 contacts a day; arrivals replayed from a list"),
    ("Arrivals: at_opening", CALLS % "arrivals: {at_opening: 25}", "25 contacts a day; all of them wait as the queue opens"),
    ("Queue: handle_time, wrap_up", CALLS % "handle_time: 3 min, wrap_up: 40 s", "talk 3 min on average"),
    ("Queue: aht", CALLS % "handle_time: null, aht: 5 min", "talk 5 min on average"),
    ("Queue: patience", CALLS % "patience: 3 min", "abandon after 3 min"),
    ("Queue: at_close", CALLS % "at_close: send_away", "at closing, contacts that still wait are turned away"),
    ("Queue: balking", CALLS % "balking: 5%", "5% of the customers leave at once if no agent is free"),
    (
        "BalkingSteps: by_queue_length",
        CALLS % "balking: {by_queue_length: {5: 10%, 10: 50%}}",
        "leave at once: 10% if 5 or more wait, 50% if 10 or more wait",
    ),
    (
        "BalkingSteps: by_predicted_wait",
        CALLS % "balking: {by_predicted_wait: {1 min: 10%}}",
        "10% at a predicted wait of 1 min or more",
    ),
    (
        "Queue: announcement; Announcement: leave_if_longer, patience",
        CALLS % "announcement: {leave_if_longer: 60%, patience: 150%}",
        "of those whose patience is shorter, 60% leave at once; the patience of those who stay is 150% of the usual",
    ),
    (
        "Announcement: predictor",
        CALLS % "announcement: {predictor: average}",
        "the wait is predicted as a running average of waits",
    ),
    ("Queue: predictor", CALLS % "predictor: last_answered", "the wait is predicted as the wait of the last contact answered"),
    ("Queue: waiting_places", CALLS % "waiting_places: 5", "at most 5 contacts wait; further ones are blocked (busy signal)"),
    (
        "Queue: customers; Customers: share, first, patience, handle_time, wrap_up",
        CALLS % "customers: {gold: {share: 10%, first: true, patience: 4 min, handle_time: 6 min, wrap_up: 20 s}}",
        (
            "10% of the customers are gold, taken before all others of the same rank",
            "gold: talk 6 min on average (exponential, since only a mean is given), wrap-up 20 s each, they abandon after 4 min",
        ),
    ),
    (
        "Customers: credit, aht",
        CALLS % "customers: {new: {share: 5%, credit: 30 s, aht: 9 min}}",
        "credited with 30 s of waiting",
    ),
    (
        "Queue: redial; Redial: share, after, at_most, after_blocked, further, to",
        CALLS % "redial: {share: 45%, after: 10 min, at_most: 3, after_blocked: 80%, further: 50%, to: other}",
        "45% of those who gave up, and 80% of those who got the busy signal, try again in other after 10 min, at "
        "most 3 times; after "
        "each further try 50% of the share before",
    ),
    (
        "Queue: call_back; CallBack: accepted, when_waiting, when_predicted, queue, after",
        CALLS % "call_back: {accepted: 40%, when_waiting: 2, when_predicted: 3 min, queue: other, after: 20 min}",
        "a call-back is offered when 2 contacts wait and the predicted wait is 3 min or more; 40% accept and wait "
        "in other; it is due "
        "after 20 min",
    ),
    (
        "CallBack: reached, dialling, retry_after, at_most",
        CALLS % "call_back: {accepted: 40%, reached: 70%, dialling: 45 s, retry_after: 10 min, at_most: 2}",
        "70% of the calls reach the customer; the others cost 45 s of dialling; each is called up to 2 times, 10 min apart",
    ),
    (
        "Queue: transfer; Transfer: to, warm, lost",
        CALLS % "transfer: {to: {other: 10%}, warm: true, lost: 2%}",
        "10% to other (warm: the agent stays until the next one answers); 2% of them are lost on the way",
    ),
    (
        "Queue: misrouted; Misrouted: share, to, recognised_after, warm, lost",
        CALLS % "misrouted: {share: 8%, to: other, recognised_after: 45 s, warm: true, lost: 3%}",
        "8% of first attempts reach other by mistake; the agent there sees it after 45 s and passes them on "
        "(warm: the agent stays "
        "until the next one answers); 3% of them are lost on the way",
    ),
    (
        "Queue: assistance; Assistance: queue, share, after",
        CALLS % "assistance: {queue: other, share: 5%, after: 2 min}",
        "in 5% of the talks the agent needs help from other, 2 min into it",
    ),
    (
        "Queue: repeat; Repeat: unresolved, after, at_most, rushed, to; Rushed: when_waiting, unresolved",
        CALLS % "repeat: {unresolved: 20%, after: 1 h, at_most: 2, to: other, rushed: {when_waiting: 9, unresolved: 35%}}",
        "20% of the answered contacts are not resolved: their customers come again in other after 1 h, at most 2 times in "
        "a row; if 9 or more "
        "wait, 35% are not resolved",
    ),
    (
        "Queue: tries; Rank: groups, after, until, when_waiting, reserve",
        CALLS % "tries: [{groups: desk, until: 2 min, when_waiting: 3}, {groups: back, after: 30 s, reserve: 1}]",
        "answered by desk (up to 2 min of waiting, while 3 or more wait), then back (from 30 s of waiting on, "
        "while more than 1 of "
        "them is free)",
    ),
    (
        "Rank: when_predicted",
        CALLS % "tries: [desk, {groups: back, when_predicted: 1 min}]",
        "while the predicted wait is 1 min or more",
    ),
    (
        "Queue: requires; Requirement: level, after; Skill: level",
        "{queues: {calls: {requires: [{level: 8}, {level: 5, after: 30 s}]}}, agent_groups: {desk: {skills: "
        "{calls: {level: 9}}}, "
        "back: {skills: {calls: {level: 6}}}}}",
        ("needs skill level 8, or level 5 after 30 s", "calls (level 9)"),
    ),
    ("Queue: weight, credit", CALLS % "weight: 2, credit: 30 s", "same rank: weight 2, 30 s of waiting credited on arrival"),
    (
        "Queue: answer_within",
        "{queues: {calls: {answer_within: 15 s}, other: {answer_within: 1 min}}}",
        "to be answered within 15 s; of the contacts of a rank, the one due first is taken first",
    ),
    ("Queue: due; Due: clock", CALLS % "due: 4 h", "to be done within 4 h by the clock, nights included"),
    ("Due: open_hours", CALLS % "due: {open_hours: 3 h}", "to be done within 3 h of opening hours"),
    (
        "Queue: units; AgentGroup: capacity",
        "{queues: {calls: {units: 2}}, agent_groups: {desk: {capacity: 4}}}",
        ("a contact takes 2 units of an agent's capacity", "an agent has room for 4 units of contacts in progress"),
    ),
    (
        "Queue: customer_time",
        CALLS % "customer_time: 3 min",
        "the customer reads, writes or is silent for 3 min in all of a contact",
    ),
    ("Queue: leaves_after", CALLS % "leaves_after: 10 min", "customers leave a conversation 10 min after the answer"),
    (
        "Queue: bot; Bot: contained, passes_to, handle_time, failed; Failed: share, to, after",
        "{queues: {hello: {channel: bot, arrivals: {rate: 9 per h}, handle_time: 1 min, bot: {contained: 45%, passes_to: calls, "
        "handle_time: 115%, failed: {share: 20%, to: other, after: 30 min}}}}}",
        (
            "the bot resolves 45% of the contacts and hands over the others to calls at once, with 115% of its handle time",
            "20% of those whose contact ended with the bot come to other after 30 min",
            "20 passed on by hello, which take 115% of the talk",
        ),
    ),
    (
        "Queue: campaign; Campaign: records, reached, dialling, preview, retry_after, at_most",
        "{queues: {list: {channel: outbound, handle_time: 3 min, campaign: {records: 400, reached: 30%, dialling: "
        "25 s, preview: 5 s, "
        "retry_after: 1 h, at_most: 2}}}, agent_groups: {desk: {skills: {list: {}}}}}",
        (
            "a list of 400 customers to call",
            "30% of the calls reach the customer, dialling takes 25 s, after 5 s of preview; those not reached are "
            "called again after "
            "1 h, at most 2 calls each",
            "not counted: the calls of campaigns",
        ),
    ),
    (
        "AgentGroup: skills; Skill: rank, pace, after, reserve, weight, credit, unresolved",
        "{queues: {calls: {repeat: {unresolved: 10%, after: 1 h}}}, agent_groups: {desk: {skills: {calls: {rank: "
        "2, pace: 90%, after: "
        "20 s, reserve: 1, weight: 2, credit: 10 s, unresolved: 5%}}}}}",
        "takes other first, then calls (at 90% of the pace, handle times of 111.1%, from 20 s after the arrival on, "
        "weight 2, 10 s of "
        "waiting credited, 5% not "
        "resolved, while more than 1 agent is free)",
    ),
    ("AgentGroup: takes", DESK % "takes: [other, calls]", "takes other first, then calls"),
    ("AgentGroup: headcount", DESK % "headcount: [8, 8, 6, 6]", "group desk: headcount 8 until 10:00, then 6; 28.0 agent hours"),
    (
        "AgentGroup: headcount_is",
        DESK % "headcount_is: required, shrinkage: 20%",
        "headcount 8 required on duty, ÷ 80% who are there: 10 scheduled; 40.0 agent hours scheduled, 8 on duty "
        "after 20% shrinkage",
    ),
    (
        "AgentGroup: shifts; Shift: start, length, agents, breaks; Break: after, length, at",
        DESK
        % f"headcount: null, shifts: [{{{SHIFT}, breaks: [{{after: 1 h, length: 15 min}}, {{at: '10:00', length: 30 min}}]}}]",
        (
            "6 agents 08:00 to 11:00 (3 h), breaks of 15 min after 1 h and 30 min at 10:00",
            "18.0 agent hours scheduled, of them 4.5 on breaks",
        ),
    ),
    (
        "Break: between",
        DESK % f"headcount: null, shifts: [{{{SHIFT}, breaks: [{{between: '09:00-10:00', length: 15 min}}]}}]",
        "break of 15 min in turn within 09:00 to 10:00",
    ),
    (
        "Shift: days",
        "{hours: {days: 5, first_day: 2026-03-23}, agent_groups: {desk: {headcount: null, shifts: [{%s, days: [monday, tuesday, "
        "wednesday]}]}}}".replace("%s", SHIFT),
        "(3 h), no break, Monday to Wednesday",
    ),
    (
        "AgentGroup: zone",
        "{hours: {first_day: 2026-03-23, zone: Europe/Berlin}, agent_groups: {desk: {zone: Europe/London, "
        "headcount: null, shifts: "
        "[{%s}]}}}".replace("%s", SHIFT),
        "its shifts, breaks and meetings are by the clock of Europe/London",
    ),
    (
        "AgentGroup: shrinkage, absence; Shrinkage: planned, unplanned",
        DESK % "shrinkage: {planned: 21%, unplanned: 5%}, absence: 3%",
        "on duty after 21% planned and 5% unplanned shrinkage (of those there by plan each is off on 6.3% of days) "
        "and 3% absence (each is "
        "away on that share of days)",
    ),
    (
        "AgentGroup: late; Late: share, by",
        DESK % f"headcount: null, shifts: [{{{SHIFT}}}], late: {{share: 10%, by: 8 min}}",
        "10% of the agents start their shift late, by 8 min",
    ),
    (
        "AgentGroup: meetings; Meeting: at, length, agents",
        DESK % "meetings: [{at: '10:00', length: 30 min, agents: 4}]",
        "meeting at 10:00 for 30 min: 4 agents of those on duty (shrinkage is off already)",
    ),
    (
        "Meeting: name",
        DESK % "meetings: [{at: '10:00', length: 30 min, agents: 4, name: coaching}]",
        "meeting (coaching) at 10:00 for 30 min: 4 agents of those on duty (shrinkage is off already)",
    ),
    (
        "Break: name",
        DESK % f'headcount: null, shifts: [{{{SHIFT}, breaks: [{{at: "10:00", length: 15 min, name: Tea}}]}}]',
        "break of 15 min (Tea) at 10:00",
    ),
    ("Shift: name", DESK % f"headcount: null, shifts: [{{{SHIFT}, name: early}}]", "shifts named early"),
    (
        "Meeting: people; AgentGroup: people; People: agents, name, pace, unresolved, skills",
        "{queues: {calls: {repeat: {unresolved: 10%, after: 1 h}}}, agent_groups: {desk: {people: [{agents: 3, "
        "name: novices, pace: 75%, "
        "unresolved: 30%, skills: [calls]}], meetings: [{at: '10:00', length: 30 min, people: novices}]}}}",
        (
            "meeting at 10:00 for 30 min: the novices on duty",
            "3 agents (novices) after shrinkage differ: at 75% of the pace, handle times of 133.3%, "
            "only for calls, 30% of contacts not resolved",
        ),
    ),
    (
        "People: tenure; AgentGroup: learning_curve; LearningCurve: start, full_after",
        DESK % "people: [{agents: 3, tenure: 4 weeks}], learning_curve: {start: 60%, full_after: 12 weeks}",
        (
            "4 weeks in the job, at 69.23% of the pace, handle times of 144.4%",
            "the pace of new agents begins at 60% and is full after 12 weeks",
        ),
    ),
    (
        "LearningCurve: half_after",
        DESK % "people: [{agents: 3, tenure: 4 weeks}], learning_curve: {start: 60%, half_after: 10 days}",
        "begins at 60% and has lost half of the extra handle time after 10 days",
    ),
    ("AgentGroup: ring_time", DESK % "ring_time: 1 s", "a contact rings 1 s until the agent answers"),
    (
        "AgentGroup: missed; Missed: share, after, unavailable",
        DESK % "missed: {share: 3%, after: 15 s, unavailable: 2 min}",
        "3% of the offers are missed, after 15 s; the agent then gets none for 2 min",
    ),
    (
        "AgentGroup: refused; Refused: share, after, unavailable",
        DESK % "refused: {share: 2%, after: 4 s, unavailable: 30 s}",
        "2% of the offers are declined, after 4 s; the agent then gets none for 30 s",
    ),
    ("AgentGroup: wrap_up_ends_after", DESK % "wrap_up_ends_after: 1 min", "wrap-up ends after 1 min at most"),
    ("AgentGroup: pause", DESK % "pause: 5 s", "5 s of pause after each contact"),
    (
        "AgentGroup: rest_after; RestAfter: contacts, pause",
        DESK % "rest_after: {contacts: 10, pause: 1 min}",
        "after 10 contacts without a break, 1 min of rest",
    ),
    ("AgentGroup: standby", DESK % "standby: 5", "5 agents on standby"),
]
SHAPES = [
    ("constant", "5 min", "5 min"),
    ("exponential", "{mean: 5 min}", "5 min on average (exponential"),
    ("lognormal", "{mean: 5 min, sd: 4 min}", "5 min on average (lognormal, sd 4 min"),
    ("gamma", "{mean: 5 min, sd: 2 min}", "5 min on average (gamma, sd 2 min"),
    ("erlang", "{mean: 5 min, phases: 3}", "5 min on average (erlang, 3 phases"),
    ("weibull", "{mean: 5 min, shape: 2}", "5 min on average (weibull, shape 2"),
    ("uniform", "{low: 4 min, high: 6 min}", "5 min on average (uniform, 4 min to 6 min"),
    ("triangular", "{low: 3 min, mode: 4 min, high: 8 min}", "5 min on average (triangular, 3 min to 8 min, most often 4 min"),
    ("hyperexponential", "{means: [1 min, 9 min], shares: [50%, 50%]}", "(hyperexponential, 50% 1 min and 50% 9 min"),
    ("empirical", "[4 min, 6 min]", "5 min on average (2 observed durations"),
]


def load(changes: str) -> sd.Scenario:
    asked = YAML(typ="safe").load(changes)
    if "sweep" in asked:
        return sd.load_text(f'{BASE}targets: ["abandon_rate(calls) <= 5%"]\n{changes[1:-1]}\n')
    return sd.load_text(BASE).with_changes(asked)


@pytest.mark.parametrize(("keys", "changes", "words"), SAID, ids=[keys for keys, _, _ in SAID])
def test_a_key_is_said_with_its_numbers(keys: str, changes: str, words: str | tuple[str, ...]) -> None:
    text, before = ("\n".join(one.understood) for one in (load(changes), sd.load_text(BASE)))
    for phrase in (words,) if isinstance(words, str) else words:
        assert phrase in text, text
        assert keys.startswith("ScenarioModel: name") or phrase not in before


@pytest.mark.parametrize(("family", "value", "words"), SHAPES)
@pytest.mark.parametrize(
    ("key", "before"), [("patience", "abandon after "), ("wrap_up", "wrap-up "), ("leaves_after", "conversation ")]
)
def test_a_shape_is_said_with_its_numbers(family: str, value: str, words: str, key: str, before: str) -> None:
    text = "\n".join(load(CALLS % f"{key}: {{{family}: {value}}}").understood)
    assert words in text
    cut = "\n".join(load(CALLS % f"{key}: {{{family}: {value}, at_least: 10 s, at_most: 20 min}}").understood)
    assert "at least 10 s, at most 20 min" in cut
    assert before in cut


def test_times_that_change_over_the_day_are_said() -> None:
    by_clock = load(CALLS % 'patience: {by_interval: {"08:00": 1 min, "10:00": 2 min}}').understood
    assert any(
        "abandon after 1 min until 10:00, then 2 min on average (exponential, since only a mean is given)" in line
        for line in by_clock
    )
    means = load(
        CALLS % "handle_time: {mean_by_interval: [1 min, 1 min, 2 min, 3 min], lognormal: {mean: 1 min, sd: 1 min}}"
    ).understood
    assert any("talk 1 min until 10:00, 2 min until 11:00, then 3 min on average (lognormal" in line for line in means)
    after = load(CALLS % 'leaves_after: {by_interval: {"08:00": 10 min, "10:00": 20 min}}').understood
    assert any("10 min from 08:00, 20 min from 10:00" in line for line in after)


def test_every_key_has_words_or_a_reason_for_none() -> None:
    shapes = {f"{form}.{family}" for form in ("MeanForm", "DistributionForm") for family, _, _ in SHAPES}
    bounds = {
        f"{form}.{key}"
        for form in ("MeanForm", "DistributionForm")
        for key in ("at_least", "at_most", "by_interval", "mean_by_interval")
    }
    said = {f"{model.strip()}.{key.strip()}" for keys, _, _ in SAID for model, fields in _parts(keys) for key in fields}
    fields = {f"{model.__name__}.{name}" for model in _models(ScenarioModel) for name in model.model_fields}
    inner = {one for one in fields if one.partition(".")[0].lower() in {family for family, _, _ in SHAPES}}
    assert fields == said | shapes | bounds | inner | set(NOT_SAID)


def _parts(keys: str) -> list[tuple[str, list[str]]]:
    parts = [part.partition(":") for part in keys.split(";")]
    return [(model, fields.split(",")) for model, _, fields in parts]


def _models(part: Any, found: dict[type[BaseModel], None] | None = None) -> dict[type[BaseModel], None]:
    """All models that a part of the language is made of."""
    found = {} if found is None else found
    if isinstance(part, type) and issubclass(part, BaseModel):
        if part not in found:
            found[part] = None
            for field in part.model_fields.values():
                for below in (field.annotation, *field.metadata):
                    _models(below, found)
        return found
    for below in typing.get_args(part):
        _models(below, found)
    return found


def test_no_line_is_said_twice() -> None:
    changes = "{queues: {calls: {redial: {share: 45%, after: 10 min}, call_back: {accepted: 40%}, balking: 5%}}, trunks: 18}"
    lines = load(changes).understood
    for word in ("try again", "call-back is offered", "18 lines"):
        assert sum(word in line for line in lines) == 1, word


def test_a_roster_of_many_shifts_is_summed_up() -> None:
    starts = ["08:00", "08:15", "08:30", "08:45", "09:00", "09:15", "09:30"]
    shifts = ", ".join(
        f"{{start: '{start}', length: 2 h, agents: 2, breaks: [{{after: 1 h, length: 15 min}}]}}" for start in starts
    )
    text = "\n".join(load(DESK % f"headcount: null, shifts: [{shifts}]").understood)
    assert "14 agents in 7 shifts, first start 08:00, last end 11:30" in text
    assert "starts: 08:00 2, 08:15 2, 08:30 2, 08:45 2, 09:00 2, 09:15 2, 09:30 2" in text
    assert "14 agents of 2 h with 15 min of break" in text
    assert "28.0 agent hours scheduled, of them 3.5 on breaks" in text


def test_queues_that_share_no_agents_are_weighed_apart() -> None:
    apart = load("{agent_groups: {desk: {skills: {calls: null}}}}").understood
    assert [line for line in apart if line.startswith("tightest")] == [
        "tightest of calls at 08:00: 4.0 erlangs for 2.0 on duty (200% busy)",
        "tightest of other at 08:00: 2.0 erlangs for 8.0 on duty (25% busy)",
    ]


def test_work_that_may_wait_is_told_apart() -> None:
    (line,) = (line for line in load("{queues: {other: {channel: email}}}").understood if line.startswith("tightest"))
    assert line == "tightest at 08:00: 6.0 erlangs (2.0 of them may wait) for 10.0 on duty (60% busy)"


def test_days_that_are_alike_are_told_together() -> None:
    week = "hours: {open: '08:00', close: '12:00', interval: 1 h, days: 5, first_day: 2026-03-23}"
    heads = "agent_groups: {desk: {headcount: {monday: [8, 8, 6, 6], friday: 5, others: 7}}}"
    text = "\n".join(load(f"{{{week}, {heads}}}").understood)
    assert "headcount Mon 8 until 10:00, then 6; Tue to Thu 7; Fri 5" in text
    assert "4 intervals of 1 h each day" in text

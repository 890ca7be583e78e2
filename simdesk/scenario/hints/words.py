"""The trade's words that are no keys of the language, and what they are here: a key with its place, a measure, a sentence."""

from __future__ import annotations

from simdesk.units import WEEKDAYS

_MEANT: dict[str, str] = {
    "hours.open": "opening opens opening_time open_at start_of_day day_start from",
    "hours.close": "closing closes closing_time close_at end_of_day day_end until to",
    "hours.interval": "intervals interval_length period slot slots granularity step time_step resolution bucket bin",
    "hours.closed": "holidays holiday public_holidays bank_holidays closed_days closures days_off closed_on closing_days",
    "hours.days": "number_of_days simulated_days horizon day_count nr_of_days",
    "hours.first_day": "date start_date first_date from_date day_of begin_date week_of weekday day_of_week monday_of",
    "hours.zone": "time_zone timezone tz time_zone_name",
    "hours": (
        "opening_hours business_hours working_hours operating_hours schedule calendar office_hours open_hours "
        "service_hours hours_of_operation times_open"
    ),
    "queues": (
        "queue skills_groups lines work_types call_types contact_types split splits vdn vdns services inbound demand "
        "workloads channels_list callers contact_reasons"
    ),
    "agent_groups": (
        "agents agent_group groups group teams team staff staffing resources workforce skill_groups pools pool "
        "advisors operators agent_pools personnel employees skillsets"
    ),
    "targets": "target goals goal kpi kpis sla slas service_targets objectives service_levels requirements constraints",
    "variants": "scenarios scenario what_if what_ifs alternatives options cases changes experiments variations variant",
    "events": "event incidents incident happenings disruptions special_days outages outage spikes spike interruptions",
    "replications": (
        "runs iterations repetitions number_of_runs simulations n_runs replicas samples trials replication "
        "number_of_replications n"
    ),
    "seed": "random_seed rng rng_seed",
    "warm_up": "warmup warm_up_time burn_in run_in ramp_up",
    "name": "title label",
    "extends": "include includes base based_on import inherits inherit template parent",
    "at_close": "end_of_day_rule at_closing closing_rule after_closing when_closed overtime_rule",
    "trunks": "lines trunk phone_lines trunk_lines ports circuits channels_available channel_limit",
    "queues.*.channel": "media medium type kind media_type channel_type",
    "queues.*.arrivals": (
        "arrival calls call_volume forecast traffic offered inbound_volume arrival_process calls_offered demand "
        "contacts incoming volume"
    ),
    "queues.*.arrivals.volumes": (
        "volume calls volume_by_interval intraday_volumes calls_per_interval per_interval interval_volumes counts "
        "by_interval per_half_hour half_hourly contacts_per_interval"
    ),
    "queues.*.arrivals.per_day": (
        "volume calls contacts daily daily_volume volume_per_day calls_per_day total daily_total per_date total_calls "
        "day_total contacts_per_day number"
    ),
    "queues.*.arrivals.rate": "per_hour calls_per_hour hourly rate_per_hour lambda arrival_rate intensity hourly_rate",
    "queues.*.arrivals.profile": (
        "distribution intraday shape curve pattern intraday_profile daily_profile intraday_pattern arrival_pattern "
        "arrival_profile intra_day split_by_interval percentages"
    ),
    "queues.*.arrivals.scale": "factor multiplier scaling scale_factor",
    "queues.*.arrivals.day_to_day": (
        "cv variation variability noise uncertainty volatility overdispersion forecast_error_of_day forecast_error random_level"
    ),
    "queues.*.arrivals.times": "timestamps arrival_times log replay call_log",
    "queues.*.aht": "handling_time average_handle_time processing_time work_time avg_handle_time handle mean_aht average_aht",
    "queues.*.handle_time": "talk_time service_time duration call_duration length_of_call talk conversation_time",
    "queues.*.wrap_up": (
        "acw after_call_work wrapup wrap_up_time wrap after_call clerical post_call post_processing "
        "not_ready_after_call nacharbeit"
    ),
    "queues.*.patience": (
        "abandonment abandon_after abandons abandon abandonment_time mean_patience time_to_abandon "
        "willingness_to_wait max_wait maximum_wait give_up_after hang_up_after tolerance patience_time "
        "hangs_up_after reneging average_patience"
    ),
    "queues.*.waiting_places": "capacity queue_capacity max_queue queue_limit max_queue_length queue_size buffer maximum_queue",
    "queues.*.balking": "balk hang_up_at_once balk_rate refuse_to_wait",
    "queues.*.redial": "retry retries retrial retrials redials redial_rate call_again recall try_again retry_rate",
    "queues.*.repeat": (
        "repeats repeat_calls recontact fcr first_call_resolution first_contact_resolution repeat_rate repeat_contacts resolution"
    ),
    "queues.*.call_back": "callback callbacks virtual_queue virtual_hold ewt_callback call_backs",
    "queues.*.transfer": "transfers forward transfer_rate handover hand_over escalate escalation transfer_to",
    "queues.*.misrouted": "misrouting wrong_queue misroutes misdirected",
    "queues.*.tries": "routing route routing_order routing_rules route_to",
    "queues.*.weight": "priority prio urgency importance queue_priority",
    "queues.*.customers": "segments segment customer_classes customer_types vip classes tiers",
    "queues.*.answer_within": "deadline answer_time_target answer_in response_time first_response",
    "queues.*.due": (
        "due_date due_in due_within done_within finish_within turnaround turnaround_time tat reply_within respond_within "
        "service_time_target"
    ),
    "queues.*.announcement": "ewt estimated_wait announced_wait wait_announcement expected_wait",
    "queues.*.hours": "queue_hours opening_hours_of_queue",
    "queues.*.requires": "required_level min_level minimum_level required_skill skill_level_required requires_level min_skill",
    "queues.*.campaign": "dialler dialer call_list predictive_dialler outbound_list",
    "queues.*.campaign.records": (
        "list_size list_length call_list records_on_list customers_to_call numbers leads list number_of_records"
    ),
    "queues.*.campaign.reached": (
        "right_party_contact right_party_contact_rate right_party_contacts rpc rpc_rate contact_rate connect_rate reach_rate "
        "reachability answer_rate hit_rate"
    ),
    "queues.*.campaign.dialling": "ring_time dialing dial_time dialling_time ringing ring_timeout time_to_answer",
    "queues.*.campaign.preview": "preview_time look_time",
    "queues.*.campaign.at_most": "attempts max_attempts max_tries maximum_attempts calls_per_customer tries",
    "agent_groups.*.headcount": (
        "agents staff fte ftes heads head_count count size number_of_agents positions seats n_agents "
        "agents_scheduled scheduled plan staffing_plan agent_count people_count full_time_equivalents planned_agents"
    ),
    "agent_groups.*.headcount_is": "net gross headcount_type net_or_gross",
    "agent_groups.*.skills": (
        "queues serves handles answers qualifications skill languages answers_queues skillset call_types competences "
        "competencies queue can_take works_on primary_skills primary skill_set"
    ),
    "agent_groups.*.takes": "order takes_order preference preferences queue_order priority_order takes_first",
    "agent_groups.*.shifts": "shift rota roster rosters working_times schedules shift_plan shift_pattern patterns duties",
    "agent_groups.*.shrinkage": (
        "shrink unavailability utilisation_loss allowance shrinkage_rate availability vacation annual_leave"
    ),
    "agent_groups.*.absence": "absenteeism sickness sick absent sick_leave sick_rate no_show absence_rate absentees",
    "agent_groups.*.late": "lateness tardiness punctuality late_start",
    "agent_groups.*.cost": (
        "wage wages salary hourly_cost cost_per_hour hourly_wage rate_per_hour price hourly_rate pay cost_per_agent "
        "labour_cost cost_hour"
    ),
    "agent_groups.*.meetings": "meeting training trainings team_meeting coaching huddles huddle off_phone_activities",
    "agent_groups.*.people": "members individuals new_hires trainees names named_agents juniors named agents_by_name staff_list",
    "agent_groups.*.learning_curve": "ramp ramp_up learning proficiency onboarding speed_to_competence",
    "agent_groups.*.ring_time": "ringing ring answer_delay ring_delay pick_up_time pickup_time",
    "agent_groups.*.pause": "pause_between rest not_ready idle_after relief breather",
    "agent_groups.*.standby": "on_call reserve_agents spare_agents stand_by",
    "agent_groups.*.missed": "missed_calls rona no_answer missed_offers",
    "agent_groups.*.refused": "declined rejected refusals rejects",
    "agent_groups.*.channels": (
        "concurrency multitasking chats_at_once simultaneous parallel blending blend max_chats concurrent_chats "
        "concurrent at_once"
    ),
    "agent_groups.*.skills.*.rank": "priority prio preference order preference_level",
    "agent_groups.*.skills.*.pace": "efficiency speed productivity proficiency performance speed_factor",
    "agent_groups.*.skills.*.level": "skill_level grade score expertise",
    "agent_groups.*.skills.*.after": "overflow_after delay wait_before threshold after_wait",
    "agent_groups.*.shifts[].start": "from begin begins starts start_time at start_at",
    "agent_groups.*.shifts[].length": "duration hours shift_length long paid_hours end_after",
    "agent_groups.*.shifts[].agents": "headcount heads staff count number fte size people",
    "agent_groups.*.shifts[].breaks": "break pauses lunch lunches rests break_times coffee lunch_break",
    "agent_groups.*.shifts[].days": "weekdays on_days dates day on working_days day_of_week",
    "agent_groups.*.shifts[].breaks[].at": "start time from begin start_time begins",
    "agent_groups.*.shifts[].breaks[].after": "offset starts_after",
    "agent_groups.*.shifts[].breaks[].length": "duration minutes long",
    "events[].what": "type kind event event_type",
    "events[].start": "at from begin time begins starts start_time when",
    "events[].end": "to until till ends end_time finish",
    "events[].times": "factor multiplier by scale increase change volume",
    "events[].days": "date day on dates weekday",
    "events[].queues": "queue affects affected on_queues",
    "events[].agent_groups": "groups group agents team site",
    "channels.*.at_once": (
        "max_concurrent_chats max_simultaneous_chats chats_per_agent simultaneous_chats concurrency max_concurrent simultaneous "
        "parallel concurrent max multitasking concurrent_chats"
    ),
    "queues.*.bot.contained": "containment containment_rate contained_rate self_service_rate deflection resolved_by_bot",
    "queues.*.redial.share": "probability rate percentage percent proportion chance",
    "queues.*.redial.after": "delay wait interval pause",
    "queues.*.redial.at_most": "attempts max_attempts max tries maximum max_retries",
    "queues.*.repeat.unresolved": "share rate probability percent not_resolved",
    "queues.*.customers.*.first": "priority high_priority vip",
    "queues.*.customers.*.share": "percent percentage proportion probability fraction",
    "replications.at_most": "max maximum max_runs limit max_replications",
    "replications.at_least": "min minimum min_runs",
    "replications.until": "precision confidence accuracy stop_when half_width",
    "replications.number": "count n runs days number_of_runs",
    "service_level.definition": "formula method type rule calculation",
    "service_level.short_abandon": "short_abandons short_abandon_threshold exclude_abandons_within abandon_threshold",
    "queues.*.handle_time.lognormal.sd": "std stdev sigma standard_deviation deviation std_dev stddev",
    "queues.*.handle_time.lognormal.mean": "average avg mu expected value",
    "queues.*.handle_time.triangular.low": "min minimum from lowest a",
    "queues.*.handle_time.triangular.high": "max maximum to highest b",
    "queues.*.handle_time.triangular.mode": "peak likely most_likely middle c",
    "queues.*.handle_time.constant": "fixed deterministic always exactly exact",
    "queues.*.handle_time.exponential": "exp expo negexp markov poisson",
    "queues.*.handle_time.lognormal": "log_normal lognorm logn normal gaussian gauss",
    "queues.*.handle_time.uniform": "range between flat rectangular",
    "queues.*.handle_time.triangular": "triangle tri triang",
    "queues.*.handle_time.empirical": "observed data sample samples histogram history values measured",
    "sweep.set": "inputs values parameters vary through ranges",
}
"""By place, with ``*`` for a name and ``[]`` for a list: the words that may be meant so where the language lacks them.

Command lines read by it too: words that spellings understand in the file's blocks stand here for these."""

MEANT: dict[str, tuple[str, ...]] = {}
"""By word: the places, in the order above."""
for _place, _words in _MEANT.items():
    for _word in dict.fromkeys(_words.split()):
        MEANT[_word] = (*MEANT.get(_word, ()), _place)
for _day in WEEKDAYS:
    MEANT[_day] = ("hours." + _day, "queues.*.arrivals.per_day." + _day, "agent_groups.*.headcount." + _day)

SAID: dict[str, str] = {
    "sites site locations location centres centers": (
        "a site is an agent group of its own, under agent_groups; its outage is an event: {what: outage, "
        'agent_groups: [site_b], start: "10:00", end: "12:00"}'
    ),
    "nps csat satisfaction customer_satisfaction quality": (
        "simdesk simulates waiting and work, not satisfaction; remove the key"
    ),
    "first_call_resolution fcr": (
        "repeat contacts are repeat: {unresolved: 20%, after: 1 h} in the queue; 20% for a resolution of 80%"
    ),
    "adherence conformance": "adherence is shrinkage here: for 92% write shrinkage: 8% in the agent group",
    "erlang erlang_c erlang_a model": "simdesk simulates; simdesk estimate compares with Erlang C and Erlang A",
    "overflow overflows backup secondary fallback spill spillover overflow_to backup_group overflow_after overflow_groups": (
        "the queue names its agent groups in order: tries: [desk, {groups: partner, after: 60 s}], exactly "
        "those that have the skill"
    ),
    "weeks months": "simdesk simulates days: under hours write days: 7 for a week and days: 28 for four",
    "version language_version schema": "the version of the language is simdesk: 1",
    "output outputs report reports": "what is written is chosen on the command line: simdesk run day.yaml --excel",
    "aux aux_codes": "breaks belong to shifts, meetings to agent_groups.desk.meetings, other time off the phone to shrinkage",
    "ivr": "an IVR is a queue with channel: ivr, and bot: says where its contacts go",
    "bot": "a bot is a queue with channel: bot",
}
"""By words: what to say where no key has their meaning."""
SAID_OF: dict[str, str] = {word: text for words, text in SAID.items() for word in words.split()}

GENERIC = frozenset(
    (
        *("name", "title", "label", "time", "when", "to", "from", "list", "agents", "start", "end", "begin", "until", "rate"),
        *(
            "share",
            "ring",
            "priority",
            "count",
            "order",
            "type",
            "kind",
            "value",
            "values",
            "after",
            "at",
            "number",
            "size",
            "day",
            "days",
        ),
        *(
            "date",
            "dates",
            "weekday",
            "queue",
            "queues",
            "group",
            "groups",
            "min",
            "max",
            "minimum",
            "maximum",
            "timeout",
            "delay",
            "limit",
        ),
        *("percent", "percentage", "wait", "length", "duration", "hours", "first", "channel", "channels", "level", "volume"),
        *("site", "agent", "interval", "event", "factor", "reached", "lost", "weight", "mode", "status"),
        *("probability", "proportion", "fraction", "n", "a", "b", "by", "on", "in", "of", "per", "description", "note", "id"),
        *("calls", "contacts", "staff", "people", "heads", "plan", "scheduled", "data", "base", "threshold", "scale", "times"),
        *("action", "method", "rule", "target", "model", "version", "reserve", "pause", "break", "rest", "text", "key"),
    )
)
"""Words that may be of anything: they say what they mean only in their own block, and are never sent to another subject."""

_HEADS = ("call", "calls", "contact", "contacts", "average", "avg", "mean", "expected", "typical", "planned")


def bare(word: str) -> str:
    """A word without a first one that says nothing: ``handling_time`` of ``call_handling_time``; others as they are."""
    head, _, rest = word.partition("_")
    return rest if head in _HEADS and word not in MEANT and rest not in GENERIC and rest else word

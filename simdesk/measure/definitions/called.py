"""What the trade calls the metrics, for hints."""

from __future__ import annotations

CALLED: dict[str, str] = {
    "offered": "calls contacts calls_offered contacts_offered nco volume arrivals call_volume demand traffic inbound received",
    "answered": "calls_answered contacts_answered calls_handled handled nch answer_count served",
    "abandoned": "abandons calls_abandoned lost lost_calls nca hang_ups hangups dropped",
    "blocked": "busy busy_signals blocking blocked_calls rejected",
    "balked": "balking balks",
    "redials": "retries retrials repeat_calls redialled",
    "repeats": "repeat_contacts recontacts",
    "sent_away": "turned_away closed_out",
    "unfinished": "left_over leftovers open_contacts not_done",
    "service_level": "sl sla slas svl tsf gos grade_of_service telephone_service_factor service_factor servicelevel service "
    "service_goal service_target answered_within in_time asl accessibility",
    "done_in_time": "turnaround turnaround_time tat on_time response_within reply_within due_in_time deadline_met",
    "abandon_rate": "abandonment abandonment_rate abandon abandoned_rate abandon_percentage aba abn abr loss_rate lost_rate "
    "abandoned_share abandonments abandonment_percent drop_rate",
    "answer_rate": "answered_share pca percent_calls_answered answer_share answering_rate pick_up_rate pickup_rate answerability",
    "mean_speed_of_answer": "asa average_speed_of_answer speed_of_answer average_answer_speed mean_answer_time answer_time "
    "time_to_answer average_time_to_answer",
    "mean_wait": "awt average_wait wait waits wait_time waiting_time average_waiting_time average_wait_time mean_waiting_time "
    "queue_time average_queue_time avg_wait delay average_delay atw",
    "longest_wait": "max_wait maximum_wait longest_waiting_time max_waiting_time longest_delay lwt maximum_delay mwt max_delay",
    "wait_percentile": "percentile percentile_wait p90 p95 p99 p80 p50 median_wait median wait_p90 wait_quantile quantile",
    "queue_length": "average_queue mean_queue queue_size waiting contacts_waiting average_queue_length queued ciq",
    "longest_queue": "max_queue maximum_queue max_queue_length maximum_queue_length peak_queue",
    "aht": "average_handle_time average_handling_time mean_handle_time handling_time avg_handle_time acht mean_aht handle_times",
    "backlog": "open_work work_in_hand outstanding pending queue_at_end",
    "age_of_oldest": "oldest oldest_contact oldest_item oldest_age",
    "agents_on_duty": "headcount agents staff staffed positions staffing agents_staffed logged_in heads scheduled_agents",
    "agents_busy": "busy_agents agents_talking",
    "occupancy": "occ agent_occupancy occupancy_rate busy_share workload agent_load load",
    "utilisation": "utilization util agent_utilisation agent_utilization productivity",
    "agent_hours": "fte ftes paid_hours staff_hours man_hours person_hours hours labour_hours worked_hours hours_paid "
    "login_time logon_time logged_in_time",
    "overtime": "over_time extra_hours",
    "cost": "costs labour_cost labor_cost staff_cost total_cost wages payroll cost_of_staff budget",
    "agents_not_ready": "not_ready aux agents_unavailable",
    "contacts_in_hand": "concurrency average_concurrency in_progress",
    "contained": "containment deflected self_served",
}
"""Words for each measure, besides its name."""

GIVEN: dict[str, str] = {
    "offered": "contacts that arrive are arrivals of a queue, such as arrivals: {per_day: 400}",
    "cost": "what agents cost is cost in their agent group, such as cost: 24 per h",
    "agents_on_duty": "agents are the headcount of an agent group",
    "agent_hours": "agents are the headcount of an agent group, and their shifts",
    "aht": "the time of a contact is handle_time and wrap_up in its queue",
    "talk_time": "the time of a contact is handle_time in its queue",
    "wrap_up_time": "the time after a contact is wrap_up in its queue",
    "redials": "customers who call again are redial in a queue",
    "repeats": "customers who come back are repeat in a queue",
    "contained": "what a bot resolves is contained, in the bot of a queue",
    **dict.fromkeys(("backlog", "balked", "blocked", "transferred_in", "passed_on", "agents_busy", "overtime"), ""),
    "contacts_handled": "",
}
"""Metrics whose name a planner may also use for what a scenario gives, and where it is given; empty where it cannot be."""

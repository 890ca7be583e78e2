"""What people call the commands and options."""

from __future__ import annotations

_COMMANDS = {
    "run": "simulate simulation sim play execute launch",
    "validate": "check lint verify test parse syntax show info inspect describe",
    "staff": "optimize optimise optimization optimisation dimension sizing size requirements staffing",
    "estimate": "erlang erlang-c erlangc erlang-a erlanga calc calculate formula formulas",
    "compare": "diff versus vs what-if whatif comparison",
    "explain": "why trace",
    "new": "init create template make",
    "benchmark": "bench speed performance",
    "sweep": "vary sensitivity tornado",
    "schema": "json-schema jsonschema",
    "format": "fmt tidy prettify rewrite",
}
COMMAND_OF = {word: command for command, words in _COMMANDS.items() for word in words.split()}
"""Other names of commands, each with one meaning."""

ANSWERED: dict[str, tuple[str, tuple[str, ...]]] = {
    "report": ("run writes the report into its run folder", ("run", "FILE")),
    "reports": ("run writes the report into its run folder", ("run", "FILE")),
    "dashboard": ("run writes the report into its run folder", ("run", "FILE")),
    "gui": ("simdesk has no window of its own; run writes a report for the browser", ("run", "FILE")),
    "open": ("run writes the report into its run folder", ("run", "FILE")),
    "export": ("tables are exported by run", ("run", "FILE", "--excel")),
    "excel": ("tables are exported by run", ("run", "FILE", "--excel")),
    "csv": ("tables are exported by run", ("run", "FILE", "--csv")),
    "stats": ("run shows every figure of a scenario", ("run", "FILE")),
    "summary": ("run shows every figure of a scenario", ("run", "FILE")),
    "kpi": ("run shows every figure of a scenario", ("run", "FILE")),
    "kpis": ("run shows every figure of a scenario", ("run", "FILE")),
    "metrics": ("run shows every figure of a scenario", ("run", "FILE")),
    "examples": ("new writes a scenario to begin with", ("new", "FILE")),
    "example": ("new writes a scenario to begin with", ("new", "FILE")),
    "templates": ("new writes a scenario to begin with", ("new", "FILE")),
    "cost": ("costs are among what run shows", ("run", "FILE")),
    "costs": ("costs are among what run shows", ("run", "FILE")),
    "plot": ("charts are in the report, which run writes into its run folder", ("run", "FILE")),
    "chart": ("charts are in the report, which run writes into its run folder", ("run", "FILE")),
    "charts": ("charts are in the report, which run writes into its run folder", ("run", "FILE")),
    "graph": ("charts are in the report, which run writes into its run folder", ("run", "FILE")),
    "view": ("run writes the report into its run folder", ("run", "FILE")),
    "results": ("run writes the report into its run folder", ("run", "FILE")),
    "list": ("validate shows queues, groups and variants", ("validate", "FILE")),
    "ls": ("validate shows queues, groups and variants", ("validate", "FILE")),
    "queues": ("validate shows queues, groups and variants", ("validate", "FILE")),
    "worst": ("explain tells of the worst interval", ("explain", "FILE", "--interval", "worst")),
    "bottleneck": ("explain tells of the worst interval", ("explain", "FILE", "--interval", "worst")),
    "plan": ("staff finds the headcount that meets the targets", ("staff", "FILE")),
    "schedule": ("staff finds the headcount that meets the targets", ("staff", "FILE")),
    "roster": ("staff finds the headcount that meets the targets", ("staff", "FILE")),
    "forecast": ("simdesk simulates volumes that are given", ("run", "FILE")),
    "variants": ("compare simulates a scenario with its variants", ("compare", "FILE")),
    "variant": ("compare simulates a scenario with its variants", ("compare", "FILE")),
}
"""Commands that simdesk lacks: what is so instead, and the line."""

_OPTIONS = {
    "--replications": "more-days more-runs longer "
    "days runs reps rep replication iterations iteration simulations repetitions number n nr count day-count "
    "number-of-days num-days sim-days simulated-days trials num-replications nruns",
    "--seed": "random-seed rng rng-seed random-state s",
    "--metric": "metrics measure measures kpi kpis show-metric",
    "--output": "out output-dir output-folder outdir dir folder directory save-to to target-dir dest destination o results",
    "--excel": "xlsx xls excel-file workbook export-excel export-xlsx to-excel write-excel save-excel",
    "--csv": "csv-file tables export-csv to-csv write-csv save-csv",
    "--json": "as-json output-json",
    "--cores": "c core n-cores ncores processes jobs workers threads cpus cpu parallel n-jobs j processors",
    "--variant": "variants scenario-name what-if case name",
    "--set": "change override param parameter define d p range sweep-over var",
    "--engine": "clock mode",
    "--interval": "time at slot period when why",
    "--queue": "q of-queue",
    "--contact": "call id contact-id customer caller chat-id call-id",
    "--day": "replication date",
    "--targets-per": "per hold-per",
    "--verify": "verification-days",
    "--fixed": "fix keep",
    "--at-least": "min minimum lower min-agents at-minimum",
    "--at-most": "max maximum upper max-agents at-maximum",
    "--template": "from based-on",
    "--force": "overwrite f y yes",
    "--contacts": "save-contacts calls-log write-contacts",
    "--check": "strict fail exit-code ci fail-if-missed fail-on-miss fail-on-missed assert fail-under",
    "--no-save": "dry-run nosave dont-save no-output no-files",
    "--baseline": "base against reference",
    "--points": "samples lhs",
    "--sensitivity": "tornado",
    "--forecast-error": "uncertainty forecast-uncertainty",
    "--rounds": "repeat",
    "--resume": "continue restart",
}
OPTION_OF = {word: option for option, words in _OPTIONS.items() for word in words.split()}
"""Other names of options, without dashes."""

DAYS_OF = {"staff": "--verify", "benchmark": "--rounds"}
"""What the number of days is called where it is not ``--replications``."""

FILE = {"file", "scenario", "input", "scenario-file", "i", "f", "config", "model", "yaml"}
"""Options whose value is the scenario file, which is written without an option."""
QUIET = {"quiet", "q", "silent", "s", "no-print", "mute", "no-screen"}
SHORT = {"summary", "summary-only", "only-summary", "brief", "short", "compact", "terse", "no-details"}
VERBOSE = {"verbose", "v", "vv", "debug", "log", "progress"}
HTML = {
    "html",
    "report",
    "html-report",
    "pdf",
    "plot",
    "plots",
    "chart",
    "charts",
    "open",
    "browser",
    "open-report",
    "show-report",
    "open-html",
    "open-browser",
    "graphs",
    "figures",
}
LEVEL = {"sl", "service-level", "sla", "target", "targets", "goal", "servicelevel", "tsf", "slo"}
VOLUME_WORDS = {"volume", "volumes", "calls", "contacts", "demand", "traffic", "arrivals"}
INPUT_WORDS = VOLUME_WORDS | {"aht", "handle_time", "patience", "shrinkage"}
"""What changes for all queues or groups at once where a share is given, as at the top of a variant."""
_LIMITS = {
    "occupancy(all) <=": "max-occupancy occupancy-max maximum-occupancy occupancy-limit occupancy",
    "abandon_rate(all) <=": "max-abandon max-abandonment max-abandonment-rate max-abandon-rate abandon abandonment abandon-rate "
    "abandonment-rate",
    "mean_speed_of_answer(all) <=": "asa max-asa speed-of-answer average-speed-of-answer",
    "mean_wait(all) <=": "max-wait max-mean-wait",
    "cost(all) <=": "budget max-cost cost-limit max-budget",
    "service_level": "min-sl min-service-level target-sl",
}
LIMIT_OF = {word: limit for limit, words in _LIMITS.items() for word in words.split()}
"""Options that name a target."""
HELP = {"help", "h", "?", "usage", "man", "docs", "manual", "tutorial", "guide"}

ABOUT = {
    "--csv": "--csv takes no file: it writes tables into the run folder",
    "--excel": "--excel takes no file: it writes a workbook into the run folder",
    "--json": "--json takes no file: it prints to the screen",
}
"""Options without a value, of which people give a file."""

ONE_FILE = {"run", "estimate", "staff", "sweep", "explain"}
"""Commands that take one scenario."""

"""How each queue's handle time and patience are taken, in words."""

import pytest

import simdesk as sd
from simdesk.scenario.notes.durations import durations_in_words

ASSUMED = "exponential, since only a mean is given"

DAY = """
simdesk: 1
hours: {{open: "08:00", close: "12:00", interval: 1 h}}
queues:
  sales: {{arrivals: {{rate: 30 per h}}, {times}}}
agent_groups: {{desk: {{skills: [sales], headcount: 3}}}}
"""


@pytest.mark.parametrize(
    ("written", "words"),
    [
        (
            "handle_time: 4 min, wrap_up: 30 s, patience: 2 min",
            f"talk 4 min on average ({ASSUMED}), wrap-up 30 s each, AHT 4.5 min; customers abandon after 2 min on average "
            f"({ASSUMED})",
        ),
        (
            "handle_time: {exponential: {mean: 4 min}}",
            "talk 4 min on average (exponential), no wrap-up, AHT 4 min; nobody ever gives up (no patience)",
        ),
        ("handle_time: {constant: 3 min}", "talk 3 min each, no wrap-up, AHT 3 min; nobody ever gives up (no patience)"),
        (
            "aht: 5 min, wrap_up: {exponential: {mean: 40 s}}, patience: unlimited",
            f"talk 4 min 20 s on average ({ASSUMED}), wrap-up 40 s on average (exponential), AHT 5 min; "
            "nobody ever gives up (patience: unlimited)",
        ),
        (
            "aht: 5 min, patience: {constant: 90 s}",
            f"talk 5 min on average ({ASSUMED}), AHT 5 min, all of it talk: no wrap_up is given; customers abandon after "
            "1.5 min each",
        ),
        (
            "handle_time: {mean_by_interval: [3 min, 4 min, 310 s, 310 s]}, wrap_up: 30 s, patience: {empirical: [1 min, 3 min]}",
            f"talk 3 min until 09:00, 4 min until 10:00, then 5 min 10 s on average ({ASSUMED}), wrap-up 30 s each, "
            "AHT 3.5 min until 09:00, 4.5 min until 10:00, then 5 min 40 s; "
            "customers abandon after 2 min on average (2 observed durations)",
        ),
        (
            'handle_time: {by_interval: {"08:00": {constant: 2 min}, "10:00": {constant: 3 min}}}, '
            "patience: {weibull: {mean: 1 min, shape: 2}}",
            "talk 2 min until 10:00, then 3 min each, no wrap-up, AHT the same; customers abandon after 1 min on "
            "average (weibull, shape 2)",
        ),
        (
            # An exponential cut at its mean has the mean m (1 - 1/e): 151.7 s.
            "handle_time: {exponential: {mean: 4 min}, at_most: 4 min}, patience: 2 min, customers: "
            "{gold: {share: 10%, handle_time: 6 min, patience: unlimited}, plain: {share: 10%, first: true}}",
            f"talk 2 min 32 s on average (exponential, at most 4 min), no wrap-up, AHT 2 min 32 s; customers abandon after 2 min "
            f"on average ({ASSUMED}); gold: talk 6 min on average ({ASSUMED}), they never give up",
        ),
        (
            "handle_time: {lognormal: {mean: 5 min, sd: 4 min}}, channel: email, due: 4 h",
            "work 5 min on average (lognormal, sd 4 min), no wrap-up, AHT 5 min; nobody ever gives up (no patience)",
        ),
    ],
)
def test_words(written: str, words: str) -> None:
    assert durations_in_words(sd.load_text(DAY.format(times=written))) == {"sales": words}


def test_bots_have_no_wrap_up_and_campaigns_no_patience() -> None:
    times = (
        (
            "handle_time: 4 min}}\n  bot: {{channel: bot, arrivals: {{rate: 9 per h}}, handle_time: 40 s, "
            "bot: {{contained: 50%, passes_to: sales}}}}\n"
            "  list: {{channel: outbound, campaign: {{records: 20, reached: 50%}}, handle_time: 2 min"
        )
        .replace("{{", "{")
        .replace("}}", "}")
    )
    words = durations_in_words(sd.load_text(DAY.format(times=times).replace("[sales]", "[sales, list]")))
    assert words["bot"] == f"time with the bot 40 s on average ({ASSUMED})"
    assert words["list"] == f"talk 2 min on average ({ASSUMED}), no wrap-up, AHT 2 min"

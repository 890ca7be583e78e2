"""Priorities, retrials, redials, call-backs, several chats at once and blending from YAML against exact figures.

The scenarios stand in ``reference_07/``; their unit of time, the mean handle time, is 10 s. A day begins empty, so the warm-up
is ten or more of the times in which the centre forgets its state (the inverse of the spectral gap of its chain; of one agent
that of the decay of busy periods): 9 units for the priorities, 230 and 256 for one agent, 25 for retrials, 6 for redials, 136
for call-backs, 2 for chats, 1 for blending. So what is left of the beginning is below one part in ten thousand. Where somebody
may be overtaken or come again, the last interval is left out too (the last four hours where call-backs wait): after closing
nobody comes any more, and those who wait are served sooner.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from evidence import Case, Finding, record
from judging import Figure, judge
from scipy import sparse
from scipy.sparse import linalg

import simdesk as sd
from simdesk.engine.log import ContactLog
from simdesk.measure.confidence import Sample
from simdesk.measure.expression import parse_expression
from simdesk.rules.codes import ABANDONED, BLOCKED, TOOK_CALL_BACK, WAITING
from simdesk.rules.leg_codes import FIRST_TRY, REDIAL

pytestmark = pytest.mark.statistical
HERE = Path(__file__).parent / "reference_07"
UNIT = 10.0
"""Seconds of the figures' unit of time."""
LAID_OUT = 61
"""Tries the scenarios lay out for a customer: nobody comes to the last, so that cutting them there changed nothing."""

PRIORITIES_CASE = Case(
    "Two priorities, non-pre-emptive",
    "closed form: Cobham (1954), Davis (1966), Kella and Yechiali (1985)",
    {"lam1": 4, "lam2": 4, "mu": 1, "n": 10, "T": 0.5},
)
PRIORITIES = {
    "p_wait": 0.4091801508,
    "wq1": 0.0681966918,
    "wq2": 0.340983459,
    "wq_fcfs": 0.2045900754,
    "occupancy": 0.8,
    "sl1": 0.9796281199,
}
ONE_AGENT_CASE = Case(
    "One agent, handle times of any shape",
    "closed form: Pollaczek (1930), Khinchine (1932)",
    {"lam": 0.8, "mean handle time": 1, "squared coefficient of variation": 4, "n": 1},
)
ONE_AGENT = {
    "rho": 0.8,
    "wq": 10.0,
    "lq": 8.0,
}
RETRIALS_CASE = Case(
    "Busy signals and redials",
    "exact: the stationary distribution of (agents busy, customers who will call again)",
    {"lam": 4, "mu": 1, "n": 5, "waiting places": 0, "mean time to the redial of a blocked call": 2},
)
RETRIALS = {
    "p_block_primary": 0.4394816666,
    "e_orbit": 8.131977867,
    "e_busy": 4.0,
    "occupancy": 0.8,
    "p_block_retry": 0.5676508975,
    "attempts_per_call": 2.016497233,
    "e_time_in_orbit": 2.032994467,
}
REDIALS_CASE = Case(
    "Abandonment and redials",
    "exact: the stationary distribution of (customers in the centre, customers who will call again)",
    {"lam": 9, "mu": 1, "theta": 0.8, "n": 9, "share of abandoned that redial": 0.7, "mean time to the redial": 2},
)
REDIALS = {
    "e_q": 2.806924975,
    "e_orbit": 3.143755972,
    "attempt_rate": 10.57187799,
    "p_ab_attempt": 0.2124069142,
    "p_wait_attempt": 0.7466019198,
    "occupancy": 0.9251486673,
    "e_wait_attempt": 0.2655086427,
    "served_rate": 8.326338006,
    "final_loss": 0.07485133266,
}
CALL_BACKS_CASE = Case(
    "Call-backs",
    "exact: the stationary distribution of (agents busy, waiting, call-backs due)",
    {"lam": 6, "mu": 1, "theta": 0.3, "n": 6, "offered when this many wait": 2, "accepted": 0.6},
)
CALL_BACKS = {
    "p_offered_callback": 0.3408025671,
    "callback_rate": 1.226889242,
    "p_callback": 0.2044815403,
    "e_q_inbound": 1.099926346,
    "p_ab_inbound": 0.06913267267,
    "e_wait_inbound": 0.2304422422,
    "p_ab_offered": 0.05499631728,
    "e_callback_list": 10.31057234,
    "e_callback_wait": 8.40383304,
    "occupancy": 0.9450036827,
}
CHATS = {
    "chats_of_three": {
        "p_wait": 0.3156340794,
        "e_q": 0.6908022991,
        "e_wait": 0.09868604273,
        "p_ab": 0.04934302136,
        "mean_chats": 9.16411567,
        "agent_busy_fraction": 0.9726537848,
        "slot_utilisation": 0.7636763058,
        "mean_handle_time": 1.377110157,
        "ans_in_T": 0.7962238746,
        "ab_in_T": 0.02430135587,
    },
    "chats_of_four": {
        "p_wait": 0.1427198737,
        "e_q": 0.1292028212,
        "e_wait": 0.04306760708,
        "p_ab": 0.04306760708,
        "mean_chats": 4.501323811,
        "agent_busy_fraction": 0.9156666867,
        "slot_utilisation": 0.5626654763,
        "mean_handle_time": 1.567969985,
        "ans_in_T": 0.9013461122,
        "ab_in_T": 0.02144243113,
    },
}
CHAT_DESKS = {"chats_of_three": (7.0, 4, (1.0, 1.6, 2.0), 0.5), "chats_of_four": (3.0, 2, (1.0, 1.5, 1.8, 2.0), 1.0)}
"""Arrival rate, agents, pace of all chats of an agent together (relative to one alone), and rate of abandonment."""


def chats_case(name: str) -> Case:
    lam, agents, together, theta = CHAT_DESKS[name]
    return Case(
        f"Concurrent chats, {len(together)} an agent",
        "exact: the stationary distribution of (chats of each agent, waiting); the least loaded agent gets the next chat",
        {"lam": lam, "n": agents, "pace of all chats of an agent": together, "theta": theta, "T": 0.2},
    )


BLEND_CASE = Case(
    "Inbound and outbound calls with a reserve",
    "exact: the stationary distribution of (busy with inbound calls, busy with outbound calls, waiting)",
    {"lam": 5, "mu": 1, "theta": 0.4, "n": 10, "T": 0.2, "mu of outbound calls": 0.5, "agents kept free": 1},
)
BLEND = {
    "p_wait": 0.6158817213,
    "e_q": 0.7766608432,
    "e_wait": 0.1553321686,
    "p_ab": 0.06213286746,
    "out_throughput": 2.463273029,
    "e_out_busy": 4.926546059,
    "e_in_busy": 4.689335663,
    "occupancy": 0.9615881721,
    "ans_in_T": 0.6728836537,
    "ab_in_T": 0.03496396529,
}


# The figures once more


State = tuple[int, ...]


def stationary(start: State, moves: Callable[[State], Mapping[State, float]]) -> dict[State, float]:
    """Stationary distribution of the chain of all states that can be reached from the start; ``moves`` gives the rates."""
    places = {start: 0}
    rows: list[int] = []
    columns: list[int] = []
    rates: list[float] = []
    for state in (todo := [start]):  # grows as it is read
        for nxt, rate in moves(state).items():
            if nxt not in places:
                places[nxt] = len(places)
                todo.append(nxt)
            here, there = places[state], places[nxt]
            rows += [there, here]
            columns += [here, here]
            rates += [rate, -rate]
    # The shares follow from all balances but the first state's, whose share is set to 1 until all are scaled.
    balance = sparse.csc_matrix((rates, (rows, columns)), shape=(len(places),) * 2)
    others = linalg.spsolve(balance[1:, 1:], -balance[1:, 0].toarray().ravel())
    shares = np.append(1.0, others)
    return dict(zip(places, (shares / shares.sum()).tolist(), strict=True))


def mean(shares: Mapping[State, float], value: Callable[..., float]) -> float:
    return math.fsum(share * value(*state) for state, share in shares.items())


def agree(found: Mapping[str, float], known: Mapping[str, float], case: Case) -> None:
    """The figures of a case, solved here once more: equal to nine digits, nothing is simulated."""
    solved = Case(f"{case.title}: the figures solved once more", case.source, case.inputs)
    record(solved, [Finding(name, known[name], found[name]) for name in known], false_alarm=0.0)
    assert found == pytest.approx(known, rel=2e-9)


def test_figures_of_priorities() -> None:
    """Both classes wait as often; the first waits as if alone, and all together as first come first served."""
    lam, n = 8.0, 10
    terms = [lam**k / math.factorial(k) for k in range(n)]
    last = lam**n / math.factorial(n) / (1 - lam / n)
    p_wait = last / (sum(terms) + last)
    found = {
        "p_wait": p_wait,
        "wq1": p_wait / (n - lam / 2),
        "wq2": p_wait / (n - lam / 2) / (1 - lam / n),
        "wq_fcfs": p_wait / (n - lam),
        "occupancy": lam / n,
        "sl1": 1 - p_wait * math.exp(-(n - lam / 2) * 0.5),
    }
    agree(found, PRIORITIES, PRIORITIES_CASE)


def test_figures_of_one_agent() -> None:
    rho = 0.8
    wq = rho * (1 + 4) / 2 / (1 - rho)
    agree({"rho": rho, "wq": wq, "lq": rho * wq}, ONE_AGENT, ONE_AGENT_CASE)


def test_figures_of_retrials() -> None:
    lam, n, again, most = 4.0, 5, 0.5, 200

    def moves(state: State) -> dict[State, float]:
        busy, orbit = state
        found = {(busy - 1, orbit): float(busy)} if busy else {}
        if busy < n:
            found[busy + 1, orbit] = lam
            if orbit:
                found[busy + 1, orbit - 1] = orbit * again
        elif orbit < most:
            found[busy, orbit + 1] = lam
        return found

    shares = stationary((0, 0), moves)
    blocked = mean(shares, lambda busy, orbit: busy == n)
    orbit = mean(shares, lambda busy, orbit: orbit)
    busy = mean(shares, lambda busy, orbit: busy)
    found = {
        "p_block_primary": blocked,
        "e_orbit": orbit,
        "e_busy": busy,
        "occupancy": busy / n,
        "p_block_retry": mean(shares, lambda busy, orbit: orbit * (busy == n)) / orbit,
        "attempts_per_call": 1 + again * orbit / lam,
        "e_time_in_orbit": orbit / lam,
    }
    agree(found, RETRIALS, RETRIALS_CASE)


def test_figures_of_redials() -> None:
    lam, n, theta, share, again = 9.0, 9, 0.8, 0.7, 0.5

    def moves(state: State) -> dict[State, float]:
        here, orbit = state
        waiting = max(here - n, 0)
        found = {(here - 1, orbit): min(here, n) + waiting * theta * (1 - share)} if here else {}
        if here < 90:
            found[here + 1, orbit] = lam
            if orbit:
                found[here + 1, orbit - 1] = orbit * again
        if waiting and orbit < 80:
            found[here - 1, orbit + 1] = waiting * theta * share
        return found

    shares = stationary((0, 0), moves)
    line = mean(shares, lambda here, orbit: max(here - n, 0))
    orbit = mean(shares, lambda here, orbit: orbit)
    busy = mean(shares, lambda here, orbit: min(here, n))
    attempts = lam + again * orbit
    found = {
        "e_q": line,
        "e_orbit": orbit,
        "attempt_rate": attempts,
        "p_ab_attempt": theta * line / attempts,
        "p_wait_attempt": mean(shares, lambda here, orbit: (lam + again * orbit) * (here >= n)) / attempts,
        "occupancy": busy / n,
        "e_wait_attempt": line / attempts,
        "served_rate": busy,
        "final_loss": 1 - busy / lam,
    }
    agree(found, REDIALS, REDIALS_CASE)


def test_figures_of_call_backs() -> None:
    lam, n, theta, accepted = 6.0, 6, 0.3, 0.6

    def moves(state: State) -> dict[State, float]:
        busy, line, due = state
        if busy < n:
            return {(busy + 1, 0, 0): lam} | ({(busy - 1, 0, 0): float(busy)} if busy else {})
        takes = accepted if line >= 2 and due < 350 else 0.0
        found = {(n, line, due + 1): lam * takes} if takes else {}
        if line < 50:
            found[n, line + 1, due] = lam * (1 - takes)
        freed = (n, line - 1, due) if line else (n, 0, due - 1) if due else (n - 1, 0, 0)
        found[freed] = n + line * theta
        return found

    shares = stationary((0, 0, 0), moves)
    offered = mean(shares, lambda busy, line, due: line >= 2)
    line = mean(shares, lambda busy, line, due: line)
    due = mean(shares, lambda busy, line, due: due)
    stayed = lam * (1 - accepted * offered)
    found = {
        "p_offered_callback": offered,
        "callback_rate": lam * accepted * offered,
        "p_callback": accepted * offered,
        "e_q_inbound": line,
        "p_ab_inbound": theta * line / stayed,
        "e_wait_inbound": line / stayed,
        "p_ab_offered": theta * line / lam,
        "e_callback_list": due,
        "e_callback_wait": due / (lam * accepted * offered),
        "occupancy": mean(shares, lambda busy, line, due: busy) / n,
    }
    agree(found, CALL_BACKS, CALL_BACKS_CASE)


@pytest.mark.parametrize("name", list(CHATS))
def test_figures_of_chats(name: str) -> None:
    """All but those of T, which need the wait's distribution."""
    lam, n, together, theta = CHAT_DESKS[name]
    slots = len(together)

    def moves(state: State) -> dict[State, float]:
        chats, line = state[:n], state[n]
        found: dict[State, float] = {}

        def add(chats: tuple[int, ...], line: int, rate: float) -> None:
            nxt = (*sorted(chats), line)
            found[nxt] = found.get(nxt, 0.0) + rate

        if chats[0] < slots:
            add((chats[0] + 1, *chats[1:]), line, lam)
        elif line < 120:
            add(chats, line + 1, lam)
        if line:
            add(chats, line - 1, n * together[-1] + line * theta)
        else:
            for k, here in enumerate(chats):
                if here:
                    add((*chats[:k], here - 1, *chats[k + 1 :]), 0, together[here - 1])
        return found

    shares = stationary((0,) * (n + 1), moves)
    line = mean(shares, lambda *state: state[n])
    chats = mean(shares, lambda *state: sum(state[:n]))
    found = {
        "p_wait": mean(shares, lambda *state: state[0] == slots),
        "e_q": line,
        "e_wait": line / lam,
        "p_ab": theta * line / lam,
        "mean_chats": chats,
        "agent_busy_fraction": mean(shares, lambda *state: sum(here > 0 for here in state[:n])) / n,
        "slot_utilisation": chats / n / slots,
        "mean_handle_time": chats / (lam - theta * line),
    }
    agree(found, {key: CHATS[name][key] for key in found}, chats_case(name))


def test_figures_of_blending() -> None:
    """All but those of T, which need the wait's distribution."""
    lam, out, theta, n = 5.0, 0.5, 0.4, 10

    def moves(state: State) -> dict[State, float]:
        calls, outbound, line = state
        idle = n - calls - outbound
        found: dict[State, float] = {}

        def add(nxt: State, rate: float) -> None:
            if rate > 0:
                found[nxt] = found.get(nxt, 0.0) + rate

        add((calls + 1, outbound, 0) if idle else (calls, outbound, min(line + 1, 90)), lam if line < 90 else 0.0)
        if line:
            add((calls, outbound, line - 1), calls + line * theta)
            add((calls + 1, outbound - 1, line - 1), outbound * out)
        elif idle:  # two idle are one too many
            add((calls - 1, outbound + 1, 0), float(calls))
        else:
            add((calls - 1, outbound, 0), float(calls))
            add((calls, outbound - 1, 0), outbound * out)
        return found

    shares = stationary((0, n - 1, 0), moves)
    line = mean(shares, lambda calls, outbound, line: line)
    busy = mean(shares, lambda calls, outbound, line: outbound)
    calls = mean(shares, lambda calls, outbound, line: calls)
    found = {
        "p_wait": mean(shares, lambda calls, outbound, line: calls + outbound == n),
        "e_q": line,
        "e_wait": line / lam,
        "p_ab": theta * line / lam,
        "out_throughput": busy * out,
        "e_out_busy": busy,
        "e_in_busy": calls,
        "occupancy": (busy + calls) / n,
    }
    agree(found, {key: BLEND[key] for key in found}, BLEND_CASE)


# Playing the scenarios


@dataclass(frozen=True)
class Steady:
    """A run seen between warm-up and ``until`` (seconds after midnight), the end of an interval."""

    results: sd.Results
    begin: float
    until: float

    def sample(self, text: str) -> Sample:
        """A measure over the intervals in between; a number is the mean over the intervals."""
        measures = self.results.measures
        intervals = round((self.until - self.begin) / measures.plan.interval)
        each = [measures.sample(parse_expression(text), interval) for interval in range(intervals)]
        return Sample(np.sum([one.numerator for one in each], axis=0), np.sum([one.denominator for one in each], axis=0))

    def rate(self, text: str) -> Sample:
        """A number of contacts by the unit of time."""
        number = self.sample(text)
        return Sample(number.numerator, number.denominator * self.results.measures.plan.interval / UNIT)

    def count(self, count: Callable[[ContactLog, float, float], Mapping[str, tuple[float, float]]]) -> dict[str, Sample]:
        """Ratios counted from each day's contacts, (numerator, denominator)."""
        found: dict[str, list[tuple[float, float]]] = {}
        for log in self.results.each_log():
            for name, pair in count(log.contacts, self.begin, self.until).items():
                found.setdefault(name, []).append(pair)
        return {name: Sample(*np.array(pairs, float).T) for name, pairs in found.items()}


def play(name: str, days: int | None, leave_out: int, *metrics: str, variant: str | None = None) -> Steady:
    """Play a scenario, on the compiled clock; the last ``leave_out`` intervals are not measured."""
    scenario = sd.load(HERE / f"{name}.yaml")
    if variant is not None:
        scenario = scenario.variant(variant)
    results = sd.run(scenario, days, metrics=metrics, engine="compiled", cores=1)
    plan = results.measures.plan
    return Steady(results, plan.opening + plan.warm_up, plan.closing - leave_out * plan.interval)


def share(part: np.ndarray, whole: np.ndarray) -> tuple[float, float]:
    return float(part.sum()), float(whole.sum())


def check_priorities(name: str, first: str, second: str, days: int | None, sharp: float) -> None:
    no_wait = {queue: f"service_level({queue}, 0 s, of_offered)" for queue in (first, second, "all")}
    in_time = f"service_level({first}, 5 s, of_offered)"
    steady = play(name, days, 1, in_time, *no_wait.values())
    known = {level: Figure(1 - PRIORITIES["p_wait"]) for level in no_wait.values()}
    known |= {
        in_time: Figure(PRIORITIES["sl1"]),
        f"mean_wait({first})": Figure(PRIORITIES["wq1"] * UNIT),
        f"mean_wait({second})": Figure(PRIORITIES["wq2"] * UNIT),
        "mean_wait(all)": Figure(PRIORITIES["wq_fcfs"] * UNIT),
        "occupancy(desk)": Figure(PRIORITIES["occupancy"]),
    }
    judge({text: (steady.sample(text), figure) for text, figure in known.items()}, sharp, case=PRIORITIES_CASE)


def check_one_agent(variant: str | None, days: int | None, sharp: float) -> None:
    steady = play("one_agent", days, 0, variant=variant)
    known = {
        "mean_wait(calls)": Figure(ONE_AGENT["wq"] * UNIT),
        "queue_length(calls)": Figure(ONE_AGENT["lq"]),
        "occupancy(desk)": Figure(ONE_AGENT["rho"]),
    }
    judge({text: (steady.sample(text), figure) for text, figure in known.items()}, sharp, case=ONE_AGENT_CASE)


def time_between_tries(contacts: ContactLog, begin: float, until: float) -> tuple[float, np.ndarray]:
    """Customer seconds between a lost try and the next one, and which rows a next try follows."""
    row = np.argsort(contacts.journey, kind="stable")
    again = contacts.journey[row][1:] == contacts.journey[row][:-1]
    lost, nxt = row[:-1][again], row[1:][again]
    left, back = contacts.ended[lost], contacts.arrival[nxt]
    followed = np.zeros(len(contacts), np.bool_)
    followed[lost] = True
    return float(np.maximum(np.minimum(back, until) - np.maximum(left, begin), 0.0).sum()), followed


def count_retrials(contacts: ContactLog, begin: float, until: float) -> dict[str, tuple[float, float]]:
    assert contacts.attempt.max() < LAID_OUT
    seen = (begin <= contacts.arrival) & (contacts.arrival < until)
    first, again, blocked = seen & (contacts.reason == FIRST_TRY), seen & (contacts.reason == REDIAL), contacts.outcome == BLOCKED
    between, _ = time_between_tries(contacts, begin, until)
    return {
        "p_block_primary": share(first & blocked, first),
        "p_block_retry": share(again & blocked, again),
        "attempts_per_call": share(seen, first),
        "e_orbit": (between, until - begin),
        "e_time_in_orbit": (between / UNIT, float(first.sum())),
    }


def check_retrials(days: int | None, sharp: float) -> None:
    steady = play("retrials", days, 1)
    samples = steady.count(count_retrials)
    samples |= {"e_busy": steady.sample("agents_busy(desk)"), "occupancy": steady.sample("occupancy(desk)")}
    judge({name: (samples[name], Figure(value)) for name, value in RETRIALS.items()}, sharp, case=RETRIALS_CASE)


def count_redials(contacts: ContactLog, begin: float, until: float) -> dict[str, tuple[float, float]]:
    assert contacts.attempt.max() < LAID_OUT
    seen = (begin <= contacts.arrival) & (contacts.arrival < until)
    first = seen & (contacts.reason == FIRST_TRY)
    between, followed = time_between_tries(contacts, begin, until)
    lost = seen & (contacts.outcome == ABANDONED) & ~followed
    return {"e_orbit": (between, until - begin), "final_loss": share(lost, first)}


def check_redials(days: int | None, sharp: float) -> None:
    no_wait = "service_level(calls, 0 s, of_offered)"
    steady = play("redials", days, 1, no_wait)
    known = {name: Figure(value) for name, value in REDIALS.items()}
    known["e_wait_attempt"] = Figure(REDIALS["e_wait_attempt"] * UNIT)
    known["p_wait_attempt"] = Figure(1 - REDIALS["p_wait_attempt"])
    samples = steady.count(count_redials) | {
        "e_q": steady.sample("queue_length(calls)"),
        "attempt_rate": steady.rate("offered(calls)"),
        "p_ab_attempt": steady.sample("abandon_rate(calls)"),
        "p_wait_attempt": steady.sample(no_wait),
        "occupancy": steady.sample("occupancy(desk)"),
        "e_wait_attempt": steady.sample("mean_wait(calls)"),
        "served_rate": steady.rate("answered(calls)"),
    }
    judge({name: (samples[name], figure) for name, figure in known.items()}, sharp, case=REDIALS_CASE)


def count_call_backs(contacts: ContactLog, begin: float, until: float) -> dict[str, tuple[float, float]]:
    calls = contacts.queue == 0
    joined = calls & (contacts.wait > 0)
    came, went = np.sort(contacts.arrival[joined]), np.sort(contacts.left[joined])

    def waiting(when: np.ndarray) -> np.ndarray:
        """Calls that wait just before, those who are taken at that moment left out."""
        return np.searchsorted(came, when, "left") - np.searchsorted(went, when, "right")

    ahead, took = waiting(contacts.arrival), contacts.outcome == TOOK_CALL_BACK
    assert (ahead[took] >= 2).all()
    assert (waiting(contacts.answered[~calls]) == 0).all()  # all that waited went first
    seen = calls & (begin <= contacts.arrival) & (contacts.arrival < until)
    return {
        "p_offered_callback": share(seen & (ahead >= 2), seen),
        "callback_rate": (float((seen & took).sum()), (until - begin) / UNIT),
        "p_callback": share(seen & took, seen),
        "p_ab_inbound": share(seen & (contacts.outcome == ABANDONED), seen & ~took),
    }


def check_call_backs(days: int | None, sharp: float) -> None:
    steady = play("call_backs", days, 4)
    known = {name: Figure(value) for name, value in CALL_BACKS.items()}
    known |= {name: Figure(CALL_BACKS[name] * UNIT) for name in ("e_wait_inbound", "e_callback_wait")}
    samples = steady.count(count_call_backs) | {
        "e_q_inbound": steady.sample("queue_length(calls)"),
        "e_wait_inbound": steady.sample("mean_wait(calls)"),
        "p_ab_offered": steady.sample("abandon_rate(calls)"),
        "e_callback_list": steady.sample("queue_length(call_backs)"),
        "e_callback_wait": steady.sample("mean_wait(call_backs)"),
        "occupancy": steady.sample("occupancy(desk)"),
    }
    judge({name: (samples[name], figure) for name, figure in known.items()}, sharp, case=CALL_BACKS_CASE)


def count_waits(contacts: ContactLog, begin: float, until: float) -> dict[str, tuple[float, float]]:
    """Of the first queue: who gave up within T; and the agents busy with each queue."""
    calls = contacts.queue == 0
    seen = calls & (begin <= contacts.arrival) & (contacts.arrival < until)
    served = contacts.agent >= 0
    busy = np.maximum(np.minimum(contacts.released, until) - np.maximum(contacts.answered, begin), 0.0)
    return {
        "ab_in_T": share(seen & (contacts.outcome == ABANDONED) & (contacts.wait <= 0.2 * UNIT), seen),
        "e_in_busy": (float(busy[served & calls].sum()), until - begin),
        "e_out_busy": (float(busy[served & ~calls].sum()), until - begin),
    }


def check_chats(name: str, days: int | None, sharp: float) -> None:
    no_wait, in_time = ("service_level(chats, 0 s, of_offered)", "service_level(chats, 2 s, of_offered)")
    steady = play(name, days, 1, no_wait, in_time, "contacts_in_hand(desk)", "handle_time(chats)")
    known = {text: Figure(value) for text, value in CHATS[name].items()}
    known["p_wait"] = Figure(1 - CHATS[name]["p_wait"])
    known |= {text: Figure(CHATS[name][text] * UNIT) for text in ("e_wait", "mean_handle_time")}
    chats = steady.sample("contacts_in_hand(desk)")
    _, agents, together, _ = CHAT_DESKS[name]
    samples = {
        "p_wait": steady.sample(no_wait),
        "e_q": steady.sample("queue_length(chats)"),
        "e_wait": steady.sample("mean_wait(chats)"),
        "p_ab": steady.sample("abandon_rate(chats)"),
        "mean_chats": chats,
        "agent_busy_fraction": steady.sample("occupancy(desk)"),
        "slot_utilisation": Sample(chats.numerator, chats.denominator * agents * len(together)),
        "mean_handle_time": steady.sample("handle_time(chats)"),
        "ans_in_T": steady.sample(in_time),
        "ab_in_T": steady.count(count_waits)["ab_in_T"],
    }
    judge({text: (samples[text], figure) for text, figure in known.items()}, sharp, case=chats_case(name))


def check_blend(days: int | None, sharp: float) -> None:
    no_wait, in_time = ("service_level(calls, 0 s, of_offered)", "service_level(calls, 2 s, of_offered)")
    steady = play("blend", days, 1, no_wait, in_time)
    for log in steady.results.each_log():  # the list never ends
        assert (log.contacts.outcome[log.contacts.queue == 1] == WAITING).any()
    known = {text: Figure(value) for text, value in BLEND.items()}
    known["p_wait"] = Figure(1 - BLEND["p_wait"])
    known["e_wait"] = Figure(BLEND["e_wait"] * UNIT)
    samples = steady.count(count_waits) | {
        "p_wait": steady.sample(no_wait),
        "e_q": steady.sample("queue_length(calls)"),
        "e_wait": steady.sample("mean_wait(calls)"),
        "p_ab": steady.sample("abandon_rate(calls)"),
        "out_throughput": rate_of_answers(steady),
        "occupancy": steady.sample("occupancy(desk)"),
        "ans_in_T": steady.sample(in_time),
    }
    judge({text: (samples[text], figure) for text, figure in known.items()}, sharp, case=BLEND_CASE)


def rate_of_answers(steady: Steady) -> Sample:
    """Calls out by the unit of time, by when they begin: all of them came to the list at opening."""

    def count(contacts: ContactLog, begin: float, until: float) -> dict[str, tuple[float, float]]:
        seen = (contacts.queue == 1) & (begin <= contacts.answered) & (contacts.answered < until)
        return {"begun": (float(seen.sum()), (until - begin) / UNIT)}

    return steady.count(count)["begun"]


PRIORITY = pytest.mark.parametrize(
    ("name", "first", "second"), [("priorities", "first", "second"), ("classes", "calls.gold", "calls.others")]
)
HANDLE_TIMES = pytest.mark.parametrize("variant", [None, "two_kinds"])


@pytest.mark.slow
@PRIORITY
def test_priorities(name: str, first: str, second: str) -> None:
    """Two ranks, or two classes of customers; 8 comparisons each, false alarm 1e-4. Standard errors are below 3 %."""
    check_priorities(name, first, second, 50, sharp=0.03)


@pytest.mark.slow
@HANDLE_TIMES
def test_one_agent(variant: str | None) -> None:
    """Two shapes with the same two moments; 3 comparisons each, false alarm 1e-4. Standard errors are below 5 %."""
    check_one_agent(variant, 100, sharp=0.05)


@pytest.mark.slow
def test_retrials() -> None:
    """Busy signals; 7 comparisons, false alarm 1e-4. Standard errors are below 7 %."""
    check_retrials(12, sharp=0.07)


@pytest.mark.slow
def test_redials() -> None:
    """Abandonment; 9 comparisons, false alarm 1e-4. Standard errors are below 3 %."""
    check_redials(15, sharp=0.03)


@pytest.mark.slow
def test_call_backs() -> None:
    """Call-backs; 10 comparisons, false alarm 1e-4. Standard errors are below 7 %."""
    check_call_backs(12, sharp=0.07)


@pytest.mark.parametrize("name", list(CHATS))
def test_chats(name: str) -> None:
    """Several chats at once; 10 comparisons each, false alarm 1e-4. Standard errors are below 4 %."""
    check_chats(name, 30, sharp=0.04)


def test_blending() -> None:
    """Calls in and out with a reserve; 10 comparisons, false alarm 1e-4. Standard errors are below 4 %."""
    check_blend(30, sharp=0.04)


@pytest.mark.slow
@PRIORITY
def test_priorities_at_length(name: str, first: str, second: str) -> None:
    """The same on all the scenario's days: standard errors below 0.7 %; false alarm 1e-4 each."""
    check_priorities(name, first, second, None, sharp=0.007)


@pytest.mark.slow
@HANDLE_TIMES
def test_one_agent_at_length(variant: str | None) -> None:
    """The same on all the scenario's days: standard errors below 1.2 %; false alarm 1e-4 each."""
    check_one_agent(variant, None, sharp=0.012)


@pytest.mark.slow
def test_retrials_at_length() -> None:
    """The same on all the scenario's days: standard errors below 1.2 %; false alarm 1e-4."""
    check_retrials(None, sharp=0.012)


@pytest.mark.slow
def test_redials_at_length() -> None:
    """The same on all the scenario's days: standard errors below 0.7 %; false alarm 1e-4."""
    check_redials(None, sharp=0.007)


@pytest.mark.slow
def test_call_backs_at_length() -> None:
    """The same on all the scenario's days: standard errors below 2 %; false alarm 1e-4."""
    check_call_backs(None, sharp=0.02)


@pytest.mark.slow
@pytest.mark.parametrize("name", list(CHATS))
def test_chats_at_length(name: str) -> None:
    """The same on all the scenario's days: standard errors below 1.2 %; false alarm 1e-4 each."""
    check_chats(name, None, sharp=0.012)


@pytest.mark.slow
def test_blending_at_length() -> None:
    """The same on all the scenario's days: standard errors below 1.2 %; false alarm 1e-4."""
    check_blend(None, sharp=0.012)

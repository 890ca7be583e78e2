"""Turn the call log of the anonymous bank (January to March 1999) into the figures of ``anonymous_bank.yaml``.

Usage: ``python derive.py CALL_LOG.csv.gz OUTPUT_FOLDER``. Deterministic: no random number is drawn. Writes the
CSV files the scenario reads and ``observed.csv`` (what the log says happened, to hold a simulation against), and
prints the figures quoted in the scenario's comment.

The log (Guedj and Mandelbaum; analysed by Brown, Gans, Mandelbaum, Sakov, Shen, Zeltyn and Zhao, "Statistical
analysis of a telephone call center: a queueing-science perspective", JASA 100, 2005) has one row a call with the
columns date, type, priority, arrival_s, joined_queue, q_time, outcome, ser_start_s, ser_time and agent.
"""
# A script for the console, so it prints:
# ruff: noqa: T201

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats

OPEN, CLOSE, INTERVAL = 7 * 3600, 24 * 3600, 1800
HALVES = (CLOSE - OPEN) // INTERVAL
SUNDAY_TO_THURSDAY = (6, 0, 1, 2, 3)
QUEUES = {"PS": "regular", "PE": "regular", "NW": "prospects", "NE": "stock", "IN": "internet", "TT": "messages"}
NAMES = ["regular", "prospects", "stock", "internet", "messages"]
SKILLS = {
    "all_rounders": {"regular", "prospects", "stock", "messages"},
    "account_desk": {"regular", "stock", "messages"},
    "new_business": {"regular", "prospects", "messages"},
    "internet_desk": {"regular", "prospects", "internet", "messages"},
    "stock_desk": {"regular", "stock", "messages"},
}
GROUPS = list(SKILLS)
LONGEST_PAUSE = 300.0  # not ready for longer than this with somebody waiting: off duty, not wrap-up (see check_duty)
THIN_CREW = 4.0  # heads
SEEN_WAITING = 30.0  # seconds somebody has to be seen waiting in a long gap before the agent counts as gone
HANG_UP = 10.0  # shorter services: agents hanging up on callers to get a rest (Brown et al., section 4)
ROWS = 200  # of each table of quantiles
Spans = np.ndarray  # shape (n, 2): start and end, seconds, sorted, apart


# ---------------------------------------------------------------------------------------------- calls and days


def read_calls(path: Path) -> pd.DataFrame:
    """Every customer who reached the line or an agent on a weekday between opening and closing."""
    calls = pd.read_csv(path, dtype={"agent": "string"})
    left_in_vru = (calls.outcome == "HANG") & (calls.joined_queue == 0)
    without_agent = (calls.outcome == "AGENT") & calls.agent.isna()
    day = pd.to_datetime(calls.date).dt.day_of_week
    weekday = day.isin(SUNDAY_TO_THURSDAY)
    inside = calls.arrival_s.between(OPEN, CLOSE - 1)
    nobody = calls[weekday & inside & without_agent]
    print(f"answered without an agent's code, left out: {len(nobody)}, median service {nobody.ser_time.median():.0f} s, ", end="")
    print(f"{(nobody.joined_queue == 0).mean():.1%} of them without a wait")
    calls = calls[weekday & inside & ~left_in_vru & ~without_agent & (calls.outcome != "PHANTOM")].copy()
    calls["queue"] = calls.type.map(QUEUES)
    calls["answered"] = calls.outcome == "AGENT"
    calls["wait"] = np.where(calls.joined_queue == 1, calls.q_time, 0).astype(float)
    calls["half"] = (calls.arrival_s - OPEN) // INTERVAL
    calls["weekday"] = day
    return typical_days(calls)


def typical_days(calls: pd.DataFrame) -> pd.DataFrame:
    """Leave out days with a dead hour (holiday, fault, lost records) or one hour far above every other day's."""
    hourly = calls.pivot_table(index="date", columns=calls.arrival_s // 3600, values="type", aggfunc="size", fill_value=0)
    relative = hourly / hourly.median()
    odd = (relative.min(axis=1) < 0.1) | (relative.max(axis=1) > 4)
    print(f"weekdays in the log {len(hourly)}, left out {odd.sum()}: {', '.join(hourly.index[odd])}; used {(~odd).sum()}")
    return calls[~calls.date.isin(hourly.index[odd])].copy()


def services_of(calls: pd.DataFrame) -> pd.DataFrame:
    """Answered calls by agent and in order, with the time to the agent's next service (``gap``)."""
    served = calls[calls.answered].copy()
    entered = served.arrival_s + served.wait
    trusted = (served.ser_start_s > 0) & ((served.ser_start_s - entered).abs() <= 60)
    served["start"] = np.where(trusted, served.ser_start_s, entered).astype(float)
    served = served.sort_values(["date", "agent", "start", "arrival_s"], kind="stable")
    following = served.groupby(["date", "agent"]).start.shift(-1)
    served["end"] = np.minimum(served.start + served.ser_time, following.fillna(np.inf))
    overlap = (served.start + served.ser_time - served.end).sum() / served.ser_time.sum()
    print(f"service time cut because the agent had already begun another: {overlap:.2%} of all service time")
    served["service"] = served.end - served.start
    served["gap"] = following - served.end
    served["month"] = served.date.str[:7]
    return served


# ------------------------------------------------------------------------------------------------------ demand


def volumes_of(calls: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series]:
    """Mean calls a day by half hour and queue, and the day's coefficient of variation beyond Poisson."""
    days = calls.date.nunique()
    table = calls.pivot_table(index="half", columns="queue", values="type", aggfunc="size", fill_value=0)[NAMES] / days
    table = table.reindex(range(HALVES), fill_value=0.0)
    daily = calls.pivot_table(index="date", columns="queue", values="type", aggfunc="size", fill_value=0)[NAMES]
    mean = daily.mean()
    beyond = np.sqrt(np.maximum(daily.var() - mean, 0)) / mean
    total = daily.sum(axis=1)
    print("calls a day\n", pd.DataFrame({"mean": mean, "sd": daily.std(), "CV beyond Poisson": beyond}).round(3))
    print(f"all queues together: mean {total.mean():.1f}, sd {total.std():.1f}, ", end="")
    print(f"CV beyond Poisson {np.sqrt(total.var() - total.mean()) / total.mean():.3f}")
    print("correlation of the queues' days\n", daily.corr().round(2))
    return table, beyond


def handle_times(served: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Service times as means of equal shares of the sorted values (the mean stays exact), and means by half hour."""
    known = served[~((served.ser_time == 0) & (served.ser_start_s == 0))]
    columns = {}
    for queue in NAMES:
        values = np.sort(known.service[known.queue == queue].to_numpy())
        columns[f"{queue}_s"] = [part.mean() for part in np.array_split(values, ROWS)]
        long = values[values >= HANG_UP]
        log = np.log(long)
        mean, spread = np.exp(log.mean() + log.var() / 2), np.sqrt(np.expm1(log.var()))
        distance = stats.kstest(log, "norm", args=(log.mean(), log.std())).statistic
        print(
            f"handle time {queue}: {len(values)} services, mean {values.mean():.1f} s, sd {values.std():.1f} s; "
            f"under {HANG_UP:.0f} s {np.mean(values < HANG_UP):.1%}; the rest mean {long.mean():.1f} s, sd {long.std():.1f} s, "
            f"lognormal mean {mean:.1f} s, sd {mean * spread:.1f} s, KS distance {distance:.3f}"
        )
    regular = known[known.queue == "regular"]
    by_half = regular.groupby("half").service.agg(["mean", "sem", "size"]).reindex(range(HALVES))
    log = np.log(regular.service[regular.service >= HANG_UP])
    test = stats.f_oneway(*[part for _, part in log.groupby(regular.half)])
    print(f"regular, handle time by half hour: F test on logarithms p = {test.pvalue:.1e}; between half hours sd ", end="")
    print(f"{by_half['mean'].std():.1f} s, mean standard error {by_half['sem'].mean():.1f} s")
    print(by_half["mean"].round(1).to_list())
    return pd.DataFrame(columns), by_half


def kaplan_meier(time: np.ndarray, event: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Product-limit estimate: distinct event times, probability to last beyond each, number at risk at each."""
    moments = np.unique(time[event])
    ordered, ends = np.sort(time), np.sort(time[event])
    at_risk = len(time) - np.searchsorted(ordered, moments, side="left")
    ended = np.searchsorted(ends, moments, side="right") - np.searchsorted(ends, moments, side="left")
    return moments, np.cumprod(1 - ended / at_risk), at_risk


def patience_of(calls: pd.DataFrame) -> pd.DataFrame:
    """Quantiles of patience: Kaplan-Meier, and an exponential tail from where the last 5% of the hang-ups begin.

    An answered customer is a censored one: patience was longer than the wait. The tail's mean is the time waited
    in the tail over the hang-ups there.
    """
    columns = {}
    level = 1 - (np.arange(ROWS) + 0.5) / ROWS  # probability to last longer
    for queue in NAMES:
        waited = calls[(calls.queue == queue) & (calls.joined_queue == 1)]
        time, event = waited.wait.to_numpy(), ~waited.answered.to_numpy()
        moments, survival, _ = kaplan_meier(time, event)
        tail_from = np.quantile(time[event], 0.95)
        kept = moments <= tail_from
        moments, survival = moments[kept], survival[kept]
        beyond = time > tail_from
        tail_mean = (time[beyond] - tail_from).sum() / event[beyond].sum()
        inside = np.searchsorted(-survival, -level, side="left")
        drawn = np.where(inside < len(moments), moments[np.minimum(inside, len(moments) - 1)], 0.0)
        in_tail = level < survival[-1]
        drawn[in_tail] = tail_from + tail_mean * np.log(survival[-1] / level[in_tail])
        columns[f"{queue}_s"] = drawn
        exposed = time.sum() / event.sum()
        shown = {int(t): float(round(np.interp(t, moments, survival), 3)) for t in (15, 30, 60, 120, 300) if t <= tail_from}
        print(
            f"patience {queue}: {len(time)} waited, {event.sum()} hung up; exponential mean {exposed:.0f} s; median of the "
            f"table {np.median(drawn):.0f} s; last beyond {shown}; tail from {tail_from:.0f} s, "
            f"probability {survival[-1]:.2f}, mean {tail_mean:.0f} s more ({event[beyond].sum()} hang-ups)"
        )
    regular = calls[(calls.queue == "regular") & (calls.joined_queue == 1)]
    time, event = regular.wait.to_numpy(), ~regular.answered.to_numpy()
    print("regular, hang-ups per 1000 s of waiting, by 5 s of waiting time:", end=" ")
    for low in range(0, 125, 5):
        exposure = np.clip(time - low, 0, 5).sum()
        print(f"{low}:{1000 * (event & (time >= low) & (time < low + 5)).sum() / exposure:.1f}", end=" ")
    print()
    return pd.DataFrame(columns)


# ------------------------------------------------------------------------------------------------------- floor


def groups_of(served: pd.DataFrame) -> pd.Series:
    """The group of each agent and month, by what he or she was given to do in that month."""
    counts = served.pivot_table(index=["agent", "month"], columns="queue", values="type", aggfunc="size", fill_value=0)[NAMES]
    share = counts.div(counts.sum(axis=1), axis=0)
    group = pd.Series("new_business", index=share.index)
    group[share.stock >= 0.03] = "all_rounders"
    group[(share.stock >= 0.03) & (share.prospects < 0.03)] = "account_desk"
    group[(share.internet >= 0.005) & (counts.internet >= 3) & (share.stock < 0.03)] = "internet_desk"
    group[share.stock >= 0.20] = "stock_desk"
    by_group = counts.groupby(group).sum()
    outside = sum(int(by_group.loc[g, q]) for g in by_group.index for q in NAMES if q not in SKILLS[g])
    print("contacts by group\n", by_group.assign(agent_months=group.value_counts()))
    print(f"contacts outside the skills of the group: {outside / counts.to_numpy().sum():.2%}")
    return group


def union(start: np.ndarray, end: np.ndarray, slack: float = 2.0) -> Spans:
    """Overlapping spans made one; spans at most ``slack`` seconds apart count as touching (clocks are that rough)."""
    merged: list[list[float]] = []
    for low, high in sorted(zip(start, end, strict=True)):
        if merged and low <= merged[-1][1] + slack:
            merged[-1][1] = max(merged[-1][1], high)
        else:
            merged.append([low, high])
    return np.array(merged).reshape(-1, 2)


def covered(spans: Spans, low: float, high: float) -> float:
    """Seconds of ``low`` to ``high`` inside the spans."""
    return float(np.clip(np.minimum(spans[:, 1], high) - np.maximum(spans[:, 0], low), 0, None).sum()) if len(spans) else 0.0


def waiting_spans(calls: pd.DataFrame) -> dict[tuple[str, str], Spans]:
    """By day and group: when at least one customer was waiting whom the group serves."""
    joined = calls[calls.joined_queue == 1]
    spans = {}
    for date, day in joined.groupby("date"):
        for group, skills in SKILLS.items():
            mine = day[day.queue.isin(skills)]
            spans[str(date), group] = union(mine.arrival_s.to_numpy(float), (mine.arrival_s + mine.wait).to_numpy(float))
    return spans


def not_ready(served: pd.DataFrame, calls: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """How long agents stay away after a service, seen only while a regular customer waits all the time.

    While somebody waits whom the agent could take, a gap between two services is no idleness: it is wrap-up, rest
    or a break. The gap is seen whole when the line stays occupied until the next service starts; it is censored at
    the moment the line empties. Agents of the stock desk are left out, because they may be waiting for their own.

    Returns
    -------
    time, event, queue : ndarray, shape (services,)
        Seconds, whether the gap ended (else censored), and the queue of the service just finished.
    """
    regular = calls[(calls.joined_queue == 1) & (calls.queue == "regular")]
    time, event, queue = [], [], []
    by_day = {str(d): part for d, part in served[served.group != "stock_desk"].groupby("date")}
    for date, day in regular.groupby("date"):
        line = union(day.arrival_s.to_numpy(float), (day.arrival_s + day.wait).to_numpy(float))
        mine = by_day[str(date)]
        position = np.searchsorted(line[:, 0], mine.end.to_numpy(), side="right") - 1
        for at, end, gap, name in zip(position, mine.end, mine.gap, mine.queue, strict=True):
            if at < 0 or line[at, 1] <= end + 2.0 or (gap is not None and gap < 0):
                continue
            left = line[at, 1] - end
            seen = bool(gap <= left + 2.0)  # NaN (last service of the day) compares as False: censored
            time.append(gap if seen else left)
            event.append(seen)
            queue.append(name)
    return np.array(time), np.array(event), np.array(queue)


def wrap_up_of(time: np.ndarray, event: np.ndarray, queue: np.ndarray, longest: float = LONGEST_PAUSE) -> pd.DataFrame:
    """Quantiles of the time not ready after a service, given that it is at most ``longest``."""
    columns = {}
    level = (np.arange(ROWS) + 0.5) / ROWS
    for name in ["all", *NAMES]:
        chosen = np.ones(len(time), bool) if name == "all" else queue == name
        moments, survival, _ = kaplan_meier(time[chosen], event[chosen])
        at = {t: 1 - float(survival[np.searchsorted(moments, t, side="right") - 1]) for t in (5, 10, 30, 60, 300, 600, 1200)}
        kept = moments <= longest
        reached = 1 - survival[kept]
        values = moments[kept][np.minimum(np.searchsorted(reached / reached[-1], level), kept.sum() - 1)]
        print(
            f"not ready after {name}: {chosen.sum()} seen, {event[chosen].sum()} to their end; at most",
            ", ".join(f"{t} s {p:.1%}" for t, p in at.items()),
            f"; mean given at most {longest:.0f} s: {values.mean():.1f} s, median {np.median(values):.0f} s",
        )
        columns[f"{name}_s"] = values
    return pd.DataFrame(columns)


def duty_of(served: pd.DataFrame, calls: pd.DataFrame, longest: float = LONGEST_PAUSE) -> list[tuple[str, str, float, float]]:
    """Spans on duty: date, group, start, end.

    From the start of an agent's service to the start of the next one when the gap is at most ``longest``, or
    longer but nobody waited meanwhile (idle); otherwise to the end of the service.
    """
    waiting = waiting_spans(calls)
    spans = []
    for (date, _), day in served.groupby(["date", "agent"]):
        group = day.group.iloc[0]
        line = waiting.get((str(date), group), np.zeros((0, 2)))
        for start, end, gap in zip(day.start, day.end, day.gap, strict=True):
            stays = gap <= longest or (gap > longest and covered(line, end, end + gap) <= SEEN_WAITING)
            spans.append((str(date), group, start, end + gap if stays else end))
    return spans


def heads(spans: list[tuple[str, str, float, float]], dates: list[str]) -> np.ndarray:
    """Time-average agents by day, half hour and group: shape (days, halves, groups)."""
    table = np.zeros((len(dates), HALVES, len(GROUPS)))
    day_of, group_of = {d: i for i, d in enumerate(dates)}, {g: i for i, g in enumerate(GROUPS)}
    edges = OPEN + INTERVAL * np.arange(HALVES + 1)
    for date, group, start, end in spans:
        inside = np.clip(np.minimum(end, edges[1:]) - np.maximum(start, edges[:-1]), 0, None)
        table[day_of[date], :, group_of[group]] += inside / INTERVAL
    return table


def gather_thin_crews(mean: np.ndarray) -> np.ndarray:
    """Where the crew is thin, keep one group with a fraction of a head and give the others whole heads.

    A simulated day rounds each group's fraction up or down on its own. In the middle of the day that gives the totals
    about the standard deviation seen between real days; with two or three agents it gives days with nobody there,
    which the log never shows. Below ``THIN_CREW`` the fractions go, largest first, to as few groups as will hold
    them; the total stays.
    """
    heads = mean.copy()
    for half in np.flatnonzero(mean.sum(axis=1) < THIN_CREW):
        whole = np.floor(mean[half])
        left = (mean[half] - whole).sum()
        heads[half] = whole
        for group in np.argsort(whole - mean[half], kind="stable"):
            heads[half, group] += min(1.0, left)
            left = max(left - 1.0, 0.0)
    return heads


def check_duty(served: pd.DataFrame, calls: pd.DataFrame) -> None:
    """Hold the estimate of agents on duty against the log, for several choices of the longest pause.

    While a regular customer has been waiting for over 10 s nobody who could answer is idle, so agents on duty have to
    equal agents with a customer and in wrap-up. A longest pause that is too long counts agents on a break as on duty.
    """
    spells = not_ready(served, calls)
    waiting = calls[(calls.joined_queue == 1) & (calls.queue == "regular") & (calls.wait > 10)]
    lines = {
        str(date): union(day.arrival_s.to_numpy(float) + 10, (day.arrival_s + day.wait).to_numpy(float))
        for date, day in waiting.groupby("date")
    }
    occupied = sum(float((line[:, 1] - line[:, 0]).sum()) for line in lines.values())
    print(f"share of the time with a regular customer waiting over 10 s: {occupied / len(lines) / (CLOSE - OPEN):.3f}")

    def while_waiting(spans: list[tuple[str, str, float, float]]) -> float:
        return sum(covered(lines[d], low, high) for d, group, low, high in spans if group != "stock_desk") / occupied

    talking = while_waiting(list(zip(served.date, served.group, served.start, served.end, strict=True)))
    for longest in (180.0, 300.0, 600.0, 1200.0):
        level = (np.arange(2000) + 0.5) / 2000
        moments, survival, _ = kaplan_meier(spells[0], spells[1])
        reached = 1 - survival[moments <= longest]
        wrap = moments[np.searchsorted(reached / reached[-1], level)].mean()
        present = while_waiting(duty_of(served, calls, longest))
        working = talking * (1 + wrap / served.service.mean())
        print(
            f"longest pause {longest:.0f} s: while a regular customer waits {present:.2f} on duty, {talking:.2f} with a "
            f"customer; wrap-up {wrap:.1f} s; with a customer or in wrap-up ÷ on duty {working / present:.3f}"
        )


def check_order(served: pd.DataFrame, calls: pd.DataFrame) -> None:
    """Whom a freed agent takes when customers of two queues wait whom the agent's group serves: evidence for ranks."""
    joined, taken = calls[calls.joined_queue == 1], served[served.joined_queue == 1]
    counts: dict[tuple[str, str, bool], int] = {}
    at_desk: dict[tuple[str, str, bool], int] = {}
    by_day = {str(date): day for date, day in taken.groupby("date")}
    for date, day in joined.groupby("date"):
        came, left, queue = day.arrival_s.to_numpy(float), (day.arrival_s + day.wait).to_numpy(float), day.queue.to_numpy()
        mine = by_day[str(date)]
        for name, group, arrival, wait in zip(mine.queue, mine.group, mine.arrival_s, mine.wait, strict=True):
            there = (came < arrival + wait - 3) & (left > arrival + wait + 3)
            for other in set(queue[there]) & SKILLS[group] - {name}:
                key = (name, other, bool(arrival < came[there & (queue == other)].min()))
                counts[key] = counts.get(key, 0) + 1
                if group == "stock_desk":
                    at_desk[key] = at_desk.get(key, 0) + 1
    desk = [(key, n) for key, n in at_desk.items() if key in {("stock", "regular", False), ("regular", "stock", True)}]
    print("stock desk, cases with a regular customer who had waited longer than the stock customer:", desk)
    print("taken out of turn: of the cases where the customer of B had waited longer, share in which A was taken")
    for a in NAMES:
        for b in NAMES:
            ahead, behind = counts.get((a, b, False), 0), counts.get((b, a, True), 0)
            if a != b and ahead + behind >= 50:
                print(f"  A {a}, B {b}: {ahead / (ahead + behind):.0%} of {ahead + behind}")


# ---------------------------------------------------------------------------------------------------- observed


def figures(calls: pd.DataFrame) -> dict[str, float]:
    """The scenario's measures over some calls; days are weighted by calls."""
    late, answered = calls.wait > 20, calls.answered
    days = calls.date.nunique()
    return {
        "offered": len(calls) / days,
        "answered": answered.sum() / days,
        "abandoned": (~answered).sum() / days,
        "abandon_rate": (~answered).mean(),
        "mean_wait": calls.wait.mean(),
        "mean_speed_of_answer": calls.wait[answered].mean(),
        "share_delayed": (calls.joined_queue == 1).mean(),
        "service_level_20s": (answered & ~late).sum() / (answered | late).sum(),
        "service_level_20s_of_offered": (answered & ~late).mean(),
        "wait_percentile_90": calls.wait.quantile(0.9),
    }


def observed_of(calls: pd.DataFrame, served: pd.DataFrame, duty: np.ndarray, busy: np.ndarray, wrap: float) -> pd.DataFrame:
    """Observed figures with a 95 % range: jackknife over days, Student's t."""
    rows = []
    dates = sorted(calls.date.unique())
    quantile = stats.t.ppf(0.975, len(dates) - 1)
    for name in ["all", *NAMES]:
        mine = calls if name == "all" else calls[calls.queue == name]
        value = figures(mine)
        without = pd.DataFrame([figures(mine[mine.date != date]) for date in dates])
        error = np.sqrt((len(dates) - 1) * without.var(ddof=0))
        rows += [(k, name, v, v - quantile * error[k], v + quantile * error[k]) for k, v in value.items()]
        time = served.service if name == "all" else served.service[served.queue == name]
        rows.append(("service_time", name, time.mean(), np.nan, np.nan))
    by_day = pd.DataFrame({d: figures(part) for d, part in calls.groupby("date")}).T
    for share in (0.1, 0.9):
        for metric in ("service_level_20s", "mean_wait", "abandon_rate"):
            rows.append((f"{metric}_day_{share:.0%}".rstrip("%"), "all", by_day[metric].quantile(share), np.nan, np.nan))
    rows.append(("wait_percentile_90_mean_of_days", "all", by_day.wait_percentile_90.mean(), np.nan, np.nan))
    rows.append(("share_of_days_with_80_in_20", "all", (by_day.service_level_20s >= 0.8).mean(), np.nan, np.nan))
    on_duty, on_calls = duty.sum(axis=2).mean(), busy.sum(axis=2).mean()
    handled = len(served) / len(dates) / HALVES / INTERVAL * wrap
    rows.append(("agents_on_duty", "all", on_duty, np.nan, np.nan))
    rows.append(("agents_with_customers", "all", on_calls, np.nan, np.nan))
    rows.append(("occupancy_with_customers", "all", on_calls / on_duty, np.nan, np.nan))
    rows.append(("occupancy_with_wrap_up", "all", (on_calls + handled) / on_duty, np.nan, np.nan))
    return pd.DataFrame(rows, columns=["metric", "queue", "value", "low", "high"])


def main() -> None:
    """Read the log, write the tables, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("log", type=Path, help="anonymous_bank_1999_jan_mar.csv.gz")
    parser.add_argument("folder", type=Path, help="where the CSV files go")
    parser.add_argument("--by-day", type=Path, help="also write the heads of every day and the calls used (npz), to back-test")
    given = parser.parse_args()

    calls = read_calls(given.log)
    dates = sorted(calls.date.unique())
    regular = calls[calls.queue == "regular"]
    high = (regular.priority[regular.joined_queue == 1] == 2).mean()
    print(f"regular: in English (PE) {(regular.type == 'PE').mean():.1%}; of those who waited, high priority {high:.1%}")
    served = services_of(calls)
    group = groups_of(served)
    served["group"] = [group[pair] for pair in zip(served.agent, served.month, strict=True)]

    volumes, _ = volumes_of(calls)
    times, by_half = handle_times(served)
    patience = patience_of(calls)
    wrap_up = wrap_up_of(*not_ready(served, calls))
    check_duty(served, calls)
    check_order(served, calls)
    duty = heads(duty_of(served, calls), dates)
    busy = heads(list(zip(served.date, served.group, served.start, served.end, strict=True)), dates)
    total = duty.sum(axis=2)
    print("agents on duty by half hour:", total.mean(axis=0).round(1).tolist())
    print("their standard deviation between days:", total.std(axis=0).round(1).tolist())
    print("thinnest crew of all days:", total.min(axis=0).round(1).tolist())
    average = gather_thin_crews(duty.mean(axis=0))
    part = average % 1
    print(
        "standard deviation that rounding the groups' fractions gives:",
        np.sqrt((part * (1 - part)).sum(axis=1)).round(1).tolist(),
    )
    print("agents with a customer by half hour:", busy.sum(axis=2).mean(axis=0).round(1).tolist())
    print("mean on duty by group:", dict(zip(GROUPS, duty.mean(axis=(0, 1)).round(2).tolist(), strict=True)))
    observed = observed_of(calls, served, duty, busy, wrap_up.all_s.mean())
    print(observed.pivot_table(index="metric", columns="queue", values="value", sort=False).round(3).to_string())

    start = [f"{second // 3600:02d}:{second % 3600 // 60:02d}" for second in range(OPEN, CLOSE, INTERVAL)]
    given.folder.mkdir(parents=True, exist_ok=True)

    def write(name: str, table: pd.DataFrame, digits: int) -> None:
        table.round(digits).to_csv(given.folder / name, index=False, lineterminator="\n")

    volumes.insert(0, "start", start)
    write("volumes.csv", volumes, 3)
    write("handle_time.csv", times, 1)
    write("handle_time_by_half_hour.csv", pd.DataFrame({"start": start, "regular_s": by_half["mean"].to_numpy()}), 1)
    write("patience.csv", patience, 1)
    write("wrap_up.csv", wrap_up.drop(columns="internet_s"), 1)
    write("headcount.csv", pd.DataFrame({"start": start, **dict(zip(GROUPS, average.T, strict=True))}), 2)
    write("observed.csv", observed, 4)
    by_interval = pd.DataFrame({h: figures(part) for h, part in calls.groupby("half")}).T
    by_interval.insert(0, "start", start)
    write("observed_by_interval.csv", by_interval, 4)
    if given.by_day:
        kept = calls[["date", "queue", "arrival_s"]]
        np.savez(given.by_day, duty=duty, groups=GROUPS, dates=dates, calls=kept.to_numpy(dtype=str))


if __name__ == "__main__":
    main()

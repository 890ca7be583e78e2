"""Classes of customers within a queue, from YAML to measures."""

from __future__ import annotations

import math

import numpy as np
import pytest

from simdesk.demand.workload import draw_workload
from simdesk.engine.simpy_clock import play_day
from simdesk.errors import UsageError
from simdesk.floor.parts import Family
from simdesk.measure.controls import plan_controls
from simdesk.measure.expression import ExpressionError, parse_expression
from simdesk.results.run import run
from simdesk.scenario import Scenario, load_text
from simdesk.scenario.layout.plans import lay_out_whole
from simdesk.scenario.notes.summary import summary

PLAIN = """\
simdesk: 1
hours: {open: "08:00", close: "10:00", interval: 30 min}
replications: 4
queues:
  sales:
    arrivals: {rate: 150 per h, day_to_day: 20%}
    handle_time: {exponential: {mean: 4 min}}
    wrap_up: 20 s
    patience: {exponential: {mean: 3 min}}
    redial: {share: 30%, after: 5 min}
  service:
    arrivals: {rate: 60 per h}
    handle_time: {constant: 3 min}
agent_groups:
  desk: {skills: {sales: {pace: 90%}, service: {rank: 2}}, headcount: 9}
  help: {skills: [sales, service], headcount: 3}
targets:
  - abandon_rate(sales) <= 8%
"""
CLASSES = {
    "gold": {"share": "10%", "first": True, "patience": {"exponential": {"mean": "5 min"}}},
    "silver": {"share": "20%", "credit": "1 min", "handle_time": {"constant": "3 min"}},
}
GOLD, SILVER, OTHERS, SERVICE = range(4)


def plain(**changes: object) -> Scenario:
    return load_text(PLAIN).with_changes(changes)


def classed(**changes: object) -> Scenario:
    return plain(**{"queues.sales.customers": CLASSES, **changes})


@pytest.fixture(scope="module")
def results():
    return run(classed())


# Layout.


def test_each_class_is_a_queue_of_the_floor():
    floor, demand = classed().lay_out()
    names = ["sales.gold", "sales.silver", "sales.others", "service"]
    assert [queue.name for queue in floor.queues] == [queue.name for queue in demand.queues] == names
    assert floor.families == (Family("sales", 0, 3),)
    assert floor.whole_queues == (Family("sales", 0, 3), Family("service", 3, 4))
    desk, aid = floor.groups
    assert desk.takes == ((0, 1, 2), (3,))
    assert aid.takes == ((0, 1, 2, 3),)
    assert desk.pace == (0.9, 0.9, 0.9, 1.0)
    assert desk.bonus == aid.bonus == (math.inf, 60.0, 0.0, 0.0)
    assert desk.weight == (1.0,) * 4
    assert len({(queue.tries, queue.waiting_places, queue.access) for queue in floor.queues[:3]}) == 1


def test_without_classes_the_plans_are_as_they_were():
    scenario = plain()
    assert scenario.lay_out() == lay_out_whole(scenario.model)
    assert scenario.lay_out()[0].families == ()
    assert scenario.classes == {}


def test_classes_have_the_queues_durations_unless_they_have_their_own():
    demand = classed().lay_out()[1]
    gold, silver, others, _ = demand.queues
    assert [queue.patience.pieces[0][1].mean for queue in (gold, silver, others)] == [300, 180, 180]
    assert [queue.handle_time.pieces[0][1].mean for queue in (gold, silver, others)] == [240, 180, 240]
    assert gold.redial == silver.redial == others.redial is not None
    np.testing.assert_allclose(demand.expected[:, 0], [7.5, 15, 52.5, 30])


def test_a_second_of_credit_is_worth_the_weight():
    floor = classed(**{"queues.sales.weight": 2, "queues.sales.credit": "10 s"}).lay_out()[0]
    assert floor.groups[1].weight == (2.0, 2.0, 2.0, 1.0)
    assert floor.groups[1].bonus == (math.inf, 130.0, 10.0, 0.0)
    # At the desk all of a rank have the same weight, which then counts for nothing.
    assert floor.groups[0].bonus[SILVER] - floor.groups[0].bonus[OTHERS] == 60 * floor.groups[0].weight[SILVER]


def test_queues_point_at_the_same_class_elsewhere():
    changes = {
        "queues.service.customers": {"gold": {"share": "50%"}},
        "queues.sales.transfer": {"to": {"service": "10%"}},
        "queues.service.transfer": {"to": {"sales": "10%"}},
        "queues.sales.call_back": {"accepted": "50%"},
        "queues.service.repeat": {"unresolved": "10%", "after": "1 h"},
    }
    demand = classed(**changes).lay_out()[1]
    gold, silver, others, of_service, rest_of_service = range(5)
    targets = [queue.transfer and queue.transfer.shares[0][0] for queue in demand.queues]
    assert targets == [of_service, rest_of_service, rest_of_service, gold, others]
    assert [queue.call_back and queue.call_back.queue for queue in demand.queues] == [gold, silver, others, None, None]
    assert [queue.repeat and queue.repeat.queue for queue in demand.queues] == [None] * 5


def test_the_predicted_wait_takes_the_mean_of_all_classes():
    tries = ["desk", {"groups": "help", "when_predicted": "2 min"}]
    changes = {"queues.sales.tries": tries}
    floor = classed(**changes).lay_out()[0]
    mean = 0.1 * 260 + 0.2 * 200 + 0.7 * 260
    assert [queue.mean_handle_time for queue in floor.queues[:3]] == pytest.approx([mean] * 3)


# Demand.


@pytest.mark.parametrize("arrivals", [None, {"times": [f"08:{m:02}:{s:02}" for m in range(60) for s in (5, 20, 50)]}])
def test_the_same_customers_come_whatever_the_classes(arrivals):
    changes = {} if arrivals is None else {"queues.sales.arrivals": arrivals}
    alone = draw_workload(plain(**changes).lay_out()[1], 1, 0)
    split = draw_workload(classed(**changes).lay_out()[1], 1, 0)
    mine, theirs = alone.queue == 0, split.queue < SERVICE
    np.testing.assert_array_equal(alone.arrival[mine], split.arrival[theirs])
    np.testing.assert_array_equal(alone.customer[: alone.arrivals], split.customer[: split.arrivals])
    # Each customer has the same fate, but for the durations of a class of its own.
    first = {int(c): k for k, c in enumerate(alone.customer[: alone.arrivals]) if mine[k]}
    for name, own in (("patience", GOLD), ("handle_time", SILVER), ("wrap_up", -1)):
        here, there = getattr(alone, name), getattr(split, name)
        rows = [k for k in range(split.arrivals) if theirs[k]]
        same = [here[first[int(split.customer[k])]] == there[k] for k in rows]
        of_own = [split.queue[k] == own for k in rows]
        assert all(s != o for s, o in zip(same, of_own, strict=True))


def test_shares_are_shares():
    # 4 days of 300 contacts and more, of which a tenth and a fifth; the bounds are five standard errors.
    demand = classed(**{"queues.sales.arrivals.rate": "900 per h"}).lay_out()[1]
    rows = np.concatenate([w.queue[: w.arrivals] for w in (draw_workload(demand, 1, day) for day in range(4))])
    rows = rows[rows < SERVICE]
    for row, share in ((GOLD, 0.1), (SILVER, 0.2), (OTHERS, 0.7)):
        assert abs((rows == row).mean() - share) < 5 * math.sqrt(share * (1 - share) / len(rows))


def test_a_larger_share_moves_only_those_it_adds():
    first = draw_workload(classed().lay_out()[1], 1, 0)
    more = draw_workload(classed().with_changes({"queues.sales.customers.gold.share": "15%"}).lay_out()[1], 1, 0)
    golden = [{int(c) for c in w.customer[: w.arrivals][w.queue[: w.arrivals] == GOLD]} for w in (first, more)]
    assert golden[0] < golden[1]


@pytest.mark.slow
def test_what_a_day_brings_beyond_its_mean_is_known_by_class():
    """What reduces variance rests on exact means and variances; 5 and 4 comparisons at five standard errors over 400 days."""
    floor, demand = classed().lay_out()
    known = plan_controls(floor, demand)
    kept = np.array([known.of(draw_workload(demand, 1, day)) for day in range(400)])
    work = kept[:, 4:8].sum(axis=2)
    for column in work.T:
        assert abs(column.mean()) < 5 * column.std(ddof=1) / 20
    assert abs(work.sum(axis=1).mean()) < 5 * work.sum(axis=1).std(ddof=1) / 20
    for rows in ([GOLD], [OTHERS], [GOLD, SILVER, OTHERS], [GOLD, SILVER, OTHERS, SERVICE]):
        squared = work[:, rows].sum(axis=1) ** 2
        assert abs(squared.mean() - known.load_variance(rows)) < 5 * squared.std(ddof=1) / 20


# Measures.


@pytest.mark.parametrize("name", ["offered", "answered", "abandoned", "queue_length"])
def test_a_queue_is_the_sum_of_its_classes(results, name):
    for interval in (None, 2):
        whole, *classes = (
            results.measures.sample(parse_expression(f"{name}({subject})"), interval).numerator
            for subject in ("sales", *results.scenario.classes["sales"])
        )
        np.testing.assert_allclose(whole, sum(classes), rtol=1e-12)
        assert whole.sum() > 0


def test_what_does_not_add_up_is_that_of_the_union(results):
    contacts, days = results.contacts, results.days.set_index(["queue", "replication"])
    waited = contacts[contacts["outcome"].isin(["answered", "abandoned", "balked", "sent_away"]) & (contacts["queue"] == "sales")]
    for day in range(4):
        today = waited[waited["replication"] == day]
        for subject, waits in (
            ("sales", today["wait"]),
            ("sales.gold", today["wait"][today["customers"] == "gold"]),
            ("sales.others", today["wait"][today["customers"] == "others"]),
        ):
            row = days.loc[(subject, day)]
            assert row["wait_percentile_90"] == pytest.approx(np.percentile(waits, 90))
            assert row["longest_wait"] == pytest.approx(waits.max())
            assert row["answered"] == (today["outcome"][waits.index] == "answered").sum()
        assert days.loc[("all", day), "longest_queue"] >= days.loc[("sales", day), "longest_queue"]
        assert days.loc[("sales", day), "longest_queue"] >= days.loc[("sales.others", day), "longest_queue"]


def test_the_longest_queue_counts_all_classes():
    """By brute force over every moment at which a contact joins the line."""
    scenario = classed()
    floor, demand = scenario.lay_out()
    found = run(scenario, 1).days.set_index("queue")["longest_queue"]
    contacts = play_day(floor, draw_workload(demand, scenario.seed, 0)).contacts
    mine = np.flatnonzero((contacts.queue < SERVICE) & (contacts.wait > 0))
    most = max(
        sum(contacts.arrival[k] <= moment < contacts.arrival[k] + contacts.wait[k] for k in mine)
        for moment in contacts.arrival[mine]
    )
    assert found["sales"] == most > max(found["sales.gold"], found["sales.silver"], found["sales.others"])


@pytest.mark.parametrize("warm_up", ["0 s", "30 min"])
def test_classes_without_a_difference_change_no_number(warm_up):
    """Two equal classes are one queue: every measure of it is as without classes."""
    same = plain(warm_up=warm_up, **{"queues.sales.customers": {"half": {"share": "50%"}}})
    split, whole = run(same), run(plain(warm_up=warm_up))
    columns = [column for column in whole.days.columns if column != "queue"]
    for queue in ("sales", "service", "all"):
        here, there = (one.days[one.days["queue"] == queue][columns].reset_index(drop=True) for one in (split, whole))
        for column in columns:
            np.testing.assert_allclose(here[column], there[column], rtol=1e-9, err_msg=column)


def test_measures_of_classes_are_asked_for_by_name(results):
    gold, others = (results.measure(f"abandon_rate(sales.{one})") for one in ("gold", "others"))
    assert 0 < gold.mean < others.mean
    assert results.queues == ("sales", "sales.gold", "sales.silver", "sales.others", "service", "all")
    assert set(results.summary["subject"]) >= set(results.queues)
    assert list(results.intervals["queue"][:6]) == list(results.queues)


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("offered(sales.glod)", "sales has no customers called 'glod'", "did you mean sales.gold?"),
        (
            "offered(service.gold)",
            "service has no customers called 'gold'",
            "did you mean service? It has no classes of customers",
        ),
        ("offered(sale.gold)", "unknown queue 'sale.gold'", "did you mean sales.gold?"),
    ],
)
def test_a_class_that_is_not_there(results, text, message, hint):
    with pytest.raises(ExpressionError) as caught:
        results.measure(text)
    assert (caught.value.message, caught.value.hint) == (message, hint)
    assert caught.value.offset == 8


def test_the_service_level_of_a_class():
    def levels(*targets: str) -> dict[str, float]:
        found = run(classed(targets=list(targets)), 1)
        return {name: e.threshold for name, e in found.headline.service_levels.items()}

    own = levels("service_level(sales.gold, 10 s) >= 90%", "service_level(sales, 30 s) >= 80%")
    assert own == {"sales": 30, "sales.gold": 10, "sales.silver": 30, "sales.others": 30, "service": 30, "all": 30}
    of_others = levels("service_level(sales.gold, 10 s) >= 90%", "service_level(sales.others, 40 s) >= 80%")
    assert of_others["sales"] == of_others["sales.others"] == 40


# Results, figures, screens.


def test_the_contact_table_names_queue_and_class(results):
    contacts = results.contacts
    assert set(contacts["queue"].cat.categories) == {"sales", "service"}
    assert list(contacts["customers"].cat.categories) == ["gold", "silver", "others"]
    assert contacts["customers"].isna().equals(contacts["queue"] == "service")
    assert set(results.agents["queue"].cat.categories) == {"sales", "service"}
    per_day = contacts[contacts["customers"] == "gold"].groupby("replication").size().mean()
    assert results.measure("offered(sales.gold)").mean == per_day
    assert "customers" not in run(plain(), 1).contacts


def test_figures_of_a_class(results):
    figures = results.figures
    assert "sales.gold" in figures.service_level("sales.gold").layout.title.text
    for draw in (figures.waits, figures.abandonment, figures.wait_distribution, figures.days):
        draw("sales")
        draw("sales.others")
    assert [bar.name for bar in figures.arrivals().data if bar.type == "bar"] == ["sales", "service"]
    with pytest.raises(UsageError, match=r"unknown queue 'sales\.glod'"):
        figures.waits("sales.glod")


def test_waits_of_the_whole_queue_are_those_of_its_classes(results):
    from simdesk.figures.distribution import wait_distribution_data

    whole, *classes = (
        wait_distribution_data(results.measures, name, 20.0).contacts for name in ("sales", *results.scenario.classes["sales"])
    )
    assert whole == sum(classes) > 0


def test_the_formulas_take_the_queue_as_a_whole():
    from simdesk.planning.estimate.estimate import estimate, formula_inputs

    sales = formula_inputs(classed())[0]
    np.testing.assert_allclose(sales.contacts, 75.0)
    np.testing.assert_allclose(sales.patience, 0.1 * 300 + 0.9 * 180)
    pace = (9 * 0.9 + 3) / 12
    np.testing.assert_allclose(sales.aht, (0.1 * 260 + 0.2 * 200 + 0.7 * 260) / pace)
    found = estimate(classed(), 2)
    assert [queue.queue for queue in found.queues] == ["sales", "service"]
    assert any("several classes (gold 10.0%, silver 20.0%, others 70.0%)" in reason for reason in found.queues[0].reasons)
    assert not any("several classes" in reason for reason in found.queues[1].reasons)


def test_variants_with_other_classes_are_compared():
    from simdesk.planning.compare.compare import compare

    scenario = classed()
    more = scenario.with_changes({"queues.sales.customers.gold.share": "20%"})
    comparison = compare({"now": scenario, "more": more}, metrics=["offered(sales.gold)", "offered(sales)"])
    change = {d.expression.text: d.change.mean for d in comparison.differences}
    assert change["offered(sales.gold)"] > 0
    # The same customers: only as many redial more or less as fail.
    assert abs(change["offered(sales)"]) < change["offered(sales.gold)"] / 2


def test_it_is_said_who_the_customers_are():
    lines = summary(classed())
    assert any(line.startswith("queue sales (voice): 300 contacts a day") for line in lines)
    assert any(line.startswith("queue service (voice): 120 contacts a day") for line in lines)
    assert "  10% of the customers are gold, taken before all others of the same rank" in lines
    assert "  20% of the customers are silver, credited with 1 min of waiting" in lines


@pytest.mark.parametrize("seed", range(3))
def test_nobody_is_taken_before_a_stronger_claim(seed):
    """Whoever is taken out of the line has, of all who wait, the longest wait with its credit, gold before everybody."""
    floor, demand = classed(**{"queues.sales.arrivals.rate": "180 per h"}).lay_out()
    c = play_day(floor, draw_workload(demand, seed, 0)).contacts
    credit = np.array([math.inf, 60.0, 0.0])
    mine = np.flatnonzero(c.queue < SERVICE)
    until = np.where(np.isnan(c.left), math.inf, c.left)
    checked = 0
    for k in mine[(c.agent[mine] >= 0) & (c.wait[mine] > 0)]:
        now = c.answered[k]
        waiting = mine[(c.arrival[mine] < now) & (until[mine] > now)]
        for other in waiting:
            claims = [(credit[c.queue[j]] - c.arrival[j], -c.arrival[j]) for j in (k, other)]
            assert claims[0] >= claims[1]
            checked += c.queue[k] != c.queue[other]
    assert checked > 100


def test_the_screen_sets_classes_in_below_their_queue(results):
    import io

    from rich.console import Console

    from simdesk.cli.screens.run import print_run

    out = io.StringIO()
    print_run(results, Console(file=out, width=160))
    lines = out.getvalue().splitlines()
    start = next(k for k, line in enumerate(lines) if line.startswith("Queues")) + 2
    assert [line.split("  ")[0] or f"- {line.split()[0]}" for line in lines[start : start + 6]] == [
        "sales",
        "- gold",
        "- silver",
        "- others",
        "service",
        "all",
    ]
    assert sum(line.startswith("service level") for line in lines) == 1


@pytest.mark.slow
def test_the_report_and_the_document_have_every_class(results):
    from simdesk.report.run_page import render
    from simdesk.results.shown.document import document

    page = render(results)
    assert "Queue: sales.gold" in page
    assert list(document(results)["queues"]) == ["sales", "sales.gold", "sales.silver", "sales.others", "service"]


@pytest.mark.slow
def test_explain_knows_classes(results):
    of_class = results.explain(day=1, queue="sales.gold").document()
    of_queue = results.explain(day=1, queue="sales").document()
    contacts = results.contacts[results.contacts["replication"] == 1].reset_index(drop=True)
    for found, mine in ((of_class, contacts["customers"] == "gold"), (of_queue, contacts["queue"] == "sales")):
        assert found["contact"] == contacts["wait"][mine].idxmax()
    with pytest.raises(UsageError, match=r"unknown queue 'sales\.glod'"):
        results.explain(day=1, queue="sales.glod")
    assert "sales." in str(results.explain(interval="09:00", queue="sales"))


def test_no_control_is_built_on_queues_whose_contacts_are_not_known_exactly():
    """Classes of a replayed list share its contacts; misrouted first tries come to another queue than by plan."""
    listed = {"queues.sales.arrivals": {"times": [f"08:{m:02}" for m in range(60)]}, "queues.sales.redial": None}
    misrouted = {"queues.sales.misrouted": {"share": "30%", "to": "service", "recognised_after": "45 s"}}
    for scenario, left in ((classed(**listed), {SERVICE}), (plain(**misrouted), set())):
        floor, demand = scenario.lay_out()
        known = plan_controls(floor, demand)
        every = range(len(demand.queues))
        kept = np.array([known.of(draw_workload(demand, 1, day)) for day in range(100)])
        columns = known.columns(kept, list(every), list(range(len(floor.groups))), 20)
        without = [q for q in every if q not in left]
        blanked = kept.copy()
        blanked[:, without + [len(every) + q for q in without]] = 0.0
        np.testing.assert_array_equal(columns, known.columns(blanked, list(every), list(range(len(floor.groups))), 20))

"""How many days, how exact, in which language, at which cost: settings as other tools have them."""

from __future__ import annotations

import re

from simdesk.errors import InputError
from simdesk.scenario.language.model import ScenarioModel, ServiceLevel
from simdesk.scenario.language.queues import Queue
from simdesk.scenario.language.replications import Replications
from simdesk.scenario.reading.nodes import Entry, ListNode, MapNode, Node, Scalar, flow, plain, without
from simdesk.scenario.spellings.spelling import Spelling, UnclearError, folded, items_of, refused, renamed, replaced, text_of
from simdesk.scenario.spellings.target_blocks import SHORTS, definition_meant
from simdesk.scenario.spellings.targets import TARGET_WORDS
from simdesk.units import parse_share

_CONFIDENCES = ("confidence", "confidence_level", "confidence_interval", "ci", "ci_level", "significance", "level_of_confidence")
_BUDGETS = ("budget", "max_cost", "cost_limit", "cost_budget", "daily_budget", "budget_per_day", "staff_budget", "maximum_cost")
_MONEY = re.compile(
    r"(?:[^\W\d_]{1,4}|[$€£¥₹₽₺₩])?\s*(?P<amount>\d{1,3}(?:[,' ]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s*(?P<k>k)?"
    r"\s*(?:[^\W\d_]{3}|[$€£¥₹₽₺₩])?\s*(?:(?:/|per|a|an)\s*(?P<per>[a-z]+)|(?P<daily>daily))?",
    re.IGNORECASE,
)
_DAYS_OF = {"week": 7, "month": 30, "year": 365}
_ALWAYS = 0.95
_RULES = ("formula", "service_level_formula", "service_level_definition", "sl_definition", "sl_formula", "definition")
_FORMULAS = ("formula", "method", "type", "calculation", "rule", "definition")


def _confidence(block: MapNode, key: str) -> MapNode:
    """The confidence of intervals, which is always 95%."""
    node = block.entries[key].node
    value = node.value if isinstance(node, Scalar) else None
    try:
        share = float(value) if isinstance(value, int | float) and not isinstance(value, bool) else parse_share(value)
    except InputError:
        share = 0.0
    if abs((share / 100 if share > 1 else share) - _ALWAYS) < 1e-9:
        return without(block, key)
    raise UnclearError("confidence intervals are always of 95%", f"write {key}: 95%, or leave it out")


def _budget(block: MapNode, key: str) -> MapNode:
    """A budget for a day, as the target of its cost."""
    entry = block.entries[key]
    text = str(plain(entry.node)) if isinstance(entry.node, Scalar) else ""
    match = _MONEY.fullmatch(text.strip())
    per = (match["per"] or "day").lower() if match is not None else ""
    if match is None or per not in ("day", "date"):
        days = _DAYS_OF.get(per, 0)
        number = float(re.sub(r"[,' ]", "", match["amount"])) if match is not None and days else 0.0
        hint = (
            f"write {key}: {number / days:.6g} per day, if all {days} days are open" if number else f"write {key}: 4500 per day"
        )
        raise UnclearError(f"'{key}' is the most that a day may cost (got {flow(entry.node)})", hint, entry.node.place)
    if re.fullmatch(r"\d{1,3}\.\d{3}", match["amount"]):
        whole = match["amount"].replace(".", "")
        raise UnclearError(
            f"{match['amount']} may be {whole} or {float(match['amount']):g}", f"write {key}: {whole}", entry.node.place
        )
    number = float(re.sub(r"[,' ]", "", match["amount"])) * (1000 if match["k"] else 1)
    target = Scalar(f"cost(all) <= {number:.15g}", entry.node.place)
    there = next((name for name in block.entries if folded(name) in TARGET_WORDS), None)
    if there is None:
        return replaced(block, key, {"targets": Entry(entry.key, ListNode((target,), entry.node.place))})
    node = block.entries[there].node
    listed = ListNode((*items_of(node), target), node.place)
    made = without(block, key)
    return MapNode({**made.entries, there: Entry(block.entries[there].key, listed)}, block.place)


def _counted_once(block: MapNode, key: str) -> MapNode:
    """How a service level is counted, written at a queue: of the whole scenario, or of one target."""
    node = block.entries[key].node
    word = folded(key)
    if word in SHORTS:
        value = flow(node) if text_of(node) else f"{flow(node)} s"
        rule, target = f"short_abandon: {value}", f"service_level(sales, 20 s, short_abandons_removed, {value}) >= 80%"
    else:
        meant = definition_meant(text_of(node))
        rule, target = f"definition: {meant}", f"service_level(sales, 20 s, {meant}) >= 80%"
    raise UnclearError(
        "how service levels are counted is said for all queues, or in one target",
        f"at the top of the file write service_level: {{{rule}}}; in a target {target}",
    )


def _formula(block: MapNode, key: str) -> MapNode:
    entry = block.entries[key]
    meant = definition_meant(text_of(entry.node))
    return replaced(block, key, {"definition": Entry(entry.key, Scalar(meant, entry.node.place))})


def _is_formula(node: Node) -> bool:
    text = text_of(node)
    return bool(text) and definition_meant(text) != text


def _precision(block: MapNode, key: str) -> MapNode:
    """A precision at the top: until it is reached, days are simulated."""
    entry = block.entries[key]
    if "replications" in block.entries:
        node = block.entries["replications"].node
        number = plain(node) if isinstance(node, Scalar) else 1000
        line = f"replications: {{until: {_quoted(entry.node)}, at_most: {number}}}"
        raise UnclearError(f"'{key}' and 'replications' both say how many days are simulated", f"write {line}")
    return replaced(block, key, {"replications": Entry(entry.key, MapNode({"until": entry}, entry.node.place))})


def _quoted(node: Node) -> str:
    text = flow(node)
    return text if text.startswith('"') else f'"{text}"'


SETTINGS: tuple[Spelling, ...] = (
    Spelling(Queue, (*SHORTS, *_RULES), _counted_once, "short_abandon: 5 s", ""),
    renamed(
        Replications,
        "at_least",
        *("min", "minimum", "min_days", "min_replications", "min_runs", "from"),
        example='50, until: "service_level(all, 20 s) ± 1%"',
    ),
    renamed(
        Replications,
        "at_most",
        *("max", "maximum", "max_days", "max_replications", "max_runs", "limit"),
        example='400, until: "service_level(all, 20 s) ± 1%"',
    ),
    renamed(
        Replications,
        "until",
        *("precision", "stop_when", "accuracy", "half_width", "tolerance", "stop", "target_precision", "until_precision"),
        example='"service_level(all, 20 s) ± 1%"',
    ),
    renamed(Replications, "number", "days", "count", "runs", "n", "replications", "number_of_days", example="30"),
    Spelling(Replications, _CONFIDENCES, _confidence, "confidence: 95%, number: 30", "number: 30"),
    Spelling(ScenarioModel, _CONFIDENCES, _confidence, "confidence: 95%, seed: 7", "seed: 7"),
    Spelling(
        ScenarioModel,
        ("precision", "target_precision"),
        _precision,
        'precision: "service_level(all, 20 s) ± 1%"',
        'replications: {until: "service_level(all, 20 s) ± 1%"}',
    ),
    refused(
        ScenarioModel,
        *("language", "locale", "lang", "report_language", "output_language", "ui_language", "number_format"),
        "decimal_separator",
        message="reports are in English only",
        hint="leave {key} out; write names and titles in any language",
        example="language: de",
    ),
    Spelling(ScenarioModel, _BUDGETS, _budget, 'budget: "4,500 per day"', 'targets: ["cost(all) <= 4500"]'),
    Spelling(
        ServiceLevel,
        _FORMULAS,
        _formula,
        "formula: answered within threshold / (offered - short abandons)",
        "definition: short_abandons_removed",
        _is_formula,
    ),
    renamed(
        ServiceLevel,
        "short_abandon",
        *SHORTS[1:],
        example="5 s",
    ),
)

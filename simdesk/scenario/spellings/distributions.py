"""Other spellings of how long something takes: distributions with their name as a value, means alone, words for no end."""

from __future__ import annotations

from simdesk.errors import InputError
from simdesk.scenario.language.distributions import FAMILIES, DistributionForm, MeanForm
from simdesk.scenario.language.queues import Queue
from simdesk.scenario.reading.nodes import Entry, MapNode, Node, Scalar, flow, plain
from simdesk.scenario.spellings.clocks import duration
from simdesk.scenario.spellings.spelling import (
    Rewrite,
    Spelling,
    UnclearError,
    folded,
    mapping,
    renamed,
    replaced,
    text_of,
)
from simdesk.units import parse_duration

_NAMES = ("distribution", "dist", "family", "type", "kind")
_MEANS = ("mean", "average", "avg", "expected")
_SPREADS = ("sd", "std", "stdev", "sigma", "standard_deviation")
_LEAST, _MOST = ("min", "minimum", "low", "shortest"), ("max", "maximum", "high", "longest")
_FIXED = ("fixed", "deterministic", "always", "exactly")
_OPTIONS = ("at_least", "at_most", "mean_by_interval")
_CALLED = {"exp": "exponential", "negative_exponential": "exponential", "log_normal": "lognormal", "triangle": "triangular"}
_CALLED |= {**dict.fromkeys(_FIXED, "constant"), "observed": "empirical", "poisson": "exponential"}
_ENDLESS = ("never", "infinite", "infinity", "inf", "forever", "endless", "no_limit", "∞", ".inf")
_STANDS_IN = {"exponential": {"mean": "4 min"}}


def _named(block: MapNode, key: str) -> MapNode:
    """``{distribution: gamma, mean: 4 min, sd: 2 min}``."""
    entry = block.entries[key]
    word = folded(text_of(entry.node))
    family = _CALLED.get(word, word)
    inside = {name: one for name, one in block.entries.items() if name != key and name not in _OPTIONS}
    if family not in FAMILIES or family == "by_interval":
        hint = "write one of: " + ", ".join(name for name in FAMILIES if name != "by_interval")
        if word in ("normal", "gaussian", "erlang_c"):
            hint = "write lognormal or gamma, which are never below 0"
        raise _unclear(f"unknown distribution '{text_of(entry.node)}'", hint, key, *inside)
    if family in ("constant", "empirical"):
        if len(inside) != 1:
            raise _unclear(f"a {family} distribution needs its value", f"write {family}: 4 min", key, *inside)
        value: Node = next(iter(inside.values())).node
    else:
        value = MapNode({_parameter(name): one for name, one in inside.items()}, entry.key)
    kept = {name: one for name, one in block.entries.items() if name in _OPTIONS}
    return MapNode({family: Entry(entry.key, value), **kept}, block.place)


def _parameter(name: str) -> str:
    word = folded(name)
    for ours, theirs in (("mean", _MEANS), ("sd", _SPREADS), ("low", _LEAST), ("high", _MOST)):
        if word in theirs:
            return ours
    return name


def _mean(block: MapNode, key: str) -> MapNode:
    """``{mean: 4 min}`` where a plain duration is a mean."""
    name = next((one for one in block.entries if folded(one) in _NAMES), None)
    if name is not None:
        return _named(block, name)
    _refuse_with_spread(block, key)
    entry = block.entries[key]
    return replaced(block, key, {"exponential": Entry(entry.key, mapping(entry.node.place, mean=entry.node))})


def _mean_elsewhere(block: MapNode, key: str) -> MapNode:
    name = next((one for one in block.entries if folded(one) in _NAMES), None)
    if name is not None:
        return _named(block, name)
    _refuse_with_spread(block, key)
    value = text_of(block.entries[key].node) or "30 s"
    hint = f"write {{exponential: {{mean: {value}}}}}, or {value} alone for a constant"
    raise _unclear("a mean does not say how the durations vary", hint, key)


def _refuse_with_spread(block: MapNode, key: str) -> None:
    spread = next((name for name in block.entries if folded(name) in (*_SPREADS, "cv")), None)
    if spread is None:
        return
    ours = "cv" if folded(spread) == "cv" else "sd"
    values = f"{{mean: {text_of(block.entries[key].node)}, {ours}: {plain(block.entries[spread].node)}}}"
    hint = f"write {{lognormal: {values}}} or {{gamma: {values}}}"
    raise _unclear(f"mean and {ours} do not say which distribution it is", hint, key, spread)


def _range(block: MapNode, key: str) -> MapNode:
    """``{min: 2 min, max: 6 min}``: refused, as it may be of any shape."""
    name = next((one for one in block.entries if folded(one) in _NAMES), None)
    if name is not None:
        return _named(block, name)
    least = next((one for one in block.entries if folded(one) in _LEAST), key)
    most = next((one for one in block.entries if folded(one) in _MOST), key)
    low, high = (text_of(block.entries[one].node) for one in (least, most))
    if least == most:
        bound = "at_least" if folded(key) in _LEAST else "at_most"
        raise _unclear(f"'{key}' without a distribution", f"write {{exponential: {{mean: 4 min}}, {bound}: {low or high}}}", key)
    hint = f"write {{uniform: {{low: {low}, high: {high}}}}} if all durations between them are equally likely"
    raise _unclear(f"'{least}' and '{most}' do not say which distribution it is", hint, key, least, most)


def _unclear(message: str, hint: str, *keys: str) -> UnclearError:
    error = UnclearError(message, hint, instead=_STANDS_IN)
    error.drop = [(key,) for key in dict.fromkeys(keys)]
    return error


def _only_mean(block: MapNode, key: str) -> MapNode:
    entry = block.entries[key]
    return replaced(block, key, {key: Entry(entry.key, mapping(entry.node.place, mean=entry.node))})


def _is_endless(node: Node) -> bool:
    return folded(text_of(node)) in _ENDLESS


def _endless(block: MapNode, key: str) -> MapNode:
    entry = block.entries[key]
    return replaced(block, key, {"patience": Entry(entry.key, Scalar("unlimited", entry.node.place))})


def _none(block: MapNode, key: str) -> MapNode:
    raise UnclearError(
        f"patience: {text_of(block.entries[key].node)} may mean that nobody waits or that nobody gives up",
        "write patience: unlimited if nobody ever gives up, or patience: 0 s if nobody waits",
    )


def _in(ours: str, unit: str) -> Rewrite:
    def rewrite(block: MapNode, key: str) -> MapNode:
        entry = block.entries[key]
        value = entry.node.value if isinstance(entry.node, Scalar) else None
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        node = Scalar(f"{value:.15g} {unit}", entry.node.place) if is_number else entry.node
        return replaced(block, key, {ours: Entry(entry.key, node)})

    return rewrite


def _with_unit(ours: str, *words: str) -> tuple[Spelling, ...]:
    """Keys that end in a unit, whose values are plain numbers: ``aht_seconds: 240``."""
    endings = {"s": ("s", "sec", "secs", "seconds"), "min": ("min", "mins", "minutes")}
    return tuple(
        Spelling(
            Queue,
            tuple(f"{word}_{end}" for word in words for end in ends),
            _in(ours, unit),
            f"{words[0]}_{ends[-1]}: 3",
            f"{ours}: 3 {unit}",
        )
        for unit, ends in endings.items()
    )


_HOLDS = ("hold_time", "hold", "average_hold_time", "time_on_hold", "avg_hold_time")
_WHOLES = ("aht", "average_handle_time", "average_handling_time", "avg_handle_time", "mean_handle_time", "handling_time")
_A_TALK = {"handle_time": "4 min"}
_TALKS = ("handle_time", "talk_time", "talk", "service_time", "average_talk_time", "att")


def hold_added(block: MapNode, key: str) -> MapNode:
    """Time on hold beside the talk: both in one, where both are plain means or constants."""
    whole = next((name for name in block.entries if folded(name) in _WHOLES), None)
    talk = next((name for name in block.entries if folded(name) in _TALKS), None)
    if talk is None:
        if whole is None:
            raise UnclearError(f"'{key}' without the time of the talk", "write talk_time: 4 min beside it", instead=_A_TALK)
        raise UnclearError(f"'{whole}' has the time on hold in it", f"remove {key}")
    if folded(talk) in ("handle_time", "service_time"):  # which has the time on hold in it, as it is documented
        raise UnclearError(*_which_of_both(block, talk, key))
    parts = [plain_or_constant(block.entries[name].node) for name in (talk, key)]
    if None in parts or len({kind for part in parts if part for kind, _ in [part]}) > 1:
        both_in_one = with_longer_mean(block.entries[talk].node, parts[1]) or "4 min"
        raise UnclearError("the talk holds the time on hold", f"write both together: {talk}: {both_in_one}")
    (kind, first), (_, second) = (part for part in parts if part is not None)
    both: Node = duration(first + second, block.entries[talk].node)
    if kind == "constant":
        both = mapping(both.place, constant=both)
    made = MapNode({name: one for name, one in block.entries.items() if name != key}, block.place)
    return replaced(made, talk, {"handle_time": Entry(block.entries[talk].key, both)})


def with_longer_mean(node: Node, more: tuple[str, float] | None) -> str:
    """A distribution with some seconds more in its mean, as it is written; empty where that cannot be told."""
    family = next(iter(node.entries), "") if isinstance(node, MapNode) else ""
    inside = node.entries[family].node if isinstance(node, MapNode) and family else None
    mean = inside.entries.get("mean") if isinstance(inside, MapNode) else None
    plainly = plain_or_constant(mean.node) if mean is not None else None
    if plainly is None or more is None or not isinstance(inside, MapNode) or mean is None:
        return ""
    longer = Entry(mean.key, duration(plainly[1] + more[1], mean.node))
    return flow(mapping(node.place, **{family: MapNode({**inside.entries, "mean": longer}, inside.place)}))


def _has_hold(block: MapNode) -> bool:
    return any(folded(key) in _HOLDS for key in block.entries)


def _with_hold(block: MapNode, key: str) -> MapNode:
    """The talk, and the time on hold beside it."""
    hold = next(name for name in block.entries if folded(name) in _HOLDS)
    try:
        return hold_added(block, hold)
    except UnclearError as error:
        error.place, error.drop = block.entries[hold].key, [(hold,)]
        raise


def _which_of_both(block: MapNode, talk: str, key: str) -> tuple[str, str]:
    """Message and hint where the time on hold may be part of what is given or come on top."""
    parts = [plain_or_constant(block.entries[name].node) for name in (talk, key)]
    if None in parts:
        return "the talk holds the time on hold", f"remove {key} if {talk} has it in it, or add it to its mean"
    both = duration(sum(part[1] for part in parts if part), block.entries[talk].node).value
    return "the talk holds the time on hold", f"write {talk}: {both} if it comes on top; remove {key} if {talk} has it in it"


def plain_or_constant(node: Node) -> tuple[str, float] | None:
    """Whether a duration is a plain one or a constant, and how long it is; None for another distribution."""
    kind = "mean"
    if isinstance(node, MapNode) and [folded(key) for key in node.entries] == ["constant"]:
        kind, node = "constant", next(iter(node.entries.values())).node
    try:
        return kind, parse_duration(node.value if isinstance(node, Scalar) else None)
    except InputError:
        return None


DISTRIBUTIONS: tuple[Spelling, ...] = (
    Spelling(MeanForm, _MEANS, _mean, "mean: 4 min", "exponential: {mean: 4 min}", of_whole=True),
    Spelling(DistributionForm, _MEANS, _mean_elsewhere, "mean: 30 s", "", of_whole=True),
    Spelling(
        DistributionForm,
        _NAMES,
        _named,
        "dist: gamma, average: 4 min, std: 2 min",
        "gamma: {mean: 4 min, sd: 2 min}",
        of_whole=True,
    ),
    Spelling(DistributionForm, (*_LEAST, *_MOST), _range, "min: 2 min, max: 6 min", "", of_whole=True),
    renamed(DistributionForm, "constant", *_FIXED, example="4 min"),
    Spelling(
        DistributionForm,
        ("exponential",),
        _only_mean,
        "exponential: 4 min",
        "exponential: {mean: 4 min}",
        shape=lambda node: isinstance(node, Scalar) and node.value is not None,
    ),
    Spelling(Queue, ("patience",), _endless, "patience: never", "patience: unlimited", _is_endless),
    Spelling(Queue, ("patience",), _none, "patience: none", "", lambda node: folded(text_of(node)) in ("none", "no", "n/a")),
    *_with_unit("handle_time", "handle_time", "talk_time"),
    *_with_unit("aht", "aht", "average_handle_time"),
    *_with_unit("wrap_up", "wrap_up", "acw", "wrap_up_time"),
    *_with_unit("patience", "patience"),
    Spelling(Queue, _HOLDS, hold_added, "handle_time: 4 min, hold_time: 25 s", ""),
)

HOLDS: tuple[Spelling, ...] = (
    Spelling(
        Queue,
        ("talk_time", "talk", "average_talk_time", "att"),
        _with_hold,
        "talk_time: 210 s, hold_time: 25 s",
        "handle_time: 235 s",
        within=_has_hold,
    ),
)
"""Talk and hold apart; read before either has another name."""

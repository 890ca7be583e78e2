"""Windows in which agents take their breaks one after the other: written as two times, or as the earliest and the latest."""

from __future__ import annotations

from simdesk.errors import InputError
from simdesk.formats import format_clock
from simdesk.scenario.language.agents import Break
from simdesk.scenario.reading.nodes import Entry, MapNode, Node, Scalar, without
from simdesk.scenario.spellings.clocks import ENDS, STARTS, seconds_at, span_of
from simdesk.scenario.spellings.spelling import Spelling, UnclearError, folded, mapping, renamed, replaced, text_of
from simdesk.units import parse_duration

_LENGTHS = ("length", "duration", "long")
WINDOWS = ("window", "within", "in_window", "any_time", "anytime")


def _is_window(block: MapNode) -> bool:
    """Whether a break is shorter than from its start to its end: these are a window."""
    parts = {folded(name): one.node for name, one in block.entries.items()}
    first = next((parts[word] for word in ("at", *STARTS) if word in parts), None)
    last = next((parts[word] for word in ENDS if word in parts), None)
    length = next((text_of(parts[word]) for word in _LENGTHS if word in parts), "")
    try:
        return first is not None and last is not None and seconds_at(first) + parse_duration(length) < seconds_at(last)
    except (InputError, UnclearError):
        return False


def _window_of_ends(block: MapNode, key: str) -> MapNode:
    """From when to when a shorter break may be."""
    first = next(name for name in block.entries if folded(name) in ("at", *STARTS))
    last = next(name for name in block.entries if folded(name) in ENDS)
    start, end = block.entries[first].node, block.entries[last].node
    assert isinstance(start, Scalar)
    assert isinstance(end, Scalar)
    window = Scalar(f"{format_clock_text(start)}-{format_clock_text(end)}", start.place)
    rest = without(block, first, last)
    return MapNode({**rest.entries, "between": Entry(block.entries[first].key, window)}, block.place)


def _earliest(block: MapNode, key: str) -> MapNode:
    """The earliest start and the latest end of breaks as a window."""
    entry = block.entries[key]
    last = next((name for name in block.entries if folded(name) == "latest"), None)
    if last is None or not isinstance(entry.node, Scalar):
        raise UnclearError(f"'{key}' without the latest", 'write between: "11:30-13:30"', instead={"at": "00:00"})
    window = mapping(entry.node.place, start=entry.node, end=block.entries[last].node)
    block = MapNode({name: one for name, one in block.entries.items() if name != last}, block.place)
    return replaced(block, key, {"between": Entry(entry.key, window)})


def _loose_window(node: Node) -> bool:
    return not isinstance(node, Scalar) and span_of(node) is not None


def _window(block: MapNode, key: str) -> MapNode:
    """A window of breaks as one text."""
    entry = block.entries[key]
    ends = span_of(entry.node)
    node = entry.node
    if ends is not None:
        node = Scalar("-".join(format_clock_text(one) for one in ends), entry.node.place)
    return replaced(block, key, {"between": Entry(entry.key, node)})


def format_clock_text(node: Scalar) -> str:
    """A time of day as documented, or as it was written where it cannot be read."""
    try:
        return format_clock(seconds_at(node), end=True) if seconds_at(node) else "00:00"
    except UnclearError:
        return str(node.value)


_IN_TURN = (
    *("staggered", "stagger", "in_turn", "one_after_another", "one_after_the_other", "rolling", "spread", "spread_out"),
    *("rotating", "in_rotation", "spread_evenly", "evenly_spread", "distributed"),
)
_AT_A_TIME = (
    *("max_at_once", "at_once", "max_off", "max_away", "max_on_break", "at_a_time", "max_agents", "max_simultaneous"),
    *("simultaneous", "groups", "waves", "max_at_a_time", "at_most", "agents_at_once"),
)


def _in_turn(block: MapNode, key: str) -> MapNode:
    """Whether agents take their breaks in turn, which is what a window says."""
    value = block.entries[key].node
    said = value.value if isinstance(value, Scalar) else None
    yes = said is True or text_of(value).lower() in ("yes", "true", "on", "evenly")
    window = next((name for name in block.entries if folded(name) in ("between", *WINDOWS)), None)
    if window is not None and not yes:
        ends = span_of(block.entries[window].node)
        start = format_clock_text(ends[0]) if ends is not None else "12:00"
        error = UnclearError(
            "within a time the agents take their breaks in turn", f'instead of both write at: "{start}" for all at once'
        )
        error.drop = [(key,)]
        raise error
    if window is None and yes:
        hint = 'instead of at write between: "11:30-13:30", the time in which the breaks are taken one after the other'
        raise UnclearError("at one time all agents take their break together", hint)
    return without(block, key)


def _at_a_time(block: MapNode, key: str) -> MapNode:
    raise UnclearError(
        "how many agents are on a break at a time follows from the time that all breaks share",
        f'leave {key} out and write between: "11:30-14:30": a longer time has fewer of them away at once',
    )


BREAK_WINDOWS: tuple[Spelling, ...] = (
    Spelling(
        Break,
        (*STARTS, *ENDS, "at"),
        _window_of_ends,
        'from: "11:30", to: "13:30", length: 30 min',
        'between: "11:30-13:30", length: 30 min',
        within=_is_window,
    ),
    Spelling(
        Break,
        ("between", *WINDOWS),
        _window,
        'window: ["11:30", "13:30"], length: 30 min',
        'between: "11:30-13:30", length: 30 min',
        _loose_window,
    ),
    Spelling(
        Break,
        ("earliest",),
        _earliest,
        'earliest: "11:30", latest: "13:30", length: 30 min',
        'between: "11:30-13:30", length: 30 min',
    ),
    Spelling(
        Break,
        _IN_TURN,
        _in_turn,
        'staggered: true, between: "11:30-13:30", length: 30 min',
        'between: "11:30-13:30", length: 30 min',
    ),
    Spelling(Break, _AT_A_TIME, _at_a_time, 'max_at_once: 2, between: "11:30-13:30", length: 30 min', ""),
    renamed(Break, "between", *WINDOWS, example='"11:30-13:30", length: 30 min'),
)

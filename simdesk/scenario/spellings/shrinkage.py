"""Other spellings of shrinkage: its kinds as the trade calls them, and adherence."""

from __future__ import annotations

from simdesk.errors import InputError
from simdesk.likeness import near
from simdesk.scenario.language.agents import AgentGroup
from simdesk.scenario.reading.nodes import Entry, MapNode, Node, Scalar
from simdesk.scenario.spellings.spelling import Spelling, UnclearError, folded, mapping, replaced, text_of
from simdesk.units import parse_share

_UNPLANNED = {
    *("sick", "sickness", "sick_leave", "illness", "absence", "absenteeism", "absences", "unplanned", "late", "lateness"),
    *("no_show", "no_shows", "unpaid_absence", "emergency", "unplanned_absence", "unplanned_leave", "unscheduled", "sick_days"),
    *("unexpected", "tardiness", "emergency_leave", "sickness_absence", "unauthorised_absence", "unauthorized_absence"),
}
_PLANNED = {
    *(
        "planned",
        "vacation",
        "vacations",
        "holiday",
        "holidays",
        "annual_leave",
        "leave",
        "pto",
        "paid_leave",
        "time_off",
        "bank_holidays",
    ),
    *(
        "training",
        "trainings",
        "meeting",
        "meetings",
        "team_meetings",
        "coaching",
        "breaks",
        "break",
        "lunch",
        "lunches",
        "rest_breaks",
    ),
    *(
        "one_to_one",
        "one_to_ones",
        "1_1",
        "121",
        "1_to_1",
        "1_2_1",
        "project",
        "projects",
        "project_work",
        "admin",
        "administration",
    ),
    *("e_learning", "elearning", "onboarding", "briefing", "briefings", "team_meeting", "huddles", "paid_breaks", "tea_breaks"),
    *(
        "maternity",
        "maternity_leave",
        "parental_leave",
        "paternity_leave",
        "union",
        "public_holidays",
        "scheduled",
        "planned_leave",
    ),
    *("coachings", "development", "quality", "seminars", "courses", "lunch_breaks", "short_breaks", "study_leave", "jury_duty"),
}
_KNOWN = ("planned", "unplanned", "add", "times")


def _are_own_kinds(node: Node) -> bool:
    keys = set(map(folded, node.entries)) if isinstance(node, MapNode) else set()
    return bool(keys - set(_KNOWN)) and not any(near(key, _KNOWN) for key in keys - {*_KNOWN, *_UNPLANNED, *_PLANNED})


def _by_kind(block: MapNode, key: str) -> MapNode:
    """Shrinkage by the trade's kinds, each of them planned or unplanned; shares of scheduled time add up."""
    entry = block.entries[key]
    node = entry.node
    assert isinstance(node, MapNode)
    sums = {"planned": 0.0, "unplanned": 0.0}
    strange: list[tuple[str, float]] = []
    for name, one in node.entries.items():
        word = folded(name)
        try:
            share = parse_share(one.node.value if isinstance(one.node, Scalar) else None)
        except InputError as error:
            raise UnclearError(f"{name}: {error.message}", error.hint, one.node.place) from None
        if word in ("total", "sum", "overall", "all"):
            raise UnclearError(f"'{name}' would be counted besides its parts", f"remove {name}", one.key)
        kind = "unplanned" if word in _UNPLANNED else "planned" if word in _PLANNED else ""
        if kind:
            sums[kind] += share
        else:
            strange.append((name, share))
    if strange:
        extra = sum(share for _, share in strange)
        names = " and ".join(f"'{name}'" for name, _ in strange)
        planned, unplanned = (_written({**sums, kind: sums[kind] + extra}) for kind in ("planned", "unplanned"))
        message = f"{names} may be planned (known before) or unplanned (sickness)"
        raise UnclearError(
            message, f"write shrinkage: {planned} if planned, or shrinkage: {unplanned} if not", node.entries[strange[0][0]].key
        )
    kinds = {kind: Scalar(f"{share * 100:.10g}%", node.place) for kind, share in sums.items() if share}
    return replaced(block, key, {"shrinkage": Entry(entry.key, mapping(node.place, **kinds))})


def _written(sums: dict[str, float]) -> str:
    return f"{{{', '.join(f'{kind}: {share * 100:.6g}%' for kind, share in sums.items() if share)}}}"


def _adherence(block: MapNode, key: str) -> MapNode:
    """Agents who are on duty for a share of their time: the rest is shrinkage, unless shrinkage is given besides."""
    entry = block.entries[key]
    try:
        share = parse_share(entry.node.value if isinstance(entry.node, Scalar) else None)
    except InputError as error:
        raise UnclearError(error.message, error.hint, entry.node.place) from None
    if not 0 < share <= 1:
        raise UnclearError(f"must be above 0% and at most 100% (got {text_of(entry.node)})", "write 92%", entry.node.place)
    before = block.entries.get("shrinkage")
    if before is None:
        return replaced(block, key, {"shrinkage": Entry(entry.key, Scalar(f"{100 - share * 100:.10g}%", entry.node.place))})
    try:
        both = 1.0 - share * (1.0 - parse_share(before.node.value if isinstance(before.node, Scalar) else None))
        hint = f"remove {key} if shrinkage counts it already; if not, write shrinkage: {both * 100:.6g}% for both"
    except InputError:
        hint = f"add what it takes away to shrinkage, and remove {key}"
    raise UnclearError("adherence is shrinkage here, and it must not be counted twice", hint)


SHRINKAGE: tuple[Spelling, ...] = (
    Spelling(
        AgentGroup,
        ("shrinkage",),
        _by_kind,
        "shrinkage: {vacation: 10%, training: 3%, sick: 6%}, headcount: 9",
        "shrinkage: {planned: 13%, unplanned: 6%}, headcount: 9",
        _are_own_kinds,
    ),
    Spelling(AgentGroup, ("adherence", "schedule_adherence"), _adherence, "adherence: 92%", "shrinkage: 8%"),
)

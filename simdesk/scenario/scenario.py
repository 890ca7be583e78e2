"""A scenario ready to be used: loaded, checked, frozen."""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

from simdesk.demand.drawn_days import DrawnDays
from simdesk.errors import UsageError
from simdesk.measure.adjust import reduces_safely
from simdesk.measure.expression import Expression, Precision, Target, check_subject, parse_expression
from simdesk.measure.rules import ServiceLevelRule
from simdesk.scenario.changes.change import PYTHON, Change, changes_from_python, changes_of_variant
from simdesk.scenario.changes.conflicts import report_conflicts
from simdesk.scenario.changes.sweep_axes import BLOCK, changes_of_block, read_axes
from simdesk.scenario.changes.sweep_values import Axis
from simdesk.scenario.changes.variants import apply
from simdesk.scenario.digest import canonical, listed
from simdesk.scenario.examining import examine
from simdesk.scenario.language.customers import classes_of
from simdesk.scenario.language.hours import Day
from simdesk.scenario.language.model import ScenarioModel
from simdesk.scenario.language.replications import CONTROL_VARIATES
from simdesk.scenario.reading.diagnostics import Place, Sources, did_you_mean, seen
from simdesk.scenario.reading.nodes import MapNode, key_place, plain, without, written
from simdesk.scenario.reading.source import Reading
from simdesk.scenario.reading.used import ColumnUsed

if TYPE_CHECKING:
    from simdesk.demand.plan import DemandPlan
    from simdesk.floor.plan import FloorPlan
    from simdesk.scenario.notes.note import Note
    from simdesk.scenario.notes.summary import Echo
    from simdesk.scenario.reading.nodes import Path


@dataclass(frozen=True)
class Replications:
    """How many days are simulated.

    Parameters
    ----------
    number : int or None
        A fixed number; None when a precision decides.
    until : Precision or None
        Stop when this measure is known so well.
    at_most, at_least : int
        Bounds of the number of days with ``until``.
    variance_reduction : tuple of str
        ``control_variates``, ``stratified_days``, both or none.
    by_itself : bool
        Nobody chose the variance reduction: a precision uses it by itself.
    """

    number: int | None
    until: Precision | None
    at_most: int
    at_least: int
    variance_reduction: tuple[str, ...] = ()
    by_itself: bool = False


@dataclass(frozen=True)
class Scenario:
    """A day in a contact centre, checked.

    Made by ``load``, ``load_text``, ``with_changes`` and ``variant``; never changed.

    Parameters
    ----------
    model : ScenarioModel
        Everything the planner wrote, with durations in seconds and shares as fractions.
    path : str
        The file, as the user named it.
    text : str
        The file's text, before ``extends`` and variants.
    applied : tuple of str
        Names of the variants applied to it, in order.
    columns_used : tuple of ColumnUsed
        Which columns of which files its numbers were taken from.
    drawn_days : DrawnDays
        Days that were drawn for it, some 64 MB at the most, shared with its changed copies: where only agents are changed the
        same customers come, and need not be drawn again. It cannot change a number.
    """

    model: ScenarioModel = field(repr=False)
    path: str
    text: str = field(repr=False)
    applied: tuple[str, ...] = ()
    _tree: MapNode = field(repr=False, compare=False, default_factory=lambda: MapNode({}, Place("")))
    _folders: Mapping[str, FilePath] = field(repr=False, compare=False, default_factory=dict)
    _changes: tuple[Change, ...] = field(repr=False, compare=False, default=())
    columns_used: tuple[ColumnUsed, ...] = field(repr=False, compare=False, default=())
    _since: tuple[Scenario, tuple[Change, ...]] | None = field(repr=False, compare=False, default=None)
    drawn_days: DrawnDays = field(repr=False, compare=False, default_factory=DrawnDays)

    @property
    def name(self) -> str:
        """Title for reports: ``name``, or the name of the file."""
        return self.model.name or FilePath(self.path).stem

    @property
    def description(self) -> str:
        """Free text; may be empty."""
        return self.model.description or ""

    @property
    def seed(self) -> int:
        """Root of all random numbers."""
        return self.model.seed

    @property
    def day(self) -> Day:
        """Opening hours and intervals."""
        day = self.model.hours.day()
        assert day is not None
        return day

    @property
    def queues(self) -> tuple[str, ...]:
        """Names of the queues in the order written."""
        return tuple(self.model.queues)

    @property
    def classes(self) -> dict[str, tuple[str, ...]]:
        """For each queue whose customers are of several classes, what measures call these: ``sales.gold``, ``sales.others``."""
        found = {name: classes_of(name, queue.customers) for name, queue in self.model.queues.items()}
        return {name: classes for name, classes in found.items() if classes}

    @property
    def queues_and_classes(self) -> tuple[str, ...]:
        """All that measures of queues can be of: each queue, and behind it its classes of customers."""
        classes = self.classes
        return tuple(name for queue in self.queues for name in (queue, *classes.get(queue, ())))

    @property
    def agent_groups(self) -> tuple[str, ...]:
        """Names of the agent groups in the order written."""
        return tuple(self.model.agent_groups)

    @property
    def targets(self) -> tuple[Target, ...]:
        """What should hold."""
        return self.model.targets

    def measure(self, measure: str | Expression) -> Expression:
        """A measure of this scenario, read and checked.

        Parameters
        ----------
        measure : str or Expression
            Such as ``abandon_rate(all)``.

        Returns
        -------
        Expression

        Raises
        ------
        ExpressionError, UsageError
            When the text is no measure, or of a queue or group that the scenario lacks.
        """
        if not isinstance(measure, str | Expression):
            raise UsageError(f"a measure is a text (got {measure!r})", "such as 'abandon_rate(all)'")
        expression = parse_expression(measure) if isinstance(measure, str) else measure
        check_subject(expression, self.queues_and_classes, self.agent_groups)
        return expression

    @property
    def variants(self) -> tuple[str, ...]:
        """Names of the variants in the order written."""
        return tuple(self.model.variants)

    @property
    def replications(self) -> Replications:
        """How many days are simulated."""
        written_as = self.model.replications
        until, at_most, chosen = written_as.until, written_as.at_most, written_as.variance_reduction
        by_itself = chosen is None and until is not None and reduces_safely(until.expression.about, at_most)
        reduced = (CONTROL_VARIATES,) if by_itself else chosen or ()
        return Replications(written_as.number, until, at_most, written_as.at_least, reduced, by_itself)

    @property
    def service_level(self) -> ServiceLevelRule:
        """The definition of service level where a measure names none."""
        rule = self.model.service_level
        return ServiceLevelRule(
            rule.definition,
            rule.short_abandon,
            rule.genesys.include_abandons,
            rule.genesys.include_short_abandons,
            rule.genesys.include_sent_away,
        )

    @property
    def understood(self) -> tuple[str, ...]:
        """What was understood, line by line in the words of the trade; a line that goes with the one above is set in."""
        return self._echo.lines

    @property
    def changed(self) -> tuple[str, ...]:
        """What the variants and changes applied to it changed, such as ``headcount of desk 10 → 7``; empty without any."""
        from simdesk.scenario.notes.variants import changed_in_words

        if self._since is None:
            return ()
        before, changes = self._since
        return tuple(changed_in_words(before, self, [(change.path, change.value) for change in changes]))

    @property
    def notes(self) -> tuple[Note, ...]:
        """What can be read and may be a slip, without the kinds of notes that ``accept`` names."""
        return self._echo.notes

    @cached_property
    def _echo(self) -> Echo:
        from simdesk.scenario.notes.summary import echo

        return echo(self)

    @property
    def tree(self) -> MapNode:
        """Everything as it is written and changed, in the documented form."""
        return self._tree

    def place_of(self, path: Path) -> str:
        """Where something is written: ``day.yaml:12:5: queues.sales``."""
        place = key_place(self._tree, path)
        where = f"{place.file}:{place.line}:{place.column}" if place.line else place.file
        return f"{where}: {written(path)}"

    @property
    def digest(self) -> str:
        """Sha-256 (hex) of what decides the numbers and their names.

        Resolved values in seconds and fractions, CSV numbers included; comments, layout, ``description`` and
        the definitions of variants and of the sweep do not count, an applied variant does through what it changes.
        """
        replications = self.model.replications.model_copy(update={"variance_reduction": self.replications.variance_reduction})
        silent: dict[str, Any] = {"description": None, "extends": None, "variants": {}, "sweep": None, "accept": ()}
        parts = canonical(self.model.model_copy(update=silent | {"replications": replications}))
        return hashlib.sha256(json.dumps(parts, ensure_ascii=True, separators=(",", ":")).encode()).hexdigest()

    def lay_out(self) -> tuple[FloorPlan, DemandPlan]:
        """The scenario in arrays and numbers: queues, groups and shifts, and who contacts them."""
        return self._laid_out

    @cached_property
    def _laid_out(self) -> tuple[FloorPlan, DemandPlan]:
        from simdesk.scenario.layout.plans import lay_out

        return lay_out(self.model)

    def with_changes(self, changes: Mapping[str, Any], *, source: str = PYTHON) -> Scenario:
        """A changed copy.

        Parameters
        ----------
        changes : mapping of str to object
            Paths, dotted or nested, and new values, as text with units, as numbers where the language has plain
            numbers, as lists or arrays; ``{"add": 2}``, ``{"times": "110%"}``, ``"+2"`` and ``"+10%"`` change what is
            there; None removes a key. Mappings merge. A text is read as it would be in the file, quotes around it
            taken away.
        source : str
            What diagnostics name instead of a file.

        Returns
        -------
        Scenario

        Raises
        ------
        InvalidScenario
            When a path does not exist or the changed scenario is wrong.

        Examples
        --------
        >>> scenario.with_changes({"agent_groups.desk.headcount": {"add": 2}})  # doctest: +SKIP
        """
        reading = self._reading()
        listed = changes_from_python(self._tree, changes, reading.sources, source)
        report_conflicts(listed, reading.sources)
        reading.sources.raise_if_wrong()
        return self._changed(listed, reading, self.applied, self._changes)

    def variant(self, *names: str) -> Scenario:
        """The scenario with its named variants applied.

        Parameters
        ----------
        *names : str
            Variants that are combined; ``"campaign+one_more"`` names two.

        Raises
        ------
        InvalidScenario
            When there is no such variant, or two of them set the same key.
        """
        reading = self._reading()
        changes: list[Change] = []
        apart = tuple(part.strip() for name in names for part in name.split("+"))
        for name in apart:
            if name not in self.variants:
                hint = did_you_mean(name, self.variants, "variants") or "the scenario has no variants"
                reading.sources.report(Place(self.path), "variants", f"unknown variant {seen(name)}", hint)
            changes += changes_of_variant(self._tree, name, reading.sources)
        reading.sources.raise_if_wrong()
        report_conflicts([*self._changes, *changes], reading.sources)
        reading.sources.raise_if_wrong()
        return self._changed(changes, reading, (*self.applied, *apart), (*self._changes, *changes))

    def axes(self, settings: Mapping[str, Any] | None = None, *, source: str = PYTHON) -> tuple[Axis, ...]:
        """The inputs a sweep goes through, and their values.

        Parameters
        ----------
        settings : mapping of str to object, optional
            Dotted paths and their values: ``"10..20"``, ``"80%..120%/10%"``, lists, ``{"add": "-1..3"}``. None takes the
            scenario's ``sweep`` block.
        source : str
            What diagnostics name instead of a file.

        Returns
        -------
        tuple of Axis

        Raises
        ------
        InvalidScenario
            When a path does not exist, or values cannot be read or do not fit there.
        """
        reading = self._reading()
        sources = reading.sources
        if settings is None:
            changes = changes_of_block(self._tree, sources)
        else:
            changes = changes_from_python(self._tree, settings, sources, source)
        axes = read_axes(self._tree, changes, reading, partial(examine, prefix=BLOCK if settings is None else ()))
        reading.sources.raise_if_wrong()
        return axes

    def resolved_yaml(self) -> str:
        """The scenario as it runs: after ``extends``, changes and CSV files; it needs no other file."""
        return self._resolved_yaml

    @cached_property
    def _resolved_yaml(self) -> str:
        from ruamel.yaml import YAML

        yaml = YAML(typ="safe", pure=True)
        yaml.default_flow_style = None
        yaml.width = 120
        yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
        stream = io.StringIO()
        yaml.dump(listed(plain(without(self._tree, "variants", "sweep", "extends"))), stream)
        # With four digits behind the point, nothing looks like 1.125 for 1125.
        return re.sub(r"(?<=[\s\[])([1-9]\d{0,2}\.\d{3})(?=[,\]}\s])", r"\g<1>0", stream.getvalue())

    def _reading(self) -> Reading:
        reading = Reading(Sources(), dict(self._folders))
        reading.sources.keep(self.path, self.text)
        return reading

    def _changed(self, changes: list[Change], reading: Reading, applied: tuple[str, ...], made: tuple[Change, ...]) -> Scenario:
        tree = apply(self._tree, changes, reading.sources)
        tree, model = examine(tree, reading, changes=changes)
        reading.sources.raise_if_wrong()
        assert model is not None
        new = [written(change.path) for change in changes]
        kept = (one for one in self.columns_used if not any(f"{one.path}.".startswith(f"{path}.") for path in new))
        used = (*kept, *reading.columns_used())
        first, before = self._since or (self, ())
        since = (first, (*before, *changes))
        return Scenario(model, self.path, self.text, applied, tree, self._folders, made, used, since, self.drawn_days)

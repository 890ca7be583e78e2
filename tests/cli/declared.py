"""The commands as they declare themselves: every option with values to try it with.

Values come from the declaration: a flag is on or off, the words of ``one|other`` are tried each, numbers are small. What a
declaration cannot tell (which scenario, which measure) stands in ``VALUES``, by the kind that the option declares as its metavar.
An option of a kind that is not there makes the tests fail.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args, get_type_hints

from typer.models import ArgumentInfo, OptionInfo

import simdesk as sd
from simdesk.cli.main import app
from simdesk.results.files.store import save

Tokens = tuple[str, ...]
"""What a choice adds to the command line; empty where an option is left out."""
FEW_DAYS = "6"


@dataclass(frozen=True)
class Place:
    """What the values of some options are made from.

    Parameters
    ----------
    scenario : Scenario
    folder : Path
        For whatever has to be written.
    address : str
        A Dask scheduler; empty where there is none, and then no value is tried.
    """

    scenario: sd.Scenario
    folder: Path
    address: str = ""

    @property
    def written(self) -> Path:
        """Where commands write."""
        return self.folder / "written"

    @property
    def file(self) -> str:
        return str(self.scenario.path)

    @property
    def queue(self) -> str:
        """The first that people wait in for an agent."""
        return next(name for name, queue in self.scenario.model.queues.items() if queue.channel not in ("bot", "outbound"))

    @property
    def groups(self) -> list[str]:
        return list(self.scenario.agent_groups)


def _first_variant(place: Place) -> list[Tokens]:
    return [(name,) for name in list(place.scenario.model.variants or {})[:1]]


def _together(place: Place) -> list[Tokens]:
    """The scenarios of a comparison: one with variants alone, or beside a copy with another name."""
    if place.scenario.model.variants:
        return [(place.file,)]
    other = place.folder / f"other_{Path(place.file).name}"
    if not other.exists():
        other.write_text(place.scenario.with_changes({f"queues.{place.queue}.wrap_up": "45 s"}).resolved_yaml(), encoding="utf-8")
    return [(place.file, str(other))]


def _stored(place: Place) -> list[Tokens]:
    """The folder of a run of the scenario."""
    folder = place.folder / "stored"
    if not folder.exists():
        save(sd.run(place.scenario, int(FEW_DAYS), cores=1), folder)
    return [(str(folder),)]


def _time(place: Place) -> list[Tokens]:
    hours = place.scenario.model.hours
    opening = f"{int(hours.open // 3600):02d}:{int(hours.open % 3600 // 60):02d}"
    return [(f"day 1 {opening}" if (hours.days or 1) > 1 else opening,)]


def _swept(place: Place) -> list[Tokens]:
    """Headcounts where there is one, or else a volume."""
    by_heads = [name for name, group in place.scenario.model.agent_groups.items() if group.headcount is not None]
    if by_heads:
        return [(f"agent_groups.{by_heads[0]}.headcount={{add: 0..2}}",)]
    return [(f"queues.{place.queue}.arrivals.scale=95%,100%,105%",)]


VALUES: dict[str, Callable[[Place], list[Tokens]]] = {
    "SCENARIO": lambda place: [(place.file,)],
    "SCENARIO...": _together,
    "NAME": _first_variant,
    "RUN": _stored,
    "PATH=VALUE": lambda place: [(f"queues.{place.queue}.wrap_up=45 s",)],
    "PATH=VALUES": _swept,
    "EXPRESSION": lambda place: [(f"longest_wait({place.queue})",)],
    "TARGET": lambda place: [(target.text,) for target in place.scenario.targets[:1]],
    "QUEUE": lambda place: [(place.queue,)],
    "TIME": _time,
    "PERCENT": lambda _: [("5%",)],
    "GROUP": lambda place: [(place.groups[-1],)] if len(place.groups) > 1 else [],
    "ADDRESS": lambda place: [(place.address,)] if place.address else [],
    "FOLDER": lambda place: [(str(place.written / "runs"),)],
    "FILE": lambda place: [(str(place.written / "file"),)],
}
"""Values by the kind an option declares (its metavar)."""

OF_ONE: dict[str, Callable[[Place], list[Tokens]]] = {
    "--replications": lambda _: [(FEW_DAYS,)],
    "--cores": lambda _: [("2",), ("1",)],
    "--points": lambda _: [("2",)],
    "--errors": lambda _: [("20",)],
    # The same least and most for each group: nothing to search for, so that only what is done with it costs time.
    "--at-least": lambda place: [tuple(f"{group}=8" for group in place.groups)],
    "--at-most": lambda place: [tuple(f"{group}=8" for group in place.groups)],
}
"""Values of single options for which those of their kind will not do."""

ALWAYS_GIVEN = {"--replications", "--rounds", "--share", "--at-least", "--at-most", "--verify"}
"""Options that keep a command small: given in every call."""


def _may_be_left_out(name: str, kind: str | None, default: Any, place: Place) -> bool:
    if kind is not None and default in kind.split("|"):
        return False  # it would be the same again
    if kind == "PATH=VALUES":
        return place.scenario.model.sweep is not None
    return kind != "FOLDER" and name not in ALWAYS_GIVEN


@dataclass(frozen=True)
class Option:
    """An option or argument of a command with what can be put on the command line for it; the first choice is the plainest."""

    name: str
    choices: tuple[Tokens, ...]
    is_argument: bool


def commands() -> dict[str, Callable[..., None]]:
    """The functions of the declared commands by the commands' name."""
    called = [(each.name, each.callback) for each in app.registered_commands]
    return {name or function.__name__: function for name, function in called if function is not None}


def options(command: Callable[..., None], place: Place) -> list[Option]:
    """The options of a command, each with its choices.

    Raises
    ------
    LookupError
        When nothing is known of an option's values.
    """
    hints = get_type_hints(command, include_extras=True)
    found = []
    for name, parameter in inspect.signature(command).parameters.items():
        kind, *more = get_args(hints[name]) if hasattr(hints[name], "__metadata__") else (hints[name],)
        infos = [each for each in more if isinstance(each, OptionInfo | ArgumentInfo)]
        info = infos[0] if infos else OptionInfo()
        found.append(_option(command.__name__, name, kind, info, parameter.default, place))
    return found


def _option(command: str, name: str, kind: Any, info: OptionInfo | ArgumentInfo, default: Any, place: Place) -> Option:
    if isinstance(info, ArgumentInfo):
        return Option(name, tuple(_values(command, name, kind, info, place)), is_argument=True)
    # Within Annotated, typer takes the first name where a default stood of old.
    names = [each for each in (info.default, *(info.param_decls or ())) if isinstance(each, str)]
    declared = [each for each in names if each.startswith("--")] or [f"--{name.replace('_', '-')}"]
    on, _, off = declared[0].partition("/")
    if kind is bool:
        if not off and not names:
            off = on.replace("--", "--no-", 1)
        return Option(on, ((off,) if off else (), (on,)), is_argument=False)
    choices: list[Tokens] = [
        tuple(part for each in value for part in (on, each)) for value in _values(command, on, kind, info, place)
    ]
    if _may_be_left_out(on, info.metavar, default, place):
        choices.insert(0, ())
    return Option(on, tuple(choices) or ((),), is_argument=False)


def _values(command: str, name: str, kind: Any, info: OptionInfo | ArgumentInfo, place: Place) -> list[Tokens]:
    if name in OF_ONE:
        return OF_ONE[name](place)
    if info.metavar in VALUES:
        return VALUES[info.metavar](place)
    if info.metavar and re.fullmatch(r"\w+(\|\w+)+", info.metavar):
        return [(word,) for word in info.metavar.split("|")]
    if info.metavar in (None, "N") and (int in (kind, *get_args(kind))):
        return [(str(max(int(info.min or 1), 1)),)]
    if info.metavar is None and (float in (kind, *get_args(kind))):
        return [("1" if info.max is None else str(info.max / 20),)]
    raise LookupError(
        f"simdesk {command} {name}: no values are known for {info.metavar or kind}; "
        "declare a metavar that tests/cli/declared.py knows, or add one to VALUES there"
    )

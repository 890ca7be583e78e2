"""What the statistical tests find, from which ``docs/why-believe-it.md`` is written.

A test that compares a simulation with a known figure says so with :func:`record` (``judging.judge`` does it): which case, from
which source, which figure is expected, which was simulated, and how certain that is. A test marked ``statistical`` that
records nothing fails. ``pytest -m statistical tests --write-evidence docs/why-believe-it.md`` writes the page anew. It works with
and without xdist: what a worker records travels with the report of its test.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pytest

PROPERTY = "evidence"
"""Name of the property of a test report that holds what the test recorded."""


@dataclass(frozen=True)
class Case:
    """A known result to compare with.

    ``source`` says who published it or how it was solved; ``inputs`` are the numbers of the case, in the source's own terms.
    """

    title: str
    source: str
    inputs: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Finding:
    """One comparison.

    ``z`` is the deviation in standard errors, after the rounding of a printed figure is allowed for. ``error`` holds the
    standard errors of both sides. A test of a whole distribution has a ``p_value`` instead.
    """

    name: str
    expected: float | None = None
    simulated: float | None = None
    error: float | None = None
    z: float | None = None
    p_value: float | None = None


def away(name: str, expected: float, simulated: float, error: float) -> Finding:
    """A comparison whose ``z`` follows from the other three."""
    off = simulated - expected
    return Finding(name, float(expected), float(simulated), float(error), float(off / error) if off else 0.0)


_recorded: list[dict[str, Any]] = []


def record(case: Case, findings: Iterable[Finding], false_alarm: float, days: int | None = None) -> None:
    """Keep what a test found about a case.

    ``false_alarm`` is the probability that a right simulation fails this test with another seed, over all its comparisons;
    0 for an exact comparison. ``days`` is the number of simulated days, where there are days.
    """
    kept = asdict(case) | {
        "findings": [asdict(finding) for finding in findings],
        "false_alarm": float(false_alarm),
        "days": days,
    }
    _recorded.append(_plain(kept))


def _plain(value: Any) -> Any:
    """The same in types that every serialiser knows."""
    match value:
        case dict():
            return {str(key): _plain(each) for key, each in value.items()}
        case list() | tuple():
            return [_plain(each) for each in value]
        case None | bool() | str():
            return value
        case int():
            return int(value)
        case _:
            return float(value)


# --- the plugin -----------------------------------------------------------------------------------------------------


def pytest_addoption(parser: pytest.Parser) -> None:
    help_text = "write this page from what the statistical tests find (run them all: -m statistical)"
    parser.addoption("--write-evidence", metavar="PAGE", type=Path, default=None, help=help_text)


def pytest_configure(config: pytest.Config) -> None:
    page = config.getoption("--write-evidence")
    if page is not None and not hasattr(config, "workerinput"):  # with xdist the controller writes, the workers do not
        config.pluginmanager.register(_Writer(page), "write-evidence")


COLLECTED = pytest.StashKey[dict[str, set[str]]]()
"""Ids of the statistical tests by file, of all files that were collected whole, before any were deselected."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    collected: dict[str, set[str]] = {}
    if not any("::" in argument for argument in config.args):
        for item in items:
            ids = collected.setdefault(item.nodeid.split("::")[0], set())
            if item.get_closest_marker("statistical"):
                ids.add(item.nodeid)
    config.stash[COLLECTED] = collected


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    report = yield
    if call.when == "setup":
        _recorded.clear()
    if call.when == "call":
        found = list(_recorded)
        _recorded.clear()
        if found:
            report.user_properties.append((PROPERTY, found))
        elif report.passed and item.get_closest_marker("statistical"):
            report.outcome = "failed"
            report.longrepr = "a statistical test says what it compared, and with which source: judging.judge or evidence.record"
    return report


class _Writer:
    """Collects what the tests recorded, and writes the page when all have passed."""

    def __init__(self, page: Path) -> None:
        self.page = page
        self.found: dict[str, list[dict[str, Any]]] = {}
        self.failed: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed.append(report.nodeid)
        for name, value in report.user_properties:
            if name == PROPERTY and report.when == "call":
                self.found[report.nodeid] = value

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self.failed or not self.found:
            why = "tests failed" if self.failed else "nothing was recorded"
            terminalreporter.write_line(f"{self.page} is not written: {why}")
            return
        from evidence_page import page

        self.page.write_text(page(self.found), encoding="utf-8")
        terminalreporter.write_line(f"wrote {self.page}: {len(self.found)} tests")

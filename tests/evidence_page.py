"""The page ``docs/why-believe-it.md``, from what the statistical tests recorded and from what stands among the tests."""

from __future__ import annotations

import ast
import datetime
import json
import math
import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "why-believe-it.md"
TESTS = ROOT / "tests"
Found = Mapping[str, list[dict[str, Any]]]

_HEAD = """\
# Why believe it

Written by the tests; do not edit. Write it anew: `python -m pytest -m statistical tests --write-evidence docs/why-believe-it.md`.

A simulator is right when something independent agrees with it. Here is everything it is compared with: known solutions,
published figures, the outputs of other simulators, observed days, stored results, and laws that hold whatever the numbers.
The seeds are fixed, so a test that passed goes on passing until a number changes.

How to read the tables. *Error* is the standard error of the difference, from independent simulated days (and from the
published interval, where the expected figure is a simulation itself). *z* is the difference in standard errors. About one
comparison in twenty lies beyond 1.96 by chance. A test fails when a deviation is beyond Student's t at its *false-alarm
rate*: the probability that a correct simulation would fail it with another seed, over all its comparisons.
"""


def page(found: Found) -> str:
    """The whole page, Markdown.

    Parameters
    ----------
    found
        What each test recorded, by the id of the test.
    """
    return "\n".join([_HEAD, _summary(found), _cases(found), *standing()])


def _summary(found: Found) -> str:
    cases = [case for each in found.values() for case in each]
    findings = [finding for case in cases for finding in case["findings"]]
    z = [abs(finding["z"]) for finding in findings if finding["z"] is not None and finding["error"]]
    within = 100 * sum(each <= 1.96 for each in z) / max(len(z), 1)
    titles = {case["title"] for case in cases}
    rows = [
        ("cases", f"{len(titles):,}"),
        ("tests", f"{len(found):,}"),
        ("comparisons", f"{len(findings):,}"),
        ("of these, with a standard error", f"{len(z):,}"),
        ("within 1.96 standard errors (95% expected)", f"{within:.1f}%"),
        ("largest deviation, in standard errors", f"{max(z, default=0.0):.2f}"),
        ("expected false alarms, if all tests ran with new seeds", f"{sum(case['false_alarm'] for case in cases):.3f}"),
        ("written", f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d}, at commit {_commit()}"),
    ]
    lines = ["| what | |", "|---|---:|", *(f"| {name} | {value} |" for name, value in rows)]
    return "\n".join(["## In numbers", "", *lines, ""])


def _commit() -> str:
    def git(*arguments: str) -> str:
        run = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
        return run.stdout.strip()

    changed = [line for line in git("status", "--porcelain").splitlines() if not line.endswith(PAGE.name)]
    return (git("rev-parse", "--short=12", "HEAD") or "unknown") + (" with changes" if changed else "")


def _cases(found: Found) -> str:
    by_title: dict[str, list[tuple[str, dict[str, Any]]]] = {}
    for test, cases in found.items():
        for case in cases:
            by_title.setdefault(case["title"], []).append((test, case))
    whole = {title for title, runs in by_title.items() if any(test.startswith("tests/statistical/") for test, _ in runs)}
    lines = ["## Whole days against known and published figures", ""]
    lines += ["A case that is simulated at several lengths shows the figures of the sharpest run, and all its tests.", ""]
    for title in sorted(whole):
        lines += _case(title, by_title[title])
    lines += ["## Random numbers, confidence intervals and other pieces", ""]
    for title in sorted(set(by_title) - whole):
        lines += _case(title, by_title[title])
    return "\n".join(lines)


def _sharpness(case: Mapping[str, Any]) -> float:
    """Median relative standard error."""
    errors = sorted(each["error"] / abs(each["expected"]) for each in case["findings"] if each["error"] and each["expected"])
    return errors[len(errors) // 2] if errors else math.inf


def _case(title: str, runs: list[tuple[str, dict[str, Any]]]) -> Iterator[str]:
    sharpest = min(runs, key=lambda run: _sharpness(run[1]))
    case = sharpest[1]
    yield from (f"### {title}", "", f"Source: {_escaped(case['source'])}.", "")
    same_figures = all(_names(run[1]) == _names(case) and run[1]["inputs"] == case["inputs"] for run in runs)
    shown = [sharpest] if same_figures and len(runs) > 1 else runs
    for test, one in shown:
        if one["inputs"]:
            yield from ("Inputs: " + _inputs(one["inputs"]) + ".", "")
        table = [each for each in one["findings"] if each["expected"] is not None or each["simulated"] is not None]
        if table:
            yield "| figure | expected | simulated | error | z |"
            yield "|---|---:|---:|---:|---:|"
            yield from (_row(each) for each in table)
            yield ""
        if rest := [each for each in one["findings"] if each not in table]:
            yield from (_rest(rest), "")
        yield from (f"False-alarm rate {one['false_alarm']:.2g}{_days(one)}. Test: `{test}`.", "")
    if others := [test for test, _ in runs if test not in {test for test, _ in shown}]:
        yield from ("Also: " + ", ".join(f"`{test}`" for test in dict.fromkeys(others)) + ".", "")


def _names(case: Mapping[str, Any]) -> list[str]:
    return [finding["name"] for finding in case["findings"]]


def _inputs(inputs: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {_value(value)}" for name, value in inputs.items())


def _value(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.6g}"
    return _escaped(value if isinstance(value, str) else json.dumps(value).replace('"', ""))


def _escaped(text: str) -> str:
    return re.sub(r"([\[\]|*_<>])", r"\\\1", text)


def _days(case: Mapping[str, Any]) -> str:
    return f"; {case['days']:,} simulated days" if case["days"] else ""


def _row(finding: Mapping[str, Any]) -> str:
    cells = [_number(finding[key]) for key in ("expected", "simulated", "error")]
    judged = f"p = {finding['p_value']:.3g}" if finding["p_value"] is not None else _number(finding["z"], "+.2f")
    return "| " + " | ".join([f"{_escaped(finding['name'])}", *cells, judged]) + " |"


def _number(value: float | None, form: str = ".5g") -> str:
    return "" if value is None else f"{value:{form}}"


def _rest(findings: list[dict[str, Any]]) -> str:
    """Comparisons that have no figure of their own, in a sentence."""
    p_values = [each["p_value"] for each in findings if each["p_value"] is not None]
    z = [abs(each["z"]) for each in findings if each["z"] is not None]
    parts = [f"{len(z)} comparisons with zero; the largest deviation is {max(z):.2f} standard errors"] if z else []
    if p_values:
        many = f"{len(p_values)} tests" if len(p_values) > 1 else "one test"
        parts.append(f"{many} of a whole distribution; the smallest p-value is {min(p_values):.3g}")
    text = "; ".join(parts)
    return text[0].upper() + text[1:] + "."


# --- what stands among the tests --------------------------------------------------------------------------------------------


def standing() -> list[str]:
    """The sections that follow from the files alone: formulas, stored results, laws. A fast test keeps them up to date."""
    return [_formulas(), _goldens(), _laws()]


def _formulas() -> str:
    lines = ["## Formulas", ""]
    lines += ["The formulas that the simulation is compared with are themselves compared with published figures and with exact"]
    lines += ["solutions made apart from simdesk (`tests/unit/theory`, figures in `tests/data/reference/`).", ""]
    for file in ("erlang_c", "erlang_a", "general_patience", "transient"):
        data = json.loads((TESTS / "data" / "reference" / f"{file}.json").read_text(encoding="utf-8"))
        lines += [f"### {file}.json", "", "| case | source |", "|---|---|"]
        lines += [f"| `{case['id']}` | {_escaped(case['source'])} |" for case in data["cases"]]
        lines += [""]
    return "\n".join(lines)


def _goldens() -> str:
    screens = sorted((TESTS / "golden").glob("*.screen"))
    runs = sorted(path for path in (TESTS / "data" / "run_folders").glob("*") if path.is_dir())
    wrong = sorted((ROOT / "scenarios" / "invalid").glob("*.expected"))
    lines = ["## Stored results", "", "These are kept among the files and must come out the same to the letter.", ""]
    lines += [f"- the screen of `tests/golden/{path.stem}.yaml`" for path in screens]
    lines += [f"- a stored run folder that must open: `tests/data/run_folders/{path.name}`" for path in runs]
    lines += [f"- the messages for {len(wrong)} wrong scenarios in `scenarios/invalid/`: " + ", ".join(p.stem for p in wrong), ""]
    return "\n".join(lines)


def _laws() -> str:
    lines = ["## Laws", ""]
    lines += ["Laws are checked on random small centres (hypothesis), with nothing of simdesk's own rules in the check."]
    lines += ["The engines are compared with each other, contact by contact, to the last bit.", ""]
    for path in sorted([*(TESTS / "property").glob("*.py"), *(TESTS / "engines").glob("test_*.py")]):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        laws = [node for node in tree.body if isinstance(node, ast.FunctionDef) and _is_law(node)]
        if laws:
            about = (ast.get_docstring(tree) or "").split("\n")[0].rstrip(".:")
            lines += [f"### {path.relative_to(ROOT)}", "", f"{_escaped(about)}.", ""]
            lines += [f"- {_sentence(law)}" for law in laws]
            lines += [""]
    return "\n".join(lines)


def _is_law(function: ast.FunctionDef) -> bool:
    """A test, or a check of a played day (its first parameter is the day) that asserts something."""
    first = function.args.args[0].arg if function.args.args else ""
    asserts = any(isinstance(node, ast.Assert) for node in ast.walk(function))
    return function.name.startswith("test_") or (first == "day" and asserts and not function.name.startswith("_"))


def _sentence(function: ast.FunctionDef) -> str:
    text = function.name.removeprefix("test_").replace("_", " ")
    first = (ast.get_docstring(function) or "").split("\n\n")[0].replace("\n", " ").strip()
    return f"**{text}**" + (f": {_escaped(first)}" if first else "")


def listed(text: str) -> set[str]:
    """Ids of the tests that a page names."""
    return set(re.findall(r"`(tests/[^`]+::[^`]+)`", text))


def statistical_tests(collected: Mapping[str, set[str]]) -> set[str]:
    """Ids of all tests marked ``statistical``: those collected already, by file, and those of files that are not among them."""
    import sys

    known: set[str] = set().union(*collected.values())
    if not (missing := [file for file in _files() if file not in collected]):
        return known
    command = [sys.executable, "-m", "pytest", "-q", "--collect-only", "-m", "statistical", "-p", "no:cacheprovider", *missing]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    return known | {line for line in run.stdout.splitlines() if "::" in line}


def _files() -> Iterable[str]:
    """The test files in which the marker is used, so that no others are imported."""
    paths = sorted(TESTS.rglob("test_*.py"))
    return [str(path.relative_to(ROOT)) for path in paths if re.search(r"mark\.statistical\b", path.read_text(encoding="utf-8"))]

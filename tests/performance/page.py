"""Write the tables of ``docs/performance.md`` and README anew: ``python -m tests.performance.page``.

Each table stands between ``<!-- table: NAME -->`` and ``<!-- end of table -->``, and below it when and on what it was measured.
``--only NAME`` (repeatable) measures one of them. Use a machine that does nothing else meanwhile; all take a quarter of an
hour. Nothing is written when simulators do not agree on what became of a customer.
"""

from __future__ import annotations

import argparse
import datetime
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import days_saved
import first_use
import stages
import works

import scenarios

ROOT = Path(__file__).parents[2]
PAGES = (ROOT / "docs" / "performance.md", ROOT / "README.md")
END = "<!-- end of table -->"
ROUNDS = 5


def _speeds() -> list[str]:
    return works.table(works.measure(ROUNDS))


def _agreement() -> list[str]:
    found = works.check()
    if faults := works.disagreements(found):
        raise SystemExit("\n".join(faults))
    return works.agreement_table(found)


TABLES: dict[str, Callable[[], list[str]]] = {
    "agreement": _agreement,
    "speeds": _speeds,
    "scenarios": scenarios.table,
    "stages": stages.table,
    "first use": first_use.table,
    "days saved": days_saved.table,
}


def measured_line() -> str:
    """When and on what it was measured."""
    found = {name: value for name, value in works.versions().items() if name not in ("processor", "c_compiler")}
    machine, compiler = works.versions()["processor"], works.versions()["c_compiler"]
    names = ", ".join(f"{name} {value}" for name, value in found.items())
    return f"Measured on {datetime.date.today().isoformat()}: {machine}; {names}; {compiler or 'no C compiler'}."


def filled(text: str, name: str, lines: Sequence[str]) -> str:
    """The page with a table between its marks, set in as far as they are; a page without the marks stays as it is."""

    def block(match: re.Match[str]) -> str:
        indent = match["indent"]
        inside = "".join(f"{indent}{line}\n" if line else "\n" for line in ("", *lines, ""))
        return f"{indent}<!-- table: {name} -->\n{inside}{indent}{END}"

    marks = rf"(?P<indent>^ *)<!-- table: {re.escape(name)} -->\n.*?{re.escape(END)}"
    return re.sub(marks, block, text, flags=re.MULTILINE | re.DOTALL)


def tables_on(page: Path) -> dict[str, list[str]]:
    """The tables that stand on a page, by name: the lines between the marks, without indentation."""
    marks = rf"<!-- table: (.*?) -->\n(.*?){re.escape(END)}"
    found = re.findall(marks, page.read_text(encoding="utf-8"), flags=re.DOTALL)
    return {name: [line.strip() for line in inside.strip().splitlines()] for name, inside in found}


def main() -> None:
    """Measure, and write the pages after each table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", action="append", choices=list(TABLES), help="measure this table alone (repeatable)")
    for name in parser.parse_args().only or TABLES:
        sys.stdout.write(f"measuring: {name}\n")
        sys.stdout.flush()
        lines = [*TABLES[name](), "", measured_line()]
        for page in PAGES:
            page.write_text(filled(page.read_text(encoding="utf-8"), name, lines), encoding="utf-8")


if __name__ == "__main__":
    main()

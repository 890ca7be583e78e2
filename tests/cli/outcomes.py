"""A command played in this process, and what must be true of whatever it answered and wrote."""

from __future__ import annotations

import io
import json
import shutil
import traceback
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import simdesk as sd
from simdesk.cli.main import execute
from simdesk.errors import ExitCode
from simdesk.measure.verdict import Verdict
from simdesk.results.files.folder import MANIFEST

DONE = (ExitCode.DONE, ExitCode.TARGETS_MISSED)
REFUSED = (ExitCode.USAGE, ExitCode.INVALID_INPUT, ExitCode.RUN_FAILED)


@dataclass(frozen=True)
class Outcome:
    """What a call came to."""

    arguments: tuple[str, ...]
    code: int
    out: str
    err: str

    @property
    def done(self) -> bool:
        return self.code in DONE

    def __str__(self) -> str:
        told = "\n    ".join(self.err.strip().splitlines()[-6:])
        return f"simdesk {' '.join(self.arguments)}\n    exit code {self.code}: {told or self.out[-200:]}"


def play(*arguments: str) -> Outcome:
    """Execute a command line; a fault of simdesk is exit code 1 with its traceback."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            code = execute(list(arguments))
        except Exception:
            code = int(ExitCode.BUG)
            traceback.print_exc()
    return Outcome(arguments, code, out.getvalue(), err.getvalue())


def wrong(outcome: Outcome, written: Path) -> list[str]:
    """What is wrong with an outcome, and with the files that it left in the folder ``written``; they are removed."""
    found = list(_wrong_with_answer(outcome))
    for path in sorted(path for path in written.rglob("*") if path.is_file()):
        try:
            _read(path)
            if outcome.arguments[0] == "run" and path.name == MANIFEST:
                sd.load_run(path.parent)
        except Exception as error:
            found.append(f"{path.relative_to(written)} cannot be read: {error!r}")
    if not outcome.done and any(written.iterdir()):
        found.append(f"refused, and yet it wrote {[path.name for path in written.iterdir()]}")
    for path in written.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    return [f"{outcome}\n  → {each}" for each in found]


def _wrong_with_answer(outcome: Outcome) -> Iterator[str]:
    if "Traceback" in outcome.err:
        yield "a traceback"
    if outcome.code not in (*DONE, *REFUSED):
        yield f"exit code {outcome.code} is not one for the user"
    elif outcome.code == ExitCode.TARGETS_MISSED and "--check" not in outcome.arguments:
        yield "exit code 4 without --check"
    elif not outcome.done:
        if not outcome.err.strip():
            yield "no message"
        if outcome.out.strip():
            yield f"refused, and yet it printed: {outcome.out[:200]}"
    elif "--json" in outcome.arguments:
        try:
            document = json.loads(outcome.out, parse_constant=_no_number)
        except ValueError as error:
            yield f"no JSON: {error}"
        else:
            yield from _wrong_with_figures(document, "")
    elif not outcome.out.strip():
        yield "nothing was printed"


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no number of JSON")


def _wrong_with_figures(document: Any, where: str) -> Iterator[str]:
    """Laws of every document: intervals hold their mean, shares lie between 0 and 1, verdicts are words we have."""
    if isinstance(document, list):
        for k, each in enumerate(document):
            yield from _wrong_with_figures(each, f"{where}[{k}]")
    if not isinstance(document, dict):
        return
    mean, low, high = (document.get(name) for name in ("mean", "low", "high"))
    known = [each for each in (low, mean, high) if isinstance(each, int | float)]
    if known != sorted(known):
        yield f"{where}: {low} to {high} does not hold {mean}"
    if document.get("unit") == "share" and known and "change" not in document and not 0 <= known[0] <= known[-1] <= 1 + 1e-9:
        yield f"{where}: {known} is no share"
    if isinstance(document.get("verdict"), str) and document["verdict"] not in {str(verdict) for verdict in Verdict}:
        yield f"{where}: no verdict {document['verdict']!r}"
    for key, each in document.items():
        yield from _wrong_with_figures(each, f"{where}.{key}")


def _read(path: Path) -> None:
    """Read a file as whoever gets it would."""
    kind = path.suffix
    if kind not in READERS:
        raise LookupError(f"nothing is known of files {kind!r}: say in READERS of tests/cli/outcomes.py how one is read")
    READERS[kind](path)


def _read_checksums(path: Path) -> None:
    import hashlib

    first, *lines = path.read_text(encoding="utf-8").splitlines()
    assert first.startswith("# simdesk checksums")
    assert lines
    for line in lines:
        digest, name = line.split(maxsplit=1)
        assert hashlib.sha256((path.parent / name.lstrip("*")).read_bytes()).hexdigest() == digest


def _read_csv(path: Path) -> None:
    import pandas as pd

    assert len(pd.read_csv(path).columns) > 1


def _read_parquet(path: Path) -> None:
    import pyarrow.parquet

    assert pyarrow.parquet.read_table(path).num_columns > 1


def _read_workbook(path: Path) -> None:
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=True)
    assert book.sheetnames
    book.close()


def _read_counts(path: Path) -> None:
    import numpy as np

    with np.load(path, allow_pickle=False) as kept:
        assert kept.files


def _read_json(path: Path) -> None:
    json.loads(path.read_text(encoding="utf-8"), parse_constant=_no_number)


def _read_page(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.rstrip().endswith("</html>")


def _read_checksums(path: Path) -> None:
    """As ``sha256sum --check`` does."""
    lines = [line.split("  ", 1) for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    assert {name for _, name in lines} == {each.name for each in path.parent.iterdir() if each != path}
    for digest, name in lines:
        assert sha256((path.parent / name).read_bytes()).hexdigest() == digest, name


def _read_text(path: Path) -> None:
    if path.read_text(encoding="utf-8").startswith("{"):
        _read_json(path)
    else:
        assert sd.load(path).queues


READERS: dict[str, Callable[[Path], None]] = {
    ".csv": _read_csv,
    ".parquet": _read_parquet,
    ".xlsx": _read_workbook,
    ".npz": _read_counts,
    ".json": _read_json,
    ".html": _read_page,
    ".sha256": _read_checksums,
    "": _read_text,
}

"""Compiled rules are kept by the code that was compiled, for this user only, and not for ever."""

from __future__ import annotations

import ast
import importlib
import os
import time
from pathlib import Path

import numpy as np
import pytest

from simdesk import units
from simdesk.engine import rule_cache, rule_code
from simdesk.engine.rule_code import RULE_CODE, code_digest, rule_modules

RULE = '''"""Rules."""

from simdesk.units import DAY


def rule(floor, c, now):
    """What happens."""
    # It is so.
    return floor.contacts[c].ended == now + DAY
'''


def digest(folder: Path, text: str) -> str:
    folder.mkdir(exist_ok=True)
    (folder / "rule.py").write_text(text, encoding="utf-8")
    return code_digest([folder])


def test_comments_docstrings_and_layout_do_not_count(tmp_path: Path) -> None:
    before = digest(tmp_path / "rules", RULE)
    for old, new in (
        ("# It is so.", "# It is otherwise."),
        ("    # It is so.\n", ""),
        ('"""What happens."""', '"""What else happens."""'),
        ('    """What happens."""\n', ""),
        ('"""Rules."""\n', ""),
        ("(floor, c, now)", "(\n    floor,\n    c,\n    now,\n)"),
    ):
        assert digest(tmp_path / "rules", RULE.replace(old, new)) == before, old


def test_code_counts(tmp_path: Path) -> None:
    before = digest(tmp_path / "rules", RULE)
    assert digest(tmp_path / "rules", RULE.replace("==", "!=")) != before
    assert digest(tmp_path / "rules", RULE.replace("(floor, c, now)", "(floor, c, now, a=0)")) != before
    digest(tmp_path / "rules", RULE)
    (tmp_path / "rules" / "inner").mkdir()
    (tmp_path / "rules" / "inner" / "more.py").write_text("x = 1\n", encoding="utf-8")
    assert code_digest([tmp_path / "rules"]) != before


def test_a_number_from_another_folder_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = digest(tmp_path / "rules", RULE)
    monkeypatch.setattr(units, "DAY", 99.0)
    assert code_digest([tmp_path / "rules"]) != before


def test_everything_that_is_compiled_is_digested() -> None:
    folders = [path for path in RULE_CODE if path.is_dir()]
    for module in rule_modules():
        assert module.__file__ is not None
        assert Path(module.__file__).parent in folders
    assert all(path.exists() for path in RULE_CODE)
    assert len(rule_cache.rules_digest()) == 20


def imported(path: Path) -> dict[str, object]:
    """What a module imports by name from elsewhere in simdesk than the code that is digested, with its value."""
    digested = {"simdesk.rules", *(f"simdesk.engine.{each.stem}" for each in RULE_CODE if each.is_file())}
    found: dict[str, object] = {}
    for node in ast.walk(ast.parse(path.read_bytes())):
        module = getattr(node, "module", None) or ""
        if isinstance(node, ast.ImportFrom) and module.startswith("simdesk.") and not module.startswith(tuple(digested)):
            values = vars(importlib.import_module(module))
            found |= {f"{module}.{name.name}": values[name.name] for name in node.names if name.name in values}
    return found


@pytest.mark.parametrize("code", RULE_CODE, ids=lambda path: path.name)
def test_what_the_compiled_code_takes_from_elsewhere_is_no_row(code: Path) -> None:
    """The layout of a row is compiled in, and a digest of sources sees it only where the row is declared in them."""
    for path in sorted(code.rglob("*.py")) if code.is_dir() else [code]:
        for name, value in imported(path).items():
            assert not isinstance(value, np.dtype), f"{path.name} imports {name}"


def test_rules_take_nothing_from_elsewhere() -> None:
    assert not any(imported(path) for path in RULE_CODE[0].rglob("*.py"))


@pytest.fixture
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    rule_cache.rules_digest()  # known from now on: its table of sources is another test's matter
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    return tmp_path / "simdesk"


def test_the_folder_is_made_for_this_user_alone(base: Path) -> None:
    folder = rule_cache.cache_folder()
    assert folder is not None
    assert folder.parent == base
    assert rule_cache.cache_folder() == folder
    assert folder.stat().st_mode & 0o077 == 0 or os.name == "nt"


@pytest.mark.skipif(os.name == "nt", reason="files have no such owner there")
def test_a_folder_that_others_may_have_written_is_not_used(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = rule_cache.cache_folder()
    assert folder is not None
    folder.chmod(0o770)
    assert rule_cache.cache_folder() is None
    assert rule_cache.why_not_kept() == f"{folder} is open to other users (mode 770, 700 is right)"
    folder.chmod(0o700)
    assert rule_cache.cache_folder() == folder
    monkeypatch.setattr(os, "geteuid", lambda: folder.stat().st_uid + 1)
    assert rule_cache.cache_folder() is None
    assert rule_cache.why_not_kept() == f"{folder} belongs to another user"
    assert not rule_cache.is_warm()


@pytest.mark.skipif(os.name == "nt", reason="symbolic links need a privilege there")
def test_a_link_is_not_followed(base: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    base.mkdir()
    (base / f"rules-{rule_cache.rules_digest()}").symlink_to(tmp_path / "elsewhere")
    assert rule_cache.cache_folder() is None
    assert rule_cache.why_not_kept().endswith("is not a folder")


def test_a_file_in_the_way_is_said(base: Path) -> None:
    base.write_text("a file, where a folder should be made")
    assert rule_cache.cache_folder() is None
    assert "cannot be made" in rule_cache.why_not_kept()


def test_old_states_of_the_rules_are_removed(base: Path) -> None:
    here = rule_cache.cache_folder()
    assert here is not None
    now = time.time()
    for age in range(20):
        (base / f"rules-{age:02d}").mkdir()
        (base / f"rules-{age:02d}" / "file").write_text("compiled")
        used = now - age * 1800.0  # half an hour apart
        os.utime(base / f"rules-{age:02d}", (used, used))
    (base / "other").mkdir()
    rule_cache.prune(here, now)
    left = sorted(path.name for path in base.iterdir())
    assert left == sorted([here.name, "other", *(f"rules-{age:02d}" for age in range(rule_cache.KEPT - 1))])


def test_states_in_use_stay_however_many(base: Path) -> None:
    here = rule_cache.cache_folder()
    assert here is not None
    for number in range(20):
        (base / f"rules-{number:02d}").mkdir()
    rule_cache.prune(here, time.time())
    assert len(list(base.iterdir())) == 21


class TestKnownSources:
    """What parsing gave is kept by what was parsed, and believed only where nobody else can have written it."""

    @pytest.fixture(autouse=True)
    def _base(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(rule_cache, "cache_base", lambda: tmp_path / "simdesk")
        self.table = tmp_path / "simdesk" / "sources.json"

    @staticmethod
    def again() -> str:
        return rule_cache.rules_digest.__wrapped__()

    @staticmethod
    def without_parsing(monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(source: bytes) -> None:
            raise AssertionError("parsed")

        monkeypatch.setattr(rule_code, "_parsed", fail)

    def test_nothing_is_parsed_twice(self, monkeypatch: pytest.MonkeyPatch) -> None:
        before = self.again()
        assert before == rule_cache.rules_digest()
        self.without_parsing(monkeypatch)
        assert self.again() == before

    def test_a_number_from_elsewhere_counts_all_the_same(self, monkeypatch: pytest.MonkeyPatch) -> None:
        before = self.again()
        self.without_parsing(monkeypatch)
        monkeypatch.setattr(units, "DAY", 99.0)
        assert self.again() != before

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "{",
            "[]",
            "7",
            '{"a": 1}',
            '{"a": ["b"]}',
            '{"a": [1, ["c"]]}',
            '{"a": ["b", [3]]}',
            '{"a": ["b", ["os.SEEK"]]}',
            "\xff",
        ],
    )
    def test_a_broken_table_is_made_anew(self, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
        before = self.again()
        self.table.write_bytes(text.encode("latin-1"))
        assert self.again() == before
        self.without_parsing(monkeypatch)
        assert self.again() == before

    @pytest.mark.skipif(os.name != "posix", reason="rights of files")
    def test_a_table_that_others_can_read_or_write_is_not_believed(self) -> None:
        before = self.again()
        wrong = self.table.read_text(encoding="utf-8").replace(': ["', ': ["0')
        self.table.write_text(wrong, encoding="utf-8")
        assert self.again() != before
        self.table.chmod(0o622)
        assert self.again() == before
        self.table.unlink()
        other = self.table.with_name("elsewhere.json")
        other.write_text(wrong, encoding="utf-8")
        other.chmod(0o600)
        self.table.symlink_to(other)
        assert self.again() == before

    def test_old_sources_leave(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(rule_cache, "_MOST_READ", 3)
        before = self.again()
        assert len(rule_cache._read_sources(self.table)) == 3
        assert self.again() == before

    def test_a_base_that_cannot_be_written_is_no_fault(self) -> None:
        before = rule_cache.rules_digest()
        self.table.parent.parent.mkdir(exist_ok=True)
        self.table.parent.write_text("a file", encoding="utf-8")
        assert self.again() == before

"""The compiled clock gives the same log as the SimPy clock, to the bit, and never plays a stale rule."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from floors import hand_made, same_log

import simdesk as sd

pytestmark = pytest.mark.slow  # compiling takes ten seconds or so

ROOT = Path(__file__).parents[2]
SCENARIOS = sorted((ROOT / "scenarios").glob("*.yaml"))


def both_logs(scenario: sd.Scenario, days: int = 2):
    return [sd.run(scenario, days, engine=engine).logs for engine in ("simpy", "compiled")]


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_every_scenario_and_its_variants(path: Path) -> None:
    scenario = sd.load(path)
    for one in (scenario, *(scenario.variant(name) for name in scenario.variants)):
        for interpreted, compiled in zip(*both_logs(one), strict=True):
            assert same_log(interpreted, compiled)


def test_random_floors() -> None:
    sys.path.insert(0, str(ROOT / "tests" / "property"))
    from strategies import small_floor

    from simdesk.engine.compiled_day import Player
    from simdesk.engine.simpy_clock import play_day as play_interpreted

    play_compiled = Player()  # all in the same memory, which nothing of the floor before may be seen in
    for number in range(1500):
        small = small_floor(number)
        floor, workload = small.where.floor, hand_made(small.where.floor, small.calls, small.attendance)
        assert same_log(play_interpreted(floor, workload), play_compiled(floor, workload)), small


def test_tables_are_equal_too() -> None:
    day = sd.load(ROOT / "scenarios" / "multi_skill.yaml")
    simpy, compiled = (sd.run(day, 4, engine=engine) for engine in ("simpy", "compiled"))
    assert simpy.summary.equals(compiled.summary)
    assert simpy.contacts.equals(compiled.contacts)
    assert simpy.agents.equals(compiled.agents)
    assert compiled.facts.engine == "compiled"


def test_auto_takes_the_compiled_clock_for_volume() -> None:
    from simdesk.results.run import choose_engine

    day = sd.load(ROOT / "scenarios" / "first_day.yaml")
    assert choose_engine("auto", day.with_changes({"replications": 10})) == "simpy"
    assert choose_engine("auto", day.with_changes({"replications": 10_000})) == "compiled"  # even where rules must be compiled


PROGRAM = """
import sys
import simdesk as sd
from simdesk.engine.rule_cache import is_warm
day = sd.load(sys.argv[1])
warm = is_warm()
print(warm, *(repr(sd.run(day, 2, engine=e).measure("mean_wait(all)").mean) for e in ("compiled", "simpy")))
"""


def run_copy(package: Path, cache: Path) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(ROOT / "scenarios" / "first_day.yaml")],
        env={**os.environ, "PYTHONPATH": str(package), "XDG_CACHE_HOME": str(cache), "LOCALAPPDATA": str(cache)},
        cwd=package,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_a_changed_rule_is_compiled_anew(tmp_path: Path) -> None:
    """The rule stands in another file than the function that numba keeps."""
    package, cache = tmp_path / "copy", tmp_path / "cache"
    shutil.copytree(ROOT / "simdesk", package / "simdesk", ignore=shutil.ignore_patterns("__pycache__"))
    warm, compiled, interpreted = run_copy(package, cache)
    assert warm == "False"
    assert compiled == interpreted
    assert run_copy(package, cache) == ["True", compiled, interpreted]
    rules = package / "simdesk" / "rules" / "service.py"
    before = rules.read_text(encoding="utf-8")
    rules.write_text(before.replace("contact.handle_time / pace", "1.5 * contact.handle_time / pace"), encoding="utf-8")
    assert rules.read_text(encoding="utf-8") != before
    warm, changed, interpreted = run_copy(package, cache)
    assert warm == "False"
    assert changed == interpreted
    assert changed != compiled


def test_no_place_for_a_cache_is_no_trouble(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file, where a folder should be made")
    warm, compiled, interpreted = run_copy(ROOT, tmp_path / "file" / "cache")
    assert warm == "False"
    assert compiled == interpreted

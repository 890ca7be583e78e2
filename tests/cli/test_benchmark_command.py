"""``simdesk benchmark``: its JSON and its table."""

from __future__ import annotations

import json

import pytest

from simdesk.cli.main import execute

Captured = pytest.CaptureFixture[str]
MEASURES = {"simpy", "compiled", "end_to_end", "c_loop"}


@pytest.mark.slow  # compiles the rules
def test_json(capsys: Captured) -> None:
    assert execute(["benchmark", "--rounds", "1", "--json", "--share", "0.02"]) == 0
    captured = capsys.readouterr()
    found = json.loads(captured.out)
    assert {"schema_version", "works"} <= found.keys()
    assert list(found["works"]) == ["W1", "W2", "W3"]
    for speeds in found["works"].values():
        assert speeds.keys() == MEASURES
        assert all(speed > 0 for name, speed in speeds.items() if name != "c_loop")
        assert (speeds["c_loop"] is None) == (found["machine"]["c_compiler"] is None)
    assert {"simdesk", "python", "numpy", "numba", "simpy", "processor"} <= found["machine"].keys()
    assert "measuring 1 round" in captured.err


@pytest.mark.parametrize("compiler", ["cc 12.2 -O3", None])
@pytest.mark.parametrize("columns", ["80", "130"])
def test_the_table(capsys: Captured, monkeypatch: pytest.MonkeyPatch, columns: str, compiler: str | None) -> None:
    from rich.console import Console

    from simdesk.benchmark.measuring import Benchmark
    from simdesk.cli.commands.benchmark import print_benchmark

    speeds = {"simpy": 250_000.4, "compiled": 6e6, "end_to_end": 2e6, "c_loop": 12e6 if compiler else None}
    versions = dict.fromkeys(("simdesk", "python", "numpy", "numba", "simpy", "processor"), "7.8.9")
    found = Benchmark({"W1": speeds, "W2": speeds, "W3": speeds}, 5, {**versions, "c_compiler": compiler})
    print_benchmark(found, Console(width=int(columns)))
    out = " ".join(capsys.readouterr().out.split())
    assert "median of 5 rounds" in out
    assert out.count("250,000") == 3
    assert out.count("12,000,000") == (3 if compiler else 0)
    assert out.count("0.50") == (3 if compiler else 0)
    assert ("no C compiler" in out) == (compiler is None)


@pytest.mark.parametrize("arguments", [["--rounds", "0"], ["--rounds", "many"]])
def test_rounds_that_will_not_do(capsys: Captured, arguments: list[str]) -> None:
    assert execute(["benchmark", *arguments]) == 2

from __future__ import annotations

from pathlib import Path

import pytest

from simdesk.likeness import nearest
from simdesk.scenario import InvalidScenario, load, load_text
from simdesk.scenario.reading.diagnostics import Diagnostic, Place, Sources, did_you_mean, seen, tidy
from simdesk.scenario.reading.nodes import (
    MapNode,
    Scalar,
    follow,
    from_python,
    key_place,
    plain,
    put,
    remove,
    value_place,
    written,
)
from simdesk.scenario.reading.source import LARGEST_YAML, read_scenario, read_text
from simdesk.scenario.reading.yaml_tree import parse

SMALL = """\
simdesk: 1
hours: {open: "08:00", close: "12:00", interval: 1 h}
queues: {sales: {arrivals: {rate: 20 per h}, handle_time: 4 min}}
agent_groups: {desk: {skills: [sales], headcount: 2}}
"""


def tree_of(text: str) -> MapNode:
    sources = Sources()
    tree = parse(sources, "day.yaml", text)
    assert tree is not None, sources.found
    return tree


def test_yaml_1_2_keeps_times_and_words_as_text() -> None:
    tree = tree_of("a: 20:00\nb: NO\nc: 2024-01-01\nd: 012\ne: 0x1f\nf: 1e3\ng: .nan\nh: ~\ni: true\nj: on\nk: 1_000")
    values = plain(tree)
    assert values["a"] == "20:00"
    assert values["b"] == "NO"
    assert values["c"] == "2024-01-01"
    assert values["d"] == 12
    assert values["e"] == 31
    assert values["f"] == 1000.0
    assert values["g"] != values["g"]
    assert values["h"] is None
    assert values["i"] is True
    assert values["j"] == "on"
    assert values["k"] == 1000


def test_every_key_and_value_has_its_place() -> None:
    tree = tree_of("a: 1\nb:\n  - x\n  - {c: y}\n")
    assert key_place(tree, ("b", 1, "c")) == Place("day.yaml", 4, 6)
    assert value_place(tree, ("b", 1, "c")) == Place("day.yaml", 4, 9)
    assert value_place(tree, ("b", 0)) == Place("day.yaml", 3, 5)
    assert value_place(tree, ("b", 7, "nowhere")) == value_place(tree, ("b",))


def test_aliases_share_their_value() -> None:
    assert plain(tree_of("a: &x [1, 2]\nb: *x\n")) == {"a": (1, 2), "b": (1, 2)}


def test_paths_are_written_the_way_a_planner_reads_them() -> None:
    assert written(("queues", "sales", "arrivals", "volumes", 3)) == "queues.sales.arrivals.volumes[3]"


def test_put_and_remove_make_changed_copies() -> None:
    tree = from_python({"a": {"b": [1, 2, 3]}}, Place("x"))
    changed = put(tree, ("a", "b", 1), Scalar(9, Place("y")), Place("y"))
    assert plain(changed) == {"a": {"b": (1, 9, 3)}}
    assert plain(put(tree, ("c", "d"), Scalar(1, Place("y")), Place("y"))) == {"a": {"b": (1, 2, 3)}, "c": {"d": 1}}
    assert plain(remove(tree, ("a", "b", 0))) == {"a": {"b": (2, 3)}}
    assert plain(tree) == {"a": {"b": (1, 2, 3)}}
    assert follow(tree, ("a", "x")) is None


def test_extends_lays_one_file_over_another(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text(SMALL.replace("headcount: 2", "headcount: 2, cost: 20 per h"), encoding="utf-8")
    over = "simdesk: 1\nextends: base.yaml\nagent_groups: {desk: {headcount: 5, cost: null, shrinkage: 5%}}\nseed: 3\n"
    (tmp_path / "over.yaml").write_text(over, encoding="utf-8")
    scenario = load(tmp_path / "over.yaml")
    desk = scenario.model.agent_groups["desk"]
    assert (desk.headcount, desk.cost, desk.shrinkage, scenario.seed) == (5.0, 0.0, 0.05, 3)
    assert list(scenario.model.queues) == ["sales"]


def test_extends_over_folders_counts_paths_from_each_file(tmp_path: Path) -> None:
    (tmp_path / "bases").mkdir()
    (tmp_path / "bases" / "heads.csv").write_text("agents\n1\n2\n3\n4\n", encoding="utf-8")
    (tmp_path / "bases" / "base.yaml").write_text(SMALL.replace("headcount: 2", "headcount: heads.csv"), encoding="utf-8")
    (tmp_path / "over.yaml").write_text("simdesk: 1\nextends: bases/base.yaml\n", encoding="utf-8")
    assert load(tmp_path / "over.yaml").model.agent_groups["desk"].headcount == (1.0, 2.0, 3.0, 4.0)


def test_a_fault_names_the_file_it_stands_in(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text(SMALL.replace("4 min", "4"), encoding="utf-8")
    (tmp_path / "over.yaml").write_text("simdesk: 1\nextends: base.yaml\nseed: -1\n", encoding="utf-8")
    with pytest.raises(InvalidScenario) as caught:
        load(tmp_path / "over.yaml")
    assert [(Path(one.file).name, one.line) for one in caught.value.diagnostics] == [("over.yaml", 3), ("base.yaml", 3)]


def test_a_long_chain_of_files_is_refused(tmp_path: Path) -> None:
    for index in range(30):
        (tmp_path / f"{index}.yaml").write_text(f"simdesk: 1\nextends: {index + 1}.yaml\n", encoding="utf-8")
    with pytest.raises(InvalidScenario, match="files extend one another"):
        load(tmp_path / "0.yaml")


@pytest.mark.parametrize("name", ["nowhere.yaml", "", "a\0b.yaml"])
def test_a_missing_file_is_a_diagnostic(name: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidScenario, match=r"there is no file of this name|a folder"):
        load(f"{tmp_path}/{name}" if name else tmp_path / "no" / "where.yaml")


def test_a_folder_is_a_diagnostic(tmp_path: Path) -> None:
    with pytest.raises(InvalidScenario, match="a folder, not a file"):
        load(tmp_path)


def test_a_file_that_cannot_be_read_is_a_diagnostic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "day.yaml"
    path.write_text(SMALL, encoding="utf-8")

    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(InvalidScenario, match="cannot be read: permission denied"):
        load(path)


def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.yaml"
    path.write_text("# " + "x" * LARGEST_YAML + "\n" + SMALL, encoding="utf-8")
    with pytest.raises(InvalidScenario, match=r"too large \(1.0 MB\)") as caught:
        load(path)
    assert "CSV" in caught.value.diagnostics[0].hint
    with pytest.raises(InvalidScenario, match="too long"):
        load_text("# " + "x" * LARGEST_YAML)


def test_a_device_is_not_a_file() -> None:
    if not Path("/dev/null").exists():
        pytest.skip("no devices here")
    with pytest.raises(InvalidScenario, match="not an ordinary file"):
        load("/dev/null")


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "day.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + SMALL.encode())
    assert load(path).queues == ("sales",)
    _, _, text = read_scenario(path)
    assert text == SMALL


def test_windows_line_ends_are_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "day.yaml"
    path.write_bytes(SMALL.replace("\n", "\r\n").encode())
    assert load(path).queues == ("sales",)


def test_nothing_is_run_by_a_tag(tmp_path: Path) -> None:
    target = tmp_path / "ran"
    with pytest.raises(InvalidScenario, match="the tag"):
        read_text(f"simdesk: 1\nname: !!python/object/apply:os.mkdir ['{target}']\n")
    assert not target.exists()


def test_rendering_a_diagnostic() -> None:
    one = Diagnostic("day.yaml", 12, 9, "queues.sales", "must be above 0 s (got -3 s)", "write 3 s", "  mean: -3 s")
    assert one.render() == (
        "day.yaml:12:9: queues.sales: must be above 0 s (got -3 s)\n      mean: -3 s\n            ^\n  hint: write 3 s"
    )
    assert Diagnostic("day.yaml", 0, 0, "", "the file is empty").render() == "day.yaml: the file is empty"
    long = Diagnostic("day.yaml", 1, 300, "", "x", "", "a" * 299 + "b" + "c" * 300)
    _, line, caret = long.render().split("\n")
    assert line[caret.index("^")] == "b"
    assert len(line) < 200


def test_texts_are_made_safe_to_print() -> None:
    assert "\x1b" not in tidy("\x1b[31mred\x07")
    assert len(tidy("x" * 1000)) == 300
    assert seen("x" * 1000).endswith("…'")
    assert seen(10**5000) == "an endless number"
    assert seen(None) == "nothing"
    assert seen(True) == "true"


def test_did_you_mean_ignores_case_and_lists_when_nothing_is_near() -> None:
    assert did_you_mean("Sales", ["sales", "service"]) == "did you mean sales?"
    assert nearest("xyz", ["sales"]) == ""
    assert did_you_mean("xyz", ["sales", "service"], "queues") == "queues: sales, service"
    assert did_you_mean("xyz", []) == ""

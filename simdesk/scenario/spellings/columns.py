"""Other spellings of what is named of a file: the file, its sheet, the column of values, the column of clock times."""

from __future__ import annotations

import re

from simdesk.scenario.language.queues import Queue
from simdesk.scenario.language.series import CsvColumn
from simdesk.scenario.reading.nodes import Entry, MapNode, Node
from simdesk.scenario.spellings.spelling import Spelling, folded, mapping, replaced, text_of

FILES = ("workbook", "excel", "xlsx", "path", "file_name", "filename", "source", "excel_file", "spreadsheet")
SHEETS = ("tab", "worksheet", "sheet_name")
_VALUES = (
    *("value", "values", "value_column", "agents", "heads", "headcount", "staff", "fte", "positions", "data", "data_column"),
    *("volume", "volumes", "calls", "contacts", "offered", "count", "counts", "agents_column", "headcount_column", "number"),
    *("volume_column", "calls_column", "col", "column_name"),
)
_STARTS = ("time", "times", "time_column", "interval", "interval_column", "start_column", "interval_start", "from", "start_time")


def _names_a_column(node: Node) -> bool:
    return bool(text_of(node))


def _names_a_file(block: MapNode) -> bool:
    return any(key in block.entries for key in ("file", "csv", *FILES))


def _spelling(ours: str, theirs: tuple[str, ...], example: str, plain: str) -> Spelling:
    def rewrite(block: MapNode, key: str) -> MapNode:
        return replaced(block, key, {ours: block.entries[key]})

    return Spelling(CsvColumn, theirs, rewrite, example, plain, _names_a_column, _names_a_file)


_FILE = re.compile(r"[^\s{}\[\]]*[^\s{}\[\].]\.(?:csv|tsv|xlsx|xlsm|xlsb|xls|ods)", re.IGNORECASE)
_OF_A_FILE = {"file", "csv", "sheet", "column", "start", "unit", *FILES, *SHEETS, *_VALUES, *_STARTS}


def _is_a_file(node: Node) -> bool:
    if isinstance(node, MapNode):
        return _names_a_file(node) and set(map(folded, node.entries)) <= _OF_A_FILE
    return _FILE.fullmatch(text_of(node).strip()) is not None


def _means(block: MapNode, key: str) -> MapNode:
    """A handle time that names a file: the means by interval that its column has."""
    entry = block.entries[key]
    return replaced(block, key, {key: Entry(entry.key, mapping(entry.node.place, mean_by_interval=entry.node))})


TIMES_OF_FILES: tuple[Spelling, ...] = (
    Spelling(
        Queue,
        ("aht", "handle_time", "wrap_up"),
        _means,
        "aht: {file: plan.xlsx, column: Open positions, unit: min}",
        "aht: {mean_by_interval: {file: plan.xlsx, column: Open positions, unit: min}}",
        _is_a_file,
    ),
)

COLUMNS: tuple[Spelling, ...] = (
    _spelling("file", FILES, "workbook: plan.xlsx", "file: plan.xlsx"),
    _spelling("sheet", SHEETS, "tab: Plan, file: plan.xlsx", "sheet: Plan, file: plan.xlsx"),
    _spelling("column", _VALUES, "agents: Open positions, file: plan.xlsx", "column: Open positions, file: plan.xlsx"),
    _spelling("start", _STARTS, "time: Interval, file: plan.xlsx", "start: Interval, file: plan.xlsx"),
)

"""Other spellings of what is named of a file: the file, its sheet, the column of values, the column of clock times."""

from __future__ import annotations

import re

from simdesk.scenario.language.queues import Queue
from simdesk.scenario.language.series import CsvColumn
from simdesk.scenario.reading.nodes import Entry, MapNode, Node, Scalar
from simdesk.scenario.spellings.spelling import Spelling, folded, mapping, replaced, text_of

FILES = ("workbook", "excel", "xlsx", "path", "file_name", "filename", "source", "excel_file", "spreadsheet")
SHEETS = ("tab", "worksheet", "sheet_name")
_VALUES = (
    *("value", "values", "value_column", "agents", "heads", "headcount", "staff", "fte", "positions", "data", "data_column"),
    *("volume", "volumes", "calls", "contacts", "offered", "count", "counts", "agents_column", "headcount_column", "number"),
    *("volume_column", "calls_column", "col", "column_name"),
)
_STARTS = ("time", "times", "time_column", "interval", "interval_column", "start_column", "interval_start", "from", "start_time")
ROWS_OF_FILES = (
    *("where", "filter", "queue", "only", "row", "rows_of", "only_rows", "channel", "skill", "value_of_queue", "queue_name"),
    *("which_rows", "select", "of", "rows_where", "media", "group", "team", "name"),
)
_WHERE = re.compile(r"(?:[\w ]+?\s*(?:==?|:|\bis\b)\s*)?[\"']?(.+?)[\"']?")


def _rows(block: MapNode, key: str) -> MapNode:
    """The rows that are meant: ``Phone``, ``Channel = Phone``, ``{Channel: Phone}``."""
    entry = block.entries[key]
    node: Node = entry.node
    if isinstance(node, MapNode):
        node = next(iter(node.entries.values())).node
    match = _WHERE.fullmatch(text_of(node))
    assert match is not None
    return replaced(block, key, {"rows": Entry(entry.key, Scalar(match[1], node.place))})


def _names_rows(node: Node) -> bool:
    one = next(iter(node.entries.values())).node if isinstance(node, MapNode) and len(node.entries) == 1 else node
    return bool(text_of(one))


def _names_a_column(node: Node) -> bool:
    return bool(text_of(node))


def _names_a_file(block: MapNode) -> bool:
    return any(key in block.entries for key in ("file", "csv", *FILES))


def _spelling(ours: str, theirs: tuple[str, ...], example: str, plain: str) -> Spelling:
    def rewrite(block: MapNode, key: str) -> MapNode:
        return replaced(block, key, {ours: block.entries[key]})

    return Spelling(CsvColumn, theirs, rewrite, example, plain, _names_a_column, _names_a_file)


_FILE = re.compile(r"[^\s{}\[\]]*[^\s{}\[\].]\.(?:csv|tsv|xlsx|xlsm|xlsb|xls|ods)", re.IGNORECASE)
STARTS_OF_FILES = ("start", "time_column", "interval_column", "start_column", "interval_start")
"""What names the column of times where ``times`` is a key of the block itself."""
_OF_A_FILE = {"file", "csv", "sheet", "column", "start", "unit", "rows", *ROWS_OF_FILES, *FILES, *SHEETS, *_VALUES, *_STARTS}


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
    Spelling(
        CsvColumn,
        ROWS_OF_FILES,
        _rows,
        "where: Team = Front, file: long.csv",
        "rows: Front, file: long.csv",
        _names_rows,
        _names_a_file,
    ),
    _spelling("start", _STARTS, "time: Interval, file: plan.xlsx", "start: Interval, file: plan.xlsx"),
)

"""The rows of a day's contacts are the same whether numpy or compiled code enters them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import simdesk as sd
from simdesk.demand.workload import draw_workload
from simdesk.engine.compiled_layout import RowsOfContacts
from simdesk.floor.build import enter_contacts
from simdesk.rules.rows import CONTACT

SCENARIOS = sorted((Path(__file__).parents[2] / "scenarios").glob("*.yaml"))


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_rows_of_contacts(path: Path) -> None:
    workload = draw_workload(sd.load(path).lay_out()[1], 5, 0, ahead=False)
    for spare in (0, 7):
        one, other = (np.full(len(workload.queue) + spare, 9, CONTACT) for _ in range(2))  # what an earlier day left
        enter_contacts(one, workload)
        RowsOfContacts()(other, workload)
        assert one.tobytes() == other.tobytes()

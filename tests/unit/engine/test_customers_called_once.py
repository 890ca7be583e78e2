"""A call list without retries: a call that nobody answers is no answered contact, on either clock."""

import numpy as np
import pytest

import simdesk as sd
from simdesk.rules.codes import ANSWERED, NOT_REACHED

LIST = """
simdesk: 1
hours: {open: "08:00", close: "16:00", interval: 30 min}
queues:
  winback:
    channel: outbound
    campaign: {records: 200, reached: 30%, dialling: 20 s}
    handle_time: {constant: 4 min}
agent_groups:
  desk: {skills: [winback], headcount: 5}
"""


@pytest.mark.parametrize("engine", ["simpy", "compiled"])
def test_calls_without_an_answer_are_not_answered(engine: str) -> None:
    contacts = sd.run(sd.load_text(LIST), 1, engine=engine).logs[0].contacts
    answered, missed = contacts.outcome == ANSWERED, contacts.outcome == NOT_REACHED
    assert (answered | missed).all()
    assert 35 <= answered.sum() <= 85
    lasting = contacts.ended - contacts.answered
    assert np.allclose(lasting[answered], 260.0)
    assert np.allclose(lasting[missed], 20.0)

"""Queueing formulas: Erlang B, C and A, patience of any form, and days that change.

Oracles for the simulation's tests, and what ``simdesk estimate`` works with. Times may be in any unit as long
as rates are per the same unit. Importing this package imports no scipy.
"""

from simdesk.theory.erlang_a import ErlangA, erlang_a
from simdesk.theory.erlang_a import agents_needed as erlang_a_agents_needed
from simdesk.theory.erlang_b import erlang_b, lines_needed
from simdesk.theory.erlang_c import ErlangC, erlang_c, with_shrinkage
from simdesk.theory.erlang_c import agents_needed as erlang_c_agents_needed
from simdesk.theory.general_patience import GeneralPatience, general_patience
from simdesk.theory.steady_state import InTime, SteadyState
from simdesk.theory.survival import Survival, survival
from simdesk.theory.transient import Transient, transient

__all__ = [
    "ErlangA",
    "ErlangC",
    "GeneralPatience",
    "InTime",
    "SteadyState",
    "Survival",
    "Transient",
    "erlang_a",
    "erlang_a_agents_needed",
    "erlang_b",
    "erlang_c",
    "erlang_c_agents_needed",
    "general_patience",
    "lines_needed",
    "survival",
    "transient",
    "with_shrinkage",
]

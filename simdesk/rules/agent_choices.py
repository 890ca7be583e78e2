"""The choices of agents: which of several idle agents of a rank takes a contact.

Each choice is a rule that gives an agent's key: the agent with the smallest takes the contact, and of equals the one idle
longest. The name of the rule is the word of the scenario language. ``AGENT_CHOICES`` says what the reference page, the schema
and ``explain`` tell of it; the rest of simdesk finds a choice there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from simdesk.rules.concurrency import spare_capacity
from simdesk.rules.dispatch import dispatch
from simdesk.rules.floor import Floor
from simdesk.rules.rows import QueueRow

Key = Callable[[Floor, QueueRow, int, float], float]


@dataclass(frozen=True)
class AgentChoice:
    """One way to choose between idle agents.

    Parameters
    ----------
    key : callable
        The rule ``key(floor, queue, a, now)``: what agents are compared by; the smallest is taken.
    meaning : str
        Which agent it takes, for the reference page and the schema: ``the one ...``.
    explained : str
        What ``explain`` says of the agent who was taken: ``of 3 idle in desk this one ...``.
    explained_with_room : str
        The same where agents have room for another contact beside those in progress; empty for the same words.
    keeps_score : bool
        It looks at what agents have done so far today (``handled``, ``talk``, ``busy``), or at the queue's ``last_agent``.
    draws : bool
        It takes an agent at random.
    by_contents : bool
        It compares what agents have in progress, so it decides nothing between agents who have one contact at a time.
    """

    key: Key
    meaning: str
    explained: str
    explained_with_room: str = ""
    keeps_score: bool = False
    draws: bool = False
    by_contents: bool = False

    @property
    def name(self) -> str:
        """The word of the scenario language."""
        return self.key.__name__


def longest_idle(floor: Floor, queue: QueueRow, a: int, now: float) -> float:
    """All agents are equal, so the one idle longest is taken."""
    return 0.0


def random(floor: Floor, queue: QueueRow, a: int, now: float) -> float:
    """All agents are equal; ``routing.random_in_rank`` draws one of them."""
    return 0.0


def fewest_contacts(floor: Floor, queue: QueueRow, a: int, now: float) -> float:
    """Contacts agent ``a`` has taken today."""
    return float(floor.agents[a].handled)


def least_talk_time(floor: Floor, queue: QueueRow, a: int, now: float) -> float:
    """Seconds agent ``a`` has talked today."""
    return float(floor.agents[a].talk)


def least_busy(floor: Floor, queue: QueueRow, a: int, now: float) -> float:
    """The share of the time on duty in which agent ``a`` was busy today."""
    agent = floor.agents[a]
    on_duty = agent.on_duty + (now - agent.on_since)
    return float(agent.busy / on_duty) if on_duty > 0.0 else 0.0


def round_robin(floor: Floor, queue: QueueRow, a: int, now: float) -> float:
    """How far agent ``a`` is behind the agent whom this queue called last, in the order of agents."""
    return float(a if a > queue.last_agent else a + len(floor.agents))


def in_order(floor: Floor, queue: QueueRow, a: int, now: float) -> float:
    """The place of agent ``a`` in the order written."""
    return float(a)


def most_spare_capacity(floor: Floor, queue: QueueRow, a: int, now: float) -> float:
    """Capacity that agent ``a`` has left, below zero."""
    return -spare_capacity(floor, a, queue)


def fewest_in_hand(floor: Floor, queue: QueueRow, a: int, now: float) -> float:
    """Contacts that agent ``a`` has in progress."""
    return float(floor.agents[a].in_progress)


_CHOICES = (
    AgentChoice(
        longest_idle,
        "the one idle longest; where agents have several contacts in progress, the one who has taken or finished a contact the "
        "longest time ago",
        "had been idle longest",
        "had taken or finished a contact the longest time ago",
    ),
    AgentChoice(random, "one at random", "was drawn at random", draws=True),
    AgentChoice(
        fewest_contacts, "the one with the fewest contacts so far today", "had handled the fewest contacts", keeps_score=True
    ),
    AgentChoice(least_talk_time, "the one with the least talk time so far today", "had talked least", keeps_score=True),
    AgentChoice(
        least_busy,
        "the one busy for the smallest share of their time on duty",
        "had been busy for the smallest share of the time on duty",
        keeps_score=True,
    ),
    AgentChoice(round_robin, "the next in turn, after the one this queue called last", "is the next in turn", keeps_score=True),
    AgentChoice(in_order, "the first in the order written", "is the first in order"),
    AgentChoice(
        most_spare_capacity,
        "the one with the most spare capacity, where agents have several contacts in progress",
        "had the most room left",
        by_contents=True,
    ),
    AgentChoice(
        fewest_in_hand,
        "the one with the fewest contacts in progress, where agents have several",
        "had the fewest contacts in progress",
        by_contents=True,
    ),
)

AGENT_CHOICES = {choice.name: choice for choice in _CHOICES}
"""The choices by name. The code of a choice is its place."""

LONGEST_IDLE, RANDOM = (list(AGENT_CHOICES).index(name) for name in ("longest_idle", "random"))

agent_key: Key = dispatch(
    "agent_key",
    "floor, queue, a, now",
    "queue.choice",
    {code: (choice.key, "floor, queue, a, now") for code, choice in enumerate(_CHOICES)},
    tuple(AGENT_CHOICES),
)
"""What the queue's choice compares idle agents by; the smallest is taken."""

"""Calls of a command that together try all its options, few enough to be played.

Some options do not go together, and only the command knows which. A call that is refused is made smaller, option by option, for
as long as it is refused: what is left does not go together, is not put together again, and the others get another call.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection
from dataclasses import dataclass, field

from declared import Option, Place, commands, options
from outcomes import Outcome, play, wrong

Item = tuple[str, int]
"""An option and which of its choices."""


@dataclass
class Trial:
    """One command with one scenario.

    Parameters
    ----------
    name : str
    place : Place
    faults : list of str
        What was wrong with any of its outcomes.
    accepted : set of Item
        Choices that were in a call that was done.
    refused : list of frozenset of Item
        What does not go together, or by itself.
    calls : int
        Calls played.
    """

    name: str
    place: Place
    faults: list[str] = field(default_factory=list)
    accepted: set[Item] = field(default_factory=set)
    refused: dict[frozenset[Item], Outcome] = field(default_factory=dict)
    calls: int = 0

    def __post_init__(self) -> None:
        self.options: list[Option] = options(commands()[self.name], self.place)

    def each_choice(self, calls: int | None = None) -> None:
        """Play every choice of every option at least once, in as few calls as will do.

        Parameters
        ----------
        calls : int, optional
            End after so many that were done: the first has as much as goes together, the second as much as does of what is
            left; flags are on in one and off in the other.
        """
        wanted = {(option.name, k) for option in self.options for k in range(len(option.choices))}
        done = 0
        while wanted and done != calls:
            before = len(self.accepted)
            wanted -= self._play(self._call({}, [frozenset({item}) for item in wanted]))
            done += len(self.accepted) > before

    def each_pair(self) -> None:
        """Play every two choices of two options together."""
        wanted = {
            frozenset({(one.name, k), (other.name, m)})
            for one, other in itertools.combinations(self.options, 2)
            for k in range(len(one.choices))
            for m in range(len(other.choices))
        }
        while wanted:
            seed = min(wanted, key=sorted)
            alone = {item for each in self.refused if len(each) == 1 for item in each}
            tried = self._play(self._call(dict(seed), [pair for pair in wanted if not pair & alone]))
            done = {pair for pair in wanted if pair <= tried}
            wanted -= done or {seed}

    def _call(self, begun: dict[str, int], wanted: Collection[frozenset[Item]]) -> dict[str, int]:
        """The choice of each option: the last that with those before it makes something wanted, or else the plainest."""
        call = dict(begun)
        for option in self.options:
            if option.name in call:
                continue
            call[option.name] = 0
            for k in reversed(range(len(option.choices))):
                item, together = (option.name, k), {**call, option.name: k}.items()
                if any(item in each and each <= together for each in wanted) and not self._apart(together):
                    call[option.name] = k
                    break
        return call

    def _apart(self, together: Collection[Item]) -> bool:
        """Whether some of these are known not to go together, or one of them not by itself."""
        return any(each <= set(together) for each in self.refused)

    def _play(self, call: dict[str, int]) -> set[Item]:
        """Play a call and give back what was tried by it: all of it, or what of it does not go together."""
        if self._outcome(call).done:
            self.accepted |= call.items()
            return set(call.items())
        smaller = dict(call)
        for name, k in call.items():
            if k > 0:
                without = {**smaller, name: 0}
                if not self._outcome(without).done:
                    smaller = without
        apart = frozenset(item for item in smaller.items() if item[1] > 0)
        self.refused[apart] = self._outcome(smaller)
        if not apart:
            raise AssertionError(f"the plainest call is refused\n{self.refused[apart]}")
        return set(apart) if len(apart) == 1 else set()

    def _outcome(self, call: dict[str, int]) -> Outcome:
        self.place.written.mkdir(exist_ok=True)
        tokens = [option.choices[call[option.name]] for option in self.options if option.is_argument]
        tokens += [option.choices[call[option.name]] for option in self.options if not option.is_argument]
        outcome = play(self.name, *(token for each in tokens for token in each))
        self.calls += 1
        self.faults += [fault for fault in wrong(outcome, self.place.written) if fault not in self.faults]
        return outcome

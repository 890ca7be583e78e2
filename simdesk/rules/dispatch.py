"""One function out of several rules: a code decides which of them is played.

numba cannot look a rule up in a dictionary, and a chain of tests kept by hand forgets a code sooner or later. So the chain is
written from the table of rules, and both clocks play what it says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

Rule = Callable[..., Any]


def dispatch(name: str, takes: str, by: str, rules: Mapping[int, tuple[Rule, str]], words: Sequence[str]) -> Any:
    """A function that plays the rule of a code.

    Parameters
    ----------
    name : str
        Of the function.
    takes : str
        Its arguments, such as ``floor, queue, a, now``.
    by : str
        Where it finds the code, such as ``queue.choice``.
    rules : mapping of int to (callable, str)
        By code the rule and what it is given; those played most often first.
    words : sequence of str
        What the codes are called: each needs a rule.

    Returns
    -------
    callable
        A plain function.

    Raises
    ------
    ValueError
        When a word has no rule, or a rule no word.
    """
    if sorted(rules) != list(range(len(words))):
        missing = [word for code, word in enumerate(words) if code not in rules]
        raise ValueError(f"{name}: no rule for {', '.join(missing)}" if missing else f"{name}: a rule for a code without a word")
    space: dict[str, Any] = {"__name__": __name__}
    lines = [f"def {name}({takes}):", f"    code = {by}"]
    for code, (rule, given) in rules.items():
        space[f"rule_{code}"] = rule
        lines.append(f"    if code == {code}:  # {words[code]}")
        lines.append(f"        return rule_{code}({given})")
    lines[-2:] = [lines[-1].removeprefix("    ")]  # a code is one of them
    exec(compile("\n".join(lines), f"<{name}, by code>", "exec"), space)
    return space[name]

"""Slips of the pen in YAML text: what is likely wrong where a parser stops, in plain words, and the line as it should be."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from simdesk.scenario.reading.restarts import without_what_is_read

LONGEST_TEXT = 100_000
"""Characters of a text in which slips are looked for: each try reads the whole text."""
LINES_BACK = 4
"""How far above the place at which a parser stops the slip may be."""
MOST_SLIPS = 20


@dataclass(frozen=True)
class Slip:
    """One slip.

    Parameters
    ----------
    line, column : int
        Counted from 1.
    message : str
    new : str
        The line as it should be.
    advice : str
        What to do, where that is not to write the line.
    """

    line: int
    column: int
    message: str
    new: str
    advice: str = ""

    @property
    def hint(self) -> str:
        """What to write."""
        return self.advice or f"write {self.new.strip()}"


Stop = Callable[[str], tuple[int, int] | None]
"""The line and column (from 1) at which a text cannot be read on; None when all of it can be read."""


def first_slip(lines: list[str], stopped: tuple[int, int], stop: Stop) -> Slip | None:
    """The slip that, put right, lets the text be read further.

    Parameters
    ----------
    lines : list of str
        The text.
    stopped : (int, int)
        The line and column at which a parser stopped, from 1.
    stop : callable

    Returns
    -------
    Slip or None
    """
    best: tuple[tuple[int, int], Slip] | None = None
    suspects = list(_suspects(lines, stopped[0]))
    tried = without_what_is_read(lines, min(suspects, default=1) - 1)
    for kind in (_slips, _indented):
        for slip in (slip for number in suspects for slip in kind(lines, number)):
            changed = [*tried[: slip.line - 1], slip.new, *tried[slip.line :]]
            reached = stop("\n".join(changed) + "\n")
            if reached is None:
                return slip
            if reached > stopped and (best is None or reached > best[0]):
                best = (reached, slip)
        if best is not None:
            return best[1]
    return None


_UNLIKE = re.compile(r"""(?<=[\s{\[,])(?:'[^'"]*"|"[^'"]*')(?=\s*(?:[,}\]]|$))""")
"""A text between quotes that are not alike: what is behind it is read as a part of it, and the parser stops far below."""


def _suspects(lines: list[str], stopped: int) -> Iterator[int]:
    """The line at which it stopped, and those above it that say something."""
    near = [number for number in range(min(stopped, len(lines)), 0, -1) if lines[number - 1].split("#")[0].strip()]
    yield from near[: LINES_BACK + 1]
    quoted = (
        number for number, line in enumerate(lines[:stopped], 1) if number not in near[: LINES_BACK + 1] and _UNLIKE.search(line)
    )
    yield from islice(quoted, LINES_BACK)


_KEY = r"[A-Za-z_][\w -]*"


def _slips(lines: list[str], number: int) -> Iterator[Slip]:
    """What may be wrong with one line, likeliest first."""
    line = lines[number - 1]
    for found in re.finditer(r"(?<=[{,\s])([A-Za-z_][\w.]*\[\d+\][\w.\[\]]*):(?=\s)", line) if "{" in line else ():
        new = f'{line[: found.start()]}"{found[1]}":{line[found.end() :]}'
        yield Slip(number, found.start(1) + 1, "a key with brackets needs quotes", new)
    alias = re.fullmatch(rf"(\s*(?:- )?{_KEY}:\s+|\s*- )\*(\w+)\s*", line)
    if alias is not None:
        message = f"*{alias[2]} stands for what is marked &{alias[2]} above, and nothing is"
        yield Slip(number, alias.start(2), message, f'{alias[1]}"{alias[2]}"', "write out the value that is meant")
        return
    for pattern, said, put_right in _PATTERNS:
        match = re.fullmatch(pattern, line)
        if match is not None:
            yield Slip(number, match.start(match.lastindex or 0) + 1, said(match), put_right(match))
    yield from _quotes(line, number)
    yield from _brackets(line, number)
    for found in re.finditer(r"(?<=[^\s,{\[:])\s+(?=[A-Za-z_]\w*:\s)", line):
        yield Slip(number, found.start() + 1, "a comma is missing", f"{line[: found.start()]},{line[found.start() :]}")


def _in_quotes(text: str) -> str:
    value, gap, comment = text, "", ""
    found = re.match(r"(.*?)(\s+)(#.*)$", text)
    if found is not None:
        value, gap, comment = found.groups()
    inner = value.rstrip().replace('"', "'")
    return f'"{inner}"{gap}{comment}'


def _comment(match: re.Match[str]) -> str:
    return f"{match[1]}# {match[2].strip().lstrip('/').strip()}"


_PATTERNS: tuple[tuple[str, Callable[[re.Match[str]], str], Callable[[re.Match[str]], str]], ...] = (
    (
        rf"(\s*(?:- )?{_KEY}:)( *\t\s*)(.*)",
        lambda match: "a tab behind the colon",
        lambda match: f"{match[1]} {match[3]}",
    ),
    (r"(\s*)(//.*|([=*~_+<>|-])\3+ ?[^\W\d].*)", lambda match: "a comment begins with #", _comment),
    (
        rf"(\s*(?:- )?{_KEY}):\s*(:+)\s*(.*)",
        lambda match: "a colon too many",
        lambda match: f"{match[1]}: {match[3]}",
    ),
    (
        rf"(\s*(?:- )?{_KEY}:\s+)(\()([^()]*:\s[^()]*)\)(\s*(?:#.*)?)",
        lambda match: "a block is written in braces",
        lambda match: f"{match[1]}{{{match[3]}}}{match[4]}",
    ),
    (
        rf"(\s*(?:- )?{_KEY}:\s+)([A-Za-z_]\w*:\s[^{{}}]*\}})(\s*(?:#.*)?)",
        lambda match: "the bracket { is missing",
        lambda match: f"{match[1]}{{{match[2]}{match[3]}",
    ),
    (
        r"(.*\{.*?)(;)(.*)",
        lambda match: "a comma is written, not a semicolon",
        lambda match: f"{match[1]},{match[3]}",
    ),
    (
        rf"(\s*(?:- )?{_KEY}:\s+(?:.*[\s{{\[,])?)('([^'\"]*)\"|\"([^'\"]*)')(.*)",
        lambda match: "the quotes are not alike",
        lambda match: f'{match[1]}"{match[3] or match[4]}"{match[5]}',
    ),
    (
        rf"(\s*(?:- )?)({_KEY}):(?!//)([^\s:].*)",
        lambda match: "a space is missing behind the colon",
        lambda match: f"{match[1]}{match[2]}: {match[3]}",
    ),
    (r"(\s*)-([^\s-].*)", lambda match: "a space is missing behind the dash", lambda match: f"{match[1]}- {match[2]}"),
    (
        rf"(\s*(?:- )?{_KEY}:\s+)(%\s*[\d.]+)(.*)",
        lambda match: "the percent sign stands behind the number",
        lambda match: f"{match[1]}{match[2].lstrip('%').strip()}%{match[3]}",
    ),
    (
        rf"(\s*(?:- )?{_KEY}:\s+|\s*- )([%@`&*!].*)",
        lambda match: f"a text that begins with {match[2][0]} needs quotes",
        lambda match: f"{match[1]}{_in_quotes(match[2])}",
    ),
    (
        rf"(\s*(?:- )?{_KEY}:\s+)([^'\"{{\[#|>][^#]*?:(?:\s.*|))",
        lambda match: "a text that contains a colon needs quotes",
        lambda match: f"{match[1]}{_in_quotes(match[2])}",
    ),
    (
        rf"(\s*(?:- )?)({_KEY}?)\s*=\s*(.*)",
        lambda match: "a colon is written, not an equals sign",
        lambda match: f"{match[1]}{match[2].strip()}: {match[3]}",
    ),
    (r"(\s*[A-Za-z_]\w*)(\s*(?:#.*)?)", lambda match: "a colon is missing", lambda match: f"{match[1]}:{match[2]}"),
    (
        r"(\s*(?:- )?)([A-Za-z_]\w*)\s+([^\s:=][^:=]*)",
        lambda match: "a colon is missing",
        lambda match: f"{match[1]}{match[2]}: {match[3]}",
    ),
)
"""A form of a line, what is wrong with it, and the line as it should be; the last group is where it is wrong."""


def _quotes(line: str, number: int) -> Iterator[Slip]:
    for quote in ('"', "'"):
        if line.count(quote) % 2 == 0:
            continue
        at = line.rindex(quote)
        rest = line[at + 1 :]
        for end in (len(rest.rstrip()), *(match.start() for match in re.finditer(r"\s*[,}\]]", rest))):
            yield Slip(number, at + 1, "a quote is not closed", f"{line[: at + 1]}{rest[:end]}{quote}{rest[end:]}")
        for earlier in [index for index, sign in enumerate(line[:at]) if sign == quote][::2]:
            closing = re.search(r"[,}\]]", line[earlier + 1 :])
            if closing is not None:
                behind = earlier + 1 + closing.start()
                yield Slip(number, earlier + 1, "a quote is not closed", f"{line[:behind]}{quote}{line[behind:]}")
        opening = re.match(r"(\s*(?:- )?[\w -]+:\s*)(.*)", line)
        if opening is not None:
            yield Slip(number, at + 1, "a quote is not opened", f"{opening[1]}{quote}{opening[2]}")
        yield Slip(number, at + 1, "a single quote", line[:at] + rest)


_CLOSING = {"[": "]", "{": "}", "(": ")"}


def _brackets(line: str, number: int) -> Iterator[Slip]:
    """Brackets that are open at the end of the line, and closing ones without an opening one."""
    code = line.split(" #")[0].rstrip()
    tail = line[len(code) :]
    opened: list[tuple[str, int]] = []
    for at, sign in enumerate(code):
        if sign in _CLOSING:
            opened.append((sign, at))
        elif sign in _CLOSING.values():
            if opened and _CLOSING[opened[-1][0]] == sign:
                opened.pop()
            else:
                missing = f"{code[:at]}{_CLOSING[opened[-1][0]]}{code[at:]}{tail}" if opened else ""
                if missing:
                    yield Slip(number, opened[-1][1] + 1, f"the bracket {opened[-1][0]} is not closed", missing)
                yield Slip(number, at + 1, f"a bracket {sign} too many", f"{code[:at]}{code[at + 1 :]}{tail}")
                return
    if opened and not re.search(r"[\[{(]$", code):
        closing = "".join(_CLOSING[sign] for sign, _ in reversed(opened))
        sign, at = opened[-1]
        yield Slip(number, at + 1, f"the bracket {sign} is not closed", f"{code.rstrip(',')}{closing}{tail}")


def _indented(lines: list[str], number: int) -> Iterator[Slip]:
    """The line with the indentation of the lines above it."""
    line = lines[number - 1]
    indent = len(line) - len(line.lstrip(" "))
    above = [len(one) - len(one.lstrip(" ")) for one in lines[: number - 1] if one.strip() and not one.lstrip().startswith("#")]
    for other in dict.fromkeys([*reversed(above[-8:]), *([above[-1] + 2] if above else [])]):
        if other != indent and abs(other - indent) <= 3:
            message = f"the line is indented by {_blanks(indent)}, and {_blanks(other)} would fit the lines above"
            yield Slip(number, indent + 1, message, " " * other + line.lstrip(" "))


def _blanks(count: int) -> str:
    return "no blank" if count == 0 else "1 blank" if count == 1 else f"{count} blanks"


def without_tabs(lines: list[str]) -> tuple[list[str], list[int]]:
    """The lines with blanks for the tabs of their indentation, and the numbers of those that had tabs.

    A file that is indented with tabs gets two blanks for each. A single line gets the indentation of the line above.
    """
    widths = [len(one) - len(one.lstrip(" ")) for one in lines if re.match(r" +\S", one)]
    numbers = [number for number, one in enumerate(lines, 1) if "\t" in one[: len(one) - len(one.lstrip())]]
    new = list(lines)
    for number in numbers:
        line = new[number - 1]
        above = next((one for one in reversed(new[: number - 1]) if one.strip() and not one.lstrip().startswith("#")), "")
        indent = len(above) - len(above.lstrip(" ")) + (min(widths, default=2) if above.rstrip().endswith(":") else 0)
        if len(numbers) > len(widths):
            start = line[: len(line) - len(line.lstrip())]
            indent = len(start.replace("\t", "  "))
        new[number - 1] = " " * indent + line.lstrip()
    return new, numbers

"""What can go wrong, and the exit code that says so.

Every error keeps all its state in ``args``, so that it survives the way back from a worker process.
"""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """The exit codes of the ``simdesk`` command: the only list of them."""

    DONE = 0
    """Finished, and every target met where ``--check`` asked."""
    BUG = 1
    """A fault of simdesk itself."""
    USAGE = 2
    """The command line could not be understood."""
    INVALID_INPUT = 3
    """The scenario or a data file is wrong."""
    TARGETS_MISSED = 4
    """``--check`` was given and the answer is no: a target was missed, or a file is not in the documented form."""
    RUN_FAILED = 5
    """The scenario is right but the run could not be finished."""
    INTERRUPTED = 130
    """Stopped by the user (Ctrl-C)."""


class SimdeskError(Exception):
    """Base of every error simdesk raises on purpose.

    Parameters
    ----------
    message : str
        What is wrong, where, and the value seen.
    hint : str, optional
        What would be right.
    """

    exit_code: ExitCode = ExitCode.BUG

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message, hint)

    @property
    def message(self) -> str:
        """What is wrong."""
        return str(self.args[0])

    @property
    def hint(self) -> str:
        """What would be right; empty when nothing useful can be said."""
        return str(self.args[1]) if len(self.args) > 1 else ""

    def described(self) -> str:
        """The error as the command line shows it."""
        return f"simdesk: {self.message}" + (f"\nhint: {self.hint}" if self.hint else "")

    def __str__(self) -> str:
        return f"{self.message} ({self.hint})" if self.hint else self.message


class UsageError(SimdeskError):
    """The caller asked for something that does not exist or does not fit."""

    exit_code = ExitCode.USAGE


class InputError(SimdeskError):
    """A value a person wrote is wrong: a unit, a name, a number."""

    exit_code = ExitCode.INVALID_INPUT


class RunError(SimdeskError):
    """A valid scenario could not be run to its end."""

    exit_code = ExitCode.RUN_FAILED


class OutputError(SimdeskError):
    """An output could not be made of what was computed: a fault of simdesk. What was computed is kept.

    The fault itself is its ``__cause__``.
    """

"""The outputs of a folder of results: a fault in one leaves the others whole, and what was computed is kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from simdesk.errors import OutputError, SimdeskError


class Outputs:
    """Makes the outputs of a folder one after the other.

    What is wrong with the machine, such as a full disk, or with what the user asked ends the writing at once. A fault of
    simdesk in one output does not: the folder is written with all others, and then ``tell`` raises the fault.
    """

    def __init__(self) -> None:
        self._faults: list[tuple[str, Exception]] = []

    @contextmanager
    def making(self, what: str, *files: Path) -> Iterator[None]:
        """Make one output.

        Parameters
        ----------
        what : str
            As the error names it.
        *files : Path
            Removed where the output fails, as they may be half written.
        """
        try:
            yield
        except (OSError, SimdeskError):
            raise
        except Exception as error:
            for file in files:
                file.unlink(missing_ok=True)
            self._faults.append((what, error))

    def tell(self, folder: Path) -> None:
        """Raise the first fault, once the folder is written.

        Raises
        ------
        OutputError
            When an output could not be made. It names all of them and the folder.
        """
        if self._faults:
            error = self._faults[0][1]
            named = ", ".join(dict.fromkeys(what for what, _ in self._faults))
            raise OutputError(
                f"{named} could not be made ({type(error).__name__}: {error})",
                f"everything else that was computed is in {folder}",
            ) from error

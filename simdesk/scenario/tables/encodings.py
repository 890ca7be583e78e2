"""The text of a CSV file, in the encodings in which spreadsheets and exports write it."""

from __future__ import annotations

from simdesk.scenario.reading.diagnostics import Place, Sources
from simdesk.scenario.reading.source import decode

_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def decode_table(sources: Sources, shown: str, raw: bytes) -> tuple[str, str] | None:
    """Text of a CSV file, and its encoding where that is not UTF-8; None after reporting what it cannot be.

    A file that is not UTF-8 is read as Windows-1252, which spreadsheets of western Europe write, unless it holds bytes that
    this encoding lacks, or characters of UTF-8 beside bytes that are none.

    Parameters
    ----------
    sources : Sources
    shown : str
        The file as the user named it.
    raw : bytes
    """
    if raw.startswith(_UTF_16):
        try:
            return raw.decode("utf-16"), "UTF-16"
        except UnicodeDecodeError:
            sources.report(Place(shown, 1, 1), "", "the file begins as UTF-16 and is none", "save it as UTF-8")
            return None
    if b"\0" not in raw and not _is_utf_8(raw) and raw.decode("utf-8", "ignore").isascii():
        try:
            return raw.decode("cp1252"), "Windows-1252"
        except UnicodeDecodeError:
            pass  # told below
    text = decode(sources, shown, raw)
    return None if text is None else (text, "")


def _is_utf_8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True

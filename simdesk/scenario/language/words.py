"""Names, titles, and words of which a few are known."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from simdesk.scenario.language.called import called
from simdesk.scenario.language.quantities import wrong
from simdesk.scenario.reading.diagnostics import did_you_mean, seen

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
LONGEST_NAME = 80
LONGEST_TITLE = 120


_SPELT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss", "æ": "ae", "ø": "oe"})


def as_name(text: str) -> str:
    """The name nearest to a text: letters, digits and ``_``; empty where nothing of it can be in a name."""
    suggestion = re.sub(r"\W+", "_", _in_ascii(text), flags=re.ASCII).strip("_")
    return f"_{suggestion}" if suggestion[:1].isdigit() else suggestion


def _in_ascii(text: str) -> str:
    """Umlauts spelt out, other accents left away."""
    whole = unicodedata.normalize("NFC", text).translate(_SPELT)
    return "".join(one for one in unicodedata.normalize("NFKD", whole) if not unicodedata.combining(one))


class _NameReader:
    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.read)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "string", "pattern": "^(?!all$)[A-Za-z_][A-Za-z0-9_]*$"}

    def read(self, value: Any) -> str:
        if not isinstance(value, str):
            raise wrong(f"not a name (got {seen(value)})", "a name begins with a letter: sales, desk_2")
        if not NAME.fullmatch(value) or not value.isascii():
            suggestion = as_name(value)
            hint = "letters, digits and _ only, not beginning with a digit"
            raise wrong(f"not a name (got {seen(value)})", f"{hint}; write {suggestion}" if suggestion else hint, key=True)
        if value == "all":
            raise wrong("the name 'all' is taken", "it stands for all queues or all agent groups in targets", key=True)
        if len(value) > LONGEST_NAME:
            raise wrong(f"the name is too long ({len(value)} characters)", f"at most {LONGEST_NAME}", key=True)
        return value


Name = Annotated[str, _NameReader()]


def is_name(text: str) -> bool:
    """Whether a text can be the name of a queue or an agent group."""
    return NAME.fullmatch(text) is not None and text.isascii() and text != "all" and len(text) <= LONGEST_NAME


class _TitleReader:
    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.read)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "string", "minLength": 1, "maxLength": LONGEST_TITLE}

    def read(self, value: Any) -> str:
        if not isinstance(value, str):
            raise wrong(f"must be a text (got {seen(value)})", "put it in quotes" if isinstance(value, int | float) else "")
        if not value.strip():
            raise wrong("is empty", "write a title, or remove the key")
        if len(value) > LONGEST_TITLE or not value.strip().isprintable():
            raise wrong("must be one line of text", f"at most {LONGEST_TITLE} characters; longer texts belong in description")
        return value.strip()


Title = Annotated[str, _TitleReader()]


LONGEST_CURRENCY = 12


class CurrencyReader:
    """Reads the name or the sign of a currency: one word."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.read)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "string", "pattern": rf"^\s*\S{{1,{LONGEST_CURRENCY}}}\s*$", "examples": ["EUR", "USD"]}

    def read(self, value: Any) -> str:
        """The currency, blanks around it removed.

        Raises
        ------
        PydanticCustomError
            When it is no single word.
        """
        text = value.strip() if isinstance(value, str) else ""
        if not text or len(text) > LONGEST_CURRENCY or not text.isprintable() or any(c.isspace() or c.isdigit() for c in text):
            raise wrong(f"not a currency (got {seen(value)})", "write EUR")
        return text


@dataclass(frozen=True)
class Word:
    """Reads one of a few words, with "did you mean"; some words are known but not built yet, and ``waits_for`` says why.

    ``meanings`` tells in the schema what each word means, in the order of the words.
    """

    known: tuple[str, ...]
    what: str
    not_yet: tuple[str, ...] = ()
    waits_for: str = ""
    meanings: tuple[str, ...] = ()

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.read)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        meanings = {"enumDescriptions": list(self.meanings)} if self.meanings else {}
        return {"type": "string", "enum": list(self.known), **meanings}

    def read(self, value: Any) -> str:
        """The word.

        Raises
        ------
        PydanticCustomError
            When it is not known.
        """
        if isinstance(value, str) and value in self.known:
            return value
        if isinstance(value, str) and value.lower() in self.not_yet:
            reason = f": {self.waits_for}" if self.waits_for else ""
            raise wrong(f"the {self.what} '{value}' is not built yet{reason}", f"only {', '.join(self.known)} so far")
        if isinstance(value, str):
            ours = called(value, self.known)
            raise wrong(
                f"unknown {self.what} {seen(value)}", f"did you mean {ours}?" if ours else did_you_mean(value, self.known)
            )
        raise wrong(f"not a {self.what} (got {seen(value)})", f"known: {', '.join(self.known)}")

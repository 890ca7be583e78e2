"""From one time of day to another, as one text."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from simdesk.scenario.language.quantities import Quantity, wrong
from simdesk.scenario.reading.diagnostics import seen

_SPAN = re.compile(r"\s*(.+?)\s*(?:-|–|to)\s*(.+?)\s*")


class _SpanReader:
    """Reads ``11:30-13:30`` as two times of day in seconds."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.read)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "string", "pattern": r"^.*\d.*(-|–|to).*\d.*$", "examples": ["11:30-13:30"]}

    def read(self, value: Any) -> tuple[float, float]:
        match = _SPAN.fullmatch(value) if isinstance(value, str) else None
        if match is None:
            raise wrong(f"not from one time of day to another (got {seen(value)})", 'write "11:30-13:30"')
        first, last = (float(Quantity("clock").read(part)) for part in match.groups())
        return first, last


ClockSpan = Annotated[tuple[float, float], _SpanReader()]

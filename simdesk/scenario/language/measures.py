"""Targets and precisions, in the language of measures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from simdesk.errors import InputError
from simdesk.measure.expression import ExpressionError, Precision, Target, parse_precision, parse_target
from simdesk.scenario.language.quantities import wrong
from simdesk.scenario.reading.diagnostics import seen


@dataclass(frozen=True)
class Measure:
    """Reads a target or a precision in the language of measures."""

    kind: Literal["target", "precision"]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.read)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        if self.kind == "target":
            examples = ["service_level(sales, 20 s) >= 80%", "abandon_rate(sales) <= 5%", "occupancy(all) <= 88%"]
            return {"type": "string", "pattern": r"\d", "examples": [*examples, "80/20", "sales 80/20"]}
        return {"type": "string", "pattern": r"±|\+/?-", "examples": ["service_level(sales, 20 s) ± 1%"]}

    def read(self, value: Any) -> Target | Precision:
        """The measure as the engine's side knows it.

        Raises
        ------
        PydanticCustomError
            When it cannot be read.
        """
        example = '"service_level(sales, 20 s) >= 80%"' if self.kind == "target" else '"service_level(sales, 20 s) ± 1%"'
        if not isinstance(value, str):
            raise wrong(f"must be a text (got {seen(value)})", f"write {example}")
        if value.count("(") != value.count(")"):
            raise wrong(f"the brackets do not match (got {seen(value)})", f"inside [ ] and {{ }} put it in quotes: {example}")
        try:
            return parse_target(value) if self.kind == "target" else parse_precision(value)
        except ExpressionError as error:
            raise wrong(error.message, error.hint, offset=error.offset) from None
        except InputError as error:
            raise wrong(error.message, error.hint) from None


class _AlsoByName:
    """Targets may be one text, or bounds by queue, group or measure."""

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        listed = handler(schema)
        text, by_name = listed["items"], {"type": "object", "minProperties": 1}
        return {"anyOf": [{**listed, "items": {"anyOf": [text, by_name]}}, text, by_name]}


TargetText = Annotated[Target, Measure("target")]
PrecisionText = Annotated[Precision, Measure("precision")]
Targets = Annotated[tuple[TargetText, ...], _AlsoByName()]
"""A list of targets; what else people write there is a list by then (``simdesk.scenario.spellings.targets``)."""

"""How many days are simulated, and how their means are made more precise."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, GetJsonSchemaHandler, model_validator
from pydantic_core import CoreSchema

from simdesk.scenario.language.measures import PrecisionText
from simdesk.scenario.language.quantities import (
    Block,
    OneOf,
    Quantity,
    wrong,
)
from simdesk.scenario.language.words import Word

CONTROL_VARIATES = "control_variates"
VARIANCE_REDUCTIONS = (CONTROL_VARIATES, "stratified_days")
NO_REDUCTION = "none"


def _reductions_from_word(value: Any) -> Any:
    """One word as a list of one."""
    if isinstance(value, str):
        return () if value == NO_REDUCTION else (value,)
    for index, word in enumerate(value if isinstance(value, tuple | list) else ()):
        if word in value[:index]:
            raise wrong(f"'{word}' is used twice", "name each once", (index,))
    return value


class WordOrList:
    """One word, or a list of them."""

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {
            "anyOf": [{"type": "string", "enum": [*VARIANCE_REDUCTIONS, NO_REDUCTION]}, {**handler(schema), "uniqueItems": True}]
        }


class Replications(Block):
    """Number of days to simulate: a fixed number, or as many as a precision needs."""

    example: ClassVar[str] = '{until: "service_level(sales, 20 s) ± 1%", at_most: 1000}'
    one_of: ClassVar[tuple[OneOf, ...]] = (
        OneOf(("number", "until"), "the number of days", {"at_most": ("until",), "at_least": ("until",)}),
    )

    number: Annotated[int, Quantity("whole", at_least=1, at_most=1_000_000)] | None = None
    """A fixed number of days; ``50`` alone means this."""
    until: PrecisionText | None = None
    """Stop when the 95% confidence interval of a measure is this narrow."""
    at_most: Annotated[int, Quantity("whole", at_least=2, at_most=1_000_000)] = 1000
    """With ``until``: at most this many days. Default: 1000."""
    at_least: Annotated[int, Quantity("whole", at_least=2, at_most=1_000_000)] = 10
    """With ``until``: at least this many days. Default: 10."""
    variance_reduction: (
        Annotated[
            tuple[Annotated[str, Word(VARIANCE_REDUCTIONS, "variance reduction")], ...],
            BeforeValidator(_reductions_from_word),
            WordOrList(),
        ]
        | None
    ) = None
    """Narrower confidence intervals from the same days: ``control_variates`` (needs 30 days), ``stratified_days`` (needs 26),
    or a list of both. Default: ``control_variates`` with ``until``, if its measure is a share or an average of contacts or of
    agents' time; otherwise ``none``."""

    @model_validator(mode="before")
    @classmethod
    def _from_number(cls, value: Any) -> Any:
        if isinstance(value, int | float | str):
            return {"number": value}
        return value

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        reference = handler(schema)
        written = handler.resolve_ref_schema(reference)
        mapping = dict(written)
        written.clear()
        number = {"type": "integer", "minimum": 1, "maximum": 1_000_000}
        written.update({"title": "Replications", "description": cls.__doc__, "anyOf": [number, mapping]})
        return reference

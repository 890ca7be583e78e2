"""The JSON Schema of the scenario language, for completion and checks in an editor; made from the models and their docstrings."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from simdesk.scenario.language.model import ScenarioModel

SCHEMA_FILE = Path(__file__).parents[1] / "schema.json"
"""The committed copy."""
DRAFT = "http://json-schema.org/draft-07/schema#"
_OVERLAY = "Overlay"


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 07, which editors know best).

    A file with ``extends`` may leave out anything and remove keys with ``null``, so it has a schema of its own.
    """
    whole = _tidied(ScenarioModel.model_json_schema())
    definitions = whole.pop("$defs")
    definitions["Scenario"] = whole
    overlays = {f"{_OVERLAY}{name}": _overlay(part) for name, part in definitions.items()}
    return {
        "$schema": DRAFT,
        "title": "simdesk scenario",
        "description": ScenarioModel.__doc__,
        "type": "object",
        "if": {"required": ["extends"]},
        "then": {"$ref": f"#/definitions/{_OVERLAY}Scenario"},
        "else": {"$ref": "#/definitions/Scenario"},
        "definitions": {**definitions, **overlays},
    }


def schema_text() -> str:
    """The schema as it is committed and printed."""
    return json.dumps(schema(), indent=1, ensure_ascii=False) + "\n"


def _tidied(part: Any) -> Any:
    """Pydantic's schema without nulls and titles, its texts in Markdown, its references in draft 07's form."""
    if isinstance(part, list):
        return [_tidied(item) for item in part]
    if not isinstance(part, dict):
        return part
    result: dict[str, Any] = {}
    for key, value in part.items():
        if (key == "title" and isinstance(value, str)) or key == "default":
            continue  # defaults are in inner units; the texts name them as a planner writes them
        if key in {"properties", "$defs"}:
            result[key] = {name: _tidied(inner) for name, inner in value.items()}
        elif key == "description":
            result[key] = " ".join(value.replace("``", "`").split())
        else:
            result[key] = _tidied(value)
    for key in ("anyOf", "oneOf"):
        if key in result:
            options = [option for option in result[key] if option != {"type": "null"}]
            if len(options) == 1:
                del result[key]
                result = {**options[0], **result}
            else:
                result[key] = options
    if "patternProperties" in result:
        ((pattern, inner),) = result.pop("patternProperties").items()
        result |= {"additionalProperties": inner, "propertyNames": {"pattern": pattern}}
    if "$ref" in result:
        reference = result.pop("$ref").replace("#/$defs/", "#/definitions/")
        # Draft 07 ignores what stands beside a reference.
        result = {"$ref": reference} if not result else {"allOf": [{"$ref": reference}], **result}
    return result


def _overlay(part: Any) -> Any:
    """The same for a file laid over another: nothing is required, null removes."""
    if isinstance(part, list):
        return [_overlay(item) for item in part]
    if not isinstance(part, dict):
        return part
    result: dict[str, Any] = {}
    for key, value in part.items():
        if key == "required":
            continue
        if key == "properties":
            result[key] = {name: {"anyOf": [_overlay(inner), {"type": "null"}]} for name, inner in value.items()}
        elif key == "additionalProperties" and isinstance(value, dict):
            result[key] = {"anyOf": [_overlay(value), {"type": "null"}]}
        elif key == "$ref":
            result[key] = value.replace("#/definitions/", f"#/definitions/{_OVERLAY}")
        else:
            result[key] = _overlay(value)
    return result

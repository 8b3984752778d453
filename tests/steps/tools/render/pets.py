"""Tools that the tests of the forms render."""

import json
from typing import Any

from lemnos.records import ArgumentPlace, Tool, ToolError, tool_id

PARAMETERS: dict[str, Any] = {
    "type": "object",
    "properties": {
        "petId": {"type": "integer", "description": "The pet", "minimum": 1, "examples": [7]},
        "filter[state]": {"type": "string", "enum": ["sold", "free"], "default": "free"},
        "owner": {
            "type": "object",
            "description": "Who has it.",
            "properties": {"email": {"type": "string", "format": "email", "examples": ["ana@example.com"]}},
            "required": ["email"],
        },
    },
    "required": ["petId", "owner"],
}
RESULT: dict[str, Any] = {
    "type": "object",
    "description": "The pet",
    "properties": {"id": {"type": "integer", "examples": [7]}, "tags": {"type": "array", "items": {"const": "tame"}}},
}


def pet(**changes: Any) -> Tool:
    """Return an HTTP operation with some fields replaced."""
    fields: dict[str, Any] = {
        "kind": "http",
        "provider": "pets.example",
        "api": "Pets",
        "name": "updatePet",
        "version": "1.0",
        "description": "Updates a pet. Only what is given changes",
        "parameters": json.dumps(PARAMETERS),
        "places": (
            ArgumentPlace("petId", "path"),
            ArgumentPlace("filter[state]", "query"),
            ArgumentPlace("owner", "body"),
        ),
        "result": json.dumps(RESULT),
        "errors": (ToolError("404", "No such pet"), ToolError("429", "")),
        "method": "PUT",
        "path": "/pets/{petId}",
        "server": "https://api.pets.example/v1",
        "source": "pets.yaml",
        **changes,
    }
    key = tool_id(fields["provider"], fields["api"], fields["version"], fields["name"], "", "")
    return Tool(**{"id": key, **fields})

"""Header fields of responses."""

import msgspec
import pytest

from lemnos.records import ResponseHeader, Tool, ToolResponse
from lemnos.steps.tools.world.base import Observation
from lemnos.steps.tools.world.serving.answers import answer_of


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("", "/cups/7"),
        ("^/cups/[0-9]+$", "/cups/7"),
        ("^https://", "https://shelf.example/cups/7"),
        ("^urn:cup:[0-9]{3}$", None),
    ],
)
def test_a_field_of_the_world_conforms_to_its_schema(pattern: str, expected: str | None) -> None:
    schema = msgspec.json.encode({"type": "string", "pattern": pattern} if pattern else {"type": "string"}).decode()
    header = ResponseHeader("Location", "string", "", schema)
    tool = Tool(
        id=f"cup{pattern}", kind="http", provider="", name="addCup", description="", parameters="{}", method="POST",
        server="https://shelf.example/", responses=(ToolResponse("201", headers=(header,)),), licence="", source="",
    )  # fmt: skip
    _, headers, _ = answer_of(Observation(201, {"id": 7}, {"Location": "/cups/7"}), tool)
    [value] = [value.decode() for name, value in headers if name.lower() == b"location"]
    if expected is not None:
        assert value == expected
    else:
        assert value.startswith("urn:cup:")
        assert len(value) == 11

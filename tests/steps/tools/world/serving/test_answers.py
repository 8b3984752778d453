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
        ("^/[0-9]+$", "/7"),
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


@pytest.mark.parametrize(
    ("response", "expected"),
    [
        (ToolResponse("204"), []),
        (ToolResponse("default", empty_types=("application/json",)), [b"application/json"]),
        (ToolResponse("default", media_types=("application/xml",)), [b"application/xml"]),
        (ToolResponse("default", media_types=("PDF",)), [b"application/pdf"]),
        (ToolResponse("200", media_types=("text/csv",)), [b"text/csv"]),
    ],
)
def test_a_response_without_a_body_has_the_media_type_that_is_said_of_all(
    response: ToolResponse, expected: list[bytes]
) -> None:
    tool = Tool(
        id=f"cup{response}", kind="http", provider="", name="dropCup", description="", parameters="{}",
        method="DELETE", responses=(response,), licence="", source="",
    )  # fmt: skip
    _, headers, body = answer_of(Observation(204, None), tool)
    assert ([value for name, value in headers if name == b"content-type"], body) == (expected, b"")


def test_an_answer_of_success_without_a_described_body_has_the_media_type_of_the_api() -> None:
    response = ToolResponse("200", empty_types=("application/vnd.shelf+json",))
    tool = Tool(
        id="cup without", kind="http", provider="", name="dropCup", description="", parameters="{}",
        method="DELETE", responses=(response,), licence="", source="",
    )  # fmt: skip
    _, headers, body = answer_of(Observation(200, None), tool)
    assert (dict(headers)[b"content-type"], body) == (b"application/vnd.shelf+json", b"")

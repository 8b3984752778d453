"""A value with one of several structures is told as such in every form, never as an object of their names."""

import json
from typing import Any

import pytest

from lemnos.records import ToolError, ToolResponse
from lemnos.steps.tools.render.forms import FORMS, forms_for, render
from lemnos.steps.tools.render.protocol.answers import answers_text, error_bodies_text
from tests.steps.tools.render.pets import pet


def thing(**fields: str) -> dict[str, Any]:
    """Return the schema of an object with fields of these descriptions."""
    return {"type": "object", "properties": {name: {"type": "string", "description": fields[name]} for name in fields}}


LORRY = {"title": "Lorry", **thing(load="What it carries.")}
TRAM = {"title": "Tram", "description": "Runs on rails.", **thing(line="Its number.")}
EITHER = {"oneOf": [LORRY, TRAM]}


def told(body: Any) -> str:
    """Return what is told of the body of an error."""
    return error_bodies_text((ToolError("409", "Late", body=json.dumps(body)),))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            EITHER,
            "one of these: (1) `Lorry`, an object with `load` (string; What it carries); or "
            "(2) `Tram`, an object with `line` (string; Its number) (Runs on rails).",
        ),
        (
            {"anyOf": [thing(load="A."), thing(line="B.")]},
            "one of these: (1) an object with `load` (string; A); or (2) an object with `line` (string; B).",
        ),
        (
            {"oneOf": [thing(load="A."), thing(line="B."), {"type": "null"}]},
            "one of these: (1) an object with `load` (string; A); (2) an object with `line` (string; B); or (3) null.",
        ),
        (
            {"oneOf": [{"type": "string"}, thing(line="B.")]},
            "one of these: (1) an object with `line` (string; B); or (2) a string.",
        ),
        (
            {"type": "array", "items": {"oneOf": [thing(load="A."), thing(line="B.")]}},
            "an array of objects, each one of these: (1) an object with `load` (string; A); or "
            "(2) an object with `line` (string; B).",
        ),
        (
            {"allOf": [thing(id="C."), {"oneOf": [thing(load="A."), thing(line="B.")]}]},
            "an object with `id` (string; C); besides, one of these: (1) an object with `load` (string; A); or "
            "(2) an object with `line` (string; B).",
        ),
        (
            {"type": "object", "properties": {"held": EITHER}},
            "an object with `held` (object) with one of `Lorry` (`load`), `Tram` (`line`).",
        ),
        ({"oneOf": [thing(load="A."), {"type": "null"}]}, "an object or null with `load` (string; A)."),
    ],
)
def test_the_body_of_an_error(body: Any, expected: str) -> None:
    assert told(body) == f"The body of `409` is {expected}"


def test_the_body_of_a_further_answer() -> None:
    answers = (ToolResponse("200"), ToolResponse("202", body=json.dumps({"oneOf": [thing(a="A."), thing(b="B.")]})))
    assert "Its body is one of these: (1) an object with `a`" in answers_text(pet(responses=answers))


def test_errors_with_the_same_alternatives_are_told_once() -> None:
    body = json.dumps(EITHER)
    text = error_bodies_text((ToolError("409", "Late", body=body), ToolError("410", "Gone", body=body)))
    assert text.startswith("The body of `409` and `410` is one of these: (1) `Lorry`")
    other = json.dumps({"oneOf": [LORRY, {**TRAM, "properties": {"line": {"enum": ["1"]}}}]})
    assert "same fields" not in error_bodies_text(
        (ToolError("409", "Late", body=body), ToolError("410", "Gone", body=other))
    )


def test_a_description_does_not_stand_where_the_type_belongs() -> None:
    body = {"type": "object", "properties": {"why": {"description": "too_late"}, "when": {}}}
    assert told(body) == "The body of `409` is an object with `why` (any type; too_late); `when`."


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("of_request", [True, False])
def test_every_form_marks_alternatives(form: str, of_request: bool) -> None:
    parameters = {
        "type": "object",
        "properties": {"petId": {"type": "integer"}, **({"cart": EITHER} if of_request else {})},
    }
    result = EITHER if not of_request else {"type": "object"}
    tool = pet(parameters=json.dumps(parameters), result=json.dumps(result), errors=())
    if form not in forms_for(tool):
        pytest.skip("the form does not fit the tool")
    text = render(tool, form)
    marks = {"typescript": ("} | {",), "openapi": ("oneOf:",)}
    if form in ("openai_function", "anthropic_tool", "mcp_tool"):
        assert '"oneOf": [' in text
    else:
        assert any(mark in text for mark in marks.get(form, ("ne of the alternatives",))), text
    assert "Lorry.load" not in text


def test_the_rows_of_a_table_name_fields_as_they_are_in_json() -> None:
    listed = {"type": "array", "items": {"oneOf": [thing(load="A."), {"type": "array", "items": TRAM}]}}
    tool = pet(parameters=json.dumps({"type": "object", "properties": {"cart": EITHER, "carts": listed}}))
    rows = [line.split(" | ")[0].strip("| ") for line in render(tool, "cheat_sheet").split("\n") if line[:3] == "| `"]
    assert rows[:5] == ["`cart`", "`cart` as `Lorry`", "`cart.load`", "`cart` as `Tram`", "`cart.line`"]
    assert rows[5:9] == ["`carts`", "`carts[]` as variant 1", "`carts[].load`", "`carts[]` as variant 2"]
    assert rows[9] == "`carts[][].line`"


def test_a_type_of_typescript_keeps_the_alternatives_without_fields() -> None:
    tool = pet(result=json.dumps({"oneOf": [{"type": "string"}, thing(line="B."), thing(load="A."), {"type": "null"}]}))
    assert "} | string | null;" in render(tool, "typescript")

"""Answers are told in every form: status, media type, headers, further answers, bodies of errors."""

import json
import re
from typing import Any

import pytest
import yaml

from lemnos.records import ArgumentPlace, ResponseHeader, ToolError, ToolResponse
from lemnos.steps.tools.render.forms import forms_for, render
from lemnos.steps.tools.render.protocol.answers import answers_text, error_bodies_text
from lemnos.steps.tools.render.protocol.requests import body_text, places_text
from tests.steps.tools.render.pets import pet

PDF = ToolResponse("200", "The certificate as a PDF.", ("application/pdf",))
TITLE = (
    '{"type":"object","properties":{"title":{"type":"string","description":"What went wrong."}},"required":["title"]}'
)
ETAG = ResponseHeader("ETag", "string", "Version of the pet.")


@pytest.mark.parametrize(
    ("responses", "result", "text"),
    [
        ((), "{}", ""),
        ((ToolResponse("200", "", ("application/json",)),), "{}", ""),
        ((ToolResponse("200", "All pets.", ("application/json",)),), "{}", "The answer: All pets."),
        ((ToolResponse("200", "A pet."),), "", "The answer: A pet."),
        ((PDF,), "", "The body of the answer is `application/pdf`: The certificate as a PDF."),
        ((ToolResponse("204", "", is_empty=True),), "", "A success has the status `204` (No Content) and no body."),
        (
            (ToolResponse("201", "", ("application/vnd.pet+json",)),),
            "{}",
            "A success has the status `201` (Created), and its body is `application/vnd.pet+json`.",
        ),
        (
            (ToolResponse("200", "", ("application/json",), (ETAG,)), ToolResponse("202", "Later.", body=TITLE)),
            "{}",
            "Headers of the answer: `ETag` (Version of the pet). Another answer is `202` (Accepted): Later. Its body "
            "is an object with `title` (string, required; What went wrong).",
        ),
        (
            (ToolResponse("200"), ToolResponse("302", "", headers=(ResponseHeader("Location"),))),
            "{}",
            "Another answer is `302` (Found). Its headers: `Location`.",
        ),
    ],
)
def test_the_words(responses: tuple[ToolResponse, ...], result: str, text: str) -> None:
    assert answers_text(pet(responses=responses, result=result)) == text


def test_bodies_of_errors_are_told_once() -> None:
    problem: dict[str, Any] = {"media_types": ("application/problem+json",), "body": TITLE}
    errors = (ToolError("400", "", **problem), ToolError("404", "", **problem), ToolError("500", ""))
    assert error_bodies_text(errors) == (
        "The body of `400` and `404` is `application/problem+json`, an object with `title` (string, required; "
        "What went wrong)."
    )


@pytest.mark.parametrize("form", forms_for(pet()))
def test_every_form_tells_what_comes_back_without_a_schema(form: str) -> None:
    tool = pet(responses=(PDF,), result="", errors=(ToolError("404", "", body=TITLE),))
    text = " ".join(re.sub(r"(?m)^ \\* ", "", render(tool, form)).split())
    assert "application/pdf" in text
    assert "The certificate as a PDF" in text
    assert "What went wrong" in text


@pytest.mark.parametrize(
    ("form", "expected"), [("typescript", "Promise<void>"), ("python_stub", "-> None:"), ("manual", "no body")]
)
def test_an_answer_without_a_body_has_no_value(form: str, expected: str) -> None:
    text = render(pet(responses=(ToolResponse("204", is_empty=True),), result=""), form)
    assert expected in " ".join(text.split())


def test_openapi_has_the_responses_as_they_are() -> None:
    answer = ToolResponse("201", "", ("application/vnd.pet+json",), (ETAG,))
    error = ToolError("404", "No such pet.", ("application/problem+json",), (), TITLE)
    page = yaml.safe_load(render(pet(responses=(answer,), errors=(error,)), "openapi"))
    (operation,) = [each for item in page["paths"].values() for each in item.values()]
    responses = operation["responses"]
    assert list(responses) == ["201", "404"]
    assert list(responses["201"]["content"]) == ["application/vnd.pet+json"]
    assert responses["201"]["headers"]["ETag"] == {"description": "Version of the pet.", "schema": {"type": "string"}}
    assert responses["404"]["content"]["application/problem+json"]["schema"]["required"] == ["title"]


def test_the_place_and_the_name_that_is_sent_are_told() -> None:
    places = (ArgumentPlace("id", "path"), ArgumentPlace("body_id", "body", "id"), ArgumentPlace("all", "query"))
    tool = pet(places=places, media_type="application/vnd.pet+json")
    assert places_text(tool) == "In the path: `id`. In the body: `body_id` (sent as `id`). In the query: `all`."
    assert body_text(tool) == "The body is sent as `application/vnd.pet+json`."
    for form in ("openai_function", "anthropic_tool", "python_stub", "typescript"):
        assert "(sent as `id`)" in render(tool, form)


@pytest.mark.parametrize("form", ["reference", "manual", "cheat_sheet", "question_answer", "man_page", "python_stub"])
def test_what_a_result_always_has_is_marked(form: str) -> None:
    assert "required" in render(pet(parameters='{"type":"object"}', places=(), result=TITLE, errors=()), form)


def test_bodies_with_the_same_fields_are_told_by_what_differs() -> None:
    one, two = (f'{{"type":"object","properties":{{"kind":{{"enum":["{name}"]}},"id":{{}}}}}}' for name in ("a", "b"))
    text = error_bodies_text((ToolError("400", "", body=one), ToolError("404", "", body=two)))
    assert text.endswith("The body of `404` has the same fields as that of `400`, with `kind` `b`.")


def test_values_are_written_as_json() -> None:
    body = '{"type":"object","properties":{"ok":{"type":"boolean","enum":[false]},"n":{"enum":[1,null]}}}'
    text = error_bodies_text((ToolError("default", "", body=body),))
    assert "`ok` (boolean; always `false`); `n` (integer or null; one of `1`, `null`)" in text


def test_all_values_of_a_field_of_an_error_are_told_unless_they_are_many() -> None:
    def told(count: int) -> str:
        code = {"type": "string", "enum": [f"reason {number}" for number in range(count)]}
        body = json.dumps({"type": "object", "properties": {"code": code}})
        return error_bodies_text((ToolError("default", "It failed.", body=body),))

    assert all(f"`reason {number}`" in told(17) for number in range(17))
    assert "and 20 more" in told(60)


def test_of_several_files_none_is_the_usual_one() -> None:
    kinds = ("image/gif", "image/png")
    answer = ToolResponse("200", "", kinds)
    text = "The body of the answer is `image/gif` or `image/png`."
    assert answers_text(pet(responses=(answer,), result='{"type":"string"}')) == text


@pytest.mark.parametrize(
    ("other", "text"),
    [
        ({"kind": {"type": "string"}}, "The body of `404` is an object with `kind` (string)."),
        (
            {"kind": {"type": "string", "description": "Why it failed"}},
            "The body of `404` is an object with `kind` (string; Why it failed).",
        ),
        ({"kind": {"type": "integer"}}, "The body of `404` is an object with `kind` (integer)."),
        ({"kind": {"enum": ["b"]}}, "The body of `404` has the same fields as that of `400`, with `kind` `b`."),
    ],
)
def test_bodies_are_alike_only_if_what_is_told_of_them_is(other: Any, text: str) -> None:
    one = json.dumps({"type": "object", "properties": {"kind": {"type": "string", "enum": ["a"]}}})
    kind = {"type": "string", **other["kind"]}
    two = json.dumps({"type": "object", "properties": {"kind": kind}})
    assert error_bodies_text((ToolError("400", "", body=one), ToolError("404", "", body=two))).endswith(text)

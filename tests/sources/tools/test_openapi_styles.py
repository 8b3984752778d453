"""How a call writes an argument is read from parameters and encodings of OpenAPI and Swagger."""

from pathlib import Path
from typing import Any

import pytest

from lemnos.records import ArgumentPlace, Tool
from lemnos.sources.tools.openapi.source import OpenApiSource
from lemnos.sources.tools.openapi.styles import PLAIN, Writing, field_writing, parameter_writing


@pytest.mark.parametrize(
    ("raw", "place", "expected"),
    [
        ({}, "query", PLAIN),
        ({"explode": True}, "query", PLAIN),
        ({"explode": False}, "query", Writing("form")),
        ({"style": "spaceDelimited"}, "query", Writing("spaceDelimited")),
        ({"style": "pipeDelimited", "explode": True}, "query", Writing("pipeDelimited", explode=True)),
        ({"style": "deepObject", "explode": True}, "query", Writing("deepObject", explode=True)),
        ({"allowReserved": True}, "query", Writing(allow_reserved=True)),
        ({"allowReserved": True}, "path", PLAIN),
        ({"style": "matrix"}, "query", PLAIN),
        ({"style": "simple"}, "path", PLAIN),
        ({"style": "matrix", "explode": True}, "path", Writing("matrix", explode=True)),
        ({"style": "label"}, "path", Writing("label")),
        ({"explode": True}, "header", Writing("simple", explode=True)),
        ({"explode": False}, "cookie", Writing("form")),
        ({"content": {"application/json": {}}}, "query", Writing("content", media_type="application/json")),
    ],
)
def test_styles_of_openapi_3(raw: dict[str, Any], place: Any, expected: Writing) -> None:
    assert parameter_writing(raw, place, is_swagger=False) == expected


@pytest.mark.parametrize(
    ("collection", "place", "expected"),
    [
        (None, "query", Writing("form")),
        ("csv", "query", Writing("form")),
        ("ssv", "query", Writing("spaceDelimited")),
        ("tsv", "query", Writing("tabDelimited")),
        ("pipes", "query", Writing("pipeDelimited")),
        ("multi", "query", PLAIN),
        ("multi", "form", PLAIN),
        (None, "form", Writing("form")),
        ("multi", "header", PLAIN),
        (None, "path", PLAIN),
        ("pipes", "path", Writing("pipeDelimited")),
    ],
)
def test_collection_formats_of_swagger_2(collection: str | None, place: Any, expected: Writing) -> None:
    raw = {"type": "array", **({"collectionFormat": collection} if collection else {})}
    assert parameter_writing(raw, place, is_swagger=True) == expected
    assert parameter_writing({"type": "string", "collectionFormat": "pipes"}, place, is_swagger=True) == PLAIN


@pytest.mark.parametrize(
    ("encoding", "expected"),
    [
        (None, PLAIN),
        ({"contentType": "image/png, image/jpeg"}, Writing(media_type="image/png")),
        ({"style": "deepObject", "explode": True, "contentType": "text/plain"}, Writing("deepObject", explode=True)),
        ({"explode": True}, Writing("form", explode=True)),
        ({"explode": False}, Writing("form")),
        ({"allowReserved": True}, Writing("form", explode=True, allow_reserved=True)),
    ],
)
def test_encodings_of_forms(encoding: Any, expected: Writing) -> None:
    assert field_writing(encoding) == expected


def read(tmp_path: Path, operation: dict[str, Any], **top: Any) -> Tool:
    import json

    path = tmp_path / "api.json"
    head = {} if "swagger" in top else {"openapi": "3.0.3"}
    api = {**head, "info": {"title": "A", "version": "1"}, **top, "paths": {"/things": {"post": operation}}}
    path.write_text(json.dumps(api))
    tools = [item for shard in OpenApiSource(str(path)).shards() for item in shard.read()]
    assert len(tools) == 1
    assert isinstance(tools[0], Tool)
    return tools[0]


def test_a_form_keeps_the_encoding_of_each_field_and_its_media_type(tmp_path: Path) -> None:
    media = {
        "schema": {"type": "object", "properties": {"card": {"type": "object"}, "note": {"type": "string"}}},
        "encoding": {"card": {"style": "deepObject", "explode": True}},
    }
    tool = read(tmp_path, {"requestBody": {"content": {"application/x-www-form-urlencoded": media}}})
    assert tool.media_type == "application/x-www-form-urlencoded"
    assert tool.places == (
        ArgumentPlace("card", "form", style="deepObject", explode=True),
        ArgumentPlace("note", "form"),
    )


@pytest.mark.parametrize(
    ("consumes", "kind", "expected"),
    [
        ([], "string", "application/x-www-form-urlencoded"),
        (["multipart/form-data"], "string", "multipart/form-data"),
        ([], "file", "multipart/form-data"),
    ],
)
def test_the_form_of_swagger_2(tmp_path: Path, consumes: list[str], kind: str, expected: str) -> None:
    operation = {"consumes": consumes, "parameters": [{"name": "a", "in": "formData", "type": kind}]}
    assert read(tmp_path, operation, swagger="2.0").media_type == expected


def test_an_own_example_of_one_parameter_is_kept_beside_parameters_without(tmp_path: Path) -> None:
    parameters = [
        {"name": "q", "in": "query", "required": True, "schema": {"type": "string"}, "example": "lamp"},
        {"name": "page", "in": "query", "required": True, "schema": {"type": "integer"}},
    ]
    tool = read(tmp_path, {"parameters": parameters})
    assert tool.examples[0].arguments == '{"q":"lamp"}'
    assert '"examples":["lamp"]' in tool.parameters

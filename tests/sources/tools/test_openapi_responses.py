"""Responses keep media types, statuses, headers and bodies."""

import json
from pathlib import Path
from typing import Any

import pytest

from lemnos.records import ResponseHeader, Tool, ToolResponse
from lemnos.sources.tools.openapi import operations
from lemnos.sources.tools.openapi.source import OpenApiSource
from lemnos.sources.tools.schema.refs import Specification

CUP = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}, "size": {"type": "integer"}}}


def read(tmp_path: Path, responses: Any, method: str = "get", **document: Any) -> Tool:
    version = {} if "swagger" in document else {"openapi": "3.0.3"}
    operation = {"responses": responses, **document.pop("operation", {})}
    api = {**version, "info": {"title": "Cups", "version": "1"}, "paths": {"/cups": {method: operation}}, **document}
    (tmp_path / "api.json").write_text(json.dumps(api))
    (tool,) = [item for shard in OpenApiSource(str(tmp_path / "api.json")).shards() for item in shard.read()]
    assert isinstance(tool, Tool)
    return tool


def content(*kinds: str, schema: Any = None) -> dict[str, Any]:
    return {"content": {kind: {"schema": schema} if schema else {} for kind in kinds}}


@pytest.mark.parametrize(
    ("kinds", "kept"),
    [
        (("application/json",), ("application/json",)),
        (("application/vnd.cups+json",), ("application/vnd.cups+json",)),
        (("text/csv", "application/json"), ("application/json", "text/csv")),
        (("application/pdf",), ("application/pdf",)),
        (("*/*",), ()),
    ],
)
def test_the_media_types_of_the_answer(tmp_path: Path, kinds: tuple[str, ...], kept: tuple[str, ...]) -> None:
    tool = read(tmp_path, {"200": {"description": "A cup.", **content(*kinds, schema=CUP)}})
    assert tool.responses[0].media_types == kept


@pytest.mark.parametrize(
    ("kind", "schema"),
    [
        ("application/pdf", {"type": "string", "format": "binary"}),
        ("image/png", {"type": "string", "format": "binary"}),
        ("text/plain", {"type": "string"}),
    ],
)
def test_a_body_without_a_schema_is_what_its_media_type_says(tmp_path: Path, kind: str, schema: Any) -> None:
    tool = read(tmp_path, {"200": {"description": "The certificate.", **content(kind)}})
    assert json.loads(tool.result) == {"description": "The certificate.", **schema}


def test_a_schema_that_only_describes_has_the_type_of_its_media_type(tmp_path: Path) -> None:
    tool = read(tmp_path, {"200": {"description": "", **content("text/plain", schema={"description": "A matrix."})}})
    assert json.loads(tool.result) == {"type": "string", "description": "A matrix."}


def test_json_without_a_schema_is_an_unknown_result_with_its_description(tmp_path: Path) -> None:
    tool = read(tmp_path, {"200": {"description": "The cups on the shelf.", **content("application/json")}})
    assert tool.result == ""
    assert tool.responses == (ToolResponse("200", "The cups on the shelf.", ("application/json",)),)


def test_swagger_2_produces_what_it_says(tmp_path: Path) -> None:
    file = {"200": {"description": "A picture.", "schema": {"type": "file"}}}
    tool = read(tmp_path, file, swagger="2.0", produces=["application/json", "image/png"])
    assert tool.responses[0].media_types == ("image/png",)
    cup = {"200": {"description": "A cup.", "schema": CUP}}
    tool = read(tmp_path, cup, swagger="2.0", produces=["x/y"], operation={"produces": ["text/csv", "application/xml"]})
    assert tool.responses[0].media_types == ("text/csv", "application/xml")
    assert "can also be returned as application/xml" in tool.result


@pytest.mark.parametrize(("code", "method"), [("204", "get"), ("205", "put"), ("200", "head")])
def test_an_answer_without_a_body(tmp_path: Path, code: str, method: str) -> None:
    tool = read(tmp_path, {code: {"description": "Gone.", **content("application/json", schema=CUP)}}, method)
    given = ("application/json",)
    assert (tool.result, tool.responses) == ("", (ToolResponse(code, "Gone.", is_empty=True, empty_types=given),))


@pytest.mark.parametrize(
    ("produces", "given"),
    [
        (["application/xml", "application/json"], ("application/json", "application/xml")),
        (["text/html"], ("text/html",)),
        ([], ()),
    ],
)
def test_swagger_2_gives_media_types_to_answers_without_a_body_too(
    tmp_path: Path, produces: list[str], given: tuple[str, ...]
) -> None:
    tool = read(tmp_path, {"204": {"description": "Gone."}}, "delete", swagger="2.0", produces=produces)
    assert tool.responses[0].empty_types == given
    assert tool.responses[0].media_types == ()
    any_status = read(tmp_path, {"default": {"description": "Gone."}}, "delete", swagger="2.0", produces=produces)
    assert any_status.responses[0].empty_types == given
    assert read(tmp_path, {"204": {"description": "Gone."}}, "delete").responses[0].empty_types == ()


def test_the_first_success_with_a_body_is_the_result_and_the_others_are_kept(tmp_path: Path) -> None:
    tool = read(
        tmp_path,
        {
            "302": {"description": "Elsewhere.", "headers": {"Location": {"schema": {"type": "string"}}}},
            "200": {"description": "OK"},
            "201": {"description": "Made.", **content("application/json", schema=CUP)},
            "202": {"description": "Soon.", **content("text/plain", schema={"type": "string"})},
            "default": {"description": "A failure."},
        },
    )
    assert [(each.code, each.description) for each in tool.responses] == [
        ("201", ""), ("302", "Elsewhere."), ("200", ""), ("202", "Soon."),
    ]  # fmt: skip
    assert json.loads(tool.responses[3].body) == {"type": "string"}
    assert tool.responses[1].headers == (ResponseHeader("Location", "string"),)
    assert [error.code for error in tool.errors] == ["default"]


def test_a_response_and_its_schema_are_both_described(tmp_path: Path) -> None:
    schema = {**CUP, "description": "A cup."}
    tool = read(tmp_path, {"200": {"description": "All cups at once.", **content("application/json", schema=schema)}})
    assert json.loads(tool.result)["description"] == "A cup."
    assert tool.responses[0].description == "All cups at once."
    assert read(tmp_path, {"200": {"description": "A cup.", **content("a/json", schema=schema)}}).responses[0] == (
        ToolResponse("200", "", ("a/json",))
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("What the cup is made of.", True),
        ("Request body", False),
        ("The parameters for the request.", False),
        ("", False),
    ],
)
def test_what_is_said_of_the_body_is_told(tmp_path: Path, text: str, told: bool) -> None:
    operation = {"summary": "Make a cup", "requestBody": {"description": text, **content("a/json", schema=CUP)}}
    tool = read(tmp_path, {}, "post", operation=operation)
    assert tool.description == ("Make a cup.\n\nThe body: What the cup is made of." if told else "Make a cup")


def test_errors_keep_media_type_headers_and_body(tmp_path: Path) -> None:
    header = {"Retry-After": {"$ref": "#/components/headers/After"}, "Content-Type": {"schema": {"type": "string"}}}
    problem = {"description": "Too fast.", "headers": header, **content("application/problem+json", schema=CUP)}
    components = {"headers": {"After": {"description": "Seconds.", "schema": {"type": "integer"}}}}
    (error,) = read(tmp_path, {"200": {"description": ""}, "429": problem}, components=components).errors
    assert error.media_types == ("application/problem+json",)
    assert error.headers == (ResponseHeader("Retry-After", "integer", "Seconds."),)
    assert json.loads(error.body) == CUP


def test_one_way_properties_are_left_out_of_the_other_way_at_any_depth(tmp_path: Path) -> None:
    inner = {"type": "object", "required": ["at", "pin"], "properties": {
        "at": {"type": "string", "readOnly": True}, "pin": {"type": "string", "writeOnly": True}}}  # fmt: skip
    cup = {"type": "object", "properties": {"lid": {"$ref": "#/components/schemas/Lid"}, "size": {"type": "integer"}}}
    body = {"requestBody": content("application/json", schema=cup)}
    answer = {"200": {"description": "", **content("application/json", schema=cup)}}
    tool = read(tmp_path, answer, "post", operation=body, components={"schemas": {"Lid": inner}})
    lid = json.loads(tool.parameters)["$defs"]["Lid"]
    assert (list(lid["properties"]), lid["required"]) == (["pin"], ["pin"])
    lid = json.loads(tool.result)["$defs"]["Lid"]
    assert (list(lid["properties"]), lid["required"]) == (["at"], ["at"])


def test_swagger_2_consumes_what_it_says(tmp_path: Path) -> None:
    operation = {"summary": "Make a cup", "parameters": [{"name": "cup", "in": "body", "schema": CUP}]}
    tool = read(tmp_path, {}, "post", swagger="2.0", consumes=["text/xml", "application/json"], operation=operation)
    assert tool.media_type == "application/json"
    assert tool.description == "Make a cup.\n\nThe body can also be sent as text/xml."
    operation["consumes"] = ["application/xml"]
    tool = read(tmp_path, {}, "post", swagger="2.0", consumes=["application/json"], operation=operation)
    assert (tool.media_type, tool.description) == ("application/xml", "Make a cup")


def test_the_names_of_xml_are_told(tmp_path: Path) -> None:
    tag = {"type": "string", "xml": {"name": "tag"}}
    cup = {"type": "object", "xml": {"name": "Cup"}, "properties": {
        "id": {"type": "integer", "xml": {"attribute": True}},
        "lidSize": {"type": "integer", "xml": {"name": "lid-size"}},
        "tags": {"type": "array", "xml": {"wrapped": True}, "items": tag},
        "plain": {"type": "array", "items": tag},
        "same": {"type": "string"}}}  # fmt: skip
    told = (
        "In XML, the root element is `Cup`; `id` is an attribute; `lidSize` is an element `lid-size`; `tags` is an "
        "element `tags` with an element `tag` for each item; each item of `plain` is an element `tag`."
    )
    body = {
        "summary": "Make a cup",
        "requestBody": content("application/xml", schema={"$ref": "#/components/schemas/C"}),
    }
    answer = {"200": {"description": "", **content("text/xml", schema={"$ref": "#/components/schemas/C"})}}
    tool = read(tmp_path, answer, "post", operation=body, components={"schemas": {"C": cup}})
    assert tool.description == f"Make a cup.\n\n{told}"
    assert json.loads(tool.result)["description"] == told


def test_names_of_xml_that_are_those_of_the_schema_or_of_a_json_body_are_not_told(tmp_path: Path) -> None:
    for kind, xml in (("application/xml", {}), ("application/json", {"name": "Cup"})):
        schema = {**CUP, "xml": xml}
        tool = read(tmp_path, {"200": {"description": "", **content(kind, schema=schema)}})
        assert "XML" not in tool.result


def test_a_body_in_xml_keeps_the_names_of_its_elements(tmp_path: Path) -> None:
    lid = {"type": "object", "properties": {"size": {"type": "integer", "xml": {"name": "lid-size"}}}}
    cup = {
        "type": "object",
        "required": ["id"],
        "properties": {
            "id": {"type": "integer", "example": 3, "xml": {"attribute": True, "namespace": "urn:cups"}},
            "lid": {"$ref": "#/components/schemas/Lid"},
        },
    }
    components = {"schemas": {"Cup": cup, "Lid": lid}}
    for kind, is_kept in (("application/xml", True), ("application/json", False)):
        body = {"content": {kind: {"schema": {"$ref": "#/components/schemas/Cup"}}}}
        tool = read(tmp_path, {}, "post", operation={"requestBody": body}, components=components)
        schema = json.loads(tool.parameters)
        assert (schema["properties"]["id"].get("xml") == {"attribute": True}) == is_kept
        assert (schema.get("xml") == {"name": "Cup"}) == is_kept
        assert ("lid-size" in tool.parameters) == is_kept


@pytest.mark.parametrize(
    ("description", "schema", "is_failure"),
    [
        ("Unexpected error", None, True),
        ("The error payload.", None, True),
        ("An unexpected problem", None, True),
        ("", {"$ref": "#/components/schemas/ApiError"}, True),
        ("Default response", {"$ref": "#/components/schemas/Cup"}, False),
        ("The cups, without errors", None, False),
        ("Successful operation", None, False),
    ],
)
def test_the_only_answer_is_a_failure_if_it_says_so(
    tmp_path: Path, description: str, schema: Any, *, is_failure: bool
) -> None:
    body = content("application/json", schema=schema) if schema else {}
    components = {"schemas": {"ApiError": CUP, "Cup": CUP}}
    tool = read(tmp_path, {"default": {"description": description, **body}}, components=components)
    assert (bool(tool.errors), bool(tool.responses)) == (is_failure, not is_failure)


def test_fields_beyond_the_bounds_are_named_although_the_reference_has_a_description(tmp_path: Path) -> None:
    schemas: dict[str, Any] = {
        f"L{n}": {"type": "object", "properties": {"x": {"allOf": [{"$ref": f"#/components/schemas/L{n + 1}"}],
                                                         "description": "Its own words."}}}
        for n in range(8)
    }  # fmt: skip
    schemas["L8"] = {"type": "object", "properties": {"end": {"type": "string"}}}
    answer = {"200": {"description": "", **content("application/json", schema={"$ref": "#/components/schemas/L0"})}}
    tool = read(tmp_path, answer, components={"schemas": schemas})
    inner = json.loads(tool.result)["$defs"]["L6"]
    assert inner["properties"] == {"x": {"type": "object", "description": "Its fields are left out here."}}


@pytest.mark.parametrize(
    ("later", "told"),
    [
        ({"example": "tin"}, {"type": "string", "description": "Its kind.", "examples": ["tin"]}),
        ({"default": "tin"}, {"type": "string", "description": "Its kind.", "default": "tin"}),
        ({"enum": ["tin"]}, {"type": "string", "description": "Its kind.", "enum": ["tin"]}),
        ({"description": "Of tin."}, {"type": "string", "description": "Of tin.", "examples": ["clay"],
                                      "default": "clay"}),
    ],
)  # fmt: skip
def test_a_property_of_the_body_is_as_the_later_part_says(
    tmp_path: Path, later: dict[str, Any], told: dict[str, Any]
) -> None:
    base = {"type": "string", "description": "Its kind.", "example": "clay"}
    base = base if "default" in later or "enum" in later or "example" in later else {**base, "default": "clay"}
    parts = [{"type": "object", "properties": {"kind": each}} for each in (base, later)]
    body = {"content": {"application/json": {"schema": {"allOf": parts}}}}
    tool = read(tmp_path, {}, "post", operation={"requestBody": body})
    assert json.loads(tool.parameters)["properties"]["kind"] == told


def test_the_example_of_a_parameter_is_of_its_type(tmp_path: Path) -> None:
    pages = [{"name": "page", "in": "query", "schema": {"type": "integer"}, "examples": {"first": {"value": "1"}}}]
    tool = read(tmp_path, {}, operation={"parameters": pages})
    assert json.loads(tool.parameters)["properties"]["page"] == {"type": "integer", "examples": [1]}


@pytest.mark.parametrize(
    ("name", "schema", "description", "value"),
    [
        ("api-version", {"type": "string"}, "", "1"),
        ("version", {"type": "integer"}, "API version.", 1),
        ("version", {"type": "string"}, "The version of the API", "1"),
        ("version", {"type": "string"}, "The version of the cup", None),
    ],
)
def test_the_version_of_the_api_is_the_example_of_what_asks_for_it(
    tmp_path: Path, name: str, schema: dict[str, Any], description: str, value: object
) -> None:
    parameter = {"name": name, "in": "query", "required": True, "schema": schema, "description": description}
    tool = read(tmp_path, {}, operation={"parameters": [parameter]})
    assert json.loads(tool.parameters)["properties"][name].get("examples", [None]) == [value]


def test_results_are_read_whole_for_those_who_answer_in_the_place_of_the_api(tmp_path: Path) -> None:
    deepest = 12
    schemas = {
        f"Part{number}": {
            "type": "object",
            "required": ["inner"],
            "properties": {"inner": {"$ref": f"#/components/schemas/Part{number + 1}"}},
        }
        for number in range(deepest)
    }
    schemas[f"Part{deepest}"] = CUP
    top = content("application/json", schema={"$ref": "#/components/schemas/Part0"})
    responses = {"200": {"description": "Parts.", **top}, "400": {"description": "Wrong.", **top}}
    cut = read(tmp_path, responses, components={"schemas": schemas})
    items = [item for shard in OpenApiSource(str(tmp_path / "api.json"), whole=True).shards() for item in shard.read()]
    (whole,) = items
    assert isinstance(whole, Tool)
    assert ("result_cut" in cut.repaired, "result_cut" in whole.repaired) == (True, False)
    assert (whole.id, whole.parameters) == (cut.id, cut.parameters)
    for text in (whole.result, whole.errors[0].body):
        assert json.loads(text)["$defs"][f"Part{deepest}"]["required"] == ["id"]


def test_a_schema_of_many_operations_counts_once_where_all_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operations, "WHOLE_BYTES", 20_000)
    text = {"type": "string", "description": "What is written on the label of a cup or of another vessel."}
    label = {"type": "object", "properties": {f"line{number}": text for number in range(100)}}
    top = content("application/json", schema={"$ref": "#/components/schemas/Label"})
    paths = {f"/cups{number}": {"get": {"responses": {"200": {"description": "", **top}}}} for number in range(9)}
    api = {"openapi": "3.0.3", "info": {"title": "Cups", "version": "1"}, "paths": paths}
    (tmp_path / "api.json").write_text(json.dumps(api | {"components": {"schemas": {"Label": label}}}))
    items = [item for shard in OpenApiSource(str(tmp_path / "api.json"), whole=True).shards() for item in shard.read()]
    tools = [item for item in items if isinstance(item, Tool)]
    assert len({tool.result for tool in tools}) == 1
    assert ["result_cut" in tool.repaired for tool in tools] == [False] * 9
    assert sum(len(tool.result) for tool in tools) > 20_000


@pytest.mark.parametrize(
    ("name", "schema", "is_kept"),
    [
        ("Location", {"type": "string", "pattern": "^/cups/"}, True),
        ("Location", {"type": "string"}, False),
        ("X-Request", {"type": "string", "pattern": "^/cups/"}, False),
    ],
)
def test_the_form_of_an_address_is_kept(tmp_path: Path, name: str, schema: dict[str, Any], is_kept: bool) -> None:
    tool = read(tmp_path, {"201": {"description": "Made.", "headers": {name: {"schema": schema}}}}, "post")
    assert [header.schema != "" for header in tool.responses[0].headers] == [is_kept]


def test_what_is_served_lacks_optional_properties_that_no_value_can_be(tmp_path: Path) -> None:
    never = {"type": "integer", "enum": ["1 (small)", "2 (large)"]}
    cup = {
        "type": "object",
        "required": ["kind"],
        "properties": {
            "kind": {"type": "string", "enum": [1, 2]},
            "size": never,
            "grade": {"$ref": "#/components/schemas/Grade"},
            "colour": {"type": "string", "enum": ["red", 7]},
            "lid": {"type": "boolean", "nullable": True, "enum": [True, None]},
        },
    }
    media = {"application/json": {"schema": cup}}
    operation = {"requestBody": {"content": media}, "responses": {"200": {"description": "", "content": media}}}
    description = {
        "openapi": "3.0.0",
        "info": {"title": "Cups", "version": "1"},
        "paths": {"/cup": {"put": operation}},
        "components": {"schemas": {"Grade": never}},
    }
    (tmp_path / "api.json").write_text(json.dumps(description))
    shown = {}
    read_as = {}
    for whole in (True, False):
        source = OpenApiSource(str(tmp_path / "api.json"), whole=whole)
        tool = next(item for shard in source.shards() for item in shard.read() if isinstance(item, Tool))
        shown[whole] = json.loads(tool.result)["properties"]
        read_as[whole] = tool.id, tool.parameters
    assert read_as[True] == read_as[False]
    assert list(shown[True]) == ["kind", "colour", "lid"]
    assert shown[True]["colour"]["enum"] == ["red"]
    assert list(shown[False]) == ["kind", "size", "grade", "colour", "lid"]


def test_what_is_served_is_told_apart_by_the_names_of_schemas(tmp_path: Path) -> None:
    def named(kind: dict[str, Any]) -> dict[str, Any]:
        return {"type": "object", "properties": {"kind": kind, "size": {"type": "integer"}}}

    branches = [{"$ref": "#/components/schemas/Mug"}, {"$ref": "#/components/schemas/Jug"}]
    either = {"anyOf": branches, "discriminator": {"propertyName": "kind"}}
    read_as = {}
    for kind in ({"type": "string"}, {"type": "string", "enum": ["mug", "jug"]}):
        schemas = {"Mug": named(kind), "Jug": named(kind)}
        description = {
            "openapi": "3.0.0",
            "info": {"title": "Cups", "version": "1"},
            "paths": {
                "/cup": {
                    "get": {"responses": {"200": {"description": "", **content("application/json", schema=either)}}}
                }
            },
            "components": {"schemas": schemas},
        }
        (tmp_path / "api.json").write_text(json.dumps(description))
        source = OpenApiSource(str(tmp_path / "api.json"), whole=True)
        tool = next(item for shard in source.shards() for item in shard.read() if isinstance(item, Tool))
        read_as["enum" in kind] = [
            each["allOf"][1]["properties"]["kind"]["const"] if "allOf" in each else ""
            for each in json.loads(tool.result)["anyOf"]
        ]
    assert read_as == {False: ["Mug", "Jug"], True: ["", ""]}


def test_branches_that_a_discriminator_cannot_tell_are_not_answered() -> None:
    def named(*kinds: str) -> dict[str, Any]:
        return {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string", "enum": list(kinds)}}}

    one_of = [{"$ref": f"#/components/schemas/{name}"} for name in ("Cat", "Dog")]
    schema = {"oneOf": one_of, "discriminator": {"propertyName": "kind"}}
    get = {"responses": {"200": {"description": "", "content": {"application/json": {"schema": schema}}}}}
    value = {
        "openapi": "3.0.0",
        "info": {"title": "T", "version": "1"},
        "paths": {"/a": {"get": get}},
        "components": {"schemas": {"Cat": named("Cat", "Lion"), "Dog": {"allOf": [named("dog")]}}},
    }
    file = operations.OpenApiFile(Specification("t.yaml", value), lambda _: None, source="t.yaml", size=1, whole=True)
    (tool,) = file.tools()
    assert isinstance(tool, Tool)
    result = json.loads(tool.result)
    assert [each["allOf"][1]["properties"]["kind"]["const"] for each in result["oneOf"]] == ["Cat"]

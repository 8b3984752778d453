"""OpenAPI descriptions become tools: every version, every place of a parameter, references, what is broken."""

import io
import json
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from lemnos.errors import InputError
from lemnos.records import ArgumentPlace, Rejected, Tool, ToolError, ToolExample
from lemnos.sources.tools.detect import detect
from lemnos.sources.tools.openapi.names import first_server
from lemnos.sources.tools.openapi.source import OpenApiSource, looks_like

PETS: dict[str, Any] = {
    "openapi": "3.0.3",
    "info": {"title": "Pets", "version": "1.2", "license": {"name": "Apache 2.0"}, "x-providerName": "pets.example"},
    "servers": [{"url": "https://{zone}.pets.example/v1/", "variables": {"zone": {"default": "eu"}}}],
    "paths": {
        "/pets/{id}": {
            "parameters": [
                {"$ref": "#/components/parameters/Trace"},
                {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}},
            ],
            "put": {
                "operationId": "pets.update",
                "summary": "Updates a pet.",
                "description": "Updates a pet.<br>All fields are replaced.",
                "tags": ["pets", "pets", 3],
                "deprecated": True,
                "parameters": [
                    {"name": "dry_run", "in": "query", "schema": {"type": "boolean", "default": False}},
                    {"name": "Accept", "in": "header", "schema": {"type": "string"}},
                    {"name": "session", "in": "cookie", "content": {"text/plain": {"schema": {"type": "string"}}}},
                ],
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/xml": {"schema": {"type": "string"}},
                        "application/json": {
                            "schema": {"$ref": "#/components/schemas/Pet"},
                            "example": {"id": 7, "name": "Rex", "unknown": 1},
                        },
                    },
                },
                "responses": {
                    "404": {"$ref": "#/components/responses/Missing"},
                    "200": {
                        "description": "The pet as it is now.",
                        "content": {
                            "application/json": {
                                "schema": {"$ref": "#/components/schemas/Pet"},
                                "examples": {"one": {"value": {"name": "Rex"}}},
                            }
                        },
                    },
                    "default": {"description": ""},
                },
            },
        }
    },
    "components": {
        "parameters": {
            "Trace": {"name": "X-Trace", "in": "header", "description": "An <b>id</b>.", "schema": {"type": "string"}}
        },
        "responses": {"Missing": {"description": "No such pet."}},
        "schemas": {
            "Named": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}},
            "Pet": {
                "allOf": [
                    {"$ref": "#/components/schemas/Named"},
                    {
                        "properties": {
                            "id": {"type": "string", "description": "Its tag."},
                            "created": {"type": "string", "readOnly": True},
                            "friends": {"type": "array", "items": {"$ref": "#/components/schemas/Pet"}},
                        }
                    },
                ]
            },
        },
    },
}


def write(folder: Path, files: dict[str, Any]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content if isinstance(content, str) else yaml.safe_dump(content, sort_keys=False))
    return folder


def read(path: Path | str, checked: int | None = None, **options: Any) -> tuple[list[Tool], list[Rejected]]:
    """Return what a source holds; the schemas of the first ``checked`` tools are checked, of all if None."""
    items = [item for shard in OpenApiSource(str(path), **options).shards() for item in shard.read()]
    tools = [item for item in items if isinstance(item, Tool)]
    for tool in tools[:checked]:
        for schema in filter(None, (tool.parameters, tool.result)):
            Draft202012Validator.check_schema(json.loads(schema))
    return tools, [item for item in items if isinstance(item, Rejected)]


def test_an_operation_with_all_that_it_may_have(tmp_path: Path) -> None:
    (tool,), rejected = read(write(tmp_path / "in", {"pets.yaml": PETS}) / "pets.yaml")
    assert rejected == []
    parameters = json.loads(tool.parameters)
    pet = parameters["$defs"].pop("Pet")
    assert parameters == {
        "type": "object",
        "properties": {
            "id": {"type": "integer"},
            "dry_run": {"type": "boolean", "default": False},
            "session": {"type": "string"},
            "name": {"type": "string"},
            "body_id": {"type": "string", "description": "Its tag."},
            "friends": {"type": "array", "items": {"$ref": "#/$defs/Pet"}},
            "X-Trace": {"type": "string", "description": "An id."},
        },
        "required": ["id", "name"],
        "$defs": {
            "Named": {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]},
        },
    }
    assert pet["allOf"][0] == {"$ref": "#/$defs/Named"}
    assert tool.places == (
        ArgumentPlace("id", "path"),
        ArgumentPlace("dry_run", "query"),
        ArgumentPlace("session", "cookie", style="content", media_type="text/plain"),
        ArgumentPlace("name", "body"),
        ArgumentPlace("body_id", "body", "id"),
        ArgumentPlace("friends", "body"),
        ArgumentPlace("X-Trace", "header"),
    )
    assert json.loads(tool.result)["description"] == "The pet as it is now."
    assert tool.errors == (ToolError("404", "No such pet."),)
    assert tool.examples == (ToolExample('{"body_id":"7","name":"Rex"}', '{"name":"Rex"}'),)  # the id is missing
    assert (tool.name, tool.method, tool.path) == ("pets_update", "PUT", "/pets/{id}")
    assert (tool.provider, tool.api, tool.version, tool.licence) == ("pets.example", "Pets", "1.2", "Apache-2.0")
    assert tool.server == "https://eu.pets.example/v1"
    assert tool.description == (
        "Updates a pet.\nAll fields are replaced.\n\nThe body can also be sent as application/xml."
    )
    assert (tool.tags, tool.deprecated, tool.repaired) == (("pets", "3"), True, ())
    assert tool.source == "pets.yaml#/paths/~1pets~1{id}/put"


def test_swagger_2_with_body_form_and_file(tmp_path: Path) -> None:
    swagger = {
        "swagger": "2.0",
        "info": {"title": "Old", "version": 2.0},
        "host": "api.old.example",
        "basePath": "/v2",
        "schemes": ["http"],
        "paths": {
            "/orders": {
                "post": {
                    "parameters": [
                        {"in": "body", "name": "order", "required": True, "schema": {"$ref": "#/definitions/Order"}}
                    ],
                    "responses": {
                        "201": {"description": "created", "schema": {"type": "string"}, "examples": {"a/json": "x"}}
                    },
                }
            },
            "/orders/{id}/scan": {
                "post": {
                    "parameters": [
                        {
                            "in": "formData",
                            "name": "scan",
                            "type": "file",
                            "required": True,
                            "description": "The scan.",
                        },
                        {"in": "formData", "name": "dpi", "type": "integer", "minimum": 72, "x-example": 300},
                    ]
                }
            },
            "/tags": {"put": {"parameters": [{"in": "body", "name": "tags", "schema": {"type": "array"}}]}},
        },
        "definitions": {"Order": {"type": "object", "properties": {"items": {"type": "integer", "x-nullable": True}}}},
    }
    (order, scan, tags), _ = read(write(tmp_path / "in", {"old.yaml": swagger}) / "old.yaml")
    assert (order.name, order.server, order.provider, order.version) == (
        "post_orders",
        "http://api.old.example/v2",
        "old.example",
        "2.0",
    )
    assert json.loads(order.parameters)["properties"] == {"items": {"type": ["integer", "null"]}}
    assert json.loads(order.result) == {"type": "string"}
    assert order.examples == (ToolExample("{}", '"x"'),)
    assert scan.name == "post_orders_scan_by_id"
    assert json.loads(scan.parameters) == {
        "type": "object",
        "properties": {
            "id": {"type": "string"},
            "scan": {"type": "string", "format": "binary", "description": "The scan."},
            "dpi": {"type": "integer", "minimum": 72, "examples": [300]},
        },
        "required": ["id", "scan"],
    }
    assert [place.place for place in scan.places] == ["path", "form", "form"]
    assert scan.repaired == ("undeclared_path_parameter",)
    assert tags.places == (ArgumentPlace("tags", "body", "$"),)


def test_version_3_1_with_a_body_of_alternatives(tmp_path: Path) -> None:
    api = {
        "openapi": "3.1.0",
        "info": {"title": "New", "version": "1", "license": {"identifier": "MIT"}},
        "paths": {
            "/shapes": {
                "post": {
                    "operationId": "draw",
                    "requestBody": {
                        "description": "A shape.",
                        "content": {
                            "application/json": {
                                "schema": {
                                    "oneOf": [{"$ref": "#/$defs/Square"}, {"const": 1}, {"type": ["string", "null"]}]
                                },
                                "examples": {"a": {"$ref": "#/components/examples/One"}},
                            }
                        },
                    },
                    "responses": {"2XX": {"content": {"text/plain": {}}}},
                }
            }
        },
        "$defs": {"Square": {"type": "object", "properties": {"side": {"exclusiveMinimum": 0}}}},
        "components": {"examples": {"One": {"value": 1}}},
    }
    (tool,), _ = read(write(tmp_path / "in", {"a/new.yaml": api}), provider="new.example")
    assert json.loads(tool.parameters) == {
        "type": "object",
        "properties": {
            "body": {
                "description": "A shape.",
                "oneOf": [{"$ref": "#/$defs/Square"}, {"const": 1}, {"type": ["string", "null"]}],
            }
        },
        "$defs": {"Square": {"type": "object", "properties": {"side": {"exclusiveMinimum": 0}}}},
    }
    assert tool.places == (ArgumentPlace("body", "body", "$"),)
    assert tool.examples == (ToolExample('{"body":1}'),)
    assert (tool.provider, tool.licence, tool.result) == ("new.example", "MIT", '{"type":"string"}')
    assert tool.source == "in/a/new.yaml#/paths/~1shapes/post"


SPLIT: dict[str, Any] = {
    "api/openapi.yaml": {
        "openapi": "3.0.0",
        "info": {"title": "Split", "version": "1"},
        "paths": {
            "/a": {"$ref": "paths/a.yaml"},
            "/gone": {"$ref": "paths/gone.yaml"},
            "/web": {"get": {"parameters": [{"$ref": "https://x.example/p.yaml"}, {"$ref": "../../secret.yaml"}]}},
        },
    },
    "api/paths/a.yaml": {
        "get": {
            "operationId": "getA",
            "parameters": [{"name": "q", "in": "query", "schema": {"$ref": "../models.yaml#/Query"}}],
        }
    },
    "api/models.yaml": {
        "Query": {"properties": {"next": {"$ref": "#/Query"}, "up": {"$ref": "./models.yaml#/Up"}}},
        "Up": {"enum": ["x"]},
    },
}  # fmt: skip


def split_archive(folder: Path, kind: str) -> Path:
    texts = {name: yaml.safe_dump(content).encode() for name, content in SPLIT.items()}
    path = folder / f"split.{kind}"
    if kind == "zip":
        with zipfile.ZipFile(path, "w") as archive:
            for name, text in texts.items():
                archive.writestr(name, text)
        return path
    with tarfile.open(path, "w:gz" if kind == "tgz" else "w") as tar:
        for name, text in texts.items():
            member = tarfile.TarInfo(name)
            member.size = len(text)
            tar.addfile(member, io.BytesIO(text))
    return path


@pytest.mark.parametrize("kind", ["folder", "zip", "tar", "tgz"])
def test_references_across_files_of_one_input_and_none_out_of_it(tmp_path: Path, kind: str) -> None:
    (tmp_path / "secret.yaml").write_text("name: secret\nin: query\nschema: {}")
    path = write(tmp_path / "in", SPLIT) if kind == "folder" else split_archive(tmp_path, kind)
    tools, rejected = read(path)
    first, second = tools
    assert json.loads(first.parameters) == {
        "type": "object",
        "properties": {"q": {"$ref": "#/$defs/Query"}},
        "$defs": {
            "Query": {"type": "object", "properties": {"next": {"$ref": "#/$defs/Query"}, "up": {"enum": ["x"]}}}
        },
    }
    assert (second.name, second.parameters) == ("get_web", '{"type":"object","properties":{}}')
    assert second.repaired == ("missing_parameter_ref",)
    assert sorted(item.rule for item in rejected) == ["missing_ref", "not_openapi", "not_openapi"]
    (gone,) = [item for item in rejected if item.rule == "missing_ref"]
    assert gone.reason == "the reference paths/gone.yaml leads nowhere"
    assert gone.source.endswith("api/openapi.yaml#/paths/~1gone")


@pytest.mark.parametrize(
    ("text", "rule", "where"),
    [
        ("openapi: 3.0.0\npaths: [", "not_yaml", ":3"),
        ("openapi: 3.0.0\ninfo: {}", "no_paths", "#/paths"),
        ("openapi: 3.1.0\nwebhooks: {a: {}}", "no_paths", "#/paths"),
        ("openapi: 3.0.0\npaths: {}", "no_operations", "#/paths"),
        ("openapi: 3.0.0\npaths: {/a: 1}", "path_not_object", "#/paths/~1a"),
        ("openapi: 3.0.0\npaths: {/a: {get: later}}", "operation_not_object", "#/paths/~1a/get"),
        ("swaggerVersion: '1.2'\npaths: {}", "swagger_1", ""),
        ("- openapi", "not_openapi", ""),
        ("a: 1", "not_openapi", ""),
        ("openapi: 3.0.0\npaths: " + "[" * 999, "nesting", ":2"),
    ],
)
def test_what_is_broken_is_rejected_with_its_place(tmp_path: Path, text: str, rule: str, where: str) -> None:
    tools, (rejected,) = read(write(tmp_path / "in", {"x.yaml": text}))
    assert tools == []
    assert (rejected.stage, rejected.rule, rejected.source) == ("tools", rule, f"in/x.yaml{where}")


def test_one_bad_operation_does_not_cost_the_others(tmp_path: Path) -> None:
    text = """
openapi: 3.0.0
info: {title: T, version: 1}
paths:
  /a:
    get: {operationId: twice, parameters: [5, {in: query}, {name: p, in: nowhere, schema: {$ref: '#/gone'}}]}
    post: {operationId: twice, responses: [1], requestBody: {$ref: '#/gone'}}
    patch: null
  /a:
    DELETE: {operationId: twice, parameters: {a: 1}, responses: {'200': {content: 3}, 400: null, 418: {}}}
"""
    tools, rejected = read(write(tmp_path / "in", {"x.yaml": text}))
    assert [(item.rule, item.source) for item in rejected] == [("duplicate_key", "in/x.yaml:9")]
    assert [(tool.name, tool.method, tool.errors) for tool in tools] == [
        ("twice", "DELETE", (ToolError("400", "Bad Request"), ToolError("418", "I'm a Teapot")))
    ]
    text = text.replace("  /a:\n    DELETE", "  /b:\n    DELETE")
    tools, rejected = read(write(tmp_path / "again", {"x.yaml": text}))
    assert [tool.name for tool in tools] == ["twice", "twice_2", "twice_3"]
    assert [item.rule for item in rejected] == ["operation_not_object"]
    assert tools[0].repaired == ("missing_ref", "parameter_not_object", "parameter_place", "parameter_without_name")
    assert tools[1].repaired == ("missing_body_ref", "operation_id_repeated")


def test_names_are_function_names_and_never_repeat(tmp_path: Path) -> None:
    long = "averyveryverylongname" * 5
    paths = {
        "/a": {"get": {"operationId": long}, "put": {"operationId": long + "2"}},
        "/v1/users/{user-id}/keys": {"get": {}, "post": {"operationId": "Ключ"}},
        "/": {"get": {"operationId": ""}},
    }
    api = {"openapi": "3.0.0", "info": {"title": "T", "version": "1"}, "paths": paths}
    tools, _ = read(write(tmp_path / "in", {"x.yaml": api}))
    assert [tool.name for tool in tools] == [
        long[:64],
        long[:62] + "_2",
        "get_v1_users_keys_by_user-id",
        "post_v1_users_keys_by_user-id",
        "get",
    ]


def test_files_are_grouped_and_a_large_one_is_a_shard_of_its_own(tmp_path: Path) -> None:
    small = json.dumps(PETS)
    large = json.dumps(PETS | {"x-filling": "x" * 3_000_000})
    folder = write(tmp_path / "in", {"a.json": small, "b.json": small, "c.json": large, "d.json": small, "e.txt": "no"})
    source = OpenApiSource(str(folder))
    shards = list(source.shards())
    assert [len(list(shard.read())) for shard in shards] == [2, 1, 1]
    assert source.progress()[0] == source.progress()[1] == 3 * len(small) + len(large)
    assert len(list(source.shards(limit=1))) == 1
    assert source.identity()["files"] == 4


def test_an_empty_folder_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("nothing")
    with pytest.raises(InputError, match="no API descriptions here"):
        list(OpenApiSource(str(tmp_path)).shards())


@pytest.mark.parametrize(
    ("head", "yes"),
    [
        (b"openapi: 3.0.1\n", True),
        (b'{"swagger":"2.0"', True),
        (b"# hello\nswagger: '2.0'", True),
        (b'{"info": {"x": 1}, "openapi" : "3.1.0"', True),
        (b'{"tools": [{"name": "openapi"}]}', False),
        (b"notopenapi: 3", False),
    ],
)
def test_the_look_of_a_description(head: bytes, yes: bool) -> None:
    assert looks_like("x", head) is yes


def test_a_description_whose_schemas_all_lead_to_each_other_does_not_grow_without_bound(tmp_path: Path) -> None:
    count = 400
    schemas = {
        f"S{n}": {
            "type": "object",
            "description": "One of many. " * 9,
            "properties": {f"p{k}": {"$ref": f"#/components/schemas/S{(7 * n + 13 * k) % count}"} for k in range(9)},
        }
        for n in range(count)
    }
    body = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/S0"}}}}
    paths = {f"/a{n}": {"post": {"requestBody": body, "responses": {"200": body}}} for n in range(300)}
    api = {
        "openapi": "3.0.0",
        "info": {"title": "T", "version": "1"},
        "paths": paths,
        "components": {"schemas": schemas},
    }
    path = write(tmp_path / "in", {"x.json": json.dumps(api)}) / "x.json"
    tools, _ = read(path, checked=1)
    sizes = [len(tool.parameters) + len(tool.result) for tool in tools]
    assert len(sizes) == 300
    assert sum(sizes) < 12 * path.stat().st_size + 1_000_000 + 300 * 5_500
    assert max(sizes) < 200_000
    assert sizes[0] > 50_000
    assert sizes[-1] < 5_500
    assert tools[-1].repaired == ("parameters_cut", "result_cut")


def test_what_is_no_address_is_no_server() -> None:
    urls = (",", "/v1/", "https://pets.example/", "pets.example/v2", "server")
    assert [first_server([{"url": url}]) for url in urls] == ["", "/v1", "https://pets.example", "pets.example/v2", ""]


@pytest.mark.parametrize(
    ("of_api", "of_operation", "server"),
    [
        (["https"], ["http"], "http://tea.example/v1"),
        (["http"], ["http", "https"], "https://tea.example/v1"),
        (["http"], None, "http://tea.example/v1"),
        (None, "http", "https://tea.example/v1"),
    ],
)
def test_the_schemes_of_an_operation_replace_those_of_the_description(
    tmp_path: Path, of_api: Any, of_operation: Any, server: str
) -> None:
    operation = {"responses": {"200": {"description": "A blend."}}, "schemes": of_operation}
    api = {"swagger": "2.0", "info": {"title": "T", "version": "1"}, "host": "tea.example", "basePath": "/v1"}
    (tmp_path / "a.json").write_text(json.dumps({**api, "schemes": of_api, "paths": {"/a": {"get": operation}}}))
    (tool,) = read(tmp_path / "a.json")[0]
    assert tool.server == server


WRITTEN = """
openapi: 3.0.3
info: {title: 2048, version: 1.10, license: {name: 2.0}}
servers: [{url: 'https://tea.example/v{release}', variables: {release: {default: 1.20}}}]
paths:
  /blends/{1}:
    put:
      operationId: 0x10
      tags: [1.30, true]
      parameters:
        - {name: 1, in: path, required: true, schema: {type: string}, example: 007.50}
        - {name: norway, in: query, schema: {type: string, enum: [no, 1.9, 1.10, +1, .5, 0x1F, 12:30, 2020-01-01]}}
        - {name: limit, in: query, schema: {type: integer, maximum: 9223372036854775807, default: 0x10}}
        - {name: ratio, in: query, schema: {type: number, enum: [1.50, 2]}}
      requestBody:
        content:
          application/json:
            schema: {$ref: '#/components/schemas/Blend'}
            example: {zip: 30303, weight: 1.50, parts: [{code: 1.10}], more: {a: 3.0}}
      responses: {'200': {description: 1.0, content: {application/json: {
        schema: {$ref: '#/components/schemas/Blend'}, example: {zip: 1e3}}}}}
components:
  schemas:
    Blend:
      required: [zip, 404]
      properties:
        zip: {type: string, default: 30303, pattern: 12}
        404: {type: string, const: 1.0}
        weight: {type: number, default: 1.50}
        parts: {type: array, items: {$ref: '#/components/schemas/Part'}, example: [{code: 2.10}]}
        more: {type: object, additionalProperties: {type: string}}
    Part: {allOf: [{type: object, properties: {code: {type: string}, count: {type: integer}}}]}
"""


def test_text_that_looks_like_a_number_is_the_text_as_written(tmp_path: Path) -> None:
    (tool,), rejected = read(write(tmp_path, {"tea.yaml": WRITTEN}) / "tea.yaml")
    assert rejected == []
    assert (tool.api, tool.version, tool.licence, tool.server) == ("2048", "1.10", "2.0", "https://tea.example/v1.20")
    assert (tool.name, tool.tags) == ("0x10", ("1.30", "true"))
    schema = json.loads(tool.parameters)
    properties = schema["properties"]
    assert properties["norway"]["enum"] == ["no", "1.9", "1.10", "+1", ".5", "0x1F", "12:30", "2020-01-01"]
    assert properties["limit"] == {"type": "integer", "default": 16, "maximum": 9223372036854775807}
    assert properties["ratio"] == {"type": "number", "enum": [1.5, 2]}
    assert properties["zip"] == {"type": "string", "default": "30303", "pattern": "12"}
    assert properties["404"] == {"type": "string", "const": "1.0"}
    assert properties["weight"] == {"type": "number", "default": 1.5}
    assert properties["parts"]["examples"] == [[{"code": "2.10"}]]
    assert schema["required"] == ["1", "zip", "404"]
    assert json.loads(tool.result)["description"] == "1.0"


def test_an_example_is_text_where_its_schema_says_string(tmp_path: Path) -> None:
    text = WRITTEN.replace("required: [zip, 404]", "required: [zip]")
    (tool,), _ = read(write(tmp_path, {"tea.yaml": text}) / "tea.yaml")
    (example,) = tool.examples
    assert json.loads(example.arguments) == {
        "1": "007.50",
        "zip": "30303",
        "weight": 1.5,
        "parts": [{"code": "1.10"}],
        "more": {"a": "3.0"},
    }
    assert json.loads(example.result) == {"zip": "1e3"}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32", "utf-16-le", "latin-1"])
@pytest.mark.parametrize("form", ["file", "folder", "zip"])
@pytest.mark.parametrize("suffix", [".yaml", ".json"])
def test_a_description_is_recognised_and_read_in_any_encoding(
    tmp_path: Path, encoding: str, form: str, suffix: str
) -> None:
    description = {**PETS, "info": {**PETS["info"], "title": "Bêtes"}}
    text = (
        json.dumps(description, ensure_ascii=False)
        if suffix == ".json"
        else yaml.safe_dump(description, allow_unicode=True, sort_keys=False)
    )
    (tmp_path / "in").mkdir()
    path = tmp_path / "in" / f"pets{suffix}"
    path.write_bytes(text.encode(encoding))
    if form == "folder":
        path = path.parent
    elif form == "zip":
        with zipfile.ZipFile(tmp_path / "in.zip", "w") as archive:
            archive.write(path, path.name)
        path = tmp_path / "in.zip"
    assert detect(str(path)) == "openapi"
    (tool,), rejected = read(path)
    assert (tool.api, rejected) == ("Bêtes", [])
    assert tool.repaired == (("latin_1",) if encoding == "latin-1" else ())


def test_a_key_that_json_repeats_is_told(tmp_path: Path) -> None:
    text = '{"openapi": "3.0.0", "info": {},\n"paths": {"/a": {"get": {}},\n"/a": {"put": {}}}}'
    (tool,), (repeated,) = read(write(tmp_path, {"twice.json": text}))
    assert (tool.method, repeated.rule, repeated.source) == ("PUT", "duplicate_key", f"{tmp_path.name}/twice.json:3")


SUBTYPES = """
openapi: 3.0.3
info: {title: Vessels, version: '1'}
paths:
  /vessels:
    post:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Vessel'}}}}
      responses: {'200': {description: x, content: {application/json: {
        schema: {type: array, items: {$ref: '#/components/schemas/Vessel'}}}}}}
components:
  schemas:
    Vessel:
      type: object
      required: [kind]
      description: What holds tea.
      properties: {kind: {type: string}, inside: {$ref: '#/components/schemas/Vessel'}}
      discriminator: {propertyName: kind, mapping: {cup: '#/components/schemas/Cup', pot: Pot}}
    Cup: {allOf: [{$ref: '#/components/schemas/Vessel'}, {type: object, properties: {handle: {type: boolean}}}]}
    Pot: {allOf: [{$ref: '#/components/schemas/Vessel'}, {type: object, properties: {litres: {type: number}}}]}
    Mug: {allOf: [{$ref: '#/components/schemas/Cup'}, {type: object, properties: {motto: {type: string}}}]}
"""


def values_by_title(alternatives: list[dict[str, Any]], name: str) -> dict[str, str]:
    return {each["title"]: each["allOf"][1]["properties"][name]["const"] for each in alternatives}


def test_a_base_keeps_the_subtypes_of_its_mapping(tmp_path: Path) -> None:
    (tool,), _ = read(write(tmp_path, {"vessels.yaml": SUBTYPES}) / "vessels.yaml")
    schema = json.loads(tool.parameters)
    body = schema["properties"]["body"]
    assert body["description"] == "What holds tea."
    assert values_by_title(body["anyOf"], "kind") == {"Cup": "cup", "Pot": "pot"}
    assert "handle" in json.dumps(schema["$defs"]["Cup"])
    validator = Draft202012Validator(schema)
    assert validator.is_valid({"body": {"kind": "cup", "handle": True, "inside": {"kind": "pot", "litres": 1}}})
    assert not validator.is_valid({"body": {"kind": "cup", "handle": 1}})
    assert not validator.is_valid({"body": {"kind": "jug"}})
    assert values_by_title(json.loads(tool.result)["items"]["anyOf"], "kind") == {"Cup": "cup", "Pot": "pot"}


def test_a_base_without_a_mapping_has_the_subtypes_that_refer_to_it_and_itself(tmp_path: Path) -> None:
    text = SUBTYPES.replace(", mapping: {cup: '#/components/schemas/Cup', pot: Pot}", "")
    (tool,), _ = read(write(tmp_path, {"vessels.yaml": text}) / "vessels.yaml")
    body = json.loads(tool.parameters)["properties"]["body"]
    assert values_by_title(body["anyOf"], "kind") == {name: name for name in ("Cup", "Mug", "Pot", "Vessel")}


def test_a_swagger_2_discriminator_leads_to_subtypes_too(tmp_path: Path) -> None:
    text = """
swagger: '2.0'
info: {title: Vessels, version: '1'}
paths: {/vessels: {post: {parameters: [{in: body, name: vessel, schema: {$ref: '#/definitions/Vessel'}}]}}}
definitions:
  Vessel: {type: object, properties: {kind: {type: string}}, discriminator: kind}
  Cup: {allOf: [{$ref: '#/definitions/Vessel'}, {properties: {handle: {type: boolean}}}]}
"""
    (tool,), _ = read(write(tmp_path, {"vessels.yaml": text}) / "vessels.yaml")
    assert values_by_title(json.loads(tool.parameters)["properties"]["vessel"]["anyOf"], "kind") == {
        "Cup": "Cup",
        "Vessel": "Vessel",
    }


def test_alternatives_have_the_values_that_their_mapping_gives_them(tmp_path: Path) -> None:
    text = SUBTYPES.replace(
        "schema: {$ref: '#/components/schemas/Vessel'}}}}",
        "schema: {oneOf: [{$ref: '#/components/schemas/Mug'}, {$ref: '#/components/schemas/Pot'}], "
        "discriminator: {propertyName: kind, mapping: {m: Mug, p: '#/components/schemas/Pot'}}}}}}",
        1,
    )
    (tool,), _ = read(write(tmp_path, {"vessels.yaml": text}) / "vessels.yaml")
    body = json.loads(tool.parameters)["properties"]["body"]
    assert values_by_title(body["oneOf"], "kind") == {"Mug": "m", "Pot": "p"}


def test_methods_of_version_3_2_are_operations(tmp_path: Path) -> None:
    text = """
openapi: 3.2.0
info: {title: Tea, version: '1'}
paths:
  /cups:
    query: {operationId: find, requestBody: {content: {application/json: {schema: {properties: {a: {type: string}}}}}}}
    additionalOperations:
      COPY: {operationId: copy}
      'NO METHOD': {operationId: bad}
      link: 3
"""
    (find, copy), (bad,) = read(write(tmp_path, {"tea.yaml": text}) / "tea.yaml")
    assert (find.method, find.name, find.source) == ("QUERY", "find", "tea.yaml#/paths/~1cups/query")
    assert find.places == (ArgumentPlace("a", "body"),)
    assert (copy.method, copy.source) == ("COPY", "tea.yaml#/paths/~1cups/additionalOperations/COPY")
    assert (bad.rule, bad.source) == ("operation_not_object", "tea.yaml#/paths/~1cups/additionalOperations/link")


@pytest.mark.parametrize(
    ("parameter", "given"),
    [
        ("{name: api-version, in: query, required: true, schema: {type: string}}", "2024-05-01"),
        ("{name: Api_Version, in: header, schema: {type: string}}", "2024-05-01"),
        ("{name: apiVersion, in: query, schema: {type: string, enum: [2023-01-01, 2024-05-01]}}", "2024-05-01"),
        ("{name: api-version, in: query, schema: {type: string, enum: [2023-01-01]}}", None),
        ("{name: api-version, in: query, schema: {type: string, default: 2023-01-01}}", None),
        ("{name: api-version, in: query, schema: {type: string}, example: 2023-01-01}", "2023-01-01"),
        ("{name: api-version, in: query, schema: {type: integer}}", None),
        ("{name: version, in: query, schema: {type: string}}", None),
    ],
)
def test_the_version_of_the_api_is_what_a_parameter_for_it_gets(
    tmp_path: Path, parameter: str, given: str | None
) -> None:
    text = (
        "openapi: 3.0.0\ninfo: {title: Tea, version: 2024-05-01}\n"
        f"paths: {{/cups: {{get: {{parameters: [{parameter}]}}}}}}\n"
    )
    (tool,), _ = read(write(tmp_path, {"tea.yaml": text}) / "tea.yaml")
    calls = [json.loads(example.arguments) for example in tool.examples]
    assert [value for call in calls for value in call.values()] == ([given] if given else [])


def test_no_media_type_of_a_body_vanishes_unsaid(tmp_path: Path) -> None:
    text = """
openapi: 3.0.0
info: {title: Tea, version: '1'}
paths:
  /cups:
    post:
      summary: Add a cup.
      requestBody:
        content:
          multipart/form-data: {schema: {type: object, properties: {photo: {type: string, format: binary}, size: {}}}}
          application/xml: {schema: {$ref: '#/components/schemas/Cup'}}
          application/json: {schema: {$ref: '#/components/schemas/Cup'}}
          text/csv: {}
    put:
      summary: Change a cup.
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Cup'}}}}
      responses: {'200': {description: It., content: {application/xml: {}, application/json: {schema: {type: array}}}}}
components: {schemas: {Cup: {type: object, properties: {size: {type: integer}}}}}
"""
    (post, put), _ = read(write(tmp_path, {"tea.yaml": text}) / "tea.yaml")
    assert post.description == (
        "Add a cup.\n\nThe body can also be sent as text/csv or application/xml. "
        "As multipart/form-data, the body has the fields photo, size."
    )
    assert post.places == (ArgumentPlace("size", "body"),)
    assert put.description == "Change a cup."
    (untold, _), _ = read(
        write(tmp_path, {"tea.yaml": text.replace("summary: Add a cup.", "summary: ''")}) / "tea.yaml"
    )
    assert untold.description.startswith("POST /cups\n\nThe body can also be sent as text/csv")
    assert json.loads(put.result)["description"] == "It.\n\nThe body can also be returned as application/xml."


GENERIC = """
openapi: 3.1.0
info: {title: Tea, version: '1'}
paths:
  /cups: {get: {responses: {'200': {description: x, content: {application/json: {
    schema: {$ref: '#/components/schemas/Cups'}}}}}}}
  /pots: {get: {responses: {'200': {description: x, content: {application/json: {
    schema: {$ref: '#/components/schemas/Page', $defs: {T: {$dynamicAnchor: T, $ref: '#/components/schemas/Pot'}}}}}}}}}
  /any: {get: {responses: {'200': {description: x, content: {application/json: {
    schema: {$ref: '#/components/schemas/Page'}}}}}}}
  /anchored: {get: {responses: {'200': {description: x, content: {application/json: {schema: {$ref: '#size'}}}}}}}
components:
  schemas:
    Page:
      $defs: {T: {$dynamicAnchor: T, type: object}}
      type: object
      properties: {total: {type: integer}, rows: {type: array, items: {$ref: '#/components/schemas/Row'}}}
    Row: {type: object, properties: {value: {$dynamicRef: '#T'}}}
    Cups: {$defs: {T: {$dynamicAnchor: T, $ref: '#/components/schemas/Cup'}}, $ref: '#/components/schemas/Page'}
    Cup: {type: object, properties: {handle: {type: boolean}}, required: [handle]}
    Pot: {type: object, properties: {litres: {$anchor: size, type: number}}, required: [litres]}
"""


def test_a_dynamic_reference_means_what_the_user_of_a_generic_schema_says(tmp_path: Path) -> None:
    tools, rejected = read(write(tmp_path, {"tea.yaml": GENERIC}) / "tea.yaml")
    assert rejected == []
    cups, pots, anything, anchored = (json.loads(tool.result) for tool in tools)
    cup, pot = {"rows": [{"value": {"handle": True}}]}, {"rows": [{"value": {"litres": 1.5}}]}
    valid = [
        [Draft202012Validator(schema).is_valid(value) for value in (cup, pot)] for schema in (cups, pots, anything)
    ]
    assert valid == [[True, False], [False, True], [True, True]]
    assert anchored["type"] == "number"
    assert all(tool.repaired == () for tool in tools)


@pytest.mark.parametrize(
    ("schema", "enum", "kind"),
    [
        ("{type: string, enum: [True, FALSE, no, null, ~]}", ["True", "FALSE", "no", "null", "~"], "string"),
        ("{enum: [Null, on], type: string}", ["Null", "on"], "string"),
        ("{type: string, nullable: true, enum: [a, null]}", ["a", None], ["string", "null"]),
        ("{type: boolean, enum: [True]}", [True], "boolean"),
        ("{enum: [True, null]}", [True, None], None),
    ],
)
def test_a_word_of_yaml_among_strings_is_the_word_as_written(
    tmp_path: Path, schema: str, enum: list[Any], kind: Any
) -> None:
    text = "openapi: 3.0.0\ninfo: {title: T, version: 1}\npaths:\n  /a:\n    get:\n      parameters:\n"
    (tmp_path / "a.yaml").write_text(f"{text}      - {{name: q, in: query, schema: {schema}}}\n")
    (tool,) = read(tmp_path / "a.yaml")[0]
    given = json.loads(tool.parameters)["properties"]["q"]
    assert (given["enum"], given.get("type")) == (enum, kind)


def test_the_whole_query_string_is_its_fields_or_one_argument(tmp_path: Path) -> None:
    fields = {"type": "object", "required": ["day"], "properties": {"day": {"type": "string"}, "hour": {}}}
    form = {"name": "q", "in": "querystring", "content": {"application/x-www-form-urlencoded": {"schema": fields}}}
    other = {"name": "q", "in": "querystring", "required": True, "content": {"application/json": {"schema": fields}}}
    paths = {"/a": {"get": {"parameters": [form]}}, "/b": {"get": {"parameters": [other]}}}
    api = {"openapi": "3.2.0", "info": {"title": "T", "version": "1"}, "paths": paths}
    (tmp_path / "a.json").write_text(json.dumps(api))
    first, second = read(tmp_path / "a.json")[0]
    assert first.places == (ArgumentPlace("day", "query"), ArgumentPlace("hour", "query"))
    assert second.places == (ArgumentPlace("q", "query", "$", "content", media_type="application/json"),)
    assert "required" not in json.loads(first.parameters)


@pytest.mark.parametrize("reference", ["$recursiveRef", "$dynamicRef"])
def test_a_recursive_reference_means_the_schema_around_it(tmp_path: Path, reference: str) -> None:
    node = {"type": "object", "properties": {"children": {"type": "array", "items": {reference: "#"}}}}
    answer = {"200": {"description": "", "content": {"a/json": {"schema": {"$ref": "#/components/schemas/Node"}}}}}
    components = {"schemas": {"Node": node}}
    api = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "components": components}
    (tmp_path / "a.json").write_text(json.dumps({**api, "paths": {"/a": {"get": {"responses": answer}}}}))
    result = json.loads(read(tmp_path / "a.json")[0][0].result)
    items = result["properties"]["children"]["items"]
    assert items == {"$ref": "#/$defs/Node"}
    assert result["$defs"]["Node"]["properties"]["children"]["items"] == items


@pytest.mark.parametrize("reference", ["https://a.example/cups/lid", "lid", "/cups/lid", "lid#/properties/size/.."])
def test_references_by_id_are_followed(tmp_path: Path, reference: str) -> None:
    lid = {"$id": "https://a.example/cups/lid", "type": "object", "properties": {"size": {"type": "integer"}}}
    cup = {"$id": "https://a.example/cups/cup", "type": "object", "properties": {"lid": {"$ref": reference}}}
    answer = {"200": {"description": "", "content": {"a/json": {"schema": {"$ref": "#/components/schemas/Cup"}}}}}
    components = {"schemas": {"Cup": cup, "Lid": lid}}
    api = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "components": components}
    (tmp_path / "a.json").write_text(json.dumps({**api, "paths": {"/a": {"get": {"responses": answer}}}}))
    (tool,) = read(tmp_path / "a.json")[0]
    is_found = ".." not in reference
    assert ("integer" in tool.result, "missing_ref" in tool.repaired) == (is_found, not is_found)


def test_the_header_accept_is_an_argument_if_it_is_described(tmp_path: Path) -> None:
    accept = {"name": "Accept", "in": "header", "schema": {"type": "string"}}
    told = {**accept, "description": "`image/gif` (default) or `image/png`"}
    paths = {path: {"get": {"parameters": [each]}} for path, each in (("/a", accept), ("/b", told))}
    api = {"openapi": "3.0.0", "info": {"title": "A", "version": "1"}, "paths": paths}
    first, second = read(write(tmp_path, {"api.json": api}))[0]
    assert first.places == ()
    assert second.places == (ArgumentPlace("Accept", "header"),)
    assert "`image/gif` (default)" in second.parameters


@pytest.mark.parametrize("required", [True, False])
def test_a_tool_knows_whether_its_body_is_required(tmp_path: Path, *, required: bool) -> None:
    schema = {"type": "object", "properties": {"tint": {"type": "string"}}, "required": ["tint"]}
    body = {"content": {"application/json": {"schema": schema}}, **({"required": True} if required else {})}
    api = {"openapi": "3.0.0", "info": {"title": "A", "version": "1"}, "paths": {"/a": {"post": {"requestBody": body}}}}
    ((tool,), _) = read(write(tmp_path, {"api.json": api}))
    assert tool.body_required is required


def test_names_in_xml_are_also_those_of_parts_that_are_put_together(tmp_path: Path) -> None:
    boat = {"type": "object", "properties": {"sails": {"type": "array", "items": {"allOf": [
        {"type": "string"}, {"xml": {"name": "sail"}}]}}}}  # fmt: skip
    fleet = {"type": "object", "properties": {"boats": {"type": "array", "items": {"allOf": [
        {"$ref": "#/components/schemas/Boat"}, {"xml": {"name": "boat"}}]}}}}  # fmt: skip
    post = {"requestBody": {"content": {"text/xml": {"schema": fleet}}}}
    api = {"openapi": "3.0.0", "info": {"title": "A", "version": "1"}, "paths": {"/a": {"post": post}},
           "components": {"schemas": {"Boat": boat}}}  # fmt: skip
    ((tool,), _) = read(write(tmp_path, {"api.json": api}))
    told = "In XML, each item of `boats` is an element `boat`; each item of `sails` is an element `sail`."
    assert told in tool.description

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


def read(path: Path | str, checked: int | None = None, **options: str) -> tuple[list[Tool], list[Rejected]]:
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
    assert tool.examples == (ToolExample('{"body_id":7,"name":"Rex"}', '{"name":"Rex"}'),)  # the id is missing
    assert (tool.name, tool.method, tool.path) == ("pets_update", "PUT", "/pets/{id}")
    assert (tool.provider, tool.api, tool.version, tool.licence) == ("pets.example", "Pets", "1.2", "Apache-2.0")
    assert tool.server == "https://eu.pets.example/v1"
    assert tool.description == "Updates a pet.\nAll fields are replaced."
    assert (tool.tags, tool.deprecated, tool.repaired) == (("pets",), True, ())
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
    assert sum(sizes) < 12 * path.stat().st_size + 1_000_000 + 300 * 5_000
    assert max(sizes) < 140_000
    assert sizes[0] > 50_000
    assert sizes[-1] < 5_000
    assert tools[-1].repaired == ("parameters_cut", "result_cut")


def test_what_is_no_address_is_no_server() -> None:
    urls = (",", "/v1/", "https://pets.example/", "pets.example/v2", "server")
    assert [first_server([{"url": url}]) for url in urls] == ["", "/v1", "https://pets.example", "pets.example/v2", ""]

"""How calls authenticate is read from security schemes and requirements."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from lemnos.records import Authentication, Credential, OAuthFlow, OAuthScope, Tool
from lemnos.sources.tools.openapi.source import OpenApiSource

KEY = {"type": "apiKey", "in": "header", "name": "X-Key"}
ANONYMOUS = Authentication()


def read(tmp_path: Path, schemes: dict[str, Any], document: Any = None, operation: Any = None, **more: Any) -> Tool:
    get = {} if operation is None else {"security": operation}
    api: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {"title": "A", "version": "1"},
        "components": {"securitySchemes": schemes},
        "paths": {"/a": {"get": get}, **more},
    }
    if document is not None:
        api["security"] = document
    (tmp_path / "api.json").write_text(json.dumps(api))
    tools = [item for shard in OpenApiSource(str(tmp_path / "api.json")).shards() for item in shard.read()]
    assert isinstance(tools[0], Tool)
    return tools[0]


@pytest.mark.parametrize(
    ("scheme", "expected"),
    [
        (KEY, Credential("s", "apiKey", "header", "X-Key")),
        ({**KEY, "in": "query"}, Credential("s", "apiKey", "query", "X-Key")),
        ({**KEY, "in": "cookie"}, Credential("s", "apiKey", "cookie", "X-Key")),
        ({"type": "http", "scheme": "Basic"}, Credential("s", "http", "header", "Authorization", "basic")),
        ({"type": "http", "scheme": "bearer"}, Credential("s", "http", "header", "Authorization", "bearer")),
        (
            {"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": "https://a.example/t", "scopes": {}}}},
            Credential("s", "oauth2", "header", "Authorization", "bearer",
                       flows=(OAuthFlow("clientCredentials", "", "https://a.example/t"),)),
        ),
        (
            {"type": "openIdConnect", "openIdConnectUrl": "https://a.example/o"},
            Credential("s", "openIdConnect", "header", "Authorization", "bearer", url="https://a.example/o"),
        ),
        ({"type": "mutualTLS", "description": "Ask us."}, Credential("s", "mutualTLS", description="Ask us.")),
    ],
)  # fmt: skip
def test_every_type_of_scheme(tmp_path: Path, scheme: dict[str, Any], expected: Credential) -> None:
    assert read(tmp_path, {"s": scheme}, [{"s": []}]).authentication == (Authentication((expected,)),)


def names(tool: Tool) -> list[list[str]]:
    return [[credential.name for credential in each.credentials] for each in tool.authentication]


@pytest.mark.parametrize(
    ("document", "operation", "expected"),
    [
        ([{"a": []}], None, [["a"]]),
        ([{"a": []}], [{"b": []}], [["b"]]),
        ([{"a": []}], [], [[]]),
        ([{"a": []}], [{}, {"b": []}], [[], ["b"]]),
        ([{"a": []}, {"b": []}], None, [["a"], ["b"]]),
        ([{"a": [], "b": []}], None, [["a", "b"]]),
        ([], None, [[]]),
    ],
)
def test_requirements_override_alternate_and_combine(
    tmp_path: Path, document: Any, operation: Any, expected: list[list[str]]
) -> None:
    tool = read(tmp_path, {"a": KEY, "b": {**KEY, "name": "X-Other"}}, document, operation)
    assert names(tool) == expected


def test_schemes_that_no_operation_requires_are_those_of_the_api_and_noted(tmp_path: Path) -> None:
    tool = read(tmp_path, {"a": KEY})
    assert names(tool) == [["a"]]
    assert not tool.authentication_stated
    assert tool.repaired == ("security_not_applied",)


def test_an_operation_without_requirements_beside_others_with_some_states_none(tmp_path: Path) -> None:
    others: dict[str, Any] = {"/b": {"get": {"security": [{"a": []}]}}}
    tool = read(tmp_path, {"a": KEY}, **others)
    assert not tool.authentication_stated
    assert [each.credentials[0].name for each in tool.authentication] == ["a"]


def test_nothing_is_known_without_schemes(tmp_path: Path) -> None:
    assert read(tmp_path, {}).authentication == ()


def test_a_scheme_that_is_not_defined_is_left_out_and_noted(tmp_path: Path) -> None:
    tool = read(tmp_path, {"a": KEY}, [{"gone": []}, {"a": []}])
    assert names(tool) == [["a"]]
    assert tool.repaired == ("missing_security_scheme",)


def test_scopes_are_kept(tmp_path: Path) -> None:
    tool = read(tmp_path, {"o": {"type": "oauth2", "flows": {}}}, [{"o": ["read", "write"]}])
    assert tool.authentication[0].credentials[0].scopes == ("read", "write")


def test_swagger_2(tmp_path: Path) -> None:
    api = {
        "swagger": "2.0",
        "info": {"title": "A", "version": "1"},
        "securityDefinitions": {
            "login": {"type": "basic"},
            "token": {
                "type": "oauth2",
                "flow": "accessCode",
                "authorizationUrl": "https://a.example/a",
                "tokenUrl": "https://a.example/t",
            },
        },
        "security": [{"login": []}, {"token": ["all"]}],
        "paths": {"/a": {"get": {}}},
    }
    (tmp_path / "api.json").write_text(json.dumps(api))
    (tool,) = [item for shard in OpenApiSource(str(tmp_path / "api.json")).shards() for item in shard.read()]
    assert isinstance(tool, Tool)
    basic, token = (each.credentials[0] for each in tool.authentication)
    assert (basic.type, basic.scheme) == ("http", "basic")
    assert token.flows == (OAuthFlow("authorizationCode", "https://a.example/a", "https://a.example/t"),)


@pytest.mark.parametrize(
    ("scopes", "kept"),
    [
        ({"read": "See *all* boats.", "write": "Change boats."}, (OAuthScope("read", "See *all* boats."),)),
        ({"write": "Change boats."}, ()),
        ({"read": None}, (OAuthScope("read"),)),
        (["read", "write"], (OAuthScope("read"),)),
        (None, ()),
        ("read", ()),
    ],
)
def test_the_scopes_that_an_operation_needs_keep_what_they_allow(
    tmp_path: Path, scopes: Any, kept: tuple[OAuthScope, ...]
) -> None:
    scheme = {"type": "oauth2", "flows": {"implicit": {"authorizationUrl": "https://a.example/a", "scopes": scopes}}}
    tool = read(tmp_path, {"s": scheme}, [{"s": ["read"]}])
    ((credential,),) = (each.credentials for each in tool.authentication)
    assert credential.scopes == ("read",)
    assert credential.flows == (OAuthFlow("implicit", "https://a.example/a", scopes=kept),)
    ((credential,),) = (each.credentials for each in read(tmp_path, {"s": scheme}, [{"s": []}]).authentication)
    assert credential.flows == (OAuthFlow("implicit", "https://a.example/a"),)


def test_a_header_that_is_described_as_a_parameter_tells_of_authentication_where_nothing_else_does(
    tmp_path: Path,
) -> None:
    header = {"name": "Authorization", "in": "header", "required": True, "description": "The token of the session."}
    more = {"/a": {"get": {"parameters": [{**header, "schema": {"type": "string"}}]}}}
    credential = Credential("Authorization", "apiKey", "header", "Authorization")
    (told,) = read(tmp_path, {}, **more).authentication
    assert [msgspec.structs.replace(each, description="") for each in told.credentials] == [credential]
    scheme = {"s": KEY}
    (told,) = read(tmp_path, scheme, [{"s": []}], **more).authentication
    assert [each.parameter for each in told.credentials] == ["X-Key"]


def test_schemes_beside_the_components_count(tmp_path: Path) -> None:
    api = {"openapi": "3.0.0", "info": {"title": "A", "version": "1"}, "securitySchemes": {"a": KEY},
           "paths": {"/a": {"get": {}}, "/b": {"get": {"security": []}}}}  # fmt: skip
    (tmp_path / "api.json").write_text(json.dumps(api))
    first, second = [item for shard in OpenApiSource(str(tmp_path / "api.json")).shards() for item in shard.read()]
    assert isinstance(first, Tool)
    assert isinstance(second, Tool)
    assert (names(first), first.authentication_stated) == ([["a"]], False)
    assert (second.authentication, second.authentication_stated) == ((ANONYMOUS,), True)

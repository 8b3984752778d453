"""What prose says about authentication counts where the requirements say nothing or the opposite."""

import json
from pathlib import Path
from typing import Any

import pytest

from lemnos.records import Authentication, Tool
from lemnos.sources.tools.openapi.security_prose import credential_in, needs, prefix_in, statements
from lemnos.sources.tools.openapi.source import OpenApiSource
from lemnos.steps.tools.render.forms import forms_for, render

KEY = {"type": "apiKey", "in": "header", "name": "Authorization"}


def read(tmp_path: Path, operation: Any, **document: Any) -> Tool:
    info = {"title": "Kettles", "version": "1", "description": document.pop("about", "")}
    paths = {document.pop("path", "/kettles"): {"get": operation}}
    (tmp_path / "api.json").write_text(json.dumps({"openapi": "3.0.3", "info": info, "paths": paths, **document}))
    (tool,) = [item for shard in OpenApiSource(str(tmp_path / "api.json")).shards() for item in shard.read()]
    assert isinstance(tool, Tool)
    return tool


@pytest.mark.parametrize(
    ("text", "prefix"),
    [
        ("", ""),
        ("Your key.", ""),
        ("Send the header `Authorization: Bearer <kettle-key>`.", "Bearer"),
        ("Authorization: bearer {token}", "Bearer"),
        ("Header value: `Token <your token>`", "Token"),
        ("Authorization: Token token=abc", "Token"),
        ("Authorization: GenieKey $KEY", "GenieKey"),
        ("Authorization: Your key as we sent it", ""),
        ("Authorization: API key", ""),
        ("Use the word 'Bearer' followed by a space and the key.", "Bearer"),
        ('The key, prefixed with "Token".', "Token"),
        ("The value must begin with Basic.", "Basic"),
        ("JWT bearer token", "Bearer"),
        ('JWT token prefixed with "Bearer "', "Bearer"),
        ("Your API Token key", ""),
        ("Enter: JWT {your jwt}", "JWT"),
    ],
)
def test_the_word_before_a_key(text: str, prefix: str) -> None:
    assert prefix_in(text) == prefix


@pytest.mark.parametrize(
    ("scheme", "about", "prefix"),
    [
        ({"s": {**KEY, "description": "Long words. " * 200 + "`Authorization: Bearer <k>`"}}, "", "Bearer"),
        ({"s": KEY}, "Calls carry `Authorization: Token <k>`.", "Token"),
        ({"Bearer": KEY}, "", "Bearer"),
        ({"bearerAuth": KEY}, "", "Bearer"),
        ({"s": KEY}, "", ""),
        ({"s": {**KEY, "name": "X-Key"}}, "Calls carry `Authorization: Token <k>`.", ""),
    ],
)
def test_a_key_in_the_header_authorization_has_its_prefix(
    tmp_path: Path, scheme: dict[str, Any], about: str, prefix: str
) -> None:
    security: list[dict[str, Any]] = [{next(iter(scheme)): []}]
    tool = read(tmp_path, {}, about=about, components={"securitySchemes": scheme}, security=security)
    assert tool.authentication[0].credentials[0].prefix == prefix


@pytest.mark.parametrize(
    ("text", "yes"),
    [
        ("Lists the kettles of the authenticated user.", True),
        ("Requires authentication.", True),
        ("This endpoint requires a valid access token.", True),
        ("You must be logged in.", True),
        ("An API key is required.", True),
        ("Lists all kettles.", False),
        ("Requires no authentication.", False),
        ("Authentication is not required.", False),
        ("Does not require authentication.", False),
        ("If authenticated, private kettles are listed too.", False),
        ("Authentication is optional.", False),
    ],
)
def test_prose_that_asks_for_an_authenticated_caller(text: str, yes: bool) -> None:
    assert needs(text) is yes


@pytest.mark.parametrize(
    ("operation", "document", "ways", "stated"),
    [
        ({"security": [{}, {"s": []}]}, {}, 2, True),
        ({"security": [{}, {"s": []}], "description": "Of the authenticated user."}, {}, 1, True),
        ({"security": [], "description": "Requires authentication."}, {}, 1, False),
        ({}, {}, 1, False),
        ({"description": "For the authenticated user."}, {}, 1, True),
        ({"responses": {"401": {"description": "No."}}}, {}, 1, True),
        ({"responses": {"401": {"description": "No."}}}, {"path": "/login"}, 1, False),
    ],
)
def test_authentication_is_not_called_optional_where_prose_contradicts(
    tmp_path: Path, operation: Any, document: Any, ways: int, stated: bool
) -> None:
    tool = read(tmp_path, operation, components={"securitySchemes": {"s": KEY}}, **document)
    assert (len(tool.authentication), tool.authentication_stated) == (ways, stated)


def parameter(name: str, place: str = "header", **more: Any) -> dict[str, Any]:
    return {"name": name, "in": place, "schema": {"type": "string"}, **more}


@pytest.mark.parametrize(
    ("given", "kind", "place", "prefix", "stated"),
    [
        (parameter("X-API-Key", required=True), "apiKey", "header", "", True),
        (parameter("api_key", "query"), "apiKey", "query", "", False),
        (parameter("X-Kettle-Auth-Token", required=True), "apiKey", "header", "", True),
        (parameter("Kettle-UserToken", required=True), "apiKey", "header", "", True),
        (parameter("token", "query", required=True, description="Your access token."), "apiKey", "query", "", True),
        (parameter("Authorization", required=True, example="Bearer abc"), "http", "header", "", True),
        (parameter("Authorization", required=True, description="As `Token <t>`"), "apiKey", "header", "Token", True),
        (parameter("Authorization", required=True), "apiKey", "header", "", True),
    ],
)
def test_an_ordinary_parameter_carries_a_key(
    tmp_path: Path, given: Any, kind: str, place: str, prefix: str, stated: bool
) -> None:
    tool = read(tmp_path, {"parameters": [given]})
    (credential,) = tool.authentication[0].credentials
    assert (credential.type, credential.place, credential.prefix) == (kind, place, prefix)
    assert tool.authentication_stated is stated


@pytest.mark.parametrize("name", ["Idempotency-Key", "X-Upload-Token", "X-CSRF-Token"])
def test_not_every_key_in_a_header_authenticates(tmp_path: Path, name: str) -> None:
    assert read(tmp_path, {"parameters": [parameter(name, required=True)]}).authentication == ()


@pytest.mark.parametrize("name", ["pageToken", "next_token", "sort_key", "author", "key", "token"])
def test_other_parameters_carry_no_key(tmp_path: Path, name: str) -> None:
    assert read(tmp_path, {"parameters": [parameter(name, "query")]}).authentication == ()


def test_keys_that_are_required_are_sent_together(tmp_path: Path) -> None:
    both = [parameter("Authorization", required=True), parameter("X-API-Key", required=True)]
    (way,) = read(tmp_path, {"parameters": both}).authentication
    assert [credential.parameter for credential in way.credentials] == ["Authorization", "X-API-Key"]


@pytest.mark.parametrize(
    ("about", "note", "parameter"),
    [
        ("All about kettles.", "", ""),
        ("Kettles. Every request must contain a key \"Kettle-Key\" in the header.",
         'Every request must contain a key "Kettle-Key" in the header.', "Kettle-Key"),
        ("Pass your API key in the query parameter `kettle_key`.",
         "Pass your API key in the query parameter `kettle_key`.", "kettle_key"),
        ("Requests need `Authorization: Bearer <token>`.", "Requests need `Authorization: Bearer <token>`.",
         "Authorization"),
        ("You need an API key. Ask the kettle desk for one.", "You need an API key.", ""),
        ("Create an account to obtain an API token.", "Create an account to obtain an API token.", ""),
        ("# Authentication\n\nKettles.", "", ""),
    ],
)  # fmt: skip
def test_what_the_description_of_the_api_says_is_told(tmp_path: Path, about: str, note: str, parameter: str) -> None:
    tool = read(tmp_path, {}, about=about)
    assert tool.authentication_note == note
    assert [each.credentials[0].parameter for each in tool.authentication] == ([parameter] if parameter else [])


def test_nothing_is_invented_from_prose_without_a_fixed_form() -> None:
    text = "Authenticate with your key, as the guide says."
    assert credential_in(text) is None
    assert statements("Boil water.") == ""


@pytest.mark.parametrize(
    ("name", "text", "is_key"),
    [
        ("secret_key", "Used to authenticate your account.", True),
        ("key", "An application key.", True),
        ("key", "The key of the kettle.", False),
        ("page_token", "Token that authenticates nothing.", False),
    ],
)
def test_a_parameter_that_authenticates_is_a_credential(tmp_path: Path, name: str, text: str, *, is_key: bool) -> None:
    parameter = {"name": name, "in": "query", "required": True, "description": text, "schema": {"type": "string"}}
    tool = read(tmp_path, {"parameters": [parameter], "responses": {}})
    assert bool(tool.authentication) == is_key


def test_the_description_of_an_operation_says_how_it_authenticates(tmp_path: Path) -> None:
    tool = read(tmp_path, {"description": "Send `Authorization: Bearer YOUR-KETTLE-KEY`.", "responses": {}})
    (way,) = tool.authentication
    assert [(each.type, each.scheme) for each in way.credentials] == [("http", "bearer")]


def test_half_a_sentence_is_not_quoted() -> None:
    assert (
        statements('See the picture (of\n\n"Kettles") and add the api_key to your requests. Keys must be sent.') == ""
    )


def test_a_statement_goes_on_after_a_line_that_was_only_long() -> None:
    text = "API keys must be included in the request with\nthe `X-Kettle` header.\n- API keys must be kept\n- Other"
    first = "API keys must be included in the request with the `X-Kettle` header."
    assert statements(text) == f"{first} API keys must be kept."


SCHEMES = {"securitySchemes": {"k": {"type": "apiKey", "in": "header", "name": "Kettle-Key"}}}


@pytest.mark.parametrize("none", [{"x-auth-type": "None"}, {"x-auth-type": "none", "security": [{"k": []}]},
                                  {"security": []}, {"security": [{}]}, {"security": {}}])  # fmt: skip
def test_a_call_without_credentials_is_said_to_need_none(tmp_path: Path, none: Any) -> None:
    tool = read(tmp_path, {**none, "responses": {}}, components=SCHEMES, security=[{"k": []}])
    assert (tool.authentication, tool.authentication_stated) == ((Authentication(),), True)


@pytest.mark.parametrize(
    ("said", "stated"),
    [
        ("The API key is missing.", True),
        ("No access token was provided.", True),
        ("Missing or invalid credentials", True),
        ("You are not authenticated", True),
        ("The brew belongs to somebody else.", False),
    ],
)
def test_a_refusal_says_in_words_that_calls_need_a_key(tmp_path: Path, said: str, stated: bool) -> None:
    secured = {"/pots": {"description": "-", "get": {"security": [{"k": []}], "responses": {}}}}
    info = {"title": "Kettles", "version": "1"}
    paths = {"/kettles": {"get": {"responses": {"401": {"description": said}}}}, **secured}
    api = {"openapi": "3.0.3", "info": info, "paths": paths, "components": SCHEMES}
    (tmp_path / "api.json").write_text(json.dumps(api))
    tool = next(item for shard in OpenApiSource(str(tmp_path / "api.json")).shards() for item in shard.read())
    assert isinstance(tool, Tool)
    assert tool.authentication_stated is stated


def test_what_all_calls_must_carry_is_told_beside_the_alternatives(tmp_path: Path) -> None:
    schemes = {"securitySchemes": {**SCHEMES["securitySchemes"], "o": {"type": "http", "scheme": "bearer"}}}
    about = "Kettles boil. The access token is required on all calls to the kettles. Keys are free."
    both: dict[str, Any] = {"security": [{"k": []}, {"o": []}], "responses": {}}
    tool = read(tmp_path, both, components=schemes, about=about)
    assert tool.authentication_note == "The access token is required on all calls to the kettles."
    assert read(tmp_path, {**both, "security": [{"k": []}]}, components=schemes, about=about).authentication_note == ""


@pytest.mark.parametrize(
    ("more", "schemes", "kept"),
    [
        ({}, {}, True),
        ({"description": "Your access token."}, {}, False),
        ({"required": True}, {}, False),
        ({}, SCHEMES, False),
    ],
)
def test_an_optional_header_of_which_nothing_is_said_stays_an_argument(
    tmp_path: Path, more: Any, schemes: Any, kept: bool
) -> None:
    tool = read(tmp_path, {"parameters": [parameter("authorization", **more)]}, components=schemes)
    schema = json.loads(tool.parameters)
    assert ("authorization" in schema.get("properties", {})) is kept
    assert not kept or (tool.authentication == () and not schema.get("required"))


@pytest.mark.parametrize(
    ("responses", "path", "stated"),
    [
        ({"200": {"description": "Boiled."}}, "/kettles", False),
        ({"401": {"description": "No key was given."}}, "/kettles", True),
        ({"401": {"description": "The password is wrong."}}, "/login", False),
    ],
)
def test_a_refusal_makes_a_key_of_the_prose_needed(tmp_path: Path, responses: Any, path: str, stated: bool) -> None:
    about = 'Kettles are shared by sending a key in the header "Kettle-Key".'
    tool = read(tmp_path, {"responses": responses}, about=about, path=path)
    assert [way.credentials[0].parameter for way in tool.authentication] == ["Kettle-Key"]
    assert tool.authentication_stated is stated


def described(tmp_path: Path, about: str = "", tag: str = "", **scheme: str) -> list[Tool]:
    """Return the tools of an API with one scheme that nothing requires, of one operation with a tag and one without."""
    api = {
        "openapi": "3.0.3",
        "info": {"title": "Tides", "version": "1", "description": about},
        "tags": [{"name": "harbours", "description": tag}],
        "components": {"securitySchemes": {"s": scheme or {"type": "apiKey", "in": "header", "name": "X-Tide"}}},
        "paths": {
            "/harbours": {"get": {"tags": ["harbours"], "responses": {}}},
            "/tides": {"get": {"responses": {}}},
            "/login": {"post": {"tags": ["harbours"], "responses": {}}},
        },
    }
    (tmp_path / "tides.json").write_text(json.dumps(api))
    found = [item for shard in OpenApiSource(str(tmp_path / "tides.json")).shards() for item in shard.read()]
    return [item for item in found if isinstance(item, Tool)]


@pytest.mark.parametrize(
    ("about", "tag", "expected"),
    [
        ("", "", [False, False, False]),
        ("", "You need an API key for harbours.", [True, False, False]),
        ("", "Clients must provide a valid access token here.", [True, False, False]),
        ("", "You do not need an API key for harbours.", [False, False, False]),
        ("", "Some harbours need an API key.", [False, False, False]),
        ("", "`/me` returns what the authenticated user watches.", [False, False, False]),
        ("Water levels. This service requires an API key.", "", [True, True, False]),
        ("This service needs an API key. No API key is needed for old tides.", "", [False, False, False]),
        ("When busy, the service requires an API key.", "", [False, False, False]),
    ],
)
def test_what_the_description_of_a_tag_or_of_the_api_says_is_needed(
    tmp_path: Path, about: str, tag: str, expected: list[bool]
) -> None:
    assert [tool.authentication_stated for tool in described(tmp_path, about, tag)] == expected


@pytest.mark.parametrize(
    ("about", "own", "expected"),
    [
        (
            "Tides. The user name is your Tides name and the password your Tides key. A [captain](https://t.example) "
            "account is needed. More tides follow.",
            "",
            "The user name is your Tides name and the password your Tides key. A captain account is needed.",
        ),
        ("The login is `x`, the password a key.", "Ask us", "Ask us. The login is `x`, the password a key."),
        ("The login is `x`, the password a key.", "The password is a pin.", "The password is a pin."),
        ("A captain account is needed.", "", ""),
    ],
)
def test_what_stands_for_user_name_and_password(tmp_path: Path, about: str, own: str, expected: str) -> None:
    tool = described(tmp_path, about, type="http", scheme="basic", description=own)[0]
    assert tool.authentication[0].credentials[0].description == expected
    for form in forms_for(tool):
        assert expected in " ".join(render(tool, form).replace("#", "").replace(" * ", " ").split())

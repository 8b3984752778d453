"""Authentication is told in words in every form, and carried by every HTTP call."""

import msgspec
import pytest

from lemnos.records import ArgumentPlace, Authentication, Credential, OAuthFlow, OAuthScope, Tool, ToolError
from lemnos.steps.tools.render.facts import facts_of
from lemnos.steps.tools.render.forms import forms_for, render
from lemnos.steps.tools.render.http import exchange_of
from lemnos.steps.tools.render.protocol.authentication import authentication_text, security_schemes
from tests.steps.tools.render.pets import pet

KEY = Credential("k", "apiKey", "header", "X-Api-Key")
BEARER = Credential("b", "http", "header", "Authorization", "bearer")
BASIC = Credential("u", "http", "header", "Authorization", "basic")
OAUTH = Credential("o", "oauth2", "header", "Authorization", "bearer", ("read",))
NONE = Authentication()


def ways(*alternatives: tuple[Credential, ...]) -> tuple[Authentication, ...]:
    return tuple(Authentication(each) for each in alternatives)


def scoped(*scopes: OAuthScope) -> Credential:
    flow = OAuthFlow("password", token_url="https://a.example/t", scopes=scopes)
    return msgspec.structs.replace(OAUTH, scopes=tuple(scope.name for scope in scopes), flows=(flow,))


@pytest.mark.parametrize(
    ("alternatives", "text"),
    [
        ((), ""),
        ((NONE,), "No authentication is needed."),
        (ways((KEY,)), "Authenticate with an API key in the header `X-Api-Key`."),
        (ways((KEY,), ()), "Authentication is optional: an API key in the header `X-Api-Key`."),
        (
            ways((KEY, BASIC)),
            "Authenticate with an API key in the header `X-Api-Key` and user name and password (HTTP basic "
            "authentication) in the header `Authorization`.",
        ),
        (
            ways((OAUTH,), (Credential("o", "oauth2", "header", "Authorization", "bearer", ("write",)),)),
            "Authenticate with an OAuth 2.0 access token in the header `Authorization` (`Bearer $ACCESS_TOKEN`) with "
            "one of the scopes `read` or `write`.",
        ),
        (
            ways((KEY,), (BEARER,)),
            "Authenticate with one of these: an API key in the header `X-Api-Key`; or a bearer token in the header "
            "`Authorization` (`Bearer $ACCESS_TOKEN`).",
        ),
        (ways((Credential("m", "mutualTLS"),)), "Authenticate with a client certificate (mutual TLS)."),
        (
            ways((Credential("t", "apiKey", "header", "Authorization", description="Send `Token <your token>`",
                                 prefix="Token"),)),
            "Authenticate with a token in the header `Authorization` (`Token $API_TOKEN`). "
            "Send `Token <your token>`",
        ),
        (
            ways((Credential("o", "oauth2", "header", "Authorization", "bearer",
                             flows=(OAuthFlow("password", token_url="https://a.example/t"),)),)),
            "Authenticate with an OAuth 2.0 access token in the header `Authorization` (`Bearer $ACCESS_TOKEN`). "
            "Tokens are issued at https://a.example/t.",
        ),
        (
            ways((scoped(OAuthScope("read", "See all boats.")),)),
            "Authenticate with an OAuth 2.0 access token in the header `Authorization` (`Bearer $ACCESS_TOKEN`) with "
            "the scope `read` (See all boats). Tokens are issued at https://a.example/t.",
        ),
        (
            ways((scoped(OAuthScope("read", "See boats (all)"), OAuthScope("write", "w" * 81), OAuthScope("go")),)),
            "Authenticate with an OAuth 2.0 access token in the header `Authorization` (`Bearer $ACCESS_TOKEN`) with "
            "the scopes `read`, `write` and `go`. Tokens are issued at https://a.example/t.",
        ),
    ],
)  # fmt: skip
def test_the_words(alternatives: tuple[Authentication, ...], text: str) -> None:
    assert authentication_text(alternatives) == text


@pytest.mark.parametrize("form", [form for form in forms_for(pet()) if form != "openapi"])
def test_every_form_tells_it(form: str) -> None:
    text = " ".join(render(pet(authentication=ways((KEY,))), form).replace("*", " ").split())
    assert "an API key in the header `X-Api-Key`" in text


def test_an_openapi_excerpt_has_the_scheme() -> None:
    import yaml

    page = yaml.safe_load(render(pet(authentication=ways((KEY,))), "openapi"))
    assert page["components"]["securitySchemes"] == {"k": {"type": "apiKey", "in": "header", "name": "X-Api-Key"}}
    assert page["paths"]["/pets/{petId}"]["put"]["security"] == [{"k": []}]


@pytest.mark.parametrize(
    ("alternatives", "header"),
    [
        (ways((KEY,)), {"X-Api-Key": "$API_KEY"}),
        (ways((), (BEARER,)), {"Authorization": "Bearer $ACCESS_TOKEN"}),
        (ways((KEY, BEARER)), {"X-Api-Key": "$API_KEY", "Authorization": "Bearer $ACCESS_TOKEN"}),
        (ways((Credential("c", "apiKey", "cookie", "sid"),)), {"Cookie": "sid=$SID"}),
        ((NONE,), {}),
    ],
)
def test_a_request_carries_the_credentials(alternatives: tuple[Authentication, ...], header: dict[str, str]) -> None:
    assert exchange_of(facts_of(pet(authentication=alternatives))).headers == header


def test_a_key_in_the_query_is_expanded_by_the_shell() -> None:
    tool = pet(authentication=ways((Credential("k", "apiKey", "query", "key"),)))
    assert exchange_of(facts_of(tool)).url.endswith("?key=$API_KEY")
    pages = {render(with_id(tool, number), "http_example") for number in range(8)}
    assert any('"https://api.pets.example/v1/pets/7?key=$API_KEY"' in page for page in pages)


def with_id(tool: Tool, number: int) -> Tool:
    return msgspec.structs.replace(tool, id=f"{number:016x}")


def test_a_multipart_body_has_parts() -> None:
    import json

    schema = {
        "type": "object",
        "properties": {
            "scan": {"type": "string", "format": "binary"},
            "about": {"type": "object", "properties": {"page": {"const": 1}}, "required": ["page"]},
            "tags": {"type": "array", "items": {"const": "a"}},
        },
        "required": ["scan", "about", "tags"],
    }
    places = (
        ArgumentPlace("scan", "form", media_type="image/png"),
        ArgumentPlace("about", "form"),
        ArgumentPlace("tags", "form"),
    )
    tool = pet(parameters=json.dumps(schema), places=places, media_type="multipart/form-data", path="/scans")
    exchange = exchange_of(facts_of(tool))
    assert exchange.kind == "multipart"
    assert [(part.name, part.text, part.media_type, part.is_file) for part in exchange.parts] == [
        ("scan", "scan.png", "image/png", True),
        ("about", '{"page":1}', "application/json", False),
        ("tags", "a", "", False),
    ]


@pytest.mark.parametrize(
    ("media_type", "kind"),
    [
        ("", "json"),
        ("application/vnd.pets+json", "json"),
        ("application/x-www-form-urlencoded", "form"),
        ("multipart/form-data", "multipart"),
        ("application/xml", "text"),
    ],
)
def test_the_body_is_what_its_media_type_says(media_type: str, kind: str) -> None:
    exchange = exchange_of(facts_of(pet(media_type=media_type)))
    assert exchange.kind == kind
    assert exchange.media_type == (media_type or "application/json")


def test_a_host_that_is_not_known_is_a_placeholder() -> None:
    assert exchange_of(facts_of(pet(server="/v1"))).url.startswith("https://$HOST/v1/pets/7")


def test_the_words_of_the_description_are_told_as_such() -> None:
    assert authentication_text((), note="Send a key.") == "The description of the API says: Send a key."


def test_ways_of_which_nothing_says_that_they_are_needed() -> None:
    assert authentication_text(ways((KEY,)), stated=False) == (
        "Calls of this API can authenticate with an API key in the header `X-Api-Key`. Whether this operation needs it "
        "is not stated."
    )


@pytest.mark.parametrize(
    ("errors", "names", "is_told"),
    [
        ((ToolError("401", "Unauthorized"),), ("page",), True),
        ((ToolError("403", "Invalid API key"),), ("page",), True),
        ((ToolError("403", "Too many calls"),), ("page",), False),
        ((ToolError("401", "Unauthorized"),), ("secret_key",), False),
        ((ToolError("401", "Unauthorized"),), ("dockkey",), False),
        ((ToolError("404", ""),), ("page",), False),
    ],
)
def test_it_is_told_if_nothing_says_how_calls_authenticate(
    errors: tuple[ToolError, ...], names: tuple[str, ...], *, is_told: bool
) -> None:
    import json

    schema = {"type": "object", "properties": {name: {"type": "string"} for name in names}}
    tool = pet(errors=errors, parameters=json.dumps(schema), places=(), path="/pets")
    code = errors[0].code
    told = f"How a call authenticates is not described, although it can fail with `{code}`."
    assert (facts_of(tool).authentication == told) == is_told


def test_what_several_keys_say_of_themselves_is_told_with_their_names() -> None:
    keys = (
        Credential("a", "apiKey", "header", "X-Key", description="Key of the dock."),
        Credential("b", "apiKey", "header", "X-Role", description="https://docks.example/roles"),
    )
    text = facts_of(pet(authentication=(Authentication(keys),))).authentication
    assert "`X-Key`: Key of the dock. `X-Role`: See https://docks.example/roles." in text


def test_a_manual_page_lets_the_shell_replace_a_placeholder() -> None:
    import json

    key = Credential("k", "apiKey", "header", "X-Key")
    schema = {"type": "object", "properties": {"X-Key": {"type": "string"}}, "required": ["X-Key"]}
    tool = pet(
        parameters=json.dumps(schema),
        places=(ArgumentPlace("X-Key", "header"),),
        path="/pets",
        authentication=(Authentication((key,)),),
    )
    assert '--X-Key "$API_KEY"' in render(tool, "man_page")


@pytest.mark.parametrize(
    ("name", "description", "told"),
    [
        ("Authorization", "Access token", "an access token"),
        ("X-Auth-Token", "", "an auth token"),
        ("X-Key", "", "an API key"),
        ("X-Auth-Token", "Your API key.", "an API key"),
        ("sid", "The session token of the harbour.", "a session token"),
        ("Pass", "A token for the quay.", "a token"),
    ],
)
def test_a_secret_is_called_what_the_source_calls_it(name: str, description: str, told: str) -> None:
    text = authentication_text(ways((Credential("k", "apiKey", "header", name, description=description),)))
    assert text.startswith(f"Authenticate with {told} in the header `{name}`")


def test_the_openapi_form_says_what_scopes_allow() -> None:
    credential = scoped(OAuthScope("read", "See boats (all)."), OAuthScope("go"))
    _, schemes = security_schemes(ways((credential,)))
    assert schemes["o"]["flows"]["password"]["scopes"] == {"read": "See boats (all).", "go": ""}

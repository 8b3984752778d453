"""Values of example calls: what is known is shown, and nothing is made up."""

import json
import re
import time
from random import Random
from typing import Any, Literal

import pytest
from jsonschema import Draft202012Validator

from lemnos.records import ArgumentPlace, Authentication, Credential, Tool, ToolExample
from lemnos.steps.tools.examples.call import ExampleCall, example_call, example_result
from lemnos.steps.tools.examples.example_values import ExampleValues
from lemnos.steps.tools.examples.schema_values import SchemaSampler, UnknownValueError
from lemnos.steps.tools.schemas.flatten import ImpossibleError
from tests.steps.tools.builders import make_tool

SEEDS = [f"{number * 7919:x}" for number in range(12)]
TEXT = {"type": "string"}
WHOLE = {"type": "integer"}
NUMBER = {"type": "number"}
AMAZON = "docks.eu-west-1.amazonaws.com"


def of(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}


def made(schema: dict[str, Any], seed: str = "1") -> Any:
    random = Random(int(seed, 16))
    return SchemaSampler(schema, random, ExampleValues(random)).make(schema, "arguments")


def test_an_outline_holds_what_is_required_in_the_order_of_the_schema() -> None:
    """Also what is required without being described: its order may not depend on the hashes of names."""
    names = ["weight", "berth", "draught", "arrival", "cargo", "harbour", "flag", "owner"]
    schema = {"type": "object", "properties": {"cargo": {"type": "object"}}, "required": names}
    random = Random(1)
    outline = SchemaSampler(schema, random, ExampleValues(random)).outline(schema, "visit")
    assert list(outline) == ["cargo", *(name for name in names if name != "cargo")]


def called(name: str, schema: Any, path: str, method: str = "GET", **more: Any) -> ExampleCall:
    """Return the example call of an HTTP operation; arguments that the path does not name are in the query or body."""
    other: Literal["query", "body"] = "query" if method in ("GET", "DELETE") else "body"
    places = tuple(ArgumentPlace(key, "path" if f"{{{key}}}" in path else other) for key in schema["properties"])
    fields = {"kind": "http", "method": method, "path": path, "places": places, "server": "https://docks.example/v1"}
    return example_call(make_tool(name, "", parameters=json.dumps(schema), **{**fields, **more}))


@pytest.mark.parametrize(
    "schema",
    [
        of(n={"type": "integer", "minimum": 7, "maximum": 7}),
        of(n={"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 0.01, "minimum": 0, "maximum": 1}),
        of(n={"type": "number", "multipleOf": 0.01, "minimum": 0.29, "maximum": 0.5}),
        of(limit={"type": "integer", "multipleOf": 15, "minimum": 100}),
        of(s={"type": "string", "pattern": "^[0-9]{3}-[0-9]{4}$"}),
        of(a={"type": "array", "prefixItems": [{"const": "x"}, {"const": 3}], "items": False}),
        of(o={"oneOf": [of(k={"const": "a"}), {"type": "integer"}]}),
        of(o={"allOf": [{"properties": {"a": {"const": 1}}, "required": ["a"]}, of(b={"const": "c"})]}),
        of(n={"type": ["null", "integer"], "enum": [None, 4]}),
        of(n={"anyOf": [{"type": "null"}, {"enum": ["moored"]}]}),
    ],
)  # fmt: skip
def test_the_arguments_conform(schema: dict[str, Any]) -> None:
    Draft202012Validator.check_schema(schema)
    for seed in SEEDS:
        Draft202012Validator(schema).validate(made(schema, seed))


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"type": "string", "examples": ["first"]}, "first"),
        ({"type": "string", "default": "usual"}, "usual"),
        ({"type": "string", "const": "only"}, "only"),
        ({"type": "integer", "examples": ["not one"], "default": 4}, 4),
        ({"type": "string", "description": "The plan, e.g. 'gold'"}, "gold"),
        ({"type": "string", "description": "Allowed values: 'copper', 'zinc'"}, "copper"),
        ({"type": "string", "description": "Fixed value: `Harbour`"}, "Harbour"),
        ({"type": "number", "description": "The score (e.g., 4.5)"}, 4.5),
        ({"type": "string", "format": "byte", "examples": ["QQ=="]}, "QQ=="),
        ({"enum": ["", "KIND_UNSPECIFIED", "moored"]}, "moored"),
        ({"type": "integer", "minimum": 1, "maximum": 5}, 3),
        (
            {"type": "string", "description": "A path such as `docks/{dock}/piers/{pier}`"},
            "docks/my-dock/piers/my-pier",
        ),
    ],
)
def test_what_the_schema_gives_comes_first(schema: dict[str, Any], value: object) -> None:
    assert made(of(zq=schema)) == {"zq": value}


@pytest.mark.parametrize(
    "schema",
    [
        TEXT, WHOLE, NUMBER, {}, True,
        {"type": "string", "description": "The text to show."},
        {"type": "string", "pattern": r"[\s\S]+"},
        {"type": "string", "pattern": "^[a-z]{2,9}$"},
        {"type": "string", "format": "uri"},
        {"type": "array", "items": TEXT},
        {"type": "array", "minItems": 2, "items": {"const": "x"}},
        {"type": "object", "additionalProperties": TEXT},
        {"type": "object", "properties": {"a": TEXT}},
        of(inner=of(deep=TEXT)),
        {"type": "string", "examples": ["string"]},
        {"type": "string", "examples": ["{{email}}"]},
        {"type": "string", "examples": ["<your id>"]},
        {"type": "string", "examples": ['"quoted"']},
        {"type": "string", "examples": ["00000000-0000-0000-0000-000000000000"]},
        {"type": "string", "description": "Such as `docks/{dock}/` + `piers`."},
        {"type": "string", "default": "[authentication key]"},
        {"type": "string", "examples": ["your_api_key"]},
        {"x-type": "CMFCPopupMenu*"},
    ],
)  # fmt: skip
def test_of_what_nothing_is_known_no_value_is_made(schema: Any) -> None:
    with pytest.raises(UnknownValueError):
        made(of(zorbage=schema))


@pytest.mark.parametrize(
    "name", ["description", "data", "policy", "expression", "type", "password", "query", "language"]
)
def test_words_that_only_the_api_knows_are_not_made_up(name: str) -> None:
    assert ExampleValues(Random(1)).string(name, "") is None


def test_values_fit_the_names_of_their_parameters() -> None:
    schema = of(userEmail=TEXT, latitude=NUMBER, city=TEXT, country_code=TEXT, start_date=TEXT, page_size=WHOLE)
    values = made(schema, "2a")
    assert values["userEmail"].endswith(("@example.com", "@example.org", "@example.net"))
    assert (values["city"], values["country_code"], values["latitude"]) == ("Toronto", "CA", 43.6532) or values[
        "country_code"
    ] in ("PT", "JP", "US", "KE", "DE", "AU", "BR", "NO")
    assert re.fullmatch(r"2024-\d\d-\d\d", values["start_date"])
    assert values["page_size"] in (10, 20, 25, 50)


@pytest.mark.parametrize(
    ("name", "description", "pattern"),
    [
        ("id", "Dock ID (int64)", r"\d{5}"),
        ("templateId", "The numeric id", r"\d{5}"),
        ("uuid", "", "[0-9a-f]{8}-.*"),
        ("dockId", "UUID of the dock", "[0-9a-f]{8}-.*"),
        ("requestId", "", "[0-9a-f]{8}-.*"),
        ("DBInstanceIdentifier", "The user-supplied instance identifier.", "my-db-instance"),
        ("boatId", "Identifier to assign to the boat. Must be unique within the dock.", "my-boat"),
        ("clusterName", "", "my-cluster"),
        ("country", "ISO 3166 alpha-2 code", "[A-Z]{2}"),
    ],
)
def test_ids_and_names_look_as_their_descriptions_say(name: str, description: str, pattern: str) -> None:
    text = ExampleValues(Random(1)).string(name, description)
    assert text is not None
    assert re.fullmatch(pattern, text)


@pytest.mark.parametrize(
    ("name", "description"),
    [
        ("petId", ""),
        ("id_board", ""),
        ("serverid", ""),
        ("tenantId", ""),
        ("inheritedFrom", "The ID of the item from which this is inherited."),
        ("boatId", "The identifier that we assigned to the boat."),
        ("url", "The url of the requested product."),
        ("video_link", "Link to a video"),
        ("dockSid", "The SID of the dock"),
        ("dockId", "An id that starts with DK"),
        ("dockId", "The id or slug"),
        ("eventName", ""),
        ("country", "The country."),
        ("language", "ISO 639 alpha-3"),
        ("date", "In the format MM/DD/YYYY"),
        ("is_open", ""),
    ],
)
def test_an_id_of_a_form_of_its_own_and_a_value_of_a_list_are_not_made_up(name: str, description: str) -> None:
    assert ExampleValues(Random(1)).string(name, description) is None


@pytest.mark.parametrize(
    ("name", "text", "arn"),
    [
        ("roleArn", "", "arn:aws:iam::123456789012:role/my-role"),
        ("BucketArn", "", "arn:aws:s3:::my-bucket"),
        ("topicArn", "", "arn:aws:sns:eu-west-1:123456789012:my-topic"),
        ("Trail", "The ARN of it: arn:aws:docks:us-east-2:123456789012:trail/T1", "arn:aws:docks:.*:trail/T1"),
        ("pierArn", r"^arn:aws:docks:[a-z0-9-]+:\d{12}:pier/.+$", r"arn:aws:docks:eu-west-1:\d{12}:pier/[0-9a-f]{8}"),
        ("resourceArn", "", None),
        ("AppInstanceAdminArn", "", None),
    ],
)
def test_an_amazon_resource_name_names_a_known_kind_of_resource(name: str, text: str, arn: str | None) -> None:
    value = ExampleValues(Random(1), AMAZON).arn(name if name.endswith("Arn") else f"{name}_arn", text)
    assert value is arn if arn is None else re.fullmatch(arn, value or "")


@pytest.mark.parametrize(
    "pattern",
    [
        r"^arn:aws[^:]*:imagebuilder:[^:]+:(?:[0-9]{12}|aws):image/[a-z0-9-_]+/[0-9]+\.[0-9]+\.[0-9]+/[0-9]+$",
        r"^arn:aws[^:]*:imagebuilder:[^:]+:(?:[0-9]{12}|aws):container-recipe/[a-z0-9-_]+/[0-9]+\.[0-9]+\.[0-9]+$",
    ],
)
def test_a_resource_name_with_a_version_is_a_usual_one(pattern: str) -> None:
    value = ExampleValues(Random(1), AMAZON).arn("imageArn", pattern)
    assert value is None or value.startswith("arn:aws:imagebuilder:eu-west-1:123456789012:"), value


@pytest.mark.parametrize(
    ("pattern", "matches"),
    [("^DK[0-9a-fA-F]{8}$", "DK[0-9a-f]{8}"), ("^[0-9]{12}$", r"\d{12}"), ("o-[a-z0-9]{10,32}", "o-[a-z0-9]{10,}")],
)
def test_a_code_is_written_by_its_pattern(pattern: str, matches: str) -> None:
    value = made(of(dockId={"type": "string", "pattern": pattern}))["dockId"]
    assert re.fullmatch(matches, value)


def test_a_name_fits_the_whole_of_its_pattern() -> None:
    def named(pattern: str) -> str:
        return str(made(of(dock_name={"type": "string", "pattern": pattern}))["dock_name"])

    assert named("[a-z-]+") == "my-dock"
    assert named("[A-Za-z0-9]+") == "mydock"
    with pytest.raises(UnknownValueError):
        made(of(domain={"type": "string", "pattern": r"[a-z][a-z0-9\-]+"}))


def test_the_lesser_of_two_bounds_is_the_lesser() -> None:
    schema = of(min_price=NUMBER, max_price=NUMBER, start_date=TEXT, end_date=TEXT)
    for seed in SEEDS:
        values = made(schema, seed)
        assert values["min_price"] <= values["max_price"]
        assert values["start_date"] <= values["end_date"]


@pytest.mark.parametrize(
    "schema",
    [
        of(n={"type": "integer", "minimum": 5, "maximum": 4}),
        of(n=False),
        {**of(n={"$ref": "#/$defs/N"}), "$defs": {"N": of(n={"$ref": "#/$defs/N"})}},
        of(n={"enum": ["a"], "type": "integer"}),
        {"type": "object", "required": ["a"], "additionalProperties": False},
    ],
)
def test_what_nothing_conforms_to_says_so(schema: dict[str, Any]) -> None:
    with pytest.raises(ImpossibleError):
        example_call(make_tool("t", "", parameters=json.dumps(schema)))


def test_the_same_tool_gets_the_same_call() -> None:
    schema = of(**{f"p{number}Id": TEXT for number in range(8)})
    tool = make_tool("t", "", parameters=json.dumps(schema))
    assert example_call(tool) == example_call(tool)


def test_a_usual_tool_costs_less_than_a_millisecond() -> None:
    schema = of(email=TEXT, limit=WHOLE, tags={"type": "array", "items": TEXT})
    tool = make_tool("t", "", parameters=json.dumps(schema))
    start = time.process_time()
    for _ in range(200):
        example_call(tool)
    assert (time.process_time() - start) / 200 < 0.001


def test_a_required_argument_of_which_nothing_is_known_is_a_variable() -> None:
    call = called("getDock", of(dockId=TEXT, view=TEXT), "/docks/{dockId}")
    assert call.arguments == {}
    assert call.variables == ("dockId", "view")
    assert not call.is_literal


def test_an_optional_argument_is_shown_only_if_the_description_gives_an_example() -> None:
    examples = {"colour": {**TEXT, "examples": ["red"]}, "cursor": {**TEXT, "examples": ["eyJ"]}}
    schema = {"type": "object", "properties": {"limit": WHOLE, "open": {"type": "boolean"}, **examples}}
    assert called("listDocks", schema, "/docks").arguments == {"colour": "red"}


def test_no_two_arguments_of_one_name_are_sent() -> None:
    ten = {**WHOLE, "examples": [10]}
    places = (ArgumentPlace("limit", "query"), ArgumentPlace("body_limit", "body", "limit"))
    schema = {"type": "object", "properties": {"limit": ten, "body_limit": {**WHOLE, "examples": [20]}}}
    assert called("listDocks", schema, "/docks", "POST", places=places).arguments == {"limit": 10}


CHANGES: Any = {"type": "object", "properties": {"dockId": TEXT, "role": TEXT}, "required": ["dockId"]}


@pytest.mark.parametrize(
    ("name", "method", "schema", "is_open"),
    [
        ("createPermission", "POST", CHANGES, True),
        ("updateDock", "PUT", {**CHANGES, "properties": {**CHANGES["properties"], "size": {**WHOLE, "examples": [7]}}},
         False),
        ("listDocks", "POST", CHANGES, False),
        ("startDock", "POST", CHANGES, False),
        ("deleteDock", "DELETE", CHANGES, False),
        ("createDock", "POST", {**CHANGES, "required": ["dockId", "role"]}, False),
        ("printDock", "POST", {**CHANGES, "properties": {"dockId": TEXT, "form": {"enum": ["pdf"]}, "what": TEXT},
                               "required": ["dockId", "form"]}, True),
    ],
)  # fmt: skip
def test_a_body_of_which_nothing_is_known_stays_open(
    name: str, method: str, schema: dict[str, Any], is_open: bool
) -> None:
    assert called(name, schema, "/docks/{dockId}", method).is_body_open == is_open


def test_a_change_that_names_only_the_resource_changes_nothing() -> None:
    schema = {"type": "object", "properties": {"dockArn": {"const": "arn:1"}, "size": WHOLE}, "required": ["dockArn"]}
    assert called("updateDock", schema, "/", "POST").is_body_open
    assert called("describeDock", schema, "/", "POST").arguments == {"dockArn": "arn:1"}


@pytest.mark.parametrize(
    ("name", "path", "method"),
    [("searchDocks", "/docks", "GET"), ("moveDock", "/docks", "GET"), ("getDock", "/docks/:id", "GET"),
     ("getDock", "/docks/{id}", "GET"), ("annotate", "/docks", "POST")],
)  # fmt: skip
def test_a_call_that_would_do_nothing_is_not_shown(name: str, path: str, method: str) -> None:
    schema = {"type": "object", "properties": {"words": TEXT}}
    with pytest.raises(UnknownValueError):
        called(name, schema, path, method, places=(ArgumentPlace("words", "query"),))
    assert called("listDocks", schema, "/docks").is_literal


def test_the_description_s_own_call_is_taken_without_what_only_stands_for_a_value() -> None:
    schema = of(n=WHOLE)
    good = make_tool(
        "t", "", parameters=json.dumps(schema), examples=(ToolExample('{"n":"x"}'), ToolExample('{"n":5}'))
    )
    assert example_call(good).arguments == {"n": 5}
    body = {"type": "object", "properties": {"name": TEXT, "size": WHOLE}}
    call = called("createDock", body, "/docks", "POST", examples=(ToolExample('{"name":"string","size":4}'),))
    assert call.arguments == {"size": 4}


def test_an_example_of_some_arguments_is_completed() -> None:
    call = called("a", of(q=TEXT, page=WHOLE), "/a", examples=(ToolExample('{"q":"lamp"}'),))
    assert call.arguments == {"q": "lamp", "page": 1}


def test_an_argument_that_carries_a_credential_is_a_placeholder() -> None:
    key = Authentication((Credential("k", "apiKey", "query", "api_key"),))
    assert called("a", of(api_key=TEXT), "/a", authentication=(key,)).arguments == {"api_key": "$API_KEY"}


def test_the_version_of_the_api_is_sent_where_it_is_asked_for() -> None:
    call = called("a", of(**{"api-version": TEXT}), "/a", version="2019-12-02")
    assert call.arguments == {"api-version": "2019-12-02"}


def test_an_argument_looks_like_the_property_of_the_result_that_it_names() -> None:
    answer = of(dock_sid={"type": "string", "pattern": "^DK[0-9a-f]{8}$"}, id={**TEXT, "examples": ["K-77"]})
    call = called("getDock", of(DockSid=TEXT), "/docks/{DockSid}", result=json.dumps(answer))
    assert re.fullmatch("DK[0-9a-f]{8}", call.arguments["DockSid"])
    call = called("getDock", of(dockId=TEXT), "/docks/{dockId}", result=json.dumps(answer))
    assert call.arguments == {"dockId": "K-77"}


@pytest.mark.parametrize(
    ("name", "path", "argument", "value"),
    [
        ("pub_projects_topics_list", "/v1/{parent}/topics", "parent", "projects/my-project"),
        ("pub_projects_topics_get", "/v1/{name}", "name", "projects/my-project/topics/my-topic"),
        ("qa_questions_answers_delete", "/v1/{name}/answers:delete", "name", "questions/my-question"),
        ("crm_projects_test", "/v1/projects/{resource}:test", "resource", "my-project"),
    ],
)
def test_a_resource_of_google_is_named_by_the_operation(name: str, path: str, argument: str, value: str) -> None:
    call = called(name, of(**{argument: TEXT}), path, server="https://pub.googleapis.com")
    assert call.arguments == {argument: value}
    assert called(name, of(**{argument: TEXT}), path).arguments.get(argument) != value


def test_arguments_that_exclude_each_other_are_not_both_sent_and_one_that_is_needed_is() -> None:
    one: Any = {"type": "object", "properties": {
        "dockId": {**TEXT, "description": "Either `dockId` or `pierCode` is required."},
        "pierCode": {**TEXT, "examples": ["P1"]}}}  # fmt: skip
    assert list(called("getDock", one, "/docks").arguments) == ["pierCode"]
    del one["properties"]["pierCode"]["examples"]
    assert list(called("getDock", one, "/docks").arguments) == ["dockId"]


def test_the_values_of_two_enums_belong_together() -> None:
    schema = of(kind={"enum": ["dock", "pier"]}, size={"enum": ["dock:length", "pier:length"]})
    for seed in SEEDS:
        values = made(schema, seed)
        assert values["size"].startswith(values["kind"])


@pytest.mark.parametrize(
    ("description", "method", "name"),
    [("", "POST", "my-dock"), ("The dock's name.", "POST", "my-dock"), ("Company name", "POST", None),
     ("", "GET", None)],
)  # fmt: skip
def test_a_name_is_that_of_the_resource_or_unknown(description: str, method: str, name: str | None) -> None:
    call = called("checkDock", of(name={**TEXT, "description": description}), "/docks", method)
    assert call.arguments.get("name") == name


def test_a_collection_that_the_path_has_is_not_sent_again() -> None:
    schema = of(docksId={**TEXT, "description": "Part of `name`. Example: docks/mine."})
    assert called("getDock", schema, "/docks/{docksId}").arguments == {"docksId": "mine"}
    assert called("getDock", schema, "/{docksId}").arguments == {"docksId": "docks/mine"}


def tool_of(schema: dict[str, Any]) -> Tool:
    return make_tool("t", "", parameters=json.dumps(schema))


def test_a_branch_of_which_something_is_known_is_taken() -> None:
    either = {"anyOf": [{"required": ["a"]}, {"required": ["b"]}], "properties": {"a": TEXT, "b": {"const": 1}}}
    assert example_call(tool_of({"type": "object", **either})).variables in (("a",), ())


@pytest.mark.parametrize(
    ("properties", "is_number"),
    [
        ({"dockId": {"type": "string", "format": "int64"}}, True),
        ({"dockId": WHOLE}, True),
        ({"dockId": TEXT, "ownerId": WHOLE}, False),
        ({"ownerId": {"type": "string", "format": "int64"}, "title": TEXT}, True),
        ({"ownerId": WHOLE, "berthId": TEXT}, False),
        ({"title": TEXT}, False),
    ],
)
@pytest.mark.parametrize("listed", [True, False])
def test_an_id_is_a_number_where_those_of_the_result_are(
    properties: dict[str, Any], *, is_number: bool, listed: bool
) -> None:
    dock = {"type": "object", "properties": properties}
    result = {"type": "object", "properties": {"docks": {"type": "array", "items": dock}}} if listed else dock
    for seed in SEEDS:
        call = called("getDock", of(dockId=TEXT), "/docks/{dockId}", result=json.dumps(result), version=seed)
        assert ("dockId" in call.arguments) == is_number
        assert not is_number or re.fullmatch(r"[1-9]\d{4}", call.arguments["dockId"])


@pytest.mark.parametrize(
    "name",
    ["idWebhook", "IdWebhook", "id_webhook", "ID-WEBHOOK", "IDWebhook", "webhookId", "WebhookID", "webhook_id",
     "hookUrlId", "hook_url_id", "idUrl", "idImageUrl", "linkIds", "id_page_url", "repoId"],
)  # fmt: skip
def test_an_id_of_something_that_has_an_address_is_no_address(name: str) -> None:
    assert ExampleValues(Random(1)).string(name, "") is None


@pytest.mark.parametrize(
    ("name", "description"), [("webhook", "The ID of the webhook."), ("image", "Unique identifier of the image")]
)
def test_a_description_says_that_a_value_is_an_id(name: str, description: str) -> None:
    assert ExampleValues(Random(1)).string(name, description) is None
    assert (ExampleValues(Random(1)).string(f"{name}_url", "") or "").startswith("https://example.com/")


def test_the_items_of_a_list_are_those_that_its_description_gives() -> None:
    lines = {"type": "array", "items": TEXT, "description": "Ids of the lines, e.g. harbour,ring,N9"}
    assert made(of(ids=lines)) == {"ids": ["harbour"]}


def test_the_id_of_the_result_is_text_where_the_argument_is() -> None:
    answer = of(id={"type": "integer", "examples": [7]})
    call = called("getDock", of(dockId=TEXT), "/docks/{dockId}", result=json.dumps(answer))
    assert call.arguments == {"dockId": "7"}


@pytest.mark.parametrize(
    ("name", "method", "path", "variables"),
    [
        ("updateDock", "PUT", "/docks", ("dockId",)),
        ("dock_patch", "PATCH", "/dock", ("dockId",)),
        ("deleteDock", "POST", "/docks", ("dockId",)),
        ("createDock", "POST", "/docks", ()),
        ("updateDock", "PUT", "/docks/{pier}", ("pier",)),
    ],
)
def test_a_change_says_what_it_changes(name: str, method: str, path: str, variables: tuple[str, ...]) -> None:
    properties = {"dockId": TEXT, "size": {"type": "integer", "examples": [4]}}
    pier = {"pier": TEXT} if "pier" in path else {}
    schema = {"type": "object", "properties": {**pier, **properties}, "required": [*pier, "size"]}
    assert called(name, schema, path, method).variables == variables


def test_two_keys_do_not_share_a_placeholder() -> None:
    keys = [Credential("a", "apiKey", "query", name) for name in ("key", "token", "apikey")]
    call = called(
        "getDock", of(key=TEXT, token=TEXT, apikey=TEXT), "/docks", authentication=(Authentication(tuple(keys)),)
    )
    assert call.arguments == {"key": "$API_KEY", "token": "$API_TOKEN", "apikey": "$APIKEY"}


def test_an_example_response_is_shown_although_its_schema_is_not_known() -> None:
    tool = make_tool("t", "", kind="http", examples=(ToolExample("{}", '{"docks": 3}'),))
    assert example_result(tool) == {"docks": 3}
    assert example_result(make_tool("t", "", kind="http", examples=(ToolExample("{}", '"<a/>"'),))) is None


@pytest.mark.parametrize(
    ("base", "later", "value"),
    [
        ({"type": "string", "examples": ["base"]}, {"examples": ["later"]}, "later"),
        ({"type": "string", "default": "base"}, {"default": "later"}, "later"),
        ({"type": "string", "examples": ["base"]}, {"default": "later"}, "later"),
        ({"type": "string", "examples": ["base"]}, {"enum": ["later"]}, "later"),
        ({"type": "string", "examples": ["base"]}, {"description": "Its kind."}, "base"),
    ],
)
def test_what_a_later_member_of_all_of_says_replaces_what_an_earlier_one_says(
    base: dict[str, Any], later: dict[str, Any], value: str
) -> None:
    both = {"allOf": [{"$ref": "#/$defs/Base"}, {"type": "object", "properties": {"kind": later}}]}
    schema = {**of(record=both), "$defs": {"Base": of(kind=base)}}
    assert made(schema) == {"record": {"kind": value}}


def test_a_name_that_must_be_unique_is_that_of_the_resource() -> None:
    unique = {"type": "string", "description": "The name of the dock, unique within the port."}
    schema = of(uniqueName=unique, friendlyName=unique)
    given = called("createDock", schema, "/docks", "POST").arguments
    assert [value for value in given.values() if re.search("unique|friendly", value)] == []
    assert given["uniqueName"] == "my-dock"


@pytest.mark.parametrize(
    ("name", "method", "path", "argument", "value"),
    [
        ("getCluster", "GET", "/clusters/{cluster_name}", "cluster_name", "my-cluster"),
        ("createCluster", "POST", "/clusters", "cluster_name", "my-cluster"),
        ("autocomplete", "GET", "/airport/autocomplete/{airport_name}", "airport_name", None),
        ("findClusters", "GET", "/clusters", "cluster_name", None),
        ("searchClusters", "POST", "/clusters/{cluster_name}", "cluster_name", None),
    ],
)
def test_no_name_is_made_up_of_what_a_caller_looks_for(
    name: str, method: str, path: str, argument: str, value: str | None
) -> None:
    assert called(name, of(**{argument: TEXT}), path, method).arguments.get(argument) == value


@pytest.mark.parametrize(("name", "value"), [("create_task", "my-task"), ("update_task", None), ("taskInfo", None)])
def test_a_function_is_given_a_new_name_only_if_it_makes_something(name: str, value: str | None) -> None:
    call = example_call(make_tool(name, "", parameters=json.dumps(of(task_name=TEXT))))
    assert call.arguments.get("task_name") == value


def test_the_content_of_a_file_is_not_made_up() -> None:
    with pytest.raises(UnknownValueError):
        made(of(scan={"type": "string", "format": "binary"}))


def test_one_coordinate_is_not_sent_without_the_other() -> None:
    number = {"type": "number", "examples": [1.5]}
    names = ("cityLat", "cityLon", "latitude", "radius")
    places = tuple(ArgumentPlace(name, "query") for name in ("q", *names))
    properties = {"q": {"type": "string", "examples": ["tea"]}, **dict.fromkeys(names, number)}
    for left, sent in (((), {"q", "cityLat", "cityLon", "radius"}), (("cityLon",), {"q", "radius"})):
        held = {name: each for name, each in properties.items() if name not in left}
        schema = json.dumps({"type": "object", "properties": held, "required": ["q"]})
        tool = make_tool("t", "", kind="http", method="GET", path="/shops", parameters=schema, places=places)
        assert set(example_call(tool).arguments) <= sent


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ({"after_id": "9f3ac1", "before_id": "9f3ac1"}, ["after_id"]),
        ({"afterKey": "9f3ac1", "beforeKey": "9f3ad7"}, ["afterKey"]),
        ({"since": "2024-03-01", "until": "2024-03-01"}, ["since"]),
        ({"since": "2024-03-01", "until": "2024-04-01"}, ["since", "until"]),
        ({"min_draught": 4, "max_draught": 4}, ["min_draught"]),
        ({"min_draught": 4, "max_draught": 9}, ["min_draught", "max_draught"]),
        ({"from": "LIS", "to": "OPO"}, ["from", "to"]),
        ({"from_id": "9f3ac1", "berth_id": "9f3ac1"}, ["from_id", "berth_id"]),
    ],
)
def test_optional_arguments_do_not_mark_both_ends_of_an_empty_range(given: dict[str, Any], shown: list[str]) -> None:
    schema = {"type": "object", "properties": {name: {"examples": [value]} for name, value in given.items()}}
    assert list(called("listShips", schema, "/ships").arguments) == shown


SHOWN = {"type": "string", "examples": ["quay.png"]}


@pytest.mark.parametrize(
    ("path", "content", "more", "missing"),
    [
        ("/docks/{dockId}/scans", {"format": "base64"}, {}, ("quay_data",)),
        ("/docks/{dockId}/scans", {"format": "binary"}, {}, ("quay_data",)),
        ("/docks/{dockId}/scans", {}, {}, ()),
        ("/docks/{dockId}/scans", {"format": "base64"}, {"source_url": {"examples": ["https://docks.example"]}}, ()),
        ("/docks/{dockId}/captains", {"format": "binary"}, {}, ()),
        ("/docks/{dockId}/captains", {"format": "binary"}, {"file_name": SHOWN}, ("quay_data",)),
    ],
)
def test_a_file_is_not_stored_without_its_content(path: str, content: Any, more: Any, missing: tuple[str, ...]) -> None:
    fields = {"quay_data": {**TEXT, **content}, "label": SHOWN, **more}
    schema = {**of(dockId={**TEXT, "examples": ["d7"]}), "properties": {"dockId": {"examples": ["d7"]}, **fields}}
    assert called("addScan", schema, path, "POST").variables == missing


def test_a_search_has_its_question() -> None:
    schema = {"type": "object", "properties": {"draught": {"examples": [4]}, "q": TEXT}}
    assert called("searchShips", schema, "/ships/search").variables == ("q",)
    assert called("listShips", schema, "/ships").variables == ()
    asked = {"type": "object", "properties": {"q": {**TEXT, "examples": ["tug"]}, "text": TEXT}}
    assert called("searchShips", asked, "/ships/search") == ExampleCall({"q": "tug"})


def test_a_free_body_of_which_nothing_is_known_stays_open() -> None:
    places = (ArgumentPlace("body", "body", "*"), ArgumentPlace("detail", "query"))
    bodies: list[tuple[dict[str, Any], bool]] = [({"additionalProperties": {}}, True), ({}, False)]
    for free, is_open in bodies:
        body = {"type": "object", **free}
        schema = {"type": "object", "properties": {"detail": {"examples": ["full"]}, "body": body}}
        assert called("postTides", schema, "/tides", "POST", places=places).is_body_open is is_open


def test_what_a_search_of_a_path_looks_for_is_no_resource_of_the_caller() -> None:
    call = called("ships_search_read", of(ship_title=TEXT), "/ships/search/{ship_title}")
    assert call == ExampleCall({}, ("ship_title",))

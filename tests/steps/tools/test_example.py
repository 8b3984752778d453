import json
import re
import time
from random import Random
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from msgspec.structs import replace

from lemnos.records import ArgumentPlace, Tool, ToolExample, tool_id
from lemnos.steps.tools.examples.call import example_arguments, example_result, example_value
from lemnos.steps.tools.examples.example_values import ExampleValues
from lemnos.steps.tools.schemas.flatten import ImpossibleError

SEEDS = [f"{number * 7919:x}" for number in range(12)]


def tool(parameters: dict[str, Any], *, result: str = "", examples: tuple[ToolExample, ...] = ()) -> Tool:
    text = json.dumps(parameters)
    return Tool(
        id=tool_id("p", "a", "1", "t", "", text),
        kind="function",
        provider="p",
        name="t",
        description="",
        parameters=text,
        result=result,
        examples=examples,
        source="s",
    )


def of(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}


NODE = of(v={"type": "integer"}, next={"anyOf": [{"type": "null"}, {"$ref": "#/$defs/Node"}]})
TEXT = {"type": "string"}
NUMBER = {"type": "number"}


@pytest.mark.parametrize(
    "schema",
    [
        of(n={"type": "integer", "minimum": 7, "maximum": 7}),
        of(n={"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 0.01}),
        of(n={"type": "number", "multipleOf": 0.01, "minimum": 0.29, "maximum": 0.5}),
        of(n={"type": "integer", "multipleOf": 15, "minimum": 100}),
        of(s={"type": "string", "minLength": 30, "maxLength": 31}),
        of(s={"type": "string", "maxLength": 2}),
        of(s={"type": "string", "pattern": "^[A-Z]{3}-[0-9]{4}$"}),
        of(a={"type": "array", "minItems": 3, "uniqueItems": True, "items": {"enum": ["a", "b", "c"]}}),
        of(a={"type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}], "items": False}),
        of(m={"type": "object", "additionalProperties": {"type": "number"}, "minProperties": 2}),
        of(m={"type": "object", "patternProperties": {"^x-": {"type": "string"}}, "additionalProperties": False}),
        of(o={"oneOf": [of(k={"const": "a"}), {"type": "integer"}]}),
        of(o={"allOf": [{"properties": {"a": {"type": "integer"}}, "required": ["a"]}, of(b={"type": "string"})]}),
        {"type": "object", "anyOf": [{"required": ["a"]}, {"required": ["b"]}], "properties": {"a": TEXT, "b": TEXT}},
        {"type": "object", "properties": {"a": {"type": "string"}}, "not": {"required": ["a"]}},
        {**of(n={"$ref": "#/$defs/Node"}), "$defs": {"Node": NODE}},
        of(n={"type": ["null", "integer"], "enum": [None, 4]}),
        {"type": "object"},
    ],
)  # fmt: skip
def test_the_arguments_conform(schema: dict[str, Any]) -> None:
    Draft202012Validator.check_schema(schema)
    for seed in SEEDS:
        made = example_value(schema, seed, "arguments")
        Draft202012Validator(schema).validate(made)


def test_values_fit_the_names_of_their_parameters() -> None:
    text = {"type": "string"}
    schema = of(
        userEmail=text, lat={"type": "number"}, city=text, country_code=text, start_date=text, x_unknown_id=text
    )
    made = example_value(schema, "2a", "arguments")
    assert made["userEmail"].endswith(("@example.com", "@example.org", "@example.net"))
    assert (made["city"], made["country_code"], made["lat"]) in [
        ("Lisbon", "PT", 38.7223),
        ("Kyoto", "JP", 35.0116),
        ("Denver", "US", 39.7392),
        ("Nairobi", "KE", -1.2921),
        ("Toronto", "CA", 43.6532),
        ("Berlin", "DE", 52.52),
        ("Melbourne", "AU", -37.8136),
        ("São Paulo", "BR", -23.5505),
        ("Oslo", "NO", 59.9139),
        ("Chicago", "US", 41.8781),
    ]
    assert re.fullmatch(r"20\d\d-\d\d-\d\d", made["start_date"])
    assert re.fullmatch(r"xunk_[0-9a-f]{8}", made["x_unknown_id"])


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"type": "string", "examples": ["first"]}, "first"),
        ({"type": "string", "default": "usual"}, "usual"),
        ({"type": "string", "const": "only"}, "only"),
        ({"type": "integer", "examples": ["not one"], "default": 4}, 4),
        ({"type": "string", "description": "The plan, e.g. 'gold'"}, "gold"),
        ({"type": "string", "description": "Allowed values: 'copper', 'zinc'"}, "copper"),
        ({"type": "number", "description": "The score (e.g., 4.5)"}, 4.5),
        ({"type": "string", "format": "byte", "examples": ["QQ=="]}, "QQ=="),
    ],
)
def test_what_the_schema_gives_comes_first(schema: dict[str, Any], value: object) -> None:
    assert example_value(of(zq=schema), "1", "arguments") == {"zq": value}


def test_an_untyped_argument_gets_a_text() -> None:
    made = example_value(of(prompt={"description": "What to draw"}, other=True), "1", "arguments")
    assert all(isinstance(value, str) for value in made.values())


def test_the_description_s_own_call_is_taken_if_it_conforms() -> None:
    schema = of(n={"type": "integer"})
    good = tool(schema, examples=(ToolExample('{"n":"x"}'), ToolExample('{"n":5}')))
    assert example_arguments(good) == {"n": 5}


def test_a_call_shows_an_argument_where_all_are_optional() -> None:
    schema = {"type": "object", "properties": {"alt": {"type": "string"}, "genre": {"type": "string"}}}
    assert all("genre" in example_arguments(tool({**schema, "title": seed})) for seed in SEEDS)


def test_a_result_shows_all_its_parts() -> None:
    text = json.dumps({"type": "object", "properties": {"id": {"type": "integer"}, "city": {"type": "string"}}})
    assert list(example_result(tool({"type": "object"}, result=text))) == ["id", "city"]
    assert example_result(tool({"type": "object"})) is None


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
        example_value(schema, "1", "arguments")


def test_the_same_tool_gets_the_same_call() -> None:
    schema = of(**{f"p{number}": {"type": "string"} for number in range(8)})
    assert example_arguments(tool(schema)) == example_arguments(tool(schema))


def test_a_usual_tool_costs_less_than_a_millisecond() -> None:
    schema = of(
        email={"type": "string"}, limit={"type": "integer"}, tags={"type": "array", "items": {"type": "string"}}
    )
    made = tool(schema)
    example_arguments(made)
    start = time.process_time()
    for _ in range(200):
        example_arguments(made)
    assert (time.process_time() - start) / 200 < 0.001


@pytest.mark.parametrize(
    ("name", "description", "value"),
    [
        ("decade", "Decade: e.g. 1970s, early 70s", "1970s"),
        ("target_language", "The language to translate to (e.g., English, Spanish, French).", "English"),
        ("name", "Example: John Smith", "John Smith"),
        ("u", "A link, e.g. https://a.example.com/x.", "https://a.example.com/x"),
        ("version", "Version, for example: 1.2.3.", "1.2.3"),
        ("event", "The event (e.g., winning a game, getting a disease)", "winning a game"),
        ("State", "Possible values: - `disabled`: All are allowed. - `enabled`: Only some.", "disabled"),
        ("accountId", "Identifies the user. For example, *5b10ac8d82e05b22cc7d4ef5*.", "5b10ac8d82e05b22cc7d4ef5"),
    ],
)
def test_the_example_of_a_description_comes_before_the_tables(name: str, description: str, value: str) -> None:
    assert ExampleValues(Random(1)).string(name, description) == value


@pytest.mark.parametrize("description", ["The day (e.g., YYYY-MM-DD).", "See e.g. the docs", "Example: true"])
def test_a_template_or_the_beginning_of_a_sentence_is_no_example(description: str) -> None:
    assert ExampleValues(Random(1)).given(description) is None


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("roleArn", r"arn:aws:iam::\d{12}:role/reader"),
        ("BucketArn", r"arn:aws:s3:::media-archive"),
        ("queue_arn", r"arn:aws:sqs:eu-west-1:\d{12}:queue/[0-9a-f]{8}"),
        ("serverid", "ser_[0-9a-f]{8}"),
        ("id_board", "boa_[0-9a-f]{8}"),
        ("replied_at", r"\d{4}-\d\d-\d\dT.*Z"),
        ("imageurl", "https://.*"),
        ("SSECustomerKey", "ssecus_[0-9a-f]{8}"),
        ("issueIdOrKey", "iss_[0-9a-f]{8}"),
        ("contentMD5", "rL0Y20zC.*=="),
        ("prepaid", r"prepaid-\d+"),
    ],
)
def test_values_follow_the_last_words_of_a_name(name: str, pattern: str) -> None:
    assert re.fullmatch(pattern, ExampleValues(Random(1)).string(name, ""))


def test_an_author_has_two_names_and_a_region_is_of_the_world_or_of_a_cloud() -> None:
    made = ExampleValues(Random(3))
    assert made.string("author", "") == "Rafael Moreira"
    assert made.string("region", "The AWS region.") in ("eu-west-1", "us-east-1")
    assert made.string("region", "Where the item is sold.") == "CO"


def test_the_lesser_of_two_bounds_is_the_lesser() -> None:
    names = ("min_price", "max_price", "MinimumUnits", "MaximumUnits")
    dates = ("start_date", "end_date")
    schema = of(**dict.fromkeys(names, NUMBER), **dict.fromkeys(dates, TEXT))
    for seed in SEEDS:
        made = example_value(schema, seed, "arguments")
        assert made["min_price"] <= made["max_price"]
        assert made["MinimumUnits"] <= made["MaximumUnits"]
        assert made["start_date"] <= made["end_date"]


def test_a_type_of_another_language_is_given_as_a_variable_of_the_caller() -> None:
    assert example_value(of(pMenuPopup={"x-type": "CMFCPopupMenu*"}), "1f", "a") == {"pMenuPopup": "pMenuPopup"}


def test_one_long_item_of_a_list_is_enough() -> None:
    long = of(**dict.fromkeys(("title", "overview", "body", "poster_path", "synopsis", "text"), TEXT))
    short = of(a={"type": "integer"})
    counts = [
        {len(example_value({"type": "array", "items": item}, seed, "results")) for seed in SEEDS}
        for item in (long, short)
    ]
    assert counts == [{1}, {1, 2}]


def test_a_template_of_an_example_is_not_taken_for_a_value() -> None:
    assert example_value(of(email={"type": "string", "examples": ["{{email}}"]}), "1f", "a") != {"email": "{{email}}"}


def test_values_of_no_known_type() -> None:
    made = example_value(of(request={}, max_depth={}, is_open={}, email={}), "1f", "a")
    assert (made["request"], made["is_open"], type(made["max_depth"])) == ("request", True, int)
    assert "@example." in made["email"]


def test_an_address_is_one_whatever_its_name() -> None:
    made = example_value(of(**{"16x16": {"type": "string", "format": "uri"}}), "1f", "a")
    assert made["16x16"].startswith("https://")


def test_a_resource_is_told_by_its_description_too() -> None:
    queue = ExampleValues(Random(1)).string("Queue", "The Amazon Resource Name (ARN) of the queue.")
    assert re.fullmatch(r"arn:aws:sqs:eu-west-1:\d{12}:queue/[0-9a-f]{8}", queue)


def test_a_number_is_one_that_json_can_write() -> None:
    for word in ("nan", "inf", "-Infinity"):
        schema = {"type": "number", "description": f"Points outside. The default is `{word}`."}
        made = example_value(schema, "ab", "fill")
        assert made == json.loads(json.dumps(made, allow_nan=False))


def http(path: str, method: str, places: tuple[ArgumentPlace, ...], parameters: dict[str, Any], result: object) -> Tool:
    return replace(
        tool(parameters, result=json.dumps(result)),
        kind="http", method=method, path=path, server="https://api.harbours.example/v1", places=places,
    )  # fmt: skip


def test_what_would_be_made_up_is_left_out_where_it_can_be() -> None:
    schema = of(id={"type": "string"}) | {"properties": {"id": TEXT, "zorbage": TEXT, "status": TEXT, "city": TEXT}}
    for seed in SEEDS:
        value = example_value(schema, seed, "result", ((1.0, 10),))
        assert value.keys() >= {"id"}
        assert not value.keys() & {"zorbage", "status"}
    needed = {**schema, "required": ["id", "zorbage"]}
    assert all("zorbage" in example_value(needed, seed, "result") for seed in SEEDS)
    alone = {"type": "object", "properties": {"zorbage": TEXT}, "minProperties": 1}
    assert all(example_value(alone, seed, "arguments") for seed in SEEDS)
    listed = {"type": "object", "properties": {"status": {"enum": ["moored", "at sea"]}}}
    assert example_value(listed, SEEDS[0], "result", ((1.0, 10),))["status"] in ("moored", "at sea")


def test_an_object_of_which_nothing_is_known_is_not_shown_empty() -> None:
    inner = {"type": "object", "properties": {"zorbage": TEXT, "quux": TEXT}}
    schema = {"type": "object", "properties": {"id": TEXT, "meta": inner}, "required": ["id"]}
    assert all("meta" not in example_value(schema, seed, "result", ((1.0, 10),)) for seed in SEEDS)


def test_a_name_is_written_as_its_description_asks() -> None:
    strict = of(name={"type": "string", "description": "Lowercase letters and hyphens only."})
    assert all(re.fullmatch(r"[a-z-]+", example_value(strict, seed, "arguments")["name"]) for seed in SEEDS)


def test_a_name_in_the_path_has_no_spaces_and_the_address_of_a_result_is_its_own() -> None:
    answer = of(name=TEXT, url={"type": "string", "format": "uri"})
    places = (ArgumentPlace("name", "path"),)
    made = http("/docks/{name}", "GET", places, of(name=TEXT), answer)
    arguments = example_arguments(made)
    assert re.fullmatch(r"\S+", arguments["name"])
    result = example_result(made, arguments)
    assert result["url"] == f"https://api.harbours.example/v1/docks/{arguments['name']}"
    created = http("/docks", "POST", (), of(title=TEXT), of(id={"type": "integer"}, url=TEXT))
    result = example_result(created, example_arguments(created))
    assert result["url"] == f"https://api.harbours.example/v1/docks/{result['id']}"


def test_an_argument_looks_like_the_property_of_the_result_that_it_names() -> None:
    answer = of(dock_sid={"type": "string", "pattern": "^DK[0-9a-f]{8}$"})
    made = http("/docks/{DockSid}", "GET", (ArgumentPlace("DockSid", "path"),), of(DockSid=TEXT), answer)
    arguments = example_arguments(made)
    assert re.fullmatch("DK[0-9a-f]{8}", arguments["DockSid"])
    assert example_result(made, arguments)["dock_sid"] == arguments["DockSid"]


def test_a_finished_operation_is_done_and_no_other_page_is_linked() -> None:
    schema = {
        "type": "object",
        "properties": {"done": {"type": "boolean"}, "id": TEXT, "previous_page_url": TEXT, "first": TEXT},
    }
    for seed in SEEDS:
        value = example_value(schema, seed, "result", ((1.0, 10),))
        assert value["done"] is True
        assert not value.keys() & {"previous_page_url", "first"}


@pytest.mark.parametrize(
    "pattern",
    [
        r"^arn:aws[^:]*:imagebuilder:[^:]+:(?:[0-9]{12}|aws):image/[a-z0-9-_]+/[0-9]+\.[0-9]+\.[0-9]+/[0-9]+$",
        r"^arn:aws[^:]*:imagebuilder:[^:]+:(?:[0-9]{12}|aws):container-recipe/[a-z0-9-_]+/[0-9]+\.[0-9]+\.[0-9]+$",
    ],
)
def test_a_resource_name_with_a_version_is_a_usual_one(pattern: str) -> None:
    for seed in SEEDS:
        value = example_value(of(imageArn={"type": "string", "pattern": pattern}), seed, "arguments")["imageArn"]
        assert value.startswith("arn:aws:imagebuilder:eu-west-1:123456789012:"), value


def test_a_list_that_is_whole_links_no_next_page() -> None:
    schema = {"type": "object", "properties": {"id": TEXT, "next_page_uri": {"type": "string", "format": "uri"}}}
    assert all("next_page_uri" not in example_value(schema, seed, "result", ((1.0, 10),)) for seed in SEEDS)

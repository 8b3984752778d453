"""Values of an enum that name what has them are drawn; those that are no texts are drawn as they are."""

from typing import Any

from lemnos.steps.tools.world.values.make import sample


def test_an_enum_that_names_what_has_it_agrees_with_it() -> None:
    kinds = {"type": "string", "enum": ["UCSManager", "DellSwitchDataSource", "AristaSwitchDataSource"]}
    schema: dict[str, Any] = {"type": "object", "properties": {"entityType": kinds}, "required": ["entityType"]}
    made = {
        sample(schema, schema, f"seed {number}", "entity", owner=("dell", "switch"))["entityType"]
        for number in range(16)
    }
    assert made == {"DellSwitchDataSource"}
    assert (
        len(
            {
                sample(schema, schema, f"seed {number}", "entity", owner=("device",))["entityType"]
                for number in range(16)
            }
        )
        == 3
    )


def test_an_enum_of_objects_is_drawn_from() -> None:
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {"unit": {"enum": [{"a": 1}, ["b"]]}},
        "required": ["unit"],
    }
    made = [
        sample(schema, schema, f"seed {number}", "entity", owner=("dell", "switch"))["unit"] for number in range(16)
    ]
    assert all(each in ({"a": 1}, ["b"]) for each in made)


def test_a_kind_that_is_called_like_a_thing_of_one_word_is_its_kind() -> None:
    kinds = {"type": "string", "enum": ["HOST", "PRINTER", "PRINTER_POOL"]}
    schema: dict[str, Any] = {"type": "object", "properties": {"resource_type": kinds, "role": kinds}}
    schema["required"] = ["resource_type", "role"]
    made = [sample(schema, schema, f"seed {number}", "entity", owner=("printer",)) for number in range(16)]
    assert {each["resource_type"] for each in made} == {"PRINTER"}
    assert len({each["role"] for each in made}) == 3


def test_an_example_of_a_kind_is_not_that_of_all_things() -> None:
    kind = {"type": "string", "examples": ["lantern"]}
    inner = {"type": "object", "properties": {"resource_type": kind}, "required": ["resource_type"]}
    properties = {"resource_type": kind, "created_by": inner, "lamp_post": inner}
    schema: dict[str, Any] = {"type": "object", "properties": properties, "required": list(properties)}
    made = sample(schema, schema, "a", "entity", owner=("street",))
    assert made["resource_type"] == "street"
    assert (made["created_by"]["resource_type"], made["lamp_post"]["resource_type"]) == ("user", "lamp_post")

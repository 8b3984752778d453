from typing import Any

from lemnos.steps.tools.render.compact import compact


def part(name: str, depth: int) -> dict[str, Any]:
    inner = {"type": "object", "properties": {name: {"type": "string"}}, "required": [name]}
    return inner if not depth else {"type": "object", "properties": {"in": part(name, depth - 1)}, "required": ["in"]}


def test_branches_that_are_cut_need_not_exclude_each_other() -> None:
    schema = {"oneOf": [part("a", 2), part("b", 2)]}
    assert compact(schema, schema, 9) == schema
    assert list(compact(schema, schema, 2)) == ["anyOf"]


def test_what_is_cut_keeps_the_types_of_its_fields() -> None:
    inner = {
        "type": "object",
        "properties": {
            "name": {"type": "string", "description": "Its name.", "enum": ["a", "b"]},
            "rows": {"type": "array", "items": {"type": "object", "properties": {"x": {}, "y": {}}}},
        },
        "required": ["name"],
    }
    assert compact(inner, inner, -1) == {
        "type": "object",
        "properties": {
            "name": {"type": "string", "enum": ["a", "b"]},
            "rows": {"type": "array", "items": {"type": "object", "description": "Fields left out here: x, y."}},
        },
        "required": ["name"],
    }


def test_a_part_with_too_many_fields_names_them() -> None:
    many = {"type": "object", "properties": {f"f{number}": {"type": "string"} for number in range(99)}}
    assert compact(many, many, -1).keys() == {"type", "description"}

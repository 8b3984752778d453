from typing import Any

from lemnos.steps.tools.render.compact import compact


def part(name: str, depth: int) -> dict[str, Any]:
    inner = {"type": "object", "properties": {name: {"type": "string"}}, "required": [name]}
    return inner if not depth else {"type": "object", "properties": {"in": part(name, depth - 1)}, "required": ["in"]}


def test_branches_that_are_cut_need_not_exclude_each_other() -> None:
    schema = {"oneOf": [part("a", 2), part("b", 2)]}
    assert compact(schema, schema, 9) == schema
    assert list(compact(schema, schema, 2)) == ["anyOf"]

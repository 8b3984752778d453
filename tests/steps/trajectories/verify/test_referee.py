"""The quick validator and the referee, ``jsonschema``, agree on schemas and arguments drawn at random."""

import json
import random
from collections import Counter
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from lemnos.steps.trajectories.verify.contract import contract

NAMES = ("a", "b", "c", "d")
VALUES: list[Any] = [
    "x", "yy", "zzz", "", "é", "\U0001f600", 0, 1, 3, -3, 2.5, 1.0, 0.1, 0.3, 1e20, 2**70, True, False, None,
    [], ["x"], [1, 2], [1, 1], {}, {"a": 1}, {"b": "x"},
]  # fmt: skip
TYPES = (
    "string", "integer", "number", "boolean", "array", "object", "null", ["string", "null"], ["integer", "string"],
    None, "str", "int", "float", "dict", "list", "any", "List[int]", "int, optional", "STRING",
)  # fmt: skip


class Drawer:
    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)

    def leaf(self) -> dict[str, Any]:
        chance = self.chance
        schema: dict[str, Any] = {}
        if kind := chance.choice(TYPES):
            schema["type"] = kind
        for share, key, values in (
            (0.1, "const", VALUES),
            (0.1, "default", VALUES),
            (0.1, "minimum", (0, 1, 2.5)),
            (0.1, "exclusiveMaximum", (3, 2.5)),
            (0.1, "multipleOf", (2, 0.1, 1)),
            (0.1, "minLength", (1, 2)),
            (0.1, "maxItems", (0, 1)),
            (0.05, "uniqueItems", (True,)),
            (0.05, "nullable", (True,)),
            (0.05, "pattern", ("^x", "[a-z]{2}")),
        ):
            if chance.random() < share:
                schema[key] = chance.choice(values)
        if chance.random() < 0.2:
            schema["enum"] = chance.sample(VALUES, chance.randint(1, 3))
        return schema

    def schema(self, depth: int) -> dict[str, Any]:
        chance = self.chance
        draw = chance.random()
        if depth <= 0 or draw < 0.5:
            return self.leaf()
        if draw < 0.75:
            return self.object(depth)
        if draw < 0.85:
            return {"type": "array", "items": self.schema(depth - 1)}
        return {
            chance.choice(("anyOf", "oneOf", "allOf")): [self.schema(depth - 1) for _ in range(chance.randint(1, 3))]
        }

    def object(self, depth: int) -> dict[str, Any]:
        chance = self.chance
        properties = {name: self.schema(depth - 1) for name in chance.sample(NAMES, chance.randint(0, 4))}
        schema: dict[str, Any] = {"type": chance.choice(("object", "object", "dict")), "properties": properties}
        if chance.random() < 0.3:
            schema["required"] = chance.sample(NAMES, 1)
        if chance.random() < 0.3:
            schema["additionalProperties"] = chance.choice((True, False, self.leaf()))
        if chance.random() < 0.2:
            schema["$defs"] = {"T": self.schema(1)}
            schema["properties"]["d"] = {"$ref": "#/$defs/T"}
        return schema

    def value(self, depth: int) -> Any:
        chance = self.chance
        if depth and chance.random() < 0.3:
            return {name: self.value(depth - 1) for name in chance.sample(NAMES, chance.randint(0, 3))}
        return chance.choice(VALUES)


@pytest.mark.parametrize("seed", range(4))
def test_the_referee_gives_the_same_verdicts(seed: int) -> None:
    drawer = Drawer(seed)
    verdicts: Counter[bool] = Counter()
    for _ in range(250):
        held = contract(json.dumps(drawer.object(2)))
        if held.validator is None:
            continue
        Draft202012Validator.check_schema(held.schema)
        referee = Draft202012Validator(held.schema)
        for _ in range(5):
            arguments = {name: drawer.value(2) for name in drawer.chance.sample(NAMES, drawer.chance.randint(0, 2))}
            valid = referee.is_valid(arguments)
            assert (held.findings(arguments) == []) == valid, (held.schema, arguments)
            verdicts[valid] += 1
    assert verdicts[True] > 100
    assert verdicts[False] > 100


@pytest.mark.parametrize(("pattern", "text"), [("^\\d+$", "١٢"), ("^x$", "x\n")])
def test_patterns_are_those_of_ecma_262_where_the_referee_has_those_of_python(pattern: str, text: str) -> None:
    """JSON Schema (Core, 6.4) names ECMA-262, in which ``\\d`` is an ASCII digit and ``$`` is the very end."""
    held = contract(json.dumps({"type": "object", "properties": {"a": {"type": "string", "pattern": pattern}}}))
    assert Draft202012Validator(held.schema).is_valid({"a": text})
    assert [finding.check for finding in held.findings({"a": text})] == ["bounds_agree"]

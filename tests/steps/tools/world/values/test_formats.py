"""Texts are in the formats of their schemas."""

from typing import Any

import pytest

from lemnos.steps.tools.schemas.validation import conforms
from lemnos.steps.tools.world.values.formats import in_format, is_in_format, validator_of, without_contradicted


def text(name: str, **more: Any) -> dict[str, Any]:
    return {"type": "string", "format": name, **more}


@pytest.mark.parametrize(
    ("given", "wanted", "told"),
    [
        ("2026-03-04", "date-time", "2026-03-04T00:00:00Z"),
        ("2026-03-04 10:11:12", "date-time", "2026-03-04T10:11:12Z"),
        ("2026-03-04T10:11:12", "date-time", "2026-03-04T10:11:12Z"),
        ("2026-03-04T10:11:12+02:00", "date-time", "2026-03-04T10:11:12+02:00"),
        ("2026-03-04T10:11:12Z", "date", "2026-03-04"),
        ("shop.example/a", "uri", "https://shop.example/a"),
        ("/a", "uri", "https://www.example.com/a"),
        ("anything", "colour", "anything"),
    ],
)
def test_a_text_in_another_format_says_the_same_in_the_wanted_one(given: str, wanted: str, told: str) -> None:
    schema = text(wanted)
    assert in_format(given, schema, schema, "seed", "field") == told


@pytest.mark.parametrize(
    "name",
    "date-time date time duration email hostname ipv4 ipv6 uri uri-reference iri uuid json-pointer regex".split(),
)
def test_a_text_that_says_nothing_in_the_format_is_replaced_by_one_that_does(name: str) -> None:
    schema = {"type": "object", "properties": {"x": {"type": "array", "items": text(name)}}}
    made = in_format({"x": ["(\\ no {such"]}, schema, schema, "seed", "field")
    assert is_in_format(made["x"][0], name)
    assert made == in_format({"x": ["(\\ no {such"]}, schema, schema, "seed", "field")


def test_other_keywords_hold_too() -> None:
    schema = text("date", pattern="^2")
    made = in_format("x", schema, schema, "seed", "day")
    assert conforms(made, schema, schema)
    assert is_in_format(made, "date")


@pytest.mark.parametrize("keyword", ["examples", "enum"])
def test_a_format_that_the_description_contradicts_is_not_asked_for(keyword: str) -> None:
    schema = {"type": "object", "properties": {"day": text("date", **{keyword: ["15 May"]}), "other": text("date")}}
    validator = validator_of(without_contradicted(schema))
    assert validator.is_valid({"day": "15 May"})
    assert not validator.is_valid({"other": "15 May"})
    kept = {"type": "object", "properties": {"format": {"type": "string", "default": "csv"}}}
    assert without_contradicted(kept) == kept

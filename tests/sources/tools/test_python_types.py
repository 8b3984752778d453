from typing import Any

import pytest

from lemnos.sources.tools.python.types import admit, annotation_schema, prose_default, prose_schema

INTEGER, STRING, NULL = {"type": "integer"}, {"type": "string"}, {"type": "null"}


@pytest.mark.parametrize(
    ("annotation", "schema"),
    [
        ("", {}),
        ("Any", {}),
        ("int", INTEGER),
        ("builtins.str", STRING),
        ("'int'", INTEGER),
        ("str | None", {"anyOf": [STRING, NULL]}),
        ("Union[int, str, int]", {"anyOf": [INTEGER, STRING]}),
        ("Optional[Union[int, str]]", {"anyOf": [INTEGER, STRING, NULL]}),
        ("list[dict[str, int]]", {"type": "array", "items": {"type": "object", "additionalProperties": INTEGER}}),
        ("tuple[int, ...]", {"type": "array", "items": INTEGER}),
        (
            "tuple[int, str]",
            {"type": "array", "prefixItems": [INTEGER, STRING], "minItems": 2, "maxItems": 2},
        ),
        ("Literal['r', 'w', None, 1]", {"enum": ["r", "w", None, 1]}),
        ("Annotated[int, Gt(3)]", INTEGER),
        ("set[str]", {"type": "array", "items": STRING, "uniqueItems": True}),
        ("Sequence[str]", {"type": "array", "items": STRING, "x-python-type": "Sequence[str]"}),
        ("pathlib.Path", {"type": "string", "format": "path", "x-python-type": "pathlib.Path"}),
        ("dict[int, str]", {"type": "object", "additionalProperties": STRING, "x-python-type": "dict[int, str]"}),
        ("ArrayLike", {"anyOf": [{"type": "array"}, {"type": "number"}], "x-python-type": "ArrayLike"}),
        ("int | Frame", {"x-python-type": "int | Frame"}),
        ("int | (Frame | int) | Frame", {"x-python-type": "int | Frame"}),
        ("Callable[[int], str]", {"x-python-type": "Callable[[int], str]"}),
        ("not python (", {"x-python-type": "not python ("}),
        ("[" * 3000, {"x-python-type": "[" * 2000}),
    ],
)
def test_annotations(annotation: str, schema: dict[str, Any]) -> None:
    assert annotation_schema(annotation) == schema


@pytest.mark.parametrize(
    ("words", "schema"),
    [
        ("int", INTEGER),
        ("int, optional", INTEGER),
        ("str or None", {"anyOf": [STRING, NULL]}),
        ("bool, default=False", {"type": "boolean"}),
        ("{'a', 'b'}", {"enum": ["a", "b"], "x-python-type": "{'a', 'b'}"}),
        ("list of str", {"type": "array", "items": STRING}),
        ("tuple of ints", {"type": "array", "items": INTEGER, "x-python-type": "tuple of ints"}),
        ("list[int]", {"type": "array", "items": INTEGER}),
        ("DataFrame", {"x-python-type": "DataFrame"}),
        ("int or DataFrame", {"x-python-type": "int or DataFrame"}),
        (
            "array_like of shape (n, 2)",
            {"anyOf": [{"type": "array"}, {"type": "number"}], "x-python-type": "array_like of shape (n, 2)"},
        ),
        ("", {}),
    ],
)
def test_types_in_prose(words: str, schema: dict[str, Any]) -> None:
    assert prose_schema(words) == schema


def test_defaults_in_prose() -> None:
    written = [
        "int, default=5",
        "str, default: 'x'",
        "float (default is 1.5)",
        "bool, defaults to True",
        "int, optional",
    ]
    assert [prose_default(text) for text in written] == ["5", "'x'", "1.5", "True", ""]


def test_a_default_that_the_type_forbids_widens_it() -> None:
    assert admit(INTEGER, 3) == INTEGER
    assert admit({"type": "number"}, 3) == {"type": "number"}
    assert admit({"enum": ["a"]}, "b") == {"anyOf": [{"enum": ["a"]}, STRING]}
    assert admit({"type": "integer", "description": "n"}, None) == {"anyOf": [INTEGER, NULL], "description": "n"}
    assert admit({}, None) == {}

"""Classes that calls make, and decorators of the package that call those of attrs and dataclasses."""

import json

import pytest

from lemnos.records import Tool
from lemnos.sources.tools.python.source import PythonSource

CODE = """
import attr
import attrs
import dataclasses
import functools
import typing as t
from collections import namedtuple
from dataclasses import make_dataclass, field
from typing import NamedTuple, TypedDict, NotRequired

Point = namedtuple("Point", "x y", defaults=[0])
Line = namedtuple("Line", field_names=["start", "end"])
Size = NamedTuple("Size", [("width", int), ("height", float)])
Loose = TypedDict("Loose", {"loud": bool, "name": str}, total=False)
Strict = t.TypedDict("Strict", {"a": int, "b": NotRequired[int]})
Cup = make_dataclass("Cup", ["a", ("b", int), ("c", int, field(default=3)), ("d", str, field(init=False))])
Lid = dataclasses.make_dataclass("Lid", fields=[("a", int)], kw_only=True)
number = max(1, 2)

thing = attr.s(auto_attribs=True)
model = functools.partial(attrs.define, kw_only=True)
alias = attrs.frozen
data = dataclasses.dataclass(kw_only=True)

def wrapper(cls):
    return attrs.define(cls, slots=True)

def later(**options):
    def wrap(cls):
        return attr.s(cls, auto_attribs=True, **options)
    return wrap

def twice(cls):
    return wrapper(cls)

def plain(cls):
    return cls

@thing
class ByCall:
    x: int

@model
class ByPartial:
    x: int

@alias
class ByName:
    x: int

@data
class ByData:
    x: int

@wrapper
class ByFunction:
    x: int

@later(frozen=True)
class ByFactory:
    x: int

@twice
class ByTwo:
    x: int

@plain
class Plain:
    x: int
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Tool]:
    package = tmp_path_factory.mktemp("made") / "kettle"
    package.mkdir()
    (package / "__init__.py").write_text(CODE)
    items = [item for shard in PythonSource(str(package)).shards() for item in shard.read()]
    return {item.name: item for item in items if isinstance(item, Tool)}


@pytest.mark.parametrize(
    ("name", "properties", "required"),
    [
        ("Point", ["x", "y"], ["x"]),
        ("Line", ["start", "end"], ["start", "end"]),
        ("Size", ["width", "height"], ["width", "height"]),
        ("Loose", ["loud", "name"], []),
        ("Strict", ["a", "b"], ["a"]),
        ("Cup", ["a", "b", "c"], ["a", "b"]),
        ("Lid", ["a"], ["a"]),
        *((name, ["x"], ["x"]) for name in ("ByCall", "ByPartial", "ByName", "ByData", "ByFunction", "ByFactory")),
        ("ByTwo", ["x"], ["x"]),
        ("Plain", [], []),
    ],
)
def test_the_fields_are_the_arguments(
    made: dict[str, Tool], name: str, properties: list[str], required: list[str]
) -> None:
    schema = json.loads(made[name].parameters)
    assert (list(schema["properties"]), schema.get("required", [])) == (properties, required)


def test_types_of_fields_are_kept(made: dict[str, Tool]) -> None:
    assert json.loads(made["Size"].parameters)["properties"]["width"] == {"type": "integer"}
    assert made["ByPartial"].signature == "class ByPartial(*, x: int)"


def test_other_calls_make_no_class(made: dict[str, Tool]) -> None:
    assert "number" not in made

"""Constructors that decorators and base classes generate: the fields, as Python itself passes them."""

import inspect
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from lemnos.records import Rejected, Tool
from lemnos.sources.tools.python.source import PythonSource

CLASSES = {
    "dataclass": """
        import dataclasses as dc
        from dataclasses import dataclass, field, KW_ONLY, InitVar
        from typing import ClassVar, Optional, Any
        import typing as t

        @dataclass
        class Leaf:
            name: str
            count: int = 3
            kinds: list[str] = field(default_factory=list)
            total: ClassVar[int] = 0
            size: "t.ClassVar[int]" = 1
            seed: InitVar[int] = 7
            hidden: int = field(default=1, init=False)
            _kept: bool = dc.field(default=False)
            plain = 4

            @property
            def area(self) -> int:
                return 1

        @dc.dataclass(frozen=True, slots=True)
        class Frozen:
            a: int
            _: KW_ONLY
            b: int
            c: int = 2

        @dc.dataclass(kw_only=True)
        class Keys:
            a: int
            b: int = dc.field(default=2, kw_only=False)

        @dataclass
        class Base:
            first: int
            second: int = 2
            third: int = field(kw_only=True, default=3)

        @dataclass
        class Child(Base):
            second: int = 5
            fourth: int = 4

        class Heir(Child):
            more: int = 9

        class Mixin:
            loose: int = 3

        @dataclass
        class Mixed(Mixin, Base):
            fifth: int = 5

        @dataclass
        class Own:
            a: int
            def __init__(self, z: int, y: str = "q") -> None: ...

        @dataclass
        class OfOwn(Own):
            b: int = 0

        @dataclass(init=False)
        class Silent:
            a: int = 1

        @dataclass(init=False)
        class SilentChild(Base):
            b: int = 1

        @dataclass
        class Empty:
            pass

        @dataclass
        class Failure(ValueError):
            code: int
    """,
    "attrs": """
        import attr
        import attrs
        from attr import s, ib, Factory
        from attrs import define, field, frozen
        from typing import ClassVar

        @attr.s
        class Old:
            x = attr.ib()
            _y = ib(default=2)
            z = attr.ib(factory=list)
            annotated: int = 3

        @s(auto_attribs=True, kw_only=True)
        class OldKeys:
            x: int
            y: int = attr.ib(default=Factory(dict))

        @attr.s(kw_only=True)
        class OldKeysChild(Old):
            w = attr.ib(default=1, type=int)

        @attrs.define
        class New:
            a: int
            __b: int = 2
            c: ClassVar[int] = 3
            d: list = field(factory=list)
            e: int = field(init=False, default=0)
            f: int = field(default=1, kw_only=True)
            g: int = field(default=1, alias="gee")

        @frozen(kw_only=True)
        class Cold:
            a: int
            b: int = field(default=2)

        @define
        class Child(New):
            a: int = 9
            h: int = 8

        @define
        class WithDefault:
            n: int
            m: int = field()

            @m.default
            def _from_n(self):
                return self.n + 1

        @attrs.mutable
        class Unannotated:
            a = field()
            b: int = field(default=1)
            c: int = 3

        @attr.dataclass
        class Data:
            a: int
            b: int = 2

        @define
        class Own:
            a: int
            def __init__(self, z) -> None: ...
    """,
    "namedtuple": """
        import collections
        from collections import namedtuple
        import typing
        from typing import NamedTuple

        class Point(NamedTuple):
            x: int
            y: "int" = 0

        class Child(Point):
            extra: int = 1

        class Other(typing.NamedTuple):
            a: str

            def length(self) -> int: ...

        class Called(namedtuple("Called", "a b, c", defaults=[1])):
            pass

        class Listed(collections.namedtuple("Listed", ["a", "b"])):
            pass

        class Own(namedtuple("Own", ["a", "b"])):
            def __new__(cls, z): ...
    """,
    "struct": """
        import msgspec
        from msgspec import Struct, field

        class One(Struct):
            a: int
            b: list[int] = []
            c: dict = field(default_factory=dict)
            d: str = msgspec.field(default="x", name="dee")

        class Keys(One, kw_only=True, frozen=True):
            e: int
            f: int = 2

        class Plain(msgspec.Struct, tag=True):
            a: int
    """,
}


def lines(text: str) -> str:
    return inspect.cleandoc(text) + "\n"


def read(folder: Path, files: dict[str, str]) -> tuple[dict[str, Tool], list[Rejected]]:
    package = folder / "tea"
    package.mkdir()
    for name, text in {"__init__.py": "", **files}.items():
        (package / name).write_text(lines(text))
    items = [item for shard in PythonSource(str(package)).shards() for item in shard.read()]
    tools = {f"{item.api}.{item.name}": item for item in items if isinstance(item, Tool)}
    return tools, [item for item in items if isinstance(item, Rejected)]


def arguments(tool: Tool) -> list[tuple[str, bool]]:
    schema = json.loads(tool.parameters)
    return [(name, name in schema.get("required", ())) for name in schema["properties"]]


def of_python(cls: Any) -> list[tuple[str, bool]]:
    parameters = list(inspect.signature(cls).parameters.values())
    if parameters and parameters[0].name in ("_cls", "cls"):
        parameters = parameters[1:]
    return [(parameter.name, parameter.default is parameter.empty) for parameter in parameters]


@pytest.mark.parametrize("family", list(CLASSES))
def test_arguments_are_those_that_python_finds(tmp_path: Path, family: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if family == "attrs":
        pytest.importorskip("attrs")
    tools, rejected = read(tmp_path, {"kinds.py": CLASSES[family]})
    parent = ModuleType("tea_kinds")
    monkeypatch.setitem(sys.modules, "tea_kinds", parent)
    module = parent.__dict__
    exec(lines(CLASSES[family]), module)
    classes = {name: cls for name, cls in module.items() if isinstance(cls, type) and cls.__module__ == "tea_kinds"}
    assert len(classes) > 2
    found = {name: arguments(tools[f"tea.kinds.{name}"]) for name in classes if f"tea.kinds.{name}" in tools}
    assert found == {name: of_python(cls) for name, cls in classes.items()}
    assert rejected == []


def test_models_of_pydantic_take_their_fields_by_name(tmp_path: Path) -> None:
    tools, rejected = read(
        tmp_path,
        {
            "models.py": """
                from typing import Annotated, ClassVar, Optional
                import pydantic
                from pydantic import BaseModel, Field, PrivateAttr, ConfigDict

                class Tea(BaseModel):
                    model_config = ConfigDict(frozen=True)
                    name: str = Field(..., description="What it is called.")
                    leaves: int = Field(3, gt=0)
                    origin: Optional[str]
                    notes: Annotated[list[str], Field(default_factory=list, description="What a taster wrote.")]
                    grade: Annotated[int, Field(gt=0)] = 2
                    shelf: str = Field(alias="shelfName")
                    kinds: ClassVar[int] = 1
                    _seen: int = PrivateAttr(0)

                class Green(Tea):
                    steamed: bool = True

                class Open(BaseModel, extra="allow"):
                    a: int

                class Loose(BaseModel):
                    model_config = pydantic.ConfigDict(extra="allow")
                    a: int

                class Bare(BaseModel):
                    pass
            """
        },
    )
    assert rejected == []
    tea = json.loads(tools["tea.models.Tea"].parameters)
    assert arguments(tools["tea.models.Tea"]) == [
        ("name", True),
        ("leaves", False),
        ("origin", True),
        ("notes", False),
        ("grade", False),
        ("shelfName", True),
    ]
    assert tea["properties"]["name"] == {"type": "string", "description": "What it is called."}
    assert tea["properties"]["leaves"] == {"type": "integer", "default": 3}
    assert tea["properties"]["notes"]["description"] == "What a taster wrote."
    assert tools["tea.models.Tea"].signature.startswith("class Tea(*, name: str, leaves: int = 3,")
    assert arguments(tools["tea.models.Green"])[-1] == ("steamed", False)
    assert "additionalProperties" not in json.loads(tools["tea.models.Open"].parameters)
    assert "additionalProperties" not in json.loads(tools["tea.models.Loose"].parameters)
    assert json.loads(tools["tea.models.Bare"].parameters) == {
        "type": "object",
        "properties": {},
        "additionalProperties": False,
    }


def test_keys_of_a_typed_dict_are_required_unless_it_says_otherwise(tmp_path: Path) -> None:
    tools, _ = read(
        tmp_path,
        {
            "dicts.py": """
                from typing import TypedDict
                import typing_extensions as te

                class Cup(TypedDict):
                    size: int
                    lid: te.NotRequired[te.ReadOnly[bool]]

                class Mug(Cup, total=False):
                    handle: bool
                    weight: te.Required[float]
            """
        },
    )
    assert arguments(tools["tea.dicts.Cup"]) == [("size", True), ("lid", False)]
    assert arguments(tools["tea.dicts.Mug"]) == [("size", True), ("lid", False), ("handle", False), ("weight", True)]
    assert json.loads(tools["tea.dicts.Cup"].parameters)["properties"]["lid"] == {"type": "boolean"}


def test_fields_are_inherited_across_modules_through_any_import(tmp_path: Path) -> None:
    tools, rejected = read(
        tmp_path,
        {
            "__init__.py": "from ._compat import record\nfrom .base import Base as Foundation",
            "_compat.py": "from dataclasses import dataclass as record, field as item",
            "base.py": """
                from . import _compat
                @_compat.record
                class Base:
                    a: int
                    b: list = _compat.item(default_factory=lambda: [1])
                    '''What it holds.'''
            """,
            "child.py": """
                import tea
                from tea import record as data
                @data
                class Child(tea.Foundation):
                    c: str = "x"
            """,
        },
    )
    assert rejected == []
    child = tools["tea.child.Child"]
    assert arguments(child) == [("a", True), ("b", False), ("c", False)]
    assert json.loads(child.parameters)["properties"]["b"] == {
        "type": "array",
        "default": [1],
        "description": "What it holds.",
    }
    assert child.signature == "class Child(a: int, b: list = [1], c: str = 'x')"
    assert arguments(tools["tea.Foundation"]) == [("a", True), ("b", False)]


def test_what_dataclass_transform_marks_generates_a_constructor(tmp_path: Path) -> None:
    tools, _ = read(
        tmp_path,
        {
            "made.py": """
                from typing import dataclass_transform

                @dataclass_transform()
                def record(cls): ...

                @dataclass_transform(kw_only_default=True)
                class Model: ...

                class Meta(type): ...

                @record
                class Cup:
                    size: int
                    lid: bool = False

                class Mug(Model):
                    handle: int
            """
        },
    )
    assert arguments(tools["tea.made.Cup"]) == [("size", True), ("lid", False)]
    assert arguments(tools["tea.made.Mug"]) == [("handle", True)]


def test_fields_of_a_base_out_of_sight_leave_the_constructor_open(tmp_path: Path) -> None:
    tools, rejected = read(
        tmp_path,
        {
            "far.py": """
                from dataclasses import dataclass
                from elsewhere import Record

                @dataclass
                class Near(Record):
                    a: int

                @dataclass
                class Nothing(Record):
                    pass
            """
        },
    )
    schema = json.loads(tools["tea.far.Near"].parameters)
    assert (list(schema["properties"]), "additionalProperties" in schema) == (["a"], False)
    assert [(item.rule, item.record) for item in rejected] == [("no_constructor", "tea.far.Nothing")]


@pytest.mark.parametrize(
    ("definition", "default"),
    [
        ("field(default_factory=dict)", {"default": {}}),
        ("field(default_factory=lambda: [1, 2])", {"default": [1, 2]}),
        ("field(default_factory=Cup)", {"x-python-default": "Cup()"}),
        ("field(default=None)", {"default": None}),
        ("MISSING_CUP", {"x-python-default": "MISSING_CUP"}),
    ],
)
def test_the_default_of_a_field_is_what_a_call_without_it_has(
    tmp_path: Path, definition: str, default: dict[str, Any]
) -> None:
    text = f"from dataclasses import *\n@dataclass\nclass Tray:\n    cup: Any = {definition}\n"
    tools, _ = read(tmp_path, {"trays.py": text})
    assert json.loads(tools["tea.trays.Tray"].parameters)["properties"]["cup"] == default

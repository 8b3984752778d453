"""Code that the running Python cannot parse, branches by version, exports and overloads."""

import ast
import json
from pathlib import Path

import pytest

from lemnos.sources.tools.python.syntax import newest_branches, readable
from tests.sources.tools.test_python_fields import arguments, read


@pytest.mark.parametrize(
    ("code", "parsed", "lost"),
    [
        ("a = 1\n", "a = 1\n", []),
        ("def f[T: (int, str)](x: T) -> T: ...\n$\n", "def f(x: T) -> T: ...\npass\n", [2]),
        ("class A[K, V = dict[str, int]](B):\n    x = 1\n?", "class A(B):\n    x = 1\npass", [3]),
        ("type X[T] = list[T]\ntype Y = int\n$", "X = list[T]\nY = int\npass", [3]),
        ("type = 1\ntype(x)\n$", "type = 1\ntype(x)\npass", [3]),
        ("def f(x):\n    a b\n    return x\n", "def f(x):\n    pass\n    return x\n", [2]),
        ("@deco(\n  1)\ndef f(x y):\n    return x\nz = 1", None, [1, 3]),
        ("@deco\ndef f(x y):\n\n    return x\nz = 1", "pass\n\n\n\nz = 1", [1]),
        ("try:\n    a\nexcept A B:\n    b\nc = 1", None, [1, 3]),
        ("x = f(\n  1 2,\n)\ny = 1", None, [1]),
    ],
)
def test_what_does_not_parse_costs_as_little_as_can_be(code: str, parsed: str | None, lost: list[int]) -> None:
    text, found = readable(code)
    ast.parse(text)
    assert [each.line for each in found] == lost
    assert text.count("\n") == code.count("\n")
    if parsed is not None:
        assert text == parsed
    else:
        assert text.splitlines()[-1] == code.splitlines()[-1]


def test_nothing_but_errors_is_no_module() -> None:
    with pytest.raises(SyntaxError):
        readable("def f(:\n")
    with pytest.raises(SyntaxError):
        readable("a b\n" * 100)


@pytest.mark.parametrize(
    ("test", "taken"),
    [
        ("sys.version_info >= (3, 9)", True),
        ("sys.version_info < (3, 12, 1)", False),
        ("sys.version_info[:2] > (3, 9)", True),
        ("sys.version_info[0] == 2", False),
        ("sys.version_info.major >= 3", True),
        ("sys.version_info[1] < 8", False),
        ("not sys.version_info < (3, 8)", True),
        ("version_info >= (3,) and version_info < (3, 10)", False),
        ("six.PY2 or sys.version_info < (3, 4)", False),
        ("PY3", True),
        ("sys.platform == 'linux'", None),
        ("sys.version_info >= LEAST", None),
        ("sys.version_info >= (3, 9) and FAST", None),
    ],
)
def test_the_branch_of_the_newest_python_is_read(test: str, taken: bool | None) -> None:
    code = f"# version_info\nif {test}:\n    a = 1\nelse:\n    @b\n    def f():\n        pass\nc = 1\n"
    lines = newest_branches(code).split("\n")
    assert len(lines) == code.count("\n") + 1
    assert (lines[2] == "    a = 1", lines[4] == "    @b") == (taken is not False, taken is not True)
    ast.parse("\n".join(lines))


def test_branches_within_branches_and_after_elif_stay_valid() -> None:
    code = (
        "if sys.version_info < (3, 8):\n    if PY2:\n        a = 1\n    else:\n        b = 1\n"
        "elif sys.version_info < (3, 9):\n    c = 1\nelif X:\n    d = 1\nelse:\n    e = 1\n"
    )
    parsed = ast.unparse(ast.parse(newest_branches(code)))
    assert [name in parsed for name in ("a = 1", "b = 1", "c = 1", "d = 1", "e = 1")] == [
        False,
        False,
        False,
        True,
        True,
    ]


def test_a_module_of_newer_syntax_is_read_and_what_is_lost_is_told(tmp_path: Path) -> None:
    tools, rejected = read(
        tmp_path,
        {
            "new.py": """
                type Pair[T] = tuple[T, T]

                def first[T](items: list[T], default: int = 0) -> T:
                    '''Return the first item.'''
                    return items[0]

                class Box[T]:
                    def __init__(self, item: T, size: int) -> None:
                        try:
                            self.item = item
                        except A, B ? C:
                            raise

                def later(a: int) -> int:
                    return ~$a
            """
        },
    )
    assert list(tools) == ["tea.new.Box", "tea.new.first", "tea.new.later"]
    first = tools["tea.new.first"]
    assert (first.signature, first.description) == (
        "def first(items: list[T], default: int=0) -> T",
        "Return the first item.",
    )
    assert first.code == "def first[T](items: list[T], default: int = 0) -> T:\n    return items[0]"
    assert arguments(tools["tea.new.Box"]) == [("item", True), ("size", True)]
    assert tools["tea.new.later"].code == "def later(a: int) -> int:\n    return ~$a"
    ((rule, reason),) = [(item.rule, item.reason) for item in rejected]
    assert rule == "lost_statement"
    assert "line 9 and 2 more statements cannot be parsed by Python" in reason


def test_the_definition_for_the_newest_python_is_the_one_that_counts(tmp_path: Path) -> None:
    tools, _ = read(
        tmp_path,
        {
            "__init__.py": """
                import sys
                if sys.version_info >= (3, 11):
                    def brew(leaves: int) -> int: ...
                else:
                    def brew(leaves, minutes): ...
                if sys.version_info < (3, 11):
                    from ._old import pour
                else:
                    from ._new import pour
            """,
            "_old.py": "def pour(old): ...",
            "_new.py": "def pour(new): ...",
        },
    )
    assert arguments(tools["tea.brew"]) == [("leaves", True)]
    assert arguments(tools["tea.pour"]) == [("new", True)]


def test_exports_are_what_the_calls_on_all_make_them(tmp_path: Path) -> None:
    tools, _ = read(
        tmp_path,
        {
            "__init__.py": """
                from . import _cups
                from ._cups import *
                from ._pots import pot as kettle, lid
                __all__ = ["one", "gone"]
                __all__.append("two")
                __all__.extend(["three", "kettle"])
                __all__.extend(_cups.__all__)
                __all__ += ("four",)
                __all__.insert(0, "five")
                __all__.remove("gone")
                def one(): ...
                def two(): ...
                def three(): ...
                def four(): ...
                def five(): ...
                def gone(): ...
                def other(): ...
            """,
            "_cups.py": "__all__ = ['cup']\ndef cup(): ...\ndef saucer(): ...",
            "_pots.py": "def pot(size: int): return size\ndef lid(): ...",
        },
    )
    assert sorted(tool.name for tool in tools.values()) == ["cup", "five", "four", "kettle", "one", "three", "two"]
    kettle = tools["tea.kettle"]
    assert (kettle.signature, kettle.code) == ("def kettle(size: int)", "def kettle(size: int): return size")


def test_an_untyped_implementation_has_the_types_of_its_overloads(tmp_path: Path) -> None:
    tools, _ = read(
        tmp_path,
        {
            "__init__.py": """
                from typing import overload
                @overload
                def pick(key: int) -> str: ...
                @overload
                def pick(key: str, count: int = ...) -> list[str]: ...
                def pick(key, count=None, *, strict: bool = False): ...
                @overload
                def send(cup: int) -> None: ...
                @overload
                def send(cup: int, *, lid: bool = True) -> int: ...
                def send(*args, **kwargs): ...
                class Shelf:
                    @overload
                    def __init__(self, size: int) -> None: ...
                    @overload
                    def __init__(self, size: str) -> None: ...
                    def __init__(self, size): ...
            """
        },
    )
    assert json.loads(tools["tea.pick"].parameters)["properties"] == {
        "key": {"anyOf": [{"type": "integer"}, {"type": "string"}]},
        "count": {"anyOf": [{"type": "integer"}, {"type": "null"}], "default": None},
        "strict": {"type": "boolean", "default": False},
    }
    assert arguments(tools["tea.pick"]) == [("key", True), ("count", False), ("strict", False)]
    assert json.loads(tools["tea.pick"].result)["anyOf"] == [
        {"type": "string"},
        {"type": "array", "items": {"type": "string"}},
    ]
    assert arguments(tools["tea.send"]) == [("cup", True), ("lid", False)]
    assert json.loads(tools["tea.Shelf"].parameters)["properties"]["size"] == {
        "anyOf": [{"type": "integer"}, {"type": "string"}]
    }

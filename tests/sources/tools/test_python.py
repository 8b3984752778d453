import io
import json
import pickle
import sys
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest

from lemnos.errors import InputError
from lemnos.records import Rejected, Tool, ToolError, ToolExample
from lemnos.sources.tools.python.source import PythonSource, looks_like

FILES = {
    "shapes/__init__.py": (
        "from ._impl import area, Circle\n"
        "from .run import run\n"
        "from . import missing_c\n"
        "import os\n"
        "__all__ = ['area', 'Circle', 'run', 'fast']\n"
        "from ._native import fast\n"
    ),
    "shapes/_impl.py": '''
import warnings

raise SystemExit("never executed")

def area(width: float, height: float = 1.0, *, unit: "str | None" = None, **options) -> float:
    """Compute an area.

    Like :func:`~math.prod`, but with ``unit``.

    Parameters
    ----------
    width : float
        How wide.
    unit : {'cm', 'm'}, optional
        The unit.
    digits : int, default=2
        Digits to keep.

    Returns
    -------
    float
        The area.

    Raises
    ------
    ValueError
        If a side is negative.

    Examples
    --------
    >>> area(2.0, 3.0)
    6.0
    """
    if width < 0:
        raise ValueError("negative")
    return width * height

class _Shape:
    def scale(self, by: int) -> "Circle":
        """Scale it.

        Args:
            by: The factor.
        """

    def _hidden(self): ...

class Circle(_Shape):
    """A circle.

    :param radius: its radius
    :type radius: int
    """

    def __init__(self, radius, /, label=None):
        self.radius = radius

    def grow(self, *steps: int) -> None:
        """Grow.

        .. deprecated:: 2.0
           Use :meth:`scale`.
        """

    @staticmethod
    def unit() -> "Circle":
        return Circle(1)

    @property
    def size(self) -> int:
        return 1
''',
    "shapes/run.py": "def run(steps=3):\n    return steps\n\ndef _private(): ...\n",
    "shapes/_native.pyi": (
        "from typing import overload\n"
        "@overload\ndef fast(x: int) -> int: ...\n"
        "@overload\ndef fast(x: str, times: int = ...) -> str: ...\n"
    ),
    "shapes/tests/test_area.py": "def test_area(): ...\n",
    "shapes/broken.py": "def f(:\n",
    "shapes/_bare.cpython-311-x86_64-linux-gnu.so": "",
}
METADATA = "Metadata-Version: 2.1\nName: Shapes\nVersion: 1.2\nLicense: MIT\n\nLong text: not a field\n"


def lay_out(root: Path) -> None:
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    info = root / "shapes-1.2.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(METADATA)
    (info / "RECORD").write_text("".join(f"{name},,\n" for name in FILES))


def read(path: Path | str, **options: str) -> tuple[dict[str, Tool], list[Rejected]]:
    items = [item for shard in PythonSource(str(path), **options).shards() for item in shard.read()]
    tools = {f"{item.api}.{item.name}": item for item in items if isinstance(item, Tool)}
    return tools, [item for item in items if isinstance(item, Rejected)]


@pytest.fixture
def package(tmp_path: Path) -> Path:
    lay_out(tmp_path)
    return tmp_path / "shapes"


def schema(tool: Tool) -> Any:
    return json.loads(tool.parameters)


def test_every_public_function_class_and_method_is_told_once_under_its_shortest_path(package: Path) -> None:
    tools, _ = read(package)
    assert list(tools) == [
        "shapes.Circle",
        "shapes.Circle.grow",
        "shapes.Circle.scale",
        "shapes.Circle.unit",
        "shapes.area",
        "shapes.fast",
        "shapes.run",
    ]


def test_a_function_has_its_types_defaults_texts_errors_and_examples(package: Path) -> None:
    tool = read(package)[0]["shapes.area"]
    assert (tool.kind, tool.provider, tool.version, tool.licence) == ("python", "shapes", "1.2", "MIT")
    assert tool.source == "shapes/_impl.py:6"
    assert tool.description == (
        "Compute an area.\n\nLike `prod`, but with `unit`.\n\nExamples:\n\n>>> area(2.0, 3.0)\n6.0"
    )
    assert schema(tool) == {
        "type": "object",
        "properties": {
            "width": {"type": "number", "description": "How wide."},
            "height": {"type": "number", "default": 1.0},
            "unit": {"anyOf": [{"type": "string"}, {"type": "null"}], "description": "The unit.", "default": None},
            "digits": {"type": "integer", "description": "Digits to keep.", "default": 2},
        },
        "required": ["width"],
    }
    assert json.loads(tool.result) == {"type": "number", "description": "The area."}
    assert tool.errors == (ToolError(code="ValueError", description="If a side is negative."),)
    assert tool.examples == (ToolExample(arguments='{"width":2.0,"height":3.0}', result="6.0"),)
    assert tool.signature == (
        "def area(width: float, height: float=1.0, *, unit: 'str | None'=None, **options) -> float"
    )
    assert tool.code == (
        'def area(width: float, height: float = 1.0, *, unit: "str | None" = None, **options) -> float:\n'
        "    if width < 0:\n"
        '        raise ValueError("negative")\n'
        "    return width * height"
    )


def test_a_constructor_is_told_by_its_class(package: Path) -> None:
    tool = read(package)[0]["shapes.Circle"]
    assert (tool.api, tool.name, tool.tags) == ("shapes", "Circle", ("class",))
    assert tool.description == "A circle."
    assert tool.signature == "class Circle(radius, /, label=None)"
    assert schema(tool)["required"] == ["radius"]
    assert schema(tool)["properties"]["radius"] == {
        "type": "integer",
        "description": "its radius",
        "x-python-kind": "positional_only",
    }


def test_a_method_of_a_private_base_is_told_at_the_public_class(package: Path) -> None:
    tool = read(package)[0]["shapes.Circle.scale"]
    assert schema(tool)["properties"] == {"by": {"type": "integer", "description": "The factor."}}
    assert json.loads(tool.result) == {"x-python-type": "Circle"}


def test_deprecation_and_variadic_parameters(package: Path) -> None:
    tool = read(package)[0]["shapes.Circle.grow"]
    assert tool.deprecated
    assert tool.description == "Grow.\n\nDeprecated since version 2.0: Use `scale`."
    assert schema(tool)["properties"] == {
        "steps": {"type": "array", "items": {"type": "integer"}, "x-python-kind": "var_positional"}
    }
    assert "required" not in schema(tool)
    assert read(package)[0]["shapes.Circle.unit"].tags == ("method", "staticmethod")


def test_overloads_of_a_stub_are_one_tool_with_every_type(package: Path) -> None:
    tool = read(package)[0]["shapes.fast"]
    assert tool.source == "shapes/_native.pyi:3"
    assert schema(tool)["properties"]["x"] == {"anyOf": [{"type": "integer"}, {"type": "string"}]}
    assert schema(tool)["required"] == ["x"]
    assert json.loads(tool.result) == {"anyOf": [{"type": "integer"}, {"type": "string"}]}


def test_what_cannot_be_read_is_counted_with_its_reason(package: Path) -> None:
    _, rejected = read(package)
    assert [(item.rule, item.source, item.stage) for item in rejected] == [
        ("no_stub", "shapes/_bare.cpython-311-x86_64-linux-gnu.so", "tools"),
        ("not_python", "shapes/broken.py", "tools"),
    ]
    assert rejected[1].reason == "line 1: invalid syntax"


def test_a_public_name_that_nothing_defines_is_counted(tmp_path: Path) -> None:
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib/__init__.py").write_text("from ._c import solve\n__all__ = ['solve']\n")
    tools, rejected = read(tmp_path / "lib")
    assert tools == {}
    assert [(item.rule, item.record) for item in rejected] == [("undefined", "lib.solve")]


def test_a_class_whose_constructor_is_out_of_sight_is_not_said_to_take_nothing(tmp_path: Path) -> None:
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib/__init__.py").write_text(
        "from abc import ABC\n"
        "from distutils.command import build as old\n"
        "class Build(old): pass\n"
        "class Later(Build): pass\n"
        "class LostError(ValueError):\n    'Nothing is there.'\n"
        "class Plain(ABC): pass\n"
        "class Under(Plain): pass\n"
    )
    tools, rejected = read(tmp_path / "lib")
    assert sorted(tools) == ["lib.Plain", "lib.Under"]
    assert [(item.rule, item.record) for item in rejected] == [
        ("no_constructor", "lib.Build"),
        ("no_constructor", "lib.Later"),
        ("no_constructor", "lib.LostError"),
    ]
    assert rejected[2].reason == "the class inherits its constructor from ValueError, which is not in the package"


def test_a_wheel_and_an_sdist_give_what_the_folder_gives(package: Path, tmp_path: Path) -> None:
    wheel = tmp_path / "shapes-1.2-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, text in FILES.items():
            archive.writestr(name, text)
        archive.writestr("shapes-1.2.dist-info/METADATA", METADATA)
    sdist = tmp_path / "shapes-1.2.tar.gz"
    with tarfile.open(sdist, "w:gz") as tar:
        for name, text in {
            **{f"src/{name}": text for name, text in FILES.items()},
            "PKG-INFO": METADATA,
            "setup.py": "def setup(): ...",
        }.items():
            member = tarfile.TarInfo(f"shapes-1.2/{name}")
            member.size = len(text.encode())
            tar.addfile(member, io.BytesIO(text.encode()))
    folder = {name: tool.id for name, tool in read(package)[0].items()}
    assert {name: tool.id for name, tool in read(wheel)[0].items()} == folder
    assert {name: tool.id for name, tool in read(sdist)[0].items()} == folder
    assert read(wheel)[0]["shapes.run"].source == "shapes-1.2-py3-none-any.whl/shapes/run.py:1"
    assert looks_like(str(wheel), b"PK")
    assert looks_like(str(sdist), b"\x1f\x8b")


def test_a_damaged_archive_is_one_error(tmp_path: Path) -> None:
    path = tmp_path / "x-1.0-py3-none-any.whl"
    path.write_bytes(b"PK\x03\x04nothing")
    with pytest.raises(InputError, match="cannot read this package"):
        read(path)


def test_a_source_distribution_damaged_in_the_middle_is_one_error(tmp_path: Path) -> None:
    (tmp_path / "x-1.0").mkdir()
    (tmp_path / "x-1.0" / "PKG-INFO").write_text("Name: x\nVersion: 1.0\n")
    (tmp_path / "x-1.0" / "x.py").write_text("".join(f"def f{n}(a):\n    return {n * 7919}\n" for n in range(3000)))
    path = tmp_path / "x-1.0.tar.xz"
    with tarfile.open(path, "w:xz") as archive:
        archive.add(tmp_path / "x-1.0", "x-1.0")
    data = bytearray(path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 64] = bytes(64)
    path.write_bytes(data)
    with pytest.raises(InputError, match="cannot read this package"):
        read(path)


def test_an_installed_package_is_found_by_name_and_not_imported(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [str(package.parent), *sys.path])
    assert len(read("shapes")[0]) == 7
    assert looks_like("shapes", b"")
    assert "shapes" not in sys.modules
    with pytest.raises(InputError, match="no Python package here"):
        PythonSource("not_there_at_all")


def test_a_project_folder_gives_its_package_and_not_its_scripts(tmp_path: Path) -> None:
    (tmp_path / "src/one").mkdir(parents=True)
    (tmp_path / "src/one/__init__.py").write_text("def f(a): ...\n")
    (tmp_path / "setup.py").write_text("def g(): ...\n")
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "One"\nversion = "3"\nlicense = "BSD-3-Clause"\n')
    tools, _ = read(tmp_path)
    (tool,) = tools.values()
    assert (tool.provider, tool.version, tool.licence) == ("one", "3", "BSD-3-Clause")


def test_exports_made_of_dir_count_what_they_import(tmp_path: Path) -> None:
    (tmp_path / "p").mkdir()
    (tmp_path / "p/__init__.py").write_text("from ._api import *\nfrom . import _api\n__all__ = _api.__all__\n")
    (tmp_path / "p/_api.py").write_text("from ._f import *\n__all__ = [s for s in dir() if not s.startswith('_')]\n")
    (tmp_path / "p/_f.py").write_text("__all__ = ['f']\ndef f(a): ...\ndef g(): ...\n")
    assert list(read(tmp_path / "p")[0]) == ["p.f"]


def test_add_newdoc_documents_what_a_stub_declares(tmp_path: Path) -> None:
    (tmp_path / "n").mkdir()
    (tmp_path / "n/__init__.py").write_text("from .core import make\n")
    (tmp_path / "n/core.pyi").write_text("def make(a: int) -> list[int]: ...\n")
    (tmp_path / "n/_docs.py").write_text("\nadd_newdoc('n.core', 'make', '''\n    Make it.\n    ''')\n")
    (tool,) = read(tmp_path / "n")[0].values()
    assert tool.description == "Make it."


def test_options_fill_in_what_the_package_does_not_say(tmp_path: Path) -> None:
    (tmp_path / "m.py").write_text("def f(a=float('nan'), b=(1, 2), c=some.thing, d: int = None): ...\n")
    (tool,) = read(tmp_path / "m.py", licence="CC0-1.0", provider="me")[0].values()
    assert (tool.provider, tool.licence, tool.source) == ("me", "CC0-1.0", "m.py:1")
    assert schema(tool)["properties"] == {
        "a": {"x-python-default": "float('nan')"},
        "b": {"default": [1, 2]},
        "c": {"x-python-default": "some.thing"},
        "d": {"anyOf": [{"type": "integer"}, {"type": "null"}], "default": None},
    }


def test_shards_are_picklable_and_identity_follows_the_content(package: Path) -> None:
    source = PythonSource(str(package))
    (shard,) = source.shards()
    assert list(pickle.loads(pickle.dumps(shard)).read()) == list(shard.read())
    done, total = source.progress()
    assert done == total > 0
    before = source.identity()
    (package / "run.py").write_text("def run(steps=4):\n    return steps\n")
    assert PythonSource(str(package)).identity() != before


def test_deep_nesting_is_refused(tmp_path: Path) -> None:
    (tmp_path / "deep.py").write_text("x = " + "(" * 5000 + ")" * 5000 + "\n")
    tools, rejected = read(tmp_path / "deep.py")
    assert tools == {}
    assert [item.rule for item in rejected] == ["not_python", "empty"]

"""Python files, notebooks and texts with sessions → trajectories of the registered functions that they call.

    python code_calls/source: path, run of tools ─▶ CodeShard (some files) ─▶ Trajectory | Rejected

Code is parsed, never imported nor run. Read are ``.py`` and ``.pyi`` files, ``.ipynb`` notebooks, and the interpreter
sessions in ``.rst``, ``.md`` and ``.txt`` files and in docstrings. A call of a registered function that cannot become a
trajectory is rejected with its reason; calls of anything else are not looked at. Cost: about 1 second for 1 MB.
"""

import ast
import os
import warnings
from collections.abc import Iterator
from pathlib import Path

import msgspec

from lemnos.errors import InputError
from lemnos.records import Rejected, Trajectory
from lemnos.sources.code_calls.module import Unit, code_units, session_unit, session_units
from lemnos.sources.code_calls.names import CANNOT_PARSE, Names
from lemnos.sources.code_calls.notebook import notebook_units
from lemnos.sources.code_calls.steps import drafts
from lemnos.sources.code_calls.tools import PythonTools
from lemnos.sources.code_calls.walk import Walker
from lemnos.sources.trajectories.base import refused
from lemnos.sources.trajectories.normal.normalise import normalise

CODE, NOTEBOOK, TEXT = (".py",), (".ipynb",), (".rst", ".md", ".txt")
_FILES = 50
_LARGEST = 5_000_000
"""Larger files are generated ones."""


class CodeShard(msgspec.Struct, frozen=True):
    """Some files."""

    root: Path
    files: tuple[str, ...]
    """Paths relative to the root."""
    tools: PythonTools
    licence: str

    def read(self) -> Iterator[Trajectory | Rejected]:
        """Yield the trajectories of each file."""
        for name in self.files:
            yield from file_trajectories(self.root / name, name, self.tools, self.licence)


class CodeSource:
    """Python files below a path.

    Args:
        path: A file or a folder.
        tools: The run folder of ``lemnos tools docs`` with the functions to look for.
        licence: Licence of the code.

    Raises:
        InputError: There is no such file.
        RunError: The run has no tools of Python.
    """

    def __init__(self, path: str, tools: str | Path, *, licence: str = "") -> None:
        root = Path(path)
        if not root.exists():
            raise InputError("no such file or folder", where=path)
        self._root = root.parent if root.is_file() else root
        self._files = [root.name] if root.is_file() else sorted(_below(root))
        self._tools = PythonTools(tools)
        self._licence = licence

    def shards(self, limit: int | None = None) -> Iterator[CodeShard]:
        """Yield a shard for every few files; of ``limit`` files at most."""
        files = self._files[:limit]
        for begin in range(0, len(files), _FILES):
            yield CodeShard(self._root, tuple(files[begin : begin + _FILES]), self._tools, self._licence)


def _below(root: Path) -> Iterator[str]:
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name != "__pycache__")
        for name in files:
            if name.endswith((*CODE, *NOTEBOOK, *TEXT)):
                yield os.path.relpath(os.path.join(folder, name), root)


def file_trajectories(path: Path, name: str, tools: PythonTools, licence: str = "") -> Iterator[Trajectory | Rejected]:
    """Yield the trajectories of one file; ``name`` begins their positions."""
    try:
        if path.stat().st_size > _LARGEST:
            yield refused("too_large", f"the file is larger than {_LARGEST:,} bytes", name)
            return
        data = path.read_bytes()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # invalid escapes, which the author must fix
            units = list(_units(data, path, tools))
    except OSError as error:
        yield refused("unreadable", f"the file cannot be read ({error.strerror})", name)
        return
    except CANNOT_PARSE as error:
        yield refused("not_python", f"the file cannot be parsed: {error}", name)
        return
    called = {step.site.tool.path: step.site.tool for unit in units for step in unit.steps}
    offered = [called[path] for path in sorted(called)]
    for unit in units:
        for draft in drafts(unit.steps, name, unit.name, offered, licence):
            yield draft if isinstance(draft, Rejected) else normalise(draft, licence)


def _units(data: bytes, path: Path, tools: PythonTools) -> Iterator[Unit]:
    names = Names(tools)
    if path.suffix in NOTEBOOK:
        yield from notebook_units(msgspec.json.decode(data), Walker(names))
        return
    text = data.decode("utf-8-sig", "replace")
    if path.suffix in TEXT:
        if ">>>" in text:
            yield from session_unit(text, path.stem, 1, names)
        return
    tree = ast.parse(text)
    module = _module(path)
    walker = Walker(names, module)
    yield from code_units(tree, text, walker)
    yield from session_units(tree, module.rpartition(".")[2] or path.stem, walker)


def _module(path: Path) -> str:
    """Return the dotted path of the module in a file: below the packages that hold it."""
    parts = [] if path.stem == "__init__" else [path.stem]
    folder = path.parent
    while (folder / "__init__.py").exists():
        parts.insert(0, folder.name)
        folder = folder.parent
    return ".".join(parts)

"""Python files, notebooks and texts with sessions → trajectories of the registered functions that they call.

    path, run of tools ─▶ CodeSource ─▶ CodeShard (some files) ─▶ Trajectory | Rejected

Code is parsed, never imported nor run. Read are ``.py`` files, ``.ipynb`` notebooks, and the interpreter sessions in
``.rst``, ``.md`` and ``.txt`` files and in docstrings; in a folder, a zip or a tar. A call of a registered function
that cannot become a trajectory is rejected with its reason; calls of anything else are not looked at. Cost: about 4
seconds for 1 MB of code that is full of such calls.
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
from lemnos.sources.files.archive import AnyPlace, Directory, Entry, place_of
from lemnos.sources.files.grouped import GroupedFiles, printable
from lemnos.sources.trajectories.base import refused
from lemnos.sources.trajectories.normal.normalise import normalise

CODE, NOTEBOOK, TEXTS = ".py", ".ipynb", (".rst", ".md", ".txt")
_LARGEST = 5_000_000
"""Larger files are generated ones."""


class CodeShard(msgspec.Struct, frozen=True):
    """Some files."""

    place: AnyPlace
    label: str
    entries: tuple[Entry, ...]
    tools: PythonTools
    licence: str

    def read(self) -> Iterator[Trajectory | Rejected]:
        """Yield the trajectories of each file."""
        with self.place.opener() as read:
            for entry in self.entries:
                name = printable(f"{self.label}/{entry.name}" if self.label else entry.name)
                if entry.size > _LARGEST:
                    yield refused("too_large", f"the file is larger than {_LARGEST:,} bytes", name)
                    continue
                try:
                    data = read(entry)
                except (OSError, ValueError) as error:
                    yield refused("unreadable", f"the file cannot be read ({entry.fault or error})", name)
                    continue
                yield from file_trajectories(data, name, self._module(entry), self.tools, self.licence)

    def _module(self, entry: Entry) -> str:
        """Return the dotted path of the module in a file, if it is of a package that has tools; empty otherwise."""
        name = entry.name.removesuffix(CODE).removesuffix("/__init__")
        if isinstance(self.place, Directory):
            name = f"{os.path.abspath(self.place.path)}/{name}"
        parts = name.split("/")
        tops = [number for number, part in enumerate(parts) if part in self.tools.tops]
        return ".".join(parts[tops[-1] :]) if tops else ""


class CodeSource:
    """Python code and texts with sessions.

    Args:
        path: A folder, an archive or one file.
        tools: The run folder of ``lemnos tools docs`` with the functions to look for.
        licence: Licence of the code.

    Raises:
        InputError: There is no such file.
        RunError: The run has no tools of Python.
    """

    def __init__(self, path: str, tools: str | Path, *, licence: str = "") -> None:
        if not os.path.exists(path):
            raise InputError("no such file or folder", where=path)
        self._files = GroupedFiles(path, place_of(path, (CODE, NOTEBOOK, *TEXTS)), _LARGEST)
        self._tools = PythonTools(tools)
        self._licence = licence

    def identity(self) -> dict[str, str | int]:
        """Return the kind, the name and a fingerprint that changes when the code or the tools change."""
        return {**self._files.identity("code"), "tools": self._tools.fingerprint}

    def shards(self, limit: int | None = None) -> Iterator[CodeShard]:
        """Yield shards of about 2 MB of files; of ``limit`` files at most.

        Raises:
            InputError: There is no file to read, or the rest of the archive is damaged.
        """
        remedy = f"give a folder or archive with {', '.join((CODE, NOTEBOOK, *TEXTS))} files"
        for _, group in self._files.groups(limit, "no Python code here", remedy):
            yield CodeShard(self._files.place, self._files.label, group, self._tools, self._licence)

    def progress(self) -> tuple[int, int]:
        """Return the bytes in the shards yielded so far and in all files; for an archive, compressed bytes."""
        return self._files.progress()


def file_trajectories(
    data: bytes, name: str, module: str, tools: PythonTools, licence: str = ""
) -> Iterator[Trajectory | Rejected]:
    """Yield the trajectories of one file.

    Args:
        data: Its content.
        name: What its positions begin with; the extension says how it is read.
        module: Dotted path of the module; empty if the file is no part of a package with tools.
        tools: The functions to look for.
        licence: Licence of the code.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # invalid escapes, which the author must fix
            units = list(_units(data, name, module, tools))
    except CANNOT_PARSE as error:
        yield refused("not_python", f"the file cannot be parsed: {error}", name)
        return
    called = {step.site.tool.path: step.site.tool for unit in units for step in unit.steps}
    offered = [called[path] for path in sorted(called)]
    for unit in units:
        for draft in drafts(unit.steps, name, unit.name, offered, licence):
            yield draft if isinstance(draft, Rejected) else normalise(draft, licence)


def _units(data: bytes, name: str, module: str, tools: PythonTools) -> Iterator[Unit]:
    names = Names(tools)
    if name.lower().endswith(NOTEBOOK):
        yield from notebook_units(msgspec.json.decode(data), Walker(names))
        return
    text = data.decode("utf-8-sig", "replace")
    stem = name.rpartition("/")[2].partition(".")[0]
    if name.lower().endswith(TEXTS):
        if ">>>" in text:
            yield from session_unit(text, stem, 1, names)
        return
    tree = ast.parse(text)
    walker = Walker(names, module, is_package=name.endswith("__init__.py"))
    yield from code_units(tree, text, walker)
    yield from session_units(tree, module.rpartition(".")[2] or stem, walker)

"""The Python tools of a finished run of ``lemnos tools docs``, found by the dotted path that code calls.

A tool has two paths: the public one, and that of the module which defines it (``click.core.Choice`` beside
``click.Choice``), as the position of the tool says. Cost: 20 MB for 10,000 tools, once for each process; pickles as its
path.
"""

from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

from lemnos.errors import RunError
from lemnos.sources.tools.python.examples import jsonable
from lemnos.store.run_folder import existing_run


class PythonTool(msgspec.Struct, frozen=True):
    """A function, constructor or method that code can call."""

    path: str
    """The public dotted path."""
    description: str
    parameters: str
    """JSON text of the schema of its parameters."""
    constructs: bool
    """Whether it is a class, and calling it makes an instance."""
    licence: str

    @property
    def schema(self) -> dict[str, Any]:
        """The schema of its parameters, which says itself whether there may be others (``**kwargs``)."""
        return {"additionalProperties": True, **msgspec.json.decode(self.parameters)}

    def bind(self, positional: list[Any], named: dict[str, Any]) -> dict[str, Any] | None:
        """Return the arguments of a call by name; None if they do not fit the parameters or have no JSON form."""
        properties: dict[str, Any] = msgspec.json.decode(self.parameters).get("properties") or {}
        kinds = {
            name: value.get("x-python-kind", "") if isinstance(value, dict) else ""
            for name, value in properties.items()
        }
        arguments: dict[str, Any] = {}
        waiting = list(positional)
        for name, kind in kinds.items():
            if not waiting:
                break
            if kind == "var_positional":
                arguments[name] = [*waiting]
                waiting = []
            elif kind != "var_keyword":
                arguments[name] = waiting.pop(0)
        if waiting or arguments.keys() & named.keys():
            return None
        try:
            return {name: jsonable(value) for name, value in {**arguments, **named}.items()}
        except (TypeError, RecursionError):
            return None


class PythonTools:
    """The Python tools of a run.

    Args:
        path: The run folder.

    Raises:
        RunError: There is no finished run, or it holds no tools of Python.
    """

    def __init__(self, path: str | Path) -> None:
        self._path = Path(path)
        self._tools: dict[str, PythonTool] = {}
        defined: dict[str, PythonTool] = {}
        run = existing_run(self._path)
        self.fingerprint = run.manifest().fingerprint
        """That of the run."""
        for record in run.read_records("tools"):
            if record["kind"] == "python":
                tool = _tool(record)
                self._tools.setdefault(tool.path, tool)
                defined.setdefault(_defining_path(record), tool)
        self._defined = {path: tool for path, tool in defined.items() if path not in self._tools}
        self.tops = frozenset(path.partition(".")[0] for path in self._tools)
        """The top-level modules of all tools."""
        if not self._tools:
            remedy = "make them with: lemnos tools docs PACKAGE"
            raise RunError("holds no tools of Python", where=str(path), remedy=remedy)

    def __len__(self) -> int:
        return len(self._tools)

    def __reduce__(self) -> tuple[object, ...]:
        return _opened, (self._path,)

    def find(self, path: str) -> PythonTool | None:
        """Return the tool that a dotted path leads to."""
        return self._tools.get(path) or self._defined.get(path)


@lru_cache(maxsize=1)
def _opened(path: Path) -> PythonTools:
    """Return the tools of a run; a worker reads them once for all its shards."""
    return PythonTools(path)


def _defining_path(record: dict[str, Any]) -> str:
    """Return the dotted path of a tool below the module that defines it; empty if its position does not say."""
    top, _, inner = record["api"].partition(".")
    file = record["source"].rpartition(":")[0].removesuffix(".pyi").removesuffix(".py")
    parts = file.removesuffix("/__init__").split("/")
    if top not in parts:
        return ""
    owner = inner.rpartition(".")[2]  # of a method, its class
    module = ".".join(parts[parts.index(top) :])
    return f"{module}.{owner}.{record['name']}" if owner[:1].isupper() else f"{module}.{record['name']}"


def _tool(record: dict[str, Any]) -> PythonTool:
    return PythonTool(
        path=f"{record['api']}.{record['name']}",
        description=record["description"],
        parameters=record["parameters"],
        constructs=record["signature"].startswith("class "),
        licence=record["licence"],
    )

"""Remembers the addresses of what calls deleted, where one of two operations does not know the state.

After ``DELETE /carts/7`` an opaque ``GET /carts/7/notes`` finds nothing, and after an opaque ``DELETE /carts/7/state``
neither does ``GET /carts/7/state``, until something is put or posted to the address again. Only paths with a parameter
count, because the path of a collection goes on when all in it is deleted. Not part of the hash of a state.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from lemnos.steps.tools.world.base import Observation
from lemnos.steps.tools.world.compiled import CompiledOperation

_MAKING = frozenset(("PUT", "POST"))


class Gone:
    """The addresses of one world."""

    def __init__(self) -> None:
        self._paths: dict[str, bool] = {}

    def paths(self) -> list[tuple[str, bool]]:
        """Return the addresses, and whether an opaque operation deleted them, in the order in which that was done."""
        return list(self._paths.items())

    def restore(self, paths: Iterable[tuple[str, bool]]) -> None:
        """Return to what ``paths`` gave."""
        self._paths = dict(paths)

    def of(self, compiled: CompiledOperation, arguments: Mapping[str, Any]) -> str:
        """Return the deleted address that a call is about or that lies above it; empty if there is none."""
        if not self._paths or not compiled.tool.method:
            return ""
        path = compiled.path_of(arguments)
        known = (each for each, is_opaque in self._paths.items() if is_opaque or compiled.operation.stateless)
        found = next((each for each in known if path == each or path.startswith(f"{each}/")), "")
        return "" if found == path and compiled.tool.method in _MAKING else found

    def note(self, compiled: CompiledOperation, arguments: Mapping[str, Any], observation: Observation) -> None:
        """Take in a call that succeeded."""
        method = compiled.tool.method
        if method == "DELETE":
            path = compiled.path_of(arguments)
            if "{" in compiled.tool.path and not {"{", "#"} & set(path):
                self._paths[path] = compiled.operation.stateless
        elif self._paths and method in _MAKING:
            self._paths.pop(compiled.path_of(arguments), None)
            self._paths.pop(observation.headers.get("Location", ""), None)

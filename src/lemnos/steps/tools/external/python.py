"""A Python object as a world: its public methods are tools, what they return are observations.

A method that raises gives a failed observation with the message: 404 for ``LookupError``, 400 for ``TypeError`` and
``ValueError``, 403 for ``PermissionError``, 503 for ``TimeoutError``, 500 for others. If the object has a method
``state`` that returns entities by kind, the state is known; ``snapshot`` and ``restore`` save and load it.
"""

import copy
import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from lemnos.records import content_id
from lemnos.steps.tools.external.observed import ObservedWorld, UnknownStateError, failed
from lemnos.steps.tools.world.base import Observation

_STATUSES: tuple[tuple[type[Exception], int], ...] = (
    (PermissionError, 403),
    (TimeoutError, 503),
    (LookupError, 404),
    (FileNotFoundError, 404),
    (TypeError, 400),
    (ValueError, 400),
)
_OWN = frozenset(("state", "snapshot", "restore"))


class PythonWorld(ObservedWorld):
    """An object, or functions by name.

    Args:
        target: An object whose public methods are the tools, or a mapping of names to functions.
        name: What identifies it; the name of its class if empty.
    """

    def __init__(self, target: Any, name: str = "") -> None:
        super().__init__(f"python {name or type(target).__module__ + '.' + type(target).__qualname__}")
        self._target = target
        self._functions = _functions(target)
        self._state = None if isinstance(target, Mapping) else getattr(target, "state", None)
        self.knows_state = callable(self._state)

    @property
    def tools(self) -> list[str]:
        """The names of the tools."""
        return list(self._functions)

    def _called(self, tool: str, arguments: Mapping[str, Any]) -> Observation:
        function = self._functions.get(tool)
        if function is None:
            return failed(404, f"there is no tool named {tool}")
        try:
            inspect.signature(function).bind(**arguments)
        except (TypeError, ValueError) as error:
            return failed(400, str(error))
        try:
            value = function(**copy.deepcopy(dict(arguments)))
        except Exception as error:
            status = next((code for kind, code in _STATUSES if isinstance(error, kind)), 500)
            return failed(status, str(error) or type(error).__name__)
        try:
            return Observation(200, msgspec.to_builtins(value, str_keys=True))
        except (TypeError, ValueError, RecursionError):
            return Observation(200, str(value))

    def state(self) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        """Return what the ``state`` method of the object returns.

        Raises:
            UnknownStateError: It has none.
        """
        if not callable(self._state):
            return super().state()
        found: Mapping[str, Sequence[Mapping[str, Any]]] = msgspec.to_builtins(self._state(), str_keys=True)
        return found

    def state_hash(self) -> str:
        """Return a hash of the state; of the calls and observations so far, if it is not known."""
        if not self.knows_state:
            return super().state_hash()
        return content_id(self.id, msgspec.json.encode(self.state(), order="sorted").decode())

    def snapshot(self) -> bytes:
        """Return what the ``snapshot`` method of the object returns.

        Raises:
            UnknownStateError: It has none.
        """
        return bytes(self._own("snapshot")())

    def restore(self, snapshot: bytes) -> None:
        """Pass a snapshot to the ``restore`` method of the object.

        Raises:
            UnknownStateError: It has none.
        """
        self._own("restore")(snapshot)

    def _own(self, name: str) -> Callable[..., Any]:
        method: Any = None if isinstance(self._target, Mapping) else getattr(self._target, name, None)
        if not callable(method):
            raise UnknownStateError(f"the object has no method {name}")
        function: Callable[..., Any] = method
        return function


def _functions(target: Any) -> dict[str, Callable[..., Any]]:
    if isinstance(target, Mapping):
        return {str(name): each for name, each in target.items() if callable(each)}
    names = [name for name in dir(type(target)) if name[0] != "_" and name not in _OWN]
    found = {name: getattr(target, name) for name in names if not isinstance(getattr(type(target), name), property)}
    return {name: each for name, each in found.items() if inspect.isroutine(each)}

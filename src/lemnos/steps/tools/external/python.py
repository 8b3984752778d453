"""Acts in worlds that are Python objects: their public methods are the tools, or a mapping of names to functions.

Several objects may be one world; of two methods of one name that of the first object is called. An exception is a
failure: 404 for ``LookupError`` and ``FileNotFoundError``, 400 for ``TypeError`` and ``ValueError``, 403 for
``PermissionError``, 503 for ``TimeoutError``, 500 for others. If an object has a method ``state`` that returns entities
by kind, that is its state, and ``snapshot`` and ``restore`` save and load it; of several objects, or where asked for,
the state is that of their public attributes. A method ``reward`` tells how well it went.
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
_OWN = frozenset(("state", "snapshot", "restore", "reward"))
_DEEPEST = 40


class PythonWorld(ObservedWorld):
    """An object, several, or functions by name.

    Args:
        target: An object whose public methods are the tools, a list of objects, or a mapping of names to functions.
        name: What identifies it; the name of its class if empty.
        attributes: Whether the public attributes of the objects are the state, where they have no method ``state``.
    """

    def __init__(self, target: Any, name: str = "", *, attributes: bool = False) -> None:
        super().__init__(f"python {name or type(target).__module__ + '.' + type(target).__qualname__}")
        self._targets: list[Any] = list(target) if isinstance(target, list | tuple) else [target]
        self._functions = _functions(self._targets)
        alone = self._targets[0] if len(self._targets) == 1 and not isinstance(target, Mapping) else None
        self._state: Any = getattr(alone, "state", None)
        if not callable(self._state) and attributes:
            self._state = self._attributes
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
            return failed(status, _message(error))
        try:
            return Observation(200, msgspec.to_builtins(_dumped(value), str_keys=True))
        except (TypeError, ValueError, RecursionError):
            return Observation(200, str(value))

    def state(self) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        """Return what the ``state`` method of the object returns, or the attributes of the objects by their classes.

        Raises:
            UnknownStateError: Neither is known.
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

    def reward(self) -> float | None:
        """Return what the ``reward`` method of an object returns; None if none has one."""
        for target in self._targets:
            own = None if isinstance(target, Mapping) else getattr(target, "reward", None)
            if callable(own) and (value := own()) is not None:
                return float(value)
        return None

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
        target = self._targets[0]
        method: Any = None if isinstance(target, Mapping) or len(self._targets) > 1 else getattr(target, name, None)
        if not callable(method):
            raise UnknownStateError(f"the object has no method {name}")
        function: Callable[..., Any] = method
        return function

    def _attributes(self) -> dict[str, list[Any]]:
        return {type(target).__qualname__: [_plain(target, ())] for target in self._targets}


def _message(error: Exception) -> str:
    """Return the message of an exception as whoever raised it wrote it: ``KeyError`` would show it in quotes."""
    if isinstance(error, KeyError) and len(error.args) == 1 and isinstance(error.args[0], str):
        return error.args[0] or type(error).__name__
    return str(error) or type(error).__name__


def _dumped(value: Any) -> Any:
    """Return a value with objects that can dump themselves (pydantic's models) as plain ones."""
    if callable(dump := getattr(value, "model_dump", None)):
        return dump(mode="json")
    if isinstance(value, Mapping):
        return {str(name): _dumped(each) for name, each in value.items()}
    return [_dumped(each) for each in value] if isinstance(value, list | tuple) else value


def _plain(value: Any, above: tuple[int, ...]) -> Any:
    """Return a value as JSON: objects by their public attributes, sets sorted, what leads back to itself left out."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if id(value) in above or len(above) > _DEEPEST:
        return "…"
    inner = (*above, id(value))
    if isinstance(value, Mapping):
        return {str(name): _plain(each, inner) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each, inner) for each in value]
    if isinstance(value, set | frozenset):
        return sorted((_plain(each, inner) for each in value), key=repr)
    if hasattr(value, "__dict__"):
        return {name: _plain(each, inner) for name, each in vars(value).items() if name[:1] != "_"}
    return str(value)


def _functions(targets: Sequence[Any]) -> dict[str, Callable[..., Any]]:
    functions: dict[str, Callable[..., Any]] = {}
    for target in targets:
        if isinstance(target, Mapping):
            found = {str(name): each for name, each in target.items() if callable(each)}
        else:
            names = [name for name in dir(type(target)) if name[0] != "_" and name not in _OWN]
            made = {
                name: getattr(target, name) for name in names if not isinstance(getattr(type(target), name), property)
            }
            found = {name: each for name, each in made.items() if inspect.isroutine(each)}
        for name, each in found.items():
            functions.setdefault(name, each)
    return functions

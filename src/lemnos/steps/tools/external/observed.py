"""What worlds of others share: their state is known only from what their calls returned.

``state_hash`` is a hash of all calls and observations so far. It tells runs apart that went differently; it does not
tell that two states are equal. Where a world can say more (a Python object with ``state``), its adapter does.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from lemnos.records import content_id
from lemnos.steps.tools.world.base import Observation


class UnknownStateError(RuntimeError):
    """A world of somebody else was asked for a state that only it knows."""


class ObservedWorld:
    """A world whose state is unknown.

    Args:
        name: What identifies it: an address, the name of a class.
    """

    knows_state = False
    """Whether ``state``, ``snapshot`` and ``restore`` can be used, and ``state_hash`` is of the state."""

    def __init__(self, name: str) -> None:
        self._id = content_id("external world", name)
        self._hash = content_id(self._id, "start")

    @property
    def id(self) -> str:
        """Hash of its kind and name; it does not promise that the same calls give the same observations."""
        return self._id

    def call(self, tool: str, arguments: Mapping[str, Any]) -> Observation:
        """Call a tool by its name. Never raises for what a caller may do wrong, nor if the world does not answer."""
        observation = self._called(tool, arguments)
        self._hash = content_id(
            self._hash, tool, _canonical(arguments), str(observation.status), _canonical(observation.body)
        )
        return observation

    def _called(self, tool: str, arguments: Mapping[str, Any]) -> Observation:
        raise NotImplementedError

    def state(self) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        """Return the entities.

        Raises:
            UnknownStateError: They are not known.
        """
        raise UnknownStateError("the state of this world is not known; compare observations instead")

    def state_hash(self) -> str:
        """Return a hash of the calls and observations so far."""
        return self._hash

    def snapshot(self) -> bytes:
        """Return the state.

        Raises:
            UnknownStateError: It is not known.
        """
        raise UnknownStateError("the state of this world cannot be saved")

    def restore(self, snapshot: bytes) -> None:
        """Return to a state.

        Raises:
            UnknownStateError: The world cannot.
        """
        del snapshot
        raise UnknownStateError("this world cannot return to a state")

    def close(self) -> None:
        """Release what the world holds; it is not called again."""


def failed(status: int, message: str) -> Observation:
    """Return the observation of a call that this side refuses, or to which nobody answers."""
    return Observation(status, {"error": {"message": message}})


def _canonical(value: Any) -> str:
    try:
        return msgspec.json.encode(value, order="sorted").decode()
    except (TypeError, ValueError, RecursionError, OverflowError):
        return repr(type(value))

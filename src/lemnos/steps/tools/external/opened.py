"""Opens a world of somebody else by its address: ``python:module:factory``, ``mcp:http://…`` -> a verifier.

A factory is a function of a module that can be imported. It takes a ``Trajectory`` and returns what its world is made
of: an object, several, or functions by name (``PythonWorld``). It is called once for each trajectory, so that each
starts in its own state. An MCP server is asked as it stands, in whatever state it is.
"""

import importlib
from collections.abc import Callable
from typing import Any

import msgspec

from lemnos.errors import ConversationError, SettingsError
from lemnos.records import Check, Trajectory, Verification
from lemnos.records.conversation import validate
from lemnos.steps.tools.external.mcp import McpWorld
from lemnos.steps.tools.external.python import PythonWorld
from lemnos.steps.tools.external.replayed import external_checks
from lemnos.steps.tools.ladder.verify import level_of
from lemnos.steps.tools.world.base import World

SCHEMES = ("python:", "mcp:")


def is_external(address: str) -> bool:
    """Return whether an address names a world of somebody else, rather than a run."""
    return address.startswith(SCHEMES)


def external_verifier(address: str) -> Callable[[Trajectory], Trajectory]:
    """Return what verifies a trajectory in the world at an address.

    Raises:
        SettingsError: The address names nothing that can be opened.
    """
    world_for = _opener(address)

    def verified(trajectory: Trajectory) -> Trajectory:
        try:
            validate(trajectory.messages, trajectory.ending)
        except ConversationError as error:
            checks = [Check("conversation", 1, "fail", str(error))]
        else:
            world = world_for(trajectory)
            checks = [Check("conversation", 1, "pass"), *external_checks(world, trajectory)]
        level = level_of([check for check in checks if check.outcome != "unknown"])
        return msgspec.structs.replace(trajectory, verification=Verification(level, tuple(checks)))

    return verified


def _opener(address: str) -> Callable[[Trajectory], World]:
    scheme, _, rest = address.partition(":")
    if scheme == "mcp":
        server = McpWorld(rest)
        return lambda _: server
    module, _, name = rest.partition(":")
    try:
        factory: Any = getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError, ValueError) as error:
        raise SettingsError(
            f"there is no function {name!r} in a module {module!r}: {error}",
            where="--world",
            remedy="give python:MODULE:FUNCTION, with the folder of the module on PYTHONPATH",
        ) from error
    return lambda trajectory: PythonWorld(factory(trajectory), rest)

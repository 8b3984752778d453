"""Lets the worlds of others take the place of ours: an HTTP API, an MCP server, a Python object.

    address or object ──▶ HttpWorld, McpWorld, PythonWorld ──▶ call ──▶ Observation

Each is a ``World``, with what cannot be known said so. Modules:

    observed   what all share: the state is unknown, its hash is that of what was observed
    http       an endpoint of a description
    mcp        an MCP endpoint
    python     the methods of objects
    texts      what a call returned then and now, compared as values
    replayed   a conversation of anyone made again in such a world; its reward
    opened     an address to a verifier of trajectories
"""

from lemnos.steps.tools.external.http import HttpWorld
from lemnos.steps.tools.external.mcp import McpWorld
from lemnos.steps.tools.external.observed import ObservedWorld, UnknownStateError
from lemnos.steps.tools.external.python import PythonWorld

__all__ = ["HttpWorld", "McpWorld", "ObservedWorld", "PythonWorld", "UnknownStateError"]

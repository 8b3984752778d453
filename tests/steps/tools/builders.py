"""Build small tools and inputs for the tests of tools."""

import json
from collections.abc import Iterator
from typing import Any

import msgspec

from lemnos.records import Rejected, Tool, tool_id
from lemnos.sources.tools.base import ToolShard


def make_tool(name: str, description: str = "", *parameters: str, **fields: Any) -> Tool:
    """Return a tool of the API Example whose parameters are strings."""
    schema = json.dumps({"type": "object", "properties": {name: {"type": "string"} for name in parameters}})
    given: dict[str, Any] = {
        "kind": "function",
        "provider": "example.com",
        "api": "Example",
        "version": "1",
        "parameters": schema,
        "source": f"here#{name}",
    }
    given |= fields
    identity = tool_id(given["provider"], given["api"], given["version"], name, description, given["parameters"])
    return Tool(id=identity, name=name, description=description, **given)


class ListShard(msgspec.Struct, frozen=True):
    """A shard that yields given tools and rejections."""

    items: tuple[Tool | Rejected, ...]

    def read(self) -> Iterator[Tool | Rejected]:
        yield from self.items


class ListSource:
    """A source with given shards."""

    def __init__(self, *shards: tuple[Tool | Rejected, ...]) -> None:
        self._shards = shards

    def identity(self) -> dict[str, str | int]:
        return {"kind": "list", "shards": len(self._shards)}

    def shards(self, limit: int | None = None) -> Iterator[ToolShard]:
        for items in self._shards[:limit]:
            yield ListShard(items)

    def progress(self) -> tuple[int, int]:
        return len(self._shards), len(self._shards)

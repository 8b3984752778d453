"""Reads the tools to serve: finished runs of ``tools``, and files, folders and archives of descriptions.

A tool holds the schema of its result up to a bound. OpenAPI descriptions are read with a much larger one, so that what
is served conforms to all that they say; the tools of a run are as they are.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from lemnos.pipeline.record_source import open_records
from lemnos.records import Rejected, Tool
from lemnos.sources.tools.base import ToolSource
from lemnos.sources.tools.detect import detect, open_tools
from lemnos.sources.tools.mixed import MixedSource
from lemnos.sources.tools.openapi.source import OpenApiSource
from lemnos.store.run_folder import is_run

OPERATIONS = "#/paths/"
"""What the sources of tools from OpenAPI descriptions have after the name of the file."""


class Inputs(NamedTuple):
    """What was read."""

    tools: list[Tool]
    rejected: int
    """How many descriptions and operations were rejected."""
    origins: dict[tuple[str, str], Path]
    """Id and source of a tool → the input that holds it, for tools that are read from OpenAPI descriptions."""


def tools_of(inputs: Iterable[Path]) -> Inputs:
    """Return the tools of all inputs.

    Raises:
        InputError: An input cannot be read.
        RunError: A run is not finished.
    """
    tools: list[Tool] = []
    rejected = 0
    origins: dict[tuple[str, str], Path] = {}
    for path in inputs:
        name = str(path)
        source = open_records(path, name, (Tool,), "", "lemnos world") if is_run(path) else _opened(name)
        is_described = isinstance(source, OpenApiSource | MixedSource)
        for shard in source.shards():
            for item in shard.read():
                if isinstance(item, Tool):
                    tools.append(item)
                    if is_described and OPERATIONS in item.source:
                        origins.setdefault((item.id, item.source), path)
                else:
                    rejected += isinstance(item, Rejected)
    return Inputs(tools, rejected, origins)


def is_cut(tool: Tool) -> bool:
    """Return whether a tool lacks a part of the schema of its result, so that its answers may not conform to it."""
    return "result_cut" in tool.repaired


def _opened(name: str) -> ToolSource:
    match detect(name):
        case "openapi":
            return OpenApiSource(name, whole=True)
        case "mixed":
            return MixedSource(name, whole=True)
        case _:
            return open_tools(name)

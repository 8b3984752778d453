"""Reads the tools to serve: finished runs of ``tools``, and files, folders and archives of descriptions.

A tool holds the schema of its result up to a bound. OpenAPI descriptions are read with a much larger one, so that what
is served conforms to all that they say; the tools of a run are as they are.
"""

from collections.abc import Iterable
from pathlib import Path

from lemnos.pipeline.record_source import open_records
from lemnos.records import Rejected, Tool
from lemnos.sources.tools.base import ToolSource
from lemnos.sources.tools.detect import detect, open_tools
from lemnos.store.run_folder import is_run


def tools_of(inputs: Iterable[Path]) -> tuple[list[Tool], int]:
    """Return the tools of all inputs, and how many descriptions and operations were rejected.

    Raises:
        InputError: An input cannot be read.
        RunError: A run is not finished.
    """
    tools: list[Tool] = []
    rejected = 0
    for path in inputs:
        name = str(path)
        source = open_records(path, name, (Tool,), "", "lemnos world") if is_run(path) else _opened(name)
        for shard in source.shards():
            for item in shard.read():
                if isinstance(item, Tool):
                    tools.append(item)
                else:
                    rejected += isinstance(item, Rejected)
    return tools, rejected


def is_cut(tool: Tool) -> bool:
    """Return whether a tool lacks a part of the schema of its result, so that its answers may not conform to it."""
    return "result_cut" in tool.repaired


def _opened(name: str) -> ToolSource:
    if detect(name) != "openapi":
        return open_tools(name)
    from lemnos.sources.tools.openapi.source import OpenApiSource

    return OpenApiSource(name, whole=True)

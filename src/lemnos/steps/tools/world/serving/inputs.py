"""Reads the tools to serve: finished runs of ``tools``, and files, folders and archives of descriptions."""

from collections.abc import Iterable
from pathlib import Path

from lemnos.pipeline.record_source import open_records
from lemnos.records import Rejected, Tool
from lemnos.sources.tools.detect import open_tools
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
        source = open_records(path, name, (Tool,), "", "lemnos world") if is_run(path) else open_tools(name)
        for shard in source.shards():
            for item in shard.read():
                if isinstance(item, Tool):
                    tools.append(item)
                else:
                    rejected += isinstance(item, Rejected)
    return tools, rejected

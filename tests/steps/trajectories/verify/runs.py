"""Runs of tools, for the tests here."""

import json
from pathlib import Path
from typing import Any, Literal

from lemnos.records import Tool, tool_id
from lemnos.steps.tools.registry.build import Entry
from lemnos.store.record_files import Format
from lemnos.store.run_folder import describe, open_run


def made(
    name: str,
    parameters: dict[str, Any],
    *,
    provider: str = "ferries.example",
    api: str = "",
    kind: Literal["http", "mcp", "function", "python"] = "http",
    known: bool = True,
) -> Tool:
    text = json.dumps(parameters, separators=(",", ":"))
    return Tool(
        id=tool_id(provider, api, "", name, "D.", text),
        kind=kind,
        provider=provider,
        api=api,
        name=name,
        description="D.",
        parameters=text,
        parameters_known=known,
        source="apis.json#/0",
    )


def tools_run(path: Path, *tools: Tool, format: Format = "parquet", duplicates: tuple[str, ...] = ()) -> Path:
    """Write a finished run that holds tools; those whose id is among ``duplicates`` are left out by others."""
    with open_run(path, describe("tools", {}), format) as run:
        run.write_records("tools", 0, Tool, tools)
        entries = [
            Entry(
                id=tool.id,
                kind=tool.kind,
                provider=tool.provider,
                api=tool.api,
                version="",
                name=tool.name,
                description="D.",
                deprecated=False,
                standing="duplicate" if tool.id in duplicates else "kept",
                instead="",
                newest="",
            )
            for tool in tools
        ]
        run.write_records("registry", 0, Entry, entries)
        run.write_manifest({"tools": Tool, "registry": Entry})
    return path

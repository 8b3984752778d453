"""A package of tools that code calls: ``sails``."""

import json
from pathlib import Path
from typing import Any

import pytest

from lemnos.records import Tool, tool_id
from lemnos.sources.code_calls.tools import PythonTools
from lemnos.store.run_folder import describe, open_run

NUMBER, TEXT = {"type": "number"}, {"type": "string"}


def tool(
    api: str,
    name: str,
    signature: str,
    source: str,
    /,
    *,
    required: tuple[str, ...] = (),
    open: bool = False,
    **properties: Any,
) -> Tool:
    parameters: dict[str, Any] = {"type": "object", "properties": properties}
    if required:
        parameters["required"] = list(required)
    if not open:
        parameters["additionalProperties"] = False
    text = json.dumps(parameters)
    return Tool(
        id=tool_id("sails", api, "1", name, "", text),
        kind="python",
        provider="sails",
        api=api,
        name=name,
        description=f"About {name}.\n\nMore about it.",
        parameters=text,
        signature=signature,
        source=source,
    )


TOOLS = [
    tool("sails", "trim", "def trim(angle, side='')", "sails/rig.py:3", required=("angle",), angle=NUMBER, side=TEXT),
    tool("sails.wind", "speed", "def speed(knots)", "sails/wind/__init__.py:8", required=("knots",), knots=NUMBER),
    tool("sails", "Boat", "class Boat(name, **more)", "sails/rig.py:9", required=("name",), open=True, name=TEXT),
    tool("sails.Boat", "hoist", "def hoist(self, sail)", "sails/rig.py:20", required=("sail",), sail=TEXT),
    tool("sails.Boat", "__call__", "def __call__(self, order)", "sails/rig.py:30", required=("order",), order=TEXT),
    tool(
        "sails", "tack", "def tack(first, *marks, **more)", "sails/rig.py:40", required=("first",), open=True,
        first=TEXT, marks={"type": "array", "items": TEXT, "x-python-kind": "var_positional"},
    ),
]  # fmt: skip


@pytest.fixture(scope="session")
def sails(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a finished run with the tools of ``sails``."""
    path = tmp_path_factory.mktemp("runs") / "sails"
    with open_run(path, describe("tools", {})) as run:
        run.write_records("tools", 0, Tool, TOOLS)
        run.write_manifest({"tools": Tool})
    return path


@pytest.fixture(scope="session")
def tools(sails: Path) -> PythonTools:
    return PythonTools(sails)

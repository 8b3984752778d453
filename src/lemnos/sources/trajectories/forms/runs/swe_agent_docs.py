"""Documentation of commands, as SWE-agent writes it into its configuration → tools.

A block for each command: its name and a colon; indented, ``docstring``, ``signature`` and ``arguments``, each
argument in a line ``- name (type) [required]: description``. A text of another shape gives no tools.
Source: SWE-agent, "Tools" (documentation).
"""

import re
from collections.abc import Iterator
from typing import Any

from lemnos.sources.trajectories.draft import DraftTool

_COMMAND = re.compile(
    r"^(?P<name>\S+):\n  docstring: ?(?P<docstring>.*?)\n  signature:(?P<rest>.*?)(?=^\S+:\n  docstring:|\Z)",
    re.MULTILINE | re.DOTALL,
)
_ARGUMENT = re.compile(
    r"^    - (?P<name>\S+) \((?P<type>\w+)\) \[(?P<need>required|optional)\]: ?(?P<text>.*)$", re.MULTILINE
)
_TYPES = frozenset(("string", "integer", "number", "boolean", "array", "object"))


def tools_of_docs(docs: str) -> Iterator[DraftTool]:
    """Yield the commands that a documentation describes, with a JSON Schema of their arguments.

    >>> text = "goto:\\n  docstring: moves\\n  signature: goto <n>\\n  arguments:\\n    - n (integer) [required]: line"
    >>> [tool.parameters for tool in tools_of_docs(text)]
    [{'type': 'object', 'properties': {'n': {'type': 'integer', 'description': 'line'}}, 'required': ['n']}]
    """
    for found in _COMMAND.finditer(docs):
        properties: dict[str, Any] = {}
        required: list[str] = []
        arguments = found["rest"].partition("\n  arguments:\n")[2]
        for argument in _ARGUMENT.finditer(arguments):
            schema = {"type": argument["type"]} if argument["type"] in _TYPES else {}
            properties[argument["name"]] = {**schema, "description": argument["text"]}
            if argument["need"] == "required":
                required.append(argument["name"])
        parameters = {"type": "object", "properties": properties, **({"required": required} if required else {})}
        yield DraftTool(found["name"], found["docstring"].strip(), parameters)

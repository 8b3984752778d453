"""The documentation of commands in the configuration of SWE-agent, and what else may stand there."""

import pytest

from lemnos.sources.trajectories.forms.runs.swe_agent_docs import tools_of_docs

DOCS = """look:
  docstring: shows a file. If line is given, from there
  signature: look <file> [<line>]
  arguments:
    - file (string) [required]: the file to show (e.g. *.md)
    - line (integer) [optional]: where to begin

put:
  docstring: writes text

  signature: put
<text>
done

  arguments:
    - text (str) [required]: what to write

leave:
  docstring: ends the run
  signature: leave
"""


def test_commands_become_tools_with_their_arguments() -> None:
    look, put, leave = tools_of_docs(DOCS)
    assert (look.name, look.description) == ("look", "shows a file. If line is given, from there")
    assert look.parameters == {
        "type": "object",
        "properties": {
            "file": {"type": "string", "description": "the file to show (e.g. *.md)"},
            "line": {"type": "integer", "description": "where to begin"},
        },
        "required": ["file"],
    }
    assert put.description == "writes text"
    assert put.parameters["properties"] == {"text": {"description": "what to write"}}
    assert leave.parameters == {"type": "object", "properties": {}}


@pytest.mark.parametrize("docs", ["", "look: shows a file", "COMMANDS:\n  look <file>\n"])
def test_another_shape_gives_no_tools(docs: str) -> None:
    assert list(tools_of_docs(docs)) == []

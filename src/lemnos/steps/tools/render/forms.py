"""Render a tool in one of several surface forms: ``Tool``, name of a form -> text.

Every form shows arguments, result, errors and an example call. The content is the same in all of them; the
presentation differs, and the wording varies with the tool's id, so that a model cannot memorise fixed phrases.
``forms_for`` leaves out forms that do not fit a tool: no ``curl`` for a Python function.
"""

from collections.abc import Callable

from lemnos.records import Tool
from lemnos.steps.tools.render.calls import language_of
from lemnos.steps.tools.render.facts import Facts, facts_of


def _form(name: str) -> Callable[[Facts], str]:
    match name:
        case "reference":
            from lemnos.steps.tools.render.markdown import reference

            return reference
        case "cheat_sheet":
            from lemnos.steps.tools.render.markdown import cheat_sheet

            return cheat_sheet
        case "manual":
            from lemnos.steps.tools.render.manual import manual

            return manual
        case "question_answer":
            from lemnos.steps.tools.render.question_answer import question_answer

            return question_answer
        case "man_page":
            from lemnos.steps.tools.render.man_page import man_page

            return man_page
        case "python_stub":
            from lemnos.steps.tools.render.python_stub import python_stub

            return python_stub
        case "typescript":
            from lemnos.steps.tools.render.typescript import typescript

            return typescript
        case "openai_function" | "anthropic_tool" | "mcp_tool":
            from lemnos.steps.tools.render import definitions

            return {
                "openai_function": definitions.openai_function,
                "anthropic_tool": definitions.anthropic_tool,
                "mcp_tool": definitions.mcp_tool,
            }[name]
        case "openapi":
            from lemnos.steps.tools.render.openapi import openapi

            return openapi
        case "http_example":
            from lemnos.steps.tools.render.http_example import http_example

            return http_example
        case _:
            raise KeyError(name)


FORMS: tuple[str, ...] = (
    "reference",
    "manual",
    "cheat_sheet",
    "question_answer",
    "man_page",
    "python_stub",
    "typescript",
    "openai_function",
    "anthropic_tool",
    "mcp_tool",
    "openapi",
    "http_example",
)
"""Names of all surface forms."""

_ONLY_HTTP = frozenset(("openapi", "http_example"))
_ONLY_MCP = frozenset(("mcp_tool",))
_NOT_PYTHON = frozenset(("typescript",))
_NOT_MODEL = frozenset(("typescript", "python_stub", "man_page"))


def forms_for(tool: Tool) -> tuple[str, ...]:
    """Return the forms that fit a tool, in the order of ``FORMS``."""
    left_out: set[str] = set()
    if not (tool.kind == "http" and tool.method and tool.path):
        left_out |= _ONLY_HTTP
    if tool.kind != "mcp":
        left_out |= _ONLY_MCP
    if tool.kind == "python":
        left_out |= _NOT_PYTHON
    if tool.kind == "function" and tool.signature:
        language = language_of(tool)
        left_out |= {"typescript", "python_stub"} - {"python_stub" if language == "python" else language}
    if tool.kind == "model":
        left_out |= _NOT_MODEL
    return tuple(form for form in FORMS if form not in left_out)


def render(tool: Tool, form: str) -> str:
    """Return the text of a tool in one form.

    Args:
        tool: Any tool.
        form: One of ``forms_for(tool)``.

    Raises:
        KeyError: ``form`` is not one of ``FORMS``.
    """
    lines = _form(form)(facts_of(tool)).strip().split("\n")
    return "\n".join([line.rstrip() for line in lines]) + "\n"

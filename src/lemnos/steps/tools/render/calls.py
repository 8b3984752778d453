"""Show signatures and example calls in the language of the function: ``Facts`` -> language, text of a call.

Functions of documentation pages are in any language, and a JSON object does not show how to call a C++ function. An
argument of which no value is known, or whose type JSON does not have, is shown as a variable of the caller. JSON has no
variables, so it shows no such call.
"""

import re

from lemnos.records import Tool
from lemnos.steps.tools.examples.example_values import words_of
from lemnos.steps.tools.render.facts import Facts
from lemnos.steps.tools.render.wording import inline, pretty

_CPP = re.compile(
    r"::|\w\s*[*&]+\s*\w|\(\s*(?:const\s+)?\w[\w<>]*\s+\w+\s*[,)=]|^\s*operator\b|;\s*$|^\s*#define|^\s*(?:virtual|const|constexpr|void|int|bool|BOOL|static|explicit|unsigned|long|"
    r"char|double|float|HRESULT|DWORD|UINT|size_t|template|afx_msg|inline|typename|friend|operator|_\w+)\b|__stdcall|noexcept",
    re.MULTILINE,
)
_OTHERS = (
    ("python", re.compile(r"^\s*(?:async\s+)?(?:def|class)\s|^\s*@\w|->\s*[\w\[\], .|]+:?\s*$", re.MULTILINE)),
    ("typescript", re.compile(r"^\s*(?:export\s+)?(?:async\s+)?function\s|=>|\)\s*:\s*\w|\?\s*:", re.MULTILINE)),
    ("rust", re.compile(r"^\s*(?:pub\s+)?fn\s", re.MULTILINE)),
    ("go", re.compile(r"^\s*func\s", re.MULTILINE)),
    ("csharp", re.compile(r"^\s*(?:public|protected|private)\s", re.MULTILINE)),
)


def language_of(tool: Tool) -> str:
    """Return the language of a tool's signature, as a code fence names it; empty if it cannot be recognised."""
    if not tool.signature or tool.kind in ("python", "model", "http"):
        return "python" if tool.signature else ""
    language = next((name for name, pattern in _OTHERS if pattern.search(tool.signature)), "")
    return language or ("cpp" if _CPP.search(tool.signature) else "")


def overloads_of(signature: str) -> list[str]:
    """Return the overloads that a signature lists, each joined to one line.

    >>> overloads_of("f(int a)\\nf(\\n  int a,\\n  int b)")
    ['f(int a)', 'f( int a, int b)']
    """
    overloads: list[str] = []
    depth = 0
    for line in signature.split("\n"):
        if depth > 0 and overloads:
            overloads[-1] += f" {line.strip()}"
        elif line.strip():
            overloads.append(line.strip())
        depth += line.count("(") - line.count(")")
    return overloads


def shell_variable(name: str) -> str:
    """Return the variable of a shell that holds an argument.

    >>> shell_variable("petId"), shell_variable("filter[state]")
    ('$PET_ID', '$FILTER_STATE')
    """
    variable = "_".join(words_of(name)).upper()
    return f"${variable}" if variable[:1].isalpha() else f"$VALUE{variable}"


def shown_call(facts: Facts, *, named: bool) -> tuple[str, str] | None:
    """Return the language of the example call, and the call itself; None if there is none in that language.

    Args:
        facts: The facts of the tool.
        named: Whether a call in JSON names the tool; a call without arguments always does.
    """
    if facts.call is None:
        return None
    given = facts.call.arguments
    language = language_of(facts.tool) if facts.tool.kind == "function" else ""
    if language in ("cpp", "csharp", "go", "rust"):
        members = facts.schema.get("properties", {})
        signature = overloads_of(facts.tool.signature)[0]
        accepted = sorted(
            (match.start(), name) for name in members if (match := re.search(rf"\b{re.escape(name)}\b", signature))
        )
        texts = [
            name
            if name not in given or _is_variable(members.get(name))
            else f'"{value}"'
            if isinstance(value := given[name], str)
            else inline(value)
            for _, name in accepted
        ]
        name = re.sub(r"^.*(?:::|\.)", "", facts.tool.name)
        return language, f"{name}({', '.join(texts)})" + ("" if language in ("go", "rust") else ";")
    if not facts.call.is_literal:
        return None
    if named or not given:
        return "json", pretty({"name": facts.tool.name, "arguments": given})
    return "json", pretty(given)


def _is_variable(schema: object) -> bool:
    """Return whether JSON does not have the type of an argument."""
    return not isinstance(schema, dict) or not schema.keys() & {"type", "enum", "const", "anyOf", "oneOf", "$ref"}

"""Reads the functions, classes and methods that Sphinx writes into HTML: a signature, a description and a field list.

The structure is explicit (``dl.py.function``, ``dl.cpp.function``, ``dl.js.method``, …), so nothing is guessed. Every
object whose signature has parentheses becomes a ``Tool``; data and modules do not.
"""

import re
from collections.abc import Iterator

import msgspec

from lemnos.records import Tool, ToolError, tool_id
from lemnos.sources.tools.pages.blocks import Block, Page
from lemnos.sources.tools.pages.functions import parameters_of
from lemnos.sources.tools.pages.parameters import Row, rows_of
from lemnos.sources.tools.pages.sections import block_text, role_of
from lemnos.sources.tools.pages.signatures import Signature, read_parameters, type_schema

_SIGNATURE = re.compile(r"^((?:[a-z]\w*\s+)*)([\w.:$~]+)\s*\((.*)\)\s*(?:(?:→|->|:)\s*(.+))?$", re.DOTALL)
_C_SIGNATURE = re.compile(r"^(.*?[\s*&])?([\w.:$~]+)\s*\((.*)\)\s*(?:const|noexcept|\s)*$", re.DOTALL)
_NOT_CALLED = frozenset(("attribute", "data", "module", "property", "type", "member", "var", "enum", "macro", "envvar"))


def objects_of(page: Page, *, provider: str, licence: str, source: str) -> Iterator[Tool]:
    """Yield a tool for every described function, class and method of a page, in order."""
    stack = list(reversed(page.blocks))
    while stack:
        block = stack.pop()
        if block.kind != "object" or block.language.startswith("http:"):
            continue
        stack.extend(reversed(block.children))
        domain, _, kind = block.language.partition(":")
        if kind in _NOT_CALLED:
            continue
        forms = [form for line in block.text.split("\n") if (form := _signature(line, domain)) is not None]
        if forms:
            yield _tool(page, block, forms, domain, kind, provider=provider, licence=licence, source=source)


def _signature(line: str, domain: str) -> Signature | None:
    match = (_C_SIGNATURE if domain in ("c", "cpp") else _SIGNATURE).match(line)
    if match is None:
        return None
    if domain in ("c", "cpp"):
        returns = " ".join((match[1] or "").split())
    else:
        returns = (match[4] or "").strip()
    # Sphinx marks keyword-only parameters with "*", positional-only ones with "/", and optional ones with "[".
    return Signature(match[2], line, returns, list(read_parameters(match[3])))


def _tool(
    page: Page,
    block: Block,
    forms: list[Signature],
    domain: str,
    kind: str,
    *,
    provider: str,
    licence: str,
    source: str,
) -> Tool:
    full = block.anchor if domain == "py" and block.anchor.endswith(forms[0].name) else forms[0].name
    name_parts = re.split(r"\.|::", full)
    name, api = name_parts[-1], ("::" if domain in ("c", "cpp") else ".").join(name_parts[:-1])
    rows: list[Row] = []
    texts: list[str] = []
    results: list[str] = []
    errors: list[ToolError] = []
    for child in block.children:
        if child.kind == "fields":
            _read_fields(child, rows, results, errors, forms)
        elif child.kind == "text" or (child.kind == "code" and ">>>" in child.text):
            texts.append(child.text)
        elif child.kind == "list":
            texts.append(block_text(child))
    parameters = msgspec.json.encode(parameters_of(forms, rows)).decode()
    description = "\n\n".join(texts)
    result = type_schema(forms[0].returns)
    if results:
        result = {**result, "description": " ".join(results)}
    return Tool(
        id=tool_id(provider, api, "", name, description, parameters),
        kind="python" if domain == "py" else "function",
        provider=provider,
        api=api,
        name=name,
        description=description,
        parameters=parameters,
        result=msgspec.json.encode(result).decode() if result and kind not in ("class", "exception") else "",
        errors=tuple(errors),
        signature="\n".join(form.text for form in forms),
        tags=(kind,) if kind else (),
        licence=page.licence or licence,
        source=f"{source}#{block.anchor}" if block.anchor else source,
        deprecated=any(text.lower().startswith("deprecated") for text in texts),
    )


def _read_fields(
    block: Block, rows: list[Row], results: list[str], errors: list[ToolError], forms: list[Signature]
) -> None:
    """Add the content of a field list (Parameters, Returns, Return type, Raises) to the given lists."""
    for term, description, *nested in block.rows:
        pairs = tuple(zip(nested[::2], nested[1::2], strict=False)) or (("", description),)
        title = term.strip(" :").lower()
        if title == "return type":
            for form in forms:
                form.returns = form.returns or description
        elif (role := role_of(title)) in ("parameters", "query", "path", "body"):
            rows.extend(rows_of(Block("list", rows=pairs)))
        elif role == "errors":
            for name, text in pairs:
                head, _, rest = (name, "", text.lstrip("–— -")) if name else text.partition(" – ")
                if head:
                    errors.append(ToolError(code=head.strip("` "), description=rest))
        elif role == "result" or title == "yields":
            results.extend(f"{name} {text}".strip() for name, text in pairs)

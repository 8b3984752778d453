"""Reads the functions that a ``Page`` describes: a signature in code, followed by its parameters.

It expects the layout of library reference pages: a heading that names the function, a code block with its signatures,
"Parameters" as a table, a list, a definition list or paragraphs that begin with the name, then "Return value" and
"Remarks". A section with parameters but no signature becomes a ``Rejected`` item; the other sections are still read.
"""

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from lemnos.records import Rejected, Tool, ToolError, tool_id
from lemnos.sources.tools.pages.blocks import Block, Page
from lemnos.sources.tools.pages.parameters import Row, rows_of, schema_of, typed_text
from lemnos.sources.tools.pages.sections import block_text, owner_of, parts_of, role_of, says_no_parameters, section_end
from lemnos.sources.tools.pages.signatures import Signature, default_value, signatures_of, type_schema
from lemnos.sources.tools.python.types import admit

_CALLABLE = re.compile(r"(?!operator\b)[A-Za-z_$][\w$]*\Z")
_NOT_SYNTAX_LANGUAGE = re.compile(
    r"^(?:bash|sh|shell|console|json|xml|yaml|text|output|powershell|cmd|html|http|ini|toml)$"
)
_LONGEST_SYNTAX = 6000
_LONGEST_TITLE = 200
_MAX_TRIES = 5000
"""The number of blocks on one page that are tried as the beginning of a function."""
_DEPRECATED_TITLE = re.compile(r"\b(?:deprecated|obsolete)\b", re.IGNORECASE)
_DEPRECATED_TEXT = re.compile(
    r"(?:Important: |Note: )?(?:Deprecated\b|Stability: 0\b|This (?:function|method|API) is (?:deprecated|obsolete)\b)"
)
_TITLE_NAME = re.compile(r"(?:[\w$]+::)*operator\s*[^\s\w(]{1,3}|~?[A-Za-z_$][\w$]*(?:(?:::|\.|->)~?[A-Za-z_$][\w$]*)*")
_KIND_IN_TITLE = re.compile(
    r"\s+(?:class|struct|structure|interface|object|module|namespace|functions?|methods?)$", re.IGNORECASE
)


def functions_of(page: Page, *, provider: str, licence: str, source: str, stage: str) -> Iterator[Tool | Rejected]:
    """Yield the functions of a page in order, and a rejection for each section that only looks like one."""
    blocks = page.blocks
    done = -1
    tries = 0
    listed: set[tuple[str, str]] = set()
    for number, block in enumerate(blocks):
        if number < done or not _begins(blocks, number):
            continue
        tries += 1
        if tries > _MAX_TRIES:
            return
        is_own_title = block.kind == "heading" and title_signature(block.text) is not None
        owner = number if is_own_title else owner_of(blocks, number, block.level if block.kind == "heading" else 7)
        if owner < 0:
            continue
        end = _end(blocks, owner, number)
        section = blocks[owner:end]
        done = end
        position = f"{source}#{blocks[owner].anchor}" if blocks[owner].anchor else source
        title = blocks[owner].text
        section_tools = list(
            _tools(page, section, title, provider=provider, licence=page.licence or licence, source=position)
        )
        if not section_tools and any(
            role_of(inner.text) == "parameters" for inner in section if inner.kind == "heading"
        ):
            yield Rejected(
                stage=stage,
                rule="no_signature",
                reason=f"the section {title.replace('`', '')[:60]!r} has parameters but no function signature",
                source=position,
            )
        for tool in section_tools:
            if not _CALLABLE.match(tool.name):
                reason = "this is an operator or destructor, which is not called by its name"
                yield Rejected(stage=stage, rule="not_called", reason=reason, source=position, record=tool.name)
            elif (tool.api, tool.name) not in listed:
                listed.add((tool.api, tool.name))
                yield tool


def _begins(blocks: tuple[Block, ...], number: int) -> bool:
    """Return whether a block can only be part of the description of a function."""
    block = blocks[number]
    if block.kind == "heading":
        return role_of(block.text) == "parameters" or title_signature(block.text) is not None
    if block.kind != "code" or _NOT_SYNTAX_LANGUAGE.match(block.language) or len(block.text) > _LONGEST_SYNTAX:
        return False
    # Code counts directly below "Syntax", or below a heading that names the declared function.
    for earlier in range(number - 1, max(-1, number - 6), -1):
        if blocks[earlier].kind == "heading":
            if role_of(blocks[earlier].text) == "syntax":
                return True
            names = _names(blocks[earlier].text)
            return any(signature.last_name in names for signature in signatures_of(block.text))
        if blocks[earlier].kind != "text":
            return False
    return False


def _end(blocks: tuple[Block, ...], owner: int, number: int) -> int:
    """Return the number of the block after the description: the end of its section, or the next described function."""
    end = section_end(blocks, owner)
    level = blocks[owner].level
    for later in range(number + 1, end):
        block = blocks[later]
        if block.kind == "heading" and role_of(block.text) is None and block.level > level:
            inner = blocks[later : section_end(blocks, later)]
            if any(
                section_block.kind == "heading" and role_of(section_block.text) in ("parameters", "syntax")
                for section_block in inner
            ):
                return later
    return end


def _names(title: str) -> set[str]:
    """Return the function names that may be in a heading such as ``CString::Find`` or ``find()``."""
    words = _TITLE_NAME.findall(title.replace("`", " "))
    return {re.split(r"::|\.|->", word)[-1].replace(" ", "") for word in words}


def _tools(
    page: Page, section: tuple[Block, ...], title: str, *, provider: str, licence: str, source: str
) -> Iterator[Tool]:
    """Yield a tool for each function whose signature is in the section with this title."""
    rows: list[Row] = []
    texts: list[str] = []
    results: list[str] = []
    errors: list[ToolError] = []
    own_signature = title_signature(title)
    signatures: list[Signature] = [own_signature] if own_signature is not None else []
    parameter_names = {parameter.name for parameter in own_signature.parameters} if own_signature is not None else set()
    for role, block in parts_of(section[1:]):
        if block.kind == "code":
            bare = own_signature is not None and signatures == [own_signature] and not own_signature.parameters
            if (
                role in ("text", "syntax")
                and (not signatures or bare)
                and not _NOT_SYNTAX_LANGUAGE.match(block.language)
            ):
                shown = list(signatures_of(block.text))
                if own_signature is not None and not any(form.last_name == own_signature.last_name for form in shown):
                    continue
                signatures = shown
                parameter_names = {parameter.name for form in signatures for parameter in form.parameters}
        elif (
            block.kind == "list"
            and role == "text"
            and (parameter_rows := _parameters_in_list(block, parameter_names, results)) is not None
        ):
            rows.extend(parameter_rows)
        elif role in ("parameters", "path", "query", "body", "header", "form"):
            parameter_rows = [] if block.kind == "text" else list(rows_of(block))
            if parameter_rows:
                rows.extend(parameter_rows)
            elif rows and block.kind in ("text", "list"):
                _extend_last_row(rows, block)
        elif role == "result" and block.kind in ("text", "list"):
            results.append(block_text(block))
        elif role == "errors" and block.kind in ("table", "list", "fields"):
            errors.extend(
                ToolError(code=row[0].strip("`"), description=row[-1])
                for row in block.rows[int(block.header) :]
                if row[0] and len(row) > 1
            )
        elif role in ("text", "syntax") and block.kind in ("text", "list", "fields"):
            texts.append(block_text(block))
    names = {own_signature.last_name} if own_signature is not None else _names(title) or _names(page.title)
    chosen = [signature for signature in signatures if signature.last_name in names]
    if not chosen and signatures and len({signature.last_name for signature in signatures}) == 1:
        chosen = signatures
    for name in dict.fromkeys(signature.last_name for signature in chosen):
        forms = [signature for signature in chosen if signature.last_name == name]
        parameters = parameters_of(forms, rows)
        encoded = msgspec.json.encode(parameters).decode()
        description = "\n\n".join(filter(None, texts))
        api = _api(page, title, forms[0])
        yield Tool(
            id=tool_id(provider, api, "", name, description, encoded),
            kind="function",
            provider=provider,
            api=api,
            name=name,
            description=description,
            parameters=encoded,
            parameters_known=bool(parameters["properties"])
            or signatures != [own_signature]
            or says_no_parameters(section[1:]),
            result=_result(forms, results),
            errors=tuple(errors),
            signature="\n".join(dict.fromkeys(form.text for form in forms)),
            licence=licence,
            source=source,
            deprecated=bool(_DEPRECATED_TITLE.search(title)) or any(_DEPRECATED_TEXT.match(text) for text in texts),
        )


_RETURNS = re.compile(r"^returns?\s*:\s*", re.IGNORECASE)


def _parameters_in_list(block: Block, parameter_names: set[str], results: list[str]) -> list[Row] | None:
    """Return the parameters in a list, and add its results to ``results``; None if the list has other items."""
    rows: list[Row] = []
    result_texts: list[str] = []
    for term, text in (row[:2] for row in block.rows):
        item_text = f"{term} {text}".strip()
        if (returns_match := _RETURNS.match(item_text)) is not None:
            result_texts.append(item_text[returns_match.end() :])
            continue
        item_rows = list(rows_of(Block("list", rows=((term, text),))))
        if not item_rows or not all(row.name in parameter_names for row in item_rows):
            return None
        rows.extend(item_rows)
    results.extend(result_texts)
    return rows


def title_signature(title: str) -> Signature | None:
    """Return the signature of a heading that is one, such as ``fs.access(path[, mode], callback)``; else None.

    >>> title_signature("`fs.access(path[, mode])`").name, title_signature("Class: fs.Dir")
    ('fs.access', None)
    """
    text = title.strip("` ")
    if "(" not in text or len(text) > _LONGEST_TITLE or role_of(title) is not None:
        return None
    signatures = list(signatures_of(text))
    if len(signatures) != 1 or not signatures[0].text or len(text) - len(signatures[0].text) > 2:
        return None
    # "Threads (advanced)" is prose: in a signature the parenthesis directly follows the name.
    return signatures[0] if re.match(rf"^(?:(?:new|static|async)\s+)?{re.escape(signatures[0].name)}\(", text) else None


def _extend_last_row(rows: list[Row], block: Block) -> None:
    """Add a further paragraph to the description of the last parameter."""
    rows[-1].description = f"{rows[-1].description}\n{block_text(block)}".strip()


def _api(page: Page, title: str, signature: Signature) -> str:
    """Return the API of a function: the scope in its name, else the title of the page."""
    scope = re.match(r"`?([\w$:.~]+?)(?:::|\.)~?[\w$]+", title.strip("` ")) or re.match(
        r"([\w$:.~]+?)(?:::|\.)~?[\w$]+$", signature.name
    )
    if scope is not None:
        return scope[1]
    page_title = page.title.replace("`", "").replace("*", "")
    if page_title == title.replace("`", "").replace("*", ""):
        return ""
    return _KIND_IN_TITLE.sub("", page_title)


def parameters_of(forms: list[Signature], rows: list[Row]) -> dict[str, Any]:
    """Return the schema of the parameters of all overloads: names come from ``forms``, descriptions from ``rows``."""
    rows_by_name = {row.name.lower(): row for row in rows}
    properties: dict[str, Any] = {}
    required: list[str] = []
    for form in forms:
        for parameter in form.parameters:
            if parameter.name in properties:
                continue
            row = rows_by_name.get(parameter.name.lower())
            schema = schema_of(row) if row is not None else {}
            kind = type_schema(parameter.type)
            if kind:
                # If text and code differ in type or default, the code is right.
                for key in ("type", "anyOf", "x-type", "default", "enum"):
                    schema.pop(key, None)
                schema = {**kind, **schema}
            if parameter.variadic:
                schema = {"type": "array"} | {key: schema[key] for key in schema if key == "description"}
            if parameter.default:
                literal, value = default_value(parameter.default)
                schema = admit(schema, value) if literal else schema
                schema |= {"default": value} if literal else {"x-default": parameter.default}
            properties[parameter.name] = schema
            everywhere = all(any(own.name == parameter.name for own in overload.parameters) for overload in forms)
            optional = row is not None and (row.required is False or bool(row.default))
            if parameter.required and everywhere and not optional:
                required.append(parameter.name)
    schema = {"type": "object", "properties": properties}
    return {**schema, "required": required} if required else schema


def _result(forms: list[Signature], results: list[str]) -> str:
    kinds = list(dict.fromkeys(form.returns for form in forms if form.returns and form.returns != "void"))
    schema = type_schema(kinds[0]) if kinds else {}
    if results:
        written, first = typed_text(results[0])
        schema = schema or type_schema(written)
        text = "\n\n".join(filter(None, (first, *results[1:])))
        schema = {**schema, "description": text} if text else schema
    return msgspec.json.encode(schema).decode() if schema else ""

"""Functions that a page describes: a signature in code, and the parameters told below it.

As reference pages of libraries have it: a heading that names the function, a block of code with its signatures,
"Parameters" as a table, a list, a definition list or paragraphs that begin with the name, "Return value", "Remarks". A
section that tells parameters of what has no signature of a function is refused; the page's other sections are not.
"""

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from lemnos.records import Rejected, Tool, ToolError, tool_id
from lemnos.sources.tools.pages.blocks import Block, Page
from lemnos.sources.tools.pages.parameters import Row, rows_of, schema_of, typed_text
from lemnos.sources.tools.pages.sections import block_text, owner_of, parts_of, role_of, section_end
from lemnos.sources.tools.pages.signatures import Signature, default_value, signatures_of, type_schema
from lemnos.sources.tools.python.types import admit

_CALLABLE = re.compile(r"(?!operator\b)[A-Za-z_$][\w$]*\Z")
_SHOWN = re.compile(r"^(?:bash|sh|shell|console|json|xml|yaml|text|output|powershell|cmd|html|http|ini|toml)$")
_LONGEST_SYNTAX = 6000
_LONGEST_TITLE = 200
_MOST = 5000
"""Places on one page that are looked at for a function."""
_OLD_TITLE = re.compile(r"\b(?:deprecated|obsolete)\b", re.IGNORECASE)
_OLD = re.compile(
    r"(?:Important: |Note: )?(?:Deprecated\b|Stability: 0\b|This (?:function|method|API) is (?:deprecated|obsolete)\b)"
)
_TITLE_NAME = re.compile(r"(?:[\w$]+::)*operator\s*[^\s\w(]{1,3}|~?[A-Za-z_$][\w$]*(?:(?:::|\.|->)~?[A-Za-z_$][\w$]*)*")
_KIND_IN_TITLE = re.compile(
    r"\s+(?:class|struct|structure|interface|object|module|namespace|functions?|methods?)$", re.IGNORECASE
)


def functions_of(page: Page, *, provider: str, licence: str, source: str, stage: str) -> Iterator[Tool | Rejected]:
    """Yield the functions of a page in order, and what looked like one."""
    blocks = page.blocks
    done = -1
    tries = 0
    told: set[tuple[str, str]] = set()
    for number, block in enumerate(blocks):
        if number < done or not _begins(blocks, number):
            continue
        tries += 1
        if tries > _MOST:
            return
        itself = block.kind == "heading" and titled(block.text) is not None
        owner = number if itself else owner_of(blocks, number, block.level if block.kind == "heading" else 7)
        if owner < 0:
            continue
        end = _end(blocks, owner, number)
        section = blocks[owner:end]
        done = end
        position = f"{source}#{blocks[owner].anchor}" if blocks[owner].anchor else source
        title = blocks[owner].text
        found = list(_tools(page, section, title, provider=provider, licence=page.licence or licence, source=position))
        if not found and any(role_of(part.text) == "parameters" for part in section if part.kind == "heading"):
            yield Rejected(
                stage=stage,
                rule="no_signature",
                reason=f"parameters are told of {title.replace('`', '')[:60]!r}, but no signature of a function",
                source=position,
            )
        for tool in found:
            if not _CALLABLE.match(tool.name):
                reason = "an operator or destructor, which nobody calls by its name"
                yield Rejected(stage=stage, rule="not_called", reason=reason, source=position, record=tool.name)
            elif (tool.api, tool.name) not in told:
                told.add((tool.api, tool.name))
                yield tool


def _begins(blocks: tuple[Block, ...], number: int) -> bool:
    """Return whether a block is what only the description of a function has."""
    block = blocks[number]
    if block.kind == "heading":
        return role_of(block.text) == "parameters" or titled(block.text) is not None
    if block.kind != "code" or _SHOWN.match(block.language) or len(block.text) > _LONGEST_SYNTAX:
        return False
    # Code right below "Syntax", or below a heading that names what the code declares.
    for before in range(number - 1, max(-1, number - 6), -1):
        if blocks[before].kind == "heading":
            if role_of(blocks[before].text) == "syntax":
                return True
            names = _names(blocks[before].text)
            return any(signature.last_name in names for signature in signatures_of(block.text))
        if blocks[before].kind != "text":
            return False
    return False


def _end(blocks: tuple[Block, ...], owner: int, number: int) -> int:
    """Return where the description ends: with the owner's section, or before the next thing that is described."""
    end = section_end(blocks, owner)
    level = blocks[owner].level
    for later in range(number + 1, end):
        block = blocks[later]
        if block.kind == "heading" and role_of(block.text) is None and block.level > level:
            inner = blocks[later : section_end(blocks, later)]
            if any(part.kind == "heading" and role_of(part.text) in ("parameters", "syntax") for part in inner):
                return later
    return end


def _names(title: str) -> set[str]:
    """Return the names that a heading may be naming: ``CString::Find``, ``find()``."""
    words = _TITLE_NAME.findall(title.replace("`", " "))
    return {re.split(r"::|\.|->", word)[-1].replace(" ", "") for word in words}


def _tools(
    page: Page, section: tuple[Block, ...], title: str, *, provider: str, licence: str, source: str
) -> Iterator[Tool]:
    """Yield a tool for each function whose signature the section shows under its title."""
    rows: list[Row] = []
    texts: list[str] = []
    results: list[str] = []
    errors: list[ToolError] = []
    own = titled(title)
    signatures: list[Signature] = [own] if own is not None else []
    named = {parameter.name for parameter in own.parameters} if own is not None else set()
    for role, block in parts_of(section[1:]):
        if block.kind == "code":
            bare = own is not None and signatures == [own] and not own.parameters
            if role in ("text", "syntax") and (not signatures or bare) and not _SHOWN.match(block.language):
                shown = list(signatures_of(block.text))
                if own is not None and not any(form.last_name == own.last_name for form in shown):
                    continue
                signatures = shown
                named = {parameter.name for form in signatures for parameter in form.parameters}
        elif block.kind == "list" and role == "text" and (told := _told_in(block, named, results)) is not None:
            rows.extend(told)
        elif role in ("parameters", "path", "query", "body", "header", "form"):
            told = [] if block.kind == "text" else list(rows_of(block))
            if told:
                rows.extend(told)
            elif rows and block.kind in ("text", "list"):
                _continue(rows, block)
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
    names = {own.last_name} if own is not None else _names(title) or _names(page.title)
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
            result=_result(forms, results),
            errors=tuple(errors),
            signature="\n".join(dict.fromkeys(form.text for form in forms)),
            licence=licence,
            source=source,
            deprecated=bool(_OLD_TITLE.search(title)) or any(_OLD.match(text) for text in texts),
        )


_RETURNS = re.compile(r"^returns?\s*:\s*", re.IGNORECASE)


def _told_in(block: Block, named: set[str], results: list[str]) -> list[Row] | None:
    """Return the parameters that a list tells; None for one that tells of more than these and the result."""
    rows: list[Row] = []
    found: list[str] = []
    for term, text in (row[:2] for row in block.rows):
        whole = f"{term} {text}".strip()
        if (said := _RETURNS.match(whole)) is not None:
            found.append(whole[said.end() :])
            continue
        told = list(rows_of(Block("list", rows=((term, text),))))
        if not told or not all(row.name in named for row in told):
            return None
        rows.extend(told)
    results.extend(found)
    return rows


def titled(title: str) -> Signature | None:
    """Return the signature that a heading is: ``fs.access(path[, mode], callback)``.

    >>> titled("`fs.access(path[, mode])`").name, titled("Class: fs.Dir")
    ('fs.access', None)
    """
    text = title.strip("` ")
    if "(" not in text or len(text) > _LONGEST_TITLE or role_of(title) is not None:
        return None
    found = list(signatures_of(text))
    if len(found) != 1 or not found[0].text or len(text) - len(found[0].text) > 2:
        return None
    # "Threads (advanced)" is prose: a name is followed by its parenthesis, and by nothing else.
    return found[0] if re.match(rf"^(?:(?:new|static|async)\s+)?{re.escape(found[0].name)}\(", text) else None


def _continue(rows: list[Row], block: Block) -> None:
    """Add to the last parameter what is said of it in further paragraphs."""
    rows[-1].description = f"{rows[-1].description}\n{block_text(block)}".strip()


def _api(page: Page, title: str, signature: Signature) -> str:
    """Return what the function belongs to: the scope in its name, else the page."""
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
    """Return the schema of all overloads' parameters: names from the signatures, texts from the page."""
    told = {row.name.lower(): row for row in rows}
    properties: dict[str, Any] = {}
    required: list[str] = []
    for form in forms:
        for parameter in form.parameters:
            if parameter.name in properties:
                continue
            row = told.get(parameter.name.lower())
            schema = schema_of(row) if row is not None else {}
            kind = type_schema(parameter.type)
            if kind:
                # What the code says of type and default is right where the text is read differently.
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
            everywhere = all(any(other.name == parameter.name for other in each.parameters) for each in forms)
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

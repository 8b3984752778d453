"""Reads the HTTP operations that a ``Page`` describes: a method and a path, with the tables and lists that follow.

An operation is recognised where a heading, a line of code or a short paragraph reads ``GET /pets/{id}``, with or
without a host. This is the form of Slate, Redoc, Swagger UI and most handwritten documentation; Sphinx's HTTP domain is
read as well. The section of an operation ends at the next operation or at the next heading of its level. A placeholder
in the path becomes a required path parameter, whether or not a table lists it.
"""

import re
from typing import Any

import msgspec

from lemnos.records import ArgumentPlace, Place, Tool, ToolError, ToolExample, tool_id
from lemnos.sources.tools.pages.blocks import Block, Page
from lemnos.sources.tools.pages.parameters import Row, rows_of, schema_of
from lemnos.sources.tools.pages.sections import (
    Role,
    block_text,
    owner_of,
    parts_of,
    role_of,
    says_no_parameters,
    section_end,
)

_METHODS = "GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS"
_OPERATION = re.compile(
    rf"^[\W_]*`?({_METHODS})`?\s*:?\s+`?(https?://[^\s/`\"<>]+)?(/[^\s`\"'<>?]*(?:<[^<>\s]+>[^\s`\"'<>?]*)*)(\?[^\s`]*)?`?"
)
_LOWER = re.compile(rf"^({_METHODS.lower()})`?\s*`?()(/[\w{{}}./:~-]+)()`?$")
_PLACEHOLDER = re.compile(r"\{\+?([\w.-]+)\*?\}|:([A-Za-z_]\w*)|<(?:\w+:)?([\w.-]+)>|\((\w+:)?([\w-]+)\)")
_MAX_OPERATIONS = 2000
"""The number of operations that are read from one page."""
_MAX_LINE_CHARACTERS = 160
"""The longest line that can name an operation, in characters; a longer line is prose about one."""
_STATUS = re.compile(r"^`?([1-5]\d\d|[45]xx)\b`?\s*[-–—:]?\s*(.*)$", re.IGNORECASE)
_PLACE_OF_ROLE: dict[Role, Place] = {
    "path": "path",
    "query": "query",
    "header": "header",
    "body": "body",
    "form": "form",
}
_BODY_METHODS = frozenset(("POST", "PUT", "PATCH"))


class OperationMention(msgspec.Struct):
    """A position on a page that names an operation."""

    number: int
    """The number of the block that names the operation."""
    start: int
    """The number of the heading with which its section begins, or of the block itself."""
    method: str
    path: str
    server: str
    query: str
    example: bool
    """Whether it is part of an example request."""


def operations_of(page: Page) -> list[tuple[OperationMention, tuple[Block, ...]]]:
    """Return the operations of a page with the blocks that describe each, in order."""
    blocks = page.blocks
    mentions: list[OperationMention] = []
    for number, block in enumerate(blocks):
        match = _named(block)
        if match is None:
            continue
        if len(mentions) >= _MAX_OPERATIONS:
            break
        method, server, path, query = match
        example = block.kind == "code" and bool(re.search(r"HTTP/\d", block.text.partition("\n")[0]))
        start = number if block.kind in ("heading", "object") else owner_of(blocks, number)
        mentions.append(OperationMention(number, max(start, 0), method, path, server, query, example))
    # An example request names the operation of its section only if nothing else does.
    named = {item.start for item in mentions if not item.example}
    mentions = [item for item in mentions if not item.example or item.start not in named]
    kept: list[OperationMention] = []
    for item in mentions:
        is_same_section = kept and kept[-1].start == item.start
        if is_same_section and (kept[-1].method, kept[-1].path) == (item.method, item.path):
            continue
        if is_same_section:
            # If a section names several operations, each begins where it is named.
            item.start = item.number
        kept.append(item)
    result = []
    for index, item in enumerate(kept):
        end = section_end(blocks, item.start) if blocks[item.start].kind == "heading" else len(blocks)
        if blocks[item.start].kind != "heading" and (owner := owner_of(blocks, item.start)) >= 0:
            end = section_end(blocks, owner)
        if blocks[item.start].kind == "object":
            end = item.start + 1
        if index + 1 < len(kept):
            end = min(end, kept[index + 1].start)
        section = blocks[item.start : max(end, item.number + 1)]
        # A request in running text is one example; only a table or a list of fields describes the operation.
        if not item.example or any(block.kind in ("table", "fields") for block in section):
            result.append((item, section))
    return result


def _named(block: Block) -> tuple[str, str, str, str] | None:
    """Return the method, server, path and query that a block names; None if it names no operation."""
    if block.kind not in ("heading", "text", "code", "object"):
        return None
    line = block.text.partition("\n")[0].strip()
    if block.kind == "object":
        line = re.sub(r"\(\s*(\w+):\s+", r"(\1:", line)
    if len(line) > _MAX_LINE_CHARACTERS:
        return None
    match = _OPERATION.match(line) or (_LOWER.match(line.replace(" ", "", 1)) if block.kind == "text" else None)
    if match is None:
        return None
    rest = line[match.end() :].strip(" `.:")
    if block.kind == "text" and len(rest.split()) > 6:
        return None
    return match[1].upper(), match[2] or "", match[3].rstrip(".,;:" if "(" in match[3] else ".,;:)"), match[4] or ""


def tool_of(
    page: Page,
    mention: OperationMention,
    blocks: tuple[Block, ...],
    *,
    provider: str,
    api: str,
    licence: str,
    source: str,
) -> Tool:
    """Return the tool for one operation, read from the blocks of its section."""
    path, path_rows = _template(mention.path)
    content = _SectionContent(mention.method)
    title = ""
    section_blocks = blocks
    if blocks and blocks[0].kind == "heading":
        title = "" if _named(blocks[0]) else blocks[0].text
    if blocks and blocks[0].kind == "object":
        section_blocks = (blocks[0], *blocks[0].children)
    for role, block in parts_of(
        [block for block in section_blocks if _named(block) is None and block is not blocks[0]]
    ):
        content.add(role, block)
    rows = _merged([*path_rows, *_query_rows(mention.query), *content.rows], {row.name for row in path_rows})
    properties, places = _properties(rows)
    required = [place.name for place, row in zip(places, rows, strict=True) if row.required or place.place == "path"]
    parameters: dict[str, Any] = {"type": "object", "properties": properties}
    if required:
        parameters["required"] = required
    encoded = msgspec.json.encode(parameters).decode()
    description = "\n\n".join(filter(None, dict.fromkeys([title if not content.texts else "", *content.texts])))
    name = _name(title, mention.method, path)
    return Tool(
        id=tool_id(provider, api, "", name, description, encoded),
        kind="http",
        provider=provider,
        api=api,
        name=name,
        description=description or title,
        parameters=encoded,
        parameters_known=bool(properties) or says_no_parameters(blocks[1:]),
        places=tuple(places),
        result=content.result_schema(),
        errors=tuple(content.errors),
        method=mention.method,
        path=path,
        server=mention.server,
        examples=content.tool_examples(properties, frozenset(required)),
        licence=page.licence or licence,
        source=source,
        deprecated=bool(re.search(r"\bdeprecated\b", title, re.IGNORECASE)),
    )


def _template(path: str) -> tuple[str, list[Row]]:
    """Return the path with its placeholders in the form ``{name}``, and the parameters for them.

    >>> _template("/users/:id/posts/<int:post>")[0]
    '/users/{id}/posts/{post}'
    """
    rows: list[Row] = []

    def put(match: re.Match[str]) -> str:
        name = match[1] or match[2] or match[3] or match[5]
        kind = (match[4] or "").rstrip(":")
        rows.append(Row(name=name, type="integer" if kind == "int" else "string", required=True, place="path"))
        return f"{{{name}}}"

    return _PLACEHOLDER.sub(put, path), rows


def _query_rows(query: str) -> list[Row]:
    return [Row(name=name, place="query") for name in re.findall(r"[?&{,]([\w.\[\]-]+)(?==|[,}&]|$)", query)]


def _merged(rows: list[Row], in_path: set[str]) -> list[Row]:
    """Return one row for each name and place; later rows fill the gaps of earlier ones."""
    merged: dict[tuple[str, str], Row] = {}
    for row in rows:
        if row.name in in_path and row.place in (None, "path"):
            row.place = "path"
        place = row.place or "query"
        earlier = merged.setdefault((row.name, place), row)
        if earlier is row:
            row.place = place
            continue
        earlier.description = earlier.description or row.description
        earlier.type = row.type or earlier.type
        earlier.default = earlier.default or row.default
        earlier.values = earlier.values or row.values
        earlier.required = earlier.required if earlier.required is not None else row.required
    return list(merged.values())


def _properties(rows: list[Row]) -> tuple[dict[str, Any], list[ArgumentPlace]]:
    properties: dict[str, Any] = {}
    places: list[ArgumentPlace] = []
    for row in rows:
        place = row.place or "query"
        name = row.name if row.name not in properties else f"{place}_{row.name}"
        while name in properties:
            name += "_"
        properties[name] = schema_of(row)
        places.append(ArgumentPlace(name=name, place=place, wire_name=row.name if name != row.name else ""))
    return properties, places


def _name(title: str, method: str, path: str) -> str:
    """Return a function name, made of the words of the title, else of method and path."""
    words = re.findall(r"[A-Za-z0-9]+", title) if role_of(title) is None else []
    if not 0 < len(words) <= 8:
        words = [method.lower(), *re.findall(r"[A-Za-z0-9]+", path)]
    return "_".join(word.lower() for word in words)[:64].strip("_") or method.lower()


class _SectionContent:
    """Collects the content of the blocks of one section."""

    def __init__(self, method: str) -> None:
        self._method = method
        self.rows: list[Row] = []
        self.texts: list[str] = []
        self.errors: list[ToolError] = []
        self._results: list[Row] = []
        self._result_text: list[str] = []
        self._requests: list[str] = []
        self._responses: list[str] = []

    def add(self, role: Role, block: Block) -> None:
        """Add the content of one block, which has the given role in its section."""
        if block.kind == "code":
            self._code(role, block)
        elif block.kind in ("table", "fields", "list"):
            self._rows(role, block)
        elif block.kind == "text" and (role == "text" or (role == "syntax" and len(block.text.split()) > 3)):
            self.texts.append(block.text)
        elif block.kind == "text" and role == "result":
            self._result_text.append(block.text)

    def _rows(self, role: Role, block: Block) -> None:
        if self._status_rows(block) or (block.kind == "fields" and self._field_list(block)):
            return
        if role in ("aside", "example"):
            return
        if role == "errors":
            for term, description, *_ in (row for row in block.rows[int(block.header) :] if len(row) > 1):
                if term and term.lower() not in ("code", "error", "status"):
                    self.errors.append(ToolError(code=term.strip("`"), description=description))
            return
        rows = list(rows_of(block))
        if role == "result":
            self._results.extend(rows)
            return
        # A list in running text holds parameters only if every item begins with a marked name.
        if role == "text" and block.kind == "list" and not (rows and all(term for term, *_ in block.rows)):
            self.texts.append(block_text(block))
            return
        if not rows and block.kind == "list" and role in ("text", "syntax"):
            return
        place = _PLACE_OF_ROLE.get(role)
        for row in rows:
            row.place = row.place or place or ("body" if self._method in _BODY_METHODS else None)
        self.rows.extend(rows)

    def _field_list(self, block: Block) -> bool:
        """Add a field list of Sphinx's HTTP domain, whose terms are roles; return False for any other list."""
        if not all(role_of(row[0]) for row in block.rows):
            return False
        for term, description, *nested in block.rows:
            role = role_of(term) or "text"
            pairs = tuple(zip(nested[::2], nested[1::2], strict=False)) or (("", description),)
            self._rows(role, Block("list", rows=pairs))
        return True

    def _status_rows(self, block: Block) -> bool:
        """Add a table or list of status codes; return False for any other block."""
        matches = [(_STATUS.match(row[0] or row[-1]), row) for row in block.rows]
        if not any(match for match, _ in matches) or sum(match is not None for match, _ in matches) < len(matches) - 1:
            return False
        for match, row in matches:
            if match is not None:
                text = " ".join(filter(None, [match[2], *(row[1:] if row[0] else ())])).strip()
                if match[1][0] in "45":
                    self.errors.append(ToolError(code=match[1], description=text))
                elif match[1][0] == "2" and text:
                    self._result_text.append(text)
        return True

    def _code(self, role: Role, block: Block) -> None:
        text = block.text.strip()
        if not text.startswith(("{", "[")):
            head, _, rest = text.partition("\n\n")
            if not re.match(r"HTTP/\d|[A-Z]+ \S+ HTTP/\d", head) or not rest.lstrip().startswith(("{", "[")):
                return
            role = "result" if head.startswith("HTTP/") else "body"
            text = rest.strip()
        try:
            value = msgspec.json.decode(text)
        except (msgspec.DecodeError, ValueError, RecursionError):
            return
        plain = msgspec.json.encode(value).decode()
        if role in ("body", "form", "syntax") and isinstance(value, dict):
            self._requests.append(plain)
        elif role not in ("errors", "aside"):
            self._responses.append(plain)

    def result_schema(self) -> str:
        """Return the JSON text of the schema of the response; empty if the page does not describe it."""
        schema: dict[str, Any] = {}
        if self._results:
            schema = {"type": "object", "properties": {row.name: schema_of(row) for row in self._results}}
        if self._result_text:
            schema["description"] = " ".join(dict.fromkeys(self._result_text))
        return msgspec.json.encode(schema).decode() if schema else ""

    def tool_examples(self, properties: dict[str, Any], required: frozenset[str]) -> tuple[ToolExample, ...]:
        """Return the first example request that has only known parameters, with the first example response."""
        result = self._responses[0] if self._responses else ""
        for request in self._requests:
            names = msgspec.json.decode(request).keys()
            if names <= properties.keys() and required <= names:
                return (ToolExample(arguments=request, result=result),)
        return (ToolExample(arguments="{}", result=result),) if result and not required else ()

"""HTTP operations that a page describes: a method and a path, and the tables and lists that follow.

Found where a heading, a line of code or a short paragraph is ``GET /pets/{id}``, with or without a host, as Slate,
Redoc, Swagger UI and most hand-written documentation have it; Sphinx's HTTP domain as well. An operation's section goes
on to the next operation or heading of its level. A placeholder in the path is a required path parameter, whether or
not a table tells of it.
"""

import re
from typing import Any

import msgspec

from lemnos.records import ArgumentPlace, Place, Tool, ToolError, ToolExample, tool_id
from lemnos.sources.tools.pages.blocks import Block, Page
from lemnos.sources.tools.pages.parameters import Row, rows_of, schema_of
from lemnos.sources.tools.pages.sections import Role, block_text, owner_of, parts_of, role_of, section_end

_METHODS = "GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS"
_OPERATION = re.compile(
    rf"^[\W_]*`?({_METHODS})`?\s*:?\s+`?(https?://[^\s/`\"<>]+)?(/[^\s`\"'<>?]*(?:<[^<>\s]+>[^\s`\"'<>?]*)*)(\?[^\s`]*)?`?"
)
_LOWER = re.compile(rf"^({_METHODS.lower()})`?\s*`?()(/[\w{{}}./:~-]+)()`?$")
_PLACEHOLDER = re.compile(r"\{\+?([\w.-]+)\*?\}|:([A-Za-z_]\w*)|<(?:\w+:)?([\w.-]+)>|\((\w+:)?([\w-]+)\)")
_MOST = 2000
"""Operations that are read of one page."""
_LONGEST = 160
"""Characters of a line that can be an operation's; what is longer tells about one."""
_STATUS = re.compile(r"^`?([1-5]\d\d|[45]xx)\b`?\s*[-–—:]?\s*(.*)$", re.IGNORECASE)
_PLACE_OF_ROLE: dict[Role, Place] = {
    "path": "path",
    "query": "query",
    "header": "header",
    "body": "body",
    "form": "form",
}
_BODY_METHODS = frozenset(("POST", "PUT", "PATCH"))


class Found(msgspec.Struct):
    """Where a page names an operation."""

    number: int
    """Of the block that names it."""
    start: int
    """Of the heading that its section begins with, or of the block itself."""
    method: str
    path: str
    server: str
    query: str
    example: bool
    """Whether it stands in a request that is shown as an example."""


def operations_of(page: Page) -> list[tuple[Found, tuple[Block, ...]]]:
    """Return the operations of a page with the blocks that describe each, in order."""
    blocks = page.blocks
    found: list[Found] = []
    for number, block in enumerate(blocks):
        match = _named(block)
        if match is None:
            continue
        if len(found) >= _MOST:
            break
        method, server, path, query = match
        example = block.kind == "code" and bool(re.search(r"HTTP/\d", block.text.partition("\n")[0]))
        start = number if block.kind in ("heading", "object") else owner_of(blocks, number)
        found.append(Found(number, max(start, 0), method, path, server, query, example))
    # A request shown as an example names the operation only where nothing else does.
    named = {item.start for item in found if not item.example}
    found = [item for item in found if not item.example or item.start not in named]
    kept: list[Found] = []
    for item in found:
        same = kept and kept[-1].start == item.start
        if same and (kept[-1].method, kept[-1].path) == (item.method, item.path):
            continue
        if same:
            # Several in one section: each begins where it is named.
            item.start = item.number
        kept.append(item)
    result = []
    for place, item in enumerate(kept):
        end = section_end(blocks, item.start) if blocks[item.start].kind == "heading" else len(blocks)
        if blocks[item.start].kind != "heading" and (owner := owner_of(blocks, item.start)) >= 0:
            end = section_end(blocks, owner)
        if blocks[item.start].kind == "object":
            end = item.start + 1
        if place + 1 < len(kept):
            end = min(end, kept[place + 1].start)
        section = blocks[item.start : max(end, item.number + 1)]
        # A request shown in running text is what somebody sent, not what may be sent.
        if not item.example or any(block.kind in ("table", "fields") for block in section):
            result.append((item, section))
    return result


def _named(block: Block) -> tuple[str, str, str, str] | None:
    """Return method, server, path and query that a block names."""
    if block.kind not in ("heading", "text", "code", "object"):
        return None
    line = block.text.partition("\n")[0].strip()
    if block.kind == "object":
        line = re.sub(r"\(\s*(\w+):\s+", r"(\1:", line)
    if len(line) > _LONGEST:
        return None
    match = _OPERATION.match(line) or (_LOWER.match(line.replace(" ", "", 1)) if block.kind == "text" else None)
    if match is None:
        return None
    rest = line[match.end() :].strip(" `.:")
    if block.kind == "text" and len(rest.split()) > 6:
        return None
    return match[1].upper(), match[2] or "", match[3].rstrip(".,;:" if "(" in match[3] else ".,;:)"), match[4] or ""


def tool_of(
    page: Page, found: Found, blocks: tuple[Block, ...], *, provider: str, api: str, licence: str, source: str
) -> Tool:
    """Return the tool for one operation."""
    path, path_rows = _template(found.path)
    reading = _Reading(found.method)
    title = ""
    inside = blocks
    if blocks and blocks[0].kind == "heading":
        title = "" if _named(blocks[0]) else blocks[0].text
    if blocks and blocks[0].kind == "object":
        inside = (blocks[0], *blocks[0].children)
    for role, block in parts_of([block for block in inside if _named(block) is None and block is not blocks[0]]):
        reading.take(role, block)
    rows = _merged([*path_rows, *_query_rows(found.query), *reading.rows], {row.name for row in path_rows})
    properties, places = _properties(rows)
    required = [place.name for place, row in zip(places, rows, strict=True) if row.required or place.place == "path"]
    parameters: dict[str, Any] = {"type": "object", "properties": properties}
    if required:
        parameters["required"] = required
    encoded = msgspec.json.encode(parameters).decode()
    description = "\n\n".join(filter(None, dict.fromkeys([title if not reading.texts else "", *reading.texts])))
    name = _name(title, found.method, path)
    return Tool(
        id=tool_id(provider, api, "", name, description, encoded),
        kind="http",
        provider=provider,
        api=api,
        name=name,
        description=description or title,
        parameters=encoded,
        places=tuple(places),
        result=reading.result_schema(),
        errors=tuple(reading.errors),
        method=found.method,
        path=path,
        server=found.server,
        examples=reading.tool_examples(properties, frozenset(required)),
        licence=page.licence or licence,
        source=source,
        deprecated=bool(re.search(r"\bdeprecated\b", title, re.IGNORECASE)),
    )


def _template(path: str) -> tuple[str, list[Row]]:
    """Return the path with ``{name}`` placeholders, and its parameters.

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
    """Return one row for each name and place; what a table says completes what the path says."""
    known: dict[tuple[str, str], Row] = {}
    for row in rows:
        if row.name in in_path and row.place in (None, "path"):
            row.place = "path"
        place = row.place or "query"
        before = known.setdefault((row.name, place), row)
        if before is row:
            row.place = place
            continue
        before.description = before.description or row.description
        before.type = row.type or before.type
        before.default = before.default or row.default
        before.values = before.values or row.values
        before.required = before.required if before.required is not None else row.required
    return list(known.values())


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
    """Return a function name: the title's words, else method and path."""
    words = re.findall(r"[A-Za-z0-9]+", title) if role_of(title) is None else []
    if not 0 < len(words) <= 8:
        words = [method.lower(), *re.findall(r"[A-Za-z0-9]+", path)]
    return "_".join(word.lower() for word in words)[:64].strip("_") or method.lower()


class _Reading:
    """Gathers what the parts of a section say."""

    def __init__(self, method: str) -> None:
        self._method = method
        self.rows: list[Row] = []
        self.texts: list[str] = []
        self.errors: list[ToolError] = []
        self._results: list[Row] = []
        self._result_text: list[str] = []
        self._requests: list[str] = []
        self._responses: list[str] = []

    def take(self, role: Role, block: Block) -> None:
        """Note what one block says."""
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
        # A list in running text is parameters only where every item is a marked name.
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
        """Read the field list of Sphinx's HTTP domain: its terms are roles, what they tell stands inside."""
        if not all(role_of(row[0]) for row in block.rows):
            return False
        for term, description, *nested in block.rows:
            role = role_of(term) or "text"
            pairs = tuple(zip(nested[::2], nested[1::2], strict=False)) or (("", description),)
            self._rows(role, Block("list", rows=pairs))
        return True

    def _status_rows(self, block: Block) -> bool:
        """Read a table or list of status codes."""
        found = [(_STATUS.match(row[0] or row[-1]), row) for row in block.rows]
        if not any(match for match, _ in found) or sum(match is not None for match, _ in found) < len(found) - 1:
            return False
        for match, row in found:
            if match is not None:
                said = " ".join(filter(None, [match[2], *(row[1:] if row[0] else ())])).strip()
                if match[1][0] in "45":
                    self.errors.append(ToolError(code=match[1], description=said))
                elif match[1][0] == "2" and said:
                    self._result_text.append(said)
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
        """Return the JSON text of the schema of the answer; empty where nothing is said."""
        schema: dict[str, Any] = {}
        if self._results:
            schema = {"type": "object", "properties": {row.name: schema_of(row) for row in self._results}}
        if self._result_text:
            schema["description"] = " ".join(dict.fromkeys(self._result_text))
        return msgspec.json.encode(schema).decode() if schema else ""

    def tool_examples(self, properties: dict[str, Any], required: frozenset[str]) -> tuple[ToolExample, ...]:
        """Return the request that the page shows, if it names known parameters only, with the answer shown."""
        result = self._responses[0] if self._responses else ""
        for request in self._requests:
            names = msgspec.json.decode(request).keys()
            if names <= properties.keys() and required <= names:
                return (ToolExample(arguments=request, result=result),)
        return (ToolExample(arguments="{}", result=result),) if result and not required else ()

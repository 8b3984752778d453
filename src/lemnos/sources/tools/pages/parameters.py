"""Converts tables, lists and definition lists of a page to parameters (``Row``), and a ``Row`` to a JSON Schema.

The header of a table determines the meaning of its columns; in a table without a header the first column is the name.
Types, defaults, permitted values and whether a parameter is required are read from columns, from marks after the name
("limit (integer, optional)") and from the description ("Required.", "Defaults to `20`.", "One of: `a`, `b`").
"""

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from lemnos.records import Place
from lemnos.sources.tools.pages.blocks import Block
from lemnos.sources.tools.python.types import admit, prose_schema


class Row(msgspec.Struct):
    """One parameter, as a page documents it."""

    name: str
    type: str = ""
    required: bool | None = None
    """Whether the parameter is required; None if the page does not say."""
    default: str = ""
    description: str = ""
    place: Place | None = None
    values: tuple[str, ...] = ()


_COLUMNS = {
    "name": re.compile(
        r"^(?:(?:url |path |query |body |header |form |request |response |json )?(?:param(?:eter)?s?|fields?|args?|"
        r"arguments?|attributes?|propert(?:y|ies)|keys?|variables?|options?|headers?|elements?|members?|inputs?))"
        r"(?: name)?$|^name$",
    ),
    "type": re.compile(r"^(?:data ?)?(?:types?|format|schema|value type)$"),
    "required": re.compile(r"^(?:required\??|mandatory\??|necessity|presence|req\.?|required/optional)$"),
    "default": re.compile(r"^defaults?(?: value)?$"),
    "description": re.compile(
        r"^(?:descriptions?|details?|meaning|notes?|explanation|comments?|purpose|value|remarks?)$"
    ),
    "place": re.compile(r"^(?:in|location|located in|where|parameter type|passed in)$"),
    "values": re.compile(r"^(?:(?:possible|allowed|valid|accepted|permitted) values?|values|enum|options)$"),
}
_NAME = re.compile(r"^[^\W\d][\w.$\-\[\]@:]{0,79}$")
_MARK = re.compile(r"\s*[(\[]([^()\[\]]{1,120})[)\]]")
_BRACKETED = re.compile(r"\s+[(\[]([^()\[\]]{1,120})[)\]]|\(([^()]{1,120})\)")
_DIRECTION = re.compile(r"^\[(?:in|out|in,? ?out|inout|optional)(?:, ?optional)?\]\s*", re.IGNORECASE)
_BRACED = re.compile(r"^(?:\{[\w.|\[\] ]{1,80}\}|<[\w.\[\]]{1,40}>(?:\s*\|\s*<[\w.\[\]]{1,40}>)*)\s*")
_REQUIRED = re.compile(r"\b(?:required|mandatory)\b", re.IGNORECASE)
_NOT_REQUIRED = re.compile(r"\b(?:optional|not required|nullable)\b", re.IGNORECASE)
_STARTS_REQUIRED = re.compile(r"^[\[(*]*(required|mandatory|optional)\b[\])*]*[.,:;]?\s*", re.IGNORECASE)
_DEFAULT = re.compile(
    r"\bdefault(?:s|ed)?(?: value)?(?:\s*(?:\bis\b|\bto\b|[:=])\s*|\s+(?=`))"
    r"(?:`([^`]+)`|\"([^\"]+)\"|'([^']+)'|(-?\d[\w.]*\w|-?\d|\w+(?=\s*(?:[.,;)]|$))))",
    re.IGNORECASE,
)
_ONE_OF = re.compile(
    r"\b(?:one of|possible values(?: are)?|allowed values(?: are)?|valid values(?: are)?|valid options(?: are)?|can be|"
    r"either|must be|accepts|enum|(?:filter|sort|order)\w*(?: \w+){0,3}:)"
    r"\s*:?\s*((?:[`\"'][^`\"']{1,60}[`\"'](?:\s*(?:,|/|\||;|or|and))*\s*){2,})",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[`\"']([^`\"']+)[`\"']")
_YES = re.compile(r"^(?:yes|y|true|required|mandatory|✓|✔|✅|x|always|\*)$", re.IGNORECASE)
_NO = re.compile(r"^(?:no|n|false|optional|-|—|✗|❌|)$", re.IGNORECASE)
_PLACES: dict[str, Place] = {
    "path": "path",
    "url": "path",
    "uri": "path",
    "query": "query",
    "querystring": "query",
    "header": "header",
    "headers": "header",
    "cookie": "cookie",
    "body": "body",
    "json": "body",
    "form": "form",
    "formdata": "form",
}
_TYPE_WORD = re.compile(
    r"^(?:an? )?(?:integer|int\d*|long|number|numeric|float|double|decimal|string|str|text|boolean|bool|array|list|"
    r"object|dict|map|json|date|datetime|timestamp|uuid|uri|url|file|binary|enum|any|null)\b",
    re.IGNORECASE,
)


def rows_of(block: Block) -> Iterator[Row]:
    """Yield the parameters in a table, list or definition list; nothing if it describes something else."""
    if block.kind == "table":
        yield from _table(block)
    elif block.kind in ("fields", "list"):
        for term, description, *nested in block.rows:
            if term:
                yield from _parameters_of_term(term, "", description)
            elif block.kind == "list":
                head, dash, rest = _split(description)
                if dash:
                    yield from _parameters_of_term(head, "", rest)
            for inner, text in zip(nested[::2], nested[1::2], strict=False):
                yield from _parameters_of_term(inner, "", text)


def _split(text: str) -> tuple[str, bool, str]:
    """Return the head of ``name (type) – description``, whether there is a dash, and the rest."""
    match = re.match(r"^(.{1,100}?)\s*(?:[–—]|\s-\s|:\s)\s*(.*)$", text)
    return (match[1], True, match[2]) if match is not None else (text, False, "")


def _table(block: Block) -> Iterator[Row]:
    columns, rows = _columns(block)
    if "name" not in columns:
        return
    for cells in rows:
        cell = {kind: cells[number] for kind, number in columns.items() if number < len(cells)}
        for row in _parameters_of_term(cell.get("name", ""), cell.get("type", ""), cell.get("description", "")):
            required = cell.get("required")
            if required is not None:
                row.required = _is_required(required, row.required)
            default = cell.get("default", "").strip("` \"'")
            if default.lower() not in ("", "-", "—", "n/a", "none", "no default"):
                row.default = default
            if place := _PLACES.get(cell.get("place", "").strip("`").lower().replace(" ", "")):
                row.place = place
            if values := cell.get("values"):
                split_values = tuple(_QUOTED.findall(values)) or tuple(
                    part.strip() for part in re.split(r"[,|;]", values)
                )
                row.values = tuple(filter(None, split_values)) if len(split_values) > 1 else row.values
            yield row


def _columns(block: Block) -> tuple[dict[str, int], tuple[tuple[str, ...], ...]]:
    """Return the number of each column with a known meaning, and the rows below the header."""
    header_cells = [cell.strip(" `*:").lower() for cell in block.rows[0]]
    columns: dict[str, int] = {}
    for number, title in enumerate(header_cells):
        for kind, pattern in _COLUMNS.items():
            if kind not in columns and pattern.match(title):
                columns[kind] = number
                break
    if "name" in columns and len(columns) > 1:
        return columns, block.rows[1:]
    if block.header or len(header_cells) < 2:
        return {}, ()
    # Some generators write no header: the first column is then the name, the last the description.
    return {"name": 0, "description": len(header_cells) - 1}, block.rows


def _is_required(text: str, default: bool | None) -> bool | None:
    """Return whether a cell of the column "required" makes a parameter required; ``default`` if it does not say."""
    text = text.strip("`*. ")
    if _YES.match(text):
        return True
    if _NO.match(text) or _NOT_REQUIRED.search(text):
        return False
    return True if _REQUIRED.search(text) else default


def _parameters_of_term(term: str, kind: str, description: str) -> Iterator[Row]:
    """Yield a parameter for each name in ``term``, with the facts in its marks and in the description."""
    required: bool | None = None
    marks: list[str] = []

    # "items[]" and "filter[name]" are names; "limit [optional]" is not.
    def collect_mark(match: re.Match[str]) -> str:
        marks.append((match[1] or match[2]).strip("` "))
        return ""

    head = _BRACKETED.sub(collect_mark, _DIRECTION.sub("", term.strip("` ")))
    head = head.replace("`", " ").strip(" :*–—-").strip()
    if term.rstrip().endswith("*") or "*required" in term.replace(" ", ""):
        required = True
    words = head.split()
    names = [name_part.strip() for name_part in re.split(r"\s*(?:,|/|\bor\b)\s*", head) if name_part.strip()]
    if len(names) != len(words) and len(words) > 1 and "," not in head:
        # In "limit integer required" the name comes first.
        names, rest = words[:1], " ".join(words[1:])
        if not (_TYPE_WORD.match(rest) or _REQUIRED.search(rest) or _NOT_REQUIRED.search(rest)):
            return
        marks.append(rest)
    written, remaining_text = typed_text(_DIRECTION.sub("", description.lstrip(" :–—")))
    if written:
        marks.append(written)
    if (lead := _MARK.match(remaining_text)) is not None:
        mark = lead[1].strip("` ")
        if _TYPE_WORD.match(mark) or _REQUIRED.search(mark) or _NOT_REQUIRED.search(mark):
            marks.append(mark)
            remaining_text = remaining_text[lead.end() :]
    remaining_text = remaining_text.lstrip(" :–—-").strip()
    for mark in marks:
        if _NOT_REQUIRED.search(mark):
            required = False
        elif _REQUIRED.search(mark):
            required = True
        bare = _NOT_REQUIRED.sub("", _REQUIRED.sub("", mark)).strip(" ,;*")
        if bare and not kind and not bare.lower().startswith("default"):
            kind = bare
    if (required_match := _STARTS_REQUIRED.match(remaining_text)) is not None:
        required = required_match[1].lower() != "optional"
    if required is None and re.search(r"\bis required\b|\(required\)", remaining_text, re.IGNORECASE):
        required = True
    default = _DEFAULT.search(remaining_text)
    values = _ONE_OF.search(remaining_text)
    for name in names:
        clean = name.strip("*.,:\"'{}<> ").removeprefix("$") if not name.startswith("$") else name.strip("*.,: ")
        if _NAME.match(clean):
            yield Row(
                name=clean,
                type=kind.strip("` "),
                required=required,
                default=next((name_part for name_part in default.groups() if name_part), "")
                if default is not None
                else "",
                description=remaining_text,
                values=tuple(_QUOTED.findall(values[1])) if values is not None else (),
            )


def typed_text(text: str) -> tuple[str, str]:
    """Return the type at the beginning of a text, in the style of JSDoc or of Node's documentation, and the rest.

    >>> typed_text("{string|Buffer} The data."), typed_text("<string> | <URL> The path."), typed_text("The path.")
    (('string | Buffer', 'The data.'), ('string | URL', 'The path.'), ('', 'The path.'))
    """
    match = _BRACED.match(text)
    if match is None:
        return "", text
    return " | ".join(re.findall(r"[\w.\[\]]+", match[0])), text[match.end() :]


def schema_of(row: Row) -> dict[str, Any]:
    """Return the JSON Schema of a parameter; a type that has no JSON form is kept as written, under ``x-type``."""
    schema = prose_schema(row.type) if row.type else {}
    if row.type.lower() in ("date", "datetime", "timestamp", "date-time", "time", "uuid", "uri", "url", "email"):
        formats = {"datetime": "date-time", "timestamp": "date-time", "url": "uri"}
        schema = {"type": "string", "format": formats.get(row.type.lower(), row.type.lower())}
    elif schema.get("type") == "array" and schema.keys() == {"type", "x-python-type"}:
        schema = {"type": "array"}
    elif row.type.lower() in ("object", "json", "hash", "map", "dictionary"):
        schema = {"type": "object"}
    elif row.type.endswith("[]"):
        inner = prose_schema(row.type[:-2])
        is_known = bool(inner) and "x-python-type" not in inner
        schema = {"type": "array", "items": inner} if is_known else {"type": "array", "x-type": row.type}
    if "x-python-type" in schema:
        written = schema.pop("x-python-type")
        if not {"type", "anyOf", "enum"} & schema.keys():
            schema["x-type"] = written
    structured = schema.get("type") in ("object", "array") or row.type.lower() in ("function", "callback")
    if row.values and "enum" not in schema and not structured:
        kinds = schema.get("type", "string")
        values = [_value(value) if kinds in ("integer", "number") else value for value in dict.fromkeys(row.values)]
        is_enum = kinds == "string" or (kinds in ("integer", "number") and not any(isinstance(v, str) for v in values))
        if is_enum:
            schema = {key: value for key, value in schema.items() if key != "x-type"} | {"type": kinds, "enum": values}
    if row.description:
        schema["description"] = row.description
    if row.default and not structured:
        value = _value(row.default) if schema.get("type") != "string" else row.default
        if "enum" not in schema or value in schema["enum"]:
            schema = {**admit(schema, value), "default": value}
    return schema


def _value(text: str) -> Any:
    """Return the value of a text that is JSON, else the text itself."""
    lowered = {"True": "true", "False": "false", "None": "null"}.get(text, text)
    try:
        value = msgspec.json.decode(lowered)
    except (msgspec.DecodeError, ValueError):
        return text
    return text if isinstance(value, int) and abs(value) >= 1 << 63 else value

"""Types as Python code and docstrings write them → JSON Schema, as far as JSON can say it.

Annotations are read as expressions (PEP 484, 585, 604, 586); types in docstrings as the prose that numpydoc made usual
("int or None, optional", "{'a', 'b'}", "list of str", "array_like of shape (n,)"). What has no JSON form stays as it
was written, under ``x-python-type``; no type is guessed from a name.
"""

import ast
import re
from collections.abc import Sequence
from typing import Any

Schema = dict[str, Any]

_PLAIN: dict[str, Schema] = {
    "int": {"type": "integer"},
    "integer": {"type": "integer"},
    "integers": {"type": "integer"},
    "ints": {"type": "integer"},
    "float": {"type": "number"},
    "floats": {"type": "number"},
    "double": {"type": "number"},
    "number": {"type": "number"},
    "numeric": {"type": "number"},
    "scalar": {"type": "number"},
    "real": {"type": "number"},
    "decimal": {"type": "string", "format": "decimal"},
    "str": {"type": "string"},
    "strs": {"type": "string"},
    "string": {"type": "string"},
    "strings": {"type": "string"},
    "text": {"type": "string"},
    "anystr": {"type": "string"},
    "bool": {"type": "boolean"},
    "bools": {"type": "boolean"},
    "boolean": {"type": "boolean"},
    "bytes": {"type": "string", "contentEncoding": "base64"},
    "bytearray": {"type": "string", "contentEncoding": "base64"},
    "none": {"type": "null"},
    "any": {},
    "object": {},
    "list": {"type": "array"},
    "lists": {"type": "array"},
    "tuple": {"type": "array"},
    "tuples": {"type": "array"},
    "sequence": {"type": "array"},
    "iterable": {"type": "array"},
    "iterator": {"type": "array"},
    "generator": {"type": "array"},
    "collection": {"type": "array"},
    "set": {"type": "array", "uniqueItems": True},
    "frozenset": {"type": "array", "uniqueItems": True},
    "abstractset": {"type": "array", "uniqueItems": True},
    "deque": {"type": "array"},
    "array_like": {"anyOf": [{"type": "array"}, {"type": "number"}]},
    "array-like": {"anyOf": [{"type": "array"}, {"type": "number"}]},
    "arraylike": {"anyOf": [{"type": "array"}, {"type": "number"}]},
    "array": {"type": "array"},
    "arrays": {"type": "array"},
    "ndarray": {"type": "array"},
    "dict": {"type": "object"},
    "dicts": {"type": "object"},
    "dictionary": {"type": "object"},
    "mapping": {"type": "object"},
    "mutablemapping": {"type": "object"},
    "ordereddict": {"type": "object"},
    "defaultdict": {"type": "object"},
    "typeddict": {"type": "object"},
    "path": {"type": "string", "format": "path"},
    "pathlike": {"type": "string", "format": "path"},
    "path-like": {"type": "string", "format": "path"},
    "purepath": {"type": "string", "format": "path"},
    "datetime": {"type": "string", "format": "date-time"},
    "date": {"type": "string", "format": "date"},
    "time": {"type": "string", "format": "time"},
    "timedelta": {"type": "string", "format": "duration"},
    "uuid": {"type": "string", "format": "uuid"},
}
"""By the last part of the name, in lower case."""

_EXACT = frozenset("int integer float str string bool boolean none bytes list dict any object".split())
"""Names whose schema says all that they say."""
_LISTS = frozenset(
    "list sequence mutablesequence iterable iterator generator collection set frozenset abstractset mutableset deque "
    "asynciterator asynciterable asyncgenerator".split()
)
_DICTS = frozenset("dict mapping mutablemapping ordereddict defaultdict".split())
_TRANSPARENT = frozenset("annotated required notrequired readonly final classvar awaitable coroutine".split())
_SETS = frozenset(("set", "frozenset", "abstractset", "mutableset"))
_ARRAY_OF_NUMBERS = frozenset(("arraylike", "ndarray", "array_like"))
_DEEPEST = 12
_LONGEST = 2000


def annotation_schema(text: str) -> Schema:
    """Return the JSON Schema of an annotation as it stands in the code.

    >>> annotation_schema("Optional[list[int]]")
    {'anyOf': [{'type': 'array', 'items': {'type': 'integer'}}, {'type': 'null'}]}
    >>> annotation_schema("Literal['a', 'b']")
    {'enum': ['a', 'b']}
    >>> annotation_schema("np.dtype")
    {'x-python-type': 'np.dtype'}
    """
    if not text or len(text) > _LONGEST:
        return {"x-python-type": text[:_LONGEST]} if text else {}
    try:
        node = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {"x-python-type": text}
    schema, exact = _read(node, 0)
    if isinstance(node, ast.BinOp):
        # Overloads and stubs joined say the same thing twice.
        text = " | ".join(dict.fromkeys(ast.unparse(part) for part in _operands(node)))
    return schema if exact else {**schema, "x-python-type": text}


def _read(node: ast.expr, depth: int) -> tuple[Schema, bool]:
    """Return the schema, and whether it says all that the annotation says."""
    if depth > _DEEPEST:
        return {}, False
    match node:
        case ast.Constant(value=None):
            return {"type": "null"}, True
        case ast.Constant(value=str(inner)):
            try:
                return _read(ast.parse(inner, mode="eval").body, depth + 1)
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                return {}, False
        case ast.BinOp(op=ast.BitOr()):
            return _union(_operands(node), depth)
        case ast.Name() | ast.Attribute():
            name = _last(node).lower()
            return dict(_PLAIN.get(name, {})), name in _EXACT
        case ast.Subscript(value=value, slice=inside):
            return _generic(_last(value).lower(), _elements(inside), depth)
    return {}, False


def _operands(node: ast.expr) -> list[ast.expr]:
    """Return the parts of nested ``|``, from left to right."""
    found: list[ast.expr] = []
    stack = [node]
    while stack:
        part = stack.pop()
        if isinstance(part, ast.BinOp) and isinstance(part.op, ast.BitOr):
            stack.extend((part.right, part.left))
        else:
            found.append(part)
    return found


def _generic(name: str, inside: list[ast.expr], depth: int) -> tuple[Schema, bool]:
    if name == "optional":
        return _union([*inside, ast.Constant(value=None)], depth)
    if name == "union":
        return _union(inside, depth)
    if name == "literal":
        values = [value for node in inside for value in _literal(node)]
        return ({"enum": values}, True) if values else ({}, False)
    if name in _TRANSPARENT and inside:
        return _read(inside[-1] if name == "coroutine" else inside[0], depth + 1)
    if name in ("type", "callable"):
        return {}, False
    if name == "tuple" and inside:
        if len(inside) == 2 and isinstance(inside[1], ast.Constant) and inside[1].value is ...:
            item, exact = _read(inside[0], depth + 1)
            return ({"type": "array", "items": item} if item else {"type": "array"}), exact
        read = [_read(node, depth + 1) for node in inside]
        parts, size = [part for part, _ in read], len(read)
        schema: Schema = {"type": "array", "prefixItems": parts, "minItems": size, "maxItems": size}
        return schema, all(exact for _, exact in read)
    if name in _LISTS and inside:
        item, exact = _read(inside[0], depth + 1)
        listed: Schema = {"type": "array", "items": item} if item else {"type": "array"}
        if name in _SETS:
            listed["uniqueItems"] = True
        return listed, exact and name in ("list", "set")
    if name in _DICTS and inside:
        inner, exact = _read(inside[-1], depth + 1)
        mapped: Schema = {"type": "object", "additionalProperties": inner} if inner else {"type": "object"}
        keys = _last(inside[0]).lower() if len(inside) > 1 else ""
        return mapped, exact and name == "dict" and keys == "str"
    return dict(_PLAIN.get(name, {})), False


def _union(nodes: Sequence[ast.expr], depth: int) -> tuple[Schema, bool]:
    options: list[Schema] = []
    whole = True
    for node in nodes:
        schema, exact = _read(node, depth + 1)
        whole = whole and exact
        if not schema:
            # One part that may be anything makes the whole so.
            return {}, False
        options.extend(schema["anyOf"] if set(schema) == {"anyOf"} else [schema])
    return any_of(options), whole


_JSON_TYPES: dict[type, str] = {
    bool: "boolean",
    int: "integer",
    float: "number",
    str: "string",
    list: "array",
    tuple: "array",
    dict: "object",
}


def admit(schema: Schema, value: Any) -> Schema:
    """Return ``schema`` widened so that it allows ``value``: ``size: int = None`` takes null as well.

    >>> admit({"type": "integer"}, None)
    {'anyOf': [{'type': 'integer'}, {'type': 'null'}]}
    """
    told = {key: schema[key] for key in schema if key not in _SHAPE}
    shape = {key: schema[key] for key in schema if key in _SHAPE}
    options: list[Schema] = shape["anyOf"] if set(shape) == {"anyOf"} else [shape]
    kind = "null" if value is None else _JSON_TYPES.get(type(value), "")
    if not shape or not kind or any(_allows(option, value, kind) for option in options):
        return schema
    return {**any_of([*options, {"type": kind}]), **told}


_SHAPE = frozenset(
    "type anyOf enum items prefixItems minItems maxItems uniqueItems additionalProperties format contentEncoding "
    "pattern".split()
)


def _allows(option: Schema, value: Any, kind: str) -> bool:
    if "enum" in option:
        return any(type(known) is type(value) and known == value for known in option["enum"])
    if "prefixItems" in option:
        return kind == "array" and len(value) == option["maxItems"]
    return not option or option.get("type") == kind or (option.get("type") == "number" and kind == "integer")


def any_of(options: Sequence[Schema]) -> Schema:
    """Return the schema of what is one of ``options``, each told once."""
    distinct: list[Schema] = []
    for option in options:
        if option not in distinct:
            distinct.append(option)
    return distinct[0] if len(distinct) == 1 else {"anyOf": distinct}


def _literal(node: ast.expr) -> list[Any]:
    try:
        value = ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return []
    return [value] if value is None or isinstance(value, str | int | float | bool) else []


def _elements(node: ast.expr) -> list[ast.expr]:
    return list(node.elts) if isinstance(node, ast.Tuple) else [node]


def _last(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(attr=name):
            return name
        case ast.Constant(value=str(text)):
            return text.rpartition(".")[2]
    return ""


_ASIDE = re.compile(r",?\s*\b(?:optional|required|keyword[- ]only|positional[- ]only)\b\.?", re.IGNORECASE)
_DEFAULT = re.compile(
    r"[,;]?\s*\(?\bdefaults?(?:\s+(?:is|to|value(?:\s+is)?)\s+|\s*[:=]\s*|\s+)(.+?)\)?$", re.IGNORECASE
)
_BRACES = re.compile(r"\{([^{}]+)\}")
_PARENTHESES = re.compile(r"\([^()]*\)")
_MARKUP = re.compile(r":[\w:]+:`~?([^`<>]+?)(?:\s*<[^`]*>)?`|`+([^`]+)`+")
_OR = re.compile(r"\s*(?:,\s*or\b|\bor\b|,|\||/)\s*")
_OF = re.compile(r"^([\w-]+)(?:\[.*\])?\s+(?:of|containing)\s+(.+)$")


def prose_schema(text: str) -> Schema:
    """Return the JSON Schema of a type as a docstring words it.

    >>> prose_schema("{'lsqr', 'svd'}, default='svd'")
    {'enum': ['lsqr', 'svd'], 'x-python-type': "{'lsqr', 'svd'}, default='svd'"}
    >>> prose_schema("list of str or None, optional")
    {'anyOf': [{'type': 'array', 'items': {'type': 'string'}}, {'type': 'null'}]}
    """
    whole = " ".join(text.split()).rstrip(".")
    if not whole or len(whole) > _LONGEST:
        return {}
    bare = _DEFAULT.sub("", _ASIDE.sub("", _MARKUP.sub(lambda m: m[1] or m[2], whole))).strip(" ,")
    if not bare:
        return {}
    options: list[Schema] = []
    known = True
    if (braces := _BRACES.search(bare)) is not None and ":" not in braces[1]:
        try:
            values = [*ast.literal_eval(f"[{braces[1]}]")]
        except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError):
            values = []
        if values and all(value is None or isinstance(value, str | int | float) for value in values):
            options.append({"enum": values})
        else:
            known = False
        bare = (bare[: braces.start()] + bare[braces.end() :]).strip(" ,")
    exact = not options
    if bare and re.search(r"[\[\]]", bare):
        schema = annotation_schema(bare)
        return {**schema, "x-python-type": whole} if "x-python-type" in schema else schema
    for part in filter(None, (word.strip() for word in _OR.split(_PARENTHESES.sub("", bare)))):
        schema, sure = _phrase(part, 0)
        exact = exact and sure
        if schema:
            options.append(schema)
        elif not re.fullmatch(r"(?:of )?(?:shape|length|size|ndim|dtype|default)\b.*|\W*|\d+|\w", part):
            known = False
    schema = any_of(options) if options and known else {}
    if exact and known:
        return schema
    return {**schema, "x-python-type": whole}


def _phrase(text: str, depth: int) -> tuple[Schema, bool]:
    """Read one part between commas and ``or``."""
    words = text.lower().strip("'\" ")
    words = re.sub(r"^(?:an?|the|single|instance of|optional)\s+", "", words)
    if (of := _OF.match(words)) is not None and depth < 3:
        outer = _PLAIN.get(of[1].rpartition(".")[2], {})
        if outer.get("type") == "array" and not of[2].startswith(("shape", "length", "size")):
            inner, sure = _phrase(of[2], depth + 1)
            return ({**outer, "items": inner} if inner else dict(outer)), sure and of[1] not in _ARRAY_OF_NUMBERS
        return dict(outer), False
    name = words.split()[0].rpartition(".")[2] if words.split() else ""
    plain = _PLAIN.get(name)
    return (dict(plain) if plain else {}), bool(plain) and name in _EXACT and len(words.split()) == 1


def prose_default(text: str) -> str:
    """Return the default that a docstring's type names, as written; empty for none.

    >>> prose_default("int, default=5"), prose_default("str, optional")
    ('5', '')
    """
    found = _DEFAULT.search(" ".join(text.split()))
    return found[1].strip("`. ") if found else ""

"""Converts types, as Python code and docstrings write them, to JSON Schema.

Annotations are parsed as expressions (PEP 484, 585, 604, 586). Types in docstrings are parsed as prose in the style of
numpydoc ("int or None, optional", "{'a', 'b'}", "list of str", "array_like of shape (n,)"). A type that JSON Schema
cannot express completely is kept as written, under ``x-python-type``. No type is guessed from a parameter's name.
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
"""The schema of each type, by the last part of its name in lower case."""

_EXACT = frozenset("int integer float str string bool boolean none bytes list dict any object".split())
"""Names whose schema expresses the type completely."""
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
    """Return the JSON Schema of an annotation as written in the code.

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
    schema, exact = _annotation_node(node, 0)
    if isinstance(node, ast.BinOp):
        # Merged overloads and stubs may repeat a type.
        text = " | ".join(dict.fromkeys(ast.unparse(part) for part in _operands(node)))
    return schema if exact else {**schema, "x-python-type": text}


def _annotation_node(node: ast.expr, depth: int) -> tuple[Schema, bool]:
    """Return the schema of an annotation, and whether it expresses the annotation completely."""
    if depth > _DEEPEST:
        return {}, False
    match node:
        case ast.Constant(value=None):
            return {"type": "null"}, True
        case ast.Constant(value=str(inner)):
            try:
                return _annotation_node(ast.parse(inner, mode="eval").body, depth + 1)
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                return {}, False
        case ast.BinOp(op=ast.BitOr()):
            return _union(_operands(node), depth)
        case ast.Name() | ast.Attribute():
            name = _last_name(node).lower()
            return dict(_PLAIN.get(name, {})), name in _EXACT
        case ast.Subscript(value=value, slice=inside):
            return _generic(_last_name(value).lower(), _elements(inside), depth)
    return {}, False


def _operands(node: ast.expr) -> list[ast.expr]:
    """Return the operands of nested ``|``, from left to right."""
    operands: list[ast.expr] = []
    stack = [node]
    while stack:
        operand = stack.pop()
        if isinstance(operand, ast.BinOp) and isinstance(operand.op, ast.BitOr):
            stack.extend((operand.right, operand.left))
        else:
            operands.append(operand)
    return operands


def _generic(name: str, arguments: list[ast.expr], depth: int) -> tuple[Schema, bool]:
    if name == "optional":
        return _union([*arguments, ast.Constant(value=None)], depth)
    if name == "union":
        return _union(arguments, depth)
    if name == "literal":
        values = [value for node in arguments for value in _literal_values(node)]
        return ({"enum": values}, True) if values else ({}, False)
    if name in _TRANSPARENT and arguments:
        return _annotation_node(arguments[-1] if name == "coroutine" else arguments[0], depth + 1)
    if name in ("type", "callable"):
        return {}, False
    if name == "tuple" and arguments:
        if len(arguments) == 2 and isinstance(arguments[1], ast.Constant) and arguments[1].value is ...:
            item, exact = _annotation_node(arguments[0], depth + 1)
            return ({"type": "array", "items": item} if item else {"type": "array"}), exact
        read = [_annotation_node(node, depth + 1) for node in arguments]
        parts, size = [part for part, _ in read], len(read)
        schema: Schema = {"type": "array", "prefixItems": parts, "minItems": size, "maxItems": size}
        return schema, all(exact for _, exact in read)
    if name in _LISTS and arguments:
        item, exact = _annotation_node(arguments[0], depth + 1)
        listed: Schema = {"type": "array", "items": item} if item else {"type": "array"}
        if name in _SETS:
            listed["uniqueItems"] = True
        return listed, exact and name in ("list", "set")
    if name in _DICTS and arguments:
        inner, exact = _annotation_node(arguments[-1], depth + 1)
        mapped: Schema = {"type": "object", "additionalProperties": inner} if inner else {"type": "object"}
        keys = _last_name(arguments[0]).lower() if len(arguments) > 1 else ""
        return mapped, exact and name == "dict" and keys == "str"
    return dict(_PLAIN.get(name, {})), False


def _union(nodes: Sequence[ast.expr], depth: int) -> tuple[Schema, bool]:
    options: list[Schema] = []
    all_exact = True
    for node in nodes:
        schema, exact = _annotation_node(node, depth + 1)
        all_exact = all_exact and exact
        if not schema:
            # If one member may be anything, so may the union.
            return {}, False
        options.extend(schema["anyOf"] if set(schema) == {"anyOf"} else [schema])
    return any_of(options), all_exact


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
    """Return ``schema`` widened to allow ``value``: ``size: int = None`` allows null as well.

    >>> admit({"type": "integer"}, None)
    {'anyOf': [{'type': 'integer'}, {'type': 'null'}]}
    """
    annotations = {key: schema[key] for key in schema if key not in _SHAPE}
    shape = {key: schema[key] for key in schema if key in _SHAPE}
    options: list[Schema] = shape["anyOf"] if set(shape) == {"anyOf"} else [shape]
    kind = "null" if value is None else _JSON_TYPES.get(type(value), "")
    if not shape or not kind or any(_allows(option, value, kind) for option in options):
        return schema
    return {**any_of([*options, {"type": kind}]), **annotations}


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
    """Return the schema that allows any of ``options``, without duplicates."""
    distinct: list[Schema] = []
    for option in options:
        if option not in distinct:
            distinct.append(option)
    return distinct[0] if len(distinct) == 1 else {"anyOf": distinct}


def _literal_values(node: ast.expr) -> list[Any]:
    try:
        value = ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return []
    return [value] if value is None or isinstance(value, str | int | float | bool) else []


def _elements(node: ast.expr) -> list[ast.expr]:
    return list(node.elts) if isinstance(node, ast.Tuple) else [node]


def _last_name(node: ast.expr) -> str:
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
    """Return the JSON Schema of a type as a docstring writes it in prose.

    >>> prose_schema("{'lsqr', 'svd'}, default='svd'")
    {'enum': ['lsqr', 'svd'], 'x-python-type': "{'lsqr', 'svd'}, default='svd'"}
    >>> prose_schema("list of str or None, optional")
    {'anyOf': [{'type': 'array', 'items': {'type': 'string'}}, {'type': 'null'}]}
    """
    full_text = " ".join(text.split()).rstrip(".")
    if not full_text or len(full_text) > _LONGEST:
        return {}
    bare = _DEFAULT.sub("", _ASIDE.sub("", _MARKUP.sub(lambda m: m[1] or m[2], full_text))).strip(" ,")
    if not bare:
        return {}
    options: list[Schema] = []
    all_known = True
    if (braces := _BRACES.search(bare)) is not None and ":" not in braces[1]:
        try:
            values = [*ast.literal_eval(f"[{braces[1]}]")]
        except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError):
            values = []
        if values and all(value is None or isinstance(value, str | int | float) for value in values):
            options.append({"enum": values})
        else:
            all_known = False
        bare = (bare[: braces.start()] + bare[braces.end() :]).strip(" ,")
    exact = not options
    if bare and re.search(r"[\[\]]", bare):
        schema = annotation_schema(bare)
        return {**schema, "x-python-type": full_text} if "x-python-type" in schema else schema
    for part in filter(None, (word.strip() for word in _OR.split(_PARENTHESES.sub("", bare)))):
        schema, part_exact = _prose_alternative(part, 0)
        exact = exact and part_exact
        if schema:
            options.append(schema)
        elif not re.fullmatch(r"(?:of )?(?:shape|length|size|ndim|dtype|default)\b.*|\W*|\d+|\w", part):
            all_known = False
    schema = any_of(options) if options and all_known else {}
    if exact and all_known:
        return schema
    return {**schema, "x-python-type": full_text}


def _prose_alternative(text: str, depth: int) -> tuple[Schema, bool]:
    """Return the schema of one alternative in a type in prose, and whether it expresses the alternative completely."""
    words = text.lower().strip("'\" ")
    words = re.sub(r"^(?:an?|the|single|instance of|optional)\s+", "", words)
    if (nested := _OF.match(words)) is not None and depth < 3:
        outer = _PLAIN.get(nested[1].rpartition(".")[2], {})
        if outer.get("type") == "array" and not nested[2].startswith(("shape", "length", "size")):
            inner, inner_exact = _prose_alternative(nested[2], depth + 1)
            return ({**outer, "items": inner} if inner else dict(outer)), inner_exact and nested[
                1
            ] not in _ARRAY_OF_NUMBERS
        return dict(outer), False
    name = words.split()[0].rpartition(".")[2] if words.split() else ""
    plain = _PLAIN.get(name)
    return (dict(plain) if plain else {}), bool(plain) and name in _EXACT and len(words.split()) == 1


def prose_default(text: str) -> str:
    """Return the default in the type of a docstring, as written; empty if there is none.

    >>> prose_default("int, default=5"), prose_default("str, optional")
    ('5', '')
    """
    match = _DEFAULT.search(" ".join(text.split()))
    return match[1].strip("`. ") if match else ""

"""Reads the fields of a class that become arguments of its generated constructor.

``own_fields`` takes a class and the ``Style`` in which it generates its constructor, and yields the fields that the
class itself defines, each as ``Field`` or, if it is not an argument (``init=False``), as None. A field is an
annotation, or a call of the style's function (``field``, ``attr.ib``, ``Field``), also inside ``Annotated``.
"""

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

import msgspec

if TYPE_CHECKING:
    import griffe

Family = Literal["dataclass", "attrs", "namedtuple", "typeddict", "pydantic", "struct"]
"""The rules by which fields become arguments; ``dataclass`` also for what ``dataclass_transform`` marks."""
OLD_ATTRS = frozenset(("s", "attrs", "attributes"))
"""Decorators of attrs that take annotations for fields only if ``auto_attribs`` says so."""
_FIELD_FUNCTIONS: dict[Family, frozenset[str]] = {
    "dataclass": frozenset(("field", "Field")),
    "attrs": frozenset(("ib", "attr", "attrib", "field")),
    "namedtuple": frozenset(),
    "typeddict": frozenset(),
    "pydantic": frozenset(("Field",)),
    "struct": frozenset(("field",)),
}
"""The last parts of the names of the functions that describe a field."""
_REQUIRED = frozenset(("...", "Ellipsis", "MISSING", "NOTHING", "NODEFAULT", "PydanticUndefined"))
"""Defaults, by the last parts of their names, that say that there is none."""
_FACTORIES = {
    "list": "[]", "dict": "{}", "tuple": "()", "str": "''", "int": "0", "float": "0.0", "bool": "False", "bytes": "b''",
}  # fmt: skip
_WRAPPERS = frozenset(("InitVar", "Required", "NotRequired", "ReadOnly", "Final"))
"""Generic names around the type of a field that are not part of the type."""
_FAMILIAR = frozenset(("dataclasses", "attr", "attrs", "typing", "collections", "pydantic", "msgspec"))
"""Packages whose names a wildcard import may bring."""
_HOPS = 20


class Field(msgspec.Struct):
    """An argument of a generated constructor."""

    name: str
    annotation: str
    default: str
    """The default as code; empty if there is none or it cannot be said."""
    required: bool
    keyword_only: bool
    description: str = ""


class Style(msgspec.Struct, frozen=True):
    """How one class generates its constructor."""

    family: Family
    settings: dict[str, str]
    """The keyword arguments of its decorator or of its class statement, as code."""
    name: str = ""
    """The last part of the decorator's name."""

    def says(self, setting: str) -> bool | None:
        """Return the truth value of a setting; None if it is not given as one."""
        return {"True": True, "False": False}.get(self.settings.get(setting, ""))


def own_fields(cls: "griffe.Class", style: Style) -> Iterator[tuple[str, Field | None]]:
    """Yield name and field of each field that the class itself defines; None for one that is not an argument."""
    import griffe

    family = style.family
    for base in cls.bases:
        if isinstance(base, griffe.ExprCall):
            yield from _named_in_call(str(base), family, style)
    keyword_only = family in ("typeddict", "pydantic") or style.says("kw_only") is True
    constructors = [member for name in ("__init__", "__new__") if (member := cls.members.get(name)) is not None]
    attributes = [
        member
        for member in cls.members.values()
        if isinstance(member, griffe.Attribute)
        and "property" not in member.labels
        and not any(_is_inside(member, constructor) for constructor in constructors)
    ]
    described = {member.name: _arguments_of_field(member, style, cls) for member in attributes}
    takes_annotations = _takes_annotations(style, attributes, described)
    for member in attributes:
        annotation = "" if member.annotation is None else str(member.annotation).strip("'\"")
        arguments = described[member.name]
        is_annotated = bool(annotation) and "instance-attribute" in member.labels  # Variables of the class are not.
        if family == "dataclass" and annotation.rpartition(".")[2] == "KW_ONLY":
            keyword_only = True
        elif family == "attrs":
            if arguments is not None or (is_annotated and takes_annotations):
                yield member.name, _field(member, annotation, arguments, style, keyword_only)
        elif is_annotated and not (family == "pydantic" and _is_private_to_model(member.name)):
            yield member.name, _field(member, annotation, arguments, style, keyword_only)


def _is_private_to_model(name: str) -> bool:
    return name.startswith("_") or name == "model_config"


def _is_inside(member: "griffe.Attribute", function: "griffe.Object | griffe.Alias") -> bool:
    """Return whether an attribute is assigned in the body of a function."""
    if function.is_alias or None in (member.lineno, function.lineno, function.endlineno):
        return False
    return function.lineno <= member.lineno <= function.endlineno  # type: ignore[operator]


def _takes_annotations(
    style: Style, attributes: "list[griffe.Attribute]", described: dict[str, dict[str, str] | None]
) -> bool:
    """Return whether an annotation alone makes a field."""
    if style.family != "attrs":
        return True
    said = style.says("auto_attribs")
    if said is not None:
        return said
    if style.name in OLD_ATTRS:
        return False
    return not any(described[member.name] is not None and member.annotation is None for member in attributes)


def _field(
    member: "griffe.Attribute", annotation: str, arguments: dict[str, str] | None, style: Style, keyword_only: bool
) -> Field | None:
    """Return one field as an argument; None if it is not one."""
    given = arguments or {}
    if given.get("init") == "False":
        return None
    name = _mangled(member)
    if style.family == "attrs":
        name = name.lstrip("_") or name
    if style.family in ("attrs", "pydantic", "dataclass"):
        name = text_in(given.get("alias", "")) or name
    if style.family == "pydantic":
        name = text_in(given.get("validation_alias", "")) or name
    annotation, optional = _unwrapped(annotation or given.get("type", ""))
    if style.family == "typeddict":
        default, required = "", (style.says("total") is not False) if optional is None else not optional
    elif arguments is None:
        default = "" if member.value is None else str(member.value)
        required = member.value is None
        if _is_factory(default):
            default = _made(default)
    else:
        default, required = _default(given)
    if required and style.family == "attrs" and _has_default_method(member):
        default, required = "", False
    own = {"True": True, "False": False}.get(given.get("kw_only", ""), keyword_only)
    description = text_in(given.get("description", given.get("doc", "")))
    if not description and member.docstring is not None:
        description = " ".join(member.docstring.value.split())
    return Field(name, annotation, default, required, own, description)


def _mangled(member: "griffe.Attribute") -> str:
    """Return the name that Python gives to an attribute: two leading underscores add the name of the class."""
    name = member.name
    if not name.startswith("__") or name.endswith("__") or member.parent is None:
        return name
    return f"_{member.parent.name.lstrip('_')}{name}"


def _default(given: dict[str, str]) -> tuple[str, bool]:
    """Return the default that a description of a field gives, as code, and whether the field is required."""
    factory = given.get("default_factory", given.get("factory", ""))
    if factory and factory.rpartition(".")[2] not in (*_REQUIRED, "None"):
        return _made(factory), False
    default = given.get("default", "")
    if not default or default.rpartition(".")[2] in _REQUIRED or default == "...":
        return "", True
    return (_made(default) if _is_factory(default) else default), False


def _is_factory(code: str) -> bool:
    return code.partition("(")[0].rpartition(".")[2] == "Factory"


def _made(factory: str) -> str:
    """Return what a factory makes, as code; empty if it depends on the object.

    >>> _made("list"), _made("lambda: [1]"), _made("attr.Factory(dict)"), _made("Config")
    ('[]', '[1]', '{}', 'Config()')
    """
    try:
        node = ast.parse(factory, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ""
    if isinstance(node, ast.Call) and _is_factory(factory):
        if not node.args or node.keywords or len(node.args) > 1:
            return ""
        node = node.args[0]
    if isinstance(node, ast.Lambda):
        return "" if node.args.args else ast.unparse(node.body)
    code = ast.unparse(node)
    return _FACTORIES.get(code, f"{code}()")


def _has_default_method(member: "griffe.Attribute") -> bool:
    """Return whether a method of the class is marked ``@NAME.default``, as attrs allows."""
    import griffe

    parent = member.parent
    return isinstance(parent, griffe.Class) and any(
        str(decorator.value) == f"{member.name}.default"
        for other in parent.members.values()
        if isinstance(other, griffe.Function)
        for decorator in other.decorators
    )


def _unwrapped(annotation: str) -> tuple[str, bool | None]:
    """Return the type of a field without the names around it, and whether they call it optional; None if they do not.

    >>> _unwrapped("NotRequired[ReadOnly[int]]"), _unwrapped("list[int]")
    (('int', True), ('list[int]', None))
    """
    optional: bool | None = None
    for _ in range(_HOPS):
        head, bracket, rest = annotation.partition("[")
        name = head.rpartition(".")[2]
        if not bracket or not rest.endswith("]") or name not in _WRAPPERS:
            break
        optional = {"Required": False, "NotRequired": True}.get(name, optional)
        annotation = rest[:-1].strip().strip("'\"")
    return annotation, optional


def _arguments_of_field(member: "griffe.Attribute", style: Style, cls: "griffe.Class") -> dict[str, str] | None:
    """Return the arguments of the call that describes a field, as code; None if no call does.

    The call is the value of the attribute, or stands in its ``Annotated``.
    """
    import griffe

    candidates = [member.value]
    if isinstance(member.annotation, griffe.ExprSubscript) and path_of(member.annotation.left).endswith("Annotated"):
        inside = member.annotation.slice
        candidates += list(inside.elements) if isinstance(inside, griffe.ExprTuple) else []
    for call in candidates:
        if not isinstance(call, griffe.ExprCall):
            continue
        module, _, name = resolved(path_of(call), cls).rpartition(".")
        if not module or name not in _FIELD_FUNCTIONS[style.family]:
            continue
        arguments = keywords_of(call)
        first = next((str(item) for item in call.arguments if not isinstance(item, griffe.ExprKeyword)), "")
        if first and style.family in ("attrs", "pydantic", "dataclass"):
            arguments.setdefault("default", first)
        if call is not member.value and member.value is not None:
            arguments["default"] = str(member.value)
        return arguments
    return None


def _named_in_call(base: str, family: Family, style: Style) -> Iterator[tuple[str, Field | None]]:
    """Yield the fields that a call names, such as ``namedtuple("P", "x y")`` or ``make_dataclass("P", ["x"])``."""
    try:
        node = ast.parse(base, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    if not isinstance(node, ast.Call):
        return
    # ``typename``, ``field_names`` and ``fields`` are the names of the parameters of these functions.
    inside = next((each.value for each in node.keywords if each.arg in ("field_names", "fields")), None)
    node.args += [ast.Constant("")] if not node.args else []
    node.args += [inside] if inside is not None else []
    if family in ("dataclass", "typeddict"):
        yield from _typed_in_call(node, family, style)
        return
    match node:
        case ast.Call(args=[_, ast.Constant(value=str(text))]):
            named = [(name, "") for name in text.replace(",", " ").split()]
        case ast.Call(args=[_, ast.List(elts=items) | ast.Tuple(elts=items)]):
            named = []
            for item in items:
                match item:
                    case ast.Constant(value=str(name)):
                        named.append((name, ""))
                    case ast.Tuple(elts=[ast.Constant(value=str(name)), kind]):
                        named.append((name, ast.unparse(kind)))
        case _:
            return
    given = next((keyword.value for keyword in node.keywords if keyword.arg == "defaults"), None)
    defaults = [ast.unparse(item) for item in given.elts] if isinstance(given, ast.List | ast.Tuple) else []
    first_default = len(named) - len(defaults)
    for number, (name, annotation) in enumerate(named):
        default = defaults[number - first_default] if number >= first_default else ""
        yield name, Field(name, annotation, default, not default, False)


def _typed_in_call(node: ast.Call, family: Family, style: Style) -> Iterator[tuple[str, Field | None]]:
    """Yield the fields that a call of ``make_dataclass`` or ``TypedDict`` names."""
    named: list[tuple[str, ast.expr | None, ast.expr | None]] = []
    match node.args:
        case [_, ast.Dict(keys=keys, values=kinds)]:
            named = [(text_in(ast.unparse(key)), kind, None) for key, kind in zip(keys, kinds, strict=True) if key]
        case [_, ast.List(elts=items) | ast.Tuple(elts=items)]:
            for item in items:
                match item:
                    case ast.Constant(value=str(name)):
                        named.append((name, None, None))
                    case ast.Tuple(elts=[ast.Constant(value=str(name)), annotated, *rest]):
                        named.append((name, annotated, rest[0] if rest else None))
        case _:
            return
    for name, kind, given in named:
        annotation, optional = _unwrapped("" if kind is None else ast.unparse(kind).strip("'\""))
        keyword_only = family == "typeddict" or style.says("kw_only") is True
        if family == "typeddict":
            required = style.says("total") is not False if optional is None else not optional
            yield name, Field(name, annotation, "", required, keyword_only)
            continue
        settings: dict[str, str] = {}
        if isinstance(given, ast.Call) and ast.unparse(given.func).rpartition(".")[2] == "field":
            settings = {each.arg: ast.unparse(each.value) for each in given.keywords if each.arg}
        elif given is not None:
            settings = {"default": ast.unparse(given)}
        if settings.get("init") == "False":
            yield name, None
            continue
        default, required = _default(settings)
        own = {"True": True, "False": False}.get(settings.get("kw_only", ""), keyword_only)
        yield name, Field(name, annotation, default, required, own)


def keywords_of(call: "griffe.ExprCall") -> dict[str, str]:
    """Return the keyword arguments of a call, as code."""
    import griffe

    return {item.name: str(item.value) for item in call.arguments if isinstance(item, griffe.ExprKeyword)}


def path_of(expression: "str | griffe.Expr") -> str:
    """Return the dotted path of a name, or of the function that is called or the type that is subscripted."""
    import griffe

    if isinstance(expression, griffe.ExprSubscript):
        return path_of(expression.left)
    try:
        return expression if isinstance(expression, str) else expression.canonical_path
    except (griffe.GriffeError, AttributeError, KeyError):
        return str(expression)


def resolved(path: str, cls: "griffe.Class") -> str:
    """Return the path to which the imports and re-exports of the package lead."""
    import griffe

    if "." not in path and path not in cls.module.members:
        # Griffe expands wildcard imports inside the package only; those of other packages stay as they are.
        outside = (member for name, member in cls.module.members.items() if name.endswith("/*"))
        modules = [member.target_path for member in outside if isinstance(member, griffe.Alias)]
        path = next((f"{name}.{path}" for name in modules if name.partition(".")[0] in _FAMILIAR), path)
    for _ in range(_HOPS):
        try:
            member = cls.modules_collection.get_member(path)
            if not isinstance(member, griffe.Alias):
                return path
            path = member.target_path
        except (KeyError, ValueError, griffe.GriffeError):
            return path
    return path


def text_in(code: str) -> str:
    """Return the value of a literal string; empty for any other code."""
    try:
        value = ast.literal_eval(code) if code else ""
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return ""
    return " ".join(value.split()) if isinstance(value, str) else ""

"""Reads the constructors that decorators and base classes generate from the fields of a class.

``generated_constructor`` takes a class and returns its ``Constructor``: the fields that a caller passes, in the order
of the signature. It knows ``dataclasses`` (PEP 557), ``attrs`` in both generations, ``NamedTuple``, ``namedtuple`` and
``TypedDict`` as classes and as calls, ``make_dataclass``, ``BaseModel`` of pydantic, ``Struct`` of msgspec, and
decorators and bases of the package itself that ``dataclass_transform`` marks (PEP 681), or that only call another of
these. Names are followed through imports and re-exports; fields are inherited across
modules. An ``__init__`` or ``__new__`` in the class itself has precedence.

Limitations: the fields of a base class outside the package are not known, so ``Constructor.is_open`` says that there
may be more arguments. Settings in ``**options`` of a decorator are not followed.
"""

import ast
import builtins
import sys
import textwrap
from typing import TYPE_CHECKING

import msgspec

from lemnos.sources.tools.python.fields import (
    OLD_ATTRS,
    Family,
    Field,
    Style,
    keywords_of,
    own_fields,
    path_of,
    resolved,
    text_in,
)

if TYPE_CHECKING:
    import griffe

_DECORATORS: dict[str, Family] = {
    "dataclasses.dataclass": "dataclass",
    "pydantic.dataclasses.dataclass": "dataclass",
    **dict.fromkeys(
        tuple(
            f"{module}.{name}"
            for module in ("attr", "attrs", "attr._make", "attr._next_gen")
            for name in ("s", "attrs", "attributes", "dataclass", "define", "frozen", "mutable")
        ),
        "attrs",
    ),
}
_BASES: dict[str, Family] = {
    "typing.NamedTuple": "namedtuple",
    "typing_extensions.NamedTuple": "namedtuple",
    "collections.namedtuple": "namedtuple",
    "typing.TypedDict": "typeddict",
    "typing_extensions.TypedDict": "typeddict",
    "mypy_extensions.TypedDict": "typeddict",
    **dict.fromkeys(
        (
            "pydantic.BaseModel", "pydantic.main.BaseModel", "pydantic.v1.BaseModel", "pydantic.v1.main.BaseModel",
            "pydantic.RootModel", "pydantic.root_model.RootModel", "pydantic.generics.GenericModel",
            "pydantic_settings.BaseSettings", "pydantic_settings.main.BaseSettings", "pydantic.BaseSettings",
            "sqlmodel.SQLModel", "sqlmodel.main.SQLModel",
        ),
        "pydantic",
    ),
    "msgspec.Struct": "struct",
}  # fmt: skip
_CALLS = frozenset(path for path, family in _BASES.items() if family in ("namedtuple", "typeddict"))
"""Functions that make a class when they are called; ``dataclasses.make_dataclass`` is another."""
_MAKE_DATACLASS = "dataclasses.make_dataclass"
_DEEPEST_WRAPPER = 4
_TRANSFORMS = frozenset(("typing.dataclass_transform", "typing_extensions.dataclass_transform"))
_HARMLESS = frozenset(("Generic", "Protocol", "ABC"))


class Constructor(msgspec.Struct, frozen=True):
    """A generated constructor."""

    fields: tuple[Field, ...]
    """Its arguments: those that may be passed by position first."""
    is_open: bool
    """Whether there may be more arguments: a base class is not in the package, or extra ones are allowed."""


def generated_constructor(cls: "griffe.Class", ancestors: "list[griffe.Class]") -> Constructor | None:
    """Return the constructor that ``cls`` itself generates; None if it generates none.

    Args:
        cls: The class.
        ancestors: The classes of the package that it inherits from, in method resolution order.
    """
    style = _style(cls, ancestors)
    if style is None or style.says("init") is False:
        return None
    fields: dict[str, Field] = {}
    for source in reversed([cls, *ancestors]):
        source_style = style if source is cls else _style(source, source.mro() if source.bases else [])
        if source_style is None or source_style.family != style.family:
            continue
        for key, field in own_fields(source, source_style):
            if style.family == "attrs":
                fields.pop(key, None)  # A field that is defined again moves to the place of the new definition.
            if field is None:
                fields.pop(key, None)
            else:
                fields[key] = field
    if style.family == "attrs" and style.name in OLD_ATTRS and style.says("kw_only"):
        for field in fields.values():
            field.keyword_only = True
    ordered = sorted(fields.values(), key=lambda field: field.keyword_only)
    is_open = any(_has_unknown_base(source) for source in (cls, *ancestors)) or _allows_extra(cls, ancestors)
    return Constructor(tuple(ordered), is_open)


def class_of_call(attribute: "griffe.Attribute") -> "griffe.Class | None":
    """Return the class that a call at module level makes (``P = namedtuple("P", "x y")``); None if it makes none."""
    import griffe

    call = attribute.value
    if not isinstance(call, griffe.ExprCall):
        return None
    cls = griffe.Class(
        attribute.name,
        lineno=attribute.lineno,
        endlineno=attribute.endlineno,
        docstring=attribute.docstring,
        bases=[call],
        parent=attribute.module,
    )
    return cls if resolved(path_of(call), cls) in (*_CALLS, _MAKE_DATACLASS) else None


def _wrapped(path: str, cls: "griffe.Class", depth: int = 0) -> Style | None:
    """Return the style of a decorator of the package that calls a known one; None if it calls none.

    It may be another name for it (``model = attrs.define``), a call with settings (``functools.partial`` included), or
    a function whose body calls it.
    """
    import griffe

    try:
        member = cls.modules_collection[path]
    except (KeyError, ValueError, griffe.GriffeError):
        return None
    if member.is_alias or depth > _DEEPEST_WRAPPER:
        return None
    if isinstance(member, griffe.Attribute):
        try:
            nodes: list[ast.AST] = [ast.parse(str(member.value), mode="eval").body]
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None
    elif isinstance(member, griffe.Function):
        try:
            nodes = [*ast.walk(ast.parse(textwrap.dedent(member.source)))]
        except (SyntaxError, ValueError, RecursionError, MemoryError, griffe.GriffeError, KeyError):
            return None
    else:
        return None
    for node in nodes:
        call = node if isinstance(node, ast.Call) else None
        target = call.func if call is not None else node if isinstance(member, griffe.Attribute) else None
        name = "" if target is None else ast.unparse(target)
        if call is not None and name.rpartition(".")[2] == "partial" and call.args:
            name = ast.unparse(call.args[0])
        if not name.replace(".", "").isidentifier():
            continue
        inner = _in_module(name, member, cls)
        settings = {each.arg: ast.unparse(each.value) for each in call.keywords if each.arg} if call is not None else {}
        if (family := _DECORATORS.get(inner)) is not None:
            return Style(family, settings, inner.rpartition(".")[2])
        if inner != path and (style := _wrapped(inner, cls, depth + 1)) is not None:
            return Style(style.family, {**style.settings, **settings}, style.name)
    return None


def _in_module(name: str, member: "griffe.Object", cls: "griffe.Class") -> str:
    """Return the path that a dotted name means in the module of ``member``."""
    import griffe

    head, _, rest = name.partition(".")
    try:
        path = member.module.resolve(head)
    except (griffe.GriffeError, KeyError, ValueError):
        path = head
    return resolved(f"{path}.{rest}" if rest else path, cls)


def _style(cls: "griffe.Class", ancestors: "list[griffe.Class]") -> Style | None:
    """Return how a class generates its constructor: by its decorator, else by the base classes of its lineage."""
    import griffe

    for decorator in cls.decorators:
        path = resolved(decorator.callable_path, cls)
        family = _DECORATORS.get(path) or ("dataclass" if _is_transform(path, cls) else None)
        wrapped = _wrapped(path, cls) if family is None else None
        if wrapped is not None:
            given = keywords_of(decorator.value) if isinstance(decorator.value, griffe.ExprCall) else {}
            return Style(wrapped.family, {**wrapped.settings, **given}, wrapped.name)
        if family is not None:
            call = decorator.value if isinstance(decorator.value, griffe.ExprCall) else None
            return Style(family, keywords_of(call) if call is not None else {}, path.rpartition(".")[2])
    for source in (cls, *ancestors):
        for base in source.bases:
            path = resolved(path_of(base), source)
            family = "dataclass" if path == _MAKE_DATACLASS and source is cls else _BASES.get(path)
            if family == "namedtuple" and source is not cls:
                continue  # A subclass inherits the constructor and adds no arguments.
            if family is None and _is_transform(path, cls):
                family = "dataclass"
            if family is not None and isinstance(base, griffe.ExprCall):
                return Style(family, keywords_of(base))
            if family is not None:
                return Style(family, {name: str(value) for name, value in cls.keywords.items()})
    return None


def _is_transform(path: str, cls: "griffe.Class") -> bool:
    """Return whether the function or class at ``path`` in the package is marked by ``dataclass_transform``."""
    import griffe

    try:
        member = cls.modules_collection[path]
        decorators = (
            [] if member.is_alias or not isinstance(member, griffe.Function | griffe.Class) else member.decorators
        )
        paths = [resolved(decorator.callable_path, cls) for decorator in decorators]
        metaclass = member.keywords.get("metaclass") if isinstance(member, griffe.Class) else None
    except (KeyError, ValueError, griffe.GriffeError):
        return False
    if metaclass is not None and (inner := resolved(path_of(metaclass), cls)) != path and _is_transform(inner, cls):
        return True
    return any(each in _TRANSFORMS for each in paths)


def _has_unknown_base(cls: "griffe.Class") -> bool:
    """Return whether a base class is neither in the package nor known to add no arguments."""
    import griffe

    for base in cls.bases:
        path = resolved(path_of(base), cls)
        top, _, name = path.partition(".")
        if (
            path in _BASES
            or path == _MAKE_DATACLASS
            or path.rpartition(".")[2] in _HARMLESS
            or top in sys.stdlib_module_names
        ):
            continue
        if not name and hasattr(builtins, path):
            continue
        try:
            cls.modules_collection[path]
        except (KeyError, ValueError, griffe.GriffeError):
            return True
    return False


def _allows_extra(cls: "griffe.Class", ancestors: "list[griffe.Class]") -> bool:
    """Return whether a pydantic model says ``extra="allow"``, in its class statement or in ``model_config``."""
    for source in (cls, *ancestors):
        said = text_in(str(source.keywords.get("extra", "")))
        config = source.members.get("model_config")
        if not said and config is not None and not config.is_alias:
            value = getattr(config, "value", None)
            said = "allow" if "'allow'" in str(value).replace('"', "'") else ""
        if said:
            return said == "allow"
    return False

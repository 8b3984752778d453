"""The parameters of a Python function → the properties of a JSON Schema.

Names, order, defaults and what is required come from the code alone, which is right where the docstring differs. What
only the docstring names becomes a property where the function takes ``**kwargs``, and is left out elsewhere. What JSON
Schema has no word for is kept under ``x-python-kind`` (``positional_only``, ``var_positional``, ``var_keyword``),
``x-python-type`` and ``x-python-default``.
"""

import ast
from typing import TYPE_CHECKING, Any

import msgspec

from lemnos.sources.tools.python.docstring import Docstring, ParameterDoc
from lemnos.sources.tools.python.examples import jsonable
from lemnos.sources.tools.python.public import Exposed
from lemnos.sources.tools.python.types import admit, annotation_schema, prose_default, prose_schema

if TYPE_CHECKING:
    import griffe

_LONGEST_DEFAULT = 200
_KINDS = {"positional-only": "positional_only", "variadic positional": "var_positional"}


def parameters_of(found: Exposed, doc: Docstring) -> tuple[dict[str, Any], list[str], bool]:
    """Return the properties, the names of those that must be given, and whether others may be."""
    told = _by_name(doc.parameters)
    properties: dict[str, Any] = {}
    required: list[str] = []
    open_ended = False
    for parameter in _called_with(found):
        kind, name = parameter.kind, parameter.name
        described = told.get(name)
        if kind == "variadic keyword":
            open_ended = True
            if described is not None and described.description:
                properties[name] = {
                    "type": "object",
                    "description": described.description,
                    "x-python-kind": "var_keyword",
                }
            continue
        schema = _schema(parameter.annotation, described)
        if kind == "variadic positional":
            schema = {"type": "array", "items": _without_text(schema), **_text_of(schema)}
        elif parameter.required:
            required.append(name)
        elif parameter.default:
            schema = _with_default(schema, parameter.default)
        if kind in _KINDS:
            schema["x-python-kind"] = _KINDS[kind]
        properties[name] = schema
    if open_ended:
        for name, described in told.items():
            if name not in properties and name.isidentifier() and name not in ("self", "cls", "kwargs", "args"):
                properties[name] = _schema("", described)
                if default := described.default or prose_default(described.type):
                    properties[name] = _with_default(properties[name], default)
    return properties, required, open_ended


def _by_name(documented: tuple[ParameterDoc, ...]) -> dict[str, ParameterDoc]:
    """Return the documented parameters; numpydoc tells several of one kind under ``x, y``."""
    told: dict[str, ParameterDoc] = {}
    for item in documented:
        for name in item.name.split(","):
            told.setdefault(name.strip().lstrip("*").strip("`"), item)
    return told


class _Parameter(msgspec.Struct):
    name: str
    kind: str
    annotation: str
    default: str
    required: bool


def _called_with(found: Exposed) -> list[_Parameter]:
    """Return the parameters that a caller gives; of overloads, all of them, each with every type it may have."""
    function = found.function
    if function is None:
        return []
    # An implementation has overloads as well, and tells all parameters itself.
    only_overloads = bool(function.overloads) and function.overloads[0] is function  # type: ignore[index]
    merged: dict[str, list[_Parameter]] = {}
    forms = function.overloads if only_overloads and function.overloads else [function]
    for form in forms:
        for parameter in list(form.parameters)[1 if _takes_self(found, form) else 0 :]:
            merged.setdefault(parameter.name.lstrip("*"), []).append(
                _Parameter(
                    name=parameter.name.lstrip("*"),
                    kind=parameter.kind.value if parameter.kind is not None else "",
                    annotation="" if parameter.annotation is None else str(parameter.annotation),
                    default="" if parameter.default is None else str(parameter.default),
                    required=parameter.default is None,
                )
            )
    result = []
    for versions in merged.values():
        annotations = list(dict.fromkeys(version.annotation for version in versions if version.annotation))
        result.append(
            _Parameter(
                name=versions[0].name,
                kind=versions[0].kind,
                annotation=" | ".join(annotations) if len(versions) > 1 else versions[0].annotation,
                # A stub writes ... where the default does not matter to a type checker.
                default=next((version.default for version in versions if version.default not in ("", "...")), ""),
                required=all(version.required for version in versions) and len(versions) == len(forms),
            )
        )
    return result


def _takes_self(found: Exposed, function: "griffe.Function") -> bool:
    if found.constructor:
        return True
    return found.cls is not None and "staticmethod" not in function.labels


def _schema(annotation: str, described: ParameterDoc | None) -> dict[str, Any]:
    schema = annotation_schema(annotation)
    if not schema and described is not None:
        schema = prose_schema(described.type)
    if described is not None and described.description:
        schema = {**schema, "description": described.description}
    return schema


def _without_text(schema: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in schema.items() if key != "description"}


def _text_of(schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": schema["description"]} if "description" in schema else {}


def _with_default(schema: dict[str, Any], written: str) -> dict[str, Any]:
    """Return ``schema`` with a default: as JSON where it has a JSON form, else as it is written."""
    if len(written) > _LONGEST_DEFAULT:
        return schema
    try:
        value = jsonable(ast.literal_eval(written))
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return {**schema, "x-python-default": written}
    return {**admit(schema, value), "default": value}


def written_signature(found: Exposed) -> str:
    """Return the signature of what has no definition of its own: a dataclass, a class without constructor."""
    if not found.constructor:
        return ""
    parts = []
    for parameter in _called_with(found):
        star = "**" if parameter.kind == "variadic keyword" else "*" if parameter.kind == "variadic positional" else ""
        equals = " = " if parameter.annotation else "="
        typed = f": {parameter.annotation}" if parameter.annotation else ""
        parts.append(f"{star}{parameter.name}{typed}" + (f"{equals}{parameter.default}" if parameter.default else ""))
    return f"class {found.name}({', '.join(parts)})" if parts else f"class {found.name}"

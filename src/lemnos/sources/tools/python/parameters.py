"""Converts the parameters of a Python function to the properties of a JSON Schema.

Names, order, defaults and required parameters come from the code alone, because the code is right where the docstring
differs. A parameter that only the docstring names becomes a property if the function takes ``**kwargs``, and is left
out otherwise. Facts that JSON Schema cannot express are kept under ``x-python-kind`` (``positional_only``,
``var_positional``, ``var_keyword``), ``x-python-type`` and ``x-python-default``.
"""

import ast
from typing import TYPE_CHECKING, Any

import msgspec

from lemnos.sources.tools.python.docstring import Docstring, ParameterDoc
from lemnos.sources.tools.python.examples import jsonable
from lemnos.sources.tools.python.public import PublicCallable
from lemnos.sources.tools.python.types import admit, annotation_schema, prose_default, prose_schema

if TYPE_CHECKING:
    import griffe

_LONGEST_DEFAULT = 200
_KINDS = {"positional-only": "positional_only", "variadic positional": "var_positional"}


def parameters_of(exposed_callable: PublicCallable, doc: Docstring) -> tuple[dict[str, Any], list[str], bool]:
    """Return the properties of a function, the names of the required ones, and whether it accepts further arguments."""
    documented = _by_name(doc.parameters)
    properties: dict[str, Any] = {}
    required: list[str] = []
    generated = exposed_callable.generated
    open_ended = generated is not None and generated.is_open
    for parameter in _caller_parameters(exposed_callable):
        kind, name = parameter.kind, parameter.name
        parameter_doc = documented.get(name)
        if parameter.description and (parameter_doc is None or not parameter_doc.description):
            parameter_doc = msgspec.structs.replace(
                parameter_doc or ParameterDoc(name, "", ""), description=parameter.description
            )
        if kind == "variadic keyword":
            open_ended = True
            if parameter_doc is not None and parameter_doc.description:
                properties[name] = {
                    "type": "object",
                    "description": parameter_doc.description,
                    "x-python-kind": "var_keyword",
                }
            continue
        schema = _schema(parameter.annotation, parameter_doc)
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
        for name, parameter_doc in documented.items():
            if name not in properties and name.isidentifier() and name not in ("self", "cls", "kwargs", "args"):
                properties[name] = _schema("", parameter_doc)
                if default := parameter_doc.default or prose_default(parameter_doc.type):
                    properties[name] = _with_default(properties[name], default)
    return properties, required, open_ended


def _by_name(documented: tuple[ParameterDoc, ...]) -> dict[str, ParameterDoc]:
    """Return the documented parameters by name; numpydoc may document several together as ``x, y``."""
    by_name: dict[str, ParameterDoc] = {}
    for item in documented:
        for name in item.name.split(","):
            by_name.setdefault(name.strip().lstrip("*").strip("`"), item)
    return by_name


class _Parameter(msgspec.Struct):
    name: str
    kind: str
    annotation: str
    default: str
    required: bool
    description: str = ""
    """What the definition of a field says about it."""


def _caller_parameters(exposed_callable: PublicCallable) -> list[_Parameter]:
    """Return the parameters that a caller passes; those of overloads are merged, with all the types that they have."""
    function = exposed_callable.function
    if exposed_callable.generated is not None:
        return [
            _Parameter(
                name=field.name,
                kind="keyword-only" if field.keyword_only else "positional or keyword",
                annotation=field.annotation,
                default=field.default,
                required=field.required,
                description=field.description,
            )
            for field in exposed_callable.generated.fields
        ]
    if function is None:
        return []
    # An implementation with overloads lists all parameters itself, unless it takes whatever the overloads take.
    overloads = list(function.overloads or ())
    only_overloads = bool(overloads) and (overloads[0] is function or _passes_on(exposed_callable, function))
    typed = {} if only_overloads else _types_of_overloads(exposed_callable, overloads)
    merged: dict[str, list[_Parameter]] = {}
    forms = overloads if only_overloads else [function]
    for form in forms:
        for parameter in list(form.parameters)[1 if _takes_self(exposed_callable, form) else 0 :]:
            merged.setdefault(parameter.name.lstrip("*"), []).append(
                _Parameter(
                    name=parameter.name.lstrip("*"),
                    kind=parameter.kind.value if parameter.kind is not None else "",
                    annotation=typed.get(parameter.name.lstrip("*"), "")
                    if parameter.annotation is None
                    else str(parameter.annotation),
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
                # Stubs write ... for defaults that do not matter to a type checker.
                default=next((version.default for version in versions if version.default not in ("", "...")), ""),
                required=all(version.required for version in versions) and len(versions) == len(forms),
            )
        )
    return result


def _passes_on(exposed_callable: PublicCallable, function: "griffe.Function") -> bool:
    """Return whether a function takes nothing but ``*args`` and ``**kwargs``."""
    own = list(function.parameters)[1 if _takes_self(exposed_callable, function) else 0 :]
    return bool(own) and all(parameter.kind is not None and "variadic" in parameter.kind.value for parameter in own)


def _types_of_overloads(exposed_callable: PublicCallable, overloads: "list[griffe.Function]") -> dict[str, str]:
    """Return the annotation of each parameter over all overloads, joined by ``|``."""
    annotations: dict[str, dict[str, None]] = {}
    for form in overloads:
        for parameter in list(form.parameters)[1 if _takes_self(exposed_callable, form) else 0 :]:
            if parameter.annotation is not None:
                annotations.setdefault(parameter.name.lstrip("*"), {})[str(parameter.annotation)] = None
    return {name: " | ".join(known) for name, known in annotations.items()}


def _takes_self(exposed_callable: PublicCallable, function: "griffe.Function") -> bool:
    if exposed_callable.constructor:
        return True
    return exposed_callable.cls is not None and "staticmethod" not in function.labels


def _schema(annotation: str, parameter_doc: ParameterDoc | None) -> dict[str, Any]:
    schema = annotation_schema(annotation)
    if not schema and parameter_doc is not None:
        schema = prose_schema(parameter_doc.type)
    if parameter_doc is not None and parameter_doc.description:
        schema = {**schema, "description": parameter_doc.description}
    return schema


def _without_text(schema: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in schema.items() if key != "description"}


def _text_of(schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": schema["description"]} if "description" in schema else {}


def _with_default(schema: dict[str, Any], written: str) -> dict[str, Any]:
    """Return ``schema`` with a default: as JSON if it has a JSON form, else as written."""
    if len(written) > _LONGEST_DEFAULT:
        return schema
    try:
        value = jsonable(ast.literal_eval(written))
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return {**schema, "x-python-default": written}
    return {**admit(schema, value), "default": value}


def written_signature(exposed_callable: PublicCallable) -> str:
    """Return the signature of a class without a constructor of its own, such as a dataclass; empty for functions."""
    if not exposed_callable.constructor:
        return ""
    arguments: list[str] = []
    positional = True
    for parameter in _caller_parameters(exposed_callable):
        star = "**" if parameter.kind == "variadic keyword" else "*" if parameter.kind == "variadic positional" else ""
        if positional and parameter.kind == "keyword-only":
            arguments.append("*")
        positional = parameter.kind not in ("keyword-only", "variadic positional")
        default = parameter.default or ("" if parameter.required or star else "...")
        equals = " = " if parameter.annotation else "="
        typed = f": {parameter.annotation}" if parameter.annotation else ""
        arguments.append(f"{star}{parameter.name}{typed}" + (f"{equals}{default}" if default else ""))
    return f"class {exposed_callable.name}({', '.join(arguments)})" if arguments else f"class {exposed_callable.name}"

"""One public function, class or method of a Python package → a ``Tool``.

Descriptions, results and errors come from the docstring, that of the overridden method where it has none; types from
the annotations, else from the docstring. A constructor is told by its class's docstring and its own.
"""

import ast
from typing import TYPE_CHECKING, Any

import msgspec

from lemnos.records import Tool, ToolError, tool_id
from lemnos.sources.tools.python.code import Sources, definition, source_text
from lemnos.sources.tools.python.docstring import Docstring, ParameterDoc, read_docstring
from lemnos.sources.tools.python.examples import examples_of
from lemnos.sources.tools.python.parameters import parameters_of, written_signature
from lemnos.sources.tools.python.public import Exposed, ancestors
from lemnos.sources.tools.python.types import annotation_schema, prose_schema

if TYPE_CHECKING:
    import griffe

_DECORATORS = frozenset(("deprecated", "deprecate", "deprecate_nonkeyword_arguments"))


class Context(msgspec.Struct):
    """What all tools of a package share."""

    provider: str
    version: str
    licence: str
    label: str
    """What the source position starts with: the archive's or folder's name, or nothing."""
    sources: Sources


def tool_of(found: Exposed, context: Context) -> Tool:
    """Return the tool for one public function, constructor or method."""
    function = found.function
    owner = found.cls if found.constructor else function
    place, node = definition(function if function is not None else found.cls, context.sources)
    doc = _docstring(found)
    properties, required, open_ended = parameters_of(found, doc)
    parameters: dict[str, Any] = {"type": "object", "properties": properties}
    if required:
        parameters["required"] = required
    if not open_ended:
        parameters["additionalProperties"] = False
    encoded = msgspec.json.encode(parameters).decode()
    description = doc.description
    if doc.examples:
        description = f"{description}\n\nExamples:\n\n{doc.examples}".strip()
    name = found.name
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        signature, code = source_text(node, place, name if found.constructor else "", context.sources)
    else:
        signature, code = written_signature(found), ""
    return Tool(
        id=tool_id(context.provider, found.owner, context.version, name, description, encoded),
        kind="python",
        provider=context.provider,
        api=found.owner,
        name=name,
        version=context.version,
        description=description,
        parameters=encoded,
        result=_result(function, doc, found),
        errors=tuple(
            ToolError(code=error.name, description=error.description)
            for error in dict.fromkeys(doc.raises)
            if error.name
        ),
        signature=signature,
        code=code,
        examples=examples_of(doc.examples, name, tuple(properties), frozenset(required)),
        tags=_tags(found),
        licence=context.licence,
        source=f"{context.label}{place[0]}:{place[1]}" if place[0] else context.label.rstrip("/") or found.owner,
        deprecated=bool(doc.deprecated) or _is_marked_deprecated(owner),
    )


def _docstring(found: Exposed) -> Docstring:
    """Return what the docstrings say; a constructor is told by its class's docstring and by its own."""
    function = found.function
    own = _text(function) if function is not None else ""
    if not found.constructor:
        own = own or _inherited(found)
        return read_docstring(own) if own else Docstring()
    of_class = read_docstring(_text(found.cls))
    inherited = function is None or function.parent is not found.cls
    of_init = Docstring() if inherited or not own else read_docstring(own)
    if inherited and not of_class.parameters and own:
        of_init = msgspec.structs.replace(read_docstring(own), description="")
    return Docstring(
        description="\n\n".join(
            dict.fromkeys(filter(None, (of_class.description, "" if _is_empty_talk(of_init) else of_init.description)))
        ),
        parameters=of_class.parameters + of_init.parameters,
        raises=of_class.raises + of_init.raises,
        examples="\n\n".join(filter(None, (of_class.examples, of_init.examples))),
        deprecated=of_class.deprecated or of_init.deprecated,
    )


def _inherited(found: Exposed) -> str:
    """Return the docstring of the method that this one overrides, as ``inspect.getdoc`` does."""
    if found.cls is None:
        return ""
    for base in ancestors(found.cls):
        method = base.members.get(found.name)
        if method is not None and not method.is_alias and method.docstring is not None:
            return method.docstring.value
    return ""


def _is_empty_talk(doc: Docstring) -> bool:
    """Return whether an ``__init__`` says only that it is one."""
    return doc.description.rstrip(".").lower() in ("initialize self", "constructor", "init", "initialise", "initialize")


def _text(thing: "griffe.Object | None") -> str:
    if thing is None or thing.docstring is None:
        return ""
    return thing.docstring.value


def _result(function: "griffe.Function | None", doc: Docstring, found: Exposed) -> str:
    """Return the JSON text of the schema of what is returned; empty where nothing is known."""
    if found.constructor or function is None:
        return ""
    forms = [form for form in function.overloads or [function] if form.returns is not None]
    annotation = str(function.returns) if function.returns is not None else ""
    if function.overloads and function.overloads[0] is function:
        annotation = " | ".join(dict.fromkeys(str(form.returns) for form in forms))
    items = doc.returns or doc.yields
    if doc.yields and not doc.returns:
        inner = _returned(items[0])
        schema: dict[str, Any] = {"type": "array", "items": inner} if inner else {"type": "array"}
        if annotation:
            schema["x-python-type"] = annotation
    elif len(items) > 1:
        schema = {"type": "array", "prefixItems": [_returned(item) for item in items]}
    elif items:
        schema = annotation_schema(annotation) or prose_schema(items[0].type or items[0].name)
        if items[0].description:
            schema = {**schema, "description": items[0].description}
    else:
        schema = annotation_schema(annotation)
    return msgspec.json.encode(schema).decode() if schema else ""


def _returned(item: ParameterDoc) -> dict[str, Any]:
    schema = prose_schema(item.type or item.name)
    if item.name and item.type:
        schema = {"title": item.name, **schema}
    if item.description:
        schema = {**schema, "description": item.description}
    return schema


def _tags(found: Exposed) -> tuple[str, ...]:
    tags = ["class" if found.constructor else "method" if found.cls is not None else "function"]
    if found.function is not None and not found.constructor:
        tags.extend(label for label in ("async", "classmethod", "staticmethod") if label in found.function.labels)
    return tuple(tags)


def _is_marked_deprecated(thing: "griffe.Function | griffe.Class | None") -> bool:
    if thing is None:
        return False
    for decorator in thing.decorators:
        called = str(decorator.value).partition("(")[0].rpartition(".")[2]
        if called in _DECORATORS and not called.endswith("arguments"):
            return True
    return False

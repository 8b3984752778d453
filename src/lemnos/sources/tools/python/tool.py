"""Converts one public function, class or method of a Python package (``PublicCallable``) to a ``Tool``.

The description, results and errors come from the docstring, or from that of the overridden method if it has none. Types
come from the annotations, else from the docstring. The description of a constructor merges the docstring of its class
and its own.
"""

import ast
import re
from typing import TYPE_CHECKING, Any

import msgspec

from lemnos.records import Tool, ToolError, tool_id
from lemnos.sources.tools.python.code import Sources, definition, source_text
from lemnos.sources.tools.python.docstring import Docstring, ParameterDoc, read_docstring
from lemnos.sources.tools.python.examples import examples_of
from lemnos.sources.tools.python.parameters import parameters_of, written_signature
from lemnos.sources.tools.python.public import PublicCallable, ancestors
from lemnos.sources.tools.python.types import annotation_schema, prose_schema

if TYPE_CHECKING:
    import griffe

_DECORATORS = frozenset(("deprecated", "deprecate", "deprecate_nonkeyword_arguments"))


class Context(msgspec.Struct):
    """The facts that all tools of a package share."""

    provider: str
    version: str
    licence: str
    label: str
    """The prefix of every source position: the name of the archive or folder, or an empty string."""
    sources: Sources


def tool_of(member: PublicCallable, context: Context) -> Tool:
    """Return the tool for one public function, constructor or method."""
    function = member.function
    owner = member.cls if member.constructor else function
    position, node = definition(function if function is not None else member.cls, context.sources)
    doc = _docstring(member)
    properties, required, open_ended = parameters_of(member, doc)
    parameters: dict[str, Any] = {"type": "object", "properties": properties}
    if required:
        parameters["required"] = required
    if not open_ended:
        parameters["additionalProperties"] = False
    encoded = msgspec.json.encode(parameters).decode()
    description = doc.description
    if doc.examples:
        description = f"{description}\n\nExamples:\n\n{doc.examples}".strip()
    name = member.name
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        signature, code = source_text(node, position, name if member.constructor else "", context.sources)
        if not member.constructor and node.name != name:  # exported under another name
            renamed = re.compile(rf"\bdef {node.name}\b")
            signature, code = renamed.sub(f"def {name}", signature, 1), renamed.sub(f"def {name}", code, 1)
    else:
        signature, code = written_signature(member), ""
    return Tool(
        id=tool_id(context.provider, member.owner, context.version, name, description, encoded),
        kind="python",
        provider=context.provider,
        api=member.owner,
        name=name,
        version=context.version,
        description=description,
        parameters=encoded,
        result=_result(function, doc, member),
        errors=tuple(
            ToolError(code=error.name, description=error.description)
            for error in dict.fromkeys(doc.raises)
            if error.name
        ),
        signature=signature,
        code=code,
        examples=examples_of(doc.examples, name, tuple(properties), frozenset(required)),
        tags=_tags(member),
        licence=context.licence,
        source=f"{context.label}{position[0]}:{position[1]}"
        if position[0]
        else context.label.rstrip("/") or member.owner,
        deprecated=bool(doc.deprecated) or _is_marked_deprecated(owner),
    )


def _docstring(member: PublicCallable) -> Docstring:
    """Return the docstring of a callable; that of a constructor is merged with the docstring of its class."""
    function = member.function
    own_text = _text(function) if function is not None else ""
    if not member.constructor:
        own_text = own_text or _inherited(member)
        return read_docstring(own_text) if own_text else Docstring()
    of_class = read_docstring(_text(member.cls))
    inherited = function is None or function.parent is not member.cls
    of_init = Docstring() if inherited or not own_text else read_docstring(own_text)
    if inherited and not of_class.parameters and own_text:
        of_init = msgspec.structs.replace(read_docstring(own_text), description="")
    return Docstring(
        description="\n\n".join(
            dict.fromkeys(filter(None, (of_class.description, "" if _is_boilerplate(of_init) else of_init.description)))
        ),
        parameters=of_class.parameters + of_init.parameters,
        raises=of_class.raises + of_init.raises,
        examples="\n\n".join(filter(None, (of_class.examples, of_init.examples))),
        deprecated=of_class.deprecated or of_init.deprecated,
    )


def _inherited(member: PublicCallable) -> str:
    """Return the docstring of the method that this method overrides, as ``inspect.getdoc`` does."""
    if member.cls is None:
        return ""
    for base in ancestors(member.cls):
        method = base.members.get(member.name)
        if method is not None and not method.is_alias and method.docstring is not None:
            return method.docstring.value
    return ""


def _is_boilerplate(doc: Docstring) -> bool:
    """Return whether the docstring of an ``__init__`` says only that it is a constructor."""
    return doc.description.rstrip(".").lower() in ("initialize self", "constructor", "init", "initialise", "initialize")


def _text(griffe_object: "griffe.Object | None") -> str:
    if griffe_object is None or griffe_object.docstring is None:
        return ""
    return griffe_object.docstring.value


def _result(function: "griffe.Function | None", doc: Docstring, member: PublicCallable) -> str:
    """Return the JSON text of the schema of the result; empty if nothing is known about it."""
    if member.constructor or function is None:
        return ""
    forms = [form for form in function.overloads or [function] if form.returns is not None]
    annotation = str(function.returns) if function.returns is not None else ""
    if function.overloads and (function.overloads[0] is function or not annotation):
        annotation = " | ".join(dict.fromkeys(str(form.returns) for form in forms))
    items = doc.returns or doc.yields
    if doc.yields and not doc.returns:
        inner = _result_schema(items[0])
        schema: dict[str, Any] = {"type": "array", "items": inner} if inner else {"type": "array"}
        if annotation:
            schema["x-python-type"] = annotation
    elif len(items) > 1:
        schema = {"type": "array", "prefixItems": [_result_schema(item) for item in items]}
    elif items:
        schema = annotation_schema(annotation) or prose_schema(items[0].type or items[0].name)
        if items[0].description:
            schema = {**schema, "description": items[0].description}
    else:
        schema = annotation_schema(annotation)
    return msgspec.json.encode(schema).decode() if schema else ""


def _result_schema(item: ParameterDoc) -> dict[str, Any]:
    schema = prose_schema(item.type or item.name)
    if item.name and item.type:
        schema = {"title": item.name, **schema}
    if item.description:
        schema = {**schema, "description": item.description}
    return schema


def _tags(member: PublicCallable) -> tuple[str, ...]:
    tags = ["class" if member.constructor else "method" if member.cls is not None else "function"]
    if member.function is not None and not member.constructor:
        tags.extend(label for label in ("async", "classmethod", "staticmethod") if label in member.function.labels)
    return tuple(tags)


def _is_marked_deprecated(target: "griffe.Function | griffe.Class | None") -> bool:
    if target is None:
        return False
    for decorator in target.decorators:
        decorator_name = str(decorator.value).partition("(")[0].rpartition(".")[2]
        if decorator_name in _DECORATORS and not decorator_name.endswith("arguments"):
            return True
    return False

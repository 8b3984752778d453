"""Tells how a body is written as XML where its names differ from those of the schema: schema as written -> sentences.

Source: OpenAPI 3.1.1, "XML Object". Read are the root and three levels of properties; namespaces are not.
"""

from collections.abc import Iterator
from typing import Any

from lemnos.sources.tools.schema.refs import Resolver, Specification

_DEEPEST = 3
_MOST = 30
"""The number of properties that are told."""


def xml_text(schema: Any, base: Specification, resolver: Resolver) -> str:
    """Return a sentence on the elements and attributes of a body; empty if they are those of the schema."""
    raw, base = _target(schema, base, resolver)
    root = _named(raw)
    facts = [f"the root element is `{root}`"] if root else []
    facts += [*dict.fromkeys(_of_properties(raw, base, resolver, 0))][:_MOST]
    return f"In XML, {'; '.join(facts)}." if facts else ""


def root_name(schema: Any, base: Specification, resolver: Resolver) -> str:
    """Return the name of the root element: that of ``xml``, else that of the schema; empty if it has none."""
    reference = schema.get("$ref") if isinstance(schema, dict) else None
    called = reference.rpartition("/")[2] if isinstance(reference, str) else ""
    return _named(_target(schema, base, resolver)[0]) or called


def _of_properties(raw: Any, base: Specification, resolver: Resolver, depth: int) -> Iterator[str]:
    properties = raw.get("properties") if isinstance(raw, dict) else None
    for name, written in properties.items() if isinstance(properties, dict) and depth < _DEEPEST else ():
        member, inner_base = _target(written, base, resolver)
        own = written.get("xml") if isinstance(written, dict) else None
        xml = own if isinstance(own, dict) else member.get("xml")
        xml = xml if isinstance(xml, dict) else {}
        named = xml.get("name") if isinstance(xml.get("name"), str) else name
        items, items_base = _target(member.get("items"), inner_base, resolver)
        if xml.get("attribute") is True:
            yield f"`{name}` is an attribute" + (f" `{named}`" if named != name else "")
        elif member.get("type") == "array" or items:
            each = _named(items) or named
            if xml.get("wrapped") is True:
                yield f"`{name}` is an element `{named}` with an element `{each}` for each item"
            elif each != name:
                yield f"each item of `{name}` is an element `{each}`"
        elif named != name:
            yield f"`{name}` is an element `{named}`"
        yield from _of_properties(items or member, items_base if items else inner_base, resolver, depth + 1)


def _target(raw: Any, base: Specification, resolver: Resolver, depth: int = 0) -> tuple[dict[str, Any], Specification]:
    """Return a schema with its reference and its ``allOf`` resolved, and the file that contains it."""
    if isinstance(raw, dict) and isinstance(raw.get("$ref"), str):
        target = resolver.find(raw["$ref"], base)
        raw, base = (target.value, target.base) if target is not None else (None, base)
    if not isinstance(raw, dict):
        return {}, base
    if isinstance(parts := raw.get("allOf"), list) and depth < _DEEPEST:
        targets = [_target(part, base, resolver, depth + 1) for part in parts]
        # The parts of one schema are in one file, or each is only a name.
        held = next((each for part, each in targets if part.keys() & {"properties", "items"}), base)
        merged = {key: each for part, _ in targets for key, each in part.items()}
        raw, base = {**merged, **{key: each for key, each in raw.items() if key != "allOf"}}, held
    return raw, base


def _named(raw: dict[str, Any]) -> str:
    xml = raw.get("xml")
    name = xml.get("name") if isinstance(xml, dict) else None
    return name if isinstance(name, str) else ""

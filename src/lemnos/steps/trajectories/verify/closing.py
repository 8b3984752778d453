"""Closes the objects of a schema: a parameter that an object does not name is an invented one.

JSON Schema allows any further property where ``additionalProperties`` is absent; authors of tools mean the parameters
that they list. So ``additionalProperties: false`` (``unevaluatedProperties: false`` beside ``$ref``, ``allOf``,
``anyOf`` and the like; JSON Schema 2020-12, Core, 11.3) is added to the root and to every nested object that names
properties and says nothing about others. An object without any property stays open, except at the root.

Limitation: if the schema uses ``allOf`` anywhere, only the root is closed, because two parts may describe one object.
"""

from typing import Any

Schema = dict[str, Any]

_SPEAKS = frozenset(("additionalProperties", "unevaluatedProperties", "patternProperties"))
_PARTS = ("allOf", "anyOf", "oneOf")
_COMPOSED = frozenset((*_PARTS, "$ref", "$dynamicRef", "if", "then", "else", "dependentSchemas"))
_DEEPEST = 64


def closed(schema: Schema) -> Schema:
    """Return the schema with its objects closed; ``schema`` itself is not changed.

    >>> closed({"type": "object", "properties": {"at": {"type": "object"}}})
    {'type': 'object', 'properties': {'at': {'type': 'object'}}, 'additionalProperties': False}
    """
    if _SPEAKS.isdisjoint(schema) and _COMPOSED.isdisjoint(schema) and "$defs" not in schema:
        result = _without_nested(schema)
        if result is not None:
            return result
    return _Closer(schema).root()


def _without_nested(schema: Schema) -> Schema | None:
    """Return the closed schema of flat parameters, the common case; None if any is an object or composed."""
    properties = schema.get("properties")
    if not isinstance(properties, dict):
        return None
    for value in properties.values():
        if not isinstance(value, dict):
            continue
        if not _COMPOSED.isdisjoint(value) or "properties" in value or "patternProperties" in value:
            return None
        items = value.get("items")
        if isinstance(items, dict) and (not _COMPOSED.isdisjoint(items) or "properties" in items or "items" in items):
            return None
        if isinstance(value.get("additionalProperties"), dict) or "prefixItems" in value:
            return None
    return {**schema, "additionalProperties": False}


class _Closer:
    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        definitions = schema.get("$defs")
        self._definitions: Schema = definitions if isinstance(definitions, dict) else {}
        self._joins = _mentions(schema, "allOf", 0)

    def root(self) -> Schema:
        if self._joins:
            return self._shut(self._schema, dict(self._schema), root=True)
        result = self._object(self._schema, 0, shut=True, root=True)
        if self._definitions:
            result["$defs"] = {name: self._position(value, 1, shut=False) for name, value in self._definitions.items()}
        return result

    def _position(self, value: Any, depth: int, *, shut: bool) -> Any:
        return self._object(value, depth, shut=shut) if isinstance(value, dict) and depth < _DEEPEST else value

    def _object(self, schema: Schema, depth: int, *, shut: bool, root: bool = False) -> Schema:
        """Return a schema with the objects in it closed, and itself if ``shut``."""
        result = dict(schema)
        for key in ("properties", "patternProperties"):
            if isinstance(members := schema.get(key), dict):
                result[key] = {name: self._position(value, depth + 1, shut=True) for name, value in members.items()}
        for key in ("items", "additionalProperties"):
            if isinstance(member := schema.get(key), dict):
                result[key] = self._position(member, depth + 1, shut=True)
        if isinstance(members := schema.get("prefixItems"), list):
            result["prefixItems"] = [self._position(value, depth + 1, shut=True) for value in members]
        for key in ("anyOf", "oneOf"):
            if isinstance(branches := schema.get(key), list):
                result[key] = [self._position(value, depth + 1, shut=False) for value in branches]
        return self._shut(schema, result, root=root) if shut else result

    def _shut(self, schema: Schema, result: Schema, *, root: bool) -> Schema:
        if not _SPEAKS.isdisjoint(schema):
            return result
        if _COMPOSED.isdisjoint(schema):
            if schema.get("properties") or (root and "properties" in schema):
                result["additionalProperties"] = False
        elif self._names_properties(schema, frozenset()) is True:
            result["unevaluatedProperties"] = False
        return result

    def _names_properties(self, schema: Any, seen: frozenset[str]) -> bool | None:
        """Return whether the objects that a schema allows have named properties: True; False if one has none; None if
        it says nothing of objects."""
        if not isinstance(schema, dict) or len(seen) > _DEEPEST:
            return False
        if schema.get("properties"):
            return True
        verdicts: list[bool | None] = []
        reference = schema.get("$ref")
        if isinstance(reference, str):
            name = reference.removeprefix("#/$defs/")
            if reference in seen:
                return None
            verdicts.append(self._names_properties(self._definitions.get(name), seen | {reference}))
        for key in ("anyOf", "oneOf"):
            if isinstance(branches := schema.get(key), list):
                found = [self._names_properties(branch, seen) for branch in branches]
                verdicts.append(False if False in found else True if True in found else None)
        if isinstance(branches := schema.get("allOf"), list):
            found = [self._names_properties(branch, seen) for branch in branches]
            verdicts.append(True if True in found else False if False in found else None)
        if True in verdicts:
            return True
        kind = schema.get("type")
        if kind is None:
            if "enum" in schema or "const" in schema:
                return None
            return (False if False in verdicts else None) if verdicts else False
        return False if kind == "object" or (isinstance(kind, list) and "object" in kind) else None


def _mentions(value: Any, key: str, depth: int) -> bool:
    """Return whether a keyword stands anywhere in a schema, or may stand below the depth that is looked at."""
    if isinstance(value, dict):
        return depth > _DEEPEST or key in value or any(_mentions(member, key, depth + 1) for member in value.values())
    if isinstance(value, list):
        return any(_mentions(member, key, depth + 1) for member in value)
    return False

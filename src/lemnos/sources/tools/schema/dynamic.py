"""Follows ``$dynamicRef`` of JSON Schema 2020-12, with which a generic schema leaves a part to those that use it.

``{"$ref": "Page", "$defs": {"T": {"$dynamicAnchor": "T", "$ref": "Cup"}}}`` is a page of cups: within it,
``{"$dynamicRef": "#T"}`` means a cup (JSON Schema Core 2020-12, section 8.2.3.2). ``Anchors`` keeps the anchors that
are in scope while a schema is converted. A definition that is converted within a scope becomes one of its own
(``specialised``), because it differs from the same definition within another scope.

Limitation: the anchors of a schema are those in its ``$defs``.
"""

from typing import Any

from lemnos.sources.tools.schema.refs import Resolver, Specification, Target

Scope = dict[str, Target]
"""The schema that each dynamic anchor means."""


class Anchors:
    """The dynamic anchors in scope while the schemas of one file are converted.

    Args:
        resolver: Follows references.
    """

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self.scope: Scope = {}
        self.around: Target | None = None
        """The named schema that is being converted; None if it has no name."""
        self._scopes: dict[str, Scope] = {}
        """The scope of each specialised target, by its key."""
        self._inline: dict[int, tuple[Any, str]] = {}

    def enter(self, raw: dict[str, Any], base: Specification) -> Scope:
        """Bring the anchors of a schema into scope, and return the scope before; outer anchors have precedence."""
        outer = self.scope
        definitions = raw["$defs"]
        own: Scope = {}
        for name, schema in definitions.items() if isinstance(definitions, dict) else ():
            anchor = schema.get("$dynamicAnchor") if isinstance(schema, dict) else None
            if isinstance(anchor, str):
                target = self._resolver.find(schema.get("$ref"), base)
                own[anchor] = target or Target(schema, base, self._key(schema, name, base))
        if own:
            self.scope = {**own, **outer}
        return outer

    def _key(self, schema: dict[str, Any], name: str, base: Specification) -> str:
        # Keeping the schema alive prevents the reuse of its id.
        default = f"{base.name}#/$defs/{len(self._inline)}/{name}"
        return self._inline.setdefault(id(schema), (schema, default))[1]

    def find(self, reference: object, base: Specification) -> Target | None:
        """Return what a dynamic reference means here: the anchor in scope, else the one in its file.

        ``#`` means the named schema around it, as ``$recursiveRef`` of draft 2019-09 does.
        """
        if not isinstance(reference, str):
            return None
        anchor = reference.partition("#")[2]
        if reference == "#" and self.around is not None:
            return self.around
        return self.scope.get(anchor) or self._resolver.find(reference, base)

    def specialised(self, target: Target) -> Target:
        """Return a target that means the same schema within the present scope."""
        if not self.scope or not isinstance(target.value, dict):
            return target
        label = "_".join(meant.key.rpartition("/")[2] for _, meant in sorted(self.scope.items()))
        key, number = f"{target.key}.{label}", 2
        while self._scopes.setdefault(key, self.scope) != self.scope:
            key, number = f"{target.key}.{label}_{number}", number + 1
        return target._replace(key=key)

    def scope_of(self, key: str) -> Scope:
        """Return the scope in which the target with this key is converted."""
        return self._scopes.get(key, {})

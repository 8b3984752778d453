"""Finds the fields of the entity that a call changes, for the arguments that set them: ``PUT /pets/{id}`` with a name.

A caller who replaces an entity sends what it holds with something changed, so each field that lists, reads and
creations of the same collection return is an argument of the change by the same name.
"""

from collections.abc import Iterator

from lemnos.records import Tool
from lemnos.steps.tools.edges.index import Index, Known
from lemnos.steps.tools.edges.keys import fits
from lemnos.steps.tools.edges.operations import Plan
from lemnos.steps.tools.edges.paths import Below
from lemnos.steps.tools.edges.results import decoded, shape_of
from lemnos.steps.tools.naming.nouns import phrase_of

_CHANGES = ("PUT", "PATCH", "POST")
_CHANGING = 3
"""The rank from which tools change entities, rather than list, create or read them."""
_MOST_SOURCES = 12
"""The most tools whose fields feed the arguments of a change."""


def own_fields(tool: Tool, plan: Plan, index: Index) -> Iterator[tuple[int, str, str]]:
    """Yield the position of another tool, a pointer in its result, and the argument that sets this field."""
    if plan.path is None or not plan.path.last or plan.path.verb or tool.method not in _CHANGES:
        return
    below = plan.path.below.get(plan.path.last)
    setting = _setting(tool) if below is not None else {}
    if below is None or not setting:
        return
    for known in _entities(index, below)[:_MOST_SOURCES]:
        for field in known.entity.fields:
            name, is_many, types, form = setting.get(phrase_of(field.name), ("", False, frozenset(), ""))
            if name and field.is_many == is_many and fits(field, types, form):
                yield known.entity.tool, field.pointer, name


def _setting(tool: Tool) -> dict[tuple[str, ...], tuple[str, bool, frozenset[str], str]]:
    """Return the arguments in the body by the words of their names: name, whether it is a list, types and format."""
    schema, defs = decoded(tool.parameters)
    places = {place.name: place for place in tool.places}
    found = {}
    for name, value in schema.get("properties", {}).items() if isinstance(schema, dict) else ():
        place = places.get(name)
        if place is not None and place.place in ("body", "form"):
            shape = shape_of(value, defs)
            words = phrase_of(place.wire_name.strip("$*") or name)
            value_shape = shape if shape.items is None else shape_of(shape.items, defs)
            found[words] = (name, shape.items is not None, value_shape.types, value_shape.format)
    return found


def _entities(index: Index, below: Below) -> list[Known]:
    """Return the entities of a collection that calls return which do not change them, also from other paths."""
    schemas = index.schemas.get(below.collection, set())
    others = (known for known in index.by_schema.get(below.resource, ()) if known.entity.schema in schemas)
    entities: dict[tuple[int, str], Known] = {}
    for known in (*index.by_collection.get(below.collection, ()), *others):
        if known.rank < _CHANGING:
            entities.setdefault((known.entity.tool, known.entity.pointer), known)
    return list(entities.values())

"""Makes lists: flat schema, name, owner -> a function of a scene that makes a list of so many items as it may have."""

import math
from collections.abc import Callable
from typing import Any

from lemnos.steps.tools.naming.nouns import singular
from lemnos.steps.tools.schemas.flatten import Flat, ImpossibleError
from lemnos.steps.tools.schemas.validation import Schema, json_equal
from lemnos.steps.tools.world.agreement.singles import lower, singles_of
from lemnos.steps.tools.world.semantics.shapes import flat_of
from lemnos.steps.tools.world.values.choices import says_nothing
from lemnos.steps.tools.world.values.filler import Filling
from lemnos.steps.tools.world.values.labels import noun_of
from lemnos.steps.tools.world.values.scene import Scene

Maker = Callable[[Scene, int], Any]
"""Makes a value; the number counts the objects and lists around it."""

MOST_PARTS = 400
"""Number of values after which nothing optional is added."""
DEEPEST = 40
"""Objects and lists around a value, beyond which a schema counts as one that refers to itself without end."""
LONGEST = 600
"""Items that a list may have to have."""
_ITEMS = (3, 2, 1)
"""Number of items of a list that may have any number, by depth; one further down."""


def list_maker(
    flat: Flat,
    name: str,
    owner: tuple[str, ...],
    maker_of: Callable[[Schema, str, tuple[str, ...]], Maker],
    root: Any,
) -> Maker:
    """Return the maker of lists.

    Args:
        flat: The schema of the list, flattened.
        name: Name of the list.
        owner: Words of the object that has it.
        maker_of: Returns the maker of an item by its schema, its name and words of what it is.
        root: The document that holds the schema.
    """
    items: Schema = flat.get("items", True)
    prefix: list[Schema] = flat.get("prefixItems", [])
    least, most = flat.get("minItems", 0), flat.get("maxItems", math.inf)
    is_unique = flat.get("uniqueItems") is True
    first = {"allOf": [prefix[0] if prefix else items, flat["contains"]]} if "contains" in flat else None
    one = singular(name)
    noun = noun_of(name) or owner
    singles = singles_of(of_items := flat_of(items, root).get("properties", {}), noun, root)
    if says_nothing(items) and not prefix and not least:
        return lambda _scene, _depth: []
    is_point = name.lower() in ("coordinates", "lnglat", "lonlat") and least <= 2 <= most
    if is_point and isinstance(items, dict) and items.get("type") in ("number", "integer"):
        return lambda scene, _depth: [scene.place[4], scene.place[3]]

    def made(scene: Scene, depth: int) -> list[Any]:
        draw = scene.draw
        draw.parts += 1
        if least > LONGEST or depth > DEEPEST:
            raise ImpossibleError("the list is too long")
        usual = _ITEMS[depth] if depth < len(_ITEMS) else 1
        if draw.least or (draw.parts > MOST_PARTS or depth > len(_ITEMS) + 1):
            usual = 0
        count = int(max(least, min(most, len(prefix) or usual)))
        value: list[Any] = []
        for number in range(count + 12):
            if len(value) >= count:
                break
            schema = prefix[len(value)] if len(value) < len(prefix) else items
            if first is not None and not value:
                schema = first
            maker = maker_of(schema, one, noun)
            if isinstance(maker, Filling) and len(value) >= least:
                break
            try:
                item = maker(scene.inner(noun, number + 1), depth + 1)
            except ImpossibleError:
                if len(value) >= least:
                    break
                raise
            if (len(value) < least and not is_unique) or not any(json_equal(item, earlier) for earlier in value[-40:]):
                if singles and value and isinstance(item, dict):
                    lower(item, singles, of_items, root)
                value.append(item)
        return value

    return made

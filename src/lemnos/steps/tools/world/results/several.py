"""Tells which calls make several entities at once: operation -> the argument that holds them, and what the call shows.

``POST /feeds {"items": [{…}, {…}]}``, which returns ``{"items": [{"id": …}, {"id": …}]}``. The list must have one name
in request and result, and its items must show the key and half of what else is known of the entity.
"""

from collections.abc import Sequence
from typing import Any

import msgspec

from lemnos.steps.tools.examples.example_values import normalised
from lemnos.steps.tools.schemas.flatten import types
from lemnos.steps.tools.world.base import Operation, Resource
from lemnos.steps.tools.world.semantics.shapes import flat_of, items_of, properties_of


def several_of(operation: Operation, resource: Resource | None, result: Any) -> str:
    """Return the argument of a creation that holds several entities; empty if there is none.

    Args:
        operation: The creation.
        resource: What it makes.
        result: The schema of its result.
    """
    shown = properties_of(result, result)
    if resource is None or operation.claim.verb != "create" or normalised(resource.key) in map(normalised, shown):
        return ""
    known = msgspec.json.decode(resource.schema)["properties"].keys() - shown.keys()
    for argument, _ in operation.fields:
        if argument not in shown or "array" not in types(flat_of(shown[argument], result)):
            continue
        own = properties_of(items_of(shown[argument], result), result)
        shared = len(own.keys() & known)
        if resource.key in own and shared >= 2 and 2 * shared >= len(own):
            return argument
    return ""


def written_by(schema: Any, argument: str, each: Any) -> dict[str, Any]:
    """Return what was sent of one of several entities, without what the description says the server sets.

    Args:
        schema: Of the arguments.
        argument: The argument that holds the entities.
        each: The one.
    """
    own = properties_of(items_of(properties_of(schema, schema).get(argument, True), schema), schema)
    set_by_server = {name for name, part in own.items() if isinstance(part, dict) and part.get("readOnly") is True}
    return {name: value for name, value in each.items() if name not in set_by_server} if isinstance(each, dict) else {}


def together(name: str, bodies: Sequence[dict[str, Any]], result: Any, seed: str) -> Any:
    """Return the result of a call that made several entities.

    Args:
        name: Of the list that holds them.
        bodies: The entities.
        result: The schema of the result.
        seed: Decides what else is made up.

    Raises:
        ImpossibleError: No result was found that conforms.
    """
    from lemnos.steps.tools.world.results.placement import View
    from lemnos.steps.tools.world.values.fit import fitted

    view = View(items_of(properties_of(result, result)[name], result), result)
    return fitted({name: [view.of(body) for body in bodies]}, result, result, seed, "result")

"""Writes results: an entity or a page of entities -> the result of an operation, which conforms to its schema.

An entity is reduced to what the schema of the result shows of it, put where the result holds it, and surrounded by the
envelope that the schema asks for. A result that does not conform is repaired; what is made for that follows from the
entity, so that the same entity is always shown with the same values.
"""

from datetime import datetime
from typing import Any

from lemnos.steps.tools.examples.example_values import normalised
from lemnos.steps.tools.schemas.flatten import ImpossibleError
from lemnos.steps.tools.schemas.validation import Schema, conforms
from lemnos.steps.tools.world.compiled import CompiledOperation
from lemnos.steps.tools.world.results.agree import agreed
from lemnos.steps.tools.world.results.envelope import Page
from lemnos.steps.tools.world.results.placement import View
from lemnos.steps.tools.world.results.undescribed import undescribed_result
from lemnos.steps.tools.world.semantics.paths import spellings
from lemnos.steps.tools.world.semantics.shapes import properties_of
from lemnos.steps.tools.world.values.fit import fitted
from lemnos.steps.tools.world.values.formats import in_format
from lemnos.steps.tools.world.values.make import sample
from lemnos.steps.tools.world.values.outcome import is_outcome, outcome_fields, succeeded, told_beside
from lemnos.steps.tools.world.values.own import Entity, entity_of, with_own


def _repaired(operation: CompiledOperation, schema: Schema, view: View, body: dict[str, Any], seed: str) -> Any:
    """Return an entity as a result shows it: reduced to the properties that ``schema`` names, repaired if need be."""
    assert operation.result is not None
    root, value = operation.result.schema, view.of(body)

    def repaired() -> Any:
        if conforms(value, schema, root):
            return value
        made = fitted(value, schema, root, seed, operation.operation.claim.resource)
        properties = properties_of(schema, root)
        return succeeded(made, properties, root, outcome_fields(properties, root) - value.keys())

    return operation.api.kept.get((operation.tool.id, f"{seed}:alone"), value, repaired)


def one_result(operation: CompiledOperation, body: dict[str, Any], key: str) -> Any:
    """Return the result of an operation on one entity.

    Raises:
        ImpossibleError: No result was found that conforms.
    """
    if operation.result is None:
        return body
    root, place = operation.result.schema, operation.placement
    if operation.operation.claim.verb == "get" and place.is_list:
        alone = Page(total=1, limit=1, offset=0, shown=1, following=None)
        return list_result(operation, [(key, body)], alone)
    seed = f"{operation.api.spec.id}:{operation.operation.claim.resource}:{key}"
    is_change, shown = operation.operation.claim.verb != "get", place.one.of(body)
    whole = operation.envelope.around(place.after_change(shown) if is_change else shown)
    if operation.hides_key:
        whole = with_own(whole, root, _entity(operation, body), seed)
        whole = place.after_change(whole) if is_change and not place.path else whole
    if operation.result.in_format(whole):
        return whole

    def repaired() -> Any:
        if operation.result is not None and operation.result.allows(whole):
            return _in_format(operation, whole, seed)
        value = _repaired(operation, place.schema, place.one, body, seed)
        return _whole(operation, operation.envelope.around(value), seed)

    return operation.api.kept.get((operation.tool.id, seed), whole, repaired)


def list_result(operation: CompiledOperation, rows: list[tuple[str, dict[str, Any]]], page: Page) -> Any:
    """Return the result of a list.

    Args:
        operation: The list.
        rows: Keys and entities of the page.
        page: What the envelope says of it.

    Raises:
        ImpossibleError: No result was found that conforms.
    """
    if operation.result is None:
        return _undescribed(operation, [body for _, body in rows], page)
    place = operation.placement
    if place.is_scalar:
        items: list[Any] = [key for key, _ in rows]
        whole = operation.envelope.around(items, page)
    else:  # the whole is checked at once, which costs a tenth of checking each item
        items = [place.item.of(body) for _, body in rows]
        whole = operation.envelope.around(items, page)
        if operation.result.in_format(whole):
            return whole
    given = whole, [key for key, _ in rows]
    return operation.api.kept.get((operation.tool.id, ""), given, lambda: _repaired_list(operation, rows, page, whole))


def _repaired_list(operation: CompiledOperation, rows: list[tuple[str, dict[str, Any]]], page: Page, whole: Any) -> Any:
    """Return the result of a list whose items do not conform as they are."""
    assert operation.result is not None
    root, place = operation.result.schema, operation.placement
    resource = operation.operation.claim.resource
    if not place.is_scalar and operation.result.allows(whole):
        return _in_format(operation, whole, f"{operation.api.spec.id}:{resource}")
    items = []
    for key, body in rows:
        seed = f"{operation.api.spec.id}:{resource}:{key}"
        try:
            if place.is_scalar:
                items.append(fitted(key, place.items, root, seed, resource))
            else:
                items.append(_repaired(operation, place.items, place.item, body, seed))
        except ImpossibleError:
            continue
    whole = operation.envelope.around(items, page)
    return _whole(operation, whole, f"{operation.api.spec.id}:{operation.tool.id}")


def _undescribed(operation: CompiledOperation, items: list[Any], page: Page) -> Any:
    paging = operation.operation.paging
    if operation.tool.method and paging is None:
        return items
    whole: dict[str, Any] = {"items": items, "total": page.total}
    if page.following is not None:
        name = "next_page" if paging is not None and paging.page else "next_cursor"
        whole[name] = page.following
    return whole


def _whole(operation: CompiledOperation, value: Any, seed: str) -> Any:
    assert operation.result is not None
    root = operation.result.schema
    changed = value if operation.result.allows(value) else fitted(value, root, root, seed, "result")
    if not operation.result.allows(changed):
        raise ImpossibleError("no result was found that conforms")
    return _in_format(operation, changed, seed)


def _in_format(operation: CompiledOperation, value: Any, seed: str) -> Any:
    """Return a result that conforms with its texts in the formats of the schema, as far as such texts are found."""
    assert operation.result is not None
    if operation.result.in_format(value):
        return value
    root = operation.result.schema
    changed = in_format(value, root, root, seed, "result")
    return changed if operation.result.allows(changed) else value


def opaque_result(
    operation: CompiledOperation, arguments: dict[str, Any], seed: str, now: datetime | None = None
) -> Any:
    """Return a result that follows from a seed and the arguments alone; None if it is not described.

    Args:
        operation: The operation.
        arguments: Those of the call.
        seed: Decides what is made up.
        now: The present, if the call makes what the result tells of.

    Raises:
        ImpossibleError: No result was found that conforms.
    """
    if operation.result is None:
        return (
            None
            if operation.tool.method
            else undescribed_result(operation.tool, arguments, seed, operation.api.domains).body
        )
    return operation.api.kept.get(
        (operation.tool.id, seed),
        [arguments, _seconds(now)],
        lambda: _opaque_result(operation, arguments, seed, None, now),
    )


def _seconds(now: datetime | None) -> int:
    return 0 if now is None else int(now.timestamp())


def _opaque_result(
    operation: CompiledOperation, arguments: dict[str, Any], seed: str, entity: Entity | None, now: datetime | None
) -> Any:
    assert operation.result is not None
    root, tool = operation.result.schema, operation.tool
    noun = operation.noun
    value = sample(root, root, seed, "result", owner=noun, host=operation.host, now=now)
    sent = {
        place.wire_name or place.name: arguments[place.name] for place in tool.places if place.name in arguments
    } or dict(arguments)
    key = operation.operation.key
    if key in arguments:
        sent.setdefault("id", arguments[key])
    repeating = agreed(value, root, sent, spellings(noun))
    own = () if entity is None else (with_own(repeating, root, entity, seed),)
    properties = properties_of(root, root)
    told = frozenset(properties) if is_outcome(properties, whole=True) else outcome_fields(properties, root)
    if tool.method not in ("", "GET"):
        told |= told_beside(properties, root, set(map(normalised, sent)) if entity is None else entity.fields)
    good = [succeeded(each, properties, root, told) for each in (*own, repeating)] if told else []
    for made in (*good, *own, repeating, value):
        if operation.result.allows(made):
            return _in_format(operation, made, seed)
    raise ImpossibleError("no result was found that conforms")


def _entity(operation: CompiledOperation, body: dict[str, Any]) -> Entity:
    """Return an entity of the resource of an operation."""
    assert operation.resource is not None
    resource = operation.resource
    fields = operation.api.pool(resource.name).properties
    return entity_of(body, fields, resource.key, operation.operation.key, operation.noun)


def receipt(operation: CompiledOperation, body: dict[str, Any], key: str, now: datetime | None = None) -> Any:
    """Return a result that is not the entity: made by its schema, with what it has in common with the entity.

    Args:
        operation: The operation.
        body: The entity.
        key: Its key.
        now: The present, if the entity has just been made.

    Raises:
        ImpossibleError: No result was found that conforms.
    """
    known = {**body, operation.operation.key: key} if operation.operation.key else body
    seed = f"{operation.api.spec.id}:{operation.tool.id}:{key}"
    if operation.result is None or operation.resource is None:
        return opaque_result(operation, known, seed, now)
    entity = _entity(operation, body)
    return operation.api.kept.get(
        (operation.tool.id, seed),
        [known, _seconds(now)],
        lambda: _opaque_result(operation, known, seed, entity, now),
    )

"""Writes results: an entity or a page of entities -> the result of an operation, which conforms to its schema.

An entity is reduced to what the schema of the result shows of it, put where the result holds it, and surrounded by the
envelope that the schema asks for. A result that does not conform is repaired; what is made for that follows from the
entity, so that the same entity is always shown with the same values.
"""

from typing import Any

from lemnos.steps.tools.examples.example_values import normalised, words_of
from lemnos.steps.tools.schemas.flatten import ImpossibleError, types
from lemnos.steps.tools.schemas.validation import Schema, conforms
from lemnos.steps.tools.world.compiled import CompiledOperation
from lemnos.steps.tools.world.semantics.paging import NEXTS, TOTALS
from lemnos.steps.tools.world.semantics.paths import spellings
from lemnos.steps.tools.world.semantics.shapes import at, flat_of, items_of, properties_of
from lemnos.steps.tools.world.undescribed import undescribed_result
from lemnos.steps.tools.world.values.agree import agreed
from lemnos.steps.tools.world.values.fit import fitted
from lemnos.steps.tools.world.values.formats import in_format
from lemnos.steps.tools.world.values.make import sample
from lemnos.steps.tools.world.values.outcome import good_value, is_outcome, succeeded
from lemnos.steps.tools.world.values.own import Entity, entity_of, with_own
from lemnos.text.json_pointers import unescaped

_KEPT = frozenset(
    "success ok status statuscode code message kind object type total count meta metadata pagination paging page links "
    "hasmore more pagesize limit offset returncode apiversion version".split()
)
"""Normalised names of optional properties of an envelope that results show."""
_THINGS = frozenset("items results records elements rows hits entries".split())
"""Words beside ``total`` that say of what."""
_MORE = frozenset(
    "hasmore hasnext hasnextpage more ismore istruncated truncated incompleteresults hasmoreitems".split()
)
_LIMITS = frozenset("limit pagesize perpage itemsperpage maxresults size pagelimit resultsperpage".split())
_HERE = frozenset("count returned numitems itemcount returnedcount currentcount pagecount numreturned".split())
_PAGES = frozenset("totalpages pages lastpage pagestotal totalpage".split())
_OFFSETS = frozenset("offset skip start startindex from".split())
_NUMBERS = frozenset("page currentpage pagenumber pageno pageindex number".split())


class Page:
    """A page of a list: what an envelope says of it."""

    def __init__(self, *, total: int, limit: int, offset: int, shown: int, following: Any) -> None:
        self.total = total
        self.limit = limit
        self.offset = offset
        self.shown = shown
        self.following = following
        """The next cursor, page or address; None on the last page."""


def _envelope(operation: CompiledOperation) -> Any:
    """Return what surrounds the entity or the list in the result of an operation, with None in its place."""
    if operation.envelope is not None or operation.result is None or not operation.operation.items:
        return operation.envelope
    schema = operation.result.schema
    operation.envelope = _level(schema, schema, operation.operation.items.split("/")[1:], operation)
    return operation.envelope


def _level(schema: Schema, root: Schema, path: list[str], operation: CompiledOperation) -> Any:
    if not path:
        return None
    flat = flat_of(schema, root)
    inner = unescaped(path[0])
    level: dict[str, Any] = {}
    for name, each in flat.get("properties", {}).items():
        if name == inner:
            level[name] = _level(each, root, path[1:], operation)
        elif (
            name in flat.get("required", ())
            or normalised(name) in _KEPT
            or normalised(name) in (*NEXTS, *TOTALS, *_MORE)
        ):
            try:
                made = sample(
                    each, root, f"{operation.api.spec.id}:{operation.tool.id}:{name}", name, owner=operation.noun
                )
            except ImpossibleError:
                continue
            made = good_value(name, made, each, root)
            level[name] = made
    level.setdefault(inner, None)
    return level


def _placed(envelope: Any, path: list[str], value: Any) -> Any:
    if not path:
        return value
    inner = unescaped(path[0])
    level = dict(envelope) if isinstance(envelope, dict) else {}
    level[inner] = _placed(level.get(inner), path[1:], value)
    return level


def _view(schema: Schema, root: Schema, body: dict[str, Any]) -> Any:
    """Return an entity reduced to the properties that ``schema`` names."""
    flat = flat_of(schema, root)
    if "array" not in types(flat) and ("object" in types(flat) or not types(flat)):
        properties = flat.get("properties")
        return _reduced(body, properties) if properties else body
    return body


def shown(operation: CompiledOperation, schema: Schema, body: dict[str, Any], seed: str) -> Any:
    """Return an entity as a result shows it: reduced to the properties that ``schema`` names, repaired if need be."""
    if operation.result is None:
        return body
    root = operation.result.schema
    value = _view(schema, root, body)
    if conforms(value, schema, root):
        return value
    return fitted(value, schema, root, seed, operation.operation.claim.resource)


def _reduced(body: dict[str, Any], properties: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of an entity that have properties, which other results may spell in another way."""
    if not any(name not in body for name in properties):
        return {name: body[name] for name in properties}
    alike = {normalised(name): name for name in body}
    named = {name: name if name in body else alike.get(normalised(name)) for name in properties}
    return {name: body[own] for name, own in named.items() if own is not None}


def one_result(operation: CompiledOperation, body: dict[str, Any], key: str) -> Any:
    """Return the result of an operation on one entity.

    Raises:
        ImpossibleError: No result was found that conforms.
    """
    if operation.result is None:
        return body
    root, pointer = operation.result.schema, operation.operation.items
    if operation.operation.claim.verb == "get" and "array" in types(flat_of(at(root, pointer, root), root)):
        alone = Page(total=1, limit=1, offset=0, shown=1, following=None)
        return list_result(operation, [(key, body)], alone)
    seed = f"{operation.api.spec.id}:{operation.operation.claim.resource}:{key}"
    whole = _placed(_envelope(operation), pointer.split("/")[1:], _view(at(root, pointer, root), root, body))
    if operation.hides_key:
        whole = with_own(whole, root, _entity(operation, body), seed)
    if operation.result.in_format(whole):
        return whole

    def repaired() -> Any:
        if operation.result is not None and operation.result.allows(whole):
            return _in_format(operation, whole, seed)
        value = shown(operation, at(root, pointer, root), body, seed)
        return _whole(operation, _placed(_envelope(operation), pointer.split("/")[1:], value), seed)

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
    root, pointer = operation.result.schema, operation.operation.items
    schema = items_of(at(root, pointer, root), root)
    scalar = (
        not properties_of(schema, root)
        and "object" not in types(flat_of(schema, root))
        and bool(types(flat_of(schema, root)))
    )
    envelope = _filled(_envelope(operation), root, root, pointer.split("/")[1:], operation, page)
    if not scalar:  # the whole is checked at once, which costs a tenth of checking each item
        whole = _placed(envelope, pointer.split("/")[1:], [_view(schema, root, body) for _, body in rows])
        if operation.result.in_format(whole):
            return whole
    given = [key if scalar else _view(schema, root, body) for key, body in rows], envelope, [key for key, _ in rows]
    return operation.api.kept.get(
        (operation.tool.id, ""), given, lambda: _repaired_list(operation, rows, schema, envelope, scalar=scalar)
    )


def _repaired_list(
    operation: CompiledOperation,
    rows: list[tuple[str, dict[str, Any]]],
    schema: Schema,
    envelope: Any,
    *,
    scalar: bool,
) -> Any:
    """Return the result of a list whose items do not conform as they are."""
    assert operation.result is not None
    root, pointer = operation.result.schema, operation.operation.items
    resource = operation.operation.claim.resource
    if not scalar:
        whole = _placed(envelope, pointer.split("/")[1:], [_view(schema, root, body) for _, body in rows])
        if operation.result.allows(whole):
            return _in_format(operation, whole, f"{operation.api.spec.id}:{resource}")
    items = []
    for key, body in rows:
        seed = f"{operation.api.spec.id}:{resource}:{key}"
        try:
            if scalar:
                items.append(fitted(key, schema, root, seed, resource))
            else:
                items.append(shown(operation, schema, body, seed))
        except ImpossibleError:
            continue
    whole = _placed(envelope, pointer.split("/")[1:], items)
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


def _filled(
    envelope: Any, schema: Schema, root: Schema, path: list[str], operation: CompiledOperation, page: Page
) -> Any:
    """Return an envelope in which counts, pages and the way to the next page fit the page."""
    if not isinstance(envelope, dict):
        return envelope
    paging = operation.operation.paging
    properties = properties_of(schema, root)
    inner = unescaped(path[0]) if path else ""
    has_total = any(normalised(name) in TOTALS[:-1] for name in envelope)
    filled: dict[str, Any] = {}
    for name, value in envelope.items():
        own = normalised(name)
        each = properties.get(name, True)
        if name == inner or (isinstance(value, dict) and own not in NEXTS):
            filled[name] = _filled(value, each, root, path[1:] if name == inner else [], operation, page)
            continue
        made: Any = value
        if own in NEXTS:
            made = _following(each, root, page, paging is not None and bool(paging.next_field))
            if made is None and not conforms(None, each, root):
                continue
        elif (own in _HERE and (has_total or own != "count")) or own in ("currentpageitems", "itemsonpage"):
            made = page.shown
        elif own in TOTALS or ("total" in (words := words_of(name)) and not _THINGS.isdisjoint(words)):
            made = page.total
        elif own in _MORE:
            made = page.following is not None and own != "incompleteresults"
        elif own in _LIMITS:
            made = page.limit
        elif own in _PAGES:
            made = max(1, -(-page.total // max(1, page.limit)))
        elif own in _OFFSETS:
            made = page.offset
        elif own in _NUMBERS and not isinstance(value, str):
            made = page.offset // max(1, page.limit) + 1
        if isinstance(value, str) and isinstance(made, int) and not isinstance(made, bool):
            made = str(made) if value.isdecimal() else value
        filled[name] = made if conforms(made, each, root) else value
    return filled


def _following(schema: Schema, root: Schema, page: Page, known: bool) -> Any:
    """Return the next cursor, page or address in the type that the schema wants; None if there is none."""
    if page.following is None or not known:
        return None
    for made in (page.following, str(page.following)):
        if conforms(made, schema, root):
            return made
    return None


def opaque_result(operation: CompiledOperation, arguments: dict[str, Any], seed: str) -> Any:
    """Return a result that follows from a seed and the arguments alone; None if it is not described.

    Raises:
        ImpossibleError: No result was found that conforms.
    """
    if operation.result is None:
        return None if operation.tool.method else undescribed_result(operation.tool, arguments, seed)
    return operation.api.kept.get(
        (operation.tool.id, seed), arguments, lambda: _opaque_result(operation, arguments, seed)
    )


def _opaque_result(
    operation: CompiledOperation, arguments: dict[str, Any], seed: str, entity: Entity | None = None
) -> Any:
    assert operation.result is not None
    root, tool = operation.result.schema, operation.tool
    noun = operation.noun
    value = sample(root, root, seed, "result", owner=noun, host=operation.host)
    sent = {
        place.wire_name or place.name: arguments[place.name] for place in tool.places if place.name in arguments
    } or dict(arguments)
    key = operation.operation.key
    if key in arguments:
        sent.setdefault("id", arguments[key])
    repeating = agreed(value, root, sent, spellings(noun))
    own = () if entity is None else (with_own(repeating, root, entity, seed),)
    properties = properties_of(root, root)
    is_told = is_outcome(properties, whole=True)
    good = [succeeded(each, properties, root) for each in (*own, repeating)] if is_told else []
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


def receipt(operation: CompiledOperation, body: dict[str, Any], key: str) -> Any:
    """Return a result that is not the entity: made by its schema, with what it has in common with the entity.

    Raises:
        ImpossibleError: No result was found that conforms.
    """
    known = {**body, operation.operation.key: key} if operation.operation.key else body
    seed = f"{operation.api.spec.id}:{operation.tool.id}:{key}"
    if operation.result is None or operation.resource is None:
        return opaque_result(operation, known, seed)
    entity = _entity(operation, body)
    return operation.api.kept.get(
        (operation.tool.id, seed), known, lambda: _opaque_result(operation, known, seed, entity)
    )

"""Reads what an operation does from its method, path and name: ``Tool`` -> ``Draft``.

A draft is what one tool says by itself. ``resources`` joins the drafts of an API, which may raise or lower their
confidence. Not handled: batch operations, GraphQL, operations whose verb stands only in a description.
"""

from typing import Any

import msgspec

from lemnos.records import Tool
from lemnos.steps.tools.examples.example_values import normalised, words_of
from lemnos.steps.tools.naming.nouns import is_plural, phrase_of, singular
from lemnos.steps.tools.schemas.validation import Schema
from lemnos.steps.tools.world.base import Verb
from lemnos.steps.tools.world.semantics.collections import PARAMETER, Collections, is_part
from lemnos.steps.tools.world.semantics.paging import is_paging
from lemnos.steps.tools.world.semantics.paths import (
    EXTENSION,
    IDENTIFYING,
    noun_of_argument,
    segments_of,
    spellings,
    with_collections,
)
from lemnos.steps.tools.world.semantics.shapes import Shape, flat_of, shape_of
from lemnos.steps.tools.world.semantics.words import GENERIC_NOUNS, noun_words, verb_of, without_articles

_NO_ENTITY = frozenset(
    "format version apiversion locale language lang extension ext api apiversionid output type mediatype".split()
)
"""Normalised names of parameters of a path that identify no entity."""
_SEARCHING = frozenset("search query find lookup filter".split())
_NO_THINGS = frozenset(
    "login logout signin signout signup auth oauth authenticate authorize token ping health healthcheck status".split()
)
"""Last segments of paths that name no resource which a POST creates."""
_READING = frozenset("get list find fetch retrieve".split())
"""Words before a noun in the last segment of a path that are no part of it."""
_BATCH = frozenset("batch bulk multi many multiple batchget batchdelete".split())
_METHOD_VERBS: dict[str, Verb] = {"GET": "get", "DELETE": "delete", "PUT": "replace", "PATCH": "update"}
_NONE = Collections(frozenset(), {}, frozenset())


class Draft(msgspec.Struct):
    """What a tool says of what it does."""

    tool: Tool
    verb: Verb
    noun: tuple[str, ...]
    """Words of the resource, the last one in the singular; empty if nothing names one."""
    collection: str
    """What identifies the resource before resources are joined: the path of its collection, or its noun."""
    key: str
    """Argument that identifies the entity; empty if none does."""
    parents: list[tuple[str, tuple[str, ...]]]
    """Arguments that identify an entity above, outermost first, each with the noun of that entity."""
    evidence: list[str]
    confidence: float
    properties: dict[str, Schema]
    """The schemas of the arguments."""
    required: frozenset[str]
    places: dict[str, str]
    wires: dict[str, str]
    """Argument → its name in the request; ``$`` for the whole body."""
    parameters: Any
    """The schema of the arguments: the root of ``properties``."""
    result: Any
    """The schema of the result; None if it is not described."""
    shape: Shape
    action: str = ""
    """The verb of an ``action``."""
    plural: bool = False
    """Whether the noun stands in the plural."""


def draft_of(tool: Tool, collections: Collections = _NONE) -> Draft:
    """Return what a tool says of what it does; its verb is ``opaque`` if that is not a thing that worlds know.

    Args:
        tool: The tool.
        collections: What the paths of its API tell of collections, whatever their words.
    """
    parameters = msgspec.json.decode(tool.parameters)
    result = msgspec.json.decode(tool.result) if tool.result else None
    flat = flat_of(parameters, parameters)
    draft = Draft(
        tool, "opaque", (), "", "", [], [], 0.0, flat.get("properties", {}), frozenset(flat.get("required", ())),
        {place.name: place.place for place in tool.places},
        {place.name: place.wire_name or place.name for place in tool.places}, parameters, result, Shape("none"),
    )  # fmt: skip
    if not _chooses_part(draft, collections):
        if tool.method and tool.path and not tool.path.startswith("/#") and "{" not in tool.path.partition("#")[2]:
            _read_path(draft, collections)
        if draft.verb == "opaque":
            _read_name(draft)
    if draft.shape.kind == "none":
        draft.shape = shape_of(result, spellings(draft.noun))
    _weigh_result(draft)
    return draft


def _chooses_part(draft: Draft, collections: Collections) -> bool:
    """Return whether a path ends in a parameter that chooses a part of an entity: see ``is_part``."""
    segments = segments_of(draft.tool.path)
    while segments and PARAMETER.fullmatch(segments[-1]) and _argument(draft, segments[-1]) is None:
        segments.pop()  # a format or a version at the end
    return bool(draft.tool.method) and is_part(segments, collections)


def _argument(draft: Draft, segment: str) -> str | None:
    """Return the argument that stands in a segment of the path; None if it identifies no entity."""
    match = PARAMETER.fullmatch(segment)
    if match is None or (normalised(match[1]) in _NO_ENTITY and not _has_collection(draft.tool.path, match[1])):
        return None
    name = next(
        (each.name for each in draft.tool.places if each.place == "path" and (each.wire_name or each.name) == match[1]),
        match[1],
    )
    schema = draft.properties.get(name)
    if isinstance(schema, dict) and ("const" in schema or len(schema.get("enum", ())) > 0):
        return None
    return name if name in draft.properties else None


def _has_collection(path: str, name: str) -> bool:
    """Return whether a path has the collection of what a parameter names: ``/apis/{owner}/{api}``."""
    return any(is_plural(each) and phrase_of(each) == phrase_of(name) for each in path.split("/") if "{" not in each)


def _read_path(draft: Draft, collections: Collections) -> None:
    tool = draft.tool
    segments = with_collections(segments_of(tool.path), tool.name)
    is_static = [PARAMETER.search(segment) is None for segment in segments]
    if not segments or any(
        not static and PARAMETER.fullmatch(each) is None for each, static in zip(segments, is_static, strict=True)
    ):
        return
    while segments and not is_static[-1] and _argument(draft, segments[-1]) is None and len(segments) > 1:
        segments.pop(), is_static.pop()  # a format or a version at the end
    tail = segments[-1]
    tail_words = words_of(tail)
    evidence = f"{tool.method} on {tool.path}"
    word = tail_words[0] if tail_words else ""
    if not is_static[-1]:
        verb = "update" if tool.method == "POST" else _METHOD_VERBS.get(tool.method)
        argument = _argument(draft, tail)
        if verb is None or argument is None or (tool.method == "POST" and _is_said_to_make(tool)):
            return
        owned = collections.owned.get(tool.path.rstrip("/"))
        if owned is not None and tool.method in ("GET", "POST"):
            _place(draft, segments, "")
            draft.verb, draft.plural = "list" if tool.method == "GET" else "create", True
            draft.shape = owned if tool.method == "GET" else draft.shape
            draft.evidence.append(f"{argument} names what they belong to")
        else:
            _place(draft, segments[:-1], argument)
            draft.verb, draft.key = verb, argument
        draft.confidence = 0.5 if tool.method == "POST" else 0.7
    elif (
        len(segments) > 1
        and len(tail_words) == 1
        and verb_of(word)
        and not (is_plural(tail.lower()) and tool.method == "GET")
    ):
        if not _read_verb(draft, segments, is_static, word):
            return
    elif any(word in _BATCH for word in tail_words):
        return
    elif (
        tool.method == "POST"
        and len(tail_words) > 1
        and verb_of(word)
        and not is_plural(tail_words[0])
        and tool.path.rstrip("/") not in collections.paths
    ):
        return  # a call in the form of a path: /get_orders
    else:
        _place(draft, segments, "")
        draft.plural = is_plural(tail_words[-1]) if tail_words else False
        named = _named_verb(draft)
        match tool.method:
            case "GET" | "HEAD":
                draft.verb = "list" if draft.plural or named in ("list", "search") else "get"
                if named == "search":
                    draft.verb = "search"
            case "POST" if tail.lower() not in _NO_THINGS:
                draft.verb = "create"
            case "PUT" | "PATCH" | "DELETE":
                draft.verb = _METHOD_VERBS[tool.method]
            case _:
                return
        draft.confidence = 0.6 if draft.plural else 0.4
        if tool.method in ("PUT", "PATCH", "DELETE"):
            draft.key = _key_argument(draft)
    draft.evidence.append(evidence)
    if draft.verb in ("get", "delete", "update", "replace") and not draft.key:
        draft.key = _key_argument(draft, required=True)
        if draft.verb in ("get", "delete") and draft.key not in draft.required:
            draft.key = ""  # what may be left out identifies nothing
    _weigh_name(draft)


def _is_said_to_make(tool: Tool) -> bool:
    """Return whether a description says that something new is made: at an address of its own, it is no update."""
    words = words_of(tool.description[:40])
    return words[:1] in (("create",), ("creates",), ("register",), ("registers",)) and "update" not in words[:4]


def _read_verb(draft: Draft, segments: list[str], is_static: list[bool], word: str) -> bool:
    """Read a path that ends in a verb: ``/orders/{id}/cancel``, ``/pets/search``, ``/connections/create``."""
    method, before, verb = draft.tool.method, segments[:-1], verb_of(word)
    argument = None if is_static[-2] else _argument(draft, before[-1])
    if verb is None or (not is_static[-2] and argument is None):
        return False
    if argument is not None:
        before = before[:-1]
    if not is_static[-2] and verb in ("create", "list", "search"):
        return False
    _place(draft, before, argument or "")
    draft.key = argument or ""
    draft.verb = verb
    if word in _SEARCHING:
        draft.verb = "search"
    if verb == "action":
        draft.action = word
        draft.key = draft.key or _key_argument(draft, required=True)
        if method in ("GET", "HEAD", "DELETE") or not draft.key:
            draft.verb = "opaque"
            return False
    elif method == "GET" and draft.verb not in ("get", "list", "search"):
        draft.verb = "opaque"
        return False
    elif draft.verb in ("get", "update", "replace", "delete"):
        draft.key = draft.key or _key_argument(draft, required=True)
    draft.plural = True
    draft.confidence = 0.6
    draft.evidence.append(f"its path ends in {word}")
    return True


def _place(draft: Draft, segments: list[str], key: str) -> None:
    """Set noun, collection and parents from the segments up to the noun of the resource."""
    static = [segment for segment in segments if not segment.startswith("{")]
    noun = noun_words(static[-1]) if static else noun_of_argument(key)
    if noun and noun[-1] in GENERIC_NOUNS and key and (better := noun_of_argument(key)):
        noun = better
    draft.noun = noun[1:] if len(noun) > 1 and noun[0] in _READING else noun
    last = ""
    signature: list[str] = []
    for number, segment in enumerate(segments):
        if not segment.startswith("{"):
            last = segment
            signature.append(segment.lower())
            continue
        argument = _argument(draft, segment)
        signature.append("{}")
        if argument is None or argument == key:
            continue
        above = number + 1 < len(segments) and segments[number + 1].startswith("{")
        previous = number > 0 and not segments[number - 1].startswith("{")
        parent = noun_words(last) if previous and not above else noun_of_argument(argument) or noun_words(last)
        if number + 1 == len(segments) or above or not previous:
            parent = noun_of_argument(argument) or parent
        if not parent and not noun_of_argument(argument):
            continue  # an ``id`` at the root of which nothing says what it identifies
        draft.parents.append((argument, parent or noun_words(argument)))
    draft.collection = "/".join(signature) or "".join(noun)


def _key_argument(draft: Draft, *, required: bool = False) -> str:
    """Return the argument that identifies an entity of the draft's noun; empty if none does."""
    taken = {argument for argument, _ in draft.parents}
    names = [name for name in draft.properties if name not in taken and _is_scalar(draft, name)]
    if draft.tool.method:
        names = [name for name in names if not is_paging(name)]
    outside = [name for name in names if draft.places.get(name) in ("path", "query")]
    pools = (outside, names) if draft.tool.method not in ("", "POST") else (names,)
    whole, last = "".join(draft.noun), draft.noun[-1] if draft.noun else ""
    plain = ("id", "uuid", "guid", "gid", "key", "sid", "identifier", "slug")
    stems = [stem for stem in dict.fromkeys((whole, last)) if stem]
    wanted = [*(stem + suffix for stem in stems for suffix in IDENTIFYING), *plain, *stems]
    for pool in pools:
        by_name = {normalised(name): name for name in reversed(pool)}
        found = next((by_name[name] for name in wanted if name in by_name), "")
        if found:
            return found
    needed = [name for name in names if name in draft.required] if required else []
    ending = [name for name in needed if (words_of(name) or ("",))[-1] in IDENTIFYING]
    return ending[0] if len(ending) == 1 else ""


def _is_scalar(draft: Draft, name: str) -> bool:
    kind = flat_of(draft.properties[name], draft.parameters).get("type", "string")
    return kind in ("string", "integer", "number") or (isinstance(kind, list) and "array" not in kind)


def _named_verb(draft: Draft) -> Verb | None:
    words = words_of(draft.tool.name)
    return verb_of(words[0]) if words else None


def _weigh_name(draft: Draft) -> None:
    """Raise the confidence of a reading if the name of the operation agrees with it, and lower it if it objects."""
    words = words_of(draft.tool.name)
    if not words:
        return
    said = [verb for word in words for verb in (verb_of(word),) if verb]
    same = {"get": ("get", "search"), "list": ("list", "get", "search"), "search": ("search", "list", "get"),
            "update": ("update", "replace", "create"), "replace": ("replace", "update", "create")}.get(
        draft.verb, (draft.verb,)
    )  # fmt: skip
    derived = words[0] == draft.tool.method.lower()
    if derived:
        return
    if any(verb in same for verb in said):
        draft.confidence += 0.2
        draft.evidence.append(f"its name is {draft.tool.name}")
    elif said and said[0] in ("delete", "create", "list") and said[0] != draft.verb:
        draft.confidence -= 0.3


def _read_name(draft: Draft) -> None:
    """Read verb and noun from a name such as ``create_issue``, ``listRepos``, ``issues.list``, ``get-user-by-id``."""
    words = words_of(EXTENSION.sub("", draft.tool.name))
    words = tuple(word for word in words if word not in ("api", "mcp", "tool", "v", "request"))
    if not words or any(word in _BATCH for word in words):
        return
    if draft.tool.method and words[0] == draft.tool.method.lower() != "get":
        return  # a name made of method and path, which has been read
    verb, rest, word = verb_of(words[0]), words[1:], words[0]
    if verb is None or not rest:
        if len(words) > 1 and (verb_of(words[-1])) is not None:
            verb, rest, word = verb_of(words[-1]), words[:-1], words[-1]
        elif len(words) > 2 and (found := next((n for n in (1, 2) if n < len(words) - 1 and verb_of(words[n])), None)):
            verb, rest, word = verb_of(words[found]), words[found + 1 :], words[found]
        else:
            return
    if draft.tool.method == "GET" and verb not in ("get", "list", "search"):
        return
    phrase = without_articles(rest)
    if not phrase or verb is None:
        return
    plural = is_plural(phrase[-1]) or phrase[-1] == "list"
    if phrase[-1] == "list" and len(phrase) > 1:
        phrase, verb = phrase[:-1], "list"
    noun = (*phrase[:-1], singular(phrase[-1]))
    draft.noun, draft.collection, draft.plural = noun, f"name:{''.join(noun)}", plural
    draft.key = _key_argument(draft)
    if verb == "get" and plural and not (draft.key and draft.key in draft.required):
        verb, draft.key = "list", ""
    if verb == "search" and not plural and draft.key in draft.required and word == "find":
        verb = "get"
    if verb in ("list", "search", "create"):
        draft.key = ""
    elif not draft.key:
        draft.key = _key_argument(draft, required=True)
    if verb == "action":
        draft.action = word
    if verb in ("get", "update", "replace", "delete", "action") and not draft.key:
        return
    draft.verb, draft.confidence = verb, 0.45
    draft.evidence.append(f"its name is {draft.tool.name}")
    if draft.key:
        draft.confidence += 0.1
        draft.evidence.append(f"{draft.key} identifies one")
    for name in draft.properties:
        names_one = name in draft.required and (words_of(name) or ("",))[-1] in ("id", "key", "slug")
        if name != draft.key and names_one and (above := noun_of_argument(name)):
            draft.parents.append((name, above))


def _is_called(shape: Shape, nouns: tuple[str, ...]) -> bool:
    """Return whether the list of a result, or what its items are, is called by one of some nouns."""
    return normalised(shape.pointer.rpartition("/")[2]) in nouns or normalised(shape.entity) in nouns


def _weigh_result(draft: Draft) -> None:
    """Let the shape of the result confirm or correct the verb."""
    match draft.verb, draft.shape.kind:
        case ("list" | "search", "list"):
            draft.confidence += 0.2
            draft.evidence.append("its result holds a list")
        case ("create", "list") if draft.plural and _named_verb(draft) in ("get", "list", "search"):
            draft.verb = "search" if _BATCH.isdisjoint(words_of(draft.tool.name)) else "opaque"  # of given ids
            draft.confidence += 0.2
            draft.evidence.append(f"its name is {draft.tool.name}, and its result holds a list")
        case ("list", "one"):
            draft.verb, draft.confidence = "get", draft.confidence - 0.2
        case ("get", "list") if not draft.key:
            draft.verb, draft.confidence = "list", draft.confidence + 0.1
            draft.evidence.append("its result holds a list")
        case ("get" | "create" | "update" | "replace", "one"):
            if draft.shape.entity:
                draft.confidence += 0.1
                draft.evidence.append(f"its result is one {draft.shape.entity}")
        case ("get", "list") if _is_called(draft.shape, spellings(draft.noun)):
            draft.evidence.append("its result is a list of the one")
        case ("get", "list" | "other") | ("list" | "search", "other" | "one"):
            draft.confidence -= 0.4

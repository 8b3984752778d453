"""Find what a tool as a whole says of its arguments: ``Tool`` -> noun of its resource, templates and ids.

The version of the API, the collections in the names of Google's operations, and the examples and patterns that the
result has for a property of an argument's name.
"""

import re
from random import Random
from typing import Any

import msgspec

from lemnos.records import Tool
from lemnos.steps.tools.examples.adjust import singular
from lemnos.steps.tools.examples.example_values import normalised, words_of
from lemnos.steps.tools.examples.pattern import is_code, matching_text
from lemnos.steps.tools.examples.selection import is_placeholder
from lemnos.steps.tools.schemas.flatten import ImpossibleError, flatten
from lemnos.steps.tools.schemas.validation import Schema, is_type

WRAPPERS = frozenset(
    "data result results item items response value values record records entry entries object objects resource "
    "resources list content payload attributes body elements hits rows docs documents output".split()
)
"""Names of properties that wrap a resource or a list of resources."""
ENDINGS = ("id", "name", "key", "code", "sid", "slug", "uuid")
"""Names under which a resource may have what identifies it."""
_LONGEST_TEXT = 80
"""Maximum length of an example of the result that an argument takes over, in characters."""
_ACTIONS = frozenset(
    "create add new insert register save store make generate update edit modify change set put patch replace upsert "
    "delete remove get list find search query fetch load read send submit post upload import export copy move rename "
    "do run execute start stop cancel validate verify check process api rest rpc service json xml".split()
)
"""First words of the last segment of a path that name an action or the API, not a resource."""
_NAMED_BY_PATH = frozenset(("parent", "name", "resource"))
_API_VERSION = frozenset(("apiversion", "xapiversion", "xmsversion"))


def noun_of(path: str, *, last: bool = False) -> str:
    """Return the singular of what a path is about, its words joined by hyphens; empty if it says nothing.

    Args:
        path: A path template.
        last: Whether only its last segment counts, not the last one that is no field.

    >>> noun_of("/v1/liveStreams/{id}"), noun_of("/v1/{name}:cancel"), noun_of("/BoatService/Create")
    ('live-stream', '', '')
    """
    parts = [part for part in path.split("/") if part and "#" not in part]
    literal = [part for part in (parts[-1:] if last else parts) if "{" not in part]
    words = words_of(literal[-1].partition(":")[0]) if literal else ()
    if words and (words[0] in _ACTIONS or len(words) > 3 or any(map(str.isdigit, words))):
        return ""
    return singular("-".join(words))


def verbs_of(name: str) -> set[str]:
    """Return the words of an operation's name that may be its verb: the first word, and that of the last part.

    >>> sorted(verbs_of("createPet")), sorted(verbs_of("pubsub_projects_topics_list"))
    (['create'], ['list', 'pubsub'])
    """
    parts = [words_of(part)[:1] for part in (name, name.rpartition("_")[2], name.rpartition("-")[2])]
    return {word for part in parts for word in part}


def stems_of(tool: Tool, name: str) -> list[str]:
    """Return the names that an argument may have in a response: its own, and ``id`` if it ends the path."""
    place = next((place for place in tool.places if place.name == name), None)
    spelled = (place.wire_name if place else "") or name
    wire = normalised(spelled)
    ends_path = place is not None and place.place == "path" and tool.path.rstrip("/").endswith("{" + spelled + "}")
    return [wire, *(ending for ending in ENDINGS if wire.endswith(ending) and wire != ending)] if ends_path else [wire]


def resource_schema(schema: Schema, nouns: frozenset[str]) -> dict[str, Any]:
    """Return the flat schema of the resource in a result: of the items of its list, within its wrapper."""
    try:
        flat = flatten(schema, schema)
        for _ in range(3):
            properties = flat.get("properties", {})
            wrapped = next((key for key in properties if normalised(key) in nouns), None)
            inner = flat.get("items") if "items" in flat else properties.get(wrapped) if wrapped else None
            if not isinstance(inner, dict):
                break
            flat = flatten(inner, schema)
    except ImpossibleError:
        return {}
    return flat


def nouns_of(tool: Tool) -> frozenset[str]:
    """Return the names under which a response may wrap the resource of an operation: ``pet``, ``pets``, ``data``."""
    noun = normalised(noun_of(tool.path))
    return WRAPPERS | ({noun, f"{noun}s"} if noun else set())


def templates_of(tool: Tool) -> dict[str, str]:
    """Return the text, or the template of a resource name, for arguments of which the tool as a whole says more.

    The template comes from the collections in the operation's name: Google's operations are named
    ``pubsub_projects_topics_subscriptions_list`` and take ``projects/*/topics/*``.
    """
    own = _of_result(tool)
    if tool.version:
        own |= {place.name: tool.version for place in tool.places if normalised(place.name) in _API_VERSION}
    words = tool.name.split("_")
    named = [place.name for place in tool.places if place.place == "path"]
    if len(named) != 1 or not (named[0] in _NAMED_BY_PATH or f"{named[0]}s" in words[-2:-1]):
        return own
    collections = words[1:-1]
    if not collections or "googleapis" not in tool.server or not all(map(str.isalpha, collections)):
        return own
    before, _, after = tool.path.partition("{" + named[0] + "}")
    following = re.match(r"/(\w+)", after)
    if (named[0] == "parent" and not following) or (following and following[1] == collections[-1]):
        collections = collections[:-1]
    if not collections:
        return own
    if before.endswith(f"/{collections[-1]}/"):
        return own | {named[0]: "{" + singular(collections[-1]) + "}"}
    return own | {named[0]: "/".join(f"{collection}/*" for collection in collections)}


def _of_result(tool: Tool) -> dict[str, str]:
    """Return for each argument the example that the resource in the result has of it, if it is text."""
    if '"examples"' not in tool.result and '"pattern"' not in tool.result:
        return {}
    schema = resource_schema(msgspec.json.decode(tool.result), nouns_of(tool))
    random = Random(int(tool.id, 16))
    known: dict[str, Any] = {}
    for name, member in schema.get("properties", {}).items():
        if not isinstance(member, dict):
            continue
        pattern = member.get("pattern")
        if isinstance(given := member.get("examples"), list) and given and not is_placeholder(given[0], name):
            known[normalised(name)] = given[0]
        elif isinstance(pattern, str) and normalised(name).endswith(ENDINGS) and is_code(pattern, any_letters=True):
            known[normalised(name)] = matching_text(pattern, random)
    found = {}
    for place in tool.places:
        value = next((known[stem] for stem in stems_of(tool, place.name) if stem in known), None)
        if is_type(value, "integer"):
            value = str(value)
        if isinstance(value, str) and len(value) < _LONGEST_TEXT:
            found[place.name] = value
    return found

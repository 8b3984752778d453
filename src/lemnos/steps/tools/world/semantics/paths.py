"""Reads paths and names of arguments: path template -> segments; argument -> the noun that it identifies."""

import re

from lemnos.steps.tools.examples.example_values import words_of
from lemnos.steps.tools.naming.nouns import singular
from lemnos.steps.tools.world.semantics.words import verb_of

_CUSTOM_VERB = re.compile(r"(\{[^{}]*\}|[\w-]+):([a-zA-Z]\w+)")
_ODATA = re.compile(r"^([\w.]+)\(['\"]?(\{[^{}]*\})['\"]?\)$")
_KIND_OF = re.compile(r"^\{[^{}]*\}[-_.](?=[A-Za-z]+s$)")
"""Of what the things of a collection are: ``{petKind}-notes``."""
_VERSION = re.compile(r"v?\d+(?:[._p-]\d+)*(?:(?:alpha|beta|rc)\d*)?|latest|api|rest|\d{4}-\d\d-\d\d", re.IGNORECASE)
_LATER_VERSION = re.compile(r"v\d+(?:[._p-]\d+)*(?:(?:alpha|beta|rc)\d*)?")
"""A version after other segments."""
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)*\.(?:com|org|io|net|dev)")
"""A segment that names a host, as that of a group of APIs."""
EXTENSION = re.compile(r"\.(?:json|xml|php|\{\w*format\}|do|aspx?)$")
IDENTIFYING = (
    "id",
    "key",
    "name",
    "slug",
    "number",
    "uuid",
    "guid",
    "gid",
    "sid",
    "code",
    "arn",
    "handle",
    "ref",
    "identifier",
)
"""Last words of arguments that identify an entity, the likeliest first."""


def segments_of(path: str) -> list[str]:
    """Return the segments of a path template: parameters in braces, custom verbs and RPC names as segments of their
    own, without versions and extensions, and without the parameter that says of what the things of a collection are.

    >>> segments_of("/v1/pets/{petId}:archive"), segments_of("/api/account.cart.add.json")
    (['pets', '{petId}', 'archive'], ['account', 'cart', 'add'])
    >>> segments_of("/{petKind}-notes/{id}")
    ['notes', '{id}']
    """
    segments: list[str] = []
    host = False
    for segment in path.partition("?")[0].partition("#")[0].split("/"):
        segment = EXTENSION.sub("", segment)
        segment = _KIND_OF.sub("", segment)
        if not segment or (_VERSION.fullmatch(segment) and not segments):
            continue
        if _LATER_VERSION.fullmatch(segment):
            if host:
                segments.clear()
            continue
        host = host or _HOST.fullmatch(segment) is not None
        if (found := _CUSTOM_VERB.fullmatch(segment)) or (found := _ODATA.fullmatch(segment)):
            segments += [found[1], found[2]]
        elif "{" not in segment and segment.count(".") >= 1 and not segment.startswith("."):
            segments += [part for part in segment.split(".") if part]
        elif segment.endswith("()"):
            segments.append(segment[:-2])
        else:
            segments.append(segment)
    return segments


def noun_of_argument(name: str) -> tuple[str, ...]:
    """Return the noun that an argument identifies: ``order_id`` → ``("order",)``; its own words without a suffix."""
    words = words_of(name)
    if words and words[-1] in IDENTIFYING and len(words) > 1:
        words = words[:-1]
    elif words and words[0] == "id" and len(words) > 1:
        words = words[1:]
    elif len(words) == 1 and words[0] in IDENTIFYING:
        return ()
    return (*words[:-1], singular(words[-1])) if words else ()


def spellings(noun: tuple[str, ...]) -> tuple[str, ...]:
    """Return the normalised names under which a result may hold the entity or entities that ``noun`` names."""
    if not noun:
        return ()
    whole, last = "".join(noun), noun[-1]
    names = [whole, *_plurals(whole), last, *_plurals(last)]
    return tuple(dict.fromkeys(names))


def _plurals(word: str) -> list[str]:
    plurals = [f"{word}s", f"{word}es", f"{word}list", f"{word}items"]
    return [*plurals, f"{word[:-1]}ies"] if word.endswith("y") else plurals


def with_collections(segments: list[str], operation: str) -> list[str]:
    """Return the segments of a path whose only parameter is a whole resource name, with the collection before it.

    The name of the operation tells the collection. Other paths stay as they are.

    >>> with_collections(["{name}"], "pubsub_projects_topics_get")
    ['topics', '{name}']
    >>> with_collections(["{parent}", "topics"], "pubsub_projects_topics_list")
    ['projects', '{parent}', 'topics']
    """
    collections = operation.split("_")[1:-1]
    called = words_of(operation.rpartition("_")[2])
    if len(called) != 1 or (verb_of(called[0]) is None and operation.rpartition("_")[2] not in segments):
        return segments  # a part of the resource (keys_getMetrics), or a name that was cut
    if not segments or not collections or not segments[0].startswith("{") or len(segments) > 2:
        return segments
    if any(segment.startswith("{") for segment in segments[1:]):
        return segments
    last = collections[-1]
    if len(segments) == 2 and "".join(words_of(segments[1])) == "".join(words_of(last)):
        return [collections[-2], *segments] if len(collections) > 1 else segments
    words = words_of(last)
    return [last, *segments] if words and singular(words[-1]) != words[-1] else segments


def example_parent(operation: str) -> str:
    """Return a resource name below which the entities of an operation lie; empty if its name tells none.

    >>> example_parent("redis_projects_locations_instances_list")
    'projects/project-1/locations/location-1'
    """
    parts = []
    for collection in operation.split("_")[1:-2]:
        word = singular(collection.lower())
        if word == collection.lower():
            return ""
        parts.append(f"{collection}/{word}-1")
    return "/".join(parts)

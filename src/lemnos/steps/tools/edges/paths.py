"""Reads path templates: ``/shops/{shopId}/pets/{petId}`` → the collection below which each parameter names an entity.

A collection is written as the path of its list with ``{}`` for parameters: ``/shops/{}/pets``.
"""

import re
from functools import lru_cache

import msgspec

from lemnos.steps.tools.edges.names import GENERIC, glued, same_resource
from lemnos.steps.tools.naming.nouns import phrase_of, split_key

_IN_BRACKETS = re.compile(r"\(([^()]*\{[^()]*)\)")
_ENDING = re.compile(r"(?:\.(?:json|xml|html|\{\w+\}))?(?::\w+)?$")
_PARAMETER = re.compile(r"['\"=]?[^{}]*\{[+/]?([^{}]+?)\*?\}['\"]?")
_VERSION = re.compile(r"/(?:v?\d[\w.]*|v[a-z]*\d[\w.]*|api|rest)(?=/|$)", re.IGNORECASE)
_WITH_FORMAT = re.compile(r"(\{[^{}]+\})[.:@]?\{[^{}]+\}")
"""A key with the format of the answer after it: ``{id}{extension}``."""
_PASSED_OVER = frozenset(
    ("by", "name", "id", "byname", "byid", "by-name", "by-id", "by_id", "by_name", "-", "detail", "details", "info")
)
RPC_VERBS = frozenset("get list create update delete search find add remove read edit save fetch query".split())
"""Last segments of paths that name what is done and not a resource."""


class Below(msgspec.Struct, frozen=True):
    """The collection below which a path parameter stands."""

    collection: str
    resource: tuple[str, ...]
    """The resource that the collection holds, as its segment says."""
    is_named: bool
    """Whether the name of the parameter says the same resource, or none."""


def is_scoped(collection: str) -> bool:
    """Return whether a collection lies under an entity, so that others of its name may hold other entities.

    >>> is_scoped("/shops/{}/pets"), is_scoped("/{}/pets")
    (True, False)
    """
    return "{}" in collection.removeprefix("/{}").removeprefix("/{}")


@lru_cache(maxsize=4096)
def without_version(collection: str) -> str:
    """Return a collection without the version and the word ``api`` in its path.

    >>> without_version("/api/v2.0/pets")
    '/pets'
    """
    return _VERSION.sub("", collection)


def of_all_owners(collection: str) -> str:
    """Return the collection that holds the entities of all first parts of a key of several parts; empty for none.

    >>> of_all_owners("/apps/{}"), of_all_owners("/apps/{}/builds")
    ('/apps', '')
    """
    plain = collection
    while plain.endswith("/{}"):
        plain = plain[:-3]
    return plain if plain != collection else ""


class PathPlan(msgspec.Struct, frozen=True):
    """What a path template says."""

    template: str
    """The path with ``{}`` for its parameters."""
    below: dict[str, Below]
    """The parameters that stand below a collection."""
    first: str
    """The first parameter; empty for none."""
    last: str
    """The parameter at the end; empty if the path ends in a literal."""
    resource: tuple[str, ...]
    """The resource that the last literal names, if the path ends in one."""
    verb: str
    """What follows a colon at the end: ``cancel`` of ``/{name}:cancel``."""


@lru_cache(maxsize=4096)
def plan_of(path: str) -> PathPlan:
    """Return what a path template says.

    >>> plan_of("/shops/{shopId}/pets/{id}").below["id"].collection
    '/shops/{}/pets'
    """
    bare = path.partition("#")[0].partition("?")[0]
    ending = re.search(r"\}:(\w+)$", bare)
    bare = _ENDING.sub("", _IN_BRACKETS.sub(r"/\1", bare))
    below: dict[str, Below] = {}
    done: list[str] = []
    literal: tuple[int, tuple[str, ...]] | None = None
    first = last = ""
    for segment in filter(None, bare.split("/")):
        match = _PARAMETER.fullmatch(_WITH_FORMAT.sub(r"\1", _ENDING.sub("", segment)))
        if match is None:
            done.append(segment)
            last = ""
            if segment.lower() not in _PASSED_OVER:
                literal = (len(done), phrase_of(segment))
            continue
        last = match[1]
        first = first or last
        if literal is not None:
            resource, key = split_key(last)
            if not key and last.islower() and same_resource(glued(last)[0], literal[1]):
                resource, _ = glued(last)
            is_near = not done[literal[0] :] or all(each.lower() in _PASSED_OVER for each in done[literal[0] :])
            says = same_resource(resource, literal[1])
            if is_near and not says and literal[0] > 1 and literal[0] == len(done):  # /linode/instances/{linodeId}
                says = same_resource(resource, phrase_of(done[-2]))
            says_none = not resource or (len(resource) == 1 and resource[0] in GENERIC)
            if is_near or says:
                collection = "/" + "/".join(done if says and not is_near else done[: literal[0]])
                below[last] = Below(collection, literal[1], says or (is_near and says_none))
        done.append("{}")
    resource = literal[1] if literal is not None and not last and literal[0] == len(done) else ()
    if len(resource) == 1 and resource[0] in RPC_VERBS and len(done) > 1 and done[-2] != "{}":
        resource = phrase_of(done[-2])
    return PathPlan("/" + "/".join(done), below, first, last, resource, ending[1] if ending else "")

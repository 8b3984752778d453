"""Tells which paths of an API are collections, and of whose things: ``Tool`` -> ``Collections``.

``/pets`` is one, because ``/pets/{id}`` lies below it. ``/apis/{owner}`` is that of the APIs of one owner, and no API
whose key is ``owner``: the parameter names another kind of thing, and the result is a list of APIs. ``/pets/{id}`` is
where one pet lies, so that ``/pets/{id}/{field}`` is a part of it, and no pet whose key is ``field``. Not handled:
collections below several owners of one path (``/apis/{owner}/{team}``).
"""

import re
from collections.abc import Collection, Sequence
from typing import NamedTuple

import msgspec

from lemnos.records import Tool
from lemnos.steps.tools.examples.example_values import normalised
from lemnos.steps.tools.naming.nouns import is_plural, phrase_of
from lemnos.steps.tools.world.semantics.paging import is_paging
from lemnos.steps.tools.world.semantics.paths import noun_of_argument, segments_of, spellings
from lemnos.steps.tools.world.semantics.shapes import Shape, listed, properties_of, shape_of

PARAMETER = re.compile(r"\{\+?([^{}]*)\}")
_OWNERS = frozenset(
    "owner user username author member team group account organization company workspace tenant project customer "
    "community".split()
)
"""Last words of what others belong to, whether or not an API shows it."""
_NO_OWNERS = frozenset("search query term keyword date day month year page".split())
"""Words of parameters that choose among entities."""
_COUNTS = frozenset("total totalcount totalresults totalitems count size offset limit page pagesize next".split())
"""Normalised names of what stands beside a page of a list."""
_CHANGING = ("PUT", "PATCH", "DELETE")
_SHORT = 3
"""Letters of the shortest beginning of a word that stands for it: ``repo`` for a repository."""


class Collections(NamedTuple):
    """What the paths of an API tell of its collections."""

    paths: frozenset[str]
    """Paths directly below which others have a parameter."""
    owned: dict[str, Shape]
    """Paths that end in the key of what the entities of the collection belong to → where the list lies."""
    keyed: frozenset[tuple[str, ...]]
    """Segments of paths at which one entity lies, its key last, each parameter as ``{}``."""


def collections_of(tools: Sequence[Tool]) -> Collections:
    """Return what the paths of the tools of one API tell of its collections."""
    below: dict[str, set[str]] = {}
    for tool in tools:
        path, _, last = tool.path.rstrip("/").rpartition("/")
        if tool.method and (match := PARAMETER.fullmatch(last)) is not None:
            below.setdefault(path, set()).update(noun_of_argument(match[1])[-1:])
    known = _OWNERS.union(*(phrase_of(path.rpartition("/")[2])[-1:] for path in below))
    changed = {tool.path.rstrip("/") for tool in tools if tool.method in _CHANGING}
    owned: dict[str, Shape] = {}
    for tool in tools:
        path = tool.path.rstrip("/")
        if tool.method == "GET" and path not in changed and (shape := _owned_list(tool, below.get(path, ()), known)):
            owned[path] = shape
    keyed = frozenset(_address(segments) for tool in tools if (segments := _of_entity(tool, owned, changed)))
    return Collections(frozenset(below), owned, keyed)


def is_part(segments: Sequence[str], collections: Collections) -> bool:
    """Return whether a path ends in a parameter that chooses a part of an entity, whose key stands before it.

    The key is the parameter after the collection, unless that names what the entities belong to.

    >>> none = Collections(frozenset(), {}, frozenset())
    >>> [is_part(path.split("/"), none) for path in ("boards/{idBoard}/{field}", "apis/{owner}/{api}")]
    [True, False]
    """
    first = len(segments)
    while first and PARAMETER.fullmatch(segments[first - 1]):
        first -= 1
    if first in (0, len(segments), len(segments) - 1):
        return False
    of = phrase_of(segments[first - 1])
    *before, last = (phrase_of("_".join(noun_of_argument(each[1:-1].lstrip("+")))) for each in segments[first:])
    if _is_called(last, of):
        return False
    if any(_is_called(each, of) for each in before):
        return True
    is_keyed = any(_address(segments[:end]) in collections.keyed for end in range(first + 1, len(segments)))
    return is_keyed and bool(last or not before[-1])


def _is_called(noun: tuple[str, ...], of: tuple[str, ...]) -> bool:
    """Return whether a parameter names what a collection holds, or the beginning of its name."""
    if not noun or not of:
        return False
    short, long = sorted((noun[-1], of[-1]), key=len)
    return short == long or (len(short) >= _SHORT and long.startswith(short))


def _of_entity(tool: Tool, owned: Collection[str], changed: Collection[str]) -> list[str]:
    """Return the segments of a path at which one entity lies; none where the result is a list, or no key ends it."""
    path = tool.path.rstrip("/")
    segments = segments_of(path) if tool.method in ("GET", *_CHANGING) and path not in owned else []
    if len(segments) < 2 or not PARAMETER.fullmatch(segments[-1]) or PARAMETER.fullmatch(segments[-2]):
        return []
    if path not in changed:
        result = msgspec.json.decode(tool.result) if tool.result else None
        if shape_of(result, spellings(phrase_of(segments[-2]))).kind == "list":
            return []
    return segments


def _address(segments: Sequence[str]) -> tuple[str, ...]:
    return tuple("{}" if PARAMETER.fullmatch(each) else each for each in segments)


def _owned_list(tool: Tool, below: Collection[str], known: Collection[str]) -> Shape | None:
    """Return where the list lies in the result of a path that ends in a collection and the key of an owner.

    None if the parameter identifies one of the entities; a shape of kind ``none`` if no result is described.

    Args:
        tool: The tool.
        below: The last words of what parameters directly below the path name.
        known: The last words of what is known to own others, or to have a collection of its own.
    """
    *_, collection, last = ("", *tool.path.rstrip("/").split("/"))
    match = PARAMETER.fullmatch(last)
    if match is None or not is_plural(collection) or is_paging(match[1]):
        return None
    noun, owner = phrase_of(collection), phrase_of("_".join(noun_of_argument(match[1])))
    if not owner or noun[-1].endswith(owner[-1]) or not _NO_OWNERS.isdisjoint(owner):
        return None
    is_above = noun[-1] in below
    if not is_above and owner[-1] not in known:
        return None
    result = msgspec.json.decode(tool.result) if tool.result else None
    nouns = spellings(noun)
    shape = shape_of(result, nouns)
    if shape.kind == "one" and result is not None:
        found = listed(result, nouns)
        is_named = found is not None and normalised(found.pointer.rpartition("/")[2]) in nouns
        is_page = is_above and not _COUNTS.isdisjoint(map(normalised, properties_of(result, result)))
        return found if is_named or is_page else None
    return shape if shape.kind == "list" or (is_above and shape.kind == "none") else None

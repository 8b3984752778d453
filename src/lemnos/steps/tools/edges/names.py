"""Tells which resource names of parameters, fields and schemas mean, on top of ``naming.nouns``.

Names of parts that every API has (``data``, ``item``) are no resources.
"""

from functools import lru_cache

from lemnos.steps.tools.naming.nouns import phrase_of

GENERIC = frozenset(
    "api rest data datum json rpc ajax resource item object entity record result element entry row value response "
    "payload body list thing type status state info information detail meta metadata attribute property param "
    "parameter query input output key id name me self current all new other default parent child root base".split()
)
"""Words that name no resource by themselves."""
_NOISE_AFTER = frozenset(
    "response result list collection page paginated dto model schema output out view read resource entity object "
    "item data detail info information summary full representation payload body record vm vo bean type definition def "
    "struct basic simple short extended base common serializer response2 get list1 v1 v2 v3 v4 properties attributes "
    "details".split()
)
_NOISE_BEFORE = frozenset(
    "get list create update full minimal simple basic short extended base abstract public api json nested read "
    "rest inline the a an single".split()
)
ROLES = frozenset(
    "parent source target src dst dest destination default primary secondary main billing shipping from to origin "
    "original previous prev next first last current home away linked related initial final start end assigned "
    "preferred sender recipient receiver in of the a my by shared selected existing base root host guest alternate "
    "backup".split()
)
"""Words before a resource that say what it is there for; its key is the same."""
PEOPLE = frozenset(
    "owner author creator assignee reporter manager approver reviewer requester requestor uploader sender "
    "recipient supervisor organizer".split()
)
"""Roles of users: ``owner_id`` is the key of a user where there is no resource called owner."""
_LEAST_STEM = 4


def glued(name: str) -> tuple[tuple[str, ...], str]:
    """Return ``split_key`` of a name in lower case without a separator: ``petid``; empty words if it is none.

    >>> glued("petid"), glued("paid"), glued("grid")
    ((('pet',), 'id'), (('pa',), 'id'), (('gr',), 'id'))
    """
    for key in ("uuid", "guid", "ids", "id"):
        if name.islower() and name.endswith(key) and len(name) > len(key) + 1:
            return phrase_of(name[: -len(key)].rstrip("_-")), key.rstrip("s")
    return (), ""


@lru_cache(maxsize=65_536)
def entity_of(schema: str) -> tuple[str, ...]:
    """Return the resource that the name of a schema tells; it may be a word that names none, as of ``Result``.

    >>> entity_of("PetResponseDto"), entity_of("com.shop.v2.full-purchase-order"), entity_of("ListResult")
    (('pet',), ('purchase', 'order'), ('result',))
    """
    words = list(phrase_of(schema.rpartition(".")[2]))
    while len(words) > 1 and words[0] in _NOISE_BEFORE:
        words.pop(0)
    while len(words) > 1 and words[-1] in _NOISE_AFTER:
        words.pop()
    return tuple(words)


def same_resource(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Return whether two resources may be one of which a name says more: ``order`` and ``purchase order``.

    Words may be written together (``jobschedule``), and plurals of other languages differ in their ends (``belege``).
    """
    short, long = sorted((one, other), key=len)
    if not short:
        return False
    if long[-len(short) :] == short:
        return True
    first, second = sorted(("".join(one), "".join(other)), key=len)
    return first == second or (len(first) >= _LEAST_STEM and second.startswith(first) and len(second) - len(first) <= 2)

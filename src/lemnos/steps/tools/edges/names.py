"""Splits names of parameters, fields and schemas into a resource and the key that identifies one: ``petId`` → pet, id.

A resource is a phrase of lower-case words in the singular, abbreviations written out. Names of parts that every API has
(``data``, ``item``) are no resources. Not handled: languages other than English.
"""

from functools import lru_cache

from lemnos.steps.tools.examples.example_values import words_of

IDS = frozenset("id uuid guid uid gid sid arn identifier oid urn".split())
"""Keys that machines give: two of them in one entity say the same."""
LABELS = frozenset("name slug key number code handle login username iban sku isin symbol hash ref reference".split())
"""Keys that identify an entity only where something else says so."""
KEYS = IDS | LABELS
GENERIC = frozenset(
    "api rest data datum json rpc ajax resource item object entity record result element entry row value response "
    "payload body list thing type status state info information detail meta metadata attribute property param "
    "parameter query input output key id name me self current all new other default parent child root base".split()
)
"""Words that name no resource by themselves."""
_NOISE_AFTER = frozenset(
    "response result list collection page paginated dto model schema output out view read resource entity object "
    "item data detail info summary full representation payload body record vm vo bean type definition def struct "
    "basic simple short extended base common serializer response2 get list1 v1 v2 v3 v4 properties attributes "
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
_SHORT = {
    "repo": "repository", "org": "organization", "organisation": "organization", "app": "application",
    "env": "environment", "config": "configuration", "acct": "account", "msg": "message", "img": "image",
    "doc": "document", "db": "database", "dept": "department", "proj": "project", "tx": "transaction",
    "txn": "transaction", "addr": "address", "ns": "namespace", "usr": "user", "cust": "customer", "emp": "employee",
    "attr": "attribute", "param": "parameter", "num": "number", "catalogue": "catalog", "licence": "license",
    "ident": "identifier", "nr": "number", "no": "number", "subs": "subscription", "pkg": "package",
}  # fmt: skip
_SAME = frozenset(
    "news series species status address access analysis process business bus class alias canvas atlas bias gas "
    "basis lens dns sms vps aws os https css js gps sas pos ios tls rss cors kms sns sqs ecs eks iops plus has was "
    "yes its this bps fps tps mls xls pbs nas cms crm ers ras tvs".split()
)
_IRREGULAR = {
    "people": "person", "persons": "person", "children": "child", "indices": "index", "matrices": "matrix",
    "vertices": "vertex", "statuses": "status", "addresses": "address", "aliases": "alias", "buses": "bus",
    "movies": "movie", "cookies": "cookie", "caches": "cache", "analyses": "analysis", "heroes": "hero",
    "ties": "tie", "pies": "pie", "viruses": "virus", "bonuses": "bonus", "campuses": "campus", "canvases": "canvas",
    "axes": "axis", "criteria": "criterion", "data": "data", "media": "media", "gases": "gas", "lenses": "lens",
    "processes": "process", "businesses": "business", "classes": "class", "accesses": "access", "leaves": "leave",
    "selfies": "selfie", "zombies": "zombie", "series": "series", "bases": "base", "lives": "life",
}  # fmt: skip


@lru_cache(maxsize=65_536)
def singular(word: str) -> str:
    """Return the singular of an English noun in lower case.

    >>> [singular(word) for word in ("pets", "companies", "boxes", "status", "databases", "aliases")]
    ['pet', 'company', 'box', 'status', 'database', 'alias']
    """
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word in _SAME or len(word) < 3 or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "xes", "sses", "zzes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") else word


def is_plural(name: str) -> bool:
    """Return whether the last word of a name is a plural."""
    words = words_of(name)
    return bool(words) and singular(words[-1]) != words[-1]


@lru_cache(maxsize=65_536)
def phrase_of(name: str) -> tuple[str, ...]:
    """Return the words of a name in the singular, abbreviations written out.

    >>> phrase_of("purchase-orders"), phrase_of("repoIDs")
    (('purchase', 'order'), ('repository', 'id'))
    """
    words = [word for word in words_of(name) if not word.isdigit()]
    if words[-2:] in (["i", "ds"], ["id", "s"]):
        words[-2:] = ["id"]
    elif len(words) == 1 and words[0] in ("ids", "uuids", "guids", "arns", "sids", "uids"):
        words = [words[0][:-1]]
    elif words and words[-1] in ("ids", "uids"):
        words[-1] = words[-1][:-1]
    singulars = [singular(word) for word in words]
    if singulars[-1:] == ["pk"]:
        singulars[-1] = "id"
    return tuple(_SHORT.get(word, word) for word in singulars)


@lru_cache(maxsize=65_536)
def split_key(name: str) -> tuple[tuple[str, ...], str]:
    """Return the resource of which a name tells the key, and the key; either may be empty.

    >>> split_key("petId"), split_key("slug"), split_key("customer"), split_key("repo_id_or_name")
    ((('pet',), 'id'), ((), 'slug'), (('customer',), ''), (('repository',), 'id'))
    """
    words = phrase_of(name)
    if "or" in words[1:]:
        words = words[: words.index("or", 1)]
    if words and words[-1] in KEYS:
        return words[:-1], words[-1]
    if len(words) > 1 and words[-1] in ("user", "account") and words[-2] in KEYS:
        return words, ""
    return words, ""


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

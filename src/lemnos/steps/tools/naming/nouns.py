"""Splits names of parameters, fields and schemas into a resource and the key that identifies one: ``petId`` → pet, id.

A resource is a phrase of lower-case words in the singular, abbreviations written out. Not handled: languages other than
English.
"""

from functools import lru_cache

from lemnos.steps.tools.examples.adjust import singular_in_i
from lemnos.steps.tools.examples.example_values import words_of

IDS = frozenset("id uuid guid uid gid sid arn identifier oid urn".split())
"""Keys that machines give: two of them in one entity say the same."""
LABELS = frozenset("name slug key number code handle login username iban sku isin symbol hash ref reference".split())
"""Keys that identify an entity only where something else says so."""
KEYS = IDS | LABELS
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
    "yes its this bps fps tps mls xls pbs nas cms crm ers ras tvs analytics statistics physics graphics basics "
    "logistics diagnostics economics politics mathematics".split()
)
_IRREGULAR = {
    "people": "person", "persons": "person", "children": "child", "men": "man", "women": "woman",
    "indices": "index", "matrices": "matrix", "vertices": "vertex", "statuses": "status", "addresses": "address",
    "aliases": "alias", "buses": "bus", "movies": "movie", "cookies": "cookie", "caches": "cache",
    "analyses": "analysis", "heroes": "hero", "ties": "tie", "pies": "pie", "viruses": "virus", "bonuses": "bonus",
    "campuses": "campus", "canvases": "canvas", "axes": "axis", "criteria": "criterion", "data": "data",
    "media": "media", "gases": "gas", "lenses": "lens", "processes": "process", "businesses": "business",
    "classes": "class", "accesses": "access", "leaves": "leave", "selfies": "selfie", "zombies": "zombie",
    "bases": "base", "lives": "life",
}  # fmt: skip


@lru_cache(maxsize=65_536)
def singular(word: str) -> str:
    """Return the singular of an English noun in lower case.

    >>> [singular(word) for word in ("pets", "companies", "boxes", "status", "databases", "aliases", "apis")]
    ['pet', 'company', 'box', 'status', 'database', 'alias', 'api']
    """
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if found := singular_in_i(word):
        return found
    if word in _SAME or len(word) < 3 or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith(("shelves", "halves", "wolves")):
        return word[:-3] + "f"
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "xes", "sses", "zzes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") else word


def is_plural(name: str) -> bool:
    """Return whether the last word of a name is a plural that differs from its singular."""
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


_OF_IDS = frozenset(
    "token number type card document proof photo image scan check verification issuer country status field column "
    "prefix format provider".split()
)
"""Words after ``id`` that tell more of an id, or of a paper, rather than what has it."""


@lru_cache(maxsize=65_536)
def split_key(name: str) -> tuple[tuple[str, ...], str]:
    """Return the resource of which a name tells the key, and the key; either may be empty.

    >>> split_key("petId"), split_key("slug"), split_key("customer"), split_key("repo_id_or_name")
    ((('pet',), 'id'), ((), 'slug'), (('customer',), ''), (('repository',), 'id'))
    >>> split_key("idOrganization"), split_key("id_token")
    ((('organization',), 'id'), (('id', 'token'), ''))
    """
    words = phrase_of(name)
    if "or" in words[1:]:
        words = words[: words.index("or", 1)]
    if words and words[-1] in KEYS:
        return words[:-1], words[-1]
    if words[:1] == ("id",) and len(words) > 1 and words[1] not in _OF_IDS:
        return words[1:], "id"
    return words, ""

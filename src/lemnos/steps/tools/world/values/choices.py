"""Chooses what an entity shows: properties, values of enums, booleans, counts of lists."""

import re
from collections.abc import Callable, Collection
from collections.abc import Set as AbstractSet
from typing import Any

from lemnos.steps.tools.examples.example_values import words_of
from lemnos.steps.tools.schemas.flatten import Flat, ImpossibleError, flatten, types
from lemnos.steps.tools.schemas.validation import Schema, json_equal
from lemnos.steps.tools.world.semantics.shapes import flat_of
from lemnos.steps.tools.world.values.filler import made_of
from lemnos.steps.tools.world.values.labels import kind_of
from lemnos.steps.tools.world.values.moments import is_moment
from lemnos.steps.tools.world.values.numbers import amount_of
from lemnos.steps.tools.world.values.scene import Scene
from lemnos.steps.tools.world.values.tables import ENDINGS, ENDS, NEGATIVE, POSITIVE, TROUBLES
from lemnos.steps.tools.world.values.texts import text_of

_NOTHING = frozenset(("unspecified", "unknown", "unrecognized", "none", "undefined", "null", ""))
_BAD = frozenset(
    "fail failed failure failing error errored invalid deleted deleting expired rejected cancelled canceled removed "
    "removing terminated terminating destroyed destroying deletion".split()
)


_PERSONAL = frozenset("firstname lastname givenname familyname surname birthday birthdate dateofbirth gender".split())
_CALLED = frozenset("name displayname fullname".split())
_ADDRESSED = frozenset("email emailaddress phone phonenumber mobile".split())
_CORPORATE = frozenset(
    "vatnumber vatid taxid taxnumber industry legalname registrationnumber companynumber employeecount "
    "numberofemployees openinghours logo logourl legalform incorporationdate".split()
)
"""Normalised names of fields that companies have, and people have not."""
_ONLINE = frozenset("username screenname followerscount followers avatar avatars avatarurl".split())
_PARTS_OF_COUNTRIES = frozenset(("state", "county", "region", "province"))
_LOCAL = frozenset(
    "city town locality street country countrycode address address1 addressline1 line1 statecode statename "
    "provincecode provincename".split()
)
_OF_ADDRESSES = (("address",), ("state",), ("province",))
"""Words before the name of a part of a country with which it is one of any address beside it."""
_POSTAL = frozenset("zip zipcode postalcode postcode".split())


_STATES = (("state", "code"), ("state", "name"), ("state", "province"), ("province", "state"), ("or", "province"))
_KINDS = frozenset(
    "properties additionalProperties patternProperties required allOf anyOf oneOf $ref enum const".split()
)


def likely_values(allowed: list[Any], default: Any) -> list[Any]:
    """Return the values of an enum from which to draw: if there are others, none that is empty or tells of a failure.

    The default stands among them as often as all others together.
    """
    plain = [each for each in allowed if (words_of(str(each)) or ("",))[-1] not in _NOTHING] or allowed
    plain = [each for each in plain if each is not None] or plain
    codes = [each for each in plain if re.fullmatch(r"2\d\d", str(each))]
    if codes and all(re.fullmatch(r"[1-5]\d\d", str(each)) for each in plain):
        plain = codes  # statuses of HTTP: what is shown went well
    good = [each for each in plain if _BAD.isdisjoint(words_of(str(each)))] or plain
    return [*good, *[each for each in good if json_equal(each, default)] * len(good)]


KINDS = (("type",), ("kind",), ("class",), ("object",))
"""Last words of fields that say what has them."""


def by_noun(values: list[Any], *, is_kind: bool = False) -> Callable[[tuple[str, ...]], list[Any]]:
    """Return words of a noun → the values of an enum that name it, if some do: the kind of a *dell switch*.

    Args:
        values: The values of the enum.
        is_kind: Whether the field says what has it; a role may be called like what has it.

    >>> by_noun(["UCSManager", "DellSwitchDataSource"])(("dell", "switch")), by_noun(["USER", {}])(("user",))
    (['DellSwitchDataSource'], ['USER', {}])
    """
    known: dict[tuple[str, ...], list[Any]] = {}

    def found(noun: tuple[str, ...]) -> list[Any]:
        if len(noun) < 2 and not (noun and is_kind):
            return values
        if noun not in known:
            texts = [each for each in values if isinstance(each, str)]
            named = [each for each in texts if words_of(each) == noun]
            if not named and len(noun) > 1:
                named = [each for each in texts if set(noun).issubset(words_of(each))]
            known[noun] = named or values
        return known[noun]

    return found


def is_usual(name: str, properties: dict[str, Schema]) -> bool:
    """Return whether an entity without troubles shows an optional property."""
    schema = properties.get(name, True)
    words = words_of(name)
    if schema is False or ((_tells_end(name, words) or not TROUBLES.isdisjoint(words)) and not _is_flag(schema)):
        return False
    return not (isinstance(schema, dict) and schema.get("deprecated") is True)


def _tells_end(name: str, words: tuple[str, ...]) -> bool:
    """Return whether a field tells of the end of an entity: ``deletedAt``, ``source_deleted_at``, ``failurereason``."""
    if not words or words[0] in ENDINGS or words[0].startswith("failure"):
        return bool(words)
    if is_moment(name):
        return not (ENDINGS | ENDS).isdisjoint(words)
    return not ENDS.isdisjoint(words) and words[-1] in ("reason", "comment", "note", "message", "description")


def _is_flag(schema: Schema) -> bool:
    return isinstance(schema, dict) and schema.get("type") in ("boolean", "integer")


def is_about_person(plain: AbstractSet[str], noun: tuple[str, ...]) -> bool:
    """Return whether an object with such fields is a person, or shows one by name.

    Args:
        plain: Normalised names of its fields.
        noun: Words of what it is: a shop or a company with an address is none.
    """
    if plain & _PERSONAL:
        return True
    kind = kind_of(noun)
    if not plain.isdisjoint(_CORPORATE) and kind != "person":
        return False
    if kind not in ("", "person", "account", "card"):
        return False
    if not kind and plain & _ONLINE == {"username"} and "password" in plain:
        return False  # what a program logs in to
    return bool(plain & _CALLED and plain & _ADDRESSED) or bool(plain & _CALLED and plain & _ONLINE)


def parts_of_countries(names: Collection[str]) -> dict[str, str]:
    """Return which fields of an address are parts of a country: ``bank_state`` beside ``bank_city`` and ``bank_zip``.

    Each with what it is called to make its value: a ``province``, or the ``province_name`` beside a code. Without an
    address around it, a state tells where in its life something is.
    """
    places: dict[tuple[str, ...], set[str]] = {}
    for words in map(words_of, names):
        for at in range(1, min(3, len(words)) + 1):
            if (told := "".join(words[-at:])) in _LOCAL | _POSTAL:
                places.setdefault(words[:-at], set()).add(told)
    located = {before for before, told in places.items() if len(told & _LOCAL) > 1 or told & _POSTAL}
    spelled = {words_of(name) for name in names}
    return {
        name: "province_name" if (*words, "code") in spelled else "province"
        for name in names
        if (words := words_of(name))
        and words[-1] in _PARTS_OF_COUNTRIES
        and (words[:-1] in located or (bool(located) and words[-2:-1] in _OF_ADDRESSES))
    }


def tells_state(schema: Schema, root: Schema, depth: int = 3) -> bool:
    """Return whether a value says in which state of a country something is, at most ``depth`` levels down."""
    flat = flat_of(schema, root)
    properties = flat.get("properties")
    if not isinstance(properties, dict):
        return depth > 0 and "items" in flat and tells_state(flat["items"], root, depth - 1)
    if any("state" in words_of(name) for name in parts_of_countries(properties)):
        return True
    if any(words_of(name)[-2:] in _STATES for name in properties):
        return True
    return depth > 0 and any(
        tells_state(each, root, depth - 1) for each in properties.values() if has_parts(each, root)
    )


def has_parts(schema: Schema, root: Schema, depth: int = 4) -> bool:
    """Return whether a value is an object or a list, as far as its schema tells.

    >>> [has_parts(each, True) for each in ({"type": ["string", "null"]}, {"type": ["array", "null"]}, {})]
    [False, True, False]
    """
    if not isinstance(schema, dict):
        return False
    kind = schema.get("type")
    if isinstance(kind, str):
        return kind in ("object", "array")
    try:
        flat = flatten(schema, root)
    except (ImpossibleError, RecursionError):
        return False
    if kinds := types(flat):
        return "object" in kinds or "array" in kinds
    return depth > 0 and any(has_parts(each, root, depth - 1) for group in flat.get("groups", ()) for each in group)


def share_of_true(flat: Flat, name: str) -> float:
    """Return how often a boolean is true: seldom for ``deleted``, mostly for ``active``, as its default says else."""
    words = {*words_of(name)}
    if words == {"done"} and "in progress" in str(flat.get("description", "")):
        return 1.0  # an operation that takes long: a world has done it at once
    default = flat.get("default")
    share = 0.5
    if words & NEGATIVE:
        share = 0.06 if not words & {"deleted", "removed", "trashed", "error", "errors", "failed"} else 0.0
    elif words & POSITIVE:
        share = 0.92 if not words & {"success", "successful", "ok"} else 1.0
    if isinstance(default, bool):
        share = (share + 2 * default) / 3
    return share


def boolean_of(flat: Flat, name: str) -> Callable[[Scene, int], bool]:
    """Return what makes a boolean: see ``share_of_true``."""
    share = share_of_true(flat, name)
    return lambda scene, _depth: scene.random.random() < share


def is_nullable(schema: Schema, root: Schema) -> bool:
    """Return whether a value may be null, as the types of its schema tell."""
    return "null" in types(flat_of(schema, root))


def untyped(flat: Flat, name: str, owner: tuple[str, ...], *, about_person: bool) -> Callable[[Scene, int], Any]:
    """Return what makes a value of which not even the type is known.

    Args:
        flat: The schema, flattened.
        name: Name of the field.
        owner: Words of the object that has it.
        about_person: Whether the object holds the names or the address of a person.
    """
    words = words_of(name)
    if words and words[0] in ("is", "has"):
        return boolean_of(flat, name)
    if words and words[-1] in ("count", "total", "quantity", "price", "amount") and not is_moment(name):
        amount = amount_of(name, flat)
        return lambda scene, _depth: amount(scene)
    if words and words[-1] in (
        "data",
        "metadata",
        "attributes",
        "properties",
        "options",
        "settings",
        "details",
        "configuration",
    ):
        return lambda _scene, _depth: {}
    return made_of(text_of(name, flat, owner, about_person=about_person))


def says_nothing(schema: Schema) -> bool:
    """Return whether a schema of items leaves them open, or asks for objects without telling their properties."""
    if isinstance(schema, bool):
        return schema
    return not schema or (schema.get("type") == "object" and _KINDS.isdisjoint(schema))

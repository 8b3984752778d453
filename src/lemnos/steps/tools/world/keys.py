"""Makes the keys of entities: the schema of a key and a number -> a key of the form that it shows.

A key has the form of the schema's example or pattern: ``cus_8f3a21bc`` stays ``cus_`` and eight hexadecimal digits.
"""

import re
from random import Random
from typing import Any

from lemnos.steps.tools.examples.example_values import words_of
from lemnos.steps.tools.examples.pattern import is_meant, matching_text
from lemnos.steps.tools.examples.people_and_places import PLACES
from lemnos.steps.tools.examples.prose import given_in
from lemnos.steps.tools.examples.resource_names import filled, template_in
from lemnos.steps.tools.schemas.flatten import ImpossibleError, types
from lemnos.steps.tools.schemas.validation import conforms
from lemnos.steps.tools.world.values.facts.codes import alike
from lemnos.steps.tools.world.values.labels import given_name, kind_of, label_of
from lemnos.steps.tools.world.values.labels.names import CODES_OF, REGIONS
from lemnos.steps.tools.world.values.make import sample
from lemnos.steps.tools.world.values.scene import plain, slug
from lemnos.steps.tools.world.values.seeds import seed_of
from lemnos.steps.tools.world.values.tables import KNOWN_CODES

_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_PREFIXED = re.compile(r"([A-Za-z]{1,8}[_-])([A-Za-z0-9]{5,})")
_TRIES = 6
_REGION = re.compile(r"[a-z]{2,}(?:-[a-z]+)+-?\d+(?:-?[a-z])?")
_DOTTED = re.compile(r"[a-z0-9-]+\.[a-z]{2,7}[0-9]?")
"""Names of files and domains, which are written so in keys."""
_PROPER = frozenset(("person", "company", "country", "nation", "city", "town", "language"))
"""Kinds of things whose names are written as such in keys."""
_PEOPLE = frozenset((("owner",), ("user",), ("author",)))
"""Whole names of keys that are those by which people log in: ``/apis/{owner}``."""
_POSTCODES = ("postcode", "zipcode", "postalcode")
_POSTAL = tuple(str(place[5]) for place in PLACES)
_NAMES = frozenset("name slug handle label title".split())
_WRITTEN_OUT = frozenset("name label title".split())
"""Last words of keys that are what people call a thing."""

_FORMS = {
    "arxiv": r"2[0-5](0[1-9]|1[0-2])\.0[0-9]{4}",
    "pubmed": r"3[0-9]{7}",
    "pmid": r"3[0-9]{7}",
    "pmc": r"PMC[0-9]{7}",
    "pmcid": r"PMC[0-9]{7}",
    "imdb": r"tt[0-9]{7}",
    "nct": r"NCT0[0-9]{7}",
    "orcid": r"0000-000[1-3]-[0-9]{4}-[0-9]{4}",
    "steam": r"[1-9][0-9]{5}",
    "wikidata": r"Q[1-9][0-9]{5}",
    "cve": r"CVE-202[0-4]-[1-4][0-9]{4}",
}
"""Word in the name of a key → pattern of the keys that the register of this name gives."""
_COUNTED_UP = tuple((word,) for word in ("issue", "pull", "pr", "discussion", "build"))
"""Words before ``number`` of what is numbered from the first one on."""


def key_of(schema: dict[str, Any], name: str, seed: str, number: int, *, spoken: bool = False) -> str | int | None:
    """Return the ``number``-th key of a resource; None if its schema allows no more.

    Args:
        schema: The schema of the field that holds the key, without references.
        name: Name of the field, with the noun of the resource: ``pet id``.
        seed: Decides what is random.
        number: Which key; different numbers give different keys.
        spoken: Whether a key that is a name is written as the name is: it stands in no address.
    """
    values = schema.get("enum")
    if values:
        return values[number] if number < len(values) and isinstance(values[number], str | int) else None
    random = Random(seed_of(seed, str(number)))
    kinds = types(schema)
    if "integer" in kinds or "number" in kinds:
        return _number(schema, seed, number)
    noun = words_of(name)[:-1]
    if spoken and words_of(name)[-1] in _WRITTEN_OUT and kind_of(noun) and "pattern" not in schema:
        label = given_name(noun, seed, number)
        if conforms(label, schema, schema):
            return label
    example = _example(schema, name, seed)
    for attempt in range(_TRIES):
        made = _text(schema, example, name, seed, number, random, attempt)
        if made is not None and conforms(made, schema, schema) and is_meant(made, str(schema.get("pattern", ""))):
            return made
    return None


def _number(schema: dict[str, Any], seed: str, number: int) -> int | None:
    low = schema.get("minimum", schema.get("exclusiveMinimum", 0))
    high = schema.get("maximum", 2**31 - 1)
    step = schema.get("multipleOf", 1)
    base = 1000 + seed_of(seed) % 9000
    value = base + number if low <= base and base + number <= high else int(low) + 1 + number
    value = int(value * step) if isinstance(step, int) else value
    return value if conforms(value, schema, schema) else None


def _example(schema: dict[str, Any], name: str, seed: str) -> str:
    for given in (schema.get("examples"), [schema.get("default")]):
        for each in given if isinstance(given, list) else [given]:
            if isinstance(each, str) and each:
                return each.strip("\"'` ")
    description = str(schema.get("description", ""))
    if (template := template_in(description)) is not None:
        return filled(template, lambda word: f"{word.replace('_', '-')}-1")
    if (said := given_in(description)) is not None:
        return said.strip("\"'` ")
    try:
        made = sample(schema, schema, f"{seed}/key", name)
    except ImpossibleError:
        return ""
    return made.strip("\"'` ") if isinstance(made, str) else ""


def _form_of(words: tuple[str, ...]) -> str:
    """Return the pattern of the keys that a register gives, where the name of a key says which: ``arxiv_id``."""
    last = words[-2:-1] if words[-1:] in (("id",), ("number",), ("code",)) else words[-1:]
    return next((_FORMS[word] for word in last if word in _FORMS), "")


def _known(words: tuple[str, ...], seed: str, number: int) -> str:
    """Return the code by which people know a thing, or the zone, postal code or date that it is; empty for others."""
    noun = tuple(word for word in words[:-1] if word != "iso")
    of = kind_of(noun)
    if words[-1:] in (("code",), ("iso",), ("symbol",)) and of in CODES_OF:
        return CODES_OF[of].get(label_of((of,), seed, number), "")
    named = next((each for each in ("timezone", "locale", "airport") if each in words[-2:]), "")
    if words[-2:] == ("time", "zone") or words[-3:-1] == ("time", "zone"):
        named = "timezone"
    if words[-1:] == ("number",) and words[-2:-1] in _COUNTED_UP:
        return str(100 + int(Random(seed).random() * 400) + number)
    if words[-1:] == ("date",):
        return f"{2024 + number // 336 % 3}-{1 + number // 28 % 12:02}-{1 + number % 28:02}"
    given = KNOWN_CODES[named] if named else _POSTAL if "".join(words[-2:]).endswith(_POSTCODES) else ()
    return given[number] if number < len(given) else ""


def _text(
    schema: dict[str, Any], example: str, name: str, seed: str, number: int, random: Random, attempt: int
) -> str | None:
    pattern = schema.get("pattern")
    noun = tuple(words_of(name)[:-1])
    if attempt == 0 and (known := _known(words_of(name), seed, number)):
        return known
    if attempt == 0 and (form := _form_of(words_of(name))):
        return matching_text(form, random, 0, 64)
    is_where = noun in (("region",), ("zone",), ("location",))
    if "/" in example and "://" not in example and attempt == 0:  # a resource name
        own = REGIONS[number % len(REGIONS)] if is_where else slug(given_name(noun, seed, number))
        return f"{example.rpartition('/')[0]}/{own}"
    if _UUID.fullmatch(example) or schema.get("format") in ("uuid", "guid"):
        h = f"{random.getrandbits(128):032x}"
        made = f"{h[:8]}-{h[8:12]}-4{h[13:16]}-a{h[17:20]}-{h[20:]}"
        if pattern is None or attempt == 0:
            return made
    if isinstance(pattern, str) and attempt > 0:
        if attempt == 1 and words_of(name)[-1:] and words_of(name)[-1] in _NAMES:  # as programs write the name
            return slug(given_name(noun, seed, number))[: schema.get("maxLength", 40)]
        return matching_text(pattern, random, schema.get("minLength", 0), schema.get("maxLength", 64))
    if example.isdecimal():
        return str(int(example) + number) if attempt == 0 else alike(example, random, letters=True)
    if (prefixed := _PREFIXED.fullmatch(example)) and any(map(str.isdigit, prefixed[2])):
        return prefixed[1] + alike(prefixed[2], random, letters=True)
    words = words_of(name)
    last = words[-1] if words else ""
    if _REGION.fullmatch(example) and {"region", "location", "zone"} & {*words}:
        return REGIONS[number] if number < len(REGIONS) else None
    if last in ("email", "login", "username") or noun == (last,) in _PEOPLE or "@" in example:
        first, _, family = label_of(("person",), seed, number).partition(" ")
        mail = f"{plain(first)}.{plain(family)}@example.com"
        return mail if "email" in words or "@" in example else f"{plain(first)[:1]}{plain(family)}"
    if last == "filename" and attempt == 0:
        return given_name(("file",), seed, number)
    if last == "address":
        return f"0x{random.getrandbits(160):040x}"
    if last in _NAMES:
        if is_where and pattern and number < len(REGIONS):
            return f"{REGIONS[number]}{'-b' if noun == ('zone',) else ''}"
        label = given_name(noun, seed, number)
        if attempt == 0 and _DOTTED.fullmatch(label):
            return label
        if attempt == 0 and last != "slug" and kind_of(words[:-1]) in _PROPER:
            return label
        return slug(label) if attempt < 2 else plain(label)[: schema.get("maxLength", 40)]
    if sum(map(str.isdigit, example)) >= 2 and len(example) >= 6:
        return alike(example, random, letters=True)
    if example and len(example) >= 8 and " " not in example and not example.islower():
        return alike(example, random, letters=True)
    words = words_of(name)
    words = words[: words.index("or", 1)] if "or" in words[1:] else words  # email_or_code
    stem = "".join(word[:3] for word in words[-2:-1]) or "id"
    made = f"{stem}_{random.getrandbits(32):08x}" if attempt < 2 else f"{random.getrandbits(48):012x}"
    return made[: schema.get("maxLength", 40)]

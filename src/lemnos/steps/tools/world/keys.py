"""Makes the keys and labels of entities: the schema of a key and a number -> a key of the form that it shows.

A key has the form of the schema's example or pattern: ``cus_8f3a21bc`` stays ``cus_`` and eight hexadecimal digits.
"""

import re
from random import Random
from typing import Any

from lemnos.steps.tools.examples.example_values import words_of
from lemnos.steps.tools.examples.pattern import matching_text
from lemnos.steps.tools.examples.people_and_places import PEOPLE
from lemnos.steps.tools.schemas.flatten import ImpossibleError, types
from lemnos.steps.tools.schemas.validation import conforms
from lemnos.steps.tools.world.sampling import sample, seed_of

_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_PREFIXED = re.compile(r"([A-Za-z]{1,8}[_-])([A-Za-z0-9]{5,})")
_TRIES = 6
_QUALITIES = (
    "Amber Blue Bright Calm Cedar Clear Copper Coral Crimson Early East Ember Fern Frost Golden Granite Green Harbor "
    "High Iron Ivory Jade Lantern Lunar Maple Marble Meadow Misty North Oak Olive Opal Quiet Rapid River Sable Silver "
    "Solar Spring Stone Summer Swift Timber Upper Velvet West Willow Winter"
).split()
_THINGS = (
    "Anchor Arrow Atlas Basin Beacon Bridge Canyon Circle Compass Cove Crest Delta Field Forest Fox Garden Gate "
    "Grove Heron Hill Island Junction Lake Lark Ledger Light Mill Orchard Otter Passage Peak Pier Pine Point Port "
    "Quarry Reef Ridge Sparrow Station Summit Terrace Trail Valley View Vista Wharf Works Yard"
).split()
_FIRST = (
    "Ada Amir Anika Bruno Carmen Chidi Dana Elif Emil Farah Felix Gita Hugo Ines Ivan Jana Kofi Lara Leo Lina Marco "
    "Maya Nadia Noor Olga Omar Paula Pedro Priya Rosa Sami Sofia Tariq Theo Uma Vera Yara Yusuf Zoe Zuri"
).split()
_LAST = (
    "Abara Almeida Bauer Bianchi Castro Chen Dahl Diaz Eriksen Fischer Garcia Haddad Hansen Ivanova Jansen Kim Kovacs "
    "Lindgren Lopez Mbeki Meyer Nakamura Novak Okoye Olsen Petrov Quispe Rahman Reyes Rossi Santos Schmidt Silva Singh "
    "Tanaka Torres Varga Weber Yilmaz Zhang"
).split()


class Person:
    """A person of the example values, replaced by another of the world's own: every field of an entity agrees."""

    def __init__(self, random: Random) -> None:
        first, last = _pick(random, _FIRST), _pick(random, _LAST)
        login = f"{first[0]}{last}".lower()
        mail = f"{first}.{last}@example.{_pick(random, ['com', 'org', 'net'])}".lower()
        telephone = f"+1-202-555-01{int(random.random() * 100):02}"
        self._replaced: dict[str, str] = {}
        for person in PEOPLE:
            for old, new in zip(person, (first, last, mail, login, telephone), strict=True):
                self._replaced[old] = new
            self._replaced[f"{person[0]} {person[1]}"] = f"{first} {last}"

    def of(self, value: Any) -> Any:
        """Return ``value`` with the fields of the example's person replaced."""
        if isinstance(value, str):
            return self._replaced.get(value, value)
        if isinstance(value, dict):
            return {name: self.of(each) for name, each in value.items()}
        if isinstance(value, list):
            return [self.of(each) for each in value]
        return value


def _pick(random: Random, values: list[str]) -> str:
    return values[int(random.random() * len(values))]


def label_of(seed: str, number: int) -> str:
    """Return the name of the ``number``-th entity of a resource, which no other number below 48 has."""
    start = seed_of(seed) % len(_QUALITIES)
    step = seed_of(seed, "thing") % len(_THINGS)
    quality = _QUALITIES[(start + 7 * number) % len(_QUALITIES)]
    thing = _THINGS[(step + 11 * number + number // len(_QUALITIES)) % len(_THINGS)]
    return f"{quality} {thing}"


def key_of(schema: dict[str, Any], name: str, seed: str, number: int) -> str | int | None:
    """Return the ``number``-th key of a resource; None if its schema allows no more.

    Args:
        schema: The schema of the field that holds the key, without references.
        name: Name of the field, with the noun of the resource: ``pet id``.
        seed: Decides what is random.
        number: Which key; different numbers give different keys.
    """
    values = schema.get("enum")
    if values:
        return values[number] if number < len(values) and isinstance(values[number], str | int) else None
    random = Random(seed_of(seed, str(number)))
    kinds = types(schema)
    if "integer" in kinds or "number" in kinds:
        return _number(schema, seed, number)
    example = _example(schema, name, seed)
    for attempt in range(_TRIES):
        made = _text(schema, example, name, seed, number, random, attempt)
        if made is not None and conforms(made, schema, schema):
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
    try:
        made = sample(schema, schema, f"{seed}/key", name)
    except ImpossibleError:
        return ""
    return made.strip("\"'` ") if isinstance(made, str) else ""


def _text(
    schema: dict[str, Any], example: str, name: str, seed: str, number: int, random: Random, attempt: int
) -> str | None:
    pattern = schema.get("pattern")
    if "/" in example and "://" not in example and attempt == 0:  # a resource name
        return f"{example.rpartition('/')[0]}/{label_of(seed, number).lower().replace(' ', '-')}"
    if _UUID.fullmatch(example) or schema.get("format") in ("uuid", "guid"):
        h = f"{random.getrandbits(128):032x}"
        made = f"{h[:8]}-{h[8:12]}-4{h[13:16]}-a{h[17:20]}-{h[20:]}"
        if pattern is None or attempt == 0:
            return made
    if isinstance(pattern, str) and attempt > 0:
        return matching_text(pattern, random, schema.get("minLength", 0), schema.get("maxLength", 64))
    if example.isdecimal():
        return str(int(example) + number) if attempt == 0 else _alike(example, random)
    if (prefixed := _PREFIXED.fullmatch(example)) and any(map(str.isdigit, prefixed[2])):
        return prefixed[1] + _alike(prefixed[2], random)
    last = (words_of(name) or ("",))[-1]
    if last in ("name", "slug", "handle", "label", "title", "login", "username"):
        words = label_of(seed, number)
        return (
            words.lower().replace(" ", "-")
            if attempt < 2
            else words.lower().replace(" ", "")[: schema.get("maxLength", 40)]
        )
    if sum(map(str.isdigit, example)) >= 2 and len(example) >= 6:
        return _alike(example, random)
    if example and len(example) >= 8 and " " not in example and not example.islower():
        return _alike(example, random)
    stem = "".join(word[:3] for word in words_of(name)[-2:-1]) or "id"
    made = f"{stem}_{random.getrandbits(32):08x}" if attempt < 2 else f"{random.getrandbits(48):012x}"
    return made[: schema.get("maxLength", 40)]


def _alike(text: str, random: Random) -> str:
    """Return a text of the same form: a digit for a digit, a letter for a letter, all else as it is."""
    is_hex = re.fullmatch(r"[0-9a-f-]+", text) is not None
    made = []
    for letter in text:
        if letter.isdecimal():
            made.append("0123456789abcdef"[int(random.random() * (16 if is_hex and len(text) > 6 else 10))])
        elif letter.isascii() and letter.isalpha():
            letters = "abcdef" if is_hex else "abcdefghijklmnopqrstuvwxyz"
            drawn = letters[int(random.random() * len(letters))]
            made.append(drawn.upper() if letter.isupper() else drawn)
        else:
            made.append(letter)
    return "".join(made)

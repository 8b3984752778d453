"""Writes fields that tell of the place of an entity: name of a field -> what the place says, in the form that is asked.

The country, the state, the currency, the language, the locale and the time zone of one entity are those of one place,
whether they are free texts or values of an enum. A language beside another (``source_language``) is any.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from lemnos.steps.tools.examples.example_values import normalised
from lemnos.steps.tools.world.values.labels import kind_of
from lemnos.steps.tools.world.values.scene import Scene
from lemnos.steps.tools.world.values.seeds import pick
from lemnos.steps.tools.world.values.tables import CURRENCIES, PLACE_CODES

LANGUAGES = {"pt": "Portuguese", "ja": "Japanese", "en": "English", "sw": "Swahili", "de": "German", "no": "Norwegian"}
"""Code of a language of a place → its name."""
STATES = {"CO": "Colorado", "ON": "Ontario", "BE": "Berlin", "VIC": "Victoria", "SP": "São Paulo", "IL": "Illinois"}
"""Code of a state of a place → its name."""
_FORMS = frozenset("code id name iso iso2 iso3 2 3 key".split())
"""Last words that say in which form a field tells of a place."""
_TOLD = {
    "country": "country", "nation": "country", "currency": "currency", "language": "language", "lang": "language",
    "locale": "locale", "culture": "locale", "timezone": "timezone", "tz": "timezone", "zone": "timezone",
}  # fmt: skip
"""Last word of a field → what it tells of a place."""
_OWN = frozenset(
    "native preferred default user primary main spoken home display ui browser customer account billing shipping "
    "contact profile site store shop local base address".split()
)
"""Words before a language or a currency with which it is still that of the entity's place."""


def told_of_place(words: tuple[str, ...], owner: tuple[str, ...]) -> str:
    """Return what a field tells of the place of its entity; empty for something else, or for what is itself of a place.

    >>> told_of_place(("billing", "country", "code"), ()), told_of_place(("target", "language"), ())
    ('country', '')
    """
    kept = list(words)
    while len(kept) > 1 and kept[-1] in _FORMS:
        kept.pop()
    if kept[-2:] == ["time", "zone"]:
        return "timezone"
    told = _TOLD.get(kept[-1], "") if kept and kept[-1] != "zone" else ""
    is_own = told == "country" or all(word in _OWN or word in owner or word in _FORMS for word in kept[:-1])
    return told if is_own and kind_of(owner) not in ("country", "currency", "language") else ""


def spellings_of(scene: Scene, told: str) -> tuple[str, ...]:
    """Return how the place of a scene may be written in a field, the usual form first."""
    place = scene.place
    match told:
        case "country":
            return str(place[2]), str(place[1]), PLACE_CODES.get(str(place[0]), ("", "", ""))[2]
        case "currency":
            code = str(place[8])
            return code, CURRENCIES.get(code, (code, ""))[0]
        case "language":
            return LANGUAGES[str(place[9])], str(place[9]), locale_of(scene)
        case "locale":
            return locale_of(scene), str(place[9])
        case "timezone":
            return (str(place[6]),)
        case _:
            return ()


def locale_of(scene: Scene) -> str:
    """Return the locale of the place of a scene: ``pt-PT``."""
    return f"{scene.place[9]}-{scene.place[2]}"


def codes_of_place(words: tuple[str, ...], scene: Scene) -> tuple[str, ...]:
    """Return the codes of the place of an entity that a field may hold which is named like what they stand for."""
    if "country" in words or "nationality" in words:
        return (str(scene.place[2]), PLACE_CODES.get(str(scene.place[0]), ("", "", ""))[2])
    if "currency" in words:
        return (str(scene.place[8]),)
    return (str(scene.place[9]), locale_of(scene)) if {"language", "lang", "locale"} & {*words} else ()


def state_of(scene: Scene) -> str:
    """Return the name of the state of the place of a scene."""
    return STATES.get(str(scene.place[10]), str(scene.place[10]))


def local(words: tuple[str, ...], owner: tuple[str, ...], values: Sequence[Any]) -> Callable[[Scene], Any] | None:
    """Return what chooses from an enum the value that is true of the place of an entity; None if none tells of one.

    Args:
        words: Words of the name of the field.
        owner: Words of the object that has it.
        values: The values of the enum.
    """
    told = told_of_place(words, owner)
    if not told:
        return None
    known: Mapping[str, Any] = {normalised(each): each for each in reversed(values) if isinstance(each, str)}

    def chosen(scene: Scene) -> Any:
        spelled = (known.get(normalised(each)) for each in spellings_of(scene, told) if each)
        found = next((each for each in spelled if each is not None), None)
        return pick(scene.random, values) if found is None else found

    return chosen

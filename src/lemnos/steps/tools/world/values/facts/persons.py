"""Writes fields that tell of people: words of a field, its owner -> what writes a name, an address, a gender.

The gender and the form of address of a person are those that the first name suggests. A role before the field is
another person than the object: the ``assigneeEmail`` of a task.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from lemnos.steps.tools.examples.example_values import normalised
from lemnos.steps.tools.world.values.filler import Text
from lemnos.steps.tools.world.values.labels import kind_of
from lemnos.steps.tools.world.values.scene import Scene, is_own_person, plain, slug

_WOMEN = frozenset(
    "Ada Anika Carmen Dana Elif Farah Gita Ines Jana Lara Lina Maya Nadia Noor Olga Paula Priya Rosa Sofia Uma Vera "
    "Yara Zoe Zuri".split()
)
"""First names of women among ``FIRST_NAMES``."""
_GENDERS: tuple[tuple[str, ...], ...] = (("male", "man", "m", "men", "masculine"),
                                         ("female", "woman", "f", "w", "women", "feminine"))  # fmt: skip
_ADDRESSES: tuple[tuple[str, ...], ...] = (
    ("mr", "herr", "mister", "sir", "monsieur", "male", "m"),
    ("ms", "mrs", "frau", "miss", "madam", "madame", "mme", "female", "f"),
)
"""Normalised words of a man and of a woman, the usual one first."""
_TELLS_GENDER = (("gender",), ("sex",))
_TELLS_ADDRESS = (("salutation",), ("honorific",), ("name", "prefix"), ("honorific", "prefix"))


def is_woman(scene: Scene) -> bool:
    """Return whether the person of a scene is a woman, by the first name."""
    return scene.person.first in _WOMEN


def gender_of(scene: Scene) -> str:
    """Return the gender of the person of a scene in a word."""
    return "female" if is_woman(scene) else "male"


def salutation_of(scene: Scene) -> str:
    """Return how the person of a scene is addressed."""
    return "Ms." if is_woman(scene) else "Mr."


def personal(words: tuple[str, ...], values: Sequence[Any]) -> Callable[[Scene], Any] | None:
    """Return what chooses from an enum the value that is true of the person of an entity; None if none tells of one.

    Args:
        words: Words of the name of the field.
        values: The values of the enum.
    """
    forms = _GENDERS if words[-1:] in _TELLS_GENDER else _ADDRESSES if _addresses(words) else None
    if forms is None:
        return None
    known: Mapping[str, Any] = {normalised(each): each for each in reversed(values) if isinstance(each, str)}
    found = [next((known[word] for word in told if word in known), None) for told in forms]
    if None in found:
        return None
    return lambda scene: found[is_woman(scene)]


def _addresses(words: tuple[str, ...]) -> bool:
    return words[-1:] in _TELLS_ADDRESS or words[-2:] in _TELLS_ADDRESS or words == ("title",)


def role_of(words: tuple[str, ...], owner: tuple[str, ...]) -> tuple[str, ...]:
    """Return whom a field is about, if it is another than the object: ``assignee`` of ``assigneeEmail``."""
    noun = tuple(word for word in words if is_own_person((word,)) and word not in ("individual", "profile", "contact"))
    return noun if noun and (not owner or noun[-1] != owner[-1]) else ()


def person_text(words: tuple[str, ...], owner: tuple[str, ...], index: int) -> Text:
    """Return what writes a part of a person: see ``Person``.

    Args:
        words: Words of the name of the field.
        owner: Words of the object that has it.
        index: Which part.
    """
    role = role_of(words, owner)
    if role and words[-1] not in ("username", "login"):
        return lambda scene: scene.other_person(role)[index]
    if kind_of(owner) == "company" and index == 2:
        return lambda scene: f"info@{plain(scene.label)}.example.com"
    if kind_of(owner) == "company" and index == 3:
        return lambda scene: slug(scene.label)
    return lambda scene: scene.person[index]


def full_name(words: tuple[str, ...], owner: tuple[str, ...]) -> Text:
    """Return what writes the first and the last name of a person; see ``person_text``."""
    role = role_of(words, owner)
    if role:
        return lambda scene: " ".join(scene.other_person(role)[:2])
    return lambda scene: " ".join(scene.person[:2])


def home_of(scene: Scene) -> str:
    """Return where a person says to be: a city and its country."""
    return f"{scene.place[0]}, {scene.place[1]}"

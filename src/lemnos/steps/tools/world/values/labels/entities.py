"""Names the entities of APIs whose results nothing describes: noun, domains -> what they and their fields are called.

vm, cloud: {"image_name": "team-photo.jpg"}  ──▶  {"image_name": "debian-12"}
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lemnos.steps.tools.examples.example_values import words_of
from lemnos.steps.tools.world.values.labels.label import kind_of, label_of
from lemnos.steps.tools.world.values.labels.names import NAMES
from lemnos.steps.tools.world.values.labels.senses import sense_of

_WRITTEN = frozenset("task todo comment message review subtask reminder chat post".split())
"""Words of nouns whose text is what they are called."""
_NAMING = frozenset(("name", "title"))
_ADDRESSES = ("192.0.2.17", "198.51.100.4", "203.0.113.88", "192.0.2.121", "198.51.100.77")


def entity_sense(noun: tuple[str, ...], domains: Sequence[str]) -> tuple[str, ...]:
    """Return the noun whose names the entities of a noun have; empty if they have none that are known.

    What a cloud runs has the names of servers where it has none of its own.
    """
    sense = sense_of(noun, domains, NAMES)
    runs = domains[:1] == ("cloud",) and "work" not in domains
    return sense if kind_of(sense) or not noun or not runs else ("server",)


def is_written(noun: tuple[str, ...]) -> bool:
    """Return whether the text of an entity is what it is called: a comment, a task."""
    return bool(kind_of(noun)) and not _WRITTEN.isdisjoint(noun)


def names_beside(
    body: Mapping[str, Any], noun: tuple[str, ...], domains: Sequence[str], seed: str, label: str
) -> Iterator[tuple[str, str]]:
    """Yield the fields of an entity that hold what it says, or the name of something else, with what they hold.

    Args:
        body: The entity.
        noun: Words of what it is.
        domains: Domains in which the API works, the likeliest first.
        seed: Decides which names.
        label: What the entity is called.
    """
    for name, value in body.items():
        words = words_of(name)
        if not isinstance(value, str):
            continue
        if words in (("content",), ("text",)) and is_written(noun) and label:
            yield name, label
        if words in (("content",), ("target",)) and "dns" in noun:
            yield name, _ADDRESSES[len(seed + value) % len(_ADDRESSES)]
        if words[-1:] in (("type",), ("subtype",)) and value in NAMES["type"]:
            known = kind_of(sense_of(words, domains, NAMES))
            yield name, label_of(words, f"{seed}:{name}", 0) if known.endswith("_type") else "standard"
        of = words[:-1] if words[-1:] and words[-1] in _NAMING else ()
        sense = sense_of(of, domains, NAMES) if of and of != noun else of
        if sense != of and kind_of(sense):
            yield name, label_of(sense, f"{seed}:{name}", 0)

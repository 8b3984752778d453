"""Names the entities of APIs whose results nothing describes: noun, domains -> what they and their fields are called.

vm, cloud: {"image_name": "team-photo.jpg"}  ──▶  {"image_name": "debian-12"}
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lemnos.steps.tools.examples.example_values import words_of
from lemnos.steps.tools.world.values.labels.domains import domains_in
from lemnos.steps.tools.world.values.labels.label import kind_of, label_of
from lemnos.steps.tools.world.values.labels.names import NAMES
from lemnos.steps.tools.world.values.labels.senses import sense_of

_WRITTEN = frozenset("task todo comment message review subtask reminder chat post memory fact".split())
"""Words of nouns whose text is what they are called."""
_DOTTED = re.compile(r"\d+(?:\.\d+)+")
_LAST_PART = re.compile(r"/?[^/]+\.(?:pdf|mp[34]|docx?|xlsx|png|jpe?g|csv|pptx|svg)$")
_NAMING = frozenset(("name", "title"))
_COUNTED = frozenset("page document note article wiki post".split())
"""Words of nouns whose versions are counted."""
_WITH_FILES = frozenset(
    "file document image attachment asset media upload photo video audio artifact blob commit".split()
)
"""Words of nouns that lie in a path as a file does."""
_ADDRESSES = ("192.0.2.17", "198.51.100.4", "203.0.113.88", "192.0.2.121", "198.51.100.77")


def entity_sense(noun: tuple[str, ...], domains: Sequence[str]) -> tuple[str, ...]:
    """Return the noun whose names the entities of a noun have; empty if they have none that are known.

    What a cloud runs has the names of servers where it has none of its own.
    """
    sense = sense_of(noun, (*domains_in(" ".join(noun[:-1])), *domains), NAMES)
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
        if words in (("content",), ("text",), ("markdown",)) and is_written(noun) and label:
            yield name, label
        if words == noun and label and value != label and value in NAMES.get(kind_of(noun), ()):
            yield name, label  # two names of one thing
        if words[:1] == ("is",) and value == "true" and kind_of(words[1:]) and words[-1] not in noun:
            yield name, "false"  # it is a thing of its own kind
        if words[-1:] == ("version",) and _DOTTED.fullmatch(value) and not _COUNTED.isdisjoint(noun):
            yield name, value.rpartition(".")[0].replace(".", "") or "1"
        if words[-1:] == ("path",) and _LAST_PART.search(value) and _WITH_FILES.isdisjoint(noun):
            yield name, _LAST_PART.sub("", value) or "/"
        if words in (("content",), ("target",)) and "dns" in noun:
            yield name, _ADDRESSES[len(seed + value) % len(_ADDRESSES)]
        if words[-1:] in (("type",), ("subtype",)) and value in NAMES["type"]:
            known = kind_of(sense_of(words, domains, NAMES))
            yield name, label_of(words, f"{seed}:{name}", 0) if known.endswith("_type") else "standard"
        of = words[:-1] if words[-1:] and words[-1] in _NAMING else ()
        sense = sense_of(of, domains, NAMES) if of and of != noun else of
        if sense != of and kind_of(sense):
            yield name, label_of(sense, f"{seed}:{name}", 0)

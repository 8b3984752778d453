"""Documents of a cluster → ``Cluster``: their segments in a row, and which segment names which other document."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np

from lemnos.talk.graph import Graph
from lemnos.talk.prepare import Material
from lemnos.talk.reward.reward import Cluster
from lemnos.talk.segment import presupposes

_QUALIFIER = re.compile(r"\s*(?:\([^()]*\)|,[^,]*)$")
_SHORTEST = 4
"""Titles shorter than this occur by chance."""


def gather(documents: Sequence[int], materials: Sequence[Material], graph: Graph) -> Cluster:
    """Put the documents of a cluster together and find where they name each other."""
    starts = [0]
    for material in materials:
        starts.append(starts[-1] + len(material.topic.segments))
    return Cluster(
        documents=tuple(documents),
        materials=tuple(materials),
        starts=tuple(starts),
        mentions=tuple(_mentions(documents, materials, graph)),
        presupposes=tuple(_presupposes(materials)),
    )


_INSIDE = 0.5
"""What any segment leans on the one before it in its section."""


def _presupposes(materials: Sequence[Material]) -> Iterator[float]:
    for material in materials:
        previous: tuple[str, ...] | None = None
        for part in material.topic.segments:
            yield 0.0 if part.section != previous else _INSIDE + presupposes(part.text)
            previous = part.section


def _mentions(documents: Sequence[int], materials: Sequence[Material], graph: Graph) -> list[dict[int, str]]:
    place = {document: number for number, document in enumerate(documents)}
    names = [
        (number, name) for number, material in enumerate(materials) for name in surface_forms(material.topic.title)
    ]
    found = []
    for number, (document, material) in enumerate(zip(documents, materials, strict=True)):
        links = graph.links(document)
        inside = set(place.values()) - {number}
        linked = {link: place[int(links[link])] for link in np.flatnonzero(np.isin(links, documents)).tolist()}
        others = [(other, name) for other, name in names if other in inside]
        for part in material.topic.segments:
            here: dict[int, str] = {}
            for anchor in part.anchors:
                other = linked.get(anchor.link)
                if other is not None and other != number:
                    here.setdefault(other, anchor.text)
            for other, name in others:
                if name in part.text and other not in here and _word(name).search(part.text):
                    here[other] = name
            found.append(here)
    return found


@lru_cache(maxsize=4096)
def _word(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")


@lru_cache(maxsize=4096)
def surface_forms(title: str) -> tuple[str, ...]:
    """Return the forms in which running text may name a document: title, without qualifier, in lower case.

    >>> surface_forms("Mercury (planet)")
    ('Mercury', 'mercury')
    """
    short = _QUALIFIER.sub("", title)
    forms = [short if len(short) >= _SHORTEST else title]
    lowered = forms[0][:1].lower() + forms[0][1:]
    if lowered != forms[0]:
        forms.append(lowered)
    return tuple(form for form in forms if len(form) >= _SHORTEST)

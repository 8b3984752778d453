"""Documents of a cluster → ``Cluster``: their segments in a row, and which segment names which other document."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate

import numpy as np

from lemnos.steps.talk.documents.features import Material
from lemnos.steps.talk.documents.segment import bare_title, presupposes
from lemnos.steps.talk.graph.build import Graph
from lemnos.steps.talk.reward.base import Cluster

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
"""What any segment leans on the one before it in its section; the first of a section leans half as much as its words
say, since its heading stands for what came before."""


def _presupposes(materials: Sequence[Material]) -> Iterator[float]:
    for material in materials:
        previous: tuple[str, ...] | None = None
        for part in material.topic.segments:
            leans = presupposes(part.text)
            yield 0.5 * leans if part.section != previous else _INSIDE + leans
            previous = part.section


def _mentions(documents: Sequence[int], materials: Sequence[Material], graph: Graph) -> list[dict[int, str]]:
    place = {document: number for number, document in enumerate(documents)}
    texts = ["\n".join(part.text for part in material.topic.segments) for material in materials]
    names = [
        (number, name)
        for number, material in enumerate(materials)
        for name in surface_forms(material.topic.title)
        # "Bath" is not "bath": a name in small letters counts if its own document writes it so.
        if not name[0].islower() or _occurrences(name, texts[number])
    ]
    found: list[dict[int, str]] = []
    for number, (document, material) in enumerate(zip(documents, materials, strict=True)):
        segments = material.topic.segments
        here: list[dict[int, str]] = [{} for _ in segments]
        links = graph.links(document)
        linked = {link: place[int(links[link])] for link in np.flatnonzero(np.isin(links, documents)).tolist()}
        if linked:
            for part, named in zip(segments, here, strict=True):
                for anchor in part.anchors:
                    other = linked.get(anchor.link, number)
                    if other != number:
                        named.setdefault(other, anchor.text)
        starts = list(accumulate((len(part.text) + 1 for part in segments), initial=0))
        for other, name in names:
            if other != number:
                for at in _occurrences(name, texts[number]):
                    here[bisect_right(starts, at) - 1].setdefault(other, name)
        found += here
    return found


def _occurrences(name: str, text: str) -> list[int]:
    """Return where ``name`` stands in ``text`` as whole words."""
    found = []
    at = text.find(name)
    while at >= 0:
        end = at + len(name)
        if not (at and text[at - 1].isalnum()) and not text[end : end + 1].isalnum():
            found.append(at)
        at = text.find(name, end)
    return found


@lru_cache(maxsize=4096)
def surface_forms(title: str) -> tuple[str, ...]:
    """Return the forms in which running text may name a document: its title without qualifier, also in lower case.

    >>> surface_forms("Mercury (planet)")
    ('Mercury', 'mercury')
    """
    short = bare_title(title)
    forms = [short if len(short) >= _SHORTEST else title]
    lowered = forms[0][:1].lower() + forms[0][1:]
    if lowered != forms[0]:
        forms.append(lowered)
    return tuple(form for form in forms if len(form) >= _SHORTEST)

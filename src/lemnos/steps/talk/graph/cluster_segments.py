"""Puts a cluster together: the ``Material`` of its documents → ``Cluster``, all segments in a row.

Finds which segment names which other document, by link or by title, and how strongly each segment depends on the one
before it.
"""

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
"""Titles of fewer characters occur in text by chance."""


def gather(documents: Sequence[int], materials: Sequence[Material], graph: Graph) -> Cluster:
    """Return the cluster of these documents: their segments in a row, and where they name each other."""
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
"""Dependence of any segment on the one before it in its section, added to what its words show. The first segment of a
section has half of what its words show, because the heading introduces it."""


def _presupposes(materials: Sequence[Material]) -> Iterator[float]:
    for material in materials:
        previous: tuple[str, ...] | None = None
        for segment in material.topic.segments:
            leans = presupposes(segment.text)
            yield 0.5 * leans if segment.section != previous else _INSIDE + leans
            previous = segment.section


def _mentions(documents: Sequence[int], materials: Sequence[Material], graph: Graph) -> list[dict[int, str]]:
    number_of = {document: number for number, document in enumerate(documents)}
    texts = ["\n".join(segment.text for segment in material.topic.segments) for material in materials]
    names = [
        (number, name)
        for number, material in enumerate(materials)
        for name in surface_forms(material.topic.title)
        # "Bath" is not "bath": a name in lower case counts if its own document writes it that way.
        if not name[0].islower() or _occurrences(name, texts[number])
    ]
    mentions: list[dict[int, str]] = []
    for number, (document, material) in enumerate(zip(documents, materials, strict=True)):
        segments = material.topic.segments
        by_segment: list[dict[int, str]] = [{} for _ in segments]
        links = graph.links(document)
        linked = {link: number_of[int(links[link])] for link in np.flatnonzero(np.isin(links, documents)).tolist()}
        if linked:
            for segment, named in zip(segments, by_segment, strict=True):
                for anchor in segment.anchors:
                    target = linked.get(anchor.link, number)
                    if target != number:
                        named.setdefault(target, anchor.text)
        starts = list(accumulate((len(segment.text) + 1 for segment in segments), initial=0))
        for target, name in names:
            if target != number:
                for at in _occurrences(name, texts[number]):
                    by_segment[bisect_right(starts, at) - 1].setdefault(target, name)
        mentions += by_segment
    return mentions


def _occurrences(name: str, text: str) -> list[int]:
    """Return the offsets at which ``name`` occurs in ``text`` as whole words."""
    offsets = []
    offset = text.find(name)
    while offset >= 0:
        end = offset + len(name)
        if not (offset and text[offset - 1].isalnum()) and not text[end : end + 1].isalnum():
            offsets.append(offset)
        offset = text.find(name, end)
    return offsets


@lru_cache(maxsize=4096)
def surface_forms(title: str) -> tuple[str, ...]:
    """Return the forms in which running text may name a document: its title without disambiguation, also in lower case.

    >>> surface_forms("Mercury (planet)")
    ('Mercury', 'mercury')
    """
    short = bare_title(title)
    forms = [short if len(short) >= _SHORTEST else title]
    lowered = forms[0][:1].lower() + forms[0][1:]
    if lowered != forms[0]:
        forms.append(lowered)
    return tuple(form for form in forms if len(form) >= _SHORTEST)

"""Documents, graphs and clusters for tests, built from literal text."""

import random
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from lemnos.records import Document, Link, Paragraph, document_id
from lemnos.sources.documents.base import Page, Redirect
from lemnos.sources.documents.names import normalise
from lemnos.steps.talk.documents.features import DECODER, ShardFeatures
from lemnos.steps.talk.documents.segment import SegmentSettings
from lemnos.steps.talk.graph.build import Graph, GraphSettings, build_graph, load_graph
from lemnos.steps.talk.reward.base import Cluster
from lemnos.store.blobs import Blobs, write_blobs

_LINK = re.compile(r"\[\[([^|\]]+)(?:\|([^\]]+))?\]\]")
_WORDS = """amber anchor barley basin beacon bell birch bridge brook canal candle cedar chalk cliff clover cobalt copper
    coral cotton crane delta dune ember falcon fennel fern fiord flint forge garnet glacier granite gravel harbour hazel
    heron hollow indigo island ivory jade juniper kelp lagoon lantern larch linen lime maple marble marsh meadow mill
    moss nettle oak orchard osprey otter pebble pepper pine plum quarry quartz raven reed ridge river saffron sage
    salmon sandal shale silver slate sparrow spruce stream summit tallow teal thistle timber tulip valley velvet
    walnut willow""".split()


def sentence(rng: random.Random, words: int = 12) -> str:
    """Return a sentence of random nouns."""
    return "The " + " ".join(rng.choice(_WORDS) for _ in range(words - 1)) + "."


def prose(seed: object, words: int = 48) -> str:
    """Return a paragraph of 12-word sentences that ``seed`` decides; others share hardly a shingle with it."""
    rng = random.Random(str(seed))
    return " ".join(sentence(rng) for _ in range(words // 12))


def document(title: str, *parts: str | tuple[tuple[str, ...], str], language: str = "en") -> Document:
    """Return a document of paragraphs, each alone or with its section; ``[[target|anchor]]`` is a link."""
    text = ""
    paragraphs: list[Paragraph] = []
    links: list[Link] = []
    for part in parts:
        section, marked = part if isinstance(part, tuple) else ((), part)
        start = len(text) + 2 if text else 0
        text = text + "\n\n" if text else text
        at = 0
        for match in _LINK.finditer(marked):
            text += marked[at : match.start()]
            links.append(Link(len(text), len(text) + len(match[2] or match[1]), normalise(match[1])))
            text += match[2] or match[1]
            at = match.end()
        text += marked[at:]
        paragraphs.append(Paragraph(start, len(text), section))
    return Document(
        id=document_id(title, text),
        title=title,
        source=f"{title}.md",
        language=language,
        text=text,
        paragraphs=tuple(paragraphs),
        links=tuple(links),
    )


def page(
    title: str, *parts: str | tuple[tuple[str, ...], str], names: Sequence[str] = (), language: str = "en"
) -> Page:
    """Return a page that goes by its title and ``names``."""
    return Page(document(title, *parts, language=language), (title, *names))


def linked(links: dict[str, list[str]], *, words: int = 48) -> list[Page]:
    """Return one page for each key: a paragraph of its own prose, then a sentence that names its targets."""
    pages = []
    for title, targets in links.items():
        names = " and the ".join(f"[[{target}]]" for target in targets)
        tail = f" They all lie far beyond the {names} on the old road." if targets else ""
        pages.append(page(title, prose(title, words) + tail))
    return pages


def graph_of(
    folder: Path,
    items: Iterable[Page | Redirect],
    settings: GraphSettings | None = None,
    *,
    rows: Iterable[tuple[str, str]] = (),
    per_shard: int = 1000,
    languages: frozenset[str] = frozenset({"en"}),
) -> tuple[Graph, dict[str, Any]]:
    """Build the graph of some pages, read in shards of ``per_shard`` items, and return it with its figures."""
    items = list(items)
    paths = []
    for number, first in enumerate(range(0, max(len(items), 1), per_shard)):
        prepared = ShardFeatures(SegmentSettings())
        for item in items[first : first + per_shard]:
            if isinstance(item, Redirect):
                prepared.redirect(item)
            else:
                assert prepared.add(item), f"{item.document.title} has no segment"
        path = folder / f"{number:06}.npz"
        write_blobs(path.with_suffix(".bin"), prepared.blobs)
        with path.open("wb") as stream:
            np.savez(stream, **prepared.arrays())  # type: ignore[arg-type]
        paths.append(path)
    blobs = Blobs([path.with_suffix(".bin") for path in paths])
    figures = build_graph(folder / "graph", paths, blobs, rows, languages, settings or GraphSettings())
    return load_graph(folder / "graph"), figures


def edges_of(graph: Graph) -> dict[tuple[int, int], float]:
    """Return every edge of a graph with its weight."""
    return {
        (source, int(target)): float(weight)
        for source in range(len(graph.indptr) - 1)
        for target, weight in zip(*graph.neighbours(source), strict=True)
    }


def cluster_of(*pages: Page, mentions: dict[int, dict[int, str]] | None = None) -> Cluster:
    """Return a cluster of pages in this order; ``mentions`` says which segments name which documents."""
    prepared = ShardFeatures(SegmentSettings())
    for item in pages:
        assert prepared.add(item)
    materials = tuple(DECODER.decode(blob) for blob in prepared.blobs)
    starts = np.cumsum([0, *(len(material.topic.segments) for material in materials)]).tolist()
    named = tuple((mentions or {}).get(segment, {}) for segment in range(starts[-1]))
    return Cluster(
        documents=tuple(range(len(pages))),
        materials=materials,
        starts=tuple(starts),
        mentions=named,
        presupposes=(0.0,) * starts[-1],
    )


def long_page(title: str, segments: int, per_section: int = 3) -> Page:
    """Return a page of ``segments`` segments of 60 words, ``per_section`` of them in each section."""
    parts = [((f"Part {number // per_section}",), prose((title, number), 60)) for number in range(segments)]
    return page(title, *parts)

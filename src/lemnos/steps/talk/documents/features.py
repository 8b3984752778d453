"""Extracts what later stages need from the documents of one shard: segments, and hashes of words, stems and names.

``Page``, ``Redirect`` → encoded ``Material``, one blob for each document, for the dialogues; and small arrays for the
graph, of 12 bytes a name, 24 a link and 150 a document. Runs in the task that reads the shard, so that nothing is
parsed twice.
"""

from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from lemnos.records import Document, content_id
from lemnos.sources.documents.base import Page, Redirect
from lemnos.sources.documents.names import name_hashes
from lemnos.steps.talk.documents.segment import SegmentSettings, segment
from lemnos.steps.talk.write.base import Topic
from lemnos.text.near_duplicates import band_keys, grams
from lemnos.text.stems import Bags, stem_bags
from lemnos.text.words import is_content, scan


class Material(msgspec.Struct, frozen=True, array_like=True):
    """A document as the dialogue stage reads it."""

    topic: Topic
    words: bytes
    """Hashes of the distinct content words of each segment, segment after segment; 32 bits, little-endian."""
    counts: bytes
    """Occurrences of each of ``words`` in its segment, capped at 255; 8 bits."""
    lengths: tuple[int, ...]
    """Number of ``words`` of each segment."""
    stems: bytes
    """Hashes of the distinct stems of each segment, encoded like ``words``. They are stored because a document is in
    several dialogues, and stemming would be half the cost of reading a cluster."""
    stem_counts: bytes
    """Encoded like ``counts``."""
    stem_lengths: tuple[int, ...]
    """Number of ``stems`` of each segment."""

    def word_hashes(self) -> npt.NDArray[np.uint32]:
        """Return ``words`` as an array."""
        return np.frombuffer(self.words, dtype="<u4")

    def word_counts(self) -> npt.NDArray[np.uint8]:
        """Return ``counts`` as an array."""
        return np.frombuffer(self.counts, dtype=np.uint8)

    def stem_bags(self) -> Bags:
        """Return the stems of each segment and their counts."""
        return Bags(
            np.array(self.stem_lengths, dtype=np.intp),
            np.frombuffer(self.stems, dtype="<u4"),
            np.frombuffer(self.stem_counts, dtype=np.uint8),
        )


ENCODER = msgspec.msgpack.Encoder()
DECODER = msgspec.msgpack.Decoder(Material)


def _hashed(prefix: str, names: list[str]) -> dict[str, npt.NDArray[Any]]:
    """Return the exact and case-folded hashes of names as arrays whose names begin with ``prefix``."""
    exact, folded = name_hashes(names)
    return {f"{prefix}_exact": exact, f"{prefix}_folded": folded}


class ShardFeatures:
    """The features of one shard, for the graph and for the dialogues. Fill it with ``add`` and ``redirect``."""

    def __init__(self, settings: SegmentSettings) -> None:
        self._settings = settings
        self.blobs: list[bytes] = []
        self._names, self._name_documents, self._name_own = list[str](), list[int](), list[bool]()
        self._redirects, self._redirect_targets = list[str](), list[str]()
        self._links, self._link_counts, self._link_weights = list[str](), list[int](), list[float]()
        self._shingles: list[npt.NDArray[np.uint64]] = []
        self._text_hashes: list[int] = []
        self.segment_count = 0
        self.code_figures = {"segments": 0, "in_segments": 0}
        """Segments with code or tables, and the code blocks and tables in them."""
        self._words: list[npt.NDArray[np.uint32]] = []
        self._small_words: list[npt.NDArray[np.uint32]] = []
        self._languages: list[str] = []

    def add(self, page: Page, notices: frozenset[str] = frozenset()) -> bool:
        """Add a page; return False, and add nothing, if it has no segment.

        Args:
            page: The document and its names.
            notices: Paragraphs to leave out, as ``boilerplate`` finds them.
        """
        document = page.document
        segments = segment(document, self._settings, notices)
        if not segments:
            return False
        number = len(self.blobs)
        texts = [part.text for part in segments]
        hashes, owners, small = scan(texts)
        stems = stem_bags(texts)
        content = is_content(hashes)
        bags, counts = np.unique(
            owners[content].astype(np.uint64) << np.uint64(32) | hashes[content], return_counts=True
        )
        words = bags.astype(np.uint32)  # the lower half
        lengths = np.bincount((bags >> np.uint64(32)).astype(np.intp), minlength=len(segments))
        topic = Topic(
            id=document.id,
            title=document.title,
            url=document.url,
            licence=document.licence,
            source=document.source,
            language=document.language,
            segments=segments,
        )
        self.blobs.append(
            ENCODER.encode(
                Material(
                    topic,
                    words=words.tobytes(),
                    counts=np.minimum(counts, 255).astype(np.uint8).tobytes(),
                    lengths=tuple(lengths.tolist()),
                    stems=stems.stems.tobytes(),
                    stem_counts=stems.counts.tobytes(),
                    stem_lengths=tuple(stems.lengths.tolist()),
                )
            )
        )
        for rank, name in enumerate(page.names):
            self._names.append(name)
            self._name_documents.append(number)
            self._name_own.append(rank == 0)
        self._add_links(document)
        self._shingles.append(grams(hashes.astype(np.uint64), np.array([len(hashes)]))[0])
        self._text_hashes.append(int(content_id(document.text), 16))
        self.segment_count += len(segments)
        self.code_figures["segments"] += sum(1 for part in segments if part.blocks)
        self.code_figures["in_segments"] += sum(len(part.blocks) for part in segments)
        self._words.append(np.unique(words))
        self._small_words.append(np.unique(hashes[small & content]))
        self._languages.append(document.language)
        return True

    def redirect(self, redirect: Redirect) -> None:
        """Add another name of a document, which may be in another shard."""
        self._redirects.append(redirect.name)
        self._redirect_targets.append(redirect.target)

    def _add_links(self, document: Document) -> None:
        length = max(len(document.text), 1)
        self._links += [link.target for link in document.links]
        self._link_weights += [1.0 - 0.5 * link.start / length for link in document.links]
        self._link_counts.append(len(document.links))

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Return all arrays that the graph needs, by name."""
        words, frequencies = _counted(self._words)
        small_words, small_frequencies = _counted(self._small_words)
        return {
            **_hashed("name", self._names),
            "name_document": np.array(self._name_documents, dtype=np.int32),
            "name_own": np.array(self._name_own, dtype=bool),
            **_hashed("redirect", self._redirects),
            **_hashed("redirect_target", self._redirect_targets),
            **_hashed("link", self._links),
            "link_count": np.array(self._link_counts, dtype=np.int32),
            "link_weight": np.array(self._link_weights, dtype=np.float32),
            "bands": _bands(self._shingles),
            "text_hash": np.array(self._text_hashes, dtype=np.uint64),
            "word": words,
            "word_frequency": frequencies,
            "small_word": small_words,
            "small_word_frequency": small_frequencies,
            "language": np.array(self._languages, dtype="U12"),
        }


def _bands(shingles: list[npt.NDArray[np.uint64]]) -> npt.NDArray[np.uint64]:
    """Return the band keys of all documents. Shape: (documents, BANDS)."""
    ends = np.cumsum([len(found) for found in shingles], dtype=np.intp)
    return band_keys(np.concatenate([np.zeros(0, np.uint64), *shingles]), ends)


def _counted(bags: list[npt.NDArray[np.uint32]]) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint32]]:
    """Return the distinct hashes of all bags, and the number of bags that contain each."""
    values, counts = np.unique(np.concatenate([np.zeros(0, np.uint32), *bags]), return_counts=True)
    return values, counts.astype(np.uint32)

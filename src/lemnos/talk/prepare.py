"""Documents → what the later phases need of them: segments, hashes of words and names.

A pure function of one shard of documents, so it runs right where they are read and nothing is parsed twice. What
comes out is small arrays for the graph (12 bytes a name, 24 a link, 150 a document) and one blob a document for
the dialogues.
"""

from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from lemnos.records import Document
from lemnos.sources.names import name_hash
from lemnos.sources.source import Page, Redirect
from lemnos.talk.segment import SegmentSettings, segment
from lemnos.talk.write.writer import Topic
from lemnos.text.near_duplicates import BANDS, band_keys
from lemnos.text.words import is_content, scan


class Material(msgspec.Struct, frozen=True, array_like=True):
    """A document as the dialogue phase reads it."""

    topic: Topic
    words: bytes
    """Hashes of the distinct content words of each segment, segments one after another; 32 bits, little-endian."""
    counts: bytes
    """How often each of ``words`` occurs in its segment, 255 at the most; 8 bits."""
    lengths: tuple[int, ...]
    """How many of ``words`` each segment has."""

    def word_hashes(self) -> npt.NDArray[np.uint32]:
        """Return ``words`` as an array."""
        return np.frombuffer(self.words, dtype="<u4")

    def word_counts(self) -> npt.NDArray[np.uint8]:
        """Return ``counts`` as an array."""
        return np.frombuffer(self.counts, dtype=np.uint8)


ENCODER = msgspec.msgpack.Encoder()
DECODER = msgspec.msgpack.Decoder(Material)


class Names:
    """Hashes of names, and of the same names case-folded."""

    def __init__(self) -> None:
        self.exact: list[int] = []
        self.folded: list[int] = []
        self._known: dict[str, tuple[int, int]] = {}

    def add(self, name: str) -> None:
        """Add a normalised name."""
        hashes = self._known.get(name)
        if hashes is None:
            folded = name.casefold()
            exact = name_hash(name)
            hashes = self._known[name] = (exact, exact if folded == name else name_hash(folded))
        self.exact.append(hashes[0])
        self.folded.append(hashes[1])

    def arrays(self, prefix: str) -> dict[str, npt.NDArray[Any]]:
        """Return both lists as arrays named after ``prefix``."""
        return {
            f"{prefix}_exact": np.array(self.exact, dtype=np.uint64),
            f"{prefix}_folded": np.array(self.folded, dtype=np.uint64),
        }


class Prepared:
    """What one shard hands to the graph and to the dialogues. Fill it with ``add``."""

    def __init__(self, settings: SegmentSettings) -> None:
        self._settings = settings
        self.blobs: list[bytes] = []
        self._names, self._name_documents, self._name_ranks = Names(), list[int](), list[int]()
        self._redirects, self._redirect_targets = Names(), Names()
        self._links, self._link_counts, self._link_weights = Names(), list[int](), list[float]()
        self._bands: list[npt.NDArray[np.uint64]] = []
        self._text_hashes: list[int] = []
        self.segment_count = 0
        self._words: list[npt.NDArray[np.uint32]] = []
        self._small_words: list[npt.NDArray[np.uint32]] = []
        self._languages: list[str] = []

    def add(self, page: Page, notices: frozenset[str] = frozenset()) -> bool:
        """Add a page; return False, and add nothing, if it has no segment. ``notices`` are paragraphs to leave out."""
        document = page.document
        segments = segment(document, self._settings, notices)
        if not segments:
            return False
        number = len(self.blobs)
        hashes, owners, small = scan([part.text for part in segments])
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
                    topic, words.tobytes(), np.minimum(counts, 255).astype(np.uint8).tobytes(), tuple(lengths.tolist())
                )
            )
        )
        for rank, name in enumerate(page.names):
            self._names.add(name)
            self._name_documents.append(number)
            self._name_ranks.append(rank)
        self._add_links(document)
        self._bands.append(band_keys(hashes))
        self._text_hashes.append(name_hash(document.text))
        self.segment_count += len(segments)
        self._words.append(np.unique(words))
        self._small_words.append(np.unique(hashes[small & content]))
        self._languages.append(document.language)
        return True

    def redirect(self, redirect: Redirect) -> None:
        """Add another name of a document."""
        self._redirects.add(redirect.name)
        self._redirect_targets.add(redirect.target)

    def _add_links(self, document: Document) -> None:
        length = max(len(document.text), 1)
        for link in document.links:
            self._links.add(link.target)
            self._link_weights.append(1.0 - 0.5 * link.start / length)
        self._link_counts.append(len(document.links))

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Return everything the graph needs, by name."""
        count = len(self.blobs)
        words, frequencies = _counted(self._words)
        small_words, small_frequencies = _counted(self._small_words)
        return {
            **self._names.arrays("name"),
            "name_document": np.array(self._name_documents, dtype=np.int32),
            "name_rank": np.array(self._name_ranks, dtype=np.int8),
            **self._redirects.arrays("redirect"),
            **self._redirect_targets.arrays("redirect_target"),
            **self._links.arrays("link"),
            "link_count": np.array(self._link_counts, dtype=np.int32),
            "link_weight": np.array(self._link_weights, dtype=np.float32),
            "bands": np.array(self._bands, dtype=np.uint64).reshape(count, BANDS),
            "text_hash": np.array(self._text_hashes, dtype=np.uint64),
            "word": words,
            "word_frequency": frequencies,
            "small_word": small_words,
            "small_word_frequency": small_frequencies,
            "language": np.array(self._languages, dtype="U12"),
        }


def _counted(bags: list[npt.NDArray[np.uint32]]) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint32]]:
    """Return the distinct hashes of all bags, and in how many bags each is."""
    values, counts = np.unique(np.concatenate([np.zeros(0, np.uint32), *bags]), return_counts=True)
    return values, counts.astype(np.uint32)

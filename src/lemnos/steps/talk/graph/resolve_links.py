"""Resolves names, given as 64-bit hashes, to documents: which document does a link mean?

A name that two different documents claim resolves to neither. Exact names take precedence over case-folded ones, and a
document's own name (its title in a wiki, its path in a folder) over its other names.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint64]
Documents = npt.NDArray[np.int32]

_NONE, _AMBIGUOUS = np.int32(-1), np.int32(-2)
_HOPS = 5
"""Number of redirects to redirects that are followed; the limit also ends cycles."""


class NameTable:
    """Sorted hashes of names, and the document of each."""

    def __init__(self, hashes: Hashes, documents: Documents) -> None:
        order = np.argsort(hashes, kind="stable")
        hashes, documents = hashes[order], documents[order]
        first = np.flatnonzero(np.concatenate(([True], hashes[1:] != hashes[:-1])))[: len(hashes)]
        if len(hashes):
            lowest = np.minimum.reduceat(documents, first)
            highest = np.maximum.reduceat(documents, first)
        else:
            lowest = highest = documents
        self.hashes = hashes[first]
        self.documents = np.where(lowest == highest, lowest, _AMBIGUOUS)
        self.ambiguous = int((lowest != highest).sum())

    def find(self, hashes: Hashes) -> Documents:
        """Return the document of each hash, -1 for none, -2 for more than one. Shape: (hashes,)."""
        if not len(self.hashes):
            return np.full(len(hashes), _NONE)
        positions = np.minimum(np.searchsorted(self.hashes, hashes), len(self.hashes) - 1)
        return np.where(self.hashes[positions] == hashes, self.documents[positions], _NONE)


class Resolver:
    """Resolves all names of a corpus, following redirects."""

    def __init__(self, shards: Iterable[Mapping[str, npt.NDArray[Any]]], representative: Documents) -> None:
        """Build the tables.

        Args:
            shards: The arrays of each shard, in order, as ``ShardFeatures.arrays`` returns them.
            representative: The document that each document is merged into, itself if it is no duplicate. Shape:
                (documents,).
        """
        parts: dict[str, list[npt.NDArray[Any]]] = {}
        start = 0
        for shard in shards:
            for key in ("name_exact", "name_folded", "name_own", "redirect_exact", "redirect_folded"):
                parts.setdefault(key, []).append(shard[key])
            for key in ("redirect_target_exact", "redirect_target_folded"):
                parts.setdefault(key, []).append(shard[key])
            parts.setdefault("document", []).append(shard["name_document"] + np.int32(start))
            start += len(shard["text_hash"])
        joined = {key: np.concatenate(blocks) for key, blocks in parts.items()}
        documents = representative[joined["document"]]
        own = joined["name_own"]
        self._tables = {
            case: (
                NameTable(joined[f"name_{case}"][own], documents[own]),
                NameTable(joined[f"name_{case}"][~own], documents[~own]),
            )
            for case in ("exact", "folded")
        }
        self.ambiguous = sum(table.ambiguous for table in self._tables["exact"])
        self._follow_redirects(joined)

    def _follow_redirects(self, joined: Mapping[str, npt.NDArray[Any]]) -> None:
        exact, folded = joined["redirect_exact"], joined["redirect_folded"]
        target_exact, target_folded = joined["redirect_target_exact"], joined["redirect_target_folded"]
        self._redirects: tuple[NameTable, NameTable] | None = None
        documents = self.find(target_exact, target_folded)
        for _ in range(_HOPS):
            hit = documents >= 0
            self._redirects = (NameTable(exact[hit], documents[hit]), NameTable(folded[hit], documents[hit]))
            followed = self.find(target_exact, target_folded)
            if np.array_equal(followed, documents):
                break
            documents = followed
        self.redirects_to_nothing = int((documents < 0).sum())

    def find(self, exact: Hashes, folded: Hashes) -> Documents:
        """Return the document of each name, -1 if none or more than one document claims it. Shape: (names,)."""
        result = np.full(len(exact), _NONE)
        tables = [(table, exact) for table in self._tables["exact"]]
        if self._redirects is not None:
            tables.append((self._redirects[0], exact))
        tables += [(table, folded) for table in self._tables["folded"]]
        if self._redirects is not None:
            tables.append((self._redirects[1], folded))
        for table, hashes in tables:
            missing = np.flatnonzero(result == _NONE)
            if not len(missing):
                break
            result[missing] = table.find(hashes[missing])
        return np.maximum(result, _NONE)

"""The stage ``pages``: a shard of a crawl → main texts, and the terms of the seeds in them.

For each shard: the ``Document``s as blobs; arrays ``id``, ``words``, ``domain`` of each page, its terms as compressed
sparse rows (``starts``, ``terms``: indices into the vocabulary of the seeds, ``counts``), in how many pages each term
occurs (``df_terms``, ``df_counts``), and with an embedding ``vectors``. Memory: the main texts of one shard. On disk a
page takes its main text, and some 1,200 bytes.
"""

from collections import Counter
from typing import Any

import msgspec
import numpy as np

from lemnos.engine.stage import Figures
from lemnos.pipeline.job import InputTask
from lemnos.records import Document, Rejected, content_id
from lemnos.sources.documents.base import Page
from lemnos.sources.web.hosts import domain_of, host_of, is_listed
from lemnos.steps.retrieve.embedding import embed
from lemnos.steps.retrieve.seeds.vocabulary import Vocabulary, load_vocabulary
from lemnos.steps.retrieve.settings import RetrieveSettings
from lemnos.steps.retrieve.store import Arrays, arrays_path, blobs_path, save
from lemnos.steps.retrieve.terms import terms_of
from lemnos.store.blobs import write_blobs
from lemnos.store.run_folder import RunFolder

STAGE = "pages"
_BATCH = 1_000_000
"""Characters whose words are hashed at once."""


class Filters:
    """Which pages are read at all, by what they and the settings state."""

    def __init__(self, settings: RetrieveSettings) -> None:
        self._languages = frozenset(settings.languages)
        self._allowed = frozenset(host.lower() for host in settings.allow_hosts)
        self._denied = frozenset(host.lower() for host in settings.deny_hosts)

    def refusal(self, document: Document) -> tuple[str, str] | None:
        """Return the rule that a page breaks and the reason; None if it breaks none."""
        host = host_of(document.url)
        if self._allowed and not is_listed(host, self._allowed):
            return "host_not_allowed", f"its host {host or '(none)'} is not in retrieve.allow_hosts"
        if self._denied and is_listed(host, self._denied):
            return "host_denied", f"its host {host} is in retrieve.deny_hosts"
        language = document.language
        if self._languages and not {language, language.partition("-")[0]} & self._languages:
            return "language", f"its language is {language}"
        return None


def read_pages(run: RunFolder, settings: RetrieveSettings, task: InputTask) -> Figures:
    """Read one shard of a crawl. Returns the figures of the shard."""
    filters = Filters(settings)
    vocabulary = load_vocabulary(run)
    kept: list[Document] = []
    batches: list[Arrays] = []
    waiting: list[Document] = []
    rejected: list[Rejected] = []

    def index() -> None:
        arrays, indexed, refused = _indexed(waiting, vocabulary, settings)
        batches.append(arrays)
        kept.extend(indexed)
        rejected.extend(refused)
        waiting.clear()

    seen = size = 0
    for item in task.shard.read():
        seen += 1
        if isinstance(item, Rejected):
            rejected.append(item if item.stage == STAGE else msgspec.structs.replace(item, stage=STAGE))
        elif isinstance(item, Page):
            refusal = filters.refusal(item.document)
            if refusal is not None:
                rejected.append(_refused(*refusal, item.document))
                continue
            waiting.append(item.document)
            size += len(item.document.text)
            if size > _BATCH:
                index()
                size = 0
    index()
    _save(run, task.number, kept, batches)
    run.write_rejected(STAGE, task.number, rejected)
    return {
        "seen": seen,
        "pages": len(kept),
        "words": int(sum(int(batch["words"].sum()) for batch in batches)),
        "characters": sum(len(document.text) for document in kept),
        "hosts": len({host_of(document.url) for document in kept}),
        "languages": dict(Counter(document.language for document in kept)),
        "blocks": dict(Counter(part.kind for document in kept for part in document.paragraphs)),
        "rejected": dict(Counter(item.rule for item in rejected)),
    }


def _indexed(
    documents: list[Document], vocabulary: Vocabulary, settings: RetrieveSettings
) -> tuple[Arrays, list[Document], list[Rejected]]:
    """Return the arrays of the pages that are neither too short nor too long, these, and the others."""
    texts = [f"{document.title}\n{document.text}" for document in documents]
    found = terms_of(texts)
    kept: list[int] = []
    rejected: list[Rejected] = []
    for number, words in enumerate(map(int, found.words)):
        if words < settings.min_words:
            rejected.append(_refused("short", f"the page has {words} words", documents[number]))
        elif words > settings.max_words:
            rejected.append(_refused("long", f"the page has {words:,} words", documents[number]))
        else:
            kept.append(number)
    owners = np.repeat(np.arange(len(texts)), np.diff(found.starts))
    row = np.full(len(texts), -1, dtype=np.int64)
    row[kept] = np.arange(len(kept))
    place = np.searchsorted(vocabulary.terms, found.terms)
    known = vocabulary.terms[np.minimum(place, len(vocabulary.terms) - 1)] == found.terms
    known &= row[owners] >= 0
    arrays: Arrays = {
        "id": np.array([int(documents[number].id, 16) for number in kept], dtype=np.uint64),
        "words": found.words[kept],
        "domain": np.array(
            [int(content_id(domain_of(host_of(documents[number].url))), 16) for number in kept], dtype=np.uint64
        ),
        "entries": np.bincount(row[owners[known]], minlength=len(kept)).astype(np.int64),
        "terms": place[known].astype(np.int32),
        "counts": found.counts[known],
    }
    if settings.embedding:
        chosen = [texts[number] for number in kept]
        arrays["vectors"] = (
            embed(settings.embedding, chosen).astype(np.float16) if chosen else np.zeros((0, 0), dtype=np.float16)
        )
    return arrays, [documents[number] for number in kept], rejected


def _save(run: RunFolder, number: int, documents: list[Document], batches: list[Arrays]) -> None:
    whole: dict[str, Any] = {}
    for name in batches[0]:
        parts = [batch[name] for batch in batches if len(batch["id"])] or [batches[0][name]]
        whole[name] = np.concatenate(parts)
    whole["starts"] = np.concatenate(([0], np.cumsum(whole.pop("entries"))))
    whole["df_terms"], whole["df_counts"] = np.unique(whole["terms"], return_counts=True)
    save(arrays_path(run, STAGE, number), whole)
    write_blobs(blobs_path(run, STAGE, number), map(msgspec.msgpack.encode, documents))


def _refused(rule: str, reason: str, document: Document) -> Rejected:
    return Rejected(
        stage=STAGE, rule=rule, reason=reason, source=document.source, record=document.url or document.title
    )

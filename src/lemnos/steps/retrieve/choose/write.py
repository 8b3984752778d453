"""The stage ``documents``: the pages of some shards that are kept → ``Document`` and ``Match`` records.

``documents/`` holds the retrieved pages, ``control/`` the random sample, ``matches/`` who retrieved what and why, all
in the order of the crawl. A task is as many shards as hold some thousand pages, so that files are neither many nor
large.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from lemnos.engine.stage import Figures
from lemnos.llm.tokens import tokens_of
from lemnos.records import Document
from lemnos.records.licences import UNKNOWN
from lemnos.sources.web.hosts import domain_of, host_of
from lemnos.steps.retrieve.choose.choose import STAGE as CHOOSE
from lemnos.steps.retrieve.pages.read import STAGE as PAGES
from lemnos.steps.retrieve.records import Match
from lemnos.steps.retrieve.seeds.queries import SPELL, load_queries
from lemnos.steps.retrieve.seeds.read import STAGE as SEEDS
from lemnos.steps.retrieve.seeds.text import SeedText
from lemnos.steps.retrieve.seeds.vocabulary import load_vocabulary
from lemnos.steps.retrieve.store import Arrays, arrays_path, blobs_path, load
from lemnos.store.blobs import Blobs
from lemnos.store.run_folder import RunFolder

STAGE = "documents"
CONTROL, MATCHES = "control", "matches"
_PAGES = 2_000
"""About how many pages a task writes."""
_MOST_DOMAINS = 100_000
"""Domains that a shard counts by name."""


class WriteTask(msgspec.Struct, frozen=True):
    """Some shards of pages."""

    number: int
    first: int
    last: int
    """Number of the shard after the last one."""


def write_tasks(run: RunFolder) -> Sequence[WriteTask]:
    """Return tasks that together write all pages that are kept."""
    chosen = _chosen(run)
    firsts = chosen["firsts"]
    counts = np.zeros(len(firsts) - 1, dtype=np.int64)
    for name in ("pages", "control"):
        counts += np.diff(np.searchsorted(chosen[name], firsts))
    tasks: list[WriteTask] = []
    first = size = 0
    for shard, count in enumerate(map(int, counts), 1):
        size += count
        if size >= _PAGES or (shard == len(counts) and size):
            tasks.append(WriteTask(len(tasks), first, shard))
            first, size = shard, 0
    return tasks


def write_documents(run: RunFolder, task: WriteTask) -> Figures:
    """Write the pages of some shards. Returns the figures of the task."""
    chosen = _chosen(run)
    firsts = chosen["firsts"]
    low, high = int(firsts[task.first]), int(firsts[task.last])
    blobs = Blobs([blobs_path(run, PAGES, number) for number in range(task.first, task.last)])
    pages: dict[str, list[Document]] = {}
    for name in ("pages", "control"):
        inside = chosen[name][np.searchsorted(chosen[name], low) : np.searchsorted(chosen[name], high)]
        pages[name] = [msgspec.msgpack.decode(blobs[int(page) - low], type=Document) for page in inside]
        if name == "pages":
            documents = dict(zip(map(int, inside), pages[name], strict=True))
    matches = _matches(run, chosen, documents)
    run.write_records(STAGE, task.number, Document, pages["pages"])
    run.write_records(CONTROL, task.number, Document, pages["control"])
    run.write_records(MATCHES, task.number, Match, matches)
    hosts = Counter(domain_of(host_of(document.url)) or "(none)" for document in pages["pages"])
    return {
        "documents": len(pages["pages"]),
        "domains": dict(hosts.most_common(_MOST_DOMAINS)),
        "licences": dict(Counter(document.licence for document in pages["pages"])),
        "languages": dict(Counter(document.language for document in pages["pages"])),
        "blocks": dict(Counter(part.kind for document in pages["pages"] for part in document.paragraphs)),
    }


def _matches(run: RunFolder, chosen: Arrays, documents: dict[int, Document]) -> list[Match]:
    vocabulary, queries = load_vocabulary(run), load_queries(run)
    shards = [number for number, _ in vocabulary.rows()]
    seeds, spelled = (Blobs([blobs_path(run, stage, number) for number in shards]) for stage in (SEEDS, SPELL))
    before = np.cumsum([0, *(len(Blobs([blobs_path(run, SEEDS, number)])) for number in shards)])
    inside = np.flatnonzero(np.isin(chosen["page"], np.fromiter(documents, dtype=np.int64, count=len(documents))))
    order = inside[np.lexsort((chosen["seed"][inside], chosen["page"][inside]))]
    tokens = {page: tokens_of(document.text) for page, document in documents.items()}
    terms_of = _PageTerms(run, chosen["firsts"])
    found: list[Match] = []
    for entry in map(int, order):
        number, page = int(chosen["seed"][entry]), int(chosen["page"][entry])
        document = documents[page]
        shard = int(np.searchsorted(vocabulary.firsts, number, side="right")) - 1
        seed = msgspec.msgpack.decode(seeds[int(before[shard] + vocabulary.seeds[number])], type=SeedText)
        low, high = int(queries.starts[number]), int(queries.starts[number + 1])
        common = np.flatnonzero(np.isin(queries.used[queries.columns[low:high]], terms_of(page)))
        common = common[np.argsort(-queries.weights[low:high][common], kind="stable")]
        spelling = msgspec.msgpack.decode(spelled[number], type=tuple[str, ...])
        host = host_of(document.url)
        found.append(
            Match(
                document=document.id,
                seed=seed.id,
                rank=int(chosen["rank"][entry]),
                score=round(float(chosen["score"][entry]), 4),
                similarity=round(float(chosen["similarity"][entry]), 4),
                terms=tuple(spelling[term] for term in common),
                url=document.url,
                host=host,
                domain=domain_of(host),
                licence=document.licence or UNKNOWN,
                tokens=tokens[page],
            )
        )
    return found


class _PageTerms:
    """The terms of pages, as ascending indices into the vocabulary; holds one shard."""

    def __init__(self, run: RunFolder, firsts: npt.NDArray[np.int64]) -> None:
        self._run, self._firsts = run, firsts
        self._shard = -1
        self._arrays: Arrays = {}

    def __call__(self, page: int) -> npt.NDArray[np.int32]:
        """Return the terms of a page, by its number in the crawl."""
        shard = int(np.searchsorted(self._firsts, page, side="right")) - 1
        if shard != self._shard:
            self._shard, self._arrays = shard, load(arrays_path(self._run, PAGES, shard), ("starts", "terms"))
        row = page - int(self._firsts[shard])
        starts = self._arrays["starts"]
        return self._arrays["terms"][starts[row] : starts[row + 1]]


def _chosen(run: RunFolder) -> dict[str, Any]:
    names = ("firsts", "seed", "page", "rank", "score", "similarity", "pages", "control")
    return load(run.work(CHOOSE, "chosen.npz"), names)

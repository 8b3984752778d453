"""The stage ``choose``: which pages are kept, which seeds retrieve them, and the control beside them.

All first places of all seeds come before all second places, and of one place the greater score first: so caps take from
the weakest, and every seed has its turn. A page that another seed has retrieved already counts for both and is kept
once. A page is left out if it repeats a kept one or its own seed, or its domain has reached the cap;
``rejected/choose`` tells. Memory: see ``merge``, ``copies`` and ``control``.
"""

from collections import Counter
from functools import lru_cache
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from lemnos.engine.stage import Figures
from lemnos.llm.tokens import tokens_of
from lemnos.pipeline.job import WholeTask
from lemnos.pipeline.statistics import spread
from lemnos.records import Document, Rejected
from lemnos.steps.retrieve.choose.control import Control, draw_control
from lemnos.steps.retrieve.choose.copies import Kept
from lemnos.steps.retrieve.choose.merge import Candidates, merge
from lemnos.steps.retrieve.pages.read import STAGE as PAGES
from lemnos.steps.retrieve.seeds.read import STAGE as SEEDS
from lemnos.steps.retrieve.seeds.text import SeedText
from lemnos.steps.retrieve.seeds.vocabulary import load_vocabulary
from lemnos.steps.retrieve.settings import RetrieveSettings
from lemnos.steps.retrieve.store import arrays_path, blobs_path, load, save
from lemnos.store.blobs import Blobs
from lemnos.store.run_folder import RunFolder

STAGE = "choose"
_TEXTS = 512
"""Documents that are held."""


class _Texts:
    """The documents of pages and the texts of seeds, by number."""

    def __init__(self, run: RunFolder, shards: int) -> None:
        vocabulary = load_vocabulary(run)
        self._pages = Blobs([blobs_path(run, PAGES, number) for number in range(shards)])
        self._seeds = [Blobs([blobs_path(run, SEEDS, number)]) for number, _ in vocabulary.rows()]
        self._rows, self._firsts = vocabulary.seeds, vocabulary.firsts
        self.document = lru_cache(_TEXTS)(self._document)

    def _document(self, page: int) -> Document:
        return msgspec.msgpack.decode(self._pages[page], type=Document)

    def text(self, page: int) -> str:
        """Return the text of a page."""
        return self.document(page).text

    @lru_cache(1 << 16)  # noqa: B019 - lives as long as the stage
    def tokens(self, page: int) -> int:
        """Return the estimated tokens of a page."""
        return tokens_of(self.document(page).text)

    def seed(self, number: int) -> SeedText:
        """Return the text of a seed."""
        shard = int(np.searchsorted(self._firsts, number, side="right")) - 1
        return msgspec.msgpack.decode(self._seeds[shard][int(self._rows[number])], type=SeedText)


def choose(run: RunFolder, settings: RetrieveSettings, seed: int, shards: int, task: WholeTask) -> Figures:
    """Choose the pages, and write who retrieves what. Returns the figures of the stage.

    Args:
        run: The run folder.
        settings: The caps.
        seed: Of the run.
        shards: Number of shards of pages.
        task: The only task.
    """
    del task
    sizes = [len(load(arrays_path(run, PAGES, number), ("words",))["words"]) for number in range(shards)]
    firsts = np.concatenate(([0], np.cumsum(sizes))).astype(np.int64)
    seeds = len(load_vocabulary(run).seeds)
    candidates = merge(run, settings, seeds, firsts)
    texts = _Texts(run, shards)
    chosen, taken, rejected = _taken(run, settings, candidates, seeds, firsts, texts)
    tokens = {page: texts.tokens(page) for page in taken}
    control = Control([], 0, Counter())
    if settings.control:
        kept = Kept(texts.text, settings.near_duplicate)
        control = draw_control(run, seed, firsts, sum(tokens.values()), texts.tokens, kept, settings.per_domain)
    save(
        run.work(STAGE, "chosen.npz"),
        {
            "firsts": firsts,
            "seed": candidates.seed[chosen],
            "page": candidates.page[chosen],
            "rank": candidates.rank[chosen],
            "score": candidates.score[chosen],
            "similarity": candidates.similarity[chosen],
            "pages": np.array(sorted(taken), dtype=np.int64),
            "control": np.array(sorted(control.pages), dtype=np.int64),
        },
    )
    run.write_rejected(STAGE, 0, rejected)
    per_seed = np.bincount(candidates.seed[chosen], minlength=seeds)
    return {
        "seeds": seeds,
        "seeds_without": int((per_seed == 0).sum()),
        "pages_of_a_seed": spread([float(count) for count in per_seed]),
        "candidates": len(candidates.seed),
        "matches": len(chosen),
        "documents": len(taken),
        "tokens": sum(tokens.values()),
        "control": len(control.pages),
        "control_tokens": control.tokens,
        "control_left_out": dict(sorted(control.left_out.items())),
        "in_both": len(set(control.pages) & taken),
        "scores": _spread(candidates.score, chosen),
        "similarities": _spread(candidates.similarity, chosen),
        "rejected": dict(Counter(item.rule for item in rejected)),
    }


def _spread(values: npt.NDArray[np.float32], chosen: npt.NDArray[np.intp]) -> dict[str, float]:
    found = values[chosen]
    return spread([float(value) for value in found[found != 0]])


def _taken(
    run: RunFolder,
    settings: RetrieveSettings,
    candidates: Candidates,
    seeds: int,
    firsts: npt.NDArray[np.int64],
    texts: _Texts,
) -> tuple[npt.NDArray[np.intp], set[int], list[Rejected]]:
    """Return which candidates are kept, the pages of these, and what was left out and why."""
    order = np.lexsort(
        (candidates.page, candidates.seed, -np.maximum(candidates.score, candidates.similarity), candidates.rank)
    )
    domain_of = _domains(run, np.unique(candidates.page), firsts)
    kept = Kept(texts.text, settings.near_duplicate)
    left = np.full(seeds, settings.per_seed)
    domains: Counter[int] = Counter()
    taken: set[int] = set()
    repeats: dict[int, int] = {}
    full: set[int] = set()
    rejected: list[Rejected] = []
    chosen: list[int] = []

    def refuse(rule: str, reason: str, page: int) -> None:
        document = texts.document(page)
        rejected.append(
            Rejected(stage=STAGE, rule=rule, reason=reason, source=document.source, record=document.url or document.id)
        )

    for entry in map(int, order):
        seed, page = int(candidates.seed[entry]), int(candidates.page[entry])
        if not left[seed] or page in repeats or page in full:
            continue
        if page not in taken:
            if settings.per_domain and domains[domain_of[page]] >= settings.per_domain:
                full.add(page)
                refuse("per_domain", f"its domain has {settings.per_domain:,} retrieved pages", page)
                continue
            own = texts.seed(seed)
            if texts.document(page).id == own.id or kept.is_copy(page, own.text):
                refuse("copy_of_seed", f"it repeats the seed {own.id}", page)
                continue
            other = kept.repeats(page)
            if other is not None:
                repeats[page] = other
                refuse("near_duplicate", f"it repeats {texts.document(other).source}", page)
                continue
            taken.add(page)
            domains[domain_of[page]] += 1
        chosen.append(entry)
        left[seed] -= 1
    return np.array(sorted(chosen), dtype=np.intp), taken, rejected


def _domains(run: RunFolder, pages: npt.NDArray[np.int64], firsts: npt.NDArray[np.int64]) -> dict[int, int]:
    """Return the domains of some pages, ascending."""
    found: dict[int, int] = {}
    shard_of = np.searchsorted(firsts, pages, side="right") - 1
    for number in map(int, np.unique(shard_of)):
        here = pages[shard_of == number]
        domains: npt.NDArray[Any] = load(arrays_path(run, PAGES, number), ("domain",))["domain"]
        found.update(zip(map(int, here), map(int, domains[here - firsts[number]]), strict=True))
    return found

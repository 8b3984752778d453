"""All settings of ``retrieve``, and those of one crawl."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta


class QuerySettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a seed becomes a query."""

    terms: Annotated[int, Meta(ge=1, le=1000)] = 32
    """Most terms of a query: those of the seed with the greatest weight, which is the frequency in the seed, saturated,
    times the inverse document frequency in the crawl. More terms find less and cost more."""
    most_common: Annotated[float, Meta(gt=0, le=1)] = 0.5
    """A term that more than this share of the pages contain is in no query."""
    k1: Annotated[float, Meta(ge=0)] = 1.2
    """How soon the frequency of a term in a page saturates."""
    b: Annotated[float, Meta(ge=0, le=1)] = 0.75
    """How much long pages are discounted."""
    k3: Annotated[float, Meta(ge=0)] = 7.0
    """How soon the frequency of a term in the seed saturates."""


class RetrieveSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How seeds find similar pages in a crawl."""

    per_seed: Annotated[int, Meta(ge=1)] = 10
    """Most pages that a seed retrieves."""
    per_domain: Annotated[int, Meta(ge=0)] = 1000
    """Most pages of one registered domain (`example.org` for `docs.example.org`), in the retrieved pages and in the
    control each. 0 sets no limit."""
    candidates: Annotated[int, Meta(ge=1)] = 50
    """Pages that are considered for each seed, by each way of scoring; more than `per_seed`, since caps and copies
    leave some of them out."""
    least_score: Annotated[float, Meta(ge=0, le=1)] = 0.05
    """Least BM25 score, as a share of the greatest that the query can give. More is stricter: fewer pages, of which
    more are relevant (`docs/findings.md`)."""
    embedding: str = ""
    """A folder with a static embedding of `model2vec`, whose similarity is fused with BM25; empty for BM25 alone."""
    least_similarity: Annotated[float, Meta(ge=-1, le=1)] = 0.4
    """Least cosine of the embeddings of seed and page."""
    query: QuerySettings = QuerySettings()
    """How a seed becomes a query."""
    near_duplicate: Annotated[float, Meta(gt=0, le=1)] = 0.8
    """Jaccard similarity of word 5-grams from which two pages are one; the one retrieved first stays."""
    control: bool = True
    """Whether a random sample of the crawl with the same number of tokens is drawn beside the retrieved pages, under
    the same caps."""
    min_words: Annotated[int, Meta(ge=1)] = 50
    """Fewest words of a page."""
    max_words: Annotated[int, Meta(ge=1)] = 100_000
    """Most words of a page."""
    languages: tuple[str, ...] = ()
    """Read only pages in these languages, stated or guessed; `und` is one that is neither. Empty for all. BCP 47
    codes."""
    allow_hosts: tuple[str, ...] = ()
    """Read only pages of these hosts and of hosts below them; empty for all."""
    deny_hosts: tuple[str, ...] = ()
    """Leave out pages of these hosts and of hosts below them."""
    memory_mb: Annotated[int, Meta(ge=1)] = 1000
    """Memory for the candidates of all seeds in the one task that chooses, and for a block of scores in a worker. A run
    that needs more ends with a line that says what it needs. Megabytes."""


class CrawlInput(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A crawl to search. Inputs that are finished runs are the seeds."""

    path: str
    """A WARC, JSON lines or Parquet; or a folder of them, at any depth."""
    map: dict[str, str] = {}
    """For JSON lines and Parquet: our field (text, title, id, url, language, licence) → the file's; `format` is how the
    text is written: plain, markdown, html, rst or wikitext."""
    licence: str = ""
    """Licence of pages that state none. SPDX expression."""
    language: str = ""
    """Language of pages that state none; guessed if empty. BCP 47 code."""
    robots: Literal["respect", "ignore"] = "respect"
    """Whether pages of a WARC that state that they may not be used (`noindex`, `none`, `noai`, `tdm-reservation`) are
    rejected."""
    max_page_bytes: Annotated[int, Meta(ge=1)] = 5_000_000
    """Size of the largest page of a WARC; larger ones are rejected."""
    shard_bytes: Annotated[int, Meta(ge=1)] = 16_000_000
    """Bytes of a WARC that a worker reads at once; it holds their main text, about a fifth of that."""

"""Defines ``Seed``, what similar pages are looked for, and ``Match``, why a page was retrieved."""

from lemnos.records import Record


class Seed(Record, frozen=True, kw_only=True):
    """A record of a run for which similar pages are looked for."""

    id: str
    kind: str
    """Its record type: ``ToolDocument``, ``Trajectory``, ``Document``, ``Dialogue``."""
    title: str
    text: str
    """What the query was made from, without what is common to such records (schemas of offered tools)."""
    terms: tuple[str, ...]
    """The terms of the query, the weightiest first."""
    weights: tuple[float, ...]
    """Their weights; a page cannot score more than their sum times ``k1 + 1``."""


class Match(Record, frozen=True, kw_only=True):
    """A page that a seed retrieved."""

    document: str
    """Id of the document of the page."""
    seed: str
    """Id of the seed."""
    rank: int
    """Place of the page among the candidates of the seed, from 1."""
    score: float
    """BM25 score as a share of the greatest that the query can give; 0 if BM25 did not find the page."""
    similarity: float
    """Cosine of the embeddings; 0 if the embedding did not find the page, or there is none."""
    terms: tuple[str, ...]
    """The terms of the query that the page contains, the weightiest first."""
    url: str
    host: str
    domain: str
    """Registered domain of the host."""
    licence: str
    """``unknown`` if neither the page nor the command states one."""
    tokens: int
    """Estimated tokens of the document."""

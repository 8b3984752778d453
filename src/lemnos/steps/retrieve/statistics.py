"""Figures of shards → the statistics of a run of ``retrieve``."""

from typing import Any

from lemnos.pipeline.statistics import counted, ranked, summed, totalled
from lemnos.pipeline.step import StageFigures
from lemnos.steps.retrieve.choose.choose import STAGE as CHOOSE
from lemnos.steps.retrieve.choose.write import STAGE as DOCUMENTS
from lemnos.steps.retrieve.pages.read import STAGE as PAGES
from lemnos.steps.retrieve.seeds.queries import QUERIES
from lemnos.steps.retrieve.seeds.read import STAGE as SEEDS
from lemnos.steps.retrieve.seeds.vocabulary import VOCABULARY

_MOST_DOMAINS = 100
"""Domains in the table, those with the most pages."""
_CHOSEN = (
    "seeds",
    "seeds_without",
    "pages_of_a_seed",
    "candidates",
    "matches",
    "documents",
    "tokens",
    "control",
    "control_tokens",
    "control_left_out",
    "in_both",
    "scores",
    "similarities",
)


def statistics(figures: StageFigures) -> dict[str, Any]:
    """Return every statistic of a run that depends on its inputs and settings alone."""
    pages, written = figures[PAGES], figures[DOCUMENTS]
    (vocabulary,), (queries,), (chosen,) = figures[VOCABULARY], figures[QUERIES], figures[CHOOSE]
    domains = ranked(totalled(shard["domains"] for shard in written))
    return {
        **{name: chosen[name] for name in _CHOSEN},
        "kinds": counted(figures[SEEDS], "kinds"),
        "copies_of_seeds": vocabulary["copies"],
        "vocabulary": vocabulary["terms"],
        "terms": queries["terms"],
        "terms_of_a_query": round(queries["terms_of_a_query"], 2),
        "crawl": {
            "records": summed(pages, "seen"),
            "pages": summed(pages, "pages"),
            "words": summed(pages, "words"),
            "characters": summed(pages, "characters"),
            "languages": counted(pages, "languages"),
            "blocks": counted(pages, "blocks"),
        },
        "domains": dict(list(domains.items())[:_MOST_DOMAINS]),
        "domains_in_all": len(domains),
        **{name: counted(written, name) for name in ("licences", "languages", "blocks")},
    }

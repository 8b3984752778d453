"""The part of the dataset card that is about retrieved pages."""

from collections.abc import Mapping
from typing import Any

from lemnos.pipeline.report import table
from lemnos.pipeline.step import Card
from lemnos.steps.retrieve.settings import RetrieveSettings

_SHOWN = 30


def card(settings: RetrieveSettings, statistics: Mapping[str, Any]) -> Card:
    """Return the part of the card.

    Args:
        settings: How the pages were found.
        statistics: Of the run, see ``lemnos.steps.retrieve.statistics``.
    """
    crawl, scores = statistics["crawl"], statistics["scores"]
    of_a_seed = statistics["pages_of_a_seed"]
    ways = "BM25 and a static embedding, fused by rank" if settings.embedding else "BM25"
    seeds = [(kind, count) for kind, count in statistics["kinds"].items()]
    rows = [(name, scores.get(name, "")) for name in ("min", "p10", "median", "p90", "max")]
    control = (
        f"{statistics['control']:,} pages with {statistics['control_tokens']:,} tokens, drawn at random from the same "
        f"crawl under the same caps, {statistics['in_both']:,} of which were retrieved as well. Train on both to see "
        "what retrieval is worth."
        if settings.control
        else "None was drawn (`control=false`)."
    )
    body = f"""
{statistics["documents"]:,} pages of a crawl of {crawl["pages"]:,} that are like {statistics["seeds"]:,} records of
other runs, found by {ways}: {statistics["tokens"]:,} tokens (estimated), of {statistics["domains_in_all"]:,} registered
domains.
{statistics["seeds_without"]:,} seeds found no page; the others {of_a_seed.get("median", 0):g} in the median, at most
{settings.per_seed}.

## Random control

{control}

## Statistics

{table(("seeds", "number"), seeds)}

{table(("BM25 score, share of the greatest", "value"), rows)}

{table(("domain", "pages"), list(statistics["domains"].items())[:_SHOWN])}

{table(("language", "pages"), statistics["languages"].items())}

{table(("paragraphs", "number"), statistics["blocks"].items())}

## Fields

`documents/` and `control/`: `id`, `title`, `url`, `source` (file and position), `licence` (empty where neither the
page nor the command states one), `language`, `text`, `paragraphs` (with `section` and `kind`: prose, item, code,
table), `links`. `matches/`: `document`, `seed`, `rank`, `score`, `similarity`, `terms` that both have, `url`, `host`,
`domain`, `licence`, `tokens`. `seeds/`: `id`, `kind`, `title`, `text`, `terms` and `weights` of the query.
"""
    return Card(
        title="Retrieved pages",
        tags=("retrieval", "web"),
        records=statistics["documents"],
        licences=statistics["licences"],
        licensed="pages",
        body=body,
        languages=[language for language in statistics["languages"] if language != "und"],
        note="Licences are those that pages or the command line state. A page without one is not free: its author has "
        "all rights.",
    )

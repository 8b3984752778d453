"""Finds pages in a crawl of the web that are like the records of finished runs, and a random control beside them.

    runs  ──▶ seeds ──▶ vocabulary ──────────────┐
                            │                    ▼
    crawl ──▶ sources/web ──▶ pages ─────▶ queries ──▶ score ──▶ choose ──▶ Document, Match

The step, like every other:

    settings      all settings of the step, and those of one crawl
    step          its stages
    statistics    figures to the statistics of the report
    card          its part of the dataset card
    forecast      what a run would make, from the front of the crawl
    show          a page beside its seed, for a person

The flow:

    seeds         records of runs to queries
    pages         shards of a crawl to pages on disk, and counts
    score         shards of pages against all seeds
    choose        candidates of all shards to the pages that are kept

What they share:

    records       ``Seed`` and ``Match``
    terms         texts to hashes of content words
    embedding     texts to vectors of a static embedding
    store         the intermediate files
"""

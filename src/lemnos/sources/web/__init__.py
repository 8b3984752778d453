"""Reads crawls of the web into pages: WARC files, and tables of pages in Parquet or JSON lines.

    files ──▶ source ──▶ shards of some megabytes ──▶ records ──▶ page ──▶ Page | Rejected
                              └─ tables: lemnos.sources.documents.table

Modules, in the order in which data flows:

    source      a file or folder to shards
    records     a byte range of a WARC to its records, damaged ones skipped
    shard       a byte range of a WARC to pages
    page        the response of a server to the main text of its page
    statements  what a page states of itself: whether it may be used, and its licence
    hosts       the host and the registered domain of an address, and lists of hosts
"""

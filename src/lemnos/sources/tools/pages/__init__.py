"""Reads API documentation into tools: pages in HTML or Markdown, in a folder, an archive or a WARC.

    folder, archive ──▶ source ──┐                                      ┌──▶ objects ─────┐
                                 ├──▶ follow ──▶ shard ──▶ text, blocks ├──▶ operations ──┼──▶ Tool | Rejected
    WARC ──▶ warc ───────────────┘                                      └──▶ functions ───┘

Modules, in the order in which data flows:

    settings        which pages to read, and how to crawl a site
    source          a folder, an archive or a page to shards
    warc            a WARC to shards
    warc_archive    the pages in a WARC, and records to append to one
    follow          the pages that links lead to from a start page
    shard           some pages to their tools
    text            text, code and pairs from the elements of a page
    blocks          a page to headings, paragraphs, code, tables and lists
    sections        the role of each block in a section
    objects         functions and classes that Sphinx generated
    operations      HTTP operations
    functions       functions with a signature
    signatures      signatures in code to their parameters
    parameters      tables and lists to parameters
"""

"""Reads MediaWiki XML dumps into documents and redirects.

    dump ──▶ container: decompressed UTF-8 XML ──▶ source: shards of whole pages
                                                       │
    Page | Redirect | Rejected ◀── wikitext/ ◀── pages ◀┘

Modules, in the order in which data flows:

    container    a dump in any supported compression to UTF-8 XML, in bounded memory
    source       this XML to shards of whole pages
    pages        the XML of pages to documents, redirects and rejections
"""

"""Crawls a live documentation site into a WARC archive, which ``sources/tools/pages`` then reads.

    start URL ──▶ crawler ──▶ robots: may this URL be fetched? ──▶ fetch ──▶ archive ──▶ site.warc.gz
                     ▲                                               │
                     └────────────── links of the page ◀─────────────┘

Modules, in the order in which data flows:

    crawler    a start URL to the pages of its site, breadth first, within the delay and the caps
    robots     the text of a robots.txt to the URLs it allows and the delay it asks for
    fetch      a URL to the response of its server, from public addresses only
    archive    responses to a WARC that an interrupted crawl continues
"""

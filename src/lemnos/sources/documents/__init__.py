"""Reads inputs of every supported kind into documents: a title, plain text, paragraphs, and links with exact offsets.

    path ──▶ detect ──┬──▶ mediawiki/ ──▶ wikitext/ ──┐
                      ├──▶ folder ──────▶ prose/ ─────┼──▶ Page (Document and its names) | Redirect | Rejected
                      └──▶ table ──▶ rows ────────────┘
    link table ──▶ links ─────────────────────────────────▶ LinkRow (two names) | Rejected

Modules, in the order in which data flows:

    settings      the settings of one input
    base          the protocol of a source, its shards and the items that they yield
    detect        a path to the source that reads it
    mediawiki/    a MediaWiki XML dump to pages
    folder        a folder, an archive or a file of prose to pages
    table         JSON lines or Parquet to rows
    rows          a row to a page
    wikitext/     the wikitext of an article to prose
    prose/        Markdown, HTML, reStructuredText and plain text to prose
    names         the names by which links find their documents
    links         a link table to pairs of names
"""

"""Converts wikitext to clean text with sections, paragraphs and links.

    wikitext ──▶ tags ──▶ sections (parse) ──▶ templates ──▶ inline markup, lines, links (parse) ──▶ tidy ──▶ Article
                                                   │
                              words, measures ◀────┘ the arguments of a known template to the words it prints

Modules, in the order in which data flows:

    site         the wiki: its namespaces, interwiki prefixes and the headings of sections to drop
    parse        the wikitext of a page to an article; calls all the others
    tags         comments, references, formulas and HTML
    math         LaTeX to plain characters
    templates    templates and tables
    arguments    the arguments of a template call
    words        the words that known templates print
    measures     the numbers, dates and units that known templates print
    tidy         a paragraph without the gaps that dropped markup leaves
"""

"""Converts wikitext to clean text with sections, paragraphs and links.

    wikitext ──▶ tags ──▶ sections (parse) ──▶ templates ──▶ inline markup (parse) ──▶ lines, links (body) ──▶ Article
                                                   │                                        │
                       words, local, measures ◀────┘                                 tidy ◀─┘
                       the arguments of a known template                             one paragraph, repaired
                       to the words it prints

Modules, in the order in which data flows:

    site         the wiki: its namespaces, interwiki prefixes and the headings of sections to drop
    parse        the wikitext of a page to an article; calls all the others
    tags         comments, references, formulas and HTML
    math         LaTeX to plain characters
    templates    templates and tables
    arguments    the arguments of a template call
    functions    magic words and parser functions
    silent       the names of templates that print nothing into a sentence
    words        the words that known templates of English Wikipedia print
    local        the words that known templates of other wikis print
    measures     the dates, units and formulas that known templates print
    numbers      numbers with the separators of a language
    unknown      whether a template of unknown meaning stands inside a sentence
    body         lines and links to paragraphs with offsets
    tidy         a paragraph without the gaps that dropped markup leaves
"""

"""Reads English: sentences with a parser, and what small words tell.

    answer ──▶ lead ──▶ Lead: subject, verb, core words
           └─▶ traces ──▶ pronouns, cues, names

Modules:

    lead            the first sentence of an answer to its subject, verb and core words, by spaCy
    traces          a text to whom its pronouns mean and how it follows from the text before
    verbs           finite forms of verbs, by table
    word_classes    closed classes of words: determiners, openers, prepositions, participles
"""

"""Reads English by word lists.

Modules:

    traces          a text to whom its pronouns mean and how it follows from the text before
    verbs           finite forms of verbs, by table
    word_classes    closed classes of words: determiners, openers, prepositions, participles
"""

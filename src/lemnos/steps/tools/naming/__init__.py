"""Reads names in descriptions of APIs: a name -> the noun that it holds, the key that it tells. Words entities, too.

``nouns.py``
    Plurals, abbreviations, and names such as ``petId``: a resource and its key.
``things.py``
    What is known about things: their kind, the actions that suit them.
``spelling.py``
    Nouns as descriptions write them: texts, noun → ``SIM card``.
``noun_phrases.py``
    What an entity is called in a sentence: noun, label → phrase; plurals and articles.
"""

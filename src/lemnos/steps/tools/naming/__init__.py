"""Reads the names in descriptions of APIs: a name -> the noun that it holds, the key that it tells.

``nouns.py``
    Plurals, abbreviations, and names such as ``petId``: a resource and its key.
``things.py``
    What is known about things: their kind, the actions that suit them.
"""

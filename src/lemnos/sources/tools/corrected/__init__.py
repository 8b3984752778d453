"""Corrects OpenAPI descriptions where they say what no server could keep.

    Specification ──▶ DocumentCorrector ──▶ the same document, and Corrections

Nothing that a server could keep is changed: a schema to which some value conforms stays as it is written. What is
changed says less than before, never more. Modules, from the whole to its parts:

    document        walks the file; what other files hold comes into it
    responses       bodies where HTTP allows none, media types that are none
    schemas         types, members and bounds that exclude each other, alternatives that accept the same
    limits          bounds, lengths and counts that no value keeps
    conjunctions    parts of ``allOf`` that exclude each other
    endless         schemas that must hold themselves
    discriminators  discriminators that their schemas deny
    closed          objects that may not have what they must have
    base            corrections, and the places where they are made
"""

"""Describes a served world: the user's own description, corrected and completed so that it is true of the world.

    Api, its document ──▶ own_description ──▶ an OpenAPI document

Modules, in the order in which data flows:

    inputs     the document of an API, found again in what the user named, or written from tools
    served     which operations requests reach, and at which path
    statuses   what each operation may answer beside what the document says
    links      links that lead somewhere
    written    a document from tools alone, where there is no other
    document   all of these put together
"""

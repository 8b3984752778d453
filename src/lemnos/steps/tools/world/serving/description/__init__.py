"""Describes a served world: the user's own description, corrected and completed so that it is true of the world.

    Api, its document ──▶ own_description ──▶ an OpenAPI document

Modules, in the order in which data flows:

    inputs     the document of an API, found again in what the user named, and corrected
    written    a document from tools alone, where there is no other
    served     which operations requests reach, and at which path
    statuses   what each operation may answer beside what the document says
    ambiguous  the failure of a request that could mean several operations
    links      links that lead somewhere
    document   all of these put together
    make       the descriptions that were asked for last
"""

"""Reads what the operations of an API mean, from names, paths, methods and schemas, by rule.

    Tool ──▶ Draft ──▶ resources ──▶ Resource, Operation

Modules, in the order in which data flows:

    states      the vocabulary of states: where actions lead, how a life begins and ends
    words       the vocabulary of operations: verbs, nouns
    paths       segments of paths, nouns of arguments
    shapes      where in a result the entity or the list lies
    paging      how a list is cut into pages
    collections which paths are collections, and of whose things
    field_names names of arguments that lead to a field within something
    claims      what a tool says of what it does
    entities    what requests and results say of an entity
    references  which fields of an entity hold keys of others
    below       what operations without a meaning lie below
    generations which entities are older than others
    issued      the keys that operations without a meaning give out
    resources   the drafts of one API joined to resources
"""

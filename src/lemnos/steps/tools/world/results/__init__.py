"""Writes the results of operations: entities, pages and arguments to values that conform to the schema of a result.

Modules, in the order in which data flows:

    kept            results that cost much to make
    placement       where results hold what they show
    envelope        what surrounds that
    agree           a result to one that repeats what its call sent
    sought          what a search finds and a page says, where nothing is described
    known_fields    what people ask after of a thing
    wanted          what a call of a function asks for, where nothing is described
    things          one thing, with fields that agree
    listed          the names of several things
    promised        what a description promises of a result
    acted           what an action shows of an entity
    several         the entities that one call makes
    undescribed     what functions return of whose results nothing is described
    entity_results  entities to results that conform
"""

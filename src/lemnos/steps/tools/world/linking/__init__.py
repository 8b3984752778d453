"""Links entities to others: an entity, those above it, those that exist -> the entity, which tells the truth of them.

Modules, in the order in which data flows:

    holding     where an entity holds those below it
    target      an entity to which a field may refer
    embedding   what an entity shows of those above it
    own_key     where what an entity holds names that entity
    linker      fields that name other entities
    repeating   what an entity repeats of others that have changed
"""

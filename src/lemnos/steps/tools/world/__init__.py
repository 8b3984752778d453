"""Turns the tools of an API into a world: a place to act in whose answers are consistent.

    tools of one API ──▶ WorldSpec ──▶ World ──▶ Observation

What is shared:

    base        the meaning of operations, the spec, and the protocol of a world
    make        tools of a run, or of one API, to specs and worlds

From tools to a spec, by rule:

    words       the vocabulary of operations: verbs, nouns, states
    shapes      where in a result the entity or the list lies
    paging      how a list is cut into pages
    claims      what a tool says of what it does
    entities    what requests and results say of an entity
    resources   the drafts of one API joined to resources
    spec        tools to a spec

From a spec to observations:

    sampling    values made and repaired by a schema
    keys        keys and names of entities
    population  the linked entities with which a world starts
    state       entities in SQLite; snapshots
    clock       the time of a world
    compiled    a spec with its tools, ready for many worlds
    results     entities to results that conform
    failures    errors, and failures that a plan asks for
    verbs       what operations do
    engine      a world of our own
"""
